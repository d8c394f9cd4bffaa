package schema

import (
	"fmt"
	"math"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var listPositions = &check.Check{
	ID:       "schema/list-positions",
	Severity: check.Warning,
	Title:    "Wrong positions in a list",
	Impact:   "parsers do not know the order of the entries",
	Why: "Only position defines the order of the entries: neither JSON-LD nor RDFa keeps the order of the page. The order of entries with the " +
		"same position, or without one beside others with it, is undefined; a breadcrumb that does not start at 1 has no " +
		"first level.",
	Fix: "Number the entries of each list 1, 2, 3 …",
	Exceptions: "Only a BreadcrumbList must start at 1 and have no gaps; other lists may continue those of an earlier page. Lists without " +
		"any position have no order. google/breadcrumb-required reports missing positions of a BreadcrumbList.",
	References: []string{"https://schema.org/ListItem", "https://schema.org/position"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
 {"@type": "ListItem", "position": 1, "url": "https://example.com/a"},
 {"@type": "ListItem", "position": 1, "url": "https://example.com/b"}]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
 {"@type": "ListItem", "position": 1, "url": "https://example.com/a"},
 {"@type": "ListItem", "position": 2, "url": "https://example.com/b"}]}
</script>`,
	Since: "0.1.0",
	Run:   runListPositions,
}

// An entry is an entry of a list with its position; at is where that stands,
// or the entry itself without one.
type entry struct {
	n      float64
	placed bool
	at     text.Origin
}

func runListPositions(pass *check.Pass) {
	var fs faults
	g := pass.Page.Graph
	for _, it := range g.All {
		if !it.Is("ItemList") {
			continue
		}
		entries, ok := entriesOf(g, it)
		if !ok || len(entries) == 0 {
			continue
		}
		strict := it.Is("BreadcrumbList")
		what, at, related := positionFault(it, entries, strict)
		if what == "" {
			continue
		}
		f, first := fs.add(key{it.Label(), what}, site{item: it, at: at})
		if first {
			f.others = related
		}
	}
	for _, f := range fs.list {
		words := func(*site) string { return "this entry has the same position" }
		switch f.what {
		case lacksPosition:
			words = func(*site) string { return "this entry also has no position" }
		case startsElsewhere, hasGap:
			words = func(*site) string { return "the next position" }
		}
		finding := pass.Report(f.first.at, "%s %s%s", f.term, f.what, f.more("list", "lists")).
			Advise("number the entries of each list from 1")
		for i := range f.others {
			s := &f.others[i]
			if s.item == f.first.item {
				finding.Relate(s.at, "%s", words(s))
			} else {
				finding.Relate(s.at, "another %s with this problem", f.term)
			}
		}
		finding.About("positions of " + f.term)
	}
}

const (
	lacksPosition   = "has entries with and without position"
	startsElsewhere = "does not start at position 1"
	hasGap          = "has a gap in its positions"
)

// entriesOf are the ListItems of a list. ok is false when there is something
// else among the entries, or a position that is not a number: another check
// reports that.
func entriesOf(g *schemaorg.Graph, list *schemaorg.Item) (entries []entry, ok bool) {
	for i := range list.Properties {
		p := &list.Properties[i]
		if p.Reverse || p.Term() != "itemListElement" {
			continue
		}
		it := g.Resolve(&p.Value)
		if it == nil || !it.Is("ListItem") {
			return nil, false
		}
		e := entry{at: p.Value.Origin}
		if e.at == (text.Origin{}) {
			e.at = it.Origin
		}
		if v := it.Value("position"); v != nil {
			written, at := v.Written()
			n, ok := numbers.Parse(written)
			if !ok {
				return nil, false
			}
			e.n, e.placed, e.at = n, true, at
		}
		entries = append(entries, e)
	}
	return entries, true
}

// positionFault says what is wrong with the positions of a list, or is empty;
// at is where, and related are further places that belong to it.
func positionFault(list *schemaorg.Item, entries []entry, strict bool) (what string, at text.Origin, related []site) {
	placed := 0
	for _, e := range entries {
		if e.placed {
			placed++
		}
	}
	if placed == 0 {
		return "", at, nil
	}
	if placed < len(entries) {
		if strict {
			return "", at, nil // google/breadcrumb-required
		}
		for _, e := range entries {
			switch {
			case e.placed:
			case what == "":
				what, at = lacksPosition, e.at
			case len(related) < maxRelated:
				related = append(related, site{item: list, at: e.at})
			}
		}
		return what, at, related
	}
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b entry) int {
		switch {
		case a.n < b.n:
			return -1
		case a.n > b.n:
			return 1
		}
		return 0
	})
	for i := 1; i < len(sorted); i++ {
		if sorted[i].n != sorted[i-1].n {
			continue
		}
		what, at = fmt.Sprintf("has position %v more than once", sorted[i].n), sorted[i].at
		return what, at, []site{{item: list, at: sorted[i-1].at}}
	}
	if !strict {
		return "", at, nil
	}
	if sorted[0].n != 1 {
		return startsElsewhere, sorted[0].at, nil
	}
	for i := 1; i < len(sorted); i++ {
		if math.Abs(sorted[i].n-sorted[i-1].n-1) > 1e-9 {
			return hasGap, sorted[i].at, []site{{item: list, at: sorted[i-1].at}}
		}
	}
	return "", at, nil
}
