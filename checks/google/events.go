package google

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// A moment is a date of an item, as written and as read, and its place.
type moment struct {
	text string
	time dates.Time
	at   text.Origin
}

// moment is the first value of a property, as a date; ok is false if it is not a
// valid date.
func (s *scan) moment(it *schemaorg.Item, term string) (m moment, ok bool) {
	v := s.value(it, term)
	if v == nil || v.Item != nil {
		return m, false
	}
	m.text, m.at = written(v)
	t, _, err := dates.SchemaDate(m.text)
	m.time = t
	return m, err == nil && t.Unset() == ""
}

// isPast reports whether a date is surely past on the day of the pass; it is
// false if that day is not known.
func isPast(pass *check.Pass, t dates.Time) bool {
	return !pass.AsOf.IsZero() && dates.Between(dates.FromStd(pass.AsOf), t).Before(0)
}

var eventMidnight = &check.Check{
	ID:       "google/event-midnight",
	Severity: check.Info,
	Title:    "Event that begins at midnight",
	Impact:   "Google shows midnight as the start of the event",
	Why: "A time of 00:00:00 means that the event begins at midnight. Mostly a program added it to a date. Google asks to leave out a time " +
		"that is not known.",
	Fix: "Write the time at which the event begins, or only the date (2026-06-05).",
	Exceptions: "Silent if the event has a doorTime or ends at another time of day, since midnight may be right then. Parties that begin at " +
		"midnight are reported, so the severity is info.",
	References: []string{docs + "event"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05T00:00:00+02:00"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&eventFeature) {
			start, ok := s.moment(c.item, "startDate")
			if !ok || !start.time.Midnight() || s.value(c.item, "doorTime") != nil {
				continue
			}
			if end, ok := s.moment(c.item, "endDate"); ok && end.time.HasTime() && !end.time.Midnight() && (end.time.Hour != 23 || end.time.Minute != 59) {
				continue
			}
			pass.Report(start.at, "startDate of the event is at midnight: %s", check.Quote(start.text)).
				Advise("add the time at which the event begins, or write only %s", check.Quote(start.time.Date().String())).About("Event startDate")
		}
	},
}

// onlineEnd is the day from which Google no longer documents online events.
const onlineEnd Day = 20250605

var eventVirtualOnly = &check.Check{
	ID:       "google/event-virtual-only",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Event that takes place only online",
	Impact:   "Google does not show the event",
	Why: "Since 2025-06-05 Google documents only events at a physical location. It no longer shows an event whose location is only a " +
		"VirtualLocation. Other parsers may still show it.",
	Fix:        "If people can also attend the event at a physical location, add a Place with its address beside the VirtualLocation. If not, there is nothing to fix: turn off the check.",
	Exceptions: "Silent on pages captured before that day.",
	References: []string{docs + "event", searchUpdates},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05T19:30:00+02:00",
 "location": {"@type": "VirtualLocation", "url": "https://example.com/live"}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05T19:30:00+02:00",
 "location": [{"@type": "VirtualLocation", "url": "https://example.com/live"},
  {"@type": "Place", "name": "The shed", "address": "Harbour Street 3, Exampleton"}]}
