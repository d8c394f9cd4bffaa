package site

import (
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

const notDuplicates = "Only pages that search engines show under their own URL are compared, with pages in the same language. hreflang alternates, pages of a series after the first, " +
	"AMP pages, redirects, pages with a canonical link to another page and pages with noindex are not duplicates."

var duplicateTitle = &check.Check{
	ID:         "site/duplicate-title",
	Severity:   check.Warning,
	Title:      "Several pages with the same title",
	Impact:     "people cannot tell the pages apart in search results and browser tabs",
	Why:        "Search results, browser tabs and bookmarks show the title. People cannot tell pages with the same title apart, and search engines may replace it or treat the pages as copies.",
	Fix:        "Write a title for each page that says what is on it, or make one page the canonical page of the others.",
	Exceptions: notDuplicates,
	References: []string{"https://developers.google.com/search/docs/appearance/title-link"},
	Bad: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Corner Shop</title>\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Corner Shop</title>\n</head></html>\n",
	Good: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours - Corner Shop</title>\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Prices - Corner Shop</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportDuplicates(pass, "title", func(p *site.Page) uint64 { return p.Title }, nil, func(s *summary.Summary) (string, summary.Spot) {
			if t := s.Title(); t != nil {
				return t.Value, t.At
			}
			return "", s.Top
		}, duplicateWords{"title", "write a title for each page that says what is on it"})
	},
}

var duplicateDescription = &check.Check{
	ID:         "site/duplicate-description",
	Severity:   check.Info,
	Title:      "Several pages with the same description",
	Impact:     "search engines show other text of the pages instead",
	Why:        "A description that many pages share does not describe any of them. Search engines show text of the page instead.",
	Fix:        "Write a different description for each page.",
	Exceptions: notDuplicates + " site/duplicate-title reports pages that also have the same title.",
	References: []string{"https://developers.google.com/search/docs/appearance/snippet"},
	Bad: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta name=description content=\"Everything for the home\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Prices</title>\n<meta name=description content=\"Everything for the home\">\n</head></html>\n",
	Good: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta name=description content=\"When we are open\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Prices</title>\n<meta name=description content=\"What things cost\">\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		titles := func(pages []int32) bool {
			return slices.ContainsFunc(pages, func(i int32) bool { return pass.Site.Page(i).Title != pass.Site.Page(pages[0]).Title })
		}
		reportDuplicates(pass, "meta description", func(p *site.Page) uint64 { return p.Description }, titles, func(s *summary.Summary) (string, summary.Spot) {
			if m := s.Meta("description"); m != nil {
				return m.Value, m.At
			}
			return "", s.Top
		}, duplicateWords{"description", "write a description for each page that says what is on it"})
	},
}

// duplicateWords are the words of findings on pages with the same text.
type duplicateWords struct{ what, help string }

// reportDuplicates reports pages that have the same text; tell, if not nil,
// says whether such pages are reported.
func reportDuplicates(pass *check.SitePass, subject string, key func(*site.Page) uint64, tell func(pages []int32) bool, said func(*summary.Summary) (string, summary.Spot), words duplicateWords) {
	s := pass.Site
	for _, g := range groups(s, 2, func(i int32, p *site.Page) uint64 {
		if !p.Judged() || p.Is(site.Paginated) {
			return 0
		}
		return key(p)
	}, func(pages []int32) []int32 {
		if pages = distinct(s, pages); tell != nil && !tell(pages) {
			return nil
		}
		return pages
	}) {
		first := pass.Summary(g.pages[0])
		if first == nil {
			return
		}
		value, at := said(first)
		// Hashes were compared so far.
		same := g.pages[:1]
		for _, i := range g.pages[1:] {
			sum := pass.Summary(i)
			if sum == nil {
				return
			}
			if v, _ := said(sum); v == value {
				same = append(same, i)
			}
		}
		if g.count -= len(g.pages) - len(same); len(same) < 2 {
			continue
		}
		g.pages = same
		f := pass.Report(check.On(g.pages[0], at), subject, value, "%d pages have the same %s: %s", g.count, words.what, check.Quote(value)).
			Advise("%s", words.help)
		g.relate(pass, f, func(s *summary.Summary) summary.Spot { _, at := said(s); return at }, "this page has the same "+words.what)
	}
}

// maxHeads bounds the pages that a page is compared with.
const maxHeads = 8

// distinct are the pages, of some that have the same text, that are not
// hreflang alternates of one before them.
func distinct(s *site.Set, pages []int32) []int32 {
	seen := map[int32]bool{} // sets of alternates
	var heads []int32        // the first pages with alternates
	kept := pages[:0]
	for _, i := range pages {
		set := s.Languages(i)
		version := set != 0 && seen[set]
		for _, h := range heads {
			version = version || s.Lists(h, i) || set != 0 && s.Lists(i, h)
		}
		if version {
			continue
		}
		if set != 0 {
			seen[set] = true
			if len(heads) < maxHeads {
				heads = append(heads, i)
			}
		}
		kept = append(kept, i)
	}
	return kept
}
