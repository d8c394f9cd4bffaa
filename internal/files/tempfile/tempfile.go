// Package tempfile makes temporary files that do not stay behind: what a run that
// was killed has left is removed by the next one that makes a file in the same
// folder.
//
// A file is locked for as long as its run has it open, so that the operating
// system knows whether the run still lives: process numbers are given again, and
// mean nothing where containers share a folder. Only files are removed that have
// such a name, belong to the same user, are no links, and that nobody has
// locked.
package tempfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
)

const (
	// maxListed bounds how many names of a folder are looked at.
	maxListed = 20_000
	// maxTries bounds how many names are tried.
	maxTries = 100
)

// pattern is how files of this package are called.
var pattern = regexp.MustCompile(`^(metacheck-[a-z]+-|\.metacheck-)[0-9a-f]{16}\.tmp$`)

// Create makes a file for one run's own use in a folder, the system's folder for
// temporary files when dir is empty. The kind, in letters a to z, becomes part of
// its name. Close and remove it when done.
func Create(dir, kind string) (*os.File, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	return create(dir, "metacheck-"+kind+"-")
}

// Beside makes a file in the folder of the one that it is to become, and returns
// it with its name there; see [Place]. Its mode is what the user's mask leaves of
// reading and writing for all. The folder is held open: what takes its place, or
// that of a folder on the way, meanwhile changes nothing.
func Beside(folder *os.Root) (f *os.File, name string, err error) {
	sweepOnce(folder.Name())
	for try := 0; ; try++ {
		name = newName(".metacheck-")
		f, err = folder.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			if errors.Is(err, fs.ErrExist) && try < maxTries {
				continue
			}
			return nil, "", err
		}
		// Another run may have swept it before it was locked.
		if locked(f) && isIn(f, folder, name) || try >= maxTries {
			return f, name, nil
		}
		_ = f.Close()
		_ = folder.Remove(name)
	}
}

func newName(prefix string) string { return fmt.Sprintf("%s%016x.tmp", prefix, rand.Uint64()) }

func create(dir, prefix string) (*os.File, error) {
	sweepOnce(dir)
	for try := 0; ; try++ {
		name := filepath.Join(dir, newName(prefix))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			if errors.Is(err, fs.ErrExist) && try < maxTries {
				continue
			}
			return nil, err
		}
		// Another run may have swept it before it was locked.
		if locked(f) && isAt(f, name) || try >= maxTries {
			return f, nil
		}
		_ = f.Close()
		_ = os.Remove(name)
	}
}

// Place closes a file that [Beside] has made in the folder under the name temp,
// and gives it the name that it is to have. It is locked until then, where a file
// can be renamed while it is open.
func Place(f *os.File, folder *os.Root, temp, name string) error {
	if runtime.GOOS == "windows" {
		if err := f.Close(); err != nil {
			return err
		}
		return folder.Rename(temp, name)
	}
	if err := folder.Rename(temp, name); err != nil {
		_ = f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

var (
	mu    sync.Mutex
	swept = map[string]bool{}
)

// sweepOnce sweeps a folder when this process has not done it yet.
func sweepOnce(dir string) {
	mu.Lock()
	done := swept[dir]
	swept[dir] = true
	mu.Unlock()
	if !done {
		Sweep(dir)
	}
}

// Sweep removes what runs that have ended have left in a folder, and returns how
// many files that were. What cannot be looked at or removed stays.
func Sweep(dir string) (removed int) {
	d, err := os.Open(dir)
	if err != nil {
		return 0
	}
	defer d.Close()
	for listed := 0; listed < maxListed; {
		names, err := d.ReadDir(min(1000, maxListed-listed))
		listed += len(names)
		for _, entry := range names {
			if pattern.MatchString(entry.Name()) && entry.Type().IsRegular() && sweep(filepath.Join(dir, entry.Name())) {
				removed++
			}
		}
		if err != nil && !errors.Is(err, io.EOF) || len(names) == 0 {
			break
		}
	}
	return removed
}

// isIn reports whether an open file is the one of the name in a folder.
func isIn(f *os.File, folder *os.Root, name string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := folder.Lstat(name)
	return err == nil && there.Mode().IsRegular() && os.SameFile(mine, there)
}

// isAt reports whether an open file is the one at a path.
func isAt(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && there.Mode().IsRegular() && os.SameFile(mine, there)
}
