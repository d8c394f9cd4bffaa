package text

import (
	"strings"
	"unicode/utf8"
)

// An Excerpt is a line of a File, shortened around a place.
type Excerpt struct {
	// Text is the line, or a part of it; control characters are as the page
	// has them.
	Text string
	// Caret is the number of code points of Text before the place, Width the
	// number of those in it, at least 1.
	Caret, Width int
}

// Widths of an excerpt, in code points, before and from the place on.
const (
	excerptBefore = 60
	excerptAfter  = 100
)

// Excerpt is the line in which a place of the given length in bytes begins.
// It is a copy and holds no part of the file.
func (f *File) Excerpt(start Position, length int) Excerpt {
	line := f.Line(start.Line)
	at := min(start.ByteColumn-1, len(line))
	from, before := at, 0
	for from > 0 && before < excerptBefore {
		_, size := utf8.DecodeLastRuneInString(line[:from])
		from -= size
		before++
	}
	to, after := at, 0
	for to < len(line) && after < excerptAfter {
		_, size := utf8.DecodeRuneInString(line[to:])
		to += size
		after++
	}
	width := utf8.RuneCountInString(line[at:max(at, min(at+length, to))])
	ex := Excerpt{Text: line[from:to], Caret: before, Width: max(1, width)}
	if from > 0 {
		ex.Text = "…" + ex.Text
		ex.Caret++
	} else {
		trimmed := strings.TrimLeft(ex.Text, " \t")
		cut := len(ex.Text) - len(trimmed)
		if cut <= ex.Caret {
			ex.Text = trimmed
			ex.Caret -= cut
		}
	}
	if to < len(line) {
		ex.Text += "…"
	}
	ex.Text = strings.Clone(ex.Text)
	return ex
}
