package htmltree

import (
	"strings"

	"golang.org/x/net/html"
)

// An entry is an element on the stack of open elements.
type entry struct {
	c     *cell
	props props
	tag   tagID
	ns    space
}

// html tells whether the entry is the HTML element of a name.
func (e *entry) html(tag tagID) bool { return e.tag == tag && e.ns == spaceHTML }

// named tells whether the entry is the HTML element that a tag names.
func (e *entry) named(t *token) bool {
	return e.tag == t.tag && e.ns == spaceHTML && (t.tag != tagOther || e.c.Data == t.data)
}

// A parser is the tree construction stage with its tokenizer (section 13.2.6).
type parser struct {
	tokenizer
	tree *Tree
	doc  *cell

	mode, original insertionMode
	templates      []insertionMode // the stack of template insertion modes
	stack          []entry         // of open elements, the current node last
	active         []*cell         // active formatting elements; nil is a marker
	open           [tagCount]int32 // how many HTML elements of a name are on the stack
	others         [256]int32      // how many HTML elements that are tagOther, by class of their names
	head, form     *cell

	scripting     bool
	quirks        bool
	framesetOK    bool
	bodyTag       bool // the body tag ended the head
	foster        bool // foster parenting
	fosterAt      int  // the offset of what is fostered
	skipLF        bool // a line feed that comes next is ignored
	isFragment    bool
	context       entry // of a fragment
	pendingTokens []pendingText

	maxDepth int
	// steps counts what the algorithms do beyond constant work for a token;
	// budget bounds it.
	steps, budget            int
	depthAt, workAt, nodesAt int
	maxNodes                 int
	// unlisted counts the formatting elements that the inner loop of the
	// adoption agency algorithm dropped; tests want to know, for html.Parse
	// goes another way there.
	unlisted int
}

// A pendingText is a character token that waits for what comes in a table.
type pendingText struct {
	data       string
	start, end int
	text       textKind
}

func (p *parser) begin(a *Arena, t *Tree, opts Options) {
	p.forget()
	*p = p.blank()
	p.tree, p.framesetOK, p.scripting = t, true, opts.Scripting
	p.maxDepth, p.maxNodes = opts.MaxDepth, opts.MaxNodes
	p.depthAt, p.workAt, p.nodesAt = -1, -1, -1
	if p.maxDepth <= 0 {
		p.maxDepth = defaultDepth
	}
	if p.maxNodes <= 0 {
		p.maxNodes = defaultNodes
	}
	p.budget = stepsBase + stepsPerByte*len(t.text)
	p.tokenizer.init(t.text, a, opts.MaxErrors)
	p.tokenizer.cdata = p.inForeign
	p.doc = a.newCell(nil)
	p.setNode(p.doc, html.DocumentNode)
	t.Doc = &p.doc.Node
}

// blank is a parser without a page, with the lists of this one.
func (p *parser) blank() parser {
	return parser{
		tokenizer: tokenizer{many: p.many}, stack: p.stack[:0], active: p.active[:0],
		templates: p.templates[:0], pendingTokens: p.pendingTokens[:0],
	}
}

// forget empties the lists of the last page and gives up what only a hostile
// one makes so long.
func (p *parser) forget() {
	const keep = 1 << 10
	if cap(p.stack) > keep {
		p.stack = nil
	}
	if cap(p.active) > keep {
		p.active = nil
	}
	if cap(p.pendingTokens) > keep {
		p.pendingTokens = nil
	}
	if cap(p.templates) > keep {
		p.templates = nil
	}
	clear(p.stack[:cap(p.stack)])
	clear(p.active[:cap(p.active)])
	clear(p.pendingTokens[:cap(p.pendingTokens)])
}

// The work that the algorithms may do, beyond what is constant for a token, in
// steps of about a nanosecond: looks at an open element or a formatting
// element, and more for copies. Real pages stay far below it: TestRealPages says
// how far.
const (
	stepsBase    = 1 << 18
	stepsPerByte = 1
	stepsCopy    = 16 // of an element
	// fewSteps is how far the algorithms look when the work is spent.
	fewSteps = 4
)

