package microdata

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/internal/text"
)

// prefixes shorten the expected N-Quads of tests.
var prefixes = strings.NewReplacer(
	"<s:", "<https://schema.org/", "<rdf:", "<"+rdf.NS, "<xsd:", "<"+rdf.XSD, "<page:", "<https://example.com/dir/page.html")

func TestTriples(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"document order and labels", `<div itemscope itemtype=https://schema.org/Book><b itemprop=name>A</b>` +
			`<p itemprop=author itemscope><b itemprop=name>B</b></p><b itemprop=isbn>1</b></div><p itemscope itemtype=urn:x></p>`, `
_:md0 <rdf:type> <s:Book> .
_:md0 <s:name> "A" .
_:md0 <s:author> _:md1 .
_:md1 <s:name> "B" .
_:md0 <s:isbn> "1" .
_:md2 <rdf:type> <urn:x> .
`},
		{"content of any element", `<div itemscope itemid=#i itemtype=https://schema.org/Offer><span itemprop=price content=1.50>1,50</span>` +
			`<link itemprop=availability href=https://schema.org/InStock content=in><time itemprop=validFrom content=2024-05-01>May</time></div>`, `
<page:#i> <rdf:type> <s:Offer> .
<page:#i> <s:price> "1.50" .
<page:#i> <s:availability> "in" .
<page:#i> <s:validFrom> "2024-05-01"^^<xsd:date> .
`},
		{"numbers and dates", `<div itemscope itemid=#i itemtype=https://schema.org/X><data itemprop=a value=-07></data><data itemprop=a value=1e3></data>` +
			`<meter itemprop=a value=.5></meter><data itemprop=a value="1."></data><data itemprop=a value=+1></data><data itemprop=a value=1e></data>` +
			`<time itemprop=b>2024</time><time itemprop=b datetime=2024-05></time><time itemprop=b lang=de>gestern</time></div>`, `
<page:#i> <rdf:type> <s:X> .
<page:#i> <s:a> "-07"^^<xsd:integer> .
<page:#i> <s:a> "1e3"^^<xsd:double> .
<page:#i> <s:a> ".5"^^<xsd:double> .
<page:#i> <s:a> "1." .
<page:#i> <s:a> "+1" .
<page:#i> <s:a> "1e" .
<page:#i> <s:b> "2024"^^<xsd:gYear> .
<page:#i> <s:b> "2024-05"^^<xsd:gYearMonth> .
<page:#i> <s:b> "gestern"@de .
`},
		{"language", `<html lang=en><div itemscope itemid=#i itemtype=https://schema.org/X><b itemprop=name>a</b><b lang="" itemprop=name>b</b>` +
			`<meta itemprop=name content=c lang=fr><data itemprop=name value=d></data></div>`, `
<page:#i> <rdf:type> <s:X> .
<page:#i> <s:name> "a"@en .
<page:#i> <s:name> "b" .
<page:#i> <s:name> "c"@fr .
<page:#i> <s:name> "d" .
`},
		{"names without a type", `<div itemscope itemid=#i><b itemprop="a http://x/y &#x22;q">v</b><p itemprop=b itemscope itemid=#j itemtype=foo><b itemprop=c>w</b></p></div>`, `
<page:#i> <page:#a> "v" .
<page:#i> <http://x/y> "v" .
<page:#i> <page:#%22q> "v" .
<page:#i> <page:#b> <page:#j> .
<page:#j> <page:#c> "w" .
`},
		{"vocabularies", `<p itemscope itemid=#1 itemtype="http://x/a/B?c=/d"><b itemprop=n>v</b></p><p itemscope itemid=#2 itemtype=http://x><b itemprop=n>v</b></p>` +
			`<p itemscope itemid=#3 itemtype=urn:a:b><b itemprop=n>v</b></p><p itemscope itemid=#4 itemtype=http://schema.org/A/B><b itemprop=n>v</b></p>` +
			`<p itemscope itemid=#5 itemtype="none http://x/y#z http://schema.org/A"><b itemprop=n>v</b></p>`, `
<page:#1> <rdf:type> <http://x/a/B?c=/d> .
<page:#1> <http://x/a/n> "v" .
<page:#2> <rdf:type> <http://x> .
<page:#2> <http://x#n> "v" .
<page:#3> <rdf:type> <urn:a:b> .
<page:#3> <urn:a:b#n> "v" .
<page:#4> <rdf:type> <http://schema.org/A/B> .
<page:#4> <http://schema.org/n> "v" .
<page:#5> <rdf:type> <http://x/y#z> .
<page:#5> <rdf:type> <http://schema.org/A> .
<page:#5> <http://x/y#n> "v" .
`},
		{"additional type", `<p itemscope itemid=#i itemtype=https://schema.org/A><link itemprop=additionalType href=http://x/T></p>`, `
<page:#i> <rdf:type> <s:A> .
<page:#i> <s:additionalType> <http://x/T> .
<page:#i> <rdf:type> <http://x/T> .
`},
		{"base element and missing addresses", `<base href=/b/><p itemscope itemid=i itemtype=https://schema.org/A><img itemprop=image src=p.png><img itemprop=image><a itemprop=url href="">x</a></p>`, `
<https://example.com/b/i> <rdf:type> <s:A> .
<https://example.com/b/i> <s:image> <https://example.com/b/p.png> .
<https://example.com/b/i> <s:url> <https://example.com/b/> .
`},
		{"an item in two vocabularies", `<p itemscope itemid=#1 itemtype=http://x/A itemref=r></p><p itemscope itemid=#2 itemtype=http://y/A itemref=r></p>` +
			`<p id=r itemprop=r itemscope itemid=#3><b itemprop=n>v</b></p>`, `
<page:#1> <rdf:type> <http://x/A> .
<page:#1> <http://x/r> <page:#3> .
<page:#3> <http://x/n> "v" .
<page:#2> <rdf:type> <http://y/A> .
<page:#2> <http://y/r> <page:#3> .
<page:#3> <http://y/n> "v" .
`},
		{"items in each other", `<p itemscope itemid=#1 itemref=a></p><p id=a itemprop=p itemscope itemid=#2 itemref=b></p><p id=b itemprop=q itemscope itemid=#3 itemref=a></p>`, `
<page:#1> <page:#p> <page:#2> .
<page:#2> <page:#q> <page:#3> .
<page:#3> <page:#p> <page:#2> .
`},
		{"reverse", `<p itemscope itemid=#1 itemtype=https://schema.org/A><a itemprop-reverse=b href=x>y</a><b itemprop-reverse=b>y</b>` +
			`<i itemprop-reverse="b c" itemscope itemid=#2><b itemprop=n>v</b></i></p><p itemprop-reverse=d itemscope itemid=#3><b itemprop=n>v</b></p>`, `
<page:#1> <rdf:type> <s:A> .
<https://example.com/dir/x> <s:b> <page:#1> .
<page:#2> <s:b> <page:#1> .
<page:#2> <s:c> <page:#1> .
<page:#2> <s:n> "v" .
<page:#3> <page:#n> "v" .
`},
		{"no top-level item", `<p itemprop=x itemscope itemid=#1><b itemprop=n>v</b></p><b itemprop=y>z</b><template><p itemscope itemid=#2><b itemprop=n>v</b></p></template>`, "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := prefixes.Replace(tt.want[1:])
			if got := rdf.NQuads(Triples(parse(t, tt.src), base(t))); got != want {
				t.Errorf("triples of %s\ngot\n%s\nwant\n%s", tt.src, got, want)
			}
		})
	}
}

