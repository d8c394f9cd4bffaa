// Package link checks link elements and Link headers: canonical links, AMP,
// feeds, oEmbed, icons, and links without a URL.
package link

import (
	"errors"
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Checks of the family.
var Checks = []*check.Check{
	canonicalMissing,
	canonicalMultiple,
	canonicalRelative,
	canonicalInvalid,
	canonicalOutsideHead,
	canonicalFragment,
	canonicalAttributes,
	canonicalInsecure,
	canonicalToRoot,
	canonicalPagination,
	amphtmlInvalid,
	ampCanonicalMissing,
	ampRequiredMarkup,
	feedType,
	oembedMismatch,
	iconType,
	unknownRel,
	missingHref,
}

// Documents that several checks refer to.
const (
	canonicalDoc = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
	canonicalRFC = "https://www.rfc-editor.org/rfc/rfc6596"
	linkTypes    = "https://html.spec.whatwg.org/multipage/links.html#linkTypes"
	ampSpec      = "https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml"
)

// canonicals are the canonical links in head and header, in order.
func canonicals(p *page.Page) []*page.Link {
	var list []*page.Link
	for _, l := range p.LinksWith("canonical") {
		if l.InHead {
			list = append(list, l)
		}
	}
	return list
}

// target is the URL of a link, or nil when it has none that can be compared, as
// those that canonicalInvalid reports.
func target(p *page.Page, l *page.Link) *url.URL {
	if fault, _ := invalid(p, l); fault != "" {
		return nil
	}
	return l.URL()
}

// absolute reports whether a URL is written with scheme and host.
func absolute(href string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	return err == nil && u.Scheme != ""
}

// invalid is what is wrong with the URL of a link, as words that follow the name
// of the link, and what to do; or empty. A relative URL is not wrong here, nor
// are blanks and stray percent signs in a path, which the URL standard accepts.
func invalid(p *page.Page, l *page.Link) (fault, repair string) {
	href := weburl.Strip(l.Href)
	const write = "write the absolute URL, with https:// and the host"
	switch {
	case !l.HasHref:
		return "has no href", write
	case href == "":
		return "has an empty href", write
	}
	if part := weburl.Placeholder(href); part != "" {
		return "contains an unfilled template placeholder", "have the template fill in " + check.Quote(part)
	}
	u, err := url.Parse(href)
	var escape url.EscapeError
	switch {
	case strings.ContainsAny(href, "<>"):
		return "has an invalid URL", write
	case errors.As(err, &escape) && hostEnd(href) <= strings.IndexByte(href, '%'):
		return "", ""
	case err != nil:
		return "has an invalid URL", write
	case u.Scheme == "":
		return "", ""
	case !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https"):
		return "is neither an http nor an https URL", write
	case u.Hostname() == "":
		return "has a URL without a host", write
	}
	host := u.Hostname()
	if !weburl.IsPrivateHost(host) && !weburl.IsStagingHost(host) {
		return "", ""
	}
	if p.URL != nil && (weburl.IsPrivateHost(p.URL.Hostname()) || weburl.IsStagingHost(p.URL.Hostname())) {
		return "", "" // the page itself is not public
	}
	if weburl.IsPrivateHost(host) {
		return "points to a host that is not public", "write the public URL"
	}
	return "points to a staging host", "write the public URL"
}

// withHref is what is wrong with a link, with the value where there is one.
func withHref(fault string, l *page.Link) string {
	if strings.TrimSpace(l.Href) == "" {
		return fault
	}
	return fault + ": " + check.Quote(l.Href)
}

// inFull is what to write for the relative URL of a link.
func inFull(l *page.Link) string {
	href := strings.TrimSpace(l.Href)
	switch u := l.URL(); {
	case strings.HasPrefix(strings.ToLower(href), "www."):
		return check.Quote("https://" + href)
	case u != nil && u.IsAbs() && u.Host != "":
		return check.Quote(u.String())
	case strings.HasPrefix(href, "//"):
		return check.Quote("https:" + href)
	}
	return "the absolute URL, with https:// and the host"
}

// hostEnd is where the host of a URL ends.
func hostEnd(href string) int {
	start := strings.Index(href, "//")
	if start < 0 {
		return 0
	}
	if n := strings.IndexAny(href[start+2:], "/?#"); n >= 0 {
		return start + 2 + n
	}
	return len(href)
}

// where is the link as related places name it.
func where(l *page.Link) string {
	if l.FromHeader() {
		return "the Link header"
	}
	return "this link"
}

// attrOrigin is the place of the name of an attribute of a link.
func attrOrigin(l *page.Link, name string) text.Origin {
	if l.FromHeader() {
		return l.Origin()
	}
	return text.FromAttrName(l.Node, name)
}
