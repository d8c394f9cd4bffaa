package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// Problems are the problems with one of the codes that the readers of
// structured data noticed, in order.
func (p *Pass) Problems(codes ...string) []*page.Problem {
	var list []*page.Problem
	for i := range p.Page.Graph.Problems {
		if pr := &p.Page.Graph.Problems[i]; slices.Contains(codes, pr.Code) {
			list = append(list, pr)
		}
	}
	return list
}

// Clean makes the message of a problem fit into that of a finding. The page's
// words in it come quoted; what cannot be printed is escaped all the same, and
// a long one is cut.
func Clean(message string) string {
	var b strings.Builder
	for i, r := range message {
		switch {
		case i > 400:
			b.WriteString("…")
			return b.String()
		case unicode.IsPrint(r), text.IsSpellingJoiner(message, i):
			b.WriteRune(r)
		default:
			b.WriteString(text.Escaped(r))
		}
	}
	return b.String()
}

// Others says that a message holds for n more places: " (and 2 others)", or
// nothing for none.
func Others(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " (and 1 other)"
	}
	return fmt.Sprintf(" (and %d others)", n)
}
