package report

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
)

// folder is what a folder holds, by name.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		// Folders, and links that lead nowhere, are there with nothing in them.
		data, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		got[e.Name()] = string(data)
	}
	return got
}

func TestOutputs(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "old.sarif")
	if err := os.WriteFile(old, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	results, ending := standingRun()
	opts := Options{Color: true, FailOn: check.Error, Checks: ran(results)}
	var stdout bytes.Buffer
	out, err := Open([]Output{{"text", "-"}, {"sarif", old}, {"junit", filepath.Join(dir, "new.xml")}, {"text", filepath.Join(dir, "text")}}, &stdout, opts)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if err := out.Page(r); err != nil {
			t.Fatal(err)
		}
		if i == 0 && !strings.Contains(stdout.String(), "test/title") {
			t.Error("standard output waits")
		}
		if got := folder(t, dir); got["old.sarif"] != "old" || got["new.xml"] != "" {
			t.Fatal("a file is there before the end")
		}
	}
	if err := out.Close(ending); err != nil {
		t.Fatal(err)
	}
	out.Discard()
	got := folder(t, dir)
	if len(got) != 3 {
		t.Errorf("the folder holds %d files", len(got))
	}
	plain := opts
	plain.Color = false
	for name, want := range map[string]string{
		"old.sarif": write(t, "sarif", opts, results, ending), "new.xml": write(t, "junit", opts, results, ending), "text": write(t, "text", plain, results, ending),
	} {
		if got[name] != want {
			t.Errorf("%s differs from what the format writes", name)
		}
	}
	if stdout.String() != write(t, "text", opts, results, ending) {
		t.Error("standard output differs from what the format writes")
	}
	if info, err := os.Stat(old); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the file that was there had mode 640 and has %v (%v)", info.Mode(), err)
	}
}

