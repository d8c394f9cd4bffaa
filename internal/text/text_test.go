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
}

// plainPosition counts from the start of the text, character by character.
func plainPosition(s string, offset int) Position {
	before := s[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return Position{offset, strings.Count(before, "\n") + 1, len([]rune(line)) + 1, len(line) + 1, len(utf16.Encode([]rune(line))) + 1}
}

// plainExcerpt cuts the excerpt out of the whole line.
func plainExcerpt(s string, offset, length int) Excerpt {
	start := strings.LastIndexByte(s[:offset], '\n') + 1
	line, _, _ := strings.Cut(s[start:], "\n")
	line = strings.TrimSuffix(line, "\r")
	at := min(offset-start, len(line))
	before, after := []rune(line[:at]), []rune(line[at:])
	shown := after[:min(len(after), excerptAfter)]
	width := len([]rune(line[at:max(at, min(at+length, at+len(string(shown))))]))
	ex := Excerpt{Caret: len(before), Width: max(1, width)}
	if cut := len(before) - excerptBefore; cut > 0 {
		ex.Text = "…" + string(before[cut:])
		ex.Caret = excerptBefore + 1
	} else {
		ex.Text = line[:at]
		whole := ex.Text + string(shown)
		if blank := len(whole) - len(strings.TrimLeft(whole, " \t")); blank <= at {
			ex.Text, ex.Caret = ex.Text[blank:], ex.Caret-blank
		}
	}
	ex.Text += string(shown)
	if len(after) > len(shown) {
		ex.Text += "…"
	}
	return ex
}

func FuzzPosition(f *testing.F) {
	f.Add("a\r\nb\u00e9\U0001F600\n", 5)
	f.Add("", 0)
	f.Add("\n\n\n", 2)
	f.Fuzz(func(t *testing.T, s string, offset int) {
		if !utf8.ValidString(s) || offset < 0 || offset > len(s) || offset < len(s) && !utf8.RuneStart(s[offset]) {
			return
		}
		if got, want := NewFile(s, 0).Position(offset), plainPosition(s, offset); got != want {
			t.Errorf("Position(%d) in %q = %+v, want %+v", offset, s, got, want)
		}
	})
}

// TestLongText asks for places of a text with short and long lines, forwards and
// backwards.
func TestLongText(t *testing.T) {
	var b strings.Builder
	for i, size := range []int{0, 3, 1023, 1, 0, 0, 1024, 5000, 70, 1025, 2, 90, 300, 64, 4096, 0, 12, 200} {
		for b.Len() < 1<<20 && size > 0 {
			b.WriteString([]string{"a", "é", " ", "\U0001F600"}[(i+size)%4])
			size--
		}
		b.WriteString([]string{"\n", "\r\n"}[i%2])
	}
	s := strings.TrimSuffix(b.String(), "\n")
	forwards, backwards := NewFile(s, 0), NewFile(s, 0)
	for i := 0; i <= len(s); i += 7 {
		for f, at := range map[*File]int{forwards: i, backwards: len(s) - i} {
			for at < len(s) && !utf8.RuneStart(s[at]) {
				at--
			}
			got, want := f.Position(at), plainPosition(s, at)
			if got != want {
				t.Fatalf("Position(%d) = %+v, want %+v", at, got, want)
			}
			for _, length := range []int{0, 1, 300} {
				if length > len(s)-at || at+length < len(s) && !utf8.RuneStart(s[at+length]) {
					continue
				}
				if got, want := f.Excerpt(got, length), plainExcerpt(s, at, length); got != want {
					t.Fatalf("Excerpt(%d, %d) = %+v, want %+v", at, length, got, want)
				}
			}
		}
	}
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
