package jsonld

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var parseError = &check.Check{
	ID:       "jsonld/parse-error",
	Severity: check.Error,
	Lower: check.Lower{
		Severity: check.Warning,
		When:     "when the JSON can be parsed, but an escape sequence in it is half of a character",
	},
	Title:  "JSON-LD block is not valid JSON",
	Impact: "Google and other strict parsers ignore the whole block",
	Why: "A JSON-LD block that is not valid JSON is ignored as a whole: search engines see none of the items in it, however small " +
		"the mistake.",
	Fix: "Correct the JSON at the reported place. Better, let a JSON encoder write the block: JSON that is put together from strings " +
		"breaks with the first quote or line break in a headline.",
	Exceptions: "A byte order mark, an HTML comment and a CDATA section around the JSON are removed first.",
	References: []string{gscParse, "https://www.rfc-editor.org/rfc/rfc8259"},
	Bad: `<script type="application/ld+json">
{
  "@context": "https://schema.org",
  "@type": "Organization",
  "name": "Example Ferries",
}
</script>`,
	Good: `<script type="application/ld+json">
{
  "@context": "https://schema.org",
  "@type": "Organization",
  "name": "Example Ferries"
}
</script>`,
	Since: "0.1.0",
	Run:   runParseError,
}

func runParseError(pass *check.Pass) {
	broken := map[*schemaorg.Problem]*schemaorg.Problem{}
	list := pass.Problems("json-syntax", "json-repaired")
	for i, pr := range list {
		// What a lenient parser makes of a block follows its error.
		if pr.Code == "json-repaired" && i > 0 && list[i-1].Origin.Node == pr.Origin.Node {
			broken[list[i-1]] = pr
		}
	}
	for _, pr := range list {
		if pr.Code != "json-syntax" || cutOff(pass.Page, pr.Origin.Node) {
			continue
		}
		f := report(pass, pr)
		if repaired := broken[pr]; repaired != nil {
			f.Relate(repaired.Origin, "%s", check.Clean(repaired.Message))
		}
	}
	for _, group := range byScript(pass.Problems("json-surrogate")).All() {
		f := report(pass, group[0]).Affects("strict parsers reject the block, and others show a replacement character")
		relate(f.Milder(), origins(group[1:]), func(int) string { return "another half of a character" })
	}
}

// cutOff reports whether a script is the last thing in a capture that is cut
// off: archive/truncated reports that.
func cutOff(p *page.Page, script *html.Node) bool {
	if p.Incomplete.CutOff == "" || script == nil {
		return false
	}
	span, ok := p.Span(text.FromContent(script))
	return ok && span.End >= len(strings.TrimRight(p.Text, " \t\r\n"))
}

func origins(list []*schemaorg.Problem) []text.Origin {
	at := make([]text.Origin, len(list))
	for i, pr := range list {
		at[i] = pr.Origin
	}
	return at
}

var emptyBlock = &check.Check{
	ID:       "jsonld/empty-block",
	Severity: check.Warning,
	Title:    "Empty JSON-LD block",
	Impact:   "search engines find no structured data in the block",
	Why: "The block contains no data: a template or plugin should have written it and did not, so the structured data of " +
		"this page is missing. Search Console reports an empty block as an error.",
	Fix:        "Find out why the data is missing and write it, or leave the script out if there is none.",
	Exceptions: "A script with src is not checked.",
	References: []string{gscParse},
	Bad:        `<script type="application/ld+json">{}</script>`,
	Good:       `<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries"}</script>`,
	Since:      "0.1.0",
	Run:        runEmptyBlock,
}

func runEmptyBlock(pass *check.Pass) {
	list := pass.Problems("json-empty")
	if len(list) == 0 {
		return
	}
	f := report(pass, list[0])
	if n := len(list); n > 1 {
		f.Message = fmt.Sprintf("%d JSON-LD blocks contain no data", n)
	}
	relate(f, origins(list[1:]), func(int) string { return "another empty JSON-LD block" })
	f.About("empty JSON-LD script")
}

var scriptTypeTypo = &check.Check{
	ID:       "jsonld/script-type-typo",
	Severity: check.Error,
	Title:    "Script with JSON-LD has the wrong type",
	Impact:   "search engines do not find the JSON-LD",
	Why: "Parsers find JSON-LD by the exact script type application/ld+json. With any other type they do not see the block; without a type, " +
		"or with that of JavaScript, browsers run it as a program that fails.",
	Fix:        "Write type=\"application/ld+json\".",
	Exceptions: "Only scripts that contain JSON with @context and @type are checked; application/json, in which frameworks keep their data, is accepted.",
	References: []string{standard + "#embedding-json-ld-in-html-documents", "https://html.spec.whatwg.org/multipage/scripting.html#data-block"},
	Bad: `<script type="application/json+ld">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries"}
</script>`,
	Since: "0.1.0",
	Run:   runScriptTypeTypo,
}

