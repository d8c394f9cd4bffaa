package head

import (
	"strings"

	"golang.org/x/text/language"
)

// wellFormed tells whether a tag follows the grammar of language tags (RFC
// 5646, section 2.1). Package language is no judge of that: it reads "en_GB".
func wellFormed(tag string) bool {
	if len(tag) > 255 {
		return false
	}
	tag = strings.ToLower(tag)
	if irregular[tag] {
		return true
	}
	s := strings.Split(tag, "-")
	if s[0] == "x" {
		return privateUse(s)
	}
	switch n := len(s[0]); {
	case !letters(s[0]) || n < 2 || n > 8:
		return false
	case n <= 3:
		s = s[1:]
		for i := 0; i < 3 && len(s) > 0 && len(s[0]) == 3 && letters(s[0]); i++ {
			s = s[1:] // extlang
		}
	default:
		s = s[1:]
	}
	if len(s) > 0 && len(s[0]) == 4 && letters(s[0]) {
		s = s[1:] // script
	}
	if len(s) > 0 && (len(s[0]) == 2 && letters(s[0]) || len(s[0]) == 3 && digits(s[0])) {
		s = s[1:] // region
	}
	for len(s) > 0 && alnum(s[0]) && (len(s[0]) >= 5 && len(s[0]) <= 8 || len(s[0]) == 4 && digits(s[0][:1])) {
		s = s[1:] // variant
	}
	for len(s) > 0 && len(s[0]) == 1 && s[0] != "x" && alnum(s[0]) {
		s = s[1:] // extension
		n := 0
		for len(s) > 0 && alnum(s[0]) && len(s[0]) >= 2 && len(s[0]) <= 8 {
			s = s[1:]
			n++
		}
		if n == 0 {
			return false
		}
	}
	return len(s) == 0 || privateUse(s)
}

func privateUse(s []string) bool {
	if s[0] != "x" || len(s) < 2 {
		return false
	}
	for _, part := range s[1:] {
		if !alnum(part) || len(part) > 8 {
			return false
		}
	}
	return true
}

// irregular are the registered tags that do not follow the grammar.
var irregular = map[string]bool{
	"en-gb-oed": true, "i-ami": true, "i-bnn": true, "i-default": true, "i-enochian": true, "i-hak": true,
	"i-klingon": true, "i-lux": true, "i-mingo": true, "i-navajo": true, "i-pwn": true, "i-tao": true,
	"i-tay": true, "i-tsu": true, "sgn-be-fr": true, "sgn-be-nl": true, "sgn-ch-de": true,
}

func every(s string, ok func(c byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return s != ""
}

func isLetter(c byte) bool  { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool   { return c >= '0' && c <= '9' }
func letters(s string) bool { return every(s, isLetter) }
func digits(s string) bool  { return every(s, isDigit) }
func alnum(s string) bool   { return every(s, func(c byte) bool { return isLetter(c) || isDigit(c) }) }

// knownLanguage tells whether the first subtag of a well-formed tag is a
// registered language. better is the subtag to use instead where one is
// known: the two-letter code of a language, or the language of a country.
func knownLanguage(tag string) (ok bool, better string) {
	tag = strings.ToLower(tag)
	if irregular[tag] {
		return true, ""
	}
	primary, _, _ := strings.Cut(tag, "-")
	if primary == "x" || primary >= "qaa" && primary <= "qtz" && len(primary) == 3 {
		return true, "" // private use
	}
	if code := bibliographic[primary]; code != "" {
		return false, code
	}
	base, err := language.ParseBase(primary)
	if err == nil {
		if code := base.String(); len(primary) == 3 && len(code) == 2 {
			// The registry has the two-letter code only (RFC 5646, section 2.2.1).
			return false, code
		}
		return true, ""
	}
	if len(primary) != 2 {
		return false, ""
	}
	region, err := language.ParseRegion(primary)
	if err != nil || !region.IsCountry() {
		return false, ""
	}
	t, err := language.Raw.Compose(region)
	if err != nil {
		return false, ""
	}
	b, confidence := t.Base()
	if confidence == language.No || b.String() == "und" {
		return false, ""
	}
	return false, b.String()
}

// bibliographic are the codes of ISO 639-2 for libraries, which package
// language reads and the registry has not, with the registered ones.
var bibliographic = map[string]string{
	"alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr",
	"geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa",
	"rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
}
