package ingest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

func TestAddresses(t *testing.T) {
	archive := warctest.Gzip(warctest.Info(), warctest.Response("https://example.org/a", "<p>a", "WARC-Payload-Digest: sha1:AAAA"),
		warctest.Record("revisit", "", "WARC-Target-URI: https://example.org/b", "WARC-Payload-Digest: sha1:AAAA"))
	files := map[string]string{
		"/crawl.warc.gz": archive,
		"/a.zip":         zipped(t, true, map[string]string{"a.html": "<p>a"}),
		"/a.wacz":        zipped(t, false, map[string]string{"datapackage.json": "{}", "archive/a.warc.gz": archive}),
		"/a.parquet":     tabled(t, 1),
		"/pages.jsonl":   `{"html":"<p>1"}`,
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/new":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			w.Header().Set("X-Robots-Tag", "noindex")
			fmt.Fprint(w, "<p>new")
		case "/br":
			w.Header().Set("Content-Encoding", "br")
			z := brotli.NewWriter(w)
			fmt.Fprint(z, "<!doctype html><p>packed")
			z.Close()
		case "/404":
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<p>gone")
		default:
			// Objects of the bucket and of the server are the same files.
			http.ServeContent(w, r, "", time.Time{}, strings.NewReader(files[strings.TrimPrefix(r.URL.Path, "/bucket")]))
		}
	}))
	defer s.Close()
	client := remote.New(remote.Options{Wait: time.Millisecond, Getenv: func(name string) string {
		switch name {
		case "AWS_ENDPOINT_URL", "STORAGE_EMULATOR_HOST":
			return s.URL
		case "AWS_SHARED_CREDENTIALS_FILE":
			return t.TempDir() + "/none"
		}
		return ""
	}})
	some, _ := ParseStatuses("404")
	tests := []struct {
		input string
		opts  Options
		want  []string
	}{
		{s.URL + "/old", Options{}, []string{"{S}/old#0 {S}/new 200 noindex <p>new"}},
		{s.URL + "/br", Options{}, []string{"{S}/br#0 {S}/br 200  <!doctype html><p>packed"}},
		{s.URL + "/404", Options{}, []string{"error: {S}/404: the server answered 404 Not Found; --status 404 reads the page all the same"}},
		{s.URL + "/404", Options{Select: Selection{Status: some}}, []string{"{S}/404#0 {S}/404 404  <p>gone"}},
		{s.URL + "/crawl.warc.gz", Options{}, []string{"{S}/crawl.warc.gz#2 https://example.org/a 200  <p>a", "{S}/crawl.warc.gz#3 https://example.org/b 200  <p>a"}},
		{"s3://bucket/crawl.warc.gz", Options{}, []string{"s3://bucket/crawl.warc.gz#2 https://example.org/a 200  <p>a", "s3://bucket/crawl.warc.gz#3 https://example.org/b 200  <p>a"}},
		{"gs://bucket/pages.jsonl", Options{}, []string{"gs://bucket/pages.jsonl#1  0  <p>1"}},
		{s.URL + "/a.zip", Options{}, []string{"{S}/a.zip!/a.html#1  0  <p>a"}},
		{"s3://bucket/a.wacz", Options{}, []string{"s3://bucket/a.wacz!/archive/a.warc.gz#2 https://example.org/a 200  <p>a", "s3://bucket/a.wacz!/archive/a.warc.gz#3 https://example.org/b 200  <p>a"}},
		{"s3://bucket/a.parquet", Options{}, []string{"s3://bucket/a.parquet#1 https://example.org/1 0  <p>1"}},
	}
	for _, tt := range tests {
		t.Run(strings.TrimPrefix(tt.input, s.URL), func(t *testing.T) {
			tt.opts.Client = client
			var got []string
			for src, err := range Sources(t.Context(), []string{tt.input}, tt.opts) {
				line := fmt.Sprintf("%s#%d %s %d %s %s", src.Name, src.Index, src.URL, src.Status, src.Header.Get("X-Robots-Tag"), src.Data)
				if err != nil {
					line = "error: " + err.Error()
				}
				got = append(got, strings.ReplaceAll(line, s.URL, "{S}"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A resumed run reads an object at another place than its stream is at, and at a
// third one for the captures that revisits refer to.
func TestResumeAtAddress(t *testing.T) {
	var records []string
	for i := range 40 {
		page := fmt.Sprintf("<p>page %d ", i) + fmt.Sprint(noise(30_000+i))
		records = append(records, warctest.Response(fmt.Sprintf("https://example.org/%d", i), page, fmt.Sprintf("WARC-Payload-Digest: sha1:%d", i)))
	}
	records = append(records, warctest.Record("revisit", "", "WARC-Target-URI: https://example.org/again", "WARC-Payload-Digest: sha1:3"))
	archive := warctest.Gzip(records...)
	files := map[string]string{"/a.warc.gz": archive, "/a.wacz": zipped(t, false, map[string]string{"datapackage.json": "{}", "archive/a.warc.gz": archive})}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(files[r.URL.Path]))
	}))
	defer s.Close()
	client := remote.New(remote.Options{Wait: time.Millisecond})
	for path := range files {
		var all []page.Source
		for src, err := range Sources(t.Context(), []string{s.URL + path}, Options{Client: client}) {
			if err != nil {
				t.Fatal(err)
			}
			src.Data, src.Release = bytes.Clone(src.Data), nil
			all = append(all, src)
		}
		if len(all) != len(records) {
			t.Fatalf("%s: %d pages, want %d", path, len(all), len(records))
		}
		for _, done := range []int{0, 5, 30, len(all) - 2} {
			skip := func(string) Mark { return Mark{all[done].Index, all[done].Offset} }
			next := done + 1
			for src, err := range Sources(t.Context(), []string{s.URL + path}, Options{Client: client, Skip: skip}) {
				if err != nil {
					t.Fatalf("%s after %d: %v", path, done, err)
				}
				if next == len(all) || src.Index != all[next].Index || !bytes.Equal(src.Data, all[next].Data) {
					t.Fatalf("%s after %d: record %d at %d is not page %d as it was", path, done, src.Index, src.Offset, next)
				}
				next++
			}
			if next != len(all) {
				t.Errorf("%s after %d: %d pages, want %d", path, done, next, len(all))
			}
		}
	}
}
