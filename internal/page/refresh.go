package page

import (
	"math"
	"strconv"
	"strings"
)

// ParseRefresh reads the content of a refresh pragma (HTML standard, section
// 4.2.5.3, "shared declarative refresh steps"): the delay in seconds, and the
// address as written, which is empty for the page itself. It is not ok where
// browsers do not refresh.
func ParseRefresh(content string) (seconds int, target string, ok bool) {
	const space = " \t\r\n\f"
	s := strings.TrimLeft(content, space)
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 0 && !strings.HasPrefix(s, ".") {
		return 0, "", false
	}
	seconds, err := strconv.Atoi(s[:n])
	if err != nil && n > 0 || seconds > math.MaxInt32 {
		seconds = math.MaxInt32
	}
	s = strings.TrimLeft(s[n:], "0123456789.")
	if s == "" {
		return seconds, "", true
	}
	if !strings.ContainsRune(space+";,", rune(s[0])) {
		return 0, "", false
	}
	s = strings.TrimLeft(s, space)
	if s != "" && (s[0] == ';' || s[0] == ',') {
		s = strings.TrimLeft(s[1:], space)
	}
	if len(s) >= 3 && strings.EqualFold(s[:3], "url") {
		if rest, found := strings.CutPrefix(strings.TrimLeft(s[3:], space), "="); found {
			s = strings.TrimLeft(rest, space)
		}
	}
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		s, _, _ = strings.Cut(s[1:], s[:1])
	}
	return seconds, strings.TrimSpace(s), true
}
