package hreflang

import (
	"strings"

	"github.com/metacheck/metacheck/internal/values/langtag"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// A flaw is what is wrong with an hreflang value. Values with the same flaw
// are reported together: a template makes the same mistake for every language.
type flaw uint8

const (
	fine flaw = iota
	// No search engine can use these.
	empty
	placeholder  // an unfilled template placeholder
	severalCodes // a list of codes
	defaultTypo  // x-default in other words
	underscore   // written as a locale
	grammar      // any other grammar error
	countryFirst // a country code in place of a language code
	longCode     // the three-letter code of a language that has a two-letter code
	noLanguage   // no such language
	noScript     // no such script
	noCountry    // no such country
	private      // a private-use tag
	// Google ignores these.
	reservedRegion // EU, UK
	numericRegion  // es-419
	longLanguage   // a language that has only a three-letter code
	moreSubtags    // variants, extensions
)

// unusable reports whether no search engine can use the value.
func (f flaw) unusable() bool { return f > fine && f <= private }

// judge says what is wrong with an hreflang value. better is the value that was
// probably intended and that is fine, or empty.
func judge(value string) (f flaw, better string) {
	f, better = diagnose(value)
	if better != "" && !usable(better) {
		better = ""
	}
	return f, better
}

// usable reports whether nothing is wrong with a value.
func usable(value string) bool {
	f, _ := diagnose(value)
	return f == fine
}

// diagnose is judge with a better value that may itself have a flaw. It calls
// itself for a well-formed value only, and then not again.
func diagnose(value string) (f flaw, better string) {
	value = strings.TrimSpace(value)
	if strings.EqualFold(value, xDefault) {
		return fine, ""
	}
	tag, ok := langtag.Parse(value)
	if !ok {
		return ungrammatical(value)
	}
	known, base := langtag.KnownLanguage(value)
	switch {
	case tag.Language == "x":
		return private, defaultMeant(value)
	case tag.Language == "i":
		return moreSubtags, ""
	case !known:
		return unknownLanguage(value, tag, base)
	case tag.Script != "" && !langtag.KnownScript(tag.Script):
		return noScript, join(tag.Language, tag.Region)
	}
	switch {
	case len(tag.Region) == 3:
		return numericRegion, join(tag.Language, tag.Script)
	case tag.Region == "" || langtag.Country(tag.Region) || tag.Region == "XK":
	case tag.Region == "UK":
		return reservedRegion, join(tag.Language, tag.Script, "GB")
	case langtag.Reserved(tag.Region):
		return reservedRegion, join(tag.Language, tag.Script)
	default:
		return noCountry, join(tag.Language, tag.Script)
	}
	switch {
	case len(tag.Language) > 2:
		return longLanguage, ""
	case tag.More:
		return moreSubtags, join(tag.Language, tag.Script, tag.Region)
	}
	return fine, ""
}

func join(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "-")
}

// maxValue bounds the length of values for which a better value is searched.
const maxValue = 64

// ungrammatical says how a value breaks the grammar of language tags.
func ungrammatical(value string) (f flaw, better string) {
	switch {
	case value == "":
		return empty, ""
	case weburl.Placeholder(value) != "":
		return placeholder, ""
	case len(value) > maxValue:
		return grammar, ""
	}
	if better := defaultMeant(value); better != "" {
		return defaultTypo, better
	}
	if strings.ContainsAny(strings.Trim(value, ",; "), ",; ") {
		return severalCodes, ""
	}
	repaired := strings.Trim(strings.ReplaceAll(value, "_", "-"), "-., ;'\"“”")
	for strings.Contains(repaired, "--") {
		repaired = strings.ReplaceAll(repaired, "--", "-")
	}
	parts := strings.Split(repaired, "-")
	if len(parts) == 3 && len(parts[1]) == 2 && len(parts[2]) == 4 {
		repaired = join(parts[0], parts[2], parts[1]) // zh-CN-Hans
	}
	f = grammar
	if strings.Contains(value, "_") {
		f = underscore
	}
	switch {
	case !langtag.WellFormed(repaired):
		return f, ""
	case !usable(repaired): // en_UK
		_, better := diagnose(repaired)
		return f, better
	}
	return f, repaired
}

// defaultMeant is x-default if the value is a misspelling of it, else empty.
func defaultMeant(value string) string {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(value[:min(len(value), maxValue)]))
	switch letters {
	case "xdefault", "default", "xdefalut", "xdefaut", "xdefult", "xdeafult", "defaultx":
		return xDefault
	}
	return ""
}

// unknownLanguage is diagnose of a well-formed tag that does not begin with a
// language. base is the language that was probably intended, or empty.
func unknownLanguage(value string, tag langtag.Tag, base string) (f flaw, better string) {
	if better := defaultMeant(value); better != "" {
		return defaultTypo, better
	}
	switch {
	case len(tag.Language) == 3 && base != "":
		return longCode, join(base, tag.Script, tag.Region)
	case len(tag.Language) != 2 || !langtag.Country(tag.Language) && !langtag.Reserved(tag.Language):
		return noLanguage, ""
	}
	if len(tag.Region) == 2 && langtag.Country(tag.Language) {
		if known, _ := langtag.KnownLanguage(tag.Region); known { // us-en
			return countryFirst, join(strings.ToLower(tag.Region), tag.Script, strings.ToUpper(tag.Language))
		}
	}
	if base != "" {
		better = join(base, tag.Script)
	}
	return countryFirst, better
}
