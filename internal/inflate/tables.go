package inflate

import "math/bits"

// An entry of a table says what a code means, in one word:
//
//	bits 0 to 5     how many bits the code and what belongs to it take
//	bits 8 to 12    how many the code takes alone; of a subtable, how many choose in it
//	bits 16 to 30   the literal, the base of a length or distance, or where a subtable begins
//
// and these flags. The index of an entry is the next bits of the data; longer
// codes go on in a subtable.
const (
	literal    = 1 << 31
	special    = 1 << 15 // none of a literal, length or distance
	subtable   = 1 << 14
	endOfBlock = 1 << 13

	valueShift = 16
	lenShift   = 8
)

const (
	litBits  = 11
	litMask  = 1<<litBits - 1
	distBits = 8
	distMask = 1<<distBits - 1
	// The most entries that codes of 15 bits can need, rounded up to powers of
	// two: 2,342 for 288 symbols and 402 for 32 (zlib, examples/enough.c).
	litEntries  = 4096
	distEntries = 512

	maxCode    = 15
	maxSymbols = 288
	lenSymbols = 19
	lenBits    = 7
)

type (
	litTable  [litEntries]uint32
	distTable [distEntries]uint32
)

// at is the entry for the next bits.
func (t *litTable) at(bits uint64) uint32 {
	e := t[bits&litMask]
	if e&subtable != 0 && e&special != 0 && e&literal == 0 {
		e = t[(uint64(e>>valueShift)+bits>>litBits&(1<<(e>>lenShift&31)-1))&(litEntries-1)]
	}
	return e
}

// at is the entry for the next bits.
func (t *distTable) at(bits uint64) uint32 {
	e := t[bits&distMask]
	if e&subtable != 0 && e&special != 0 {
		e = t[(uint64(e>>valueShift)+bits>>distBits&(1<<(e>>lenShift&31)-1))&(distEntries-1)]
	}
	return e
}

// litMeanings and distMeanings are what symbols mean (RFC 1951, section 3.2.5):
// entries without the length of the code.
var (
	litMeanings  = makeLitMeanings()
	distMeanings = makeDistMeanings()
	lenMeanings  = makeLenMeanings()
)

func makeLitMeanings() (m [maxSymbols]uint32) {
	for i := range 256 {
		m[i] = literal | uint32(i)<<valueShift
	}
	m[256] = special | endOfBlock
	base := uint32(3)
	for i := range uint32(28) {
		extra := uint32(0)
		if i >= 8 {
			extra = i/4 - 1
		}
		m[257+i] = base<<valueShift | extra
		base += 1 << extra
	}
	m[285] = 258 << valueShift
	m[286], m[287] = special, special
	return m
}

func makeDistMeanings() (m [32]uint32) {
	base := uint32(1)
	for i := range uint32(30) {
		extra := uint32(0)
		if i >= 4 {
			extra = i/2 - 1
		}
		m[i] = base<<valueShift | extra
		base += 1 << extra
	}
	m[30], m[31] = special, special
	return m
}

func makeLenMeanings() (m [lenSymbols]uint32) {
	for i := range m {
		m[i] = uint32(i) << valueShift
	}
	return m
}

