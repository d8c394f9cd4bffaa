package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/setting"
)

var update = flag.Bool("update", false, "rewrite the expected output of the files in testdata")

var vocabulary = Vocabulary{
	Profiles: []string{"default", "news", "strict"},
	Formats:  []string{"text", "json", "sarif"},
	Limits:   []setting.Limit{{Name: "findings", Default: 1000}, {Name: "items", Default: 20_000}},
	Fields:   []string{"html", "url"},
}

func read(name string, data []byte) (*Config, []Mistake) {
	return Read(Source{Name: name, Data: data, Dir: filepath.FromSlash("/repo/site"), Top: filepath.FromSlash("/repo")}, vocabulary)
}

// told writes mistakes with their places marked in the excerpt.
func told(name string, mistakes []Mistake) string {
	var b strings.Builder
	for _, m := range mistakes {
		if !m.Place.Known {
			fmt.Fprintf(&b, "%s: %s\n", name, m.Message)
			continue
		}
		ex := []rune(m.Place.Excerpt.Text)
		from := min(m.Place.Excerpt.Caret, len(ex))
		to := min(from+m.Place.Excerpt.Width, len(ex))
		fmt.Fprintf(&b, "%s:%d:%d: %s\n\t%s»%s«%s\n", name, m.Place.Start.Line, m.Place.Start.Column, m.Message, string(ex[:from]), string(ex[from:to]), string(ex[to:]))
	}
	return b.String()
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	data, err := Schema(vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("metacheck.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("metacheck.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds a file to the schema.
func validate(s *jsonschema.Schema, data []byte) error {
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		return err
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// TestMistakes reads the files of testdata/*.txtar: each holds configurations,
// and under "want" the mistakes in them. Files named ok-… have none and pass the
// schema; files named schema-… have mistakes that the schema tells as well.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	s := schema(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			want, at := "", -1
			for i, f := range ar.Files {
				if f.Name == "want" {
					want, at = string(f.Data), i
					continue
				}
				_, mistakes := read(f.Name, f.Data)
				got.WriteString(told(f.Name, mistakes))
				invalid := validate(s, f.Data)
				switch {
				case strings.HasPrefix(f.Name, "ok-") && (len(mistakes) > 0 || invalid != nil):
					t.Errorf("%s is in order, but there are mistakes:\n%s\nschema: %v", f.Name, told(f.Name, mistakes), invalid)
				case !strings.HasPrefix(f.Name, "ok-") && len(mistakes) == 0:
					t.Errorf("%s has no mistakes", f.Name)
				case strings.HasPrefix(f.Name, "schema-") && invalid == nil:
					t.Errorf("the schema finds nothing wrong with %s", f.Name)
				}
			}
			if *update {
				if at < 0 {
					at = len(ar.Files)
					ar.Files = append(ar.Files, txtar.File{Name: "want"})
				}
				ar.Files[at].Data = []byte(got.String())
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("mistakes differ (-want +got); go test ./internal/config -update rewrites them\n%s", diff)
			}
		})
	}
}

