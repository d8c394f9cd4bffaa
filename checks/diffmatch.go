package checks

import (
	"cmp"
	"context"
	"hash/fnv"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// A lonely is the pages that only one build has.
type lonely struct {
	rows  snapshot.Pile
	signs []signs
}

// Signs are hashes of what a page may be known by under another key, the most
// telling first; 0 where it has none.
type signs [4]uint64

func (l *lonely) add(r *snapshot.Row, m check.AddressMap) error {
	var sg signs
	if !r.Failed {
		s, err := decodeRow(r)
		if err != nil {
			return err
		}
		sg = signsOf(r.Key, s, m)
	}
	l.signs = append(l.signs, sg)
	return l.rows.Add(r)
}

// hash is a hash of texts that is never 0.
func hash(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
		_, _ = h.Write([]byte{0})
	}
	return max(1, h.Sum64())
}

func signsOf(key string, s *summary.Summary, m check.AddressMap) signs {
	var sg signs
	sg[0] = hash("key", siteurl.Bare(key))
	if l := s.Canonical(); l != nil {
		if u := weburl.ParseHTTP(m.Translate(l.URL)); u != nil && !weburl.IsRoot(u) {
			sg[1] = hash("canonical", weburl.LooseKey(u))
		}
	}
	title, description, h1 := "", "", ""
	if t := s.Title(); t != nil {
		title = t.Value
	}
	if d := s.Meta("description"); d != nil {
		description = d.Value
	}
	if len(s.Headings) > 0 {
		h1 = s.Headings[0].Value
	}
	if title == "" {
		return sg
	}
	parts := []string{"said", s.Lang.Value, title, description, h1}
	for i := range s.Entities {
		e := &s.Entities[i]
		parts = append(parts, strings.Join(e.Types, " "))
		for _, name := range []string{"headline", "name", "datePublished", "sku"} {
			if v := e.Value(name); v != nil {
				parts = append(parts, v.Value)
			}
		}
	}
	sg[2] = hash(parts...)
	sg[3] = hash("title", s.Lang.Value, title, h1)
	return sg
}

// place notes what a page of the new build goes by.
func (d *diff) place(r *snapshot.Row) {
	d.places = append(d.places, hash("key", siteurl.Bare(r.Key)))
	if u := weburl.ParseHTTP(r.URL); u != nil {
		d.places = append(d.places, hash("url", weburl.LooseKey(u)))
	}
}

func (d *diff) isThere(h uint64) bool {
	_, ok := slices.BinarySearch(d.places, h)
	return ok
}

// unmatched finds out which of the pages that only one build has were moved,
// and looks at them and at those that are gone.
func (d *diff) unmatched(ctx context.Context) error {
	slices.Sort(d.places)
	to := d.moves()
	moved := 0
	for i, n := range to {
		if err := ctx.Err(); err != nil {
			return err
		}
		old, err := d.vanished.rows.Row(i)
		if err != nil {
			return err
		}
		if n >= 0 {
			new, err := d.added.rows.Row(int(n))
			if err != nil {
				return err
			}
			moved++
			if err := d.pair(&old, &new, true); err != nil {
				return err
			}
			continue
		}
		if old.Failed || d.new.Partial {
			continue
		}
		d.seen.Vanished++
		s, err := decodeRow(&old)
		if err != nil {
			return err
		}
		kept, redirected := d.kept(old.Key, s)
		if redirected {
			continue
		}
		d.pass.Old, d.pass.New, d.pass.OldKey, d.pass.NewKey, d.pass.Kept = s, nil, old.Key, "", kept
		d.pass.Moved, d.pass.Redirected = false, false
		d.look(subject{key: old.Key, name: old.Name, index: old.Index, url: old.URL, old: label(old.Name, old.Index), own: hostsOfSummary(s)})
	}
	d.seen.Added = d.added.rows.Len() - moved
	return nil
}

