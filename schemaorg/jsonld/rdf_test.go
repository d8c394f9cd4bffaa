package jsonld

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/schemaorg"
)

// pageOf is a page with scripts of JSON-LD.
func pageOf(t testing.TB, head string, bodies ...string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!doctype html><head>" + head))
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range bodies {
		doc.AppendChild(script(body))
	}
	return doc
}

func address(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(testBase)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// short abbreviates what N-Quads repeat.
var short = strings.NewReplacer("<http://schema.org/", "<s:", "<"+rdf.NS, "<rdf:", "<"+rdf.XSD, "<xsd:", "<"+testBase, "<page:")

func TestTriples(t *testing.T) {
	tests := []struct {
		name, head string
		bodies     []string
		want       string
	}{
		{"document order and labels", "", []string{`{"@context":"https://schema.org","@type":"Book","name":"A",
			"author":{"@type":"Person","name":"B","knows":{"@id":"_:x"}},"about":{"@id":"_:x","name":"C"},"isbn":"1"}`}, `
_:ld0 <rdf:type> <s:Book> .
_:ld0 <s:name> "A" .
_:ld0 <s:author> _:ld1 .
_:ld1 <rdf:type> <s:Person> .
_:ld1 <s:name> "B" .
_:ld1 <s:knows> _:ld2 .
_:ld0 <s:about> _:ld2 .
_:ld2 <s:name> "C" .
_:ld0 <s:isbn> "1" .
`},
		{"one script with a graph", "", []string{`{"@context":"https://schema.org","@graph":[{"@id":"#a","name":"A"},{"@id":"#b","name":"B"}]}`}, `
<page:#a> <s:name> "A" .
<page:#b> <s:name> "B" .
`},
		{"several scripts are one document", "", []string{`{"@context":"https://schema.org","@id":"_:x","name":"A"}`, `[]`,
			`{"@context":"https://schema.org","@graph":[{"@id":"_:x","name":"B"}]}`, `{"@context":"https://schema.org","@id":"_:x","name":"A"}`}, `
_:ld0 <s:name> "A" .
_:ld0 <s:name> "B" _:ld1 .
`},
		{"values", "", []string{`{"@context":{"@vocab":"http://schema.org/","@language":"de-AT","d":{"@type":"xsd:double"},"xsd":"` + rdf.XSD + `","j":{"@type":"@json"}},"@id":"",
			"a":["x",true,1.0,1.5,-0.0,1e21,100,{"@value":"y"},{"@value":"z","@language":"fr"},{"@value":"w","@type":"xsd:date"},null,{"@value":null},{"@value":"v","@language":"not a tag"},
				{"@value":"u","@direction":"rtl"},{"@value":3,"@type":"xsd:byte"}],
			"d":[5,"6"],"j":{"b":[1.0,"\u0007\"é\ud83d\ude00",null,true,1e-7,1e25,-0],"a":{}}}`}, `
<page:> <s:a> "x"@de-AT .
<page:> <s:a> "true"^^<xsd:boolean> .
<page:> <s:a> "1"^^<xsd:integer> .
<page:> <s:a> "1.5E0"^^<xsd:double> .
<page:> <s:a> "0"^^<xsd:integer> .
<page:> <s:a> "1.0E21"^^<xsd:double> .
<page:> <s:a> "100"^^<xsd:integer> .
<page:> <s:a> "y" .
<page:> <s:a> "z"@fr .
<page:> <s:a> "w"^^<xsd:date> .
<page:> <s:a> "u" .
<page:> <s:a> "3"^^<xsd:byte> .
<page:> <s:d> "5.0E0"^^<xsd:double> .
<page:> <s:d> "6"^^<xsd:double> .
<page:> <s:j> "{\"a\":{},\"b\":[1,\"\\u0007\\\"é😀\",null,true,1e-7,1e+25,0]}"^^<rdf:JSON> .
`},
		{"lists, reverse, included, nested", "", []string{`{"@context":{"@vocab":"http://schema.org/","l":{"@container":"@list"}},"@id":"#i",
			"l":["a",["b"]],"m":{"@list":[]},"@reverse":{"p":{"@id":"#r","q":"c"}},"@included":{"@id":"#n","q":"d"},"@nest":{"e":"f"}}`}, `
<page:#i> <s:l> _:ld0 .
_:ld0 <rdf:first> "a" .
_:ld0 <rdf:rest> _:ld1 .
_:ld1 <rdf:first> _:ld2 .
_:ld2 <rdf:first> "b" .
_:ld2 <rdf:rest> <rdf:nil> .
_:ld1 <rdf:rest> <rdf:nil> .
<page:#i> <s:m> <rdf:nil> .
<page:#i> <s:e> "f" .
<page:#r> <s:p> <page:#i> .
<page:#r> <s:q> "c" .
<page:#n> <s:q> "d" .
`},
		{"base element and @base", "<base href=/b/>", []string{`{"@context":{"@vocab":"http://schema.org/"},"@id":"x","p":{"@id":"y"},"q":{"@context":{"@base":"http://a/c/"},"@id":"z"}}`}, `
<https://example.com/b/x> <s:p> <https://example.com/b/y> .
<https://example.com/b/x> <s:q> <http://a/c/z> .
`},
		{"what is no IRI", "", []string{`{"@context":{"@base":null,"@vocab":"http://schema.org/"},"@graph":[{"@id":"rel","p":{"@id":"http://a/","q":"kept"}},
			{"@id":"http://a/ b","p":1},{"@id":"http://b/","p c":1,"http://c/<":2,"_:p":3,"q":{"@value":"x","@type":"http://d/ e"},"r":{"@id":"a b"}}]}`}, `
<http://a/> <s:q> "kept" .
`},
		{"repaired", "", []string{`<!-- {"@context":"https://schema.org","@id":"#i","name":"A",} -->`}, `
<page:#i> <s:name> "A" .
`},
		{"only what is at fault is left out", "", []string{`{"@context":["https://schema.org",{"bad":5,"good":"http://x/g"}],"@id":"#i","good":"A","name":{"@value":[]},"url":{"@list":[1],"x":2},"@type":[5,"Thing"],"author":{"@id":7,"name":"B"}}`}, `
<page:#i> <rdf:type> <s:Thing> .
<page:#i> <http://x/g> "A" .
<page:#i> <s:url> _:ld0 .
_:ld0 <rdf:first> "1"^^<xsd:integer> .
_:ld0 <rdf:rest> <rdf:nil> .
<page:#i> <s:author> _:ld1 .
_:ld1 <s:name> "B" .
`},
		{"a prefix that is taken away", "", []string{`{"@context":["https://schema.org",{"dc":null}],"@id":"#i","dc:x":"A"}`}, `
<page:#i> <dc:x> "A" .
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			triples, problems := Triples(pageOf(t, tt.head, tt.bodies...), address(t), Options{})
			if got := short.Replace(rdf.NQuads(triples)); got != tt.want[1:] {
				t.Errorf("statements of %s\ngot\n%s\nwant\n%s\nwith %+v", tt.bodies, got, tt.want, problems)
			}
		})
	}
}

// TestTriplesProblems holds that what the API refuses is told with its code.
func TestTriplesProblems(t *testing.T) {
	tests := []struct{ body, want string }{
		{`{"@id":5}`, "jsonld-error invalid @id value"},
		{`{"@type":{}}`, "jsonld-error invalid type value"},
		{`{"http://a/b":{"@value":1,"@language":"de"}}`, "jsonld-error invalid language-tagged value"},
		{`{"http://a/b":{"@value":"x","@type":"no IRI"}}`, "jsonld-error invalid typed value"},
		{`{"http://a/b":{"@value":"x","http://a/c":1}}`, "jsonld-error invalid value object"},
		{`{"@reverse":{"http://a/b":"x"}}`, "jsonld-error invalid reverse property value"},
		{`{"@context":"http://elsewhere.example/c","@id":"#x"}`, "context-remote context \"http"},
		{`{"@context":{"a":"a:b"}}`, "jsonld-error cyclic IRI mapping"},
		{`{"a":1,}`, "json-syntax JSON-LD block is not valid JSON"},
		{`{"a":1,"a":2}`, "json-duplicate-key"},
	}
	for _, tt := range tests {
		_, problems := Triples(pageOf(t, "", tt.body), address(t), Options{})
		if !slices.ContainsFunc(problems, func(p schemaorg.Problem) bool {
			return strings.HasPrefix(p.Code+" "+p.Message, tt.want) && p.Origin.Node != nil
		}) {
			t.Errorf("%s has the problems %+v, and none %s", tt.body, problems, tt.want)
		}
	}
}

func TestTriplesOptions(t *testing.T) {
	doc := pageOf(t, `<script type=application/ld+json id=a>{"@id":"#1","http://p/":"A"}</script><p id=c></p>
		<template><script type=application/ld+json>{"@id":"#t","http://p/":"T"}</script></template>
		<script type=application/json>{"@id":"#j","http://p/":"J"}</script>
		<script type="Application/LD+JSON; charset=utf-8" id=b>{"@context":"http://elsewhere.example/c","@id":"#2","p":"B"}</script>`)
	load := func(address string) ([]byte, error) {
		if address != "http://elsewhere.example/c" {
			return nil, errors.New("not there")
		}
		return []byte(`{"@context":["more",{"p":"http://p/"}]}`), nil
	}
	tests := []struct {
		opts       Options
		want, tell string
	}{
		{Options{}, `<page:#1> <http://p/> "A" .` + "\n", "context-remote"},
		{Options{Load: load}, `<page:#1> <http://p/> "A" .` + "\n" + `<page:#2> <http://p/> "B" .` + "\n", "jsonld-error loading remote context failed"},
		{Options{FirstOnly: true}, `<page:#1> <http://p/> "A" .` + "\n", ""},
		{Options{Fragment: "b", Load: load}, `<page:#2> <http://p/> "B" .` + "\n", ""},
		{Options{Fragment: "c"}, "", "jsonld-error loading document failed"},
		{Options{Fragment: "d"}, "", "jsonld-error loading document failed"},
	}
	for _, tt := range tests {
		triples, problems := Triples(doc, address(t), tt.opts)
		if got := short.Replace(rdf.NQuads(triples)); got != tt.want {
			t.Errorf("%+v gives\n%s\nwant\n%s", tt.opts, got, tt.want)
		}
		if tt.tell != "" && !slices.ContainsFunc(problems, func(p schemaorg.Problem) bool { return strings.HasPrefix(p.Code+" "+p.Message, tt.tell) }) {
			t.Errorf("%+v has the problems %+v", tt.opts, problems)
		}
	}
}

// TestTriplesLoad holds the loading of contexts to its bounds.
func TestTriplesLoad(t *testing.T) {
	loads := 0
	load := func(address string) ([]byte, error) {
		loads++
		n := strings.TrimPrefix(address, "http://elsewhere.example/")
		switch n {
		case "self":
			return []byte(`{"@context":["self",{"p":"http://p/"}]}`), nil
		case "broken":
			return []byte(`{"@context":`), nil
		case "import":
			return []byte(`{"@context":{"@import":"import"}}`), nil
		}
		return []byte(`{"@context":"` + n + `1"}`), nil
	}
	var many strings.Builder
	for i := range 2 * maxLoads {
		fmt.Fprintf(&many, `{"@context":"http://elsewhere.example/broken?%d"},`, i)
	}
	for body, tell := range map[string]string{
		`{"@context":"http://elsewhere.example/self","@id":"#i","p":1}`: "context overflow",
		`{"@context":"http://elsewhere.example/x"}`:                     "context overflow",
		`{"@context":"http://elsewhere.example/broken"}`:                "loading remote context failed",
		`{"@context":{"@import":"http://elsewhere.example/import"}}`:    "invalid context entry",
		`{"@context":{"@import":"http://elsewhere.example/x"}}`:         "invalid remote context",
		`{"@context":{"@import":5}}`:                                    "invalid @import value",
		`[` + many.String() + `{}]`:                                     "loading remote context failed",
	} {
		loads = 0
		_, problems := Triples(pageOf(t, "", body), address(t), Options{Load: load})
		if !slices.ContainsFunc(problems, func(p schemaorg.Problem) bool { return strings.HasPrefix(p.Message, tell) }) {
			t.Errorf("%.80s has the problems %+v", body, problems)
		}
		if loads > maxLoads {
			t.Errorf("%.80s loads %d documents", body, loads)
		}
	}
}

func TestTriplesOrigins(t *testing.T) {
	body := `{"@context":"https://schema.org","@type":"Book","name":["A",5],"author":{"name":"B"},"x":{"@list":["c"]},"y":{"@value":"d"}}`
	triples, _ := Triples(pageOf(t, "", body), address(t), Options{})
	var got []string
	for _, tr := range triples {
		got = append(got, body[tr.Origin.Start:tr.Origin.End])
	}
	want := []string{`"Book"`, `"A"`, `5`, `{"name":"B"}`, `"B"`, `{"@list":["c"]}`, `"c"`, `"c"`, `"d"`}
	if !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
}

// corpusPages calls f for each of the real pages.
func corpusPages(t *testing.T, f func(name string, doc *html.Node)) {
	t.Helper()
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set: the real pages are not at hand")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in the corpus: %v", err)
	}
	for _, file := range files {
		page, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(page)
		page.Close()
		if err == nil {
			f(filepath.Base(file), doc)
		}
	}
}

