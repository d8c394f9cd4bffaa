package rdfa

import (
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// check holds what is true of any page: the items are a tree but for shared
// ones and agree with the triples, and every place is in the document.
func check(t *testing.T, doc *html.Node, items []*schemaorg.Item, problems []schemaorg.Problem) {
	t.Helper()
	const grey, black = 1, 2
	state := map[*schemaorg.Item]int{}
	var all []*schemaorg.Item
	var visit func(it *schemaorg.Item)
	visit = func(it *schemaorg.Item) {
		if state[it] == grey {
			t.Fatalf("the items make a cycle")
		}
		if state[it] == black {
			return
		}
		state[it] = grey
		all = append(all, it)
		if it.Origin.Node == nil {
			t.Errorf("item %v has no place", it.Types)
		}
		for _, p := range it.Properties {
			if p.Origin.Node == nil || p.Value.Node == nil || p.Value.Origin.Node == nil {
				t.Errorf("property %s has no place", p.Name)
			}
			if v := p.Value.Item; v != nil {
				visit(v)
			}
		}
		state[it] = black
	}
	for _, it := range items {
		if it.Parent != nil {
			t.Errorf("the item at the top %v has a parent", it.Types)
		}
		visit(it)
	}
	for _, p := range problems {
		if p.Code == "" || p.Message == "" {
			t.Errorf("a problem says nothing: %+v", p)
		}
		if p.Code == "rdfa-work" {
			return // the items may lack what the triples have, and the other way round
		}
	}
	// Triples obeys the base element, whereas the items were read against the
	// address, so only pages without one can be compared.
	if find(doc, "base") {
		return
	}
	triples := Triples(doc, base(t))
	type pair struct{ predicate, object string }
	said := map[pair]bool{}
	types := map[string]bool{}
	for _, tr := range triples {
		said[pair{tr.Predicate.Value, tr.Object.Value}] = true
		said[pair{"^" + tr.Predicate.Value, tr.Subject.Value}] = true
		// Members of lists have no predicate of their own.
		if tr.Predicate.Value == rdf.First {
			said[pair{rdf.First, tr.Object.Value}] = true
		}
		if tr.Predicate.Value == rdf.Type && tr.Object.Kind == rdf.IRI {
			types[tr.Object.Value] = true
		}
	}
	told := map[string]bool{}
	for _, it := range all {
		for _, typ := range it.Types {
			told[typ] = true
		}
		for _, p := range it.Properties {
			if p.IRI == "" || p.Value.Item != nil {
				continue
			}
			predicate := p.IRI
			if p.Reverse {
				predicate = "^" + predicate
			}
			if !said[pair{predicate, p.Value.Text}] && !said[pair{rdf.First, p.Value.Text}] {
				t.Errorf("no triple says %s %q", predicate, p.Value.Text)
			}
		}
	}
	for _, tr := range triples {
		if typ := tr.Object.Value; tr.Predicate.Value == rdf.Type && types[typ] && !told[typ] {
			social := slices.ContainsFunc(socialNamespaces, func(ns string) bool { return strings.HasPrefix(typ, ns) })
			prefix, _, _ := strings.Cut(typ, ":")
			if !social && !socialPrefixes[strings.ToLower(prefix)] {
				t.Errorf("no item is of the type %s", typ)
			}
		}
	}
}

func find(doc *html.Node, name string) bool {
	found := false
	text.Walk(doc, false, func(n *html.Node) bool {
		found = found || n.Type == html.ElementNode && n.Data == name
		return !found
	}, func(*html.Node) {})
	return found
}

// wrap puts the content of every element that can hold anything into an
// element without attributes. To RDFa that changes nothing but markup that is
// a value itself.
func wrap(doc *html.Node) {
	var holders []*html.Node
	text.Walk(doc, false, func(n *html.Node) bool {
		if n.Type == html.ElementNode && n.Namespace == "" && n.FirstChild != nil {
			switch n.Data {
			case "html", "head", "template", "script", "style":
			default:
				holders = append(holders, n)
			}
		}
		return true
	}, func(*html.Node) {})
	for _, n := range holders {
		w := &html.Node{Type: html.ElementNode, Data: "x"}
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			w.AppendChild(c)
		}
		n.AppendChild(w)
	}
}

func FuzzRDFa(f *testing.F) {
	for _, tt := range cases {
		f.Add(tt.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := html.Parse(strings.NewReader(src))
		if err != nil {
			t.Skip("deeper than the parser allows")
		}
		items, problems := Extract(doc, base(t))
		check(t, doc, items, problems)

		quads := rdf.NQuads(Triples(doc, base(t)))
		if len(quads) < 1<<16 {
			if _, err := ld.ParseNQuads(strings.ToValidUTF8(quads, "")); err != nil {
				t.Errorf("no N-Quads: %v\n%s", err, quads)
			}
		}
		if strings.Contains(strings.ToLower(src), "literal") || strings.Contains(src, "HTML") || strings.Contains(src, "html") {
			return
		}
		wrap(doc)
		if wrapped := rdf.NQuads(Triples(doc, base(t))); wrapped != quads {
			t.Errorf("elements without attributes change the graph\n%s\nto\n%s", quads, wrapped)
		}
	})
}
