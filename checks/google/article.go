package google

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// mainArticles are the items in any syntax that describe the article that the
// page is about; nil if it is about none, or if they have no properties at all,
// which schema/empty-item reports. Posts of forums and social networks are left
// out: Google has a feature of its own for them.
func mainArticles(p *page.Page) []*schemaorg.Item {
	var list []*schemaorg.Item
	empty := true
	for _, it := range p.MainItems() {
		if it.Is("Article") && (!it.Is("SocialMediaPosting") || it.Is("BlogPosting")) {
			list = append(list, it)
			empty = empty && len(it.Properties) == 0
		}
	}
	if empty {
		return nil
	}
	return list
}

var articleDateModifiedMissing = &check.Check{
	ID:       "google/article-date-modified-missing",
	Severity: check.Info,
	Title:    "Article without dateModified on a page with a modified date",
	Impact:   "Google may show an outdated date",
	Why: "Google takes the date that it shows with an article from dateModified and datePublished. The page has a modified date in " +
		"another place, but not in the article's structured data, so Google may miss an update.",
	Fix:        "Add dateModified to the article with the same date and time, in ISO 8601 with an offset.",
	Exceptions: "Silent if the page has no modified date, or one that equals its published date.",
	References: []string{articleDoc, "https://developers.google.com/search/docs/appearance/publication-dates"},
	Bad: `<!doctype html>
<html lang="en">
<head>
<title>Ferry service resumes</title>
<meta property="article:modified_time" content="2026-03-02T10:00:00Z">
</head>
<body>
<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <meta itemprop="datePublished" content="2026-03-01T08:00:00Z">
</article>
</body>
</html>`,
	Good: `<!doctype html>
<html lang="en">
<head>
<title>Ferry service resumes</title>
<meta property="article:modified_time" content="2026-03-02T10:00:00Z">
</head>
<body>
<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <meta itemprop="datePublished" content="2026-03-01T08:00:00Z">
  <meta itemprop="dateModified" content="2026-03-02T10:00:00Z">
</article>
</body>
</html>`,
	Since: "0.1.0",
	Run:   runArticleDateModifiedMissing,
}

func runArticleDateModifiedMissing(pass *check.Pass) {
	p := pass.Page
	articles := mainArticles(p)
	if len(articles) == 0 || p.Partial() {
		return
	}
	for _, it := range articles {
		if p.Graph.Text(it, "dateModified") != "" {
			return
		}
	}
	said := modifiedElsewhere(p, articles[0])
	if said.value == "" || hasOrphan(p, "dateModified") || anyEmptyText(scanOf(pass), articles, "dateModified") {
		return
	}
	it := articles[0]
	when, err := dates.Any(said.value)
	if err != nil {
		return // the checks of dates report that it is not a date
	}
	f := pass.Report(it.Origin, "the %s has no dateModified, but %s is %s", it.Label(), said.label, check.Quote(said.value)).
		Advise("add dateModified with %s", check.Quote(when.String()))
	f.Relate(said.origin, "the modified date of the page").About(it.Label() + " dateModified")
}

// A statement is a value of a page and where it is.
type statement struct {
	label, value string
	origin       text.Origin
}

// metaLabel is a tag in messages: "meta author", "article:author".
func metaLabel(prop *page.Prop) string {
	if strings.Contains(prop.Key, ":") {
		return prop.Written
	}
	return "meta " + prop.Written
}

// dateLike is the beginning of an ISO 8601 date.
var dateLike = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)

// modifiedKeys are the meta elements with the modified date.
var modifiedKeys = []string{"article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified"}

// modifiedElsewhere is the modified date of the page outside the article's item;
// the zero statement if there is none, or one that equals the published date.
func modifiedElsewhere(p *page.Page, article *schemaorg.Item) statement {
	published := p.Content("article:published_time")
	if published == "" {
		published = p.Graph.Text(article, "datePublished")
	}
	first, errFirst := dates.Any(published)
	fits := func(s string) bool {
		if !dateLike.MatchString(s) || s == published || s == dateLike.FindString(published) {
			return false
		}
		t, err := dates.Any(s)
		return err == nil && (errFirst != nil || !dates.SameSecond(t, first))
	}
	for _, key := range modifiedKeys {
		if prop := p.Prop(key); prop != nil && fits(prop.Value()) {
			return statement{metaLabel(prop), prop.Value(), prop.Origin()}
		}
	}
	// The page as a WebPage; not a page that the article links to.
	for _, it := range p.Graph.OfType("WebPage") {
		if it.Parent != nil && it.Parent != article {
			continue
		}
		if v := it.Value("dateModified"); v != nil && v.Item == nil && fits(strings.TrimSpace(v.Text)) {
			return statement{"dateModified of the " + it.Label(), strings.TrimSpace(v.Text), v.Origin}
		}
	}
	for _, t := range p.Times {
		class, _ := text.Attr(t.Node, "class")
		tokens := strings.Fields(strings.ToLower(class))
		// hAtom: "updated" is the modified date, unless it is both.
		if slices.Contains(tokens, "updated") && !slices.Contains(tokens, "published") && t.HasDatetime && fits(strings.TrimSpace(t.Datetime)) && within(t.Node, article) {
			return statement{"a time element with class updated", strings.TrimSpace(t.Datetime), t.Origin()}
		}
	}
	return statement{}
}

