package jsonld

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var idConflict = &check.Check{
	ID:       "jsonld/id-conflict",
	Severity: check.Warning,
	Title:    "Items with the same @id contradict each other",
	Impact:   "parsers merge the items into one, and may show either value",
	Why: "Items with the same @id are one item: parsers merge their properties. If these have two headlines, names, " +
		"URLs or published dates, the merged item has both, and it is unpredictable which one is shown.",
	Fix: "Use the same value in all of them, or give different items different @ids. Where one item only refers to the other, " +
		"write {\"@id\": \"…\"} and nothing else.",
	Exceptions: "Only a few properties are compared, of which an item has one value. White space, capitalization, the form of a URL and " +
		"the precision of a date make no difference; values in different languages do not contradict each other.",
	References: []string{standard + "#node-identifiers"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "Organization", "@id": "https://example.com/#us", "name": "Example Ferries"},
  {"@type": "WebSite", "@id": "https://example.com/#site",
   "publisher": {"@type": "Organization", "@id": "https://example.com/#us", "name": "Sample Boats"}}
]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "Organization", "@id": "https://example.com/#us", "name": "Example Ferries"},
  {"@type": "WebSite", "@id": "https://example.com/#site",
   "publisher": {"@id": "https://example.com/#us"}}
]}
</script>`,
	Since: "0.1.0",
	Options: []check.Option{{Name: "properties", Doc: "properties of which an item has one value at a time",
		Default: []string{"headline", "name", "url", "datePublished"}}},
	Run: runIDConflict,
}

func runIDConflict(pass *check.Pass) {
	g := pass.Page.Graph
	properties := pass.Strings("properties")
	seen := make(map[string]bool)
	for _, it := range g.All {
		// Blank node labels name other nodes in other scripts.
		if it.Syntax != schemaorg.JSONLD || it.ID == "" || it.Reference || strings.HasPrefix(it.ID, "_:") || seen[it.ID] {
			continue
		}
		seen[it.ID] = true
		var same []*schemaorg.Item
		for _, other := range g.Entity(it) {
			if other.Syntax == schemaorg.JSONLD && !other.Reference {
				same = append(same, other)
			}
		}
		if len(same) < 2 {
			continue
		}
		for _, term := range properties {
			a, b := conflict(same, term)
			if a == nil {
				continue
			}
			here, elsewhere := check.QuoteBoth(written(b), written(a))
			f := pass.Report(b.Origin, "items with the same @id have different values of %s: %s and %s", term, elsewhere, here).
				Advise("use the same %s for the @id %s, or give different items different @ids", term, check.Quote(it.ID))
			f.Relate(a.Origin, "%s is %s here", term, elsewhere).About(term + " of " + it.ID)
			break // two values of one property are evidence enough of one cause
		}
	}
}

// conflict finds two items that contradict each other on a property: all
// values of the one differ from all values of the other.
func conflict(items []*schemaorg.Item, term string) (first, second *schemaorg.Value) {
	var said []*schemaorg.Value
	var keys []map[string]bool
	// Templates repeat an item a few times, not hundreds.
	for _, it := range items[:min(len(items), 50)] {
		set := make(map[string]bool)
		var one *schemaorg.Value
		for _, v := range it.Values(term) {
			if v.Item != nil || strings.TrimSpace(v.Text) == "" {
				continue
			}
			for _, k := range valueKeys(term, v) {
				set[k] = true
			}
			if one == nil {
				one = v
			}
		}
		if one == nil {
			continue
		}
		for i, other := range said {
			if other.Lang == one.Lang && !overlap(keys[i], set) {
				return other, one
			}
		}
		said = append(said, one)
		keys = append(keys, set)
	}
	return nil, nil
}

func overlap(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// valueKeys are the forms under which a value is compared; values with a form
// in common agree.
func valueKeys(term string, v *schemaorg.Value) []string {
	s := strings.ToLower(text.Fold(html.UnescapeString(v.Text)))
	switch term {
	case "url":
		s = strings.TrimPrefix(strings.TrimPrefix(s, "https:"), "http:")
		s = strings.TrimPrefix(strings.TrimPrefix(s, "//"), "www.")
		if i := strings.IndexAny(s, "#?"); i >= 0 {
			s = s[:i]
		}
		return []string{strings.TrimRight(s, "/")}
	case "datePublished":
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00"} {
			if t, err := time.Parse(layout, strings.ToUpper(s)); err == nil {
				// A date alone agrees with any time of that day, anywhere.
				u := t.UTC()
				return []string{u.Format(time.DateTime), t.Format(time.DateOnly), u.Format(time.DateOnly)}
			}
		}
		if len(s) >= 10 {
			return []string{s[:10]}
		}
	}
	return []string{strings.Map(func(r rune) rune {
		switch r {
		case '‘', '’', '`', '´':
			return '\''
		case '“', '”':
			return '"'
		case '–', '—', '‑':
			return '-'
		}
		return r
	}, s)}
}

