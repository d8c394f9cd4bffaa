package checks_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
)

// TestReadme holds checks/README.md to the declarations; -update writes it.
func TestReadme(t *testing.T) {
	var b bytes.Buffer
	if err := report.ListMarkdown(&b, checks.All()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("README.md", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(have), b.String()); diff != "" {
		t.Errorf("README.md is not current; go test ./checks -run TestReadme -update writes it (-have +want)\n%s", diff)
	}
}
