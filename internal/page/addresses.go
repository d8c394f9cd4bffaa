package page

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// chooseAddress takes, of the addresses that the page's file may have, the one
// that the page's canonical link names; the first where it names none of them.
// It is known before the walk, since relative addresses rest on it.
func (p *Page) chooseAddress() {
	if len(p.Source.Addresses) < 2 || p.URL == nil {
		return
	}
	href := p.earlyCanonical()
	if href == "" {
		return
	}
	u, err := url.Parse(weburl.Strip(href))
	if err != nil {
		return
	}
	u = p.URL.ResolveReference(u)
	for _, address := range p.Source.Addresses {
		a, err := url.Parse(address)
		if err != nil {
			continue
		}
		if weburl.Compare(a, u).Within(weburl.Scheme | weburl.WWW | weburl.Tracking | weburl.Fragment) {
			p.URL, p.ShownURL = a, address
			return
		}
	}
}

// maxEarly bounds, in nodes, how far into the page a canonical link is looked
// for before the walk.
const maxEarly = 2000

// earlyCanonical is the href of the first canonical link in head, or empty.
func (p *Page) earlyCanonical() string {
	budget := maxEarly
	for n := p.Doc; n != nil && budget > 0; n = text.Following(n, p.Doc) {
		budget--
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch n.DataAtom {
		case atom.Body:
			return ""
		case atom.Link:
			rel, _ := text.Attr(n, "rel")
			if href, ok := text.Attr(n, "href"); ok && slices.Contains(strings.Fields(strings.ToLower(rel)), "canonical") {
				return href
			}
		}
	}
	return ""
}
