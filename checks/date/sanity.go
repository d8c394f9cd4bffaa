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

var futurePublished = &check.Check{
	ID:       "date/future-published",
	Severity: check.Warning,
	Title:    "Publish or modified date in the future",
	Why:      "Google's rules for publish dates exclude dates in the future: the date is of something in the page, or wrong. Sorting by date is broken for every reader of the data.",
	Fix:      "Give the date of publication. Dates of coming events belong into startDate, ends of validity into expires or validThrough.",
	Exceptions: "Needs to know today's date, and allows the option's hours, twice as many where no offset is given. Dates of events, expiry " +
		"and works do not count, nor the uploadDate of a video whose publication is a BroadcastEvent: a stream that is announced.",
	References: []string{googleDates},
	Bad:        `<meta property="article:published_time" content="2026-08-12T08:00:00+02:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Example:    check.Example{AsOf: "2026-02-04"},
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hours", Doc: "how far ahead of now a date with offset may be", Default: 24}},
	Run: func(pass *check.Pass) {
		if pass.AsOf.IsZero() {
			return
		}
		now := now(pass)
		var ahead []*page.DateFact
		for _, f := range pass.Page.Dates() {
			if f.Role != page.Published && f.Role != page.Modified || f.Weak || !f.OK() ||
				f.Source == page.DateInURL || f.Source == page.DateInElement || announced(pass.Page, f) {
				continue
			}
			tolerance := time.Duration(pass.Int("hours")) * time.Hour
			if !f.Time.HasOffset {
				tolerance *= 2
			}
			if dates.Between(now, f.Time).After(tolerance) {
				ahead = append(ahead, f)
			}
		}
		if len(ahead) == 0 {
			return
		}
		f := pass.Report(ahead[0].Origin, "%s time %s of %s is in the future, %s after %s; Google's rules exclude such dates; give the date of publication",
			ahead[0].Role, check.Quote(ahead[0].Written), ahead[0].Label, lapse(dates.Between(now, ahead[0].Time).Gap()), pass.AsOf.Format(time.DateOnly))
		relate(f, ahead[1:])
	},
}

// announced tells whether a date is that of a stream, which its page may
// announce before it goes out.
func announced(p *page.Page, f *page.DateFact) bool {
	return f.Item != nil && f.Item.Is("VideoObject") && strings.HasSuffix(f.Label, " uploadDate") &&
		slices.ContainsFunc(p.Graph.Values(f.Item, "publication"), func(v *schemaorg.Value) bool {
			it := p.Graph.Resolve(v)
			return it != nil && it.Is("BroadcastEvent")
		})
}

// now is the date and time that count as now.
func now(pass *check.Pass) dates.Time { return dates.FromStd(pass.AsOf) }

var implausiblyOld = &check.Check{
	ID:       "date/implausibly-old",
	Severity: check.Info,
	Title:    "Publish date older than the web",
	Why: "Hardly anything on the web was published before 1995. Such a date as a rule is a default value, a typing error, or the date of " +
		"the thing that the page is about.",
	Fix: "Give the date on which the page was published; the date of an older original belongs into dateCreated or copyrightYear.",
	Exceptions: "Default values are date/default-epoch's. Silent where another place confirms the year: the address, the visible date, " +
		"dateCreated, copyrightYear, or the title, as in the archives of newspapers. Works and scholarly articles do not count.",
	References: []string{googleDates},
	Bad:        `<meta property="article:published_time" content="1926-02-03T08:00:00+01:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "year", Doc: "first year in which a page can have been published", Default: 1995}},
	Run: func(pass *check.Pass) {
		var old []*page.DateFact
		for _, f := range comparable(pass.Page, page.Published) {
			if f.Time.Year < pass.Int("year") && !confirmed(pass.Page, f) {
				old = append(old, f)
			}
		}
		if len(old) == 0 {
			return
		}
		f := pass.Report(old[0].Origin, "publish time %s is of the year %d, before there were such pages; consumers show it as it stands; give the date on which the page was published",
			written(old[0]), old[0].Time.Year)
		relate(f, old[1:])
	},
}

// confirmed tells whether the page says in another way that it is as old as
// the date.
func confirmed(p *page.Page, old *page.DateFact) bool {
	year := old.Time.String()[:4]
	for _, f := range p.Dates() {
		if f.OK() && f.Time.Year == old.Time.Year &&
			(f.Role == page.Created || f.Source == page.DateInURL || f.Source == page.DateInElement) {
			return true
		}
	}
	if it := p.MainItem(); it != nil && it.Text("copyrightYear") == year {
		return true
	}
	if u := p.URL; u != nil && containsWord(u.Path, year) {
		return true
	}
	if t := p.Title(); t != nil && containsWord(t.Text, year) {
		return true
	}
	return false
}

// containsWord tells whether the digits stand in s with no digit beside them.
func containsWord(s, digits string) bool {
	for i := 0; i+len(digits) <= len(s); i++ {
		if s[i:i+len(digits)] != digits {
			continue
		}
		before := i > 0 && s[i-1] >= '0' && s[i-1] <= '9'
		end := i + len(digits)
		after := end < len(s) && s[end] >= '0' && s[end] <= '9'
		if !before && !after {
			return true
		}
	}
	return false
}
