package store

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lock takes the store for one writer: by a file beside it that the operating
// system locks for this process, so that a lock which a killed run left behind
// locks nobody out. It does not wait. Readers need no lock.
func lock(path string) (unlock func() error, err error) {
	// The lock belongs to the file itself, also where a link leads to it.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	name := path + ".lock"
	for {
		l := flock.New(name)
		ok, err := l.TryLock()
		if err != nil {
			return nil, fmt.Errorf("could not lock %s: %w", name, err)
		}
		if !ok {
			return nil, fmt.Errorf("%s: %w; wait until it is done, or name another store", path, ErrLocked)
		}
		// Whoever had the lock before has removed its file, maybe after this
		// process had opened it. Then the lock is one on nothing.
		mine, merr := l.Stat()
		there, terr := os.Stat(name)
		if merr == nil && terr == nil && os.SameFile(mine, there) {
			return func() error {
				// Windows removes no file that is open, so the second try is for it.
				first := os.Remove(name)
				err := l.Close()
				if first != nil {
					_ = os.Remove(name)
				}
				return err
			}, nil
		}
		if err := l.Close(); err != nil {
			return nil, fmt.Errorf("could not lock %s: %w", name, err)
		}
	}
}
