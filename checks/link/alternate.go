package link

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var feedType = &check.Check{
	ID:       "link/feed-type",
	Severity: check.Warning,
	Title:    "Feed link with the wrong type",
	Impact:   "feed readers do not find the feed",
	Why: "Feed readers and browsers find the feeds of a page by links with rel=\"alternate\" and the type of a feed. " +
		"They ignore links with other types.",
	Fix:        "Use application/rss+xml for RSS, application/atom+xml for Atom, application/feed+json for JSON Feed.",
	Exceptions: "Only links whose URL or title mentions RSS, Atom or a feed are checked. application/json and application/rdf+xml are accepted as older types of feeds.",
	References: []string{linkTypes, "https://www.rssboard.org/rss-autodiscovery"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=alternate type=text/xml title=\"News (RSS)\" href=/news.xml>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=alternate type=application/rss+xml title=\"News (RSS)\" href=/news.xml>\n</head></html>",
	Since:      "0.1.0",
	Run:        runFeedType,
}

var (
	// feedWords mention a feed, as words of a title or of a URL.
	feedWords = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:rss(?:2|20|feed)?|atom(?:feed)?|rdf|feeds?|newsfeed)(?:$|[^a-z])`)
	// feedFiles are URLs that can hardly be anything but a feed.
	feedFiles = regexp.MustCompile(`(?i)(?:\.(?:rss|atom)|/(?:rss|atom|feed|index)\.xml|/(?:rss|atom|feed)/?)$`)
)

func runFeedType(pass *check.Pass) {
	p := pass.Page
	var f *check.Finding
	var more []*page.Link
	for _, l := range p.LinksWith("alternate") {
		// A link that is also a style sheet or another language is no feed.
		if l.Has("stylesheet") || l.Hreflang != "" || l.Media != "" || !l.HasHref || l.FromHeader() {
			continue
		}
		typ := mediaType(l.Type)
		if feedMedia(typ) || strings.HasSuffix(typ, "+oembed") {
			continue
		}
		path := ""
		if u, err := url.Parse(strings.TrimSpace(l.Href)); err == nil {
			path = u.Path
		}
		switch {
		case typ == "":
			if !feedFiles.MatchString(path) {
				continue
			}
		case !nearFeed(typ) || !feedWords.MatchString(path) && !feedWords.MatchString(l.Title):
			continue
		}
		if f != nil {
			more = append(more, l)
			continue
		}
		want := "application/rss+xml"
		if s := strings.ToLower(l.Title + " " + path + " " + typ); strings.Contains(s, "atom") && !strings.Contains(s, "rss") {
			want = "application/atom+xml"
		}
		if typ == "" {
			f = pass.Report(typeOrigin(l), "the feed link has no type: %s", check.Quote(l.Href)).Advise("add type=%q", want)
		} else {
			f = pass.Report(typeOrigin(l), "the feed link has the wrong type: %s", check.Quote(l.Type)).Advise("write type=%q", want)
		}
	}
	if f != nil {
		f.RelateEach(len(more), func(i int) (text.Origin, string) {
			if more[i].Type == "" {
				return typeOrigin(more[i]), "another feed link has no type"
			}
			return typeOrigin(more[i]), "another feed link has the type " + check.Quote(more[i].Type)
		})
	}
}

// typeOrigin is the place of a link's type, or of the link without one.
func typeOrigin(l *page.Link) text.Origin {
	if _, ok := text.Attr(l.Node, "type"); ok {
		return text.FromAttr(l.Node, "type")
	}
	return text.FromTag(l.Node)
}

// mediaType is a media type in lowercase without parameters.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// feedMedia reports whether feed readers accept a media type as that of a feed.
func feedMedia(typ string) bool {
	switch typ {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml":
		return true
	}
	return false
}

// nearFeed reports whether a media type was meant for a feed, or is just XML. A link of type text/html leads to a page about feeds.
func nearFeed(typ string) bool {
	for _, part := range []string{"rss", "atom", "feed", "rdf", "xml"} {
		if strings.Contains(typ, part) {
			return typ != "application/xhtml+xml" && typ != "image/svg+xml"
		}
	}
	return typ == "text/plain"
}

var oembedMismatch = &check.Check{
	ID:         "link/oembed-mismatch",
	Severity:   check.Info,
	Title:      "oEmbed link for another page",
	Impact:     "sites that embed the page show another page",
	Why:        "A site that embeds the page requests this URL, whose url parameter says what to embed. If that is another page, people see the wrong content.",
	Fix:        "Have the template write the canonical URL of the page, percent-encoded, in the url parameter.",
	Exceptions: "Not reported: URLs that name the page by an ID or name a media file, additional query parameters, and pages that do not declare a URL of their own.",
	References: []string{"https://oembed.com/#section4"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Harbour film</title>\n<link rel=canonical href=\"https://example.com/film\">\n<link rel=alternate type=application/json+oembed href=\"https://example.com/oembed?url=https%3A%2F%2Fexample.com%2Fother\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Harbour film</title>\n<link rel=canonical href=\"https://example.com/film\">\n<link rel=alternate type=application/json+oembed href=\"https://example.com/oembed?url=https%3A%2F%2Fexample.com%2Ffilm\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runOembedMismatch,
}

// mediaFile are paths of the embedded thing itself.
var mediaFile = regexp.MustCompile(`(?i)\.(?:gif|jpe?g|png|webp|svg|mp4|webm|mp3|ogg|wav|m4a|pdf)$`)

func runOembedMismatch(pass *check.Pass) {
	p := pass.Page
	own := ownAddresses(p)
	if len(own) == 0 {
		return
	}
	for _, l := range p.LinksWith("alternate") {
		switch mediaType(l.Type) {
		case "application/json+oembed", "text/xml+oembed", "application/xml+oembed":
		default:
			continue
		}
		if l.URL() == nil {
			continue
		}
		named := weburl.ParseHTTP(l.URL().Query().Get("url"))
		if named == nil || mediaFile.MatchString(named.Path) || matches(named, own) {
			continue
		}
		f := pass.Report(l.Origin(), "the oEmbed link is for another page: %s", check.Quote(named.String())).
			Advise("write %s, percent-encoded, as its url parameter", check.Quote(own[0].String()))
		if c := p.Canonical(); c != nil {
			f.Relate(c.Origin(), "the canonical link")
		}
		return
	}
}

// ownAddresses are the absolute URLs that the page goes by, the canonical one
// first.
func ownAddresses(p *page.Page) []*url.URL {
	var list []*url.URL
	if c := p.Canonical(); c != nil && c.URL().IsAbs() {
		list = append(list, c.URL())
	}
	if u := weburl.ParseHTTP(p.Content("og:url")); u != nil {
		list = append(list, u)
	}
	if p.URL != nil {
		list = append(list, p.URL)
	}
	if len(list) > 0 {
		for _, l := range p.LinksWith("shortlink") {
			if l.URL() != nil && l.URL().IsAbs() {
				list = append(list, l.URL())
			}
		}
	}
	return list
}

// matches reports whether a URL names the same page as one of the others.
func matches(u *url.URL, own []*url.URL) bool {
	for _, o := range own {
		if weburl.Variant(u, o) {
			return true
		}
		// A provider may need more than the page's URL has: the key of a video
		// that is not listed.
		bare := *u
		bare.RawQuery = ""
		if o.RawQuery == "" && weburl.Variant(&bare, o) {
			return true
		}
	}
	return false
}
