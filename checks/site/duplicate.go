package site

import (
	"fmt"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

const notDuplicates = "Pages that search engines show under their own address are compared with pages in the same language. Language versions of one page, the pages of a series behind the first, " +
	"AMP pages, redirects, copies with a canonical link elsewhere and pages kept out of search results are no duplicates."

var duplicateTitle = &check.Check{
	ID:         "site/duplicate-title",
	Severity:   check.Warning,
	Title:      "Several pages have one title",
	Why:        "Search results, tabs and bookmarks show the title. Readers cannot tell pages with the same one apart, and search engines may replace it or take the pages for copies.",
	Fix:        "Give each page a title that names what is on it, or make one the canonical page of the others.",
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
		}, "%s have the title %s; search results and tabs do not tell them apart; give each a title that names what is on it")
	},
}

var duplicateDescription = &check.Check{
	ID:         "site/duplicate-description",
	Severity:   check.Info,
	Title:      "Several pages have one description",
	Why:        "A description that stands on many pages says nothing of any of them. Search engines then show text of the page in its place.",
	Fix:        "Describe each page, or leave the description out where there is nothing to say.",
	Exceptions: notDuplicates + " Pages that all have one title as well are left to site/duplicate-title.",
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
		}, "%s have the description %s; search engines show other text where it says nothing of the page; describe each page or leave it out")
	},
}

// reportDuplicates reports pages that have the same text; tell, if not nil,
// says whether such pages are to be told of.
func reportDuplicates(pass *check.SitePass, subject string, key func(*site.Page) uint64, tell func(pages []int32) bool, said func(*summary.Summary) (string, summary.Spot), format string) {
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
		f := pass.Report(check.On(g.pages[0], at), subject, value, format, fmt.Sprintf("%d pages", g.count), check.Quote(value))
		g.relate(pass, f, func(s *summary.Summary) summary.Spot { _, at := said(s); return at }, "the same on this page")
	}
}

// maxHeads bounds the pages that a page is compared with.
const maxHeads = 8

// distinct are the pages, of some that have the same text, that are no language
// versions of one before them.
func distinct(s *site.Set, pages []int32) []int32 {
	seen := map[int32]bool{} // sets of language versions
	var heads []int32        // the first pages that list versions
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
