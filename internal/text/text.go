// Package text holds positions and nothing else: a File is the decoded text
// of one page, a Span a range of bytes in it, a Position the line and columns
// that people and editors count.
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

// A File is the decoded text of a page. It is read only after NewFile but for
// the line table, which is made when the first position is asked for; a File
// is not safe for concurrent use before that.
type File struct {
	Text string
	// Prefix is the number of bytes that stood before Text in the input and
	// belong to no line: the byte order mark.
	Prefix int

	lines []int // offsets of line starts
}

// NewFile returns a File for text, without copying it.
func NewFile(text string, prefix int) *File {
	return &File{Text: text, Prefix: prefix}
}

func (f *File) table() []int {
	if f.lines == nil {
		f.lines = append(f.lines, 0)
		for i := 0; ; {
			n := strings.IndexByte(f.Text[i:], '\n')
			if n < 0 {
				break
			}
			i += n + 1
			f.lines = append(f.lines, i)
		}
	}
	return f.lines
}

// Lines is the number of lines of the file; a final LF ends the last line and
// begins an empty one, as editors show it.
func (f *File) Lines() int { return len(f.table()) }

// Position converts a byte offset. Offsets outside the file are moved to its
// nearest end, and one inside a UTF-8 sequence to the sequence's start.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Text)))
	for offset > 0 && offset < len(f.Text) && !utf8.RuneStart(f.Text[offset]) {
		offset--
	}
	lines := f.table()
	line := sort.SearchInts(lines, offset+1) - 1
	head := f.Text[lines[line]:offset]
	points := utf8.RuneCountInString(head)
	units := points
	for i := 0; i < len(head); i++ {
		if head[i] >= 0xF0 {
			units++
		}
	}
	return Position{
		Offset:      offset + f.Prefix,
		Line:        line + 1,
		Column:      points + 1,
		ByteColumn:  len(head) + 1,
		UTF16Column: units + 1,
	}
}

// Line is the text of line n, counted from 1, without its line end; it is
// empty for a line that does not exist.
func (f *File) Line(n int) string {
	lines := f.table()
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
