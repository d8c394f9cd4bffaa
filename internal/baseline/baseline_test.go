package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

const (
	printA = "00000000000000aa"
	printB = "00000000000000bb"
)

var (
	checkA = &check.Check{ID: "og/title-missing", Severity: check.Error}
	checkB = &check.Check{ID: "site/duplicate-title", Severity: check.Warning}
)

func finding(c *check.Check, print string) checks.Finding {
	return checks.Finding{Check: c, Severity: c.Severity, Fingerprint: print, Subject: "og:title", Message: "it is wrong; because; mend it"}
}

func result(name string, findings ...checks.Finding) *checks.Result {
	return &checks.Result{Name: name, Findings: findings}
}

func entry(page Page, c *check.Check, print string, number int) Entry {
	return Entry{page, c.ID, print, number, "og:title", "it is wrong"}
}

func scope(gone ...string) Scope {
	return Scope{
		Checks: map[string]bool{checkA.ID: true, checkB.ID: true},
		Wide:   map[string]bool{checkB.ID: true},
		Gone: func(name string) bool {
			for _, g := range gone {
				if g == name {
					return true
				}
			}
			return false
		},
	}
}

func write(t *testing.T, b *Baseline) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func states(r *checks.Result) string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.State.String())
	}
	return strings.Join(list, " ")
}

func TestFile(t *testing.T) {
	hostile := Page{"#a\tb\\c#\n\x1b[2J\xff\u202e.html", "https://example.org/#x\ty"}
	b := New([]Entry{
		{Page{"b.html", ""}, checkA.ID, printA, 2, "", ""},
		{Page{"b.html", ""}, checkA.ID, printA, 1, "", ""},
		{hostile, checkA.ID, printB, 1, "a\tb", "\\u{202E} and\r\n"},
		{Page{"a.html", ""}, checkB.ID, printA, 1, "title", "é “x”"},
		{Page{"a.html", ""}, checkA.ID, printB, 1, "", ""},
		{Page{"a.html", ""}, checkA.ID, printB, 1, "", ""},
	})
	text := write(t, b)
	want := headerStart + "1\n" + headerRest +
		`\#a\tb\\c\#\n\u{1B}[2J\xFF\u{202E}.html#https://example.org/#x\ty` + "\t" + checkA.ID + "\t" + printB + "\ta\\tb\t\\\\u{202E} and\\r\\n\n" +
		"a.html\t" + checkA.ID + "\t" + printB + "\t\t\n" +
		"a.html\t" + checkB.ID + "\t" + printA + "\ttitle\té “x”\n" +
		"b.html\t" + checkA.ID + "\t" + printA + "\t\t\n" +
		"b.html\t" + checkA.ID + "\t" + printA + "-2\t\t\n"
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for name, as := range map[string]string{
		"as written": text,
		"CR LF":      strings.ReplaceAll(text, "\n", "\r\n"),
		"BOM":        "\uFEFF" + text,
		"no end":     strings.TrimSuffix(text, "\n"),
		"unsorted":   unsorted(text),
		"notes":      strings.Replace(text, "a.html", "# a note\n\na.html", 1),
		"a line twice, as a union merge leaves it": text + "b.html\t" + checkA.ID + "\t" + printA + "\t\t\n",
	} {
		again, err := Read(strings.NewReader(as))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(b.Entries(), again.Entries()); diff != "" {
			t.Errorf("%s: -written +read\n%s", name, diff)
		}
	}
	if b.Len() != 5 || b.Pages() != 3 {
		t.Errorf("%d entries on %d pages", b.Len(), b.Pages())
	}
}

func unsorted(text string) string {
	lines := strings.SplitAfter(text, "\n")
	lines[3], lines[6] = lines[6], lines[3]
	return strings.Join(lines, "")
}

