package site

import (
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

const sitemapNeeds = "Needs the build (--base-url and --root) with the whole root as input, or a sitemap (--sitemap). Reads sitemap.xml, sitemap_index.xml, " +
	"the sitemaps in robots.txt and those in a sitemap index, plain or compressed with gzip. Entries of other hosts are not checked."

var sitemapInvalid = &check.Check{
	ID:         "site/sitemap-invalid",
	Severity:   check.Error,
	Title:      "Sitemap that cannot be read",
	Impact:     "search engines may not find pages that only the sitemap lists",
	Why:        "Search engines reject a sitemap that is broken, too long or not there, and may not find the pages in it.",
	Fix:        "Write the sitemap with an XML library. Split a sitemap of more than 50,000 entries or 50 MB, and list the parts in a sitemap index.",
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
				pass.Report(at, "sitemap", pr.Message, "the sitemap index leads back to itself: %s", check.Quote(pr.Message)).
					Advise("list only sitemaps of pages in the index")
			case "missing":
				pass.Report(at, "sitemap", pr.Message, "the sitemap index lists a sitemap that is not in the build: %s", check.Quote(pr.Message)).
					Advise("add the file to the build, or remove the entry")
			default:
				pass.Report(at, "sitemap", pr.Kind, "the sitemap cannot be read: %s", pr.Message).
					Advise("fix the error in the program that writes the sitemap, or split the sitemap if it is too long")
			}
		}
	},
}

// A sitemapFault is what is wrong with an entry of a sitemap, in words. The
// summary is that of the page, nil without one.
type sitemapFault struct {
	// has reports whether an entry has the fault.
	has func(s *site.Set, e *site.SitemapEntry) bool
	// words are the message and the help for the first of n entries with the
	// fault.
	words func(e *site.SitemapEntry, loc string, n int, s *summary.Summary) (message, help string)
	// also says of another entry that it has the fault, too.
	also func(loc string) string
	// spot is the place on the page that shows it, with a word on what it is;
	// or nil.
	spot func(s *summary.Summary) (at summary.Spot, note string)
	// lastmod reports that the fault is that of lastmod, mild that it is milder.
	lastmod, mild bool
}

// containing is the message that a sitemap contains n entries with a fault, the
// first of which is loc; one and many say what the entries are.
func containing(n int, one, many, loc string) string {
	if n == 1 {
		return fmt.Sprintf("the sitemap contains %s: %s", one, check.Quote(loc))
	}
	return fmt.Sprintf("the sitemap contains %d %s: %s, …", n, many, check.Quote(loc))
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
		message, help := fault.words(e, loc, g.count, sum)
		f := pass.Report(check.InFile(maps.Names[e.Sitemap], entrySpot(&fault, e, loc)), "sitemap", loc, "%s", message).Advise("%s", help)
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
			f.RelateSome(check.InFile(maps.Names[o.Sitemap], entrySpot(&fault, o, loc)), "%s", fault.also(check.Quote(loc)))
		}
	}
}

func entrySpot(fault *sitemapFault, e *site.SitemapEntry, loc string) summary.Spot {
	if fault.lastmod {
		return e.LastModAt()
	}
	return e.At(loc)
}

// entryOf is the URL of an entry and the summary of its page, nil without
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
	Title:      "Sitemap with pages that are not in the build",
	Impact:     "search engines get errors and trust the sitemap less",
	Why:        "Search engines get errors for these URLs, and trust a sitemap less the more errors they get.",
	Fix:        "Write the sitemap from the same list as the pages, and remove pages that no longer exist.",
	Exceptions: sitemapNeeds + " URLs with a query are not checked. Silent on builds that contain redirects or rewrites of the host.",
	References: []string{sitemapDoc, googleMapDoc},
	Bad:        mapExample("", "https://example.com/old.html", ""),
	Good:       mapExample("", exampleHours, ""),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportEntries(pass, sitemapFault{
			has: func(_ *site.Set, e *site.SitemapEntry) bool { return e.Page == site.Missing },
			words: func(_ *site.SitemapEntry, loc string, n int, _ *summary.Summary) (message, help string) {
				return containing(n, "a URL that is not in the build", "URLs that are not in the build", loc),
					"remove " + check.Plural(n, "the entry", "the entries") + ", or add " + check.Plural(n, "the page", "the pages") + " to the build"
			},
			also: func(loc string) string { return loc + " is not in the build either" },
		})
	},
}

