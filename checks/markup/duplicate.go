package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var duplicateAttribute = &check.Check{
	ID:       "markup/duplicate-attribute",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the values are equal"},
	Title:    "Attribute repeated in a tag",
	Impact:   "parsers use the first value and drop the others",
	Why: "If a tag has several attributes with the same name, browsers and crawlers use the first one and silently drop the others. " +
		"When a template or plugin adds a second one, nothing reads its value.",
	Fix: "Keep one attribute, with the correct value. Write several itemprop, property, rel or class names in one attribute, separated by spaces.",
	Exceptions: "Only attributes with metadata are checked: those of html, base, meta, link, time and JSON-LD scripts, and those of microdata and RDFa anywhere, " +
		"including the value of the property.",
	References: []string{attributes, parseErrors + "-duplicate-attribute"},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n" +
		"<meta property=\"og:title\" content=\"\" content=\"Opening hours\">\n</head></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n" +
		"<meta property=\"og:title\" content=\"Opening hours\">\n</head></html>",
	Since: "0.1.0",
	Run:   runDuplicateAttribute,
}

func runDuplicateAttribute(pass *check.Pass) {
	p := pass.Page
	var first *html.Node // the element of the last finding
	names := map[string]bool{}
	for _, r := range p.Repeats() {
		if !carriesMetadata(&r) || r.Node.Parent == nil || p.Torn(r.Node) {
			continue
		}
		if first != r.Node {
			first = r.Node
			clear(names)
		}
		if names[r.Name] {
			continue // a third
		}
		names[r.Name] = true
		kept, _ := text.Attr(r.Node, r.Name)
		at := text.FromSource(r.Span.Name.Start, r.Span.Name.End)
		if r.Span.Value.Len() > 0 {
			at = text.FromSource(r.Span.Value.Start, r.Span.Value.End)
		}
		var f *check.Finding
		if text.Fold(kept) == text.Fold(r.Value) {
			what := ""
			if kept != "" {
				what = " with the same value: " + check.Quote(kept)
			}
			f = pass.Report(at, "%s is repeated in %s%s", plain(r.Name), tagName(r.Node.Data), what).Milder().
				Affects("it has no effect, since parsers use the first one").Advise("remove the second one")
		} else {
			f = pass.Report(at, "%s is repeated in %s: first %s, then %s", plain(r.Name), tagName(r.Node.Data), check.Quote(kept), check.Quote(r.Value)).
				Advise("keep only the correct one").Fact("dropped", r.Value)
		}
		f.Fact("kept", kept).Relate(text.FromAttr(r.Node, r.Name), "the first value, which parsers use").About(r.Node.Data + "@" + r.Name)
	}
}

// carriesMetadata reports whether a dropped attribute is metadata of the page or
// of what it describes.
func carriesMetadata(r *page.Repeat) bool {
	n := r.Node
	if n.Namespace != "" {
		return false
	}
	switch r.Name {
	case "itemprop", "itemscope", "itemtype", "itemid", "itemref", "typeof", "vocab", "resource", "about", "datatype", "property":
		return true
	}
	switch n.DataAtom {
	case atom.Html:
		if r.Name == "lang" {
			return true
		}
	case atom.Meta:
		switch r.Name {
		case "name", "content", "http-equiv", "charset":
			return true
		}
	case atom.Link:
		switch r.Name {
		case "rel", "href", "hreflang", "type", "media", "sizes":
			return true
		}
	case atom.Base:
		if r.Name == "href" {
			return true
		}
	case atom.Time:
		if r.Name == "datetime" {
			return true
		}
	case atom.Script:
		if r.Name == "type" {
			kept, _ := text.Attr(n, "type")
			return strings.EqualFold(strings.TrimSpace(kept), jsonLD) != strings.EqualFold(strings.TrimSpace(r.Value), jsonLD)
		}
	}
	// The value of a property.
	switch r.Name {
	case "content", "href", "src", "data", "value", "datetime", "rel", "rev":
		for _, key := range []string{"itemprop", "property"} {
			if _, ok := text.Attr(n, key); ok {
				return true
			}
		}
	}
	return false
}

const jsonLD = "application/ld+json"
