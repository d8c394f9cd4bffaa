package robots

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/dates"
	"github.com/metacheck/metacheck/internal/page"
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
	switch d.name {
	case "all", "none":
		if t == indexing || t == following {
			if d.name == "none" {
				return no
			}
			return yes
		}
	case "index", "noindex":
		if t == indexing {
			return yesUnlessNo(d.name)
		}
	case "follow", "nofollow":
		if t == following {
			return yesUnlessNo(d.name)
		}
	case "archive", "noarchive":
		if t == archiving {
			return yesUnlessNo(d.name)
		}
	case "nosnippet":
		if t == snippets {
			return "0"
		}
	case "max-snippet":
		if n, ok := limit(d.arg); ok && t == snippets {
			return strconv.Itoa(n)
		}
	case "max-video-preview":
		if n, ok := limit(d.arg); ok && t == videoLength {
			return strconv.Itoa(n)
		}
	case "max-image-preview":
		if t == imageSize && previewSize(d.arg) >= 0 {
			return strings.ToLower(d.arg)
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
		if d.rule == nil || d.hasArg && d.rule.arg == none || inNoscript(d.prop) {
			continue
		}
		var s *stand
		for _, known := range stands {
			if known.agent == d.agent {
				s = known
			}
		}
		if s == nil {
			if len(stands) == maxAgents {
				return
			}
			s = &stand{agent: d.agent}
			stands = append(stands, s)
		}
		for t := range topics {
			value := d.decides(t)
			if value == "" {
				continue
			}
			first := &s.first[t]
			if first.rule == nil {
				*first = d
				continue
			}
			if first.decides(t) == value {
				continue
			}
			if s.finding != nil {
				if len(s.finding.Related) < maxRelated {
					s.finding.Relate(d.at, "%s contradicts %s as well", check.Quote(d.written), check.Quote(first.written))
				}
				break
			}
			to := ""
			if d.agent != everyone {
				to = " for " + d.agent
			}
			s.finding = pass.Report(d.at, "%s%s contradicts %s; Google goes by what forbids more, and others need not; keep the one that is meant",
				check.Quote(d.written), to, check.Quote(first.written)).
				Relate(first.at, "%s stands here", check.Quote(first.written)).About(d.agent)
			break
		}
	}
}

// inNoscript tells whether an element is for readers without scripts only.
func inNoscript(prop *page.Prop) bool {
	if prop == nil {
		return false
	}
	for n := prop.Node.Parent; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.DataAtom == atom.Noscript {
			return true
		}
	}
	return false
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
		if d.rule == nil || d.rule.arg != date {
			continue
		}
		t, ok := readDate(d.arg)
		if !ok || !dates.Between(t, now).After(0) {
			continue
		}
		pass.Report(d.at, "unavailable_after is %s, which is past; Google drops the page from search results; take it out or move the date", check.Quote(d.arg)).
			Fact("date", t.String()).About(d.agent + " " + d.name)
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
			f = pass.Report(d.at, "%s does nothing, since %s; no crawler that it speaks to reads it; take it out", check.Quote(d.written), why).About(d.agent + " " + d.name)
		case len(f.Related) < maxRelated:
			f.Relate(d.at, "%s does nothing either, since %s", check.Quote(d.written), why)
		}
	}
	for d := range directives(pass.Page) {
		switch {
		case d.rule == nil || d.hasArg:
		case d.rule.unread != "":
			report(&d, d.rule.unread)
		case d.rule.notGoogle && strings.HasPrefix(d.agent, "google"):
			report(&d, "Google does not read it")
		}
	}
	for _, prop := range pass.Page.PropAll("google") {
		if prop.Attr == "name" && strings.EqualFold(prop.Value(), "nositelinkssearchbox") {
			report(&directive{name: "nositelinkssearchbox", written: prop.Value(), agent: prop.Key, at: prop.Origin()}, ruleOf("nositelinkssearchbox").unread)
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
		if !d.forbidsIndex() || !searches(d.agent) {
			continue
		}
		if f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(d.at, "%s for %s", check.Quote(d.written), crawler(d.agent))
			}
			continue
		}
		who, leave := "every crawler", "search engines leave"
		if d.agent != everyone {
			who = crawler(d.agent)
			leave = who + " leaves"
		}
		f = pass.Report(d.at, "the page has %s for %s; %s it out of the results; take that out if people shall find the page by search", check.Quote(d.written), who, leave).
			About(d.agent + " noindex")
	}
}

// forbidsIndex tells whether the directive keeps the page out of an index.
func (d *directive) forbidsIndex() bool {
	return (d.name == "noindex" || d.name == "none") && !d.hasArg
}

// searches tells whether a crawler is that of a search engine.
func searches(agent string) bool {
	switch crawler(agent) {
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
		if !d.forbidsIndex() || !d.speaksToSearch() {
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
			check.Quote(d.written), check.Quote(link.Href)).Relate(link.Origin(), "the canonical link")
		return
	}
}
