package hreflang

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var invalidCode = &check.Check{
	ID:       "hreflang/invalid-code",
	Severity: check.Error,
	Title:    "Invalid hreflang code",
	Impact:   "search engines ignore the alternate",
	Why: "Search engines ignore an alternate whose code is invalid. The most common mistake is a country code instead of a language code: " +
		"\"jp\" is not a language, and \"be\" is Belarusian, not Belgium.",
	Fix: "Write the two-letter code of the language, then, if it matters, the script and the country, with hyphens: \"en\", \"en-GB\", \"zh-Hant-TW\". " +
		"Write \"x-default\" for the page for all other users.",
	Exceptions: "Capitalization does not matter. Languages and scripts are those of the BCP 47 registry, countries those of ISO 3166-1. " +
		"XK for Kosovo is accepted, although it is not an official code. Links to feeds and other files in a language are not checked.",
	References: []string{localizedDoc, bcp47},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=jp href=\"https://example.com/jp/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=ja href=\"https://example.com/jp/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runInvalidCode,
}

func runInvalidCode(pass *check.Pass) {
	type group struct {
		finding *check.Finding
		n       int
	}
	var groups [private + 1]group
	for _, l := range pass.Page.Links {
		if l.Hreflang == "" && !emptyCode(l) || !isAlternate(l) {
			continue
		}
		f, better := judge(l.Hreflang)
		if !f.unusable() {
			continue
		}
		g := &groups[f]
		g.n++
		switch value := strings.TrimSpace(l.Hreflang); {
		case g.finding == nil:
			g.finding = pass.Report(codeOrigin(l), "%s", fault(f, value)).Advise("%s", repair(f, better)).
				About("hreflang " + code(l))
			if better != "" {
				g.finding.Fact("expected", better)
			}
		case g.n > maxRelated+1:
		case better != "":
			g.finding.Relate(codeOrigin(l), "%s has the same problem: write %s", check.Quote(value), check.Quote(better))
		default:
			g.finding.Relate(codeOrigin(l), "%s has the same problem", check.Quote(value))
		}
	}
}

// emptyCode reports whether a link has an empty hreflang.
func emptyCode(l *page.Link) bool {
	if l.Node == nil || !l.Has("alternate") {
		return false
	}
	_, has := text.Attr(l.Node, "hreflang")
	return has
}

// fault says what is wrong with a value, for flaws that make it unusable.
func fault(f flaw, value string) string {
	quoted := ": " + check.Quote(value)
	switch f {
	case empty:
		return "hreflang is empty"
	case placeholder:
		return "hreflang contains an unfilled template placeholder" + quoted
	case severalCodes:
		return "hreflang is a list or a text, not one code" + quoted
	case defaultTypo:
		return "hreflang is not a valid code" + quoted
	case underscore:
		return "hreflang is a locale with an underscore" + quoted
	case countryFirst:
		return "hreflang begins with a country code, not a language code" + quoted
	case longCode:
		return "hreflang has a three-letter code for a language with a two-letter code" + quoted
	case noLanguage:
		return "hreflang does not begin with a registered language code" + quoted
	case noScript:
		return "hreflang has an unknown script" + quoted
	case noCountry:
		return "hreflang has an unknown country" + quoted
	case private:
		return "hreflang is a private-use code" + quoted
	}
	return "hreflang is not a valid language code" + quoted
}

// repair says what to write instead.
func repair(f flaw, better string) string {
	switch {
	case f == countryFirst && better != "" && !strings.Contains(better, "-"):
		return "write " + check.Quote(better) + " if that is the language of the page"
	case better != "":
		return "write " + check.Quote(better)
	case f == empty || f == placeholder:
		return "have the template fill in the language, or leave out the link"
	case f == severalCodes:
		return "write a separate link for each code"
	}
	return `write a language code with an optional script and country, such as "en", "en-GB" or "zh-Hant-TW"`
}

var unsupportedByGoogle = &check.Check{
	ID:       "hreflang/unsupported-by-google",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when Google supports no code for the language or dialect"},
	Title:    "hreflang code that Google does not support",
	Impact:   "Google ignores the alternate, other search engines may use it",
	Why: "BCP 47 allows more codes than Google supports: ISO 639-1 languages (two letters), ISO 15924 scripts and ISO 3166-1 countries. " +
		"Google ignores regions such as 419, EU and UK, three-letter language codes, and dialects.",
	Fix: "Write the code of a country, or only the language. GB is the code of the United Kingdom. You can keep the more specific code for other search engines " +
		"and add a second link to the same URL with a code that Google supports.",
	Exceptions: "Silent on a URL that has another link with a code that Google supports. hreflang/invalid-code reports invalid codes. XK for Kosovo is accepted.",
	References: []string{localizedDoc, bcp47},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en-UK href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en-GB href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runUnsupportedByGoogle,
}

func runUnsupportedByGoogle(pass *check.Pass) {
	list := alternates(pass.Page)
	if len(list) == 0 {
		return
	}
	flaws := make([]flaw, len(list))
	better := make([]string, len(list))
	passedOver := false
	for i, l := range list {
		flaws[i], better[i] = judge(l.Hreflang)
		passedOver = passedOver || flaws[i] > private
	}
	if !passedOver {
		return
	}
	// The URLs with a code that Google supports, and those codes.
	served, taken := map[string]bool{}, map[string]bool{}
	for i, l := range list {
		if u := l.URL(); flaws[i] == fine && u != nil && code(l) != xDefault {
			served[weburl.Key(u)], taken[code(l)] = true, true
		}
	}
	var findings [2]*check.Finding // that can be fixed, and that cannot
	for i, l := range list {
		if flaws[i] <= private {
			continue
		}
		if u := l.URL(); u != nil && served[weburl.Key(u)] {
			continue
		}
		var expected string
		switch {
		case better[i] != "" && !taken[strings.ToLower(better[i])]:
			expected = "write " + check.Quote(better[i]) + ", or add a second link to the same URL with that code"
		case flaws[i] == numericRegion || flaws[i] == reservedRegion:
			expected = "write a separate link for each country that the page is for"
		}
		group := 0
		if expected == "" {
			group = 1
		}
		value := strings.TrimSpace(l.Hreflang)
		if f := findings[group]; f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(codeOrigin(l), "Google does not support %s either", check.Quote(value))
			}
			continue
		}
		var what string
		switch flaws[i] {
		case reservedRegion:
			what = "hreflang has a region that is not an ISO 3166-1 country"
		case numericRegion:
			what = "hreflang has a numeric region"
		case longLanguage:
			what = "hreflang has a three-letter language code"
		default:
			what = "hreflang has more than language, script and country"
		}
		if group == 0 {
			findings[0] = pass.Report(codeOrigin(l), "%s: %s", what, check.Quote(value)).
				Advise("%s", expected).About("hreflang " + code(l))
		} else {
			findings[1] = pass.Report(codeOrigin(l), "%s: %s", what, check.Quote(value)).
				Advise("keep it for other search engines, and link to the page with ordinary links").About("hreflang " + code(l)).Milder()
		}
	}
}
