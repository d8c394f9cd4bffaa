package jsonld

import (
	stdhtml "html"
	"regexp"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var entityEscaped = &check.Check{
	ID:       "jsonld/entity-escaped",
	Severity: check.Warning,
	Title:    "text holds HTML entities",
	Why: "Inside a script element nothing is decoded: \"Tom &amp;amp; Ada\" is read as it stands. Names and headlines then " +
		"appear with codes in them wherever the data is shown, and addresses lead elsewhere.",
	Fix: "Write the characters themselves, JSON-escaped: & ' \\\" \\u2019. In templates use the JSON encoder in place of the HTML one.",
	Exceptions: "Properties that may hold HTML (articleBody, text, reviewBody, the description of a JobPosting) and values " +
		"with tags in them are not looked at.",
	References: []string{standard + "#restrictions-for-contents-of-json-ld-script-elements"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Ada &amp; Sons"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Ada & Sons"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "html", Doc: "further properties whose values may hold HTML", Default: []string{}}},
	Run:     runEntityEscaped,
}

// entity is a character reference of HTML with its semicolon.
var entity = regexp.MustCompile(`&(?:[a-zA-Z][a-zA-Z0-9]{1,24}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});`)

// tag is the beginning of an HTML tag, written as such or escaped.
var tag = regexp.MustCompile(`(?i)(?:<|&lt;)/?[a-z][a-z0-9]*(?:\s|/|>|&gt;)`)

// mayHoldHTML are the properties whose values readers take as HTML.
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
	so := "shown as it stands"
	if addresses[0] {
		so = "part of the address"
	}
	f := pass.Report(places[0], "%s holds the HTML entity %s%s, which nothing decodes inside a script, so that it is %s: %s; write the character itself",
		names[0], found, check.Others(len(places)-1), so, check.Quote(around(values[0], found)))
	relate(f, places[1:], func(i int) string {
		return names[i+1] + " holds " + entity.FindString(values[i+1])
	})
	f.About("HTML entities")
}

// hasEntity tells whether a value holds a character reference that stands for
// something and is meant as the character. In an address only the ampersand
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

// isAddress tells whether a value is an address, by its kind or its looks.
func isAddress(kind schemaorg.Kind, s string) bool {
	return kind == schemaorg.URLValue || strings.Contains(s, "://") && !strings.Contains(s, " ")
}

// around is the part of a long value in which what was found stands.
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
	Title:    "value is a placeholder",
	Why: "\"undefined\", \"[object Object]\", \"{{ title }}\" and the like are what is left when a template or script had no " +
		"value. Readers take them at their word: a product is then called undefined.",
	Fix: "Write the value, or leave the property out where there is none; mend the template that wrote it.",
	Exceptions: "Only whole values count, \"null\", \"nil\" and \"none\" only in lower case. Names of people, and names that the " +
		"title of the page has too, may be such words.",
	References: []string{gsDocs},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": "undefined"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "sku": "RC-20"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "values", Doc: "further values that stand for none", Default: []string{}}},
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
	f := pass.Report(places[0], "%s is %s%s, which a template left behind and readers take as the value; write the value, or leave the property out",
		names[0], check.Quote(values[0]), check.Others(len(places)-1))
	relate(f, places[1:], func(i int) string { return names[i+1] + " is " + check.Quote(values[i+1]) })
	f.About("placeholders")
}

// isPlaceholder tells whether a value as a whole is what templates and scripts
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
