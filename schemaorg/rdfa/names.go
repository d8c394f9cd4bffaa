package rdfa

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
)

// A binding is what a prefix meant outside the element that declares it anew.
type binding struct {
	prefix, iri string
	was         bool
}

// declarePrefixes takes up the prefix mappings of the element whose attributes
// were read: xmlns: attributes, then prefix, which wins (RDFa Core, section
// 7.5, step 3; HTML+RDFa, section 5).
func (p *processor) declarePrefixes(n *html.Node) {
	if p.attrs.xmlns {
		for i := range n.Attr {
			a := &n.Attr[i]
			name, ok := strings.CutPrefix(a.Key, "xmlns:")
			if !ok && a.Namespace == "xmlns" {
				name, ok = a.Key, true
			}
			if ok && isName(name) && name != "_" {
				p.declare(name, a.Val)
			}
		}
	}
	if p.attrs.prefix == nil {
		return
	}
	value := p.attrs.prefix.Val
	if isCustom(n) && !strings.Contains(value, ": ") {
		return // an attribute of somebody's own element
	}
	fault := ""
	for rest := value; ; {
		var name, iri string
		if name, rest = nextToken(rest); name == "" {
			break
		}
		prefix, ok := strings.CutSuffix(name, ":")
		if !ok || !isName(prefix) {
			if fault == "" {
				fault = "prefix attribute has a name without a colon and a space after it: " + quote(name)
			}
			continue
		}
		iri, after := nextToken(rest)
		if iri == "" || strings.HasSuffix(iri, ":") && rdf.Scheme(iri) == iri[:len(iri)-1] {
			if fault == "" {
				fault = "prefix attribute has no URL after " + quote(name)
			}
			continue
		}
		rest = after
		if strings.HasSuffix(iri, ",") && fault == "" {
			fault = "prefix attribute has a URL that ends in a comma: " + quote(iri)
		}
		if prefix == "_" {
			if fault == "" {
				fault = `prefix attribute declares "_", which is reserved for blank nodes`
			}
			continue
		}
		p.declare(prefix, iri)
	}
	if fault != "" && strings.Contains(value, ":") {
		p.problem("rdfa-prefix-syntax", text.FromAttr(n, "prefix"), fault)
	}
}

// declare maps a prefix to an IRI until the element is left.
func (p *processor) declare(prefix, iri string) {
	if p.declared++; p.declared > maxPrefixes {
		p.bound("the page declares more RDFa prefixes than are read")
		return
	}
	if iri == "" {
		return // Namespaces in XML forbid it, and it maps to nothing
	}
	prefix = strings.ToLower(prefix)
	if rdf.Scheme(iri) == "" {
		iri = rdf.Resolve(p.address, iri)
	}
	old, was := p.prefixes[prefix]
	p.shadowed = append(p.shadowed, binding{prefix, old, was})
	p.prefixes[prefix] = iri
}

// restore undoes the mappings made since there were n.
func (p *processor) restore(n int) {
	for i := len(p.shadowed) - 1; i >= n; i-- {
		if b := p.shadowed[i]; b.was {
			p.prefixes[b.prefix] = b.iri
		} else {
			delete(p.prefixes, b.prefix)
		}
	}
	p.shadowed = p.shadowed[:n]
}

// prefix is the IRI that a prefix stands for.
func (p *processor) prefix(name string) (string, bool) {
	if name == "" {
		return xhv, true
	}
	if iri, ok := p.prefixes[name]; ok {
		return iri, true
	}
	if iri, ok := initialPrefixes[name]; ok {
		return iri, true
	}
	lower := strings.ToLower(name)
	if lower == name {
		return "", false
	}
	if iri, ok := p.prefixes[lower]; ok {
		return iri, true
	}
	iri, ok := initialPrefixes[lower]
	return iri, ok
}

// curie resolves a CURIE (RDFa Core, section 6). What looks like a hierarchical
// IRI is none.
func (p *processor) curie(s string) (rdf.Term, bool) {
	prefix, reference, ok := strings.Cut(s, ":")
	if !ok || strings.HasPrefix(reference, "//") {
		return rdf.Term{}, false
	}
	if prefix == "_" {
		return explicitBlank(reference), true
	}
	iri, ok := p.prefix(prefix)
	if !ok {
		return rdf.Term{}, false
	}
	return p.iri(iri, reference), true
}

