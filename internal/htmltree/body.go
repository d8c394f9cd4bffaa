package htmltree

import "golang.org/x/net/html"

// inBody is section 13.2.6.4.7.
func (p *parser) inBody() bool {
	t := &p.tok
	switch t.kind {
	case kindText:
		p.dropNUL()
		if t.data == "" {
			return false
		}
		p.reconstruct()
		if p.framesetOK && leadingSpace(t.data) < len(t.data) {
			p.framesetOK = false
		}
		p.insertToken()
	case kindStart:
		return p.inBodyStart()
	case kindEnd:
		return p.inBodyEnd()
	case kindComment:
		p.insertComment(nil)
	case kindEOF:
		if len(p.templates) > 0 {
			return p.inTemplate()
		}
	}
	return false
}

// closeP closes a p element (section 13.2.6.4.7) if one is in button scope.
func (p *parser) closeP() {
	if p.open[tagP] > 0 && p.inButtonScope(tagP) {
		p.generateImplied(tagP)
		p.popUntil(tagP)
	}
}

// insertFormatting inserts a formatting element.
func (p *parser) insertFormatting() { p.pushActive(p.insert()) }

func (p *parser) inBodyStart() bool {
	t := &p.tok
	switch t.tag {
	case tagDiv, tagUl, tagSection, tagAddress, tagArticle, tagAside, tagBlockquote, tagCenter, tagDetails,
		tagDialog, tagDir, tagDl, tagFieldset, tagFigcaption, tagFigure, tagFooter, tagHeader, tagHgroup, tagMain,
		tagMenu, tagNav, tagOl, tagP, tagSearch, tagSummary:
		p.closeP()
		p.insert()
	case tagA:
		p.startA()
	case tagB, tagBig, tagCode, tagEm, tagFont, tagI, tagS, tagSmall, tagStrike, tagStrong, tagTt, tagU:
		p.reconstruct()
		p.insertFormatting()
	case tagLi:
		p.startItem(tagLi, tagLi)
	case tagArea, tagBr, tagEmbed, tagImg, tagKeygen, tagWbr:
		p.reconstruct()
		t.selfClosing = false
		p.insertVoid()
		p.framesetOK = false
	case tagH1, tagH2, tagH3, tagH4, tagH5, tagH6:
		p.closeP()
		if e := p.current(); e.props&propHeading != 0 {
			p.pop()
		}
		p.insert()
	case tagBase, tagBasefont, tagBgsound, tagLink, tagMeta, tagNoframes, tagScript, tagStyle, tagTemplate,
		tagTitle:
		return p.inHead()
	case tagInput:
		if p.isFragment && p.context.html(tagSelect) {
			return p.ignoreStart()
		}
		if p.inScope(tagSelect) {
			p.popUntil(tagSelect)
		}
		p.reconstruct()
		t.selfClosing = false
		if !p.hiddenInput() {
			p.framesetOK = false
		}
		p.insertVoid()
	case tagDd, tagDt:
		p.startItem(tagDd, tagDt)
	case tagButton:
		if p.inScope(tagButton) {
			p.generateImplied(tagOther)
			p.popUntil(tagButton)
		}
		p.reconstruct()
		p.insert()
		p.framesetOK = false
	case tagForm:
		if p.form != nil && p.open[tagTemplate] == 0 {
			return p.ignoreStart()
		}
		p.closeP()
		c := p.insert()
		if p.open[tagTemplate] == 0 {
			p.form = c
		}
	case tagTable:
		if !p.quirks {
			p.closeP()
		}
		p.insert()
		p.framesetOK = false
		p.mode = modeInTable
	case tagPre, tagListing:
		p.closeP()
		p.insert()
		p.skipLF = true
		p.framesetOK = false
	case tagHr:
		p.closeP()
		if p.inScope(tagSelect) {
			p.generateImplied(tagOther)
		}
		t.selfClosing = false
		p.insertVoid()
		p.framesetOK = false
	case tagParam, tagSource, tagTrack:
		t.selfClosing = false
		p.insertVoid()
	case tagTextarea:
		p.insertRaw(modelRCDATA)
		p.skipLF = true
		p.framesetOK = false
	case tagXmp:
		p.closeP()
		p.reconstruct()
		p.framesetOK = false
		p.insertRaw(modelRawText)
	case tagIframe:
		p.framesetOK = false
		p.insertRaw(modelRawText)
	case tagNoembed:
		p.insertRaw(modelRawText)
	case tagNoscript:
		if p.scripting {
			p.insertRaw(modelRawText)
			return false
		}
		p.reconstruct()
		p.insert()
	case tagSelect, tagOption, tagOptgroup:
		return p.startSelect()
	case tagRb, tagRtc:
		if p.inScope(tagRuby) {
			p.generateImplied(tagOther)
		}
		p.insert()
	case tagRp, tagRt:
		if p.inScope(tagRuby) {
			p.generateImplied(tagRtc)
		}
		p.insert()
	case tagMath:
		p.reconstruct()
		p.startForeign(spaceMath)
	case tagSvg:
		p.reconstruct()
		p.startForeign(spaceSVG)
	case tagNobr:
		p.reconstruct()
		if p.inScope(tagNobr) {
			p.adopt()
			p.reconstruct()
		}
		p.insertFormatting()
	case tagApplet, tagMarquee, tagObject:
		p.reconstruct()
		p.insert()
		p.pushMarker()
		p.framesetOK = false
	case tagPlaintext:
		p.closeP()
		p.insert()
		p.model = modelPlaintext
	case tagImage:
		t.tag, t.data, t.atom = tagImg, tagNames[tagImg], lookupAtom(tagNames[tagImg])
		return true
	case tagHTML, tagBody, tagFrameset:
		return p.startAgain()
	case tagCaption, tagCol, tagColgroup, tagFrame, tagHead, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr:
		return p.ignoreStart()
	default:
		p.reconstruct()
		p.insert()
	}
	return false
}