// lowest is the lowest index of the stack that an algorithm may look at now.
func (p *parser) lowest() int {
	if p.steps <= p.budget {
		return 0
	}
	return max(0, len(p.stack)-fewSteps)
}

// spend counts work.
func (p *parser) spend(steps int) {
	p.steps += steps
	if p.steps > p.budget && p.workAt < 0 {
		p.workAt = p.tok.start
	}
}

// spent tells whether all work is spent.
func (p *parser) spent() bool { return p.steps > p.budget }

// setNode sets a new cell to a node with no name, links or places.
func (p *parser) setNode(c *cell, typ html.NodeType) {
	c.Parent, c.FirstChild, c.LastChild, c.PrevSibling, c.NextSibling = nil, nil, nil, nil, nil
	c.Type, c.DataAtom, c.Data, c.Namespace = typ, 0, "", ""
	c.start, c.end, c.endStart, c.endEnd, c.more = -1, -1, -1, -1, 0
	c.tag, c.ns, c.flags, c.text = tagOther, spaceHTML, 0, 0
}

// appendChild makes n the last child of parent.
func appendChild(parent, n *html.Node) {
	last := parent.LastChild
	n.Parent, n.PrevSibling, n.NextSibling = parent, last, nil
	if last != nil {
		last.NextSibling = n
	} else {
		parent.FirstChild = n
	}
	parent.LastChild = n
}

// insertBefore makes n a child of parent before another; that may be nil.
func insertBefore(parent, n, before *html.Node) {
	if before == nil {
		appendChild(parent, n)
		return
	}
	prev := before.PrevSibling
	n.Parent, n.PrevSibling, n.NextSibling = parent, prev, before
	if prev != nil {
		prev.NextSibling = n
	} else {
		parent.FirstChild = n
	}
	before.PrevSibling = n
}

// detach takes n out of its parent, if it has one.
func detach(n *html.Node) {
	if n.Parent == nil {
		return
	}
	if n.PrevSibling != nil {
		n.PrevSibling.NextSibling = n.NextSibling
	} else {
		n.Parent.FirstChild = n.NextSibling
	}
	if n.NextSibling != nil {
		n.NextSibling.PrevSibling = n.PrevSibling
	} else {
		n.Parent.LastChild = n.PrevSibling
	}
	n.Parent, n.PrevSibling, n.NextSibling = nil, nil, nil
}

// current is the current node (section 13.2.4.2).
func (p *parser) current() *entry { return &p.stack[len(p.stack)-1] }

// adjusted is the adjusted current node.
func (p *parser) adjusted() *entry {
	if p.isFragment && len(p.stack) == 1 {
		return &p.context
	}
	return p.current()
}

// inForeign tells the tokenizer whether the adjusted current node is in SVG or
// MathML.
func (p *parser) inForeign() bool { return len(p.stack) > 0 && p.adjusted().ns != spaceHTML }

func (p *parser) push(c *cell) {
	e := entry{c: c, tag: c.tag, ns: c.ns}
	if c.ns == spaceHTML {
		e.props = tagProps[c.tag]
		p.open[c.tag]++
		if c.tag == tagOther {
			p.others[nameClass(c.Data)]++
		}
	} else {
		e.props = foreignProps(c.ns, c.tag)
		if c.tag == tagAnnotationXML && c.ns == spaceMath && htmlAnnotation(c.Attr) {
			e.props |= propIntegration
		}
	}
	c.flags |= flagOpen
	p.stack = append(grown(p.stack), e)
}

// htmlAnnotation tells whether the attributes make an annotation-xml element
// an HTML integration point (section 13.2.6).
func htmlAnnotation(attrs []html.Attribute) bool {
	for i := range attrs {
		if a := &attrs[i]; a.Key == "encoding" && a.Namespace == "" {
			return equalFold("text/html", a.Val) || equalFold("application/xhtml+xml", a.Val)
		}
	}
	return false
}

