package microdata

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// A naive reading of the standard, as a judge: slow, without bounds, and on
// nothing but the tree.

func all(doc *html.Node) []*html.Node {
	var nodes []*html.Node
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			nodes = append(nodes, n)
			if n.Data == "template" && n.Namespace == "" {
				return
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(doc)
	return nodes
}

func has(n *html.Node, attr string) bool { _, ok := text.Attr(n, attr); return ok }

func words(n *html.Node, attr string) []string {
	v, _ := text.Attr(n, attr)
	var list []string
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(" \t\n\f\r", r) }) {
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

func children(n *html.Node) []*html.Node {
	var nodes []*html.Node
	if n.Data == "template" && n.Namespace == "" {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			nodes = append(nodes, c)
		}
	}
	return nodes
}

// propertiesOf follows the steps of "the properties of an item" to the letter.
func propertiesOf(root *html.Node, nodes []*html.Node) []*html.Node {
	var results []*html.Node
	memory := []*html.Node{root}
	pending := children(root)
	if has(root, "itemref") {
		for _, id := range words(root, "itemref") {
			for _, n := range nodes {
				if v, ok := text.Attr(n, "id"); ok && v == id {
					pending = append(pending, n)
					break
				}
			}
		}
	}
	for len(pending) > 0 {
		current := pending[0]
		pending = pending[1:]
		if slices.Contains(memory, current) {
			continue
		}
		memory = append(memory, current)
		if !has(current, "itemscope") {
			pending = append(pending, children(current)...)
		}
		if len(words(current, "itemprop")) > 0 {
			results = append(results, current)
		}
	}
	slices.SortFunc(results, func(a, b *html.Node) int { return slices.Index(nodes, a) - slices.Index(nodes, b) })
	return results
}

func textContent(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	s := ""
	if n.Data == "template" && n.Namespace == "" {
		return s
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s += textContent(c)
	}
	return s
}

// judge compares every item with what the naive reading says of its element.
// Values that lead back to an item holding it are what the two differ in.
func judge(t *testing.T, doc *html.Node, items []*schemaorg.Item) {
	t.Helper()
	nodes := all(doc)
	seen := map[*html.Node]*schemaorg.Item{}
	var visit func(it *schemaorg.Item)
	visit = func(it *schemaorg.Item) {
		if old := seen[it.Origin.Node]; old != nil {
			if old != it {
				t.Fatalf("two items for one element")
			}
			return
		}
		seen[it.Origin.Node] = it
		type entry struct {
			node *html.Node
			name string
		}
		var got, want []entry
		for _, p := range it.Properties {
			if p.Reverse {
				continue
			}
			got = append(got, entry{p.Value.Node, p.Name})
			v := p.Value
			n := v.Node
			switch {
			case v.Kind == schemaorg.ItemValue:
				if v.Item.Origin.Node != n || !has(n, "itemscope") {
					t.Errorf("item value on the wrong element %s", n.Data)
				}
			case has(n, "itemscope"):
				t.Errorf("an element with itemscope has a plain value %q", v.Text)
			case v.FromContent:
				if want := textContent(n); v.Text != want {
					t.Errorf("text of %s is %q, want %q", n.Data, v.Text, want)
				}
			case v.Kind == schemaorg.TextValue:
				want, _ := text.Attr(n, map[string]string{"meta": "content", "time": "datetime", "data": "value", "meter": "value"}[n.Data])
				if v.Text != want {
					t.Errorf("value of %s is %q, want %q", n.Data, v.Text, want)
				}
			}
		}
		for _, n := range propertiesOf(it.Origin.Node, nodes) {
			for _, name := range words(n, "itemprop") {
				want = append(want, entry{n, name})
			}
		}
		// What is missing must be an item that holds this one.
		k := 0
		for _, w := range want {
			if k < len(got) && got[k] == w {
				k++
				continue
			}
			if !has(w.node, "itemscope") || !reaches(w.node, it.Origin.Node, nodes) {
				t.Errorf("property %s on %s is missing", w.name, w.node.Data)
			}
		}
		if k != len(got) {
			t.Errorf("properties are out of order or not those of the item: got %d, %d are right", len(got), k)
		}
		for _, p := range it.Properties {
			if p.Value.Item != nil {
				visit(p.Value.Item)
			}
		}
	}
	for _, it := range items {
		visit(it)
	}
	for _, n := range nodes {
		if has(n, "itemscope") && seen[n] == nil {
			t.Errorf("the item of %s is lost", n.Data)
		}
	}
}

// reaches tells whether item from holds item to.
func reaches(from, to *html.Node, nodes []*html.Node) bool {
	seen := map[*html.Node]bool{}
	pending := []*html.Node{from}
	for len(pending) > 0 {
		n := pending[0]
		pending = pending[1:]
		if n == to {
			return true
		}
		if seen[n] || !has(n, "itemscope") {
			continue
		}
		seen[n] = true
		pending = append(pending, propertiesOf(n, nodes)...)
	}
	return false
}

// check holds what is true of any page: the items are a tree but for shared
// ones, parents hold their children, and every place is in the document.
func check(t *testing.T, doc *html.Node, items []*schemaorg.Item, problems []schemaorg.Problem) {
	t.Helper()
	const white, grey, black = 0, 1, 2
	state := map[*schemaorg.Item]int{}
	var visit func(it *schemaorg.Item)
	visit = func(it *schemaorg.Item) {
		if state[it] == grey {
			t.Fatalf("the items make a cycle")
		}
		if state[it] == black {
			return
		}
		state[it] = grey
		for _, p := range it.Properties {
			if p.Origin.Node == nil || p.Value.Node == nil || p.Value.Origin.Node == nil {
				t.Errorf("property %s has no place", p.Name)
			}
			if v := p.Value.Item; v != nil {
				if v.Parent == nil {
					t.Errorf("the item of %s has no parent", p.Name)
				}
				visit(v)
			}
		}
		state[it] = black
	}
	for _, it := range items {
		if it.Parent != nil {
			t.Errorf("a root has a parent")
		}
		visit(it)
	}
	for _, p := range problems {
		if p.Code == "" || p.Message == "" {
			t.Errorf("a problem says nothing: %+v", p)
		}
	}
	if len(problems) > maxProblems+4 {
		t.Errorf("%d problems", len(problems))
	}
}

func TestJudge(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, tt.src)
			items, problems := Extract(doc, base(t))
			check(t, doc, items, problems)
			judge(t, doc, items)
		})
	}
}

func FuzzMicrodata(f *testing.F) {
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
		// The judge is slow: quadratic and more.
		if len(src) < 2000 {
			judge(t, doc, items)
		}
	})
}
