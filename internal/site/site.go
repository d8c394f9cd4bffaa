// Package site holds what checks over many pages ask of all of them: a Set of
// pages with the addresses that join them.
//
// Each page is taken in twice. What joins it with others (its address, where
// its links lead, hashes of its title and description) stays in memory, a few
// hundred bytes a page. What messages and places need is a short [summary.Summary]
// that goes to a spool, in memory up to a bound and in a temporary file beyond,
// and is read again for the pages that a finding names. So a million pages can
// be judged in a few hundred megabytes.
//
// A [Digester] prepares a page, in whichever goroutine reads it; [Set.Add] takes
// the digests in the order of the input; [Set.Resolve] finds out where links
// lead; then checks ask.
package site

import (
	"errors"
	"io/fs"
	"net/url"

	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Options of a Set.
type Options struct {
	// Mapper maps files of the build to addresses; nil when there is no build.
	// With it, only addresses below its base are judged.
	Mapper *siteurl.Mapper
	// Files is the root of the build; nil when it is unknown. RootName is what
	// the root is called in reports, with a slash behind it.
	Files    fs.FS
	RootName string
	// Sitemaps are sitemaps beside those that the root has.
	Sitemaps []File
	// Whole reports that the pages are all pages of the build, so that its
	// sitemaps can be held to them.
	Whole bool
	// Memory bounds the summaries in memory, in bytes; 0 is 64 MB.
	Memory int64
	// TempDir is where the spool goes; empty for the system's folder.
	TempDir string
}

// Flags are facts of a page.
type Flags uint16

// The facts.
const (
	// HasURL: the page's address is known.
	HasURL Flags = 1 << iota
	// Derived: the address follows from the path of the page's file.
	Derived
	// NoIndex: the page is kept out of search results.
	NoIndex
	// AMP: the page is an AMP document.
	AMP
	// Redirect: the page takes readers elsewhere at once.
	Redirect
	// Paginated: the page is one behind the first of a series.
	Paginated
	// Partial: what the page lacks says nothing: it is a part of a page, cut
	// off, empty, or stands in the place of another.
	Partial
	// Canonicalised: the page has a canonical link to an address that can be
	// judged, and it is not its own.
	Canonicalised
	// CanonicalAway: the canonical link names an address that cannot be judged.
	CanonicalAway
	// LinksCut: not all links of the page are known.
	LinksCut
	// SitemapAlternates: a sitemap tells of the page's language versions.
	SitemapAlternates
	// Repeated: a page before this one has the same address.
	Repeated
)

// Where an address leads.
const (
	// Unknown: it cannot be judged.
	Unknown int32 = -1 - iota
	// NotRead: the build has a file for it that is no page of the set.
	NotRead
	// Missing: the build has nothing for it.
	Missing
)

// A Page is what is held in memory of a page of a Set. Its hashes are 0 where
// there is nothing.
type Page struct {
	Flags Flags
	// Exact and Loose are hashes of the address, as [weburl.Key] and
	// [weburl.LooseKey] have it.
	Exact, Loose uint64
	// Title and Description are hashes of those texts together with the
	// language of the page.
	Title, Description uint64
	// CanonicalKey and AMPKey are hashes of the loose keys of the addresses in
	// the canonical and amphtml links, CanonicalExact of the exact key.
	CanonicalKey, CanonicalExact, AMPKey uint64
	// Canonical is the page that the canonical link leads to: the number of the
	// page itself without one; a page, Unknown, NotRead or Missing.
	Canonical int32
	// AMPPage is the same for the amphtml link; Unknown without one.
	AMPPage int32
	// Modified is the day on which the page says that it was changed, counted
	// from 1970; 0 when unknown.
	Modified int32
	// languages is the number of the page's set of language versions, 0 for
	// none.
	languages int32
}

// Is reports whether all the flags are set.
func (p *Page) Is(f Flags) bool { return p.Flags&f == f }

// Judged reports whether search engines are to show the page under its own
// address, as far as is known: only such pages can be duplicates.
func (p *Page) Judged() bool {
	return p.Flags&HasURL != 0 && p.Flags&(NoIndex|Redirect|Partial|Canonicalised|CanonicalAway|AMP|Repeated) == 0
}

// A Set is the pages of a site. It is not safe for concurrent use.
type Set struct {
	opts  Options
	pages []Page
	spool *spool

	exact, loose map[uint64]int32
	// Claims are pairs of files that claim one address: the later one, then
	// the earlier one.
	Claims    [][2]int32
	languages languageSets
	ids       idTable
	images    imageTable
	served    server
	sitemaps  *Sitemaps
	derived   map[any]any
}

// Derive is what make finds out of the set, found when it is first asked for
// and kept; key, a value of a type that the caller alone has, names it. The
// checks of a family share what they need so.
func Derive[T any](s *Set, key any, make func() T) T {
	if kept, ok := s.derived[key]; ok {
		return kept.(T)
	}
	fact := make()
	if s.derived == nil {
		s.derived = map[any]any{}
	}
	s.derived[key] = fact
	return fact
}

// New returns an empty Set. Close it.
func New(opts Options) *Set {
	if opts.Memory == 0 {
		opts.Memory = 64 << 20
	}
	s := &Set{opts: opts, spool: newSpool(opts.Memory, opts.TempDir), exact: map[uint64]int32{}, loose: map[uint64]int32{}}
	s.languages.init()
	s.ids.init()
	s.images.init()
	s.served = server{files: opts.Files, mapper: opts.Mapper}
	return s
}

// Close removes the temporary file, if there is one.
func (s *Set) Close() error { return s.spool.close() }

// Len is the number of pages.
func (s *Set) Len() int { return len(s.pages) }

// Page is the page with the number, which must not be changed.
func (s *Set) Page(i int32) *Page { return &s.pages[i] }

// errFull bounds the number of pages.
var errFull = errors.New("more pages than checks over many pages can hold together")

// maxPages bounds the pages of a set.
const maxPages = 1 << 30

// Add takes a page into the set.
func (s *Set) Add(d *Digest) error {
	if len(s.pages) >= maxPages {
		return errFull
	}
	i := int32(len(s.pages))
	p := d.page
	p.AMPPage, p.Canonical = Unknown, i
	if p.Flags&HasURL != 0 {
		first, same := s.exact[p.Exact]
		if !same {
			s.exact[p.Exact] = i
		}
		other, near := s.loose[p.Loose]
		if !near {
			s.loose[p.Loose] = i
		}
		if !same {
			first = other
		}
		if same || near {
			if p.Flags&s.pages[first].Flags&Derived != 0 {
				s.Claims = append(s.Claims, [2]int32{i, first})
				p.Flags |= Repeated
			}
			if same {
				p.Flags |= Repeated
			}
		}
	}
	p.languages = s.languages.add(d.languages, d.targets)
	s.pages = append(s.pages, p)
	s.ids.add(i, d.ids)
	if s.opts.Files != nil {
		s.images.add(i, d.images)
	}
	return s.spool.add(d.encoded)
}

// Summary is what is kept of what the page says: name and address, title,
// description, canonical, language and other links that join pages, refresh,
// robots directives, dates of change, pictures, and the identified entities
// with the few values that are compared.
func (s *Set) Summary(i int32) (*summary.Summary, error) {
	data, err := s.spool.get(int(i))
	if err != nil {
		return nil, err
	}
	return summary.Decode(data)
}

// Find is the page of the set at an absolute address, and whether there is
// one. Differences that seldom tell two pages apart do not count, nor do those
// between the addresses that one file of the build may have.
func (s *Set) Find(u *url.URL) (int32, bool) {
	if i, ok := s.exact[hash(weburl.Key(u))]; ok {
		return i, true
	}
	if i, ok := s.loose[hash(weburl.LooseKey(u))]; ok {
		return i, true
	}
	if s.opts.Mapper == nil || u.RawQuery != "" {
		return 0, false
	}
	rel, ok := s.opts.Mapper.Within(u)
	if !ok {
		return 0, false
	}
	for _, file := range s.opts.Mapper.Files(rel) {
		for _, address := range s.opts.Mapper.Addresses(file) {
			a, err := url.Parse(address)
			if err != nil {
				continue
			}
			if i, ok := s.exact[hash(weburl.Key(a))]; ok && s.pages[i].Flags&Derived != 0 {
				return i, true
			}
		}
	}
	return 0, false
}

// Lookup is the page that an address leads to: its number, Unknown, NotRead or
// Missing.
func (s *Set) Lookup(address string) int32 {
	u := weburl.ParseHTTP(address)
	if u == nil {
		return Unknown
	}
	if i, ok := s.Find(u); ok {
		return i
	}
	return s.served.lookup(u)
}

// lookupKey is the page at the loose key with the hash, or false.
func (s *Set) lookupKey(exact, loose uint64) (int32, bool) {
	if i, ok := s.exact[exact]; ok && exact != 0 {
		return i, true
	}
	i, ok := s.loose[loose]
	return i, ok
}

// Resolve finds out where canonical and amphtml links lead. It is called once,
// after the last Add.
func (s *Set) Resolve() error {
	for i := range s.pages {
		p := &s.pages[i]
		read := false
		if p.Flags&Canonicalised != 0 {
			if j, ok := s.lookupKey(p.CanonicalExact, p.CanonicalKey); ok {
				p.Canonical = j
			} else {
				read = true
			}
		}
		if p.AMPKey != 0 {
			if j, ok := s.loose[p.AMPKey]; ok {
				p.AMPPage = j
			} else {
				read = true
			}
		}
		if p.Flags&CanonicalAway != 0 {
			p.Canonical = Unknown
		}
		if read {
			if err := s.resolve(int32(i)); err != nil {
				return err
			}
		}
		if p.Canonical == int32(i) {
			p.Flags &^= Canonicalised
		}
	}
	return nil
}

// resolve finds out where the links of a page lead by their addresses.
func (s *Set) resolve(i int32) error {
	sum, err := s.Summary(i)
	if err != nil {
		return err
	}
	p := &s.pages[i]
	if l := sum.Canonical(); l != nil && p.Flags&Canonicalised != 0 && p.Canonical == i {
		p.Canonical = s.Lookup(l.URL)
	}
	if l := AMPLink(sum); l != nil && p.AMPPage == Unknown {
		p.AMPPage = s.Lookup(l.URL)
	}
	return nil
}

// AMPLink is the first amphtml link that search engines read, or nil.
func AMPLink(s *summary.Summary) *summary.Link {
	for i := range s.Links {
		if l := &s.Links[i]; !l.Body && l.URL != "" && l.Has("amphtml") {
			return l
		}
	}
	return nil
}
