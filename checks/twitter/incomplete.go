package twitter

import (
	"regexp"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

var playerIncomplete = &check.Check{
	ID:         "twitter/player-incomplete",
	Severity:   check.Error,
	Title:      "Player card that lacks a part it needs",
	Why:        "X shows a player only when it knows its address, its width and height in pixels, and the account of the site. A card that lacks one of them is shown without player or not at all.",
	Fix:        "Add twitter:player with an https address, twitter:player:width and twitter:player:height in pixels, and twitter:site with the site's @handle.",
	Exceptions: "twitter:site:id serves as well as twitter:site. Parts that stand there without content are reported by og/empty-content.",
	References: []string{markup},
	Bad: `<meta name="twitter:card" content="player">
<meta name="twitter:site" content="@example">
<meta name="twitter:player" content="https://example.org/embed/7">`,
	Good: `<meta name="twitter:card" content="player">
<meta name="twitter:site" content="@example">
<meta name="twitter:player" content="https://example.org/embed/7">
<meta name="twitter:player:width" content="640">
<meta name="twitter:player:height" content="360">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		prop, kind := card(p)
		if kind != "player" || p.Partial() {
			return
		}
		var lacks []string
		var odd []*page.Prop
		for _, key := range []string{"twitter:player", "twitter:player:width", "twitter:player:height"} {
			part := p.Prop(key)
			switch {
			case part == nil && p.MayHave("meta "+key):
			case part == nil:
				lacks = append(lacks, key)
			case key != "twitter:player" && part.Value() != "" && !size.MatchString(part.Value()):
				odd = append(odd, part)
			}
		}
		if !hasAny(p, "twitter:site", "twitter:site:id") && !p.MayHave("meta twitter:site", "meta twitter:site:id") {
			lacks = append(lacks, "twitter:site")
		}
		words := func(o *page.Prop) string {
			return o.Key + " " + check.Quote(o.Value()) + " is no whole number of pixels"
		}
		switch {
		case len(lacks) > 0:
			f := pass.Report(prop.Origin(), "the player card lacks %s; X shows no player without; add %s", check.List(lacks), them(len(lacks)))
			f.About("twitter:player")
			f.RelateProps(odd, words)
		case len(odd) > 0:
			f := pass.Report(odd[0].Origin(), "%s; X shows no player without its size; write digits only", words(odd[0])).About("twitter:player")
			f.RelateProps(odd[1:], words)
		}
	},
}

// size is a width or height in pixels.
var size = regexp.MustCompile(`^0*[1-9][0-9]{0,5}$`)

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

var appIncomplete = &check.Check{
	ID:         "twitter/app-incomplete",
	Severity:   check.Error,
	Title:      "App card without a usable application id",
	Why:        "X fetches the name, icon and price of an app card from the store by the id of the application. Without an id, or with one of the wrong shape, there is no card.",
	Fix:        "Add twitter:app:id:iphone or twitter:app:id:ipad with the number from the App Store, or twitter:app:id:googleplay with the package name.",
	Exceptions: "Only app cards are judged. Ids that stand there without content are reported by og/empty-content.",
	References: []string{markup},
	Bad: `<meta name="twitter:card" content="app">
<meta name="twitter:site" content="@example">`,
	Good: `<meta name="twitter:card" content="app">
<meta name="twitter:site" content="@example">
<meta name="twitter:app:id:googleplay" content="org.example.dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		prop, kind := card(p)
		if kind != "app" {
			return
		}
		if !hasAny(p, "twitter:app:id:iphone", "twitter:app:id:ipad", "twitter:app:id:googleplay") {
			if !p.MayHave("meta twitter:app:id:iphone", "meta twitter:app:id:ipad", "meta twitter:app:id:googleplay") {
				pass.Report(prop.Origin(), "the app card has no id of an application; X has nothing to show; add twitter:app:id:iphone, twitter:app:id:ipad or twitter:app:id:googleplay").
					About("twitter:app:id")
			}
			return
		}
		for _, key := range []string{"twitter:app:id:iphone", "twitter:app:id:ipad", "twitter:app:id:googleplay"} {
			id := first(p, key)
			switch {
			case id == nil:
			case key == "twitter:app:id:googleplay":
				if !packageName.MatchString(id.Value()) {
					pass.Report(id.Origin(), "%s %s is no package name; X does not find the application; write it as org.example.dunes", key, check.Quote(id.Value()))
				}
			case !digits.MatchString(id.Value()):
				expected := "digits only"
				if rest, ok := strings.CutPrefix(strings.ToLower(id.Value()), "id"); ok && digits.MatchString(rest) {
					expected = `"` + rest + `"`
				}
				pass.Report(id.Origin(), "%s %s is no number of the App Store; X does not find the application; write %s", key, check.Quote(id.Value()), expected)
			}
		}
	},
}

// packageName is the id of an application on Google Play: at least two parts
// of letters, digits and underscores, each beginning with a letter.
var packageName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)
