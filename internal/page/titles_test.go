package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shownTitles writes the titles of a page as "label: text".
func shownTitles(p *Page) []string {
	var got []string
	for _, f := range p.TitleSources() {
		s := f.Label + ": " + f.Text
		if f.Kind == TitleAlternate {
			s = "(" + s + ")"
		}
		got = append(got, s)
	}
	return got
}

func TestTitleSources(t *testing.T) {
	tests := []struct {
		name, html string
		want       []string
	}{
		{"head and heading", `<title> A
			title | Gazette</title><meta property="og:title" content="OG"><meta name="twitter:title" content="TW">
			<meta name="DC.title" content="DC"><meta name="title" content="M"><body><h1>Heading</h1>`,
			[]string{"h1: Heading", "title: A title | Gazette", "og:title: OG", "twitter:title: TW", "meta title: M", "dc.title: DC"}},
		{"empty ones are none", `<title> </title><meta property="og:title" content=" "><h1></h1>`, nil},
		{"headline on the heading", `<article itemscope itemtype="https://schema.org/NewsArticle"><h1><span itemprop="headline">Head</span></h1></article>`,
			[]string{"h1 (microdata headline): Head"}},
		{"headline beside the heading", `<article itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="headline" content="Head"><h1>Other</h1></article>`,
			[]string{"h1: Other", "microdata headline: Head"}},
		{"one element for several readers", `<meta property="og:title" name="twitter:title" content="Both">`,
			[]string{"og:title: Both"}},
		{"headline and og:title in one element", `<div itemscope itemtype="https://schema.org/Article"><meta itemprop="headline" property="og:title" content="Both"></div>`,
			[]string{"microdata headline: Both"}},
		{"article with a name only", `<div itemscope itemtype="https://schema.org/BlogPosting"><b itemprop="name">N</b></div>`,
			[]string{"microdata name: N"}},
		{"second titles", `<div itemscope itemtype="https://schema.org/Article"><b itemprop="headline">H</b><b itemprop="headline">H2</b>
			<i itemprop="alternativeHeadline">A</i></div>`,
			[]string{"microdata headline: H", "(second microdata headline: H2)", "(microdata alternativeHeadline: A)"}},
		{"an address is no title", `<div itemscope itemtype="https://schema.org/Article"><a itemprop="headline" href="https://example.org/x">H</a></div>`, nil},
		{"job", `<div itemscope itemtype="https://schema.org/JobPosting"><b itemprop="title">Lamp keeper</b></div>`,
			[]string{"microdata title: Lamp keeper"}},
		{"what is told in passing", `<div itemscope itemtype="https://schema.org/WebPage"><b itemprop="name">P</b>
			<div itemprop="hasPart" itemscope itemtype="https://schema.org/Article"><b itemprop="headline">Part</b></div></div>
			<div itemscope itemtype="https://schema.org/Comment"><b itemprop="name">C</b></div>`, nil},
		{"JSON-LD", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"J"}</script>`,
			[]string{"JSON-LD headline: J"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shownTitles(read(t, tt.html))); diff != "" {
				t.Errorf("titles of %s (-want +got):\n%s", tt.html, diff)
			}
		})
	}
}

func TestTitleSourcesBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<div itemscope itemtype="https://schema.org/Article">`)
	for i := range 1000 {
		fmt.Fprintf(&b, `<b itemprop="headline">Headline %d</b>`, i)
	}
	if n := len(read(t, b.String()).TitleSources()); n != maxTitleFacts {
		t.Errorf("%d titles, want %d", n, maxTitleFacts)
	}
}

func TestMainHeading(t *testing.T) {
	tests := []struct {
		name, html, want string
	}{
		{"only one", `<h1>A</h1><h2>B</h2>`, "A"},
		{"the site's name", `<meta property="og:site_name" content="Gazette"><h1>The Gazette</h1><h1>A</h1>`, "A"},
		{"in the header of the article", `<article><header><h1>A</h1></header></article>`, "A"},
		{"in the page's header, and unlike the title", `<title>Other words here</title><header><h1>Local news</h1></header>`, ""},
		{"in the page's header, and the title", `<title>Storm reaches the coast | Gazette</title><header><h1>Storm reaches the coast</h1></header>`, "Storm reaches the coast"},
		{"in an aside", `<aside><h1>A</h1></aside>`, ""},
		{"in a navigation", `<nav><h1>A</h1></nav><h1>B</h1>`, "B"},
		{"in the content, beside others", `<h1>A</h1><main><h1>B</h1></main>`, "B"},
		{"hidden beside a shown one", `<h1 hidden>A</h1><h1>B</h1>`, "B"},
		{"hidden from sight only", `<h1 class="sr-only">A</h1>`, "A"},
		{"several, one is the title", `<title>Storm reaches the coast</title><h1>Weather</h1><h1>Storm reaches coast</h1>`, "Storm reaches coast"},
		{"several, none is the title", `<title>Gazette</title><h1>A story about boats</h1><h1>A story about lamps</h1>`, ""},
		{"none", `<h2>A</h2>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if h := read(t, tt.html).MainHeading(); h != nil {
				got = h.Text
			}
			if got != tt.want {
				t.Errorf("heading of %s is %q, want %q", tt.html, got, tt.want)
			}
		})
	}
}

func TestMainItems(t *testing.T) {
	const canonical = `<link rel="canonical" href="https://example.org/a">`
	article := func(address, head string) string {
		return `<div itemscope itemtype="https://schema.org/NewsArticle"><link itemprop="url" href="` + address + `"><b itemprop="headline">` + head + `</b></div>`
	}
	loose := func(typ, name string) string {
		return `<div itemscope itemtype="https://schema.org/` + typ + `"><b itemprop="name">` + name + `</b></div>`
	}
	tests := []struct {
		name, html string
		want       []string // names or headlines
	}{
		{"the only one", loose("Product", "Mug"), []string{"Mug"}},
		{"an article before what it speaks of", loose("Product", "Mug") + loose("Article", "Test of a mug"), []string{"Test of a mug"}},
		{"two without address", loose("Article", "A") + loose("Article", "B"), nil},
		{"the one with the page's address", canonical + article("https://example.org/b", "B") + article("http://www.example.org/a/", "A"), []string{"A"}},
		{"only others' addresses", canonical + article("https://example.org/b", "B") + article("https://example.org/c", "C"), nil},
		{"a wrong address on what the page shows", canonical + `<title>Old lamp burns again</title>` + article("https://example.org/", "Old lamp burns again"), []string{"Old lamp burns again"}},
		{"one in each syntax", article("https://example.org/a", "A") +
			`<script type="application/ld+json">{"@context":"https://schema.org","@type":"Article","headline":"A too"}</script>`, []string{"A", "A too"}},
		{"the main entity of a page item", `<div itemscope itemtype="https://schema.org/WebPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Recipe"><b itemprop="name">Soup</b></div></div>`, []string{"Soup"}},
		{"a review's product", `<div itemscope itemtype="https://schema.org/Review"><div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Product"><b itemprop="name">Mug</b></div></div>`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, it := range read(t, tt.html).MainItems() {
				got = append(got, it.Text("headline")+it.Text("name"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("main items of %s (-want +got):\n%s", tt.html, diff)
			}
		})
	}
}

