// Package link holds the checks of link elements and Link headers: the
// canonical address, AMP, feeds, oEmbed, icons, and links that lead nowhere.
package link

import (
	"errors"
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/weburl"
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

// target is the address that a link names, or nil when it has none that can be
// compared, as those that canonicalInvalid reports.
func target(p *page.Page, l *page.Link) *url.URL {
	if fault, _ := invalid(p, l); fault != "" {
		return nil
	}
	return l.URL()
}

// absolute tells whether an address is written with scheme and host.
func absolute(href string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	return err == nil && u.Scheme != ""
}

// invalid says what is wrong with an address that others shall fetch and what
// to do, or is empty. A relative address is not wrong here, nor are blanks and
// stray percent signs in a path, which the URL standard lets pass.
func invalid(p *page.Page, l *page.Link) (fault, repair string) {
	href := weburl.Strip(l.Href)
	const address = "write the address with https:// and host"
	switch {
	case !l.HasHref:
		return "has no href", address
	case href == "":
		return "is empty", address
	}
	if part := weburl.Placeholder(href); part != "" {
		return "holds " + check.Quote(part) + ", which a template should have filled", "have the template put the address there"
	}
	u, err := url.Parse(href)
	var escape url.EscapeError
	switch {
	case strings.ContainsAny(href, "<>"):
		return "is no address that can be read", address
	case errors.As(err, &escape) && hostEnd(href) <= strings.IndexByte(href, '%'):
		return "", ""
	case err != nil:
		return "is no address that can be read", address
	case u.Scheme == "":
		return "", ""
	case !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https"):
		return "has the scheme " + check.Quote(u.Scheme), "write an address that begins with https://"
	case u.Hostname() == "":
		return "has no host", address
	}
	host := u.Hostname()
	if !weburl.IsPrivateHost(host) && !weburl.IsStagingHost(host) {
		return "", ""
	}
	if p.URL != nil && (weburl.IsPrivateHost(p.URL.Hostname()) || weburl.IsStagingHost(p.URL.Hostname())) {
		return "", "" // the page itself is not public
	}
	if weburl.IsPrivateHost(host) {
		return "names the host " + check.Quote(host) + ", which the public cannot reach", "write the public address"
	}
	return "names the host " + check.Quote(host) + ", where sites are tried out", "write the public address"
}

// hostEnd is where the host of an address ends.
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
