package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

func TestRecords(t *testing.T) {
	tests := []struct {
		name, in string
		opts     Options
		want     []string
	}{
		{
			name: "lines",
			in:   "{\"html\":\"a\"}\n{\"html\":\"b\"}\r\n\n{\"html\":\"c\"}",
			want: []string{"#1 a", "#2 b", "#3 c"},
		}, {
			name: "byte order mark",
			in:   "\uFEFF {\"html\":\"a\"}",
			want: []string{"#1 a"},
		}, {
			name: "one object on many lines",
			in:   "{\n  \"url\": \"u\",\n  \"html\": \"a\",\n  \"more\": {\n    \"html\": \"no\"\n  }\n}\n",
			want: []string{"#1 a"},
		}, {
			name: "objects without indentation",
			in:   "{\n\"more\":\n{\n\"html\":\n\"no\"\n}\n,\"html\":\n\"a\"\n}\n{\"html\":\"b\"}",
			want: []string{"#1 a", "#2 b"},
		}, {
			name: "objects on one line",
			in:   `{"html":"a"}{"html":"b"} {"html":"c"}`,
			want: []string{"#1 a", "#2 b", "#3 c"},
		}, {
			name: "array",
			in:   "[{\"html\":\"a\"},\n{\"html\":\"b\"} , {\"html\":\"c\"}]\n",
			want: []string{"#1 a", "#2 b", "#3 c"},
		}, {
			name: "array on many lines",
			in:   "[\n  {\n    \"html\": \"a\"\n  },\n  {\n    \"html\": \"b\"\n  }\n]\n",
			want: []string{"#1 a", "#2 b"},
		}, {
			name: "a broken element of an array on one line",
			in:   `[{"html":"a","u":[{"html":"x"},{"html":"y"}]},{"html":"b" oops,"u":[{"v":1},{"v":2}]},{"html":"c"},{"html":"d},{"html":"e"},{"html":"f"}]`,
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 46): invalid JSON at byte 58: invalid character 'o' after object value (expecting ',' or '}')",
				"#3 c",
				"error: <stdin>: record 4 (byte 99): invalid JSON at byte 113: invalid character 'h' after object value (expecting ',' or '}')",
				"#5 e", "#6 f",
			},
		}, {
			name: "a record that is too long in an array on one line",
			in:   `[{"html":"a"},{"html":"` + strings.Repeat("b", 3000) + `"},{"html":"c"}]`,
			opts: Options{MaxRecordBytes: 1000},
			want: []string{"#1 a", "error: <stdin>: record 2 (byte 14): the record is longer than 1000 bytes, the bound on a record; --limit record-bytes=N sets it", "#3 c"},
		}, {
			name: "packed lines with a damaged member",
			in: warctest.Gzip("{\"html\":\"a\"}\n", "{\"html\":\"b\"}\n")[:60] + "\x00\x00" +
				warctest.Gzip("{\"html\":\"c\"}\n{\"html\":\"d\"}\n"),
			want: []string{
				"#1 a",
				`error: <stdin>: record 2 (byte 13 unpacked): invalid JSON at byte 20: invalid character '\x00' after object name (expecting ':')`,
				"error: <stdin>: record 2 (byte 13 unpacked): the gzip data is damaged before byte 71: flate: corrupt input before offset 23",
				"#3 c", "#4 d",
			},
		}, {
			name: "arrays on lines",
			in:   "[{\"html\":\"a\"}]\n[{\"html\":\"b\"}]\n",
			want: []string{"#1 a", "#2 b"},
		}, {
			name: "empty array",
			in:   " [ ] ",
			want: []string{"error: <stdin>: no pages found: the JSON array is empty"},
		}, {
			name: "array that is not closed",
			in:   `[{"html":"a"},`,
			want: []string{"#1 a", "error: <stdin>: record 2 (byte 14): unexpected end of JSON: the array of records is not closed"},
		}, {
			name: "no html",
			in:   "{}\n{\"title\":\"t\"}\n{\"html\":\"a\"}\n{\"html\":null}\n{\"html\":7}\n{\"HTML\":\"x\"}",
			want: []string{
				`error: <stdin>: record 1 (byte 0): the record has no "html" field`,
				`error: <stdin>: record 2 (byte 3): the record has no "html" field`,
				"#3 a",
				`error: <stdin>: record 4 (byte 30): the "html" field is null, not a string`,
				`error: <stdin>: record 5 (byte 44): the "html" field is a number, not a string`,
				`error: <stdin>: record 6 (byte 55): the record has no "html" field`,
			},
		}, {
			name: "values that are no objects",
			in:   "{\"html\":\"a\"}\nnull\n[7,{\"html\":\"b\"},[{}]]\n\"s\" true\n",
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 13): not a record: a JSON object is expected, this is null",
				"error: <stdin>: record 3 (byte 19): not a record: a JSON object is expected, this is a number",
				"#4 b",
				"error: <stdin>: record 5 (byte 34): not a record: a JSON object is expected, this is an array",
				"error: <stdin>: record 6 (byte 40): not a record: a JSON object is expected, this is a string",
				"error: <stdin>: record 7 (byte 44): not a record: a JSON object is expected, this is a truth value",
			},
		}, {
			name: "a line cut inside a string",
			in:   "{\"html\":\"a\"}\n{\"html\":\"b\n{\"html\":\"c\"}\n",
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 13): unexpected end of JSON: the line ends inside a string, at byte 23",
				"#3 c",
			},
		}, {
			name: "a line cut between members",
			in:   "{\"html\":\"a\",\n{\"html\":\"b\"}\n{\"html\":\"c\"}\n",
			want: []string{
				"error: <stdin>: record 1 (byte 0): invalid JSON at byte 13: object member name must be a string",
				"#2 b", "#3 c",
			},
		}, {
			name: "a line cut before a value",
			in:   "{\"html\":\"a\",\"meta\":\n{\"html\":\"b\"}\n{\"html\":\"c\"}\n",
			want: []string{
				"error: <stdin>: record 1 (byte 0): invalid JSON at byte 33: invalid character '{' after object value (expecting ',' or '}')",
				"#2 b", "#3 c",
			},
		}, {
			name: "lines cut one after the other",
			in:   "{\"a\":\n{\"a\":\n{\"a\":\n{\"html\":\"a\"}\n{\"html\":\"b\"}\n",
			want: []string{
				"error: <stdin>: record 1 (byte 0): invalid JSON at byte 31: invalid character '{' after object value (expecting ',' or '}')",
				"error: <stdin>: record 2 (byte 6): unexpected end of JSON: the line ends inside the record, at byte 12",
				"error: <stdin>: record 3 (byte 12): unexpected end of JSON: the line ends inside the record, at byte 18",
				"#4 a", "#5 b",
			},
		}, {
			name: "the last line cut",
			in:   "{\"html\":\"a\"}\n{\"html\":\"b",
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 13): unexpected end of JSON: the input ends inside the record, at byte 23",
			},
		}, {
			name: "lines that are no JSON",
			in:   "{\"html\":\"a\"}\nlog: it broke {\"html\":\"x\"}\n{'html':'y'}\n{\"html\":\"b\"}\n",
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 13): invalid JSON at byte 13: invalid character 'l' at start of value",
				"error: <stdin>: record 3 (byte 40): invalid JSON at byte 41: invalid character '\\'' at start of value",
				"#4 b",
			},
		}, {
			name: "a broken element of an array",
			in:   "[\n  {\n    \"x\": {\n      \"y\": nil\n    },\n    \"html\": \"a\"\n  },\n  {\n    \"html\": \"b\"\n  }\n]",
			want: []string{
				"error: <stdin>: record 1 (byte 4): invalid JSON at byte 29: invalid character 'i' in literal null (expecting 'u')",
				"#2 b",
			},
		}, {
			name: "a broken element of an array that begins beside the bracket",
			in:   "[{\"html\":\"a\" 1},\n {\"html\":\"b\"}\n,{\"html\":\"c\"}]",
			want: []string{
				"error: <stdin>: record 1 (byte 1): invalid JSON at byte 13: invalid character '1' after object value (expecting ',' or '}')",
				"#2 b", "#3 c",
			},
		}, {
			name: "a record that is too long",
			in:   "{\"html\":\"a\"}\n{\"html\":\"" + strings.Repeat("b", 40) + "\"}\n{\"html\":\"c\"}\n{\"x\":\"" + strings.Repeat("[", 40),
			opts: Options{MaxRecordBytes: 30},
			want: []string{
				"#1 a",
				"error: <stdin>: record 2 (byte 13): the record is longer than 30 bytes, the bound on a record; --limit record-bytes=N sets it",
				"#3 c",
				"error: <stdin>: record 4 (byte 78): the record is longer than 30 bytes, the bound on a record; --limit record-bytes=N sets it",
			},
		}, {
			name: "a record as long as the bound",
			in:   `{"html":"abc"}{"html":"abcd"}`,
			opts: Options{MaxRecordBytes: 14},
			want: []string{"#1 abc", "error: <stdin>: record 2 (byte 14): the record is longer than 14 bytes, the bound on a record; --limit record-bytes=N sets it"},
		}, {
			name: "a page that is too long",
			in:   `{"html":"abcdef"}{"html":"abcd\u00e9"}{"html":"abcde"}`,
			opts: Options{MaxPageBytes: 5},
			want: []string{"#1 (cut) abcde", "#2 (cut) abcd", "#3 abcde"},
		}, {
			name: "equal names, escapes in names and values",
			in:   `{"url":"a","ht\u006dl":"b\n\"\/\u00e9\ud83d\ude00","url":"c"}`,
			want: []string{"#1 b\n\"/é😀"},
		}, {
			name: "two records without the line end between them",
			in:   `{"url":"a","html":"a","url":"b","ht\u006dl":"b"}` + "\n" + `{"html":"c"}`,
			want: []string{`error: <stdin>: record 1 (byte 0): the record has the "html" field twice: two records may have run together`, "#2 c"},
		}, {
			name: "half a surrogate pair and invalid UTF-8",
			in:   "{\"html\":\"a\\ud83d|\\ude00\\ud83d\\u0041|\xFF\xE9b\"}",
			want: []string{"#1 a\uFFFD|\uFFFD\uFFFDA|\uFFFD\uFFFDb"},
		}, {
			name: "nested too deep",
			in:   `{"x":` + strings.Repeat("[", 20_000) + "\n{\"html\":\"a\"}",
			want: []string{
				"error: <stdin>: record 1 (byte 0): invalid JSON at byte 10004: exceeded max depth",
				"#2 a",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// The same whatever pieces the input comes in.
			for _, in := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in)), iotest.DataErrReader(strings.NewReader(tt.in))} {
				tt.opts.Stdin = in
				got := show(t, []string{"-"}, tt.opts)
				for i := range got {
					got[i] = strings.TrimPrefix(got[i], "<stdin>")
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%T of %.300q (-want +got):\n%s", in, tt.in, diff)
				}
			}
		})
	}
}

