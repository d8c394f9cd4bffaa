package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

var baselineSample = regexp.MustCompile("(?s)(<!-- baseline: metacheck ([^\n]*) -->\n```text\n)(.*?)```\n")

// TestReadmeBaseline holds that the baseline which the README shows is the one
// that its command writes; -update writes it.
func TestReadmeBaseline(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := baselineSample.FindSubmatch(readme)
	if m == nil {
		t.Fatal("the README shows no baseline")
	}
	// The names are relative to the folder of the file.
	file := filepath.Join("fixtures", ".baseline-of-the-readme")
	t.Cleanup(func() { _ = os.Remove(file) })
	var errs bytes.Buffer
	args := append([]string{"metacheck"}, strings.Fields(string(m[2]))...)
	if code := run(context.Background(), append(args, "--baseline", file, "--update-baseline"), strings.NewReader(""), io.Discard, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	current := bytes.Replace(readme, m[0], slices.Concat(m[1], want, []byte("```\n")), 1)
	if *update {
		if err := os.WriteFile("README.md", current, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(m[3]), string(want)); diff != "" {
		t.Errorf("the README's baseline is not what the command writes; go test ./cmd/metacheck -run TestReadme -update writes it (-have +want)\n%s", diff)
	}
}

var yamlSample = regexp.MustCompile("(?s)\n```yaml\n(.*?)```\n")

// TestReadmeCI holds that the examples for CI are YAML, that the commands in
// them have flags that exist, and that the action is given inputs it has.
func TestReadmeCI(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(readme), "\n## In CI\n")
	if !ok {
		t.Fatal("the README has no section on CI")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var a action
	readYAML(t, "action.yml", &a)
	app := newApp(strings.NewReader(""), io.Discard, io.Discard)
	commands, uses := 0, 0
	var walk func(v any)
	command := func(line string) {
		if !strings.HasPrefix(line, "metacheck ") {
			return
		}
		commands++
		if _, err := permute(app, strings.Fields(line)); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if used, _ := v["uses"].(string); strings.HasPrefix(used, "metacheck/metacheck@") {
				uses++
				with, _ := v["with"].(map[string]any)
				for name := range with {
					if _, ok := a.Inputs[name]; !ok {
						t.Errorf("the action has no input %q", name)
					}
				}
			}
			for _, value := range v {
				walk(value)
			}
		case []any:
			for _, value := range v {
				walk(value)
			}
		case string:
			command(v)
		}
	}
	for _, m := range yamlSample.FindAllStringSubmatch(section, -1) {
		var v any
		if err := yaml.Unmarshal([]byte(m[1]), &v); err != nil {
			t.Errorf("%s\n%s", yaml.FormatError(err, false, true), m[1])
			continue
		}
		walk(v)
	}
	if commands < 4 || uses != 1 {
		t.Errorf("%d commands, the action %d times", commands, uses)
	}
	// Every input stands in the table.
	for name := range a.Inputs {
		if !strings.Contains(section, "`"+name+"`") {
			t.Errorf("the README does not say what the input %s is", name)
		}
	}
}
