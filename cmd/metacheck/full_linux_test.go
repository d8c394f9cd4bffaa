package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// smallDisk is a folder on a disk of its own that holds so many bytes, and a
// function that makes it larger.
func smallDisk(t *testing.T, size int) (dir string, grow func()) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("no small disk can be mounted here, which needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, func() {
		if err := syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
			t.Fatal(err)
		}
	}
}

// manyRecords writes records with findings into the working folder.
func manyRecords(t *testing.T, n int) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"url": "https://example.org/%d", "html": "<title>Page %d of many</title><p>It says that it is number %d."}`+"\n", i, i, i)
	}
	if err := os.WriteFile("pages.jsonl", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFullDiskStore stores on disks that are too small, by much and by little:
// the run says so and ends with 2, and a resumed run with room makes the store
// that of an undisturbed one.
func TestFullDiskStore(t *testing.T) {
	t.Chdir(t.TempDir())
	manyRecords(t, 1500)
	lint := func(more ...string) (int, string) {
		var out, errs bytes.Buffer
		args := append([]string{"metacheck", "lint", "pages.jsonl", "--fail-on", "never", "--as-of", "2026-01-02", "--quiet", "--only", "head"}, more...)
		return run(context.Background(), args, strings.NewReader(""), &out, &errs), errs.String()
	}
	if code, errs := lint("--store", "whole.db"); code != exitClean {
		t.Fatalf("the undisturbed run ended with %d: %s", code, errs)
	}
	want := strings.Split(dump(t, "whole.db"), "\n")
	info, err := os.Stat("whole.db")
	if err != nil {
		t.Fatal(err)
	}
	whole := int(info.Size())
	failed := 0
	// What is written is twice the store for a moment, and some pages.
	for _, size := range []int{16 << 10, whole / 4, whole / 2, whole, whole * 3 / 2, whole * 7 / 4, whole*2 - 64<<10, 3 * whole} {
		dir, grow := smallDisk(t, size)
		path := filepath.Join(dir, "r.db")
		code, errs := lint("--store", path)
		switch {
		case code == exitClean:
			if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
				t.Errorf("disk of %d: the run ended well, and left %v (%v)", size, left, err)
			}
		case code != exitFailed || !strings.Contains(errs, path+": the disk is full; ") || !strings.Contains(errs, "make room"):
			t.Errorf("disk of %d: the run ended with %d: %s", size, code, errs)
		default:
			failed++
		}
		grow()
		if code, errs := lint("--store", path, "--resume"); code != exitClean {
			t.Errorf("disk of %d: the resumed run ended with %d: %s", size, code, errs)
		}
		if diff := cmp.Diff(want, strings.Split(dump(t, path), "\n")); diff != "" {
			t.Errorf("disk of %d: the store differs from that of an undisturbed run (-want +have):\n%.2000s", size, diff)
		}
	}
	if failed < 4 {
		t.Errorf("only %d disks were too small", failed)
	}
}

// TestFullDiskOutput writes what else a run writes to disks that are too small:
// the run says so and ends with 2, and nothing is left of it.
func TestFullDiskOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	manyRecords(t, 1500)
	for _, tt := range []struct {
		name string
		size int
		args []string
		want string
	}{
		{"jsonl", 100 << 10, []string{"--output", "jsonl=DISK/out.jsonl"}, "could not write the report: jsonl to DISK/out.jsonl: no space left on device"},
		{"sarif", 100 << 10, []string{"--output", "sarif=DISK/out.sarif"}, "could not write the report: sarif to DISK/out.sarif: no space left on device"},
		{"parquet", 16 << 10, []string{"--output", "parquet=DISK/tables"}, "could not write the report: parquet to DISK/tables: no space left on device"},
		{"baseline", 16 << 10, []string{"--baseline", "DISK/base", "--update-baseline"}, "could not write DISK/base: no space left on device"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, _ := smallDisk(t, tt.size)
			args := []string{"metacheck", "lint", "pages.jsonl", "--fail-on", "never", "--quiet"}
			for _, a := range tt.args {
				args = append(args, strings.ReplaceAll(a, "DISK", dir))
			}
			var out, errs bytes.Buffer
			code := run(context.Background(), args, strings.NewReader(""), &out, &errs)
			if want := strings.ReplaceAll(tt.want, "DISK", dir); code != exitFailed || !strings.Contains(errs.String(), want) {
				t.Errorf("the run ended with %d: %s, want %q", code, errs.String(), want)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}
