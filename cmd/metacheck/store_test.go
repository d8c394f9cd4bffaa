package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
)

var sqlBlock = regexp.MustCompile("(?s)```sql\n(.*?)```")

// TestReadmeQueries runs the queries of the README on a store of our own pages:
// all of them can be run, and all find something but the one that asks what
// these pages do not have.
func TestReadmeQueries(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	queries := sqlBlock.FindAllStringSubmatch(string(readme), -1)
	if len(queries) != 10 {
		t.Fatalf("the README has %d queries, not ten", len(queries))
	}
	root := repository(t)
	t.Chdir(t.TempDir())
	var lines []string
	for _, name := range []string{"lemon-tart", "tidal-power", "tidal-power", "walking-boots"} {
		page, err := os.ReadFile(filepath.Join(root, "fixtures", "pages", name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf(`{"url": "https://www.example.org/%s/%d", "html": %s}`, name, len(lines), jsonText(t, string(page))))
	}
	lines = append(lines,
		`{"url": "https://www.example.org/undated", "html": "<title>x</title><div itemscope itemtype=\"https://schema.org/NewsArticle\"><p itemprop=headline>x</div>"}`, `{"html": `)
	if err := os.WriteFile("pages.jsonl", []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"metacheck", "lint", "pages.jsonl", "--store", "r.db"}, strings.NewReader(""), &out, &errs); code != exitFailed {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	for _, q := range queries {
		out.Reset()
		errs.Reset()
		code := run(context.Background(), []string{"metacheck", "query", "r.db", q[1], "--format", "json"}, strings.NewReader(""), &out, &errs)
		var rows []map[string]any
		if code != exitClean || json.Unmarshal(out.Bytes(), &rows) != nil {
			t.Errorf("%s\nends with %d: %s%s", q[1], code, out.String(), errs.String())
			continue
		}
		if len(rows) == 0 {
			t.Errorf("%s\nfinds nothing", q[1])
		}
	}
}

// TestParquetProblems holds that the table of problems tells where they are, and
// NULL where that is not known.
func TestParquetProblems(t *testing.T) {
	t.Chdir(t.TempDir())
	record := `{"html": "<title>x</title>"}` + "\n"
	if err := os.WriteFile("pages.jsonl", []byte(record+`{"html": `+"\n"+record), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"metacheck", "lint", "pages.jsonl", "gone.html", "--output", "parquet=tables"}, strings.NewReader(""), &out, &errs); code != exitFailed {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	type problem struct {
		Name   string `parquet:"name"`
		Input  string `parquet:"input"`
		Record int64  `parquet:"record"`
		Offset *int64 `parquet:"offset,optional"`
	}
	rows, err := parquet.ReadFile[problem](filepath.Join("tables", "problems", "part-0000.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	at := int64(len(record))
	want := []problem{{"pages.jsonl", "pages.jsonl", 2, &at}, {"gone.html", "", 0, nil}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("problems (-want +have):\n%s", diff)
	}
}

// TestInterruptStore cancels a run: what was found is stored, and the resumed
// run adds the rest.
func TestInterruptStore(t *testing.T) {
	t.Chdir(t.TempDir())
	record := func(i int) string {
		return fmt.Sprintf(`{"html": "<title>%d</title><p>a page", "url": "https://example.org/%d"}`+"\n", i, i)
	}
	stdin, feed := io.Pipe()
	out := &watched{want: `"record":2`, seen: make(chan struct{})}
	var errs bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"metacheck", "lint", "-", "--format", "jsonl", "--store", "r.db"}, stdin, out, &errs)
	}()
	if _, err := io.WriteString(feed, record(1)+record(2)); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	cancel()
	if c := <-code; c != exitFailed {
		t.Errorf("exit code %d, want %d", c, exitFailed)
	}
	if !strings.Contains(errs.String(), "interrupted; 2 pages are stored in r.db, and the same command with --resume goes on behind them") {
		t.Errorf("standard error is %q", errs.String())
	}
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
	var rest, second bytes.Buffer
	if c := run(context.Background(), []string{"metacheck", "lint", "-", "--store", "r.db", "--resume", "--fail-on", "never"},
		strings.NewReader(record(1)+record(2)+record(3)), &rest, &second); c != exitClean {
		t.Fatalf("exit code %d: %s", c, second.String())
	}
	if !strings.Contains(rest.String(), "on 3 of 3 pages") {
		t.Errorf("the summary is %q", rest.String())
	}
	rest.Reset()
	run(context.Background(), []string{"metacheck", "query", "r.db", "SELECT record, url FROM v_pages", "--format", "csv"}, strings.NewReader(""), &rest, &second)
	if want := "record,url\n1,https://example.org/1\n2,https://example.org/2\n3,https://example.org/3\n"; rest.String() != want {
		t.Errorf("the store holds %q", rest.String())
	}
}

// TestProgress looks at what is shown.
func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := &progress{read: new(ingest.Progress), started: time.Now().Add(-10 * time.Second), w: &b}
	p.read.Pages.Store(1000)
	p.read.PageBytes.Store(50e6)
	p.read.ReadBytes.Store(20e6)
	p.read.TotalBytes.Store(60e6)
	p.page(&checks.Result{Findings: make([]checks.Finding, 77)})
	p.line(false)
	var s state
	if err := json.Unmarshal(b.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if s.Pages != 1000 || s.Findings != 77 || s.PagesPerSecond < 90 || s.PagesPerSecond > 101 || s.TotalBytes != nil || s.ETA != nil || s.Done {
		t.Errorf("the line is %s", b.String())
	}
	p.read.TotalKnown.Store(true)
	b.Reset()
	p.line(true)
	if err := json.Unmarshal(b.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if s.ETA == nil || *s.ETA < 19 || *s.ETA > 23 || *s.TotalBytes != 60e6 || !s.Done {
		t.Errorf("the line is %s", b.String())
	}
	b.Reset()
	p.draw()
	if !strings.Contains(b.String(), "1000 pages, 1") || !strings.Contains(b.String(), "5.0 MB/s, 77 findings") || !strings.Contains(b.String(), "s left") {
		t.Errorf("the bar is %q", b.String())
	}
	b.Reset()
	// A message clears the bar and stands on a line of its own.
	fmt.Fprintln(p.stderr(nil), "metacheck: a message")
	if out := b.String(); !strings.HasSuffix(out, "metacheck: a message\n") || !strings.HasPrefix(out, "\r") {
		t.Errorf("with a message: %q", out)
	}
}
