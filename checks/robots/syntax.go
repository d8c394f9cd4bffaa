package robots

import (
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/dates"
	"github.com/metacheck/metacheck/internal/robots"
	"github.com/metacheck/metacheck/internal/weburl"
)

// maxUnknown bounds the findings of unknown directives on a page.
const maxUnknown = 5

var unknownDirective = &check.Check{
	ID:       "robots/unknown-directive",
	Severity: check.Warning,
	Title:    "A directive that no crawler knows",
	Why: "Crawlers pass over directives that they do not know. A misspelt \"noindex\" leaves the page in search results, and nobody is told. " +
		"Only commas separate directives.",
	Fix:        "Write the directive as the engines document it, and separate several by commas: \"noindex, nofollow\".",
	Exceptions: "Knows the directives of Google, Bing, Yandex, Seznam and others, noai and the like, and those that were given up. The names of crawlers in front are passed over, and so is the meta element google, which is no list of directives.",
	References: []string{googleDoc, bingDoc, yandexDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Basket</title>\n<meta name=robots content=\"no-index, follow\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Basket</title>\n<meta name=robots content=\"noindex, follow\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{check.AllowOption("directives")},
	Run:        runUnknownDirective,
}

func runUnknownDirective(pass *check.Pass) {
	var seen []string
	for d := range directives(pass.Page) {
		if d.Rule != nil && (d.Rule.Arg != robots.None || !d.HasArg) || contains(seen, d.Written) || pass.Allows(d.Written) {
			continue
		}
		if len(seen) == maxUnknown {
			return
		}
		seen = append(seen, d.Written)
		what := check.Quote(d.Written) + " is no directive of any search engine"
		var expected string
		better, is := meant(&d.Directive)
		switch {
		case weburl.Placeholder(d.Written) != "":
			what = check.Quote(d.Written) + " should have been filled by a template"
			expected = "have it print directives, or leave the element out"
		case is == separated:
			what = check.Quote(d.Written) + " is read as one directive, which nobody knows"
			expected = "separate directives by commas: " + check.Quote(better)
		case better != "":
			expected = "write " + check.Quote(better)
		case is == permitted:
			expected = "leave it out, since all that is not forbidden is allowed"
		default:
			expected = "leave it out, or write the directive that is meant"
		}
		f := pass.Report(d.at, "%s; crawlers pass over it; %s", what, expected).About(d.Agent + " " + strings.ToLower(d.Written))
		if better != "" {
			f.Fact("expected", better)
		}
	}
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if strings.EqualFold(e, s) {
			return true
		}
	}
	return false
}

// A meaning is how an unknown directive came to be.
type meaning uint8

const (
	unclear   meaning = iota
	misspelt          // of one directive
	separated         // several directives without commas
	permitted         // the contrary of one that forbids
)

// meant is the directive, or list of directives, that an unknown one was meant
// to be, or empty.
func meant(d *robots.Directive) (better string, is meaning) {
	if len(d.Written) > 200 {
		return "", unclear
	}
	written := strings.ToLower(d.Written)
	parts := strings.FieldsFunc(written, func(r rune) bool { return strings.ContainsRune(" \t\r\n;|/+&.", r) })
	if len(parts) > 1 && len(parts) <= len(robots.Rules) {
		known := true
		for i, part := range parts {
			part = strings.ReplaceAll(part, "=", ":")
			name, _, _ := strings.Cut(part, ":")
			known = known && robots.RuleOf(name) != nil
			parts[i] = part
		}
		if known {
			return strings.Join(parts, ", "), separated
		}
	}
	if d.Rule != nil { // "noindex: true"
		return d.Name, misspelt
	}
	name, arg, hasArg := d.Name, d.Arg, d.HasArg
	if i := strings.IndexAny(written, "= "); !hasArg && i > 0 {
		name, arg, hasArg = written[:i], strings.TrimSpace(written[i+1:]), true
	}
	if r := nearest(name); r != nil {
		switch {
		case r.Arg != robots.None && hasArg && arg != "":
			return r.Name + ":" + arg, misspelt
		case r.Arg == robots.None && !hasArg:
			return r.Name, misspelt
		}
	}
	if r := nearest(written); r != nil && r.Arg == robots.None {
		return r.Name, misspelt // "no index"
	}
	if robots.RuleOf("no"+written) != nil {
		return "", permitted
	}
	return "", unclear
}

