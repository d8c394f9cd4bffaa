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
	Title:    "Empty page",
	Impact:   "visitors and search engines get nothing",
	Why: "The page has no text and no element, so visitors and search engines get nothing. " +
		"The usual cause is a template that failed, or a file that was not completely written.",
	Fix:        "Look at the log of the program that writes the page. If the page should not exist, respond with status 404 or 410, or delete the file.",
	Exceptions: "Silent on parts of pages.",
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
	pass.Report(text.FromSource(0, 0), "the page is empty").
		Advise("fix the template or program that writes the page, or respond with status 404")
}

var pageTruncated = &check.Check{
	ID:       "head/page-truncated",
	Severity: check.Warning,
	Title:    "Page that was not read to its end",
	Impact:   "crawlers may miss the metadata in the rest",
	Why: "The page ends in the middle of a tag, or it has more bytes, elements or attributes than metacheck reads. " +
		"The rest is not checked, and crawlers have limits of their own.",
	Fix: "Download the page again if the transfer was cut off. Otherwise make it shorter: move inline images, scripts and styles to files, and lists to pages of their own.",
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
			pass.Report(pr.Origin, "the page is larger than the size limit, and the rest was not read").
				Affects("crawlers have size limits, too, and may miss the rest").
				Advise("make the page shorter, or raise the limit if it is set low")
			return
		case "too-many-elements":
			pass.Report(lastKept(p), "the page has too many meta, link or time elements or headings, and the rest was not read").
				Advise("find the template or script that repeats them")
			return
		case "too-many-attributes":
			pass.Report(pr.Origin, "the tag has more than 65,536 attributes, and the rest was not read").
				Advise("find the template or script that repeats them, or the quote that ends too early")
			return
		}
	}
	if p.Partial() {
		return
	}
	if start, ok := p.EndsInTag(); ok && isCut(p.Text) && !slices.ContainsFunc(p.Swallows(), func(s *page.Swallowed) bool { return s.ToEnd }) {
		pass.Report(text.FromSource(start, len(p.Text)),
			"the page ends inside a tag: %s", check.Quote(p.Text[start:])).
			Affects("browsers and crawlers drop the tag, and the rest of the page is missing").
			Advise("download or build the page again")
	}
}

// isCut reports whether a tag begins at the last "<" of a text and does not end.
// Any other text that ends in a tag has an unclosed quote.
func isCut(src string) bool {
	last := strings.LastIndexByte(src, '<')
	if last < 0 || strings.IndexByte(src[last:], '>') >= 0 {
		return false
	}
	name := strings.TrimPrefix(src[last+1:], "/")
	return name != "" && name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z'
}

// lastKept is the place of the last element that was read of the kind that the
// page has the most of.
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
	Title:    "Elements that nest too deep or overlap too much",
	Impact:   "parsers flatten, reject or guess the structure from there on",
	Why: "HTML parsers limit how deep elements may nest: browsers flatten elements deeper than about 500, and other parsers reject the page. " +
		"The usual cause is an end tag that is missing in a loop. " +
		"Formatting elements that a loop leaves open have the same effect without nesting: reopening them in each paragraph takes more time than parsers allow for a page.",
	Fix: "Find the element that a template opens for each entry and never closes, and close it.",
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
				pass.Report(pr.Origin, "elements nest deeper than 512 levels").
					Advise("close the elements that are left open before this place")
				return
			case "too-entangled":
				pass.Report(pr.Origin, "too many elements are left open or overlap, so the structure is guessed from here on").
					Affects("parsers give up, or guess another structure").
					Advise("close the elements that are left open before this place, in reverse order")
				return
			}
		}
	},
}

var invalidBytes = &check.Check{
	ID:       "head/invalid-bytes",
	Severity: check.Warning,
	Title:    "Bytes that are invalid in the charset of the page",
	Impact:   "browsers and search results show � instead of letters",
	Why: "Browsers and crawlers replace such bytes with the replacement character �, in titles, descriptions and structured data too. " +
		"The usual cause is text in another charset that was pasted or included, or text that was cut in the middle of a character.",
	Fix: "Convert the file, or the part that comes from elsewhere, to UTF-8. Cut text by characters, not by bytes.",
	Exceptions: "Silent when the charset declarations disagree (head/charset-conflict reports that), " +
		"when the page was cut off in the middle of a character, and on UTF-16, where the page itself may contain the replacement character.",
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
	why := "the charset that its bytes look like"
	switch cs.Source {
	case page.CharsetBOM:
		why = "the charset that the byte order mark declares"
	case page.CharsetHeader:
		why = "the charset that the Content-Type header declares"
	case page.CharsetMeta:
		why = "the charset that it declares"
	case page.CharsetRecord:
		why = "the charset of archive records"
	}
	n := strings.Count(p.Text, "\uFFFD")
	pass.Report(text.FromSource(at, at+size), "the page has bytes that are invalid in %s, %s, in %d %s", cs.Name, why, n, check.Plural(n, "place", "places")).
		Advise("convert the text to UTF-8").About("charset")
}
