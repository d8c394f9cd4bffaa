package dates

import (
	"strings"
	"time"
)

// Highwire reads a date as Google Scholar asks for it in citation_* meta
// elements: YYYY/MM/DD, or a year; months and days may have one digit, the day
// may be missing, and hyphens may stand for the slashes.
func Highwire(s string) (Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxLen {
		return Time{}, errLong
	}
	bad := malformed("it is not a date in the format YYYY/MM/DD")
	c := &cursor{s: s}
	t := Time{Month: 1, Day: 1, Precision: Year}
	if c.run() != 4 {
		return Time{}, bad
	}
	t.Year, _ = c.number(4)
	sep := "/"
	if c.peek() == '-' {
		sep = "-"
	}
	for _, part := range []struct {
		value     *int
		precision Precision
	}{{&t.Month, Month}, {&t.Day, Day}} {
		if c.end() {
			break
		}
		if !c.take(sep) || c.run() < 1 || c.run() > 2 {
			return Time{}, bad
		}
		*part.value, _ = c.number(c.run())
		t.Precision = part.precision
	}
	if !c.end() {
		return Time{}, bad
	}
	if err := t.valid(); err != nil {
		return Time{}, err
	}
	return t, nil
}

// Epoch reads a Unix timestamp in seconds (9 or 10 digits), milliseconds (12
// or 13), microseconds (16) of the years 1973 to 2100. Use it only for values
// that are known to be timestamps.
func Epoch(s string) (Time, error) {
	s = strings.TrimSpace(s)
	c := &cursor{s: s}
	run := c.run()
	if run != len(s) || run == 0 || run > 16 {
		return Time{}, malformed("it is not a timestamp")
	}
	var v int64
	for _, d := range []byte(s) {
		v = v*10 + int64(d-'0')
	}
	switch run {
	case 9, 10:
	case 12, 13:
		v /= 1000
	case 16:
		v /= 1_000_000
	default:
		return Time{}, malformed("it is not a timestamp of the years 1973 to 2100")
	}
	if v > 4_102_444_800 {
		return Time{}, malformed("it is not a timestamp of the years 1973 to 2100")
	}
	t := FromStd(time.Unix(v, 0).UTC())
	return t, nil
}

// Record reads the date of an archived record, which may be in any notation:
// what [Any] reads, a timestamp of Unix or of web archives ("20170324195204", in
// UTC), "03-24-2017". The result are the possible
// readings: one, or two where the order of day and month is open
// ("03/04/2017": 4 March and 3 April, the European reading first).
func Record(s string) ([]Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxLen {
		return nil, errLong
	}
	if t, err := Epoch(s); err == nil {
		return []Time{t}, nil
	}
	const archived = "20060102150405"
	if t, err := time.Parse(archived, s); err == nil && len(s) == len(archived) {
		return []Time{FromStd(t)}, nil
	}
	r := reader{tokens: tokenize(s)}
	for i := range r.tokens {
		a, b, c := r.at(i), r.at(i+2), r.at(i+4)
		sep := r.at(i + 1).kind
		if isDayNumber(a) && a.kind == '0' && isDayNumber(b) && plausibleYear(c) &&
			(sep == '/' || sep == '-') && r.at(i+3).kind == sep {
			readings := dayMonth(a.value, b.value, c.value)
			if len(readings) == 0 {
				return nil, impossible("neither order of day and month gives a date")
			}
			return readings, nil
		}
	}
	t, err := Any(s)
	if err != nil {
		return nil, err
	}
	return []Time{t}, nil
}
