package schemaorg

import (
	"slices"
	"strings"
)

// A Graph holds the items of one page in all syntaxes. Items that share an ID
// are one entity: the Graph joins them without losing which item said what.
type Graph struct {
	// Items are the top-level items, microdata first, then RDFa, then JSON-LD,
	// each in document order.
	Items []*Item
	// All are the items of all levels, an item before those that it holds.
	All []*Item
	// Problems that the extractors noticed.
	Problems []Problem

	byID map[string][]*Item
	// richest is, for each ID, the first of the items that say most.
	richest map[string]*Item
}

// NewGraph returns the graph of the given top-level items. Items reached on
// more than one way are listed once. From here on, types and names of
// properties of the items must not change.
func NewGraph(items []*Item, problems []Problem) *Graph {
	g := &Graph{Items: items, Problems: problems}
	if len(items) == 0 {
		return g
	}
	g.byID = make(map[string][]*Item)
	g.richest = make(map[string]*Item)
	seen := make(map[*Item]bool)
	// An explicit stack: JSON-LD and itemref can nest as deep as their bounds.
	stack := slices.Clone(items)
	slices.Reverse(stack)
	for len(stack) > 0 {
		it := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[it] {
			continue
		}
		seen[it] = true
		g.All = append(g.All, it)
		it.list()
		if it.ID != "" {
			key := idKey(it)
			g.byID[key] = append(g.byID[key], it)
			if best := g.richest[key]; best == nil || len(it.Properties) > len(best.Properties) {
				g.richest[key] = it
			}
		}
		for i := len(it.Properties) - 1; i >= 0; i-- {
			if v := it.Properties[i].Value.Item; v != nil && !seen[v] {
				stack = append(stack, v)
			}
		}
	}
	return g
}

// idKey is what items of one entity have in common. Blank node labels name
// different nodes in different syntaxes.
func idKey(it *Item) string {
	if strings.HasPrefix(it.ID, "_:") {
		return it.Syntax.String() + " " + it.ID
	}
	return identity(it.ID)
}

// identity is an ID in the form in which IDs are compared: microdata has them
// as the URL standard writes them, RDFa and JSON-LD as the page does. What
// differs are the characters that no URL holds.
func identity(id string) string {
	encoded := func(c byte) bool { return c <= ' ' || c == '"' || c == '<' || c == '>' || c == 0x7f }
	i := 0
	for i < len(id) && !encoded(id[i]) {
		i++
	}
	if i == len(id) {
		return id
	}
	const hex = "0123456789ABCDEF"
	b := []byte(id[:i])
	for ; i < len(id); i++ {
		if c := id[i]; encoded(c) {
			b = append(b, '%', hex[c>>4], hex[c&15])
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}

// Entity are all items with the ID of it, in the order of All; just it when it
// has none.
func (g *Graph) Entity(it *Item) []*Item {
	if it.ID == "" {
		return []*Item{it}
	}
	if same := g.byID[idKey(it)]; len(same) > 0 {
		return same
	}
	return []*Item{it}
}

// ByID are the items with the given ID, in any syntax.
func (g *Graph) ByID(id string) []*Item { return g.byID[identity(id)] }

// Resolve is the item that says most about the value: the item of the value
// itself, or, where that is only a reference, the item of this page that has
// its ID. A URL value resolves as a reference does. It is nil for text, and
// for a reference that nothing on the page answers it is the reference.
func (g *Graph) Resolve(v *Value) *Item {
	switch {
	case v.Item != nil && v.Item.ID != "":
		if best := g.richest[idKey(v.Item)]; best != nil && len(best.Properties) > len(v.Item.Properties) {
			return best
		}
	case v.Item == nil && v.Kind == URLValue:
		return g.richest[identity(v.Text)]
	}
	return v.Item
}

// Values are the values of the schema.org property term that the entity of it
// has in any item, those of it first.
func (g *Graph) Values(it *Item, term string) []*Value {
	values := it.Values(term)
	for _, other := range g.Entity(it) {
		if other != it {
			values = append(values, other.Values(term)...)
		}
	}
	return values
}

// Text is the first text of the property term of the entity of it: the text
// of a value, or the name of the item that the value resolves to.
func (g *Graph) Text(it *Item, term string) string {
	for _, v := range g.Values(it, term) {
		if s := v.Name(); s != "" {
			return s
		}
		if r := g.Resolve(v); r != nil {
			if s := r.Text("name"); s != "" {
				return s
			}
		}
	}
	return ""
}

// OfType are the items of the page that have the schema.org type or a subtype
// of it, references left out.
func (g *Graph) OfType(typ string) []*Item {
	var items []*Item
	for _, it := range g.All {
		if !it.Reference && it.Is(typ) {
			items = append(items, it)
		}
	}
	return items
}

// secondaryProperties lead from a page's main entity to things that are told
// elsewhere: what hangs on them is no candidate for the main entity.
var secondaryProperties = map[string]bool{
	"comment": true, "review": true, "reviews": true, "itemReviewed": true,
	"isRelatedTo": true, "isSimilarTo": true, "relatedLink": true, "hasPart": true,
	"itemListElement": true, "blogPost": true, "blogPosts": true, "citation": true,
	"suggestedAnswer": true, "acceptedAnswer": true, "isPartOf": true, "mentions": true,
	"isBasedOn": true, "recordedIn": true, "subjectOf": true, "potentialAction": true,
	"publisher": true, "author": true, "creator": true, "copyrightHolder": true,
	"sourceOrganization": true, "worksFor": true, "affiliation": true, "provider": true,
}

// IsSecondary tells whether the item is a teaser, a comment, a review, an
// entry of a list or breadcrumb, or belongs to the publisher or author: a
// thing told in passing, whose titles and dates are not the page's.
func (g *Graph) IsSecondary(it *Item) bool {
	if it.Is("Comment") || it.Is("BreadcrumbList") || it.Is("ListItem") || it.Is("WPSideBar") ||
		it.Is("WPHeader") || it.Is("WPFooter") || it.Is("SiteNavigationElement") {
		return true
	}
	for depth := 0; it.Parent != nil && depth < 64; depth++ {
		parent := it.Parent
		for i := range parent.Properties {
			p := &parent.Properties[i]
			if p.Value.Item == it && secondaryProperties[p.Term()] {
				return true
			}
		}
		it = parent
		if it.Is("Comment") || it.Is("BreadcrumbList") || it.Is("WPSideBar") || it.Is("WPFooter") ||
			it.Is("SiteNavigationElement") {
			return true
		}
	}
	return false
}
