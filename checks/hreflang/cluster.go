package hreflang

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/langtag"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var selfMissing = &check.Check{
	ID:       "hreflang/self-missing",
	Severity: check.Warning,
	Title:    "The page does not list itself among its language versions",
	Why:      "Google asks every version to list all versions and itself. A list without the page looks like that of another page, and may be passed over.",
	Fix:      "Add a link with rel=\"alternate\", the page's own language and its own address.",
	Exceptions: "Needs the page's address or a canonical one; either of them in the list is enough, and so is that of og:url where the page's own is not known. Protocol, \"www.\", a closing slash, tracking parameters and the marks of AMP, printing and phone versions do not count. " +
		"Silent when an address of the list cannot be read or is not complete, for pages kept out of search results, and for parts of pages.",
	References: []string{localizedDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runSelfMissing,
}

func runSelfMissing(pass *check.Pass) {
	p := pass.Page
	if p.MayHave("link alternate") {
		return
	}
	list := alternates(p)
	if len(list) == 0 || p.NoIndex() {
		return
	}
	var own []*url.URL
	u, link := canonical(p)
	if u != nil {
		own = append(own, u)
	}
	// Canonical links that contradict each other, and one to the original of
	// a copy, do not tell where this page is.
	for _, l := range p.LinksWith("canonical") {
		if l.InHead && absolute(l.URL()) != nil && len(own) < maxRelated {
			own = append(own, l.URL())
		}
	}
	if absolute(p.URL) != nil {
		own = append(own, p.URL)
		if p.URL.RawQuery != "" {
			bare := *p.URL // the query may hold nothing but the visit
			bare.RawQuery = ""
			own = append(own, &bare)
		}
	}
	if len(own) == 0 {
		return
	}
	if prop := p.Prop("og:url"); prop != nil && absolute(p.URL) == nil {
		if u := weburl.ParseHTTP(prop.Content); u != nil {
			own = append(own, u)
		}
	}
	for _, l := range list {
		if absolute(l.URL()) == nil || incomplete(l) != "" {
			return
		}
		for _, o := range own {
			if weburl.Variant(l.URL(), o) {
				return
			}
		}
	}
	lang := "the language of the page"
	if v, ok := p.Lang(); ok && usable(v) {
		lang = check.Quote(strings.TrimSpace(v))
	}
	f := pass.Report(list[0].Origin(), "the language versions do not list this page, %s; Google asks every version to list itself and may pass over the list; add a link with that address and as hreflang %s",
		check.Quote(own[0].String()), lang).About("hreflang")
	if link != nil {
		f.Relate(link.Origin(), "the canonical address of this page")
	}
}

