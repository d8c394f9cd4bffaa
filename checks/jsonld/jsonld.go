// Package jsonld checks how JSON-LD is written: blocks that are not valid JSON,
// missing contexts and types, IDs that do not match, and values that a template
// left behind. Other families check what the items say.
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
	emptyValue,
	placeholderValue,
	processingError,
	tooMuch,
}

const (
	standard = "https://www.w3.org/TR/json-ld11/"
	gscParse = "https://support.google.com/webmasters/answer/9166415"
	gsDocs   = "https://schema.org/docs/gs.html"
)

// report reports a problem that a parser noticed, with its own help.
func report(pass *check.Pass, pr *schemaorg.Problem) *check.Finding {
	return pass.Report(pr.Origin, "%s", check.Clean(pr.Message)).Advise("%s", check.Clean(pr.Help))
}

// byScript groups problems by the script that they are in, byMessage by what
// they say, which is the same for the repeats of a template; in order.
func byScript(list []*schemaorg.Problem) *check.Grouping[*html.Node, *schemaorg.Problem] {
	var groups check.Grouping[*html.Node, *schemaorg.Problem]
	for _, pr := range list {
		groups.Add(pr.Origin.Node, pr)
	}
	return &groups
}

func byMessage(list []*schemaorg.Problem) *check.Grouping[string, *schemaorg.Problem] {
	var groups check.Grouping[string, *schemaorg.Problem]
	for _, pr := range list {
		groups.Add(pr.Message, pr)
	}
	return &groups
}

// relate adds related places to a finding, each with its words.
func relate(f *check.Finding, at []text.Origin, words func(i int) string) {
	f.RelateEach(len(at), func(i int) (text.Origin, string) { return at[i], words(i) })
}

// written is the value as the page has it.
func written(v *schemaorg.Value) string {
	s, _ := v.Written()
	return s
}
