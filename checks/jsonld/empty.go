package jsonld

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var emptyValue = &check.Check{
	ID:       "jsonld/empty-value",
	Severity: check.Warning,
	Title:    "property has an empty value",
	Why: "A property that is there but says nothing is worse than none: search engines report it as an invalid value, and " +
		"readers that take the first value of a property take the empty one.",
	Fix: "Give the property its value, or leave it out where there is none: templates should write it only for fields that are filled.",
	Exceptions: "Empty addresses, numbers, durations, codes and members of lists are reported by the checks of schema, as schema/invalid-url, names " +
		"that schema.org does not have by schema/unknown-property; null says that there is no value, and is fine.",
	References: []string{gsDocs},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": ""}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": "RC-20"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var places []text.Origin
		var names []string
		for _, prop := range pass.Page.Graph.Properties(schemaorg.JSONLD) {
			v := &prop.Value
			if v.Kind != schemaorg.TextValue && v.Kind != schemaorg.LiteralValue || strings.TrimSpace(v.Text) != "" || !isFree(prop.Term()) {
				continue
			}
			places = append(places, v.Origin)
			names = append(names, prop.Label())
		}
		if len(places) == 0 {
			return
		}
		f := pass.Report(places[0], "%s is empty%s, so that readers find a property without value; write the value, or leave the property out",
			names[0], check.Others(len(places)-1))
		relate(f, places[1:], func(i int) string { return names[i+1] + " is empty, too" })
		f.About("empty values")
	},
}

// coded are the properties of text, and those of things, whose values the
// checks of schema judge, empty ones as well. TestEmptyValueIsToldOnce holds the
// two together.
var coded = map[string]bool{
	"priceCurrency": true, "currency": true, "salaryCurrency": true, "discountCurrency": true, "costCurrency": true,
	"gtin": true, "gtin8": true, "gtin12": true, "gtin13": true, "gtin14": true, "latitude": true, "longitude": true,
	"price": true, "lowPrice": true, "highPrice": true, "totalPrice": true,
	"ratingValue": true, "bestRating": true, "worstRating": true,
	"offers": true, "aggregateRating": true, "reviewRating": true, "geo": true, "mainEntity": true, "suitableForDiet": true,
}

// isFree tells whether a property of schema.org is a text, a thing or a date,
// so that no check of schema tells that its value is empty.
func isFree(term string) bool {
	if coded[term] || !schemaorg.IsProperty(term) {
		return false
	}
	judged, members := false, true
	for _, r := range schemaorg.Ranges(term) {
		switch r {
		case "Text", "Thing", "Date", "DateTime":
			return true
		case "Number", "Integer", "Float", "Boolean", "Duration", "URL", "Time":
			judged = true
		}
		members = members && schemaorg.IsEnumeration(r)
	}
	return !judged && !members
}
