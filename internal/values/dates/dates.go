// Package dates reads the date and time notations that pages and their
// protocols use, each by its own grammar, and compares the results without
// claiming more than they say.
//
// A reader for a grammar ([HTML], [RFC3339], [W3CDTF], …) accepts exactly that
// grammar. [ISO], [SchemaDate] and [OGP] also accept what consumers are known
// to forgive and say what it was. [Any], [Visible] and [Record] are for text
// that follows no grammar; they never guess whether 03/04 is March or April.
//
// Nothing here looks at the clock or at the zone of the machine.
package dates

import (
	"fmt"
	"strings"
	"time"
)

// MaxLen is the length in bytes beyond which no string is read as a date.
const MaxLen = 128

// A Precision says how much of a Time is known.
type Precision uint8

// The precisions, from none (a time of day, a duration) to the second.
const (
	None Precision = iota
	Year
	Month
	Day
	Hour
	Minute
	Second
)

// String is the name of the precision: "day".
func (p Precision) String() string {
	return [...]string{"none", "year", "month", "day", "hour", "minute", "second"}[p]
}

// A Time is a date, or a date and a time of day, as far as it was written.
// Parts beyond Precision are at their least value (month and day 1, the rest
// 0). It is always a date that exists.
type Time struct {
	Year, Month, Day     int
	Hour, Minute, Second int // Second is 60 for a leap second
	Nanosecond           int
	Precision            Precision
	// HasOffset reports whether the distance from UTC is known; Offset is that
	// distance in minutes, positive east of Greenwich.
	HasOffset bool
	Offset    int
	// Zone is the zone's abbreviation where one was written ("GMT"), upper
	// case. HasOffset may be false beside it: many abbreviations are ambiguous.
	Zone string
}

// HasTime reports whether a time of day is known.
func (t Time) HasTime() bool { return t.Precision >= Hour }

// Midnight reports whether the time of day is 00:00:00: as a rule a date that a
// program padded to a date and time.
func (t Time) Midnight() bool {
	return t.HasTime() && t.Hour == 0 && t.Minute == 0 && t.Second == 0
}

// Date is t without its time of day and offset.
func (t Time) Date() Time {
	d := Time{Year: t.Year, Month: t.Month, Day: t.Day, Precision: min(t.Precision, Day)}
	return d
}

// String is t in ISO 8601 to its precision: "2017-03", "2017-03-24T19:45Z".
func (t Time) String() string {
	var b strings.Builder
	switch {
	case t.Year < 0:
		fmt.Fprintf(&b, "-%04d", -t.Year)
	case t.Year > 9999:
		fmt.Fprintf(&b, "+%06d", t.Year)
	default:
		fmt.Fprintf(&b, "%04d", t.Year)
	}
	if t.Precision >= Month {
		fmt.Fprintf(&b, "-%02d", t.Month)
	}
	if t.Precision >= Day {
		fmt.Fprintf(&b, "-%02d", t.Day)
	}
	if t.Precision < Hour {
		return b.String()
	}
	fmt.Fprintf(&b, "T%02d:%02d", t.Hour, t.Minute)
	if t.Precision == Second {
		fmt.Fprintf(&b, ":%02d", t.Second)
		if t.Nanosecond != 0 {
			b.WriteString(strings.TrimRight(fmt.Sprintf(".%09d", t.Nanosecond), "0"))
		}
	}
	switch {
	case !t.HasOffset:
	case t.Offset == 0:
		b.WriteByte('Z')
	case t.Offset < 0:
		fmt.Fprintf(&b, "-%02d:%02d", -t.Offset/60, -t.Offset%60)
	default:
		fmt.Fprintf(&b, "+%02d:%02d", t.Offset/60, t.Offset%60)
	}
	return b.String()
}

// clock is the number of seconds from 1970-01-01T00:00:00 to t as its wall
// clock has it, the offset left out of account.
func (t Time) clock() int64 {
	return time.Date(t.Year, time.Month(max(t.Month, 1)), max(t.Day, 1), t.Hour, t.Minute, t.Second, 0, time.UTC).Unix()
}

// Std is t as a time.Time in a zone of its offset; a Time without offset is
// taken for UTC. Parts that are not known are at their least value.
func (t Time) Std() time.Time {
	zone := time.UTC
	if t.HasOffset && t.Offset != 0 {
		zone = time.FixedZone("", t.Offset*60)
	}
	return time.Date(t.Year, time.Month(max(t.Month, 1)), max(t.Day, 1), t.Hour, t.Minute, t.Second, t.Nanosecond, zone)
}

// FromStd is a time.Time as a Time, to the second.
func FromStd(t time.Time) Time {
	_, seconds := t.Zone()
	return Time{
		Year: t.Year(), Month: int(t.Month()), Day: t.Day(),
		Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(), Nanosecond: t.Nanosecond(),
		Precision: Second, HasOffset: true, Offset: seconds / 60,
	}
}

// A Fault is the way in which a string is no date.
type Fault uint8

