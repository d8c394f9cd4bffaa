package store

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"
)

// older is a copy of the store that version 0.1.0 of metacheck has written, of
// schema 1.
func older(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../cmd/metacheck/testdata/v0.1.0/store.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "r.db")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// oldViews ask for all that the views of schema 1 have, of whatever run.
var oldViews = []string{
	`SELECT page, n, "check", family, severity, standing, line, "column", subject, message, name, record, url FROM v_findings ORDER BY page, n`,
	"SELECT page, input, record, name, url, host, captured, status, offset, errors, warnings, infos, dropped FROM v_pages ORDER BY page",
	"SELECT page, name, n, value FROM v_facts ORDER BY page, name, n",
	"SELECT input, record, offset, unpacked, broken, name, message FROM v_problems ORDER BY name",
	"SELECT id, started, complete, version, vocabulary, settings FROM runs WHERE id = 1",
}

func askAll(t *testing.T, path string) string {
	t.Helper()
	var all []string
	for _, query := range oldViews {
		all = append(all, ask(t, path, query))
	}
	return strings.Join(all, "\n\n")
}

func summarized(t *testing.T, path string) *Summary {
	t.Helper()
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s, err := r.Summarize(context.Background(), SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// schemaOf is what the tables, indexes and views of a store are.
func schemaOf(t *testing.T, path string) string {
	t.Helper()
	return ask(t, path, `SELECT s.name, c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_schema s, pragma_table_info(s.name) c
		WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%' ORDER BY s.name, c.cid`) + "\n" +
		ask(t, path, `SELECT s.name, i."unique", i.origin, (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM sqlite_schema s, pragma_index_list(s.name) i
		WHERE s.type = 'table' ORDER BY s.name, i.name`) + "\n" +
		ask(t, path, "SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name") + "\n" +
		ask(t, path, "PRAGMA user_version") + "\n" + ask(t, path, "PRAGMA integrity_check") + ask(t, path, "PRAGMA foreign_key_check")
}

func fresh(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fresh.db")
	done(t, begun(t, path), true)
	return path
}

// TestUpgrade holds that a store of schema 1 is read as it is, that a run which
// is refused changes nothing of it, and that the next run makes it one of this
// schema with all that it held.
func TestUpgrade(t *testing.T) {
	path := older(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, sums := askAll(t, path), summarized(t, path)
	if strings.Count(was, "\n") < 20 || sums.Findings == 0 || sums.Checks[0].Examples[0].Message == "" || sums.Checks[0].Examples[0].Help != "" {
		t.Fatalf("the old store has little in it: %+v\n%s", sums, was)
	}
	r, err := OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Summaries(context.Background(), nil); !errors.Is(err, ErrNoSummaries) {
		t.Errorf("summaries of an old store: %v", err)
	}
	err = r.Query(context.Background(), "SELECT help FROM v_findings", nil, nil)
	if err == nil || !strings.HasSuffix(err.Error(), "no such column: help; the store has schema 1, and schema 2 has more columns: metacheck lint --store "+path+" updates it") {
		t.Errorf("a column of this schema: %v", err)
	}
	// Not begun: as where a resumed run is refused.
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	last, err := w.Last()
	if err != nil || last.Version != "0.1.0" || last.Schema != 1 || last.Shards != 0 || last.Summaries {
		t.Fatalf("the last run is %+v, %v", last, err)
	}
	if _, err := w.Changed(3); err != nil {
		t.Error(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrLocked) {
		t.Errorf("a second run: %v", err)
	}
	if err := w.Close(false, time.Now()); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("a run that was refused has changed the store (%v)", err)
	}
	// What users have added, also on what is made anew, is in nobody's way.
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE VIEW mine AS SELECT page, message FROM v_findings;
		CREATE INDEX my_index ON findings (kind);
		CREATE TABLE my_notes (kind INTEGER REFERENCES kinds, note TEXT); INSERT INTO my_notes SELECT min(id), 'kept' FROM kinds`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	w, err = Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Last(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Resume(); err != nil { // as with --resume=force
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrLocked) {
		t.Errorf("a second run after the upgrade: %v", err)
	}
	done(t, w, true)
	if diff := cmp.Diff(was, askAll(t, path)); diff != "" {
		t.Errorf("the store has changed (-before +after):\n%.3000s", diff)
	}
	// The reader that was opened before sees what the upgrade has made.
	now, err := r.Summarize(context.Background(), SummaryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	now.Run.Ended = sums.Run.Ended
	if diff := cmp.Diff(sums, now); diff != "" {
		t.Errorf("the summary has changed (-before +after):\n%s", diff)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if have := ask(t, path, "SELECT count(*) > 0, count(impact), count(help), count(fingerprint), count(cause), sum(preview) FROM v_findings"); have != "1|0|0|0|0|0" {
		t.Errorf("what 0.1.0 did not store: %s", have)
	}
	if have := ask(t, path, "SELECT (SELECT count(*) > 0 FROM mine), note FROM my_notes JOIN kinds ON kinds.id = my_notes.kind"); have != "1|kept" {
		t.Errorf("what the user has added: %s", have)
	}
	db, err = sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DROP VIEW mine; DROP INDEX my_index; DROP TABLE my_notes"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(schemaOf(t, fresh(t)), schemaOf(t, path)); diff != "" {
		t.Errorf("a store that was upgraded differs from a new one (-new +upgraded):\n%s", diff)
	}
	// A new run beside the old one, which is one of schema 1 still.
	if w, err = Open(path); err != nil {
		t.Fatal(err)
	}
	if last, err := w.Last(); err != nil || last.Schema != 1 {
		t.Errorf("after the upgrade the last run is %+v, %v", last, err)
	}
	if err := w.Begin(aRun); err != nil {
		t.Fatal(err)
	}
	add(t, w, results(3))
	done(t, w, true)
	if have := ask(t, path, "SELECT count(*), (SELECT count(*) FROM runs), (SELECT count(*) FROM findings) > 20 FROM v_findings"); have != "6|2|1" {
		t.Errorf("after another run: %s", have)
	}
}

// TestUpgradeSteps holds that an upgrade takes all steps or none.
func TestUpgradeSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	w := begun(t, path)
	defer w.Close(true, time.Now())
	one := func(query string) (s string) {
		t.Helper()
		if err := w.conn.QueryRowContext(context.Background(), query).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	steps := append(upgrades(), "ALTER TABLE checks ADD COLUMN colour TEXT", "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('kept')")
	if err := migrate(w.conn, Version, steps); err != nil {
		t.Fatal(err)
	}
	if note, version := one("SELECT text FROM notes"), one("PRAGMA user_version"); note != "kept" || version != fmt.Sprint(Version+2) {
		t.Errorf("%q, version %s", note, version)
	}
	views := one("SELECT group_concat(sql) FROM sqlite_schema WHERE type = 'view'")
	if err := migrate(w.conn, Version+2, append(steps, "CREATE TABLE more (a); CREATE TABLE notes (again)")); err == nil {
		t.Error("a step that fails gives no error")
	}
	if n := one("SELECT count(*) FROM sqlite_schema WHERE name = 'more'"); n != "0" {
		t.Error("half a step was taken")
	}
	if one("SELECT group_concat(sql) FROM sqlite_schema WHERE type = 'view'") != views || one("PRAGMA user_version") != fmt.Sprint(Version+2) {
		t.Error("the views or the version have changed")
	}
}

// wait registers a function of SQL that says it was reached and waits for ever.
func wait() error {
	return sqlite.RegisterScalarFunction("test_wait", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		fmt.Println("reached")
		select {}
	})
}

// TestUpgradeKilled kills an upgrade after each of its steps: the store is as it
// was, and the next run upgrades it.
func TestUpgradeKilled(t *testing.T) {
	if path := os.Getenv("METACHECK_TEST_UPGRADE"); path != "" {
		var at int
		if _, err := fmt.Sscan(os.Getenv("METACHECK_TEST_UPGRADE_AT"), &at); err != nil {
			t.Fatal(err)
		}
		// A function is one of the connections that are opened after it.
		if err := wait(); err != nil {
			t.Fatal(err)
		}
		w, err := Open(path)
		if err == nil {
			_, err = w.conn.ExecContext(context.Background(), "PRAGMA journal_mode = WAL")
		}
		if err != nil {
			t.Fatal(err)
		}
		statements := strings.SplitAfter(upgrades()[0], ";\n")
		// What is in memory goes to disk, as where there is much of it.
		script := "PRAGMA cache_size = 1;" + strings.Join(statements[:at], "") + "SELECT test_wait();"
		t.Fatal(migrate(w.conn, 1, []string{script + strings.Join(statements[at:], "")}))
	}
	statements := len(strings.SplitAfter(upgrades()[0], ";\n")) - 1
	if statements < 10 {
		t.Fatalf("there are %d statements only", statements)
	}
	want := ""
	for _, at := range []int{1, statements / 2, statements - 3, statements} {
		path := older(t)
		was := askAll(t, path)
		child := exec.Command(os.Args[0], "-test.run=^TestUpgradeKilled$")
		child.Env = append(os.Environ(), "METACHECK_TEST_UPGRADE="+path, fmt.Sprintf("METACHECK_TEST_UPGRADE_AT=%d", at))
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || line != "reached\n" {
			rest, _ := io.ReadAll(out)
			t.Fatalf("the upgrade has not come to step %d: %s%s (%v)", at, line, rest, err)
		}
		if info, err := os.Stat(path + "-wal"); at == statements && (err != nil || info.Size() == 0) {
			t.Errorf("step %d: nothing of it is on disk (%v)", at, err)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		if have := ask(t, path, "PRAGMA user_version"); have != "1" {
			t.Errorf("step %d: the version is %s", at, have)
		}
		if diff := cmp.Diff(was, askAll(t, path)); diff != "" {
			t.Errorf("step %d: the store has changed (-before +after):\n%.2000s", at, diff)
		}
		w := begun(t, path)
		add(t, w, results(2))
		done(t, w, true)
		if want == "" {
			want = schemaOf(t, fresh(t))
		}
		if diff := cmp.Diff(want, schemaOf(t, path)); diff != "" {
			t.Errorf("step %d: the upgraded store differs from a new one (-new +upgraded):\n%.2000s", at, diff)
		}
		if have := ask(t, path, "SELECT (SELECT count(*) FROM runs), count(*) FROM v_findings"); have != "2|4" {
			t.Errorf("step %d: runs and findings: %s", at, have)
		}
		if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
			t.Errorf("step %d: %v is left (%v)", at, left, err)
		}
	}
}

// TestUpgradeFull upgrades where there is no room for it: the error says so, the
// store is as it was, and is upgraded when there is room.
func TestUpgradeFull(t *testing.T) {
	path := older(t)
	was := askAll(t, path)
	w, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := w.conn.QueryRowContext(context.Background(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := w.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	err = w.Begin(aRun)
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "so the store could not be updated to schema 2 and is unchanged") {
		t.Fatalf("the error is %v", err)
	}
	if err := w.Close(false, time.Now()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(was, askAll(t, path)); diff != "" {
		t.Errorf("the store has changed (-before +after):\n%.2000s", diff)
	}
	done(t, begun(t, path), true)
	if have := ask(t, path, "PRAGMA user_version"); have != fmt.Sprint(Version) {
		t.Errorf("the version is %s", have)
	}
}
