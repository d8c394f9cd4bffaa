package date

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
)

var invalidFormat = &check.Check{
	ID:       "date/invalid-format",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the value is a year or a month where Google needs a day"},
	Title:    "Date in structured data that is not valid ISO 8601",
	Impact:   "Google reports an invalid date and ignores it",
	Why: "schema.org's Date and DateTime are ISO 8601. Google reports anything else as an invalid date and treats the property as missing, " +
		"so search results can lose the date of the page.",
	Fix: "Write the date as 2026-02-03, or as 2026-02-03T08:00:00+01:00 with time and UTC offset. In microdata, use a time element with datetime, " +
		"or a meta element; the visible text can have any format.",
	Exceptions: "Formats of ISO 8601 that most parsers accept are not reported (a space instead of T, +0100, 20260203), nor is a year or a month alone, " +
		"except for the published date of articles, videos and jobs. Other checks report placeholders, the dates of Open Graph " +
		"(og/invalid-datetime) and dates that do not exist (date/impossible).",
	References: []string{schemaDate, googleArticle},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes",
 "datePublished": "Tue Feb 03 2026 08:00:00 GMT+0100 (CET)"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Article", "headline": "A walk in the dunes",
 "datePublished": "2026-02-03T08:00:00+01:00"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		type kind struct{ label, shape string }
		type group struct {
			first  property
			coarse bool
			more   []place
		}
		var groups []*group
		byKind := make(map[kind]*group)
		for _, prop := range properties(pass.Page) {
			t, err := readProperty(prop.term, prop.text)
			coarse := err == nil && needsDay(&prop) && (t.Precision == dates.Year || t.Precision == dates.Month)
			if !coarse && dates.FaultOf(err) != dates.Malformed {
				continue
			}
			k := kind{prop.label(), shape(prop.text)}
			if g := byKind[k]; g != nil {
				g.more = append(g.more, place{prop.at, prop.label(), prop.text})
				continue
			}
			g := &group{first: prop, coarse: coarse}
			byKind[k] = g
			groups = append(groups, g)
		}
		for _, g := range groups {
			var f *check.Finding
			if g.coarse {
				f = pass.Report(g.first.at, "%s has no day: %s", g.first.label(), check.Quote(g.first.text)).Milder().
					Affects("Google needs the day to show the date").
					Advise("add the day, as YYYY-MM-DD")
			} else {
				f = pass.Report(g.first.at, "%s is not valid ISO 8601: %s", g.first.label(), check.Quote(g.first.text)).
					Advise("%s", advice(g.first.text))
			}
			f.About(g.first.term).Fact("value", g.first.text)
			relatePlaces(f, g.more)
		}
	},
}

// needsDay reports whether parsers cannot use a property that is coarser than a
// day.
func needsDay(p *property) bool {
	switch p.term {
	case "datePublished", "dateModified":
		return p.item.Is("Article") && !p.item.Is("ScholarlyArticle") && !p.item.Is("TechArticle")
	case "uploadDate":
		return p.item.Is("VideoObject")
	case "datePosted":
		return p.item.Is("JobPosting")
	}
	return false
}

