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
	for _, r := range s {
		b.WriteString(safeRune(r))
	}
	return b.String()
}

// safeRune is r as a terminal may see it.
func safeRune(r rune) string {
	switch {
	case r == '\t', r == '\u00a0':
		return " "
	case r == utf8.RuneError, unicode.IsPrint(r):
		return string(r)
	case unicode.Is(unicode.Zs, r):
		return " "
	case unicode.Is(unicode.Mn, r):
		return string(r)
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
