package jsonld

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var emptyValue = &check.Check{
	ID:       "jsonld/empty-value",
	Severity: check.Warning,
	Title:    "Property with an empty value",
	Impact:   "search engines report an invalid value, and parsers that use the first value use the empty one",
	Why: "An empty property is worse than none: search engines report it as an invalid value, and " +
		"parsers that use the first value of a property use the empty one.",
	Fix: "Write the value, or leave the property out if there is none: templates should write it only for fields that have a value.",
	Exceptions: "Empty URLs, numbers, durations, codes and members of enumerations are reported by the schema checks, such as schema/invalid-url, and names " +
		"that schema.org does not have by schema/unknown-property. null means that there is no value, and is accepted.",
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
		what := names[0] + " is empty"
		if n := len(places) - 1; n > 0 {
			what = fmt.Sprintf("%s and %d more %s are empty", names[0], n, check.Plural(n, "property", "properties"))
		}
		f := pass.Report(places[0], "%s", what).Advise("write the value, or remove the property")
		relate(f, places[1:], func(i int) string { return names[i+1] + " is empty too" })
		f.About("empty values")
	},
}

// coded are the properties of text, and those of items, whose values the checks
// of schema judge, empty ones as well. TestEmptyValueIsToldOnce holds the two
// together.
var coded = map[string]bool{
	"priceCurrency": true, "currency": true, "salaryCurrency": true, "discountCurrency": true, "costCurrency": true,
	"gtin": true, "gtin8": true, "gtin12": true, "gtin13": true, "gtin14": true, "latitude": true, "longitude": true,
	"price": true, "lowPrice": true, "highPrice": true, "totalPrice": true,
	"ratingValue": true, "bestRating": true, "worstRating": true,
	"offers": true, "aggregateRating": true, "reviewRating": true, "geo": true, "mainEntity": true, "suitableForDiet": true,
}

// isFree reports whether a property of schema.org is a text, an item or a date,
// so that no check of schema reports that its value is empty.
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
