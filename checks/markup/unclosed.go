package markup

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var unclosedQuote = &check.Check{
	ID:       "markup/unclosed-quote",
	Severity: check.Error,
	Title:    "Attribute value without a closing quote",
	Impact:   "crawlers read the tags up to the next quote as part of the value",
	Why: "The value continues up to the next quote on the page, whatever that belongs to. " +
		"The tags in between become part of the value, so browsers and crawlers do not see their metadata.",
	Fix: "Write the closing quote after the value. Have the template escape quotes in values (&quot;), so that they cannot end or start one.",
	Exceptions: "Silent for values that contain markup on purpose and end where they should, and where neither the tag nor what is lost is metadata. " +
		"Lost metadata is reported only here, not as missing as well. No other check looks at the value.",
	References: []string{attributes, parseErrors + "-missing-whitespace-between-attributes"},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"description\" content=\"When the harbour museum is open>\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"description\" content=\"When the harbour museum is open\">\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Since:  "0.1.0",
	Damage: true,
	Run:    runUnclosedQuote,
}

func runUnclosedQuote(pass *check.Pass) {
	p := pass.Page
	for _, s := range p.Swallows() {
		if s.Kind != page.SwallowQuote {
			continue
		}
		so := plain(s.Own) + " cannot be read"
		if s.Count > 0 {
			so = lost(s)
		}
		f := pass.Report(s.Opener, "%s in %s has no closing quote, so %s", plain(s.Attr), tagName(s.Element), so).
			Advise("write the closing quote after the value")
		if s.ToEnd {
			f.Affects("crawlers read the rest of the page as part of the value")
		}
		relate(f, s.Lost)
	}
	for _, d := range p.Damages() {
		if d.Kind == page.DamageQuote {
			a := d.Node.Attr[d.Attr]
			name := a.Val[strings.LastIndexAny(strings.TrimRight(a.Val, "= \t\r\n\f"), " \t\r\n\f")+1:]
			pass.Report(text.FromAttr(d.Node, a.Key), "%s in %s has no closing quote before the next attribute: %s", plain(a.Key), tagName(d.Node.Data), check.Quote(a.Val)).
				Affects("crawlers read the attribute %s as part of the value", plain(strings.ToLower(strings.TrimRight(name, "= \t\r\n\f")))).
				Advise("write the closing quote after the value").Fact("value", a.Val)
		}
	}
}

var unclosedTag = &check.Check{
	ID:       "markup/unclosed-tag",
	Severity: check.Error,
	Title:    "Tag without \">\" before the next tag",
	Impact:   "crawlers read the two tags as one",
	Why: "If a tag has no \">\", browsers and crawlers read the next tag as attributes of the first, and drop those that the first already has. " +
		"The metadata of the second tag is lost, and sometimes that of the first is mixed up.",
	Fix:        "Write \">\" at the end of the tag.",
	Exceptions: "Silent where neither of the two tags is metadata. Lost metadata is reported only here, not as missing as well. No other check looks at the values in the rest of the tag.",
	References: []string{parseErrors + "-unexpected-character-in-attribute-name", metadataDoc},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"robots\" content=\"max-snippet:50\"\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"robots\" content=\"max-snippet:50\">\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Since:  "0.1.0",
	Damage: true,
	Run:    runUnclosedTag,
}

func runUnclosedTag(pass *check.Pass) {
	for _, s := range pass.Page.Swallows() {
		if s.Kind != page.SwallowTag {
			continue
		}
		so := plain(s.Own) + " gets the attributes of another tag"
		if s.Count > 0 {
			so = lost(s)
		}
		pass.Report(s.Opener, `%s has no ">" before the next tag, so %s`, tagName(s.Element), so).
			Advise(`write ">" at the end of the first tag`)
	}
}

