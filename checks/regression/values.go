package regression

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/schemaorg"
)

// needed are the properties without which search engines show no rich result for
// a type, or a smaller one: those that Google requires, and the most important
// ones that it recommends. They hold for narrower types as well.
var needed = map[string][]string{
	"Article":             {"headline", "image", "datePublished", "dateModified", "author"},
	"BreadcrumbList":      {"itemListElement"},
	"ItemList":            {"itemListElement"},
	"Book":                {"name", "author", "workExample"},
	"Course":              {"name", "description", "provider"},
	"Dataset":             {"name", "description"},
	"Event":               {"name", "startDate", "location", "endDate", "eventStatus", "offers"},
	"FAQPage":             {"mainEntity"},
	"QAPage":              {"mainEntity"},
	"ProfilePage":         {"mainEntity"},
	"HowTo":               {"name", "step"},
	"ImageObject":         {"contentUrl", "license"},
	"JobPosting":          {"title", "description", "datePosted", "validThrough", "hiringOrganization", "jobLocation", "baseSalary", "employmentType"},
	"LocalBusiness":       {"name", "address", "telephone", "openingHoursSpecification", "openingHours"},
	"Movie":               {"name", "image"},
	"Organization":        {"name", "logo", "url"},
	"Product":             {"name", "image", "offers", "review", "aggregateRating", "brand", "sku", "gtin", "gtin13", "gtin14", "gtin8", "mpn"},
	"ProductGroup":        {"name", "hasVariant", "variesBy", "productGroupID"},
	"Offer":               {"price", "priceCurrency", "availability"},
	"AggregateOffer":      {"lowPrice", "priceCurrency"},
	"AggregateRating":     {"ratingValue", "ratingCount", "reviewCount"},
	"Review":              {"author", "reviewRating", "itemReviewed"},
	"Rating":              {"ratingValue"},
	"Recipe":              {"name", "image", "recipeIngredient", "recipeInstructions"},
	"SoftwareApplication": {"name", "offers", "aggregateRating"},
	"VideoObject":         {"name", "thumbnailUrl", "uploadDate", "contentUrl", "embedUrl"},
	"WebSite":             {"name", "url"},
	"Person":              {"name"},
	"Question":            {"name", "acceptedAnswer", "suggestedAnswer"},
	"PostalAddress":       {"streetAddress", "addressLocality"},
}

// isNeeded reports whether search engines need a property of a thing of some
// types.
func isNeeded(types []string, property string) bool {
	for typ, list := range needed {
		if slices.Contains(list, property) && slices.ContainsFunc(types, func(t string) bool { return t == typ || schemaorg.IsSubtype(t, typ) }) {
			return true
		}
	}
	return false
}

// A lostValue is a value that an entity had under a path and no longer has.
type lostValue struct {
	entity, now *summary.Entity
	value       *summary.Value
	// path is the shortest that is missing; property its last part, types those of
	// the thing that has it.
	path, property string
	types          []string
	// empty is the value that is there and is empty; nil when there is none.
	empty *summary.Value
}

// lostValues are the values that entities have lost. Of several things of one
// type, what all of them had and none has now.
func lostValues(pass *check.DiffPass) []lostValue {
	if dataCut(pass) || blame(pass) {
		return nil
	}
	var list []lostValue
	for _, g := range groups(pass) {
		if len(g.new) == 0 {
			continue
		}
		if ids := g.byID(pass); ids != nil {
			for _, one := range ids {
				list = append(list, lostOf(one.old, one.new)...)
			}
			continue
		}
		list = append(list, lostOf(g.old, g.new)...)
	}
	return list
}

