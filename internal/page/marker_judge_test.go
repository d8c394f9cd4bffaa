package page

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// render writes a tree so that two can be compared: every node, attribute and
// text, with namespaces.
func render(doc *html.Node) string {
	var b strings.Builder
	depth := 0
	for n := doc; n != nil; {
		b.WriteString(strings.Repeat(" ", min(depth, 40)))
		b.WriteString(n.Type.String() + " " + n.Namespace + ":" + n.Data + "\n")
		for _, a := range n.Attr {
			b.WriteString(strings.Repeat(" ", min(depth, 40)) + " @" + a.Namespace + ":" + a.Key + "=" + a.Val + "\n")
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

// checkMarks holds what the marker method promises of one text: the tree is
// that of a plain parse, and each known start tag is the tag of its node.
func checkMarks(t *testing.T, src string) {
	t.Helper()
	plain, perr := html.Parse(strings.NewReader(src))
	doc, m, err := markedTree(src)
	if perr != nil {
		return // too deep for the parser
	}
	if err != nil {
		t.Fatalf("marked parse fails: %v", err)
	}
	want, got := render(plain), render(doc)
	if want != got {
		t.Fatalf("trees differ for %q\n%s", src, firstDifference(want, got))
	}
	for n := doc; n != nil; n = text.Following(n, doc) {
		if n.Type != html.ElementNode {
			continue
		}
		i, ok := m.tagNumber(n)
		if !ok {
			continue
		}
		tag := src[m.tags[i].start:m.tags[i].end]
		if !strings.HasPrefix(tag, "<") {
			t.Fatalf("place of %s is no tag: %q", n.Data, tag)
		}
		z := html.NewTokenizer(strings.NewReader(tag))
		z.Next()
		if name, _ := z.TagName(); !strings.EqualFold(string(name), n.Data) && string(name) != "image" {
			t.Fatalf("place of %s is %q", n.Data, tag)
		}
	}
}

// TestPlacesByMarkers compares the places of start tags with those that the
// marker method finds, on real pages.
func TestPlacesByMarkers(t *testing.T) {
	for name, data := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			p, err := Read(Source{Name: name, Data: data}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			doc, m, err := markedTree(p.Text)
			if err != nil {
				t.Skipf("html.Parse refuses the page: %v", err)
			}
			judged := 0
			a, b := p.Doc, doc
			for a != nil && b != nil {
				// html.Parse decodes character references in comments; the
				// standard does not (section 13.2.5.45).
				if a.Type != b.Type || a.Type == html.ElementNode && a.Data != b.Data {
					t.Fatalf("trees differ: %s and %s", a.Data, b.Data)
				}
				if i, ok := m.tagNumber(b); ok && a.Type == html.ElementNode && !formatting[a.Data] {
					judged++
					span, ok := p.tree.StartTag(a)
					if !ok || span.Start != m.tags[i].start || span.End != m.tags[i].end {
						t.Errorf("%s stands at %v (%v), by the markers at %v", a.Data, span, ok, m.tags[i])
					}
				}
				a, b = text.Following(a, p.Doc), text.Following(b, doc)
			}
			if (a == nil) != (b == nil) || judged == 0 {
				t.Errorf("%d places judged, ends %v and %v", judged, a, b)
			}
		})
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			lo := max(0, i-3)
			return "want:\n" + strings.Join(as[lo:min(len(as), i+3)], "\n") + "\ngot:\n" + strings.Join(bs[min(lo, len(bs)):min(len(bs), i+3)], "\n")
		}
	}
	return "got has more lines"
}

var markerCases = []string{
	"", "x", "<p>a<p>b", "<!doctype html><title>x</title><h1 class=a>t</h1>",
	"<b><b><b><b><p>x</b></b></b></b>",
	"<a itemprop=x><a itemprop=x><a itemprop=x><a itemprop=x>y",
	"<i itemprop=x><i itemprop=x><i itemprop=x><i itemprop=x><p>y</i></i></i></i>z",
	"<i itemprop='x'><i itemprop=\"x\"><i itemprop=x><i ITEMPROP=x><p>y</i></i></i></i>z",
	"<table><tr><td>a<b>c</table>d", "<svg><title><b x=1>t</b></title><path d=1 /></svg><p class=x>",
	"<svg><title/></svg><p class=x>y</p>", "<svg><style/><p class=x>y",
	"<svg><![CDATA[ <b class=x> ]]></svg><p>", "<math><annotation-xml encoding=text/html><p class=y></math>",
	"<svg><foreignObject><title><b></title><p class=z></foreignObject><a xlink:href=x></svg>",
	"<html a=1><html a=2 b=3><body c=4><body d=5>", "<image src=x><isindex prompt=a>",
	"<div/class=x>y", "<div\x00a=1>", "<p =a>x", "<template><td class=x></template><select><option a=1><p class=y></select>",
	"<noscript><img a=1></noscript><p>", "<!-- <p class=x> --><p class=y>", "<script><p class=x></script><p>",
	"<frameset a=1><frame b=2></frameset>", "<plaintext><p class=x>", "<textarea>\n<p class=x></textarea>",
	"<form a=1><form b=2></form>", "<svg><font color=x><p>", "<svg><p class=x>y", "<math><mi><script><p a=b></script></mi></math>",
}

func TestMarkers(t *testing.T) {
	for _, src := range markerCases {
		checkMarks(t, src)
	}
}

// TestMarkersHTML5lib runs the html5lib document cases that x/net carries in
// its test data, found through the module cache.
func TestMarkersHTML5lib(t *testing.T) {
	for _, src := range html5libCases(t) {
		checkMarks(t, src)
	}
}

func html5libCases(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/net").Output()
	if err != nil {
		t.Skipf("the module cache cannot be asked: %v", err)
	}
	data := filepath.Join(strings.TrimSpace(string(out)), "html", "testdata")
	files, _ := filepath.Glob(filepath.Join(data, "html5lib-tests", "tree-construction", "*.dat"))
	more, _ := filepath.Glob(filepath.Join(data, "go", "*.dat"))
	files = append(files, more...)
	if len(files) == 0 {
		t.Skip("golang.org/x/net is here without its test data")
	}
	var cases []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range bytes.Split(data, []byte("#data\n"))[1:] {
			src, rest, ok := bytes.Cut(part, []byte("\n#errors"))
			if ok && !bytes.Contains(rest, []byte("#document-fragment")) {
				cases = append(cases, string(src))
			}
		}
	}
	if len(cases) < 1000 {
		t.Fatalf("only %d cases found", len(cases))
	}
	return cases
}

// corpus are the real pages of METACHECK_CORPUS.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set: real pages are not read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	pages := map[string][]byte{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(f)] = data
	}
	return pages
}

func TestMarkersCorpus(t *testing.T) {
	for name, data := range corpus(t) {
		t.Run(name, func(t *testing.T) { checkMarks(t, string(data)) })
	}
}

func FuzzMarkers(f *testing.F) {
	for _, src := range markerCases {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<16 || !utf8.ValidString(src) { // the text of a page is valid UTF-8
			return
		}
		checkMarks(t, src)
	})
}
