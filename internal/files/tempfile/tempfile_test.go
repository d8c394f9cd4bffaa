package tempfile

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// childDir names the folder in which this program, as a child of its own test,
// makes files until its standard input ends.
const childDir = "METACHECK_TEMPFILE_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		own, err := Create(dir, "kept")
		if err != nil {
			panic(err)
		}
		folder, err := os.OpenRoot(dir)
		if err != nil {
			panic(err)
		}
		beside, name, err := Beside(folder)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s\n%s\n", own.Name(), name)
		_, _ = io.Copy(io.Discard, os.Stdin)
		runtime.KeepAlive(own)
		runtime.KeepAlive(beside)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child starts a process that has two files open in a folder.
func child(t *testing.T, dir string) (cmd *exec.Cmd, names []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = &exec.Cmd{Path: self, Args: []string{self}, Env: append(os.Environ(), childDir+"="+dir), Stderr: os.Stderr}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // may be done
	})
	lines := bufio.NewScanner(out)
	for len(names) < 2 && lines.Scan() {
		names = append(names, filepath.Base(lines.Text()))
	}
	if len(names) != 2 {
		t.Fatalf("the child made %q", names)
	}
	return cmd, names
}

func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestSweep kills one run and leaves another alive: the files of the first are
// removed, and nothing else is.
func TestSweep(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there a file has to be old")
	}
	dir := t.TempDir()
	dead, gone := child(t, dir)
	_, alive := child(t, dir)
	if got := list(t, dir); len(got) != 4 {
		t.Fatalf("the second run has swept the files of the first: %q", got)
	}
	if err := dead.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = dead.Wait() // it was killed
	target := filepath.Join(t.TempDir(), "target")
	if err := os.WriteFile(target, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	others := []string{
		"metacheck-0123.tmp", "metacheck-kept-0123456789abcdef.tmp.txt", "metacheck-kept-0123456789ABCDEF.tmp", "notes.tmp", ".metacheck-01234567.tmp",
		"metacheck-link-0123456789abcdef.tmp", "metacheck-folder-0123456789abcdef.tmp", "metacheck-dangling-0123456789abcdef.tmp",
	}
	for i, name := range others {
		path := filepath.Join(dir, name)
		var err error
		switch i {
		case 5:
			err = os.Symlink(target, path)
		case 6:
			err = os.Mkdir(path, 0o700)
		case 7:
			err = os.Symlink(filepath.Join(dir, "none"), path)
		default:
			err = os.WriteFile(path, nil, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	mine, err := Create(dir, "mine")
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	want := append(append(slices.Clone(others), alive...), filepath.Base(mine.Name()))
	slices.Sort(want)
	if got := list(t, dir); !slices.Equal(got, want) {
		t.Errorf("%q are left, want %q; those of the killed run were %q", got, want, gone)
	}
	if n := Sweep(dir); n != 0 {
		t.Errorf("%d files are removed though their runs live", n)
	}
	if _, err := os.Stat(target); err != nil {
		t.Error("a link was followed:", err)
	}
}

// TestPlace holds that a file stands under its name when it is placed, and is
// swept by nobody before.
func TestPlace(t *testing.T) {
	dir := t.TempDir()
	folder, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	f, temp, err := Beside(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "text"); err != nil {
		t.Fatal(err)
	}
	Sweep(dir)
	if err := Place(f, folder, temp, "report.txt"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	if err != nil || string(data) != "text" || len(list(t, dir)) != 1 {
		t.Errorf("%q, %v, %q", data, err, list(t, dir))
	}
	if f, temp, err = Beside(folder); err != nil {
		t.Fatal(err)
	}
	if err := Place(f, folder, temp, filepath.Join("none", "x")); err == nil {
		t.Error("it is placed in a folder that is not there")
	}
	if _, err := Create(filepath.Join(dir, "none"), "x"); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("a folder that is not there: %v", err)
	}
}
