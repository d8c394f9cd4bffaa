package htmltree

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// entitySlots are a hash table of the entities, open addressing: each slot is
// an index plus one, or 0.
var entitySlots = func() (slots [1 << entitySlotBits]uint16) {
	for i := range entities {
		at := entityHash(entities[i].name)
		for slots[at] != 0 {
			at = (at + 1) % uint32(len(slots))
		}
		slots[at] = uint16(i + 1)
	}
	return slots
}()

const entitySlotBits = 12

func entityHash(name string) uint32 {
	var h uint32
	for i := range len(name) {
		h = h*31 + uint32(name[i])
	}
	return h * 0x9E3779B1 >> (32 - entitySlotBits)
}

// longestEntity is the bytes of the longest name, without its semicolon.
const longestEntity = 31

// entityText is the text of a named character reference; name is without "&"
// and ";".
func entityText(name string) (text string, ok bool) {
	switch name { // what nearly all pages use
	case "amp":
		return "&", true
	case "nbsp":
		return "\u00a0", true
	case "quot":
		return `"`, true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	}
	for at := entityHash(name); entitySlots[at] != 0; at = (at + 1) % uint32(len(entitySlots)) {
		if e := &entities[entitySlots[at]-1]; e.name == name {
			return e.text, true
		}
	}
	return "", false
}

// A legacy is a name that counts without a semicolon.
type legacy struct{ name, text string }

// legacyByFirst are these names by their first letter, a longer one before
// what it begins with.
var legacyByFirst = func() (byFirst ['z' + 1][]legacy) {
	for _, name := range slices.Backward(legacyEntities[:]) {
		text, _ := entityText(name)
		byFirst[name[0]] = append(byFirst[name[0]], legacy{name, text})
	}
	return byFirst
}()

// legacyEntity is the longest name at the front of s that counts without a
// semicolon, and its text; or is empty.
func legacyEntity(s string) legacy {
	if len(s) < 2 || int(s[0]) >= len(legacyByFirst) {
		return legacy{}
	}
	list := legacyByFirst[s[0]]
	for i := range list {
		if e := &list[i]; e.name[1] == s[1] && strings.HasPrefix(s, e.name) {
			return *e
		}
	}
	return legacy{}
}

// A reference is a character reference of the source.
type reference struct {
	size int    // bytes of the source; 0 when "&" begins no reference
	text string // what it stands for, if it is a named one
	char rune   // what it stands for otherwise
	// open tells that the semicolon is missing; code is any other error.
	open bool
	code ErrorCode
}

// plainReference reads one of the references that nearly all pages use: to a
// printable ASCII character by its decimal number, or one of amp, lt, gt and
// quot, with its semicolon. The size is 0 for others; s begins with what
// decoder.next finds.
func plainReference(s string) (size int, char byte) {
	if len(s) < 4 || s[0] != '&' {
		return 0, 0
	}
	if s[1] == '#' {
		n, i := uint(0), 2
		for i < len(s) && i < 5 && s[i]-'0' < 10 {
			n = n*10 + uint(s[i]-'0')
			i++
		}
		if i < len(s) && s[i] == ';' && n >= ' ' && n < 0x7F {
			return i + 1, byte(n)
		}
		return 0, 0
	}
	switch {
	case strings.HasPrefix(s, "&amp;"):
		return 5, '&'
	case s[3] != ';' && s[1] != 'q', s[2] != 't' && s[1] != 'q':
		return 0, 0
	case s[1] == 'l':
		return 4, '<'
	case s[1] == 'g':
		return 4, '>'
	case strings.HasPrefix(s, "&quot;"):
		return 6, '"'
	}
	return 0, 0
}

// readReference reads the character reference at the front of s, which begins
// with "&" (HTML standard, sections 13.2.5.72 to .80). In an attribute a named
// reference without semicolon before "=" or an alphanumeric is none.
func readReference(s string, attribute bool) reference {
	if len(s) < 2 {
		return reference{}
	}
	if s[1] == '#' {
		return readNumeric(s)
	}
	if classes[s[1]]&classAlnum == 0 {
		return reference{}
	}
	end := 2
	for end < len(s) && end <= longestEntity+1 && classes[s[end]]&classAlnum != 0 {
		end++
	}
	run := s[1:end]
	if end < len(s) && s[end] == ';' {
		if text, ok := entityText(run); ok {
			return reference{size: end + 1, text: text}
		}
	}
	if e := legacyEntity(run); e.name != "" {
		next := 1 + len(e.name)
		if attribute && next < len(s) && (s[next] == '=' || classes[s[next]]&classAlnum != 0) {
			return reference{}
		}
		return reference{size: next, text: e.text, open: true}
	}
	// The ambiguous ampersand state: an error if the run ends with ";".
	for end < len(s) && classes[s[end]]&classAlnum != 0 {
		end++
	}
	if end < len(s) && s[end] == ';' {
		return reference{code: ErrUnknownReference}
	}
	return reference{}
}

// readNumeric reads a numeric character reference.
func readNumeric(s string) reference {
	i, base := 2, rune(10)
	if i < len(s) && (s[i] == 'x' || s[i] == 'X') {
		i, base = 3, 16
	}
	digits := i
	var n rune
	for ; i < len(s); i++ {
		c := s[i]
		var d rune
		switch {
		case '0' <= c && c <= '9':
			d = rune(c - '0')
		case base == 16 && 'a' <= c && c <= 'f':
			d = rune(c-'a') + 10
		case base == 16 && 'A' <= c && c <= 'F':
			d = rune(c-'A') + 10
		default:
			d = -1
		}
		if d < 0 {
			break
		}
		n = min(n*base+d, utf8.MaxRune+1)
	}
	if i == digits {
		return reference{code: ErrNoDigits}
	}
	r := reference{size: i}
	if i < len(s) && s[i] == ';' {
		r.size++
	} else {
		r.open = true
	}
	r.char = n
	switch {
	case n == 0:
		r.char, r.code = utf8.RuneError, ErrNullReference
	case n > utf8.MaxRune:
		r.char, r.code = utf8.RuneError, ErrReferenceRange
	case 0xD800 <= n && n <= 0xDFFF:
		r.char, r.code = utf8.RuneError, ErrSurrogateReference
	case 0xFDD0 <= n && n <= 0xFDEF, n&0xFFFE == 0xFFFE:
		r.code = ErrNoncharacterReference
	case n == 0x0D, n < 0x20 && n != '\t' && n != '\n' && n != '\f', 0x7F <= n && n <= 0x9F:
		r.code = ErrControlReference
		if 0x80 <= n && n <= 0x9F && windows1252[n-0x80] != 0 {
			r.char = rune(windows1252[n-0x80])
		}
	}
	return r
}

// windows1252 are the characters that references to C1 controls mean (HTML
// standard, section 13.2.5.80); 0 where the control stays.
var windows1252 = [32]uint16{
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
}
