package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/metacheck/metacheck/internal/text"
)

// Escape is page text as a terminal and a build log may see it. Everything that
// comes from a page or names one is hostile there: escape codes, carriage
// returns, characters that turn the writing direction, and what a build server
// takes for a command.
//
// Control and other invisible characters become \u{…}, but for the joiners that
// belong to the spelling of a word. A backslash stands inside of what would be
// a command: "\::error", "##\[group]" (see [text.EndsCommandMark]). Escaped text
// stays the same when it is escaped again.
func Escape(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i, r := range s {
		if text.EndsCommandMark(s, i) {
			b.WriteByte('\\')
		}
		b.WriteString(shownRune(s, i, r))
	}
	out := b.String()
	if i := text.BeginsCommand(out); i >= 0 {
		out = out[:i] + `\` + out[i:]
	}
	return out
}

// EscapeLines is [Escape] of each line of a text.
func EscapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = Escape(line)
	}
	return strings.Join(lines, "\n")
}

// isPlain reports whether s is printable ASCII that nobody takes for a command.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c >= 0x7f || (c == '[' || c == ':') && text.EndsCommandMark(s, i) {
			return false
		}
	}
	return text.BeginsCommand(s) < 0
}

// shownRune is the character r at s[i:] as a terminal may see it.
func shownRune(s string, i int, r rune) string {
	switch {
	case r >= 0x20 && r < 0x7f:
		return s[i : i+1]
	case r == '\t', r == '\u00a0':
		return " "
	case r == utf8.RuneError:
		return "\uFFFD" // also for a byte that is no UTF-8
	case unicode.IsPrint(r), text.IsSpellingJoiner(s, i):
		return s[i : i+utf8.RuneLen(r)]
	case unicode.Is(unicode.Zs, r):
		return " "
	}
	return text.Escaped(r)
}

// Width is the number of terminal columns that escaped text takes.
func Width(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			n++
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		n += columns(r)
		i += size
	}
	return n
}

// columns is the number of terminal columns of a character of escaped text.
// The joiners are the only ones of their kind in it.
func columns(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
