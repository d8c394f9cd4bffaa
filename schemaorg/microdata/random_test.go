package microdata

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomPage writes a page of few elements whose items, references and ids
// meet in ways that nobody writes on purpose.
func randomPage(r *rand.Rand) string {
	values := map[string][]string{
		"itemscope": {""},
		"itemprop":  {"a", "b", "a c", "", "http://example.org/p"},
		"itemref":   {"x", "y", "x y", "y z", "z w x", ""},
		"itemtype":  {"http://schema.org/Thing", "Thing", ""},
		"itemid":    {"#i", "urn:x"},
		"id":        {"x", "y", "z", "w"},
		"href":      {"h"},
		"datetime":  {"2020"},
		"value":     {"v"},
	}
	names := []string{"itemscope", "itemscope", "itemscope", "itemprop", "itemprop", "itemprop", "itemref", "itemref",
		"itemtype", "itemid", "id", "id", "href", "datetime", "value"}
	var b strings.Builder
	var open []string
	for range 3 + r.IntN(14) {
		for len(open) > 0 && r.IntN(3) == 0 {
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
		tag := []string{"div", "span", "time", "data", "section", "template"}[r.IntN(6)]
		if tag == "template" && r.IntN(4) > 0 {
			tag = "div"
		}
		b.WriteString("<" + tag)
		for range 1 + r.IntN(4) {
			name := names[r.IntN(len(names))]
			fmt.Fprintf(&b, ` %s="%s"`, name, values[name][r.IntN(len(values[name]))])
		}
		b.WriteString(">t")
		open = append(open, tag)
	}
	return b.String()
}

// TestRandom compares random pages with the naive reading of the standard.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5_000 {
		src := randomPage(r)
		doc := parse(t, src)
		items, problems := Extract(doc, base(t))
		check(t, doc, items, problems)
		judge(t, doc, items)
		if t.Failed() {
			t.Fatalf("page: %s", src)
		}
	}
}
