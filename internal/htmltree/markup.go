package htmltree

import "strings"

// markupDeclaration reads what begins with "<!" at i (section 13.2.5.42).
func (z *tokenizer) markupDeclaration(i int) bool {
	rest := z.src[i+2:]
	switch {
	case strings.HasPrefix(rest, "--"):
		return z.comment(i)
	case len(rest) >= 7 && equalFold("doctype", rest[:7]):
		return z.readDoctype(i)
	case strings.HasPrefix(rest, "[CDATA["):
		if z.cdata != nil && z.cdata() {
			return z.cdataSection(i + len("<![CDATA["))
		}
		z.errs.add(ErrCDATA, i+9)
		return z.bogusComment(i, i+2)
	}
	z.errs.add(ErrOpenedComment, i+2)
	return z.bogusComment(i, i+2)
}

// setComment makes [open, end) a comment token with the content [i, j).
func (z *tokenizer) setComment(open, end, i, j int) bool {
	t := &z.tok
	t.kind, t.start, t.end = kindComment, open, end
	t.data = z.src[i:j]
	if z.hasNUL(i, j) {
		z.noteNULs(i, j)
		t.data = z.decode(i, j, decodeNUL)
	}
	z.pos = end
	return true
}

// bogusComment reads a bogus comment whose content begins at i (section
// 13.2.5.41).
func (z *tokenizer) bogusComment(open, i int) bool {
	j := indexFrom(z.src, i, '>')
	return z.setComment(open, min(j+1, len(z.src)), i, j)
}

// comment reads the comment that begins at open (sections 13.2.5.43 to .52).
func (z *tokenizer) comment(open int) bool {
	src := z.src
	start := open + len("<!--")
	for _, abrupt := range []string{">", "->"} {
		if strings.HasPrefix(src[start:], abrupt) {
			z.errs.add(ErrAbruptComment, start)
			return z.setComment(open, start+len(abrupt), start, start)
		}
	}
	for i := start; ; {
		n := dashes(src[i:])
		if n < 0 {
			// At the end of the text a hyphen or "--!" is left out.
			end := len(src)
			if end > start && src[end-1] == '-' {
				end--
			}
			return z.openComment(open, start, end)
		}
		i += n
		// The comment end state, behind "--".
		k := i + 2
		for k < len(src) && src[k] == '-' {
			k++
		}
		i = k - 2
		switch {
		case k == len(src):
			return z.openComment(open, start, i)
		case src[k] == '>':
			z.nestedComments(start, i)
			return z.setComment(open, k+1, start, i)
		case src[k] == '!' && k+1 == len(src):
			return z.openComment(open, start, i)
		case src[k] == '!' && src[k+1] == '>':
			z.nestedComments(start, i)
			z.errs.add(ErrClosedComment, k+1)
			return z.setComment(open, k+2, start, i)
		}
		i = k
	}
}

// dashes is where the first "--" of a text is, or -1. The search of package
// strings has its price, which is too much where they stand close together.
func dashes(s string) int {
	const near = 8
	for i := 0; i < near && i+1 < len(s); i++ {
		if s[i] == '-' && s[i+1] == '-' {
			return i
		}
	}
	return strings.Index(s, "--")
}

// openComment ends a comment that the text ends in.
func (z *tokenizer) openComment(open, i, j int) bool {
	z.nestedComments(i, j)
	z.errs.addSpan(ErrEOFInComment, open, len(z.src))
	return z.setComment(open, len(z.src), i, j)
}

// nestedComments notes each "<!--" inside a comment but one that ends it
// (section 13.2.5.49).
func (z *tokenizer) nestedComments(i, j int) {
	for z.errs.on(ErrNestedComment) {
		n := strings.Index(z.src[i:j], "<!--")
		if n < 0 {
			return
		}
		i += n + 4
		z.errs.add(ErrNestedComment, i)
	}
}

// cdataSection reads a CDATA section whose content begins at i (sections
// 13.2.5.69 to .71).
func (z *tokenizer) cdataSection(i int) bool {
	end := strings.Index(z.src[i:], "]]>")
	if end < 0 {
		z.errs.addSpan(ErrEOFInCDATA, i, len(z.src))
		end = len(z.src)
		z.pos = end
	} else {
		end += i
		z.pos = end + len("]]>")
	}
	if i == end {
		return false
	}
	z.setText(i, end, 0)
	return true
}

// readDoctype reads the doctype that begins at open (sections 13.2.5.53 to
// .68).
func (z *tokenizer) readDoctype(open int) bool {
	t := &z.tok
	t.kind, t.start, t.data = kindDoctype, open, ""
	z.doctype = doctype{}
	t.doctype = &z.doctype
	i := z.doctypeParts(open + len("<!doctype"))
	// What is left up to ">" is bogus, and passed over.
	end := indexFrom(z.src, i, '>')
	if z.hasNUL(i, end) {
		z.noteNULs(i, end)
	}
	z.pos = min(end+1, len(z.src))
	t.end = z.pos
	return true
}