// build fills a table for codes of the given lengths (RFC 1951, section 3.2.2),
// of which up to primary bits are looked up at once. It reports false when the
// lengths are those of no code: when they are too many, or leave some codes
// without a symbol. Allowed are no symbols at all, and a single one of length 1.
func build(table []uint32, primary int, lengths []uint8, meanings []uint32, sorted []uint16) bool {
	var count, next [maxCode + 2]int
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	longest, symbols, room := 0, 0, 1
	for l := 1; l <= maxCode; l++ {
		room = room<<1 - count[l]
		if room < 0 {
			return false
		}
		next[l+1] = next[l] + count[l]
		symbols += count[l]
		if count[l] > 0 {
			longest = l
		}
	}
	if room > 0 {
		if symbols > 1 || symbols == 1 && longest > 1 {
			return false
		}
		// What no symbol has takes as many bits as it takes to tell.
		none := uint32(special | symbols)
		for i := range table[:1<<primary] {
			table[i] = none
		}
		if symbols == 0 {
			return true
		}
	}
	for s, l := range lengths {
		if l > 0 {
			sorted[next[l]] = uint16(s)
			next[l]++
		}
	}
	code, length, end := 0, 1, 1<<primary
	for i := range symbols {
		s := sorted[i]
		l := int(lengths[s])
		code <<= l - length
		length = l
		reversed := int(bits.Reverse16(uint16(code))) >> (16 - l)
		e := meanings[s]
		// What belongs to the code counts as well.
		e += uint32(l)<<lenShift + uint32(l)
		if l <= primary {
			for k := reversed; k < 1<<primary; k += 1 << l {
				table[k] = e
			}
		} else {
			at := &table[reversed&(1<<primary-1)]
			if first := i == 0 || int(lengths[sorted[i-1]]) <= primary || reversed&(1<<primary-1) != lastPrefix(code, l, primary); first {
				// It has room for the longest code that begins like this.
				size, left := l-primary, 1<<(l-primary)
				for k := i; ; size++ {
					for k < symbols && int(lengths[sorted[k]]) == size+primary && left > 0 {
						left--
						k++
					}
					if left == 0 || size+primary == longest {
						break
					}
					left <<= 1
				}
				*at = special | subtable | uint32(end)<<valueShift | uint32(size)<<lenShift | uint32(primary)
				end += 1 << size
			}
			start, size := int(*at>>valueShift), int(*at>>lenShift&31)
			for k := reversed >> primary; k < 1<<size; k += 1 << (l - primary) {
				table[start+k] = e
			}
		}
		code++
	}
	return true
}

// lastPrefix is where the code before one is looked up first.
func lastPrefix(code, length, primary int) int {
	return int(bits.Reverse16(uint16(code-1))) >> (16 - length) & (1<<primary - 1)
}

// fixed makes the tables of blocks with fixed codes (RFC 1951, section 3.2.6).
func (d *Reader) fixed() {
	var lengths [maxSymbols + 32]uint8
	for i := range maxSymbols {
		switch {
		case i < 144, i >= 280:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		default:
			lengths[i] = 7
		}
	}
	for i := range 32 {
		lengths[maxSymbols+i] = 5
	}
	build(d.lit[:], litBits, lengths[:maxSymbols], litMeanings[:], d.sorted[:])
	build(d.dist[:], distBits, lengths[maxSymbols:], distMeanings[:], d.sorted[:])
}

// lenOrder is the order of the lengths of the codes for lengths.
var lenOrder = [lenSymbols]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the codes of a block (RFC 1951, section 3.2.7).
func (d *Reader) dynamic() bool {
	if !d.need(14) {
		return false
	}
	lits, dists, lens := d.take(5)+257, d.take(5)+1, d.take(4)+4
	if lits > 286 || dists > 30 {
		d.err = ErrCorrupt
		return false
	}
	var lenLengths [lenSymbols]uint8
	for _, s := range lenOrder[:lens] {
		if !d.need(3) {
			return false
		}
		lenLengths[s] = uint8(d.take(3))
	}
	var table [1 << lenBits]uint32
	if !build(table[:], lenBits, lenLengths[:], lenMeanings[:], d.sorted[:]) {
		d.err = ErrCorrupt
		return false
	}
	var lengths [286 + 30]uint8
	for i := 0; i < lits+dists; {
		e := table[d.bits&(1<<lenBits-1)]
		for uint(e&63) > d.n {
			if !d.need(d.n + 1) {
				return false
			}
			e = table[d.bits&(1<<lenBits-1)]
		}
		if e&special != 0 {
			d.err = ErrCorrupt
			return false
		}
		d.take(uint(e & 63))
		s := uint8(e >> valueShift)
		if s < 16 {
			lengths[i] = s
			i++
			continue
		}
		repeated, extra, least := uint8(0), uint(7), 11
		switch s {
		case 16:
			if i == 0 {
				d.err = ErrCorrupt
				return false
			}
			repeated, extra, least = lengths[i-1], 2, 3
		case 17:
			extra, least = 3, 3
		}
		if !d.need(extra) {
			return false
		}
		times := d.take(extra) + least
		if i+times > lits+dists {
			d.err = ErrCorrupt
			return false
		}
		for range times {
			lengths[i] = repeated
			i++
		}
	}
	if !build(d.lit[:], litBits, lengths[:lits], litMeanings[:], d.sorted[:]) ||
		!build(d.dist[:], distBits, lengths[lits:lits+dists], distMeanings[:], d.sorted[:]) {
		d.err = ErrCorrupt
		return false
	}
	return true
}
