package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// closing is a writer whose other end is closed once it has seen what it waits
// for.
type closing struct{ *watched }

func (w closing) Write(p []byte) (int, error) {
	select {
	case <-w.seen:
		return 0, errors.New("broken pipe")
	default:
		return w.watched.Write(p)
	}
}

// TestEndsEarly ends runs while their input goes on: by closed output, by
// --max-errors, by a page outside the root and by an interrupt. Whatever reads
// the input runs on when the command has ended: -race sees what the two share.
func TestEndsEarly(t *testing.T) {
	const page = `{"html": "<html><title>x</title><p>a page</html>", "url": "https://example.org/"}` + "\n"
	const broken = `{"html": ` + "\n"
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	writeFile(t, filepath.Join(site, "a.html"), "<html><title>x</title>")
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, tt := range []struct {
		name   string
		args   []string
		feed   string // again and again
		seen   string // in the output, or on standard error
		closed bool   // the output is closed then; else the run is interrupted, when it has not ended
		want   string // on standard error
	}{
		{"lint, closed", []string{"lint", "-", "--format", "jsonl"}, page, `"record":2`, true, "broken pipe"},
		{"lint, closed, site", []string{"lint", "-", "--root", site, "--base-url", "https://example.org/"}, page, "<stdin>#2", true, "broken pipe"},
		{"lint, closed, store", []string{"lint", "-", "--format", "jsonl", "--store", in("a.db")}, page, `"record":2`, true, "broken pipe"},
		{"lint, errors", []string{"lint", "-", "--max-errors", "2", "--root", site, "--base-url", "https://example.org/"}, page + broken, "-", false, "ended after 2 errors (--max-errors)"},
		{"lint, errors, store", []string{"lint", "-", "--max-errors", "1", "--progress", "json", "--store", in("b.db")}, page + broken, "-", false, "ended after 1 error (--max-errors)"},
		{"lint, interrupt", []string{"lint", "-", "--format", "json", "--root", site, "--base-url", "https://example.org/"}, page, `"record":2`, false, "interrupted"},
		{"lint, interrupt, store", []string{"lint", "-", "--format", "json", "--progress", "json", "--store", in("c.db")}, page, `"record":2`, false, "interrupted"},
		{"extract, closed", []string{"extract", "-", "--format", "nquads"}, broken, "record 2", true, ""},
		{"extract, interrupt", []string{"extract", "-", "--format", "json"}, page, `"record":2`, false, "interrupted"},
		{"snapshot, interrupt", []string{"snapshot", "-", "-o", in("s.gz")}, page + broken, "record 4", false, "interrupted"},
		{"snapshot, interrupt, site", []string{"snapshot", "-", "-o", in("s.gz"), "--root", site, "--base-url", "https://example.org/"}, page + broken, "record 4", false, "interrupted"},
		{"diff, interrupt", []string{"diff", "-", site, "--format", "json"}, page + broken, "record 4", false, "interrupted"},
		{"diff, closed", []string{"diff", "-", site, "--format", "jsonl"}, page + broken, `"record":2`, true, "broken pipe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			stdin, feed := io.Pipe()
			out := &watched{want: tt.seen, seen: make(chan struct{})}
			errs := &watched{want: tt.seen, seen: make(chan struct{})}
			var stdout io.Writer = out
			if tt.closed {
				stdout = closing{out}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			code := make(chan int, 1)
			go func() { code <- run(ctx, append([]string{"metacheck"}, tt.args...), stdin, stdout, errs) }()
			fed := make(chan struct{})
			go func() {
				defer close(fed)
				// The bound is for a run that does not end.
				for range 100_000 {
					if _, err := io.WriteString(feed, tt.feed); err != nil {
						return
					}
				}
				_ = feed.Close()
			}()
			if !tt.closed && tt.seen != "-" {
				select {
				case <-out.seen:
				case <-errs.seen:
				}
				cancel()
			}
			if c := <-code; c != exitFailed {
				t.Errorf("exit code %d, want %d", c, exitFailed)
			}
			if !strings.Contains(errs.String(), tt.want) {
				t.Errorf("standard error lacks %q: %.300s", tt.want, errs.String())
			}
			_ = stdin.Close()
			<-fed
		})
	}
}

// TestEndsOutside ends runs at a page that is outside the root, among others
// that are inside: the message and the code are the same whatever the workers.
func TestEndsOutside(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"site/a.html", "site/b.html", "other/c.html", "site/d.html", "site/e.html"} {
		writeFile(t, filepath.FromSlash(name), "<html><title>x</title>")
	}
	for _, command := range [][]string{{"lint", "--format", "jsonl"}, {"snapshot", "-o", "s"}} {
		for _, workers := range []string{"1", "2", "8"} {
			var out, errs strings.Builder
			args := append([]string{"metacheck"}, command...)
			args = append(args, "--workers", workers, "--root", "site", "--base-url", "https://example.org/", "site/a.html", "site/b.html", "other/c.html", "site/d.html", "site/e.html")
			code := run(t.Context(), args, strings.NewReader(""), &out, &errs)
			if code != exitFailed || !strings.Contains(errs.String(), "other/c.html is not inside the root") {
				t.Errorf("%v: exit code %d, standard error %q", args, code, errs.String())
			}
			if command[0] == "lint" && (!strings.Contains(out.String(), "site/b.html") || strings.Contains(out.String(), "site/d.html")) {
				t.Errorf("%v: the output is not that of the pages before: %s", args, out.String())
			}
		}
	}
}
