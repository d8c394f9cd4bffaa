package rdfa

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
)

// serialize writes the children of n: as HTML (HTML standard, section 13.3,
// without what only documents have), or as XML for an rdf:XMLLiteral
// (HTML+RDFa, section 3.4). ok is false when the page has more of it than is
// kept, or the XML would not be well-formed.
func (p *processor) serialize(n *html.Node, xml bool) (markup string, ok bool) {
	w := &markupWriter{xml: xml, left: maxMarkup - p.markup, prefixes: p.prefixes}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && xml {
			w.top = c
		}
		text.Walk(c, true, w.enter, w.leave)
		if w.left < 0 {
			p.markup = maxMarkup
			p.bound("the page has more markup in RDFa values than is kept")
			return "", false
		}
	}
	p.markup += w.b.Len()
	return w.b.String(), !w.broken
}

type markupWriter struct {
	b        strings.Builder
	xml      bool
	broken   bool
	left     int
	top      *html.Node // the element of the literal that holds what is written
	prefixes map[string]string
}

func (w *markupWriter) write(s string) {
	if w.left -= len(s); w.left >= 0 {
		w.b.WriteString(s)
	}
}

func (w *markupWriter) enter(n *html.Node) bool {
	switch n.Type {
	case html.TextNode:
		if !w.xml && isRawText(n.Parent) {
			w.write(n.Data)
		} else {
			w.write(w.escape(n.Data, false))
		}
	case html.CommentNode:
		data := n.Data
		if w.xml {
			// Infoset coercion: XML allows no "--" in a comment.
			for strings.Contains(data, "--") {
				data = strings.ReplaceAll(data, "--", "- -")
			}
			if strings.HasSuffix(data, "-") {
				data += " "
			}
			data = xmlText(data)
		}
		w.write("<!--" + data + "-->")
	case html.ElementNode:
		w.tag(n)
	}
	return w.left >= 0
}

func (w *markupWriter) tag(n *html.Node) {
	name := n.Data
	if w.xml {
		name = xmlName(name)
	}
	w.write("<" + name)
	if w.xml {
		w.namespaces(n)
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		key := a.Key
		if a.Namespace != "" && a.Key != a.Namespace {
			key = a.Namespace + ":" + a.Key
		}
		if w.xml {
			if key == "xmlns" || strings.HasPrefix(key, "xmlns:") {
				continue // written by namespaces
			}
			key = xmlName(key)
		}
		w.write(" " + key + `="`)
		w.write(w.escape(a.Val, true))
		w.write(`"`)
	}
	if w.xml && n.FirstChild == nil && (isVoid(n) || n.Namespace != "") {
		w.write("/")
	}
	w.write(">")
}

func (w *markupWriter) leave(n *html.Node) {
	if n.Type != html.ElementNode || isVoid(n) || w.xml && n.FirstChild == nil && n.Namespace != "" {
		return
	}
	if w.xml {
		w.write("</" + xmlName(n.Data) + ">")
	} else {
		w.write("</" + n.Data + ">")
	}
}

// namespaces declares what the names of an element need: its own namespace
// where it changes, and prefixes in use that the page declares. Prefixes are
// declared where they are used, which keeps literals short and equal to what
// the specification's examples show.
func (w *markupWriter) namespaces(n *html.Node) {
	if n.Namespace != "" && (n == w.top || n.Parent.Namespace != n.Namespace) {
		ns := "http://www.w3.org/2000/svg"
		if n.Namespace == "math" {
			ns = "http://www.w3.org/1998/Math/MathML"
		}
		w.write(` xmlns="` + ns + `"`)
	} else if n.Namespace == "" && n != w.top && n.Parent.Namespace != "" {
		w.write(` xmlns="http://www.w3.org/1999/xhtml"`)
	}
	var done []string
	use := func(name string) {
		prefix, _, ok := strings.Cut(name, ":")
		if !ok || prefix == "xml" || prefix == "xmlns" {
			return
		}
		for _, d := range done {
			if d == prefix {
				return
			}
		}
		done = append(done, prefix)
		iri, declared := w.prefixes[strings.ToLower(prefix)]
		switch {
		case declared:
		case prefix == "xlink":
			iri = "http://www.w3.org/1999/xlink"
		default:
			return // xmlName takes the colon out
		}
		w.write(" xmlns:" + prefix + `="`)
		w.write(w.escape(iri, true))
		w.write(`"`)
	}
	use(n.Data)
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Namespace == "xlink" {
			use("xlink:")
		} else if a.Namespace == "" {
			use(a.Key)
		}
	}
}

// escape writes text or, quoted, an attribute value (HTML standard, section
// 13.3, "escaping a string").
func (w *markupWriter) escape(s string, quoted bool) string {
	if w.xml {
		s = xmlText(s)
	}
	if !strings.ContainsAny(s, "&<>\"\u00a0\t\n\r") {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '\u00a0' && !w.xml:
			b.WriteString("&nbsp;")
		case r == '<' && (!quoted || w.xml):
			b.WriteString("&lt;")
		case r == '>' && !quoted:
			b.WriteString("&gt;")
		case r == '"' && quoted:
			b.WriteString("&quot;")
		case w.xml && (r == '\r' || quoted && (r == '\n' || r == '\t')):
			fmt.Fprintf(&b, "&#x%X;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// xmlText drops the characters that XML does not allow.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// xmlName writes the characters that no XML name may have as their numbers
// (HTML standard, section 13.2.9, "coercing an HTML DOM into an infoset").
func xmlName(s string) string {
	ok := func(i int, c byte) bool {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80:
			return true
		case c >= '0' && c <= '9' || c == '-' || c == '.':
			return i > 0
		case c == ':':
			return i > 0 && i < len(s)-1 && strings.IndexByte(s, ':') == i && s[i+1]|0x20 >= 'a' && s[i+1]|0x20 <= 'z'
		}
		return false
	}
	for i := 0; i < len(s); i++ {
		if ok(i, s[i]) {
			continue
		}
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if ok(i, s[i]) {
				b.WriteByte(s[i])
			} else {
				fmt.Fprintf(&b, "U%06X", s[i])
			}
		}
		return b.String()
	}
	return s
}

// isVoid reports whether the element has no end tag (HTML standard, section
// 13.1.2, and those that the serializer adds).
func isVoid(n *html.Node) bool {
	if n.Namespace != "" {
		return false
	}
	switch n.DataAtom {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
		atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr, atom.Param, atom.Keygen:
		return true
	}
	return false
}

// isRawText reports whether the text of the element is written as it is.
func isRawText(n *html.Node) bool {
	if n == nil || n.Namespace != "" {
		return false
	}
	switch n.DataAtom {
	case atom.Style, atom.Script, atom.Xmp, atom.Iframe, atom.Noembed, atom.Noframes, atom.Plaintext, atom.Noscript:
		return true
	}
	return false
}
