package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var sample = regexp.MustCompile("(?s)<!-- sample: metacheck ([^\n]*) -->\n```text\n(.*?)```\n")

// TestReadmeSamples runs the commands whose output the README shows; -update
// writes it.
func TestReadmeSamples(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	current := sample.ReplaceAllStringFunc(string(readme), func(block string) string {
		found++
		m := sample.FindStringSubmatch(block)
		var out, errs bytes.Buffer
		run(context.Background(), append([]string{"metacheck"}, strings.Fields(m[1])...), strings.NewReader(""), &out, &errs)
		if errs.Len() > 0 {
			t.Errorf("metacheck %s: %s", m[1], errs.String())
		}
		return strings.Replace(block, "```text\n"+m[2]+"```", "```text\n"+out.String()+"```", 1)
	})
	if found == 0 {
		t.Fatal("the README shows no output")
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(readme), current); diff != "" {
		t.Errorf("the README's samples are not what the command prints; go test ./cmd/metacheck -run TestReadme -update writes them (-have +want)\n%s", diff)
	}
}
