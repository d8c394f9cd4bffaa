package head

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/titles"
)

var titleHalfEmpty = &check.Check{
	ID:       "head/title-half-empty",
	Severity: check.Warning,
	Title:    "Title with a missing part",
	Impact:   "search engines replace the title",
	Why: "A template joins the page title and the site name, and one of them was empty: \" | Example News\". " +
		"All such pages look the same in search results, and search engines replace the title.",
	Fix: "Have the template use the heading of the page for the missing part, and leave out the separator if one side of it is empty.",
	Exceptions: "The home page may have the site name as its title. A title that is only the site name is reported if the page declares its site name, " +
		"such as in og:site_name, and its own URL, and has no heading with the same words.",
	References: []string{titleLinks},
	Bad:        "<!doctype html>\n<html lang=en><head><title> | Harbour Museum</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours | Harbour Museum</title></head></html>",
	Since:      "0.1.0",
	Run:        runTitleHalfEmpty,
}

func runTitleHalfEmpty(pass *check.Pass) {
	p := pass.Page
	title := p.Title()
	if title == nil || blank(title.Text) || p.IsHome() || vague(p, title.Text) {
		return
	}
	if end, ok := danglingSeparator(title.Text); ok {
		pass.Report(title.Origin(), "the title %s with a separator: %s", end, check.Quote(title.Text)).
			Advise("add the part that is missing, or remove the separator")
		return
	}
	if ownHost(p) == "" {
		return // it may be the home page
	}
	if !p.TitleComparer().IsSite(title.Text) {
		return
	}
	for i := range p.Headings {
		if titles.SameSite(title.Text, p.Headings[i].Text) {
			return
		}
	}
	f := pass.Report(title.Origin(), "the title is only the site name: %s", check.Quote(title.Text)).
		Affects("search results show the same title for every such page").
		Advise("write the heading of the page before the site name")
	if prop := p.Prop("og:site_name"); prop != nil && titles.SameSite(title.Text, prop.Content) {
		f.Relate(prop.Origin(), "og:site_name has the site name")
	}
}

// danglingSeparator reports whether a title begins or ends with a separator.
// Hyphens, dashes, dots and slashes count only when white space sets them off;
// quotation marks, which « and » may be, never.
func danglingSeparator(title string) (end string, ok bool) {
	r := []rune(strings.TrimFunc(title, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) }))
	if len(r) < 3 {
		return "", false
	}
	separator := func(c, next rune) bool {
		switch c {
		case '|', '¦', '│', '｜':
			return true
		case '-', '–', '—', '·', '•', '~', '/', '\\':
			return unicode.IsSpace(next)
		}
		return false
	}
	switch {
	case separator(r[0], r[1]):
		return "begins", true
	case separator(r[len(r)-1], r[len(r)-2]):
		return "ends", true
	}
	return "", false
}

