package jsonld

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/piprate/json-gold/ld"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// An expansionKind says what an expansion is.
type expansionKind uint8

const (
	nodeObject expansionKind = iota
	valueObject
	listObject
)

// An expansion is an object of the expanded form of a document (JSON-LD 1.1,
// section 9), with its place in the source.
type expansion struct {
	kind expansionKind
	b    *block
	at   *value

	// Of a node object. Other reports that it has an entry beside @graph.
	id              string
	hasID, hasGraph bool
	other           bool
	types           []typeEntry
	properties      []propertyEntry
	reverse         []propertyEntry
	graph, included []*expansion

	// Of a value object: value is a scalar, or any JSON with json.
	value          *value
	json           bool
	datatype, lang string

	list []*expansion

	// term is what the node, or the first cell of the list, is in RDF, once
	// it was asked for.
	term rdf.Term
}

// A typeEntry is a type of a node, with its place.
type typeEntry struct {
	iri string
	at  *value
}

// A propertyEntry is a property with its values.
type propertyEntry struct {
	iri    string
	values []*expansion
}

// isGraph reports whether a node is a graph object: a graph, perhaps with a name
// or index, and nothing else (JSON-LD 1.1, section 9.4).
func (n *expansion) isGraph() bool {
	return n.kind == nodeObject && n.hasGraph &&
		len(n.types)+len(n.properties)+len(n.reverse)+len(n.included) == 0
}

// An expander expands documents by the algorithm of the specification (JSON-LD
// 1.1 API, section 5.1.2), the contexts by json-gold. It goes over the placed
// tree, so that its results know the order and the place of what they say;
// the depth of its recursion is bounded by the parser's limit.
type expander struct {
	x    *Extractor
	root *scope
}

func newExpander(base *url.URL, limits schemaorg.Limits, load func(string) ([]byte, error)) *expander {
	x := New(base, limits)
	x.contexts.load = load
	x.root.ctx = known().empty
	return &expander{x: x, root: x.root}
}

// document expands the JSON of a script. A document that stands alone and is
// an object with nothing but @graph is what that holds.
func (e *expander) document(b *block, v *value, alone bool) []*expansion {
	list, isArray := e.expand(b, v, e.root, "", false)
	for _, n := range e.x.contexts.notes {
		message := n.message
		if n.w3c != "" {
			message = n.w3c + ": " + message
		}
		e.x.problem(n.code, b.origin(n.start, n.end), nil, message, n.help)
	}
	e.x.contexts.notes = e.x.contexts.notes[:0]
	if alone && !isArray && len(list) == 1 && list[0].isGraph() && !list[0].other {
		return list[0].graph
	}
	return list
}

// refuse notes an error of the specification by its code.
func (e *expander) refuse(code ld.ErrorCode, b *block, at *value, format string, args ...any) {
	e.x.problem("jsonld-error", b.origin(at.start, at.end), nil, string(code)+": "+fmt.Sprintf(format, args...), "")
}

// expand is what a value under the property (as written; "" for none) expands
// to, and whether that is an array; null is nothing and no array. Nothing is
// recursive but arrays and objects.
func (e *expander) expand(b *block, v *value, sc *scope, property string, fromMap bool) (list []*expansion, isArray bool) {
	switch v.kind {
	case null:
		return nil, false
	case array:
		inList := hasContainer(sc.term(property), "@list")
		for _, element := range v.elems {
			values, inner := e.expand(b, element, sc, property, fromMap)
			if inList && inner {
				values = []*expansion{{kind: listObject, b: b, at: element, list: values}}
			}
			list = append(list, values...)
		}
		return list, true
	case object:
		return e.object(b, v, sc, property, fromMap)
	}
	if property == "" || property == "@graph" {
		return nil, false
	}
	if td := sc.term(property); td != nil && td.HasContext {
		sc = e.x.contexts.applyScoped(sc, td, v, true)
	}
	return []*expansion{e.scalar(b, v, sc, property)}, false
}

