package date

import (
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
)

var modifiedBeforePublished = &check.Check{
	ID:       "date/modified-before-published",
	Severity: check.Error,
	Title:    "Modified date before the published date",
	Impact:   "search engines and feed readers may show or sort the page by a wrong date",
	Why: "A page cannot be modified before it is published. One of the two dates is wrong, and search engines and feed readers that use it " +
		"show the wrong date or sort the page wrongly.",
	Fix: "Correct the wrong date. The modified date of a page that was prepared before it was published is its published date or later.",
	Exceptions: "Compares within one item, and within Open Graph. The tolerance is a day if a time or an offset is missing, otherwise that of " +
		"the option.",
	References: []string{googleDates, googleArticle},
	Bad: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-02T08:00:00+01:00">`,
	Good: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-03T08:05:00+01:00">`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "seconds", Doc: "number of seconds that a modified time with an offset may be before the published time", Default: 60}},
	Run: func(pass *check.Pass) {
		var report *check.Finding
		modified := comparable(pass.Page, page.Modified)
		for _, p := range comparable(pass.Page, page.Published) {
			for _, m := range modified {
				if p.Source != m.Source || p.Item != m.Item || p.Source == page.DateInMeta {
					continue
				}
				tolerance := 24 * time.Hour
				if exact(p.Time) && exact(m.Time) {
					tolerance = time.Duration(pass.Int("seconds")) * time.Second
				}
				if !dates.Between(p.Time, m.Time).Before(tolerance) {
					continue
				}
				if report != nil {
					relate(report, []*page.DateFact{m, p})
					continue
				}
				report = pass.Report(m.Origin, "%s is %s before %s: %s", m.Label, apart(p, m), p.Label, check.Quote(m.Written)).
					Advise("correct the wrong date")
				relate(report, []*page.DateFact{p})
			}
		}
	},
}

// exact reports whether a date is an instant.
func exact(t dates.Time) bool { return t.HasOffset && t.HasTime() && !t.Midnight() }

var modifiedConflict = &check.Check{
	ID:       "date/modified-conflict",
	Severity: check.Info,
	Title:    "Conflicting modified dates",
	Impact:   "search engines and feed readers may show different dates of the last change",
	Why: "Different consumers read the last change from dateModified, article:modified_time and og:updated_time. If these differ by days, " +
		"some show the page as older or newer than it is.",
	Fix:        "Fill them from one field: the last change of the visible content, not of the cache or the template.",
	Exceptions: "Not reported: differences up to the option, and those that a missing time or offset can explain.",
	References: []string{googleDates},
	Bad: `<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
<meta property="og:updated_time" content="2026-03-01T03:00:00+01:00">`,
	Good: `<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
<meta property="og:updated_time" content="2026-02-05T16:12:09Z">`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "hours", Doc: "difference in hours up to which modified dates count as equal", Default: 24}},
	Run: func(pass *check.Pass) {
		tolerance := time.Duration(pass.Int("hours")) * time.Hour
		facts := comparable(pass.Page, page.Modified)
		odd, other := oddOne(facts, func(a, b *page.DateFact) bool { return agree(a, b, tolerance) })
		if odd == nil {
			return
		}
		f := pass.Report(odd.Origin, "%s and %s are %s apart", written(odd), written(other), apart(other, odd)).
			Advise("write the same time in both")
		relate(f, []*page.DateFact{other})
		relate(f, without(facts, odd, other))
	},
}
