package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/compress"
	"github.com/metacheck/metacheck/internal/read/warc"
)

// records reads archived page records: JSON objects with the page in "html"
// and any of "url", "title", "date", "text" and "source" beside it, or where
// [Options].Fields says. They stand one on each line, one after the other in any
// layout, or in an array. Other fields are passed over, the last of equal names
// counts, and half a surrogate pair becomes U+FFFD. Only a record with two pages
// is refused: it is two that have run together.
//
// A record that cannot be read is an error; reading goes on at the next line
// that begins with an object, unless that is indented deeper than the broken
// record and so may be part of it, or at the next object of an array on the same
// line. Stray and missing commas between records are overlooked.
//
// The decoder is jsontext: records of 180 KB are read at about 340 MB/s with
// it, at about 155 with the Decoder of encoding/json (BenchmarkRecords,
// BenchmarkEncodingJSON), which in addition keeps no bound and cannot go on
// after an error.
func (r *run) records(in *input, br io.Reader, all *members) bool {
	rr := newRecordReader(br, r.opts.MaxRecordBytes)
	rr.keep = int(min(r.opts.MaxPageBytes, rr.limit)) + 1 // one more tells that it is cut
	packed := all != nil
	if packed {
		rr.goOn = all.goOn
	}
	rr.use(r.opts.Fields)
	rr.number = in.number
	mark := in.mark
	if mark.Index > 0 && mark.Offset > 0 && !packed && in.at != nil && !in.nested {
		// On from the record that was read last.
		rr.in = io.NewSectionReader(in.at, mark.Offset, in.size-mark.Offset)
		rr.base, rr.number, rr.resumed = mark.Offset, mark.Index-1, true
		r.progress.ReadBytes.Add(mark.Offset)
	}
	before := rr.number
	for {
		rr.skipping = rr.number < mark.Index
		rec, err := rr.next()
		if err == io.EOF {
			break
		}
		if rr.number <= mark.Index {
			// The earlier run told of its errors.
			if err == nil {
				r.pass(Resumed)
			}
			if !r.alive() {
				return false
			}
			continue
		}
		if err != nil {
			fault := &Error{
				Name: in.label(), Input: in.name, Record: rr.number, Offset: rr.offset + max(in.base, 0), Unpacked: packed || in.base < 0,
				Message: readFailure(err), Err: err,
			}
			if !r.fail(fault) {
				return false
			}
			continue
		}
		r.progress.Records.Add(1)
		buf := rr.page
		rr.page = nil
		data, cut := cutPage(rec.html, r.opts.MaxPageBytes)
		src := page.Source{
			Name:      in.label(),
			Index:     rr.number,
			Input:     in.name,
			Offset:    rr.offset + max(in.base, 0),
			Data:      data,
			Decoded:   true,
			Truncated: cut,
			URL:       rec.fields.URL,
			Record:    &rec.fields,
			Captured:  rec.captured,
			Status:    rec.status,
			Release:   buf.release,
		}
		if packed || in.base < 0 {
			src.Offset = -1
		}
		if rec.contentType != "" {
			src.Header = http.Header{"Content-Type": {rec.contentType}}
		}
		if !r.wanted(&src) || !r.wantedStatus(&src) {
			buf.release()
			continue
		}
		if !r.page(src) {
			return false
		}
	}
	in.number = rr.number
	if rr.number == before && !rr.resumed {
		return r.fail(&Error{Name: in.label(), Input: in.name, Message: "no pages found: the JSON array is empty"})
	}
	return r.alive()
}

func (r *run) wantedStatus(src *page.Source) bool {
	if !r.opts.Select.Status.has(src.Status) {
		r.pass(OtherStatus)
		return false
	}
	return true
}

// A record is what was read of one.
type record struct {
	html        []byte
	fields      page.Record
	captured    time.Time
	status      int
	contentType string
}

// chunkBytes is how much the decoder is given at a time when there is no line
// end in sight.
const chunkBytes = 16 << 10

