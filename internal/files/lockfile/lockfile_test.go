package lockfile

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestTake takes a lock that is held, waits for it, and leaves nothing behind.
func TestTake(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	// What a killed process left.
	if err := os.WriteFile(path+".lock", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	unlock, err := Take(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{0, 50 * time.Millisecond} {
		if _, err := Take(path, wait); !errors.Is(err, ErrHeld) {
			t.Errorf("a lock that is held, waiting %s: %v", wait, err)
		}
	}
	time.AfterFunc(50*time.Millisecond, func() {
		if err := unlock(); err != nil {
			t.Error(err)
		}
	})
	again, err := Take(path, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestTakeOne holds that of many at once each has the lock alone.
func TestTakeOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var wg sync.WaitGroup
	busy := make(chan bool, 1)
	for range 8 {
		wg.Go(func() {
			for range 5 {
				unlock, err := Take(path, time.Minute)
				if err != nil {
					t.Error(err)
					return
				}
				select {
				case busy <- true:
					<-busy
				default:
					t.Error("two have the lock")
				}
				if err := unlock(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestTakeNowhere(t *testing.T) {
	if _, err := Take(filepath.Join(t.TempDir(), "none", "file"), time.Minute); err == nil || errors.Is(err, ErrHeld) {
		t.Errorf("a lock in a folder that is not there: %v", err)
	}
}

// TestTakeLink meets links where the lock is to be: nothing is made or locked
// where they lead.
func TestTakeLink(t *testing.T) {
	for _, there := range []bool{false, true} {
		dir := t.TempDir()
		path, victim := filepath.Join(dir, "file"), filepath.Join(dir, "victim")
		if there {
			if err := os.WriteFile(victim, []byte("precious"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("victim", path+".lock"); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
		if _, err := Take(path, 0); !errors.Is(err, errNoFile) {
			t.Errorf("through a link: %v", err)
		}
		if data, err := os.ReadFile(victim); (err == nil) != there || there && string(data) != "precious" {
			t.Errorf("where it leads there is %q (%v)", data, err)
		}
		if _, err := os.Lstat(path + ".lock"); err != nil {
			t.Errorf("the link: %v", err)
		}
	}
}
