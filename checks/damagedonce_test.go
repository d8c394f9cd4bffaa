package checks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/checks"
)

// soundPage is a page whose values checks of many families judge.
const soundPage = `<!doctype html>
<html prefix="og: https://ogp.me/ns# article: https://ogp.me/ns/article#" lang="en">
<head>
<meta charset="utf-8">
<title>Opening hours of the harbour museum</title>
<base href="https://example.com/">
<meta name="description" content="When the harbour museum is open, and what a visit costs for groups and schools.">
<meta name="robots" content="max-snippet:50">
<link rel="canonical" href="https://example.com/hours">
<link rel="alternate" hreflang="en" href="https://example.com/hours">
<link rel="alternate" hreflang="de" href="https://example.com/de/hours">
<meta property="og:title" content="Opening hours of the harbour museum">
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.com/hours">
<meta property="og:image" content="https://example.com/a.jpg">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta property="article:published_time" content="2026-01-02T10:00:00Z">
<meta property="article:modified_time" content="2026-01-03T10:00:00Z">
<meta name="twitter:card" content="summary">
<meta name="twitter:site" content="@museum">
<meta name="twitter:creator" content="@writer">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Article", "datePublished": "2026-01-02T10:00:00Z", "dateModified": "2026-01-03T10:00:00Z", "mainEntityOfPage": "https://example.com/hours"}</script>
<meta name="author" content="A. Writer">
</head>
<body>
<h1>Opening hours of the harbour museum</h1>
<div itemscope itemtype="https://schema.org/Product">
<span itemprop="name">Ticket</span>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="price" content="12.50">
<meta itemprop="priceCurrency" content="EUR">
</div>
</div>
</body>
</html>
`

// TestDamageIsToldOnce damages the values of a page one by one and holds that
// the check of markup that names the cause is the only one to speak up: what
// the value has become of it is no further fault.
func TestDamageIsToldOnce(t *testing.T) {
	l := allChecks(t)
	ids := func(page string) map[string]int {
		r := l.Lint(checks.Source{Name: "page.html", Data: []byte(page)})
		got := map[string]int{}
		for _, f := range r.Findings {
			got[f.Check.ID]++
		}
		return got
	}
	sound := ids(soundPage)
	for _, test := range []struct{ old, new, want string }{
		{`lang="en"`, `lang="en`, "markup/unclosed-quote"},
		{`<meta charset="utf-8">`, `<meta charset="utf-8>` + "\n" + `<meta name="viewport" content="width=device-width">`, "markup/unclosed-quote"},
		{`museum</title>`, `museum<title>`, "markup/unclosed-element"},
		{`groups and schools."`, `groups and schools.`, "markup/unclosed-quote"},
		{`"When the`, `"When the "old"`, "markup/value-cut-short"},
		{`"max-snippet:50"`, `"max-snippet:50`, "markup/unclosed-quote"},
		{`"canonical" href="https://example.com/hours"`, `"canonical" href="https://example.com/hours`, "markup/unclosed-quote"},
		{`rel="canonical" href`, `rel="canonical href`, "markup/unclosed-quote"},
		{`"https://example.com/de/hours"`, `"https://example.com/de/hours`, "markup/unclosed-quote"},
		{`"og:title" content="Opening hours of the harbour museum">`, `"og:title"`, "markup/unclosed-tag"},
		{`content="Opening hours of the harbour museum"`, `content="The "Harbour" museum"`, "markup/value-cut-short"},
		{`content="Opening hours of the harbour museum"`, `content=“Hours of the museum”`, "markup/typographic-quotes"},
		{`content="https://example.com/hours"`, `content=”https://example.com/hours”`, "markup/typographic-quotes"},
		{`"https://example.com/a.jpg"`, `"https://example.com/a.jpg`, "markup/unclosed-quote"},
		{`"1200"`, `"1200`, "markup/unclosed-quote"},
		{`"2026-01-02T10:00:00Z"`, `"2026-01-02T10:00:00Z`, "markup/unclosed-quote"},
		{`"@museum"`, `"@museum`, "markup/unclosed-quote"},
		{`"@museum"`, `”@museum”`, "markup/typographic-quotes"},
		{`hours"}</script>`, `hours"}`, "markup/unclosed-element"},
		{`"12.50"`, `"12.50`, "markup/unclosed-quote"},
		{`>Ticket</span>`, `>Ticket</span><span itemprop="sku"
			<b itemprop="brand" itemscope itemtype="https://schema.org/Brand"><i itemprop="name">Harbour</i></b></span>`, "markup/unclosed-tag"},
		{`content="EUR">` + "\n</div>", `content="EUR">` + "\n</div>" + `<b itemprop="brand" itemscope itemtype="https://schema.org/Brand"><!-- <i itemprop="name">Harbour</i></b>`, "markup/unclosed-comment"},
		{`<div itemscope`, `<a itemprop="url" href="/x"` + "\n<div itemscope", "markup/unclosed-tag"},
		{`<h1>Opening hours of the harbour museum`, `<h1>Meals and drinks <!-- Opening hours of the harbour museum`, "markup/unclosed-comment"},
		{`<h1>Opening hours of the harbour museum`, `<h1>Meals <i class="x>and drinks</i>`, "markup/unclosed-quote"},
	} {
		damaged := strings.Replace(soundPage, test.old, test.new, 1)
		if damaged == soundPage {
			t.Fatalf("%s does not stand in the page", test.old)
		}
		var further []string
		got := ids(damaged)
		for id, n := range got {
			if n > sound[id] && id != test.want {
				further = append(further, id)
			}
		}
		slices.Sort(further)
		if got[test.want] != 1 || len(further) > 0 {
			t.Errorf("%s: %d findings of %s and further ones of %q", test.new, got[test.want], test.want, further)
		}
	}
}
