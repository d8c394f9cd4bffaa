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
	Title:    "Breadcrumb: required property missing",
	Impact:   "Google shows no breadcrumb trail",
	Why: "Google shows a breadcrumb trail instead of the URL of a result if a BreadcrumbList has entries with position, " +
		"name and item. If one of them is missing anywhere, Search Console reports the trail as invalid and Google does not show it.",
	Fix: "Add the entries of the list in itemListElement. Give every ListItem a position (1, 2, 3 …), a name (on the entry or on " +
		"its item) and an item: the URL of the page of the entry, or an item with @id, itemid, href, resource or about.",
	Exceptions: "The last entry of a trail needs no item: Google uses the page itself.",
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
	entry *schemaorg.Item // nil when the entry is not an item
	last  bool
}

// requirements of an entry, in their order in messages.
var requirements = []struct {
	name string
	met  func(e *entities, c *crumb) bool
}{
	{"position", func(e *entities, c *crumb) bool { return e.text(c.entry, "position") != "" }},
	{"name", func(e *entities, c *crumb) bool { return crumbName(e, c) != "" }},
	{"item", func(e *entities, c *crumb) bool { return c.last || hasURL(e, c) }},
}

func runBreadcrumbRequired(pass *check.Pass) {
	if pass.Page.Partial() {
		return // the rest of the list may be elsewhere
	}
	s := scanOf(pass)
	e := s.e
	for _, list := range s.breadcrumbs() {
		crumbs := crumbsOf(e, list)
		if len(crumbs) == 0 {
			onIndex(pass, pass.Report(list.Origin, "the BreadcrumbList has no itemListElement")).
				Advise("add a ListItem with position, name and item for each level, or remove the list").About("BreadcrumbList")
			continue
		}
		// What each entry does not have.
		absent := make([][]string, len(crumbs))
		counts := make([]int, len(requirements))
		strangers := 0
		first := -1
		for i := range crumbs {
			c := &crumbs[i]
			if c.entry == nil {
				absent[i] = []string{"ListItem"}
				strangers++
			} else {
				for k, r := range requirements {
					if !r.met(e, c) {
						absent[i] = append(absent[i], r.name)
						counts[k]++
					}
				}
			}
			if first < 0 && len(absent[i]) > 0 {
				first = i
			}
		}
		if first < 0 {
			continue
		}
		var missing, advice []string
		for k, r := range requirements {
			if counts[k] > 0 {
				name := r.name
				if len(crumbs) > 1 {
					name += " (" + share(counts[k], len(crumbs)) + ")"
				}
				missing = append(missing, name)
				advice = append(advice, r.name)
			}
		}
		entries := check.Plural(len(crumbs), "the breadcrumb entry is ", "breadcrumb entries are ")
		what, fix := entries+"missing "+check.List(missing), "add "+check.List(advice)+" to every ListItem"
		if len(missing) == 0 {
			what = entries + "not a ListItem"
			if len(crumbs) > 1 {
				what = entries + "not ListItems (" + share(strangers, len(crumbs)) + ")"
			}
			fix = "write every entry as a ListItem with position, name and item"
		}
		f := pass.Report(crumbOrigin(&crumbs[first]), "%s", what).Advise("%s", fix)
		onIndex(pass, f).About("BreadcrumbList")
		shown := 0
		for i := range crumbs {
			if i == first || len(absent[i]) == 0 {
				continue
			}
			if shown++; shown > maxRelated {
				f.Relate(crumbOrigin(&crumbs[i]), "and more from here on")
				break
			}
			fault := "is missing " + check.List(absent[i])
			if crumbs[i].entry == nil {
				fault = "is not a ListItem"
			}
			f.Relate(crumbOrigin(&crumbs[i]), "%s %s", crumbLabel(e, &crumbs[i], i), fault)
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

// crumbsOf are the entries of a breadcrumb list, in order. The last is the one
// with the highest position, or, without positions, the one at the end.
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

// hasURL reports whether an entry has the URL of its page.
func hasURL(e *entities, c *crumb) bool {
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

// crumbLabel is an entry in messages.
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
	Title:    "Breadcrumb with a single entry",
	Impact:   "Google shows no breadcrumb trail",
	Why: "Google asks for at least two entries, since a trail shows the way to a page. It does not show a list with a single " +
		"entry.",
	Fix:        "List the levels above the page, from the top, or remove the BreadcrumbList if the page has none.",
	Exceptions: "The home page of a site has no level above it. Content management systems write a list of one entry for it, which does no harm.",
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
			entry = ": " + check.Quote(name)
		}
		f := pass.Report(list.Origin, "the BreadcrumbList has a single entry%s", entry).
			Advise("list the levels above the page, or remove the list")
		onIndex(pass, f).About("BreadcrumbList")
	}
}
