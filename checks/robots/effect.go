package robots

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/dates"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/robots"
	"github.com/metacheck/metacheck/internal/weburl"
)

var conflict = &check.Check{
	ID:       "robots/conflict",
	Severity: check.Warning,
	Title:    "Directives that contradict each other",
	Why: "Google goes by the directive that forbids more, Yandex by the one that allows more. As a rule the theme, a plugin and the server each write directives, " +
		"and one of them is not what is wanted.",
	Fix:        "Keep the directives in one place, and take out the one that is not wanted.",
	Exceptions: "Directives for different crawlers do not contradict each other. Elements inside noscript are not compared. \"noindex, follow\" is no contradiction.",
	References: []string{googleDoc, yandexDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"index, follow\">\n<meta name=robots content=noindex>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"noindex, follow\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runConflict,
}

// A topic is something that directives decide.
type topic uint8

const (
	indexing topic = iota
	following
	archiving
	snippets
	imageSize
	videoLength
	topics
)

// decides is what a directive says of each topic: a value to compare, or empty
// for the topics that it says nothing of.
func (d *directive) decides(t topic) string {
	const no, yes = "no", "yes"
	switch d.Name {
	case "all", "none":
		if t == indexing || t == following {
			if d.Name == "none" {
				return no
			}
			return yes
		}
	case "index", "noindex":
		if t == indexing {
			return yesUnlessNo(d.Name)
		}
	case "follow", "nofollow":
		if t == following {
			return yesUnlessNo(d.Name)
		}
	case "archive", "noarchive":
		if t == archiving {
			return yesUnlessNo(d.Name)
		}
	case "nosnippet":
		if t == snippets {
			return "0"
		}
	case "max-snippet":
		if n, ok := limit(d.Arg); ok && t == snippets {
			return strconv.Itoa(n)
		}
	case "max-video-preview":
		if n, ok := limit(d.Arg); ok && t == videoLength {
			return strconv.Itoa(n)
		}
	case "max-image-preview":
		if t == imageSize && previewSize(d.Arg) >= 0 {
			return strings.ToLower(d.Arg)
		}
	}
	return ""
}

func yesUnlessNo(name string) string {
	if strings.HasPrefix(name, "no") {
		return "no"
	}
	return "yes"
}

// maxAgents bounds the crawlers whose directives are compared.
const maxAgents = 16

func runConflict(pass *check.Pass) {
	type stand struct {
		agent   string
		first   [topics]directive
		finding *check.Finding
	}
	var stands []*stand
	for d := range directives(pass.Page) {
		if d.Rule == nil || d.HasArg && d.Rule.Arg == robots.None {
			continue
		}
		var s *stand
		for _, known := range stands {
			if known.agent == d.Agent {
				s = known
			}
		}
		if s == nil {
			if len(stands) == maxAgents {
				return
			}
			s = &stand{agent: d.Agent}
			stands = append(stands, s)
		}
		for t := range topics {
			value := d.decides(t)
			if value == "" {
				continue
			}
			first := &s.first[t]
			if first.Rule == nil {
				*first = d
				continue
			}
			if first.decides(t) == value {
				continue
			}
			if s.finding != nil {
				if len(s.finding.Related) < maxRelated {
					s.finding.Relate(d.at, "%s contradicts %s as well", check.Quote(d.Written), check.Quote(first.Written))
				}
				break
			}
			to := ""
			if d.Agent != robots.Everyone {
				to = " for " + d.Agent
			}
			s.finding = pass.Report(d.at, "%s%s contradicts %s; Google goes by what forbids more, and others need not; keep the one that is meant",
				check.Quote(d.Written), to, check.Quote(first.Written)).
				Relate(first.at, "%s stands here", check.Quote(first.Written)).About(d.Agent)
			break
		}
	}
}

var unavailablePast = &check.Check{
	ID:         "robots/unavailable-past",
	Severity:   check.Warning,
	Title:      "The page asked to leave search results on a day that is past",
	Why:        "After the date of unavailable_after Google drops the page. A page that is still meant to be found needs a later date or none.",
	Fix:        "Take the directive out or move its date. A page that is done with can answer with status 410.",
	Exceptions: "Needs to know today's date (--as-of); of an archived page, that of the capture. A day counts to its end, a time without zone in every zone.",
	References: []string{googleDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Summer fair</title>\n<meta name=robots content=\"unavailable_after: 2025-08-31\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Summer fair</title>\n<meta name=robots content=\"unavailable_after: 2026-08-31\">\n</head></html>",
	Example:    check.Example{AsOf: "2026-03-01"},
	Since:      "0.1.0",
	Run:        runUnavailablePast,
}

func runUnavailablePast(pass *check.Pass) {
	if pass.AsOf.IsZero() {
		return
	}
	now := dates.FromStd(pass.AsOf.In(time.UTC))
	for d := range directives(pass.Page) {
		if d.Rule == nil || d.Rule.Arg != robots.Date {
			continue
		}
		t, ok := readDate(d.Arg)
		if !ok || !dates.Between(t, now).After(0) {
			continue
		}
		pass.Report(d.at, "unavailable_after is %s, which is past; Google drops the page from search results; take it out or move the date", check.Quote(d.Arg)).
			Fact("date", t.String()).About(d.Agent + " " + d.Name)
		return
	}
}

var unusedDirective = &check.Check{
	ID:         "robots/unused-directive",
	Severity:   check.Info,
	Off:        true,
	Title:      "A directive that its readers gave up",
	Why:        "The directive does nothing any more. It harms nobody, which is why this check is off.",
	Fix:        "Take it out.",
	Exceptions: "noarchive and nocache mean something to Bing and others, and are reported only where they speak to Google alone.",
	References: []string{googleDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"index, noodp\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"noarchive\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runUnusedDirective,
}

func runUnusedDirective(pass *check.Pass) {
	var f *check.Finding
	report := func(d *directive, why string) {
		switch {
		case f == nil:
			f = pass.Report(d.at, "%s does nothing, since %s; no crawler that it speaks to reads it; take it out", check.Quote(d.Written), why).About(d.Agent + " " + d.Name)
		case len(f.Related) < maxRelated:
			f.Relate(d.at, "%s does nothing either, since %s", check.Quote(d.Written), why)
		}
	}
	for d := range directives(pass.Page) {
		switch {
		case d.Rule == nil || d.HasArg:
		case d.Rule.Unread != "":
			report(&d, d.Rule.Unread)
		case d.Rule.NotGoogle && strings.HasPrefix(d.Agent, "google"):
			report(&d, "Google does not read it")
		}
	}
	for _, prop := range pass.Page.PropAll("google") {
		if prop.Attr == "name" && strings.EqualFold(prop.Value(), "nositelinkssearchbox") {
			d := robots.Parse(prop.Value())
			d.Agent = prop.Key
			report(&directive{d, prop.Origin()}, d.Rule.Unread)
		}
	}
}

var noindex = &check.Check{
	ID:       "robots/noindex",
	Severity: check.Info,
	Title:    "The page is kept out of search results",
	Why: "noindex is right for baskets, searches and trials, and a disaster when it came along from a staging site. " +
		"What other checks say about search results matters little for such a page.",
	Fix:        "Take noindex out, and \"none\", if people shall find the page by search. Switch this check off for a site that is not public.",
	Exceptions: "Directives for crawlers that do not search the web are passed over.",
	References: []string{googleDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Basket</title>\n<meta name=robots content=noindex>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"nofollow\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runNoindex,
}

func runNoindex(pass *check.Pass) {
	var f *check.Finding
	for d := range directives(pass.Page) {
		if !d.ForbidsIndex() || !searches(d.Agent) {
			continue
		}
		if f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(d.at, "%s for %s", check.Quote(d.Written), robots.Crawler(d.Agent))
			}
			continue
		}
		who, leave := "every crawler", "search engines leave"
		if d.Agent != robots.Everyone {
			who = robots.Crawler(d.Agent)
			leave = who + " leaves"
		}
		f = pass.Report(d.at, "the page has %s for %s; %s it out of the results; take that out if people shall find the page by search", check.Quote(d.Written), who, leave).
			About(d.Agent + " noindex")
	}
}

// searches tells whether a crawler is that of a search engine.
func searches(agent string) bool {
	switch robots.Crawler(agent) {
	case "", "a crawler of Google", "that crawler":
		return false
	}
	return true
}

var noindexWithCanonical = &check.Check{
	ID:       "robots/noindex-with-canonical",
	Severity: check.Warning,
	Title:    "The page is kept out of search results and names another as canonical",
	Why: "noindex says that the page shall not be shown, the canonical link that it is the same as another page. Search engines that believe both may take the other page out as well, " +
		"or pass over one of the two.",
	Fix:        "Keep the canonical link alone for copies of a page, and noindex alone for pages that shall not be found.",
	Exceptions: "Needs the page's own address. Addresses that differ by protocol, \"www.\", a closing slash or tracking parameters are one.",
	References: []string{"https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls", googleDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=noindex>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Example:    check.Example{URL: "https://example.com/print/hours"},
	Since:      "0.1.0",
	Run:        runNoindexWithCanonical,
}

func runNoindexWithCanonical(pass *check.Pass) {
	p := pass.Page
	if p.URL == nil || p.URL.Host == "" {
		return
	}
	var link *page.Link
	var u *url.URL
	for d := range directives(p) {
		if !d.ForbidsIndex() || !d.ForSearch() {
			continue
		}
		if link == nil {
			if link = p.Canonical(); link == nil {
				return
			}
			u = link.URL()
		}
		const small = weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Tracking | weburl.Fragment
		if u.Host == "" || weburl.Compare(u, p.URL).Within(small) {
			return
		}
		pass.Report(d.at, "%s keeps the page out of search results while the canonical link names %s; that may take the other page out as well; keep the canonical link for a copy, and noindex for a page of its own",
			check.Quote(d.Written), check.Quote(link.Href)).Relate(link.Origin(), "the canonical link")
		return
	}
}