// A recordReader finds records in a stream and reads them one by one. It keeps
// the bytes of the record at hand, so that reading can go back to a line inside
// it when it turns out to be broken, and it is the io.Reader that its decoder
// reads from.
//
// No byte is read more than twice: a record that begins before the end of one
// that was broken must end on its own line.
type recordReader struct {
	in     io.Reader
	goOn   func() // lets in go on behind damage; may be nil
	limit  int64  // of a record
	keep   int    // how much of a page has to be right
	fields []fieldPath
	dec    *jsontext.Decoder
	page   *buffer // for the page of the record at hand

	quickly quickReader
	nested  bool // fields can stand in objects inside the record

	buf   []byte
	base  int64 // offset of buf[0] in the stream
	start int   // index of the record at hand, or of what comes before it
	pos   int   // index of what the decoder reads next
	err   error // from in, once all before it has been read into buf
	// damaged is damage behind what is in buf, which has not been told yet.
	damaged error

	number   int   // of the record at hand
	offset   int64 // where it begins
	inArray  bool
	resumed  bool // reading began at a record, perhaps in an array
	skipping bool // the record at hand is not wanted
	// lineStart is the offset of the line that the next record begins on, or
	// -1 when that line also holds the end of a record.
	lineStart int64
	scanned   int64 // offset up to which broken records were read
	oneLine   bool  // the record at hand must end on its line
	stopped   bool  // nothing more can be read
	lost      error // damage that was passed over
}

func newRecordReader(in io.Reader, limit int64) *recordReader {
	limit = min(limit, math.MaxInt/4)
	rr := &recordReader{in: in, limit: limit, keep: int(limit)}
	rr.use(Fields{})
	rr.dec = jsontext.NewDecoder(rr)
	return rr
}

// use says which fields are read.
func (rr *recordReader) use(f Fields) {
	rr.fields = f.list()
	rr.nested = slices.ContainsFunc(rr.fields, func(f fieldPath) bool { return len(f.path) > 1 })
}

// tooLong says that something is beyond the bound on a record.
func tooLong(what string, limit int64) string {
	return fmt.Sprintf("%s is longer than %d bytes, the bound on a record; --limit record-bytes=N sets it", what, limit)
}

// errTooLong is what the decoder meets at the bound on a record.
var errTooLong = errors.New("record too long")

