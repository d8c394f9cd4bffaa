package cross

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/internal/values/titles"
	"github.com/metacheck/metacheck/schemaorg"
)

var duplicateMainEntity = &check.Check{
	ID:       "cross/duplicate-main-entity",
	Severity: check.Warning,
	Title:    "Main item described twice with different values",
	Impact:   "search engines may show the values of either",
	Why: "A theme and a plugin that both write structured data describe one article, product or recipe twice. Search engines see " +
		"two things, or choose either, so they may show the wrong date, author or price.",
	Fix: "Turn off one of the two, or write the same @id and the same values in both.",
	Exceptions: "Items with the same @id are one thing, and items with matching values are not reported. Only complete items that have the page's " +
		"URL or title are checked, not teasers, list entries, related products or variants. If two syntaxes differ in a single " +
		"value, the check of that value reports it.",
	References: []string{refSchema},
	Bad: `<!doctype html><html lang="en"><head><title>Old lighthouse keeps its lamp</title></head><body>
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<meta itemprop="datePublished" content="2025-03-02"><meta itemprop="author" content="Greta Lindqvist">
</article>
<div itemscope itemtype="https://schema.org/BlogPosting">
<meta itemprop="headline" content="Old lighthouse keeps its lamp">
<meta itemprop="datePublished" content="2025-05-19"><meta itemprop="author" content="admin">
</div></body></html>`,
	Good: `<!doctype html><html lang="en"><head><title>Old lighthouse keeps its lamp</title></head><body>
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<meta itemprop="datePublished" content="2025-03-02"><meta itemprop="author" content="Greta Lindqvist">
</article>
<div itemscope itemtype="https://schema.org/BlogPosting">
<meta itemprop="headline" content="Old lighthouse keeps its lamp">
<meta itemprop="datePublished" content="2025-03-02T08:00"><meta itemprop="author" content="Greta Lindqvist">
</div></body></html>`,
	Since: "0.1.0",
	Run:   runDuplicateMainEntity,
}

// Bounds on the items of one type that are looked at, and on those that are
// compared with each other.
const (
	maxItems = 200
	maxTwins = 12
)

func runDuplicateMainEntity(pass *check.Pass) {
	d := twiceDescribed(pass.Page)
	if d == nil {
		return
	}
	f := pass.Report(d.second.Origin, "%s %s describes the main item again with %s of %s", d.second.Syntax, d.second.Label(),
		check.Plural(len(d.differ), "a different value", "different values"), check.List(d.differ)).
		Advise("remove one of the two, or write the same ID and the same values in both")
	f.Relate(d.first.Origin, "the first one is the %s %s", d.first.Syntax, d.first.Label())
	f.About(d.second.Label()).Fact("differs", strings.Join(d.differ, " "))
}

// A duplicate is a second description of the page's main item, with the
// properties in which it differs from the first.
type duplicate struct {
	first, second *schemaorg.Item
	differ        []string
}

// holds reports whether the two items are those of the duplicate, so that what
// they contradict each other in is reported already.
func (d *duplicate) holds(a, b *schemaorg.Item) bool {
	return d != nil && (a == d.first && b == d.second || a == d.second && b == d.first)
}

type duplicateKey struct{}

// twiceDescribed is the first duplicate of the page, or nil.
func twiceDescribed(p *page.Page) *duplicate { return page.Derive(p, duplicateKey{}, findDuplicate) }

func findDuplicate(p *page.Page) *duplicate {
	for _, typ := range []string{"Article", "Product", "Recipe"} {
		var full []*schemaorg.Item
		items := p.Graph.OfType(typ)
		if len(items) > maxItems {
			// A list, whatever its first entries claim.
			continue
		}
		for _, it := range items {
			if isFull(typ, it) && described(p, it) && p.TieOf(it) != page.TiedAway {
				full = append(full, it)
			}
		}
		if len(full) < 2 || len(full) > maxTwins {
			continue
		}
		for i, a := range full {
			for _, b := range full[i+1:] {
				if a.ID != "" && a.EntityKey() == b.EntityKey() || !samePage(p, typ, a, b) {
					continue
				}
				differ := differences(p, typ, a, b)
				if len(differ) == 0 || len(differ) == 1 && a.Syntax != b.Syntax {
					continue
				}
				return &duplicate{a, b, differ}
			}
		}
	}
	return nil
}

