// Package rdfa checks how RDFa is written: terms without a vocabulary and
// prefixes that do not work. Other families check what the items say.
package rdfa

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	noVocab,
	prefixSyntax,
	unknownPrefix,
	tooMuch,
}

var noVocab = &check.Check{
	ID:       "rdfa/no-vocab",
	Severity: check.Warning,
	Title:    "RDFa term without a vocabulary",
	Impact:   "search engines ignore the term",
	Why: "A type or property without a colon, such as typeof=\"Person\", belongs to the vocabulary of the nearest vocab attribute " +
		"around it. Without one it means nothing, and search engines ignore it.",
	Fix: "Add vocab=\"https://schema.org/\" to the outermost element of the item, or write the terms with a prefix, " +
		"such as schema:Person. On meta elements, names such as author and description belong in the name attribute.",
	Exceptions: "Names with a colon and rel tokens are not checked, nor are fragments of pages, whose vocab may be outside.",
	References: []string{"https://www.w3.org/TR/rdfa-core/#A-vocab", "https://www.w3.org/TR/rdfa-lite/#vocab-typeof-and-property"},
	Bad: `<div typeof="Person">
  <span property="name">Ada Example</span>
</div>`,
	Good: `<div vocab="https://schema.org/" typeof="Person">
  <span property="name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runNoVocab,
}

func runNoVocab(pass *check.Pass) {
	if pass.Page.Partial() {
		return
	}
	// A meta element with such a name is mostly meant for parsers that read its
	// name attribute: another cause, with another fix.
	var metas, terms []*schemaorg.Problem
	for _, pr := range problems(pass.Page, "rdfa-no-vocab") {
		if n := pr.Origin.Node; n != nil && n.DataAtom == atom.Meta && pr.Origin.Name == "property" {
			metas = append(metas, pr)
		} else {
			terms = append(terms, pr)
		}
	}
	words := func(pr *schemaorg.Problem) string { return written(pr) + " also has no vocab around it" }
	if len(terms) > 0 {
		f := pass.Report(terms[0].Origin, "RDFa term has no vocab around it: %s%s", written(terms[0]), check.More(len(terms)-1, "term", "terms")).
			Advise("add vocab=\"https://schema.org/\" to an element around it, or remove the attribute")
		relate(f, terms, words)
		f.About("RDFa terms without vocab")
	}
	if len(metas) > 0 {
		f := pass.Report(metas[0].Origin, "<meta> has property instead of name: %s%s", written(metas[0]), check.More(len(metas)-1, "element", "elements")).
			Affects("browsers and search engines, which read the name attribute, ignore the element").
			Advise("write name=%s", check.Quote(value(metas[0])))
		relate(f, metas, words)
		f.About("meta property without vocab")
	}
}

var prefixSyntax = &check.Check{
	ID:       "rdfa/prefix-syntax",
	Severity: check.Warning,
	Title:    "Invalid prefix attribute",
	Impact:   "RDFa parsers ignore names that use the prefix, or read them as URLs",
	Why: "The prefix attribute is a list of pairs \"name: URL\" with white space after the colon. A pair in another form " +
		"does not declare a prefix, and parsers ignore every name that uses the prefix, or read it as a URL.",
	Fix:        "Write each prefix as name, colon, space, URL: prefix=\"og: https://ogp.me/ns# article: https://ogp.me/ns/article#\".",
	References: []string{"https://www.w3.org/TR/rdfa-core/#A-prefix"},
	Bad: `<div prefix="schema:https://schema.org/" typeof="schema:Person">
  <span property="schema:name">Ada Example</span>
</div>`,
	Good: `<div prefix="schema: https://schema.org/" typeof="schema:Person">
  <span property="schema:name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runPrefixSyntax,
}

func runPrefixSyntax(pass *check.Pass) {
	list := problems(pass.Page, "rdfa-prefix-syntax")
	if len(list) == 0 {
		return
	}
	f := pass.Report(list[0].Origin, "prefix attribute is not a list of \"name: URL\" pairs: %s", check.Quote(value(list[0]))).
		Advise("write a space after each colon, and a URL for each name")
	relate(f, list, func(pr *schemaorg.Problem) string {
		return "another invalid prefix attribute: " + check.Quote(value(pr))
	})
}