var invalidTimeElement = &check.Check{
	ID:       "date/invalid-time-element",
	Severity: check.Warning,
	Lower: check.Lower{Severity: check.Info, When: "when the element has no datetime attribute and its text is not a valid date, " +
		"or when the value is ISO 8601 in a format that HTML does not allow"},
	Title:  "Time element without a valid HTML date or time",
	Impact: "crawlers cannot read the date",
	Why: "A time element gives parsers the value that visitors read in its text. Search engines, feed readers and browsers that cannot read " +
		"the datetime attribute guess the date from the text.",
	Fix: "Write datetime in one of the formats of the HTML standard: 2026-02-03, 2026-02-03T08:00, 2026-02-03T08:00:00+01:00, 08:00, PT30M.",
	Exceptions: "Not reported: empty elements without datetime, which scripts fill, and openingHours of schema.org, " +
		"whose examples write it in time elements (Tu,Th 16:00-20:00). Other checks report dates of structured data " +
		"(date/invalid-format) and days that do not exist (date/impossible). Values of one format are one finding.",
	References: []string{htmlTime},
	Bad:        `<p>Posted on <time datetime="Tue, 02/03/2026 - 08:00">Tuesday 3 February 2026</time></p>`,
	Good:       `<p>Posted on <time datetime="2026-02-03T08:00+01:00">Tuesday 3 February 2026</time></p>`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		type group struct {
			first       *page.Time
			value       string
			err         error
			onlyText    bool
			loose       string
			readable    dates.Time
			hasReadable bool
			more        []place
		}
		var groups []*group
		byShape := make(map[string]*group)
		dated := structuredDates(pass.Page)
		for _, t := range pass.Page.Times {
			value := t.Datetime
			if !t.HasDatetime {
				value = t.Text
			}
			if !t.HasDatetime && t.Text == "" || dated[t.Node] || isOpeningHours(t.Node) {
				continue
			}
			_, _, err := dates.HTML(value)
			if dates.FaultOf(err) != dates.Malformed {
				continue
			}
			g := &group{first: t, value: value, err: err, onlyText: !t.HasDatetime}
			k := "text"
			if t.HasDatetime {
				k = "attribute " + shape(value)
				if read, loose, err := dates.ISO(value); err == nil {
					g.loose, g.readable, g.hasReadable = loose, read, true
				}
			}
			if first := byShape[k]; first != nil {
				first.more = append(first.more, place{t.Origin(), "another time element", value})
				continue
			}
			byShape[k] = g
			groups = append(groups, g)
		}
		for _, g := range groups {
			var f *check.Finding
			switch {
			case g.onlyText:
				f = pass.Report(g.first.Origin(), "time element has no datetime, and its text is not a valid HTML date: %s", check.Quote(g.value)).Milder()
				if v := example(g.value); v != "" {
					f.Advise("add datetime=%q", v)
				} else {
					f.Advise("add a datetime attribute with %s", format(g.value))
				}
			case strings.TrimSpace(g.value) == "":
				f = pass.Report(g.first.Origin(), "datetime is empty").Advise("write the date as YYYY-MM-DD, or remove the attribute")
			case g.hasReadable:
				f = pass.Report(g.first.Origin(), "datetime is ISO 8601 but not a valid HTML date: %s (%v)", check.Quote(g.value), g.err).Milder().
					Affects("strict HTML parsers ignore the date").
					Advise("write %q", forHTML(g.readable))
			default:
				f = pass.Report(g.first.Origin(), "datetime is not a valid HTML date: %s", check.Quote(g.value))
				if v := example(g.value); v != "" {
					f.Advise("write %q", v)
				} else {
					f.Advise("write %s", format(g.value))
				}
			}
			relatePlaces(f, g.more)
		}
	},
}

// isOpeningHours reports whether an element has the openingHours of microdata
// or RDFa, with any prefix.
func isOpeningHours(n *html.Node) bool {
	for _, key := range [...]string{"itemprop", "property"} {
		names, _ := text.Attr(n, key)
		for name := range strings.FieldsSeq(names) {
			if name[strings.LastIndexAny(name, ":/")+1:] == "openingHours" {
				return true
			}
		}
	}
	return false
}

// forHTML is a date in a format that HTML allows.
func forHTML(t dates.Time) string {
	t.Nanosecond -= t.Nanosecond % 1_000_000
	if t.Second == 60 {
		t.Second = 59
	}
	return t.String()
}

// example is the date of s in a format that HTML allows, or empty when it
// cannot be read.
func example(s string) string {
	if t, err := dates.Any(s); err == nil && t.Precision >= dates.Day {
		return forHTML(t)
	}
	if t, err := dates.Epoch(s); err == nil {
		return forHTML(t)
	}
	return ""
}

// format says in which format a value that cannot be read should be written.
func format(s string) string {
	form := shape(s)
	switch {
	case strings.HasPrefix(form, "a9") && strings.HasPrefix(strings.ToUpper(s), "P"), strings.HasPrefix(form, "9 a a"):
		return `a duration such as "PT30M"`
	case strings.HasPrefix(form, "9:9"):
		return `a time such as "08:00"`
	}
	return "the date as " + formats
}

