package checks_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

var update = flag.Bool("update", false, "rewrite the expected output of fixtures and golden files")

// fixturesDir holds one txtar file a check, named as the check is. Its comment
// says what the file shows, and sets what the pages need:
//
//	url: https://example.org/a       (address of every page)
//	url(b.html): https://…           (address of one page)
//	as-of: 2026-01-31                (the date that counts as today)
//	header: X-Robots-Tag: noindex    (a response header; may repeat)
//	record-title: …  record-date: …  record-url: …
//	captured: 2017-03-24  status: 200  truncation: why   (what an archive says of the capture)
//	checks: og/*, head/title-missing (which checks run; else the one that the file is named after)
//	options: og/image-too-small.width=100
//
// The file "want" holds the findings. Fixtures of checks over many pages are
// told of in sitefixtures_test.go, those of checks that compare two builds in
// difffixtures_test.go. Those in the folder "together" show how checks of
// several families leave a cause to one of them.
const fixturesDir = "../fixtures/checks"

var directive = regexp.MustCompile(`^(url|base-url|as-of|header|record-title|record-date|record-url|captured|status|truncation|checks|options)(?:\(([^)]+)\))?:[ \t]*(.*)$`)

// repeat marks what stands many times in the page that is linted, so that a
// page beyond a bound can be shown: "<!-- repeat 20001 --> … <!-- end repeat -->".
var repeat = regexp.MustCompile(`(?s)<!-- repeat (\d+) -->(.*?)<!-- end repeat -->`)

func expandRepeats(t *testing.T, data []byte) []byte {
	return repeat.ReplaceAllFunc(data, func(marked []byte) []byte {
		m := repeat.FindSubmatch(marked)
		n, err := strconv.Atoi(string(m[1]))
		if err != nil || n > 1_000_000 {
			t.Fatalf("bad repeat %q", m[1])
		}
		return bytes.Repeat(m[2], n)
	})
}

type fixture struct {
	settings checks.Settings
	pages    []checks.Source
}

func readFixture(t *testing.T, id string, ar *txtar.Archive) fixture {
	t.Helper()
	fx := fixture{settings: checks.Settings{Only: []string{id}, Positions: true}}
	type rule struct{ key, page, value string }
	var rules []rule
	for _, line := range strings.Split(string(ar.Comment), "\n") {
		m := directive.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		switch m[1] {
		case "checks":
			fx.settings.Only = splitChecks(m[3])
		case "as-of":
			fx.settings.AsOf = day(t, m[3])
		case "options":
			fx.settings.Options = append(fx.settings.Options, option(t, m[3]))
		default:
			rules = append(rules, rule{m[1], m[2], m[3]})
		}
	}
	for _, f := range ar.Files {
		if f.Name == "want" {
			continue
		}
		src := checks.Source{Name: f.Name, Data: expandRepeats(t, f.Data)}
		for _, r := range rules {
			if r.page != "" && r.page != f.Name {
				continue
			}
			if strings.HasPrefix(r.key, "record-") && src.Record == nil {
				src.Record = &checks.Record{}
			}
			switch r.key {
			case "url":
				src.URL = r.value
			case "base-url":
				src.BaseURL = r.value
			case "header":
				name, value, ok := strings.Cut(r.value, ":")
				if !ok {
					t.Fatalf("bad header %q", r.value)
				}
				if src.Header == nil {
					src.Header = http.Header{}
				}
				src.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
			case "captured":
				src.Captured = day(t, r.value)
			case "status":
				status, err := strconv.Atoi(r.value)
				if err != nil {
					t.Fatalf("bad status %q", r.value)
				}
				src.Status = status
			case "truncation":
				src.Truncated, src.Truncation = true, r.value
			case "record-title":
				src.Record.Title = r.value
			case "record-date":
				src.Record.Date = r.value
			case "record-url":
				src.Record.URL = r.value
			}
		}
		fx.pages = append(fx.pages, src)
	}
	return fx
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func option(t *testing.T, s string) checks.OptionOf {
	t.Helper()
	name, value, ok := strings.Cut(s, "=")
	dot := strings.LastIndexByte(name, '.')
	if !ok || dot < 0 {
		t.Fatalf("bad option %q", s)
	}
	return checks.OptionOf{Check: name[:dot], Option: name[dot+1:], Value: value}
}

// show writes the findings of a page as fixtures hold them.
func show(b *strings.Builder, r *checks.Result) {
	place := func(name string, p checks.Place) string {
		if name == "" {
			name = r.Name
		}
		switch {
		case p.Outside != "":
			return "(" + p.Outside + ")"
		case !p.Known:
			return name
		}
		return fmt.Sprintf("%s:%d:%d", name, p.Start.Line, p.Start.Column)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(b, "%s: %s: %s [%s]\n", place("", f.Place), f.Severity, f.Message, f.Check.ID)
		if s := f.Suppressed; s != nil {
			fmt.Fprintf(b, "\tsuppressed by line %d: %s\n", s.Line, s.Reason)
		}
		if f.Impact != f.Check.Impact {
			fmt.Fprintf(b, "\timpact: %s\n", f.Impact)
		}
		if f.Help != "" {
			fmt.Fprintf(b, "\thelp: %s\n", f.Help)
		}
		for _, rel := range f.Related {
			fmt.Fprintf(b, "\t%s: %s\n", place(rel.Page, rel.Place), rel.Message)
		}
	}
	for _, f := range r.Failures {
		fmt.Fprintf(b, "%s: check %s broke: %s\n%s", r.Name, f.Check, f.Err, f.Stack)
	}
	if r.Err != nil {
		fmt.Fprintf(b, "%s: %v\n", r.Name, r.Err)
	}
}

// A fixtureFile is a fixture as it stands in its file.
type fixtureFile struct {
	path, id string
	*txtar.Archive
}

// eachFixture runs test with every fixture, in a test that is named after it.
func eachFixture(t *testing.T, test func(t *testing.T, f fixtureFile)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(fixturesDir, "*", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		id := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(id, func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			test(t, fixtureFile{file, id, ar})
		})
	}
}

