package og

import (
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/dates"
	"github.com/metacheck/metacheck/internal/page"
)

var invalidDatetime = &check.Check{
	ID:       "og/invalid-datetime",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the value differs from ISO 8601 only in ways that most readers forgive, such as a space for the T"},
	Title:    "Time that is not in ISO 8601",
	Why: "article:published_time, article:modified_time and the other times of Open Graph are in ISO 8601. Other notations are read by some " +
		"consumers, dropped by most, and misread where day and month can be exchanged.",
	Fix: "Write the time as 2026-02-03T08:00:00+01:00, or as 2026-02-03 when only the day is known.",
	Exceptions: "A date without a time, and a time without an offset, are accepted. Dates in the right notation that do not exist are reported " +
		"by date/impossible. One finding a page: further times are related places.",
	References: []string{"https://ogp.me/#datetime"},
	Bad:        `<meta property="article:published_time" content="Tue, 03 Feb 2026 08:00:00 GMT">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00Z">`,
	Since:      "0.1.0",
	Run:        runInvalidDatetime,
}

func runInvalidDatetime(pass *check.Pass) {
	// A page writes its times in one notation: one finding for those that
	// cannot be read and one for those that most readers forgive.
	var malformed, forgiven *check.Finding
	related := 0
	for _, prop := range pass.Page.Props {
		if formatOf(prop.Key) != datetime || prop.Value() == "" {
			continue
		}
		shown := check.Quote(prop.Value())
		t, loose, err := dates.OGP(prop.Value())
		switch {
		case dates.FaultOf(err) == dates.Malformed:
			expected := "it like 2026-02-03T08:00:00+01:00"
			if read, err := dates.Any(prop.Value()); err == nil && read.Precision >= dates.Day {
				expected = read.String()
			}
			if malformed == nil {
				malformed = pass.Report(prop.Origin(), "%s %s is not in ISO 8601 (%v); many consumers drop it; write %s", prop.Written, shown, err, expected)
			} else if related++; related <= check.MaxRelated {
				malformed.Relate(prop.Origin(), "%s %s, too; write %s", prop.Written, shown, expected)
			}
		case err == nil && loose != "":
			if forgiven == nil {
				forgiven = pass.Report(prop.Origin(), "%s %s has %s; strict readers of ISO 8601 drop it; write %s", prop.Written, shown, loose, t).Milder()
			} else if related++; related <= check.MaxRelated {
				forgiven.Relate(prop.Origin(), "%s %s, too; write %s", prop.Written, shown, t)
			}
		}
	}
}

var invalidLocale = &check.Check{
	ID:       "og/invalid-locale",
	Severity: check.Warning,
	Title:    "og:locale that is not language_TERRITORY",
	Why: "og:locale takes a language in small letters, an underscore and a territory in capital letters. Facebook ignores anything else and " +
		"takes the page for en_US.",
	Fix: "Write en_GB, de_DE, pt_BR. The form en-GB belongs into the attribute lang.",
	Exceptions: "Locales of Facebook's own (es_LA, en_PI) and those with a script (zh_Hant_TW) are accepted. One finding a page: further " +
		"values of og:locale:alternate are related places.",
	References: []string{protocol},
	Bad:        `<meta property="og:locale" content="en-GB">`,
	Good:       `<meta property="og:locale" content="en_GB">`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		var wrong []*page.Prop
		for _, prop := range pass.Page.Props {
			if formatOf(prop.Key) == locale && prop.Value() != "" && !localeForm.MatchString(prop.Value()) {
				wrong = append(wrong, prop)
			}
		}
		if len(wrong) == 0 {
			return
		}
		f := pass.Report(wrong[0].Origin(), "%s %s is not written language_TERRITORY; consumers ignore it and take the page for en_US; write %s",
			wrong[0].Written, check.Quote(wrong[0].Value()), localeFor(wrong[0].Value()))
		f.RelateProps(wrong[1:], func(prop *page.Prop) string {
			return prop.Written + " " + check.Quote(prop.Value()) + ", too; write " + localeFor(prop.Value())
		})
	},
}

