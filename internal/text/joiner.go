package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The two joiners: invisible characters that are part of the spelling of many
// languages, and of emoji.
const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// joined are the scripts whose letters change their form beside others, or
// make conjuncts, so that their spelling needs joiners (Unicode Standard Annex
// 31, section 2.3).
var joined = []*unicode.RangeTable{
	unicode.Adlam, unicode.Arabic, unicode.Chorasmian, unicode.Hanifi_Rohingya, unicode.Mandaic, unicode.Manichaean,
	unicode.Mongolian, unicode.Nko, unicode.Phags_Pa, unicode.Psalter_Pahlavi, unicode.Sogdian, unicode.Syriac,
	unicode.Balinese, unicode.Bengali, unicode.Brahmi, unicode.Chakma, unicode.Devanagari, unicode.Grantha,
	unicode.Gujarati, unicode.Gurmukhi, unicode.Javanese, unicode.Kaithi, unicode.Kannada, unicode.Khmer,
	unicode.Limbu, unicode.Malayalam, unicode.Meetei_Mayek, unicode.Myanmar, unicode.Newa, unicode.Oriya,
	unicode.Saurashtra, unicode.Sharada, unicode.Sinhala, unicode.Sundanese, unicode.Tai_Tham, unicode.Tamil,
	unicode.Telugu, unicode.Tibetan, unicode.Tirhuta,
}

// tatweel is a letter of Arabic that Unicode gives to all scripts.
const tatweel = '\u0640'

// IsSpellingJoiner reports whether the character at s[i:] is a zero width
// joiner or non-joiner that belongs to the spelling of its word: one between
// letters of a script that needs them, behind a virama, or inside an emoji
// sequence. Such a one is shown as it is; anywhere else it is invisible and
// hides that two texts differ.
func IsSpellingJoiner(s string, i int) bool {
	r, size := utf8.DecodeRuneInString(s[i:])
	if r != zwnj && r != zwj {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i+size:])
	before := s[:i]
	if r == zwj && isVirama(before) {
		return true
	}
	last, size := utf8.DecodeLastRuneInString(before)
	for size > 0 && (unicode.Is(unicode.M, last) || isSkinTone(last)) {
		before = before[:len(before)-size]
		last, size = utf8.DecodeLastRuneInString(before)
	}
	if r == zwj && isEmoji(last) && isEmoji(next) {
		return true
	}
	return isJoined(last) && isJoined(next)
}

// isJoined reports whether r is a letter or mark of a script that needs
// joiners.
func isJoined(r rune) bool {
	return r == tatweel || r >= 0x0600 && unicode.In(r, joined...) && (unicode.IsLetter(r) || unicode.Is(unicode.M, r))
}

// isVirama reports whether s ends with a sign that takes the vowel from a
// letter of a script that needs joiners.
func isVirama(s string) bool {
	const viramaClass = 9 // canonical combining class
	r, size := utf8.DecodeLastRuneInString(s)
	return r >= 0x0900 && norm.NFC.PropertiesString(s[len(s)-size:]).CCC() == viramaClass && unicode.In(r, joined...)
}

func isSkinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

// isEmoji reports whether r stands in a block of those that emoji sequences are
// made of.
func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x21ff || r >= 0x2300 && r <= 0x27bf || r >= 0x2b00 && r <= 0x2bff
}

// Clean is a value as a table may hold it: valid UTF-8 without control
// characters. Invalid bytes become U+FFFD, white space a blank, and other
// control characters \u{…}.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		switch {
		case r >= '\t' && r <= '\r', r == '\u0085':
			b.WriteByte(' ')
		case unicode.IsControl(r):
			b.WriteString(Escaped(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		// In UTF-8 the control characters from U+0080 on begin with C2.
		if c := s[i]; c < ' ' || c == 0x7f || c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0 {
			return false
		}
	}
	return utf8.ValidString(s)
}

// Escaped is a character that is not shown as it is, as \u{…}.
func Escaped(r rune) string {
	const hex = "0123456789ABCDEF"
	b := []byte(`\u{`)
	shift := 12
	for r>>shift > 0xf {
		shift += 4
	}
	for ; shift >= 0; shift -= 4 {
		b = append(b, hex[r>>shift&0xf])
	}
	return string(append(b, '}'))
}