// A record is read as soon as it is there, so that the input can be a program
// that waits for what becomes of it.
func TestRecordsThroughPipe(t *testing.T) {
	in, out := io.Pipe()
	defer in.Close()
	go io.WriteString(out, `{"html":"a"}`) // and no more
	for src, err := range Sources(t.Context(), []string{"-"}, Options{Stdin: in}) {
		if err != nil || string(src.Data) != "a" {
			t.Fatalf("got %q, %v", src.Data, err)
		}
		break
	}
}

// BenchmarkBrokenRecords shows that broken input is read in linear time: the
// two sizes of a shape come out at the same speed.
func BenchmarkBrokenRecords(b *testing.B) {
	for _, text := range []string{"{\"a\":\n", "{\"a\":[[\n{\"b\":\"\"},\n", "{", "{\"a\":\"\n"} {
		for _, n := range []int{100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%q/%d", text, n), func(b *testing.B) {
				in := `{"x":` + strings.Repeat(text, n/len(text))
				b.SetBytes(int64(len(in)))
				for b.Loop() {
					for range Sources(b.Context(), []string{"-"}, Options{Stdin: strings.NewReader(in)}) {
					}
				}
			})
		}
	}
}

// Memory does not grow with the number of records.
func TestRecordsInConstantMemory(t *testing.T) {
	in := &repeated{text: `{"html":"` + strings.Repeat("a", 991) + "\"}\n", limit: 50 << 20}
	rr := newRecordReader(in, DefaultMaxRecordBytes)
	n := 0
	for {
		if _, err := rr.next(); err != nil {
			break
		}
		n++
	}
	if n < 50_000 {
		t.Errorf("%d records read", n)
	}
	if len(rr.buf) > 8*bufferBytes {
		t.Errorf("the buffer grew to %d bytes", cap(rr.buf))
	}
}

