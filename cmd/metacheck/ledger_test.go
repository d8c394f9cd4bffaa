package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What version 0.1.0 wrote of our own fixtures: a baseline, a store and a
// snapshot. They are in use by those who have them, so what they hold stays
// understood and means the same. They were made in the folder fixtures:
//
//	metacheck lint pages regressions/old --no-config --profile strict --as-of 2026-11-22 \
//	    --baseline baseline.txt --update-baseline --store store.db
//	metacheck snapshot site --no-config --root site --base-url https://museum.example.org/ -o snapshot.jsonl
func kept010(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "v0.1.0", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// asUser runs the command in the folder fixtures and gives its exit code and
// what it wrote.
func asUser(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), append([]string{"metacheck"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

var lint010 = []string{"lint", "pages", "regressions/old", "--no-config", "--profile", "strict", "--as-of", "2026-11-22"}

// TestBaselineOf010 lints the pages of which 0.1.0 wrote a baseline: nothing is
// new and nothing is fixed.
func TestBaselineOf010(t *testing.T) {
	baseline := kept010(t, "baseline.txt")
	t.Chdir(filepath.Join(repository(t), "fixtures"))
	code, out, errs := asUser(t, append(lint010, "--baseline", baseline, "--baseline-strict", "--fail-on", "info", "--quiet")...)
	if code != 0 || strings.TrimSpace(out) != "" {
		t.Errorf("exit code %d, want 0 and no finding\n%s%s", code, out, errs)
	}
}

// TestStoreOf010 lints the pages of which 0.1.0 wrote a store: a new store has
// the same pages and findings.
func TestStoreOf010(t *testing.T) {
	old := filepath.Join(t.TempDir(), "old.db")
	data, err := os.ReadFile(kept010(t, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, data, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(repository(t), "fixtures"))
	store := filepath.Join(t.TempDir(), "new.db")
	if code, out, errs := asUser(t, append(lint010, "--store", store, "--fail-on", "never")...); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for _, sql := range []string{
		`SELECT name, record, url, "check", severity, standing, line, "column", subject FROM v_findings ORDER BY page, n`,
		`SELECT name, record, url, errors, warnings, infos, dropped FROM v_pages ORDER BY page`,
		`SELECT p.name, f.name AS fact, f.n, f.value FROM v_facts f JOIN v_pages p ON p.page = f.page ORDER BY f.page, f.name, f.n`,
	} {
		var tables [2]string
		for i, file := range []string{old, store} {
			code, out, errs := asUser(t, "query", file, sql, "--format", "csv")
			if code != 0 {
				t.Fatalf("%s: exit code %d\n%s", sql, code, errs)
			}
			tables[i] = out
		}
		if strings.Count(tables[0], "\n") < 5 {
			t.Errorf("%s: no rows\n%s", sql, tables[0])
		}
		if diff := cmp.Diff(tables[0], tables[1]); diff != "" {
			t.Errorf("%s: differs (-0.1.0 +now)\n%s", sql, diff)
		}
	}
}

// TestUpdateOf010 goes on with a store of 0.1.0: a run of it is not resumed,
// which leaves the store as it is, and the next run is stored beside it.
func TestUpdateOf010(t *testing.T) {
	old := filepath.Join(t.TempDir(), "old.db")
	data, err := os.ReadFile(kept010(t, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, data, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(repository(t), "fixtures"))
	lint := append(lint010, "--store", old, "--fail-on", "never")
	code, _, errs := asUser(t, append(lint, "--resume")...)
	if code != 2 || !strings.Contains(errs, `the schema of the store is "2" and was "1"`) {
		t.Errorf("a resumed run ended with %d: %s", code, errs)
	}
	if now, err := os.ReadFile(old); err != nil || !bytes.Equal(now, data) {
		t.Errorf("the refused run has changed the store (%v)", err)
	}
	if code, out, errs := asUser(t, "summary", old); code != 0 || !strings.Contains(out, "google/article-image-missing") {
		t.Errorf("summary ended with %d\n%s%s", code, out, errs)
	}
	if code, out, errs := asUser(t, lint...); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	code, out, errs := asUser(t, "query", old, `SELECT (SELECT count(*) FROM runs), count(*) = count(cause), count(*) = count(fingerprint), count(help) > 0 FROM v_findings`, "--format", "csv")
	if code != 0 || !strings.HasSuffix(out, "\n2,1,1,1\n") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// TestSnapshotOf010 compares the site of which 0.1.0 wrote a snapshot with that
// snapshot: nothing has changed.
func TestSnapshotOf010(t *testing.T) {
	snapshot := kept010(t, "snapshot.jsonl")
	t.Chdir(filepath.Join(repository(t), "fixtures"))
	code, out, errs := asUser(t, "diff", snapshot, "site", "--no-config", "--base-url", "https://museum.example.org/", "--fail-on", "info")
	if code != 0 || !strings.Contains(out, "3 pages compared, 0 changed") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
