package date

import (
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// A filled is a published date that was filled from the time of the last change.
type filled struct {
	fact     *page.DateFact   // the published date
	modified []*page.DateFact // the modified dates that it equals
	earlier  []*page.DateFact // earlier published dates
	others   []*page.DateFact // the rest of the published dates
}

// filledFromModified finds a published date that equals a modified date to the
// second while the page has an earlier published date elsewhere; nil when there
// is none.
func filledFromModified(p *page.Page) *filled {
	published := comparable(p, page.Published)
	modified := comparable(p, page.Modified)
	shown := visible(p, page.Published)
	for _, a := range published {
		// Meta elements of trackers follow the page's edits by design.
		if a.Source == page.DateInMeta {
			continue
		}
		x := &filled{fact: a}
		for _, m := range modified {
			if dates.SameSecond(a.Time, m.Time) {
				x.modified = append(x.modified, m)
			}
		}
		if len(x.modified) == 0 {
			continue
		}
		for _, b := range published {
			switch {
			case b == a:
			case zoneApart(a, b):
				// A wrong offset, which date/published-conflict reports.
				x.others = append(x.others, b)
			case dates.Between(a.Time, b.Time).Before(time.Minute):
				x.earlier = append(x.earlier, b)
			default:
				x.others = append(x.others, b)
			}
		}
		if len(x.earlier) == 0 {
			continue
		}
		x.others = append(x.others, shown...)
		return x
	}
	return nil
}

func zoneApart(a, b *page.DateFact) bool {
	_, zone := dates.ZoneApart(a.Time, b.Time)
	return zone
}

var publishedEqualsModified = &check.Check{
	ID:       "date/published-equals-modified",
	Severity: check.Warning,
	Title:    "Published date that is the modified date",
	Impact:   "search engines may show the date of the last change as the published date",
	Why: "One place has the date of the last change as published date, while another has an earlier published date. " +
		"Search engines that read the first place show a new date after every edit, and Google asks not to make a page look newer " +
		"than it is.",
	Fix: "Fill every published date from the original published date, and only modified dates from the time of the last change.",
	Exceptions: "Silent when all published dates match: a page that was never changed has one date for both. Midnight counts as no time. " +
		"date/published-conflict does not report the same conflict again.",
	References: []string{googleDates},
	Bad: `<html lang="en"><head><title>A walk in the dunes</title>
<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
</head><body>
<article itemscope itemtype="https://schema.org/Article">
<h1 itemprop="headline">A walk in the dunes</h1>
<meta itemprop="datePublished" content="2026-02-05T17:12:09+01:00">
</article></body></html>`,
	Good: `<html lang="en"><head><title>A walk in the dunes</title>
<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
</head><body>
<article itemscope itemtype="https://schema.org/Article">
<h1 itemprop="headline">A walk in the dunes</h1>
<meta itemprop="datePublished" content="2026-02-03T08:00:00+01:00">
</article></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		x := filledFromModified(pass.Page)
		if x == nil {
			return
		}
		f := pass.Report(x.fact.Origin, "%s equals the modified date: %s", x.fact.Label, check.Quote(x.fact.Written)).
			Affects("%s says %s, so search engines may show the wrong date", x.earlier[0].Label, clock(x.earlier[0], x.fact)).
			Advise("write the original published date in both")
		relate(f, x.earlier)
		relate(f, x.modified)
		relate(f, x.others)
		f.Fact("published", x.earlier[0].Time.String()).Fact("modified", x.modified[0].Time.String())
	},
}

// stampedUTC reports whether one of two times is the other's local time with its
// offset replaced by UTC, and which one.
func stampedUTC(a, b *page.DateFact) (utc, local *page.DateFact) {
	if !a.Time.HasOffset || !b.Time.HasOffset || !dates.SameClock(a.Time, b.Time) {
		return nil, nil
	}
	switch {
	case a.Time.Offset == 0 && b.Time.Offset != 0:
		return a, b
	case b.Time.Offset == 0 && a.Time.Offset != 0:
		return b, a
	}
	return nil, nil
}

// agree reports whether two dates can be one within the tolerance. Of two
// without offset, one may be in UTC and the other local. A local time marked as
// UTC agrees: date/fake-utc reports it.
func agree(a, b *page.DateFact, tolerance time.Duration) bool {
	if dates.Between(a.Time, b.Time).Gap() <= tolerance {
		return true
	}
	if !a.Time.HasOffset && !b.Time.HasOffset && zoneApart(a, b) {
		return true
	}
	utc, _ := stampedUTC(a, b)
	return utc != nil
}

// oddOne is the fact that agrees with the fewest others, the less trusted of
// equals, and the most trusted one that it disagrees with; nil when all agree.
func oddOne(facts []*page.DateFact, agree func(a, b *page.DateFact) bool) (odd, against *page.DateFact) {
	fewest := len(facts)
	for _, f := range facts {
		n := 0
		for _, other := range facts {
			if agree(f, other) {
				n++
			}
		}
		if n <= fewest && n < len(facts) {
			fewest, odd = n, f
		}
	}
	for _, f := range facts {
		if odd != nil && !agree(f, odd) {
			return odd, f
		}
	}
	return nil, nil
}

func without(facts []*page.DateFact, left ...*page.DateFact) []*page.DateFact {
	var rest []*page.DateFact
	for _, f := range facts {
		if !slices.Contains(left, f) {
			rest = append(rest, f)
		}
	}
	return rest
}

var publishedConflict = &check.Check{
	ID:       "date/published-conflict",
	Severity: check.Warning,
	Title:    "Conflicting published dates",
	Impact:   "search engines, previews and feed readers show different dates",
	Why: "Search engines, previews and feed readers each read the published date from another place: JSON-LD, microdata, Open Graph, meta elements. " +
		"If these differ, each of them shows another date, and Google may trust none.",
	Fix: "Fill all places from one field. Write the same time, with its UTC offset.",
	Exceptions: "Not reported: differences up to the option, and those that a missing time or offset can explain. Dates of teasers, " +
		"comments, reviews and works (books, films) do not count. date/published-equals-modified and date/fake-utc report the conflicts " +
		"whose cause is known.",
	References: []string{googleDates},
	Bad: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes", "datePublished": "2026-01-12T09:30:00+01:00"}
</script>`,
	Good: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes", "datePublished": "2026-02-03"}
</script>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "minutes", Doc: "difference in minutes up to which published dates count as equal", Default: 15}},
	Run: func(pass *check.Pass) {
		if filledFromModified(pass.Page) != nil {
			return
		}
		tolerance := time.Duration(pass.Int("minutes")) * time.Minute
		facts := comparable(pass.Page, page.Published)
		odd, other := oddOne(facts, func(a, b *page.DateFact) bool { return agree(a, b, tolerance) })
		if odd == nil {
			return
		}
		f := pass.Report(odd.Origin, "%s and %s are %s apart", written(odd), written(other), apart(other, odd)).
			Advise("write the same time in both")
		if zoneApart(odd, other) {
			f.Advise("correct the UTC offset of the local time, so that both are the same time")
		}
		relate(f, []*page.DateFact{other})
		relate(f, without(facts, odd, other))
		f.Fact("difference", dates.Between(other.Time, odd.Time).Gap().String())
	},
}

