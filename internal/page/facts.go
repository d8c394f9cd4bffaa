package page

import (
	"iter"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/robots"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// derived are facts that several checks need and no single element says. They
// are made when the first check asks and kept with the page.
type derived struct {
	noIndex *bool
	dates   dateState
	titles  titleState
	others  []derivation

	interstitial     *Interstitial
	haveInterstitial bool
}

// A derivation is what [Derive] keeps. A page has a few dozen: to look through
// them costs less than a map does.
type derivation struct{ key, fact any }

// Derive is what make finds out of the page, found when it is first asked for
// and kept with the page; key, a value of a type that the caller alone has,
// names it. The checks of a family share what they need so.
func Derive[T any](p *Page, key any, make func(*Page) T) T {
	for i := range p.derived.others {
		if d := &p.derived.others[i]; d.key == key {
			return d.fact.(T)
		}
	}
	fact := make(p)
	p.derived.others = append(p.derived.others, derivation{key, fact})
	return fact
}

// Lang is the value of the lang attribute of html, or of xml:lang without it,
// and whether there is one.
func (p *Page) Lang() (lang string, ok bool) {
	if p.HTML == nil {
		return "", false
	}
	if v, ok := text.Attr(p.HTML, "lang"); ok {
		return v, true
	}
	for _, a := range p.HTML.Attr {
		if a.Key == "xml:lang" || a.Namespace == "xml" && a.Key == "lang" {
			return a.Val, true
		}
	}
	return "", false
}

// LangOrigin is the place of the attribute that Lang reads, or of the html tag
// without one; HTML must not be nil.
func (p *Page) LangOrigin() text.Origin {
	for _, name := range []string{"lang", "xml:lang"} {
		if _, ok := p.attribute(p.HTML, name); ok {
			return text.FromAttr(p.HTML, name)
		}
	}
	return text.FromTag(p.HTML)
}

// Title is the document's title as a browser has it: the first title element
// of HTML, or nil.
func (p *Page) Title() *Element {
	if len(p.Titles) == 0 {
		return nil
	}
	return &p.Titles[0]
}

// Canonical is the first canonical link that search engines would use: in head
// or in the header, with an address that resolves; or nil. An address that is
// damaged ([Page.Damaged]) is known to nobody.
func (p *Page) Canonical() *Link {
	for _, l := range p.Links {
		if l.Has("canonical") && l.InHead && l.URL() != nil && strings.TrimSpace(l.Href) != "" && !p.Damaged(l.Origin()) {
			return l
		}
	}
	return nil
}

// IsAMP reports whether the page is an AMP document (html amp or ⚡).
func (p *Page) IsAMP() bool {
	if p.HTML == nil {
		return false
	}
	for _, a := range p.HTML.Attr {
		switch a.Key {
		case "amp", "⚡", "⚡\ufe0f":
			return true
		}
	}
	return false
}

// NoIndex reports whether robots meta elements or X-Robots-Tag keep the page out
// of search results.
func (p *Page) NoIndex() bool {
	if p.derived.noIndex == nil {
		no := false
		for d := range p.Robots() {
			if no = d.ForbidsIndex() && d.ForSearch(); no {
				break
			}
		}
		p.derived.noIndex = &no
	}
	return *p.derived.noIndex
}

// Robots are the page's directives for crawlers, each with its place: those of
// meta elements in order, then those of the X-Robots-Tag header. The name google
// is left out: it switches on services and is no list of directives.
func (p *Page) Robots() iter.Seq2[robots.Directive, text.Origin] {
	return func(yield func(robots.Directive, text.Origin) bool) {
		for _, prop := range p.Props {
			if prop.Content == "" || prop.Key == "google" || robots.Crawler(prop.Key) == "" {
				continue
			}
			for d := range robots.Read(prop.Key, prop.Content, false) {
				if !yield(d, prop.Origin()) {
					return
				}
			}
		}
		for _, value := range p.Source.Header.Values("X-Robots-Tag") {
			for d := range robots.Read(robots.Everyone, value, true) {
				if !yield(d, text.FromOutside("header X-Robots-Tag")) {
					return
				}
			}
		}
	}
}

// IsHome reports whether the page is known to be the home page of its site: its
// own address, or else its canonical or og:url, has no path.
func (p *Page) IsHome() bool {
	u := p.URL
	if u == nil {
		if c := p.Canonical(); c != nil {
			u = c.URL()
		} else if s := p.Content("og:url"); s != "" {
			u = p.Resolve(s)
		}
	}
	if u == nil || u.Host == "" {
		return false
	}
	if weburl.IsRoot(u) {
		return true
	}
	path := strings.Trim(u.Path, "/")
	// A language root: /en/, /de-at/.
	if len(path) == 2 || len(path) == 5 && (path[2] == '-' || path[2] == '_') {
		return u.RawQuery == ""
	}
	return false
}

// Blank reports whether the page has no content at all: its tree holds no text
// and no elements but the html, head and body that every tree has.
func (p *Page) Blank() bool {
	for _, n := range []*html.Node{p.Doc, p.HTML, p.Head, p.Body} {
		if n == nil {
			continue
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "",
				c.Type == html.ElementNode && c.DataAtom != atom.Html && c.DataAtom != atom.Head && c.DataAtom != atom.Body:
				return false
			}
		}
	}
	return true
}

// TextOf is the text content of an element, white space folded, bounded to a
// few kilobytes; scripts, styles and what noscript holds are left out.
func TextOf(n *html.Node) string { return fold(boundedText(n, maxText)) }

// Captured is when the page was fetched by an archive, or the zero time.
func (p *Page) Captured() time.Time { return p.Source.Captured }
