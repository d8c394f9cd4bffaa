package page

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/htmltree"
	"github.com/metacheck/metacheck/internal/text"
)

// A SwallowKind says what takes in tags that were meant as such.
type SwallowKind uint8

// The kinds of what can swallow tags.
const (
	SwallowQuote   SwallowKind = iota + 1 // an attribute value whose quote is not closed
	SwallowTag                            // a tag whose ">" is missing
	SwallowComment                        // a comment that is not closed
	SwallowText                           // a title, script, style or the like that is not closed
	SwallowScript                         // a script that goes on behind its end tag
)

// A Swallowed is a part of the source in which tags were written and of which
// the tree has no elements, because something before it is not closed.
type Swallowed struct {
	Kind SwallowKind
	// Opener is what is not closed: the attribute's value up to the line end,
	// the tag inside the other, the opening of the comment, the start tag;
	// for SwallowScript the end tag that ends nothing.
	Opener text.Origin
	// Element is the name of the element whose tag or text it is, with a slash
	// before it for an end tag; Attr that of the attribute.
	Element, Attr string
	// Own names the metadata of the tag of a SwallowQuote or SwallowTag
	// itself, of which the rest is damaged; or is empty.
	Own string
	// ToEnd reports that it reaches to the end of the page.
	ToEnd bool
	// Spoilt is the part of the source in which what begins is in the tree as a
	// value that took in tags, or as a piece of one: of a SwallowQuote or
	// SwallowTag the rest of the tag that is not closed, otherwise the text. It
	// is empty where the tree has nothing of it.
	Spoilt text.Span
	// Lost is the metadata in it, in order, at most maxLost entries; Count is
	// how many there are.
	Lost  []LostMeta
	Count int
}

const (
	// maxParseErrors is the number of parse errors of a code that are looked at.
	maxParseErrors = 64
	// maxSwallowed bounds how many parts of a page are read for lost metadata:
	// each may go on to the end of the page.
	maxSwallowed = 16
)

// Swallows are the parts of the page whose tags a tree builder takes for text,
// for an attribute's value, or for attributes, because a quote, tag, comment or
// element before them is not closed; only those that cost metadata. Those that
// reach to the end of the page are left out where the page is known to be a
// part of one.
func (p *Page) Swallows() []*Swallowed { return Derive(p, swallowsKey{}, findSwallows) }

type swallowsKey struct{}

func findSwallows(p *Page) []*Swallowed {
	part := p.Partial() || p.Incomplete.Truncated
	var list []*Swallowed
	scan := new(Arena)
	looked := 0
	// add adds a part in which metadata stands, and reports whether that is so.
	add := func(s *Swallowed, from, to int) bool {
		if s.ToEnd && part || looked >= maxSwallowed {
			return false
		}
		looked++
		lostIn(scan, s, p.Text, from, to)
		if s.Count == 0 && s.Own == "" {
			return false
		}
		list = append(list, s)
		return true
	}
	covered := 0 // where the last part ended: a cause inside of it is none
	for i := range p.tree.Errors {
		e := &p.tree.Errors[i]
		if e.Offset < covered {
			continue
		}
		s := &Swallowed{Opener: text.FromSource(e.Offset, e.End), ToEnd: e.End == len(p.Text)}
		from, to := e.Offset, e.End
		switch e.Code {
		case htmltree.ErrQuoteOverTags:
			s.Kind = SwallowQuote
			p.nameTag(scan, s, e.Tag, e.Offset)
			s.Attr = p.attributeBefore(e.Offset)
			s.Opener = p.firstLine(e.Offset, e.End)
		case htmltree.ErrTagInTag:
			s.Kind = SwallowTag
			p.nameTag(scan, s, e.Tag, e.Offset)
			to = e.Offset + 1
			s.Opener = text.FromSource(e.Offset, e.Offset+1+len(nameAt(p.Text[e.Offset+1:])))
		case htmltree.ErrEOFInComment:
			s.Kind = SwallowComment
			from += len("<!--")
			s.Opener = text.FromSource(e.Offset, from)
		case htmltree.ErrEOFInText:
			s.Kind = SwallowText
			s.Element = nameAt(p.Text[e.Offset+1:])
			if i := strings.IndexByte(p.Text[from:], '>'); i >= 0 {
				from += i + 1
			}
			s.Opener = text.FromSource(e.Offset, from)
			s.Spoilt = text.Span{Start: from, End: to}
		case htmltree.ErrEscapedScriptEnd:
			s.Kind, s.Element = SwallowScript, "script"
			from += len("</script")
			to = from + endOfScript(p.Text[from:])
			s.ToEnd = to == len(p.Text)
			s.Opener = text.FromSource(e.Offset, from+1)
			s.Spoilt = text.Span{Start: e.Offset, End: to}
		default:
			continue
		}
		if add(s, from, to) {
			covered = to
		}
	}
	for i := range p.Titles {
		if s := p.closedLate(scan, p.Titles[i].Node); s != nil && looked < maxSwallowed {
			list = append(list, s)
			looked++
		}
	}
	for _, n := range p.Code {
		if n.Data == "style" && n.Namespace == "" && looked < maxSwallowed {
			if s := p.closedLate(scan, n); s != nil {
				list = append(list, s)
				looked++
			}
		}
	}
	return list
}

