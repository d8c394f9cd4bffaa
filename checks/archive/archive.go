// Package archive holds the checks that ask whether an archived record is what it
// should be: whether the title, the address and the date that the archive gives
// are those of the page (title.go, url.go, date.go), and whether the page itself
// was captured, whole and in its own charset, or another one in its place
// (capture.go).
//
// Those that compare are silent for a page that is no record. Their findings
// point at the page's own statement, and at the record's as a related place
// outside the page.
package archive

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// Checks of the family.
var Checks = []*check.Check{
	titleMismatch,
	urlMismatch,
	dateMismatch,
	dateUnreadable,
	soft404,
	interstitial,
	truncated,
	charsetWrong,
}

const (
	refWARC      = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
	refTitleLink = "https://developers.google.com/search/docs/appearance/title-link"
	refCanonical = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
	refDates     = "https://developers.google.com/search/docs/appearance/publication-dates"
)

// record is what the archive says of the page, never nil; its fields have
// white space folded.
func record(pass *check.Pass) page.Record {
	r := pass.Page.Source.Record
	if r == nil {
		return page.Record{}
	}
	return page.Record{URL: text.Fold(r.URL), Title: text.Fold(r.Title), Date: text.Fold(r.Date)}
}
