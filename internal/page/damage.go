package page

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// MetaElements are the elements that carry the metadata of a page in attributes
// and in nothing else: html, base, meta and link, in the order of the kinds.
func (p *Page) MetaElements() iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		if p.HTML != nil && !yield(p.HTML) {
			return
		}
		for i := range p.Bases {
			if !yield(p.Bases[i].Node) {
				return
			}
		}
		for _, m := range p.Metas {
			if !yield(m.Node) {
				return
			}
		}
		for _, l := range p.Links {
			if l.Node != nil && !yield(l.Node) {
				return
			}
		}
	}
}

// A DamageKind says how an attribute value came to be another than its author
// wrote.
type DamageKind uint8

// The kinds of damage to a value.
const (
	DamageQuote       DamageKind = iota + 1 // its quote is not closed: it took in the name of the next attribute
	DamageCut                               // a quote inside of it ended it
	DamageSpace                             // it has no quotes, and a space ended it
	DamageTypographic                       // it stands in quotes of typography, which are a part of it
)

// A Damage is a value of the tree that its author wrote otherwise. Of values
// that took in whole tags, [Page.Swallows] tells.
type Damage struct {
	Kind DamageKind
	Node *html.Node
	Attr int // the attribute, counted as in Attr of the node
}

// Damages are the damaged values of [Page.MetaElements], in their order, and
// behind them the types of scripts, in quotes of typography. Of an element the
// tag of which swallows others, only those quotes are told of.
func (p *Page) Damages() []Damage { return Derive(p, damagesKey{}, findDamages) }

type damagesKey struct{}

func findDamages(p *Page) []Damage {
	var list []Damage
	for n := range p.MetaElements() {
		if looksSound(n) {
			continue
		}
		if d, ok := p.tear(n); ok && !p.brokenTag(n) {
			list = append(list, d)
		}
		for i := range n.Attr {
			if p.typographic(n, i) {
				list = append(list, Damage{DamageTypographic, n, i})
			}
		}
	}
	for _, n := range p.Code {
		if n.Data != "script" {
			continue
		}
		for i := range n.Attr {
			if n.Attr[i].Key == "type" && p.typographic(n, i) {
				list = append(list, Damage{DamageTypographic, n, i})
			}
		}
	}
	return list
}

// looksSound tells at a glance that no attribute of an element is damaged. Nearly
// all are sound.
func looksSound(n *html.Node) bool {
	for i := range n.Attr {
		key, val := n.Attr[i].Key, n.Attr[i].Val
		if val == "" || val[0] >= utf8.RuneSelf || val[len(val)-1] <= ' ' || val[len(val)-1] == '=' ||
			strings.IndexByte(key, '"') >= 0 || strings.IndexByte(key, '\'') >= 0 {
			return false
		}
	}
	return true
}

// Torn tells whether the start tag of an element is torn by a quote or ">" that
// is missing, or by one too many: names and values that stand in it may be
// pieces of others.
func (p *Page) Torn(n *html.Node) bool {
	if p.brokenTag(n) {
		return true
	}
	_, ok := p.tear(n)
	return ok
}

// brokenTag tells whether something in the start tag of an element swallows
// others.
func (p *Page) brokenTag(n *html.Node) bool {
	swallows := p.Swallows()
	if len(swallows) == 0 {
		return false
	}
	tag, ok := p.tree.StartTag(n)
	return ok && slices.ContainsFunc(swallows, func(s *Swallowed) bool {
		return (s.Kind == SwallowQuote || s.Kind == SwallowTag) && s.Opener.Start >= tag.Start && s.Opener.Start < tag.End
	})
}

// Damaged tells whether what stands at an origin is not as its author wrote it,
// because a quote, tag or element is not closed or a value ends too early: it
// begins in a value of [Page.Damages], or in what a tag or text of
// [Page.Swallows] took in. What it says is the outcome of that and worth no
// word of its own, and so is what a tag lacks whose rest is damaged, what a text
// says out of which something was taken, and what stands on an element that
// became an item by attributes of another.
func (p *Page) Damaged(o text.Origin) bool {
	d := Derive(p, damagedKey{}, findDamaged)
	if len(d.spans) == 0 && len(d.texts) == 0 {
		return false
	}
	switch o.Part {
	case text.Content:
		if d.texts[o.Node] {
			return true
		}
	case text.Tag, text.Attribute, text.AttrName:
		if d.items[o.Node] {
			return true
		}
	}
	span, ok := p.Span(o)
	at := span.Start
	if o.Part == text.Tag && o.Name != "" {
		at = span.End - 1
	}
	return ok && slices.ContainsFunc(d.spans, func(s text.Span) bool { return s.Start <= at && at < s.End })
}

type damagedKey struct{}

// damaged is what damage to a page has left of it.
type damaged struct {
	spans []text.Span         // of the source, with values that are not as written
	texts map[*html.Node]bool // the elements in whose text something swallows tags
	items map[*html.Node]bool // those that have the attribute of another that makes an item
}

func findDamaged(p *Page) *damaged {
	list := &damaged{}
	swallows := p.Swallows()
	for _, s := range swallows {
		if s.Spoilt.Len() > 0 {
			list.spans = append(list.spans, s.Spoilt)
		}
	}
	if len(swallows) > 0 {
		list.findElements(p, swallows)
	}
	for _, d := range p.Damages() {
		attr, ok := p.Attribute(d.Node, d.Attr)
		if !ok {
			continue
		}
		span := text.Span{Start: attr.Name.Start, End: max(attr.Name.End, attr.Value.End)}
		if d.Kind == DamageQuote {
			// What follows are pieces of the value of the next attribute.
			tag, _ := p.tree.StartTag(d.Node)
			span.End = tag.End
		}
		list.spans = append(list.spans, span)
	}
	return list
}

