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
	Title:    "An address was escaped twice",
	Why: "HTML is decoded once. An address that was escaped twice still has an escape in it when programs read it, and they ask the server for " +
		"parameters called \"amp;width\" and the like, which it does not know: it sends another picture, another page, or none.",
	Fix: "Escape the address once, where the page is written, and in headers not at all.",
	Exceptions: "Looks at meta elements whose content is a whole address, and at links that name a page or a picture. Addresses in JSON-LD are " +
		"reported by jsonld/entity-escaped.",
	References: []string{"https://html.spec.whatwg.org/multipage/syntax.html#character-references", "https://url.spec.whatwg.org/#application/x-www-form-urlencoded"},
	Bad: "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" +
		"<meta property=\"og:image\" content=\"https://example.com/hall.jpg?w=750&amp;amp;h=500\"></head></html>",
	Good: "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" +
		"<meta property=\"og:image\" content=\"https://example.com/hall.jpg?w=750&amp;h=500\"></head></html>",
	Since: "0.1.0",
	Run:   runURLDoubleEscaped,
}

// addressRels are the kinds of links that name a page or a picture which
// programs other than browsers ask for.
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
	cause, repair := "was escaped twice", "escape it once"
	if first.inHeader {
		cause, repair = "was escaped as in HTML, which nothing decodes in a header", "write it unescaped"
	}
	written, meant := check.QuoteBoth(first.written, weburl.Unescape(first.written))
	f := pass.Report(first.at, "%s %s%s %s, so that the server gets parameters that it does not know; %s, so that programs read %s",
		first.label, written, check.Others(len(places)-1), cause, repair, meant)
	f.About("escaped addresses").RelateEach(len(places)-1, func(i int) (text.Origin, string) {
		return places[i+1].at, places[i+1].label + " has an escape too many as well"
	})
}
