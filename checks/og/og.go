// Package og checks Open Graph: the og: tags that Facebook, LinkedIn, Slack,
// messengers and search engines read for previews, the vocabularies of its
// object types (article:, book:, profile:, music:, video:), and the fb: tags
// that go with them.
//
// Which properties and types exist is written in vocabulary.go. A page that
// has no og: tag does not use Open Graph, and nothing is missing on it; names
// such as article:published_time alone do not make it a user, since other
// parsers read them, too.
package og

import (
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// Checks of the family.
var Checks = []*check.Check{
	descriptionMissing,
	duplicateProperty,
	emptyContent,
	fbAppIDInvalid,
	imageAltMissing,
	imageDimensionsMissing,
	imageMissing,
	imageTooSmall,
	invalidDatetime,
	invalidInteger,
	invalidLocale,
	invalidURL,
	nameInsteadOfProperty,
	orphanStructuredProperty,
	secureURLNotHTTPS,
	titleMissing,
	typeMissing,
	typePropertyMismatch,
	unknownProperty,
	unknownType,
	urlMissing,
}

// URLs of the documents that checks refer to.
const (
	protocol  = "https://ogp.me/"
	webmaster = "https://developers.facebook.com/docs/sharing/webmasters"
	images    = "https://developers.facebook.com/docs/sharing/webmasters/images/"
)

// firstTag is the first og: tag of the page, or nil when the page does not use
// Open Graph.
func firstTag(p *page.Page) *page.Prop {
	for _, prop := range p.Props {
		if strings.HasPrefix(prop.Key, "og:") {
			return prop
		}
	}
	return nil
}

// fold is s with whitespace trimmed and runs of it folded.
func fold(s string) string { return text.Fold(s) }

// positive reads a positive whole number as Open Graph has them: digits only,
// at most 32 bits with sign. It is 0 for anything else.
func positive(s string) int {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}