var sitemapNoindex = &check.Check{
	ID:         "site/sitemap-noindex",
	Severity:   check.Warning,
	Title:      "Sitemap with noindex pages",
	Impact:     "search engines do not show pages with noindex",
	Why:        "The sitemap asks search engines to show a page that asks not to be shown. One of the two is wrong.",
	Fix:        "Remove the entry, or remove noindex from the page.",
	Exceptions: sitemapNeeds,
	References: []string{googleMapDoc, "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"},
	Bad:        mapExample("<meta name=robots content=noindex>\n", exampleHours, ""),
	Good:       mapExample("<meta name=robots content=nofollow>\n", exampleHours, ""),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportEntries(pass, sitemapFault{
			has: func(s *site.Set, e *site.SitemapEntry) bool { return e.Page >= 0 && s.Page(e.Page).Is(site.NoIndex) },
			words: func(_ *site.SitemapEntry, loc string, n int, _ *summary.Summary) (message, help string) {
				return containing(n, "a page with noindex", "pages with noindex", loc),
					"remove " + check.Plural(n, "the entry", "the entries") + ", or remove noindex from " + check.Plural(n, "the page", "the pages")
			},
			also: func(loc string) string { return loc + " has noindex, too" },
			spot: func(s *summary.Summary) (summary.Spot, string) { return noindexSpot(s), "the directive of the page" },
		})
	},
}

var sitemapNotCanonical = &check.Check{
	ID:         "site/sitemap-not-canonical",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the URL differs from the canonical URL of the page only in http or https, \"www.\" or a trailing slash"},
	Title:      "Sitemap with URLs that are not canonical",
	Impact:     "search engines get two different URLs for the page",
	Why:        "A sitemap lists the URLs that search engines should show. If the page redirects or has another canonical URL, they get two different URLs.",
	Fix:        "List the URL of the page's canonical link, written in the same way.",
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
			words: func(_ *site.SitemapEntry, loc string, n int, s *summary.Summary) (message, help string) {
				one, many, target := "a URL that is not canonical", "URLs that are not canonical", canonicalURL(s)
				if target == "" {
					target = s.Refresh.URL
					if one = "a URL that redirects"; n > 1 {
						many = "URLs that redirect or are not canonical"
					}
				}
				help = "write the canonical URL, " + check.Quote(target)
				if n > 1 {
					help = "write the canonical URLs, " + check.Quote(target) + " for the first"
				}
				return containing(n, one, many, loc), help
			},
			also: func(loc string) string { return loc + " is not canonical either" },
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
	Title:    "Sitemap with another modified date than the page",
	Impact:   "search engines ignore lastmod if it is often wrong",
	Why: "Search engines use lastmod of the sitemap to decide when to fetch a page again, as long as it is accurate. If it is always the day of the build, or never changes, they ignore it for the whole site. " +
		"The modified date of the page itself (such as dateModified) says when it was changed.",
	Fix:        "Write the date of the last content change in both, from one source.",
	Exceptions: sitemapNeeds + " A difference of one day is accepted, since it may be the time zone.",
	References: []string{sitemapDoc, googleMapDoc},
	Bad:        mapExample("<meta property=\"article:modified_time\" content=\"2024-03-01\">\n", exampleHours, "<lastmod>2025-11-20</lastmod>"),
	Good:       mapExample("<meta property=\"article:modified_time\" content=\"2024-03-01\">\n", exampleHours, "<lastmod>2024-03-01</lastmod>"),
	Example:    check.Example{URL: exampleURL},
	Options:    []check.Option{{Name: "days", Doc: "number of days that the dates may differ", Default: 1}},
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
			words: func(e *site.SitemapEntry, loc string, n int, s *summary.Summary) (message, help string) {
				own := ""
				if d := site.ModifiedDate(s); d != nil {
					own = d.Written
				}
				message = fmt.Sprintf("lastmod of %s is %s, but the page has the modified date %s", check.Quote(loc), check.Quote(e.Modified), check.Quote(own))
				if n > 1 {
					message += fmt.Sprintf(", and %d more %s", n-1, check.Plural(n-1, "entry differs", "entries differ"))
				}
				return message, "write the date of the last content change in both"
			},
			also: func(loc string) string { return "lastmod of " + loc + " differs, too" },
			spot: func(s *summary.Summary) (summary.Spot, string) {
				if d := site.ModifiedDate(s); d != nil {
					return d.At, "the modified date of the page"
				}
				return s.Top, "the page"
			},
			lastmod: true,
		})
	},
}
