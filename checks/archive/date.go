package archive

import (
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
)

var dateMismatch = &check.Check{
	ID:       "archive/date-mismatch",
	Severity: check.Warning,
	Title:    "Record date that matches no date of the page",
	Impact:   "archives sort and cite the page under a wrong date",
	Why: "Archives sort and cite pages by the date of the record. A date that is earlier than all dates of the page, or " +
		"between them, is not the published, modified or archived date: it comes from another place of the page, or day and month " +
		"were exchanged.",
	Fix: "Correct the date of the record, or fetch the page again.",
	Exceptions: "Dates agree if they are less than a day apart in some time zone. A record date that is later than all dates of the page is " +
		"accepted: it may be the day of archiving. If the order of day and month is unclear, either order may agree. Silent when " +
		"the page has no valid date.",
	References: []string{refWARC, refDates},
	Example:    check.Example{Record: page.Record{Date: "11-02-2016"}},
	Bad: `<meta property="article:published_time" content="2017-03-24T19:52:04Z">
<meta property="article:modified_time" content="2017-03-25T08:10:00Z">`,
	Good: `<meta property="article:published_time" content="2016-11-02T19:52:04Z">
<meta property="article:modified_time" content="2017-03-25T08:10:00Z">`,
	Since: "0.1.0",
	Run:   runDateMismatch,
}

// sameDay is how far apart two dates of the same day may be: archives drop the
// time, in a time zone of their own.
const sameDay = 24 * time.Hour

func runDateMismatch(pass *check.Pass) {
	p := pass.Page
	written := record(pass).Date
	if written == "" {
		return
	}
	readings, err := dates.Record(written)
	if err != nil {
		return
	}
	var own []*page.DateFact
	var at *page.DateFact
	for _, d := range p.Dates() {
		if !d.OK() || d.Role == page.Expires {
			continue
		}
		own = append(own, d)
		if d.Weak {
			continue
		}
		if at == nil || at.Role != page.Published && d.Role == page.Published {
			at = d
		}
	}
	if at == nil {
		return
	}
	earlier := true
	for _, reading := range readings {
		if reading.Precision < dates.Day || reading.Unset() != "" {
			return
		}
		later := true
		for _, d := range own {
			diff := dates.Between(d.Time, reading)
			if diff.Gap() <= sameDay {
				return
			}
			later = later && diff.After(0)
			earlier = earlier && diff.Before(0)
		}
		if later {
			return
		}
	}
	what := "between the dates of the page"
	if earlier {
		what = "earlier than all dates of the page"
	}
	f := pass.Report(at.Origin, "%s is %s, but the record date %s is %s", at.Label, check.Quote(at.Written), check.Quote(written), what).
		Advise("correct the date of the record, or fetch the page again")
	f.Relate(text.FromOutside("record date"), "the record date is %s", check.Quote(written))
	for _, d := range own {
		if d != at {
			f.Relate(d.Origin, "%s is %s", d.Label, check.Quote(d.Written))
		}
	}
	f.About("record date").Fact("record", written).Fact("page", at.Written)
}

var dateUnreadable = &check.Check{
	ID:       "archive/date-unreadable",
	Severity: check.Info,
	Title:    "Record date that is not a valid date",
	Impact:   "archives do not find the record by date",
	Why: "Archives cannot find a record by date if its date is not machine-readable or is the zero value of a calendar, " +
		"and metacheck cannot compare it with the page.",
	Fix: "Write the date of the page in the record, as YYYY-MM-DD.",
	Exceptions: "Accepts ISO 8601, HTTP and email dates, timestamps of Unix and of web archives, numeric dates in American and European " +
		"order, and month names in English, Dutch, French, German, Italian, Portuguese and Spanish. Silent when the page has no valid date to use instead.",
	References: []string{refWARC, refDates},
	Example:    check.Example{Record: page.Record{Date: "sometime in spring"}},
	Bad:        `<meta property="article:published_time" content="2017-03-24T19:52:04Z">`,
	Good:       `<title>Old lighthouse keeps its lamp</title>`,
	Since:      "0.1.0",
	Run:        runDateUnreadable,
}

func runDateUnreadable(pass *check.Pass) {
	written := record(pass).Date
	if written == "" {
		return
	}
	why := "not a valid date"
	readings, err := dates.Record(written)
	if err == nil {
		unset := readings[0].Unset()
		if unset == "" {
			return
		}
		why = unset + ", not a date"
	}
	for _, d := range pass.Page.Dates() {
		if !d.OK() || d.Weak || d.Role != page.Published && d.Role != page.Modified || d.Time.Precision < dates.Day {
			continue
		}
		f := pass.Report(d.Origin, "the record date is %s: %s", why, check.Quote(written)).
			Advise("write %s, the date of %s, in the record", check.Quote(d.Time.Date().String()), d.Label)
		f.Relate(text.FromOutside("record date"), "the record date is %s", check.Quote(written))
		f.About("record date").Fact("record", written).Fact("page", d.Written)
		return
	}
}
