package rdf

import "strings"

// DateType is the XML Schema datatype for dates, times and durations whose
// lexical form s is, or empty. The types are tried in the order that HTML+RDFa
// 1.1 gives (section 3.1, item 9). No string has the form of two of them, so
// that Microdata to RDF, which has another order, comes to the same.
func DateType(s string) string {
	for _, t := range []struct {
		name  string
		match func(*scanner) bool
	}{
		{"duration", (*scanner).duration},
		{"dateTime", func(p *scanner) bool { return p.date() && p.byte('T') && p.clock() && p.zone() }},
		{"date", func(p *scanner) bool { return p.date() && p.zone() }},
		{"time", func(p *scanner) bool { return p.clock() && p.zone() }},
		{"gYearMonth", func(p *scanner) bool { return p.yearMonth() && p.zone() }},
		{"gYear", func(p *scanner) bool { return p.yearOnly() && p.zone() }},
	} {
		p := &scanner{rest: s}
		if t.match(p) && p.rest == "" {
			return XSD + t.name
		}
	}
	return ""
}

// A scanner reads the lexical forms of XML Schema 1.1 part 2, section 3.3.
type scanner struct {
	rest        string
	year, month int
}

func (p *scanner) byte(c byte) bool {
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// digits reads at least least and at most most digits and says what they are
// modulo 400, which is all that a leap year needs to know, and how many.
func (p *scanner) digits(least, most int) (value, count int) {
	for count < most && count < len(p.rest) && p.rest[count] >= '0' && p.rest[count] <= '9' {
		value = (value*10 + int(p.rest[count]-'0')) % 400
		count++
	}
	if count < least {
		return 0, -1
	}
	p.rest = p.rest[count:]
	return value, count
}

// number reads exactly two digits between low and high.
func (p *scanner) number(low, high int) (int, bool) {
	v, n := p.digits(2, 2)
	return v, n == 2 && v >= low && v <= high
}

func (p *scanner) yearOnly() bool {
	p.byte('-')
	lead := p.rest != "" && p.rest[0] == '0'
	v, n := p.digits(4, 1<<10)
	p.year = v
	return n == 4 || n > 4 && !lead
}

func (p *scanner) yearMonth() bool {
	if !p.yearOnly() || !p.byte('-') {
		return false
	}
	v, ok := p.number(1, 12)
	p.month = v
	return ok
}

func (p *scanner) date() bool {
	if !p.yearMonth() || !p.byte('-') {
		return false
	}
	days := 31
	switch p.month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if p.year%4 == 0 && p.year%100 != 0 || p.year%400 == 0 {
			days = 29
		}
	}
	_, ok := p.number(1, days)
	return ok
}

func (p *scanner) clock() bool {
	hour, ok := p.number(0, 24)
	if !ok || !p.byte(':') {
		return false
	}
	minute, ok := p.number(0, 59)
	if !ok || !p.byte(':') {
		return false
	}
	second, ok := p.number(0, 59)
	if !ok {
		return false
	}
	fraction := ""
	if p.byte('.') {
		fraction = p.rest
		_, n := p.digits(1, 1<<10)
		if n < 0 {
			return false
		}
		fraction = strings.Trim(fraction[:n], "0")
	}
	return hour < 24 || minute == 0 && second == 0 && fraction == ""
}

// zone reads a time zone, or nothing.
func (p *scanner) zone() bool {
	if p.rest == "" || p.byte('Z') {
		return true
	}
	if !p.byte('+') && !p.byte('-') {
		return false
	}
	hour, ok := p.number(0, 14)
	if !ok || !p.byte(':') {
		return false
	}
	minute, ok := p.number(0, 59)
	return ok && (hour < 14 || minute == 0)
}

func (p *scanner) duration() bool {
	p.byte('-')
	if !p.byte('P') {
		return false
	}
	parts := p.units("YMD", false)
	if p.byte('T') {
		timed := p.units("HMS", true)
		if timed == 0 {
			return false
		}
		parts += timed
	}
	return parts > 0
}

// units reads numbers followed by the given letters in order, each at most
// once, and says how many. The last may have a fraction.
func (p *scanner) units(letters string, fraction bool) int {
	count := 0
	for i := 0; i < len(letters); i++ {
		before := p.rest
		_, n := p.digits(1, 1<<10)
		if n > 0 && fraction && i == len(letters)-1 && p.byte('.') {
			_, n = p.digits(1, 1<<10)
		}
		if n > 0 && p.byte(letters[i]) {
			count++
		} else {
			p.rest = before
		}
	}
	return count
}
