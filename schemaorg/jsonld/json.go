package jsonld

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/metacheck/metacheck/schemaorg"
)

// A budget is what the blocks of a page may still cost. Using it up is a
// problem of the page; what was read before is kept.
type budget struct {
	limits schemaorg.Limits
	values int // that may still be read
}

func newBudget(limits schemaorg.Limits) budget {
	limits = limits.WithDefaults()
	return budget{limits: limits, values: limits.JSONValues}
}

// A kind is what a JSON value is.
type kind uint8

const (
	null kind = iota
	boolean
	number
	str
	array
	object
)

// A value is a JSON value with its place: bytes [start, end) of the script's
// text.
type value struct {
	kind       kind
	start, end int
	// text is a string's value, or a number or boolean as written.
	text    string
	elems   []*value // of an array
	members []member // of an object, in order
}

// A member is a key of an object with its value.
type member struct {
	key              string
	keyStart, keyEnd int
	value            *value
	// hidden reports that the same key stands in the object again: readers of
	// JSON take the last.
	hidden bool
}

// A syntaxError is the first place where a text stops being JSON (RFC 8259).
type syntaxError struct {
	start, end int
	// cause is what is there, as words that follow "not valid JSON: ", and help
	// what to do about it.
	cause, help string
}

// A note is something else to say about a place in a text.
type note struct {
	code       string
	start, end int
	message    string
	help       string
	// w3c is the error code of the JSON-LD 1.1 API, section 9.6, for what its
	// algorithms refuse, or empty.
	w3c string
}

// parser reads one text as JSON. It stops at the first fault unless lenient,
// when it reads over those faults that lenient consumers read over.
type parser struct {
	s       string
	pos     int
	end     int // where the JSON ends in s; behind it is wrapping
	lenient bool
	depth   int
	budget  *budget // of the page

	err     *syntaxError
	full    bool   // the budget is used up
	notes   []note // duplicate keys, lone surrogates, bounds
	repairs []repair
	slab    []value
	comma   int // place of the comma just read, or -1
}

// A repair is a fault that the lenient parser read over.
type repair struct {
	at   int
	what string
}

// parse reads s[start:end] as one JSON text. It returns nil when there is an
// error. A text that is cut short by a bound comes back as far as it was read.
func parse(s string, start, end int, lenient bool, budget *budget) (*value, *parser) {
	p := &parser{s: s, pos: start, end: end, lenient: lenient, budget: budget, comma: -1}
	p.space()
	v := p.value(expectDocument)
	if v == nil {
		return nil, p
	}
	if p.full {
		return v, p
	}
	p.space()
	for p.lenient && p.pos < p.end && p.s[p.pos] == ';' {
		p.repaired("a semicolon after the JSON")
		p.pos++
		p.space()
	}
	if p.pos < p.end {
		p.fail(p.afterDocument())
		return nil, p
	}
	return v, p
}

func (p *parser) repaired(what string) {
	// A text with a thousand trailing commas has one cause.
	if len(p.repairs) < 20 {
		p.repairs = append(p.repairs, repair{p.pos, what})
	}
}

// note takes one note more than a page lists, so that the page reports that
// there are more; of the notes that something was cut the first of each code
// is never dropped.
func (p *parser) note(code string, start, end int, message, help string) {
	if len(p.notes) <= maxProblems || isCut(code) &&
		!slices.ContainsFunc(p.notes[maxProblems:], func(n note) bool { return n.code == code }) {
		p.notes = append(p.notes, note{code: code, start: start, end: end, message: message, help: help})
	}
}

// newValue takes a value out of a slab: a block has hundreds.
func (p *parser) newValue(k kind) *value {
	if len(p.slab) == 0 {
		p.slab = make([]value, 32)
	}
	v := &p.slab[0]
	p.slab = p.slab[1:]
	v.kind, v.start = k, p.pos
	return v
}

