// Package htmltree reads HTML as the WHATWG HTML standard says (sections
// 13.2.5 and 13.2.6) and keeps places: the tree is made of [html.Node], as
// that of golang.org/x/net/html, so that goquery and cascadia work on it, and
// the [Tree] tells for each node where its tags, attributes and text stand in
// the source.
//
// The text is taken as a whole, and what the tree says of it are substrings of
// it wherever the source is written as it reads. Nodes and attributes come
// from an [Arena] that the next page uses again.
//
// What differs from the standard: nothing is run, so that document.write and
// the copies of a selectedcontent element do not exist; a shadow root stays a
// template; and there are bounds, which [Limits] tells when they are met.
package htmltree

import (
	"math"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
)

// Options for Parse.
type Options struct {
	// Scripting tells whether scripting counts as enabled, which makes the
	// content of noscript text. html.Parse takes it as enabled.
	Scripting bool
	// MaxDepth is the number of open elements from which on elements are not
	// nested further; 0 means 512, as browsers have it.
	MaxDepth int
	// MaxNodes is the number of nodes, and of pieces of text, at which the
	// reader stops; 0 means 1,048,576.
	MaxNodes int
	// MaxErrors is the number of parse errors of each code that are noted.
	MaxErrors int
}

const (
	defaultDepth = 512
	defaultNodes = 1 << 20
)

// A Tree is a page that was read. It and all that it points to but strings
// live until the arena is used again.
type Tree struct {
	Doc    *html.Node // the document; of a fragment, a document node around it
	Errors []ParseError
	Limits Limits
	Quirks bool // the document is in quirks mode (section 13.2.6.4.1)
	Head   HeadEnd

	arena   *Arena
	text    string  // the source, with LF for CR LF and CR
	removed []int32 // places in text where a CR was left out, ascending
}

// HeadEnd tells how the head of a page ended when that was not by its end tag:
// by the body tag, or by something else that may not stand in head (HTML
// standard, section 13.2.6.4.4, "anything else").
type HeadEnd struct {
	// By is the token that ended the head; Start is -1 when the end tag did.
	By text.Span
	// Written is where the page goes on to say that head ends, which is then
	// too late: the start of the first </head> or body tag behind By, or -1;
	// behind a body tag another means nothing.
	Written int
}

// Limits are the bounds that a page met. Each is the offset in the source
// where that was, or -1.
type Limits struct {
	// Depth: elements here and behind are not nested as deep as written.
	Depth int
	// Work: the page makes the algorithms of the standard take more than
	// linear time; from here on they look at the nearest elements only.
	Work int
	// Nodes: the page has too many nodes; the rest was not read.
	Nodes int
	// Attributes: a tag has more than 65,536 attributes; the rest were not
	// kept.
	Attributes int
	// Length: the text is longer than 2 GiB; the rest was not read.
	Length int
}

// Parse reads a document. It has no errors: every text is a document. The
// text should be valid UTF-8 without a byte order mark; other bytes are kept
// as they are.
//
// What an earlier Parse with this arena returned is no longer valid.
func (a *Arena) Parse(src string, opts Options) *Tree {
	return a.parse(src, nil, opts)
}

// ParseFragment reads a fragment inside a context element (section 13.4), of
// which name, namespace and attributes count; it may be nil for body. The
// context is looked at for form elements around it. Doc of the tree holds the
// nodes of the fragment.
//
// What an earlier Parse with this arena returned is no longer valid.
func (a *Arena) ParseFragment(context *html.Node, src string, opts Options) *Tree {
	if context == nil {
		context = &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	}
	return a.parse(src, context, opts)
}

func (a *Arena) parse(src string, context *html.Node, opts Options) *Tree {
	a.reset()
	t := &Tree{arena: a, Limits: Limits{-1, -1, -1, -1, -1}, Head: HeadEnd{By: text.Span{Start: -1, End: -1}, Written: -1}}
	const longest = math.MaxInt32 - 1
	if len(src) > longest {
		t.Limits.Length = longest
		src = src[:longest]
	}
	t.text, t.removed = normalise(src, a.removed[:0])
	a.removed = t.removed
	p := &a.parser
	p.begin(a, t, opts)
	if context != nil {
		p.fragment(context)
	}
	p.run()
	p.finish()
	if context != nil {
		p.unwrap()
	}
	a.finish()
	t.Errors = p.errs.list
	a.errors = t.Errors
	for i := range t.Errors {
		e := &t.Errors[i]
		e.Offset, e.End, e.Tag = t.sourceOffset(e.Offset), t.sourceOffset(e.End), t.sourceOffset(e.Tag)
	}
	if t.Head.By.Start >= 0 {
		t.Head.By = t.span(t.Head.By.Start, t.Head.By.End)
	}
	if t.Head.Written >= 0 {
		t.Head.Written = t.sourceOffset(t.Head.Written)
	}
	for _, limit := range []struct {
		to *int
		at int
	}{
		{&t.Limits.Depth, p.depthAt}, {&t.Limits.Work, p.workAt},
		{&t.Limits.Nodes, p.nodesAt}, {&t.Limits.Attributes, p.cutAt},
	} {
		if limit.at >= 0 {
			*limit.to = t.sourceOffset(limit.at)
		}
	}
	return t
}

// normalise makes line ends LF (section 13.2.3.5). removed are the offsets in
// the result before which a CR was left out.
func normalise(src string, removed []int32) (string, []int32) {
	cr := strings.IndexByte(src, '\r')
	if cr < 0 {
		return src, removed
	}
	var b strings.Builder
	b.Grow(len(src))
	b.WriteString(src[:cr])
	var buf [1 << 9]byte
	for i := cr; i < len(src); {
		// Long lines are searched for their end, and the rest is looked at
		// byte by byte, which is quicker for short ones.
		n := 0
		for run := 0; i < len(src) && n < len(buf) && run < 1<<5; i++ {
			c := src[i]
			if run++; c == '\r' {
				run = 0
				if i+1 < len(src) && src[i+1] == '\n' {
					removed = append(grown(removed), int32(b.Len()+n))
					continue
				}
				c = '\n'
			}
			buf[n] = c
			n++
		}
		b.Write(buf[:n])
		end := indexFrom(src, i, '\r')
		b.WriteString(src[i:end])
		i = end
	}
	return b.String(), removed
}

// sourceOffset converts an offset in the text to one in the source.
func (t *Tree) sourceOffset(offset int) int {
	// The number of removed CRs before the offset; that right at it comes
	// after the place.
	lo, hi := 0, len(t.removed)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(t.removed[mid]) < offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return offset + lo
}

func (t *Tree) span(start, end int) text.Span {
	return text.Span{Start: t.sourceOffset(start), End: t.sourceOffset(end)}
}
