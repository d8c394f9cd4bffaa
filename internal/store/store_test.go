package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
)

var (
	titleCheck = &check.Check{ID: "head/title-x", Severity: check.Warning, Title: "A title"}
	imageCheck = &check.Check{ID: "og/image-x", Severity: check.Error, Title: "A picture"}
)

var aRun = Run{Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Version: "0.1.0", Vocabulary: "30.0", Settings: `{"profile":"news"}`}

// results are pages of an archive, n of them.
func results(n int) []*checks.Result {
	var list []*checks.Result
	for i := 1; i <= n; i++ {
		list = append(list, &checks.Result{
			Name: "a.warc", Input: "a.warc", Index: i, Offset: int64(i * 1000), URL: fmt.Sprintf("https://h%d.example.org/p/%d", i%3, i),
			Findings: []checks.Finding{
				{Check: titleCheck, Severity: check.Warning, Subject: "title", Message: fmt.Sprintf(`the title "Number %d" says nothing; write more`, i)},
				{Check: imageCheck, Severity: check.Error, Subject: "og:image", Message: strings.Repeat(fmt.Sprintf("{%d} ", i), i%3)},
			},
			Summary: &checks.Summary{URL: "x", Captured: time.Date(2019+i%3, 5, 6, 0, 0, 0, 0, time.UTC), Status: 200},
		})
	}
	return list
}

func begun(t *testing.T, path string) *Writer {
	t.Helper()
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(aRun); err != nil {
		t.Fatal(err)
	}
	return w
}

func add(t *testing.T, w *Writer, list []*checks.Result) {
	t.Helper()
	for _, r := range list {
		if err := w.Add(r); err != nil {
			t.Fatal(err)
		}
	}
}

