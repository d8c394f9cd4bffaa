package og

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/weburl"
)

var invalidURL = &check.Check{
	ID:       "og/invalid-url",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Info, When: "when the picture is an SVG file or a data: address, which previews do not show"},
	Title:    "Open Graph address that is not absolute",
	Why: "Consumers read og:url, og:image, og:video, og:audio and og:see_also without the page around them, so that a relative address leads " +
		"nowhere: the share has no picture, or is counted for another page.",
	Fix:        "Write the whole address with https:// and the host.",
	Exceptions: "Empty values are reported by og/empty-content. One finding for each kind of tag and of mistake: further tags are related places.",
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
			pass.Report(prop.Origin(), "%s %s is an SVG file; Facebook, X and LinkedIn do not show those; give a JPEG, PNG or WebP picture",
				prop.Key, check.Quote(prop.Value())).Milder().About(prop.Key).RelateSame(prop, more)
			continue
		}
		f := pass.ReportAddress(prop, g.fault, more)
		if g.fault == weburl.Data && isPicture(prop) {
			f.Milder()
		}
	}
}

func isPicture(prop *page.Prop) bool { return strings.HasPrefix(prop.Key, "og:image") }

// isSVG tells whether an address names an SVG file.
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
	Why: "og:image:secure_url, og:video:secure_url and og:audio:secure_url exist to give an https address where the main one is http. " +
		"With an http address they serve nobody: pages that need https show no picture or player.",
	Fix:        "Give the https address of the same file, or leave the tag out when the main one is https.",
	References: []string{"https://ogp.me/#structured"},
	Exceptions: "Addresses that are not absolute are reported by og/invalid-url. One finding a page.",
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
		f := pass.Report(wrong[0].Origin(), "%s %s is not https; the tag exists for the https address only, and pages on https cannot use this one; give the https address of the file",
			wrong[0].Written, check.Quote(wrong[0].Value()))
		f.RelateProps(wrong[1:], func(prop *page.Prop) string { return prop.Written + " is not https either" })
	},
}
