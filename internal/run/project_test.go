package run

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/config"
)

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
	p := &Project{Config: &config.Config{Dir: root}, cwd: root}
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