// parts lints what the fixture holds, in parts: its pages, sites or
// comparisons. What comes of each is handed to yield; edit, if not nil, changes
// the pages before.
func (f fixtureFile) parts(t *testing.T, edit func([]byte) []byte, yield func(results []*checks.Result)) {
	t.Helper()
	if edit == nil {
		edit = func(data []byte) []byte { return data }
	}
	switch c, err := checks.ByID(f.id); {
	case err == nil && c.RunSite != nil:
		names, sites := readSites(t, f.id, f.Archive)
		for _, name := range names {
			s := sites[name]
			s.edit = edit
			yield(s.lint(t, name+"/"))
		}
	case err == nil && c.RunDiff != nil:
		names, comparisons := readComparisons(t, f.id, f.Archive)
		for _, name := range names {
			c := comparisons[name]
			c.edit = edit
			results, _ := c.run(t, name+"/")
			yield(results)
		}
	default:
		fx := readFixture(t, f.id, f.Archive)
		l, err := checks.New(fx.settings)
		if err != nil {
			t.Fatal(err)
		}
		for _, src := range fx.pages {
			src.Data = edit(src.Data)
			yield([]*checks.Result{l.Lint(src)})
		}
	}
}

// TestFixtures runs every fixture and compares the findings with those that it
// holds; -update rewrites them.
func TestFixtures(t *testing.T) {
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		var b strings.Builder
		parts, silent := 0, 0
		f.parts(t, nil, func(results []*checks.Result) {
			parts++
			if !finds(results, f.id) {
				silent++
			}
			for _, r := range results {
				show(&b, r)
			}
		})
		got := b.String()
		if *update {
			writeWant(t, f.path, f.Archive, got)
			return
		}
		want := ""
		for _, file := range f.Files {
			if file.Name == "want" {
				want = string(file.Data)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("findings differ (-want +got); go test ./checks -run TestFixtures -update rewrites them\n%s", diff)
		}
		if together(f.id) {
			if parts < 2 {
				t.Errorf("the fixture has one page only")
			}
			return
		}
		if !strings.Contains(got, "["+f.id+"]") {
			t.Errorf("the fixture has no finding of %s", f.id)
		}
		if silent == 0 {
			t.Errorf("the fixture has no page, site or comparison on which the check is silent")
		}
	})
}

// finds reports whether results have a finding of a check.
func finds(results []*checks.Result, id string) bool {
	return slices.ContainsFunc(results, func(r *checks.Result) bool {
		return slices.ContainsFunc(r.Findings, func(f checks.Finding) bool { return f.Check.ID == id })
	})
}

// merged is one result with the findings of all.
func merged(results []*checks.Result) *checks.Result {
	all := &checks.Result{}
	for _, r := range results {
		all.Findings = append(all.Findings, r.Findings...)
		all.Failures = append(all.Failures, r.Failures...)
	}
	return all
}

// settingsOf reads the settings in the comment of a fixture whose files belong
// to named parts: those of all parts, and those of one with its name in
// parentheses behind the key. Set is called for each part that a setting is of.
func settingsOf(t *testing.T, comment []byte, form *regexp.Regexp, names []string, set func(name, key, value string)) {
	t.Helper()
	for _, line := range strings.Split(string(comment), "\n") {
		m := form.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if m[2] != "" && !slices.Contains(names, m[2]) {
			t.Fatalf("nothing in the fixture is called %q", m[2])
		}
		for _, name := range names {
			if m[2] == "" || m[2] == name {
				set(name, m[1], m[3])
			}
		}
	}
}

// splitChecks are the patterns in the setting "checks".
func splitChecks(s string) []string { return strings.Split(strings.ReplaceAll(s, " ", ""), ",") }

