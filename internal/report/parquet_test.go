package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

func readParquet[T any](t *testing.T, name string) []T {
	t.Helper()
	rows, err := parquet.ReadFile[T](name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

func TestParquet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tables")
	out, err := Open([]Output{{Format: "parquet", Path: dir}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	og := &check.Check{ID: "og/x", Severity: check.Error, Impact: "nobody reads it"}
	head := &check.Check{ID: "head/y", Severity: check.Warning}
	const n = groupRows + 10 // more than one row group
	for i := range n {
		r := &checks.Result{
			Name: "a.warc", Input: "a.warc", Index: i + 1, Offset: int64(i) * 10, URL: fmt.Sprintf("https://example.org/%d", i),
			Findings: []checks.Finding{
				{Check: og, Severity: check.Error, Message: "broken \xff text", Help: "write \xff", Value: "v\xff", Preview: true, Subject: "og:image", Fingerprint: "0123456789abcdef"},
				{Check: head, Severity: check.Warning, Message: "m", Suppressed: &checks.Suppression{}},
			},
			Summary: &checks.Summary{Captured: time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC), Status: 200, Charset: "utf-8"},
		}
		r.Findings[0].Place.Known = true
		r.Findings[0].Place.Start.Line, r.Findings[0].Place.Start.Column = 7, 9
		if err := out.Page(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Page(&checks.Result{Name: "gone.html", Offset: -1, Err: errors.New("no such file")}); err != nil {
		t.Fatal(err)
	}
	if got, err := filepath.Glob(filepath.Join(dir, "*", "*.parquet")); err != nil || len(got) > 0 {
		t.Errorf("parts are in their places before they are whole: %v, %v", got, err)
	}
	if err := out.Close(&Ending{Complete: true}); err != nil {
		t.Fatal(err)
	}
	pages := readParquet[parquetPage](t, filepath.Join(dir, "pages", "part-0000.parquet"))
	if len(pages) != n {
		t.Fatalf("%d pages", len(pages))
	}
	p := pages[n-1]
	if p.Record != n || *p.URL != fmt.Sprintf("https://example.org/%d", n-1) || p.Errors != 1 || p.Warnings != 0 || *p.Status != 200 || *p.Charset != "utf-8" ||
		p.Title != nil || !p.Captured.Equal(time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC)) {
		t.Errorf("the last page is %+v", p)
	}
	found := readParquet[parquetFinding](t, filepath.Join(dir, "findings", "family=og", "part-0000.parquet"))
	if len(found) != n || found[3].Check != "og/x" || found[3].Severity != "error" || *found[3].Line != 7 || found[3].Message != "broken \uFFFD text" || found[3].Standing != "counts" {
		t.Errorf("%d findings of og, such as %+v", len(found), found[3])
	}
	if f := found[3]; *f.Impact != og.Impact || *f.Help != "write \uFFFD" || *f.Value != "v\uFFFD" || !f.Preview {
		t.Errorf("the parts of the finding are %q, %q, %q", *f.Impact, *f.Help, *f.Value)
	}
	if f := readParquet[parquetFinding](t, filepath.Join(dir, "findings", "family=head", "part-0000.parquet")); len(f) != n || f[0].Standing != "suppressed" || f[0].Line != nil || f[0].Impact != nil || f[0].Help != nil {
		t.Errorf("%d findings of head", len(f))
	}
	problems := readParquet[parquetProblem](t, filepath.Join(dir, "problems", "part-0000.parquet"))
	if len(problems) != 1 || problems[0].Message != "no such file" || problems[0].Offset != nil {
		t.Errorf("problems are %+v", problems)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*", ".*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

// TestParquetEmpty holds that a run without pages leaves tables whose columns
// can be asked for.
func TestParquetEmpty(t *testing.T) {
	dir := t.TempDir()
	out, err := Open([]Output{{Format: "parquet", Path: dir}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "pages", "part-0000.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	if names := file.Schema().Columns(); file.NumRows() != 0 || !slices.ContainsFunc(names, func(c []string) bool { return c[0] == "canonical" }) {
		t.Errorf("%d rows with the columns %v", file.NumRows(), names)
	}
}

// TestParquetFails fails when one table is in its place: nothing is left.
func TestParquetFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tables")
	out, err := Open([]Output{{Format: "parquet", Path: dir}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	og := &check.Check{ID: "og/x", Severity: check.Error}
	if err := out.Page(&checks.Result{Name: "a.html", Findings: []checks.Finding{{Check: og, Severity: check.Error}}}); err != nil {
		t.Fatal(err)
	}
	// A file that is closed fails as a full disk does.
	if err := out.list[0].folder.findings[0].file.f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{Complete: true}); !errors.Is(err, os.ErrClosed) || !strings.Contains(err.Error(), "parquet to "+dir) {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
}

func TestParquetRefused(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		StandardOutput:                      "parquet is a folder of files: write it with --output parquet=FOLDER",
		dir:                                 "the folder is not empty",
		file:                                "it is a file; name a folder",
		filepath.Join(dir, "none", "there"): "there is no folder",
	} {
		_, err := Open([]Output{{Format: "parquet", Path: path}}, io.Discard, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if _, err := New("parquet", io.Discard, Options{}); err == nil {
		t.Error("New makes a parquet reporter for a stream")
	}
	// What is given up leaves nothing.
	out, err := Open([]Output{{Format: "parquet", Path: filepath.Join(dir, "new")}}, io.Discard, Options{})
	if err != nil {
		t.Fatal(err)
	}
	out.Discard()
	if _, err := os.Stat(filepath.Join(dir, "new")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}
