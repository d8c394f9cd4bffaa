package head

import (
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

const charsetAudit = "https://developer.chrome.com/docs/lighthouse/best-practices/charset/"

// A declaration of the page's charset.
type declaration struct {
	label  string // as written
	name   string // in the Encoding Standard; empty for a label that is none
	what   string // "the Content-Type header"
	origin text.Origin
	meta   *page.Meta // nil for the header and the byte order mark
}

// declarations are what declares the charset of a page, in the order in which
// browsers ask.
type declarations []declaration

func declarationsOf(p *page.Page) declarations {
	var list declarations
	if p.Charset.Source == page.CharsetBOM {
		list = append(list, declaration{p.Charset.Name, p.Charset.Name, "the byte order mark", text.FromSource(0, 0), nil})
	}
	if label := p.Charset.Header; label != "" {
		list = append(list, declaration{label, encodingName(label), "the Content-Type header", text.FromOutside("header Content-Type"), nil})
	}
	for _, m := range p.Metas {
		label, name := strings.TrimSpace(m.Charset), "charset"
		if label == "" && strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "content-type") {
			label, name = page.ContentCharset(m.Content), "content"
		}
		if label != "" {
			list = append(list, declaration{label, encodingName(label), "the meta element", text.FromAttr(m.Node, name), m})
		}
		if len(list) == 16 {
			break
		}
	}
	return list
}

func encodingName(label string) string {
	_, name := charset.Lookup(label)
	return name
}

// same tells whether two declarations agree. The byte order of UTF-16 is told
// by the mark; the label alone leaves it open.
func (d declaration) same(e declaration) bool {
	return d.name == e.name || strings.HasPrefix(d.name, "utf-16") && strings.HasPrefix(e.name, "utf-16")
}

// contradicts tells whether two usable declarations disagree.
func (l declarations) contradicts() bool {
	first := -1
	for i, d := range l {
		switch {
		case d.name == "":
		case first < 0:
			first = i
		case !d.same(l[first]):
			return true
		}
	}
	return false
}

var charsetMissing = &check.Check{
	ID:       "head/charset-missing",
	Severity: check.Warning,
	Title:    "The page does not declare its charset",
	Why: "Without a declaration, browsers and crawlers guess the charset by language and bytes, and guess wrong: " +
		"letters with accents, quotation marks and other scripts turn into noise, in titles and descriptions as well.",
	Fix:        "Put <meta charset=\"utf-8\"> first in head, or send Content-Type: text/html; charset=utf-8. Save UTF-16 pages as UTF-8.",
	Exceptions: "A byte order mark or the Content-Type header, where it is known, declares the charset as well. Parts of pages need no declaration.",
	References: []string{charsetAudit, "https://html.spec.whatwg.org/multipage/semantics.html#charset"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Opening hours</title></head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if !whole(p) {
			return
		}
		if p.Charset.Source == page.CharsetPattern {
			pass.Report(text.FromSource(0, 0), "the page is written in %s without byte order mark; browsers do not recognise that and show noise; save it as UTF-8",
				strings.ToUpper(p.Charset.Name)).About("charset")
			return
		}
		if len(declarationsOf(p)) == 0 && !p.MayHave("meta charset", "meta content-type") {
			pass.Report(headTag(p), "the page does not declare its charset; browsers and crawlers guess it, and letters beyond ASCII turn into noise; put <meta charset=\"utf-8\"> first in head").
				About("charset")
		}
	},
}

var charsetLate = &check.Check{
	ID:         "head/charset-late",
	Severity:   check.Warning,
	Title:      "The charset is declared too late",
	Why:        "Browsers look for the declaration in the first 1024 bytes. Behind them, the page has been read in a guessed charset: browsers start over, other readers do not.",
	Fix:        "Move the meta element that declares the charset to the first place in head, before comments, scripts and styles.",
	Exceptions: "Silent when a byte order mark or the Content-Type header declares the charset.",
	References: []string{charsetAudit, "https://html.spec.whatwg.org/multipage/semantics.html#charset"},
	Bad: "<!doctype html>\n<html lang=en><head>\n<!--" + strings.Repeat("\n  The first comment of this page is a long one, about its template.", 16) +
		"\n-->\n<meta charset=utf-8><title>Opening hours</title></head></html>",
	Good: "<!doctype html>\n<html lang=en><head>\n<meta charset=utf-8><title>Opening hours</title>\n<!--" +
		strings.Repeat("\n  The first comment of this page is a long one, about its template.", 16) + "\n--></head></html>",
	Since: "0.1.0",
	Run:   runCharsetLate,
}

