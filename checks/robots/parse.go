package robots

import (
	"iter"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/robots"
)

// A directive is one of the page, with its place.
type directive struct {
	robots.Directive
	at text.Origin
}

// directives are those of the page, in order, the header last.
func directives(p *page.Page) iter.Seq[directive] {
	return func(yield func(directive) bool) {
		for d, at := range p.Robots() {
			if !yield(directive{d, at}) {
				return
			}
		}
	}
}
