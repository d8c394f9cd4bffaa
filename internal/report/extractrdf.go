package report

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
	"github.com/metacheck/metacheck/schemaorg/jsonld"
	"github.com/metacheck/metacheck/schemaorg/microdata"
	"github.com/metacheck/metacheck/schemaorg/rdfa"
)

// extractNQuads writes the statements of pages as N-Quads: those of a page
// sorted by their bytes, each once, page after page. Blank nodes are named in
// the order in which a page's statements meet them: b0, b1, …; from the second
// page on the number of the page stands in front, as in p2b0, so that the
// output of several pages is one graph whose blank nodes are distinct. RDF
// knows no relative addresses: statements with one are left out and counted.
type extractNQuads struct {
	w     io.Writer
	opts  ExtractOptions
	pages int
}

func newExtractNQuads(w io.Writer, opts ExtractOptions) Extract {
	return &extractNQuads{w: w, opts: opts}
}

func (n *extractNQuads) Failed(page.Source, error) error { return nil }

func (n *extractNQuads) Close() error { return nil }

func (n *extractNQuads) Page(p *page.Page) ([]string, error) {
	n.pages++
	x := newExtraction(p, n.opts.Syntaxes)
	names := blankNames{page: n.pages}
	var lines []string
	var problems []schemaorg.Problem
	relative := 0
	for _, part := range statements(p, n.opts.Syntaxes) {
		problems = append(problems, part.problems...)
		for i := range part.triples {
			t := &part.triples[i]
			size, absolute := 0, true
			for _, term := range []*rdf.Term{&t.Subject, &t.Predicate, &t.Object, &t.Graph} {
				size += len(term.Value) + len(term.Datatype) + len(term.Lang)
				switch term.Kind {
				case rdf.Blank:
					term.Value = names.of(part.syntax, term.Value)
				case rdf.IRI:
					absolute = absolute && rdf.Scheme(term.Value) != ""
				}
			}
			switch {
			case !absolute:
				relative++
			case x.budget.fits(size):
				lines = append(lines, rdf.NQuads(part.triples[i:i+1]))
			}
		}
	}
	slices.Sort(lines)
	_, err := io.WriteString(n.w, strings.Join(slices.Compact(lines), ""))
	notes := x.notesOf(problems)
	if relative > 0 {
		notes = append(notes, noteExtract{Code: "relative-address", Message: fmt.Sprintf(
			"RDF has no relative URLs, so %s left out; --url or --base says what they are relative to", wereLeft(relative, "statement"))})
	}
	return noteLines(p, notes, n.opts.Syntaxes), err
}

// The statements of a page in one syntax, and what their reader noticed.
type syntaxStatements struct {
	syntax   string
	triples  []rdf.Triple
	problems []schemaorg.Problem
}

// statements are the statements of the page in the syntaxes that are wanted.
// They are read by the RDF rules of each syntax, which the items follow only
// where checks are the better for it.
func statements(p *page.Page, want Syntaxes) []syntaxStatements {
	address := p.URL
	if address == nil {
		if u, err := url.Parse(strings.TrimSpace(p.Source.BaseURL)); err == nil && u.IsAbs() {
			address = u
		}
	}
	var all []syntaxStatements
	if want.has(syntaxMicrodata) {
		triples, problems := microdata.DefaultRegistry().Triples(p.Doc, address)
		all = append(all, syntaxStatements{syntaxMicrodata, triples, problems})
	}
	if want.has(syntaxRDFa) {
		// Its reader notices the same for items and for statements.
		all = append(all, syntaxStatements{syntaxRDFa, rdfa.Triples(p.Doc, address), rdfaProblems(p)})
	}
	if want.has(syntaxJSONLD) {
		triples, problems := jsonld.Triples(p.Doc, address, jsonld.Options{})
		all = append(all, syntaxStatements{syntaxJSONLD, triples, problems})
	}
	return all
}

func rdfaProblems(p *page.Page) []schemaorg.Problem {
	var problems []schemaorg.Problem
	for i := range p.Graph.Problems {
		if strings.HasPrefix(p.Graph.Problems[i].Code, "rdfa-") {
			problems = append(problems, p.Graph.Problems[i])
		}
	}
	return problems
}

// blankNames give the blank nodes of a page names that no other page's have.
type blankNames struct {
	page  int // from 1
	names map[[2]string]string
	count int
}

// of is the name of the blank node that has the label in the syntax.
func (b *blankNames) of(syntax, label string) string {
	key := [2]string{syntax, label}
	name, ok := b.names[key]
	if !ok {
		if b.names == nil {
			b.names = make(map[[2]string]string)
		}
		name = b.next()
		b.names[key] = name
	}
	return name
}

// next is a name that was not given yet.
func (b *blankNames) next() string {
	name := "b" + strconv.Itoa(b.count)
	if b.page > 1 {
		name = "p" + strconv.Itoa(b.page) + name
	}
	b.count++
	return name
}
