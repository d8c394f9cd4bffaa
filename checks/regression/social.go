package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
)

// imageKeys are the properties of Open Graph for the URL of an image.
var imageKeys = []string{"og:image", "og:image:url", "og:image:secure_url"}

// firstOf is the first content under one of the keys, or nil.
func firstOf(s *summary.Summary, keys []string) *summary.Meta {
	for _, k := range keys {
		if list := metas(s, k); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

var ogImageLost = &check.Check{
	ID:         "regression/og-image-lost",
	Severity:   check.Error,
	Title:      "og:image removed",
	Impact:     "Facebook, LinkedIn and Slack show no image, or pick one from the page",
	Why:        "Without it, shared links have no image, or one that the network picks from the page.",
	Fix:        "Restore it.",
	Exceptions: "Another image is no regression. " + notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:image" content="https://example.com/a.3f2a.png">`, ""),
	Good:       example(`<meta property="og:image" content="https://example.com/a.3f2a.png">`, `<meta property="og:image" content="https://example.com/a.91bc.png">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was := firstOf(pass.Old, imageKeys)
		if was == nil || firstOf(pass.New, imageKeys) != nil || pass.New.WasCut("metas") {
			return
		}
		gone(pass, was, was.Key, "restore it")
	}),
}

// graphs are the prefixes of Open Graph properties.
var graphs = []string{"og:", "article:", "product:", "book:", "profile:", "video:", "music:"}

// apart are properties that other checks of the family report.
var apart = map[string]bool{"og:image": true, "og:image:url": true, "og:image:secure_url": true}

var ogLost = &check.Check{
	ID:       "regression/og-lost",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the property is a detail, such as a tag or the size of an image"},
	Title:    "Open Graph property removed",
	Impact:   "Facebook, LinkedIn and Slack show less of a shared link",
	Why:      "Facebook, LinkedIn and Slack show title, description and image of a shared link from these.",
	Fix:      "Restore it.",
	Exceptions: "Another value, and fewer values of one property, are no regression, nor are the properties of an image, video or audio file that was removed itself. " +
		notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:title" content="Hours">`, `<meta property="og:title" content="">`),
	Good:       example(`<meta property="og:title" content="Hours">`, `<meta property="og:title" content="Opening hours">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		seen := map[string]bool{}
		for i := range pass.Old.Metas {
			m := &pass.Old.Metas[i]
			if m.Value == "" || seen[m.Key] || apart[m.Key] || !hasPrefix(m.Key, graphs) {
				continue
			}
			seen[m.Key] = true
			was := lostMeta(pass, m.Key)
			if was == nil || mediaGone(pass, m.Key) {
				continue
			}
			f := gone(pass, was, m.Key, "restore it")
			if strings.Count(m.Key, ":") > 1 || m.Key == "article:tag" || m.Key == "og:see_also" || m.Key == "og:updated_time" || m.Key == "og:locale:alternate" {
				f.Milder()
			}
		}
	}),
}

func hasPrefix(key string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// mediaGone reports whether a property describes an image, video or audio file
// that the new page does not have.
func mediaGone(pass *check.DiffPass, key string) bool {
	for _, kind := range []string{"og:image", "og:video", "og:audio"} {
		if strings.HasPrefix(key, kind+":") {
			return firstOf(pass.New, []string{kind, kind + ":url", kind + ":secure_url"}) == nil &&
				firstOf(pass.Old, []string{kind, kind + ":url", kind + ":secure_url"}) != nil && key != kind+":url" && key != kind+":secure_url"
		}
	}
	return false
}

var ogTypeChanged = &check.Check{
	ID:         "regression/og-type-changed",
	Severity:   check.Warning,
	Title:      "og:type changed",
	Impact:     "Facebook reads other properties of the page",
	Why:        "The type says which other properties parsers read: article: properties are for articles only.",
	Fix:        "Restore the old type, unless the page is of another type now.",
	Exceptions: notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:type" content="article">`, `<meta property="og:type" content="website">`),
	Good:       example(`<meta property="og:type" content="article">`, `<meta property="og:type" content="Article">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		changedMeta(pass, "og:type", "restore the old type, unless the page is of another type now")
	}),
}

// changedMeta reports that the first content under a key is another word.
func changedMeta(pass *check.DiffPass, key, fix string) {
	was, is := pass.Old.Meta(key), pass.New.Meta(key)
	if was == nil || is == nil || strings.EqualFold(was.Value, is.Value) {
		return
	}
	words := key + " is " + check.Quote(is.Value) + " now (was " + check.Quote(was.Value) + ")"
	pass.Report(check.Change{
		Subject: key, At: is.At, Was: was.At, Before: was.Value, After: is.Value,
		ID:      key + " was " + check.Quote(was.Value) + " and is " + check.Quote(is.Value) + " now",
		Message: words, Kind: words, Help: fix,
	})
}

var ogURLChanged = &check.Check{
	ID:       "regression/og-url-changed",
	Severity: check.Warning,
	Title:    "og:url of another page",
	Impact:   "Facebook counts shares for that page and links to it",
	Why:      "Facebook counts shares and likes under this URL, and shows the page there.",
	Fix:      "Write the URL of the page, with the host on which it is published.",
	Exceptions: "Silent when the page has moved and og:url with it, when the canonical link has changed in the same way, and for other forms of one URL (scheme, \"www.\", slash). " +
		notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:url" content="https://example.com/a.html">`, `<meta property="og:url" content="https://localhost:8080/a.html">`),
	Good:       example(`<meta property="og:url" content="http://example.com/a.html">`, `<meta property="og:url" content="https://www.example.com/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := pass.Old.Meta("og:url"), pass.New.Meta("og:url")
		if was == nil || is == nil {
			return
		}
		how := compareAddresses(pass, was.Value, is.Value)
		if how != otherHost && how != otherAddress || follows(pass, was.Value, is.Value) {
			return
		}
		if a, b := canonicals(pass); a != nil && compareAddresses(pass, a.URL, b.URL) == how &&
			compareAddresses(pass, a.URL, pass.Addresses.Translate(was.Value)) == sameAddress && b.URL == is.Value {
			return
		}
		c := check.Change{
			Subject: "og:url", At: is.At, Was: was.At, Before: was.Value, After: is.Value,
			ID:      "og:url names another page now",
			Message: "og:url is " + check.Quote(is.Value) + " now (was " + check.Quote(was.Value) + ")", Kind: "og:url is that of another page now",
			Help: "write the URL of this page",
		}
		if how == otherHost {
			to, from := check.Quote(shownHost(is.Value)), check.Quote(shownHost(pass.Addresses.Translate(was.Value)))
			c.ID = "og:url names the host " + to + " now instead of " + from
			c.Kind = "og:url is on the host " + to + " now (was " + from + ")"
		}
		pass.Report(c)
	}),
}

var twitterCardLost = &check.Check{
	ID:         "regression/twitter-card-lost",
	Severity:   check.Warning,
	Title:      "twitter:card removed",
	Impact:     "X shows a small image or none",
	Why:        "Without it, X shows shared links with a small image or none.",
	Fix:        "Restore it.",
	Exceptions: notCompared,
	References: []string{cardsDoc},
	Bad:        example(`<meta name="twitter:card" content="summary_large_image">`, ""),
	Good:       example("", `<meta name="twitter:card" content="summary">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if was := lostMeta(pass, "twitter:card"); was != nil {
			gone(pass, was, "twitter:card", "restore it")
		}
	}),
}

var twitterCardChanged = &check.Check{
	ID:         "regression/twitter-card-changed",
	Severity:   check.Warning,
	Title:      "twitter:card changed",
	Impact:     "X shows shared links with another card",
	Why:        "A card of type summary has a small square image, summary_large_image one across the whole width.",
	Fix:        "Restore summary_large_image, unless the change is intended.",
	Exceptions: "From summary to summary_large_image is no regression. " + notCompared,
	References: []string{cardsDoc},
	Bad:        example(`<meta name="twitter:card" content="summary_large_image">`, `<meta name="twitter:card" content="summary">`),
	Good:       example(`<meta name="twitter:card" content="summary">`, `<meta name="twitter:card" content="summary_large_image">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if m := pass.New.Meta("twitter:card"); m != nil && strings.EqualFold(m.Value, "summary_large_image") {
			return
		}
		changedMeta(pass, "twitter:card", "restore the old type, unless the change is intended")
	}),
}

// instead are the Open Graph properties that X reads if its own are missing.
var instead = map[string]string{
	"twitter:title": "og:title", "twitter:description": "og:description", "twitter:image": "og:image", "twitter:image:src": "og:image",
	"twitter:url": "og:url", "twitter:image:alt": "og:image:alt",
}

var twitterLost = &check.Check{
	ID:         "regression/twitter-lost",
	Severity:   check.Info,
	Title:      "Card property removed",
	Impact:     "X shows less of a shared link",
	Why:        "X shows title, text, image and account of a shared link from these.",
	Fix:        "Restore it, or write the Open Graph property that X reads instead.",
	Exceptions: "Silent when the page has the Open Graph property that X reads instead, and when twitter:card itself was removed. " + notCompared,
	References: []string{cardsDoc},
	Bad:        example(`<meta name="twitter:site" content="@example">`, ""),
	Good:       example(`<meta name="twitter:title" content="Hours">`, `<meta property="og:title" content="Hours">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if pass.Old.Meta("twitter:card") != nil && pass.New.Meta("twitter:card") == nil {
			return
		}
		seen := map[string]bool{}
		for i := range pass.Old.Metas {
			m := &pass.Old.Metas[i]
			if m.Value == "" || seen[m.Key] || m.Key == "twitter:card" || !strings.HasPrefix(m.Key, "twitter:") {
				continue
			}
			seen[m.Key] = true
			if was := lostMeta(pass, m.Key); was != nil && (instead[m.Key] == "" || pass.New.Meta(instead[m.Key]) == nil) {
				gone(pass, was, m.Key, "restore it")
			}
		}
	}),
}
