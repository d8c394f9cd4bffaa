package store

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/text"
)

// A store holds valid UTF-8 without control characters: NUL ends a text for
// most readers of SQLite, and terminals obey the others. Values and messages
// are cleaned where they enter ([text.Clean]). Names of inputs and pages have
// to tell two files apart, and an input is found again by its name, so that
// they are escaped in a way that can be undone.

// storedName is the name of an input or page as the store has it: control
// characters as \u{…}, bytes that are no UTF-8 as \x{…}, and a backslash that
// stands before what looks like either as \u{005C}.
func storedName(name string) string {
	if text.Clean(name) == name && !strings.Contains(name, `\u{`) && !strings.Contains(name, `\x{`) {
		return name
	}
	var b strings.Builder
	for i, r := range name {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(name[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x{%02X}`, name[i])
		case unicode.IsControl(r), strings.HasPrefix(name[i:], `\u{`), strings.HasPrefix(name[i:], `\x{`):
			b.WriteString(text.Escaped(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// rawName is the name that [storedName] was given.
func rawName(stored string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(stored, '\\')
		if i < 0 || i+3 > len(stored) {
			break
		}
		b.WriteString(stored[:i])
		kind := stored[i : i+3]
		const longest = len("10FFFF}")
		digits, _, ok := strings.Cut(stored[i+3:min(len(stored), i+3+longest)], "}")
		rest := strings.TrimPrefix(stored[i+3+len(digits):], "}")
		n, err := strconv.ParseUint(digits, 16, 32)
		switch {
		case kind == `\u{` && ok && err == nil:
			b.WriteRune(rune(n))
		case kind == `\x{` && ok && err == nil:
			b.WriteByte(byte(n))
		default:
			b.WriteByte('\\')
			rest = stored[i+1:]
		}
		stored = rest
	}
	b.WriteString(stored)
	return b.String()
}
