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
	Why: "twitter:card chooses the kind of preview. Without it X makes a small card out of Open Graph, if there is any, and the other " +
		"twitter: tags may go unused.",
	Fix: `Add twitter:card: "summary_large_image" for a page with a good picture, else "summary".`,
	Exceptions: "Tags that make no card are not counted: twitter:account_id, twitter:dnt, twitter:widgets:*, twitter:partner, twitter:site, " +
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
			pass.Report(text.FromTag(prop.Node), "the page has %s but no twitter:card; without it X chooses the kind of preview itself and may leave the tag unused; "+
				`add twitter:card with "summary" or "summary_large_image"`, prop.Key).About("twitter:card")
			return
		}
	},
}

// makesCard tells whether a property is part of a card.
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
	Lower:    check.Lower{Severity: check.Warning, When: "when the type is right but for capital letters"},
	Title:    "twitter:card with a type that does not exist",
	Why:      "X shows four kinds of card. With any other value it shows none, or a small one made from Open Graph.",
	Fix:      `Write "summary", "summary_large_image", "player" or "app".`,
	Exceptions: "Kinds that X once had are reported by twitter/card-retired. Of several twitter:card tags the last counts; that there are " +
		"several is twitter/duplicate-card.",
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
			pass.Report(prop.Origin(), "twitter:card %s has capital letters; the types are in small letters, and X may show no card; write %q", check.Quote(prop.Value()), kind).Milder()
			return
		}
		expected := `use "summary", "summary_large_image", "player" or "app"`
		if near := nearestCard(kind); near != "" {
			expected = `write "` + near + `"`
		}
		pass.Report(prop.Origin(), "twitter:card %s is no kind of card; X shows none, or a small one made from Open Graph; %s", check.Quote(prop.Value()), expected)
	},
}

// nearestCard is the kind of card that a short value means, or empty.
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
	Title:      "twitter:card of a kind that X gave up",
	Why:        "The photo, gallery and product cards were given up in 2015. X shows another kind in their place, without the pictures and data that only they had.",
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
		pass.Report(prop.Origin(), "twitter:card %s was given up in 2015; X shows another kind of card in its place; write %q", check.Quote(prop.Value()), retiredCards[kind])
	},
}

var duplicateCard = &check.Check{
	ID:       "twitter/duplicate-card",
	Severity: check.Warning,
	Title:    "Several different twitter:card tags",
	Why: "A page has one card. X takes the last twitter:card, other readers the first; two themes or plugins that both write the tags are " +
		"the usual cause, and then titles and pictures are double, too.",
	Fix:        "Keep one twitter:card, and turn off one of the two sources of the tags.",
	Exceptions: "Repeats of one value are harmless.",
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
		f := pass.Report(last.Origin(), "twitter:card %s follows %s; X takes the last one, other readers the first; keep one",
			check.Quote(last.Value()), check.Quote(others[0].Value()))
		f.RelateProps(others, func(prop *page.Prop) string { return "twitter:card " + check.Quote(prop.Value()) })
	},
}
