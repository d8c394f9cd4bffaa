// Package warc reads web archives record by record: WARC files (ISO 28500, the
// versions 1.0 and 1.1 and the drafts before them) and the older ARC files of
// the versions 1 and 2, packed or not, one behind the other in any mixture.
//
// A [Reader] finds the records and says where each begins (warc.go, head.go,
// arc.go). It does not judge them: which are pages is for others to say.
// [ParseResponse] takes the HTTP response out of a record's block and removes
// the encodings of its body (http.go, coding.go).
//
// Archives are damaged in many ways, and not one ends the reading: a fault is a
// [Damage] with its place, and the next record that can be made out follows.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/read/compress"
)

// A Record is one record, up to its block. It is valid until the next call of
// [Reader.Next].
type Record struct {
	// Number counts records from 1, in the order of the stream, those with
	// damage as well.
	Number int
	// Offset is where the record can be read again: where its member begins
	// that begins with it, or the record itself when it is not packed; -1 when
	// it stands inside a member.
	Offset int64
	// Inner is its offset inside the member, unpacked; 0 when not packed.
	Inner int64
	// ARC is the version of an ARC record; 0 for one of a WARC file.
	ARC int
	// Type is the record type of WARC in lower case ("response", "resource",
	// "revisit", "conversion", "request", "warcinfo", "metadata",
	// "continuation"). Captures of ARC files are "response", the head of one is
	// "warcinfo".
	Type string
	// URI is the target address, without angle brackets around it; empty when
	// there is none.
	URI string
	// Date is when it was captured, or the zero time.
	Date time.Time
	// ContentType is that of the block: "application/http; msgtype=response".
	// For an ARC record it is that of the page.
	ContentType string
	// Length is the size of the block that the record declares.
	Length int64
	// Fields are the named fields of a WARC record in order; nil for ARC.
	Fields []Field

	member compress.Member
	start  int64 // offset of the block, as compress.Reader.Offset has it
	left   int64 // of the block
	last   byte  // of the block that was read, where it ends
	// doubted is what is wrong with the header, which could be read all the same.
	doubted string
	short   bool  // the stream or member ended inside the block
	broken  error // *compress.Damage inside the block
}

// A Field is a named field of a record.
type Field struct{ Name, Value string }

// Get is the value of the first field with the name, in any case, or empty.
func (r *Record) Get(name string) string {
	for i := range r.Fields {
		if strings.EqualFold(r.Fields[i].Name, name) {
			return r.Fields[i].Value
		}
	}
	return ""
}

// A Damage is a fault in the stream.
type Damage struct {
	// Record is the number of the record at fault, 0 when it is none's.
	Record int
	// Offset is where the record begins, or the damage when it is no record's:
	// in the packed stream. Inner is its offset inside the member there.
	Offset, Inner int64
	// True is the size that the block of the record really has, which can be
	// less than what was read of it; -1 when it cannot be told. Lost reports that
	// the block is cut off or not to be trusted.
	True int64
	Lost bool
	// Message says what is wrong. Err is the cause, or nil.
	Message string
	Err     error
}

// Error is the message.
func (d *Damage) Error() string { return d.Message }

// Unwrap is the cause.
func (d *Damage) Unwrap() error { return d.Err }

const (
	// maxHead bounds the header of a record, in bytes. Real ones have one or
	// two kilobytes.
	maxHead = 1 << 20
	// maxLength is the largest block that is believed: 1 TiB.
	maxLength = 1 << 40
)

// A Reader reads the records of one stream. It is not safe for concurrent use.
type Reader struct {
	p   *compress.Reader
	br  *bufio.Reader
	in  bool // inside a member
	new bool // at its beginning
	err error

	rec    Record
	open   bool // the block of rec has not been left yet
	held   bool // rec was not returned yet: what is wrong with its header came first
	number int
	arc    int     // version of the ARC file that the records belong to
	head   []byte  // buffer
	usual  [2]bool // a record had a WARC-Date, a WARC-Record-ID
	told   error   // the *compress.Damage told last
}

