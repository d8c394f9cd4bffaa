package twitter

import (
	"regexp"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

var handleInvalid = &check.Check{
	ID:       "twitter/handle-invalid",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when only the @ in front is missing"},
	Title:    "twitter:site or twitter:creator that is no @handle",
	Why: "X names the site and the author of a card by their handles: an @ and at most 15 letters, digits and underscores. " +
		"The name of a person or company, or the address of a profile, is credited to nobody.",
	Fix:        "Write the handle with its @. The number of an account belongs into twitter:site:id or twitter:creator:id.",
	Exceptions: "Empty values are reported by og/empty-content.",
	References: []string{markup},
	Bad:        `<meta name="twitter:site" content="https://x.com/example">`,
	Good:       `<meta name="twitter:site" content="@example">`,
	Since:      "0.1.0",
	Run:        runHandleInvalid,
}

var (
	handle  = regexp.MustCompile(`^@[A-Za-z0-9_]{1,15}$`)
	word    = regexp.MustCompile(`^@?[A-Za-z0-9_]{16,}$`)
	digits  = regexp.MustCompile(`^[0-9]+$`)
	profile = regexp.MustCompile(`(?i)^@?(?:https?:)?(?://)?(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:#!/)?@?([A-Za-z0-9_]{1,15})/?(?:\?.*)?$`)
)

func runHandleInvalid(pass *check.Pass) {
	seen := map[string]*check.Finding{}
	related := 0
	for _, prop := range pass.Page.Props {
		v := prop.Value()
		id := prop.Key == "twitter:site:id" || prop.Key == "twitter:creator:id"
		if !id && prop.Key != "twitter:site" && prop.Key != "twitter:creator" || v == "" {
			continue
		}
		if id && digits.MatchString(v) || !id && handle.MatchString(v) {
			continue
		}
		// A site and its author often have one account, and one mistake.
		if f := seen[v]; f != nil {
			if related++; related <= check.MaxRelated {
				f.Relate(prop.Origin(), "%s has the same value", prop.Key)
			}
			continue
		}
		if len(seen) == check.MaxRelated {
			break
		}
		shown := check.Quote(v)
		var f *check.Finding
		switch {
		case id && handle.MatchString(v):
			f = pass.Report(prop.Origin(), "%s %s is a handle; the tag takes the number of an account; use %s for the handle",
				prop.Key, shown, strings.TrimSuffix(prop.Key, ":id"))
		case id:
			f = pass.Report(prop.Origin(), "%s %s is not the number of an account; X credits nobody; write digits only, or give the @handle in %s",
				prop.Key, shown, strings.TrimSuffix(prop.Key, ":id"))
		case digits.MatchString(v):
			f = pass.Report(prop.Origin(), "%s %s is a number; the tag takes a handle, and X credits nobody; move the number of an account to %s:id", prop.Key, shown, prop.Key)
		case handle.MatchString("@" + v):
			f = pass.Report(prop.Origin(), "%s %s lacks the @ of a handle; not every consumer adds it; write %s", prop.Key, shown, check.Quote("@"+v)).Milder()
		case profile.MatchString(v):
			f = pass.Report(prop.Origin(), "%s %s is the address of a profile; X takes a handle and credits nobody; write %s",
				prop.Key, shown, check.Quote("@"+profile.FindStringSubmatch(v)[1]))
		case word.MatchString(v):
			n := len(strings.TrimPrefix(v, "@"))
			f = pass.Report(prop.Origin(), "%s %s has %d characters; handles have at most 15, so that X credits nobody; write the handle of the account", prop.Key, shown, n)
		default:
			f = pass.Report(prop.Origin(), "%s %s is no handle; X credits nobody; write an @ and at most 15 letters, digits and underscores", prop.Key, shown)
		}
		seen[v] = f
	}
}

var retiredProperty = &check.Check{
	ID:         "twitter/retired-property",
	Severity:   check.Info,
	Off:        true,
	Title:      "Card tag that X no longer reads",
	Why:        "twitter:url, twitter:domain, the sizes and the numbered pictures belong to cards that X gave up. They cost bytes and mislead whoever maintains the page.",
	Fix:        "Remove them; use twitter:image for twitter:image:src.",
	Exceptions: "Off by default, since the tags do no harm; Slack still reads twitter:label1 and twitter:data1. One finding a page.",
	References: []string{markup},
	Bad: `<meta name="twitter:card" content="summary">
<meta name="twitter:url" content="https://example.org/dunes">`,
	Good: `<meta name="twitter:card" content="summary">
<meta property="og:url" content="https://example.org/dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var props []*page.Prop
		for _, prop := range pass.Page.Props {
			if retired.MatchString(prop.Key) {
				props = append(props, prop)
			}
		}
		if len(props) == 0 {
			return
		}
		advice := "remove it"
		if now := successor(props[0].Key); now != "" {
			advice = "use " + now
		}
		f := pass.Report(props[0].NameOrigin(), "%s is no longer read by X; it has no effect on the card; %s", props[0].Key, advice)
		f.About("retired tags")
		for i, prop := range props[1:] {
			if i == check.MaxRelated {
				break
			}
			f.Relate(prop.NameOrigin(), "%s", prop.Key)
		}
	},
}

// retired are the properties of cards that X gave up.
var retired = regexp.MustCompile(`^twitter:(url|domain|image:src|image:width|image:height|image[0-3](:(src|width|height|alt))?|(label|data)[0-9])$`)

// successor is what took the place of a retired property, or empty.
func successor(key string) string {
	switch {
	case key == "twitter:url":
		return "og:url"
	case strings.HasSuffix(key, ":width"), strings.HasSuffix(key, ":height"):
		return ""
	case strings.HasPrefix(key, "twitter:image"):
		return "twitter:image"
	}
	return ""
}
