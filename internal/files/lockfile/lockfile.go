// Package lockfile lets one process at a time write a file.
package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrHeld reports that another process has the lock.
var ErrHeld = errors.New("another process is writing it")

// errNoFile reports that something else than a file of ours has the lock's name.
var errNoFile = errors.New("it is not a file; remove it")

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
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("could not lock %s: %w", path, err)
	}
	return TakeIn(folder, filepath.Base(path), wait)
}

// TakeIn is [Take] for a file in a folder, no link, and closes the folder with
// the lock. Where a link has the lock's name, nothing is made or locked at the
// place that it leads to.
func TakeIn(folder *os.Root, file string, wait time.Duration) (unlock func() error, err error) {
	l := &locker{folder: folder, name: file + ".lock"}
	defer func() {
		if err != nil {
			_ = folder.Close()
		}
	}()
	began := time.Now()
	for {
		lock, held, err := l.try()
		switch {
		case err != nil:
			return nil, fmt.Errorf("could not lock %s: %w", l.path(), err)
		case lock != nil:
			return func() error { return l.release(lock) }, nil
		case !held:
			continue // it was given up meanwhile
		case time.Since(began) >= wait:
			return nil, ErrHeld
		}
		time.Sleep(retryEvery)
	}
}

// A locker takes the lock that a file of the name is in the folder.
type locker struct {
	folder *os.Root
	name   string
}

func (l *locker) path() string { return filepath.Join(l.folder.Name(), l.name) }

// try tries once to take the lock. Without it, held reports whether another
// process has it; else that process has just given it up.
func (l *locker) try() (lock *flock.Flock, held bool, err error) {
	// The library opens by the path. So it makes no file: that is done in the
	// folder, and never through a link. What the library has opened must be that
	// file; if not, nothing has happened to what it is.
	f, err := l.folder.OpenFile(l.name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		if err := f.Close(); err != nil {
			return nil, false, err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, false, err
	}
	there, err := l.folder.Lstat(l.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil // whoever had the lock has removed it
	} else if err != nil {
		return nil, false, err
	}
	if !there.Mode().IsRegular() {
		return nil, false, errNoFile
	}
	lock = flock.New(l.path(), flock.SetFlag(openFlag))
	ok, err := lock.TryLock()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil || !ok {
		return nil, err == nil, err
	}
	// Whoever had the lock before has removed its file, maybe after this process
	// had opened it. Then the lock is one on nothing.
	mine, merr := lock.Stat()
	there, terr := l.folder.Lstat(l.name)
	if merr == nil && terr == nil && os.SameFile(mine, there) {
		return lock, false, nil
	}
	return nil, false, lock.Close()
}

// release removes the file and gives up the lock and the folder.
func (l *locker) release(lock *flock.Flock) error {
	// Windows removes no file that is open, so the second try is for it.
	first := l.folder.Remove(l.name)
	err := lock.Close()
	if first != nil {
		_ = l.folder.Remove(l.name)
	}
	if cerr := l.folder.Close(); err == nil {
		err = cerr
	}
	return err
}
