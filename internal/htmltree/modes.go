package htmltree

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// The insertion modes up to the body and behind it (HTML standard, sections
// 13.2.6.4.1 to .6, .8 and .16 to .21). A mode's function handles the present token
// and returns whether that is to be processed again, in the mode that is set
// then.

type insertionMode uint8

const (
	modeInitial insertionMode = iota
	modeBeforeHTML
	modeBeforeHead
	modeInHead
	modeInHeadNoscript
	modeAfterHead
	modeInBody
	modeText
	modeInTable
	modeInTableText
	modeInCaption
	modeInColumnGroup
	modeInTableBody
	modeInRow
	modeInCell
	modeInTemplate
	modeAfterBody
	modeInFrameset
	modeAfterFrameset
	modeAfterAfterBody
	modeAfterAfterFrameset
)

// run feeds all tokens to the tree.
func (p *parser) run() {
	t, a := &p.tok, p.arena
	for {
		if a.used+len(a.pieces) > p.maxNodes && p.nodesAt < 0 {
			p.nodesAt = p.pos
			p.pos = len(p.src)
		}
		p.next()
		if p.skipLF {
			p.skipLF = false
			if t.kind == kindText && t.data[0] == '\n' {
				if p.splitText(1); t.data == "" {
					continue
				}
			}
		}
		for p.process() {
		}
		switch t.kind {
		case kindEOF:
			return
		case kindStart:
			if t.selfClosing {
				p.errs.add(ErrTrailingSolidus, t.start)
			}
			if t.tag == tagBody && !p.bodyTag {
				p.headWritten()
			}
		case kindEnd:
			if t.tag == tagHead {
				p.headWritten()
			}
		}
	}
}

// process is the tree construction dispatcher (section 13.2.6).
func (p *parser) process() bool {
	if len(p.stack) > 0 {
		if e := p.adjusted(); e.ns != spaceHTML && p.byForeignRules(e) {
			return p.inForeignContent()
		}
	}
	return p.byMode()
}

// byMode processes the token by the rules of the present mode.
func (p *parser) byMode() bool {
	switch p.mode {
	case modeInBody:
		return p.inBody()
	case modeText:
		return p.inText()
	case modeInitial:
		return p.initial()
	case modeBeforeHTML:
		return p.beforeHTML()
	case modeBeforeHead:
		return p.beforeHead()
	case modeInHead:
		return p.inHead()
	case modeInHeadNoscript:
		return p.inHeadNoscript()
	case modeAfterHead:
		return p.afterHead()
	case modeInTable:
		return p.inTable()
	case modeInTableText:
		return p.inTableText()
	case modeInCaption:
		return p.inCaption()
	case modeInColumnGroup:
		return p.inColumnGroup()
	case modeInTableBody:
		return p.inTableBody()
	case modeInRow:
		return p.inRow()
	case modeInCell:
		return p.inCell()
	case modeInTemplate:
		return p.inTemplate()
	case modeAfterBody:
		return p.afterBody()
	case modeInFrameset:
		return p.inFrameset()
	case modeAfterFrameset:
		return p.afterFrameset()
	case modeAfterAfterBody:
		return p.afterAfterBody()
	}
	return p.afterAfterFrameset()
}

// again sets a mode in which the token is to be processed again.
func (p *parser) again(mode insertionMode) bool {
	p.mode = mode
	return true
}

// onlySpace takes the white space off the front of a text token, inserting it
// if asked, and tells whether nothing is left.
func (p *parser) onlySpace(insert bool) bool {
	n := leadingSpace(p.tok.data)
	if n > 0 {
		data, start, end, text := p.splitText(n)
		if insert {
			p.insertText(data, start, end, text)
		}
	}
	return p.tok.data == ""
}

// ignoreStart notes that the present start tag makes no element.
func (p *parser) ignoreStart() bool {
	p.errs.add(ErrIgnoredStartTag, p.tok.start)
	p.tok.selfClosing = false
	return false
}

// ignoreEnd notes that the present end tag closes nothing.
func (p *parser) ignoreEnd() bool {
	p.errs.add(ErrIgnoredEndTag, p.tok.start)
	return false
}

// initial is section 13.2.6.4.1.
func (p *parser) initial() bool {
	switch p.tok.kind {
	case kindText:
		if p.onlySpace(false) {
			return false
		}
	case kindComment:
		p.insertComment(&p.doc.Node)
		return false
	case kindDoctype:
		p.insertDoctype()
		p.mode = modeBeforeHTML
		return false
	}
	p.errs.add(ErrNoDoctype, p.tok.start)
	p.quirks = true
	return p.again(modeBeforeHTML)
}