// TestTriplesOrigins holds that triples know their place.
func TestTriplesOrigins(t *testing.T) {
	triples := Triples(parse(t, `<p itemscope itemtype=https://schema.org/A><b itemprop=n>v</b><i content=c itemprop=n></i><a itemprop=u href=x></a></p>`), base(t))
	want := []text.Part{text.Attribute, text.Content, text.Attribute, text.Attribute}
	names := []string{"itemtype", "", "content", "href"}
	if len(triples) != len(want) {
		t.Fatalf("%d triples", len(triples))
	}
	for i, tr := range triples {
		if tr.Origin.Part != want[i] || tr.Origin.Name != names[i] {
			t.Errorf("the place of %v is %+v", tr, tr.Origin)
		}
	}
}

// TestTriplesWithoutAddress holds that a page of unknown address is read.
func TestTriplesWithoutAddress(t *testing.T) {
	got := rdf.NQuads(Triples(parse(t, `<p itemscope itemid=#i><a itemprop=u href=x></a></p>`), nil))
	if want := "_:md0 <#u> <x> .\n"; got != want {
		t.Errorf("got %swant %s", got, want)
	}
}

func TestParseRegistry(t *testing.T) {
	r, err := ParseRegistry([]byte(`{"@comment":"x","http://a/":{"properties":{"p":{"subPropertyOf":["http://b/1","http://b/2"],"equivalentProperty":"http://b/3"}}},"http://a/b/":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(r) != 2 || r[0].Prefix != "http://a/b/" || !slices.Equal(r[1].Expand["p"], []string{"http://b/1", "http://b/2", "http://b/3"}) {
		t.Errorf("registry %+v", r)
	}
	triples, _ := r.Triples(parse(t, `<p itemscope itemid=#i itemtype=http://a/T><b itemprop=p>v</b></p>`), base(t))
	if len(triples) != 5 {
		t.Errorf("triples %s", rdf.NQuads(triples))
	}
	for _, bad := range []string{`[]`, `{"http://a/":5}`, `{"http://a/":{"properties":{"p":{"subPropertyOf":5}}}}`} {
		if r, err := ParseRegistry([]byte(bad)); err == nil {
			t.Errorf("%s is read as %+v", bad, r)
		}
	}
}

// TestDefaultRegistry holds the registry that is part of the program to the
// one that the suite brings along.
func TestDefaultRegistry(t *testing.T) {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set: the registry of the W3C is not at hand")
	}
	data, err := os.ReadFile(filepath.Join(dir, "microdata-rdf", "registry.json"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := ParseRegistry(data)
	if err != nil {
		t.Fatal(err)
	}
	show := func(r Registry) []string {
		var lines []string
		for _, v := range r {
			lines = append(lines, fmt.Sprintf("%s %v", v.Prefix, v.Expand))
		}
		slices.Sort(lines)
		return lines
	}
	if got := show(DefaultRegistry()); !slices.Equal(got, show(want)) {
		t.Errorf("got %v, want %v", got, show(want))
	}
}

// tripleShapes are pages that would make much RDF of little.
var tripleShapes = []struct {
	name string
	make func(n int) string
}{
	{"a long name of many items", func(n int) string {
		return `<base href="http://x/` + strings.Repeat("y", 10*n) + `">` + strings.Repeat(`<p itemscope><b itemprop=n>v</b></p>`, n)
	}},
	{"a long text of many items", func(n int) string {
		return strings.Repeat(`<p itemscope itemref=t></p>`, n) + `<b id=t itemprop=n>` + strings.Repeat("v", 10*n) + `</b>`
	}},
	{"many items under a long type", func(n int) string {
		return `<div itemscope itemtype="http://x/` + strings.Repeat("y", 100*n) + `/A">` + strings.Repeat(`<p itemprop=http://x/p itemscope></p>`, n) + strings.Repeat(`<p itemprop=p itemscope></p>`, n)
	}},
	{"one item in many vocabularies", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<p itemscope itemtype=http://x/%d/A itemref=t></p>`, i)
		}
		return b.String() + `<div id=t itemprop=n itemscope>` + strings.Repeat(`<b itemprop=p>v</b>`, n) + `</div>`
	}},
	{"a chain in many vocabularies", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<p itemscope itemtype=http://x/%d/A itemref=i0></p><p itemprop=p id=i%d itemscope itemref=i%d></p>`, i, i, i+1)
		}
		return b.String()
	}},
}

