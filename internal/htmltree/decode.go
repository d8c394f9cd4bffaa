package htmltree

import (
	"strings"
	"unicode/utf8"
)

// A decodeHow says what decoding does to a piece of the source.
type decodeHow uint8

const (
	decodeText  decodeHow = 1 << iota // character references, as in text
	decodeAttr                        // character references and NUL, as in attribute values
	decodeNUL                         // NUL becomes U+FFFD
	decodeDrop                        // NUL is left out
	decodeSpace                       // all but white space is left out
	decodeName                        // upper case becomes lower case, NUL U+FFFD
)

func (h decodeHow) refs() bool { return h&(decodeText|decodeAttr) != 0 }
func (h decodeHow) nuls() bool { return h&(decodeAttr|decodeNUL|decodeDrop) != 0 }

const replacement = string(utf8.RuneError)

// A decoder steps through the source from one place that stands for something
// else to the next.
type decoder struct {
	src            string
	how            decodeHow
	ampersand, nul int
}

func newDecoder(src string, how decodeHow) decoder {
	d := decoder{src: src, how: how, ampersand: len(src), nul: len(src)}
	if how.refs() {
		d.ampersand = -1
	}
	if how.nuls() {
		d.nul = -1
	}
	return d
}

// next finds the first place at or after i that may stand for something else,
// or the length of the source.
func (d *decoder) next(i int) int {
	if d.ampersand < i {
		if d.ampersand = i; i < len(d.src) && d.src[i] != '&' {
			d.ampersand = indexFrom(d.src, i, '&')
		}
		// Many a "&" is one.
		for a := d.ampersand; a+1 < len(d.src) && d.src[a+1] != '#' && classes[d.src[a+1]]&classAlnum == 0; a = d.ampersand {
			if d.src[a+1] == '&' {
				d.ampersand++
			} else {
				d.ampersand = indexFrom(d.src, a+1, '&')
			}
		}
	}
	if d.nul < i {
		d.nul = indexFrom(d.src, i, 0)
	}
	if d.how&decodeSpace != 0 {
		for i < len(d.src) && isSpace(d.src[i]) {
			i++
		}
		return i
	}
	return min(d.ampersand, d.nul)
}

// unit reads what stands at i, which next found.
func (d *decoder) unit(i int) reference {
	if d.how&decodeSpace != 0 {
		return d.noSpace(i)
	}
	if d.src[i] == 0 {
		if d.how&decodeDrop != 0 {
			return reference{size: 1}
		}
		return reference{size: 1, text: replacement}
	}
	return readReference(d.src[i:], d.how&decodeAttr != 0)
}

// noSpace reads what stands at i where only white space is kept: a reference
// to it, or something else up to the next.
func (d *decoder) noSpace(i int) reference {
	if d.src[i] == '&' {
		if r := readReference(d.src[i:], false); r.size > 0 {
			if r.text != "" || r.char >= utf8.RuneSelf || !isSpace(byte(r.char)) {
				r = reference{size: r.size}
			}
			return r
		}
	}
	end := i + 1
	for end < len(d.src) && !isSpace(d.src[end]) && d.src[end] != '&' {
		end++
	}
	return reference{size: end - i}
}

// decode is the text that the source [start, end) stands for. It points into
// the source when that stands for itself.
func (z *tokenizer) decode(start, end int, how decodeHow) string {
	src := z.src[start:end]
	switch {
	case how == decodeName:
		return z.arena.lowerName(src)
	case how&decodeSpace != 0 && strings.IndexByte(src, '&') < 0:
		return z.arena.spaces(src)
	}
	d := newDecoder(src, how)
	var b *strings.Builder
	from, last := 0, 0
	for i := 0; ; {
		i = d.next(i)
		if i == len(src) {
			break
		}
		if size, char := plainReference(src[i:]); size > 0 && how&decodeSpace == 0 {
			if b == nil {
				b = z.arena.buffer(src, how)
				from = b.Len()
			}
			if last < i {
				b.WriteString(src[last:i])
			}
			b.WriteByte(char)
			i += size
			last = i
			continue
		}
		r := d.unit(i)
		if r.open {
			z.errs.add(ErrMissingSemicolon, start+i+r.size)
		}
		if r.code != noError {
			z.errs.add(r.code, start+i)
		}
		if r.size == 0 {
			i++
			continue
		}
		if b == nil {
			b = z.arena.buffer(src, how)
			from = b.Len()
		}
		if last < i {
			b.WriteString(src[last:i])
		}
		switch {
		case r.text != "":
			b.WriteString(r.text)
		case r.char == 0:
		case r.char < utf8.RuneSelf:
			b.WriteByte(byte(r.char))
		default:
			b.WriteRune(r.char)
		}
		i += r.size
		last = i
	}
	if b == nil {
		return src
	}
	b.WriteString(src[last:])
	return b.String()[from:]
}

// rawOffset is the offset in src, from its front, of the byte at an offset of
// what src decodes to. A place inside a reference is that of the reference,
// one where something was left out is behind that.
func rawOffset(src string, how decodeHow, decoded int) int {
	d := newDecoder(src, how)
	i, from, out := 0, 0, 0 // src[from:] decodes to what follows out bytes
	for {
		i = d.next(i)
		if decoded < out+i-from || i == len(src) {
			return min(from+decoded-out, len(src))
		}
		r := d.unit(i)
		if r.size == 0 {
			i++
			continue
		}
		out += i - from + len(r.text)
		if r.char != 0 {
			out += utf8.RuneLen(r.char)
		}
		if decoded < out {
			return i
		}
		i += r.size
		from = i
	}
}

// buffer is where a piece of decoded text is written: the arena's text buffer,
// with room for what src can decode to, so that what was written before never
// moves.
func (a *Arena) buffer(src string, how decodeHow) *strings.Builder {
	room := len(src) + len(src)/4 + utf8.UTFMax // no reference grows by more than a fifth
	if how.nuls() || how == decodeName {
		room += 2 * strings.Count(src, "\x00")
	}
	if a.text.Cap()-a.text.Len() < room {
		a.textSize = min(2*a.textSize+1<<12, 1<<20)
		a.text = strings.Builder{}
		a.text.Grow(max(room, a.textSize))
	}
	return &a.text
}

// spaces is the white space of a piece of text.
func (a *Arena) spaces(src string) string {
	b := a.buffer(src, decodeSpace)
	from := b.Len()
	for i := range len(src) {
		if isSpace(src[i]) {
			b.WriteByte(src[i])
		}
	}
	return b.String()[from:]
}

// lowerName is a tag or attribute name in lower case.
func (a *Arena) lowerName(src string) string {
	b := a.buffer(src, decodeName)
	from := b.Len()
	for i := range len(src) {
		if c := src[i]; c == 0 {
			b.WriteString(replacement)
		} else {
			b.WriteByte(lowers[c])
		}
	}
	return b.String()[from:]
}
