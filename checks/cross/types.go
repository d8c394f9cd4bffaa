package cross

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

var typeConflict = &check.Check{
	ID:       "cross/type-conflict",
	Severity: check.Warning,
	Title:    "og:type that conflicts with the type of the main item",
	Impact:   "Facebook and search engines present the page as different things",
	Why: "Facebook reads the type of a page from og:type, search engines from the main item of the structured data. A product page with og:type article, " +
		"or an article with og:type product, loses the price in one place or the date and author in the other. " +
		"Many content management systems write og:type \"article\" on every page.",
	Fix: "Write the og:type that fits the main item: article, product, profile, book, video.other, or website if none fits.",
	Exceptions: "og:type website matches everything. Only clear contradictions are reported. A product that " +
		"is reviewed in an article is no contradiction: silent if the page also has an article, a review of the product, or a published date.",
	References: []string{refOGP, refSchema},
	Bad: `<meta property="og:type" content="article">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="12.00"></div></div>`,
	Good: `<meta property="og:type" content="product">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="12.00"></div></div>`,
	Since: "0.1.0",
	Run:   runTypeConflict,
}

// contradictions are og:types, or their first part, and the types of main
// items that they cannot be.
var contradictions = []struct {
	og    string
	types []string
}{
	{"article", []string{"Product", "JobPosting", "Event", "LocalBusiness"}},
	{"product", []string{"Article", "JobPosting", "Event"}},
	{"og:product", []string{"Article", "JobPosting", "Event"}},
	{"profile", []string{"Article", "Product", "Recipe", "JobPosting", "Event"}},
	{"book", []string{"NewsArticle", "BlogPosting", "Recipe", "JobPosting", "Event"}},
	{"music", []string{"NewsArticle", "Recipe", "JobPosting", "Product"}},
}

func runTypeConflict(pass *check.Pass) {
	p := pass.Page
	prop := p.Prop("og:type")
	if prop == nil {
		return
	}
	og := strings.ToLower(prop.Value())
	main := p.SubjectItems()
	if len(main) == 0 {
		return
	}
	for _, row := range contradictions {
		if og != row.og && !strings.HasPrefix(og, row.og+".") {
			continue
		}
		for _, it := range main {
			i := slices.IndexFunc(row.types, it.Is)
			if i < 0 {
				continue
			}
			if og == "article" && isAboutThing(p, it) {
				return
			}
			if it.Is("Article") && hasType(p, "Product") {
				return
			}
			f := pass.Report(prop.Origin(), "og:type is %s, but the type of the main item is %s", check.Quote(prop.Value()), it.Label()).
				Advise("write the og:type that fits the main item")
			f.Relate(it.TypePlace(), "the main item is the %s %s", it.Syntax, it.Label())
			f.About("og:type").Fact("og:type", og).Fact("type", it.Label())
			return
		}
	}
}

// isAboutThing reports whether a page with og:type article can be a text about
// the thing: a review, an announcement. A shop's page has offers and none of
// that.
func isAboutThing(p *page.Page, it *schemaorg.Item) bool {
	if hasType(p, "Article") || p.Content("article:published_time") != "" || p.Content("article:author") != "" {
		return true
	}
	if it.Is("Product") {
		return it.Value("offers") == nil || it.Value("review") != nil
	}
	return false
}

// hasType reports whether any item of the page that is no teaser has the type.
func hasType(p *page.Page, typ string) bool {
	return slices.ContainsFunc(p.Graph.OfType(typ), func(it *schemaorg.Item) bool { return !p.Graph.IsSecondary(it) })
}
