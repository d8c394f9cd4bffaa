package google

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// noneHas reports whether no item of the main articles has the property.
func noneHas(s *scan, articles []*schemaorg.Item, term string) bool {
	for _, it := range articles {
		if s.has(it, term) {
			return false
		}
	}
	return true
}

// anyEmptyText reports whether one of the main articles has the property as an empty
// text.
func anyEmptyText(s *scan, articles []*schemaorg.Item, term string) bool {
	return slices.ContainsFunc(articles, func(it *schemaorg.Item) bool { return s.isEmptyText(it, term) })
}

var articleHeadlineMissing = &check.Check{
	ID:       "google/article-headline-missing",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the article has a name, or the page is kept out of search results"},
	Title:    "article has no headline",
	Why: "Google takes the title of an article from headline. Without it Google makes one of the title element and the headings " +
		"of the page, with the name of the site and all that stands around it.",
	Fix:        "Add headline with the title of the article as readers see it, without the name of the site.",
	Exceptions: "Only the article that the page is about is judged; a microdata headline that stands outside the item is reported by microdata/orphan-itemprop.",
	References: []string{articleDoc},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1>Ferry service resumes</h1>
  <meta itemprop="datePublished" content="2026-03-01T08:00:00Z">
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <meta itemprop="datePublished" content="2026-03-01T08:00:00Z">
</article>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		articles := mainArticles(pass.Page)
		if len(articles) == 0 || pass.Page.Partial() {
			return
		}
		s := scanOf(pass)
		if !noneHas(s, articles, "headline") || hasOrphan(pass.Page, "headline") || anyEmptyText(s, articles, "headline") {
			return
		}
		it := articles[0]
		name := s.e.text(it, "name")
		if name == "" || isAddress(name) || strings.HasPrefix(name, "/") {
			onIndex(pass, pass.Report(it.TypePlace(), "the %s has no headline, from which Google takes its title; add headline with the title of the article", it.Label())).
				About(it.Label() + " headline")
			return
		}
		pass.Report(it.TypePlace(), "the %s has a name but no headline, from which Google takes its title; add headline %s", it.Label(), check.Quote(name)).
			About(it.Label() + " headline").Milder()
	},
}

// imageKeys are the meta elements that give a page's image.
var imageKeys = []string{"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"}

// imageElsewhere is the image that the page gives outside structured data, or
// nil.
func imageElsewhere(p *page.Page) *page.Prop {
	for _, key := range imageKeys {
		if prop := p.Prop(key); prop != nil && prop.Value() != "" {
			return prop
		}
	}
	return nil
}

