package schemaorg

// secondaryProperties lead from a page's main entity to things that are told
// elsewhere: what hangs on them is no candidate for the main entity.
var secondaryProperties = map[string]bool{
	"comment": true, "review": true, "reviews": true, "itemReviewed": true,
	"isRelatedTo": true, "isSimilarTo": true, "relatedLink": true, "hasPart": true,
	"itemListElement": true, "blogPost": true, "blogPosts": true, "citation": true,
	"suggestedAnswer": true, "acceptedAnswer": true, "isPartOf": true, "mentions": true,
	"isBasedOn": true, "recordedIn": true, "subjectOf": true, "potentialAction": true,
	"publisher": true, "author": true, "creator": true, "copyrightHolder": true,
	"sourceOrganization": true, "worksFor": true, "affiliation": true, "provider": true,
}

// IsSecondary tells whether the item is a teaser, a comment, a review, an
// entry of a list or breadcrumb, or belongs to the publisher or author: a
// thing told in passing, whose titles and dates are not the page's. The item
// is one of the graph. To ask for all items costs as much as to look at each
// once.
func (g *Graph) IsSecondary(it *Item) bool {
	g.secondaryOnce.Do(g.findSecondary)
	return g.secondary[it] || it.Is("ListItem") || it.Is("WPHeader")
}

// findSecondary finds the items that, with all that they hold, are told in
// passing: by what they are, by the property that leads to them, or because
// the item that holds them is.
func (g *Graph) findSecondary() {
	led := make(map[*Item]bool)
	for _, it := range g.All {
		for i := range it.Properties {
			p := &it.Properties[i]
			if v := p.Value.Item; v != nil && v.Parent == it && secondaryProperties[p.Term()] {
				led[v] = true
			}
		}
	}
	g.secondary = make(map[*Item]bool, len(g.All))
	var chain []*Item
	for _, it := range g.All {
		secondary := false
		chain = chain[:0]
		for a := it; a != nil; a = a.Parent {
			known, ok := g.secondary[a]
			if ok {
				secondary = known
				break
			}
			g.secondary[a] = false // ends the way in a circle of parents
			chain = append(chain, a)
		}
		for i := len(chain) - 1; i >= 0; i-- {
			a := chain[i]
			secondary = secondary || led[a] || isPassing(a)
			g.secondary[a] = secondary
		}
	}
}

// isPassing tells whether an item and what it holds are told in passing by
// its type alone. A Question is a Comment to schema.org, but the subject of a
// page of questions and answers.
func isPassing(it *Item) bool {
	return it.Is("Comment") && !it.Is("Question") || it.Is("BreadcrumbList") || it.Is("WPSideBar") || it.Is("WPFooter") ||
		it.Is("SiteNavigationElement")
}
