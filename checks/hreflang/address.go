package hreflang

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var relativeURL = &check.Check{
	ID:       "hreflang/relative-url",
	Severity: check.Error,
	Title:    "hreflang alternate without an absolute URL",
	Impact:   "Google may ignore the alternate",
	Why: "Google requires absolute URLs in hreflang alternates, with https:// and the host; a URL that begins with // is not absolute. " +
		"Alternates often link to other hosts, where a relative URL leads to the wrong page.",
	Fix:        "Have the template write absolute URLs, with https:// and the host.",
	References: []string{localizedDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"/de/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runRelativeURL,
}

func runRelativeURL(pass *check.Pass) {
	var f *check.Finding
	for _, l := range alternates(pass.Page) {
		what := incomplete(l)
		if what == "" {
			continue
		}
		if f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(l.Origin(), "hreflang %s %s", check.Quote(l.Hreflang), what)
			}
			continue
		}
		expected := "write the absolute URL, with https:// and the host"
		href := weburl.Strip(l.Href)
		switch {
		case href == "":
			expected = "write the absolute URL, or remove the link"
		case strings.HasPrefix(strings.ToLower(href), "www."):
			expected = "write " + check.Quote("https://"+href)
		case absolute(l.URL()) != nil && l.URL().Scheme != "" && weburl.Placeholder(href) == "":
			expected = "write " + check.Quote(l.URL().String())
		}
		f = pass.Report(l.Origin(), "hreflang %s %s", check.Quote(l.Hreflang), what).
			Advise("%s", expected).About("hreflang " + code(l))
	}
}

// incomplete says why the URL of an alternate is not absolute, in words that
// follow "hreflang "; it is empty for an absolute URL.
func incomplete(l *page.Link) string {
	href := weburl.Strip(l.Href)
	if href == "" {
		return "has no URL"
	}
	if _, ok := weburl.ReadHTTP(href); ok {
		return ""
	}
	switch scheme := weburl.SchemeOf(href); {
	case scheme == "http" || scheme == "https":
		if u, err := url.Parse(href); err == nil && u.Hostname() == "" {
			return "has a URL without a host: " + check.Quote(href)
		}
		return "" // broken in another way
	case scheme != "":
		return "" // a URL inside an app
	case strings.HasPrefix(href, "//"):
		return "has a URL without a scheme: " + check.Quote(href)
	}
	return "has a relative URL: " + check.Quote(href)
}

var duplicate = &check.Check{
	ID:       "hreflang/duplicate",
	Severity: check.Warning,
	Title:    "hreflang code with several URLs",
	Impact:   "search engines use one of the URLs, or neither",
	Why: "A code can have only one URL: search engines choose one of several, or ignore them all. " +
		"The usual cause is that two plugins each write a list, or that the codes of alternates for several countries have no country.",
	Fix:        "Keep one URL for each code. Add the country to the codes of alternates that differ by country.",
	Exceptions: "One URL with several codes is valid, and so is a repeated link. Links with a media attribute are not compared.",
	References: []string{localizedDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/uk/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/us/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en-GB href=\"https://example.com/uk/hours\">\n<link rel=alternate hreflang=en-US href=\"https://example.com/us/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runDuplicate,
}

func runDuplicate(pass *check.Pass) {
	list := cluster(pass.Page)
	if len(list) < 2 {
		return
	}
	first := make(map[string]*page.Link, len(list))
	var f *check.Finding
	for _, l := range list {
		c := code(l)
		before, ok := first[c]
		if !ok {
			first[c] = l
			continue
		}
		if weburl.Compare(before.URL(), l.URL()).Within(weburl.Fragment) {
			continue
		}
		if f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(l.Origin(), "%s has another URL here, too", check.Quote(l.Hreflang))
			}
			continue
		}
		second, shown := check.QuoteBoth(l.Href, before.Href)
		repair := "keep the correct one"
		if c != xDefault && !strings.Contains(c, "-") {
			repair += ", or add the countries to the codes"
		}
		f = pass.Report(l.Origin(), "hreflang %s has two URLs: %s and %s", check.Quote(l.Hreflang), shown, second).
			Advise("%s", repair).
			Relate(before.Origin(), "the first URL for %s", check.Quote(before.Hreflang)).About("hreflang " + c)
	}
}

var canonicalConflict = &check.Check{
	ID:       "hreflang/canonical-conflict",
	Severity: check.Error,
	Title:    "Canonical link to another hreflang alternate",
	Impact:   "search engines drop the page and its language",
	Why: "hreflang says that the page is an alternate in its own language, but the canonical link says that it is a copy of another alternate. " +
		"Search engines then drop the page, and with it the language.",
	Fix:        "Write the URL of the page itself in the canonical link of each alternate.",
	Exceptions: "Needs the URL of the page. URLs that differ only in http or https, \"www.\", a trailing slash or tracking parameters count as the same, and so do those of AMP, print and mobile versions.",
	References: []string{canonicalDoc, localizedDoc},
	Bad:        "<!doctype html>\n<html lang=de><head><title>Öffnungszeiten</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=de><head><title>Öffnungszeiten</title>\n<link rel=canonical href=\"https://example.com/de/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Example:    check.Example{URL: "https://example.com/de/hours"},
	Since:      "0.1.0",
	Run:        runCanonicalConflict,
}

func runCanonicalConflict(pass *check.Pass) {
	p := pass.Page
	if absolute(p.URL) == nil {
		return
	}
	list := cluster(p)
	if len(list) < 2 {
		return
	}
	u, link := canonical(p)
	if u == nil || weburl.Variant(u, p.URL) {
		return
	}
	own, other := entries(list, p.URL), entries(list, u)
	if len(own) == 0 || len(other) == 0 {
		return
	}
	pass.Report(link.Origin(), "the page is for hreflang %s, but its canonical URL is for %s: %s", codes(own), codes(other), check.Quote(link.Href)).
		Advise("write the URL of this page, %s", check.Quote(own[0].URL().String())).
		Relate(codeOrigin(own[0]), "the alternate for this page").
		Relate(codeOrigin(other[0]), "the alternate for the canonical URL")
}

// codes are the codes of links as messages show them.
func codes(list []*page.Link) string {
	var names []string
	for i, l := range list {
		if i == 3 {
			names = append(names, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		names = append(names, check.Quote(strings.TrimSpace(l.Hreflang)))
	}
	return check.List(names)
}
