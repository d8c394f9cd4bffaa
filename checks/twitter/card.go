package twitter

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var cardMissing = &check.Check{
	ID:       "twitter/card-missing",
	Severity: check.Info,
	Title:    "Card tags without twitter:card",
	Impact:   "X chooses the type of card itself and may ignore the tags",
	Why: "twitter:card sets the type of preview. Without it X makes a small card from Open Graph, if there is any, and may ignore the other " +
		"twitter: tags.",
	Fix: `Add twitter:card: "summary_large_image" for a page with a good image, else "summary".`,
	Exceptions: "Tags that do not make a card are not counted: twitter:account_id, twitter:dnt, twitter:widgets:*, twitter:partner, twitter:site, " +
		"and the pairs twitter:label1 and twitter:data1, which Slack reads without a card.",
	References: []string{markup},
	Bad: `<meta name="twitter:title" content="A walk in the dunes">
<meta name="twitter:image" content="https://example.org/dunes.jpg">`,
	Good: `<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:title" content="A walk in the dunes">
<meta name="twitter:image" content="https://example.org/dunes.jpg">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if hasAny(pass.Page, "twitter:card") || pass.Page.MayHave("meta twitter:card") {
			return
		}
		for _, prop := range pass.Page.Props {
			if !makesCard(prop.Key) || prop.Value() == "" {
				continue
			}
			pass.Report(text.FromTag(prop.Node), "the page has %s but no twitter:card", prop.Key).
				Advise("add twitter:card with %s", usualCards(pass.Page)).About("twitter:card")
			return
		}
	},
}

// usualCards are the types of card for any page, quoted: the large one only for
// a page that has an image.
func usualCards(p *page.Page) string {
	if hasImage(p) {
		return `"summary_large_image" or "summary"`
	}
	return `"summary"`
}

// makesCard reports whether a property is part of a card.
func makesCard(key string) bool {
	rest, ok := strings.CutPrefix(key, "twitter:")
	if !ok {
		return false
	}
	rest, _, _ = strings.Cut(rest, ":")
	switch rest {
	case "title", "description", "image", "creator", "player", "app":
		return true
	}
	return false
}

var cardUnknown = &check.Check{
	ID:       "twitter/card-unknown",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Warning, When: "when the type is right except for its capitalization"},
	Title:    "Unknown type of twitter:card",
	Impact:   "X shows no card, or a small one made from Open Graph",
	Why:      "X knows four types of card. For any other value it shows no card, or a small one made from Open Graph.",
	Fix:      `Write "summary", "summary_large_image", "player" or "app".`,
	Exceptions: "Retired types are reported by twitter/card-retired. If there are several twitter:card tags, the last counts; " +
		"twitter/duplicate-card reports that.",
	References: []string{markup},
	Bad:        `<meta name="twitter:card" content="summary-large-image">`,
	Good:       `<meta name="twitter:card" content="summary_large_image">`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		prop, kind := card(pass.Page)
		if prop == nil || slices.Contains(cards, prop.Value()) || retiredCards[kind] != "" {
			return
		}
		if slices.Contains(cards, kind) {
			pass.Report(prop.Origin(), "twitter:card is not written in lowercase: %s", check.Quote(prop.Value())).
				Affects("X may show no card").Advise("write %q", kind).Milder()
			return
		}
		expected := usualCards(pass.Page)
		if near := nearestCard(kind); near != "" {
			expected = `"` + near + `"`
		}
		pass.Report(prop.Origin(), "unknown twitter:card type: %s", check.Quote(prop.Value())).Advise("write %s", expected)
	},
}

// nearestCard is the type of card that a short value means, or empty.
func nearestCard(kind string) string {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, kind)
	switch letters {
	case "summary", "summarycard", "small":
		return "summary"
	case "summarylargeimage", "summarylarge", "summarylargeimages", "summaryimagelarge", "summarylargephoto",
		"largeimage", "large", "largesummary", "largeimagesummary", "summarybigimage":
		return "summary_large_image"
	case "player", "video", "playercard":
		return "player"
	case "app", "application", "appcard":
		return "app"
	}
	return ""
}

var cardRetired = &check.Check{
	ID:         "twitter/card-retired",
	Severity:   check.Warning,
	Title:      "Retired type of twitter:card",
	Impact:     "X shows another type of card instead",
	Why:        "X retired the photo, gallery and product cards in 2015. It shows another type of card instead, without the images and data that only they had.",
	Fix:        `Use "summary_large_image" for photo and gallery, "summary" for product, with one twitter:image.`,
	References: []string{markup},
	Bad:        `<meta name="twitter:card" content="photo">`,
	Good:       `<meta name="twitter:card" content="summary_large_image">`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		prop, kind := card(pass.Page)
		if prop == nil || retiredCards[kind] == "" {
			return
		}
		pass.Report(prop.Origin(), "twitter:card has a type that X retired in 2015: %s", check.Quote(prop.Value())).
			Advise("write %q", retiredCards[kind])
	},
}

var duplicateCard = &check.Check{
	ID:       "twitter/duplicate-card",
	Severity: check.Warning,
	Title:    "Several different twitter:card tags",
	Impact:   "X uses the last one, other parsers the first",
	Why: "A page has one card. X uses the last twitter:card, other parsers the first. Usually two themes or plugins both write the tags, " +
		"so titles and images are repeated, too.",
	Fix:        "Keep one twitter:card, and turn off one of the two sources of the tags.",
	Exceptions: "A repeated tag with the same value is harmless.",
	References: []string{markup},
	Bad: `<meta name="twitter:card" content="summary">
<meta name="twitter:card" content="summary_large_image">`,
	Good:  `<meta name="twitter:card" content="summary_large_image">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		last, kind := card(pass.Page)
		if last == nil {
			return
		}
		var others []*page.Prop
		for _, prop := range pass.Page.PropAll("twitter:card") {
			if v := strings.ToLower(prop.Value()); v != "" && v != kind {
				others = append(others, prop)
			}
		}
		if len(others) == 0 {
			return
		}
		f := pass.Report(last.Origin(), "twitter:card is repeated with another type: %s after %s", check.Quote(last.Value()), check.Quote(others[0].Value())).
			Advise("keep one twitter:card")
		f.RelateProps(others, func(prop *page.Prop) string { return "twitter:card is " + check.Quote(prop.Value()) + " here" })
	},
}
