package date

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// ranges are the properties of which the first cannot be later than the
// second.
var ranges = []struct{ start, end string }{
	{"startDate", "endDate"},
	{"startTime", "endTime"},
	{"validFrom", "validThrough"},
	{"validFrom", "validUntil"},
	{"datePosted", "validThrough"},
	{"uploadDate", "expires"},
	{"datePublished", "expires"},
	{"availabilityStarts", "availabilityEnds"},
	{"availableFrom", "availableThrough"},
	{"coverageStartTime", "coverageEndTime"},
	{"departureTime", "arrivalTime"},
	{"checkinTime", "checkoutTime"},
	{"applicationStartDate", "applicationDeadline"},
	{"expectedArrivalFrom", "expectedArrivalUntil"},
	{"ownedFrom", "ownedThrough"},
	{"foundingDate", "dissolutionDate"},
	{"birthDate", "deathDate"},
}

var rangeOrder = &check.Check{
	ID:       "date/range-order",
	Severity: check.Error,
	Title:    "Range of dates that ends before it starts",
	Impact:   "search engines ignore it or show it as over",
	Why: "An event that ends before it starts, or an offer that expires before it is valid, is never current: search engines ignore it or show it as " +
		"over.",
	Fix: "Correct the wrong date. Often the end still has the date of an earlier edition.",
	Exceptions: "Not reported: two dates on the same day, differences that a missing time or offset can explain, and properties with " +
		"several values.",
	References: []string{schemaDate, "https://developers.google.com/search/docs/appearance/structured-data/event"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "A walk in the dunes",
 "startDate": "2026-02-03T08:00:00+01:00", "endDate": "2025-02-03T14:00:00+01:00"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "A walk in the dunes",
 "startDate": "2026-02-03T08:00:00+01:00", "endDate": "2026-02-03T14:00:00+01:00"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		folded := make(map[string]*check.Finding)
		report := func(name, startLabel, endLabel, start, end string, at, startAt text.Origin) {
			if f := folded[name]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(at, "%s %s is before %s %s, too", endLabel, check.Quote(end), startLabel, check.Quote(start))
				}
				return
			}
			f := pass.Report(at, "%s %s is before %s %s", endLabel, check.Quote(end), startLabel, check.Quote(start)).
				Advise("correct the wrong date")
			f.Relate(startAt, "%s is %s", startLabel, check.Quote(start))
			folded[name] = f
		}
		for _, it := range pass.Page.Graph.All {
			if !hasEnd(it) {
				continue
			}
			for _, r := range ranges {
				start, end := single(it, r.start), single(it, r.end)
				if start == nil || end == nil {
					continue
				}
				a, _, errA := dates.SchemaDate(start.text)
				b, _, errB := dates.SchemaDate(end.text)
				if errA == nil && errB == nil && a.Unset() == "" && b.Unset() == "" && dates.Between(a, b).Before(0) {
					report(r.start+" "+r.end, r.start, it.Syntax.String()+" "+r.end, start.text, end.text, end.at, start.at)
				}
			}
		}
		expires := pass.Page.Prop("article:expiration_time")
		published := pass.Page.Prop("article:published_time")
		if expires != nil && published != nil {
			a, _, errA := dates.OGP(published.Value())
			b, _, errB := dates.OGP(expires.Value())
			if errA == nil && errB == nil && a.Unset() == "" && b.Unset() == "" && dates.Between(a, b).Before(0) {
				report("article", published.Written, expires.Written, published.Value(), expires.Value(), expires.Origin(), published.Origin())
			}
		}
	},
}

// ends are the properties that end a range; few items have any.
var ends = func() map[string]bool {
	m := make(map[string]bool, len(ranges))
	for _, r := range ranges {
		m[r.end] = true
	}
	return m
}()

func hasEnd(it *schemaorg.Item) bool {
	for i := range it.Properties {
		if ends[it.Properties[i].Term()] {
			return true
		}
	}
	return false
}

// A dated is a date value and its place.
type dated struct {
	text string
	at   text.Origin
}

// single is the only value of a property that is text, or nil.
func single(it *schemaorg.Item, term string) *dated {
	values := it.Values(term)
	if len(values) != 1 || values[0].Item != nil {
		return nil
	}
	written, at := page.ItemDate(values[0])
	return &dated{written, at}
}

var expired = &check.Check{
	ID:       "date/expired",
	Severity: check.Info,
	Title:    "Published page with an expiry date in the past",
	Impact:   "search engines may drop the page or its video",
	Why: "article:expiration_time, expires and validThrough say when the page is no longer useful. Search engines may drop the page or its " +
		"video after that day, although it is still published.",
	Fix:        "Write a later date, remove the date, or unpublish the page.",
	Exceptions: "Needs to know today's date. Only the main item and Open Graph are checked; prices, jobs and robots directives have checks of their own.",
	References: []string{"https://ogp.me/#type_article", "https://developers.google.com/search/docs/appearance/structured-data/video"},
	Bad:        `<meta property="article:expiration_time" content="2026-01-31T23:59:59+01:00">`,
	Good:       `<meta property="article:expiration_time" content="2027-01-31T23:59:59+01:00">`,
	Example:    check.Example{AsOf: "2026-02-04"},
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.AsOf.IsZero() {
			return
		}
		var past []*page.DateFact
		for _, f := range pass.Page.Dates() {
			if f.Role != page.Expires || !f.OK() || f.Item != nil && (f.Item.Is("JobPosting") || f.Item.Is("Offer")) {
				continue
			}
			if dates.Between(now(pass), f.Time).Before(0) {
				past = append(past, f)
			}
		}
		if len(past) == 0 {
			return
		}
		f := pass.Report(past[0].Origin, "%s is in the past: %s", past[0].Label, check.Quote(past[0].Written)).
			Advise("write a later date, remove the date, or unpublish the page")
		relate(f, past[1:])
	},
}
