package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// zipped is a zip file of files, in the order of their names.
func zipped(t *testing.T, packed bool, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		method := zip.Store
		if packed {
			method = zip.Deflate
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[name])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(files[name])), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[name])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestContainers(t *testing.T) {
	record := warctest.Response("https://example.org/w", "<p>w")
	files := map[string]string{
		"b/index.html": "<p>b", "a.XHTML": "<p>a", "style.css": "p{}", "page": "<!DOCTYPE html><p>sniffed",
		"crawl.warc.gz": warctest.Gzip(warctest.Info(), record), "records.jsonl": `{"html":"<p>r","url":"https://example.org/r"}`,
		"../up.html": "<p>up", "z.json": "{}",
	}
	want := []string{
		"a!/up.html#1  <p>up",
		"a!/a.XHTML#2  <p>a",
		"a!/b/index.html#3  <p>b",
		"a!/crawl.warc.gz#5 https://example.org/w <p>w",
		"a!/page#6  <!DOCTYPE html><p>sniffed",
		"a!/records.jsonl#7 https://example.org/r <p>r",
		`error: a!/z.json: record 8 (byte {Z}): the record has no "html" field`,
	}
	manifest := map[string]string{"datapackage.json": "{}", "index.html": "<p>viewer", "archive/data.warc.gz": warctest.Gzip(warctest.Info(), record), "pages/pages.jsonl": `{"html":"x"}`}
	tests := []struct {
		name, data string
		want       []string
	}{
		{"zip", zipped(t, true, files), want},
		{"stored zip", zipped(t, false, files), want},
		{"tar", tarred(t, files), want},
		{"tar.gz", warctest.Gzip(tarred(t, files)), want},
		{"tar.zst", warctest.Zstd(tarred(t, files)), want},
		{"wacz", zipped(t, false, manifest), []string{"a!/archive/data.warc.gz#2 https://example.org/w <p>w"}},
		{"packed wacz", zipped(t, true, manifest), []string{"a!/archive/data.warc.gz#2 https://example.org/w <p>w"}},
		{"an empty zip", zipped(t, false, nil), []string{"error: a: no pages found in the zip file"}},
		{"a zip without pages", zipped(t, false, map[string]string{"a.css": "p{}"}), []string{"error: a: no pages found in the zip file"}},
		{"a zip that is cut off", zipped(t, false, files)[:300], []string{"error: a: the zip file cannot be read: zip: not a valid zip file"}},
		{"a tar that is cut off", tarred(t, map[string]string{"a.html": "<p>a", "b.html": strings.Repeat("<p>b", 1000)})[:2000], []string{
			"a!/a.html#1  <p>a", "error: a!/b.html: byte 1536: the entry cannot be read: unexpected EOF"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree(t, map[string]string{"a": tt.data})
			for _, stream := range []bool{false, true} {
				opts, inputs := Options{}, []string{"a"}
				if stream {
					opts.Stdin, opts.StdinName, inputs = io.LimitReader(strings.NewReader(tt.data), 1<<30), "a", []string{"-"}
				}
				var got []string
				for src, err := range Sources(t.Context(), inputs, opts) {
					if err != nil {
						got = append(got, "error: "+err.Error())
						continue
					}
					got = append(got, fmt.Sprintf("%s#%d %s %s", src.Name, src.Index, src.URL, src.Data))
				}
				for i := range got {
					// Where the entry stands is known in a stored zip alone.
					place := "0 unpacked"
					if tt.name == "stored zip" {
						place = fmt.Sprint(strings.Index(tt.data, "z.json{}") + len("z.json"))
					}
					got[i] = strings.Replace(got[i], "byte "+place, "byte {Z}", 1)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("stream %v (-want +got):\n%s", stream, diff)
				}
			}
		})
	}
}

// tarOf is a small tar file of three pages, with the offsets at which their
// entries end.
func tarOf(t *testing.T) (data string, names []string, ends []int) {
	names = []string{"a.html", "b.html", "c.html"}
	files := map[string]string{}
	for i, name := range names {
		files[name] = "<p>" + strings.Repeat(name, 60*i+1)
	}
	data = tarred(t, files)
	at := 0
	for _, name := range names {
		at += tarBlock + (len(files[name])+tarBlock-1)/tarBlock*tarBlock
		ends = append(ends, at-(tarBlock-len(files[name])%tarBlock)) // without what fills the block
	}
	return data, names, ends
}

