// Package page turns the bytes of a page into facts: its charset, its tree,
// its head metadata, its structured data, and where each of them stands.
//
// [Read] decodes the bytes (charset.go), has the tree built (htmltree), and walks
// it once (walk.go): the walk fills the head facts and feeds the extractors of
// structured data. What several checks need and no single element says, such
// as the titles of a page or its publish dates, is derived on demand and kept
// (titles.go, dates.go, facts.go). Places are resolved only when somebody asks
// (positions.go).
package page

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/htmltree"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// A Problem is a fact that the reader noticed; see [schemaorg.Problem].
type Problem = schemaorg.Problem

// A Page is what a page says. Its strings live as long as the page. A Page is
// not safe for concurrent use.
type Page struct {
	// Source is what the page was read of, as it was given, without its Data.
	Source Source
	// Fragment reports that the user calls the page a part of one: its source, or
	// what is said of its URL, does.
	Fragment bool
	// Incomplete are the ways in which the page is not all of itself.
	Incomplete Incomplete
	Charset    Charset
	// Text is the decoded page, without byte order mark.
	Text string
	// Doc is the document node; HTML, Head and Body are its elements, nil
	// where the tree has none.
	Doc, HTML, Head, Body *html.Node
	// Doctype reports whether the page has one.
	Doctype bool

	// URL is the page's own address, or nil when unknown. It is decided once,
	// before anything rests on it. ShownURL is the same as reports show it: as it
	// was given, also where that is no URL that can be read.
	URL      *url.URL
	ShownURL string
	// Base resolves the page's relative addresses: the first base element,
	// else the URL, else the given base; never nil, perhaps empty.
	Base *url.URL

	Titles   []Element // title elements of HTML (not of SVG), in order
	Metas    []*Meta
	Props    []*Prop // one entry for each name that a meta element goes by
	Links    []*Link // link elements, then Link headers
	Bases    []Element
	Headings []Heading // h1 and h2
	Times    []*Time
	Code     []*html.Node // script and style elements, those of SVG as well
	// Notes are the comments that speak to metacheck, in the order of the
	// source. NotesCut reports that there are too many: the one that was read last
	// and those behind it are not heard.
	Notes    []Note
	NotesCut bool
	Graph    *schemaorg.Graph
	Problems []Problem

	// OpenGraph media in order; the structured properties of each.
	Images, Videos, Audios []*Media
	// Orphans are structured properties (og:image:width) before any root.
	Orphans []*Prop

	file    *text.File
	tree    *htmltree.Tree
	derived derived
}

// Incomplete says in which ways a page is not all of itself. It is what was
// found out; what the user says of it is [Page.Fragment].
type Incomplete struct {
	// Truncated reports that the page goes on beyond what was read: it is longer
	// than the bound on its size, or was cut off when it was captured.
	Truncated bool
	// CutOff says why its capture is cut off; it is empty for a page that its own
	// end shows to be whole, whatever the archive says.
	CutOff string
	// StandIn reports that it is not the page that was asked for but one that came
	// in its place ([Page.Interstitial]).
	StandIn bool
}

// Partial reports whether what the page lacks says nothing of the page that is
// meant: the user calls it a part of one, the rest was cut off when it was
// captured, or another page came in its place. Of a page beyond the bound on
// its size it is false: what checks look for does not stand that far down.
func (p *Page) Partial() bool {
	return p.Fragment || p.Incomplete.CutOff != "" || p.Incomplete.StandIn
}

// An Element is an element and its text, white space folded at neither end.
type Element struct {
	Node   *html.Node
	Text   string
	InHead bool
}

// Origin is the place of the element's text.
func (e *Element) Origin() text.Origin { return text.FromContent(e.Node) }

// A Heading is an h1 or h2.
type Heading struct {
	Node  *html.Node
	Level int
	// Text is its text content, white space folded.
	Text string
}

// Origin is the place of the heading's text.
func (h *Heading) Origin() text.Origin { return text.FromContent(h.Node) }

// A Meta is a meta element.
type Meta struct {
	Node *html.Node
	// Name, Property, HTTPEquiv, Charset and Itemprop are those attributes as
	// written.
	Name, Property, HTTPEquiv, Charset, Itemprop string
	// Content is the content attribute; HasContent reports whether there is one.
	Content    string
	HasContent bool
	// InHead reports whether the tree has the element inside head.
	InHead bool
}

// Origin is the place of the content attribute, or of the tag without one.
func (m *Meta) Origin() text.Origin {
	if m.HasContent {
		return text.FromAttr(m.Node, "content")
	}
	return text.FromLack(m.Node, "content")
}

