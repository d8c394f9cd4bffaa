package jsonld

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/schemaorg"
)

// newsBlock is a block of 2 KB as news sites write them.
const newsBlock = `{
  "@context": "https://schema.org",
  "@graph": [
    {
      "@type": "NewsArticle",
      "@id": "https://news.example.com/2024/05/harbour-bridge/#article",
      "headline": "Harbour bridge reopens after two years of repairs",
      "description": "The bridge over the harbour mouth carries traffic again from Monday, half a year later than planned.",
      "url": "https://news.example.com/2024/05/harbour-bridge/",
      "mainEntityOfPage": {"@type": "WebPage", "@id": "https://news.example.com/2024/05/harbour-bridge/"},
      "datePublished": "2024-05-11T06:30:00+02:00",
      "dateModified": "2024-05-11T09:12:44+02:00",
      "inLanguage": "en-GB",
      "isAccessibleForFree": true,
      "wordCount": 612,
      "articleSection": ["Local", "Traffic"],
      "keywords": ["harbour", "bridge", "repairs", "traffic"],
      "image": [
        {"@type": "ImageObject", "url": "https://img.example.com/bridge-16x9.jpg", "width": 1600, "height": 900},
        {"@type": "ImageObject", "url": "https://img.example.com/bridge-4x3.jpg", "width": 1600, "height": 1200}
      ],
      "author": [
        {"@type": "Person", "name": "Alex Example", "url": "https://news.example.com/staff/alex"},
        {"@type": "Person", "name": "Kim Sample", "url": "https://news.example.com/staff/kim"}
      ],
      "publisher": {"@id": "https://news.example.com/#organization"}
    },
    {
      "@type": "NewsMediaOrganization",
      "@id": "https://news.example.com/#organization",
      "name": "The Example News",
      "logo": {"@type": "ImageObject", "url": "https://news.example.com/logo.png", "width": 600, "height": 60},
      "sameAs": ["https://social.example.org/examplenews", "https://video.example.org/examplenews"]
    },
    {
      "@type": "BreadcrumbList",
      "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://news.example.com/"},
        {"@type": "ListItem", "position": 2, "name": "Local", "item": "https://news.example.com/local/"},
        {"@type": "ListItem", "position": 3, "name": "Harbour bridge reopens"}
      ]
    }
  ]
}`

func BenchmarkNewsBlock(b *testing.B) {
	n := script(newsBlock)
	b.SetBytes(int64(len(newsBlock)))
	b.ReportAllocs()
	for b.Loop() {
		x := New(nil, schemaorg.Limits{})
		x.Script(n)
		x.Finish()
	}
}

// BenchmarkJavaScript is the price of a script that is none of ours.
func BenchmarkJavaScript(b *testing.B) {
	n := script(strings.Repeat("window.dataLayer = window.dataLayer || [];\n", 100))
	n.Attr = nil
	x := New(nil, schemaorg.Limits{})
	for b.Loop() {
		x.Script(n)
	}
}

