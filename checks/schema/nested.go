package schema

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

var textForItem = &check.Check{
	ID:       "schema/text-for-item",
	Severity: check.Warning,
	Title:    "plain text where only an item makes sense",
	Why: "schema.org tolerates text for most things, but a price, a rating or a pair of coordinates in one string is of no use: " +
		"search features read these properties from the item that should stand there.",
	Fix: "Write an item with a type: an Offer, an AggregateRating, a Rating, GeoCoordinates, a ListItem.",
	Exceptions: "Only offers, aggregateRating, reviewRating, geo, mainEntity, and an entry of a list whose other entries have " +
		"positions are judged. An address in place of the item is a reference to it. Entries of a BreadcrumbList are reported by " +
		"google/breadcrumb-required.",
	References: []string{dataModel},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "offers": "79.00 EUR"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "offers":
 {"@type": "Offer", "price": "79.00", "priceCurrency": "EUR"}}
</script>`,
	Since: "0.1.0",
	Run:   runTextForItem,
}

// wanted are the types whose items text is written for, by property.
var wanted = map[string]string{
	"offers": "an Offer with price and priceCurrency", "aggregateRating": "an AggregateRating with ratingValue and ratingCount",
	"reviewRating": "a Rating with ratingValue", "geo": "GeoCoordinates with latitude and longitude",
	"mainEntity": "an item with its type", "itemListElement": "a ListItem with position and name",
}

func runTextForItem(pass *check.Pass) {
	var fs faults
	// Whether a list has entries with positions, for the last list seen: its
	// entries follow each other.
	var list *schemaorg.Item
	counted := false
	for _, s := range surveyOf(pass.Page).values[itemForm] {
		v, term := &s.prop.Value, s.prop.Term()
		if v.Kind == schemaorg.URLValue || isReference(s.text) || unfilled(&s) {
			continue
		}
		if term == "itemListElement" {
			if s.item.Is("BreadcrumbList") {
				continue
			}
			if s.item != list {
				list, counted = s.item, hasPositions(s.item)
			}
			if !counted {
				continue
			}
		}
		fs.add(key{term: term}, s)
	}
	for _, f := range fs.list {
		what := "is the plain text " + check.Quote(f.first.text)
		switch {
		case f.first.text == "":
			what = "is an empty text"
		case f.first.prop.Value.Kind == schemaorg.LiteralValue:
			what = "is the bare value " + check.Quote(f.first.text)
		}
		finding := pass.Report(f.first.at, "%s of the %s%s %s, of which search features can make nothing; write %s",
			f.term, f.first.kind(), f.and(), what, wanted[f.term])
		f.relate(finding, sayValue).About(f.term)
	}
}

// isReference tells whether a text is an address or an identifier, by which
// an item elsewhere is meant.
func isReference(s string) bool {
	return strings.HasPrefix(s, "#") || strings.HasPrefix(s, "_:") || strings.HasPrefix(s, "/") ||
		!strings.ContainsAny(s, " \n\t") && (weburl.SchemeOf(s) != "" || strings.HasPrefix(s, "www."))
}

// hasPositions tells whether a list has an entry with a position.
func hasPositions(list *schemaorg.Item) bool {
	for i := range list.Properties {
		p := &list.Properties[i]
		if p.Value.Item != nil && p.Term() == "itemListElement" && p.Value.Item.Value("position") != nil {
			return true
		}
	}
	return false
}

var wrongItemType = &check.Check{
	ID:       "schema/wrong-item-type",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when a person, an organization or a place stands where another of these is expected"},
	Title:    "item of a type that its property does not expect",
	Why: "What a property leads to is read as what the property expects. A WebSite as publisher or an Offer as review has not the " +
		"properties that consumers look for there, so they drop it.",
	Fix: "Give an item of an expected type, or use the property that is meant for items of this type.",
	Exceptions: "Subtypes of the expected types are fine, and so are more general types (a Thing, a CreativeWork), items with one " +
		"expected type among several, roles, items of unknown or foreign types, and any item where Thing is expected. Types that " +
		"schema.org has replaced are reported by schema/superseded.",
	References: []string{allTypes, dataModel},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "Ferry service resumes", "publisher":
 {"@type": "WebSite", "name": "Harbour News"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "Ferry service resumes", "publisher":
 {"@type": "NewsMediaOrganization", "name": "Harbour News"}}
</script>`,
	Since: "0.1.0",
	Run:   runWrongItemType,
}

func runWrongItemType(pass *check.Pass) {
	var fs faults
	g := pass.Page.Graph
	known := classes()
	for _, s := range surveyOf(pass.Page).nested {
		it := s.prop.Value.Item
		ranges := known[s.prop.Term()].ranges
		if len(ranges) == 0 {
			continue
		}
		if len(it.Types) > 0 && fits(it.TypeTerms(), ranges) {
			continue // nearly all are
		}
		types, ok := typesOf(g, it)
		if !ok || fits(types, ranges) || isExempt(types, ranges) {
			continue
		}
		fs.add(key{s.prop.Term(), types[0]}, s)
	}
	for _, f := range fs.list {
		ranges := known[f.term].ranges
		expected := "where schema.org expects " + either(articles(items(ranges)))
		advice := "give one, or use another property"
		if known[f.term].data {
			expected, advice = "where schema.org expects no item but a value", "write the value itself as text"
		}
		finding := pass.Report(f.first.at, "%s%s is %s %s, so that consumers do not find in it what they look for; %s",
			f.term, f.and(), a(f.what), expected, advice)
		if interchanged(f.what, ranges) {
			finding.Milder()
		}
		f.relate(finding, func(*site) string { return f.term + " is " + a(f.what) + " here, too" }).About(f.term + " " + f.what)
	}
}

