// Package microdata reads the microdata of a page (WHATWG HTML, section 5)
// into items.
//
// The walk of the page hands over each element with [Extractor.Enter] and
// [Extractor.Leave]; the extractor notes the few that have microdata
// attributes and does nothing for the others. [Extractor.Finish] then looks up
// the ids that itemref names (itemref.go), gives each item its properties,
// takes cycles apart (items.go) and reads the values (value.go).
//
// What a page writes is read by the standard and not by habit: content counts
// on meta elements only. A check that wants to know of a content attribute
// elsewhere finds it on the Node of the value.
//
// [Triples] gives the microdata of a page as RDF, by the rules of the W3C
// (rdf.go, rdfregistry.go), and says where they differ.
package microdata

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds that keep a hostile page from being slow to anybody, beside those of
// [schemaorg.Limits]. The largest real pages hold some thousand elements with
// microdata.
const (
	maxProblems = 2_000
)

// An element is an element with at least one microdata attribute.
type element struct {
	node *html.Node
	lang string
	// parent is the index of the nearest ancestor that is an element, or -1.
	parent int
	// end is the index of the first element behind this one's subtree.
	end int
	// item is the index of the item of an element with itemscope, or -1.
	item int
	// names and reverse are the tokens of itemprop and itemprop-reverse.
	names, reverse []string
	// itemref is the attribute of an element with itemscope.
	itemref string
	// owned reports that the element gives an item a property.
	owned bool
	value schemaorg.Value
}

// isProperty reports whether the element names a property.
func (e *element) isProperty() bool { return len(e.names)+len(e.reverse) > 0 }

// An Extractor reads the microdata of one page. It holds no more than the
// elements that have microdata attributes.
type Extractor struct {
	limits   schemaorg.Limits
	base     string
	elements []element
	open     []int // indices of the elements that are not left yet
	langs    []lang
	items    []item
	targets  map[string]target // what itemref names, by id
	full     bool              // a bound is met: no more elements are taken
	made     int               // bytes of IRIs made
	bounds   []problem         // the problem of each bound that is met
	problems []problem
}

// A lang is an open element with a lang attribute.
type lang struct {
	node *html.Node
	tag  string
}

// A problem knows the element that it was noticed at, to sort by.
type problem struct {
	at int
	schemaorg.Problem
}

// New returns an extractor for a page whose relative addresses resolve against
// base; with a nil or relative base they stay as written. The limits are Items,
// Properties and ItemrefWork.
func New(base *url.URL, limits schemaorg.Limits) *Extractor {
	x := &Extractor{limits: limits.WithDefaults()}
	if base != nil && base.IsAbs() {
		x.base = base.String()
	}
	return x
}

// Enter takes note of an element node. Nodes are entered in document order;
// what stands in a template element is not to be entered.
func (x *Extractor) Enter(n *html.Node) {
	found := false
	for i := range n.Attr {
		a := &n.Attr[i]
		switch len(a.Key) {
		case 4:
			if a.Key == "lang" && (a.Namespace == "" || a.Namespace == "xml") {
				x.enterLang(n)
			}
		case 6, 7, 8, 9, 16:
			if a.Key[0] == 'i' && a.Namespace == "" {
				switch a.Key {
				case "itemprop", "itemscope", "itemtype", "itemid", "itemref", "itemprop-reverse":
					found = true
				}
			}
		}
	}
	if found && !x.full {
		x.enter(n)
	}
}

// enterLang notes the language of an element. xml:lang wins over lang where an
// element of SVG or MathML has both (HTML standard, section 3.2.6.2).
func (x *Extractor) enterLang(n *html.Node) {
	if k := len(x.langs); k > 0 && x.langs[k-1].node == n {
		return
	}
	tag, xml := "", false
	for i := range n.Attr {
		if a := &n.Attr[i]; a.Key == "lang" && !xml {
			if xml = a.Namespace == "xml"; xml || a.Namespace == "" {
				tag = a.Val
			}
		}
	}
	x.langs = append(x.langs, lang{n, tag})
}

func (x *Extractor) enter(n *html.Node) {
	if len(x.elements) >= x.limits.Properties {
		x.stop(n, "the page has more elements with microdata than are read; the rest was dropped")
		return
	}
	e := element{node: n, parent: -1, item: -1}
	if k := len(x.open); k > 0 {
		e.parent = x.open[k-1]
	}
	if k := len(x.langs); k > 0 {
		e.lang = x.langs[k-1].tag
	}
	var scope bool
	var types, id, ref *html.Attribute
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "itemprop":
			e.names = tokens(a.Val)
		case "itemprop-reverse":
			e.reverse = tokens(a.Val)
		case "itemscope":
			scope = true
		case "itemtype":
			types = a
		case "itemid":
			id = a
		case "itemref":
			ref = a
		}
	}
	at := len(x.elements)
	if scope {
		if len(x.items) >= x.limits.Items {
			x.stop(n, "the page has more microdata items than are read, and the rest were dropped")
			return
		}
		e.item = len(x.items)
		if ref != nil {
			e.itemref = ref.Val
		}
		x.items = append(x.items, x.newItem(at, n, types, id))
	} else {
		for _, a := range []*html.Attribute{types, ref, id} {
			if a != nil {
				x.problem(at, "itemtype-without-itemscope", text.FromAttrName(n, a.Key), nil,
					a.Key+" is on an element without itemscope")
				break
			}
		}
	}
	x.elements = append(x.elements, e)
	x.open = append(x.open, at)
}

