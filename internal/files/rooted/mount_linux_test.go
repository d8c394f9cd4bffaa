package rooted

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestMounts writes to what is mounted in a repository: another file system, and
// a folder of the same one.
func TestMounts(t *testing.T) {
	dir := checkout(t)
	repo := filepath.Join(dir, "repo")
	root, err := Open(repo)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, m := range []struct {
		name, source, kind string
		flags              uintptr
	}{
		{"bound", filepath.Join(dir, "elsewhere"), "", syscall.MS_BIND},
		{"memory", "tmpfs", "tmpfs", 0},
	} {
		t.Run(m.name, func(t *testing.T) {
			at := filepath.Join(repo, m.name)
			if err := os.Mkdir(at, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount(m.source, at, m.kind, m.flags, ""); err != nil {
				t.Skipf("nothing can be mounted here, which needs root's rights: %v", err)
			}
			t.Cleanup(func() {
				if err := syscall.Unmount(at, syscall.MNT_DETACH); err != nil {
					t.Error(err)
				}
			})
			if own, err := mountOf(root.root); err != nil || own.id == 0 && m.kind == "" {
				t.Skipf("the kernel does not tell mounts of one file system apart: %v", err)
			}
			file := filepath.Join(at, "new")
			if place, err := root.Locate(file); !errors.Is(err, errMount) {
				t.Errorf("it leads to %v (%v)", place, err)
			}
			if err := root.Check(file, true); !errors.Is(err, errMount) {
				t.Errorf("the check says %v", err)
			}
			// What the user has mounted may be read.
			if err := root.Check(at, false); err != nil {
				t.Errorf("reading: %v", err)
			}
		})
	}
}
