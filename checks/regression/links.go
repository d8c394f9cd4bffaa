package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
)

var canonicalLost = &check.Check{
	ID:         "regression/canonical-lost",
	Severity:   check.Error,
	Title:      "The canonical link is gone",
	Why:        "Search engines choose the address of the page by it. Without it they guess, and addresses with parameters, with and without a slash count as pages of their own.",
	Fix:        "Write it again.",
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
			Message: "the canonical link to " + check.Quote(was.URL) + " is gone", Kind: "the canonical link is gone",
			Impact: "search engines choose the address of the page by it", Help: "write it again",
		}
		for i := range pass.New.Links {
			if l := &pass.New.Links[i]; l.Has("canonical") {
				c.At = l.At
				c.Message, c.Kind = "the canonical link to "+check.Quote(was.URL)+" has no address any more", "the canonical link has no address any more"
				if l.Body && l.URL != "" {
					c.Message, c.Kind = "the canonical link to "+check.Quote(was.URL)+" stands in the body now, where it is not read", "the canonical link stands in the body now, where it is not read"
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
	Title:    "The canonical link names another host",
	Why:      "Search engines take the page for a copy of one on that host, and drop it. As a rule it is the host of a staging site that went live.",
	Fix:      "Name the host that the site is published at.",
	Exceptions: "Silent where the whole site has moved from one host to another: the addresses of pages tell, or --map-url OLD=NEW. " +
		"With and without \"www.\" is one host. " + notCompared,
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
			Message: "the canonical link names " + check.Quote(is.URL) + " now, on another host than " + check.Quote(was.URL) + " before",
			Kind:    "the canonical link names the host " + check.Quote(to) + " now instead of " + check.Quote(from),
			Impact:  "search engines take the page for a copy of the one there", Help: "name the host that the site is published at, or say --map-url when the site has moved there",
		})
	}),
}

// ownAddressMoved tells whether an address is the page's own in both builds,
// by addresses that are known and not only guessed.
func ownAddressMoved(pass *check.DiffPass, old, new string) bool {
	return pass.Old.URL != "" && pass.New.URL != "" && !pass.Old.Derived && !pass.New.Derived && follows(pass, old, new)
}

var canonicalChanged = &check.Check{
	ID:       "regression/canonical-changed",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Warning, When: "when the page was not its own canonical page before"},
	Title:    "The canonical link names another page",
	Why:      "A page that names another as canonical leaves search results in its favour.",
	Fix:      "Have the page name itself, unless it is a copy of the other.",
	Exceptions: "Silent where the page has moved and its canonical link with it. From http to https is no change; slashes, \"www.\" and tracking are told by regression/canonical-form. " +
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
			Message: "the canonical link names " + now + " now, and named " + before + " before",
			Kind:    "the canonical link names another page now",
			Impact:  "search engines show the page that it names in place of this one", Help: "name this page, unless it is a copy of the other",
		})
		if pass.Old.URL != "" && !check.NamesPage(was.URL, pass.Old.URL, pass.OldKey) {
			f.Milder()
		}
	}),
}

var canonicalForm = &check.Check{
	ID:       "regression/canonical-form",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when only a slash, \"www.\" or tracking differ"},
	Title:    "The canonical link has another form of its address",
	Why:      "To search engines https and http, with and without a slash are different addresses. They have to visit all pages again, and a form that the server does not answer leads nowhere.",
	Fix:      "Go back to the former one, or redirect the former addresses.",
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
			Message: "the canonical link is " + now + " now, and was " + before,
			Impact:  "to search engines these are two addresses", Help: "keep to the former, or redirect it",
		}
		switch compareAddresses(pass, was.URL, is.URL) {
		case insecure:
			c.Kind = "the canonical link fell back from https to http"
			pass.Report(c)
		case otherForm:
			c.Kind = "the canonical link has another form of the same address"
			pass.Report(c).Milder()
		}
	}),
}

// versions are the language versions that the page lists, by language in lower
// case, in order; the first of a language counts.
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
	Title:      "A language version is not listed any more",
	Why:        "Search engines send readers to the version in their language by these links, and believe them only where both pages list each other.",
	Fix:        "List it again, unless the version is gone.",
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
		const why = "search engines send readers to the version in their language by these links"
		if len(old) > 1 && len(left) == 0 {
			pass.Report(check.Change{
				Subject: "link alternate hreflang", At: pass.New.Top, Was: old[0].At, Before: strings.ReplaceAll(languages(old), `"`, ""),
				Message: "no language version is listed any more; before there were " + languages(old), Kind: "no language version is listed any more",
				Impact: why, Help: "list them again",
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
				Message: "the version for " + check.Quote(l.Hreflang) + " is not listed any more", Kind: "the version for " + check.Quote(l.Hreflang) + " is not listed any more",
				Impact: why, Help: "list it again, unless it is gone",
			})
		}
	}),
}