func (p *parser) pop() {
	e := p.current()
	if e.ns == spaceHTML {
		p.closed(e)
	}
	e.c.flags &^= flagOpen
	p.stack = p.stack[:len(p.stack)-1]
}

// closed counts an HTML element off that leaves the stack.
func (p *parser) closed(e *entry) {
	p.open[e.tag]--
	if e.tag == tagOther {
		p.others[nameClass(e.c.Data)]--
	}
}

// nameClass puts the names of elements into classes, so that most that are not
// open are known not to be without a look at those that are.
func nameClass(name string) uint8 {
	return uint8(len(name))*31 + name[0]*7 + name[len(name)/2]*3 + name[len(name)-1]
}

// popUntil pops up to and with the HTML element of a name, but never the
// lowest element. Where the present token is an end tag it is the tag that
// ended that element.
func (p *parser) popUntil(tag tagID) {
	p.popTo(func(e *entry) bool { return e.html(tag) })
}

// popTo pops up to and with the first entry that match takes.
func (p *parser) popTo(match func(*entry) bool) {
	for len(p.stack) > 1 {
		e := p.current()
		found := match(e)
		if found {
			p.closeAt(e.c)
		} else if p.tok.kind == kindEnd {
			p.errs.add(ErrMisnested, p.tok.start)
		}
		p.pop()
		if found {
			return
		}
	}
}

// closeAt notes the present token as the end tag of an element if it has its
// name.
func (p *parser) closeAt(c *cell) {
	if t := &p.tok; t.kind == kindEnd && c.tag == t.tag {
		c.endStart, c.endEnd = int32(t.start), int32(t.end)
	}
}

// clearTo pops until the current node has one of the props (sections
// 13.2.6.4.9 to .14, "clear the stack back to").
func (p *parser) clearTo(context props) {
	for len(p.stack) > 1 && p.current().props&context == 0 {
		p.pop()
	}
}

// indexInScope is the index on the stack of the HTML element of a name that is
// in a scope (section 13.2.4.2), or -1.
func (p *parser) indexInScope(tag tagID, ends props) int {
	if p.open[tag] == 0 {
		return -1
	}
	lo, top := p.lowest(), len(p.stack)-1
	for i := top; i >= lo; i-- {
		e := &p.stack[i]
		if e.html(tag) {
			p.spend(top - i)
			return i
		}
		if e.props&ends != 0 {
			p.spend(top - i)
			return -1
		}
	}
	p.spend(top - lo)
	return -1
}

func (p *parser) inScope(tag tagID) bool      { return p.indexInScope(tag, propScope) >= 0 }
func (p *parser) inTableScope(tag tagID) bool { return p.indexInScope(tag, propTableScope) >= 0 }
func (p *parser) inListScope(tag tagID) bool {
	return p.indexInScope(tag, propScope|propListScope) >= 0
}
func (p *parser) inButtonScope(tag tagID) bool {
	return p.indexInScope(tag, propScope|propButtonScope) >= 0
}

// generateImplied pops elements whose end tags may be left out, but for those
// of one name (section 13.2.6.3).
func (p *parser) generateImplied(except tagID) {
	for {
		e := p.current()
		if e.props&propImplied == 0 || e.html(except) {
			return
		}
		p.pop()
	}
}

// shallow is the parent for a new child of a node: the node, or where elements
// nest too deep its parent, as browsers have it.
func (p *parser) shallow(parent *html.Node) *html.Node {
	if len(p.stack) < p.maxDepth || parent.Parent == nil || parent.Parent.Type != html.ElementNode {
		return parent
	}
	if p.depthAt < 0 {
		p.depthAt = p.tok.start
	}
	return parent.Parent
}

