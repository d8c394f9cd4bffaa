package google

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var breadcrumbRequired = &check.Check{
	ID:       "google/breadcrumb-required",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "breadcrumb lacks what Google requires",
	Why: "Google shows a breadcrumb trail in place of the address of a result when a BreadcrumbList has entries with position, " +
		"name and item. If one of them lacks something, Search Console reports the trail as invalid and the result shows none.",
	Fix: "Give the list its entries in itemListElement, and every ListItem a position (1, 2, 3 …), a name (on the entry or on " +
		"its item) and an item: the URL of the page that the entry stands for, or an item with @id, itemid, href, resource or about.",
	Exceptions: "The last entry of a trail may leave out item: Google takes the page itself.",
	References: []string{breadcrumbDoc},
	Bad: `<ol vocab="https://schema.org/" typeof="BreadcrumbList">
  <li property="itemListElement" typeof="ListItem">
    <a property="item" typeof="WebPage" href="https://example.com/travel"><span property="name">Travel</span></a></li>
  <li property="itemListElement" typeof="ListItem">
    <a property="item" typeof="WebPage" href="https://example.com/travel/sea"><span property="name">By sea</span></a></li>
</ol>`,
	Good: `<ol vocab="https://schema.org/" typeof="BreadcrumbList">
  <li property="itemListElement" typeof="ListItem"><meta property="position" content="1">
    <a property="item" typeof="WebPage" href="https://example.com/travel"><span property="name">Travel</span></a></li>
  <li property="itemListElement" typeof="ListItem"><meta property="position" content="2">
    <a property="item" typeof="WebPage" href="https://example.com/travel/sea"><span property="name">By sea</span></a></li>
</ol>`,
	Since: "0.1.0",
	Run:   runBreadcrumbRequired,
}

// A crumb is an entry of a breadcrumb list.
type crumb struct {
	value *schemaorg.Value
	entry *schemaorg.Item // nil when the entry is no item
	last  bool
}

// requirements of an entry, in the order in which messages name them.
var requirements = []struct {
	name string
	met  func(e *entities, c *crumb) bool
}{
	{"position", func(e *entities, c *crumb) bool { return e.text(c.entry, "position") != "" }},
	{"name", func(e *entities, c *crumb) bool { return crumbName(e, c) != "" }},
	{"item", func(e *entities, c *crumb) bool { return c.last || hasAddress(e, c) }},
}

func runBreadcrumbRequired(pass *check.Pass) {
	if pass.Page.Partial() {
		return // the rest of the list may stand elsewhere
	}
	s := scanOf(pass)
	e := s.e
	for _, list := range s.breadcrumbs() {
		crumbs := crumbsOf(e, list)
		if len(crumbs) == 0 {
			onIndex(pass, pass.Report(list.Origin, "the BreadcrumbList has no itemListElement, so that Google shows no breadcrumb trail; "+
				"add a ListItem with position, name and item for each level, or drop the list")).About("BreadcrumbList")
			continue
		}
		// What each entry lacks; an entry is faulty once.
		lacks := make([][]string, len(crumbs))
		counts := make([]int, len(requirements))
		strangers := 0
		first := -1
		for i := range crumbs {
			c := &crumbs[i]
			if c.entry == nil {
				lacks[i] = []string{"ListItem"}
				strangers++
			} else {
				for k, r := range requirements {
					if !r.met(e, c) {
						lacks[i] = append(lacks[i], r.name)
						counts[k]++
					}
				}
			}
			if first < 0 && len(lacks[i]) > 0 {
				first = i
			}
		}
		if first < 0 {
			continue
		}
		var missing, advice []string
		for k, r := range requirements {
			if counts[k] > 0 {
				missing = append(missing, fmt.Sprintf("%s (%s)", r.name, share(counts[k], len(crumbs))))
				advice = append(advice, r.name)
			}
		}
		what, fix := "entries of the breadcrumb lack "+check.List(missing), "give each ListItem its "+check.List(advice)
		if len(missing) == 0 {
			what = "entries of the breadcrumb are no ListItem (" + share(strangers, len(crumbs)) + ")"
			fix = "make each a ListItem with position, name and item"
		}
		f := pass.Report(crumbOrigin(&crumbs[first]), "%s, so that Google shows no breadcrumb trail; %s", what, fix)
		onIndex(pass, f).About("BreadcrumbList")
		shown := 0
		for i := range crumbs {
			if i == first || len(lacks[i]) == 0 {
				continue
			}
			if shown++; shown > maxRelated {
				f.Relate(crumbOrigin(&crumbs[i]), "and more from here on")
				break
			}
			f.Relate(crumbOrigin(&crumbs[i]), "%s lacks %s", crumbLabel(e, &crumbs[i], i), check.List(lacks[i]))
		}
	}
}

