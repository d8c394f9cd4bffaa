package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

// An Extract writes what pages say. What comes from a page is escaped where
// the format is one for a terminal.
type Extract interface {
	// Page writes one page; it is called in the order of the input. The notes
	// are what its reader stumbled over and the output does not hold, each with
	// its place in front, escaped for a terminal.
	Page(*page.Page) (notes []string, err error)
	// Failed notes an input, or a record of one, that could not be read.
	Failed(src page.Source, err error) error
	// Close writes what stands at the end.
	Close() error
}

// ExtractOptions say what is extracted and how it is written.
type ExtractOptions struct {
	Syntaxes Syntaxes
	// Color reports whether to write colour codes; text only.
	Color bool
}

// An ExtractFormat is a way of writing what pages say.
type ExtractFormat struct {
	Name string
	Doc  string
	// Items reports that the format can hold microdata, RDFa and JSON-LD and
	// nothing else.
	Items bool
	New   func(io.Writer, ExtractOptions) Extract
}

// ExtractFormats are all formats, in the order of the help text.
var ExtractFormats = []ExtractFormat{
	{Name: "text", Doc: "for people: a tree with the place of each value", New: newExtractText},
	{Name: "json", Doc: "for programs: one document with everything, version 1", New: newExtractJSON},
	{Name: "nquads", Doc: "RDF: the statements of microdata, RDFa and JSON-LD, sorted", Items: true, New: newExtractNQuads},
	{Name: "jsonld", Doc: "expanded JSON-LD: the items of all syntaxes, joined by their ids", Items: true, New: newExtractJSONLD},
}

// ExtractFormatNamed is the named format, or an error that suggests one.
func ExtractFormatNamed(name string) (ExtractFormat, error) {
	var names []string
	for _, f := range ExtractFormats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return ExtractFormat{}, fmt.Errorf("unknown format %q%s (formats: %s)", name, checks.Suggest(name, names), check.List(names))
}

// The parts of what a page says, as --syntax names them.
const (
	syntaxHead      = "head"
	syntaxLinks     = "links"
	syntaxOpenGraph = "opengraph"
	syntaxTwitter   = "twitter"
	syntaxMicrodata = "microdata"
	syntaxRDFa      = "rdfa"
	syntaxJSONLD    = "jsonld"
	syntaxAll       = "all"
)

// syntaxNames are all parts, in the order in which they are written.
var syntaxNames = []string{
	syntaxHead, syntaxLinks, syntaxOpenGraph, syntaxTwitter, syntaxMicrodata, syntaxRDFa, syntaxJSONLD,
}

// itemSyntax is the name of a syntax of items.
func itemSyntax(s schemaorg.Syntax) string {
	switch s {
	case schemaorg.Microdata:
		return syntaxMicrodata
	case schemaorg.RDFa:
		return syntaxRDFa
	}
	return syntaxJSONLD
}

func holdsItems(syntax string) bool {
	return syntax == syntaxMicrodata || syntax == syntaxRDFa || syntax == syntaxJSONLD
}

// Syntaxes are the parts of what a page says that are wanted. The zero
// Syntaxes are all of them.
type Syntaxes struct {
	names []string
}

// SyntaxNames are the names that ParseSyntaxes takes.
func SyntaxNames() []string { return append(append([]string{}, syntaxNames...), syntaxAll) }

// ParseSyntaxes reads a list of names, for a format. It is an error that a
// name is none, which suggests one, or that the format cannot hold what it
// names. An empty list and "all" are everything that the format can hold.
func ParseSyntaxes(names []string, format ExtractFormat) (Syntaxes, error) {
	var s Syntaxes
	all := len(names) == 0
	for _, name := range names {
		lower := strings.ToLower(name)
		switch {
		case lower == syntaxAll:
			all = true
		case !known(lower):
			return s, fmt.Errorf("unknown syntax %q%s (syntaxes: %s)", name, checks.Suggest(lower, SyntaxNames()), check.List(SyntaxNames()))
		case format.Items && !holdsItems(lower):
			hint := ""
			if lower == syntaxOpenGraph {
				hint = "; Open Graph in property attributes is RDFa too, so --syntax rdfa has it"
				if format.Name != "nquads" {
					hint = ""
				}
			}
			return s, fmt.Errorf("--format %s holds microdata, rdfa and jsonld only, not %s%s", format.Name, lower, hint)
		default:
			s.names = append(s.names, lower)
		}
	}
	if all {
		s.names = nil
	}
	return s, nil
}

