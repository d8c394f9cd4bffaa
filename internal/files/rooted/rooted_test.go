package rooted

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkout makes a repository with things that lead out of it, and gives the
// folder that it is in.
func checkout(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"victim": "precious", "elsewhere/keep": "",
		"repo/.git/HEAD": "ref: refs/heads/main", "repo/.git/hooks/pre-commit": "#!/bin/sh", "repo/.git/modules/sub/hooks/keep": "",
		"repo/.hg/hgrc": "", "repo/sub/.git": "gitdir: ../.git/modules/sub", "repo/out/keep": "", "repo/out/deep/keep": "", "repo/file": "old",
		"repo/bare.data/HEAD": "", "repo/bare.data/objects/keep": "", "repo/bare.data/refs/keep": "", "repo/bare.data/hooks/keep": "",
		"repo/tree/HEAD": "", "repo/tree/commondir": "../..",
		"repo/HEAD": "a page's head", "repo/CVS/keep": "", "repo/.github/keep": "",
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"link": "../victim", "up": "..", "abs": filepath.Join(dir, "elsewhere"), "hooks": ".git/hooks", "loop": "loop",
		"inside": "out", "absin": filepath.Join(dir, "repo", "out"), "twice": "inside/deep", "around": "out/../../repo/out", "again": "out/../file",
		"chain": "up", "new": "out/new", "outnew": "../new", "out/back": "../..", "out/self": "..", "dot": ".",
	} {
		if err := os.Symlink(filepath.FromSlash(to), filepath.Join(dir, "repo", filepath.FromSlash(link))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	return dir
}

func TestLocate(t *testing.T) {
	dir := checkout(t)
	root, err := Open(filepath.Join(dir, "repo"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	const out, vcs, git = "leads out of ", "the folder of a version control system", "the folder of a git repository"
	for _, test := range []struct {
		path string
		// want is where it leads, from the root on, or what its error has, with
		// a mark of how it is refused.
		want, refused, err string
	}{
		{path: "file", want: "file"},
		{path: "out/new.json", want: "out/new.json"},
		{path: "inside/new.json", want: "out/new.json"},
		{path: "absin/new.json", want: "out/new.json"},
		{path: "twice/new.json", want: "out/deep/new.json"},
		{path: "again", want: "file"},
		{path: "new", want: "out/new"},
		{path: "out/self/file", want: "file"},
		{path: "dot/dot/file", want: "file"},
		{path: ".github/new.json", want: ".github/new.json"},
		{path: ".gitignore", want: ".gitignore"},
		{path: "..", refused: out}, {path: "../victim", refused: out}, {path: "out/../../victim", refused: out},
		{path: "link", refused: out}, {path: "up/new", refused: out}, {path: "abs/new", refused: out}, {path: "abs/keep", refused: out},
		{path: "chain/victim", refused: out}, {path: "outnew", refused: out}, {path: "out/back/victim", refused: out}, {path: "around/x", refused: out},
		{path: ".git/hooks/pre-commit", refused: vcs}, {path: ".git/new", refused: vcs}, {path: ".git", refused: vcs},
		{path: ".GIT/hooks/pre-commit", refused: vcs}, {path: ".Git/x", refused: vcs}, {path: "git~1/x", refused: vcs}, {path: ".git./x", refused: vcs},
		{path: ".git /x", refused: vcs}, {path: ".git::$INDEX_ALLOCATION/x", refused: vcs}, {path: ".g\u200cit/x", refused: vcs},
		{path: "hooks/pre-commit", refused: vcs}, {path: "sub/.git", refused: vcs}, {path: ".git/modules/sub/hooks/x", refused: vcs},
		{path: ".hg/hgrc", refused: vcs}, {path: ".HG/hgrc", refused: vcs}, {path: "CVS/x", refused: vcs}, {path: "cvs/x", refused: vcs}, {path: "gone/.svn/x", refused: vcs},
		{path: "_darcs/x", refused: vcs}, {path: ".ſvn/x", refused: vcs},
		{path: "bare.data/hooks/x", refused: git}, {path: "tree/x", refused: git},
		{path: "out", err: "it is a folder"}, {path: "inside", err: "it is a folder"}, {path: ".", err: "it is a folder"},
		{path: "gone/x", err: "no such file or directory"}, {path: "file/x", err: "is a file, no folder"}, {path: "loop", err: "too many links"},
	} {
		t.Run(test.path, func(t *testing.T) {
			full := root.dir + string(filepath.Separator) + filepath.FromSlash(test.path)
			place, err := root.Locate(full)
			if test.want != "" {
				if err != nil {
					t.Fatal(err)
				}
				defer place.Close()
				if want := filepath.Join(root.real, filepath.FromSlash(test.want)); place.Path != want || place.Name != filepath.Base(want) {
					t.Errorf("it leads to %s (%s), want %s", place.Path, place.Name, want)
				}
				if err := root.Check(full, true); err != nil {
					t.Errorf("the check refuses it: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatalf("it leads to %s", place.Path)
			}
			if !strings.Contains(err.Error(), test.refused+test.err) {
				t.Errorf("the error is %q, want %q", err, test.refused+test.err)
			}
			var refused *RefusedError
			if errors.As(err, &refused) != (test.refused != "") {
				t.Errorf("the error %q is refused: %t", err, refused != nil)
			}
			if err := root.Check(full, true); (err != nil) != (test.refused != "") {
				t.Errorf("the check says %v", err)
			}
		})
	}
}

// TestSameFolder refuses the folder of a version control system that has yet
// another name, as on a disk that folds what we do not know of: the two are one
// folder.
func TestSameFolder(t *testing.T) {
	dir := checkout(t)
	root, err := Open(filepath.Join(dir, "repo"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	w := &walker{root: root, write: true}
	defer w.close()
	info, err := root.root.Lstat(".git")
	if err != nil {
		t.Fatal(err)
	}
	// What a disk would say of a name that it takes for .git.
	if err := w.enter("another-name", info); err == nil || !strings.Contains(err.Error(), "leads into .git") {
		t.Errorf("the folder .git by another name: %v", err)
	}
}

// TestSwapped swaps what lies on the way of a place that is open: what is
// written goes to the folder that was found.
func TestSwapped(t *testing.T) {
	dir := checkout(t)
	root, err := Open(filepath.Join(dir, "repo"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	place, err := root.Locate(filepath.Join(dir, "repo", "out", "deep", "new"))
	if err != nil {
		t.Fatal(err)
	}
	defer place.Close()
	out := filepath.Join(dir, "repo", "out")
	if err := os.Rename(out, out+"-was"); err != nil {
		t.Skipf("a folder that is open cannot be moved here: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "elsewhere", "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("..", "elsewhere"), out); err != nil {
		t.Fatal(err)
	}
	if err := place.Folder.WriteFile(place.Name, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "elsewhere", "deep", "new")); err == nil {
		t.Error("the file was written outside")
	}
	if _, err := os.Stat(filepath.Join(out+"-was", "deep", "new")); err != nil {
		t.Error(err)
	}
	// Between the look and the opening as well.
	w := &walker{root: root}
	defer w.close()
	info, err := root.root.Lstat("out-was")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(out+"-was", out+"-then"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("sub", out+"-was"); err != nil {
		t.Fatal(err)
	}
	if err := w.enter("out-was", info); !errors.Is(err, errChanged) {
		t.Errorf("a link took the place of the folder: %v", err)
	}
}

func TestOpen(t *testing.T) {
	dir := checkout(t)
	root, err := Open(filepath.Join(dir, "repo"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for path, ok := range map[string]bool{
		"file": true, "again": true, "inside/keep": true, "CVS/keep": true,
		"link": false, "abs/keep": false, ".git/HEAD": false, "hooks/pre-commit": false, "out": false, "gone": false,
	} {
		f, err := root.Open(filepath.Join(dir, "repo", filepath.FromSlash(path)))
		if err == nil {
			f.Close()
		}
		if (err == nil) != ok {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestFS(t *testing.T) {
	dir := checkout(t)
	root, err := Around(filepath.Join(dir, "repo", "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if want := filepath.Join(dir, "repo"); root.Name() != want {
		t.Errorf("the root is %s, want %s", root.Name(), want)
	}
	fsys := root.FS(filepath.Join(dir, "repo"))
	for name, ok := range map[string]bool{
		"file": true, "again": true, "inside/keep": true, "absin/keep": true,
		"link": false, "abs/keep": false, ".git/HEAD": false, "hooks/pre-commit": false, "../victim": false, "/file": false, "gone": false,
	} {
		_, err := fs.ReadFile(fsys, name)
		if (err == nil) != ok {
			t.Errorf("reading %s: %v", name, err)
		}
		_, err = fs.Stat(fsys, name)
		if (err == nil) != ok {
			t.Errorf("describing %s: %v", name, err)
		}
	}
	if entries, err := fs.ReadDir(fsys, "inside"); err != nil || len(entries) != 4 {
		t.Errorf("the folder holds %v (%v)", entries, err)
	}
	if _, err := fs.ReadDir(fsys, "up"); err == nil {
		t.Error("the folder above is listed")
	}
}

func TestIsVersionControl(t *testing.T) {
	for _, name := range VersionControl {
		for _, n := range []string{name, strings.ToUpper(name), strings.ToLower(name), name + ".", name + " .", name + ":stream", "\ufeff" + name} {
			if !IsVersionControl(n) {
				t.Errorf("%q passes", n)
			}
		}
	}
	for _, name := range []string{"SVN~1", "GIT~12", "pijul~2", "FOSSIL~1"} {
		if !IsVersionControl(name) {
			t.Errorf("%q passes", name)
		}
	}
	for _, name := range []string{"git", ".github", ".gitignore", ".gitattributes", "x.git", "git~", "git~a", "git~1.txt", "cv", "...", ".", "", "report.json", "cvs~1"} {
		if IsVersionControl(name) {
			t.Errorf("%q is refused", name)
		}
	}
	if IsHidden("CVS") || IsHidden("cvs") || !IsHidden(".git") || !IsHidden("_darcs") {
		t.Error("what hides and what is a word are mixed up")
	}
}

// TestRepository finds the root also of a work tree, whose .git is a file.
func TestRepository(t *testing.T) {
	dir := checkout(t)
	for from, want := range map[string]string{"repo/out/deep": "repo", "repo": "repo", "repo/sub": "repo/sub"} {
		if got := Repository(filepath.Join(dir, filepath.FromSlash(from))); got != filepath.Join(dir, filepath.FromSlash(want)) {
			t.Errorf("the repository of %s is %s", from, got)
		}
	}
}