// structuredDates are the elements with a date of structured data that
// date/invalid-format reports.
func structuredDates(p *page.Page) map[*html.Node]bool {
	nodes := make(map[*html.Node]bool)
	for _, prop := range properties(p) {
		if prop.value.Node == nil || prop.value.Node.DataAtom != atom.Time {
			continue
		}
		if _, err := readProperty(prop.term, prop.text); dates.FaultOf(err) == dates.Malformed {
			nodes[prop.value.Node] = true
		}
	}
	return nodes
}

// A value is a date anywhere in the page, with the fault of its reading.
type value struct {
	label, text string
	at          text.Origin
	time        dates.Time
	err         error
	property    *property  // of structured data, else nil
	element     *page.Time // of a time element, else nil
}

// ogTimes are the Open Graph properties with a date, also those that do not date
// the page.
var ogTimes = map[string]bool{
	"book:release_date": true, "music:release_date": true, "video:release_date": true,
	"article:published_time": true, "article:modified_time": true, "article:expiration_time": true, "og:updated_time": true,
}

// values are all dates of the page: structured data, meta elements, time
// elements with datetime.
func values(p *page.Page) []value { return page.Derive(p, valuesKey{}, findValues) }

type valuesKey struct{}

func findValues(p *page.Page) []value {
	var list []value
	nodes := make(map[*html.Node]bool)
	props := properties(p)
	for i := range props {
		prop := &props[i]
		v := value{label: prop.label(), text: prop.text, at: prop.at, property: prop}
		v.time, v.err = readProperty(prop.term, prop.text)
		if prop.value.Node != nil {
			nodes[prop.value.Node] = true
		}
		list = append(list, v)
	}
	for _, f := range p.Dates() {
		if f.Source == page.DateInMeta || f.Source == page.DateInOG && !ogTimes[strings.ToLower(f.Label)] {
			list = append(list, value{label: f.Label, text: f.Written, at: f.Origin, time: f.Time, err: f.Err})
		}
	}
	for _, prop := range p.Props {
		if ogTimes[prop.Key] && prop.Value() != "" {
			v := value{label: prop.Written, text: prop.Value(), at: prop.Origin()}
			v.time, _, v.err = dates.OGP(prop.Value())
			list = append(list, v)
		}
	}
	for _, t := range p.Times {
		if !t.HasDatetime || nodes[t.Node] {
			continue
		}
		v := value{label: "datetime", text: strings.TrimSpace(t.Datetime), at: t.Origin(), element: t}
		_, v.time, v.err = dates.HTML(t.Datetime)
		list = append(list, v)
	}
	return list
}

var impossible = &check.Check{
	ID:       "date/impossible",
	Severity: check.Error,
	Title:    "Date or time that does not exist",
	Impact:   "parsers ignore it or read another day",
	Why: "A 30th of February or a 25th hour has the right format, so it looks like a date until a parser computes with it: " +
		"some parsers ignore it, others read another day.",
	Fix:        "Correct the value at its source. A day that does not exist often comes from swapping day and month, or from adding months to a date.",
	Exceptions: "Leap seconds and the hour 24 of ISO 8601 are accepted. Dates that are all zeros are reported by date/default-epoch.",
	References: []string{htmlTime, schemaDate, ogDate},
	Bad:        `<p>Open until <time datetime="2026-02-30">the end of February</time></p>`,
	Good:       `<p>Open until <time datetime="2026-02-28">the end of February</time></p>`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		first := make(map[string]*check.Finding)
		for _, v := range values(pass.Page) {
			if dates.FaultOf(v.err) != dates.Impossible {
				continue
			}
			if f := first[v.text]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(v.at, "%s has the same value", v.label)
				}
				continue
			}
			first[v.text] = pass.Report(v.at, "%s %s does not exist: %v", v.label, check.Quote(v.text), v.err).
				Advise("write the correct value").Fact("value", v.text)
		}
	},
}