// Of the items of several syntaxes, an identifier that each writes in its own
// way is one, and a label of a blank node is none.
func TestSubjectItemsEntities(t *testing.T) {
	page := func(id, other string) string {
		return `<title>T</title><div itemscope itemtype="https://schema.org/Article" itemid="` + id + `"><b itemprop="headline">A</b></div>` +
			`<script type="application/ld+json">{"@context":"https://schema.org","@type":"Article","@id":"` + other + `","headline":"Another"}</script>`
	}
	for _, tt := range []struct {
		name, id, other string
		want            int
	}{
		{"one identifier", "https://example.org/a#b", "https://example.org/a#b", 2},
		{"one identifier in two spellings", "https://example.org/a#b c", "https://example.org/a#b c", 2},
		{"two identifiers", "https://example.org/a#b", "https://example.org/a#c", 0},
		{"blank nodes", "_:b", "_:b", 0},
	} {
		p := read(t, page(tt.id, tt.other))
		if got := len(p.SubjectItems()); got != tt.want {
			t.Errorf("%s: %d items, want %d", tt.name, got, tt.want)
		}
	}
}

func TestTieOf(t *testing.T) {
	for address, want := range map[string]Tie{
		`<link itemprop="mainEntityOfPage" href="https://example.org/a#x">`:                                                      TiedHere,
		`<link itemprop="mainEntityOfPage" href="https://example.org/amp/a">`:                                                    TiedHere,
		`<meta itemprop="mainEntityOfPage" content="https://example.org/b">`:                                                     TiedAway,
		`<meta itemprop="mainEntityOfPage" content="true">`:                                                                      Untied,
		`<a itemprop="url" href="/b">x</a>`:                                                                                      TiedAway,
		`<a itemprop="url" href="/b">x</a><a itemprop="url" href="/a">x</a>`:                                                     TiedHere,
		`<div itemprop="mainEntityOfPage" itemscope itemid="https://example.org/a" itemtype="https://schema.org/WebPage"></div>`: TiedHere,
		``: Untied,
	} {
		p := read(t, `<base href="https://example.org/x"><link rel="canonical" href="https://example.org/a"><div itemscope itemtype="https://schema.org/Article">`+address+`</div>`)
		if got := p.TieOf(p.Graph.Items[0]); got != want {
			t.Errorf("tie of %s is %d, want %d", address, got, want)
		}
	}
}

func TestSiteNames(t *testing.T) {
	p := read(t, `<link rel="canonical" href="https://news.lamp.co.uk/a"><meta property="og:site_name" content="Evening  Lamp">
		<meta name="application-name" content="Lamp App"><meta name="twitter:site" content="@eveninglamp">
		<div itemscope itemtype="https://schema.org/Article"><b itemprop="headline">H</b>
		<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Lamp Media</b></span></div>
		<div itemscope itemtype="https://schema.org/WebSite"><b itemprop="name">Lamp Online</b></div>`)
	want := []string{"Evening Lamp", "Lamp App", "eveninglamp", "Lamp Media", "Lamp Online", "news.lamp.co.uk", "lamp.co.uk"}
	if diff := cmp.Diff(want, p.SiteNames()); diff != "" {
		t.Errorf("site names (-want +got):\n%s", diff)
	}
}

// A publisher with many properties, named many times, gives one name. That it is
// looked at once is held by the shape "publisher with many properties" of package
// hostile.
func TestSiteNamesBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<div vocab="https://schema.org/"><div resource="#o" typeof="Organization">`)
	for range 15_000 {
		b.WriteString(`<meta property="url" content="u">`)
	}
	b.WriteString(`<b property="name">Lamp Media</b></div>`)
	for range 15_000 {
		b.WriteString(`<div typeof="Article"><link property="publisher" resource="#o"></div>`)
	}
	p := read(t, b.String())
	names := p.SiteNames()
	if diff := cmp.Diff([]string{"Lamp Media"}, names); diff != "" {
		t.Errorf("site names (-want +got):\n%s", diff)
	}
}