var danglingReference = &check.Check{
	ID:       "jsonld/dangling-reference",
	Severity: check.Info,
	Title:    "@id of an item that the page does not have",
	Impact:   "parsers find neither the type nor the name of the item",
	Why: "{\"@id\": \"…#author\"} refers to an item of this page. If no item has that @id, parsers find neither the type nor the name " +
		"of the item that is meant.",
	Fix: "Add the item with that @id, or correct the reference: IDs are case-sensitive.",
	Exceptions: "Not reported: IDs of other pages, such as #organization of the home page, IDs of elements of the " +
		"page, and pages whose URL is unknown.",
	References: []string{standard + "#node-identifiers"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "NewsArticle", "headline": "Ferry service resumes", "author": {"@id": "#ada"}},
  {"@type": "Person", "@id": "#Ada", "name": "Ada Example"}
]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "NewsArticle", "headline": "Ferry service resumes", "author": {"@id": "#ada"}},
  {"@type": "Person", "@id": "#ada", "name": "Ada Example"}
]}
</script>`,
	Example: check.Example{URL: "https://example.com/ferry"},
	Since:   "0.1.0",
	Run:     runDanglingReference,
}

func runDanglingReference(pass *check.Pass) {
	p := pass.Page
	if p.Partial() {
		return
	}
	g := p.Graph
	var ids []string
	places := make(map[string][]text.Origin)
	defined := make(map[string]bool)
	for _, it := range g.All {
		if it.ID != "" && !it.Reference {
			defined[it.EntityKey()] = true
		}
	}
	for _, it := range g.All {
		if it.Syntax != schemaorg.JSONLD || !it.Reference || defined[it.EntityKey()] {
			continue
		}
		if _, own := pass.PartOfPage(it.ID); !own {
			continue
		}
		at := it.IDOrigin
		if !at.InPage() {
			at = it.Origin
		}
		if places[it.ID] == nil {
			ids = append(ids, it.ID)
		}
		places[it.ID] = append(places[it.ID], at)
	}
	if len(ids) == 0 {
		return
	}
	elements := elementIDs(p, ids)
	near := nearIDs(g)
	for _, id := range ids {
		_, fragment, _ := strings.Cut(id, "#")
		if elements[fragment] {
			continue
		}
		at := places[id]
		f := pass.Report(at[0], "@id refers to an item that the page does not have: %s", check.Quote(id)).
			Advise("add the item with this @id, or correct the reference")
		if is := near[strings.ToLower(id)]; is != "" {
			f.Advise("write %s, or add the item with this @id", check.Quote(is))
		}
		relate(f, at[1:], func(int) string { return "the same reference" })
		f.About("@id " + id)
	}
}

// elementIDs says which of the fragments of ids are ids of elements of the
// page: a reference may mean a section of it.
func elementIDs(p *page.Page, ids []string) map[string]bool {
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		_, fragment, _ := strings.Cut(id, "#")
		wanted[fragment] = false
	}
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Type != html.ElementNode {
			continue
		}
		if id, ok := text.Attr(n, "id"); ok {
			if _, ok := wanted[id]; ok {
				wanted[id] = true
			}
		}
	}
	return wanted
}

// nearIDs are the IDs that items of the page have, by what they are in
// lowercase; of several the first.
func nearIDs(g *schemaorg.Graph) map[string]string {
	near := make(map[string]string)
	for _, it := range g.All {
		if it.ID == "" || it.Reference {
			continue
		}
		if key := strings.ToLower(it.ID); near[key] == "" {
			near[key] = it.ID
		}
	}
	return near
}
