package report

import (
	"io"

	"github.com/metacheck/metacheck/internal/page"
)

type extractNQuads struct {
	w    io.Writer
	opts ExtractOptions
}

func newExtractNQuads(w io.Writer, opts ExtractOptions) Extract { return &extractNQuads{w: w, opts: opts} }
func (n *extractNQuads) Failed(page.Source, error) error        { return nil }
func (n *extractNQuads) Close() error                           { return nil }
func (n *extractNQuads) Page(p *page.Page) error                { return nil }
