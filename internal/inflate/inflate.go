// Package inflate unpacks DEFLATE data (RFC 1951) and gzip members (RFC 1952).
//
// It does what compress/flate and compress/gzip do, and accepts and refuses the
// same data, at about twice the speed: unpacking archives is a third of the work
// of a run over them. The speed comes from what it does not do. It reads from a
// bufio.Reader alone, whose buffer it decodes in place, eight bytes at a time;
// it has no dictionaries; and it keeps its window in front of what it unpacks
// (inflate.go). The codes are looked up in tables of two levels (tables.go).
package inflate

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// ErrCorrupt tells that the data is not valid DEFLATE data.
var ErrCorrupt = errors.New("deflate: invalid data")

const (
	windowBytes = 32 << 10
	// bufBytes is the size of the window and of what is unpacked behind it.
	bufBytes = windowBytes + 128<<10
	// slackBytes is what one step may write: the longest match, in eights.
	slackBytes = 258 + 8
	// fullAt is how far the buffer is filled before it has to be read.
	fullAt = bufBytes - slackBytes
)

// A state says what comes next in the data.
type state uint8

const (
	atHeader state = iota // of a block
	inStored
	inCodes
)

// A Reader unpacks one stream of DEFLATE data. It reads no byte behind its end.
// It holds about 180 KB; use it again with Reset.
type Reader struct {
	in    *bufio.Reader
	bits  uint64 // read ahead, the next one lowest
	n     uint   // how many
	state state
	final bool // the block at hand is the last
	left  int  // bytes of a stored block
	err   error

	r, w   int // buf[r:w] is unpacked and not yet read
	lit    litTable
	dist   distTable
	sorted [maxSymbols]uint16
	buf    [bufBytes]byte
}

// Reset makes the Reader unpack what in holds from here on.
func (d *Reader) Reset(in *bufio.Reader) {
	d.in, d.bits, d.n, d.state, d.final, d.left, d.err, d.r, d.w = in, 0, 0, atHeader, false, 0, nil, 0, 0
}

// Read reads unpacked bytes. At the end it returns io.EOF; where the data ends
// early io.ErrUnexpectedEOF, and ErrCorrupt where it is invalid, behind all that
// could be unpacked. It waits for more data only when it has nothing to give.
func (d *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for d.r == d.w {
		if d.err != nil {
			return 0, d.err
		}
		if d.w >= fullAt {
			copy(d.buf[:], d.buf[d.w-windowBytes:d.w])
			d.r, d.w = windowBytes, windowBytes
		}
		switch d.state {
		case atHeader:
			d.header()
		case inStored:
			d.stored()
		case inCodes:
			d.codes()
		}
	}
	n := copy(p, d.buf[d.r:d.w])
	d.r += n
	return n, nil
}

// fail ends the data.
func (d *Reader) fail(err error) {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	d.err = err
}

// need reads ahead until there are k bits, 32 at most.
func (d *Reader) need(k uint) bool {
	for d.n < k {
		c, err := d.in.ReadByte()
		if err != nil {
			d.fail(err)
			return false
		}
		d.bits |= uint64(c) << d.n
		d.n += 8
	}
	return true
}

// take takes k bits that are there.
func (d *Reader) take(k uint) int {
	v := d.bits & (1<<k - 1)
	d.bits >>= k
	d.n -= k
	return int(v)
}

// header reads the header of a block (RFC 1951, section 3.2.3), or finds that
// the last one was over.
func (d *Reader) header() {
	if d.final {
		d.err = io.EOF
		return
	}
	if !d.need(3) {
		return
	}
	d.final = d.take(1) == 1
	switch d.take(2) {
	case 0:
		d.take(d.n & 7)
		if !d.need(32) {
			return
		}
		size, check := d.take(16), d.take(16)
		if size != check^0xFFFF {
			d.err = ErrCorrupt
			return
		}
		d.left, d.state = size, inStored
	case 1:
		d.fixed()
		d.state = inCodes
	case 2:
		if d.dynamic() {
			d.state = inCodes
		}
	default:
		d.err = ErrCorrupt
	}
}

// stored reads on in a block that is not packed.
func (d *Reader) stored() {
	if d.left == 0 {
		d.state = atHeader
		return
	}
	n, err := d.in.Read(d.buf[d.w:min(fullAt, d.w+d.left)])
	d.w += n
	d.left -= n
	if err != nil && d.left > 0 {
		d.fail(err)
	}
}

