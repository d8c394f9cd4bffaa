package jsonld

import (
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
		When:     "when the text can be parsed, but an escape in it is half of a character",
	},
	Title: "JSON-LD block is no valid JSON",
	Why: "A script that is not valid JSON is dropped as a whole: search engines see none of the items in it, however small " +
		"the slip.",
	Fix: "Correct the text at the place that is named. Better let a JSON encoder write it: one that is put together as text " +
		"breaks with the first quote or line break in a headline.",
	Exceptions: "A byte order mark, an HTML comment and a CDATA section around the JSON are taken off first.",
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
		// What a lenient reader makes of a script follows its error.
		if pr.Code == "json-repaired" && i > 0 && list[i-1].Origin.Node == pr.Origin.Node {
			broken[list[i-1]] = pr
		}
	}
	for _, pr := range list {
		if pr.Code != "json-syntax" || cutOff(pass.Page, pr.Origin.Node) {
			continue
		}
		f := pass.Report(pr.Origin, "%s; let a JSON encoder write the block", check.Clean(pr.Message))
		if repaired := broken[pr]; repaired != nil {
			f.Relate(repaired.Origin, "%s", check.Clean(repaired.Message))
		}
	}
	for _, group := range byScript(pass.Problems("json-surrogate")).All() {
		f := pass.Report(group[0].Origin, "%s, so that strict readers drop the block and others show a replacement character; "+
			"write the character itself, or both halves", check.Clean(group[0].Message))
		relate(f.Milder(), origins(group[1:]), func(int) string { return "half of a character, too" })
	}
}

// cutOff tells whether a script is the last thing in a capture that is cut off:
// archive/truncated says so.
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
	Title:    "JSON-LD block is empty",
	Why: "The script says nothing: a template or plugin was to fill it and did not, so that the structured data meant for " +
		"this page is missing. Search Console reports an empty script as an error.",
	Fix:        "Find out why the data is missing and fill the block, or leave the script out where there is nothing to say.",
	Exceptions: "A script with src is not looked at.",
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
	f := pass.Report(list[0].Origin, "%s%s, so that the structured data meant for the page is missing; fill it, or leave it out",
		check.Clean(list[0].Message), check.Others(len(list)-1))
	relate(f, origins(list[1:]), func(int) string { return "empty here, too" })
	f.About("empty JSON-LD script")
}

var scriptTypeTypo = &check.Check{
	ID:       "jsonld/script-type-typo",
	Severity: check.Error,
	Title:    "script with JSON-LD has the wrong type",
	Why: "Readers find JSON-LD by the script type application/ld+json, letter by letter. With any other type, or none, the " +
		"block is not seen, or run as a program that fails.",
	Fix:        "Write type=\"application/ld+json\".",
	Exceptions: "Only scripts whose text is JSON with @context and @type are looked at; the data of frameworks in application/json is not meant for readers.",
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
	f := pass.Report(list[0].Origin, "%s", check.Clean(list[0].Message))
	relate(f, origins(list[1:]), func(i int) string { return check.Clean(list[i+1].Message) })
	f.About("JSON-LD script type")
}

var contextMissing = &check.Check{
	ID:       "jsonld/context-missing",
	Severity: check.Error,
	Title:    "JSON-LD object has no @context",
	Why: "Without @context the names in a block belong to no vocabulary: \"Organization\" is then just a word, and readers " +
		"drop the item. Every top-level object needs a context of its own; one script's does not hold for the next.",
	Fix:        "Add \"@context\": \"https://schema.org\" to each top-level object.",
	Exceptions: "Objects inside @graph or inside other objects have the context of what is around them.",
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
		f := pass.Report(group[0].Origin, "%s", check.Clean(group[0].Message))
		relate(f, origins(group[1:]), func(int) string { return "no @context here, either" })
		f.About("@context")
	}
}