// The faults.
const (
	// Malformed: the string does not follow the grammar.
	Malformed Fault = iota + 1
	// Impossible: it follows the grammar but names no day or time that exists.
	Impossible
	// Unset: it is the zero of a program instead of a date, "0000-00-00". Zeros
	// that are dates, such as 1970-01-01, are told by [Time.Unset].
	Unset
)

// String is the name of the fault.
func (f Fault) String() string {
	switch f {
	case Malformed:
		return "malformed"
	case Impossible:
		return "impossible"
	case Unset:
		return "unset"
	}
	return "none"
}

// An Error says why a string is no date. All readers of this package return
// errors of this type.
type Error struct {
	Fault Fault
	// Reason is for people, in lower case: "April has 30 days".
	Reason string
}

// Error is the reason.
func (e *Error) Error() string { return e.Reason }

// FaultOf is the fault of an error of this package, or 0 for nil.
func FaultOf(err error) Fault {
	switch e := err.(type) {
	case nil:
		return 0
	case *Error:
		return e.Fault
	}
	return Malformed
}

func malformed(reason string) error { return &Error{Malformed, reason} }

func impossible(format string, args ...any) error {
	return &Error{Impossible, fmt.Sprintf(format, args...)}
}

var errLong = malformed("it is too long for a date")

// daysIn is the number of days of a month in the proleptic Gregorian calendar.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// valid checks that t names a day and time that exist. Leap seconds pass; the
// hour 24 does not.
func (t Time) valid() error {
	if t.Precision >= Month && t.Year == 0 && t.Month == 0 && t.Day == 0 {
		return &Error{Unset, "all its numbers are zero"}
	}
	if t.Precision >= Month && (t.Month < 1 || t.Month > 12) {
		return impossible("there is no month %d", t.Month)
	}
	if t.Precision >= Day && t.Day < 1 {
		return impossible("there is no day 0")
	}
	if t.Precision >= Day {
		if days := daysIn(t.Year, t.Month); t.Day > days {
			name := time.Month(t.Month).String()
			if t.Month == 2 {
				return impossible("February %d has %d days", t.Year, days)
			}
			return impossible("%s has %d days", name, days)
		}
	}
	switch {
	case t.Hour > 23:
		return impossible("there is no hour %d", t.Hour)
	case t.Minute > 59:
		return impossible("there is no minute %d", t.Minute)
	case t.Second > 60:
		return impossible("there is no second %d", t.Second)
	case t.HasOffset && (t.Offset > 23*60+59 || t.Offset < -(23*60+59)):
		return impossible("an offset is less than a day")
	}
	return nil
}

// Unset names the default value that t is instead of a date that somebody
// gave: "the zero of Unix time"; it is empty for any other date. Zeros shifted
// by the offset of a zone are known as well.
func (t Time) Unset() string {
	if t.Precision < Day {
		return ""
	}
	switch {
	case t.Year <= 1:
		return "the zero date of databases and programming languages"
	case t.Year == 1601 && t.Month == 1 && t.Day == 1:
		return "the zero of Windows file times"
	case t.Year == 1899 && t.Month == 12 && (t.Day == 30 || t.Day == 31):
		return "the zero of spreadsheets"
	case t.Year == 1904 && t.Month == 1 && t.Day == 1:
		return "the zero of old Macintosh and spreadsheet dates"
	case !t.HasTime() || t.Midnight():
		if t.Year == 1970 && t.Month == 1 && t.Day == 1 {
			return "the zero of Unix time"
		}
	case t.HasOffset && t.clock()-int64(t.Offset)*60 == 0:
		return "the zero of Unix time"
	case !t.HasOffset && t.Second == 0 && t.Minute%30 == 0:
		if c := t.clock(); c >= -12*3600 && c <= 14*3600 {
			return "the zero of Unix time in a local zone"
		}
	}
	return ""
}

// A cursor reads a string from the left.
type cursor struct {
	s string
	i int
}

func (c *cursor) end() bool { return c.i == len(c.s) }

// peek is the next byte, 0 at the end.
func (c *cursor) peek() byte {
	if c.i < len(c.s) {
		return c.s[c.i]
	}
	return 0
}

// take steps over one byte of set.
func (c *cursor) take(set string) bool {
	if c.i < len(c.s) && strings.IndexByte(set, c.s[c.i]) >= 0 {
		c.i++
		return true
	}
	return false
}

// run is the number of digits that come next.
func (c *cursor) run() int {
	n := 0
	for c.i+n < len(c.s) && isDigit(c.s[c.i+n]) {
		n++
	}
	return n
}

// number reads exactly n digits, at most nine.
func (c *cursor) number(n int) (int, bool) {
	if c.run() < n {
		return 0, false
	}
	v := 0
	for _, d := range []byte(c.s[c.i : c.i+n]) {
		v = v*10 + int(d-'0')
	}
	c.i += n
	return v, true
}

// fraction reads the digits of a decimal fraction of a second, at least one,
// and says how many there were.
func (c *cursor) fraction() (nanoseconds, digits int) {
	digits = c.run()
	scale := 100_000_000
	for _, d := range []byte(c.s[c.i : c.i+digits]) {
		nanoseconds += int(d-'0') * scale
		scale /= 10
	}
	c.i += digits
	return nanoseconds, digits
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
