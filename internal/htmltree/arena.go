package htmltree

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A cell is a node with its places. Cells stand in chunks, and the number of a
// cell leads to its places without a table and without package unsafe: each
// node's Attr has one slot of capacity beyond its length, whose value is a
// string as long as the number. Nobody who ranges over the attributes sees it,
// and an append to them costs the node its place and nothing else: cellOf
// takes a number only if the cell that it leads to is the node.
type cell struct {
	html.Node

	// The start tag of an element, a comment, a doctype, or the first piece
	// of a text; start is -1 for an element without tag.
	start, end int32
	// The end tag of an element, or -1. Of text, endStart is the length of
	// what the first piece reads, endEnd the index of the last further piece.
	endStart, endEnd int32
	// more is the index of the first attribute's place, or that of a text's
	// first further piece; piece 0 is none.
	more  int32
	tag   tagID
	ns    space
	flags cellFlags
	text  textKind
}

type cellFlags uint8

const (
	flagOpen   cellFlags = 1 << iota // on the stack of open elements
	flagListed                       // in the list of active formatting elements
)

// A piece is a further part of a text node: the parser merges adjacent text,
// which ignored tags, tables or CDATA sections may have kept apart.
type piece struct {
	data       string
	start, end int32
	next       int32
	text       textKind
}

// A repeat is an attribute that was dropped because its tag has another of the
// name.
type repeat struct {
	name, value string
	span        attrSpan
	cell        int32 // the number of the element's cell, or 0
}

// maxRepeats is the number of dropped attributes that are kept.
const maxRepeats = 1 << 12

const (
	chunkBits  = 8
	chunkCells = 1 << chunkBits
	chunkAttrs = 1 << 10
	// Of what a large page took, an arena keeps so much for the next.
	keepCells = 1 << 16
	keepAttrs = 1 << 18
)

// An Arena is where a worker's pages live, one after the other: nodes,
// attributes and places. The zero value is ready. It is not safe for
// concurrent use.
//
// Strings that a tree has handed out stay valid when the arena is used again,
// but each keeps the text of its page, or the references that were read in it,
// in memory.
type Arena struct {
	parser parser

	cells     [][]cell
	used      int // cells of this page; cell 0 is never used
	highCells int // cells that hold something of an earlier page

	chunks    [][]html.Attribute
	chunk     int // the chunk that attrs is
	attrs     []html.Attribute
	attrUsed  int
	highAttrs []int // by chunk: attributes that hold something

	spans   []attrSpan
	pieces  []piece
	multi   []*cell // text of several pieces
	removed []int32
	errors  []ParseError
	repeats []repeat

	// numbers is a string at least as long as there are cells.
	numbers string

	text     strings.Builder // decoded text; never used for two pages
	textSize int
}

// Release ends the life of the tree that the last Parse returned and drops
// what the arena knows of its page. Trees whose arena is simply used again
// need no Release.
func (a *Arena) Release() {
	a.reset()
	a.finish()
	p := &a.parser
	p.forget()
	*p = p.blank()
	a.text, a.textSize = strings.Builder{}, 0
}

// reset makes the arena ready for a page.
func (a *Arena) reset() {
	if poisoned {
		a.poison()
	}
	a.used = 1
	a.chunk, a.attrUsed, a.attrs = 0, 0, nil
	if len(a.chunks) > 0 {
		a.attrs = a.chunks[0]
	}
	if cap(a.spans) > keepAttrs {
		a.spans = nil
	}
	if cap(a.pieces) > keepCells {
		a.pieces = nil
	}
	a.spans = a.spans[:0]
	a.pieces = append(a.pieces[:0], piece{})
	clear(a.multi)
	a.multi = a.multi[:0]
	clear(a.repeats)
	a.repeats = a.repeats[:0]
	a.text, a.textSize = strings.Builder{}, 0
}

