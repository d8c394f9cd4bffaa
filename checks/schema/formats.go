package schema

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var invalidBoolean = &check.Check{
	ID:       "schema/invalid-boolean",
	Severity: check.Warning,
	Title:    "Boolean that is neither true nor false",
	Impact:   "search engines do not know which one is meant",
	Why: "Search engines read these properties as true or false: whether an article is free to read, whether people can apply " +
		"directly for a job. With another value they do not know which one is meant.",
	Fix: "Write true or false, or the URLs https://schema.org/True and https://schema.org/False.",
	Exceptions: "Any capitalization, 1 and 0 are accepted. Properties that may also be text (petsAllowed, acceptsReservations) are " +
		"not checked.",
	References: []string{"https://schema.org/Boolean"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes", "isAccessibleForFree": "yes"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes", "isAccessibleForFree": true}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range scanOf(pass.Page).values[booleanForm] {
			if isBoolean(s.text) || unfilled(&s) {
				continue
			}
			fs.add(key{term: s.prop.Term()}, s)
		}
		for _, f := range fs.list {
			advice := "write true or false"
			switch strings.ToLower(f.first.text[:min(len(f.first.text), 20)]) {
			case "yes", "y", "on":
				advice = "write true"
			case "no", "n", "off":
				advice = "write false"
			case "":
				advice = "write true or false, or remove the property"
			}
			what := "is neither true nor false"
			if f.first.text == "" {
				what = "is empty"
			}
			finding := pass.Report(f.first.at, "%s", f.says(what)).Advise("%s", advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

func isBoolean(s string) bool {
	if term := schemaorg.Term(s); term != "" {
		s = term
	}
	return s == "1" || s == "0" || strings.EqualFold(s, "true") || strings.EqualFold(s, "false")
}

var invalidDuration = &check.Check{
	ID:       "schema/invalid-duration",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the value is a duration in months where minutes seem to be meant"},
	Title:    "Duration that is not valid ISO 8601",
	Impact:   "Google reports it as invalid and does not show the time",
	Why: "Cooking times, lengths of videos and similar values must be ISO 8601 durations. Google reports anything else as invalid " +
		"and does not show the time.",
	Fix: "Write P, days, T, hours, minutes and seconds: PT30M for 30 minutes, PT1H30M, P2DT12H. In microdata use a time element " +
		"with datetime, or a meta element.",
	Exceptions: "Weeks, decimals in the last part, zero (PT0S, P0D) and the form P0000-00-00T01:30:00 are accepted. Properties that may " +
		"also be text (repeatFrequency) are not checked.",
	References: []string{"https://schema.org/Duration", "https://developers.google.com/search/docs/appearance/structured-data/recipe"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Fish soup", "cookTime": "30 minutes"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Fish soup", "cookTime": "PT30M"}
</script>`,
	Since: "0.1.0",
	Run:   runInvalidDuration,
}

const inMonths = "is in months"

func runInvalidDuration(pass *check.Pass) {
	var fs faults
	for _, s := range scanOf(pass.Page).values[durationForm] {
		term := s.prop.Term()
		months, ok := readDuration(s.text)
		switch {
		case ok && !(months && inMinutes(term)), unfilled(&s):
			continue
		case ok:
			fs.add(key{term, inMonths}, s)
		case term == "billingDuration" && numbers.Is(s.text):
			// A number is fine there.
		default:
			fs.add(key{term: term}, s)
		}
	}
	for _, f := range fs.list {
		var finding *check.Finding
		s := f.first.text
		switch {
		case f.what == inMonths:
			finding = pass.Report(f.first.at, "%s", f.says("is in months, since M without T means months")).
				Affects("search engines show months instead of minutes").
				Advise("write %s for minutes", check.Quote("PT"+s[1:])).Milder()
		case s == "":
			finding = pass.Report(f.first.at, "%s", f.says("is empty")).
				Advise(`write a duration such as "PT30M", or remove the property`)
		default:
			finding = pass.Report(f.first.at, "%s", f.says("is not an ISO 8601 duration")).
				Advise(`write a duration such as "PT30M" for 30 minutes`)
			if d := guessDuration(s); d != "" {
				finding.Advise("write %s", check.Quote(d))
			}
		}
		f.relate(finding, sayValue).About(f.term)
	}
}

// inMinutes reports whether a property is one whose values are minutes or hours,
// so that months are a mistake.
func inMinutes(term string) bool {
	switch term {
	case "cookTime", "prepTime", "totalTime", "performTime":
		return true
	}
	return false
}

// readDuration reads a duration of ISO 8601 (section 5.5.2): P and parts in
// falling order, at least one of them, a T before those of time, a fraction in
// the last part only; weeks stand alone. The form with the parts of a date and
// time (P0000-00-00T01:30:00) is read, too. months reports that it is nothing but
// months.
func readDuration(s string) (months, ok bool) {
	if len(s) > 64 {
		return false, false
	}
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return false, false
	}
	if isClockDuration(rest) {
		return false, true
	}
	if weeks, ok := strings.CutSuffix(rest, "W"); ok {
		n, _, ok := durationParts(weeks+"W", "W")
		return false, ok && n == 1
	}
	date, clock, hasClock := strings.Cut(rest, "T")
	days, fraction, okDays := durationParts(date, "YMD")
	hours, _, okHours := durationParts(clock, "HMS")
	if !okDays || !okHours || days+hours == 0 || hasClock && (hours == 0 || fraction) {
		return false, false
	}
	return !hasClock && days == 1 && strings.HasSuffix(date, "M"), true
}

// durationParts reads numbers with the units in their order, each at most
// once. Only the last may have a fraction.
func durationParts(s, units string) (n int, fraction, ok bool) {
	for s != "" {
		if fraction {
			return 0, false, false
		}
		i := 0
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i > 0 && i < len(s) && (s[i] == '.' || s[i] == ',') {
			point := i
			for i++; i < len(s) && isDigit(s[i]); i++ {
			}
			if i == point+1 {
				return 0, false, false
			}
			fraction = true
		}
		if i == 0 || i == len(s) {
			return 0, false, false
		}
		at := strings.IndexByte(units, s[i])
		if at < 0 {
			return 0, false, false
		}
		units, s = units[at+1:], s[i+1:]
		n++
	}
	return n, fraction, true
}

// isClockDuration reports whether s is like "0003-06-04T12:30:05", within the
// bounds that a calendar has.
func isClockDuration(s string) bool {
	if len(s) != len("0000-00-00T00:00:00") {
		return false
	}
	for i := range len(s) {
		switch i {
		case 4, 7:
			if s[i] != '-' {
				return false
			}
		case 10:
			if s[i] != 'T' {
				return false
			}
		case 13, 16:
			if s[i] != ':' {
				return false
			}
		default:
			if !isDigit(s[i]) {
				return false
			}
		}
	}
	return s[5:7] <= "12" && s[8:10] <= "31" && s[11:13] <= "24" && s[14:16] <= "60" && s[17:] <= "60"
}

// guessDuration is the duration that a text such as "1 hour 30 minutes",
// "1h30m" or "pt30m" means, or empty when that is open: "30" and "1:30" could
// be minutes or hours.
func guessDuration(s string) string {
	if len(s) > 64 {
		return ""
	}
	if up := strings.ToUpper(strings.Join(strings.Fields(s), "")); up != s {
		if _, ok := readDuration(up); ok {
			return up
		}
	}
	if time, ok := strings.CutPrefix(s, "P"); ok {
		if _, ok := readDuration("PT" + time); ok { // the T was left out
			return "PT" + time
		}
	}
	var days, clock strings.Builder
	rest := strings.ToLower(s)
	order := -1
	for {
		rest = strings.TrimLeft(rest, " \t\n\u00a0,")
		if rest == "" {
			break
		}
		i := 0
		for i < len(rest) && isDigit(rest[i]) {
			i++
		}
		if i == 0 {
			return ""
		}
		n := rest[:i]
		rest = strings.TrimLeft(rest[i:], " \u00a0")
		i = 0
		for i < len(rest) && rest[i] >= 'a' && rest[i] <= 'z' {
			i++
		}
		at, unit := 0, ""
		switch rest[:i] {
		case "d", "day", "days":
			at, unit = 0, "D"
		case "h", "hr", "hrs", "hour", "hours":
			at, unit = 1, "H"
		case "m", "min", "mins", "minute", "minutes":
			at, unit = 2, "M"
		case "s", "sec", "secs", "second", "seconds":
			at, unit = 3, "S"
		default:
			return ""
		}
		if at <= order {
			return ""
		}
		order = at
		rest = strings.TrimPrefix(rest[i:], ".")
		if unit == "D" {
			days.WriteString(n + unit)
		} else {
			clock.WriteString(n + unit)
		}
	}
	switch {
	case clock.Len() > 0:
		return "P" + days.String() + "T" + clock.String()
	case days.Len() > 0:
		return "P" + days.String()
	}
	return ""
}

var invalidTime = &check.Check{
	ID:       "schema/invalid-time",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the value is 24:00, which ISO 8601 has retired and parsers still read"},
	Title:    "Time of day that is not valid ISO 8601",
	Impact:   "search engines do not show the time, or show it wrongly",
	Why: "opens, closes and cutoffTime must be ISO 8601 times with 24 hours. Search engines do not show opening hours in another form, or " +
		"show them wrongly.",
	Fix: "Write hours and minutes with two digits each (09:00, 17:30); seconds and an offset are optional. If the place is " +
		"closed all day, leave the times out; if it is open all day, write 00:00 and 23:59.",
	Exceptions: "Properties that may also be a date and time (startTime, doorTime) are checked by the date checks.",
	References: []string{"https://schema.org/Time", "https://schema.org/OpeningHoursSpecification"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "OpeningHoursSpecification", "dayOfWeek": "Monday", "opens": "9 am", "closes": "17:30"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "OpeningHoursSpecification", "dayOfWeek": "Monday", "opens": "09:00", "closes": "17:30"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range scanOf(pass.Page).values[timeForm] {
			what := ""
			switch {
			case isMidnight24(s.text):
				what = "24:00"
			case isTime(s.text), unfilled(&s):
				continue
			}
			fs.add(key{s.prop.Term(), what}, s)
		}
		for _, f := range fs.list {
			var finding *check.Finding
			switch s := f.first.text; {
			case f.what != "":
				finding = pass.Report(f.first.at, "%s", f.says("has a form of midnight that ISO 8601 has retired")).
					Affects("strict parsers drop the time").
					Advise(`write "00:00", or "23:59" if the place is open all day`).Milder()
			case s == "":
				finding = pass.Report(f.first.at, "%s", f.says("is empty")).
					Advise(`write a time such as "09:00", or remove the property`)
			default:
				finding = pass.Report(f.first.at, "%s", f.says("is not an ISO 8601 time")).
					Advise(`write a time such as "09:00"`)
				if t := guessTime(s); t != "" {
					finding.Advise("write %s", check.Quote(t))
				} else if strings.Contains(s, "-") {
					finding.Advise("write the start as opens and the end as closes")
				}
			}
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

// isTime reports whether s is an ISO 8601 time. "09:00-17:00" is a span and not a
// time with an offset: there is none of twelve hours or more to the west where
// people live.
func isTime(s string) bool {
	if _, offset, ok := strings.Cut(s, "-"); ok && offset >= "12" {
		return false
	}
	_, err := dates.SchemaTime(s)
	return err == nil
}

// twoDigits reports whether s begins with a number of two digits below limit.
func twoDigits(s, limit string) bool {
	return len(s) >= 2 && isDigit(s[0]) && isDigit(s[1]) && s[:2] < limit
}

// isMidnight24 reports whether s is 24:00, with seconds or without.
func isMidnight24(s string) bool {
	s, ok := strings.CutPrefix(s, "24:00")
	return ok && (s == "" || s == ":00" || isTime("00:00"+s))
}

// guessTime is the time that a text such as "9:30 am", "9h30" or "0930" means,
// or empty when that is open.
func guessTime(s string) string {
	if len(s) > 20 {
		return ""
	}
	s = strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(s), ""), ".", ":"))
	s = strings.ReplaceAll(s, "a:m:", "am")
	s = strings.ReplaceAll(s, "p:m:", "pm")
	half := ""
	for _, h := range [...]string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(s, h); ok {
			s, half = rest, h
		}
	}
	hour, minute, ok := strings.Cut(s, ":")
	if !ok {
		hour, minute, ok = strings.Cut(s, "h")
	}
	if !ok && len(s) == 4 {
		hour, minute = s[:2], s[2:]
	}
	if minute == "" {
		minute = "00"
	}
	if len(hour) == 1 {
		hour = "0" + hour
	}
	if len(hour) != 2 || len(minute) != 2 || !twoDigits(hour, "24") || !twoDigits(minute, "60") {
		return ""
	}
	h := int(hour[0]-'0')*10 + int(hour[1]-'0')
	switch {
	case half != "" && (h == 0 || h > 12), half == "" && !ok && len(s) < 4:
		return ""
	case half == "pm" && h < 12:
		h += 12
	case half == "am" && h == 12:
		h = 0
	}
	return fmt.Sprintf("%02d:%s", h, minute)
}
