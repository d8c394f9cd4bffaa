package page

import (
	"testing"

	"golang.org/x/net/html"
	"strings"
)

// BenchmarkRead measures reading a page, facts and structured data included,
// beside a bare html.Parse of the same pages.
func BenchmarkRead(b *testing.B) {
	var pages []string
	for _, data := range corpus(b) {
		pages = append(pages, string(data))
	}
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			for _, p := range pages {
				_, _ = html.Parse(strings.NewReader(p))
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		arena := new(Arena)
		for b.Loop() {
			for _, p := range pages {
				_, _ = Read(Source{Data: []byte(p)}, Options{Arena: arena})
			}
		}
	})
}
