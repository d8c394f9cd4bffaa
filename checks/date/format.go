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
	Lower:    check.Lower{Severity: check.Info, When: "when the value is a year or a month where consumers need a day"},
	Title:    "Date in structured data that is not in ISO 8601",
	Why: "schema.org's Date and DateTime are ISO 8601. Google reports anything else as an invalid date and treats the property as missing, " +
		"so that the page can lose its date in results.",
	Fix: "Write the date as 2026-02-03, or as 2026-02-03T08:00:00+01:00 with time and offset. In microdata, use a time element with datetime, " +
		"or a meta element, and leave the text to readers.",
	Exceptions: "Forms of ISO 8601 that consumers forgive are accepted (a space for the T, +0100, 20260203). A year or a month alone is accepted " +
		"but for the publish date of articles, videos and jobs. Values that were never filled in belong to the checks of the syntaxes, " +
		"Open Graph to og/invalid-datetime, dates that do not exist to date/impossible.",
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
			err    error
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
				g.more = append(g.more, place{prop.at, prop.label() + " " + check.Quote(prop.text)})
				continue
			}
			g := &group{first: prop, err: err, coarse: coarse}
			byKind[k] = g
			groups = append(groups, g)
		}
		for _, g := range groups {
			var f *check.Finding
			if g.coarse {
				f = pass.Report(g.first.at, "%s %s names no day; consumers of a publish date need one; write it as 2026-02-03",
					g.first.label(), check.Quote(g.first.text)).Milder()
			} else {
				f = pass.Report(g.first.at, "%s %s is no date of ISO 8601 (%v); Google drops it; %s",
					g.first.label(), check.Quote(g.first.text), g.err, advice(g.first.text))
			}
			f.About(g.first.term).Fact("value", g.first.text)
			relatePlaces(f, g.more, "has the same form")
		}
	},
}

// needsDay tells whether consumers can do nothing with a property that is
// coarser than a day.
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
	Lower: check.Lower{Severity: check.Info, When: "when the element has no datetime attribute and its text is for people, " +
		"or when the value is ISO 8601 in a form that the grammar of HTML does not allow"},
	Title: "Time element whose value is no date or time of HTML",
	Why: "A time element exists to give programs the value that its text gives readers. Search engines, readers and browsers that cannot read " +
		"the datetime attribute fall back on guessing from the text.",
	Fix: "Give datetime in one of the forms of the HTML standard: 2026-02-03, 2026-02-03T08:00, 2026-02-03T08:00:00+01:00, 08:00, PT30M.",
	Exceptions: "Empty elements without datetime are left alone, since scripts fill them, and so are those that carry openingHours of schema.org, " +
		"whose form (Tu,Th 16:00-20:00) its own examples write there. Elements that carry a date of structured data are " +
		"reported by date/invalid-format, days that do not exist by date/impossible. Values of one form are one finding.",
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
				first.more = append(first.more, place{t.Origin(), "time element " + check.Quote(value)})
				continue
			}
			byShape[k] = g
			groups = append(groups, g)
		}
		for _, g := range groups {
			var f *check.Finding
			switch {
			case g.onlyText:
				f = pass.Report(g.first.Origin(), "time element %s has no datetime, and its text is no date of HTML; programs cannot read it; add datetime, such as %s",
					check.Quote(g.value), example(g.value)).Milder()
			case strings.TrimSpace(g.value) == "":
				f = pass.Report(g.first.Origin(), "datetime is empty; programs get no date from the element; give the date as 2026-02-03, or leave the attribute out")
			case g.hasReadable:
				f = pass.Report(g.first.Origin(), "datetime %s is ISO 8601 but no date of HTML (%v); strict readers drop it; write %s",
					check.Quote(g.value), g.err, forHTML(g.readable)).Milder()
			default:
				f = pass.Report(g.first.Origin(), "datetime %s is no date or time of HTML (%v); programs cannot read it; write %s",
					check.Quote(g.value), g.err, example(g.value))
			}
			relatePlaces(f, g.more, "has the same fault")
		}
	},
}

// isOpeningHours tells whether an element carries the openingHours of microdata
// or RDFa, under whatever prefix.
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

// forHTML is a date in a form that the grammar of HTML allows.
func forHTML(t dates.Time) string {
	t.Nanosecond -= t.Nanosecond % 1_000_000
	if t.Second == 60 {
		t.Second = 59
	}
	return t.String()
}