var contextInvalid = &check.Check{
	ID:       "jsonld/context-invalid",
	Severity: check.Error,
	Title:    "@context names no vocabulary",
	Why: "The address in @context says what the names in a block mean. A misspelled host or an address without scheme is " +
		"another vocabulary, or none, and readers drop the items.",
	Fix:        "Write \"https://schema.org\".",
	Exceptions: "http and https, www and a trailing slash make no difference, and the contexts of other vocabularies are fine.",
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
		what, advice, _ := strings.Cut(check.Clean(group[0].Message), "; ")
		f := pass.Report(group[0].Origin, "%s, so that readers do not know the vocabulary of the block and drop it; %s", what, advice)
		relate(f, origins(group[1:]), func(int) string { return "here, too" })
		f.About("@context")
	}
}

var typeMissing = &check.Check{
	ID:       "jsonld/type-missing",
	Severity: check.Warning,
	Title:    "JSON-LD object has no @type",
	Why: "An object with properties and no @type is a thing of unknown kind. Search engines look for things by their type " +
		"and pass it over, or guess from the property that it stands under.",
	Fix: "Add @type with the schema.org type of what the object describes.",
	Exceptions: "References ({\"@id\": \"…\"}), objects whose @id has a type elsewhere on the page, language maps and objects that only " +
		"hold others together are not reported, nor are those in vocabularies that are not known here.",
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
		what, advice := "an object", "give it the type of what it describes"
		if role != "" {
			what = "the value of " + role
			if types := expected(role); types != "" {
				advice = "add @type, here " + types
			}
		}
		f := pass.Report(group[0].Origin, "%s%s has properties but no @type, so that readers do not know what it is; %s",
			what, check.Others(len(group)-1), advice)
		relate(f, origins(group[1:]), func(int) string { return "no @type here, either" })
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
	return strings.Join(types, " or ")
}

var duplicateKey = &check.Check{
	ID:       "jsonld/duplicate-key",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the repeated values are equal"},
	Title:    "key stands twice in one object",
	Why: "JSON objects have each key once. Most readers keep the last value and drop the others without a word; Search " +
		"Console reports the block as invalid.",
	Fix:        "Keep one of the keys. Several values of one property are written as an array.",
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
	// The message of the problem tells the key and whether the values are
	// equal; a template repeats both.
	for _, group := range byMessage(pass.Problems("json-duplicate-key")).All() {
		m := group[0].Message
		equal := strings.HasSuffix(m, "with the same value")
		why := "; keep one of them, or write an array"
		if equal {
			why = ", which strict readers refuse; keep one of them"
		}
		f := pass.Report(group[0].Origin, "%s%s%s", check.Clean(m), check.Others(len(group)-1), why)
		if equal {
			f.Milder()
		}
		relate(f, origins(group[1:]), func(int) string { return "the same key twice here, too" })
	}
}

var processingError = &check.Check{
	ID:       "jsonld/processing-error",
	Severity: check.Warning,
	Title:    "JSON that is no valid JSON-LD",
	Why: "The block can be parsed, but uses a keyword of JSON-LD (@id, @type, @value, @context …) in a way that has no " +
		"meaning. A strict processor refuses the whole block; lenient ones drop the part.",
	Fix:        "Correct the keyword at the place that is named.",
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
		f := pass.Report(group[0].Origin, "%s, and strict readers refuse the block; write it as JSON-LD has it", check.Clean(group[0].Message))
		relate(f, origins(group[1:]), func(i int) string { return check.Clean(group[i+1].Message) })
	}
}

var tooMuch = &check.Check{
	ID:       "jsonld/too-much",
	Severity: check.Warning,
	Title:    "more JSON-LD than is read",
	Why: "metacheck bounds the work that one page may ask for. Beyond the bound nothing is read, so that other checks may " +
		"have missed faults. Search engines have bounds, too, and do not tell theirs.",
	Fix: "Describe what the page is about, not every thing that it lists: leave the details to the pages of these things. " +
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
	f := pass.Report(list[0].Origin, "%s, so that checks may have missed faults and readers with bounds may miss data; describe less on one page",
		strings.ReplaceAll(check.Clean(list[0].Message), "; ", ", and "))
	relate(f, origins(list[1:]), func(i int) string { return check.Clean(list[i+1].Message) })
	f.About("bounds of JSON-LD")
}
