package head

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var emptyPage = &check.Check{
	ID:       "head/empty-page",
	Severity: check.Error,
	Title:    "The page has no content",
	Why: "There is no text and no element on the page, so that neither visitors nor search engines get anything. " +
		"It is the usual result of a template that failed, or of a file that was not written to the end.",
	Fix:        "Look into the log of what makes the page. If nothing is to be there, answer with status 404 or 410, or delete the file.",
	Exceptions: "Parts of pages may be empty.",
	References: []string{"https://developers.google.com/search/docs/crawling-indexing/http-network-errors"},
	Bad:        "<!doctype html>\n<!-- nothing was rendered -->\n<html><head></head><body></body></html>",
	Good:       "<!doctype html>\n<html><head><title>Opening hours</title></head><body><p>Daily from nine to five</body></html>",
	Since:      "0.1.0",
	Blank:      true,
	Run:        runEmptyPage,
}

func runEmptyPage(pass *check.Pass) {
	p := pass.Page
	if p.Partial() || !p.Blank() || len(p.Swallows()) > 0 {
		return
	}
	pass.Report(text.FromSource(0, 0),
		"the page is empty; visitors and search engines get nothing; mend what makes the page, or answer with status 404")
}

var pageTruncated = &check.Check{
	ID:       "head/page-truncated",
	Severity: check.Warning,
	Title:    "A part of the page was not read",
	Why: "The page stops in the middle of a tag, is longer than the bound on a page's size, has more elements than are read, or a tag with more attributes than are read. " +
		"What comes after that is checked by nobody, and crawlers have bounds of their own.",
	Fix: "Get the page again when it was cut off on its way. Otherwise make it shorter: move inline images, scripts and styles into files, and lists onto pages of their own.",
	References: []string{
		"https://developers.google.com/search/docs/crawling-indexing/googlebot",
		"https://html.spec.whatwg.org/multipage/parsing.html#parse-error-eof-in-tag",
	},
	Bad:   "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta property=\"og:image\" content=\"https://example.com/ho",
	Good:  "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta property=\"og:image\" content=\"https://example.com/house.jpg\"></head></html>",
	Since: "0.1.0",
	Run:   runPageTruncated,
}

func runPageTruncated(pass *check.Pass) {
	p := pass.Page
	for _, pr := range p.Problems {
		switch pr.Code {
		case "page-truncated":
			pass.Report(pr.Origin, "the page goes on beyond the bound on a page's size, and the rest was not read; "+
				"crawlers have such bounds as well; make the page shorter, or raise the bound if it was set low")
			return
		case "too-many-elements":
			pass.Report(lastKept(p), "the page has more meta, link or time elements or headings than are read, and those beyond were dropped; "+
				"what they say is not checked; find what repeats them")
			return
		case "too-many-attributes":
			pass.Report(pr.Origin, "the tag has more than 65,536 attributes, and those from here on were dropped; "+
				"what they say is not checked; find what repeats them, or the quote that ends too early")
			return
		}
	}
	if p.Partial() {
		return
	}
	if start, ok := p.EndsInTag(); ok && isCut(p.Text) && !slices.ContainsFunc(p.Swallows(), func(s *page.Swallowed) bool { return s.ToEnd }) {
		pass.Report(text.FromSource(start, len(p.Text)),
			"the page ends inside the tag %s; browsers and crawlers drop the tag, and what should follow is missing; get or build the page again",
			check.Quote(p.Text[start:]))
	}
}

// isCut tells whether a tag begins at the last "<" of a text and does not end.
// A text that ends in a tag otherwise has a quote that is not closed.
func isCut(src string) bool {
	last := strings.LastIndexByte(src, '<')
	if last < 0 || strings.IndexByte(src[last:], '>') >= 0 {
		return false
	}
	name := strings.TrimPrefix(src[last+1:], "/")
	return name != "" && name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z'
}

// lastKept is the place of the last element that was read of the kind of
// which the page has the most.
func lastKept(p *page.Page) text.Origin {
	best, at := 0, text.FromSource(0, 0)
	take := func(n int, node *html.Node) {
		if n > best && node != nil {
			best, at = n, text.FromTag(node)
		}
	}
	if n := len(p.Metas); n > 0 {
		take(n, p.Metas[n-1].Node)
	}
	if n := len(p.Links); n > 0 {
		take(n, p.Links[n-1].Node)
	}
	if n := len(p.Times); n > 0 {
		take(n, p.Times[n-1].Node)
	}
	if n := len(p.Headings); n > 0 {
		take(n, p.Headings[n-1].Node)
	}
	return at
}

