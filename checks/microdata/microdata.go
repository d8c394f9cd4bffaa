// Package microdata holds the checks of microdata as it is written: names that
// belong to no item, attributes without effect, values that are not what the
// page shows. What the items say is the business of other families.
package microdata

import (
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	orphanItemprop,
	itemrefInvalid,
	itemtypeWithoutItemscope,
	itemtypeRelative,
	untypedItem,
	emptyValue,
	scriptInValue,
	linkValueForText,
	urlInMeta,
	tooMuch,
}

const standard = "https://html.spec.whatwg.org/multipage/microdata.html"

// maxRelated bounds the related places of one finding: a template repeats its
// mistakes, and nobody reads hundreds of them.
const maxRelated = 30

// A group is the places of one fault, the first of which is reported.
type group struct {
	key    string
	places []place
}

// A place is a property, or an element without one, that has a fault.
type place struct {
	origin text.Origin
	node   *html.Node
	item   *schemaorg.Item
	prop   *schemaorg.Property
}

// groups collects places by key and keeps the order of first appearance.
type groups struct {
	list  []*group
	index map[string]*group
}

func (g *groups) add(key string, pl place) {
	at := g.index[key]
	if at == nil {
		if g.index == nil {
			g.index = make(map[string]*group)
		}
		at = &group{key: key}
		g.index[key] = at
		g.list = append(g.list, at)
	}
	at.places = append(at.places, pl)
}

// relate adds all places but the first to a finding.
func (g *group) relate(f *check.Finding, words func(place) string) {
	for i, pl := range g.places[1:] {
		if i == maxRelated {
			f.Relate(pl.origin, "and %d more from here on", len(g.places)-1-i)
			return
		}
		f.Relate(pl.origin, "%s", words(pl))
	}
}

// name is the property as people know it: its schema.org name, or what the
// page has.
func name(prop *schemaorg.Property) string {
	if term := prop.Term(); term != "" {
		return term
	}
	return prop.Name
}

// attr is the value of an attribute, or empty.
func attr(n *html.Node, key string) string {
	v, _ := text.Attr(n, key)
	return v
}
