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
	Title:    "Visible published date that differs from structured data",
	Impact:   "Google may show no date",
	Why: "Google requires that the visible date and the date in structured data are the same, and may show no date if they are not. " +
		"People who see two dates trust neither.",
	Fix: "Show the date from the field that fills the structured data, or correct the structured data.",
	Exceptions: "Only time elements in the header of the page's article, or marked as published date (pubdate, class entry-date or " +
		"published), are checked. Silent when a missing time or another time zone can explain the difference, when the visible date is the " +
		"modified date, and when several visible dates differ.",
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
	Options: []check.Option{{Name: "minutes", Doc: "difference in minutes up to which two dates count as equal", Default: 15}},
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
			// Of several dates, it is unknown which is the published date.
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
		f := pass.Report(s.Origin, "the visible date %s and %s are %s apart", check.Quote(s.Written), written(structured), apart(structured, s)).
			Advise("write the same date in both")
		relate(f, []*page.DateFact{structured})
		f.Fact("difference", dates.Between(structured.Time, s.Time).Gap().String())
	},
}

var urlMismatch = &check.Check{
	ID:       "date/url-mismatch",
	Severity: check.Warning,
	Title:    "Date in the URL that differs from the published date",
	Impact:   "parsers that read dates from URLs date the page differently",
	Why: "URLs such as /2026/02/03/dunes tell people and some parsers when the page was published. A published date on another day " +
		"contradicts them: usually an edit or a move has overwritten it.",
	Fix: "Restore the original published date, and write the later one in dateModified.",
	Exceptions: "Only the canonical URL or the page's own is checked, and only on articles. A year and month are compared " +
		"as such, with a tolerance of a day. Silent when any published date of the page matches, and on URLs of archives, events and lists.",
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
	Options: []check.Option{{Name: "days", Doc: "number of days by which the URL may differ", Default: 1}},
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
		f := pass.Report(address.Origin, "the date in the URL is %s, but %s is %s", check.Quote(address.Written), published[0].Label, check.Quote(published[0].Written)).
			Advise("write the original published date, or correct the URL")
		relate(f, published)
	},
}

// nearDay reports whether a day is at most so many days away from a date, or
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
