package page

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/schemaorg"
)

// A badPage is a page made to break or to slow down a reader of structured
// data. Sound items in all syntaxes stand before and after what is bad.
type badPage struct {
	name string
	// body is what is bad.
	body string
	// code is that of the problem that has to be told, with words of its
	// message; empty where nothing is wrong or cut.
	code, words string
	// lost are the syntaxes that are not read behind what is bad.
	lost []schemaorg.Syntax
	// held is something that the bad part says and that is read nevertheless,
	// or nil.
	held func(p *Page) error
}

// sound is a sound item in each syntax.
func sound(name string) string {
	return `<div itemscope itemtype="https://schema.org/Person"><b itemprop=name>` + name + `</b></div>
<div vocab="https://schema.org/" typeof=Person><b property=name>` + name + `</b></div>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Person", "name": "` + name + `"}</script>
`
}

func (b *badPage) page() string {
	return `<!DOCTYPE html><html lang=en><head><title>A page</title><meta property="og:title" content="A title"></head><body>
` + sound("before") + b.body + "\n" + sound("after") + "</body></html>"
}

// flood writes a format with numbers from 0, until it is size bytes long.
func flood(size int, format string) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func script(json string) string {
	return `<script type="application/ld+json">` + json + `</script>`
}

// textIn reports whether an item of the type, of whatever name, has a value with
// the text under a property of the name.
func textIn(typ, name, value string) func(*Page) error {
	return func(p *Page) error {
		var seen []string
		for _, it := range p.Graph.All {
			if !slices.Contains(it.Types, typ) {
				continue
			}
			for i := range it.Properties {
				if prop := &it.Properties[i]; prop.Name == name {
					if prop.Value.Text == value {
						return nil
					}
					seen = append(seen, prop.Value.Text[:min(len(prop.Value.Text), 100)])
				}
			}
		}
		return fmt.Errorf("no %s has the %s %.100q, only %q", typ, name, value, seen)
	}
}