var unclosedComment = &check.Check{
	ID:       "markup/unclosed-comment",
	Severity: check.Error,
	Title:    "Unclosed comment that hides metadata",
	Impact:   "browsers and crawlers ignore the rest of the page",
	Why: "A comment without \"-->\" continues to the end of the page. Browsers and crawlers ignore everything after its start, " +
		"including the metadata there.",
	Fix: "End the comment with \"-->\". Nothing else ends it, neither \"->\" nor \">\".",
	Exceptions: "Silent when there is no metadata after the start of the comment, and for parts of pages. " +
		"Lost metadata is reported only here, not as missing as well.",
	References: []string{
		"https://html.spec.whatwg.org/multipage/syntax.html#comments",
		parseErrors + "-eof-in-comment",
	},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<!-- addresses ->\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<!-- addresses -->\n" +
		"<link rel=\"canonical\" href=\"https://example.com/hours\">\n</head></html>",
	Since:  "0.1.0",
	Damage: true,
	Blank:  true,
	Run: func(pass *check.Pass) {
		for _, s := range pass.Page.Swallows() {
			if s.Kind == page.SwallowComment {
				f := pass.Report(s.Opener, "the comment is never closed, so %s", lost(s)).Advise(`end the comment with "-->"`)
				relate(f, s.Lost)
			}
		}
	},
}

var unclosedElement = &check.Check{
	ID:       "markup/unclosed-element",
	Severity: check.Error,
	Title:    "Unclosed title, script or style that hides metadata",
	Impact:   "browsers and crawlers read the tags that follow as its text",
	Why: "In title, script, style, textarea and similar elements there are no tags: everything before the end tag is text. " +
		"If the end tag is missing or misspelled, the tags that follow are text as well, up to the next such end tag or the end of the page, " +
		"and their metadata is lost.",
	Fix: "Write the end tag, or correct a misspelled one. A script that contains \"<!--\" and \"<script\" needs \"-->\" before its end tag; " +
		"in the strings of a script, write \"<\\!--\" and \"<\\script\".",
	Exceptions: "Silent when there is no metadata after the start tag and, if the element continues to the end, for parts of pages. " +
		"A title or style that mentions a single tag, on one line, is not reported. Lost metadata is reported only here, not as missing as well. No other check looks at the text.",
	References: []string{
		"https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements",
		"https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements",
	},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours<title>\n<link rel=\"canonical\" href=\"https://example.com/hours\">\n" +
		"<meta property=\"og:title\" content=\"Opening hours\">\n</head></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<link rel=\"canonical\" href=\"https://example.com/hours\">\n" +
		"<meta property=\"og:title\" content=\"Opening hours\">\n</head></html>",
	Since:  "0.1.0",
	Damage: true,
	Run:    runUnclosedElement,
}

func runUnclosedElement(pass *check.Pass) {
	for _, s := range pass.Page.Swallows() {
		var f *check.Finding
		switch {
		case s.Kind == page.SwallowScript:
			f = pass.Report(s.Opener, `</script> does not end a script with an open "<!--" and "<script", so %s`, lost(s)).
				Affects("browsers and crawlers read the tags that follow as part of the script").
				Advise(`write "<\!--" instead of "<!--" in the strings of the script, or close it with "-->"`)
		case s.Kind != page.SwallowText:
			continue
		case s.ToEnd:
			f = pass.Report(s.Opener, "%s is never closed, so %s", tagName(s.Element), lost(s)).
				Affects("browsers and crawlers read the rest of the page as its text").
				Advise("write </%s> where it ends", s.Element)
		default:
			f = pass.Report(s.Opener, "%s is closed too late, so %s", tagName(s.Element), lost(s)).
				Advise("write </%s> where it ends", s.Element)
		}
		relate(f, s.Lost)
	}
}

// tagName is the tag of an element, or its end tag, as messages show it.
func tagName(element string) string {
	if name, ok := strings.CutPrefix(element, "/"); ok {
		return "</" + plain(name) + ">"
	}
	return "<" + plain(element) + ">"
}

// lost says which metadata is lost, as a clause.
func lost(s *page.Swallowed) string {
	return names(s.Lost, s.Count) + check.Plural(s.Count, " is lost", " are lost")
}
