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
	Title:    "The quote of an attribute value is not closed",
	Why: "The value goes on to the next quote on the page, whatever that belongs to. " +
		"The tags in between become part of the value: crawlers never see the metadata in them.",
	Fix: "Put the closing quote behind the value. Have the template escape quotes in values (&quot;), so that they cannot end or open one.",
	Exceptions: "Silent for values that hold markup on purpose and end where they should, and where neither the tag nor what it swallows is metadata. " +
		"What is swallowed is reported here alone, and not as missing as well; no other check judges the value.",
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
		until := "to a quote of a later tag"
		if s.ToEnd {
			until = "to the end of the page"
		}
		where := plain(s.Attr) + " in the tag " + tagName(s.Element)
		if s.Count == 0 {
			pass.Report(s.Opener, "the quote of %s is not closed, so that the value goes on %s; %s cannot be read; close the quote behind the value",
				where, until, plain(s.Own))
			continue
		}
		f := pass.Report(s.Opener, "the quote of %s is not closed, so that the value goes on %s; %s in it %s lost; close the quote behind the value",
			where, until, names(s.Lost, s.Count), is(s.Count))
		relate(f, s.Lost)
	}
	for _, d := range p.Damages() {
		if d.Kind == page.DamageQuote {
			a := d.Node.Attr[d.Attr]
			name := a.Val[strings.LastIndexAny(strings.TrimRight(a.Val, "= \t\r\n\f"), " \t\r\n\f")+1:]
			pass.Report(text.FromAttr(d.Node, a.Key), "the quote of %s is not closed before the next attribute, so that the value reads %s; %s is no attribute of the tag then; close the quote behind the value",
				plain(a.Key), check.Quote(a.Val), plain(strings.ToLower(strings.TrimRight(name, "= \t\r\n\f")))).Fact("value", a.Val)
		}
	}
}

var unclosedTag = &check.Check{
	ID:       "markup/unclosed-tag",
	Severity: check.Error,
	Title:    "A tag is not closed before the next begins",
	Why: "Without its \">\" a tag takes in the next one: that becomes attributes of the first, of which those with names that it has already are dropped. " +
		"The metadata of the second tag is lost, and at times that of the first is mixed up.",
	Fix:        "Close the tag with \">\".",
	Exceptions: "Silent where neither of the two tags is metadata. What is lost is reported here alone, and not as missing as well; no other check judges the values from there on.",
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
		if s.Count == 0 {
			pass.Report(s.Opener, "a tag begins here inside the tag %s, for that lacks its \">\"; the two are read as one, so that %s gets attributes that are not its own; close the first tag",
				tagName(s.Element), plain(s.Own))
			continue
		}
		pass.Report(s.Opener, "a tag begins here inside the tag %s, for that lacks its \">\"; the two are read as one, so that %s is lost; close the first tag",
			tagName(s.Element), names(s.Lost, s.Count))
	}
}

var unclosedComment = &check.Check{
	ID:       "markup/unclosed-comment",
	Severity: check.Error,
	Title:    "A comment is not closed and hides metadata",
	Why: "A comment without \"-->\" reaches to the end of the page. Everything behind its beginning is invisible to browsers and crawlers, " +
		"and the metadata there with it.",
	Fix: "End the comment with \"-->\"; nothing else ends it, neither \"->\" nor \">\".",
	Exceptions: "Silent when there is no metadata behind the beginning of the comment, and for parts of pages. " +
		"What is lost is reported here alone, and not as missing as well.",
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
				f := pass.Report(s.Opener, "the comment that begins here is never closed; the rest of the page belongs to it, and %s there %s lost; end it with \"-->\"",
					names(s.Lost, s.Count), is(s.Count))
				relate(f, s.Lost)
			}
		}
	},
}

var unclosedElement = &check.Check{
	ID:       "markup/unclosed-element",
	Severity: check.Error,
	Title:    "An element of text is not closed and hides metadata",
	Why: "In title, script, style, textarea and the like there are no tags: all that stands before the end tag is their text. " +
		"Where the end tag is missing or misspelt, the tags that follow are text as well, up to the next end tag of that name or the end of the page, " +
		"and the metadata in them is lost.",
	Fix: "Write the end tag, and look for a misspelt one. A script in which \"<!--\" and \"<script\" stand needs \"-->\" before its end tag; " +
		"in strings of a script write \"<\\!--\" and \"<\\script\".",
	Exceptions: "Silent when there is no metadata behind the start tag, and, when the element reaches to the end, for parts of pages. " +
		"A title or style that speaks of a single tag, on one line, is left alone. What is lost is reported here alone, and not as missing as well; no other check judges the text.",
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
			f = pass.Report(s.Opener, "this end tag ends no script, for \"<!--\" and \"<script\" stand before it in the script and no \"-->\"; %s behind it %s part of the script; write \"<\\!--\" there",
				names(s.Lost, s.Count), is(s.Count))
		case s.Kind != page.SwallowText:
			continue
		case s.ToEnd:
			f = pass.Report(s.Opener, "the element %s is never closed; the rest of the page is its text, and %s there %s lost; write </%[1]s> where it ends",
				s.Element, names(s.Lost, s.Count), is(s.Count))
		default:
			f = pass.Report(s.Opener, "the element %s is closed far behind its text; %s in between %s read as a part of it; write </%[1]s> where it ends",
				s.Element, names(s.Lost, s.Count), is(s.Count))
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

// is is the verb for n things.
func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
