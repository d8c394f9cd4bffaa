package checks

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// with returns a linter of the given checks.
func with(t *testing.T, settings Settings, list ...*check.Check) *Linter {
	t.Helper()
	l, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	l.running = nil
	for _, c := range list {
		l.running = append(l.running, &running{Check: c})
	}
	return l
}

func TestPanicIsContained(t *testing.T) {
	breaks := &check.Check{ID: "test/breaks", Severity: check.Error, Run: func(*check.Pass) {
		var none []int
		_ = none[len(none)]
	}}
	finds := &check.Check{ID: "test/finds", Severity: check.Info, Run: func(p *check.Pass) {
		p.Report(text.FromTag(p.Page.HTML), "found")
	}}
	r := with(t, Settings{}, breaks, finds).Lint(Source{Name: "x", Data: []byte("<p>x")})
	if len(r.Failures) != 1 || r.Failures[0].Check != "test/breaks" || !strings.Contains(r.Failures[0].Err, "out of range") {
		t.Errorf("failures are %+v", r.Failures)
	}
	if len(r.Findings) != 1 {
		t.Errorf("the other check found %d, want 1", len(r.Findings))
	}
}

func TestFindingsAreBounded(t *testing.T) {
	many := &check.Check{ID: "test/many", Severity: check.Info, Run: func(p *check.Pass) {
		for range 5000 {
			p.Report(text.FromTag(p.Page.HTML), "again")
		}
	}}
	r := with(t, Settings{}, many).Lint(Source{Name: "x", Data: []byte("<p>x")})
	if len(r.Findings) != 1000 || r.Dropped != 4000 {
		t.Errorf("%d findings, %d dropped", len(r.Findings), r.Dropped)
	}
	if a, b := r.Findings[0].Fingerprint, r.Findings[1].Fingerprint; b != a+"-2" {
		t.Errorf("fingerprints of equal findings are %s and %s", a, b)
	}
}

// TestFingerprint holds that a finding keeps its name when the page around it
// moves.
func TestFingerprint(t *testing.T) {
	l, err := New(Settings{Only: []string{"head/meta-empty"}, Positions: true})
	if err != nil {
		t.Fatal(err)
	}
	name := func(html string) string {
		t.Helper()
		r := l.Lint(Source{Name: "x", Data: []byte(html)})
		if len(r.Findings) != 1 {
			t.Fatalf("%d findings on %q", len(r.Findings), html)
		}
		return r.Findings[0].Fingerprint
	}
	a := name(`<head><meta name="author" content=""></head>`)
	b := name("<!-- more -->\n\n<head>\n<title>x</title>\n   <meta   content=''   name=\"author\" ></head>")
	c := name(`<head><meta name="publisher" content=""></head>`)
	if a != b {
		t.Errorf("the finding moved and is called %s instead of %s", b, a)
	}
	if a == c {
		t.Error("findings about two names are called the same")
	}
}

func pagesOf(n int) iter.Seq2[Source, error] {
	return func(yield func(Source, error) bool) {
		for i := range n {
			src := Source{Name: fmt.Sprintf("p%d", i), Data: []byte(strings.Repeat("<p>x", (n-i)%17*200))}
			var err error
			if i%10 == 7 {
				err = errors.New("cannot read")
			}
			if !yield(src, err) {
				return
			}
		}
	}
}

// TestRunKeepsOrder holds that results come in the order of the input, errors
// among them, whatever the number of workers.
func TestRunKeepsOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	l, err := New(Settings{Positions: true})
	if err != nil {
		t.Fatal(err)
	}
	var want string
	for _, workers := range []int{1, 2, 7} {
		var b strings.Builder
		err := l.Run(context.Background(), pagesOf(100), workers, func(r *Result) error {
			fmt.Fprintf(&b, "%s %d %v\n", r.Label(), len(r.Findings), r.Err)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = b.String()
		}
		if b.String() != want || strings.Count(want, "\n") != 100 || strings.Count(want, "cannot read") != 10 {
			t.Errorf("%d workers: results differ", workers)
		}
	}
}

