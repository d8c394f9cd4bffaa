// Package markup has the checks of how a page is written: quotes, tags,
// comments and elements that are not closed, and attributes that no reader
// gets. They speak up where that costs metadata and nowhere else.
package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// Checks of the family.
var Checks = []*check.Check{
	duplicateAttribute,
	nullCharacter,
	typographicQuotes,
	unclosedComment,
	unclosedElement,
	unclosedQuote,
	unclosedTag,
	valueCutShort,
}

// The sections of the HTML standard that the checks rest on.
const (
	parseErrors = "https://html.spec.whatwg.org/multipage/parsing.html#parse-errors"
	attributes  = "https://html.spec.whatwg.org/multipage/syntax.html#attributes-2"
	metadataDoc = "https://developers.google.com/search/docs/crawling-indexing/valid-page-metadata"
)

// headElements are the elements of a page that carry metadata in attributes
// and nothing else: html, base, meta and link, in the order of the kinds.
func headElements(p *page.Page) []*html.Node {
	return page.Derive(p, headElementsKey{}, findHeadElements)
}

type headElementsKey struct{}

func findHeadElements(p *page.Page) []*html.Node {
	list := make([]*html.Node, 0, 1+len(p.Bases)+len(p.Metas)+len(p.Links))
	if p.HTML != nil {
		list = append(list, p.HTML)
	}
	for i := range p.Bases {
		list = append(list, p.Bases[i].Node)
	}
	for _, m := range p.Metas {
		list = append(list, m.Node)
	}
	for _, l := range p.Links {
		if l.Node != nil {
			list = append(list, l.Node)
		}
	}
	return list
}

// brokenTag tells whether something in the tag of an element swallows others:
// what is wrong with its attributes comes of that.
func brokenTag(p *page.Page, n *html.Node) bool {
	swallows := p.Swallows()
	if len(swallows) == 0 {
		return false
	}
	tag, ok := p.Span(text.FromTag(n))
	return ok && slices.ContainsFunc(swallows, func(s *page.Swallowed) bool {
		return s.Opener.Start >= tag.Start && s.Opener.Start < tag.End
	})
}

// names joins the names of lost metadata, each once and a few of them.
func names(lost []page.LostMeta, count int) string {
	const most = 4
	var list []string
	for _, l := range lost {
		if name := plain(l.Name); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) > most || count > len(lost) {
		list = append(slices.Clip(list[:min(most, len(list))]), "more")
	}
	return check.List(list)
}

// plain is a name as it stands in messages: in quotation marks when it is not
// made of the characters of names.
func plain(name string) string {
	if name != "JSON-LD" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789:._- ") != "" || len(name) > 60 {
		return check.Quote(name)
	}
	return name
}

// relate adds the lost metadata as related places.
func relate(f *check.Finding, lost []page.LostMeta) {
	for _, l := range lost {
		f.Relate(l.Origin, "%s is lost", plain(l.Name))
	}
}
