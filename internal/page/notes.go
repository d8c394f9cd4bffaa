package page

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// A Note is a comment of the page that speaks to metacheck.
type Note struct {
	Node *html.Node
	// Text is what stands between "<!--" and "-->", as in the source, and
	// Start where it begins there. End is where the comment ends.
	Text       string
	Start, End int
}

// notePrefix begins the comments that are notes, behind white space.
const notePrefix = "metacheck-"

// maxNotes bounds the notes of a page; the one beyond it is kept to be told of.
const maxNotes = 1000

// IsNote tells whether the text of a comment speaks to metacheck: it begins
// with "metacheck-", in upper or lower case, behind white space.
func IsNote(comment string) bool {
	comment = strings.TrimLeft(comment, " \t\n\r\f")
	return len(comment) >= len(notePrefix) && strings.EqualFold(comment[:len(notePrefix)], notePrefix)
}

// addNote keeps a comment that is a note. Comments of other forms than
// "<!-- -->", which are faults of the page, are none.
func (p *Page) addNote(n *html.Node) {
	if !IsNote(n.Data) || p.NotesCut {
		return
	}
	span, ok := p.tree.Span(n)
	if !ok || !strings.HasPrefix(p.Text[span.Start:span.End], "<!--") {
		return
	}
	p.NotesCut = len(p.Notes) == maxNotes
	note := Note{Node: n, Start: span.Start + len("<!--"), End: span.End}
	body := p.Text[note.Start:span.End]
	// A comment may end in "--!>" and, as a fault, at the end of the page.
	for _, end := range []string{"-->", "--!>"} {
		if cut, ok := strings.CutSuffix(body, end); ok {
			body = cut
			break
		}
	}
	note.Text = body
	p.Notes = append(p.Notes, note)
}

// sortNotes puts the notes into the order of the source, from which the tree
// differs where content is misplaced.
func (p *Page) sortNotes() {
	slices.SortFunc(p.Notes, func(a, b Note) int { return cmp.Compare(a.Start, b.Start) })
}

// NextElements are the places of the elements that follow the notes: of each
// the first start tag behind it in the source, up to where the element ends; an
// empty span where none follows. The tree is walked once, whatever the number
// of notes.
func (p *Page) NextElements() []text.Span {
	spans := make([]text.Span, len(p.Notes))
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Type != html.ElementNode {
			continue
		}
		tag, ok := p.tree.StartTag(n)
		if !ok {
			continue
		}
		// The last note that ends before the tag.
		i := sort.Search(len(p.Notes), func(i int) bool { return p.Notes[i].End > tag.Start }) - 1
		if i >= 0 && (spans[i].Len() == 0 || tag.Start < spans[i].Start) {
			spans[i] = text.Span{Start: tag.Start, End: p.elementEnd(n, tag)}
		}
	}
	// Of notes in a row, each is followed by the element behind the last.
	for i := len(spans) - 2; i >= 0; i-- {
		if spans[i].Len() == 0 {
			spans[i] = spans[i+1]
		}
	}
	return spans
}

// elementEnd is where an element ends in the source: behind its end tag, or
// where the next thing begins that is not in it.
func (p *Page) elementEnd(n *html.Node, tag text.Span) int {
	if end, ok := p.tree.EndTag(n); ok && end.End >= tag.End {
		return end.End
	}
	if n.FirstChild == nil {
		return tag.End
	}
	const looked = 100 // at so many nodes; the bound keeps strange pages cheap
	at := n
	for range looked {
		for at != nil && at.NextSibling == nil {
			at = at.Parent
		}
		if at == nil {
			break
		}
		at = at.NextSibling
		// Content that the tree has behind the element may stand before it.
		if span, ok := p.tree.Span(at); ok && span.Start >= tag.End {
			return span.Start
		}
	}
	return len(p.Text)
}