// share is a part of several in words: "1 of 2", "both", "all 3".
func share(n, of int) string {
	switch {
	case n == of && of == 2:
		return "both"
	case n == of:
		return fmt.Sprintf("all %d", of)
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// Bounds of what is looked at: real trails are a few entries long, and a
// hostile page can make all of them one entity.
const (
	maxLists  = 50
	maxCrumbs = 200
	maxItems  = 10 // values of one property of an entry
)

// breadcrumbs are the breadcrumb lists of the page, one for each entity.
func (s *scan) breadcrumbs() []*schemaorg.Item {
	lists := s.roots[breadcrumbFeature.place()]
	return lists[:min(len(lists), maxLists)]
}

// crumbsOf are the entries of a breadcrumb list, in order. The last one is the
// one with the highest position, or, without positions, that at the end.
func crumbsOf(e *entities, list *schemaorg.Item) []crumb {
	var crumbs []crumb
	for _, v := range e.valuesOf(list, "itemListElement") {
		if v.Item == nil && strings.TrimSpace(v.Text) == "" {
			continue
		}
		if len(crumbs) == maxCrumbs {
			break
		}
		c := crumb{value: v}
		if v.Item != nil {
			c.entry = e.g.Resolve(v)
		}
		crumbs = append(crumbs, c)
	}
	if len(crumbs) == 0 {
		return nil
	}
	last, highest := len(crumbs)-1, 0.0
	for i := range crumbs {
		if crumbs[i].entry == nil {
			continue
		}
		n, ok := numbers.Parse(e.text(crumbs[i].entry, "position"))
		if !ok {
			last = len(crumbs) - 1
			break
		}
		if n >= highest {
			last, highest = i, n
		}
	}
	crumbs[last].last = true
	return crumbs
}

// crumbName is the name of an entry, or of its item.
func crumbName(e *entities, c *crumb) string {
	if c.entry == nil {
		return ""
	}
	if s := e.text(c.entry, "name"); s != "" {
		return s
	}
	for i, v := range e.valuesOf(c.entry, "item") {
		if i < maxItems && v.Item != nil {
			if s := e.text(e.g.Resolve(v), "name"); s != "" {
				return s
			}
		}
	}
	return ""
}

// hasAddress reports whether an entry says which page it stands for.
func hasAddress(e *entities, c *crumb) bool {
	for i, v := range e.valuesOf(c.entry, "item") {
		if i == maxItems {
			break
		}
		if v.Item == nil {
			if strings.TrimSpace(v.Text) != "" || v.Raw != "" {
				return true
			}
			continue
		}
		if v.Item.ID != "" && !strings.HasPrefix(v.Item.ID, "_:") {
			return true
		}
		if v.Node == nil {
			continue
		}
		// Google takes the href of a link that is the item, which microdata
		// itself does not read. An empty one is the page itself.
		for _, key := range []string{"href", "itemid", "resource", "about"} {
			if _, ok := text.Attr(v.Node, key); ok {
				return true
			}
		}
	}
	return false
}

func crumbOrigin(c *crumb) text.Origin {
	if c.value.Item != nil && c.entry != nil && !c.entry.Reference {
		return c.entry.Origin
	}
	return c.value.Origin
}

// crumbLabel is what a message calls an entry.
func crumbLabel(e *entities, c *crumb, i int) string {
	if s := crumbName(e, c); s != "" {
		return "the entry " + check.Quote(s)
	}
	return fmt.Sprintf("entry %d", i+1)
}

var breadcrumbTooShort = &check.Check{
	ID:       "google/breadcrumb-too-short",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "breadcrumb has a single entry",
	Why: "Google asks for at least two entries: a trail shows the way to a page, and one entry is no way. Such a list is not " +
		"shown in results.",
	Fix:        "List the levels above the page, from the top one on, or drop the BreadcrumbList where a page has none.",
	Exceptions: "The home page of a site has nothing above it; content systems give it a list of one, which harms nobody.",
	References: []string{breadcrumbDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
  {"@type": "ListItem", "position": 1, "name": "Travel", "item": "https://example.com/travel"}]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
  {"@type": "ListItem", "position": 1, "name": "Travel", "item": "https://example.com/travel"},
  {"@type": "ListItem", "position": 2, "name": "By sea"}]}
</script>`,
	Since: "0.1.0",
	Run:   runBreadcrumbTooShort,
}

func runBreadcrumbTooShort(pass *check.Pass) {
	if pass.Page.Partial() || pass.Page.IsHome() {
		return
	}
	s := scanOf(pass)
	for _, list := range s.breadcrumbs() {
		crumbs := crumbsOf(s.e, list)
		if len(crumbs) != 1 {
			continue
		}
		entry := ""
		if name := crumbName(s.e, &crumbs[0]); name != "" {
			entry = ", " + check.Quote(name)
		}
		f := pass.Report(list.Origin, "the BreadcrumbList has a single entry%s, and Google shows trails of two or more; "+
			"list the levels above the page, or drop the list", entry)
		onIndex(pass, f).About("BreadcrumbList")
	}
}
