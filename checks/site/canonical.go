package site

import (
	"net/url"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// canonicalised reports whether the canonical link of a page leads elsewhere and
// matters: search engines would otherwise show the page.
func canonicalised(p *site.Page) bool {
	return p.Flags&site.Canonicalised != 0 && p.Flags&(site.NoIndex|site.Redirect|site.Partial) == 0
}

// A canonicalFault is what is wrong with the page that a canonical link leads
// to. Only the first fault of a page, in this order, is reported.
type canonicalFault uint8

const (
	faultless canonicalFault = iota
	targetMissing
	targetInLoop
	targetRedirected
	targetNoindex
	targetCanonicalised
)

// faultsKey names the faults of canonical links for site.Derive.
type faultsKey struct{}

// canonicalFaults are the faults of the canonical links of all pages.
func canonicalFaults(s *site.Set) []canonicalFault {
	return site.Derive(s, faultsKey{}, func() []canonicalFault {
		faults := make([]canonicalFault, s.Len())
		inLoop := loops(s)
		for i := range faults {
			p := s.Page(int32(i))
			if !canonicalised(p) {
				continue
			}
			switch t := p.Canonical; {
			case t == site.Missing:
				faults[i] = targetMissing
			case t < 0:
			case inLoop[i] != 0:
				faults[i] = targetInLoop
			case s.Page(t).Is(site.Redirect):
				faults[i] = targetRedirected
			case s.Page(t).Is(site.NoIndex):
				faults[i] = targetNoindex
			case inLoop[t] != 0, s.Page(t).Flags&(site.Canonicalised|site.CanonicalAway) != 0:
				faults[i] = targetCanonicalised
			}
		}
		return faults
	})
}

// loops are, for each page, the number of the loop of canonical links that it
// is part of, from 1; 0 for none. Each page is looked at a few times.
func loops(s *site.Set) []int32 {
	n := s.Len()
	loop := make([]int32, n)
	walk := make([]int32, n) // the walk in which a page was met, from 1
	count := int32(0)
	for i := range n {
		at := int32(i)
		for walk[at] == 0 {
			walk[at] = int32(i) + 1
			p := s.Page(at)
			if !canonicalised(p) || p.Canonical < 0 {
				break
			}
			at = p.Canonical
		}
		if walk[at] != int32(i)+1 || loop[at] != 0 || !canonicalised(s.Page(at)) || s.Page(at).Canonical < 0 {
			continue
		}
		count++
		for start := at; ; {
			loop[at] = count
			if at = s.Page(at).Canonical; at == start {
				break
			}
		}
	}
	return loop
}

// targetWords are what to report of the page that a canonical link leads to.
type targetWords struct {
	// what is wrong, as words after "the canonical URL …"; empty if the page
	// cannot be read.
	what string
	help string
	// spot is the place on that page that shows it, or nil; note says what the
	// place is.
	spot *summary.Spot
	note string
}

// reportTargets reports the pages with a fault, those with the same target
// together.
func reportTargets(pass *check.SitePass, fault canonicalFault, words func(target int32) targetWords) {
	faults := canonicalFaults(pass.Site)
	for _, g := range groups(pass.Site, 1, func(i int32, p *site.Page) uint64 {
		if faults[i] != fault {
			return 0
		}
		return p.CanonicalKey
	}, nil) {
		first := pass.Summary(g.pages[0])
		if first == nil {
			return
		}
		target := pass.Site.Page(g.pages[0]).Canonical
		w := words(target)
		if w.what == "" {
			continue
		}
		f := pass.Report(check.On(g.pages[0], canonicalSpot(first)), "link canonical", canonicalURL(first),
			"the canonical URL %s%s %s", check.Quote(canonicalURL(first)), g.of(), w.what).Advise("%s", w.help)
		if w.spot != nil {
			f.RelateSome(check.On(target, *w.spot), "%s", w.note)
		}
		g.relate(pass, f, canonicalSpot, "this page has the same canonical URL")
	}
}

var canonicalTargetMissing = &check.Check{
	ID:       "site/canonical-target-missing",
	Severity: check.Error,
	Title:    "Canonical URL that is not in the build",
	Impact:   "search engines ignore the link or drop the page",
	Why: "A canonical link asks search engines to show another URL in place of this page. If that URL returns an error, " +
		"they ignore the link or drop the page.",
	Fix: "Write the URL at which the server has the page, with the same capitalization, extension and trailing slash.",
	Exceptions: "Needs the build (--base-url and --root); URLs that do not begin with the base URL are not checked. Silent on URLs that have a query or that a rule in _redirects covers, " +
		"on pages that robots directives keep out of search results, and on builds that contain a server configuration (.htaccess, vercel.json and others) with redirects or rewrites.",
	References: []string{canonicalDoc},
	Bad:        "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/opening-hours.html\">\n</head></html>\n",
	Good:       "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n",
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetMissing, func(int32) targetWords {
			return targetWords{
				what: "is not in the build",
				help: "write the URL at which the server has the page, with the same capitalization, extension and trailing slash",
			}
		})
	},
}

