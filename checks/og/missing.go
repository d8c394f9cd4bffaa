package og

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/weburl"
)

// onlyUsers is the exception that all checks for a missing tag share.
const onlyUsers = "Silent on pages without any og: tag, and when the tag stands there without content: that is og/empty-content."

var titleMissing = &check.Check{
	ID:       "og/title-missing",
	Severity: check.Error,
	Title:    "Open Graph without og:title",
	Why: "The protocol requires og:title. Facebook, LinkedIn, Slack and messengers print it as the headline of a shared link; " +
		"without it they guess, as a rule from the title element with the site name and everything else in it.",
	Fix:        "Add og:title with the headline of the page, without the site name.",
	Exceptions: onlyUsers,
	References: []string{protocol, webmaster},
	Bad: `<!doctype html><html lang="en"><head><title>A walk in the dunes - Example</title>
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.org/dunes">
</head></html>`,
	Good: `<!doctype html><html lang="en"><head><title>A walk in the dunes - Example</title>
<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.org/dunes">
</head></html>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		expected := "the headline of the page"
		if h := headline(pass.Page); h != "" {
			expected = "the headline, here perhaps " + check.Quote(h)
		}
		missing(pass, "og:title", "without it the headline of a shared link is guessed; add og:title with "+expected)
	},
}

var typeMissing = &check.Check{
	ID:       "og/type-missing",
	Severity: check.Warning,
	Title:    "Open Graph without og:type",
	Why: "The protocol requires og:type. Without it a page counts as a website, and consumers of articles, videos or music " +
		"do not look for the properties of that type.",
	Fix:        `Add og:type: "article" for news and blog posts, "website" for home pages and everything that has no type of its own.`,
	Exceptions: onlyUsers,
	References: []string{protocol},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:url" content="https://example.org/dunes">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.org/dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		expected := `"website", or "article" for a news or blog post`
		for _, key := range []string{"article:published_time", "article:section", "article:tag", "article:author"} {
			if pass.Page.Prop(key) != nil {
				expected = `"article", since the page has ` + key
				break
			}
		}
		missing(pass, "og:type", "without it the page counts as a website whatever it is; add og:type with "+expected)
	},
}

var urlMissing = &check.Check{
	ID:       "og/url-missing",
	Severity: check.Warning,
	Title:    "Open Graph without og:url",
	Why: "The protocol requires og:url. It is the permanent name of the page: shares and likes are counted under it. " +
		"Without it every address with another tracking parameter counts as another page.",
	Fix:        "Add og:url with the canonical address of the page, without parameters that only track.",
	Exceptions: onlyUsers,
	References: []string{protocol, webmaster},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.org/dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		expected := "the canonical address of the page"
		if c := pass.Page.Canonical(); c != nil && c.URL().IsAbs() {
			expected = "the canonical address, " + check.Quote(c.URL().String())
		}
		missing(pass, "og:url", "without it shares of one page are counted under many addresses; add og:url with "+expected)
	},
}

var imageMissing = &check.Check{
	ID:       "og/image-missing",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the page asks search engines not to index it, so that it is hardly shared either"},
	Title:    "Open Graph without og:image",
	Why: "The protocol requires og:image. A shared link without a picture shows as bare text, or with whatever picture of the page " +
		"the consumer picks, which may be an icon or an advertisement.",
	Fix:        "Add og:image with the absolute address of a picture of at least 1200x630 pixels.",
	Exceptions: onlyUsers,
	References: []string{protocol, images},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:image" content="https://example.org/dunes.jpg">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if len(pass.Page.Images) > 0 || pass.Page.MayHave("meta og:image:url", "meta og:image:secure_url") {
			return
		}
		expected := "the absolute address of a picture of at least 1200x630 pixels"
		if s := pass.Page.Content("twitter:image"); weburl.IsAbsoluteHTTP(s) {
			expected += ", such as that of twitter:image, " + check.Quote(s)
		}
		f := missing(pass, "og:image", "without it a shared link has no picture or an arbitrary one; add og:image with "+expected)
		if f == nil {
			return
		}
		if pass.Page.NoIndex() {
			f.Milder()
		}
		f.RelateProps(orphansOf(pass.Page, "image"), func(o *page.Prop) string { return o.Key + " stands here without a picture" })
	},
}

var descriptionMissing = &check.Check{
	ID:       "og/description-missing",
	Severity: check.Info,
	Title:    "Open Graph without og:description",
	Why: "Most previews print one or two sentences below the headline. Without og:description consumers take the meta description, " +
		"if there is one, or text from anywhere in the page.",
	Fix:        "Add og:description with one or two sentences that make a reader of a timeline want to read on.",
	Exceptions: onlyUsers,
	References: []string{protocol, webmaster},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:description" content="Six hours between sand and sea, with a map and the times of the tide.">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		consequence := "without it a preview shows text from anywhere in the page"
		if pass.Page.Content("description") != "" {
			consequence = "previews fall back on the meta description, which is written for search results"
		}
		missing(pass, "og:description", consequence+"; add og:description with one or two sentences")
	},
}

// missing reports that the page uses Open Graph without the property, at its
// first og: tag, and returns the finding; or nil.
func missing(pass *check.Pass, key, rest string) *check.Finding {
	first := firstTag(pass.Page)
	if first == nil || pass.Page.Prop(key) != nil || pass.Page.MayHave("meta "+key) {
		return nil
	}
	return pass.Report(text.FromTag(first.Node), "the page uses Open Graph but has no %s; %s", key, rest).About(key)
}

// headline is what the page itself gives as its headline: its only h1, or else
// its title; or empty.
func headline(p *page.Page) string {
	only := ""
	for i := range p.Headings {
		h := &p.Headings[i]
		if h.Level != 1 || h.Text == "" {
			continue
		}
		if only != "" {
			only = ""
			break
		}
		only = h.Text
	}
	if only != "" {
		return only
	}
	if t := p.Title(); t != nil {
		return fold(t.Text)
	}
	return ""
}
