package microdata

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var emptyValue = &check.Check{
	ID:       "microdata/empty-value",
	Severity: check.Warning,
	Title:    "Property with an empty value",
	Impact:   "search engines report an invalid value, and parsers that use the first value use the empty one",
	Why: "An empty property is worse than none: search engines report it as an invalid value, and " +
		"parsers that use the first value of a property use the empty one.",
	Fix: "Write the value, or leave the itemprop out if there is none: templates should write it only for " +
		"fields that have a value.",
	Exceptions: "Not reported: elements that a script seems to fill later (lazy images, placeholders, data bindings), form fields, and " +
		"elements with a content attribute.",
	References: []string{"https://schema.org/docs/gs.html", standard + "#values"},
	Bad: `<div itemscope itemtype="https://schema.org/Product">
  <h1 itemprop="name">Rain coat</h1>
  <meta itemprop="sku" content="">
</div>`,
	Good: `<div itemscope itemtype="https://schema.org/Product">
  <h1 itemprop="name">Rain coat</h1>
  <meta itemprop="sku" content="RC-20">
</div>`,
	Since: "0.1.0",
	Run:   runEmptyValue,
}

func runEmptyValue(pass *check.Pass) {
	var found groups
	for it, prop := range pass.Page.Graph.Properties(schemaorg.Microdata) {
		v := &prop.Value
		if v.Kind == schemaorg.ItemValue || v.Node == nil || !isEmpty(v) || filledLater(v.Node) {
			continue
		}
		found.Add(prop.Label(), place{origin: v.Origin, node: v.Node, item: it, prop: prop})
	}
	for key, group := range found.All() {
		first := group[0]
		if value := attr(first.node, "alt"); value != "" && first.node.FirstChild == nil {
			// An image without a URL: its description is not the value.
			first.origin = text.FromTag(first.node)
		}
		what := fmt.Sprintf("%s of %s is empty", key, check.Article(first.item.Label()))
		if n := len(group); n > 1 {
			what = fmt.Sprintf("%d values of %s are empty", n, key)
		}
		f := pass.Report(first.origin, "%s", what).Advise("%s, or remove the itemprop", emptyAdvice(&first))
		f.About("itemprop " + key)
		relate(f, group, func(pl place) string { return "another empty " + key })
	}
}

// isEmpty reports whether there is no value. The empty URL of a link is the page
// itself, that of an image is nothing.
func isEmpty(v *schemaorg.Value) bool {
	if v.Kind != schemaorg.URLValue {
		return blank(v.Text)
	}
	if v.Origin.Part != text.Attribute {
		return true
	}
	switch v.Node.DataAtom {
	case atom.A, atom.Area, atom.Link:
		return false
	}
	return blank(attr(v.Node, v.Origin.Name))
}

// emptyAdvice says how to write a value for the property at a place.
func emptyAdvice(pl *place) string {
	v := &pl.prop.Value
	switch {
	case v.FromContent && firstWithin(pl.node, atom.Img, atom.Iframe, atom.Video, atom.Svg) != nil:
		return "put the itemprop on the <" + firstWithin(pl.node, atom.Img, atom.Iframe, atom.Video, atom.Svg).Data +
			"> inside, write the value in a <meta>"
	case v.FromContent:
		return "write the value inside the <" + pl.node.Data + ">"
	case v.Origin.Part == text.Attribute:
		return "write the value in " + v.Origin.Name
	}
	return "add " + valueAttribute(pl.node) + " to the <" + pl.node.Data + ">"
}

// valueAttribute is the attribute that has the value of an itemprop on an
// element (HTML standard, section 5.2.4).
func valueAttribute(n *html.Node) string {
	switch n.DataAtom {
	case atom.A, atom.Area, atom.Link:
		return "href"
	case atom.Object:
		return "data"
	case atom.Data, atom.Meter:
		return "value"
	case atom.Audio, atom.Embed, atom.Iframe, atom.Img, atom.Source, atom.Track, atom.Video:
		return "src"
	}
	return "content"
}

// blank reports whether there is nothing to read in s: only white space and
// characters without width. Kilobytes of them count as something, so that
// values nested in each other do not make the question expensive.
func blank(s string) bool {
	return len(s) < 4096 && strings.TrimFunc(s, func(r rune) bool {
		return r <= ' ' || r == '\u00a0' || r == '\u200b' || r == '\ufeff' || r >= '\u2000' && r <= '\u200a'
	}) == ""
}

// hints are parts of class names and attribute names by which pages mark what
// a script fills in.
var hints = []string{"placeholder", "skeleton", "lazy", "loading", "js-", "hydrate"}

