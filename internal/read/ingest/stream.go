package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/files/tempfile"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/compress"
	"github.com/metacheck/metacheck/internal/read/warc"
)

const (
	// bufferBytes is the size of the buffers before and after unpacking.
	bufferBytes = 64 << 10
	// sniffBytes is how far the content is looked at to tell what it is.
	sniffBytes = 4 << 10
)

// An input is an opened file, stream or object.
type input struct {
	// name is the Input of pages, as in page.Source; prefix stands before the
	// names of what is in a container.
	name   string
	prefix string
	in     io.Reader
	size   int64 // -1 when unknown
	// at reads from any place; nil for a stream. It may be used while in is read
	// by another goroutine, unless single is set.
	at     io.ReaderAt
	single bool
	// base is the offset of the first byte of in, as stored; -1 for what has no
	// place of its own in the file.
	base int64
	// packed reports that in is what was unpacked: offsets in it are none of the
	// file's.
	packed bool
	// capture is what is known of a page that a server gave.
	capture *page.Source
	// mark is how far an earlier run has read, number the records so far.
	mark   Mark
	number int
	nested bool
	// nameless is set for standard input.
	nameless bool
}

// label is what the input is called in errors.
func (i *input) label() string {
	if i.prefix != "" {
		return i.prefix
	}
	return i.name
}

// mayBeEmpty reports whether an input without bytes is a page without content: one
// by its name, one that a server gave, or standard input. Anything else that is
// empty was lost on its way.
func (i *input) mayBeEmpty() bool {
	return i.nested || i.capture != nil || i.nameless || i.isPageByName()
}

// isPageByName reports whether the input is a page by its name, packed or not.
func (i *input) isPageByName() bool {
	name := i.name
	if _, packed := ending(name); packed != "" {
		name = name[:len(name)-len(packed)]
	}
	return IsPageName(name)
}

// stream reads one input.
func (r *run) stream(in *input) bool {
	if r.opts.Skip != nil && !in.nested {
		in.mark = r.opts.Skip(in.name)
	}
	if !in.nested {
		in.in = &counter{r.ctx, in.in, &r.progress.ReadBytes}
	}
	br, buffered := in.in.(*bufio.Reader) // as entries of containers are
	if !buffered {
		if r.streamBuf == nil {
			r.streamBuf = bufio.NewReaderSize(nil, bufferBytes)
		}
		br = r.streamBuf
		br.Reset(in.in)
	}
	head, err := br.Peek(8) // of shorter input its error comes again
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return r.seekable(in, br, "zip file", r.zip)
	case bytes.HasPrefix(head, []byte("PAR1")):
		return r.seekable(in, br, "Parquet table", r.table)
	case len(head) == 0 && err != io.EOF:
		return r.fail(&Error{Name: in.label(), Input: in.name, Message: readFailure(err), Err: err})
	case len(head) == 0 && !in.mayBeEmpty():
		return r.fail(&Error{Name: in.label(), Input: in.name, Message: "the file is empty: no page, and no archive of pages", Err: io.ErrUnexpectedEOF})
	}
	if compress.FormatOf(head) == compress.Plain {
		if isArchive(br) {
			p := r.packReader(in, br)
			defer p.Close()
			if in.nested {
				defer p.Wait()
			}
			return r.captures(in, p)
		}
		return r.content(in, br, nil)
	}
	p := r.packReader(in, br)
	defer p.Close()
	if in.nested {
		defer p.Wait() // the container is read on
	}
	// The first member that can be read tells what is packed.
	var lost []*compress.Damage
	for len(lost) < lostMembers {
		if _, err = p.Next(); err == nil {
			head, broken := p.Buffer().Peek(sniffLeast)
			if len(head) == sniffLeast || !isDamage(broken) {
				break
			}
			_, err = p.Next() // says the same
		}
		var damage *compress.Damage
		if !errors.As(err, &damage) {
			break
		}
		lost = append(lost, damage)
	}
	if err == nil {
		p.Again()
		if isArchive(p.Buffer()) {
			for _, damage := range lost {
				if !r.fail(&Error{Name: in.label(), Input: in.name, Offset: damage.Member.Offset, Message: damage.Error(), Err: damage}) {
					return false
				}
			}
			return r.captures(in, p)
		}
	}
	all := &members{ctx: r.ctx, p: p, err: err}
	if len(lost) > 0 {
		all.err = lost[0]
	}
	return r.content(in, bufio.NewReaderSize(all, bufferBytes), all)
}

