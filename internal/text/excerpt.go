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
	line, at := f.lineOf(start)
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

// lineOf is the line of a place without its line end, and where in it the place
// is. Of a long line the rest is left out that no excerpt shows.
func (f *File) lineOf(p Position) (line string, at int) {
	place := max(0, min(p.Offset-f.Prefix, len(f.Text)))
	start := max(0, place-(p.ByteColumn-1))
	end := min(place+(excerptAfter+1)*utf8.UTFMax, len(f.Text))
	whole := end == len(f.Text)
	if n := strings.IndexByte(f.Text[place:end], '\n'); n >= 0 {
		end, whole = place+n, true
	}
	line = f.Text[start:end]
	if whole {
		line = strings.TrimSuffix(line, "\r")
	}
	return line, min(place-start, len(line))
}
