package og

import (
	"net/url"
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
	type group struct{ root, fault string }
	var order []group
	groups := map[group][]*page.Prop{}
	for _, prop := range pass.Page.Props {
		if formatOf(prop.Key) != address || prop.Value() == "" {
			continue
		}
		g := group{mediaOf(prop.Key), faultOf(prop)}
		if g.fault == "" {
			continue
		}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], prop)
	}
	for _, g := range order {
		prop, more := groups[g][0], groups[g][1:]
		v := prop.Value()
		key, shown := prop.Key, check.Quote(v)
		var f *check.Finding
		switch g.fault {
		case "svg":
			f = pass.Report(prop.Origin(), "%s %s is an SVG file; Facebook, X and LinkedIn do not show those; give a JPEG, PNG or WebP picture", key, shown).Milder()
		case "data":
			f = pass.Report(prop.Origin(), "%s holds the picture itself in a data: address; previews do not show it; give the https address of a file", key).Milder()
		case "placeholder":
			f = pass.Report(prop.Origin(), "%s %s still has a part that a template should have filled (%s); consumers cannot fetch it; fill it with an absolute https address",
				key, shown, check.Quote(weburl.Placeholder(v)))
		case "scheme-relative":
			f = pass.Report(prop.Origin(), "%s %s has no scheme; consumers that read it outside the page cannot tell http from https; write %s",
				key, shown, check.Quote("https:"+v))
		case "host-relative":
			f = pass.Report(prop.Origin(), "%s %s has no scheme, so that it is a relative path; consumers cannot fetch it; write %s",
				key, shown, check.Quote("https://"+v))
		case "host":
			f = pass.Report(prop.Origin(), "%s %s has no usable host; consumers cannot fetch it; write an absolute https address", key, shown)
		case "scheme":
			f = pass.Report(prop.Origin(), "%s %s has the scheme %s; consumers fetch http and https addresses only; give an https address", key, shown, weburl.SchemeOf(v))
		default:
			expected := "write an absolute https address"
			if u := pass.Page.Resolve(v); u != nil && weburl.IsAbsoluteHTTP(u.String()) {
				expected = "write " + check.Quote(u.String())
			}
			f = pass.Report(prop.Origin(), "%s %s is a relative address; consumers read it without the page and cannot resolve it; %s", key, shown, expected)
		}
		f.About(key)
		relateAll(f, more, func(other *page.Prop) string {
			if other.Value() == v {
				return other.Key + " has the same value"
			}
			return other.Key + " " + check.Quote(other.Value()) + ", too"
		})
	}
}

// faultOf names what is wrong with an address, in a word; empty when nothing
// is.
func faultOf(prop *page.Prop) string {
	v := prop.Value()
	lower := strings.ToLower(v[:min(len(v), 64)])
	picture := strings.HasPrefix(prop.Key, "og:image")
	u, ok := weburl.ReadHTTP(v)
	scheme := weburl.SchemeOf(v)
	switch {
	case ok && picture && isSVG(u):
		return "svg"
	case ok:
		return ""
	case picture && scheme == "data":
		return "data"
	case weburl.Placeholder(v) != "":
		return "placeholder"
	case strings.HasPrefix(v, "//"):
		return "scheme-relative"
	case strings.HasPrefix(lower, "www."):
		return "host-relative"
	case scheme == "http" || scheme == "https":
		return "host"
	case scheme != "":
		return "scheme"
	}
	return "relative"
}

// isSVG tells whether an address names an SVG file.
func isSVG(u *url.URL) bool {
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
		relateAll(f, wrong[1:], func(prop *page.Prop) string { return prop.Written + " is not https either" })
	},
}
