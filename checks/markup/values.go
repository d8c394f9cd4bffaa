package markup

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var valueCutShort = &check.Check{
	ID:       "markup/value-cut-short",
	Severity: check.Error,
	Title:    "Attribute value cut short by a quote or space",
	Impact:   "browsers and crawlers read the rest of the value as attributes",
	Why: "A quoted value ends at the first quote of the same kind, a value without quotes at the first space. " +
		"Parsers read what follows as attribute names, so search engines and link previews show half a sentence.",
	Fix: "Put quotes around the value, and write &quot; for quotes in it, or use the other kind of quotes around it. Template engines do so if they escape values for attributes.",
	Exceptions: "Not reported: one quote too many after a value, which does no harm, and attributes of frameworks after a value without quotes. " +
		"Only html, base, meta and link elements are checked. No other check looks at what is left of the value.",
	References: []string{attributes, parseErrors + "-unexpected-character-in-attribute-name"},
	Bad:        "<!doctype html>\n<html lang=en>\n<head>\n<title>The Swan</title>\n<meta name=\"description\" content=\"The \"Swan\" is the oldest inn of the town\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head>\n<title>The Swan</title>\n<meta name=\"description\" content=\"The &quot;Swan&quot; is the oldest inn of the town\">\n</head></html>",
	Since:      "0.1.0",
	Damage:     true,
	Run:        runValueCutShort,
}

func runValueCutShort(pass *check.Pass) {
	p := pass.Page
	for _, d := range p.Damages() {
		if d.Kind != page.DamageCut && d.Kind != page.DamageSpace {
			continue
		}
		a := d.Node.Attr[d.Attr]
		span, _ := p.Attribute(d.Node, d.Attr)
		tag, _ := p.Span(text.FromTag(d.Node))
		rest := strings.TrimSpace(strings.TrimSuffix(p.Text[span.Value.End:max(tag.End, span.Value.End)], ">"))
		at := text.FromAttr(d.Node, a.Key)
		if d.Kind == page.DamageCut {
			pass.Report(at, "the value of %s ends at a quote inside it, after %s", plain(a.Key), check.Quote(tail(a.Val))).
				Affects("browsers and crawlers read the rest as attributes: %s", check.Quote(rest[1:])).
				Advise("write &quot; for quotes in the value, or use the other kind of quotes around it").Fact("value", a.Val)
			continue
		}
		pass.Report(at, "the value of %s has no quotes and ends at the first space, after %s", plain(a.Key), check.Quote(tail(a.Val))).
			Affects("browsers and crawlers read the rest as attributes: %s", check.Quote(rest)).
			Advise("put quotes around the whole value").Fact("value", a.Val)
	}
}

// tail is the end of a value, where it was cut.
func tail(s string) string {
	r := []rune(text.Fold(s[max(0, len(s)-256):]))
	const most = 40
	if len(r) > most {
		return "…" + string(r[len(r)-most:])
	}
	return string(r)
}

var typographicQuotes = &check.Check{
	ID:       "markup/typographic-quotes",
	Severity: check.Error,
	Title:    "Attribute value in typographic quotes",
	Impact:   "parsers read them as part of the value, which ends at the first space",
	Why: "In HTML, only the straight quotes \" and ' enclose a value. Typographic quotes, which word processors and some editors write instead, " +
		"are part of the value, and the value ends at the first space: no crawler recognizes the name ”description”.",
	Fix:        "Write straight quotes, and turn off \"smart quotes\" in the editor of the template.",
	Exceptions: "Typographic quotes inside straight quotes are text. Only html, base, meta and link elements and the type of scripts are checked. No other check looks at the value.",
	References: []string{attributes},
	Bad:        "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=”description” content=\"When the harbour museum is open\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"description\" content=\"When the “harbour museum” is open\">\n</head></html>",
	Since:      "0.1.0",
	Damage:     true,
	Run: func(pass *check.Pass) {
		var f *check.Finding
		var last *html.Node // the element of the finding
		for _, d := range pass.Page.Damages() {
			if d.Kind != page.DamageTypographic {
				continue
			}
			a := &d.Node.Attr[d.Attr]
			if at := text.FromAttr(d.Node, a.Key); d.Node != last {
				last = d.Node
				f = pass.Report(at, "the value of %s starts with a typographic quote: %s", plain(a.Key), check.Quote(a.Val)).
					Advise(`write straight quotes (" or ') around the value`).Fact("value", a.Val)
			} else {
				f.Relate(at, "the value of %s starts with a typographic quote, too", plain(a.Key))
			}
		}
	},
}

var nullCharacter = &check.Check{
	ID:       "markup/null-character",
	Severity: check.Warning,
	Title:    "Null character in metadata",
	Impact:   "browsers show � instead, and some parsers end the text there",
	Why: "HTML does not allow U+0000. Browsers replace it with �, in names as well as in values, so a name is no longer recognized. " +
		"Some parsers end the text there.",
	Fix:        "Remove the null characters where the page is generated. They come from fields of fixed length, text cut between the bytes of a character, and UTF-16 written as bytes.",
	Exceptions: "Only html, base, meta and link elements and the title are checked.",
	References: []string{parseErrors + "-unexpected-null-character"},
	Bad:        "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours\x00\x00</title>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n</head></html>",
	Since:      "0.1.0",
	Damage:     true,
	Run: func(pass *check.Pass) {
		p := pass.Page
		if !p.HasNUL() {
			return
		}
		const most = 8
		var f *check.Finding
		look := func(n *html.Node, at text.Origin) {
			span, ok := p.Span(at)
			if !ok || f != nil && len(f.Related) >= most {
				return
			}
			i := strings.IndexByte(p.Text[span.Start:span.End], 0)
			if i < 0 {
				return
			}
			if place := text.FromSource(span.Start+i, span.Start+i+1); f == nil {
				f = pass.Report(place, "%s contains a null character", tagName(n.Data)).Advise("remove it where the page is generated")
			} else {
				f.Relate(place, "%s contains a null character, too", tagName(n.Data))
			}
		}
		for i := range p.Titles {
			look(p.Titles[i].Node, text.FromContent(p.Titles[i].Node))
		}
		for n := range p.MetaElements() {
			look(n, text.FromTag(n))
		}
	},
}
