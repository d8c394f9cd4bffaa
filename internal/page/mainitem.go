package page

import (
	"slices"

	"github.com/metacheck/metacheck/schemaorg"
)

// MainItem is the item that tells what the page is about: an article, a
// product, a recipe, a video, an event, …; nil where none does or it is not
// clear which. Of several that do, in different syntaxes or from different
// makers, it is the one that says most.
func (p *Page) MainItem() *schemaorg.Item {
	var best *schemaorg.Item
	for _, it := range p.soleItems() {
		if best == nil || len(it.Properties) > len(best.Properties) {
			best = it
		}
	}
	return best
}

// soleItems are the MainItems that surely tell of one and the same thing. A
// list whose entries all claim the page's address leaves the one that has the
// page's title; where there are no MainItems, the article with that title is
// taken, the post of a Blog included.
func (p *Page) soleItems() []*schemaorg.Item {
	s := &p.derived.dates
	if s.itemsDone {
		return s.items
	}
	s.itemsDone = true
	main := slices.DeleteFunc(slices.Clone(p.MainItems()), func(it *schemaorg.Item) bool {
		// A count of visits or comments, an Event by name only.
		return it.Is("UserInteraction")
	})
	if len(main) == 0 {
		s.items = p.titledArticles()
		return s.items
	}
	for _, syntax := range []schemaorg.Syntax{schemaorg.JSONLD, schemaorg.Microdata, schemaorg.RDFa} {
		var own []*schemaorg.Item
		for _, it := range main {
			if it.Syntax == syntax {
				own = append(own, it)
			}
		}
		if !oneThing(own) {
			own = p.titled(own)
		}
		s.items = append(s.items, own...)
	}
	if !oneThing(s.items) {
		// One syntax describes the page, another perhaps a teaser beside it.
		s.items = slices.DeleteFunc(s.items, func(it *schemaorg.Item) bool {
			return p.TieOf(it) != TiedHere && !p.namesPage(it)
		})
	}
	return s.items
}

// oneThing reports whether all items are one entity by their @id, or have one
// headline.
func oneThing(items []*schemaorg.Item) bool {
	for _, it := range items[min(1, len(items)):] {
		first := items[0]
		if it.ID != "" && it.EntityKey() == first.EntityKey() {
			continue
		}
		if a, b := itemTitle(it), itemTitle(first); a != b && a != "" && b != "" {
			return false
		}
	}
	return true
}

func itemTitle(it *schemaorg.Item) string {
	term, _ := titleTerm(it)
	return it.Text(term)
}

// titled are the items that have the page's title, none where they differ
// among themselves.
func (p *Page) titled(items []*schemaorg.Item) []*schemaorg.Item {
	var named []*schemaorg.Item
	for _, it := range items[:min(len(items), maxCandidates)] {
		if p.namesPage(it) {
			named = append(named, it)
		}
	}
	if !oneThing(named) {
		return nil
	}
	return named
}

// titledArticles are the articles with the page's title that are no MainItems:
// one of several that name no address, or the single post of a Blog.
func (p *Page) titledArticles() []*schemaorg.Item {
	var articles []*schemaorg.Item
	for _, it := range p.Graph.All {
		if it.Reference || !it.Is("Article") || p.TieOf(it) == TiedAway || len(articles) >= maxCandidates {
			continue
		}
		if topLevel(it) && !p.Graph.IsSecondary(it) || isBlogPost(it) {
			articles = append(articles, it)
		}
	}
	return p.titled(articles)
}

func isBlogPost(it *schemaorg.Item) bool {
	for prop := range it.Roles() {
		if prop.Term() == "blogPost" || prop.Term() == "blogPosts" {
			return true
		}
	}
	return false
}
