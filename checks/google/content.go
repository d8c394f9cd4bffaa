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
	Title:    "description of a dataset too short or too long",
	Why: "Google asks for a description of 50 to 5,000 characters: it is what Dataset Search finds the dataset by. A longer one is cut, " +
		"a shorter one says too little to be found.",
	Fix:        "Say what was measured or collected, where, when and how, in two or more sentences.",
	Exceptions: "Characters are counted after runs of white space are folded to one.",
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
		{Name: "least", Doc: "the least number of characters", Default: 50},
		{Name: "most", Doc: "the greatest number of characters", Default: 5000},
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
				onIndex(pass, pass.Report(at, "the description of the dataset has %d characters, too few to be found by; write %d or more", n, least)).
					About("Dataset description")
			case n > most:
				onIndex(pass, pass.Report(at, "the description of the dataset has %d characters, and Google reads %d; shorten it", n, most)).
					About("Dataset description")
			}
		}
	},
}

var qaPageMultipleQuestions = &check.Check{
	ID:       "google/qapage-multiple-questions",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "Q&A page with more than one question",
	Why: "A QAPage is about a single question, to which users give answers. Google shows none of a page that has several, and takes lists of " +
		"questions with the site's own answers for a misuse of the type.",
	Fix:        "Give each question a page of its own. A list of questions that the site itself answers is a FAQPage.",
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
			f := pass.Report(c.item.TypePlace(), "the QAPage has %d questions, and Google shows pages of one only; give each question its page, or make it a FAQPage when the site answers itself",
				len(questions))
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
	Title:    "recipe with one of its two times",
	Why: "Google shows how long a recipe takes from totalTime, or from prepTime and cookTime together. One of the two alone says nothing " +
		"of the whole, and no time is shown.",
	Fix:        "Add the other time, PT0M where there is none, or totalTime.",
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
			has, lacks, at := "cookTime", "prepTime", text.Origin{}
			if cook == nil {
				has, lacks = lacks, has
				_, at = written(prep)
			} else {
				_, at = written(cook)
			}
			onIndex(pass, pass.Report(at, "the recipe has %s but neither %s nor totalTime, so that Google shows no time; add %s", has, lacks, lacks)).
				About("Recipe " + lacks)
		}
	},
}

var recipeYieldForNutrition = &check.Check{
	ID:       "google/recipe-yield-for-nutrition",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "calories of a recipe without its yield",
	Why: "Calories are given per serving, and Google asks for the number of servings in recipeYield beside them. Without it the calories " +
		"are not shown.",
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
				onIndex(pass, pass.Report(at, "the recipe states calories (%s) but no recipeYield, so that nobody knows for how much; add recipeYield with the number of servings",
					check.Quote(t))).About("Recipe recipeYield")
				break
			}
		}
	},
}

var prosConsCount = &check.Check{
	ID:       "google/pros-cons-count",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "review with a single pro or con",
	Why:      "Google shows pros and cons when a review has two notes or more, pros and cons taken together.",
	Fix:      "Add a second note to positiveNotes or negativeNotes, or drop the one.",
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
				onIndex(pass, pass.Report(c.item.TypePlace(), "the %s has a single pro or con, and Google shows two or more; add a second note", c.item.Label())).
					About("Review notes")
			}
		}
	},
}

var variantGroupMismatch = &check.Check{
	ID:       "google/variant-group-mismatch",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "variant with the id of another product group",
	Why: "Google puts variants and their group together by inProductGroupWithID of the variant and productGroupID of the group. Where the two " +
		"differ, the variant is shown alone.",
	Fix:        "Write the productGroupID of the group into inProductGroupWithID of each of its variants.",
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
						f.Relate(at, "another variant that names it")
					}
					break
				}
				if len(reported) == maxItems {
					return
				}
				f := pass.Report(at, "the variant names the group %s and stands in the group %s, so that Google does not put the two together; write %s",
					check.Quote(ids[0]), check.Quote(own[0]), check.Quote(own[0]))
				reported[key] = onIndex(pass, f).Relate(g.TypePlace(), "the group of the variant").About("inProductGroupWithID")
				break
			}
		}
	},
}
