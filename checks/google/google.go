// Package google holds the checks of what Google documents for the search
// features that it makes of structured data. Only what Google asks for beyond
// schema.org belongs here.
//
// What the features require and recommend is a table (feature.go, features.go
// and the files beside it); the checks google/…-required and
// google/…-recommended are made of its rows (generated.go). One survey of the
// items of a page (survey.go) tells which of them aim for which feature
// (aims.go), and lacks.go what they lack. The other checks look at what no list
// of properties can say.
package google

import (
	"slices"

	"github.com/metacheck/metacheck/checks/check"
)

// Checks of the family.
var Checks = slices.Concat(fromTable(), []*check.Check{
	breadcrumbRequired,
	breadcrumbTooShort,
	articleHeadlineMissing,
	articleImageMissing,
	articleDatePublishedMissing,
	articleDateModifiedMissing,
	articleAuthorMissing,
	articleAuthorNameMissing,
	articleAuthorURLMissing,
	articleAuthorMerged,
	articleAuthorDecorated,
	articleAuthorType,
	imageTooSmall,
	carouselInconsistent,
	datasetDescriptionLength,
	eventMidnight,
	eventVirtualOnly,
	eventStatusInconsistent,
	jobExpired,
	jobRemoteIncomplete,
	priceExpired,
	offerCurrencyMissing,
	ratingOutOfRange,
	ratingCountZero,
	reviewItemAmbiguous,
	variantGroupMismatch,
	prosConsCount,
	qaPageMultipleQuestions,
	recipeTimePair,
	recipeYieldForNutrition,
	videoNoSource,
	clipOverlap,
	selectorNoMatch,
	enumUnsupported,
	retiredFeature,
})

const (
	breadcrumbDoc = "https://developers.google.com/search/docs/appearance/structured-data/breadcrumb"
	articleDoc    = "https://developers.google.com/search/docs/appearance/structured-data/article"
)

// maxRelated bounds the related places of one finding.
const maxRelated = check.MaxRelated

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
