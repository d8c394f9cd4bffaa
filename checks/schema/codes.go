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
		When: "when the code is written in lower case, is of a currency that is no more, or is a cryptocurrency's"},
	Title: "currency that is no code of ISO 4217",
	Why: "A price counts only with its currency, and consumers look that up by the three letters of ISO 4217. With a sign or a name " +
		"in its place Google reports the offer as invalid.",
	Fix: "Write the code: EUR for €, GBP for £, USD, CAD or AUD for $.",
	Exceptions: "The list is that of 2026 (amendment 180), with SLE, XCG and ZWG and without BGN. Codes that were withdrawn are accepted on pages of the time when they " +
		"were valid, where that is known. currenciesAccepted, a free text, is not judged.",
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
	for _, s := range surveyOf(pass.Page).values[currencyForm] {
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
			finding = pass.Report(f.first.at, "%s %s%s is the code of a currency that was last valid in %d, so that consumers may not know it; write the code of the present currency",
				f.term, s, f.and(), last).Milder()
		case crypto[up]:
			finding = pass.Report(f.first.at, "%s %s%s is a cryptocurrency, which ISO 4217 does not list and search engines do not show; give the price in a currency of ISO 4217, too",
				f.term, check.Quote(s), f.and()).Milder()
		case isCurrency(up):
			finding = pass.Report(f.first.at, "%s %s%s is in lower case, which strict readers do not know; write %s", f.term, check.Quote(s), f.and(), up).Milder()
		default:
			advice := "write one such as EUR or USD"
			if code := currencyNames[strings.ToLower(s[:min(len(s), 20)])]; code != "" {
				advice = "write " + code
			} else if signs := strings.Trim(s, "$ "); s != "" && signs == "" {
				advice = "write the code of the dollar or peso that is meant, such as USD"
			}
			finding = pass.Report(f.first.at, "%s %s%s is no currency code of ISO 4217, so that consumers drop the price; %s", f.term, check.Quote(s), f.and(), advice)
		}
		f.relate(finding, sayValue).About(f.term)
	}
}