func (p *parser) insertDoctype() {
	t, a := &p.tok, p.arena
	attr := a.newAttrs(2)[:0]
	if t.doctype.hasPublic {
		attr = append(attr, html.Attribute{Key: "public", Val: t.doctype.public})
	}
	if t.doctype.hasSystem {
		attr = append(attr, html.Attribute{Key: "system", Val: t.doctype.system})
	}
	c := a.newCell(attr)
	p.setNode(c, html.DoctypeNode)
	c.Data = t.data
	c.start, c.end = int32(t.start), int32(t.end)
	appendChild(&p.doc.Node, &c.Node)
	p.quirks = t.doctype.quirks || quirky(t.data, t.doctype)
}

// beforeHTML is section 13.2.6.4.2.
func (p *parser) beforeHTML() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		p.insertComment(&p.doc.Node)
		return false
	case kindText:
		if p.onlySpace(false) {
			return false
		}
	case kindStart:
		if t.tag == tagHTML {
			c := p.element(spaceHTML)
			appendChild(&p.doc.Node, &c.Node)
			p.push(c)
			p.mode = modeBeforeHead
			return false
		}
	case kindEnd:
		switch t.tag {
		case tagHead, tagBody, tagHTML, tagBr:
		default:
			return p.ignoreEnd()
		}
	}
	c := p.implied(tagHTML)
	appendChild(&p.doc.Node, &c.Node)
	p.push(c)
	return p.again(modeBeforeHead)
}

// beforeHead is section 13.2.6.4.3.
func (p *parser) beforeHead() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		p.insertComment(nil)
		return false
	case kindText:
		if p.onlySpace(false) {
			return false
		}
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagHead:
			p.head = p.insert()
			p.mode = modeInHead
			return false
		}
	case kindEnd:
		switch t.tag {
		case tagHead, tagBody, tagHTML, tagBr:
		default:
			return p.ignoreEnd()
		}
	}
	p.head = p.insertImplied(tagHead)
	return p.again(modeInHead)
}

// inHead is section 13.2.6.4.4.
func (p *parser) inHead() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		p.insertComment(nil)
		return false
	case kindText:
		if p.onlySpace(true) {
			return false
		}
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta:
			t.selfClosing = false
			p.insertVoid()
			return false
		case tagTitle:
			p.insertRaw(modelRCDATA)
			return false
		case tagNoframes, tagStyle:
			p.insertRaw(modelRawText)
			return false
		case tagNoscript:
			if p.scripting {
				p.insertRaw(modelRawText)
				return false
			}
			p.insert()
			p.mode = modeInHeadNoscript
			return false
		case tagScript:
			p.insertRaw(modelScript)
			return false
		case tagTemplate:
			p.insert()
			p.pushMarker()
			p.framesetOK = false
			p.mode = modeInTemplate
			p.templates = append(p.templates, modeInTemplate)
			return false
		case tagHead:
			return p.ignoreStart()
		}
	case kindEnd:
		switch t.tag {
		case tagHead:
			p.closeAt(p.current().c)
			p.pop()
			p.mode = modeAfterHead
			return false
		case tagBody, tagHTML, tagBr:
		case tagTemplate:
			if p.open[tagTemplate] == 0 {
				return p.ignoreEnd()
			}
			for p.current().props&propThorough != 0 && len(p.stack) > 1 {
				p.pop()
			}
			p.endTemplate()
			return false
		default:
			return p.ignoreEnd()
		}
	}
	if t.kind != kindEOF {
		if t.kind != kindStart || t.tag != tagBody {
			p.errs.add(ErrHeadClosed, t.start)
		}
		if p.mode == modeInHead {
			p.tree.Head.By = text.Span{Start: t.start, End: t.end}
			p.bodyTag = t.kind == kindStart && t.tag == tagBody
		}
	}
	p.pop()
	return p.again(modeAfterHead)
}

// headWritten notes the present tag as that with which a head that has ended
// was meant to end.
func (p *parser) headWritten() {
	if h := &p.tree.Head; h.By.Start >= 0 && h.Written < 0 && p.open[tagTemplate] == 0 {
		h.Written = p.tok.start
	}
}

// endTemplate closes the innermost template element.
func (p *parser) endTemplate() {
	p.popUntil(tagTemplate)
	p.clearActive()
	if n := len(p.templates); n > 0 {
		p.templates = p.templates[:n-1]
	}
	p.resetMode()
}

// insertRaw inserts an element whose content is text (section 13.2.6.2).
func (p *parser) insertRaw(m model) {
	p.insert()
	p.model, p.ender = m, p.tok.data
	p.original, p.mode = p.mode, modeText
}

