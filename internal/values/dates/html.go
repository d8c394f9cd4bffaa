package dates

import "strings"

// A Kind is what the datetime value of a time element says.
type Kind uint8

// The kinds, as the HTML standard lists them in section 4.5.14.
const (
	KindMonth Kind = iota + 1
	KindDate
	KindYearless
	KindTime
	KindLocal
	KindOffset
	KindGlobal
	KindWeek
	KindYear
	KindDuration
)

// String is the HTML standard's name of the kind.
func (k Kind) String() string {
	if k < KindMonth || k > KindDuration {
		return "none"
	}
	return [...]string{"month", "date", "yearless date", "time", "local date and time",
		"time-zone offset", "global date and time", "week", "year", "duration"}[k-1]
}

// HTML reads the datetime value of a time element (HTML standard, section
// 4.5.14, "The time element", and 2.3.5, "Dates and times"). The Time is set
// as far as the kind has a date: its Precision is None for a yearless date, a
// time, an offset and a duration, and for a week that of the month in which it
// begins.
//
// The grammar is the standard's but for years: one of more than six digits is
// refused, since it is a timestamp. White space around is ignored.
func HTML(s string) (Kind, Time, error) {
	s = strings.Trim(s, " \t\n\f\r")
	if len(s) > MaxLen {
		return 0, Time{}, errLong
	}
	if s == "" {
		return 0, Time{}, malformed("it is empty")
	}
	if isHTMLDuration(s) {
		return KindDuration, Time{}, nil
	}
	c := &cursor{s: s}
	kind, t, err := c.html()
	if err != nil {
		return 0, Time{}, err
	}
	if !c.end() {
		return 0, Time{}, malformed(rest(c))
	}
	switch kind {
	case KindYearless:
		// 29 February exists in some years.
		if err := (Time{Year: 2000, Month: t.Month, Day: t.Day, Precision: Day}).valid(); err != nil {
			return 0, Time{}, err
		}
		return kind, Time{Month: t.Month, Day: t.Day}, nil
	case KindTime, KindOffset:
		check := t
		check.Year, check.Month, check.Day, check.Precision = 2000, 1, 1, Second
		if err := check.valid(); err != nil {
			return 0, Time{}, err
		}
		t.Precision = None
		return kind, t, nil
	}
	if t.Year == 0 && (t.Precision == Year || t.Month != 0) {
		return 0, Time{}, malformed("there is no year 0")
	}
	if err := t.valid(); err != nil {
		return 0, Time{}, err
	}
	return kind, t, nil
}

func (c *cursor) html() (Kind, Time, error) {
	var t Time
	if c.peek() == '-' && strings.HasPrefix(c.s, "--") {
		c.i = 2
		return c.htmlYearless()
	}
	switch run := c.run(); {
	case run >= 4:
		if run > 6 {
			return 0, t, malformed("it is a number without separators, not a year")
		}
		t.Year, _ = c.number(run)
		t.Month, t.Day, t.Precision = 1, 1, Year
		return c.htmlFromYear(t)
	case run == 2 && len(c.s) > 2 && c.s[2] == '-':
		return c.htmlYearless()
	case run == 2 && len(c.s) > 2 && c.s[2] == ':':
		err := c.htmlTime(&t)
		return KindTime, t, err
	case c.peek() == '+', c.peek() == '-', c.peek() == 'Z':
		err := c.htmlOffset(&t)
		return KindOffset, t, err
	}
	return 0, t, malformed("it does not start with a year")
}

func (c *cursor) htmlYearless() (Kind, Time, error) {
	var t Time
	if c.run() != 2 {
		return 0, t, malformed("a month needs two digits")
	}
	t.Month, _ = c.number(2)
	if !c.take("-") || c.run() != 2 {
		return 0, t, malformed("a day needs two digits")
	}
	t.Day, _ = c.number(2)
	return KindYearless, t, nil
}

