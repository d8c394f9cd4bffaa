package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/internal/text"
)

func readPage(t testing.TB, src page.Source) *page.Page {
	t.Helper()
	p, err := page.Read(src, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func htmlPage(t testing.TB, name, html string) *page.Page {
	t.Helper()
	return readPage(t, page.Source{Name: name, Data: []byte(html)})
}

func fixturePage(t testing.TB, name string) *page.Page {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "fixtures", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return readPage(t, page.Source{Name: name, Data: data})
}

// extractAs is the output of pages in a format, with the notes behind it.
func extractAs(t testing.TB, format string, syntaxes []string, color bool, pages ...*page.Page) (out string, notes []string) {
	t.Helper()
	f, err := ExtractFormatNamed(format)
	if err != nil {
		t.Fatal(err)
	}
	want, err := ParseSyntaxes(syntaxes, f)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	x := f.New(&b, ExtractOptions{Syntaxes: want, Color: color})
	for _, p := range pages {
		n, err := x.Page(p)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, n...)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), notes
}

func TestExtractGolden(t *testing.T) {
	museum, hostile := "extract/harbour-museum.html", "extract/terminal.html"
	for _, test := range []struct {
		file, format string
		syntaxes     []string
		color        bool
		pages        []string
	}{
		{"extract-museum.text", "text", nil, false, []string{museum}},
		{"extract-museum.color", "text", []string{"head", "jsonld"}, true, []string{museum}},
		{"extract-museum.json", "json", nil, false, []string{museum}},
		{"extract-museum.nq", "nquads", nil, false, []string{museum}},
		{"extract-museum.jsonld", "jsonld", nil, false, []string{museum}},
		{"extract-links.text", "text", []string{"links"}, false, []string{museum}},
		{"extract-rdfa.nq", "nquads", []string{"rdfa"}, false, []string{museum}},
		{"extract-terminal.text", "text", nil, false, []string{hostile}},
		{"extract-terminal.json", "json", nil, false, []string{hostile}},
		{"extract-pages.text", "text", []string{"head", "microdata"}, false, []string{"pages/lemon-tart.html", "pages/walking-boots.html"}},
		{"extract-pages.nq", "nquads", nil, false, []string{museum, museum}},
		{"extract-pages.jsonld", "jsonld", nil, false, []string{"pages/night-trains.html", "pages/tidal-power.html", museum}},
	} {
		t.Run(test.file, func(t *testing.T) {
			var pages []*page.Page
			for _, name := range test.pages {
				pages = append(pages, fixturePage(t, name))
			}
			out, notes := extractAs(t, test.format, test.syntaxes, test.color, pages...)
			for _, n := range notes {
				out += "note: " + n + "\n"
			}
			golden(t, test.file+".golden", []byte(out))
		})
	}
}

// TestExtractFailed holds that an input that could not be read stands in the
// JSON, and that the other formats go on.
func TestExtractFailed(t *testing.T) {
	for _, f := range ExtractFormats {
		var b bytes.Buffer
		x := f.New(&b, ExtractOptions{})
		if err := x.Failed(page.Source{Name: "gone.html", Index: 3}, errors.New("no such file")); err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		golden(t, "extract-failed."+f.Name+".golden", b.Bytes())
	}
}

func TestExtractWriteErrors(t *testing.T) {
	p := fixturePage(t, "extract/harbour-museum.html")
	for _, f := range ExtractFormats {
		x := f.New(failing{}, ExtractOptions{})
		_, err := x.Page(p)
		_, again := x.Page(p)
		if cerr := x.Close(); err == nil && again == nil && cerr == nil {
			t.Errorf("%s: the error of the writer is lost", f.Name)
		}
	}
}

func TestParseSyntaxes(t *testing.T) {
	format := func(name string) ExtractFormat {
		f, err := ExtractFormatNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, test := range []struct {
		names  []string
		format string
		want   []string
		err    string
	}{
		{nil, "text", syntaxNames, ""},
		{[]string{"all"}, "nquads", syntaxNames, ""},
		{[]string{"head", "all"}, "text", syntaxNames, ""},
		{[]string{"RDFa", "links"}, "json", []string{"links", "rdfa"}, ""},
		{[]string{"microdta"}, "text", nil, `unknown syntax "microdta"; did you mean "microdata"?`},
		{[]string{"json-ld"}, "text", nil, `unknown syntax "json-ld"; did you mean "jsonld"?`},
		{[]string{"opengraph"}, "nquads", nil, "--format nquads holds microdata, rdfa and jsonld only, not opengraph; Open Graph in property attributes is RDFa too, so --syntax rdfa has it"},
		{[]string{"head"}, "jsonld", nil, "--format jsonld holds microdata, rdfa and jsonld only, not head"},
	} {
		s, err := ParseSyntaxes(test.names, format(test.format))
		if test.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("%v for %s: error %v, want %s", test.names, test.format, err, test.err)
			}
			continue
		}
		var got []string
		for _, name := range syntaxNames {
			if s.has(name) {
				got = append(got, name)
			}
		}
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%v for %s: %v (-want +got)\n%s", test.names, test.format, err, diff)
		}
	}
	if _, err := ExtractFormatNamed("nquad"); err == nil || !strings.Contains(err.Error(), `did you mean "nquads"`) {
		t.Errorf("no suggestion in %v", err)
	}
}