// NewReader returns a reader of records. The first is given the number first+1.
func NewReader(p *compress.Reader, first int) *Reader {
	return &Reader{p: p, number: first}
}

// MayBe reports whether a stream, unpacked, with these first bytes is an archive,
// maybe one whose first bytes are damaged: further lines are those of a record.
func MayBe(head []byte) bool {
	if Is(head) {
		return true
	}
	fields := 0
	lines := bytes.Split(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	version := false
	for _, line := range lines[1:] {
		field := bytes.HasPrefix(line, []byte("WARC-")) || bytes.HasPrefix(line, []byte("Content-"))
		if version && field {
			return true // the second record
		}
		version = beginsWARC(append(line[:len(line):len(line)], '\n'))
		if bytes.HasPrefix(line, []byte("WARC-")) || bytes.HasPrefix(line, []byte("Content-Length: ")) {
			fields++
		}
		if isARCLine(line) {
			return true
		}
	}
	return len(lines[0]) < 32 && fields >= 2
}

// Is reports whether a stream, unpacked, with these first bytes is an archive.
func Is(head []byte) bool {
	head = bytes.TrimLeft(head, "\r\n")
	if bytes.HasPrefix(head, []byte("WARC/")) && len(head) > 5 && head[5] >= '0' && head[5] <= '9' {
		return true
	}
	return bytes.HasPrefix(head, []byte("filedesc:")) || isARCLine(firstLine(head))
}

func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i]
	}
	return nil
}

