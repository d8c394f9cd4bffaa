// Package archive holds the checks that compare an archived record with the
// page that it holds: the title, the address and the date that the archive
// gives against those that the page gives itself.
//
// All are silent for a page that is no record. A finding points at the page's
// own statement, and at the record's as a related place outside the page.
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
	fold := text.Fold
	return page.Record{URL: fold(r.URL), Title: fold(r.Title), Date: fold(r.Date)}
}
