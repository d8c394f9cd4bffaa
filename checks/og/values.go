package og

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
)

var invalidDatetime = &check.Check{
	ID:       "og/invalid-datetime",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the value differs from ISO 8601 only in ways that most parsers accept, such as a space instead of T"},
	Title:    "Date that is not valid ISO 8601",
	Impact:   "most parsers ignore the date",
	Why: "article:published_time, article:modified_time and the other dates of Open Graph are in ISO 8601. Some parsers read other formats, " +
		"most ignore them, and some confuse day and month.",
	Fix: "Write the date and time as 2026-02-03T08:00:00+01:00, or 2026-02-03 if only the day is known.",
	Exceptions: "A date without a time, and a time without an offset, are accepted. Dates in the right format that do not exist are reported " +
		"by date/impossible. One finding per page; further dates are related places.",
	References: []string{"https://ogp.me/#datetime"},
	Bad:        `<meta property="article:published_time" content="Tue, 03 Feb 2026 08:00:00 GMT">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00Z">`,
	Since:      "0.1.0",
	Run:        runInvalidDatetime,
}

func runInvalidDatetime(pass *check.Pass) {
	// A page writes its dates in one format: one finding for those that cannot
	// be read and one for those that most parsers accept.
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
			help := "write the date like 2026-02-03T08:00:00+01:00"
			read, err := dates.Any(prop.Value())
			known := err == nil && read.Precision >= dates.Day
			if known {
				help = fmt.Sprintf("write %q", read)
			}
			if malformed == nil {
				malformed = pass.Report(prop.Origin(), "%s is not valid ISO 8601: %s", prop.Written, shown).Advise("%s", help)
			} else if related++; related > check.MaxRelated {
				continue
			} else if known {
				malformed.Relate(prop.Origin(), "%s has %s instead of %q", prop.Written, shown, read)
			} else {
				malformed.Relate(prop.Origin(), "%s has the same problem: %s", prop.Written, shown)
			}
		case err == nil && loose != "":
			if forgiven == nil {
				forgiven = pass.Report(prop.Origin(), "%s has %s: %s", prop.Written, check.List(strings.Split(loose, ", ")), shown).
					Affects("strict ISO 8601 parsers ignore the date").
					Advise("write %q", t).Milder()
			} else if related++; related <= check.MaxRelated {
				forgiven.Relate(prop.Origin(), "%s has %s instead of %q", prop.Written, shown, t)
			}
		}
	}
}

var invalidLocale = &check.Check{
	ID:       "og/invalid-locale",
	Severity: check.Warning,
	Title:    "og:locale that is not language_TERRITORY",
	Impact:   "Facebook ignores it and assumes en_US",
	Why: "og:locale takes a language in lowercase, an underscore and a territory in uppercase. Facebook ignores anything else and " +
		"assumes en_US.",
	Fix: "Write en_GB, de_DE, pt_BR. The form en-GB is for the lang attribute.",
	Exceptions: "Facebook's own locales (es_LA, en_PI) and those with a script (zh_Hant_TW) are accepted. One finding per page; further " +
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
		first := wrong[0]
		f := pass.Report(first.Origin(), "%s is not in the form language_TERRITORY: %s", first.Written, check.Quote(first.Value()))
		switch l, sure := localeFor(first.Value()); {
		case sure:
			f.Advise("write %q", l)
		case l != "":
			f.Advise("add the territory, such as %q", l)
		default:
			f.Advise(`write a locale such as "en_GB"`)
		}
		if first.Key != "og:locale" {
			f.Affects("Facebook ignores it")
		}
		f.RelateProps(wrong[1:], func(prop *page.Prop) string {
			if l, sure := localeFor(prop.Value()); sure {
				return fmt.Sprintf("%s has %s instead of %q", prop.Written, check.Quote(prop.Value()), l)
			}
			return prop.Written + " has the same problem: " + check.Quote(prop.Value())
		})
	},
}

// localeForm is a locale of Open Graph; the territory may be a region's number
// (UN M.49), as in es_419.
var localeForm = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z][a-z]{3})?_([A-Z]{2}|[0-9]{3})$`)

// localeFor is the locale that a malformed one probably means, or empty; sure
// reports whether it names the territory itself.
func localeFor(s string) (l string, sure bool) {
	if len(s) > 35 {
		return "", false
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return "", false
	}
	base, confidence := tag.Base()
	region, certain := tag.Region()
	if l := base.String() + "_" + region.String(); confidence != language.No && localeForm.MatchString(l) {
		return l, certain == language.Exact
	}
	return "", false
}

var invalidInteger = &check.Check{
	ID:       "og/invalid-integer",
	Severity: check.Warning,
	Title:    "Size, duration or track number that is not a positive whole number",
	Impact:   "Facebook ignores the value",
	Why: "Widths and heights are in pixels, durations in seconds, both as plain digits. Facebook ignores other values, and then does not know the size " +
		"that lets it show an image or player at once.",
	Fix:        `Write digits only: 1200, not "1200px"; 95, not "1:35".`,
	Exceptions: "One finding each for the images, videos and tracks of a page; further values are related places.",
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
			f := pass.Report(prop.Origin(), "%s is not a positive whole number: %s", prop.Written, check.Quote(prop.Value())).
				Advise("write a whole number greater than 0, in digits only")
			if digits := plainNumber(prop.Value()); digits != "" {
				f.Advise("write %q", digits)
			}
			f.RelateProps(props[1:], func(other *page.Prop) string {
				return other.Written + " has the same problem: " + check.Quote(other.Value())
			})
		}
	},
}

// plainNumber is the number in a value that has a unit after it ("1200px",
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
	Impact:   "Facebook links the page to no app",
	Why: "Facebook links a page to an app, or to the people who may see its share statistics, by their numeric IDs. It ignores anything else, such as " +
		"a name or the placeholder of a template.",
	Fix:        "Write the numeric ID of the app in fb:app_id, and the numeric user IDs of the administrators, separated by commas, in fb:admins; or remove the tag.",
	Exceptions: "Extra commas in fb:admins are harmless.",
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
			f := pass.Report(wrong[0].Origin(), "%s is not numeric: %s", key, check.Quote(wrong[0].Value())).
				Advise("write the numeric ID of the app, or remove the tag")
			if key == "fb:admins" {
				f.Affects("Facebook shows the share statistics of the page to nobody").
					Advise("write numeric user IDs, separated by commas, or remove the tag")
			}
			f.RelateProps(wrong[1:], func(prop *page.Prop) string { return check.Quote(prop.Value()) + " is not numeric either" })
		}
	},
}

// numeric reports whether the value is a number, or for fb:admins a list of
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
