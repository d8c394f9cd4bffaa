package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// A HeadBreak says that a tree builder ended the head of a page before its
// author did: something that may not stand in head came first, and the
// metadata behind it is in body.
type HeadBreak struct {
	// Culprit is what ended the head, and What names it: "the element img",
	// "the text", "the end tag </html>". Text is the text, where it is one.
	Culprit text.Origin
	What    string
	Text    string
	// Lost is the metadata that stands between the culprit and the end of the
	// head as written, in order, at most maxLost entries; Count is how many
	// there are.
	Lost  []LostMeta
	Count int
}

// A LostMeta is metadata that was written in head and ended up in body.
type LostMeta struct {
	Origin text.Origin
	// Name is "title", "canonical", "hreflang", "description" or the name of
	// an Open Graph property.
	Name string
}

// maxLost bounds the metadata that a HeadBreak lists.
const maxLost = 16

// HeadBreak reports whether and by what the head was ended early, or is nil. The
// tree builder says what ended the head, and where the page goes on to end it
// as its author meant to. Metadata that stands in body because it was put
// there, behind </head> or the body tag, is no break.
//
// Only metadata that consumers look for in head counts: title, description,
// canonical, hreflang alternates and Open Graph. Robots directives count
// anywhere in a page, and itemprop belongs in body as well.
//
// The rules are those of the insertion modes "before head", "in head" and
// "after head" (HTML standard, sections 13.2.6.4.3, .4 and .6).
func (p *Page) HeadBreak() *HeadBreak { return Derive(p, headBreakKey{}, findHeadBreak) }

type headBreakKey struct{}

func findHeadBreak(p *Page) *HeadBreak {
	end := p.tree.Head
	if p.Partial() || end.By.Start < 0 || end.Written < 0 {
		return nil
	}
	found := &HeadBreak{}
	lose := func(n *html.Node, name string) {
		if span, ok := p.tree.StartTag(n); ok && name != "" && span.Start > end.By.Start && span.Start < end.Written {
			found.Lost = append(found.Lost, LostMeta{text.FromSource(span.Start, span.End), name})
		}
	}
	// Pages have one title; a second is lost with the first or not at all.
	if len(p.Titles) > 0 && !p.Titles[0].InHead {
		for i := range p.Titles {
			lose(p.Titles[i].Node, "title")
		}
	}
	for _, m := range p.Metas {
		if !m.InHead {
			lose(m.Node, lostMeta(m))
		}
	}
	for _, l := range p.Links {
		if !l.InHead {
			lose(l.Node, lostLink(l))
		}
	}
	if found.Count = len(found.Lost); found.Count == 0 {
		return nil
	}
	slices.SortStableFunc(found.Lost, func(a, b LostMeta) int { return a.Origin.Start - b.Origin.Start })
	found.Lost = slices.Clip(found.Lost[:min(len(found.Lost), maxLost)])
	p.nameCulprit(found, end.By)
	return found
}

// nameCulprit says what stands at the token that ended the head.
func (p *Page) nameCulprit(b *HeadBreak, at text.Span) {
	raw := p.Text[at.Start:at.End]
	b.Culprit = text.FromSource(at.Start, at.End)
	first := func(i int) bool { return i < len(raw) && raw[i]|0x20 >= 'a' && raw[i]|0x20 <= 'z' }
	// Text that begins with "<" has no letter behind it, or it were a tag.
	switch {
	case strings.HasPrefix(raw, "</") && first(2):
		b.What = "the end tag </" + nameAt(raw[2:]) + ">"
	case strings.HasPrefix(raw, "<") && first(1):
		b.What = "the element " + nameAt(raw[1:])
	default:
		trimmed := strings.Trim(raw, " \t\r\n\f\x00")
		lead := strings.Index(raw, trimmed)
		b.Culprit.Start += lead
		b.Culprit.End = b.Culprit.Start + len(trimmed)
		b.What, b.Text = "the text", html.UnescapeString(trimmed)
	}
}

func headProp(key string) bool { return key == "description" || strings.HasPrefix(key, "og:") }

// lostMeta names the metadata of a meta element that is of use in head only,
// or is empty.
func lostMeta(m *Meta) string {
	if _, ok := text.Attr(m.Node, "itemprop"); ok {
		return ""
	}
	for i := range m.Node.Attr {
		a := &m.Node.Attr[i]
		if a.Key != "name" && a.Key != "property" {
			continue
		}
		for _, key := range strings.Fields(strings.ToLower(a.Val)) {
			if headProp(key) {
				return key
			}
		}
	}
	return ""
}

// lostLink is lostMeta for a link element.
func lostLink(l *Link) string {
	if _, ok := text.Attr(l.Node, "itemprop"); ok {
		return ""
	}
	for _, rel := range l.Rels {
		switch {
		case rel == "canonical":
			return "canonical"
		case rel == "alternate" && l.Hreflang != "":
			return "hreflang"
		}
	}
	return ""
}
