package og

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var invalidURL = &check.Check{
	ID:       "og/invalid-url",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the image is an SVG file or a data: URL, which previews do not show"},
	Title:    "Open Graph URL that is not absolute",
	Impact:   "Facebook, LinkedIn and Slack cannot use the URL",
	Why: "Facebook, LinkedIn, Slack and messengers read og:url, og:image, og:video, og:audio and og:see_also without the page around them, " +
		"and do not resolve a relative URL. The shared link then has no image, or is counted for another page.",
	Fix:        "Write the absolute URL, with https:// and the host.",
	Exceptions: "Empty values are reported by og/empty-content. One finding for each kind of tag and of mistake; further tags are related places.",
	References: []string{"https://ogp.me/#url", images},
	Bad:        `<meta property="og:image" content="/pictures/dunes.jpg">`,
	Good:       `<meta property="og:image" content="https://example.org/pictures/dunes.jpg">`,
	Since:      "0.1.0",
	Run:        runInvalidURL,
}

func runInvalidURL(pass *check.Pass) {
	type group struct {
		root  string
		fault weburl.Fault
		svg   bool
	}
	var groups check.Grouping[group, *page.Prop]
	for _, prop := range pass.Page.Props {
		if formatOf(prop.Key) != address || prop.Value() == "" {
			continue
		}
		g := group{root: mediaOf(prop.Key), fault: weburl.FaultOf(prop.Value())}
		g.svg = g.fault == weburl.Sound && isPicture(prop) && isSVG(prop.Value())
		if g.fault == weburl.Sound && !g.svg {
			continue
		}
		groups.Add(g, prop)
	}
	for g, props := range groups.All() {
		prop, more := props[0], props[1:]
		if g.svg {
			pass.Report(prop.Origin(), "%s is an SVG file: %s", prop.Key, check.Quote(prop.Value())).
				Affects("Facebook, LinkedIn and X show no image").
				Advise("use a JPEG, PNG or WebP image").Milder().About(prop.Key).RelateSame(prop, more)
			continue
		}
		f := pass.ReportAddress(prop, g.fault, more)
		switch g.root {
		case "og:image":
			f.Affects("Facebook, LinkedIn and Slack show no image")
		case "og:video", "og:audio":
			f.Affects("link previews show no player")
		case "og:url":
			f.Affects("Facebook counts shares of the page for another URL")
		}
		// The absolute form of the value may have a fault of its own.
		switch u := pass.AbsoluteURL(prop.Value(), g.fault); {
		case isPicture(prop) && isSVG(u):
			f.Advise("write the absolute https URL of a JPEG, PNG or WebP image")
		case strings.HasSuffix(prop.Key, ":secure_url") && weburl.SchemeOf(u) == "http":
			f.Advise("write an absolute https URL")
		}
		if g.fault == weburl.Data && isPicture(prop) {
			f.Milder()
		}
	}
}

func isPicture(prop *page.Prop) bool { return strings.HasPrefix(prop.Key, "og:image") }

// isSVG reports whether a URL is that of an SVG file.
func isSVG(address string) bool {
	u, _ := weburl.ReadHTTP(address)
	if u == nil {
		return false
	}
	path := strings.ToLower(u.Path)
	return strings.HasSuffix(path, ".svg") || strings.HasSuffix(path, ".svgz")
}

var secureURLNotHTTPS = &check.Check{
	ID:       "og/secure-url-not-https",
	Severity: check.Warning,
	Title:    "secure_url that is not https",
	Impact:   "sites served over https cannot show the image or player",
	Why: "og:image:secure_url, og:video:secure_url and og:audio:secure_url exist to give an https URL where the main one is http. " +
		"An http URL has no use there: sites served over https cannot show the image or player.",
	Fix:        "Write the https URL of the same file, or remove the tag if the main URL is https.",
	References: []string{"https://ogp.me/#structured"},
	Exceptions: "URLs that are not absolute are reported by og/invalid-url. One finding per page.",
	Bad: `<meta property="og:image" content="http://example.org/dunes.jpg">
<meta property="og:image:secure_url" content="http://example.org/dunes.jpg">`,
	Good: `<meta property="og:image" content="http://example.org/dunes.jpg">
<meta property="og:image:secure_url" content="https://example.org/dunes.jpg">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var wrong []*page.Prop
		for _, prop := range pass.Page.Props {
			if known[prop.Key] == nil || !strings.HasSuffix(prop.Key, ":secure_url") {
				continue
			}
			if _, ok := weburl.ReadHTTP(prop.Value()); ok && strings.HasPrefix(strings.ToLower(prop.Value()), "http:") {
				wrong = append(wrong, prop)
			}
		}
		if len(wrong) == 0 {
			return
		}
		f := pass.Report(wrong[0].Origin(), "%s is not an https URL: %s", wrong[0].Written, check.Quote(wrong[0].Value())).
			Advise("write the https URL of the file, or remove the tag if %s is https", mediaOf(wrong[0].Key))
		f.RelateProps(wrong[1:], func(prop *page.Prop) string { return prop.Written + " is not an https URL either" })
	},
}
