package cross

import (
	"net/url"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// smallDifference are differences between two URLs that servers usually answer
// with the same page or a redirect.
const smallDifference = weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Fragment

var canonicalOGURL = &check.Check{
	ID:       "cross/canonical-og-url",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     `when the URLs differ only in scheme, "www.", trailing slash or the marks of AMP and mobile pages, or are on two sites`,
	},
	Title:  "og:url that is not the canonical URL",
	Impact: "Facebook counts shares under one URL, search engines show another",
	Why: "og:url is defined as the canonical URL of the page. Search engines use the canonical link, Facebook counts shares " +
		"under og:url. Two URLs split the signals of one page, and one of them is often left over from a template or a move.",
	Fix: "Write the URL of link rel=canonical in og:url.",
	Exceptions: "Capitalization of scheme and host, default ports, percent-encoding and fragments make no difference. Silent when a URL " +
		"is relative or when any of several canonical links matches: other checks report those.",
	References: []string{refOGP, refCanonical},
	Bad: `<link rel="canonical" href="https://example.org/lighthouse">
<meta property="og:url" content="https://example.org/ferry">`,
	Good: `<link rel="canonical" href="https://example.org/lighthouse">
<meta property="og:url" content="https://EXAMPLE.org:443/lighthouse">`,
	Since: "0.1.0",
	Run:   runCanonicalOGURL,
}

func runCanonicalOGURL(pass *check.Pass) {
	p := pass.Page
	prop := p.Prop("og:url")
	canonical := p.Canonical()
	if prop == nil || canonical == nil || weburl.Placeholder(prop.Content) != "" {
		return
	}
	og := weburl.ParseHTTP(prop.Content)
	if og == nil || !absolute(canonical.URL()) {
		return
	}
	for _, l := range p.LinksWith("canonical") {
		if l.URL() != nil && weburl.Compare(l.URL(), og).Within(weburl.Fragment) {
			return
		}
	}
	r := weburl.Compare(canonical.URL(), og)
	what, impact := "is not", ""
	milder := false
	switch {
	case r.Within(smallDifference):
		what = "differs in " + r.String() + " from"
		milder = true
	case r.Within(smallDifference | weburl.Tracking):
		names := append(weburl.TrackingNames(og), weburl.TrackingNames(canonical.URL())...)
		what = "differs in " + r.String() + " (" + check.List(quoteAll(names)) + ") from"
		impact = "Facebook or search engines see another page for each value of the tracking parameters"
	case weburl.Variant(canonical.URL(), og):
		what = "is the AMP, mobile or print version of"
		milder = true
	case !weburl.SameSite(canonical.URL(), og):
		what = "is on another site than"
		impact = "search engines credit the page to one site, Facebook to the other"
		milder = true
	}
	ours, theirs := check.QuoteBoth(prop.Value(), canonical.URL().String())
	f := pass.Report(prop.Origin(), "og:url %s %s the canonical URL %s", ours, what, theirs).
		Affects("%s", impact).Advise("write the canonical URL in og:url, or correct the canonical link")
	if milder {
		f.Milder()
	}
	f.Relate(canonical.Origin(), "the canonical link has %s", check.Quote(canonical.Href))
	f.About("og:url").Fact("og:url", og.String()).Fact("canonical", canonical.URL().String())
}

