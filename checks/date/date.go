// Package date holds the checks of the family date: whether the dates of a
// page can be read, exist, make sense, and agree with each other.
package date

import (
	"fmt"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	invalidFormat,
	invalidTimeElement,
	impossible,
	defaultEpoch,
	missingOffset,
	publishedEqualsModified,
	publishedConflict,
	fakeUTC,
	missingPublished,
	modifiedBeforePublished,
	modifiedConflict,
	visibleMismatch,
	urlMismatch,
	futurePublished,
	implausiblyOld,
	rangeOrder,
	expired,
}

// Documents that several checks refer to.
const (
	googleDates   = "https://developers.google.com/search/docs/appearance/publication-dates"
	googleArticle = "https://developers.google.com/search/docs/appearance/structured-data/article"
	htmlTime      = "https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element"
	schemaDate    = "https://schema.org/DateTime"
	ogDate        = "https://ogp.me/#datetime"
)

// maxRelated bounds the related places of a finding.
const maxRelated = 10

// comparable are the dates of the page in the role that can be compared with
// each other: read, no default, and written for parsers.
func comparable(p *page.Page, role page.DateRole) []*page.DateFact {
	var facts []*page.DateFact
	for _, f := range p.Dates() {
		if f.Role != role || f.Weak || !f.OK() {
			continue
		}
		switch f.Source {
		case page.DateInItem, page.DateInOG, page.DateInMeta:
			facts = append(facts, f)
		}
	}
	return facts
}

// visible are the dates of the page in the role that visitors see.
func visible(p *page.Page, role page.DateRole) []*page.DateFact {
	var facts []*page.DateFact
	for _, f := range p.Dates() {
		if f.Role == role && f.Source == page.DateInElement && f.OK() {
			facts = append(facts, f)
		}
	}
	return facts
}

// isArticle reports whether the page says that it is an article.
func isArticle(p *page.Page) bool {
	if it := p.MainItem(); it != nil {
		return it.Is("Article")
	}
	return strings.EqualFold(p.Content("og:type"), "article")
}

// written is a fact as messages show it: its place and value.
func written(f *page.DateFact) string { return f.Label + " " + check.Quote(f.Written) }

// clock is the date f as messages show it beside the date other: only the time
// of day where both are on the same day in the same zone.
func clock(f, other *page.DateFact) string {
	a, b := f.Time, other.Time
	if a.HasTime() && b.HasTime() && a.HasOffset == b.HasOffset && a.Offset == b.Offset && a.Date() == b.Date() {
		if a.Precision == dates.Second {
			return fmt.Sprintf("%02d:%02d:%02d", a.Hour, a.Minute, a.Second)
		}
		return fmt.Sprintf("%02d:%02d", a.Hour, a.Minute)
	}
	return a.String()
}

// lapse is a duration in words: "36 min 44 s", "3 days".
func lapse(d time.Duration) string {
	d = d.Round(time.Second)
	part := func(n time.Duration, unit string, m time.Duration, small string) string {
		if m == 0 {
			return fmt.Sprintf("%d %s", n, unit)
		}
		return fmt.Sprintf("%d %s %d %s", n, unit, m, small)
	}
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return part(d/time.Minute, "min", d%time.Minute/time.Second, "s")
	case d < 2*day:
		return part(d/time.Hour, "h", d%time.Hour/time.Minute, "min")
	case d < 2*365*day:
		return fmt.Sprintf("%d days", d/day)
	}
	return fmt.Sprintf("%d years", d/(365*day+6*time.Hour))
}

// apart says how far two dates are from each other: exactly where both are
// instants or both local, else the least that they can be.
func apart(a, b *page.DateFact) string {
	diff := dates.Between(a.Time, b.Time)
	if diff.Certain() {
		return lapse(a.Time.Std().Sub(b.Time.Std()).Abs())
	}
	return "at least " + lapse(diff.Gap())
}

// relate adds facts as related places, each with its value.
func relate(f *check.Finding, facts []*page.DateFact) {
	for _, other := range facts {
		if len(f.Related) >= maxRelated {
			return
		}
		if other.Origin == f.Place.Origin {
			continue
		}
		if other.Source == page.DateInElement {
			f.Relate(other.Origin, "the %s shows %s", other.Label, check.Quote(other.Written))
			continue
		}
		f.Relate(other.Origin, "%s is %s", other.Label, check.Quote(other.Written))
	}
}