var canonicalTargetRedirected = &check.Check{
	ID:         "site/canonical-target-redirected",
	Severity:   check.Warning,
	Title:      "Canonical URL that redirects",
	Impact:     "search engines have to guess which URL to show",
	Why:        "Search engines do not show a page that redirects, so they have to guess which URL to show.",
	Fix:        "Write the URL where the redirect ends.",
	Exceptions: "Finds only redirects by meta refresh with a delay of at most ten seconds.",
	References: []string{canonicalDoc},
	Bad: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta http-equiv=refresh content=\"0; url=/opening.html\">\n</head></html>\n" +
		"-- opening.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Good: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/opening.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta http-equiv=refresh content=\"0; url=/opening.html\">\n</head></html>\n" +
		"-- opening.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetRedirected, func(target int32) targetWords {
			t := pass.Summary(target)
			if t == nil {
				return targetWords{}
			}
			return targetWords{
				what: "redirects to " + check.Quote(t.Refresh.URL),
				help: "write the URL where the redirect ends",
				spot: &t.Refresh.At, note: "the redirect of the canonical page",
			}
		})
	},
}

var canonicalTargetNoindex = &check.Check{
	ID:         "site/canonical-target-noindex",
	Severity:   check.Error,
	Title:      "Canonical URL of a page with noindex",
	Impact:     "search engines may show neither page",
	Why:        "The page asks search engines to show another page in its place, and that page asks not to be shown. Search engines may show neither.",
	Fix:        "Remove noindex from the canonical page, or write the URL of the page itself in its canonical link.",
	References: []string{canonicalDoc, "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"},
	Bad: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta name=robots content=noindex>\n</head></html>\n",
	Good: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetNoindex, func(target int32) targetWords {
			t := pass.Summary(target)
			if t == nil {
				return targetWords{}
			}
			spot := noindexSpot(t)
			return targetWords{
				what: "has noindex",
				help: "remove noindex from the canonical page, or write the URL of this page itself",
				spot: &spot, note: "the directive of the canonical page",
			}
		})
	},
}

// noindexSpot is the place of the directive that keeps a page out of search
// results.
func noindexSpot(s *summary.Summary) summary.Spot {
	if d := s.Directive("noindex", "none"); d != nil {
		return d.At
	}
	return s.Top
}

var canonicalChain = &check.Check{
	ID:         "site/canonical-chain",
	Severity:   check.Warning,
	Title:      "Canonical page with another canonical URL",
	Impact:     "search engines may choose any of the URLs, or none",
	Why:        "Search engines may not follow a chain of canonical links: they may choose any of its URLs, or none.",
	Fix:        "Write the last URL of the chain.",
	References: []string{canonicalDoc},
	Bad: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/b.html\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/c.html\">\n</head></html>\n" +
		"-- c.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Good: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/c.html\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/c.html\">\n</head></html>\n" +
		"-- c.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetCanonicalised, func(target int32) targetWords {
			t := pass.Summary(target)
			if t == nil {
				return targetWords{}
			}
			spot := canonicalSpot(t)
			return targetWords{
				what: "has another canonical URL: " + check.Quote(canonicalURL(t)),
				help: "write the last URL of the chain",
				spot: &spot, note: "the canonical link of the canonical page",
			}
		})
	},
}

var canonicalLoop = &check.Check{
	ID:         "site/canonical-loop",
	Severity:   check.Error,
	Title:      "Loop of canonical links",
	Impact:     "search engines ignore the links and choose a page themselves",
	Why:        "The canonical link of each page leads to another page, and none to itself. Search engines ignore the links and choose a page themselves.",
	Fix:        "Choose one of the pages, and write its URL in the canonical link of all of them.",
	References: []string{canonicalDoc},
	Bad: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/b.html\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/a.html\">\n</head></html>\n",
	Good: "-- a.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/a.html\">\n</head></html>\n" +
		"-- b.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/a.html\">\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: runCanonicalLoop,
}

