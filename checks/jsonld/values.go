package jsonld

import (
	stdhtml "html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var entityEscaped = &check.Check{
	ID:       "jsonld/entity-escaped",
	Severity: check.Warning,
	Title:    "HTML entities in JSON-LD",
	Impact:   "search results show the code instead of the character",
	Why: "HTML entities are not decoded inside a script element: \"Tom &amp;amp; Ada\" is read exactly as it is written. Names and headlines then " +
		"appear with codes in them wherever the data is shown, and URLs are wrong.",
	Fix: "Write the characters themselves, JSON-escaped: & ' \\\" \\u2019. In templates, use the JSON encoder instead of the HTML encoder.",
	Exceptions: "Properties that may contain HTML (articleBody, text, reviewBody, the description of a JobPosting) and values " +
		"with tags in them are not checked.",
	References: []string{standard + "#restrictions-for-contents-of-json-ld-script-elements"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Ada &amp; Sons"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Ada & Sons"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "html", Doc: "other properties whose values may contain HTML", Default: []string{}}},
	Run:     runEntityEscaped,
}

// entity is a character reference of HTML with its semicolon.
var entity = regexp.MustCompile(`&(?:[a-zA-Z][a-zA-Z0-9]{1,24}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});`)

// tag is the beginning of an HTML tag, written as such or escaped.
var tag = regexp.MustCompile(`(?i)(?:<|&lt;)/?[a-z][a-z0-9]*(?:\s|/|>|&gt;)`)

// mayHoldHTML are the properties whose values parsers read as HTML.
var mayHoldHTML = map[string]bool{
	"articleBody": true, "reviewBody": true, "text": true, "transcript": true, "recipeInstructions": true,
	"commentText": true, "responsibilities": true, "qualifications": true, "skills": true, "jobBenefits": true,
	"embeddedTextCaption": true, "step": true,
}

func runEntityEscaped(pass *check.Pass) {
	var places []text.Origin
	var names, values []string
	var addresses []bool
	html := pass.Strings("html")
	for it, prop := range pass.Page.Graph.Properties(schemaorg.JSONLD) {
		v := &prop.Value
		s := written(v)
		if v.Item != nil || strings.IndexByte(s, '&') < 0 || mayHoldHTML[prop.Term()] || slices.Contains(html, prop.Term()) ||
			prop.Term() == "description" && it.Is("JobPosting") {
			continue
		}
		address := isAddress(v.Kind, s)
		if !hasEntity(s, address) {
			continue
		}
		addresses = append(addresses, address)
		places = append(places, v.Origin)
		names = append(names, prop.Label())
		values = append(values, s)
	}
	if len(places) == 0 {
		return
	}
	found := entity.FindString(values[0])
	f := pass.Report(places[0], "%s contains the HTML entity %s: %s%s", names[0], found, check.Quote(around(values[0], found)),
		check.More(len(places)-1, "value", "values"))
	f.Advise("write the character itself")
	if c := stdhtml.UnescapeString(found); isVisible(c) {
		f.Advise("write %s instead of %s", check.Quote(c), found)
	}
	if addresses[0] {
		f.Affects("crawlers request a wrong URL")
	}
	relate(f, places[1:], func(i int) string {
		return names[i+1] + " contains " + entity.FindString(values[i+1])
	})
	f.About("HTML entities")
}

// isVisible reports whether what an entity stands for can be written in JSON as
// it is, and seen.
func isVisible(s string) bool {
	return s != `"` && s != `\` && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) })
}

// hasEntity reports whether a value contains a character reference that stands
// for something and is meant as the character. In a URL only the ampersand
// counts: a query may well have a parameter called "copy".
func hasEntity(s string, address bool) bool {
	if len(s) > 1<<16 || tag.MatchString(s) {
		return false
	}
	for _, e := range entity.FindAllString(s, 50) {
		plain := stdhtml.UnescapeString(e)
		if plain != e && (!address || plain == "&") {
			return true
		}
	}
	return false
}

// isAddress reports whether a value is a URL, by its kind or its looks.
func isAddress(kind schemaorg.Kind, s string) bool {
	return kind == schemaorg.URLValue || strings.Contains(s, "://") && !strings.Contains(s, " ")
}

// around is the part of a long value that contains what was found.
func around(s, found string) string {
	at := strings.Index(s, found)
	if at < 40 {
		return s
	}
	from := at - 30
	for from > 0 && s[from]&0xC0 == 0x80 {
		from--
	}
	return "…" + s[from:]
}

var placeholderValue = &check.Check{
	ID:       "jsonld/placeholder-value",
	Severity: check.Warning,
	Title:    "Placeholder as a value",
	Impact:   "search engines use the placeholder as the value",
	Why: "\"undefined\", \"[object Object]\", \"{{ title }}\" and similar values appear if a template or script has no " +
		"value. Parsers use them as the value: a product is then called undefined.",
	Fix: "Write the value, or leave the property out if there is none. Fix the template that wrote it.",
	Exceptions: "Only whole values count, and \"null\", \"nil\" and \"none\" only in lowercase. Names of people, and names that the " +
		"page title contains too, may be such words.",
	References: []string{gsDocs},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": "undefined"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": "RC-20"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "values", Doc: "other values that are placeholders", Default: []string{}}},
	Run:     runPlaceholderValue,
}

// token is a value that is nothing but what a template language fills in.
var token = regexp.MustCompile(`^(?:\{\{.+\}\}|\{%.+%\}|\$\{[^}]+\}|<%.+%>|<\?.+\?>|%%.+%%|#\{[^}]+\})$`)

func runPlaceholderValue(pass *check.Pass) {
	var places []text.Origin
	var names, values []string
	further := pass.Strings("values")
	for it, prop := range pass.Page.Graph.Properties(schemaorg.JSONLD) {
		v := &prop.Value
		if v.Item != nil {
			continue
		}
		s := strings.TrimSpace(written(v))
		if !isPlaceholder(pass.Page, it, prop.Label(), s) && !slices.Contains(further, s) {
			continue
		}
		places = append(places, v.Origin)
		names = append(names, prop.Label())
		values = append(values, s)
	}
	if len(places) == 0 {
		return
	}
	f := pass.Report(places[0], "%s is a placeholder: %s%s", names[0], check.Quote(values[0]), check.More(len(places)-1, "value", "values")).
		Advise("write the value, or remove the property")
	relate(f, places[1:], func(i int) string { return names[i+1] + " is " + check.Quote(values[i+1]) })
	f.About("placeholders")
}

// isPlaceholder reports whether a value as a whole is what templates and scripts
// leave behind.
func isPlaceholder(p *page.Page, it *schemaorg.Item, term, s string) bool {
	switch s {
	case "[object Object]", "[object object]":
		return true
	case "undefined", "NaN", "null", "nil", "none":
		switch {
		case it.Is("Person"):
			return false
		case s == "none" && (strings.HasSuffix(term, "Requirements") || strings.HasSuffix(term, "Restrictions")):
			return false
		case term == "name" || term == "headline" || term == "keywords" || term == "alternateName":
			t := p.Title()
			return t == nil || !strings.Contains(strings.ToLower(t.Text), strings.ToLower(s))
		}
		return true
	}
	if len(s) > 2000 {
		return false
	}
	if s == "" {
		return false
	}
	switch s[0] {
	case '{', '$', '<', '%', '#':
		return token.MatchString(s)
	case 'l', 'L':
		return strings.HasPrefix(strings.ToLower(s), "lorem ipsum dolor")
	}
	return false
}