// startA is the start tag of an a element.
func (p *parser) startA() {
	if at := p.activeA(); at != nil {
		p.errs.add(ErrMisnested, p.tok.start)
		p.adopt()
		if at.flags&flagListed != 0 {
			for i, c := range p.active {
				if c == at {
					p.dropActive(i)
					break
				}
			}
		}
		if at.flags&flagOpen != 0 {
			for i := len(p.stack) - 1; i > 0; i-- {
				if p.stack[i].c == at {
					p.removeOpen(i)
					break
				}
			}
		}
	}
	p.reconstruct()
	p.insertFormatting()
}

// activeA is the last a element in the list of active formatting elements
// behind its last marker.
func (p *parser) activeA() *cell {
	if len(p.active) == 0 {
		return nil
	}
	if i := p.activeIndex(tagA); i >= 0 {
		return p.active[i]
	}
	return nil
}

// startItem is the start tag of an item, which closes an open one of the two
// names.
func (p *parser) startItem(one, other tagID) {
	p.framesetOK = false
	if p.open[one] > 0 || p.open[other] > 0 {
		lo, top := p.lowest(), len(p.stack)-1
		for i := top; i >= lo; i-- {
			e := &p.stack[i]
			if e.html(one) || e.html(other) {
				tag := e.tag
				p.generateImplied(tag)
				p.popUntil(tag)
				p.spend(top - i)
				break
			}
			if e.props&propSpecial != 0 && e.props&propAddressDivP == 0 || i == lo {
				p.spend(top - i)
				break
			}
		}
	}
	p.closeP()
	p.insert()
}

// hiddenInput tells whether the present input tag has the type hidden.
func (p *parser) hiddenInput() bool {
	for _, attr := range p.tok.attr {
		if attr.Key == "type" {
			return equalFold("hidden", attr.Val)
		}
	}
	return false
}

