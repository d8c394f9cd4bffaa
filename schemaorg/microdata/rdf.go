package microdata

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds on the triples of a page, beside those on its items.
const (
	maxTriples = 200_000
	// maxWritten bounds the bytes of all terms together: itemref can have a
	// page repeat a long value as often as it has items.
	maxWritten = 1 << 27
)

// blankLabel begins the labels of blank nodes, which are numbered from 0 in
// the order of the triples.
const blankLabel = "md"

// Triples returns what the microdata of a page says as RDF (W3C Microdata to
// RDF, second edition), by the default registry. The address is that of the
// page, or nil; a base element in the tree is obeyed. Items come in document
// order, each triple before those of the item that is its object.
//
// The graph follows the W3C where that differs from the standard of the
// WHATWG, which the items of [Extract] follow:
//
//   - A content attribute is the value of any element (W3C HTML Microdata),
//     for the items that of meta only.
//   - The text of time, data and meter elements is typed by its form.
//   - Types need not be of one vocabulary; the first that is an absolute URL
//     says what the names of the properties mean.
//   - A name on an item without a type is a fragment of the page's address,
//     unless the item is the value of one with a type.
//   - An item that stands in an itemref of several is described once for each
//     vocabulary that it is read in, and items may hold each other.
//   - What starts at no top-level item is not in the graph: an element with
//     itemprop that no item takes up, and items that hold each other.
//
// Itemprop-reverse is of the W3C's specification alone, but the items have it
// too. Where an element has no attribute for its address (an img without src)
// there is no triple.
func Triples(doc *html.Node, address *url.URL) []rdf.Triple {
	triples, _ := DefaultRegistry().Triples(doc, address)
	return triples
}

// Triples is the function of the same name with another registry than the
// default one. The problems are those of [Extractor.Finish], with the code
// microdata-work also for bounds on triples.
func (r Registry) Triples(doc *html.Node, address *url.URL) ([]rdf.Triple, []schemaorg.Problem) {
	x := New(rdf.DocumentBase(doc, address), schemaorg.Limits{IRIBytes: schemaorg.IRIBytesFor(rdf.Size(doc))})
	x.read(doc)
	_, problems := x.Finish()
	if len(x.items) == 0 {
		return nil, problems
	}
	g := newGenerator(x, r)
	known := len(x.bounds)
	for k := range x.items {
		if x.isTop(k) {
			g.describe(k)
		}
	}
	for _, p := range x.bounds[known:] {
		problems = append(problems, p.Problem)
	}
	return g.triples, problems
}

// isTop reports whether an item is a top-level item: one that is the value of no
// property (HTML standard, section 5.2.5). The itemprop-reverse of the W3C
// counts like itemprop when it does make the item a value.
func (x *Extractor) isTop(k int) bool {
	e := &x.elements[x.items[k].element]
	if _, ok := text.Attr(e.node, "itemprop"); ok {
		return false
	}
	return len(e.reverse) == 0 || !e.owned
}

// A reading is an item read in the vocabulary of a type, which is that of the
// item itself, or for an item without one that of the item that holds it.
type reading struct {
	item int
	in   int // index of the vocabulary
}

// A naming is what the names of properties mean under a type.
type naming struct {
	typed      bool
	vocabulary string
	expand     map[string][]string
}

// A frame is a reading whose properties are being generated.
type frame struct {
	reading
	next int // in the item's properties
}

// A generator makes triples of the items of an extractor (section 5.3,
// "generate the triples"). It keeps its own stack: itemref can chain all items
// of a page.
type generator struct {
	x        *Extractor
	triples  []rdf.Triple
	subjects []rdf.Term // of the items, zero before they are met: the "memory"
	blanks   int
	// namings are those of all types, the first that of none; own has the
	// index of the one that an item has by its type, or 0.
	namings []naming
	own     []int
	done    map[reading]bool
	stack   []frame
	written int
	full    bool
}

// newGenerator looks up what the types of all items mean for names.
func newGenerator(x *Extractor, r Registry) *generator {
	g := &generator{x: x, subjects: make([]rdf.Term, len(x.items)),
		namings: make([]naming, 1), own: make([]int, len(x.items)), done: make(map[reading]bool)}
	byType := make(map[string]int)
	for k := range x.items {
		for _, t := range x.items[k].Types {
			if !isAbsolute(t) {
				continue
			}
			if byType[t] == 0 {
				vocabulary, expand := r.find(t)
				byType[t] = len(g.namings)
				g.namings = append(g.namings, naming{true, vocabulary, expand})
			}
			g.own[k] = byType[t]
			break
		}
	}
	return g
}

