// Package rdfa holds the checks of RDFa as it is written: terms without
// vocabulary and prefixes that do not work. What the items say is the business
// of other families.
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
	Title:    "RDFa term without vocabulary",
	Why: "A type or property without a colon, such as typeof=\"Person\", is looked up in the vocabulary that a vocab attribute " +
		"around it names. Without one it expands to nothing, and search engines drop it.",
	Fix: "Add vocab=\"https://schema.org/\" to the outermost element of the description, or write the terms with a prefix, " +
		"such as schema:Person. On meta elements, names such as author and description belong into the name attribute.",
	Exceptions: "Names with a colon and rel tokens are not looked at. In a fragment of a page the vocab may stand outside.",
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
	// A meta element with such a name is mostly meant for readers that look at
	// its name attribute: another cause, with another cure.
	var metas, terms []*schemaorg.Problem
	for _, pr := range problems(pass.Page, "rdfa-no-vocab") {
		if n := pr.Origin.Node; n != nil && n.DataAtom == atom.Meta && pr.Origin.Name == "property" {
			metas = append(metas, pr)
		} else {
			terms = append(terms, pr)
		}
	}
	words := func(pr *schemaorg.Problem) string { return written(pr) + " has no vocab in scope, either" }
	if len(terms) > 0 {
		f := pass.Report(terms[0].Origin, "%s%s has no vocab in scope, so that the term means nothing to readers of RDFa; "+
			"add vocab=\"https://schema.org/\" to an element around it, or drop the attribute",
			written(terms[0]), check.Others(len(terms)-1))
		relate(f, terms, words)
		f.About("RDFa terms without vocab")
	}
	if len(metas) > 0 {
		f := pass.Report(metas[0].Origin, "%s%s on <meta> is RDFa without vocab and means nothing, while readers of plain metadata look for the name attribute; "+
			"write name=%s", written(metas[0]), check.Others(len(metas)-1), check.Quote(value(metas[0])))
		relate(f, metas, words)
		f.About("meta property without vocab")
	}
}

var prefixSyntax = &check.Check{
	ID:       "rdfa/prefix-syntax",
	Severity: check.Warning,
	Title:    "prefix attribute is malformed",
	Why: "The prefix attribute is a list of pairs \"name: address\" with white space after the colon. What cannot be read so " +
		"declares no prefix, and every name that uses the prefix is dropped or taken as an address.",
	Fix:        "Write each prefix as name, colon, space, address: prefix=\"og: https://ogp.me/ns# article: https://ogp.me/ns/article#\".",
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
	f := pass.Report(list[0].Origin, "the prefix attribute %s is no list of \"name: address\" pairs, so that prefixes in it are not declared; "+
		"write a space after each colon and an address for each name", check.Quote(value(list[0])))
	relate(f, list, func(pr *schemaorg.Problem) string { return "malformed here, too: " + check.Quote(value(pr)) })
}

var unknownPrefix = &check.Check{
	ID:       "rdfa/unknown-prefix",
	Severity: check.Info,
	Off:      true,
	Title:    "prefix is not declared",
	Why: "A name with a prefix that is neither declared nor known to every reader of RDFa is taken as an absolute address: " +
		"\"article:tag\" then is a URL with the scheme article. Readers of Open Graph look for the very letters and do not mind, " +
		"so that this check is off by default.",
	Fix:        "Declare the prefix on html, for instance prefix=\"article: https://ogp.me/ns/article#\".",
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
	f := pass.Report(list[0].Origin, "%s%s has a prefix that is not declared, so that readers of RDFa take it as an address; "+
		"declare the prefix with a prefix attribute on <html>", written(list[0]), check.Others(len(list)-1))
	relate(f, list, func(pr *schemaorg.Problem) string { return written(pr) + " has no declared prefix, either" })
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

// value is the attribute that a problem stands in, as written.
func value(pr *schemaorg.Problem) string {
	if pr.Origin.Node == nil {
		return ""
	}
	v, _ := text.Attr(pr.Origin.Node, pr.Origin.Name)
	return v
}

// written is the attribute that a problem stands in: typeof="Person".
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
	Title:    "more RDFa than is read",
	Why: "metacheck bounds the work that one page may ask for. Beyond the bound nothing is read, so that other checks may " +
		"have missed faults. Search engines have bounds, too, and do not tell theirs.",
	Fix:        "Describe what the page is about, not every thing that it lists: leave the details to the pages of these things.",
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
	// The bounds are on the page as a whole; the first item is a place to look.
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
		said = append(said, strings.ReplaceAll(check.Clean(pr.Message), "; ", ", and "))
	}
	f := pass.Report(at, "%s, so that checks may have missed faults and readers with bounds may miss data; describe less on one page",
		strings.Join(said, ", "))
	f.About("bounds of RDFa")
}
