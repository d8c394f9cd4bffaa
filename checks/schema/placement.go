package schema

import (
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/schemaorg"
)

var propertyNotOnType = &check.Check{
	ID:       "schema/property-not-on-type",
	Severity: check.Warning,
	Title:    "Property that the type does not have",
	Impact:   "search engines ignore it there",
	Why: "Search engines look for a property on the types that have it in schema.org. They ignore it on others, such as a price on the " +
		"Product itself instead of its Offer.",
	Fix: "Move the property to the item that it belongs to, or give the item the correct type.",
	Exceptions: "All types of an item count, including those of other items with the same @id, and their supertypes. Items with a type " +
		"that is unknown or of another vocabulary, and roles, are not checked, nor are the few combinations that Google documents " +
		"beyond the vocabulary (isbn on a Product, menu and servesCuisine on a LocalBusiness, cssSelector on a part of a work).",
	References: []string{allTypes, dataModel},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "price": "79.00", "offers":
 {"@type": "Offer", "priceCurrency": "EUR"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "offers":
 {"@type": "Offer", "price": "79.00", "priceCurrency": "EUR"}}
</script>`,
	Since: "0.1.0",
	Run:   runPropertyNotOnType,
}

func runPropertyNotOnType(pass *check.Pass) {
	var fs faults
	g := pass.Page.Graph
	for _, it := range g.All {
		if len(it.Properties) == 0 || !allKnown(it) || it.Is("Role") {
			continue
		}
		types := it.TypeTerms()
		if slices.ContainsFunc(types, schemaorg.IsDataType) {
			continue
		}
		var elsewhere []string // types that other items of the entity give
		asked := false
		for i := range it.Properties {
			prop := &it.Properties[i]
			term := prop.Term()
			if term == "" || prop.Reverse || schemaorg.Expects(term, types) || !schemaorg.IsProperty(term) || sanctioned(term, it) {
				continue
			}
			if !asked {
				asked = true
				elsewhere = otherTypes(g, it)
			}
			if schemaorg.Expects(term, elsewhere) {
				continue
			}
			fs.add(key{term, types[0]}, site{item: it, prop: prop, at: prop.Origin})
		}
	}
	for _, f := range fs.list {
		domains := schemaorg.Domains(f.term)
		finding := pass.Report(f.first.at, "%s is not a property of %s%s", f.term, f.what, f.on()).
			Advise("move it to %s, or remove it", either(articles(domains)))
		f.relate(finding, func(s *site) string { return f.term + " on another " + f.what }).About(f.term + " of " + f.what)
	}
}

func articles(names []string) []string {
	list := make([]string, 0, len(names))
	for _, name := range names {
		list = append(list, check.Article(name))
	}
	return list
}

// otherTypes are the types that other items of the entity have.
func otherTypes(g *schemaorg.Graph, it *schemaorg.Item) []string {
	if it.ID == "" {
		return nil
	}
	var types []string
	for i, other := range g.Entity(it) {
		if i == maxTypes || len(types) > maxTypes {
			break
		}
		if other != it {
			types = append(types, other.TypeTerms()...)
		}
	}
	return types
}

// sanctioned reports whether Google documents a property on items of a type
// that schema.org does not give it to.
func sanctioned(term string, it *schemaorg.Item) bool {
	switch term {
	case "isbn":
		return it.Is("Product")
	case "menu", "hasMenu", "servesCuisine", "acceptsReservations":
		return it.Is("LocalBusiness")
	case "cssSelector", "xpath":
		return it.Is("CreativeWork")
	}
	return false
}
