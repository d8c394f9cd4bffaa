package ingest

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// ignoreTests are ignore files by folder and what a walk over the paths leaves.
var ignoreTests = []struct {
	name  string
	rules map[string]string // content of .gitignore by folder
	paths string
	want  string // the paths that are left, in order
}{
	{"a name at any depth", map[string]string{"": "a"}, "a b c/a d/a/x d/ab", "b d/ab"},
	{"anchored by a leading slash", map[string]string{"": "/a"}, "a c/a", "c/a"},
	{"anchored by a slash inside", map[string]string{"": "c/a"}, "a c/a d/c/a", "a d/c/a"},
	{"folders only", map[string]string{"": "a/"}, "a b/a/x c/a", "a c/a"},
	{"anchored folder", map[string]string{"": "/a/"}, "a/x b/a/x", "b/a/x"},
	{"star stays in a segment", map[string]string{"": "c/*.x"}, "a.x c/a.x c/d/a.x", "a.x c/d/a.x"},
	{"star in a name", map[string]string{"": "*.x"}, "a.x a.xx c/b.x", "a.xx"},
	{"star alone", map[string]string{"": "*"}, "a b/c", ""},
	{"star in the middle", map[string]string{"": "a*c"}, "ac abc a/c abcd", "a/c abcd"},
	{"question mark", map[string]string{"": "a?c"}, "abc ac a/c abbc", "a/c abbc ac"},
	{"two stars in front", map[string]string{"": "**/a/b"}, "a/b c/a/b c/d/a/b c/b", "c/b"},
	{"two stars behind", map[string]string{"": "a/**"}, "a/b a/c/d b/a/e", "b/a/e"},
	{"two stars in the middle", map[string]string{"": "a/**/b"}, "a/b a/c/b a/c/d/b b/x/a/b a/bb", "a/bb b/x/a/b"},
	{"two stars that are no segment", map[string]string{"": "a**b"}, "ab axb a/b ax/b", "a/b ax/b"},
	{"two stars at the end of a segment", map[string]string{"": "c/a**"}, "c/ab c/d/ab c/a/b", "c/d/ab"},
	{"three stars", map[string]string{"": "***/a"}, "a b/a b/c", "b/c"},
	{"two stars and slash", map[string]string{"": "**/"}, "a b/c", "a"},
	{"class", map[string]string{"": "[a-c]x"}, "ax bx dx -x", "-x dx"},
	{"negated class", map[string]string{"": "[!a-c]x\n[^d]y"}, "ax dx ay dy", "ax dy"},
	{"class with bracket and dash", map[string]string{"": "[]-]x"}, "]x -x ax", "ax"},
	{"class never matches a slash", map[string]string{"": "a[+-9]b\nc[!x]d\ne[[:punct:]]f"}, "a/b c/d e/f a.b c.d e.f", "a/b c/d e/f"},
	{"named class", map[string]string{"": "a[[:digit:][:upper:]]"}, "a1 aB ab a:", "a: ab"},
	{"escapes in a class", map[string]string{"": `[\]\-a]x`}, `]x -x ax bx`, "bx"},
	{"unknown class", map[string]string{"": "a[[:none:]]"}, "an a1", "a1 an"},
	{"class left open", map[string]string{"": "a[b"}, "ab a[b", "a[b ab"},
	{"range upside down", map[string]string{"": "[c-a]x"}, "ax bx", "ax bx"},
	{"escapes", map[string]string{"": "\\#a\n\\!b\n\\*c"}, "#a !b *c xc", "xc"},
	{"backslash at the end", map[string]string{"": "a\\"}, "a b", "a b"},
	{"comment", map[string]string{"": "#a\nb#"}, "#a b# c", "#a c"},
	{"spaces at the end", map[string]string{"": "a  \nb\\ \nc d"}, "a|b |b|c d", "b"},
	{"line ends of Windows and a mark", map[string]string{"": "\uFEFFa\r\nb\r\n\r\n"}, "a b c", "c"},
	{"braces mean nothing", map[string]string{"": "{a,b}"}, "a b {a,b}", "a b"},
	{"characters of expressions mean nothing", map[string]string{"": "a.b+(c)*$"}, "a.b+(c)x$ axb+(c)$", "axb+(c)$"},
	{"upper and lower case", map[string]string{"": "a*"}, "ab AB", "AB"},
	{"not after all", map[string]string{"": "*.x\n!a.x"}, "a.x b.x c/a.x", "a.x c/a.x"},
	{"the last one counts", map[string]string{"": "!a.x\n*.x"}, "a.x", ""},
	{"nothing comes back from a folder left out", map[string]string{"": "c\n!c/a"}, "c/a", ""},
	{"all but one folder", map[string]string{"": "/*\n!/c\n/c/*\n!/c/d"}, "a c/a c/d/e", "c/d/e"},
	{"a deeper file overrules", map[string]string{"": "*.x", "c": "!a.x"}, "a.x c/a.x c/b.x", "c/a.x"},
	{"a deeper file is anchored to its folder", map[string]string{"c": "/a\nd/b"}, "a c/a c/e/a d/b c/d/b", "a c/e/a d/b"},
	{"a deeper file does not count beside it", map[string]string{"c": "a"}, "b/a c/a d/a", "b/a d/a"},
	{"beyond ASCII", map[string]string{"": "é*\n*ü"}, "éa aü ea", "ea"},
	{"empty patterns", map[string]string{"": "!\n/\n//\n   \n"}, "a b/c", "a b/c"},
}

