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
	Title:      "Incomplete player card",
	Impact:     "X shows no player",
	Why:        "X shows a player only if it knows its URL, its width and height in pixels, and the account of the site. If one of them is missing, it shows the card without the player, or no card.",
	Fix:        "Add twitter:player with an https URL, twitter:player:width and twitter:player:height in pixels, and twitter:site with the site's @handle.",
	Exceptions: "twitter:site:id counts as twitter:site. Empty tags are reported by og/empty-content.",
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
			return o.Key + " is not a whole number of pixels: " + check.Quote(o.Value())
		}
		switch {
		case len(lacks) > 0:
			var add []string
			for _, key := range lacks {
				add = append(add, key+" "+playerParts[key])
			}
			f := pass.Report(prop.Origin(), "the player card has no %s", check.ListOr(lacks)).
				Advise("add %s", check.List(add)).About("twitter:player")
			f.RelateProps(odd, words)
		case len(odd) > 0:
			f := pass.Report(odd[0].Origin(), "%s", words(odd[0])).
				Advise("write the number of pixels, in digits only").About("twitter:player")
			f.RelateProps(odd[1:], words)
		}
	},
}

// size is a width or height in pixels.
var size = regexp.MustCompile(`^0*[1-9][0-9]{0,5}$`)

// playerParts are the tags of a player card, with what to write in them.
var playerParts = map[string]string{
	"twitter:player":        "with its https URL",
	"twitter:player:width":  "in pixels",
	"twitter:player:height": "in pixels",
	"twitter:site":          "with the @handle of the site",
}

var appIncomplete = &check.Check{
	ID:         "twitter/app-incomplete",
	Severity:   check.Error,
	Title:      "App card without a valid app ID",
	Impact:     "X does not find the app and shows no card",
	Why:        "X gets the name, icon and price of an app card from the store by the ID of the app. If the ID is missing or in the wrong form, it shows no card.",
	Fix:        "Add twitter:app:id:iphone or twitter:app:id:ipad with the number from the App Store, or twitter:app:id:googleplay with the package name.",
	Exceptions: "Only app cards are checked. Empty tags are reported by og/empty-content.",
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
				pass.Report(prop.Origin(), "the app card has no app ID").
					Advise("add twitter:app:id:iphone, twitter:app:id:ipad or twitter:app:id:googleplay with the ID of the app").About("twitter:app:id")
			}
			return
		}
		for _, key := range []string{"twitter:app:id:iphone", "twitter:app:id:ipad", "twitter:app:id:googleplay"} {
			id := first(p, key)
			switch {
			case id == nil:
			case key == "twitter:app:id:googleplay":
				if !packageName.MatchString(id.Value()) {
					pass.Report(id.Origin(), "%s is not a package name: %s", key, check.Quote(id.Value())).
						Advise("write the package name from Google Play, in the form org.example.dunes")
				}
			case !digits.MatchString(id.Value()):
				expected := "the number from the App Store, in digits only"
				if rest, ok := strings.CutPrefix(strings.ToLower(id.Value()), "id"); ok && digits.MatchString(rest) {
					expected = `"` + rest + `"`
				}
				pass.Report(id.Origin(), "%s is not an App Store ID: %s", key, check.Quote(id.Value())).Advise("write %s", expected)
			}
		}
	},
}

// packageName is the ID of an app on Google Play: at least two parts
// of letters, digits and underscores, each beginning with a letter.
var packageName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)
