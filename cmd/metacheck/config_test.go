package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/config"
	pipeline "github.com/metacheck/metacheck/internal/run"
	"github.com/metacheck/metacheck/internal/setting"
)

// TestSettings holds that every flag of a command is a setting of the table, with
// its aliases, and that every setting is used: by a command, or by a key that a
// command heeds.
func TestSettings(t *testing.T) {
	commands := map[string]setting.Command{
		"lint": setting.Lint, "extract": setting.Extract, "snapshot": setting.Snapshot, "diff": setting.Diff,
		"query": setting.Query, "summary": setting.Summary, "checks": setting.Checks,
	}
	seen := 0
	for _, c := range newApp(nil, nil, nil).Commands {
		want := map[string]bool{}
		for _, r := range setting.Of(commands[c.Name]) {
			for _, name := range append([]string{r.FlagName()}, r.Aliases...) {
				if want[name] {
					t.Errorf("%s has two settings --%s", c.Name, name)
				}
				want[name] = true
			}
			seen++
		}
		for _, f := range c.Flags {
			for _, name := range f.Names() {
				if !want[name] {
					t.Errorf("%s has --%s, which is no setting", c.Name, name)
				}
				delete(want, name)
			}
		}
		for name := range want {
			t.Errorf("%s lacks --%s", c.Name, name)
		}
	}
	if seen < 100 {
		t.Errorf("only %d settings of commands seen", seen)
	}
	for _, r := range setting.Rows {
		switch {
		case r.Commands == 0 && (r.Key == "" || r.KeyCommands == 0):
			t.Errorf("nothing uses the setting %s", r.Name)
		case (r.Key != "") != (r.KeyDoc != "") || (r.Key != "") != (r.Example != ""):
			t.Errorf("the key %s of %s lacks its doc or example", r.Key, r.Name)
		case (r.Commands != 0) != (r.Doc != ""):
			t.Errorf("the flag --%s lacks its doc", r.Name)
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
	for _, k := range setting.Keys() {
		flag := ""
		if name := k.FlagName(); name != "" {
			flag = "`--" + name + "`"
		}
		b.WriteString("| `" + k.Key + "` | " + strings.ReplaceAll(k.KeyDoc, "|", "\\|") + " | " + flag + " |\n")
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
	if _, mistakes := config.Read(config.Source{Name: "example.yaml", Data: example, Dir: "/repo", Top: "/repo"}, pipeline.Vocabulary()); len(mistakes) > 0 {
		t.Errorf("mistakes in the example: %+v", mistakes)
	}
}
