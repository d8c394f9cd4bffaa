package head

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

var brokenHead = &check.Check{
	ID:       "head/broken-head",
	Severity: check.Error,
	Title:    "Something in head ends it early",
	Why: "Text, or an element that may not stand in head, makes browsers and crawlers end the head there and begin the body. " +
		"What follows is in body, where search engines ignore canonical and hreflang links, and readers of link previews may not look.",
	Fix: "Move the text or element behind the body tag. Typical culprits are img and iframe of counters, div of widgets, a character before the doctype or in an included file, and messages of a program.",
	Exceptions: "Silent when the metadata was put into body on purpose, behind </head> or the body tag, and for parts of pages. " +
		"Robots directives count anywhere, and what noscript holds does not end the head.",
	References: []string{
		"https://developers.google.com/search/docs/crawling-indexing/valid-page-metadata",
		"https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead",
	},
	Bad: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<img src=\"https://stats.example.com/pixel.gif\" alt=\"\">\n" +
		"<link rel=canonical href=\"https://example.com/hours\">\n</head>\n<body></body></html>",
	Good: "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n" +
		"</head>\n<body>\n<img src=\"https://stats.example.com/pixel.gif\" alt=\"\"></body></html>",
	Since: "0.1.0",
	Run:   runBrokenHead,
}

func runBrokenHead(pass *check.Pass) {
	hb := pass.Page.HeadBreak()
	if hb == nil {
		return
	}
	what := hb.What
	if hb.Text != "" {
		what += " " + check.Quote(hb.Text)
	}
	var names []string
	for _, lost := range hb.Lost {
		if name := plainName(lost.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	const most = 5
	if len(names) > most {
		names = append(names[:most:most], "more")
	}
	f := pass.Report(hb.Culprit, "%s ends the head here, so that %s behind it %s in body; search engines ignore canonical and hreflang links there, and others may not look; move it behind the body tag",
		what, check.List(names), check.Plural(hb.Count, "is", "are"))
	for _, lost := range hb.Lost {
		f.Relate(lost.Origin, "%s ends up in body", plainName(lost.Name))
	}
}

// plainName is a name as it stands in messages: in quotation marks when it is
// not made of the characters of names.
func plainName(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz:_") != "" {
		return check.Quote(name)
	}
	return name
}
