package cross

import (
	"math"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

// A listing is what one source says about the terms on which the page's main
// item is sold.
type listing struct {
	label string          // "JSON-LD", "product:price"
	item  *schemaorg.Item // nil for meta elements
	trust int
	// prices are the amounts of all offers and variants, currencies the codes
	// that belong to them. open reports that there is a price that cannot be
	// read, so that nothing can be said about the others.
	prices     []amount
	currencies []statement
	open       bool
	// availability are the words or members for it.
	availability []statement
}

// An amount is a number that a source gives.
type amount struct {
	statement
	value float64
}

// Bounds on what is looked at of one subject.
const (
	maxOffers  = 300
	maxAmounts = 1000
)

// storeMetas are the meta properties of shops: of Facebook's product object,
// and those that some shops write under og: instead. A product may have a price
// that is struck out beside the one that it is sold for.
var storeMetas = []struct {
	label                             string
	amounts, currencies, availability []string
}{
	{
		"product:price",
		[]string{"product:price:amount", "product:sale_price:amount", "product:original_price:amount", "product:pretax_price:amount"},
		[]string{"product:price:currency", "product:sale_price:currency"},
		[]string{"product:availability"},
	},
	{
		"og:price",
		[]string{"og:price:amount", "og:product:price:amount", "og:price:standard_amount", "og:sale_price:amount", "og:price"},
		[]string{"og:price:currency", "og:product:price:currency"},
		[]string{"og:availability", "og:product:availability"},
	},
}

type listingsKey struct{}

// listings are what the page says, source by source, about the sale of its main
// item.
func listings(p *page.Page) []*listing { return page.Derive(p, listingsKey{}, findListings) }

func findListings(p *page.Page) []*listing {
	var list []*listing
	seen := map[*schemaorg.Item]bool{}
	for _, it := range p.SubjectItems() {
		if seen[it] || len(list) == maxTwins {
			continue
		}
		l := &listing{label: it.Syntax.String(), item: it, trust: 2}
		if it.Syntax != schemaorg.JSONLD {
			l.trust = 3
		}
		// What one syntax says about one thing in several places is one source.
		for _, same := range p.Graph.Entity(it) {
			if same.Syntax == it.Syntax && !seen[same] {
				seen[same] = true
				l.addThing(p, same)
			}
		}
		if len(l.prices) > 0 || l.open || len(l.availability) > 0 {
			list = append(list, l)
		}
	}
	for i, keys := range storeMetas {
		l := &listing{label: keys.label, trust: 1 - i}
		for _, key := range keys.amounts {
			for _, prop := range p.PropAll(key) {
				l.addAmount(statement{prop.Key, prop.Value(), prop.Origin(), l.trust})
			}
		}
		for _, key := range keys.currencies {
			for _, prop := range p.PropAll(key) {
				l.addCurrency(statement{prop.Key, prop.Value(), prop.Origin(), l.trust})
			}
		}
		for _, key := range keys.availability {
			for _, prop := range p.PropAll(key) {
				l.availability = append(l.availability, statement{prop.Key, prop.Value(), prop.Origin(), l.trust})
			}
		}
		if len(l.prices) > 0 || l.open || len(l.availability) > 0 {
			list = append(list, l)
		}
	}
	return list
}

// addThing adds the offers of a thing and of its variants.
func (l *listing) addThing(p *page.Page, it *schemaorg.Item) {
	things := []*schemaorg.Item{it}
	for _, v := range it.Values("hasVariant") {
		if variant := p.Graph.Resolve(v); variant != nil && len(things) < maxOffers {
			things = append(things, variant)
		}
	}
	var offers []*schemaorg.Item
	for _, thing := range things {
		for _, v := range thing.Values("offers") {
			if o := p.Graph.Resolve(v); o != nil && len(offers) < maxOffers && !slices.Contains(offers, o) {
				offers = append(offers, o)
			}
		}
	}
	// An AggregateOffer contains the offers that it sums up.
	for i := 0; i < len(offers); i++ {
		for _, v := range offers[i].Values("offers") {
			if o := p.Graph.Resolve(v); o != nil && len(offers) < maxOffers && !slices.Contains(offers, o) {
				offers = append(offers, o)
			}
		}
	}
	for _, o := range offers {
		l.addTerms(o)
		for _, v := range o.Values("priceSpecification") {
			if spec := p.Graph.Resolve(v); spec != nil {
				l.addTerms(spec)
			}
		}
		for _, v := range o.Values("availability") {
			if s, at := v.Written(); v.Item == nil && s != "" && len(l.availability) < maxAmounts {
				l.availability = append(l.availability, statement{l.label + " availability", s, at, l.trust})
			}
		}
	}
}

// addTerms adds the prices and the currency of an offer or of a specification
// of its price.
func (l *listing) addTerms(it *schemaorg.Item) {
	for _, term := range []string{"price", "lowPrice", "highPrice", "minPrice", "maxPrice"} {
		for _, v := range it.Values(term) {
			if s, at := v.Written(); v.Item == nil {
				l.addAmount(statement{l.label + " " + term, s, at, l.trust})
			}
		}
	}
	for _, v := range it.Values("priceCurrency") {
		if s, at := v.Written(); v.Item == nil {
			l.addCurrency(statement{l.label + " priceCurrency", s, at, l.trust})
		}
	}
}

func (l *listing) addAmount(s statement) {
	if s.text == "" || len(l.prices) == maxAmounts {
		return
	}
	value, ok := readAmount(s.text)
	if !ok {
		l.open = true
		return
	}
	l.prices = append(l.prices, amount{s, value})
}

// addCurrency adds a code of three letters; schema/invalid-currency reports
// other values.
func (l *listing) addCurrency(s statement) {
	s.text = strings.ToUpper(s.text[:min(len(s.text), 8)])
	if len(s.text) != 3 || strings.Trim(s.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || len(l.currencies) == maxAmounts {
		return
	}
	l.currencies = append(l.currencies, s)
}

// span is the lowest and the highest price.
func (l *listing) span() (low, high amount) {
	low, high = l.prices[0], l.prices[0]
	for _, a := range l.prices[1:] {
		if a.value < low.value {
			low = a
		}
		if a.value > high.value {
			high = a
		}
	}
	return low, high
}

// readAmount reads a number as it is, or with a currency and separators that
// leave no doubt.
func readAmount(s string) (float64, bool) {
	if v, ok := numbers.Parse(s); ok {
		return v, true
	}
	v, ok := numbers.Parse(numbers.Plain(s))
	return v, ok
}

// sameAmount reports whether two amounts are the same in the smallest unit.
func sameAmount(a, b float64) bool { return math.Abs(a-b) < 0.005 }

// shown is what visitors see where parsers read a value from an attribute: the
// text of an element with content, of a data or a meter element. ok is false where there is no such text, or more than a short one.
func shown(v *schemaorg.Value) (visible string, ok bool) {
	n := v.Node
	if n == nil || v.Item != nil || n.FirstChild == nil {
		return "", false
	}
	_, content := text.Attr(n, "content")
	if _, value := text.Attr(n, "value"); !content && (!value || n.Data != "data" && n.Data != "meter") {
		return "", false
	}
	visible = page.TextOf(n)
	return visible, visible != "" && len(visible) <= 40
}

// digits are the digits of a number without the zeros at the end of its
// decimals.
func digits(s string) string {
	if whole, decimals, ok := strings.Cut(s, "."); ok {
		s = whole + strings.TrimRight(decimals, "0")
	}
	return allDigits(s)
}

func allDigits(s string) string {
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s), "0")
}

// sameDigits reports whether two numbers have the same digits: pages show
// decimals that only their size sets off.
func sameDigits(a, b string) bool { return digits(a) == digits(b) || allDigits(a) == allDigits(b) }