func done(t *testing.T, w *Writer, complete bool) {
	t.Helper()
	if err := w.Close(complete, aRun.Started.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

// ask is the result of a query as lines.
func ask(t *testing.T, path, query string) string {
	t.Helper()
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var lines []string
	err = r.Query(context.Background(), query, func([]string) error { return nil }, func(values []any) error {
		var cells []string
		for _, v := range values {
			cells = append(cells, fmt.Sprint(v))
		}
		lines = append(lines, strings.Join(cells, "|"))
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(lines, "\n")
}

func TestStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd name?#%20.db")
	w := begun(t, path)
	pages := results(5)
	pages[1].Findings[0].Suppressed = &checks.Suppression{}
	pages[2].Findings[1].State = checks.StateUnchanged
	pages[3].Failures = []checks.Failure{{Check: "og/image-x", Err: "index out of range"}}
	add(t, w, pages)
	if err := w.Add(&checks.Result{Name: "b.html", Input: "b.html", Err: errors.New("no such file")}); err != nil {
		t.Fatal(err)
	}
	// What is known at the end goes to its page; what is no page has a row.
	add(t, w, []*checks.Result{
		{Name: "a.warc", Index: 3, Late: true, Findings: []checks.Finding{{Check: titleCheck, Severity: check.Info, Message: "late"}}},
		{Name: "sitemap.xml", Late: true, Findings: []checks.Finding{{Check: titleCheck, Severity: check.Error, Message: "in a sitemap"}}},
	})
	done(t, w, true)
	for _, tt := range []struct{ query, want string }{
		{"SELECT count(*), sum(errors), sum(warnings), sum(infos) FROM v_pages", "5|4|4|1"},
		{"SELECT url, host, captured, status, record, offset FROM v_pages WHERE record = 2", "https://h2.example.org/p/2|h2.example.org|2021-05-06 00:00:00|200|2|2000"},
		{`SELECT "check", severity, standing, subject, message FROM v_findings WHERE record = 2`,
			"head/title-x|warning|suppressed|title|the title \"Number 2\" says nothing; write more\nog/image-x|error|counts|og:image|{2} {2} "},
		{"SELECT standing FROM v_findings WHERE record = 3", "counts\nunchanged\ncounts"},
		{"SELECT name, message FROM v_findings WHERE n = 2 OR record < 0", "a.warc|late\nsitemap.xml|in a sitemap"},
		{"SELECT name, record, broken, message FROM v_problems", "a.warc|4|1|check og/image-x broke, the other checks ran: index out of range\nb.html|0|0|no such file"},
		{"SELECT complete, ended FROM runs", "1|2026-01-02T03:05:05Z"},
		{"SELECT name, last_record, last_offset FROM inputs WHERE last_record > 0", "a.warc|5|5000"},
		{"PRAGMA journal_mode", "delete"},
	} {
		if have := ask(t, path, tt.query); have != tt.want {
			t.Errorf("%s gives\n%s\nwant\n%s", tt.query, have, tt.want)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("files are left: %v, %v", entries, err)
	}
	w, err = Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close(false, time.Now())
	last, err := w.Last()
	if err != nil {
		t.Fatal(err)
	}
	want := aRun
	want.Complete, want.Schema = true, Version
	if diff := cmp.Diff(&want, last); diff != "" {
		t.Errorf("the last run (-want +have):\n%s", diff)
	}
	totals, err := w.Resume()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Totals{Pages: 5, WithFindings: 5, Late: 1, Errors: 5, Warnings: 4, Infos: 1, Suppressed: 1, Unchanged: 1, Broken: 1, Problems: 1}, totals); diff != "" {
		t.Errorf("totals (-want +have):\n%s", diff)
	}
	if m, err := w.Mark("a.warc"); err != nil || m != (Mark{5, 5000}) {
		t.Errorf("the mark is %v, %v", m, err)
	}
	if m, err := w.Mark("other.warc"); err != nil || m != (Mark{}) {
		t.Errorf("the mark of another input is %v, %v", m, err)
	}
}

// TestRefused opens what cannot be opened.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	database := func(name string, statements ...string) string {
		path := filepath.Join(dir, name)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	sound := filepath.Join(dir, "sound.db")
	done(t, begun(t, sound), true)
	damaged, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	for i := 100; i < len(damaged); i++ {
		damaged[i] = 0xaa
	}
	for _, tt := range []struct{ name, path, want string }{
		{"a folder", dir, "is a folder; name a file"},
		{"text", file("text.db", strings.Repeat("not a database at all\n", 500)), "is not an SQLite database"},
		{"another's database", database("other.db", "CREATE TABLE t (a)"), "no store of metacheck"},
		{"another's numbers", database("numbers.db", "PRAGMA user_version = 7", "CREATE TABLE t (a)"), "no store of metacheck"},
		{"a newer one", database("newer.db", fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", Version+1)),
			"was written by a newer metacheck: its schema is version 3, and this metacheck knows up to 2"},
		{"a damaged one", file("damaged.db", string(damaged)), "is damaged"},
		{"no folder", filepath.Join(dir, "none", "x.db"), "there is no folder"},
		{"nothing", "", "the path of the store is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, _ := os.ReadFile(tt.path)
			w, err := Open(tt.path)
			if err == nil {
				err = w.Begin(aRun)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("writing: %v, want %q", err, tt.want)
			}
			if _, err := OpenReader(tt.path); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("reading: %v, want %q", err, tt.want)
			}
			if after, _ := os.ReadFile(tt.path); string(after) != string(before) {
				t.Error("the file has changed")
			}
		})
	}
	if _, err := OpenReader(filepath.Join(dir, "x.db")); err == nil || !strings.Contains(err.Error(), "there is no store") {
		t.Errorf("reading nothing: %v", err)
	}
}

// TestTwoRuns holds that a store has one writer, and readers beside it.
func TestTwoRuns(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.db")
	w := begun(t, path)
	if _, err := Open(path); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), path) {
		t.Errorf("a second writer: %v", err)
	}
	link := filepath.Join(dir, "link.db")
	if err := os.Symlink(path, link); err == nil {
		if _, err := Open(link); !errors.Is(err, ErrLocked) {
			t.Errorf("a second writer through a link: %v", err)
		}
	}
	if have := ask(t, path, "SELECT count(*) FROM runs"); have != "1" {
		t.Errorf("a reader beside the writer sees %s runs", have)
	}
	add(t, w, results(3))
	done(t, w, true)
	w = begun(t, path)
	add(t, w, results(2))
	done(t, w, false)
	if have := ask(t, path, "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM pages), count(*) FROM v_pages"); have != "2|5|2" {
		t.Errorf("after a second run: %s", have)
	}
	if _, err := os.Stat(path + ".lock"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the lock is left: %v", err)
	}
}

