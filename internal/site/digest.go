package site

import (
	"hash/maphash"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/langtag"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// seed is that of all hashes of the process. Findings rest on hashes only
// after the texts were compared, so that they are the same in every run.
var seed = maphash.MakeSeed()

// hash is never 0.
func hash(s string) uint64 { return max(1, maphash.String(seed, s)) }

// A Digest is one page as it goes into a Set. It holds nothing of the page.
type Digest struct {
	page Page
	// targets are hashes of the loose keys of the page's language versions that
	// can be judged, sorted; languages is a hash of all of them.
	targets   []uint64
	languages uint64
	ids       []idFacts
	images    []imageRef
	encoded   []byte
}

// A Digester makes digests. It is safe for concurrent use.
type Digester struct {
	// Mapper is that of the Set's Options.
	Mapper *siteurl.Mapper
}

// Digest prepares a page for a Set. The summary is not kept.
func (d *Digester) Digest(s *summary.Summary) (*Digest, error) {
	g := &Digest{}
	p := &g.page
	own := weburl.ParseHTTP(s.URL)
	if own != nil && s.URL != "" && !d.judges(own) {
		own = nil
	}
	set := func(f Flags, on bool) {
		if on {
			p.Flags |= f
		}
	}
	set(Derived, s.Derived)
	set(NoIndex, s.NoIndex)
	set(AMP, s.AMP)
	set(LinksCut, s.WasCut("links") || s.Truncated)
	set(Partial, s.Fragment || s.Truncated || s.Blank || s.Interstitial != "" || s.Status != 0 && (s.Status < 200 || s.Status > 299))
	if own != nil {
		p.Flags |= HasURL
		p.Exact, p.Loose = hash(weburl.Key(own)), hash(weburl.LooseKey(own))
		set(Redirect, redirects(s, own))
		set(Paginated, isPaginated(s, own))
		d.links(g, s)
		g.ids = identified(s)
	}
	lang := langtag.Base(s.Lang.Value)
	if t := s.Title(); t != nil {
		p.Title = hash(lang + "\x00" + t.Value)
	}
	if m := s.Meta("description"); m != nil {
		p.Description = hash(lang + "\x00" + m.Value)
	}
	p.Modified, _ = Day(ModifiedDate(s))
	if d.Mapper != nil {
		g.images = d.pictures(s)
	}
	var err error
	g.encoded, err = d.shortened(s).Encode(nil)
	return g, err
}

// judges reports whether an address is one that checks may judge.
func (d *Digester) judges(u *url.URL) bool {
	if d.Mapper == nil {
		return true
	}
	_, ok := d.Mapper.Within(u)
	return ok
}

// soon is the delay, in seconds, up to which a refresh is a redirect.
const soon = 10

// redirects reports whether the page takes readers to another address at once.
func redirects(s *summary.Summary, own *url.URL) bool {
	if s.Refresh.URL == "" || s.Refresh.Seconds > soon {
		return false
	}
	u := weburl.ParseHTTP(s.Refresh.URL)
	return u != nil && weburl.LooseKey(u) != weburl.LooseKey(own)
}

// The numbers of pages of a series in paths and queries.
var (
	pageInPath  = regexp.MustCompile(`(?i)/(?:(?:page|pages|seite|pagina)[-_/]?|p/)[0-9]+(?:/|\.html?|/index\.html?)?$`)
	pageInQuery = regexp.MustCompile(`(?i)(?:^|&)(?:page|paged|p|pg|seite|pagina|offset|start)=[0-9]+`)
)

func isPaginated(s *summary.Summary, own *url.URL) bool {
	for i := range s.Links {
		if l := &s.Links[i]; l.Has("prev") || l.Has("previous") {
			return true
		}
	}
	return pageInPath.MatchString(own.Path) || pageInQuery.MatchString(own.RawQuery)
}

// links takes in where the links of the page lead.
func (d *Digester) links(g *Digest, s *summary.Summary) {
	p := &g.page
	if l := s.Canonical(); l != nil {
		u := weburl.ParseHTTP(l.URL)
		switch {
		case u == nil || !d.judges(u):
			p.Flags |= CanonicalAway
		default:
			p.CanonicalExact, p.CanonicalKey = hash(weburl.Key(u)), hash(weburl.LooseKey(u))
			if p.CanonicalKey != p.Loose {
				p.Flags |= Canonicalised
			}
		}
	}
	if l := AMPLink(s); l != nil {
		if u := weburl.ParseHTTP(l.URL); u != nil && d.judges(u) {
			p.AMPKey = hash(weburl.LooseKey(u))
		}
	}
	var all []string
	for i := range s.Links {
		l := &s.Links[i]
		if !IsVersion(l) {
			continue
		}
		u := weburl.ParseHTTP(l.URL)
		if u == nil {
			continue
		}
		key := weburl.LooseKey(u)
		all = append(all, key)
		if d.judges(u) {
			g.targets = append(g.targets, hash(key))
		}
	}
	if len(all) > 0 {
		slices.Sort(all)
		g.languages = hash(strings.Join(slices.Compact(all), " "))
		slices.Sort(g.targets)
		g.targets = slices.Compact(g.targets)
	}
}

// IsVersion reports whether a link is one to a language version that search
// engines read.
func IsVersion(l *summary.Link) bool {
	return l.Hreflang != "" && !l.Body && l.URL != "" && l.Has("alternate") && !l.Has("stylesheet") &&
		(l.Media == "" || strings.EqualFold(l.Media, "all")) &&
		(l.Type == "" || strings.Contains(strings.ToLower(l.Type), "html"))
}

// ModifiedDate is the date on which the page says that it was changed: the
// most trusted that can be read; or nil.
func ModifiedDate(s *summary.Summary) *summary.Date {
	for i := range s.Dates {
		if d := &s.Dates[i]; d.Role == "modified" && !d.Weak && d.Time != "" {
			return d
		}
	}
	return nil
}

// Day is the day of a date, counted from 1970, and whether it has one.
func Day(d *summary.Date) (day int32, ok bool) {
	if d == nil || len(d.Time) < len(time.DateOnly) {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, d.Time[:len(time.DateOnly)])
	if err != nil {
		return 0, false
	}
	return int32(t.Unix() / 86400), true
}

// shortened is the summary with what checks over many pages read of it.
func (d *Digester) shortened(s *summary.Summary) *summary.Summary {
	short := &summary.Summary{
		Name: s.Name, Index: s.Index, URL: s.URL, Derived: s.Derived, Lang: s.Lang, NoIndex: s.NoIndex, Refresh: s.Refresh,
		AMP: s.AMP, Top: s.Top, Titles: s.Titles[:min(len(s.Titles), 1)],
	}
	if m := s.Meta("description"); m != nil {
		short.Metas = []summary.Meta{*m}
	}
	for _, r := range s.Robots {
		if strings.HasPrefix(r.Rule, "no") {
			short.Robots = append(short.Robots, r)
		}
	}
	for _, l := range s.Links {
		if l.Has("canonical") || l.Has("amphtml") || IsVersion(&l) {
			short.Links = append(short.Links, l)
		}
	}
	if m := ModifiedDate(s); m != nil {
		short.Dates = []summary.Date{*m}
	}
	for i := range s.Entities {
		e := &s.Entities[i]
		if e.ID == "" {
			continue
		}
		kept := summary.Entity{Syntax: e.Syntax, Types: e.Types, ID: e.ID, At: e.At}
		for _, v := range e.Values {
			if comparedPath(v.Path) {
				kept.Values = append(kept.Values, v)
			}
		}
		short.Entities = append(short.Entities, kept)
	}
	if d.Mapper != nil {
		short.Images = s.Images
	}
	return short
}
