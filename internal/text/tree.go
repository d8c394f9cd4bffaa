package text

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Following is the node after n in document order inside root, or nil at the
// end of it. A walk with it needs no recursion, however deep the tree is.
func Following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

// Walk goes through the nodes from root on in the order of the document, with
// enter before and leave behind the subtree of each, and no further once enter
// returns false. Into templates, whose contents are another document, it goes
// where asked to.
func Walk(root *html.Node, templates bool, enter func(*html.Node) bool, leave func(*html.Node)) {
	for n := root; n != nil; {
		if !enter(n) {
			return
		}
		if n.FirstChild != nil && (templates || !IsTemplate(n)) {
			n = n.FirstChild
			continue
		}
		for {
			leave(n)
			if n == root {
				return
			}
			if n.NextSibling != nil {
				n = n.NextSibling
				break
			}
			n = n.Parent
		}
	}
}

// IsTemplate tells whether a node is a template element of HTML.
func IsTemplate(n *html.Node) bool {
	return n.DataAtom == atom.Template && n.Type == html.ElementNode && n.Namespace == ""
}
