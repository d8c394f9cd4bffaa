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
	Title:    "Modified time before the publish time",
	Why: "A page cannot have changed last before it was published. One of the two times is wrong, and consumers that sort or show by either " +
		"show the page at the wrong place.",
	Fix: "Correct the wrong one. A page that was prepared before it was published has its publish time as modified time at the earliest.",
	Exceptions: "Compares within one item, and within Open Graph. The tolerance is a day where a time or an offset is missing, else the one of " +
		"the option.",
	References: []string{googleDates, googleArticle},
	Bad: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-02T08:00:00+01:00">`,
	Good: `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">
<meta property="article:modified_time" content="2026-02-03T08:05:00+01:00">`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "seconds", Doc: "how much earlier a modified time with offset may be than the publish time", Default: 60}},
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
				report = pass.Report(m.Origin, "modified time %s lies %s before %s; a page cannot change before it is published; correct the wrong one",
					written(m), apart(p, m), written(p))
				relate(report, []*page.DateFact{p})
			}
		}
	},
}

// exact tells whether a date is an instant.
func exact(t dates.Time) bool { return t.HasOffset && t.HasTime() && !t.Midnight() }

var modifiedConflict = &check.Check{
	ID:       "date/modified-conflict",
	Severity: check.Info,
	Title:    "Modified times that disagree",
	Why: "dateModified, article:modified_time and og:updated_time name the last change for different consumers. When they disagree by days, " +
		"some show the page as older or newer than it is.",
	Fix:        "Fill them from one field: the last change of the content that matters to readers, not of the cache or the template.",
	Exceptions: "Differences up to the option are silent, and so are those that a missing time or offset can explain.",
	References: []string{googleDates},
	Bad: `<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
<meta property="og:updated_time" content="2026-03-01T03:00:00+01:00">`,
	Good: `<meta property="article:modified_time" content="2026-02-05T17:12:09+01:00">
<meta property="og:updated_time" content="2026-02-05T16:12:09Z">`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "hours", Doc: "difference up to which modified times count as equal", Default: 24}},
	Run: func(pass *check.Pass) {
		tolerance := time.Duration(pass.Int("hours")) * time.Hour
		facts := comparable(pass.Page, page.Modified)
		odd, other := oddOne(facts, func(a, b *page.DateFact) bool { return agree(a, b, tolerance) })
		if odd == nil {
			return
		}
		f := pass.Report(odd.Origin, "modified time %s and %s are %s apart; consumers take one or the other for the last change; give the same time in both",
			written(odd), written(other), apart(other, odd))
		relate(f, []*page.DateFact{other})
		relate(f, without(facts, odd, other))
	},
}
