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
	Title:    "A quote or space inside a value ends it",
	Why: "A quoted value ends at the first quote of its kind, one without quotes at the first space. " +
		"What the author wrote behind that is read as names of attributes, and search engines and link previews show half a sentence.",
	Fix: "Put quotes around the value, and write &quot; for quotes in it, or use the other kind around it. Templates do so when values are escaped for attributes.",
	Exceptions: "A single quote too many behind a value does no harm and is left alone, and so are attributes of frameworks behind a value without quotes. " +
		"Looks at html, base, meta and link elements; no other check judges what is left of the value.",
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
			pass.Report(at, "the value of %s ends at a quote inside it, behind %s; the rest %s is read as attributes; write &quot; for quotes in the value, or use the other kind around it",
				plain(a.Key), check.Quote(tail(a.Val)), check.Quote(rest[1:])).Fact("value", a.Val)
			continue
		}
		pass.Report(at, "the value of %s has no quotes and ends at the first space, behind %s; the rest %s is read as attributes; put the value in quotes",
			plain(a.Key), check.Quote(tail(a.Val)), check.Quote(rest)).Fact("value", a.Val)
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
	Title:    "An attribute value stands in typographic quotes",
	Why: "In markup only the straight quotes \" and ' are quotes. Curly ones, which word processors and some editors put in their place, " +
		"are a part of the value, and the value ends at the first space: no crawler knows the name ”description”.",
	Fix:        "Write straight quotes, and turn \"smart quotes\" off where the template is edited.",
	Exceptions: "Typographic quotes inside of straight ones are text. Looks at html, base, meta and link elements, and at the type of scripts; no other check judges the value.",
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
				f = pass.Report(at, "the value %s of %s begins with a typographic quote, which is none in markup; it is a part of the value, which ends at the first space; write straight quotes",
					check.Quote(a.Val), plain(a.Key)).Fact("value", a.Val)
			} else {
				f.Relate(at, "%s begins with one as well", plain(a.Key))
			}
		}
	},
}

var nullCharacter = &check.Check{
	ID:       "markup/null-character",
	Severity: check.Warning,
	Title:    "There are null characters in metadata",
	Why: "U+0000 may not stand in a page. Browsers put the sign � in its place, in names as well as in values, so that a name is no longer known; " +
		"other readers end the text there.",
	Fix:        "Take the null characters out where the page is made. Fields of fixed length, text cut between the bytes of a character and UTF-16 written as bytes bring them in.",
	Exceptions: "Looks at html, base, meta and link elements and at the title.",
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
				f = pass.Report(place, "there is a null character in the element %s; browsers show � in its place and other readers stop there; take it out where the page is made", n.Data)
			} else {
				f.Relate(place, "and in an element %s", n.Data)
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
