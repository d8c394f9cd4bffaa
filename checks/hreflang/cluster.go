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
	Title:    "hreflang alternates without the page itself",
	Impact:   "Google may ignore the alternates of the page",
	Why:      "Google requires each alternate to list all alternates and itself. It may ignore a list without the page.",
	Fix:      "Add a link with rel=\"alternate\", the language of the page as hreflang and the URL of the page.",
	Exceptions: "Needs the URL of the page or a canonical link. Either URL in the list is enough, and so is that of og:url if the URL of the page is unknown. URLs that differ only in http or https, \"www.\", a trailing slash, tracking parameters, or as those of AMP, print and mobile versions do, count as the same. " +
		"Silent when a URL of the list is invalid or not absolute, on pages that robots directives keep out of search results, and on parts of pages.",
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
	// Canonical links that contradict each other, and the canonical link of a
	// copy, do not say where this page is.
	for _, l := range p.LinksWith("canonical") {
		if l.InHead && absolute(l.URL()) != nil && len(own) < maxRelated {
			own = append(own, l.URL())
		}
	}
	if absolute(p.URL) != nil {
		own = append(own, p.URL)
		if p.URL.RawQuery != "" {
			bare := *p.URL // the query may identify only the visit
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
	f := pass.Report(list[0].Origin(), "the hreflang alternates do not include this page: %s", check.Quote(own[0].String())).
		Advise("add an alternate with that URL and with %s as hreflang", lang).About("hreflang")
	if link != nil {
		f.Relate(link.Origin(), "the canonical link of this page")
	}
}

var langMismatch = &check.Check{
	ID:       "hreflang/lang-mismatch",
	Severity: check.Warning,
	Title:    "hreflang that differs from lang",
	Impact:   "search engines and screen readers get different languages",
	Why: "hreflang tells search engines which users the page is for, and lang tells screen readers and browsers which language it is in. If they differ, " +
		"one of them is wrong; often lang still has the default of the template.",
	Fix:        "Write the language of the text in both.",
	Exceptions: "Compares languages, not countries or scripts. If the page has several codes, lang has to match one of them; x-default does not count. Needs the URL of the page or a canonical link. Silent if lang is missing or invalid.",
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
				return // the intended code is not known
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
	f := pass.Report(codeOrigin(first), "hreflang of this page is %s, but lang is %s", check.Quote(strings.TrimSpace(first.Hreflang)), check.Quote(lang)).
		Advise("write the language of the text in both").About("hreflang")
	if p.HTML != nil {
		f.Relate(p.LangOrigin(), "lang is %s", check.Quote(lang))
	}
}

var xDefaultMissing = &check.Check{
	ID:         "hreflang/x-default-missing",
	Severity:   check.Info,
	Off:        true,
	Title:      "hreflang alternates without x-default",
	Impact:     "Google chooses a page for users of other languages",
	Why:        "x-default is the page for users whose language has no alternate. Google recommends it; it may be a page where users choose a language. It is optional, so this check is off by default.",
	Fix:        "Add a link with hreflang=\"x-default\" to the page for all other users; it may be one of the other alternates.",
	Exceptions: "Reported from three codes on. Silent on pages that robots directives keep out of search results, and on parts of pages.",
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
		pass.Report(list[0].Origin(), "the page has alternates for %d hreflang codes but no x-default", len(seen)).
			Advise(`add an alternate with hreflang="x-default" to the page for all other users`).
			About("hreflang x-default")
	},
}

var outsideHead = &check.Check{
	ID:       "hreflang/outside-head",
	Severity: check.Error,
	Title:    "hreflang alternate that search engines ignore",
	Impact:   "search engines ignore the alternate",
	Why: "Google reads hreflang alternates only in head and in the Link header, and ignores those with a media attribute: " +
		"it asks not to combine hreflang with other attributes of alternates.",
	Fix: "Move the links to head. If there are also alternates for other screens, write separate links for them.",
	Exceptions: "Silent on links in body that repeat a link in head or in the header, on links that are in body because the head ended early (head/broken-head reports that), and on parts of pages. " +
		"a elements with hreflang are not checked.",
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
				relate(media, at, "the alternate for %s has a media attribute, too", l)
				continue
			}
			media = pass.Report(at, "the alternate for hreflang %s has a media attribute: %s", check.Quote(l.Hreflang), check.Quote(l.Media)).
				Advise("remove media, and write separate links for other screens").About("hreflang media")
		case l.InHead:
		case body != nil:
			relate(body, text.FromTag(l.Node), "the alternate for %s is in body, too", l)
		case p.HeadBreak() != nil:
			return
		default:
			body = pass.Report(text.FromTag(l.Node), "the alternate for hreflang %s is in body", check.Quote(l.Hreflang)).
				Advise("move it to head").About("hreflang body")
		}
	}
}

func relate(f *check.Finding, at text.Origin, format string, l *page.Link) {
	if len(f.Related) < maxRelated {
		f.Relate(at, format, check.Quote(strings.TrimSpace(l.Hreflang)))
	}
}
