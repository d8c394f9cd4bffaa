package page

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var allSyntaxes = []schemaorg.Syntax{schemaorg.Microdata, schemaorg.RDFa, schemaorg.JSONLD}

// TestSyntaxes holds the three syntaxes to each other on graphs made of random
// bytes, always the same ones.
func TestSyntaxes(t *testing.T) {
	count := 500
	if testing.Short() {
		count = 100
	}
	things, values := 0, 0
	for seed := range count {
		random := rand.NewPCG(uint64(seed), 1)
		data := make([]byte, 16+seed%300)
		for i := range data {
			data[i] = byte(random.Uint64())
		}
		g := trialGraphOf(data)
		holdSyntaxes(t, g)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		for _, line := range g.describe(true) {
			things += strings.Count(line, "{")
			values += strings.Count(line, "; ")
		}
	}
	// What tells that the graphs are worth comparing.
	if things < 2*count || values < 5*count {
		t.Errorf("%d graphs have %d things with %d values", count, things, values)
	}
}

// FuzzSyntaxes lets the fuzzer make the graphs.
func FuzzSyntaxes(f *testing.F) {
	for seed := range 32 {
		random := rand.NewPCG(uint64(seed), 2)
		data := make([]byte, 8*(seed+1))
		for i := range data {
			data[i] = byte(random.Uint64())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4096 {
			holdSyntaxes(t, trialGraphOf(data))
		}
	})
}

// holdSyntaxes writes a graph in each syntax and in all at once, and holds
// what is read to the graph.
func holdSyntaxes(t *testing.T, g *trialGraph) {
	t.Helper()
	pages := [][]schemaorg.Syntax{{schemaorg.Microdata}, {schemaorg.RDFa}, {schemaorg.JSONLD}, allSyntaxes}
	if g.labels {
		// Microdata has no labels of blank nodes.
		pages = [][]schemaorg.Syntax{{schemaorg.RDFa}, {schemaorg.JSONLD}, allSyntaxes[1:]}
	}
	for _, syntaxes := range pages {
		src := g.page(syntaxes...)
		p, err := Read(Source{Name: "trial.html", Data: []byte(src), URL: trialURL}, Options{})
		if err != nil {
			t.Errorf("%v\n%s", err, src)
			return
		}
		for _, syntax := range syntaxes {
			typed := syntax != schemaorg.Microdata
			if diff := cmp.Diff(g.describe(typed), trialDescribe(p, syntax, typed, g.merged)); diff != "" {
				t.Errorf("%s is read otherwise than written (-want +got)\n%s\n%s", syntax, diff, src)
				return
			}
		}
		holdProblems(t, p)
		for _, it := range p.Graph.All {
			holdPlaces(t, p, it)
		}
		if t.Failed() {
			t.Logf("\n%s", src)
			return
		}
		if len(syntaxes) == 3 {
			holdEntities(t, p)
		}
	}
}

// holdProblems: a page that is written as it should be has no problems but
// those of things without a type, which microdata cannot name and of which
// nobody can tell what they are.
func holdProblems(t *testing.T, p *Page) {
	t.Helper()
	for _, pr := range p.Problems {
		t.Errorf("problem %s: %s", pr.Code, pr.Message)
	}
	for _, pr := range p.Graph.Problems {
		if pr.Item == nil || len(pr.Item.Types) > 0 || pr.Code != "type-missing" && pr.Code != "itemtype-without-itemscope" {
			t.Errorf("problem %s: %s", pr.Code, pr.Message)
		}
	}
}

// holdEntities: what has an ID is one entity in all syntaxes of a page.
func holdEntities(t *testing.T, p *Page) {
	t.Helper()
	for _, it := range p.Graph.All {
		if it.ID == "" || len(it.Types)+len(it.Properties) == 0 {
			continue
		}
		found := map[schemaorg.Syntax]bool{}
		for _, other := range p.Graph.Entity(it) {
			found[other.Syntax] = true
		}
		if len(found) != 3 {
			t.Errorf("%s %s is an entity in %v only", it.Syntax, it.ID, found)
		}
	}
}

