package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// Fields maps what metacheck reads of a record or table to the names under which
// it stands there. The zero value reads the fields "html", "url", "title",
// "date", "text" and "source".
type Fields struct{ paths []fieldPath }

// A fieldPath says where one thing stands.
type fieldPath struct {
	what field
	name string   // as given: "response.body"
	path []string // its parts
}

// A field is what can be read of a record.
type field uint8

const (
	fieldHTML field = iota
	fieldURL
	fieldTitle
	fieldDate
	fieldText
	fieldSource
	fieldCaptured
	fieldStatus
	fieldType
	fieldCount
)

// fieldNames are the names of the fields, in their order.
var fieldNames = [fieldCount]string{"html", "url", "title", "date", "text", "source", "captured", "status", "content-type"}

// FieldNames are the names that [ParseFields] takes on the left: html, url,
// title, date, text, source; captured (the time of the capture, which is no
// field by default), status and content-type.
func FieldNames() []string { return fieldNames[:] }

// maxPath bounds the parts of a name.
const maxPath = 16

// ParseFields reads a list such as "html=body,url=meta.link": the page stands in
// the field body, its address in the field link of the object meta, or in a
// field that is named "meta.link". What is not named stays where it is by
// default.
func ParseFields(lists ...string) (Fields, error) {
	var given [fieldCount]string
	for _, list := range lists {
		for pair := range strings.SplitSeq(list, ",") {
			what, name, ok := strings.Cut(strings.TrimSpace(pair), "=")
			i := slices.Index(fieldNames[:], what)
			if !ok || i < 0 || name == "" {
				return Fields{}, fmt.Errorf("%q maps no field; give NAME=FIELD, with one of these names: %s", pair, strings.Join(fieldNames[:], ", "))
			}
			if strings.Count(name, ".") >= maxPath {
				return Fields{}, fmt.Errorf("%q has more than %d parts", name, maxPath)
			}
			given[i] = name
		}
	}
	var f Fields
	for i, name := range given {
		if name == "" {
			if field(i) > fieldSource {
				continue
			}
			name = fieldNames[i]
		}
		f.paths = append(f.paths, fieldPath{field(i), name, strings.Split(name, ".")})
	}
	return f, nil
}

// list is the paths, those of the default for the zero value.
func (f Fields) list() []fieldPath {
	if f.paths == nil {
		f, _ = ParseFields()
	}
	return f.paths
}

// of is the name under which a thing stands, or empty.
func (f Fields) of(what field) string {
	for _, p := range f.list() {
		if p.what == what {
			return p.name
		}
	}
	return ""
}
