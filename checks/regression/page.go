package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

var pageVanished = &check.Check{
	ID:       "regression/page-vanished",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when another page replaces it, or it was not for search results"},
	Title:    "Page missing in the new build",
	Impact:   "links and search results lead to an error page",
	Why:      "Links, bookmarks and search results lead to the page. If its URL no longer answers, visitors see an error, and the page loses its ranking.",
	Fix:      "Restore the page, or redirect its URL to the page that replaces it. If it was removed on purpose, suppress the finding or ignore it.",
	Exceptions: "regression/page-moved reports pages that are found under another name, by their canonical link or content. Silent when not all pages of the new build were read, " +
		"and when a rule of _redirects at the root of the new build, a folder or one of a git revision, redirects to a page that exists; a rule for all paths does not count. " +
		"Other redirects of the server are not visible in a build.",
	References: []string{moveDoc},
	Bad:        "-- old/a.html --\n" + html("") + "-- old/b.html --\n<title>Prices</title><p>All of them.</p>\n-- new/b.html --\n<title>Prices</title><p>All of them.</p>\n",
	Good:       example("", ""),
	Since:      since,
	RunDiff: func(pass *check.DiffPass) {
		if pass.New != nil {
			return
		}
		c := check.Change{
			Subject: "page", At: pass.Old.Top, Before: shownKey(pass.OldKey, pass.Old.URL),
			ID: "{pages} are gone", Message: "the page is missing in the new build", Kind: "{pages} are missing in the new build",
			Help: "restore the page, or redirect its URL to the page that replaces it",
		}
		if pass.Kept == (check.Kept{}) {
			pass.Report(c)
			return
		}
		c.ID += ", " + pass.Kept.ID
		c.Message += ", " + pass.Kept.Message
		c.Kind += ", " + pass.Kept.Message
		c.Impact = "links may lead to an error page"
		pass.Report(c).Milder()
	},
}

var pageMoved = &check.Check{
	ID:         "regression/page-moved",
	Severity:   check.Info,
	Title:      "Page moved",
	Impact:     "links and search results lead to the old URL",
	Why:        "Links and search results lead to the old URL.",
	Fix:        "Redirect the old URL to the new one (301), and write the new one in links, sitemaps and canonical links.",
	Exceptions: "Silent when only the spelling of the name changed (a.html, a/index.html), and when a rule of _redirects at the root of the new build, a folder or one of a git revision, redirects to a page that exists. A page counts as moved when it alone has the same canonical link or the same content as the one that is missing.",
	References: []string{moveDoc},
	Bad:        "-- old/a.html --\n" + html("") + "-- new/hours.html --\n" + html(""),
	Good:       "-- old/a.html --\n" + html("") + "-- new/a/index.html --\n" + html(""),
	Since:      since,
	RunDiff: func(pass *check.DiffPass) {
		if !pass.Moved || pass.Redirected || pass.New == nil || check.SameKey(pass.OldKey, pass.NewKey) {
			return
		}
		was, is := shownKey(pass.OldKey, pass.Old.URL), shownKey(pass.NewKey, pass.New.URL)
		pass.Report(check.Change{
			Subject: "page", At: pass.New.Top, Before: was, After: is,
			ID: "{pages} have moved", Message: "the page moved from " + check.Quote(was) + " to " + check.Quote(is), Kind: "{pages} have moved",
			Help: "redirect the old URL to the new one",
		})
	},
}

var pageRedirected = &check.Check{
	ID:         "regression/page-redirected",
	Severity:   check.Info,
	Title:      "Page redirects to another now",
	Impact:     "visitors and search engines no longer see its content",
	Why:        "Browsers and search engines go to the other page, and search results no longer show this one.",
	Fix:        "Remove the refresh, unless the page was replaced on purpose.",
	References: []string{moveDoc},
	Bad:        example("", `<meta http-equiv="refresh" content="0; url=https://example.com/hours">`),
	Good:       example("", `<meta http-equiv="refresh" content="300; url=https://example.com/hours">`),
	Since:      since,
	RunDiff: func(pass *check.DiffPass) {
		if pass.New == nil || !redirected(pass) {
			return
		}
		to := pass.New.Refresh
		pass.Report(check.Change{
			Subject: "meta[refresh]", At: to.At, After: to.URL,
			ID:      "the page leads on to another now",
			Message: "the page redirects to " + check.Quote(to.URL) + " now", Kind: "the page redirects to another page now",
			Help: "remove the refresh, unless the page was replaced on purpose",
		})
	},
}

var pageEmptied = &check.Check{
	ID:         "regression/page-emptied",
	Severity:   check.Error,
	Title:      "Page without content now",
	Impact:     "visitors and search engines find an empty page",
	Why:        "A page without content usually comes from a failed build: a template that stopped early, or missing data.",
	Fix:        "Check the build log for this page.",
	References: []string{htmlDoc},
	Bad:        "-- old/a.html --\n" + html("") + "-- new/a.html --\n<!doctype html>\n",
	Good:       example("", ""),
	Since:      since,
	RunDiff: func(pass *check.DiffPass) {
		if pass.New == nil || !emptied(pass) || redirected(pass) {
			return
		}
		pass.Report(check.Change{
			Subject: "page", At: pass.New.Top, Was: pass.Old.Top,
			ID: "the page has no content any more", Message: "the page has no content now", Kind: "the page has no content now",
			Help: "check the build log for this page",
		})
	},
}

// shownKey is what a page goes by in messages: its URL if it has no path.
func shownKey(key, address string) string {
	if strings.Contains(key, "://") && address != "" {
		return address
	}
	return key
}
