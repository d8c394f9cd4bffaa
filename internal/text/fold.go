package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold is s without white space around it and with each run of white space
// inside it as one blank. Most values are written so and are returned as they
// are.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func folded(s string) bool {
	blank := true // the last character was a blank, or there is none
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return false
			}
			i += size
			blank = false
			continue
		case c == ' ':
			if blank {
				return false
			}
			blank = true
		case c >= '\t' && c <= '\r':
			return false
		default:
			blank = false
		}
		i++
	}
	return !blank || s == ""
}
