// Package langtag parses language tags by the grammar of BCP 47 and reports what
// their subtags mean. Package golang.org/x/text/language has the
// registered subtags, but it does not validate: it accepts "en_GB", "eng" and
// "en-XX", too.
package langtag

import (
	"strings"

	"golang.org/x/text/language"
)

// maxLen bounds the length of a tag in bytes. The grammar sets no bound; the
// longest tags in use have some forty characters.
const maxLen = 255

// A Tag is a well-formed language tag by its subtags.
type Tag struct {
	// Language is the primary subtag in lowercase: two or three letters, or
	// four to eight that are reserved. It is "x" for a private-use tag and "i" for
	// a grandfathered one.
	Language string
	// Script is the script with an uppercase first letter ("Hant"), or empty.
	Script string
	// Region is the region in uppercase letters or three digits, or empty.
	Region string
	// More reports whether there are other subtags: an extended language, variants,
	// extensions, or private-use subtags.
	More bool
}

// Parse parses a tag by the grammar of RFC 5646, section 2.1. Whether its
// subtags are registered is another question. ok is false for what does not
// follow the grammar.
func Parse(tag string) (t Tag, ok bool) {
	if len(tag) > maxLen {
		return Tag{}, false
	}
	if !every(tag, func(c byte) bool { return alnum1(c) || c == '-' }) {
		return Tag{}, false // before ToLower, which makes letters of ASCII out of others
	}
	tag = strings.ToLower(tag)
	s := strings.Split(tag, "-")
	switch {
	case irregular[tag]:
		return Tag{Language: s[0], More: true}, true
	case s[0] == "x":
		return Tag{Language: "x", More: true}, privateUse(s)
	case !letters(s[0]) || len(s[0]) < 2 || len(s[0]) > 8:
		return Tag{}, false
	}
	t.Language, s = s[0], s[1:]
	if len(t.Language) <= 3 {
		for i := 0; i < 3 && len(s) > 0 && len(s[0]) == 3 && letters(s[0]); i++ {
			t.More, s = true, s[1:] // extended language
		}
	}
	if len(s) > 0 && len(s[0]) == 4 && letters(s[0]) {
		t.Script, s = strings.ToUpper(s[0][:1])+s[0][1:], s[1:]
	}
	if len(s) > 0 && (len(s[0]) == 2 && letters(s[0]) || len(s[0]) == 3 && digits(s[0])) {
		t.Region, s = strings.ToUpper(s[0]), s[1:]
	}
	t.More = t.More || len(s) > 0
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
			return Tag{}, false
		}
	}
	if len(s) > 0 && !privateUse(s) {
		return Tag{}, false
	}
	return t, true
}

// WellFormed reports whether a tag follows the grammar; see [Parse].
func WellFormed(tag string) bool {
	_, ok := Parse(tag)
	return ok
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
func alnum(s string) bool   { return every(s, alnum1) }
func alnum1(c byte) bool    { return isLetter(c) || isDigit(c) }

// KnownLanguage reports whether the first subtag of a well-formed tag is a
// registered language. better is the subtag to use instead where one is
// known: the two-letter code of a language, or the language of a country.
func KnownLanguage(tag string) (ok bool, better string) {
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
// language accepts but the registry does not have, with the registered ones.
var bibliographic = map[string]string{
	"alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr",
	"geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "per": "fa",
	"rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
}

// KnownScript reports whether a script of four letters is registered, whatever
// its capitalization.
func KnownScript(script string) bool {
	_, err := language.ParseScript(script)
	return err == nil && len(script) == 4
}

// Base is the language of a tag or of a locale ("de_AT.UTF-8") as one code for
// all the codes that a language goes by: "iw" is "he", "nb" and "nn" are "no",
// "yue" is "zh". It is empty where the text names no one language.
func Base(tag string) string {
	code := strings.TrimSpace(tag)
	if i := strings.IndexAny(code, "-_."); i >= 0 {
		code = code[:i]
	}
	if len(code) < 2 || len(code) > 3 {
		return ""
	}
	code = strings.ToLower(code)
	if short := bibliographic[code]; short != "" {
		code = short
	}
	base, err := language.ParseBase(code)
	if err != nil || code >= "qaa" && code <= "qtz" && len(code) == 3 {
		return ""
	}
	switch s := base.String(); s {
	case "und", "mul", "zxx", "mis":
		return ""
	case "iw":
		return "he"
	case "in":
		return "id"
	case "ji":
		return "yi"
	case "mo":
		return "ro"
	case "nb", "nn":
		return "no"
	case "tl":
		return "fil"
	case "cmn", "yue":
		return "zh"
	default:
		return s
	}
}
