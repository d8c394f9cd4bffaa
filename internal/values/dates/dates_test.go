package dates

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// outcome is a reading as the tables below write it.
func outcome(t Time, err error) string {
	if err != nil {
		return FaultOf(err).String()
	}
	if t.Precision == None {
		return fmt.Sprintf("%d-%d %d:%02d:%02d", t.Month, t.Day, t.Hour, t.Minute, t.Second)
	}
	return t.String()
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2017-03", "month 2017-03"},
		{"2017-03-24", "date 2017-03-24"},
		{" 2017-03-24\n", "date 2017-03-24"},
		{"02-29", "yearless date 2-29 0:00:00"},
		{"--02-29", "yearless date 2-29 0:00:00"},
		{"02-30", "impossible"},
		{"19:45", "time 0-0 19:45:00"},
		{"19:45:07.123", "time 0-0 19:45:07"},
		{"19:45:07.1234", "malformed"},
		{"2017-03-24T19:45", "local date and time 2017-03-24T19:45"},
		{"2017-03-24 19:45:59.5", "local date and time 2017-03-24T19:45:59.5"},
		{"2017-03-24  19:45", "malformed"},
		{"2017-03-24t19:45", "malformed"},
		{"2017-03-24T19:45Z", "global date and time 2017-03-24T19:45Z"},
		{"2017-03-24T19:45z", "malformed"},
		{"2017-03-24T19:45:00+0100", "global date and time 2017-03-24T19:45:00+01:00"},
		{"2017-03-24T19:45:00 +0100", "malformed"},
		{"2017-03-24T19:45:00+01", "malformed"},
		{"2017-03-24T19:45:00-00:00", "malformed"},
		{"2017-03-24T19:45:00+00:00Z", "malformed"},
		{"2017-03-24T24:00", "malformed"},
		{"2017-03-24T25:00", "impossible"},
		{"2017-03-24T23:59:60Z", "malformed"},
		{"2017-02-29", "impossible"},
		{"2016-02-29", "date 2016-02-29"},
		{"2017-13-01", "impossible"},
		{"2017-13-01 later", "malformed"},
		{"0000-00-00", "unset"},
		{"0000", "malformed"},
		{"+01:00", "time-zone offset 0-0 0:00:00"},
		{"Z", "time-zone offset 0-0 0:00:00"},
		{"-2500", "impossible"},
		{"2017-W12", "week 2017-03"},
		{"2017-W53", "impossible"},
		{"2020-W53", "week 2020-12"},
		{"2017", "year 2017"},
		{"12017", "year +012017"},
		{"20170324", "malformed"},
		{"1490384040", "malformed"},
		{"1490384040000", "malformed"},
		{"PT4H18M3S", "duration 0-0 0:00:00"},
		{"P2D", "duration 0-0 0:00:00"},
		{"P", "malformed"},
		{"PT", "malformed"},
		{"P1Y", "malformed"},
		{"P1W", "malformed"},
		{"PT3S4H", "malformed"},
		{"PT0.5S", "duration 0-0 0:00:00"},
		{"PT0.5H", "malformed"},
		{"4h 18m 3s", "duration 0-0 0:00:00"},
		{"1w2D", "duration 0-0 0:00:00"},
		{"1h 2h", "malformed"},
		{"", "malformed"},
		{"Fri, 03/24/2017 - 19:45", "malformed"},
		{"Fri, 24 Mar 2017 19:45:00 +0000", "malformed"},
		{"comment_date", "malformed"},
		{strings.Repeat("1", 200), "malformed"},
	} {
		kind, tm, err := HTML(c.in)
		got := outcome(tm, err)
		if err == nil {
			got = kind.String() + " " + got
		}
		if got != c.want {
			t.Errorf("HTML(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestISO(t *testing.T) {
	for _, c := range []struct{ in, want, loose string }{
		{"2017", "2017", ""},
		{"2017-03", "2017-03", ""},
		{"2017-03-24", "2017-03-24", ""},
		{"2017-03-24T19", "2017-03-24T19:00", ""},
		{"2017-03-24T19:45", "2017-03-24T19:45", ""},
		{"2017-03-24T19:45Z", "2017-03-24T19:45Z", ""},
		{"2017-03-24T19:45:48.123456789+05:30", "2017-03-24T19:45:48.123456789+05:30", ""},
		{"2017-03-24T19:45:48-0330", "2017-03-24T19:45:48-03:30", "an offset without a colon"},
		{"2017-03-24T19:45:48-03", "2017-03-24T19:45:48-03:00", "an offset without minutes"},
		{"2017-03-24 19:45:48", "2017-03-24T19:45:48", "a space instead of T"},
		{"2017-03-24t19:45:48z", "2017-03-24T19:45:48Z", "lowercase letters"},
		{"2017-03-24T19:45:48,5Z", "2017-03-24T19:45:48.5Z", "a decimal comma"},
		{"20170324", "2017-03-24", "a date without hyphens"},
		{"20170324T194548Z", "2017-03-24T19:45:48Z", "a date without hyphens, a time without colons"},
		{"2017-083", "2017-03-24", "a day of the year"},
		{"2017083", "2017-03-24", "a date without hyphens, a day of the year"},
		{"2017-366", "impossible", ""},
		{"2017-W12-5", "2017-03-24", "a week date"},
		{"2017W125", "2017-03-24", "a date without hyphens, a week date"},
		{"2017-W00", "impossible", ""},
		{"2017-12-31T24:00:00", "2018-01-01T00:00:00", "the hour 24"},
		{"2017-02-30T24:00:00", "impossible", ""},
		{"2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z", ""},
		{"2017-03-24T19:45:00-00:00", "2017-03-24T19:45:00Z", "the offset -00:00"},
		{"-0001-11-30T00:00:00+00:00", "-0001-11-30T00:00:00Z", "a signed year"},
		{"+002017-03-24", "2017-03-24", "a signed year"},
		{"2017-03-24+0000", "2017-03-24", "an offset without a colon, an offset without a time"},
		{"2017-03-24T19:45:00+00:00Z", "malformed", ""},
		{"2017-03-24T19:45:00+01:99", "impossible", ""},
		{"2017-03-24T", "malformed", ""},
		{"2017-3-24", "malformed", ""},
		{"2017-03-24T9:45", "malformed", ""},
		{"2017-03-24T19:45:00.", "malformed", ""},
		{"2017-06-31", "impossible", ""},
		{"2017-06-00", "impossible", ""},
		{"2017-00-10", "impossible", ""},
		{"2017-06-10T12:60", "impossible", ""},
		{"0000-00-00 00:00:00", "unset", ""},
		{"1490384040", "malformed", ""},
		{"24/03/2017", "malformed", ""},
		{"", "malformed", ""},
	} {
		tm, loose, err := ISO(c.in)
		if got := outcome(tm, err); got != c.want || loose != c.loose {
			t.Errorf("ISO(%q) = %s %q, want %s %q", c.in, got, loose, c.want, c.loose)
		}
	}
}

func TestProfiles(t *testing.T) {
	schema := func(s string) (Time, error) { t, _, err := SchemaDate(s); return t, err }
	ogp := func(s string) (Time, error) { t, _, err := OGP(s); return t, err }
	for _, c := range []struct {
		name     string
		read     func(string) (Time, error)
		in, want string
	}{
		{"SchemaDate", schema, "2017-03-24+0000", "malformed"},
		{"SchemaDate", schema, "2017-03-24+01:00", "2017-03-24"},
		{"SchemaDate", schema, "2017-03-24T19:45", "2017-03-24T19:45"},
		{"SchemaDate", schema, "Thu Sep 07 2017 00:00:00 GMT+0000 (UTC)", "malformed"},
		{"SchemaTime", SchemaTime, "19:45:00Z", "0-0 19:45:00"},
		{"SchemaTime", SchemaTime, "19:45", "0-0 19:45:00"},
		{"SchemaTime", SchemaTime, "25:45", "impossible"},
		{"SchemaTime", SchemaTime, "24:00", "0-0 0:00:00"},
		{"SchemaTime", SchemaTime, "7 pm", "malformed"},
		{"OGP", ogp, "2017-03-24T19:52:04+00:00", "2017-03-24T19:52:04Z"},
		{"RFC3339", RFC3339, "2017-03-24T19:52:04.5+00:00", "2017-03-24T19:52:04.5Z"},
		{"RFC3339", RFC3339, "2017-03-24t19:52:04z", "2017-03-24T19:52:04Z"},
		{"RFC3339", RFC3339, "2017-03-24T19:52Z", "malformed"},
		{"RFC3339", RFC3339, "2017-03-24T19:52:04", "malformed"},
		{"RFC3339", RFC3339, "2017-03-24 19:52:04Z", "malformed"},
		{"RFC3339", RFC3339, " 2017-03-24T19:52:04Z", "malformed"},
		{"W3CDTF", W3CDTF, "2017-03", "2017-03"},
		{"W3CDTF", W3CDTF, "2017-03-24T19:52Z", "2017-03-24T19:52Z"},
		{"W3CDTF", W3CDTF, "2017-03-24T19:52", "malformed"},
		{"W3CDTF", W3CDTF, "20170324", "malformed"},
		{"HTTP", HTTP, "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"HTTP", HTTP, "Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"HTTP", HTTP, "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"},
		{"HTTP", HTTP, "Mon, 06 Nov 1994 08:49:37 GMT", "impossible"},
		{"HTTP", HTTP, "Sun, 6 Nov 1994 08:49:37 GMT", "malformed"},
		{"HTTP", HTTP, "Sun, 06 Nov 1994 08:49:37 EST", "malformed"},
		{"HTTP", HTTP, "Wed, 31 Nov 1994 08:49:37 GMT", "impossible"},
		{"RFC2822", RFC2822, "Fri, 24 Mar 2017 19:45:00 +0000", "2017-03-24T19:45:00Z"},
		{"RFC2822", RFC2822, "24 Mar 2017 19:45 EST", "2017-03-24T19:45-05:00"},
		{"RFC2822", RFC2822, "1 Mar 2017 19:45:00 -0330 (NST)", "2017-03-01T19:45:00-03:30"},
		{"RFC2822", RFC2822, "Sat, 24 Mar 2017 19:45:00 +0000", "impossible"},
		{"RFC2822", RFC2822, "Fri, 31 Feb 2017 19:45:00 +0000", "impossible"},
		{"RFC2822", RFC2822, "Fri, 24 March 2017 19:45:00 +0000", "malformed"},
		{"RFC2822", RFC2822, "Fri, 24 Mär 2017 19:45:00 +0000", "malformed"},
		{"Highwire", Highwire, "2017/03/24", "2017-03-24"},
		{"Highwire", Highwire, "2017/3/4", "2017-03-04"},
		{"Highwire", Highwire, "2017", "2017"},
		{"Highwire", Highwire, "2017/03", "2017-03"},
		{"Highwire", Highwire, "2017/02/30", "impossible"},
		{"Highwire", Highwire, "03/24/2017", "malformed"},
		{"Epoch", Epoch, "1490384040", "2017-03-24T19:34:00Z"},
		{"Epoch", Epoch, "1490384040000", "2017-03-24T19:34:00Z"},
		{"Epoch", Epoch, "1490384040000000", "2017-03-24T19:34:00Z"},
		{"Epoch", Epoch, "2017", "malformed"},
		{"Epoch", Epoch, "9999999999", "malformed"},
		{"Any", Any, "2017-03-24 19:45:00", "2017-03-24T19:45:00"},
		{"Any", Any, "2017/03/24", "2017-03-24"},
		{"Any", Any, "Thu Sep 07 2017 10:20:30 GMT+0000 (UTC)", "2017-09-07T10:20:30Z"},
		{"Any", Any, "Fri Mar 24 19:45:00 UTC 2017", "2017-03-24T19:45:00Z"},
		{"Any", Any, "2017-02-30", "impossible"},
		{"Any", Any, "Sat, 24 Mar 2017 19:45:00 +0000", "2017-03-24T19:45:00Z"},
		{"Any", Any, "Sat, 32 Mar 2017 19:45:00 +0000", "impossible"},
		{"Any", Any, "03/04/2017", "malformed"},
	} {
		if got := outcome(c.read(c.in)); got != c.want {
			t.Errorf("%s(%q) = %s, want %s", c.name, c.in, got, c.want)
		}
	}
}

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Friday 24 March 2017 19:45 GMT", "2017-03-24T19:45Z"},
		{"Friday 14 July 2017 19:45 GMT", "2017-07-14T19:45"}, // British summer: GMT settles nothing
		{"Friday 14 July 2017 19:45 BST", "2017-07-14T19:45+01:00"},
		{"March 24, 2017 7:34 pm ET", "2017-03-24T19:34"},
		{"March 24, 2017 7:34 pm EDT", "2017-03-24T19:34-04:00"},
		{"Posted on Mar. 24th, 2017 at 12:05 a.m.", "2017-03-24T00:05"},
		{"Updated 7 p.m. EST, Jan 3 2017", "2017-01-03T19:00-05:00"},
		{"24-Mar-2017", "2017-03-24"},
		{"24 mars 2017 à 19h45", "2017-03-24T19:45"},
		{"1er avril 2017", "2017-04-01"},
		{"24. März 2017, 19:45 Uhr", "2017-03-24T19:45"},
		{"24. März 2017, 19.45 Uhr", "2017-03-24T19:45"},
		{"24 de marzo de 2017", "2017-03-24"},
		{"24 maart 2017", "2017-03-24"},
		{"24 dicembre 2017", "2017-12-24"},
		{"dezembro 24, 2017", "malformed"}, // only English puts the month first
		{"24.03.2017 19:45", "2017-03-24T19:45"},
		{"03/24/2017 - 19:45", "2017-03-24"},
		{"Fri, 03/24/2017 - 19:45", "2017-03-24"},
		{"24/03/2017", "2017-03-24"},
		{"03/04/2017", "malformed"},
		{"05/05/2017", "2017-05-05"},
		{"2017-03-24T19:45:00+01:00", "2017-03-24T19:45:00+01:00"},
		{"published 2017-03-24T19:45:00.123Z by X", "2017-03-24T19:45:00Z"},
		{"March 2017", "2017-03"},
		{"19:45, 24 March 2017", "2017-03-24T19:45"},
		{"24 March 2017 19:45 - 20:15", "2017-03-24"},
		{"24 March 2017, updated 25 March 2017", "malformed"},
		{"24 March 2017 (24 March 2017)", "2017-03-24"},
		{"30 February 2017", "impossible"},
		{"24 March 2017 25:00", "impossible"},
		{"24 March 2017 15:00 pm", "2017-03-24"},
		{"2 hours ago", "malformed"},
		{"yesterday", "malformed"},
		{"March 24", "malformed"},
		{"10.11.12.2017", "malformed"},
		{"v1-2-2017", "malformed"},
		{"24 March 2017 10:00 +0530", "2017-03-24T10:00+05:30"},
		{"2017-03-24T10:00+5.30", "2017-03-24T10:00"},
		{"24 March 2017 10:00 UTC+2", "2017-03-24T10:00+02:00"},
		{"24 mars 2017 10:00 est", "2017-03-24T10:00"},
		{strings.Repeat("24 March 2017 ", 20), "malformed"},
	} {
		if got := outcome(Visible(c.in)); got != c.want {
			t.Errorf("Visible(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestAny(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2017-03-24T10:00+5.30", "2017-03-24T10:00+05:30"},
		{"2017-03-24T10:00:05 +5:30", "2017-03-24T10:00:05+05:30"},
		{"2017-03-24 10:00-3.00", "2017-03-24T10:00-03:00"},
		{"2017-03-24T10:00+5.5", "2017-03-24T10:00"},
		{"2017-03-24T10:00+05.50", "2017-03-24T10:00"},
		{"2017-03-24T10:00+25.30", "2017-03-24T10:00"},
		{"24 March 2017 10:00", "2017-03-24T10:00"},
		{"5-3.30", "malformed"},
	} {
		if got := outcome(Any(c.in)); got != c.want {
			t.Errorf("Any(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestRecord(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"03-24-2017", "2017-03-24"},
		{"24/03/2017", "2017-03-24"},
		{"03/04/2017", "2017-04-03 2017-03-04"},
		{"2017-03-24", "2017-03-24"},
		{"20170324", "2017-03-24"},
		{"1490384040", "2017-03-24T19:34:00Z"},
		{"20170324195204", "2017-03-24T19:52:04Z"},
		{"20171324195204", "malformed"},
		{"Fri, 24 Mar 2017 19:45:00 +0000", "2017-03-24T19:45:00Z"},
		{"March 24, 2017", "2017-03-24"},
		{"31/31/2017", "impossible"},
		{"soon", "malformed"},
	} {
		readings, err := Record(c.in)
		var got []string
		for _, r := range readings {
			got = append(got, r.String())
		}
		if err != nil {
			got = []string{FaultOf(err).String()}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("Record(%q) = %s, want %s", c.in, s, c.want)
		}
	}
}

func TestUnset(t *testing.T) {
	for in, unset := range map[string]bool{
		"1970-01-01":                true,
		"1970-01-01T00:00:00Z":      true,
		"1970-01-01T01:00:00+01:00": true,
		"1969-12-31T19:00:00-05:00": true,
		"1969-12-31T16:00:00":       true,
		"1970-01-01T12:34:56Z":      false,
		"1970-01-02":                false,
		"1970":                      false,
		"0001-01-01T00:00:00Z":      true,
		"-0001-11-30T00:00:00Z":     true,
		"1899-12-30":                true,
		"1904-01-01":                true,
		"2017-03-24":                false,
		"1904-06-16":                false,
	} {
		tm, _, err := ISO(in)
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		if got := tm.Unset(); (got != "") != unset {
			t.Errorf("Unset of %s = %q, want set: %v", in, got, !unset)
		}
	}
}

func TestBetween(t *testing.T) {
	read := func(s string) Time {
		t.Helper()
		tm, _, err := ISO(s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		return tm
	}
	for _, c := range []struct {
		a, b    string
		gap     string
		certain bool
	}{
		{"2017-03-24T20:28:48+00:00", "2017-03-24T19:52:04+00:00", "36m44s", true},
		{"2017-03-24T20:28:48+00:00", "2017-03-24T19:45Z", "42m49s", true}, // 19:45:59 at the latest
		{"2017-03-24T20:28:48+01:00", "2017-03-24T19:28:48Z", "0s", true},
		{"2017-03-24", "2017-03-24T20:28:48Z", "0s", false},
		{"2017-03-24", "2017-03-25T10:00:00Z", "0s", false},           // still the 24th at UTC-12
		{"2017-03-24", "2017-03-25T12:00:01Z", "2s", false},           // nowhere the 24th any more
		{"2017-03-25", "2017-03-24T09:59:00Z", "1m0s", false},         // nowhere the 25th yet
		{"2017-03-24", "2017-03-25", "1s", false},                     // without offsets: next day
		{"2017-03-24T00:00:00Z", "2017-03-24T20:28:48Z", "0s", false}, // padded
		{"2017-03-24T00:00:00Z", "2017-03-23T23:00:00-05:00", "0s", false},
		{"2017-03-24T20:00:00", "2017-03-24T20:00:00+05:00", "0s", false},
		{"2017-03-24T20:00:00", "2017-03-24T12:00:00Z", "0s", false},
		{"2017-03-24T20:00:00", "2017-03-26T20:00:00Z", "36h0m0s", false},
		{"2017-03-24T20:00:00", "2017-03-24T20:30:00", "30m0s", true},
		{"2017-03", "2017-03-24T20:00:00Z", "0s", false},
		{"2016", "2017-03-24", "1968h0m1s", false},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:01Z", "1s", true},
		{"0001-01-01", "9999-01-01", "2562047h47m16.854775807s", false},
	} {
		for _, swap := range []bool{false, true} {
			a, b := read(c.a), read(c.b)
			if swap {
				a, b = b, a
			}
			d := Between(a, b)
			if got := d.Gap().String(); got != c.gap || d.Certain() != c.certain {
				t.Errorf("Between(%s, %s) (swapped %v): gap %s certain %v, want %s %v", c.a, c.b, swap, got, d.Certain(), c.gap, c.certain)
			}
		}
	}
	if d := Between(Time{}, read("2017")); d.Gap() != 0 || d.Certain() || d.After(0) || d.Before(0) {
		t.Errorf("a time of day alone was compared: %v", d)
	}
	d := Between(read("2017-03-24T10:00:00Z"), read("2017-03-24T09:58:00Z"))
	if !d.Before(time.Minute) || d.Before(2*time.Minute) || d.After(0) {
		t.Errorf("order of two instants: %v", d)
	}
}

func TestSame(t *testing.T) {
	read := func(s string) Time { tm, _, _ := ISO(s); return tm }
	a := read("2017-03-24T20:28:48+00:00")
	for in, want := range map[string]bool{
		"2017-03-24T20:28:48Z":      true,
		"2017-03-24T21:28:48+01:00": true,
		"2017-03-24T20:28:48":       true,
		"2017-03-24T20:28:49Z":      false,
		"2017-03-24T20:28Z":         false,
		"2017-03-24T20:28:48+01:00": false,
	} {
		if got := SameSecond(a, read(in)); got != want {
			t.Errorf("SameSecond with %s = %v", in, got)
		}
	}
	if SameSecond(read("2017-03-24T00:00:00Z"), read("2017-03-24T00:00:00Z")) {
		t.Error("padded dates count as one second")
	}
	if !SameClock(a, read("2017-03-24T20:28+05:00")) || SameClock(a, read("2017-03-24")) {
		t.Error("SameClock")
	}
	if d, ok := ZoneApart(a, read("2017-03-24T15:28:48Z")); !ok || d != -5*time.Hour {
		t.Errorf("ZoneApart = %v %v", d, ok)
	}
	if _, ok := ZoneApart(a, read("2017-03-24T15:28:49Z")); ok {
		t.Error("a difference with odd seconds is no zone")
	}
	if n, ok := DaysApart(a, read("2017-04-01")); !ok || n != 8 {
		t.Errorf("DaysApart = %d %v", n, ok)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"2017-03-24T20:28:48+00:00", "2017-W12-5", "--03-24", "4h 18m", "Fri, 24 Mar 2017 19:45:00 +0000",
		"Friday 24 March 2017 19:45 GMT", "03/24/2017 - 19:45", "1490384040", "2016-12-31T23:59:60Z",
		"Sunday, 06-Nov-94 08:49:37 GMT", "24. März 2017, 19.45 Uhr", "+002017-03-24", "2017-12-31T24:00:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// time.Parse judges RFC 3339, but it forgives a decimal comma and
		// hours of one digit, and knows neither leap seconds nor small letters.
		mine, err := RFC3339(s)
		std, stdErr := time.Parse(time.RFC3339Nano, s)
		if err == nil && stdErr == nil && !mine.Std().Equal(std) {
			t.Errorf("RFC3339(%q) = %v, time.Parse %v", s, mine, std)
		}
		if err == nil && stdErr != nil && mine.Second < 60 && !strings.ContainsAny(s, "tz") && mine.Year >= 0 {
			t.Errorf("RFC3339 accepts %q, time.Parse says %v", s, stdErr)
		}
		if err != nil && stdErr == nil && !strings.Contains(s, ",") && std.Format(time.RFC3339Nano) == s {
			t.Errorf("RFC3339(%q): %v, but time.Parse reads it", s, err)
		}
		var times []Time
		keep := func(tm Time, err error) {
			if err == nil {
				times = append(times, tm)
			}
		}
		_, tm, err := HTML(s)
		keep(tm, err)
		tm, _, err = ISO(s)
		keep(tm, err)
		if err == nil {
			again, _, err := ISO(tm.String())
			if err != nil || Between(tm, again).Gap() != 0 {
				t.Errorf("%q was read as %s, which reads as %s, %v", s, tm, again, err)
			}
		}
		keep(SchemaTime(s))
		keep(W3CDTF(s))
		keep(HTTP(s))
		keep(RFC2822(s))
		keep(Visible(s))
		keep(Any(s))
		keep(Epoch(s))
		all, err := Record(s)
		if err == nil && len(all) == 0 {
			t.Errorf("Record(%q) has neither reading nor error", s)
		}
		for i := range times {
			if times[i].Precision > None && times[i].valid() != nil {
				t.Errorf("%q was read as %v, which does not exist", s, times[i])
			}
			if d := Between(times[0], times[i]); d.Lo > d.Hi {
				t.Errorf("Between(%v, %v) = %v", times[0], times[i], d)
			}
		}
	})
}
