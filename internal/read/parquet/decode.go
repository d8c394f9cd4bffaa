package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// A decoder reads the values of a page one by one, from bytes in memory. None
// allocates by a count that is written there.
type decoder interface {
	next(*Value) error
	// skip passes over values; the work is that of the bytes they take, not of
	// their number.
	skip(n int64) error
}

// stepped passes over values one by one: for encodings in which they take bytes,
// and for those of differences, where they need not, up to maxSteps.
func stepped(d decoder, n int64) error {
	const maxSteps = 1 << 24
	if n > maxSteps {
		return fmt.Errorf("%d values cannot be passed over at once; at most %d can", n, maxSteps)
	}
	var v Value
	for range n {
		if err := d.next(&v); err != nil {
			return err
		}
	}
	return nil
}

func (s *arrays) skip(n int64) error  { return stepped(s, n) }
func (n *numbers) skip(k int64) error { return stepped(n, k) }
func (l *lengths) skip(n int64) error { return stepped(l, n) }
func (s *shared) skip(n int64) error  { return stepped(s, n) }

func (f *fixed) skip(n int64) error {
	width := int64(f.column.width())
	if n > int64(len(f.b))/width {
		return errShort
	}
	f.b = f.b[n*width:]
	return nil
}

func (b *bools) skip(n int64) error {
	if b.runs != nil {
		_, err := b.runs.skip(n, 0)
		return err
	}
	if n > int64(len(b.b))*8-int64(b.bit) {
		return errShort
	}
	b.bit += int(n)
	return nil
}

func (s *split) skip(n int64) error {
	if n > int64(s.n-s.i) {
		return errShort
	}
	s.i += int(n)
	return nil
}

func (f *references) skip(n int64) error {
	_, err := f.keys.skip(n, 0)
	return err
}

// skip passes over n numbers, and says how many of them are equal to one.
func (l *levels) skip(n int64, to uint32) (equal int64, err error) {
	for n > 0 {
		v, err := l.next()
		if err != nil {
			return equal, err
		}
		run := int64(1)
		switch {
		case l.same > 0:
			k := min(l.same, uint64(n-1))
			l.same -= k
			run += int64(k)
		case l.width == 0 && l.packed > 0:
			k := min(l.packed, uint64(n-1))
			l.packed -= k
			run += int64(k)
		}
		if v == to {
			equal += run
		}
		n -= run
	}
	return equal, nil
}

// width is how many bytes a value of the column has, or 0 when they differ.
func (c *Column) width() int {
	switch c.Kind {
	case Int32, Float:
		return 4
	case Int64, Double:
		return 8
	case Int96:
		return 12
	case FixedLenByteArray:
		return int(c.length)
	}
	return 0
}

// set sets a value of fixed width from its bytes.
func (c *Column) set(v *Value, b []byte) {
	switch c.Kind {
	case Int32:
		v.Int = int64(int32(binary.LittleEndian.Uint32(b)))
	case Int64:
		v.Int = int64(binary.LittleEndian.Uint64(b))
	case Float:
		v.Float = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case Double:
		v.Float = math.Float64frombits(binary.LittleEndian.Uint64(b))
	default:
		v.Bytes = b
	}
}

