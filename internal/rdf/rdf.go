// Package rdf holds what the RDF views of a page share: terms, triples with
// their place in the page, N-Quads, and the resolution of IRI references.
package rdf

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/internal/text"
)

// A Kind says what a Term is.
type Kind uint8

// The kinds of terms.
const (
	IRI Kind = iota + 1
	Blank
	Literal
)

// IRIs that readers of every syntax need.
const (
	NS              = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	Type            = NS + "type"
	First           = NS + "first"
	Rest            = NS + "rest"
	Nil             = NS + "nil"
	HTMLLiteral     = NS + "HTML"
	XMLLiteral      = NS + "XMLLiteral"
	XSD             = "http://www.w3.org/2001/XMLSchema#"
	XSDString       = XSD + "string"
	RDFaNS          = "http://www.w3.org/ns/rdfa#"
	RDFaCopy        = RDFaNS + "copy"
	RDFaPattern     = RDFaNS + "Pattern"
	RDFaUsesVocab   = RDFaNS + "usesVocabulary"
	blankNodePrefix = "_:"
)

// A Term is a node or the predicate of a graph. The zero Term is no term.
type Term struct {
	Kind Kind
	// Value is the IRI, the label of the blank node without "_:", or the
	// lexical form of the literal.
	Value string
	// Datatype is the IRI of a literal's type; empty for a plain literal,
	// whose type is xsd:string, or rdf:langString when Lang is set.
	Datatype string
	// Lang is the language tag of a literal as written, or empty.
	Lang string
}

// Key is an identity of an IRI or blank node: the IRI, or "_:" and the label.
func (t Term) Key() string {
	if t.Kind == Blank {
		return blankNodePrefix + t.Value
	}
	return t.Value
}

// A Triple is a statement with the place in the page that makes it.
type Triple struct {
	Subject, Predicate, Object Term
	// Graph names the graph that the statement stands in; the zero Term is
	// the default graph. Of the syntaxes only JSON-LD has others.
	Graph Term
	// Origin is the place of the object, or of the element that makes the
	// statement; the zero Origin for one that no single place makes.
	Origin text.Origin
}

// NQuads writes triples as an N-Quads document (W3C N-Quads, section 2), one
// statement a line, in the order given.
func NQuads(triples []Triple) string {
	var b strings.Builder
	for _, t := range triples {
		t.Subject.write(&b)
		b.WriteByte(' ')
		t.Predicate.write(&b)
		b.WriteByte(' ')
		t.Object.write(&b)
		if t.Graph.Kind != 0 {
			b.WriteByte(' ')
			t.Graph.write(&b)
		}
		b.WriteString(" .\n")
	}
	return b.String()
}

// String is the term in N-Quads syntax.
func (t Term) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

// write follows the canonical form (RDF 1.2 N-Quads, section 3) but for two
// additions, which change nothing of what is said: see mustEscape. Bytes that
// are no UTF-8 become U+FFFD.
func (t Term) write(b *strings.Builder) {
	switch t.Kind {
	case IRI:
		b.WriteByte('<')
		for i, r := range t.Value {
			if r == ' ' || strings.ContainsRune("<>\"{}|^`\\", r) || mustEscape(t.Value, i, r) {
				writeEscape(b, r)
			} else {
				b.WriteRune(r)
			}
		}
		b.WriteByte('>')
	case Blank:
		// Labels come from pages and hold anything; letters and digits are
		// safe everywhere, the rest is written as its bytes.
		b.WriteString(blankNodePrefix)
		for i := 0; i < len(t.Value); i++ {
			if c := t.Value[i]; c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(b, "_%02X", c)
			}
		}
	case Literal:
		b.WriteByte('"')
		for i, r := range t.Value {
			switch {
			case r == '"', r == '\\':
				b.WriteByte('\\')
				b.WriteRune(r)
			case r >= '\b' && r <= '\r' && r != '\v':
				b.WriteByte('\\')
				b.WriteByte("btn.fr"[r-'\b'])
			case mustEscape(t.Value, i, r):
				writeEscape(b, r)
			default:
				b.WriteRune(r)
			}
		}
		b.WriteByte('"')
		if isLangTag(t.Lang) {
			b.WriteByte('@')
			b.WriteString(t.Lang)
		} else if t.Datatype != "" && t.Datatype != XSDString {
			b.WriteString("^^")
			Term{Kind: IRI, Value: t.Datatype}.write(b)
		}
	}
}

// mustEscape reports whether the character r at s[i:] is written as an escape:
// control characters, and beyond the canonical form those from U+0080 on, which
// terminals obey, U+2028 and U+2029, which some readers take for the end of a
// line, and the end of what a build server takes for a command.
func mustEscape(s string, i int, r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || text.EndsCommandMark(s, i)
}

// writeEscape writes a character of the first plane as an escape.
func writeEscape(b *strings.Builder, r rune) {
	const hex = "0123456789ABCDEF"
	b.WriteString(`\u`)
	for shift := 12; shift >= 0; shift -= 4 {
		b.WriteByte(hex[r>>shift&15])
	}
}

// isLangTag reports whether s has the form of a language tag in N-Quads. What
// pages write in lang is at times a sentence; such a literal is written
// without language.
func isLangTag(s string) bool {
	part := 0 // bytes of the subtag so far
	digits := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', digits && c >= '0' && c <= '9':
			part++
		case c == '-' && part > 0:
			part, digits = 0, true
		default:
			return false
		}
	}
	return part > 0
}
