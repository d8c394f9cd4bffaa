package schemaorg

import (
	"iter"
	"slices"
	"strings"
	"sync"
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
	// typed holds the IDs that an item with a type has.
	typed map[string]bool
	// secondary tells whether an item and what it holds are told in passing;
	// it is made when IsSecondary is first asked.
	secondary     map[*Item]bool
	secondaryOnce sync.Once
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
	g.typed = make(map[string]bool)
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
			key := it.EntityKey()
			g.byID[key] = append(g.byID[key], it)
			if len(it.Types) > 0 {
				g.typed[key] = true
			}
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

// EntityKey is what items of one entity have in common, and what tells them
// from others; empty for an item without ID, which is an entity of its own. It
// is the ID, written in one way for all syntaxes; blank node labels name
// different nodes in different syntaxes.
func (it *Item) EntityKey() string {
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
	if same := g.byID[it.EntityKey()]; len(same) > 0 {
		return same
	}
	return []*Item{it}
}

// IsTyped tells whether the item, or another with its ID, has a type.
func (g *Graph) IsTyped(it *Item) bool {
	return len(it.Types) > 0 || it.ID != "" && g.typed[it.EntityKey()]
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
		if best := g.richest[v.Item.EntityKey()]; best != nil && len(best.Properties) > len(v.Item.Properties) {
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

// A Statement is one value of one property with the item that says it: its
// syntax is that of the Item, its places are the Origins of the Property and of
// the Value in it, its language is the Value's.
type Statement struct {
	Item     *Item
	Property *Property
}

// Statements are all that the page says, in whatever syntax, of one thing
// under the schema.org property term: the values that the given items have and
// all items that share an ID with one of them, those of the given items first.
// The items that tell of a page's main entity are given for what the page says
// of that. Reverse properties are not among them. The cost is that of looking
// at each item of the entity once.
func (g *Graph) Statements(term string, items ...*Item) []Statement {
	var list []Statement
	seen := make(map[*Item]bool, len(items))
	add := func(it *Item) {
		if seen[it] {
			return
		}
		seen[it] = true
		for i := range it.Properties {
			if p := &it.Properties[i]; !p.Reverse && p.Term() == term {
				list = append(list, Statement{it, p})
			}
		}
	}
	for _, it := range items {
		add(it)
	}
	joined := make(map[string]bool)
	for _, it := range items {
		if it.ID == "" || joined[it.EntityKey()] {
			continue
		}
		joined[it.EntityKey()] = true
		for _, other := range g.Entity(it) {
			add(other)
		}
	}
	return list
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

// Properties are the properties of all items that a syntax gave, with their
// items, in the order of [Graph.All].
func (g *Graph) Properties(syntax Syntax) iter.Seq2[*Item, *Property] {
	return func(yield func(*Item, *Property) bool) {
		for _, it := range g.All {
			if it.Syntax != syntax {
				continue
			}
			for i := range it.Properties {
				if !yield(it, &it.Properties[i]) {
					return
				}
			}
		}
	}
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