// decoder is that for the data of the page at hand.
func (r *reader) decoder(data []byte) (decoder, error) {
	kind := r.column.Kind
	encoding := r.page.encoding
	bytes := kind == ByteArray || kind == FixedLenByteArray
	switch {
	case encoding == encodingPlain && kind == Boolean:
		return &bools{b: data}, nil
	case encoding == encodingPlain && kind == ByteArray:
		return &arrays{b: data}, nil
	case encoding == encodingPlain:
		return &fixed{b: data, column: &r.column}, nil
	case encoding == encodingPlainDictionary, encoding == encodingRLEDictionary:
		if r.badDict != nil {
			return nil, r.badDict
		}
		if !r.hasDict {
			return nil, errors.New("its dictionary is missing")
		}
		if len(data) == 0 {
			return &references{reader: r, keys: &levels{}}, nil // of nulls alone
		}
		if data[0] > 32 {
			return nil, fmt.Errorf("its keys have %d bits", data[0])
		}
		return &references{reader: r, keys: &levels{b: data[1:], width: uint(data[0])}}, nil
	case encoding == encodingRLE && kind == Boolean:
		part, _, err := prefixed(data)
		if err != nil {
			return nil, err
		}
		return &bools{runs: &levels{b: part, width: 1}}, nil
	case encoding == encodingDelta && (kind == Int32 || kind == Int64):
		d, err := newDelta(data)
		return &numbers{d, kind}, err
	case encoding == encodingDeltaLength && kind == ByteArray:
		return newLengths(data)
	case encoding == encodingDeltaBytes && bytes:
		return newShared(data, &r.column, r.file.opts.MaxValueBytes)
	case encoding == encodingSplit && r.column.width() > 0:
		width := r.column.width()
		if len(data)%width != 0 {
			return nil, errShort
		}
		return &split{b: data, column: &r.column, n: len(data) / width, one: make([]byte, min(width, len(data)))}, nil
	}
	return nil, fmt.Errorf("its encoding, number %d, is not known for its type", encoding)
}

// arrays are byte arrays, each after its length.
type arrays struct{ b []byte }

func (s *arrays) next(v *Value) (err error) {
	v.Bytes, s.b, err = prefixed(s.b)
	return err
}

// fixed are values of one width.
type fixed struct {
	b      []byte
	column *Column
}

func (f *fixed) next(v *Value) error {
	n := f.column.width()
	if len(f.b) < n {
		return errShort
	}
	f.column.set(v, f.b[:n:n])
	f.b = f.b[n:]
	return nil
}

// bools are bits, or runs of them.
type bools struct {
	b    []byte
	bit  int
	runs *levels
}

func (b *bools) next(v *Value) error {
	if b.runs != nil {
		bit, err := b.runs.next()
		v.Int = int64(bit)
		return err
	}
	if b.bit/8 >= len(b.b) {
		return errShort
	}
	v.Int = int64(b.b[b.bit/8] >> (b.bit % 8) & 1)
	b.bit++
	return nil
}

// split are values whose first bytes stand together, then the second ones.
type split struct {
	b      []byte
	column *Column
	n, i   int
	one    []byte
}

func (s *split) next(v *Value) error {
	if s.i >= s.n {
		return errShort
	}
	for k := range s.one {
		s.one[k] = s.b[k*s.n+s.i]
	}
	s.i++
	s.column.set(v, s.one)
	return nil
}

// places notes where the byte arrays in b begin.
func places(offsets, b []byte) error {
	rest := b
	for i := 0; i < len(offsets); i += 4 {
		binary.LittleEndian.PutUint32(offsets[i:], uint32(len(b)-len(rest)))
		var err error
		if _, rest, err = prefixed(rest); err != nil {
			return err
		}
	}
	return nil
}

// references are keys of a dictionary.
type references struct {
	reader *reader
	keys   *levels
}

func (f *references) next(v *Value) error {
	key, err := f.keys.next()
	if err != nil {
		return err
	}
	r := f.reader
	if int64(key) >= int64(r.entries) {
		return fmt.Errorf("the key %d of a dictionary of %d", key, r.entries)
	}
	if n := r.column.width(); n > 0 {
		at := int(key) * n
		r.column.set(v, r.dictionary.b[at:at+n:at+n])
		return nil
	}
	at := binary.LittleEndian.Uint32(r.offsets.b[key*4:])
	v.Bytes, _, err = prefixed(r.dictionary.b[at:])
	return err
}