// inHeadNoscript is section 13.2.6.4.5.
func (p *parser) inHeadNoscript() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		return p.inHead()
	case kindText:
		if p.onlySpace(true) {
			return false
		}
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagBasefont, tagBgsound, tagLink, tagMeta, tagNoframes, tagStyle:
			return p.inHead()
		case tagHead, tagNoscript:
			return p.ignoreStart()
		}
	case kindEnd:
		switch t.tag {
		case tagNoscript:
			p.closeAt(p.current().c)
			p.pop()
			p.mode = modeInHead
			return false
		case tagBr:
		default:
			return p.ignoreEnd()
		}
	}
	p.pop()
	return p.again(modeInHead)
}

// afterHead is section 13.2.6.4.6.
func (p *parser) afterHead() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		p.insertComment(nil)
		return false
	case kindText:
		if p.onlySpace(true) {
			return false
		}
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagBody:
			p.insert()
			p.framesetOK = false
			p.mode = modeInBody
			return false
		case tagFrameset:
			p.insert()
			p.mode = modeInFrameset
			return false
		case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta, tagNoframes, tagScript, tagStyle, tagTemplate,
			tagTitle:
			head := p.head
			p.push(head)
			p.inHead()
			for i := len(p.stack) - 1; i > 0; i-- {
				if p.stack[i].c == head {
					p.removeOpen(i)
					break
				}
			}
			return false
		case tagHead:
			return p.ignoreStart()
		}
	case kindEnd:
		switch t.tag {
		case tagTemplate:
			return p.inHead()
		case tagBody, tagHTML, tagBr:
		default:
			return p.ignoreEnd()
		}
	}
	p.insertImplied(tagBody)
	return p.again(modeInBody)
}

// inText is section 13.2.6.4.8.
func (p *parser) inText() bool {
	switch p.tok.kind {
	case kindText:
		p.insertToken()
		return false
	case kindEnd:
		p.closeAt(p.current().c)
		p.pop()
		p.mode = p.original
		return false
	}
	if c := p.current().c; c.start >= 0 {
		p.errs.addSpan(ErrEOFInText, int(c.start), len(p.src))
	}
	p.pop()
	return p.again(p.original)
}

// inTemplate is section 13.2.6.4.16.
func (p *parser) inTemplate() bool {
	t := &p.tok
	mode := modeInBody
	switch t.kind {
	case kindText, kindComment, kindDoctype:
		return p.inBody()
	case kindStart:
		switch t.tag {
		case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta, tagNoframes, tagScript, tagStyle, tagTemplate,
			tagTitle:
			return p.inHead()
		case tagCaption, tagColgroup, tagTbody, tagTfoot, tagThead:
			mode = modeInTable
		case tagCol:
			mode = modeInColumnGroup
		case tagTr:
			mode = modeInTableBody
		case tagTd, tagTh:
			mode = modeInRow
		}
		if n := len(p.templates); n > 0 {
			p.templates[n-1] = mode
		}
		return p.again(mode)
	case kindEnd:
		if t.tag == tagTemplate {
			return p.inHead()
		}
		return p.ignoreEnd()
	}
	if p.open[tagTemplate] == 0 {
		return false
	}
	p.endTemplate()
	return true
}

// afterBody is section 13.2.6.4.17.
func (p *parser) afterBody() bool {
	t := &p.tok
	switch t.kind {
	case kindDoctype:
		return false
	case kindComment:
		p.insertComment(&p.stack[0].c.Node)
		return false
	case kindText:
		if n := leadingSpace(t.data); n > 0 {
			p.spaceInBody(n)
			if t.data == "" {
				return false
			}
		}
	case kindStart:
		if t.tag == tagHTML {
			return p.inBody()
		}
	case kindEnd:
		if t.tag == tagHTML {
			if p.isFragment {
				return p.ignoreEnd()
			}
			p.closeAt(p.stack[0].c)
			p.mode = modeAfterAfterBody
			return false
		}
	case kindEOF:
		return false
	}
	return p.again(modeInBody)
}

// spaceInBody processes white space at the front of a text token by the rules
// for "in body".
func (p *parser) spaceInBody(n int) {
	data, start, end, text := p.splitText(n)
	p.reconstruct()
	p.insertText(data, start, end, text)
}

// inFrameset is section 13.2.6.4.18.
func (p *parser) inFrameset() bool {
	t := &p.tok
	switch t.kind {
	case kindComment:
		p.insertComment(nil)
	case kindText:
		p.insertSpaces()
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagFrameset:
			p.insert()
		case tagFrame:
			t.selfClosing = false
			p.insertVoid()
		case tagNoframes:
			return p.inHead()
		default:
			return p.ignoreStart()
		}
	case kindEnd:
		if t.tag != tagFrameset || len(p.stack) == 1 {
			return p.ignoreEnd()
		}
		p.closeAt(p.current().c)
		p.pop()
		if !p.isFragment && !p.current().html(tagFrameset) {
			p.mode = modeAfterFrameset
		}
	}
	return false
}

