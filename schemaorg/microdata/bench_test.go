package microdata

import (
	"fmt"
	"strings"
	"testing"
)

// shapes are pages made to be slow, by size. Time should grow with the size,
// not with its square.
var shapes = []struct {
	name string
	make func(n int) string
}{
	{"plain", func(n int) string { return strings.Repeat(`<p class=a id=b><a href=c title=d>e</a></p>`, n) }},
	{"items", func(n int) string {
		return strings.Repeat(`<p itemscope itemtype=https://schema.org/Person><b itemprop=name>e</b></p>`, n)
	}},
	{"nested texts", func(n int) string {
		return strings.Repeat(`<div itemscope>`+strings.Repeat(`<div itemprop=a>x<b></b>`, 200)+strings.Repeat(`</div>`, 201), n/200+1)
	}},
	{"nested items", func(n int) string {
		return strings.Repeat(strings.Repeat(`<div itemscope itemprop=a>x`, 200)+strings.Repeat(`</div>`, 200), n/200+1)
	}},
	{"itemref fan", func(n int) string {
		return strings.Repeat(`<p itemscope itemref="x x2 x3"></p>`, n) + `<div id=x>` + strings.Repeat(`<b itemprop=a></b>`, n) + `</div>`
	}},
	{"itemref fan without properties", func(n int) string {
		return strings.Repeat(`<p itemscope itemref=x></p>`, n) + `<div id=x>` + strings.Repeat(`<b itemprop></b>`, n) + `</div>`
	}},
	{"itemref chain", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<p itemprop=p id=i%d itemscope itemref=i%d></p>`, i, i+1)
		}
		return b.String()
	}},
	{"itemref tokens", func(n int) string {
		var b strings.Builder
		b.WriteString(`<p itemscope itemref="`)
		for i := range n {
			fmt.Fprintf(&b, `i%d `, i)
		}
		return b.String() + `"></p>`
	}},
	{"names", func(n int) string {
		var b strings.Builder
		b.WriteString(`<p itemscope><b itemprop="`)
		for i := range n {
			fmt.Fprintf(&b, `i%d `, i)
		}
		return b.String() + `">x</b></p>`
	}},
	{"languages", func(n int) string {
		return strings.Repeat(`<div itemscope lang=en>`+strings.Repeat(`<div lang=de>`, 200)+`<b itemprop=a>x</b>`+strings.Repeat(`</div>`, 201), n/200+1)
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

// TestHostile holds that the worst pages are read to an end, and sound items
// come out. What they cost is a matter of the benchmarks.
func TestHostile(t *testing.T) {
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			doc := parse(t, s.make(50_000))
			items, problems := Extract(doc, base(t))
			check(t, doc, items, problems)
		})
	}
}
