package jsonld

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/piprate/json-gold/ld"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Datatypes of JSON's own values (JSON-LD 1.1 API, section 8.1.2).
const (
	xsdBoolean = rdf.XSD + "boolean"
	xsdInteger = rdf.XSD + "integer"
	xsdDouble  = rdf.XSD + "double"
	rdfJSON    = rdf.NS + "JSON"
)

// A block is one script on its way to items. Recursion over it is bounded by
// the parser's limit.
type block struct {
	x      *Extractor
	n      *html.Node
	text   string
	number int
}

// untypedNode is a node that has properties and no type where it stands.
type untypedNode struct {
	item *schemaorg.Item
	at   text.Origin
}

// A slot is what values are put into: a property of an item, or, without an
// item, the top level of the page.
type slot struct {
	item    *schemaorg.Item
	name    string
	iri     string
	reverse bool
	origin  text.Origin
	// td is the definition of the term where the property stands, or nil.
	td *ld.TermDefinition
	// inGraph tells, for the top level, that an object around holds the node
	// as its @graph or @included.
	inGraph bool
	// inMap reports that the value stands in a map of a container, where
	// contexts that do not propagate still hold.
	inMap bool
	// mapID and mapType are what a map by @id or @type says of the node;
	// wantItem reports that a map says something of it, so that even a bare
	// reference becomes an item.
	mapID, mapType string
	mapKey         *member
	wantItem       bool
	// graph reports that the values are graphs of nodes, and graphOnly that
	// even those are wrapped that are graphs already.
	graph, graphOnly bool
}

func (b *block) origin(start, end int) text.Origin { return text.FromScript(b.n, start, end) }

// refuse notes what is JSON and not JSON-LD, with what to do.
func (b *block) refuse(v *value, item *schemaorg.Item, help, format string, args ...any) {
	b.x.problem("jsonld-error", b.origin(v.start, v.end), item, fmt.Sprintf(format, args...), help)
}

// document reads the JSON value that a script is.
func (b *block) document(doc *value) {
	root := b.x.root
	if root.ctx == nil {
		root.ctx = known().empty
	}
	switch {
	case doc.kind == null, doc.kind == object && len(doc.members) == 0, doc.kind == array && len(doc.elems) == 0:
		b.x.problem("json-empty", b.origin(doc.start, doc.end), nil, "JSON-LD block contains no data: "+b.text[doc.start:doc.end], "write the data, or remove the script")
	case doc.kind == array, doc.kind == object:
		b.expand(doc, root, &slot{})
	default:
		b.refuse(doc, nil, "write an object, or an array of objects", "JSON-LD block is %s", article(doc.kind))
	}
	for _, n := range b.x.contexts.notes {
		b.x.problem(n.code, b.origin(n.start, n.end), nil, n.message, n.help)
	}
	b.x.contexts.notes = b.x.contexts.notes[:0]
}

