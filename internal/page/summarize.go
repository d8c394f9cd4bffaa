package page

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// SummaryOptions say what a Summary holds beside what the page says.
type SummaryOptions struct {
	// Spots reports whether it holds the places of values.
	Spots bool
	// Excerpts reports whether the places that findings about several pages
	// point at come with their line of the page; they need Spots.
	Excerpts bool
	// Few reports that it holds no other places than those.
	Few bool
	// Brief leaves out what a list of pages has no column for: directives for
	// crawlers, links but the canonical ones, refreshes, images, and the values
	// of structured data, whose types it has.
	Brief bool
}

// Bounds on a summary. The bytes are those of values and what they take when
// written; each list may use what the lists before it have left of its share,
// so that a page with a thousand links still tells of its structured data.
const (
	maxSummaryBytes  = 60_000 // beyond which nothing is added; written it stays below 64 KB
	maxMetaBytes     = 24_000
	maxLinkBytes     = 40_000
	maxSummaryMetas  = 400
	maxSummaryLinks  = 600
	maxSummaryDates  = 32
	maxSummaryItems  = 150
	maxSummaryValues = 1000
	maxSummaryImages = 40
	maxSummarySome   = 4 // titles, h1 elements
	maxDirectives    = 40
	maxValuePath     = 6

	maxTextBytes    = 1000 // of a title or the content of a meta element
	maxAddressBytes = 1000
	maxValueBytes   = 400 // of a value of structured data
	maxNameBytes    = 100 // of names and other short texts
	maxListing      = 32  // alternates whose places keep their line
)

// Summarize copies what the page says out of it.
func Summarize(p *Page, opts SummaryOptions) *summary.Summary {
	b := &summarizer{p: p, opts: opts, s: &summary.Summary{
		Name:      strings.Clone(p.Source.Name),
		Index:     p.Source.Index,
		URL:       clip(p.ShownURL, 2*maxAddressBytes),
		Derived:   len(p.Source.Addresses) > 0,
		Captured:  p.Source.Captured,
		Charset:   strings.Clone(p.Charset.Name),
		Doctype:   p.Doctype,
		AMP:       p.IsAMP(),
		Fragment:  p.Partial(),
		Truncated: p.Incomplete.Truncated,
		Blank:     p.Blank(),
		NoIndex:   p.NoIndex(),
		Status:    p.Source.Status,
	}}
	if p.Incomplete.StandIn {
		b.s.Interstitial = p.Interstitial().Kind.String()
	}
	b.head()
	if opts.Brief {
		b.limit = maxSummaryBytes
		b.metas()
		b.links()
		b.dates()
		b.entities()
		return b.s
	}
	b.robots()
	b.refresh()
	b.limit = maxMetaBytes
	b.metas()
	b.limit = maxLinkBytes
	b.links()
	b.limit = maxSummaryBytes
	b.broken()
	b.dates()
	b.images()
	b.entities()
	return b.s
}

// A summarizer fills a Summary and counts what it takes.
type summarizer struct {
	p    *Page
	opts SummaryOptions
	s    *summary.Summary

	spent, limit int
	values       int
}

// spend reports whether a list may have another entry of n bytes; where not, it
// is marked as cut.
func (b *summarizer) spend(list string, room bool, n int) bool {
	// Names of fields, quotes and commas.
	n += 48
	if !room || b.spent+n > b.limit {
		if !b.s.WasCut(list) {
			b.s.Cut = append(b.s.Cut, list)
		}
		return false
	}
	b.spent += n
	return true
}

// spot is the place of an origin; pointed reports that findings point at it.
func (b *summarizer) spot(o text.Origin, pointed bool) summary.Spot {
	if o.Part == text.Outside {
		return summary.Spot{Outside: strings.Clone(o.Name)}
	}
	if !b.opts.Spots || b.opts.Few && !pointed {
		return summary.Spot{}
	}
	span, ok := b.p.Span(o)
	if !ok {
		return summary.Spot{}
	}
	file := b.p.File()
	sp := summary.Spot{Start: file.Position(span.Start), End: file.Position(span.End)}
	if pointed && b.opts.Excerpts {
		if ex := file.Excerpt(sp.Start, span.Len()); ex.Text != "" {
			sp.Excerpt = ex
		}
	}
	b.spent += 24 + len(sp.Excerpt.Text)
	return sp
}

// clip copies a value out of the page, white space folded, and cuts it when it
// is longer than limit, as the doc comment of Summary says.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return strings.Clone(fold(s))
	}
	if s = fold(s); len(s) <= limit {
		return strings.Clone(s)
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	h := fnv.New32a()
	h.Write([]byte(s[cut:]))
	return fmt.Sprintf("%s…#%08x", s[:cut], h.Sum32())
}

// address copies an address out of the page: resolved, or as written where it
// cannot be.
func (b *summarizer) address(u *url.URL, written string) string {
	if u == nil {
		return clip(written, maxAddressBytes)
	}
	return clip(u.String(), maxAddressBytes)
}

