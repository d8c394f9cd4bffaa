package checks_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site/snapshot"
)

// idle is a map of addresses that changes none: with it all pages are compared
// by all checks, also those that are the same.
func idle(t testing.TB) check.AddressMap {
	t.Helper()
	m, ok := check.NewMappedAddress("https://nowhere.example", "https://nowhere.example")
	if !ok {
		t.Fatal("no address")
	}
	return check.AddressMap{m}
}

// TestDiffSame holds that a page beside itself, and beside the same in another
// way of writing HTML, has lost nothing.
func TestDiffSame(t *testing.T) {
	pages := 0
	eachFixture(t, func(t *testing.T, file fixtureFile) {
		c := comparison{options: checks.DiffOptions{Addresses: idle(t)}, settings: checks.Settings{Only: []string{"regression"}, Positions: true}}
		for i, f := range file.Files {
			if f.Name == "want" || !strings.HasSuffix(f.Name, ".html") {
				continue
			}
			pages++
			same, other := fmt.Sprintf("%d/same/%s", i, f.Name), fmt.Sprintf("%d/other/%s", i, f.Name)
			c.files = append(c.files, txtar.File{Name: "old/" + same, Data: f.Data}, txtar.File{Name: "new/" + same, Data: f.Data},
				txtar.File{Name: "old/" + other, Data: f.Data}, txtar.File{Name: "new/" + other, Data: reformat(f.Data)})
		}
		for _, base := range []string{"", "https://example.org/"} {
			c.oldBase, c.newBase = base, base
			results, seen := c.run(t, "")
			var b strings.Builder
			for _, r := range results {
				show(&b, r)
			}
			if b.Len() > 0 || seen.Compared*2 != len(c.files) {
				t.Errorf("%+v\n%s", seen, b.String())
			}
		}
	})
	if pages < 500 {
		t.Errorf("only %d pages", pages)
	}
}

// A slip is a regression that is put into one page of a made site.
type slip struct {
	name, old, new string
	want           string // ids of the findings, sorted
}

var slips = []slip{
	{"canonical gone", `<link rel="canonical"`, `<link rel="x-canonical"`, "regression/canonical-lost"},
	{"staging", `rel="canonical" href="https://example.org`, `rel="canonical" href="https://staging.example.net`, "regression/canonical-host-changed"},
	{"canonical home", `rel="canonical" href="https://example.org/en/`, `rel="canonical" href="https://example.org/en/x/`, "regression/canonical-changed"},
	{"canonical insecure", `rel="canonical" href="https:`, `rel="canonical" href="http:`, "regression/canonical-form"},
	{"noindex", `<meta name="viewport"`, `<meta name="robots" content="noindex,nofollow"><meta name="viewport"`, "regression/noindex-gained"},
	{"nofollow", `<meta name="viewport"`, `<meta name="robots" content="nofollow"><meta name="viewport"`, "regression/nofollow-gained"},
	{"title gone", "<title>Topic 2 in en</title>", "", "regression/title-lost"},
	{"description gone", `name="description" content="`, `name="description" content="" data-x="`, "regression/description-lost"},
	{"language gone", `<html lang="en">`, `<html>`, "regression/lang-lost"},
	{"og:image gone", `<meta property="og:image" `, `<meta property="x:image" `, "regression/og-image-lost"},
	{"og:title gone", `<meta property="og:title" `, `<meta property="x:title" `, "regression/og-lost"},
	{"og:type", `content="article"`, `content="website"`, "regression/og-type-changed"},
	{"card", `summary_large_image`, `summary`, "regression/twitter-card-changed"},
	{"hreflang gone", `hreflang="de"`, `data-lang="de"`, "regression/hreflang-lost"},
	{"date gone", `"datePublished":"2024-03-01T09:00:00Z",`, ``, "regression/required-lost"},
	{"date moved", `"datePublished":"2024-03-01T09:00:00Z"`, `"datePublished":"2026-03-01T09:00:00Z"`, "regression/published-moved"},
	{"headline empty", `"headline":"Topic`, `"headline":"","x":"Topic`, "regression/value-emptied"},
	{"author gone", `"author"`, `"x-author"`, "regression/required-lost"},
	{"broken", `"@type":"Article",`, `"@type":"Article"`, "regression/structured-data-broken"},
	{"type", `"@type":"Article"`, `"@type":"Person"`, "regression/type-changed"},
	{"h1", "<h1>", "<h2>", "regression/heading-lost"},
	{"redirect", `<meta name="viewport"`, `<meta http-equiv="refresh" content="0;url=/en/"><meta name="viewport"`, "regression/page-redirected"},
	{"benign: another title", "<title>Topic", "<title>News of topic", ""},
	{"benign: picture with another hash", `/img/`, `/img/3f2a9c`, ""},
	{"benign: later modification", `"dateModified":"2024-03-0`, `"dateModified":"2025-03-0`, ""},
	{"benign: more is said", `"@type":"Article",`, `"@type":"Article","keywords":"topic",`, ""},
	{"benign: narrower type", `"@type":"Article"`, `"@type":"NewsArticle"`, ""},
	{"benign: another wording", `<p>Paragraph 3`, `<p>Passage 3`, ""},
}

