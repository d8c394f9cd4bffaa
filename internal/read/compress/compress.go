// Package compress reads streams that are packed in members: gzip members
// (RFC 1952), zstd frames (RFC 8878) and stretches of plain bytes, one behind
// the other in any mixture, as archives of the web are.
//
// A [Reader] goes from member to member and says where each begins. Members are
// known by their first bytes. They are unpacked by a goroutine that is ahead of
// the caller by a bounded number of blocks, so that unpacking and what the
// caller does share two cores (ahead.go). Damage ends a member, not the stream:
// reading goes on at the next one that can be made out (resync.go).
package compress

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A Format is how a member is packed.
type Format uint8

// The formats.
const (
	Plain Format = iota
	Gzip
	Zstd
)

// String is the name of the format: "gzip".
func (f Format) String() string {
	switch f {
	case Gzip:
		return "gzip"
	case Zstd:
		return "zstd"
	}
	return "plain"
}

// magicBytes is how many bytes are needed to tell a format.
const magicBytes = 4

// FormatOf is the format that a stream with these first bytes has; fewer than
// four bytes are Plain unless they suffice. A zstd skippable frame is Zstd.
func FormatOf(head []byte) Format {
	switch {
	case len(head) >= 2 && head[0] == 0x1F && head[1] == 0x8B && (len(head) == 2 || head[2] == 8):
		return Gzip
	case len(head) >= 4 && (isZstdFrame(head) || isSkippable(head)):
		return Zstd
	}
	return Plain
}

func isZstdFrame(b []byte) bool {
	return len(b) >= 4 && b[0] == 0x28 && b[1] == 0xB5 && b[2] == 0x2F && b[3] == 0xFD
}

func isSkippable(b []byte) bool {
	return len(b) >= 4 && b[0]>>4 == 5 && b[1] == 0x2A && b[2] == 0x4D && b[3] == 0x18
}

// A Member is a stretch of the stream.
type Member struct {
	Format Format
	// Offset is where it begins, in bytes of the packed stream.
	Offset int64
}

// A Damage is a member that cannot be unpacked to its end.
type Damage struct {
	Member Member
	// At is the offset at which the damage was met, behind its cause.
	At int64
	// Resumed is the offset at which reading goes on, or -1 when nothing more
	// can be made out.
	Resumed int64
	Err     error
}

// Error says what is damaged: "the gzip data is damaged before byte 123: …".
func (d *Damage) Error() string {
	if errors.Is(d.Err, io.ErrUnexpectedEOF) || errors.Is(d.Err, io.EOF) {
		return fmt.Sprintf("the %s data is cut off at byte %d: %v", d.Member.Format, d.At, io.ErrUnexpectedEOF)
	}
	return fmt.Sprintf("the %s data is damaged before byte %d: %v", d.Member.Format, d.At, d.Err)
}

