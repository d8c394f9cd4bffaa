package page

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

func TestDamages(t *testing.T) {
	const (
		quote, cut, space, typographic = DamageQuote, DamageCut, DamageSpace, DamageTypographic
	)
	for src, want := range map[string][]string{
		"<html lang=en><title>A</title><meta name=a content='b c'><link rel=icon href=/x>": nil,
		"<meta name='a content='b'>":                                           {told(quote, "meta", "name")},
		"<html class='a lang='en'><base href='/x target='_top'>":               {told(quote, "html", "class"), told(quote, "base", "href")},
		"<meta name='a content=' b>":                                           nil, // it is closed where it should be
		"<meta name=a content='the 'b' c'>":                                    {told(cut, "meta", "content")},
		"<meta name=a content=the b c>":                                        {told(space, "meta", "content")},
		"<meta name=a content=the data-x inertia>":                             nil,
		"<link rel=“icon” href=”/x”>":                                          {told(typographic, "link", "rel"), told(typographic, "link", "href")},
		"<link rel='“icon”'>":                                                  nil,
		"<script type=”application/ld+json”></script><style type=”a”></style>": {told(typographic, "script", "type")},
		// What is wrong with a tag that swallows others comes of that.
		"<meta name=a content='the 'b' c' <meta name=b content=c>": nil,
		"<p title='the 'b' c'>": nil,
	} {
		p := readText(t, src)
		var got []string
		for _, d := range p.Damages() {
			got = append(got, told(d.Kind, d.Node.Data, d.Node.Attr[d.Attr].Key))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q\ngot  %q\nwant %q", src, got, want)
		}
	}
}

func told(kind DamageKind, element, attr string) string {
	return fmt.Sprintf("%d %s@%s", kind, element, attr)
}

func readText(t *testing.T, src string) *Page {
	t.Helper()
	p, err := Read(Source{Data: []byte(src)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDamaged holds which values and texts of a page are damaged.
func TestDamaged(t *testing.T) {
	for _, test := range []struct {
		src  string
		want []string
	}{
		{"<title>A</title><meta name=a content='b'>", nil},
		// A value that took in a tag, and what followed in that.
		{"<meta name='a' content='b>\n<meta name='x' class='c'>", []string{"meta lacks", "meta@content", "meta@x'", "meta@class"}},
		{"<base href='/a>\n<title>A</title>\n<meta name='b'>", []string{"base lacks", "base@href", "base@b'"}},
		// A tag in a tag: what stands before that is sound.
		{"<meta name='a' content='b'\n<meta property='c' class='d'>", []string{"meta lacks", "meta@<meta", "meta@property", "meta@class"}},
		// A value that was cut, or that took in a name: the tag lacks that.
		{"<meta name='a' content='The 'b' c' id='d'>", []string{"meta@content"}},
		{"<meta content=The old inn id=d>", []string{"meta@content"}},
		{"<link class='a' rel='canonical href='b'>", []string{"link lacks", "link@rel", "link@b'"}},
		{"<meta name='a' content=“b” id='c'>", []string{"meta@content"}},
		// Text.
		{"<title>A\n<meta name='b' content='c'>\n<meta name='d'></title><meta name='e'>", []string{"title text"}},
		{"<meta name='a'><script>{\n<meta name='b'>", []string{"script text"}},
		{"<script>{</script><!--<title>A", nil},
		// Text out of which something is taken.
		{"<h1>A <!-- b</h1><p>c<b itemprop=d>", []string{"h1 text"}},
		{"<h1>A <b title='c>d</b></h1><i itemprop='e'>f</i><p>g</p><h2>h</h2>", []string{"h1 text", "b lacks", "b@title", "b@e'"}},
		{"<h1>A <!-- b --> c</h1><p>d<!-- e</p>", nil},
		// An element that became an item, and one that was one.
		{"<p itemprop='a'\n<b itemprop='c' itemscope itemtype='d'>", []string{"p", "p lacks", "p@itemprop", "p@<b", "p@itemscope", "p@itemtype"}},
		{"<p class='a'\n<b typeof='c'>", []string{"p", "p lacks", "p@class", "p@<b", "p@typeof"}},
		{"<p itemscope itemtype='a'\n<b itemprop='c'>", []string{"p lacks", "p@<b", "p@itemprop"}},
	} {
		p := readText(t, test.src)
		var got []string
		for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
			if n.Type != html.ElementNode {
				continue
			}
			if p.Damaged(text.FromTag(n)) {
				got = append(got, n.Data)
			}
			if p.Damaged(text.FromLack(n, "x")) {
				got = append(got, n.Data+" lacks")
			}
			for i := range n.Attr {
				if p.Damaged(text.FromAttr(n, n.Attr[i].Key)) {
					got = append(got, n.Data+"@"+n.Attr[i].Key)
				}
			}
			if c := n.FirstChild; c != nil && c.Type == html.TextNode && p.Damaged(text.FromContent(n)) {
				got = append(got, n.Data+" text")
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q\ngot  %q\nwant %q", test.src, got, test.want)
		}
	}
	for _, o := range []text.Origin{{}, text.FromOutside("header Link"), text.FromSource(1<<30, 1<<30)} {
		if readText(t, "<title>A<meta name=a><meta name=b>").Damaged(o) {
			t.Errorf("%+v is damaged", o)
		}
	}
}

// TestCanonicalIsSound holds that no damaged address is taken for the page's.
func TestCanonicalIsSound(t *testing.T) {
	const damaged = "<link rel=canonical href='https://example.com/a>\n<meta name='b' content='c'>"
	if l := readText(t, damaged).Canonical(); l != nil {
		t.Errorf("the canonical link is %q", l.Href)
	}
	if l := readText(t, damaged+"<link rel=canonical href='https://example.com/b'>").Canonical(); l == nil || l.Href != "https://example.com/b" {
		t.Errorf("the canonical link is %+v", l)
	}
}
