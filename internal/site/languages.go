package site

import "slices"

// languageSets are the sets of language versions that pages list. The pages of
// a cluster list the same, so that each set is held once.
type languageSets struct {
	byHash map[uint64]int32
	ends   []uint32 // of each set in all; ends[0] is that of no set
	all    []uint64
}

func (l *languageSets) init() {
	l.byHash = map[uint64]int32{}
	l.ends = []uint32{0}
}

// maxTargets bounds what the sets hold together, in versions; pages beyond are
// not judged.
const maxTargets = 1 << 27

// add is the number of the set with the hash, 0 for none.
func (l *languageSets) add(h uint64, targets []uint64) int32 {
	if h == 0 {
		return 0
	}
	if n, ok := l.byHash[h]; ok {
		return n
	}
	if len(l.all)+len(targets) > maxTargets {
		return 0
	}
	l.all = append(l.all, targets...)
	l.ends = append(l.ends, uint32(len(l.all)))
	n := int32(len(l.ends) - 1)
	l.byHash[h] = n
	return n
}

func (l *languageSets) get(n int32) []uint64 {
	if n == 0 {
		return nil
	}
	return l.all[l.ends[n-1]:l.ends[n]]
}

// Languages is the number of the set of language versions that the page lists,
// 0 for none: two pages with the same number list the same versions.
func (s *Set) Languages(i int32) int32 { return s.pages[i].languages }

// Versions are hashes of the loose keys of the language versions that the page
// lists and that can be judged, sorted.
func (s *Set) Versions(i int32) []uint64 { return s.languages.get(s.pages[i].languages) }

// PageAt is the page with the loose key of the hash, or false.
func (s *Set) PageAt(loose uint64) (int32, bool) {
	i, ok := s.loose[loose]
	return i, ok
}

// Lists tells whether page i lists page j among its language versions, under
// the address of j or under its canonical one.
func (s *Set) Lists(i, j int32) bool {
	versions := s.Versions(i)
	p := &s.pages[j]
	if _, ok := slices.BinarySearch(versions, p.Loose); ok {
		return true
	}
	if p.CanonicalKey == 0 {
		return false
	}
	_, ok := slices.BinarySearch(versions, p.CanonicalKey)
	return ok
}