// String is what people call a value of the kind.
func (k kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// expand puts what a value says into the slot (JSON-LD 1.1 API, section
// 5.1.2).
func (b *block) expand(v *value, sc *scope, s *slot) {
	switch v.kind {
	case null:
	case array:
		for _, e := range v.elems {
			b.expand(e, sc, s)
		}
	case object:
		b.object(v, sc, s)
	default:
		if s.item != nil {
			b.scalar(v, sc, s)
		}
	}
}

// put adds a value to the slot.
func (b *block) put(s *slot, v schemaorg.Value) {
	if v.Item != nil && v.Item.Parent == nil {
		v.Item.Parent = s.item
	}
	if s.item == nil {
		if v.Item != nil {
			b.x.items = append(b.x.items, v.Item)
		}
		return
	}
	s.item.Properties = append(s.item.Properties, schemaorg.Property{
		Name: s.name, IRI: s.iri, Reverse: s.reverse, Value: v, Origin: s.origin,
	})
}

// scalar puts a string, number or boolean into the slot, as the term that it
// stands under types it (JSON-LD 1.1 API, section 5.3.2).
func (b *block) scalar(v *value, sc *scope, s *slot) {
	// The term's own context may define the term anew.
	td := sc.term(s.name)
	if td != nil && td.HasContext {
		sc = b.x.contexts.applyScoped(sc, td, v, true)
		td = sc.term(s.name)
	}
	typ := ""
	if td != nil {
		typ = td.Type
	}
	val := schemaorg.Value{Text: v.text, Origin: b.origin(v.start, v.end)}
	switch {
	case typ == "@json":
		val.Kind, val.Text, val.Datatype = schemaorg.LiteralValue, b.text[v.start:v.end], rdfJSON
	case v.kind == str && (typ == "@id" || typ == "@vocab"):
		b.url(&val, v.text, sc, typ == "@vocab")
	case typ != "" && typ[0] != '@':
		val.Kind, val.Datatype = schemaorg.LiteralValue, typ
	case v.kind == str:
		val.Lang = sc.defaultLanguage(td)
	default:
		val.Kind, val.Datatype = schemaorg.LiteralValue, nativeType(v)
	}
	if s.reverse && val.Kind != schemaorg.URLValue {
		b.refuse(v, s.item, reverseValue, "value of a reverse property is %s", article(v.kind))
		return
	}
	if val.Kind == schemaorg.URLValue && s.wantItem {
		it := &schemaorg.Item{Syntax: schemaorg.JSONLD, Block: b.number, Origin: val.Origin, ID: val.Text, IDOrigin: val.Origin}
		b.fromMap(it, s)
		val = schemaorg.Value{Kind: schemaorg.ItemValue, Item: it, Origin: val.Origin}
	}
	b.put(s, val)
}

// fromMap gives an item what the map that it stands in says of it.
func (b *block) fromMap(it *schemaorg.Item, s *slot) {
	if s.mapID != "" && it.ID == "" {
		it.ID = s.mapID
		it.IDOrigin = b.origin(s.mapKey.keyStart, s.mapKey.keyEnd)
	}
	if s.mapType != "" {
		it.Types = append(it.Types, s.mapType)
		it.TypeOrigin = b.origin(s.mapKey.keyStart, s.mapKey.keyEnd)
	}
}

// url makes val the IRI that ref stands for. An empty reference stands for
// the page by the specification; here it stays empty, since nobody means that.
func (b *block) url(val *schemaorg.Value, ref string, sc *scope, vocab bool) {
	val.Kind, val.Text = schemaorg.URLValue, ""
	if vocab {
		val.Text = sc.expand(ref)
		if base := sc.ctx.Values.Vocab; val.Text == "" && base != nil && !keywordLike(ref) && strings.TrimSpace(ref) != "" {
			val.Text = *base + ref // a vocabulary without a scheme
		}
	}
	if val.Text == "" && strings.TrimSpace(ref) != "" {
		val.Text = sc.resolve(ref)
	}
	if val.Text != ref {
		val.Raw = ref
	}
}

func nativeType(v *value) string {
	switch {
	case v.kind == boolean:
		return xsdBoolean
	case integral(v.text):
		return xsdInteger
	}
	return xsdDouble
}

// defaultLanguage is the language of plain strings under a term.
func (sc *scope) defaultLanguage(td *ld.TermDefinition) string {
	switch {
	case td != nil && td.HasLanguage:
		if td.Language == nil {
			return ""
		}
		return *td.Language
	case !sc.ctx.Values.HasLanguage:
		return ""
	case strings.EqualFold(sc.language, sc.ctx.Values.Language):
		return sc.language
	}
	return sc.ctx.Values.Language
}

// A node is an object of the source with its keys expanded.
type node struct {
	v    *value
	keys []string // what each member's key stands for
	sc   *scope   // for the properties
	// typeScope is the scope before contexts of types, in which types expand.
	typeScope *scope
}

// has reports whether a key stands for the keyword.
func (n *node) has(keyword string) bool { return slices.Contains(n.keys, keyword) }

// value is the value of the keyword, or nil.
func (n *node) value(keyword string) *value {
	for i, k := range n.keys {
		if k == keyword && !n.v.members[i].hidden {
			return n.v.members[i].value
		}
	}
	return nil
}

// expandKeys fills n.keys.
func (n *node) expandKeys() {
	if n.keys == nil {
		n.keys = make([]string, len(n.v.members))
	}
	for i := range n.v.members {
		n.keys[i] = n.sc.expand(n.v.members[i].key)
	}
}

// enter is an object, the value of a property, in the scope that its contexts
// make of the one around it (JSON-LD 1.1 API, section 5.1.2, steps 7 to 11);
// inMap reports that it stands in a map, whose scope it keeps.
func (b *block) enter(v *value, sc *scope, property string, inMap bool) *node {
	td := sc.term(property)
	if sc.previous != nil && !inMap && !staysInScope(v, sc) {
		sc = sc.previous
	}
	if td != nil && td.HasContext {
		sc = b.x.contexts.applyScoped(sc, td, v, true)
	}
	if c := v.member("@context"); c != nil {
		sc = b.x.contexts.apply(sc, c, b.text)
	}
	n := &node{v: v, sc: sc, typeScope: sc}
	n.expandKeys()
	if b.typeContexts(n) {
		n.expandKeys()
	}
	return n
}

// object reads an object: a node, a value object, or a list or set.
func (b *block) object(v *value, sc *scope, s *slot) {
	n := b.enter(v, sc, s.name, s.inMap)
	switch {
	case n.has("@value"):
		if s.item != nil {
			b.valueObject(n, s)
		}
	case n.has("@list"), n.has("@set"):
		keyword := "@list"
		if !n.has(keyword) {
			keyword = "@set"
		}
		for i, k := range n.keys {
			if k != keyword && k != "@index" && k != "@context" {
				b.refuse(v, s.item, "remove the key, or move it out of the object", "object with %s has another key: %s", keyword, quote(v.members[i].key))
				break
			}
		}
		// At the top level a set is what it holds, and a list says nothing.
		if s.item != nil || keyword == "@set" {
			b.expand(n.value(keyword), n.sc, s)
		}
	case len(n.keys) > 0 && !slices.ContainsFunc(n.keys, func(k string) bool { return k != "@language" && k != "@context" }) && n.has("@language"):
		// A language without a text says nothing.
	default:
		b.node(n, s)
	}
}

// staysInScope reports whether an object keeps a context that does not
// propagate: value objects and bare references do.
func staysInScope(v *value, sc *scope) bool {
	for i := range v.members {
		switch sc.expand(v.members[i].key) {
		case "@value":
			return true
		case "@id":
			if len(v.members) == 1 {
				return true
			}
		}
	}
	return false
}

// typeContexts applies the contexts that terms used as types carry, in the
// order of the terms, and reports whether there were any.
func (b *block) typeContexts(n *node) bool {
	var names []string
	for i, k := range n.keys {
		if k != "@type" {
			continue
		}
		switch v := n.v.members[i].value; v.kind {
		case str:
			names = append(names, v.text)
		case array:
			for _, e := range v.elems {
				if e.kind == str {
					names = append(names, e.text)
				}
			}
		}
	}
	sort.Strings(names)
	applied := false
	for _, name := range names {
		if td := n.typeScope.term(name); td != nil && td.HasContext {
			n.sc = b.x.contexts.applyScoped(n.sc, td, n.v, false)
			applied = true
		}
	}
	return applied
}

// valueObject puts the value of an object with @value into the slot (JSON-LD
// 1.1, section 9.5).
func (b *block) valueObject(n *node, s *slot) {
	v := n.value("@value")
	typ, lang := n.value("@type"), n.value("@language")
	val := schemaorg.Value{Text: v.text, Origin: b.origin(v.start, v.end)}
	datatype := ""
	if typ != nil && typ.kind == str {
		if datatype = n.typeScope.expand(typ.text); datatype == "@json" {
			datatype = rdfJSON
		} else if datatype == "" || datatype[0] == '@' {
			datatype = ""
			b.refuse(typ, s.item, "write an IRI, or a term that the context defines", "@type of a value is not an IRI: %s", quote(typ.text))
		}
	} else if typ != nil && typ.kind != null {
		b.refuse(typ, s.item, "write an IRI in double quotes", "@type of a value is %s", article(typ.kind))
	}
	switch {
	case datatype == rdfJSON:
		val.Kind, val.Text, val.Datatype = schemaorg.LiteralValue, b.text[v.start:v.end], datatype
	case v.kind == null:
		return
	case v.kind == array || v.kind == object:
		b.refuse(v, s.item, "write a string, a number, true, false or null", "@value is %s", article(v.kind))
		return
	case datatype != "":
		val.Kind, val.Datatype = schemaorg.LiteralValue, datatype
	case v.kind != str:
		val.Kind, val.Datatype = schemaorg.LiteralValue, nativeType(v)
	}
	if lang != nil && lang.kind != null {
		switch {
		case lang.kind != str:
			b.refuse(lang, s.item, "write a language tag in double quotes", "@language is %s", article(lang.kind))
		case typ != nil:
			b.refuse(lang, s.item, "remove one of them", "value has both @type and @language")
		case v.kind != str:
			b.refuse(lang, s.item, "remove @language", "value with @language is %s", article(v.kind))
		default:
			val.Lang = lang.text
		}
	}
	for i, k := range n.keys {
		switch k {
		case "@value", "@type", "@language", "@direction", "@index", "@context":
		case "":
			// It stands for nothing, and is ignored by the specification.
		default:
			b.refuse(n.v, s.item, "remove the property, or replace @value with @type and properties", "object with @value has a property: %s", quote(n.v.members[i].key))
			b.putLiteral(s, val, n.v)
			return
		}
	}
	b.putLiteral(s, val, n.v)
}

func (b *block) putLiteral(s *slot, val schemaorg.Value, v *value) {
	if s.reverse {
		b.refuse(v, s.item, reverseValue, "value of a reverse property is an object with @value")
		return
	}
	b.put(s, val)
}

// article is the kind with its article, as in "not an array".
func article(k kind) string {
	switch k {
	case null:
		return "null"
	case array, object:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// node makes an item of a node object and puts it into the slot.
func (b *block) node(n *node, s *slot) {
	it := &schemaorg.Item{Syntax: schemaorg.JSONLD, Block: b.number, Origin: b.origin(n.v.start, n.v.start+1)}
	if s.graph && (s.graphOnly || !n.has("@graph")) {
		b.fromMap(it, s)
		b.put(s, schemaorg.Value{Kind: schemaorg.ItemValue, Item: it, Origin: b.origin(n.v.start, n.v.end)})
		b.node(n, &slot{inGraph: true})
		return
	}
	b.fromMap(it, s)
	b.members(n, it, s)
	it.Reference = it.ID != "" && len(it.Types) == 0 && len(it.Properties) == 0 && n.value("@graph") == nil
	graph := n.has("@graph")
	// At the top level an object that says nothing itself is no item: a bare
	// reference, or the wrapping of a @graph.
	says := len(it.Types) > 0 || len(it.Properties) > 0
	if s.item != nil || says {
		b.put(s, schemaorg.Value{Kind: schemaorg.ItemValue, Item: it, Origin: b.origin(n.v.start, n.v.end)})
		b.judge(n, it, s)
	}
	if graph && s.item == nil && !s.inGraph && !n.sc.declared && bareTypes(n.value("@graph")) {
		b.x.problem("context-missing", b.origin(n.v.start, n.v.start+1), nil,
			"object with @graph has no @context", addContext)
	}
	for _, keyword := range [...]string{"@graph", "@included"} {
		for i, k := range n.keys {
			if k == keyword && !n.v.members[i].hidden {
				b.expand(n.v.members[i].value, n.sc, &slot{inGraph: true})
			}
		}
	}
}

// bareTypes reports whether a graph has a node with @type and no context of its
// own.
func bareTypes(graph *value) bool {
	if graph == nil {
		return false
	}
	list := graph.elems
	if graph.kind == object {
		list = []*value{graph}
	}
	for _, e := range list {
		if e.kind == object && e.member("@type") != nil && e.member("@context") == nil {
			return true
		}
	}
	return false
}

// judge notes what a finished item lacks.
func (b *block) judge(n *node, it *schemaorg.Item, s *slot) {
	top := s.item == nil
	if len(it.Types) > 0 {
		if it.ID != "" {
			if b.x.typed == nil {
				b.x.typed = make(map[string]bool)
			}
			b.x.typed[it.ID] = true
		}
		if top && !s.inGraph && !n.sc.declared {
			b.x.problem("context-missing", it.Origin, it,
				"object with @type has no @context", addContext)
		}
		return
	}
	if len(it.Properties) == 0 || n.sc.foreign || !top && s.iri == "" || !top && !n.sc.declared ||
		isLabelled(it) || isLanguageMap(n.v) || top && isWrapper(n) {
		return
	}
	b.x.untyped = append(b.x.untyped, untypedNode{it, it.Origin})
}

// isLabelled reports whether an item is a reference that carries a label, as in
// the breadcrumbs of search engines' documentation: {"@id": …, "name": …}.
func isLabelled(it *schemaorg.Item) bool {
	for i := range it.Properties {
		switch it.Properties[i].Term() {
		case "name", "alternateName", "image", "url":
		default:
			return false
		}
	}
	return it.ID != ""
}

// isLanguageMap reports whether an object maps languages to texts, which is
// meant as one text even where the context does not say so.
func isLanguageMap(v *value) bool {
	for i := range v.members {
		m := &v.members[i]
		tag, _, _ := strings.Cut(m.key, "-")
		if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" ||
			schemaorg.IsProperty(m.key) || m.value.kind != str && m.value.kind != array {
			return false
		}
	}
	return len(v.members) > 0
}

// isWrapper reports whether an object only holds other nodes together: all its
// values are objects.
func isWrapper(n *node) bool {
	for i, k := range n.keys {
		if k != "" && k[0] == '@' {
			continue
		}
		v := n.v.members[i].value
		if v.kind == array {
			for _, e := range v.elems {
				if e.kind != object {
					return false
				}
			}
		} else if v.kind != object {
			return false
		}
	}
	return true
}

// members reads the members of a node object, or of one nested in it by @nest,
// into the item.
func (b *block) members(n *node, it *schemaorg.Item, s *slot) {
	if it.Properties == nil {
		it.Properties = make([]schemaorg.Property, 0, len(n.v.members))
	}
	var id *member
	for i := range n.v.members {
		m := &n.v.members[i]
		if m.hidden {
			continue
		}
		switch key := n.keys[i]; key {
		case "@id":
			if id != nil {
				b.refuse(m.value, it, "remove one of them", "%s gives the object a second @id", quote(m.key))
				continue
			}
			id = m
			b.id(m, it, n.sc)
		case "@type":
			b.types(m, it, n.typeScope)
		case "@reverse":
			b.reverse(m, it, n.sc)
		case "@nest":
			b.nest(m, it, n, s)
		case "@context", "@graph", "@included", "@index", "@language", "@direction":
		case "":
			if _, disabled := n.sc.ctx.TermDefinitions[m.key]; !disabled {
				b.property(m, "", it, n.sc, false)
			}
		default:
			if ld.IsKeyword(key) {
				b.refuse(m.value, it, "remove the key", "object has a keyword that is not for items: %s", quote(m.key))
				continue
			}
			b.property(m, key, it, n.sc, false)
		}
	}
}

func (b *block) id(m *member, it *schemaorg.Item, sc *scope) {
	if m.value.kind != str {
		b.refuse(m.value, it, "write a URL in double quotes", "@id is %s", article(m.value.kind))
		return
	}
	it.ID = sc.resolve(m.value.text)
	it.IDOrigin = b.origin(m.value.start, m.value.end)
}

func (b *block) types(m *member, it *schemaorg.Item, sc *scope) {
	list := []*value{m.value}
	if m.value.kind == array {
		list = m.value.elems
	}
	for _, t := range list {
		if t.kind != str {
			b.refuse(t, it, "write the type in double quotes, or several in an array", "@type is %s", article(t.kind))
			continue
		}
		if t.text == "" {
			continue
		}
		iri := sc.expand(t.text)
		if iri == "" {
			iri = t.text
		}
		it.Types = append(it.Types, iri)
		if it.TypeOrigin.Node == nil {
			it.TypeOrigin = b.origin(m.value.start, m.value.end)
		}
	}
}

// reverse reads the value of @reverse: properties that others have with the
// item as value.
func (b *block) reverse(m *member, it *schemaorg.Item, sc *scope) {
	if m.value.kind != object {
		b.refuse(m.value, it, "write an object of properties", "@reverse is %s", article(m.value.kind))
		return
	}
	// The specification expands the map as an object of its own.
	if sc.previous != nil && !staysInScope(m.value, sc) {
		sc = sc.previous
	}
	if c := m.value.member("@context"); c != nil {
		sc = b.x.contexts.apply(sc, c, b.text)
	}
	for i := range m.value.members {
		p := &m.value.members[i]
		if p.hidden || p.key == "@context" {
			continue
		}
		iri := sc.expand(p.key)
		if ld.IsKeyword(iri) {
			b.refuse(p.value, it, "move the keyword out of @reverse", "@reverse contains a keyword: %s", quote(p.key))
			continue
		}
		b.property(p, iri, it, sc, true)
	}
}

// nest reads an object whose members belong to the item (JSON-LD 1.1, section
// 4.1.7).
func (b *block) nest(m *member, it *schemaorg.Item, n *node, s *slot) {
	list := []*value{m.value}
	if m.value.kind == array {
		list = m.value.elems
	}
	for _, e := range list {
		inner := &node{v: e, sc: n.sc, typeScope: n.typeScope}
		inner.expandKeys()
		if e.kind != object || inner.has("@value") {
			b.refuse(e, it, "write an object of properties", "%s is not an object of properties", quote(m.key))
			continue
		}
		b.members(inner, it, s)
	}
}

// property reads one property of an item.
func (b *block) property(m *member, iri string, it *schemaorg.Item, sc *scope, reverse bool) {
	td := sc.term(m.key)
	s := &slot{item: it, name: m.key, iri: iri, td: td, origin: b.origin(m.keyStart, m.keyEnd)}
	s.reverse = reverse != (td != nil && td.Reverse)
	if td == nil {
		b.expand(m.value, sc, s)
		return
	}
	if td.Type == "@json" {
		b.put(s, schemaorg.Value{Kind: schemaorg.LiteralValue, Text: b.text[m.value.start:m.value.end],
			Datatype: rdfJSON, Origin: b.origin(m.value.start, m.value.end)})
		return
	}
	s.graph = slices.Contains(td.Container, "@graph")
	s.graphOnly = s.graph && !slices.Contains(td.Container, "@id") && !slices.Contains(td.Container, "@index")
	if m.value.kind == object && len(td.Container) > 0 {
		for _, container := range [...]string{"@language", "@index", "@id", "@type"} {
			if slices.Contains(td.Container, container) {
				b.container(container, m.value, sc, s)
				return
			}
		}
	}
	b.expand(m.value, sc, s)
}

// container reads an object that maps languages, indexes, IDs or types to
// values (JSON-LD 1.1, sections 4.2.4 and 4.6).
func (b *block) container(by string, v *value, sc *scope, s *slot) {
	if s.td.HasContext {
		sc = b.x.contexts.applyScoped(sc, s.td, v, true)
	}
	if by == "@type" && sc.previous != nil {
		sc = sc.previous
	}
	for i := range v.members {
		m := &v.members[i]
		if m.hidden {
			continue
		}
		none := sc.expand(m.key) == "@none"
		inner := *s
		inner.inMap = true
		at := sc
		switch {
		case by == "@language":
			b.languages(m, none, s)
			continue
		case none:
		case by == "@id":
			inner.mapID, inner.mapKey = sc.resolve(m.key), m
		case by == "@type":
			if inner.mapType = sc.expand(m.key); inner.mapType == "" {
				inner.mapType = m.key
			}
			inner.mapKey, inner.wantItem = m, true
			if td := sc.term(m.key); td != nil && td.HasContext {
				at = b.x.contexts.applyScoped(sc, td, m.value, false)
			}
		}
		indexed := by == "@index" && s.td.Index != "" && !none
		inner.wantItem = inner.wantItem || indexed
		first := len(s.item.Properties)
		b.expand(m.value, at, &inner)
		if indexed {
			b.propertyIndex(m, s.item.Properties[first:], sc, s)
		}
	}
}

// languages reads one language of a language map.
func (b *block) languages(m *member, none bool, s *slot) {
	list := []*value{m.value}
	if m.value.kind == array {
		list = m.value.elems
	}
	for _, v := range list {
		if v.kind == null {
			continue
		}
		if v.kind != str {
			b.refuse(v, s.item, "write a string for each language", "language map contains %s", article(v.kind))
			continue
		}
		val := schemaorg.Value{Text: v.text, Lang: m.key, Origin: b.origin(v.start, v.end)}
		if none {
			val.Lang = ""
		}
		b.putLiteral(s, val, v)
	}
}

// propertyIndex gives the items of an index map the property that its keys
// are values of (JSON-LD 1.1, section 4.6.1.1).
func (b *block) propertyIndex(m *member, added []schemaorg.Property, sc *scope, s *slot) {
	key := &value{kind: str, text: m.key, start: m.keyStart, end: m.keyEnd}
	for i := range added {
		if it := added[i].Value.Item; it != nil {
			b.scalar(key, sc, &slot{item: it, name: s.td.Index, iri: sc.expand(s.td.Index), origin: b.origin(m.keyStart, m.keyEnd)})
			it.Reference = false
		}
	}
}