var tooDeep = &check.Check{
	ID:       "head/too-deep",
	Severity: check.Warning,
	Title:    "Elements nest too deep to be read",
	Why: "Tree builders bound how deep elements may nest: browsers flatten what is deeper than about 500, and other readers refuse the page. " +
		"Such depth comes from end tags that are missing in a loop, not from design. " +
		"Formatting elements that a loop leaves open have the same outcome without depth: to open them again in each paragraph takes more time than readers spend on a page.",
	Fix: "Look for an element that a template opens for each entry and never closes, and close it.",
	References: []string{
		"https://html.spec.whatwg.org/multipage/parsing.html#tree-construction",
		"https://developer.chrome.com/docs/lighthouse/performance/dom-size/",
	},
	Bad:   "<!doctype html>\n<html lang=en><head><title>News</title></head><body>\n" + strings.Repeat("<ul>", 520),
	Good:  "<!doctype html>\n<html lang=en><head><title>News</title></head><body>\n" + strings.Repeat("<ul></ul>", 20),
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		for _, pr := range pass.Page.Problems {
			switch pr.Code {
			case "too-deep":
				pass.Report(pr.Origin, "elements nest deeper than 512; tree builders flatten or refuse that, so that what is in what is guessed from here on; "+
					"close the elements that are left open before")
				return
			case "too-entangled":
				pass.Report(pr.Origin, "so many elements are left open or overlap that to sort them out takes too long, and what is in what is guessed from here on; "+
					"other readers give up or guess otherwise; close the elements that are left open before, in reverse order")
				return
			}
		}
	},
}

var invalidBytes = &check.Check{
	ID:       "head/invalid-bytes",
	Severity: check.Warning,
	Title:    "Bytes are invalid in the page's charset",
	Why: "Every reader turns such bytes into the replacement character �, in titles, descriptions and structured data as well. " +
		"They come from text in another charset that was pasted or included, or from text that was cut in the middle of a character.",
	Fix: "Convert the file, or the part that comes from elsewhere, to UTF-8. Cut text by characters and not by bytes.",
	Exceptions: "Silent when the declarations of the charset contradict each other (head/charset-conflict tells that), " +
		"when the page itself ends within a character because it was cut off, and for UTF-16, where the character may be written in the page.",
	References: []string{"https://encoding.spec.whatwg.org/#decode"},
	Bad:        "<!doctype html>\n<html lang=fr><head><meta charset=utf-8>\n<title>Caf\xe9 de la Gare</title></head></html>",
	Good:       "<!doctype html>\n<html lang=fr><head><meta charset=utf-8>\n<title>Café de la Gare</title></head></html>",
	Since:      "0.1.0",
	Run:        runInvalidBytes,
}

func runInvalidBytes(pass *check.Pass) {
	p := pass.Page
	cs := &p.Charset
	if !cs.Replaced || cs.Misdeclared || cs.Name == "replacement" || strings.HasPrefix(cs.Name, "utf-16") {
		return
	}
	if d := declarationsOf(p); d.contradicts() {
		return
	}
	// Where the bytes were valid but for some, a U+FFFD that the page itself
	// has written looks the same in the text, and its bytes are gone: the
	// first of either kind is the best place there is.
	at := strings.Index(p.Text, "\uFFFD")
	if at < 0 {
		return
	}
	const size = len("\uFFFD")
	if p.Incomplete.Truncated && at+size == len(p.Text) {
		return
	}
	why := "which nothing declares but the bytes look like"
	switch cs.Source {
	case page.CharsetBOM:
		why = "which the byte order mark declares"
	case page.CharsetHeader:
		why = "which the Content-Type header declares"
	case page.CharsetMeta:
		why = "which the page declares"
	case page.CharsetRecord:
		why = "in which records are written"
	}
	n := strings.Count(p.Text, "\uFFFD")
	f := pass.Report(text.FromSource(at, at+size),
		"bytes that are invalid in %s, %s, are read as the replacement character \uFFFD in %d %s; readers and search results show it in place of letters; convert the text to UTF-8",
		cs.Name, why, n, check.Plural(n, "place", "places"))
	f.About("charset")
}
