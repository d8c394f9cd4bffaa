// Command counting does all that metacheck does with a page for each hostile
// shape at one size and at four times that, and writes how often each block of
// statements has run. It works only when it is built with counters:
//
//	go build -cover -covermode=atomic -coverpkg=PACKAGES
//
// Its test builds it so, and holds what it counts to be linear.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/coverage"
	"strconv"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/testing/hostile"
)

// times is by how much the larger page of a shape is the larger.
const times = 4

// A counted is what is known of one page beside the counters.
type counted struct {
	Shape string
	// Size is the length of the page in bytes, Bytes what was allocated for it,
	// Written what the formats made of it.
	Size, Bytes, Written int
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: counting FOLDER SIZE [SHAPE]...")
		os.Exit(2)
	}
	size, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = count(os.Args[1], size, Chosen(os.Args[3:]))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "counting:", err)
		os.Exit(1)
	}
}

// Chosen are the shapes of the given names; all without any.
func Chosen(names []string) []hostile.Shape {
	var list []hostile.Shape
	for _, shapes := range [][]hostile.Shape{hostile.Pages, hostile.Markup} {
		for _, s := range shapes {
			chosen := len(names) == 0
			for _, name := range names {
				chosen = chosen || name == s.Name
			}
			if chosen {
				list = append(list, s)
			}
		}
	}
	return list
}

// count writes a folder a page: 0 and 1 for an empty page, of which the first
// also makes what is made once, then two a shape. What the counters count is
// in the folder itself.
func count(dir string, size int, shapes []hostile.Shape) error {
	if err := coverage.WriteMetaDir(dir); err != nil {
		return err
	}
	const empty = "<!doctype html><title>x</title>"
	n := 0
	page := func(shape, text string) error {
		to := filepath.Join(dir, strconv.Itoa(n))
		n++
		return one(to, shape, text)
	}
	for range 2 {
		if err := page("", empty); err != nil {
			return err
		}
	}
	for i := range shapes {
		s := &shapes[i]
		size := max(size, s.From)
		for _, size := range []int{size, times * size} {
			if err := page(s.Name, s.Text(size)); err != nil {
				return fmt.Errorf("%s: %w", s.Name, err)
			}
		}
	}
	return nil
}

// one does the work for a page and writes the counters.
func one(dir, shape, text string) error {
	if err := coverage.ClearCounters(); err != nil {
		return err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	written := 0
	for _, work := range []func(checks.Source, io.Writer) error{lint, extract} {
		w := new(counter)
		// Every work has its own copy: a page may not be read from memory that
		// another uses.
		src := checks.Source{Name: "page.html", URL: "https://e.org/a", Data: []byte(text)}
		if err := work(src, w); err != nil {
			return err
		}
		written += w.n
	}
	runtime.ReadMemStats(&after)
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	data, err := json.Marshal(&counted{shape, len(text), int(after.TotalAlloc - before.TotalAlloc), written})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "counted.json"), data, 0o666); err != nil {
		return err
	}
	return coverage.WriteCountersDir(dir)
}

// A counter counts what is written.
type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

// lint runs all checks, also those over many pages, and writes a report.
func lint(src checks.Source, w io.Writer) error {
	l, err := checks.New(checks.Settings{
		Only: []string{"*"}, Positions: true, Summaries: true, Facts: true, Site: &checks.SiteOptions{},
		AsOf: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return err
	}
	site := l.NewSiteRun()
	defer site.Close()
	r := l.Lint(src)
	if r.Err != nil {
		return r.Err
	}
	for _, f := range r.Failures {
		return fmt.Errorf("%s broke: %s", f.Check, f.Err)
	}
	if err := site.Add(r); err != nil {
		return err
	}
	results := []*checks.Result{r}
	if err := site.Finish(func(r *checks.Result) error { results = append(results, r); return nil }); err != nil {
		return err
	}
	for _, format := range []string{"text", "json", "sarif"} {
		rep, err := report.New(format, w, report.Options{})
		if err != nil {
			return err
		}
		for _, r := range results {
			if err := rep.Page(r); err != nil {
				return err
			}
		}
		if err := rep.Close(&report.Ending{}); err != nil {
			return err
		}
	}
	return nil
}

// extract writes what the page says in every format.
func extract(src checks.Source, w io.Writer) error {
	for _, format := range report.ExtractFormats {
		p, err := page.Read(src, page.Options{})
		if err != nil {
			return err
		}
		syntaxes, err := report.ParseSyntaxes(nil, format)
		if err != nil {
			return err
		}
		rep := format.New(w, report.ExtractOptions{Syntaxes: syntaxes})
		if _, err := rep.Page(p); err != nil {
			return err
		}
		if err := rep.Close(); err != nil {
			return err
		}
	}
	return nil
}