// Of a long page no more is kept than the bound on a page, and what is kept is
// the same whichever way the record is read.
func TestLongPageOfRecord(t *testing.T) {
	text := strings.Repeat("<p>caf\u00e9 \u20ac \U0001d11e, in a \"word\"\n", 20_000)
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	fields, err := ParseFields("html=a.b")
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int64{1, 999, 1000, 70_000, int64(len(text)) - 1, int64(len(text))} {
		for name, opts := range map[string]Options{
			fmt.Sprintf(`{"html":%s,"url":"u"}`, quoted):           {},
			fmt.Sprintf(`{"a":{"b":%s},"url":"u"}`, quoted):        {Fields: fields},
			fmt.Sprintf(`{"x":%s,"html":%[1]s,"url":"u"}`, quoted): {},
		} {
			opts.MaxPageBytes, opts.Stdin = limit, strings.NewReader(name+"\n"+name)
			n := 0
			for src, err := range Sources(t.Context(), []string{"-"}, opts) {
				if err != nil {
					t.Fatal(err)
				}
				want, cut := cutPage([]byte(text), limit)
				if string(src.Data) != string(want) || src.Truncated != cut || src.URL != "u" {
					t.Errorf("%.10s, limit %d: %d bytes, cut %v, of %q", name, limit, len(src.Data), src.Truncated, src.URL)
				}
				n++
				src.Release()
			}
			if n != 2 {
				t.Errorf("%.10s, limit %d: %d records", name, limit, n)
			}
		}
	}
}

