package text

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		" ":                             "",
		"a":                             "a",
		"a b":                           "a b",
		" a b":                          "a b",
		"a b ":                          "a b",
		"a  b":                          "a b",
		"a\tb\n c":                      "a b c",
		"a\u00a0b":                      "a b",
		"\u3000é\u2003 ü":               "é ü",
		"naïve Straße":                  "naïve Straße",
		"a \xff b":                      "a \xff b",
		"a\u200bb":                      "a\u200bb",
		strings.Repeat("ab ", 9) + "\v": strings.Repeat("ab ", 8) + "ab",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	value := "one line of text as it should be"
	if n := testing.AllocsPerRun(10, func() { Fold(value) }); n != 0 {
		t.Errorf("folding folded text takes %v allocations", n)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("a  b\u0085c ")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Fold(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	})
}
