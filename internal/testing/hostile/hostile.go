// Package hostile makes pages that are meant to be slow: many of something
// under one parent, or one long thing that everything else refers to. Tests
// read them at two sizes and hold that the work grows with the size and no
// faster.
package hostile

import (
	"strconv"
	"strings"
)

// A Shape is a text that can be made at any size: a head, one thing as long as
// half of the text, units up to the size, and what closes it all. In Unit and
// Tail, %d is the number of the unit.
type Shape struct {
	Name string
	// Head begins the text. Long, unless empty, is repeated up to half of the
	// size, and Neck follows it.
	Head, Long, Neck string
	// Unit is repeated up to the size, with Sep between; then Tail as often,
	// and Foot.
	Unit, Sep, Tail, Foot string
	// From is the size in bytes below which what is done for it need not be
	// linear: a bound of the readers is met there, or Head is most of it.
	From int
}

// Text is the shape at a size in bytes, which it exceeds by a unit at most;
// but Head, Neck and Foot, and one unit, are whole at every size.
func (s *Shape) Text(size int) string {
	var b strings.Builder
	b.Grow(size + 1024)
	b.WriteString(s.Head)
	if s.Long != "" {
		for b.Len() < size/2 {
			b.WriteString(s.Long)
		}
		b.WriteString(s.Neck)
	}
	counts, tailCounts := strings.Contains(s.Unit, "%d"), strings.Contains(s.Tail, "%d")
	n := 0
	for ; n == 0 || b.Len()+n*len(s.Tail)+len(s.Foot) < size; n++ {
		if n > 0 {
			b.WriteString(s.Sep)
		}
		write(&b, s.Unit, n, counts)
	}
	for i := range n {
		write(&b, s.Tail, n-1-i, tailCounts)
	}
	b.WriteString(s.Foot)
	return b.String()
}

func write(b *strings.Builder, unit string, n int, counts bool) {
	if counts {
		unit = strings.ReplaceAll(unit, "%d", strconv.Itoa(n))
	}
	b.WriteString(unit)
}

// Numbered is n units one after the other, where %d is the number of each.
func Numbered(unit string, n int) string {
	var b strings.Builder
	for i := range n {
		write(&b, unit, i, true)
	}
	return b.String()
}
