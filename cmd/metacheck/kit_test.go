package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// repository is the folder of the repository.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// tool is the path of a program that a test needs.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here", name)
	}
	return path
}

func readYAML(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository(t), name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %s", name, yaml.FormatError(err, false, true))
	}
}

// An action is what tests read of action.yml.
type action struct {
	Name, Description string
	Inputs            map[string]struct {
		Description string
		Default     *string
		Required    bool
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Name, Uses, Shell, Run string
			Dir                        string `yaml:"working-directory"`
			Env                        map[string]string
		}
	}
}

var expression = regexp.MustCompile(`\$\{\{ *([a-z_.-]+) *\}\}`)

// An actionRun is a run of the action's steps, as a runner does it.
type actionRun struct {
	code            int
	log             string
	outputs         map[string]string
	summary, folder string
}

// runAction runs the steps of action.yml in a folder with the inputs given.
// The step that sets Go up is left out: this test runs in Go. What one run has
// installed in the temporary folder the next does not install again.
func runAction(t *testing.T, a *action, temp, folder string, inputs map[string]string) actionRun {
	t.Helper()
	bash := tool(t, "bash")
	context := func(name string) string {
		if name == "github.action_path" {
			return repository(t)
		}
		input, ok := strings.CutPrefix(name, "inputs.")
		if !ok {
			t.Fatalf("action.yml uses %s, which the test does not know", name)
		}
		declared, ok := a.Inputs[input]
		if !ok {
			t.Fatalf("action.yml uses the input %s, which it does not declare", input)
		}
		if v, ok := inputs[input]; ok {
			return v
		}
		return *declared.Default
	}
	expand := func(s string) string {
		return expression.ReplaceAllStringFunc(s, func(e string) string { return context(expression.FindStringSubmatch(e)[1]) })
	}
	r := actionRun{outputs: map[string]string{}, folder: folder}
	files := t.TempDir()
	output, summary := filepath.Join(files, "output"), filepath.Join(files, "summary")
	if err := os.WriteFile(summary, []byte("before\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		if strings.HasSuffix(step.Run, " install") {
			if _, err := os.Stat(filepath.Join(temp, "metacheck-action", "metacheck")); err == nil {
				continue
			}
		}
		// As runners start it: bash --noprofile --norc -eo pipefail FILE.
		if expand(step.Run) != step.Run {
			t.Errorf("step %q has an input in the text of its command, where a shell runs it", step.Name)
		}
		cmd := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		cmd.Dir = folder
		if step.Dir != "" {
			cmd.Dir = filepath.Join(folder, expand(step.Dir))
		}
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+expand(value))
		}
		cmd.Stdout, cmd.Stderr = &log, &log
		err := cmd.Run()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			r.code = exit.ExitCode()
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	r.log = log.String()
	if data, err := os.ReadFile(output); err == nil {
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			name, value, _ := strings.Cut(line, "=")
			r.outputs[name] = value
		}
	}
	data, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	r.summary = string(data)
	return r
}