// pagesOf reads a file, and gives the names of its pages and the errors.
func pagesOf(t *testing.T, data string) (pages, faults []string) {
	t.Helper()
	for src, err := range Sources(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(data), StdinName: "x"}) {
		if err != nil {
			faults = append(faults, err.Error())
		} else {
			pages = append(pages, strings.TrimPrefix(src.Name, "x!/"))
		}
	}
	return pages, faults
}

// A tar file that is cut at any byte is told to be, and what is whole before the
// cut is read.
func TestCutTar(t *testing.T) {
	data, names, ends := tarOf(t)
	for cut := tarBlock; cut < len(data); cut++ {
		pages, faults := pagesOf(t, data[:cut])
		var whole []string
		for i, end := range ends {
			if end <= cut {
				whole = append(whole, names[i])
			}
		}
		if !slices.Equal(pages, whole) || len(faults) != 1 {
			t.Fatalf("cut at %d: pages %q, want %q; errors %q", cut, pages, whole, faults)
		}
	}
	if pages, faults := pagesOf(t, data); len(pages) != 3 || len(faults) != 0 {
		t.Errorf("uncut: %q, %q", pages, faults)
	}
}

// After a header that is damaged the entries behind it are read, also where bytes
// are missing or too many.
func TestDamagedTar(t *testing.T) {
	data, _, _ := tarOf(t)
	second := strings.Index(data, "b.html\x00")
	damaged := func(what, data string, want ...string) {
		t.Helper()
		pages, faults := pagesOf(t, data)
		if !slices.Equal(pages, want) || len(faults) == 0 {
			t.Errorf("%s: pages %q, want %q; errors %q", what, pages, want, faults)
		}
	}
	for i := range tarBlock {
		if i == tarSumAt+tarSumSize-1 {
			continue // what stands behind the zero that ends the checksum counts for nothing
		}
		for _, flip := range []byte{0x01, 0x40, 0x80} {
			b := []byte(data)
			b[second+i] ^= flip
			damaged(fmt.Sprintf("byte %d of the second header", i), string(b), "a.html", "c.html")
			b[second+i] ^= flip
			b[i] ^= flip
			damaged(fmt.Sprintf("byte %d of the first header", i), string(b), "b.html", "c.html")
		}
	}
	zeros := strings.Repeat("\x00", tarBlock)
	damaged("a lone block of zeros", data[:second]+zeros+data[second:], "a.html", "b.html", "c.html")
	damaged("two blocks of zeros", data[:second]+zeros+zeros+data[second:], "a.html", "b.html", "c.html")
	damaged("a header of zeros", data[:second]+zeros+data[second+tarBlock:], "a.html", "c.html")
	damaged("bytes missing", data[:second]+data[second+100:], "a.html", "c.html")
	damaged("bytes too many", data[:second]+"many"+data[second:], "a.html", "b.html", "c.html")
	damaged("two put together", data+data, "a.html", "b.html", "c.html", "a.html", "b.html", "c.html")
	damaged("bytes behind the end", data+"more", "a.html", "b.html", "c.html")
	if pages, faults := pagesOf(t, data+strings.Repeat(zeros, 18)); len(pages) != 3 || len(faults) != 0 {
		t.Errorf("a tar file filled up with zeros: %q, %q", pages, faults)
	}
	_, faults := pagesOf(t, data[:second]+"many"+data[second:])
	if want := fmt.Sprintf("x: byte %d: 4 bytes that are no tar header are passed over", second); len(faults) != 1 || faults[0] != want {
		t.Errorf("errors %q, want %q", faults, want)
	}
}

// doubled changes the directory of a stored zip file so that all its entries have
// the data of the first.
func doubled(data string) string {
	b := []byte(data)
	first := -1
	for at := bytes.Index(b, []byte("PK\x01\x02")); at >= 0; {
		offset := int(b[at+42]) | int(b[at+43])<<8 | int(b[at+44])<<16
		if first < 0 {
			first = offset
		}
		copy(b[at+42:], []byte{byte(first), byte(first >> 8), byte(first >> 16)})
		next := bytes.Index(b[at+4:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += 4 + next
	}
	return string(b)
}

// Each byte of a zip file counts once.
func TestOverlappingZip(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("%03d.html", i)] = "<p>same length"
	}
	data := doubled(zipped(t, false, files))
	tree(t, map[string]string{"a.zip": data, "b.zip": zipped(t, false, files)})
	got := show(t, []string{"a.zip"}, Options{})
	if len(got) != 300 || got[0] != "a.zip!/000.html#1 <p>same length" {
		t.Fatalf("%d results, the first %q", len(got), got[0])
	}
	for _, line := range got[1:] {
		if !strings.HasSuffix(line, "the entry cannot be read: it has bytes of the file that belong to another entry as well") {
			t.Fatal(line)
		}
	}
	if got := show(t, []string{"b.zip"}, Options{}); len(got) != 300 || strings.HasPrefix(strings.Join(got, " "), "error") {
		t.Errorf("a sound zip file: %q", got)
	}
}

