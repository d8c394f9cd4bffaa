package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/page"
)

const (
	// bufferBytes is the size of the buffers before and after unpacking.
	bufferBytes = 64 << 10
	// sniffBytes is how far the content is looked at to tell records from a
	// page.
	sniffBytes = 4 << 10
	// zstdWindow is the largest window that a zstd stream may ask for, in
	// bytes: what "zstd --long" and every level below it use. It bounds the
	// memory of a stream, which could otherwise ask for gigabytes.
	zstdWindow = 128 << 20
)

// stream reads one input: a page or records, packed or not. size is how many
// bytes it is likely to have, or 0.
func (r *run) stream(name string, in io.Reader, size int64) bool {
	r.packedBuf.Reset(in)
	plain, closer, err := unpack(r.packedBuf)
	if err != nil {
		return r.fail(&Error{Name: name, Message: readFailure(err), Err: err})
	}
	defer closer()
	r.plainBuf.Reset(&cancellable{r.ctx, plain})
	if areRecords(r.plainBuf) {
		return r.records(name, r.plainBuf)
	}
	data, cut, err := readPage(r.plainBuf, r.opts.MaxPageBytes, size)
	if err != nil {
		return r.fail(&Error{Name: name, Message: readFailure(err), Err: err})
	}
	return r.page(page.Source{Name: name, Data: data, Truncated: cut})
}

// unpack takes off one layer of gzip (RFC 1952, all members) or zstd
// (RFC 8878, all frames), known by its first bytes. Both unpack as they are
// read and hold no more than a window.
func unpack(in *bufio.Reader) (out io.Reader, closer func(), err error) {
	magic, _ := in.Peek(4) // shorter input is a page; its error comes again
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, packError("gzip", err)
		}
		return &packed{"gzip", z}, func() { z.Close() }, nil
	case bytes.Equal(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}),
		len(magic) == 4 && magic[0]>>4 == 5 && bytes.Equal(magic[1:], []byte{0x2A, 0x4D, 0x18}): // skippable frame
		// Concurrency 1 unpacks in the caller, without goroutines.
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, nil, packError("zstd", err)
		}
		return &packed{"zstd", z}, z.Close, nil
	}
	return in, func() {}, nil
}

// packed names the format in the errors of a decompressor.
type packed struct {
	format string
	in     io.Reader
}

func (p *packed) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	if err != nil && err != io.EOF {
		err = packError(p.format, err)
	}
	return n, err
}

func packError(format string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the %s data is cut off: %w", format, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("the %s data is damaged: %w", format, err)
}

// cancellable stops reading when the context is done. It stands behind the
// decompressor, where a small input can become a long one.
type cancellable struct {
	ctx context.Context
	in  io.Reader
}

func (c *cancellable) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.in.Read(b)
}

// readPage reads a page up to limit bytes and tells whether it was cut there.
// A cut page loses a UTF-8 sequence that the cut would split, or its charset
// would be judged by it.
func readPage(in io.Reader, limit, size int64) (data []byte, cut bool, err error) {
	var buf bytes.Buffer
	buf.Grow(int(min(max(size, 0), limit)) + bytes.MinRead)
	// The buffer may have grown to twice what is needed, never more.
	if _, err := buf.ReadFrom(io.LimitReader(in, limit+1)); err != nil {
		return nil, false, err
	}
	data, cut = cutPage(buf.Bytes(), limit)
	return data, cut, nil
}

// cutPage cuts data that is longer than limit.
func cutPage(data []byte, limit int64) (kept []byte, cut bool) {
	if int64(len(data)) <= limit {
		return data, false
	}
	data = data[:limit:limit]
	for back := 1; back < utf8.UTFMax && back <= len(data); back++ {
		tail := data[len(data)-back:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				data = data[:len(data)-back]
			}
			break
		}
	}
	return data, true
}

// areRecords tells whether a stream begins with a JSON object, or an array of
// objects, after a byte order mark and white space. No more is read than is
// needed to tell, so that records can come through a pipe one by one.
func areRecords(in *bufio.Reader) bool {
	for n := 1; ; n = max(n+1, min(in.Buffered(), sniffBytes)) {
		head, err := in.Peek(n)
		switch beginsRecords(head) {
		case yes:
			return true
		case no:
			return false
		}
		if err != nil || n >= sniffBytes {
			return false
		}
	}
}

// An answer is what the first bytes of a stream say so far.
type answer uint8

const (
	undecided answer = iota
	yes
	no
)

// beginsRecords tells objects from a page that begins with a brace, as
// templates do: the brace is followed by a quotation mark or the end of the
// object. An empty array is records as well: it is surely no page.
func beginsRecords(head []byte) answer {
	const space = " \t\r\n"
	if len(head) < len(mark) && bytes.HasPrefix([]byte(mark), head) {
		return undecided
	}
	rest := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(mark)), space)
	array := false
	if len(rest) > 0 && rest[0] == '[' {
		array = true
		rest = bytes.TrimLeft(rest[1:], space)
	}
	switch {
	case len(rest) == 0:
		return undecided
	case array && rest[0] == ']':
		return yes
	case rest[0] != '{':
		return no
	}
	rest = bytes.TrimLeft(rest[1:], space)
	switch {
	case len(rest) == 0:
		return undecided
	case rest[0] == '"' || rest[0] == '}':
		return yes
	}
	return no
}

// mark is the byte order mark in UTF-8.
const mark = "\uFEFF"