// TestAction runs the GitHub action's steps over small sites.
func TestAction(t *testing.T) {
	var a action
	readYAML(t, "action.yml", &a)
	if a.Runs.Using != "composite" || a.Name == "" || a.Description == "" {
		t.Fatalf("action.yml: %+v", a)
	}
	for name, in := range a.Inputs {
		if in.Description == "" || in.Default == nil {
			t.Errorf("input %s has no description or default", name)
		}
	}
	site := func(t *testing.T) string {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "public", "bad.html"), "<!DOCTYPE html>\n<html lang=en><head></head><p>x")
		writeFile(t, filepath.Join(dir, "public", "good.html"), `<!DOCTYPE html><html lang=en><head><meta charset="utf-8"><title>Good</title><meta name="description" content="Good."><meta name="viewport" content="width=device-width"></head><p>x`)
		writeFile(t, filepath.Join(dir, "a b", "c d.html"), "<!DOCTYPE html><html lang=en><head></head><p>x")
		return dir
	}
	only := "--only head/title-missing"
	temp := t.TempDir()
	for _, tt := range []struct {
		name    string
		inputs  map[string]string
		code    int
		found   string
		log     string // regular expression
		summary string
	}{
		{"annotations", map[string]string{"paths": "public", "args": only}, 1, "1",
			`(?m)^::error file=public/bad\.html,line=2,.*::the page has no title`, "before\n"},
		{"text", map[string]string{"paths": "public", "args": only, "annotations": "false"}, 1, "1",
			`(?m)^public/bad\.html:2:\d+: error: the page has no title`, "public/bad.html"},
		{"clean", map[string]string{"paths": "public/good.html"}, 0, "0", "", "before\n"},
		{"fail-on never", map[string]string{"paths": "public", "args": only, "fail-on": "never"}, 0, "1", "::error", "public/bad.html"},
		{"several paths, blanks in them", map[string]string{"paths": "public/good.html\na b/c d.html\n", "args": only}, 1, "1", `c d\.html`, ""},
		{"a glob is metacheck's", map[string]string{"paths": "p*/*d.html", "args": only}, 1, "1", "public/bad", ""},
		{"working directory", map[string]string{"working-directory": "public", "args": only}, 1, "1", `bad\.html`, ""},
		{"no such path", map[string]string{"paths": "none"}, 2, "", "none: no such file", "before\n"},
		{"a wrong flag", map[string]string{"paths": "public", "args": "--nonsense"}, 2, "", "unknown flag --nonsense", "before\n"},
		{"a wrong switch", map[string]string{"paths": "public", "annotations": "yes"}, 2, "", "annotations is true or false", "before\n"},
		{"shell words mean nothing", map[string]string{"paths": "$(touch hacked);`touch hacked`", "args": "--only $(touch${IFS}hacked)"}, 2, "", "metacheck", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := site(t)
			r := runAction(t, &a, temp, dir, tt.inputs)
			if r.code != tt.code {
				t.Errorf("exit code %d, want %d", r.code, tt.code)
			}
			if tt.found != "" && r.outputs["findings"] != tt.found {
				t.Errorf("findings %q, want %q", r.outputs["findings"], tt.found)
			}
			if code, ok := r.outputs["exit-code"]; ok && code != fmt.Sprint(tt.code) {
				t.Errorf("output exit-code %s", code)
			}
			if !regexp.MustCompile(tt.log).MatchString(r.log) {
				t.Errorf("the log does not match %s", tt.log)
			}
			if !strings.Contains(r.summary, tt.summary) || !strings.HasPrefix(r.summary, "before\n") {
				t.Errorf("the summary lacks %q or what was there before: %s", tt.summary, r.summary)
			}
			for name := range r.outputs {
				if _, ok := a.Outputs[name]; !ok {
					t.Errorf("the script writes the output %s, which action.yml does not declare", name)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "hacked")); err == nil {
				t.Error("an input was run as a command")
			}
			if t.Failed() {
				t.Log(r.log)
			}
		})
	}
	t.Run("sarif and baseline", func(t *testing.T) {
		dir := site(t)
		inputs := map[string]string{"paths": "public", "args": only, "sarif": "out/metacheck.sarif", "baseline": "base"}
		if r := runAction(t, &a, temp, dir, inputs); r.code != 2 || !strings.Contains(r.log, "there is no baseline base") {
			t.Errorf("without a baseline: exit code %d\n%s", r.code, r.log)
		}
		inputs["args"] += " --update-baseline"
		if r := runAction(t, &a, temp, dir, inputs); r.code != 0 {
			t.Errorf("update: exit code %d\n%s", r.code, r.log)
		}
		inputs["args"] = only
		r := runAction(t, &a, temp, dir, inputs)
		if r.code != 0 || r.outputs["findings"] != "0" {
			t.Errorf("with a baseline: exit code %d, findings %s\n%s", r.code, r.outputs["findings"], r.log)
		}
		data, err := os.ReadFile(r.outputs["sarif-file"])
		if err != nil || !bytes.Contains(data, []byte(`"baselineState"`)) {
			t.Errorf("sarif-file %q: %v\n%s", r.outputs["sarif-file"], err, r.log)
		}
		if !filepath.IsAbs(r.outputs["sarif-file"]) {
			t.Errorf("sarif-file %q is not absolute", r.outputs["sarif-file"])
		}
	})
}

