package link

import (
	"net/url"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var canonicalMissing = &check.Check{
	ID:       "link/canonical-missing",
	Severity: check.Info,
	Off:      true,
	Title:    "Page without a canonical link",
	Impact:   "search engines choose themselves which URL of the page to show",
	Why: "A canonical link tells search engines which of several URLs of one page to show. " +
		"They choose well enough without one, so this check is off by default.",
	Fix:        "Add <link rel=\"canonical\"> with the page's own public URL to head.",
	Exceptions: "Silent on noindex pages, on AMP pages (link/amp-canonical-missing), and on parts of pages.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en>\n<head><title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head><title>Opening hours</title><link rel=canonical href=\"https://example.com/hours\"></head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("link canonical") || p.NoIndex() || p.IsAMP() || len(p.LinksWith("canonical")) > 0 {
			return
		}
		at := text.FromSource(0, 0)
		if p.Head != nil {
			at = text.FromTag(p.Head)
		}
		pass.Report(at, "the page has no canonical link").
			Advise(`add <link rel="canonical"> with the absolute public URL of the page`).About("canonical")
	},
}

var canonicalMultiple = &check.Check{
	ID:         "link/canonical-multiple",
	Severity:   check.Error,
	Lower:      check.Lower{Severity: check.Info, When: "when all have the same URL"},
	Title:      "Several canonical links",
	Impact:     "search engines ignore all canonical links of the page",
	Why:        "Search engines ignore canonical links that contradict each other, and choose a URL themselves. Usually a theme and a plugin, or the server and the page, both write one.",
	Fix:        "Keep one canonical link, in head or in the Link header.",
	Exceptions: "Links in body and links with hreflang, lang, media or type do not count; other checks report them.",
	References: []string{canonicalDoc, canonicalRFC},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=canonical href=\"https://example.com/visit\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runCanonicalMultiple,
}

func runCanonicalMultiple(pass *check.Pass) {
	p := pass.Page
	var list []*page.Link
	for _, l := range canonicals(p) {
		if target(p, l) != nil && len(extraAttributes(l)) == 0 {
			list = append(list, l)
		}
	}
	if len(list) < 2 {
		return
	}
	first, other := list[0], list[1]
	equal := true
	for _, l := range list[1:] {
		if !weburl.Compare(l.URL(), first.URL()).Within(weburl.Fragment) {
			other, equal = l, false
			break
		}
	}
	var f *check.Finding
	here, before := check.QuoteBoth(other.Href, first.Href)
	if equal {
		f = pass.Report(other.Origin(), "the page has %d canonical links with the same URL: %s", len(list), check.Quote(first.Href)).
			Affects("search engines ignore all of them as soon as one differs").
			Advise("keep one").Milder()
	} else {
		f = pass.Report(other.Origin(), "the page has contradictory canonical links: %s after %s", here, before).
			Advise("keep the correct one")
	}
	f.Relate(first.Origin(), "%s has %s", where(first), before)
	for i, l := range list[1:] {
		if l != other && i < 9 {
			f.Relate(l.Origin(), "%s has %s", where(l), check.Quote(l.Href))
		}
	}
}

var canonicalRelative = &check.Check{
	ID:       "link/canonical-relative",
	Severity: check.Warning,
	Title:    "Canonical link with a relative URL",
	Impact:   "search engines resolve it to another page under another host or base URL",
	Why: "A relative URL resolves to another page when the page is reached under another host, protocol or base URL: " +
		"a copy on a test host declares itself the original.",
	Fix:        "Write the absolute URL, with https:// and the host.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, l := range canonicals(p) {
			if target(p, l) == nil || absolute(l.Href) {
				continue
			}
			pass.Report(l.Origin(), "the canonical link has a relative URL: %s", check.Quote(l.Href)).Advise("write %s", inFull(l))
			return
		}
	},
}

var canonicalInvalid = &check.Check{
	ID:       "link/canonical-invalid",
	Severity: check.Error,
	Title:    "Invalid canonical link",
	Impact:   "search engines cannot use it",
	Why: "Search engines ignore a canonical link that is empty or not an http or https URL. One that points to a development host " +
		"can remove the page from the index as soon as search engines can reach that host.",
	Fix:        "Write the absolute public URL of the page. Have the template leave out the link if there is none.",
	Exceptions: "Hosts that are not public are accepted on pages that are themselves on such a host.",
	References: []string{canonicalDoc, canonicalRFC},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"http://localhost:8080/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hosts", Doc: "hosts to accept although they are not public, such as those of an intranet", Default: []string{}}},
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, l := range canonicals(p) {
			fault, repair := invalid(p, l)
			u := l.URL()
			if fault == "" || u != nil && slices.ContainsFunc(pass.Strings("hosts"), func(host string) bool { return strings.EqualFold(host, u.Hostname()) }) {
				continue
			}
			pass.Report(l.Origin(), "the canonical link %s", withHref(fault, l)).Advise("%s", repair)
			return
		}
	},
}

var canonicalOutsideHead = &check.Check{
	ID:         "link/canonical-outside-head",
	Severity:   check.Error,
	Title:      "Canonical link in body",
	Impact:     "search engines ignore it",
	Why:        "Search engines read canonical links only in head and in the Link header, since the content of body may come from visitors.",
	Fix:        "Move the link to head.",
	Exceptions: "Silent when head or header has a canonical link as well, when the link was in head and something before it ended the head (head/broken-head reports that), and on parts of pages.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title></head>\n<body>\n<link rel=canonical href=\"https://example.com/hours\">\n</body></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head><body></body></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		links := p.LinksWith("canonical")
		if p.Partial() || len(links) == 0 || len(canonicals(p)) > 0 || p.HeadBreak() != nil {
			return
		}
		f := pass.Report(text.FromTag(links[0].Node), "the canonical link is in body: %s", check.Quote(links[0].Href)).
			Advise("move it to head")
		if p.Head != nil {
			f.Relate(text.FromTag(p.Head), "it belongs in this head")
		}
	},
}