// TestTriplesCorpus holds what is true of the graph of any page to real pages.
func TestTriplesCorpus(t *testing.T) {
	corpusPages(t, func(name string, doc *html.Node) {
		holdTriples(t, doc)
		if t.Failed() {
			t.Fatalf("page %s", name)
		}
	})
}

// holdTriples holds that the statements of a page are N-Quads, the same each
// time, each once, and with a place.
func holdTriples(t testing.TB, doc *html.Node) {
	t.Helper()
	triples, problems := Triples(doc, address(t), Options{})
	nquads := rdf.NQuads(triples)
	again, problemsAgain := Triples(doc, address(t), Options{})
	if nquads != rdf.NQuads(again) || len(problems) != len(problemsAgain) {
		t.Errorf("two readings differ:\n%s\n%s", nquads, rdf.NQuads(again))
	}
	if err := rdftest.Valid(nquads); err != nil {
		t.Errorf("%v in\n%s", err, nquads)
	}
	lines := strings.Split(strings.TrimSpace(nquads), "\n")
	slices.Sort(lines)
	if len(slices.Compact(slices.Clone(lines))) != len(lines) {
		t.Errorf("a statement stands twice in\n%s", nquads)
	}
	for _, tr := range triples {
		if tr.Origin.Node == nil || tr.Origin.End <= tr.Origin.Start {
			t.Errorf("%v has the place %+v", tr, tr.Origin)
		}
	}
}