// closedLate is the text of a title or style element in which tags of metadata
// stand, because the end tag is not its own; or nil. A text that speaks of tags
// has one at most, and not at the front of a line.
func (p *Page) closedLate(scan *Arena, n *html.Node) *Swallowed {
	c := n.FirstChild
	if c == nil || c.Type != html.TextNode || !mayHoldMetadata(c.Data) {
		return nil
	}
	start, ok := p.tree.StartTag(n)
	end, closed := p.tree.EndTag(n)
	if !ok || !closed {
		return nil
	}
	s := &Swallowed{Kind: SwallowText, Element: n.Data, Opener: text.FromSource(start.Start, start.End), Spoilt: text.Span{Start: start.End, End: end.Start}}
	// Each text is read by itself: there may be very many.
	lostIn(scan, s, p.Text[:end.Start], start.End, end.Start)
	if s.Count == 0 {
		return nil
	}
	before := strings.TrimRight(p.Text[start.End:s.Lost[0].Origin.Start], " \t")
	if s.Count == 1 && !strings.HasSuffix(before, "\n") {
		return nil
	}
	return s
}

// mayHoldMetadata reports whether a text has the beginning of a tag of one of the
// elements that carry the metadata of a page.
func mayHoldMetadata(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return false
		}
		switch s = s[i+1:]; nameAt(s) {
		case "meta", "link", "script":
			return true
		}
	}
}

// endOfScript is where the end tag of a script is that goes on behind one.
func endOfScript(src string) int {
	for i := 0; ; {
		n := strings.Index(src[i:], "</")
		if n < 0 {
			return len(src)
		}
		i += n + 2
		if len(src)-i > len("script") && strings.EqualFold(src[i:i+len("script")], "script") {
			return i - 2
		}
	}
}

// lostIn looks for metadata among the tags that begin in a part of a source,
// which are read into an arena, and end anywhere in it.
func lostIn(scan *Arena, s *Swallowed, src string, from, to int) {
	drawing := s.Element == "title"
	for tag := range scan.StartTags(src, from, s.Element) {
		if tag.Span.Start >= to {
			return
		}
		name := metadataName(tag)
		drawing = drawing || tag.Name == "svg"
		if name == "" || name == "title" && drawing {
			// The title of a drawing, or an end tag that lacks its slash.
			continue
		}
		if s.Count++; len(s.Lost) < maxLost {
			s.Lost = append(s.Lost, LostMeta{text.FromSource(tag.Span.Start, tag.Span.End), strings.Clone(name)})
		}
	}
}

// linkMetadata are the link relations that say something of the page.
var linkMetadata = map[string]bool{
	"canonical": true, "alternate": true, "amphtml": true, "next": true, "prev": true, "license": true,
	"author": true, "shortlink": true, "icon": true,
}

