package rdf

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
)

// DocumentBase is what the relative addresses of a page resolve against: the
// href of its first base element that has one, itself resolved against the
// address of the page, or else that address (HTML standard, section 2.4.1,
// "document base URL"). It is never nil; when neither is known it is empty.
func DocumentBase(doc *html.Node, address *url.URL) *url.URL {
	if address == nil {
		address = &url.URL{}
	}
	for n := doc; n != nil; n = Following(n, doc) {
		if n.DataAtom != atom.Base || n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		if href, ok := text.Attr(n, "href"); ok {
			if u, err := address.Parse(strings.TrimSpace(href)); err == nil && u.IsAbs() && u.Scheme != "data" && u.Scheme != "javascript" {
				return u
			}
			return address
		}
	}
	return address
}

// Following is the node behind n in the tree of root, in document order, or
// nil. Templates hold other documents and are passed over.
func Following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil && (n.DataAtom != atom.Template || n.Namespace != "") {
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

// Size is about the length of the page that a tree was made of: that of its
// texts and attributes, and some bytes for each node.
func Size(doc *html.Node) int {
	size := 0
	for n := doc; n != nil; n = text.Following(n, doc) {
		size += len(n.Data) + 5
		for i := range n.Attr {
			size += len(n.Attr[i].Key) + len(n.Attr[i].Val) + 4
		}
	}
	return size
}