// place is the appropriate place for inserting a node (section 13.2.6.1): the
// parent and the child before which it goes, or nil.
func (p *parser) place(target *entry) (parent, before *html.Node) {
	if !p.foster || target.props&propFoster == 0 || target.ns != spaceHTML {
		return &target.c.Node, nil
	}
	p.errs.add(ErrFostered, p.fosterAt)
	lo, top := p.lowest(), len(p.stack)-1
	for i := top; i >= lo; i-- {
		e := &p.stack[i]
		if e.html(tagTemplate) {
			p.spend(top - i)
			return &e.c.Node, nil
		}
		if e.html(tagTable) {
			p.spend(top - i)
			if table := &e.c.Node; table.Parent != nil {
				return table.Parent, table
			}
			if i == 0 {
				break
			}
			return &p.stack[i-1].c.Node, nil
		}
	}
	p.spend(top - lo)
	return &p.stack[0].c.Node, nil
}

// element makes a cell for the present start tag, outside the tree.
func (p *parser) element(ns space) *cell {
	t, a := &p.tok, p.arena
	c := a.newCell(t.attr)
	c.FirstChild, c.LastChild = nil, nil
	c.Type, c.DataAtom, c.Data, c.Namespace = html.ElementNode, t.atom, t.data, spaceNames[ns]
	c.start, c.end, c.endStart, c.endEnd = int32(t.start), int32(t.end), -1, -1
	c.more = int32(t.span)
	c.tag, c.ns, c.flags, c.text = t.tag, ns, 0, 0
	for n := len(a.repeats); t.repeats > 0; t.repeats-- {
		a.repeats[n-t.repeats].cell = int32(a.used - 1)
	}
	return c
}

// insert inserts an HTML element for the present start tag and pushes it.
func (p *parser) insert() *cell {
	c := p.element(spaceHTML)
	p.insertCell(c)
	p.push(c)
	return c
}

// insertVoid is insert for an element that is popped at once.
func (p *parser) insertVoid() {
	p.insertCell(p.element(spaceHTML))
}

// insertCell puts a cell at the appropriate place.
func (p *parser) insertCell(c *cell) {
	parent, before := p.place(p.current())
	if before == nil {
		appendChild(p.shallow(parent), &c.Node)
		return
	}
	insertBefore(parent, &c.Node, before)
}

// insertImplied inserts and pushes an HTML element that has no start tag.
func (p *parser) insertImplied(tag tagID) *cell {
	c := p.implied(tag)
	p.insertCell(c)
	p.push(c)
	return c
}

// implied makes an HTML element that has no start tag.
func (p *parser) implied(tag tagID) *cell {
	c := p.arena.newCell(nil)
	p.setNode(c, html.ElementNode)
	c.Data, c.tag = tagNames[tag], tag
	c.DataAtom = lookupAtom(c.Data)
	return c
}

// copyElement makes a second element for the start tag of another, with its
// places; stepsCopy and the attributes count as work.
func (p *parser) copyElement(from *cell) *cell {
	n := len(from.Attr)
	p.spend(stepsCopy + 4*n)
	attr := p.arena.newAttrs(n)
	copy(attr, from.Attr)
	c := p.arena.newCell(attr)
	p.setNode(c, html.ElementNode)
	c.DataAtom, c.Data, c.Namespace = from.DataAtom, from.Data, from.Namespace
	c.start, c.end, c.more, c.tag, c.ns = from.start, from.end, from.more, from.tag, from.ns
	return c
}

// insertComment inserts the present comment as the last child of a node, or,
// if that is nil, at the appropriate place.
func (p *parser) insertComment(parent *html.Node) {
	c := p.arena.newCell(nil)
	p.setNode(c, html.CommentNode)
	c.Data = p.tok.data
	c.start, c.end = int32(p.tok.start), int32(p.tok.end)
	if parent != nil {
		appendChild(parent, &c.Node)
		return
	}
	parent, before := p.place(p.current())
	insertBefore(parent, &c.Node, before)
}

