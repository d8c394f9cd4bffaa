package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// quickRecords are records that a quickReader reads, and such that it leaves to
// the decoder.
var quickRecords = []struct {
	name, in string
	quick    bool
}{
	{"a page", `{"html":"<p>"}`, true},
	{"all fields", `{ "html" : "<p>", "title":"T", "url":"u", "date":"2024-01-01", "source":"s", "text":"x", "other":1 }`, true},
	{"lines", "{\n \"html\": \"a\",\r\n\t\"url\": \"b\"\n}", true},
	{"escapes", `{"html":"\"\\\/\b\f\n\r\t\u20ac\u20AC\ud834\udd1e"}`, true},
	{"bytes beyond ASCII", `{"html":"é€𝄞 and more é"}`, true},
	{"a long string", `{"html":"` + strings.Repeat(`<p class=\"a\">\n`, 10_000) + `"}`, true},
	{"other values", `{"html":"a","title":1.5e-3,"url":true,"date":null,"text":[1,{"a":"b"},[]],"source":{},"more":-0}`, true},
	{"the same twice", `{"html":"a","url":"c","url":"d"}`, true},
	{"two pages", `{"html":"a","html":"b"}`, false},
	{"DEL", "{\"html\":\"\x7f\"}", true},
	{"a name with an escape", `{"\u0068tml":"a"}`, true},
	{"nothing", `{}`, false},
	{"no page", `{"url":"u"}`, false},
	{"a page that is a number", `{"html":1}`, false},
	{"half a pair", `{"html":"\ud834 a"}`, false},
	{"half a pair at the end", `{"html":"\ud834"}`, false},
	{"the second half alone", `{"html":"\udd1e"}`, false},
	{"invalid UTF-8", "{\"html\":\"a\xffb\"}", false},
	{"cut UTF-8", "{\"html\":\"\xe2\x82\"}", false},
	{"a control character", "{\"html\":\"a\nb\"}", false},
	{"an unknown escape", `{"html":"\x"}`, false},
	{"a bad escape", `{"html":"\u12g4"}`, false},
	{"a number with a zero in front", `{"html":"a","n":01}`, false},
	{"an unfinished number", `{"html":"a","n":1.}`, false},
	{"a word", `{"html":"a","n":nil}`, false},
	{"a comma too many", `{"html":"a",}`, false},
	{"no comma", `{"html":"a" "url":"b"}`, false},
	{"cut off", `{"html":"a","url":"b`, false},
	{"deep", `{"html":"a","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, false},
	{"NUL", "{\"html\":\"a\"\x00}", false},
}

// readAllRecords is what a recordReader says of a stream; the decoder alone reads
// it when quick is not set.
// Messages of errors can quote more or less, as far as the stream was read ahead;
// they are left out unless asked for.
func readAllRecords(in io.Reader, limit int64, quick, messages bool) []string {
	rr := newRecordReader(in, limit)
	if !quick {
		rr.nested = true
	}
	var all []string
	for range 10_000 {
		rec, err := rr.next()
		if err == io.EOF {
			break
		}
		said := fmt.Sprintf("#%d at %d: ", rr.number, rr.offset)
		if err != nil {
			said += "error"
			if messages {
				said += ": " + err.Error()
			}
		} else {
			said += fmt.Sprintf("%q %+v", rec.html, rec.fields)
		}
		all = append(all, said)
	}
	return all
}

func compareQuick(t *testing.T, data []byte, limit int64) {
	t.Helper()
	for _, whole := range []bool{true, false} {
		reader := func() io.Reader {
			if whole {
				return bytes.NewReader(data)
			}
			return iotest.OneByteReader(bytes.NewReader(data))
		}
		got := readAllRecords(reader(), limit, true, whole)
		want := readAllRecords(reader(), limit, false, whole)
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("whole %v: %q\n got %q\nwant %q", whole, data, got, want)
			}
		}
	}
}

// TestQuick holds which records are read quickly, and all of them to what the
// decoder reads.
func TestQuick(t *testing.T) {
	for _, test := range quickRecords {
		t.Run(test.name, func(t *testing.T) {
			rr := newRecordReader(strings.NewReader(test.in), 1<<20)
			if err := rr.seek(); err != nil {
				t.Fatal(err)
			}
			if _, ok := rr.quick(); ok != test.quick {
				t.Errorf("read quickly: %v, want %v", ok, test.quick)
			}
			for _, around := range []string{"%s", "%s\n", "[%s]", "[%[1]s,%[1]s]", "{\"html\":\"before\"}\n%s\n{\"html\":\"behind\"}\n"} {
				compareQuick(t, fmt.Appendf(nil, around, test.in), 1<<20)
				compareQuick(t, fmt.Appendf(nil, around, test.in), 100)
			}
		})
	}
}

func FuzzQuick(f *testing.F) {
	for _, test := range quickRecords {
		if len(test.in) < 1000 {
			f.Add([]byte(test.in + "\n" + test.in))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { compareQuick(t, data, 64) })
}