// TestTriplesHostile holds that the worst pages are read to an end, and that
// what is cut is told.
func TestTriplesHostile(t *testing.T) {
	for _, s := range tripleShapes {
		t.Run(s.name, func(t *testing.T) {
			triples, problems := DefaultRegistry().Triples(parse(t, s.make(20_000)), base(t))
			told := false
			for _, p := range problems {
				told = told || p.Code == "microdata-work" || p.Code == "too-many-items"
			}
			if !told {
				t.Errorf("%d triples, and nothing is told to be cut", len(triples))
			}
			written := 0
			for _, tr := range triples {
				written += len(tr.Subject.Value) + len(tr.Predicate.Value) + len(tr.Object.Value)
			}
			if len(triples) > maxTriples || written > maxWritten {
				t.Errorf("%d triples of %d bytes", len(triples), written)
			}
		})
	}
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) { Triples(parse(t, s.make(20_000)), base(t)) })
	}
}

func BenchmarkTriples(b *testing.B) {
	run := func(name string, build func(int) string) {
		for _, n := range []int{200, 2_000, 20_000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				doc, u := parse(b, build(n)), base(b)
				b.ReportAllocs()
				for b.Loop() {
					Triples(doc, u)
				}
			})
		}
	}
	for _, s := range shapes {
		run(s.name, s.make)
	}
	for _, s := range tripleShapes {
		run(s.name, s.make)
	}
}

// TestTriplesRandom holds what is true of the graph of any page: it is
// N-Quads, the same each time, and each triple has a place.
func TestTriplesRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3_000 {
		src := randomPage(r)
		holdTriples(t, parse(t, src), base(t))
		if t.Failed() {
			t.Fatalf("page: %s", src)
		}
	}
}

func holdTriples(t testing.TB, doc *html.Node, address *url.URL) {
	t.Helper()
	triples := Triples(doc, address)
	nquads := rdf.NQuads(triples)
	if again := rdf.NQuads(Triples(doc, address)); again != nquads {
		t.Errorf("two readings differ:\n%s\n%s", nquads, again)
	}
	if err := rdftest.Valid(nquads); err != nil {
		t.Errorf("%v in\n%s", err, nquads)
	}
	for _, tr := range triples {
		if tr.Origin.Node == nil {
			t.Errorf("%v has no place", tr)
		}
	}
}

// TestTriplesCorpus reads real pages.
func TestTriplesCorpus(t *testing.T) {
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set: the real pages are not at hand")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in the corpus: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			page, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer page.Close()
			doc, err := html.Parse(page)
			if err != nil {
				t.Skipf("no tree: %v", err)
			}
			holdTriples(t, doc, base(t))
		})
	}
}

// FuzzTriples holds what is true of the graph of any page to any page.
func FuzzTriples(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		f.Add(randomPage(r))
	}
	f.Add(`<base href=x><p itemscope itemid="a b" itemtype="http://x?y#z/w"><i itemprop="a:b <c&gt;" content="&#9;" lang="x y">v</i><a itemprop-reverse=d href=//e>`)
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := html.Parse(strings.NewReader(src))
		if err != nil {
			return
		}
		holdTriples(t, doc, base(t))
	})
}
