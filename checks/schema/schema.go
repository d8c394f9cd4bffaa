// Package schema holds the checks of what the items of a page say in the
// vocabulary of schema.org: whether their types and properties are terms of
// it, whether properties stand on items and hold values that they are meant
// for, and whether numbers, addresses, durations, codes and members of
// enumerations are written so that consumers can read them.
//
// One walk over the items sorts their values by what schema.org expects of them
// (survey.go); each check then looks only at those that concern it. How items
// are written in microdata, RDFa and JSON-LD, what search features ask for, and
// dates are the business of other families.
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

// Bounds of what is told: a template repeats its mistakes, and nobody reads
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
	// text is the value as written where it is no item, white space around it
	// left out; at is its place.
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

// add notes a place with a fault, and tells whether it is the first of its
// kind; f is nil when there are more kinds than are told.
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

// and says how many other places a message holds for.
func (f *fault) and() string { return check.Others(f.count - 1) }

// relate adds the other places of the fault to its finding, with the words of
// each.
func (f *fault) relate(finding *check.Finding, words func(s *site) string) *check.Finding {
	for i := range f.others {
		s := &f.others[i]
		finding.Relate(s.at, "%s", words(s))
	}
	if told := len(f.others) + 1; f.count > told && told > 1 {
		last := &finding.Related[len(finding.Related)-1]
		last.Message += fmt.Sprintf("; and %d more", f.count-told)
	}
	return finding
}

// sayValue is what most related places say: the property and its value.
func sayValue(s *site) string { return s.prop.Term() + " " + check.Quote(s.text) }

// either joins names as a sentence does: "a", "a or b", "a, b or c". Of many
// it names the first few.
func either(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " …"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// a puts the indefinite article before the name of a type.
func a(name string) string {
	if name != "" && strings.ContainsRune("AEIO", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
