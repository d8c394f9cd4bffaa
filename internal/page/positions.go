package page

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/htmltree"
	"github.com/metacheck/metacheck/internal/text"
)

// Span is the source range of an origin, in bytes of Text. ok is false when
// the origin is not a place in the page or its place is not known; for an
// element without a start tag in the source the place is that of the nearest
// element around it that has one.
func (p *Page) Span(o text.Origin) (span text.Span, ok bool) {
	switch o.Part {
	case text.Nowhere, text.Outside:
		return text.Span{}, false
	case text.Source:
		start := max(0, min(o.Start, len(p.Text)))
		return text.Span{Start: start, End: max(start, min(o.End, len(p.Text)))}, true
	}
	whole, found := text.Span{}, false
	for n := o.Node; n != nil; n = n.Parent {
		if whole, found = p.tree.StartTag(n); found {
			if n != o.Node {
				o.Part = text.Tag
			}
			break
		}
	}
	if !found {
		return text.Span{}, false
	}
	switch o.Part {
	case text.Attribute, text.AttrName:
		attr, ok := p.attribute(o.Node, o.Name)
		switch {
		case !ok:
			return whole, true
		case o.Part == text.AttrName || attr.Value.Len() == 0:
			return text.Span{Start: attr.Name.Start, End: max(attr.Name.End, attr.Value.End)}, true
		}
		return attr.Value, true
	case text.Content:
		if s, ok := p.content(o.Node); ok {
			return s, true
		}
	case text.Script:
		if s, ok := p.script(o.Node, o.Start, o.End); ok {
			return s, true
		}
	}
	return whole, true
}

// attribute is the place of an attribute, by its name as it is written: the
// tree has "xml:lang" and its like in namespaces.
func (p *Page) attribute(n *html.Node, name string) (htmltree.AttrSpan, bool) {
	if span, ok := p.tree.AttrNamed(n, name); ok {
		return span, true
	}
	if space, local, ok := strings.Cut(name, ":"); ok {
		for i := range n.Attr {
			if a := &n.Attr[i]; a.Namespace == space && a.Key == local {
				return p.tree.Attr(n, i)
			}
		}
	}
	return htmltree.AttrSpan{}, false
}

// maxContent bounds how many nodes are looked through for a first text.
const maxContent = 64

// content is the place of the first text inside an element, without white
// space around it.
func (p *Page) content(n *html.Node) (text.Span, bool) {
	c := n
	for range maxContent {
		if c = text.Following(c, n); c == nil {
			break
		}
		if c.Type != html.TextNode || c.Parent != n && (c.Parent.Data == "script" || c.Parent.Data == "style") {
			continue
		}
		for _, s := range p.tree.Text(c) {
			if s = trimSpan(p.Text, s.Start, s.End); s.Len() > 0 {
				return s, true
			}
		}
	}
	return text.Span{}, false
}

// script is the place of bytes [start, end) of the text of an element.
func (p *Page) script(n *html.Node, start, end int) (text.Span, bool) {
	if n.FirstChild == nil {
		return text.Span{}, false
	}
	from, ok := p.tree.TextOffset(n.FirstChild, start)
	if !ok {
		return text.Span{}, false
	}
	to := from
	if end > start {
		if to, ok = p.tree.TextOffset(n.FirstChild, end); !ok {
			to = from
		}
	}
	return text.Span{Start: from, End: max(from, to)}, true
}

// File is the page's text with its line table.
func (p *Page) File() *text.File { return p.file }

// Position is the line and columns of the start of an origin.
func (p *Page) Position(o text.Origin) (pos text.Position, ok bool) {
	span, ok := p.Span(o)
	if !ok {
		return text.Position{}, false
	}
	return p.file.Position(span.Start), true
}

func tagSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r'
}

func trimSpan(src string, start, end int) text.Span {
	for start < end && tagSpace(src[start]) {
		start++
	}
	for end > start && tagSpace(src[end-1]) {
		end--
	}
	return text.Span{Start: start, End: end}
}
