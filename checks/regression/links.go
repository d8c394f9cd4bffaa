package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
)

var canonicalLost = &check.Check{
	ID:         "regression/canonical-lost",
	Severity:   check.Error,
	Title:      "Canonical link removed",
	Impact:     "search engines choose themselves which URL of the page to show",
	Why:        "Search engines choose the URL of the page by it. Without it they guess, and URLs with parameters, with and without a trailing slash count as different pages.",
	Fix:        "Restore it.",
	Exceptions: notCompared,
	References: []string{canonicalDoc},
	Bad:        example(`<link rel="canonical" href="https://example.com/a.html">`, ""),
	Good:       example("", `<link rel="canonical" href="https://example.com/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was := pass.Old.Canonical()
		if was == nil || pass.New.Canonical() != nil || pass.New.WasCut("links") {
			return
		}
		c := check.Change{
			Subject: "link canonical", At: pass.New.Top, Was: was.At, Before: was.URL,
			ID: "the canonical link is gone", Message: "the canonical link was removed: " + check.Quote(was.URL), Kind: "the canonical link was removed",
			Help: "restore it",
		}
		for i := range pass.New.Links {
			if l := &pass.New.Links[i]; l.Has("canonical") {
				c.At = l.At
				c.ID = "the canonical link has no address any more"
				c.Message, c.Kind = "the canonical link has no URL now (was "+check.Quote(was.URL)+")", "the canonical link has no URL now"
				c.Help = "restore the URL"
				if l.Body && l.URL != "" {
					c.ID = "the canonical link stands in the body now, where it is not read"
					c.Message, c.Kind = "the canonical link is in the body now: "+check.Quote(l.URL), "the canonical link is in the body now"
					c.Impact, c.Help = "search engines ignore it there", "move it to the head"
				}
			}
		}
		pass.Report(c)
	}),
}

// canonicals are the canonical links of both builds, nil unless both have one.
func canonicals(pass *check.DiffPass) (was, is *summary.Link) {
	was, is = pass.Old.Canonical(), pass.New.Canonical()
	if was == nil || is == nil {
		return nil, nil
	}
	return was, is
}

var canonicalHostChanged = &check.Check{
	ID:       "regression/canonical-host-changed",
	Severity: check.Error,
	Title:    "Canonical link to another host",
	Impact:   "search engines drop the page as a copy of the one there",
	Why:      "Search engines treat the page as a copy of one on that host, and drop it. Usually it is the host of a staging site that went live.",
	Fix:      "Write the host on which the site is published.",
	Exceptions: "Silent when the whole site has moved from one host to another, as the URLs of the pages or --map-url OLD=NEW say. " +
		"A host with and without \"www.\" is the same. " + notCompared,
	References: []string{canonicalDoc},
	Bad:        example(`<link rel="canonical" href="https://example.com/a.html">`, `<link rel="canonical" href="https://staging.example.com/a.html">`),
	Good:       example(`<link rel="canonical" href="http://example.com/a.html">`, `<link rel="canonical" href="https://example.com/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := canonicals(pass)
		if was == nil || compareAddresses(pass, was.URL, is.URL) != otherHost || ownAddressMoved(pass, was.URL, is.URL) {
			return
		}
		from, to := shownHost(pass.Addresses.Translate(was.URL)), shownHost(is.URL)
		pass.Report(check.Change{
			Subject: "link canonical", At: is.At, Was: was.At, Before: was.URL, After: is.URL,
			ID:      "the canonical link names the host " + check.Quote(to) + " now instead of " + check.Quote(from),
			Message: "the canonical link is on another host now: " + check.Quote(is.URL) + " (was " + check.Quote(was.URL) + ")",
			Kind:    "the canonical link is on the host " + check.Quote(to) + " now (was " + check.Quote(from) + ")",
			Help:    "write the host on which the site is published, or use --map-url if the site has moved there",
		})
	}),
}

// ownAddressMoved reports whether a URL is the page's own in both builds, by URLs
// that are known and not only guessed.
func ownAddressMoved(pass *check.DiffPass, old, new string) bool {
	return pass.Old.URL != "" && pass.New.URL != "" && !pass.Old.Derived && !pass.New.Derived && follows(pass, old, new)
}

