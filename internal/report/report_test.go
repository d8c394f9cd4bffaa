package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
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
	title := &check.Check{ID: "test/title", Severity: check.Error, Title: "Title is `wrong`", Why: "Because of <b>.", Impact: "browsers show <b>", Fix: "Mend *it*.",
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
	line := strings.Split(src, "\n")[1]
	return []*checks.Result{
		{Name: "a/b c.html", URL: "https://example.org/\x1b]0;x\a", Findings: []checks.Finding{
			{Check: title, Severity: check.Error, Message: "the title \"\x1b[2J\" is wrong", Help: "write \"\x1b[0m\"", Subject: "title", Fingerprint: "0123456789abcdef",
				Place: place("caf\u00e9", line, 10, 4),
				Facts: []check.Fact{{Name: "title", Value: "<&>\x1b"}},
				Related: []checks.RelatedPlace{
					{Place: place("x</title>", line, 23, 1), Message: "here, too"},
					{Place: checks.Place{Outside: "header Link"}, Message: "and there"},
				}},
			{Check: note, Severity: check.Info, Message: "a long line", Impact: "nobody reads \"long\"", Subject: "x", Fingerprint: "0123456789abcde0",
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

// standingRun are the results of a run against a baseline: findings of every
// state, pages of every kind, and what is hostile in one format or another.
func standingRun() ([]*checks.Result, *Ending) {
	title := &check.Check{ID: "test/title", Severity: check.Error, Title: "Title is `wrong`", Why: "Because of <b> and [this](that), {0}.", Impact: "browsers show <b> and [this](that), {0}", Fix: "Mend *it*.",
		Exceptions: "None.", References: []string{"https://example.org/"}, Bad: "<title>", Good: "<title>x", Since: "0.1.0"}
	hostile := &check.Check{ID: "test/hostile-text", Severity: check.Warning, Title: "Hostile", Why: "Why.", Fix: "Fix.", Since: "0.1.0"}
	note := &check.Check{ID: "test/note", Severity: check.Info, Off: true, Title: "Note", Why: "Why.", Fix: "Fix.", Since: "0.1.0"}
	src := "<html>\n<p>\U0001F600\U0001F600</p><title>x</title>\n<p>\n</p>\n"
	file := text.NewFile(src, 0)
	place := func(s string) checks.Place {
		i := strings.Index(src, s)
		p := checks.Place{Known: true, Start: file.Position(i), End: file.Position(i + len(s))}
		p.Excerpt = checks.Excerpt{Text: strings.Split(src, "\n")[p.Start.Line-1], Caret: p.Start.Column - 1, Width: max(1, p.End.Column-p.Start.Column)}
		return p
	}
	says := func(text string) string { return "the title " + check.Quote(text) + " is of no use" }
	write := func(text string) string { return "write " + check.Quote(text) + " in its place" }
	return []*checks.Result{
			{Name: "site/a b,c:%0A.html", URL: "https://example.org/a?b=1&c", Findings: []checks.Finding{
				{Check: title, Severity: check.Error, Message: says("x ]]> <b> & %0A::error file=x::y\n::warning::z"), Help: write("]]> {0} & [a](b)"), Subject: "title", Value: "x", Fingerprint: "0000000000000001",
					Place: place("<title>"), State: checks.StateNew, Facts: []check.Fact{{Name: "title", Value: "]]>\x1b"}},
					Related: []checks.RelatedPlace{
						{Place: place("<p>\n"), Message: "it stands " + check.Quote("| here `|`") + ", too"},
						{Page: "site/b.html", Place: place("<html>"), Message: "and on another page"},
						{Page: "old.jsonl#12", Place: checks.Place{Outside: "record title"}, Message: "and in a record"},
					}},
				{Check: hostile, Severity: check.Warning, Message: says("| `` @somebody #1 \u202etfel [a](https://example.com/ \"x\") {0} <script>"), Impact: "readers of " + check.Quote("@somebody | #1") + " see it", Help: write("::error::"), Subject: "p", Fingerprint: "0000000000000002",
					Place: place("<p>\n"), State: checks.StateNew},
				{Check: hostile, Severity: check.Warning, Message: "the key @id or #1 of [a](b) is {0} and {{name}}", Subject: "p", Fingerprint: "0000000000000003",
					State: checks.StateNew},
				{Check: note, Severity: check.Info, Message: "a note of old", Subject: "p", Fingerprint: "0000000000000004", Place: place("</title>"), State: checks.StateUnchanged},
				{Check: note, Severity: check.Info, Message: "a note that may stay", Subject: "p", Fingerprint: "0000000000000005", Place: place("</title>"), State: checks.StateNew,
					Suppressed: &checks.Suppression{Reason: "agreed --> with ]]> \x1b[31m", Until: "2026-12-31", Line: 3}},
				{Check: title, Severity: check.Error, Message: "an error that may stay", Subject: "title", Fingerprint: "0000000000000001-2", Place: place("<title>"), State: checks.StateNew,
					Suppressed: &checks.Suppression{External: true, Source: "conf/.metacheck.yaml", Line: 8}},
			}},
			{Name: "site/b.html"},
			{Name: "gone\x1b.html", Err: errors.New("no such <file>")},
			{Name: "old.jsonl", Index: 12, URL: "https://example.com/old", Findings: []checks.Finding{
				{Check: title, Severity: check.Error, Message: says("\U0001F600 & \xff"), Help: write("\xff"), Subject: "title", Preview: true, Fingerprint: "0000000000000001", Place: place("<title>"), State: checks.StateNew},
				{Check: hostile, Severity: check.Info, Message: "beside the page", Fingerprint: "0000000000000006", Place: checks.Place{Outside: "header Link"}, State: checks.StateNew},
			}, Dropped: 2, Failures: []checks.Failure{{Check: "test/note", Err: "index out of range", Stack: "goroutine 1"}}},
			{Name: "<stdin>", Findings: []checks.Finding{
				{Check: note, Severity: check.Info, Message: "a note", Subject: "html", Fingerprint: "0000000000000007", Place: place("<html>"), State: checks.StateNew,
					Fixes: []check.Fix{{Title: "remove it", Safe: true, Edits: []check.Edit{{Start: 0, End: 6, New: "\x1b"}}}}}}},
			{Name: "site/b.html", Late: true, Findings: []checks.Finding{
				{Check: title, Severity: check.Error, Message: "a title that another page has", Subject: "title", Fingerprint: "0000000000000008", Place: place("<title>"), State: checks.StateNew,
					Related: []checks.RelatedPlace{{Page: "site/a b,c:%0A.html", Place: place("<title>"), Message: "here, too"}}}}},
		}, &Ending{Complete: true, Fixed: []checks.Fixed{
			{Page: "site/b.html", Check: "test/title", Subject: "title", Message: says("<fixed> | `"), Fingerprint: "0000000000000009"},
			{Page: "site/b.html", Check: "test/title", Subject: "title", Fingerprint: "000000000000000a"},
		}}
}

// ran are the checks of results, in their order.
func ran(results []*checks.Result) []*check.Check {
	var list []*check.Check
	for _, r := range results {
		for _, f := range r.Findings {
			if !slices.Contains(list, f.Check) {
				list = append(list, f.Check)
			}
		}
	}
	return list
}

// write is what a format makes of results.
func write(t testing.TB, format string, opts Options, results []*checks.Result, ending *Ending) string {
	t.Helper()
	var b bytes.Buffer
	rep, err := New(format, &b, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := rep.Page(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := rep.Close(ending); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, test := range []struct {
		file, format string
		opts         Options
	}{
		{"text.golden", "text", Options{}},
		{"color.golden", "text", Options{Color: true}},
		{"links.golden", "text", Options{Color: true, Links: true}},
		{"quiet.golden", "text", Options{Quiet: true}},
		{"json.golden", "json", Options{}},
	} {
		t.Run(test.file, func(t *testing.T) {
			out := write(t, test.format, test.opts, results(), &Ending{Complete: true})
			if !test.opts.Color {
				wellFormed(t, test.format, out)
			}
			golden(t, test.file, []byte(out))
			if !test.opts.Color && strings.ContainsRune(out, 0x1b) {
				t.Error("an escape code of the page reached the output")
			}
		})
	}
}

// TestStanding writes one run in every format.
func TestStanding(t *testing.T) {
	results, ending := standingRun()
	all := Options{FailOn: check.Error, Checks: ran(results), Dir: "/srv/web", Root: "/srv"}
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			out := write(t, format.Name, all, results, ending)
			wellFormed(t, format.Name, out)
			golden(t, "standing."+format.Name+".golden", []byte(out))
			cut := write(t, format.Name, all, results[:1], &Ending{})
			wellFormed(t, format.Name, cut)
			says := strings.Contains(cut, cutShort) || strings.Contains(cut, `"complete":false`)
			if !says && format.Name != "gitlab" {
				t.Errorf("nothing says that the run was cut short:\n%s", cut)
			}
		})
	}
	show := all
	show.ShowSuppressed, show.ShowUnchanged = true, true
	golden(t, "standing.shown.golden", []byte(write(t, "text", show, results, ending)))
	show.Quiet = true
	golden(t, "standing.quiet.golden", []byte(write(t, "text", show, results, ending)))
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
		err = rep.Page(results()[0])
		// Two formats write at the end.
		if late := format.Name == "github" || format.Name == "markdown"; (err == nil) != late {
			t.Errorf("%s: the error of the writer for a page is %v", format.Name, err)
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
