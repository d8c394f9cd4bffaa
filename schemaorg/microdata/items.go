package microdata

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// An item is an item with what is needed to build it.
type item struct {
	*schemaorg.Item
	element    int      // index of its element
	refs       []string // tokens of itemref
	properties []int    // indices of the elements that are its properties
	vocabulary string   // what its property names are resolved against
	mark       visit
	cyclic     bool // a cycle that its itemref makes is noted
}

// noteCycle notes once that the itemref of the item leads back to it.
func (x *Extractor) noteCycle(it *item, message string) {
	if !it.cyclic {
		it.cyclic = true
		x.problem(it.element, "itemref-cycle", text.FromAttr(it.Origin.Node, "itemref"), it.Item, message)
	}
}

// A visit says how far the search for cycles is with an item.
type visit uint8

const (
	unseen visit = iota
	onPath
	done
)

// newItem makes the item of element at, without its properties.
func (x *Extractor) newItem(at int, n *html.Node, types, id *html.Attribute) item {
	it := item{element: at, Item: &schemaorg.Item{Syntax: schemaorg.Microdata, Origin: text.FromTag(n)}}
	if types != nil {
		it.TypeOrigin = text.FromAttr(n, "itemtype")
		it.Types = tokens(types.Val)
		for _, t := range it.Types {
			if !isAbsolute(t) {
				x.problem(at, "itemtype-relative", it.TypeOrigin, it.Item, "itemtype is not an absolute URL: "+quote(t))
				break
			}
		}
		it.vocabulary = vocabulary(it.Types)
	}
	if id != nil {
		it.IDOrigin = text.FromAttr(n, "itemid")
		it.ID = x.resolve(id.Val)
		if len(it.Types) == 0 {
			x.problem(at, "itemtype-without-itemscope", text.FromAttrName(n, "itemid"), it.Item,
				"itemid is on an item without itemtype")
		}
	}
	return it
}

// vocabulary is what the property names of an item of the given types are
// appended to (W3C Microdata to RDF, section 3.2, "vocabulary"), or empty.
func vocabulary(types []string) string {
	for _, t := range types {
		if !isAbsolute(t) {
			continue
		}
		if term := schemaorg.Term(t); term != "" && strings.HasSuffix(t, term) {
			return t[:len(t)-len(term)]
		}
		if host, ok := schemaOrgPrefix(t); ok {
			return host
		}
		if i := strings.LastIndexAny(t, "/#"); i >= 0 {
			return t[:i+1]
		}
		return t + "#"
	}
	return ""
}

// schemaOrgPrefix is the namespace of an extended schema.org type, such as
// "http://schema.org/Person/Engineer".
func schemaOrgPrefix(t string) (string, bool) {
	for _, ns := range []string{schemaorg.Namespace, schemaorg.NamespaceHTTP} {
		if len(t) > len(ns) && strings.HasPrefix(t, ns) {
			return ns, true
		}
	}
	return "", false
}

// iri is the full IRI of a property name in a vocabulary, or empty.
func (x *Extractor) iri(name, vocabulary string) string {
	if rdf.Scheme(name) != "" {
		return name
	}
	if vocabulary == "" || !x.make(len(vocabulary)) {
		return ""
	}
	return vocabulary + name
}

// make reports whether an IRI may be put together of a part of the page that is
// n bytes long: the page may repeat a long part.
func (x *Extractor) make(n int) bool {
	if x.made += n; x.made > x.limits.IRIBytes {
		x.bound("microdata-work", text.Origin{}, "the IRIs in the microdata of the page are too long together, and some were left out")
		return false
	}
	return true
}

// link builds the tree of items and returns its roots: the items that are the
// value of none. A value that leads back to an item that holds it is left out
// and noted, so that the items make no cycle.
func (x *Extractor) link() []*schemaorg.Item {
	held := make([]bool, len(x.items))
	for k := range x.items {
		for _, i := range x.items[k].properties {
			if v := x.elements[i].item; v >= 0 {
				held[v] = true
			}
		}
	}
	for k := range x.items {
		if !held[k] {
			x.descend(k)
		}
	}
	// Items that are left stand in cycles, or are held by those.
	for k := range x.items {
		if x.items[k].mark == unseen {
			x.descend(k)
		}
	}
	var roots []*schemaorg.Item
	for k := range x.items {
		if it := x.items[k].Item; it.Parent == nil {
			roots = append(roots, it)
		}
	}
	return roots
}

// descend builds item root and the items that it holds and that are not built
// yet. It keeps its own stack: itemref can chain all items of a page.
func (x *Extractor) descend(root int) {
	type frame struct{ item, next int }
	path := []frame{{item: root}}
	x.items[root].mark = onPath
	for len(path) > 0 {
		f := &path[len(path)-1]
		it := &x.items[f.item]
		if f.next == len(it.properties) {
			it.mark = done
			path = path[:len(path)-1]
			continue
		}
		if f.next == 0 {
			it.Properties = make([]schemaorg.Property, 0, len(it.properties))
		}
		e := &x.elements[it.properties[f.next]]
		f.next++
		if e.item < 0 {
			x.add(it, e, &e.value)
			continue
		}
		value := &x.items[e.item]
		switch value.mark {
		case onPath:
			// Without itemref items nest as elements do, so an item on the
			// way round has it. The one that closes the circle mostly does.
			at := len(path) - 1
			for at > 0 && len(x.items[path[at].item].refs) == 0 && path[at].item != e.item {
				at--
			}
			x.noteCycle(&x.items[path[at].item], "itemref makes the item contain itself")
			continue
		case unseen:
			value.mark = onPath
			value.Parent = it.Item
			if len(value.Types) == 0 {
				// An item without type is read in the vocabulary of the one
				// that holds it (W3C Microdata to RDF, section 5).
				value.vocabulary = it.vocabulary
			}
			path = append(path, frame{item: e.item})
		case done:
			// A cycle was entered at this item before the one that holds it
			// was met.
			if value.Parent == nil {
				value.Parent = it.Item
			}
		}
		x.add(it, e, &schemaorg.Value{
			Kind:   schemaorg.ItemValue,
			Item:   value.Item,
			Node:   e.node,
			Origin: text.FromTag(e.node),
		})
	}
}

// add gives the item the value under each name that element e has for it.
func (x *Extractor) add(it *item, e *element, v *schemaorg.Value) {
	for _, name := range e.names {
		it.Properties = append(it.Properties, schemaorg.Property{
			Name:   name,
			IRI:    x.iri(name, it.vocabulary),
			Value:  *v,
			Origin: text.FromAttr(e.node, "itemprop"),
		})
	}
	if v.Kind == schemaorg.TextValue {
		return // a text has no properties
	}
	for _, name := range e.reverse {
		it.Properties = append(it.Properties, schemaorg.Property{
			Name:    name,
			IRI:     x.iri(name, it.vocabulary),
			Reverse: true,
			Value:   *v,
			Origin:  text.FromAttr(e.node, "itemprop-reverse"),
		})
	}
}

// quote shows a string of the page in a message, the start of it if it is long.
func quote(s string) string {
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return strconv.Quote(s)
}
