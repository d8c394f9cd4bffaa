package site

import (
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

const sitemapNeeds = "Needs the build (--base-url and --root) with the whole root as input, or a sitemap that is named (--sitemap). Reads sitemap.xml, sitemap_index.xml, " +
	"those that robots.txt names and those that an index leads to, plain or packed by gzip. Entries of other hosts are not judged."

var sitemapInvalid = &check.Check{
	ID:         "site/sitemap-invalid",
	Severity:   check.Error,
	Title:      "A sitemap cannot be read",
	Why:        "Search engines give up at a sitemap that is broken, too long, or that they cannot fetch, and do not learn of the pages in it.",
	Fix:        "Have the sitemap written by a program that knows XML; split one with more than 50,000 entries or 50 MB, and list the parts in a sitemap index.",
	Exceptions: sitemapNeeds,
	References: []string{sitemapDoc, googleMapDoc},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n" +
		"-- sitemap.xml --\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://example.com/?a=1&b=2</loc></url>\n</urlset>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n" +
		"-- sitemap.xml --\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://example.com/?a=1&amp;b=2</loc></url>\n</urlset>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		maps, err := pass.Site.Sitemaps()
		if err != nil {
			pass.Fail(err)
			return
		}
		for i := range maps.Problems {
			pr := &maps.Problems[i]
			at := check.InFile(maps.Names[pr.Sitemap], pr.At)
			switch pr.Kind {
			case "loop":
				pass.Report(at, "sitemap", pr.Message, "the sitemap index leads back to itself by %s; search engines do not read what is behind that; name sitemaps of pages only", check.Quote(pr.Message))
			case "missing":
				pass.Report(at, "sitemap", pr.Message, "the sitemap index names %s, which the build does not have; search engines do not learn of the pages in it; add the file or drop the entry", check.Quote(pr.Message))
			default:
				pass.Report(at, "sitemap", pr.Kind, "the sitemap cannot be read to its end: %s; search engines do not learn of the pages from there on; mend or split it", pr.Message)
			}
		}
	},
}

// A sitemapFault is what is wrong with an entry of a sitemap, in words; empty
// when nothing is. The summary is that of the page, nil without one.
type sitemapFault struct {
	// has tells whether an entry has the fault.
	has func(s *site.Set, e *site.SitemapEntry) bool
	// message says the fault of the first entry; others is how many more have
	// it, in words.
	message func(e *site.SitemapEntry, loc, others string, s *summary.Summary) string
	// spot is the place on the page that shows it, with a word on what it is;
	// or nil.
	spot func(s *summary.Summary) (at summary.Spot, note string)
	// lastmod tells that the fault is that of lastmod, mild that it is milder.
	lastmod, mild bool
}

// reportEntries reports the entries with a fault, those of one sitemap
// together.
func reportEntries(pass *check.SitePass, fault sitemapFault) {
	maps, err := pass.Site.Sitemaps()
	if err != nil {
		pass.Fail(err)
		return
	}
	type found struct{ first, count int }
	bySitemap := map[int32]*found{}
	var order []*found
	for i := range maps.Entries {
		e := &maps.Entries[i]
		if !fault.has(pass.Site, e) {
			continue
		}
		if f := bySitemap[e.Sitemap]; f != nil {
			f.count++
			continue
		}
		f := &found{i, 1}
		bySitemap[e.Sitemap] = f
		order = append(order, f)
	}
	for _, g := range order {
		e := &maps.Entries[g.first]
		loc, sum, ok := entryOf(pass, e)
		if !ok {
			return
		}
		others := ""
		if g.count > 1 {
			others = fmt.Sprintf(" (one of %d such entries)", g.count)
		}
		f := pass.Report(check.InFile(maps.Names[e.Sitemap], entrySpot(&fault, e, loc)), "sitemap", loc, "%s", fault.message(e, loc, others, sum))
		if fault.mild {
			f.Milder()
		}
		if g.count > 1 {
			f.Fact("entries", fmt.Sprint(g.count))
		}
		if fault.spot != nil && sum != nil {
			at, note := fault.spot(sum)
			f.RelateSome(check.On(e.Page, at), "%s", note)
		}
		for i := g.first + 1; i < len(maps.Entries) && !f.Full(); i++ {
			o := &maps.Entries[i]
			if o.Sitemap != e.Sitemap || !fault.has(pass.Site, o) {
				continue
			}
			loc, _, ok := entryOf(pass, o)
			if !ok {
				return
			}
			f.RelateSome(check.InFile(maps.Names[o.Sitemap], entrySpot(&fault, o, loc)), "the same for %s", check.Quote(loc))
		}
	}
}

