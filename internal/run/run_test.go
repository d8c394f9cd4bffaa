package run

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/report"
)

// options are those of a run that a program fills by hand.
func options(t *testing.T, out *bytes.Buffer, inputs ...string) *Options {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return &Options{
		World:  World{Stdin: strings.NewReader(""), Stdout: out, Now: time.Now, Dir: dir},
		Inputs: inputs, Workers: 2, FailOn: check.Error,
		Settings: checks.Settings{Positions: true, Only: []string{"head/title-missing"}},
		Reports:  Reports{Outputs: []report.Output{{Format: "text", Path: report.StandardOutput}}, Quiet: true},
	}
}

// TestLint holds that a run without a command line lints, tells of what happens,
// and says how it went.
func TestLint(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "bad.html", "<html><p>a page")
	writeFile(t, "good.html", "<!DOCTYPE html><title>A page</title>")
	for _, tt := range []struct {
		name     string
		inputs   []string
		change   func(*Options)
		want     Outcome
		pages    string
		problems int
	}{
		{"clean", []string{"good.html"}, nil, Outcome{Verdict: Clean, Complete: true}, "good.html", 0},
		{"findings", []string{"bad.html", "good.html"}, nil, Outcome{Verdict: Findings, Worst: check.Error, Complete: true}, "bad.html good.html", 0},
		{"findings that do not fail", []string{"bad.html"}, func(o *Options) { o.FailOn = 0 }, Outcome{Verdict: Clean, Worst: check.Error, Complete: true}, "bad.html", 0},
		{"a page that is not there", []string{"none.html", "bad.html"}, nil, Outcome{Verdict: Failed, Worst: check.Error, Complete: true}, "none.html bad.html", 1},
		{"a page that is left out", []string{"bad.html", "good.html"}, func(o *Options) {
			o.Settings.Ignore = func(name, _ string) bool { return name == "bad.html" }
		}, Outcome{Verdict: Clean, Complete: true}, "good.html", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var text bytes.Buffer
			o := options(t, &text, tt.inputs...)
			if tt.change != nil {
				tt.change(o)
			}
			var pages []string
			problems, begun, ended := 0, 0, 0
			out, err := Lint(context.Background(), o, Events{
				Begin: func() { begun++ }, End: func() { ended++ },
				Page:    func(r *checks.Result) { pages = append(pages, r.Name) },
				Problem: func(string) { problems++ },
			})
			if err != nil {
				t.Fatal(err)
			}
			got := *out
			got.Summary = report.Summary{}
			if got != tt.want {
				t.Errorf("the outcome is %+v, want %+v", got, tt.want)
			}
			if strings.Join(pages, " ") != tt.pages || problems != tt.problems || begun != 1 || ended != 1 {
				t.Errorf("told of pages %q, %d problems, %d beginnings and %d ends", pages, problems, begun, ended)
			}
			if has := strings.Contains(text.String(), "[head/title-missing]"); has != (tt.want.Worst != 0) {
				t.Errorf("the report is %q", text.String())
			}
		})
	}
}

// TestInterrupted holds that a run whose context is done says so, and is not
// complete.
func TestInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "page.html", "<html><p>a page")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var text bytes.Buffer
	out, err := Lint(ctx, options(t, &text, "page.html"), Events{})
	if err == nil || !strings.Contains(err.Error(), "interrupted") || out.Complete || out.Verdict != Failed {
		t.Errorf("the outcome is %+v, %v", out, err)
	}
}

// TestOutside holds that a page outside of the root ends a run as a failure that
// a program can tell from others.
func TestOutside(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "site/page.html", "<html><title>A page</title>")
	writeFile(t, "other.html", "<html><title>A page</title>")
	run := func(lenient bool) (*Outcome, error) {
		var text bytes.Buffer
		o := options(t, &text, "site", "other.html")
		o.Read.BaseURL, o.Site.Root, o.Site.Lenient, o.Site.NoCheck = "https://example.org/", "site", lenient, true
		return Lint(context.Background(), o, Events{})
	}
	var known *Error
	if _, err := run(false); !errors.As(err, &known) || known.Verdict != Failed || !strings.Contains(err.Error(), "other.html is not inside the root") {
		t.Errorf("a page outside of the root: %v", err)
	}
	if out, err := run(true); err != nil || out.Summary.Pages != 2 {
		t.Errorf("a page outside of a root that gives way: %+v, %v", out, err)
	}
}

// TestNoteRenamed holds that a former id is told of once, whoever named it.
func TestNoteRenamed(t *testing.T) {
	var said []string
	run := &runner{events: &Events{Note: func(text string) { said = append(said, text) }}}
	run.renamed = []checks.Renamed{{Former: "og/y", Now: "og/z"}, {Former: "og/a", Now: "og/b"}, {Former: "og/y", Now: "og/z"}}
	run.noteRenamed()
	want := "og/a is called og/b now; metacheck still understands the former id\nog/y is called og/z now; metacheck still understands the former id"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}