// codes unpacks codes until the block ends, the buffer is full, or the input has
// no more for now.
func (d *Reader) codes() {
	in, _ := d.in.Peek(d.in.Buffered())
	pos := 0
	bits, n, w := d.bits, d.n, d.w
	for w < fullAt {
		// Here no end is near: nothing has to be asked for but symbols.
		for pos+16 <= len(in) && w < fullAt {
			bits |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
			pos += int((63 - n) >> 3)
			n |= 56
			e := d.lit[bits&litMask]
			if e&literal != 0 {
				bits >>= e & 63
				n -= uint(e & 63)
				d.buf[w] = byte(e >> 16)
				w++
				e = d.lit[bits&litMask]
				if e&literal != 0 {
					bits >>= e & 63
					n -= uint(e & 63)
					d.buf[w] = byte(e >> 16)
					w++
					e = d.lit[bits&litMask]
					if e&literal != 0 {
						bits >>= e & 63
						n -= uint(e & 63)
						d.buf[w] = byte(e >> 16)
						w++
						continue
					}
				}
				// Not fewer than are needed for a length and a distance.
				bits |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
				pos += int((63 - n) >> 3)
				n |= 56
			}
			if e&special != 0 {
				if e&subtable == 0 {
					break // the end, or an error
				}
				e = d.lit[(uint64(e>>16)+bits>>litBits&(1<<(e>>8&31)-1))&(litEntries-1)]
				if e&literal != 0 {
					bits >>= e & 63
					n -= uint(e & 63)
					d.buf[w] = byte(e >> 16)
					w++
					continue
				}
				if e&special != 0 {
					break
				}
			}
			length := int(e>>16) + int(bits&(1<<(e&63)-1)>>(e>>8&31))
			f := d.dist[bits>>(e&63)&distMask]
			if f&special != 0 {
				if f&subtable == 0 {
					break
				}
				f = d.dist[(uint64(f>>16)+bits>>(e&63)>>distBits&(1<<(f>>8&31)-1))&(distEntries-1)]
				if f&special != 0 {
					break
				}
			}
			bits >>= e & 63
			n -= uint(e & 63)
			distance := int(f>>16) + int(bits&(1<<(f&63)-1)>>(f>>8&31))
			bits >>= f & 63
			n -= uint(f & 63)
			if distance > w {
				d.err = ErrCorrupt
				d.leave(pos, bits, n, w)
				return
			}
			if length > 16 || distance < 8 {
				w = d.match(w, length, distance)
				continue
			}
			// Most matches are short.
			from := w - distance
			binary.LittleEndian.PutUint64(d.buf[w:w+8], binary.LittleEndian.Uint64(d.buf[from:from+8]))
			if length > 8 {
				binary.LittleEndian.PutUint64(d.buf[w+8:w+16], binary.LittleEndian.Uint64(d.buf[from+8:from+16]))
			}
			w += length
		}
		if w >= fullAt {
			break
		}
		// One symbol, with as few bits as it takes.
		step, size := d.symbol(bits, n)
		switch {
		case step == needsMore && pos < len(in):
			bits |= uint64(in[pos]) << (n & 63)
			n += 8
			pos++
		case step == needsMore:
			_, _ = d.in.Discard(pos) // all that Peek gave
			d.bits, d.n, d.w = bits, n, w
			if w > d.r {
				return // before waiting
			}
			if _, err := d.in.Peek(1); err != nil {
				d.fail(err)
				return
			}
			in, _ = d.in.Peek(d.in.Buffered())
			pos = 0
		case step == isInvalid:
			d.err = ErrCorrupt
			d.leave(pos, bits, n, w)
			return
		case step == isEnd:
			d.state = atHeader
			d.leave(pos, bits>>size, n-size, w)
			return
		case step == isLiteral:
			d.buf[w] = byte(d.lit.at(bits) >> 16)
			w++
			bits >>= size
			n -= size
		default:
			length, distance := d.pair(bits)
			if distance > w {
				d.err = ErrCorrupt
				d.leave(pos, bits, n, w)
				return
			}
			w = d.match(w, length, distance)
			bits >>= size
			n -= size
		}
	}
	d.leave(pos, bits, n, w)
}

// leave gives back whole bytes that were read ahead. They are of the stretch at
// hand: bits from before it are used up by the symbol that it was fetched for.
func (d *Reader) leave(pos int, bits uint64, n uint, w int) {
	pos -= int(n >> 3)
	n &= 7
	d.bits, d.n, d.w = bits&(1<<n-1), n, w
	_, _ = d.in.Discard(pos) // which is buffered
}

// match repeats what stands the distance back. It may write up to seven bytes
// more than the length, which are written over by what follows.
func (d *Reader) match(w, length, distance int) int {
	end := w + length
	from := w - distance
	switch {
	case distance >= length && length > 32:
		copy(d.buf[w:end], d.buf[from:from+length])
	case distance >= 8:
		for w < end {
			binary.LittleEndian.PutUint64(d.buf[w:w+8], binary.LittleEndian.Uint64(d.buf[from:from+8]))
			w += 8
			from += 8
		}
	default:
		for w < end {
			d.buf[w] = d.buf[from]
			w++
			from++
		}
	}
	return end
}

// A step is what the next symbol is.
type step uint8

const (
	needsMore step = iota // the bits do not tell yet
	isLiteral
	isPair
	isEnd
	isInvalid
)

// symbol looks at the next symbol, a length together with its distance, and how
// many bits it takes.
func (d *Reader) symbol(bits uint64, n uint) (step, uint) {
	e := d.lit.at(bits)
	size := uint(e & 63)
	switch {
	case size > n:
		return needsMore, 0
	case e&literal != 0:
		return isLiteral, size
	case e&special != 0:
		if e&endOfBlock != 0 {
			return isEnd, size
		}
		return isInvalid, 0
	}
	f := d.dist.at(bits >> size)
	size += uint(f & 63)
	switch {
	case size > n:
		return needsMore, 0
	case f&special != 0:
		return isInvalid, 0
	}
	return isPair, size
}

// pair is the length and distance that come next.
func (d *Reader) pair(bits uint64) (length, distance int) {
	e := d.lit.at(bits)
	length = int(e>>16) + int(bits&(1<<(e&63)-1)>>(e>>8&31))
	bits >>= e & 63
	f := d.dist.at(bits)
	return length, int(f>>16) + int(bits&(1<<(f&63)-1)>>(f>>8&31))
}