// startSelect is the start tag of a select element or of what is in one.
func (p *parser) startSelect() bool {
	switch p.tok.tag {
	case tagSelect:
		if p.isFragment && p.context.html(tagSelect) {
			return p.ignoreStart()
		}
		if p.inScope(tagSelect) {
			p.popUntil(tagSelect)
			return p.ignoreStart()
		}
		p.reconstruct()
		p.insert()
		p.framesetOK = false
		return false
	case tagOption:
		if p.inScope(tagSelect) {
			p.generateImplied(tagOptgroup)
		} else if p.current().html(tagOption) {
			p.pop()
		}
	case tagOptgroup:
		if p.inScope(tagSelect) {
			p.generateImplied(tagOther)
		} else if p.current().html(tagOption) {
			p.pop()
		}
	}
	p.reconstruct()
	p.insert()
	return false
}

// startAgain is the start tag of an element of which a document has one.
func (p *parser) startAgain() bool {
	t := &p.tok
	t.selfClosing = false
	p.errs.add(ErrIgnoredStartTag, t.start)
	switch t.tag {
	case tagHTML:
		if p.open[tagTemplate] == 0 {
			p.mergeAttributes(p.stack[0].c)
		}
	case tagBody:
		if len(p.stack) == 1 || !p.stack[1].html(tagBody) || p.open[tagTemplate] > 0 {
			return false
		}
		p.framesetOK = false
		p.mergeAttributes(p.stack[1].c)
	case tagFrameset:
		if len(p.stack) == 1 || !p.stack[1].html(tagBody) || !p.framesetOK {
			return false
		}
		detach(&p.stack[1].c.Node)
		for len(p.stack) > 1 {
			p.pop()
		}
		p.insert()
		p.mode = modeInFrameset
	}
	return false
}

func (p *parser) inBodyEnd() bool {
	t := &p.tok
	switch t.tag {
	case tagDiv, tagUl, tagSection, tagAddress, tagArticle, tagAside, tagBlockquote, tagButton, tagCenter,
		tagDetails, tagDialog, tagDir, tagDl, tagFieldset, tagFigcaption, tagFigure, tagFooter, tagHeader,
		tagHgroup, tagListing, tagMain, tagMenu, tagNav, tagOl, tagPre, tagSearch, tagSelect, tagSummary:
		if !p.inScope(t.tag) {
			return p.ignoreEnd()
		}
		p.generateImplied(tagOther)
		p.popUntil(t.tag)
	case tagA, tagB, tagBig, tagCode, tagEm, tagFont, tagI, tagNobr, tagS, tagSmall, tagStrike, tagStrong, tagTt,
		tagU:
		p.adopt()
	case tagP:
		if !p.inButtonScope(tagP) {
			p.errs.add(ErrIgnoredEndTag, t.start)
			p.insertImplied(tagP)
		}
		p.generateImplied(tagP)
		p.popUntil(tagP)
	case tagLi:
		if !p.inListScope(tagLi) {
			return p.ignoreEnd()
		}
		p.generateImplied(tagLi)
		p.popUntil(tagLi)
	case tagDd, tagDt:
		if !p.inScope(t.tag) {
			return p.ignoreEnd()
		}
		p.generateImplied(t.tag)
		p.popUntil(t.tag)
	case tagH1, tagH2, tagH3, tagH4, tagH5, tagH6:
		if !p.headingInScope() {
			return p.ignoreEnd()
		}
		p.generateImplied(tagOther)
		p.popTo(func(e *entry) bool { return e.props&propHeading != 0 })
	case tagForm:
		return p.endForm()
	case tagApplet, tagMarquee, tagObject:
		if !p.inScope(t.tag) {
			return p.ignoreEnd()
		}
		p.generateImplied(tagOther)
		p.popUntil(t.tag)
		p.clearActive()
	case tagTemplate:
		return p.inHead()
	case tagBody, tagHTML:
		at := p.indexInScope(tagBody, propScope)
		if at < 0 {
			return p.ignoreEnd()
		}
		p.closeAt(p.stack[at].c)
		p.mode = modeAfterBody
		return t.tag == tagHTML
	case tagBr:
		p.errs.add(ErrIgnoredEndTag, t.start)
		p.reconstruct()
		p.insertBr()
		p.framesetOK = false
	default:
		p.otherEndTag()
	}
	return false
}

