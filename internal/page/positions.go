package page

import (
	"sort"
	"strings"

	"golang.org/x/net/html"

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
	ps := p.locate()
	tag, found := tagSpan{}, false
	for n := o.Node; n != nil; n = n.Parent {
		if tag, found = ps.tag(n); found {
			if n != o.Node {
				o.Part = text.Tag
			}
			break
		}
	}
	if !found {
		return text.Span{}, false
	}
	whole := text.Span{Start: tag.start, End: tag.end}
	switch o.Part {
	case text.Attribute, text.AttrName:
		name, value, ok := attributeSpans(p.Text, tag, o.Name)
		switch {
		case !ok:
			return whole, true
		case o.Part == text.AttrName || value.Len() == 0:
			return text.Span{Start: name.Start, End: max(name.End, value.End)}, true
		}
		return value, true
	case text.Content:
		if s := contentSpan(p.Text, tag.end, o.Node); s.Len() > 0 {
			return s, true
		}
		return whole, true
	case text.Script:
		body := ps.raw(o.Node, tag.end)
		start := body.sourceOffset(p.Text, o.Start)
		end := start
		if o.End > o.Start {
			end = body.sourceOffset(p.Text, o.End)
		}
		return text.Span{Start: start, End: end}, true
	}
	return whole, true
}

// Position is the line and columns of the start of an origin.
func (p *Page) Position(o text.Origin) (pos text.Position, ok bool) {
	span, ok := p.Span(o)
	if !ok {
		return text.Position{}, false
	}
	return p.file.Position(span.Start), true
}

// attributeSpans finds an attribute in a start tag by the rules of the
// tokenizer (HTML standard, sections 13.2.5.32 to 13.2.5.40): the first of
// that name, its value without quotes. A value without "=" is an empty range
// after the name.
func attributeSpans(src string, tag tagSpan, want string) (name, value text.Span, ok bool) {
	i := tag.start + 1
	for i < tag.end && !tagSpace(src[i]) && src[i] != '/' && src[i] != '>' {
		i++
	}
	for i < tag.end {
		for i < tag.end && (tagSpace(src[i]) || src[i] == '/') {
			i++
		}
		if i >= tag.end || src[i] == '>' {
			return
		}
		start := i
		i++ // an attribute name may begin with "="
		for i < tag.end && !tagSpace(src[i]) && src[i] != '/' && src[i] != '>' && src[i] != '=' {
			i++
		}
		name = text.Span{Start: start, End: i}
		value = text.Span{Start: i, End: i}
		j := i
		for j < tag.end && tagSpace(src[j]) {
			j++
		}
		if j < tag.end && src[j] == '=' {
			j++
			for j < tag.end && tagSpace(src[j]) {
				j++
			}
			switch {
			case j < tag.end && (src[j] == '"' || src[j] == '\''):
				quote := src[j]
				value.Start = j + 1
				n := strings.IndexByte(src[j+1:tag.end], quote)
				if n < 0 {
					n = tag.end - (j + 1)
				}
				value.End = j + 1 + n
				i = min(value.End+1, tag.end)
			default:
				value.Start = j
				for j < tag.end && !tagSpace(src[j]) && src[j] != '>' {
					j++
				}
				value.End = j
				i = j
			}
		}
		if strings.EqualFold(src[name.Start:name.End], want) {
			return name, value, true
		}
	}
	return text.Span{}, text.Span{}, false
}

func tagSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r'
}

// contentSpan is the first run of text after a start tag, without white space
// around it. Tags that stand before any text are stepped over, as in
// "<h1><span>Title</span></h1>".
func contentSpan(src string, start int, n *html.Node) text.Span {
	if n.Data == "title" || n.Data == "textarea" {
		end := len(src)
		for i := start; ; {
			j := strings.Index(src[i:], "</")
			if j < 0 {
				break
			}
			i += j
			if len(src) >= i+2+len(n.Data) && strings.EqualFold(src[i+2:i+2+len(n.Data)], n.Data) {
				end = i
				break
			}
			i += 2
		}
		return trimSpan(src, start, end)
	}
	for tries := 0; tries < 16; tries++ {
		end := len(src)
		if j := strings.IndexByte(src[start:], '<'); j >= 0 {
			end = start + j
		}
		if s := trimSpan(src, start, end); s.Len() > 0 {
			return s
		}
		if end == len(src) || strings.HasPrefix(src[end:], "</"+n.Data) {
			break
		}
		if strings.HasPrefix(src[end:], "<!--") {
			j := strings.Index(src[end:], "-->")
			if j < 0 {
				break
			}
			start = end + j + 3
			continue
		}
		j := strings.IndexByte(src[end:], '>')
		if j < 0 {
			break
		}
		start = end + j + 1
	}
	return text.Span{}
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

// rawStep is the distance of the marks in the text of a raw text element, in
// bytes of the source.
const rawStep = 1024

// A rawText knows where the text of a raw text element stands. Its marks, made
// as far as places were asked for, keep a script with many of them from being
// read from its start for each.
type rawText struct {
	marks []rawMark
}

// A rawMark is an offset inside the text, as the tree holds it, and that in
// the source.
type rawMark struct{ inner, source int }

// raw is the text of element n, which begins at start.
func (ps *positions) raw(n *html.Node, start int) *rawText {
	r := ps.raws[n]
	if r == nil {
		if ps.raws == nil {
			ps.raws = make(map[*html.Node]*rawText)
		}
		r = &rawText{marks: []rawMark{{0, start}}}
		ps.raws[n] = r
	}
	return r
}

// sourceOffset converts an offset inside the text of a raw text element, as
// the tree holds it, to one in the source: the tree has CR LF and CR as LF and
// NUL as U+FFFD (three bytes).
func (r *rawText) sourceOffset(src string, inner int) int {
	k := sort.Search(len(r.marks), func(i int) bool { return r.marks[i].inner > inner })
	if k == 0 {
		return r.marks[0].source
	}
	at := r.marks[k-1]
	last := k == len(r.marks)
	for at.inner < inner && at.source < len(src) {
		switch src[at.source] {
		case '\r':
			if at.source+1 < len(src) && src[at.source+1] == '\n' {
				at.source++
			}
			at.inner++
		case 0:
			at.inner += 3
		default:
			at.inner++
		}
		at.source++
		if last && at.source >= r.marks[len(r.marks)-1].source+rawStep && at.inner <= inner {
			r.marks = append(r.marks, at)
		}
	}
	return at.source
}