func known(name string) bool {
	for _, n := range syntaxNames {
		if n == name {
			return true
		}
	}
	return false
}

// has reports whether the part is wanted.
func (s Syntaxes) has(name string) bool { return len(s.names) == 0 || s.named(name) }

// named reports whether the part was asked for by its name.
func (s Syntaxes) named(name string) bool {
	for _, n := range s.names {
		if n == name {
			return true
		}
	}
	return false
}

// items reports whether a syntax of items is wanted.
func (s Syntaxes) items() bool {
	return s.has(syntaxMicrodata) || s.has(syntaxRDFa) || s.has(syntaxJSONLD)
}

// problemSyntaxes say by the beginning of its code which syntax a problem
// concerns. Others concern the page.
var problemSyntaxes = []struct{ prefix, syntax string }{
	{"item", syntaxMicrodata}, {"orphan-itemprop", syntaxMicrodata}, {"too-many-items", syntaxMicrodata},
	{"microdata-", syntaxMicrodata},
	{"rdfa-", syntaxRDFa},
	{"json-", syntaxJSONLD}, {"jsonld-", syntaxJSONLD}, {"context-", syntaxJSONLD},
	{"script-type-", syntaxJSONLD}, {"type-missing", syntaxJSONLD},
}

// concerns reports whether a problem says something of what is wanted.
func (s Syntaxes) concerns(code string) bool {
	for _, p := range problemSyntaxes {
		if strings.HasPrefix(code, p.prefix) {
			return s.has(p.syntax)
		}
	}
	return true
}

// SourceLabel is the name of a page in reports: the input's name, and the
// number of the record behind "#".
func SourceLabel(src *page.Source) string {
	if src.Index > 0 {
		return src.Name + "#" + strconv.Itoa(src.Index)
	}
	return src.Name
}

// maxExtract bounds the long texts of the values of a page, in bytes. A page
// may say a text many times that it holds once: under a thousand names, or in
// a language whose tag is a thousand letters long.
const maxExtract = 64 << 20

// newBudget is the budget of a page of n bytes: a multiple of that, so that what
// is written grows with the page and no faster.
func newBudget(n int) budget {
	most := min(maxExtract, 4<<20+16*n)
	return budget{most: most, left: most}
}

// A budget is what may still be written of a page.
type budget struct {
	most int
	left int
	out  int // values left out
}

// fits reports whether a value of n bytes may be written.
func (b *budget) fits(n int) bool {
	const short = 256
	if n <= short {
		return true
	}
	if n > b.left {
		b.out++
		return false
	}
	b.left -= n
	return true
}

// note is what there is to say of what was left out, if something was.
func (b *budget) note() []noteExtract {
	if b.out == 0 {
		return nil
	}
	return []noteExtract{{Code: "extract-too-long", Message: fmt.Sprintf(
		"what the page says is longer than %d MB when it is written out; %s left out", b.most>>20, wereLeft(b.out, "value"))}}
}

// wereLeft is "1 value was" or "2 values were".
func wereLeft(n int, noun string) string {
	if n == 1 {
		return count(n, noun) + " was"
	}
	return count(n, noun) + " were"
}

// noteLines are notes for a terminal. That names of social networks have
// prefixes which nobody declared, as RDFa asks, is told only where RDFa was
// asked for: nearly every page has such names.
func noteLines(p *page.Page, notes []noteExtract, want Syntaxes) []string {
	var lines []string
	label := SourceLabel(&p.Source)
	for _, n := range notes {
		if n.social && !want.named(syntaxRDFa) {
			continue
		}
		at := label
		switch {
		case n.Outside != "":
			at += " (" + n.Outside + ")"
		case n.Place != nil:
			at += fmt.Sprintf(":%d:%d", n.Place.Start.Line, n.Place.Start.Column)
		}
		lines = append(lines, fmt.Sprintf("%s: note: %s [%s]", Escape(at), Escape(n.Message), n.Code))
	}
	return lines
}
