package text

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestPosition(t *testing.T) {
	f := NewFile("a\r\nbé\U0001F600c\n\nlast", 3)
	for _, test := range []struct {
		name   string
		offset int
		want   Position
	}{
		{"start", 0, Position{3, 1, 1, 1, 1}},
		{"line end", 2, Position{5, 1, 3, 3, 3}},
		{"next line", 3, Position{6, 2, 1, 1, 1}},
		{"after two bytes", 6, Position{9, 2, 3, 4, 3}},
		{"after four bytes", 10, Position{13, 2, 4, 8, 5}},
		{"inside a character", 8, Position{9, 2, 3, 4, 3}},
		{"empty line", 12, Position{15, 3, 1, 1, 1}},
		{"end", 17, Position{20, 4, 5, 5, 5}},
		{"beyond the end", 99, Position{20, 4, 5, 5, 5}},
		{"before the start", -1, Position{3, 1, 1, 1, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := f.Position(test.offset); got != test.want {
				t.Errorf("Position(%d) = %+v, want %+v", test.offset, got, test.want)
			}
		})
	}
	if f.Lines() != 4 {
		t.Errorf("%d lines, want 4", f.Lines())
	}
	for n, want := range map[int]string{0: "", 1: "a", 2: "bé\U0001F600c", 3: "", 4: "last", 5: ""} {
		if got := f.Line(n); got != want {
			t.Errorf("Line(%d) = %q, want %q", n, got, want)
		}
	}
}

// FuzzPosition compares positions with those counted from the start of the
// text, character by character.
func FuzzPosition(f *testing.F) {
	f.Add("a\r\nb\u00e9\U0001F600\n", 5)
	f.Add("", 0)
	f.Add("\n\n\n", 2)
	f.Fuzz(func(t *testing.T, s string, offset int) {
		if !utf8.ValidString(s) || offset < 0 || offset > len(s) || offset < len(s) && !utf8.RuneStart(s[offset]) {
			return
		}
		got := NewFile(s, 0).Position(offset)
		before := s[:offset]
		line := before[strings.LastIndexByte(before, '\n')+1:]
		want := Position{offset, strings.Count(before, "\n") + 1, len([]rune(line)) + 1, len(line) + 1, len(utf16.Encode([]rune(line))) + 1}
		if got != want {
			t.Errorf("Position(%d) in %q = %+v, want %+v", offset, s, got, want)
		}
	})
}

// TestColumns compares the columns of a long line with those counted from its
// start.
func TestColumns(t *testing.T) {
	for _, part := range []string{"a", "\u00e9", "\u20ac", "\U0001F600", "aa\U0001F600\u00e9b"} {
		line := strings.Repeat(part, 9000/len(part))
		f := NewFile("x\n"+line+"\n"+line, 0)
		points, units := 0, 0
		for i, r := range line {
			if got := f.Position(2 + i); got != (Position{2 + i, 2, points + 1, i + 1, units + 1}) {
				t.Fatalf("%q: Position(%d) = %+v, want columns %d, %d and %d", part, 2+i, got, points+1, i+1, units+1)
			}
			points++
			units += utf16.RuneLen(r)
		}
	}
}

// BenchmarkLongLine asks for places in one long line: they cost no more the
// farther they stand from its start.
func BenchmarkLongLine(b *testing.B) {
	f := NewFile(strings.Repeat("value \u00e9 ", 1<<17), 0)
	for at := 0; b.Loop(); at += 16 {
		f.Position(at % len(f.Text))
	}
}
