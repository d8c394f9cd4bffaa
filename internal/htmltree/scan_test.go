package htmltree

import (
	"slices"
	"testing"

	"github.com/metacheck/metacheck/internal/text"
)

func TestStartTags(t *testing.T) {
	src := "<p a>x\r\n<!-- <b> --><I A='1'\rb=&amp;>z</i><script><u></script><title><u></title><x/><style><u>"
	var got []string
	for tag := range new(Arena).StartTags(src, 2, "title") {
		s := tag.Name + " " + src[tag.Span.Start:tag.Span.End]
		for _, a := range tag.Attr {
			s += " " + a.Key + "=" + a.Val
		}
		got = append(got, s)
	}
	want := []string{"i <I A='1'\rb=&amp;> a=1 b=&", "script <script>", "title <title>", "u <u>", "x <x/>", "style <style>"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for range new(Arena).StartTags(src, 0, "") {
		break
	}
	for tag := range new(Arena).StartTags("no tag < here", 0, "") {
		t.Errorf("found %s", tag.Name)
	}
}

// TestStartTagsOfPages holds that the tags of the tokenization stage alone are
// those that elements of the tree have.
func TestStartTagsOfPages(t *testing.T) {
	var a Arena
	for name, src := range fixturePages(t) {
		tree := a.Parse(src, Options{Scripting: true})
		tags := map[int]int{}
		for tag := range new(Arena).StartTags(src, 0, "") {
			tags[tag.Span.Start] = tag.Span.End
		}
		for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
			// Foreign content knows no raw text, and </br> is no start tag.
			foreign := false
			for up := n; up != nil; up = up.Parent {
				foreign = foreign || up.Namespace != ""
			}
			if span, ok := tree.StartTag(n); ok && !foreign && src[span.Start+1] != '/' && tags[span.Start] != span.End {
				t.Errorf("%s: the tag of <%s> at %v is none", name, n.Data, span)
			}
		}
	}
}

// TestPlainReference holds the short way for frequent references against the
// long one.
func TestPlainReference(t *testing.T) {
	found := 0
	for _, body := range []string{
		"amp", "lt", "gt", "quot", "quo", "apos", "nbsp", "lt ", "gta", "#", "#;", "#31", "#32", "#65", "#126", "#127", "#0065", "#065", "#x41",
		"#1114112", "#999", "#128", "#10", "#6a5", "l", "", "AMP", "Lt", "ltt", "amp=",
	} {
		for _, end := range []string{";", "", ";x", "x;", " ", "&", "=;"} {
			s := "&" + body + end
			size, char := plainReference(s)
			if size == 0 {
				continue
			}
			found++
			for _, attribute := range []bool{false, true} {
				r := readReference(s, attribute)
				text := r.text
				if r.char != 0 {
					text = string(r.char)
				}
				if r.size != size || text != string(char) || r.open || r.code != noError {
					t.Errorf("%q: %d bytes for %q, want %+v", s, size, char, r)
				}
			}
		}
	}
	if found < 16 {
		t.Errorf("%d plain references", found)
	}
}
