package checks_test

import (
	"fmt"
	"testing"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

// TestSiteHostile holds that sites in which everything hangs on everything have
// few findings with few places each, and come to an end: what is not linear
// would not.
func TestSiteHostile(t *testing.T) {
	const base = "https://example.org/"
	address := func(i int) string { return fmt.Sprintf("%sp/%06d/x", base, i) }
	link := func(rel, lang, to string) summary.Link {
		return summary.Link{Rels: []string{rel}, Hreflang: lang, URL: to}
	}
	for name, tt := range map[string]struct {
		n    int
		add  func(i, n int, s *summary.Summary)
		want map[string]int
	}{
		"one loop": {10_000, func(i, n int, s *summary.Summary) {
			s.Links = append(s.Links, link("canonical", "", address((i+1)%n)))
		}, map[string]int{"site/canonical-loop": 1}},
		"loops of two": {10_000, func(i, n int, s *summary.Summary) {
			s.Links = append(s.Links, link("canonical", "", address(i^1)))
		}, map[string]int{"site/canonical-loop": 5000}},
		"a long chain": {10_000, func(i, n int, s *summary.Summary) {
			s.Links = append(s.Links, link("canonical", "", address(min(i+1, n-1))))
		}, map[string]int{"site/canonical-chain": 9998}},
		"all to one": {10_000, func(i, n int, s *summary.Summary) {
			s.Links = append(s.Links, link("canonical", "", address(n-1)))
			s.Titles = []summary.Said{{Value: fmt.Sprint("title ", i)}}
		}, map[string]int{"site/canonical-shared": 1}},
		"one title": {10_000, func(i, n int, s *summary.Summary) {
			s.Titles = []summary.Said{{Value: "the same"}}
		}, map[string]int{"site/duplicate-title": 1}},
		"versions, none returned": {1000, func(i, n int, s *summary.Summary) {
			for k := range 100 {
				s.Links = append(s.Links, link("alternate", "en", address((i+1+k)%n)))
			}
			if i%2 == 1 {
				s.Links = nil
			}
		}, map[string]int{"hreflang/missing-return": 1000}},
		"one set of versions": {1500, func(i, n int, s *summary.Summary) {
			for k := range 100 {
				s.Links = append(s.Links, link("alternate", "en", address(k)))
			}
			s.Titles = []summary.Said{{Value: "the same"}}
		}, map[string]int{"hreflang/missing-return": 100, "site/duplicate-title": 0}},
		"one id": {10_000, func(i, n int, s *summary.Summary) {
			s.Entities = []summary.Entity{{Syntax: "JSON-LD", Types: []string{"Thing"}, ID: base + "#x", Values: []summary.Value{{Path: "name", Value: fmt.Sprintf("%06d", i)}}}}
		}, map[string]int{"site/id-conflict": 1}},
		"AMP round": {5000, func(i, n int, s *summary.Summary) {
			s.AMP = true
			s.Links = append(s.Links, link("amphtml", "", address((i+1)%n)), link("canonical", "", address((i+2)%n)))
		}, map[string]int{"site/amp-unpaired": 5000}},
	} {
		t.Run(name, func(t *testing.T) {
			mapper := madeMapper(t)
			set := site.New(site.Options{Mapper: mapper, TempDir: t.TempDir()})
			defer set.Close()
			digester := site.Digester{Mapper: mapper}
			for i := range tt.n {
				s := &summary.Summary{Name: address(i), URL: address(i), Derived: true}
				tt.add(i, tt.n, s)
				d, err := digester.Digest(s)
				if err != nil {
					t.Fatal(err)
				}
				if err := set.Add(d); err != nil {
					t.Fatal(err)
				}
			}
			if err := set.Resolve(); err != nil {
				t.Fatal(err)
			}
			counts := map[string]int{}
			for _, c := range checks.All() {
				if c.RunSite == nil {
					continue
				}
				pass := check.NewSitePass(set, func(f *check.Finding) { counts[f.Check.ID]++ }, func(err error) { t.Fatal(err) })
				pass.Run(c, nil)
			}
			for id, want := range tt.want {
				if counts[id] != want {
					t.Errorf("%d findings of %s, want %d (all: %v)", counts[id], id, want, counts)
				}
			}
		})
	}
}

// TestSiteFindings holds that what is found at the end has its place, weight,
// fingerprint and page as other findings have, and no more places than are
// shown.
func TestSiteFindings(t *testing.T) {
	mapper := madeMapper(t)
	l, err := checks.New(checks.Settings{
		Only: []string{"site/duplicate-title"}, Positions: true, Site: &checks.SiteOptions{Mapper: mapper},
		Severities: []checks.SeverityOf{{Pattern: "site", Severity: check.Error}}, Summaries: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	lint := func(space string) *checks.Finding {
		t.Helper()
		run := l.NewSiteRun()
		defer run.Close()
		for i := range 40 {
			r := l.Lint(checks.Source{Name: fmt.Sprint("p", i), URL: fmt.Sprintf("https://example.org/x%d", i), Data: []byte(space + "<!doctype html><title>the same</title>")})
			if r.Summary == nil || r.Summary.Title().Value != "the same" {
				t.Fatalf("the summary is %+v", r.Summary)
			}
			if err := run.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		if run.Pages() != 40 {
			t.Errorf("%d pages", run.Pages())
		}
		var results []*checks.Result
		if err := run.Finish(func(r *checks.Result) error { results = append(results, r); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(results) != 1 || len(results[0].Findings) != 1 || !results[0].Late || results[0].Name != "p0" || results[0].URL == "" {
			t.Fatalf("results are %+v", results)
		}
		return &results[0].Findings[0]
	}
	f := lint("")
	if f.Severity != check.Error || !f.Place.Known || f.Place.Excerpt.Text == "" || len(f.Related) != 10 || f.Related[0].Page != "p1" {
		t.Errorf("the finding is %+v", f)
	}
	moved := lint("\n\n  ")
	if moved.Fingerprint != f.Fingerprint || moved.Place.Start.Line != 3 {
		t.Errorf("moved, the finding is called %s instead of %s, in line %d", moved.Fingerprint, f.Fingerprint, moved.Place.Start.Line)
	}
}

// TestSiteOff holds that pages cost nothing more where no check over many pages
// runs.
func TestSiteOff(t *testing.T) {
	l, err := checks.New(checks.Settings{Only: []string{"head"}, Site: &checks.SiteOptions{}})
	if err != nil {
		t.Fatal(err)
	}
	run := l.NewSiteRun()
	defer run.Close()
	if err := run.Add(l.Lint(checks.Source{Name: "x", Data: []byte("<p>x")})); err != nil || run.Pages() != 0 {
		t.Errorf("%d pages are kept (%v)", run.Pages(), err)
	}
	if err := run.Finish(func(*checks.Result) error { t.Error("a result without checks"); return nil }); err != nil {
		t.Fatal(err)
	}
}