// findElements finds the elements around and with what swallows tags.
func (d *damaged) findElements(p *Page, swallows []*Swallowed) {
	d.texts, d.items = map[*html.Node]bool{}, map[*html.Node]bool{}
	for n := p.Doc; n != nil; n = text.Following(n, p.Doc) {
		if n.Type != html.ElementNode && n.Type != html.CommentNode {
			continue
		}
		span, ok := p.tree.Span(n)
		if !ok {
			continue
		}
		for _, s := range swallows {
			if s.Opener.Start < span.Start || s.Opener.Start >= span.End {
				continue
			}
			for a := n.Parent; a != nil && !d.texts[a]; a = a.Parent {
				d.texts[a] = true
			}
			for i := range n.Attr {
				if key := n.Attr[i].Key; key != "itemscope" && key != "typeof" {
					continue
				}
				if at, ok := p.Attribute(n, i); ok && at.Name.Start >= s.Spoilt.Start && at.Name.Start < s.Spoilt.End {
					d.items[n] = true
				}
			}
		}
	}
}

// typographic tells whether attribute i of an element stands in quotes of
// typography instead of quotes.
func (p *Page) typographic(n *html.Node, i int) bool {
	if !typographicQuote(n.Attr[i].Val) {
		return false
	}
	span, ok := p.Attribute(n, i)
	return ok && span.HasValue && !span.Quoted
}

// tear is the value at which the start tag of an element is torn: one that took
// in the name of the next attribute, or else one that was cut.
func (p *Page) tear(n *html.Node) (d Damage, ok bool) {
	if i := p.missingQuote(n); i >= 0 {
		return Damage{DamageQuote, n, i}, true
	}
	if !suspicious(n) {
		return Damage{}, false
	}
	return p.cutShort(n)
}

// missingQuote is the index of an attribute whose value took in the name of
// the next, name="description content="…", or -1.
func (p *Page) missingQuote(n *html.Node) int {
	for i := range n.Attr {
		rest := strings.TrimRight(n.Attr[i].Val, " \t\r\n\f")
		if !strings.HasSuffix(rest, "=") {
			continue
		}
		rest = strings.TrimRight(rest, "= \t\r\n\f")
		space := strings.LastIndexAny(rest, " \t\r\n\f")
		if space < 0 || !knownAttributes[strings.ToLower(rest[space+1:])] {
			continue
		}
		if span, ok := p.Attribute(n, i); ok && glued(p.Text, span) {
			return i
		}
	}
	return -1
}

// cutShort is the attribute whose value goes on in what was read as names of
// attributes.
func (p *Page) cutShort(n *html.Node) (d Damage, ok bool) {
	// last is the last attribute that is not empty: a browser that saves a
	// page writes names without value as name="".
	last := -1
	words := 0 // what follows it and is no attribute that is known
	punctuated := false
	for i := range n.Attr {
		key := n.Attr[i].Key
		span, ok := p.Attribute(n, i)
		if !ok {
			return Damage{}, false
		}
		if torn(key) {
			if last < 0 {
				return Damage{}, false
			}
			before, _ := p.Attribute(n, last)
			if before.Quoted {
				return Damage{DamageCut, n, last}, true
			}
			if typographicQuote(n.Attr[last].Val) || n.Attr[last].Key != "content" {
				return Damage{}, false
			}
			return Damage{DamageSpace, n, last}, true
		}
		switch {
		case span.Value.Len() > 0 || last < 0 || glued(p.Text, span):
			last, words, punctuated = i, 0, false
		case n.Attr[last].Key == "content" && word(key):
			words++
			punctuated = punctuated || strings.ContainsAny(key[len(key)-1:], ".,;!?") || key[len(key)-1] >= 0x80
			before, _ := p.Attribute(n, last)
			// One word alone may be an attribute of a framework.
			if !before.Quoted && n.Attr[last].Val != "" && !typographicQuote(n.Attr[last].Val) && (words > 1 || punctuated) {
				return Damage{DamageSpace, n, last}, true
			}
		}
	}
	return Damage{}, false
}

// suspicious tells whether an attribute of an element may be a piece of
// another's value: it has a quote in its name, or neither a value nor a name
// that is known.
func suspicious(n *html.Node) bool {
	for i := range n.Attr {
		if a := &n.Attr[i]; torn(a.Key) || a.Val == "" && word(a.Key) {
			return true
		}
	}
	return false
}

// glued tells whether something follows the quote of a value at once.
func glued(src string, span AttrSpan) bool {
	next := span.Value.End + 1
	return span.Quoted && next < len(src) && !strings.ContainsRune(" \t\r\n\f/>", rune(src[next]))
}

// torn tells whether an attribute name has a letter before or behind a quote.
func torn(name string) bool {
	return (strings.IndexByte(name, '"') >= 0 || strings.IndexByte(name, '\'') >= 0) && strings.ContainsFunc(name, unicode.IsLetter)
}

// word tells whether an attribute name without value looks like a word of
// prose.
func word(name string) bool {
	return !knownAttributes[name] && !strings.ContainsAny(name, "-:_@$#[](){}=<>/*") && name != "inertia"
}

// knownAttributes are attributes that html, base, meta and link elements have.
var knownAttributes = func() map[string]bool {
	known := map[string]bool{}
	for _, name := range strings.Fields(`about as async blocking charset class color content crossorigin data datatype datetime
		defer dir disabled fetchpriority hidden href hreflang http-equiv id imagesizes imagesrcset inlist integrity itemid
		itemprop itemref itemscope itemtype lang manifest media name nonce prefix property referrerpolicy rel resource rev
		scheme sizes slot src style target title translate type typeof value version vocab xmlns`) {
		known[name] = true
	}
	return known
}()
