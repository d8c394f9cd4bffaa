package titles

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// dropAccents takes combining diacritics off letters, and spells out the
// Latin letters that no decomposition leads to. Marks of other scripts than
// Latin, Greek and Cyrillic carry vowels and stay.
func dropAccents(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case r >= 0x0300 && r <= 0x036F:
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'þ':
			b.WriteString("th")
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// A token is a word, a number, or two characters of a script that sets no
// spaces between words.
type token struct {
	text   string
	number bool
	script script
}

// A script is what is told apart of the scripts of the world.
type script uint8

const (
	noScript script = iota
	latin
	greek
	cyrillic
	han // with kana: Japanese titles mix them
	hangul
	thai
	otherScript
)

func scriptOf(r rune) script {
	switch {
	case r < 0x0250:
		return latin
	case r >= 0x0370 && r < 0x0400:
		return greek
	case r >= 0x0400 && r < 0x0530:
		return cyrillic
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー' || r == '々':
		return han
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return thai
	case unicode.Is(unicode.Latin, r):
		return latin
	}
	return otherScript
}

// ideographic reports whether tokens of the script are pairs of characters.
func (s script) ideographic() bool { return s == han || s == hangul || s == thai }

// magnitudes are the abbreviations of thousands, millions and billions that
// stand behind a number, and the words that they mean: "$22M" is "$22 million".
var magnitudes = map[string]string{
	"k": "thousand", "m": "million", "mn": "million", "mm": "million", "mln": "million", "mio": "million",
	"millions": "million", "millionen": "million", "millones": "million", "milioni": "million", "milhoes": "million",
	"miljoen": "million", "b": "billion", "bn": "billion", "bln": "billion", "billions": "billion",
	"mrd": "billion", "md": "billion", "milliarden": "billion", "milliards": "billion", "miliardi": "billion",
}

// tokenize is step 8: runs of letters and runs of digits, apostrophes joined,
// without accents. A digit beside a letter begins a new token, so that "10km"
// and "10 km" are the same.
func tokenize(folded string) []token {
	rs := []rune(dropAccents(folded))
	var tokens []token
	letter := func(i int) bool {
		return i >= 0 && i < len(rs) && (unicode.IsLetter(rs[i]) || unicode.IsMark(rs[i]))
	}
	for i := 0; i < len(rs); {
		switch {
		case digit(rs, i):
			text, next := number(rs, i)
			tokens = append(tokens, token{text: text, number: true})
			i = next
			// The ending of an English ordinal says nothing.
			if letter(i) && letter(i+1) && !letter(i+2) {
				switch string(rs[i : i+2]) {
				case "st", "nd", "rd", "th":
					i += 2
				}
			}
		case letter(i):
			sc := scriptOf(rs[i])
			start := i
			if sc.ideographic() {
				for letter(i) && scriptOf(rs[i]) == sc {
					i++
				}
				if i-start == 1 {
					tokens = append(tokens, token{text: string(rs[start:i]), script: sc})
				}
				for j := start; j+1 < i; j++ {
					tokens = append(tokens, token{text: string(rs[j : j+2]), script: sc})
				}
				continue
			}
			for letter(i) && !scriptOf(rs[i]).ideographic() || i < len(rs) && rs[i] == '\'' && letter(i+1) {
				i++
			}
			t := token{text: word(rs[start:i]), script: sc}
			if n := len(tokens); n > 0 && tokens[n-1].number && magnitudes[t.text] != "" {
				t.text = magnitudes[t.text]
			}
			tokens = append(tokens, t)
		default:
			i++
		}
	}
	return tokens
}

// word joins what stands around apostrophes, without an English genitive and
// a French or Italian elision.
func word(rs []rune) string {
	w := string(rs)
	if strings.IndexByte(w, '\'') < 0 {
		return w
	}
	if before, ok := strings.CutSuffix(w, "'s"); ok && before != "" {
		w = before
	}
	if before, after, ok := strings.Cut(w, "'"); ok && len(after) > 2 {
		switch before {
		case "l", "d", "qu", "j", "n", "s", "c", "m", "dell", "nell", "all", "sull", "dall", "un", "quest", "aujourd":
			w = after
		}
	}
	return strings.ReplaceAll(w, "'", "")
}

func digit(rs []rune, i int) bool { return i >= 0 && i < len(rs) && rs[i] >= '0' && rs[i] <= '9' }

// number reads digits with their thousands separators and decimals. Its text
// is the value in plain decimal form: "1,000" is "1000", "3,5" is "3.5", "07"
// is "7".
func number(rs []rune, i int) (text string, next int) {
	var b strings.Builder
	run := func() int {
		start := i
		for digit(rs, i) {
			b.WriteRune(rs[i])
			i++
		}
		return i - start
	}
	first := run()
	for first <= 3 && i < len(rs) && (rs[i] == ',' || rs[i] == '.' || rs[i] == '\'') &&
		digit(rs, i+1) && digit(rs, i+2) && digit(rs, i+3) && !digit(rs, i+4) {
		i++
		run()
	}
	if i < len(rs) && (rs[i] == '.' || rs[i] == ',') && digit(rs, i+1) && !(digit(rs, i+2) && digit(rs, i+3)) {
		// One or two decimals; no third group, as in a date or a version.
		end := i + 2
		if digit(rs, end) {
			end++
		}
		if !(end < len(rs) && (rs[end] == '.' || rs[end] == ',') && digit(rs, end+1)) {
			b.WriteByte('.')
			i++
			run()
		}
	}
	text = strings.TrimLeft(b.String(), "0")
	if text == "" || text[0] == '.' {
		text = "0" + text
	}
	return text, i
}

func value(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return -1
	}
	return v
}

// Words are the tokens of a text in order, folded: words without accents,
// numbers, pairs of characters of scripts that set no spaces.
func Words(s string) []string {
	var words []string
	for _, t := range tokenize(fold(s)) {
		words = append(words, t.text)
	}
	return words
}
