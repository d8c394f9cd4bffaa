package dates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible reads the date of a text that people read: "Friday 24 March 2017
// 19:45 GMT", "Updated March 24, 2017 7:34 pm ET", "24. März 2017, 19:45 Uhr",
// a date of ISO 8601 inside text. A text with two different dates has none,
// and one with two times only a date. Numbers alone are read where their order
// is certain: the year first, dots between (day first), or a part above 12; of
// the last only the date counts.
func Visible(s string) (Time, error) {
	if len(s) > MaxLen {
		return Time{}, errLong
	}
	r := reader{tokens: tokenize(s)}
	return r.read()
}

// A token is a number, a word in lower case, or one other character.
type token struct {
	text   string
	kind   byte // '0' number, 'a' word, or the character itself if ASCII, else '?'
	spaced bool // white space stands before it
	upper  bool // a word in capitals
	value  int
	used   bool
}

func tokenize(s string) []token {
	var tokens []token
	spaced := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		j := i + size
		switch {
		case unicode.IsSpace(r):
			spaced = true
			i = j
			continue
		case r >= '0' && r <= '9':
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			t := token{text: s[i:j], kind: '0', spaced: spaced}
			if j-i <= 9 {
				c := cursor{s: t.text}
				t.value, _ = c.number(len(t.text))
			} else {
				t.value = -1
			}
			tokens = append(tokens, t)
		case unicode.IsLetter(r):
			for j < len(s) {
				r, size := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) {
					break
				}
				j += size
			}
			word := s[i:j]
			tokens = append(tokens, token{
				text: strings.ToLower(word), kind: 'a', spaced: spaced, upper: word == strings.ToUpper(word),
			})
		default:
			kind := byte('?')
			if r < utf8.RuneSelf {
				kind = byte(r)
			}
			tokens = append(tokens, token{text: s[i:j], kind: kind, spaced: spaced})
		}
		spaced = false
		i = j
	}
	return tokens
}

type reader struct {
	tokens []token
}

// at is the token at i, or the zero token outside.
func (r *reader) at(i int) *token {
	if i < 0 || i >= len(r.tokens) {
		return &token{}
	}
	return &r.tokens[i]
}

func (r *reader) use(from, to int) {
	for i := from; i < to; i++ {
		r.tokens[i].used = true
	}
}

// A found is a date in a text and whether a time may go with it.
type found struct {
	date     Time
	from, to int // its tokens
	dateOnly bool
}

func (r *reader) read() (Time, error) {
	var first *found
	for i := 0; i < len(r.tokens); i++ {
		f := r.dateAt(i)
		if f == nil {
			continue
		}
		if err := f.date.valid(); err != nil {
			return Time{}, err
		}
		switch {
		case first == nil:
			first = f
		case first.date != f.date:
			return Time{}, malformed("it contains more than one date")
		}
		r.use(f.from, f.to)
		i = f.to - 1
	}
	if first == nil {
		return Time{}, malformed("it contains no readable date")
	}
	t := first.date
	if first.dateOnly || t.Precision < Day {
		return t, nil
	}
	times := 0
	withTime := t
	for i := 0; i < len(r.tokens); i++ {
		if r.tokens[i].used {
			continue
		}
		read := t
		if end := r.timeAt(i, &read); end > i {
			times++
			withTime = read
			r.use(i, end)
			i = end - 1
		}
	}
	if times != 1 {
		return t, nil
	}
	if err := withTime.valid(); err != nil {
		return Time{}, err
	}
	return withTime, nil
}

// plausibleYear reports whether a number of four digits in a text is a year.
func plausibleYear(t *token) bool {
	return t.kind == '0' && len(t.text) == 4 && t.value >= 1500 && t.value <= 2200
}

func isDayNumber(t *token) bool { return t.kind == '0' && len(t.text) <= 2 }

// dateAt reads a date whose first number or month name is token i; it is nil
// when none is there.
func (r *reader) dateAt(i int) *found {
	switch r.at(i).kind {
	case '0':
		if f := r.numeric(i); f != nil {
			return f
		}
		return r.dayFirst(i)
	case 'a':
		return r.monthFirst(i)
	}
	return nil
}

