package page

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// MayHave reports whether the page may have metadata of one of some names even
// though its tree has none: because it is a part of a page, or because
// something that is not closed keeps it from the tree ([Page.Swallows]). What
// the checks of markup report is not reported as missing as well. Names are
// those of [Swallowed]: "title", "html lang", "meta og:title",
// "link canonical", "itemprop headline", "JSON-LD".
func (p *Page) MayHave(names ...string) bool {
	return p.Partial() || p.swallowedNames().any(names)
}

// SwallowsProperty reports whether a property of microdata or RDFa stands in a
// part of the page that something unclosed keeps from the tree.
func (p *Page) SwallowsProperty(term string) bool {
	lost := p.swallowedNames()
	return !lost.none() && lost.any([]string{"itemprop " + term, "property " + term, "property schema:" + term})
}

// swallowedNames are the names of metadata that the tree lacks.
type swallowedNames struct {
	names []string
	// more reports that there are more than are named: each may be among them.
	more bool
}

type swallowedNamesKey struct{}

func (p *Page) swallowedNames() *swallowedNames {
	return Derive(p, swallowedNamesKey{}, findSwallowedNames)
}

func findSwallowedNames(p *Page) *swallowedNames {
	lost := &swallowedNames{}
	for _, s := range p.Swallows() {
		lost.more = lost.more || s.Count > len(s.Lost)
		if s.Own != "" {
			lost.names = append(lost.names, s.Own)
		}
		for i := range s.Lost {
			lost.names = append(lost.names, s.Lost[i].Name)
		}
	}
	// A name that took in the next attribute, name="description content="…", or
	// stands in quotes of typography, is in the tree and is no name there.
	damaged := func(kind, val string) {
		if strings.HasSuffix(val, "=") || typographicQuote(val) {
			lost.names = append(lost.names, kind+" "+strings.TrimFunc(val, isQuote))
		}
	}
	if p.HTML != nil {
		for _, a := range p.HTML.Attr {
			if last, ok := strings.CutSuffix(a.Val, "lang="); ok && (last == "" || strings.HasSuffix(last, " ")) {
				lost.names = append(lost.names, "html lang")
			}
		}
	}
	for _, m := range p.Metas {
		eachDamaged(m.Node, damaged, "meta", "property", "name", "http-equiv")
	}
	for _, l := range p.Links {
		if l.Node != nil {
			eachDamaged(l.Node, damaged, "link", "rel")
		}
	}
	return lost
}

func eachDamaged(n *html.Node, damaged func(kind, val string), kind string, keys ...string) {
	for i := range n.Attr {
		if slices.Contains(keys, n.Attr[i].Key) && len(n.Attr[i].Val) < 256 {
			damaged(kind, strings.TrimSpace(n.Attr[i].Val))
		}
	}
}

func (l *swallowedNames) none() bool { return len(l.names) == 0 && !l.more }

// any reports whether one of some names is among those that are lost. A lost name
// may hold several, or the beginning of what follows it in the tag.
func (l *swallowedNames) any(names []string) bool {
	if l.none() {
		return false
	}
	return l.more || slices.ContainsFunc(l.names, func(lost string) bool {
		kind, list, several := strings.Cut(lost, " ")
		return slices.ContainsFunc(names, func(name string) bool {
			if !several {
				return strings.EqualFold(lost, name)
			}
			wanted, key, _ := strings.Cut(name, " ")
			return wanted == kind && slices.ContainsFunc(strings.Fields(list), func(s string) bool {
				return strings.EqualFold(s, key)
			})
		})
	})
}

// typographicQuotes are the quotes of typography, of which none is one in
// markup.
const typographicQuotes = "“”„‟«»‘’‚″＂"

// typographicQuote reports whether a value begins with a quote of typography.
func typographicQuote(val string) bool {
	r, _ := utf8.DecodeRuneInString(val)
	return r >= utf8.RuneSelf && isQuote(r)
}

func isQuote(r rune) bool { return strings.ContainsRune(typographicQuotes, r) }
