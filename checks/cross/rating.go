package cross

import (
	"math"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var ratingMismatch = &check.Check{
	ID:       "cross/rating-mismatch",
	Severity: check.Warning,
	Title:    "Conflicting ratings of one thing",
	Impact:   "Google may show either in search results",
	Why: "Search results show the stars of an AggregateRating. If the same thing has another rating in another syntax or in the text " +
		"of the page, the stars may be wrong, and Google may treat ratings that visitors cannot find on the page as spam.",
	Fix: "Fill the average and the number of ratings in all places from one source.",
	Exceptions: "Averages match if one is the other rounded, to halves or whole stars as well, and on other scales (93 of 100, 4.65 of 5). " +
		"Numbers of ratings may differ by some percent, as pages are cached. Only things with one rating and one name, or one " +
		"identifier, are compared. Text with words around the number is not.",
	References: []string{refSchema, "https://developers.google.com/search/docs/appearance/structured-data/review-snippet"},
	Bad: `<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">
<span itemprop="ratingValue" content="4.9">3.8</span><meta itemprop="ratingCount" content="27"></div></div>`,
	Good: `<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Enamel mug</h1>
<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">
<span itemprop="ratingValue" content="3.84">3.8</span><meta itemprop="ratingCount" content="27"></div></div>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "count-percent", Doc: "percentage by which numbers of ratings and reviews may differ", Default: 10}},
	Run:     runRatingMismatch,
}

// A rated thing is an item with the only AggregateRating that it has.
type rated struct {
	item, rating *schemaorg.Item
	name         string // for messages
	bare         string // to compare
}

func runRatingMismatch(pass *check.Pass) {
	p := pass.Page
	reportShownRatings(pass)
	things := ratedThings(p)
	for i := range things {
		for j := range things[:i] {
			a, b := &things[j], &things[i]
			if a.rating == b.rating || !sameThing(a, b) {
				continue
			}
			if differ := compareRatings(pass, a, b); differ != nil {
				here, there := b.rating.Syntax.String(), a.rating.Syntax.String()
				if here == there {
					here, there = "one "+here+" item", "another"
				}
				what := differ[0].label
				if b.name != "" {
					what += " of " + check.Quote(b.name)
				}
				f := pass.Report(differ[0].at, "%s is %s in %s, but %s in %s", what, check.Quote(differ[0].text), here, check.Quote(differ[1].text), there).
					Advise("fill both from one source")
				f.Relate(differ[1].at, "%s is %s", differ[1].label, check.Quote(differ[1].text))
				f.About(differ[0].label).Fact(differ[0].label, differ[0].text).Fact("other", differ[1].text)
				return
			}
		}
	}
}

// ratedThings are the things of the page that are described for themselves and
// have one rating. A page with many is a list, whose entries are left out.
func ratedThings(p *page.Page) []rated {
	var list []rated
	ratings := p.Graph.OfType("AggregateRating")
	if len(ratings) < 2 || len(ratings) > maxItems {
		return nil
	}
	add := func(it, rating *schemaorg.Item) {
		r := rated{item: it, rating: rating, name: it.Text("name")}
		if r.name == "" {
			r.name = it.Text("headline")
		}
		r.bare = p.TitleComparer().Prepare(r.name).Bare()
		list = append(list, r)
	}
	for _, rating := range ratings {
		if len(list) > maxTwins {
			return nil
		}
		it := rating.Parent
		if it == nil {
			// The rating is an item of its own and names what it is of.
			if reviewed := rating.Values("itemReviewed"); len(reviewed) == 1 && reviewed[0].Item != nil {
				add(p.Graph.Resolve(reviewed[0]), rating)
			}
			continue
		}
		if described(p, it) && p.TieOf(it) != page.TiedAway && len(it.Values("aggregateRating")) == 1 {
			add(it, rating)
		}
	}
	return list
}

// sameThing reports whether two rated items are one thing: one identifier, or
// one name and a type in common. Variants with numbers of their own are not.
func sameThing(a, b *rated) bool {
	if a.item.ID != "" && a.item.EntityKey() == b.item.EntityKey() && a.rating != b.rating {
		return true
	}
	if a.bare == "" || a.bare != b.bare {
		return false
	}
	for _, term := range []string{"sku", "gtin", "gtin13", "mpn", "productID"} {
		if x, y := a.item.Text(term), b.item.Text(term); x != "" && y != "" && !strings.EqualFold(x, y) {
			return false
		}
	}
	related := func(a, b *schemaorg.Item) bool { return slices.ContainsFunc(a.TypeTerms(), b.Is) }
	return related(a.item, b.item) || related(b.item, a.item)
}

// compareRatings finds what two ratings differ in: the statement of b, then
// that of a; or nil.
func compareRatings(pass *check.Pass, a, b *rated) []statement {
	x, y := readRating(a.rating), readRating(b.rating)
	if x != nil && y != nil && !x.agrees(y) {
		return []statement{y.statement, x.statement}
	}
	for _, term := range []string{"ratingCount", "reviewCount"} {
		v, w := a.rating.Values(term), b.rating.Values(term)
		if len(v) != 1 || len(w) != 1 {
			continue
		}
		sv, atV := v[0].Written()
		sw, atW := w[0].Written()
		m, okM := readAmount(sv)
		n, okN := readAmount(sw)
		if okM && okN && !sameCount(m, n, pass.Int("count-percent")) {
			return []statement{{label: term, text: sw, at: atW}, {label: term, text: sv, at: atV}}
		}
	}
	return nil
}

// sameCount reports whether two numbers of ratings can be of one thing and of
// nearly one time.
func sameCount(a, b float64, percent int) bool {
	diff := math.Abs(a - b)
	return diff <= 2 || diff <= math.Max(math.Abs(a), math.Abs(b))*float64(percent)/100
}

// A score is a ratingValue that can be compared.
type score struct {
	statement
	value    float64
	best     float64 // 0 when it is not given
	rounding float64 // by how much rounding may have changed the value
}

// readRating reads the value of a rating, "4/5" and "80%" as well; it is nil
// where there is none or several, or it is no number.
func readRating(rating *schemaorg.Item) *score {
	values := rating.Values("ratingValue")
	if len(values) != 1 || values[0].Item != nil {
		return nil
	}
	written, at := values[0].Written()
	s := readScore(written)
	if s == nil {
		return nil
	}
	s.statement = statement{label: "ratingValue", text: written, at: at}
	if best := rating.Values("bestRating"); s.best == 0 && len(best) == 1 {
		written, _ := best[0].Written()
		s.best, _ = readAmount(written)
	}
	return s
}

func readScore(s string) *score {
	r := &score{}
	value, best, ok := numbers.Scaled(s)
	if ok {
		if r.best, ok = readAmount(best); !ok || r.best <= 0 {
			return nil
		}
	}
	if !numbers.Is(value) {
		value = numbers.Plain(value)
	}
	if r.value, ok = numbers.Parse(value); !ok {
		return nil
	}
	_, decimals, _ := strings.Cut(value, ".")
	r.rounding = 0.5 * math.Pow10(-min(len(decimals), 12))
	if half := r.value * 2; half == math.Trunc(half) {
		r.rounding = math.Max(r.rounding, 0.25)
	}
	return r
}

// agrees reports whether two scores can be one average: rounding aside, and the
// scale where both give it.
func (s *score) agrees(t *score) bool {
	const slack = 1e-9
	if s.best == t.best || s.best == 0 || t.best == 0 {
		return math.Abs(s.value-t.value) <= math.Max(s.rounding, t.rounding)+slack || s.best != t.best && sameScale(s, t)
	}
	return math.Abs(s.value/s.best-t.value/t.best) <= s.rounding/s.best+t.rounding/t.best+slack
}

// sameScale reports whether two scores, of which one does not give its scale,
// can be one average on the scales that are in use.
func sameScale(s, t *score) bool {
	if s.best == 0 {
		s, t = t, s
	}
	for _, best := range []float64{5, 10, 20, 100} {
		if math.Abs(s.value/s.best-t.value/best) <= s.rounding/s.best+t.rounding/best {
			return true
		}
	}
	return false
}

// reportShownRatings reports averages and numbers of ratings in attributes that
// are not those in the text of their own element.
func reportShownRatings(pass *check.Pass) {
	var f *check.Finding
	told := 0
	for _, it := range pass.Page.Graph.All {
		if it.Syntax == schemaorg.JSONLD || !it.Is("AggregateRating") {
			continue
		}
		for i := range it.Properties {
			prop := &it.Properties[i]
			term := prop.Term()
			if term != "ratingValue" && term != "ratingCount" && term != "reviewCount" {
				continue
			}
			visible, ok := shown(&prop.Value)
			visible = strings.Trim(visible, " ()[]")
			if !ok || strings.Trim(visible, "0123456789.,' \u00a0\u202f%/") != "" {
				continue
			}
			written, at := prop.Value.Written()
			if !contradicts(pass, term, written, visible) {
				continue
			}
			told++
			switch {
			case f == nil:
				f = pass.Report(at, "%s is %s, but its element shows %s", term, check.Quote(written), check.Quote(visible)).
					Affects("Google shows a rating that the page does not have").
					Advise("write the number that the page shows")
				f.About(term).Fact(term, written).Fact("shown", visible)
			case told < maxTwins:
				f.Relate(at, "%s is %s, but its element shows %s", term, check.Quote(written), check.Quote(visible))
			}
		}
	}
}

// contradicts reports whether a number in an attribute and the text in the same
// place cannot be one.
func contradicts(pass *check.Pass, term, written, visible string) bool {
	if term == "ratingValue" {
		a, b := readScore(text.Fold(written)), readScore(visible)
		return a != nil && b != nil && !a.agrees(b)
	}
	m, okM := readAmount(written)
	n, okN := readAmount(visible)
	return okM && okN && !sameCount(m, n, pass.Int("count-percent"))
}