// split takes "a b", or "a|b" where names hold spaces.
func split(list string) []string {
	if strings.Contains(list, "|") {
		return strings.Split(list, "|")
	}
	return strings.Fields(list)
}

func TestIgnore(t *testing.T) {
	for _, tt := range ignoreTests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, name := range split(tt.paths) {
				var rules []ignoreFile
				left := true
				for i := 0; i <= len(name) && left; i++ {
					if i < len(name) && name[i] != '/' {
						continue
					}
					// Enter folder by folder, as a walk does.
					dir := ""
					if cut := strings.LastIndexByte(name[:i], '/'); cut >= 0 {
						dir = name[:cut+1]
					}
					patterns, err := parseIgnore(tt.rules[strings.TrimSuffix(dir, "/")])
					if err != nil {
						t.Fatal(err)
					}
					rules = append(rules, ignoreFile{dir, patterns})
					left = !ignored(rules, name[:i], i < len(name))
				}
				if left {
					got = append(got, name)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(split(tt.want), got); diff != "" && len(got)+len(split(tt.want)) > 0 {
				t.Errorf("rules %q, paths %q (-want +got):\n%s", tt.rules, tt.paths, diff)
			}
		})
	}
}

// TestIgnoreAsGit holds the table above to what git makes of it.
func TestIgnoreAsGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	for _, tt := range ignoreTests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			run := func(args ...string) string {
				cmd := exec.Command(git, args...)
				cmd.Dir = dir
				for _, v := range os.Environ() {
					if !strings.HasPrefix(v, "GIT_") {
						cmd.Env = append(cmd.Env, v)
					}
				}
				cmd.Env = append(cmd.Env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("git %q: %v", args, err)
				}
				return string(out)
			}
			run("init", "-q")
			var want []string
			// One path at a time: what is a file in one may be a folder in
			// another.
			for _, name := range split(tt.paths) {
				write(t, dir, name, "")
				for folder, rules := range tt.rules {
					write(t, dir, path.Join(folder, ".gitignore"), rules)
				}
				for left := range strings.SplitSeq(run("ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"), "\x00") {
					if left != "" && path.Base(left) != ".gitignore" {
						want = append(want, left)
					}
				}
				top, _, _ := strings.Cut(name, "/")
				if err := os.RemoveAll(filepath.Join(dir, top)); err != nil {
					t.Fatal(err)
				}
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, split(tt.want)); diff != "" && len(want)+len(split(tt.want)) > 0 {
				t.Errorf("rules %q, paths %q (-git +table):\n%s", tt.rules, tt.paths, diff)
			}
		})
	}
}

// FuzzIgnore holds every pattern to what none may do: fail as an expression, or
// match across a slash without "**".
func FuzzIgnore(f *testing.F) {
	for _, tt := range ignoreTests {
		for _, rules := range tt.rules {
			for line := range strings.SplitSeq(rules, "\n") {
				f.Add(line)
			}
		}
	}
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 200 || !utf8.ValidString(line) {
			return // repetition is not at stake, and expressions are in UTF-8
		}
		expr, ok := globExpr(line)
		if !ok {
			return
		}
		re, err := regexp.Compile(expr)
		if err != nil {
			t.Fatalf("%q became %q: %v", line, expr, err)
		}
		if !strings.Contains(line, "/") && !strings.Contains(line, "**") && re.MatchString("a/b") {
			t.Errorf("%q as %q matches across a slash", line, expr)
		}
	})
}

// write makes a file; the test ends where the file system has no such names.
func write(t *testing.T, dir, name, data string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, []byte(data), 0o644)
	}
	if err != nil {
		t.Skipf("not a name here: %v", err)
	}
}
