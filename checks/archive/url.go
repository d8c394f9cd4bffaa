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
	Title:    "Record URL that is not the URL of the page",
	Impact:   "the archive shows the page under a wrong URL",
	Why: "Archives find a page by its URL. If the page itself declares another URL, the request was redirected (to the home " +
		"page, a successor or another article), or the record was assembled wrongly. Citations of the record then lead to " +
		"another page.",
	Fix: "Compare the page with the URL of the record. Store it under the URL that it declares, or fetch it again.",
	Exceptions: "URLs agree if they differ only in scheme, \"www.\", trailing slash, fragment, tracking parameters, or as those of AMP, mobile and " +
		"print pages do, or if they end in the same long name, since sections and hosts get renamed. On one site they also agree if they " +
		"share a number of six or more digits, or differ only in capitalization, file extension, session or page of an article. " +
		"Silent when the canonical link, the shortlink or og:url agrees.",
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
		// og/relative-url reports a relative og:url.
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
	what := "is another page than"
	switch {
	case weburl.IsRoot(at.u) && !weburl.IsRoot(want):
		what = "is the home page, not"
	case !sameDomain(at.u, want):
		what = "is on another site than"
	case !weburl.SameSite(at.u, want):
		what = "is on another host than"
	}
	own, stored := check.QuoteBoth(at.written, want.String())
	f := pass.Report(at.at, "%s %s %s the record URL %s", at.label, own, what, stored).
		Advise("store the page under the URL that it declares, or fetch it again")
	if !weburl.SameSite(at.u, want) && sameDomain(at.u, want) {
		// The hosts of one owner: editions, mobile sites, a host that was renamed.
		f.Affects("the archive may show the page under a wrong URL")
	}
	f.Relate(text.FromOutside("record url"), "the record URL is %s", check.Quote(want.String()))
	for _, a := range list[1:] {
		if a.label == at.label && a.written == at.written {
			continue // link/canonical-multiple reports it
		}
		f.Relate(a.at, "%s is %s", a.label, check.Quote(a.written))
	}
	f.About("record url").Fact("record", want.String()).Fact("page", at.u.String())
}

// sameDomain reports whether the hosts of two URLs have the same registrable
// domain.
func sameDomain(a, b *url.URL) bool {
	if weburl.SameSite(a, b) {
		return true
	}
	x, errX := publicsuffix.EffectiveTLDPlusOne(weburl.Host(a))
	y, errY := publicsuffix.EffectiveTLDPlusOne(weburl.Host(b))
	return errX == nil && errY == nil && x == y
}

// slugLength is how long the last part of a URL must be to identify a page
// anywhere; one of several words may be shorter.
const (
	slugLength  = 12
	wordsLength = 10
)

// sameSlug reports whether two URLs end in the same name, which is long enough
// to identify a page: it moved to another section or host.
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

// sameText reports whether two URLs of one site lead to the same text: they
// share its number, or one continues the path of the other with how the text is
// shown, such as a session or the page of a long text.
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

// bare is the path of a URL in lowercase, without the parameters of
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

// numbers are the numbers in a URL that are long enough to be the ID of a text.
// Those that begin like years are left out, since they may be dates.
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
