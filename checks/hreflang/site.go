package hreflang

import (
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// siteURL is the base address of the sites in examples.
const siteURL = "https://example.com/"

// versionsExample is a site of an English and a German page with the given
// links.
func versionsExample(en, de string) string {
	return "-- hours.html --\n<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" + en + "</head></html>\n" +
		"-- zeiten.html --\n<!doctype html>\n<html lang=de><head><title>Öffnungszeiten</title>\n" + de + "</head></html>\n"
}

const (
	linkEn = "<link rel=alternate hreflang=en href=\"https://example.com/hours.html\">\n"
	linkDe = "<link rel=alternate hreflang=de href=\"https://example.com/zeiten.html\">\n"
)

var missingReturn = &check.Check{
	ID:       "hreflang/missing-return",
	Severity: check.Error,
	Title:    "A language version does not link back",
	Why: "Google takes two pages for versions of each other only when each names the other. A link without one back is ignored, " +
		"and readers get the wrong language in search results.",
	Fix: "Give all versions the same list of links, with all of them in it.",
	Exceptions: "Judges pages that were both read. Silent for pages whose links are not all known, whose versions a sitemap lists, or that are kept out of search results, lead on elsewhere or name another page as canonical " +
		"(hreflang/target-not-shown tells of links to those).",
	References: []string{localizedDoc},
	Bad:        versionsExample(linkEn+linkDe, linkDe),
	Good:       versionsExample(linkEn+linkDe, linkEn+linkDe),
	Example:    check.Example{URL: siteURL},
	Since:      "0.1.0",
	RunSite:    runMissingReturn,
}

// notShown are the flags of pages that search engines do not show under their
// own address.
const notShown = site.NoIndex | site.Redirect | site.Canonicalised | site.CanonicalAway

// naming are the pages that name one page as a version and that it does not
// name.
type naming struct {
	page  int32
	from  []int32 // the first of them
	count int
}

func runMissingReturn(pass *check.SitePass) {
	s := pass.Site
	// Sitemaps may list versions, too.
	if _, err := s.Sitemaps(); err != nil {
		pass.Fail(err)
		return
	}
	byPage := map[int32]*naming{}
	var order []*naming
	for i := range int32(s.Len()) {
		from := s.Page(i)
		if from.Flags&(notShown|site.Partial|site.Repeated) != 0 {
			continue
		}
		self := s.Lists(i, i)
		for _, target := range s.Versions(i) {
			j, ok := s.PageAt(target)
			if !ok || j == i {
				continue
			}
			to := s.Page(j)
			if to.Flags&(notShown|site.Partial|site.LinksCut|site.SitemapAlternates) != 0 {
				continue
			}
			// The pages of a cluster list the same: most pairs end here.
			if self && s.Languages(i) == s.Languages(j) || s.Lists(j, i) {
				continue
			}
			n := byPage[j]
			if n == nil {
				n = &naming{page: j}
				byPage[j] = n
				order = append(order, n)
			}
			n.count++
			if len(n.from) < maxRelated {
				n.from = append(n.from, i)
			}
		}
	}
	for _, n := range order {
		sum, first := pass.Summary(n.page), pass.Summary(n.from[0])
		if sum == nil || first == nil {
			return
		}
		at, has := sum.Top, "has no such links"
		if l := firstVersion(sum); l != nil {
			at, has = l.At, "does not link back"
		}
		who := check.Quote(first.URL) + " names"
		switch {
		case n.count == 2:
			who = check.Quote(first.URL) + " and another page name"
		case n.count > 2:
			who = fmt.Sprintf("%s and %d more pages name", check.Quote(first.URL), n.count-1)
		}
		f := pass.Report(check.On(n.page, at), "hreflang", first.URL,
			"%s this page as a language version, and this page %s; Google ignores links that are not returned; give all versions the same list", who, has)
		if n.count > 1 {
			f.Fact("pages", fmt.Sprint(n.count))
		}
		for _, i := range n.from {
			other := pass.Summary(i)
			if other == nil {
				return
			}
			if l := versionAt(other, sum.URL); l != nil {
				f.RelateSome(check.On(i, l.At), "the link to this page, for %s", check.Quote(l.Hreflang))
			}
		}
	}
}

// firstVersion is the first link to a language version, or nil.
func firstVersion(s *summary.Summary) *summary.Link {
	for i := range s.Links {
		if l := &s.Links[i]; site.IsVersion(l) {
			return l
		}
	}
	return nil
}

// versionAt is the link to the language version at an address, or nil.
func versionAt(s *summary.Summary, address string) *summary.Link {
	want := weburl.ParseHTTP(address)
	if want == nil {
		return nil
	}
	key := weburl.LooseKey(want)
	for i := range s.Links {
		l := &s.Links[i]
		if !site.IsVersion(l) {
			continue
		}
		if u := weburl.ParseHTTP(l.URL); u != nil && weburl.LooseKey(u) == key {
			return l
		}
	}
	return nil
}

var targetMissing = &check.Check{
	ID:       "hreflang/target-missing",
	Severity: check.Error,
	Title:    "The build does not have a language version that is named",
	Why:      "Search engines send readers of that language to an error, or ignore the link.",
	Fix:      "Name the address at which the version is served, or drop the link until there is one.",
	Exceptions: "Needs the build (--base-url and --root). Silent for addresses that do not begin with the base, for those with a query or that a rule in _redirects covers, " +
		"and where a server's configuration in the build has redirects or rewrites.",
	References: []string{localizedDoc},
	Bad:        versionsExample(linkEn+linkDe+"<link rel=alternate hreflang=fr href=\"https://example.com/heures.html\">\n", ""),
	Good:       versionsExample(linkEn+linkDe, linkEn+linkDe),
	Example:    check.Example{URL: siteURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		eachFault(pass, func(p *site.Page, to int32) bool { return to == site.Missing },
			func(l *summary.Link, others string, _ *summary.Summary) string {
				return "the version for " + check.Quote(l.Hreflang) + " is at " + check.Quote(l.URL) + ", which the build does not have" + others +
					"; search engines send its readers to an error or ignore the link; name the address of the version or drop the link"
			}, nil, "")
	},
}

var targetNotShown = &check.Check{
	ID:       "hreflang/target-not-shown",
	Severity: check.Warning,
	Title:    "A language version is named under an address that search engines do not show",
	Why: "A version that is kept out of search results, that leads on elsewhere, or that names another page as canonical cannot be shown in the place of this page, " +
		"and Google ignores the link.",
	Fix:        "Name the canonical address of the version; let versions be found that are meant to be.",
	References: []string{localizedDoc, canonicalDoc},
	Bad:        versionsExample(linkEn+linkDe, linkEn+linkDe+"<meta name=robots content=noindex>\n"),
	Good:       versionsExample(linkEn+linkDe, linkEn+linkDe),
	Example:    check.Example{URL: siteURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		eachFault(pass, func(_ *site.Page, to int32) bool {
			if to < 0 || pass.Site.Page(to).Is(site.Partial) {
				return false
			}
			t := pass.Site.Page(to)
			if t.Canonical == site.Missing {
				// Its canonical link is at fault, which is told there.
				return t.Flags&(site.NoIndex|site.Redirect) != 0
			}
			return t.Flags&notShown != 0
		}, func(l *summary.Link, others string, target *summary.Summary) string {
			why := "has noindex"
			switch {
			case target.NoIndex:
			case target.Refresh.URL != "" && target.Canonical() == nil:
				why = "leads on to " + check.Quote(target.Refresh.URL)
			case target.Canonical() != nil:
				why = "names " + check.Quote(target.Canonical().URL) + " as canonical"
			}
			return "the version for " + check.Quote(l.Hreflang) + " is at " + check.Quote(l.URL) + ", and that page " + why + others +
				"; Google ignores links to pages that it does not show; name the canonical address of a version that may be found"
		}, notShownSpot, "what keeps that page from being shown")
	},
}

// notShownSpot is the place that keeps a page from being shown under its own
// address.
func notShownSpot(s *summary.Summary) summary.Spot {
	noindex := s.Directive("noindex", "none")
	switch {
	case s.NoIndex && noindex != nil:
		return noindex.At
	case s.Canonical() != nil:
		return s.Canonical().At
	case s.Refresh.URL != "":
		return s.Refresh.At
	}
	return s.Top
}

// eachFault reports the pages that list versions with a fault: one finding a
// page, at the first of its links with it.
func eachFault(pass *check.SitePass, has func(p *site.Page, to int32) bool, message func(l *summary.Link, others string, target *summary.Summary) string,
	spot func(*summary.Summary) summary.Spot, note string) {
	s := pass.Site
	targets := newTargets(s)
	for i := range int32(s.Len()) {
		p := s.Page(i)
		if p.Flags&(notShown|site.Partial|site.Repeated) != 0 || s.Languages(i) == 0 || !targets.any(i, func(to int32) bool { return has(p, to) }, pass) {
			continue
		}
		sum := pass.Summary(i)
		if sum == nil {
			return
		}
		var first *summary.Link
		var more []*summary.Link
		var leads int32
		own := weburl.ParseHTTP(sum.URL)
		for k := range sum.Links {
			l := &sum.Links[k]
			if !site.IsVersion(l) {
				continue
			}
			to := s.Lookup(l.URL)
			if u := weburl.ParseHTTP(l.URL); u == nil || own == nil || weburl.LooseKey(u) == weburl.LooseKey(own) || !has(p, to) {
				continue
			}
			if first == nil {
				first, leads = l, to
			} else {
				more = append(more, l)
			}
		}
		if first == nil {
			continue
		}
		var target *summary.Summary
		if leads >= 0 {
			if target = pass.Summary(leads); target == nil {
				return
			}
		}
		others := ""
		if len(more) > 0 {
			others = fmt.Sprintf(" (one of %d such links)", len(more)+1)
		}
		f := pass.Report(check.On(i, first.At), "hreflang["+first.Hreflang+"]", first.URL, "%s", message(first, others, target))
		if target != nil && spot != nil {
			f.RelateSome(check.On(leads, spot(target)), "%s", note)
		}
		for _, l := range more[:min(len(more), maxRelated)] {
			f.RelateSome(check.On(i, l.At), "the same for %s", check.Quote(l.Hreflang))
		}
	}
}

// targets remembers where the versions lead that pages of a set list, so that
// each set is looked at once.
type targets struct {
	site *site.Set
	// leads are, by set, where the versions lead; nil for a set that was not
	// looked at.
	leads map[int32][]int32
}

func newTargets(s *site.Set) *targets { return &targets{s, map[int32][]int32{}} }

// any tells whether a version that the page lists leads to a place with the
// fault.
func (t *targets) any(i int32, fault func(to int32) bool, pass *check.SitePass) bool {
	set := t.site.Languages(i)
	leads, known := t.leads[set]
	if !known {
		leads = []int32{}
		unclear := false
		for _, key := range t.site.Versions(i) {
			if j, ok := t.site.PageAt(key); ok {
				leads = append(leads, j)
			} else {
				unclear = true
			}
		}
		if unclear {
			sum := pass.Summary(i)
			if sum == nil {
				return false
			}
			for k := range sum.Links {
				if l := &sum.Links[k]; site.IsVersion(l) {
					leads = append(leads, t.site.Lookup(l.URL))
				}
			}
		}
		t.leads[set] = leads
	}
	for _, to := range leads {
		if to != i && fault(to) {
			return true
		}
	}
	return false
}
