package schema

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

var unknownType = &check.Check{
	ID:       "schema/unknown-type",
	Severity: check.Error,
	Title:    "Type that schema.org does not have",
	Impact:   "search engines and other parsers ignore the item",
	Why: "Search engines choose by the type what to do with an item. A type that is not in the vocabulary means nothing to them, " +
		"so they ignore the item with all its properties.",
	Fix: "Write the name of a schema.org type, or the full URL of the type in the vocabulary that it belongs to.",
	Exceptions: "Types with other URLs, such as those of gs1.org and auto.schema.org, are not checked, nor are extended types " +
		"(schema.org/Person/Engineer). Proposed (pending) types of release " + schemaorg.Release + " count as known. schema/term-case reports " +
		"names that differ only in capitalization.",
	References: []string{allTypes},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArtikle", "headline": "Ferry service resumes"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("types")},
	Run: func(pass *check.Pass) {
		m := misnomersOf(pass.Page)
		for _, f := range m.types.list {
			if near := m.nearType[f.term]; (near == "" || !strings.EqualFold(near, f.term)) && !pass.Allows(f.term) {
				reportUnknown(pass, f, "type", near, typeAdvice(f.term, near))
			}
		}
	},
}

var unknownProperty = &check.Check{
	ID:       "schema/unknown-property",
	Severity: check.Warning,
	Title:    "Property that schema.org does not have",
	Impact:   "parsers ignore the property",
	Why: "Parsers look up properties by name, and ignore those that are not in the vocabulary. If the name is a misspelling, " +
		"a property that search features require may be missing.",
	Fix: "Write the name of a schema.org property. If schema.org has none for the value, use additionalProperty, or remove the property.",
	Exceptions: "Names of other vocabularies (gs1:…), inverse properties (@reverse, itemprop-reverse) and the annotations of actions " +
		"(query-input, result-output) are not checked. Proposed (pending) properties of release " + schemaorg.Release + " count as known. " +
		"schema/term-case reports names that differ only in capitalization.",
	References: []string{allTypes},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headlin": "Ferry service resumes"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "Ferry service resumes"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("properties")},
	Run: func(pass *check.Pass) {
		m := misnomersOf(pass.Page)
		for _, f := range m.properties.list {
			if near := m.nearProperty[f.term]; (near == "" || !strings.EqualFold(near, f.term)) && !pass.Allows(f.term) {
				reportUnknown(pass, f, "property", near, propertyAdvice(f, near))
			}
		}
	},
}

func reportUnknown(pass *check.Pass, f *fault, what, near, help string) {
	finding := pass.Report(f.first.at, "unknown schema.org %s: %s%s", what, check.Quote(f.term), f.times()).Advise("%s", help)
	if near != "" {
		finding.Fact("nearest", near)
	}
	f.relate(finding, func(s *site) string { return "the same " + what }).About(what + " " + check.Quote(f.term))
}

