// Package hreflang holds the checks of hreflang alternates: links with
// rel="alternate" and hreflang, in head and in the Link header, to the same page
// in other languages. Most checks look at one page; those in site.go look at all
// pages of a site.
package hreflang

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Checks of the family.
var Checks = []*check.Check{
	invalidCode,
	unsupportedByGoogle,
	relativeURL,
	selfMissing,
	duplicate,
	canonicalConflict,
	langMismatch,
	xDefaultMissing,
	outsideHead,
	missingReturn,
	targetMissing,
	targetNotShown,
}

// Documents that several checks refer to.
const (
	localizedDoc = "https://developers.google.com/search/docs/specialty/international/localized-versions"
	bcp47        = "https://www.rfc-editor.org/info/bcp47"
	canonicalDoc = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
)

// xDefault is the code of the page for users whose language has no alternate.
const xDefault = "x-default"

// maxRelated bounds the related places of a finding: a page may have an
// alternate for each of a hundred countries, and a template that is wrong for
// one is wrong for all.
const maxRelated = 10

// small are the differences that two URLs of one page may have.
const small = weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Tracking | weburl.Fragment

// alternates are the hreflang alternates of the page, wherever they are, in
// order. Links to feeds and other files in a language are left out.
func alternates(p *page.Page) []*page.Link {
	var list []*page.Link
	for _, l := range p.Links {
		if l.Hreflang != "" && isAlternate(l) {
			list = append(list, l)
		}
	}
	return list
}

func isAlternate(l *page.Link) bool {
	return l.Has("alternate") && !l.Has("stylesheet") && (l.Type == "" || strings.Contains(strings.ToLower(l.Type), "html"))
}

// cluster are the alternates that search engines read: in head or header, with
// a URL and without a media attribute.
func cluster(p *page.Page) []*page.Link {
	all := alternates(p)
	list := all[:0]
	for _, l := range all {
		if l.InHead && !hasMedia(l) && strings.TrimSpace(l.Href) != "" && l.URL() != nil {
			list = append(list, l)
		}
	}
	return list
}

// hasMedia reports whether a link is only for some media.
func hasMedia(l *page.Link) bool {
	media := strings.TrimSpace(l.Media)
	return media != "" && !strings.EqualFold(media, "all")
}

// code is the value of hreflang for comparison.
func code(l *page.Link) string { return strings.ToLower(strings.TrimSpace(l.Hreflang)) }

// codeOrigin is the place of the value of hreflang.
func codeOrigin(l *page.Link) text.Origin {
	if l.FromHeader() {
		return l.Origin()
	}
	return text.FromAttr(l.Node, "hreflang")
}

// absolute is the URL if it has a host, else nil: URLs without one cannot be
// compared.
func absolute(u *url.URL) *url.URL {
	if u == nil || u.Host == "" {
		return nil
	}
	return u
}

// canonical is the canonical URL of the page with its link, or nil.
func canonical(p *page.Page) (*url.URL, *page.Link) {
	l := p.Canonical()
	if l == nil || absolute(l.URL()) == nil {
		return nil, nil
	}
	return l.URL(), l
}

// entries are the links of the cluster that lead to a URL.
func entries(list []*page.Link, u *url.URL) []*page.Link {
	var found []*page.Link
	for _, l := range list {
		if weburl.Compare(l.URL(), u).Within(small) {
			found = append(found, l)
		}
	}
	return found
}
