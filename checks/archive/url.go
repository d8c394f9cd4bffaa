package archive

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
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
		"printing pages are silent, as are addresses that end in the same long name, since sections and hosts get renamed. On one site, so are " +
		"addresses with one number of six digits or more, and those that differ in case, file extension, session or page of an article. " +
		"A page of which either the canonical link, the shortlink or og:url agrees is silent.",
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
	if len(list) == 0 {
		return
	}
	for _, a := range list {
		if weburl.Variant(a.u, want) || sameSlug(a.u, want) || weburl.SameSite(a.u, want) && sameText(a.u, want) {
			return
		}
	}
	for _, l := range p.LinksWith("shortlink") {
		if l.URL() != nil && weburl.Variant(l.URL(), want) {
			return
		}
	}
	at := list[0]
	what := "another page than"
	switch {
	case weburl.IsRoot(at.u) && !weburl.IsRoot(want):
		what = "the home page and not"
	case !sameDomain(at.u, want):
		what = "a page of another site than"
	case !weburl.SameSite(at.u, want):
		what = "a page of another host than"
	}
	why := "the archive finds the text under a wrong address"
	if !weburl.SameSite(at.u, want) && sameDomain(at.u, want) {
		// The hosts of one owner: editions, phones, a host that was renamed.
		why = "the archive may find the text under an address that is not its own"
	}
	own, stored := check.QuoteBoth(at.written, want.String())
	f := pass.Report(at.at, "%s %s is %s the record's address %s; %s; store it under its own or fetch the page again",
		at.label, own, what, stored, why)
	f.Relate(text.FromOutside("record url"), "the record's address is %s", check.Quote(want.String()))
	for _, a := range list[1:] {
		if a.label == at.label && a.written == at.written {
			continue // link/canonical-multiple tells of it
		}
		f.Relate(a.at, "%s is %s", a.label, check.Quote(a.written))
	}
	f.About("record url").Fact("record", want.String()).Fact("page", at.u.String())
}

// sameDomain tells whether the hosts of two addresses are of one registrable
// domain.
func sameDomain(a, b *url.URL) bool {
	if weburl.SameSite(a, b) {
		return true
	}
	x, errX := publicsuffix.EffectiveTLDPlusOne(weburl.Host(a))
	y, errY := publicsuffix.EffectiveTLDPlusOne(weburl.Host(b))
	return errX == nil && errY == nil && x == y
}

// slugLength is how long the last part of an address must be to name one text
// among all; one of several words may be shorter.
const (
	slugLength  = 12
	wordsLength = 10
)

// sameSlug tells whether two addresses end in the same name, which is long
// enough to be that of one text: it moved to another section or host.
func sameSlug(a, b *url.URL) bool {
	x, y := slug(a), slug(b)
	return (len(x) >= slugLength || len(x) >= wordsLength && strings.Contains(x, "-")) && strings.EqualFold(x, y)
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

// sameText tells whether two addresses of one site lead to one text: they have
// its number in common, or one has more behind the path of the other that says
// how the text is shown, such as a session or the page of a long text.
func sameText(page, stored *url.URL) bool {
	for _, number := range numbers(stored) {
		if slices.Contains(numbers(page), number) {
			return true
		}
	}
	a, b := bare(page), bare(stored)
	if a == "" || page.RawQuery != "" && page.RawQuery != stored.RawQuery {
		return false
	}
	rest, longer := strings.CutPrefix(b, a+"/")
	return a == b || longer && pageNumber.MatchString(rest)
}

var pageNumber = regexp.MustCompile(`^(?:page/)?[0-9]{1,3}$`)

// bare is the path of an address in small letters, without the parameters of
// its last part, the file of a folder, and the file extension; it is empty for
// the home page.
func bare(u *url.URL) string {
	s, _, _ := strings.Cut(strings.ToLower(u.Path), ";")
	s = pageFile.ReplaceAllString(strings.Trim(s, "/"), "")
	if s == "index" {
		return ""
	}
	return strings.TrimSuffix(s, "/index")
}

// pageFile is the extension of a page's file; "/docs/1.2" has none.
var pageFile = regexp.MustCompile(`\.(?:[sx]?html?|php[345]?|aspx?|jsp|cfm|do)$`)

// numbers are the numbers in an address that are long enough to be that of one
// text. Those that begin like years are none, since they may be dates.
func numbers(u *url.URL) []string {
	const shortest, most = 6, 16
	var list []string
	for _, run := range strings.FieldsFunc(u.Path+" "+u.RawQuery, func(r rune) bool { return r < '0' || r > '9' }) {
		year := (len(run) == 6 || len(run) == 8) && (run[:2] == "19" || run[:2] == "20")
		if len(run) >= shortest && !year && len(list) < most {
			list = append(list, run)
		}
	}
	return list
}