// space skips white space; in a lenient reading comments, too.
func (p *parser) space() {
	for p.pos < p.end {
		switch c := p.s[p.pos]; {
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			p.pos++
		case c == '/' && p.lenient && p.pos+1 < p.end && p.s[p.pos+1] == '/':
			p.repaired("comments")
			if n := strings.IndexAny(p.s[p.pos:p.end], "\r\n"); n >= 0 {
				p.pos += n
			} else {
				p.pos = p.end
			}
		case c == '/' && p.lenient && p.pos+1 < p.end && p.s[p.pos+1] == '*':
			n := strings.Index(p.s[p.pos+2:p.end], "*/")
			if n < 0 {
				return
			}
			p.repaired("comments")
			p.pos += n + 4
		default:
			return
		}
	}
}

// value reads a value; nil means an error, which is recorded.
func (p *parser) value(where expectation) *value {
	if p.pos >= p.end {
		p.fail(p.unexpected(where))
		return nil
	}
	if p.budget.values <= 0 {
		if !p.full {
			p.full = true
			p.note("json-too-many-values", p.pos, p.pos, "the JSON-LD of the page has more than "+
				strconv.Itoa(p.budget.limits.JSONValues)+" values, and the rest was not read", fewer)
		}
		return p.newValue(null)
	}
	p.budget.values--
	switch c := p.s[p.pos]; {
	case c == '{' || c == '[':
		if p.depth >= p.budget.limits.JSONDepth {
			return p.skip()
		}
		p.depth++
		var v *value
		if c == '{' {
			v = p.object()
		} else {
			v = p.array()
		}
		p.depth--
		return v
	case c == '"':
		v := p.newValue(str)
		var ok bool
		if v.text, ok = p.string(); !ok {
			return nil
		}
		v.end = p.pos
		return v
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for _, w := range [...]struct {
		text string
		kind kind
	}{{"null", null}, {"true", boolean}, {"false", boolean}} {
		if strings.HasPrefix(p.s[p.pos:p.end], w.text) && !wordByte(p.s, p.pos+len(w.text), p.end) {
			v := p.newValue(w.kind)
			v.text = w.text
			p.pos += len(w.text)
			v.end = p.pos
			return v
		}
	}
	p.fail(p.unexpected(where))
	return nil
}

// wordByte reports whether a name goes on at pos, so that "nullable" is told as
// one wrong word.
func wordByte(s string, pos, end int) bool {
	if pos >= end {
		return false
	}
	c := s[pos]
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '$'
}

// skip passes over a value that is nested too deep, by its brackets alone.
func (p *parser) skip() *value {
	v := p.newValue(null)
	depth := 0
	for p.pos < p.end {
		switch p.s[p.pos] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			if _, ok := p.string(); !ok {
				return nil
			}
			continue
		}
		p.pos++
		if depth == 0 {
			v.end = p.pos
			p.note("json-too-deep", v.start, v.start+1, "JSON-LD block nests more than "+strconv.Itoa(p.budget.limits.JSONDepth)+
				" arrays and objects, and the inner ones were not read", "nest less deeply: look for a program that nests an object in itself")
			return v
		}
	}
	p.fail(p.unexpected(expectElement))
	return nil
}

// closes reads the closing bracket of an array or object; false when a comma
// before it is an error.
func (p *parser) closes() bool {
	if p.comma >= 0 {
		if !p.lenient {
			p.fail(p.trailingComma())
			return false
		}
		p.repaired("a trailing comma")
	}
	p.pos++
	return true
}

// separated reads the comma behind an element or member, if there is one.
func (p *parser) separated() bool {
	p.space()
	p.comma = -1
	if p.pos < p.end && p.s[p.pos] == ',' {
		p.comma = p.pos
		p.pos++
		return true
	}
	return false
}