// languages are the languages of links as messages have them.
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
	Title:      "A language version is listed under another address",
	Why:        "An address that is wrong breaks the pair: search engines pass over links that do not lead back.",
	Fix:        "Make sure that the version is there, and lists this page.",
	Exceptions: "Silent about the page's own entry where the page has moved, and about forms of one address (scheme, \"www.\", slash). " + notCompared,
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
				Message: "the version for " + check.Quote(was.Hreflang) + " is at " + check.Quote(is.URL) + " now, and was at " + check.Quote(was.URL),
				Impact:  "links that do not lead to a page which links back are passed over", Help: "make sure that the version is there and lists this page",
			}
			switch compareAddresses(pass, was.URL, is.URL) {
			case otherHost:
				c.Kind = "the version for " + check.Quote(was.Hreflang) + " is on the host " + check.Quote(shownHost(is.URL)) + " now"
			case otherAddress:
				c.Kind = "the version for " + check.Quote(was.Hreflang) + " has another address now"
			default:
				continue
			}
			pass.Report(c)
		}
	}),
}

// linkWith is the first link outside the body, with an address, that test takes; or nil.
func linkWith(s *summary.Summary, test func(*summary.Link) bool) *summary.Link {
	for i := range s.Links {
		if l := &s.Links[i]; l.URL != "" && !l.Body && test(l) {
			return l
		}
	}
	return nil
}

// lostLink reports that no link which test takes is left.
func lostLink(pass *check.DiffPass, name, subject, why, fix string, test func(*summary.Link) bool) {
	was := linkWith(pass.Old, test)
	if was == nil || linkWith(pass.New, test) != nil || pass.New.WasCut("links") {
		return
	}
	pass.Report(check.Change{
		Subject: subject, At: pass.New.Top, Was: was.At, Before: was.URL,
		Message: name + " to " + check.Quote(was.URL) + " is gone", Kind: name + " is gone", Impact: why, Help: fix,
	})
}

var amphtmlLost = &check.Check{
	ID:         "regression/amphtml-lost",
	Severity:   check.Info,
	Title:      "The link to the AMP version is gone",
	Why:        "An AMP page that its page does not link to is not found.",
	Fix:        "Link to it again, unless AMP was given up; then redirect the AMP pages.",
	Exceptions: notCompared,
	References: []string{"https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml"},
	Bad:        example(`<link rel="amphtml" href="https://example.com/a.amp.html">`, ""),
	Good:       example(`<link rel="amphtml" href="https://example.com/a.amp.html">`, `<link rel="amphtml" href="https://example.com/amp/a.html">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		lostLink(pass, "the amphtml link", "link amphtml", "the AMP page is not found without it", "write it again, unless AMP was given up",
			func(l *summary.Link) bool { return l.Has("amphtml") })
	}),
}

var feedLost = &check.Check{
	ID:         "regression/feed-lost",
	Severity:   check.Warning,
	Title:      "The link to the feed is gone",
	Why:        "Feed readers and news services find the feed by this link.",
	Fix:        "Write it again.",
	Exceptions: notCompared,
	References: []string{"https://www.rssboard.org/rss-autodiscovery"},
	Bad:        example(`<link rel="alternate" type="application/rss+xml" href="/feed.xml">`, ""),
	Good:       example(`<link rel="alternate" type="application/rss+xml" href="/feed.xml">`, `<link rel="alternate" type="application/atom+xml" href="/atom.xml">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		lostLink(pass, "the link to the feed", "link alternate feed", "feed readers find it by this link", "write it again", func(l *summary.Link) bool {
			t := strings.ToLower(l.Type)
			return l.Has("alternate") && (strings.HasPrefix(t, "application/rss+xml") || strings.HasPrefix(t, "application/atom+xml") || strings.HasPrefix(t, "application/feed+json"))
		})
	}),
}

var linkLost = &check.Check{
	ID:         "regression/link-lost",
	Severity:   check.Info,
	Title:      "A link of the head is gone",
	Why:        "Browsers and other programs find the icon, the manifest, the licence and the like by these links.",
	Fix:        "Write it again, or take its rel out of the option rels.",
	Exceptions: "Only the rels in the option. " + notCompared,
	References: []string{"https://html.spec.whatwg.org/multipage/links.html#linkTypes"},
	Bad:        example(`<link rel="shortcut icon" href="/favicon.ico">`, ""),
	Good:       example(`<link rel="shortcut icon" href="/favicon.ico">`, `<link rel="icon" href="/icon.svg">`),
	Since:      since,
	Options:    []check.Option{{Name: "rels", Doc: "values of rel", Default: []string{"icon", "apple-touch-icon", "manifest", "license", "search"}}},
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, rel := range pass.Strings("rels") {
			lostLink(pass, "the "+strings.ToLower(rel)+" link", "link "+strings.ToLower(rel), "programs find what it names by it", "write it again",
				func(l *summary.Link) bool { return l.Has(strings.ToLower(rel)) })
		}
	}),
}
