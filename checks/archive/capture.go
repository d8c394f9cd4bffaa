package archive

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

const (
	refSoft404  = "https://developers.google.com/search/docs/crawling-indexing/troubleshoot-crawling-errors"
	refEncoding = "https://encoding.spec.whatwg.org/"
)

var soft404 = &check.Check{
	ID:       "archive/soft-404",
	Severity: check.Warning,
	Title:    "The page says that nothing was found, with a status of success",
	Why: "The server answered as if the page were there. Archives then keep the error page as the text, search engines find a soft 404, " +
		"and counts of titles and dates include it.",
	Fix: "Drop the capture or look for an older one. On a site of your own, answer with status 404 or 410.",
	Exceptions: "Goes by a title or first heading that says nothing else, on a short page without a headline of its own, in the languages that " +
		"are most common. Silent for pages whose address has those words for its name, that tell of a thing of their own, or that say when they " +
		"were published, and for files and other pages of which it is not known that a server sent them. What such a page lacks is not reported.",
	References: []string{refSoft404, refWARC},
	Example:    check.Example{Record: page.Record{URL: "https://example.org/news/lighthouse"}},
	Bad: `<!doctype html><html lang="en"><head><title>Page not found | Harbour Gazette</title></head>
<body><h1>Page not found</h1><p>Try the search.</p></body></html>`,
	Good: `<!doctype html><html lang="en"><head><title>Lamp of the old lighthouse not found after storm | Harbour Gazette</title></head>
<body><h1>Lamp of the old lighthouse not found after storm</h1><p>Divers go on with the search.</p></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		in := p.Interstitial()
		if in == nil || in.Kind != page.NotFound || !p.Fetched() || p.Source.Status >= 300 {
			return
		}
		status := "was captured as a page"
		if p.Source.Status != 0 {
			status = "came with a status of success"
		}
		pass.Report(in.Origin, "%s %s says that there is no such page, but it %s; archives and search engines take it for the text; drop the capture, or answer with status 404",
			in.Label, check.Quote(in.Text), status)
	},
}

var interstitial = &check.Check{
	ID:       "archive/interstitial",
	Severity: check.Warning,
	Title:    "Another page came in place of the one that was asked for",
	Why: "Consent pages, checks against robots, error pages of servers and pages of parked domains come under the address of the page that was " +
		"asked for, as a rule with a status of success. What they say of titles, dates and authors is true of nothing.",
	Fix: "Drop the capture, look for an older one, or fetch the page again as a visitor would who has passed that page.",
	Exceptions: "Goes by a title or first heading that says nothing else, on a short page without a headline of its own. Silent for pages whose address " +
		"has those words for its name, that tell of a thing of their own, or that say when they were published, for checks of visitors and server " +
		"errors with a title for previews, and for files and other pages of which it is not known that a server sent them. What such a page lacks " +
		"is not reported.",
	References: []string{refWARC, "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"},
	Example:    check.Example{Record: page.Record{URL: "https://example.org/news/lighthouse"}},
	Bad: `<!doctype html><html lang="en"><head><title>Just a moment...</title></head>
<body><h1>example.org</h1><p>Checking your browser before accessing example.org.</p></body></html>`,
	Good: `<!doctype html><html lang="en"><head><title>Just a moment of silence for the lamp</title></head>
<body><h1>Just a moment of silence for the lamp</h1><p>The old lighthouse goes dark.</p></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		in := p.Interstitial()
		if in == nil || in.Kind == page.NotFound || !p.Fetched() {
			return
		}
		f := pass.Report(in.Origin, "%s %s is that of %s, not of the page that was asked for; its titles and dates say nothing of that; drop the capture or fetch the page again",
			in.Label, check.Quote(in.Text), in.Kind)
		if url := p.ShownURL; url != "" {
			f.Fact("asked", url)
		}
	},
}

var truncated = &check.Check{
	ID:       "archive/truncated",
	Severity: check.Warning,
	Title:    "The capture of the page is cut off",
	Why: "The archive has only the beginning of the page. What is missing from it cannot be told from what was never there, so that counts of " +
		"missing titles, dates and structured data are wrong.",
	Fix: "Look for another capture, or fetch the page again.",
	Exceptions: "Silent when the page ends with the end tag of html or body: what archives say of lengths is often wrong. Things that a cut page " +
		"lacks are not reported, whether it ever had them or not.",
	References: []string{refWARC},
	Example:    check.Example{Truncation: "the connection broke while it was captured"},
	Bad:        "<!doctype html><html lang=\"en\"><head><title>Old lighthouse keeps its lamp</title></head>\n<body><p>The council has",
	Good:       "<!doctype html><html lang=\"en\"><head><title>Old lighthouse keeps its lamp</title></head>\n<body><p>The council has decided.</body></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		why := p.Incomplete.CutOff
		if why == "" {
			return
		}
		end := len(strings.TrimRight(p.Text, " \t\r\n"))
		start := max(0, strings.LastIndexByte(p.Text[:end], '\n')+1)
		pass.Report(text.FromSource(max(start, wholeRune(p.Text, end-40)), end),
			"the capture of the page ends here: %s; what is missing from the page may have been there; look for another capture or fetch the page again", why).
			About("capture").Fact("reason", why)
	},
}

// wholeRune is the offset at or behind at where a code point begins.
func wholeRune(s string, at int) int {
	at = max(0, at)
	for at < len(s) && s[at]&0xC0 == 0x80 {
		at++
	}
	return at
}

var charsetWrong = &check.Check{
	ID:       "archive/charset-wrong",
	Severity: check.Warning,
	Title:    "The page is UTF-8, but declared as something else",
	Why: "Readers take the declared charset, and letters beyond ASCII turn into noise such as \"Ã©\", in titles and descriptions as well. In archives " +
		"the header of another time, or of the archiver, often stands beside a page that was converted.",
	Fix: "Declare utf-8 in the Content-Type header and in a meta element. In an archive, correct the record's header, or read the page as UTF-8.",
	Exceptions: "The bytes have to be valid UTF-8 throughout, with at least five characters beyond ASCII, which text in another charset is not by " +
		"chance. Pages out of JSON records have no bytes of their own.",
	References: []string{refEncoding, "https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding"},
	Bad: `<!doctype html><html lang="fr"><head><meta charset="iso-8859-1"><title>Été à la mer : le phare restera allumé</title></head>
<body><p>Décidé dès février.</p></body></html>`,
	Good: `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Été à la mer : le phare restera allumé</title></head>
<body><p>Décidé dès février.</p></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		cs := &p.Charset
		if !cs.Misdeclared {
			return
		}
		if cs.Source == page.CharsetHeader {
			pass.Report(text.FromOutside("header Content-Type"),
				"the Content-Type header says %s, but the bytes of the page are UTF-8; letters beyond ASCII turn into noise; declare utf-8", check.Quote(cs.Header)).
				About("charset").Fact("declared", cs.Header)
			return
		}
		at := text.FromSource(0, 0)
		for _, m := range p.Metas {
			if strings.TrimSpace(m.Charset) != "" {
				at = text.FromAttr(m.Node, "charset")
				break
			}
			if strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "content-type") {
				at = text.FromAttr(m.Node, "content")
				break
			}
		}
		pass.Report(at, "the page declares %s, but its bytes are UTF-8; letters beyond ASCII turn into noise; declare utf-8", check.Quote(cs.Prescan)).
			About("charset").Fact("declared", cs.Prescan)
	},
}