// TestHostile reads files whose bytes matter.
func TestHostile(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", ""},
		{"only a comment", "# nothing\n", ""},
		{"only ---", "---\n", ""},
		{"byte order mark and CR LF", "\uFEFFfail-on: warning # é\r\nchecks:\r\n  # x\r\n  og: maybe\r\n",
			"c:4:7: \"maybe\" is none of off, on, info, warning and error\n\tog: »maybe«\n"},
		{"lone CR", "fail-on: warning\rformt: text\r", "c:2:1: unknown key \"formt\"; did you mean \"format\"?\n\t»formt«: text\n"},
		{"invalid UTF-8", "fail-on: w\xffarning\n", "c:1:11: the file is not valid UTF-8; save it as UTF-8\n\tfail-on: w»\xef\xbf\xbd«arning\n"},
		{"zero byte", "fail-on:\x00 x\n", "c:1:9: the file has a control character; it is not YAML\n\tfail-on:»\x00« x\n"},
		{"UTF-16", "f\x00a\x00i\x00l\x00", "c:1:2: the file has a control character; it is not YAML\n\tf»\x00«a\x00i\x00l\x00\n"},
		{"a tab", "checks:\n\tog: off\n", "c:2:1: the file is not valid YAML: found character '\t' that cannot start any token\n\t»\t«og: off\n"},
		{"a list", "- a\n- b\n", "c:1:1: a list stands where a map of settings is expected\n\t»-« a\n"},
		{"a word", "hello\n", "c:1:1: a text stands where a map of settings is expected\n\t»hello«\n"},
		{"wide characters before the place", "checks: {日本: off, 語: off}\n",
			"c:1:10: unknown check \"日本\"\n\tchecks: {»日本«: off, 語: off}\n" + "c:1:19: unknown check \"語\"\n\tchecks: {日本: off, »語«: off}\n"},
		{"an alias to itself", "fail-on: &a [*a]\n", "c:1:13: a list stands where a text is expected\n\tfail-on: &a »[«*a]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, mistakes := read("c", []byte(test.data))
			if diff := cmp.Diff(test.want, told("c", mistakes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestBombs holds that files which are made to cost much are told quickly: they
// nest without end, or grow by aliases.
func TestBombs(t *testing.T) {
	aliases := "limits: &a {findings: 1}\nignore: &b [" + strings.Repeat("x, ", 3000) + "x]\noverrides:\n" + strings.Repeat("  - files: *b\n", 5000)
	billion := "a: &a [x]\n"
	for c := 'b'; c < 'z'; c++ {
		billion += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	for name, data := range map[string]string{
		"brackets":       strings.Repeat("[", MaxBytes),
		"braces":         strings.Repeat("{a: ", MaxBytes/4),
		"dashes":         strings.Repeat("- ", MaxBytes/2),
		"questions":      strings.Repeat("? ", MaxBytes/2),
		"anchors":        strings.Repeat("&a ", MaxBytes/3),
		"tags":           strings.Repeat("!a ", MaxBytes/3),
		"colons":         strings.Repeat(": ", MaxBytes/2),
		"quotes":         strings.Repeat("'", MaxBytes),
		"pipes":          strings.Repeat("|\n", MaxBytes/2),
		"aliases":        aliases,
		"billion laughs": billion + "checks: *y\n",
		"keys":           strings.Repeat("checks: {og: off}\n", MaxBytes/18),
		"unknown keys":   strings.Repeat("formt: x\n", 14_000),
		"indentation": func() string {
			var b strings.Builder
			for i := 0; b.Len() < MaxBytes-2000; i++ {
				b.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return b.String()
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, mistakes := read("c", []byte(data))
			t.Logf("%d bytes in %v", len(data), time.Since(start))
			if len(mistakes) == 0 || len(mistakes) > maxMistakes+1 {
				t.Errorf("%d mistakes", len(mistakes))
			}
			for _, m := range mistakes {
				if len(m.Message) > 2000 {
					t.Errorf("a message of %d bytes: %.200s", len(m.Message), m.Message)
				}
			}
		})
	}
}

// TestStarter holds that the starter says nothing, and that with the comments
// taken off its keys it is in order and says all keys.
func TestStarter(t *testing.T) {
	starter := Starter()
	if config, mistakes := read("starter", []byte(starter)); len(mistakes) > 0 || len(config.Settings) > 0 {
		t.Errorf("the starter says something: %v\n%s", config.Settings, told("starter", mistakes))
	}
	said := regexp.MustCompile(`(?m)^#([^ ]|  )`).ReplaceAllString(starter, "$1")
	if _, mistakes := read("starter", []byte(said)); len(mistakes) > 0 {
		t.Errorf("without comment signs:\n%s\n%s", told("starter", mistakes), said)
	}
	if err := validate(schema(t), []byte(said)); err != nil {
		t.Errorf("the schema refuses the starter: %v", err)
	}
	for _, name := range setting.KeyNames() {
		if !strings.Contains(said, "\n"+name+":") {
			t.Errorf("the starter lacks %s", name)
		}
	}
}

// TestRead holds what a whole file comes to.
func TestRead(t *testing.T) {
	config, mistakes := read("c.yaml", []byte(`
profile: news
checks:
  twitter/title-too-long: {severity: info, max: 60}
  og/image-alt-missing: off
  "*": on
  "og/*": warning
  head/title-missing: warning
overrides:
  - files: [archive/**, "https://old.example.org/**"]
    fragment: true
    checks: {head: off}
suppress:
  - check: ["og/empty-content[og:title]", cross]
    path: legal
    reason: >
      two
      lines
    until: 2027-01-31
inline-suppressions: false
baseline: ../known.txt
root: public
limits: {items: 7}
outputs: [{format: sarif, path: out/a.sarif}]
`))
	if len(mistakes) > 0 {
		t.Fatal(told("c.yaml", mistakes))
	}
	var got strings.Builder
	for _, s := range config.Settings {
		fmt.Fprintf(&got, "%d %s %q\n", s.Origin.Line, s.Row.FlagName(), s.Values)
	}
	show := func(list []CheckEntry) {
		for _, e := range list {
			fmt.Fprintf(&got, "%d %s switch %d severity %v options %v\n", e.Place.Start.Line, e.Pattern, e.Switch, e.Severity, e.Options)
		}
	}
	show(config.Checks)
	for _, o := range config.Overrides {
		fmt.Fprintf(&got, "override %q %v\n", o.Files, o.Fragment)
		show(o.Checks)
	}
	for _, s := range config.Suppress {
		fmt.Fprintf(&got, "suppress %s %q %q %q %s %d\n", s.Check, s.Properties, s.Paths, s.Reason, s.Until, s.Place.Start.Line)
	}
	want := filepath.FromSlash(`2 profile ["news"]
20 no-inline-suppressions ["true"]
21 baseline ["/repo/known.txt"]
22 root ["/repo/site/public"]
23 limit ["items=7"]
24 output ["sarif=/repo/site/out/a.sarif"]
6 * switch 1 severity none options []
7 og/* switch 0 severity warning options []
4 twitter/title-too-long switch 1 severity info options [{max 60}]
5 og/image-alt-missing switch 2 severity none options []
8 head/title-missing switch 1 severity warning options []
override ["archive/**" "https://old.example.org/**"] true
12 head switch 2 severity none options []
suppress og/empty-content ["og:title"] ["legal"] "two lines" 2027-01-31 14
suppress cross [] ["legal"] "two lines" 2027-01-31 14
`)
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMatcher(t *testing.T) {
	config := &Config{Dir: filepath.FromSlash("/repo/site")}
	for _, test := range []struct {
		glob, name, url string
		want            bool
	}{
		{"archive/**", "archive/a/b.html", "", true},
		{"archive/**", "news/archive/b.html", "", false},
		{"archive", "news/archive/b.html", "", true},
		{"/archive", "news/archive/b.html", "", false},
		{"/archive", "archive/b.html", "", true},
		{"./archive", "archive/b.html", "", true},
		{"archive/", "archive", "", false},
		{"archive/", "archive/x.html", "", true},
		{"*.amp.html", "a/b/c.amp.html", "", true},
		{"*.amp.html", "a/b/c.html", "", false},
		{"a/*.html", "a/b/c.html", "", false},
		{"a/*/", "a/b/c.html", "", true},
		{"{a,b}/c.html", "b/c.html", "", true},
		{"a.html", "/repo/site/a.html", "", true},
		{"a.html", "/repo/site/../site/a.html", "", true},
		{"a.html", "/repo/a.html", "", false},
		{"a.html", "../a.html", "", false},
		{"**", "<stdin>", "", true},
		{"https://example.org/old/**", "a.jsonl", "https://example.org/old/x/y", true},
		{"https://example.org/old/**", "a.jsonl", "https://example.org/new", false},
		{"https://example.org/old/**", "a.jsonl", "", false},
	} {
		for _, cwd := range []string{"/repo/site", "/repo"} {
			name := test.name
			if cwd == "/repo" && !strings.HasPrefix(name, "/") {
				name = "site/" + name
			}
			m := config.Matcher([]string{test.glob}, filepath.FromSlash(cwd))
			if got := m.Match(name, test.url); got != test.want {
				t.Errorf("in %s, %q matches %q (%s): %v, want %v", cwd, test.glob, name, test.url, got, test.want)
			}
		}
	}
}

func TestBases(t *testing.T) {
	for glob, want := range map[string]string{
		"archive/**": "archive", "a/b.html": "a/b.html", "*.html": ".", "legal": ".", "**/x": ".", "a/{b,c}/d": "a", "/x": "x",
	} {
		got, ok := Bases([]string{glob})
		if strings.HasPrefix(glob, "/") {
			continue
		}
		if !ok || len(got) != 1 || got[0] != want {
			t.Errorf("the base of %q is %q %v, want %q", glob, got, ok, want)
		}
	}
	if _, ok := Bases([]string{"a/b", "https://example.org/"}); ok {
		t.Error("a glob for addresses has a base")
	}
}

// TestOptionsNamed holds that no check has an option that would hide the key
// severity.
func TestOptionsNamed(t *testing.T) {
	for _, c := range checks.All() {
		for _, o := range c.Options {
			if o.Name == "severity" {
				t.Errorf("%s has an option called severity", c.ID)
			}
		}
	}
}

// FuzzRead holds that any file is read or told: mistakes have places in the
// file, and without mistakes the schema agrees and the linter takes the checks.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"testdata/mistakes.txtar", "testdata/ok.txtar"} {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, one := range ar.Files {
			f.Add(one.Data)
		}
	}
	f.Add([]byte("\uFEFF? a\r\n: &b [*b, !x {<<: *b}]\r---\n- |\n  x\n"))
	s := schema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		config, mistakes := read("c", data)
		for _, m := range mistakes {
			if m.Message == "" || len(m.Message) > 4000 {
				t.Errorf("message %q", m.Message)
			}
			if m.Place.Known && (m.Place.Start.Line < 1 || m.Place.End.Offset < m.Place.Start.Offset || m.Place.End.Offset > len(data)+3) {
				t.Errorf("place %+v in %d bytes", m.Place, len(data))
			}
		}
		if len(mistakes) > 0 {
			return
		}
		var list []checks.CheckSetting
		for _, e := range config.Checks {
			list = append(list, e.CheckSetting)
		}
		if _, err := checks.New(checks.Settings{Checks: list}); err != nil {
			t.Errorf("the linter refuses what was read of %q: %v", data, err)
		}
		if err := validate(s, data); err != nil && !bytes.ContainsAny(data, "&*!\uFEFF\r") {
			t.Errorf("the schema refuses %q: %v", data, err)
		}
	})
}

// TestFound goes through all keys: a configuration that was found may set those
// that say why, and no others; a configuration that the user names may set all.
// Paths of one that was found stay in the repository, those of the other go
// anywhere.
func TestFound(t *testing.T) {
	// A key that says nothing is refused.
	rows := setting.Rows
	setting.Rows = append(slices.Clone(rows), setting.Row{Name: "forgotten", Key: "forgotten", Kind: setting.Text, Commands: setting.Lint, Example: "x"},
		setting.Row{Name: "forgotten-map", Key: "forgotten-map", Kind: setting.CheckMap, Example: "{}"})
	defer func() { setting.Rows = rows }()
	top, dir := filepath.FromSlash("/repo"), filepath.FromSlash("/repo/site")
	voc := vocabulary
	voc.Formats, voc.Folders = append(slices.Clone(voc.Formats), "parquet"), []string{"parquet"}
	both := func(t *testing.T, text string) (found, named []Mistake, c *Config) {
		t.Helper()
		_, found = Read(Source{Name: "c.yaml", Data: []byte(text), Dir: dir, Top: top}, voc)
		c, named = Read(Source{Name: "c.yaml", Data: []byte(text), Dir: dir, Top: top, Named: true}, voc)
		if len(named) > 0 {
			t.Errorf("%s: one that is named has mistakes: %s", text, told("c.yaml", named))
		}
		return found, named, c
	}
	refused := 0
	for _, k := range setting.Keys() {
		t.Run(k.Key, func(t *testing.T) {
			example := k.Key + ": " + k.Example + "\n"
			found, _, _ := both(t, example)
			if k.Found == "" {
				refused++
				if len(found) != 1 || !strings.Contains(found[0].Message, "is not for a configuration that was merely found") ||
					!found[0].Place.Known || !strings.Contains(found[0].Message, "--config") || k.FlagName() != "" && !strings.Contains(found[0].Message, "--"+k.FlagName()) {
					t.Errorf("it says no reason and is not refused so: %s", told("c.yaml", found))
				}
				return
			}
			if len(found) > 0 {
				t.Errorf("it says why it may be set (%s), and has mistakes: %s", k.Found, told("c.yaml", found))
			}
			form := ""
			switch k.Kind {
			case setting.Path:
				form = "%s: %q\n"
			case setting.Outputs:
				form = "%s:\n  - {format: json, path: %q}\n"
			}
			if (form != "") != (k.Files != setting.NoFiles) {
				t.Fatalf("a key of kind %d has access %d to files", k.Kind, k.Files)
			}
			if form == "" {
				return
			}
			for _, path := range []string{"../../x", "/elsewhere/x", "a/../../../x", "../../repository/x", ".git/hooks/pre-commit", "../.GIT/x", ".hg/x", "a/.svn", "git~1/x"} {
				found, _, c := both(t, fmt.Sprintf(form, k.Key, path))
				if len(found) != 1 || !found[0].Place.Known || !strings.Contains(found[0].Message, "merely found") || !strings.Contains(found[0].Message, "set --"+k.FlagName()+", or name the file with --config") {
					t.Errorf("%s is not refused: %s", path, told("c.yaml", found))
				}
				if len(c.Settings) != 1 {
					t.Errorf("%s of a file that is named is not taken", path)
				}
			}
			for _, path := range []string{"x", "../x", "a/b/x", ".github/x"} {
				if found, _, _ := both(t, fmt.Sprintf(form, k.Key, path)); len(found) > 0 {
					t.Errorf("%s is refused: %s", path, told("c.yaml", found))
				}
			}
			// What the disk says counts as well.
			asked := false
			_, mistakes := Read(Source{Name: "c.yaml", Data: fmt.Appendf(nil, form, k.Key, "x"), Dir: dir, Top: top, Refuses: func(path string, write bool) error {
				asked = path == filepath.Join(dir, "x") && write == (k.Files == setting.Writes)
				return errors.New("leads far away")
			}}, voc)
			if !asked || len(mistakes) != 1 || !strings.Contains(mistakes[0].Message, `"x" leads far away; `) {
				t.Errorf("the disk was asked: %t; %s", asked, told("c.yaml", mistakes))
			}
		})
	}
	if refused != 2 {
		t.Errorf("%d keys were refused, want the two that say nothing", refused)
	}
	if found, _, _ := both(t, "outputs: [{format: parquet, path: tables}]"); len(found) != 1 || !strings.Contains(found[0].Message, "parquet writes a folder") {
		t.Errorf("a folder of tables: %s", told("c.yaml", found))
	}
	// Bounds are only lowered.
	for _, limits := range []string{"findings: 1000", "findings: 3, items: 20000"} {
		if found, _, _ := both(t, "limits: {"+limits+"}"); len(found) > 0 {
			t.Errorf("limits {%s}: %s", limits, told("c.yaml", found))
		}
	}
	found, _, c := both(t, "limits: {items: 3, findings: 1001}")
	if len(found) != 1 || !found[0].Place.Known || !strings.Contains(found[0].Message, "findings to 1000 at most") ||
		!strings.Contains(found[0].Message, "use --limit findings=1001, or name the file with --config") {
		t.Errorf("a bound above the default: %s", told("c.yaml", found))
	}
	if len(c.Settings) != 1 || !slices.Equal(c.Settings[0].Values, []string{"items=3", "findings=1001"}) {
		t.Errorf("a bound above the default of a file that is named is not taken: %+v", c.Settings)
	}
}
