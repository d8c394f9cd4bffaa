package htmltree

import "slices"

// The list of active formatting elements (section 13.2.4.3) and the adoption
// agency algorithm (section 13.2.6.4.7).

// pushActive adds an element to the list. Of four equal elements behind the
// last marker the earliest is dropped. Elements beyond the bound on depth do
// not get in, so that the list is bounded, too.
func (p *parser) pushActive(c *cell) {
	if len(p.stack) > p.maxDepth {
		return
	}
	if !p.spent() {
		same := 0
		for i := len(p.active) - 1; i >= 0 && p.active[i] != nil; i-- {
			p.spend(1)
			if !p.sameElement(p.active[i], c) {
				continue
			}
			if same++; same == 3 {
				p.dropActive(i)
				break
			}
		}
	}
	c.flags |= flagListed
	p.active = append(grown(p.active), c)
}

func (p *parser) dropActive(i int) {
	p.active[i].flags &^= flagListed
	p.active = slices.Delete(p.active, i, i+1)
}

// sameElement tells whether two formatting elements have one name and the
// same attributes, in any order.
func (p *parser) sameElement(a, b *cell) bool {
	if a.tag != b.tag || len(a.Attr) != len(b.Attr) {
		return false
	}
	for i := range a.Attr {
		x := &a.Attr[i]
		same := false
		// Most have them in one order.
		for j := range b.Attr {
			y := &b.Attr[(i+j)%len(b.Attr)]
			p.spend(1)
			if x.Key == y.Key {
				if len(x.Val) == len(y.Val) {
					p.spend(len(x.Val) / 64)
					same = x.Val == y.Val
				}
				break
			}
		}
		if !same {
			return false
		}
	}
	return true
}

// pushMarker adds a marker to the list.
func (p *parser) pushMarker() { p.active = append(grown(p.active), nil) }

// clearActive clears the list up to the last marker.
func (p *parser) clearActive() {
	for n := len(p.active); n > 0; n = len(p.active) {
		c := p.active[n-1]
		p.active = p.active[:n-1]
		if c == nil {
			return
		}
		c.flags &^= flagListed
	}
}

// reconstruct opens again the formatting elements that were closed by the end
// of a block. When the work is spent they are forgotten instead.
func (p *parser) reconstruct() {
	n := len(p.active)
	if n == 0 {
		return
	}
	if last := p.active[n-1]; last == nil || last.flags&flagOpen != 0 {
		return
	}
	i := n - 1
	for i > 0 && p.active[i-1] != nil && p.active[i-1].flags&flagOpen == 0 {
		i--
	}
	for ; i < n; i++ {
		if p.spent() {
			for _, c := range p.active[i:] {
				c.flags &^= flagListed
			}
			p.active = p.active[:i]
			return
		}
		old := p.active[i]
		c := p.copyElement(old)
		p.insertCell(c)
		p.push(c)
		old.flags &^= flagListed
		c.flags |= flagListed
		p.active[i] = c
	}
}

// activeIndex is the index of the last formatting element of a name behind the
// last marker, or -1.
func (p *parser) activeIndex(tag tagID) int {
	for i := len(p.active) - 1; i >= 0 && p.active[i] != nil; i-- {
		if p.active[i].tag == tag {
			p.spend(len(p.active) - i)
			return i
		}
	}
	p.spend(len(p.active))
	return -1
}

// adopt is the adoption agency algorithm for the name of the present tag.
func (p *parser) adopt() {
	subject := p.tok.tag
	if e := p.current(); e.html(subject) && e.c.flags&flagListed == 0 {
		p.closeAt(e.c)
		p.pop()
		return
	}
	for range 8 {
		at := p.activeIndex(subject)
		if at >= 0 && (p.spent() || len(p.stack) > p.maxDepth) {
			// Beyond the bounds nothing is moved: each move would nest what is
			// deep already one deeper.
			p.dropActive(at)
			at = -1
		}
		if at < 0 {
			p.otherEndTag()
			return
		}
		if !p.adoptOnce(at) {
			return
		}
	}
}