// Unwrap is the cause; io.ErrUnexpectedEOF when the data is cut off.
func (d *Damage) Unwrap() error {
	if errors.Is(d.Err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return d.Err
}

// Options says how a stream is read.
type Options struct {
	// Offset is that of the first byte; the offsets of members count from it.
	Offset int64
	// Seek goes to an offset of the packed stream and returns a reader of what
	// follows, or is nil for a stream that cannot go back.
	Seek func(offset int64) (io.Reader, error)
	// Dictionary is the dictionary of zstd frames, for streams that do not
	// begin with it; see [ReadDictionary].
	Dictionary []byte
	// Near tells to unpack little ahead, as where a single record is wanted.
	Near bool
}

// ErrDictionary reports that zstd frames need a dictionary that is not there.
var ErrDictionary = errors.New("it needs a dictionary that the file does not begin with")

const bufferBytes = 64 << 10

// A Reader reads one stream. It is not safe for concurrent use.
type Reader struct {
	src *source
	raw *bufio.Reader // over src; belongs to the goroutine while ahead is set

	member Member
	ahead  *ahead
	closed <-chan struct{} // when the goroutine has ended that Close told to
	body   *bufio.Reader   // what is unpacked of a packed member
	given  int64           // unpacked bytes of the member that went into body
	ended  bool            // the member ended
	damage error           // *Damage that ended it
	err    error           // ends everything
	inBody bool            // Buffer is body
	again  bool            // Next returns member once more
	past   history         // of what was given of the member
	opts   Options
	dict   dictionary
}

// NewReader returns a reader of a stream. Close it when done.
func NewReader(in io.Reader, opts Options) *Reader {
	r := &Reader{
		src:  &source{in: in, at: opts.Offset, end: opts.Offset, seek: opts.Seek, credit: rewindCredit},
		past: history{credit: rewindCredit},
		opts: opts,
	}
	r.raw = bufio.NewReaderSize(r.src, bufferBytes)
	if len(opts.Dictionary) > 0 {
		r.dict.content = opts.Dictionary
	}
	return r
}

// Close ends the unpacking ahead. It does not wait for a read that blocks, and
// does not close the input.
func (r *Reader) Close() {
	if r.ahead != nil {
		close(r.ahead.done)
		r.closed = r.ahead.ended
		r.ahead = nil
	}
	r.err = errors.New("read after Close")
}

// Wait closes the Reader and waits until nothing reads the input any more.
func (r *Reader) Wait() {
	r.Close()
	if r.closed != nil {
		<-r.closed
	}
}

// Next goes to the beginning of the next member, passing over the rest of the
// one at hand if that is packed. A plain stretch has no known end: in one, Next
// goes on from where the caller has read to, and returns a plain member again
// unless a packed one begins there. It returns io.EOF at the end of the stream
// and a *[Damage] in the place of a member that has turned out to be damaged;
// after any other error there is nothing more.
func (r *Reader) Next() (Member, error) {
	if r.again {
		r.again = false
		return r.member, nil
	}
	if r.err != nil {
		return Member{}, r.err
	}
	// What is left of a packed member.
	for r.inBody && !r.ended {
		if _, err := r.fetch(nil); err != nil && err != io.EOF && r.damage == nil {
			return Member{}, err
		}
	}
	if err := r.damage; err != nil {
		r.damage = nil
		return Member{}, err
	}
	if r.ahead == nil {
		magic, err := r.raw.Peek(magicBytes)
		if len(magic) == 0 {
			r.err = err
			return Member{}, err
		}
		if FormatOf(magic) == Plain {
			r.inBody = false
			r.member = Member{Plain, r.rawOffset()}
			return r.member, nil
		}
		r.startAhead()
	}
	for {
		c := <-r.ahead.out
		switch c.kind {
		case atStart:
			r.member, r.given, r.ended, r.inBody = c.member, 0, false, true
			r.past.forget()
			if r.body == nil {
				r.body = bufio.NewReaderSize(nil, bufferBytes)
			}
			r.body.Reset((*unpacked)(r))
			return r.member, nil
		case atPlain:
			// The goroutine has ended and left the stream to the caller.
			r.ahead = nil
			r.inBody = false
			r.member = Member{Plain, r.rawOffset()}
			return r.member, nil
		case atDamage:
			return Member{}, c.err
		case atFailure:
			r.ahead = nil
			r.err = c.err
			return Member{}, c.err
		}
	}
}

// Buffer reads the member that Next went to, up to its end, where it returns
// io.EOF; a *[Damage] ends it as well, and Next returns the same again.
func (r *Reader) Buffer() *bufio.Reader {
	if r.inBody {
		return r.body
	}
	return r.raw
}

// Member is the member that Next went to.
func (r *Reader) Member() Member { return r.member }

// Offset is where the next byte of the member stands: in a plain stretch its
// offset in the stream; in a packed one the number of bytes of the member
// before it, unpacked.
func (r *Reader) Offset() int64 {
	if r.inBody {
		return r.given - int64(r.body.Buffered())
	}
	return r.rawOffset()
}

// PackedNext reports whether a packed member begins at the place that was read to
// in a plain stretch.
func (r *Reader) PackedNext() bool {
	if r.inBody {
		return false
	}
	magic, _ := r.raw.Peek(magicBytes)
	return FormatOf(magic) != Plain
}

// Keep reports that Rewind may be asked to go back to this place of a packed
// member, or to a later one.
func (r *Reader) Keep() {
	if r.inBody && !r.past.on {
		buffered, _ := r.body.Peek(r.body.Buffered())
		r.past.on = true
		r.past.kept = append(r.past.kept, buffered...)
	}
}

// Rewind goes back to an offset in the member, as Offset has it, and reports whether
// that could be done: only a bounded stretch is kept of a stream that cannot
// seek, and of packed members that Keep was called for, and the sum of what is
// read again is bounded by what was read.
func (r *Reader) Rewind(offset int64) bool {
	if offset == r.Offset() {
		return true
	}
	if r.inBody {
		if !r.past.rewind(r.given, r.Offset()-offset, offset) {
			return false
		}
		r.given = offset
		r.body.Reset((*unpacked)(r))
		return true
	}
	if r.ahead != nil {
		return false
	}
	if !r.src.rewind(offset) {
		return false
	}
	r.raw.Reset(r.src)
	r.err = nil
	return true
}

func (r *Reader) rawOffset() int64 { return r.src.at - int64(r.raw.Buffered()) }

// unpacked is the Reader as the io.Reader behind its body.
type unpacked Reader

func (u *unpacked) Read(p []byte) (int, error) { return (*Reader)(u).fetch(p) }

// fetch takes unpacked bytes of the member; a nil p drops a block.
func (r *Reader) fetch(p []byte) (int, error) {
	if n := r.past.again(p); n > 0 {
		r.given += int64(n)
		return n, nil
	}
	if r.ended {
		if r.damage != nil {
			return 0, r.damage
		}
		return 0, io.EOF
	}
	if r.err != nil {
		return 0, r.err
	}
	a := r.ahead
	for len(a.rest) == 0 {
		if a.block != nil {
			blocks.Put(a.block)
			a.block = nil
		}
		c := <-a.out
		switch c.kind {
		case data:
			a.block, a.rest = c.block, c.block[:c.n]
		case atEnd:
			r.ended = true
			return 0, io.EOF
		case atDamage:
			r.ended, r.damage = true, c.err
			return 0, c.err
		case atFailure:
			r.ended, r.ahead, r.err = true, nil, c.err
			return 0, c.err
		}
	}
	n := len(a.rest)
	if p != nil {
		n = copy(p, a.rest)
		r.past.add(p[:n])
	} else {
		r.past.forget()
	}
	a.rest = a.rest[n:]
	r.given += int64(n)
	return n, nil
}

// ReadDictionary is the dictionary that a stream of zstd frames begins with, in
// a skippable frame with the magic number 0x184D2A5D, itself packed with zstd or
// not ("Use of Zstandard Compression Format in WARC Files", draft, section
// "Dictionary"); nil when there is none.
func ReadDictionary(in io.Reader) ([]byte, error) {
	br := bufio.NewReader(in)
	head, _ := br.Peek(8)
	if len(head) < 8 || !bytes.Equal(head[:4], dictionaryMagic) {
		return nil, nil
	}
	return readDictionary(br)
}

// Again lets the next call of Next return the member at hand once more. Nothing
// may have been read of it.
func (r *Reader) Again() { r.again = true }

// Dictionary is the dictionary of the stream's zstd frames, or nil. It may be
// asked for once a frame has been read.
func (r *Reader) Dictionary() []byte { return r.dict.content }