// isFull reports whether an item has enough properties to be a description and no mention.
func isFull(typ string, it *schemaorg.Item) bool {
	switch typ {
	case "Article":
		return it.Text("headline") != "" && (it.Value("author") != nil || it.Value("datePublished") != nil)
	case "Product":
		return it.Text("name") != "" && it.Value("offers") != nil && it.Value("isVariantOf") == nil &&
			it.Value("hasVariant") == nil && it.Value("inProductGroupWithID") == nil
	}
	return it.Text("name") != "" && (it.Value("recipeIngredient") != nil || it.Value("recipeInstructions") != nil)
}

func titleOf(typ string, it *schemaorg.Item) string {
	if typ == "Article" {
		return it.Text("headline")
	}
	return it.Text("name")
}

// samePage reports whether two items both describe the page: both have its URL,
// or both have one title.
func samePage(p *page.Page, typ string, a, b *schemaorg.Item) bool {
	c := p.TitleComparer()
	x, y := c.Prepare(titleOf(typ, a)), c.Prepare(titleOf(typ, b))
	if x.Bare() == y.Bare() {
		return true
	}
	// Entries of a list that all have the list's URL have different titles, none
	// of them the page's.
	if p.TieOf(a) != page.TiedHere || p.TieOf(b) != page.TiedHere {
		return false
	}
	for _, f := range p.TitleSources() {
		if f.Prepared.Compare(x) <= titles.Truncated && f.Prepared.Compare(y) <= titles.Truncated {
			return true
		}
	}
	return false
}

// differences are the properties in which two descriptions contradict each
// other; what one of them leaves out is no contradiction.
func differences(p *page.Page, typ string, a, b *schemaorg.Item) []string {
	var differ []string
	c := p.TitleComparer()
	if c.Prepare(titleOf(typ, a)).Compare(c.Prepare(titleOf(typ, b))) > titles.Undecided {
		differ = append(differ, map[bool]string{true: "headline", false: "name"}[typ == "Article"])
	}
	if typ == "Product" {
		if x, y := a.Text("sku"), b.Text("sku"); x != "" && y != "" && !strings.EqualFold(x, y) {
			// Variants of one product have numbers of their own.
			return nil
		}
		if x, y := offer(p, a, "price"), offer(p, b, "price"); differentNumbers(x, y) {
			differ = append(differ, "price")
		}
		if x, y := offer(p, a, "priceCurrency"), offer(p, b, "priceCurrency"); x != "" && y != "" && !strings.EqualFold(x, y) {
			differ = append(differ, "priceCurrency")
		}
		return differ
	}
	for _, term := range []string{"datePublished", "dateModified"} {
		if differentDates(a.Text(term), b.Text(term)) {
			differ = append(differ, term)
		}
	}
	x, y := titles.Words(authorOf(p, a)), titles.Words(authorOf(p, b))
	if len(x) > 0 && len(y) > 0 && !sameNames(x, y) {
		differ = append(differ, "author")
	}
	for _, term := range []string{"totalTime", "cookTime", "recipeYield"} {
		if x, y := a.Text(term), b.Text(term); typ == "Recipe" && x != "" && y != "" && !strings.EqualFold(x, y) &&
			len(a.Values(term)) == 1 && len(b.Values(term)) == 1 && !shares(titles.Words(x), titles.Words(y)) {
			differ = append(differ, term)
		}
	}
	return differ
}

// authorOf are the names of the authors of an item.
func authorOf(p *page.Page, it *schemaorg.Item) string {
	var names []string
	authors := it.Values("author")
	for _, v := range authors[:min(len(authors), maxLooked)] {
		name := v.Name()
		if author := p.Graph.Resolve(v); author != nil {
			name = author.Text("name")
		}
		if isName(name) && len(names) < maxAuthors {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// offer is a property of the only offer of a product, or empty.
func offer(p *page.Page, it *schemaorg.Item, term string) string {
	values := it.Values("offers")
	if len(values) != 1 {
		return ""
	}
	o := p.Graph.Resolve(values[0])
	if o == nil || !o.Is("Offer") || len(o.Values(term)) != 1 {
		return ""
	}
	return o.Text(term)
}

func differentNumbers(a, b string) bool {
	x, okX := numbers.Parse(a)
	y, okY := numbers.Parse(b)
	return okX && okY && x != y
}

func differentDates(a, b string) bool {
	x, _, errX := dates.SchemaDate(a)
	y, _, errY := dates.SchemaDate(b)
	if errX != nil || errY != nil {
		return false
	}
	days, ok := dates.DaysApart(x, y)
	return ok && (days > 1 || days < -1)
}
