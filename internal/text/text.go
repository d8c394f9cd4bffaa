// Package text holds positions: a File is the decoded text of one page, a Span
// a range of bytes in it, a Position the line and columns that people and
// editors count. Beside them it has the folding of white space that all rooms
// share, and nothing else.
//
// Everything on the way of a page carries byte offsets; they are converted to
// lines and columns once, at the edge, by [File.Position].
package text

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A Span is the half-open range of bytes [Start, End) in the text of a File.
type Span struct {
	Start, End int
}

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// A Position is a place in a File as people and programs count it. Line and
// the three columns start at 1.
type Position struct {
	Offset      int // bytes before the place in the decoded text (UTF-8), a byte order mark included
	Line        int // lines end at LF; CR LF is one line end
	Column      int // in Unicode code points, as SARIF's unicodeCodePoints
	ByteColumn  int // in bytes of UTF-8, as compilers count
	UTF16Column int // in UTF-16 code units, as the Language Server Protocol counts by default
}

// A File is the decoded text of a page. The tables that make positions quick
// are made when the first ones are asked for, so a File is not safe for
// concurrent use.
type File struct {
	Text string
	// Prefix is the number of bytes that stood before Text in the input and
	// belong to no line: the byte order mark.
	Prefix int

	// The tables reach as far as somebody has asked: most of what findings
	// point at stands in the head of a page.
	rows  []rowMark    // one for each markStep bytes
	marks []columnMark // for the columns of long lines
}

// markStep is the distance of the marks in a text, in bytes. Lines and columns
// are counted from the nearest, so that a page that is one long line costs no
// more than others.
const markStep = 1024

// A rowMark tells of the text before it, from where the mark before it stands:
// how many lines have ended, and where the last of them did.
type rowMark struct {
	ended int
	start int // of the line at hand
}

// A columnMark counts the text up to an offset.
type columnMark struct {
	offset, points, units int
}

// NewFile returns a File for text, without copying it.
func NewFile(text string, prefix int) *File {
	return &File{Text: text, Prefix: prefix}
}

// row is the mark at or before an offset, with the number of the mark.
func (f *File) row(offset int) (rowMark, int) {
	if f.rows == nil {
		f.rows = append(make([]rowMark, 0, 64), rowMark{})
	}
	want := offset / markStep
	for len(f.rows) <= want {
		n := len(f.rows)
		f.rows = append(f.rows, f.rows[n-1].over(f.Text, (n-1)*markStep, n*markStep))
	}
	return f.rows[want], want
}

// over is the mark moved over a part of the text.
func (m rowMark) over(text string, from, to int) rowMark {
	if n := strings.Count(text[from:to], "\n"); n > 0 {
		m.ended += n
		m.start = from + strings.LastIndexByte(text[from:to], '\n') + 1
	}
	return m
}

// Position converts a byte offset. Offsets outside the file are moved to its
// nearest end, and one inside a UTF-8 sequence to the sequence's start.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Text)))
	for offset > 0 && offset < len(f.Text) && !utf8.RuneStart(f.Text[offset]) {
		offset--
	}
	m, n := f.row(offset)
	m = m.over(f.Text, n*markStep, offset)
	points, units := f.count(m.start, offset)
	return Position{
		Offset:      offset + f.Prefix,
		Line:        m.ended + 1,
		Column:      points + 1,
		ByteColumn:  offset - m.start + 1,
		UTF16Column: units + 1,
	}
}

// count is the number of code points and UTF-16 code units from one offset to
// another.
func (f *File) count(from, to int) (points, units int) {
	if to-from <= 4*markStep {
		return countIn(f.Text[from:to])
	}
	a, b := f.mark(from), f.mark(to)
	headPoints, headUnits := countIn(f.Text[a.offset:from])
	points, units = countIn(f.Text[b.offset:to])
	return b.points + points - a.points - headPoints, b.units + units - a.units - headUnits
}

// mark is the last mark that is not behind the offset.
func (f *File) mark(offset int) columnMark {
	if f.marks == nil {
		f.marks = append(f.marks, columnMark{})
	}
	for {
		at := f.marks[len(f.marks)-1]
		if at.offset+markStep > offset || at.offset+markStep >= len(f.Text) {
			break
		}
		next := at.offset + markStep
		for k := 1; k < utf8.UTFMax && !utf8.RuneStart(f.Text[next]); k++ {
			next--
		}
		p, u := countIn(f.Text[at.offset:next])
		f.marks = append(f.marks, columnMark{next, at.points + p, at.units + u})
	}
	return f.marks[sort.Search(len(f.marks), func(i int) bool { return f.marks[i].offset > offset })-1]
}

// countIn is the number of code points and UTF-16 code units in s. Bytes that
// are no UTF-8 count as [utf8.RuneCountInString] has it.
func countIn(s string) (points, units int) {
	ascii := 0
	for len(s)-ascii >= 8 {
		w := uint64(s[ascii]) | uint64(s[ascii+1])<<8 | uint64(s[ascii+2])<<16 | uint64(s[ascii+3])<<24 |
			uint64(s[ascii+4])<<32 | uint64(s[ascii+5])<<40 | uint64(s[ascii+6])<<48 | uint64(s[ascii+7])<<56
		if w&0x8080808080808080 != 0 {
			break
		}
		ascii += 8
	}
	s = s[ascii:]
	points = utf8.RuneCountInString(s)
	units = points
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xF0 {
			units++
		}
	}
	return points + ascii, units + ascii
}
