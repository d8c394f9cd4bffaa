package head

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

var brokenHead = &check.Check{
	ID:       "head/broken-head",
	Severity: check.Error,
	Title:    "Content in head that ends it early",
	Impact:   "Google stops reading the head there",
	Why: "Browsers and crawlers end the head and begin the body at the first text or element that is not allowed in head. " +
		"What follows is in body, where Google ignores canonical and hreflang links, and parsers of link previews may not look.",
	Fix: "Move the text or element to body. Typical causes are img and iframe elements of counters, div elements of widgets, a character before the doctype or in an included file, and error messages of a program.",
	Exceptions: "Silent when the metadata is in body on purpose, after </head> or the body tag, and on parts of pages. " +
		"Robots directives count anywhere, and the content of noscript does not end the head.",
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
	link := slices.Contains(names, "canonical") || slices.Contains(names, "hreflang")
	if len(names) > most {
		names = append(names[:most:most], "more metadata")
	}
	f := pass.Report(hb.Culprit, "%s ends the head early, before %s", what, check.List(names))
	if link {
		f.Affects("Google ignores canonical and hreflang links in body")
	}
	switch {
	case hb.Text != "":
		f.Advise("move the text after the <body> tag, or remove it")
	case strings.HasPrefix(what, "the end tag"):
		f.Advise("remove the end tag, or move it after the metadata")
	case what == "the element body":
		f.Advise("move the <body> tag after the metadata")
	default:
		f.Advise("move the element after the <body> tag")
	}
	for _, lost := range hb.Lost {
		f.Relate(lost.Origin, "%s is in body", plainName(lost.Name))
	}
}

// plainName is a name as messages show it: in quotes if it has characters that
// names do not have.
func plainName(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz:_") != "" {
		return check.Quote(name)
	}
	return name
}
