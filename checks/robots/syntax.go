package robots

import (
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/internal/values/robots"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// maxUnknown bounds the findings of unknown directives on a page.
const maxUnknown = 5

var unknownDirective = &check.Check{
	ID:       "robots/unknown-directive",
	Severity: check.Warning,
	Title:    "Unknown directive",
	Impact:   "crawlers ignore it",
	Why: "Crawlers ignore unknown directives without notice: a misspelled \"noindex\" leaves the page in search results. " +
		"Only commas separate directives.",
	Fix:        "Write the directive as search engines document it, and separate several directives by commas: \"noindex, nofollow\".",
	Exceptions: "The directives of Google, Bing, Yandex, Seznam and others, noai and similar ones, and retired directives are known. Names of crawlers before a directive are accepted. The meta element google is not checked, since it is not a list of directives.",
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
		what := "unknown directive"
		var help string
		better, is := meant(&d.Directive)
		switch {
		case weburl.Placeholder(d.Written) != "":
			what = "the directive is an unfilled template placeholder"
			help = "have the template write directives, or leave them out"
		case is == separated:
			what = "directives are not separated by commas"
			help = "write " + check.Quote(better)
		case better != "":
			help = "write " + check.Quote(better)
		case is == permitted:
			help = "remove it: what is not forbidden is allowed"
		default:
			help = "write a directive that search engines document, or remove it"
		}
		f := pass.Report(d.at, "%s: %s", what, check.Quote(d.Written)).Advise("%s", help).About(d.Agent + " " + strings.ToLower(d.Written))
		if is == separated {
			f.Affects("crawlers read them as one unknown directive and ignore it")
		}
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
	unclear    meaning = iota
	misspelled         // of one directive
	separated          // several directives without commas
	permitted          // the contrary of one that forbids
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
		return d.Name, misspelled
	}
	name, arg, hasArg := d.Name, d.Arg, d.HasArg
	if i := strings.IndexAny(written, "= "); !hasArg && i > 0 {
		name, arg, hasArg = written[:i], strings.TrimSpace(written[i+1:]), true
	}
	if r := nearest(name); r != nil {
		switch {
		case r.Arg != robots.None && hasArg && arg != "":
			return r.Name + ":" + arg, misspelled
		case r.Arg == robots.None && !hasArg:
			return r.Name, misspelled
		}
	}
	if r := nearest(written); r != nil && r.Arg == robots.None {
		return r.Name, misspelled // "no index"
	}
	if robots.RuleOf("no"+written) != nil {
		return "", permitted
	}
	return "", unclear
}

// nearest is the rule that a name misspells: other punctuation, or up to two
// different characters. It never turns what allows into what forbids.
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
	Title:    "Directive with an invalid value",
	Impact:   "crawlers ignore it",
	Why: "Google ignores a limit that it cannot read, as if there were none: snippets and previews can have any length, " +
		"and a page with an unreadable end date stays in search results forever.",
	Fix: "max-snippet and max-video-preview take a whole number, -1 for no limit; max-image-preview takes none, standard or large; " +
		"unavailable_after takes a date such as 2026-12-31T23:00:00Z.",
	Exceptions: "Spaces around the colon are allowed. Dates can be in any format that leaves no doubt, as Google documents.",
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
		var help, impact string
		switch d.Rule.Arg {
		case robots.Number:
			if _, ok := limit(d.Arg); ok {
				continue
			}
			help, impact = "write a whole number, or -1 for no limit", "crawlers ignore it and set no limit"
		case robots.Size:
			if previewSize(d.Arg) >= 0 {
				continue
			}
			help = `write "none", "standard" or "large"`
		case robots.Date:
			if _, ok := readDate(d.Arg); ok {
				continue
			}
			help, impact = "write a date in the form 2026-12-31T23:00:00Z", "Google ignores it and keeps the page in search results"
		}
		if contains(seen, d.Written) || len(seen) == maxUnknown {
			continue
		}
		seen = append(seen, d.Written)
		has := "has an invalid value: " + check.Quote(d.Arg)
		if d.Arg == "" {
			has = "has no value"
		}
		f := pass.Report(d.at, "%s %s", d.Name, has).Advise("%s", help).About(d.Agent + " " + d.Name)
		if impact != "" {
			f.Affects("%s", impact)
		}
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

// readDate reads the date of unavailable_after. Google lists RFC 822, RFC 850
// and ISO 8601 among others; any date that leaves no doubt is read.
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
