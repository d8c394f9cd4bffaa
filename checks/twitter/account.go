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
	Lower:    check.Lower{Severity: check.Info, When: "when only the leading @ is missing"},
	Title:    "twitter:site or twitter:creator that is not an @handle",
	Impact:   "X shows no attribution",
	Why: "X identifies the site and the author of a card by their handles: an @ and up to 15 letters, digits and underscores. " +
		"It shows no attribution for the name of a person or company, or for the URL of a profile.",
	Fix:        "Write the handle with its @. A numeric account ID goes in twitter:site:id or twitter:creator:id.",
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
			f = pass.Report(prop.Origin(), "%s is a handle, not a numeric account ID: %s", prop.Key, shown).
				Advise("write the numeric account ID, or use %s for the handle", strings.TrimSuffix(prop.Key, ":id"))
		case id:
			f = pass.Report(prop.Origin(), "%s is not a numeric account ID: %s", prop.Key, shown).
				Advise("write the numeric account ID, or use %s for the @handle", strings.TrimSuffix(prop.Key, ":id"))
		case digits.MatchString(v):
			f = pass.Report(prop.Origin(), "%s is a number, not a handle: %s", prop.Key, shown).
				Advise("write the @handle, or move the account ID to %s:id", prop.Key)
		case handle.MatchString("@" + v):
			f = pass.Report(prop.Origin(), "%s has a handle without @: %s", prop.Key, shown).
				Affects("some parsers do not recognize the handle").
				Advise("write %s", check.Quote("@"+v)).Milder()
		case profile.MatchString(v):
			f = pass.Report(prop.Origin(), "%s is the URL of a profile, not a handle: %s", prop.Key, shown).
				Advise("write %s", check.Quote("@"+profile.FindStringSubmatch(v)[1]))
		case word.MatchString(v):
			f = pass.Report(prop.Origin(), "%s is longer than a handle can be (15 characters): %s", prop.Key, shown).
				Advise("write the @handle of the account")
		default:
			f = pass.Report(prop.Origin(), "%s is not a valid handle: %s", prop.Key, shown).
				Advise(`write "@" followed by up to 15 letters, digits or underscores`)
		}
		seen[v] = f
	}
}

var retiredProperty = &check.Check{
	ID:         "twitter/retired-property",
	Severity:   check.Info,
	Off:        true,
	Title:      "Retired card tag",
	Impact:     "X no longer reads it",
	Why:        "twitter:url, twitter:domain, the sizes and the numbered images belong to cards that X retired. They make the page larger and mislead the people who maintain it.",
	Fix:        "Remove them. Use twitter:image instead of twitter:image:src.",
	Exceptions: "Off by default, since the tags do no harm, and Slack still reads twitter:label1 and twitter:data1. One finding per page.",
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
		f := pass.Report(props[0].NameOrigin(), "%s is a retired tag", props[0].Key).Advise("remove it").About("retired tags")
		if now := successor(props[0].Key); now != "" {
			f.Advise("use %s instead", now)
		}
		for i, prop := range props[1:] {
			if i == check.MaxRelated {
				break
			}
			f.Relate(prop.NameOrigin(), "%s is retired, too", prop.Key)
		}
	},
}

// retired are the properties of cards that X retired.
var retired = regexp.MustCompile(`^twitter:(url|domain|image:src|image:width|image:height|image[0-3](:(src|width|height|alt))?|(label|data)[0-9])$`)

// successor is what replaces a retired property, or empty.
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
