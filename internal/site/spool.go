package site

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/klauspost/compress/s2"

	"github.com/metacheck/metacheck/internal/files/tempfile"
)

// A spool keeps pieces of data that are numbered in the order in which they
// come. They are compressed in blocks; blocks beyond a bound on memory go to a
// temporary file, which is only ever appended to.
type spool struct {
	bound int64
	dir   string

	places  []place
	blocks  []block
	open    []byte // the block that is being filled
	packing []byte // room for packing it
	held    int64  // bytes of blocks in memory
	file    *os.File
	size    int64 // of the file

	// recent are blocks that were read last, unpacked.
	recent []cached
	tick   int
}

// A place is where a piece stands: in which block, and where in that.
type place struct {
	block, start uint32
}

// A block is compressed data, in memory or in the file.
type block struct {
	data   []byte // nil when it is in the file
	offset int64
	length int32
}

type cached struct {
	block uint32
	data  []byte
	used  int
}

const (
	blockBytes = 256 << 10
	maxRecent  = 16
)

func newSpool(bound int64, dir string) *spool { return &spool{bound: bound, dir: dir} }

// add appends a piece.
func (s *spool) add(data []byte) error {
	s.places = append(s.places, place{uint32(len(s.blocks)), uint32(len(s.open))})
	s.open = append(s.open, data...)
	if len(s.open) < blockBytes {
		return nil
	}
	s.packing = s2.Encode(s.packing[:cap(s.packing)], s.open)
	packed := bytes.Clone(s.packing)
	s.open = s.open[:0]
	s.blocks = append(s.blocks, block{data: packed, length: int32(len(packed))})
	s.held += int64(len(packed))
	if s.held > s.bound {
		return s.spill()
	}
	return nil
}

// spill writes the blocks in memory to the file.
func (s *spool) spill() error {
	if s.file == nil {
		f, err := tempfile.Create(s.dir, "site")
		if err != nil {
			return fmt.Errorf("could not keep pages on disk for checks over many pages: %w", err)
		}
		s.file = f
		// Where the system lets it, the name goes at once, so that nothing is
		// left behind however the program ends.
		_ = os.Remove(f.Name())
	}
	for i := range s.blocks {
		b := &s.blocks[i]
		if b.data == nil {
			continue
		}
		if _, err := s.file.WriteAt(b.data, s.size); err != nil {
			return fmt.Errorf("could not keep pages on disk for checks over many pages: %w", err)
		}
		b.offset, b.data = s.size, nil
		s.size += int64(b.length)
	}
	s.held = 0
	return nil
}

var errSpool = errors.New("what was kept of pages for checks over many pages is damaged")

// get is the piece with the number; it holds until the next call.
func (s *spool) get(i int) ([]byte, error) {
	if i < 0 || i >= len(s.places) {
		return nil, errSpool
	}
	p := s.places[i]
	data, err := s.unpacked(p.block)
	if err != nil {
		return nil, err
	}
	end := uint32(len(data))
	if i+1 < len(s.places) && s.places[i+1].block == p.block {
		end = s.places[i+1].start
	}
	if p.start > end || int(end) > len(data) {
		return nil, errSpool
	}
	return data[p.start:end], nil
}

// unpacked is the content of a block.
func (s *spool) unpacked(n uint32) ([]byte, error) {
	if int(n) == len(s.blocks) {
		return s.open, nil
	}
	s.tick++
	oldest := 0
	for i := range s.recent {
		if s.recent[i].block == n {
			s.recent[i].used = s.tick
			return s.recent[i].data, nil
		}
		if s.recent[i].used < s.recent[oldest].used {
			oldest = i
		}
	}
	b := s.blocks[n]
	packed := b.data
	if packed == nil {
		packed = make([]byte, b.length)
		if _, err := s.file.ReadAt(packed, b.offset); err != nil {
			return nil, fmt.Errorf("could not read what was kept of pages on disk: %w", err)
		}
	}
	var room []byte
	if len(s.recent) == maxRecent {
		room = s.recent[oldest].data
		s.recent = append(s.recent[:oldest], s.recent[oldest+1:]...)
	}
	data, err := s2.Decode(room[:cap(room)], packed)
	if err != nil {
		return nil, errSpool
	}
	s.recent = append(s.recent, cached{n, data, s.tick})
	return data, nil
}

// close removes the file.
func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := s.file.Close()
	if rerr := os.Remove(name); rerr != nil && !errors.Is(rerr, os.ErrNotExist) && err == nil {
		err = rerr
	}
	s.file = nil
	return err
}
