package htmltree

import (
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// All places are byte ranges of the source that was given to Parse. ok is
// false for what has no place: nodes of other trees, and elements without a
// tag in the source.

// StartTag is the place of the start tag of an element, "<" and ">" included.
// An element that the algorithms copied, as they do with formatting elements
// across blocks, has the start tag of the first. A br element that was made
// for </br> has that.
func (t *Tree) StartTag(n *html.Node) (span text.Span, ok bool) {
	c := t.arena.cellOf(n)
	if c == nil || c.Type != html.ElementNode || c.start < 0 {
		return text.Span{}, false
	}
	return t.span(int(c.start), int(c.end)), true
}

// EndTag is the place of the end tag that closed an element. It is not ok for
// elements that something else closed.
func (t *Tree) EndTag(n *html.Node) (span text.Span, ok bool) {
	c := t.arena.cellOf(n)
	if c == nil || c.Type != html.ElementNode || c.endStart < 0 {
		return text.Span{}, false
	}
	return t.span(int(c.endStart), int(c.endEnd)), true
}

// Span is the place of a node: the start tag of an element, a whole comment or
// doctype, and of text what lies between the start of its first and the end of
// its last piece.
func (t *Tree) Span(n *html.Node) (span text.Span, ok bool) {
	c := t.arena.cellOf(n)
	if c == nil || c.start < 0 {
		return text.Span{}, false
	}
	end := c.end
	if c.Type == html.TextNode && c.more != 0 {
		end = t.arena.pieces[c.endEnd].end
	}
	return t.span(int(c.start), max(int(c.start), int(end))), true
}

// An AttrSpan is the place of an attribute.
type AttrSpan struct {
	Name text.Span
	// Value is the value without its quotes; for an attribute without value
	// it is empty and right behind the name.
	Value    text.Span
	HasValue bool // there is "="
	Quoted   bool // the value is in quotes
}

// Attr is the place of attribute i of an element, counted as in Attr of the
// node.
func (t *Tree) Attr(n *html.Node, i int) (span AttrSpan, ok bool) {
	at, ok := t.attrSpan(n, i)
	if !ok {
		return AttrSpan{}, false
	}
	return t.placeAttr(at), true
}

// placeAttr converts the place of an attribute to one in the source.
func (t *Tree) placeAttr(at attrSpan) (span AttrSpan) {
	name := int(at.name)
	end := name
	for end < len(t.text) && (end == name && t.text[end] == '=' || classes[t.text[end]]&classAttrEnd == 0) {
		end++
	}
	span.Name = t.span(name, end)
	if at.value < 0 {
		span.Value = text.Span{Start: span.Name.End, End: span.Name.End}
		return span
	}
	span.HasValue = true
	span.Value = t.span(int(at.value), int(at.end))
	if quote := t.text[at.value-1]; quote == '"' || quote == '\'' {
		span.Quoted = true
	}
	return span
}

// AttrNamed is Attr for the attribute of a name in no namespace.
func (t *Tree) AttrNamed(n *html.Node, name string) (span AttrSpan, ok bool) {
	if n == nil {
		return AttrSpan{}, false
	}
	for i := range n.Attr {
		if n.Attr[i].Key == name && n.Attr[i].Namespace == "" {
			return t.Attr(n, i)
		}
	}
	return AttrSpan{}, false
}

// A Repeat is an attribute that the tree lacks, because its element's tag has
// an earlier one of the name (HTML standard, section 13.2.5.33).
type Repeat struct {
	Node  *html.Node // the element
	Name  string     // of both attributes
	Value string     // of the one that was dropped
	Span  AttrSpan   // its place
}

// Repeats are the attributes that were dropped, at most 4,096, in the order of
// the source. They are noted when parse errors are.
func (t *Tree) Repeats() []Repeat {
	var list []Repeat
	for _, r := range t.arena.repeats {
		if r.cell == 0 {
			continue
		}
		c := &t.arena.cells[r.cell>>chunkBits][r.cell&(chunkCells-1)]
		list = append(list, Repeat{Node: &c.Node, Name: r.name, Value: r.value, Span: t.placeAttr(r.span)})
	}
	return list
}

// attrSpan is the place of attribute i of an element in the text.
func (t *Tree) attrSpan(n *html.Node, i int) (span attrSpan, ok bool) {
	c := t.arena.cellOf(n)
	if c == nil || c.Type != html.ElementNode || c.start < 0 || i < 0 || i >= len(c.Attr) {
		return attrSpan{}, false
	}
	return t.arena.spans[int(c.more)+i], true
}

// Text are the places of the pieces of a text node, in the order of its text.
// There are several where something stood between that the tree has not:
// ignored tags, or a table that the text was moved before.
func (t *Tree) Text(n *html.Node) []text.Span {
	c := t.arena.cellOf(n)
	if c == nil || c.Type != html.TextNode {
		return nil
	}
	spans := []text.Span{t.span(int(c.start), int(c.end))}
	for i := c.more; i != 0; i = t.arena.pieces[i].next {
		p := &t.arena.pieces[i]
		spans = append(spans, t.span(int(p.start), int(p.end)))
	}
	return spans
}

// TextOffset converts an offset in the data of a text node to one in the
// source; a byte of what a character reference stands for has the place of
// the reference.
func (t *Tree) TextOffset(n *html.Node, offset int) (source int, ok bool) {
	c := t.arena.cellOf(n)
	if c == nil || c.Type != html.TextNode || offset < 0 || offset > len(c.Data) {
		return 0, false
	}
	start, end, kind := c.start, c.end, c.text
	length := int(c.endStart)
	for i := c.more; offset >= length && i != 0; {
		p := &t.arena.pieces[i]
		offset -= length
		start, end, kind, length = p.start, p.end, p.text, len(p.data)
		i = p.next
	}
	at := offset
	if kind&textPlain == 0 {
		at = rawOffset(t.text[start:end], kind.how(), offset)
	}
	return t.sourceOffset(int(start) + at), true
}
