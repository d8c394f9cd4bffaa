package schema

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/schemaorg"
)

var invalidEnum = &check.Check{
	ID:       "schema/invalid-enum",
	Severity: check.Warning,
	Title:    "Value that is not a member of its enumeration",
	Impact:   "search engines do not understand the value",
	Why: "Availability, condition, the status of an event and similar properties take one of a fixed set of values. Search engines do not " +
		"understand other words: an offer that is \"available now\" is neither in stock nor out of stock.",
	Fix: "Write the URL of a member of the enumeration (https://schema.org/InStock) or its short name (InStock).",
	Exceptions: "http and https, with and without www., and short names are accepted. Members of other vocabularies, such as " +
		"GoodRelations, and properties that may be text are not checked.",
	References: []string{"https://schema.org/Enumeration", "https://schema.org/ItemAvailability"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": 79, "priceCurrency": "EUR", "availability": "available now"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Offer", "price": 79, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		known := classes()
		for _, s := range scanOf(pass.Page).values[memberForm] {
			name := schemaorg.MemberName(s.text)
			if name == "" && s.text != "" || isMember(name, known[s.prop.Term()].ranges) || unfilled(&s) {
				continue
			}
			fs.add(key{term: s.prop.Term()}, s)
		}
		for _, f := range fs.list {
			enums := enumerations(known[f.term].ranges)
			s := &f.first
			member := guessMember(schemaorg.MemberName(s.text), enums)
			what := "is not a member of " + either(enums)
			if s.text == "" {
				what = "is empty"
			} else if other := schemaorg.EnumMember(schemaorg.MemberName(s.text)); other != "" {
				what = "is a member of " + other + ", not of " + either(enums)
			}
			finding := pass.Report(s.at, "%s", f.says(what)).
				Advise("write the URL of a member, as %s lists them", check.Quote("https://schema.org/"+enums[0]))
			if member != "" {
				finding.Advise("write %s", check.Quote("https://schema.org/"+member)).Fact("nearest", member)
			}
			f.relate(finding, func(s *site) string {
				if member := guessMember(schemaorg.MemberName(s.text), enums); member != "" {
					return sayValue(s) + ": write " + check.Quote("https://schema.org/"+member)
				}
				return sayValue(s)
			}).About(f.term)
		}
	},
}

// isMember reports whether a name is a member of one of the enumerations, or a
// type below one, by which some members are meant.
func isMember(name string, enums []string) bool {
	for _, e := range enums {
		if schemaorg.IsMember(name, e) || name != e && schemaorg.IsSubtype(name, e) {
			return true
		}
	}
	return false
}

func enumerations(ranges []string) []string {
	var list []string
	for _, r := range ranges {
		if schemaorg.IsEnumeration(r) {
			list = append(list, r)
		}
	}
	return list
}

// guessMember is the member that was probably meant by a value in another
// spelling ("in stock", "mon", "new"), or empty.
func guessMember(name string, enums []string) string {
	if name == "" || len(name) > 64 {
		return ""
	}
	letters := strings.Map(func(r rune) rune {
		if r < 0x80 && !isDigit(byte(r)) && (r|0x20 < 'a' || r|0x20 > 'z') {
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.TrimPrefix(name, "schema.org/"), "www.schema.org/"))
	tries := []string{letters}
	for _, e := range enums {
		switch e {
		case "OfferItemCondition":
			tries = append(tries, letters+"Condition")
		case "EventStatusType":
			tries = append(tries, "Event"+letters)
		case "EventAttendanceModeEnumeration":
			tries = append(tries, letters+"EventAttendanceMode")
		case "RestrictedDiet":
			tries = append(tries, letters+"Diet")
		case "BookFormatType":
			tries = append(tries, letters+"Format")
		case "DayOfWeek":
			tries = append(tries, weekday(letters))
		case "ItemAvailability":
			switch strings.ToLower(letters) {
			case "available", "instockonline", "yes", "onstock":
				tries = append(tries, "InStock")
			case "unavailable", "soldout", "no", "notavailable":
				tries = append(tries, "OutOfStock")
			}
		}
	}
	for i, try := range tries {
		near := schemaorg.Nearest(try)
		if near != "" && (i == 0 || strings.EqualFold(near, try)) && isMember(near, enums) {
			return near
		}
	}
	return ""
}

// weekday is the English name of a day by its first two or three letters.
func weekday(s string) string {
	if len(s) < 2 || len(s) > 5 {
		return ""
	}
	for _, day := range [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		if len(s) <= len(day) && strings.EqualFold(s, day[:len(s)]) {
			return day
		}
	}
	return ""
}