var articleImageMissing = &check.Check{
	ID:       "google/article-image-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "article has no image although the page gives one",
	Why: "Google shows articles with an image in carousels and in Discover, and takes it from image. Here the page gives an image to " +
		"social networks but not to search engines.",
	Fix: "Add image to the article: the address of a picture of 50,000 pixels or more, or an ImageObject.",
	Exceptions: "Silent when the page gives no image in og:image or twitter:image either, or only a logo: then there may be none to give; and for " +
		"scholarly articles, whose pages show others the cover of the journal. A " +
		"thumbnailUrl, an associatedMedia or a primaryImageOfPage of the page counts.",
	References: []string{articleDoc},
	Bad: `<html lang="en"><head><title>Ferry service resumes</title>
<meta property="og:image" content="https://example.com/ferry.jpg"></head>
<body><article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</article></body></html>`,
	Good: `<html lang="en"><head><title>Ferry service resumes</title>
<meta property="og:image" content="https://example.com/ferry.jpg"></head>
<body><article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <img itemprop="image" src="https://example.com/ferry.jpg" alt="The ferry">
</article></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		articles := mainArticles(p)
		if len(articles) == 0 || p.Partial() {
			return
		}
		if slices.ContainsFunc(articles, func(it *schemaorg.Item) bool { return it.Is("ScholarlyArticle") }) {
			return
		}
		s := scanOf(pass)
		for _, term := range [...]string{"image", "thumbnailUrl", "associatedMedia", "primaryImageOfPage"} {
			if !noneHas(s, articles, term) {
				return
			}
		}
		for _, it := range p.Graph.OfType("WebPage") {
			if s.value(it, "primaryImageOfPage") != nil || s.value(it, "image") != nil {
				return
			}
		}
		for _, it := range articles {
			for i := range it.Properties {
				// image_url and the like: schema/unknown-property tells of them.
				if strings.HasPrefix(it.Properties[i].Term(), "image") {
					return
				}
			}
		}
		said := imageElsewhere(p)
		if said == nil || hasOrphan(p, "image") || strings.Contains(strings.ToLower(said.Value()), "logo") {
			return
		}
		it := articles[0]
		// Of an address that was escaped twice, head/url-double-escaped tells.
		f := pass.Report(it.TypePlace(), "the %s has no image although the page gives one in %s, so that Google shows the article without; add image %s",
			it.Label(), said.Written, check.Quote(weburl.Unescape(said.Value())))
		onIndex(pass, f).Relate(said.Origin(), "the image that the page gives").About(it.Label() + " image")
	},
}

var articleDatePublishedMissing = &check.Check{
	ID:       "google/article-date-published-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "article has no datePublished although the page states when it was published",
	Why: "Google takes the date that it shows beside an article from datePublished and dateModified. Here the page tells others when it was " +
		"published, but not in the article's structured data, so that Google guesses among all the dates that it finds.",
	Fix: "Add datePublished with the same time, in ISO 8601 with an offset, to the article.",
	Exceptions: "A page that states no such time at all is reported by date/missing-published. Technical articles and references have " +
		"none to state.",
	References: []string{articleDoc, "https://developers.google.com/search/docs/appearance/publication-dates"},
	Bad: `<html lang="en"><head><title>Ferry service resumes</title>
<meta property="article:published_time" content="2026-03-01T08:00:00Z"></head>
<body><article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</article></body></html>`,
	Good: `<html lang="en"><head><title>Ferry service resumes</title>
<meta property="article:published_time" content="2026-03-01T08:00:00Z"></head>
<body><article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <meta itemprop="datePublished" content="2026-03-01T08:00:00Z">
</article></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		articles := mainArticles(p)
		if len(articles) == 0 || p.Partial() {
			return
		}
		s := scanOf(pass)
		for _, it := range articles {
			if it.Is("TechArticle") || it.Is("APIReference") || s.value(it, "datePublished") != nil || s.value(it, "dateCreated") != nil {
				return
			}
		}
		if hasOrphan(p, "datePublished") || anyEmptyText(s, articles, "datePublished") {
			return
		}
		for _, it := range p.Graph.OfType("WebPage") {
			if s.value(it, "datePublished") != nil {
				return // Google reads that as well
			}
		}
		for _, d := range p.Dates() {
			if d.Role != page.Published || d.Source == page.DateInURL || d.Weak || !d.OK() {
				continue
			}
			it := articles[0]
			f := pass.Report(it.TypePlace(), "the %s has no datePublished although the page says that it was published at %s (%s), so that Google must guess the date; "+
				"add datePublished %s", it.Label(), check.Quote(d.Written), d.Label, check.Quote(d.Time.String()))
			onIndex(pass, f).Relate(d.Origin, "the time of publishing that the page states").About(it.Label() + " datePublished")
			return
		}
	},
}

// hasOrphan reports whether a property is marked up, but outside every item, or
// where something unclosed swallows it: microdata/orphan-itemprop and the checks
// of markup say so, and mending that mends what is missing.
func hasOrphan(p *page.Page, term string) bool {
	if p.SwallowsProperty(term) {
		return true
	}
	for i := range p.Graph.Problems {
		pr := &p.Graph.Problems[i]
		if pr.Code != "orphan-itemprop" || pr.Origin.Node == nil {
			continue
		}
		for _, a := range pr.Origin.Node.Attr {
			if a.Key == "itemprop" && slices.Contains(strings.Fields(a.Val), term) {
				return true
			}
		}
	}
	return false
}
