package schema

import (
	"fmt"
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
	Title:    "Text instead of an item",
	Impact:   "Google and other search engines ignore the text",
	Why: "schema.org accepts text for most properties, but search engines read a price, a rating or coordinates only from " +
		"the properties of an item, not from one string.",
	Fix: "Write an item with a type: an Offer, an AggregateRating, a Rating, GeoCoordinates, a ListItem.",
	Exceptions: "Only offers, aggregateRating, reviewRating, geo, mainEntity, and an entry of a list whose other entries have " +
		"positions are checked. A URL instead of the item is a reference to it. google/breadcrumb-required reports entries of a BreadcrumbList.",
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

// wanted are the items that text is written instead of, by property.
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
	for _, s := range scanOf(pass.Page).values[itemForm] {
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
		what := "is a text, not an item"
		switch {
		case f.first.text == "":
			what = "is empty"
		case f.first.prop.Value.Kind == schemaorg.LiteralValue:
			what = "is a single value, not an item"
		}
		finding := pass.Report(f.first.at, "%s", f.says("of "+check.Article(f.first.kind())+" "+what)).Advise("write %s", wanted[f.term])
		f.relate(finding, sayValue).About(f.term)
	}
}

// isReference reports whether a text is a URL or an ID, by which an item elsewhere
// is meant.
func isReference(s string) bool {
	return strings.HasPrefix(s, "#") || strings.HasPrefix(s, "_:") || strings.HasPrefix(s, "/") ||
		!strings.ContainsAny(s, " \n\t") && (weburl.SchemeOf(s) != "" || strings.HasPrefix(s, "www."))
}

// hasPositions reports whether a list has an entry with a position.
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
	Lower:    check.Lower{Severity: check.Info, When: "when an item is a person, an organization or a place, and another of these is expected"},
	Title:    "Item of a type that its property does not expect",
	Impact:   "search engines do not find the expected properties, and ignore the item",
	Why: "Parsers read the value of a property as an item of the expected type. A WebSite as publisher or an Offer as review does not have the " +
		"properties that search engines look for there, so they ignore it.",
	Fix: "Write an item of an expected type, or use the property that is meant for items of this type.",
	Exceptions: "Accepted: subtypes of the expected types, more general types (a Thing, a CreativeWork), items with one " +
		"expected type among several, roles, items of unknown types or other vocabularies, and any item where Thing is expected. " +
		"schema/superseded reports types that schema.org has replaced.",
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
	for _, s := range scanOf(pass.Page).nested {
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
		expected, help := either(articles(items(ranges))), "write an item of an expected type, or use another property"
		if known[f.term].data {
			expected, help = "a text", "write the value itself as text"
		}
		finding := pass.Report(f.first.at, "%s is %s, not %s%s", f.term, check.Article(f.what), expected, f.on()).
			Advise("%s", help)
		if interchanged(f.what, ranges) {
			finding.Milder()
		}
		f.relate(finding, func(*site) string { return f.term + " is also " + check.Article(f.what) + " here" }).About(f.term + " " + f.what)
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

// fits reports whether one of the types is, or is below, what is expected.
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

// isExempt reports whether items of the types are not judged where others are
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

// interchanged reports whether the type is a person, an organization or a place
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
	Title:    "Item with a type and no properties",
	Impact:   "Search Console reports all required properties as missing",
	Why: "An item without properties says that there is a product or an article, but nothing about it. Search Console reports all " +
		"required properties as missing. Usually a plugin had no data, or the properties are outside the element.",
	Fix: "Add the properties of the item, or remove its type.",
	Exceptions: "Not reported: items with an ID (@id, itemid, resource); actions, members of enumerations and " +
		"parts of a page (WPHeader, SiteNavigationElement, WebPage), whose type says enough; and elements that contain other items, which are " +
		"often there only for those. google/breadcrumb-required reports an empty BreadcrumbList, " +
		"google/article-author-name-missing an empty author of an article.",
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
			return // the properties may be elsewhere
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
			what := f.term + " has no properties"
			if f.count > 1 {
				what = fmt.Sprintf("%d %s items have no properties", f.count, f.term)
			}
			finding := pass.Report(f.first.at, "%s", what).Advise("add the properties, or remove the item")
			f.relate(finding, func(*site) string { return "another " + f.term + " without properties" }).About(f.term)
		}
	},
}

// saysEnough reports whether the type of an item alone says something, or its
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

// isAuthor reports whether the item is the author of an article.
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

// wraps reports whether the element of an item contains another item. The search
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
