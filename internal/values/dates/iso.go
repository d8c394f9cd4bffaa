package dates

import (
	"strings"
)

// notes are the ways in which a string in ISO 8601 differs from the profile
// YYYY-MM-DD[Thh:mm:ss[.f][Z|±hh:mm]].
type notes uint16

const (
	spaceForT notes = 1 << iota
	lowerCase
	basicDate
	basicTime
	bareOffset // ±hhmm
	hourOffset // ±hh
	comma
	hour24
	weekDate
	ordinalDate
	dateOffset // an offset on a date without time
	signedYear
	minusZero // -00:00
)

var noteTexts = []struct {
	note notes
	text string
}{
	{spaceForT, "a space instead of T"},
	{lowerCase, "lowercase letters"},
	{basicDate, "a date without hyphens"},
	{basicTime, "a time without colons"},
	{bareOffset, "an offset without a colon"},
	{hourOffset, "an offset without minutes"},
	{comma, "a decimal comma"},
	{hour24, "the hour 24"},
	{weekDate, "a week date"},
	{ordinalDate, "a day of the year"},
	{dateOffset, "an offset without a time"},
	{signedYear, "a signed year"},
	{minusZero, "the offset -00:00"},
}

func (n notes) String() string {
	var texts []string
	for _, t := range noteTexts {
		if n&t.note != 0 {
			texts = append(texts, t.text)
		}
	}
	return strings.Join(texts, ", ")
}

// ISO reads a date or date and time of ISO 8601: calendar, week and ordinal
// dates, extended and basic format, to any precision from the year on. Forms
// that are not the common extended one, or that only RFC 3339 and most
// programs allow (a space for T), are read as well; loose then says what they
// are ("a space instead of T"). White space around is ignored.
func ISO(s string) (t Time, loose string, err error) {
	t, n, err := iso(s)
	return t, n.String(), err
}

// SchemaDate reads a value of schema.org's Date or DateTime, which are ISO
// 8601. Like [ISO] it accepts what consumers forgive; an offset on a date
// without time, and two offsets, are malformed.
func SchemaDate(s string) (t Time, loose string, err error) {
	t, n, err := iso(s)
	if err == nil && n&dateOffset != 0 && n&(bareOffset|hourOffset) != 0 {
		return Time{}, "", malformed("an offset belongs to a time, not to a date alone")
	}
	return t, n.String(), err
}

// SchemaTime reads a value of schema.org's Time: hh:mm:ss[Z|±hh:mm], or
// without seconds. The date parts of the result are zero, its Precision None.
func SchemaTime(s string) (Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxLen {
		return Time{}, errLong
	}
	c := &cursor{s: s}
	c.take("T")
	var t Time
	var n notes
	if err := c.isoTime(&t, &n); err != nil {
		return Time{}, err
	}
	if !c.end() {
		return Time{}, malformed("it is not a time of day")
	}
	if n&hour24 != 0 { // "closes": "24:00"
		t.Hour = 0
	}
	t.Year, t.Month, t.Day, t.Precision = 2000, 1, 1, Second // what valid asks for
	if err := t.valid(); err != nil {
		return Time{}, err
	}
	t.Year, t.Month, t.Day, t.Precision = 0, 0, 0, None
	return t, nil
}

// OGP reads a DateTime of the Open Graph protocol (ogp.me, section "Data
// Types"): ISO 8601, a date with an optional time. loose is as in [ISO].
func OGP(s string) (t Time, loose string, err error) { return ISO(s) }

// RFC3339 reads a date-time of RFC 3339, section 5.6: seconds and offset are
// required, T and Z may be lower case, -00:00 means UTC whose local offset is
// not known.
func RFC3339(s string) (Time, error) {
	t, n, err := iso(s)
	switch {
	case err != nil:
		return Time{}, err
	case n&^(lowerCase|minusZero) != 0, t.Precision != Second, !t.HasOffset, s != strings.TrimSpace(s):
		return Time{}, malformed("it is not an RFC 3339 date-time")
	}
	return t, nil
}

