package microdata

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// A target is an element that an itemref names: the noted elements in its
// subtree, itself included, are those with indices [start, end).
type target struct {
	node       *html.Node
	start, end int
}

// findTargets looks up the ids that itemref attributes name. The first element
// with an id has it (DOM standard, "getElementById"); ids in templates are
// those of another document.
func (x *Extractor) findTargets() {
	for i := range x.items {
		it := &x.items[i]
		ref := x.elements[it.element].itemref
		if ref == "" {
			continue
		}
		if x.targets == nil {
			x.targets = make(map[string]target)
		}
		it.refs = tokens(ref)
		for _, id := range it.refs {
			x.targets[id] = target{}
		}
	}
	if len(x.targets) == 0 {
		return
	}
	root := x.elements[0].node
	for root.Parent != nil {
		root = root.Parent
	}
	type openTarget struct {
		id   string
		node *html.Node
	}
	var open []openTarget
	next, missing := 0, len(x.targets)
	text.Walk(root, false, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		start := next
		if next < len(x.elements) && x.elements[next].node == n {
			next++
		}
		if missing > 0 {
			if id, ok := text.Attr(n, "id"); ok {
				if t, wanted := x.targets[id]; wanted && t.node == nil {
					x.targets[id] = target{node: n, start: start}
					open = append(open, openTarget{id, n})
					missing--
				}
			}
		}
		return missing > 0 || len(open) > 0
	}, func(n *html.Node) {
		if k := len(open); k > 0 && open[k-1].node == n {
			t := x.targets[open[k-1].id]
			t.end = next
			x.targets[open[k-1].id] = t
			open = open[:k-1]
		}
	})
}

// assign gives each item the elements that are its properties, in tree order
// (HTML standard, section 5.2.5, "the properties of an item"): those in its
// subtree and in the subtrees that its itemref names, but for what stands in
// another item.
func (x *Extractor) assign() {
	work := x.limits.ItemrefWork
	// seenBy is the stamp of who looked at an element last: own or by itemref.
	var seenBy []int
	if x.targets != nil {
		seenBy = make([]int, len(x.elements))
	}
	total := 0
	for k := range x.items {
		it := &x.items[k]
		for i := it.element + 1; i < x.elements[it.element].end; {
			e := &x.elements[i]
			if e.isProperty() {
				it.properties = append(it.properties, i)
			}
			if seenBy != nil {
				seenBy[i] = own(k)
			}
			i = x.skip(i)
		}
		if len(it.refs) > 0 {
			seenBy[it.element] = own(k)
			for _, id := range it.refs {
				if work--; work <= 0 {
					x.bound("microdata-work", text.FromAttr(it.Origin.Node, "itemref"),
						"itemref has more ids than are read, and the rest were left out")
					x.full = true
					break
				}
				x.follow(k, id, seenBy, &work)
			}
			slices.Sort(it.properties)
		}
		kept := it.properties[:0]
		for _, i := range it.properties {
			e := &x.elements[i]
			e.owned = true
			total += len(e.names) + len(e.reverse)
			if total > x.limits.Properties {
				x.bound("microdata-work", it.Origin, "the page has more microdata properties than are read, and the rest were left out")
				continue
			}
			kept = append(kept, i)
		}
		it.properties = kept
	}
}

// own and byRef stamp what item k looked at in its own subtree, and on behalf
// of its itemref.
func own(k int) int   { return 2*k + 1 }
func byRef(k int) int { return 2*k + 2 }

// follow adds the properties in the element with the given id to item k.
func (x *Extractor) follow(k int, id string, seenBy []int, work *int) {
	it := &x.items[k]
	origin := text.FromAttr(it.Origin.Node, "itemref")
	t := x.targets[id]
	switch {
	case t.node == nil:
		if !x.full {
			x.problem(it.element, "itemref-missing", origin, it.Item,
				"itemref has an id that no element has: "+quote(id))
		}
		return
	case t.start <= it.element && it.element < t.end:
		x.noteCycle(it, "itemref has the id of the item itself or of an element around it: "+quote(id))
	case t.start < t.end && t.start > it.element && t.start < x.elements[it.element].end && seenBy[t.start] == own(k):
		x.problem(it.element, "itemref-repeated", origin, it.Item,
			"itemref has the id of an element that is in the item already: "+quote(id))
		return
	}
	for i := t.start; i < t.end && *work > 0; *work-- {
		e := &x.elements[i]
		if seenBy[i] != own(k) && seenBy[i] != byRef(k) {
			seenBy[i] = byRef(k)
			if e.isProperty() {
				it.properties = append(it.properties, i)
			}
		}
		i = x.skip(i)
	}
}

// skip is the index of the element to look at after element i on behalf of an
// item: what stands in another item is passed over.
func (x *Extractor) skip(i int) int {
	if x.elements[i].item >= 0 {
		return x.elements[i].end
	}
	return i + 1
}

// findOrphans notes the properties that no item takes up.
func (x *Extractor) findOrphans() {
	if x.full {
		return
	}
	for i := range x.elements {
		e := &x.elements[i]
		if e.owned || !e.isProperty() {
			continue
		}
		attr := "itemprop"
		if len(e.names) == 0 {
			attr = "itemprop-reverse"
		}
		x.problem(i, "orphan-itemprop", text.FromAttr(e.node, attr), nil,
			attr+" is outside every item")
	}
}
