package htmltree

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The tokenization stage (HTML standard, section 13.2.5). The states of the
// standard are places in the code; runs between the bytes that matter are
// found with the searches of package strings.

// A model is the state that the tokenizer is in between tokens.
type model uint8

const (
	modelData      model = iota // section 13.2.5.1
	modelRCDATA                 // 13.2.5.2
	modelRawText                // 13.2.5.3
	modelScript                 // 13.2.5.4
	modelPlaintext              // 13.2.5.5
)

// A kind is the kind of a token.
type kind uint8

const (
	kindEOF kind = iota
	kindText
	kindStart
	kindEnd
	kindComment
	kindDoctype
)

// A token is what the tokenizer hands to the tree builder; the next one
// overwrites it.
type token struct {
	kind       kind
	start, end int // in the text
	tag        tagID
	atom       atom.Atom
	// data is the name of a tag or doctype, or the content of text or a
	// comment. Text holds NULs, which the tree builder drops or replaces, but
	// for text of the raw models.
	data        string
	selfClosing bool
	text        textKind // of text
	// attr are the attributes of a start tag. They stand in the arena, and
	// with any there is a slot behind them for the number of a cell. span is
	// the index of the place of the first.
	attr []html.Attribute
	span int
	// repeats is how many attributes were dropped because the tag has others
	// of their names; they are the last of the arena's.
	repeats int
	doctype *doctype
}

// A textKind tells how text was made from the source.
type textKind uint8

const (
	textRefs        textKind = 1 << iota // character references were looked for
	textPlain                            // the text is that of the source
	textNUL                              // there are NULs in it
	textReplacesNUL                      // NUL was made U+FFFD
	textDropsNUL                         // NUL was left out
	textOnlySpace                        // all but white space was left out
)

type doctype struct {
	public, system       string
	hasPublic, hasSystem bool
	quirks               bool
}

// An attrSpan is the place of an attribute in the text. For an attribute
// without value, value and end are both -1.
type attrSpan struct {
	name, value, end int32
}

type tokenizer struct {
	src   string
	pos   int
	model model
	arena *Arena
	errs  errorList
	// cdata tells whether CDATA sections are known here; nil for never.
	cdata func() bool
	// ender is the name, in lower case, of the start tag that began the raw
	// text: only its end tag ends it.
	ender string
	// ampersand and nul are the offsets of the first such byte at or after the
	// place of the last question, or the length of the text.
	ampersand, nul int
	tok            token
	keys           [fewAttributes]uint64
	seen           uint64 // a bit for each of keys; see keyBit
	doctype        doctype
	many           attrSet
	manyOf         int // offset of the tag whose names are in many
	cutAt          int // offset of the first attribute beyond maxAttributes, or -1
}

// maxAttributes is the number of attributes of a tag that are kept.
const maxAttributes = 1 << 16

// fewAttributes is the number of attributes of a tag up to which names are
// compared one by one.
const fewAttributes = 40

func (z *tokenizer) init(src string, a *Arena, maxErrors int) {
	*z = tokenizer{src: src, arena: a, ampersand: -1, nul: -1, many: z.many, manyOf: -1, cutAt: -1}
	z.errs.max, z.errs.list = maxErrors, a.errors[:0]
}

// hasAmpersand tells whether there is "&" in [i, end).
func (z *tokenizer) hasAmpersand(i, end int) bool {
	if z.ampersand < i {
		z.ampersand = indexFrom(z.src, i, '&')
	}
	return z.ampersand < end
}

// hasNUL tells whether there is NUL in [i, end).
func (z *tokenizer) hasNUL(i, end int) bool {
	if z.nul < i {
		z.nul = indexFrom(z.src, i, 0)
	}
	return z.nul < end
}

// indexFrom is the offset of the first c at or after i, or the length of s.
func indexFrom(s string, i int, c byte) int {
	if n := strings.IndexByte(s[i:], c); n >= 0 {
		return i + n
	}
	return len(s)
}

// next reads a token into z.tok.
func (z *tokenizer) next() {
	for !z.step() {
	}
}

