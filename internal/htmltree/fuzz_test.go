package htmltree

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// FuzzTree holds the reader against html.Parse and its trees and places
// against themselves, seeded with the html5lib cases.
func FuzzTree(f *testing.F) {
	for _, c := range treeCases(f) {
		f.Add(c.src, c.context, true)
		f.Add(c.src, c.context, false)
	}
	for _, src := range ownCases {
		f.Add(src, "", true)
	}
	var a Arena
	f.Fuzz(func(t *testing.T, src, context string, scripting bool) {
		if len(src) > 1<<14 {
			return
		}
		opts := Options{Scripting: scripting, MaxErrors: 1 << 14}
		var tree *Tree
		if context == "" {
			tree = a.Parse(src, opts)
		} else {
			if !fuzzContexts[context] {
				return
			}
			tree = a.ParseFragment(contextNode(context), src, opts)
		}
		checkTree(t, tree, src)
		if tree.Limits == (Limits{-1, -1, -1, -1, -1}) && utf8.ValidString(src) && !judgeErrs(tree, src, context) {
			compare(t, tree, src, context, scripting)
		}
		// A bound on depth that is met early leaves a tree that is not deep.
		const depth = 8
		opts.MaxDepth = depth
		tree = a.Parse(src, opts)
		checkTree(t, tree, src)
		if deepest := treeDepth(tree.Doc); deepest > 2*depth+8 {
			t.Errorf("depth %d with a bound of %d", deepest, depth)
		}
	})
}

// ownCases are seeds beside those of html5lib.
var ownCases = []string{
	"<p>a\r\nb\rc&amp;d&#13;e", "<a b='x&amp;y' c=&lt d>", "<div a=1/b=2 / c>", "<html a=1><html a=2 b=3><body c=4><body d=5>",
	"<script><!--<script></script/<<script></script>", "<!DOCTYPE&Not", "<tABle> </",
	"<a b='x>y</a><i c='d>", "<p <meta a=b>", "<frameset>a &#32;b\x00\rc",
}

// fuzzContexts are the contexts that the fuzzer may use.
var fuzzContexts = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Split("body,div,table,tbody,tr,td,caption,colgroup,select,template,html,head,frameset,svg svg,"+
		"svg desc,svg foreignObject,math math,math ms,math annotation-xml,form,p", ",") {
		m[name] = true
	}
	return m
}()

func treeDepth(doc *html.Node) int {
	deepest := 0
	for n, depth := doc, 0; n != nil; {
		deepest = max(deepest, depth)
		if n.FirstChild != nil {
			n = n.FirstChild
			depth++
			continue
		}
		for n != doc && n.NextSibling == nil {
			n = n.Parent
			depth--
		}
		if n == doc {
			break
		}
		n = n.NextSibling
	}
	return deepest
}

var (
	foreignDoctype  = regexp.MustCompile("(?i)<!doctype[^>]*[^\x00-\x7f]")
	refDoctype      = regexp.MustCompile("(?i)<!doctype[^>]*&")
	escapedLess     = regexp.MustCompile("(?s)<script.*<!--.*<([^a-z/].*)?<script")
	idDoctype       = regexp.MustCompile("<!doctype[^>]*(public|system)")
	nulInTag        = regexp.MustCompile("<[^>]*\x00")
	tableTag        = regexp.MustCompile(`<(table|t[rdh]|tbody|thead|tfoot|caption|col)\b`)
	headerInCaption = regexp.MustCompile(`(?s)<caption.*<th\b`)
	noscriptSpace   = regexp.MustCompile(`(?s)<noscript.*>(\s|&#13|&#xd)`)
	lateDoctype     = regexp.MustCompile("(?s)</(body|html).*<!doctype")
	preLine         = regexp.MustCompile("(?s)<(pre|listing|textarea)\\b.*>.*>(\r|\n|&#10|&#xa)")
)

