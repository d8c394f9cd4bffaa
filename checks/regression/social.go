package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
)

// imageKeys are the names under which Open Graph has its picture.
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
	Title:      "The og:image is gone",
	Why:        "Without it, shared links have no picture, or one that the network picks from the page.",
	Fix:        "Bring it back.",
	Exceptions: "Another picture is no regression. " + notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:image" content="https://example.com/a.3f2a.png">`, ""),
	Good:       example(`<meta property="og:image" content="https://example.com/a.3f2a.png">`, `<meta property="og:image" content="https://example.com/a.91bc.png">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was := firstOf(pass.Old, imageKeys)
		if was == nil || firstOf(pass.New, imageKeys) != nil || pass.New.WasCut("metas") {
			return
		}
		gone(pass, was, was.Key, "shared links have no picture, or any one of the page", "write it again")
	}),
}

// graphs are the prefixes of names of Open Graph.
var graphs = []string{"og:", "article:", "product:", "book:", "profile:", "video:", "music:"}

// apart are names that other checks of the family tell.
var apart = map[string]bool{"og:image": true, "og:image:url": true, "og:image:secure_url": true}

var ogLost = &check.Check{
	ID:       "regression/og-lost",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the property is a detail, such as the size of a picture or a tag"},
	Title:    "An Open Graph property is gone",
	Why:      "Networks and messengers show title, description and picture of a shared link from these.",
	Fix:      "Bring it back.",
	Exceptions: "Another value, and fewer values of one property, are no regression. What describes a picture, video or audio that is gone itself, is not told. " +
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
			f := gone(pass, was, m.Key, "networks show less of shared links", "write it again")
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

// mediaGone tells whether a property describes a picture, video or audio that
// the new page does not have.
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
	Title:      "The og:type changed",
	Why:        "The type says which other properties are read: those of article: count for articles only.",
	Fix:        "Go back to the former type, unless the page is another kind of thing now.",
	Exceptions: notCompared,
	References: []string{ogDoc},
	Bad:        example(`<meta property="og:type" content="article">`, `<meta property="og:type" content="website">`),
	Good:       example(`<meta property="og:type" content="article">`, `<meta property="og:type" content="Article">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		changedMeta(pass, "og:type", "it says which properties are read", "go back to it, unless the page is another kind of thing now")
	}),
}

// changedMeta reports that the first content under a key is another word.
func changedMeta(pass *check.DiffPass, key, why, fix string) {
	was, is := pass.Old.Meta(key), pass.New.Meta(key)
	if was == nil || is == nil || strings.EqualFold(was.Value, is.Value) {
		return
	}
	words := key + " was " + check.Quote(was.Value) + " and is " + check.Quote(is.Value) + " now"
	pass.Report(check.Change{
		Subject: key, At: is.At, Was: was.At, Before: was.Value, After: is.Value, Message: words, Kind: words, Impact: why, Help: fix,
	})
}

var ogURLChanged = &check.Check{
	ID:       "regression/og-url-changed",
	Severity: check.Warning,
	Title:    "The og:url names another page",
	Why:      "Networks count shares and likes by this address, and show the page behind it.",
	Fix:      "Have it name the page, at the host where it is published.",
	Exceptions: "Silent where the page has moved and og:url with it, where the canonical link has changed in the same way, and about forms of one address (scheme, \"www.\", slash). " +
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
			Message: "og:url names " + check.Quote(is.Value) + " now, and named " + check.Quote(was.Value) + " before", Kind: "og:url names another page now",
			Impact: "networks count shares by it", Help: "have it name this page",
		}
		if how == otherHost {
			c.Kind = "og:url names the host " + check.Quote(shownHost(is.Value)) + " now instead of " + check.Quote(shownHost(pass.Addresses.Translate(was.Value)))
		}
		pass.Report(c)
	}),
}

var twitterCardLost = &check.Check{
	ID:         "regression/twitter-card-lost",
	Severity:   check.Warning,
	Title:      "The twitter:card is gone",
	Why:        "Without it, X shows shared links with a small picture or none.",
	Fix:        "Bring it back.",
	Exceptions: notCompared,
	References: []string{cardsDoc},
	Bad:        example(`<meta name="twitter:card" content="summary_large_image">`, ""),
	Good:       example("", `<meta name="twitter:card" content="summary">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if was := lostMeta(pass, "twitter:card"); was != nil {
			gone(pass, was, "twitter:card", "X shows shared links with a small picture or none", "write it again")
		}
	}),
}

var twitterCardChanged = &check.Check{
	ID:         "regression/twitter-card-changed",
	Severity:   check.Warning,
	Title:      "The twitter:card shows less",
	Why:        "A card of type summary has a small square picture where summary_large_image has one across the whole width.",
	Fix:        "Go back to summary_large_image, unless it is meant.",
	Exceptions: "From summary to summary_large_image is no regression. " + notCompared,
	References: []string{cardsDoc},
	Bad:        example(`<meta name="twitter:card" content="summary_large_image">`, `<meta name="twitter:card" content="summary">`),
	Good:       example(`<meta name="twitter:card" content="summary">`, `<meta name="twitter:card" content="summary_large_image">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if m := pass.New.Meta("twitter:card"); m != nil && strings.EqualFold(m.Value, "summary_large_image") {
			return
		}
		changedMeta(pass, "twitter:card", "shared links are shown in another way", "go back to it, unless that is meant")
	}),
}

// instead are the names of Open Graph that X reads where its own are missing.
var instead = map[string]string{
	"twitter:title": "og:title", "twitter:description": "og:description", "twitter:image": "og:image", "twitter:image:src": "og:image",
	"twitter:url": "og:url", "twitter:image:alt": "og:image:alt",
}

var twitterLost = &check.Check{
	ID:         "regression/twitter-lost",
	Severity:   check.Info,
	Title:      "A Twitter card property is gone",
	Why:        "X shows title, text, picture and account of a shared link from these.",
	Fix:        "Bring it back, or write the property of Open Graph that stands for it.",
	Exceptions: "Silent where Open Graph has what X reads instead, and where twitter:card itself is gone. " + notCompared,
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
				gone(pass, was, m.Key, "X shows less of shared links", "write it again")
			}
		}
	}),
}
