package checks_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
)

// The ledger holds what findings go by, without a word of what they say: page,
// check, severity, place and fingerprint. Baselines, suppressions and alerts
// of code hosts hang on these, so a change of wording or of structure leaves
// the ledger as it is, and a change of judgement shows in it line by line.
//
// Of our own fixtures the whole ledger is kept. Of pages that belong to others
// a line a page is kept, with the number of findings and a digest of their
// lines; METACHECK_LEDGER names a folder that the whole lines are written to,
// so that two versions can be compared.
const ledgerDir = "testdata/ledger"

// ledgerLine is the line of a finding.
func ledgerLine(r *checks.Result, f *checks.Finding) string {
	place := "-"
	switch p := &f.Place; {
	case p.Outside != "":
		place = "(" + p.Outside + ")"
	case p.Known:
		place = fmt.Sprintf("%d:%d-%d:%d", p.Start.Line, p.Start.Column, p.End.Line, p.End.Column)
	}
	suppressed := ""
	if f.Suppressed != nil {
		suppressed = " suppressed"
	}
	return fmt.Sprintf("%s %s %s %s%s", f.Check.ID, f.Severity, place, f.Fingerprint, suppressed)
}

// ledgerOf are the lines of a result.
func ledgerOf(r *checks.Result) []string {
	var lines []string
	for i := range r.Findings {
		lines = append(lines, ledgerLine(r, &r.Findings[i]))
	}
	if r.Err != nil {
		lines = append(lines, "error")
	}
	for _, f := range r.Failures {
		lines = append(lines, f.Check+" broke")
	}
	if r.Dropped > 0 {
		lines = append(lines, fmt.Sprintf("%d dropped", r.Dropped))
	}
	return lines
}

// compareLedger holds a ledger to the one that is kept, or rewrites it.
func compareLedger(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join(ledgerDir, name)
	if *update {
		if err := os.MkdirAll(ledgerDir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the ledger of findings differs (-want +got); a change of judgement is written with go test ./checks -run TestLedger -update\n%s", diff)
	}
}

// TestLedgerOfFixtures holds the findings on all fixtures to the ledger.
func TestLedgerOfFixtures(t *testing.T) {
	var b strings.Builder
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		f.parts(t, nil, func(results []*checks.Result) {
			for _, r := range results {
				for _, line := range ledgerOf(r) {
					fmt.Fprintf(&b, "%s %s %s\n", f.id, r.Label(), line)
				}
			}
		})
	})
	compareLedger(t, "fixtures.txt", b.String())
}

// TestLedgerOfFoldedChanges holds the findings on changes between two builds
// when each is folded, as from a single page on: their fingerprints hang on the
// identifiers of changes and on no word that is shown.
func TestLedgerOfFoldedChanges(t *testing.T) {
	var b strings.Builder
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		if c, err := checks.ByID(f.id); err != nil || c.RunDiff == nil {
			return
		}
		names, comparisons := readComparisons(t, f.id, f.Archive)
		for _, name := range names {
			c := comparisons[name]
			c.options.Fold = 1
			results, _ := c.run(t, name+"/")
			for _, r := range results {
				for _, line := range ledgerOf(r) {
					fmt.Fprintf(&b, "%s %s %s\n", f.id, r.Label(), line)
				}
			}
		}
	})
	compareLedger(t, "folded.txt", b.String())
}

// A digestLedger is a ledger of a line a page.
type digestLedger struct {
	lines []string
	whole strings.Builder
}

// add adds the lines of one page.
func (d *digestLedger) add(name string, lines []string) {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	d.lines = append(d.lines, fmt.Sprintf("%s %d %s", name, len(lines), hex.EncodeToString(sum[:6])))
	fmt.Fprintf(&d.whole, "== %s\n", name)
	for _, line := range lines {
		d.whole.WriteString(line + "\n")
	}
}

// compare holds the ledger to the one that is kept.
func (d *digestLedger) compare(t *testing.T, name string) {
	t.Helper()
	if dir := os.Getenv("METACHECK_LEDGER"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(d.whole.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	compareLedger(t, name, strings.Join(d.lines, "\n")+"\n")
}

// TestLedgerOfFixturesStrict lints the pages of all fixtures with every check,
// by themselves.
func TestLedgerOfFixturesStrict(t *testing.T) {
	var d digestLedger
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		fx := fixture{}
		if c, err := checks.ByID(f.id); err == nil && c.Run == nil {
			for _, file := range f.Files {
				if strings.HasSuffix(file.Name, ".html") {
					fx.pages = append(fx.pages, checks.Source{Name: file.Name, Data: expandRepeats(t, file.Data)})
				}
			}
		} else {
			fx = readFixture(t, f.id, f.Archive)
		}
		fx.settings = strictSettings()
		l, err := checks.New(fx.settings)
		if err != nil {
			t.Fatal(err)
		}
		for _, src := range fx.pages {
			d.add(f.id+" "+src.Name, ledgerOf(l.Lint(src)))
		}
	})
	d.compare(t, "fixtures-strict.txt")
}

// strictSettings run every check that looks at one page.
func strictSettings() checks.Settings {
	s := checks.Settings{Positions: true, AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
	for _, c := range checks.All() {
		if c.Run != nil {
			s.Only = append(s.Only, c.ID)
		}
	}
	return s
}

// TestLedgerOfPages holds the findings on pages that belong to others, with
// every check and with those of the default, to the ledgers that are kept.
func TestLedgerOfPages(t *testing.T) {
	for _, set := range []struct{ env, name, glob string }{
		{"METACHECK_CORPUS", "corpus", "pages/*.html"},
		{"METACHECK_SEEDS", "seeds", "*.txt"},
		{"METACHECK_CASES", "cases", ""},
	} {
		t.Run(set.name, func(t *testing.T) {
			dir := os.Getenv(set.env)
			if dir == "" {
				t.Skipf("%s is not set: its pages are not held to the ledger", set.env)
			}
			var names []string
			if set.glob != "" {
				var err error
				if names, err = filepath.Glob(filepath.Join(dir, filepath.FromSlash(set.glob))); err != nil || len(names) == 0 {
					t.Fatalf("no pages in %s: %v", dir, err)
				}
			} else {
				err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
					if err == nil && e.Type().IsRegular() && filepath.Ext(path) == ".html" {
						names = append(names, path)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			slices.Sort(names)
			for _, profile := range []struct {
				name     string
				settings checks.Settings
			}{
				{"strict", strictSettings()},
				{"default", checks.Settings{Positions: true, AsOf: strictSettings().AsOf}},
			} {
				l, err := checks.New(profile.settings)
				if err != nil {
					t.Fatal(err)
				}
				var d digestLedger
				err = l.Run(t.Context(), ingest.Sources(t.Context(), names, ingest.Options{}), 2, func(r *checks.Result) error {
					name := r.Label()
					if rel, err := filepath.Rel(dir, name); err == nil {
						name = filepath.ToSlash(rel)
					}
					d.add(name, ledgerOf(r))
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				d.compare(t, set.name+"-"+profile.name+".txt")
			}
		})
	}
}

// ids010 is the list of the ids of 0.1.0, a line each.
const ids010 = "ids-0.1.0.txt"

// TestLedgerOfIDs holds that every id of 0.1.0 is still understood.
func TestLedgerOfIDs(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(ledgerDir, ids010))
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Fields(string(data))
	if len(ids) != 361 {
		t.Fatalf("%s has %d ids, want 361", ids010, len(ids))
	}
	for _, id := range ids {
		if _, err := checks.ByID(id); err != nil {
			t.Error(err)
		}
	}
}