// A Prop is a named value that a meta element gives: one for its name
// attribute and one for each token of its property attribute.
type Prop struct {
	*Meta
	// Key is the name in lower case: "og:title", "description".
	Key string
	// Written is the name as written.
	Written string
	// Attr is the attribute that it comes from: "property" or "name".
	Attr string
}

// NameOrigin is the place of the name.
func (p *Prop) NameOrigin() text.Origin { return text.FromAttr(p.Node, p.Attr) }

// Value is the content with white space trimmed.
func (p *Prop) Value() string { return strings.TrimSpace(p.Content) }

// A Media is an og:image, og:video or og:audio with the structured properties
// that follow it.
type Media struct {
	Kind string // "image", "video" or "audio"
	// URL is the root property: og:image, og:image:url, or og:image:secure_url
	// where it comes first.
	URL *Prop
	// Props are the structured properties, the root left out, in order.
	Props []*Prop
}

// Prop is the first structured property with the given last name ("width"),
// or nil.
func (m *Media) Prop(last string) *Prop {
	for _, p := range m.Props {
		if p.Key[strings.LastIndexByte(p.Key, ':')+1:] == last {
			return p
		}
	}
	return nil
}

// A Link is a link element, or a link of the Link response header.
type Link struct {
	Node *html.Node // nil for one from the header
	// Rels are the tokens of rel in lower case.
	Rels []string
	// Href as written; HasHref reports whether there is one.
	Href    string
	HasHref bool
	// Hreflang, Type, Media, Sizes, Title are those attributes as written.
	Hreflang, Type, Media, Sizes, Title string
	InHead                              bool

	// base resolves Href; url is the outcome once resolved is set.
	base     *url.URL
	url      *url.URL
	resolved bool
}

// URL is Href resolved against the base, or nil when it cannot be or there is
// none. It is made when first asked for: of the links of a page few are.
func (l *Link) URL() *url.URL {
	if !l.resolved {
		l.resolved = true
		if l.HasHref {
			l.url = resolve(l.base, l.Href)
		}
	}
	return l.url
}

// Has reports whether the link has the rel token.
func (l *Link) Has(rel string) bool {
	for _, r := range l.Rels {
		if r == rel {
			return true
		}
	}
	return false
}

// FromHeader reports whether the link stands in the response header.
func (l *Link) FromHeader() bool { return l.Node == nil }

// Origin is the place of the href, or of the tag without one.
func (l *Link) Origin() text.Origin {
	switch {
	case l.Node == nil:
		return text.FromOutside("header Link")
	case l.HasHref:
		return text.FromAttr(l.Node, "href")
	}
	return text.FromLack(l.Node, "href")
}

// A Time is a time element.
type Time struct {
	Node        *html.Node
	Datetime    string // the datetime attribute as written
	HasDatetime bool
	Text        string // the text content, white space folded
}

// Origin is the place of the datetime attribute, or of the text without one.
func (t *Time) Origin() text.Origin {
	if t.HasDatetime {
		return text.FromAttr(t.Node, "datetime")
	}
	return text.FromContent(t.Node)
}

// Prop is the first meta property with the key (lower case) that has content,
// else the first with the key, or nil.
func (p *Page) Prop(key string) *Prop {
	var empty *Prop
	for _, prop := range p.Props {
		if prop.Key != key {
			continue
		}
		if prop.Value() != "" {
			return prop
		}
		if empty == nil {
			empty = prop
		}
	}
	return empty
}

// PropAll are the meta properties with the key (lower case), in order.
func (p *Page) PropAll(key string) []*Prop {
	var props []*Prop
	for _, prop := range p.Props {
		if prop.Key == key {
			props = append(props, prop)
		}
	}
	return props
}

// Content is the trimmed content of the first meta property with the key, or
// empty.
func (p *Page) Content(key string) string {
	if prop := p.Prop(key); prop != nil {
		return prop.Value()
	}
	return ""
}

// LinksWith are the links with the rel token, in order, header links last.
func (p *Page) LinksWith(rel string) []*Link {
	var links []*Link
	for _, l := range p.Links {
		if l.Has(rel) {
			links = append(links, l)
		}
	}
	return links
}

// Resolve makes an address of the page absolute. It is nil when ref cannot be
// parsed. White space around it is dropped, and tabs and line ends inside, as
// the URL standard asks.
func (p *Page) Resolve(ref string) *url.URL { return resolve(p.Base, ref) }

func resolve(base *url.URL, ref string) *url.URL {
	u, err := url.Parse(weburl.Strip(ref))
	if err != nil {
		return nil
	}
	return base.ResolveReference(u)
}