func writeWant(t *testing.T, file string, ar *txtar.Archive, got string) {
	t.Helper()
	data := []byte(got)
	found := false
	for i := range ar.Files {
		if ar.Files[i].Name == "want" {
			ar.Files[i].Data, found = data, true
		}
	}
	if !found {
		ar.Files = append(ar.Files, txtar.File{Name: "want", Data: data})
	}
	if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDeclarations holds every check to what a check promises.
func TestDeclarations(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, c := range checks.All() {
		t.Run(c.ID, func(t *testing.T) {
			if !id.MatchString(c.ID) || seen[c.ID] {
				t.Errorf("id %q is malformed or used twice", c.ID)
			}
			seen[c.ID] = true
			for name, value := range map[string]string{
				"Title": c.Title, "Why": c.Why, "Fix": c.Fix, "Bad": c.Bad, "Good": c.Good, "Since": c.Since,
			} {
				if strings.TrimSpace(value) == "" {
					t.Errorf("%s is empty", name)
				}
			}
			if strings.HasSuffix(c.Title, ".") {
				t.Errorf("Title ends in a full stop: %q", c.Title)
			}
			if c.Severity < check.Info || c.Severity > check.Error {
				t.Errorf("severity is %v", c.Severity)
			}
			if c.Lower.Severity != 0 && (c.Lower.Severity >= c.Severity || c.Lower.When == "") {
				t.Errorf("lower severity %v (%q) is not lower, or has no reason", c.Lower.Severity, c.Lower.When)
			}
			if len(c.References) == 0 {
				t.Error("no references")
			}
			for _, r := range c.References {
				if !strings.HasPrefix(r, "https://") {
					t.Errorf("reference %q is no https address", r)
				}
			}
			ways := 0
			for _, has := range []bool{c.Run != nil, c.RunSite != nil, c.RunDiff != nil} {
				if has {
					ways++
				}
			}
			if ways != 1 {
				t.Fatal("the check must have one of Run, RunSite and RunDiff")
			}
			for _, o := range c.Options {
				if o.Name == "" || o.Doc == "" || o.Default == nil {
					t.Errorf("option %+v is incomplete", o)
				}
			}
			if _, err := os.Stat(filepath.Join(fixturesDir, filepath.FromSlash(c.ID)+".txtar")); err != nil {
				t.Errorf("no fixture: %v", err)
			}
		})
	}
}

// TestExamples runs the examples of the documentation: the bad one gives
// exactly one finding of its check, the good one none.
func TestExamples(t *testing.T) {
	for _, c := range checks.All() {
		t.Run(c.ID, func(t *testing.T) {
			settings := checks.Settings{Only: append([]string{c.ID}, c.Example.Checks...), Positions: true}
			if c.Example.AsOf != "" {
				settings.AsOf = day(t, c.Example.AsOf)
			}
			settings.Diff, settings.Summaries = c.RunDiff != nil, c.RunDiff != nil
			l, err := checks.New(settings)
			if err != nil {
				t.Fatal(err)
			}
			for _, ex := range []struct {
				name, html string
				want       int
			}{{"bad", c.Bad, 1}, {"good", c.Good, 0}} {
				src := checks.Source{Name: ex.name, Data: expandRepeats(t, []byte(ex.html)), URL: c.Example.URL}
				for name, value := range c.Example.Header {
					if src.Header == nil {
						src.Header = http.Header{}
					}
					src.Header.Set(name, value)
				}
				src.Truncation = c.Example.Truncation
				src.Truncated = src.Truncation != ""
				if c.Example.Record != (checks.Record{}) {
					src.Record = &c.Example.Record
				}
				var r *checks.Result
				if c.RunSite != nil {
					r = lintSiteExample(t, settings, c.Example.URL, ex.html)
				} else if c.RunDiff != nil {
					r = diffExample(t, settings, c.Example.URL, ex.html)
				} else {
					r = l.Lint(src)
				}
				count := 0
				for i := range r.Findings {
					if r.Findings[i].Counts() {
						count++
					}
				}
				if count != ex.want || len(r.Failures) > 0 || r.Err != nil {
					var b strings.Builder
					show(&b, r)
					t.Errorf("%s example: got %d findings, want %d\n%s\n%s", ex.name, count, ex.want, b.String(), ex.html)
				}
				for _, f := range r.Findings {
					if !f.Place.Known && f.Place.Outside == "" {
						t.Errorf("%s example: the finding has no place: %s", ex.name, f.Message)
					}
					if m := f.Message; strings.HasSuffix(m, ".") || m == "" || strings.ContainsAny(m, "\n\r\x00") {
						t.Errorf("%s example: message %q ends in a full stop, is empty, or holds control characters", ex.name, m)
					}
				}
			}
		})
	}
}

// together reports whether a fixture shows several checks.
func together(id string) bool { return strings.HasPrefix(id, "together/") }

// TestFixturesNamed holds that every fixture is named after a check, but for
// those that show several together.
func TestFixturesNamed(t *testing.T) {
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		if _, err := checks.ByID(f.id); err != nil && !together(f.id) {
			t.Error(err)
		}
	})
}