func runCharsetLate(pass *check.Pass) {
	p := pass.Page
	if p.Charset.Prescan != "" || p.Charset.Source == page.CharsetPattern || p.Partial() {
		return
	}
	var late *declaration
	list := declarationsOf(p)
	for i := range list {
		if list[i].name == "" {
			continue
		}
		if list[i].meta == nil {
			return
		}
		late = &list[i]
		break
	}
	if late == nil {
		return
	}
	pass.Report(late.origin, "the charset is declared behind the first 1024 bytes; browsers look no further and, unless the server declares it, guess; move the declaration to the first place in head").About("charset")
}

var charsetConflict = &check.Check{
	ID:       "head/charset-conflict",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     "when nothing contradicts: one charset is declared several times over, or a single one is not UTF-8",
	},
	Title: "Declarations of the charset disagree, repeat, or are not UTF-8",
	Why: "Of declarations that disagree, browsers take the byte order mark, then the Content-Type header, then the first meta element; other readers take another, and show noise. " +
		"A label that names no charset counts for nothing. HTML allows UTF-8 only, declared once.",
	Fix:        "Save the page as UTF-8, keep one <meta charset=\"utf-8\">, and have the server send the same.",
	References: []string{"https://html.spec.whatwg.org/multipage/semantics.html#charset", "https://encoding.spec.whatwg.org/#names-and-labels"},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<meta charset=utf-8>\n<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\">\n<title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<meta charset=utf-8>\n<title>Opening hours</title></head></html>",
	Since:      "0.1.0",
	Run:        runCharsetConflict,
}

func runCharsetConflict(pass *check.Pass) {
	p := pass.Page
	if p.Charset.Source == page.CharsetPattern {
		return // head/charset-missing
	}
	list := declarationsOf(p)
	var used *declaration // what browsers go by
	for i := range list {
		if list[i].name != "" {
			used = &list[i]
			break
		}
	}
	relate := func(f *check.Finding, but *declaration) {
		f.About("charset")
		for i := range list {
			if d := &list[i]; d != but {
				f.Relate(d.origin, "%s declares %s", d.what, check.Quote(d.label))
			}
		}
	}
	for i := range list {
		d := &list[i]
		if used == nil || d.name == "" || d.same(*used) {
			continue
		}
		relate(pass.Report(d.origin, "the charset is declared as %s here and as %s by %s; browsers go by the latter, other readers may not, and show noise; declare UTF-8 in both, and save the page so",
			check.Quote(d.label), check.Quote(used.label), used.what), d)
		return
	}
	for i := range list {
		if d := &list[i]; d.name == "" || d.name == "replacement" {
			relate(pass.Report(d.origin, "the charset is declared as %s, which names no charset that browsers read; they guess instead; declare \"utf-8\"", check.Quote(d.label)), d)
			return
		}
	}
	if used == nil {
		return
	}
	if used.name != "utf-8" && used.meta != nil && !pass.Page.Charset.Misdeclared {
		relate(pass.Report(used.origin, "the page declares the charset %s; HTML allows UTF-8 only, and other charsets lose the characters that they lack; save the page as UTF-8 and declare that",
			check.Quote(used.label)).Milder(), used)
		return
	}
	var first *declaration
	for i := range list {
		d := &list[i]
		switch {
		case d.meta == nil:
		case first == nil:
			first = d
		default:
			relate(pass.Report(d.origin, "the page declares its charset %s more than once; HTML allows one declaration, and a change to one would be missed in the other; keep the first",
				check.Quote(d.label)).Milder(), d)
			return
		}
	}
}
