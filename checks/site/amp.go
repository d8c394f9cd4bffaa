package site

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
)

var ampUnpaired = &check.Check{
	ID:       "site/amp-unpaired",
	Severity: check.Error,
	Title:    "An AMP page and its ordinary page do not point at each other",
	Why: "Search engines and caches believe that two pages are one only when the ordinary page has an amphtml link to the AMP page and that has a canonical link back. " +
		"With one of the two alone, the AMP page is not used, or shown as a page of its own.",
	Fix:        "Give the ordinary page the amphtml link and the AMP page the canonical link, each with the other's address.",
	Exceptions: "Silent when the other page was not read. An AMP page that is its own canonical page needs no other.",
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
	paired := map[int32]bool{} // AMP pages that were told of
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
				"the amphtml link names %s, which the build does not have; search engines fetch an error in the place of the AMP page; name the AMP page or drop the link", check.Quote(link.URL))
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
				"the amphtml link names %s, whose canonical link names %s and not this page; search engines do not take the two for one page; name this page there, or another AMP page here",
				check.Quote(link.URL), check.Quote(l.URL)).
				RelateSome(check.On(p.AMPPage, l.At), "the canonical link of the AMP page")
			continue
		}
		pass.Report(at, "link amphtml", link.URL,
			"the amphtml link names %s, which has no canonical link back; search engines do not take the two for one page; add a canonical link with this page's address there", check.Quote(link.URL)).
			RelateSome(check.On(p.AMPPage, other.Top), "the AMP page")
	}
	for i := range int32(s.Len()) {
		p := s.Page(i)
		if !p.Is(site.AMP|site.Canonicalised) || p.Canonical < 0 || paired[i] || p.Flags&(site.Partial|site.NoIndex) != 0 {
			continue
		}
		// Another AMP page may be the one that the ordinary page names.
		if plain := s.Page(p.Canonical); plain.AMPKey != 0 || plain.Flags&(site.AMP|site.LinksCut|site.Partial) != 0 {
			continue
		}
		sum, other := pass.Summary(i), pass.Summary(p.Canonical)
		if sum == nil || other == nil {
			return
		}
		pass.Report(check.On(i, canonicalSpot(sum)), "link canonical", canonicalURL(sum),
			"this AMP page names %s as its ordinary page, which has no amphtml link; search engines do not find the AMP page; add the link there with this page's address", check.Quote(canonicalURL(sum))).
			RelateSome(check.On(p.Canonical, other.Top), "the ordinary page")
	}
}
