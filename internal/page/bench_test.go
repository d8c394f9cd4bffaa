package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// BenchmarkMarkers measures what positions cost: the marked copy, its parse,
// and taking the markers off, beside a plain parse.
func BenchmarkMarkers(b *testing.B) {
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
	b.Run("mark", func(b *testing.B) {
		for b.Loop() {
			for _, p := range pages {
				mark(p)
			}
		}
	})
	b.Run("marked-parse", func(b *testing.B) {
		for b.Loop() {
			for _, p := range pages {
				_, _, _, _ = parse(p, true)
			}
		}
	})
}