// next reads the next record. It returns io.EOF at the end, and goes on after
// any other error until then.
func (rr *recordReader) next() (record, error) {
	if err := rr.lost; err != nil {
		// Met while the record at hand was passed over.
		rr.lost = nil
		return record{}, err
	}
	if rr.stopped {
		return record{}, io.EOF
	}
	if err := rr.seek(); err != nil {
		if isDamage(err) {
			rr.number++
			rr.offset = rr.base + int64(rr.start)
			return record{}, err
		}
		rr.stopped = true
		if err == io.EOF && !rr.inArray {
			return record{}, io.EOF
		}
		rr.number++
		rr.offset = rr.base + int64(rr.start)
		if err == io.EOF {
			err = errors.New("unexpected end of JSON: the array of records is not closed")
		}
		return record{}, err
	}
	rr.number++
	rr.offset = rr.base + int64(rr.start)
	rr.oneLine = rr.offset < rr.scanned
	if rec, ok := rr.quick(); ok {
		rr.lineStart = -1
		return rec, nil
	}
	if rr.quickly.tooLong {
		err := rr.explain(errTooLong)
		rr.resync()
		return record{}, err
	}
	rr.pos = rr.start
	rr.dec.Reset(rr, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

	rec, fault, err := rr.decode()
	if err == nil {
		rr.start += int(rr.dec.InputOffset())
		rr.lineStart = -1
		return rec, fault
	}
	if rr.err != nil && rr.err != io.EOF && errors.Is(err, rr.err) {
		rr.stopped = true
		return record{}, rr.err
	}
	err = rr.explain(err)
	rr.resync()
	return record{}, err
}

// seek goes to the beginning of the next record.
func (rr *recordReader) seek() error {
	for {
		c, err := rr.peek()
		if err != nil {
			return err
		}
		switch {
		case c == '\n':
			rr.lineStart = rr.base + int64(rr.start) + 1
		case c == ' ' || c == '\t' || c == '\r':
		case c == ',' && (rr.inArray || rr.resumed):
		case c == '[' && !rr.inArray:
			rr.inArray = true
		case c == ']' && (rr.inArray || rr.resumed):
			rr.inArray = false
		case c == mark[0] && rr.base+int64(rr.start) == 0 && rr.hasMark():
			rr.start += len(mark) - 1
			rr.lineStart = int64(len(mark))
		default:
			return nil
		}
		rr.start++
	}
}

// hasMark reports whether a byte order mark comes next.
func (rr *recordReader) hasMark() bool {
	for len(rr.buf)-rr.start < len(mark) && rr.fill() == nil {
	}
	return bytes.HasPrefix(rr.buf[rr.start:], []byte(mark))
}

// decode reads one value. The error is the stream's or the syntax's; the fault
// is that of a value that is well-formed but no page.
func (rr *recordReader) decode() (rec record, fault, err error) {
	if kind := rr.dec.PeekKind(); kind != '{' {
		if err := rr.dec.SkipValue(); err != nil {
			return rec, nil, err
		}
		return rec, fmt.Errorf("not a record: a JSON object is expected, this is %s", kindName(kind)), nil
	}
	if _, err := rr.dec.ReadToken(); err != nil {
		return rec, nil, err
	}
	if rr.page == nil {
		rr.page = newBuffer()
	}
	d := &decoding{rr: rr}
	if err := d.object(rr.fields, 0); err != nil {
		return rec, nil, err
	}
	rec = d.rec
	if d.twice {
		return rec, fmt.Errorf("the record has the %q field twice: two records may have run together", nameOf(rr.fields, fieldHTML)), nil
	}
	switch d.htmlKind {
	case '"':
	case 0:
		fault = fmt.Errorf("the record has no %q field", nameOf(rr.fields, fieldHTML))
	default:
		fault = fmt.Errorf("the %q field is %s, not a string", nameOf(rr.fields, fieldHTML), kindName(d.htmlKind))
	}
	return rec, fault, nil
}

func nameOf(fields []fieldPath, what field) string {
	for _, f := range fields {
		if f.what == what {
			return f.name
		}
	}
	return ""
}

// decoding is the reading of one record.
type decoding struct {
	rr       *recordReader
	rec      record
	htmlKind jsontext.Kind
	twice    bool // there were two pages
}

// object reads an object behind its brace. The fields are those that can stand
// in it; depth is how many parts of their names lead to it.
func (d *decoding) object(fields []fieldPath, depth int) error {
	dec := d.rr.dec
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		what := fieldCount
		var inside []fieldPath
		for _, f := range fields {
			switch {
			case f.path[depth] == name && len(f.path) == depth+1, depth == 0 && f.name == name:
				what = f.what
			case f.path[depth] == name:
				inside = append(inside, f)
			}
		}
		switch {
		case what < fieldCount:
			err = d.value(what)
		case len(inside) > 0 && dec.PeekKind() == '{':
			if _, err = dec.ReadToken(); err == nil {
				err = d.object(inside, depth+1)
			}
		default:
			err = dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// value reads the value of a field.
func (d *decoding) value(what field) error {
	rr := d.rr
	if what == fieldHTML {
		d.twice = d.twice || d.htmlKind != 0
		d.htmlKind = rr.dec.PeekKind()
		if rr.skipping {
			return rr.dec.SkipValue()
		}
		html, err := rr.text(rr.page.b[:0])
		if err != nil {
			return err
		}
		rr.page.b, d.rec.html = html, html
		return nil
	}
	value, err := rr.text(nil)
	if err != nil {
		return err
	}
	d.rec.set(what, string(value))
	return nil
}

// set sets a field other than that of the page.
func (rec *record) set(what field, value string) {
	switch what {
	case fieldURL:
		rec.fields.URL = value
	case fieldTitle:
		rec.fields.Title = value
	case fieldDate:
		rec.fields.Date = value
	case fieldText:
		rec.fields.Text = value
	case fieldSource:
		rec.fields.Source = value
	case fieldCaptured:
		rec.captured = parseCaptured(value)
	case fieldStatus:
		rec.status, _ = strconv.Atoi(value)
	case fieldType:
		rec.contentType = value
	}
}

// parseCaptured reads the time of a capture: as archives write it (ISO 8601, or
// the 14 digits of their indexes), or seconds or milliseconds since 1970.
func parseCaptured(s string) time.Time {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && (len(s) == 10 || len(s) == 13) {
		if len(s) == 13 {
			return time.UnixMilli(n).UTC()
		}
		return time.Unix(n, 0).UTC()
	}
	return warc.ParseDate(s)
}

// text is the next value as text, in the memory of dst or new: a string decoded,
// a number or truth value as written, anything else empty.
func (rr *recordReader) text(dst []byte) ([]byte, error) {
	switch rr.dec.PeekKind() {
	case '"':
		raw, err := rr.dec.ReadValue()
		if err != nil {
			return nil, err
		}
		// The error is of invalid UTF-8, which has become U+FFFD.
		if cap(dst) < len(raw) {
			dst = make([]byte, 0, len(raw))
		}
		text, _ := jsontext.AppendUnquote(dst[:0], raw)
		return text, nil
	case '0', 't', 'f':
		raw, err := rr.dec.ReadValue()
		return append(dst[:0], raw...), err
	}
	return dst[:0], rr.dec.SkipValue()
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 't', 'f':
		return "a truth value"
	case 'n':
		return "null"
	case '[':
		return "an array"
	}
	return "an object"
}

// explain puts an error of the decoder in words and notes how far it read.
func (rr *recordReader) explain(err error) error {
	if isDamage(err) {
		rr.scanned = max(rr.scanned, rr.base+int64(len(rr.buf)))
		var damage *compress.Damage
		errors.As(err, &damage)
		return damage
	}
	if errors.Is(err, errTooLong) {
		rr.scanned = max(rr.scanned, rr.offset+rr.limit)
		return errors.New(tooLong("the record", rr.limit))
	}
	at := rr.base + int64(rr.pos)
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at = rr.offset + syntax.ByteOffset
		err = syntax.Err
	}
	rr.scanned = max(rr.scanned, at)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		what := "the input ends inside the record"
		if rr.oneLine {
			what = "the line ends inside the record"
		}
		return fmt.Errorf("unexpected end of JSON: %s, at byte %d", what, at)
	}
	if i := at - rr.base; i >= 0 && i < int64(len(rr.buf)) && (rr.buf[i] == '\n' || rr.buf[i] == '\r') {
		return fmt.Errorf("unexpected end of JSON: the line ends inside a string, at byte %d", at)
	}
	return fmt.Errorf("invalid JSON at byte %d: %w", at, err)
}

