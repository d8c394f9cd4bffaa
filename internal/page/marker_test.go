package page

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// The marker method finds the places of start tags with golang.org/x/net/html,
// which keeps none: tokenise the text once, put a numbered marker attribute
// into each start tag of a copy, parse the copy, and read the numbers off the
// nodes. The tree is equal to that of the plain text; FuzzMarkers holds that.
// It is the independent judge of the places that htmltree gives.

// A tagSpan is the source range of a start tag.
type tagSpan struct {
	start, end int
}

// A marked text is a copy of a page's text with markers.
type marked struct {
	text   string
	prefix string    // attribute name of the markers
	before string    // what stands before the number of a marker: ` mc-="`
	tags   []tagSpan // by marker number
	// classes hold, for formatting elements, the marker numbers of the start
	// tags that the parser takes to be equal.
	classes [][]int
}

// formatting are the elements that the tree builder keeps in the list of
// active formatting elements (HTML standard, section 13.2.4.2). It compares
// their attributes, at most three equal ones stay in the list, and so equal
// tags must carry equal markers.
var formatting = map[string]bool{
	"a": true, "b": true, "big": true, "code": true, "em": true, "font": true, "i": true,
	"nobr": true, "s": true, "small": true, "strike": true, "strong": true, "tt": true, "u": true,
}

// structured tells whether an attribute matters to a reader of metadata. Only
// formatting elements with such an attribute are marked.
func structured(key string) bool {
	switch key {
	case "itemprop", "itemscope", "itemtype", "itemid", "itemref", "property", "typeof", "resource",
		"about", "rel", "rev", "vocab", "prefix", "datatype", "content", "inlist", "itemprop-reverse":
		return true
	}
	return false
}

// mark makes the marked copy of a text.
func mark(src string) *marked {
	m := &marked{prefix: "mc"}
	for strings.Contains(src, m.prefix+"-") {
		m.prefix += "x"
	}
	m.prefix += "-"
	m.before = " " + m.prefix + `="`
	m.tags = make([]tagSpan, 0, len(src)/48)
	var b strings.Builder
	b.Grow(len(src) + len(src)/4)
	var number [20]byte
	classes := map[string]int{}
	z := html.NewTokenizer(strings.NewReader(src))
	offset, written := 0, 0
	var foreign []string // open svg and math elements and their HTML islands
	for {
		tt := z.Next()
		n := len(z.Raw())
		switch tt {
		case html.ErrorToken:
			b.WriteString(src[written:])
			m.text = b.String()
			return m
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := src[offset : offset+n]
			asWritten := tagName(raw[1:])
			name := strings.ToLower(asWritten)
			marker, class := len(m.tags), false
			if formatting[name] {
				marker, class = m.class(classes, z, raw, name)
			}
			m.tags = append(m.tags, tagSpan{offset, offset + n})
			if marker >= 0 {
				// A quoted value ends itself: what follows the name may be an
				// attribute without a separating space ("<p/class=x>").
				end := offset + 1 + len(asWritten)
				b.WriteString(src[written:end])
				b.WriteString(m.before)
				if class {
					b.WriteByte('c')
				}
				b.Write(strconv.AppendInt(number[:0], int64(marker), 10))
				b.WriteByte('"')
				written = end
			}
			if tt == html.StartTagToken {
				switch name {
				case "svg", "math":
					foreign = append(foreign, name)
				case "foreignobject", "desc", "title", "annotation-xml":
					if len(foreign) > 0 {
						foreign = append(foreign, name)
						z.NextIsNotRawText()
					}
				default:
					if inForeign(foreign) {
						z.NextIsNotRawText()
					}
				}
			} else if len(foreign) > 0 {
				z.NextIsNotRawText()
			}
		case html.EndTagToken:
			if len(foreign) > 0 {
				name := strings.ToLower(tagName(src[offset+2 : offset+n]))
				for i := len(foreign) - 1; i >= 0; i-- {
					if foreign[i] == name {
						foreign = foreign[:i]
						break
					}
				}
			}
		}
		z.AllowCDATA(inForeign(foreign))
		offset += n
	}
}

// tagName is the name at the start of what stands behind "<" or "</".
func tagName(s string) string {
	end := 0
	for end < len(s) && !tagSpace(s[end]) && s[end] != '/' && s[end] != '>' {
		end++
	}
	return s[:end]
}

