package schema

import (
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var invalidNumber = &check.Check{
	ID:       "schema/invalid-number",
	Severity: check.Error,
	Title:    "Invalid number",
	Impact:   "search engines drop or misread the number",
	Why: "Search engines read prices, ratings and counts as numbers with the digits 0 to 9 and a decimal point. Currency signs, " +
		"thousands separators, decimal commas and words make them drop the value or read another: 1.299 for 1,299.",
	Fix: "Write only the number (1299.00). Write the currency in priceCurrency, and a range of prices as lowPrice and highPrice. In " +
		"microdata, keep the text that people read and write the number in a content attribute.",
	Exceptions: "Numbers in quotes are accepted. ratingValue may be a fraction or a percentage, and a letter in certificationRating and contentRating; copyrightYear a range of years. Properties " +
		"that may be text, and position outside a ListItem, are not checked, nor are values that templates left unfilled, which " +
		"jsonld/placeholder-value reports.",
	References: []string{"https://schema.org/Number", "https://schema.org/price"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": "€ 1.299,00", "priceCurrency": "EUR"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": "1299.00", "priceCurrency": "EUR"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range scanOf(pass.Page).values[numberForm] {
			if numbers.Is(s.text) || mayBeWritten(&s) || unfilled(&s) {
				continue
			}
			what := numberFault(s.text)
			fs.add(key{s.prop.Term(), what}, s)
		}
		for _, f := range fs.list {
			advice := "write a number such as 12"
			switch {
			case strings.HasSuffix(f.term, "rice"):
				advice = "write a number such as 12.99"
			case strings.HasSuffix(f.term, "Rating") || f.term == "ratingValue":
				advice = "write a number such as 4.5"
			}
			if n := numbers.Plain(f.first.text); n != "" {
				advice = "write " + n
			}
			switch {
			case f.first.text == "":
				advice = "write the number, or remove the property"
			case len(f.first.text) < 20 && strings.EqualFold(f.first.text, "free"):
				advice = "write 0"
			}
			if strings.Contains(f.what, "currency") && f.first.item.Is("Offer") && f.first.item.Value("priceCurrency") == nil {
				advice += ", and the currency in priceCurrency"
			}
			finding := pass.Report(f.first.at, "%s", f.says(f.what)).Advise("%s", advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// mayBeWritten reports whether a value that is not a bare number is one that
// search engines accept: "4/5" and "80%" for a rating (Google, "Review snippet"),
// years for a copyright.
func mayBeWritten(s *site) bool {
	switch s.prop.Term() {
	case "bestRating", "worstRating":
		return isGrade(s.item)
	case "ratingValue":
		if isGrade(s.item) {
			return true
		}
		value, best, ok := numbers.Scaled(s.text)
		return ok && numbers.Is(value) && numbers.Is(best)
	case "copyrightYear":
		return len(s.text) < 100 && strings.ContainsAny(s.text, "0123456789") && strings.Trim(s.text, "0123456789-–—, ©") == ""
	}
	return false
}

// isGrade reports whether a rating is one by letters or words: the class of a
// certificate (Google, "Certification"), the age for which a film is rated.
func isGrade(it *schemaorg.Item) bool {
	if it.Parent == nil || it.Is("AggregateRating") {
		return false
	}
	role := it.Role()
	return role != nil && (role.Term() == "certificationRating" || role.Term() == "contentRating")
}

// numberFault says why a value is not a number.
func numberFault(s string) string {
	if s == "" {
		return "is empty"
	}
	var currency, comma, space, letters, percent, digits, foreign, points, other bool
	seen := 0
	for i, r := range s {
		if i > 200 {
			break
		}
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case unicode.Is(unicode.Nd, r):
			foreign = true
		case unicode.Is(unicode.Sc, r):
			currency = true
		case r == ',' || r == '٫' || r == '٬':
			comma = true
		case r == '.':
			seen++
			points = seen > 1
		case r == '%' || r == '‰':
			percent = true
		case unicode.IsSpace(r) || r == '\'' || r == '’':
			space = true
		case unicode.IsLetter(r):
			letters = true
		default:
			other = true
		}
	}
	switch {
	case foreign && !digits:
		return "has digits other than 0 to 9"
	case !digits:
		return "contains no number"
	case currency && comma:
		return "has a currency sign and a comma"
	case currency:
		return "has a currency sign"
	case letters:
		return "has words around the number"
	case comma:
		return "has a comma"
	case percent:
		return "has a percent sign"
	case points:
		return "has more than one decimal point"
	case space && !other:
		return "has a space or an apostrophe between its digits"
	}
	return "contains more than a number"
}

var rangeInverted = &check.Check{
	ID:         "schema/range-inverted",
	Severity:   check.Error,
	Title:      "Range whose minimum is greater than its maximum",
	Impact:     "search engines drop the offer or the rating",
	Why:        "A lowest price above the highest, or a worst rating above the best, is not a range: search engines drop the offer or the rating.",
	Fix:        "Swap the two values, or correct the wrong one.",
	Exceptions: "Both ends must be plain numbers that appear once. date/range-order checks ranges of dates.",
	References: []string{"https://schema.org/AggregateOffer", "https://schema.org/Rating"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "AggregateOffer", "lowPrice": 120, "highPrice": 80, "priceCurrency": "EUR"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "AggregateOffer", "lowPrice": 80, "highPrice": 120, "priceCurrency": "EUR"}
</script>`,
	Since: "0.1.0",
	Run:   runRangeInverted,
}

// upperEnd is the property of the upper end of a range by that of the lower
// one, or empty.
func upperEnd(lower string) string {
	switch lower {
	case "lowPrice":
		return "highPrice"
	case "minPrice":
		return "maxPrice"
	case "minValue":
		return "maxValue"
	case "worstRating":
		return "bestRating"
	case "suggestedMinAge":
		return "suggestedMaxAge"
	case "requiredMinAge":
		return "requiredMaxAge"
	case "childMinAge":
		return "childMaxAge"
	case "valueMinLength":
		return "valueMaxLength"
	}
	return ""
}

func runRangeInverted(pass *check.Pass) {
	var fs faults
	for _, s := range scanOf(pass.Page).values[numberForm] {
		above := upperEnd(s.prop.Term())
		if above == "" {
			continue
		}
		low, ok := numbers.Parse(s.text)
		if !ok || !only(s.item, s.prop.Term()) || !only(s.item, above) {
			continue
		}
		v := s.item.Value(above)
		if v.Item != nil {
			continue
		}
		written, _ := v.Written()
		if high, ok := numbers.Parse(written); ok && low > high {
			fs.add(key{s.prop.Term(), above}, s)
		}
	}
	for _, f := range fs.list {
		v := f.first.item.Value(f.what)
		written, at := v.Written()
		finding := pass.Report(f.first.at, "%s %s is greater than %s %s%s", f.term, f.first.text, f.what, written, f.more("range", "ranges")).
			Advise("swap the two values, or correct the wrong one")
		finding.Relate(at, "%s is %s", f.what, written)
		f.relate(finding, func(s *site) string { return f.term + " " + s.text + " is also greater than " + f.what }).About(f.term)
	}
}

// only reports whether an item has the property exactly once. Long lists of
// properties are not gone through.
func only(it *schemaorg.Item, term string) bool {
	n := 0
	for i := range it.Properties {
		if i == 1000 {
			return false
		}
		if p := &it.Properties[i]; !p.Reverse && p.Term() == term {
			if n++; n > 1 {
				return false
			}
		}
	}
	return n == 1
}
