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
	Title:    "hreflang is no language code",
	Why: "Search engines pass over a language version whose code they cannot read. Codes of countries stand in for languages most often: " +
		"\"jp\" is no language, and \"be\" is Belarusian and not Belgium.",
	Fix: "Write the two-letter code of the language, then, where it matters, the script and the country, with hyphens: \"en\", \"en-GB\", \"zh-Hant-TW\". " +
		"\"x-default\" stands for everybody else.",
	Exceptions: "Capital and small letters are the same. Languages and scripts are those of the registry of BCP 47, countries those of ISO 3166-1. " +
		"XK for Kosovo passes, though it is no official code. Links to feeds and other files in a language are not looked at.",
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
			g.finding = pass.Report(codeOrigin(l), "%s; search engines pass over this version of the page; %s", fault(f, value), repair(f, better)).
				About("hreflang " + code(l))
			if better != "" {
				g.finding.Fact("expected", better)
			}
		case g.n > maxRelated+1:
		case better != "":
			g.finding.Relate(codeOrigin(l), "%s is wrong in the same way: %s", check.Quote(value), check.Quote(better))
		default:
			g.finding.Relate(codeOrigin(l), "%s is wrong in the same way", check.Quote(value))
		}
	}
}

// emptyCode tells whether a link has an hreflang that says nothing.
func emptyCode(l *page.Link) bool {
	if l.Node == nil || !l.Has("alternate") {
		return false
	}
	_, has := text.Attr(l.Node, "hreflang")
	return has
}

// fault says what is wrong with a value, for flaws that make it unusable.
func fault(f flaw, value string) string {
	quoted := "hreflang " + check.Quote(value)
	switch f {
	case empty:
		return "hreflang is empty"
	case placeholder:
		return "hreflang holds " + check.Quote(weburl.Placeholder(value)) + ", which a template should have filled"
	case severalCodes:
		return quoted + " is no code but a list or a text"
	case defaultTypo:
		return quoted + " is no code"
	case underscore:
		return quoted + " is written as a locale, with an underscore"
	case countryFirst:
		return quoted + " begins with the code of a country and not of a language"
	case longCode:
		return quoted + " begins with three letters for a language that has a code of two"
	case noLanguage:
		return quoted + " begins with no registered language"
	case noScript:
		return quoted + " names no registered script"
	case noCountry:
		return quoted + " names no country of ISO 3166-1"
	case private:
		return quoted + " is a code of private use, which nobody else knows"
	}
	return quoted + " does not follow the grammar of language codes"
}

// repair says what to write instead.
func repair(f flaw, better string) string {
	switch {
	case f == countryFirst && better != "" && !strings.Contains(better, "-"):
		return "perhaps " + check.Quote(better) + " is meant"
	case better != "":
		return "write " + check.Quote(better)
	case f == empty || f == placeholder:
		return "have the template fill in the language, or leave the link out"
	case f == severalCodes:
		return "write one link for each code"
	}
	return "write language, script and country as in \"en\", \"en-GB\" or \"zh-Hant-TW\""
}

var unsupportedByGoogle = &check.Check{
	ID:       "hreflang/unsupported-by-google",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the language, or the dialect beside it, has no code that Google reads"},
	Title:    "hreflang that Google passes over",
	Why: "BCP 47 allows more than Google reads, which is languages of ISO 639-1 (two letters), scripts of ISO 15924 and countries of ISO 3166-1. " +
		"It passes over regions such as 419, EU and UK, over languages of three letters, and over dialects.",
	Fix: "Write the code of a country, or the language alone; GB is the code of the United Kingdom. A second link with such a code, to the same address, serves Google " +
		"and leaves the finer one to others.",
	Exceptions: "Silent for an address that has another link with a code that Google reads. Codes that are wrong for everybody are hreflang/invalid-code. XK for Kosovo passes.",
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
	// The addresses with a code that Google reads, and those codes.
	served, taken := map[string]bool{}, map[string]bool{}
	for i, l := range list {
		if u := l.URL(); flaws[i] == fine && u != nil && code(l) != xDefault {
			served[weburl.Key(u)], taken[code(l)] = true, true
		}
	}
	var findings [2]*check.Finding // that can be mended, and that cannot
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
			expected = "write " + check.Quote(better[i]) + ", or add a link with it to the same address"
		case flaws[i] == numericRegion || flaws[i] == reservedRegion:
			expected = "write a link for each country that it is for"
		}
		group := 0
		if expected == "" {
			group = 1
		}
		value := strings.TrimSpace(l.Hreflang)
		if f := findings[group]; f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(codeOrigin(l), "Google passes over %s as well", check.Quote(value))
			}
			continue
		}
		var what string
		switch flaws[i] {
		case reservedRegion:
			what = "names a region that is no country of ISO 3166-1"
		case numericRegion:
			what = "names a region by number"
		case longLanguage:
			what = "begins with a language of three letters"
		default:
			what = "has more than language, script and country"
		}
		if group == 0 {
			findings[0] = pass.Report(codeOrigin(l), "hreflang %s %s; others may read it, but Google passes over this version of the page; %s",
				check.Quote(value), what, expected).About("hreflang " + code(l))
		} else {
			findings[1] = pass.Report(codeOrigin(l), "hreflang %s %s; others may read it, but Google passes over this version of the page; keep it for them, and let ordinary links lead there",
				check.Quote(value), what).About("hreflang " + code(l)).Milder()
		}
	}
}
