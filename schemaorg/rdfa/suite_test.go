package rdfa

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf/rdftest"
)

// A suite is a folder of the W3C RDFa test suite with the cases that are
// known to differ, each with the reason. A case that is listed and passes
// fails the test: the list is exact.
type suite struct {
	folder string
	cases  int
	known  map[string]string
}

var suites = []suite{
	{"html5", 170, nil},
	{"html5-invalid", 28, map[string]string{
		"0280": "the expected graph has a blank node as its subject, taken from a query, where the page itself is it",
		"0295": "the expected graph lists a part of the triples only, and those of another host language",
	}},
}

var (
	actionPattern = regexp.MustCompile(`<#(\d+)> a rdfatest:(Positive|Negative)EvaluationTest(?s:.*?)mf:action <([^>]*)>`)
	// mustNot are cases that are judged the other way round: the graph is the
	// one that must not come out.
	mustNot = map[string]bool{"html5-invalid/0180": true}
)

// TestSuite compares the exact graphs of the W3C RDFa 1.1 test suite.
func TestSuite(t *testing.T) {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set")
	}
	for _, s := range suites {
		t.Run(s.folder, func(t *testing.T) {
			folder := filepath.Join(dir, "rdfa", s.folder)
			manifest, err := os.ReadFile(filepath.Join(folder, "manifest.ttl"))
			if err != nil {
				t.Fatal(err)
			}
			cases := actionPattern.FindAllStringSubmatch(string(manifest), -1)
			if len(cases) != s.cases {
				t.Fatalf("the manifest holds %d cases, want %d", len(cases), s.cases)
			}
			for _, c := range cases {
				t.Run(c[1], func(t *testing.T) {
					got, want := runCase(t, folder, c[1], c[3])
					pass := got == want
					if mustNot[s.folder+"/"+c[1]] {
						pass = !pass
					}
					reason, known := s.known[c[1]]
					switch {
					case pass && known:
						t.Errorf("passes although it is listed as failing: %s", reason)
					case !pass && !known:
						page, _ := os.ReadFile(filepath.Join(folder, c[1]+".html"))
						t.Errorf("graph of\n%s\ngot\n%s\nwant\n%s", page, got, want)
					}
				})
			}
		})
	}
}

func runCase(t *testing.T, folder, id, action string) (got, want string) {
	t.Helper()
	page, err := os.Open(filepath.Join(folder, id+".html"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	doc, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(action)
	if err != nil {
		t.Fatal(err)
	}
	expected, err := os.ReadFile(filepath.Join(folder, id+".ttl"))
	if err != nil {
		t.Fatal(err)
	}
	triples, err := rdftest.Turtle(string(expected), action)
	if err != nil {
		t.Fatal(err)
	}
	return rdftest.Canonical(t, Triples(doc, address)), rdftest.Canonical(t, triples)
}
