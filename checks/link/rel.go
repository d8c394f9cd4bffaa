package link

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var unknownRel = &check.Check{
	ID:       "link/unknown-rel",
	Severity: check.Info,
	Off:      true,
	Title:    "Unknown rel value of a link",
	Impact:   "browsers and search engines ignore the link",
	Why: "A rel value that is neither in the HTML standard nor in a registry of link types is often a misspelling; at most the site's own scripts read it. " +
		"This check is off by default, since many sites have private values.",
	Fix:        "Write the correct rel value. Use rel=\"icon\" with sizes, the web app manifest or meta elements for icons on Android and Windows.",
	Exceptions: "Values with a colon, which other vocabularies define, are not reported.",
	References: []string{linkTypes, "https://microformats.org/wiki/existing-rel-values", "https://www.iana.org/assignments/link-relations/link-relations.xhtml"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=android-icon sizes=192x192 href=/icon-192.png>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon sizes=192x192 href=/icon-192.png>\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{check.AllowOption("rel values")},
	Run:        runUnknownRel,
}

func runUnknownRel(pass *check.Pass) {
	var links check.Grouping[string, *page.Link]
	for _, l := range pass.Page.Links {
		if l.FromHeader() {
			continue
		}
		for _, rel := range l.Rels {
			if knownRels[rel] || strings.ContainsRune(rel, ':') || pass.Allows(rel) {
				continue
			}
			links.Add(rel, l)
		}
	}
	for rel, list := range links.All() {
		hint := "use a registered rel value, or remove the link"
		switch {
		case strings.HasPrefix(rel, "android-"):
			hint = "use rel=\"icon\" with sizes, or the web app manifest"
		case strings.HasPrefix(rel, "ms-icon"):
			hint = "use <meta name=\"msapplication-TileImage\">"
		case rel == "favicon":
			hint = "use rel=\"icon\""
		case rel == "rss" || rel == "feed":
			hint = "use rel=\"alternate\" with the type of the feed"
		}
		f := pass.Report(text.FromAttr(list[0].Node, "rel"), "unknown rel value: %s", check.Quote(rel)).
			Advise("%s", hint).About("rel " + rel)
		for i, l := range list[1:] {
			if i == 20 {
				break
			}
			f.Relate(text.FromAttr(l.Node, "rel"), "another link with the same rel value")
		}
	}
}

// knownRels are the link types of the HTML standard, of the IANA registry and
// of the registry of microformats that the standard refers to, as far as
// pages use them in link elements, and a few that browsers and well-known
// services read.
var knownRels = func() map[string]bool {
	set := map[string]bool{}
	for _, rel := range strings.Fields(`
		alternate author bookmark canonical compression-dictionary dns-prefetch expect external help icon license
		manifest modulepreload next nofollow noopener noreferrer opener pingback preconnect prefetch preload
		privacy-policy prev previous search shortcut stylesheet tag terms-of-service

		about acl amphtml appendix apple-touch-icon apple-touch-icon-precomposed apple-touch-startup-image archived
		archives attachment blocked-by cite-as chapter code-license code-repository collection component contents
		contact content-license convertedfrom copyright create-form current dcterms.conformsto describedby describes
		disclosure duplicate edit edit-form edit-media editmedia edituri enclosure first
		fluid-icon gbfs glossary home hosts hub image_src in-reply-to index issues item jslicense
		last latest-version lightbox lightvideo linkset lrdd mask-icon me memento meta micropub microsummary
		monetization monitor monitor-group original openid.delegate openid.server openid2.local_id openid2.provider
		p3pv1 payment permalink pgpkey predecessor-version preview
		profile publisher radioepg rendition replies root schema.dc schema.dcterms section self service
		service-desc service-doc service-meta shortlink sitemap source sponsored start status subresource subsection
		successor-version sunset syndication theme timegate timemap toc token_endpoint authorization_endpoint
		indieauth-metadata transformation type ugc up us version-history via vcs-git
		vcs-svn webmention widget wlwmanifest working-copy working-copy-of yandex-tableau-widget
		x-default p3p prerender intervalafter intervalbefore
		chrome-webstore-item chrome-application-definition import pavatar thumbnail
		mobile-manifest dcterms.publisher acquaintance co-worker co-resident colleague contact crush date friend kin met
		muse neighbor parent sibling spouse sweetheart child
		geofeed c2pa-manifest deprecation
	`) {
		set[rel] = true
	}
	return set
}()

var missingHref = &check.Check{
	ID:         "link/missing-href",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when a script may set the URL: the link has an id or a data attribute"},
	Title:      "Link without href",
	Impact:     "browsers ignore the link",
	Why:        "Browsers ignore a link element without href: they do not find the icon, style sheet or feed that it is for. If the href is empty, some browsers fetch the page itself again.",
	Fix:        "Write the URL, or have the template leave out the link if there is none.",
	Exceptions: "Links with imagesrcset need no href. Empty canonical, AMP and hreflang links have checks of their own; links with itemprop or resource are structured data.",
	References: []string{"https://html.spec.whatwg.org/multipage/semantics.html#the-link-element"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon href=\"\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon href=\"/favicon.ico\">\n</head></html>",
	Since:      "0.1.0",
	Run:        runMissingHref,
}

func runMissingHref(pass *check.Pass) {
	type group struct {
		rel   string
		mild  bool
		links []*page.Link
	}
	var groups []*group
	for _, l := range pass.Page.Links {
		if l.FromHeader() || len(l.Rels) == 0 || strings.TrimSpace(l.Href) != "" || othersHref(l) {
			continue
		}
		if srcset, ok := text.Attr(l.Node, "imagesrcset"); ok && strings.TrimSpace(srcset) != "" {
			continue
		}
		rel, mild := strings.Join(l.Rels, " "), filledByScript(l.Node)
		found := false
		for _, g := range groups {
			if g.rel == rel && g.mild == mild {
				g.links, found = append(g.links, l), true
				break
			}
		}
		if !found && len(groups) < 50 {
			groups = append(groups, &group{rel, mild, []*page.Link{l}})
		}
	}
	for _, g := range groups {
		l := g.links[0]
		how := "has an empty href"
		if !l.HasHref {
			how = "has no href"
		}
		repair := "write its URL, or remove the link"
		if g.mild {
			repair = "have the script create the link when it knows the URL"
		}
		f := pass.Report(l.Origin(), "the link with rel %s %s", check.Quote(g.rel), how).
			Advise("%s", repair).About("link " + g.rel)
		if g.mild {
			f.Milder()
		}
		for i, other := range g.links[1:] {
			if i == 10 {
				break
			}
			f.Relate(other.Origin(), "another such link without a URL")
		}
	}
}

// othersHref reports whether a link without a URL belongs to another check, or
// has its value elsewhere.
func othersHref(l *page.Link) bool {
	if l.Has("canonical") || l.Has("amphtml") || l.Has("alternate") && l.Hreflang != "" {
		return true
	}
	for _, name := range []string{"itemprop", "resource", "property"} {
		if _, ok := text.Attr(l.Node, name); ok {
			return true
		}
	}
	return false
}

// filledByScript reports whether a script may be meant to set the URL of the
// link.
func filledByScript(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "id" || strings.HasPrefix(a.Key, "data-") || strings.HasPrefix(a.Key, ":") || strings.HasPrefix(a.Key, "[") ||
			strings.HasPrefix(a.Key, "ng-") || strings.HasPrefix(a.Key, "v-") {
			return true
		}
	}
	return false
}
