package link

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/weburl"
)

var amphtmlInvalid = &check.Check{
	ID:         "link/amphtml-invalid",
	Severity:   check.Warning,
	Title:      "The link to the AMP page cannot be used",
	Why:        "Search engines and caches find the AMP page by this link. They need one, with an address in full, and another page than the one that it stands on.",
	Fix:        "Give one link with rel=\"amphtml\" and the full address of the AMP page, or none when there is no such page.",
	Exceptions: "The address may be the canonical one on a page that is AMP itself.",
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
		what := "the link to the AMP page"
		if strings.TrimSpace(l.Href) != "" {
			what = "the address " + check.Quote(l.Href) + " of the AMP page"
		}
		if fault, repair := invalid(p, l); fault != "" {
			pass.Report(l.Origin(), "%s %s; search engines do not find the AMP page; %s", what, fault, repair)
			return
		}
		if !absolute(l.Href) {
			pass.Report(l.Origin(), "%s is relative; caches serve pages under other hosts, where it names nothing; write it with https:// and host", what)
			return
		}
	}
	if len(links) > 1 {
		f := pass.Report(links[1].Origin(), "the page links to an AMP page %d times; search engines expect one link; keep the right one", len(links))
		f.Relate(links[0].Origin(), "the first link names %s", check.Quote(links[0].Href))
		return
	}
	if c := p.Canonical(); c != nil && !p.IsAMP() && weburl.Compare(links[0].URL(), c.URL()).Within(weburl.Fragment) {
		pass.Report(links[0].Origin(), "the address %s of the AMP page is the canonical address of this page, which is no AMP page; search engines fetch the page again for nothing; name the AMP page or drop the link",
			check.Quote(links[0].Href)).
			Relate(c.Origin(), "the canonical address is the same")
	}
}

var ampCanonicalMissing = &check.Check{
	ID:         "link/amp-canonical-missing",
	Severity:   check.Error,
	Title:      "The AMP page has no canonical link",
	Why:        "An AMP document must name the page that it is a version of, or itself when there is no other. Caches and search engines refuse it otherwise.",
	Fix:        "Add <link rel=\"canonical\"> with the address of the ordinary page, or of this one when it stands alone.",
	Exceptions: "AMP ads and AMP emails need none, nor do parts of pages.",
	References: []string{ampSpec},
	Bad:        "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n</head></html>",
	Good:       "<!doctype html>\n<html amp lang=en><head><meta charset=utf-8><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("link canonical") || !p.IsAMP() || len(p.LinksWith("canonical")) > 0 {
			return
		}
		pass.Report(ampMark(p), "this AMP page has no canonical link; caches and search engines refuse it; add <link rel=\"canonical\"> with the address of the ordinary page, or its own")
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
	Title:      "The AMP page lacks markup that AMP requires",
	Why:        "A document that is marked as AMP and lacks the doctype, charset, viewport, runtime script or boilerplate style is no valid AMP: caches and search engines treat it as an ordinary page.",
	Fix:        "Copy what is missing from the AMP specification, or take the mark off the html element.",
	Exceptions: "Pages that an AMP optimizer has made ready (i-amphtml-no-boilerplate) need no boilerplate. Parts of pages are passed over.",
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
	pass.Report(ampMark(p), "the page is marked as AMP and lacks %s; caches and search engines treat it as no AMP page; add what is missing, or take the mark off", check.List(missing))
}

// isRuntime tells whether a script is the AMP runtime: v0.js or v0.mjs, of
// ampproject.org or of another host that serves it.
func isRuntime(src string) bool {
	src, _, _ = strings.Cut(strings.TrimSpace(src), "?")
	return strings.HasSuffix(src, "/v0.js") || strings.HasSuffix(src, "/v0.mjs") || strings.HasSuffix(src, "/amp4ads-v0.js")
}
