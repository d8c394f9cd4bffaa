package checks_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/site/snapshot"
)

// The fixture of a check that compares two builds holds several comparisons:
// files are named COMPARISON/old/PATH and COMPARISON/new/PATH; all are pages, but
// for _redirects at the root of a build. The comment may have these settings, for one comparison with its name in parentheses behind
// them:
//
//	base-url(a): https://example.org/       (the address of both builds)
//	old-base-url(a): https://example.org/   (that of the old one)
//	map-url(a): https://old.example=https://new.example
//	fold(a): 3                              (else 4)
//	checks: regression/*                    (else the one that the file is named after)
//	options: regression/title-shared.pages=2
var diffDirective = regexp.MustCompile(`^(base-url|old-base-url|map-url|fold|checks|options)(?:\(([^)]+)\))?:[ \t]*(.*)$`)

// A comparison is two builds, and how they are compared.
type comparison struct {
	oldBase, newBase string
	options          checks.DiffOptions
	settings         checks.Settings
	files            []txtar.File        // old/… and new/…
	edit             func([]byte) []byte // of pages, before they are read; may be nil
}

// rows reads the files of one build.
func (c *comparison) rows(t testing.TB, l *checks.Linter, name, build, base string) checks.DiffSide {
	t.Helper()
	side := checks.DiffSide{Ignores: map[string]*checks.PageIgnores{}}
	var s snapshot.Sorter
	for _, f := range c.files {
		key, ok := strings.CutPrefix(f.Name, build+"/")
		if !ok {
			continue
		}
		if key == "_redirects" {
			side.Redirects = site.ParseRedirects(bytes.NewReader(f.Data))
			continue
		}
		src := checks.Source{Name: name + f.Name, Data: f.Data}
		if c.edit != nil {
			src.Data = c.edit(src.Data)
		}
		if base != "" {
			m, err := siteurl.New(base, siteurl.Options{})
			if err != nil {
				t.Fatal(err)
			}
			src.Addresses = m.Addresses(key)
			src.URL = src.Addresses[0]
		}
		r := l.Lint(src)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		row, err := snapshot.NewRow(key, r.Summary)
		if err != nil {
			t.Fatal(err)
		}
		if r.Ignores != nil {
			side.Ignores[key] = r.Ignores
		}
		if err := s.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	side.Rows = s.Rows()
	return side
}

// run compares the builds and returns the results.
func (c *comparison) run(t testing.TB, name string) ([]*checks.Result, checks.Comparison) {
	t.Helper()
	c.settings.Diff, c.settings.Summaries = true, true
	l, err := checks.New(c.settings)
	if err != nil {
		t.Fatal(err)
	}
	var results []*checks.Result
	seen, err := l.Diff(context.Background(), c.rows(t, l, name, "old", c.oldBase), c.rows(t, l, name, "new", c.newBase), c.options,
		func(r *checks.Result) error { results = append(results, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return results, seen
}

// diffExample runs an example of a check that compares two builds; the findings
// of all pages are returned as one result.
func diffExample(t *testing.T, settings checks.Settings, base, text string) *checks.Result {
	t.Helper()
	c := comparison{oldBase: base, newBase: base, settings: settings, files: txtar.Parse([]byte(text)).Files}
	if len(c.files) == 0 {
		t.Fatalf("the example has no files:\n%s", text)
	}
	results, _ := c.run(t, "")
	return merged(results)
}

func readComparisons(t *testing.T, id string, ar *txtar.Archive) (names []string, list map[string]*comparison) {
	t.Helper()
	list = map[string]*comparison{}
	for _, f := range ar.Files {
		if f.Name == "want" {
			continue
		}
		name, rest, ok := strings.Cut(f.Name, "/")
		if !ok || !strings.HasPrefix(rest, "old/") && !strings.HasPrefix(rest, "new/") {
			t.Fatalf("the file %q is in no build: name it COMPARISON/old/PATH or COMPARISON/new/PATH", f.Name)
		}
		if list[name] == nil {
			names = append(names, name)
			list[name] = &comparison{options: checks.DiffOptions{Fold: 4}, settings: checks.Settings{Only: []string{id}, Positions: true}}
		}
		list[name].files = append(list[name].files, txtar.File{Name: rest, Data: f.Data})
	}
	settingsOf(t, ar.Comment, diffDirective, names, func(name, key, value string) {
		c := list[name]
		switch key {
		case "base-url":
			c.newBase = value
			if c.oldBase == "" {
				c.oldBase = value
			}
		case "old-base-url":
			c.oldBase = value
		case "map-url":
			old, new, _ := strings.Cut(value, "=")
			a, ok := check.NewMappedAddress(old, new)
			if !ok {
				t.Fatalf("bad address map %q", value)
			}
			c.options.Addresses = append(c.options.Addresses, a)
		case "fold":
			if _, err := fmt.Sscan(value, &c.options.Fold); err != nil {
				t.Fatal(err)
			}
		case "checks":
			c.settings.Only = splitChecks(value)
		case "options":
			c.settings.Options = append(c.settings.Options, option(t, value))
		}
	})
	return names, list
}