// W3CDTF reads the profile of ISO 8601 that the W3C note "Date and Time
// Formats" allows: YYYY, YYYY-MM, YYYY-MM-DD, and with a time of at least
// hours and minutes, which then needs an offset. Sitemaps and Dublin Core use
// it.
func W3CDTF(s string) (Time, error) {
	t, n, err := iso(s)
	switch {
	case err != nil:
		return Time{}, err
	case n&^minusZero != 0, t.Precision == Hour, t.HasTime() && !t.HasOffset:
		return Time{}, malformed("it is not a date in the W3C profile of ISO 8601")
	}
	return t, nil
}

func iso(s string) (t Time, n notes, err error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxLen {
		return Time{}, 0, errLong
	}
	c := &cursor{s: s}
	if err := c.isoDate(&t, &n); err != nil {
		return Time{}, 0, err
	}
	// The calendar is judged at the end: "2017-13-01 later" is malformed.
	day := t
	switch {
	case c.end():
	case t.Precision == Day && c.isoSeparator(&n):
		if err := c.isoTime(&t, &n); err != nil {
			return Time{}, 0, err
		}
	case t.Precision == Day && (c.peek() == '+' || c.peek() == '-' || c.peek()|0x20 == 'z'):
		n |= dateOffset
		if err := c.isoOffset(&t, &n); err != nil {
			return Time{}, 0, err
		}
		t.HasOffset, t.Offset = false, 0
	}
	if !c.end() {
		return Time{}, 0, malformed(rest(c))
	}
	if n&hour24 != 0 {
		t.Hour = 0
	}
	if err := t.valid(); err != nil {
		return Time{}, 0, err
	}
	if n&hour24 != 0 {
		next := day.Std().AddDate(0, 0, 1)
		t.Year, t.Month, t.Day = next.Year(), int(next.Month()), next.Day()
	}
	return t, n, nil
}

// rest says what is wrong with the part of a value that no grammar expects.
func rest(c *cursor) string {
	if c.i == 0 {
		return "it does not start with a year"
	}
	if c.peek() == '+' || c.peek() == '-' || c.peek()|0x20 == 'z' {
		return "it has more than one offset"
	}
	return "it contains text after the date"
}

// isoSeparator reads what stands between date and time.
func (c *cursor) isoSeparator(n *notes) bool {
	switch {
	case c.take("T"):
	case c.take("t"):
		*n |= lowerCase
	case c.peek() == ' ' && c.i+1 < len(c.s) && isDigit(c.s[c.i+1]):
		c.i++
		*n |= spaceForT
	default:
		return false
	}
	return true
}

func (c *cursor) isoDate(t *Time, n *notes) error {
	sign := 1
	switch {
	case c.take("-"):
		sign = -1
		*n |= signedYear
	case c.take("+"):
		*n |= signedYear
	}
	run := c.run()
	if run < 4 {
		return malformed("it does not start with a four-digit year")
	}
	digits := 4
	switch {
	case *n&signedYear != 0 && (run == 5 || run == 6):
		digits = run
	case run == 4, run == 8, run == 7:
	case run >= 9 && run <= 16:
		return malformed("it is a number, perhaps seconds or milliseconds since 1970")
	default:
		return malformed("it does not start with a four-digit year")
	}
	t.Year, _ = c.number(digits)
	t.Year *= sign
	t.Precision = Year
	switch {
	case run == 8:
		*n |= basicDate
		t.Month, _ = c.number(2)
		t.Day, _ = c.number(2)
		t.Precision = Day
		return nil
	case run == 7:
		*n |= basicDate | ordinalDate
		day, _ := c.number(3)
		return t.setOrdinal(day)
	}
	t.Month, t.Day = 1, 1
	start := c.i
	hyphen := c.take("-")
	if c.peek() == 'W' {
		c.i++
		*n |= weekDate
		if !hyphen {
			*n |= basicDate
		}
		week, ok := c.number(2)
		if !ok {
			return malformed("a week needs two digits")
		}
		weekday := 1
		precision := Month // a week: coarser than a day
		if !hyphen && c.run() == 1 || hyphen && c.take("-") {
			if weekday, ok = c.number(1); !ok || weekday < 1 || weekday > 7 {
				return malformed("a weekday is a number from 1 to 7")
			}
			precision = Day
		}
		return t.setWeek(week, weekday, precision)
	}
	if !hyphen {
		return nil
	}
	switch c.run() {
	case 2:
		t.Month, _ = c.number(2)
		t.Precision = Month
	case 3:
		*n |= ordinalDate
		day, _ := c.number(3)
		return t.setOrdinal(day)
	default:
		c.i = start
		return malformed("a month needs two digits")
	}
	if c.peek() == '-' && c.i+1 < len(c.s) && isDigit(c.s[c.i+1]) {
		c.i++
		if c.run() != 2 {
			return malformed("a day needs two digits")
		}
		t.Day, _ = c.number(2)
		t.Precision = Day
	}
	return nil
}

