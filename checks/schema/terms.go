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
	Title:    "type that schema.org does not have",
	Why: "Consumers choose what to do with an item by its type. One that is not in the vocabulary means nothing to them, " +
		"so search engines and other readers drop the item with all that it says.",
	Fix: "Write the name of a type of schema.org, or give the type its full address in the vocabulary that it belongs to.",
	Exceptions: "Types under other addresses, such as gs1.org's and auto.schema.org's, are not judged, nor extended ones " +
		"(schema.org/Person/Engineer). Proposed (pending) types of release " + schemaorg.Release + " count as known. Names that differ " +
		"in letter case only are reported by schema/term-case.",
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
				reportUnknown(pass, f, "type", near, typeAdvice(f.term, near), "so that consumers drop the item")
			}
		}
	},
}

var unknownProperty = &check.Check{
	ID:       "schema/unknown-property",
	Severity: check.Warning,
	Title:    "property that schema.org does not have",
	Why: "Consumers look properties up by name. One that is not in the vocabulary is passed over, so what it says is lost, and " +
		"where it is a slip of the pen, a property that search features ask for is missing.",
	Fix: "Write the name of a property of schema.org; for what it has no property for, use additionalProperty, or leave it out.",
	Exceptions: "Names of other vocabularies (gs1:…), inverse properties (@reverse, itemprop-reverse) and the annotations of actions " +
		"(query-input, result-output) are not judged. Proposed (pending) properties of release " + schemaorg.Release + " count as known. " +
		"Names that differ in letter case only are reported by schema/term-case.",
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
				reportUnknown(pass, f, "property", near, propertyAdvice(f.term, near), "so that consumers pass over it")
			}
		}
	},
}

func reportUnknown(pass *check.Pass, f *fault, what, near, advice, why string) {
	finding := pass.Report(f.first.at, "%s%s is no %s of schema.org, %s; %s", check.Quote(f.term), f.and(), what, why, advice)
	if near != "" {
		finding.Fact("nearest", near)
	}
	f.relate(finding, func(s *site) string { return "the same " + what }).About(what + " " + check.Quote(f.term))
}

var termCase = &check.Check{
	ID:       "schema/term-case",
	Severity: check.Warning,
	Title:    "term of schema.org in the wrong letter case",
	Why: "Names of types and properties are compared letter by letter by RDF and JSON-LD software. Google reads them in any case, " +
		"other readers drop what they cannot find.",
	Fix: "Write types with a capital first letter and properties with a small one, as schema.org spells them.",
	Exceptions: "The address of schema.org itself may be written in any case. xPath, which Google's documentation spells so, is " +
		"accepted. Members of enumerations belong to schema/invalid-enum.",
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
					finding := pass.Report(f.first.at, "%s %s%s is %s in the wrong letter case, which RDF and JSON-LD software does not find; write %s",
						what, check.Quote(f.term), f.and(), n, n)
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
	for _, s := range surveyOf(p).strangers {
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
		return "take away the white space around " + trimmed
	case len(term) < 200 && strings.ContainsAny(term, ", ") && schemaorg.IsType(strings.TrimSpace(firstOf(term))):
		return "give several types as an array of names"
	case near != "":
		return "did you mean " + near + "?"
	case schemaorg.EnumMember(term) != "":
		return fmt.Sprintf("it is a value of %s: give it as text, not as the type of an item", schemaorg.EnumMember(term))
	case schemaorg.IsProperty(term):
		return "it is a property: write the type of thing that the item is"
	}
	return "write a type of its vocabulary"
}

func firstOf(list string) string { return list[:strings.IndexAny(list, ", ")] }

func propertyAdvice(term, near string) string {
	trimmed := strings.TrimSpace(term)
	switch {
	case trimmed != term && schemaorg.IsProperty(trimmed):
		return "take away the white space around " + trimmed
	case near != "":
		return "did you mean " + near + "?"
	case schemaorg.IsType(term):
		return "it is a type: write the property that holds such an item"
	case schemaorg.EnumMember(term) != "":
		return "it is a value of " + schemaorg.EnumMember(term) + ": write the property that takes it"
	}
	return "write a property of its vocabulary, or remove it"
}

var superseded = &check.Check{
	ID:       "schema/superseded",
	Severity: check.Info,
	Title:    "term of schema.org that has a successor",
	Why: "schema.org keeps terms that it has replaced, but advises against them. Consumers that appeared since then know the " +
		"successor only.",
	Fix:        "Use the successor, beside the old term where an old consumer needs that.",
	Exceptions: "menu is not reported, which Google still documents, nor is interactionCount, which readers of video pages take.",
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
		for _, s := range surveyOf(pass.Page).deprecated {
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
			finding := pass.Report(f.first.at, "%s %s%s is superseded, and newer consumers do not look for it; use %s", f.what, f.term, f.and(), next)
			f.relate(finding, func(*site) string { return "the same " + f.what }).About(f.what + " " + f.term)
		}
	},
}

// hasSuccessor tells whether an item has the property, too.
func hasSuccessor(it *schemaorg.Item, term string) bool {
	const enough = 1000 // properties of an item that are looked at
	for i := range it.Properties[:min(len(it.Properties), enough)] {
		if it.Properties[i].Term() == term {
			return true
		}
	}
	return false
}