// insertBr inserts the br element that </br> makes; its place is that tag.
func (p *parser) insertBr() {
	c := p.implied(tagBr)
	c.start, c.end = int32(p.tok.start), int32(p.tok.end)
	p.insertCell(c)
}

// headingInScope tells whether an h1 to h6 element is in scope.
func (p *parser) headingInScope() bool {
	lo, top := p.lowest(), len(p.stack)-1
	for i := top; i >= lo; i-- {
		switch e := &p.stack[i]; {
		case e.props&propHeading != 0:
			p.spend(top - i)
			return true
		case e.props&propScope != 0:
			p.spend(top - i)
			return false
		}
	}
	p.spend(top - lo)
	return false
}

// endForm is the end tag of a form element.
func (p *parser) endForm() bool {
	if p.open[tagTemplate] > 0 {
		if !p.inScope(tagForm) {
			return p.ignoreEnd()
		}
		p.generateImplied(tagOther)
		p.popUntil(tagForm)
		return false
	}
	form := p.form
	p.form = nil
	if form == nil || form.flags&flagOpen == 0 {
		return p.ignoreEnd()
	}
	lo, top := p.lowest(), len(p.stack)-1
	for i := top; i >= lo; i-- {
		if p.stack[i].c == form {
			p.spend(top - i)
			p.generateImplied(tagOther)
			if p.current().c != form {
				p.errs.add(ErrMisnested, p.tok.start)
			}
			p.closeAt(form)
			p.removeOpen(i)
			return false
		}
		if p.stack[i].props&propScope != 0 {
			p.spend(top - i)
			return p.ignoreEnd()
		}
	}
	p.spend(top - lo)
	return p.ignoreEnd()
}

// fragment begins a fragment in a context (section 13.4).
func (p *parser) fragment(context *html.Node) {
	p.isFragment = true
	c := &cell{Node: html.Node{Type: html.ElementNode, Data: context.Data, Attr: context.Attr}}
	c.start = -1
	for tag := tagOther + 1; tag < tagCount; tag++ {
		if equalFold(tagNames[tag], context.Data) {
			c.tag = tag
		}
	}
	p.context = entry{c: c, tag: c.tag}
	switch context.Namespace {
	case "svg":
		p.context.ns = spaceSVG
	case "math":
		p.context.ns = spaceMath
	}
	if p.context.ns == spaceHTML {
		p.context.props = tagProps[c.tag]
		switch c.tag {
		case tagTitle, tagTextarea:
			p.model = modelRCDATA
		case tagStyle, tagXmp, tagIframe, tagNoembed, tagNoframes:
			p.model = modelRawText
		case tagScript:
			p.model = modelScript
		case tagNoscript:
			if p.scripting {
				p.model = modelRawText
			}
		case tagPlaintext:
			p.model = modelPlaintext
		}
	} else {
		p.context.props = foreignProps(p.context.ns, c.tag)
		if c.tag == tagAnnotationXML && p.context.ns == spaceMath && htmlAnnotation(context.Attr) {
			p.context.props |= propIntegration
		}
	}
	root := p.implied(tagHTML)
	appendChild(&p.doc.Node, &root.Node)
	p.push(root)
	if p.context.html(tagTemplate) {
		p.templates = append(p.templates, modeInTemplate)
	}
	p.resetMode()
	for n := context; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Namespace == "" && n.Data == "form" {
			// It counts as an open form and is not on the stack.
			p.form = &cell{Node: html.Node{Type: html.ElementNode, Data: "form"}, tag: tagForm}
			break
		}
	}
}

// unwrap makes the children of a fragment's root those of the document.
func (p *parser) unwrap() {
	doc := &p.doc.Node
	root := doc.FirstChild
	for root.Type != html.ElementNode {
		root = root.NextSibling
	}
	before := root.NextSibling
	for child := root.FirstChild; child != nil; child = root.FirstChild {
		detach(child)
		insertBefore(doc, child, before)
	}
	detach(root)
}