// metadataName names the metadata that a start tag brings, in words, or is
// empty.
func metadataName(tag *htmltree.Tag) string {
	attr := func(key string) string {
		for i := range tag.Attr {
			if strings.HasPrefix(tag.Attr[i].Key, "<") {
				return "" // a tag inside the tag
			}
			if tag.Attr[i].Key == key {
				return text.Fold(tag.Attr[i].Val[:min(len(tag.Attr[i].Val), 256)])
			}
		}
		return ""
	}
	switch tag.Name {
	case "title":
		return "title"
	case "meta":
		for _, key := range []string{"property", "name", "http-equiv"} {
			if v := attr(key); v != "" {
				return "meta " + v
			}
		}
		if attr("charset") != "" {
			return "meta charset"
		}
	case "link":
		for _, rel := range strings.Fields(strings.ToLower(attr("rel"))) {
			if linkMetadata[rel] {
				return "link " + rel
			}
		}
	case "script":
		if strings.EqualFold(attr("type"), "application/ld+json") {
			return "JSON-LD"
		}
		return ""
	}
	for i := range tag.Attr {
		switch tag.Attr[i].Key {
		case "itemscope", "itemprop", "typeof", "property":
			return strings.TrimSpace(tag.Attr[i].Key + " " + attr(tag.Attr[i].Key))
		}
	}
	return ""
}

// nameAt is the tag name at the front of s, in lower case and bounded.
func nameAt(s string) string {
	s = s[:min(len(s), 64)]
	if i := strings.IndexAny(s, "> \t\r\n\f/"); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// nameTag names the tag at an offset, and the metadata that it brings. The tag
// is spoilt from another offset on.
func (p *Page) nameTag(scan *Arena, s *Swallowed, at, from int) {
	name := p.Text[at+1:]
	if strings.HasPrefix(name, "/") {
		s.Element = "/" + nameAt(name[1:])
		return
	}
	s.Element = nameAt(name)
	for tag := range scan.StartTags(p.Text, at, "") {
		if tag.Span.Start == at {
			s.Own = strings.Clone(metadataName(tag))
			s.Spoilt = text.Span{Start: from, End: tag.Span.End}
		}
		return
	}
}

// attributeBefore names the attribute whose value's opening quote is at an
// offset.
func (p *Page) attributeBefore(offset int) string {
	const longest = 64
	before := strings.TrimRight(p.Text[max(0, offset-longest):offset], "= \t\r\n\f")
	if i := strings.LastIndexAny(before, " \t\r\n\f\"'/<"); i >= 0 {
		before = before[i+1:]
	}
	return strings.ToLower(before)
}

// firstLine is the place from one offset to another, or to the line's end.
func (p *Page) firstLine(from, to int) text.Origin {
	s := trimSpan(p.Text, from, to)
	if i := strings.IndexByte(p.Text[s.Start:s.End], '\n'); i >= 0 {
		s = trimSpan(p.Text, s.Start, s.Start+i)
	}
	return text.FromSource(s.Start, s.End)
}

// An AttrSpan is the place of an attribute in the text.
type AttrSpan = htmltree.AttrSpan

// A Repeat is an attribute that the tree lacks because its tag has an earlier
// one of the name.
type Repeat = htmltree.Repeat

// Attribute is the place of attribute i of an element, counted as in Attr of
// the node.
func (p *Page) Attribute(n *html.Node, i int) (span AttrSpan, ok bool) { return p.tree.Attr(n, i) }

// Repeats are the attributes that tree builders drop because their tags have
// earlier ones of their names, in the order of the source, at most 4,096.
func (p *Page) Repeats() []Repeat { return p.tree.Repeats() }

// EndsInTag reports whether the page ends inside a tag, and where that begins.
func (p *Page) EndsInTag() (start int, ok bool) {
	for i := range p.tree.Errors {
		if e := &p.tree.Errors[i]; e.Code == htmltree.ErrEOFInTag {
			return e.Offset, true
		}
	}
	return 0, false
}

// HasNUL reports whether the page has U+0000 somewhere.
func (p *Page) HasNUL() bool {
	for i := range p.tree.Errors {
		if p.tree.Errors[i].Code == htmltree.ErrNUL {
			return true
		}
	}
	return false
}