var unknownPrefix = &check.Check{
	ID:       "rdfa/unknown-prefix",
	Severity: check.Info,
	Off:      true,
	Title:    "Undeclared prefix",
	Impact:   "RDFa parsers read the name as an absolute URL",
	Why: "RDFa parsers read a name with a prefix that is neither declared nor predefined as an absolute URL: " +
		"\"article:tag\" is then a URL with the scheme article. Facebook and other Open Graph parsers compare the whole name and need no prefix, " +
		"so this check is off by default.",
	Fix:        "Declare the prefix on the html element, for example prefix=\"article: https://ogp.me/ns/article#\".",
	References: []string{"https://www.w3.org/TR/rdfa-core/#s_curieprocessing", "https://www.w3.org/2011/rdfa-context/rdfa-1.1"},
	Bad: `<!doctype html>
<html lang="en">
<head>
<title>Ferry</title>
<meta property="article:tag" content="Sea">
</head>
</html>`,
	Good: `<!doctype html>
<html lang="en" prefix="article: https://ogp.me/ns/article#">
<head>
<title>Ferry</title>
<meta property="article:tag" content="Sea">
</head>
</html>`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("prefixes")},
	Run:     runUnknownPrefix,
}

func runUnknownPrefix(pass *check.Pass) {
	if pass.Page.Partial() {
		return
	}
	list := slices.DeleteFunc(problems(pass.Page, "rdfa-unknown-prefix"), func(pr *schemaorg.Problem) bool {
		return slices.ContainsFunc(strings.Fields(value(pr)), func(name string) bool {
			prefix, _, ok := strings.Cut(name, ":")
			return ok && pass.Allows(prefix)
		})
	})
	if len(list) == 0 {
		return
	}
	f := pass.Report(list[0].Origin, "RDFa name has an undeclared prefix: %s%s", written(list[0]), check.More(len(list)-1, "name", "names")).
		Advise("declare the prefix with a prefix attribute on <html>")
	relate(f, list, func(pr *schemaorg.Problem) string { return written(pr) + " also has an undeclared prefix" })
	f.About("undeclared prefixes")
}

// problems are the problems with the code that the reader noticed, one an
// attribute, in order.
func problems(p *page.Page, code string) []*schemaorg.Problem {
	type attribute struct {
		node *html.Node
		name string
	}
	var list []*schemaorg.Problem
	seen := make(map[attribute]bool)
	for i := range p.Graph.Problems {
		pr := &p.Graph.Problems[i]
		at := attribute{pr.Origin.Node, pr.Origin.Name}
		if pr.Code != code || at.node != nil && seen[at] {
			continue
		}
		seen[at] = true
		list = append(list, pr)
	}
	return list
}

// value is the attribute that has a problem, as written.
func value(pr *schemaorg.Problem) string {
	if pr.Origin.Node == nil {
		return ""
	}
	v, _ := text.Attr(pr.Origin.Node, pr.Origin.Name)
	return v
}

// written is the attribute that has a problem: typeof="Person".
func written(pr *schemaorg.Problem) string {
	return pr.Origin.Name + "=" + check.Quote(value(pr))
}

// relate adds all problems but the first to a finding.
func relate(f *check.Finding, list []*schemaorg.Problem, words func(*schemaorg.Problem) string) {
	rest := list[1:]
	f.RelateEach(len(rest), func(i int) (text.Origin, string) { return rest[i].Origin, words(rest[i]) })
}

var tooMuch = &check.Check{
	ID:       "rdfa/too-much",
	Severity: check.Warning,
	Title:    "More RDFa than the limit",
	Impact:   "metacheck may miss problems, and parsers with similar limits may miss data",
	Why: "metacheck limits the work that one page can cause. It does not read what is beyond the limit, so other checks may " +
		"miss problems there. Search engines have limits, too, and do not publish them.",
	Fix:        "Describe what the page is about, not all items that it lists: leave the details to the pages of these items.",
	References: []string{"https://www.w3.org/TR/rdfa-core/#s_sequence"},
	Bad: `<div vocab="https://schema.org/" typeof="Organization">
<!-- repeat 100001 -->
<b property="keywords">sea</b>
<!-- end repeat -->
</div>`,
	Good: `<div vocab="https://schema.org/" typeof="Person">
  <span property="name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runTooMuch,
}

func runTooMuch(pass *check.Pass) {
	list := problems(pass.Page, "rdfa-work")
	if len(list) == 0 {
		return
	}
	// The limits are for the page as a whole; the first item is a place to look.
	at := list[0].Origin
	if !at.InPage() {
		at = text.FromSource(0, 0)
		for _, it := range pass.Page.Graph.All {
			if it.Syntax == schemaorg.RDFa && it.Origin.InPage() {
				at = it.Origin
				break
			}
		}
	}
	var said []string
	for _, pr := range list {
		said = append(said, check.Clean(pr.Message))
	}
	f := pass.Report(at, "%s", check.List(said)).Advise("describe less on one page")
	f.About("bounds of RDFa")
}