func TestDamagedFiles(t *testing.T) {
	head := headerStart + "1\n"
	good := "a.html\tog/title-missing\t" + printA + "\t\t\n"
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "line 1: the file is empty"},
		{"another file", "<!DOCTYPE html>\n", "line 1: this is no baseline"},
		{"no version", headerStart + "x\n", `line 1: "x" is no version`},
		{"newer", headerStart + "2\nwhatever\n", "version 2, which a newer metacheck wrote"},
		{"cut", head + good + "a.html\tog/tit", "line 3: an entry has 5 fields"},
		{"cut fingerprint", head + "a.html\tog/title-missing\t00aa\t\t\n", `line 2: "00aa" is no fingerprint`},
		{"number", head + "a.html\tog/title-missing\t" + printA + "-0\t\t\n", "is no fingerprint"},
		{"check", head + "a.html\tOG\t" + printA + "\t\t\n", `line 2: "OG" is no id of a check`},
		{"no page", head + "\tog/title-missing\t" + printA + "\t\t\n", "names no page"},
		{"merge", head + good + "<<<<<<< HEAD\n", "line 3: a merge was left unfinished"},
		{"escape", head + `a\q.html` + "\tog/title-missing\t" + printA + "\t\t\n", `line 2: "\\q`},
		{"escape at the end", head + "a.html\tog/title-missing\t" + printA + "\t\t\\", "is no escape"},
		{"escape of no character", head + `a\u{FFFFFFF}.html` + "\tog/title-missing\t" + printA + "\t\t\n", "is no escape"},
		{"control character", head + "a\x00.html\tog/title-missing\t" + printA + "\t\t\n", "control character"},
		{"not UTF-8", head + "a\xff.html\tog/title-missing\t" + printA + "\t\t\n", "line 2: the line is not UTF-8"},
		{"long line", head + good + strings.Repeat("x", 100_000), "line 3: the line is longer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Read(strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v and error %v, want an error with %q", b, err, tt.want)
			}
		})
	}
	if _, err := Read(failing{}); !errors.Is(err, errFailing) {
		t.Errorf("the reader's error became %v", err)
	}
}

var errFailing = errors.New("broken disk")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errFailing }

func TestMarks(t *testing.T) {
	page := Page{Name: "a.html"}
	known := New([]Entry{entry(page, checkA, printA, 1), entry(page, checkA, printB, 1)})
	r := NewRun(known, scope(), false)
	suppressed := finding(checkA, printA)
	suppressed.Suppressed = &checks.Suppression{Reason: "x"}
	res := result("a.html", suppressed, finding(checkA, printA+"-2"), finding(checkA, printA+"-3"), finding(checkB, printA))
	r.Add(page, res)
	if got := states(res); got != " unchanged new new" {
		t.Errorf("states are %q", got)
	}
	other := result("b.html", finding(checkA, printA))
	r.Add(Page{Name: "b.html"}, other)
	if got := states(other); got != "new" {
		t.Errorf("on another page the state is %q", got)
	}
	fixed := r.Fixed(true, Page.String)
	want := []checks.Fixed{{Page: "a.html", Check: checkA.ID, Subject: "og:title", Message: "it is wrong", Fingerprint: printB}}
	if diff := cmp.Diff(want, fixed); diff != "" {
		t.Errorf("fixed: -want +got\n%s", diff)
	}
}