var fakeUTC = &check.Check{
	ID:       "date/fake-utc",
	Severity: check.Warning,
	Title:    "Local time marked as UTC",
	Impact:   "search engines read a time that is hours off",
	Why: "Two places have the same time of day, one with the offset of a time zone and one with Z or +00:00. The second is hours off: a program " +
		"wrote local time and marked it as UTC.",
	Fix:        "Convert the time to UTC before writing Z, or write the real offset.",
	Exceptions: "Needs both times on one page, each with an offset and a time other than midnight.",
	References: []string{googleDates},
	Bad: `<meta property="article:published_time" content="2026-02-03T08:00:00Z">
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes", "datePublished": "2026-02-03T08:00:00-05:00"}
</script>`,
	Good: `<meta property="article:published_time" content="2026-02-03T13:00:00Z">
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes", "datePublished": "2026-02-03T08:00:00-05:00"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var first *check.Finding
		for _, role := range []page.DateRole{page.Published, page.Modified} {
			facts := append(comparable(pass.Page, role), visible(pass.Page, role)...)
			for _, a := range facts {
				local := realOffset(facts, a)
				switch {
				case local == nil:
				case first == nil:
					first = pass.Report(a.Origin, "%s has the local time of %s but is marked as UTC: %s", a.Label, local.Label, check.Quote(a.Written)).
						Affects("search engines read a time that is %s off", lapse(dates.Between(a.Time, local.Time).Gap())).
						Advise("write %q", withOffset(a.Time, local.Time))
					relate(first, []*page.DateFact{local})
				default:
					relate(first, []*page.DateFact{a})
				}
			}
		}
	},
}

// withOffset is a time with the offset of another.
func withOffset(t, other dates.Time) string {
	t.HasOffset, t.Offset = true, other.Offset
	return t.String()
}

// realOffset is the fact of which a is a copy marked as UTC, or nil.
func realOffset(facts []*page.DateFact, a *page.DateFact) *page.DateFact {
	for _, b := range facts {
		if utc, local := stampedUTC(a, b); utc == a {
			return local
		}
	}
	return nil
}

var missingPublished = &check.Check{
	ID:       "date/missing-published",
	Severity: check.Warning,
	Title:    "Article without a machine-readable published date",
	Impact:   "search engines guess a date or show none",
	Why: "The page is declared as an article but has no published date that parsers can read. Search engines then guess a date from " +
		"the text or show none, and feed readers sort the page wrongly.",
	Fix: "Add datePublished to the article's structured data, or article:published_time.",
	Exceptions: "A date in any syntax, in any known meta element or in a time element of the article's header counts, even if it is malformed: " +
		"other checks report that. Silent on home pages, technical references and pages whose structured data is about something else.",
	References: []string{googleDates, googleArticle},
	Bad: `<html lang="en"><head><title>A walk in the dunes</title>
<meta property="og:type" content="article">
</head><body><article><h1>A walk in the dunes</h1><p>Six hours between sand and sea.</p></article></body></html>`,
	Good: `<html lang="en"><head><title>A walk in the dunes</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
</head><body><article><h1>A walk in the dunes</h1><p>Six hours between sand and sea.</p></article></body></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if !isArticle(p) || p.IsHome() || saysDate(p) || p.MayHave("meta article:published_time", "meta date", "itemprop datePublished", "property datePublished", "JSON-LD") {
			return
		}
		if it := p.MainItem(); it != nil {
			if it.Is("TechArticle") || it.Is("APIReference") {
				return
			}
			pass.Report(it.Origin, "the %s has no machine-readable published date", it.Label()).
				Advise("add datePublished as " + formats)
			return
		}
		// Without an item only og:type says article, which many sites write on
		// every page; a URL that is a list, or another item, says more.
		if isList(p) {
			return
		}
		prop := p.Prop("og:type")
		pass.Report(prop.Origin(), "og:type is %s, but the page has no machine-readable published date", check.Quote(prop.Value())).
			Advise("add article:published_time, or datePublished in the structured data")
	},
}