func hasContainer(td *ld.TermDefinition, container string) bool {
	return td != nil && slices.Contains(td.Container, container)
}

// scalar is the value expansion of a string, number or boolean (section
// 5.3.2).
func (e *expander) scalar(b *block, v *value, sc *scope, property string) *expansion {
	td := sc.term(property)
	typ := ""
	if td != nil {
		typ = td.Type
	}
	result := &expansion{kind: valueObject, b: b, at: v, value: v}
	switch {
	case v.kind == str && typ == "@id":
		return &expansion{b: b, at: v, id: sc.resolve(v.text), hasID: true, other: true}
	case v.kind == str && typ == "@vocab":
		return &expansion{b: b, at: v, id: sc.vocabOrBase(v.text), hasID: true, other: true}
	case typ != "" && typ[0] != '@':
		result.datatype = typ
	case v.kind == str:
		result.lang = sc.defaultLanguage(td)
	}
	return result
}

// vocabOrBase expands a name by the vocabulary, or what that says nothing of
// against the base (section 5.2.2, with vocab and document relative).
func (sc *scope) vocabOrBase(name string) string {
	if td, ok := sc.ctx.TermDefinitions[name]; ok && td == nil {
		return ""
	}
	if iri := sc.expand(name); iri != "" {
		return iri
	}
	return sc.resolve(name)
}

// A pending is an object of the source on its way to an expansion.
type pending struct {
	b        *block
	v        *value
	property string // that it is a value of, as written
	// sc is the active context, and typeScope that before the contexts of
	// types.
	sc, typeScope *scope
	// jsonType reports that its type is @json.
	jsonType bool
	result   *expansion
	// keywords are those that the object has; value, language, direction and
	// set are their values.
	keywords  []string
	value     *value
	language  *value
	direction bool
	set       []*expansion
	setArray  bool
}

// object expands an object.
func (e *expander) object(b *block, v *value, sc *scope, property string, fromMap bool) (list []*expansion, isArray bool) {
	n := b.enter(v, sc, property, fromMap)
	el := &pending{b: b, v: v, property: property, sc: n.sc, typeScope: n.typeScope, result: &expansion{b: b, at: v}}
	el.jsonType = el.isJSON(n)
	e.members(el, v, n.keys)
	return e.finish(el)
}

// isJSON reports whether the last type of the object is @json: then its @value
// is any JSON.
func (el *pending) isJSON(n *node) bool {
	t := n.value("@type")
	if t != nil && t.kind == array && len(t.elems) > 0 {
		t = t.elems[len(t.elems)-1]
	}
	return t != nil && t.kind == str && el.sc.expand(t.text) == "@json"
}

// finish makes the object what its keywords say: a value, a list or set, or a
// node (steps 15 to 19).
func (e *expander) finish(el *pending) (list []*expansion, isArray bool) {
	r, top := el.result, el.property == "" || el.property == "@graph"
	has := func(keyword string) bool { return slices.Contains(el.keywords, keyword) }
	switch {
	case has("@value"):
		if r = e.valueObject(el); r == nil || top {
			return nil, false
		}
		return []*expansion{r}, false
	case has("@list"), has("@set"):
		foreign := func(k string) bool { return k != "@index" && (k != "@set" || has("@list")) && k != "@list" }
		if len(r.properties)+len(r.reverse) > 0 || slices.ContainsFunc(el.keywords, foreign) {
			e.refuse(ld.InvalidSetOrListObject, el.b, el.v, "object with @list or @set has other keys than @index")
		}
		if has("@set") {
			return el.set, el.setArray
		}
		if top {
			return nil, false
		}
		return []*expansion{{kind: listObject, b: el.b, at: el.v, list: r.list}}, false
	case len(el.keywords) == 1 && has("@language") && len(r.properties)+len(r.reverse) == 0:
		return nil, false
	case top && !r.other && !r.hasGraph,
		top && r.hasID && len(el.keywords) == 1 && len(r.properties)+len(r.reverse) == 0:
		return nil, false // it says nothing
	}
	return []*expansion{r}, false
}