// step reads on; false tells that what was read makes no token.
func (z *tokenizer) step() bool {
	i, src := z.pos, z.src
	if i >= len(src) {
		z.tok.kind, z.tok.start, z.tok.end = kindEOF, len(src), len(src)
		return true
	}
	if z.model != modelData {
		return z.rawText()
	}
	start := i
	for {
		if src[i] != '<' {
			n := strings.IndexByte(src[i:], '<')
			if n < 0 {
				i = len(src)
				break
			}
			i += n
		}
		// The tag open state.
		if i+1 == len(src) {
			z.errs.add(ErrEOFBeforeTagName, len(src))
			i++
			break
		}
		c := src[i+1]
		if isAlpha(c) || c == '!' || c == '?' {
			break
		}
		if c == '/' {
			if i+2 < len(src) {
				break
			}
			z.errs.add(ErrEOFBeforeTagName, len(src))
			i = len(src)
			break
		}
		z.errs.add(ErrTagNameStart, i+1)
		if i++; i == len(src) {
			break
		}
	}
	if i > start {
		z.pos = i
		z.setText(start, i, textRefs)
		return true
	}
	switch c := src[i+1]; {
	case isAlpha(c):
		return z.tag(i, i+1, kindStart)
	case c == '/':
		return z.endTagOpen(i)
	case c == '!':
		return z.markupDeclaration(i)
	}
	z.errs.add(ErrQuestionMark, i+1)
	return z.bogusComment(i, i+1)
}

// endTagOpen reads what begins with "</" at i (section 13.2.5.7).
func (z *tokenizer) endTagOpen(i int) bool {
	switch c := z.src[i+2]; {
	case isAlpha(c):
		return z.tag(i, i+2, kindEnd)
	case c == '>':
		z.errs.add(ErrMissingEndTagName, i+2)
		z.pos = i + 3
		return false
	}
	z.errs.add(ErrTagNameStart, i+2)
	return z.bogusComment(i, i+2)
}

// setText makes [start, end) a text token.
func (z *tokenizer) setText(start, end int, text textKind) {
	t := &z.tok
	t.kind, t.start, t.end = kindText, start, end
	if text&textRefs != 0 && z.hasAmpersand(start, end) {
		z.decodeText(start, end, text)
		return
	}
	t.data = z.src[start:end]
	t.text = text | textPlain
	if z.hasNUL(start, end) {
		z.decodeText(start, end, text)
	}
}

// decodeText is setText for text with references or NULs.
func (z *tokenizer) decodeText(start, end int, text textKind) {
	t := &z.tok
	if z.hasNUL(start, end) {
		text |= textNUL
		if text&(textRefs|textReplacesNUL) != 0 { // in a CDATA section it is no error
			z.noteNULs(start, end)
		}
	}
	if text&textReplacesNUL != 0 || text&textRefs != 0 && z.hasAmpersand(start, end) {
		how := decodeText
		if text&textRefs == 0 {
			how = decodeNUL
		} else if text&textReplacesNUL != 0 {
			how |= decodeNUL
		}
		t.data = z.decode(start, end, how)
	}
	if text&textReplacesNUL != 0 {
		text &^= textNUL
	}
	if len(t.data) == end-start && t.data == z.src[start:end] {
		text |= textPlain
	}
	t.text = text
}

// tag reads a tag whose "<" is at open and whose name begins at i (sections
// 13.2.5.8 and .32 to .40). It is false for a tag that the text ends in.
func (z *tokenizer) tag(open, i int, k kind) bool {
	src, t := z.src, &z.tok
	name, key, odd := i, uint64(0), uint8(0)
	for i < len(src) {
		c := src[i]
		class := classes[c]
		if class&classNameEnd != 0 {
			break
		}
		odd |= class
		key = key<<8 | uint64(lowers[c])
		i++
	}
	if i == len(src) {
		return z.eofInTag(open)
	}
	t.kind, t.start, t.selfClosing, t.attr, t.repeats = k, open, false, nil, 0
	if in := lookupName(key, src[name:i]); in != nil {
		t.data, t.tag, t.atom = in.name, in.tag, in.atom
	} else {
		t.tag = tagOther
		t.data = z.name(name, i, odd)
		if k == kindStart {
			t.atom = lookupAtom(t.data)
		}
	}
	if src[i] == '>' {
		z.pos, t.end = i+1, i+1
		return true
	}
	if k == kindEnd {
		return z.endTagRest(i)
	}
	return z.attributes(i)
}

// name is the tag or attribute name [i, end) as the tree has it; odd are the
// classes of its bytes.
func (z *tokenizer) name(i, end int, odd uint8) string {
	if odd&classOdd == 0 {
		return z.src[i:end]
	}
	z.noteNULs(i, end)
	return z.decode(i, end, decodeName)
}

// noteNULs notes the NULs in [i, end).
func (z *tokenizer) noteNULs(i, end int) {
	for ; i < end && z.errs.on(ErrNUL); i++ {
		if z.src[i] == 0 {
			z.errs.add(ErrNUL, i)
		}
	}
}

// longestAtom is more than the bytes of the longest name that has an atom.
const longestAtom = 32

func lookupAtom(name string) atom.Atom {
	if len(name) > longestAtom {
		return 0
	}
	var buf [longestAtom]byte
	return atom.Lookup(buf[:copy(buf[:], name)])
}