// filledLater reports whether the element gets its value in a way that the page
// does not show: from a script, a form, or an attribute that parsers accept.
func filledLater(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Input, atom.Select, atom.Textarea:
		return true
	case atom.Video, atom.Audio, atom.Object:
		if firstWithin(n, atom.Source, atom.Embed, atom.Param) != nil {
			return true
		}
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		switch {
		case a.Key == "src" || a.Key == "href" || strings.HasPrefix(a.Key, "item") || strings.HasPrefix(a.Key, "aria-"):
		case a.Key == "content" && n.DataAtom != atom.Meta:
			if !blank(a.Val) {
				return true
			}
		case a.Key == "class" || a.Key == "id":
			low := strings.ToLower(a.Val)
			if slices.ContainsFunc(hints, func(h string) bool { return strings.Contains(low, h) }) {
				return true
			}
		case strings.Contains(a.Key, "src"), strings.Contains(a.Key, "href"), strings.HasPrefix(a.Key, "data-"),
			strings.HasPrefix(a.Key, "v-"), strings.HasPrefix(a.Key, "x-"), strings.HasPrefix(a.Key, ":"),
			strings.HasPrefix(a.Key, "ng-"), strings.HasPrefix(a.Key, "["), strings.HasPrefix(a.Key, "*"):
			return true
		}
	}
	return false
}

// firstWithin is the first element inside n of one of the kinds, or nil; it
// looks at a few elements only, since what holds no text is small.
func firstWithin(n *html.Node, kinds ...atom.Atom) *html.Node {
	budget := 100
	for c := text.Following(n, n); c != nil && budget > 0; c = text.Following(c, n) {
		if c.Type == html.ElementNode && slices.Contains(kinds, c.DataAtom) {
			return c
		}
		budget--
	}
	return nil
}

var scriptInValue = &check.Check{
	ID:       "microdata/script-in-value",
	Severity: check.Info,
	Title:    "Code in a text value",
	Impact:   "parsers find code in the middle of the text",
	Why: "The value of a property is all text inside its element, including that of scripts and style sheets. Parsers that " +
		"follow the standard find code in the middle of an article body or description.",
	Fix:        "Move the script or style element out of the element with itemprop, or put itemprop on the parts that contain only text.",
	Exceptions: "JSON-LD blocks, scripts with src and empty ones are not reported.",
	References: []string{standard + "#values"},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <div itemprop="articleBody">
    <p>The ferry sails again.</p>
    <script>showAdvert("mid-article");</script>
  </div>
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <div itemprop="articleBody">
    <p>The ferry sails again.</p>
  </div>
  <script>showAdvert("after-article");</script>
</article>`,
	Since: "0.1.0",
	Run:   runScriptInValue,
}

func runScriptInValue(pass *check.Pass) {
	g := pass.Page.Graph
	// Elements whose text is a value, with the properties that they give.
	elements := make(map[*html.Node][]*schemaorg.Property)
	for _, prop := range g.Properties(schemaorg.Microdata) {
		if prop.Value.FromContent && prop.Value.Node != nil && prop.Value.Node.FirstChild != nil {
			elements[prop.Value.Node] = append(elements[prop.Value.Node], prop)
		}
	}
	if len(elements) == 0 {
		return
	}
	var found groups
	codes := make(map[*html.Node][]*html.Node) // code elements by the element that has their text in its value
	for _, n := range pass.Page.Code {
		// The innermost value is where to fix it; what contains that one has
		// the code by the same cause.
		for a := n.Parent; a != nil; a = a.Parent {
			props := elements[a]
			if len(props) == 0 {
				continue
			}
			if !isCode(n) {
				break
			}
			if codes[a] == nil {
				var names []string
				for _, prop := range props {
					if nm := prop.Label(); !slices.Contains(names, nm) {
						names = append(names, nm)
					}
				}
				found.Add(check.List(names), place{origin: props[0].Origin, node: a, prop: props[0]})
			}
			codes[a] = append(codes[a], n)
			break
		}
	}
	for key, group := range found.All() {
		first := group[0]
		inside := codes[first.node]
		f := pass.Report(first.origin, "value of %s includes the code of %s", key, elementsNamed(inside)).
			Advise("move the code out of the <%s>, or put itemprop on the text only", first.node.Data)
		f.About("itemprop " + key)
		for i, c := range inside {
			if i == 5 {
				f.Relate(text.FromTag(c), "and %d more from here on", len(inside)-i)
				break
			}
			f.Relate(text.FromTag(c), "this <%s> is part of the value", c.Data)
		}
		relate(f, group, func(place) string { return "another " + key + " with code in it" })
	}
}

// elementsNamed is "a script element", "2 script elements", "3 script and
// style elements".
func elementsNamed(nodes []*html.Node) string {
	var kinds []string
	for _, n := range nodes {
		if !slices.Contains(kinds, n.Data) {
			kinds = append(kinds, n.Data)
		}
	}
	slices.Sort(kinds)
	if len(nodes) == 1 {
		return "a " + kinds[0] + " element"
	}
	return fmt.Sprintf("%d %s elements", len(nodes), check.List(kinds))
}

// isCode reports whether a script or style element has code in it.
func isCode(n *html.Node) bool {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || blank(n.FirstChild.Data) {
		return false
	}
	if n.DataAtom == atom.Script {
		if _, ok := text.Attr(n, "src"); ok {
			return false
		}
		return !strings.Contains(strings.ToLower(attr(n, "type")), "ld+json")
	}
	return true
}