// valueObject is the value object that an object with @value is, nil for none.
func (e *expander) valueObject(el *pending) *expansion {
	r, v := el.result, el.value
	for _, k := range el.keywords {
		switch k {
		case "@value", "@type", "@language", "@direction", "@index":
		default:
			e.refuse(ld.InvalidValueObject, el.b, el.v, "object with @value also has %s", k)
			return nil
		}
	}
	tagged := el.language != nil || el.direction
	switch {
	case len(r.properties)+len(r.reverse) > 0:
		e.refuse(ld.InvalidValueObject, el.b, el.v, "object with @value has properties")
		return nil
	case tagged && len(r.types) > 0:
		e.refuse(ld.InvalidValueObject, el.b, el.v, "value has both a type and a language or direction")
		return nil
	case el.jsonType:
		return &expansion{kind: valueObject, b: el.b, at: v, value: v, json: true}
	case v.kind == null:
		return nil
	case v.kind == array || v.kind == object:
		e.refuse(ld.InvalidValueObjectValue, el.b, v, "@value is %s, not a string, a number, a boolean or null", article(v.kind))
		return nil
	case el.language != nil && v.kind != str:
		e.refuse(ld.InvalidLanguageTaggedValue, el.b, v, "value with a language is not a string")
		return nil
	}
	result := &expansion{kind: valueObject, b: el.b, at: v, value: v}
	if el.language != nil {
		result.lang = el.language.text
	}
	if len(r.types) > 0 {
		result.datatype = r.types[0].iri
		if len(r.types) > 1 || !wellFormed(result.datatype) {
			e.refuse(ld.InvalidTypedValue, el.b, r.types[0].at, "@type of a value is not one IRI")
			return nil
		}
	}
	return result
}

// members takes up the entries of an object, or of one nested in it (steps 13
// and 14). The keys are what those of v stand for.
func (e *expander) members(el *pending, v *value, keys []string) {
	for i, key := range keys {
		m := &v.members[i]
		switch {
		case m.hidden, m.key == "@context", key == "":
		case key[0] == '@' && ld.IsKeyword(key):
			e.keyword(el, m, key)
		default:
			e.property(el, m, key)
		}
	}
}

// keyword takes up an entry whose key stands for a keyword (step 13.4).
func (e *expander) keyword(el *pending, m *member, keyword string) {
	if el.property == "@reverse" {
		e.refuse(ld.InvalidReversePropertyMap, el.b, m.value, "@reverse contains the keyword %s", quote(m.key))
		return
	}
	if keyword == "@nest" {
		e.nest(el, m)
		return
	}
	if slices.Contains(el.keywords, keyword) {
		if keyword != "@type" && keyword != "@included" {
			e.refuse(ld.CollidingKeywords, el.b, m.value, "%s gives the object a second %s", quote(m.key), keyword)
			return
		}
	} else {
		el.keywords = append(el.keywords, keyword)
	}
	r, v := el.result, m.value
	r.other = r.other || keyword != "@graph"
	switch keyword {
	case "@id":
		if v.kind != str {
			e.refuse(ld.InvalidIDValue, el.b, v, "@id is %s, not a string with an IRI", article(v.kind))
		} else {
			r.id, r.hasID = el.sc.resolve(v.text), true
		}
	case "@type":
		e.types(el, v)
	case "@graph":
		graph, _ := e.expand(el.b, v, el.sc, "@graph", false)
		r.graph, r.hasGraph = append(r.graph, graph...), true
	case "@included":
		included, isArray := e.expand(el.b, v, el.sc, "", false)
		if len(included) == 0 && !isArray || slices.ContainsFunc(included, func(n *expansion) bool { return n.kind != nodeObject }) {
			e.refuse(ld.InvalidIncludedValue, el.b, v, "@included contains something other than nodes")
			return
		}
		r.included = append(r.included, included...)
	case "@value":
		el.value = v
	case "@language":
		if v.kind != str {
			e.refuse(ld.InvalidLanguageTaggedString, el.b, v, "@language is %s, not a language tag", article(v.kind))
			return
		}
		el.language = v
	case "@direction":
		if v.text != "ltr" && v.text != "rtl" {
			e.refuse(ld.InvalidBaseDirection, el.b, v, "@direction is neither ltr nor rtl")
			return
		}
		el.direction = true
	case "@index":
		if v.kind != str {
			e.refuse(ld.InvalidIndexValue, el.b, v, "@index is %s, not a string", article(v.kind))
		}
	case "@list":
		// A list at the top says nothing.
		if el.property != "" && el.property != "@graph" {
			r.list, _ = e.expand(el.b, v, el.sc, el.property, false)
		}
	case "@set":
		el.set, el.setArray = e.expand(el.b, v, el.sc, el.property, false)
	case "@reverse":
		e.reverse(el, v)
	}
}