// A line beyond the bound on a record is not given to the decoder, which would
// keep it once more, and no memory for it is kept afterwards.
func TestLongLine(t *testing.T) {
	const limit, behind = 16 << 20, 1000
	short := "{\"html\":\"<p>a\"}\n"
	in := io.MultiReader(strings.NewReader(short+`{"html":"`), &repeated{text: "<p>text ", limit: 5 * limit},
		strings.NewReader("\"}\n"+strings.Repeat(short, behind)))
	rr := newRecordReader(in, limit)
	rr.keep = 1 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	pages, faults := 0, 0
	for {
		_, err := rr.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			faults++
		} else if pages++; pages == 2 {
			runtime.ReadMemStats(&after)
		}
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4*limit {
		t.Errorf("%d bytes of memory for a bound of %d", used, limit)
	}
	if want := 1 + behind; pages < want || faults != 1 {
		t.Errorf("%d pages and %d faults, want %d and 1", pages, faults, want)
	}
	if cap(rr.buf) > 2*keptBytes {
		t.Errorf("a buffer of %d bytes is kept", cap(rr.buf))
	}
}

// FuzzRecords reads lines and compares each that encoding/json takes for a
// record with what encoding/json makes of it.
func FuzzRecords(f *testing.F) {
	f.Add([]byte("{\"html\":\"a\"}\n{\"html\":\"b\\ud800\"}\n"))
	f.Add([]byte("{\"html\":\"a\",\n{\"html\":\"\xFF\",\"url\":1e3}\n"))
	f.Add([]byte("[{\"html\":\"a\"},\n {\"html\":\"b\"\n]\n{\"ht\\u006dl\":null}"))
	f.Add([]byte("{\"a\":\n{\"a\":{\"html\":\"b\",\"html\":\"c\"}}\n\n\uFEFF{}"))
	f.Add([]byte("{\"html\":\"a\"}{\"html\":7}\tnull 1e5 \"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// Whatever comes: no panic, an end, and no record without its place.
		at := int64(-1)
		rr := newRecordReader(bytes.NewReader(data), 1<<10)
		for {
			_, err := rr.next()
			if err == io.EOF {
				break
			}
			if rr.offset < at || rr.offset > int64(len(data)) {
				t.Fatalf("record %d at byte %d after one at %d, of %d", rr.number, rr.offset, at, len(data))
			}
			if rr.offset == at && err == nil {
				t.Fatalf("record %d read twice, at byte %d", rr.number, at)
			}
			at = rr.offset
		}

		// Lines that each are a record give exactly these.
		var lines [][]byte
		var want []string
		for l := range bytes.SplitSeq(data, []byte("\n")) {
			var fields map[string]json.RawMessage
			var html string
			if json.Unmarshal(l, &fields) != nil || len(fields["html"]) == 0 || fields["html"][0] != '"' {
				continue
			}
			if err := json.Unmarshal(fields["html"], &html); err != nil {
				t.Fatal(err)
			}
			lines, want = append(lines, l), append(want, html)
		}
		in := bytes.Join(lines, []byte("\n"))
		var got []string
		for rr := newRecordReader(iotest.HalfReader(bytes.NewReader(in)), 1<<20); ; {
			rec, err := rr.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("record %d of %q: %v", rr.number, in, err)
			}
			got = append(got, string(rec.html))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("records of %q (-encoding/json +here):\n%s", in, diff)
		}
	})
}

