package google

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

var retiredFeature = &check.Check{
	ID:       "google/retired-feature",
	Severity: check.Info,
	Title:    "Markup for a search feature that Google retired",
	Impact:   "it has no effect in Google Search",
	Why: "The markup does no harm, and other parsers may use it, but it has no effect in Google Search any more. Nobody needs to maintain it " +
		"for Google.",
	Fix: "Remove it, or keep it for other consumers.",
	Exceptions: "Needs today's date. Archived pages are checked as of the day of their capture, when Google may still have had the feature. " +
		"\"metacheck checks --feature\" lists the features with their dates.",
	References: []string{searchUpdates, "https://developers.google.com/search/blog/2023/08/howto-faq-changes"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "HowTo", "name": "How to splice a rope", "step": "Unlay the strands."}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "recipeInstructions": "Boil the lentils."}
</script>`,
	Example: check.Example{AsOf: asOfExample},
	Since:   "0.1.0",
	Run:     runRetiredFeature,
}

func runRetiredFeature(pass *check.Pass) {
	if pass.AsOf.IsZero() {
		return
	}
	s := scanOf(pass)
	for i, f := range features {
		if f.Until == 0 || s.day < f.Until {
			continue
		}
		var places []text.Origin
		what := ""
		if f == &dataVocabulary {
			for _, it := range s.g.All {
				if len(it.Types) > 0 && len(it.TypeTerms()) == 0 && isDataVocabulary(it.Types[0]) {
					places = append(places, it.TypePlace())
				}
			}
			what = "the data-vocabulary.org type"
		} else {
			if len(s.roots[i]) == 0 {
				continue
			}
			for _, c := range s.candidates(i) {
				if what == "" {
					what = "the " + c.item.Label()
					if f.part != "" {
						what = "the " + f.part + " of " + what
					}
				}
				places = append(places, c.item.TypePlace())
			}
		}
		if len(places) == 0 {
			continue
		}
		others := "other consumers"
		if f == &factCheck {
			others = "the Fact Check Explorer"
		}
		finding := pass.Report(places[0], "%s is for the %s, which Google retired on %s", what, f.Shows, f.Until).
			Advise("remove it, or keep it for %s", others)
		finding.About(f.Name).Fact("until", f.Until.String())
		for k, at := range places[1:] {
			if k == maxRelated {
				break
			}
			finding.Relate(at, "here, too")
		}
	}
}

// isDataVocabulary reports whether a type is of the predecessor of schema.org.
func isDataVocabulary(typ string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(typ, "https://"), "http://")
	rest = strings.TrimPrefix(rest, "www.")
	return len(rest) > 19 && strings.EqualFold(rest[:19], "data-vocabulary.org")
}