// A place is where a value is, for folding values of one format into one
// finding.
type place struct {
	at           text.Origin
	label, value string
}

// relatePlaces relates places with values that have the same fault.
func relatePlaces(f *check.Finding, places []place) {
	for _, p := range places {
		if len(f.Related) >= maxRelated {
			return
		}
		f.Relate(p.at, "%s has the same problem: %s", p.label, check.Quote(p.value))
	}
}

// A property is a value of a schema.org property that is a date or a time, in
// any item of the page.
type property struct {
	item  *schemaorg.Item
	term  string
	value *schemaorg.Value
	text  string // white space folded
	at    text.Origin
}

func (p *property) label() string { return p.item.Syntax.String() + " " + p.term }

// maxProperties bounds the date values of a page that are looked at.
const maxProperties = 5000

// properties are the date and time values of all items that are written as
// text. The checks of the syntaxes report placeholders.
func properties(p *page.Page) []property { return page.Derive(p, propertiesKey{}, findProperties) }

type propertiesKey struct{}

func findProperties(p *page.Page) []property {
	var list []property
	for _, it := range p.Graph.All {
		for i := range it.Properties {
			prop := &it.Properties[i]
			term := prop.Term()
			if prop.Reverse || prop.Value.Item != nil || prop.Value.Kind == schemaorg.URLValue || !isDateTerm(term) {
				continue
			}
			s, at := page.ItemDate(&prop.Value)
			if s == "" || isPlaceholder(s) {
				continue
			}
			if len(list) == maxProperties {
				return list
			}
			list = append(list, property{it, term, &prop.Value, s, at})
		}
	}
	return list
}

// isDateTerm reports whether a schema.org property takes nothing but dates or
// times.
func isDateTerm(term string) bool {
	date := false
	for _, r := range schemaorg.Ranges(term) {
		switch r {
		case "Date", "DateTime":
			date = true
		case "Time":
			// Beside a date; schema/invalid-time reports times of day alone.
		default:
			return false
		}
	}
	return date
}

// readProperty reads the value of a date property by schema.org's types. Where
// the property also takes a time of day, that is tried, too.
func readProperty(term, s string) (dates.Time, error) {
	t, _, err := dates.SchemaDate(s)
	if err == nil {
		return t, nil
	}
	for _, r := range schemaorg.Ranges(term) {
		if r == "Time" {
			clock, clockErr := dates.SchemaTime(s)
			if clockErr == nil || dates.FaultOf(clockErr) == dates.Impossible {
				return clock, clockErr
			}
		}
	}
	return t, err
}

// isPlaceholder reports whether a value is what a program writes when it has
// none.
func isPlaceholder(s string) bool {
	switch strings.ToLower(s) {
	case "undefined", "null", "none", "nan", "[object object]", "false", "n/a":
		return true
	}
	return strings.Contains(s, "{{") || strings.Contains(s, "<%") || strings.Contains(s, "${") || strings.Contains(s, "%%")
}

// shape is what values of one making have in common: runs of digits become
// "9", runs of letters "a".
func shape(s string) string {
	var b strings.Builder
	last := byte(0)
	for i := 0; i < len(s) && b.Len() < 64; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c = '9'
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= 0x80:
			c = 'a'
		}
		if (c == '9' || c == 'a') && c == last {
			continue
		}
		b.WriteByte(c)
		last = c
	}
	return b.String()
}

// advice says how a value that cannot be read should be written.
func advice(s string) string {
	if t, err := dates.Any(s); err == nil && t.Precision >= dates.Day {
		if t.HasTime() && !t.HasOffset {
			return "write " + check.Quote(t.String()) + ` followed by the UTC offset, such as "+01:00"`
		}
		return "write " + check.Quote(t.String())
	}
	if t, err := dates.Epoch(s); err == nil {
		return "write " + check.Quote(t.String())
	}
	return "write the date as " + formats
}

// formats are the formats in which dates should be written.
const formats = "YYYY-MM-DD, or as YYYY-MM-DDThh:mm:ss+hh:mm with time and UTC offset"
