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
	lines []int        // offsets of line starts
	seen  int          // up to where they are found
	marks []columnMark // for the columns of long lines
}

// markStep is the distance of the marks in a text, in bytes. Columns are
// counted from the nearest, so that a page that is one long line costs no more
// than others.
const markStep = 1024

// A columnMark counts the text up to an offset.
type columnMark struct {
	offset, points, units int
}

// NewFile returns a File for text, without copying it.
func NewFile(text string, prefix int) *File {
	return &File{Text: text, Prefix: prefix}
}

// table holds the offsets of the line starts up to an offset; more perhaps.
func (f *File) table(to int) []int {
	if f.lines == nil {
		f.lines = append(make([]int, 0, 64), 0)
	}
	for f.seen < to {
		// In stretches: the next line end may be far behind what is asked for.
		end := min(f.seen+max(markStep, to-f.seen), len(f.Text))
		for {
			n := strings.IndexByte(f.Text[f.seen:end], '\n')
			if n < 0 {
				break
			}
			f.seen += n + 1
			f.lines = append(f.lines, f.seen)
		}
		f.seen = end
	}
	return f.lines
}

// Lines is the number of lines of the file; a final LF ends the last line and
// begins an empty one, as editors show it.
func (f *File) Lines() int { return len(f.table(len(f.Text))) }

// Position converts a byte offset. Offsets outside the file are moved to its
// nearest end, and one inside a UTF-8 sequence to the sequence's start.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Text)))
	for offset > 0 && offset < len(f.Text) && !utf8.RuneStart(f.Text[offset]) {
		offset--
	}
	lines := f.table(offset)
	line := sort.SearchInts(lines, offset+1) - 1
	head := f.Text[lines[line]:offset]
	points, units := f.count(lines[line], offset)
	return Position{
		Offset:      offset + f.Prefix,
		Line:        line + 1,
		Column:      points + 1,
		ByteColumn:  len(head) + 1,
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

// Line is the text of line n, counted from 1, without its line end; it is
// empty for a line that does not exist.
func (f *File) Line(n int) string {
	lines := f.table(0)
	for len(lines) <= n && f.seen < len(f.Text) {
		lines = f.table(f.seen + 1)
	}
	if n < 1 || n > len(lines) {
		return ""
	}
	start := lines[n-1]
	end := len(f.Text)
	if n < len(lines) {
		end = lines[n] - 1
	}
	return strings.TrimSuffix(f.Text[start:end], "\r")
}
