package parquet

import (
	"errors"
	"fmt"
	"math"
)

// A Value is a value of a row. Its bytes are valid until the next row is read.
type Value struct {
	Null  bool
	Bytes []byte  // of ByteArray, FixedLenByteArray and Int96
	Int   int64   // of Boolean, Int32 and Int64
	Float float64 // of Float and Double
}

// Rows reads the rows of a row group.
type Rows struct {
	// Skipped is how many rows the last error of Next is about.
	Skipped int64

	group   *Group
	row     int64
	columns []*reader
	values  []Value
}

// Read opens a row group for reading. The rows of a group that was not read to
// its end have to be closed.
func (g *Group) Read() *Rows {
	r := &Rows{group: g, values: make([]Value, len(g.columns))}
	for i := range g.columns {
		r.columns = append(r.columns, newReader(g.file, g.columns[i], g.chunks[i], g.Rows))
	}
	return r
}

// Close gives up the memory of the pages.
func (r *Rows) Close() {
	for _, c := range r.columns {
		c.close()
	}
	r.columns = nil
}

// Next reads a row: the values of the columns in order, valid until it is called
// again. An error is about as many rows as Skipped says, and reading goes on
// after them. At the end of the group it returns nil without an error.
func (r *Rows) Next() ([]Value, error) {
	if r.row >= r.group.Rows || r.columns == nil {
		return nil, nil
	}
	var fault error
	end := r.row + 1
	for i, c := range r.columns {
		err := c.seek(r.row)
		if err == nil {
			r.values[i], err = c.value()
		}
		if err == nil {
			continue
		}
		if fault == nil {
			fault = fmt.Errorf("the column %q: %w", c.column.Name, err)
		}
		var value *valueError
		switch {
		case c.lost != nil:
			end = r.group.Rows
		case !errors.As(err, &value):
			end = max(end, c.row+c.left) // the end of its page
		}
	}
	r.Skipped = 0
	if fault != nil {
		end = min(end, r.group.Rows)
		r.Skipped = end - r.row
		r.row = end
		return nil, fault
	}
	r.row = end
	return r.values, nil
}

// Skip passes over n rows.
func (r *Rows) Skip(n int64) { r.row = min(r.row+n, r.group.Rows) }

// A valueError is about one value; its page can be read on.
type valueError struct{ bytes, limit int64 }

func (e *valueError) Error() string {
	return fmt.Sprintf("a value has %d bytes, more than %d", e.bytes, e.limit)
}

// ErrTooLarge is the error of a value or page that is beyond the bounds.
var ErrTooLarge = errors.New("too large")

func (e *valueError) Unwrap() error { return ErrTooLarge }

// A budget is memory that may still be taken.
type budget struct{ left int64 }

// memory is bytes that count in a budget.
type memory struct {
	of *budget
	b  []byte
}

// take makes the memory n bytes long. What it held is gone.
func (m *memory) take(n int64) error {
	if n <= int64(cap(m.b)) {
		m.b = m.b[:n]
		return nil
	}
	m.free()
	if n > m.of.left {
		return fmt.Errorf("it takes %d bytes of memory where %d may be taken: %w", n, m.of.left, ErrTooLarge)
	}
	m.of.left -= n
	m.b = make([]byte, n)
	return nil
}

func (m *memory) free() {
	m.of.left += int64(cap(m.b))
	m.b = nil
}

// keptBytes is how much memory of a page the next page may find.
const keptBytes = 4 << 20

// A reader reads the values of a column in a row group.
type reader struct {
	file   *File
	column Column
	chunk  chunk
	rows   int64 // of the group

	offset int64 // of the next page header
	row    int64 // of the next value
	left   int64 // how many values the page at hand still has
	lost   error // why no more can be read

	at     int64 // offset of the page at hand
	page   pageHeader
	body   int64 // where it stands; 0 when it has been read or is not wanted
	bad    error // why it cannot be read
	head   []byte
	packed memory
	data   memory
	levels *levels
	values decoder

	dictAt     int64 // offset of the dictionary
	dictionary memory
	offsets    memory // of the values in it: four bytes for each
	entries    int
	hasDict    bool
	badDict    error
}