// resync goes from a broken record to the next one on its line, or else to the
// next line that begins with an object no deeper than the record did.
func (rr *recordReader) resync() {
	if rr.resyncInLine() {
		return
	}
	deepest := int64(math.MaxInt64)
	if rr.lineStart >= 0 {
		deepest = rr.offset - rr.lineStart
	}
	column, inIndent := int64(0), false
	for {
		c, err := rr.peek()
		if err != nil {
			if isDamage(err) {
				rr.lost = err
				continue
			}
			return // seek meets the same error
		}
		switch {
		case c == '\n':
			rr.lineStart = rr.base + int64(rr.start) + 1
			column, inIndent = 0, true
		case !inIndent:
			// On to the end of the line.
			if i := bytes.IndexByte(rr.buf[rr.start:], '\n'); i > 0 {
				rr.start += i - 1
			} else if i < 0 {
				rr.start = len(rr.buf) - 1
			}
		case c == '{' && column <= deepest:
			return
		case c == ' ' || c == '\t' || c == ',' || c == '[':
			column++
		default:
			inIndent = false
		}
		rr.start++
	}
}

// resyncInLine goes from a broken record to the next one on the same line, as
// they stand in an array that is written without line ends: an object behind
// another and a comma whose first name is that of the broken record. In a string
// its quotation marks would have backslashes, and objects inside a record hardly
// begin with the same name. When there is none, what was looked at is dropped.
func (rr *recordReader) resyncInLine() bool {
	name := firstName(rr.buf[rr.start:])
	if name == nil {
		return false
	}
	name = bytes.Clone(name)
	// What the decoder read was sound, but for a string that was not closed and
	// took the beginning of the next record with it.
	const back = 64
	rr.start = min(max(rr.start+1, int(rr.scanned-rr.base)-len(name)-back), len(rr.buf))
	for {
		rest := rr.buf[rr.start:]
		i := bytes.IndexAny(rest, "}\n")
		if i >= 0 && rest[i] == '\n' {
			return false
		}
		if i < 0 {
			i = len(rest)
		}
		rr.start += i
		for len(rr.buf)-rr.start < len(name)+2*back {
			if err := rr.fill(); err != nil {
				if isDamage(err) {
					rr.lost = err
				}
				break
			}
		}
		rest = rr.buf[rr.start:]
		if len(rest) == 0 {
			return false
		}
		if n := nextRecord(rest[:min(len(rest), len(name)+2*back)], name); n > 0 {
			rr.start += n
			rr.lineStart = -1
			return true
		}
		if rest[0] == '}' {
			rr.start++
		}
	}
}

