package google

import "github.com/metacheck/metacheck/schemaorg"

// entities looks up property values of the entities of a graph and caches them:
// a hostile page can make thousands of items one entity, and looking at all of
// them for each would take forever.
type entities struct {
	g      *schemaorg.Graph
	values map[lookup][]*schemaorg.Value
}

// An entity is the key of items with one identifier, or an item without one.
type entity struct {
	item *schemaorg.Item
	id   string
}

type lookup struct {
	of   entity
	term string
}

func newEntities(g *schemaorg.Graph) *entities {
	return &entities{g: g, values: make(map[lookup][]*schemaorg.Value)}
}

func entityOf(it *schemaorg.Item) entity {
	if it.ID == "" {
		return entity{item: it}
	}
	return entity{id: it.EntityKey()}
}

// valuesOf are the values of a property of the entity of it.
func (e *entities) valuesOf(it *schemaorg.Item, term string) []*schemaorg.Value {
	q := lookup{entityOf(it), term}
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
