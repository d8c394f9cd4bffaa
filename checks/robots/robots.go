// Package robots checks directives for crawlers: the robots meta element, those
// for single crawlers, and the X-Robots-Tag header.
package robots

import "github.com/metacheck/metacheck/checks/check"

// Checks of the family.
var Checks = []*check.Check{
	unknownDirective,
	malformedDirective,
	conflict,
	unavailablePast,
	unusedDirective,
	noindex,
	noindexWithCanonical,
}

// Documents that several checks refer to.
const (
	googleDoc = "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"
	bingDoc   = "https://www.bing.com/webmasters/help/which-robots-metatags-does-bing-support-5198d240"
	yandexDoc = "https://yandex.com/support/webmaster/en/controlling-robot/metatags"
)

// maxRelated bounds the related places of a finding.
const maxRelated = 10
