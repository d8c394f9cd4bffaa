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

// canonicalised tells whether the canonical link of a page leads elsewhere and
// matters: search engines would otherwise show the page.
func canonicalised(p *site.Page) bool {
	return p.Flags&site.Canonicalised != 0 && p.Flags&(site.NoIndex|site.Redirect|site.Partial) == 0
}

// A canonicalFault is what is wrong with the page that a canonical link leads
// to. One fault of a page is told, the first in this order.
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

// reportTargets reports the pages with a fault, those with the same target
// together.
func reportTargets(pass *check.SitePass, fault canonicalFault, words func(first *summary.Summary, target int32) (why string, related *summary.Spot, note string)) {
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
		why, spot, note := words(first, target)
		if why == "" {
			continue
		}
		f := pass.Report(check.On(g.pages[0], canonicalSpot(first)), "link canonical", canonicalURL(first),
			"the canonical link names %s%s, %s", check.Quote(canonicalURL(first)), g.others(), why)
		if spot != nil {
			f.RelateSome(check.On(target, *spot), "%s", note)
		}
		g.relate(pass, f, canonicalSpot, "this page names the same address")
	}
}

var canonicalTargetMissing = &check.Check{
	ID:       "site/canonical-target-missing",
	Severity: check.Error,
	Title:    "The canonical address is one that the build does not have",
	Why: "A canonical link asks search engines to show another address in the place of this page. Where that answers with an error, " +
		"they ignore the link or drop the page.",
	Fix: "Name the address at which the page is served, with the same case, ending and slash.",
	Exceptions: "Needs the build (--base-url and --root); addresses that do not begin with the base are not judged. Silent for addresses with a query, for those that a rule in _redirects covers, " +
		"for pages kept out of search results, and where a server's configuration in the build (.htaccess, vercel.json and others) has redirects or rewrites.",
	References: []string{canonicalDoc},
	Bad:        "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/opening-hours.html\">\n</head></html>\n",
	Good:       "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n",
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetMissing, func(*summary.Summary, int32) (string, *summary.Spot, string) {
			return "which the build does not have; search engines are sent to an error and drop the page or choose an address themselves; name the address at which it is served", nil, ""
		})
	},
}

var canonicalTargetRedirected = &check.Check{
	ID:         "site/canonical-target-redirected",
	Severity:   check.Warning,
	Title:      "The canonical address leads on to another",
	Why:        "A page that takes its readers elsewhere cannot be shown in search results. Search engines have to guess which address is meant.",
	Fix:        "Name the address where the redirect ends.",
	Exceptions: "Knows redirects by a refresh of at most ten seconds.",
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
		reportTargets(pass, targetRedirected, func(_ *summary.Summary, target int32) (string, *summary.Spot, string) {
			t := pass.Summary(target)
			if t == nil {
				return "", nil, ""
			}
			return "which takes readers on to " + check.Quote(t.Refresh.URL) + "; search engines cannot show a page that leads away; name the address where the redirect ends",
				&t.Refresh.At, "the redirect of that page"
		})
	},
}

var canonicalTargetNoindex = &check.Check{
	ID:         "site/canonical-target-noindex",
	Severity:   check.Error,
	Title:      "The canonical address is kept out of search results",
	Why:        "The page asks search engines to show another page in its place, and that asks not to be shown. Neither may be found.",
	Fix:        "Take noindex off the canonical page, or name the page itself as canonical.",
	References: []string{canonicalDoc, "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"},
	Bad: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta name=robots content=noindex>\n</head></html>\n",
	Good: "-- print.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<link rel=canonical href=\"https://example.com/hours.html\">\n</head></html>\n" +
		"-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportTargets(pass, targetNoindex, func(_ *summary.Summary, target int32) (string, *summary.Spot, string) {
			t := pass.Summary(target)
			if t == nil {
				return "", nil, ""
			}
			spot := noindexSpot(t)
			return "which has noindex; neither page may be found by search; take noindex off that page, or name this page itself as canonical", &spot, "the directive of that page"
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
	Title:      "The canonical page names yet another page as canonical",
	Why:        "Search engines do not follow a chain of canonical links for certain: they may choose any of its addresses, or none.",
	Fix:        "Name the last address of the chain.",
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
		reportTargets(pass, targetCanonicalised, func(_ *summary.Summary, target int32) (string, *summary.Spot, string) {
			t := pass.Summary(target)
			if t == nil {
				return "", nil, ""
			}
			spot := canonicalSpot(t)
			return "which itself names " + check.Quote(canonicalURL(t)) + "; search engines may choose any of the addresses; name the last one", &spot, "the canonical link of that page"
		})
	},
}

var canonicalLoop = &check.Check{
	ID:         "site/canonical-loop",
	Severity:   check.Error,
	Title:      "Canonical links lead round",
	Why:        "Each page names another as the one to be shown, and none is. Search engines ignore the links and choose themselves.",
	Fix:        "Choose one of the pages, and name it on all of them.",
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
		// The way round, from the first of its pages.
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
			"the canonical link names %s, and from there canonical links lead back to this page over %d %s; search engines ignore them all; choose one page and name it on all of them",
			check.Quote(canonicalURL(first)), g.count, check.Plural(g.count, "page", "pages"))
		g.relate(pass, f, canonicalSpot, "the link of the next page")
	}
}

var canonicalShared = &check.Check{
	ID:       "site/canonical-shared",
	Severity: check.Warning,
	Title:    "Different pages name one canonical address",
	Why: "A canonical link says that the page is a copy of another. Where a template writes one address into all pages, " +
		"search engines that believe it show none of them but that one.",
	Fix: "Have the template write each page's own address.",
	Exceptions: "Asks for at least three pages with different titles. Silent for pages that differ from the canonical one by their query alone, that stand below it (filters of a list), " +
		"or that are pages of a series.",
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

// minShared is how many pages with titles of their own must name one address.
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
		// Addresses are read again, and only of pages that may count.
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
			"%d pages with different titles name %s as their canonical address; search engines that believe it show none of them; have the template write each page's own address",
			g.count, check.Quote(canonicalURL(first)))
		g.relate(pass, f, canonicalSpot, "this page names it as well")
	}
}

// manyTitles tells whether pages have as many titles as make a fault.
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

// belowOf tells whether an address is that of a part of what the other
// address, which is no home page, shows: the same path, or one below it.
func belowOf(address, of string) bool {
	a, b := weburl.ParseHTTP(address), weburl.ParseHTTP(of)
	if a == nil || b == nil {
		return true
	}
	pa, pb := folder(a), folder(b)
	return pa == pb || pb != "" && strings.HasPrefix(pa, pb+"/")
}

// folder is the path of an address without ending and closing slash.
func folder(u *url.URL) string {
	p := strings.TrimSuffix(u.Path, "/")
	for _, ending := range []string{".html", ".htm", "/index"} {
		p = strings.TrimSuffix(p, ending)
	}
	return p
}
