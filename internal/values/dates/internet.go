package dates

import (
	"errors"
	"strings"
	"time"
)

// HTTP reads an HTTP-date (RFC 9110, section 5.6.7): the preferred form "Sun,
// 06 Nov 1994 08:49:37 GMT" or one of the two obsolete ones. The weekday has
// to be right.
func HTTP(s string) (Time, error) {
	if len(s) > MaxLen {
		return Time{}, errLong
	}
	var first error
	for _, layout := range []string{
		"Mon, 02 Jan 2006 15:04:05 GMT",
		"Monday, 02-Jan-06 15:04:05 GMT",
		"Mon Jan _2 15:04:05 2006",
	} {
		t, err := time.Parse(layout, s)
		if err == nil {
			// time.Parse forgives a wrong weekday and single digits.
			if t.Format(layout) == s {
				return FromStd(t), nil
			}
			if strings.EqualFold(t.Format(layout)[3:], s[3:]) {
				return Time{}, impossible("that day was a %s", t.Weekday())
			}
			continue
		}
		var parse *time.ParseError
		if errors.As(err, &parse) && strings.Contains(parse.Message, "out of range") && first == nil {
			first = impossible("%s", strings.TrimPrefix(parse.Message, ": "))
		}
	}
	if first == nil {
		first = malformed("it is not an HTTP date")
	}
	return Time{}, first
}

// RFC2822 reads the date-time of e-mail and RSS (RFC 5322, section 3.3): "Fri,
// 24 Mar 2017 19:45:00 +0000". The weekday and the seconds may be missing, the
// zone may be one of the named ones of section 4.3, and a comment may follow.
// A weekday has to be right.
func RFC2822(s string) (Time, error) {
	if len(s) > MaxLen {
		return Time{}, errLong
	}
	bad := malformed("it is not an email date")
	if i := strings.IndexByte(s, '('); i > 0 && strings.HasSuffix(strings.TrimSpace(s), ")") {
		s = s[:i]
	}
	weekday := -1
	if name, after, ok := strings.Cut(s, ","); ok {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(name), d.String()[:3]) {
				weekday = int(d)
			}
		}
		if weekday < 0 {
			return Time{}, bad
		}
		s = after
	}
	f := strings.Fields(s)
	if len(f) != 5 || len(f[1]) != 3 {
		return Time{}, bad
	}
	month, ok := monthNames[strings.ToLower(f[1])]
	if !ok || !month.english {
		return Time{}, bad
	}
	t := Time{Month: month.number, Precision: Minute}
	day, year, clock, zone := &cursor{s: f[0]}, &cursor{s: f[2]}, &cursor{s: f[3]}, &cursor{s: f[4]}
	if t.Day, ok = day.number(max(1, min(day.run(), 2))); !ok || !day.end() {
		return Time{}, bad
	}
	if t.Year, ok = year.number(4); !ok || !year.end() {
		return Time{}, bad
	}
	if t.Hour, ok = clock.number(2); !ok || !clock.take(":") {
		return Time{}, bad
	}
	if t.Minute, ok = clock.number(2); !ok {
		return Time{}, bad
	}
	if clock.take(":") {
		if t.Second, ok = clock.number(2); !ok {
			return Time{}, bad
		}
		t.Precision = Second
	}
	if !clock.end() {
		return Time{}, bad
	}
	switch zone.peek() {
	case '+', '-':
		var n notes
		if err := zone.isoOffset(&t, &n); err != nil {
			return Time{}, err
		}
		if n&^minusZero != bareOffset || !zone.end() {
			return Time{}, bad
		}
	default:
		offset, ok := mailZones[strings.ToUpper(f[4])]
		if !ok {
			return Time{}, bad
		}
		t.HasOffset, t.Offset, t.Zone = true, offset, strings.ToUpper(f[4])
	}
	if err := t.valid(); err != nil {
		return Time{}, err
	}
	if is := t.Date().Std().Weekday(); weekday >= 0 && int(is) != weekday {
		return Time{}, impossible("that day was a %s", is)
	}
	return t, nil
}

// mailZones are the zones of RFC 5322, section 4.3, and UTC, which many write.
var mailZones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
	"MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}