// eofInTag passes over a tag that the text ends in.
func (z *tokenizer) eofInTag(open int) bool {
	z.errs.addSpan(ErrEOFInTag, open, len(z.src))
	z.pos = len(z.src)
	return false
}

// eofInAttributes is eofInTag for a tag with n attributes so far, which are given
// up.
func (z *tokenizer) eofInAttributes(n int) bool {
	clear(z.arena.attrs[z.arena.attrUsed:][:n])
	return z.eofInTag(z.tok.start)
}

// attributes reads the attributes of a tag from i, behind its name, into the
// arena.
func (z *tokenizer) attributes(i int) bool {
	src, t, a := z.src, &z.tok, z.arena
	t.span = len(a.spans)
	z.seen = 0
	n := 0 // attributes so far
	for {
		// Before attribute name, after attribute name, self-closing start tag.
		for i < len(src) && classes[src[i]]&classSpace != 0 {
			i++
		}
		if i == len(src) {
			return z.eofInAttributes(n)
		}
		switch src[i] {
		case '>':
			if n > 0 {
				t.attr = a.attrs[a.attrUsed : a.attrUsed+n : a.attrUsed+n+1]
				a.attrUsed += n + 1
			}
			z.pos, t.end = i+1, i+1
			return true
		case '/':
			if i++; i < len(src) && src[i] == '>' {
				t.selfClosing = true
			} else if i < len(src) {
				z.errs.add(ErrSolidus, i)
			}
			continue
		}
		// Attribute name.
		name, key, odd := i, uint64(0), uint8(0)
		if src[i] == '=' {
			z.errs.add(ErrEqualsBeforeName, i)
			key = '='
			i++
		}
		for i < len(src) {
			c := src[i]
			class := classes[c]
			if class&classAttrEnd != 0 {
				break
			}
			odd |= class
			key = key<<8 | uint64(lowers[c])
			i++
		}
		if i == len(src) {
			return z.eofInAttributes(n)
		}
		nameEnd := i
		if odd&classBadName != 0 {
			z.nameErrors(name, nameEnd)
		}
		// After attribute name.
		for classes[src[i]]&classSpace != 0 {
			if i++; i == len(src) {
				return z.eofInAttributes(n)
			}
		}
		span := attrSpan{name: int32(name), value: -1, end: -1}
		value := ""
		if src[i] == '=' {
			// Before attribute value.
			i++
			for i < len(src) && classes[src[i]]&classSpace != 0 {
				i++
			}
			if i == len(src) {
				return z.eofInAttributes(n)
			}
			start, end := i, i
			switch c := src[i]; c {
			case '"', '\'':
				start++
				length := strings.IndexByte(src[start:], c)
				if length < 0 {
					z.errs.addInTag(ErrQuoteOverTags, start-1, len(src), t.start)
					return z.eofInAttributes(n)
				}
				end = start + length
				i = end + 1
				if i < len(src) && classes[src[i]]&classNameEnd == 0 {
					z.gluedAttribute(start, end)
				}
			case '>':
				z.errs.add(ErrMissingValue, i)
			default:
				if end = z.unquoted(i); end == len(src) {
					return z.eofInAttributes(n)
				}
				i = end
			}
			span.value, span.end = int32(start), int32(end)
			if z.hasAmpersand(start, end) || z.hasNUL(start, end) {
				value = z.attrValue(start, end)
			} else {
				value = src[start:end]
			}
		}
		if n >= maxAttributes {
			if z.cutAt < 0 {
				z.cutAt = name
			}
			continue
		}
		// On leaving the name state a second attribute of one name is dropped.
		attr := z.name(name, nameEnd, odd)
		if z.duplicate(attr, key, n) {
			z.errs.add(ErrDuplicateAttribute, name)
			if z.errs.max > 0 && len(a.repeats) < maxRepeats {
				a.repeats = append(a.repeats, repeat{attr, value, span, 0})
				t.repeats++
			}
			continue
		}
		if a.attrUsed+n+1 >= len(a.attrs) {
			a.moreAttrs(n, n)
		}
		a.attrs[a.attrUsed+n] = html.Attribute{Key: attr, Val: value}
		a.spans = append(grown(a.spans), span)
		n++
	}
}

// attrValue decodes an attribute value.
func (z *tokenizer) attrValue(start, end int) string {
	z.noteNULs(start, end)
	return z.decode(start, end, decodeAttr)
}

