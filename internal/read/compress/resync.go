package compress

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// historyBytes is how much of a stream is kept to go back to.
	historyBytes = 1 << 20
	// rewindCredit is how much may be read again at once; what has been read is
	// added. It keeps hostile streams linear.
	rewindCredit = 64 << 20
)

// A source is the packed stream. It counts, and keeps the last stretch.
type source struct {
	in   io.Reader
	err  error // of in
	seek func(int64) (io.Reader, error)
	// kept are the bytes before end, at most 2*historyBytes; none where seek is
	// there.
	kept   []byte
	end    int64 // offset behind the last byte read from in
	at     int64 // offset of the next byte to give; below end after a rewind
	credit int64
}

func (s *source) Read(p []byte) (int, error) {
	if s.at < s.end {
		n := copy(p, s.kept[int64(len(s.kept))-(s.end-s.at):])
		s.at += int64(n)
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.in.Read(p)
	if n > 0 {
		if s.seek == nil {
			s.kept = appendHistory(s.kept, p[:n])
		}
		s.end += int64(n)
		s.at = s.end
		s.credit += int64(n)
	}
	if err != nil {
		s.err = err
		if n > 0 {
			return n, nil
		}
	}
	return n, err
}

// appendHistory appends to what is kept, and drops what is oldest of it.
func appendHistory(kept, more []byte) []byte {
	if len(kept)+len(more) > 2*historyBytes {
		drop := max(0, len(kept)-historyBytes)
		kept = kept[:copy(kept, kept[drop:])]
	}
	return append(kept, more...)
}

// A history is what was given last of a packed member, to give it again.
type history struct {
	on     bool
	kept   []byte // at most 2*historyBytes
	next   []byte // the end of kept that is given again
	credit int64
}

func (h *history) forget() { h.on, h.kept, h.next = false, h.kept[:0], nil }

func (h *history) add(p []byte) {
	h.credit += int64(len(p))
	if h.on {
		h.kept = appendHistory(h.kept, p)
	}
}

// again gives what is to be given again.
func (h *history) again(p []byte) int {
	n := copy(p, h.next)
	h.next = h.next[n:]
	return n
}

// rewind goes back to an offset when so much of the member was given, and to the
// caller as many bytes more as it goes back.
func (h *history) rewind(given, back, offset int64) bool {
	tail := given - offset + int64(len(h.next))
	if !h.on || back < 0 || back > h.credit || tail > int64(len(h.kept)) {
		return false
	}
	h.credit -= back
	h.next = h.kept[int64(len(h.kept))-tail:]
	return true
}

// oldest is where to look for a member at the earliest when one is damaged; what
// lies before it is gone, unless there is seek.
func (s *source) oldest() int64 {
	if s.seek != nil {
		return max(0, s.end-2*historyBytes)
	}
	return s.end - int64(len(s.kept))
}

// rewind goes back to an offset.
func (s *source) rewind(offset int64) bool {
	back := s.at - offset
	if back < 0 || back > s.credit {
		return false
	}
	if s.seek == nil {
		if offset < s.oldest() {
			return false
		}
	} else {
		if s.err != nil && s.err != io.EOF {
			return false
		}
		in, err := s.seek(offset)
		if err != nil {
			return false
		}
		s.in, s.err, s.end = in, nil, offset
	}
	s.credit -= back
	s.at = offset
	return true
}

// resync goes to the first packed member, or plain record of a WARC file, that
// can be made out behind the beginning of a damaged one, and returns its offset;
// or to the end, and returns -1.
func (u *unpacker) resync(damaged Member) int64 {
	from := max(damaged.Offset+1, u.src.oldest())
	switch here := u.offset(); {
	case from > here:
		u.raw.Discard(int(from - here)) // nothing of it was read
	case from < here && u.src.rewind(from):
		u.raw.Reset(u.src)
	}
	var probe prober
	for {
		window, err := u.raw.Peek(probeBytes)
		if len(window) < magicBytes {
			u.raw.Discard(len(window))
			return -1
		}
		// Only a whole window can tell, but at the end of the stream.
		stop := len(window)
		if err == nil {
			window, _ = u.raw.Peek(u.raw.Buffered())
			stop = len(window) - probeBytes + 1
		}
		for i := 0; i < stop; i++ {
			j := indexFirst(window[i:stop])
			if j < 0 {
				break
			}
			i += j
			if probe.member(window[i:]) {
				u.raw.Discard(i)
				return u.offset()
			}
		}
		u.raw.Discard(stop)
		if u.stopped() {
			return -1
		}
	}
}

func (u *unpacker) stopped() bool {
	select {
	case <-u.done:
		return true
	default:
		return false
	}
}

// probeBytes is how much is looked at to believe that a member begins.
const probeBytes = 512

// A prober tells members from bytes that look like one by chance.
type prober struct {
	gz  *gzip.Reader
	buf [64]byte
}

func (p *prober) member(head []byte) bool {
	if bytes.HasPrefix(head, []byte("WARC/1.")) || bytes.HasPrefix(head, []byte("WARC/0.")) {
		return true
	}
	_, ok := p.begin(head)
	return ok
}

// begin unpacks the first bytes of a member. It fails where there is none.
func (p *prober) begin(head []byte) (first []byte, ok bool) {
	in := bytes.NewReader(head[:min(len(head), probeBytes)])
	switch {
	case isZstdFrame(head):
		var h zstd.Header
		if h.Decode(head) != nil || h.WindowSize > zstdWindow {
			return nil, false
		}
		if h.DictionaryID != 0 {
			return nil, true
		}
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, false
		}
		defer z.Close()
		n, _ := io.ReadFull(z, p.buf[:])
		return p.buf[:n], true
	case len(head) >= 18 && FormatOf(head) == Gzip:
		// Reserved flags are 0 (RFC 1952, section 2.3.1.2).
		if head[3]&0xE0 != 0 || head[8] != 0 && head[8] != 2 && head[8] != 4 || head[9] > 13 && head[9] != 255 {
			return nil, false
		}
		var err error
		if p.gz == nil {
			p.gz, err = gzip.NewReader(in)
		} else {
			err = p.gz.Reset(in)
		}
		if err != nil {
			return nil, err == io.ErrUnexpectedEOF // a long name or extra field
		}
		p.gz.Multistream(false)
		n, err := io.ReadFull(p.gz, p.buf[:])
		return p.buf[:n], err == nil || err == io.ErrUnexpectedEOF || err == io.EOF
	}
	return nil, false
}

// indexFirst is the index of the first byte that a member can begin with, or -1.
func indexFirst(b []byte) int {
	for i, c := range b {
		if c == 0x1F || c == 0x28 || c == 'W' {
			return i
		}
	}
	return -1
}

// First unpacks the first bytes of a member that begins with head, 64 at most;
// none when no member begins there, or they cannot be unpacked from so little.
func First(head []byte) []byte {
	if FormatOf(head) == Plain {
		return nil
	}
	var p prober
	first, _ := p.begin(head)
	return first
}
