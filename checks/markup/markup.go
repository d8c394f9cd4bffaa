// Package markup has the checks of how a page is written: quotes, tags,
// comments and elements that are not closed, and attributes that no parser
// reads. They report only what loses metadata.
package markup

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

// Checks of the family.
var Checks = []*check.Check{
	duplicateAttribute,
	nullCharacter,
	typographicQuotes,
	unclosedComment,
	unclosedElement,
	unclosedQuote,
	unclosedTag,
	valueCutShort,
}

// The sections of the HTML standard that the checks rest on.
const (
	parseErrors = "https://html.spec.whatwg.org/multipage/parsing.html#parse-errors"
	attributes  = "https://html.spec.whatwg.org/multipage/syntax.html#attributes-2"
	metadataDoc = "https://developers.google.com/search/docs/crawling-indexing/valid-page-metadata"
)

// names joins the names of lost metadata, each once and a few of them.
func names(lost []page.LostMeta, count int) string {
	const most = 4
	var list []string
	for _, l := range lost {
		if name := plain(l.Name); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) > most || count > len(lost) {
		list = append(slices.Clip(list[:min(most, len(list))]), "more")
	}
	return check.List(list)
}

// plain is a name as messages show it: in quotation marks when it is not
// made of the characters of names.
func plain(name string) string {
	if name != "JSON-LD" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789:._- ") != "" || len(name) > 60 {
		return check.Quote(name)
	}
	return name
}

// relate adds the lost metadata as related places.
func relate(f *check.Finding, lost []page.LostMeta) {
	for _, l := range lost {
		f.Relate(l.Origin, "%s is lost", plain(l.Name))
	}
}
