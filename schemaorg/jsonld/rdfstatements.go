package jsonld

import (
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/internal/rdf"
)

// Bounds on the statements of a page: a short document can give many things a
// long name.
const (
	maxStatements = 300_000
	maxWritten    = 1 << 27 // bytes of the terms of all statements
)

// blankLabel begins the labels of blank nodes, which are numbered from 0 in
// the order of the statements.
const blankLabel = "ld"

// statements turns expanded documents into RDF (JSON-LD 1.1 API, section 8).
// The specification first sorts the nodes into a map by their names; here each
// is written where it stands, and a statement that is made twice is left out,
// which comes to the same graph, in the order of the page.
type statements struct {
	x       *Extractor
	triples []rdf.Triple
	labels  map[string]rdf.Term // of blank nodes that the page names
	blanks  int
	seen    map[statementKey]bool
	written int
	full    bool
}

type statementKey struct{ subject, predicate, object, graph rdf.Term }

// blank is a new blank node.
func (w *statements) blank() rdf.Term {
	w.blanks++
	return rdf.Term{Kind: rdf.Blank, Value: blankLabel + strconv.Itoa(w.blanks-1)}
}

// name is the term for an IRI or the name of a blank node; the zero Term when
// it is none that RDF can hold.
func (w *statements) name(id string) rdf.Term {
	if strings.HasPrefix(id, "_:") {
		t, ok := w.labels[id]
		if !ok {
			t = w.blank()
			w.labels[id] = t
		}
		return t
	}
	if !wellFormed(id) {
		return rdf.Term{}
	}
	return rdf.Term{Kind: rdf.IRI, Value: id}
}

// wellFormed reports whether an IRI is absolute and has no characters that none
// can have.
func wellFormed(iri string) bool {
	if rdf.Scheme(iri) == "" {
		return false
	}
	fragment := false
	for i := 0; i < len(iri); i++ {
		switch c := iri[i]; c {
		case '#':
			if fragment {
				return false
			}
			fragment = true
		case '<', '>', '"', '{', '}', '|', '^', '`', '\\':
			return false
		default:
			if c <= ' ' || c == 0x7f {
				return false
			}
		}
	}
	return true
}

// subject is the term for a node, or for the first cell of a list.
func (w *statements) subject(n *expansion) rdf.Term {
	if n.term.Kind == 0 {
		if n.hasID {
			n.term = w.name(n.id)
		} else {
			n.term = w.blank()
		}
	}
	return n.term
}

// node writes what a node says in a graph, and what those say that it holds.
func (w *statements) node(n *expansion, graph rdf.Term) {
	if n.kind != nodeObject || w.full {
		return
	}
	s := w.subject(n)
	for _, t := range n.types {
		w.add(s, rdf.Type, w.name(t.iri), graph, n.b, t.at)
	}
	for _, p := range n.properties {
		for _, v := range p.values {
			w.add(s, p.iri, w.object(v), graph, v.b, v.at)
			w.inside(v, graph)
		}
	}
	for _, p := range n.reverse {
		for _, v := range p.values {
			w.add(w.subject(v), p.iri, s, graph, v.b, v.at)
			w.node(v, graph)
		}
	}
	for _, v := range n.included {
		w.node(v, graph)
	}
	if n.hasGraph && s.Kind != 0 {
		for _, v := range n.graph {
			w.node(v, s)
		}
	}
}

// object is the term for a value: for a list its first cell.
func (w *statements) object(v *expansion) rdf.Term {
	switch v.kind {
	case valueObject:
		return literal(v)
	case listObject:
		if len(v.list) == 0 {
			return rdf.Term{Kind: rdf.IRI, Value: rdf.Nil}
		}
	}
	return w.subject(v)
}

// inside writes what the nodes in a value say, and the cells of a list.
func (w *statements) inside(v *expansion, graph rdf.Term) {
	if v.kind != listObject {
		w.node(v, graph)
		return
	}
	if len(v.list) == 0 {
		return
	}
	cell := w.subject(v)
	for i, item := range v.list {
		w.add(cell, rdf.First, w.object(item), graph, item.b, item.at)
		w.inside(item, graph)
		next := rdf.Term{Kind: rdf.IRI, Value: rdf.Nil}
		if i < len(v.list)-1 {
			next = w.blank()
		}
		w.add(cell, rdf.Rest, next, graph, item.b, item.at)
		cell = next
	}
}

// add takes up a statement, unless one of its terms is none or it was made
// before.
func (w *statements) add(subject rdf.Term, predicate string, object, graph rdf.Term, b *block, at *value) {
	if w.full || subject.Kind == 0 || object.Kind == 0 || !wellFormed(predicate) {
		return
	}
	p := rdf.Term{Kind: rdf.IRI, Value: predicate}
	origin := b.origin(at.start, at.end)
	// What is made before costs as well: it must be looked up.
	w.written += len(subject.Value) + len(predicate) + len(object.Value) + len(object.Datatype) + len(graph.Value)
	key := statementKey{subject, p, object, graph}
	if w.written <= maxWritten && w.seen[key] {
		return
	}
	if len(w.triples) >= maxStatements || w.written > maxWritten {
		w.full = true
		w.x.problem("jsonld-too-many-values", origin, nil, "the JSON-LD of the page makes more RDF than the limit, and the rest was left out", fewer)
		return
	}
	w.seen[key] = true
	w.triples = append(w.triples, rdf.Triple{Subject: subject, Predicate: p, Object: object, Graph: graph, Origin: origin})
}
