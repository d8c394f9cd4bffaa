package regression

import (
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/dates"
)

// dateOf is the most trusted readable date of a role, or nil.
func dateOf(s *summary.Summary, role string) (*summary.Date, dates.Time) {
	for i := range s.Dates {
		d := &s.Dates[i]
		if d.Role != role || d.Weak || d.Time == "" {
			continue
		}
		if t, _, err := dates.ISO(d.Time); err == nil {
			return d, t
		}
	}
	return nil, dates.Time{}
}

// bothDates are the most trusted date of a role in the old page, and in the new
// one that in the same place, else its most trusted; nil where one is missing. diff
// is the time from the first to the second.
func bothDates(pass *check.DiffPass, role string) (was, is *summary.Date, diff dates.Diff) {
	was, a := dateOf(pass.Old, role)
	is, b := dateOf(pass.New, role)
	if was == nil || is == nil {
		return nil, nil, dates.Diff{}
	}
	if was.Label != is.Label {
		for i := range pass.New.Dates {
			d := &pass.New.Dates[i]
			if d.Role != role || d.Label != was.Label || d.Time == "" {
				continue
			}
			if t, _, err := dates.ISO(d.Time); err == nil {
				is, b = d, t
				break
			}
		}
	}
	return was, is, dates.Between(a, b)
}

// tolerance is what two formats of one time may differ by: time zones that were
// left out or added.
const tolerance = 24 * time.Hour

var publishedMoved = &check.Check{
	ID:         "regression/published-moved",
	Severity:   check.Warning,
	Title:      "Published date changed",
	Impact:     "search engines and feed readers may distrust the date or show the page as new",
	Why:        "A page is published once. Search engines, feed readers and archives sort by the date, and may distrust one that changes. Usually a build wrote the date of the file, or today's, instead.",
	Fix:        "Restore the original published date. Write the date of the last change in dateModified.",
	Exceptions: "Another format of the same date, and differences of up to a day, as from time zones, are no regression. " + notCompared,
	References: []string{datesDoc},
	Bad:        example(`<meta property="article:published_time" content="2024-03-01T09:00:00Z">`, `<meta property="article:published_time" content="2026-01-31T09:00:00Z">`),
	Good:       example(`<meta property="article:published_time" content="2024-03-01">`, `<meta property="article:published_time" content="2024-03-01T09:00:00+01:00">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if unreadable(pass) {
			return
		}
		was, is, diff := bothDates(pass, "published")
		if was == nil || diff.Gap() <= tolerance {
			return
		}
		id, kind := "the date of publication is later now", "the published date is later now"
		if diff.Before(0) {
			id, kind = "the date of publication is earlier now", "the published date is earlier now"
		}
		pass.Report(check.Change{
			Subject: "published", At: is.At, Was: was.At, Before: was.Written, After: is.Written,
			ID: id, Message: is.Label + " is " + check.Quote(is.Written) + " now (was " + check.Quote(was.Written) + ")", Kind: kind,
			Help: "restore the original published date",
		})
	}),
}

// unreadable reports a published date that is no longer one, such as the default
// date of a program.
func unreadable(pass *check.DiffPass) bool {
	was, _ := dateOf(pass.Old, "published")
	now, _ := dateOf(pass.New, "published")
	if was == nil || now != nil {
		return false
	}
	for i := range pass.New.Dates {
		is := &pass.New.Dates[i]
		if is.Role != "published" || is.Weak || is.Written == "" {
			continue
		}
		pass.Report(check.Change{
			Subject: "published", At: is.At, Was: was.At, Before: was.Written, After: is.Written,
			ID:      "the date of publication tells no date any more",
			Message: is.Label + " is not a usable date now: " + check.Quote(is.Written) + " (was " + check.Quote(was.Written) + ")",
			Kind:    "the published date is not usable now",
			Help:    "restore the original published date",
		})
		return true
	}
	return false
}

var modifiedBack = &check.Check{
	ID:         "regression/modified-back",
	Severity:   check.Warning,
	Title:      "Modified date earlier than before",
	Impact:     "search engines show an older date, and may crawl the page less often",
	Why:        "Search engines decide by it when to crawl a page again, and show it as its date. Usually an older version of the page or of its data was published.",
	Fix:        "Make sure that the build has the latest data.",
	Exceptions: "A later date, and differences of up to a day, as from time zones, are no regression. " + notCompared,
	References: []string{datesDoc},
	Bad:        example(`<meta property="article:modified_time" content="2026-01-31T09:00:00Z">`, `<meta property="article:modified_time" content="2024-03-01T09:00:00Z">`),
	Good:       example(`<meta property="article:modified_time" content="2024-03-01T09:00:00Z">`, `<meta property="article:modified_time" content="2026-01-31T09:00:00Z">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is, diff := bothDates(pass, "modified")
		if was == nil || !diff.Before(tolerance) {
			return
		}
		pass.Report(check.Change{
			Subject: "modified", At: is.At, Was: was.At, Before: was.Written, After: is.Written,
			ID:      "the date of modification went back",
			Message: is.Label + " is " + check.Quote(is.Written) + " now (was " + check.Quote(was.Written) + ")", Kind: "the modified date is earlier now",
			Help: "make sure that the build has the latest data",
		})
	}),
}
