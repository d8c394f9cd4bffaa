// Package regression holds the checks that compare two builds of a site: metadata
// that a page had and no longer has, or has worse. They ignore new metadata and
// values that change as pages do (another title, another image, a later modified
// date).
//
// A [check.Change] is shown by its Message and Kind, which may change. Its ID is
// frozen: it keeps the words that Kind had in the first release.
package regression

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Checks of the family.
var Checks = []*check.Check{
	pageVanished,
	pageMoved,
	pageRedirected,
	pageEmptied,
	titleLost,
	titleShared,
	descriptionLost,
	headingLost,
	langLost,
	langChanged,
	metaLost,
	noindexGained,
	nofollowGained,
	previewRestricted,
	canonicalLost,
	canonicalHostChanged,
	canonicalChanged,
	canonicalForm,
	hreflangLost,
	hreflangChanged,
	amphtmlLost,
	feedLost,
	linkLost,
	ogImageLost,
	ogLost,
	ogTypeChanged,
	ogURLChanged,
	twitterCardLost,
	twitterCardChanged,
	twitterLost,
	structuredDataBroken,
	entityLost,
	typeChanged,
	requiredLost,
	propertyLost,
	valueEmptied,
	publishedMoved,
	modifiedBack,
}

// Documents that several checks refer to.
const (
	canonicalDoc = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
	robotsDoc    = "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag"
	hreflangDoc  = "https://developers.google.com/search/docs/specialty/international/localized-versions"
	titleDoc     = "https://developers.google.com/search/docs/appearance/title-link"
	snippetDoc   = "https://developers.google.com/search/docs/appearance/snippet"
	ogDoc        = "https://ogp.me/"
	cardsDoc     = "https://developer.x.com/en/docs/x-for-websites/cards/overview/abouts-cards"
	dataDoc      = "https://developers.google.com/search/docs/appearance/structured-data/sd-policies"
	datesDoc     = "https://developers.google.com/search/docs/appearance/publication-dates"
	moveDoc      = "https://developers.google.com/search/docs/crawling-indexing/301-redirects"
	htmlDoc      = "https://html.spec.whatwg.org/multipage/semantics.html"
)

// since is the version that brought the family.
const since = "0.1.0"

// notCompared says on which pages all checks that compare values are silent.
const notCompared = "Silent on pages that are missing, redirect to another page or are empty now, which other checks of the family report, and on pages that were not read to the end."

// compared makes a check of pages that both builds have as pages of their own.
func compared(run func(*check.DiffPass)) func(*check.DiffPass) {
	return func(pass *check.DiffPass) {
		if pass.New == nil || redirected(pass) || emptied(pass) || pass.New.Truncated && !pass.Old.Truncated || pass.New.Fragment && !pass.Old.Fragment {
			return
		}
		run(pass)
	}
}

// redirected reports whether the page redirects to another now, and did not
// before.
func redirected(pass *check.DiffPass) bool {
	return pass.New.Refresh.URL != "" && pass.New.Refresh.Seconds == 0 && pass.Old.Refresh.URL == "" &&
		!check.NamesPage(pass.New.Refresh.URL, pass.New.URL, pass.NewKey)
}

// emptied reports whether nothing is left on the page.
func emptied(pass *check.DiffPass) bool { return pass.New.Blank && !pass.Old.Blank }

// A page of the examples, with more in its head.
func example(old, new string) string {
	return "-- old/a.html --\n" + html(old) + "-- new/a.html --\n" + html(new)
}

func html(head string) string {
	return "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n" + head + "\n</head><body><h1>Hours</h1><p>Nine to five.</p></body></html>\n"
}

// jsonld is a block of JSON-LD.
func jsonld(body string) string {
	return `<script type="application/ld+json">{"@context": "https://schema.org", ` + body + `}</script>`
}

// metas are the entries with content that have the key, in lowercase.
func metas(s *summary.Summary, key string) []*summary.Meta {
	var list []*summary.Meta
	for i := range s.Metas {
		if m := &s.Metas[i]; m.Key == key && m.Value != "" {
			list = append(list, m)
		}
	}
	return list
}

// emptyMeta is the entry with the key when its content is empty, or nil.
func emptyMeta(s *summary.Summary, key string) *summary.Meta {
	for i := range s.Metas {
		if m := &s.Metas[i]; m.Key == key {
			if m.Value == "" {
				return m
			}
			return nil
		}
	}
	return nil
}

// gone reports that the content of a meta element was removed, or is empty now,
// and returns the finding.
func gone(pass *check.DiffPass, was *summary.Meta, name, fix string) *check.Finding {
	c := check.Change{
		Subject: was.Key, At: pass.New.Top, Was: was.At, Before: was.Value,
		ID: name + " is gone", Message: name + " was removed: " + check.Quote(was.Value), Kind: name + " was removed", Help: fix,
	}
	if m := emptyMeta(pass.New, was.Key); m != nil {
		c.At = m.At
		c.ID, c.Message, c.Kind = name+" is empty now", name+" is empty now (was "+check.Quote(was.Value)+")", name+" is empty now"
	}
	return pass.Report(c)
}

// lostMeta is the first content that the old page had under the key and
// the new one does not have at all; nil when it is there, or cannot be known.
func lostMeta(pass *check.DiffPass, key string) *summary.Meta {
	old := metas(pass.Old, key)
	if len(old) == 0 || len(metas(pass.New, key)) > 0 {
		return nil
	}
	if pass.New.WasCut("metas") {
		return nil
	}
	return old[0]
}

// small are the differences between URLs that nearly always mean one page.
const small = weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Tracking | weburl.Fragment

// An addressChange is how a URL has changed.
type addressChange uint8

const (
	sameAddress  addressChange = iota // also from http to https
	otherForm                         // slash, www., tracking
	insecure                          // from https to http
	otherHost                         // the host
	otherAddress                      // the path or the query
)

// compareAddresses says how a URL of the old build has changed. URLs that cannot
// be read are compared as texts.
func compareAddresses(pass *check.DiffPass, old, new string) addressChange {
	old = pass.Addresses.Translate(old)
	a, b := weburl.ParseHTTP(old), weburl.ParseHTTP(new)
	if a == nil || b == nil {
		if old == new {
			return sameAddress
		}
		return otherAddress
	}
	if hostOf(a) != hostOf(b) {
		return otherHost
	}
	switch rel := weburl.Compare(a, b); {
	case rel == weburl.Equal:
		return sameAddress
	case !rel.Within(small):
		return otherAddress
	case a.Scheme == "https" && b.Scheme == "http":
		return insecure
	case rel.Within(weburl.Scheme):
		return sameAddress
	}
	return otherForm
}

// hostOf is a host without "www.", with its port.
func hostOf(u *url.URL) string {
	host := strings.TrimPrefix(weburl.Host(u), "www.")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	return host
}

// shownHost is the host of a URL as messages show it.
func shownHost(address string) string {
	if u := weburl.ParseHTTP(address); u != nil {
		return u.Host
	}
	return address
}

// follows reports whether a URL changed together with that of the page: it was
// the page's before, and is so now. Where the page's URLs are not known and it
// has not moved, its URL is assumed not to have changed.
func follows(pass *check.DiffPass, old, new string) bool {
	if !pass.Moved && (pass.Old.URL == "" || pass.New.URL == "") {
		return false
	}
	return check.NamesPage(old, pass.Old.URL, pass.OldKey) && check.NamesPage(new, pass.New.URL, pass.NewKey)
}
