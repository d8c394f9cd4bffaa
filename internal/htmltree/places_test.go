package htmltree

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/testing/hostile"
	"github.com/metacheck/metacheck/internal/text"
)

// find is the nth element of a name, counted from 0.
func find(t *testing.T, tree *Tree, name string, nth int) *html.Node {
	t.Helper()
	for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
		if n.Type == html.ElementNode && n.Data == name {
			if nth == 0 {
				return n
			}
			nth--
		}
	}
	t.Fatalf("no such element: %s", name)
	return nil
}

func TestTagPlaces(t *testing.T) {
	for _, test := range []struct {
		name, src, element string
		nth                int
		start, end         string // the tags as written; empty for no place
	}{
		{"plain", "<p a=b>x</p >", "p", 0, "<p a=b>", "</p >"},
		{"upper case", "<P>x</P>", "p", 0, "<P>", "</P>"},
		{"end tag left out", "<p>x<p>y</p>", "p", 0, "<p>", ""},
		{"second of two", "<p>x<p>y</p>", "p", 1, "<p>", "</p>"},
		{"implied", "x", "body", 0, "", ""},
		{"implied with end tag", "<title>x</title></head>", "head", 0, "", "</head>"},
		{"implied by p end tag", "x</p>", "p", 0, "", "</p>"},
		{"implied table parts", "<table><td>x</td></table>", "tr", 0, "", ""},
		{"void", "<img src=x>", "img", 0, "<img src=x>", ""},
		{"image", "<image src=x>", "img", 0, "<image src=x>", ""},
		{"br end tag", "<p>x</br>", "br", 0, "</br>", ""},
		{"adopted", "<b 1>x<p>y</b>z", "b", 0, "<b 1>", "</b>"},
		{"copy of the adopted", "<b 1>x<p>y</b>z", "b", 1, "<b 1>", "</b>"},
		{"reconstructed", "<p><b 2>x</p>y</b>", "b", 1, "<b 2>", "</b>"},
		{"closed by its parent", "<p><b 2>x</p>y</b>", "b", 0, "<b 2>", ""},
		{"fostered", "<table><tr><a href=1>x</a></table>", "a", 0, "<a href=1>", "</a>"},
		{"html again", "<title>x</title><html lang=en></html>", "html", 0, "<html lang=en>", "</html>"},
		{"body", "<body>x</body></html>", "body", 0, "<body>", "</body>"},
		{"raw text", "<script>'</p>'</script>", "script", 0, "<script>", "</script>"},
		{"never closed", "<title>x", "title", 0, "<title>", ""},
		{"svg", "<svg viewBox=x><linearGradient /></svg>", "linearGradient", 0, "<linearGradient />", ""},
		{"svg end tag", "<svg><linearGradient>x</LINEARGRADIENT></svg>", "linearGradient", 0, "<linearGradient>", "</LINEARGRADIENT>"},
		{"template", "<template><td>x</td></template>", "template", 0, "<template>", "</template>"},
		{"form over others", "<form><div></form>x</div>", "form", 0, "<form>", "</form>"},
		{"heading closed by another", "<h1>x</h2>", "h1", 0, "<h1>", ""},
		{"behind CR LF", "\r\n\r\n<!--\r\n--><p\r\na=b>\r\n</p>", "p", 0, "<p\r\na=b>", "</p>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var a Arena
			tree := a.Parse(test.src, Options{})
			n := find(t, tree, test.element, test.nth)
			start, end := "", ""
			if span, ok := tree.StartTag(n); ok {
				start = test.src[span.Start:span.End]
			}
			if span, ok := tree.EndTag(n); ok {
				end = test.src[span.Start:span.End]
			}
			if start != test.start || end != test.end {
				t.Errorf("%s\nwant %q %q\ngot  %q %q", test.src, test.start, test.end, start, end)
			}
		})
	}
}