// finish forgets what earlier pages left in the parts of the arena that this
// page does not use, so that it keeps no other page's text alive, and gives
// back what only a very large page needs.
func (a *Arena) finish() {
	for i := a.used; i < a.highCells; {
		chunk := a.cells[i>>chunkBits]
		clear(chunk[i&(chunkCells-1):])
		i = (i>>chunkBits + 1) << chunkBits
	}
	a.highCells = a.used
	for i := range a.highAttrs {
		used := 0
		switch {
		case i < a.chunk:
			// Chunks before the present one were filled by this page.
			continue
		case i == a.chunk:
			used = a.attrUsed
		}
		if high := a.highAttrs[i]; used < high {
			clear(a.chunks[i][used:high])
		}
		a.highAttrs[i] = used
	}
	clear(a.pieces[len(a.pieces):cap(a.pieces)])
	if keep := keepCells >> chunkBits; len(a.cells) > keep && a.used < keepCells {
		clear(a.cells[keep:])
		a.cells = a.cells[:keep]
	}
	total := 0
	for i, chunk := range a.chunks {
		if total += len(chunk); total > keepAttrs && i > a.chunk {
			clear(a.chunks[i:])
			a.chunks, a.highAttrs = a.chunks[:i], a.highAttrs[:i]
			break
		}
	}
}

// grown is a list with room for one more. It grows twofold: append alone grows
// long lists by a quarter and copies them again and again.
func grown[T any](list []T) []T {
	if len(list) < cap(list) {
		return list
	}
	return slices.Grow(list, len(list)+64)
}

// newCell is a cell with nothing set but its number's slot: the caller sets
// all of the node. Attributes must come with a slot of capacity.
func (a *Arena) newCell(attr []html.Attribute) *cell {
	n := a.used
	if n>>chunkBits == len(a.cells) {
		a.cells = append(a.cells, make([]cell, chunkCells))
	}
	c := &a.cells[n>>chunkBits][n&(chunkCells-1)]
	a.used++
	if n > len(a.numbers) {
		a.numbers = strings.Repeat("#", max(1<<12, 2*n))
	}
	if len(attr) == 0 {
		attr = a.newAttrs(0)
	}
	attr[:len(attr)+1][len(attr)] = html.Attribute{Val: a.numbers[:n]}
	c.Attr = attr
	return c
}

// newAttrs takes n attributes, and a slot of capacity behind them, from the
// arena. They hold anything.
func (a *Arena) newAttrs(n int) []html.Attribute {
	if a.attrUsed+n >= len(a.attrs) {
		a.moreAttrs(0, n)
	}
	at := a.attrUsed
	a.attrUsed += n + 1
	return a.attrs[at : at+n : at+n+1]
}

// moreAttrs turns to a chunk with room for more than n attributes and the slot
// behind them, and moves the first attributes behind attrUsed there.
func (a *Arena) moreAttrs(written, n int) {
	var from []html.Attribute
	if a.attrs != nil {
		left := a.attrs[a.attrUsed:]
		from = left[:written]
		defer clear(left) // it holds what another page left
		a.highAttrs[a.chunk] = a.attrUsed
		a.chunk++
	}
	need := 2*n + 2
	for a.chunk < len(a.chunks) && len(a.chunks[a.chunk]) < need {
		clear(a.chunks[a.chunk])
		a.highAttrs[a.chunk] = 0
		a.chunk++
	}
	if a.chunk == len(a.chunks) {
		size := chunkAttrs
		if a.chunk > 0 {
			size = min(2*len(a.chunks[a.chunk-1]), keepAttrs/4)
		}
		a.chunks = append(a.chunks, make([]html.Attribute, max(size, need)))
		a.highAttrs = append(a.highAttrs, 0)
	}
	a.attrs, a.attrUsed = a.chunks[a.chunk], 0
	copy(a.attrs, from)
}

// cellOf is the cell of a node of the arena's present tree, or nil.
func (a *Arena) cellOf(n *html.Node) *cell {
	if n == nil || cap(n.Attr) == len(n.Attr) {
		return nil
	}
	i := len(n.Attr[:len(n.Attr)+1][len(n.Attr)].Val)
	if i == 0 || i >= a.used {
		return nil
	}
	c := &a.cells[i>>chunkBits][i&(chunkCells-1)]
	if &c.Node != n {
		return nil
	}
	return c
}
