package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dump is all that the tables of a store hold, but for when runs began and
// ended.
func dump(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, query := range []string{
		"SELECT id, complete, version, vocabulary, settings FROM runs ORDER BY id",
		"SELECT * FROM names ORDER BY id", "SELECT * FROM checks ORDER BY id", "SELECT * FROM kinds ORDER BY id", "SELECT * FROM inputs ORDER BY id",
		"SELECT * FROM pages ORDER BY id", "SELECT * FROM facts ORDER BY page, name, n",
		"SELECT * FROM findings ORDER BY page, n", "SELECT * FROM problems ORDER BY id",
	} {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", query)
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%v\n", values)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// resumeInputs writes inputs of many kinds, some of them damaged, into the
// working folder.
func resumeInputs(t *testing.T, root string, each int) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "fixtures", "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	var pages []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, string(data))
	}
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := func(i int) string {
		return strings.Replace(pages[i%len(pages)], "<title>", fmt.Sprintf("<title>Number %d: ", i), 1)
	}
	packed := func(parts []string) []byte {
		var b bytes.Buffer
		for _, part := range parts {
			w := gzip.NewWriter(&b)
			if _, err := w.Write([]byte(part)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		return b.Bytes()
	}
	for i := range each / 8 {
		write(fmt.Sprintf("folder/%03d.html", i), []byte(page(i)))
	}
	var lines, records []string
	for i := range each {
		line := fmt.Sprintf(`{"url": "https://example.org/%d", "html": %s}`+"\n", i, jsonText(t, page(i)))
		if i%97 == 13 {
			line = line[:len(line)/2] + "\n"
		}
		lines = append(lines, line)
		http := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(i)
		length := len(http)
		if i%101 == 17 {
			length += 3 // it lies
		}
		records = append(records, fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000000>\r\n"+
			"WARC-Date: 2021-03-%02dT12:00:00Z\r\nWARC-Target-URI: https://archive.example.org/%d\r\nContent-Type: application/http; msgtype=response\r\n"+
			"Content-Length: %d\r\n\r\n%s\r\n\r\n", i, 1+i%28, i, length, http))
		if i%5 == 0 {
			records = append(records, fmt.Sprintf("WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000001>\r\n"+
				"WARC-Date: 2021-03-01T12:00:00Z\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n", i))
		}
	}
	write("a.jsonl", []byte(strings.Join(lines, "")))
	write("b.jsonl.gz", packed([]string{strings.Join(lines[:each/2], "")}))
	archive := packed(records)
	for i := len(archive) / 3; i < len(archive)/3+40; i++ {
		archive[i] ^= 0x5a
	}
	write("c.warc.gz", archive)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range each / 4 {
		w, err := z.Create(fmt.Sprintf("site/%d.html", i))
		if err == nil {
			_, err = w.Write([]byte(page(i)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write("d.zip", b.Bytes())
	return []string{"folder", "a.jsonl", "b.jsonl.gz", "missing.html", "c.warc.gz", "d.zip"}
}

// TestKillAndResume kills runs at random moments, a few times, and with
// METACHECK_LONG=1 forty-one times, and resumes them: in the end the store holds
// what that of an undisturbed run holds.
func TestKillAndResume(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the command a dozen times")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the time that a killed process takes to let go of its files differs there")
	}
	kills := 6
	if os.Getenv("METACHECK_LONG") != "" {
		kills = 41
	}
	root := repository(t)
	t.Chdir(t.TempDir())
	inputs := resumeInputs(t, root, 560)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := func(store string, more ...string) *exec.Cmd {
		args := append([]string{"metacheck", "lint", "--as-of", "2026-01-02", "--store", store, "--quiet"}, more...)
		// TestMain runs the command when the program is called so.
		return &exec.Cmd{Path: self, Args: append(args, inputs...), Env: os.Environ()}
	}
	exit := func(err error) int {
		var e *exec.ExitError
		if errors.As(err, &e) {
			return e.ExitCode()
		}
		if err != nil {
			t.Fatal(err)
		}
		return 0
	}
	began := time.Now()
	if code := exit(command("whole.db").Run()); code != exitFailed {
		t.Fatalf("the undisturbed run ended with %d", code)
	}
	whole := time.Since(began)
	want := dump(t, "whole.db")
	if n := strings.Count(want, "\n"); n < 4000 {
		t.Fatalf("the undisturbed store has only %d rows", n)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; an undisturbed run takes %s", seed, whole)
	random := rand.New(rand.NewPCG(seed, 0))
	killed, chains := 0, 0
	for killed < kills {
		store := fmt.Sprintf("killed%d.db", chains)
		chains++
		for attempt := 0; ; attempt++ {
			cmd := command(store, "--resume")
			var errs bytes.Buffer
			cmd.Stderr = &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if killed >= kills || attempt > 12 {
				if code := exit(cmd.Wait()); code != exitFailed {
					t.Fatalf("the resumed run ended with %d: %s", code, errs.String())
				}
				break
			}
			after := time.Duration(random.Int64N(int64(whole))*2/3) + 20*time.Millisecond
			timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
			err := cmd.Wait()
			if timer.Stop() {
				// It ended before it could be killed.
				if code := exit(err); code != exitFailed {
					t.Fatalf("the resumed run ended with %d: %s", code, errs.String())
				}
				break
			}
			killed++
		}
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(dump(t, store), "\n")); diff != "" {
			t.Fatalf("seed %d, store %d: the store differs from that of an undisturbed run (-want +have):\n%.4000s", seed, chains, diff)
		}
	}
	t.Logf("%d runs killed on %d stores, in %s", killed, chains, time.Since(began))
}

func jsonText(t *testing.T, s string) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
