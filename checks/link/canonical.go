package link

import (
	"net/url"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/weburl"
)

var canonicalMissing = &check.Check{
	ID:       "link/canonical-missing",
	Severity: check.Info,
	Off:      true,
	Title:    "The page names no canonical address",
	Why: "A canonical link tells search engines which of several addresses of one page to show. " +
		"They choose well enough without one, which is why this check is off.",
	Fix:        "Add <link rel=\"canonical\"> with the page's own public address to head.",
	Exceptions: "Silent on pages that are kept out of search results, on AMP pages (link/amp-canonical-missing), and for parts of pages.",
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
		pass.Report(at, "the page has no canonical link; search engines choose among its addresses on their own; add <link rel=\"canonical\"> with the page's public address").
			About("canonical")
	},
}

var canonicalMultiple = &check.Check{
	ID:         "link/canonical-multiple",
	Severity:   check.Error,
	Lower:      check.Lower{Severity: check.Info, When: "when all name the same address"},
	Title:      "The page names several canonical addresses",
	Why:        "Of canonical links that contradict each other, search engines ignore all, and choose an address on their own. Mostly a theme and a plugin, or the server and the page, each give one.",
	Fix:        "Keep one canonical link, in head or in the Link header.",
	Exceptions: "Links in body and links with hreflang, lang, media or type do not count; checks of their own report them.",
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
		f = pass.Report(other.Origin(), "the canonical link stands %d times with the address %s; a change to one would be missed in the other; keep one",
			len(list), check.Quote(first.Href)).Milder()
	} else {
		f = pass.Report(other.Origin(), "the canonical address is %s here and %s before; search engines ignore canonical links that contradict each other; keep the right one",
			here, before)
	}
	f.Relate(first.Origin(), "%s names %s", where(first), before)
	for i, l := range list[1:] {
		if l != other && i < 9 {
			f.Relate(l.Origin(), "%s names %s", where(l), check.Quote(l.Href))
		}
	}
}

var canonicalRelative = &check.Check{
	ID:       "link/canonical-relative",
	Severity: check.Warning,
	Title:    "The canonical address is relative",
	Why: "A relative address names another page as soon as the page is reached under another host, protocol or base: " +
		"the copy on a test host declares itself the original.",
	Fix:        "Write the address in full, with https:// and host.",
	References: []string{canonicalDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, l := range canonicals(p) {
			u := target(p, l)
			if u == nil || absolute(l.Href) {
				continue
			}
			example := "write it with https:// and host"
			switch {
			case strings.HasPrefix(strings.ToLower(strings.TrimSpace(l.Href)), "www."):
				example = "write " + check.Quote("https://"+strings.TrimSpace(l.Href))
			case u.IsAbs() && u.Host != "":
				example = "write " + check.Quote(u.String())
			}
			pass.Report(l.Origin(), "the canonical address %s is relative; under another host or base it names another page; %s", check.Quote(l.Href), example)
			return
		}
	},
}

var canonicalInvalid = &check.Check{
	ID:       "link/canonical-invalid",
	Severity: check.Error,
	Title:    "The canonical address cannot be used",
	Why: "Search engines ignore a canonical link that is empty or no web address. One that names a host of the developers " +
		"can take the page out of the index, or does so as soon as they can reach that host.",
	Fix:        "Write the page's public address in full. Have the template leave the link out when there is none.",
	Exceptions: "Hosts that are not public are right on pages that are themselves on such a host.",
	References: []string{canonicalDoc, canonicalRFC},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"http://localhost:8080/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hosts", Doc: "hosts that may be named though the public cannot reach them, such as those of an intranet", Default: []string{}}},
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, l := range canonicals(p) {
			fault, repair := invalid(p, l)
			u := l.URL()
			if fault == "" || u != nil && slices.ContainsFunc(pass.Strings("hosts"), func(host string) bool { return strings.EqualFold(host, u.Hostname()) }) {
				continue
			}
			what := "the canonical link"
			if strings.TrimSpace(l.Href) != "" {
				what = "the canonical address " + check.Quote(l.Href)
			}
			pass.Report(l.Origin(), "%s %s; search engines cannot use it; %s", what, fault, repair)
			return
		}
	},
}

var canonicalOutsideHead = &check.Check{
	ID:         "link/canonical-outside-head",
	Severity:   check.Error,
	Title:      "The canonical link stands in body",
	Why:        "Search engines read canonical links in head and in the Link header only, since what stands in body may come from visitors.",
	Fix:        "Move the link into head.",
	Exceptions: "Silent when head or header has a canonical link as well, when the link was in head and something before it ended the head (head/broken-head tells that), and for parts of pages.",
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
		f := pass.Report(text.FromTag(links[0].Node), "the canonical link %s stands in body; search engines read it in head only; move it into head", check.Quote(links[0].Href))
		if p.Head != nil {
			f.Relate(text.FromTag(p.Head), "it belongs in this head")
		}
	},
}

var canonicalFragment = &check.Check{
	ID:         "link/canonical-fragment",
	Severity:   check.Warning,
	Title:      "The canonical address has a fragment",
	Why:        "A fragment names a place in a page and not a page. Google asks for canonical addresses without; what stands behind #! is another page to nobody but the page's script.",
	Fix:        "Write the address without # and what follows. Give pages that differ by fragment addresses of their own.",
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
			pass.Report(l.Origin(), "the canonical address %s has %s; search engines index pages and not places in them; write %s",
				check.Quote(l.Href), kind, check.Quote(before))
			return
		}
	},
}

var canonicalAttributes = &check.Check{
	ID:         "link/canonical-attributes",
	Severity:   check.Error,
	Title:      "The canonical link has attributes that take its effect",
	Why:        "Google does not use a canonical link that carries hreflang, lang, media or type: it takes it for a link to another version of the page.",
	Fix:        "Remove the attributes. Links to other versions are links of their own, with rel=\"alternate\".",
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
			pass.Report(attrOrigin(l, extra[0]), "the canonical link carries %s; Google does not use such a link as canonical; remove %s",
				check.List(extra), check.Plural(len(extra), "the attribute", "the attributes"))
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
	Title:      "A page on https names a canonical address on http",
	Why:        "The link tells search engines to show the insecure address, against the redirects and the certificate of the site.",
	Fix:        "Write the address with https://; look for a setting of the site's address that was left at http.",
	Exceptions: "Needs the page's own address. An address on another site is its owner's to choose.",
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
			pass.Report(l.Origin(), "the page is on https, and its canonical address %s on http; that asks search engines to show the insecure address; write it with https://", check.Quote(l.Href))
		}
	},
}

var canonicalToRoot = &check.Check{
	ID:         "link/canonical-to-root",
	Severity:   check.Warning,
	Title:      "An inner page names the home page as canonical",
	Why:        "The link tells search engines that the page is a copy of the home page, and they drop it. It is the classic mistake of a template that prints the site's address on every page.",
	Fix:        "Have the template print the page's own address.",
	Exceptions: "Needs the page's own address. Home pages in a language of their own (/en/) are home pages, and so are addresses of the start page such as /index.html.",
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
			pass.Report(l.Origin(), "the canonical address of this page is the home page %s; search engines drop the page as a copy of that; write the page's own address %s",
				check.Quote(l.Href), check.Quote(p.URL.String()))
		}
	},
}

// homeLike tells whether an address is, as far as can be told, that of a home
// page: no path, a language, or a name that servers give to it.
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