var canonicalChanged = &check.Check{
	ID:       "regression/canonical-changed",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Warning, When: "when the page was not its own canonical page before"},
	Title:    "Canonical link to another page",
	Impact:   "search engines show that page instead of this one",
	Why:      "Search engines show the canonical page instead of a page that links to it as canonical.",
	Fix:      "Write the URL of the page itself, unless it is a copy of the other.",
	Exceptions: "Silent when the page has moved and its canonical link with it. From http to https is no change; regression/canonical-form reports slashes, \"www.\" and tracking parameters. " +
		notCompared,
	References: []string{canonicalDoc},
	Bad:        example(`<link rel="canonical" href="https://example.com/a.html">`, `<link rel="canonical" href="https://example.com/">`),
	Good:       example(`<link rel="canonical" href="https://example.com/a.html">`, `<link rel="canonical" href="https://example.com/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := canonicals(pass)
		if was == nil || compareAddresses(pass, was.URL, is.URL) != otherAddress || follows(pass, was.URL, is.URL) {
			return
		}
		now, before := check.QuoteBoth(is.URL, was.URL)
		f := pass.Report(check.Change{
			Subject: "link canonical", At: is.At, Was: was.At, Before: was.URL, After: is.URL,
			ID:      "the canonical link names another page now",
			Message: "the canonical link is " + now + " now (was " + before + ")",
			Kind:    "the canonical link is that of another page now",
			Help:    "write the URL of this page, unless it is a copy of the other",
		})
		if pass.Old.URL != "" && !check.NamesPage(was.URL, pass.Old.URL, pass.OldKey) {
			f.Milder()
		}
	}),
}

var canonicalForm = &check.Check{
	ID:       "regression/canonical-form",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when only a slash, \"www.\" or tracking parameters differ"},
	Title:    "Canonical link with another form of its URL",
	Impact:   "search engines see another URL and have to crawl it again",
	Why:      "To search engines, URLs with https and http, and with and without a trailing slash, are different. They have to crawl all pages again, and a form that the server does not answer is an error.",
	Fix:      "Restore the old URL, or redirect it to the new one.",
	Exceptions: "From http to https is no regression. " +
		notCompared,
	References: []string{canonicalDoc},
	Bad:        example(`<link rel="canonical" href="https://example.com/a">`, `<link rel="canonical" href="http://example.com/a">`),
	Good:       example(`<link rel="canonical" href="http://example.com/a">`, `<link rel="canonical" href="https://example.com/a">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := canonicals(pass)
		if was == nil {
			return
		}
		now, before := check.QuoteBoth(is.URL, was.URL)
		c := check.Change{
			Subject: "link canonical", At: is.At, Was: was.At, Before: was.URL, After: is.URL,
			Message: "the canonical link is " + now + " now (was " + before + ")",
			Help:    "restore the old URL, or redirect it to the new one",
		}
		switch compareAddresses(pass, was.URL, is.URL) {
		case insecure:
			c.ID, c.Kind = "the canonical link fell back from https to http", "the canonical link is http instead of https now"
			pass.Report(c)
		case otherForm:
			c.ID, c.Kind = "the canonical link has another form of the same address", "the canonical link is another form of the same URL now"
			pass.Report(c).Milder()
		}
	}),
}

// versions are the hreflang alternates of the page, by language in lowercase, in
// order; the first of a language counts.
func versions(s *summary.Summary) (list []*summary.Link, byLang map[string]*summary.Link) {
	byLang = map[string]*summary.Link{}
	for i := range s.Links {
		l := &s.Links[i]
		lang := strings.ToLower(strings.TrimSpace(l.Hreflang))
		if lang == "" || l.Body || l.URL == "" || !l.Has("alternate") || byLang[lang] != nil {
			continue
		}
		byLang[lang] = l
		list = append(list, l)
	}
	return list, byLang
}