// Spans are told to overlap in whatever order they come.
func TestSpans(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var s spans
		var taken [1000]bool
		for range 300 {
			from := random.IntN(990)
			to := from + 1 + random.IntN(9)
			free := !slices.Contains(taken[from:to], true)
			if got := s.add(span{int64(from), int64(to)}); got != free {
				t.Fatalf("from %d to %d: added %v, want %v", from, to, got, free)
			}
			if free {
				for i := from; i < to; i++ {
					taken[i] = true
				}
			}
		}
		for i := 1; i < len(s); i++ {
			if len(s[i-1]) < 2*len(s[i]) {
				t.Fatalf("the lists have %d and %d spans", len(s[i-1]), len(s[i]))
			}
		}
	}
}

// A file without bytes is a page when it is named like one, and damage otherwise.
func TestEmptyFiles(t *testing.T) {
	empty := warctest.Gzip("")
	files := map[string]string{"a.html": "", "a.warc": "", "a.warc.gz": "", "a.jsonl": "", "a.zip": "", "b.html.gz": empty, "b.warc.gz": empty, "d/x.warc.gz": "", "d/y.html": "<p>y"}
	tree(t, files)
	got := show(t, []string{"a.html", "a.warc", "a.warc.gz", "a.jsonl", "a.zip", "b.html.gz", "b.warc.gz", "d"}, Options{})
	const none = ": no page, and no archive of pages"
	want := []string{
		"a.html ", "error: a.warc: the file is empty" + none, "error: a.warc.gz: the file is empty" + none, "error: a.jsonl: the file is empty" + none,
		"error: a.zip: the file is empty" + none, "b.html.gz ", "error: b.warc.gz: the file is empty when unpacked" + none,
		"error: d/x.warc.gz: the file is empty" + none, "d/y.html <p>y",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := show(t, []string{"-"}, Options{Stdin: strings.NewReader("")}); len(got) != 1 || got[0] != "<stdin> " {
		t.Errorf("standard input: %q", got)
	}
}

// What has to be read from its end is not kept without a bound.
func TestSpoolBound(t *testing.T) {
	data := zipped(t, false, map[string]string{"a.html": strings.Repeat("<p>", 1000)})
	got := show(t, []string{"-"}, Options{Stdin: strings.NewReader(data), MaxSpoolBytes: 1000})
	if len(got) != 1 || !strings.Contains(got[0], "it is longer than 1000 bytes") {
		t.Errorf("got %q", got)
	}
}

type tableRow struct {
	Title string    `parquet:"title"`
	HTML  string    `parquet:"html,zstd"`
	URL   *string   `parquet:"url,optional"`
	Other int       `parquet:"other"`
	Deep  tableDeep `parquet:"deep"`
	Raw   []byte    `parquet:"raw"`
}

type tableDeep struct {
	Body *string   `parquet:"body,optional"`
	When time.Time `parquet:"when,timestamp(millisecond)"`
	Code int32     `parquet:"code"`
}

// tabled is a table of n pages in row groups of two.
func tabled(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[tableRow](&b, parquet.MaxRowsPerRowGroup(2))
	for i := 1; i <= n; i++ {
		url, body := fmt.Sprintf("https://example.org/%d", i), fmt.Sprintf("<p>deep %d", i)
		row := tableRow{
			Title: fmt.Sprintf("T%d", i), HTML: fmt.Sprintf("<p>%d", i), URL: &url, Raw: []byte("<p>\xE9"),
			Deep: tableDeep{Body: &body, When: time.Date(2024, 5, 6, 7, 8, i, 0, time.UTC), Code: int32(199 + i)},
		}
		if i == 3 {
			row.URL, row.Deep.Body = nil, nil
		}
		if _, err := w.Write([]tableRow{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A run of equal rows takes hardly any bytes: a small table gives a bounded number,
// and what follows it is read.
func TestTableOfOneRow(t *testing.T) {
	type row struct {
		HTML string `parquet:"html,dict,zstd"`
	}
	page := "<p>" + strings.Repeat("text ", 10_000)
	const most = 20_000
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.PageBufferSize(64<<20), parquet.DataPageStatistics(false), parquet.SkipPageBounds("html"))
	if _, err := w.Write(slices.Repeat([]row{{page}}, most)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	tree(t, map[string]string{"a": b.String(), "b.html": "<p>after"})
	pages, after := 0, false
	var faults []string
	for src, err := range Sources(t.Context(), []string{"a", "b.html"}, Options{}) {
		switch {
		case err != nil:
			faults = append(faults, err.Error())
		case src.Name == "a":
			pages++
		default:
			after = true
		}
		if err == nil && src.Release != nil {
			src.Release()
		}
	}
	want := int64(b.Len()+1)*tableRatio/int64(len(page)+rowBytes) + 1
	if int64(pages) != want-1 && int64(pages) != want || pages >= most || !after {
		t.Errorf("%d pages of a file of %d bytes, want %d; the file after it was read: %v", pages, b.Len(), want, after)
	}
	message := fmt.Sprintf("a: record %d: the rest of the Parquet table is not read: its rows take more than 65536 times the %d bytes of the file", pages+1, b.Len())
	if diff := cmp.Diff([]string{message}, faults); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTables(t *testing.T) {
	tree(t, map[string]string{"a": tabled(t, 4), "none": tabled(t, 0), "cut": tabled(t, 4)[:200], "odd": "PAR1 and no table PAR1"})
	deep, err := ParseFields("html=deep.body,captured=deep.when,status=deep.code")
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := ParseFields("html=raw")
	missing, _ := ParseFields("html=body")
	tests := []struct {
		name, input string
		opts        Options
		want        []string
	}{
		{"the columns by default", "a", Options{}, []string{
			"a#1 T1 https://example.org/1 0 true 0001-01-01T00:00:00Z <p>1", "a#2 T2 https://example.org/2 0 true 0001-01-01T00:00:00Z <p>2",
			"a#3 T3  0 true 0001-01-01T00:00:00Z <p>3", "a#4 T4 https://example.org/4 0 true 0001-01-01T00:00:00Z <p>4"}},
		{"nested columns", "a", Options{Fields: deep}, []string{
			"a#2 T2 https://example.org/2 201 true 2024-05-06T07:08:02Z <p>deep 2",
			`error: a: record 3: the row has no page in the column "deep.body"`,
			"a#4 T4 https://example.org/4 203 true 2024-05-06T07:08:04Z <p>deep 4"}},
		{"bytes", "a", Options{Fields: raw, Select: Selection{MaxPages: 1}}, []string{"a#1 T1 https://example.org/1 0 false 0001-01-01T00:00:00Z <p>\xE9"}},
		{"no such column", "a", Options{Fields: missing}, []string{
			`error: a: the Parquet table has no column "body" for the page; map one with --record-field html=NAME. The columns are: title, html, url, other, deep.body, deep.when, deep.code, raw`}},
		{"no rows", "none", Options{}, []string{"error: none: no pages found: the table has no rows"}},
		{"cut off", "cut", Options{}, []string{"error: cut: the Parquet table cannot be read: "}},
		{"no table", "odd", Options{}, []string{"error: odd: the Parquet table cannot be read: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if strings.HasPrefix(tt.name, "nested") {
				tt.opts.Select.Status, _ = ParseStatuses("201-299")
			}
			var got []string
			for src, err := range Sources(t.Context(), []string{tt.input}, tt.opts) {
				if err != nil {
					got = append(got, "error: "+err.Error())
					continue
				}
				got = append(got, fmt.Sprintf("%s#%d %s %s %d %v %s %s", src.Name, src.Index, src.Record.Title, src.URL, src.Status, src.Decoded, src.Captured.Format(time.RFC3339), src.Data))
			}
			if len(got) == 1 && len(tt.want) == 1 && strings.HasSuffix(tt.want[0], ": ") && strings.HasPrefix(got[0], tt.want[0]) {
				return // the library's words follow
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
