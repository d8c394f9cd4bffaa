package google

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

var retiredFeature = &check.Check{
	ID:       "google/retired-feature",
	Severity: check.Info,
	Title:    "markup for a search feature that Google has given up",
	Why: "The markup harms nobody and other readers may use it, but it brings nothing in Google any more: who maintains it should know " +
		"since when.",
	Fix: "Keep it if somebody else reads it, or drop it.",
	Exceptions: "Needs to know today's date; archived pages are judged by the day of their capture, on which the feature may have been alive. " +
		"metacheck checks --feature lists the features with their dates.",
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
			what = "the type of data-vocabulary.org"
		} else {
			if len(s.roots[i]) == 0 {
				continue
			}
			for _, c := range s.candidates(i) {
				if what == "" {
					what = "the " + c.item.Label()
				}
				places = append(places, c.item.TypePlace())
			}
		}
		if len(places) == 0 {
			continue
		}
		keep := "keep it for other readers, or drop it"
		if f == &factCheck {
			keep = "keep it for the Fact Check Explorer and other readers, or drop it"
		}
		finding := pass.Report(places[0], "%s asks for the %s, which Google gave up on %s, so that it brings nothing there any more; %s", what, f.Shows, f.Until, keep)
		finding.About(f.Name).Fact("until", f.Until.String())
		for k, at := range places[1:] {
			if k == maxRelated {
				break
			}
			finding.Relate(at, "another one")
		}
	}
}

// isDataVocabulary reports whether a type is of the forerunner of schema.org.
func isDataVocabulary(typ string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(typ, "https://"), "http://")
	rest = strings.TrimPrefix(rest, "www.")
	return len(rest) > 19 && strings.EqualFold(rest[:19], "data-vocabulary.org")
}
