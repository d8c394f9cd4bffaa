//go:build metacheck_poison

package htmltree

import "testing"

func TestPoison(t *testing.T) {
	var a Arena
	tree := a.Parse("<p a=b>x", Options{})
	p := find(t, tree, "p", 0)
	attr, text := p.Attr, p.FirstChild
	a.Parse("<div>y", Options{})
	if p.Data != poisonText || attr[0].Val != poisonText || text.Data != poisonText || p.Parent != nil {
		t.Errorf("a released node reads %q %q %q", p.Data, attr[0].Val, text.Data)
	}
	if _, ok := tree.StartTag(p); ok {
		t.Error("a released node has a place")
	}
}
