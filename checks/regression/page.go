package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

var pageVanished = &check.Check{
	ID:       "regression/page-vanished",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when another page stands for it, or it was no page for search results"},
	Title:    "A page is gone",
	Why:      "Links, bookmarks and search results lead to the page. Where nothing answers any more, readers are lost, and so is what the page was worth to search engines.",
	Fix:      "Put the page back, or have its address lead on to the one that takes its place. A page that was taken out on purpose needs a suppression or nothing at all.",
	Exceptions: "Pages that are found under another name, by their canonical link or by what they say, are told by regression/page-moved. Silent where not all pages of the new build were read, " +
		"and where a rule of _redirects at the root of the new build, a folder or one of a git revision, leads to a page that is there; one for all paths does not count. " +
		"Other redirects that a server is set up with cannot be seen in a build.",
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
			Message: "the page is gone", Kind: "{pages} are gone",
			Impact: "links and search results lead to nothing", Help: "put back what is missed, or have the address lead on to what takes its place",
		}
		if pass.Kept == "" {
			pass.Report(c)
			return
		}
		c.Message += ", " + pass.Kept
		c.Kind += ", " + pass.Kept
		c.Impact = "links may lead to nothing"
		pass.Report(c).Milder()
	},
}

var pageMoved = &check.Check{
	ID:         "regression/page-moved",
	Severity:   check.Info,
	Title:      "A page has moved",
	Why:        "Links and search results lead to the old address.",
	Fix:        "Have the old address lead on to the new one (301), and name the new one in links, sitemaps and canonical links.",
	Exceptions: "Silent where only the spelling of the name changed (a.html, a/index.html), and where a rule of _redirects at the root of the new build, a folder or one of a git revision, leads to a page that is there. A page counts as moved when it alone has the same canonical link, or says the same, as the one that is gone.",
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
			Message: "the page was at " + check.Quote(was) + " and is at " + check.Quote(is) + " now", Kind: "{pages} have moved",
			Impact: "links and search results lead to the old address", Help: "have the old address lead on to the new one",
		})
	},
}

var pageRedirected = &check.Check{
	ID:         "regression/page-redirected",
	Severity:   check.Info,
	Title:      "A page leads on to another now",
	Why:        "Readers and search engines are sent on; what the page said is gone from search results.",
	Fix:        "Nothing, when the page was replaced on purpose. Otherwise take the refresh out.",
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
			Message: "the page leads on to " + check.Quote(to.URL) + " now", Kind: "the page leads on to another now",
			Impact: "its own content is not shown any more", Help: "keep it if the page was replaced on purpose, else take the refresh out",
		})
	},
}

var pageEmptied = &check.Check{
	ID:         "regression/page-emptied",
	Severity:   check.Error,
	Title:      "A page is empty now",
	Why:        "A page without content is a failed build as a rule: a template that stopped early, data that was not there.",
	Fix:        "Look at the log of the build for this page.",
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
			Message: "the page has no content any more", Kind: "the page has no content any more",
			Impact: "readers and search engines find nothing on it", Help: "look for what stopped the build of it",
		})
	},
}

// shownKey is what a page goes by, for people: its address where it has no path.
func shownKey(key, address string) string {
	if strings.Contains(key, "://") && address != "" {
		return address
	}
	return key
}
