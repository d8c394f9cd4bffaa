package text

import "golang.org/x/net/html"

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