// items are the ranges without those that are text, where others are left.
func items(ranges []string) []string {
	var list []string
	for _, r := range ranges {
		if !schemaorg.IsDataType(r) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return ranges
	}
	return list
}

// fits tells whether one of the types is, or is below, what is expected.
func fits(types, ranges []string) bool {
	if len(types) > maxTypes {
		return true
	}
	for _, r := range ranges {
		if r == "Thing" || r == "URL" && len(ranges) == 1 {
			return true
		}
		for _, t := range types {
			if schemaorg.IsSubtype(t, r) {
				return true
			}
		}
	}
	return false
}

// isExempt tells whether items of the types are not judged where others are
// expected: they are more general, stand between the property and its value,
// are replaced, or are values themselves.
func isExempt(types, ranges []string) bool {
	for _, t := range types {
		if schemaorg.IsSubtype(t, "Role") || schemaorg.IsDeprecated(t) || schemaorg.IsDataType(t) || t == "PropertyValueSpecification" {
			return true
		}
		for _, r := range ranges {
			if schemaorg.IsSubtype(r, t) {
				return true
			}
		}
	}
	return false
}

// interchanged tells whether the type is a person, an organization or a place
// where another of these is expected.
func interchanged(typ string, ranges []string) bool {
	social := func(t string) bool {
		return schemaorg.IsSubtype(t, "Person") || schemaorg.IsSubtype(t, "Organization") || schemaorg.IsSubtype(t, "Place")
	}
	if !social(typ) {
		return false
	}
	for _, r := range ranges {
		if social(r) {
			return true
		}
	}
	return false
}

var emptyItem = &check.Check{
	ID:       "schema/empty-item",
	Severity: check.Warning,
	Title:    "item with a type and nothing else",
	Why: "An item without properties tells that there is a product or an article, but nothing of it. Search Console reports it as " +
		"lacking all that is required; mostly a plugin had no data, or the properties stand outside the element.",
	Fix: "Give the item its properties, or remove its type.",
	Exceptions: "Items with an identifier (@id, itemid, resource) say which thing they mean. Actions, members of enumerations and " +
		"parts of a page (WPHeader, SiteNavigationElement, WebPage) say enough by their type. Elements that hold other items are " +
		"often there for those only. An empty BreadcrumbList is reported by google/breadcrumb-required, " +
		"an empty author of an article by google/article-author-name-missing.",
	References: []string{started},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Harbour News", "logo": {"@type": "ImageObject"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Harbour News", "logo":
 {"@type": "ImageObject", "url": "https://example.com/logo.png"}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.Page.Partial() {
			return // the properties may stand elsewhere
		}
		var fs faults
		for _, it := range pass.Page.Graph.All {
			if len(it.Properties) > 0 || it.ID != "" || it.Reference || !allKnown(it) || saysEnough(it) || isAuthor(it) || wraps(it) {
				continue
			}
			if pass.Page.Damaged(text.FromContent(it.Origin.Node)) {
				continue // something in the element swallows tags
			}
			fs.add(key{term: it.TypeTerms()[0]}, site{item: it, at: it.Origin})
		}
		for _, f := range fs.list {
			finding := pass.Report(f.first.at, "the %s%s has no property, so that nothing is known of it; give it its properties, or remove it",
				f.term, f.and())
			f.relate(finding, func(*site) string { return "another " + f.term + " without properties" }).About(f.term)
		}
	},
}

// saysEnough tells whether the type of an item alone says something, or its
// emptiness is reported by another check.
func saysEnough(it *schemaorg.Item) bool {
	for _, typ := range [...]string{"Action", "Enumeration", "WebPageElement", "WebPage", "WebSite", "Role", "BreadcrumbList"} {
		if it.Is(typ) {
			return true
		}
	}
	for _, t := range it.TypeTerms() {
		if schemaorg.IsDataType(t) {
			return true
		}
	}
	return false
}

// isAuthor tells whether the item is the author of an article.
func isAuthor(it *schemaorg.Item) bool {
	if it.Parent == nil || !it.Parent.Is("Article") {
		return false
	}
	for p := range it.Roles() {
		if p.Term() == "author" {
			return true
		}
	}
	return false
}

// wraps tells whether the element of an item holds another item. The search
// ends at the first, so that items nested in each other cost what one does.
func wraps(it *schemaorg.Item) bool {
	root := it.Origin.Node
	if root == nil || it.Syntax == schemaorg.JSONLD {
		return false
	}
	for n := text.Following(root, root); n != nil; n = text.Following(n, root) {
		if n.Type != html.ElementNode {
			continue
		}
		for _, name := range [...]string{"itemscope", "itemprop", "typeof", "property"} {
			if _, ok := text.Attr(n, name); ok {
				return name == "itemscope" || name == "typeof"
			}
		}
	}
	return false
}