func TestAttrPlaces(t *testing.T) {
	src := "<p\r\n a\r\nB = \"c\r\n&amp;d\" e='' f=&lt;g h/ =i=j k=\"l\"m>"
	var a Arena
	tree := a.Parse(src, Options{})
	p := find(t, tree, "p", 0)
	for i, want := range []struct {
		key, val, name, value string
		hasValue, quoted      bool
	}{
		{"a", "", "a", "", false, false},
		{"b", "c\n&d", "B", "c\r\n&amp;d", true, true},
		{"e", "", "e", "", true, true},
		{"f", "<g", "f", "&lt;g", true, false},
		{"h", "", "h", "", false, false},
		{"=i", "j", "=i", "j", true, false},
		{"k", "l", "k", "l", true, true},
		{"m", "", "m", "", false, false},
	} {
		at, ok := tree.Attr(p, i)
		if !ok {
			t.Fatalf("attribute %d has no place", i)
		}
		attr := p.Attr[i]
		name, value := src[at.Name.Start:at.Name.End], src[at.Value.Start:at.Value.End]
		if attr.Key != want.key || attr.Val != want.val || name != want.name || value != want.value ||
			at.HasValue != want.hasValue || at.Quoted != want.quoted {
			t.Errorf("want %+v\ngot %q=%q written %q=%q, %+v", want, attr.Key, attr.Val, name, value, at)
		}
	}
	if _, ok := tree.AttrNamed(p, "B"); ok {
		t.Error("names are those of the tree")
	}
	if at, ok := tree.AttrNamed(p, "k"); !ok || src[at.Value.Start:at.Value.End] != "l" {
		t.Errorf("k is at %+v", at)
	}
}

func TestTextPlaces(t *testing.T) {
	for _, test := range []struct {
		name, src, text string
		pieces          []string
		offsets         map[int]string // what the source has at an offset of text
	}{
		{"plain", "<p>abc</p>", "abc", []string{"abc"}, map[int]string{0: "abc<", 2: "c<", 3: "</p>"}},
		{"references", "<p>a&amp;b&#x1F600;c&nGt;d", "a&b\U0001F600c\u226b\u20d2d", []string{"a&amp;b&#x1F600;c&nGt;d"},
			map[int]string{1: "&amp;", 2: "b&#", 3: "&#x1F600;", 5: "&#x1F600;", 7: "c&n", 8: "&nGt;", 13: "&nGt;", 14: "d"}},
		{"no references", "<p>a&b &c; &notit;", "a&b &c; \u00acit;", []string{"a&b &c; &notit;"},
			map[int]string{1: "&b", 4: "&c;", 8: "&notit;", 10: "it;"}},
		{"line ends", "<p>a\r\nb\rc\nd", "a\nb\nc\nd", []string{"a\r\nb\rc\nd"},
			map[int]string{1: "\r\nb", 2: "b\r", 3: "\rc", 4: "c\n", 6: "d"}},
		{"NUL left out", "<p>a\x00b", "ab", []string{"a\x00b"}, map[int]string{0: "a", 1: "b"}},
		{"NUL replaced", "<svg>a\x00b", "a\ufffdb", []string{"a\x00b"}, map[int]string{1: "\x00b", 3: "\x00b", 4: "b"}},
		{"merged across a tag", "<p>a</i>b&amp;</u>c", "ab&c", []string{"a", "b&amp;", "c"}, map[int]string{0: "a<", 1: "b&", 2: "&amp;", 3: "c"}},
		{"CDATA", "<svg>a<![CDATA[&amp;]]>b", "a&amp;b", []string{"a", "&amp;", "b"}, map[int]string{1: "&amp;", 6: "b"}},
		{"fostered", "<table>a<tr>b<td></table>", "ab", []string{"a", "b"}, map[int]string{0: "a<", 1: "b<"}},
		{"line end dropped", "<pre>\r\nab", "ab", []string{"ab"}, map[int]string{0: "ab"}},
		{"dropped reference", "<pre>&#10;ab", "ab", []string{"ab"}, map[int]string{0: "ab"}},
		{"title", "<title>a &lt; b</title>", "a < b", []string{"a &lt; b"}, map[int]string{2: "&lt;", 3: " b<"}},
		{"script", "<script>a &lt; \x00\r\nb</script>", "a &lt; \ufffd\nb", []string{"a &lt; \x00\r\nb"},
			map[int]string{2: "&lt;", 7: "\x00", 10: "\r\n", 11: "b<"}},
		{"spaces of a frameset", "<frameset>a b&#32;\r\nc&amp;\x00 &x;\td", "  \n \t", []string{"a b&#32;\r\nc&amp;\x00 &x;\td"},
			map[int]string{0: " b", 1: "&#32;", 2: "\r\nc", 3: " &x;", 4: "\td", 5: ""}},
		{"spaces behind a frameset", "<frameset></frameset></html>a b", " ", []string{"a b"}, map[int]string{0: " b"}},
		{"split in head", " \n&#32;ab", "ab", []string{"ab"}, map[int]string{1: "b"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var a Arena
			tree := a.Parse(test.src, Options{})
			var n *html.Node
			for n = tree.Doc; n.Type != html.TextNode; n = text.Following(n, tree.Doc) {
			}
			if n.Data != test.text {
				t.Fatalf("text %q, want %q", n.Data, test.text)
			}
			var pieces []string
			for _, s := range tree.Text(n) {
				pieces = append(pieces, test.src[s.Start:s.End])
			}
			if !slices.Equal(pieces, test.pieces) {
				t.Errorf("pieces %q, want %q", pieces, test.pieces)
			}
			for offset, want := range test.offsets {
				got, ok := tree.TextOffset(n, offset)
				if !ok || !strings.HasPrefix(test.src[got:], want) {
					t.Errorf("offset %d leads to %q, want %q", offset, test.src[got:], want)
				}
			}
			if _, ok := tree.TextOffset(n, len(n.Data)+1); ok {
				t.Error("an offset behind the text has a place")
			}
		})
	}
}

