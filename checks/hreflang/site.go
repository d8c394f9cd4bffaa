package hreflang

import (
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// siteURL is the base URL of the sites in examples.
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
	Title:    "hreflang alternate without a return link",
	Impact:   "Google ignores an alternate that does not link back",
	Why: "Google uses two pages as alternates of each other only if each links to the other. It ignores a link without a return link, " +
		"so users may get the wrong language in search results.",
	Fix: "Write the same list on all alternates, with all of them in it.",
	Exceptions: "Both pages have to be in the set of pages. Silent on pages whose links are not all known, whose alternates are in a sitemap, or that have noindex, redirect or have another page as canonical " +
		"(hreflang/target-not-shown reports links to those).",
	References: []string{localizedDoc},
	Bad:        versionsExample(linkEn+linkDe, linkDe),
	Good:       versionsExample(linkEn+linkDe, linkEn+linkDe),
	Example:    check.Example{URL: siteURL},
	Since:      "0.1.0",
	RunSite:    runMissingReturn,
}

// notShown are the flags of pages that search engines do not show under their
// own URL.
const notShown = site.NoIndex | site.Redirect | site.Canonicalised | site.CanonicalAway

// naming are the pages that have one page as an alternate and that this page
// does not link back to.
type naming struct {
	page  int32
	from  []int32 // the first of them
	count int
}

func runMissingReturn(pass *check.SitePass) {
	s := pass.Site
	// Sitemaps may list alternates, too.
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
		at, has := sum.Top, "this page has no alternates"
		if l := firstVersion(sum); l != nil {
			at, has = l.At, "this page does not link back"
		}
		who := check.Quote(first.URL) + " has"
		if more := n.count - 1; more > 0 {
			who = fmt.Sprintf("%s and %d more %s have", check.Quote(first.URL), more, check.Plural(more, "page", "pages"))
		}
		f := pass.Report(check.On(n.page, at), "hreflang", first.URL, "%s this page as an alternate, but %s", who, has).
			Advise("write the same list of alternates on all of these pages")
		if n.count > 1 {
			f.Fact("pages", fmt.Sprint(n.count))
		}
		for _, i := range n.from {
			other := pass.Summary(i)
			if other == nil {
				return
			}
			if l := versionAt(other, sum.URL); l != nil {
				f.RelateSome(check.On(i, l.At), "the alternate for %s is this page", check.Quote(l.Hreflang))
			}
		}
	}
}

// firstVersion is the first hreflang alternate, or nil.
func firstVersion(s *summary.Summary) *summary.Link {
	for i := range s.Links {
		if l := &s.Links[i]; site.IsVersion(l) {
			return l
		}
	}
	return nil
}

// versionAt is the hreflang alternate with a URL, or nil.
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
	Title:    "hreflang alternate that is not in the build",
	Impact:   "search engines ignore the alternate or send users to an error page",
	Why:      "Search engines ignore the alternate, or send users of that language to an error page.",
	Fix:      "Write the URL of the page in that language, or remove the link until there is one.",
	Exceptions: "Needs the build (--base-url and --root). Silent on URLs that do not begin with the base URL, that have a query or that a rule in _redirects covers, " +
		"and on builds that contain a server configuration with redirects or rewrites.",
	References: []string{localizedDoc},
	Bad:        versionsExample(linkEn+linkDe+"<link rel=alternate hreflang=fr href=\"https://example.com/heures.html\">\n", ""),
	Good:       versionsExample(linkEn+linkDe, linkEn+linkDe),
	Example:    check.Example{URL: siteURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		eachFault(pass, func(p *site.Page, to int32) bool { return to == site.Missing },
			func(l *summary.Link, more int, _ *summary.Summary) string {
				if more > 0 {
					return fmt.Sprintf("the alternate for hreflang %s and %d more are not in the build: %s", check.Quote(l.Hreflang), more, check.Quote(l.URL))
				}
				return fmt.Sprintf("the alternate for hreflang %s is not in the build: %s", check.Quote(l.Hreflang), check.Quote(l.URL))
			}, faultWords{
				help: "write the URL of the page in that language, or remove the link",
				also: "is not in the build either",
			})
	},
}

var targetNotShown = &check.Check{
	ID:       "hreflang/target-not-shown",
	Severity: check.Warning,
	Title:    "hreflang alternate that search engines do not show",
	Impact:   "Google ignores the alternate",
	Why: "Google cannot show an alternate in place of this page if the alternate has noindex, redirects, or has another page as canonical, " +
		"and ignores the link.",
	Fix:        "Write the canonical URL of the alternate. Remove noindex from alternates that search engines should show.",
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
				// Its canonical link is at fault, which another check reports.
				return t.Flags&(site.NoIndex|site.Redirect) != 0
			}
			return t.Flags&notShown != 0
		}, func(l *summary.Link, more int, target *summary.Summary) string {
			why := "has noindex: " + check.Quote(l.URL)
			switch {
			case target.NoIndex:
			case target.Refresh.URL != "" && target.Canonical() == nil:
				why = fmt.Sprintf("redirects from %s to %s", check.Quote(l.URL), check.Quote(target.Refresh.URL))
			case target.Canonical() != nil:
				why = fmt.Sprintf("is %s, whose canonical URL is %s", check.Quote(l.URL), check.Quote(target.Canonical().URL))
			}
			message := fmt.Sprintf("the alternate for hreflang %s %s", check.Quote(l.Hreflang), why)
			if more > 0 {
				message += fmt.Sprintf(", and %d more %s not shown", more, check.Plural(more, "alternate is", "alternates are"))
			}
			return message
		}, faultWords{
			help: "write the canonical URL of a page without noindex in that language, or remove the link",
			also: "is not shown either",
			note: "search engines do not show the alternate because of this",
			spot: notShownSpot,
		})
	},
}

// notShownSpot is the place that keeps search engines from showing a page under
// its own URL.
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

// faultWords are the words of eachFault beside the message.
type faultWords struct {
	help string
	also string // what other alternates of the page are, too
	// note is what to say of the place on the page that the first alternate
	// leads to; spot is that place, nil if there is none.
	note string
	spot func(*summary.Summary) summary.Spot
}

// eachFault reports the pages that have alternates with a fault: one finding
// per page, at the first such link. more is the number of the others.
func eachFault(pass *check.SitePass, has func(p *site.Page, to int32) bool,
	message func(l *summary.Link, more int, target *summary.Summary) string, words faultWords) {
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
		f := pass.Report(check.On(i, first.At), "hreflang["+first.Hreflang+"]", first.URL, "%s", message(first, len(more), target)).
			Advise("%s", words.help)
		if target != nil && words.spot != nil {
			f.RelateSome(check.On(leads, words.spot(target)), "%s", words.note)
		}
		for _, l := range more[:min(len(more), maxRelated)] {
			f.RelateSome(check.On(i, l.At), "the alternate for %s %s", check.Quote(l.Hreflang), words.also)
		}
	}
}

// targets remembers where the alternates of a set of pages lead, so that each
// set is looked at once.
type targets struct {
	site *site.Set
	// leads are, by set, where the alternates lead; nil for a set that was not
	// looked at.
	leads map[int32][]int32
}

func newTargets(s *site.Set) *targets { return &targets{s, map[int32][]int32{}} }

// any reports whether an alternate of the page leads to a place with the fault.
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