// checkExtract holds what must be true of every page in every format, and
// returns the JSON.
func checkExtract(t testing.TB, p *page.Page) *pageExtract {
	t.Helper()
	shown, _ := extractAs(t, "text", nil, false, p)
	for i, r := range shown {
		if r != '\n' && r != utf8Error && !unicode.IsPrint(r) && !unicode.Is(unicode.Mn, r) && !text.IsSpellingJoiner(shown, i) {
			t.Fatalf("%s: the text has the character %U", p.Source.Name, r)
		}
	}
	out, _ := extractAs(t, "json", nil, false, p)
	again, _ := extractAs(t, "json", nil, false, p)
	if out != again {
		t.Errorf("%s: the JSON differs from run to run", p.Source.Name)
	}
	var doc struct {
		Version  int             `json:"version"`
		Tool     json.RawMessage `json:"tool"`
		Syntaxes []string        `json:"syntaxes"`
		Pages    []*pageExtract  `json:"pages"`
		Summary  extractSummary  `json:"summary"`
	}
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		t.Fatalf("%s: %v", p.Source.Name, err)
	}
	if doc.Version != ExtractVersion || len(doc.Pages) != 1 || doc.Summary != (extractSummary{Pages: 1}) || !slices.Equal(doc.Syntaxes, syntaxNames) {
		t.Errorf("%s: wrong frame: %+v", p.Source.Name, doc)
	}
	e := doc.Pages[0]
	checkComplete(t, p, e)
	jsonld, _ := extractAs(t, "jsonld", nil, false, p)
	var nodes []map[string]any
	if err := json.Unmarshal([]byte(jsonld), &nodes); err != nil {
		t.Fatalf("%s: JSON-LD: %v", p.Source.Name, err)
	}
	for _, n := range nodes {
		checkNode(t, p.Source.Name, n, 0)
	}
	quads, _ := extractAs(t, "nquads", nil, false, p)
	lines := strings.SplitAfter(quads, "\n")
	if last := len(lines) - 1; lines[last] != "" || !slices.IsSorted(lines[:last]) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
		t.Errorf("%s: the N-Quads are not sorted, each once", p.Source.Name)
	}
	if err := rdftest.Valid(quads); err != nil {
		t.Errorf("%s: N-Quads: %v", p.Source.Name, err)
	}
	return e
}

const utf8Error = '\uFFFD'

