//go:build metacheck_poison

package htmltree

import "golang.org/x/net/html"

// poisoned tells whether released memory is poisoned.
const poisoned = true

// poisonText is what the nodes of a released tree read.
const poisonText = "USED AFTER RELEASE"

// poison overwrites the nodes of the last tree and gives them up, so that
// whoever still holds one reads poison for good.
func (a *Arena) poison() {
	for i := 1; i < a.used; i++ {
		c := &a.cells[i>>chunkBits][i&(chunkCells-1)]
		for j := range c.Attr {
			c.Attr[j] = html.Attribute{Namespace: poisonText, Key: poisonText, Val: poisonText}
		}
		*c = cell{Node: html.Node{Type: html.ErrorNode, Data: poisonText, Namespace: poisonText}}
	}
	a.cells, a.highCells = nil, 0
	a.chunks, a.highAttrs = nil, nil
	a.pieces, a.spans, a.removed = nil, nil, nil
}