// moves gives for each page that only the old build has the number of the page
// of the new one that it has become, or -1. Both have to be the only ones with
// the sign by which they are matched.
func (d *diff) moves() []int32 {
	to := make([]int32, d.vanished.rows.Len())
	for i := range to {
		to[i] = -1
	}
	taken := make([]bool, d.added.rows.Len())
	for kind := range len(signs{}) {
		const several = -2
		from := map[uint64]int32{}
		count := func(m map[uint64]int32, h uint64, i int) {
			if _, ok := m[h]; ok {
				m[h] = several
			} else {
				m[h] = int32(i)
			}
		}
		for i := range to {
			if h := d.vanished.signs[i][kind]; h != 0 && to[i] < 0 {
				count(from, h, i)
			}
		}
		if len(from) == 0 {
			continue
		}
		there := map[uint64]int32{}
		for i := range taken {
			h := d.added.signs[i][kind]
			if _, ok := from[h]; ok && !taken[i] {
				count(there, h, i)
			}
		}
		for i := range to {
			h := d.vanished.signs[i][kind]
			n, ok := there[h]
			if ok && n >= 0 && from[h] == int32(i) {
				to[i], taken[n] = n, true
			}
		}
	}
	return to
}

// kept says why a page that is missing need not be missed; it is zero when
// nothing tells. Redirected reports that its URL leads to a page that is there.
func (d *diff) kept(key string, s *summary.Summary) (why check.Kept, redirected bool) {
	to, there := d.redirect(key, s)
	switch {
	case there:
		return check.Kept{}, true
	case to != "":
		return check.Kept{ID: "but its address leads on to " + check.Quote(to), Message: "but its URL redirects to " + check.Quote(to)}, false
	case s.Refresh.URL != "":
		return check.Kept{ID: "but it only led on to another", Message: "but it only redirected to another page"}, false
	}
	if l := s.Canonical(); l != nil && !check.NamesPage(l.URL, s.URL, key) {
		if u := weburl.ParseHTTP(d.opts.Addresses.Translate(l.URL)); u != nil && d.hasPage(u) {
			return check.Kept{ID: "but the page that it named as canonical is still there", Message: "but its canonical page is still there"}, false
		}
	}
	if s.NoIndex {
		return check.Kept{ID: "but it was kept out of search results", Message: "but it had noindex"}, false
	}
	return check.Kept{}, false
}

// hasPage reports whether the new build has a page at an address, or at its path.
func (d *diff) hasPage(u *url.URL) bool {
	return u.Host != "" && d.isThere(hash("url", weburl.LooseKey(u))) || d.isThere(hash("key", siteurl.Bare(u.Path)))
}

// maxHops bounds the redirects that are followed from one address.
const maxHops = 5

// redirect is where the host of the new build leads from the address of a page
// that is gone, and whether the new build has that page. It is empty where the
// host leads nowhere, or to a page of the site that is not there either.
func (d *diff) redirect(key string, s *summary.Summary) (to string, there bool) {
	own := weburl.ParseHTTP(d.opts.Addresses.Translate(cmp.Or(s.URL, key)))
	var paths []string
	if own != nil {
		paths = append(paths, own.Path)
	}
	if !weburl.IsAbsoluteHTTP(key) {
		paths = append(paths, "/"+key, "/"+siteurl.Bare(key))
	}
	for _, p := range paths {
		for range maxHops {
			if to = d.new.Redirects.Target(p); to == "" {
				break
			}
			u, err := url.Parse(to)
			if err != nil {
				break
			}
			if own != nil {
				u = own.ResolveReference(u)
			}
			// Of an address of its own the page's host may be unknown.
			elsewhere := u.Host != "" && (own == nil && weburl.IsRoot(u) || own != nil && !weburl.SameSite(u, own))
			switch {
			case !elsewhere && d.hasPage(u):
				return to, true
			case elsewhere, own == nil && u.Host != "":
				return to, false
			}
			p = u.Path
		}
	}
	return "", false
}
