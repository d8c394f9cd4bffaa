package ingest

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// A quickReader reads a record as nearly all of them are: an object that is
// valid in all parts, with the page in a string. It goes over the bytes once,
// eight at a time, and takes a third of the time that the decoder needs, which
// is most of what reading a record costs (BenchmarkRecords).
//
// It judges nothing. Whatever is out of the ordinary it leaves to the decoder,
// which then reads the record from its beginning: anything invalid, the end of
// the input inside the record, half surrogate pairs, deep nesting, a page that is
// no string, or two of them. What it does read it reads as the decoder would (FuzzQuick).
type quickReader struct {
	rr      *recordReader
	at      int    // index in rr.buf of what comes next
	scratch []byte // strings that are not kept
	name    []byte
	value   []byte
	tooLong bool // all of the record up to the bound is ordinary, and it goes on
}

// keptName bounds the names that are told apart, in bytes: no name of a field
// is that long.
const keptName = 1 << 20

// quickDepth bounds the nesting of values that are passed over.
const quickDepth = 16

// quick reads the record at hand, and goes behind it, if it is an ordinary one.
func (rr *recordReader) quick() (rec record, ok bool) {
	q := &rr.quickly
	q.tooLong = false
	if rr.oneLine || rr.nested || rr.damaged != nil {
		return rec, false
	}
	rr.pos = rr.start
	q.rr, q.at = rr, rr.start
	if rr.page == nil {
		rr.page = newBuffer()
	}
	ok = q.record(&rec)
	if cap(q.value) > keptBytes {
		q.value = nil
	}
	if ok && int64(q.at-rr.start) > rr.limit {
		q.tooLong = true
	}
	if !ok || q.tooLong {
		return rec, false
	}
	rr.start = q.at
	return rec, true
}

// more reads more of the input. It reports whether there is any.
func (q *quickReader) more() bool {
	rr := q.rr
	if int64(len(rr.buf)-rr.start) > rr.limit {
		q.tooLong = true
		return false
	}
	if rr.err != nil || rr.damaged != nil {
		return false
	}
	q.at -= rr.start
	n := rr.readOn()
	q.at += rr.start
	return n > 0
}

// peek is the next byte; 0, which no record has outside of strings, when there
// is none.
func (q *quickReader) peek() byte {
	for q.at >= len(q.rr.buf) {
		if !q.more() {
			return 0
		}
	}
	return q.rr.buf[q.at]
}

// next is the next byte that is no white space.
func (q *quickReader) next() byte {
	for {
		switch c := q.peek(); c {
		case ' ', '\t', '\r', '\n':
			q.at++
		default:
			return c
		}
	}
}

// record reads the object.
func (q *quickReader) record(rec *record) (ok bool) {
	if q.peek() != '{' {
		return false
	}
	q.at++
	if q.next() == '}' {
		return false // it lacks the page
	}
	hasHTML := false
	for {
		if q.next() != '"' {
			return false
		}
		if q.name, ok = q.text(q.name[:0], keptName); !ok || q.next() != ':' {
			return false
		}
		q.at++
		what := fieldCount
		for i := range q.rr.fields {
			if f := &q.rr.fields[i]; f.path[0] == string(q.name) {
				what = f.what
			}
		}
		c := q.next()
		switch {
		case what == fieldHTML:
			if c != '"' || hasHTML {
				return false
			}
			html, ok := q.text(q.rr.page.b[:0], q.rr.keep)
			q.rr.page.b, rec.html = html, html
			if !ok {
				return false
			}
			hasHTML = true
		case what < fieldCount:
			if !q.field(rec, what, c) {
				return false
			}
		default:
			if !q.skip(quickDepth) {
				return false
			}
		}
		switch q.next() {
		case ',':
			q.at++
		case '}':
			q.at++
			return hasHTML
		default:
			return false
		}
	}
}

// field reads the value of another field; c is its first byte.
func (q *quickReader) field(rec *record, what field, c byte) (ok bool) {
	q.value = q.value[:0]
	switch c {
	case '"':
		if q.value, ok = q.text(q.value, int(q.rr.limit)); !ok {
			return false
		}
	case '{', '[', 'n':
		if !q.skip(quickDepth) {
			return false
		}
	default:
		if q.value, ok = q.scalar(q.value); !ok {
			return false
		}
	}
	rec.set(what, string(q.value))
	return true
}

// skip passes over a value.
func (q *quickReader) skip(depth int) (ok bool) {
	switch c := q.next(); c {
	case '"':
		q.scratch, ok = q.text(q.scratch[:0], 0)
		return ok
	case '{', '[':
		if depth == 0 {
			return false
		}
		q.at++
		end := c + 2 // in ASCII
		if q.next() == end {
			q.at++
			return true
		}
		for {
			if c == '{' {
				if q.next() != '"' {
					return false
				}
				if q.scratch, ok = q.text(q.scratch[:0], 0); !ok || q.next() != ':' {
					return false
				}
				q.at++
			}
			if !q.skip(depth - 1) {
				return false
			}
			switch q.next() {
			case ',':
				q.at++
			case end:
				q.at++
				return true
			default:
				return false
			}
		}
	}
	q.scratch, ok = q.scalar(q.scratch[:0])
	return ok
}

