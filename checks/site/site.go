// Package site holds the checks that need several pages of a site: canonical
// links to missing pages or in loops, duplicates, items that pages disagree on,
// sitemaps, and images of the build. The checks of hreflang alternates over
// several pages are in package hreflang.
package site

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

// Checks of the family.
var Checks = []*check.Check{
	duplicateAddress,
	canonicalTargetMissing,
	canonicalTargetRedirected,
	canonicalTargetNoindex,
	canonicalChain,
	canonicalLoop,
	canonicalShared,
	ampUnpaired,
	duplicateTitle,
	duplicateDescription,
	idConflict,
	sitemapInvalid,
	sitemapTargetMissing,
	sitemapNoindex,
	sitemapNotCanonical,
	sitemapLastmod,
	imageMissing,
	imageBroken,
	imageDimensions,
	imageType,
}

// Documents that several checks refer to.
const (
	canonicalDoc = "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
	sitemapDoc   = "https://www.sitemaps.org/protocol.html"
	googleMapDoc = "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap"
)

// exampleURL is the base URL of the sites in examples and fixtures.
const exampleURL = "https://example.com/"

// A group is pages that have something in common.
type group struct {
	// pages are the first of them, at most maxKept; count is the number of all.
	pages []int32
	count int
}

// maxKept is one more than a finding has related places.
const maxKept = 11

// groups puts the pages of a site together that have the same key, in the
// order of the first of each group. Pages with key 0 are in none. keep, if not
// nil, chooses of the pages of a group, which are in order, those that count;
// a group that is left with less than least is dropped.
func groups(s *site.Set, least int, key func(i int32, p *site.Page) uint64, keep func(pages []int32) []int32) []*group {
	type keyed struct {
		key uint64
		i   int32
	}
	var all []keyed
	for i := range int32(s.Len()) {
		if k := key(i, s.Page(i)); k != 0 {
			all = append(all, keyed{k, i})
		}
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.i, b.i)) })
	var list []*group
	var pages []int32
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].key == all[0].key {
			n++
		}
		if n >= least {
			pages = pages[:0]
			for _, k := range all[:n] {
				pages = append(pages, k.i)
			}
			chosen := pages
			if keep != nil {
				chosen = keep(pages)
			}
			if len(chosen) >= least {
				list = append(list, &group{slices.Clone(chosen[:min(len(chosen), maxKept)]), len(chosen)})
			}
		}
		all = all[n:]
	}
	slices.SortFunc(list, func(a, b *group) int { return cmp.Compare(a.pages[0], b.pages[0]) })
	return list
}

// of says of how many pages something is, as words after it; empty for a single
// page.
func (g *group) of() string {
	if g.count == 1 {
		return ""
	}
	return fmt.Sprintf(" of %d pages", g.count)
}

// relate adds the pages of a group after the first as related places.
func (g *group) relate(pass *check.SitePass, f *check.Finding, at func(*summary.Summary) summary.Spot, words string) {
	if g.count > 1 {
		f.Fact("pages", fmt.Sprint(g.count))
	}
	for _, i := range g.pages[1:] {
		if f.Full() {
			return
		}
		if s := pass.Summary(i); s != nil {
			f.RelateSome(check.On(i, at(s)), "%s", words)
		}
	}
}

// canonicalSpot is the place of the canonical link.
func canonicalSpot(s *summary.Summary) summary.Spot {
	if l := s.Canonical(); l != nil {
		return l.At
	}
	return s.Top
}

// canonicalURL is the URL in the canonical link.
func canonicalURL(s *summary.Summary) string {
	if l := s.Canonical(); l != nil {
		return l.URL
	}
	return ""
}