// Leave ends the element that was entered last and not left yet, if n is one
// that the extractor noted.
func (x *Extractor) Leave(n *html.Node) {
	if k := len(x.open); k > 0 && x.elements[x.open[k-1]].node == n {
		x.elements[x.open[k-1]].end = len(x.elements)
		x.open = x.open[:k-1]
	}
	if k := len(x.langs); k > 0 && x.langs[k-1].node == n {
		x.langs = x.langs[:k-1]
	}
}

// Finish returns the items that are the value of no other item, and the
// problems noticed, both in document order. An item with itemprop that no item
// takes up is among them, so that what it says is not lost.
//
// The codes of the problems: orphan-itemprop, itemref-missing (an id that is
// not in the document), itemref-cycle (an item that contains itself),
// itemref-repeated (an element that the item reaches twice),
// itemtype-without-itemscope (also itemref or itemid without it, and itemid
// without itemtype), itemtype-relative, and for bounds that were met
// too-many-items and microdata-work.
func (x *Extractor) Finish() ([]*schemaorg.Item, []schemaorg.Problem) {
	if len(x.elements) == 0 {
		return nil, nil
	}
	for _, i := range x.open {
		x.elements[i].end = len(x.elements)
	}
	x.open = nil
	x.findTargets()
	x.assign()
	x.findOrphans()
	x.readValues()
	roots := x.link()

	slices.SortStableFunc(x.problems, func(a, b problem) int { return a.at - b.at })
	problems := make([]schemaorg.Problem, 0, len(x.problems)+len(x.bounds))
	for _, p := range append(x.problems, x.bounds...) {
		problems = append(problems, p.Problem)
	}
	return roots, problems
}

// Extract reads the microdata of a whole tree: the items that are the value of
// no other item, and the problems, as [Extractor.Finish] returns them.
func Extract(doc *html.Node, base *url.URL) ([]*schemaorg.Item, []schemaorg.Problem) {
	x := New(base, schemaorg.Limits{})
	x.read(doc)
	return x.Finish()
}

// read enters and leaves all elements of a tree.
func (x *Extractor) read(doc *html.Node) {
	text.Walk(doc, false, func(n *html.Node) bool {
		if n.Type == html.ElementNode {
			x.Enter(n)
		}
		return true
	}, func(n *html.Node) {
		if n.Type == html.ElementNode {
			x.Leave(n)
		}
	})
}

func (x *Extractor) problem(at int, code string, origin text.Origin, it *schemaorg.Item, message string) {
	if len(x.problems) >= maxProblems {
		x.bound("microdata-work", text.Origin{}, "the page has more microdata problems than are listed")
		return
	}
	x.problems = append(x.problems, problem{at, schemaorg.Problem{Code: code, Message: message, Origin: origin, Item: it}})
}

// stop takes no more elements. What was dropped may hold what an itemprop or
// itemref needs, so that their absence is no problem from here on.
func (x *Extractor) stop(n *html.Node, message string) {
	x.full = true
	x.bound("too-many-items", text.FromTag(n), message)
}

// bound tells once that a bound was met.
func (x *Extractor) bound(code string, origin text.Origin, message string) {
	for _, p := range x.bounds {
		if p.Message == message {
			return
		}
	}
	x.bounds = append(x.bounds, problem{Problem: schemaorg.Problem{Code: code, Message: message, Origin: origin}})
}

// tokens are the unique tokens of an attribute, in order (HTML standard,
// section 2.3.7).
func tokens(s string) []string {
	var list []string
	var seen map[string]bool
	for i := 0; i < len(s); {
		if isSpace(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) && !isSpace(s[i]) {
			i++
		}
		token := s[start:i]
		switch {
		case seen != nil:
			if seen[token] {
				continue
			}
			seen[token] = true
		case slices.Contains(list, token):
			continue
		case len(list) == 16:
			seen = make(map[string]bool)
			for _, t := range list {
				seen[t] = true
			}
			seen[token] = true
		}
		list = append(list, token)
	}
	return list
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// isAbsolute reports whether a token is an absolute URL: it has a scheme, and
// after http or https a host.
func isAbsolute(token string) bool {
	scheme := rdf.Scheme(token)
	if scheme == "" {
		return false
	}
	rest := token[len(scheme)+1:]
	if strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") {
		return len(rest) > 2 && rest[:2] == "//" && rest[2] != '/' && rest[2] != '?' && rest[2] != '#'
	}
	return rest != ""
}
