package microdata

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/schemaorg"
)

// suiteBase is where the W3C publishes the suite; the manifest names its pages
// relative to itself.
const suiteBase = "http://w3c.github.io/microdata-rdf/tests/"

// suiteKnown are the cases of the suite that are known to differ, each with
// the reason. A case that is listed and passes fails the test: the list is
// exact.
var suiteKnown = map[string]string{}

var suiteEntry = regexp.MustCompile(`<#(\w+)> a mf:ManifestEntry,\s+rdft:TestMicrodata(\w+);(?s:.*?)mf:action <([^>]*)>;(?s:.*?)\.\n`)

// TestRDFSuite compares the exact graphs of the W3C suite of Microdata to RDF.
func TestRDFSuite(t *testing.T) {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set: the W3C suite of Microdata to RDF is not at hand")
	}
	dir = filepath.Join(dir, "microdata-rdf")
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var registry Registry
	for _, name := range []string{"registry.json", "test-registry.json"} {
		r, err := ParseRegistry(read(name))
		if err != nil {
			t.Fatal(err)
		}
		registry = append(registry, r...)
	}
	cases := suiteEntry.FindAllStringSubmatch(string(read("manifest.ttl")), -1)
	if len(cases) != 84 {
		t.Fatalf("the manifest holds %d cases, want 84", len(cases))
	}
	for _, c := range cases {
		id, kind, action := c[1], c[2], c[3]
		t.Run(id, func(t *testing.T) {
			page, err := os.Open(filepath.Join(dir, action))
			if err != nil {
				t.Fatal(err)
			}
			defer page.Close()
			doc, err := html.Parse(page)
			if err != nil {
				t.Fatal(err)
			}
			address, err := url.Parse(suiteBase + action)
			if err != nil {
				t.Fatal(err)
			}
			triples, problems := registry.Triples(doc, address)
			got := rdftest.Canonical(t, triples)
			want, pass := "", false
			if kind == "NegativeSyntax" {
				want = "a problem that tells of the cycle"
				pass = slices.ContainsFunc(problems, func(p schemaorg.Problem) bool { return p.Code == "itemref-cycle" })
			} else {
				result := action[:len(action)-len(".html")] + ".ttl"
				expected, err := rdftest.Turtle(string(read(result)), suiteBase+result)
				if err != nil {
					t.Fatal(err)
				}
				want = rdftest.Canonical(t, expected)
				pass = got == want
			}
			reason, known := suiteKnown[id]
			switch {
			case pass && known:
				t.Errorf("passes although it is listed as failing: %s", reason)
			case !pass && !known:
				t.Errorf("graph of\n%s\ngot\n%s\nwant\n%s", read(action), got, want)
			}
		})
	}
}