func entrySpot(fault *sitemapFault, e *site.SitemapEntry, loc string) summary.Spot {
	if fault.lastmod {
		return e.LastModAt()
	}
	return e.At(loc)
}

// entryOf is the address of an entry and the summary of its page, nil without
// a page.
func entryOf(pass *check.SitePass, e *site.SitemapEntry) (loc string, s *summary.Summary, ok bool) {
	if e.Page < 0 {
		return e.Loc, nil, true
	}
	if s = pass.Summary(e.Page); s == nil {
		return "", nil, false
	}
	if e.Loc != "" {
		return e.Loc, s, true
	}
	return s.URL, s, true
}

// mapExample is a site of one page with a sitemap of one entry.
func mapExample(head, loc, more string) string {
	return "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n" + head + "</head></html>\n" +
		"-- sitemap.xml --\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>" + loc + "</loc>" + more + "</url>\n</urlset>\n"
}

const exampleHours = "https://example.com/hours.html"

var sitemapTargetMissing = &check.Check{
	ID:         "site/sitemap-target-missing",
	Severity:   check.Error,
	Title:      "The sitemap names pages that the build does not have",
	Why:        "Search engines fetch errors, and trust a sitemap less the more of them there are.",
	Fix:        "Make the sitemap from the same list as the pages, and drop what is gone.",
	Exceptions: sitemapNeeds + " Addresses with a query are not judged, nor where the host has redirects or rewrites of its own.",
	References: []string{sitemapDoc, googleMapDoc},
	Bad:        mapExample("", "https://example.com/old.html", ""),
	Good:       mapExample("", exampleHours, ""),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportEntries(pass, sitemapFault{
			has: func(_ *site.Set, e *site.SitemapEntry) bool { return e.Page == site.Missing },
			message: func(_ *site.SitemapEntry, loc, others string, _ *summary.Summary) string {
				return "the sitemap names " + check.Quote(loc) + ", which the build does not have" + others + "; search engines fetch an error and trust the sitemap less; drop the entry or add the page"
			},
		})
	},
}

var sitemapNoindex = &check.Check{
	ID:         "site/sitemap-noindex",
	Severity:   check.Warning,
	Title:      "The sitemap names pages that are kept out of search results",
	Why:        "The sitemap asks search engines to show a page that asks not to be shown. One of the two is a mistake.",
	Fix:        "Drop the entry, or take noindex off the page.",
	Exceptions: sitemapNeeds,
	References: []string{googleMapDoc, "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"},
	Bad:        mapExample("<meta name=robots content=noindex>\n", exampleHours, ""),
	Good:       mapExample("<meta name=robots content=nofollow>\n", exampleHours, ""),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportEntries(pass, sitemapFault{
			has: func(s *site.Set, e *site.SitemapEntry) bool { return e.Page >= 0 && s.Page(e.Page).Is(site.NoIndex) },
			message: func(_ *site.SitemapEntry, loc, others string, _ *summary.Summary) string {
				return "the sitemap names " + check.Quote(loc) + ", and that page has noindex" + others + "; search engines are asked to show and not to show it; drop the entry or take noindex off the page"
			},
			spot: func(s *summary.Summary) (summary.Spot, string) { return noindexSpot(s), "the directive of the page" },
		})
	},
}