// saysDate reports whether the page has a published date that a parser could
// read, correct or not.
func saysDate(p *page.Page) bool {
	for _, f := range p.Dates() {
		switch {
		case f.Role != page.Published && f.Role != page.Created, f.Source == page.DateInURL:
		case f.Source == page.DateInElement && !f.OK():
			// "2 hours ago", "3 min read"
		default:
			return true
		}
	}
	for _, prop := range properties(p) {
		switch prop.term {
		case "datePublished", "dateCreated", "uploadDate", "datePosted":
			if !p.Graph.IsSecondary(prop.item) {
				return true
			}
		}
	}
	for it, prop := range p.Graph.Properties(schemaorg.JSONLD) {
		// An empty text: jsonld/empty-value reports it.
		if v := &prop.Value; prop.Term() == "datePublished" && v.Item == nil && strings.TrimSpace(v.Text) == "" && !p.Graph.IsSecondary(it) {
			return true
		}
	}
	for _, m := range p.Metas {
		if strings.EqualFold(m.Itemprop, "datePublished") || strings.EqualFold(m.HTTPEquiv, "date") {
			return true
		}
	}
	// A day in a time element anywhere may be the article's; which one is the
	// consumer's guess.
	for _, t := range p.Times {
		value := t.Datetime
		if !t.HasDatetime {
			value = t.Text
		}
		_, d, err := dates.HTML(value)
		if err != nil {
			d, _, err = dates.ISO(value)
		}
		if err == nil && d.Precision >= dates.Day {
			return true
		}
	}
	return false
}

// isList reports whether structured data says that the page is not a single
// article.
func isList(p *page.Page) bool {
	for _, it := range p.Graph.Items {
		for _, typ := range []string{
			"CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage", "FAQPage", "QAPage",
			"Product", "ItemList", "SoftwareApplication", "Event", "Recipe", "Course", "ItemPage",
		} {
			if it.Is(typ) {
				return true
			}
		}
	}
	return false
}