// adoptOnce runs the outer loop once for the formatting element at an index of
// the list. It is false when the algorithm is over.
func (p *parser) adoptOnce(at int) bool {
	formatting := p.active[at]
	if formatting.flags&flagOpen == 0 {
		p.errs.add(ErrMisnested, p.tok.start)
		p.dropActive(at)
		return false
	}
	top := len(p.stack) - 1
	index := top
	for p.stack[index].c != formatting {
		if p.stack[index].props&propScope != 0 {
			p.errs.add(ErrIgnoredEndTag, p.tok.start)
			p.spend(top - index)
			return false
		}
		index--
	}
	p.spend(top - index)
	if index != top {
		p.errs.add(ErrMisnested, p.tok.start)
	}
	p.closeAt(formatting)
	furthest := index + 1
	for furthest <= top && p.stack[furthest].props&propSpecial == 0 {
		furthest++
	}
	if furthest > top {
		for len(p.stack) > index {
			p.pop()
		}
		p.dropActive(at)
		return false
	}
	block := p.stack[furthest].c
	common := p.stack[index-1]
	bookmark := at
	last := block
	for i, inner := furthest-1, 1; i > index; i, inner = i-1, inner+1 {
		node := p.stack[i].c
		if inner > 3 && node.flags&flagListed != 0 {
			p.unlisted++
			j := slices.Index(p.active, node)
			p.spend(len(p.active))
			p.dropActive(j)
			if j < bookmark {
				bookmark--
			}
			if j < at {
				at--
			}
		}
		if node.flags&flagListed == 0 {
			p.removeOpen(i)
			furthest--
			continue
		}
		c := p.copyElement(node)
		j := slices.Index(p.active, node)
		p.spend(len(p.active))
		p.active[j], p.stack[i].c = c, c
		node.flags &^= flagListed | flagOpen
		c.flags |= flagListed | flagOpen
		if last == block {
			bookmark = j + 1
		}
		detach(&last.Node)
		appendChild(&c.Node, &last.Node)
		last = c
	}
	detach(&last.Node)
	parent, before := p.place(&common)
	insertBefore(parent, &last.Node, before)

	c := p.copyElement(formatting)
	p.closeAt(c)
	for child := block.FirstChild; child != nil; child = block.FirstChild {
		detach(child)
		appendChild(&c.Node, child)
		p.spend(1)
	}
	appendChild(&block.Node, &c.Node)

	formatting.flags &^= flagListed | flagOpen
	c.flags |= flagListed | flagOpen
	if at < bookmark {
		bookmark--
	}
	p.active = slices.Delete(p.active, at, at+1)
	p.active = slices.Insert(p.active, bookmark, c)
	entry := p.stack[index]
	entry.c = c
	copy(p.stack[index:furthest], p.stack[index+1:furthest+1])
	p.stack[furthest] = entry
	p.spend(furthest - index)
	return true
}

// removeOpen takes the element at an index out of the stack of open elements.
func (p *parser) removeOpen(i int) {
	e := &p.stack[i]
	if e.ns == spaceHTML {
		p.closed(e)
	}
	e.c.flags &^= flagOpen
	p.spend(len(p.stack) - i)
	p.stack = slices.Delete(p.stack, i, i+1)
}

// otherEndTag is "any other end tag" of the mode "in body".
func (p *parser) otherEndTag() {
	t := &p.tok
	if p.open[t.tag] > 0 && (t.tag != tagOther || p.others[nameClass(t.data)] > 0) {
		lo, top := p.lowest(), len(p.stack)-1
		i := top
		for i >= lo && p.stack[i].tag != t.tag && p.stack[i].props&propSpecial == 0 {
			i-- // most of what stands between
		}
		for ; i >= lo; i-- {
			e := &p.stack[i]
			if e.named(t) {
				p.spend(top - i)
				p.generateImplied(t.tag)
				if len(p.stack) > i+1 {
					p.errs.add(ErrMisnested, t.start)
				}
				p.closeAt(p.stack[i].c)
				for len(p.stack) > i {
					p.pop()
				}
				return
			}
			if e.props&propSpecial != 0 {
				p.spend(top - i)
				break
			}
		}
		if i < lo {
			p.spend(top - lo)
		}
	}
	p.errs.add(ErrIgnoredEndTag, t.start)
}