// TestOutputsCutShort ends a run early: the files are there and say so.
func TestOutputsCutShort(t *testing.T) {
	dir := t.TempDir()
	out, err := Open([]Output{{"json", filepath.Join(dir, "a.json")}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Page(results()[0]); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{}); err != nil {
		t.Fatal(err)
	}
	got := folder(t, dir)["a.json"]
	wellFormed(t, "json", got)
	if !strings.Contains(got, `"complete":false`) {
		t.Error("nothing says that the run was cut short")
	}
}

func TestOutputsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "there"), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"loop": "loop", "link": "sub/new", "here": ".", "again": "there"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
	}
	if err := os.Link(filepath.Join(dir, "there"), filepath.Join(dir, "hard")); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	before := len(folder(t, dir))
	at := func(name string) string { return dir + "/" + name }
	for _, test := range []struct {
		name    string
		outputs []Output
		want    string
	}{
		{"format", []Output{{"text", at("a")}, {"sarfi", at("b")}}, `unknown format "sarfi"; did you mean "sarif"?`},
		{"no path", []Output{{"json", ""}}, "the path is empty"},
		{"folder", []Output{{"json", at("sub")}}, "it is a folder"},
		{"link to a folder", []Output{{"json", at("here")}}, "it is a folder"},
		{"no folder", []Output{{"json", at("a")}, {"sarif", at("no/b")}}, "cannot write sarif to " + at("no/b") + ": there is no folder"},
		{"file as folder", []Output{{"json", at("there/b")}}, "not a directory"},
		{"loop", []Output{{"json", at("loop")}}, "too many links"},
		{"twice", []Output{{"json", at("a")}, {"sarif", at("a")}}, "two outputs to one place: json to " + at("a") + " and sarif to " + at("a")},
		{"twice, dots", []Output{{"json", at("a")}, {"sarif", at("./sub/../a")}}, "two outputs to one place"},
		{"twice, link to the folder", []Output{{"json", at("a")}, {"sarif", at("here/a")}}, "two outputs to one place"},
		{"twice, link that leads nowhere yet", []Output{{"json", at("link")}, {"sarif", at("sub/new")}}, "two outputs to one place"},
		{"twice, link to the file", []Output{{"json", at("again")}, {"sarif", at("there")}}, "two outputs to one place"},
		{"twice, one file of two names", []Output{{"json", at("hard")}, {"sarif", at("there")}}, "two outputs to one place"},
		{"standard output twice", []Output{{"json", "-"}, {"sarif", "-"}}, "json on standard output and sarif on standard output"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := Open(test.outputs, &bytes.Buffer{}, Options{})
			if err == nil {
				out.Discard()
				t.Fatal("it is taken")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %q, want %q", err, test.want)
			}
			if got := folder(t, dir); len(got) != before || got["there"] != "old" {
				t.Errorf("something is left: %v", got)
			}
		})
	}
	// Standard output can be a file that an output names.
	f, err := os.OpenFile(at("there"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Open([]Output{{"text", "-"}, {"json", at("hard")}}, f, Options{}); err == nil || !strings.Contains(err.Error(), "two outputs to one place") {
		t.Errorf("an output to the file that standard output is: %v", err)
	}
}

// TestOutputLinks writes through links: they stay what they are.
func TestOutputLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("sub", "new"), filepath.Join(dir, "link")); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	out, err := Open([]Output{{"json", filepath.Join(dir, "link")}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{Complete: true}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(filepath.Join(dir, "link")); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	wellFormed(t, "json", folder(t, filepath.Join(dir, "sub"))["new"])
}

// TestOutputFails fails in the middle and at the end: the old file stays, the
// new one leaves nothing behind, and the error names the output.
func TestOutputFails(t *testing.T) {
	for _, at := range []string{"page", "close"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.json")
		if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := Open([]Output{{"json", path}, {"junit", filepath.Join(dir, "b.xml")}}, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		// A file that is closed fails as a full disk does.
		if err := out.list[0].file.f.Close(); err != nil {
			t.Fatal(err)
		}
		if at == "page" {
			for i := 0; err == nil; i++ {
				if err = out.Page(results()[0]); i > 1000 {
					t.Fatal("no write ever fails")
				}
			}
			if cerr := out.Close(&Ending{}); cerr != nil {
				t.Errorf("the other output: %v", cerr)
			}
		} else {
			err = out.Close(&Ending{Complete: true})
		}
		if err == nil || !strings.HasPrefix(err.Error(), "json to "+path+": ") || !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s: the error is %v", at, err)
		}
		got := folder(t, dir)
		if got["a.json"] != "old" || len(got) != 2 {
			t.Errorf("%s: the folder holds %q", at, got)
		}
		wellFormed(t, "junit", got["b.xml"])
	}
}

func TestOutputDiscard(t *testing.T) {
	dir := t.TempDir()
	out, err := Open([]Output{{"json", filepath.Join(dir, "a.json")}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Page(results()[0]); err != nil {
		t.Fatal(err)
	}
	out.Discard()
	if got := folder(t, dir); len(got) != 0 {
		t.Errorf("something is left: %v", got)
	}
}

// TestOutputDevice writes in place what is no file.
func TestOutputDevice(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil || runtime.GOOS == "windows" {
		t.Skip("no device to write to")
	}
	out, err := Open([]Output{{"json", os.DevNull}, {"sarif", os.DevNull}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{Complete: true}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Errorf("the device is %v (%v)", info.Mode(), err)
	}
}

// TestOutputsWithin bounds outputs by a folder: what takes the place of a folder
// on the way while the run goes on changes nothing, and no other name of a file
// is written to.
func TestOutputsWithin(t *testing.T) {
	dir := t.TempDir()
	repo, elsewhere := filepath.Join(dir, "repo"), filepath.Join(dir, "elsewhere")
	for _, d := range []string{filepath.Join(repo, "out"), filepath.Join(repo, ".git"), elsewhere} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join("..", "elsewhere"), filepath.Join(repo, "link")); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	other, file := filepath.Join(elsewhere, "other"), filepath.Join(repo, "out", "old.json")
	if err := os.WriteFile(other, []byte("old"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(other, file); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	root, err := rooted.Open(repo)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	opts := Options{Within: root}
	for path, want := range map[string]string{
		filepath.Join(repo, "link", "new"): "leads out of ", filepath.Join(dir, "new"): "leads out of ",
		filepath.Join(repo, ".git", "new"): "leads into .git", filepath.Join(repo, "out"): "it is a folder", filepath.Join(repo, "gone", "new"): "there is no folder",
	} {
		out, err := Open([]Output{{"json", file}, {"sarif", path}}, nil, opts)
		if err == nil {
			out.Discard()
			t.Errorf("%s is taken", path)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %q, want %q", path, err, want)
		}
	}
	if _, err := Open([]Output{{"parquet", filepath.Join(repo, "tables")}}, nil, opts); err == nil || !strings.Contains(err.Error(), "it writes a folder") {
		t.Errorf("a folder of tables: %v", err)
	}
	out, err := Open([]Output{{"json", file}, {"junit", filepath.Join(repo, "out", "new.xml")}}, nil, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(repo, "out"), filepath.Join(repo, "was")); err != nil {
		out.Discard()
		t.Skipf("a folder that is open cannot be moved here: %v", err)
	}
	if err := os.Symlink(filepath.Join("..", "elsewhere"), filepath.Join(repo, "out")); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(&Ending{Complete: true}); err != nil {
		t.Fatal(err)
	}
	if got := folder(t, elsewhere); len(got) != 1 || got["other"] != "old" {
		t.Errorf("elsewhere there is %q", got)
	}
	got := folder(t, filepath.Join(repo, "was"))
	if len(got) != 2 {
		t.Errorf("in the folder there is %q", got)
	}
	wellFormed(t, "json", got["old.json"])
	if info, err := os.Stat(filepath.Join(repo, "was", "old.json")); err != nil || info.Mode()&0o111 != 0 {
		t.Errorf("the report can be run: %v (%v)", info.Mode(), err)
	}
}