// describe generates the triples of a top-level item and of all that it holds.
func (g *generator) describe(k int) {
	g.enter(k, 0)
	for len(g.stack) > 0 {
		f := &g.stack[len(g.stack)-1]
		it := &g.x.items[f.item]
		if f.next == len(it.properties) || g.full {
			g.stack = g.stack[:len(g.stack)-1]
			continue
		}
		e := &g.x.elements[it.properties[f.next]]
		f.next++
		value, origin := g.value(e)
		if value.Kind == 0 {
			continue
		}
		subject, naming := g.subject(f.item), &g.namings[f.in]
		for _, name := range e.names {
			if p, ok := g.predicate(name, naming); ok {
				g.add(subject, p, value, origin)
			}
			for _, iri := range naming.expand[name] {
				g.add(subject, iri, value, origin)
			}
		}
		if value.Kind != rdf.Literal {
			for _, name := range e.reverse {
				if p, ok := g.predicate(name, naming); ok {
					g.add(value, p, subject, origin)
				}
			}
		}
		if e.item >= 0 {
			g.enter(e.item, f.in)
		}
	}
}

// enter begins item k, which an item read in the given vocabulary holds,
// unless it was read in its own before; so cycles end.
func (g *generator) enter(k, holder int) {
	r := reading{k, holder}
	if g.own[k] != 0 {
		r.in = g.own[k]
	}
	if g.done[r] || g.full {
		return
	}
	g.done[r] = true
	it := &g.x.items[k]
	for _, t := range it.Types {
		if isAbsolute(t) {
			g.add(g.subject(k), rdf.Type, rdf.Term{Kind: rdf.IRI, Value: t}, it.TypeOrigin)
		}
	}
	g.stack = append(g.stack, frame{reading: r})
}

// subject is the node that stands for item k.
func (g *generator) subject(k int) rdf.Term {
	s := &g.subjects[k]
	if s.Kind != 0 {
		return *s
	}
	if id := g.x.items[k].ID; id != "" && rdf.Scheme(id) != "" {
		*s = rdf.Term{Kind: rdf.IRI, Value: id}
	} else {
		*s = rdf.Term{Kind: rdf.Blank, Value: blankLabel + strconv.Itoa(g.blanks)}
		g.blanks++
	}
	return *s
}

// predicate is the IRI of a property name (section 5.4, "generate predicate
// URI"). Without a type it needs the address of the page.
func (g *generator) predicate(name string, in *naming) (string, bool) {
	switch {
	case rdf.Scheme(name) != "":
		return name, true
	case !in.typed:
		base, _, _ := strings.Cut(g.x.base, "#")
		if !g.x.make(len(base)) {
			return "", false
		}
		return base + "#" + escape(name), true
	case !g.x.make(len(in.vocabulary)):
		return "", false
	}
	separator := ""
	if !strings.HasSuffix(in.vocabulary, "#") && !strings.HasSuffix(in.vocabulary, "/") {
		separator = "#"
	}
	return in.vocabulary + separator + escape(name), true
}

// value is the property value of an element (section 5.1), the zero Term for
// one that has none, and its place.
func (g *generator) value(e *element) (rdf.Term, text.Origin) {
	if e.item >= 0 {
		return g.subject(e.item), text.FromTag(e.node)
	}
	v := &e.value
	term := rdf.Term{Kind: rdf.Literal, Value: v.Text}
	origin := v.Origin
	if content, ok := text.Attr(e.node, "content"); ok {
		term.Value, origin = content, text.FromAttr(e.node, "content")
	} else if v.Kind == schemaorg.URLValue {
		if v.Origin.Part == text.Tag {
			return rdf.Term{}, v.Origin
		}
		return rdf.Term{Kind: rdf.IRI, Value: v.Text}, v.Origin
	}
	if e.node.Namespace == "" {
		switch e.node.DataAtom {
		case atom.Data, atom.Meter:
			term.Datatype = numberType(term.Value)
			return term, origin
		case atom.Time:
			if term.Datatype = rdf.DateType(term.Value); term.Datatype != "" {
				return term, origin
			}
		}
	}
	term.Lang = e.lang
	return term, origin
}

// add takes up a triple, within the bounds.
func (g *generator) add(subject rdf.Term, predicate string, object rdf.Term, origin text.Origin) {
	g.written += len(subject.Value) + len(predicate) + len(object.Value)
	if len(g.triples) >= maxTriples || g.written > maxWritten {
		if !g.full {
			g.full = true
			g.x.bound("microdata-work", origin, "the microdata of the page makes more RDF than the limit, and the rest was left out")
		}
		return
	}
	g.triples = append(g.triples, rdf.Triple{
		Subject:   subject,
		Predicate: rdf.Term{Kind: rdf.IRI, Value: predicate},
		Object:    object,
		Origin:    origin,
	})
}

// numberType is the datatype of a number in the form of both HTML and XML
// Schema, or empty.
func numberType(s string) string {
	digits := func(s string) string { return strings.TrimLeft(s, "0123456789") }
	s = strings.TrimPrefix(s, "-")
	rest := digits(s)
	whole := len(rest) < len(s)
	if whole && rest == "" {
		return rdf.XSD + "integer"
	}
	if fraction, ok := strings.CutPrefix(rest, "."); ok {
		if rest = digits(fraction); len(rest) == len(fraction) {
			return ""
		}
	} else if !whole {
		return ""
	}
	if rest != "" {
		if rest[0]|0x20 != 'e' {
			return ""
		}
		exponent := rest[1:]
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
		if exponent == "" || digits(exponent) != "" {
			return ""
		}
	}
	return rdf.XSD + "double"
}
