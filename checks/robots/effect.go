package robots

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/internal/values/robots"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var conflict = &check.Check{
	ID:       "robots/conflict",
	Severity: check.Warning,
	Title:    "Contradictory directives",
	Impact:   "Google follows the more restrictive directive, Yandex the more permissive one",
	Why: "Google follows the directive that forbids more, Yandex the one that allows more. Usually the theme, a plugin and the server all write directives, " +
		"and one of them is wrong.",
	Fix:        "Keep the directives in one place, and remove the wrong one.",
	Exceptions: "Directives for different crawlers do not contradict each other. Elements inside noscript are not compared. \"noindex, follow\" is not a contradiction.",
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

// decides is the value of a directive for a topic, to be compared; empty for
// topics that the directive does not decide.
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
					s.finding.Relate(d.at, "%s contradicts %s, too", check.Quote(d.Written), check.Quote(first.Written))
				}
				break
			}
			to := ""
			if d.Agent != robots.Everyone {
				to = " for " + d.Agent
			}
			s.finding = pass.Report(d.at, "%s%s contradicts %s", check.Quote(d.Written), to, check.Quote(first.Written)).
				Advise("remove one of the two").
				Relate(first.at, "%s is here", check.Quote(first.Written)).About(d.Agent)
			switch {
			case d.Agent == robots.Everyone:
			case strings.HasPrefix(d.Agent, "google"):
				s.finding.Affects("Google follows the more restrictive directive")
			case strings.HasPrefix(d.Agent, "yandex"):
				s.finding.Affects("Yandex follows the more permissive directive")
			default:
				s.finding.Affects("the crawler may follow either directive")
			}
			break
		}
	}
}

var unavailablePast = &check.Check{
	ID:         "robots/unavailable-past",
	Severity:   check.Warning,
	Title:      "unavailable_after date in the past",
	Impact:     "Google drops the page from search results",
	Why:        "Google drops the page after the date of unavailable_after. A page that people should still find needs a later date or none.",
	Fix:        "Remove the directive, or write a later date. The server can answer with status 410 for a page that is no longer needed.",
	Exceptions: "Needs today's date (--as-of), or the date of the capture for an archived page. A day counts until its end, and a time without an offset counts until it has passed in every time zone.",
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
		pass.Report(d.at, "unavailable_after is in the past: %s", check.Quote(d.Arg)).
			Advise("remove it, or write a later date").Fact("date", t.String()).About(d.Agent + " " + d.Name)
		return
	}
}

var unusedDirective = &check.Check{
	ID:         "robots/unused-directive",
	Severity:   check.Info,
	Off:        true,
	Title:      "Directive without effect",
	Impact:     "crawlers ignore it",
	Why:        "Crawlers no longer read the directive. It does no harm, so this check is off by default.",
	Fix:        "Remove it.",
	Exceptions: "noarchive and nocache have an effect for Bing and others, and are reported only where they are for Google alone.",
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
			f = pass.Report(d.at, "%s has no effect, since %s", check.Quote(d.Written), why).
				Advise("remove it").About(d.Agent + " " + d.Name)
		case len(f.Related) < maxRelated:
			f.Relate(d.at, "%s has no effect either, since %s", check.Quote(d.Written), why)
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
	Title:    "Page with noindex",
	Impact:   "search engines do not show the page",
	Why: "noindex is right for shopping carts, search results and tests, and a disaster if it was copied from a staging site. " +
		"Findings of other checks about search results matter little for such a page.",
	Fix:        "Remove noindex or \"none\" if people should find the page by search. Turn off this check for a site that is not public.",
	Exceptions: "Directives for crawlers that do not belong to a search engine are not reported.",
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
		who := robots.Crawler(d.Agent)
		f = pass.Report(d.at, "the page has %s for %s", check.Quote(d.Written), who).
			Advise("remove it if people should find the page by search").About(d.Agent + " noindex")
		if d.Agent != robots.Everyone {
			f.Affects("%s does not show the page", who)
		}
	}
}

// searches reports whether a crawler is that of a search engine.
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
	Title:    "noindex page with another page as canonical",
	Impact:   "search engines may drop the other page, too",
	Why: "noindex asks search engines not to show the page, and the canonical link declares it the same as another page. Search engines that follow both may drop the other page, too, " +
		"or they ignore one of the two.",
	Fix:        "Use only the canonical link for copies of a page, and only noindex for pages that should not be found.",
	Exceptions: "Needs the page's own URL. URLs that differ only by protocol, \"www.\", a trailing slash or tracking parameters count as the same.",
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
		pass.Report(d.at, "the page has %s, but its canonical link points to another page: %s", check.Quote(d.Written), check.Quote(link.Href)).
			Advise("remove %s if the page is a copy, otherwise remove the canonical link", check.Quote(d.Written)).
			Relate(link.Origin(), "the canonical link")
		return
	}
}