var invalidCountry = &check.Check{
	ID:       "schema/invalid-country",
	Severity: check.Info,
	Title:    "two letters that are no country's code",
	Why: "Maps, shipping and local search look a country of two letters up in ISO 3166-1. UK and EL are not in it: the United Kingdom is " +
		"GB, Greece is GR.",
	Fix:        "Write the code of ISO 3166-1, or the name of the country.",
	Exceptions: "Names of countries, Country items, lower case, EU and XK are fine; only values of two letters are judged.",
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
		for _, s := range surveyOf(pass.Page).values[countryForm] {
			if len(s.text) == 2 && isLetters(s.text) && !isRegion(s.text) {
				fs.add(key{s.prop.Term(), s.text}, s)
			}
		}
		for _, f := range fs.list {
			advice := "write the code or the name of the country"
			if code := countryOf[strings.ToUpper(f.what)]; code != "" {
				advice = "write " + code
			}
			finding := pass.Report(f.first.at, "%s %s%s is no country code of ISO 3166-1, so that consumers may not find the country; %s",
				f.term, check.Quote(f.what), f.and(), advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

var invalidLanguage = &check.Check{
	ID:       "schema/invalid-language",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the value is the name of a language, or its code of three letters where it has one of two"},
	Title:    "language that is no tag of BCP 47",
	Why: "Consumers sort and offer content by inLanguage and knowsLanguage, which are tags of BCP 47. An underscore, or the code of a " +
		"country alone, is none, so that they take the language for unknown.",
	Fix:        "Write the code of the language, with that of a country or script where it matters: en, en-GB, zh-Hant.",
	Exceptions: "Letter case does not count. Language items and addresses that name a language are fine.",
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
	for _, s := range surveyOf(pass.Page).values[languageForm] {
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
		finding := pass.Report(f.first.at, "%s %s%s %s, so that consumers may take the language for unknown; %s",
			f.term, check.Quote(f.first.text), f.and(), j.fault, j.advice)
		if j.mild {
			finding.Milder()
		}
		f.relate(finding, sayValue).About(f.term)
	}
}

// isRegion tells whether two letters are a country's code, or stand for what
// has none: Kosovo, the European Union.
func isRegion(code string) bool {
	return langtag.Country(code) || strings.EqualFold(code, "XK") || strings.EqualFold(code, "EU")
}

// A languageFault is what is wrong with the name of a language; fault is empty
// when nothing is.
type languageFault struct {
	fault, advice string
	mild          bool
}

func judgeLanguage(s string) languageFault {
	const write = "write a tag such as en or en-GB"
	switch {
	case len(s) > 100:
		return languageFault{fault: "is no language tag", advice: write}
	case strings.ContainsAny(s, ",;|/"):
		return languageFault{fault: "is a list in one text", advice: "give each language as a value of its own, in an array"}
	case strings.Contains(s, "_"):
		j := languageFault{fault: "has an underscore, which BCP 47 does not allow", advice: write}
		if tag := strings.ReplaceAll(s, "_", "-"); judgeLanguage(tag).fault == "" {
			j.advice = "write " + tag
		}
		return j
	}
	t, ok := langtag.Parse(s)
	if !ok && !strings.Contains(s, "-") && len(s) > 3 && strings.Trim(s, "0123456789.") != "" || ok && len(t.Language) > 3 && t == (langtag.Tag{Language: t.Language}) {
		return languageFault{fault: "is the name of a language and no tag", advice: write, mild: true}
	}
	if !ok {
		return languageFault{fault: "is no tag of BCP 47", advice: write}
	}
	known, better := langtag.KnownLanguage(s)
	switch {
	case known && len(t.Region) == 2 && !isRegion(t.Region):
		j := languageFault{fault: "names a region that ISO 3166-1 does not have", advice: write}
		if code := countryOf[t.Region]; code != "" {
			j.advice = "write " + t.Language + "-" + code
		}
		return j
	case known:
		return languageFault{}
	case len(t.Language) == 3 && better != "":
		return languageFault{fault: "has the code of three letters for a language that has one of two", advice: "write " + better, mild: true}
	case better != "" && t == (langtag.Tag{Language: t.Language}):
		return languageFault{fault: "is the code of a country and no language",
			advice: fmt.Sprintf("write the language, such as %s-%s", better, strings.ToUpper(t.Language))}
	}
	return languageFault{fault: "begins with a code that is no language's", advice: write}
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
	Why: "Shopping services match products by their GTIN. One with a digit lost or exchanged matches another product or none, and " +
		"Google disapproves the item.",
	Fix: "Copy the digits below the bar code, with leading zeros, as text: a number of JSON and many spreadsheets lose those.",
	Exceptions: "Blanks and hyphens are passed over; gtin may have 8, 12, 13 or 14 digits, or be a GS1 Digital Link. An ISBN of ten " +
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
		for _, s := range surveyOf(pass.Page).values[gtinForm] {
			fault, _ := gtinFault(s.prop.Term(), s.text)
			if fault == "" || unfilled(&s) {
				continue
			}
			fs.add(key{s.prop.Term(), fault}, s)
		}
		for _, f := range fs.list {
			_, advice := gtinFault(f.term, f.first.text)
			finding := pass.Report(f.first.at, "%s %s%s %s, so that it matches another product or none; %s",
				f.term, check.Quote(f.first.text), f.and(), f.what, advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

// gtinFault says what is wrong with a GTIN under the property, and what to
// do; both are empty when nothing is.
func gtinFault(term, s string) (fault, advice string) {
	if s == "" {
		return "is empty", "write the GTIN, or leave the property out"
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
				return "is an ISBN of ten characters and no GTIN", "write it as isbn, and its form of 13 digits here"
			}
			return "is not made of digits", "write the digits below the bar code, or leave the property out"
		}
	}
	lengths, ok := map[string]string{"gtin8": "8", "gtin12": "12", "gtin13": "13", "gtin14": "14"}[term]
	if ok && fmt.Sprint(n) != lengths || !ok && n != 8 && n != 12 && n != 13 && n != 14 {
		if lengths == "" {
			lengths = "8, 12, 13 or 14"
		}
		advice = "write all " + lengths + " digits below the bar code, leading zeros too"
		if n == 8 || n == 12 || n == 13 || n == 14 {
			advice = fmt.Sprintf("write all %s digits, or use gtin%d", lengths, n)
		}
		return fmt.Sprintf("has %d digits where %s has %s", n, term, lengths), advice
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
		return "is all zeros, which is no product's", "write the digits below the bar code, or leave the property out"
	}
	if last := (10 - sum%10) % 10; last != int(digits[n-1]) {
		return "has a wrong check digit", fmt.Sprintf("compare it with the bar code; after these digits the last one would be %d", last)
	}
	return "", ""
}
