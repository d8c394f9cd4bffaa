package schemaorg

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/metacheck/metacheck/schemaorg/internal/terms"
)

//go:generate go run ./internal/vocabgen

// The look-ups below answer from tables that are part of the program: they
// allocate nothing, need no preparation, and are safe for concurrent use. Names
// are the local names of schema.org terms ("NewsArticle", "headline"), as Term
// gives them, compared with regard to case. Slices that they return belong to
// the tables and must not be changed.
//
// The tables leave out terms of other vocabularies that schema.org mentions.

// The flags of a term; the generator has the same.
const (
	flagDeprecated  = 1 << 0
	flagEnumeration = 1 << 1
	flagDataType    = 1 << 2
)

// find is the number of the term among [first, end), or -1. Numbers below
// typeCount are types, then come properties, then enumeration members; a name
// can be a type and a member.
func find(name string, first, end int) int {
	if name == "" || len(name) > longestTerm {
		return -1
	}
	const mask = len(termSlots) - 1
	for at := int(terms.Hash(name)) & mask; termSlots[at] != 0; at = (at + 1) & mask {
		if n := int(termSlots[at]) - 1; n >= first && n < end && termNames[n] == name {
			return n
		}
	}
	return -1
}

func findType(name string) int     { return find(name, 0, typeCount) }
func findProperty(name string) int { return find(name, typeCount, typeCount+propertyCount) }
func findMember(name string) int   { return find(name, typeCount+propertyCount, len(termNames)) }
func findAny(name string) int      { return find(name, 0, len(termNames)) }

// IsType tells whether schema.org has a type of that name, data types and
// deprecated types included.
func IsType(name string) bool { return findType(name) >= 0 }

// IsProperty tells whether schema.org has a property of that name, deprecated
// properties included.
func IsProperty(name string) bool { return findProperty(name) >= 0 }

// IsDataType tells whether the type is one whose values are written as text:
// Text, URL, Date, Number, Duration and their like.
func IsDataType(typ string) bool { return hasFlag(findType(typ), flagDataType) }

// IsEnumeration tells whether the type is an enumeration, such as
// "ItemAvailability".
func IsEnumeration(typ string) bool { return hasFlag(findType(typ), flagEnumeration) }

// IsDeprecated tells whether schema.org advises against a term: it has a
// successor, or it was retired to the attic.
func IsDeprecated(term string) bool { return hasFlag(findAny(term), flagDeprecated) }

func hasFlag(n int, flag uint8) bool { return n >= 0 && termFlags[n]&flag != 0 }

// IsSubtype tells whether the schema.org type sub is typ or a subtype of it.
// Every name is a subtype of itself, known or not.
func IsSubtype(sub, typ string) bool {
	if sub == typ {
		return true
	}
	s := findType(sub)
	if s < 0 {
		return false
	}
	t := findType(typ)
	return t >= 0 && isBelow(s, t)
}

func isBelow(sub, typ int) bool {
	for _, a := range typeAncestors[typeAncestorsAt[sub]:typeAncestorsAt[sub+1]] {
		if int(a) == typ {
			return true
		}
	}
	return false
}

// Parents are the types right above the type, nil for Thing, for the roots of
// the data types and for unknown names.
func Parents(typ string) []string {
	n := findType(typ)
	if n < 0 {
		return nil
	}
	return list(typeParents[:], int(typeParentsAt[n]), int(typeParentsAt[n+1]))
}

// Domains are the types that the property is meant for, without their
// subtypes; nil for unknown properties and for the few without a domain.
func Domains(prop string) []string {
	n := findProperty(prop) - typeCount
	if n < 0 {
		return nil
	}
	return list(propertyDomains[:], int(propertyDomainsAt[n]), int(propertyDomainsAt[n+1]))
}

// Ranges are the types that the property expects as value, without their
// subtypes; nil for unknown properties and for the few without a range.
func Ranges(prop string) []string {
	n := findProperty(prop) - typeCount
	if n < 0 {
		return nil
	}
	return list(propertyRanges[:], int(propertyRangesAt[n]), int(propertyRangesAt[n+1]))
}

// Superproperties are the properties right above the property; most have none.
func Superproperties(prop string) []string {
	n := findProperty(prop) - typeCount
	if n < 0 {
		return nil
	}
	return list(propertyParents[:], int(propertyParentsAt[n]), int(propertyParentsAt[n+1]))
}

// list is part of a table, nil when empty, and without room to append into the
// table.
func list(table []string, start, end int) []string {
	if start == end {
		return nil
	}
	return table[start:end:end]
}

// Expects tells whether the property is meant for an item of the given types:
// one of them, or a type above it, is among the property's domains. A property
// that has no domain at all is meant for any type. It is false for unknown
// properties, and for types none of which schema.org knows.
func Expects(prop string, types []string) bool {
	n := findProperty(prop) - typeCount
	if n < 0 {
		return false
	}
	domains := propertyDomainNumbers[propertyDomainsAt[n]:propertyDomainsAt[n+1]]
	for _, typ := range types {
		t := findType(typ)
		if t < 0 {
			continue
		}
		if len(domains) == 0 {
			return true
		}
		for _, d := range domains {
			if int(d) == t || isBelow(t, int(d)) {
				return true
			}
		}
	}
	return false
}

// SupersededBy is the term that schema.org advises instead of a type, property
// or enumeration member, or empty.
func SupersededBy(term string) string {
	if n := findAny(term); n >= 0 {
		for i, s := range supersededTerms {
			if int(s) == n {
				return successorNames[i]
			}
		}
	}
	return ""
}

