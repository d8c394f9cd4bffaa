package check

import (
	"strings"
	"testing"
)

func TestQuoteBoth(t *testing.T) {
	long := "https://example.com/" + strings.Repeat("harbour/", 20)
	words := strings.Repeat("日曜", 60)
	for _, c := range []struct{ a, b, wantA, wantB string }{
		{"short", "other", `"short"`, `"other"`},
		{"same", "same", `"same"`, `"same"`},
		{"two  spaces", "two spaces", `"two spaces"`, `"two spaces"`},
		{"x" + long, "y" + long, Quote("x" + long), Quote("y" + long)},
		{long + "hours", long + "hours/", `"…ur/harbour/harbour/harbour/harbour/hours"`, `"…ur/harbour/harbour/harbour/harbour/hours/"`},
		// The characters é and è begin with the same byte, and 40 bytes are not
		// whole characters of these.
		{words + "é", words + "è", `"…曜` + strings.Repeat("日曜", 6) + `é"`, `"…曜` + strings.Repeat("日曜", 6) + `è"`},
	} {
		if a, b := QuoteBoth(c.a, c.b); a != c.wantA || b != c.wantB {
			t.Errorf("QuoteBoth(%q, %q) = %s, %s; want %s, %s", c.a, c.b, a, b, c.wantA, c.wantB)
		}
	}
}
