package regression

import (
	"github.com/metacheck/metacheck/checks/check"
)

var noindexGained = &check.Check{
	ID:         "regression/noindex-gained",
	Severity:   check.Error,
	Title:      "The page is kept out of search results now",
	Why:        "Search engines drop the page at their next visit. It is the costliest slip of a deployment: the settings of the staging site go live.",
	Fix:        "Take noindex out, unless the page is meant to leave search results.",
	Exceptions: notCompared,
	References: []string{robotsDoc},
	Bad:        example(`<meta name="robots" content="index, follow">`, `<meta name="robots" content="noindex, follow">`),
	Good:       example(`<meta name="robots" content="noindex">`, `<meta name="robots" content="none">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if pass.Old.NoIndex || !pass.New.NoIndex {
			return
		}
		at, said := pass.New.Top, "noindex"
		if d := pass.New.Directive("noindex", "none"); d != nil {
			at, said = d.At, d.Rule
		}
		pass.Report(check.Change{
			Subject: "robots", At: at, After: said,
			Message: "the page says " + check.Quote(said) + " to search engines now, and did not before", Kind: "the page says " + check.Quote(said) + " to search engines now, and did not before",
			Impact: "they take it out of their results", Help: "take it out, unless that is meant",
		})
	}),
}

var nofollowGained = &check.Check{
	ID:         "regression/nofollow-gained",
	Severity:   check.Warning,
	Title:      "The links of the page are not followed any more",
	Why:        "Search engines find other pages by the links of this one.",
	Fix:        "Take nofollow out, unless it is meant.",
	Exceptions: "Silent where noindex came with it, which regression/noindex-gained tells. " + notCompared,
	References: []string{robotsDoc},
	Bad:        example("", `<meta name="robots" content="nofollow">`),
	Good:       example(`<meta name="robots" content="nofollow">`, `<meta name="robots" content="nofollow, max-snippet:-1">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		d := pass.New.Directive("nofollow", "none")
		if d == nil || pass.Old.Directive("nofollow", "none") != nil || pass.New.NoIndex && !pass.Old.NoIndex {
			return
		}
		pass.Report(check.Change{
			Subject: "robots", At: d.At, After: d.Rule,
			Message: "the page says " + check.Quote(d.Rule) + " to search engines now, and did not before", Kind: "the page says " + check.Quote(d.Rule) + " to search engines now, and did not before",
			Impact: "they do not follow its links any more", Help: "take it out, unless that is meant",
		})
	}),
}

var previewRestricted = &check.Check{
	ID:         "regression/preview-restricted",
	Severity:   check.Warning,
	Title:      "Search engines may show less of the page",
	Why:        "Without a snippet or a large picture, results are smaller, and Google Discover hardly shows the page.",
	Fix:        "Take the directive out, or bring max-image-preview:large back, unless it is meant.",
	Exceptions: "Silent on pages that are kept out of search results. " + notCompared,
	References: []string{robotsDoc, "https://developers.google.com/search/docs/appearance/google-discover"},
	Bad:        example(`<meta name="robots" content="max-image-preview:large">`, ``),
	Good:       example(`<meta name="robots" content="max-image-preview:standard">`, `<meta name="robots" content="max-image-preview:large">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if pass.New.NoIndex {
			return
		}
		for _, name := range []string{"nosnippet", "max-snippet:0", "max-image-preview:none", "noimageindex"} {
			d := pass.New.Directive(name)
			if d == nil || pass.Old.Directive(name) != nil {
				continue
			}
			pass.Report(check.Change{
				Subject: "robots", At: d.At, After: d.Rule,
				Message: "the page says " + check.Quote(d.Rule) + " to search engines now, and did not before", Kind: "the page says " + check.Quote(d.Rule) + " to search engines now, and did not before",
				Impact: "results show less of it", Help: "take it out, unless that is meant",
			})
			return
		}
		if was := pass.Old.Directive("max-image-preview:large"); was != nil && pass.New.Directive("max-image-preview:large") == nil {
			pass.Report(check.Change{
				Subject: "robots", At: pass.New.Top, Was: was.At, Before: was.Rule,
				Message: `the page does not say "max-image-preview:large" any more`, Kind: `the page does not say "max-image-preview:large" any more`,
				Impact: "search results and Google Discover show its picture small", Help: "bring it back",
			})
		}
	}),
}
