package ingest

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/warc"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

const htmlType = "Content-Type: text/html; charset=utf-8"

// httpRecord is a response record with a status and header of its own.
func httpRecord(url string, status int, body string, header ...string) string {
	return warctest.Record("response", warctest.HTTP(status, body, header...),
		"WARC-Target-URI: "+url, "Content-Type: application/http; msgtype=response")
}

// brief is what came of inputs: "number address data" and "! message".
func brief(t *testing.T, inputs []string, opts Options) []string {
	t.Helper()
	var got []string
	for src, err := range Sources(t.Context(), inputs, opts) {
		if err != nil {
			got = append(got, "! "+err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%d %s %s", src.Index, src.URL, src.Data))
		if src.Truncated {
			got[len(got)-1] += " (" + src.Truncation + ")"
		}
		if src.Release != nil {
			src.Release()
		}
	}
	return got
}

// The same records are read in whatever they are packed.
func TestCapturesPacked(t *testing.T) {
	defer goleak.VerifyNone(t)
	records := []string{
		warctest.Info(),
		warctest.Record("request", "GET / HTTP/1.1\r\n\r\n", "WARC-Target-URI: https://example.org/a", "Content-Type: application/http; msgtype=request"),
		warctest.Response("https://example.org/a", "<p>a"),
		warctest.Response("<https://example.org/b>", "<p>b"),
		warctest.Response("https://example.org/c d", "<p>c"),
		warctest.Record("resource", "<!doctype html><p>r", "WARC-Target-URI: https://example.org/r", "Content-Type: text/html"),
		warctest.Record("conversion", "<html><p>v", "WARC-Target-URI: https://example.org/v", "Content-Type: text/html"),
		warctest.Record("conversion", "text", "WARC-Target-URI: https://example.org/v", "Content-Type: text/plain"),
		warctest.Record("metadata", "via: x\r\n", "Content-Type: application/warc-fields"),
		httpRecord("https://example.org/i", 200, "GIF89a", "Content-Type: image/gif"),
		httpRecord("https://example.org/404", 404, "<p>gone", htmlType),
		httpRecord("https://example.org/liar", 200, "\x89PNG\r\n\x1a\n\x00", htmlType),
		httpRecord("https://example.org/untold", 200, "<!doctype html><p>u"),
		httpRecord("https://example.org/data", 200, `{"a": 1}`, htmlType),
	}
	want := []string{
		"3 https://example.org/a <p>a",
		"4 https://example.org/b <p>b",
		"5 https://example.org/c%20d <p>c",
		"6 https://example.org/r <!doctype html><p>r",
		"7 https://example.org/v <html><p>v",
		"13 https://example.org/untold <!doctype html><p>u",
	}
	all := strings.Join(records, "")
	words := strings.Repeat("WARC-Target-URI: https://example.org/ Content-Type: text/html ", 8)
	tests := []struct{ name, data string }{
		{"plain", all},
		{"gzip by record", warctest.Gzip(records...)},
		{"gzip as one", warctest.Gzip(all)},
		{"gzip cut anywhere", warctest.Gzip(all[:100], all[100:1000], all[1000:1001], all[1001:])},
		{"zstd by record", warctest.Zstd(records...)},
		{"zstd as one", warctest.Zstd(all)},
		{"zstd with a dictionary", warctest.Dictionary(words, false) + warctest.ZstdWith(words, records...)},
		{"zstd with a packed dictionary", warctest.Dictionary(words, true) + warctest.ZstdWith(words, records...)},
		{"mixed", warctest.Gzip(records[:3]...) + strings.Join(records[3:5], "") + warctest.Zstd(records[5:7]...) + records[7] + warctest.Gzip(records[8:]...)},
		{"bare line ends", strings.ReplaceAll(all, "\r\n\r\nWARC", "\n\nWARC")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree(t, map[string]string{"a": tt.data})
			if diff := cmp.Diff(want, brief(t, []string{"a"}, Options{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(want, brief(t, []string{"-"}, Options{Stdin: io.LimitReader(strings.NewReader(tt.data), 1<<30)})); diff != "" {
				t.Errorf("as a stream (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, brief(t, []string{"-"}, Options{Stdin: iotestOneByte{strings.NewReader(tt.data)}})); diff != "" {
				t.Errorf("byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

// iotestOneByte gives one byte at a time.
type iotestOneByte struct{ in io.Reader }

func (r iotestOneByte) Read(p []byte) (int, error) {
	if len(p) > 1 {
		p = p[:1]
	}
	return r.in.Read(p)
}

func TestARC(t *testing.T) {
	for version := 1; version <= 2; version++ {
		records := []string{
			warctest.ARCHead(version),
			warctest.ARC(version, "http://example.org/a", "text/html", warctest.HTTP(200, "<p>a", htmlType)),
			warctest.ARC(version, "dns:example.org", "text/dns", "20240506070809\nexample.org. 1 IN A 192.0.2.1\n"),
			warctest.ARC(version, "http://example.org/b c", "text/html", warctest.HTTP(200, "<p>b", htmlType)),
			warctest.ARC(version, "http://example.org/raw", "text/html", "<p>no header"),
			warctest.ARC(version, "http://example.org/i", "image/gif", warctest.HTTP(200, "GIF89a", "Content-Type: image/gif")),
		}
		want := []string{
			"2 http://example.org/a <p>a",
			"4 http://example.org/b%20c <p>b",
			"5 http://example.org/raw <p>no header",
		}
		for name, data := range map[string]string{"plain": strings.Join(records, ""), "gzip": warctest.Gzip(records...), "without a head": strings.Join(records[1:], "")} {
			t.Run(fmt.Sprintf("version %d %s", version, name), func(t *testing.T) {
				want := want
				if name == "without a head" {
					want = []string{"1 http://example.org/a <p>a", "3 http://example.org/b%20c <p>b", "4 http://example.org/raw <p>no header"}
				}
				tree(t, map[string]string{"a": data})
				if diff := cmp.Diff(want, brief(t, []string{"a"}, Options{})); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

// What an archive knows of a capture reaches its source.
func TestCaptureFields(t *testing.T) {
	tree(t, map[string]string{"a": warctest.Info() + httpRecord("https://example.org/a", 203, "<p>a", htmlType, "X-Robots-Tag: noindex", "Link: <https://example.org/b>;", " rel=canonical")})
	for src, err := range Sources(t.Context(), []string{"a"}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		src.Release = nil
		want := page.Source{
			Name: "a", Input: "a", Index: 2, Offset: int64(len(warctest.Info())), Data: []byte("<p>a"),
			URL: "https://example.org/a", Status: 203,
			Header: map[string][]string{
				"Content-Type": {"text/html; charset=utf-8"}, "X-Robots-Tag": {"noindex"}, "Link": {"<https://example.org/b>; rel=canonical"},
			},
			Captured: src.Captured,
		}
		if diff := cmp.Diff(want, src); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if got := src.Captured.Format("2006-01-02T15:04:05Z07:00"); got != warctest.Date {
			t.Errorf("captured at %s, want %s", got, warctest.Date)
		}
	}
}

func TestRevisits(t *testing.T) {
	first := warctest.Response("https://example.org/a", "<p>a", "WARC-Payload-Digest: sha1:AAAA")
	byDigest := warctest.Record("revisit", warctest.HTTP(200, "", htmlType, "X-Robots-Tag: noindex"),
		"WARC-Target-URI: https://example.org/again", "Content-Type: application/http; msgtype=response", "WARC-Payload-Digest: sha1:AAAA")
	byURI := warctest.Record("revisit", "HTTP/1.1 304 Not Modified\r\n\r\n", "WARC-Target-URI: https://example.org/a",
		"Content-Type: application/http; msgtype=response", "WARC-Refers-To-Target-URI: <https://example.org/a>", "WARC-Refers-To-Date: "+warctest.Date)
	lost := warctest.Record("revisit", warctest.HTTP(200, ""), "WARC-Target-URI: https://example.org/lost", "WARC-Payload-Digest: sha1:BBBB")
	empty := warctest.Record("revisit", "", "WARC-Target-URI: https://example.org/empty", "WARC-Payload-Digest: sha1:AAAA")
	records := []string{first, byDigest, byURI, lost, empty}
	want := []string{
		"1 https://example.org/a <p>a",
		"2 https://example.org/again <p>a",
		"3 https://example.org/a <p>a",
		"5 https://example.org/empty <p>a",
	}
	for name, data := range map[string]string{
		"plain": strings.Join(records, ""), "gzip": warctest.Gzip(records...), "gzip as one": warctest.Gzip(strings.Join(records, "")),
		"zstd": warctest.Zstd(records...), "dictionary": warctest.Dictionary(first, true) + warctest.ZstdWith(first, records...),
	} {
		t.Run(name, func(t *testing.T) {
			tree(t, map[string]string{"a": data})
			progress := new(Progress)
			if diff := cmp.Diff(want, brief(t, []string{"a"}, Options{Progress: progress})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff([]Passed{{Unresolved, 1}}, progress.Passed()); diff != "" {
				t.Errorf("passed over (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, brief(t, []string{"-"}, Options{Stdin: strings.NewReader(data)})); diff != "" {
				t.Errorf("as a stream (-want +got):\n%s", diff)
			}
		})
	}
}

// What is kept of a stream for revisits is bounded, with all that belongs to a
// page: small pages with long headers do not take more than large ones.
func TestKeptCaptures(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	noise := string(noise(20_000))
	for name, header := range map[string]func(i int) (record, field, page string){
		"small pages":       func(i int) (string, string, string) { return "", "", "<p>a" },
		"long records":      func(i int) (string, string, string) { return noise, "", "<p>a" },
		"long headers":      func(i int) (string, string, string) { return "", noise[:5000+i%1000], "<p>a" },
		"pages":             func(i int) (string, string, string) { return "", "", noise[i%1000:] },
		"pages of one sort": func(i int) (string, string, string) { return "", "", strings.Repeat("<p>a", 5000+i%1000) },
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			v := newRevisits(&input{base: -1})
			names := func(i int) *warc.Record {
				return &warc.Record{URI: fmt.Sprintf("https://example.org/%d", i), Date: time.Unix(int64(i+1), 0), Offset: -1, Type: "response"}
			}
			const n = 20_000
			for i := range n {
				record, field, data := header(i)
				src := page.Source{URL: (names(i).URI + record)[:len(names(i).URI)], Data: []byte(data)}
				src.Header = http.Header{"X-Field": {strings.Clone(field)}}
				v.keep(names(i), &src)
			}
			if used := heap() - before; used > 3*keptCaptures/2 {
				t.Errorf("%d bytes are in use for %d pages, the bound is %d", used, v.order.Len(), keptCaptures)
			}
			c := &capturing{in: v.in, seen: v}
			_, field, data := header(n - 1)
			revisit := names(n - 1)
			revisit.Fields = []warc.Field{{Name: "WARC-Refers-To-Target-URI", Value: revisit.URI}, {Name: "WARC-Refers-To-Date", Value: revisit.Date.UTC().Format(time.RFC3339)}}
			if src, _ := c.target(revisit); src == nil || string(src.Data) != data || src.Header.Get("X-Field") != field {
				t.Errorf("the last page is not found as it was: %+v", src)
			}
			revisit.Fields[0].Value, revisit.Fields[1].Value = names(0).URI, names(0).Date.UTC().Format(time.RFC3339)
			if src, _ := c.target(revisit); src != nil {
				t.Error("the first page is still there")
			}
		})
	}
}

// A resumed run reads exactly what the earlier one had not, in all formats and
// from every record on.
func TestSkip(t *testing.T) {
	captures := []string{
		warctest.Info(),
		warctest.Response("https://example.org/1", "<p>1", "WARC-Payload-Digest: sha1:AAAA"),
		warctest.Record("request", "GET / HTTP/1.1\r\n\r\n", "Content-Type: application/http; msgtype=request"),
		warctest.Response("https://example.org/2", "<p>2"),
		warctest.Response("https://example.org/3", "<p>3"),
		warctest.Record("revisit", "", "WARC-Target-URI: https://example.org/4", "WARC-Payload-Digest: sha1:AAAA"),
	}
	words := strings.Repeat("WARC-Target-URI https://example.org/ ", 9)
	lines := `{"html":"<p>1","url":"https://example.org/1"}` + "\n" + `{"x":{"html":"no"},"html":"<p>2"}` + "\n\n" + `{"html":"<p>3"}` + "\n"
	pages := map[string]string{"a/1.html": "<p>1", "b.css": "p{}", "2.htm": "<p>2", "noname": "<!doctype html><p>3", "i.bin": "\x00\x01"}
	files := map[string]string{
		"a.warc": strings.Join(captures, ""), "a.warc.gz": warctest.Gzip(captures...), "a.warc.zst": warctest.Zstd(captures...),
		"one.warc.gz": warctest.Gzip(strings.Join(captures, "")),
		"d.warc.zst":  warctest.Dictionary(words, false) + warctest.ZstdWith(words, captures...),
		"a.jsonl":     lines, "a.jsonl.gz": warctest.Gzip(lines),
		"a.json":    "[" + strings.ReplaceAll(strings.TrimSpace(lines), "\n", ",\n") + "]",
		"a.zip":     zipped(t, false, pages),
		"a.tar":     tarred(t, pages),
		"a.tar.gz":  warctest.Gzip(tarred(t, pages)),
		"page.html": "<p>page",
		"a.wacz": zipped(t, false, map[string]string{
			"datapackage.json": "{}", "pages/pages.jsonl": lines,
			"archive/a.warc.gz": warctest.Gzip(captures[:3]...), "archive/b.warc.gz": warctest.Gzip(captures[3:5]...), "index.html": "<p>viewer",
		}),
		"packed.wacz": zipped(t, true, map[string]string{"datapackage.json": "{}", "archive/a.warc": strings.Join(captures[:5], "")}),
		"a.parquet":   tabled(t, 5),
	}
	tree(t, files)
	for name := range files {
		t.Run(name, func(t *testing.T) {
			type done struct {
				Mark
				line string
			}
			var all []done
			for src, err := range Sources(t.Context(), []string{name}, Options{}) {
				if err != nil {
					t.Fatal(err)
				}
				if src.Input != name {
					t.Errorf("page %s of input %q", src.Name, src.Input)
				}
				all = append(all, done{Mark{max(src.Index, 1), src.Offset}, fmt.Sprintf("%s#%d %s %s", src.Name, src.Index, src.URL, src.Data)})
			}
			if len(all) == 0 {
				t.Fatal("no pages")
			}
			for i := range all {
				var got, want []string
				for _, d := range all[i+1:] {
					want = append(want, d.line)
				}
				skip := func(input string) Mark {
					if input != name {
						t.Errorf("asked for input %q", input)
					}
					return all[i].Mark
				}
				for src, err := range Sources(t.Context(), []string{name}, Options{Skip: skip}) {
					if err != nil {
						t.Errorf("after %s: %v", all[i].line, err)
					}
					got = append(got, fmt.Sprintf("%s#%d %s %s", src.Name, src.Index, src.URL, src.Data))
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("after %s (-want +got):\n%s", all[i].line, diff)
				}
			}
		})
	}
}

// What was served as HTML is read, unless it is surely something else.
func TestIsNotHTML(t *testing.T) {
	wide := func(s string) string {
		var b strings.Builder
		for _, c := range utf16.Encode([]rune(s)) {
			b.Write([]byte{byte(c), byte(c >> 8)})
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, data string
		want       bool
	}{
		{"nothing", "", false},
		{"a page", "<!doctype html><p>a", false},
		{"text", "The page cannot be shown.", false},
		{"a fragment", "\n<p>a", false},
		{"XML", "<?xml version='1.0'?><html/>", false},
		{"a stray control character", "\x01<p>a" + strings.Repeat("b", 50), false},
		{"padding", "<p>a" + strings.Repeat("\x00", 500), false},
		{"UTF-16", wide("<title>Маяк и гавань: огни на берегу</title>"), false},
		{"ISO-2022-KR", "\x1b$)C<p>" + strings.Repeat("\x0e0!0!\x0f ", 60), false},
		{"JSON", `{"a":"<p>"}`, true},
		{"a picture", "GIF89a<p>", true},
		{"a document", "%PDF-1.7\n<p>", true},
		{"a program", "\x7fELF\x02\x01\x01\x00\x00\x00", true},
		{"NUL", strings.Repeat("\x00", 500), true},
		{"noise", string(noise(4000)), true},
		{"noise with tags", "\xf3<p>" + string(noise(4000)), true},
	} {
		if got := isNotHTML([]byte(tt.data)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// Damage is told with its place, and what is around it is read.
func TestDamagedCaptures(t *testing.T) {
	a, b, c := warctest.Response("https://example.org/a", "<p>aaaa"), warctest.Response("https://example.org/b", "<p>bbbb"), warctest.Response("https://example.org/c", "<p>cccc")
	lie := func(record string, by int) string {
		n := len(warctest.HTTP(200, "<p>bbbb", htmlType))
		return strings.Replace(record, fmt.Sprintf("Content-Length: %d", n), fmt.Sprintf("Content-Length: %d", n+by), 1)
	}
	member := warctest.Gzip(b)
	flipped := []byte(member)
	flipped[len(flipped)-7] ^= 0xFF // the checksum
	broken := []byte(warctest.Gzip(warctest.Response("https://example.org/b", strings.Repeat("<p>some text that is packed ", 300)+fmt.Sprint(noise(4000)))))
	copy(broken[len(broken)/2:], "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")
	const pageA, pageC = "1 https://example.org/a <p>aaaa", "3 https://example.org/c <p>cccc"
	tests := []struct {
		name, data string
		want       []string
	}{
		{"one byte too long", a + lie(b, 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the record declares one byte more than it has", "2 https://example.org/b <p>bbbb", pageC}},
		{"one byte too short", a + lie(b, -1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the record declares 69 bytes, and 5 more follow it that are no record", "2 https://example.org/b <p>bbb", pageC}},
		{"too long by a record", a + lie(b, 50) + c, []string{pageA,
			"! a: record 2 (byte {A}): the record declares 120 bytes, but another one begins after 74", "2 https://example.org/b <p>bbbb", pageC}},
		{"too long by 2^40", a + lie(b, 1<<40-70) + c, []string{pageA,
			"! a: record 2 (byte {A}): the record declares 1099511627776 bytes, but another one begins after 74", "2 https://example.org/b <p>bbbb", pageC}},
		{"too long by 2^41", a + lie(b, 1<<41) + c, []string{pageA,
			"! a: record 2 (byte {A}): the Content-Length 2199023255622 of the record is more than the bound of 1 TiB", pageC}},
		{"one byte too long, packed", warctest.Gzip(a, lie(b, 1), c), []string{pageA,
			"! a: record 2 (byte {GA}): the record declares one byte more than it has", "2 https://example.org/b <p>bbbb", pageC}},
		{"one byte too short, packed", warctest.Gzip(a, lie(b, -1), c), []string{pageA,
			"! a: record 2 (byte {GA}): the record declares 69 bytes, and 5 more follow it that are no record", "2 https://example.org/b <p>bbb", pageC}},
		{"too long by 2^40, packed", warctest.Gzip(a, lie(b, 1<<40-70), c), []string{pageA,
			"! a: record 2 (byte {GA}): the record ends after 74 bytes, where it declares 1099511627776", "2 https://example.org/b <p>bbbb", pageC}},
		{"too long by a record, in one member", warctest.Gzip(a + lie(b, 50) + c), []string{pageA,
			fmt.Sprintf("! a: record 2 (byte 0): the record declares 120 bytes, but another one begins after 74 (byte %d of what is packed there)", len(a)), "2 https://example.org/b <p>bbbb", pageC}},
		{"too long by 2^40, in one frame", warctest.Zstd(a + lie(b, 1<<40-70) + c), []string{pageA,
			fmt.Sprintf("! a: record 2 (byte 0): the record declares 1099511627776 bytes, but another one begins after 74 (byte %d of what is packed there)", len(a)), "2 https://example.org/b <p>bbbb", pageC}},
		{"without a length", a + strings.Replace(b, "Content-Length", "Content-Lingth", 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the record has no Content-Length", pageC}},
		{"a header without a block", a + "WARC/1.1\r\nWARC-Type: response\r\n\r\n" + c, []string{pageA,
			"! a: record 2 (byte {A}): the record has no Content-Length", pageC}},
		{"garbage between", a + "some garbage\nand more\n" + c, []string{
			"! a: record 1 (byte 0): the record declares 70 bytes, and 26 more follow it that are no record", pageA, "2 https://example.org/c <p>cccc"}},
		{"garbage between members", warctest.Gzip(a) + "some garbage" + warctest.Gzip(c), []string{pageA,
			"! a: byte {GA}: 12 bytes that are no record are passed over", "2 https://example.org/c <p>cccc"}},
		{"padding", warctest.Gzip(a) + strings.Repeat("\x00", 1000) + warctest.Gzip(c), []string{pageA, "2 https://example.org/c <p>cccc"}},
		{"a member that is cut off", warctest.Gzip(a) + member[:len(member)-60] + warctest.Gzip(c), []string{pageA,
			"! a: record 2 (byte {GA}): ", pageC}},
		{"a member without its end", warctest.Gzip(a) + member[:len(member)-6] + warctest.Gzip(c), []string{pageA,
			"! a: record 2 (byte {GA}): the gzip data is damaged before byte {GC}: gzip: invalid checksum", pageC}},
		{"the last member without its end", warctest.Gzip(a) + member[:len(member)-6], []string{pageA,
			"! a: record 2 (byte {GA}): the gzip data is cut off at byte {GE}: unexpected EOF", "2 https://example.org/b <p>bbbb (the archive ends inside its record)"}},
		{"a wrong checksum", warctest.Gzip(a) + string(flipped) + warctest.Gzip(c), []string{pageA,
			"! a: record 2 (byte {GA}): the gzip data is damaged before byte {GC}: gzip: invalid checksum", pageC}},
		{"damage inside a member", warctest.Gzip(a) + string(broken) + warctest.Gzip(c), []string{pageA, "! a: record 2 (byte {GA}): ", pageC}},
		{"a first member that is damaged", string(flipped[:40]) + warctest.Gzip(c), []string{
			"! a: ", "1 https://example.org/c <p>cccc"}},
		{"the end inside a record", a + b[:len(b)-8], []string{pageA,
			"! a: record 2 (byte {A}): the input ends inside the record: 66 of 70 bytes are there", "2 https://example.org/b <p> (the archive ends inside its record)"}},
		{"the end inside a header", a + b[:60], []string{pageA, "! a: record 2 (byte {A}): the input ends inside the header of the record"}},
		{"a header of 10 MB", a + "WARC/1.1\r\nX: " + strings.Repeat("x", 10<<20) + "\r\n\r\n" + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record is longer than 1048576 bytes, the bound on one", pageC}},
		{"a header of a million lines", warctest.Gzip(a, "WARC/1.1\r\n"+strings.Repeat("X: y\r\n", 1<<20)+"\r\n", c), []string{pageA,
			"! a: record 2 (byte {GA}): the header of the record is longer than 1048576 bytes, the bound on one", pageC}},
		{"a line in a header that is no field", a + strings.Replace(b, "WARC-Date", "nothing\r\nWARC-Date", 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record has a line that is no field: it is damaged, or that of two", "2 https://example.org/b <p>bbbb", pageC}},
		{"a line in a packed header that is no field", warctest.Gzip(a, strings.Replace(b, "WARC-Date", "nothing\r\nWARC-Date", 1), c), []string{pageA,
			"! a: record 2 (byte {GA}): the header of the record has a line that is no field: it is damaged, or that of two", "2 https://example.org/b <p>bbbb", pageC}},
		{"a control character in a header", a + strings.Replace(b, "org/b", "org/\x01b", 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record has the control character 0x01: it is damaged, or that of two", "2 https://example.org/\x01b <p>bbbb", pageC}},
		{"a folded field in a header", a + strings.Replace(b, "WARC-Date: ", "WARC-Date:\r\n ", 1) + c, []string{pageA, "2 https://example.org/b <p>bbbb", pageC}},
		{"a header that goes over into the next", a + strings.Replace(b[:70], "WARC-Type: response\r\n", "", 1) + a[70:] + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record has no WARC-Type: it is damaged, or that of two", pageC}},
		{"a header that breaks off at a line end", a + "WARC/1.1\r\nWARC-Type: response\r\n" + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record ends without an empty line, where another record begins", pageC}},
		{"two values of one field", a + strings.Replace(b, "WARC-Date", "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date", 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record has WARC-Record-ID with two values: it is damaged, or that of two", "2 https://example.org/b <p>bbbb", pageC}},
		{"one value twice", a + strings.Replace(b, "WARC-Date", "WARC-Type: response\r\nWARC-Date", 1) + c, []string{pageA, "2 https://example.org/b <p>bbbb", pageC}},
		{"no date where others have one", a + strings.Replace(b, "WARC-Date: "+warctest.Date+"\r\n", "", 1) + c, []string{pageA,
			"! a: record 2 (byte {A}): the header of the record has no WARC-Date: it is damaged, or that of two", "2 https://example.org/b <p>bbbb", pageC}},
		{"a first record that is noise", strings.Repeat("\xFE\x01<", 200) + "\r\n\r\n" + c, []string{
			"! a: 604 bytes that are no record are passed over", "1 https://example.org/c <p>cccc"}},
		{"nothing but a head", warctest.Info(), nil},
		{"the first bytes of one", "WARC/", []string{"! a: the file is neither a page nor an archive that can be read: it is cut off inside the first bytes of one"}},
		{"zstd without its dictionary", warctest.Zstd(a) + "\x28\xB5\x2F\xFD\x21\x07\x05\x29\x00\x00abcde" + warctest.Zstd(c), []string{pageA,
			"! a: byte {ZA}: the zstd data is damaged before byte {ZA}: ", "2 https://example.org/c <p>cccc"}},
	}
	places := strings.NewReplacer("{A}", fmt.Sprint(len(a)), "{GA}", fmt.Sprint(len(warctest.Gzip(a))), "{ZA}", fmt.Sprint(len(warctest.Zstd(a))),
		"{GC}", fmt.Sprint(len(warctest.Gzip(a, b))), "{GE}", fmt.Sprint(len(warctest.Gzip(a, b))-6))
	for _, tt := range tests {
		for i := range tt.want {
			tt.want[i] = places.Replace(tt.want[i])
		}
		t.Run(tt.name, func(t *testing.T) {
			tree(t, map[string]string{"a": tt.data})
			for _, stream := range []bool{false, true} {
				opts, inputs := Options{}, []string{"a"}
				if stream {
					opts.Stdin, opts.StdinName, inputs = strings.NewReader(tt.data), "a", []string{"-"}
				}
				got := brief(t, inputs, opts)
				ok := len(got) == len(tt.want)
				for i := range min(len(got), len(tt.want)) {
					// Words that come from a library, or depend on chance, are left open.
					ok = ok && (got[i] == tt.want[i] || strings.HasSuffix(tt.want[i], ": ") && strings.HasPrefix(got[i], tt.want[i]))
				}
				if !ok {
					t.Errorf("stream %v: -want +got:\n%s", stream, cmp.Diff(tt.want, got))
				}
			}
		})
	}
}

// noise is bytes that do not pack.
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint64(88172645463325252)
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(x)
	}
	return b
}

// A record of five gigabytes is not held in memory.
func TestLargeCaptures(t *testing.T) {
	const size = 5 << 30
	body := func() io.Reader { return io.LimitReader(&repeated{text: strings.Repeat("<p>text ", 1000)}, size) }
	head := warctest.HTTP(200, "", htmlType)
	fields := fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/big\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n", size+len(head))
	after := warctest.Response("https://example.org/c", "<p>c")
	image := strings.Replace(fields+head, "text/html; charset=utf-8", "application/x-a-thing-12", 1)
	second := fmt.Sprintf("2 @%d", len(fields)+len(head)+size+4)
	for _, tt := range []struct {
		name string
		in   io.Reader
		want []string
	}{
		{"a page", io.MultiReader(strings.NewReader(fields+head), body(), strings.NewReader("\r\n\r\n"+after)),
			[]string{"1 @0 https://example.org/big 200 100000 ()", second + " https://example.org/c 200 4"}},
		{"no page", io.MultiReader(strings.NewReader(image), body(), strings.NewReader("\r\n\r\n"+after)),
			[]string{second + " https://example.org/c 200 4", "1 of another media type"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if testing.Short() {
				t.Skip("reads five gigabytes")
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := summary(t, []string{"-"}, Options{Stdin: tt.in, MaxPageBytes: 100_000})
			runtime.ReadMemStats(&after)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("%d bytes of memory for it", used)
			}
		})
	}
}

// A bomb is cut at the bound on a page, whichever layer it sits in.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat("<p>", 1<<22)
	bomb := warctest.Gzip(warctest.Gzip(zeros))
	data := warctest.Gzip(
		httpRecord("https://example.org/a", 200, warctest.Gzip(zeros), htmlType, "Content-Encoding: gzip"),
		httpRecord("https://example.org/b", 200, bomb, htmlType, "Content-Encoding: gzip, gzip"),
		httpRecord("https://example.org/c", 200, zeros, htmlType),
		httpRecord("https://example.org/d", 200, warctest.Zstd(zeros), htmlType, "Content-Encoding: zstd"),
		warctest.Response("https://example.org/e", "<p>e"),
	)
	tree(t, map[string]string{"a": data})
	var sizes []int
	for src, err := range Sources(t.Context(), []string{"a"}, Options{MaxPageBytes: 1 << 20}) {
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(src.Data))
	}
	if want := []int{1 << 20, 1 << 20, 1 << 20, 1 << 20, 4}; !slices.Equal(sizes, want) {
		t.Errorf("sizes %d, want %d", sizes, want)
	}
}

// Who stops reading leaves no goroutine behind.
func TestStopEarly(t *testing.T) {
	defer goleak.VerifyNone(t)
	record := warctest.Response("https://example.org/a", strings.Repeat("<p>a", 100_000))
	tree(t, map[string]string{"a": warctest.Gzip(slices.Repeat([]string{record}, 50)...)})
	for range Sources(t.Context(), []string{"a"}, Options{Progress: new(Progress)}) {
		break
	}
	for range Sources(t.Context(), []string{"a"}, Options{Select: Selection{MaxPages: 2}}) {
	}
}

// Records that are passed over are not unpacked, and memory is used again.
func BenchmarkCaptures(b *testing.B) {
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		b.Skip("METACHECK_CORPUS is not set: there are no pages")
	}
	var records []string
	total := 0
	files, err := os.ReadDir(dir + "/pages")
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(dir + "/pages/" + f.Name())
		if err != nil {
			b.Fatal(err)
		}
		total += len(data)
		records = append(records, warctest.Response("https://example.org/"+f.Name(), string(data)))
	}
	for name, data := range map[string]string{"gzip": warctest.Gzip(records...), "zstd": warctest.Zstd(records...), "plain": strings.Join(records, "")} {
		b.Run(name, func(b *testing.B) {
			file := b.TempDir() + "/a"
			if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(total))
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for src, err := range Sources(b.Context(), []string{file}, Options{}) {
					if err != nil {
						b.Fatal(err)
					}
					n++
					src.Release()
				}
				if n != len(records) {
					b.Fatalf("%d pages, want %d", n, len(records))
				}
			}
		})
	}
}