// iri puts an IRI together. The parts may be long and the page may repeat
// them, so what is made is bounded.
func (p *processor) iri(namespace, reference string) rdf.Term {
	if p.made += len(namespace); p.made > p.limits.IRIBytes {
		p.bound(tooLong)
		return rdf.Term{Kind: rdf.IRI, Value: reference}
	}
	return rdf.Term{Kind: rdf.IRI, Value: namespace + reference}
}

// resolve makes an IRI reference absolute (RDFa Core, section 7.4.1).
func (p *processor) resolve(ref string) rdf.Term {
	ref = strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' })
	if rdf.Scheme(ref) == "" {
		if p.made += len(p.base); p.made > p.limits.IRIBytes {
			p.bound(tooLong)
			return rdf.Term{Kind: rdf.IRI, Value: ref}
		}
	}
	return rdf.Term{Kind: rdf.IRI, Value: rdf.Resolve(p.base, ref)}
}

// resource resolves a SafeCURIEorCURIEorIRI: the value of about and resource.
// It is the zero Term for a safe CURIE that resolves to nothing: the attribute
// is then as good as absent.
func (p *processor) resource(s string) (rdf.Term, bool) {
	trimmed := strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if len(trimmed) >= 2 && trimmed[0] == '[' && trimmed[len(trimmed)-1] == ']' {
		return p.curie(trimmed[1 : len(trimmed)-1])
	}
	if t, ok := p.curie(trimmed); ok {
		return t, true
	}
	return p.resolve(trimmed), true
}

// name resolves a TERMorCURIEorAbsIRI: a token of typeof, property, rel, rev
// or datatype. It is empty when it resolves to nothing.
func (p *processor) name(s, vocab string) string {
	if !strings.Contains(s, ":") {
		return p.term(s, vocab)
	}
	if t, ok := p.curie(s); ok {
		if t.Kind != rdf.IRI {
			return ""
		}
		return t.Value
	}
	if rdf.Scheme(s) != "" {
		return s
	}
	return ""
}

// term resolves a term: against the vocabulary if there is one, else among the
// known terms, in which case counts before it does not (RDFa Core, section
// 7.4.3).
func (p *processor) term(s, vocab string) string {
	if !isTerm(s) {
		return ""
	}
	if vocab != "" {
		return p.iri(vocab, s).Value
	}
	if iri, ok := initialTerms[s]; ok {
		return iri
	}
	return initialTerms[strings.ToLower(s)]
}

// isName reports whether s has the form of an NCName (Namespaces in XML). Of
// characters beyond ASCII none is refused.
func isName(s string) bool { return isTerm(s) && !strings.Contains(s, "/") }

// isTerm reports whether s has the form of a term: an NCName in which slashes
// may stand behind the first character (RDFa Core, section 7.4.3).
func isTerm(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80:
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.' || c == '/'):
		default:
			return false
		}
	}
	return s != ""
}

// isCustom reports whether the element is somebody's own, whose attributes mean
// what its author wants: a custom element, or one of an office program.
func isCustom(n *html.Node) bool {
	return n.Namespace != "" || strings.ContainsAny(n.Data, "-:")
}

// Labels of blank nodes: those that the page gives and those that are made
// must not meet, so they begin with different letters.
const (
	explicitLabel = "x"
	madeLabel     = "m"
)

func explicitBlank(label string) rdf.Term {
	return rdf.Term{Kind: rdf.Blank, Value: explicitLabel + label}
}

// blank makes a blank node.
func (p *processor) blank() rdf.Term {
	p.blanks++
	return rdf.Term{Kind: rdf.Blank, Value: madeLabel + strconv.Itoa(p.blanks)}
}

// pageLabel is the label, with "_:", that the page gives a blank node; empty
// for one that was made.
func pageLabel(t rdf.Term) string {
	if label, ok := strings.CutPrefix(t.Value, explicitLabel); ok && t.Kind == rdf.Blank {
		return "_:" + label
	}
	return ""
}

// quote shows a string of the page in a message, the start of it if it is long.
func quote(s string) string {
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return strconv.Quote(s)
}
