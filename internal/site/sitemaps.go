package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/metacheck/metacheck/internal/site/sitemap"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// A File is a file that is named for the set beside those of the root.
type File struct {
	Name string // in reports
	Open func() (io.ReadCloser, error)
}

// Sitemaps are the sitemaps of a site and what they say of its pages.
type Sitemaps struct {
	// Names are the sitemaps in reports.
	Names []string
	// Entries are those that can be judged and with which something may be
	// wrong.
	Entries  []SitemapEntry
	Problems []SitemapProblem
}

// A SitemapEntry is an entry of a sitemap that names an address of the site.
type SitemapEntry struct {
	Sitemap int32 // in Names
	// Page is the page, NotRead or Missing.
	Page int32
	// Loc is the address as written where it is not exactly that of the page,
	// or there is no page.
	Loc string
	// Spelling reports that the page has a canonical link to its own address, and
	// spells that otherwise.
	Spelling bool
	// Day is the day of lastmod, counted from 1970; 0 without one.
	Day int32
	// Modified is lastmod as written, where Day is not 0 and it is another day
	// than the page's own.
	Modified string
	at, mod  spot
}

// A SitemapProblem is what is wrong with a sitemap itself.
type SitemapProblem struct {
	Sitemap int32
	At      summary.Spot
	// Kind is "syntax" for a file that cannot be read as a sitemap, "missing"
	// for one that is named and is not there, "loop" for an index that leads
	// back to itself.
	Kind, Message string
}

// A spot is the place of a text in a sitemap.
type spot struct{ offset, line, column uint32 }

func (s spot) full(value string) summary.Spot {
	if s.line == 0 {
		return summary.Spot{}
	}
	start := text.Position{Offset: int(s.offset), Line: int(s.line), Column: int(s.column), ByteColumn: int(s.column), UTF16Column: int(s.column)}
	end := start
	n := len([]rune(value))
	end.Offset += len(value)
	end.ByteColumn += len(value)
	end.Column += n
	end.UTF16Column += n
	sp := summary.Spot{Start: start, End: end}
	if value != "" {
		sp.Excerpt = text.Excerpt{Text: value, Width: max(1, n)}
	}
	return sp
}

func small(p text.Position) spot {
	return spot{uint32(p.Offset), uint32(p.Line), uint32(p.ByteColumn)}
}

// At is the place of the address, LastModAt that of the date.
func (e *SitemapEntry) At(loc string) summary.Spot { return e.at.full(loc) }

// LastModAt is the place of lastmod.
func (e *SitemapEntry) LastModAt() summary.Spot { return e.mod.full(e.Modified) }

// Bounds on the sitemaps of a site.
const (
	maxSitemaps       = 2000
	maxSitemapEntries = 5_000_000
	maxProblems       = 1000
)

// standardSitemaps are the names under which a sitemap is looked for.
var standardSitemaps = []string{"sitemap.xml", "sitemap_index.xml", "sitemap-index.xml", "sitemap.xml.gz"}

// Sitemaps reads the sitemaps of the site: those named in the options, in
// robots.txt, the ones with usual names, and those that they lead to. It is
// empty when the set does not have all pages of the build and no sitemap is
// named. It is called after Resolve; the outcome is kept.
func (s *Set) Sitemaps() (*Sitemaps, error) {
	if s.sitemaps != nil {
		return s.sitemaps, nil
	}
	r := &sitemapReader{set: s, out: &Sitemaps{}, seen: map[string]bool{}}
	for _, f := range s.opts.Sitemaps {
		if err := r.read(f, nil); err != nil {
			return nil, err
		}
	}
	if s.opts.Whole && s.opts.Files != nil && s.opts.Mapper != nil {
		for _, address := range s.robotsSitemaps() {
			if err := r.follow(address, nil); err != nil {
				return nil, err
			}
		}
		for _, name := range standardSitemaps {
			if s.HasFile(name) {
				if err := r.read(s.rootFile(name), nil); err != nil {
					return nil, err
				}
			}
		}
	}
	s.sitemaps = r.out
	return r.out, nil
}

// robotsSitemaps are the addresses of sitemaps that the robots.txt of the build
// names.
func (s *Set) robotsSitemaps() []string {
	if !s.HasFile("robots.txt") {
		return nil
	}
	f, err := s.opts.Files.Open("robots.txt")
	if err != nil {
		return nil
	}
	defer f.Close()
	return sitemap.Robots(f)
}

func (s *Set) rootFile(name string) File {
	return File{Name: s.opts.RootName + name, Open: func() (io.ReadCloser, error) { return s.opts.Files.Open(name) }}
}