func runScriptTypeTypo(pass *check.Pass) {
	list := pass.Problems("script-type-typo")
	if len(list) == 0 {
		return
	}
	f := report(pass, list[0])
	relate(f, origins(list[1:]), func(i int) string { return check.Clean(list[i+1].Message) })
	f.About("JSON-LD script type")
}

var contextMissing = &check.Check{
	ID:       "jsonld/context-missing",
	Severity: check.Error,
	Title:    "JSON-LD object without @context",
	Impact:   "parsers do not know the vocabulary of the object, and ignore it",
	Why: "Without @context the names in a block belong to no vocabulary: \"Organization\" is then just a word, and parsers " +
		"ignore the item. Every top-level object needs a context of its own: that of one script does not apply to the next.",
	Fix:        "Add \"@context\": \"https://schema.org\" to each top-level object.",
	Exceptions: "Objects inside @graph or inside other objects have the context of the object around them.",
	References: []string{standard + "#the-context", gsDocs},
	Bad: `<script type="application/ld+json">
{"@type": "Organization", "name": "Example Ferries"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries"}
</script>`,
	Since: "0.1.0",
	Run:   runContextMissing,
}

func runContextMissing(pass *check.Pass) {
	for _, group := range byMessage(pass.Problems("context-missing")).All() {
		f := report(pass, group[0])
		relate(f, origins(group[1:]), func(int) string { return "another object without @context" })
		f.About("@context")
	}
}

var contextInvalid = &check.Check{
	ID:       "jsonld/context-invalid",
	Severity: check.Error,
	Title:    "Invalid @context",
	Impact:   "parsers do not know the vocabulary of the block, and ignore it",
	Why: "The URL in @context defines what the names in a block mean. A URL with a misspelled host or without a scheme is " +
		"another vocabulary, or none, and parsers ignore the items.",
	Fix:        "Write \"https://schema.org\".",
	Exceptions: "http and https, www and a trailing slash make no difference, and the contexts of other vocabularies are accepted.",
	References: []string{standard + "#the-context", "https://schema.org/docs/faq.html#19"},
	Bad: `<script type="application/ld+json">
{"@context": "schema.org", "@type": "Organization", "name": "Example Ferries"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries"}
</script>`,
	Since: "0.1.0",
	Run:   runContextInvalid,
}

func runContextInvalid(pass *check.Pass) {
	for _, group := range byMessage(pass.Problems("context-invalid")).All() {
		f := report(pass, group[0])
		relate(f, origins(group[1:]), func(int) string { return "the same value" })
		f.About("@context")
	}
}

