// Package archive holds the checks of archived records: whether the title, the
// URL and the date of the record are those of the page (title.go, url.go,
// date.go), and whether the page itself was captured, whole and in its own
// charset, or another page in its place (capture.go).
//
// The checks that compare are silent on a page that is not a record. Their
// findings are at the value of the page, with the value of the record as a
// related place outside the page.
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

// record is what the archive has about the page; white space in its fields is
// folded.
func record(pass *check.Pass) page.Record {
	r := pass.Page.Source.Record
	if r == nil {
		return page.Record{}
	}
	return page.Record{URL: text.Fold(r.URL), Title: text.Fold(r.Title), Date: text.Fold(r.Date)}
}
