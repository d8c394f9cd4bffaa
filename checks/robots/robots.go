// Package robots holds the checks of directives for crawlers: the robots meta
// element, those for single crawlers, and the X-Robots-Tag header.
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

// An argument is what a directive takes behind its colon.
type argument uint8

const (
	none   argument = iota
	number          // a whole number, or -1 for no limit
	size            // none, standard or large
	date
)

// A rule is a directive that some crawler knows or knew.
type rule struct {
	name string
	arg  argument
	// unread says why no search engine reads it any more; else empty.
	unread string
	// notGoogle tells that Google is not among its readers.
	notGoogle bool
}

// rules are the directives of all engines, with who documents them. A new one
// is a new line; one that the last engine gives up gets its unread.
var rules = []rule{
	// All engines.
	{name: "index"}, {name: "noindex"},
	{name: "follow"}, {name: "nofollow"},
	{name: "all"}, {name: "none"},
	{name: "nosnippet"},
	// Google; Bing reads the first three as well.
	{name: "max-snippet", arg: number},
	{name: "max-image-preview", arg: size},
	{name: "max-video-preview", arg: number},
	{name: "unavailable_after", arg: date},
	{name: "noimageindex"},
	{name: "indexifembedded"},
	{name: "notranslate"},
	{name: "nopagereadaloud"}, // under the name google
	// Bing, Yandex, Amazon and the Internet Archive.
	{name: "noarchive", notGoogle: true},
	// Bing.
	{name: "nocache", notGoogle: true},
	// Yandex.
	{name: "archive", notGoogle: true},
	{name: "noyaca", notGoogle: true},
	// Collectors of training data; a convention of DeviantArt, and noml.info.
	{name: "noai", notGoogle: true}, {name: "noimageai", notGoogle: true}, {name: "noml", notGoogle: true},
	// Given up.
	{name: "noodp", unread: "the Open Directory closed in 2017"},
	{name: "noydir", unread: "the Yahoo directory closed in 2014"},
	{name: "nositelinkssearchbox", unread: "Google gave up the search box in 2024"},
	{name: "noimageclick", unread: "Google gave it up"},
	{name: "nopreview", unread: "Bing gave up page previews"},
}

// ruleOf is the rule with a name in lower case, or nil.
func ruleOf(name string) *rule { return byName[name] }

var byName = func() map[string]*rule {
	m := make(map[string]*rule, len(rules))
	for i := range rules {
		m[rules[i].name] = &rules[i]
	}
	return m
}()

// everyone is the crawler that the meta element robots, and a header without
// the name of a crawler, speak to.
const everyone = "robots"

// crawler is who reads the meta elements of a name in lower case, as messages
// say it; empty for a name that is none of a crawler.
func crawler(name string) string {
	switch name {
	case everyone:
		return "every crawler"
	case "googlebot", "google":
		return "Google"
	case "googlebot-news":
		return "Google News"
	case "googlebot-image":
		return "Google Images"
	case "googlebot-video":
		return "Google's video search"
	case "adsbot-google", "mediapartners-google", "googleother", "google-inspectiontool", "storebot-google":
		return "a crawler of Google"
	case "bingbot", "msnbot":
		return "Bing"
	case "yandex", "yandexbot":
		return "Yandex"
	case "slurp":
		return "Yahoo"
	case "baiduspider":
		return "Baidu"
	case "seznambot":
		return "Seznam"
	case "yeti", "naverbot":
		return "Naver"
	case "duckduckbot":
		return "DuckDuckGo"
	case "applebot":
		return "Apple"
	case "petalbot":
		return "Petal Search"
	case "sogou", "360spider", "qwantbot", "qwantify", "mojeekbot", "teoma":
		return "a search engine"
	case "amazonbot", "facebookbot", "meta-externalagent", "gptbot", "oai-searchbot", "ccbot", "claudebot", "perplexitybot",
		"bytespider", "ia_archiver", "archive.org_bot":
		return "that crawler"
	}
	return ""
}
