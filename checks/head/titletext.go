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
	Title:    "A part of the title is missing",
	Why: "A template puts the page's name and the site's together, and one of them was empty: \" | Example News\". " +
		"All such pages look alike in search results, and search engines replace the title.",
	Fix: "Fill the part that is missing from the page's heading, and leave out the separator when there is nothing on one side of it.",
	Exceptions: "The home page may be named as the site is. Whether the title is only the site's name is judged when the page names its site, " +
		"as og:site_name does, and its own address, and has no heading of the same words.",
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
		pass.Report(title.Origin(), "the title %s %s with a separator; the name on its other side is missing, so search engines replace the title; add the name or drop the separator",
			check.Quote(title.Text), end)
		return
	}
	if ownHost(p) == "" {
		return // perhaps it is the home page
	}
	if !p.TitleComparer().IsSite(title.Text) {
		return
	}
	for i := range p.Headings {
		if titles.SameSite(title.Text, p.Headings[i].Text) {
			return
		}
	}
	f := pass.Report(title.Origin(), "the title is only the site's name %s; search results cannot tell the page from the site's others; put the page's own name first",
		check.Quote(title.Text))
	if prop := p.Prop("og:site_name"); prop != nil && titles.SameSite(title.Text, prop.Content) {
		f.Relate(prop.Origin(), "og:site_name gives the site's name")
	}
}

// danglingSeparator tells whether a title begins or ends with a separator.
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
	Title:    "The title or description shows entities or tags",
	Why: "The text was escaped twice, or markup got into it, so that people see \"&amp;amp;\" or \"<b>\" in search results, " +
		"previews and tabs where a sign or nothing should be.",
	Fix:        "Escape the text once, where the page is written, and take the markup out of it before.",
	Exceptions: "Silent for texts that speak of HTML, CSS or code.",
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
		look("title", t.Text, t.Origin())
	}
	for _, key := range []string{"description", "og:title", "og:description"} {
		if prop := p.Prop(key); prop != nil {
			look(key, prop.Content, prop.Origin())
		}
	}
	if len(places) == 0 {
		return
	}
	first := places[0]
	repair := "escape the text once"
	if first.shown[0] == '<' {
		repair = "take the markup out of the text"
	}
	f := pass.Report(first.origin, "people who read the %s see %s in it; the text was escaped twice or has markup in it, and search results and previews show that; %s",
		first.name, check.Quote(first.shown), repair)
	for _, pl := range places[1:] {
		f.Relate(pl.origin, "the %s shows %s", pl.name, check.Quote(pl.shown))
	}
}

// leftover is the first character reference or tag of HTML that a decoded text
// still has, or empty.
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
	Title:    "The title is very short or very long",
	Why: "Search results cut titles at the width of their column, about 60 characters on a desktop, and a very short title leaves room unused. " +
		"Google states no limit, and the whole title is read, which is why this check is off.",
	Fix:        "Put what matters first. Set the bounds to your house's rule.",
	References: []string{titleLinks},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours - Harbour Museum</title></head></html>",
	Since:      "0.1.0",
	Options: []check.Option{
		{Name: "min", Doc: "least number of characters", Default: 10},
		{Name: "max", Doc: "greatest number of characters", Default: 70},
	},
	Run: func(pass *check.Pass) {
		if t := pass.Page.Title(); t != nil && !blank(t.Text) {
			reportLength(pass, "title", t.Text, t.Origin())
		}
	},
}

// reportLength reports a text whose length is outside of the options min and
// max of the check.
func reportLength(pass *check.Pass, name, value string, at text.Origin) {
	n := characters(value)
	least, most := pass.Int("min"), pass.Int("max")
	switch {
	case n < least:
		pass.Report(at, "the %s has %d %s; that says little in search results; write at least %d", name, n, check.Plural(n, "character", "characters"), least).
			Fact("length", strconv.Itoa(n))
	case n > most:
		pass.Report(at, "the %s has %d characters; search results cut it; write at most %d, or put what matters first", name, n, most).
			Fact("length", strconv.Itoa(n))
	}
}

// characters counts what a reader takes for one character each, white space
// folded: code points in composed form, marks and joiners left out.
func characters(s string) int {
	n, joined := 0, false
	for _, r := range norm.NFC.String(text.Fold(s)) {
		switch {
		case r == 0x200D:
			joined = true // the next sign melts into the one before
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