// types takes up the value of @type (step 13.4.4).
func (e *expander) types(el *pending, v *value) {
	list := []*value{v}
	if v.kind == array {
		list = v.elems
	}
	for _, t := range list {
		if t.kind != str {
			e.refuse(ld.InvalidTypeValue, el.b, t, "@type is %s, not a string or an array of strings", article(t.kind))
			continue
		}
		if iri := el.typeScope.vocabOrBase(t.text); iri != "" {
			el.result.types = append(el.result.types, typeEntry{iri, t})
		}
	}
}

// reverse takes up the value of @reverse (step 13.4.13).
func (e *expander) reverse(el *pending, v *value) {
	if v.kind != object {
		e.refuse(ld.InvalidReverseValue, el.b, v, "@reverse is %s, not an object of properties", article(v.kind))
		return
	}
	inner, _ := e.object(el.b, v, el.sc, "@reverse", false)
	for _, n := range inner {
		for _, p := range n.properties {
			e.addReverse(el, p.iri, p.values)
		}
		for _, p := range n.reverse {
			el.result.add(p.iri, p.values)
		}
	}
}

// addReverse gives the object values that have it as the value of a property.
func (e *expander) addReverse(el *pending, iri string, values []*expansion) {
	kept := values[:0]
	for _, n := range values {
		if n.kind != nodeObject {
			e.refuse(ld.InvalidReversePropertyValue, n.b, n.at, "reverse property has a value that is not a node")
			continue
		}
		kept = append(kept, n)
	}
	el.result.reverse = append(el.result.reverse, propertyEntry{iri, kept})
	el.result.other = true
}

func (n *expansion) add(iri string, values []*expansion) {
	n.properties = append(n.properties, propertyEntry{iri, values})
	n.other = true
}

// nest takes up objects whose entries are those of the object (step 14). The
// term may have a context of its own.
func (e *expander) nest(el *pending, m *member) {
	list := []*value{m.value}
	if m.value.kind == array {
		list = m.value.elems
	}
	outer := el.sc
	if td := el.sc.term(m.key); td != nil && td.HasContext {
		el.sc = e.x.contexts.applyScoped(el.sc, td, m.value, true)
	}
	for _, v := range list {
		n := &node{v: v, sc: el.sc}
		n.expandKeys()
		if v.kind != object || n.has("@value") {
			e.refuse(ld.InvalidNestValue, el.b, v, "%s is not an object of properties", quote(m.key))
			continue
		}
		e.members(el, v, n.keys)
	}
	el.sc = outer
}

