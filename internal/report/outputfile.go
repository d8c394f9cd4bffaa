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

	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/files/tempfile"
)

// A target is the place that an output names, links followed.
type target struct {
	path string      // absolute; empty for standard output
	info os.FileInfo // of what is there; nil when nothing is
	// folder is that of the path, held open; nil when it is still to be opened.
	folder *os.Root
}

// close gives up the folder.
func (t *target) close() {
	if t.folder != nil {
		_ = t.folder.Close()
		t.folder = nil
	}
}

// locateWithin finds where a path leads inside a root; anywhere when that is
// nil.
func locateWithin(root *rooted.Root, path string, stdout io.Writer) (target, error) {
	if root == nil || path == StandardOutput {
		return locate(path, stdout)
	}
	place, err := root.Locate(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return target{}, fmt.Errorf("there is no folder %s; make it first", filepath.Dir(path))
	case err != nil:
		return target{}, outside(err)
	}
	return target{path: place.Path, info: place.Info, folder: place.Folder}, nil
}

// outside says also what to do where a path of a configuration is refused.
func outside(err error) error {
	if refused := (*rooted.RefusedError)(nil); errors.As(err, &refused) {
		return fmt.Errorf("the path %w; a configuration that was merely found writes inside its own repository only: name the path on the command line, or the configuration with --config", err)
	}
	return reason(err)
}

// same reports whether two outputs would write over each other. A device takes
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
// whole when it is done: other names of the file that was there keep it. What is
// no regular file, such as a pipe or a terminal, is written as it is.
//
// The folder is held open. What takes its place, or that of a folder or link on
// the way, while the file is written changes nothing.
type outputFile struct {
	f      *os.File
	folder *os.Root // nil when it is written in place
	temp   string   // the name of f in the folder
	place  string   // the path
}

// createOutput begins the file, and takes over the folder of the target.
func createOutput(t target) (*outputFile, error) {
	if t.info != nil && !t.info.Mode().IsRegular() {
		t.close()
		f, err := os.OpenFile(t.path, os.O_WRONLY, 0)
		if err != nil {
			return nil, reason(err)
		}
		return &outputFile{f: f, place: t.path}, nil
	}
	if t.folder == nil {
		folder, err := os.OpenRoot(filepath.Dir(t.path))
		if err != nil {
			return nil, reason(err)
		}
		t.folder = folder
	}
	out := &outputFile{folder: t.folder, place: t.path}
	if err := out.create(t.info); err != nil {
		t.close()
		return nil, reason(err)
	}
	return out, nil
}

// create makes the file under a name of its own. Info is of the file that it
// replaces, or nil.
func (o *outputFile) create(info os.FileInfo) error {
	if info != nil {
		// Whoever may not write a file shall not replace it.
		f, err := o.folder.OpenFile(filepath.Base(o.place), os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	f, temp, err := tempfile.Beside(o.folder)
	if err != nil {
		return err
	}
	o.f, o.temp = f, temp
	if info != nil {
		// A report is no program, whatever was there.
		if err := f.Chmod(info.Mode().Perm() &^ 0o111); err != nil && runtime.GOOS != "windows" {
			_ = f.Close()
			_ = o.folder.Remove(o.temp)
			return err
		}
	}
	return nil
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
	if o.folder == nil {
		if err := o.f.Close(); err != nil {
			return reason(err)
		}
		return nil
	}
	defer o.folder.Close()
	err := o.f.Sync()
	if err == nil {
		err = tempfile.Place(o.f, o.folder, o.temp, filepath.Base(o.place))
	} else {
		_ = o.f.Close() // the first error is the one to tell
	}
	if err != nil {
		// What is left of it is of no use; the first error is the one to tell.
		_ = o.folder.Remove(o.temp)
		return reason(err)
	}
	return nil
}

// discard removes what was written.
func (o *outputFile) discard() {
	_ = o.f.Close()
	if o.folder != nil {
		_ = o.folder.Remove(o.temp)
		_ = o.folder.Close()
	}
}