// insertSpaces inserts the white space of a text token and drops the rest.
func (p *parser) insertSpaces() {
	t := &p.tok
	if leadingSpace(t.data) < len(t.data) {
		// The errors in it are noted already.
		noted := p.errs
		t.text = t.text&^textPlain | textOnlySpace
		t.data = p.decode(t.start, t.end, t.text.how())
		p.errs = noted
	}
	p.insertToken()
}

// afterFrameset is section 13.2.6.4.19.
func (p *parser) afterFrameset() bool {
	t := &p.tok
	switch t.kind {
	case kindComment:
		p.insertComment(nil)
	case kindText:
		p.insertSpaces()
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagNoframes:
			return p.inHead()
		}
		return p.ignoreStart()
	case kindEnd:
		if t.tag != tagHTML {
			return p.ignoreEnd()
		}
		p.closeAt(p.stack[0].c)
		p.mode = modeAfterAfterFrameset
	}
	return false
}

// afterAfterBody is section 13.2.6.4.20.
func (p *parser) afterAfterBody() bool {
	t := &p.tok
	switch t.kind {
	case kindComment:
		p.insertComment(&p.doc.Node)
		return false
	case kindDoctype, kindEOF:
		return false
	case kindText:
		if n := leadingSpace(t.data); n > 0 {
			p.spaceInBody(n)
			if t.data == "" {
				return false
			}
		}
	case kindStart:
		if t.tag == tagHTML {
			return p.inBody()
		}
	}
	return p.again(modeInBody)
}

// afterAfterFrameset is section 13.2.6.4.21.
func (p *parser) afterAfterFrameset() bool {
	t := &p.tok
	switch t.kind {
	case kindComment:
		p.insertComment(&p.doc.Node)
	case kindText:
		p.reconstruct()
		p.insertSpaces()
	case kindStart:
		switch t.tag {
		case tagHTML:
			return p.inBody()
		case tagNoframes:
			return p.inHead()
		}
		return p.ignoreStart()
	case kindEnd:
		return p.ignoreEnd()
	}
	return false
}

// resetMode resets the insertion mode appropriately (section 13.2.4.1).
func (p *parser) resetMode() {
	lo, top := p.lowest(), len(p.stack)-1
	for i := top; i >= lo; i-- {
		e := &p.stack[i]
		last := i == 0
		if last && p.isFragment {
			e = &p.context
		}
		if e.ns == spaceHTML {
			if mode, ok := p.modeFor(e.tag, last); ok {
				p.spend(top - i)
				p.mode = mode
				return
			}
		}
	}
	p.spend(top - lo)
	p.mode = modeInBody
}

// modeFor is the mode that an element on the stack asks for.
func (p *parser) modeFor(tag tagID, last bool) (insertionMode, bool) {
	switch tag {
	case tagTd, tagTh:
		return modeInCell, !last
	case tagTr:
		return modeInRow, true
	case tagTbody, tagThead, tagTfoot:
		return modeInTableBody, true
	case tagCaption:
		return modeInCaption, true
	case tagColgroup:
		return modeInColumnGroup, true
	case tagTable:
		return modeInTable, true
	case tagTemplate:
		if n := len(p.templates); n > 0 {
			return p.templates[n-1], true
		}
	case tagHead:
		return modeInHead, !last
	case tagBody:
		return modeInBody, true
	case tagFrameset:
		return modeInFrameset, true
	case tagHTML:
		if p.head == nil {
			return modeBeforeHead, true
		}
		return modeAfterHead, true
	}
	return modeInBody, last
}

// mergeAttributes adds the attributes of the present start tag that an element
// lacks to it. An element without a tag takes this one for its own.
func (p *parser) mergeAttributes(c *cell) {
	t, a := &p.tok, p.arena
	if c.start < 0 {
		c.start, c.end = int32(t.start), int32(t.end)
	}
	if p.spent() {
		return
	}
	p.spend(len(t.attr) * len(c.Attr))
	var fresh []int
	for i := range t.attr {
		key := t.attr[i].Key
		if !slices.ContainsFunc(c.Attr, func(x html.Attribute) bool { return x.Key == key }) {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) == 0 {
		return
	}
	n := len(c.Attr)
	p.spend(stepsCopy * (n + len(fresh)))
	attr := a.newAttrs(n + len(fresh))
	copy(attr, c.Attr)
	more := len(a.spans)
	a.spans = append(a.spans, a.spans[c.more:int(c.more)+n]...)
	for j, i := range fresh {
		attr[n+j] = t.attr[i]
		a.spans = append(a.spans, a.spans[t.span+i])
	}
	attr[:len(attr)+1][len(attr)] = c.Attr[:n+1][n]
	c.Attr, c.more = attr, int32(more)
	t.attr = nil
}
