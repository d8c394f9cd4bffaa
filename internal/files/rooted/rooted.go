// Package rooted opens files below a folder, such as a repository, for whom
// others chose the names: a configuration that came with a checkout, or a link
// in it.
//
// A path leads nowhere but below the folder, whatever "..", symbolic links,
// mounts or a file system that folds case make of it, and never into the folder
// of a version control system, whose files are programs and credentials. What
// is found is held open, so that what is swapped afterwards changes nothing.
package rooted

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxLinks bounds how many symbolic links a path leads through.
const maxLinks = 40

// A RefusedError says why a path is not followed. Other errors are those of the
// file system.
type RefusedError struct {
	// Reason begins with a verb, as the path stands before it: "leads out of …".
	Reason string
}

// Error is the reason.
func (e *RefusedError) Error() string { return e.Reason }

func refuse(format string, args ...any) error {
	return &RefusedError{fmt.Sprintf(format, args...)}
}

// A Root is a folder that paths must not lead out of. It is safe for concurrent
// use.
type Root struct {
	dir  string // absolute, as given
	real string // the same without links
	root *os.Root
}

// Open opens the folder.
func Open(dir string) (*Root, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	return &Root{dir: dir, real: real, root: root}, nil
}

// Close gives the folder up. Places that were found in it stay open.
func (r *Root) Close() error { return r.root.Close() }

// Name is the folder as it was given, absolute.
func (r *Root) Name() string { return r.dir }

// relative takes a path apart into its parts from the root on. A path that is
// not absolute goes from the working folder.
func (r *Root) relative(path string) ([]string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{r.dir, r.real} {
		if rel, err := filepath.Rel(dir, full); err == nil && filepath.IsLocal(rel) {
			return strings.Split(rel, string(filepath.Separator)), nil
		}
	}
	return nil, r.outside()
}

func (r *Root) outside() error { return refuse("leads out of %s", filepath.ToSlash(r.dir)) }

// A Place is where a path leads to a file, which need not be there: a name in a
// folder that is held open.
type Place struct {
	// Folder holds the file. Whoever has the place closes it.
	Folder *os.Root
	// Name is the last part of the path, no link.
	Name string
	// Path is the whole path without links, absolute.
	Path string
	// Info is of the file, a regular one; nil when there is none.
	Info fs.FileInfo
}

// Close gives the place up.
func (p *Place) Close() error { return p.Folder.Close() }

// Locate finds where a path leads, for a file to be made or replaced there. It
// follows links from one part of the root to another. A folder on the way that
// is missing is an error that is [fs.ErrNotExist].
func (r *Root) Locate(path string) (*Place, error) {
	w, err := r.walk(path, true)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if w.name == "" {
		return nil, errors.New("it is a folder; name a file in it")
	}
	folder, err := w.here().OpenRoot(".")
	if err != nil {
		return nil, err
	}
	return &Place{Folder: folder, Name: w.name, Path: filepath.Join(r.real, filepath.Join(w.names...), w.name), Info: w.info}, nil
}

// Open opens a file for reading.
func (r *Root) Open(path string) (*os.File, error) {
	w, err := r.walk(path, false)
	if err != nil {
		return nil, err
	}
	defer w.close()
	switch {
	case w.name == "":
		return nil, errors.New("it is a folder")
	case w.info == nil:
		return nil, fs.ErrNotExist
	}
	f, err := w.here().Open(w.name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !os.SameFile(info, w.info) {
		f.Close()
		return nil, errChanged
	}
	return f, nil
}

// Check is the *[RefusedError] that a path would meet: one to write to, or one
// to a file or folder that is read. What is missing on the way is no fault.
func (r *Root) Check(path string, write bool) error {
	w, err := r.walk(path, write)
	if err == nil {
		w.close()
		return nil
	}
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return err
	}
	return nil
}

// A walker goes a path part by part. Each folder is opened from the one above
// it and held to be the one that was looked at, so that a link which takes its
// place meanwhile is not followed.
type walker struct {
	root    *Root
	write   bool
	mount   mount
	names   []string
	folders []*os.Root // one for each name
	// name and info are of a last part that is no folder; name is empty when the
	// path leads to a folder.
	name string
	info fs.FileInfo
}

var errChanged = refuse("was replaced while it was opened")

func (w *walker) close() {
	for _, f := range w.folders {
		f.Close()
	}
}

// here is the folder that the walk has come to.
func (w *walker) here() *os.Root {
	if n := len(w.folders); n > 0 {
		return w.folders[n-1]
	}
	return w.root.root
}

