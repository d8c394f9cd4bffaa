package htmltree

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

var formattingNames = []string{
	"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
}

// render writes a tree so that two can be compared: every node, atom,
// attribute and text, with namespaces.
//
// What html.Parse is known to do other than the standard is put in its way:
// ours tells which tree this is.
func render(doc *html.Node, ours bool) string {
	var b strings.Builder
	depth := 0
	for n := doc; n != nil; {
		data := n.Data
		if ours && (n.Type == html.CommentNode || n.Type == html.DoctypeNode) {
			// html.Parse reads character references in comments.
			data = html.UnescapeString(data)
		}
		fmt.Fprintf(&b, "%*s%v %s:%q %q\n", min(depth, 40), "", n.Type, n.Namespace, data, n.DataAtom)
		attrs := n.Attr
		if n.Type == html.ElementNode && slices.Contains(formattingNames, n.Data) {
			// html.Parse sorts the attributes of formatting elements in place.
			attrs = slices.Clone(attrs)
			slices.SortFunc(attrs, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
		}
		for _, a := range attrs {
			if ours && n.Type == html.DoctypeNode {
				// And in doctypes.
				a.Val = html.UnescapeString(a.Val)
			}
			fmt.Fprintf(&b, "%*s @%s:%s=%q\n", min(depth, 40), "", a.Namespace, a.Key, a.Val)
		}
		if n.FirstChild != nil {
			n = n.FirstChild
			depth++
			continue
		}
		for n != doc && n.NextSibling == nil {
			n = n.Parent
			depth--
		}
		if n == doc {
			break
		}
		n = n.NextSibling
	}
	return b.String()
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			lo := max(0, i-3)
			return "html.Parse:\n" + strings.Join(as[lo:min(len(as), i+3)], "\n") +
				"\nhtmltree:\n" + strings.Join(bs[min(lo, len(bs)):min(len(bs), i+3)], "\n")
		}
	}
	return "htmltree has more lines"
}

// realPages are the pages of METACHECK_CORPUS.
func realPages(t testing.TB) map[string]string {
	t.Helper()
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set: real pages are not read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	return readFiles(t, files)
}

// fixturePages are the files of the repository's fixtures; a txtar is a page
// like any other here.
func fixturePages(t testing.TB) map[string]string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join("..", "..", "fixtures"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) < 50 {
		t.Fatalf("%d fixtures: %v", len(files), err)
	}
	return readFiles(t, files)
}

func readFiles(t testing.TB, files []string) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(f)] = strings.ToValidUTF8(string(data), replacement)
	}
	return pages
}

func TestRealPages(t *testing.T) {
	var a Arena
	for name, src := range realPages(t) {
		t.Run(name, func(t *testing.T) { comparePage(t, &a, src) })
	}
}

func TestFixtures(t *testing.T) {
	var a Arena
	for name, src := range fixturePages(t) {
		if judgeErrs(a.Parse(src, Options{Scripting: true, MaxErrors: 1 << 14}), src, "") {
			continue
		}
		t.Run(name, func(t *testing.T) { comparePage(t, &a, src) })
	}
}

// comparePage holds a page's tree against html.Parse and checks its places,
// the budget of work included.
func comparePage(t *testing.T, a *Arena, src string) {
	for _, scripting := range []bool{true, false} {
		tree := a.Parse(src, Options{Scripting: scripting, MaxErrors: 100})
		checkTree(t, tree, src)
		doc, err := html.ParseWithOptions(strings.NewReader(src), html.ParseOptionEnableScripting(scripting))
		if err != nil {
			if tree.Limits.Depth < 0 {
				t.Errorf("html.Parse: %v", err)
			}
			continue
		}
		if scripting { // the tokenizer alone takes noscript for raw text
			checkTags(t, tree, src)
		}
		if want, got := render(doc, false), render(tree.Doc, true); want != got {
			t.Fatalf("trees differ\n%s", firstDifference(want, got))
		}
		if tree.Limits != (Limits{-1, -1, -1, -1, -1}) {
			t.Errorf("limits met: %+v", tree.Limits)
		}
		if steps, bound := a.parser.steps, stepsBase/4+len(src)*stepsPerByte/4; steps > bound {
			t.Errorf("%d steps of work for %d bytes: the budget is too near", steps, len(src))
		}
	}
}

// checkTags holds the places of start tags against an independent judge, the
// tokenizer of x/net.
func checkTags(t *testing.T, tree *Tree, src string) {
	t.Helper()
	type tag struct {
		start, end int
		name       string
	}
	tags := map[tag]bool{}
	z := html.NewTokenizer(strings.NewReader(src))
	for offset := 0; ; {
		tt := z.Next()
		if tt == html.ErrorToken {
			break
		}
		end := offset + len(z.Raw())
		if tt == html.StartTagToken || tt == html.SelfClosingTagToken {
			name, _ := z.TagName()
			tags[tag{offset, end, string(name)}] = true
		}
		offset = end
	}
	seen := 0
	for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
		// The tokenizer alone does not know raw text in foreign content.
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		span, ok := tree.StartTag(n)
		if !ok || strings.HasPrefix(src[span.Start:], "</") {
			continue
		}
		seen++
		if !tags[tag{span.Start, span.End, n.Data}] && !tags[tag{span.Start, span.End, "image"}] {
			t.Errorf("<%s> has the place %v, which is no tag to the tokenizer: %q", n.Data, span, src[span.Start:span.End])
		}
	}
	if seen == 0 && len(tags) > 4 {
		t.Errorf("no element of %d tags has a place", len(tags))
	}
}
