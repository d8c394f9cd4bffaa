package microdata

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// A Vocabulary is an entry of a [Registry]: what is known of the vocabulary
// whose types begin with Prefix.
type Vocabulary struct {
	Prefix string
	// Expand has, for the name of a property, the IRIs of the properties that
	// it implies (the keys subPropertyOf and equivalentProperty).
	Expand map[string][]string
}

// A Registry says of vocabularies how the names of their properties become
// IRIs and which other properties they imply (Microdata to RDF, section 3).
// The first entry whose Prefix a type begins with counts.
type Registry []Vocabulary

// DefaultRegistry is a new copy of the registry that the specification puts
// at http://www.w3.org/ns/md.
func DefaultRegistry() Registry {
	additionalType := map[string][]string{"additionalType": {rdf.Type}}
	return Registry{
		{Prefix: schemaorg.NamespaceHTTP, Expand: additionalType},
		{Prefix: schemaorg.Namespace, Expand: additionalType},
		{Prefix: "http://microformats.org/profile/hcard"},
	}
}

// ParseRegistry reads a registry in the JSON form of the specification: an
// object with prefixes as keys, in which "properties" maps names to objects
// with subPropertyOf or equivalentProperty, each an IRI or an array of IRIs.
// Keys that begin with "@" are comments. Longer prefixes come first.
func ParseRegistry(data []byte) (Registry, error) {
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, fmt.Errorf("the registry is not a JSON object: %w", err)
	}
	var r Registry
	for prefix, raw := range entries {
		if strings.HasPrefix(prefix, "@") {
			continue
		}
		var entry struct {
			Properties map[string]struct {
				SubPropertyOf, EquivalentProperty oneOrMore
			}
		}
		if err := json.Unmarshal(raw, &entry); err != nil {
			return nil, fmt.Errorf("the registry entry %q: %w", prefix, err)
		}
		v := Vocabulary{Prefix: prefix}
		for name, p := range entry.Properties {
			if v.Expand == nil {
				v.Expand = make(map[string][]string)
			}
			v.Expand[name] = slices.Concat(p.SubPropertyOf, p.EquivalentProperty)
		}
		r = append(r, v)
	}
	slices.SortFunc(r, func(a, b Vocabulary) int {
		return cmp.Or(cmp.Compare(len(b.Prefix), len(a.Prefix)), strings.Compare(a.Prefix, b.Prefix))
	})
	return r, nil
}

// oneOrMore is a string of JSON or an array of such.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(o))
}

// find is the entry for a type: its prefix, or what is left of the type
// without its last part, and the properties that others imply (section 5.3,
// steps 6 and 7).
func (r Registry) find(typ string) (vocabulary string, expand map[string][]string) {
	for i := range r {
		if strings.HasPrefix(typ, r[i].Prefix) {
			return r[i].Prefix, r[i].Expand
		}
	}
	if i := strings.IndexByte(typ, '#'); i >= 0 {
		return typ[:i+1], nil
	}
	if i := strings.IndexByte(typ, '?'); i >= 0 {
		typ = typ[:i]
	}
	// The slashes before the authority are none of the path.
	path := 0
	if i := strings.Index(typ, "://"); i >= 0 {
		path = i + len("://")
	}
	if i := strings.LastIndexByte(typ[path:], '/'); i >= 0 {
		typ = typ[:path+i+1]
	}
	return typ, nil
}