// A sitemapReader reads sitemaps and those that they lead to.
type sitemapReader struct {
	set  *Set
	out  *Sitemaps
	seen map[string]bool // names of sitemaps that were read or are being read
}

// A trail is the way from a sitemap up to the one that it was found by.
type trail struct {
	name string
	up   *trail
	// sitemap and at are the entry that led here.
	sitemap int32
	at      summary.Spot
}

func (r *sitemapReader) problem(n int32, at summary.Spot, kind, format string, args ...any) {
	if len(r.out.Problems) < maxProblems {
		r.out.Problems = append(r.out.Problems, SitemapProblem{n, at, kind, fmt.Sprintf(format, args...)})
	}
}

// follow reads the sitemap at an address of the site. What is elsewhere is
// passed over.
func (r *sitemapReader) follow(address string, from *trail) error {
	u, err := url.Parse(weburl.Strip(address))
	if err != nil {
		return nil
	}
	if base, err := url.Parse(r.set.opts.Mapper.Base()); err == nil {
		u = base.ResolveReference(u)
	}
	rel, ok := r.set.opts.Mapper.Within(u)
	if !ok || u.RawQuery != "" {
		return nil
	}
	name := strings.TrimPrefix(path.Clean("/"+rel), "/")
	if !fs.ValidPath(name) {
		return nil
	}
	f := r.set.rootFile(name)
	for t := from; t != nil; t = t.up {
		if t.name == f.Name {
			r.problem(from.sitemap, from.at, "loop", "%s", address)
			return nil
		}
	}
	if !r.set.HasFile(name) {
		if from != nil && !r.set.MayServe(rel) {
			r.problem(from.sitemap, from.at, "missing", "%s", address)
		}
		return nil
	}
	return r.read(f, from)
}

func (r *sitemapReader) read(f File, from *trail) error {
	if r.seen[f.Name] || len(r.out.Names) >= maxSitemaps {
		return nil
	}
	r.seen[f.Name] = true
	n := int32(len(r.out.Names))
	r.out.Names = append(r.out.Names, f.Name)
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("could not read the sitemap %s: %w", f.Name, err)
	}
	defer in.Close()
	type link struct {
		loc string
		at  summary.Spot
	}
	var links []link
	err = sitemap.Read(in, func(e *sitemap.Entry) error {
		switch {
		case e.Loc == "":
		case e.Index:
			if len(links) < maxSitemaps {
				links = append(links, link{e.Loc, small(e.At).full(e.Loc)})
			}
		case len(r.out.Entries) < maxSitemapEntries:
			r.entry(n, e)
		}
		return nil
	})
	var bad *sitemap.Error
	switch {
	case errors.As(err, &bad):
		r.problem(n, small(bad.At).full(""), "syntax", "%s", bad.Reason)
	case err != nil:
		return fmt.Errorf("could not read the sitemap %s: %w", f.Name, err)
	}
	if r.set.opts.Mapper == nil {
		return nil
	}
	for _, l := range links {
		if err := r.follow(l.loc, &trail{f.Name, from, n, l.at}); err != nil {
			return err
		}
	}
	return nil
}

// entry takes in an entry of a sitemap that names a page.
func (r *sitemapReader) entry(n int32, e *sitemap.Entry) {
	s := r.set
	u := weburl.ParseHTTP(e.Loc)
	if u == nil {
		return
	}
	out := SitemapEntry{Sitemap: n, at: small(e.At), mod: small(e.LastModAt)}
	exact, key := false, hash(weburl.Key(u))
	if i, ok := s.exact[key]; ok {
		out.Page, exact = i, true
	} else if out.Page = s.Lookup(e.Loc); out.Page == Unknown || out.Page == NotRead {
		return
	}
	if !exact {
		out.Loc = e.Loc
	}
	if out.Page >= 0 {
		p := &s.pages[out.Page]
		if len(e.Alternates) > 0 {
			p.Flags |= SitemapAlternates
		}
		if e.LastMod != "" && p.Modified != 0 {
			if t, err := dates.Any(e.LastMod); err == nil && t.Precision >= dates.Day {
				out.Day, _ = Day(&summary.Date{Time: t.String()})
			}
			if out.Day != 0 && out.Day != p.Modified {
				out.Modified = e.LastMod
			}
		}
		out.Spelling = p.CanonicalExact != 0 && p.CanonicalExact != key && p.Flags&Canonicalised == 0
		if out.Modified == "" && !out.Spelling && p.Flags&(NoIndex|Redirect|Canonicalised|CanonicalAway) == 0 {
			return // nothing to say
		}
	}
	r.out.Entries = append(r.out.Entries, out)
}