// Next goes to the next record, passing over the rest of the one at hand. It
// returns io.EOF at the end, and goes on after a *[Damage]; after any other
// error there is nothing more.
//
// The Damage of a header that could be read in spite of it comes before its record.
func (r *Reader) Next() (*Record, error) {
	if r.held {
		r.held = false
		return &r.rec, nil
	}
	if r.open {
		if err := r.Finish(); err != nil {
			return nil, err
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	for {
		if !r.in {
			m, err := r.p.Next()
			var damage *compress.Damage
			switch {
			case errors.As(err, &damage):
				if error(damage) == r.told {
					continue
				}
				r.told = damage
				return nil, &Damage{Offset: damage.Member.Offset, True: -1, Message: damage.Error(), Err: damage.Err}
			case err != nil:
				r.err = err
				return nil, err
			}
			r.br, r.in, r.new = r.p.Buffer(), true, m.Format != compress.Plain
		}
		ok, err := r.toRecord()
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		return r.begin()
	}
}

// toRecord passes over line ends between records. It returns false where the
// member ends.
func (r *Reader) toRecord() (bool, error) {
	for {
		c, err := r.br.Peek(1)
		if err != nil {
			return false, r.memberEnd(err)
		}
		switch c[0] {
		case '\r', '\n', ' ', 0:
			r.br.Discard(1)
			continue
		}
		if !r.new && r.p.PackedNext() {
			r.in = false
			return false, nil
		}
		return true, nil
	}
}

// memberEnd leaves a member whose buffer has met an error. Damage is told by
// the compress.Reader again when the next member is asked for; what ends a plain
// stretch ends all.
func (r *Reader) memberEnd(err error) error {
	r.in = false
	var damage *compress.Damage
	if err == io.EOF || errors.As(err, &damage) {
		return nil
	}
	r.err = err
	return err
}

// begin reads the header of a record.
func (r *Reader) begin() (*Record, error) {
	at := r.p.Offset()
	r.rec = Record{Offset: -1, member: r.p.Member(), Length: -1, Fields: r.rec.Fields[:0]}
	rec := &r.rec
	if rec.member.Format == compress.Plain {
		rec.Offset = at
	} else if rec.Inner = at; r.new {
		rec.Offset, rec.Inner = rec.member.Offset, 0
	}
	if !r.new {
		// A member of many records has nothing but their lengths to tell where
		// they end.
		r.p.Keep()
	}
	r.new = false
	magic, _ := r.br.Peek(6)
	isWARC := bytes.HasPrefix(magic, []byte("WARC/"))
	if !isWARC {
		line, _ := r.br.Peek(min(4096, r.br.Size()))
		if r.arc == 0 && !bytes.HasPrefix(line, []byte("filedesc:")) && !isARCLine(firstLine(line)) ||
			r.arc != 0 && !looksLikeARC(firstLine(line)) {
			return nil, r.garbage(at)
		}
	}
	r.number++
	rec.Number = r.number
	var err error
	if isWARC {
		r.arc = 0
		err = r.readWARC(rec)
	} else {
		err = r.readARC(rec)
	}
	if err != nil {
		return nil, r.fault(err)
	}
	rec.start = r.p.Offset()
	rec.left = rec.Length
	r.open = true
	if rec.doubted != "" {
		r.held = true
		return nil, r.damage(-1, nil, "the header of the record %s: it is damaged, or that of two", rec.doubted)
	}
	return rec, nil
}

// garbage passes over bytes that are no record.
func (r *Reader) garbage(at int64) error {
	d := &Damage{Offset: at, True: -1}
	if m := r.p.Member(); m.Format != compress.Plain {
		d.Offset, d.Inner = m.Offset, at
	}
	n, err := r.resync()
	d.Message = fmt.Sprintf("%d bytes that are no record are passed over", n)
	if err != nil {
		r.err = err
	}
	return d
}

// fault is a record whose header cannot be read. What follows is passed over
// up to the next record.
func (r *Reader) fault(err error) error {
	if r.err != nil {
		return r.err
	}
	d := &Damage{Record: r.rec.Number, Offset: r.place(), Inner: r.rec.Inner, True: -1, Message: err.Error(), Err: err}
	if head, _ := r.br.Peek(scanAhead); r.in && r.startsRecord(head) {
		return d
	}
	if _, err := r.resync(); err != nil {
		r.err = err
	}
	return d
}

// place is where the record at hand begins in the packed stream, or its member.
func (r *Reader) place() int64 {
	if r.rec.Offset >= 0 {
		return r.rec.Offset
	}
	return r.rec.member.Offset
}

// Read reads the block of the record at hand. It ends early, without an error,
// where the stream does; Finish tells.
func (r *Reader) Read(p []byte) (int, error) {
	rec := &r.rec
	if !r.open || rec.left == 0 || rec.short || len(p) == 0 {
		return 0, io.EOF
	}
	for {
		n, err := r.br.Read(p[:min(int64(len(p)), rec.left)])
		rec.left -= int64(n)
		if n > 0 {
			rec.last = p[n-1]
			return n, nil
		}
		if err != nil && !r.goOn(err) {
			if r.err != nil {
				return 0, r.err
			}
			return 0, io.EOF
		}
	}
}

// goOn is called where the member ends inside a record. It reports whether that
// goes on in the next one.
func (r *Reader) goOn(err error) bool {
	rec := &r.rec
	r.in = false
	var damage *compress.Damage
	switch {
	case errors.As(err, &damage):
		rec.broken, rec.short = err, true
		r.told = err
		return false
	case err != io.EOF:
		r.err = err
		return false
	case rec.member.Format == compress.Plain:
		rec.short = true
		return false
	}
	m, err := r.p.Next()
	if err != nil {
		rec.short = true
		if errors.As(err, &damage) {
			// Told as the damage of this record, to which the member belongs.
			rec.broken, r.told = err, err
		} else if err != io.EOF {
			r.err = err
		}
		return false
	}
	r.br, r.in, r.new = r.p.Buffer(), true, m.Format != compress.Plain
	head, _ := r.br.Peek(4096)
	if Is(head) || r.arc != 0 && looksLikeARC(firstLine(head)) {
		rec.short = true
		return false
	}
	return true
}

// Finish leaves the block of the record at hand, passing over what was not read
// of it, and looks whether it ends where its length says. Otherwise it returns
// a *[Damage] with the length it really has.
func (r *Reader) Finish() error {
	if !r.open {
		return nil
	}
	rec := &r.rec
	for rec.left > 0 && !rec.short {
		// The last byte is read.
		n, err := r.br.Discard(int(min(rec.left-1, 1<<30)))
		if n == 0 && err == nil {
			if rec.last, err = r.br.ReadByte(); err == nil {
				n = 1
			}
		}
		rec.left -= int64(n)
		if err != nil && !r.goOn(err) && r.err != nil {
			r.open = false
			return r.err
		}
	}
	r.open = false
	if rec.short {
		return r.shortBlock()
	}
	if !r.in {
		return nil
	}
	return r.separator()
}

func (r *Reader) damage(length int64, err error, format string, args ...any) *Damage {
	return &Damage{
		Record: r.rec.Number, Offset: r.place(), Inner: r.rec.Inner, True: length, Err: err,
		Message: fmt.Sprintf(format, args...),
	}
}

// shortBlock is a record whose block is cut off, or declared too long.
func (r *Reader) shortBlock() error {
	rec := &r.rec
	got := rec.Length - rec.left
	if rec.broken != nil {
		d := r.damage(got, rec.broken, "%v; %d of %d bytes of the record were read", rec.broken, got, rec.Length)
		d.Lost = true
		return d
	}
	if d := r.earlier(got); d != nil {
		return d
	}
	if rec.member.Format != compress.Plain {
		// The member ends where the record does, behind two line ends.
		return r.damage(-1, io.ErrUnexpectedEOF, "the record ends after %d bytes, where it declares %d", got, rec.Length)
	}
	r.in = false
	d := r.damage(got, io.ErrUnexpectedEOF, "the input ends inside the record: %d of %d bytes are there", got, rec.Length)
	d.Lost = true
	return d
}

// earlier looks for the beginning of another record in the block at hand, of
// which got bytes were there, and goes back to it.
func (r *Reader) earlier(got int64) error {
	rec := &r.rec
	here := r.p.Offset()
	if got == 0 || r.p.Member() != rec.member || !r.p.Rewind(rec.start) {
		return nil
	}
	r.br, r.in = r.p.Buffer(), true
	if n, found := r.scan(here - rec.start); found {
		return r.damage(max(0, n-r.newlinesBefore()), nil, "the record declares %d bytes, but another one begins after %d", rec.Length, n)
	}
	r.p.Rewind(here)
	return nil
}

// newlinesBefore is how many bytes of line ends separate records: two line ends
// in WARC, one in ARC.
func (r *Reader) newlinesBefore() int64 {
	if r.arc != 0 {
		return 1
	}
	return 4
}

// separator reads what stands between a block and the next record: CR LF CR LF
// in WARC, LF in ARC; single and bare line ends are taken as well.
func (r *Reader) separator() error {
	rec := &r.rec
	plain := rec.member.Format == compress.Plain
	head, err := r.br.Peek(8)
	n := 0
	for n < len(head) && (head[n] == '\r' || head[n] == '\n') {
		n++
	}
	switch {
	case n == len(head) && err != nil:
		// The member, or all, ends here.
		var damage *compress.Damage
		if errors.As(err, &damage) {
			// Such as a checksum that is wrong: the block is not to be trusted.
			r.told = err
			d := r.damage(rec.Length, err, "%v", err)
			d.Lost = true
			return d
		}
		if r.arc == 0 && string(head) == "\n\r\n" {
			r.br.Discard(n)
			return r.damage(rec.Length-1, nil, "the record declares one byte more than it has")
		}
		return nil
	case r.arc == 0 && n == 3 && string(head[:3]) == "\n\r\n":
		r.br.Discard(3)
		return r.damage(rec.Length-1, nil, "the record declares one byte more than it has")
	case r.recordAt(n), n > 0 && plain && compress.FormatOf(head[n:]) != compress.Plain, n == 8:
		return nil
	}
	// What follows is no record. Another one may have begun inside the block.
	if d := r.earlier(rec.Length); d != nil {
		return d
	}
	extra, err := r.resync()
	if err != nil && err != io.EOF {
		r.err = err
		return err
	}
	if rec.Length == 0 && rec.ARC != 0 {
		return nil
	}
	return r.damage(-1, nil, "the record declares %d bytes, and %d more follow it that are no record", rec.Length, extra)
}

// recordAt reports whether a record begins n bytes ahead.
func (r *Reader) recordAt(n int) bool {
	head, _ := r.br.Peek(n + 5)
	if len(head) < n+5 {
		return false
	}
	if string(head[n:]) == "WARC/" {
		return true
	}
	if r.arc == 0 {
		return false
	}
	if n == 0 && r.rec.Length > 0 && r.rec.last != '\n' {
		return false // the rest of a line looks like one as well
	}
	head, _ = r.br.Peek(n + 4096)
	return looksLikeARC(firstLine(head[n:])) || bytes.HasPrefix(head[n:], []byte("filedesc:"))
}

// resync passes over bytes until a record begins, or the member ends, and
// returns how many.
func (r *Reader) resync() (int64, error) {
	if !r.in {
		return 0, nil
	}
	n, found := r.scan(-1)
	if found {
		return n, nil
	}
	_, err := r.br.Peek(1)
	return n, r.memberEnd(err)
}

// scan passes over bytes until a record begins at the start of a line, at most
// limit bytes when that is not negative, and returns how many. Packed members
// are looked for as well where the bytes are plain.
func (r *Reader) scan(limit int64) (n int64, found bool) {
	plain := r.p.Member().Format == compress.Plain
	lineStart := false
	for limit < 0 || n < limit {
		window, err := r.br.Peek(r.br.Size())
		if len(window) == 0 {
			return n, false
		}
		// A line that reaches the end of the window is looked at again with what
		// follows it, unless nothing does.
		for i := 0; i < len(window); {
			if lineStart && n+int64(i) > 0 {
				rest := window[i:]
				if err == nil && i > 0 && len(rest) < scanAhead {
					window = window[:i]
					break
				}
				if r.startsRecord(rest) {
					r.br.Discard(i)
					return n + int64(i), limit < 0 || n+int64(i) < limit
				}
			}
			if plain && window[i] == 0x1F && n+int64(i) > 0 && Is(compress.First(window[i:])) {
				r.br.Discard(i)
				return n + int64(i), true
			}
			j := nextStop(window[i:], plain)
			if j < 0 {
				lineStart = false
				break
			}
			lineStart = window[i+j] == '\n'
			if lineStart {
				i += j + 1
			} else {
				i += max(j, 1)
			}
		}
		m, err := r.br.Discard(len(window))
		n += int64(m)
		if err != nil {
			return n, false
		}
	}
	return n, false
}

// scanAhead is how much of a line is looked at to see that it begins a record.
const scanAhead = 4096

// nextStop is the index of the next line end, or of the first byte of a gzip
// member when those are looked for; or -1.
func nextStop(b []byte, members bool) int {
	i := bytes.IndexByte(b, '\n')
	if !members {
		return i
	}
	stop := b
	if i >= 0 {
		stop = b[:i]
	}
	if len(stop) > 1 {
		if j := bytes.IndexByte(stop[1:], 0x1F); j >= 0 {
			return 1 + j
		}
	}
	return i
}

// versionBytes is how much beginsWARC needs.
const versionBytes = 9

// beginsWARC reports whether a line begins the record of a WARC file.
func beginsWARC(line []byte) bool {
	return len(line) >= versionBytes &&
		(bytes.HasPrefix(line, []byte("WARC/1.")) || bytes.HasPrefix(line, []byte("WARC/0."))) &&
		(line[8] == '\r' || line[8] == '\n' || line[8] >= '0' && line[8] <= '9')
}

func (r *Reader) startsRecord(line []byte) bool {
	if beginsWARC(line) {
		return true
	}
	if r.number == 0 && isARCLine(firstLine(line)) {
		return true // behind a damaged head
	}
	return r.arc != 0 && looksLikeARC(firstLine(line))
}