// back returns to the folder that has the given depth.
func (w *walker) back(depth int) {
	for _, f := range w.folders[depth:] {
		f.Close()
	}
	w.names, w.folders = w.names[:depth], w.folders[:depth]
}

func (r *Root) walk(path string, write bool) (*walker, error) {
	parts, err := r.relative(path)
	if err != nil {
		return nil, err
	}
	w := &walker{root: r, write: write}
	if w.mount, err = mountOf(r.root); err == nil {
		if err = w.notRepository(r.root); err == nil {
			err = w.follow(parts)
		}
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// follow goes the parts of a path.
func (w *walker) follow(parts []string) error {
	for links := 0; len(parts) > 0; {
		part := parts[0]
		parts = parts[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			if len(w.names) == 0 {
				return w.root.outside()
			}
			w.back(len(w.names) - 1)
			continue
		}
		if err := w.allowed(part); err != nil {
			return err
		}
		info, err := w.here().Lstat(part)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// Whether the rest may be used does not hang on what is there yet.
			last := true
			for _, rest := range parts {
				if err := w.allowed(rest); err != nil {
					return err
				}
				last = last && (rest == "" || rest == ".")
			}
			if !last {
				return err
			}
			w.name = part
			return nil
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			if links++; links > maxLinks {
				return errors.New("the path leads through too many links")
			}
			link, err := w.here().Readlink(part)
			if err != nil {
				return err
			}
			link = filepath.FromSlash(link)
			more := strings.Split(link, string(filepath.Separator))
			if filepath.IsAbs(link) {
				if more, err = w.root.relative(link); err != nil {
					return err
				}
				w.back(0)
			} else if filepath.VolumeName(link) != "" || os.IsPathSeparator(link[0]) {
				return w.root.outside() // of the drive
			}
			parts = append(more, parts...)
		case info.IsDir():
			if err := w.enter(part, info); err != nil {
				return err
			}
		case !info.Mode().IsRegular():
			return refuse("is neither a file nor a folder")
		case strings.Join(parts, "") != "":
			return fmt.Errorf("%s is a file, no folder", part)
		default:
			if w.write {
				if m, ok := mountOfInfo(info); ok && !m.same(w.mount) {
					return errMount
				}
			}
			w.name, w.info = part, info
			return nil
		}
	}
	return nil
}

var errMount = refuse("leads to another file system, which is mounted there")

// enter opens a folder of the one that the walk has come to.
func (w *walker) enter(name string, info fs.FileInfo) error {
	here := w.here()
	for _, vcs := range VersionControl {
		// A file system can have further names for it: short ones, or such as fold
		// to the same.
		if !w.write && !IsHidden(vcs) {
			continue
		}
		if there, err := here.Stat(vcs); err == nil && os.SameFile(there, info) {
			return refuse("leads into %s, the folder of a version control system", vcs)
		}
	}
	folder, err := here.OpenRoot(name)
	if err != nil {
		return err
	}
	w.names, w.folders = append(w.names, name), append(w.folders, folder)
	if opened, err := folder.Stat("."); err != nil || !os.SameFile(opened, info) {
		return errChanged
	}
	if w.write {
		m, err := mountOf(folder)
		if err != nil {
			return err
		}
		if !m.same(w.mount) {
			return errMount
		}
	}
	return w.notRepository(folder)
}

// notRepository refuses a folder that is git's, whatever its name: a bare
// repository, one that a .git file names, or one of its work trees.
func (w *walker) notRepository(folder *os.Root) error {
	has := func(name string) bool {
		_, err := folder.Lstat(name)
		return err == nil
	}
	if has("HEAD") && (has("objects") && has("refs") || has("commondir")) {
		return refuse("leads into %s, which is the folder of a git repository", filepath.ToSlash(filepath.Join(append([]string{w.root.dir}, w.names...)...)))
	}
	return nil
}

// allowed refuses a part of a path by its name.
func (w *walker) allowed(name string) error {
	if w.write && IsVersionControl(name) || IsHidden(name) {
		return refuse("leads into %s, the folder of a version control system", name)
	}
	if runtime.GOOS == "windows" && strings.Contains(name, ":") {
		return refuse("has a colon in %s, which names a stream of a file", name)
	}
	return nil
}

// Repository is the root of the git repository that a folder is in, or else the
// folder itself. It is what code hosts count paths from.
func Repository(dir string) string {
	for at := dir; ; {
		// In a work tree .git is a folder, or a file that names one.
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		up := filepath.Dir(at)
		if up == at {
			return dir
		}
		at = up
	}
}
