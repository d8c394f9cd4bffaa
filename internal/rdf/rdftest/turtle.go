package rdftest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/internal/rdf"
)

// Turtle reads a Turtle document (W3C RDF 1.1 Turtle) as far as expected
// graphs of test suites use the language. Relative IRIs resolve against base.
func Turtle(src, base string) (triples []rdf.Triple, err error) {
	t := &turtleReader{src: src, base: base, prefixes: map[string]string{}}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("turtle: %v at %.60q", r, t.src[t.at:])
		}
	}()
	for {
		t.space()
		if t.at == len(t.src) {
			return t.triples, nil
		}
		t.statement()
	}
}

type turtleReader struct {
	src, base string
	at        int
	prefixes  map[string]string
	triples   []rdf.Triple
	blanks    int
}

func (t *turtleReader) space() {
	for t.at < len(t.src) {
		switch c := t.src[t.at]; {
		case c == '#':
			for t.at < len(t.src) && t.src[t.at] != '\n' {
				t.at++
			}
		case c <= ' ':
			t.at++
		default:
			return
		}
	}
}

func (t *turtleReader) accept(s string) bool {
	t.space()
	if strings.HasPrefix(t.src[t.at:], s) {
		t.at += len(s)
		return true
	}
	return false
}

func (t *turtleReader) expect(s string) {
	if !t.accept(s) {
		panic("expected " + s)
	}
}

func (t *turtleReader) until(stop func(rune) bool) string {
	end := strings.IndexFunc(t.src[t.at:], stop)
	if end < 0 {
		end = len(t.src) - t.at
	}
	s := t.src[t.at : t.at+end]
	t.at += end
	return s
}

func (t *turtleReader) statement() {
	switch {
	case t.accept("@prefix"):
		t.space()
		name := t.until(func(r rune) bool { return r == ':' })
		t.expect(":")
		t.prefixes[name] = t.iriRef()
		t.expect(".")
	case t.accept("@base"):
		t.base = t.iriRef()
		t.expect(".")
	default:
		t.space()
		bracket := t.src[t.at] == '['
		s := t.term()
		if t.space(); !bracket || t.src[t.at] != '.' {
			t.predicates(s)
		}
		t.expect(".")
	}
}

func (t *turtleReader) predicates(s rdf.Term) {
	for {
		t.space()
		if c := t.src[t.at]; c == '.' || c == ']' {
			return
		}
		var p rdf.Term
		if strings.HasPrefix(t.src[t.at:], "a ") {
			t.at++
			p = rdf.Term{Kind: rdf.IRI, Value: rdf.Type}
		} else {
			p = t.term()
		}
		for {
			o := t.term()
			t.triples = append(t.triples, rdf.Triple{Subject: s, Predicate: p, Object: o})
			if !t.accept(",") {
				break
			}
		}
		if !t.accept(";") {
			return
		}
	}
}

func (t *turtleReader) blank() rdf.Term {
	t.blanks++
	return rdf.Term{Kind: rdf.Blank, Value: "turtle" + strconv.Itoa(t.blanks)}
}

func (t *turtleReader) iriRef() string {
	t.expect("<")
	s := t.until(func(r rune) bool { return r == '>' })
	t.at++
	return rdf.Resolve(t.base, t.unescape(s))
}

func (t *turtleReader) term() rdf.Term {
	t.space()
	switch c := t.src[t.at]; {
	case c == '<':
		return rdf.Term{Kind: rdf.IRI, Value: t.iriRef()}
	case c == '[':
		t.at++
		b := t.blank()
		t.predicates(b)
		t.expect("]")
		return b
	case c == '(':
		t.at++
		var items []rdf.Term
		for !t.accept(")") {
			items = append(items, t.term())
		}
		head := rdf.Term{Kind: rdf.IRI, Value: rdf.Nil}
		for i := len(items) - 1; i >= 0; i-- {
			cell := t.blank()
			t.triples = append(t.triples,
				rdf.Triple{Subject: cell, Predicate: rdf.Term{Kind: rdf.IRI, Value: rdf.First}, Object: items[i]},
				rdf.Triple{Subject: cell, Predicate: rdf.Term{Kind: rdf.IRI, Value: rdf.Rest}, Object: head})
			head = cell
		}
		return head
	case c == '"' || c == '\'':
		return t.literal()
	case c >= '0' && c <= '9' || c == '-' || c == '+':
		s := t.until(func(r rune) bool { return !strings.ContainsRune("0123456789+-.eE", r) })
		s, dot := strings.CutSuffix(s, ".")
		if dot {
			t.at--
		}
		typ := "integer"
		if strings.ContainsAny(s, "eE") {
			typ = "double"
		} else if strings.Contains(s, ".") {
			typ = "decimal"
		}
		return rdf.Term{Kind: rdf.Literal, Value: s, Datatype: rdf.XSD + typ}
	}
	name := t.until(func(r rune) bool {
		return !(r == ':' || r == '_' || r == '-' || r == '.' || r == '%' || unicode.IsLetter(r) || unicode.IsDigit(r))
	})
	for strings.HasSuffix(name, ".") {
		name = name[:len(name)-1]
		t.at--
	}
	if name == "true" || name == "false" {
		return rdf.Term{Kind: rdf.Literal, Value: name, Datatype: rdf.XSD + "boolean"}
	}
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		panic("no term")
	}
	if prefix == "_" {
		return rdf.Term{Kind: rdf.Blank, Value: "label" + local}
	}
	ns, ok := t.prefixes[prefix]
	if !ok {
		panic("unknown prefix " + prefix)
	}
	return rdf.Term{Kind: rdf.IRI, Value: ns + local}
}

func (t *turtleReader) literal() rdf.Term {
	quote := t.src[t.at : t.at+1]
	if strings.HasPrefix(t.src[t.at:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	t.at += len(quote)
	start := t.at
	for !strings.HasPrefix(t.src[t.at:], quote) {
		if t.src[t.at] == '\\' {
			t.at++
		}
		t.at++
	}
	l := rdf.Term{Kind: rdf.Literal, Value: t.unescape(t.src[start:t.at])}
	t.at += len(quote)
	switch {
	case strings.HasPrefix(t.src[t.at:], "@"):
		t.at++
		l.Lang = t.until(func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	case strings.HasPrefix(t.src[t.at:], "^^"):
		t.at += 2
		l.Datatype = t.term().Value
	}
	return l
}

func (t *turtleReader) unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u', 'U':
			n := 4
			if c == 'U' {
				n = 8
			}
			r, err := strconv.ParseInt(s[i+1:i+1+n], 16, 32)
			if err != nil {
				panic(err)
			}
			b.WriteRune(rune(r))
			i += n
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