// byID takes a group apart by ids, of which there are the same in both pages; it is
// nil where there are others, or things without. What is said of one thing in
// several places belongs together.
func (g *group) byID(pass *check.DiffPass) []*group {
	var list []*group
	at := map[string]*group{}
	for _, e := range g.old {
		id := pass.Addresses.Translate(e.ID)
		if id == "" {
			return nil
		}
		if at[id] == nil {
			whole := *e
			whole.Values = slices.Clone(e.Values)
			at[id] = &group{typ: g.typ, old: []*summary.Entity{&whole}}
			list = append(list, at[id])
			continue
		}
		at[id].old[0].Values = append(at[id].old[0].Values, e.Values...)
	}
	for _, e := range g.new {
		if at[e.ID] == nil {
			return nil
		}
		at[e.ID].new = append(at[e.ID].new, e)
	}
	if slices.ContainsFunc(list, func(one *group) bool { return len(one.new) == 0 }) {
		return nil
	}
	return list
}

// lostOf are the paths that every old entity has with a value, and no new one.
func lostOf(old, new []*summary.Entity) []lostValue {
	// What is said under a path, what below one, and what is there without a value.
	there, below, empty := map[string]bool{}, map[string]bool{}, map[string]*summary.Value{}
	for _, e := range new {
		for i := range e.Values {
			v := &e.Values[i]
			if v.Value == "" {
				if empty[v.Path] == nil {
					empty[v.Path] = v
				}
				continue
			}
			there[v.Path] = true
			for up := parent(v.Path); up != "" && !below[up]; up = parent(up) {
				there[up], below[up] = true, true
			}
		}
	}
	had := map[string]int{}
	for _, e := range old {
		seen := map[string]bool{}
		for i := range e.Values {
			if v := &e.Values[i]; v.Value != "" {
				for path := v.Path; path != "" && !seen[path]; path = parent(path) {
					seen[path] = true
					had[path]++
				}
			}
		}
	}
	var list []lostValue
	told := map[string]bool{}
	e := old[0]
	for i := range e.Values {
		v := &e.Values[i]
		if v.Value == "" || there[v.Path] {
			continue
		}
		// The shortest path that is missing includes the others.
		path := v.Path
		for up := parent(path); up != "" && !there[up]; up = parent(up) {
			path = up
		}
		_, property := split(path)
		up := parent(path)
		switch {
		case told[path] || had[path] < len(old), property == "@id", property == "@type":
			continue
		// What was said of a thing in place may be said elsewhere now, or in one
		// word.
		case up != "" && (there[up+".@id"] || !below[up]):
			continue
		}
		told[path] = true
		l := lostValue{entity: e, now: new[0], value: v, path: path, property: property, types: e.Types, empty: empty[path]}
		if up != "" {
			l.types = nil
			for j := range e.Values {
				if t := &e.Values[j]; t.Path == up+".@type" {
					l.types = append(l.types, t.Value)
				}
			}
		}
		list = append(list, l)
	}
	return list
}

// split takes the last name off a path. Names that are URLs have dots of their
// own.
func split(path string) (up, name string) {
	end := strings.LastIndexByte(path, '.')
	if slash := strings.LastIndexByte(path, '/'); slash > end {
		end = -1
		if i := strings.LastIndex(path[:slash], ".http"); i >= 0 {
			end = i
		}
	}
	if end < 0 {
		return "", path
	}
	return path[:end], path[end+1:]
}

func parent(path string) string { up, _ := split(path); return up }

// report reports that a value was removed.
func (l *lostValue) report(pass *check.DiffPass) {
	what := "the " + typeOf(l.entity) + " no longer has " + l.path
	before := l.value.Value
	c := check.Change{
		Subject: typeOf(l.entity) + "." + l.path, At: l.now.At, Was: l.value.At, Before: before,
		ID:      l.path + " of the " + typeOf(l.entity) + " is gone",
		Message: what + " (was " + check.Quote(before) + ")", Kind: what, Help: "restore " + l.path,
	}
	if l.value.Path != l.path {
		c.Message = what
		c.Before = ""
	}
	pass.Report(c)
}

