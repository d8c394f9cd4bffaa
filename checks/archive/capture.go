package archive

import (
	"fmt"
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
	Title:    "Not-found page with a success status",
	Impact:   "archives and search engines store it as the content of the URL",
	Why: "The server responded as if the page existed. Archives then store the error page as the content, search engines report a soft 404, " +
		"and statistics of titles and dates include it.",
	Fix: "Delete the capture, or look for an older one. On your own site, respond with status 404 or 410.",
	Exceptions: "Recognizes a title or first heading that says nothing else, on a short page without another headline, in the most " +
		"common languages. Silent on pages whose URL contains these words, that describe an item of their own or have a published date, " +
		"and on files and other pages that may not come from a server. Missing metadata of such a page is not reported.",
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
		status := "captured as an ordinary page"
		if p.Source.Status != 0 {
			status = fmt.Sprintf("sent with status %d", p.Source.Status)
		}
		pass.Report(in.Origin, "%s is that of a not-found page, %s: %s", in.Label, status, check.Quote(in.Text)).
			Advise("delete the capture, or respond with status 404")
	},
}

var interstitial = &check.Check{
	ID:       "archive/interstitial",
	Severity: check.Warning,
	Title:    "Another page in place of the requested one",
	Impact:   "archives store the title and dates of the wrong page",
	Why: "Servers send consent pages, bot checks, error pages and pages of parked domains under the URL of the requested page, " +
		"usually with a success status. Their titles, dates and authors are not those of the requested page.",
	Fix: "Delete the capture, look for an older one, or fetch the page again as a visitor who has passed the consent page or bot check.",
	Exceptions: "Recognizes a title or first heading that says nothing else, on a short page without another headline. Silent on pages whose URL " +
		"contains these words, that describe an item of their own or have a published date, on bot checks and server " +
		"errors with a title for previews, and on files and other pages that may not come from a server. Missing metadata of such a page " +
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
		f := pass.Report(in.Origin, "%s is that of %s, not of the requested page: %s", in.Label, in.Kind, check.Quote(in.Text)).
			Advise("delete the capture, or fetch the page again")
		if url := p.ShownURL; url != "" {
			f.Fact("asked", url)
		}
	},
}

var truncated = &check.Check{
	ID:       "archive/truncated",
	Severity: check.Warning,
	Title:    "Capture that is cut off",
	Impact:   "statistics of missing titles, dates and structured data are wrong",
	Why: "The archive has only the beginning of the page. It does not show whether missing metadata was never there or was cut off, so statistics of " +
		"missing titles, dates and structured data are wrong.",
	Fix: "Look for another capture, or fetch the page again.",
	Exceptions: "Silent when the page ends with the end tag of html or body, since the lengths in archives are often wrong. Missing metadata of a page that is " +
		"cut off is not reported.",
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
			"the capture of the page is cut off here: %s", why).
			Advise("look for another capture, or fetch the page again").About("capture").Fact("reason", why)
	},
}

// wholeRune is the offset at or after at where a code point begins.
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
	Title:    "UTF-8 page that is declared as another charset",
	Impact:   "browsers and crawlers show garbled text for characters beyond ASCII",
	Why: "Parsers use the declared charset, and characters beyond ASCII turn into garbled text such as \"Ã©\", in titles and descriptions too. In archives " +
		"a page that was converted often has an old header, or one of the archiver.",
	Fix: "Declare utf-8 in the Content-Type header and in a meta element. In an archive, correct the header of the record, or read the page as UTF-8.",
	Exceptions: "All bytes have to be valid UTF-8, with at least five characters beyond ASCII, which does not happen by chance in another " +
		"charset. Silent on pages from JSON records, whose own bytes are unknown.",
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
				"the Content-Type header declares %s, but the page is UTF-8", check.Quote(cs.Header)).
				Advise("send charset=utf-8 in the Content-Type header").About("charset").Fact("declared", cs.Header)
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
		pass.Report(at, "the page declares %s, but it is UTF-8", check.Quote(cs.Prescan)).
			Advise("declare utf-8 instead").About("charset").Fact("declared", cs.Prescan)
	},
}
