package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// results are two pages and an input that could not be read: places of every
// kind, and page text that is hostile in a terminal.
func results() []*checks.Result {
	title := &check.Check{ID: "test/title", Severity: check.Error, Title: "Title is `wrong`", Why: "Because of <b>.", Fix: "Mend *it*.",
		References: []string{"https://example.org/"}, Bad: "<title>", Good: "<title>x", Since: "0.1.0"}
	note := &check.Check{ID: "test/note", Severity: check.Info, Off: true, Title: "Note", Why: "Why.", Fix: "Fix.",
		Lower: check.Lower{}, Options: []check.Option{{Name: "max", Doc: "the most", Default: 7}}}
	src := "<html>\n<title>日本 caf\u00e9\x1b[31m \u202e\U0001F600 x</title>\n" + strings.Repeat("a", 300) + "\"long\"" + strings.Repeat("b", 300)
	file := text.NewFile(src, 0)
	place := func(s, excerpt string, caret, width int) checks.Place {
		i := strings.Index(src, s)
		return checks.Place{Known: true, Start: file.Position(i), End: file.Position(i + len(s)),
			Excerpt: checks.Excerpt{Text: excerpt, Caret: caret, Width: width}}
	}
	line := file.Line(2)
	return []*checks.Result{
		{Name: "a/b c.html", URL: "https://example.org/\x1b]0;x\a", Findings: []checks.Finding{
			{Check: title, Severity: check.Error, Message: "the title \"\x1b[2J\" is wrong", Subject: "title", Fingerprint: "0123456789abcdef",
				Place: place("caf\u00e9", line, 10, 4),
				Facts: []check.Fact{{Name: "title", Value: "<&>\x1b"}},
				Related: []checks.RelatedPlace{
					{Place: place("x</title>", line, 23, 1), Message: "here, too"},
					{Place: checks.Place{Outside: "header Link"}, Message: "and there"},
				}},
			{Check: note, Severity: check.Info, Message: "a long line", Subject: "x", Fingerprint: "0123456789abcde0",
				Place: place("\"long\"", "…"+strings.Repeat("a", 20)+"\"long\""+strings.Repeat("b", 20)+"…", 21, 6)},
		}, Dropped: 3},
		{Name: "fine.html"},
		{Name: "gone.html", Err: errors.New("no such file")},
		{Name: "records.jsonl", Index: 2, Findings: []checks.Finding{
			{Check: note, Severity: check.Warning, Message: "no place at all", Fingerprint: "0000000000000000"},
			{Check: note, Severity: check.Warning, Message: "beside the page", Fingerprint: "0000000000000001", Place: checks.Place{Outside: "record title"}},
		}},
	}
}

func TestGolden(t *testing.T) {
	for _, test := range []struct {
		file, format string
		opts         Options
	}{
		{"text.golden", "text", Options{}},
		{"color.golden", "text", Options{Color: true}},
		{"quiet.golden", "text", Options{Quiet: true}},
		{"json.golden", "json", Options{}},
	} {
		t.Run(test.file, func(t *testing.T) {
			var b bytes.Buffer
			rep, err := New(test.format, &b, test.opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results() {
				if err := rep.Page(r); err != nil {
					t.Fatal(err)
				}
			}
			if err := rep.Close(&Ending{Complete: true}); err != nil {
				t.Fatal(err)
			}
			golden(t, test.file, b.Bytes())
			if !test.opts.Color && bytes.ContainsRune(b.Bytes(), 0x1b) {
				t.Error("an escape code of the page reached the output")
			}
			if test.format == "json" && !json.Valid(b.Bytes()) {
				t.Error("the output is no JSON")
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("output differs; -update rewrites it (-want +got)\n%s", diff)
	}
}

func TestEmptyRun(t *testing.T) {
	for _, format := range Formats {
		var b bytes.Buffer
		rep, err := New(format.Name, &b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := rep.Close(&Ending{Complete: true}); err != nil {
			t.Fatal(err)
		}
		golden(t, "empty."+format.Name+".golden", b.Bytes())
	}
}

// failing is a writer that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrors(t *testing.T) {
	for _, format := range Formats {
		rep, err := New(format.Name, failing{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := rep.Page(results()[0]); err == nil {
			t.Errorf("%s: the error of the writer is lost", format.Name)
		}
		if err := rep.Close(&Ending{Complete: true}); err == nil {
			t.Errorf("%s: the error of the writer is lost at the end", format.Name)
		}
	}
	if _, err := New("nonsense", failing{}, Options{}); err == nil {
		t.Error("an unknown format is taken")
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "tab\tbed": "tab bed", "\x1b[31m": `\u{001B}[31m`, "a\r\nb": `a\u{000D}\u{000A}b`,
		"\u202etfel": `\u{202E}tfel`, "caf\u00e9 日本 \U0001F600": "café 日本 \U0001F600", "zero\u200bwidth": `zero\u{200B}width`,
		"\u0085\u009b": `\u{0085}\u{009B}`, "nb\u00a0sp": "nb sp", "e\u0301": "e\u0301", "\x7f": `\u{007F}`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	var b bytes.Buffer
	for _, c := range []*check.Check{results()[0].Findings[0].Check, results()[0].Findings[1].Check} {
		if err := Explain(&b, c); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "explain.golden", b.Bytes())
	b.Reset()
	list := []*check.Check{results()[0].Findings[0].Check, results()[0].Findings[1].Check}
	if err := ListMarkdown(&b, list); err != nil {
		t.Fatal(err)
	}
	golden(t, "markdown.golden", b.Bytes())
}