var requiredLost = &check.Check{
	ID:       "regression/required-lost",
	Severity: check.Error,
	Title:    "Structured data property for search results removed",
	Impact:   "search engines show a smaller rich result or none",
	Why:      "Without it search engines show no rich result, or one without the price, the date or the rating.",
	Fix:      "Restore it. Look for a field of the data that has another name now.",
	Exceptions: "The properties are those that Google requires, and the most important ones that it recommends. Another value is no regression, nor is a reference to an item that is described elsewhere. " +
		"Of several items of one type, only properties that all of them had and none has now are reported. " + notCompared,
	References: []string{dataDoc, "https://developers.google.com/search/docs/appearance/structured-data/search-gallery"},
	Bad:        example(jsonld(`"@type": "Article", "headline": "Hours", "datePublished": "2026-01-31"`), jsonld(`"@type": "Article", "headline": "Hours"`)),
	Good:       example(jsonld(`"@type": "Article", "headline": "Hours", "datePublished": "2026-01-31"`), jsonld(`"@type": "Article", "headline": "New hours", "datePublished": "2026-01-31", "keywords": "shop"`)),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, l := range lostValues(pass) {
			if l.empty == nil && isNeeded(l.types, l.property) {
				l.report(pass)
			}
		}
	}),
}

var propertyLost = &check.Check{
	ID:         "regression/property-lost",
	Severity:   check.Info,
	Title:      "Structured data property removed",
	Impact:     "parsers that read the property no longer find it",
	Why:        "Parsers that read the property no longer find it.",
	Fix:        "Restore it, unless it was removed on purpose.",
	Exceptions: "regression/required-lost reports properties that search engines need. Properties that an item has only at times, such as comment, are not reported: option ignore. " + notCompared,
	References: []string{dataDoc},
	Bad:        example(jsonld(`"@type": "Article", "headline": "Hours", "keywords": "shop"`), jsonld(`"@type": "Article", "headline": "Hours"`)),
	Good:       example(jsonld(`"@type": "Article", "headline": "Hours", "comment": {"@type": "Comment", "text": "Thanks"}`), jsonld(`"@type": "Article", "headline": "Hours"`)),
	Since:      since,
	Options: []check.Option{{Name: "ignore", Doc: "properties that may be removed", Default: []string{
		"comment", "commentCount", "interactionStatistic", "wordCount", "articleBody", "text", "potentialAction", "mentions", "review", "dateModified",
	}}},
	RunDiff: compared(func(pass *check.DiffPass) {
		ignore := pass.Strings("ignore")
		for _, l := range lostValues(pass) {
			if l.empty != nil || isNeeded(l.types, l.property) || slices.ContainsFunc(strings.Split(l.path, "."), func(p string) bool { return slices.Contains(ignore, p) }) {
				continue
			}
			l.report(pass)
		}
	}),
}

var valueEmptied = &check.Check{
	ID:         "regression/value-emptied",
	Severity:   check.Error,
	Title:      "Structured data value empty now",
	Impact:     "search engines treat the property as missing",
	Why:        "The property is still there but empty: usually a template variable no longer has a value. Search engines treat it as missing.",
	Fix:        "Check where the template gets the value from.",
	Exceptions: "Other checks report meta elements whose content is empty now. " + notCompared,
	References: []string{dataDoc},
	Bad:        example(jsonld(`"@type": "Article", "headline": "Hours", "description": "When we are open"`), jsonld(`"@type": "Article", "headline": "Hours", "description": " "`)),
	Good:       example(jsonld(`"@type": "Article", "headline": "Hours", "description": ""`), jsonld(`"@type": "Article", "headline": "Hours", "description": ""`)),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, l := range lostValues(pass) {
			if l.empty == nil {
				continue
			}
			what := "the " + typeOf(l.entity) + " has an empty " + l.path + " now"
			pass.Report(check.Change{
				Subject: typeOf(l.entity) + "." + l.path, At: l.empty.At, Was: l.value.At, Before: l.value.Value,
				ID:      l.path + " of the " + typeOf(l.entity) + " is empty now",
				Message: what + " (was " + check.Quote(l.value.Value) + ")", Kind: what,
				Help: "check where the template gets the value from",
			})
		}
	}),
}
