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
	Title:    "The record's date fits none of the page's dates",
	Why: "Archives sort and cite texts by the date of the record. A date that is earlier than everything the page says of itself, or lies " +
		"between its dates, is neither when the text was published nor when it was changed or archived: it was taken from another " +
		"place of the page or read in the wrong order of day and month.",
	Fix: "Correct the record's date, or fetch the page again.",
	Exceptions: "Dates that can be less than a day apart, in whatever zone, agree. A record's date that is later than all dates of the page is " +
		"silent: it may be the day of archiving. Where the order of day and month is open, either reading may agree. Silent when " +
		"the page has no date that can be read.",
	References: []string{refWARC, refDates},
	Example:    check.Example{Record: page.Record{Date: "11-02-2016"}},
	Bad: `<meta property="article:published_time" content="2017-03-24T19:52:04Z">
<meta property="article:modified_time" content="2017-03-25T08:10:00Z">`,
	Good: `<meta property="article:published_time" content="2016-11-02T19:52:04Z">
<meta property="article:modified_time" content="2017-03-25T08:10:00Z">`,
	Since: "0.1.0",
	Run:   runDateMismatch,
}

// sameDay is how far apart two dates may lie that mean one day: archives cut
// off the time, in a zone of their own.
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
	what := "lies between the page's dates"
	if earlier {
		what = "is earlier than every date of the page"
	}
	f := pass.Report(at.Origin, "%s %s does not fit the record's date %s, which %s; the text is sorted and cited under a day that the page does not give; correct the record's date",
		at.Label, check.Quote(at.Written), check.Quote(written), what)
	f.Relate(text.FromOutside("record date"), "the record's date is %s", check.Quote(written))
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
	Title:    "The record's date cannot be read though the page has one",
	Why: "A date that no program can read, or that is the zero of some program's calendar, keeps the record out of every search by time, " +
		"and nobody can tell whether it fits the page.",
	Fix: "Write the page's own date into the record, as YYYY-MM-DD.",
	Exceptions: "Reads ISO 8601, the dates of HTTP and e-mail, timestamps of Unix and of web archives, numbers in the order of day and month of either " +
		"side of the Atlantic, and months in words of English, Dutch, French, German, Italian, Portuguese and Spanish. Silent when the page has no date that could stand in the record instead.",
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
	why := "is in no notation that programs commonly read"
	readings, err := dates.Record(written)
	if err == nil {
		unset := readings[0].Unset()
		if unset == "" {
			return
		}
		why = "is " + unset + " and no date"
	}
	for _, d := range pass.Page.Dates() {
		if !d.OK() || d.Weak || d.Role != page.Published && d.Role != page.Modified || d.Time.Precision < dates.Day {
			continue
		}
		f := pass.Report(d.Origin, "the record's date %s %s; the record is not found by time; take the page's own, %s of %s",
			check.Quote(written), why, check.Quote(d.Time.Date().String()), d.Label)
		f.Relate(text.FromOutside("record date"), "the record's date is %s", check.Quote(written))
		f.About("record date").Fact("record", written).Fact("page", d.Written)
		return
	}
}
