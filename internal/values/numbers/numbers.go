// Package numbers reads numbers as structured data writes them, and those that
// people write with separators, signs and words around them.
package numbers

import (
	"strconv"
	"strings"
)

// Is reports whether s is a number of schema.org: digits with a point
// before decimals, perhaps with a sign and an exponent.
func Is(s string) bool {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	whole := i
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	digits := i - whole
	if i < len(s) && s[i] == '.' {
		i++
		decimals := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		digits += i - decimals
	}
	if digits == 0 {
		return false
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		exponent := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i == exponent {
			return false
		}
	}
	return i == len(s)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Parse is the value of a number that [Is] accepts, up to 64 bytes long.
func Parse(s string) (float64, bool) {
	if len(s) > 64 || !Is(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// Scaled splits a rating as schema.org and Google let it be written into its
// value and the upper end of the scale that it brings along: "4/5", "80%" as 80
// of 100. Of a rating without its scale, ok is false and value is all of it.
// Neither part needs to be a number.
func Scaled(s string) (value, best string, ok bool) {
	s = strings.TrimSpace(s)
	if value, best, ok = strings.Cut(s, "/"); ok {
		return strings.TrimSpace(value), strings.TrimSpace(best), true
	}
	if value, ok = strings.CutSuffix(s, "%"); ok {
		return strings.TrimSpace(value), "100", true
	}
	return s, "", false
}

// Plain is the number that a text with exactly one number in it means,
// or empty when that is open.
func Plain(s string) string {
	if len(s) > 100 {
		return ""
	}
	// The one run of digits and separators.
	first := strings.IndexAny(s, "0123456789")
	last := strings.LastIndexAny(s, "0123456789")
	if first < 0 {
		return ""
	}
	run := s[first : last+1]
	sign := ""
	if first > 0 && s[first-1] == '-' {
		sign = "-"
	}
	var groups []string // digits between separators
	var separators []rune
	start := 0
	for i, r := range run {
		switch {
		case r >= '0' && r <= '9':
			continue
		case r == '.' || r == ',' || r == '\'' || r == '’' || r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			groups = append(groups, run[start:i])
			separators = append(separators, r)
			start = i + len(string(r))
		default:
			return ""
		}
	}
	groups = append(groups, run[start:])
	if len(separators) == 0 {
		return sign + run
	}
	tail := groups[len(groups)-1]
	mark := separators[len(separators)-1]
	same := 0
	for _, sep := range separators {
		if sep == mark {
			same++
		}
	}
	// All between the first and the last group are thousands.
	for _, g := range groups[1 : len(groups)-1] {
		if len(g) != 3 {
			return ""
		}
	}
	switch thousands := len(groups[0]) > 0 && len(groups[0]) <= 3; {
	case same == 1 && (mark == '.' || mark == ',') && len(tail) != 3 && (thousands || len(groups) == 2):
		return sign + strings.Join(groups[:len(groups)-1], "") + "." + tail
	case thousands && len(tail) == 3 && same == len(separators) && (mark != '.' || same > 1):
		return sign + strings.Join(groups, "")
	}
	return ""
}
