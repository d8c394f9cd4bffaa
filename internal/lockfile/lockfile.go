// Package lockfile lets one process at a time write a file.
package lockfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrHeld tells that another process has the lock.
var ErrHeld = errors.New("another process is writing it")

// retryEvery is how often a lock that another process has is tried again.
const retryEvery = 20 * time.Millisecond

// Take takes the lock of the file at path, which need not be there. It waits
// for another process to give it up, no longer than told and not at all when
// that is 0, and fails with [ErrHeld] then.
//
// The lock is a file beside it that the operating system locks for this
// process, so that one which a killed process left behind locks nobody out.
// Readers need no lock.
func Take(path string, wait time.Duration) (unlock func() error, err error) {
	// The lock belongs to the file itself, also where a link leads to it.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	name := path + ".lock"
	began := time.Now()
	for {
		lock := flock.New(name)
		ok, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("could not lock %s: %w", name, err)
		}
		if !ok {
			if time.Since(began) >= wait {
				return nil, ErrHeld
			}
			time.Sleep(retryEvery)
			continue
		}
		// Whoever had the lock before has removed its file, maybe after this
		// process had opened it. Then the lock is one on nothing.
		mine, merr := lock.Stat()
		there, terr := os.Stat(name)
		if merr == nil && terr == nil && os.SameFile(mine, there) {
			return func() error {
				// Windows removes no file that is open, so the second try is for it.
				first := os.Remove(name)
				err := lock.Close()
				if first != nil {
					_ = os.Remove(name)
				}
				return err
			}, nil
		}
		if err := lock.Close(); err != nil {
			return nil, fmt.Errorf("could not lock %s: %w", name, err)
		}
	}
}
