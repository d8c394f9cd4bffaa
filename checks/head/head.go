// Package head holds the checks of the metadata in the head of a page: title,
// description, language, charset and viewport; and of faults that keep parsers
// from reading the head or the page as it was written.
package head

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// Checks of the family.
var Checks = []*check.Check{
	titleMissing,
	titleMultiple,
	titleVague,
	titleHalfEmpty,
	titleDoubleEscaped,
	urlDoubleEscaped,
	titleLength,
	descriptionMissing,
	descriptionMultiple,
	descriptionLength,
	descriptionIsTitle,
	langMissing,
	langInvalid,
	charsetMissing,
	charsetLate,
	charsetConflict,
	viewportMissing,
	brokenHead,
	metaEmpty,
	metaRefresh,
	baseConflict,
	baseTooLong,
	emptyPage,
	pageTruncated,
	tooDeep,
	invalidBytes,
}

// Documents that several checks refer to.
const (
	titleLinks = "https://developers.google.com/search/docs/appearance/title-link"
	snippets   = "https://developers.google.com/search/docs/appearance/snippet"
	specialTag = "https://developers.google.com/search/docs/crawling-indexing/special-tags"
	metaTag    = "https://html.spec.whatwg.org/multipage/semantics.html#the-meta-element"
)

// whole reports whether something that is missing counts: the page is whole,
// not a part of one. Pages without content do not come here (check.Check.Blank).
func whole(p *page.Page) bool { return !p.Partial() }

// headTag is the place of findings about something that is missing in head.
func headTag(p *page.Page) text.Origin {
	if p.Head == nil {
		return text.FromSource(0, 0)
	}
	return text.FromTag(p.Head)
}

// invisible reports whether a character is not visible: zero-width and
// directional characters, byte order marks, soft hyphens.
func invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF, r == 0xAD:
		return true
	}
	return false
}

// blank reports whether s has no visible character.
func blank(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return r == 0 || invisible(r) || unicode.IsSpace(r) }) == ""
}

// descriptions are the meta elements that search engines read as the
// description, without blank ones.
func descriptions(p *page.Page) []*page.Prop {
	var list []*page.Prop
	for _, prop := range p.PropAll("description") {
		if strings.EqualFold(strings.TrimSpace(prop.Name), "description") && !blank(prop.Content) {
			list = append(list, prop)
		}
	}
	return list
}

// attr is the value of an attribute, or empty.
func attr(n *html.Node, key string) string {
	v, _ := text.Attr(n, key)
	return v
}
