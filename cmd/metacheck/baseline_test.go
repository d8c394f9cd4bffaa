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
	f, err := os.Open("base")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := baseline.Read(f)
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
