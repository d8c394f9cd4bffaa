//go:build unix

package ingest

import (
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A named pipe would be waited for, so it is not opened.
func TestNamedPipe(t *testing.T) {
	tree(t, map[string]string{"s/b.html": "b"})
	if err := syscall.Mkfifo("s/a.html", 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	got := show(t, []string{"s", "s/a.html"}, Options{})
	want := []string{
		"s/b.html b",
		"error: s/a.html: neither a file nor a folder; to read from a pipe, use \"-\" and standard input",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