// levels are small numbers in runs of equal ones and groups of eight (the
// RLE/bit-packing hybrid), or only packed, from the highest bit down.
type levels struct {
	b      []byte
	width  uint
	high   bool // packed from the highest bit down
	same   uint64
	packed uint64 // values left in groups
	bit    uint64 // in b, of the next
	value  uint32
}

func bitsFor(most int) int { return bits.Len(uint(most)) }

func newLevels(b []byte, most int) *levels { return &levels{b: b, width: uint(bitsFor(most))} }

func newPackedLevels(b []byte, most int) *levels {
	return &levels{b: b, width: uint(bitsFor(most)), high: true, packed: math.MaxUint64}
}

func (l *levels) next() (uint32, error) {
	for l.same == 0 && l.packed == 0 {
		if l.bit > 0 { // a group is over
			l.b = l.b[min(uint64(len(l.b)), (l.bit+7)/8):]
			l.bit = 0
		}
		head, n := binary.Uvarint(l.b)
		if n <= 0 {
			return 0, errShort
		}
		l.b = l.b[n:]
		if head&1 == 1 {
			if head>>1 > math.MaxUint32 {
				return 0, errShort
			}
			l.packed = head >> 1 * 8
			continue
		}
		l.same = head >> 1
		size := int(l.width+7) / 8
		if len(l.b) < size {
			return 0, errShort
		}
		l.value = 0
		for i, b := range l.b[:size] {
			l.value |= uint32(b) << (8 * i)
		}
		l.b = l.b[size:]
	}
	if l.same > 0 {
		l.same--
		return l.value, nil
	}
	l.packed--
	if l.bit+uint64(l.width) > uint64(len(l.b))*8 {
		return 0, errShort
	}
	v := uint32(0)
	if l.high {
		for range l.width {
			v = v<<1 | uint32(l.b[l.bit/8]>>(7-l.bit%8)&1)
			l.bit++
		}
		return v, nil
	}
	v = uint32(bitsAt(l.b, l.bit, l.width))
	l.bit += uint64(l.width)
	return v, nil
}

// bitsAt are up to 64 bits of b, from the lowest up. They must be there.
func bitsAt(b []byte, at uint64, width uint) uint64 {
	v := uint64(0)
	for got := uint(0); got < width; {
		in := uint(at % 8)
		n := min(8-in, width-got)
		v |= uint64(b[at/8]>>in) & (1<<n - 1) << got
		got += n
		at += uint64(n)
	}
	return v
}

// delta are numbers by their differences, in blocks whose parts have a width of
// their own (DELTA_BINARY_PACKED).
type delta struct {
	b      []byte
	count  uint64 // of values left
	last   int64
	first  bool
	parts  uint64 // of a block
	size   uint64 // values of a part
	least  int64
	widths []byte // of the parts of the block that are not read
	left   uint64 // values in the part at hand
	bit    uint64
	width  uint
}

func newDelta(b []byte) (*delta, error) {
	d := &delta{first: true}
	c := cursor{b: b}
	block := c.uvarint()
	d.parts = c.uvarint()
	d.count = c.uvarint()
	d.last = c.int()
	if c.err != nil {
		return nil, c.err
	}
	d.b = b[c.at:]
	if d.parts == 0 || d.parts > 1<<10 || block == 0 || block > 1<<20 || block%d.parts != 0 {
		return nil, fmt.Errorf("blocks of %d numbers in %d parts", block, d.parts)
	}
	d.size = block / d.parts
	return d, nil
}

// next is the next number.
func (d *delta) next() (int64, error) {
	if d.count == 0 {
		return 0, errShort
	}
	d.count--
	if d.first {
		d.first = false
		return d.last, nil
	}
	if d.left == 0 {
		if err := d.part(); err != nil {
			return 0, err
		}
	}
	d.left--
	// Of the last part the end may be missing.
	if d.bit+uint64(d.width) > uint64(len(d.b))*8 {
		return 0, errShort
	}
	d.last += d.least + int64(bitsAt(d.b, d.bit, d.width))
	d.bit += uint64(d.width)
	return d.last, nil
}

