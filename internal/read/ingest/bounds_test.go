package ingest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// A page or record of any length takes memory within the bounds, whatever it is
// read from: a page is cut at its bound, and a record beyond its own is an error
// that names the bound. What comes after it is read.
func TestBoundsOfEveryReader(t *testing.T) {
	if testing.Short() {
		t.Skip("it counts memory, of which the race detector, in whose runs tests are short, takes its own")
	}
	const size = 24 << 20
	const most = 16 << 20 // with the windows and buffers of what unpacks
	long := "<!DOCTYPE html><p>" + strings.Repeat("text &amp; ", size/11)
	const after = "<!DOCTYPE html><p>after"
	quoted := fmt.Sprintf("{\"html\":%q}\n{\"html\":%q}\n", long, after)
	escaped := fmt.Sprintf("{\"html\":\"\\u0061%s\"}\n{\"html\":%q}\n", long, after)
	fields := fmt.Sprintf("{\"html\":%q,\"url\":%q}\n{\"html\":%q}\n", after, long, after)
	records := []string{warctest.Info(), warctest.Response("https://example.org/long", long), warctest.Response("https://example.org/after", after)}
	archive := strings.Join(records, "")
	packedBody := warctest.Info() + httpRecord("https://example.org/long", 200, gzipped(long), "Content-Encoding: gzip", htmlType) + records[2]
	arc := func(body string) string {
		block := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
		return fmt.Sprintf("https://example.org/ 192.0.2.1 20240506070809 text/html %d\n%s\n", len(block), block)
	}
	pages := map[string]string{"a.html": long, "b.html": after}
	type row struct {
		HTML string `parquet:"html,zstd"`
		URL  string `parquet:"url"`
	}
	table := func(rows ...row) string {
		var b bytes.Buffer
		w := parquet.NewGenericWriter[row](&b, parquet.PageBufferSize(1), parquet.DataPageStatistics(false), parquet.SkipPageBounds("html"), parquet.SkipPageBounds("url"))
		for _, r := range rows {
			if _, err := w.Write([]row{r}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const cut, bound = "cut", "--limit record-bytes="
	inputs := []struct {
		name, data string
		want       []string // of each page: "cut", "after", or a part of an error
	}{
		{"html", long, []string{cut}},
		{"gzip html", gzipped(long), []string{cut}},
		{"zstd html", zstandard(t, long), []string{cut}},
		{"json lines", quoted, []string{bound, "after"}},
		{"json lines with escapes", escaped, []string{bound, "after"}},
		{"json lines with a long field", fields, []string{bound, "after"}},
		{"json array", "[" + strings.Replace(quoted, "}\n{", "},\n{", 1) + "]", []string{bound, "after"}},
		{"gzip json lines", gzipped(quoted), []string{bound, "after"}},
		{"warc", archive, []string{cut, "after"}},
		{"gzip warc", warctest.Gzip(records...), []string{cut, "after"}},
		{"zstd warc", warctest.Zstd(records...), []string{cut, "after"}},
		{"warc with a packed body", packedBody, []string{cut, "after"}},
		{"arc", warctest.ARCHead(1) + arc(long) + arc(after), []string{cut, "after"}},
		{"tar", tarred(t, pages), []string{cut, "after"}},
		{"gzip tar", gzipped(tarred(t, pages)), []string{cut, "after"}},
		{"zip", zipped(t, true, pages), []string{cut, "after"}},
		{"zip, stored", zipped(t, false, pages), []string{cut, "after"}},
		{"zip of json lines", zipped(t, true, map[string]string{"a.jsonl": quoted}), []string{bound, "after"}},
		{"wacz", zipped(t, false, map[string]string{"datapackage.json": "{}", "archive/a.warc.gz": warctest.Gzip(records...)}), []string{cut, "after"}},
		{"table", table(row{long, "u"}, row{after, "u"}), []string{bound, "after"}},
		{"table with a long field", table(row{after, long}, row{after, "u"}), []string{bound, "after"}},
	}
	dir := t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	check := func(t *testing.T, input string, opts Options, want []string) {
		t.Helper()
		opts.MaxPageBytes, opts.MaxRecordBytes = 64<<10, 256<<10
		var got []string
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		for src, err := range Sources(t.Context(), []string{input}, opts) {
			switch {
			case err != nil:
				got = append(got, err.Error())
			case src.Truncated && len(src.Data) > 60<<10 && len(src.Data) <= 64<<10:
				got = append(got, cut)
			case string(src.Data) == after:
				got = append(got, "after")
			default:
				got = append(got, fmt.Sprintf("%d bytes, truncated %v", len(src.Data), src.Truncated))
			}
			if src.Release != nil {
				src.Release()
			}
		}
		runtime.ReadMemStats(&now)
		if used := now.TotalAlloc - before.TotalAlloc; used > most {
			t.Errorf("%d bytes of memory for a bound of %d on a record", used, opts.MaxRecordBytes)
		}
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || !strings.Contains(got[i], want[i]) {
				t.Fatalf("got %.300q, want %q", got, want)
			}
		}
	}
	for _, in := range inputs {
		path := filepath.Join(dir, strings.ReplaceAll(strings.ReplaceAll(in.name, " ", "-"), ",", ""))
		write(t, dir, filepath.Base(path), in.data)
		t.Run(in.name, func(t *testing.T) { check(t, path, Options{}, in.want) })
		t.Run(in.name+" from standard input", func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			check(t, "-", Options{Stdin: f}, in.want)
		})
		if strings.HasSuffix(in.name, "html") || strings.HasPrefix(in.name, "json lines") || in.name == "table" || in.name == "gzip warc" || in.name == "zip" {
			t.Run(in.name+" from a server", func(t *testing.T) {
				client := remote.New(remote.Options{Wait: time.Millisecond})
				check(t, server.URL+"/"+filepath.Base(path), Options{Client: client}, in.want)
			})
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// Tables that took all memory are errors of their own, and what comes after them
// is read.
func TestHostileTables(t *testing.T) {
	cases := os.Getenv("METACHECK_CASES")
	if cases == "" {
		t.Skip("METACHECK_CASES is not set: it names the folder of cases")
	}
	tree(t, map[string]string{"after.html": "<p>after"})
	for name, want := range map[string]string{
		"parquet-huge-list.parquet":   "the Parquet table cannot be read: its footer at byte 4: ",
		"parquet-840MB-value.parquet": "record 1: 2 rows from here on cannot be read: row group 1, the column \"html\": the page at byte 65: ",
	} {
		t.Run(name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.ReadMemStats(&before)
			got := brief(t, []string{filepath.Join(cases, "r-hardening", name), "after.html"}, Options{})
			runtime.ReadMemStats(&now)
			if used := now.TotalAlloc - before.TotalAlloc; used > 16<<20 {
				t.Errorf("%d bytes of memory", used)
			}
			if len(got) < 2 || !strings.Contains(got[0], want) || !strings.HasSuffix(got[len(got)-1], "<p>after") {
				t.Errorf("got %.300q", got)
			}
		})
	}
}
