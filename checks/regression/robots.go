package regression

import (
	"github.com/metacheck/metacheck/checks/check"
)

var noindexGained = &check.Check{
	ID:         "regression/noindex-gained",
	Severity:   check.Error,
	Title:      "noindex added",
	Impact:     "search engines drop the page",
	Why:        "Search engines drop the page when they crawl it next. Usually the settings of a staging site went live.",
	Fix:        "Remove noindex, unless the page should leave search results.",
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
			ID:      directiveID(said),
			Message: "a robots directive was added: " + check.Quote(said), Kind: "the robots directive " + check.Quote(said) + " was added",
			Help: "remove it, unless the page should leave search results",
		})
	}),
}

var nofollowGained = &check.Check{
	ID:         "regression/nofollow-gained",
	Severity:   check.Warning,
	Title:      "nofollow added",
	Impact:     "search engines no longer follow the links of the page",
	Why:        "Search engines find other pages by the links of this one.",
	Fix:        "Remove nofollow, unless it is intended.",
	Exceptions: "Silent when noindex was added as well, which regression/noindex-gained reports. " + notCompared,
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
			ID:      directiveID(d.Rule),
			Message: "a robots directive was added: " + check.Quote(d.Rule), Kind: "the robots directive " + check.Quote(d.Rule) + " was added",
			Help: "remove it, unless it is intended",
		})
	}),
}

// directiveID is the identifier of a change that adds a directive.
func directiveID(rule string) string {
	return "the page says " + check.Quote(rule) + " to search engines now, and did not before"
}

var previewRestricted = &check.Check{
	ID:         "regression/preview-restricted",
	Severity:   check.Warning,
	Title:      "Previews in search results restricted",
	Impact:     "search engines show no snippet or image of the page",
	Why:        "Without a snippet or a large image, search results are smaller, and Google Discover rarely shows the page.",
	Fix:        "Remove the directive, or restore max-image-preview:large, unless the change is intended.",
	Exceptions: "Silent on pages with noindex. " + notCompared,
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
				ID:      directiveID(d.Rule),
				Message: "a robots directive was added: " + check.Quote(d.Rule), Kind: "the robots directive " + check.Quote(d.Rule) + " was added",
				Help: "remove it, unless it is intended",
			})
			return
		}
		if was := pass.Old.Directive("max-image-preview:large"); was != nil && pass.New.Directive("max-image-preview:large") == nil {
			pass.Report(check.Change{
				Subject: "robots", At: pass.New.Top, Was: was.At, Before: was.Rule,
				ID:      `the page does not say "max-image-preview:large" any more`,
				Message: `a robots directive was removed: "max-image-preview:large"`, Kind: `the robots directive "max-image-preview:large" was removed`,
				Impact: "Google shows a small image in search results and Discover", Help: "restore it",
			})
		}
	}),
}