// checkComplete holds that the JSON has everything that the page says, and
// that its numbers and places hold.
func checkComplete(t testing.TB, p *page.Page, e *pageExtract) {
	t.Helper()
	name := p.Source.Name
	elsewhere := 0
	for _, prop := range p.Props {
		if metaSyntax(prop) == "" {
			elsewhere++
		}
	}
	named := len(e.OpenGraph) + len(e.Twitter)
	for _, m := range e.Head.Metas {
		if m.Attribute != "http-equiv" {
			named++
		}
	}
	if named+elsewhere != len(p.Props) {
		t.Errorf("%s: %d of %d named values", name, named+elsewhere, len(p.Props))
	}
	if len(e.Head.Titles) != len(p.Titles) {
		t.Errorf("%s: %d of %d titles", name, len(e.Head.Titles), len(p.Titles))
	}
	values := 0
	for _, l := range p.Links {
		if len(l.Rels) == 0 && l.Node != nil && isValue(l.Node) {
			values++
		}
	}
	if len(e.Links)+values != len(p.Links) {
		t.Errorf("%s: %d of %d links", name, len(e.Links)+values, len(p.Links))
	}
	if len(e.Items) != len(p.Graph.All) {
		t.Fatalf("%s: %d of %d items", name, len(e.Items), len(p.Graph.All))
	}
	top := 0
	held := make([]bool, len(e.Items))
	for i := range e.Items {
		it, source := &e.Items[i], p.Graph.All[i]
		if it.Number != i || !slices.Equal(it.Types, append([]string{}, source.Types...)) || it.ID != valid(source.ID) {
			t.Errorf("%s: item %d is another", name, i)
		}
		if it.Top {
			top++
		}
		if len(it.Properties) != len(source.Properties) {
			t.Fatalf("%s: item %d has %d of %d properties", name, i, len(it.Properties), len(source.Properties))
		}
		for k := range it.Properties {
			v, sv := &it.Properties[k].Value, &source.Properties[k].Value
			switch {
			case (v.Kind == kindItem) != (sv.Item != nil), (v.Item == nil) != (sv.Item == nil), (v.Text == nil) != (sv.Item != nil):
				t.Errorf("%s: item %d: value %d is of another kind: %+v", name, i, k, v)
			case v.Item != nil:
				if p.Graph.All[*v.Item] != sv.Item {
					t.Errorf("%s: item %d: value %d is another item", name, i, k)
				}
				held[*v.Item] = true
			case *v.Text != valid(sv.Text):
				t.Errorf("%s: item %d: value %d is %q, want %q", name, i, k, *v.Text, sv.Text)
			}
			if v.Entity != nil && (*v.Entity < 0 || *v.Entity >= len(e.Items) || e.Items[*v.Entity].Reference) {
				t.Errorf("%s: item %d: value %d names no item", name, i, k)
			}
			checkPlace(t, p, v.Place)
		}
		checkPlace(t, p, it.Place)
	}
	if top != len(p.Graph.Items) {
		t.Errorf("%s: %d of %d items at the top", name, top, len(p.Graph.Items))
	}
	for i := range e.Items {
		if !e.Items[i].Top && !held[i] {
			t.Errorf("%s: item %d is nowhere", name, i)
		}
	}
	if len(e.Notes) != len(p.Problems)+len(p.Graph.Problems) {
		t.Errorf("%s: %d of %d notes", name, len(e.Notes), len(p.Problems)+len(p.Graph.Problems))
	}
}

// valid is a text as JSON can hold it.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func checkPlace(t testing.TB, p *page.Page, pl *jsonPlace) {
	t.Helper()
	if pl != nil && (pl.Start.Line < 1 || pl.Start.Column < 1 || pl.Start.Offset > pl.End.Offset || pl.End.Offset > len(p.Text)+3) {
		t.Errorf("%s: impossible place %+v", p.Source.Name, pl)
	}
}