var defaultEpoch = &check.Check{
	ID:       "date/default-epoch",
	Severity: check.Warning,
	Title:    "Default value of a program instead of a date",
	Impact:   "search engines may show the page as decades old",
	Why: "Programs and databases write 1970-01-01, 0001-01-01, 1899-12-30 and similar dates if a date was never set. Search engines " +
		"use them like any other date and may show the page as decades old.",
	Fix: "Set the date, or leave out the element or property if there is none.",
	Exceptions: "Not reported: dates of birth, founding and creation, published dates of works such as books, films and albums, " +
		"and time elements whose text contains the year.",
	References: []string{googleDates},
	Bad:        `<meta property="article:published_time" content="1970-01-01T00:00:00+00:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "dates", Doc: "additional dates that a program writes if none was set, as YYYY-MM-DD", Default: []string{}}},
	Run: func(pass *check.Pass) {
		further := pass.Strings("dates")
		first := make(map[string]*check.Finding)
		for _, v := range values(pass.Page) {
			zero := ""
			switch {
			case dates.FaultOf(v.err) == dates.Unset:
				zero = "all zeros"
			case v.err == nil && !mayBeOld(&v):
				if zero = v.time.Unset(); zero == "" && v.time.Precision >= dates.Day &&
					slices.Contains(further, fmt.Sprintf("%04d-%02d-%02d", v.time.Year, v.time.Month, v.time.Day)) {
					zero = "one of the default dates in the settings"
				}
			}
			if zero == "" {
				continue
			}
			if f := first[zero]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(v.at, "%s is %s, too: %s", v.label, zero, check.Quote(v.text))
				}
				continue
			}
			first[zero] = pass.Report(v.at, "%s is %s: %s", v.label, zero, check.Quote(v.text)).
				Advise("write the real date, or leave it out if there is none").Fact("value", v.text)
		}
	},
}

// mayBeOld reports whether a date that looks like a default may be right: the
// date of something that is older than the web.
func mayBeOld(v *value) bool {
	switch {
	case v.property != nil:
		switch v.property.term {
		case "datePublished", "dateModified", "uploadDate", "datePosted":
			it := v.property.item
			return !it.Is("Article") && !it.Is("WebPage") && !it.Is("VideoObject") && !it.Is("JobPosting") && !it.Is("Recipe") &&
				!it.Is("Comment") && v.time.Year > 1
		case "startDate", "endDate", "expires", "validFrom", "validThrough", "priceValidUntil", "availabilityStarts", "availabilityEnds":
			return v.property.item.Is("Person") || v.property.item.Is("Role") || v.property.item.Is("Organization")
		}
		return true
	case v.element != nil:
		year := v.time.String()[:4]
		return strings.Contains(v.element.Text, year) || v.time.Year > 1 && v.time.Year < 1969
	}
	return strings.HasSuffix(strings.ToLower(v.label), "release_date") && v.time.Year > 1
}

var missingOffset = &check.Check{
	ID:       "date/missing-offset",
	Severity: check.Info,
	Off:      true,
	Title:    "Published or modified time without a UTC offset",
	Impact:   "Google assumes the time zone of its crawler, so the time may be hours off",
	Why: "Without a UTC offset, a time is a different one in every time zone. Google then assumes the time zone of its own crawler, so the " +
		"time that it shows can be hours off.",
	Fix:        "Add the UTC offset, as in 2026-02-03T08:00:00+01:00, or Z for UTC.",
	Exceptions: "Off by default, since it is common and does not matter where only the day is shown. Dates without a time need no offset.",
	References: []string{googleArticle},
	Bad:        `<meta property="article:published_time" content="2026-02-03T08:00:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		var missing []*page.DateFact
		for _, role := range []page.DateRole{page.Published, page.Modified} {
			for _, f := range comparable(pass.Page, role) {
				if f.Time.HasTime() && !f.Time.HasOffset {
					missing = append(missing, f)
				}
			}
		}
		if len(missing) == 0 {
			return
		}
		f := pass.Report(missing[0].Origin, "%s has no UTC offset: %s", missing[0].Label, check.Quote(missing[0].Written)).
			Advise(`add the UTC offset, such as "+01:00"`)
		relate(f, missing[1:])
	},
}