func newReader(f *File, column Column, ch chunk, rows int64) *reader {
	r := &reader{file: f, column: column, chunk: ch, rows: rows, offset: ch.offset, head: make([]byte, headerBytes)}
	for _, m := range []*memory{&r.packed, &r.data, &r.dictionary, &r.offsets} {
		m.of = &f.held
	}
	switch {
	case !ch.found:
		r.lost = errors.New("the row group does not have it")
	case ch.elsewhere:
		r.lost = errors.New("it stands in another file")
	case ch.encrypted:
		r.lost = errors.New("it is encrypted")
	case ch.kind != int64(column.Kind):
		r.lost = errors.New("it has another type in the row group than in the table")
	case ch.offset < 4 || ch.size < 0 || ch.size > f.end-ch.offset:
		r.lost = fmt.Errorf("it stands at byte %d with %d bytes, outside of the data of the file", ch.offset, ch.size)
	}
	return r
}

func (r *reader) close() {
	for _, m := range []*memory{&r.packed, &r.data, &r.dictionary, &r.offsets} {
		m.free()
	}
	r.levels, r.values = nil, nil
	r.lost = errors.New("it is closed")
}

// seek goes to a row that is not before the one at hand. The pages before it are
// not read.
func (r *reader) seek(row int64) error {
	for r.lost == nil {
		if n := min(row-r.row, r.left); n > 0 {
			if n < r.left {
				r.skip(n) // the rest of the page may be bad, which is told when it is wanted
			}
			r.left -= n
			r.row += n
		}
		if r.left > 0 {
			return nil
		}
		if err := r.next(); err != nil {
			r.lost = fmt.Errorf("the page at byte %d: %w", r.at, err)
		}
	}
	return r.lost
}

// skip passes over values of the page at hand, which has more.
func (r *reader) skip(n int64) {
	if r.prepare() != nil {
		return
	}
	var err error
	if r.levels != nil {
		n, err = r.levels.skip(n, uint32(r.column.maxLevel))
	}
	if err == nil {
		err = r.values.skip(n)
	}
	if err != nil {
		r.bad = fmt.Errorf("the page at byte %d: %w", r.at, err)
	}
}

// prepare makes the page at hand ready for its values.
func (r *reader) prepare() error {
	if r.bad == nil && r.body > 0 {
		if err := r.load(); err != nil {
			r.bad = fmt.Errorf("the page at byte %d: %w", r.at, err)
		}
		r.body = 0
	}
	return r.bad
}

// next goes to the next page with values.
func (r *reader) next() error {
	for {
		r.at, r.bad, r.body = r.offset, nil, 0
		r.levels, r.values = nil, nil
		if r.offset >= r.chunk.end {
			return fmt.Errorf("the column ends after %d of %d rows", r.row, r.rows)
		}
		length, err := r.header()
		if err != nil {
			return err
		}
		body := r.offset + length
		if r.page.packed < 0 || r.page.packed > r.chunk.end-body {
			return fmt.Errorf("its size of %d bytes is not valid: %d follow", r.page.packed, r.chunk.end-body)
		}
		if r.page.unpacked < 0 || r.page.unpacked > math.MaxInt32 {
			return fmt.Errorf("its size of %d bytes unpacked is not valid", r.page.unpacked)
		}
		r.offset = body + r.page.packed
		switch r.page.typ {
		case dictionaryPage:
			if r.hasDict || r.badDict != nil {
				return errors.New("it is a second dictionary")
			}
			r.dictAt = r.at
			if err := r.readDictionary(body); err != nil {
				r.badDict = fmt.Errorf("the dictionary at byte %d: %w", r.at, err)
			}
			r.hasDict = true
		case dataPage, dataPageV2:
			if r.page.values < 0 || r.page.values > r.rows-r.row {
				return fmt.Errorf("it has %d values where %d rows are left", r.page.values, r.rows-r.row)
			}
			if r.left = r.page.values; r.left > 0 {
				r.body = body
				return nil
			}
		}
	}
}

// value is the value of the next row. After an error, other than of a value that
// is too long, the rest of the page cannot be read.
func (r *reader) value() (Value, error) {
	if err := r.prepare(); err != nil {
		return Value{}, err
	}
	v, err := r.decode()
	var tooLong *valueError
	if err != nil && !errors.As(err, &tooLong) {
		r.bad = fmt.Errorf("the page at byte %d: %w", r.at, err)
		return Value{}, r.bad
	}
	r.row++
	r.left--
	return v, err
}