// TestProblems holds that a problem that is told again, as to a resumed run, is
// stored once, and that a problem does not move the mark: the page of its record
// may be to come.
func TestProblems(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	w := begun(t, path)
	add(t, w, results(2))
	p := Problem{Input: "a.warc", Record: 3, Offset: 3000, Name: "a.warc", Message: "its length lies"}
	for range 2 {
		if err := w.Report(p); err != nil {
			t.Fatal(err)
		}
	}
	general := Problem{Offset: -1, Name: "none", Message: "no such file"}
	for range 2 {
		if err := w.Report(general); err != nil {
			t.Fatal(err)
		}
	}
	done(t, w, false)
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Last(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Resume(); err != nil {
		t.Fatal(err)
	}
	other := p
	other.Record = 4
	for _, tt := range []struct {
		p    Problem
		want bool
	}{{p, true}, {general, true}, {other, false}} {
		if has, err := w.Has(tt.p); has != tt.want || err != nil {
			t.Errorf("%v is stored: %t, %v", tt.p, has, err)
		}
	}
	done(t, w, false)
	if have := ask(t, path, "SELECT input, record, offset, name FROM v_problems ORDER BY record DESC"); have != "a.warc|3|3000|a.warc\n<nil>|0|<nil>|none" {
		t.Errorf("problems:\n%s", have)
	}
	if have := ask(t, path, "SELECT last_record FROM inputs"); have != "2" {
		t.Errorf("the mark stands at %s", have)
	}
}

// TestFull fills the store up: the error says so, what was committed stands, and
// the run goes on behind it when there is room.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	whole, path := filepath.Join(dir, "whole.db"), filepath.Join(dir, "full.db")
	pages := results(30_000)
	w := begun(t, whole)
	add(t, w, pages)
	done(t, w, true)

	w = begun(t, path)
	if _, err := w.conn.ExecContext(context.Background(), "PRAGMA max_page_count = 200"); err != nil {
		t.Fatal(err)
	}
	var err error
	for _, r := range pages {
		if err = w.Add(r); err != nil {
			break
		}
	}
	if cerr := w.Close(true, time.Now()); err == nil {
		err = cerr
	}
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), path) {
		t.Fatalf("the error is %v", err)
	}
	w, err = Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if last, err := w.Last(); err != nil || last == nil || last.Complete {
		t.Fatalf("the last run is %v, %v", last, err)
	}
	totals, err := w.Resume()
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.Mark("a.warc")
	if err != nil || m.Record == 0 || m.Record != totals.Pages {
		t.Fatalf("%d pages and the mark %v, %v", totals.Pages, m, err)
	}
	add(t, w, pages[m.Record:])
	done(t, w, true)
	for _, query := range []string{"SELECT * FROM pages", "SELECT * FROM findings", "SELECT * FROM names", "SELECT * FROM facts"} {
		if ask(t, whole, query) != ask(t, path, query) {
			t.Errorf("%s differs from that of an undisturbed run", query)
		}
	}
}