// TestTriplesAgreeWithJSONGold compares the graphs of real blocks with those
// that json-gold alone makes of them, as far as it takes them.
func TestTriplesAgreeWithJSONGold(t *testing.T) {
	same := 0
	corpusPages(t, func(name string, doc *html.Node) {
		for n := range doc.Descendants() {
			if n.FirstChild == nil || n.Data != "script" || kindOfScript(n) != ldScript {
				continue
			}
			body := n.FirstChild.Data
			want, err := goldNQuads(body)
			if err != nil {
				continue // broken JSON, or a context that json-gold cannot load
			}
			triples, _ := Triples(pageOf(t, "", body), address(t), Options{})
			got := rdftest.Canonical(t, triples)
			want = rdftest.CanonicalNQuads(t, want)
			if got != want {
				t.Errorf("%s\n%s", name, difference(strings.Split(got, "\n"), strings.Split(want, "\n")))
				continue
			}
			same++
		}
	})
	t.Logf("%d blocks are the same graph", same)
	if same < 100 {
		t.Errorf("only %d blocks are the same graph", same)
	}
}

// goldNQuads is the dataset of a block by json-gold alone.
func goldNQuads(body string) (nquads string, err error) {
	budget := newBudget(schemaorg.Limits{})
	start, end, _ := unwrap(body)
	doc, _ := parse(body, start, end, false, &budget)
	if doc == nil {
		return "", errors.New("no JSON")
	}
	opts := ld.NewJsonLdOptions(testBase)
	opts.DocumentLoader = schemaLoader{schemaContext()}
	opts.Format = "application/n-quads"
	defer contain(&err)
	out, err := ld.NewJsonLdProcessor().ToRDF(doc.native(), opts)
	if err != nil {
		return "", err
	}
	var lines strings.Builder
	for line := range strings.SplitAfterSeq(out.(string), "\n") {
		// It writes IRIs that are none, which it does not read itself.
		if rdftest.Valid(line) == nil {
			lines.WriteString(line)
		}
	}
	return lines.String(), nil
}

