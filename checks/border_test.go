package checks_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
)

// TestResultsOutlivePages holds that a result shares no memory with its page:
// the reader of an archive writes the next page over the one that was linted.
func TestResultsOutlivePages(t *testing.T) {
	type named struct {
		name string
		data []byte
	}
	var pages []named
	err := filepath.WalkDir("../fixtures", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		switch filepath.Ext(path) {
		case ".html":
			pages = append(pages, named{path, data})
		case ".txtar":
			for _, f := range txtar.Parse(data).Files {
				if strings.HasSuffix(f.Name, ".html") {
					pages = append(pages, named{path + ": " + f.Name, f.Data})
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 500 {
		t.Fatalf("only %d pages", len(pages))
	}
	if dir := os.Getenv("METACHECK_CORPUS"); dir != "" && !testing.Short() {
		files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, named{path, data})
		}
	}
	for _, facts := range []bool{false, true} {
		settings := checks.Settings{
			AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Positions: true, MaxFindings: 1000,
			Checks: []checks.CheckSetting{{Pattern: "*", Switch: checks.On}},
		}
		if facts {
			settings.Facts = true
		} else {
			settings.Summaries, settings.Site = true, &checks.SiteOptions{}
		}
		l, err := checks.New(settings)
		if err != nil {
			t.Fatal(err)
		}
		lint := func(name string, data []byte) *checks.Result {
			return l.Lint(checks.Source{Name: name, Data: data, URL: "https://example.org/a/b"})
		}
		for _, p := range pages {
			kept := bytes.Clone(p.data)
			got := lint(p.name, kept)
			for i := range kept {
				kept[i] = '?'
			}
			lint("scribble", bytes.Repeat([]byte("<p a=b>?</p>"), len(kept)/12))
			if want := lint(p.name, p.data); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: what was found changes when the page is written over", p.name)
			}
		}
	}
}
