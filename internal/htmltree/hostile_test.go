package htmltree

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/testing/hostile"
	"github.com/metacheck/metacheck/internal/text"
)

var shapes = hostile.Markup

// compareAt is the size of a shape at which the reader is compared with
// html.Parse, which takes more than linear time for some.
const compareAt = 1 << 17

// timesParse is how long the reader takes for a text as a multiple of what
// html.Parse takes, or 0 if that gives the text up.
func timesParse(a *Arena, src string) float64 {
	measure := func(work func() error) float64 {
		best := math.Inf(1)
		for range 5 {
			start := time.Now()
			if work() != nil {
				return 0
			}
			best = min(best, time.Since(start).Seconds())
		}
		return best
	}
	parse := measure(func() error {
		_, err := html.Parse(strings.NewReader(src))
		return err
	})
	if parse == 0 {
		return 0
	}
	return measure(func() error {
		a.Parse(src, Options{Scripting: true, MaxErrors: 100})
		return nil
	}) / parse
}

// BenchmarkHostile reads each shape at 10 MB. Compare ns/byte with that of the
// real pages: three times as much is the bound, but for shapes of which each
// few bytes are a tag or an attribute. Of these ns/part tells, the time for a
// node, a piece of text or an attribute; and x-parse, the time as a multiple
// of html.Parse for the same text of 128 KB, if html.Parse reads it at all.
func BenchmarkHostile(b *testing.B) {
	if testing.Short() {
		b.Skip("10 MB a shape")
	}
	pages, bytes := benchPages(b)
	var a Arena
	b.Run("normal", func(b *testing.B) {
		b.SetBytes(bytes)
		parts := 0
		for b.Loop() {
			parts = 0
			for _, page := range pages {
				a.Parse(page, Options{Scripting: true, MaxErrors: 100})
				parts += a.used + len(a.pieces) + len(a.spans)
			}
		}
		each := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
		b.ReportMetric(each/float64(bytes), "ns/byte")
		b.ReportMetric(each/float64(parts), "ns/part")
	})
	for _, s := range shapes {
		b.Run(s.Name, func(b *testing.B) {
			src := s.Text(10 << 20)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				a.Parse(src, Options{Scripting: true, MaxErrors: 100})
			}
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(each/float64(len(src)), "ns/byte")
			b.ReportMetric(each/float64(a.used+len(a.pieces)+len(a.spans)), "ns/part")
			if x := timesParse(&a, s.Text(compareAt)); x > 0 {
				b.ReportMetric(x, "x-parse")
			}
		})
	}
}

// TestHostile reads each shape at a size where anything but linear work would
// show as work: the steps that are counted stay within their budget, and what
// the arena takes stays within a multiple of the text.
func TestHostile(t *testing.T) {
	sizes := []int{1 << 17, 1 << 20}
	if testing.Short() {
		sizes = sizes[:1]
	}
	for _, s := range shapes {
		t.Run(s.Name, func(t *testing.T) {
			var a Arena
			for _, size := range sizes {
				src := s.Text(size)
				tree := a.Parse(src, Options{Scripting: true, MaxErrors: 100})
				if p := &a.parser; p.steps > p.budget+4*len(src) {
					t.Errorf("%d steps of %d", p.steps, p.budget)
				}
				if limit := len(src) + 100_000; a.used > limit {
					t.Errorf("%d nodes for %d bytes", a.used, len(src))
				}
				perCode := map[ErrorCode]int{}
				for _, e := range tree.Errors {
					if perCode[e.Code]++; perCode[e.Code] == 101 {
						t.Errorf("more than 100 errors %v", e.Code)
					}
				}
				if n := len(tree.Repeats()); n > maxRepeats {
					t.Errorf("%d attributes that were dropped", n)
				}
				if depth := treeDepth(tree.Doc); depth > 2*defaultDepth+8 {
					t.Errorf("depth %d", depth)
				}
				if size == sizes[0] {
					checkTree(t, tree, src)
				}
			}
		})
	}
}

// shortPage is a page of about 2 KB with something of everything.
const shortPage = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" 'x'>\r\n<html lang=en><head><title>A &amp; B &copy C</title>" +
	"<meta charset=utf-8><meta name='description' content=\"one &quot;two&quot;\r\nthree\"><link rel=canonical href=/a?b&c=d&copy=e>" +
	"<script>if (a < b) { document.write('<!-- <script> x </script> -->') }</script><style>p > a { }</style>" +
	"<noscript><img src=x></noscript></head>\n<body class=c onload='x()'>\x00<h1 id=\"t\">T\u00e9xt \U0001F600 &#x1F600; &#128; &notin; &notit;</h1>" +
	"<p>one<b>two<p>three</b>four<a href=1>five<a href=2>six</p><table><caption>c</caption>foster<tr><td>1<th>2</table>" +
	"<svg viewBox='0 0 1 1'><linearGradient xlink:href=#a /><![CDATA[ <x> & ]]><desc><p>d</p></desc></svg>" +
	"<math><mi>x</mi><annotation-xml encoding='text/html'><p>a</p></annotation-xml></math>" +
	"<select><option>1<option selected>2<optgroup></select><template><td>x</td></template><textarea>\r\n &lt;t&gt;</textarea>" +
	"<!-- a comment -- > --!> <?php echo 1 ?><!bogus></><ul><li>1<li>2</ul><pre>\n\nx</pre><form><input type=HIDDEN></form>" +
	"<div itemscope itemtype=https://schema.org/Thing itemprop=\"a b\" ITEMID=x data-x='\"' data-y=\"'\" z = q/></div></span></body></html> after"