// judgeErrs tells whether html.Parse is known to read a text other than the
// standard says, in a way that render does not hide. tree is our reading, with
// all errors.
func judgeErrs(tree *Tree, src, context string) bool {
	lower := strings.ToLower(src)
	has := func(s string) bool { return strings.Contains(lower, s) }
	switch {
	case context == "head":
		// It reads a fragment of head in the mode "in head", which drops what
		// may not stand there (section 13.2.4.1, "reset the insertion mode
		// appropriately", step 12: only if last is false); a comment in its
		// source says so.
		return true
	case has("template") && (has("<math") || has("<svg") || strings.Contains(context, " ")):
		// It takes template elements of SVG and MathML for HTML's in places.
		return true
	case nulInTag.MatchString(lower):
		// It keeps NUL in names, values, comments and doctypes.
		return true
	case foreignDoctype.MatchString(src):
		// It makes more than ASCII lower case in a doctype.
		return true
	case refDoctype.MatchString(src):
		// It reads character references in a doctype, and before it makes the
		// name lower case (sections 13.2.5.53 to .68: there are none).
		return true
	case idDoctype.MatchString(lower) && has("<table"):
		// It sets quirks mode for any public identifier without a system one,
		// and not for an identifier that ">" ends, and leaves a table in a p
		// element by that.
		return true
	case escapedLess.MatchString(lower):
		// It misses a script tag behind a "<" that begins nothing in escaped
		// script data (section 13.2.5.23, "anything else").
		return true
	case has("</>"):
		// It makes a comment of it (section 13.2.5.7: nothing).
		return true
	case has("<search"):
		// It does not know the element as special (section 13.2.4.2).
		return true
	case has("<![cdata[") && strings.Contains(context, " "):
		// It forgets that the context of a fragment may allow CDATA sections.
		return true
	case has("</") && strings.Contains(context, " "):
		// It processes end tags right inside a foreign context as HTML (section
		// 13.2.6: the dispatcher has them processed as foreign content).
		return true
	case has("<frameset") && has("<template"):
		// Its template tag leaves the frameset-ok flag (section 13.2.6.4.4).
		return true
	case headerInCaption.MatchString(lower):
		// It drops a th tag in a caption (section 13.2.6.4.11).
		return true
	case noscriptSpace.MatchString(lower):
		// It takes the white space at the front of text in a noscript element
		// of the head out of it with the rest.
		return true
	case tree.arena.parser.unlisted > 0:
		// It leaves a formatting element on the stack of open elements that
		// the inner loop of the adoption agency algorithm, step 13.5, drops
		// from the list of active formatting elements.
		return true
	case has("<template") && tableTag.MatchString(lower):
		// It knows no pending table character tokens (section 13.2.6.4.10) and
		// does not merge text that goes to the end of a template.
		return true
	case strings.HasSuffix(lower, "</") && tableTag.MatchString(lower):
		// It makes a text token of "</" at the end, and for want of pending
		// table character tokens moves that before the table and leaves the
		// white space before it where it is.
		return true
	case lateDoctype.MatchString(lower):
		// It leaves the modes behind the body for a doctype.
		return true
	case preLine.MatchString(lower):
		// It drops a line end at the front of these elements even if tags
		// stood before it.
		return true
	case (has("&#13") || has("&#xd")) && (has("<pre") || has("<listing") || has("<textarea")):
		// It drops a reference to CR at the front of these elements.
		return true
	}
	for n := tree.Doc; n != nil; n = text.Following(n, tree.Doc) {
		// It takes SVG and MathML elements with the name of one of HTML's for
		// that when it clears the stack and looks at scopes.
		if n.Namespace != "" && slices.Contains([]string{"html", "table", "tbody", "tfoot", "thead", "tr", "td", "th", "caption", "colgroup", "select", "template"}, n.Data) {
			return true
		}
		// An annotation-xml element ends its foreign content without being an
		// integration point.
		if n.Namespace == "math" && n.Data == "annotation-xml" && (has("</p") || has("</br")) {
			return true
		}
	}
	for _, e := range tree.Errors {
		if e.Code == ErrDuplicateAttribute && has("/>") {
			// It takes the solidus that ends the unquoted value of a second
			// attribute of a name for a self-closing flag.
			return true
		}
		if e.Code != ErrIgnoredStartTag {
			continue
		}
		// It reads raw text behind a tag that makes no element, too.
		for _, name := range []string{"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"} {
			if strings.HasPrefix(lower[e.Offset:], "<"+name) {
				return true
			}
		}
	}
	return false
}

// judgeParse is the tree of html.Parse.
func judgeParse(src, context string, scripting bool) (*html.Node, error) {
	option := html.ParseOptionEnableScripting(scripting)
	if context == "" {
		return html.ParseWithOptions(strings.NewReader(src), option)
	}
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(src), contextNode(context), option)
	doc := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		doc.AppendChild(n)
	}
	return doc, err
}

// compare holds a tree against that of html.Parse.
func compare(t *testing.T, tree *Tree, src, context string, scripting bool) {
	t.Helper()
	doc, err := judgeParse(src, context, scripting)
	if err != nil {
		return
	}
	if want, got := render(doc, false), render(tree.Doc, true); want != got {
		t.Errorf("trees differ for %q in %q, scripting %v\n%s", src, context, scripting, firstDifference(want, got))
	}
}
