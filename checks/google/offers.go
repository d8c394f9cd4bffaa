package google

import (
	"math"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

// offers are the offers of the page that are not nested, or belong to items that
// are not just mentioned.
func (s *scan) offers() []*schemaorg.Item {
	var list []*schemaorg.Item
	for _, it := range s.g.All {
		if it.Reference || !it.Is("Offer") || s.g.IsSecondary(it) {
			continue
		}
		passing := false
		for i, l := range s.owners(it) {
			if i == maxItems {
				break
			}
			passing = passing || s.inPassing(l.owner)
		}
		if passing {
			continue
		}
		if list = append(list, it); len(list) == maxRoots {
			break
		}
	}
	return list
}

var priceExpired = &check.Check{
	ID:       "google/price-expired",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Price that is no longer valid",
	Impact:   "Google may show no price, or not show the product",
	Why: "After priceValidUntil, or validThrough of an offer, Google treats the price as outdated, and may not show it or the whole result. The " +
		"cause is mostly a template with a fixed date.",
	Fix: "Update the date, or remove it if the price has no end date.",
	Exceptions: "Needs today's date. Archived pages are checked as of the day of their capture. Offers of related products are not checked, nor those that " +
		"are sold out or discontinued, since their date is right. Offers that are out of stock are checked, since they can come back.",
	References: []string{snippetDoc, merchantDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg", "offers":
 {"@type": "Offer", "price": 79, "priceCurrency": "EUR", "priceValidUntil": "2025-12-31"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg", "offers":
 {"@type": "Offer", "price": 79, "priceCurrency": "EUR", "priceValidUntil": "2027-12-31"}}
</script>`,
	Example: check.Example{AsOf: asOfExample},
	Since:   "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.AsOf.IsZero() {
			return
		}
		s := scanOf(pass)
		var f *check.Finding
		for _, it := range s.offers() {
			for _, term := range [...]string{"priceValidUntil", "validThrough"} {
				m, ok := s.moment(it, term)
				if !ok || !isPast(pass, m.time) || s.is(it, "availability", "SoldOut") || s.is(it, "availability", "Discontinued") {
					continue
				}
				if f != nil {
					if len(f.Related) < maxRelated {
						f.Relate(m.at, "%s is in the past, too: %s", term, check.Quote(m.text))
					}
					break
				}
				f = pass.Report(m.at, "%s of the offer is in the past: %s", term, check.Quote(m.text)).
					Advise("update %s, or remove it if the price has no end date", term)
				onIndex(pass, f).About("Offer " + term)
				break
			}
		}
	},
}

var offerCurrencyMissing = &check.Check{
	ID:       "google/offer-currency-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Price without currency",
	Impact:   "Google cannot show the price",
	Why:      "A price without priceCurrency is only a number. Google can neither show nor compare it.",
	Fix:      "Add priceCurrency with the ISO 4217 code of the currency (EUR, USD).",
	Exceptions: "A price of 0 needs no currency. A currency in priceSpecification, or in the AggregateOffer around the offer, counts. " +
		"google/merchant-listing-required reports offers of merchant listings, and schema/invalid-number prices that are not a number.",
	References: []string{snippetDoc, docs + "event"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05",
 "offers": {"@type": "Offer", "price": 12}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05",
 "offers": {"@type": "Offer", "price": 12, "priceCurrency": "EUR"}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.Page.Partial() {
			return
		}
		s := scanOf(pass)
		sold := make(map[*schemaorg.Item]bool)
		var f *check.Finding
		for i, it := range s.offers() {
			if i == 0 {
				for _, c := range s.of(&merchantListing) {
					sold[c.item] = true
				}
			}
			v := s.value(it, "price")
			if v == nil || v.Item != nil || it.Is("AggregateOffer") || s.meets(it, pathsOf("priceCurrency|priceSpecification.priceCurrency")) {
				continue
			}
			t, at := written(v)
			if n, ok := numbers.Parse(t); !ok || n == 0 {
				continue
			}
			reported := false
			for _, l := range s.owners(it) {
				reported = reported || sold[l.owner] || s.value(l.owner, "priceCurrency") != nil
			}
			if reported {
				continue
			}
			if f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(at, "this price has no currency either: %s", check.Quote(t))
				}
				continue
			}
			f = pass.Report(at, "the price has no priceCurrency: %s", check.Quote(t)).
				Advise("add priceCurrency with an ISO 4217 code, such as EUR or USD")
			onIndex(pass, f).About("Offer priceCurrency")
		}
	},
}

// ratings are the ratings with a value that are opinions: not age ratings of
// content, nor ratings of claims.
func (s *scan) ratings() []*schemaorg.Item {
	var list []*schemaorg.Item
	for _, it := range s.g.All {
		if it.Reference || !it.Is("Rating") || it.Value("ratingValue") == nil {
			continue
		}
		if !it.Is("AggregateRating") {
			of := false
			for _, l := range s.owners(it) {
				of = of || l.term == "reviewRating" && !l.owner.Is("ClaimReview") && !l.owner.Is("MediaReview")
			}
			if !of {
				continue
			}
		}
		if list = append(list, it); len(list) == maxRoots {
			break
		}
	}
	return list
}

// scaled is a rating as a number: a plain number, a fraction ("4/5") or a
// percentage; own is the upper end of its own scale, or 0.
func scaled(t string) (n, own float64, ok bool) {
	value, best, hasScale := numbers.Scaled(t)
	n, ok = numbers.Parse(value)
	if hasScale && ok {
		own, ok = numbers.Parse(best)
		ok = ok && own > 0
	}
	return n, own, ok
}

// number is the first value of a property that is a plain number, and its
// place; there reports whether it has any value.
func (s *scan) number(it *schemaorg.Item, term string) (n float64, at text.Origin, there, ok bool) {
	v := s.value(it, term)
	if v == nil {
		return 0, at, false, false
	}
	if v.Item != nil {
		return 0, at, true, false
	}
	t, at := written(v)
	n, ok = numbers.Parse(t)
	return n, at, true, ok
}

var ratingOutOfRange = &check.Check{
	ID:       "google/rating-out-of-range",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "Rating outside its scale",
	Impact:   "Google shows no stars",
	Why: "Google reads ratingValue on a scale from worstRating to bestRating, which is 1 to 5 by default. A value outside the scale " +
		"makes the rating invalid, and Google shows no stars.",
	Fix: "Add bestRating (and worstRating) of the scale of the rating, or correct the value.",
	Exceptions: "Fractions and percentages have their own scale. Ratings of claims, age ratings of content and star ratings of hotels are not checked. " +
		"schema/invalid-number reports values that are not numbers, and schema/range-inverted scales that are upside down.",
	References: []string{reviewDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "aggregateRating": {"@type": "AggregateRating", "ratingValue": 8.8, "ratingCount": 88}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "aggregateRating": {"@type": "AggregateRating", "ratingValue": 8.8, "bestRating": 10, "ratingCount": 88}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		reported := make(map[string]*check.Finding) // reviews without bestRating on one scale have one cause
		for _, it := range s.ratings() {
			v := s.value(it, "ratingValue")
			if v == nil || v.Item != nil {
				continue
			}
			t, at := written(v)
			n, own, ok := scaled(t)
			if !ok {
				continue
			}
			best, bestAt, hasBest, bestOK := s.number(it, "bestRating")
			worst, _, hasWorst, worstOK := s.number(it, "worstRating")
			if hasBest && !bestOK || hasWorst && !worstOK {
				continue
			}
			switch {
			case own > 0:
				best, worst, hasBest = own, 0, false
			case !hasBest:
				best = 5
			}
			if own == 0 && !hasWorst {
				worst = 1
				if n == 0 {
					// Not rated yet: google/rating-count-zero reports a count of 0.
					if noVotes(s, it) {
						continue
					}
				}
			}
			if best < worst || n >= worst && n <= best {
				continue
			}
			scale := "the scale"
			if !hasBest && own == 0 {
				scale = "the default scale"
			}
			scale += " of " + size(worst) + " to " + size(best)
			advice := "add the bestRating of the scale"
			if n < worst {
				advice = "add the worstRating of the scale, or remove the rating"
			}
			if hasBest {
				advice = "correct ratingValue or bestRating"
			}
			key := it.Label() + scale + advice
			if f := reported[key]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(at, "this ratingValue is outside it, too: %s", check.Quote(t))
				}
				continue
			}
			if len(reported) == maxRelated {
				break
			}
			f := pass.Report(at, "ratingValue is outside %s: %s", scale, check.Quote(t)).Advise("%s", advice)
			reported[key] = f
			if hasBest {
				f.Relate(bestAt, "bestRating of the scale")
			}
			onIndex(pass, f).About(it.Label() + " ratingValue")
		}
	},
}

// noVotes reports whether a rating has a count of 0.
func noVotes(s *scan, it *schemaorg.Item) bool {
	for _, term := range [...]string{"ratingCount", "reviewCount"} {
		if n, _, _, ok := s.number(it, term); ok && n == 0 {
			return true
		}
	}
	return false
}

var ratingCountZero = &check.Check{
	ID:       "google/rating-count-zero",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "Rating without votes",
	Impact:   "Google treats the rating as invalid and shows no stars",
	Why: "ratingCount and reviewCount are the number of votes. Google treats a rating without a single vote, or with a count that is not a " +
		"whole number, as invalid.",
	Fix:        "Leave out aggregateRating until there are votes, and write the count as a whole number.",
	Exceptions: "One of the two counts above 0 is enough. schema/invalid-number reports counts that are not numbers.",
	References: []string{reviewDoc + "#aggregate-rating-type-definition"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "aggregateRating": {"@type": "AggregateRating", "ratingValue": 5, "ratingCount": 0}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "image": "https://example.com/soup.jpg",
 "aggregateRating": {"@type": "AggregateRating", "ratingValue": 5, "ratingCount": 3}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		reported := 0
		for _, it := range s.ratings() {
			if !it.Is("AggregateRating") {
				continue
			}
			bad, at, fine := "", text.Origin{}, false
			for _, term := range [...]string{"ratingCount", "reviewCount"} {
				n, place, there, ok := s.number(it, term)
				switch {
				case !there:
				case !ok || n > 0 && n == math.Trunc(n):
					fine = true
				case bad == "":
					bad, at = term+" of the rating is not a positive whole number: "+size(n), place
				}
			}
			if bad == "" || fine {
				continue
			}
			if reported++; reported > maxRelated {
				break
			}
			onIndex(pass, pass.Report(at, "%s", bad)).
				Advise("write the number of votes, or leave out aggregateRating until there are votes").About(it.Label() + " count")
		}
	},
}

var reviewItemAmbiguous = &check.Check{
	ID:       "google/review-item-ambiguous",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when both have the same name, or the page is noindex"},
	Title:    "Nested review with another itemReviewed",
	Impact:   "Google cannot decide which item it is about",
	Why: "A review is about the item that it is nested in, or about its itemReviewed. With both, Google has to choose. If they differ, it shows the " +
		"stars for the wrong item or for none.",
	Fix:        "Remove itemReviewed from reviews and ratings that are nested in the item that they rate.",
	Exceptions: "Silent if itemReviewed refers to the outer item by its @id.",
	References: []string{reviewDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg", "review":
 {"@type": "Review", "author": {"@type": "Person", "name": "Ada Example"}, "reviewRating": {"@type": "Rating", "ratingValue": 4},
  "itemReviewed": {"@type": "Organization", "name": "Harbour Goods"}}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg", "review":
 {"@type": "Review", "author": {"@type": "Person", "name": "Ada Example"}, "reviewRating": {"@type": "Rating", "ratingValue": 4}}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		var f *check.Finding
		for _, it := range s.g.All {
			if it.Reference || !it.Is("Review") && !it.Is("AggregateRating") || it.Is("ClaimReview") {
				continue
			}
			v := it.Value("itemReviewed")
			if v == nil {
				continue
			}
			for _, l := range s.owners(it) {
				if l.as != it || l.term != "review" && l.term != "reviews" && l.term != "aggregateRating" || len(l.owner.TypeTerms()) == 0 {
					continue
				}
				in := s.g.Resolve(v)
				if in == nil || entityOf(in) == entityOf(l.owner) {
					continue
				}
				around, named := s.nameOf(l.owner), s.nameOf(in)
				same := strings.EqualFold(around, named)
				if in.Reference || named == "" {
					continue
				}
				if f != nil {
					if len(f.Related) < maxRelated {
						f.Relate(v.Origin, "itemReviewed here, too: %s", check.Quote(named))
					}
					break
				}
				if same {
					f = pass.Report(v.Origin, "itemReviewed repeats the item that the %s is nested in: %s", it.Label(), check.Quote(around)).
						Affects("Google has to choose between two items").Advise("remove itemReviewed").Milder()
				} else {
					f = pass.Report(v.Origin, "the %s is nested in %s, but its itemReviewed is %s", it.Label(), check.Quote(around), check.Quote(named)).
						Advise("remove itemReviewed, or move the %s out of the item", it.Label())
					onIndex(pass, f)
				}
				f.Relate(l.owner.TypePlace(), "the outer item").About(it.Label() + " itemReviewed")
				break
			}
		}
	},
}
