package twitter

import (
	"strconv"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var titleMissing = &check.Check{
	ID:         "twitter/title-missing",
	Severity:   check.Warning,
	Title:      "Card without a title",
	Impact:     "X shows no card",
	Why:        "X shows no card without a title. It uses twitter:title, or else og:title, and nothing else.",
	Fix:        "Add og:title, which Facebook, LinkedIn and Slack use, too, or twitter:title if the card should have a title of its own.",
	Exceptions: "An app card gets its title from the store.",
	References: []string{markup},
	Bad: `<meta name="twitter:card" content="summary">
<meta name="twitter:description" content="Six hours between sand and sea.">`,
	Good: `<meta name="twitter:card" content="summary">
<meta property="og:title" content="A walk in the dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		prop, kind := card(pass.Page)
		switch {
		case prop == nil || hasAny(pass.Page, "twitter:title", "og:title") || pass.Page.MayHave("meta twitter:title", "meta og:title"):
			return
		case retiredCards[kind] != "", kind == "summary", kind == "summary_large_image", kind == "player":
			pass.Report(prop.Origin(), "the card has neither twitter:title nor og:title").
				Advise("add og:title or twitter:title").About("twitter:title")
		}
	},
}

var imageMissing = &check.Check{
	ID:         "twitter/image-missing",
	Severity:   check.Warning,
	Title:      "Large or player card without an image",
	Impact:     "X shows a small card or none",
	Why:        "The cards summary_large_image and player need an image: twitter:image, or else og:image. Without one X shows a small card or none.",
	Fix:        "Add og:image, which Facebook, LinkedIn and Slack use, too, or twitter:image; or use the card summary.",
	References: []string{markup},
	Exceptions: "Silent when there is an og:image or one of the former names of twitter:image.",
	Bad: `<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:title" content="A walk in the dunes">`,
	Good: `<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:title" content="A walk in the dunes">
<meta property="og:image" content="https://example.org/dunes.jpg">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		prop, kind := card(p)
		if prop == nil || kind != "summary_large_image" && kind != "player" || hasImage(p) || p.MayHave("meta twitter:image", "meta og:image") {
			return
		}
		f := pass.Report(prop.Origin(), "twitter:card is %s, but the page has neither twitter:image nor og:image", check.Quote(prop.Value())).
			Advise("add og:image or twitter:image").About("twitter:image")
		if kind == "summary_large_image" {
			f.Advise(`add og:image or twitter:image, or write the card type "summary"`)
		}
	},
}

// hasImage reports whether a card of the page has an image, be it without
// content.
func hasImage(p *page.Page) bool {
	return len(p.Images) > 0 || hasAny(p, "twitter:image", "twitter:image:src", "twitter:image0")
}

var titleTooLong = &check.Check{
	ID:         "twitter/title-too-long",
	Severity:   check.Info,
	Title:      "twitter:title longer than X shows",
	Impact:     "X cuts off the end",
	Why:        "X publishes a limit of 70 characters for the title of a card and cuts off the rest, so that people see half a headline.",
	Fix:        "Shorten twitter:title. A card may have another headline than the page.",
	Exceptions: "Only twitter:title is checked: og:title, which X uses without it, has no limit. Characters are counted as code points.",
	References: []string{markup},
	Bad:        `<meta name="twitter:title" content="A walk in the dunes: six hours between sand and sea, with a map and the times of the tide">`,
	Good:       `<meta name="twitter:title" content="A walk in the dunes: six hours between sand and sea">`,
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "max", Doc: "maximum length of a title, in characters", Default: 70}},
	Run:        func(pass *check.Pass) { tooLong(pass, "twitter:title") },
}

var descriptionTooLong = &check.Check{
	ID:         "twitter/description-too-long",
	Severity:   check.Info,
	Title:      "twitter:description longer than X shows",
	Impact:     "X cuts off the end",
	Why:        "X publishes a limit of 200 characters for the description of a card and cuts off the rest, often in the middle of a sentence.",
	Fix:        "Shorten twitter:description to one or two sentences.",
	Exceptions: "Only twitter:description is checked: og:description, which X uses without it, has no limit. Characters are counted as code points.",
	References: []string{markup},
	Bad: `<meta name="twitter:description" content="Six hours between sand and sea, with a map and the times of the tide. The path begins behind the ` +
		`lighthouse, follows the planks over the first dunes, and then loses itself in the grass, where only the poles of the coast guard show the way.">`,
	Good:    `<meta name="twitter:description" content="Six hours between sand and sea, with a map and the times of the tide.">`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "max", Doc: "maximum length of a description, in characters", Default: 200}},
	Run:     func(pass *check.Pass) { tooLong(pass, "twitter:description") },
}

// tooLong reports a value that has more code points than the option max
// allows, whitespace folded as consumers show it.
func tooLong(pass *check.Pass, key string) {
	prop := first(pass.Page, key)
	if prop == nil {
		return
	}
	limit := pass.Int("max")
	if n := utf8.RuneCountInString(text.Fold(prop.Content)); n > limit {
		pass.Report(prop.Origin(), "%s has %d characters, more than %d", key, n, limit).
			Advise("shorten it to %d characters or fewer", limit).Fact("characters", strconv.Itoa(n))
	}
}

var imageInvalid = &check.Check{
	ID:         "twitter/image-invalid",
	Severity:   check.Error,
	Title:      "twitter:image or twitter:player that X cannot fetch",
	Impact:     "X shows no image",
	Why:        "X does not resolve relative URLs, so the card has no image or no player. A player is loaded into https pages and must be https itself.",
	Fix:        "Write the absolute URL, with https:// and the host.",
	Exceptions: "Empty values are reported by og/empty-content. One finding for each kind of tag and of mistake; further tags are related places.",
	References: []string{markup},
	Bad:        `<meta name="twitter:image" content="/pictures/dunes.jpg">`,
	Good:       `<meta name="twitter:image" content="https://example.org/pictures/dunes.jpg">`,
	Since:      "0.1.0",
	Run:        runImageInvalid,
}

func runImageInvalid(pass *check.Pass) {
	type group struct {
		key      string
		fault    weburl.Fault
		insecure bool
	}
	var groups check.Grouping[group, *page.Prop]
	for _, prop := range pass.Page.Props {
		g := group{key: prop.Key}
		switch prop.Key {
		case "twitter:image", "twitter:player":
		case "twitter:image:src":
			g.key = "twitter:image"
		default:
			continue
		}
		g.fault = weburl.FaultOf(prop.Value())
		g.insecure = g.fault == weburl.Sound && g.key == "twitter:player" && weburl.SchemeOf(prop.Value()) == "http"
		if prop.Value() == "" || g.fault == weburl.Sound && !g.insecure {
			continue
		}
		groups.Add(g, prop)
	}
	for g, props := range groups.All() {
		prop, more := props[0], props[1:]
		if g.insecure {
			pass.Report(prop.Origin(), "%s is not an https URL: %s", prop.Key, check.Quote(prop.Value())).
				Affects("browsers block the player in X, which is served over https").
				Advise("write the https URL of the player").About(prop.Key).RelateSame(prop, more)
			continue
		}
		f := pass.ReportAddress(prop, g.fault, more)
		if g.key == "twitter:player" {
			f.Affects("X shows no player")
			if weburl.SchemeOf(pass.AbsoluteURL(prop.Value(), g.fault)) == "http" {
				f.Advise("write an absolute https URL")
			}
		}
	}
}