// hostile are blocks that try to cost much; each names the problem that tells
// of it, if any.
var hostile = []struct {
	name, problem string
	body          func() string
}{
	{"20 MB in one text", "json-too-large", func() string {
		return `{"@context":"https://schema.org","@type":"Article","headline":"` + strings.Repeat("x", 20<<20) + `"}`
	}},
	{"10,000 arrays in one another", "json-too-deep", func() string {
		return `{"@context":"https://schema.org","@type":"Article","x":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`
	}},
	{"10,000 objects in one another", "json-too-deep", func() string {
		return strings.Repeat(`{"@type":"Thing","x":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	}},
	{"a million open brackets", "json-syntax", func() string { return strings.Repeat("[", 1_000_000) }},
	{"two million numbers", "json-too-many-values", func() string { return "[" + strings.Repeat("1,", 2_000_000) + "1]" }},
	{"a million trailing commas", "json-syntax", func() string { return `{"a":[` + strings.Repeat("[1,],", 1_000_000) + `]}` }},
	{"a million comments", "json-syntax", func() string { return `{` + strings.Repeat("/**/", 1_000_000) + `}` }},
	{"an open comment often", "json-syntax", func() string { return `[` + strings.Repeat("/*,", 1_000_000) + `]` }},
	{"one key 100,000 times", "json-duplicate-key", func() string { return "{" + strings.Repeat(`"a":1,`, 100_000) + `"a":2}` }},
	{"a context that names itself", "jsonld-error", func() string { return `{"@context":{"a":"a:b","b":"c:x","c":"b:y"},"a":1}` }},
	{"a chain of 10,000 terms", "jsonld-too-many-contexts", func() string {
		var b strings.Builder
		b.WriteString(`{"@context":{`)
		for i := range 10_000 {
			fmt.Fprintf(&b, `"t%d":"t%d:x",`, i, i+1)
		}
		return b.String() + `"z":"http://example.org/"},"t0":"v"}`
	}},
	{"a different context in every node", "jsonld-too-many-contexts", func() string {
		var b strings.Builder
		b.WriteString(`{"@context":"https://schema.org","@graph":[`)
		for i := range 20_000 {
			fmt.Fprintf(&b, `{"@context":{"t%d":"http://example.org/%d"},"t%d":1},`, i, i, i)
		}
		return b.String() + `{}]}`
	}},
	{"scoped contexts in one another", "", func() string {
		return `{"@context":{"@vocab":"http://example.org/","p":{"@context":{"p":{"@context":{"q":"http://example.org/q"}}}}},"p":` +
			strings.Repeat(`{"p":`, 400) + "1" + strings.Repeat("}", 401)
	}},
	{"a scoped context that is its own", "", func() string {
		return `{"@context":{"@vocab":"http://example.org/","T":{"@context":{"T":{"@context":{}},"p":"http://example.org/p"}}},"p":` +
			strings.Repeat(`{"@type":"T","p":`, 400) + "1" + strings.Repeat("}", 401)
	}},
	{"faulty terms", "jsonld-error", func() string {
		var b strings.Builder
		b.WriteString(`{"@context":{`)
		for i := range 2000 {
			fmt.Fprintf(&b, `"t%d":5,`, i)
		}
		return b.String() + `"z":"http://example.org/"},"t0":"v"}`
	}},
	{"a long key above many", "", func() string {
		return `{"` + strings.Repeat("k", 1<<20) + `":[` + strings.Repeat(`{"a":1},`, 20_000) + `1]}`
	}},
	{"many keys of one object", "", func() string {
		var b strings.Builder
		b.WriteString(`{"@context":"https://schema.org","@type":"Article"`)
		for i := range 50_000 {
			fmt.Fprintf(&b, `,"k%d":%d`, i, i)
		}
		return b.String() + `}`
	}},
	{"the context again in every node", "", func() string {
		return `[` + strings.Repeat(`{"@context":["https://schema.org",{"x":"http://example.org/x"}],"@type":"Article","x":1},`, 10_000) + `{}]`
	}},
}

// TestHostileBlocks holds that hostile blocks are read to an end, and that a
// problem tells what was cut. What they cost is BenchmarkHostile's matter.
func TestHostileBlocks(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			body := h.body()
			items, problems := extract(body)
			schemaorg.NewGraph(items, problems)
			if h.problem != "" && !hasProblem(problems, h.problem) {
				t.Errorf("no problem %s among %v", h.problem, codes(problems))
			}
			if len(problems) > maxProblems+1 {
				t.Errorf("%d problems", len(problems))
			}
		})
	}
}

func hasProblem(problems []schemaorg.Problem, code string) bool {
	for _, p := range problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

func codes(problems []schemaorg.Problem) []string {
	var list []string
	for _, p := range problems[:min(len(problems), 20)] {
		list = append(list, p.Code)
	}
	return list
}

func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		n := script(h.body())
		b.Run(h.name, func(b *testing.B) {
			for b.Loop() {
				x := New(nil, schemaorg.Limits{})
				x.Script(n)
				x.Finish()
			}
		})
	}
}