func badPages() []badPage {
	const mega = 1 << 20
	long := strings.Repeat("x", mega)
	deep := func(open, end string, n int) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	const thing = "https://schema.org/Thing"
	ring := ""
	for i := range 1000 {
		ring += fmt.Sprintf(`<p itemprop=about itemscope id=i%d itemref="i%d i%d"></p>`, i, (i+1)%1000, (i+7)%1000)
	}
	return []badPage{
		{name: "itemref cycle", code: "itemref-cycle", words: "contain itself",
			body: `<p id=a itemprop=about itemscope itemtype="` + thing + `" itemref=b></p><p id=b itemprop=about itemscope itemtype="` + thing + `" itemref="a c"></p><p id=c itemprop=name>kept</p>`,
			held: textIn(thing, "name", "kept")},
		{name: "itemref to itself", code: "itemref-cycle", words: "the item itself",
			body: `<p id=a itemscope itemtype="` + thing + `" itemref="a a b"></p><p id=b itemprop=name>kept</p>`, held: textIn(thing, "name", "kept")},
		{name: "itemref cycle of a thousand", code: "itemref-cycle", words: "contain itself", body: ring},
		{name: "itemscope 10,000 deep", code: "too-deep", words: "read as siblings",
			body: deep(`<div itemscope itemprop=about>`, `</div>`, 10_000)},
		{name: "itemscope 10,000 deep and not closed", code: "too-deep", words: "read as siblings",
			body: strings.Repeat(`<div itemscope itemprop=about>`, 10_000), lost: []schemaorg.Syntax{schemaorg.Microdata, schemaorg.RDFa}},
		{name: "typeof 10,000 deep", code: "too-deep", words: "read as siblings",
			body: deep(`<div rel=schema:about typeof=schema:Thing>`, `</div>`, 10_000)},
		{name: "more items than are read", code: "too-many-items", words: "the rest were dropped",
			body: strings.Repeat(`<i itemscope></i>`, 30_000), lost: []schemaorg.Syntax{schemaorg.Microdata}},
		{name: "a value of 1 MB", body: `<p itemscope itemtype="` + thing + `"><meta itemprop=name content="` + long + `"></p><p typeof="` + thing +
			`"><meta property=schema:name content="` + long + `"></p>` + script(`{"@context": "https://schema.org", "@type": "Thing", "name": "`+long+`"}`),
			held: func(p *Page) error {
				if err := textIn(thing, "name", long)(p); err != nil {
					return err
				}
				if err := textIn("http://schema.org/Thing", "name", long)(p); err != nil {
					return err
				}
				return textIn(thing, "schema:name", long)(p)
			}},
		{name: "itemprop of 1 MB", code: "microdata-work", words: "the rest were left out",
			body: `<p itemscope><b itemprop="` + flood(mega, "n%d ") + `">x</b></p>`, lost: []schemaorg.Syntax{schemaorg.Microdata}},
		{name: "itemtype of 1 MB", code: "microdata-work", words: "some were left out",
			body: `<p itemscope itemtype="https://example.com/` + long + `/">` + flood(2000, `<b itemprop=n%d>x</b>`) + `</p>`, lost: []schemaorg.Syntax{schemaorg.Microdata}},
		{name: "itemref of 1 MB", code: "itemref-missing", words: "that no element has",
			body: `<p itemscope itemref="` + flood(mega, "i%d ") + `"></p>`},
		{name: "property of 1 MB", code: "rdfa-work", words: "than are read",
			body: `<p vocab="https://schema.org/" typeof=Thing><b property="` + flood(mega, "n%d ") + `">x</b></p>`, lost: []schemaorg.Syntax{schemaorg.RDFa}},
		{name: "vocab of 1 MB", code: "rdfa-work", words: "too long together",
			body: `<p vocab="https://example.com/` + long + `/" typeof=Thing>` + flood(2000, `<b property=n%d>x</b>`) + `</p>`, lost: []schemaorg.Syntax{schemaorg.RDFa}},
		{name: "prefix of 1 MB", code: "rdfa-work", words: "more RDFa prefixes than are read",
			body: `<p prefix="` + flood(mega, "p%d: a: ") + flood(mega, "q%d: urn:a ") + `" typeof=Thing></p>`},
		{name: "prefixes redefined by 10,000 elements", code: "rdfa-work", words: "more RDFa prefixes than are read",
			body: strings.Repeat(`<b prefix="schema: http://example.com/# a: urn:a b: urn:b c: urn:c d: urn:d e: urn:e"></b>`, 10_000)},
		{name: "prefixes redefined in each other", code: "rdfa-work", words: "more RDFa prefixes than are read",
			body: strings.Repeat(deep(`<div prefix="`+flood(2000, "p%d: urn:a ")+`">`, `</div>`, 100), 4)},
		{name: "vocab that is no IRI", body: `<p vocab="no IRI" typeof=Thing><b property=name>kept</b></p><p vocab="http://" typeof=Thing></p><p vocab="[::" typeof=Thing></p>`,
			held: textIn("https://example.org/dir/no IRIThing", "name", "kept")},
		{name: "@vocab that misses schema.org", code: "context-invalid", words: "makes the property name",
			body: script(`{"@context": {"@vocab": "https://schema.org"}, "@type": "Thing", "name": "kept"}`), held: textIn("https://schema.orgThing", "name", "kept")},
		{name: "relative types", code: "itemtype-relative", words: "not an absolute URL",
			body: `<p itemscope itemtype="Thing"><b itemprop=name>kept</b></p>`, held: textIn("Thing", "name", "kept")},
		{name: "invalid IRIs", body: `<p itemscope itemtype="` + thing + `" itemid="http://[::1"><a itemprop=url href="https://exa mple.com:port/%zz">x</a></p>` +
			`<p typeof="` + thing + `" resource="http://[::1"><a property=schema:url href="https://exa mple.com:port/%zz">x</a></p>` +
			script(`{"@context": "https://schema.org", "@type": "Thing", "@id": "http://[::1", "url": "https://exa mple.com:port/%zz"}`),
			held: func(p *Page) error {
				same := p.Graph.ByID("http://[::1")
				if len(same) != 3 {
					return fmt.Errorf("%d items have the ID", len(same))
				}
				for _, it := range same {
					if v := it.Value("url"); v == nil || trialAddress(v.Text) != "<https://exa%20mple.com:port/%zz>" {
						return fmt.Errorf("%s has the url %+v", it.Syntax, v)
					}
				}
				return nil
			}},
		{name: "RDFa in SVG", body: `<svg vocab="https://schema.org/" typeof=Thing><title property=name>kept</title><a property=url href=x /></svg>`, held: textIn(thing, "name", "kept")},
		{name: "RDFa in MathML", body: `<math vocab="https://schema.org/" typeof=Thing><mtext property=name>kept</mtext></math>`, held: textIn(thing, "name", "kept")},
		{name: "RDFa in SVG 10,000 deep", code: "too-deep", words: "read as siblings", body: `<svg vocab="https://schema.org/">` + deep(`<g typeof=Thing property=about>`, `</g>`, 10_000) + `</svg>`},
		{name: "a context that is defined by itself", code: "jsonld-error", words: "defined by itself",
			body: script(`{"@context": {"@vocab": "` + thing[:19] + `", "a": "b:x", "b": "c:y", "c": "a:z"}, "@type": "Thing", "name": "kept", "a": 1}`), held: textIn(thing, "name", "kept")},
		{name: "a context in a context", code: "jsonld-error", words: "contains another @context",
			body: script(`{"@context": ` + strings.Repeat(`{"@context": `, 300) + `"https://schema.org"` + strings.Repeat("}", 300) + `, "@type": "Thing"}`)},
		{name: "contexts in an array 10,000 deep", code: "json-too-deep", words: "the inner ones were not read",
			body: script(`{"@context": ` + deep("[", "]", 10_000) + `, "@type": "https://schema.org/Thing", "https://schema.org/name": "kept"}`), held: textIn(thing, "https://schema.org/name", "kept")},
		{name: "a context that each object extends", code: "jsonld-too-many-contexts", words: "the rest were ignored",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "about": [` + flood(2*mega, `{"@context": {"t%d": "urn:t"}, "@type": "Thing"},`) + `1]}`)},
		{name: "10,000 nested arrays", code: "json-too-deep", words: "the inner ones were not read",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "about": ` + deep("[", "]", 10_000) + `, "name": "kept"}`), held: textIn("http://schema.org/Thing", "name", "kept")},
		{name: "10,000 nested arrays, not closed", code: "json-syntax", words: "unexpected end",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "about": ` + strings.Repeat("[", 10_000))},
		{name: "10,000 nested objects", code: "json-too-deep", words: "the inner ones were not read",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "name": "kept", "about": ` + strings.Repeat(`{"@type": "Thing", "about":`, 10_000) + "1" + strings.Repeat("}", 10_001)),
			held: textIn("http://schema.org/Thing", "name", "kept")},
		{name: "duplicate keys", code: "json-duplicate-key", words: "with different values",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "name": "dropped", "name": "kept"}`), held: textIn("http://schema.org/Thing", "name", "kept")},
		{name: "100,000 duplicate keys", code: "jsonld-too-many-problems", words: "the rest were not listed",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", ` + strings.Repeat(`"name": 1, `, 100_000) + `"name": "kept"}`), held: textIn("http://schema.org/Thing", "name", "kept")},
		{name: "lone surrogates", code: "json-surrogate", words: "half of a character",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "name": "\ud83d kept \ude00\ud83d\u0041"}`), held: textIn("http://schema.org/Thing", "name", "\ufffd kept \ufffd\ufffdA")},
		{name: "a block of 20 MB", code: "json-too-large", words: "was not read",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "name": "` + strings.Repeat(long, 20) + `"}`)},
		{name: "more values than are read", code: "json-too-many-values", words: "the rest was not read",
			body: script(`{"@context": "https://schema.org", "@type": "Thing", "name": "kept", "about": [` + strings.Repeat("1,", 300_000) + `1]}`),
			lost: []schemaorg.Syntax{schemaorg.JSONLD}, held: textIn("http://schema.org/Thing", "name", "kept")},
		{name: "more values than are read, in scripts that are too deep", code: "json-too-many-values", words: "the rest was not read",
			body: strings.Repeat(script(strings.Repeat("[", 600)+`{"a": 1, "a": 1}`+strings.Repeat("]", 600)), 600),
			lost: []schemaorg.Syntax{schemaorg.JSONLD}},
		{name: "more scripts than are read", code: "jsonld-too-many-blocks", words: "the rest were not read",
			body: strings.Repeat(script("{}"), 3000), lost: []schemaorg.Syntax{schemaorg.JSONLD}},
	}
}

