package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// watched is a buffer that tells when a text has been written to it.
type watched struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	want string
	seen chan struct{}
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	had := strings.Contains(w.buf.String(), w.want)
	n, err := w.buf.Write(p)
	if !had && strings.Contains(w.buf.String(), w.want) {
		close(w.seen)
	}
	return n, err
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// TestInterrupt cancels a run whose input does not end: what was found stands,
// the document is closed, and the exit code says that work was left.
func TestInterrupt(t *testing.T) {
	stdin, feed := io.Pipe()
	out := &watched{want: `"record":2`, seen: make(chan struct{})}
	var errs bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int)
	file := filepath.Join(t.TempDir(), "out.jsonl")
	go func() {
		code <- run(ctx, []string{"metacheck", "lint", "-", "--format", "json", "--output", "jsonl=" + file}, stdin, out, &errs)
	}()
	record := `{"html": "<html><title>x</title><p>a page</html>", "url": "https://example.org/"}` + "\n"
	if _, err := io.WriteString(feed, record+record); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	cancel()
	if c := <-code; c != exitFailed {
		t.Errorf("exit code %d, want %d", c, exitFailed)
	}
	if !strings.Contains(errs.String(), "interrupted; what is printed are the findings of the first 2 pages") {
		t.Errorf("standard error is %q", errs.String())
	}
	var doc struct {
		Pages   []struct{ Record int }
		Summary struct{ Pages int }
		// What is absent would read as false.
		Complete *bool
	}
	if err := json.Unmarshal([]byte(out.String()), &doc); err != nil {
		t.Fatalf("the output is no JSON: %v\n%s", err, out)
	}
	if doc.Complete == nil || *doc.Complete {
		t.Error("the document does not say that the run was cut short")
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(string(written)), "\n"); len(lines) != 3 || !strings.Contains(lines[2], `"complete":false`) {
		t.Errorf("the file holds %s", written)
	}
	if len(doc.Pages) != 2 || doc.Summary.Pages != 2 {
		t.Errorf("%d pages, summary of %d", len(doc.Pages), doc.Summary.Pages)
	}
	// Let the reader end.
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestStoreGone removes the store while the run that writes it waits for more
// pages: the run does not end as if all were well.
func TestStoreGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files that are open cannot be removed there")
	}
	stdin, feed := io.Pipe()
	out := &watched{want: "[head/title-missing]", seen: make(chan struct{})}
	var errs bytes.Buffer
	code := make(chan int)
	file := filepath.Join(t.TempDir(), "r.db")
	go func() {
		code <- run(t.Context(), []string{"metacheck", "lint", "-", "--store", file, "--format", "text", "--fail-on", "never"}, stdin, out, &errs)
	}()
	record := `{"html": "<html><p>a page</html>", "url": "https://example.org/"}` + "\n"
	if _, err := io.WriteString(feed, record+record); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
	if c := <-code; c != exitFailed || !strings.Contains(errs.String(), "r.db: it was removed or replaced while this run wrote it; what this run had stored is lost: run it again") {
		t.Errorf("exit code %d, standard error %q", c, errs.String())
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("there is a store again")
	}
}

// TestKilledRunIsSwept kills a run in the middle: the next one with the same
// outputs removes what it has left, and writes them.
func TestKilledRunIsSwept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there a file has to be old to be removed")
	}
	t.Chdir(t.TempDir())
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"metacheck", "lint", "-", "--format", "text", "--output", "json=out.json", "--output", "parquet=tables"}
	record := `{"html": "<html><p>a page</html>", "url": "https://example.org/"}` + "\n"
	cmd := &exec.Cmd{Path: self, Args: args, Env: os.Environ()}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := &watched{want: "[head/title-missing]", seen: make(chan struct{})}
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, record+record); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	left := func() []string {
		t.Helper()
		var all []string
		for _, dir := range []string{".", "tables/*", "tables/findings/*"} {
			names, err := filepath.Glob(filepath.Join(dir, ".metacheck-*.tmp"))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, names...)
		}
		return all
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	if names := left(); len(names) < 3 {
		t.Fatalf("the killed run has left %q", names)
	}
	var text, errs bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(record), &text, &errs); code != exitFindings {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if names := left(); len(names) > 0 {
		t.Errorf("%q are left", names)
	}
	for _, name := range []string{"out.json", filepath.Join("tables", "pages", "part-0000.parquet")} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}
