package htmltree

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// checkTree holds what every tree must keep: the links of its nodes fit, text
// is merged and never empty, and all places are where they should be.
func checkTree(t testing.TB, tree *Tree, src string) {
	t.Helper()
	fits := func(what string, start, end int) bool {
		if start < 0 || end < start || end > len(src) {
			t.Errorf("%s: place [%d, %d) in a text of %d bytes", what, start, end, len(src))
			return false
		}
		return true
	}
	for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
		var prev *html.Node
		for c := n.FirstChild; c != nil; prev, c = c, c.NextSibling {
			if c.Parent != n || c.PrevSibling != prev {
				t.Fatalf("the links of %q in %q do not fit", c.Data, n.Data)
			}
			if prev != nil && prev.Type == html.TextNode && c.Type == html.TextNode {
				t.Errorf("text %q and %q are not merged", prev.Data, c.Data)
			}
		}
		if n.LastChild != prev {
			t.Fatalf("the last child of %q is wrong", n.Data)
		}
		switch n.Type {
		case html.TextNode:
			checkText(t, tree, n, src, fits)
		case html.CommentNode:
			span, ok := tree.Span(n)
			if !ok || !fits("comment", span.Start, span.End) || !strings.HasPrefix(src[span.Start:], "<") {
				t.Errorf("comment %q has the place %v", n.Data, span)
			}
		case html.ElementNode:
			checkElement(t, tree, n, src, fits)
		}
	}
	for _, e := range tree.Errors {
		fits(e.Code.String(), e.Offset, e.End)
	}
}

func checkElement(t testing.TB, tree *Tree, n *html.Node, src string, fits func(string, int, int) bool) {
	t.Helper()
	tag, ok := tree.StartTag(n)
	if !ok {
		if len(n.Attr) > 0 {
			t.Errorf("<%s> has attributes and no place", n.Data)
		}
		return
	}
	if !fits("<"+n.Data, tag.Start, tag.End) {
		return
	}
	open := src[tag.Start:tag.End]
	if !strings.HasPrefix(open, "<") || !strings.HasSuffix(open, ">") {
		t.Errorf("the tag of <%s> is %q", n.Data, open)
	}
	name := strings.ReplaceAll(strings.TrimLeft(open, "</"), "\x00", replacement)
	if len(name) < len(n.Data) || !strings.EqualFold(name[:len(n.Data)], n.Data) &&
		!(n.Data == "img" && strings.EqualFold(name[:5], "image")) {
		t.Errorf("the tag of <%s> is %q", n.Data, open)
	}
	if end, ok := tree.EndTag(n); ok && fits("</"+n.Data, end.Start, end.End) {
		closing := src[end.Start:end.End]
		name := strings.ReplaceAll(strings.TrimPrefix(closing, "</"), "\x00", replacement)
		if len(name) < len(n.Data) || !strings.EqualFold(name[:len(n.Data)], n.Data) || end.Start < tag.End && n.Data != "html" && n.Data != "body" {
			t.Errorf("the end tag of <%s> is %q", n.Data, closing)
		}
	}
	for i, a := range n.Attr {
		at, ok := tree.Attr(n, i)
		if !ok || !fits(a.Key, at.Name.Start, at.Name.End) || !fits(a.Key, at.Value.Start, at.Value.End) {
			t.Errorf("attribute %s has no place", a.Key)
			continue
		}
		key := a.Key
		if a.Namespace != "" {
			key = a.Namespace + ":" + key
		}
		written := src[at.Name.Start:at.Name.End]
		if !strings.EqualFold(strings.ReplaceAll(written, "\x00", replacement), key) {
			t.Errorf("the name of attribute %q is %q in the source", key, written)
		}
		value := src[at.Value.Start:at.Value.End]
		if got := judgeValue(value, at.Quoted); got != a.Val {
			t.Errorf("attribute %s is %q, its place reads %q", a.Key, a.Val, got)
		}
	}
}

// judgeValue reads an attribute's value with x/net's tokenizer.
func judgeValue(value string, quoted bool) string {
	quote := ""
	if quoted {
		quote = `"`
		if strings.Contains(value, `"`) {
			quote = "'"
		}
	}
	value = strings.ReplaceAll(value, "\x00", replacement)
	if value == "" {
		return ""
	}
	z := html.NewTokenizer(strings.NewReader("<a b=" + quote + value + quote + ">"))
	if z.Next() != html.StartTagToken {
		return "no tag"
	}
	z.TagName()
	_, val, _ := z.TagAttr()
	return string(val)
}

func checkText(t testing.TB, tree *Tree, n *html.Node, src string, fits func(string, int, int) bool) {
	t.Helper()
	if n.Data == "" {
		t.Error("empty text")
	}
	spans := tree.Text(n)
	if len(spans) == 0 {
		t.Errorf("text %q has no place", n.Data)
		return
	}
	for _, s := range spans {
		fits("text", s.Start, s.End)
	}
	for _, offset := range offsets(n.Data) {
		source, ok := tree.TextOffset(n, offset)
		if !ok || !fits("text offset", source, source) {
			t.Errorf("offset %d of text %.40q has no place", offset, n.Data)
			continue
		}
		if c := src[source:]; offset < len(n.Data) {
			if c == "" || c[0] != '&' && c[0] != 0 && c[0] != '\r' && c[0] != n.Data[offset] {
				t.Errorf("offset %d of text %.40q leads to %.5q", offset, n.Data, c)
			}
		}
	}
}

// offsets are some offsets in a text.
func offsets(s string) []int {
	step := max(1, len(s)/16)
	var list []int
	for i := 0; i <= len(s); i += step {
		list = append(list, i)
	}
	return list
}
