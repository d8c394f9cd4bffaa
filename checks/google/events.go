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

// moment is the first value of a property that is a date; ok is false when
// there is none that can be read.
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

// isPast reports whether a date is surely over on the day of the pass; it is
// false when that day is not known.
func isPast(pass *check.Pass, t dates.Time) bool {
	return !pass.AsOf.IsZero() && dates.Between(dates.FromStd(pass.AsOf), t).Before(0)
}

var eventMidnight = &check.Check{
	ID:       "google/event-midnight",
	Severity: check.Info,
	Title:    "event that begins at midnight",
	Why: "A time of 00:00:00 says that doors open at midnight. Mostly it is a date that a program filled up, and Google asks to leave the " +
		"time out where it is not known.",
	Fix: "Write the time at which the event begins, or the date alone (2026-06-05).",
	Exceptions: "Silent when the event ends at another time of day or tells when its doors open: then the midnight may be meant. Parties at " +
		"midnight are reported; hence info.",
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
			pass.Report(start.at, "startDate %s says that the event begins at midnight, mostly a date that was filled up; write the time, or %s alone",
				check.Quote(start.text), check.Quote(start.time.Date().String())).About("Event startDate")
		}
	},
}

// onlineEnd is the day from which Google no longer documents online events.
const onlineEnd Day = 20250605

var eventVirtualOnly = &check.Check{
	ID:       "google/event-virtual-only",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "event that takes place online only",
	Why: "Since 2025-06-05 Google documents events at a place only. An event whose location is nothing but a VirtualLocation is no " +
		"longer shown. Other readers of the markup may still show it.",
	Fix:        "For an event that people can go to as well, add the Place with its address beside the VirtualLocation. For others there is nothing to mend: turn the check off.",
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
			f := pass.Report(places[0].TypePlace(), "the event has no location but a VirtualLocation, and since %s Google shows events at a place only; add the Place where there is one", onlineEnd)
			onIndex(pass, f).About("Event location")
		}
	},
}

var eventStatusInconsistent = &check.Check{
	ID:       "google/event-status-inconsistent",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "rescheduled event whose dates and status disagree",
	Why: "Google shows that an event has moved when eventStatus is EventRescheduled, startDate the new date and previousStartDate the old " +
		"one. With another status, or with two equal dates, visitors may be told the wrong day.",
	Fix:        "Set eventStatus to https://schema.org/EventRescheduled, startDate to the new date and previousStartDate to the one before.",
	Exceptions: "A postponed or cancelled event may name the date that it had.",
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
				what := "has no eventStatus"
				if status := s.value(c.item, "eventStatus"); status != nil {
					t, _ := written(status)
					what = "has the eventStatus " + check.Quote(memberName(t))
				}
				f := pass.Report(at, "the event names a previousStartDate but %s, so that Google does not tell that it moved; set eventStatus to https://schema.org/EventRescheduled", what)
				onIndex(pass, f).About("Event eventStatus")
			case s.e.text(c.item, "startDate") == previous:
				f := pass.Report(at, "the rescheduled event has the same previousStartDate and startDate (%s), so that the new date is not told; write the new date into startDate",
					check.Quote(previous))
				onIndex(pass, f).About("Event startDate")
			}
		}
	},
}

var jobExpired = &check.Check{
	ID:       "google/job-expired",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "job posting whose last day is past",
	Why: "Google drops a job after validThrough, and takes postings that stay on the web beyond it for stale: that can cost a site all its " +
		"job results.",
	Fix:        "Remove the posting or its structured data, let the page answer 404 or noindex; or move validThrough when the job is still open.",
	Exceptions: "Needs to know today's date; archived pages are judged by the day of their capture.",
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
				onIndex(pass, pass.Report(m.at, "validThrough %s of the job posting is past, so that Google drops it and takes it for stale; remove the posting, or move the date",
					check.Quote(m.text))).About("JobPosting validThrough")
			}
		}
	},
}

var jobRemoteIncomplete = &check.Check{
	ID:       "google/job-remote-incomplete",
	Severity: check.Error,
	Lower:    toInfo,
	Title:    "job at home that does not say where from",
	Why: "For a job with jobLocationType TELECOMMUTE Google must know where applicants may live: from applicantLocationRequirements, or else " +
		"from jobLocation. Without either the posting is invalid.",
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
			onIndex(pass, pass.Report(at, "the job is done from home (TELECOMMUTE) but has neither applicantLocationRequirements nor jobLocation, so that Google drops it; add applicantLocationRequirements with the countries of applicants")).
				About("JobPosting applicantLocationRequirements")
		}
	},
}