// TestGone takes the files of a store away while it is written: that is told, and
// what has taken their place is left alone.
func TestGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files that are open cannot be removed there")
	}
	for name, take := range map[string]func(t *testing.T, path string){
		"removed": func(t *testing.T, path string) { remove(t, path) },
		"replaced": func(t *testing.T, path string) {
			if err := os.WriteFile(path+".new", []byte("something else"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		},
		"replaced by a store": func(t *testing.T, path string) {
			other := path + ".other"
			done(t, begun(t, other), true)
			if err := os.Rename(other, path); err != nil {
				t.Fatal(err)
			}
		},
		"log removed": func(t *testing.T, path string) { remove(t, path+"-wal") },
		"folder moved": func(t *testing.T, path string) {
			if err := os.Rename(filepath.Dir(path), filepath.Dir(path)+"-moved"); err != nil {
				t.Fatal(err)
			}
		},
		"all removed": func(t *testing.T, path string) {
			for _, end := range []string{"", "-wal", "-shm"} {
				remove(t, path+end)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "d")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "r.db")
			w := begun(t, path)
			if err := w.files.check(); err != nil || w.files.logged == nil {
				t.Fatalf("a store that is there: %v, %+v", err, w.files)
			}
			add(t, w, results(3))
			take(t, path)
			before, err := os.ReadFile(path)
			if err := w.Close(true, aRun.Started); !errors.Is(err, ErrGone) {
				t.Errorf("Close: %v", err)
			}
			after, again := os.ReadFile(path)
			if name != "log removed" && (string(before) != string(after) || (err == nil) != (again == nil)) {
				t.Errorf("what is at the path has changed: %d bytes and %d, %v, %v", len(before), len(after), err, again)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestChanged holds that a file which is not what it was is noticed.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.warc")
	if err := os.WriteFile(file, []byte("WARC"), 0o644); err != nil {
		t.Fatal(err)
	}
	w := begun(t, filepath.Join(dir, "r.db"))
	list := results(1)
	list[0].Name, list[0].Input = file, file
	add(t, w, list)
	done(t, w, false)
	changed := func() []string {
		t.Helper()
		w, err := Open(filepath.Join(dir, "r.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close(false, time.Now())
		if _, err := w.Last(); err != nil {
			t.Fatal(err)
		}
		names, err := w.Changed(3)
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if names := changed(); len(names) != 0 {
		t.Errorf("%v has changed", names)
	}
	if err := os.WriteFile(file, []byte("WARC and more"), 0o644); err != nil {
		t.Fatal(err)
	}
	if names := changed(); len(names) != 1 {
		t.Error("a file that has grown is not noticed")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if names := changed(); len(names) != 1 {
		t.Error("a file that is gone is not noticed")
	}
}

// TestQueryRefused asks what is refused.
func TestQueryRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.db")
	w := begun(t, path)
	add(t, w, results(3))
	done(t, w, true)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.ToSlash(filepath.Join(dir, "other.db"))
	for query, want := range map[string]string{
		"":                            "the query is empty",
		"SELEC 1":                     `near "SELEC": syntax error`,
		"SELECT * FROM elsewhere":     "no such table: elsewhere",
		"DELETE FROM pages":           "would write",
		"DROP TABLE pages":            "would write",
		"SELECT 1; DELETE FROM pages": "query takes one statement",
		"SELECT 1 AS \"a;b\" /* ; */ ; ; -- end\n SELECT 2": "query takes one statement",
		"SELECT 1\x00; SELECT 2":                            "NUL",
		"INSERT INTO names (text) VALUES ('x')":             "would write",
		"CREATE TABLE t (a)":                                "would write",
		"CREATE TEMP TABLE t AS SELECT 1":                   "would write",
		"CREATE VIRTUAL TABLE temp.t USING fts5(a)":         "would write",
		"PRAGMA query_only = 0":                             "change a setting",
		"PRAGMA journal_mode = DELETE":                      "change a setting",
		"PRAGMA writable_schema = ON":                       "change a setting",
		"PRAGMA wal_checkpoint":                             "change a setting",
		"PRAGMA hard_heap_limit = 1":                        "change a setting",
		"SELECT * FROM pragma_query_only(0)":                "",
		"BEGIN IMMEDIATE":                                   "would write",
		"ATTACH '" + other + "' AS o":                       "another database",
		"ATTACH '" + filepath.ToSlash(path) + "' AS o":      "another database",
		"VACUUM":                                 "another database",
		"VACUUM INTO '" + other + "'":            "another database",
		"SELECT load_extension('x')":             "not authorized to use function",
		"SELECT writefile('" + other + "', 'x')": "no such function",
		"-- nothing":                             "no result",
	} {
		r, err := OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		err = r.Query(context.Background(), query, func([]string) error { return nil }, func([]any) error { return nil })
		if err == nil || want != "" && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", query, err, want)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the store has changed (%v)", err)
	}
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("another file was written: %v", err)
	}
	for _, query := range []string{
		"SELECT ';' AS \"a;\", [b;c] FROM (SELECT 1 AS [b;c]) -- ; end\n;  ; /* ; */ -- SELECT",
		"EXPLAIN SELECT * FROM v_pages", "SELECT name FROM pragma_table_info('pages')", "PRAGMA table_info(pages)",
		"SELECT json_extract('{\"a\":1}', '$.a'), 'it''s; so'", "WITH c(n) AS (VALUES (1)) SELECT n FROM c",
	} {
		rows, err := 0, error(nil)
		r, err := OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		err = r.Query(context.Background(), query, func([]string) error { return nil }, func([]any) error { rows++; return nil })
		if err != nil || rows == 0 {
			t.Errorf("%s: %d rows, %v", query, rows, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A query ends with its context, its time and its memory, with the rows that
// were there before.
func TestQueryBounds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	w := begun(t, path)
	add(t, w, results(3))
	done(t, w, true)
	// endless has a row, and no second one for as long as anybody waits. It ends
	// some time after the test.
	const endless = "SELECT 1 AS n UNION ALL SELECT * FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 5000000) SELECT max(n) FROM c)"
	const numbers = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
	const memory = "of memory; --limit memory-bytes=N"
	tests := []struct {
		name, query string
		bounds      QueryBounds
		rows        int
		want        string
	}{
		{"time before the first row", numbers + "SELECT count(*) FROM c", QueryBounds{Time: 50 * time.Millisecond}, 0, "the query has taken 50ms; --timeout allows more"},
		{"time after it", endless, QueryBounds{Time: 500 * time.Millisecond}, 1, "the query has taken 500ms; --timeout allows more"},
		{"a long value", "SELECT 1 AS n UNION ALL SELECT zeroblob(1000000000)", QueryBounds{}, 1, "a value in the query is longer than 4194304 bytes; --limit cell-bytes=N allows more"},
		{"a value that grows", "WITH RECURSIVE c(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM c) SELECT length(s) FROM c", QueryBounds{}, 22, "a value in the query is longer than"},
		{"many values as one", "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 1000000) SELECT group_concat(n) FROM c", QueryBounds{}, 0, "a value in the query is longer than"},
		{"sorting", numbers + "SELECT n, randomblob(1000) AS b FROM c ORDER BY b", QueryBounds{MemoryBytes: 16 << 20}, 0, memory},
		{"all rows apart", numbers + "SELECT DISTINCT randomblob(10000) FROM c LIMIT 10000000 OFFSET 1000000", QueryBounds{MemoryBytes: 16 << 20}, 0, memory},
		{"many columns", "SELECT 1" + strings.Repeat(", 1", 200), QueryBounds{}, 0, "too many columns"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := OpenReader(path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if err := r.Bound(tt.bounds); err != nil {
				t.Fatal(err)
			}
			rows := 0
			err = r.Query(context.Background(), tt.query, func([]string) error { return nil }, func([]any) error { rows++; return nil })
			if err == nil || !strings.Contains(err.Error(), tt.want) || rows != tt.rows {
				t.Errorf("%d rows and %v, want %d and %q", rows, err, tt.rows, tt.want)
			}
		})
	}
	for _, query := range []string{endless, numbers + "SELECT count(*) FROM c"} {
		r, err := OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		err = r.Query(ctx, query, func([]string) error { return nil }, func([]any) error { return nil })
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", query, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	// The time that rows take to be written does not count.
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Bound(QueryBounds{Time: time.Second}); err != nil {
		t.Fatal(err)
	}
	err = r.Query(context.Background(), "VALUES (1), (2), (3)", func([]string) error { return nil }, func([]any) error { time.Sleep(400 * time.Millisecond); return nil })
	if err != nil {
		t.Errorf("rows that are written slowly: %v", err)
	}
}

func TestSummarize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	w := begun(t, path)
	add(t, w, results(3)) // of another run, which does not count
	done(t, w, true)
	w = begun(t, path)
	pages := results(10)
	pages[0].Findings = pages[0].Findings[:1]
	pages[1].Findings[1].Suppressed = &checks.Suppression{}
	add(t, w, pages)
	done(t, w, true)
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s, err := r.Summarize(context.Background(), SummaryOptions{Hosts: 2})
	if err != nil {
		t.Fatal(err)
	}
	want := &Summary{
		Run:  SummaryRun{Started: "2026-01-02T03:04:05Z", Ended: "2026-01-02T03:05:05Z", Complete: true, Version: "0.1.0", Vocabulary: "30.0"},
		Runs: 2, Pages: 10, Findings: 18, Errors: 8, Warnings: 10, NotCounted: 1, MoreHosts: 1,
		Checks: []CheckSummary{
			{"head/title-x", "warning", 10, 10, 1, []Example{
				{"https://h1.example.org/p/1", 0, `the title "Number 1" says nothing; write more`, ""},
				{"https://h2.example.org/p/2", 0, `the title "Number 2" says nothing; write more`, ""},
				{"https://h0.example.org/p/3", 0, `the title "Number 3" says nothing; write more`, ""},
			}, []YearShare{{"2019", 3, 1}, {"2020", 4, 1}, {"2021", 3, 1}}},
			{"og/image-x", "error", 8, 8, 0.8, []Example{
				{"https://h0.example.org/p/3", 0, "", ""},
				{"https://h1.example.org/p/4", 0, "{4} ", ""},
				{"https://h2.example.org/p/5", 0, "{5} {5} ", ""},
			}, []YearShare{{"2019", 3, 1}, {"2020", 3, 0.75}, {"2021", 2, 2. / 3}}},
		},
		Hosts: []GroupSummary{{"h1.example.org", 4, 3, 4, 7}, {"h0.example.org", 3, 3, 3, 6}},
		Types: []GroupSummary{},
		Years: []GroupSummary{{"2019", 3, 3, 3, 6}, {"2020", 4, 3, 4, 7}, {"2021", 3, 2, 3, 5}},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("the summary (-want +have):\n%s", diff)
	}
}

// TestParts holds that the views give all that is kept of real findings byte for
// byte, and what the pages say.
func TestParts(t *testing.T) {
	linter, err := checks.New(checks.Settings{Only: []string{"*"}, Positions: true, Facts: true, AsOf: aRun.Started})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../fixtures/pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	path := filepath.Join(t.TempDir(), "r.db")
	w := begun(t, path)
	var want []string
	orNil := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	helps, numbered, ends := 0, 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r := linter.Lint(checks.Source{Name: f, Input: f, Data: data, URL: "https://example.org/" + filepath.Base(f)})
		for i := range r.Findings {
			f := &r.Findings[i]
			f.Preview = i%2 == 1
			if i%3 == 2 {
				f.Fingerprint += fmt.Sprintf("-%d", i)
				f.Place.End.Line += i
			}
		}
		if err := w.Add(r); err != nil {
			t.Fatal(err)
		}
		for i, f := range r.Findings {
			preview, endLine, endColumn := i%2, any(nil), any(nil)
			if f.Place.Known {
				endLine, endColumn = f.Place.End.Line, f.Place.End.Column
				if f.Place.End.Line > f.Place.Start.Line {
					ends++
				}
			}
			if f.Help != "" {
				helps++
			}
			if strings.Contains(f.Fingerprint, "-") {
				numbered++
			}
			want = append(want, fmt.Sprintf("%s|%s|%s|%v|%v|%s|%s|%v|%v|%d", f.Check.ID, f.Severity, f.Message, orNil(f.Impact), orNil(f.Help),
				f.Fingerprint, f.Cause, endLine, endColumn, preview))
		}
	}
	done(t, w, true)
	if helps == 0 || numbered == 0 || ends == 0 {
		t.Errorf("of the findings %d have a help, %d a number behind their fingerprint, %d end on another line", helps, numbered, ends)
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), ask(t, path, `SELECT "check", severity, message, impact, help, fingerprint, cause, end_line, end_column, preview
		FROM v_findings ORDER BY page, n`)); diff != "" {
		t.Errorf("findings (-want +have):\n%.4000s", diff)
	}
	have := ask(t, path, "SELECT f.value FROM v_facts f JOIN v_pages p USING (page) WHERE p.url LIKE '%/lemon-tart.html' AND f.name IN ('title', 'canonical', 'type') ORDER BY f.name, f.n")
	if !strings.Contains(have, "https://hearth.example.com/recipes/lemon-tart") || !strings.Contains(have, "Recipe") {
		t.Errorf("facts:\n%s", have)
	}
	if have := ask(t, path, `SELECT name FROM checks WHERE since IS NULL OR preview IS NULL`); have != "" {
		t.Errorf("checks without the version that brought them, or the preview mark:\n%s", have)
	}
}

// TestFingerprint holds that what is no fingerprint is not taken for one.
func TestFingerprint(t *testing.T) {
	for _, f := range []string{"00ff00ff00ff00f", "00ff00ff00ff00ff00", "00ff00ff00ff00fg", "00ff00ff00ff00ff-", "00ff00ff00ff00ff-x"} {
		if _, _, err := fingerprintNumbers(f); err == nil {
			t.Errorf("%s is taken for a fingerprint", f)
		}
	}
	w := begun(t, filepath.Join(t.TempDir(), "r.db"))
	list := results(1)
	list[0].Findings[0].Fingerprint = "none"
	add(t, w, list)
	if err := w.Close(true, time.Now()); err == nil || !strings.Contains(err.Error(), `the fingerprint "none"`) {
		t.Errorf("the error is %v", err)
	}
}

// TestSummaries holds that a shard keeps the summaries of its pages, that they
// come back as they were, and that a run that is resumed goes on with them.
func TestSummaries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	run := aRun
	run.Shard, run.Shards, run.Summaries, run.Schema = 2, 3, true, Version
	list := results(6)
	for i, r := range list {
		s := r.Summary
		s.Name, s.Index, s.URL = r.Name, r.Index, r.URL
		s.Titles = []summary.Said{{Value: fmt.Sprintf("Number %d", i), At: summary.Spot{Start: text.Position{Line: i + 1, Column: 2, ByteColumn: 2, UTF16Column: 2}}}}
		if i == 4 {
			s.Role = "list"
		}
	}
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(run); err != nil {
		t.Fatal(err)
	}
	add(t, w, list[:3])
	done(t, w, false)
	if w, err = Open(path); err != nil {
		t.Fatal(err)
	}
	if last, err := w.Last(); err != nil || !cmp.Equal(&run, last) {
		t.Fatalf("the last run is %+v, %v", last, err)
	}
	if _, err := w.Resume(); err != nil {
		t.Fatal(err)
	}
	add(t, w, list[3:])
	done(t, w, true)
	read := func() (have []*summary.Summary, err error) {
		r, err := OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		err = r.Summaries(context.Background(), func(s *summary.Summary) error {
			have = append(have, s)
			return nil
		})
		return have, err
	}
	have, err := read()
	if err != nil || len(have) != len(list) {
		t.Fatalf("%d summaries, %v", len(have), err)
	}
	for i, s := range have {
		if diff := cmp.Diff(list[i].Summary, s); diff != "" {
			t.Errorf("summary %d (-want +have):\n%s", i, diff)
		}
	}
	if have := ask(t, path, "SELECT record FROM v_pages WHERE role = 'list'"); have != "5" {
		t.Errorf("lists: %s", have)
	}
	if have := ask(t, path, "SELECT shard, shards FROM runs"); have != "2|3" {
		t.Errorf("the shard is %s", have)
	}
	// Summaries that were damaged, or are no summaries, are told.
	for data, want := range map[string]string{"X'00'": "page 1 cannot be unpacked", "X'28b52ffd2000010000'": "page 1 cannot be read"} {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE summaries SET data = " + data + " WHERE page = 1"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := read(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	// A run without them says so.
	w = begun(t, path)
	add(t, w, results(1))
	done(t, w, true)
	if _, err := read(); !errors.Is(err, ErrNoSummaries) {
		t.Errorf("a run without summaries: %v", err)
	}
	if have := ask(t, path, "SELECT count(*) FROM summaries"); have != "6" {
		t.Errorf("%s summaries", have)
	}
}

func FuzzMessage(f *testing.F) {
	for _, s := range []string{"", `a "b" 12:30 c`, `"`, `""`, "{1}", "1 2 3 4 5 6 7 8 9 10 11", "a1 \x00 2", `x "1 "2" 3`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		template, args := split(s)
		if have := join(template, args); have != s {
			t.Errorf("%q became %q and %q, and then %q", s, template, args, have)
		}
		join(s, []string{s}) // what split has not written
	})
}