// TestDiffSlips holds that each regression that is put into a page of a built
// site is found there, once, and nothing else is.
func TestDiffSlips(t *testing.T) {
	for _, s := range slips {
		for _, base := range []string{"", "https://example.org/"} {
			c := comparison{oldBase: base, newBase: base, options: checks.DiffOptions{Fold: 4}, settings: checks.Settings{Positions: true}}
			const at = 10 // in English, without another fault
			for i := range 20 {
				data := madePage(i)
				c.files = append(c.files, txtar.File{Name: "old/" + madeFile(i), Data: data})
				if i == at {
					changed := strings.ReplaceAll(string(data), s.old, s.new)
					if changed == string(data) {
						t.Fatalf("%s: the page does not have %q", s.name, s.old)
					}
					data = []byte(changed)
				}
				c.files = append(c.files, txtar.File{Name: "new/" + madeFile(i), Data: data})
			}
			results, seen := c.run(t, "")
			var got []string
			var b strings.Builder
			for _, r := range results {
				show(&b, r)
				for _, f := range r.Findings {
					got = append(got, f.Check.ID)
				}
				if r.Name != "new/"+madeFile(at) {
					t.Errorf("%s: found on %s", s.name, r.Name)
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != s.want || seen.Compared != 20 {
				t.Errorf("%s: want %q\n%+v\n%s", s.name, s.want, seen, b.String())
			}
		}
	}
}

// diffMade compares a made site of n pages with one in which all that slips
// change is changed on some of the pages, and gives the findings as lines.
func diffMade(t testing.TB, n, workers int, memory int64) (string, checks.Comparison) {
	t.Helper()
	l, err := checks.New(checks.Settings{Positions: true, Diff: true, Summaries: true})
	if err != nil {
		t.Fatal(err)
	}
	side := func(build string, page func(int) []byte) checks.DiffSide {
		s := &snapshot.Sorter{Memory: memory, Dir: t.TempDir()}
		t.Cleanup(func() { _ = s.Close() })
		err := l.Run(context.Background(), func(yield func(checks.Source, error) bool) {
			for i := range n {
				data := page(i)
				if data != nil && !yield(checks.Source{Name: build + madeFile(i), Data: data}, nil) {
					return
				}
			}
		}, workers, func(r *checks.Result) error {
			if r.Err != nil {
				return r.Err
			}
			row, err := snapshot.NewRow(strings.TrimPrefix(r.Name, build), r.Summary)
			if err != nil {
				return err
			}
			return s.Add(row)
		})
		if err != nil {
			t.Fatal(err)
		}
		return checks.DiffSide{Rows: s.Rows()}
	}
	old := side("old/", madePage)
	new := side("new/", func(i int) []byte {
		data := string(madePage(i))
		switch {
		case i%97 == 13:
			return nil
		case i%5 == 0:
			s := slips[i/5%len(slips)]
			data = strings.ReplaceAll(data, s.old, s.new)
		}
		return []byte(data)
	})
	var b strings.Builder
	seen, err := l.Diff(context.Background(), old, new, checks.DiffOptions{Fold: 4, TempDir: t.TempDir(), Memory: memory}, func(r *checks.Result) error {
		show(&b, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), seen
}

// TestDiffWorkers holds that findings are the same with any number of workers, and
// whether pages are kept in memory or on disk.
func TestDiffWorkers(t *testing.T) {
	want, seen := diffMade(t, 600, 1, 0)
	if seen.Vanished != 7 || seen.Compared != 593 || seen.Changed < 90 || !strings.Contains(want, " of 593 pages [") {
		t.Fatalf("%+v\n%s", seen, want)
	}
	for _, workers := range []int{2, 5} {
		if got, _ := diffMade(t, 600, workers, 0); got != want {
			t.Errorf("%d workers: findings differ", workers)
		}
	}
	if got, _ := diffMade(t, 600, 2, 10_000); got != want {
		t.Error("on disk findings differ")
	}
}

// TestDiffScale compares two made summaries of as many pages as
// METACHECK_DIFF_PAGES says, such as 1000000, and logs time and memory.
func TestDiffScale(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("METACHECK_DIFF_PAGES"))
	if err != nil || n <= 0 {
		t.Skip("METACHECK_DIFF_PAGES is no number of pages")
	}
	start := time.Now()
	l, err := checks.New(checks.Settings{Positions: true, Diff: true})
	if err != nil {
		t.Fatal(err)
	}
	side := func(changed bool) checks.DiffSide {
		s := &snapshot.Sorter{Dir: t.TempDir()}
		t.Cleanup(func() { _ = s.Close() })
		for i := range n {
			sum := madeSummary(i, n)
			if changed && i%10 == 3 {
				sum.Links = sum.Links[1:]
			}
			key := madeFile(i)
			if changed && i%100 == 7 {
				key = "moved/" + key
			}
			row, err := snapshot.NewRow(key, sum)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		return checks.DiffSide{Rows: s.Rows()}
	}
	old, new := side(false), side(true)
	runtime.GC()
	logMemory(t, fmt.Sprintf("%d pages sorted after %v", 2*n, time.Since(start).Round(time.Millisecond)))
	found := 0
	seen, err := l.Diff(context.Background(), old, new, checks.DiffOptions{Fold: 4, TempDir: t.TempDir()}, func(r *checks.Result) error { found += len(r.Findings); return nil })
	if err != nil {
		t.Fatal(err)
	}
	logMemory(t, fmt.Sprintf("%+v, %d findings after %v", seen, found, time.Since(start).Round(time.Millisecond)))
}