const (
	// sniffLeast is how much of a member has to be there to say what it is.
	sniffLeast = 16
	// lostMembers bounds the damaged members before the first sound one.
	lostMembers = 1000
)

// packReader unpacks what br reads, and takes it over.
func (r *run) packReader(in *input, br *bufio.Reader) *compress.Reader {
	if br == r.streamBuf {
		r.streamBuf = nil
	}
	opts := compress.Options{Offset: max(in.base, 0)}
	if in.at != nil && !in.nested {
		opts.Seek = func(offset int64) (io.Reader, error) {
			return io.NewSectionReader(in.at, offset, in.size-offset), nil
		}
	}
	return compress.NewReader(br, opts)
}

// content reads what is unpacked, or was never packed: records, a tar file or a
// page. all is what br reads when it was packed, or nil.
func (r *run) content(in *input, br *bufio.Reader, all *members) bool {
	in.packed = all != nil
	// The name of a damaged entry can begin as a page does.
	if len(peek(br, 1)) > 0 && isTar(peekReady(br, tarBlock)) {
		return r.tar(in, br)
	}
	if areRecords(br) {
		return r.records(in, br, all)
	}
	if in.nested {
		return true
	}
	if in.packed && !in.mayBeEmpty() {
		if _, err := br.Peek(1); err == io.EOF {
			return r.fail(&Error{Name: in.label(), Input: in.name, Message: "the file is empty when unpacked: no page, and no archive of pages", Err: io.ErrUnexpectedEOF})
		}
	}
	return r.onePage(in, br, in.packed)
}

// onePage reads an input that is a page itself.
func (r *run) onePage(in *input, br *bufio.Reader, packed bool) bool {
	if in.mark.Index > 0 {
		r.pass(Resumed)
		return true
	}
	src := page.Source{Name: in.name, Input: in.name}
	if in.capture != nil {
		src.URL, src.Header, src.Status = in.capture.URL, in.capture.Header, in.capture.Status
	}
	if !r.wanted(&src) {
		return true
	}
	size := in.size
	if packed {
		size = 0
	}
	buf := newBuffer()
	data, cut, err := readPage(br, buf.b, r.opts.MaxPageBytes, size)
	buf.b = data
	if err != nil {
		buf.release()
		return r.fail(&Error{Name: in.name, Input: in.name, Message: readFailure(err), Err: err})
	}
	if in.capture == nil && !in.isPageByName() && (isNotHTML(data) || beginsPacked(data) || endsInMagic(data)) {
		buf.release()
		return r.fail(&Error{Name: in.name, Input: in.name, Message: notPage(data)})
	}
	src.Data, src.Truncated, src.Release = data, cut, buf.release
	if in.capture != nil {
		body := warc.DecodeBody(warc.Response{Status: src.Status, Header: codedOnly(src.Header), Body: data}, nil, r.opts.MaxPageBytes)
		src.Data, src.Truncated = body.Data, cut || body.Cut
		if body.Fault != "" && !src.Truncated {
			src.Truncated, src.Truncation = true, body.Fault
		}
	}
	return r.page(src)
}

