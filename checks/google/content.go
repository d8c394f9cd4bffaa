package google

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var datasetDescriptionLength = &check.Check{
	ID:       "google/dataset-description-length",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Dataset description too short or too long",
	Impact:   "Dataset Search may not find the dataset",
	Why: "Google asks for a description of 50 to 5,000 characters, because Dataset Search finds datasets by their description. It truncates a " +
		"longer one, and a shorter one has too few words to be found.",
	Fix:        "Describe what was measured or collected, where, when and how, in two or more sentences.",
	Exceptions: "Several white space characters in a row count as one.",
	References: []string{docs + "dataset"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Dataset", "name": "Tide gauge", "description": "Water levels."}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Dataset", "name": "Tide gauge",
 "description": "Water levels at the harbour gauge, every ten minutes since 1998, in centimetres."}
</script>`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "least", Doc: "minimum number of characters", Default: 50},
		{Name: "most", Doc: "maximum number of characters", Default: 5000},
	},
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&datasetFeature) {
			v := s.value(c.item, "description")
			if v == nil || v.Item != nil {
				continue
			}
			t, at := written(v)
			n := utf8.RuneCountInString(t)
			least, most := pass.Int("least"), pass.Int("most")
			switch {
			case n == 0: // microdata/empty-value
			case n < least:
				onIndex(pass, pass.Report(at, "the description of the dataset has only %d %s", n, check.Plural(n, "character", "characters"))).
					Advise("write at least %d characters on what was measured or collected, where, when and how", least).About("Dataset description")
			case n > most:
				onIndex(pass, pass.Report(at, "the description of the dataset has %d characters, above the maximum of %d", n, most)).
					Affects("Dataset Search truncates the description").Advise("shorten it to %d characters", most).About("Dataset description")
			}
		}
	},
}

var qaPageMultipleQuestions = &check.Check{
	ID:       "google/qapage-multiple-questions",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "Q&A page with several questions",
	Impact:   "Google shows no Q&A result",
	Why: "A QAPage is about a single question that users answer. Google does not show a page with several questions, and treats lists of " +
		"questions with the site's own answers as a misuse of the type.",
	Fix:        "Put each question on a page of its own. Remove QAPage if the site itself answers the questions.",
	References: []string{docs + "qapage"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "QAPage", "mainEntity": [
 {"@type": "Question", "name": "Which knot for a wet rope?", "answerCount": 0},
 {"@type": "Question", "name": "Which rope for a wet knot?", "answerCount": 0}]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "QAPage", "mainEntity":
 {"@type": "Question", "name": "Which knot for a wet rope?", "answerCount": 0}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&qaPage) {
			items, _ := s.nested(c.item, "mainEntity")
			var questions []*schemaorg.Item
			seen := make(map[entity]bool)
			for _, q := range items {
				if q.Is("Question") && !seen[entityOf(q)] {
					seen[entityOf(q)] = true
					questions = append(questions, q)
				}
			}
			if len(questions) < 2 {
				continue
			}
			f := pass.Report(c.item.TypePlace(), "the QAPage has %d questions", len(questions)).
				Advise("put each question on a page of its own")
			onIndex(pass, f).About("QAPage mainEntity")
			for i, q := range questions {
				if i == maxRelated {
					break
				}
				f.Relate(q.TypePlace(), "the question %s", check.Quote(s.nameOf(q)))
			}
		}
	},
}

var recipeTimePair = &check.Check{
	ID:       "google/recipe-time-pair",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Recipe with prepTime or cookTime alone",
	Impact:   "Google shows no time for the recipe",
	Why: "Google takes the time of a recipe from totalTime, or from prepTime and cookTime together. With one of the two alone the total " +
		"is unknown, and Google shows no time.",
	Fix:        "Add the other time, PT0M if there is none, or totalTime.",
	References: []string{docs + "recipe"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg", "cookTime": "PT30M"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg", "cookTime": "PT30M",
 "prepTime": "PT10M"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		if pass.Page.Partial() {
			return
		}
		for _, c := range s.of(&recipeFeature) {
			cook, prep := s.value(c.item, "cookTime"), s.value(c.item, "prepTime")
			if (cook == nil) == (prep == nil) || s.value(c.item, "totalTime") != nil {
				continue
			}
			has, other, at := "cookTime", "prepTime", text.Origin{}
			if cook == nil {
				has, other = other, has
				_, at = written(prep)
			} else {
				_, at = written(cook)
			}
			onIndex(pass, pass.Report(at, "the recipe has %s but neither %s nor totalTime", has, other)).
				Advise("add %s (PT0M if there is none) or totalTime", other).About("Recipe " + other)
		}
	},
}

var recipeYieldForNutrition = &check.Check{
	ID:       "google/recipe-yield-for-nutrition",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Recipe with calories but without recipeYield",
	Impact:   "Google shows no calories",
	Why: "Calories are per serving, and Google requires the number of servings in recipeYield with them. Without it Google shows no " +
		"calories.",
	Fix:        "Add recipeYield with the number of servings.",
	References: []string{docs + "recipe"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "nutrition": {"@type": "NutritionInformation", "calories": "310 calories"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "recipeYield": 4, "nutrition": {"@type": "NutritionInformation", "calories": "310 calories"}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.Page.Partial() {
			return
		}
		s := scanOf(pass)
		for _, c := range s.of(&recipeFeature) {
			if s.value(c.item, "recipeYield") != nil || s.value(c.item, "yield") != nil {
				continue
			}
			items, _ := s.nested(c.item, "nutrition")
			for _, n := range items {
				v := s.value(n, "calories")
				if v == nil {
					continue
				}
				t, at := written(v)
				onIndex(pass, pass.Report(at, "the recipe has calories but no recipeYield: %s", check.Quote(t))).
					Advise("add recipeYield with the number of servings").About("Recipe recipeYield")
				break
			}
		}
	},
}

var prosConsCount = &check.Check{
	ID:       "google/pros-cons-count",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Review with a single pro or con",
	Impact:   "Google shows no pros and cons",
	Why:      "Google shows pros and cons only if a review has at least two notes in total.",
	Fix:      "Add a second note to positiveNotes or negativeNotes, or remove the only one.",
	References: []string{
		snippetDoc + "#pros-cons",
	},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "review": {"@type": "Review",
 "author": {"@type": "Person", "name": "Ada Example"}, "reviewRating": {"@type": "Rating", "ratingValue": 4},
 "positiveNotes": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Light"}]}}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "review": {"@type": "Review",
 "author": {"@type": "Person", "name": "Ada Example"}, "reviewRating": {"@type": "Rating", "ratingValue": 4},
 "positiveNotes": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Light"}]},
 "negativeNotes": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Dear"}]}}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&prosCons) {
			notes := 0
			for _, term := range [...]string{"positiveNotes", "negativeNotes"} {
				values := s.e.valuesOf(c.item, term)
				for i, v := range values {
					if i == maxValues {
						break
					}
					switch in := s.g.Resolve(v); {
					case in == nil:
						if strings.TrimSpace(v.Text) != "" {
							notes++
						}
					case in.Is("ItemList"):
						notes += len(s.e.valuesOf(in, "itemListElement"))
					default:
						notes++
					}
				}
			}
			if notes == 1 {
				onIndex(pass, pass.Report(c.item.TypePlace(), "the %s has a single pro or con", c.item.Label())).
					Advise("add a second note to positiveNotes or negativeNotes").About("Review notes")
			}
		}
	},
}

var variantGroupMismatch = &check.Check{
	ID:       "google/variant-group-mismatch",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Variant with the ID of another product group",
	Impact:   "Google does not group the variant",
	Why: "Google groups variants by inProductGroupWithID of the variant and productGroupID of the group. If they differ, Google shows the " +
		"variant alone.",
	Fix:        "Write the productGroupID of the group in inProductGroupWithID of each variant.",
	References: []string{docs + "product-variants"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ProductGroup", "name": "Rain coat", "productGroupID": "RC", "hasVariant":
 {"@type": "Product", "name": "Rain coat, small", "sku": "RC-S", "inProductGroupWithID": "RC1"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ProductGroup", "name": "Rain coat", "productGroupID": "RC", "hasVariant":
 {"@type": "Product", "name": "Rain coat, small", "sku": "RC-S", "inProductGroupWithID": "RC"}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		type pair struct{ named, own string }
		reported := make(map[pair]*check.Finding) // a template repeats one mistake on all variants
		for _, it := range s.g.All {
			if it.Reference || it.Value("inProductGroupWithID") == nil {
				continue
			}
			ids := s.texts(it, "inProductGroupWithID")
			groups, _ := s.nested(it, "isVariantOf")
			for _, l := range s.owners(it) {
				if l.term == "hasVariant" {
					groups = append(groups, l.owner)
				}
			}
			for _, g := range groups {
				own := s.texts(g, "productGroupID")
				if !g.Is("ProductGroup") || len(own) == 0 || len(ids) == 0 || slices.Contains(own, ids[0]) {
					continue
				}
				_, at := written(it.Value("inProductGroupWithID"))
				key := pair{ids[0], own[0]}
				if f := reported[key]; f != nil {
					if len(f.Related) < maxRelated {
						f.Relate(at, "another variant with this ID")
					}
					break
				}
				if len(reported) == maxItems {
					return
				}
				f := pass.Report(at, "inProductGroupWithID is not the productGroupID of the group: %s", check.Quote(ids[0])).
					Advise("write %s", check.Quote(own[0]))
				reported[key] = onIndex(pass, f).Relate(g.TypePlace(), "the group of the variant").About("inProductGroupWithID")
				break
			}
		}
	},
}