// numeric reads three numbers with one separator between.
func (r *reader) numeric(i int) *found {
	a, b, c := r.at(i), r.at(i+2), r.at(i+4)
	sep := r.at(i + 1).kind
	if b.kind != '0' || c.kind != '0' || r.at(i+3).kind != sep || sep != '/' && sep != '-' && sep != '.' ||
		r.at(i+1).spaced || b.spaced || r.at(i+3).spaced || c.spaced {
		return nil
	}
	if i > 0 && !a.spaced && (r.at(i-1).kind == sep || r.at(i-1).kind == 'a') {
		return nil
	}
	f := &found{from: i, to: i + 5}
	switch {
	case plausibleYear(a) && isDayNumber(b) && isDayNumber(c):
		f.date = Time{Year: a.value, Month: b.value, Day: c.value, Precision: Day}
		if next := r.at(i + 5); next.kind == 'a' && next.text == "t" && !next.spaced {
			f.to++ // the T of ISO 8601; the time follows
		}
	case plausibleYear(c) && isDayNumber(a) && isDayNumber(b) && sep == '.':
		f.date = Time{Year: c.value, Month: b.value, Day: a.value, Precision: Day}
	case plausibleYear(c) && isDayNumber(a) && isDayNumber(b):
		readings := dayMonth(a.value, b.value, c.value)
		if len(readings) != 1 {
			return nil
		}
		f.date, f.dateOnly = readings[0], true
	default:
		return nil
	}
	return f
}

// dayMonth are the dates that two numbers and a year can mean: one where only
// one order gives a month, or both numbers are the same.
func dayMonth(a, b, year int) []Time {
	var readings []Time
	for _, t := range []Time{
		{Year: year, Month: b, Day: a, Precision: Day},
		{Year: year, Month: a, Day: b, Precision: Day},
	} {
		if t.valid() == nil && (len(readings) == 0 || readings[0] != t) {
			readings = append(readings, t)
		}
	}
	return readings
}

// ordinals follow the number of a day.
var ordinals = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true}

// link steps over what stands between the parts of a date: a full stop, a
// comma, "de", "of".
func (r *reader) link(i int, commas bool) int {
	if t := r.at(i); t.kind == 'a' && ordinals[t.text] && !t.spaced {
		i++
	}
	if k := r.at(i).kind; k == '.' || k == ',' && commas {
		i++
	}
	if t := r.at(i).text; t == "de" || t == "of" || t == "del" {
		i++
	}
	return i
}

// dayFirst reads "24 March 2017", "24. März 2017", "24 de marzo de 2017".
func (r *reader) dayFirst(i int) *found {
	day := r.at(i)
	if !isDayNumber(day) {
		return nil
	}
	j := r.link(i+1, false)
	if r.at(j).kind == '-' && !r.at(j).spaced { // 24-Mar-2017
		j++
	}
	month, ok := monthNames[r.at(j).text]
	if !ok || r.at(j).kind != 'a' {
		return nil
	}
	j = r.link(j+1, true)
	if r.at(j).kind == '-' && !r.at(j).spaced {
		j++
	}
	year := r.at(j)
	if !plausibleYear(year) {
		return nil
	}
	return &found{
		date: Time{Year: year.value, Month: month.number, Day: day.value, Precision: Day},
		from: i, to: j + 1,
	}
}

// monthFirst reads "March 24, 2017" and, in any language, "March 2017".
func (r *reader) monthFirst(i int) *found {
	month, ok := monthNames[r.at(i).text]
	if !ok {
		return nil
	}
	j := i + 1
	if r.at(j).kind == '.' {
		j++
	}
	if year := r.at(j); plausibleYear(year) && !isDayNumber(r.at(i-1)) {
		return &found{date: Time{Year: year.value, Month: month.number, Day: 1, Precision: Month}, from: i, to: j + 1}
	}
	day := r.at(j)
	if !month.english || !isDayNumber(day) {
		return nil
	}
	j = r.link(j+1, true)
	year := r.at(j)
	if !plausibleYear(year) {
		return nil
	}
	return &found{
		date: Time{Year: year.value, Month: month.number, Day: day.value, Precision: Day},
		from: i, to: j + 1,
	}
}

// timeAt reads a time of day that begins at token i into t and returns the
// token after it; i when none is there.
func (r *reader) timeAt(i int, t *Time) int {
	hour := r.at(i)
	if hour.kind != '0' || len(hour.text) > 2 {
		return i
	}
	t.Hour, t.Precision = hour.value, Minute
	j := i + 1
	sep, minute := r.at(j), r.at(j+1)
	minutes := minute.kind == '0' && len(minute.text) == 2 && !minute.spaced && !sep.spaced
	switch {
	case sep.kind == ':' && minutes:
		t.Minute = minute.value
		j += 2
		if s := r.at(j + 1); r.at(j).kind == ':' && s.kind == '0' && len(s.text) == 2 && !s.spaced {
			t.Second, t.Precision = s.value, Second
			j += 2
			if r.at(j).kind == '.' && r.at(j+1).kind == '0' && !r.at(j+1).spaced {
				j += 2 // a fraction nobody sees
			}
		}
	case sep.text == "h" && minutes: // 19h45
		t.Minute = minute.value
		j += 2
	case sep.kind == '.' && minutes && r.clockWord(j+2): // 7.45 pm, 19.45 Uhr
		t.Minute = minute.value
		j += 2
	case r.clockWord(j): // 7 pm
	default:
		return i
	}
	if half, after := r.half(j); half != 0 {
		if t.Hour < 1 || t.Hour > 12 {
			return i
		}
		t.Hour = t.Hour%12 + half - 1
		j = after
	} else if sep.kind != ':' && sep.text != "h" && !r.uhr(j) {
		return i
	}
	if r.uhr(j) {
		j++
	}
	return r.zoneAt(j, t)
}