// unquoted is the end of the unquoted attribute value that begins at i.
func (z *tokenizer) unquoted(i int) int {
	start, odd := i, uint8(0)
	for i < len(z.src) {
		c := z.src[i]
		class := classes[c]
		if class&classNameEnd != 0 && c != '/' {
			break
		}
		odd |= class
		i++
	}
	if odd&(classBadName|classBadValue) != 0 {
		z.unquotedErrors(start, i)
	}
	return i
}

// gluedAttribute notes that a name follows the quoted value [start, end)
// without white space, and whether that quote closed it by mistake.
func (z *tokenizer) gluedAttribute(start, end int) {
	z.errs.add(ErrSpaceAttributes, end+1)
	if z.errs.on(ErrQuoteOverTags) && holdsTag(z.src[start:end]) && !z.nextAttribute(start, end) {
		z.errs.addInTag(ErrQuoteOverTags, start-1, end+1, z.tok.start)
	}
}

// nextAttribute tells whether the quoted value [start, end) seems to be
// followed by an attribute: a name and "=". A value that ends with "=" took
// that from another.
func (z *tokenizer) nextAttribute(start, end int) bool {
	if strings.HasSuffix(strings.TrimRight(z.src[start:end], " \t\n\f\r"), "=") {
		return false
	}
	i := end + 1
	for i < len(z.src) && classes[z.src[i]]&(classAttrEnd|classBadName) == 0 {
		i++
	}
	return i < len(z.src) && z.src[i] == '='
}

// holdsTag tells whether a tag seems to end in a piece of text and another to
// begin behind that.
func holdsTag(s string) bool {
	closer := strings.IndexByte(s, '>')
	if closer < 0 {
		return false
	}
	// A value that begins with a tag was meant to hold markup.
	for i := indexFrom(s, 0, '<'); i+2 < len(s); i = indexFrom(s, i+1, '<') {
		if isAlpha(s[i+1]) || s[i+1] == '/' && isAlpha(s[i+2]) {
			return i > closer
		}
	}
	return false
}

// nameErrors notes the errors in an attribute name.
func (z *tokenizer) nameErrors(start, end int) {
	if z.src[start] == '<' && start+1 < end && isAlpha(z.src[start+1]) {
		z.errs.addInTag(ErrTagInTag, start, start, z.tok.start)
	}
	for i := start; i < end && z.errs.on(ErrAttributeNameChar); i++ {
		if c := z.src[i]; c == '"' || c == '\'' || c == '<' {
			z.errs.add(ErrAttributeNameChar, i)
		}
	}
}

func (z *tokenizer) unquotedErrors(start, end int) {
	for i := start; i < end && z.errs.on(ErrUnquotedChar); i++ {
		switch z.src[i] {
		case '"', '\'', '<', '=', '`':
			z.errs.add(ErrUnquotedChar, i)
		}
	}
}

// duplicate tells whether one of the n attributes of the tag so far has the
// name; key is its packed last eight bytes. Of names up to that length the key
// tells all but NULs at the front, which are three bytes each in the name.
func (z *tokenizer) duplicate(name string, key uint64, n int) bool {
	attrs := z.arena.attrs[z.arena.attrUsed:][:n]
	if n < fewAttributes {
		if bit := keyBit(key); z.seen&bit == 0 {
			z.seen |= bit
		} else {
			for j := range n {
				if z.keys[j] == key && len(attrs[j].Key) == len(name) && (len(name) <= 8 || attrs[j].Key == name) {
					return true
				}
			}
		}
		z.keys[n] = key
		return false
	}
	if z.manyOf != z.tok.start {
		z.manyOf = z.tok.start
		z.many.reset()
		for j := range n {
			z.many.add(attrs[:j], attrs[j].Key)
		}
	}
	return !z.many.add(attrs, name)
}

// keyBit is the bit of a packed name: a name whose bit no other of the tag has
// is the first of its kind.
func keyBit(key uint64) uint64 { return 1 << (key * 0x9E3779B97F4A7C15 >> 58) }

// endTagRest reads an end tag from i, behind its name. Its attributes count
// for nothing but errors, and are given up.
func (z *tokenizer) endTagRest(i int) bool {
	t, a, cutAt := &z.tok, z.arena, z.cutAt
	if !z.attributes(i) {
		return false
	}
	if n := len(t.attr); n > 0 {
		z.errs.add(ErrEndTagAttributes, t.start)
		clear(t.attr)
		a.attrUsed -= n + 1
		a.spans = a.spans[:t.span]
		repeats := len(a.repeats) - t.repeats
		clear(a.repeats[repeats:])
		a.repeats = a.repeats[:repeats]
		t.attr, t.repeats, z.cutAt = nil, 0, cutAt
	}
	if t.selfClosing {
		z.errs.add(ErrEndTagSolidus, t.end-1)
	}
	return true
}
