package report

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg/rdfa"
)

// extractNQuads writes the statements of pages as N-Quads: those of a page
// sorted by their bytes, each once, page after page. Blank nodes are named in
// the order in which a page's statements meet them: b0, b1, …; from the second
// page on the number of the page stands in front, as in p2b0, so that the
// output of several pages is one graph whose blank nodes are distinct.
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

func (n *extractNQuads) Page(p *page.Page) error {
	n.pages++
	names := blankNames{page: n.pages}
	var lines []string
	for _, part := range statements(p, n.opts.Syntaxes) {
		for i := range part.triples {
			t := &part.triples[i]
			for _, term := range []*rdf.Term{&t.Subject, &t.Predicate, &t.Object} {
				if term.Kind == rdf.Blank {
					term.Value = names.of(part.syntax, term.Value)
				}
			}
			lines = append(lines, rdf.NQuads(part.triples[i:i+1]))
		}
	}
	slices.Sort(lines)
	_, err := io.WriteString(n.w, strings.Join(slices.Compact(lines), ""))
	return err
}

// The statements of a page in one syntax.
type syntaxStatements struct {
	syntax  string
	triples []rdf.Triple
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
	if want.has(syntaxRDFa) {
		all = append(all, syntaxStatements{syntaxRDFa, rdfa.Triples(p.Doc, address)})
	}
	return all
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