// TestSharedContext holds that the context of schema.org, cut down to the
// terms that need a definition and parsed once for all, gives what the whole
// one gives that is parsed anew for every block.
func TestSharedContext(t *testing.T) {
	types, properties := schemaorg.Names()
	whole := schemaContext()
	for _, name := range slices.Concat(types, properties) {
		if whole[name] == nil {
			whole[name] = map[string]any{"@id": "schema:" + name}
		}
	}
	if len(whole) < 2500 {
		t.Fatalf("the whole context has %d terms", len(whole))
	}
	once := known
	t.Cleanup(func() { known = once })
	anew := func() {
		k := &shared{empty: ld.NewContext(nil, goldOptions())}
		ctx, err := k.empty.Parse(whole)
		if err != nil {
			t.Fatal(err)
		}
		k.schema = ctx
		known = func() *shared { return k }
	}
	hold := func(name string, doc *html.Node) {
		known = once
		triples, problems := Triples(doc, address(t), Options{})
		anew()
		triplesAnew, problemsAnew := Triples(doc, address(t), Options{})
		known = once
		if got, want := rdf.NQuads(triples), rdf.NQuads(triplesAnew); got != want || len(problems) != len(problemsAnew) {
			t.Errorf("%s differs\n%s", name, difference(strings.Split(got, "\n"), strings.Split(want, "\n")))
		}
	}

	// Every term, as key, as type and as the value of a term for names.
	var b strings.Builder
	b.WriteString(`{"@context":["https://schema.org",{"v":{"@id":"schema:v","@type":"@vocab"}}],"@type":["` + strings.Join(types, `","`) + `"]`)
	for _, name := range properties {
		fmt.Fprintf(&b, `,%q:["x",{"@id":"y"},5]`, name)
	}
	b.WriteString(`,"v":["` + strings.Join(slices.Concat(types, properties), `","`) + `"]}`)
	hold("all terms", pageOf(t, "", b.String()))
	hold("a block of news", pageOf(t, "", newsBlock))
	hold("on top of others", pageOf(t, "", `{"@context":[{"name":"http://x/n","x":"http://x/x","@vocab":"http://x/v/"},"https://schema.org",{"image":"http://x/i"}],
		"name":1,"x":2,"image":"3","url":"4","y":5,"author":{"@context":"https://schema.org","image":"6"}}`))
	hold("under another vocabulary", pageOf(t, "", `{"@context":["https://schema.org",{"@vocab":"http://x/v/","Person":null,"x":"name"}],
		"@type":["Book","Other","Person"],"name":1,"other":2,"image":"3","x":4,"schema:y":5,"author":{"@context":{"@vocab":null},"name":6,"z":7}}`))
	hold("without a vocabulary", pageOf(t, "", `{"@context":["https://schema.org",{"@vocab":null}],"name":1,"other":2,"author":{"@context":[null,"https://schema.org"],"name":3}}`))
	if os.Getenv("METACHECK_CORPUS") != "" {
		corpusPages(t, func(name string, doc *html.Node) {
			for n := range doc.Descendants() {
				if n.FirstChild != nil && n.Data == "script" && kindOfScript(n) == ldScript {
					hold(name, pageOf(t, "", n.FirstChild.Data))
				}
			}
		})
	}
}