// insertText inserts text at the appropriate place and merges it with text
// that stands right before (section 13.2.6.1, "insert a character").
func (p *parser) insertText(data string, start, end int, text textKind) {
	if data == "" {
		return
	}
	parent, before := p.place(p.current())
	last := parent.LastChild
	if before != nil {
		last = before.PrevSibling
	}
	a := p.arena
	if last != nil && last.Type == html.TextNode {
		if c := a.cellOf(last); c != nil {
			n := int32(len(a.pieces))
			a.pieces = append(grown(a.pieces), piece{data: data, start: int32(start), end: int32(end), text: text})
			if c.more == 0 {
				c.more = n
				a.multi = append(a.multi, c)
			} else {
				a.pieces[c.endEnd].next = n
			}
			c.endEnd = n
			return
		}
	}
	c := a.newCell(nil)
	c.FirstChild, c.LastChild = nil, nil
	c.Type, c.DataAtom, c.Data, c.Namespace = html.TextNode, 0, data, ""
	c.start, c.end, c.endStart, c.endEnd = int32(start), int32(end), int32(len(data)), 0
	c.more = 0
	c.tag, c.ns, c.flags, c.text = tagOther, spaceHTML, 0, text
	if before == nil {
		appendChild(parent, &c.Node)
	} else {
		insertBefore(parent, &c.Node, before)
	}
}

// insertToken inserts the present text token as it is.
func (p *parser) insertToken() {
	t := &p.tok
	p.insertText(t.data, t.start, t.end, t.text)
}

// dropNUL leaves the NULs out of the present text token.
func (p *parser) dropNUL() { p.changeNUL("", textDropsNUL) }

// replaceNUL makes the NULs of the present text token U+FFFD.
func (p *parser) replaceNUL() { p.changeNUL(replacement, textReplacesNUL) }

func (p *parser) changeNUL(by string, how textKind) {
	if t := &p.tok; t.text&textNUL != 0 {
		var b strings.Builder
		b.Grow(len(t.data) + strings.Count(t.data, "\x00")*(len(by)-1))
		for i := range len(t.data) {
			if c := t.data[i]; c != 0 {
				b.WriteByte(c)
			} else {
				b.WriteString(by)
			}
		}
		t.data = b.String()
		t.text = t.text&^(textNUL|textPlain) | how
	}
}

// how is what decodes a piece of text.
func (k textKind) how() decodeHow {
	var h decodeHow
	if k&textRefs != 0 {
		h |= decodeText
	}
	if k&textReplacesNUL != 0 {
		h |= decodeNUL
	}
	if k&textDropsNUL != 0 {
		h |= decodeDrop
	}
	if k&textOnlySpace != 0 {
		h |= decodeSpace
	}
	return h
}

// splitText takes the first n bytes of the present text token's data off.
func (p *parser) splitText(n int) (data string, start, end int, text textKind) {
	t := &p.tok
	data, start, end, text = t.data[:n], t.start, t.start+n, t.text
	if t.text&textPlain == 0 {
		end = t.start + rawOffset(p.src[t.start:t.end], t.text.how(), n)
	}
	t.data, t.start = t.data[n:], end
	return data, start, end, text
}

// leadingSpace is the length of the white space at the front of text.
func leadingSpace(s string) int {
	i := 0
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

// finish joins the text nodes that have several pieces.
func (p *parser) finish() {
	a := p.arena
	for _, c := range a.multi {
		length := len(c.Data)
		for i := c.more; i != 0; i = a.pieces[i].next {
			length += len(a.pieces[i].data)
		}
		var b strings.Builder
		b.Grow(length)
		b.WriteString(c.Data)
		for i := c.more; i != 0; i = a.pieces[i].next {
			b.WriteString(a.pieces[i].data)
		}
		c.Data = b.String()
	}
	p.tree.Quirks = p.quirks
	p.tree = nil
}
