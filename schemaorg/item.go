// Package schemaorg holds what a page says as structured data: one model for
// the items of microdata, RDFa and JSON-LD, and the schema.org vocabulary.
//
// The extractors in the packages microdata, rdfa and jsonld turn a tree into
// Items; a Graph joins the items of one page. Every value knows its syntax and
// its origin in the page.
package schemaorg

import (
	"iter"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// An Origin says where in a page a value comes from.
type Origin = text.Origin

// A Syntax is a way of writing structured data into a page.
type Syntax uint8

// The syntaxes that a page can hold items in.
const (
	Microdata Syntax = iota + 1
	RDFa
	JSONLD
)

// String is the name of the syntax as people write it.
func (s Syntax) String() string {
	switch s {
	case Microdata:
		return "microdata"
	case RDFa:
		return "RDFa"
	case JSONLD:
		return "JSON-LD"
	}
	return "unknown"
}

// An Item is a thing that a page describes: an element with itemscope, an
// RDFa subject, a JSON-LD node object.
type Item struct {
	Syntax Syntax
	// Types are the item's types as full IRIs, in the order of the page, such
	// as "https://schema.org/NewsArticle". Names that expand to no IRI are
	// left as written.
	Types []string
	// ID is the item's global identifier, resolved (itemid, resource or about,
	// @id), or empty. Blank node labels of the page ("_:x") are kept as
	// written: they hold for this page and syntax only.
	ID string
	// Properties in the order of the page, one entry a value: a property with
	// three values stands here three times.
	Properties []Property
	// Parent is the item that has this one as a value, or nil. An item that is
	// the value of several properties names the first.
	Parent *Item
	// Origin is the place of the item: its start tag, or its object's opening
	// brace.
	Origin Origin
	// TypeOrigin is the place where its types are written; the zero Origin
	// when it has none.
	TypeOrigin Origin
	// IDOrigin is the place of ID.
	IDOrigin Origin
	// Reference reports that the page says nothing of the item here but its ID:
	// {"@id": "…"} in JSON-LD, an href in RDFa.
	Reference bool
	// Block numbers the JSON-LD script that the item stands in, from 0.
	Block int

	// terms are TypeTerms of an item in a Graph, known when listed is set.
	terms  []string
	listed bool
	// firstRole and lastRole are the properties of Parent that have the item
	// as value, counted from 1, of an item in a Graph.
	firstRole, lastRole int32
}

// A Property is one value of one property of an item.
type Property struct {
	// Name is the property as written: "headline", "schema:headline",
	// "http://schema.org/headline".
	Name string
	// IRI is the property's full IRI, or empty when Name expands to none.
	IRI string
	// Reverse reports that the value has this property with the item as its
	// value (@reverse, rev, itemprop-reverse).
	Reverse bool
	Value   Value
	// Origin is the place of the property's name: the itemprop or property
	// attribute, the JSON key.
	Origin Origin

	// term is Term of a property in a Graph, known when listed is set.
	term   string
	listed bool
	// nextRole is the next property, counted from 1, of the same item with the
	// same item as value, if that has it as Parent; 0 for none.
	nextRole int32
}

// Term is the schema.org name of the property ("headline"), or empty when it
// is not in the schema.org namespace.
func (p *Property) Term() string {
	if p.listed {
		return p.term
	}
	return Term(p.IRI)
}

// Label is what people call the property: its schema.org name, or the name as
// written.
func (p *Property) Label() string {
	if term := p.Term(); term != "" {
		return term
	}
	return p.Name
}

// list keeps the schema.org names of an item that comes into a Graph: checks
// ask for them again and again. So they do for what leads to the items that it
// holds, of which there may be thousands.
func (it *Item) list() {
	it.terms, it.listed = it.TypeTerms(), true
	for i := range it.Properties {
		p := &it.Properties[i]
		p.term, p.listed = Term(p.IRI), true
		v := p.Value.Item
		if v == nil || v.Parent != it {
			continue
		}
		n := int32(i + 1)
		if v.lastRole == 0 {
			v.firstRole = n
		} else {
			it.Properties[v.lastRole-1].nextRole = n
		}
		v.lastRole = n
	}
}

// Roles are the properties of the Parent of an item in a [Graph] that have the
// item as value, in order; reverse ones are among them. They are known: to ask
// for those of all items costs as much as to look at each property once.
func (it *Item) Roles() iter.Seq[*Property] {
	return func(yield func(*Property) bool) {
		for n := it.firstRole; n > 0; {
			p := &it.Parent.Properties[n-1]
			if !yield(p) {
				return
			}
			n = p.nextRole
		}
	}
}

// Role is the first of the Roles of an item in a [Graph], or nil.
func (it *Item) Role() *Property {
	for p := range it.Roles() {
		return p
	}
	return nil
}

// A Kind says what a Value is.
type Kind uint8

// The kinds of values.
const (
	TextValue    Kind = iota // plain text, perhaps with a language
	LiteralValue             // a typed literal: number, boolean, date; Datatype tells
	URLValue                 // an IRI that the syntax says is one: href, src, @id
	ItemValue                // an item
)

// A Value is what a property says.
type Value struct {
	Kind Kind
	// Text is the value in its lexical form; for a URLValue the resolved IRI,
	// for an ItemValue empty.
	Text string
	// Raw is the value as written where that differs from Text (a relative
	// URL), else empty.
	Raw string
	// Lang is the language of a TextValue as the page declares it, a BCP 47
	// tag, or empty.
	Lang string
	// Datatype is the full IRI of a LiteralValue's type, or empty.
	Datatype string
	Item     *Item
	// Node is the element that the value stands on; nil in JSON-LD.
	Node *html.Node
	// FromContent reports that Text is the text content of Node and not an
	// attribute of it.
	FromContent bool
	// Origin is the place of the value.
	Origin Origin
}

// A Problem is a fact that a reader of the page noticed: broken syntax, a
// bound that was met. It is data, never an opinion; checks make findings of
// problems.
type Problem struct {
	// Code names the problem for programs: "json-syntax", "itemref-cycle".
	Code string
	// Message says it for people, in lower case without full stop.
	Message string
	// Help says what to do about it, in the imperative; empty where that depends
	// on more than the problem.
	Help   string
	Origin Origin
	// Item is the item that the problem concerns, or nil.
	Item *Item
}

// Namespaces under which schema.org is written, beside others with "www." and
// in other letter cases. They are one vocabulary.
const (
	Namespace     = "https://schema.org/"
	NamespaceHTTP = "http://schema.org/"
)

// Term is the local name of a schema.org IRI, or empty when iri is in another
// namespace: "http://schema.org/name" and "https://www.schema.org/name" are
// both "name". Host names are compared without regard to case, and a trailing
// slash or a hash form ("http://schema.org#name") is forgiven.
func Term(iri string) string {
	rest, ok := strings.CutPrefix(iri, Namespace)
	if !ok {
		rest, ok = strings.CutPrefix(iri, NamespaceHTTP)
	}
	if !ok {
		rest, ok = cutNamespace(iri)
	}
	if !ok {
		return ""
	}
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '/', '#', '?':
			if rest = strings.Trim(rest, "/#"); strings.ContainsAny(rest, "/#?") {
				return ""
			}
			return rest
		}
	}
	return rest
}

