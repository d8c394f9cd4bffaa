package checks_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/schemaorg"
)

// TestEmptyValueIsToldOnce gives each property of schema.org an empty text in
// JSON-LD and holds that one check tells of that value: jsonld/empty-value, or
// the check of schema that judges values of that form.
func TestEmptyValueIsToldOnce(t *testing.T) {
	l, err := checks.New(checks.Settings{Only: []string{"jsonld/empty-value", "schema/invalid-*", "schema/text-for-item"}})
	if err != nil {
		t.Fatal(err)
	}
	_, properties := schemaorg.Names()
	if len(properties) < 1000 {
		t.Fatalf("only %d properties", len(properties))
	}
	for _, name := range properties {
		typ := "Thing"
		if domains := schemaorg.Domains(name); len(domains) > 0 {
			typ = domains[0]
		}
		page := fmt.Sprintf(`<script type="application/ld+json">{"@context": "https://schema.org", "@type": %q, %q: ""}</script>`, typ, name)
		r := l.Lint(checks.Source{Name: "page.html", Data: []byte(page)})
		for _, failure := range r.Failures {
			t.Errorf("%s of %s: %s broke", name, typ, failure.Check)
		}
		var told []string
		for _, f := range r.Findings {
			told = append(told, f.Check.ID)
		}
		// No check of schema judges members of a list that is open, what is either
		// true or a number, and days that may be written as a date.
		open := name == "productReturnDays" || !slices.ContainsFunc(schemaorg.Ranges(name), func(r string) bool {
			return !schemaorg.IsEnumeration(r) && r != "Boolean" && r != "Number"
		})
		if len(told) > 1 || len(told) == 0 && !open {
			t.Errorf("%s of %s is told by %q, want one check", name, typ, told)
		}
	}
}
