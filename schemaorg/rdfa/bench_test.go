package rdfa

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// shapes are pages made to be slow, by size. Time should grow with the size,
// not with its square.
var shapes = []struct {
	name string
	make func(n int) string
}{
	{"plain", func(n int) string { return strings.Repeat(`<p class=a id=b><a href=c title=d>e</a></p>`, n) }},
	{"open graph", func(n int) string { return strings.Repeat(`<meta property=og:title content=x>`, n) }},
	{"items", func(n int) string {
		return `<div vocab=https://schema.org/>` + strings.Repeat(`<p typeof=Person><b property=name>e</b></p>`, n)
	}},
	{"nested items", func(n int) string {
		return `<div vocab=https://schema.org/>` + strings.Repeat(strings.Repeat(`<div property=p typeof=Person>x`, 200)+strings.Repeat(`</div>`, 200), n/200+1)
	}},
	{"nested texts", func(n int) string {
		return `<div vocab=https://schema.org/>` + strings.Repeat(strings.Repeat(`<div property=p>x<b></b>`, 200)+strings.Repeat(`</div>`, 200), n/200+1)
	}},
	{"nested markup", func(n int) string {
		return `<div vocab=https://schema.org/>` + strings.Repeat(strings.Repeat(`<div property=p datatype=rdf:HTML>x<b></b>`, 200)+strings.Repeat(`</div>`, 200), n/200+1)
	}},
	{"prefixes", func(n int) string {
		var b strings.Builder
		b.WriteString(`<div typeof=schema:Thing prefix="`)
		for i := range n {
			fmt.Fprintf(&b, "p%d: http://example.com/ ", i)
		}
		return b.String() + `">`
	}},
	{"nested prefixes", func(n int) string {
		return strings.Repeat(strings.Repeat(`<div prefix="a: http://a/ b: http://b/" typeof=a:b>`, 200)+strings.Repeat(`</div>`, 200), n/200+1)
	}},
	{"hanging", func(n int) string {
		return `<div rel="` + strings.Repeat("dc:x ", n) + `">` + strings.Repeat(`<b about=c></b>`, n)
	}},
	{"names", func(n int) string { return `<div typeof="` + strings.Repeat("dc:x ", n) + `">` }},
	{"copies", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<p resource=#%d typeof=rdfa:Pattern><a property=rdfa:copy href=#%d></a><b property=dc:x>y</b></p>`, i, i+1)
		}
		return b.String()
	}},
	{"chain", func(n int) string {
		var b strings.Builder
		b.WriteString(`<div vocab=https://schema.org/>`)
		for i := range n {
			fmt.Fprintf(&b, `<p resource=#%d typeof=Thing><a property=p href=#%d></a></p>`, i, i+1)
		}
		return b.String()
	}},
	{"lists", func(n int) string {
		return `<div vocab=https://schema.org/ typeof=A>` + strings.Repeat(`<b property=b inlist>c</b>`, n)
	}},
}

func BenchmarkExtract(b *testing.B) {
	for _, s := range shapes {
		for _, n := range []int{200, 2_000, 20_000} {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) {
				doc := parse(b, s.make(n))
				u := base(b)
				b.ReportAllocs()
				for b.Loop() {
					Extract(doc, u)
				}
			})
		}
	}
}

// BenchmarkEnter is what every page pays.
func BenchmarkEnter(b *testing.B) {
	doc := parse(b, shapes[0].make(2_000)+shapes[1].make(10))
	u := base(b)
	b.ReportAllocs()
	for b.Loop() {
		x := New(u, schemaorg.Limits{})
		text.Walk(doc, false, func(n *html.Node) bool {
			if n.Type == html.ElementNode {
				x.Enter(n)
			}
			return true
		}, x.Leave)
	}
}

// TestHostile holds that the worst pages are read to an end, and sound items
// come out. What they cost is a matter of the benchmarks.
func TestHostile(t *testing.T) {
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			doc := parse(t, s.make(20_000))
			items, problems := Extract(doc, base(t))
			check(t, doc, items, problems)
		})
	}
}
