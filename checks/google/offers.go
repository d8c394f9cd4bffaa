package google

import (
	"math"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

// offers are the offers of the page that stand for themselves or belong to what
// is not told in passing.
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
	Title:    "price that is no longer valid",
	Why: "After priceValidUntil, or validThrough of an offer, Google takes the price for outdated: the product may lose its price, or the whole " +
		"result. Mostly a template wrote a fixed date once.",
	Fix: "Move the date, or leave it out where the price holds until further notice.",
	Exceptions: "Needs to know today's date; archived pages are judged by the day of their capture. Offers of related products are not judged, nor those that " +
		"are sold out or discontinued: theirs are over, as the date says. One that is out of stock comes back, with its price.",
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
						f.Relate(m.at, "%s %s is past, too", term, check.Quote(m.text))
					}
					break
				}
				f = pass.Report(m.at, "%s %s of the offer is past, so that Google takes the price for outdated; move the date, or leave it out", term, check.Quote(m.text))
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
	Title:    "price without currency",
	Why:      "A price without priceCurrency is a bare number: Google cannot show it, nor compare it.",
	Fix:      "Add priceCurrency with the code of the currency (EUR, USD).",
	Exceptions: "A price of 0 needs none. A currency in priceSpecification, or in the AggregateOffer around the offer, counts. Offers of merchant " +
		"listings are reported by google/merchant-listing-required, prices that are no plain number by schema/invalid-number.",
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
			judged := false
			for _, l := range s.owners(it) {
				judged = judged || sold[l.owner] || s.value(l.owner, "priceCurrency") != nil
			}
			if judged {
				continue
			}
			if f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(at, "price %s has no currency either", check.Quote(t))
				}
				continue
			}
			f = pass.Report(at, "price %s has no priceCurrency, so that nobody knows what it is worth; add priceCurrency with a code such as EUR", check.Quote(t))
			onIndex(pass, f).About("Offer priceCurrency")
		}
	},
}

// ratings are the ratings with a value that say what people think of
// something: not the ratings of content by age, nor those of claims.
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

// scaled is a rating as a number: a bare number, a fraction ("4/5") or a
// percentage; own is the upper end of the scale that it brings along, or 0.
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
	Title:    "rating outside its scale",
	Why: "Google reads ratingValue on a scale from worstRating to bestRating, which is 1 to 5 where they are not given. A value outside the scale " +
		"makes the rating invalid, and no stars are shown.",
	Fix: "Give bestRating (and worstRating) of the scale that the rating is on, or correct the value.",
	Exceptions: "Fractions and percentages bring their scale along. Ratings of claims, of content by age and of hotels by stars are not judged; " +
		"values that are no numbers are reported by schema/invalid-number, scales that are upside down by schema/range-inverted.",
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
		reported := make(map[string]*check.Finding) // reviews that all lack the bestRating of one scale have one cause
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
					// What nobody has rated yet: google/rating-count-zero where it
					// says so.
					if noVotes(s, it) {
						continue
					}
				}
			}
			if best < worst || n >= worst && n <= best {
				continue
			}
			scale := size(worst) + " to " + size(best)
			if !hasBest && own == 0 {
				scale += ", which holds without bestRating"
			}
			advice := "give the bestRating of its scale"
			if n < worst {
				advice = "give the worstRating of its scale, or leave the rating out"
			}
			if hasBest {
				advice = "correct one of the two"
			}
			key := it.Label() + scale + advice
			if f := reported[key]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(at, "ratingValue %s lies outside it, too", check.Quote(t))
				}
				continue
			}
			if len(reported) == maxRelated {
				break
			}
			f := pass.Report(at, "ratingValue %s lies outside the scale of %s, so that Google shows no stars; %s", check.Quote(t), scale, advice)
			reported[key] = f
			if hasBest {
				f.Relate(bestAt, "bestRating")
			}
			onIndex(pass, f).About(it.Label() + " ratingValue")
		}
	},
}

// noVotes reports whether a rating says that it rests on no votes.
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
	Title:    "rating that rests on no votes",
	Why: "ratingCount and reviewCount count who has rated. Google takes a rating without a single vote, or with a count that is no whole " +
		"number, for invalid.",
	Fix:        "Leave aggregateRating out until somebody has rated, and write the count as a whole number.",
	Exceptions: "One of the two counts above 0 is enough. Counts that are no numbers at all are reported by schema/invalid-number.",
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
					bad, at = term+" "+size(n), place
				}
			}
			if bad == "" || fine {
				continue
			}
			if reported++; reported > maxRelated {
				break
			}
			onIndex(pass, pass.Report(at, "%s of the rating is no count of votes, so that Google takes the rating for invalid; leave the rating out until there are votes", bad)).
				About(it.Label() + " count")
		}
	},
}

var reviewItemAmbiguous = &check.Check{
	ID:       "google/review-item-ambiguous",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when both name the same thing, or the page is kept out of search results"},
	Title:    "review that says twice what it reviews",
	Why: "A review says what it reviews by standing inside it, or by itemReviewed. With both, Google must choose, and where the two differ the " +
		"stars go to the wrong thing or to none.",
	Fix:        "Drop itemReviewed from reviews and ratings inside the item that they rate.",
	Exceptions: "An itemReviewed that refers to the item around it by its @id is silent.",
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
						f.Relate(v.Origin, "itemReviewed %s here, too", check.Quote(named))
					}
					break
				}
				if same {
					f = pass.Report(v.Origin, "the %s stands inside %s and names it in itemReviewed as well, so that what it rates is said twice; drop itemReviewed",
						it.Label(), check.Quote(around)).Milder()
				} else {
					f = pass.Report(v.Origin, "the %s stands inside %s but names %s in itemReviewed, so that Google cannot tell which it rates; drop itemReviewed, or move the %s out",
						it.Label(), check.Quote(around), check.Quote(named), it.Label())
					onIndex(pass, f)
				}
				f.Relate(l.owner.TypePlace(), "the item around it").About(it.Label() + " itemReviewed")
				break
			}
		}
	},
}