func runCanonicalLoop(pass *check.SitePass) {
	s := pass.Site
	faults := canonicalFaults(s)
	told := make([]bool, s.Len())
	for i := range int32(s.Len()) {
		if faults[i] != targetInLoop || told[i] {
			continue
		}
		// The loop, from the first of its pages.
		g := &group{}
		for at := i; !told[at]; at = s.Page(at).Canonical {
			told[at] = true
			g.count++
			if len(g.pages) < maxKept {
				g.pages = append(g.pages, at)
			}
		}
		first := pass.Summary(i)
		if first == nil {
			return
		}
		f := pass.Report(check.On(i, canonicalSpot(first)), "link canonical", canonicalURL(first),
			"the canonical links of %d pages form a loop, from this page to %s", g.count, check.Quote(canonicalURL(first))).
			Advise("choose one of the pages, and write its URL in the canonical link of all of them")
		g.relate(pass, f, canonicalSpot, "the canonical link of the next page")
	}
}

var canonicalShared = &check.Check{
	ID:       "site/canonical-shared",
	Severity: check.Warning,
	Title:    "Different pages with the same canonical URL",
	Impact:   "search engines may drop all of these pages",
	Why: "A canonical link says that the page is a copy of another page. If a template writes the same URL on all pages, " +
		"search engines that follow it show only that one page.",
	Fix: "Have the template write the URL of each page itself.",
	Exceptions: "Reported from three pages with different titles on. Silent on pages whose URL differs from the canonical URL only in its query or is below it (filters of a list), " +
		"and on pages of a series.",
	References: []string{canonicalDoc},
	Bad:        sharedExample("https://example.com/", "https://example.com/", "https://example.com/"),
	Good:       sharedExample("https://example.com/hours.html", "https://example.com/prices.html", "https://example.com/about.html"),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite:    runCanonicalShared,
}

func sharedExample(hours, prices, about string) string {
	p := func(name, title, canonical string) string {
		return "-- " + name + " --\n<!doctype html>\n<html lang=en><head><title>" + title + "</title>\n<link rel=canonical href=\"" + canonical + "\">\n</head></html>\n"
	}
	return p("index.html", "Corner Shop", "https://example.com/") + p("hours.html", "Hours", hours) + p("prices.html", "Prices", prices) + p("about.html", "About us", about)
}

// minShared is the number of pages with different titles from which a shared
// canonical URL is reported.
const minShared = 3

func runCanonicalShared(pass *check.SitePass) {
	s := pass.Site
	faults := canonicalFaults(s)
	candidate := func(i int32) bool {
		p := s.Page(i)
		return canonicalised(p) && p.Flags&(site.Paginated|site.AMP|site.Repeated) == 0 && p.Title != 0 &&
			faults[i] != targetMissing && faults[i] != targetInLoop &&
			(p.Canonical < 0 || s.Page(p.Canonical).Title != p.Title)
	}
	for _, g := range groups(s, minShared, func(i int32, p *site.Page) uint64 {
		if !candidate(i) {
			return 0
		}
		return p.CanonicalKey
	}, func(pages []int32) []int32 {
		// URLs are read again, and only of pages that may count.
		if !manyTitles(s, pages) {
			return nil
		}
		pages = slices.DeleteFunc(pages, func(i int32) bool {
			sum := pass.Summary(i)
			return sum == nil || belowOf(sum.URL, canonicalURL(sum))
		})
		if !manyTitles(s, pages) {
			return nil
		}
		return pages
	}) {
		first := pass.Summary(g.pages[0])
		if first == nil {
			return
		}
		f := pass.Report(check.On(g.pages[0], canonicalSpot(first)), "link canonical", canonicalURL(first),
			"%d pages with different titles have the same canonical URL: %s", g.count, check.Quote(canonicalURL(first))).
			Advise("have the template write the URL of each page itself")
		g.relate(pass, f, canonicalSpot, "this page has the same canonical URL")
	}
}

// manyTitles reports whether pages have enough titles for a finding.
func manyTitles(s *site.Set, pages []int32) bool {
	var titles []uint64
	for _, i := range pages {
		if t := s.Page(i).Title; !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
		if len(titles) == minShared {
			return true
		}
	}
	return false
}

// belowOf reports whether a URL has the same path as another, which is not a
// home page, or a path below it.
func belowOf(address, of string) bool {
	a, b := weburl.ParseHTTP(address), weburl.ParseHTTP(of)
	if a == nil || b == nil {
		return true
	}
	pa, pb := folder(a), folder(b)
	return pa == pb || pb != "" && strings.HasPrefix(pa, pb+"/")
}

// folder is the path of a URL without extension and trailing slash.
func folder(u *url.URL) string {
	p := strings.TrimSuffix(u.Path, "/")
	for _, ending := range []string{".html", ".htm", "/index"} {
		p = strings.TrimSuffix(p, ending)
	}
	return p
}
