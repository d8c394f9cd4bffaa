package site

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
)

var ampUnpaired = &check.Check{
	ID:       "site/amp-unpaired",
	Severity: check.Error,
	Title:    "AMP page and ordinary page that do not link to each other",
	Impact:   "search engines do not treat the two as one page",
	Why: "Search engines and AMP caches treat two pages as one only if the ordinary page has an amphtml link to the AMP page, and the AMP page has a canonical link back. " +
		"If one of the links is missing, they do not use the AMP page, or show it as a separate page.",
	Fix:        "Add an amphtml link to the ordinary page and a canonical link to the AMP page, each with the URL of the other page.",
	Exceptions: "Silent when the other page was not read. An AMP page that is its own canonical page does not need an ordinary page.",
	References: []string{"https://amp.dev/documentation/guides-and-tutorials/optimize-and-measure/discovery"},
	Bad: "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=amphtml href=\"https://example.com/amp.html\">\n</head></html>\n" +
		"-- amp.html --\n<!doctype html>\n<html amp lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/opening.html\">\n</head></html>\n",
	Good: "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=amphtml href=\"https://example.com/amp.html\">\n</head></html>\n" +
		"-- amp.html --\n<!doctype html>\n<html amp lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: runAMPUnpaired,
}

func runAMPUnpaired(pass *check.SitePass) {
	s := pass.Site
	paired := map[int32]bool{} // AMP pages that were reported
	for i := range int32(s.Len()) {
		p := s.Page(i)
		if p.AMPPage == site.Unknown || p.AMPPage == site.NotRead || p.AMPPage == i || p.Flags&site.Partial != 0 {
			continue
		}
		sum := pass.Summary(i)
		if sum == nil {
			return
		}
		link := site.AMPLink(sum)
		if link == nil {
			continue
		}
		at := check.On(i, link.At)
		if p.AMPPage == site.Missing {
			pass.Report(at, "link amphtml", link.URL,
				"the AMP page is not in the build: %s", check.Quote(link.URL)).
				Affects("search engines get an error instead of the AMP page").
				Advise("write the URL of the AMP page, or remove the link")
			continue
		}
		amp := s.Page(p.AMPPage)
		if amp.Flags&(site.LinksCut|site.Partial) != 0 || amp.Canonical == i ||
			amp.CanonicalKey != 0 && (amp.CanonicalKey == p.Loose || amp.CanonicalKey == p.CanonicalKey) {
			continue
		}
		other := pass.Summary(p.AMPPage)
		if other == nil {
			return
		}
		paired[p.AMPPage] = true
		if l := other.Canonical(); l != nil {
			pass.Report(at, "link amphtml", link.URL,
				"the AMP page %s has another canonical URL: %s", check.Quote(link.URL), check.Quote(l.URL)).
				Advise("write the URL of this page in the canonical link of the AMP page, or another AMP page in the amphtml link").
				RelateSome(check.On(p.AMPPage, l.At), "the canonical link of the AMP page")
			continue
		}
		pass.Report(at, "link amphtml", link.URL,
			"the AMP page has no canonical link: %s", check.Quote(link.URL)).
			Advise("add a canonical link with the URL of this page to the AMP page").
			RelateSome(check.On(p.AMPPage, other.Top), "the AMP page")
	}
	for i := range int32(s.Len()) {
		p := s.Page(i)
		if !p.Is(site.AMP|site.Canonicalised) || p.Canonical < 0 || paired[i] || p.Flags&(site.Partial|site.NoIndex) != 0 {
			continue
		}
		// The ordinary page may link to another AMP page.
		if plain := s.Page(p.Canonical); plain.AMPKey != 0 || plain.Flags&(site.AMP|site.LinksCut|site.Partial) != 0 {
			continue
		}
		sum, other := pass.Summary(i), pass.Summary(p.Canonical)
		if sum == nil || other == nil {
			return
		}
		pass.Report(check.On(i, canonicalSpot(sum)), "link canonical", canonicalURL(sum),
			"the ordinary page of this AMP page has no amphtml link: %s", check.Quote(canonicalURL(sum))).
			Affects("search engines do not find the AMP page").
			Advise("add an amphtml link with the URL of this page to the ordinary page").
			RelateSome(check.On(p.Canonical, other.Top), "the ordinary page")
	}
}