// example is a value of HTML that says what s seems to say: its date where
// that can be read, else a value of the kind that it is.
func example(s string) string {
	if t, err := dates.Any(s); err == nil && t.Precision >= dates.Day {
		return forHTML(t)
	}
	if t, err := dates.Epoch(s); err == nil {
		return forHTML(t)
	}
	form := shape(s)
	switch {
	case strings.HasPrefix(form, "a9") && strings.HasPrefix(strings.ToUpper(s), "P"), strings.HasPrefix(form, "9 a a"):
		return "PT30M for a duration"
	case strings.HasPrefix(form, "9:9"):
		return "08:00 for a time of day"
	}
	return "2026-02-03 or 2026-02-03T08:00:00+01:00"
}

// structuredDates are the elements that hold a date of structured data which
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

// ogTimes are the Open Graph properties that are times beside those that
// date the page.
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
	Why: "A 30th of February or a 25th hour is written in the right form, so it passes for a date until a consumer computes with it: " +
		"some drop it, others roll over to another day.",
	Fix:        "Correct the value at its source; a day that does not exist often comes from exchanged days and months or from adding months to a date.",
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
					f.Relate(v.at, "%s says the same", v.label)
				}
				continue
			}
			first[v.text] = pass.Report(v.at, "%s %s does not exist (%v); consumers drop it or take it for another day; give the date that is meant",
				v.label, check.Quote(v.text), v.err).Fact("value", v.text)
		}
	},
}

var defaultEpoch = &check.Check{
	ID:       "date/default-epoch",
	Severity: check.Warning,
	Title:    "Date that is a program's default and not a date",
	Why: "1970-01-01, 0001-01-01, 1899-12-30 and their like are what programs and databases write when a date was never set. Consumers take " +
		"them at their word and show the page as decades old.",
	Fix: "Set the date, or leave the element or property out while there is none.",
	Exceptions: "Dates of birth, of founding and of creation are left alone, and so are publish dates of works such as books, films and albums, " +
		"and time elements whose text names the year.",
	References: []string{googleDates},
	Bad:        `<meta property="article:published_time" content="1970-01-01T00:00:00+00:00">`,
	Good:       `<meta property="article:published_time" content="2026-02-03T08:00:00+01:00">`,
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "dates", Doc: "further dates that a program writes when none was set, as YYYY-MM-DD", Default: []string{}}},
	Run: func(pass *check.Pass) {
		further := pass.Strings("dates")
		first := make(map[string]*check.Finding)
		for _, v := range values(pass.Page) {
			zero := ""
			switch {
			case dates.FaultOf(v.err) == dates.Unset:
				zero = "a date that is all zeros"
			case v.err == nil && !mayBeOld(&v):
				if zero = v.time.Unset(); zero == "" && v.time.Precision >= dates.Day &&
					slices.Contains(further, fmt.Sprintf("%04d-%02d-%02d", v.time.Year, v.time.Month, v.time.Day)) {
					zero = "one of the dates that the settings name"
				}
			}
			if zero == "" {
				continue
			}
			if f := first[zero]; f != nil {
				if len(f.Related) < maxRelated {
					f.Relate(v.at, "%s %s is one, too", v.label, check.Quote(v.text))
				}
				continue
			}
			first[zero] = pass.Report(v.at, "%s %s is %s, what programs write when no date was set; consumers take it for the date; set it or leave it out",
				v.label, check.Quote(v.text), zero).Fact("value", v.text)
		}
	},
}

// mayBeOld tells whether a date that looks like a default can be meant: the
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
	Title:    "Publish or modified time without an offset from UTC",
	Why: "Without an offset a time means another instant in every zone. Google then assumes the zone of its own crawler, so that the " +
		"time shown can be hours off.",
	Fix:        "Add the offset: 2026-02-03T08:00:00+01:00, or Z for UTC.",
	Exceptions: "Off by default, since it is so common and mends itself where consumers only show the day. Dates without a time need no offset.",
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
		f := pass.Report(missing[0].Origin, "%s has no offset from UTC; consumers guess the zone, Google takes its crawler's; add the offset, such as %s+00:00",
			written(missing[0]), missing[0].Time)
		relate(f, missing[1:])
	},
}
