package google

import (
	"slices"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/schemaorg"
)

// FactsDate is the day up to which the table of features follows Google's
// documentation: the day of the last change that the table contains.
const FactsDate Day = 20260924

// A Day is a date in the form 20250612. The zero Day means that there is no
// date: no known beginning, or no end.
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

// today is later than every day of the table: it stands for a day that is not
// known.
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

// A Feature is what Google documents about one search feature: which items it
// is made from, and which properties they must and should have. The table of all
// features is data for people to read and fix: see features_content.go and the
// files beside it.
//
// Properties are written as Google does: "offers.price" is the price of the items
// that are the value of offers. "contentUrl|url" means that Google documents
// contentUrl and is known to accept url in its place, or that either will do.
type Feature struct {
	// Slug is the feature in the ids of its checks: "recipe" for
	// google/recipe-required.
	Slug string
	// Name is Google's name of the feature.
	Name string
	// Doc is the URL of Google's documentation.
	Doc string
	// Shows is what Google shows, without an article: "recipe result".
	Shows string
	// impact is what happens without a required property, as a clause, if it is
	// more than that Google does not show it; without is what happens without the
	// recommended ones, if it is more than that Google may show fewer details.
	impact, without string
	// part is the part of an item that a retired feature used, if the rest of the
	// item has other uses: "SearchAction".
	part string
	// Since is the first day on which Google documents it, Until the day on
	// which Google retired it, Limited the day on which it was limited to some
	// sites or devices.
	Since, Limited, Until Day
	// Note is what else people should know, in sentences.
	Note string
	// Where says in words which items are checked.
	Where string
	// Severity is that of the check of required properties; zero if the feature
	// has no checks. Off means that the check is off unless asked for.
	Severity check.Severity
	Off      bool
	// intent reports whether an item is plausibly meant for the feature. Without
	// it, items in the properties of Of are, or, without Of, the items that the
	// page is about.
	intent func(*scan, *schemaorg.Item) intent
	// sole means that, if several items are meant for it, those that are not the
	// page's main items are so only perhaps. Without intent and Of this always
	// holds.
	sole bool
	// reportedElsewhere reports whether another check reports that an item has no
	// such property.
	reportedElsewhere func(s *scan, it *schemaorg.Item, prop string) bool
	// Shapes are the items that it is made from. Those without Via are its main
	// items, of which one is enough.
	Shapes []Shape
	// example is a page with all properties that the feature asks for. The bad
	// examples leave out the lines that begin with "!" (required properties) or
	// "?" (recommended ones).
	example string
	// url is the URL of the example.
	url string
}

// A Shape is what is asked of items of some types.
type Shape struct {
	// Types that the item may have. Subtypes count, except those below Not.
	Types, Not []string
	// Of are the places of a main item, by type and property: "Product.offers".
	// It is empty for items that are not nested.
	Of []string
	// Via are the properties that lead from the feature's main item here:
	// "offers.shippingDetails".
	Via []string
	// Required are the properties without which there is no feature, Recommended
	// those that improve it, Optional those that Google documents for items to
	// which they apply: no check asks for them.
	Required, Recommended, Optional []string
	// AnyOf are groups of which one property is required.
	AnyOf [][]string
	// When are properties that are required, or advised, under a condition.
	When []Condition
	// Formats are the forms of values.
	Formats []Format
	// Enums are the values that Google documents.
	Enums []Enum
	// Changes are what Google added to its documentation or removed from it.
	Changes []Change
}

// A Condition asks for more where a property is there or has some value.
type Condition struct {
	// If is the property. Is is the value that it must have; when empty, any.
	If, Is string
	// Unless is a property with which the condition does not hold.
	Unless string
	// Require are the properties that are required then, or advised.
	Require []string
	Advised bool
	// By is the check that reports it, if it is not the feature's own.
	By string
}

// A Format is the form of the values of a property.
type Format struct{ Prop, Form string }

// An Enum is the set of values of a property that Google documents. Text means
// that they are plain text and not members of a schema.org enumeration.
type Enum struct {
	Prop   string
	Values []string
	Text   bool
}

// A Change is a change of Google's documentation: properties that it has
// required or recommended since a day, or no longer does.
type Change struct {
	On             Day
	Added, Dropped []string
}

// The forms of values.
const (
	asText     = "text"
	asURL      = "URL"
	asImage    = "URL or ImageObject"
	asDate     = "ISO 8601 date"
	asTime     = "ISO 8601 date and time with offset"
	asDay      = "ISO 8601 date, with or without time"
	asClock    = "time of day, hh:mm"
	asDuration = "ISO 8601 duration"
	asNumber   = "number"
	asInteger  = "whole number"
	asPosition = "whole number, 1 or higher"
	asBoolean  = "true or false"
	asCurrency = "ISO 4217 currency code"
	asCountry  = "ISO 3166-1 country code"
	asLanguage = "BCP 47 language tag"
	asPerson   = "Person or Organization"
)

// Features are all features of the table, sorted by name.
func Features() []*Feature { return slices.Clone(features[:]) }

// On reports whether Google has the feature on a day.
func (f *Feature) On(day Day) bool { return f.Since <= day && (f.Until == 0 || day < f.Until) }

// Checks are the ids of the checks of required and of recommended properties;
// empty if there is none.
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

// AskedOn reports whether Google asks for a property of the shape, as the table
// writes it, on a day.
func (sh *Shape) AskedOn(prop string, day Day) bool {
	for i := range sh.Changes {
		c := &sh.Changes[i]
		if slices.Contains(c.Added, prop) && day < c.On || slices.Contains(c.Dropped, prop) && day >= c.On {
			return false
		}
	}
	return true
}

// is reports whether an item has a type of the shape.
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

// form is the form of the values of a property, or empty.
func (sh *Shape) form(prop string) string {
	for _, f := range sh.Formats {
		if f.Prop == prop {
			return f.Form
		}
	}
	return ""
}
