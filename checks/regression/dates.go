package regression

import (
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/dates"
)

// dateOf is the most trusted date of a role that can be read, or nil.
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

// tolerance is what two writings of one time may differ by: time zones that were
// left out or put in.
const tolerance = 24 * time.Hour

var publishedMoved = &check.Check{
	ID:         "regression/published-moved",
	Severity:   check.Warning,
	Title:      "The date of publication has changed",
	Why:        "A page is published once. Search engines and archives sort by the date, and distrust one that moves; as a rule a build took the date of the file, or of today, in its place.",
	Fix:        "Give the date on which the page was published first; what has changed since is dateModified.",
	Exceptions: "Another way to write the same date, and differences of up to a day, as from time zones, are none. " + notCompared,
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
		kind := "the date of publication is later now"
		if diff.Before(0) {
			kind = "the date of publication is earlier now"
		}
		pass.Report(check.Change{
			Subject: "published", At: is.At, Was: was.At, Before: was.Written, After: is.Written,
			Message: "the date of publication was " + check.Quote(was.Written) + " and is " + check.Quote(is.Written) + " now (" + is.Label + ")", Kind: kind,
			Impact: "a page is published once, and search engines distrust dates that move", Help: "give the first date",
		})
	}),
}

// unreadable reports a date of publication that is none any more, as where a
// program has written the beginning of its own time.
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
			Message: "the date of publication was " + check.Quote(was.Written) + " and is " + check.Quote(is.Written) + " now (" + is.Label + "), which tells no date",
			Kind:    "the date of publication tells no date any more",
			Impact:  "a page is published once, and search engines distrust dates that move", Help: "give the first date",
		})
		return true
	}
	return false
}

var modifiedBack = &check.Check{
	ID:         "regression/modified-back",
	Severity:   check.Warning,
	Title:      "The date of modification went back",
	Why:        "Search engines visit pages again, and show their date, by it. As a rule an older version of the page or of its data was published.",
	Fix:        "Make sure that the build has the latest data.",
	Exceptions: "A later date is what is to be expected, and differences of up to a day, as from time zones, are none. " + notCompared,
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
			Message: "the date of modification was " + check.Quote(was.Written) + " and is " + check.Quote(is.Written) + " now (" + is.Label + ")", Kind: "the date of modification went back",
			Impact: "an older version may have been published", Help: "make sure that the build has the latest data",
		})
	}),
}
