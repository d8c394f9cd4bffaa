package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/metacheck/metacheck/internal/tempfile"
)

// A target is the place that an output names, links followed.
type target struct {
	path string      // absolute; empty for standard output
	info os.FileInfo // of what is there; nil when nothing is
}

// same tells whether two outputs would write over each other. A device takes
// several.
func (t target) same(o target) bool {
	if t.info != nil && t.info.Mode()&fs.ModeDevice != 0 && t.path != "" {
		return false
	}
	if t.path == o.path {
		return true
	}
	if t.path != "" && o.path != "" && (runtime.GOOS == "windows" || runtime.GOOS == "darwin") && strings.EqualFold(t.path, o.path) {
		return true
	}
	return t.info != nil && o.info != nil && os.SameFile(t.info, o.info)
}

// maxLinks bounds how many links a path leads through.
const maxLinks = 40

// locate finds where a path leads.
func locate(path string, stdout io.Writer) (target, error) {
	if path == StandardOutput {
		var t target
		if f, ok := stdout.(*os.File); ok {
			if info, err := f.Stat(); err == nil {
				t.info = info
			}
		}
		return t, nil
	}
	if path == "" {
		return target{}, errors.New("the path is empty")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return target{}, err
	}
	for hops := 0; ; hops++ {
		if hops > maxLinks {
			return target{}, errors.New("the path leads through too many links")
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(full))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return target{}, fmt.Errorf("there is no folder %s; make it first", filepath.Dir(full))
		case err != nil:
			return target{}, reason(err)
		}
		full = filepath.Join(dir, filepath.Base(full))
		info, err := os.Lstat(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return target{path: full}, nil
		case err != nil:
			return target{}, reason(err)
		case info.IsDir():
			return target{}, errors.New("it is a folder; name a file in it")
		case info.Mode()&fs.ModeSymlink == 0:
			return target{path: full, info: info}, nil
		}
		// A link to a pipe or a device need not lead to a path.
		if info, err := os.Stat(full); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
			return target{path: full, info: info}, nil
		}
		link, err := os.Readlink(full)
		if err != nil {
			return target{}, reason(err)
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(dir, link)
		}
		full = link
	}
}

// An outputFile is a file that is written beside its place, and put there as a
// whole when it is done. What is no regular file, such as a pipe or a
// terminal, is written as it is.
type outputFile struct {
	f     *os.File
	temp  string // the path of f; empty when it is written in place
	place string
}

func createOutput(t target) (*outputFile, error) {
	if t.info != nil {
		// Whoever may not write a file shall not replace it.
		f, err := os.OpenFile(t.path, os.O_WRONLY, 0)
		if err != nil {
			return nil, reason(err)
		}
		if !t.info.Mode().IsRegular() {
			return &outputFile{f: f, place: t.path}, nil
		}
		if err := f.Close(); err != nil {
			return nil, reason(err)
		}
	}
	f, err := tempfile.Beside(filepath.Dir(t.path))
	if err != nil {
		return nil, reason(err)
	}
	out := &outputFile{f: f, temp: f.Name(), place: t.path}
	if t.info != nil {
		if err := f.Chmod(t.info.Mode().Perm()); err != nil && runtime.GOOS != "windows" {
			out.discard()
			return nil, reason(err)
		}
	}
	return out, nil
}

func (o *outputFile) Write(p []byte) (int, error) {
	n, err := o.f.Write(p)
	if err != nil {
		err = reason(err)
	}
	return n, err
}

// commit puts the file in its place.
func (o *outputFile) commit() error {
	if o.temp == "" {
		if err := o.f.Close(); err != nil {
			return reason(err)
		}
		return nil
	}
	err := o.f.Sync()
	if err == nil {
		err = tempfile.Place(o.f, o.place)
	} else {
		_ = o.f.Close() // the first error is the one to tell
	}
	if err != nil {
		// What is left of it is of no use; the first error is the one to tell.
		_ = os.Remove(o.temp)
		return reason(err)
	}
	return nil
}

// discard removes what was written.
func (o *outputFile) discard() {
	_ = o.f.Close()
	if o.temp != "" {
		_ = os.Remove(o.temp)
	}
}