func (r *reader) uhr(i int) bool { return r.at(i).text == "uhr" }

// clockWord reports whether what stands at i makes a number before it a time.
func (r *reader) clockWord(i int) bool {
	half, _ := r.half(i)
	return half != 0 || r.uhr(i)
}

// half reads am or pm: 1 for am, 13 for pm, 0 for neither.
func (r *reader) half(i int) (half, after int) {
	switch t := r.at(i); t.text {
	case "am":
		return 1, i + 1
	case "pm":
		return 13, i + 1
	case "a", "p":
		if r.at(i+1).kind == '.' && r.at(i+2).text == "m" {
			after = i + 3
			if r.at(after).kind == '.' {
				after++
			}
			if t.text == "a" {
				return 1, after
			}
			return 13, after
		}
	}
	return 0, i
}

// zoneAt reads a zone after a time: "GMT", "(BST)", "+01:00", "UTC+1",
// "GMT+0100 (BST)".
func (r *reader) zoneAt(i int, t *Time) int {
	if r.at(i).kind == '(' {
		i++
	}
	name := r.at(i)
	// In small letters "est" and "et" are words of other languages.
	if name.kind == 'a' && name.upper && t.setZone(name.text) {
		i++
		if name.text != "utc" && name.text != "gmt" {
			return i
		}
		if r.at(i).spaced {
			return i
		}
	}
	sign := 0
	switch r.at(i).kind {
	case '+':
		sign = 1
	case '-':
		sign = -1
	}
	digits := r.at(i + 1)
	if sign == 0 || digits.kind != '0' || digits.spaced {
		return i
	}
	offset := 0
	end := i + 2
	switch len(digits.text) {
	case 4:
		offset = digits.value/100*60 + digits.value%100
	case 1, 2:
		offset = digits.value * 60
		if m := r.at(i + 3); r.at(i+2).kind == ':' && m.kind == '0' && len(m.text) == 2 {
			offset += m.value
			end = i + 4
		} else if len(digits.text) == 2 && t.Zone == "" {
			return i // "19:45 -20" is a range
		}
	default:
		return i
	}
	if next := r.at(end); offset > 14*60 || next.kind == '.' && !next.spaced && r.at(end+1).kind == '0' && !r.at(end+1).spaced {
		return i // "+5.30" is no hour; Any reads it behind a date of ISO 8601
	}
	t.HasOffset, t.Offset = true, sign*offset
	return end
}

// Any reads a date in whatever notation it is in, for values that follow no
// grammar (many meta elements): ISO 8601, year/month/day, e-mail, HTTP, or
// text. It never guesses an order of day and month, and takes no numbers for
// timestamps.
func Any(s string) (Time, error) {
	t, _, err := iso(s)
	if err == nil || FaultOf(err) != Malformed {
		return t, err
	}
	s = strings.TrimSpace(s)
	if mended, ok := mendOffset(s); ok {
		if t, _, err := iso(mended); err == nil {
			return t, nil
		}
	}
	if t, err := Highwire(s); err == nil || FaultOf(err) != Malformed {
		return t, err
	}
	if t, err := RFC2822(s); err == nil {
		return t, nil
	}
	// The command date writes "Fri Mar 24 19:45:00 UTC 2017".
	if f := strings.Fields(s); len(f) == 6 && len(s) <= MaxLen {
		if t, err := RFC2822(strings.Join([]string{f[2], f[1], f[5], f[3], f[4]}, " ")); err == nil {
			return t, nil
		}
	}
	// Visible does not mind a wrong weekday; the day is there all the same.
	return Visible(s)
}

// mendOffset writes the offset that ends s, "+5.30" or "+5:30", as ISO 8601 has
// it. With a dot only the quarters of an hour are taken for minutes, in which
// the zones of the world are apart.
func mendOffset(s string) (string, bool) {
	at := strings.LastIndexAny(s, "+-")
	if at < 0 || !strings.Contains(s[:at], ":") {
		return "", false
	}
	hours, minutes, ok := strings.Cut(s[at+1:], ".")
	if !ok {
		hours, minutes, ok = strings.Cut(s[at+1:], ":")
	} else if minutes != "00" && minutes != "15" && minutes != "30" && minutes != "45" {
		return "", false
	}
	if !ok || len(hours) == 0 || len(hours) > 2 || len(minutes) != 2 {
		return "", false
	}
	if len(hours) == 1 {
		hours = "0" + hours
	}
	return strings.TrimSpace(s[:at]) + s[at:at+1] + hours + ":" + minutes, true
}