func (p *parser) object() *value {
	v := p.newValue(object)
	p.pos++
	p.comma = -1
	for {
		p.space()
		if p.pos < p.end && p.s[p.pos] == '}' {
			if !p.closes() {
				return nil
			}
			break
		}
		if p.pos >= p.end || p.s[p.pos] != '"' {
			p.fail(p.unexpected(expectKey))
			return nil
		}
		m := member{keyStart: p.pos}
		var ok bool
		if m.key, ok = p.string(); !ok {
			return nil
		}
		m.keyEnd = p.pos
		p.space()
		if p.pos >= p.end || p.s[p.pos] != ':' {
			p.fail(p.unexpected(expectColon))
			return nil
		}
		p.pos++
		p.space()
		if m.value = p.value(expectMember); m.value == nil {
			return nil
		}
		if p.full && m.value.end == 0 {
			break
		}
		v.members = append(v.members, m)
		if p.full {
			break
		}
		if p.separated() {
			continue
		}
		if p.pos >= p.end || p.s[p.pos] != '}' {
			p.fail(p.afterValue(v, m.value))
			return nil
		}
	}
	p.comma = -1
	v.end = p.pos
	p.duplicates(v)
	return v
}

func (p *parser) array() *value {
	v := p.newValue(array)
	p.pos++
	p.comma = -1
	for {
		p.space()
		if p.pos < p.end && p.s[p.pos] == ']' {
			if !p.closes() {
				return nil
			}
			break
		}
		e := p.value(expectElement)
		if e == nil {
			return nil
		}
		if p.full && e.end == 0 {
			break
		}
		v.elems = append(v.elems, e)
		if p.full {
			break
		}
		if p.separated() {
			continue
		}
		if p.pos >= p.end || p.s[p.pos] != ']' {
			p.fail(p.afterValue(v, e))
			return nil
		}
	}
	p.comma = -1
	v.end = p.pos
	return v
}

// duplicates notes the keys that stand in an object more than once, and hides
// all but the last.
func (p *parser) duplicates(v *value) {
	if len(v.members) < 2 {
		return
	}
	again := func(first, second int) {
		a, b := &v.members[first], &v.members[second]
		a.hidden = true
		values, help := "different values", "keep one of them, or write one key with an array"
		if equal(a.value, b.value) {
			values, help = "the same value", "keep one of them"
		}
		p.note("json-duplicate-key", b.keyStart, b.keyEnd, "key "+quote(b.key)+" is repeated in one object with "+values, help)
	}
	if len(v.members) <= 12 {
		for j := 1; j < len(v.members); j++ {
			for i := j - 1; i >= 0; i-- {
				if v.members[i].key == v.members[j].key {
					again(i, j)
					break
				}
			}
		}
		return
	}
	last := make(map[string]int, len(v.members))
	for j := range v.members {
		if i, ok := last[v.members[j].key]; ok {
			again(i, j)
		}
		last[v.members[j].key] = j
	}
}

// equal reports whether two values say the same, numbers compared as written.
func equal(a, b *value) bool {
	if a.kind != b.kind || a.text != b.text || len(a.elems) != len(b.elems) || len(a.members) != len(b.members) {
		return false
	}
	for i := range a.elems {
		if !equal(a.elems[i], b.elems[i]) {
			return false
		}
	}
	for i := range a.members {
		if a.members[i].key != b.members[i].key || !equal(a.members[i].value, b.members[i].value) {
			return false
		}
	}
	return true
}

// number reads a number (RFC 8259, section 6).
func (p *parser) number() *value {
	v := p.newValue(number)
	s, i := p.s[:p.end], p.pos
	if s[i] == '-' {
		i++
	}
	digits := func() bool {
		first := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		return i > first
	}
	zero := i < len(s) && s[i] == '0'
	first := i
	if !digits() {
		p.failAt(i, "minus sign without a number", "write the number")
		return nil
	}
	if zero && i > first+1 {
		p.failAt(first, "number with a leading zero", "remove the zero, or write a code in double quotes")
		return nil
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			p.failAt(i, "number without a digit after its decimal point", "write a digit, or remove the decimal point")
			return nil
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			p.failAt(i, "number without a digit in its exponent", "write a digit, or remove the exponent")
			return nil
		}
	}
	v.text = s[p.pos:i]
	p.pos, v.end = i, i
	return v
}