// hostileRDF are blocks that would make much RDF of little, by size.
var hostileRDF = []struct {
	name string
	make func(n int) string
}{
	{"a long @vocab", func(n int) string {
		return `{"@context":{"@vocab":"http://a/` + strings.Repeat("v", 100*n) + `"},"@graph":[` + strings.Repeat(`{"a":1},`, n) + `{}]}`
	}},
	{"a long prefix", func(n int) string {
		return `{"@context":{"p":"http://a/` + strings.Repeat("v", 100*n) + `/"},"@graph":[` + strings.Repeat(`{"p:a":1},`, n) + `{}]}`
	}},
	{"a long @base", func(n int) string {
		return `{"@context":{"@base":"http://a/` + strings.Repeat("v", 100*n) + `/"},"@graph":[` + strings.Repeat(`{"@id":"a","http://p/":1},`, n) + `{}]}`
	}},
	{"a vocabulary on top of another", func(n int) string {
		return strings.Repeat(`{"@context":{"@vocab":"`+strings.Repeat("v", 1000)+`"},"http://p/":`, min(n/10, 500)) + `1` + strings.Repeat("}", min(n/10, 500))
	}},
	{"prefixes on top of each other", func(n int) string {
		var b strings.Builder
		b.WriteString(`{"@context":{"t0":"http://a/"`)
		for i := range min(n, 1900) {
			fmt.Fprintf(&b, `,"t%d":"t%d:%s/"`, i+1, i, strings.Repeat("v", 1000))
		}
		return b.String() + `},"t1":1}`
	}},
	{"a long name of many values", func(n int) string {
		return `{"@id":"http://a/` + strings.Repeat("v", 100*n) + `","http://p/":[` + strings.Repeat(`{"@value":1},`, n) + `2` + numbers(n) + `]}`
	}},
	{"a long list", func(n int) string { return `{"http://p/":{"@list":[1` + strings.Repeat(`,1`, n) + `]}}` }},
	{"lists in each other", func(n int) string {
		return `{"http://p/":` + strings.Repeat(`{"@list":[`, min(n, 250)) + strings.Repeat(`]}`, min(n, 250)) + `}`
	}},
	{"maps of everything", func(n int) string {
		var b strings.Builder
		b.WriteString(`{"@context":{"@vocab":"http://a/","i":{"@container":["@graph","@id"]},"t":{"@container":"@type"},"x":{"@container":"@index","@index":"k"}},"i":{"z":1`)
		for i := range n {
			fmt.Fprintf(&b, `,"i%d":{"t":{"T%d":{"x":{"y":{"a":1}}}}}`, i, i)
		}
		return b.String() + `}}`
	}},
	{"reverse and included", func(n int) string {
		return `{"@reverse":{"http://p/":[{}` + strings.Repeat(`,{"@included":[{"http://p/":1}]}`, n) + `]}}`
	}},
	{"a large JSON literal", func(n int) string {
		return `{"http://p/":{"@type":"@json","@value":{` + strings.Repeat(`"k":[1.5,"x"],`, n) + `"z":1}}}`
	}},
	{"types with contexts", func(n int) string {
		return `{"@context":{"@vocab":"http://a/","T":{"@context":{"p":"http://b/"}}},"@graph":[` + strings.Repeat(`{"@type":["T","T","T"],"p":{"@type":"T","p":1}},`, n) + `{}]}`
	}},
}

