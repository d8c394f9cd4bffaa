package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/metacheck/metacheck/internal/baseline"
)

func writeFile(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
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

// TestDamagedMeanwhile holds that a file which is damaged while a run goes on
// is not written over.
func TestDamagedMeanwhile(t *testing.T) {
	t.Chdir(t.TempDir())
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	lint := &runner{events: &Events{}}
	s, err := openBaseline(&Options{World: World{Dir: dir}, Baseline: Baseline{Path: "base", Update: true}}, nil, false, lint)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, "base", "not ours\n")
	if err := s.end(true, nil); err != nil {
		t.Fatal(err)
	}
	if lint.verdict == nil || lint.verdict.Verdict != Failed || !strings.Contains(lint.verdict.Error(), "base:1: this is no baseline") {
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
			cwd := filepath.Join(root, tt.cwd)
			t.Chdir(cwd)
			n, err := newBaselineNames(&World{Dir: cwd}, at(tt.path), nil)
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