var langMismatch = &check.Check{
	ID:       "hreflang/lang-mismatch",
	Severity: check.Warning,
	Title:    "hreflang of the page and its lang attribute differ",
	Why: "hreflang tells search engines for whom the page is, and lang tells screen readers, browsers and translators what language it is in. When they differ, " +
		"one audience gets the page wrongly announced; mostly lang was left at the template's default.",
	Fix:        "Name the language of the text in both.",
	Exceptions: "Compares languages, not countries or scripts. A page that stands for several codes needs lang to be one of them; x-default says nothing of a language. Needs the page's address or a canonical one. Silent without lang and for a lang that is no language.",
	References: []string{localizedDoc, "https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Öffnungszeiten</title>\n<link rel=canonical href=\"https://example.com/de/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=de-AT><head><title>Öffnungszeiten</title>\n<link rel=canonical href=\"https://example.com/de/hours\">\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runLangMismatch,
}

func runLangMismatch(pass *check.Pass) {
	p := pass.Page
	list := cluster(p)
	if len(list) == 0 {
		return
	}
	lang, _ := p.Lang()
	base := langtag.Base(lang)
	if base == "" {
		return
	}
	var own []*page.Link
	if absolute(p.URL) != nil {
		own = entries(list, p.URL)
	}
	if len(own) == 0 {
		if u, _ := canonical(p); u != nil {
			own = entries(list, u)
		}
	}
	var first *page.Link
	for _, l := range own {
		switch langtag.Base(l.Hreflang) {
		case "":
			if f, _ := judge(l.Hreflang); f.unusable() {
				return // what was meant is not known
			}
		case base:
			return
		default:
			if first == nil {
				first = l
			}
		}
	}
	if first == nil {
		return
	}
	f := pass.Report(codeOrigin(first), "hreflang says that this page is for %s, and lang that it is in %s; search engines and readers are told different languages; name the language of the text in both",
		check.Quote(strings.TrimSpace(first.Hreflang)), check.Quote(lang)).About("hreflang")
	if p.HTML != nil {
		f.Relate(p.LangOrigin(), "lang is %s", check.Quote(lang))
	}
}

var xDefaultMissing = &check.Check{
	ID:         "hreflang/x-default-missing",
	Severity:   check.Info,
	Off:        true,
	Title:      "Language versions without one for everybody else",
	Why:        "x-default names the page for readers whose language has no version. Google recommends it, and it may be the page where readers choose. It is optional, which is why this check is off.",
	Fix:        "Add a link with hreflang=\"x-default\" to the version that serves everybody else; it may be one of the others.",
	Exceptions: "Asks for it from three codes on. Silent for pages kept out of search results and for parts of pages.",
	References: []string{localizedDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n<link rel=alternate hreflang=fr href=\"https://example.com/fr/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=en href=\"https://example.com/hours\">\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n<link rel=alternate hreflang=x-default href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("link alternate") {
			return
		}
		list := alternates(p)
		if len(list) < 3 || p.NoIndex() {
			return
		}
		seen := map[string]bool{}
		for _, l := range list {
			seen[code(l)] = true
			if defaultMeant(l.Hreflang) != "" {
				return
			}
		}
		if len(seen) < 3 {
			return
		}
		pass.Report(list[0].Origin(), "the page lists versions for %d languages and countries and none for everybody else; Google chooses one for readers of other languages; add a link with hreflang=\"x-default\"", len(seen)).
			About("hreflang x-default")
	},
}

var outsideHead = &check.Check{
	ID:       "hreflang/outside-head",
	Severity: check.Error,
	Title:    "A link to a language version that search engines do not read",
	Why: "Google reads language versions in head and in the Link header, and in neither when the link carries media as well: " +
		"it then takes it for another kind of alternate.",
	Fix: "Move the links into head. Where versions differ by screen, too, give links of their own to those.",
	Exceptions: "Silent for links in body that repeat one of head or header, for links that were in head when something before them ended it (head/broken-head tells that), and for parts of pages. " +
		"Links that readers follow (a elements with hreflang) are another matter.",
	References: []string{localizedDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title></head>\n<body>\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</body></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=alternate hreflang=de href=\"https://example.com/de/hours\">\n</head><body></body></html>",
	Since:      "0.1.0",
	Run:        runOutsideHead,
}

func runOutsideHead(pass *check.Pass) {
	p := pass.Page
	if p.Partial() {
		return
	}
	list := alternates(p)
	if len(list) == 0 {
		return
	}
	read := map[string]bool{} // codes of links that are read
	for _, l := range list {
		if l.InHead && !hasMedia(l) {
			read[code(l)] = true
		}
	}
	var media, body *check.Finding
	for _, l := range list {
		switch {
		case read[code(l)]:
		case hasMedia(l):
			at := l.Origin()
			if !l.FromHeader() {
				at = text.FromAttrName(l.Node, "media")
			}
			if media != nil {
				relate(media, at, "the link for %s has media as well", l)
				continue
			}
			media = pass.Report(at, "the link to the version for %s has both hreflang and media; Google reads it as neither; remove media, and give versions for other screens links of their own",
				check.Quote(l.Hreflang)).About("hreflang media")
		case l.InHead:
		case body != nil:
			relate(body, text.FromTag(l.Node), "the link for %s stands in body as well", l)
		case p.HeadBreak() != nil:
			return
		default:
			body = pass.Report(text.FromTag(l.Node), "the link to the version for %s stands in body; search engines read language versions in head only; move it into head",
				check.Quote(l.Hreflang)).About("hreflang body")
		}
	}
}

func relate(f *check.Finding, at text.Origin, format string, l *page.Link) {
	if len(f.Related) < maxRelated {
		f.Relate(at, format, check.Quote(strings.TrimSpace(l.Hreflang)))
	}
}