// class is the number of the class of a formatting tag; -1 when the tag has no
// attribute of interest.
func (m *marked) class(classes map[string]int, z *html.Tokenizer, raw, name string) (number int, class bool) {
	// Most have none, as a look at their bytes tells.
	if len(raw) < len(name)+6 || !strings.Contains(raw, "=") && !strings.Contains(raw, " ") {
		return -1, false
	}
	key, ok := formattingKey(z, name)
	if !ok {
		return -1, false
	}
	number, known := classes[key]
	if !known {
		number = len(m.classes)
		classes[key] = number
		m.classes = append(m.classes, nil)
	}
	m.classes[number] = append(m.classes[number], len(m.tags))
	return number, true
}

// inForeign tells whether the innermost open element is in SVG or MathML.
func inForeign(open []string) bool {
	if len(open) == 0 {
		return false
	}
	name := open[len(open)-1]
	return name == "svg" || name == "math"
}

// formattingKey is equal for the formatting tags that the parser takes to be
// equal; ok is false when the tag has no attribute of interest.
func formattingKey(z *html.Tokenizer, name string) (key string, ok bool) {
	type attribute struct{ key, value []byte } // of the tokenizer's, until the next token
	var few [8]attribute
	attrs := few[:0]
	for {
		k, v, more := z.TagAttr()
		if len(k) > 0 {
			ok = ok || structured(string(k))
			attrs = append(attrs, attribute{k, v})
		}
		if !more {
			break
		}
	}
	if !ok {
		return "", false
	}
	slices.SortFunc(attrs, func(a, b attribute) int {
		return cmp.Or(bytes.Compare(a.key, b.key), bytes.Compare(a.value, b.value))
	})
	b := []byte(name)
	for _, a := range attrs {
		// Neither name nor value holds NUL: the tokenizer replaces it.
		b = append(append(b, 0), a.key...)
		b = append(append(b, 0), a.value...)
	}
	return string(b), true
}

// unmark takes the markers off a tree. The number of a node's start tag stays
// behind its attributes, in the part of the slice that is beyond its length:
// tagNumber reads it there. That costs no table and no hashing, and nobody who
// ranges over the attributes sees it.
func (m *marked) unmark(doc *html.Node) {
	next := make([]int, len(m.classes))
	for n := doc; n != nil; n = text.Following(n, doc) {
		switch n.Type {
		case html.ElementNode:
			for i := range n.Attr {
				if n.Attr[i].Key != m.prefix || n.Attr[i].Namespace != "" {
					continue
				}
				mk := n.Attr[i]
				copy(n.Attr[i:], n.Attr[i+1:])
				n.Attr = n.Attr[:len(n.Attr)-1]
				if class, ok := strings.CutPrefix(mk.Val, "c"); ok {
					c, _ := strconv.Atoi(class)
					// Equal tags stand in the tree in the order of the source
					// but for misnested ones, whose copies share the last.
					k := min(next[c], len(m.classes[c])-1)
					next[c]++
					mk.Val = strconv.Itoa(m.classes[c][k])
				}
				n.Attr[:len(n.Attr)+1][len(n.Attr)] = mk
				break
			}
			if len(n.Attr) == 0 && cap(n.Attr) == 0 {
				n.Attr = nil
			}
			for i := range n.Attr {
				n.Attr[i].Val = m.strip(n.Attr[i].Val)
			}
		case html.TextNode, html.CommentNode:
			n.Data = m.strip(n.Data)
		}
	}
}

// strip deletes markers that were put into what the tokenizer, which does not
// know the tree, took for a tag, and the parser for text.
func (m *marked) strip(s string) string {
	for {
		i := strings.Index(s, m.before)
		if i < 0 {
			return s
		}
		rest := s[i+len(m.before):]
		j := strings.IndexByte(rest, '"')
		if j < 0 {
			return s[:i]
		}
		s = s[:i] + rest[j+1:]
	}
}

// tagNumber is the number that unmark left behind the node's attributes.
func (m *marked) tagNumber(n *html.Node) (int, bool) {
	if cap(n.Attr) == len(n.Attr) {
		return 0, false
	}
	a := n.Attr[:len(n.Attr)+1][len(n.Attr)]
	if a.Key != m.prefix {
		return 0, false
	}
	i, err := strconv.Atoi(a.Val)
	return i, err == nil && i < len(m.tags)
}

// markedTree is the tree of a text with its marks; the error is that of
// html.Parse, which refuses what nests too deep.
func markedTree(src string) (*html.Node, *marked, error) {
	m := mark(src)
	doc, err := html.Parse(strings.NewReader(m.text))
	if err != nil {
		return nil, nil, err
	}
	m.unmark(doc)
	return doc, m, nil
}