// BenchmarkRecords reads records of 180 KB, BenchmarkEncodingJSON the same with
// encoding/json, for comparison.
func BenchmarkRecords(b *testing.B) {
	in := benchLines(b)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range Sources(b.Context(), []string{"-"}, Options{Stdin: bytes.NewReader(in)}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkEncodingJSON(b *testing.B) {
	in := benchLines(b)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		dec := json.NewDecoder(bytes.NewReader(in))
		for {
			var rec struct{ HTML, URL, Title, Date, Text, Source string }
			if err := dec.Decode(&rec); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func benchLines(b *testing.B) []byte {
	paragraph := "<p class=\"text\">\n  A line of “text” with <a href=\"/a/b?c=d&amp;e=f\">a link</a> and some more words to fill it.\n</p>\n"
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false) // as archives are written
	err := enc.Encode(map[string]any{
		"html": strings.Repeat(paragraph, 1400), "url": "https://example.com/", "text": strings.Repeat("words ", 500),
		"images": []string{"https://example.com/a.png"},
	})
	if err != nil {
		b.Fatal(err)
	}
	return bytes.Repeat(line.Bytes(), 50)
}

// The archived record that the project started from is one page.
func TestSeed(t *testing.T) {
	dir := os.Getenv("METACHECK_SEEDS")
	if dir == "" {
		t.Skip("METACHECK_SEEDS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*_*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no seeds in %s: %v", dir, err)
	}
	n := 0
	for src, err := range Sources(t.Context(), files, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if src.Index != 1 || !src.Decoded || src.Record == nil || src.Record.Title == "" || src.URL == "" || !bytes.Contains(src.Data, []byte("</html>")) {
			t.Errorf("%s: record %d of %d bytes, %+v", src.Name, src.Index, len(src.Data), src.Record)
		}
	}
	if n != len(files) {
		t.Errorf("%d pages of %d files", n, len(files))
	}
}

func TestFields(t *testing.T) {
	fields, err := ParseFields("html=response.body, url=link", "captured=response.time,status=code,content-type=type,title=a.b")
	if err != nil {
		t.Fatal(err)
	}
	in := `{"link":"https://example.org/1","response":{"time":"20240506070809","x":{"body":"no"},"body":"<p>1"},"html":"no","a":{"b":"T"},"type":"text/html; charset=utf-8"}
{"response.body":"<p>2","code":201,"a.b":"U","response":{"time":1714979289}}
{"response":"text"}
{"response":{"body":["a"]}}
{"response":{"body":"<p>5"},"code":"404"}`
	want := []string{
		"1 https://example.org/1 T 0 2024-05-06T07:08:09Z text/html; charset=utf-8 <p>1",
		"2  U 201 2024-05-06T07:08:09Z  <p>2",
		`error: <stdin>: record 3 (byte 239): the record has no "response.body" field`,
		`error: <stdin>: record 4 (byte 259): the "response.body" field is an array, not a string`,
	}
	var got []string
	for src, err := range Sources(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(in), Fields: fields}) {
		if err != nil {
			got = append(got, "error: "+err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%d %s %s %d %s %s %s", src.Index, src.URL, src.Record.Title, src.Status, src.Captured.Format(time.RFC3339), src.Header.Get("Content-Type"), src.Data))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, bad := range []string{"", "html", "body=html", "html=", "html=" + strings.Repeat("a.", 20)} {
		if _, err := ParseFields(bad); err == nil {
			t.Errorf("ParseFields(%q): no error", bad)
		}
	}
}
