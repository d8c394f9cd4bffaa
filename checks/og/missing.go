package og

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// onlyUsers is the exception that all checks for a missing tag share.
const onlyUsers = "Silent on pages without any og: tag, and when the tag is there but empty: og/empty-content reports that."

var titleMissing = &check.Check{
	ID:       "og/title-missing",
	Severity: check.Error,
	Title:    "Open Graph without og:title",
	Impact:   "Facebook, LinkedIn and Slack guess the headline of a shared link",
	Why: "The protocol requires og:title. Facebook, LinkedIn, Slack and messengers show it as the headline of a shared link. " +
		"Without it they guess, usually from the title element with the site name and everything else in it.",
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
		if f := missing(pass, "og:title"); f != nil {
			f.Advise("add og:title with the headline of the page")
			if h := headline(pass.Page); h != "" {
				f.Advise("add og:title with the headline of the page, such as %s", check.Quote(h))
			}
		}
	},
}

var typeMissing = &check.Check{
	ID:       "og/type-missing",
	Severity: check.Warning,
	Title:    "Open Graph without og:type",
	Impact:   "Facebook treats the page as a website, whatever it is",
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
		f := missing(pass, "og:type")
		if f == nil {
			return
		}
		f.Advise(`add og:type with "website", or "article" for a news or blog post`)
		for _, key := range []string{"article:published_time", "article:section", "article:tag", "article:author"} {
			if pass.Page.Prop(key) != nil {
				f.Advise(`add og:type with "article", since the page has %s`, key)
				break
			}
		}
	},
}

var urlMissing = &check.Check{
	ID:       "og/url-missing",
	Severity: check.Warning,
	Title:    "Open Graph without og:url",
	Impact:   "Facebook counts shares of one page under many URLs",
	Why: "The protocol requires og:url. It is the permanent ID of the page: shares and likes are counted under it. " +
		"Without it every URL with another tracking parameter counts as another page.",
	Fix:        "Add og:url with the canonical URL of the page, without tracking parameters.",
	Exceptions: onlyUsers,
	References: []string{protocol, webmaster},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:url" content="https://example.org/dunes">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		f := missing(pass, "og:url")
		if f == nil {
			return
		}
		f.Advise("add og:url with the canonical URL of the page")
		if c := pass.Page.Canonical(); c != nil && c.URL().IsAbs() {
			f.Advise("add og:url with the canonical URL, %s", check.Quote(c.URL().String()))
		}
	},
}

var imageMissing = &check.Check{
	ID:       "og/image-missing",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the page is noindex, and so hardly shared"},
	Title:    "Open Graph without og:image",
	Impact:   "Facebook, LinkedIn and Slack show no image, or pick one from the page",
	Why: "The protocol requires og:image. A shared link without one shows as bare text, or with an image that the consumer picks from " +
		"the page, which may be an icon or an advertisement.",
	Fix:        "Add og:image with the absolute URL of an image of at least 1200x630 pixels.",
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
		f := missing(pass, "og:image")
		if f == nil {
			return
		}
		f.Advise("add og:image with the absolute URL of an image of at least 1200x630 pixels")
		if s := pass.Page.Content("twitter:image"); weburl.IsAbsoluteHTTP(s) {
			f.Advise("add og:image, such as the image of twitter:image: %s", check.Quote(s))
		}
		if pass.Page.NoIndex() {
			f.Milder()
		}
		f.RelateProps(orphansOf(pass.Page, "image"), func(o *page.Prop) string { return o.Key + " is here, but there is no og:image" })
	},
}

var descriptionMissing = &check.Check{
	ID:       "og/description-missing",
	Severity: check.Info,
	Title:    "Open Graph without og:description",
	Impact:   "Facebook, LinkedIn and Slack show text from anywhere in the page",
	Why: "Most previews show one or two sentences below the headline. Without og:description consumers use the meta description, " +
		"if there is one, or text from anywhere in the page.",
	Fix:        "Add og:description with one or two sentences that make people want to read on.",
	Exceptions: onlyUsers,
	References: []string{protocol, webmaster},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta property="og:description" content="Six hours between sand and sea, with a map and the times of the tide.">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		f := missing(pass, "og:description")
		if f == nil {
			return
		}
		f.Advise("add og:description with one or two sentences about the page")
		if pass.Page.Content("description") != "" {
			f.Affects("previews show the meta description, which is written for search results")
		}
	},
}

// missing reports that the page uses Open Graph without the property, at its
// first og: tag, and returns the finding; or nil.
func missing(pass *check.Pass, key string) *check.Finding {
	first := firstTag(pass.Page)
	if first == nil || pass.Page.Prop(key) != nil || pass.Page.MayHave("meta "+key) {
		return nil
	}
	return pass.Report(text.FromTag(first.Node), "the page has Open Graph tags but no %s", key).About(key)
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
