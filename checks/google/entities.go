package google

import (
	"strings"

	"github.com/metacheck/metacheck/schemaorg"
)

// entities answers questions about the entities of a graph and remembers the
// answers: a hostile page can make thousands of items one entity, and going
// over all of them for each would take forever.
type entities struct {
	g      *schemaorg.Graph
	values map[question][]*schemaorg.Value
	best   map[entity]*schemaorg.Item
}

// An entity is an identifier, or an item without one.
type entity struct {
	item *schemaorg.Item
	id   string
}

type question struct {
	of   entity
	term string
}

func newEntities(g *schemaorg.Graph) *entities {
	return &entities{g: g, values: make(map[question][]*schemaorg.Value), best: make(map[entity]*schemaorg.Item)}
}

func entityOf(it *schemaorg.Item) entity {
	switch {
	case it.ID == "":
		return entity{item: it}
	case strings.HasPrefix(it.ID, "_:"):
		return entity{id: it.Syntax.String() + it.ID}
	}
	return entity{id: it.ID}
}

// valuesOf are the values of a property of the entity of it.
func (e *entities) valuesOf(it *schemaorg.Item, term string) []*schemaorg.Value {
	q := question{entityOf(it), term}
	values, ok := e.values[q]
	if !ok {
		values = e.g.Values(it, term)
		e.values[q] = values
	}
	return values
}

// text is the first text of a property of the entity of it, or empty.
func (e *entities) text(it *schemaorg.Item, term string) string {
	for i, v := range e.valuesOf(it, term) {
		if i == maxItems {
			break
		}
		if s := v.Name(); s != "" {
			return s
		}
	}
	return ""
}

// resolve is the item that says most about a value that is an item.
func (e *entities) resolve(v *schemaorg.Value) *schemaorg.Item {
	of := entityOf(v.Item)
	it := e.best[of]
	if it == nil {
		it = e.g.Resolve(v)
		e.best[of] = it
	}
	return it
}