// TestActionOfOthers runs the action in a checkout whose files lead out of it.
func TestActionOfOthers(t *testing.T) {
	var a action
	readYAML(t, "action.yml", &a)
	temp := t.TempDir()
	for _, tt := range []struct {
		name, config string
		links        map[string]string
		inputs       map[string]string
		log          string
	}{
		{"a configuration that is found", "outputs: [{format: json, path: link}]", map[string]string{"link": "../victim"}, nil, `"link" leads out of`},
		{"a configuration that the workflow names", "outputs: [{format: json, path: link}]", map[string]string{"link": "../victim"},
			map[string]string{"config": ".metacheck.yaml"}, `"link" leads out of`},
		{"a hook", "outputs: [{format: text, path: .git/hooks/pre-commit}]", nil, map[string]string{"config": ".metacheck.yaml"}, `leads into \.git`},
		{"a baseline", "baseline: ../victim", nil, map[string]string{"args": "--update-baseline"}, `"\.\./victim" leads out of`},
		{"a SARIF file", "", map[string]string{"metacheck.sarif": "../victim"}, map[string]string{"sarif": "metacheck.sarif"}, "metacheck.sarif is a link of the checkout"},
		{"a folder of a SARIF file", "", map[string]string{"out": ".."}, map[string]string{"sarif": "out/new/victim"}, "out is a link of the checkout"},
		{"a name like a flag", "", nil, map[string]string{"paths": "--output=text=../victim"}, "no such file or folder"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			top := t.TempDir()
			dir := filepath.Join(top, "repo")
			writeFile(t, filepath.Join(top, "victim"), "precious")
			writeFile(t, filepath.Join(dir, ".git", "hooks", "pre-commit"), "#!/bin/sh\n")
			writeFile(t, filepath.Join(dir, "page.html"), "<p>x")
			if tt.config != "" {
				writeFile(t, filepath.Join(dir, ".metacheck.yaml"), tt.config)
			}
			for link, to := range tt.links {
				if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
					t.Skipf("no symbolic links here: %v", err)
				}
			}
			r := runAction(t, &a, temp, dir, tt.inputs)
			if r.code != 2 || !regexp.MustCompile(tt.log).MatchString(r.log) {
				t.Errorf("exit code %d, and the log does not match %s\n%s", r.code, tt.log, r.log)
			}
			for name, want := range map[string]string{"victim": "precious", "repo/.git/hooks/pre-commit": "#!/bin/sh\n"} {
				if data, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name))); err != nil || string(data) != want {
					t.Errorf("%s holds %q (%v)", name, data, err)
				}
			}
			entries, err := os.ReadDir(top)
			if err != nil || len(entries) != 2 {
				t.Errorf("beside the checkout there are %v (%v)", entries, err)
			}
		})
	}
}

// TestPreCommitHook commits pages with a hook that runs what
// .pre-commit-hooks.yaml says, as pre-commit does: the entry with the names of
// the files behind it.
func TestPreCommitHook(t *testing.T) {
	git := tool(t, "git")
	tool(t, "sh")
	var hooks []struct {
		ID, Name, Description, Entry, Language string
		Types                                  []string
		Serial                                 bool  `yaml:"require_serial"`
		Pass                                   *bool `yaml:"pass_filenames"`
	}
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 {
		t.Fatalf("%d hooks", len(hooks))
	}
	h := hooks[0]
	if h.Language != "golang" || h.Pass != nil && !*h.Pass {
		t.Fatalf("the test does not know how to run %+v", h)
	}
	if diff := cmp.Diff([]string{"html"}, h.Types); diff != "" {
		t.Fatal(diff)
	}
	dir := t.TempDir()
	in := func(args ...string) (string, error) {
		cmd := exec.Command(git, args...)
		cmd.Dir = dir
		// Nothing of the user's own configuration, nor of a git that runs this test.
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org"}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(args ...string) {
		t.Helper()
		if out, err := in(args...); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	must("init", "-q")
	hook := "#!/bin/sh\nfiles=$(git diff --cached --name-only --diff-filter=ACMR -- '*.html' '*.htm')\n" +
		"[ -z \"$files\" ] && exit 0\nIFS='\n'\nset -f\nset -- $files\nunset IFS\nexec " + h.Entry + " \"$@\"\n"
	writeFile(t, filepath.Join(dir, ".git", "hooks", "pre-commit"), hook)
	if err := os.Chmod(filepath.Join(dir, ".git", "hooks", "pre-commit"), 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "notes.txt"), "<p>no page")
	must("add", "-A")
	must("commit", "-q", "-m", "no pages")
	writeFile(t, filepath.Join(dir, "a page.html"), "<!DOCTYPE html><html lang=en><head></head><p>x")
	must("add", "-A")
	out, err := in("commit", "-q", "-m", "a bad page")
	if err == nil || !strings.Contains(out, "a page.html:1:") || !strings.Contains(out, "[head/title-missing]") {
		t.Errorf("a bad page was committed, or nothing was said: %v\n%s", err, out)
	}
	writeFile(t, filepath.Join(dir, "a page.html"), "<!DOCTYPE html><html lang=en><head><title>A page</title></head><p>x")
	must("add", "-A")
	must("commit", "-q", "-m", "a good page")
	// Others chose the names, and the text of the configuration.
	name := filepath.Join("--output=text=..", filepath.Base(dir)+".html")
	writeFile(t, filepath.Join(dir, name), "<p>x")
	must("add", "-A")
	if out, err := in("commit", "-q", "-m", "a name that is a flag"); err == nil || !strings.Contains(out, "is a flag and also the name of a file here") {
		t.Errorf("a file whose name is a flag: %v\n%s", err, out)
	}
	if _, err := os.Stat(dir + ".html"); err == nil {
		t.Error("the name of a file was taken for a flag")
	}
	must("rm", "-q", "-f", "--", name)
	writeFile(t, filepath.Join(dir, ".metacheck.yaml"), "outputs: [{format: text, path: .git/hooks/pre-commit}]")
	writeFile(t, filepath.Join(dir, "a page.html"), "<p>x")
	must("add", "-A")
	if out, err := in("commit", "-q", "-m", "a hostile configuration"); err == nil || !strings.Contains(out, "leads into .git") {
		t.Errorf("a report over the hook: %v\n%s", err, out)
	}
	if data, err := os.ReadFile(filepath.Join(dir, ".git", "hooks", "pre-commit")); err != nil || string(data) != hook {
		t.Errorf("the hook is %q (%v)", data, err)
	}
}

