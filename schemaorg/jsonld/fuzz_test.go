package jsonld

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

func seeds(f *testing.F) {
	f.Add(newsBlock)
	for _, h := range []string{
		`{"@context":["https://schema.org",{"x":{"@id":"schema:about","@container":["@graph","@id"]},"@base":"//a"}],"x":{"#a":{"name":"\u00e4\ud83d\ude00"}}}`,
		`{"@context":{"@vocab":"http://example.org/","T":{"@context":{"p":{"@type":"@id","@context":null}}}},"@type":"T","p":["a",{"@value":1.50}],"@reverse":{"q":{"@id":"_:b"}}}`,
		"<!-- {\"a\":[1,2,],/* c */\"b\":\"x\ny\",} -->", `{"a":1,"a":2}`, `[[[[[]]]]]`, `{"a":"\ud800"}`, "\ufeff{}", `{“a”:1}`, `[1e5,-0,0.1,01]`,
		`{"@context":{"@propagate":false,"a":"b","@protected":true},"@nest":[{"a":1}],"@included":{"@type":"x"},"@graph":[{"@set":[1]}]}`,
		`{"@context":{"@vocab":"http://example.org/","T":{"@context":{"p":{"@context":null}}}},"@type":"T","@reverse":{"p":{"@x|":"y"}}}`,
		`{"@context":{"@vocab":"no/scheme","t":{"@id":"http://example.org/t","@type":"@vocab"}},"t":["u","@foo"],"p":{"@list":[{"@context":{"p":{"@type":"@id"}},"@set":["a"]}]}}`,
	} {
		f.Add(h)
	}
}

// FuzzJSON holds the strict parser to encoding/json: what one takes as JSON
// the other does, with the same value. It knows two exceptions: a text cut by
// our bounds, and invalid UTF-8, which both take but encoding/json replaces.
func FuzzJSON(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body string) {
		budget := newBudget(schemaorg.Limits{})
		v, p := parse(body, 0, len(body), false, &budget)
		for _, n := range p.notes {
			if n.code == "json-too-deep" || n.code == "json-too-many-values" {
				return
			}
		}
		if got, want := v != nil, json.Valid([]byte(body)); got != want {
			t.Fatalf("taken as JSON: %v, by encoding/json: %v (%+v)", got, want, p.err)
		}
		if v == nil {
			if e := p.err; e == nil || e.cause == "" || e.help == "" || e.start < 0 || e.start > e.end || e.end > len(body) {
				t.Fatalf("error %+v", p.err)
			}
			// A lenient reading takes at least what a strict one does, and ends.
			parse(body, 0, len(body), true, &budget)
			return
		}
		if !utf8.ValidString(body) {
			return
		}
		holds(t, body, v)
	})
}

// holds checks that every value's place decodes to the value.
func holds(t *testing.T, body string, v *value) {
	t.Helper()
	source := body[v.start:v.end]
	switch v.kind {
	case str:
		var want string
		if err := json.Unmarshal([]byte(source), &want); err != nil || want != v.text {
			t.Fatalf("%s is read as %q, by encoding/json as %q (%v)", source, v.text, want, err)
		}
	case array:
		for _, e := range v.elems {
			holds(t, body, e)
		}
	case object:
		for i := range v.members {
			m := &v.members[i]
			var want string
			if err := json.Unmarshal([]byte(body[m.keyStart:m.keyEnd]), &want); err != nil || want != m.key {
				t.Fatalf("key %s is read as %q", body[m.keyStart:m.keyEnd], m.key)
			}
			holds(t, body, m.value)
		}
	default:
		if source != v.text {
			t.Fatalf("%q is read as %q", source, v.text)
		}
	}
	if !json.Valid([]byte(source)) {
		t.Fatalf("the place of a value holds %q", source)
	}
}

// FuzzJSONLD reads scripts of all sorts: no panic, every place inside the
// script, every literal's place decodes to the value, and the same again on a
// second reading.
func FuzzJSONLD(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body string) {
		items, problems := extract(body)
		inside := func(o text.Origin) {
			if o.Part == text.Script && (o.Start < 0 || o.Start > o.End || o.End > len(body)) {
				t.Fatalf("a place outside the script: %d to %d of %d", o.Start, o.End, len(body))
			}
		}
		for _, p := range problems {
			inside(p.Origin)
			if p.Message == "" {
				t.Fatalf("%s has no message", p.Code)
			}
		}
		repaired := hasProblem(problems, "json-repaired")
		for _, it := range schemaorg.NewGraph(items, problems).All {
			inside(it.Origin)
			inside(it.TypeOrigin)
			inside(it.IDOrigin)
			for i := range it.Properties {
				p := &it.Properties[i]
				inside(p.Origin)
				inside(p.Value.Origin)
				v := &p.Value
				source := body[v.Origin.Start:v.Origin.End]
				if v.Kind == schemaorg.ItemValue || repaired || !utf8.ValidString(body) {
					continue
				}
				want := v.Text
				if v.Raw != "" {
					want = v.Raw
				}
				got := source
				if strings.HasPrefix(source, `"`) && v.Datatype != rdfJSON {
					if err := json.Unmarshal([]byte(source), &got); err != nil {
						t.Fatalf("the place of %q holds %q: %v", want, source, err)
					}
				}
				if got != want {
					t.Fatalf("the place of %q holds %q", want, source)
				}
			}
		}
		if again := dump(extract(body)); again != dump(items, problems) {
			t.Fatal("a second reading differs")
		}
	})
}

// FuzzAgreesWithJSONGold holds the items to json-gold's own expansion, of
// whatever both take without complaint. References stay as they are, for want
// of a base: json-gold resolves them otherwise than RFC 3986 does.
func FuzzAgreesWithJSONGold(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body string) {
		// Loading and resolving are ours, names and references of no length
		// say nothing here, and escapes could hide either.
		if strings.Contains(body, "@import") || strings.Contains(body, "@base") || strings.Contains(body, `\u`) ||
			strings.Contains(body, "/.") || strings.Contains(body, `""`) || len(body) > 1<<14 || !utf8.ValidString(body) {
			return
		}
		x := New(nil, schemaorg.Limits{})
		x.Script(script(body))
		items, problems := x.Finish()
		for _, p := range problems {
			if p.Code != "context-missing" && p.Code != "type-missing" {
				return
			}
		}
		for _, it := range schemaorg.NewGraph(items, nil).All {
			for _, typ := range it.Types {
				if !strings.Contains(typ, ":") {
					return // left as written here
				}
			}
		}
		want, err := gold(body, "")
		if err != nil {
			return
		}
		// White space around references is dropped here.
		squeeze := func(lines []string) string {
			s := strings.Map(func(r rune) rune {
				if r <= ' ' && r != '\n' {
					return -1
				}
				return r
			}, strings.Join(lines, "\n"))
			return strings.ReplaceAll(s, "{id=types=[]}", "<>")
		}
		if got := canonItems(items); squeeze(got) != squeeze(want) {
			t.Fatalf("differs\n%s", difference(got, want))
		}
	})
}
