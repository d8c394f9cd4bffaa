package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/metacheck/metacheck/internal/page"
)

// records reads archived page records: JSON objects with the page in "html"
// and any of "url", "title", "date", "text" and "source" beside it. They stand
// one on each line, one after the other in any layout, or in an array. Other
// fields are passed over, the last of equal names counts, and half a surrogate
// pair becomes U+FFFD.
//
// A record that cannot be read is an error; reading goes on at the next line
// that begins with an object, unless that is indented deeper than the broken
// record and so may be part of it. Stray and missing commas between records
// are overlooked.
//
// The decoder is jsontext: records of 180 KB are read at about 340 MB/s with
// it, at about 155 with the Decoder of encoding/json (BenchmarkRecords,
// BenchmarkEncodingJSON), which in addition keeps no bound and cannot go on
// after an error.
func (r *run) records(name string, in io.Reader) bool {
	rr := newRecordReader(in, r.opts.MaxRecordBytes)
	for {
		rec, err := rr.next()
		if err != nil {
			if err == io.EOF {
				break
			}
			fault := &Error{Name: name, Record: rr.number, Offset: rr.offset, Message: readFailure(err), Err: err}
			if !r.fail(fault) {
				return false
			}
			continue
		}
		data, cut := cutPage(rec.html, r.opts.MaxPageBytes)
		if cut {
			data = bytes.Clone(data) // lets go of the rest
		}
		src := page.Source{
			Name:      name,
			Index:     rr.number,
			Data:      data,
			Decoded:   true,
			Truncated: cut,
			URL:       rec.fields.URL,
			Record:    &rec.fields,
		}
		if !r.page(src) {
			return false
		}
	}
	if rr.number == 0 {
		return r.fail(&Error{Name: name, Message: "no pages found: the JSON array is empty"})
	}
	return true
}

// A record is what was read of one.
type record struct {
	html   []byte
	fields page.Record
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
	in    io.Reader
	limit int64 // of a record
	dec   *jsontext.Decoder

	buf   []byte
	base  int64 // offset of buf[0] in the stream
	start int   // index of the record at hand, or of what comes before it
	pos   int   // index of what the decoder reads next
	err   error // from in, once all before it has been read into buf

	number  int   // of the record at hand
	offset  int64 // where it begins
	inArray bool
	// lineStart is the offset of the line that the next record begins on, or
	// -1 when that line also holds the end of a record.
	lineStart int64
	scanned   int64 // offset up to which broken records were read
	oneLine   bool  // the record at hand must end on its line
	stopped   bool  // nothing more can be read
}

func newRecordReader(in io.Reader, limit int64) *recordReader {
	rr := &recordReader{in: in, limit: limit}
	rr.dec = jsontext.NewDecoder(rr)
	return rr
}

// errTooLong is what the decoder meets at the bound on a record.
var errTooLong = errors.New("record too long")

// next reads the next record. It returns io.EOF at the end, and goes on after
// any other error until then.
func (rr *recordReader) next() (record, error) {
	if rr.stopped {
		return record{}, io.EOF
	}
	if err := rr.seek(); err != nil {
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
		case c == ',' && rr.inArray:
		case c == '[' && !rr.inArray:
			rr.inArray = true
		case c == ']' && rr.inArray:
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

// hasMark tells whether a byte order mark comes next.
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
	htmlKind := jsontext.Kind(0)
	for rr.dec.PeekKind() != '}' {
		name, err := rr.dec.ReadToken()
		if err != nil {
			return rec, nil, err
		}
		var field *string
		switch name.String() {
		case "html":
			htmlKind = rr.dec.PeekKind()
			if rec.html, err = rr.text(); err != nil {
				return rec, nil, err
			}
			continue
		case "url":
			field = &rec.fields.URL
		case "title":
			field = &rec.fields.Title
		case "date":
			field = &rec.fields.Date
		case "text":
			field = &rec.fields.Text
		case "source":
			field = &rec.fields.Source
		default:
			if err := rr.dec.SkipValue(); err != nil {
				return rec, nil, err
			}
			continue
		}
		value, err := rr.text()
		if err != nil {
			return rec, nil, err
		}
		*field = string(value)
	}
	if _, err := rr.dec.ReadToken(); err != nil {
		return rec, nil, err
	}
	switch htmlKind {
	case '"':
	case 0:
		fault = errors.New(`the record has no "html" field`)
	default:
		fault = fmt.Errorf(`the "html" field is %s, not a string`, kindName(htmlKind))
	}
	return rec, fault, nil
}

// text is the next value as text: a string decoded, a number or truth value as
// written, anything else empty.
func (rr *recordReader) text() ([]byte, error) {
	switch rr.dec.PeekKind() {
	case '"':
		raw, err := rr.dec.ReadValue()
		if err != nil {
			return nil, err
		}
		// The error is of invalid UTF-8, which has become U+FFFD.
		text, _ := jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
		return text, nil
	case '0', 't', 'f':
		raw, err := rr.dec.ReadValue()
		return bytes.Clone(raw), err
	}
	return nil, rr.dec.SkipValue()
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
	if errors.Is(err, errTooLong) {
		rr.scanned = max(rr.scanned, rr.offset+rr.limit)
		return fmt.Errorf("the record is longer than %d bytes, the bound on a record", rr.limit)
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

// resync goes from a broken record to the next line that begins with an object
// no deeper than the record did.
func (rr *recordReader) resync() {
	deepest := int64(math.MaxInt64)
	if rr.lineStart >= 0 {
		deepest = rr.offset - rr.lineStart
	}
	column, inIndent := int64(0), false
	for {
		c, err := rr.peek()
		if err != nil {
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
	if len(rr.buf) == cap(rr.buf) {
		if rr.start > 0 && rr.start >= len(rr.buf)/2 {
			n := copy(rr.buf, rr.buf[rr.start:])
			rr.buf = rr.buf[:n]
			rr.base += int64(rr.start)
			rr.pos -= rr.start
			rr.start = 0
		} else {
			grown := make([]byte, len(rr.buf), max(2*cap(rr.buf), 2*bufferBytes))
			copy(grown, rr.buf)
			rr.buf = grown
		}
	}
	n, err := rr.in.Read(rr.buf[len(rr.buf):cap(rr.buf)])
	rr.buf = rr.buf[:len(rr.buf)+n]
	if err != nil {
		rr.err = err
		if n == 0 {
			return err
		}
	}
	return nil
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
