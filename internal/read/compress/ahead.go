package compress

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A kind says what the goroutine tells the caller.
type kind uint8

const (
	data      kind = iota // bytes of the member
	atStart               // a member begins
	atEnd                 // it has ended
	atDamage              // it, or the one that should begin, is damaged
	atPlain               // plain bytes follow; the goroutine ends
	atFailure             // the stream ends or fails; the goroutine ends
)

const (
	blockBytes = 64 << 10
	// blocksAhead is how far a stream is unpacked ahead. Of gzip that is a third
	// of all work, which one goroutine does: it has to go on while all workers
	// have large pages. With 12 blocks two were 5 in 100 slower.
	blocksAhead = 40
	// blocksNear is that of a stream with Options.Near.
	blocksNear = 2
)

// blocks are the blocks of all readers.
var blocks = sync.Pool{New: func() any { return new([blockBytes]byte) }}

type chunk struct {
	kind   kind
	member Member
	block  *[blockBytes]byte
	n      int
	err    error
}

// An ahead is the goroutine that unpacks, as the caller sees it.
type ahead struct {
	out   chan chunk
	done  chan struct{}
	ended chan struct{}
	block *[blockBytes]byte // at hand
	rest  []byte            // of it
}

func (r *Reader) startAhead() {
	blocks := blocksAhead
	if r.opts.Near {
		blocks = blocksNear
	}
	r.ahead = &ahead{out: make(chan chunk, blocks), done: make(chan struct{}), ended: make(chan struct{})}
	u := &unpacker{src: r.src, raw: r.raw, out: r.ahead.out, done: r.ahead.done, dict: &r.dict}
	ended := r.ahead.ended
	go func() {
		defer close(ended)
		u.run()
	}()
}

// An unpacker is that goroutine. It alone uses src and raw while it runs.
type unpacker struct {
	src  *source
	raw  *bufio.Reader
	out  chan<- chunk
	done <-chan struct{}
	gz   *gzip.Reader
	dict *dictionary
}

// errClosed ends the goroutine.
var errClosed = errors.New("closed")

func (u *unpacker) send(c chunk) error {
	select {
	case u.out <- c:
		return nil
	case <-u.done:
		return errClosed
	}
}

func (u *unpacker) offset() int64 { return u.src.at - int64(u.raw.Buffered()) }

// leave tells the caller that the goroutine ends. The stream and the dictionary
// are the caller's from then on.
func (u *unpacker) leave(c chunk) {
	if u.dict.decoder != nil {
		u.dict.decoder.Reset(nil) // lets go of the stream
	}
	u.send(c)
}

func (u *unpacker) run() {
	for {
		magic, err := u.raw.Peek(magicBytes)
		if len(magic) == 0 {
			u.leave(chunk{kind: atFailure, err: err})
			return
		}
		member := Member{FormatOf(magic), u.offset()}
		switch member.Format {
		case Gzip:
			err = u.gzip(member)
		case Zstd:
			err = u.zstd(member, magic)
		default:
			u.leave(chunk{kind: atPlain})
			return
		}
		if err == errClosed {
			return
		}
		if err != nil {
			if u.src.err != nil && u.src.err != io.EOF {
				u.leave(chunk{kind: atFailure, err: u.src.err})
				return
			}
			at := u.offset()
			resumed := u.resync(member)
			if u.send(chunk{kind: atDamage, err: &Damage{member, at, resumed, err}}) != nil {
				return
			}
		}
	}
}

func (u *unpacker) gzip(member Member) (err error) {
	if u.gz == nil {
		u.gz, err = gzip.NewReader(u.raw)
	} else {
		err = u.gz.Reset(u.raw)
	}
	if err != nil {
		return err
	}
	u.gz.Multistream(false)
	if err := u.send(chunk{kind: atStart, member: member}); err != nil {
		return err
	}
	return u.pump(u.gz)
}

// pump hands on what a member holds.
func (u *unpacker) pump(in io.Reader) error {
	for {
		block := blocks.Get().(*[blockBytes]byte)
		n, err := 0, error(nil)
		// A short read is sent on at once only when the stream has no more to
		// give for now: a record that came through a pipe is to be seen.
		for n < blockBytes && err == nil {
			var m int
			m, err = in.Read(block[n:])
			n += m
			if m > 0 && u.raw.Buffered() == 0 {
				break
			}
		}
		if n > 0 {
			if err := u.send(chunk{kind: data, block: block, n: n}); err != nil {
				return err
			}
		} else {
			blocks.Put(block)
		}
		if err == io.EOF {
			return u.send(chunk{kind: atEnd})
		}
		if err != nil {
			return err
		}
	}
}