var hreflangLost = &check.Check{
	ID:         "regression/hreflang-lost",
	Severity:   check.Warning,
	Title:      "hreflang alternate removed",
	Impact:     "search engines may show the page in the wrong language",
	Why:        "Search engines use these links to show people the page in their language, and ignore them unless both pages link to each other.",
	Fix:        "Restore it, unless the alternate was removed.",
	Exceptions: notCompared,
	References: []string{hreflangDoc},
	Bad: example(`<link rel="alternate" hreflang="en" href="https://example.com/a.html"><link rel="alternate" hreflang="de" href="https://example.com/de/a.html">`,
		`<link rel="alternate" hreflang="en" href="https://example.com/a.html">`),
	Good: example(`<link rel="alternate" hreflang="en" href="https://example.com/a.html">`,
		`<link rel="alternate" hreflang="EN" href="https://example.com/a.html"><link rel="alternate" hreflang="de" href="https://example.com/de/a.html">`),
	Since: since,
	RunDiff: compared(func(pass *check.DiffPass) {
		old, _ := versions(pass.Old)
		left, byLang := versions(pass.New)
		if pass.New.WasCut("links") {
			return
		}
		if len(old) > 1 && len(left) == 0 {
			pass.Report(check.Change{
				Subject: "link alternate hreflang", At: pass.New.Top, Was: old[0].At, Before: strings.ReplaceAll(languages(old), `"`, ""),
				ID:      "no language version is listed any more",
				Message: "all hreflang alternates were removed: " + languages(old), Kind: "all hreflang alternates were removed",
				Help: "restore them",
			})
			return
		}
		for _, l := range old {
			if byLang[strings.ToLower(strings.TrimSpace(l.Hreflang))] != nil {
				continue
			}
			at := pass.New.Top
			if len(left) > 0 {
				at = left[0].At
			}
			pass.Report(check.Change{
				Subject: "link alternate hreflang=" + l.Hreflang, At: at, Was: l.At, Before: l.URL,
				ID:      "the version for " + check.Quote(l.Hreflang) + " is not listed any more",
				Message: "the hreflang alternate for " + check.Quote(l.Hreflang) + " was removed", Kind: "the hreflang alternate for " + check.Quote(l.Hreflang) + " was removed",
				Help: "restore it, unless that page was removed",
			})
		}
	}),
}

// languages are the languages of links as messages show them. They are also the
// value from before, which fingerprints hang on.
func languages(list []*summary.Link) string {
	var names []string
	for _, l := range list[:min(len(list), 6)] {
		names = append(names, check.Quote(l.Hreflang))
	}
	if len(list) > len(names) {
		names = append(names, "others")
	}
	return check.List(names)
}

var hreflangChanged = &check.Check{
	ID:         "regression/hreflang-changed",
	Severity:   check.Warning,
	Title:      "hreflang alternate with another URL",
	Impact:     "search engines ignore alternates that do not link back",
	Why:        "Search engines ignore hreflang links to pages that do not link back, so a wrong URL breaks both.",
	Fix:        "Make sure that the page exists and links back to this page.",
	Exceptions: "Not reported: the page's own entry if the page has moved, and other forms of one URL (scheme, \"www.\", slash). " + notCompared,
	References: []string{hreflangDoc},
	Bad: example(`<link rel="alternate" hreflang="de" href="https://example.com/de/a.html">`,
		`<link rel="alternate" hreflang="de" href="https://example.com/en/a.html">`),
	Good: example(`<link rel="alternate" hreflang="de" href="http://example.com/de/a.html">`,
		`<link rel="alternate" hreflang="de" href="https://example.com/de/a.html">`),
	Since: since,
	RunDiff: compared(func(pass *check.DiffPass) {
		old, _ := versions(pass.Old)
		_, byLang := versions(pass.New)
		for _, was := range old {
			is := byLang[strings.ToLower(strings.TrimSpace(was.Hreflang))]
			if is == nil || follows(pass, was.URL, is.URL) {
				continue
			}
			c := check.Change{
				Subject: "link alternate hreflang=" + was.Hreflang, At: is.At, Was: was.At, Before: was.URL, After: is.URL,
				Message: "the hreflang alternate for " + check.Quote(was.Hreflang) + " is " + check.Quote(is.URL) + " now (was " + check.Quote(was.URL) + ")",
				Help:    "make sure that the page exists and links back to this page",
			}
			switch compareAddresses(pass, was.URL, is.URL) {
			case otherHost:
				c.ID = "the version for " + check.Quote(was.Hreflang) + " is on the host " + check.Quote(shownHost(is.URL)) + " now"
				c.Kind = "the hreflang alternate for " + check.Quote(was.Hreflang) + " is on the host " + check.Quote(shownHost(is.URL)) + " now"
			case otherAddress:
				c.ID = "the version for " + check.Quote(was.Hreflang) + " has another address now"
				c.Kind = "the hreflang alternate for " + check.Quote(was.Hreflang) + " has another URL now"
			default:
				continue
			}
			pass.Report(c)
		}
	}),
}

