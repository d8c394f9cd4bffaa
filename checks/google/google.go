// Package google checks what Google documents for the search features that it
// makes from structured data. Only what Google asks for beyond schema.org belongs
// here.
//
// The properties that features require and recommend are a table (feature.go,
// features.go and the files beside it); the checks google/…-required and
// google/…-recommended are generated from its rows (generated.go). The items of a
// page are scanned once (scan.go): intent.go decides which of them are meant for
// which feature, and missing.go finds the properties that they do not have. The
// other checks look at what no list of properties can express.
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

// noIndex is when findings of this family are milder.
const noIndex = "when the page is noindex"

// toInfo is the lower severity of checks whose findings are info on pages that
// no search feature can show.
var toInfo = check.Lower{Severity: check.Info, When: noIndex}

// onIndex makes the finding milder on a noindex page.
func onIndex(pass *check.Pass, f *check.Finding) *check.Finding {
	if pass.Page.NoIndex() && f.Check.Lower.Severity != 0 {
		f.Milder()
	}
	return f
}