// property takes up an entry whose key stands for an IRI (steps 13.5 to
// 13.14).
func (e *expander) property(el *pending, m *member, iri string) {
	if !strings.Contains(iri, ":") {
		return
	}
	td, v := el.sc.term(m.key), m.value
	var values []*expansion
	isArray := false
	indexed := hasContainer(td, "@index") || hasContainer(td, "@id") || hasContainer(td, "@type")
	switch {
	case td != nil && td.Type == "@json":
		values = []*expansion{{kind: valueObject, b: el.b, at: v, value: v, json: true}}
	case v.kind == object && hasContainer(td, "@language"):
		values, isArray = e.languageMap(el, v), true
	case v.kind == object && indexed:
		values, isArray = e.indexMap(el, m, td), true
	default:
		values, isArray = e.expand(el.b, v, el.sc, m.key, false)
	}
	if len(values) == 0 && !isArray {
		return
	}
	if hasContainer(td, "@list") && (isArray || values[0].kind != listObject) {
		values = []*expansion{{kind: listObject, b: el.b, at: v, list: values}}
	}
	if hasContainer(td, "@graph") && !hasContainer(td, "@id") && !hasContainer(td, "@index") {
		for i, n := range values {
			values[i] = asGraph(n)
		}
	}
	if td != nil && td.Reverse {
		e.addReverse(el, iri, values)
		return
	}
	el.result.add(iri, values)
}

// asGraph is a graph that holds the object.
func asGraph(n *expansion) *expansion {
	return &expansion{b: n.b, at: n.at, hasGraph: true, graph: []*expansion{n}}
}

// languageMap expands an object that maps languages to texts (step 13.7).
func (e *expander) languageMap(el *pending, v *value) (values []*expansion) {
	for i := range v.members {
		m := &v.members[i]
		if m.hidden {
			continue
		}
		lang := m.key
		if el.sc.expand(lang) == "@none" {
			lang = ""
		}
		list := []*value{m.value}
		if m.value.kind == array {
			list = m.value.elems
		}
		for _, t := range list {
			switch t.kind {
			case null:
			case str:
				values = append(values, &expansion{kind: valueObject, b: el.b, at: t, value: t, lang: lang})
			default:
				e.refuse(ld.InvalidLanguageMapValue, el.b, t, "language map contains %s, not a string", article(t.kind))
			}
		}
	}
	return values
}

// indexMap expands an object that maps indexes, IDs or types to values (step
// 13.8).
func (e *expander) indexMap(el *pending, m *member, td *ld.TermDefinition) (values []*expansion) {
	byIndex, byID, byType := hasContainer(td, "@index"), hasContainer(td, "@id"), hasContainer(td, "@type")
	graphs := hasContainer(td, "@graph")
	for i := range m.value.members {
		entry := &m.value.members[i]
		if entry.hidden {
			continue
		}
		at := el.sc
		if (byID || byType) && at.previous != nil {
			at = at.previous
		}
		if byType {
			if scoped := at.term(entry.key); scoped != nil && scoped.HasContext {
				at = e.x.contexts.applyScoped(at, scoped, entry.value, false)
			}
		}
		index := el.sc.expand(entry.key)
		key := &value{kind: str, text: entry.key, start: entry.keyStart, end: entry.keyEnd}
		list, _ := e.expand(el.b, entry.value, at, m.key, true)
		for _, n := range list {
			if graphs && !n.isGraph() {
				n = asGraph(n)
			}
			switch {
			case index == "@none":
			case byIndex && td.Index == "":
				// @index says nothing in RDF.
			case n.kind != nodeObject:
				if byIndex {
					e.refuse(ld.InvalidValueObject, n.b, n.at, "value has no properties, but its map is indexed by the property %s", quote(td.Index))
				}
			case byIndex:
				n.properties = append([]propertyEntry{{el.sc.expand(td.Index), []*expansion{e.scalar(el.b, key, el.sc, td.Index)}}}, n.properties...)
				n.other = true
			case byID && !n.hasID:
				n.id, n.hasID, n.other = el.sc.resolve(entry.key), true, true
			case byType:
				if index == "" {
					index = el.sc.vocabOrBase(entry.key)
				}
				n.types = append([]typeEntry{{index, key}}, n.types...)
				n.other = true
			}
			values = append(values, n)
		}
	}
	return values
}
