// Package summary holds what outlives a page: a [Summary] is what one page
// says, copied out of it. Checks over many pages, comparisons of two builds,
// snapshots and stores know summaries and no page; package page makes them.
package summary

import (
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/robots"
)

// A Summary is what one page says, copied out of the page: it outlives it,
// holds nothing of its tree, and is bounded in size. Checks over many pages,
// comparisons of two builds and stores of facts rest on it. The same page
// gives the same Summary; [Summary.Encode] writes it, [Decode] reads it.
//
// Values have white space folded. One that is longer than is kept is cut, and
// ends in "…#" and eight digits that differ with what was cut off: two values
// are the same when their texts are.
type Summary struct {
	// Name is what the input is called, Index the number of the page's record
	// in it (0 when the input is the page itself).
	Name  string `json:"name,omitzero"`
	Index int    `json:"index,omitzero"`
	// URL is the page's own address, or empty when unknown. Derived reports that
	// it comes from the path of the page's file in a build, and was not given.
	URL     string `json:"url,omitzero"`
	Derived bool   `json:"derived,omitzero"`
	// Captured is when an archive fetched the page.
	Captured time.Time `json:"captured,omitzero"`

	// Charset is the encoding that the page was read in, Doctype reports whether
	// it has one.
	Charset string `json:"charset,omitzero"`
	Doctype bool   `json:"doctype,omitzero"`
	// Lang is the lang attribute of html.
	Lang Said `json:"lang,omitzero"`
	// Titles are the title elements of HTML; the first is the page's.
	Titles []Said `json:"titles,omitzero"`
	// Headings are the first h1 elements.
	Headings []Said `json:"h1,omitzero"`
	// Metas are the named meta elements in order, one entry a name: the
	// description, all of Open Graph and Twitter, dates, authors, and others.
	Metas []Meta `json:"metas,omitzero"`
	// Robots are the directives for crawlers, those of the X-Robots-Tag header
	// last.
	Robots []Directive `json:"robots,omitzero"`
	// NoIndex reports whether Robots keep the page out of search results, for
	// every crawler or for Google.
	NoIndex bool `json:"noindex,omitzero"`
	// Links are the links that say something of the page: canonical, alternate,
	// amphtml, prev, next, icon, manifest, license, … in order, those of the Link
	// header last. Links to style sheets and other files that the page is made
	// of are left out.
	Links []Link `json:"links,omitzero"`
	// Refresh is the first refresh that takes readers to another address.
	Refresh Refresh `json:"refresh,omitzero"`
	// Dates are the dates that the page gives of itself, the most trusted first.
	Dates []Date `json:"dates,omitzero"`
	// Entities are the things that structured data tells of: the top-level
	// items of all syntaxes, and the items inside others that have an id.
	Entities []Entity `json:"entities,omitzero"`
	// Images are the pictures that metadata refers to, with what it says of
	// them.
	Images []Image `json:"images,omitzero"`
	// Broken are the first blocks of structured data that are not well-formed,
	// so that programs pass over them: the value says why.
	Broken []Said `json:"broken,omitzero"`

	// AMP reports that the page is an AMP document, Fragment that it is a part
	// of a page, Truncated that it goes on beyond what was read, Blank that it
	// has no content.
	AMP       bool `json:"amp,omitzero"`
	Fragment  bool `json:"fragment,omitzero"`
	Truncated bool `json:"truncated,omitzero"`
	Blank     bool `json:"blank,omitzero"`
	// Interstitial names the kind of page that stands in the place of the one
	// that was asked for ("a consent page"), or is empty.
	Interstitial string `json:"interstitial,omitzero"`
	// Role is what the page is for, such as "list" or "home"; empty where nobody
	// has told. It is a judgement on the page and not what the page says.
	Role string `json:"role,omitzero"`
	// Status is the status code of the response; 0 when unknown.
	Status int `json:"status,omitzero"`
	// Top is where a finding about the page as a whole points: its title, else
	// its first tag.
	Top Spot `json:"top,omitzero"`
	// Cut names the lists that have more entries than are kept: "metas",
	// "links", "dates", "entities", "values", "images". What a cut list does not
	// hold may still be on the page.
	Cut []string `json:"cut,omitzero"`
}

// A Said is a value that the page gives, and its place.
type Said struct {
	Value string `json:"v,omitzero"`
	At    Spot   `json:"at,omitzero"`
}

// A Meta is one name that a meta element goes by, and its content.
type Meta struct {
	// Key is the name in lower case: "og:title", "description".
	Key   string `json:"k"`
	Value string `json:"v,omitzero"`
	At    Spot   `json:"at,omitzero"`
}

// A Directive is one entry of a list of directives for crawlers.
type Directive struct {
	// Agent is the crawler that it speaks to, "robots" for every one.
	Agent string `json:"for"`
	// Rule is the directive in lower case with its argument: "noindex",
	// "max-snippet:50".
	Rule string `json:"rule"`
	// Header reports that it stands in the response header.
	Header bool `json:"header,omitzero"`
	At     Spot `json:"at,omitzero"`
}

