package cross

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

var imageMismatch = &check.Check{
	ID:       "cross/image-mismatch",
	Severity: check.Info,
	Title:    "Logo as shared image although the page has its own image",
	Impact:   "Facebook, LinkedIn and X show the logo for every page of the site",
	Why: "Facebook, LinkedIn, X and Slack show og:image or twitter:image with a shared link. If that is the logo of the publisher although " +
		"structured data has an image of the page, all pages of the site look the same when shared.",
	Fix:        "Write the URL of the main item's image in og:image and twitter:image.",
	Exceptions: "Only a URL that is a logo in the structured data of the page counts as one. Silent if the logo is also the image of the main item.",
	References: []string{refOGP, refArticle},
	Bad: `<meta property="og:image" content="https://example.org/logo.png">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<img itemprop="image" src="https://example.org/lighthouse.jpg">
<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">Harbour Gazette</span><img itemprop="logo" src="https://example.org/logo.png"></div>
</article>`,
	Good: `<meta property="og:image" content="https://example.org/lighthouse.jpg">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<img itemprop="image" src="https://example.org/lighthouse.jpg">
<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">Harbour Gazette</span><img itemprop="logo" src="https://example.org/logo.png"></div>
</article>`,
	Since: "0.1.0",
	Run:   runImageMismatch,
}

func runImageMismatch(pass *check.Pass) {
	p := pass.Page
	logos := map[string]*schemaorg.Value{}
	for _, it := range p.Graph.All {
		if !it.Is("Organization") {
			continue
		}
		list := it.Values("logo")
		for _, v := range list[:min(len(list), maxLooked)] {
			for _, key := range imageKeys(p, v) {
				if logos[key] == nil {
					logos[key] = v
				}
			}
		}
	}
	if len(logos) == 0 {
		return
	}
	var own *schemaorg.Value
	for _, it := range p.SubjectItems() {
		list := it.Values("image")
		for _, v := range list[:min(len(list), maxLooked)] {
			for _, key := range imageKeys(p, v) {
				if logos[key] != nil {
					return
				}
				if own == nil {
					own = v
				}
			}
		}
	}
	if own == nil {
		return
	}
	for _, key := range []string{"og:image", "twitter:image"} {
		var prop *page.Prop
		for _, candidate := range p.PropAll(key) {
			u := p.Resolve(candidate.Value())
			if u == nil || candidate.Value() == "" {
				continue
			}
			if logos[weburl.Key(u)] == nil {
				// An image beside the logo is a choice for networks.
				prop = nil
				break
			}
			if prop == nil {
				prop = candidate
			}
		}
		if prop == nil {
			continue
		}
		help := "write the absolute https URL of that image"
		if u := shareable(p, firstImage(p, own)); u != "" {
			help = "write " + check.Quote(u)
		}
		f := pass.Report(prop.Origin(), "%s is the publisher's logo, although the main item has its own image: %s", key, check.Quote(prop.Value())).
			Advise("%s", help)
		f.Relate(own.Origin, "the image of the main item")
		f.Relate(logos[weburl.Key(p.Resolve(prop.Value()))].Origin, "the publisher's logo")
		f.About(key)
		return
	}
}

// shareable is the URL of an image as previews can show it: absolute, https and
// no SVG file; else empty.
func shareable(p *page.Page, address string) string {
	u := p.Resolve(address)
	if u == nil || u.Scheme != "https" {
		return ""
	}
	path := strings.ToLower(u.Path)
	if strings.HasSuffix(path, ".svg") || strings.HasSuffix(path, ".svgz") || weburl.FaultOf(u.String()) != weburl.Sound {
		return ""
	}
	return u.String()
}

// imageKeys are the URLs of an image in normal form: the value itself, or the
// url and contentUrl of its ImageObject.
func imageKeys(p *page.Page, v *schemaorg.Value) []string {
	var keys []string
	for _, s := range imageAddresses(p, v) {
		if u := p.Resolve(s); u != nil {
			keys = append(keys, weburl.Key(u))
		}
	}
	return keys
}

func imageAddresses(p *page.Page, v *schemaorg.Value) []string {
	it := p.Graph.Resolve(v)
	if it == nil {
		if s := strings.TrimSpace(v.Text); s != "" {
			return []string{s}
		}
		return nil
	}
	var list []string
	for _, term := range []string{"url", "contentUrl"} {
		values := it.Values(term)
		for _, u := range values[:min(len(values), maxLooked)] {
			if s := strings.TrimSpace(u.Text); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

func firstImage(p *page.Page, v *schemaorg.Value) string {
	if list := imageAddresses(p, v); len(list) > 0 {
		return list[0]
	}
	return ""
}