func (c *cursor) htmlFromYear(t Time) (Kind, Time, error) {
	if c.end() {
		return KindYear, t, nil
	}
	if !c.take("-") {
		return 0, t, malformed("there is no hyphen after the year")
	}
	if c.take("W") {
		if c.run() != 2 {
			return 0, t, malformed("a week needs two digits")
		}
		week, _ := c.number(2)
		err := t.setWeek(week, 1, Month)
		return KindWeek, t, err
	}
	if c.run() != 2 {
		return 0, t, malformed("a month needs two digits")
	}
	t.Month, _ = c.number(2)
	t.Precision = Month
	if c.end() {
		return KindMonth, t, nil
	}
	if !c.take("-") || c.run() != 2 {
		return 0, t, malformed("a day needs two digits")
	}
	t.Day, _ = c.number(2)
	t.Precision = Day
	if c.end() {
		return KindDate, t, nil
	}
	if !c.take("T ") {
		return 0, t, malformed("there is neither T nor one space between date and time")
	}
	if err := c.htmlTime(&t); err != nil {
		return 0, t, err
	}
	if c.end() {
		return KindLocal, t, nil
	}
	err := c.htmlOffset(&t)
	return KindGlobal, t, err
}

// htmlTime reads a valid time string (section 2.3.5.4).
func (c *cursor) htmlTime(t *Time) error {
	if c.run() != 2 {
		return malformed("an hour needs two digits")
	}
	t.Hour, _ = c.number(2)
	if !c.take(":") || c.run() != 2 {
		return malformed("it has no two-digit minutes")
	}
	t.Minute, _ = c.number(2)
	t.Precision = Minute
	if t.Hour == 24 && t.Minute == 0 {
		return malformed("the hour 24 is not allowed")
	}
	if !c.take(":") {
		return nil
	}
	if c.run() != 2 {
		return malformed("seconds need two digits")
	}
	t.Second, _ = c.number(2)
	t.Precision = Second
	if t.Second == 60 {
		return malformed("leap seconds are not allowed")
	}
	if c.take(".") {
		var digits int
		if t.Nanosecond, digits = c.fraction(); digits < 1 || digits > 3 {
			return malformed("a fraction of a second must have one to three digits")
		}
	}
	return nil
}

// htmlOffset reads a valid time-zone offset string (section 2.3.5.6).
func (c *cursor) htmlOffset(t *Time) error {
	var n notes
	if c.peek() == ' ' {
		return malformed("there is a space before the offset")
	}
	if err := c.isoOffset(t, &n); err != nil {
		return err
	}
	if n&^bareOffset != 0 {
		return malformed("it has " + (n &^ bareOffset).String())
	}
	return nil
}

// isHTMLDuration reports whether s is a valid duration string (section 2.3.5.9):
// "P1DT2H", or components such as "4h 18m 3s", each unit once.
func isHTMLDuration(s string) bool {
	c := &cursor{s: s}
	if c.take("P") {
		return c.htmlISODuration()
	}
	var seen [256]bool
	components := 0
	for !c.end() {
		run := c.run()
		if run == 0 {
			return false
		}
		c.i += run
		fraction, ok := c.thousandths()
		if !ok {
			return false
		}
		c.space()
		unit := c.peek() | 0x20
		if !c.take("wdhmsWDHMS") || fraction && unit != 's' || seen[unit] {
			return false
		}
		seen[unit] = true
		c.space()
		components++
	}
	return components > 0
}

// thousandths reads a fraction of one to three digits, if there is one; ok is
// false for any other.
func (c *cursor) thousandths() (fraction, ok bool) {
	if !c.take(".") {
		return false, true
	}
	_, digits := c.fraction()
	return true, digits >= 1 && digits <= 3
}

func (c *cursor) space() {
	for c.take(" \t\n\f\r") {
	}
}

// htmlISODuration reads what follows P.
func (c *cursor) htmlISODuration() bool {
	days := false
	if run := c.run(); run > 0 {
		c.i += run
		if !c.take("D") {
			return false
		}
		days = true
	}
	if !c.take("T") {
		return days && c.end()
	}
	left, parts := "HMS", 0
	for !c.end() {
		run := c.run()
		if run == 0 {
			return false
		}
		c.i += run
		fraction, ok := c.thousandths()
		if !ok {
			return false
		}
		at := strings.IndexByte(left, c.peek())
		if c.end() || at < 0 || fraction && c.peek() != 'S' {
			return false
		}
		left = left[at+1:]
		c.i++
		parts++
	}
	return parts > 0
}
