package rdfa

import (
	"net/url"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/schemaorg"
)

type Extractor struct{}

func New(base *url.URL) *Extractor { return &Extractor{} }
func (x *Extractor) Enter(n *html.Node) {}
func (x *Extractor) Leave(n *html.Node) {}
func (x *Extractor) Finish() ([]*schemaorg.Item, []schemaorg.Problem) { return nil, nil }
