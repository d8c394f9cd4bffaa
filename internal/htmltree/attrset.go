package htmltree

import (
	"hash/maphash"

	"golang.org/x/net/html"
)

// An attrSet finds the attributes of one tag with many by their names, so that
// a tag of a million attributes takes no longer for each than one of thirty.
// The seed of the hash decides nothing but the speed.
type attrSet struct {
	seed maphash.Seed
	// slots hold the upper half of a name's hash and, in their lower half, the
	// attribute's index plus one; an empty slot is 0.
	slots []uint64
	ready bool
}

func (s *attrSet) reset() {
	if !s.ready {
		s.seed, s.ready = maphash.MakeSeed(), true
	}
	if len(s.slots) > 1<<10 || s.slots == nil {
		s.slots = make([]uint64, 1<<7)
	} else {
		clear(s.slots)
	}
}

const (
	lowerHalf = 1<<32 - 1
	upperHalf = lowerHalf << 32
)

// add puts the name of the attribute behind attrs into the set; it is false if
// one of attrs, which are all in the set, has that name.
func (s *attrSet) add(attrs []html.Attribute, name string) bool {
	if 2*len(attrs) >= len(s.slots) {
		s.grow()
	}
	hash := maphash.String(s.seed, name)
	mask := uint64(len(s.slots) - 1)
	i := s.start(hash, mask)
	for ; s.slots[i] != 0; i = (i + 1) & mask {
		if slot := s.slots[i]; (slot^hash)&upperHalf == 0 && attrs[slot&lowerHalf-1].Key == name {
			return false
		}
	}
	s.slots[i] = hash&upperHalf | uint64(len(attrs)+1)
	return true
}

// start is the first slot for a hash. It is made of the half that the slots
// keep, so that they can be moved without the names.
func (s *attrSet) start(hash, mask uint64) uint64 { return hash >> 32 & mask }

// grow makes room for more.
func (s *attrSet) grow() {
	old := s.slots
	s.slots = make([]uint64, 2*len(old))
	mask := uint64(len(s.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := s.start(slot, mask)
		for s.slots[i] != 0 {
			i = (i + 1) & mask
		}
		s.slots[i] = slot
	}
}
