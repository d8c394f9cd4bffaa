package dates

import (
	"math"
	"time"
)

// A Diff is the time from one date to another as far as both are known: it
// lies between Lo and Hi seconds, both included. A date without a time covers
// a day; one without offset, beside one with an offset, covers every zone from
// UTC-12 to UTC+14.
type Diff struct {
	Lo, Hi int64
}

// Zones of the world lie between these offsets from UTC, in seconds.
const (
	mostWest = -12 * 3600
	mostEast = 14 * 3600
)

// Between is the time from a to b. It is compared at the coarser of the two
// precisions, and midnight counts as a date without time, since programs pad
// dates so. Two dates without offset are taken to be of one zone. A date of
// Precision None cannot be compared: the Diff then spans everything.
func Between(a, b Time) Diff {
	if a.Precision == None || b.Precision == None {
		return Diff{math.MinInt64 / 4, math.MaxInt64 / 4}
	}
	a, b = a.unpadded(), b.unpadded()
	aLo, aHi := a.span(b.HasOffset)
	bLo, bHi := b.span(a.HasOffset)
	return Diff{bLo - aHi, bHi - aLo}
}

// unpadded is t without a time of day that is midnight, and without the offset
// then.
func (t Time) unpadded() Time {
	if t.Midnight() {
		return t.Date()
	}
	return t
}

// span is the range of seconds since 1970 that t can mean. Without an offset
// it is widened to all zones when the other side has one.
func (t Time) span(zoned bool) (lo, hi int64) {
	lo = t.clock()
	hi = lo
	switch t.Precision {
	case Year:
		hi += 366*86400 - 1
	case Month:
		hi += 31*86400 - 1
	case Day:
		hi += 86400 - 1
	case Hour:
		hi += 3600 - 1
	case Minute:
		hi += 60 - 1
	}
	switch {
	case t.HasOffset:
		lo -= int64(t.Offset) * 60
		hi -= int64(t.Offset) * 60
	case zoned:
		lo -= mostEast
		hi -= mostWest
	}
	return lo, hi
}

// Gap is the least distance that the two dates can have; 0 when they can be
// the same.
func (d Diff) Gap() time.Duration {
	switch {
	case d.Lo > 0:
		return seconds(d.Lo)
	case d.Hi < 0:
		return seconds(-d.Hi)
	}
	return 0
}

// Certain reports whether the distance is known to the second, or to the minute
// where one date has no seconds.
func (d Diff) Certain() bool { return d.Hi-d.Lo < 60 }

// After reports whether the second date is later than the first by more than
// the tolerance in every reading.
func (d Diff) After(tolerance time.Duration) bool {
	return d.Lo > int64(tolerance/time.Second)
}

// Before reports whether the second date is earlier than the first by more than
// the tolerance in every reading.
func (d Diff) Before(tolerance time.Duration) bool {
	return d.Hi < -int64(tolerance/time.Second)
}

// seconds is n seconds as a Duration, at most the longest one.
func seconds(n int64) time.Duration {
	if n > int64(math.MaxInt64/time.Second) {
		return math.MaxInt64
	}
	return time.Duration(n) * time.Second
}

// SameSecond reports whether both dates have seconds and name one instant, or,
// where an offset is missing, one wall clock. Midnight is no time in this
// sense: two padded dates agree without it.
func SameSecond(a, b Time) bool {
	if a.Precision != Second || b.Precision != Second || a.Midnight() || b.Midnight() {
		return false
	}
	if a.HasOffset && b.HasOffset {
		return a.clock()-int64(a.Offset)*60 == b.clock()-int64(b.Offset)*60
	}
	return a.clock() == b.clock()
}

// SameClock reports whether both have a time of day that is not midnight and
// their wall clocks agree, whatever their offsets, to the coarser precision.
func SameClock(a, b Time) bool {
	if a.Precision < Minute || b.Precision < Minute || a.Midnight() || b.Midnight() {
		return false
	}
	x, y := a.clock(), b.clock()
	if a.Precision == Minute || b.Precision == Minute {
		x, y = x-int64(a.Second), y-int64(b.Second)
	}
	return x == y
}

// ZoneApart reports whether two instants differ by an amount that is the offset
// of a zone, a whole number of hours or half hours up to 14 hours: one of them
// probably is a local time with the offset left out or replaced by Z.
func ZoneApart(a, b Time) (time.Duration, bool) {
	if a.Precision < Minute || b.Precision < Minute || a.Midnight() || b.Midnight() {
		return 0, false
	}
	d := b.clock() - a.clock()
	if a.HasOffset && b.HasOffset {
		d -= int64(b.Offset-a.Offset) * 60
	}
	if a.Precision == Minute || b.Precision == Minute {
		d -= int64(b.Second - a.Second)
	}
	if d == 0 || d%1800 != 0 || d > mostEast || d < -mostEast {
		return 0, false
	}
	return seconds(d), true
}

// DaysApart is the number of calendar days from a to b, each in its own zone;
// ok is false when one has no day.
func DaysApart(a, b Time) (days int, ok bool) {
	if a.Precision < Day || b.Precision < Day {
		return 0, false
	}
	return int((b.Date().clock() - a.Date().clock()) / 86400), true
}
