// Package rdfa reads the RDFa of a page (RDFa Core 1.1, HTML+RDFa 1.1) into
// triples and items.
//
// The walk of the page hands over each element with [Extractor.Enter], which
// does no more than look for an attribute that can make an item: most pages
// have nothing but Open Graph and link elements, and pay nothing else. On the
// others [Extractor.Finish] runs the processor over the tree (process.go, with
// names in names.go, literals in markup.go), copies patterns
// (copy.go) and makes items of the statements (items.go). [Triples] gives the
// statements themselves.
//
// What is optional in the specification and left out: the processor graph,
// vocabulary expansion, the role attribute, and the processing rules of
// RDFa 1.0. The value attribute of data and meter means nothing in RDFa, unlike
// in microdata; a check finds it on the Node of the value.
package rdfa

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds that keep a hostile page from being slow to anybody, beside those of
// [schemaorg.Limits].
const (
	maxPrefixes = 50_000  // prefix mappings of all elements together
	maxMarkup   = 1 << 24 // bytes of the markup kept as rdf:HTML and rdf:XMLLiteral
	maxProblems = 2_000
)

// An Extractor reads the RDFa of one page.
type Extractor struct {
	limits schemaorg.Limits
	base   *url.URL
	root   *html.Node
	// found reports that something can make an item.
	found bool
	// early notices the problems of pages on which nothing is found; nil
	// until an element has prefixes or a name with one.
	early  *processor
	scopes []scope
}

// A scope is an open element that declares prefixes.
type scope struct {
	node     *html.Node
	shadowed int
}

// New returns an extractor for a page whose relative IRIs resolve against
// base; with a nil or relative base they stay as written. The limits are Items
// and Statements.
func New(base *url.URL, limits schemaorg.Limits) *Extractor {
	return &Extractor{limits: limits.WithDefaults(), base: base}
}

// Enter takes note of an element node. Nodes are entered in document order;
// what stands in a template element is not to be entered.
func (x *Extractor) Enter(n *html.Node) {
	if x.root == nil {
		x.root = n
	}
	if x.found {
		return
	}
	prefixes, property := false, ""
	for i := range n.Attr {
		a := &n.Attr[i]
		switch len(a.Key) {
		case 3:
			// Without vocab, only a CURIE in rel tells anything of an item.
			if a.Key == "rel" || a.Key == "rev" {
				if i := strings.IndexByte(a.Val, ':'); i >= 0 && !strings.HasPrefix(a.Val[i:], "://") {
					x.found = true
				}
			}
		case 5:
			x.found = x.found || a.Key == "vocab"
		case 6:
			x.found = x.found || a.Key == "typeof"
			prefixes = prefixes || a.Key == "prefix"
		case 8:
			if a.Key == "property" {
				property = a.Val
				x.found = x.found || !social(property)
			}
		}
		if len(a.Key) > 6 && a.Key[5] == ':' && a.Key[:5] == "xmlns" {
			prefixes = true
		}
	}
	if x.found || !prefixes && property == "" {
		return
	}
	if x.early == nil {
		x.early = newProcessor(x.base, x.base, x.limits)
	}
	if prefixes {
		x.scopes = append(x.scopes, scope{n, len(x.early.shadowed)})
		x.early.attrs.read(n)
		x.early.declarePrefixes(n)
	}
	for token := ""; ; {
		if token, property = nextToken(property); token == "" {
			return
		}
		x.early.checkPrefix(n, "property", token)
	}
}

// social reports whether all names in a property attribute are those of social
// networks, such as "og:title".
func social(property string) bool {
	for {
		var token string
		if token, property = nextToken(property); token == "" {
			return true
		}
		prefix, _, ok := strings.Cut(token, ":")
		if !ok || !socialPrefixes[prefix] {
			return false
		}
	}
}

// Leave ends the element that was entered last and not left yet.
func (x *Extractor) Leave(n *html.Node) {
	if k := len(x.scopes); k > 0 && x.scopes[k-1].node == n {
		x.early.restore(x.scopes[k-1].shadowed)
		x.scopes = x.scopes[:k-1]
	}
}

// Finish returns the items that no other item has as a value, and the problems
// noticed, both in document order. What a page says with names of Open Graph
// and other social networks, and what links say about themselves, makes no
// items and no properties of items.
//
// The codes of the problems: rdfa-no-vocab (a name in typeof or property that
// nothing resolves), rdfa-prefix-syntax (prefix that is no list of names and
// IRIs), rdfa-unknown-prefix, and rdfa-work for bounds that were met.
func (x *Extractor) Finish() ([]*schemaorg.Item, []schemaorg.Problem) {
	if !x.found {
		if x.early == nil {
			return nil, nil
		}
		return nil, x.early.problems
	}
	root := x.root
	for root.Parent != nil {
		root = root.Parent
	}
	p := newProcessor(x.base, x.base, x.limits)
	p.run(root)
	items := p.items()
	return items, p.problems
}

// Extract reads the RDFa of a whole tree whose relative IRIs resolve against
// base: the items that no other item has as a value, and the problems, as
// [Extractor.Finish] returns them.
func Extract(doc *html.Node, base *url.URL) ([]*schemaorg.Item, []schemaorg.Problem) {
	x := New(base, schemaorg.Limits{})
	text.Walk(doc, false, func(n *html.Node) bool {
		if n.Type == html.ElementNode {
			x.Enter(n)
		}
		return true
	}, x.Leave)
	return x.Finish()
}

// Triples returns the output graph of a page (RDFa Core, section 7, as
// HTML+RDFa 1.1 extends it), in the order in which the statements are met; a
// statement that the page makes twice stands in it twice. The address is that
// of the page; a base element in the tree is obeyed.
func Triples(doc *html.Node, address *url.URL) []rdf.Triple {
	limits := schemaorg.Limits{IRIBytes: schemaorg.IRIBytesFor(rdf.Size(doc))}
	p := newProcessor(rdf.DocumentBase(doc, address), address, limits.WithDefaults())
	p.run(doc)
	return p.triples()
}

// nextToken is the first of the white-space separated tokens of s, empty at
// the end, and what follows it.
func nextToken(s string) (token, rest string) {
	i := 0
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	start := i
	for i < len(s) && !isSpace(s[i]) {
		i++
	}
	return s[start:i], s[i:]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }
