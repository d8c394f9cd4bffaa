package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks"
)

// BenchmarkStore measures what the store adds to a run: each page of
// METACHECK_CORPUS, or our own without it, is linted once and its result
// stored under changing addresses. x-parse is the time as a multiple of
// html.Parse on the same pages in the same run.
func BenchmarkStore(b *testing.B) {
	pattern := "../../fixtures/pages/*.html"
	if dir := os.Getenv("METACHECK_CORPUS"); dir != "" {
		pattern = filepath.Join(dir, "pages", "*.html")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		b.Fatalf("no pages at %s: %v", pattern, err)
	}
	linter, err := checks.New(checks.Settings{Positions: true, Facts: true, AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		b.Fatal(err)
	}
	var pages [][]byte
	var results []*checks.Result
	findings := 0
	for i, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		r := linter.Lint(checks.Source{Name: "pages.warc.gz", Input: "pages.warc.gz", Data: data, URL: fmt.Sprintf("https://host%d.example.org/news/%s", i%40, filepath.Base(f))})
		if r.Err != nil {
			continue
		}
		pages = append(pages, data)
		results = append(results, r)
		findings += len(r.Findings)
	}
	var parse float64
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			for _, p := range pages {
				// A page that nests too deep for the parser is an error here.
				_, _ = html.Parse(bytes.NewReader(p))
			}
		}
		parse = b.Elapsed().Seconds() / float64(b.N)
	})
	b.Run("store", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "results.db")
		w, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Begin(Run{Started: time.Unix(0, 0), Version: "1", Vocabulary: "30.0", Settings: "{}"}); err != nil {
			b.Fatal(err)
		}
		n := 0
		for b.Loop() {
			for _, r := range results {
				n++
				r := *r
				r.Index, r.Offset = n, int64(n)*20_000
				r.URL += fmt.Sprintf("/%d", n)
				if err := w.Add(&r); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := w.Close(true, time.Unix(1, 0)); err != nil {
			b.Fatal(err)
		}
		each := b.Elapsed().Seconds() / float64(b.N)
		if parse > 0 {
			b.ReportMetric(each/parse, "x-parse")
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/float64(n), "B/page")
		b.ReportMetric(float64(findings)/float64(len(results)), "findings/page")
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
	})
}
