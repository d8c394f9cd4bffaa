package cross

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/schemaorg"
)

var availabilityMismatch = &check.Check{
	ID:       "cross/availability-mismatch",
	Severity: check.Info,
	Title:    "Conflicting availability of a product",
	Impact:   "shopping results and catalogs may show the wrong availability",
	Why: "Shopping results and catalogs read the availability from structured data or from product:availability. If one says in stock " +
		"and the other sold out, they send shoppers to a product that is sold out, or hide one that is available.",
	Fix: "Fill the availability in all sources from one field of the shop.",
	Exceptions: "Synonyms and spellings are the same (instock, in stock, https://schema.org/InStock). One variant in common is enough. " +
		"Products that are made or ordered on demand (BackOrder, MadeToOrder, available for order) match everything.",
	References: []string{refMerchant, refSchema},
	Bad: `<meta property="product:availability" content="in stock">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="price" content="12.00"><link itemprop="availability" href="https://schema.org/OutOfStock"></div></div>`,
	Good: `<meta property="product:availability" content="in stock">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="price" content="12.00"><link itemprop="availability" href="https://schema.org/InStock"></div></div>`,
	Since: "0.1.0",
	Run:   runAvailabilityMismatch,
}

// A supply is a set of the states in which shoppers find a product.
type supply uint8

const (
	inStock supply = 1 << iota
	comes
	gone
	anySupply = inStock | comes | gone
)

// supplies are the names of availabilities, in lowercase and without spaces,
// hyphens and underscores: the members of schema.org's
// ItemAvailability, and what Facebook's and Google's catalogs call them.
var supplies = map[string]supply{
	"instock": inStock, "available": inStock, "limitedavailability": inStock, "instoreonly": inStock, "onlineonly": inStock,
	"preorder": comes, "presale": comes,
	"outofstock": gone, "oos": gone, "soldout": gone, "discontinued": gone, "notavailable": gone, "unavailable": gone, "markassold": gone,
	"backorder": anySupply, "madetoorder": anySupply, "availablefororder": anySupply, "pending": anySupply, "reserved": anySupply,
}

// supplyOf are the states that a text names; none when it names no known one.
func supplyOf(s string) supply {
	if len(s) > 100 {
		return 0
	}
	if term := schemaorg.Term(s); term != "" {
		s = term
	}
	return supplies[strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(s))]
}

func runAvailabilityMismatch(pass *check.Pass) {
	type source struct {
		*listing
		supply supply
		first  statement
	}
	var list []source
	for _, l := range listings(pass.Page) {
		s := source{listing: l}
		for _, a := range l.availability {
			states := supplyOf(a.text)
			if states == 0 {
				// Its meaning is unknown; another check reports it.
				s.supply = anySupply
			}
			if s.supply == 0 {
				s.first = a
			}
			s.supply |= states
		}
		if s.supply != 0 {
			list = append(list, s)
		}
	}
	if len(list) < 2 {
		return
	}
	gs := groups(len(list), func(i, j int) bool { return list[i].supply&list[j].supply != 0 })
	if len(gs) < 2 {
		return
	}
	odd := gs[outlier(gs, func(i int) int { return list[i].trust })]
	at := list[odd[0]]
	var f *check.Finding
	for _, other := range list {
		if other.supply&at.supply != 0 {
			continue
		}
		if f == nil {
			f = pass.Report(at.first.at, "%s is %s, but %s is %s",
				at.first.label, check.Quote(at.first.text), other.first.label, check.Quote(other.first.text)).
				Advise("write the current availability in both")
			f.About(at.first.label).Fact("availability", at.first.text).Fact("other", other.first.text)
		}
		f.Relate(other.first.at, "%s is %s", other.first.label, check.Quote(other.first.text))
	}
}