var typeMissing = &check.Check{
	ID:       "jsonld/type-missing",
	Severity: check.Warning,
	Title:    "JSON-LD object without @type",
	Impact:   "search engines ignore the object, or guess its type",
	Why: "Search engines look for items by their type. They ignore an object with properties and no @type, or guess its type " +
		"from the property that it is the value of.",
	Fix: "Add @type with the schema.org type of what the object describes.",
	Exceptions: "Not reported: references ({\"@id\": \"…\"}), objects whose @id has a type elsewhere on the page, language maps, objects that only " +
		"group others, and objects in unknown vocabularies.",
	References: []string{gsDocs, standard + "#specifying-the-type"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes",
 "author": {"name": "Ada Example"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes",
 "author": {"@type": "Person", "name": "Ada Example"}}
</script>`,
	Since: "0.1.0",
	Run:   runTypeMissing,
}

func runTypeMissing(pass *check.Pass) {
	g := pass.Page.Graph
	var byRole check.Grouping[string, *schemaorg.Problem]
	for _, pr := range pass.Problems("type-missing") {
		if pr.Item == nil || g.IsTyped(pr.Item) {
			continue
		}
		byRole.Add(roleOf(pr.Item), pr)
	}
	for role, group := range byRole.All() {
		value, of, help := "object", "", "add @type with the type of what it describes"
		if role != "" {
			value, of = "value", " of "+role
			if types := expected(role); types != "" {
				help = "add @type with " + types
			}
		}
		var f *check.Finding
		if n := len(group); n == 1 {
			f = pass.Report(group[0].Origin, "%s%s has properties but no @type", value, of)
		} else {
			f = pass.Report(group[0].Origin, "%d %ss%s have properties but no @type", n, value, of)
		}
		f.Advise("%s", help)
		relate(f, origins(group[1:]), func(int) string { return "another " + value + of + " without @type" })
		f.About("@type of " + role)
	}
}

// roleOf is the property that the item is the value of, or empty.
func roleOf(it *schemaorg.Item) string {
	for p := range it.Roles() {
		if !p.Reverse {
			return p.Label()
		}
	}
	return ""
}

// expected are the types that a property expects, at most three, as a list
// for people; empty when it expects no item.
func expected(term string) string {
	var types []string
	for _, t := range schemaorg.Ranges(term) {
		if !schemaorg.IsDataType(t) && t != "Thing" && len(types) < 3 {
			types = append(types, t)
		}
	}
	return check.ListOr(types)
}

var duplicateKey = &check.Check{
	ID:       "jsonld/duplicate-key",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the repeated values are equal"},
	Title:    "Repeated key in a JSON object",
	Impact:   "most parsers keep only the last value, and Search Console reports the block as invalid",
	Why: "A JSON object must have each key only once. Most parsers keep the last value and drop the others silently; Search " +
		"Console reports the block as invalid.",
	Fix:        "Keep one of the keys. Write several values of one property as an array.",
	References: []string{gscParse, "https://www.rfc-editor.org/rfc/rfc8259#section-4"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries",
 "sameAs": "https://example.org/ferries", "sameAs": "https://example.net/ferries"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Example Ferries",
 "sameAs": ["https://example.org/ferries", "https://example.net/ferries"]}
</script>`,
	Since: "0.1.0",
	Run:   runDuplicateKey,
}

func runDuplicateKey(pass *check.Pass) {
	// The message of the problem has the key and whether the values are equal;
	// a template repeats both.
	for _, group := range byMessage(pass.Problems("json-duplicate-key")).All() {
		m := group[0].Message
		f := pass.Report(group[0].Origin, "%s%s", check.Clean(m), check.More(len(group)-1, "repetition", "repetitions")).Advise("%s", group[0].Help)
		if strings.HasSuffix(m, "with the same value") {
			f.Affects("strict parsers reject the block").Milder()
		}
		relate(f, origins(group[1:]), func(int) string { return "the key is repeated here too" })
	}
}

var processingError = &check.Check{
	ID:       "jsonld/processing-error",
	Severity: check.Warning,
	Title:    "JSON that is not valid JSON-LD",
	Impact:   "strict JSON-LD parsers reject the block, and others drop the part",
	Why: "The block is valid JSON, but uses a JSON-LD keyword (@id, @type, @value, @context …) in a way that JSON-LD does not allow. " +
		"Strict parsers reject the whole block; others drop the part.",
	Fix:        "Correct the keyword at the reported place.",
	References: []string{standard + "#syntax-tokens-and-keywords", "https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "@id": 17, "name": "Example Ferries"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "@id": "#ferries", "name": "Example Ferries"}
</script>`,
	Since: "0.1.0",
	Run:   runProcessingError,
}

func runProcessingError(pass *check.Pass) {
	for _, group := range byScript(pass.Problems("jsonld-error")).All() {
		f := report(pass, group[0])
		relate(f, origins(group[1:]), func(i int) string { return check.Clean(group[i+1].Message) })
	}
}

var tooMuch = &check.Check{
	ID:       "jsonld/too-much",
	Severity: check.Warning,
	Title:    "More JSON-LD than the limit",
	Impact:   "metacheck may miss problems, and parsers with similar limits may miss data",
	Why: "metacheck limits the work that one page can cause. It does not read what is beyond the limit, so other checks may " +
		"miss problems there. Search engines have limits, too, and do not publish them.",
	Fix: "Describe what the page is about, not all items that it lists: leave the details to the pages of these items. " +
		"Look for a program that nests an object in itself.",
	References: []string{standard + "#embedding-json-ld-in-html-documents"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Thing", "name":
<!-- repeat 600 -->[<!-- end repeat --> "deep" <!-- repeat 600 -->]<!-- end repeat -->
}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Thing", "name": ["not", "deep"]}
</script>`,
	Since: "0.1.0",
	Run:   runTooMuch,
}

func runTooMuch(pass *check.Pass) {
	list := pass.Problems("json-too-deep", "json-too-large", "json-too-many-values",
		"jsonld-too-many-blocks", "jsonld-too-many-contexts", "jsonld-too-many-problems")
	if len(list) == 0 {
		return
	}
	f := report(pass, list[0])
	relate(f, origins(list[1:]), func(i int) string { return check.Clean(list[i+1].Message) })
	f.About("bounds of JSON-LD")
}