</script>`,
	Example: check.Example{AsOf: asOfExample},
	Since:   "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		if s.day < onlineEnd || pass.AsOf.IsZero() {
			return
		}
		for _, c := range s.of(&eventFeature) {
			places, asText := s.nested(c.item, "location")
			virtual := 0
			for _, p := range places {
				if p.Is("VirtualLocation") && !p.Is("Place") {
					virtual++
				}
			}
			if asText || virtual == 0 || virtual < len(places) {
				continue
			}
			f := pass.Report(places[0].TypePlace(), "the event has only a VirtualLocation").
				Advise("add a Place with its address if people can attend in person")
			onIndex(pass, f).About("Event location")
		}
	},
}

var eventStatusInconsistent = &check.Check{
	ID:       "google/event-status-inconsistent",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Rescheduled event with conflicting dates and status",
	Impact:   "Google does not show that the event was rescheduled",
	Why: "Google shows that an event was rescheduled if eventStatus is EventRescheduled, startDate the new date and previousStartDate the old " +
		"one. With another status, or with two equal dates, Google may show the wrong day.",
	Fix:        "Set eventStatus to https://schema.org/EventRescheduled, startDate to the new date and previousStartDate to the old date.",
	Exceptions: "A postponed or canceled event may have a previousStartDate.",
	References: []string{docs + "event"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05T19:30:00+02:00",
 "previousStartDate": "2026-05-05T19:30:00+02:00", "eventStatus": "https://schema.org/EventScheduled"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05T19:30:00+02:00",
 "previousStartDate": "2026-05-05T19:30:00+02:00", "eventStatus": "https://schema.org/EventRescheduled"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&eventFeature) {
			v := s.value(c.item, "previousStartDate")
			if v == nil || v.Item != nil {
				continue
			}
			previous, at := written(v)
			if previous == "" {
				continue
			}
			moved := s.is(c.item, "eventStatus", "EventRescheduled")
			switch {
			case !moved && (s.is(c.item, "eventStatus", "EventPostponed") || s.is(c.item, "eventStatus", "EventCancelled")):
			case !moved:
				what := "no eventStatus"
				if status := s.value(c.item, "eventStatus"); status != nil {
					t, _ := written(status)
					what = "its eventStatus is " + check.Quote(memberName(t))
				}
				f := pass.Report(at, "the event has a previousStartDate, but %s", what).
					Advise("set eventStatus to https://schema.org/EventRescheduled")
				onIndex(pass, f).About("Event eventStatus")
			case s.e.text(c.item, "startDate") == previous:
				f := pass.Report(at, "the rescheduled event has the same previousStartDate and startDate: %s", check.Quote(previous)).
					Affects("Google does not show the new date").Advise("write the new date in startDate")
				onIndex(pass, f).About("Event startDate")
			}
		}
	},
}

var jobExpired = &check.Check{
	ID:       "google/job-expired",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Job posting with a validThrough in the past",
	Impact:   "Google does not show the job posting",
	Why: "Google stops showing a job after validThrough. Expired postings that stay online can cost a site all its " +
		"job results.",
	Fix:        "Remove the posting or its structured data, or serve the page with status 404 or noindex. If the job is still open, update validThrough.",
	Exceptions: "Needs today's date. Archived pages are checked as of the day of their capture.",
	References: []string{docs + "job-posting"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Deckhand", "validThrough": "2026-01-31"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Deckhand", "validThrough": "2027-01-31"}
</script>`,
	Example: check.Example{AsOf: asOfExample},
	Since:   "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		if pass.AsOf.IsZero() {
			return
		}
		for _, c := range s.of(&jobFeature) {
			if m, ok := s.moment(c.item, "validThrough"); ok && isPast(pass, m.time) {
				onIndex(pass, pass.Report(m.at, "validThrough of the job posting is in the past: %s", check.Quote(m.text))).
					Advise("remove the posting, or update validThrough if the job is still open").About("JobPosting validThrough")
			}
		}
	},
}

var jobRemoteIncomplete = &check.Check{
	ID:       "google/job-remote-incomplete",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "Remote job without the location of applicants",
	Impact:   "Google does not show the job posting",
	Why: "For a job with jobLocationType TELECOMMUTE Google requires the places where applicants may live, in applicantLocationRequirements or " +
		"jobLocation. Without either the posting is invalid.",
	Fix:        "Add applicantLocationRequirements with the countries or states where applicants may live.",
	References: []string{docs + "job-posting"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Chart editor", "jobLocationType": "TELECOMMUTE"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Chart editor", "jobLocationType": "TELECOMMUTE",
 "applicantLocationRequirements": {"@type": "Country", "name": "Germany"}}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.Page.Partial() {
			return
		}
		s := scanOf(pass)
		for _, c := range s.of(&jobFeature) {
			it := c.item
			if !s.is(it, "jobLocationType", "TELECOMMUTE") || s.value(it, "applicantLocationRequirements") != nil || s.value(it, "jobLocation") != nil {
				continue
			}
			_, at := written(s.value(it, "jobLocationType"))
			onIndex(pass, pass.Report(at, "the TELECOMMUTE job has neither applicantLocationRequirements nor jobLocation")).
				Advise("add applicantLocationRequirements with the countries or states where applicants may live").About("JobPosting applicantLocationRequirements")
		}
	},
}