func (t *Time) setOrdinal(day int) error {
	days := 365
	if daysIn(t.Year, 2) == 29 {
		days = 366
	}
	if day < 1 || day > days {
		return impossible("%d has %d days", t.Year, days)
	}
	d := Time{Year: t.Year, Month: 1, Day: 1}.Std().AddDate(0, 0, day-1)
	t.Month, t.Day, t.Precision = int(d.Month()), d.Day(), Day
	return nil
}

// setWeek sets the day of a week of ISO 8601: the first week is the one with
// January 4th.
func (t *Time) setWeek(week, weekday int, precision Precision) error {
	if weeks := weeksIn(t.Year); week < 1 || week > weeks {
		return impossible("%d has %d weeks", t.Year, weeks)
	}
	fourth := Time{Year: t.Year, Month: 1, Day: 4}.Std()
	monday := (int(fourth.Weekday()) + 6) % 7
	d := fourth.AddDate(0, 0, -monday+(week-1)*7+weekday-1)
	t.Year, t.Month, t.Day, t.Precision = d.Year(), int(d.Month()), d.Day(), precision
	return nil
}

// weeksIn is the number of weeks of a year in ISO 8601: the week that holds
// December 28th is the last.
func weeksIn(year int) int {
	_, week := Time{Year: year, Month: 12, Day: 28}.Std().ISOWeek()
	return week
}

func (c *cursor) isoTime(t *Time, n *notes) error {
	run := c.run()
	if run != 2 && run != 4 && run != 6 {
		return malformed("the time does not start with two digits")
	}
	t.Hour, _ = c.number(2)
	t.Precision = Hour
	part := func(dst *int, p Precision) error {
		if run > 2 {
			if c.run() == 0 {
				return nil
			}
			*n |= basicTime
		} else if !c.take(":") {
			return nil
		} else if c.run() != 2 {
			return malformed("the parts of a time need two digits")
		}
		*dst, _ = c.number(2)
		t.Precision = p
		return nil
	}
	if err := part(&t.Minute, Minute); err != nil {
		return err
	}
	if t.Precision == Minute {
		if err := part(&t.Second, Second); err != nil {
			return err
		}
	}
	if t.Precision == Second && (c.peek() == '.' || c.peek() == ',') {
		if c.take(",") {
			*n |= comma
		} else {
			c.i++
		}
		var digits int
		if t.Nanosecond, digits = c.fraction(); digits == 0 {
			return malformed("there are no digits after the decimal sign")
		}
	}
	if t.Hour == 24 && t.Minute == 0 && t.Second == 0 && t.Nanosecond == 0 {
		*n |= hour24
	}
	if c.end() {
		return nil
	}
	return c.isoOffset(t, n)
}

func (c *cursor) isoOffset(t *Time, n *notes) error {
	sign := 1
	switch {
	case c.take("Z"):
		t.HasOffset = true
		return nil
	case c.take("z"):
		*n |= lowerCase
		t.HasOffset = true
		return nil
	case c.take("+"):
	case c.take("-"):
		sign = -1
	default:
		return malformed(rest(c))
	}
	run := c.run()
	hours, ok := c.number(2)
	if !ok {
		return malformed("the hours of an offset need two digits")
	}
	minutes := 0
	switch {
	case run == 4:
		*n |= bareOffset
		minutes, _ = c.number(2)
	case run != 2:
		return malformed("an offset must be written as +hh:mm")
	case c.take(":"):
		if c.run() != 2 {
			return malformed("an offset must be written as +hh:mm")
		}
		minutes, _ = c.number(2)
	default:
		*n |= hourOffset
	}
	if minutes > 59 {
		return impossible("there is no offset with %d minutes", minutes)
	}
	if sign < 0 && hours == 0 && minutes == 0 {
		*n |= minusZero
	}
	t.HasOffset, t.Offset = true, sign*(hours*60+minutes)
	return nil
}
