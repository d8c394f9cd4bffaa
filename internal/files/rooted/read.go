package rooted

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Within is the real path of a file or folder from the root on, or the error
// that it leads out of the root or into the folder of a version control system.
// It is quicker than the other methods, and for reading only.
func (r *Root) Within(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	if real, err = filepath.Abs(real); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(r.real, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", r.outside()
	}
	for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
		if IsHidden(part) {
			return "", refuse("leads into %s, the folder of a version control system", part)
		}
	}
	return rel, nil
}

// Around is the root that bounds what is read below a folder without being
// named: the repository that the folder is in, or the folder itself.
func Around(dir string) (*Root, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	if real, err = filepath.Abs(real); err != nil {
		return nil, err
	}
	return Open(Repository(real))
}

// FS is a folder to read from, without the files that links in it lead to
// outside of the root.
func (r *Root) FS(dir string) fs.FS { return folderFS{r, dir} }

type folderFS struct {
	root *Root
	dir  string
}

func (f folderFS) within(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	local, err := filepath.Localize(name)
	if err != nil {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	rel, err := f.root.Within(filepath.Join(f.dir, local))
	if err != nil {
		if perr, ok := err.(*fs.PathError); ok {
			err = perr.Err
		}
		return "", &fs.PathError{Op: op, Path: name, Err: err}
	}
	return rel, nil
}

// Open opens a file or folder.
func (f folderFS) Open(name string) (fs.File, error) {
	rel, err := f.within("open", name)
	if err != nil {
		return nil, err
	}
	file, err := f.root.root.Open(rel)
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Stat describes a file or folder without opening it.
func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	rel, err := f.within("stat", name)
	if err != nil {
		return nil, err
	}
	return f.root.root.Stat(rel)
}

// ReadDir lists a folder.
func (f folderFS) ReadDir(name string) ([]os.DirEntry, error) {
	rel, err := f.within("open", name)
	if err != nil {
		return nil, err
	}
	return fs.ReadDir(f.root.root.FS(), filepath.ToSlash(rel))
}