// TestScope holds what is fixed, and what an update takes out, when a run did
// not see all.
func TestScope(t *testing.T) {
	a, b, gone := Page{Name: "a.html"}, Page{Name: "b.html"}, Page{Name: "gone.html"}
	rec := func(s string) Page { return Page{"pages.jsonl", s} }
	for _, tt := range []struct {
		name    string
		known   []Entry
		scope   func(*Scope)
		results []*checks.Result
		want    string // fixed
		cut     bool   // the run was cut short
	}{
		{"page linted", []Entry{entry(a, checkA, printA, 1)}, nil, []*checks.Result{result("a.html")}, "a.html", false},
		{"page linted, run cut short", []Entry{entry(a, checkA, printA, 1)}, nil, []*checks.Result{result("a.html")}, "a.html", true},
		{"page not linted", []Entry{entry(b, checkA, printA, 1)}, nil, []*checks.Result{result("a.html")}, "", false},
		{"page gone", []Entry{entry(gone, checkA, printA, 1)}, nil, []*checks.Result{result("a.html")}, "gone.html", false},
		{"page gone, run cut short", []Entry{entry(gone, checkA, printA, 1)}, nil, []*checks.Result{result("a.html")}, "", true},
		{"page failed", []Entry{entry(a, checkA, printA, 1)}, nil, []*checks.Result{{Name: "a.html", Err: errFailing}}, "", false},
		{"page with too many findings", []Entry{entry(a, checkA, printA, 1)}, nil, []*checks.Result{{Name: "a.html", Dropped: 1}}, "", false},
		{"check broke", []Entry{entry(a, checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "a.html", Failures: []checks.Failure{{Check: checkA.ID}}}}, "", false},
		{"check did not run", []Entry{entry(a, checkA, printA, 1)}, func(s *Scope) { delete(s.Checks, checkA.ID) },
			[]*checks.Result{result("a.html")}, "", false},
		{"one of two", []Entry{entry(a, checkA, printA, 1), entry(a, checkA, printA, 2)}, nil,
			[]*checks.Result{result("a.html", finding(checkA, printA))}, "a.html", false},
		{"over pages, all linted", []Entry{entry(a, checkB, printA, 1), entry(b, checkA, printB, 1)}, nil,
			[]*checks.Result{result("a.html"), result("b.html", finding(checkA, printB))}, "a.html", false},
		{"over pages, one not linted", []Entry{entry(a, checkB, printA, 1), entry(b, checkA, printB, 1)}, nil,
			[]*checks.Result{result("a.html")}, "", false},
		{"over pages, a late result", []Entry{entry(a, checkB, printA, 1)}, nil,
			[]*checks.Result{result("a.html"), {Name: "a.html", Late: true, Findings: []checks.Finding{finding(checkB, printA)}}}, "", false},
		{"over pages, the check broke on the last", []Entry{entry(a, checkB, printA, 1)}, nil,
			[]*checks.Result{result("a.html"), {Name: "<site>", Late: true, Failures: []checks.Failure{{Check: checkB.ID}}}}, "", false},
		{"over pages, too many findings", []Entry{entry(a, checkB, printA, 1)}, nil,
			[]*checks.Result{result("a.html"), {Name: "<site>", Late: true, Dropped: 1}}, "", false},
		{"on the sitemap", []Entry{entry(a, checkA, printA, 1), entry(Page{Name: "sitemap.xml"}, checkB, printA, 1)}, nil,
			[]*checks.Result{result("a.html", finding(checkA, printA))}, "sitemap.xml", false},
		{"on the configuration, a page not linted", []Entry{entry(Page{Name: ".metacheck.yaml"}, checkA, printA, 1), entry(b, checkA, printA, 1)}, nil,
			[]*checks.Result{result("a.html")}, "", false},
		{"record linted", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "pages.jsonl", Index: 9, URL: "https://example.org/"}}, "pages.jsonl#https://example.org/", false},
		{"record without address", []Entry{entry(rec("2"), checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "pages.jsonl", Index: 2, Findings: []checks.Finding{finding(checkA, printA)}}}, "", false},
		{"record left the archive", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "pages.jsonl", Index: 1, URL: "https://example.org/b"}}, "pages.jsonl#https://example.org/", false},
		{"record maybe among those not read", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, func(s *Scope) { s.Partial = true },
			[]*checks.Result{{Name: "pages.jsonl", Index: 1, URL: "https://example.org/b"}}, "", false},
		{"record maybe the one that failed", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "pages.jsonl", Index: 1, URL: "https://example.org/b"}, {Name: "pages.jsonl", Index: 2, Err: errFailing}}, "", false},
		{"archive broke off", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, nil,
			[]*checks.Result{{Name: "pages.jsonl", Index: 1, URL: "https://example.org/b"}, {Name: "pages.jsonl", Err: errFailing}}, "", false},
		{"two captures of a page", []Entry{entry(rec("https://example.org/"), checkA, printA, 1)}, nil,
			[]*checks.Result{
				{Name: "pages.jsonl", Index: 1, URL: "https://example.org/", Findings: []checks.Finding{finding(checkA, printA)}},
				{Name: "pages.jsonl", Index: 2, URL: "https://example.org/"},
			}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			known := New(tt.known)
			for _, collect := range []bool{false, true} {
				s := scope("gone.html")
				if tt.scope != nil {
					tt.scope(&s)
				}
				r := NewRun(known, s, collect)
				for _, res := range tt.results {
					res := *res // marked anew in each round
					r.Add(PageOf(res.Name, &res), &res)
				}
				var fixed []string
				for _, f := range r.Fixed(!tt.cut, Page.String) {
					fixed = append(fixed, f.Page)
				}
				if got := strings.Join(fixed, " "); got != tt.want {
					t.Errorf("fixed (collect %t): %q, want %q", collect, got, tt.want)
				}
				if !collect || tt.cut {
					continue
				}
				next, change := r.Update(known)
				if change != (Change{0, len(fixed)}) || next.Len() != known.Len()-len(fixed) {
					t.Errorf("update: %+v, %d entries of %d left", change, next.Len(), known.Len())
				}
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	a, b := Page{Name: "a.html"}, Page{Name: "b.html"}
	old := entry(a, checkA, printA, 1)
	old.Message = "the words of last year"
	r := NewRun(New([]Entry{old}), scope(), true)
	r.Add(a, result("a.html", finding(checkA, printA), finding(checkA, printA+"-2"), finding(checkA, printB)))
	// Another run has added a page in the meantime, and taken one entry out.
	next, change := r.Update(New([]Entry{old, entry(b, checkA, printB, 1)}))
	want := []Entry{old, entry(a, checkA, printA, 2), entry(a, checkA, printB, 1), entry(b, checkA, printB, 1)}
	if diff := cmp.Diff(want, next.Entries()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if change != (Change{2, 0}) {
		t.Errorf("change is %+v", change)
	}
	again := NewRun(next, scope(), true)
	again.Add(a, result("a.html", finding(checkA, printA), finding(checkA, printA+"-2"), finding(checkA, printB)))
	same, change := again.Update(next)
	if write(t, same) != write(t, next) || change != (Change{}) {
		t.Errorf("the same run changed the file: %+v", change)
	}
	// A baseline that began empty is the same as one that grew.
	fresh := NewRun(New(nil), scope(), true)
	fresh.Add(b, result("b.html", finding(checkA, printB)))
	fresh.Add(a, result("a.html", finding(checkA, printB), finding(checkA, printA)))
	got, _ := fresh.Update(New(nil))
	if diff := cmp.Diff(New([]Entry{entry(a, checkA, printA, 1), entry(a, checkA, printB, 1), entry(b, checkA, printB, 1)}).Entries(), got.Entries()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestMerge holds that the entries of two branches, put together in any order,
// are the baseline of both.
func TestMerge(t *testing.T) {
	a, b := Page{Name: "a.html"}, Page{Name: "b.html"}
	one := New([]Entry{entry(a, checkA, printA, 1), entry(a, checkA, printA, 2)})
	two := New([]Entry{entry(a, checkA, printA, 1), entry(b, checkA, printA, 1)})
	_, entries, _ := strings.Cut(write(t, two), headerRest)
	merged, err := Read(strings.NewReader(write(t, one) + entries))
	if err != nil {
		t.Fatal(err)
	}
	if merged.Len() != 3 {
		t.Errorf("%d entries: %s", merged.Len(), write(t, merged))
	}
}

func TestLongNames(t *testing.T) {
	long := strings.Repeat("é", 5000)
	res := func(url string) *checks.Result {
		return &checks.Result{Name: "pages.jsonl", Index: 1, URL: url, Findings: []checks.Finding{finding(checkA, printA)}}
	}
	r := NewRun(New(nil), scope(), true)
	for _, end := range []string{"a", "b"} {
		one := res(long + end)
		one.Findings[0].Subject = long
		one.Findings[0].Message = long
		r.Add(PageOf(one.Name, one), one)
	}
	b, _ := r.Update(New(nil))
	again, err := Read(strings.NewReader(write(t, b)))
	if err != nil || again.Len() != 2 || again.Pages() != 2 {
		t.Fatalf("%v, %v", again, err)
	}
}

// TestLinear holds that a large baseline is read and judged in a time that
// grows with its size.
func TestLinear(t *testing.T) {
	var entries []Entry
	for i := range 100_000 {
		entries = append(entries, entry(Page{Name: fmt.Sprintf("p%d.html", i/4)}, checkA, fmt.Sprintf("%016x", i%4), 1))
	}
	b, err := Read(strings.NewReader(write(t, New(entries))))
	if err != nil {
		t.Fatal(err)
	}
	r := NewRun(b, scope(), false)
	for i := range 25_000 {
		res := result(fmt.Sprintf("p%d.html", i), finding(checkA, fmt.Sprintf("%016x", 1)))
		r.Add(PageOf(res.Name, res), res)
		if states(res) != "unchanged" {
			t.Fatal(states(res))
		}
	}
	if n := len(r.Fixed(true, Page.String)); n != 75_000 {
		t.Errorf("%d are fixed", n)
	}
}

func TestFault(t *testing.T) {
	for message, want := range map[string]string{
		`the title "A; B" is long; nobody reads it; shorten it`: `the title "A; B" is long`,
		`one part "x"`: `one part "x"`,
		"":             "",
	} {
		if got := fault(message); got != want {
			t.Errorf("%q: got %q, want %q", message, got, want)
		}
	}
}

// FuzzRead holds that what is read can be written, and reads the same.
func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	b := New([]Entry{entry(Page{"a#\t\\.html", "https://example.org/#x"}, checkA, printA, 2)})
	if err := b.Write(&out); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(headerStart + "1\n\\u{202E}#\tog/x\t" + printA + "-3\t\\x00\t\\"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, err := Read(strings.NewReader(write(t, b)))
		if err != nil {
			t.Fatalf("what was written does not read: %v\n%s", err, write(t, b))
		}
		if diff := cmp.Diff(b.Entries(), again.Entries()); diff != "" {
			t.Error(diff)
		}
	})
}
