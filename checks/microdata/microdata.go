// Package microdata checks how microdata is written: properties outside every
// item, attributes without effect, values that are not what the page shows.
// Other families check what the items say.
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

// A place is a property, or an element without one, that has a fault.
type place struct {
	origin text.Origin
	node   *html.Node
	item   *schemaorg.Item
	prop   *schemaorg.Property
}

// groups are the places of faults by what they have in common. The first of
// each group is reported.
type groups = check.Grouping[string, place]

// relate adds all places of a group but the first to its finding.
func relate(f *check.Finding, group []place, words func(place) string) {
	rest := group[1:]
	f.RelateEach(len(rest), func(i int) (text.Origin, string) { return rest[i].origin, words(rest[i]) })
}

// attr is the value of an attribute, or empty.
func attr(n *html.Node, key string) string {
	v, _ := text.Attr(n, key)
	return v
}