func (b *summarizer) head() {
	p, s := b.p, b.s
	b.limit = maxMetaBytes
	if lang, ok := p.Lang(); ok {
		s.Lang = summary.Said{Value: clip(lang, maxNameBytes), At: b.spot(p.LangOrigin(), false)}
	}
	for i := range p.Titles[:min(len(p.Titles), maxSummarySome)] {
		t := &p.Titles[i]
		s.Titles = append(s.Titles, summary.Said{Value: clip(t.Text, maxTextBytes), At: b.spot(t.Origin(), i == 0)})
	}
	for i := range p.Headings {
		if h := &p.Headings[i]; h.Level == 1 && len(s.Headings) < maxSummarySome {
			s.Headings = append(s.Headings, summary.Said{Value: clip(h.Text, maxTextBytes), At: b.spot(h.Origin(), false)})
		}
	}
	switch {
	case len(s.Titles) > 0:
		s.Top = s.Titles[0].At
	case p.Head != nil:
		s.Top = b.spot(text.FromTag(p.Head), true)
	}
	if !s.Top.Known() {
		s.Top = b.spot(text.FromSource(0, 0), true)
	}
	for _, t := range s.Titles {
		b.spent += len(t.Value)
	}
	for _, h := range s.Headings {
		b.spent += len(h.Value)
	}
}

func (b *summarizer) robots() {
	for d, at := range b.p.Robots() {
		if len(b.s.Robots) == maxDirectives {
			return
		}
		rule := clip(strings.ToLower(d.Written), maxNameBytes)
		b.s.Robots = append(b.s.Robots, summary.Directive{
			Agent: clip(d.Agent, maxNameBytes), Rule: rule, Header: at.Part == text.Outside,
			At: b.spot(at, strings.HasPrefix(rule, "no")),
		})
	}
}

func (b *summarizer) refresh() {
	for _, m := range b.p.Metas {
		if !strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "refresh") {
			continue
		}
		seconds, target, ok := ParseRefresh(m.Content)
		if !ok || target == "" {
			continue
		}
		b.s.Refresh = summary.Refresh{Seconds: seconds, URL: b.address(b.p.Resolve(target), target), At: b.spot(m.Origin(), true)}
		return
	}
}

func (b *summarizer) metas() {
	for _, prop := range b.p.Props {
		key, value := clip(prop.Key, maxNameBytes), clip(prop.Content, maxTextBytes)
		if !b.spend("metas", len(b.s.Metas) < maxSummaryMetas, len(key)+len(value)) {
			return
		}
		pointed := key == "description"
		b.s.Metas = append(b.s.Metas, summary.Meta{Key: key, Value: value, At: b.spot(prop.Origin(), pointed)})
	}
}

// assetRels are the links to files that a page is made of: they say nothing of
// the page.
var assetRels = map[string]bool{
	"stylesheet": true, "preload": true, "prefetch": true, "preconnect": true, "dns-prefetch": true,
	"modulepreload": true, "prerender": true, "import": true, "pingback": true, "edituri": true, "wlwmanifest": true,
	"profile": true, "dns-prefetch-control": true, "https://api.w.org/": true,
}

func isAsset(l *Link) bool {
	if len(l.Rels) == 0 {
		return true
	}
	for _, rel := range l.Rels {
		if !assetRels[rel] {
			return rel == "alternate" && l.Has("stylesheet")
		}
	}
	return true
}

func (b *summarizer) links() {
	alternates := 0
	for _, l := range b.p.Links {
		if isAsset(l) || b.opts.Brief && !l.Has("canonical") {
			continue
		}
		sl := summary.Link{
			URL: b.address(l.URL(), l.Href), Hreflang: clip(l.Hreflang, maxNameBytes), Type: clip(l.Type, maxNameBytes),
			Media: clip(l.Media, maxNameBytes), Sizes: clip(l.Sizes, maxNameBytes), Title: clip(l.Title, maxNameBytes),
			Body: !l.InHead, Header: l.FromHeader(),
		}
		if !l.HasHref || strings.TrimSpace(l.Href) == "" || b.p.Damaged(l.Origin()) {
			sl.URL = ""
		}
		sl.Relative = sl.URL != "" && !weburl.IsAbsoluteHTTP(l.Href)
		n := len(sl.URL) + len(sl.Hreflang) + len(sl.Type) + len(sl.Media) + len(sl.Sizes) + len(sl.Title)
		for _, rel := range l.Rels[:min(len(l.Rels), 8)] {
			sl.Rels = append(sl.Rels, clip(rel, maxNameBytes))
			n += len(rel)
		}
		if !b.spend("links", len(b.s.Links) < maxSummaryLinks, n) {
			return
		}
		pointed := l.Has("canonical") || l.Has("amphtml")
		if l.Hreflang != "" {
			alternates++
			pointed = pointed || alternates <= maxListing
		}
		sl.At = b.spot(l.Origin(), pointed)
		b.s.Links = append(b.s.Links, sl)
	}
}

// broken keeps what says that a block is not well-formed, also where lenient
// readers could mend it.
func (b *summarizer) broken() {
	for i := range b.p.Graph.Problems {
		pr := &b.p.Graph.Problems[i]
		if pr.Code != "json-syntax" {
			continue
		}
		if len(b.s.Broken) >= maxSummarySome {
			return
		}
		said := summary.Said{Value: clip(pr.Message, maxValueBytes), At: b.spot(pr.Origin, true)}
		b.spent += len(said.Value)
		b.s.Broken = append(b.s.Broken, said)
	}
}

func (b *summarizer) dates() {
	for _, f := range b.p.Dates() {
		d := summary.Date{
			Role: f.Role.String(), Label: clip(f.Label, maxNameBytes), Written: clip(f.Written, maxNameBytes), Weak: f.Weak,
		}
		if f.OK() {
			d.Time = f.Time.String()
		}
		if !b.spend("dates", len(b.s.Dates) < maxSummaryDates, len(d.Label)+len(d.Written)+len(d.Time)) {
			return
		}
		d.At = b.spot(f.Origin, f.Role == Modified && len(b.s.Dates) < 8)
		b.s.Dates = append(b.s.Dates, d)
	}
}
