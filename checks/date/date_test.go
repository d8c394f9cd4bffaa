package date

import (
	"testing"
	"time"

	"github.com/metacheck/metacheck/internal/values/dates"
)

func TestLapse(t *testing.T) {
	for d, want := range map[time.Duration]string{
		48 * time.Second:                              "48 s",
		36*time.Minute + 44*time.Second:               "36 min 44 s",
		45 * time.Minute:                              "45 min",
		5*time.Hour + 30*time.Minute:                  "5 h 30 min",
		47*time.Hour + 33*time.Minute + 3*time.Second: "47 h 33 min",
		21*24*time.Hour + time.Hour:                   "21 days",
		100 * 366 * 24 * time.Hour:                    "100 years",
	} {
		if got := lapse(d); got != want {
			t.Errorf("lapse(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestShape(t *testing.T) {
	for s, want := range map[string]string{
		"Fri, 03/24/2017 - 19:45": "a, 9/9/9 - 9:9",
		"24. März 2017":           "9. a 9",
		"":                        "",
	} {
		if got := shape(s); got != want {
			t.Errorf("shape(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestExample holds that what the check of time elements tells people to write
// is a value that it accepts.
func TestExample(t *testing.T) {
	for s, want := range map[string]string{
		"Fri, 24 Mar 2017 19:45:00 +0000": "2017-03-24T19:45:00Z",
		"Fri, 03/24/2017 - 19:45":         "2017-03-24",
		"2017-03-24T19:45:00.1234567Z":    "2017-03-24T19:45:00.123Z",
		"2016-12-31T23:59:60Z":            "2016-12-31T23:59:59Z",
		"1490384040":                      "2017-03-24T19:34:00Z",
	} {
		got := example(s)
		if got != want {
			t.Errorf("example(%q) = %q, want %q", s, got, want)
		}
		if _, _, err := dates.HTML(got); err != nil {
			t.Errorf("example(%q) = %q, which is no value of HTML: %v", s, got, err)
		}
	}
}

func TestNearDay(t *testing.T) {
	read := func(s string) dates.Time { d, _, _ := dates.ISO(s); return d }
	for _, c := range []struct {
		address, day string
		near         bool
	}{
		{"2026-02-03", "2026-02-04T23:59:00+01:00", true},
		{"2026-02-03", "2026-02-05", false},
		{"2026-02", "2026-02-15", true},
		{"2026-02", "2026-01-31", true},
		{"2026-02", "2026-01-30", false},
		{"2026-02", "2026-03-01", true},
		{"2026-02", "2026-03-02", false},
	} {
		if got := nearDay(read(c.address), read(c.day), 1); got != c.near {
			t.Errorf("nearDay(%s, %s) = %v", c.address, c.day, got)
		}
	}
}
