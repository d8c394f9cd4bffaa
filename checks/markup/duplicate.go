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
	Title:    "A tag has an attribute twice",
	Why: "Of several attributes of one name the first counts, and readers drop the rest without a word. " +
		"Where a template or plugin adds a second one, its value is never seen.",
	Fix: "Keep one attribute with the value that is meant. Several itemprop, property, rel or class names go into one attribute, separated by spaces.",
	Exceptions: "Looks at attributes that carry metadata: those of html, base, meta, link, time and JSON-LD scripts, and microdata and RDFa anywhere, " +
		"with the value of the property.",
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
			f = pass.Report(at, "%s stands twice in the tag of %s with the value %s; the second is dropped; take it out",
				plain(r.Name), r.Node.Data, check.Quote(kept)).Milder()
		} else {
			f = pass.Report(at, "%s stands twice in the tag of %s; the first value %s counts and %s is dropped; keep the one that is meant",
				plain(r.Name), r.Node.Data, check.Quote(kept), check.Quote(r.Value)).Fact("dropped", r.Value)
		}
		f.Fact("kept", kept).Relate(text.FromAttr(r.Node, r.Name), "the value that counts").About(r.Node.Data + "@" + r.Name)
	}
}

// carriesMetadata tells whether a dropped attribute says something of the page
// or of what it describes.
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
