// Package cross holds the checks that compare what a page says in several
// places: titles, URLs, names, languages, types, texts and images that should
// match.
//
// A conflict has two sides, and seldom is it known which one is wrong. Sources
// that match are grouped; the smallest group, and among equals the one that
// visitors of the page see least, is reported, and the others are related
// places.
package cross

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	titleMismatch,
	titleNumberMismatch,
	brandCase,
	canonicalOGURL,
	canonicalSchemaURL,
	authorMismatch,
	publisherMismatch,
	languageMismatch,
	typeConflict,
	duplicateMainEntity,
	descriptionMismatch,
	imageMismatch,
	priceMismatch,
	availabilityMismatch,
	ratingMismatch,
	jsonldNotVisible,
}

// Documents that several checks refer to.
const (
	refTitleLink = "https://developers.google.com/search/docs/appearance/title-link"
	refOGP       = "https://ogp.me/"
	refSchema    = "https://developers.google.com/search/docs/appearance/structured-data/sd-policies"
	refArticle   = "https://developers.google.com/search/docs/appearance/structured-data/article"
	refSiteName  = "https://developers.google.com/search/docs/appearance/site-names"
	refCanonical = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
	refSnippet   = "https://developers.google.com/search/docs/appearance/snippet"
	refLang      = "https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"
)

// A statement is what one place of the page says about something that other
// places mention, too.
type statement struct {
	label string // "og:title"
	text  string
	at    text.Origin
	trust int // the higher, the nearer to what visitors see
}

// groups divides n statements: agree reports whether two belong together, and
// so do those that others link. Groups and their members are in order.
func groups(n int, agree func(i, j int) bool) [][]int {
	parent := make([]int, n)
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			if a, b := root(i), root(j); a != b && agree(i, j) {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	index := make([]int, n)
	var list [][]int
	for i := range n {
		r := root(i)
		if r == i {
			index[i] = len(list)
			list = append(list, nil)
		}
		list[index[r]] = append(list[index[r]], i)
	}
	return list
}

// outlier is the index of the smallest group; among equals, of the one whose
// most trusted member is trusted least.
func outlier(list [][]int, trust func(i int) int) int {
	best, bestTrust := -1, 0
	for g, members := range list {
		t := trust(members[0])
		for _, m := range members[1:] {
			t = max(t, trust(m))
		}
		if best < 0 || len(members) < len(list[best]) || len(members) == len(list[best]) && t <= bestTrust {
			best, bestTrust = g, t
		}
	}
	return best
}

// isArticle reports whether the page says that it is an article.
func isArticle(p *page.Page) bool {
	for _, it := range p.SubjectItems() {
		if it.Is("Article") {
			return true
		}
	}
	return strings.EqualFold(p.Content("og:type"), "article") || p.Content("article:published_time") != ""
}

// isListing reports whether the page says that it is a list of other pages, or
// search results: their titles are made up for each consumer.
func isListing(p *page.Page) bool {
	for _, it := range p.Graph.Items {
		for _, typ := range []string{"CollectionPage", "SearchResultsPage", "Blog"} {
			if it.Is(typ) && len(p.SubjectItems()) == 0 {
				return true
			}
		}
	}
	return false
}

// described reports whether an item of the type belongs to nothing else: it
// stands for itself, or is what a page is said to be about.
func described(p *page.Page, it *schemaorg.Item) bool {
	if it.Reference || p.Graph.IsSecondary(it) {
		return false
	}
	if it.Parent == nil {
		return true
	}
	role := it.Role()
	return role != nil && (role.Term() == "mainEntity" || role.Term() == "mainEntityOfPage" || role.Reverse)
}
