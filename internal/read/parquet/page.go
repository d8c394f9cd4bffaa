package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// Types of pages, encodings and codecs, as they are numbered in files.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPageV2     = 3

	encodingPlain           = 0
	encodingPlainDictionary = 2
	encodingRLE             = 3
	encodingBitPacked       = 4
	encodingDelta           = 5
	encodingDeltaLength     = 6
	encodingDeltaBytes      = 7
	encodingRLEDictionary   = 8
	encodingSplit           = 9

	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecBrotli = 4
	codecZstd   = 6
	codecLZ4    = 7
)

// A pageHeader is what is said of a page before it.
type pageHeader struct {
	typ              int64
	unpacked, packed int64 // bytes
	crc              uint32
	hasCRC           bool
	values           int64
	encoding         int64
	levelEncoding    int64
	plain            bool // not packed, whatever the codec of the column

	definitionBytes, repetitionBytes int64
}

const (
	// headerBytes is how much is read to find the header of a page.
	headerBytes = 4 << 10
	// maxHeader bounds that header. It can repeat the least and greatest value
	// of the page, and of its nulls.
	maxHeader = 1 << 20
)

// header reads the header of the page at offset, and returns its length.
func (r *reader) header() (int64, error) {
	most := min(r.chunk.end-r.offset, maxHeader+4*r.file.opts.MaxValueBytes)
	var scratch memory
	scratch.of = &r.file.held
	defer scratch.free()
	b := r.head[:min(headerBytes, most)]
	for n := int64(len(b)); ; {
		if _, err := readAt(r.file.at, b, r.offset); err != nil {
			return 0, err
		}
		c := cursor{b: b}
		r.page = pageHeader{}
		r.page.read(&c)
		if c.err == nil {
			return int64(c.at), nil
		}
		if !errors.Is(c.err, errShort) || n == most {
			return 0, fmt.Errorf("its header cannot be read: %w", c.err)
		}
		n = min(4*n, most)
		if err := scratch.take(n); err != nil {
			return 0, fmt.Errorf("its header: %w", err)
		}
		b = scratch.b
	}
}

func (h *pageHeader) read(c *cursor) {
	h.typ, h.packed, h.unpacked = -1, -1, -1
	c.fields(0, func(id int64, typ byte) bool {
		if typ == typeStruct && (id == 5 || id == 7 || id == 8) {
			h.readOf(id, c)
			return true
		}
		if typ != typeI32 {
			return false
		}
		switch id {
		case 1:
			h.typ = c.int()
		case 2:
			h.unpacked = c.int()
		case 3:
			h.packed = c.int()
		case 4:
			h.crc, h.hasCRC = uint32(c.int()), true
		default:
			return false
		}
		return true
	})
}

// readOf reads what is said of a page of a type.
func (h *pageHeader) readOf(of int64, c *cursor) {
	c.fields(1, func(id int64, typ byte) bool {
		to := (*int64)(nil)
		switch {
		case of == 8 && id == 7:
			h.plain = typ == typeFalse
			return false
		case typ != typeI32:
			return false
		case id == 1:
			to = &h.values
		case of != 8 && id == 2, of == 8 && id == 4:
			to = &h.encoding
		case of == 5 && id == 3:
			to = &h.levelEncoding
		case of == 8 && id == 5:
			to = &h.definitionBytes
		case of == 8 && id == 6:
			to = &h.repetitionBytes
		default:
			return false
		}
		*to = c.int()
		return true
	})
}

// check compares a page with its checksum.
func (h *pageHeader) check(stored []byte) error {
	if !h.hasCRC || crc32.ChecksumIEEE(stored) == h.crc {
		return nil
	}
	return errors.New("it does not have its checksum; it is damaged")
}

// maxRatio is how many times longer than what is packed the unpacked can be, so
// that no memory is taken for sizes that are not true.
func maxRatio(codec int64) int64 {
	switch codec {
	case codecSnappy:
		return 64
	case codecLZ4:
		return 256
	case codecGzip:
		return 1100
	case codecZstd:
		return 1 << 16
	}
	return math.MaxInt64
}

var unzstd = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderLowmem(true))
})

var errSize = errors.New("it has another size unpacked than it says")

// unpack fills to with what is packed in from.
func unpack(codec int64, to, from []byte) error {
	var in io.Reader
	n := 0
	switch codec {
	case codecSnappy:
		size, err := snappy.DecodedLen(from)
		if err != nil {
			return err
		}
		if size != len(to) {
			return errSize
		}
		_, err = snappy.Decode(to, from)
		return err
	case codecLZ4:
		var err error
		if len(to) > 0 {
			n, err = lz4.UncompressBlock(from, to)
		}
		if err != nil {
			return fmt.Errorf("lz4: %w", err)
		}
		return sized(n, len(to))
	case codecZstd:
		d, err := unzstd()
		if err != nil {
			return err
		}
		out, err := d.DecodeAll(from, to[:0:len(to)])
		if errors.Is(err, zstd.ErrDecoderSizeExceeded) {
			return errSize
		}
		if err != nil {
			return err
		}
		return sized(len(out), len(to))
	case codecGzip:
		z, err := gzip.NewReader(bytes.NewReader(from))
		if err != nil {
			return err
		}
		in = z
	case codecBrotli:
		in = brotli.NewReader(bytes.NewReader(from))
	default:
		return fmt.Errorf("its compression codec, number %d, is not known", codec)
	}
	if _, err := io.ReadFull(in, to); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return errSize
		}
		return err
	}
	var more [1]byte
	switch n, err := io.ReadFull(in, more[:]); {
	case n > 0:
		return errSize
	case err != io.EOF:
		return err
	}
	return nil
}

func sized(n, want int) error {
	if n != want {
		return errSize
	}
	return nil
}

// prefixed cuts off what is as long as the four bytes before it say.
func prefixed(b []byte) (part, rest []byte, err error) {
	if len(b) < 4 {
		return nil, nil, errShort
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if n > int64(len(b)-4) {
		return nil, nil, errShort
	}
	return b[4 : 4+n : 4+n], b[4+n:], nil
}