// scalar appends a number, true, false or null as written. What ends it is for
// the caller to judge.
func (q *quickReader) scalar(dst []byte) ([]byte, bool) {
	const longest = 64
	from := len(dst)
	for {
		c := q.peek()
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '-' || c == '+' || c == '.' || c == 'E') {
			break
		}
		dst = append(dst, c)
		q.at++
		if len(dst)-from > longest {
			return dst, false
		}
	}
	switch s := string(dst[from:]); s {
	case "true", "false", "null":
		return dst, true
	default:
		return dst, isNumber(s)
	}
}

// isNumber reports whether all of s is a number of JSON (RFC 8259, section 6).
func isNumber(s string) bool {
	i := 0
	digits := func() bool {
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s) && s[i] == '-' {
		i++
	}
	if i < len(s) && s[i] == '0' {
		i++
	} else if !digits() {
		return false
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			return false
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return false
		}
	}
	return i == len(s)
}

// Words with the same byte eight times.
const (
	ones   = 0x0101010101010101
	highs  = 0x8080808080808080
	spaces = ' ' * ones
	quotes = '"' * ones
	backs  = '\\' * ones
)

// simpleEscapes are what the letters behind a backslash stand for; 0 for those
// that do not stand for one byte.
var simpleEscapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// text reads the string that comes next, decoded, into the memory of dst, which
// is empty, or new. It may use more of that than it returns. Of a longer string
// the first keep bytes are right, and some follow that mean nothing.
func (q *quickReader) text(dst []byte, keep int) ([]byte, bool) {
	const room = 64 << 10 // for what is not kept
	q.at++                // the quotation mark
	n := 0
	dst = dst[:cap(dst)]
	b, i := q.rr.buf, q.at
	for {
		// Room for a word at least, in proportion.
		if n+16 > len(dst) && n > keep+room/2 {
			n = keep
		}
		if n+16 > len(dst) {
			dst = roomier(dst, n, min(max(2*len(dst), 4<<10, min(len(b)-i, 1<<20)), keep+room))
		}
		var c byte
		if i+8 <= len(b) {
			w := binary.LittleEndian.Uint64(b[i:])
			quote, back := w^quotes, w^backs
			// The lowest bit that is set is that of the first such byte: only
			// above it can a borrow have set others.
			hit := (w | (w-spaces)&^w | (quote-ones)&^quote | (back-ones)&^back) & highs
			binary.LittleEndian.PutUint64(dst[n:], w)
			if hit == 0 {
				n += 8
				i += 8
				continue
			}
			k := bits.TrailingZeros64(hit) >> 3
			n += k
			i += k
			c = b[i]
		} else {
			if i == len(b) {
				q.at = i
				if !q.more() {
					return dst[:n], false
				}
				b, i = q.rr.buf, q.at
				continue
			}
			c = b[i]
		}
		switch {
		case c == '"':
			q.at = i + 1
			return dst[:n], true
		case c == '\\':
			if i+6 > len(b) && !(i+1 < len(b) && b[i+1] != 'u') {
				q.at = i
				if !q.more() {
					return dst[:n], false
				}
				b, i = q.rr.buf, q.at
				continue
			}
			if e := simpleEscapes[b[i+1]]; e != 0 {
				dst[n] = e
				n++
				i += 2
				continue
			}
			r, size := escapedRune(b[i:])
			if size == 0 {
				return dst[:n], false
			}
			if size > len(b)-i {
				q.at = i
				if !q.more() {
					return dst[:n], false
				}
				b, i = q.rr.buf, q.at
				continue
			}
			n += utf8.EncodeRune(dst[n:], r)
			i += size
		case c < ' ':
			return dst[:n], false
		case c < utf8.RuneSelf:
			dst[n] = c
			n++
			i++
		default:
			if !utf8.FullRune(b[i:]) {
				q.at = i
				if !q.more() {
					return dst[:n], false
				}
				b, i = q.rr.buf, q.at
				continue
			}
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && size == 1 {
				return dst[:n], false
			}
			n += copy(dst[n:], b[i:i+size])
			i += size
		}
	}
}

// roomier is a longer slice with the first n bytes of one.
func roomier(b []byte, n, length int) []byte {
	grown := make([]byte, length)
	copy(grown, b[:n])
	return grown
}

// escapedRune is the character that b begins with as one or two escapes, and how
// many bytes they take: 0 when they are not valid, more than b has when the second
// of two is to come.
func escapedRune(b []byte) (r rune, size int) {
	r, ok := escaped(b)
	switch {
	case !ok:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 6
	case len(b) < 12:
		return 0, 12
	}
	low, ok := escaped(b[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// escaped is the code unit that b begins with as an escape: \u20AC.
func escaped(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
