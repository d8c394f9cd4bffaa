package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func facts(t *testing.T) *vocabulary {
	t.Helper()
	folder := os.Getenv(factsVariable)
	if folder == "" {
		t.Skip(factsVariable + " is not set: the facts of the vocabulary are not at hand")
	}
	v, err := readFacts(filepath.Join(folder, "vocab.json"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTablesAreCurrent(t *testing.T) {
	if err := generate(facts(t), filepath.Join("..", "..", "vocabulary_tables.go"), false); err != nil {
		t.Error(err)
	}
}

func TestGenerateReportsStaleTables(t *testing.T) {
	v := facts(t)
	delete(v.Properties, "headline")
	err := generate(v, filepath.Join("..", "..", "vocabulary_tables.go"), false)
	if err == nil || !strings.Contains(err.Error(), "go generate") {
		t.Errorf("tables that lack a property pass as current: %v", err)
	}
}

// release is a vocabulary in the shape of a schema.org release.
const release = `{
  "@context": {"schema": "https://schema.org/"},
  "@graph": [
    {"@id": "schema:Thing", "@type": "rdfs:Class", "rdfs:comment": "left out"},
    {"@id": "schema:Intangible", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "schema:Thing"}},
    {"@id": "schema:Enumeration", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "schema:Intangible"}},
    {"@id": "schema:Shade", "@type": "rdfs:Class", "schema:isPartOf": {"@id": "https://pending.schema.org"},
     "rdfs:subClassOf": [{"@id": "schema:Enumeration"}, {"@id": "other:Colour"}]},
    {"@id": "schema:Quantity", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "schema:Intangible"}},
    {"@id": "schema:Length", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "schema:Quantity"}},
    {"@id": "schema:DataType", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "rdfs:Class"}},
    {"@id": "schema:Text", "@type": ["schema:DataType", "rdfs:Class"]},
    {"@id": "schema:URL", "@type": "rdfs:Class", "rdfs:subClassOf": {"@id": "schema:Text"}},
    {"@id": "schema:Dark", "@type": "schema:Shade"},
    {"@id": "schema:shade", "@type": "rdf:Property", "schema:domainIncludes": {"@id": "schema:Thing"},
     "schema:rangeIncludes": [{"@id": "schema:Shade"}, {"@id": "schema:Text"}], "schema:inverseOf": {"@id": "schema:shadeOf"}},
    {"@id": "schema:shadeOf", "@type": "rdf:Property", "rdfs:subPropertyOf": {"@id": "schema:shade"}},
    {"@id": "schema:tint", "@type": "rdf:Property", "schema:supersededBy": {"@id": "schema:shade"}},
    {"@id": "other:Colour", "@type": "rdfs:Class"}
  ]
}`

func TestReadRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.jsonld")
	if err := os.WriteFile(path, []byte(release), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := readRelease(path, "1.0", "2020-01-02")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Classes) != 9 || len(v.Properties) != 3 || len(v.Members) != 1 {
		t.Errorf("want 9 classes, 3 properties, 1 member, got %d, %d, %d", len(v.Classes), len(v.Properties), len(v.Members))
	}
	if c := v.Classes["Shade"]; !c.Enumeration || c.Section != "pending" || !slices.Equal(c.Parents, names{"Enumeration"}) {
		t.Errorf("Shade: %+v", c)
	}
	for name, want := range map[string]bool{"Text": true, "URL": true, "DataType": true, "Quantity": true, "Length": true, "Thing": false, "Shade": false} {
		if got := v.Classes[name].DataType; got != want {
			t.Errorf("%s is a data type: want %v, got %v", name, want, got)
		}
	}
	if !slices.Equal(v.Members["Dark"], names{"Shade"}) {
		t.Errorf("Dark: %v", v.Members["Dark"])
	}
	if p := v.Properties["shade"]; !slices.Equal(p.Ranges, names{"Shade", "Text"}) || !slices.Equal(p.Inverse, names{"shadeOf"}) {
		t.Errorf("shade: %+v", p)
	}
	if p := v.Properties["tint"]; !p.Deprecated || !slices.Equal(p.SupersededBy, names{"shade"}) {
		t.Errorf("tint: %+v", p)
	}
	out := filepath.Join(t.TempDir(), "tables.go")
	if err := generate(v, out, true); err != nil {
		t.Fatal(err)
	}
	if err := generate(v, out, false); err != nil {
		t.Error("tables just written are not current:", err)
	}
}

func TestCheckRefuses(t *testing.T) {
	for name, v := range map[string]*vocabulary{
		"unknown parent": {Version: "1", Classes: map[string]class{"A": {Parents: names{"B"}}}},
		"cycle":          {Version: "1", Classes: map[string]class{"A": {Parents: names{"B"}}, "B": {Parents: names{"A"}}}},
		"unknown range":  {Version: "1", Properties: map[string]property{"p": {Ranges: names{"A"}}}},
		"no version":     {},
	} {
		t.Run(name, func(t *testing.T) {
			if v.check() == nil {
				t.Error("taken as sound")
			}
		})
	}
}
