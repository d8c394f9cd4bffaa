package checks_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

// benchPages are the pages of METACHECK_CORPUS, or our own without it.
func benchPages(b *testing.B) ([]checks.Source, int64) {
	b.Helper()
	pattern := "../fixtures/pages/*.html"
	if dir := os.Getenv("METACHECK_CORPUS"); dir != "" {
		pattern = filepath.Join(dir, "pages", "*.html")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		b.Fatalf("no pages at %s: %v", pattern, err)
	}
	var pages []checks.Source
	var size int64
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, checks.Source{Name: filepath.Base(f), Data: data})
		size += int64(len(data))
	}
	return pages, size
}

// BenchmarkLint measures one page after the other on one core: bare
// html.Parse, lint without positions and lint with them. The figure to look at
// is x-parse, the time as a multiple of html.Parse on the same pages in the
// same run.
func BenchmarkLint(b *testing.B) {
	pages, size := benchPages(b)
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var parse float64
	measure := func(name string, work func(checks.Source)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for _, p := range pages {
					work(p)
				}
			}
			each := b.Elapsed().Seconds() / float64(b.N)
			if name == "parse" {
				parse = each
			}
			if parse > 0 {
				b.ReportMetric(each/parse, "x-parse")
			}
			b.ReportMetric(float64(len(pages))/each, "pages/s")
		})
	}
	measure("parse", func(p checks.Source) {
		// A page that nests too deep for the parser is an error here.
		_, _ = html.Parse(bytes.NewReader(p.Data))
	})
	for _, positions := range []bool{false, true} {
		l, err := checks.New(checks.Settings{AsOf: asOf, Positions: positions})
		if err != nil {
			b.Fatal(err)
		}
		name := "lint"
		if positions {
			name = "lint-positions"
		}
		measure(name, func(p checks.Source) { l.Lint(p) })
	}
}

// BenchmarkFamilies measures the checks of each family, and all of them, on
// pages that are already read, as a multiple (x-parse) of html.Parse on the
// same pages in the same run. What several families derive from a page is
// part of each of them, so the families add up to more than all.
func BenchmarkFamilies(b *testing.B) {
	sources, _ := benchPages(b)
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var pages []*page.Page
	for _, src := range sources {
		p, err := page.Read(src, page.Options{})
		if err != nil {
			b.Fatalf("%s: %v", src.Name, err)
		}
		pages = append(pages, p)
	}
	var parse float64
	measure := func(name string, work func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				work()
			}
			each := b.Elapsed().Seconds() / float64(b.N)
			if name == "parse" {
				parse = each
			}
			if parse > 0 {
				b.ReportMetric(each/parse, "x-parse")
			}
		})
	}
	measure("parse", func() {
		for _, p := range pages {
			_, _ = html.Parse(strings.NewReader(p.Text))
		}
	})
	// Checks of sites and of differences have no part in a single page.
	ofPages := func(c *check.Check) bool { return c.Run != nil }
	family := func(name string, list []*check.Check) {
		measure(name, func() {
			for _, p := range pages {
				// A copy of a page that was read only has nothing derived yet.
				fresh := *p
				pass := check.NewPass(&fresh, asOf, func(*check.Finding) {})
				for _, c := range list {
					if !c.Off && ofPages(c) {
						pass.Run(c, nil)
					}
				}
			}
		})
	}
	all := checks.All()
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].Family() == all[i].Family() {
			end++
		}
		if slices.ContainsFunc(all[i:end], ofPages) {
			family(all[i].Family(), all[i:end])
		}
		i = end
	}
	family("all", all)
}
