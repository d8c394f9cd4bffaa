package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Escape is page text as a terminal may see it: control and other invisible
// characters as \u{…}. Everything that comes from a page, its name included,
// is hostile in a terminal: escape codes, carriage returns, characters that
// turn the writing direction.
func Escape(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		if shown, ok := safe(r); ok {
			b.WriteRune(shown)
		} else {
			fmt.Fprintf(&b, "\\u{%04X}", r)
		}
	}
	return b.String()
}

// safe is the rune that a terminal may see in the place of r, or false when r
// has to be escaped.
func safe(r rune) (rune, bool) {
	switch {
	case r >= 0x20 && r < 0x7f:
		return r, true
	case r == '\t', r == '\u00a0':
		return ' ', true
	case r == utf8.RuneError, unicode.IsPrint(r):
		return r, true
	case unicode.Is(unicode.Zs, r):
		return ' ', true
	case unicode.Is(unicode.Mn, r):
		return r, true
	}
	return 0, false
}

// safeRune is r as a terminal may see it.
func safeRune(r rune) string {
	if shown, ok := safe(r); ok {
		return string(shown)
	}
	return fmt.Sprintf("\\u{%04X}", r)
}

// columns is the number of terminal columns that the escaped rune takes.
func columns(r rune) int {
	s := safeRune(r)
	if len(s) > utf8.UTFMax {
		return len(s)
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Width is the number of terminal columns that escaped text takes.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}
