package jsonld

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/schemaorg"
)

// A suiteCase is an entry of a manifest of the W3C JSON-LD suite.
type suiteCase struct {
	ID              string   `json:"@id"`
	Type            []string `json:"@type"`
	Name            string
	Input           string
	Expect          string
	ExpectErrorCode string
	Option          struct {
		SpecVersion           string
		ProcessingMode        string
		Base                  string
		ExpandContext         string
		ExtractAllScripts     *bool
		ProduceGeneralizedRdf bool
		Normative             *bool
	}
}

func (c *suiteCase) is(kind string) bool {
	for _, t := range c.Type {
		if t == "jld:"+kind {
			return true
		}
	}
	return false
}

// leftOut reports whether a case is for processors of another kind: those of
// JSON-LD 1.0, those that make generalized RDF, and what is not normative.
func (c *suiteCase) leftOut() bool {
	return c.Option.SpecVersion == "json-ld-1.0" || c.Option.ProduceGeneralizedRdf ||
		c.Option.Normative != nil && !*c.Option.Normative
}

// suiteFolder is the folder of the JSON-LD suites, and readManifest the cases
// of one of them that make RDF.
func suiteFolder(t *testing.T) string {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set: the W3C JSON-LD suite is not at hand")
	}
	return filepath.Join(dir, "json-ld")
}

func readManifest(t *testing.T, dir, name string) (base string, cases []suiteCase) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		BaseIRI  string
		Sequence []suiteCase
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, c := range manifest.Sequence {
		if c.is("ToRDFTest") {
			cases = append(cases, c)
		}
	}
	return manifest.BaseIRI, cases
}

// suiteLoader gives contexts of the suite from disk, and nothing else.
func suiteLoader(dir, base string) func(string) ([]byte, error) {
	return func(address string) ([]byte, error) {
		name, ok := strings.CutPrefix(address, base)
		if !ok || strings.Contains(name, "..") {
			return nil, errors.New("not of the suite")
		}
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	}
}

// suiteKnown are the cases of toRdf that are known to differ, each with the
// reason. A case that is listed and passes fails the test: the list is exact.
var suiteKnown = map[string]string{
	"tc029": "asks for the processing mode json-ld-1.0, in which @propagate is an error; pages are read in 1.1",
	"tc032": "the context of a term that nothing uses is not looked at, so its fault is not found",
	"tc033": "the context of a term that nothing uses is not looked at, so its fault is not found",
	"ter56": "names a document that the suite does not hold",
}

// TestToRDFSuite judges the cases of the suite for RDF: the exact dataset, the
// error of the code, or, for those of syntax, no error.
func TestToRDFSuite(t *testing.T) {
	dir := suiteFolder(t)
	base, cases := readManifest(t, dir, "toRdf-manifest.jsonld")
	if len(cases) != 467 {
		t.Fatalf("the manifest holds %d cases, want 467", len(cases))
	}
	judged, passed := 0, 0
	for _, c := range cases {
		if c.leftOut() {
			continue
		}
		judged++
		t.Run(c.ID[1:], func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(dir, c.Input))
			if err != nil && suiteKnown[c.ID[1:]] == "" {
				t.Fatal(err)
			}
			address := base + c.Input
			if c.Option.Base != "" {
				address = c.Option.Base
			}
			if judgeCase(t, dir, base, &c, page(string(body)), address, suiteKnown) {
				passed++
			}
		})
	}
	t.Logf("%d of %d cases pass, %d left out", passed, judged, len(cases)-judged)
	if judged != 451 || passed < 417 {
		t.Errorf("%d of %d cases pass; json-gold alone passes 417 of 451", passed, judged)
	}
}

// TestHTMLSuite judges the cases of the suite for RDF out of pages.
func TestHTMLSuite(t *testing.T) {
	dir := suiteFolder(t)
	base, cases := readManifest(t, dir, "html-manifest.jsonld")
	if len(cases) != 20 {
		t.Fatalf("the manifest holds %d cases that make RDF, want 20", len(cases))
	}
	for _, c := range cases {
		t.Run(c.ID[1:], func(t *testing.T) {
			input, _, _ := strings.Cut(c.Input, "#")
			f, err := os.Open(filepath.Join(dir, input))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			doc, err := html.Parse(f)
			if err != nil {
				t.Fatal(err)
			}
			address := base + c.Input
			if c.Option.Base != "" {
				address = c.Option.Base
			}
			judgeCase(t, dir, base, &c, doc, address, nil)
		})
	}
}

// page is a page with one script.
func page(body string) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	doc.AppendChild(script(body))
	return doc
}

// judgeCase reports whether a case passes, and fails the test unless it is known
// to be otherwise.
func judgeCase(t *testing.T, dir, base string, c *suiteCase, doc *html.Node, address string, known map[string]string) bool {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	_, fragment, _ := strings.Cut(c.Input, "#")
	load := suiteLoader(dir, base)
	e := newExpander(rdf.DocumentBase(doc, u), schemaorg.Limits{}, load)
	// Two options of the API that no page can set.
	if c.Option.ProcessingMode != "" {
		e.root.ctx = ld.NewContext(nil, &ld.JsonLdOptions{ProcessingMode: c.Option.ProcessingMode, DocumentLoader: noLoader{}})
	}
	if c.Option.ExpandContext != "" {
		at := &value{kind: str}
		e.root = e.x.contexts.applyOne(e.root, e.root, base+c.Option.ExpandContext, at, false)
	}
	triples, problems := e.triples(doc, Options{
		Fragment:  fragment,
		FirstOnly: c.Option.ExtractAllScripts != nil && !*c.Option.ExtractAllScripts,
	})
	var got, want string
	var pass bool
	switch {
	case c.ExpectErrorCode != "":
		got, want = strings.Join(apiErrors(problems), "; "), c.ExpectErrorCode
		for _, code := range apiErrors(problems) {
			pass = pass || code == want
		}
	case c.is("PositiveSyntaxTest"):
		got = strings.Join(apiErrors(problems), "; ")
		pass = got == ""
	default:
		expected, err := os.ReadFile(filepath.Join(dir, c.Expect))
		if err != nil {
			t.Fatal(err)
		}
		want = rdftest.CanonicalNQuads(t, string(expected))
		got = rdftest.Canonical(t, triples)
		pass = got == want
		if errs := apiErrors(problems); len(errs) > 0 {
			pass = false
			got += "with the errors " + strings.Join(errs, "; ")
		}
	}
	reason, listed := known[c.ID[1:]]
	switch {
	case pass && listed:
		t.Errorf("passes although it is listed as failing: %s", reason)
	case !pass && !listed:
		t.Errorf("%s\ngot\n%s\nwant\n%s", c.Name, got, want)
	}
	return pass
}

// apiErrors are the codes of the errors of the API that the problems stand
// for.
func apiErrors(problems []schemaorg.Problem) (codes []string) {
	for _, p := range problems {
		code, _, ok := strings.Cut(p.Message, ":")
		switch {
		case p.Code == "json-syntax" || p.Code == "json-wrapped" || p.Code == "json-empty":
			codes = append(codes, "invalid script element")
		case ok && p.Code == "jsonld-error":
			codes = append(codes, code)
		case p.Code != "json-duplicate-key" && p.Code != "json-repaired":
			codes = append(codes, p.Code)
		}
	}
	return codes
}
