package checks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// TestProfiles holds that every profile says whom it is for, and names only
// checks and options that there are, each setting to some effect.
func TestProfiles(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range checks.Profiles {
		t.Run(p.Name, func(t *testing.T) {
			if seen[p.Name] || p.Name == "" || p.Doc == "" {
				t.Errorf("the name %q is taken, or there is no name or doc", p.Name)
			}
			seen[p.Name] = true
			if _, err := checks.New(checks.Settings{Profile: p.Name, Checks: p.Checks}); err != nil {
				t.Error(err)
			}
			for i, s := range p.Checks {
				named, err := checks.Named(s.Pattern)
				if err != nil {
					t.Error(err)
					continue
				}
				if s.Switch == checks.AsIs && s.Severity == 0 && len(s.Options) == 0 {
					t.Errorf("%s: the setting sets nothing", s.Pattern)
				}
				without := &checks.Profile{Checks: slices.Delete(slices.Clone(p.Checks), i, i+1)}
				effective := slices.ContainsFunc(named, func(c *check.Check) bool {
					severity, on := p.Effect(c)
					otherwise, onOtherwise := without.Effect(c)
					return on != onOtherwise || severity != otherwise
				})
				if !effective {
					t.Errorf("%s: the setting changes nothing", s.Pattern)
				}
			}
		})
	}
	if len(checks.Profiles[0].Checks) != 0 || checks.Profiles[0].Name != checks.DefaultProfile {
		t.Error("the first profile is not the default one, or changes something")
	}
}

// TestProfileSettings holds what beats what: the profile the declaration, and
// the settings the profile.
func TestProfileSettings(t *testing.T) {
	const html = `<!doctype html><html lang="de"><head><title>Der alte Leuchtturm</title>
<meta name="viewport" content="width=device-width"><meta property="og:locale" content="en_US">
<meta property="og:title" content="Der alte Leuchtturm"></head><body><h1>Der alte Leuchtturm</h1></body></html>`
	find := func(t *testing.T, s checks.Settings, id string) string {
		t.Helper()
		l, err := checks.New(s)
		if err != nil {
			t.Fatal(err)
		}
		r := l.Lint(checks.Source{Name: "x", Data: []byte(html)})
		for _, f := range r.Findings {
			if f.Check.ID == id {
				return f.Severity.String()
			}
		}
		return "none"
	}
	const id = "og/description-missing" // info by default
	for _, tt := range []struct {
		name     string
		settings checks.Settings
		want     string
	}{
		{"default", checks.Settings{}, "info"},
		{"named default", checks.Settings{Profile: "default"}, "info"},
		{"raised", checks.Settings{Profile: "news"}, "warning"},
		{"off", checks.Settings{Profile: "archive"}, "none"},
		{"off, but asked for", checks.Settings{Profile: "archive", Only: []string{id}}, "info"},
		{"off, but turned on", checks.Settings{Profile: "archive", Checks: []checks.CheckSetting{{Pattern: id, Switch: checks.On}}}, "info"},
		{"raised, but skipped", checks.Settings{Profile: "news", Skip: []string{id}}, "none"},
		{"raised, but set", checks.Settings{Profile: "news", Severities: []checks.SeverityOf{{Pattern: id, Severity: check.Error}}}, "error"},
		{"raised, but set before", checks.Settings{Profile: "news", Checks: []checks.CheckSetting{{Pattern: id, Severity: check.Info}}}, "info"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := find(t, tt.settings, id); got != tt.want {
				t.Errorf("%s is %s, want %s", id, got, tt.want)
			}
		})
	}
	_, err := checks.New(checks.Settings{Profile: "nwes"})
	if err == nil || !strings.Contains(err.Error(), `did you mean "news"?`) {
		t.Errorf("an unknown profile gives %v", err)
	}
}

// TestProfileKeepsMilder holds that a profile which raises a check leaves the
// findings that the check itself calls milder.
func TestProfileKeepsMilder(t *testing.T) {
	lint := func(html string) string {
		l, err := checks.New(checks.Settings{Profile: "shop"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range l.Lint(checks.Source{Name: "x", Data: []byte(html)}).Findings {
			if f.Check.ID == "schema/wrong-item-type" {
				got = append(got, f.Severity.String())
			}
		}
		return strings.Join(got, " ")
	}
	block := func(publisher string) string {
		return `<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", "name": "Mug", "brand": {"@type": "` + publisher + `", "name": "x"}}</script>`
	}
	if got := lint(block("WebSite")); got != "error" {
		t.Errorf("a finding at the check's severity is %q, want error", got)
	}
	if got := lint(block("Person")); got != "info" {
		t.Errorf("a milder finding is %q, want info", got)
	}
}
