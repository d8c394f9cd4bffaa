package cross

import (
	"net/url"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// smallDifference are differences between two addresses that servers as a
// rule answer with the same page or a redirect.
const smallDifference = weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Fragment

var canonicalOGURL = &check.Check{
	ID:       "cross/canonical-og-url",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     `when the addresses differ in scheme, "www.", trailing slash or the marks of AMP and mobile pages only, or are on two sites`,
	},
	Title: "og:url differs from the canonical link",
	Why: "og:url is defined as the canonical address of the page. Search engines follow the canonical link, networks count shares " +
		"under og:url; two addresses split what is known of the page, and one of them is often left over from a template or a move.",
	Fix: "Give og:url the address of link rel=canonical.",
	Exceptions: "Letter case of scheme and host, default ports, percent-encoding and fragments make no difference. Silent when an address " +
		"is relative or when any of several canonical links agrees: other checks report those.",
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
	what, why := "is another address than", "search engines and networks know the page under two addresses"
	milder := false
	switch {
	case r.Within(smallDifference):
		what = "differs in " + r.String() + " from"
		milder = true
	case r.Within(smallDifference | weburl.Tracking):
		names := append(weburl.TrackingNames(og), weburl.TrackingNames(canonical.URL())...)
		what = "differs in " + r.String() + " (" + check.List(quoteAll(names)) + ") from"
		why = "every way of counting visits makes another page of it"
	case weburl.Variant(canonical.URL(), og):
		what = "is an AMP, mobile or printing address of"
		milder = true
	case !weburl.SameSite(canonical.URL(), og):
		why = "search engines are sent to one site and networks to another"
		milder = true
	}
	ours, theirs := check.QuoteBoth(prop.Value(), canonical.URL().String())
	f := pass.Report(prop.Origin(), "og:url %s %s the canonical link %s; %s; use the canonical address in both", ours, what, theirs, why)
	if milder {
		f.Milder()
	}
	f.Relate(canonical.Origin(), "the canonical link is %s", check.Quote(canonical.Href))
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
		When:     `when the addresses differ in scheme, "www.", trailing slash or tracking parameters only, or are on two sites`,
	},
	Title: "The article's address in structured data differs from the canonical link",
	Why: "mainEntityOfPage and url tell search engines which page an article belongs to. When they name another page than the canonical " +
		"link, such as the home page out of a template, the article's data may be credited to that page or to none.",
	Fix: "Give mainEntityOfPage and url the canonical address of the page.",
	Exceptions: "Looks at the article or recipe that is the page's main item only, never at teasers, products (their variants have " +
		"addresses of their own) or made-up identifiers. Fragments are dropped; AMP, mobile and printing addresses are the same page. " +
		"Silent without a canonical link, and when the address is the page's own or og:url: the canonical link differs from those, too.",
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
	// The plainest conflict speaks for all.
	at := list[0]
	for _, c := range list[1:] {
		if at.r&weburl.Different == 0 && c.r&weburl.Different != 0 {
			at = c
		}
	}
	what, milder := "names another page than", false
	switch {
	case at.r.Within(smallDifference | weburl.Tracking):
		what, milder = "differs in "+at.r.String()+" from", true
	case weburl.IsRoot(at.u):
		what = "names the home page and not"
	case !weburl.SameSite(at.u, canonical.URL()):
		what, milder = "names a page of another site than", true
	}
	named, own := check.QuoteBoth(at.Text, canonical.URL().String())
	f := pass.Report(at.Origin, "%s %s of the %s %s the canonical %s; search engines may credit the data to the wrong page; use the canonical address",
		at.Term, named, at.item.Label(), what, own)
	if milder {
		f.Milder()
	}
	for _, c := range list {
		if c.Origin != at.Origin {
			f.Relate(c.Origin, "%s is %s", c.Term, check.Quote(c.Text))
		}
	}
	f.Relate(canonical.Origin(), "the canonical link is %s", check.Quote(canonical.Href))
	f.About(at.Term).Fact(at.Term, at.Text).Fact("canonical", canonical.URL().String())
}

// ownAddress tells whether u is the page's own address or og:url.
func ownAddress(p *page.Page, u *url.URL) bool {
	if p.URL != nil && weburl.Compare(p.URL, u).Within(weburl.Fragment) {
		return true
	}
	og := weburl.ParseHTTP(p.Content("og:url"))
	return og != nil && weburl.Compare(og, u).Within(weburl.Fragment)
}
