package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/internal/report"
)

// written is what a run has left: the exit code, both streams, and the files in
// the folder that it wrote to.
func written(t *testing.T, args []string, to string) string {
	t.Helper()
	var out, errs, b strings.Builder
	code := run(t.Context(), append([]string{"metacheck"}, args...), strings.NewReader(""), &out, &errs)
	fmt.Fprintf(&b, "exit code %d\n-- standard output --\n%s\n-- standard error --\n%s\n", code, out.String(), errs.String())
	err := filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b.WriteString("-- " + path + " --\n")
		if filepath.Ext(path) == ".db" {
			b.WriteString(dump(t, path))
			return nil
		}
		data, err := os.ReadFile(path)
		b.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSameBytes runs commands with one worker, two and eight over inputs of many
// kinds, some of them damaged: the bytes that they write are the same. With
// METACHECK_LONG=1 it is each format over each input, 216 runs and more.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the command some sixty times")
	}
	long := os.Getenv("METACHECK_LONG") != ""
	root := repository(t)
	t.Chdir(t.TempDir())
	each := 24
	if long {
		each = 240
	}
	all := resumeInputs(t, root, each)
	site := []string{"--root", "folder", "--base-url", "https://example.org/", "folder"}
	inputs := [][]string{all, site}
	workers := []string{"1", "8"}
	if long {
		workers = []string{"1", "2", "8"}
		for _, in := range all {
			inputs = append(inputs, []string{in})
		}
	}
	var commands [][]string
	for _, name := range report.Names() {
		commands = append(commands, []string{"lint", "--as-of", "2026-01-02", "--format", name})
	}
	commands = append(commands,
		[]string{"lint", "--as-of", "2026-01-02", "--output", "parquet=out/tables"},
		[]string{"lint", "--as-of", "2026-01-02", "--store", "out/results.db"},
		[]string{"lint", "--as-of", "2026-01-02", "--baseline", "out/base", "--update-baseline"},
		[]string{"snapshot", "-o", "out/snapshot.gz"},
	)
	runs := 0
	try := func(args []string) {
		t.Helper()
		want := ""
		for _, n := range workers {
			if err := os.MkdirAll("out", 0o755); err != nil {
				t.Fatal(err)
			}
			got := written(t, append(args[:len(args):len(args)], "--workers", n), "out")
			if err := os.RemoveAll("out"); err != nil {
				t.Fatal(err)
			}
			runs++
			if want == "" {
				want = got
			} else if got != want {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				from := max(at-200, 0)
				t.Errorf("%q: with %s workers byte %d and on differ\nhave %.400q\nwant %.400q", args, n, at, got[from:], want[from:])
			}
		}
	}
	for _, command := range commands {
		for _, in := range inputs {
			try(append(command[:len(command):len(command)], in...))
		}
	}
	// The same pages from an archive and from a file of records.
	for _, name := range []string{"text", "json"} {
		try([]string{"diff", "--format", name, "--fail-on", "never", "a.jsonl", "b.jsonl.gz"})
	}
	t.Logf("%d runs", runs)
	if long && runs < 216 {
		t.Errorf("%d runs, want 216 at least", runs)
	}
}
