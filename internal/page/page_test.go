package page

import (
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

func read(t *testing.T, src string) *Page {
	t.Helper()
	p, err := Read(Source{Name: "test.html", Data: []byte(src)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCharset(t *testing.T) {
	utf16 := func(s string, big bool) []byte {
		var b []byte
		for _, r := range s {
			if big {
				b = append(b, byte(r>>8), byte(r))
			} else {
				b = append(b, byte(r), byte(r>>8))
			}
		}
		return b
	}
	const page = "<title>caf\u00e9</title>"
	tests := []struct {
		name   string
		data   []byte
		header string
		want   string
		source CharsetSource
	}{
		{"valid UTF-8 without a declaration", []byte(page), "", "utf-8", CharsetValid},
		{"UTF-8 mark", []byte("\xEF\xBB\xBF" + page), "", "utf-8", CharsetBOM},
		{"a mark beats the header", []byte("\xEF\xBB\xBF" + page), "text/html; charset=iso-8859-1", "utf-8", CharsetBOM},
		{"header", []byte("<title>caf\xe9</title>"), "text/html; charset=ISO-8859-1", "windows-1252", CharsetHeader},
		{"the header beats meta", []byte("<meta charset=utf-8><title>caf\xe9</title>"), `text/html;charset="latin1"`, "windows-1252", CharsetHeader},
		{"meta charset", []byte("<meta charset=iso-8859-2><title>caf\xe9</title>"), "", "iso-8859-2", CharsetMeta},
		{"meta http-equiv", []byte("<meta http-equiv=content-type content='text/html; charset=windows-1250'><title>caf\xe9</title>"), "", "windows-1250", CharsetMeta},
		{"meta says UTF-16 in ASCII", []byte("<meta charset=utf-16><title>caf\u00e9</title>"), "", "utf-8", CharsetMeta},
		{"meta after 1024 bytes", []byte(strings.Repeat(" ", 1024) + "<meta charset=iso-8859-2><title>caf\xe9</title>"), "", "windows-1252", CharsetFallback},
		{"meta in a comment", []byte("<!-- <meta charset=iso-8859-2> --><title>caf\xe9</title>"), "", "windows-1252", CharsetFallback},
		{"unknown label", []byte("<meta charset=nonsense><title>caf\xe9</title>"), "", "windows-1252", CharsetFallback},
		{"UTF-16 LE mark", append([]byte("\xFF\xFE"), utf16(page, false)...), "", "utf-16le", CharsetBOM},
		{"UTF-16 BE mark", append([]byte("\xFE\xFF"), utf16(page, true)...), "", "utf-16be", CharsetBOM},
		{"UTF-16 LE without mark", utf16(page, false), "", "utf-16le", CharsetPattern},
		{"UTF-16 BE without mark", utf16(page, true), "", "utf-16be", CharsetPattern},
		{"Shift JIS", []byte("<meta charset=shift_jis><title>caf\u00e9</title>"), "", "shift_jis", CharsetMeta},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			src := Source{Name: "x", Data: test.data}
			if test.header != "" {
				src.Header = http.Header{"Content-Type": {test.header}}
			}
			p, err := Read(src, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if p.Charset.Name != test.want || p.Charset.Source != test.source {
				t.Errorf("got %s by %d, want %s by %d", p.Charset.Name, p.Charset.Source, test.want, test.source)
			}
			if test.want != "shift_jis" && (p.Title() == nil || p.Title().Text != "café") {
				t.Errorf("title is %+v, want café", p.Title())
			}
		})
	}
}

// TestSpans asks for the place of every attribute of every element and
// compares what stands there, decoded, with the tree: on real pages.
func TestSpans(t *testing.T) {
	for name, data := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			p, err := Read(Source{Name: name, Data: data}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkSpans(t, p)
		})
	}
}

func checkSpans(t *testing.T, p *Page) {
	t.Helper()
	known, total := 0, 0
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Type != nethtml.ElementNode || n.Namespace != "" || formatting[n.Data] {
			continue
		}
		for _, a := range n.Attr {
			total++
			span, ok := p.Span(text.FromAttr(n, a.Key))
			if !ok {
				continue
			}
			if _, ok := p.tree.StartTag(n); !ok {
				continue
			}
			raw := p.Text[span.Start:span.End]
			if a.Val == "" {
				continue // the place is the attribute's name
			}
			known++
			got := html.UnescapeString(newlines.Replace(raw))
			// The attribute rules of character references differ from those
			// for text: without a semicolon, before "=" or a letter, they
			// are left alone (HTML standard, section 13.2.5.73).
			if got != a.Val && !strings.Contains(raw, "&") {
				t.Errorf("%s@%s: place holds %q, the tree %q", n.Data, a.Key, raw, a.Val)
			}
		}
	}
	if total > 100 && known*10 < total*5 {
		t.Errorf("only %d of %d attributes have a place", known, total)
	}
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD")

func TestPositions(t *testing.T) {
	src := "<!DOCTYPE html>\r\n<html>\r\n<head>\r\n<title>\r\n  Caf\u00e9 </title>\r\n" +
		"<meta NAME = \"description\"  content='\u65e5\u672c'>\r\n" +
		"<script type=application/ld+json>\r\n{\r\n \"a\": 1}</script>" +
		"<meta name=x content>\r\n<body><h1><span>Head</span></h1>\r\n<p id=\U0001F600><img src=y>"
	p := read(t, src)
	at := func(o text.Origin) string {
		span, ok := p.Span(o)
		if !ok {
			return "unknown"
		}
		pos := p.File().Position(span.Start)
		return strings.Join([]string{strconv.Itoa(pos.Line), strconv.Itoa(pos.Column), strconv.Itoa(pos.ByteColumn), strconv.Itoa(pos.UTF16Column)}, ":") + " " + src[span.Start:span.End]
	}
	var img *nethtml.Node
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Data == "img" {
			img = n
		}
	}
	script := p.Head
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Data == "script" {
			script = n
		}
	}
	inner := strings.Index(script.FirstChild.Data, "1")
	tests := []struct{ name, got, want string }{
		{"title", at(p.Title().Origin()), "5:3:3:3 Café"},
		{"content", at(p.Prop("description").Origin()), "6:38:38:38 日本"},
		{"attribute name", at(text.FromAttrName(p.Prop("description").Node, "content")), "6:29:29:29 content='日本"},
		{"tag", at(text.FromTag(p.HTML)), "2:1:1:1 <html>"},
		{"inside a script", at(text.FromScript(script, inner, inner+1)), "9:7:7:7 1"},
		{"attribute without value", at(p.Prop("x").Origin()), "9:31:31:31 content"},
		{"heading", at(p.Headings[0].Origin()), "10:17:17:17 Head"},
		{"after an astral character", at(text.FromTag(img)), "11:9:12:10 <img src=y>"},
		{"implied element", at(text.FromTag(p.HTML.FirstChild)), "3:1:1:1 <head>"},
		{"missing attribute", at(text.FromAttr(img, "alt")), "11:9:12:10 <img src=y>"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}

func TestMediaGroups(t *testing.T) {
	p := read(t, `<meta property="og:image:width" content="9">
<meta property="og:image" content="a"><meta property="og:image:width" content="1">
<meta property="og:image" content="b"><meta property="og:image:url" content="b"><meta property="og:image:alt" content="B">
<meta property="og:image:url" content="c"><meta property="og:image:height" content="3">
<meta name="og:video:secure_url" content="v"><meta property="og:video:type" content="t">`)
	type group struct {
		Root  string
		Props []string
	}
	var got []group
	for _, m := range append(append([]*Media{}, p.Images...), p.Videos...) {
		g := group{Root: m.URL.Key + "=" + m.URL.Value()}
		for _, prop := range m.Props {
			g.Props = append(g.Props, prop.Key+"="+prop.Value())
		}
		got = append(got, g)
	}
	want := []group{
		{"og:image=a", []string{"og:image:width=1"}},
		{"og:image=b", []string{"og:image:url=b", "og:image:alt=B"}},
		{"og:image:url=c", []string{"og:image:height=3"}},
		{"og:video:secure_url=v", []string{"og:video:type=t"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups differ (-want +got)\n%s", diff)
	}
	if len(p.Orphans) != 1 || p.Orphans[0].Value() != "9" {
		t.Errorf("orphans are %v", p.Orphans)
	}
}

func TestHeadFacts(t *testing.T) {
	p, err := Read(Source{
		Name: "x", URL: "https://example.org/a/b", Header: http.Header{
			"Link":         {`</c>; rel="canonical", <https://example.org/de>; rel=alternate; hreflang="de"; title="a, b; c"`},
			"X-Robots-Tag": {"googlebot: noindex, max-image-preview:none"},
		},
		Data: []byte(`<html xml:lang="en"><head><base href="/base/"><link rel="Canonical X" href=" c
 "><svg><title>no</title></svg><template><meta name=t content=t></template>
<title>A</title><meta property="og:title twitter:title" name="title" content="T"></head><body><link rel=canonical href=late><h1> Two
 <b>words</b><script>x</script><noscript><img src=x></noscript></h1><time datetime=2020-01-01>then</time><time>now</time>`),
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Base.String() != "https://example.org/base/" {
		t.Errorf("base is %s", p.Base)
	}
	// The SVG closes the head, so everything after it is in the body.
	var titles []string
	for _, e := range p.Titles {
		titles = append(titles, e.Text)
	}
	if diff := cmp.Diff([]string{"A"}, titles); diff != "" {
		t.Error(diff)
	}
	var links []string
	for _, l := range p.Links {
		links = append(links, strings.Join(l.Rels, "+")+" "+l.URL().String()+" "+l.Hreflang+" "+l.Title)
	}
	want := []string{
		"canonical+x https://example.org/base/c  ", "canonical https://example.org/base/late  ",
		"canonical https://example.org/c  ", "alternate https://example.org/de de a, b; c",
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Error(diff)
	}
	var keys []string
	for _, prop := range p.Props {
		keys = append(keys, prop.Attr+" "+prop.Key)
	}
	if diff := cmp.Diff([]string{"property og:title", "property twitter:title", "name title"}, keys); diff != "" {
		t.Error(diff)
	}
	if p.Headings[0].Text != "Two words" {
		t.Errorf("heading is %q", p.Headings[0].Text)
	}
	if len(p.Times) != 2 || p.Times[0].Datetime != "2020-01-01" || p.Times[1].Text != "now" || p.Times[1].HasDatetime {
		t.Errorf("times are %+v", p.Times)
	}
	if lang, ok := p.Lang(); lang != "en" || !ok {
		t.Errorf("lang is %q", lang)
	}
	if !p.NoIndex() {
		t.Error("noindex is not seen")
	}
}

func TestNoIndex(t *testing.T) {
	both := func(is bool) [2]bool { return [2]bool{is, is} }
	for directives, want := range map[string][2]bool{ // in an element, in the header
		"noindex": both(true), "NOINDEX, follow": both(true), "none": both(true), "googlebot: noindex": both(true),
		"otherbot: noindex": both(false), "googlebot-news: noindex, nofollow": both(false), "otherbot: noarchive, googlebot: noindex": both(true),
		"index, follow": both(false), "max-image-preview:none": both(false), "max-image-preview: none, noindex": both(true), "": both(false),
		"revisit-after: 7 days, noindex":               both(true),
		"unavailable_after: Thu, 25 Jun 2026, noindex": both(true),
		// The name of a crawler holds for the rest of a header.
		"otherbot: noarchive, noindex": {true, false},
	} {
		for i, src := range []Source{
			{Data: []byte(`<meta name=robots content="` + directives + `">`)},
			{Header: http.Header{"X-Robots-Tag": {directives}}},
		} {
			p, err := Read(src, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := p.NoIndex(); got != want[i] {
				t.Errorf("%q: NoIndex is %v in %v", directives, got, []string{"an element", "the header"}[i])
			}
		}
	}
	for name, want := range map[string]bool{"robots": true, "googlebot": true, "googlebot-news": false, "bingbot": false, "google": false, "author": false} {
		p, err := Read(Source{Data: []byte(`<meta name=` + name + ` content=noindex>`)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.NoIndex() != want {
			t.Errorf("the name %s: NoIndex is %v", name, !want)
		}
	}
}

func TestContentCharset(t *testing.T) {
	for content, want := range map[string]string{
		"text/html; charset=utf-8":            "utf-8",
		"text/html;CHARSET = 'ISO-8859-1'; x": "iso-8859-1",
		"charset charset=gbk foo":             "gbk",
		"text/html; charset=\"utf-8":          "",
		"text/html; charset=":                 "",
		"text/html":                           "",
	} {
		if got := ContentCharset(content); got != want {
			t.Errorf("ContentCharset(%q) = %q, want %q", content, got, want)
		}
	}
}

func TestBinary(t *testing.T) {
	for _, data := range []string{"\x89PNG\r\n\x1a\n", "%PDF-1.7", "\x00\x01\x02\x03\x04\x05\x06\x07\x08"} {
		if _, err := Read(Source{Data: []byte(data)}, Options{}); !errors.Is(err, ErrBinary) {
			t.Errorf("%q: error is %v, want ErrBinary", data, err)
		}
	}
	for seed := range uint64(200) {
		noise := make([]byte, 500+20*seed)
		random := rand.New(rand.NewPCG(seed, 1))
		for i := range noise {
			noise[i] = byte(random.Uint32())
		}
		if _, err := Read(Source{Data: noise}, Options{}); !errors.Is(err, ErrBinary) {
			t.Errorf("random bytes, seed %d: error is %v, want ErrBinary", seed, err)
		}
		noise = append([]byte("<p>\xf3"), noise...)
		if _, err := Read(Source{Data: noise}, Options{}); !errors.Is(err, ErrBinary) {
			t.Errorf("a tag and random bytes, seed %d: error is %v, want ErrBinary", seed, err)
		}
	}
	for _, data := range []string{"", "plain text", "<p>\x00\x01\x02", "\xff\xfe<\x00p\x00>\x00",
		"<p>padded" + strings.Repeat("\x00", 5000), "<p>\x1b$)C" + strings.Repeat("\x0e0!0!\x0f ", 1000),
		"<p>" + strings.Repeat("a stray control character in each line\x0b\n", 100)} {
		if _, err := Read(Source{Data: []byte(data)}, Options{}); err != nil {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func TestTooDeep(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("<div>", 100_000) + "<meta property=og:title content=x>",
		strings.Repeat("<div><p>", 2_000) + strings.Repeat("</p></div>", 2_000) + "<h1>end</h1>",
		strings.Repeat("<svg>", 5_000), strings.Repeat("<table><tr><td>", 3_000),
		strings.Repeat("<b>", 10_000), strings.Repeat("<template>", 3_000),
	} {
		p := read(t, "<title>T</title>"+src)
		if p.Title() == nil || p.Title().Text != "T" {
			t.Errorf("%.20s…: the title is lost", src)
		}
		deep := false
		for _, pr := range p.Problems {
			if pr.Code == "too-deep" {
				deep = true
				if pr.Origin.Start <= 0 || pr.Origin.Start >= len(p.Text) {
					t.Errorf("%.20s…: place of the cut is %d", src, pr.Origin.Start)
				}
			}
		}
		if !deep {
			t.Errorf("%.20s…: the cut is not told", src)
		}
		if strings.HasSuffix(src, "</h1>") && len(p.Headings) != 1 {
			t.Errorf("%.20s…: what follows is lost", src)
		}
	}
}

// The other bounds of the tree are told as well.
func TestTreeBounds(t *testing.T) {
	var attributes strings.Builder
	for i := range 70_000 {
		fmt.Fprintf(&attributes, "a%d ", i)
	}
	for code, src := range map[string]string{
		"too-entangled":       "<p>" + strings.Repeat("<b><i><u>", 100) + strings.Repeat("<p>x</p>", 100_000),
		"too-many-attributes": "<p " + attributes.String() + "><h1>end</h1>",
	} {
		p := read(t, "<title>T</title>"+src)
		i := slices.IndexFunc(p.Problems, func(pr Problem) bool { return pr.Code == code })
		if i < 0 {
			t.Errorf("%s is not told", code)
		} else if at := p.Problems[i].Origin.Start; at <= 0 || at >= len(p.Text) {
			t.Errorf("%s: place of the cut is %d", code, at)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, src := range markerCases {
		f.Add([]byte(src), "")
	}
	f.Add([]byte("<meta charset=utf-16><meta property='og:image:width og:title' content=1>"), "text/html; charset=utf-16be")
	f.Add([]byte(`<script type="application/ld+json">{"@type":"Article","a":[1,{"b":"c"}]}</script>`), "")
	f.Add([]byte(`<div itemscope itemtype=http://schema.org/A itemref="a b"><p id=a itemprop=x><time itemprop=y></div>`), "")
	f.Add([]byte(`<div vocab=http://schema.org/ typeof=A prefix="a: b"><a property=x rel=y href=z>`), "")
	f.Fuzz(func(t *testing.T, data []byte, contentType string) {
		if len(data) > 1<<16 {
			return
		}
		src := Source{Name: "fuzz", Data: data, URL: "https://example.org/", Header: http.Header{"Content-Type": {contentType}, "Link": {contentType}}}
		p, err := Read(src, Options{})
		if err != nil {
			return
		}
		inside := func(o text.Origin) {
			if span, ok := p.Span(o); ok && (span.Start < 0 || span.End < span.Start || span.End > len(p.Text)) {
				t.Fatalf("place %v is outside the page of %d bytes", span, len(p.Text))
			}
		}
		for _, prop := range p.Props {
			inside(prop.Origin())
		}
		for _, it := range p.Graph.All {
			inside(it.Origin)
			inside(it.TypeOrigin)
			for i := range it.Properties {
				inside(it.Properties[i].Origin)
				inside(it.Properties[i].Value.Origin)
			}
		}
		for _, problem := range append(p.Problems, p.Graph.Problems...) {
			inside(problem.Origin)
		}
	})
}

// TestScriptPlaces compares places in a script, asked for in any order, with
// those that reading it from the start gives.
func TestScriptPlaces(t *testing.T) {
	body := strings.Repeat("a\r\nb\rc\x00\u00e9\n", 600)
	p := read(t, "<!DOCTYPE html><script type=text/plain>"+body+"</script>")
	start := strings.Index(p.Text, body)
	script := p.Head.FirstChild
	inTree := script.FirstChild.Data
	want := map[int]int{}
	at := start
	for i := 0; i < len(inTree); {
		want[i] = at
		switch {
		case strings.HasPrefix(p.Text[at:], "\r\n"):
			at += 2
			i++
		case p.Text[at] == 0:
			at++
			i += len("\uFFFD")
		default:
			at++
			i++
		}
	}
	for step := 1; step < len(inTree); step = 3*step + 1 {
		for i := 0; i < len(inTree); i += step {
			for _, k := range []int{i, len(inTree) - 1 - i} {
				if source, ok := want[k]; ok {
					if span, _ := p.Span(text.FromScript(script, k, k)); span.Start != source {
						t.Fatalf("byte %d of the script is at %d, want %d", k, span.Start, source)
					}
				}
			}
		}
		p = read(t, p.Text)
		script = p.Head.FirstChild
	}
}