// checkNode holds that a node object is expanded JSON-LD.
func checkNode(t testing.TB, name string, n map[string]any, depth int) {
	t.Helper()
	if depth > deepestNode {
		t.Errorf("%s: nodes nest too deep", name)
	}
	for key, v := range n {
		switch {
		case key == "@id":
			if _, ok := v.(string); !ok {
				t.Errorf("%s: @id is %T", name, v)
			}
			continue
		case key == "@reverse":
			checkNode(t, name, v.(map[string]any), depth)
			continue
		case key != "@type" && !strings.Contains(key, ":"):
			t.Errorf("%s: %q is no IRI", name, key)
		}
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			t.Errorf("%s: %s is no list", name, key)
		}
		for _, e := range list {
			object, ok := e.(map[string]any)
			if key == "@type" {
				if s, ok := e.(string); !ok || !strings.Contains(s, ":") {
					t.Errorf("%s: the type %v", name, e)
				}
				continue
			}
			if !ok {
				t.Errorf("%s: a value of %s is %T", name, key, e)
				continue
			}
			if _, ok := object["@value"]; ok {
				if len(object) > 2 {
					t.Errorf("%s: a value with too much: %v", name, object)
				}
				continue
			}
			checkNode(t, name, object, depth+1)
		}
	}
}

func TestExtractFixtures(t *testing.T) {
	files, err := filepath.Glob("../../fixtures/*/*.html")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d fixtures: %v", len(files), err)
	}
	for _, file := range files {
		name, err := filepath.Rel("../../fixtures", file)
		if err != nil {
			t.Fatal(err)
		}
		checkExtract(t, fixturePage(t, filepath.ToSlash(name)))
	}
}