func (r *reader) decode() (Value, error) {
	if r.levels != nil {
		level, err := r.levels.next()
		if err != nil {
			return Value{}, err
		}
		if level > uint32(r.column.maxLevel) {
			return Value{}, fmt.Errorf("a level of %d, more than %d", level, r.column.maxLevel)
		}
		if level < uint32(r.column.maxLevel) {
			return Value{Null: true}, nil
		}
	}
	var v Value
	err := r.values.next(&v)
	if err == nil && int64(len(v.Bytes)) > r.file.opts.MaxValueBytes {
		err = &valueError{int64(len(v.Bytes)), r.file.opts.MaxValueBytes}
	}
	return v, err
}

// load reads and unpacks the page at hand.
func (r *reader) load() error {
	r.levels, r.values = nil, nil
	h := &r.page
	if cap(r.data.b) > keptBytes {
		r.data.free()
	}
	levelBytes := int64(0)
	if h.typ == dataPageV2 {
		most := min(h.packed, h.unpacked)
		if h.repetitionBytes < 0 || h.repetitionBytes > most || h.definitionBytes < 0 || h.definitionBytes > most-h.repetitionBytes {
			return errors.New("its levels are longer than it is")
		}
		levelBytes = h.repetitionBytes + h.definitionBytes
	}
	if err := r.unpack(&r.data, r.body, levelBytes); err != nil {
		return err
	}
	data := r.data.b
	switch {
	case h.typ == dataPageV2:
		if r.column.maxLevel > 0 {
			r.levels = newLevels(data[h.repetitionBytes:levelBytes], r.column.maxLevel)
		}
		data = data[levelBytes:]
	case r.column.maxLevel > 0 && h.levelEncoding == encodingBitPacked:
		n := (h.values*int64(bitsFor(r.column.maxLevel)) + 7) / 8
		if n > int64(len(data)) {
			return errShort
		}
		r.levels = newPackedLevels(data[:n], r.column.maxLevel)
		data = data[n:]
	case r.column.maxLevel > 0:
		part, rest, err := prefixed(data)
		if err != nil {
			return err
		}
		if h.levelEncoding != encodingRLE {
			return fmt.Errorf("its levels have the unknown encoding %d", h.levelEncoding)
		}
		r.levels = newLevels(part, r.column.maxLevel)
		data = rest
	}
	var err error
	r.values, err = r.decoder(data)
	return err
}

// unpack reads what stands at an offset into memory; its first bytes may be kept
// as they are.
func (r *reader) unpack(to *memory, offset, plain int64) error {
	h := &r.page
	isPacked := r.chunk.codec != codecNone && !h.plain && h.packed > plain
	if !isPacked {
		if h.packed != h.unpacked {
			return fmt.Errorf("it has %d bytes and says %d", h.packed, h.unpacked)
		}
		if err := to.take(h.unpacked); err != nil {
			return err
		}
		if _, err := readAt(r.file.at, to.b, offset); err != nil {
			return err
		}
		return h.check(to.b)
	}
	if limit := maxRatio(r.chunk.codec); (h.unpacked-plain)/limit > h.packed-plain {
		return fmt.Errorf("its %d bytes cannot hold the %d that it says", h.packed, h.unpacked)
	}
	defer func() {
		if cap(r.packed.b) > keptBytes {
			r.packed.free()
		}
	}()
	if err := to.take(h.unpacked); err != nil {
		return err
	}
	if err := r.packed.take(h.packed); err != nil {
		return err
	}
	if _, err := readAt(r.file.at, r.packed.b, offset); err != nil {
		return err
	}
	if err := h.check(r.packed.b); err != nil {
		return err
	}
	copy(to.b, r.packed.b[:plain])
	return unpack(r.chunk.codec, to.b[plain:], r.packed.b[plain:])
}

func (r *reader) readDictionary(body int64) error {
	h := &r.page
	if h.encoding != encodingPlain && h.encoding != encodingPlainDictionary {
		return fmt.Errorf("unknown encoding %d", h.encoding)
	}
	if err := r.unpack(&r.dictionary, body, 0); err != nil {
		return err
	}
	if h.values < 0 || h.values > math.MaxInt32 {
		return fmt.Errorf("it has %d values", h.values)
	}
	r.entries = int(h.values)
	width := r.column.width()
	if width > 0 {
		if h.values*int64(width) > int64(len(r.dictionary.b)) {
			return errShort
		}
		return nil
	}
	if r.column.Kind == Boolean {
		return errors.New("dictionaries of booleans are not known")
	}
	// The places of strings: they stand one after the other, with their lengths.
	if h.values*4 > int64(len(r.dictionary.b)) {
		return errShort
	}
	if err := r.offsets.take(h.values * 4); err != nil {
		return err
	}
	return places(r.offsets.b, r.dictionary.b)
}
