// Package jsonld holds the checks of JSON-LD as it is written: text that is no
// JSON, contexts and types that are missing, identifiers that do not fit
// together, and values that a template left behind. What the items say is the
// business of other families.
package jsonld

import (
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Checks of the family.
var Checks = []*check.Check{
	parseError,
	emptyBlock,
	scriptTypeTypo,
	contextMissing,
	contextInvalid,
	typeMissing,
	duplicateKey,
	idConflict,
	danglingReference,
	entityEscaped,
	placeholderValue,
	processingError,
	tooMuch,
}

const (
	standard = "https://www.w3.org/TR/json-ld11/"
	gscParse = "https://support.google.com/webmasters/answer/9166415"
	gsDocs   = "https://schema.org/docs/gs.html"
)

// maxRelated bounds the related places of one finding: a template repeats its
// mistakes, and nobody reads hundreds of them.
const maxRelated = 30

// byScript groups problems by the script that they stand in, byMessage by what
// they say, which is the same for the repeats of a template; in order.
func byScript(list []*schemaorg.Problem) [][]*schemaorg.Problem {
	return group(list, func(pr *schemaorg.Problem) *html.Node { return pr.Origin.Node })
}

func byMessage(list []*schemaorg.Problem) [][]*schemaorg.Problem {
	return group(list, func(pr *schemaorg.Problem) string { return pr.Message })
}

func group[K comparable](list []*schemaorg.Problem, key func(*schemaorg.Problem) K) [][]*schemaorg.Problem {
	var groups [][]*schemaorg.Problem
	index := make(map[K]int)
	for _, pr := range list {
		k := key(pr)
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], pr)
	}
	return groups
}

// relate adds related places to a finding, as many as people read.
func relate(f *check.Finding, at []text.Origin, words func(i int) string) {
	for i, o := range at {
		if i == maxRelated {
			f.Relate(o, "and %d more from here on", len(at)-i)
			return
		}
		f.Relate(o, "%s", words(i))
	}
}

// name is the property as people know it: its schema.org name, or what the
// page has.
func name(prop *schemaorg.Property) string {
	if term := prop.Term(); term != "" {
		return term
	}
	return prop.Name
}

// written is the value as the page has it.
func written(v *schemaorg.Value) string {
	if v.Raw != "" {
		return v.Raw
	}
	return v.Text
}