// nearest is the rule that a name misspells: other punctuation, or up to two
// letters off. It never turns what allows into what forbids.
func nearest(name string) *robots.Rule {
	if len(name) > 32 || robots.RuleOf("no"+name) != nil {
		return nil
	}
	plain := letters(name)
	for i := range robots.Rules {
		if letters(robots.Rules[i].Name) == plain {
			return &robots.Rules[i]
		}
	}
	var best *robots.Rule
	least := 3
	for i := range robots.Rules {
		r := &robots.Rules[i]
		if r.Unread != "" {
			continue
		}
		if n := levenshtein.ComputeDistance(name, r.Name); n < least && n*4 <= len(r.Name) && strings.HasPrefix(r.Name, "no") == strings.HasPrefix(name, "no") {
			best, least = r, n
		}
	}
	return best
}

// letters is s without punctuation.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_ .'\"", r) {
			return -1
		}
		return r
	}, s)
}

var malformedDirective = &check.Check{
	ID:       "robots/malformed-directive",
	Severity: check.Error,
	Title:    "A directive with a value that cannot be used",
	Why: "Google passes over a limit that it cannot read, as if there were none: snippets and previews grow to any length, " +
		"and a page whose end date cannot be read stays in search results for good.",
	Fix: "max-snippet and max-video-preview take a whole number, -1 for no limit; max-image-preview takes none, standard or large; " +
		"unavailable_after takes a date such as 2026-12-31T23:00:00Z.",
	Exceptions: "Blanks around the colon are allowed. Dates may be written in any way that leaves no doubt, as Google says.",
	References: []string{googleDoc},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"max-snippet:short, max-image-preview:large\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=robots content=\"max-snippet:50, max-image-preview:large\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runMalformedDirective,
}

func runMalformedDirective(pass *check.Pass) {
	var seen []string
	for d := range directives(pass.Page) {
		if d.Rule == nil || d.Rule.Arg == robots.None {
			continue
		}
		var expected, ignored string
		switch d.Rule.Arg {
		case robots.Number:
			if _, ok := limit(d.Arg); ok {
				continue
			}
			expected, ignored = "a whole number, or -1 for no limit", "crawlers pass over it, and there is no limit"
		case robots.Size:
			if previewSize(d.Arg) >= 0 {
				continue
			}
			expected, ignored = `"none", "standard" or "large"`, "crawlers pass over it"
		case robots.Date:
			if _, ok := readDate(d.Arg); ok {
				continue
			}
			expected, ignored = "a date such as 2026-12-31T23:00:00Z", "Google passes over it and keeps the page"
		}
		if contains(seen, d.Written) || len(seen) == maxUnknown {
			continue
		}
		seen = append(seen, d.Written)
		has := "has the value " + check.Quote(d.Arg)
		if d.Arg == "" {
			has = "has no value"
		}
		pass.Report(d.at, "%s %s; %s; give it %s", d.Name, has, ignored, expected).About(d.Agent + " " + d.Name)
	}
}

// limit reads the value of max-snippet and max-video-preview: -1 or more.
func limit(s string) (n int, ok bool) {
	if len(s) > 9 || strings.HasPrefix(s, "+") {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= -1
}

// previewSize is the place of a value of max-image-preview in the order of
// sizes, or -1.
func previewSize(s string) int {
	for i, name := range [...]string{"none", "standard", "large"} {
		if strings.EqualFold(s, name) {
			return i
		}
	}
	return -1
}

// readDate reads the date of unavailable_after. Google names RFC 822, RFC 850
// and ISO 8601 and says that these are not all; what leaves no doubt is read.
func readDate(s string) (dates.Time, bool) {
	if s == "" || len(s) > dates.MaxLen {
		return dates.Time{}, false
	}
	if t, err := dates.RFC2822(fourDigits(s)); err == nil {
		return t, true
	}
	t, err := dates.Any(s)
	return t, err == nil && t.Precision >= dates.Day
}

// fourDigits rewrites a date of RFC 850 ("Thursday, 31-Dec-26 23:00:00 GMT") or
// of RFC 822 with its year of two digits for a reader of RFC 5322: the dashes,
// the long name of the weekday and the year. Years before 70 are of this
// century.
func fourDigits(s string) string {
	if day, rest, ok := strings.Cut(s, ","); ok && len(day) > 3 {
		s = day[:3] + "," + rest
	}
	f := strings.Fields(strings.Replace(s, ",", ", ", 1))
	for i, part := range f {
		if p := strings.Split(part, "-"); len(p) == 3 {
			f = append(append(append([]string{}, f[:i]...), p...), f[i+1:]...)
			break
		}
	}
	year := 2
	if len(f) > 0 && strings.HasSuffix(f[0], ",") {
		year = 3
	}
	if len(f) > year && len(f[year]) == 2 {
		if f[year] < "70" {
			f[year] = "20" + f[year]
		} else {
			f[year] = "19" + f[year]
		}
	}
	return strings.Join(f, " ")
}
