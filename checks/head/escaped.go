package head

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var urlDoubleEscaped = &check.Check{
	ID:       "head/url-double-escaped",
	Severity: check.Warning,
	Title:    "URL that was escaped twice",
	Impact:   "servers get unknown parameters and send the wrong page or image",
	Why: "Parsers decode HTML once. A URL that was escaped twice still contains an escape then, and they request it with " +
		"parameters such as \"amp;width\", which the server does not know: it sends the wrong image or page, or none.",
	Fix: "Escape the URL once, where the HTML is written. Do not escape it in headers.",
	Exceptions: "Checks meta elements whose content is an absolute URL, and links to a page or an image. " +
		"jsonld/entity-escaped reports URLs in JSON-LD.",
	References: []string{"https://html.spec.whatwg.org/multipage/syntax.html#character-references", "https://url.spec.whatwg.org/#application/x-www-form-urlencoded"},
	Bad: "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" +
		"<meta property=\"og:image\" content=\"https://example.com/hall.jpg?w=750&amp;amp;h=500\"></head></html>",
	Good: "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" +
		"<meta property=\"og:image\" content=\"https://example.com/hall.jpg?w=750&amp;h=500\"></head></html>",
	Since: "0.1.0",
	Run:   runURLDoubleEscaped,
}

// addressRels are the rel values of links to pages and images that crawlers and
// parsers of link previews request.
var addressRels = []string{
	"canonical", "alternate", "amphtml", "shortlink", "prev", "next", "image_src", "icon", "apple-touch-icon", "license", "author",
}

func runURLDoubleEscaped(pass *check.Pass) {
	type place struct {
		label, written string
		at             text.Origin
		inHeader       bool
	}
	var places []place
	escaped := func(value string) bool {
		return strings.IndexByte(value, '&') >= 0 && weburl.Unescape(value) != value
	}
	p := pass.Page
	for _, prop := range p.Props {
		if escaped(prop.Content) && weburl.IsAbsoluteHTTP(prop.Content) {
			places = append(places, place{prop.Written, prop.Value(), prop.Origin(), false})
		}
	}
	for _, l := range p.Links {
		if !escaped(l.Href) {
			continue
		}
		if i := slices.IndexFunc(addressRels, l.Has); i >= 0 {
			places = append(places, place{"the " + addressRels[i] + " link", strings.TrimSpace(l.Href), l.Origin(), l.FromHeader()})
		}
	}
	if len(places) == 0 {
		return
	}
	first := places[0]
	written, meant := check.QuoteBoth(first.written, weburl.Unescape(first.written))
	var f *check.Finding
	if first.inHeader {
		f = pass.Report(first.at, "%s in a header has a URL that is escaped as in HTML: %s", first.label, written).
			Advise("write it unescaped: %s", meant)
	} else {
		f = pass.Report(first.at, "%s has a URL that was escaped twice: %s", first.label, written).
			Advise("escape it once, so that its value is %s", meant)
	}
	f.About("escaped addresses").RelateEach(len(places)-1, func(i int) (text.Origin, string) {
		if places[i+1].inHeader {
			return places[i+1].at, places[i+1].label + " in a header has an escaped URL, too"
		}
		return places[i+1].at, places[i+1].label + " has a URL that was escaped twice, too"
	})
}
