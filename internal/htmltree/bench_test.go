package htmltree

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// benchPages are the real pages, or the fixtures where there are none.
func benchPages(b *testing.B) (pages []string, bytes int64) {
	b.Helper()
	all := fixturePages
	if os.Getenv("METACHECK_CORPUS") != "" {
		all = realPages
	}
	files := all(b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		pages = append(pages, files[name])
		bytes += int64(len(files[name]))
	}
	return pages, bytes
}

// BenchmarkParse compares the reader with html.Parse on the same pages; an
// operation is all of them.
func BenchmarkParse(b *testing.B) {
	pages, bytes := benchPages(b)
	b.Run("tokens", func(b *testing.B) {
		b.SetBytes(bytes)
		b.ReportAllocs()
		var a Arena
		var z tokenizer
		for b.Loop() {
			for _, page := range pages {
				a.reset()
				src, _ := normalise(page, nil)
				z.init(src, &a, 0)
				for z.next(); z.tok.kind != kindEOF; z.next() {
				}
			}
		}
	})
	b.Run("htmltree", func(b *testing.B) {
		b.SetBytes(bytes)
		b.ReportAllocs()
		var a Arena
		for b.Loop() {
			for _, page := range pages {
				a.Parse(page, Options{Scripting: true})
			}
		}
	})
	b.Run("htmltree-errors", func(b *testing.B) {
		b.SetBytes(bytes)
		b.ReportAllocs()
		var a Arena
		for b.Loop() {
			for _, page := range pages {
				a.Parse(page, Options{Scripting: true, MaxErrors: 100})
			}
		}
	})
	b.Run("html.Parse", func(b *testing.B) {
		b.SetBytes(bytes)
		b.ReportAllocs()
		for b.Loop() {
			for _, page := range pages {
				_, _ = html.Parse(strings.NewReader(page)) // an error for a deep page
			}
		}
	})
}
