package robots

// An Argument is what a directive takes after its colon.
type Argument uint8

// The arguments.
const (
	None   Argument = iota
	Number          // a whole number, or -1 for no limit
	Size            // none, standard or large
	Date
)

// A Rule is a directive that some crawler knows or knew.
type Rule struct {
	Name string // in lowercase
	Arg  Argument
	// Unread is why no search engine reads it any longer; else empty.
	Unread string
	// NotGoogle reports whether Google does not read it.
	NotGoogle bool
}

// Rules are the directives of all engines, with who documents them. A new one
// is a new line; one that the last engine retires gets its Unread.
var Rules = []Rule{
	// All engines.
	{Name: "index"}, {Name: "noindex"},
	{Name: "follow"}, {Name: "nofollow"},
	{Name: "all"}, {Name: "none"},
	{Name: "nosnippet"},
	// Google; Bing reads the first three as well.
	{Name: "max-snippet", Arg: Number},
	{Name: "max-image-preview", Arg: Size},
	{Name: "max-video-preview", Arg: Number},
	{Name: "unavailable_after", Arg: Date},
	{Name: "noimageindex"},
	{Name: "indexifembedded"},
	{Name: "notranslate"},
	{Name: "nopagereadaloud"}, // under the name google
	// Bing, Yandex, Amazon and the Internet Archive.
	{Name: "noarchive", NotGoogle: true},
	// Bing.
	{Name: "nocache", NotGoogle: true},
	// Yandex.
	{Name: "archive", NotGoogle: true},
	{Name: "noyaca", NotGoogle: true},
	// Crawlers for training data; a convention of DeviantArt, and noml.info.
	{Name: "noai", NotGoogle: true}, {Name: "noimageai", NotGoogle: true}, {Name: "noml", NotGoogle: true},
	// Retired.
	{Name: "noodp", Unread: "the Open Directory closed in 2017"},
	{Name: "noydir", Unread: "the Yahoo directory closed in 2014"},
	{Name: "nositelinkssearchbox", Unread: "Google retired the sitelinks search box in 2024"},
	{Name: "noimageclick", Unread: "Google retired it"},
	{Name: "nopreview", Unread: "Bing retired page previews"},
}

// RuleOf is the rule with a name in lowercase, or nil.
func RuleOf(name string) *Rule { return byName[name] }

var byName = func() map[string]*Rule {
	m := make(map[string]*Rule, len(Rules))
	for i := range Rules {
		m[Rules[i].Name] = &Rules[i]
	}
	return m
}()

// Everyone is the crawler that the meta element robots, and a header without
// the name of a crawler, speak to.
const Everyone = "robots"

// Crawler is who reads the meta elements of a name in lowercase, in the words of
// messages; empty for a name of no crawler.
func Crawler(name string) string {
	switch name {
	case Everyone:
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