func TestRunStops(t *testing.T) {
	defer goleak.VerifyNone(t)
	l, err := New(Settings{})
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	n := 0
	err = l.Run(context.Background(), pagesOf(1000), 3, func(*Result) error {
		n++
		if n == 5 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 5 {
		t.Errorf("error is %v after %d results, want disk full after 5", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = l.Run(ctx, pagesOf(1_000_000), 3, func(*Result) error {
		n++
		if n == 20 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n < 20 || n > 40 {
		t.Errorf("error is %v after %d results, want canceled soon after 20", err, n)
	}
}

// TestRunEnds holds that End ends a run at its place in the stream, with its
// error and after all results before it.
func TestRunEnds(t *testing.T) {
	defer goleak.VerifyNone(t)
	l, err := New(Settings{})
	if err != nil {
		t.Fatal(err)
	}
	outside := errors.New("not here")
	for _, workers := range []int{1, 2, 8} {
		for _, at := range []int{0, 1, 57} {
			n := 0
			err := l.Run(context.Background(), func(yield func(Source, error) bool) {
				i := 0
				for src, err := range pagesOf(100) {
					if i++; i > at {
						err = End(outside)
					}
					if !yield(src, err) {
						return
					}
				}
			}, workers, func(*Result) error { n++; return nil })
			if err != outside || n != at {
				t.Errorf("%d workers: error %v after %d results, want %v after %d", workers, err, n, outside, at)
			}
		}
	}
}

func TestSettings(t *testing.T) {
	count := func(s Settings) int {
		t.Helper()
		l, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		return len(l.Running())
	}
	all := len(All())
	diffs := 0
	for _, c := range All() {
		if c.RunDiff != nil {
			diffs++
		}
	}
	if n := count(Settings{Only: []string{"*"}, Diff: true}); n != diffs || n == 0 {
		t.Errorf("%d checks compare two builds, want %d", n, diffs)
	}
	all -= diffs
	if n := count(Settings{Only: []string{"*"}}); n != all {
		t.Errorf("all checks are %d, want %d", n, all)
	}
	if n := count(Settings{}); n >= all || n < all/2 {
		t.Errorf("%d of %d checks are on by default", n, all)
	}
	og := count(Settings{Only: []string{"og"}})
	if n := count(Settings{Only: []string{"og/*"}}); n != og || og < 10 {
		t.Errorf("og is %d checks, og/* %d", og, n)
	}
	if n := count(Settings{Only: []string{"og"}, Skip: []string{"og/title-missing"}}); n != og-1 {
		t.Errorf("og without one is %d, want %d", n, og-1)
	}
	for _, bad := range []Settings{
		{Only: []string{"og/nothing"}}, {Skip: []string{"og/z*"}}, {Only: []string{"[x"}},
		{Severities: []SeverityOf{{Pattern: "nothing", Severity: check.Info}}}, {Options: []OptionOf{{"og/title-missing", "x", "1"}}},
		{Options: []OptionOf{{"none", "x", "1"}}},
	} {
		if _, err := New(bad); err == nil {
			t.Errorf("settings %+v are taken", bad)
		}
	}
}

// TestIgnore holds that pages that the settings leave out are linted by no
// check and handed to nobody, nor are the errors of reading them, and that
// overrides say of a URL that the page is a part of one.
func TestIgnore(t *testing.T) {
	several := []string{"https://example.org/a.html", "https://example.org/a"}
	settings := Settings{
		Only:   []string{"head/title-missing"},
		Ignore: func(name, url string) bool { return url == several[1] || name == "left out" },
		Overrides: []Override{
			{Applies: func(_, url string) bool { return url == "https://example.org/part" }, Fragment: true},
		},
	}
	l, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	const html = "<!doctype html><html><head></head>Text"
	sources := func(yield func(Source, error) bool) {
		_ = yield(Source{Name: "chosen", URL: several[0], Addresses: several, Data: []byte("<link rel=canonical href=/a>")}, nil) &&
			yield(Source{Name: "likeliest", URL: several[0], Addresses: several, Data: []byte(html)}, nil) &&
			yield(Source{Name: "left out"}, errors.New("unreadable")) &&
			yield(Source{Name: "wanted"}, errors.New("unreadable")) &&
			yield(Source{Name: "part", URL: "https://example.org/part", Data: []byte(html)}, nil) &&
			yield(Source{Name: "whole", URL: "https://example.org/whole", Data: []byte(html)}, nil)
	}
	for _, workers := range []int{1, 4} {
		var got []string
		err := l.Run(t.Context(), sources, workers, func(r *Result) error {
			got = append(got, fmt.Sprint(r.Name, " ", len(r.Findings), " ", r.Err))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"likeliest 1 <nil>", "wanted 0 unreadable", "part 0 <nil>", "whole 1 <nil>"}
		if !slices.Equal(got, want) {
			t.Errorf("with %d workers: %q, want %q", workers, got, want)
		}
	}
	r := l.Lint(Source{Name: "x", URL: several[1], Data: []byte(html)})
	if !r.Ignored || r.URL != several[1] || len(r.Findings) > 0 || r.Err != nil {
		t.Errorf("a page that is left out gives %+v", r)
	}
}
