package ingest

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// tarBlock is the size of the blocks that a tar file is made of.
const tarBlock = 512

// Where a header has its checksum and its magic (POSIX.1-1988, pax).
const (
	tarSumAt   = 148
	tarSumSize = 8
	tarMagicAt = 257
)

// isTar reports whether a block is the first of a tar file: a header with its
// checksum, or one with the magic of POSIX and GNU. A magic with a damaged byte
// counts behind a name that is filled up with zeros, as no text has it.
func isTar(head []byte) bool {
	if len(head) != tarBlock {
		return false
	}
	return isTarHeader(head) || nearly(head[tarMagicAt:], "ustar", 0) ||
		nearly(head[tarMagicAt:], "ustar", 1) && bytes.Count(head[:100], []byte{0}) > 10
}

// nearly reports whether data begins with the text, but for so many bytes.
func nearly(data []byte, text string, wrong int) bool {
	if len(data) < len(text) {
		return false
	}
	for i := range len(text) {
		if data[i] != text[i] {
			wrong--
		}
	}
	return wrong >= 0
}

// isTarHeader reports whether a block is a header, by its checksum: the sum of
// its bytes, signed or not, with the checksum itself as spaces.
func isTarHeader(b []byte) bool {
	field := bytes.Trim(b[tarSumAt:tarSumAt+tarSumSize], " \x00")
	want, err := strconv.ParseInt(string(field), 8, 64)
	if err != nil {
		return false
	}
	var signed, unsigned int64
	for i, c := range b[:tarBlock] {
		if i >= tarSumAt && i < tarSumAt+tarSumSize {
			c = ' '
		}
		signed += int64(int8(c))
		unsigned += int64(c)
	}
	return want == signed || want == unsigned
}

// tar reads a tar file entry by entry, as zip does. After a header that cannot
// be read it goes on with the next one that has its checksum.
func (r *run) tar(in *input, br *bufio.Reader) bool {
	e := &entries{run: r, in: in}
	src := &tarSource{in: br, tried: -1}
	damaged := func(at int64, message string, err error) bool {
		e.found = true
		return r.fail(&Error{
			Name: in.label(), Input: in.name, Offset: at + max(in.base, 0), Unpacked: in.packed || in.base < 0,
			Message: message, Err: err,
		})
	}
	const noEnd = "the tar file ends without the two blocks of zeros that close it: it is cut off"
	for {
		err := e.members(src)
		again := false
		switch {
		case err == nil:
			return false // the loop is over
		case err == io.EOF && src.zeros < 2:
			return damaged(src.offset, noEnd, io.ErrUnexpectedEOF) && e.end("tar file")
		case err == io.EOF:
		case errors.Is(err, tar.ErrHeader):
			again = src.back()
		case errors.Is(err, io.ErrUnexpectedEOF):
			// An entry that is cut off has been told.
			return (e.cut || damaged(src.offset, "the tar file is cut off", err)) && e.end("tar file")
		default:
			return damaged(src.offset, "the tar file cannot be read on: "+readFailure(err), err)
		}
		at := src.offset
		passed, found, serr := src.toHeader()
		switch {
		case serr != nil && serr != io.EOF:
			return damaged(src.offset, "the tar file cannot be read on: "+readFailure(serr), serr)
		case found && err == io.EOF:
			if !damaged(src.offset, "entries follow the end of the tar file: it is damaged, or several were put together", nil) {
				return false
			}
		case found && passed == 0 && !again:
			if !damaged(at, "what stands before this header belongs to none: a single block of zeros, or the damaged head of an entry", err) {
				return false
			}
		case passed > 0:
			if !damaged(at, fmt.Sprintf("%d bytes that are no tar header are passed over", passed), err) {
				return false
			}
		}
		if !found {
			// Of what is damaged no end is asked for as well.
			return e.end("tar file")
		}
	}
}