// doctypeEOF notes that the text ends in a doctype.
func (z *tokenizer) doctypeEOF() {
	z.errs.add(ErrEOFInDoctype, len(z.src))
	z.tok.doctype.quirks = true
}

// doctypeParts reads a doctype from i, behind the word, into the token. It
// returns where it stopped: at ">", at the end, or at something bogus.
func (z *tokenizer) doctypeParts(i int) int {
	src, d := z.src, z.tok.doctype
	if i < len(src) && !isSpace(src[i]) && src[i] != '>' {
		z.errs.add(ErrSpaceBeforeDoctypeName, i)
	}
	i = z.skipSpace(i)
	if i == len(src) {
		z.doctypeEOF()
		return i
	}
	if src[i] == '>' {
		z.errs.add(ErrMissingDoctypeName, i)
		d.quirks = true
		return i
	}
	name, odd := i, uint8(0)
	for i < len(src) && !isSpace(src[i]) && src[i] != '>' {
		odd |= classes[src[i]]
		i++
	}
	z.tok.data = z.name(name, i, odd)
	i = z.skipSpace(i)
	if i == len(src) {
		z.doctypeEOF()
		return i
	}
	switch {
	case src[i] == '>':
		return i
	case len(src)-i >= 6 && equalFold("public", src[i:i+6]):
		return z.doctypePublic(i + 6)
	case len(src)-i >= 6 && equalFold("system", src[i:i+6]):
		i += 6
		if i < len(src) && (src[i] == '"' || src[i] == '\'') {
			z.errs.add(ErrSpaceAfterSystemWord, i)
		}
		i = z.skipSpace(i)
		if i < len(src) && src[i] == '>' {
			z.errs.add(ErrMissingSystem, i)
			d.quirks = true
			return i
		}
		return z.doctypeSystem(i)
	}
	z.errs.add(ErrDoctypeName, i)
	d.quirks = true
	return i
}

// doctypePublic reads from behind the word PUBLIC.
func (z *tokenizer) doctypePublic(i int) int {
	src, d := z.src, z.tok.doctype
	if i < len(src) && (src[i] == '"' || src[i] == '\'') {
		z.errs.add(ErrSpaceAfterPublicWord, i)
	}
	i = z.skipSpace(i)
	switch {
	case i == len(src):
		z.doctypeEOF()
		return i
	case src[i] == '>':
		z.errs.add(ErrMissingPublic, i)
		d.quirks = true
		return i
	case src[i] != '"' && src[i] != '\'':
		z.errs.add(ErrMissingQuotePublic, i)
		d.quirks = true
		return i
	}
	d.hasPublic = true
	var closed bool
	if d.public, i, closed = z.doctypeID(i, ErrAbruptPublic); !closed {
		return i
	}
	if i < len(src) && (src[i] == '"' || src[i] == '\'') {
		z.errs.add(ErrSpacePublicSystem, i)
	}
	i = z.skipSpace(i)
	if i < len(src) && src[i] == '>' {
		return i
	}
	return z.doctypeSystem(i)
}

// doctypeSystem reads a system identifier, which must begin at i.
func (z *tokenizer) doctypeSystem(i int) int {
	src, d := z.src, z.tok.doctype
	switch {
	case i == len(src):
		z.doctypeEOF()
		return i
	case src[i] != '"' && src[i] != '\'':
		z.errs.add(ErrMissingQuoteSystem, i)
		d.quirks = true
		return i
	}
	d.hasSystem = true
	var closed bool
	if d.system, i, closed = z.doctypeID(i, ErrAbruptSystem); !closed {
		return i
	}
	i = z.skipSpace(i)
	switch {
	case i == len(src):
		z.doctypeEOF()
	case src[i] != '>':
		z.errs.add(ErrAfterDoctypeSystem, i)
	}
	return i
}

// doctypeID reads a quoted identifier, whose quote is at i; abrupt is the
// error for ">" in it. closed is false if it does not end with its quote.
func (z *tokenizer) doctypeID(i int, abrupt ErrorCode) (id string, next int, closed bool) {
	quote := z.src[i]
	i++
	end := i
	for end < len(z.src) && z.src[end] != quote && z.src[end] != '>' {
		end++
	}
	id = z.src[i:end]
	if z.hasNUL(i, end) {
		z.errs.add(ErrNUL, i)
		id = z.decode(i, end, decodeNUL)
	}
	switch {
	case end == len(z.src):
		z.doctypeEOF()
		return id, end, false
	case z.src[end] == '>':
		z.errs.add(abrupt, end)
		z.tok.doctype.quirks = true
		return id, end, false
	}
	return id, end + 1, true
}

func (z *tokenizer) skipSpace(i int) int {
	for i < len(z.src) && isSpace(z.src[i]) {
		i++
	}
	return i
}
