package markup

import (
	"strings"
	"unicode"

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
		"Looks at html, base, meta and link elements.",
	References: []string{attributes, parseErrors + "-unexpected-character-in-attribute-name"},
	Bad:        "<!doctype html>\n<html lang=en>\n<head>\n<title>The Swan</title>\n<meta name=\"description\" content=\"The \"Swan\" is the oldest inn of the town\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head>\n<title>The Swan</title>\n<meta name=\"description\" content=\"The &quot;Swan&quot; is the oldest inn of the town\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runValueCutShort,
}

func runValueCutShort(pass *check.Pass) {
	p := pass.Page
	for _, n := range headElements(p) {
		i, quoted := cutShort(p, n)
		if i < 0 || missingQuote(p, n) >= 0 || brokenTag(p, n) {
			continue
		}
		a := n.Attr[i]
		span, _ := p.Attribute(n, i)
		tag, _ := p.Span(text.FromTag(n))
		rest := strings.TrimSpace(strings.TrimSuffix(p.Text[span.Value.End:max(tag.End, span.Value.End)], ">"))
		at := text.FromAttr(n, a.Key)
		if quoted {
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

// cutShort is the index of an attribute whose value goes on in what was read
// as names of attributes, or -1.
func cutShort(p *page.Page, n *html.Node) (i int, quoted bool) {
	// last is the last attribute that is not empty: a browser that saves a
	// page writes names without value as name="".
	last := -1
	if !suspicious(n) {
		return -1, false
	}
	words := 0 // what follows it and is no attribute that is known
	punctuated := false
	for i := range n.Attr {
		key := n.Attr[i].Key
		span, ok := p.Attribute(n, i)
		if !ok {
			return -1, false
		}
		if torn(key) {
			if last < 0 {
				return -1, false
			}
			before, _ := p.Attribute(n, last)
			if !before.Quoted && (page.TypographicQuote(n.Attr[last].Val) || n.Attr[last].Key != "content") {
				return -1, false
			}
			return last, before.Quoted
		}
		switch {
		case span.Value.Len() > 0 || last < 0 || glued(p.Text, span):
			last, words, punctuated = i, 0, false
		case last >= 0 && n.Attr[last].Key == "content" && word(key):
			words++
			punctuated = punctuated || strings.ContainsAny(key[len(key)-1:], ".,;!?") || key[len(key)-1] >= 0x80
			before, _ := p.Attribute(n, last)
			// One word alone may be an attribute of a framework.
			if !before.Quoted && n.Attr[last].Val != "" && !page.TypographicQuote(n.Attr[last].Val) && (words > 1 || punctuated) {
				return last, false
			}
		}
	}
	return -1, false
}

// suspicious tells whether an attribute of an element may be a piece of
// another's value: it has a quote in its name, or neither a value nor a name
// that is known.
func suspicious(n *html.Node) bool {
	for i := range n.Attr {
		if a := &n.Attr[i]; torn(a.Key) || a.Val == "" && word(a.Key) {
			return true
		}
	}
	return false
}

// glued tells whether something follows the quote of a value at once.
func glued(src string, span page.AttrSpan) bool {
	next := span.Value.End + 1
	return span.Quoted && next < len(src) && !strings.ContainsRune(" \t\r\n\f/>", rune(src[next]))
}

// torn tells whether an attribute name has a letter before or behind a quote.
func torn(name string) bool {
	return (strings.IndexByte(name, '"') >= 0 || strings.IndexByte(name, '\'') >= 0) && strings.ContainsFunc(name, unicode.IsLetter)
}

// word tells whether an attribute name without value looks like a word of
// prose.
func word(name string) bool {
	return !knownAttributes[name] && !strings.ContainsAny(name, "-:_@$#[](){}=<>/*") && name != "inertia"
}

// knownAttributes are attributes that html, base, meta and link elements have.
var knownAttributes = func() map[string]bool {
	known := map[string]bool{}
	for _, name := range strings.Fields(`about as async blocking charset class color content crossorigin data datatype datetime
		defer dir disabled fetchpriority hidden href hreflang http-equiv id imagesizes imagesrcset inlist integrity itemid
		itemprop itemref itemscope itemtype lang manifest media name nonce prefix property referrerpolicy rel resource rev
		scheme sizes slot src style target title translate type typeof value version vocab xmlns`) {
		known[name] = true
	}
	return known
}()

var typographicQuotes = &check.Check{
	ID:       "markup/typographic-quotes",
	Severity: check.Error,
	Title:    "An attribute value stands in typographic quotes",
	Why: "In markup only the straight quotes \" and ' are quotes. Curly ones, which word processors and some editors put in their place, " +
		"are a part of the value, and the value ends at the first space: no crawler knows the name ”description”.",
	Fix:        "Write straight quotes, and turn \"smart quotes\" off where the template is edited.",
	Exceptions: "Typographic quotes inside of straight ones are text. Looks at html, base, meta and link elements, and at the type of scripts.",
	References: []string{attributes},
	Bad:        "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=”description” content=\"When the harbour museum is open\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en>\n<head>\n<title>Opening hours</title>\n<meta name=\"description\" content=\"When the “harbour museum” is open\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		look := func(n *html.Node, only string) {
			var f *check.Finding
			for i := range n.Attr {
				a := &n.Attr[i]
				if only != "" && a.Key != only || !page.TypographicQuote(a.Val) {
					continue
				}
				if span, ok := p.Attribute(n, i); !ok || !span.HasValue || span.Quoted {
					continue
				}
				if at := text.FromAttr(n, a.Key); f == nil {
					f = pass.Report(at, "the value %s of %s begins with a typographic quote, which is none in markup; it is a part of the value, which ends at the first space; write straight quotes",
						check.Quote(a.Val), plain(a.Key)).Fact("value", a.Val)
				} else {
					f.Relate(at, "%s begins with one as well", plain(a.Key))
				}
			}
		}
		for _, n := range headElements(p) {
			look(n, "")
		}
		for _, n := range p.Code {
			if n.Data == "script" {
				look(n, "type")
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
		for _, n := range headElements(p) {
			look(n, text.FromTag(n))
		}
	},
}