// members reads the entries of a tar file up to an error, which is io.EOF at the
// end. It returns nil when the loop is over.
func (e *entries) members(src *tarSource) error {
	t := tar.NewReader(src)
	for {
		h, err := t.Next()
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		e.at = src.offset + max(e.in.base, 0)
		inner := &input{size: h.Size, base: -1}
		if !e.entry(h.Name, inner, func() (io.Reader, func(), error) { return t, func() {}, nil }) {
			return nil
		}
	}
}

// A tarSource is the stream that a tar file is read from. It knows where it is,
// and can go back by one block.
type tarSource struct {
	in     io.Reader
	err    error // of in, once what was read before is used up
	buf    []byte
	r, w   int   // what is read next, and the end of it
	offset int64 // of what is read next
	block  bool  // the last read gave one block, which stands before r
	zeros  int   // blocks of zeros that were read one after the other until now
	before int   // the same before the last read
	tried  int64 // offset of the header that reading went on from last
}

// peek is the next n bytes, or less at the end. It keeps one block before them.
func (s *tarSource) peek(n int) []byte {
	for s.w-s.r < n && s.err == nil {
		if s.buf == nil {
			s.buf = make([]byte, bufferBytes)
		}
		if s.w == len(s.buf) {
			from := max(s.r-tarBlock, 0)
			s.w = copy(s.buf, s.buf[from:s.w])
			s.r -= from
		}
		var m int
		m, s.err = s.in.Read(s.buf[s.w:])
		s.w += m
	}
	return s.buf[s.r:min(s.w, s.r+n)]
}

// skip passes over bytes that peek has given.
func (s *tarSource) skip(n int) {
	s.r += n
	s.offset += int64(n)
}

// Read fills p when it is a block, as headers are read.
func (s *tarSource) Read(p []byte) (int, error) {
	want := 1
	if len(p) == tarBlock {
		want = tarBlock
	}
	s.peek(want)
	n := copy(p, s.buf[s.r:s.w])
	s.skip(n)
	s.block, s.before = n == tarBlock, s.zeros
	if !s.block || len(bytes.TrimRight(p[:n], "\x00")) > 0 {
		s.zeros = 0
	} else {
		s.zeros++
	}
	if n == 0 && len(p) > 0 {
		return 0, s.err
	}
	return n, nil
}

// back goes back to the block that was read last. It reports whether all that was
// at fault is read again then: not so behind a block of zeros, or what is no block.
func (s *tarSource) back() bool {
	if !s.block {
		return false
	}
	s.skip(-tarBlock)
	s.block = false
	return s.before == 0
}

// toHeader goes to the next header, and returns how many bytes it has passed
// over: all of them, or without a header those up to the last that is not zero.
// A header is a block with its checksum that was not tried before, at the next
// multiple of the block size, or, since bytes can be missing, anywhere when it
// has the magic.
func (s *tarSource) toHeader() (passed int64, found bool, err error) {
	start := s.offset
	end := start
	for {
		window := s.peek(2*tarBlock + len("ustar"))
		if len(window) < tarBlock {
			// A file of blocks does not end in one, even of zeros.
			if len(window) > 0 {
				end = s.offset + int64(len(window))
			}
			s.skip(len(window))
			return end - start, false, s.err
		}
		if s.offset > s.tried && isTarHeader(window) {
			s.tried = s.offset
			return s.offset - start, true, nil
		}
		step := tarBlock
		for at := 1; at+tarBlock <= len(window) && at < tarBlock; at++ {
			i := bytes.Index(window[at+tarMagicAt:], []byte("ustar"))
			if at += i; i < 0 || at >= tarBlock || at+tarBlock > len(window) {
				break
			}
			if isTarHeader(window[at:]) {
				step = at
				break
			}
		}
		window = window[:step]
		if rest := len(bytes.TrimRight(window, "\x00")); rest > 0 {
			end = s.offset + int64(rest)
		}
		s.skip(step)
	}
}