// within reports whether an element is inside that of a microdata or RDFa item.
// Elements belong to a JSON-LD item only if the page has at most one article
// element, which is not checked here.
func within(n *html.Node, it *schemaorg.Item) bool {
	if it.Syntax == schemaorg.JSONLD || it.Origin.Node == nil {
		return false
	}
	for a := n; a != nil; a = a.Parent {
		if a == it.Origin.Node {
			return true
		}
	}
	return false
}

var articleAuthorMissing = &check.Check{
	ID:       "google/article-author-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Article without author on a page with an author",
	Impact:   "Google does not learn who wrote the article",
	Why: "Google recommends author for articles, to show who wrote them and to distinguish people with the same name. Other parsers show it " +
		"as the byline.",
	Fix: "Add author to the article: a Person with name and url, or an Organization. Write one author item for each person.",
	Exceptions: "Silent if the page has no author in its metadata or in a link with rel=author, or only its publisher, or a name of one word, which is mostly an " +
		"organization: the article may have no author. Posts of forums and social networks are not checked.",
	References: []string{articleDoc},
	Bad: `<!doctype html>
<html lang="en">
<head>
<title>Ferry service resumes</title>
<meta name="author" content="Ada Example">
</head>
<body>
<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</article>
</body>
</html>`,
	Good: `<!doctype html>
<html lang="en">
<head>
<title>Ferry service resumes</title>
<meta name="author" content="Ada Example">
</head>
<body>
<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Example</b></p>
</article>
</body>
</html>`,
	Since: "0.1.0",
	Run:   runArticleAuthorMissing,
}

func runArticleAuthorMissing(pass *check.Pass) {
	p := pass.Page
	articles := mainArticles(p)
	if len(articles) == 0 || p.Partial() {
		return
	}
	for _, it := range articles {
		if len(p.Graph.Values(it, "author")) > 0 {
			return
		}
	}
	it := articles[0]
	said := authorElsewhere(scanOf(pass), it)
	if said.value == "" || isOneWord(said.value) || isSiteName(p, said.value) || hasOrphan(p, "author") {
		return
	}
	f := pass.Report(it.Origin, "the %s has no author, but %s is %s", it.Label(), said.label, check.Quote(said.value)).
		Advise("add author with a Person or Organization and its name")
	onIndex(pass, f).Relate(said.origin, "the author of the page").About(it.Label() + " author")
}

// authorKeys are the meta elements with an author.
var authorKeys = []string{
	"author", "byl", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author", "article:author", "og:article:author",
}

// authorElsewhere is the author of the page outside the author property of the
// article, or the zero statement.
func authorElsewhere(s *scan, article *schemaorg.Item) statement {
	p := s.p
	for i, v := range s.e.valuesOf(article, "creator") {
		if i == maxAuthors {
			break
		}
		if name := authorOf(s.e, v).name; name != "" {
			return statement{"creator", name, v.Origin}
		}
	}
	for _, key := range authorKeys {
		if prop := p.Prop(key); prop != nil && prop.Value() != "" && !strings.Contains(prop.Value(), "://") {
			return statement{metaLabel(prop), prop.Value(), prop.Origin()}
		}
	}
	// Links with rel=author; only pages without an author come here.
	for n := p.Body; n != nil; n = text.Following(n, p.Body) {
		if n.Type != html.ElementNode || n.DataAtom != atom.A {
			continue
		}
		if rel, ok := text.Attr(n, "rel"); ok && slices.Contains(strings.Fields(strings.ToLower(rel)), "author") {
			if name := page.TextOf(n); name != "" {
				return statement{"the link with rel=author", name, text.FromContent(n)}
			}
		}
	}
	return statement{}
}

// isOneWord reports whether a name has just one word, in a script that puts
// spaces between them.
func isOneWord(name string) bool {
	for _, r := range name {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
			return false
		}
	}
	return !strings.Contains(text.Fold(name), " ")
}

// isSiteName reports whether a name is that of the site or its publisher.
func isSiteName(p *page.Page, name string) bool {
	key := nameKey(name)
	if key == "" {
		return false
	}
	for _, site := range p.SiteNames() {
		if nameKey(site) == key {
			return true
		}
	}
	return false
}

// nameKey is a name without case, punctuation and a leading article, for
// comparison.
func nameKey(name string) string {
	name = strings.ToLower(text.Fold(name))
	name = strings.TrimPrefix(name, "the ")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .,-_'’&|", r) {
			return -1
		}
		return r
	}, name)
}
