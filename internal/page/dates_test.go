package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/values/dates"
)

func readDates(t *testing.T, address, html string) *Page {
	t.Helper()
	p, err := Read(Source{Name: "test.html", Data: []byte(html), URL: address}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// showDates writes the dates of a page one a line, with the line that they
// stand on.
func showDates(p *Page) string {
	var b strings.Builder
	for _, f := range p.Dates() {
		weak := ""
		if f.Weak {
			weak = " weak"
		}
		value := f.Time.String()
		if f.Err != nil {
			value = dates.FaultOf(f.Err).String()
		}
		pos, _ := p.Position(f.Origin)
		fmt.Fprintf(&b, "%d %s%s %s %s\n", pos.Line, f.Role, weak, f.Label, value)
	}
	return b.String()
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ name, address, html, want string }{
		{"every place, by trust", "", `<html><head><title>Ferry runs again</title>
<link rel="canonical" href="https://example.org/2026/02/03/ferry">
<meta property="article:published_time" content="2026-02-03T08:00:00Z">
<meta property="article:published_time" content="2026-02-04T08:00:00Z">
<meta property="article:modified_time" content="soon">
<meta property="og:updated_time" content="2026-02-05">
<meta property="article:expiration_time" content="2027-01-01">
<meta name="Parsely-Pub-Date" content="2026-02-03T08:00:00Z">
<meta name="citation_date" content="2025/7/1">
<meta name="keywords" content="2026-02-03">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry runs again",
"datePublished":"2026-02-03T08:00:00Z",
"dateModified":"2026-02-30"}</script>
</head><body><article><header><h1>Ferry runs again</h1>
<time datetime="2026-02-03">Tuesday</time></header></article></body></html>`,
			`12 published JSON-LD datePublished 2026-02-03T08:00:00Z
13 modified JSON-LD dateModified impossible
3 published article:published_time 2026-02-03T08:00:00Z
4 published weak article:published_time 2026-02-04T08:00:00Z
5 modified article:modified_time malformed
7 expires article:expiration_time 2027-01-01
6 modified og:updated_time 2026-02-05
8 published Parsely-Pub-Date 2026-02-03T08:00:00Z
9 published weak citation_date 2025-07-01
15 published time element 2026-02-03
2 published page address 2026-02-03
`},
		{"content of a span is the value", "", `<article itemscope itemtype="https://schema.org/Article">
<span itemprop="datePublished" content="2026-02-03">3 February</span></article>`,
			"2 published microdata datePublished 2026-02-03\n"},
		{"the date of a work is weak", "", `<div itemscope itemtype="https://schema.org/Book"><meta itemprop="datePublished" content="1998"></div>`,
			"1 published weak microdata datePublished 1998\n"},
		{"a structured time element is one date", "", `<article itemscope itemtype="https://schema.org/Article"><header><h1>Ferry</h1>
<time itemprop="datePublished" datetime="2026-02-03">3 February 2026</time></header></article>`,
			"2 published microdata datePublished 2026-02-03\n"},
		{"text makes no date of a relative time", "", `<article><header><h1>Ferry</h1><time>2 hours ago</time></header></article>`,
			"1 published time element malformed\n"},
		{"words before a time element", "", `<article><header><h1>Ferry</h1>
<p>Updated: <time>3 February 2026</time></p>
<p>Zuletzt aktualisiert <span><time>4. Februar 2026</time></span></p>
<p>Published <time>1 February 2026</time></p>
</header></article>`,
			`2 modified time element 2026-02-03
3 modified time element 2026-02-04
4 published time element 2026-02-01
`},
		{"datetime and text that disagree", "", `<article><header><h1>Ferry</h1><time datetime="2026-02-03">4 March 2025</time></header></article>`,
			"1 published time element 2025-03-04\n"},
		{"time elements of other things", "", `<main><h1>Ferry</h1>
<nav><time class="published" datetime="2026-02-03">x</time></nav>
<figure><time class="published" datetime="2026-02-03">x</time></figure>
<div class="comments"><time class="published" datetime="2026-02-03">x</time></div>
<p><time datetime="2026-02-03">x</time></p>
</main>`, ""},
		{"address of the page itself", "https://example.org/news/2026-02-03-ferry", `<p>`,
			"0 published page address 2026-02-03\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readDates(t, c.address, c.html)
			if diff := cmp.Diff(c.want, showDates(p)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPathDate(t *testing.T) {
	for path, want := range map[string]string{
		"/2026/02/03/ferry":                    "2026-02-03",
		"/2026/02/ferry":                       "2026-02",
		"/2026/02":                             "",
		"/2026/02/":                            "2026-02",
		"/news/2026_02_03.html":                "2026-02-03",
		"/ferry-20260203":                      "2026-02-03",
		"/ferry-120260203":                     "",
		"/2026/13/03/ferry":                    "",
		"/2026/02/30/ferry":                    "",
		"/2026/02-03/ferry":                    "",
		"/1066/10/14/hastings":                 "",
		"/12345678/ferry/20260203-x":           "2026-02-03",
		"/events/2026/02/03/ferry":             "",
		"/wp-content/uploads/2026/02/03/ferry": "",
		"/":                                    "",
	} {
		p := readDates(t, "https://example.org"+path, "<p>")
		got := ""
		for _, f := range p.Dates() {
			got = f.Time.String()
		}
		if got != want {
			t.Errorf("date of %s is %q, want %q", path, got, want)
		}
	}
}

func TestMainItem(t *testing.T) {
	const head = `<title>Ferry runs again</title><link rel="canonical" href="https://example.org/ferry">`
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	for _, c := range []struct{ name, html, want string }{
		{"none", head, ""},
		{"the only one", head + ld(`{"@context":"https://schema.org","@type":"Recipe","name":"Pie"}`), "Pie"},
		{"the main entity of the page", head + ld(`{"@context":"https://schema.org","@graph":[
			{"@type":"NewsArticle","headline":"Tunnel closed","url":"https://example.org/tunnel"},
			{"@type":"NewsArticle","headline":"Ferry","mainEntityOfPage":{"@type":"WebPage","@id":"http://www.example.org/ferry/"}}]}`), "Ferry"},
		{"a list of teasers", `<title>News</title>` + ld(`{"@context":"https://schema.org","@graph":[
			{"@type":"NewsArticle","headline":"Tunnel closed"},{"@type":"NewsArticle","headline":"Bridge opened"}]}`), ""},
		{"the one with the page's heading", `<title>Ferry runs again</title><h1>Ferry runs again</h1>` + ld(`{"@context":"https://schema.org","@graph":[
			{"@type":"NewsArticle","headline":"Tunnel closed"},{"@type":"NewsArticle","headline":"Ferry runs again"}]}`), "Ferry runs again"},
		{"the post of a blog", head + `<div itemscope itemtype="https://schema.org/Blog"><article itemprop="blogPost" itemscope
			itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">Ferry runs again</h1></article></div>`, "Ferry runs again"},
		{"a comment is none", head + `<div itemscope itemtype="https://schema.org/Comment"><p itemprop="text">At last</p></div>`, ""},
		{"a count of visits is none", head + `<div itemscope itemtype="https://schema.org/UserPageVisits"><p itemprop="name">12</p></div>`, ""},
		{"the fuller of two", head + ld(`{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry runs again","datePublished":"2026-02-03"}`) +
			`<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry runs again</h1></article>`, "Ferry runs again"},
		{"a teaser in another syntax", head + ld(`{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry runs again","url":"https://example.org/ferry"}`) +
			`<div itemscope itemtype="https://schema.org/NewsArticle"><b itemprop="headline">Tunnel closed</b><meta itemprop="datePublished" content="2026-01-01">
			<meta itemprop="wordCount" content="12"></div>`, "Ferry runs again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readDates(t, "", c.html)
			got := ""
			if it := p.MainItem(); it != nil {
				got = itemTitle(it)
			}
			if got != c.want {
				t.Errorf("main item is %q, want %q", got, c.want)
			}
		})
	}
}