// part goes to the next part of a block.
func (d *delta) part() error {
	d.leave()
	if len(d.widths) == 0 {
		c := cursor{b: d.b}
		d.least = c.int()
		if c.err != nil {
			return c.err
		}
		d.b = d.b[c.at:]
		if uint64(len(d.b)) < d.parts {
			return errShort
		}
		d.widths, d.b = d.b[:d.parts], d.b[d.parts:]
	}
	d.width, d.widths = uint(d.widths[0]), d.widths[1:]
	if d.width > 64 {
		return fmt.Errorf("numbers of %d bits", d.width)
	}
	d.left, d.bit = d.size, 0
	return nil
}

// leave passes over the part at hand.
func (d *delta) leave() {
	if d.bit > 0 {
		n := (d.size*uint64(d.width) + 7) / 8
		d.b = d.b[min(n, uint64(len(d.b))):]
	}
	d.bit, d.left = 0, 0
}

// after is what follows the numbers. It goes from part to part, which take at
// least a byte each, and not from number to number, which may take none.
func (d delta) after() ([]byte, error) {
	for n := d.count; n > 1; n -= min(n-1, d.size) {
		if err := d.part(); err != nil {
			return nil, err
		}
		d.bit = d.size * uint64(d.width)
	}
	d.leave()
	return d.b, nil
}

// numbers are integers by their differences.
type numbers struct {
	d    *delta
	kind Kind
}

func (n *numbers) next(v *Value) (err error) {
	v.Int, err = n.d.next()
	if n.kind == Int32 {
		v.Int = int64(int32(v.Int))
	}
	return err
}

// lengths are byte arrays after the lengths of all of them
// (DELTA_LENGTH_BYTE_ARRAY).
type lengths struct {
	d *delta
	b []byte
}

func newLengths(b []byte) (*lengths, error) {
	d, err := newDelta(b)
	if err != nil {
		return nil, err
	}
	rest, err := d.after()
	return &lengths{d, rest}, err
}

func (l *lengths) next(v *Value) error {
	n, err := l.d.next()
	if err != nil {
		return err
	}
	if n = int64(int32(n)); n < 0 || n > int64(len(l.b)) {
		return fmt.Errorf("a value of %d bytes where %d are left", n, len(l.b))
	}
	v.Bytes, l.b = l.b[:n:n], l.b[n:]
	return nil
}

// shared are byte arrays that begin with a part of the one before
// (DELTA_BYTE_ARRAY).
type shared struct {
	prefixes *delta
	suffixes *lengths
	column   *Column
	limit    int64
	last     []byte
}

func newShared(b []byte, column *Column, limit int64) (*shared, error) {
	prefixes, err := newDelta(b)
	if err != nil {
		return nil, err
	}
	rest, err := prefixes.after()
	if err != nil {
		return nil, err
	}
	suffixes, err := newLengths(rest)
	return &shared{prefixes: prefixes, suffixes: suffixes, column: column, limit: limit}, err
}

func (s *shared) next(v *Value) error {
	n, err := s.prefixes.next()
	if err != nil {
		return err
	}
	if n = int64(int32(n)); n < 0 || n > int64(len(s.last)) {
		return fmt.Errorf("a value shares %d bytes with one of %d", n, len(s.last))
	}
	if err := s.suffixes.next(v); err != nil {
		return err
	}
	if size := n + int64(len(v.Bytes)); size > s.limit {
		// The next ones rest on it.
		return fmt.Errorf("a value has %d bytes, more than %d: %w", size, s.limit, ErrTooLarge)
	}
	s.last = append(s.last[:n], v.Bytes...)
	if width := s.column.width(); width > 0 && len(s.last) != width {
		return fmt.Errorf("a value has %d bytes, not %d", len(s.last), width)
	}
	v.Bytes = s.last
	return nil
}
