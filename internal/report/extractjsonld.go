package report

import (
	"io"

	"github.com/metacheck/metacheck/internal/page"
)

type extractJSONLD struct {
	w    io.Writer
	opts ExtractOptions
}

func newExtractJSONLD(w io.Writer, opts ExtractOptions) Extract { return &extractJSONLD{w: w, opts: opts} }
func (n *extractJSONLD) Failed(page.Source, error) error        { return nil }
func (n *extractJSONLD) Close() error                           { return nil }
func (n *extractJSONLD) Page(p *page.Page) error                { return nil }
