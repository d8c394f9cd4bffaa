package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/metacheck/metacheck/internal/baseline"
)

// lintIn runs lint and gives its exit code and standard error.
func lintIn(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var errs bytes.Buffer
	code := run(context.Background(), append([]string{"metacheck", "lint", "--only", "head/title-missing"}, args...),
		strings.NewReader(""), io.Discard, &errs)
	return code, errs.String()
}

func writeFile(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestUpdatesAtOnce holds that runs which update one baseline at the same time
// lose nothing of each other. They are processes: the library of flags keeps the
// value of --help in a variable that all runs of a process share.
func TestUpdatesAtOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	const runs = 12
	for i := range runs {
		writeFile(t, fmt.Sprintf("site%d/page.html", i), "<html><p>a page")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range runs {
		wg.Go(func() {
			// TestMain runs the command when the program is called so.
			cmd := exec.Cmd{Path: self, Args: []string{"metacheck", "lint", "--only", "head/title-missing", "--quiet",
				"--baseline", "base", "--update-baseline", fmt.Sprintf("site%d", i)}, Env: os.Environ()}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("run %d: %v: %s", i, err, out)
			}
		})
	}
	wg.Wait()
	b, err := readBaseline(nil, "base")
	if err != nil {
		t.Fatal(err)
	}
	if b.Len() != runs {
		t.Errorf("%d entries, want %d", b.Len(), runs)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != runs+1 {
		t.Errorf("something was left behind: %v", entries)
	}
}

// TestLockedBaseline holds that a run gives up on a baseline that another one
// holds, in words, and writes nothing; and that a lock that nobody holds any
// more is none.
func TestLockedBaseline(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "base.lock", "")
	unlock, err := lockBaseline(nil, "base", time.Second)
	if err != nil {
		t.Fatalf("a lock that was left behind: %v", err)
	}
	if _, err := lockBaseline(nil, "base", 50*time.Millisecond); err == nil || !strings.Contains(err.Error(), "another metacheck has been writing base for more than 50ms") {
		t.Errorf("a held lock: %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("base.lock"); !os.IsNotExist(err) {
		t.Errorf("the lock file is there: %v", err)
	}
	// The lock is waited for.
	other := flock.New("base.lock")
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}()
	unlock, err = lockBaseline(nil, "base", 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

// TestInterruptedUpdate holds that a run which was cut short writes no
// baseline.
func TestInterruptedUpdate(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "base", "")
	if err := os.Remove("base"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "page.html", "<html><p>a page")
	if code, errs := lintIn(t, "--baseline", "base", "--update-baseline", "page.html"); code != exitClean {
		t.Fatalf("%d: %s", code, errs)
	}
	before, err := os.ReadFile("base")
	if err != nil {
		t.Fatal(err)
	}
	stdin, feed := io.Pipe()
	out := &watched{want: `"record":2`, seen: make(chan struct{})}
	var errs bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"metacheck", "lint", "--format", "json", "--baseline", "base", "--update-baseline", "-"}, stdin, out, &errs)
	}()
	record := `{"html": "<html><p>a page"}` + "\n"
	if _, err := io.WriteString(feed, record+record); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	cancel()
	if c := <-code; c != exitFailed {
		t.Errorf("exit code %d, want %d", c, exitFailed)
	}
	if !strings.Contains(errs.String(), "base was not updated") {
		t.Errorf("standard error is %q", errs.String())
	}
	after, err := os.ReadFile("base")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Errorf("the baseline changed to\n%s", after)
	}
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedMeanwhile holds that a file which is damaged while a run goes on
// is not written over.
func TestDamagedMeanwhile(t *testing.T) {
	t.Chdir(t.TempDir())
	lint := &lintRun{stderr: io.Discard}
	s, err := openBaseline(baselineOptions{path: "base", update: true}, lint)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, "base", "not ours\n")
	if err := s.end(true, nil); err != nil {
		t.Fatal(err)
	}
	if lint.verdict == nil || lint.verdict.code != exitFailed || !strings.Contains(lint.verdict.Error(), "base:1: this is no baseline") {
		t.Errorf("the verdict is %v", lint.verdict)
	}
	if data, err := os.ReadFile("base"); err != nil || string(data) != "not ours\n" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

// TestBaselineNames holds the names that inputs have in a baseline.
func TestBaselineNames(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(root, "repo", "public", "a.html"), "")
	writeFile(t, filepath.Join(root, "repo", "ci", "keep"), "")
	if err := os.Symlink(filepath.Join(root, "repo"), filepath.Join(root, "link")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	for _, tt := range []struct{ cwd, path, name, want, shown string }{
		{"repo", "base", "public/a.html", "public/a.html", "public/a.html"},
		{"repo", "ci/base", "public/a.html", "../public/a.html", "public/a.html"},
		{"repo/public", "../base", "a.html", "public/a.html", "a.html"},
		{"repo/ci", "../base", "../public/a.html", "public/a.html", "../public/a.html"},
		{"repo", "base", "ROOT/repo/public/a.html", "public/a.html", "public/a.html"},
		{"repo", "ROOT/link/base", "public/a.html", "public/a.html", "public/a.html"},
		{"link", "base", "public/a.html", "public/a.html", "public/a.html"},
		{"repo", "ROOT/link/base", "ROOT/link/public/a.html", "public/a.html", "public/a.html"},
		{"repo", "base", "<stdin>", "<stdin>", "<stdin>"},
		{"repo", "base", "https://example.org/a", "https://example.org/a", "https://example.org/a"},
	} {
		t.Run(tt.cwd+" "+tt.path+" "+tt.name, func(t *testing.T) {
			at := func(s string) string { return strings.ReplaceAll(s, "ROOT", filepath.ToSlash(root)) }
			t.Chdir(filepath.Join(root, tt.cwd))
			n, err := newBaselineNames(at(tt.path), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := n.inFile(at(tt.name))
			if got != tt.want {
				t.Errorf("in the file it is %q, want %q", got, tt.want)
			}
			if shown := n.shown(baseline.Page{Name: got}); shown != tt.shown {
				t.Errorf("shown as %q, want %q", shown, tt.shown)
			}
		})
	}
}
