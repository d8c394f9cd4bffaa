package date

import (
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
)

var visibleMismatch = &check.Check{
	ID:       "date/visible-mismatch",
	Severity: check.Warning,
	Title:    "Visible publish date that differs from the structured one",
	Why: "Google asks that the date that readers see and the date in structured data be the same, and may show no date where they are not. " +
		"Readers who see two dates trust neither.",
	Fix: "Show the date from the field that fills the structured data, or correct the structured data.",
	Exceptions: "Looks only at time elements in the header of the page's article, or marked as publish date (pubdate, class entry-date or " +
		"published). Silent where a missing time or another zone of display can explain the difference, where the visible date is the " +
		"modified one, and where several visible dates differ.",
	References: []string{googleDates},
	Bad: `<html lang="en"><head><title>A walk in the dunes</title></head><body>
<article itemscope itemtype="https://schema.org/Article">
<header><h1 itemprop="headline">A walk in the dunes</h1>
<p>Published on <time datetime="2026-01-12">12 January 2026</time></p></header>
<meta itemprop="datePublished" content="2026-02-03T08:00:00+01:00">
</article></body></html>`,
	Good: `<html lang="en"><head><title>A walk in the dunes</title></head><body>
<article itemscope itemtype="https://schema.org/Article">
<header><h1 itemprop="headline">A walk in the dunes</h1>
<p>Published on <time datetime="2026-02-03">3 February 2026</time></p></header>
<meta itemprop="datePublished" content="2026-02-03T08:00:00+01:00">
</article></body></html>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "minutes", Doc: "difference up to which two times count as equal", Default: 15}},
	Run: func(pass *check.Pass) {
		shown := visible(pass.Page, page.Published)
		published := comparable(pass.Page, page.Published)
		if len(shown) == 0 || len(published) == 0 {
			return
		}
		structured := published[0]
		tolerance := time.Duration(pass.Int("minutes")) * time.Minute
		same := func(a, b *page.DateFact) bool {
			return zoneApart(a, b) || agree(a, b, tolerance) || dates.SameClock(a.Time, b.Time)
		}
		explained := comparable(pass.Page, page.Modified)
		for _, f := range pass.Page.Dates() {
			if f.Role == page.Created && f.OK() {
				explained = append(explained, f)
			}
		}
		for _, s := range shown {
			// Of several dates nobody can tell which is the publish date.
			if same(s, structured) || dates.Between(shown[0].Time, s.Time).Gap() > 0 {
				return
			}
			for _, m := range explained {
				if same(s, m) {
					return
				}
			}
		}
		s := shown[0]
		f := pass.Report(s.Origin, "visible publish date %s and %s are %s apart; Google wants them to be the same; give one date in both",
			check.Quote(s.Written), written(structured), apart(structured, s))
		relate(f, []*page.DateFact{structured})
		f.Fact("difference", dates.Between(structured.Time, s.Time).Gap().String())
	},
}

var urlMismatch = &check.Check{
	ID:       "date/url-mismatch",
	Severity: check.Warning,
	Title:    "Date in the address that differs from the publish date",
	Why: "Addresses such as /2026/02/03/dunes tell readers and some consumers when the page was published. A publish date of another day " +
		"contradicts it: as a rule the date was set anew by an edit or a move.",
	Fix: "Restore the first publish date, and put the later one into dateModified.",
	Exceptions: "Looks at the canonical address or the page's own, never at other addresses, and only on articles. A year and month are compared " +
		"as such, with a day's slack. Silent where any publish date of the page agrees, and on addresses of archives, events and lists.",
	References: []string{googleDates},
	Bad: `<html lang="en"><head><title>A walk in the dunes</title>
<link rel="canonical" href="https://example.org/2026/01/12/dunes">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
</head><body></body></html>`,
	Good: `<html lang="en"><head><title>A walk in the dunes</title>
<link rel="canonical" href="https://example.org/2026/02/03/dunes">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
</head><body></body></html>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "days", Doc: "number of days by which the address may differ", Default: 1}},
	Run: func(pass *check.Pass) {
		p := pass.Page
		var address *page.DateFact
		for _, f := range p.Dates() {
			if f.Source == page.DateInURL {
				address = f
			}
		}
		published := comparable(p, page.Published)
		if address == nil || len(published) == 0 || p.IsHome() {
			return
		}
		if it := p.MainItem(); it != nil && !it.Is("Article") && !it.Is("VideoObject") && !it.Is("Recipe") {
			return
		}
		days := pass.Int("days")
		for _, f := range append(visible(p, page.Published), published...) {
			if f.Time.Precision < dates.Day || nearDay(address.Time, f.Time, days) {
				return
			}
		}
		f := pass.Report(address.Origin, "the address has the date %s but the publish time is %s; consumers that read addresses date the page differently; restore the first publish date or mend the address",
			address.Written, written(published[0]))
		relate(f, published)
	},
}

// nearDay tells whether a day is at most so many days away from a date, or
// from the first or last day of a month.
func nearDay(date, day dates.Time, days int) bool {
	first, last := date, date
	if date.Precision == dates.Month {
		end := date.Std().AddDate(0, 1, -1)
		last.Day = end.Day()
		first.Precision, last.Precision = dates.Day, dates.Day
	}
	fromFirst, _ := dates.DaysApart(first, day)
	fromLast, _ := dates.DaysApart(last, day)
	return fromFirst >= -days && fromLast <= days
}
