// Package schema checks what the items of a page say in the vocabulary of
// schema.org: whether it has their types and properties, whether properties are
// on items and have values that they are meant for, and whether numbers, URLs,
// durations, codes and members of enumerations are valid.
//
// One walk over the items sorts their values by what schema.org expects of them
// (scan.go); each check then looks only at those that concern it. Other
// families check how items are written in microdata, RDFa and JSON-LD, what
// search features require, and dates.
package schema

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	unknownType,
	unknownProperty,
	termCase,
	superseded,
	propertyNotOnType,
	textForItem,
	wrongItemType,
	emptyItem,
	invalidURL,
	invalidNumber,
	invalidBoolean,
	invalidDuration,
	invalidTime,
	invalidEnum,
	invalidCurrency,
	invalidCountry,
	invalidLanguage,
	invalidGTIN,
	invalidGeo,
	rangeInverted,
	listPositions,
}

const (
	allTypes  = "https://schema.org/docs/schemas.html"
	dataModel = "https://schema.org/docs/datamodel.html"
	started   = "https://schema.org/docs/gs.html"
)

// Bounds of what is reported: a template repeats its mistakes, and nobody reads
// hundreds of them.
const (
	maxRelated  = check.MaxRelated // related places of one finding
	maxFindings = 100              // findings of one check on a page
)

// maxTypes bounds the types of an item that is judged by its types. Real items
// have one or two.
const maxTypes = 50

// A site is a property of an item that is looked at.
type site struct {
	item *schemaorg.Item
	prop *schemaorg.Property
	// text is the value as written where it is not an item, without white space
	// around it; at is its place.
	text string
	at   text.Origin
}

// kind is the type of the site's item as people know it.
func (s *site) kind() string { return s.item.Label() }

// faults collects places that have a fault; those with the same key are one
// finding, reported at the first.
type faults struct {
	list  []*fault
	index map[key]*fault
}

// A key is what places of one fault have in common: the term, and what is
// wrong with it or its value.
type key struct{ term, what string }

// A fault is one finding to be.
type fault struct {
	key
	first  site
	others []site
	count  int
}

// add notes a place with a fault, and reports whether it is the first of its
// key; f is nil when there are more keys than are reported.
func (fs *faults) add(k key, s site) (f *fault, first bool) {
	if f = fs.index[k]; f != nil {
		if s.at == f.first.at || len(f.others) > 0 && s.at == f.others[len(f.others)-1].at {
			return f, false // another value of the same JSON array
		}
		f.count++
		if len(f.others) < maxRelated {
			f.others = append(f.others, s)
		}
		return f, false
	}
	if len(fs.list) == maxFindings {
		return nil, false
	}
	if fs.index == nil {
		fs.index = make(map[key]*fault)
	}
	f = &fault{key: k, first: s, count: 1}
	fs.index[k] = f
	fs.list = append(fs.list, f)
	return f, true
}

// more says at the end of a message how many others it holds for.
func (f *fault) more(one, many string) string { return check.More(f.count-1, one, many) }

// on says at the end of a message on how many items there is the same, and times
// how often.
func (f *fault) on() string {
	if f.count == 1 {
		return ""
	}
	return fmt.Sprintf(", on %d items", f.count)
}

func (f *fault) times() string {
	if f.count == 1 {
		return ""
	}
	return fmt.Sprintf(", %d times", f.count)
}

// says is what a message says of the property: what is wrong, with the value
// seen and how many more there are.
func (f *fault) says(what string) string {
	what = f.first.prop.Term() + " " + what
	if f.first.text != "" {
		what += ": " + check.Quote(f.first.text)
	}
	return what + f.more("value", "values")
}

// relate adds the other places of the fault to its finding, with the words of
// each.
func (f *fault) relate(finding *check.Finding, words func(s *site) string) *check.Finding {
	for i := range f.others {
		s := &f.others[i]
		finding.Relate(s.at, "%s", words(s))
	}
	if told := len(f.others) + 1; f.count > told && told > 1 {
		last := &finding.Related[len(finding.Related)-1]
		last.Message += fmt.Sprintf(", and %d more", f.count-told)
	}
	return finding
}

// sayValue is what most related places say: the property and its value.
func sayValue(s *site) string { return s.prop.Term() + " " + check.Quote(s.text) }

// either joins names of types as a sentence does: "a", "a or b", "a, b or c". Of
// many it names the first few.
func either(names []string) string {
	const most = 5
	if n := len(names) - most; n > 1 {
		names = append(names[:most:most], fmt.Sprintf("%d other types", n))
	}
	return check.ListOr(names)
}

// advised is a code to write as it is in a help text, or several of which one is
// meant ("JPY or CNY").
func advised(codes string) string {
	if strings.Contains(codes, " ") {
		return codes
	}
	return check.Quote(codes)
}
