package archive

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/weburl"
)

var urlMismatch = &check.Check{
	ID:       "archive/url-mismatch",
	Severity: check.Warning,
	Title:    "The record's address is not the page's",
	Why: "An archive finds a page again by its address. When the page itself names another one, the request was redirected (to the home " +
		"page, to a successor, to another article), or the record was put together wrongly; citations of the record then lead to " +
		"another text.",
	Fix: "Look whether the page is the one that the record names; store it under the address that it gives itself, or fetch it again.",
	Exceptions: "Differences in scheme, \"www.\", trailing slash, fragment and tracking parameters, and addresses of AMP, mobile and " +
		"printing pages are silent, as are addresses that end in the same long name, since sections and hosts get renamed, and " +
		"so is a page of which either the canonical link or og:url agrees.",
	References: []string{refWARC, refCanonical},
	Example:    check.Example{Record: page.Record{URL: "http://www.example.org/news/lighthouse/?utm_source=feed"}},
	Bad:        `<link rel="canonical" href="https://example.org/">`,
	Good:       `<link rel="canonical" href="https://example.org/news/lighthouse">`,
	Since:      "0.1.0",
	Run:        runURLMismatch,
}

func runURLMismatch(pass *check.Pass) {
	p := pass.Page
	want := weburl.ParseHTTP(record(pass).URL)
	if want == nil || p.Interstitial() != nil {
		return
	}
	type address struct {
		label, written string
		u              *url.URL
		at             text.Origin
	}
	var list []address
	for _, l := range p.LinksWith("canonical") {
		if l.InHead && l.URL() != nil && weburl.IsAbsoluteHTTP(l.URL().String()) {
			list = append(list, address{"the canonical link", l.Href, l.URL(), l.Origin()})
		}
	}
	if prop := p.Prop("og:url"); prop != nil && weburl.Placeholder(prop.Content) == "" {
		// A relative og:url names no page; og/relative-url reports it.
		if u := weburl.ParseHTTP(prop.Content); u != nil {
			list = append(list, address{"og:url", prop.Value(), u, prop.Origin()})
		}
	}
	for _, a := range list {
		if weburl.Variant(a.u, want) || sameSlug(a.u, want) {
			return
		}
	}
	if len(list) == 0 {
		return
	}
	at := list[0]
	what := "another page than"
	switch {
	case weburl.IsRoot(at.u) && !weburl.IsRoot(want):
		what = "the home page and not"
	case !weburl.SameSite(at.u, want):
		what = "a page of another site than"
	}
	f := pass.Report(at.at, "%s %s is %s the record's address %s; the archive finds the text under a wrong address; store it under its own or fetch the page again",
		at.label, check.Quote(at.written), what, check.Quote(want.String()))
	f.Relate(text.FromOutside("record url"), "the record's address is %s", check.Quote(want.String()))
	for _, a := range list[1:] {
		f.Relate(a.at, "%s is %s", a.label, check.Quote(a.written))
	}
	f.About("record url").Fact("record", want.String()).Fact("page", at.u.String())
}

// slugLength is how long the last part of an address must be to name one text
// among all.
const slugLength = 12

// sameSlug tells whether two addresses end in the same name, which is long
// enough to be that of one text: it moved to another section or host.
func sameSlug(a, b *url.URL) bool {
	x, y := slug(a), slug(b)
	return len(x) >= slugLength && strings.EqualFold(x, y)
}

// slug is the last part of the path without its file extension.
func slug(u *url.URL) string {
	s := strings.Trim(u.Path, "/")
	s = s[strings.LastIndexByte(s, '/')+1:]
	if i := strings.LastIndexByte(s, '.'); i > 0 && len(s)-i <= 6 {
		s = s[:i]
	}
	return s
}