// linkWith is the first link outside the body, with a URL, that test accepts; or nil.
func linkWith(s *summary.Summary, test func(*summary.Link) bool) *summary.Link {
	for i := range s.Links {
		if l := &s.Links[i]; l.URL != "" && !l.Body && test(l) {
			return l
		}
	}
	return nil
}

// lostLink reports that no link which test accepts is left; id is its name in
// the identifier of the change.
func lostLink(pass *check.DiffPass, name, id, subject, fix string, test func(*summary.Link) bool) {
	was := linkWith(pass.Old, test)
	if was == nil || linkWith(pass.New, test) != nil || pass.New.WasCut("links") {
		return
	}
	pass.Report(check.Change{
		Subject: subject, At: pass.New.Top, Was: was.At, Before: was.URL,
		ID: id + " is gone", Message: name + " was removed: " + check.Quote(was.URL), Kind: name + " was removed", Help: fix,
	})
}

var amphtmlLost = &check.Check{
	ID:         "regression/amphtml-lost",
	Severity:   check.Info,
	Title:      "amphtml link removed",
	Impact:     "search engines do not find the AMP page",
	Why:        "Search engines find the AMP page of a page by this link.",
	Fix:        "Restore it. If the AMP pages were removed on purpose, redirect them.",
	Exceptions: notCompared,
	References: []string{"https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml"},
	Bad:        example(`<link rel="amphtml" href="https://example.com/a.amp.html">`, ""),
	Good:       example(`<link rel="amphtml" href="https://example.com/a.amp.html">`, `<link rel="amphtml" href="https://example.com/amp/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		lostLink(pass, "the amphtml link", "the amphtml link", "link amphtml", "restore it, unless the AMP page was removed",
			func(l *summary.Link) bool { return l.Has("amphtml") })
	}),
}

var feedLost = &check.Check{
	ID:         "regression/feed-lost",
	Severity:   check.Warning,
	Title:      "Feed link removed",
	Impact:     "feed readers do not find the feed",
	Why:        "Feed readers and news services find the feed by this link.",
	Fix:        "Restore it.",
	Exceptions: notCompared,
	References: []string{"https://www.rssboard.org/rss-autodiscovery"},
	Bad:        example(`<link rel="alternate" type="application/rss+xml" href="/feed.xml">`, ""),
	Good:       example(`<link rel="alternate" type="application/rss+xml" href="/feed.xml">`, `<link rel="alternate" type="application/atom+xml" href="/atom.xml">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		lostLink(pass, "the feed link", "the link to the feed", "link alternate feed", "restore it", func(l *summary.Link) bool {
			t := strings.ToLower(l.Type)
			return l.Has("alternate") && (strings.HasPrefix(t, "application/rss+xml") || strings.HasPrefix(t, "application/atom+xml") || strings.HasPrefix(t, "application/feed+json"))
		})
	}),
}

var linkLost = &check.Check{
	ID:         "regression/link-lost",
	Severity:   check.Info,
	Title:      "Link in the head removed",
	Impact:     "browsers and crawlers do not find what it links to",
	Why:        "Browsers and crawlers find the icon, the web app manifest, the license and similar files by these links.",
	Fix:        "Restore it, or remove its rel value from the option rels.",
	Exceptions: "Only the rel values in the option are checked. " + notCompared,
	References: []string{"https://html.spec.whatwg.org/multipage/links.html#linkTypes"},
	Bad:        example(`<link rel="shortcut icon" href="/favicon.ico">`, ""),
	Good:       example(`<link rel="shortcut icon" href="/favicon.ico">`, `<link rel="icon" href="/icon.svg">`),
	Since:      since,
	Options:    []check.Option{{Name: "rels", Doc: "rel values to check", Default: []string{"icon", "apple-touch-icon", "manifest", "license", "search"}}},
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, rel := range pass.Strings("rels") {
			name := "the " + strings.ToLower(rel) + " link"
			lostLink(pass, name, name, "link "+strings.ToLower(rel), "restore it",
				func(l *summary.Link) bool { return l.Has(strings.ToLower(rel)) })
		}
	}),
}
