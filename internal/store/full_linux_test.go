package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestUpgradeFullDisk upgrades stores on disks that are too small by much and by
// little: the store is as it was, and is upgraded when there is room.
func TestUpgradeFullDisk(t *testing.T) {
	old := older(t)
	was := askAll(t, old)
	data, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	want := schemaOf(t, fresh(t))
	failed, upgraded := 0, 0
	for _, room := range []int{0, 4 << 10, 16 << 10, 40 << 10, 80 << 10, 120 << 10, 1 << 20} {
		dir := t.TempDir()
		if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprintf("size=%d", (len(data)+4095)&^4095+room)); err != nil {
			t.Skipf("no small disk can be mounted here, which needs root: %v", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		})
		path := filepath.Join(dir, "r.db")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		w, err := Open(path)
		if err == nil {
			if err = w.Begin(aRun); err == nil {
				err = w.Close(true, aRun.Started.Add(time.Minute))
			} else if cerr := w.Close(false, time.Now()); cerr != nil {
				t.Errorf("room of %d: Close: %v", room, cerr)
			}
		}
		switch {
		case err == nil:
			upgraded++
		case !errors.Is(err, ErrFull):
			t.Errorf("room of %d: %v", room, err)
		default:
			failed++
		}
		if err := syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
			t.Fatal(err)
		}
		// The view of a store that was upgraded after all tell of the run that has
		// begun since, so that only the first run is asked for.
		if ask(t, path, "PRAGMA user_version") == "1" {
			if diff := cmp.Diff(was, askAll(t, path)); diff != "" {
				t.Errorf("room of %d: the store has changed (-before +after):\n%.2000s", room, diff)
			}
		}
		done(t, begun(t, path), true)
		if diff := cmp.Diff(want, schemaOf(t, path)); diff != "" {
			t.Errorf("room of %d: the upgraded store differs from a new one (-new +upgraded):\n%.2000s", room, diff)
		}
		if have := ask(t, path, "SELECT count(*) FROM findings"); have != ask(t, old, "SELECT count(*) FROM findings") {
			t.Errorf("room of %d: %s findings are left", room, have)
		}
	}
	if failed < 3 || upgraded == 0 {
		t.Errorf("%d disks were too small, and %d were not", failed, upgraded)
	}
}
