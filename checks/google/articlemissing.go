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

// anyEmptyText reports whether one of the main articles has the property with an
// empty text.
func anyEmptyText(s *scan, articles []*schemaorg.Item, term string) bool {
	return slices.ContainsFunc(articles, func(it *schemaorg.Item) bool { return s.isEmptyText(it, term) })
}

var articleHeadlineMissing = &check.Check{
	ID:       "google/article-headline-missing",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the article has a name, or the page is noindex"},
	Title:    "Article without headline",
	Impact:   "Google guesses the title of the article",
	Why: "Google takes the title of an article from headline. Without it Google takes one from the title element and the headings " +
		"of the page, with the site name and everything else in it.",
	Fix:        "Add headline with the title of the article as visitors see it, without the site name.",
	Exceptions: "Only the article that the page is about is checked. microdata/orphan-itemprop reports a microdata headline outside the item.",
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
		if name == "" || isURLOrEmail(name) || strings.HasPrefix(name, "/") {
			onIndex(pass, pass.Report(it.TypePlace(), "the %s has no headline", it.Label())).
				Advise("add headline with the title of the article").About(it.Label() + " headline")
			return
		}
		pass.Report(it.TypePlace(), "the %s has a name but no headline", it.Label()).
			Advise("add headline with the title of the article, such as %s", check.Quote(name)).About(it.Label() + " headline").Milder()
	},
}

// imageKeys are the meta elements with a page's image.
var imageKeys = []string{"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"}

// imageElsewhere is the image of the page outside structured data, or nil.
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
	Title:    "Article without image on a page with an image",
	Impact:   "Google shows the article without an image",
	Why: "Google shows articles with an image in carousels and in Discover, and takes it from image. The page has an image for " +
		"social networks but not for search engines.",
	Fix: "Add image to the article: the URL of an image of at least 50,000 pixels (width times height), or an ImageObject.",
	Exceptions: "Silent if the page has no image in og:image or twitter:image either, or only a logo: the article may have no image. Silent for " +
		"scholarly articles, whose pages show the cover of the journal. A " +
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
				// image_url and the like: schema/unknown-property reports them.
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
		// head/url-double-escaped reports a URL that was escaped twice.
		f := pass.Report(it.TypePlace(), "the %s has no image, but the page has %s", it.Label(), said.Written).
			Advise("add image with %s", check.Quote(weburl.Unescape(said.Value())))
		onIndex(pass, f).Relate(said.Origin(), "the image of the page").About(it.Label() + " image")
	},
}

var articleDatePublishedMissing = &check.Check{
	ID:       "google/article-date-published-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Article without datePublished on a page with a published date",
	Impact:   "Google guesses the published date",
	Why: "Google takes the date that it shows with an article from datePublished and dateModified. The page has a published date in " +
		"another place, but not in the article's structured data, so Google guesses from all dates that it finds.",
	Fix: "Add datePublished to the article with the same date and time, in ISO 8601 with an offset.",
	Exceptions: "date/missing-published reports a page without any published date. Technical articles and API references often have none " +
		"and are not checked.",
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
			f := pass.Report(it.TypePlace(), "the %s has no datePublished, but %s is %s", it.Label(), d.Label, check.Quote(d.Written)).
				Advise("add datePublished with %s", check.Quote(d.Time.String()))
			onIndex(pass, f).Relate(d.Origin, "the published date of the page").About(it.Label() + " datePublished")
			return
		}
	},
}

// hasOrphan reports whether a property is marked up, but outside every item, or
// where something unclosed swallows it: microdata/orphan-itemprop and the checks
// of markup report that, and fixing it adds the missing property.
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