// TestDockerfile runs the commands of the stage that builds, and holds the last
// stage to what it promises: a static binary and a user that is not root.
func TestDockerfile(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(repository(t), "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "\\\n", "")
	stages := strings.Split(text, "\nFROM ")
	if len(stages) != 3 {
		t.Fatalf("%d stages", len(stages)-1)
	}
	last := stages[2]
	for _, want := range []string{"gcr.io/distroless/static", "USER nonroot", `ENTRYPOINT ["/usr/bin/metacheck"]`, "COPY --from=build /out/metacheck /usr/bin/metacheck"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last stage lacks %q", want)
		}
	}
	module, err := os.ReadFile(filepath.Join(repository(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	if version == nil || !strings.Contains(stages[1], "golang:"+string(version[1])) {
		t.Errorf("the image is not that of go.mod's Go %s", version[1])
	}
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a Unix shell")
	}
	sh := tool(t, "sh")
	out := t.TempDir()
	built := false
	for _, line := range strings.Split(stages[1], "\n") {
		command, ok := strings.CutPrefix(line, "RUN ")
		if !ok || strings.HasPrefix(command, "go mod download") {
			continue // needs the network
		}
		cmd := exec.Command(sh, "-c", strings.ReplaceAll(command, "/out/", out+"/"))
		cmd.Dir = dockerContext(t)
		cmd.Env = append(os.Environ(), "TARGETOS="+runtime.GOOS, "TARGETARCH="+runtime.GOARCH, "GOFLAGS=-buildvcs=false")
		if msg, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, msg)
		}
		built = true
	}
	if !built {
		t.Fatal("the first stage builds nothing")
	}
	bin := filepath.Join(out, "metacheck")
	if msg, err := exec.Command(bin, "version").CombinedOutput(); err != nil || !strings.HasPrefix(string(msg), "metacheck ") {
		t.Errorf("%v: %s", err, msg)
	}
	if f, err := elf.Open(bin); err == nil {
		defer f.Close()
		for _, p := range f.Progs {
			if p.Type == elf.PT_INTERP {
				t.Error("the binary needs a loader, which the image does not have")
			}
		}
	}
}

// dockerContext is a copy of what .dockerignore leaves of the repository: the
// names behind "!", without tests.
func dockerContext(t *testing.T) string {
	t.Helper()
	ignore, err := os.ReadFile(filepath.Join(repository(t), ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, line := range strings.Split(string(ignore), "\n") {
		name, ok := strings.CutPrefix(line, "!")
		if !ok {
			continue
		}
		from := filepath.Join(repository(t), name)
		err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				if d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return nil
			}
			if strings.HasSuffix(path, "_test.go") || !d.Type().IsRegular() {
				return nil
			}
			rel, err := filepath.Rel(repository(t), path)
			if err != nil {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o777); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(to, rel), data, 0o666)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}