// localeForm is a locale of Open Graph; the territory may be a region's number
// (UN M.49), as in es_419.
var localeForm = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z][a-z]{3})?_([A-Z]{2}|[0-9]{3})$`)

// localeFor is the locale that a malformed one probably means, or an example.
func localeFor(s string) string {
	const example = "it like en_GB"
	if len(s) > 35 {
		return example
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return example
	}
	base, confidence := tag.Base()
	region, _ := tag.Region()
	if l := base.String() + "_" + region.String(); confidence != language.No && localeForm.MatchString(l) {
		return l
	}
	return example
}

var invalidInteger = &check.Check{
	ID:       "og/invalid-integer",
	Severity: check.Warning,
	Title:    "Size, duration or track number that is not a positive whole number",
	Why: "Widths and heights are in pixels, durations in seconds, both as plain digits. Consumers drop other values, and with them the size " +
		"that lets them show a picture or player at once.",
	Fix:        `Write digits only: 1200, not "1200px"; 95, not "1:35".`,
	Exceptions: "One finding for the pictures, videos and tracks of a page each: further values are related places.",
	References: []string{"https://ogp.me/#integer"},
	Bad: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200px">`,
	Good: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var groups check.Grouping[string, *page.Prop]
		for _, prop := range pass.Page.Props {
			if formatOf(prop.Key) != integer || prop.Value() == "" || positive(prop.Value()) > 0 {
				continue
			}
			groups.Add(prop.Key[:strings.LastIndexByte(prop.Key, ':')], prop)
		}
		for _, props := range groups.All() {
			prop := props[0]
			expected := "a number above 0, in digits only"
			if digits := plainNumber(prop.Value()); digits != "" {
				expected = digits + ", without anything around it"
			}
			f := pass.Report(prop.Origin(), "%s %s is no positive whole number; consumers drop it; write %s", prop.Written, check.Quote(prop.Value()), expected)
			f.RelateProps(props[1:], func(other *page.Prop) string {
				return other.Written + " " + check.Quote(other.Value()) + " is none either"
			})
		}
	},
}

// plainNumber is the number in a value that has a unit behind it ("1200px",
// "600 pixels"), or empty.
func plainNumber(s string) string {
	unit := strings.TrimLeft(s, "0123456789")
	digits := s[:len(s)-len(unit)]
	switch strings.ToLower(strings.TrimSpace(unit)) {
	case "px", "pixel", "pixels", "s", "sec", "seconds":
		if positive(digits) > 0 {
			return digits
		}
	}
	return ""
}

var fbAppIDInvalid = &check.Check{
	ID:       "og/fb-app-id-invalid",
	Severity: check.Warning,
	Title:    "fb:app_id or fb:admins that is not numeric",
	Why: "Facebook connects a page with the application or the people who may see its share statistics by their numbers. Anything else, such as " +
		"a name or the text of a template, connects it with nobody.",
	Fix:        "Put the number of the application into fb:app_id and the numbers of its administrators, separated by commas, into fb:admins; or remove the tag.",
	Exceptions: "A comma too many in fb:admins is harmless.",
	References: []string{webmaster},
	Bad:        `<meta property="fb:app_id" content="your_app_id">`,
	Good:       `<meta property="fb:app_id" content="1234567890">`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		for _, key := range []string{"fb:app_id", "fb:admins"} {
			var wrong []*page.Prop
			for _, prop := range pass.Page.PropAll(key) {
				if v := prop.Value(); v != "" && !numeric(key, v) {
					wrong = append(wrong, prop)
				}
			}
			if len(wrong) == 0 {
				continue
			}
			expected := "write the number of the application"
			if key == "fb:admins" {
				expected = "write the numbers of people with commas between"
			}
			f := pass.Report(wrong[0].Origin(), "%s %s is not numeric; Facebook connects the page with nobody; %s, or remove the tag", key, check.Quote(wrong[0].Value()), expected)
			f.RelateProps(wrong[1:], func(prop *page.Prop) string { return check.Quote(prop.Value()) + " is not numeric either" })
		}
	},
}

// numeric tells whether the value is a number, or for fb:admins a list of
// them.
func numeric(key, value string) bool {
	if key != "fb:admins" {
		return strings.Trim(value, "0123456789") == ""
	}
	digits := false
	for _, part := range strings.Split(value, ",") {
		part = strings.TrimSpace(part)
		if strings.Trim(part, "0123456789") != "" {
			return false
		}
		digits = digits || part != ""
	}
	return digits
}
