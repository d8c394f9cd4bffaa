package head

import (
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

const charsetAudit = "https://developer.chrome.com/docs/lighthouse/best-practices/charset/"

// A declaration is one declaration of the charset of a page.
type declaration struct {
	label  string // as written
	name   string // in the Encoding Standard; empty for an unknown label
	what   string // "the Content-Type header"
	origin text.Origin
	meta   *page.Meta // nil for the header and the byte order mark
}

// declarations are the declarations of the charset of a page, in the order in
// which browsers use them.
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

// same reports whether two declarations agree. The byte order of UTF-16 comes
// from the mark; the label alone leaves it open.
func (d declaration) same(e declaration) bool {
	return d.name == e.name || strings.HasPrefix(d.name, "utf-16") && strings.HasPrefix(e.name, "utf-16")
}

// contradicts reports whether two usable declarations disagree.
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
	Title:    "Page without a charset declaration",
	Impact:   "browsers and crawlers guess the charset and may show garbled text",
	Why: "Without a declaration, browsers and crawlers guess the charset from language and bytes. Where they guess wrong, " +
		"accented letters, quotation marks and other scripts turn into garbled text, in titles and descriptions too.",
	Fix:        "Add <meta charset=\"utf-8\"> as the first element of head, or send Content-Type: text/html; charset=utf-8. Save UTF-16 pages as UTF-8.",
	Exceptions: "A byte order mark also declares the charset, and so does the Content-Type header where it is known. Parts of pages need no declaration.",
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
			pass.Report(text.FromSource(0, 0), "the page is %s without a byte order mark", strings.ToUpper(p.Charset.Name)).
				Affects("browsers do not recognize the charset and show garbled text").
				Advise(`save the page as UTF-8 and add <meta charset="utf-8"> as the first element of head`).About("charset")
			return
		}
		if len(declarationsOf(p)) == 0 && !p.MayHave("meta charset", "meta content-type") {
			pass.Report(headTag(p), "the page does not declare its charset").
				Advise(`save the page as UTF-8 and add <meta charset="utf-8"> as the first element of head`).About("charset")
		}
	},
}

var charsetLate = &check.Check{
	ID:         "head/charset-late",
	Severity:   check.Warning,
	Title:      "Charset declared after the first 1024 bytes",
	Impact:     "browsers guess the charset first, and other parsers keep the guess",
	Why:        "Browsers look for the declaration in the first 1024 bytes. If it comes later, they have read the page in a guessed charset and must start over; other parsers do not.",
	Fix:        "Make the meta element that declares the charset the first element of head, before comments, scripts and styles.",
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
	pass.Report(late.origin, "the charset is declared after the first 1024 bytes: %s", check.Quote(late.label)).
		Advise("move this meta element to the start of head, before comments, scripts and styles").About("charset")
}

var charsetConflict = &check.Check{
	ID:       "head/charset-conflict",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     "when no declarations disagree: the same charset is declared more than once, or the only charset is not UTF-8",
	},
	Title:  "Charset declarations that disagree, repeat, or are not UTF-8",
	Impact: "parsers may read the page in the wrong charset and show garbled text",
	Why: "If declarations disagree, browsers use the byte order mark, then the Content-Type header, then the first meta element. Other parsers may use another one and show garbled text. " +
		"Browsers ignore unknown labels. HTML allows only UTF-8, declared once.",
	Fix:        "Save the page as UTF-8, keep one <meta charset=\"utf-8\">, and have the server send the same charset.",
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
	var used *declaration // what browsers use
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
		other, repair := used.what, `declare "utf-8" in both`
		switch {
		case used.meta != nil && d.meta != nil:
			other, repair = "an earlier one", `keep only <meta charset="utf-8">`
		case p.Charset.Source == page.CharsetBOM:
			repair = `declare "utf-8" in ` + d.what
		}
		relate(pass.Report(d.origin, "%s declares the charset %s, but %s declares %s", d.what, check.Quote(d.label), other, check.Quote(used.label)).
			Affects("browsers use %s, other parsers may not and show garbled text", check.Quote(used.label)).
			Advise("save the page as UTF-8 and %s", repair), d)
		return
	}
	for i := range list {
		if d := &list[i]; d.name == "" || d.name == "replacement" {
			relate(pass.Report(d.origin, "%s declares a charset that browsers do not support: %s", d.what, check.Quote(d.label)).
				Affects("%s", withoutCharset(d, used)).
				Advise(`save the page as UTF-8 and declare "utf-8"`), d)
			return
		}
	}
	if used == nil {
		return
	}
	if used.name != "utf-8" && used.meta != nil && !pass.Page.Charset.Misdeclared {
		relate(pass.Report(used.origin, "the page declares a charset other than UTF-8: %s", check.Quote(used.label)).
			Affects("validators report it, since HTML allows only UTF-8").
			Advise(`save the page as UTF-8 and declare "utf-8"`).Milder(), used)
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
			relate(pass.Report(d.origin, "the page declares its charset more than once: %s", check.Quote(d.label)).
				Affects("authors who change one declaration may miss the other").
				Advise("keep the first meta element that declares it, and remove the others").Milder(), d)
			return
		}
	}
}

// withoutCharset says what browsers do because they do not support the charset
// that d declares; used is the declaration that they use instead, or nil.
func withoutCharset(d, used *declaration) string {
	switch {
	case d.name == "replacement":
		return "browsers show none of the text of the page"
	case used == nil:
		return "browsers guess the charset and may show garbled text"
	}
	return "browsers ignore it and use " + check.Quote(used.label)
}
