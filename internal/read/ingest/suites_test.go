package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSuites reads the sample archives of warcio and jwarc, good and damaged:
// every readable record is read, damage is told with its place and ends nothing,
// and no page holds what was not captured.
func TestSuites(t *testing.T) {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set: the sample archives are not there")
	}
	// A page is "number @offset address status size"; an error is "! record
	// @offset message". The last line tells what was passed over.
	want := map[string][]string{
		"bad.arc": {
			`! 1 @0 the length "-1" of the record is no length`,
			`! 2 @134 the length "-1" of the record is no length`,
			`! 4 @262 the length "abc" of the record is no length`,
			"1 of another media type",
		},
		"cc.warc.gz": {"1 @0 http://commoncrawl.org/ 200 20289"},
		"example-bad-non-chunked.warc.gz": {
			"3 @-1 http://example.com/ 200 1270",
			"5 @-1 http://example.com/ 200 1270",
			"4 of another kind",
		},
		"example-bad.warc.gz.bad": {
			"2 @-1 http://example.com?example=1 200 1270",
			"4 @-1 http://example.com?example=1 200 1270",
			"3 of another kind",
			"1 with another status",
		},
		"example-digest.warc":                 {"4 of another kind"},
		"example-iana.org-chunked.warc":       {"2 @405 http://www.iana.org/ 200 7223", "2 of another kind"},
		"example-resource.warc.gz":            {"3 @802 http://example.com/ 0 1303", "2 of another kind"},
		"example-space-in-target-uri.warc.gz": {"1 of another kind", "1 of another media type"},
		"example-space-in-url.arc": {
			// Its line ends were changed from CR LF to LF, which made it shorter.
			"! 2 @151 the input ends inside the record: 1579 of 1591 bytes are there",
			"2 @151 http://example.com/index.cfm?FuseAction=Email&EmailTitle=Examples%20From%20The%20Live%20Web&IsPopUp=False 200 1271",
			"1 of another kind",
		},
		"example-trunc.warc": {
			// The length is two bytes short, and those two are the end of the gzip data.
			"! 3 @1197 the record declares 973 bytes, and 6 more follow it that are no record",
			"3 @1197 http://example.com/ 200 1270 (it has 604 of the 606 bytes that Content-Length announces)",
			"3 of another kind",
		},
		"example-wget-bad-target-uri.warc.gz": {"3 @824 http://example.com/ 200 1270", "3 of another kind", "2 of another media type"},
		"example-wrong-chunks.warc.gz": {
			"1 @0 http://example.com/ 200 1270 (it has 1270 of the 1271 bytes that Content-Length announces)",
			"1 of another kind",
		},
		"example.arc":           {"2 @151 http://example.com/ 200 1270", "1 of another kind"},
		"example.arc.gz":        {"2 @171 http://example.com/ 200 1270", "1 of another kind"},
		"example.warc":          {"3 @1197 http://example.com/ 200 1270", "5 @3370 http://example.com/ 200 1270", "4 of another kind"},
		"example.warc.gz":       {"3 @784 http://example.com/ 200 1270", "5 @2621 http://example.com/ 200 1270", "4 of another kind"},
		"gzip_extra_sl.warc.gz": {"1 of another kind"},
		"post-test.warc.gz":     {"3 of another kind", "3 of another media type"},
	}
	files, err := os.ReadDir(filepath.Join(dir, "warc"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(want) {
		t.Errorf("%d samples, want %d", len(files), len(want))
	}
	for _, f := range files {
		t.Run(f.Name(), func(t *testing.T) {
			name := filepath.Join(dir, "warc", f.Name())
			if diff := cmp.Diff(want[f.Name()], summary(t, []string{name}, Options{})); diff != "" {
				t.Errorf("from the file (-want +got):\n%s", diff)
			}
			in, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			if diff := cmp.Diff(want[f.Name()], summary(t, []string{"-"}, Options{Stdin: in})); diff != "" {
				t.Errorf("as a stream (-want +got):\n%s", diff)
			}
		})
	}
}

// summary is what came of inputs in the form of TestSuites.
func summary(t *testing.T, inputs []string, opts Options) []string {
	t.Helper()
	var got []string
	progress := new(Progress)
	opts.Progress = progress
	for src, err := range Sources(t.Context(), inputs, opts) {
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v is no *Error", err)
			}
			got = append(got, fmt.Sprintf("! %d @%d %s", e.Record, e.Offset, e.Message))
			continue
		}
		line := fmt.Sprintf("%d @%d %s %d %d", src.Index, src.Offset, src.URL, src.Status, len(src.Data))
		if src.Truncated {
			line += " (" + src.Truncation + ")"
		}
		got = append(got, line)
		if src.Release != nil {
			src.Release()
		}
	}
	for _, p := range progress.Passed() {
		got = append(got, fmt.Sprintf("%d %s", p.Count, p.Reason))
	}
	return got
}