// A dictionary is that of the zstd frames of one stream, with their decoder.
type dictionary struct {
	content []byte
	decoder *zstd.Decoder
}

// zstdWindow is the largest window that a zstd frame may ask for, in bytes: what
// "zstd --long" and every level below it use. It bounds the memory of a stream,
// which could otherwise ask for gigabytes.
const zstdWindow = 128 << 20

// dictionaryBytes bounds a dictionary. Those of archives have 100 KB or so.
const dictionaryBytes = 16 << 20

var (
	dictionaryMagic     = []byte{0x5D, 0x2A, 0x4D, 0x18} // of the skippable frame
	zstdDictionaryMagic = []byte{0x37, 0xA4, 0x30, 0xEC} // of its content
)

func (d *dictionary) open() (*zstd.Decoder, error) {
	if d.decoder != nil {
		return d.decoder, nil
	}
	// Concurrency 1 unpacks in the caller, without goroutines.
	opts := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow)}
	if len(d.content) > 0 {
		if bytes.HasPrefix(d.content, zstdDictionaryMagic) {
			opts = append(opts, zstd.WithDecoderDicts(d.content))
		} else {
			opts = append(opts, zstd.WithDecoderDictRaw(0, d.content))
		}
	}
	dec, err := zstd.NewReader(nil, opts...)
	if err != nil {
		return nil, err
	}
	d.decoder = dec
	return dec, nil
}

// zstd unpacks a frame. Its extent is read from the headers of its blocks, so
// that no byte behind it is touched.
func (u *unpacker) zstd(member Member, magic []byte) error {
	if isSkippable(magic) {
		if member.Offset == 0 && bytes.Equal(magic, dictionaryMagic) {
			content, err := readDictionary(u.raw)
			if err != nil {
				return fmt.Errorf("the dictionary cannot be read: %w", err)
			}
			u.dict.content, u.dict.decoder = content, nil
			return nil
		}
		head, err := u.raw.Peek(8)
		if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		u.raw.Discard(8)
		_, err = io.CopyN(io.Discard, u.raw, size)
		return err
	}
	frame := &frameReader{in: u.raw}
	hasDict, err := frame.begin()
	if err != nil {
		return err
	}
	if hasDict && len(u.dict.content) == 0 {
		return ErrDictionary
	}
	dec, err := u.dict.open()
	if err != nil {
		return err
	}
	if err := dec.Reset(frame); err != nil {
		return err
	}
	if err := u.send(chunk{kind: atStart, member: member}); err != nil {
		return err
	}
	return u.pump(dec)
}

// readDictionary reads the skippable frame that holds a dictionary.
func readDictionary(in *bufio.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[4:])
	if size > dictionaryBytes {
		return nil, fmt.Errorf("it has %d bytes, more than the bound of %d", size, dictionaryBytes)
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(in, content); err != nil {
		return nil, err
	}
	if !isZstdFrame(content) {
		return content, nil
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(dictionaryBytes))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	return dec.DecodeAll(content, nil)
}

// A frameReader reads the bytes of one zstd frame (RFC 8878, section 3.1.1) and
// nothing behind it.
type frameReader struct {
	in       *bufio.Reader
	left     int64 // bytes before the next block header, or before the end
	checksum bool
	last     bool // the block at hand is the last
	over     bool
}

// begin reads ahead to the frame's header and reports whether it names a
// dictionary.
func (f *frameReader) begin() (hasDict bool, err error) {
	peeked, err := f.in.Peek(zstd.HeaderMaxSize)
	if len(peeked) == 0 {
		return false, err
	}
	var h zstd.Header
	if err := h.Decode(peeked); err != nil {
		return false, err
	}
	if h.WindowSize > zstdWindow {
		return false, fmt.Errorf("it needs a window of %d bytes, more than the bound of %d", h.WindowSize, zstdWindow)
	}
	f.left, f.checksum = int64(h.HeaderSize), h.HasCheckSum
	return h.DictionaryID != 0, nil
}

func (f *frameReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.left == 0 {
		switch {
		case f.over:
			return 0, io.EOF
		case f.last:
			f.over = true
			if !f.checksum {
				return 0, io.EOF
			}
			f.left = 4
		default:
			head, err := f.in.Peek(3)
			if err != nil {
				return 0, io.ErrUnexpectedEOF
			}
			h := uint32(head[0]) | uint32(head[1])<<8 | uint32(head[2])<<16
			f.last = h&1 != 0
			size := int64(h >> 3)
			if h>>1&3 == 1 { // one byte, repeated
				size = 1
			}
			f.left = 3 + size
		}
	}
	n, err := f.in.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
