package inflate

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// The faults of gzip members.
var (
	ErrHeader   = errors.New("gzip: invalid header")
	ErrChecksum = errors.New("gzip: invalid checksum")
)

// A Gzip unpacks one gzip member (RFC 1952), and reads no byte behind it. Its
// zero value is ready for Reset.
type Gzip struct {
	in   *bufio.Reader
	data Reader
	sum  uint32
	size uint32
	err  error
}

// Flags of the header (RFC 1952, section 2.3.1).
const (
	hasHeaderSum = 1 << 1
	hasExtra     = 1 << 2
	hasName      = 1 << 3
	hasComment   = 1 << 4

	// maxText bounds the name and the comment, as compress/gzip does.
	maxText = 512
)

// Reset goes to the member that begins here, and reads its header. It returns
// io.EOF where there is nothing, ErrHeader where no member begins, and
// io.ErrUnexpectedEOF where it ends early.
func (g *Gzip) Reset(in *bufio.Reader) error {
	g.in, g.sum, g.size = in, 0, 0
	g.err = g.header()
	g.data.Reset(in)
	return g.err
}

func (g *Gzip) header() error {
	var head [10]byte
	if n, err := io.ReadFull(g.in, head[:]); err != nil {
		if n == 0 {
			return err
		}
		return unexpected(err)
	}
	if head[0] != 0x1F || head[1] != 0x8B || head[2] != 8 {
		return ErrHeader
	}
	sum := crc32.ChecksumIEEE(head[:])
	read := func(b []byte) error {
		if _, err := io.ReadFull(g.in, b); err != nil {
			return unexpected(err)
		}
		sum = crc32.Update(sum, crc32.IEEETable, b)
		return nil
	}
	flags := head[3]
	if flags&hasExtra != 0 {
		var size [2]byte
		if err := read(size[:]); err != nil {
			return err
		}
		if err := read(make([]byte, binary.LittleEndian.Uint16(size[:]))); err != nil {
			return err
		}
	}
	for _, flag := range []byte{hasName, hasComment} {
		if flags&flag == 0 {
			continue
		}
		c := [1]byte{1}
		for n := 0; c[0] != 0; n++ {
			if n >= maxText {
				return ErrHeader
			}
			if err := read(c[:]); err != nil {
				return err
			}
		}
	}
	if flags&hasHeaderSum != 0 {
		want := uint16(sum)
		var is [2]byte
		if err := read(is[:]); err != nil {
			return err
		}
		if binary.LittleEndian.Uint16(is[:]) != want {
			return ErrHeader
		}
	}
	return nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Read reads unpacked bytes, and io.EOF at the end of the member, where it holds
// the bytes against the checksum and the size there.
func (g *Gzip) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.data.Read(p)
	g.sum = crc32.Update(g.sum, crc32.IEEETable, p[:n])
	g.size += uint32(n)
	if err == io.EOF {
		var tail [8]byte
		switch _, terr := io.ReadFull(g.in, tail[:]); {
		case terr != nil:
			err = unexpected(terr)
		case binary.LittleEndian.Uint32(tail[:4]) != g.sum, binary.LittleEndian.Uint32(tail[4:]) != g.size:
			err = ErrChecksum
		}
	}
	g.err = err
	return n, err
}