var sitemapNotCanonical = &check.Check{
	ID:         "site/sitemap-not-canonical",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the page's canonical link has the same address and spells protocol, \"www.\" or closing slash otherwise"},
	Title:      "The sitemap names addresses that are not canonical",
	Why:        "A sitemap lists the addresses that search engines are to show. For one that leads on to another, or whose page names another as canonical, they are told two things.",
	Fix:        "List the address in the page's canonical link, spelled the same.",
	Exceptions: sitemapNeeds,
	References: []string{googleMapDoc, canonicalDoc},
	Bad:        mapExample("<link rel=canonical href=\"https://example.com/opening.html\">\n", exampleHours, ""),
	Good:       mapExample("<link rel=canonical href=\"https://example.com/hours.html\">\n", exampleHours, ""),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		elsewhere := func(s *site.Set, e *site.SitemapEntry) bool {
			return s.Page(e.Page).Flags&(site.Canonicalised|site.CanonicalAway|site.Redirect) != 0
		}
		fault := sitemapFault{
			has: func(s *site.Set, e *site.SitemapEntry) bool {
				return e.Page >= 0 && !s.Page(e.Page).Is(site.NoIndex) && elsewhere(s, e)
			},
			message: func(_ *site.SitemapEntry, loc, others string, s *summary.Summary) string {
				what, target := "names "+check.Quote(canonicalURL(s))+" as canonical", canonicalURL(s)
				if target == "" {
					what, target = "leads on to "+check.Quote(s.Refresh.URL), s.Refresh.URL
				}
				return "the sitemap names " + check.Quote(loc) + ", and that page " + what + others + "; search engines are told two addresses; list " + check.Quote(target)
			},
			spot: func(s *summary.Summary) (summary.Spot, string) {
				if s.Canonical() == nil {
					return s.Refresh.At, "the redirect of the page"
				}
				return canonicalSpot(s), "the canonical link of the page"
			},
		}
		reportEntries(pass, fault)
		fault.mild = true
		fault.has = func(s *site.Set, e *site.SitemapEntry) bool {
			return e.Page >= 0 && !s.Page(e.Page).Is(site.NoIndex) && e.Spelling && !elsewhere(s, e)
		}
		reportEntries(pass, fault)
	},
}

var sitemapLastmod = &check.Check{
	ID:       "site/sitemap-lastmod",
	Severity: check.Info,
	Title:    "The sitemap and the pages give different dates of change",
	Why: "Search engines fetch pages anew by the sitemap's lastmod as long as it proves right. One that is always the day of the build, or never changes, is soon ignored for the whole site. " +
		"The page's own date (dateModified and the like) says when it was changed.",
	Fix:        "Write the date of the page's content into both, from one source.",
	Exceptions: sitemapNeeds + " A day of difference may be the time zone and is passed over.",
	References: []string{sitemapDoc, googleMapDoc},
	Bad:        mapExample("<meta property=\"article:modified_time\" content=\"2024-03-01\">\n", exampleHours, "<lastmod>2025-11-20</lastmod>"),
	Good:       mapExample("<meta property=\"article:modified_time\" content=\"2024-03-01\">\n", exampleHours, "<lastmod>2024-03-01</lastmod>"),
	Example:    check.Example{URL: exampleURL},
	Options:    []check.Option{{Name: "days", Doc: "how many days the dates may lie apart", Default: 1}},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		days := pass.Int("days")
		reportEntries(pass, sitemapFault{
			has: func(s *site.Set, e *site.SitemapEntry) bool {
				if e.Page < 0 || e.Modified == "" {
					return false
				}
				apart := int(e.Day) - int(s.Page(e.Page).Modified)
				return apart > days || -apart > days
			},
			message: func(e *site.SitemapEntry, loc, others string, s *summary.Summary) string {
				own := ""
				if d := site.ModifiedDate(s); d != nil {
					own = d.Written
				}
				return "lastmod of " + check.Quote(loc) + " is " + check.Quote(e.Modified) + ", another day than the page's own date of change, " + check.Quote(own) + others +
					"; search engines ignore lastmod where it does not prove right; write the date of the content into both"
			},
			spot: func(s *summary.Summary) (summary.Spot, string) {
				if d := site.ModifiedDate(s); d != nil {
					return d.At, "the date of the page"
				}
				return s.Top, "the page"
			},
			lastmod: true,
		})
	},
}
