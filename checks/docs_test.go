package checks_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/google"
	"github.com/metacheck/metacheck/internal/report"
)

// docsFolder holds the documentation of the checks.
var docsFolder = filepath.Join("..", "docs", "checks")

// TestDocs holds the pages of docs/checks to the declarations, and that there
// are no others; -update writes them.
func TestDocs(t *testing.T) {
	docs := report.Docs(checks.All(), google.Features())
	var names []string
	for _, doc := range docs {
		names = append(names, doc.Name)
		file := filepath.Join(docsFolder, doc.Name)
		if *update {
			if err := os.MkdirAll(docsFolder, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(doc.Text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(have), doc.Text); diff != "" {
			t.Errorf("docs/checks/%s is not current; go test ./checks -run TestDocs -update writes it (-have +want)\n%s", doc.Name, diff)
		}
	}
	entries, err := os.ReadDir(docsFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if slices.Contains(names, e.Name()) {
			continue
		}
		if !*update {
			t.Errorf("docs/checks/%s is not written any more; go test ./checks -run TestDocs -update removes it", e.Name())
		} else if err := os.Remove(filepath.Join(docsFolder, e.Name())); err != nil {
			t.Error(err)
		}
	}
}

var (
	docsHeading = regexp.MustCompile("(?m)^#+ (.*)$")
	docsLink    = regexp.MustCompile(`\]\(([^)#\s]*)#?([^)\s]*)\)`)
)

// TestDocsLinks holds that every link between the pages leads to a heading, and
// so does the URL of every check.
func TestDocsLinks(t *testing.T) {
	anchors := map[string][]string{}
	docs := report.Docs(checks.All(), google.Features())
	for _, doc := range docs {
		anchors[doc.Name] = []string{""}
		for _, m := range docsHeading.FindAllStringSubmatch(doc.Text, -1) {
			// What code hosts make of a heading of an id or a slug.
			anchors[doc.Name] = append(anchors[doc.Name], strings.NewReplacer("/", "", " ", "-").Replace(strings.ToLower(m[1])))
		}
	}
	links := 0
	for _, doc := range docs {
		for _, m := range docsLink.FindAllStringSubmatch(doc.Text, -1) {
			page := m[1]
			if page == "" {
				page = doc.Name
			}
			links++
			if !slices.Contains(anchors[page], m[2]) {
				t.Errorf("docs/checks/%s: the link %s leads nowhere", doc.Name, m[0])
			}
		}
	}
	if links < 2*len(checks.All()) {
		t.Errorf("only %d links", links)
	}
	for _, c := range checks.All() {
		_, rest, _ := strings.Cut(c.URL(), "/docs/checks/")
		page, anchor, _ := strings.Cut(rest, "#")
		if !slices.Contains(anchors[page], anchor) {
			t.Errorf("%s: the URL %s leads nowhere", c.ID, c.URL())
		}
	}
}
