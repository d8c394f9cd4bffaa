package text

import "golang.org/x/net/html"

// A Part says which part of a page an Origin names.
type Part uint8

// The parts of a page that a value can come from.
const (
	Nowhere   Part = iota // not known; shown as the page itself
	Tag                   // the start tag of Node
	Attribute             // the value of attribute Name of Node
	AttrName              // the name of attribute Name of Node
	Content               // the text inside Node
	Script                // bytes [Start, End) of the text of Node, a script element
	Source                // bytes [Start, End) of the page's decoded text
	Outside               // not in the page: Name says what, such as "header Link" or "record title"
)

// An Origin says where a value comes from, in terms of the tree. It costs
// nothing to make; the page turns it into a Span only when somebody asks.
// The zero Origin means that the place is not known.
type Origin struct {
	Node       *html.Node
	Part       Part
	Name       string // attribute name, lower case; of a Tag the one that it lacks, if that is what it is about; or what an Outside origin is
	Start, End int    // for Script and Source, in bytes
}

// FromTag is the origin of something that the start tag of n says as a whole.
func FromTag(n *html.Node) Origin { return Origin{Node: n, Part: Tag} }

// FromLack is the origin of something that the start tag of n does not say,
// since it lacks attribute name: the tag.
func FromLack(n *html.Node, name string) Origin { return Origin{Node: n, Part: Tag, Name: name} }

// FromAttr is the origin of the value of attribute name of n.
func FromAttr(n *html.Node, name string) Origin {
	return Origin{Node: n, Part: Attribute, Name: name}
}

// FromAttrName is the origin of the name of attribute name of n: the place to
// point at when an attribute should not be there.
func FromAttrName(n *html.Node, name string) Origin {
	return Origin{Node: n, Part: AttrName, Name: name}
}

// FromContent is the origin of the text inside n.
func FromContent(n *html.Node) Origin { return Origin{Node: n, Part: Content} }

// FromScript is the origin of bytes [start, end) of the text of n, a script
// element, counted in the text that the tree holds.
func FromScript(n *html.Node, start, end int) Origin {
	return Origin{Node: n, Part: Script, Start: start, End: end}
}

// FromSource is the origin of bytes [start, end) of the page's decoded text.
func FromSource(start, end int) Origin { return Origin{Part: Source, Start: start, End: end} }

// FromOutside is the origin of something that was given beside the page, such
// as "header Link" or "record date".
func FromOutside(what string) Origin { return Origin{Part: Outside, Name: what} }

// InPage tells whether the origin is a place in the page's text.
func (o Origin) InPage() bool { return o.Part != Nowhere && o.Part != Outside }

// Attr is the value of attribute name of n in no namespace, and whether n has
// it. The name is compared as the tree builder leaves it: lower case.
func Attr(n *html.Node, name string) (string, bool) {
	for i := range n.Attr {
		if a := &n.Attr[i]; a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}