// beginsPacked reports whether data begins as what is packed, and goes on
// otherwise, or it would have been unpacked.
func beginsPacked(data []byte) bool {
	for _, magic := range []string{"\x1F\x8B", "\x28\xB5\x2F", "PK\x03"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return false
}

// endsInMagic reports whether data ends inside the first bytes that tell an
// archive: less than four bytes say nothing.
func endsInMagic(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	for _, magic := range []string{"WARC/1.0", "filedesc://", "PAR1", "PK\x03\x04"} {
		if strings.HasPrefix(magic, string(data)) {
			return true
		}
	}
	return false
}

// notPage says what is wrong with an input that is no page and nothing else that
// is known. An archive whose first bytes are damaged is such a thing.
func notPage(data []byte) string {
	message := "the file is neither a page nor an archive that can be read"
	if endsInMagic(data) {
		return message + ": it is cut off inside the first bytes of one"
	}
	if kind, _, _ := strings.Cut(http.DetectContentType(data), ";"); kind != "application/octet-stream" && kind != "text/plain" {
		return message + ": it looks like " + kind
	}
	return message + ": its first bytes are those of no format that is known"
}

// codedOnly is the part of a header that says how a fetched body is encoded: its
// transfer is over.
func codedOnly(h http.Header) http.Header {
	return http.Header{"Content-Encoding": h["Content-Encoding"]}
}

// wanted reports whether a page is read, by what is known before it is.
func (r *run) wanted(src *page.Source) bool {
	reason, ok := r.opts.Select.byAddress(src)
	if !ok {
		r.pass(reason)
	}
	return ok
}

// pass counts a record that is passed over.
func (r *run) pass(reason Reason) { r.progress.passed[reason].Add(1) }

// seekable reads what has to be read from its end. A stream is kept in a
// temporary file first.
func (r *run) seekable(in *input, br *bufio.Reader, what string, read func(*input, io.ReaderAt) bool) bool {
	if in.at != nil {
		return read(in, &counterAt{r.ctx, in.at, &r.progress.ReadBytes})
	}
	if in.nested {
		r.pass(OtherRecord)
		return true
	}
	fail := func(err error) bool {
		message := fmt.Sprintf("a %s has to be kept in a temporary file when it comes as a stream, and that failed: %s; give it as a file",
			what, readFailure(err))
		return r.fail(&Error{Name: in.name, Input: in.name, Message: message, Err: err})
	}
	f, err := tempfile.Create("", "stream")
	if err != nil {
		return fail(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	// Where the system lets it, the name goes at once, so that nothing is left
	// behind however the program ends.
	_ = os.Remove(f.Name())
	n, err := io.Copy(f, io.LimitReader(br, r.opts.MaxSpoolBytes+1))
	if err != nil {
		return fail(err)
	}
	if n > r.opts.MaxSpoolBytes {
		return fail(fmt.Errorf("it is longer than %d bytes, the bound on that", r.opts.MaxSpoolBytes))
	}
	kept := *in
	kept.at, kept.size = f, n
	return read(&kept, f)
}

// isArchive reports whether a stream is a WARC or ARC file.
func isArchive(br *bufio.Reader) bool {
	return !beginsAsMarkup(br) && warc.MayBe(peek(br, sniffBytes))
}

// beginsAsMarkup reports whether a stream begins as pages and records do. What
// else it is can then be decided without more of it: more may not come soon.
func beginsAsMarkup(br *bufio.Reader) bool {
	head := peek(br, 1)
	return len(head) > 0 && bytes.IndexByte([]byte("<{[ \t\xEF"), head[0]) >= 0
}

// peekReady is the next n bytes; of what begins as markup no more than has come
// already.
func peekReady(br *bufio.Reader, n int) []byte {
	if beginsAsMarkup(br) {
		n = min(n, br.Buffered())
	}
	return peek(br, n)
}

// peek is the next n bytes, or less at the end.
func peek(br *bufio.Reader, n int) []byte {
	head, _ := br.Peek(n)
	return head
}

// members reads all members of a packed stream as one. Damage ends it, until
// goOn is called.
type members struct {
	ctx    context.Context
	p      *compress.Reader
	err    error // met already
	inside bool
}

func (m *members) Read(b []byte) (int, error) {
	for {
		if err := m.ctx.Err(); err != nil {
			return 0, err
		}
		if m.err != nil {
			return 0, m.err
		}
		if !m.inside {
			member, err := m.p.Next()
			if err == nil && member.Format == compress.Plain {
				err = errors.New("bytes that are not packed follow the packed data")
			}
			if err != nil {
				m.err = err
				continue
			}
			m.inside = true
		}
		n, err := m.p.Buffer().Read(b)
		if n > 0 {
			return n, nil
		}
		if err == io.EOF || err != nil && isDamage(err) {
			// Next tells of the damage.
			m.inside = false
		} else if err != nil {
			m.err = err
		}
	}
}

// goOn lets reading go on behind a damaged member.
func (m *members) goOn() {
	if isDamage(m.err) {
		m.err, m.inside = nil, false
	}
}

func isDamage(err error) bool {
	var damage *compress.Damage
	return errors.As(err, &damage)
}

// counter counts what is read, and ends when the context is done.
type counter struct {
	ctx   context.Context
	in    io.Reader
	count interface{ Add(int64) int64 }
}

func (c *counter) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(b)
	c.count.Add(int64(n))
	return n, err
}

type counterAt struct {
	ctx   context.Context
	in    io.ReaderAt
	count interface{ Add(int64) int64 }
}

func (c *counterAt) ReadAt(b []byte, offset int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.ReadAt(b, offset)
	c.count.Add(int64(n))
	return n, err
}

// readPage reads a page into the memory of buf, up to limit bytes, and tells
// whether it was cut there. A cut page loses a UTF-8 sequence that the cut would
// split, or its charset would be judged by it.
func readPage(in io.Reader, buf []byte, limit, size int64) (data []byte, cut bool, err error) {
	data = buf[:0]
	if want := int(min(max(size, 0), limit)) + bytes.MinRead; cap(data) < want {
		data = make([]byte, 0, want)
	}
	for {
		if len(data) == cap(data) {
			grown := make([]byte, len(data), 2*cap(data))
			copy(grown, data)
			data = grown
		}
		room := data[len(data):cap(data)]
		if left := limit + 1 - int64(len(data)); int64(len(room)) > left {
			room = room[:left]
		}
		n, err := in.Read(room)
		data = data[:len(data)+n]
		if err != nil && err != io.EOF {
			return data, false, err
		}
		if err == io.EOF || int64(len(data)) > limit {
			data, cut = cutPage(data, limit)
			return data, cut, nil
		}
	}
}

// cutPage cuts data that is longer than limit.
func cutPage(data []byte, limit int64) (kept []byte, cut bool) {
	if int64(len(data)) <= limit {
		return data, false
	}
	return wholeRunes(data[:limit:limit]), true
}

// wholeRunes drops a UTF-8 sequence that the end of data splits.
func wholeRunes(data []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(data); back++ {
		tail := data[len(data)-back:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				data = data[:len(data)-back]
			}
			break
		}
	}
	return data
}

// areRecords reports whether a stream begins with a JSON object, or an array of
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
// object. An empty array is records as well: it is surely no page. So is what
// goes on as an object does after one or two damaged bytes, where it would be
// taken for a page and all its records for text.
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
	case array && rest[0] != '{':
		return no
	case rest[0] != '{':
		return damagedRecords(rest)
	}
	after := bytes.TrimLeft(rest[1:], space)
	switch {
	case len(after) == 0:
		return undecided
	case after[0] == '"' || after[0] == '}':
		return yes
	}
	return damagedRecords(rest)
}

// damagedRecords reports whether bytes that begin no object would begin one with
// a member, {"name":, if one of its first two bytes were another.
func damagedRecords(head []byte) answer {
	if head[0] == '<' {
		return no
	}
	if len(head) < 2 {
		return undecided
	}
	if (head[0] == '{') == (head[1] == '"') {
		return no
	}
	for i, c := range head[2:] {
		switch {
		case c == '"' && i > 0:
			rest := bytes.TrimLeft(head[2+i+1:], " ")
			if len(rest) == 0 {
				return undecided
			}
			if rest[0] == ':' {
				return yes
			}
			return no
		case c != '_' && c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'):
			return no
		}
	}
	return undecided
}

// mark is the byte order mark in UTF-8.
const mark = "\uFEFF"
