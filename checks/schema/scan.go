package schema

import (
	"slices"
	"strings"
	"sync"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// A form is what the values of a property must look like where they are
// written as text.
type form uint8

const (
	free form = iota // nothing to ask of them
	addressForm
	numberForm
	booleanForm
	durationForm
	timeForm
	memberForm
	currencyForm
	countryForm
	languageForm
	gtinForm
	geoForm
	itemForm // no text at all
	forms
)

// A class is what the vocabulary says of a property that many checks ask for.
type class struct {
	form form
	// deprecated reports that schema.org has a successor for it.
	deprecated bool
	// ranges are what it expects, and data reports that this is text of some type
	// and nothing that an item could be.
	ranges []string
	data   bool
}

// classes are the classes of all properties. They follow from the tables of the
// vocabulary; to make them takes less than a page does.
var classes = sync.OnceValue(func() map[string]class {
	_, names := schemaorg.Names()
	m := make(map[string]class, len(names))
	for _, name := range names {
		ranges := schemaorg.Ranges(name)
		data := len(ranges) > 0
		for _, r := range ranges {
			data = data && schemaorg.IsDataType(r) && r != "URL"
		}
		m[name] = class{
			form: formOf(name, ranges), deprecated: schemaorg.SupersededBy(name) != "",
			ranges: ranges, data: data,
		}
	}
	return m
})

// formOf is the form of a property's values. What the vocabulary leaves to
// text is free, except for properties whose values parsers read all the same.
func formOf(name string, ranges []string) form {
	switch name {
	case "offers", "aggregateRating", "reviewRating", "geo", "mainEntity", "itemListElement":
		return itemForm
	case "priceCurrency", "currency", "salaryCurrency", "discountCurrency", "costCurrency":
		return currencyForm
	case "addressCountry", "countryOfOrigin", "countryOfAssembly", "countryOfLastProcessing", "applicableCountry",
		"returnPolicyCountry":
		return countryForm
	case "inLanguage", "knowsLanguage":
		return languageForm
	case "gtin", "gtin8", "gtin12", "gtin13", "gtin14":
		return gtinForm
	case "latitude", "longitude":
		return geoForm
	case "price", "lowPrice", "highPrice", "totalPrice", "ratingValue", "bestRating", "worstRating":
		return numberForm
	case "merchantReturnDays", "productReturnDays": // a date is fine, too
		return free
	}
	has := func(r string) bool { return slices.Contains(ranges, r) }
	switch {
	case has("Text") || has("Thing") || len(ranges) == 0:
		return free
	case has("Duration"):
		return durationForm
	case has("URL"):
		return addressForm
	case len(ranges) == 1 && ranges[0] == "Time":
		return timeForm
	case has("Boolean"):
		if has("Number") {
			return free
		}
		return booleanForm
	case has("Number") || has("Integer") || has("Float"):
		return numberForm
	case isClosed(ranges):
		return memberForm
	}
	return free
}

// isClosed reports whether the ranges are enumerations that list all their
// members, beside Diet, whose values are items or members of RestrictedDiet.
func isClosed(ranges []string) bool {
	closed := false
	for _, r := range ranges {
		if r == "Diet" { // beside RestrictedDiet, whose members are meant
			continue
		}
		if !schemaorg.IsEnumeration(r) || openEnumerations[r] {
			return false
		}
		closed = true
	}
	return closed
}

// openEnumerations are those whose members other vocabularies give, such as
// GoodRelations, or that stand for all that is below them.
var openEnumerations = map[string]bool{
	"BedType": true, "BusinessEntityType": true, "BusinessFunction": true, "DeliveryMethod": true, "Enumeration": true,
	"EnergyEfficiencyEnumeration": true, "MeasurementMethodEnum": true, "MedicalEnumeration": true, "PaymentMethodType": true,
	"PhysicalExam": true, "QualitativeValue": true, "SizeSpecification": true, "Specialty": true, "StatusEnumeration": true,
	"WarrantyScope": true,
}

// A scan is what the items of a page say, sorted by what checks look for.
type scan struct {
	// values are the values that are no items, by their form.
	values [forms][]site
	// nested are the properties whose values are items.
	nested []site
	// deprecated are properties that have a successor.
	deprecated []site
	// strangers are properties in the namespace of schema.org that it does not
	// have.
	strangers []site
}

type surveyKey struct{}

// scanOf is the scan of the page, made once for all checks.
func scanOf(p *page.Page) *scan { return page.Derive(p, surveyKey{}, makeSurvey) }

func makeSurvey(p *page.Page) *scan {
	s := new(scan)
	if len(p.Graph.All) == 0 {
		return s
	}
	known := classes()
	for _, it := range p.Graph.All {
		for i := range it.Properties {
			prop := &it.Properties[i]
			term := prop.Term()
			if term == "" || prop.Reverse {
				continue
			}
			c, ok := known[term]
			if !ok {
				if !isAnnotation(term) {
					s.strangers = append(s.strangers, site{item: it, prop: prop, at: prop.Origin})
				}
				continue
			}
			if c.deprecated {
				s.deprecated = append(s.deprecated, site{item: it, prop: prop, at: prop.Origin})
			}
			v := &prop.Value
			if v.Item != nil {
				s.nested = append(s.nested, site{item: it, prop: prop, at: prop.Origin})
				continue
			}
			f := c.form
			if term == "position" && it.Is("ListItem") {
				f = numberForm
			}
			if f == free || v.Datatype == jsonType {
				continue
			}
			written, at := v.Written()
			if written == "" && it.Syntax != schemaorg.JSONLD {
				continue // microdata/empty-value, or a script fills it
			}
			s.values[f] = append(s.values[f], site{it, prop, written, at})
		}
	}
	return s
}

// jsonType is the datatype of JSON that is a value as a whole.
const jsonType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"

// isAnnotation reports whether a name says what an action asks for or gives:
// "query-input", "result-output", also of a property of a property
// ("location.name-input").
func isAnnotation(name string) bool {
	base, ok := annotated(name)
	return ok && schemaorg.IsProperty(base)
}

// annotated is the name of the property that an annotation of an action is
// about (schema.org, "Potential Actions").
func annotated(name string) (base string, ok bool) {
	if base, ok = strings.CutSuffix(name, "-input"); !ok {
		if base, ok = strings.CutSuffix(name, "-output"); !ok {
			return "", false
		}
	}
	return base[strings.LastIndexByte(base, '.')+1:], true
}

// unfilled reports whether a value is what a template or script leaves behind.
// In JSON-LD that is the business of jsonld/placeholder-value; elsewhere a
// script on the page fills what a template left.
func unfilled(s *site) bool {
	if s.item.Syntax == schemaorg.JSONLD {
		switch s.text {
		case "undefined", "NaN", "null", "none", "[object Object]", "[object object]":
			return true
		}
	}
	return len(s.text) < 1000 && weburl.Placeholder(s.text) != ""
}

// typesOf are the schema.org types of an entity as the page tells them: of the
// item, and where those have none that is known, of the other items with its
// ID. ok is false when one of the types is of another vocabulary or unknown,
// so that nothing can be said of what it is.
func typesOf(g *schemaorg.Graph, it *schemaorg.Item) (types []string, ok bool) {
	if len(it.Types) == 0 {
		for i, other := range g.Entity(it) {
			if i == maxTypes {
				break
			}
			if other != it && len(other.Types) > 0 && len(types) < maxTypes {
				if !allKnown(other) {
					return nil, false
				}
				types = append(types, other.TypeTerms()...)
			}
		}
		return types, len(types) > 0
	}
	return it.TypeTerms(), allKnown(it)
}

// allKnown reports whether an item has types, and all of them are schema.org's.
func allKnown(it *schemaorg.Item) bool {
	terms := it.TypeTerms()
	if len(terms) == 0 || len(terms) != len(it.Types) || len(terms) > maxTypes {
		return false
	}
	for _, t := range terms {
		if !schemaorg.IsType(t) {
			return false
		}
	}
	return true
}