// TestBadInput holds the readers to what they promise of hostile pages: a
// problem says what is wrong or was cut, and all else on the page is read.
func TestBadInput(t *testing.T) {
	for _, b := range badPages() {
		t.Run(b.name, func(t *testing.T) {
			holdBadPage(t, &b)
		})
	}
}

func holdBadPage(t *testing.T, b *badPage) *Page {
	t.Helper()
	p, err := Read(Source{Name: "bad.html", Data: []byte(b.page()), URL: trialURL}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Title() == nil || p.Title().Text != "A page" {
		t.Errorf("the title is %+v", p.Title())
	}
	if got := p.Content("og:title"); got != "A title" {
		t.Errorf("og:title is %q", got)
	}
	for _, syntax := range allSyntaxes {
		for _, name := range []string{"before", "after"} {
			found := slices.ContainsFunc(p.Graph.All, func(it *schemaorg.Item) bool {
				return it.Syntax == syntax && it.Is("Person") && it.Text("name") == name
			})
			if want := name == "before" || !slices.Contains(b.lost, syntax); found != want {
				t.Errorf("the %s item %s what is bad is read: %v", syntax, name, found)
			}
		}
	}
	told := false
	var codes []string
	for _, pr := range allProblems(p) {
		told = told || pr.Code == b.code && strings.Contains(pr.Message, b.words)
		if len(codes) < 20 {
			codes = append(codes, fmt.Sprintf("%s: %.200s", pr.Code, pr.Message))
		}
		if len(pr.Message) > 2000 {
			t.Errorf("the message of %s is %d bytes long", pr.Code, len(pr.Message))
		}
		if _, ok := p.Span(pr.Origin); !ok && pr.Origin.InPage() {
			t.Errorf("the place of %s is not found", pr.Code)
		}
	}
	if b.code == "" && len(codes) > 0 || b.code != "" && !told {
		t.Errorf("want the problem %q (%s), got\n%s", b.code, b.words, strings.Join(codes, "\n"))
	}
	if b.held != nil {
		if err := b.held(p); err != nil {
			t.Error(err)
		}
	}
	return p
}

// allProblems are those of the page and of its structured data.
func allProblems(p *Page) []Problem {
	problems := slices.Clone(p.Problems)
	for _, pr := range p.Graph.Problems {
		problems = append(problems, Problem{Code: pr.Code, Message: pr.Message, Origin: pr.Origin})
	}
	return problems
}

// TestRemoteContext holds that reading a page opens no connection and no file,
// whatever the page names.
func TestRemoteContext(t *testing.T) {
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		w.Header().Set("Content-Type", "application/ld+json")
		fmt.Fprint(w, `{"@context": {"word": "http://example.com/leaked"}}`)
	}))
	defer server.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "context.jsonld")
	if err := os.WriteFile(file, []byte(`{"@context": {"word": "http://example.com/leaked"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, context := range []string{
		`"` + server.URL + `/plain"`,
		`["https://schema.org", "` + server.URL + `/second"]`,
		`{"@import": "` + server.URL + `/import"}`,
		`{"@vocab": "https://schema.org/", "name": {"@id": "https://schema.org/name", "@context": "` + server.URL + `/scoped"}}`,
		`{"@vocab": "https://schema.org/", "Thing": {"@id": "https://schema.org/Thing", "@context": "` + server.URL + `/typed"}}`,
		`"` + file + `"`, `"file://` + file + `"`, `"context.jsonld"`, `{"@import": "context.jsonld"}`,
	} {
		b := badPage{body: `<base href="` + server.URL + `/">` + script(`{"@context": `+context+`, "@type": "Thing", "name": "x", "word": "y"}`)}
		p, err := Read(Source{Name: "bad.html", Data: []byte(b.page()), URL: server.URL + "/page"}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range p.Graph.All {
			for i := range it.Properties {
				if strings.Contains(it.Properties[i].IRI, "leaked") {
					t.Errorf("@context %s was loaded", context)
				}
			}
		}
		if !slices.ContainsFunc(p.Graph.Problems, func(pr schemaorg.Problem) bool { return strings.HasPrefix(pr.Code, "context-") }) {
			t.Errorf("@context %s makes no problem: %+v", context, p.Graph.Problems)
		}
	}
	select {
	case path := <-asked:
		t.Errorf("the page's context was asked for at %s", path)
	default:
	}
}

// BenchmarkBadInput measures what the hostile pages cost, per byte of them.
func BenchmarkBadInput(b *testing.B) {
	for _, bad := range badPages() {
		data := []byte(bad.page())
		b.Run(strings.ReplaceAll(bad.name, " ", "_"), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Read(Source{Name: "bad.html", Data: data, URL: trialURL}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
