package htmltree

import (
	"iter"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// A Tag is a start tag as the tokenization stage reads it, before any tree.
type Tag struct {
	Span text.Span
	Name string // in lower case
	Attr []html.Attribute
}

// StartTags are the start tags of a text from an offset on: those that the
// tokenization stage finds when it begins there, in the data state (HTML
// standard, section 13.2.5), and takes the content of script, title and the
// like for text, as the tree builder has it do, but for elements with the name
// open. It is for text in which the tree has no tags, though the author wrote
// some, such as that of an element open that is not closed. A tag and what it
// points to hold until the next. What an earlier Parse with this arena returned
// is no longer valid. The reader may look as far as the end of src before it
// yields a tag; who reads many parts of a text cuts them out of it.
func (a *Arena) StartTags(src string, from int, open string) iter.Seq[*Tag] {
	return func(yield func(*Tag) bool) {
		z := &a.parser.tokenizer
		var tag Tag
		a.reset()
		z.init(src, a, 0)
		z.pos = from
		for z.next(); z.tok.kind != kindEOF; z.next() {
			t := &z.tok
			if t.kind != kindStart {
				continue
			}
			tag = Tag{Span: text.Span{Start: t.start, End: t.end}, Name: t.data, Attr: t.attr}
			if !yield(&tag) {
				return
			}
			a.attrUsed, a.spans = 0, a.spans[:0]
			if t.data == open {
				continue
			}
			switch t.tag {
			case tagTitle, tagTextarea:
				z.model = modelRCDATA
			case tagStyle, tagXmp, tagIframe, tagNoembed, tagNoframes, tagNoscript:
				z.model = modelRawText
			case tagScript:
				z.model = modelScript
			case tagPlaintext:
				z.model = modelPlaintext
			}
			z.ender = t.data
		}
	}
}