var termCase = &check.Check{
	ID:       "schema/term-case",
	Severity: check.Warning,
	Title:    "schema.org term with the wrong capitalization",
	Impact:   "RDF and JSON-LD parsers do not find the term",
	Why: "Names of types and properties are case-sensitive in RDF and JSON-LD parsers. Google reads them in any capitalization; " +
		"other parsers ignore terms that they do not find.",
	Fix: "Write the term as schema.org does: types begin with an uppercase letter, properties with a lowercase letter.",
	Exceptions: "The URL of schema.org itself may have any capitalization. xPath, which is the spelling of Google's documentation, is " +
		"accepted. schema/invalid-enum checks members of enumerations.",
	References: []string{allTypes},
	Bad: `<div itemscope itemtype="https://schema.org/Newsarticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</div>`,
	Good: `<div itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</div>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		m := misnomersOf(pass.Page)
		report := func(fs *faults, near map[string]string, what string) {
			for _, f := range fs.list {
				if n := near[f.term]; n != "" && strings.EqualFold(n, f.term) {
					finding := pass.Report(f.first.at, "%s has the wrong capitalization: %s%s", what, check.Quote(f.term), f.times()).
						Advise("write %s", check.Quote(n))
					f.relate(finding, func(s *site) string { return "the same " + what }).About(what + " " + n)
				}
			}
		}
		report(&m.types, m.nearType, "type")
		report(&m.properties, m.nearProperty, "property")
	},
}

// misnomers are the names in the namespace of schema.org that it does not
// have, with the nearest that it has.
type misnomers struct {
	types, properties      faults
	nearType, nearProperty map[string]string
}

type misnomersKey struct{}

func misnomersOf(p *page.Page) *misnomers { return page.Derive(p, misnomersKey{}, findMisnomers) }

func findMisnomers(p *page.Page) *misnomers {
	m := new(misnomers)
	for _, it := range p.Graph.All {
		for _, term := range it.TypeTerms() {
			if schemaorg.IsType(term) {
				continue
			}
			_, first := m.types.add(key{term: term}, site{item: it, at: it.TypePlace()})
			if !first {
				continue
			}
			if m.nearType == nil {
				m.nearType = make(map[string]string)
			}
			m.nearType[term] = schemaorg.NearestType(term)
		}
	}
	for _, s := range scanOf(p).strangers {
		term := s.prop.Term()
		if term == "xPath" {
			continue
		}
		_, first := m.properties.add(key{term: term}, s)
		if !first {
			continue
		}
		if m.nearProperty == nil {
			m.nearProperty = make(map[string]string)
		}
		m.nearProperty[term] = nearProperty(term)
	}
	return m
}

// nearProperty is the property that was probably meant; an annotation of an
// action keeps its ending.
func nearProperty(term string) string {
	if base, ok := annotated(term); ok {
		near := schemaorg.NearestProperty(base)
		if near == "" {
			return ""
		}
		at := strings.LastIndexByte(term, '.') + 1
		return term[:at] + near + term[at+len(base):]
	}
	return schemaorg.NearestProperty(term)
}

func typeAdvice(term, near string) string {
	trimmed := strings.TrimSpace(term)
	switch {
	case trimmed != term && schemaorg.IsType(trimmed):
		return "write " + check.Quote(trimmed) + ", without white space around it"
	case len(term) < 200 && strings.ContainsAny(term, ", ") && schemaorg.IsType(strings.TrimSpace(firstOf(term))):
		return "write several types as an array"
	case near != "":
		return "write " + check.Quote(current(near)) + " if that is meant"
	case schemaorg.EnumMember(term) != "":
		return fmt.Sprintf("write it as a value, since it is a member of %s, not a type", schemaorg.EnumMember(term))
	case schemaorg.IsProperty(term):
		return "write the type of the item, since this is a property"
	}
	return "write a type that schema.org has"
}

func firstOf(list string) string { return list[:strings.IndexAny(list, ", ")] }

// current is the term, or its successor where schema.org has one.
func current(term string) string {
	if next := schemaorg.SupersededBy(term); next != "" {
		return next
	}
	return term
}

func propertyAdvice(f *fault, near string) string {
	term := f.term
	trimmed := strings.TrimSpace(term)
	switch {
	case trimmed != term && schemaorg.IsProperty(trimmed):
		return "write " + check.Quote(trimmed) + ", without white space around it"
	case near != "":
		return "write " + check.Quote(current(near)) + " if that is meant"
	case schemaorg.IsType(term):
		return "write the property that has such an item as its value, since this is a type"
	case schemaorg.EnumMember(term) != "":
		return "write the property that has this as its value, since it is a member of " + schemaorg.EnumMember(term)
	}
	if typ := f.first.kind(); schemaorg.IsType(typ) {
		return "remove it, or use a property that " + typ + " has"
	}
	return "remove it, or use a property that schema.org has"
}

var superseded = &check.Check{
	ID:       "schema/superseded",
	Severity: check.Info,
	Title:    "Superseded schema.org term",
	Impact:   "newer parsers do not look for it",
	Why: "schema.org keeps terms that it has superseded, but advises against them. Newer parsers know only the " +
		"successor.",
	Fix:        "Use the successor, beside the old term if an old consumer needs that.",
	Exceptions: "menu, which Google still documents, and interactionCount, which video search engines still read, are not reported.",
	References: []string{allTypes},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Fish soup", "ingredients": ["1 cod", "2 leeks"]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Fish soup", "recipeIngredient": ["1 cod", "2 leeks"]}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, it := range pass.Page.Graph.All {
			for _, term := range it.TypeTerms() {
				if schemaorg.IsDeprecated(term) && schemaorg.IsType(term) && schemaorg.SupersededBy(term) != "" {
					fs.add(key{term, "type"}, site{item: it, at: it.TypePlace()})
				}
			}
		}
		for _, s := range scanOf(pass.Page).deprecated {
			term := s.prop.Term()
			switch term {
			case "menu", "interactionCount":
				continue
			}
			if hasSuccessor(s.item, schemaorg.SupersededBy(term)) {
				continue // written beside the successor for old consumers
			}
			fs.add(key{term, "property"}, s)
		}
		for _, f := range fs.list {
			next := schemaorg.SupersededBy(f.term)
			finding := pass.Report(f.first.at, "superseded schema.org %s: %s%s", f.what, check.Quote(f.term), f.times()).
				Advise("use %s", check.Quote(next))
			f.relate(finding, func(*site) string { return "the same " + f.what }).About(f.what + " " + f.term)
		}
	},
}

// hasSuccessor reports whether an item has the property, too.
func hasSuccessor(it *schemaorg.Item, term string) bool {
	const enough = 1000 // properties of an item that are looked at
	for i := range it.Properties[:min(len(it.Properties), enough)] {
		if it.Properties[i].Term() == term {
			return true
		}
	}
	return false
}
