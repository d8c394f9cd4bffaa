package report

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/metacheck/metacheck/checks"
)

// schemas are the published JSON Schemas of the formats, closed: in them an
// object has no members but those that are described. The published ones are
// open, since a later version may add members.
var schemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	ids := map[string]string{}
	for _, name := range []string{"lint-v2", "lint-line-v2", "checks-v2"} {
		doc, err := readSchema(name)
		if err != nil {
			return nil, err
		}
		closeObjects(doc)
		ids[name] = doc["$id"].(string)
		if err := c.AddResource(ids[name], doc); err != nil {
			return nil, err
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for name, id := range ids {
		s, err := c.Compile(id)
		if err != nil {
			return nil, err
		}
		compiled[name] = s
	}
	return compiled, nil
})

func readSchema(name string) (map[string]any, error) {
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "schema", name+".json"))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return doc.(map[string]any), nil
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok {
			v["additionalProperties"] = false
		}
		for _, of := range v {
			closeObjects(of)
		}
	case []any:
		for _, of := range v {
			closeObjects(of)
		}
	}
}

// fits holds a document to a published schema.
func fits(t testing.TB, schema, doc string) {
	t.Helper()
	all, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := all[schema].Validate(v); err != nil {
		t.Errorf("docs/schema/%s.json: %v", schema, err)
	}
}

// TestSchemaMembers holds the schemas to the types that are written: the same
// members, required where the type always writes them.
func TestSchemaMembers(t *testing.T) {
	for name, types := range map[string]map[string]any{
		"lint-v2": {
			"page": jsonPage{}, "failure": jsonFailure{}, "finding": jsonFinding{}, "suppressed": jsonSuppress{}, "place": jsonPlace{}, "position": jsonPosition{},
			"fact": jsonFact{}, "related": jsonRelated{}, "fix": jsonFix{}, "edit": jsonEdit{}, "summary": Summary{}, "comparison": checks.Comparison{},
			"fixed": jsonFixed{}, "ending": jsonEnding{},
		},
		"checks-v2": {"check": jsonCheck{}, "option": jsonOption{}},
	} {
		doc, err := readSchema(name)
		if err != nil {
			t.Fatal(err)
		}
		defs := doc["$defs"].(map[string]any)
		for def, of := range types {
			var has, must []string
			for i := range reflect.TypeOf(of).NumField() {
				tag, ok := reflect.TypeOf(of).Field(i).Tag.Lookup("json")
				if !ok {
					continue
				}
				member, rest, _ := strings.Cut(tag, ",")
				has = append(has, member)
				if rest != "omitempty" {
					must = append(must, member)
				}
			}
			schema, ok := defs[def].(map[string]any)
			if !ok {
				t.Errorf("%s describes no %s", name, def)
				continue
			}
			var described, required []string
			for member, of := range schema["properties"].(map[string]any) {
				described = append(described, member)
				if _, ok := of.(map[string]any)["description"]; !ok {
					t.Errorf("%s: %s.%s has no description", name, def, member)
				}
			}
			for _, member := range schema["required"].([]any) {
				required = append(required, member.(string))
			}
			for _, list := range [][]string{has, must, described, required} {
				slices.Sort(list)
			}
			if !slices.Equal(has, described) || !slices.Equal(must, required) {
				t.Errorf("%s: %s is described as %v, of which %v are required; the type has %v, and always %v", name, def, described, required, has, must)
			}
		}
	}
}

// TestSchemaOfFixtures holds what our own pages give, and the list of all
// checks, to the schemas.
func TestSchemaOfFixtures(t *testing.T) {
	l, err := checks.New(checks.Settings{Positions: true})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	var results []*checks.Result
	found := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := l.Lint(checks.Source{Name: filepath.Base(file), Data: data})
		found += len(r.Findings)
		results = append(results, r)
	}
	if found == 0 {
		t.Error("no findings")
	}
	for _, format := range []string{"json", "jsonl"} {
		wellFormed(t, format, write(t, format, Options{}, results, &Ending{Complete: true, Comparison: &checks.Comparison{}}))
	}
	var b bytes.Buffer
	if err := ListJSON(&b, checks.All()); err != nil {
		t.Fatal(err)
	}
	fits(t, "checks-v2", b.String())
}

// TestSchemaRefuses holds that the schemas say something.
func TestSchemaRefuses(t *testing.T) {
	all, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	for doc, schema := range map[string]string{
		`{"version":1,"tool":{"name":"metacheck","version":"0"},"pages":[],"summary":{},"complete":true}`: "lint-v2",
		`{"name":"a","findings":[{"check":"a/b","severity":"bad"}]}`:                                      "lint-line-v2",
		`{"version":2,"checks":[{"id":"a/b"}]}`:                                                           "checks-v2",
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		if all[schema].Validate(v) == nil {
			t.Errorf("%s takes %s", schema, doc)
		}
	}
}
