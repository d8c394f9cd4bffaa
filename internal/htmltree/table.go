package htmltree

// The insertion modes of tables (HTML standard, sections 13.2.6.4.9 to .15).

// inTable is section 13.2.6.4.9.
func (p *parser) inTable() bool {
	t := &p.tok
	switch t.kind {
	case kindText:
		if e := p.current(); e.props&propTableText != 0 && e.ns == spaceHTML {
			p.pendingTokens = p.pendingTokens[:0]
			p.original = p.mode
			return p.again(modeInTableText)
		}
	case kindComment:
		p.insertComment(nil)
		return false
	case kindDoctype:
		return false
	case kindStart:
		switch t.tag {
		case tagCaption:
			p.clearTo(propTableContext)
			p.pushMarker()
			p.insert()
			p.mode = modeInCaption
			return false
		case tagColgroup:
			p.clearTo(propTableContext)
			p.insert()
			p.mode = modeInColumnGroup
			return false
		case tagCol:
			p.clearTo(propTableContext)
			p.insertImplied(tagColgroup)
			return p.again(modeInColumnGroup)
		case tagTbody, tagTfoot, tagThead:
			p.clearTo(propTableContext)
			p.insert()
			p.mode = modeInTableBody
			return false
		case tagTd, tagTh, tagTr:
			p.clearTo(propTableContext)
			p.insertImplied(tagTbody)
			return p.again(modeInTableBody)
		case tagTable:
			if !p.inTableScope(tagTable) {
				return p.ignoreStart()
			}
			p.popUntil(tagTable)
			p.resetMode()
			return true
		case tagStyle, tagScript, tagTemplate:
			return p.inHead()
		case tagInput:
			if p.hiddenInput() {
				t.selfClosing = false
				p.insertVoid()
				return false
			}
		case tagForm:
			if p.open[tagTemplate] > 0 || p.form != nil {
				return p.ignoreStart()
			}
			p.form = p.insert()
			p.pop()
			return false
		}
	case kindEnd:
		switch t.tag {
		case tagTable:
			if !p.inTableScope(tagTable) {
				return p.ignoreEnd()
			}
			p.popUntil(tagTable)
			p.resetMode()
			return false
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			return p.ignoreEnd()
		case tagTemplate:
			return p.inHead()
		}
	case kindEOF:
		return p.inBody()
	}
	return p.fostered()
}

// fostered processes the token by the rules for "in body" with foster
// parenting.
func (p *parser) fostered() bool {
	p.foster, p.fosterAt = true, p.tok.start
	again := p.inBody()
	for again && p.tok.kind != kindEOF {
		// Only an image tag, which has become img, comes back from there.
		again = p.inBody()
	}
	p.foster = false
	return again
}

// inTableText is section 13.2.6.4.10.
func (p *parser) inTableText() bool {
	t := &p.tok
	if t.kind == kindText {
		p.dropNUL()
		if t.data != "" {
			p.pendingTokens = append(p.pendingTokens, pendingText{t.data, t.start, t.end, t.text})
		}
		return false
	}
	spaces := true
	for i := range p.pendingTokens {
		if data := p.pendingTokens[i].data; leadingSpace(data) < len(data) {
			spaces = false
			break
		}
	}
	if !spaces {
		p.foster, p.fosterAt = true, p.pendingTokens[0].start
		p.reconstruct()
		p.framesetOK = false
	}
	for i := range p.pendingTokens {
		text := &p.pendingTokens[i]
		p.insertText(text.data, text.start, text.end, text.text)
	}
	p.foster = false
	p.pendingTokens = p.pendingTokens[:0]
	return p.again(p.original)
}

// inCaption is section 13.2.6.4.11.
func (p *parser) inCaption() bool {
	t := &p.tok
	switch t.kind {
	case kindStart:
		switch t.tag {
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			if !p.endCaption() {
				return p.ignoreStart()
			}
			return true
		}
	case kindEnd:
		switch t.tag {
		case tagCaption, tagTable:
			if !p.endCaption() {
				return p.ignoreEnd()
			}
			return t.tag == tagTable
		case tagBody, tagCol, tagColgroup, tagHTML, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			return p.ignoreEnd()
		}
	}
	return p.inBody()
}

// endCaption closes the open caption, if there is one.
func (p *parser) endCaption() bool {
	if !p.inTableScope(tagCaption) {
		return false
	}
	p.generateImplied(tagOther)
	p.popUntil(tagCaption)
	p.clearActive()
	p.mode = modeInTable
	return true
}