// firstName is the first name of an object, with its quotation marks; nil when
// there is none, or none that is short and plain.
func firstName(object []byte) []byte {
	rest := bytes.TrimLeft(bytes.TrimPrefix(object, []byte("{")), " \t")
	if len(rest) < 2 || rest[0] != '"' {
		return nil
	}
	end := bytes.IndexByte(rest[1:min(len(rest), 256)], '"')
	if end < 0 || bytes.IndexByte(rest[1:1+end], '\\') >= 0 {
		return nil
	}
	return rest[:end+2]
}

// nextRecord is how far the next record is ahead when b begins with the end of
// one, a comma, and an object with the name; 0 when it does not.
func nextRecord(b, name []byte) int {
	const space = " \t\r"
	rest, ok := bytes.CutPrefix(b, []byte("}"))
	rest, comma := bytes.CutPrefix(bytes.TrimLeft(rest, space), []byte(","))
	rest = bytes.TrimLeft(rest, space)
	at := len(b) - len(rest)
	rest, brace := bytes.CutPrefix(rest, []byte("{"))
	rest, named := bytes.CutPrefix(bytes.TrimLeft(rest, space), name)
	if !ok || !comma || !brace || !named || !bytes.HasPrefix(bytes.TrimLeft(rest, space), []byte(":")) {
		return 0
	}
	return at
}

// peek is the byte at start.
func (rr *recordReader) peek() (byte, error) {
	for rr.start >= len(rr.buf) {
		if err := rr.fill(); err != nil {
			return 0, err
		}
	}
	return rr.buf[rr.start], nil
}

// fill reads more into the buffer, dropping what stands before start.
func (rr *recordReader) fill() error {
	if rr.err != nil {
		return rr.err
	}
	n := 0
	if rr.damaged == nil {
		n = rr.readOn()
	}
	if err := rr.damaged; err != nil {
		// More may follow, on a line of its own.
		rr.damaged = nil
		rr.goOn()
		rr.buf = append(rr.buf, '\n')
		return err
	}
	if n == 0 {
		return rr.err
	}
	return nil
}

// readOn reads once, and returns how many bytes. An error is kept in err, or in
// damaged when reading can go on behind it.
func (rr *recordReader) readOn() int {
	if size := cap(rr.buf); len(rr.buf) == size {
		rest := rr.buf[rr.start:]
		most := int(rr.limit) + 2*bufferBytes // that a record needs at once
		switch {
		case rr.start < size/2 && size < most:
			size = min(max(2*size, 2*bufferBytes), most)
		case rr.start == 0:
			size += 2 * bufferBytes
		case size > keptBytes && len(rest) < size/8:
			size = max(keptBytes, 2*len(rest)) // a long record is over
		}
		to := rr.buf[:0]
		if size != cap(rr.buf) {
			to = make([]byte, 0, size)
		}
		rr.buf = append(to, rest...)
		rr.base += int64(rr.start)
		rr.pos -= rr.start
		rr.start = 0
	}
	n, err := rr.in.Read(rr.buf[len(rr.buf):cap(rr.buf)])
	rr.buf = rr.buf[:len(rr.buf)+n]
	if rr.goOn != nil && isDamage(err) {
		rr.damaged = err
	} else if err != nil {
		rr.err = err
	}
	return n
}

// Read gives the decoder the record at hand: its first line, then more if the
// record turns out to go on. What is given beyond the record's end is given
// again with the next record, so it is kept in proportion.
func (rr *recordReader) Read(p []byte) (int, error) {
	given := rr.pos - rr.start
	if rr.oneLine && given > 0 && rr.buf[rr.pos-1] == '\n' {
		return 0, io.EOF
	}
	if int64(given) >= rr.limit {
		return 0, errTooLong
	}
	for rr.pos >= len(rr.buf) {
		if err := rr.fill(); err != nil {
			return 0, err
		}
	}
	more := rr.buf[rr.pos:]
	more = more[:min(int64(len(more)), rr.limit-int64(given), int64(max(given, chunkBytes)))]
	if given == 0 || rr.oneLine {
		if i := bytes.IndexByte(more, '\n'); i >= 0 {
			more = more[:i+1]
		}
	}
	n := copy(p, more)
	rr.pos += n
	return n, nil
}