// holdPlaces checks that the places of an item decode to what they are the
// places of.
func holdPlaces(t *testing.T, p *Page, it *schemaorg.Item) {
	t.Helper()
	source := sourceOf(t, p, it.Origin)
	want := "<"
	if it.Syntax == schemaorg.JSONLD {
		want = "{"
	}
	if it.Reference && it.Syntax == schemaorg.RDFa {
		want = ""
	}
	if !strings.HasPrefix(source, want) {
		t.Errorf("the place of a %s item is %q", it.Syntax, source)
	}
	if len(it.Types) > 0 {
		if source := sourceOf(t, p, it.TypeOrigin); !strings.Contains(source, localName(it.Types[0])) {
			t.Errorf("the place of the type %s is %q", it.Types[0], source)
		}
	}
	if it.ID != "" {
		if written, _ := decode1(p, it.IDOrigin); !sameAddress(p, written, it.ID) {
			t.Errorf("the place of the %s ID %q holds %q", it.Syntax, it.ID, written)
		}
	}
	for i := range it.Properties {
		prop := &it.Properties[i]
		if name, _ := decode1(p, prop.Origin); name != prop.Name {
			t.Errorf("the place of the name %q holds %q", prop.Name, name)
		}
		holdValue(t, p, it.Syntax, prop)
	}
}

func holdValue(t *testing.T, p *Page, syntax schemaorg.Syntax, prop *schemaorg.Property) {
	t.Helper()
	v := &prop.Value
	source := sourceOf(t, p, v.Origin)
	if v.Kind == schemaorg.ItemValue {
		switch {
		case v.Origin.Part == text.Tag && strings.HasPrefix(source, "<"):
		case v.Origin.Part == text.Script && source[0] == '{' && json.Valid([]byte(source)):
		case v.Origin.Part == text.Attribute && syntax == schemaorg.RDFa:
			written, _ := decode1(p, v.Origin)
			if !sameAddress(p, written, v.Item.ID) {
				t.Errorf("the place of the thing %q holds %q", v.Item.ID, written)
			}
		default:
			t.Errorf("the place of a thing in %s is %q", syntax, source)
		}
		return
	}
	want := v.Text
	if v.Raw != "" {
		want = v.Raw
	}
	got, whole := decode1(p, v.Origin)
	switch {
	case v.Origin.Part == text.Content && strings.Trim(want, " \t\r\n\f") == "":
		return // the place of an empty text is its element's tag
	case v.Origin.Part == text.Content && whole:
		// The place of a text leaves white space around it out.
		if got == strings.Trim(want, " \t\r\n\f") {
			return
		}
	case v.Origin.Part == text.Content:
		// The place of a text with markup inside is its first run.
		if strings.HasPrefix(strings.TrimLeft(want, " \t\r\n\f"), got) {
			return
		}
	case v.Origin.Part == text.Attribute && want == "":
		return // the place of an empty attribute is its name
	case got == want:
		return
	}
	t.Errorf("the place of the %s value %q of %s holds %q (source %q, part %d)", syntax, want, prop.Name, got, source, v.Origin.Part)
}

// sourceOf is the source text at a place of the page.
func sourceOf(t *testing.T, p *Page, o text.Origin) string {
	t.Helper()
	span, ok := p.Span(o)
	if !ok || span.Len() == 0 {
		t.Errorf("%+v has no place", o)
		return " "
	}
	return p.Text[span.Start:span.End]
}

