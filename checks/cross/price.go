package cross

import (
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

const refMerchant = "https://developers.google.com/search/docs/appearance/structured-data/merchant-listing"

var priceMismatch = &check.Check{
	ID:       "cross/price-mismatch",
	Severity: check.Warning,
	Title:    "Conflicting prices",
	Impact:   "Google disapproves offers with another price than the page, and shared links show the wrong one",
	Why: "Shopping results read the price from structured data, shared links and catalogs from product:price, and shoppers see that on the " +
		"page. Google disapproves offers whose price differs from that on the page, and shoppers who find a higher one leave.",
	Fix: "Fill the price at which the product is sold, and its currency, from one field of the shop in every source.",
	Exceptions: "A price between the lowest and the highest of the other source matches it, and so does each of several " +
		"prices of variants or a struck-out price beside the new one. Another amount in another currency may be the same price and is " +
		"not reported. schema/invalid-number reports prices that cannot be read with certainty (1.299).",
	References: []string{refMerchant, refSchema},
	Bad: `<meta property="product:price:amount" content="14.50"><meta property="product:price:currency" content="EUR">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="price" content="12.00"><meta itemprop="priceCurrency" content="EUR"></div></div>`,
	Good: `<meta property="product:price:amount" content="12"><meta property="product:price:currency" content="EUR">
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="price" content="12.00"><meta itemprop="priceCurrency" content="EUR"></div></div>`,
	Since: "0.1.0",
	Run:   runPriceMismatch,
}

func runPriceMismatch(pass *check.Pass) {
	p := pass.Page
	reportShownPrices(pass)
	var list []*listing
	for _, l := range listings(p) {
		if !l.open && (len(l.prices) > 0 || len(l.currencies) > 0) {
			list = append(list, l)
		}
	}
	if len(list) < 2 {
		return
	}
	twice := twiceDescribed(p)
	gs := groups(len(list), func(i, j int) bool {
		return twice.holds(list[i].item, list[j].item) || compareTerms(list[i], list[j]) == ""
	})
	if len(gs) < 2 {
		return
	}
	odd := gs[outlier(gs, func(i int) int { return list[i].trust })]
	var at, other *listing
	differ := ""
	for _, i := range odd {
		for j, l := range list {
			if what := compareTerms(list[i], l); differ == "" && what != "" && !twice.holds(list[i].item, list[j].item) {
				at, other, differ = list[i], l, what
			}
		}
	}
	if at == nil {
		return
	}
	var f *check.Finding
	if differ == "currency" {
		a, b := at.currencies[0], other.currencies[0]
		f = pass.Report(a.at, "%s is %s, but %s is %s for the same amount", a.label, check.Quote(a.text), b.label, check.Quote(b.text)).
			Advise("write the currency in which the product is sold in both")
		f.Relate(b.at, "%s is %s", b.label, check.Quote(b.text))
		f.About(a.label).Fact("currency", a.text).Fact("other", b.text)
		return
	}
	low, high := at.span()
	otherLow, otherHigh := other.span()
	help := "write the price at which the product is sold in both"
	switch {
	case sameAmount(low.value, 100*otherLow.value) && sameAmount(high.value, 100*otherHigh.value):
		help = "write the price in " + low.label + " with a decimal point, not in cents"
	case sameAmount(otherLow.value, 100*low.value) && sameAmount(otherHigh.value, 100*high.value):
		help = "write the price in " + otherLow.label + " with a decimal point, not in cents"
	}
	f = pass.Report(low.at, "%s is %s, but %s is %s", low.label, sayPrice(low, high), otherLow.label, sayPrice(otherLow, otherHigh)).
		Advise("%s", help)
	f.About(low.label).Fact("price", low.text).Fact("other", otherLow.text)
	for _, l := range list {
		if l != at && len(l.prices) > 0 {
			low, high := l.span()
			f.Relate(low.at, "%s is %s", low.label, sayPrice(low, high))
		}
	}
}

func sayPrice(low, high amount) string {
	if sameAmount(low.value, high.value) {
		return check.Quote(low.text)
	}
	return check.Quote(low.text) + " to " + check.Quote(high.text)
}

// compareTerms says in what two sources contradict each other: "price",
// "currency", or nothing.
func compareTerms(a, b *listing) string {
	currencies := len(a.currencies) == 0 || len(b.currencies) == 0
	for _, x := range a.currencies {
		for _, y := range b.currencies {
			currencies = currencies || x.text == y.text
		}
	}
	switch prices := samePrices(a, b); {
	case prices && currencies:
		return ""
	case prices && len(a.prices) > 0 && len(b.prices) > 0:
		return "currency"
	case !prices && currencies:
		return "price"
	}
	return ""
}

// samePrices reports whether a price of one source is, or is between, those of
// the other; sources without prices match all.
func samePrices(a, b *listing) bool {
	if len(a.prices) == 0 || len(b.prices) == 0 {
		return true
	}
	within := func(a, b *listing) bool {
		low, high := b.span()
		for _, x := range a.prices {
			if x.value > low.value-0.005 && x.value < high.value+0.005 {
				return true
			}
		}
		return false
	}
	return within(a, b) || within(b, a)
}

// reportShownPrices reports prices in attributes that are not those in the text
// of their own element.
func reportShownPrices(pass *check.Pass) {
	var f *check.Finding
	told := 0
	for _, it := range pass.Page.Graph.All {
		if it.Syntax == schemaorg.JSONLD || !it.Is("Offer") {
			continue
		}
		for _, v := range it.Values("price") {
			visible, ok := shown(v)
			if !ok || strings.ContainsFunc(visible, isWord) {
				continue
			}
			plain := numbers.Plain(visible)
			seen, okSeen := numbers.Parse(plain)
			written, at := v.Written()
			given, okGiven := readAmount(written)
			if !okSeen || !okGiven || sameAmount(seen, given) || sameDigits(plain, written) {
				continue
			}
			told++
			switch {
			case f == nil:
				f = pass.Report(at, "price is %s, but its element shows %s", check.Quote(written), check.Quote(visible)).
					Affects("Google disapproves offers whose price differs from that on the page").
					Advise("write the price that the page shows")
				f.About("price").Fact("price", written).Fact("shown", visible)
			case told < maxTwins:
				f.Relate(at, "price is %s, but its element shows %s", check.Quote(written), check.Quote(visible))
			}
		}
	}
}

// isWord reports whether a rune belongs to words; currency codes are uppercase,
// and currency signs are no letters.
func isWord(r rune) bool { return unicode.IsLetter(r) && !unicode.IsUpper(r) }
