package htmltree

import "strings"

// rawText reads in the models other than data.
func (z *tokenizer) rawText() bool {
	start, end := z.pos, len(z.src)
	text := textReplacesNUL
	switch z.model {
	case modelRCDATA:
		text |= textRefs
		end = z.rawEnd(start)
	case modelRawText:
		end = z.rawEnd(start)
	case modelScript:
		end = z.scriptEnd(start)
	}
	if end < len(z.src) || z.model != modelPlaintext {
		z.model = modelData
	}
	z.pos = end
	if end == start {
		return false
	}
	z.setText(start, end, text)
	return true
}

// appropriateEnd tells whether an appropriate end tag (section 13.2.5) begins
// with "<" at i.
func (z *tokenizer) appropriateEnd(i int) bool {
	name := i + 2
	end := name + len(z.ender)
	return z.ender != "" && end < len(z.src) && z.src[i+1] == '/' && classes[z.src[end]]&classNameEnd != 0 &&
		equalFold(z.ender, z.src[name:end])
}

// rawEnd is where the text of an RCDATA or RAWTEXT element ends (sections
// 13.2.5.9 to .14).
func (z *tokenizer) rawEnd(i int) int {
	for {
		i = indexFrom(z.src, i, '<')
		if i == len(z.src) || z.appropriateEnd(i) {
			return i
		}
		i++
	}
}

// scriptEnd is where the text of a script element ends (sections 13.2.5.15 to
// .31): script data, escaped by "<!--" and double escaped by "<script" in it.
func (z *tokenizer) scriptEnd(i int) int {
	src := z.src
	escaped, double := false, false
	// closer is where the next "-->" begins, as far as known; it may share its
	// hyphens with "<!--".
	closer := -1
	for {
		i = indexFrom(src, i, '<')
		if escaped {
			if closer < i && closer >= 0 {
				escaped, double = false, false
			}
		}
		if i == len(src) {
			if escaped {
				z.errs.add(ErrEOFInScriptComment, len(src))
			}
			return i
		}
		if !double && z.appropriateEnd(i) {
			return i
		}
		switch {
		case !escaped:
			if strings.HasPrefix(src[i:], "<!--") {
				escaped = true
				if closer < i+2 {
					if closer = strings.Index(src[i+2:], "-->"); closer >= 0 {
						closer += i + 2
					} else {
						closer = len(src)
					}
				}
				i += 3
			}
		case !double:
			double = scriptName(src, i+1)
		case i+1 < len(src) && src[i+1] == '/':
			if double = !scriptName(src, i+2); !double {
				z.errs.add(ErrEscapedScriptEnd, i)
			}
		}
		i++
	}
}

// scriptName tells whether the name "script" and what ends a name stand at i.
func scriptName(src string, i int) bool {
	const name = "script"
	end := i + len(name)
	return end < len(src) && classes[src[end]]&classNameEnd != 0 && equalFold(name, src[i:end])
}
