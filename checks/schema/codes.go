package schema

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/langtag"
)

var invalidCurrency = &check.Check{
	ID:       "schema/invalid-currency",
	Severity: check.Error,
	Lower: check.Lower{Severity: check.Info,
		When: "when the code is lowercase, is of a withdrawn currency, or is of a cryptocurrency"},
	Title:  "Currency that is not an ISO 4217 code",
	Impact: "Google reports the offer as invalid",
	Why: "A price needs a currency, which search engines look up by the three letters of ISO 4217. With a sign or a name " +
		"instead, Google reports the offer as invalid.",
	Fix: "Write the code: EUR for €, GBP for £, USD, CAD or AUD for $.",
	Exceptions: "The list is that of 2026 (amendment 180), with SLE, XCG and ZWG and without BGN. Withdrawn codes are accepted on pages of the time when they " +
		"were valid, if that is known. currenciesAccepted, a free text, is not checked.",
	References: []string{"https://www.iso.org/iso-4217-currency-codes.html", "https://schema.org/priceCurrency"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": 79, "priceCurrency": "€"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": 79, "priceCurrency": "EUR"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("codes, such as those of cryptocurrencies,")},
	Run:     runInvalidCurrency,
}

func runInvalidCurrency(pass *check.Pass) {
	var fs faults
	for _, s := range scanOf(pass.Page).values[currencyForm] {
		code := s.text
		if isCurrency(code) || unfilled(&s) || pass.Allows(code) {
			continue
		}
		if last := withdrawn[code]; last != 0 && !pass.AsOf.IsZero() && pass.AsOf.Year() <= last {
			continue
		}
		if len(code) > 100 {
			code = ""
		}
		fs.add(key{s.prop.Term(), code}, s)
	}
	for _, f := range fs.list {
		var finding *check.Finding
		s := f.first.text
		up := s
		if len(s) <= 8 {
			up = strings.ToUpper(s)
		}
		switch last := withdrawn[s]; {
		case last != 0:
			finding = pass.Report(f.first.at, "%s", f.says(fmt.Sprintf("has a currency that was last valid in %d", last))).
				Affects("parsers may not know the currency").
				Advise("write the code of the current currency").Milder()
		case crypto[up]:
			finding = pass.Report(f.first.at, "%s", f.says("has a cryptocurrency, which is not in ISO 4217")).
				Affects("search engines do not show the price").
				Advise("also write the price in an ISO 4217 currency").Milder()
		case isCurrency(up):
			finding = pass.Report(f.first.at, "%s", f.says("is not uppercase")).
				Affects("strict parsers do not know the currency").
				Advise("write %s", check.Quote(up)).Milder()
		case s == "":
			finding = pass.Report(f.first.at, "%s", f.says("is empty")).
				Advise(`write a code such as "EUR" or "USD", or remove the property`)
		default:
			finding = pass.Report(f.first.at, "%s", f.says("is not an ISO 4217 currency code")).
				Advise(`write a code such as "EUR" or "USD"`)
			if code := currencyNames[strings.ToLower(s[:min(len(s), 20)])]; code != "" {
				finding.Advise("write %s", advised(code))
			} else if strings.Trim(s, "$ ") == "" {
				finding.Advise(`write the code of the dollar or peso that is meant, such as "USD"`)
			}
		}
		f.relate(finding, sayValue).About(f.term)
	}
}