// A Link is a link element, or a link of the Link header.
type Link struct {
	// Rels are the tokens of rel in lower case, in order.
	Rels []string `json:"rel"`
	// URL is the address, resolved; as written where it cannot be resolved, and
	// empty where there is none or damage to the markup made it another. Relative
	// reports that it was written without scheme or host.
	URL      string `json:"url,omitzero"`
	Relative bool   `json:"relative,omitzero"`
	Hreflang string `json:"hreflang,omitzero"`
	Type     string `json:"type,omitzero"`
	Media    string `json:"media,omitzero"`
	Sizes    string `json:"sizes,omitzero"`
	Title    string `json:"title,omitzero"`
	// Body reports that it stands outside head, where few links are read. Header
	// reports that it stands in the response header.
	Body   bool `json:"body,omitzero"`
	Header bool `json:"header,omitzero"`
	At     Spot `json:"at,omitzero"`
}

// A Refresh is a meta element that takes readers elsewhere.
type Refresh struct {
	// Seconds is the delay, URL the address, resolved.
	Seconds int    `json:"seconds,omitzero"`
	URL     string `json:"url,omitzero"`
	At      Spot   `json:"at,omitzero"`
}

// A Date is a date that the page gives of itself.
type Date struct {
	// Role is "published", "modified", "created" or "expires".
	Role string `json:"role"`
	// Label names the place for people: "article:published_time", "JSON-LD
	// datePublished".
	Label string `json:"label"`
	// Written is the value as written. Time is the same in the notation of ISO
	// 8601, as exact as written, or empty when it cannot be read.
	Written string `json:"v"`
	Time    string `json:"time,omitzero"`
	// Weak reports that consumers hardly read it.
	Weak bool `json:"weak,omitzero"`
	At   Spot `json:"at,omitzero"`
}

// An Entity is an item of structured data.
type Entity struct {
	// Syntax is "microdata", "RDFa" or "JSON-LD".
	Syntax string `json:"syntax"`
	// Types are the names of its types in schema.org, in full where they are of
	// another vocabulary.
	Types []string `json:"types,omitzero"`
	// ID is its identifier, resolved, or empty. Labels that hold for this page
	// alone are left out.
	ID string `json:"id,omitzero"`
	// Main reports that it says what the page is about, Nested that it stands
	// inside another and is listed for its ID.
	Main   bool `json:"main,omitzero"`
	Nested bool `json:"nested,omitzero"`
	// Values are what it says, in order.
	Values []Value `json:"values,omitzero"`
	At     Spot    `json:"at,omitzero"`
}

// A Value is one value of an entity.
type Value struct {
	// Path leads to it from the entity by names of properties in schema.org,
	// written in full where they are of another vocabulary: "headline",
	// "author.name". "author.@type" and "author.@id" are types and identifier
	// of the thing at "author". Several things under one path follow one
	// another; a reverse property has "^" in front.
	Path  string `json:"p"`
	Value string `json:"v,omitzero"`
	At    Spot   `json:"at,omitzero"`
}

// A Image is a picture that metadata refers to.
type Image struct {
	// URL is its address, resolved.
	URL string `json:"url"`
	// From names what refers to it: "og:image", "twitter:image", "JSON-LD logo".
	From string `json:"from"`
	// Width, Height and Type are those declared, as written; Alt reports whether
	// there is an alternative text.
	Width  string `json:"width,omitzero"`
	Height string `json:"height,omitzero"`
	Type   string `json:"type,omitzero"`
	Alt    bool   `json:"alt,omitzero"`
	At     Spot   `json:"at,omitzero"`
}

// A Spot is a place in a page that outlives the page.
type Spot struct {
	// Start and End hold when the line of Start is not 0.
	Start, End text.Position
	// Outside names what is not in the page, such as "header Link"; or is
	// empty.
	Outside string
	// Excerpt is the line of Start or a part of it; it is kept for places that
	// findings about several pages point at.
	Excerpt text.Excerpt
}

// Known reports whether the spot is a place in the page's text.
func (s *Spot) Known() bool { return s.Start.Line > 0 }

// Meta is the value of the first named meta element with the key (lower case)
// that has content, or nil.
func (s *Summary) Meta(key string) *Meta {
	for i := range s.Metas {
		if m := &s.Metas[i]; m.Key == key && m.Value != "" {
			return m
		}
	}
	return nil
}

// Title is the page's title, or nil without one.
func (s *Summary) Title() *Said {
	if len(s.Titles) == 0 || s.Titles[0].Value == "" {
		return nil
	}
	return &s.Titles[0]
}

// Canonical is the canonical link that search engines use: the first in head
// or header with an address; or nil.
func (s *Summary) Canonical() *Link {
	for i := range s.Links {
		if l := &s.Links[i]; !l.Body && l.URL != "" && l.Has("canonical") {
			return l
		}
	}
	return nil
}

// Directive is the first directive for every crawler, or for Google, that is one
// of the rules (lower case, no white space: "noindex", "max-snippet:0"); nil when
// there is none.
func (s *Summary) Directive(rules ...string) *Directive {
	for i := range s.Robots {
		d := &s.Robots[i]
		if (d.Agent == robots.Everyone || d.Agent == "googlebot") && slices.Contains(rules, strings.ReplaceAll(d.Rule, " ", "")) {
			return d
		}
	}
	return nil
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

// Value is the first value with the path, or nil.
func (e *Entity) Value(path string) *Value {
	for i := range e.Values {
		if v := &e.Values[i]; v.Path == path {
			return v
		}
	}
	return nil
}

// WasCut reports whether the list of that name has more than is kept.
func (s *Summary) WasCut(list string) bool {
	for _, c := range s.Cut {
		if c == list {
			return true
		}
	}
	return false
}