var titleDoubleEscaped = &check.Check{
	ID:       "head/title-double-escaped",
	Severity: check.Warning,
	Title:    "Title or description that shows entities or tags",
	Impact:   "search results, previews and browser tabs show the code to people",
	Why: "If the text was escaped twice or contains markup, people see \"&amp;amp;\" or \"<b>\" in search results, " +
		"previews and browser tabs.",
	Fix:        "Remove the markup from the text, and escape it once, where the HTML is written.",
	Exceptions: "Silent on texts that mention HTML, CSS or code.",
	References: []string{titleLinks, "https://html.spec.whatwg.org/multipage/syntax.html#character-references"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Fish &amp;amp; Chips</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Fish &amp; Chips</title></head></html>",
	Since:      "0.1.0",
	Run:        runTitleDoubleEscaped,
}

var (
	entityPattern = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)
	tagPattern    = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|br|center|cite|div|em|font|h[1-6]|i|img|li|mark|p|q|s|small|span|strong|sub|sup|u|ul)(?:\s[^<>]{0,300})?/?>`)
	codePattern   = regexp.MustCompile(`(?i)html|xml|\bcss\b|entit|escap|encod|\btags?\b|markup|element|script|\bphp\b|\bcode|unicode|character|\bjsx\b|react|regex|ampersand`)
)

func runTitleDoubleEscaped(pass *check.Pass) {
	p := pass.Page
	type place struct {
		name, shown string
		origin      text.Origin
	}
	var places []place
	look := func(name, value string, origin text.Origin) {
		value = value[:min(len(value), 4096)]
		if shown := leftover(value); shown != "" && !codePattern.MatchString(strings.ReplaceAll(value, shown, " ")) {
			places = append(places, place{name, shown, origin})
		}
	}
	if t := p.Title(); t != nil {
		look("the title", t.Text, t.Origin())
	}
	for _, key := range []string{"description", "og:title", "og:description"} {
		if prop := p.Prop(key); prop != nil {
			name := key
			if key == "description" {
				name = "the meta description"
			}
			look(name, prop.Content, prop.Origin())
		}
	}
	if len(places) == 0 {
		return
	}
	first := places[0]
	cause, repair := "an entity that was escaped twice", "escape the text once"
	if first.shown[0] == '<' {
		cause, repair = "an HTML tag", "remove the markup from the text"
	}
	f := pass.Report(first.origin, "%s shows %s: %s", first.name, cause, check.Quote(first.shown)).Advise("%s", repair)
	for _, pl := range places[1:] {
		f.Relate(pl.origin, "%s shows %s", pl.name, check.Quote(pl.shown))
	}
}

// leftover is the first HTML character reference or tag that a decoded text
// still contains, or empty.
func leftover(s string) string {
	if i := strings.IndexByte(s, '&'); i >= 0 && strings.IndexByte(s[i:], ';') >= 0 {
		for _, m := range entityPattern.FindAllString(s, 16) {
			if html.UnescapeString(m) != m {
				return m
			}
		}
	}
	if strings.IndexByte(s, '<') >= 0 {
		return tagPattern.FindString(s)
	}
	return ""
}

var titleLength = &check.Check{
	ID:       "head/title-length",
	Severity: check.Info,
	Off:      true,
	Title:    "Very short or very long title",
	Impact:   "search results may truncate or replace the title",
	Why: "Search results truncate titles at the width of their column, about 60 characters on a desktop, and a very short title leaves space unused. " +
		"Google states no limit and reads the whole title, so this check is off by default.",
	Fix:        "Write what matters first. Set the limits of your style guide.",
	References: []string{titleLinks},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours - Harbour Museum</title></head></html>",
	Since:      "0.1.0",
	Options: []check.Option{
		{Name: "min", Doc: "minimum number of characters", Default: 10},
		{Name: "max", Doc: "maximum number of characters", Default: 70},
	},
	Run: func(pass *check.Pass) {
		if t := pass.Page.Title(); t != nil && !blank(t.Text) {
			reportLength(pass, "title", t.Text, t.Origin())
		}
	},
}

// reportLength reports a text that is shorter or longer than the options min
// and max of the check.
func reportLength(pass *check.Pass, name, value string, at text.Origin) {
	n := characters(value)
	least, most := pass.Int("min"), pass.Int("max")
	switch {
	case n < least:
		pass.Report(at, "the %s has only %d %s", name, n, check.Plural(n, "character", "characters")).
			Affects("search engines may replace it").
			Advise("write at least %d %s", least, check.Plural(least, "character", "characters")).
			Fact("length", strconv.Itoa(n))
	case n > most:
		pass.Report(at, "the %s has %d %s", name, n, check.Plural(n, "character", "characters")).
			Affects("search results truncate it").
			Advise("write at most %d %s", most, check.Plural(most, "character", "characters")).
			Fact("length", strconv.Itoa(n))
	}
}

// characters counts the characters that people see, with white space folded:
// code points in composed form, without marks and joiners.
func characters(s string) int {
	n, joined := 0, false
	for _, r := range norm.NFC.String(text.Fold(s)) {
		switch {
		case r == 0x200D:
			joined = true // the next character joins the one before
			continue
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1F3FB && r <= 0x1F3FF:
		case joined:
		default:
			n++
		}
		joined = false
	}
	return n
}
