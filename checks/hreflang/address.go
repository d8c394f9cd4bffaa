package hreflang

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var relativeURL = &check.Check{
	ID:       "hreflang/relative-url",
	Severity: check.Error,
	Title:    "The address of a language version is not complete",
	Why: "Google asks for complete addresses of language versions, with https:// and host; those that begin with // are not. " +
		"Versions mostly link to each other across hosts, where a relative address leads astray.",
	Fix:        "Have the template write the address in full, with https:// and host.",
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
				f.Relate(l.Origin(), "%s for %s", what, check.Quote(l.Hreflang))
			}
			continue
		}
		expected := "write it with https:// and host"
		href := weburl.Strip(l.Href)
		switch {
		case href == "":
			expected = "fill it in or leave the link out"
		case strings.HasPrefix(strings.ToLower(href), "www."):
			expected = "write " + check.Quote("https://"+href)
		case absolute(l.URL()) != nil && l.URL().Scheme != "" && weburl.Placeholder(href) == "":
			expected = "write " + check.Quote(l.URL().String())
		}
		f = pass.Report(l.Origin(), "%s, for hreflang %s; Google asks for complete addresses and may pass over others; %s",
			what, check.Quote(l.Hreflang), expected).About("hreflang " + code(l))
	}
}

// incomplete says in what way an address lacks its beginning, or is empty for
// one that is complete.
func incomplete(l *page.Link) string {
	href := weburl.Strip(l.Href)
	if href == "" {
		return "an address is missing"
	}
	if _, ok := weburl.ReadHTTP(href); ok {
		return ""
	}
	switch scheme := weburl.SchemeOf(href); {
	case scheme == "http" || scheme == "https":
		if u, err := url.Parse(href); err == nil && u.Hostname() == "" {
			return "the address " + check.Quote(href) + " has no host"
		}
		return "" // broken in another way
	case scheme != "":
		return "" // an address inside an app
	case strings.HasPrefix(href, "//"):
		return "the address " + check.Quote(href) + " has no https:"
	}
	return "the address " + check.Quote(href) + " is relative"
}

var duplicate = &check.Check{
	ID:       "hreflang/duplicate",
	Severity: check.Warning,
	Title:    "One language code with several addresses",
	Why: "A code can lead to one address only: search engines choose one of several or drop them all. " +
		"Mostly two programs each write a list, or versions for several countries lack the country.",
	Fix:        "Keep one address for each code; add the country where versions differ by it.",
	Exceptions: "One address with several codes is right, and so is a repeated link. Links for some screens only (media) are not compared.",
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
				f.Relate(l.Origin(), "%s has another address here", check.Quote(l.Hreflang))
			}
			continue
		}
		f = pass.Report(l.Origin(), "hreflang %s has the address %s here and %s before; search engines can use one and may drop both; keep the right one, or add the countries to the codes",
			check.Quote(l.Hreflang), check.Quote(l.Href), check.Quote(before.Href)).
			Relate(before.Origin(), "the first address for %s", check.Quote(before.Hreflang)).About("hreflang " + c)
	}
}

var canonicalConflict = &check.Check{
	ID:       "hreflang/canonical-conflict",
	Severity: check.Error,
	Title:    "The page is a language version and names another one as canonical",
	Why: "hreflang says that the page is a version of its own, and the canonical link that it is a copy of another version. " +
		"Search engines then drop the page, and its language with it.",
	Fix:        "Have every language version name its own address as canonical.",
	Exceptions: "Needs the page's own address. Addresses that differ by protocol, \"www.\", a closing slash or tracking parameters are one, and so are those of AMP, printing and phone versions.",
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
	pass.Report(link.Origin(), "the canonical address is %s, the version for %s, while hreflang lists this page as the version for %s; search engines drop the page as a copy of that; write its own address %s",
		check.Quote(link.Href), codes(other), codes(own), check.Quote(own[0].Href)).
		Relate(codeOrigin(own[0]), "hreflang of this page").
		Relate(codeOrigin(other[0]), "hreflang of the canonical address")
}

// codes are the codes of links as they stand in a message.
func codes(list []*page.Link) string {
	var names []string
	for _, l := range list {
		if len(names) == 3 {
			names = append(names, "others")
			break
		}
		names = append(names, check.Quote(strings.TrimSpace(l.Hreflang)))
	}
	return check.List(names)
}