// TestNoPlaces holds that nodes of other trees have no places, copies of this
// tree's nodes included.
func TestNoPlaces(t *testing.T) {
	var a, b Arena
	tree, other := a.Parse("<p a=b c=d>x", Options{}), b.Parse("<p a=b c=d>x", Options{})
	p := find(t, other, "p", 0)
	grown := *find(t, tree, "p", 0)
	appended := find(t, tree, "p", 0)
	plain, err := html.Parse(strings.NewReader("<p a=b c=d>x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []*html.Node{nil, {}, p, p.FirstChild, &grown, plain.LastChild.LastChild.FirstChild, {Type: html.ElementNode, Data: "p", Attr: make([]html.Attribute, 1, 9)}} {
		_, tag := tree.StartTag(n)
		_, end := tree.EndTag(n)
		_, span := tree.Span(n)
		_, attr := tree.AttrNamed(n, "a")
		_, offset := tree.TextOffset(n, 0)
		if tag || end || span || attr || offset || tree.Text(n) != nil {
			t.Errorf("%+v has a place", n)
		}
	}
	// An append costs a node its place and its neighbours nothing.
	appended.Attr = append(appended.Attr, html.Attribute{Key: "e", Val: strings.Repeat("x", 5)})
	if _, ok := tree.StartTag(appended); ok {
		t.Error("a node whose attributes were changed has a place")
	}
	if n := appended.FirstChild; tree.Text(n) == nil || n.Data != "x" {
		t.Error("the text lost its place")
	}
}

func TestErrors(t *testing.T) {
	src := "<title>a &amp b</title>\r\n<meta name=x name=y><p>\r\n<img src='x'alt=y/></i>\r\n<table>z</table><div/><svg><p>" +
		"<a title='x>y</a>\r\n<a title='z'></a><img src=x <meta a=b><a title='>'b></a><a title='<b>'c></a>\r\n" +
		"<script><!--<script></script>--></script><textarea><!--"
	var a Arena
	tree := a.Parse(src, Options{MaxErrors: 100})
	want := []struct {
		code ErrorCode
		at   string
	}{
		{ErrNoDoctype, "<title>"}, {ErrMissingSemicolon, " b</title>"}, {ErrDuplicateAttribute, "name=y"}, {ErrHeadClosed, "<p>"},
		{ErrSpaceAttributes, "alt=y"}, {ErrIgnoredEndTag, "</i>"}, {ErrFostered, "z</table>"}, {ErrTrailingSolidus, "<div/>"},
		{ErrForeignEnded, "<p>"}, {ErrTagInTag, "<meta a=b>"}, {ErrEscapedScriptEnd, "</script>-->"},
	}
	spans := map[ErrorCode]string{ErrQuoteOverTags: "'x>y</a>\r\n<a title='", ErrEOFInText: "<textarea><!--"}
	for _, e := range tree.Errors {
		if want, ok := spans[e.Code]; ok {
			if got := src[e.Offset:e.End]; got != want {
				t.Errorf("%v at %q, want %q", e.Code, got, want)
			}
			delete(spans, e.Code)
		}
	}
	if len(spans) > 0 {
		t.Errorf("not noted: %v", spans)
	}
	for _, open := range []string{"<!-- a", "<a b='c", "<a b=\"<p>", "<a b", "</a b='"} {
		tree := new(Arena).Parse("\r\n"+open, Options{MaxErrors: 100})
		if !slices.ContainsFunc(tree.Errors, func(e ParseError) bool {
			return e.Offset == 2 && e.End == 2+len(open) && (e.Code == ErrEOFInTag || e.Code == ErrEOFInComment)
		}) {
			t.Errorf("%q: %v", open, tree.Errors)
		}
	}
	for _, w := range want {
		if !slices.ContainsFunc(tree.Errors, func(e ParseError) bool {
			return e.Code == w.code && strings.HasPrefix(src[e.Offset:], w.at)
		}) {
			t.Errorf("no %s at %s in %v", w.code, w.at, tree.Errors)
		}
	}
	if tree = a.Parse(src+"</i></i></i>", Options{MaxErrors: 1}); len(tree.Errors) < len(want) {
		t.Errorf("%d errors", len(tree.Errors))
	}
	codes := map[ErrorCode]bool{}
	for _, e := range tree.Errors {
		if codes[e.Code] {
			t.Errorf("more than one %v", e.Code)
		}
		codes[e.Code] = true
	}
	if tree = a.Parse(src, Options{}); len(tree.Errors) != 0 {
		t.Errorf("%d errors", len(tree.Errors))
	}
}

// TestErrorNames holds that every error has a name of its own.
func TestErrorNames(t *testing.T) {
	names := map[string]bool{}
	for code := noError + 1; code < errorCodes; code++ {
		if name := code.String(); name == "" || names[name] {
			t.Errorf("error %d is called %q", code, name)
		}
		names[code.String()] = true
	}
}

func TestRepeats(t *testing.T) {
	src := "\r\n<html A=1 a=2><html lang=x lang=y><p\r\nid=a ID='b&amp;c' id>x<b class=d class=e><p>y</b>" +
		"<x " + hostile.Numbered("a%d=1 ", 50) + "A49=2>"
	var a Arena
	tree := a.Parse(src, Options{MaxErrors: 1})
	var got []string
	for _, r := range tree.Repeats() {
		at := src[r.Span.Name.Start:r.Span.Name.End] + "|" + src[r.Span.Value.Start:r.Span.Value.End]
		got = append(got, r.Node.Data+" "+r.Name+"="+r.Value+" "+at)
	}
	want := []string{"html a=2 a|2", "p id=b&c ID|b&amp;c", "p id= id|", "b class=e class|e", "x a49=2 A49|2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if tree = a.Parse(src, Options{}); len(tree.Repeats()) > 0 {
		t.Error("repeats without errors")
	}
}

func TestHeadEnd(t *testing.T) {
	for src, want := range map[string][2]string{
		"<head><title>a</title></head><p></head><body>": {},
		"<head><title>a</title><p>x</head>y<body>":      {"<p>", "</head>y<body>"},
		"<head>\r\n x<body>z</head>":                    {"x", "<body>z</head>"},
		"<head><body>z</head>":                          {"<body>", "</head>"},
		"<meta><svg></head><p>":                         {"<svg>", "</head><p>"},
		"<body><body>":                                  {"<body>", ""},
		"<meta></body><link>":                           {"</body>", ""},
		"<div><template></head><body></template>":       {"<div>", ""},
		"<template><div></template><meta><h1>":          {"<h1>", ""},
		"<title>a</title>":                              {},
		"<head></head>\n<title>a</title><p></head>":     {},
		"x<head>": {"x", ""},
		"<noscript><p></noscript><b><table></head>": {"<b>", "</head>"},
	} {
		var a Arena
		tree := a.Parse(src, Options{Scripting: true})
		got := [2]string{}
		if by := tree.Head.By; by.Start >= 0 {
			got[0] = src[by.Start:by.End]
		}
		if at := tree.Head.Written; at >= 0 {
			got[1] = src[at:]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}

// TestLimits holds that bounds are told with their place, and that the page is
// read as far as they let.
func TestLimits(t *testing.T) {
	var a Arena
	deep := "<title>x</title>" + strings.Repeat("<div>", 600) + "<p>in" + strings.Repeat("</div>", 600) + "<h1>out</h1>"
	tree := a.Parse(deep, Options{})
	if want := len("<title>x</title>") + 510*len("<div>"); tree.Limits.Depth != want {
		t.Errorf("too deep at %d, want %d", tree.Limits.Depth, want)
	}
	if h1 := find(t, tree, "h1", 0); h1.Parent.Data != "body" {
		t.Errorf("h1 is in %s", h1.Parent.Data)
	}
	if depth := treeDepth(tree.Doc); depth < 500 || depth > 520 {
		t.Errorf("depth %d", depth)
	}
	tree = a.Parse("<p>a<p>b<p>c", Options{MaxNodes: 8})
	if tree.Limits.Nodes < 0 {
		t.Error("too many nodes, and nothing said")
	}
	find(t, tree, "p", 0)
}

// TestReuse holds that an arena gives the same trees again and again, and that
// strings outlive it.
func TestReuse(t *testing.T) {
	pages := []string{shortPage, "<p>x", strings.Repeat(shortPage, 20), "", "<a b=c>d&amp;e", shortPage}
	var want []string
	for _, page := range pages {
		var a Arena
		want = append(want, render(a.Parse(page, Options{}).Doc, true))
	}
	var a Arena
	var data string
	for round := range 3 {
		for i, page := range pages {
			tree := a.Parse(page, Options{})
			if got := render(tree.Doc, true); got != want[i] {
				t.Fatalf("round %d, page %d\n%s", round, i, firstDifference(want[i], got))
			}
			checkTree(t, tree, page)
			if i == 4 && round == 0 {
				data = find(t, tree, "a", 0).FirstChild.Data
			}
		}
		if round == 1 {
			a.Release()
		}
	}
	if data != "d&e" {
		t.Errorf("text changed to %q", data)
	}
}

// TestRelease holds that a released arena knows nothing of its pages, so that it
// keeps none of them in memory.
func TestRelease(t *testing.T) {
	for _, page := range []string{
		shortPage, strings.Repeat(shortPage, 20), "<p a=b c=d", "<p a=b c=d e", "<p a=b></p c=d e=f>", "<p></p a=b c=d", "<p a=b a=c></p a=b a=c>",
		strings.Repeat("<p a=b c=d></p e=f>", chunkAttrs), "<p " + strings.Repeat("a b c d ", chunkAttrs),
	} {
		var a Arena
		for range 2 {
			a.Parse(page, Options{MaxErrors: 100})
		}
		a.Release()
		kept := 0
		for _, chunk := range a.cells {
			for i := range chunk {
				if c := &chunk[i]; c.Data != "" || c.Attr != nil || c.Parent != nil {
					kept++
				}
			}
		}
		for _, chunk := range a.chunks {
			for i := range chunk {
				if chunk[i] != (html.Attribute{}) {
					kept++
				}
			}
		}
		for _, p := range a.pieces[:cap(a.pieces)] {
			if p.data != "" {
				kept++
			}
		}
		for _, r := range a.repeats[:cap(a.repeats)] {
			if r.name != "" {
				kept++
			}
		}
		if kept > 0 || a.parser.src != "" || a.parser.tok.data != "" || a.text.Len() > 0 {
			t.Errorf("%.40q: %d things are kept", page, kept)
		}
	}
}

// TestRender holds that the package that the nodes come from can work on the
// tree.
func TestRender(t *testing.T) {
	page := strings.ReplaceAll(shortPage, "</>", "") // html.Parse makes a comment of it
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var a Arena
	var want, got strings.Builder
	if err := html.Render(&want, doc); err != nil {
		t.Fatal(err)
	}
	if err := html.Render(&got, a.Parse(page, Options{Scripting: true}).Doc); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Error(firstDifference(want.String(), got.String()))
	}
}