// cutNamespace cuts the namespace of schema.org in its rarer spellings.
func cutNamespace(iri string) (rest string, ok bool) {
	switch {
	case len(iri) > 8 && strings.EqualFold(iri[:8], "https://"):
		rest = iri[8:]
	case len(iri) > 7 && strings.EqualFold(iri[:7], "http://"):
		rest = iri[7:]
	default:
		return "", false
	}
	if len(rest) > 4 && strings.EqualFold(rest[:4], "www.") {
		rest = rest[4:]
	}
	const host = "schema.org"
	if len(rest) <= len(host) || !strings.EqualFold(rest[:len(host)], host) {
		return "", false
	}
	if c := rest[len(host)]; c != '/' && c != '#' {
		return "", false
	}
	return rest[len(host)+1:], true
}

// TypeTerms are the schema.org names of the item's types, in order.
func (it *Item) TypeTerms() []string {
	if it.listed {
		return it.terms
	}
	var terms []string
	for _, t := range it.Types {
		if name := Term(t); name != "" {
			terms = append(terms, name)
		}
	}
	return terms
}

// Is reports whether the item has the schema.org type or a subtype of it:
// a NewsArticle is an "Article", a "CreativeWork" and a "Thing".
func (it *Item) Is(typ string) bool {
	for _, name := range it.TypeTerms() {
		if name == typ || IsSubtype(name, typ) {
			return true
		}
	}
	return false
}

// Label is what people call the kind of the item: the first of its types that
// schema.org has ("NewsArticle"), or "item".
func (it *Item) Label() string {
	for _, term := range it.TypeTerms() {
		if IsType(term) {
			return term
		}
	}
	return "item"
}

// TypePlace is the place where the item's types are written, or that of the
// item when it has none.
func (it *Item) TypePlace() Origin {
	if it.TypeOrigin == (Origin{}) {
		return it.Origin
	}
	return it.TypeOrigin
}

// Values are the item's values of the schema.org property term, in order.
// Reverse properties are not among them.
func (it *Item) Values(term string) []*Value {
	var values []*Value
	for i := range it.Properties {
		p := &it.Properties[i]
		if !p.Reverse && p.Term() == term {
			values = append(values, &p.Value)
		}
	}
	return values
}

// Value is the item's first value of the schema.org property term, or nil.
func (it *Item) Value(term string) *Value {
	for i := range it.Properties {
		p := &it.Properties[i]
		if !p.Reverse && p.Term() == term {
			return &p.Value
		}
	}
	return nil
}

// Text is the first value of the schema.org property term that has text, with
// white space folded, or empty.
func (it *Item) Text(term string) string {
	for _, v := range it.Values(term) {
		if s := text.Fold(v.Text); s != "" {
			return s
		}
	}
	return ""
}

// Name is what the value is called: its text, or the name of its item.
func (v *Value) Name() string {
	if v.Item != nil {
		return v.Item.Text("name")
	}
	return text.Fold(v.Text)
}

// Written is a value that is no item as consumers read it, white space around
// it left out, and its place. In microdata the HTML standard takes the text of
// a span; the W3C's edition and Google take its content attribute where it has
// one, which is where pages put what is for programs. A relative address is
// given as the page has it.
func (v *Value) Written() (string, Origin) {
	if v.FromContent && v.Node != nil {
		if content, ok := text.Attr(v.Node, "content"); ok {
			if content = strings.TrimSpace(content); content != "" {
				return content, text.FromAttr(v.Node, "content")
			}
		}
	}
	if v.Raw != "" {
		return strings.TrimSpace(v.Raw), v.Origin
	}
	return strings.TrimSpace(v.Text), v.Origin
}