// TestTruncated reads a page that ends at each byte.
func TestTruncated(t *testing.T) {
	page := shortPage + strings.ReplaceAll(shortPage, "\r\n", "\r")
	if len(page) < 2048 {
		t.Fatalf("the page has %d bytes", len(page))
	}
	var a Arena
	for n := range len(page) + 1 {
		for _, scripting := range []bool{true, false} {
			tree := a.Parse(page[:n], Options{Scripting: scripting, MaxErrors: 1000})
			checkTree(t, tree, page[:n])
		}
		if t.Failed() {
			t.Fatalf("at byte %d", n)
		}
	}
}

// TestDamaged reads the page with each byte replaced by hostile ones.
func TestDamaged(t *testing.T) {
	var a Arena
	for _, bad := range []string{"\x00", "\r", "\xff", "\xc3", "<", "&", "\"", "/"} {
		for n := range len(shortPage) {
			src := shortPage[:n] + bad + shortPage[n+1:]
			tree := a.Parse(src, Options{MaxErrors: 1000})
			if utf8.ValidString(src) {
				checkTree(t, tree, src)
			}
			for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
				if span, ok := tree.Span(n); ok && (span.Start < 0 || span.End < span.Start || span.End > len(src)) {
					t.Fatalf("place %v in %d bytes", span, len(src))
				}
			}
		}
	}
}

func TestHuge(t *testing.T) {
	if testing.Short() {
		t.Skip("large texts")
	}
	var a Arena
	name := strings.Repeat("N", 1<<20)
	tree := a.Parse("<p "+name+"=x y>", Options{})
	p := tree.Doc.LastChild.LastChild.FirstChild
	if len(p.Attr) != 2 || p.Attr[0].Key != strings.ToLower(name) {
		t.Errorf("%d attributes", len(p.Attr))
	}
	if at, ok := tree.Attr(p, 1); !ok || at.Name.Start != 3+len(name)+3 {
		t.Errorf("the second attribute is at %v", at)
	}

	const many = 1_000_000
	tree = a.Parse("<p "+hostile.Numbered("a%d=%d ", many)+hostile.Numbered("A%d ", 1000)+">", Options{MaxErrors: 10})
	p = tree.Doc.LastChild.LastChild.FirstChild
	const kept = maxAttributes
	if len(p.Attr) != kept || p.Attr[kept-1] != (html.Attribute{Key: "a65535", Val: "65535"}) || tree.Limits.Attributes < 0 {
		t.Errorf("%d attributes, limits %+v", len(p.Attr), tree.Limits)
	}
	if at, ok := tree.Attr(p, kept-1); !ok || at.Value.Len() != 5 {
		t.Errorf("the last attribute is at %v", at)
	}
	tree = a.Parse("<p "+hostile.Numbered("a%d=%d ", 50_000)+hostile.Numbered("A%d ", 50_000)+">", Options{MaxErrors: 10})
	if p = tree.Doc.LastChild.LastChild.FirstChild; len(p.Attr) != 50_000 {
		t.Errorf("%d attributes", len(p.Attr))
	}
	duplicates := 0
	for _, e := range tree.Errors {
		if e.Code == ErrDuplicateAttribute {
			duplicates++
		}
	}
	repeats := tree.Repeats()
	if duplicates != 10 || len(repeats) != maxRepeats || tree.Limits.Attributes >= 0 {
		t.Errorf("%d errors, %d attributes dropped, limits %+v", duplicates, len(repeats), tree.Limits)
	} else if r := repeats[7]; r.Node != p || r.Name != "a7" || r.Value != "" || r.Span.Name.Len() != 2 {
		t.Errorf("%+v was dropped", r)
	}

	text := strings.Repeat("x", 100<<20)
	tree = a.Parse(text, Options{})
	n := tree.Doc.LastChild.LastChild.FirstChild
	if len(n.Data) != len(text) {
		t.Errorf("text of %d bytes", len(n.Data))
	}
	if a.used > 10 || len(a.cells) > keepCells>>chunkBits {
		t.Errorf("the arena keeps %d chunks after %d nodes", len(a.cells), a.used)
	}
}
