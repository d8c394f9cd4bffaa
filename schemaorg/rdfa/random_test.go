package rdfa

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/internal/rdf"
)

// randomPage writes a page of few elements with many attributes of RDFa, that
// meet in ways that nobody writes on purpose.
func randomPage(r *rand.Rand) string {
	values := map[string][]string{
		"about":    {"", "#a", "#b", "_:a", "[]", "[dc:x]", "x"},
		"resource": {"", "#a", "#b", "_:a", "_:b", "[]"},
		"href":     {"", "#a", "#b", "h"},
		"src":      {"s", "#a"},
		"rel":      {"", "dc:r", "license", "q", "dc:r dc:s", "next", "rdfa:copy"},
		"rev":      {"dc:v", "role", ""},
		"property": {"", "dc:p", "name", "dc:p dc:q", "http://example.org/p", "rdfa:copy", "og:title"},
		"typeof":   {"", "dc:T", "Thing", "rdfa:Pattern", "dc:T dc:U"},
		"content":  {"", "c"},
		"datatype": {"", "xsd:date", "unknown"},
		"datetime": {"2020-01-01", "soon"},
		"vocab":    {"", "http://schema.org/"},
		"prefix":   {"dc: http://example.org/", "zz: http://example.org/"},
		"inlist":   {""},
		"lang":     {"", "en"},
	}
	names := []string{"about", "resource", "href", "src", "rel", "rev", "property", "typeof", "content",
		"datatype", "datetime", "vocab", "prefix", "inlist", "lang", "property", "typeof", "resource", "rel"}
	var b strings.Builder
	b.WriteString("<body vocab=http://schema.org/>")
	open := []string{}
	for range 3 + r.IntN(12) {
		for len(open) > 0 && r.IntN(3) == 0 {
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
		tag := []string{"div", "span", "time", "section"}[r.IntN(4)]
		b.WriteString("<" + tag)
		for range r.IntN(4) {
			name := names[r.IntN(len(names))]
			fmt.Fprintf(&b, ` %s="%s"`, name, values[name][r.IntN(len(values[name]))])
		}
		b.WriteString(">t")
		open = append(open, tag)
	}
	return b.String()
}

// TestRandom holds on random pages what is true of all.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3_000 {
		src := randomPage(r)
		doc := parse(t, src)
		items, problems := Extract(doc, base(t))
		check(t, doc, items, problems)
		quads := rdf.NQuads(Triples(doc, base(t)))
		wrap(doc)
		if wrapped := rdf.NQuads(Triples(doc, base(t))); wrapped != quads {
			t.Errorf("elements without attributes change the graph\n%s\nto\n%s", quads, wrapped)
		}
		if t.Failed() {
			t.Fatalf("page: %s", src)
		}
	}
}