func absolute(u *url.URL) bool {
	return u != nil && u.Hostname() != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func quoteAll(names []string) []string {
	var quoted []string
	for i, n := range names {
		if i == 5 {
			break
		}
		if q := check.Quote(n); !slices.Contains(quoted, q) {
			quoted = append(quoted, q)
		}
	}
	return quoted
}

var canonicalSchemaURL = &check.Check{
	ID:       "cross/canonical-schema-url",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     `when the URLs differ only in scheme, "www.", trailing slash or tracking parameters, or are on two sites`,
	},
	Title:  "URL of an article in structured data that is not the canonical URL",
	Impact: "search engines may credit the data to another page, or ignore it",
	Why: "mainEntityOfPage and url say which page an article belongs to. If they name another page than the canonical " +
		"link, such as the home page from a template, search engines may credit the article's data to that page, or ignore it.",
	Fix: "Write the canonical URL of the page in mainEntityOfPage and url.",
	Exceptions: "Only the article or recipe that is the page's main item is checked, never teasers, products (their variants have " +
		"their own URLs) or made-up identifiers. Fragments are ignored; AMP, mobile and print URLs count as the same page. " +
		"Silent without a canonical link, and when the URL is the page's own or og:url: the canonical link differs from those, too.",
	References: []string{refArticle, refCanonical},
	Bad: `<!doctype html><html lang="en"><head>
<title>Old lighthouse keeps its lamp</title>
<link rel="canonical" href="https://example.org/news/lighthouse">
</head><body><article itemscope itemtype="https://schema.org/NewsArticle">
<link itemprop="mainEntityOfPage" href="https://example.org/">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
</article></body></html>`,
	Good: `<!doctype html><html lang="en"><head>
<title>Old lighthouse keeps its lamp</title>
<link rel="canonical" href="https://example.org/news/lighthouse">
</head><body><article itemscope itemtype="https://schema.org/NewsArticle">
<link itemprop="mainEntityOfPage" href="https://example.org/news/lighthouse#article">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
</article></body></html>`,
	Since: "0.1.0",
	Run:   runCanonicalSchemaURL,
}

func runCanonicalSchemaURL(pass *check.Pass) {
	p := pass.Page
	canonical := p.Canonical()
	if canonical == nil || !absolute(canonical.URL()) {
		return
	}
	type conflict struct {
		page.ItemAddress
		item *schemaorg.Item
		u    *url.URL
		r    weburl.Relation
	}
	var list []conflict
	for _, it := range p.SubjectItems() {
		if !it.Is("Article") && !it.Is("Recipe") {
			continue
		}
		for _, a := range p.AddressesOf(it) {
			u := weburl.ParseHTTP(a.Text)
			if u == nil || weburl.Placeholder(a.Text) != "" || ownAddress(p, u) {
				continue
			}
			r := weburl.Compare(canonical.URL(), u)
			if r.Within(weburl.Fragment) || !r.Within(smallDifference|weburl.Tracking) && weburl.Variant(canonical.URL(), u) {
				continue
			}
			list = append(list, conflict{a, it, u, r})
		}
	}
	if len(list) == 0 {
		return
	}
	// The clearest conflict is reported for all.
	at := list[0]
	for _, c := range list[1:] {
		if at.r&weburl.Different == 0 && c.r&weburl.Different != 0 {
			at = c
		}
	}
	what, milder := "is not the canonical URL", false
	switch {
	case at.r.Within(smallDifference | weburl.Tracking):
		what, milder = "differs in "+at.r.String()+" from the canonical URL", true
	case weburl.IsRoot(at.u):
		what = "is the home page, not the canonical URL"
	case !weburl.SameSite(at.u, canonical.URL()):
		what, milder = "is on another site than the canonical URL", true
	}
	named, own := check.QuoteBoth(at.Text, canonical.URL().String())
	f := pass.Report(at.Origin, "%s of the %s %s: %s", at.Term, at.item.Label(), what, named).
		Advise("write the canonical URL, %s", own)
	if milder {
		f.Milder()
	}
	for _, c := range list {
		if c.Origin != at.Origin {
			f.Relate(c.Origin, "%s is %s", c.Term, check.Quote(c.Text))
		}
	}
	f.Relate(canonical.Origin(), "the canonical link has %s", check.Quote(canonical.Href))
	f.About(at.Term).Fact(at.Term, at.Text).Fact("canonical", canonical.URL().String())
}

// ownAddress reports whether u is the page's own URL or og:url.
func ownAddress(p *page.Page, u *url.URL) bool {
	if p.URL != nil && weburl.Compare(p.URL, u).Within(weburl.Fragment) {
		return true
	}
	og := weburl.ParseHTTP(p.Content("og:url"))
	return og != nil && weburl.Compare(og, u).Within(weburl.Fragment)
}
