package microdata

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// readValues reads the value of each property that is not an item (HTML
// standard, section 5.2.4, "the property value of a name-value pair").
func (x *Extractor) readValues() {
	var texts textReader
	for i := range x.elements {
		e := &x.elements[i]
		if !e.owned || e.item >= 0 {
			continue
		}
		e.value = schemaorg.Value{Node: e.node}
		v := &e.value
		switch attr, kind := valueAttr(e.node); kind {
		case schemaorg.URLValue:
			v.Kind = kind
			raw, ok := text.Attr(e.node, attr)
			if !ok {
				v.Origin = text.FromTag(e.node)
				break
			}
			v.Origin = text.FromAttr(e.node, attr)
			if v.Text = x.resolve(raw); v.Text != raw {
				v.Raw = raw
			}
		default:
			v.Lang = e.lang
			if attr != "" {
				raw, ok := text.Attr(e.node, attr)
				if ok {
					v.Text, v.Origin = raw, text.FromAttr(e.node, attr)
					break
				}
				if e.node.DataAtom != atom.Time {
					v.Origin = text.FromTag(e.node)
					break
				}
			}
			v.FromContent = true
			v.Origin = text.FromContent(e.node)
			texts.add(x, i)
		}
	}
	texts.finish(x)
}

// valueAttr is the attribute that holds the value of an element, and whether
// that is a URL or a text; empty for an element whose value is its text.
func valueAttr(n *html.Node) (attr string, kind schemaorg.Kind) {
	if n.Namespace != "" {
		return "", schemaorg.TextValue
	}
	switch n.DataAtom {
	case atom.Meta:
		return "content", schemaorg.TextValue
	case atom.Audio, atom.Embed, atom.Iframe, atom.Img, atom.Source, atom.Track, atom.Video:
		return "src", schemaorg.URLValue
	case atom.A, atom.Area, atom.Link:
		return "href", schemaorg.URLValue
	case atom.Object:
		return "data", schemaorg.URLValue
	case atom.Data, atom.Meter:
		return "value", schemaorg.TextValue
	case atom.Time:
		return "datetime", schemaorg.TextValue
	}
	return "", schemaorg.TextValue
}

// resolve makes an address absolute. Of the URL standard's parsing it does
// what keeps an identifier the same string in all syntaxes: white space around
// it and line ends inside are dropped, it is resolved, and the characters that
// are encoded in every part of a URL are encoded. Letters beyond ASCII stay.
func (x *Extractor) resolve(ref string) string {
	ref = weburl.Strip(ref)
	if rdf.Scheme(ref) != "" || x.make(len(x.base)) {
		ref = rdf.Resolve(x.base, ref)
	}
	return escape(ref)
}

// escape encodes the characters of a URL that are encoded in all its parts.
func escape(url string) string {
	if !strings.ContainsFunc(url, encoded) {
		return url
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(url); i++ {
		if c := url[i]; encoded(rune(c)) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// encoded reports whether the URL standard encodes the character in the path,
// the query and the fragment alike.
func encoded(r rune) bool {
	return r <= ' ' || r == '"' || r == '<' || r == '>' || r == 0x7f
}

// A textReader reads the text content of elements that may nest. It goes over
// the tree once and writes each text once, so that elements nested in each
// other share their bytes instead of copying them anew on every level.
type textReader struct {
	b     strings.Builder
	spans []span
	// until is the index of the first element behind the last tree read.
	until int
}

// A span is the text of an element: bytes [start, end) of what was read.
type span struct{ element, start, end int }

// add reads the text content of element i. Elements are added in order.
func (r *textReader) add(x *Extractor, i int) {
	e := &x.elements[i]
	c := e.node.FirstChild
	switch {
	case c == nil || text.IsTemplate(e.node):
		return
	case c.NextSibling == nil && c.Type == html.TextNode:
		e.value.Text = c.Data
		return
	case i < r.until:
		return // read along with an element that holds it
	}
	r.until = e.end
	next := i
	var open []int // indices in spans
	text.Walk(e.node, false, func(n *html.Node) bool {
		switch n.Type {
		case html.TextNode:
			r.b.WriteString(n.Data)
		case html.ElementNode:
			if next < e.end && x.elements[next].node == n {
				open = append(open, len(r.spans))
				r.spans = append(r.spans, span{element: next, start: r.b.Len()})
				next++
			}
		}
		return true
	}, func(n *html.Node) {
		if k := len(open); k > 0 && x.elements[r.spans[open[k-1]].element].node == n {
			r.spans[open[k-1]].end = r.b.Len()
			open = open[:k-1]
		}
	})
}

// finish hands the texts to the values that are made of them.
func (r *textReader) finish(x *Extractor) {
	all := r.b.String()
	for _, s := range r.spans {
		if v := &x.elements[s.element].value; v.FromContent && v.Text == "" {
			v.Text = all[s.start:s.end]
		}
	}
}