var canonicalFragment = &check.Check{
	ID:         "link/canonical-fragment",
	Severity:   check.Warning,
	Title:      "Canonical URL with a fragment",
	Impact:     "Google does not support fragments in canonical URLs",
	Why:        "A fragment names a place in a page, not a page. Google does not support fragments in canonical URLs. What follows #! is another page only for the script of the page.",
	Fix:        "Remove the # and what follows it. Use a URL of its own for each page that differs only by its fragment.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/visit#hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/visit\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, l := range canonicals(p) {
			if target(p, l) == nil {
				continue
			}
			before, after, found := strings.Cut(l.Href, "#")
			if !found || strings.TrimSpace(before) == "" {
				continue
			}
			kind := "a fragment"
			if strings.HasPrefix(after, "!") {
				kind = "a hash-bang fragment"
			}
			without := strings.TrimSpace(before)
			if !absolute(without) {
				without, _, _ = strings.Cut(l.URL().String(), "#")
			}
			f := pass.Report(l.Origin(), "the canonical URL has %s: %s", kind, check.Quote(l.Href)).
				Advise("write the absolute URL without the fragment")
			if absolute(without) {
				f.Advise("write %s", check.Quote(without))
			}
			return
		}
	},
}

var canonicalAttributes = &check.Check{
	ID:         "link/canonical-attributes",
	Severity:   check.Error,
	Title:      "Canonical link with hreflang, lang, media or type",
	Impact:     "Google does not use it as canonical",
	Why:        "Google does not use a canonical link that has hreflang, lang, media or type, since it looks like a link to an alternate version of the page.",
	Fix:        "Remove the attributes. Add separate links with rel=\"alternate\" for other versions.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical hreflang=en href=\"https://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		for _, l := range canonicals(pass.Page) {
			extra := extraAttributes(l)
			if len(extra) == 0 {
				continue
			}
			what := check.Plural(len(extra), "the attribute", "the attributes")
			pass.Report(attrOrigin(l, extra[0]), "the canonical link has %s %s", what, check.List(extra)).Advise("remove %s", what)
			return
		}
	},
}

// extraAttributes are the attributes of a canonical link that keep it from
// being used.
func extraAttributes(l *page.Link) []string {
	lang := ""
	if l.Node != nil {
		lang, _ = text.Attr(l.Node, "lang")
	}
	var names []string
	for _, a := range []struct{ name, value string }{
		{"hreflang", l.Hreflang}, {"lang", lang}, {"media", l.Media}, {"type", l.Type},
	} {
		if strings.TrimSpace(a.value) != "" {
			names = append(names, a.name)
		}
	}
	return names
}

var canonicalInsecure = &check.Check{
	ID:         "link/canonical-insecure",
	Severity:   check.Warning,
	Title:      "https page with an http canonical URL",
	Impact:     "search engines may show the insecure URL",
	Why:        "The link asks search engines to show the insecure URL, against the redirects and the certificate of the site.",
	Fix:        "Write the URL with https://. Look for a setting of the site URL that still has http.",
	Exceptions: "Needs the page's own URL. URLs on another site are not reported.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"http://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Example:    check.Example{URL: "https://example.com/hours"},
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.URL == nil || p.URL.Scheme != "https" {
			return
		}
		if l := p.Canonical(); l != nil && target(p, l) != nil && l.URL().Scheme == "http" && weburl.SameSite(l.URL(), p.URL) {
			f := pass.Report(l.Origin(), "the canonical URL of an https page is http: %s", check.Quote(l.Href)).Advise("write it with https://")
			if secure := *l.URL(); secure.Port() == "" {
				secure.Scheme = "https"
				f.Advise("write %s", check.Quote(secure.String()))
			}
		}
	},
}

var canonicalToRoot = &check.Check{
	ID:         "link/canonical-to-root",
	Severity:   check.Warning,
	Title:      "Inner page with the home page as canonical",
	Impact:     "search engines drop the page as a copy of the home page",
	Why:        "The link tells search engines that the page is a copy of the home page, and they drop it. Usually a template writes the URL of the site on every page.",
	Fix:        "Have the template write the page's own URL.",
	Exceptions: "Needs the page's own URL. Home pages of a language (/en/) count as home pages, and so do URLs such as /index.html.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Example:    check.Example{URL: "https://example.com/hours"},
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		l := p.Canonical()
		if p.URL == nil || l == nil || target(p, l) == nil || homeLike(p.URL) {
			return
		}
		if weburl.IsRoot(l.URL()) && weburl.SameSite(l.URL(), p.URL) {
			pass.Report(l.Origin(), "the canonical link of an inner page points to the home page: %s", check.Quote(l.Href)).
				Advise("write the page's own URL, %s", check.Quote(p.URL.String()))
		}
	},
}

// homeLike reports whether a URL is, as far as can be seen, that of a home page:
// no path, a language, or a name that servers use for it.
func homeLike(u *url.URL) bool {
	path := strings.ToLower(strings.Trim(u.Path, "/"))
	segments := strings.Split(path, "/")
	last := segments[len(segments)-1]
	if name, _, ok := strings.Cut(last, "."); ok {
		last = name
	}
	switch last {
	case "index", "default", "home", "start", "main", "homepage", "amp":
		segments = segments[:len(segments)-1]
	}
	switch len(segments) {
	case 0:
		return true
	case 1:
		s := segments[0]
		return s == "" || len(s) == 2 || len(s) == 5 && (s[2] == '-' || s[2] == '_')
	}
	return false
}