var invalidCountry = &check.Check{
	ID:       "schema/invalid-country",
	Severity: check.Info,
	Title:    "Two letters that are not a country code",
	Impact:   "maps and local search may not find the country",
	Why: "Maps, shipping and local search look up a country of two letters in ISO 3166-1. UK and EL are not in it: the United Kingdom is " +
		"GB, Greece is GR.",
	Fix:        "Write the ISO 3166-1 code, or the name of the country.",
	Exceptions: "Only values of two letters are checked. Names of countries, Country items, lowercase codes, EU and XK are accepted.",
	References: []string{"https://www.iso.org/iso-3166-country-codes.html", "https://schema.org/addressCountry"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "PostalAddress", "addressLocality": "Bristol", "addressCountry": "UK"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "PostalAddress", "addressLocality": "Bristol", "addressCountry": "GB"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range scanOf(pass.Page).values[countryForm] {
			if len(s.text) == 2 && isLetters(s.text) && !isRegion(s.text) {
				fs.add(key{s.prop.Term(), s.text}, s)
			}
		}
		for _, f := range fs.list {
			finding := pass.Report(f.first.at, "%s", f.says("is not an ISO 3166-1 country code")).
				Advise("write the code or the name of the country")
			if code := countryOf[strings.ToUpper(f.what)]; code != "" {
				finding.Advise("write %s", advised(code))
			}
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

var invalidLanguage = &check.Check{
	ID:       "schema/invalid-language",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the value is the name of a language, or its three-letter code where it has one of two letters"},
	Title:    "Language that is not a BCP 47 tag",
	Impact:   "search engines may not know the language",
	Why: "Search engines sort and offer content by inLanguage and knowsLanguage, which are BCP 47 tags. A tag with an underscore, or the code of a " +
		"country only, is not valid, and the language is unknown.",
	Fix:        "Write the code of the language, with that of a country or script where it matters: en, en-GB, zh-Hant.",
	Exceptions: "Capitalization does not matter. Language items and URLs of languages are accepted.",
	References: []string{"https://www.rfc-editor.org/info/bcp47", "https://schema.org/inLanguage"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "Ferry service resumes", "inLanguage": "en_GB"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "Ferry service resumes", "inLanguage": "en-GB"}
</script>`,
	Since: "0.1.0",
	Run:   runInvalidLanguage,
}

func runInvalidLanguage(pass *check.Pass) {
	var fs faults
	for _, s := range scanOf(pass.Page).values[languageForm] {
		if strings.Contains(s.text, "://") || strings.HasPrefix(s.text, "//") || s.text == "" || unfilled(&s) {
			continue
		}
		j := judgeLanguage(s.text)
		if j.fault == "" {
			continue
		}
		tag := s.text
		if len(tag) > 100 {
			tag = ""
		}
		fs.add(key{s.prop.Term(), tag}, s)
	}
	for _, f := range fs.list {
		j := judgeLanguage(f.first.text)
		finding := pass.Report(f.first.at, "%s", f.says(j.fault)).Advise("%s", j.advice)
		if j.mild {
			finding.Milder()
		}
		f.relate(finding, sayValue).About(f.term)
	}
}

// isRegion reports whether two letters are a country code, or stand for what has
// none: Kosovo, the European Union.
func isRegion(code string) bool {
	return langtag.Country(code) || strings.EqualFold(code, "XK") || strings.EqualFold(code, "EU")
}

// A languageFault is what is wrong with a language tag, as words that follow the
// property, and what to do; fault is empty when nothing is.
type languageFault struct {
	fault, advice string
	mild          bool
}

func judgeLanguage(s string) languageFault {
	const write = `write a tag such as "en" or "en-GB"`
	switch {
	case len(s) > 100:
		return languageFault{fault: "is not a language tag", advice: write}
	case strings.ContainsAny(s, ",;|/"):
		return languageFault{fault: "is a list of languages in one string", advice: "write each language as a value of its own, in an array"}
	case strings.Contains(s, "_"):
		j := languageFault{fault: "has an underscore, which BCP 47 does not allow", advice: write}
		if tag := strings.ReplaceAll(s, "_", "-"); judgeLanguage(tag).fault == "" {
			j.advice = "write " + check.Quote(tag)
		}
		return j
	}
	t, ok := langtag.Parse(s)
	if !ok && !strings.Contains(s, "-") && len(s) > 3 && strings.Trim(s, "0123456789.") != "" || ok && len(t.Language) > 3 && t == (langtag.Tag{Language: t.Language}) {
		return languageFault{fault: "is the name of a language, not a tag", advice: write, mild: true}
	}
	if !ok {
		return languageFault{fault: "is not a BCP 47 language tag", advice: write}
	}
	known, better := langtag.KnownLanguage(s)
	switch {
	case known && len(t.Region) == 2 && !isRegion(t.Region):
		j := languageFault{fault: "has a region that is not in ISO 3166-1", advice: write}
		if code := countryOf[t.Region]; code != "" {
			j.advice = "write " + advised(t.Language+"-"+code)
		}
		return j
	case known:
		return languageFault{}
	case len(t.Language) == 3 && better != "":
		return languageFault{fault: "has a three-letter code for a language with a two-letter code", advice: "write " + check.Quote(better), mild: true}
	case better != "" && t == (langtag.Tag{Language: t.Language}):
		return languageFault{fault: "is a country code, not a language code",
			advice: "write the language, such as " + check.Quote(better+"-"+strings.ToUpper(t.Language))}
	}
	return languageFault{fault: "has an unknown language code", advice: write}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) {
			return false
		}
	}
	return s != ""
}

var invalidGTIN = &check.Check{
	ID:       "schema/invalid-gtin",
	Severity: check.Error,
	Title:    "GTIN of the wrong length or with a wrong check digit",
	Impact:   "shopping services match another product or none, and Google disapproves the item",
	Why: "Shopping services match products by their GTIN. With a missing or wrong digit it matches another product or none, and " +
		"Google disapproves the item.",
	Fix: "Copy the digits below the barcode, with leading zeros, as text: JSON numbers and many spreadsheets lose these zeros.",
	Exceptions: "Spaces and hyphens are ignored; gtin may have 8, 12, 13 or 14 digits, or be a GS1 Digital Link. An ISBN of ten " +
		"characters belongs in isbn.",
	References: []string{"https://www.gs1.org/services/how-calculate-check-digit-manually", "https://schema.org/gtin"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "gtin13": "4006381333932"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "gtin13": "4006381333931"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range scanOf(pass.Page).values[gtinForm] {
			fault, _ := gtinFault(s.prop.Term(), s.text)
			if fault == "" || unfilled(&s) {
				continue
			}
			fs.add(key{s.prop.Term(), fault}, s)
		}
		for _, f := range fs.list {
			_, advice := gtinFault(f.term, f.first.text)
			finding := pass.Report(f.first.at, "%s", f.says(f.what)).Advise("%s", advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

// gtinFault says what is wrong with a GTIN of the property, and what to do; both
// are empty when nothing is.
func gtinFault(term, s string) (fault, advice string) {
	if s == "" {
		return "is empty", "write the GTIN, or remove the property"
	}
	if strings.Contains(s, "://") {
		return "", "" // a GS1 Digital Link
	}
	var digits [14]byte
	n := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if n < len(digits) {
				digits[n] = byte(r - '0')
			}
			n++
		case r == ' ' || r == '-' || r == '\u00a0' || r == '‐' || r == '‑' || r == '–':
		default:
			if n == 9 && (s[len(s)-1]|0x20) == 'x' && utf8.RuneCountInString(s) <= 14 {
				return "is an ISBN-10, not a GTIN", "write it as isbn, and its 13-digit form here"
			}
			return "contains characters other than digits", "write the digits below the barcode, or remove the property"
		}
	}
	lengths, ok := map[string]string{"gtin8": "8", "gtin12": "12", "gtin13": "13", "gtin14": "14"}[term]
	if ok && fmt.Sprint(n) != lengths || !ok && n != 8 && n != 12 && n != 13 && n != 14 {
		if lengths == "" {
			lengths = "8, 12, 13 or 14"
		}
		advice = "write all " + lengths + " digits below the barcode, including leading zeros"
		if n == 8 || n == 12 || n == 13 || n == 14 {
			advice = fmt.Sprintf("write all %s digits, or use gtin%d", lengths, n)
		}
		return fmt.Sprintf("has %d digits instead of %s", n, lengths), advice
	}
	sum, zeros := 0, true
	for i := range n - 1 {
		d := int(digits[i])
		zeros = zeros && d == 0
		if (n-1-i)%2 == 1 { // from the right, weights are 3, 1, 3 …
			d *= 3
		}
		sum += d
	}
	if zeros && digits[n-1] == 0 {
		return "is all zeros", "write the digits below the barcode, or remove the property"
	}
	if last := (10 - sum%10) % 10; last != int(digits[n-1]) {
		return "has a wrong check digit", fmt.Sprintf("compare it with the barcode: the check digit of these digits is %d", last)
	}
	return "", ""
}
