package archivegen_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/testing/archivegen"
)

const size = 300_000

func fixtures(t *testing.T) *archivegen.Pages {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob("../../../fixtures/pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// What JSON has to escape, and a page without a title.
	odd := "<!DOCTYPE html><p>\"quoted\" \\ \t \r\n \x01 \x7f é € 𝄞 \u2028</p>"
	if err := os.WriteFile(filepath.Join(dir, "odd.html"), []byte(odd), 0o600); err != nil {
		t.Fatal(err)
	}
	pages, err := archivegen.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestArchives reads archives back: each page is there as it was made.
func TestArchives(t *testing.T) {
	pages := fixtures(t)
	for _, f := range archivegen.Formats {
		t.Run(string(f), func(t *testing.T) {
			var archive, again bytes.Buffer
			total, err := pages.Write(&archive, f, size)
			if err != nil {
				t.Fatal(err)
			}
			if total.Bytes < size || total.Pages < 10 {
				t.Errorf("%d pages of %d bytes, want at least %d bytes", total.Pages, total.Bytes, size)
			}
			if _, err := pages.Write(&again, f, size); err != nil || !bytes.Equal(archive.Bytes(), again.Bytes()) {
				t.Errorf("the second archive is another (error %v)", err)
			}
			path := filepath.Join(t.TempDir(), "pages."+string(f))
			if err := os.WriteFile(path, archive.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			type read struct{ url, html, title, captured string }
			var want, got []read
			for p := range pages.All(size) {
				r := read{p.URL, string(p.HTML), p.Title, p.Captured.Format("01-02-2006")}
				if f == archivegen.WARC {
					r.title = ""
				}
				want = append(want, r)
			}
			for src, err := range ingest.Sources(context.Background(), []string{path}, ingest.Options{}) {
				if err != nil {
					t.Fatal(err)
				}
				r := read{src.URL, string(src.Data), "", src.Captured.Format("01-02-2006")}
				if src.Record != nil {
					r.title, r.captured = src.Record.Title, src.Record.Date
				}
				got = append(got, r)
			}
			if len(got) != len(want) || len(got) != total.Pages {
				t.Fatalf("%d pages were read, %d were made and %d told of", len(got), len(want), total.Pages)
			}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("page %d is %+v, want %+v", i+1, got[i], want[i])
				}
			}
		})
	}
}

// TestPagesDiffer holds that each turn of a page has an address and a title of
// its own.
func TestPagesDiffer(t *testing.T) {
	urls, titles := map[string]bool{}, map[string]bool{}
	n := 0
	for p := range fixtures(t).All(size) {
		urls[p.URL] = true
		if p.Title == "" {
			continue
		}
		n++
		titles[p.Title] = true
		if !strings.Contains(string(p.HTML), p.Title+"</title>") {
			t.Errorf("page %s does not have its title %q", p.URL, p.Title)
		}
		if strings.Contains(p.Text, "<") || p.Text == "" {
			t.Errorf("page %s has the text %.80q", p.URL, p.Text)
		}
	}
	if len(titles) != n || len(urls) <= n {
		t.Errorf("%d titles and %d addresses for %d pages with titles", len(titles), len(urls), n)
	}
}

// TestMembers holds that a WARC file has a gzip member for each record.
func TestMembers(t *testing.T) {
	var archive bytes.Buffer
	total, err := fixtures(t).Write(&archive, archivegen.WARC, size)
	if err != nil {
		t.Fatal(err)
	}
	in := bytes.NewReader(archive.Bytes())
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	members := 0
	for {
		z.Multistream(false)
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(data, []byte("WARC/1.1\r\nWARC-Type: ")); n != 1 {
			t.Fatalf("member %d holds %d records", members, n)
		}
		members++
		if err := z.Reset(in); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if want := 1 + 2*total.Pages; members != want {
		t.Errorf("%d members for %d pages, want %d", members, total.Pages, want)
	}
}