// inColumnGroup is section 13.2.6.4.12.
func (p *parser) inColumnGroup() bool {
	t := &p.tok
	switch t.kind {
	case kindText:
		if p.onlySpace(true) {
			return false
		}
	case kindComment:
		p.insertComment(nil)
		return false
	case kindDoctype:
		return false
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagCol:
			t.selfClosing = false
			p.insertVoid()
			return false
		case tagTemplate:
			return p.inHead()
		}
	case kindEnd:
		switch t.tag {
		case tagColgroup:
			if !p.current().html(tagColgroup) {
				return p.ignoreEnd()
			}
			p.closeAt(p.current().c)
			p.pop()
			p.mode = modeInTable
			return false
		case tagCol:
			return p.ignoreEnd()
		case tagTemplate:
			return p.inHead()
		}
	case kindEOF:
		return p.inBody()
	}
	if !p.current().html(tagColgroup) {
		p.errs.add(ErrIgnoredStartTag, t.start)
		t.selfClosing = false
		return false
	}
	p.pop()
	return p.again(modeInTable)
}

// inTableBody is section 13.2.6.4.13.
func (p *parser) inTableBody() bool {
	t := &p.tok
	switch t.kind {
	case kindStart:
		switch t.tag {
		case tagTr:
			p.clearTo(propBodyContext)
			p.insert()
			p.mode = modeInRow
			return false
		case tagTh, tagTd:
			p.clearTo(propBodyContext)
			p.insertImplied(tagTr)
			return p.again(modeInRow)
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTfoot, tagThead:
			if !p.endTableBody() {
				return p.ignoreStart()
			}
			return true
		}
	case kindEnd:
		switch t.tag {
		case tagTbody, tagTfoot, tagThead:
			if !p.inTableScope(t.tag) {
				return p.ignoreEnd()
			}
			p.clearTo(propBodyContext)
			p.closeAt(p.current().c)
			p.pop()
			p.mode = modeInTable
			return false
		case tagTable:
			if !p.endTableBody() {
				return p.ignoreEnd()
			}
			return true
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTd, tagTh, tagTr:
			return p.ignoreEnd()
		}
	}
	return p.inTable()
}

// endTableBody closes the open tbody, thead or tfoot element, if there is one.
func (p *parser) endTableBody() bool {
	if !p.inTableScope(tagTbody) && !p.inTableScope(tagThead) && !p.inTableScope(tagTfoot) {
		return false
	}
	p.clearTo(propBodyContext)
	p.pop()
	p.mode = modeInTable
	return true
}

// inRow is section 13.2.6.4.14.
func (p *parser) inRow() bool {
	t := &p.tok
	switch t.kind {
	case kindStart:
		switch t.tag {
		case tagTh, tagTd:
			p.clearTo(propRowContext)
			p.insert()
			p.mode = modeInCell
			p.pushMarker()
			return false
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTfoot, tagThead, tagTr:
			if !p.endRow() {
				return p.ignoreStart()
			}
			return true
		}
	case kindEnd:
		switch t.tag {
		case tagTr, tagTable:
			if !p.endRow() {
				return p.ignoreEnd()
			}
			return t.tag == tagTable
		case tagTbody, tagTfoot, tagThead:
			if !p.inTableScope(t.tag) {
				return p.ignoreEnd()
			}
			return p.endRow()
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML, tagTd, tagTh:
			return p.ignoreEnd()
		}
	}
	return p.inTable()
}

// endRow closes the open tr element, if there is one.
func (p *parser) endRow() bool {
	if !p.inTableScope(tagTr) {
		return false
	}
	p.clearTo(propRowContext)
	p.closeAt(p.current().c)
	p.pop()
	p.mode = modeInTableBody
	return true
}

// inCell is section 13.2.6.4.15.
func (p *parser) inCell() bool {
	t := &p.tok
	switch t.kind {
	case kindStart:
		switch t.tag {
		case tagCaption, tagCol, tagColgroup, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
			if !p.inTableScope(tagTd) && !p.inTableScope(tagTh) {
				return p.ignoreStart()
			}
			p.closeCell()
			return true
		}
	case kindEnd:
		switch t.tag {
		case tagTd, tagTh:
			if !p.inTableScope(t.tag) {
				return p.ignoreEnd()
			}
			p.generateImplied(tagOther)
			p.popUntil(t.tag)
			p.clearActive()
			p.mode = modeInRow
			return false
		case tagBody, tagCaption, tagCol, tagColgroup, tagHTML:
			return p.ignoreEnd()
		case tagTable, tagTbody, tagTfoot, tagThead, tagTr:
			if !p.inTableScope(t.tag) {
				return p.ignoreEnd()
			}
			p.closeCell()
			return true
		}
	}
	return p.inBody()
}

// closeCell closes the open cell.
func (p *parser) closeCell() {
	p.generateImplied(tagOther)
	p.popTo(func(e *entry) bool { return e.html(tagTd) || e.html(tagTh) })
	p.clearActive()
	p.mode = modeInRow
}