func TestExtractCorpus(t *testing.T) {
	corpus := os.Getenv("METACHECK_CORPUS")
	if corpus == "" {
		t.Skip("METACHECK_CORPUS is not set: no real pages to extract from")
	}
	files, err := filepath.Glob(filepath.Join(corpus, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s: %v", corpus, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := page.Read(page.Source{Name: filepath.Base(file), Data: data, BaseURL: "https://example.org/dir/page"}, page.Options{})
		if err != nil {
			continue
		}
		checkExtract(t, p)
	}
}

// TestExtractPlaces holds that the place of a value is where its text stands.
func TestExtractPlaces(t *testing.T) {
	p := fixturePage(t, "extract/harbour-museum.html")
	e := extractOf(p, Syntaxes{})
	n := 0
	for _, it := range e.Items {
		for _, prop := range it.Properties {
			v := prop.Value
			if v.Place == nil {
				t.Errorf("%s has no place", prop.Name)
				continue
			}
			at := p.Text[v.Place.Start.Offset:v.Place.End.Offset]
			if v.Text == nil || *v.Text == "" {
				continue
			}
			n++
			want := *v.Text
			if v.Written != "" {
				want = v.Written
			}
			if got := strings.Trim(strings.ReplaceAll(at, "&amp;", "&"), `"`); got != want && !strings.Contains(got, want) {
				t.Errorf("%s: at its place stands %q, not %q", prop.Name, at, want)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d values", n)
	}
}

// TestExtractJoins holds how entities become nodes: joined by id, inside the
// only one that refers to them, at the top where several do or they are part
// of a cycle.
func TestExtractJoins(t *testing.T) {
	script := func(graph string) string {
		return `<script type="application/ld+json">{"@context": {"@vocab": "urn:v:", "p": {"@type": "@id"}}, "@graph": [` + graph + `]}</script>`
	}
	for _, test := range []struct{ name, html, want string }{
		{"nothing", "<p>x", `[]`},
		{"inside the one that refers to it", script(`{"@id": "urn:a", "q": 1, "p": "urn:b"}, {"@id": "urn:b", "q": "x"}`),
			`[{"@id":"urn:a","urn:v:q":[{"@value":"1","@type":"http://www.w3.org/2001/XMLSchema#integer"}],"urn:v:p":[{"@id":"urn:b","urn:v:q":[{"@value":"x"}]}]}]`},
		{"referred to twice", script(`{"@id": "urn:a", "p": ["urn:b", "urn:b"], "r": {"@id": "urn:b"}}, {"@id": "urn:b", "q": "x"}`),
			`[{"@id":"urn:a","urn:v:p":[{"@id":"urn:b"}],"urn:v:r":[{"@id":"urn:b"}]},{"@id":"urn:b","urn:v:q":[{"@value":"x"}]}]`},
		{"a cycle", script(`{"@id": "urn:a", "p": "urn:b"}, {"@id": "urn:b", "p": "urn:c"}, {"@id": "urn:c", "p": "urn:a"}`),
			`[{"@id":"urn:a","urn:v:p":[{"@id":"urn:b","urn:v:p":[{"@id":"urn:c","urn:v:p":[{"@id":"urn:a"}]}]}]}]`},
		{"a tail into a cycle", script(`{"@id": "urn:t", "p": "urn:a"}, {"@id": "urn:a", "p": "urn:b"}, {"@id": "urn:b", "p": "urn:a"}`),
			`[{"@id":"urn:t","urn:v:p":[{"@id":"urn:a"}]},{"@id":"urn:a","urn:v:p":[{"@id":"urn:b","urn:v:p":[{"@id":"urn:a"}]}]}]`},
		{"itself", script(`{"@id": "urn:a", "p": "urn:a"}`), `[{"@id":"urn:a","urn:v:p":[{"@id":"urn:a"}]}]`},
		{"across blocks", script(`{"@id": "urn:a", "q": "x"}`) + script(`{"@id": "urn:a", "@type": "T", "q": ["x", "y"]}`),
			`[{"@id":"urn:a","@type":["urn:v:T"],"urn:v:q":[{"@value":"x"},{"@value":"y"}]}]`},
		{"across syntaxes, schema.org as one vocabulary",
			`<p itemscope itemtype="https://schema.org/Person" itemid="urn:a"><b itemprop=name>X</b></p><script type="application/ld+json">{"@context":"https://schema.org","@id":"urn:a","@type":"Person","name":"X"}</script>`,
			`[{"@id":"urn:a","@type":["http://schema.org/Person"],"http://schema.org/name":[{"@value":"X"}]}]`},
		{"deeper than nodes nest", script(`{"@id": "urn:a", "p": ` + strings.Repeat(`{"r": `, deepestNode+1) + `{"q": "x"}` + strings.Repeat("}", deepestNode+1) + `}`),
			`[{"@id":"urn:a","urn:v:p":[` + strings.Repeat(`{"urn:v:r":[`, deepestNode) + `{"@id":"_:b0"}` + strings.Repeat("]}", deepestNode) +
				`]},{"@id":"_:b0","urn:v:r":[{"urn:v:q":[{"@value":"x"}]}]}]`},
		{"labels of one syntax only",
			script(`{"@id": "_:a", "q": "x"}`) + `<p vocab="urn:v:" resource="_:a" typeof="T"><b property="q">y</b></p>`,
			`[{"@type":["urn:v:T"],"urn:v:q":[{"@value":"y"}]},{"urn:v:q":[{"@value":"x"}]}]`},
		{"a label for itself", script(`{"@id": "_:a", "p": "_:a"}, {"@id": "urn:c", "p": "_:z"}`),
			`[{"@id":"_:b0","urn:v:p":[{"@id":"_:b0"}]},{"@id":"urn:c","urn:v:p":[{"@id":"_:b1"}]}]`},
		{"an item of several", `<p itemscope itemtype="urn:t" itemref=i><i></i></p><p itemscope itemtype="urn:t" itemref=i></p><p id=i itemprop="urn:p" itemscope itemtype="urn:t"></p>`,
			`[{"@type":["urn:t"],"urn:p":[{"@id":"_:b0"}]},{"@id":"_:b0","@type":["urn:t"]},{"@type":["urn:t"],"urn:p":[{"@id":"_:b0"}]}]`},
		{"what says nothing", `<p itemscope itemtype="urn:t"><i itemprop="urn:p" itemscope></i><a itemprop="urn:p">x</a></p><p itemscope itemtype="Thing"><i itemprop=q>no IRI</i></p>`,
			`[{"@type":["urn:t"],"urn:p":[{"@id":"_:b0"}]}]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, _ := extractAs(t, "jsonld", nil, false, htmlPage(t, "x.html", test.html))
			var got, want any
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(test.want), &want); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %s", out)
			}
		})
	}
}

// TestExtractAgain holds that the JSON-LD written of a page, put into a page,
// is read as the same.
func TestExtractAgain(t *testing.T) {
	for _, name := range []string{"extract/harbour-museum.html", "pages/night-trains.html", "pages/lemon-tart.html", "pages/tidal-power.html"} {
		out, _ := extractAs(t, "jsonld", nil, false, fixturePage(t, name))
		again, notes := extractAs(t, "jsonld", nil, false, htmlPage(t, name, "<script type=application/ld+json>"+out+"</script>"))
		var a, b []map[string]any
		if json.Unmarshal([]byte(out), &a) != nil || json.Unmarshal([]byte(again), &b) != nil {
			t.Fatal("no JSON")
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: %v (-first +second)\n%s", name, notes, diff)
		}
	}
}

// TestExtractSameGraph holds that the JSON-LD and the N-Quads of a page are one
// graph: the JSON-LD, put into a page of its own, has the same statements.
// Numbers stand aside, which RDF writes in another form.
func TestExtractSameGraph(t *testing.T) {
	for name, html := range map[string]string{
		"JSON-LD": `<script type="application/ld+json">[{"@context":{"@vocab":"urn:v:","p":{"@type":"@id"},"l":{"@language":"cy"}},"@id":"urn:a","@type":["T","U"],
			"q":["x","x",{"@value":"y","@language":"en"},{"@value":"2020-01-01","@type":"urn:date"},true,3],"l":"z","p":["urn:b","_:c","#d"]},
			{"@id":"_:c","urn:v:p":{"@id":"_:c"},"@reverse":{"urn:v:r":[{"urn:v:q":"inside"},{"@id":"urn:e"}]}},{"@id":"urn:b","urn:v:n":{}}]</script>`,
		"RDFa": `<div lang=en vocab="urn:v:" typeof="T" resource="urn:a"><p property="q">x</p><p property="p" resource="urn:b" typeof="U"><a property="r" href="c">y</a></p>
			<p property="p" typeof="U"></p><p property="d" content="2020-01-01" datatype="urn:date"></p></div>`,
		"microdata": `<div lang=en itemscope itemtype="urn:v:T" itemid="urn:a" itemref=s><p itemprop="urn:v:q">x</p><a itemprop="urn:v:p" href="c">y</a><meta itemprop="urn:v:m" content="z"></div>
			<div id=s itemprop="urn:v:p urn:v:r" itemscope itemtype="urn:v:U"><p itemprop="urn:v:q" lang="">y</p></div>`,
		"night-trains": "",
	} {
		t.Run(name, func(t *testing.T) {
			base := "https://example.org/dir/page"
			var p *page.Page
			if html == "" {
				p = fixturePage(t, "pages/night-trains.html")
			} else {
				p = readPage(t, page.Source{Name: "x.html", URL: base, Data: []byte(html)})
			}
			jsonld, _ := extractAs(t, "jsonld", nil, false, p)
			again := readPage(t, page.Source{Name: "x.html", URL: base, Data: []byte("<script type=application/ld+json>" + jsonld + "</script>")})
			graph := func(p *page.Page) string {
				var triples []rdf.Triple
				for _, part := range statements(p, Syntaxes{}) {
					for _, t := range part.triples {
						if !strings.HasPrefix(t.Predicate.Value, "http://ogp.me/") && !strings.HasPrefix(t.Predicate.Value, "article:") && t.Predicate.Value != rdf.RDFaUsesVocab {
							triples = append(triples, t)
						}
					}
				}
				if len(triples) < 5 {
					t.Fatalf("only %d statements", len(triples))
				}
				return rdftest.Canonical(t, triples)
			}
			if diff := cmp.Diff(graph(p), graph(again)); diff != "" {
				t.Errorf("(-page +JSON-LD)\n%s\n%s", diff, jsonld)
			}
		})
	}
}

// TestExtractHostile holds that pages made to be large are written in bounds.
func TestExtractHostile(t *testing.T) {
	const many = 2000
	var chain, fan, rungs strings.Builder
	for i := range many {
		fmt.Fprintf(&chain, `<p id=i%d itemprop=p itemscope itemref=i%d></p>
`, i, i+1)
		fmt.Fprintf(&rungs, `<p id=i%d itemprop="urn:p" itemscope itemtype="urn:t" itemref="i%d"><b itemprop="urn:q" itemscope itemref="i%d"></b></p>
`, i, i+1, i+1)
		fmt.Fprintf(&fan, "urn:%d ", i)
	}
	for name, html := range map[string]string{
		"a chain of itemref":                          `<p itemscope itemref=i0></p>` + chain.String(),
		"a ladder, whose paths double with each rung": `<p itemscope itemtype="urn:t" itemref="i0"></p>` + rungs.String(),
		"a long text under many names":                `<p itemscope itemtype="urn:t"><b itemprop="` + fan.String() + `">` + strings.Repeat("text ", 20000) + "</b></p>",
		"nested JSON-LD":                              `<script type="application/ld+json">` + strings.Repeat(`{"urn:p":`, 400) + "1" + strings.Repeat("}", 400) + "</script>",
		"a cycle of ids":                              `<script type="application/ld+json">[` + strings.Repeat(`{"@id":"urn:a","urn:p":{"@id":"urn:b"}},{"@id":"urn:b","urn:p":{"@id":"urn:a"}},`+"\n", 300) + `{}]</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			p := htmlPage(t, "x.html", html)
			bound := 100*len(html) + 2*maxExtract
			for _, f := range ExtractFormats {
				out, notes := extractAs(t, f.Name, nil, false, p)
				if len(out) > bound || strings.Contains(name, "text") && f.Name == "text" && len(out) > 2<<20 {
					t.Errorf("%s: %d bytes of output for %d of a page", f.Name, len(out), len(html))
				}
				told := strings.Contains(strings.Join(notes, "\n")+out, "[extract-too-long]") || strings.Contains(out, `"extract-too-long"`)
				if long := strings.Contains(name, "long text"); long != told && f.Name != "nquads" {
					t.Errorf("%s: that something was left out is told: %v, want %v", f.Name, told, long)
				}
			}
		})
	}
}

func TestExtractHeader(t *testing.T) {
	p := readPage(t, page.Source{Name: "x.html", URL: "https://example.org/a", Data: []byte("<title>x</title>"),
		Header: http.Header{"Link": {`<b>; rel=canonical`}, "Content-Type": {"text/html; charset=iso-8859-1"}}})
	out, _ := extractAs(t, "text", []string{"links", "head"}, false, p)
	for _, want := range []string{"header  canonical  <https://example.org/b>", "windows-1252 (from the Content-Type header)", "x.html (https://example.org/a)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	out, _ = extractAs(t, "text", []string{"rdfa"}, false, p)
	if want := "nothing of what was asked for"; !strings.Contains(out, want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}

// TestExtractRelative holds that N-Quads have no relative addresses, and that
// what is left out is told.
func TestExtractRelative(t *testing.T) {
	html := `<p itemscope itemtype="urn:t"><a itemprop="urn:p" href="b">x</a><a itemprop="urn:q" href="urn:c">x</a></p>`
	out, notes := extractAs(t, "nquads", nil, false, htmlPage(t, "x.html", html))
	want := "_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:t> .\n_:b0 <urn:q> <urn:c> .\n"
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "1 statement was left out") {
		t.Errorf("notes %q", notes)
	}
	out, notes = extractAs(t, "nquads", nil, false, readPage(t, page.Source{Name: "x.html", BaseURL: "https://example.org/a", Data: []byte(html)}))
	if want := "_:b0 <urn:p> <https://example.org/b> .\n"; !strings.Contains(out, want) || len(notes) > 0 {
		t.Errorf("no %q in %q, notes %q", want, out, notes)
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		in   string
		n    int
		want string
	}{
		{"", 5, ""}, {"  \n ", 5, ""}, {" a \t b ", 5, "a b"}, {"abcde", 5, "abcde"}, {"abcdef", 5, "abcde…"},
		{"abcd efg", 5, "abcd…"}, {"日本日本日本", 5, "日本日本日…"}, {"abcde   ", 5, "abcde"},
	} {
		if got := shorten(test.in, test.n); got != test.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", test.in, test.n, got, test.want)
		}
	}
}