// decode1 is what the source at a place stands for. Whole tells that a text is
// all of its element's.
func decode1(p *Page, o text.Origin) (s string, whole bool) {
	span, ok := p.Span(o)
	if !ok {
		return "", false
	}
	source := p.Text[span.Start:span.End]
	switch o.Part {
	case text.Attribute:
		quote := ""
		if q := p.Text[span.Start-1]; q == '"' || q == '\'' {
			quote = string(q)
		}
		z := html.NewTokenizer(strings.NewReader("<i a=" + quote + source + quote + ">"))
		z.Next()
		return z.Token().Attr[0].Val, true
	case text.Content:
		c := o.Node.FirstChild
		return strings.Trim(html.UnescapeString(strings.ReplaceAll(source, "\r\n", "\n")), " \t\r\n\f"), c == nil || c.NextSibling == nil
	case text.Script:
		if source[0] != '"' {
			return source, true
		}
		if err := json.Unmarshal([]byte(source), &s); err != nil {
			return fmt.Sprintf("%s (%v)", source, err), true
		}
		return s, true
	}
	return source, true
}

func baseOf(p *Page) string {
	if len(p.Bases) == 0 {
		return ""
	}
	href, _ := text.Attr(p.Bases[0].Node, "href")
	return href
}

// sameAddress tells whether an address or label as written stands for the IRI.
func sameAddress(p *Page, written, iri string) bool {
	if strings.HasPrefix(iri, "_:") {
		return strings.Trim(written, "[]") == iri
	}
	return trialAddress((&trialGraph{base: baseOf(p)}).resolved(written)) == trialAddress(iri)
}

func localName(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }

// TestSubjectStatements reads what a page says of its subject in all syntaxes,
// joined by ID and by being the page's subject.
func TestSubjectStatements(t *testing.T) {
	p, err := Read(Source{Name: "test.html", URL: trialURL, Data: []byte(`<!DOCTYPE html><html lang=en><title>The ferries of the north are late</title>
<h1>The ferries of the north are late</h1>
<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop=headline>The ferries of the north are late</h2></div>
<div vocab="https://schema.org/" typeof=NewsArticle resource="#story"><h2 property=headline>The ferries of the north are late</h2></div>
<aside vocab="https://schema.org/" typeof=WebPageElement resource="#story"><b property=headline lang=de>Die Fähren des Nordens</b></aside>
<script type="application/ld+json">[{"@context": "https://schema.org", "@type": "NewsArticle", "@id": "#story",
"headline": "The ferries of the north are \u006cate", "comment": {"@type": "Comment", "headline": "a comment"}}]</script>`)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.Graph.Statements("headline", p.SubjectItems()...) {
		v := s.Property.Value
		pos, _ := p.Position(v.Origin)
		got = append(got, fmt.Sprintf("%s, line %d, %s: %s", s.Item.Syntax, pos.Line, v.Lang, v.Text))
	}
	want := []string{
		"JSON-LD, line 7, : The ferries of the north are late",
		"microdata, line 3, en: The ferries of the north are late",
		"RDFa, line 4, en: The ferries of the north are late",
		"RDFa, line 5, de: Die Fähren des Nordens",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statements differ (-want +got)\n%s", diff)
	}
}

// TestHangingRel: the place of a value that completes a rel outside is that of
// the attribute that names it, be it a label or behind one that names nothing.
func TestHangingRel(t *testing.T) {
	for src, want := range map[string]string{
		`<b about="x">y</b>`:                           "x",
		`<b resource="_:x" typeof=Thing></b>`:          "_:x",
		`<b about="[nobody:x]" resource="y">z</b>`:     "y",
		`<b about="[nobody:x]" typeof=Thing></b>`:      `<b about="[nobody:x]" typeof=Thing>`,
		`<b typeof=Thing><i property=name>x</i></b>`:   "<b typeof=Thing>",
		`<b property=name href="x" typeof=Thing>y</b>`: `<b property=name href="x" typeof=Thing>`,
	} {
		p := read(t, `<div vocab="https://schema.org/" typeof=Thing><div rel=about>`+src+`</div></div>`)
		v := p.Graph.Items[0].Value("about")
		if v == nil {
			t.Errorf("%s: no value", src)
			continue
		}
		if got := sourceOf(t, p, v.Origin); got != want {
			t.Errorf("%s: the place of the value is %q, want %q", src, got, want)
		}
	}
}
