package google

import (
	"slices"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/schemaorg"
)

// FactsDate is the day up to which the table of features follows Google's
// documentation: that of the last change of it that the table holds.
const FactsDate Day = 20260924

// A Day is a date in the form 20250612. The zero Day is no date; what has it
// as its beginning has always been, what has it as its end has none.
type Day int

// String is the day in ISO 8601, empty for the zero Day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	b := [...]byte{4: '-', 7: '-', 9: 0}
	for _, at := range [...]int{9, 8, 6, 5, 3, 2, 1, 0} {
		b[at], d = byte('0'+d%10), d/10
	}
	return string(b[:])
}

// today is the later of all days: what the table asks for when nothing is known
// of the day on which it is asked.
const today Day = 99991231

// DayOf is the day of a time in UTC; the zero time counts as later than all
// changes of the table.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return today
	}
	y, m, d := t.UTC().Date()
	return Day(y*10000 + int(m)*100 + d)
}

// A Feature is what Google documents of one search feature: which items it
// makes it of, and what they must and should say. The table of all features is
// data to be read and mended by people: see features_content.go and the files
// beside it.
//
// Properties are named as Google does: "offers.price" is the price of the items
// that are the value of offers. "contentUrl|url" means that Google documents
// contentUrl and is known to accept url in its place, or that either will do.
type Feature struct {
	// Slug names the feature in the ids of its checks: "recipe" for
	// google/recipe-required.
	Slug string
	// Name is the name that Google gives it.
	Name string
	// Doc is the address of Google's documentation.
	Doc string
	// Shows is what Google makes of it, as a message says it: "recipe result".
	Shows string
	// loss is what happens without what is required, where that is not just
	// that Google does not show it.
	loss string
	// Since is the day from which Google documents it, Until the day from
	// which it is gone, Limited the day from which only some could still have it.
	Since, Limited, Until Day
	// Note says what else a person should know.
	Note string
	// Where says in words which items are judged.
	Where string
	// Severity is that of the check on what is required; zero where there is
	// none. Off tells that the check is off unless asked for.
	Severity check.Severity
	Off      bool
	// aims tells whether an item plausibly aims for the feature. Without it,
	// items that stand in the property that Of names do, or, without that,
	// items that the page is about.
	aims func(*survey, *schemaorg.Item) aim
	// sole tells that, of several items that aim for it, those that are not the
	// page's main items only perhaps do; so it is for all without aims and Of.
	sole bool
	// told tells whether another check reports that an item lacks a property.
	told func(s *survey, it *schemaorg.Item, prop string) bool
	// Shapes are the items that it is made of. Those without Via are its main
	// items, of which one is enough.
	Shapes []Shape
	// example is a page that has all that the feature asks for. Lines that
	// begin with "!" hold what is required, those with "?" what is recommended,
	// as far as the bad examples leave it out.
	example string
	// url is the address of the page that the example is.
	url string
}

// A Shape is what is asked of items of some types.
type Shape struct {
	// Types that the item may have; subtypes count, but for those below Not.
	Types, Not []string
	// Of are the places of a main item, by type and property: "Product.offers".
	// It is empty for items that stand for themselves.
	Of []string
	// Via are the properties that lead from the feature's main item here:
	// "offers.shippingDetails".
	Via []string
	// Required are the properties without which there is no feature, Recommended
	// those that improve it, Optional those that Google documents for items that
	// have something to say there: no check asks for them.
	Required, Recommended, Optional []string
	// AnyOf are groups of which one property is required.
	AnyOf [][]string
	// When are properties that are required, or advised, under a condition.
	When []Condition
	// Formats say how values are written.
	Formats []Format
	// Enums are the values that Google documents.
	Enums []Enum
	// Changes are what Google added to its documentation or took from it.
	Changes []Change
}

// A Condition asks for more where a property is there or has some value.
type Condition struct {
	// If is the property. Is is the value that it must have; when empty, any.
	If, Is string
	// Unless is a property that lifts the condition.
	Unless string
	// Require are the properties that are required then, or advised.
	Require []string
	Advised bool
	// By is the check that reports it, where that is not the feature's own.
	By string
}

// A Format says how the values of a property are written.
type Format struct{ Prop, Form string }

// An Enum is the set of values of a property that Google documents. Text tells
// that they are plain text and no members of an enumeration of schema.org.
type Enum struct {
	Prop   string
	Values []string
	Text   bool
}

// A Change is a change of Google's documentation: properties that it asks for,
// or recommends, from a day on, or no longer does.
type Change struct {
	On             Day
	Added, Dropped []string
}

// The forms in which values are written.
const (
	asText     = "text"
	asURL      = "URL"
	asImage    = "URL or ImageObject"
	asDate     = "date in ISO 8601"
	asTime     = "date and time in ISO 8601, with offset"
	asDay      = "date, or date and time, in ISO 8601"
	asClock    = "time of day, hh:mm"
	asDuration = "duration in ISO 8601"
	asNumber   = "number"
	asInteger  = "whole number"
	asPosition = "whole number from 1 on"
	asBoolean  = "true or false"
	asCurrency = "code of ISO 4217"
	asCountry  = "code of ISO 3166-1"
	asLanguage = "language tag of BCP 47"
	asPerson   = "Person or Organization"
)

// Features are all features of the table, sorted by name.
func Features() []*Feature { return slices.Clone(features[:]) }

// On tells whether Google has the feature on a day.
func (f *Feature) On(day Day) bool { return f.Since <= day && (f.Until == 0 || day < f.Until) }

// Checks are the ids of the checks on what is required and recommended; empty
// where there is none.
func (f *Feature) Checks() (required, recommended string) {
	if f.Severity == 0 {
		return "", ""
	}
	for i := range f.Shapes {
		sh := &f.Shapes[i]
		if len(sh.Required) > 0 || len(sh.AnyOf) > 0 {
			required = "google/" + f.Slug + "-required"
		}
		if len(sh.Recommended) > 0 {
			recommended = "google/" + f.Slug + "-recommended"
		}
	}
	return required, recommended
}

// AskedOn tells whether a property of the shape, as the table writes it, is
// asked for on a day.
func (sh *Shape) AskedOn(prop string, day Day) bool {
	for i := range sh.Changes {
		c := &sh.Changes[i]
		if slices.Contains(c.Added, prop) && day < c.On || slices.Contains(c.Dropped, prop) && day >= c.On {
			return false
		}
	}
	return true
}

// is tells whether an item has a type of the shape.
func (sh *Shape) is(it *schemaorg.Item) bool {
	for _, term := range it.TypeTerms() {
		if sh.isType(term) {
			return true
		}
	}
	return false
}

func (sh *Shape) isType(term string) bool {
	for _, not := range sh.Not {
		if schemaorg.IsSubtype(term, not) {
			return false
		}
	}
	for _, typ := range sh.Types {
		if schemaorg.IsSubtype(term, typ) {
			return true
		}
	}
	return false
}

// form is how the values of a property are written, or empty.
func (sh *Shape) form(prop string) string {
	for _, f := range sh.Formats {
		if f.Prop == prop {
			return f.Form
		}
	}
	return ""
}
