// Package google holds the checks of what Google documents for the search
// features that it makes of structured data. Only what Google asks for beyond
// schema.org belongs here.
package google

import (
	"github.com/metacheck/metacheck/checks/check"
)

// Checks of the family.
var Checks = []*check.Check{
	breadcrumbRequired,
	breadcrumbTooShort,
	articleDateModifiedMissing,
	articleAuthorMissing,
	articleAuthorNameMissing,
	articleAuthorURLMissing,
	articleAuthorMerged,
	articleAuthorDecorated,
	articleAuthorType,
}

const (
	breadcrumbDoc = "https://developers.google.com/search/docs/appearance/structured-data/breadcrumb"
	articleDoc    = "https://developers.google.com/search/docs/appearance/structured-data/article"
)

// maxRelated bounds the related places of one finding.
const maxRelated = 30

// noIndex is the reason for which findings of this family are milder.
const noIndex = "when the page is kept out of search results (noindex)"

// toInfo is what a check of this family declares when its findings are info
// on pages that no search feature can show.
var toInfo = check.Lower{Severity: check.Info, When: noIndex}

// onIndex makes the finding milder on a page that is kept out of search results.
func onIndex(pass *check.Pass, f *check.Finding) *check.Finding {
	if pass.Page.NoIndex() && f.Check.Lower.Severity != 0 {
		f.Milder()
	}
	return f
}