// integral reports whether a number as written has no fraction, the condition
// for xsd:integer (JSON-LD 1.1 API, section 8.1.2).
func integral(lexeme string) bool {
	f, err := strconv.ParseFloat(lexeme, 64)
	return err == nil && f == math.Trunc(f) && math.Abs(f) < 1e21
}

// string reads a string and leaves the position behind its closing quote. The
// result is part of the text when nothing in it is escaped.
func (p *parser) string() (string, bool) {
	open := p.pos
	p.pos++
	from := p.pos
	var b []byte
	for p.pos < p.end {
		switch c := p.s[p.pos]; {
		case c == '"':
			plain := p.s[from:p.pos]
			p.pos++
			if b == nil {
				return plain, true
			}
			return string(append(b, plain...)), true
		case c == '\\':
			b = append(b, p.s[from:p.pos]...)
			var ok bool
			if b, ok = p.escape(b); !ok {
				return "", false
			}
			if b == nil {
				b = []byte{}
			}
			from = p.pos
		case c < 0x20:
			if !p.lenient {
				cause, help := rawControl(c)
				p.failAt(p.pos, cause, help)
				return "", false
			}
			p.repaired("raw control characters inside a string")
			p.pos++
		default:
			p.pos++
		}
	}
	p.err = &syntaxError{open, min(open+1, p.end), "string without a closing double quote", "add the missing double quote, here or in a string before"}
	return "", false
}

func rawControl(c byte) (cause, help string) {
	switch c {
	case '\n', '\r':
		return "raw line break inside a string", `write \n`
	case '\t':
		return "raw tab inside a string", `write \t`
	}
	return "raw control character " + codePoint(rune(c)) + " inside a string", "remove the character"
}

// escape reads an escape sequence (RFC 8259, section 7) and appends what it
// stands for.
func (p *parser) escape(b []byte) ([]byte, bool) {
	at := p.pos
	if at+1 >= p.end {
		p.failAt(at, "unexpected end inside a string", "add the closing double quote")
		return nil, false
	}
	c := p.s[at+1]
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		p.pos += 2
		return append(b, "\"\\/\b\f\n\r\t"[i]), true
	}
	if c != 'u' {
		p.failAt(at, "invalid escape sequence "+quote(p.s[at:at+1+runeLen(p.s, at+1, p.end)]), `write \\ for a backslash`)
		return nil, false
	}
	r, ok := hex4(p.s[:p.end], at+2)
	if !ok {
		p.failAt(at, `\u without four hexadecimal digits`, `write four hexadecimal digits, or \\ for a backslash`)
		return nil, false
	}
	p.pos += 6
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(b, r), true
	}
	if strings.HasPrefix(p.s[p.pos:p.end], `\u`) {
		if low, ok := hex4(p.s[:p.end], p.pos+2); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				p.pos += 6
				return utf8.AppendRune(b, pair), true
			}
		}
	}
	p.note("json-surrogate", at, at+6, "escape sequence for half of a character: "+quote(p.s[at:at+6]), "write the character itself, or the escape sequences of both halves")
	return utf8.AppendRune(b, utf8.RuneError), true
}

func hex4(s string, at int) (rune, bool) {
	if at+4 > len(s) {
		return 0, false
	}
	var r rune
	for i := at; i < at+4; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// native is the value as Go programs hold JSON, for json-gold.
func (v *value) native() any {
	switch v.kind {
	case boolean:
		return v.text == "true"
	case number:
		f, _ := strconv.ParseFloat(v.text, 64)
		return f
	case str:
		return v.text
	case array:
		list := make([]any, len(v.elems))
		for i, e := range v.elems {
			list[i] = e.native()
		}
		return list
	case object:
		m := make(map[string]any, len(v.members))
		for i := range v.members {
			m[v.members[i].key] = v.members[i].value.native()
		}
		return m
	}
	return nil
}

// member is the value of the key, or nil.
func (v *value) member(key string) *value {
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].key == key {
			return v.members[i].value
		}
	}
	return nil
}
