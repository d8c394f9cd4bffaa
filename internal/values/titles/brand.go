package titles

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A CaseDifference is a word that one title writes with capitals inside and
// another without.
type CaseDifference struct {
	Inner string // with: "WhatsApp"
	Plain string // without: "Whatsapp", "whatsapp"
}

// A CaseWord is a word of a title that matters for [CaseWords].
type CaseWord struct {
	Text  string // as written
	Key   string // lower case
	Inner bool   // has a capital and a small letter after the first letter
}

// maxCaseWords bounds the words of a title that are looked at.
const maxCaseWords = 200

// HasInnerCapital reports whether a letter of the text is followed by a capital:
// no text without one has a [CaseWord] with capitals inside.
func HasInnerCapital(s string) bool {
	letter := false
	for _, r := range s {
		if letter && unicode.IsUpper(r) {
			return true
		}
		letter = unicode.IsLetter(r) || unicode.IsMark(r)
	}
	return false
}

// CaseWords are the words of a title whose capitals say something: letters
// only, three or more, mixed or small; hashtags, handles, parts of addresses
// and words in capitals are left out. A title that is all in capitals or all
// in small letters has none.
func CaseWords(title string) []CaseWord {
	title = cut(title, 4*maxTitle)
	upper, lower := false, false
	for _, r := range title {
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
	}
	if !upper || !lower {
		return nil
	}
	var words []CaseWord
	for i := 0; i < len(title) && len(words) < maxCaseWords; {
		r, size := utf8.DecodeRuneInString(title[i:])
		if !unicode.IsLetter(r) {
			i += size
			continue
		}
		start := i
		for i < len(title) {
			r, size = utf8.DecodeRuneInString(title[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				break
			}
			i += size
		}
		before, _ := utf8.DecodeLastRuneInString(title[:start])
		after, afterSize := utf8.DecodeRuneInString(title[i:])
		next, _ := utf8.DecodeRuneInString(title[i+afterSize:])
		if strings.ContainsRune("#@_./&", before) && start > 0 || after == '_' || unicode.IsDigit(after) ||
			strings.ContainsRune(".@/;", after) && (unicode.IsLetter(next) || after == ';') && i < len(title) {
			continue
		}
		if w, ok := caseWord(title[start:i]); ok {
			words = append(words, w)
		}
	}
	return words
}

func caseWord(s string) (CaseWord, bool) {
	innerUpper, small, n := false, false, 0
	for _, r := range s {
		if n > 0 && unicode.IsUpper(r) {
			innerUpper = true
		}
		small = small || unicode.IsLower(r)
		n++
	}
	if n < 3 || !small {
		return CaseWord{}, false
	}
	// A plural or genitive of an acronym ("MPs"), and the German capital I
	// that stands for both genders, are no brands.
	if body := strings.TrimSuffix(s, "s"); body != s && body == strings.ToUpper(body) {
		return CaseWord{}, false
	}
	if strings.HasSuffix(s, "Innen") || strings.HasSuffix(s, "In") {
		return CaseWord{}, false
	}
	return CaseWord{Text: s, Key: strings.ToLower(s), Inner: innerUpper}, true
}

// CaseDifferences are the words that a and b both have, one with capitals
// inside and the other without, in the order of a.
func CaseDifferences(a, b string) []CaseDifference {
	if a == b {
		return nil
	}
	var diffs []CaseDifference
	other := make(map[string]CaseWord)
	both := make(map[string]bool) // written in both ways in one title
	for _, w := range CaseWords(b) {
		if o, ok := other[w.Key]; ok && o.Inner != w.Inner {
			both[w.Key] = true
		}
		other[w.Key] = w
	}
	own := make(map[string]CaseWord)
	words := CaseWords(a)
	for _, w := range words {
		if o, ok := own[w.Key]; ok && o.Inner != w.Inner {
			both[w.Key] = true
		}
		own[w.Key] = w
	}
	for _, w := range words {
		o, ok := other[w.Key]
		if !ok || both[w.Key] || o.Inner == w.Inner {
			continue
		}
		both[w.Key] = true
		if w.Inner {
			diffs = append(diffs, CaseDifference{Inner: w.Text, Plain: o.Text})
		} else {
			diffs = append(diffs, CaseDifference{Inner: o.Text, Plain: w.Text})
		}
	}
	return diffs
}