// Inverse is the property that says the same the other way round ("hasPart"
// for "isPartOf"), or empty.
func Inverse(prop string) string {
	if n := findProperty(prop); n >= 0 {
		for i, s := range invertedTerms {
			if int(s) == n {
				return inverseNames[i]
			}
		}
	}
	return ""
}

// Section is the part of the vocabulary that holds the term: "core",
// "pending" (proposed, may change), "attic" (retired) or the name of an
// extension; empty for unknown names.
func Section(term string) string {
	if n := findAny(term); n >= 0 {
		return sectionNames[termSections[n]]
	}
	return ""
}

// EnumMember is the enumeration that the name is a value of:
// "ItemAvailability" for "InStock". It is the first where there are several,
// and empty for names that are no value of an enumeration.
func EnumMember(name string) string {
	if n := findMember(name) - typeCount - propertyCount; n >= 0 {
		return memberTypes[memberTypesAt[n]]
	}
	return ""
}

// MemberName is the name of the enumeration member that a value means in one of
// the spellings of schema.org: "InStock" for "https://schema.org/InStock",
// "//schema.org/InStock", "schema:InStock" and "InStock", whether or not
// schema.org has such a member. It is empty for an address or a prefixed name of
// another vocabulary.
func MemberName(value string) string {
	if rest, ok := strings.CutPrefix(value, "//"); ok {
		value = "https://" + rest
	}
	if term := Term(value); term != "" {
		return term
	}
	if rest, ok := strings.CutPrefix(value, "schema:"); ok {
		return rest
	}
	if colon := strings.IndexByte(value, ':'); colon > 0 && !strings.ContainsAny(value, " \n\t") {
		return ""
	}
	return value
}

// IsMember tells whether the name is a value of the enumeration or of one
// below it.
func IsMember(name, enumeration string) bool {
	n := findMember(name) - typeCount - propertyCount
	if n < 0 {
		return false
	}
	for _, typ := range memberTypes[memberTypesAt[n]:memberTypesAt[n+1]] {
		if IsSubtype(typ, enumeration) {
			return true
		}
	}
	return false
}

// Names are all types and all properties of schema.org, each sorted.
func Names() (types, properties []string) {
	return list(termNames[:], 0, typeCount), list(termNames[:], typeCount, typeCount+propertyCount)
}

// maxNearest bounds the length of a name that Nearest looks at, in bytes.
const maxNearest = 64

// Nearest is the schema.org type, property or enumeration member that somebody
// who wrote term probably meant, or empty when none is near: one that differs
// in case only, in one edit when it has four letters or more, or in two when it
// has eight. A term of the
// vocabulary is its own nearest. Names of more than 64 bytes are not looked at.
func Nearest(term string) string { return nearest(term, 0, len(termNames)) }

// NearestType is Nearest among types.
func NearestType(term string) string { return nearest(term, 0, typeCount) }

// NearestProperty is Nearest among properties.
func NearestProperty(term string) string {
	return nearest(term, typeCount, typeCount+propertyCount)
}

func nearest(term string, first, end int) string {
	if term == "" || len(term) > maxNearest {
		return ""
	}
	if n := find(term, first, end); n >= 0 {
		return term
	}
	allowed := 2
	switch {
	case len(term) < 4:
		allowed = 0
	case len(term) < 8:
		allowed = 1
	}
	// A swap of neighbours is two edits to levenshtein and none to the letters.
	letters := terms.Letters(term)
	folded := strings.ToLower(term)
	best, bestDistance := -1, allowed+1
	for n := first; n < end; n++ {
		name := termNames[n]
		if d := len(name) - len(term); d > allowed || d < -allowed ||
			bits.OnesCount32(letters^uint32(termLetters[n])) > 2*allowed {
			continue
		}
		// Letters in the wrong case are the lightest mistake.
		lower := strings.ToLower(name)
		d := levenshtein.ComputeDistance(folded, lower)
		if d == 2 && swapped(folded, lower) {
			d = 1
		}
		if d < bestDistance || d == bestDistance && best >= 0 && preferred(n, best, term) {
			best, bestDistance = n, d
		}
	}
	if best < 0 || bestDistance > allowed {
		return ""
	}
	return termNames[best]
}

// swapped tells whether a and b differ in two neighbouring letters that changed
// places, which is one slip of the hand and counts as one edit.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// preferred tells whether, of two terms equally near to what was written, n is
// the better guess: it is not deprecated, or more of its beginning is as
// written, for the first letters are seldom the wrong ones.
func preferred(n, best int, written string) bool {
	if a, b := termFlags[n]&flagDeprecated, termFlags[best]&flagDeprecated; a != b {
		return a < b
	}
	return commonPrefix(termNames[n], written) > commonPrefix(termNames[best], written)
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Coercion is how the JSON-LD context of schema.org reads a string under the
// property: "@id" as an address, "Date" as a date, or empty as text. Release
// 30.0 does so for properties that expect no Text: an address where URL is
// expected, else a date where Date is.
func Coercion(prop string) string {
	ranges := Ranges(prop)
	switch {
	case slices.Contains(ranges, "Text"):
		return ""
	case slices.Contains(ranges, "URL"):
		return "@id"
	case slices.Contains(ranges, "Date"):
		return "Date"
	}
	return ""
}
