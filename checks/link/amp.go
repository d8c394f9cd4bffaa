package link

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var amphtmlInvalid = &check.Check{
	ID:         "link/amphtml-invalid",
	Severity:   check.Warning,
	Title:      "Invalid amphtml link",
	Impact:     "search engines do not find the AMP page",
	Why:        "Search engines and AMP caches find the AMP page by this link. They need exactly one, with an absolute URL, to another page than the one that contains it.",
	Fix:        "Write one link with rel=\"amphtml\" and the absolute URL of the AMP page, or none if there is no AMP page.",
	Exceptions: "On a page that is AMP itself, the URL may be the canonical one.",
	References: []string{ampSpec, "https://amp.dev/documentation/guides-and-tutorials/optimize-and-measure/discovery"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=amphtml href=\"https://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n<link rel=amphtml href=\"https://example.com/hours/amp\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runAmphtmlInvalid,
}

func runAmphtmlInvalid(pass *check.Pass) {
	p := pass.Page
	links := p.LinksWith("amphtml")
	if len(links) == 0 {
		return
	}
	for _, l := range links {
		if fault, repair := invalid(p, l); fault != "" {
			pass.Report(l.Origin(), "the amphtml link %s", withHref(fault, l)).Advise("%s", repair)
			return
		}
		if !absolute(l.Href) {
			pass.Report(l.Origin(), "the amphtml link has a relative URL: %s", check.Quote(l.Href)).
				Affects("AMP caches, which serve pages under other hosts, cannot resolve it").
				Advise("write %s", inFull(l))
			return
		}
	}
	if len(links) > 1 {
		f := pass.Report(links[1].Origin(), "the page has %d amphtml links", len(links)).
			Affects("search engines, which expect one link, may use the wrong one").
			Advise("keep the correct one")
		f.Relate(links[0].Origin(), "the first link has %s", check.Quote(links[0].Href))
		return
	}
	if c := p.Canonical(); c != nil && !p.IsAMP() && weburl.Compare(links[0].URL(), c.URL()).Within(weburl.Fragment) {
		pass.Report(links[0].Origin(), "the amphtml link has the canonical URL of this page, which is not AMP: %s", check.Quote(links[0].Href)).
			Affects("search engines fetch the same page again and find no AMP page").
			Advise("write the absolute URL of the AMP page, or remove the link").
			Relate(c.Origin(), "the canonical link has the same URL")
	}
}

var ampCanonicalMissing = &check.Check{
	ID:         "link/amp-canonical-missing",
	Severity:   check.Error,
	Title:      "AMP page without a canonical link",
	Impact:     "AMP caches and search engines reject the page",
	Why:        "An AMP page must have a canonical link to the page that it is a version of, or to itself if there is no other. AMP caches and search engines reject it otherwise.",
	Fix:        "Add <link rel=\"canonical\"> with the URL of the ordinary page, or of this page if there is no other.",
	Exceptions: "Silent on AMP ads, AMP emails and parts of pages, which need no canonical link.",
	References: []string{ampSpec},
	Bad:        "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n</head></html>",
	Good:       "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("link canonical") || !p.IsAMP() || len(p.LinksWith("canonical")) > 0 {
			return
		}
		pass.Report(ampMark(p), "the AMP page has no canonical link").
			Advise(`add <link rel="canonical"> with the URL of the ordinary page, or of this page if there is no other`)
	},
}

// ampMark is the place of the attribute that makes the page an AMP page.
func ampMark(p *page.Page) text.Origin {
	for _, name := range []string{"amp", "⚡", "⚡\ufe0f"} {
		if _, ok := text.Attr(p.HTML, name); ok {
			return text.FromAttrName(p.HTML, name)
		}
	}
	return text.FromTag(p.HTML)
}

var ampRequiredMarkup = &check.Check{
	ID:         "link/amp-required-markup",
	Severity:   check.Warning,
	Title:      "AMP page without required markup",
	Impact:     "AMP caches and search engines treat it as an ordinary page",
	Why:        "A page that is marked as AMP but has no doctype, charset, viewport, runtime script or boilerplate style is not valid AMP: AMP caches and search engines treat it as an ordinary page.",
	Fix:        "Copy the missing markup from the AMP specification, or remove the amp attribute from the html element.",
	Exceptions: "Pages that an AMP optimizer has processed (i-amphtml-no-boilerplate) need no boilerplate. Silent on parts of pages.",
	References: []string{ampSpec},
	Bad: "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n" +
		"<link rel=canonical href=\"https://example.com/hours\">\n<meta name=viewport content=\"width=device-width\">\n</head></html>",
	Good: "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n" +
		"<link rel=canonical href=\"https://example.com/hours\">\n<meta name=viewport content=\"width=device-width\">\n" +
		"<script async src=\"https://cdn.ampproject.org/v0.js\"></script>\n<style amp-boilerplate>body{visibility:hidden}</style>\n</head></html>",
	Since: "0.1.0",
	Run:   runAmpRequiredMarkup,
}

func runAmpRequiredMarkup(pass *check.Pass) {
	p := pass.Page
	if p.Partial() || !p.IsAMP() {
		return
	}
	var missing []string
	if !p.Doctype {
		missing = append(missing, "the doctype")
	}
	hasCharset := false
	for _, m := range p.Metas {
		hasCharset = hasCharset || strings.EqualFold(strings.TrimSpace(m.Charset), "utf-8")
	}
	if !hasCharset && !p.MayHave("meta charset") {
		missing = append(missing, `<meta charset="utf-8">`)
	}
	viewport := strings.ReplaceAll(strings.ToLower(p.Content("viewport")), " ", "")
	if !strings.Contains(viewport, "width=device-width") && !p.MayHave("meta viewport") {
		missing = append(missing, "a viewport with width=device-width")
	}
	runtime, boilerplate := false, false
	if _, ok := text.Attr(p.HTML, "i-amphtml-no-boilerplate"); ok {
		boilerplate = true
	}
	if p.Head != nil {
		for n := p.Head.FirstChild; n != nil; n = n.NextSibling {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.DataAtom {
			case atom.Script:
				src, _ := text.Attr(n, "src")
				runtime = runtime || isRuntime(src)
			case atom.Style:
				_, ok := text.Attr(n, "amp-boilerplate")
				boilerplate = boilerplate || ok
			}
		}
	}
	if !runtime {
		missing = append(missing, "the script https://cdn.ampproject.org/v0.js")
	}
	if !boilerplate {
		missing = append(missing, "<style amp-boilerplate>")
	}
	if len(missing) == 0 {
		return
	}
	pass.Report(ampMark(p), "the AMP page lacks %s", check.List(missing)).
		Advise("add the missing markup, or remove the amp attribute from the html element")
}

// isRuntime reports whether a script is the AMP runtime: v0.js or v0.mjs, of
// ampproject.org or of another host that serves it.
func isRuntime(src string) bool {
	src, _, _ = strings.Cut(strings.TrimSpace(src), "?")
	return strings.HasSuffix(src, "/v0.js") || strings.HasSuffix(src, "/v0.mjs") || strings.HasSuffix(src, "/amp4ads-v0.js")
}
