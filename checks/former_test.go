package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks/check"
)

// withCheck adds a check to those that there are, for one test.
func withCheck(t *testing.T, c *check.Check) {
	t.Helper()
	before := families
	families = append(slices.Clone(families), []*check.Check{c})
	t.Cleanup(func() { families = before })
}

// titled is a check that reports every title, as a check would that was called
// something else before.
func titled(formerly ...string) *check.Check {
	return &check.Check{
		ID: "test/titled", Formerly: formerly, Severity: check.Warning,
		Lower: check.Lower{Severity: check.Info, When: "the title is short"},
		Run: func(p *check.Pass) {
			for i := range p.Page.Titles {
				f := p.Report(p.Page.Titles[i].Origin(), "the page has a title")
				if len(p.Page.Titles[i].Text) < 4 {
					f.Milder()
				}
			}
		},
	}
}

const longTitle, shortTitle = "<!doctype html><title>A long title</title>", "<!doctype html><title>Abc</title>"

func lintOne(t *testing.T, s Settings, html string) (*Linter, *Result) {
	t.Helper()
	l, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return l, l.Lint(Source{Name: "a.html", Data: []byte(html)})
}

// TestFormerIDs names a check by the id that it had before, wherever users do.
func TestFormerIDs(t *testing.T) {
	withCheck(t, titled("test/has-title", "test/with-title"))
	want := []Renamed{{"test/has-title", "test/titled"}}
	for name, s := range map[string]Settings{
		"only":     {Only: []string{"test/has-title"}},
		"severity": {Only: []string{"test/titled"}, Severities: []SeverityOf{{Pattern: "test/has-title", Severity: check.Error}}},
		"checks":   {Checks: []CheckSetting{{Pattern: "*", Switch: Off}, {Pattern: "test/has-title", Switch: On}}},
		"override": {Only: []string{"test/titled"}, Overrides: []Override{{Applies: func(string, string) bool { return true }, Checks: []CheckSetting{{Pattern: "test/has-title", Severity: check.Error}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			s.Only = slices.Clone(s.Only)
			l, r := lintOne(t, s, longTitle)
			if len(r.Findings) != 1 || r.Findings[0].Check.ID != "test/titled" {
				t.Fatalf("findings: %+v", r.Findings)
			}
			if diff := cmp.Diff(want, l.Renamed()); diff != "" {
				t.Errorf("notes differ (-want +got)\n%s", diff)
			}
		})
	}
	t.Run("skip", func(t *testing.T) {
		if _, r := lintOne(t, Settings{Only: []string{"test"}, Skip: []string{"test/with-title"}}, longTitle); len(r.Findings) != 0 {
			t.Errorf("findings: %+v", r.Findings)
		}
	})
	t.Run("comment", func(t *testing.T) {
		l, r := lintOne(t, Settings{Only: []string{"test/titled", "suppression/*"}}, longTitle+"<!-- metacheck-ignore-page test/has-title: as wanted -->")
		if len(r.Findings) != 1 || r.Findings[0].Suppressed == nil {
			t.Errorf("findings: %+v", r.Findings)
		}
		if diff := cmp.Diff(want, l.Renamed()); diff != "" {
			t.Errorf("notes differ (-want +got)\n%s", diff)
		}
	})
	t.Run("list of exceptions", func(t *testing.T) {
		l, r := lintOne(t, Settings{Only: []string{"test/titled"}}, longTitle)
		e, err := NewExceptions(l, []Exception{{Check: "test/has-title", Reason: "as wanted"}})
		if err != nil {
			t.Fatal(err)
		}
		if e.Apply(r); r.Findings[0].Suppressed == nil {
			t.Error("the finding counts")
		}
	})
	t.Run("fingerprint", func(t *testing.T) {
		_, now := lintOne(t, Settings{Only: []string{"test/titled"}}, longTitle)
		families[len(families)-1] = []*check.Check{{ID: "test/has-title", Severity: check.Warning, Run: titled().Run}}
		_, before := lintOne(t, Settings{Only: []string{"test/has-title"}}, longTitle)
		if now.Findings[0].Fingerprint != before.Findings[0].Fingerprint {
			t.Error("the fingerprint is another once the check has another name")
		}
	})
	if id := CurrentID("no/such-check"); id != "no/such-check" {
		t.Errorf("an id that no check had became %q", id)
	}
}

// TestFormerIDsUnique holds that no check is called what another was called.
func TestFormerIDsUnique(t *testing.T) {
	owner := map[string]string{}
	for _, c := range All() {
		for _, id := range append([]string{c.ID}, c.Formerly...) {
			if other, ok := owner[id]; ok {
				t.Errorf("%s names both %s and %s", id, other, c.ID)
			}
			owner[id] = c.ID
			if strings.Count(id, "/") != 1 {
				t.Errorf("%q is no id", id)
			}
		}
	}
}

// TestPinnedSeverities holds what the user says of severities against the
// milder findings of a check.
func TestPinnedSeverities(t *testing.T) {
	withCheck(t, titled())
	for _, tt := range []struct {
		name        string
		of          []SeverityOf
		main, lower check.Severity
	}{
		{"as declared", nil, check.Warning, check.Info},
		{"raised", []SeverityOf{{Pattern: "test", Severity: check.Error}}, check.Error, check.Info},
		{"the same", []SeverityOf{{Pattern: "test", Severity: check.Warning}}, check.Warning, check.Info},
		{"lowered", []SeverityOf{{Pattern: "test", Severity: check.Info}}, check.Info, check.Info},
		{"both", []SeverityOf{{Pattern: "test", Severity: check.Error, Lower: check.Warning}}, check.Error, check.Warning},
		{"lower alone", []SeverityOf{{Pattern: "test", Lower: check.Error}}, check.Warning, check.Error},
		{"one after the other", []SeverityOf{{Pattern: "test", Lower: check.Warning}, {Pattern: "test/titled", Severity: check.Error}}, check.Error, check.Warning},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := Settings{Only: []string{"test/titled"}, Severities: tt.of}
			_, main := lintOne(t, s, longTitle)
			_, lower := lintOne(t, s, shortTitle)
			if main.Findings[0].Severity != tt.main || lower.Findings[0].Severity != tt.lower {
				t.Errorf("got %s and %s, want %s and %s", main.Findings[0].Severity, lower.Findings[0].Severity, tt.main, tt.lower)
			}
		})
	}
}

// TestPreview holds that findings of preview checks are info and fail no run
// unless they are asked for.
func TestPreview(t *testing.T) {
	c := titled()
	c.Preview = true
	withCheck(t, c)
	for _, s := range []Settings{
		{Only: []string{"test/titled"}},
		{Only: []string{"test/titled"}, Severities: []SeverityOf{{Pattern: "test", Severity: check.Error}}},
		{Profile: "strict"},
	} {
		_, r := lintOne(t, s, longTitle)
		for _, f := range r.Findings {
			if f.Check == c && (f.Severity != check.Info || f.Fails() || !f.Counts()) {
				t.Errorf("%+v: severity %s, fails %v", s, f.Severity, f.Fails())
			}
		}
	}
	_, r := lintOne(t, Settings{Only: []string{"test/titled"}, Preview: true}, longTitle)
	if f := r.Findings[0]; f.Severity != check.Warning || !f.Fails() {
		t.Errorf("with --preview: severity %s, fails %v", f.Severity, f.Fails())
	}
}