func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",%d", i)
	}
	return b.String()
}

// TestTriplesHostile holds hostile blocks to the bounds on what is written.
// What they cost is a matter of the benchmarks.
func TestTriplesHostile(t *testing.T) {
	hold := func(name, body string) {
		t.Run(name, func(t *testing.T) {
			triples, problems := Triples(pageOf(t, "", body), address(t), Options{})
			written := 0
			for _, tr := range triples {
				written += len(tr.Subject.Value) + len(tr.Predicate.Value) + len(tr.Object.Value) + len(tr.Object.Datatype) + len(tr.Graph.Value)
			}
			if len(triples) > maxStatements || written > maxWritten || len(problems) > maxProblems+1 {
				t.Errorf("%d statements of %d bytes, %d problems", len(triples), written, len(problems))
			}
			extract(body)
		})
	}
	for _, h := range hostileRDF {
		hold(h.name, h.make(20_000))
	}
	for _, h := range hostile {
		hold(h.name, h.body())
	}
}

// BenchmarkNewsTriples is the price of a block of 2 KB as RDF.
func BenchmarkNewsTriples(b *testing.B) {
	doc, u := pageOf(b, "", newsBlock), address(b)
	b.SetBytes(int64(len(newsBlock)))
	b.ReportAllocs()
	for b.Loop() {
		Triples(doc, u, Options{})
	}
}

func BenchmarkTriples(b *testing.B) {
	for _, h := range hostileRDF {
		for _, n := range []int{200, 2_000, 20_000} {
			b.Run(fmt.Sprintf("%s/%d", h.name, n), func(b *testing.B) {
				doc, u := pageOf(b, "", h.make(n)), address(b)
				b.ReportAllocs()
				for b.Loop() {
					Triples(doc, u, Options{})
				}
			})
		}
	}
}

// FuzzTriples holds what is true of the graph of any page to any block.
func FuzzTriples(f *testing.F) {
	seeds(f)
	f.Add(`{"@context":{"x":null,"l":{"@container":"@list"}},"x:y":1,"l":[[1],{"@list":[]}],"@type":["a","@json"],"@reverse":{"l":{}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		holdTriples(t, pageOf(t, "", body, body))
	})
}
