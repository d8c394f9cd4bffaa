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
	Title:    "Published or modified date in the future",
	Impact:   "Google may ignore the date, and feed readers sort the page wrongly",
	Why:      "Google's guidelines for published dates exclude dates in the future: such a date is wrong, or that of an event on the page. Feed readers that sort by date show the page in the wrong place.",
	Fix:      "Write the date on which the page was published. Write dates of future events in startDate, ends of validity in expires or validThrough.",
	Exceptions: "Needs to know today's date, and allows the hours of the option, twice as many if there is no UTC offset. Dates of events, expiry " +
		"and works do not count, nor does the uploadDate of a video whose publication is a BroadcastEvent: an announced stream.",
	References: []string{googleDates},
	Bad:        `<meta property="article:published_time" content="2026-08-12T08:00:00+02:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Example:    check.Example{AsOf: "2026-02-04"},
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hours", Doc: "number of hours that a date with an offset may be in the future", Default: 24}},
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
		help := "write the date on which the page was published"
		if ahead[0].Role == page.Modified {
			help = "write the date on which the page was modified"
		}
		f := pass.Report(ahead[0].Origin, "%s is %s after %s, in the future: %s", ahead[0].Label,
			lapse(dates.Between(now, ahead[0].Time).Gap()), pass.AsOf.Format(time.DateOnly), check.Quote(ahead[0].Written)).
			Advise("%s", help)
		relate(f, ahead[1:])
	},
}

// announced reports whether a date is that of a stream, which its page may
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
	Title:    "Published date before the web",
	Impact:   "search engines may show the page as decades old",
	Why: "Hardly anything on the web was published before 1995. Such a date is usually a default value, a typing error, or the date of " +
		"what the page is about.",
	Fix: "Write the date on which the page was published. Write the date of an older original in dateCreated or copyrightYear.",
	Exceptions: "date/default-epoch reports default values. Silent when another place confirms the year: the URL, the visible date, " +
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
		f := pass.Report(old[0].Origin, "%s is before %d: %s", old[0].Label, pass.Int("year"), check.Quote(old[0].Written)).
			Advise("write the date on which the page was published")
		relate(f, old[1:])
	},
}

// confirmed reports whether the page says in another way that it is as old as
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

// containsWord reports whether s contains the digits with no digit beside them.
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
