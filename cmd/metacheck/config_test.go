package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/config"
)

// TestConfigKeys holds that each key of a configuration that stands for a flag
// has one, of the kind that its values are for.
func TestConfigKeys(t *testing.T) {
	flags := map[string]bool{}
	for _, f := range lintCommand().Flags {
		for _, name := range f.Names() {
			flags[name] = true
		}
	}
	for i := range config.Keys {
		if k := &config.Keys[i]; k.Flag != "" && !flags[k.Flag] {
			t.Errorf("key %s stands for --%s, which lint does not have", k.Name, k.Flag)
		}
	}
}

var keyTable = regexp.MustCompile("(?s)(<!-- config keys -->\n).*?(<!-- end config keys -->)")

// TestReadmeKeys holds that the README has the keys of a configuration; -update
// writes them.
func TestReadmeKeys(t *testing.T) {
	const name = "../../README.md"
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| key | meaning | flag |\n|---|---|---|\n")
	for i := range config.Keys {
		k := &config.Keys[i]
		flag := ""
		if k.Flag != "" {
			flag = "`--" + k.Flag + "`"
		}
		b.WriteString("| `" + k.Name + "` | " + strings.ReplaceAll(k.Doc, "|", "\\|") + " | " + flag + " |\n")
	}
	if !keyTable.Match(readme) {
		t.Fatal("the README has no place for the keys")
	}
	current := keyTable.ReplaceAllFunc(readme, func([]byte) []byte {
		return []byte("<!-- config keys -->\n" + b.String() + "<!-- end config keys -->")
	})
	if *update {
		if err := os.WriteFile(name, current, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(readme), string(current)); diff != "" {
		t.Errorf("the README's keys are not current; go test ./cmd/metacheck -run TestReadmeKeys -update writes them (-have +want)\n%s", diff)
	}
}

// TestExampleConfig holds that the README's example is that of the fixtures,
// which is in order.
func TestExampleConfig(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../fixtures/config/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(example), "\n") // behind the comment
	if !strings.Contains(string(readme), "```yaml\n"+body+"```\n") {
		t.Error("the README does not show fixtures/config/example.yaml")
	}
	if _, mistakes := config.Read(config.Source{Name: "example.yaml", Data: example, Dir: "/repo", Top: "/repo"}, vocabulary()); len(mistakes) > 0 {
		t.Errorf("mistakes in the example: %+v", mistakes)
	}
}

func TestCommonFolder(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"a/b", "a/c"} {
		if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(dir)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name   string
		inputs []string
		want   string
	}{
		{"nothing", nil, ""},
		{"a folder", []string{"a/b"}, "a/b"},
		{"a file", []string{"a/b/x.html"}, "a/b"},
		{"two folders", []string{"a/b", "a/c/"}, "a"},
		{"a pattern", []string{"a/b/*/x*.html"}, "a/b"},
		{"a folder and what is below it", []string{"a", "a/b"}, "a"},
		{"standard input", []string{"-"}, ""},
		{"an address", []string{"https://example.org/a"}, ""},
		{"a folder and standard input", []string{"a/b", "-"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, want := commonFolder(test.inputs, root), filepath.Join(root, filepath.FromSlash(test.want)); got != want {
				t.Errorf("the common folder of %q is %s, want %s", test.inputs, got, want)
			}
			var whole []string
			for _, in := range test.inputs {
				if in != "-" && in != "https://example.org/a" {
					in = filepath.Join(root, filepath.FromSlash(in))
				}
				whole = append(whole, in)
			}
			if !slices.Contains(test.inputs, "-") && test.inputs != nil && test.want != "" {
				if got, want := commonFolder(whole, t.TempDir()), filepath.Join(root, filepath.FromSlash(test.want)); got != want {
					t.Errorf("the common folder of %q is %s, want %s", whole, got, want)
				}
			}
		})
	}
}

func TestReach(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"public/news", "public/legal"} {
		if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(dir)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p := &project{Config: &config.Config{Dir: root}, cwd: root}
	for _, test := range []struct {
		name          string
		globs, inputs []string
		want          checks.Reach
	}{
		{"the site, no globs", nil, []string{"public"}, checks.ReachSeen},
		{"everything, no globs", nil, []string{"."}, checks.ReachAll},
		{"a file, no globs", nil, []string{"public/a.html"}, checks.ReachUnknown},
		{"standard input", nil, []string{"-"}, checks.ReachUnknown},
		{"the folder of the globs", []string{"public/legal/**"}, []string{"public"}, checks.ReachAll},
		{"another folder", []string{"public/legal/**"}, []string{"public/news"}, checks.ReachUnknown},
		{"a part of the folder", []string{"public/**"}, []string{"public/news"}, checks.ReachUnknown},
		{"both folders", []string{"public/legal/**", "public/news/**"}, []string{"public/news", "public/legal"}, checks.ReachAll},
		{"one of two", []string{"public/legal/**", "public/news/**"}, []string{"public/news"}, checks.ReachUnknown},
		{"names at any depth", []string{"*.amp.html"}, []string{"public"}, checks.ReachSeen},
		{"the file itself", []string{"public/a.html"}, []string{"public/a.html"}, checks.ReachAll},
		{"a pattern for everything below", []string{"public/legal/**"}, []string{"public/**/*.html"}, checks.ReachAll},
		{"addresses", []string{"https://example.org/**"}, []string{"public"}, checks.ReachUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := p.reach(test.globs, test.inputs); got != test.want {
				t.Errorf("the reach of %q over %q is %d, want %d", test.inputs, test.globs, got, test.want)
			}
		})
	}
}
