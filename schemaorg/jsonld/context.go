package jsonld

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"
	"github.com/piprate/json-gold/ld"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds on contexts. json-gold copies the whole active context for every
// inline one, so a page pays for them in copied terms.
const (
	maxTerms       = 2000      // terms of one inline context
	maxContextWork = 1_000_000 // terms copied for the contexts of a page
	maxFaults      = 20        // terms of one context that are told to be faulty
	// maxIRI bounds the bytes of @vocab, and of what a term stands for: they
	// are put before each name that the page uses them with.
	maxIRI  = 2048
	maxBase = 8192 // bytes of a base, which is put before relative references
)

// A maker counts down the bytes of IRIs that may be put together of parts: the
// page may repeat a long part.
type maker struct{ left int }

// spent reports whether the bound was met.
func (m *maker) spent() bool { return m.left < 0 }

// make reports whether n bytes may be put before something.
func (m *maker) make(n int) bool {
	m.left -= n
	return !m.spent()
}

// errNotLoaded is what our document loader always says.
var errNotLoaded = errors.New("metacheck loads no documents")

// noLoader is the document loader that json-gold gets. The library's own opens
// local files that a page names, and connects to the network; ours does
// neither. The one remote context that is known, schema.org's, never comes
// this way.
type noLoader struct{}

func (noLoader) LoadDocument(string) (*ld.RemoteDocument, error) {
	return nil, errNotLoaded
}

// goldOptions are the options of every context. Base is empty: references are
// resolved here, see [scope].
func goldOptions() *ld.JsonLdOptions {
	return &ld.JsonLdOptions{ProcessingMode: ld.JsonLd_1_1, DocumentLoader: noLoader{}}
}

// prefixes are the namespaces that the context of schema.org declares (release
// 30.0), in pairs.
var prefixes = []string{
	"bibo", "http://purl.org/ontology/bibo/",
	"brick", "https://brickschema.org/schema/Brick#",
	"cmns-cls", "https://www.omg.org/spec/Commons/Classifiers/",
	"cmns-col", "https://www.omg.org/spec/Commons/Collections/",
	"cmns-dt", "https://www.omg.org/spec/Commons/DatesAndTimes/",
	"cmns-ge", "https://www.omg.org/spec/Commons/GeopoliticalEntities/",
	"cmns-id", "https://www.omg.org/spec/Commons/Identifiers/",
	"cmns-loc", "https://www.omg.org/spec/Commons/Locations/",
	"cmns-q", "https://www.omg.org/spec/Commons/Quantities/",
	"cmns-txt", "https://www.omg.org/spec/Commons/Text/",
	"csvw", "http://www.w3.org/ns/csvw#",
	"dc", "http://purl.org/dc/elements/1.1/",
	"dcam", "http://purl.org/dc/dcam/",
	"dcat", "http://www.w3.org/ns/dcat#",
	"dcmitype", "http://purl.org/dc/dcmitype/",
	"dct", "http://purl.org/dc/terms/",
	"dcterms", "http://purl.org/dc/terms/",
	"dctype", "http://purl.org/dc/dcmitype/",
	"doap", "http://usefulinc.com/ns/doap#",
	"eli", "http://data.europa.eu/eli/ontology#",
	"foaf", "http://xmlns.com/foaf/0.1/",
	"gs1", "https://ref.gs1.org/voc/",
	"hydra", "http://www.w3.org/ns/hydra/core#",
	"lcc-3166-1", "https://www.omg.org/spec/LCC/Countries/ISO3166-1-CountryCodes/",
	"lcc-4217", "https://www.omg.org/spec/LCC/Countries/ISO4217-CurrencyCodes/",
	"lcc-cr", "https://www.omg.org/spec/LCC/Countries/CountryRepresentation/",
	"lcc-lr", "https://www.omg.org/spec/LCC/Languages/LanguageRepresentation/",
	"lrmoo", "http://iflastandards.info/ns/lrm/lrmoo/",
	"mo", "http://purl.org/ontology/mo/",
	"odrl", "http://www.w3.org/ns/odrl/2/",
	"og", "http://ogp.me/ns#",
	"org", "http://www.w3.org/ns/org#",
	"owl", "http://www.w3.org/2002/07/owl#",
	"prof", "http://www.w3.org/ns/dx/prof/",
	"prov", "http://www.w3.org/ns/prov#",
	"qb", "http://purl.org/linked-data/cube#",
	"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"rdfs", "http://www.w3.org/2000/01/rdf-schema#",
	"sarif", "http://sarif.info/",
	"schema", "http://schema.org/",
	"sh", "http://www.w3.org/ns/shacl#",
	"skos", "http://www.w3.org/2004/02/skos/core#",
	"snomed", "http://purl.bioontology.org/ontology/SNOMEDCT/",
	"sosa", "http://www.w3.org/ns/sosa/",
	"ssn", "http://www.w3.org/ns/ssn/",
	"time", "http://www.w3.org/2006/time#",
	"unece", "http://unece.org/vocab#",
	"vann", "http://purl.org/vocab/vann/",
	"vcard", "http://www.w3.org/2006/vcard/ns#",
	"void", "http://rdfs.org/ns/void#",
	"xml", "http://www.w3.org/XML/1998/namespace",
	"xsd", "http://www.w3.org/2001/XMLSchema#",
}

// shared holds what all extractors read and none changes: the context of
// schema.org and the empty one, as json-gold parsed them, and the IRIs of all
// schema.org terms. The context is made of the vocabulary tables; a term whose
// definition says no more than @vocab does is left out of it, which takes it
// from 3,000 terms to 200 and changes no expansion.
type shared struct {
	schema, empty *ld.Context
	iris          map[string]string
}

// schemaContext is the context of schema.org as json-gold takes it.
func schemaContext() map[string]any {
	local := map[string]any{"@vocab": schemaorg.NamespaceHTTP, "type": "@type", "id": "@id", "HTML": map[string]any{"@id": "rdf:HTML"}}
	for i := 0; i < len(prefixes); i += 2 {
		local[prefixes[i]] = prefixes[i+1]
	}
	_, properties := schemaorg.Names()
	for _, name := range properties {
		if c := schemaorg.Coercion(name); c != "" {
			local[name] = map[string]any{"@id": "schema:" + name, "@type": c}
		}
	}
	return local
}

var known = sync.OnceValue(func() *shared {
	types, properties := schemaorg.Names()
	k := &shared{iris: make(map[string]string, len(types)+len(properties))}
	for _, name := range slices.Concat(types, properties) {
		k.iris[name] = schemaorg.NamespaceHTTP + name
	}
	k.empty = ld.NewContext(nil, goldOptions())
	ctx, err := k.empty.Parse(schemaContext())
	if err != nil {
		// It is made of our own tables, and a test parses it.
		panic("the schema.org context is not valid: " + err.Error())
	}
	k.schema = ctx
	return k
})

// A scope is what the contexts around a value come to. It is never changed:
// what changes it makes another.
//
// json-gold defines the terms and expands names. The base of references and
// the return from contexts that do not propagate are kept here: its contexts
// hold them where they cannot be reached, and resolve with net/url, which
// rewrites IRIs.
type scope struct {
	ctx  *ld.Context
	base string
	// previous is the scope to return to in nested nodes, when the context
	// does not propagate.
	previous *scope
	// declared reports that there was any context at all.
	declared bool
	// foreign reports that a context is missing here that was not loaded or
	// not valid: names that do not expand may well be defined in it.
	foreign bool
	// schema reports that the context of schema.org was applied, so that @vocab
	// stands in for the terms that are left out of it.
	schema bool
	// language is the default language as written: json-gold lowers its case.
	language string
	// maker is that of the page.
	maker *maker
}

// term is the definition of a term, or nil.
func (sc *scope) term(name string) *ld.TermDefinition { return sc.ctx.TermDefinitions[name] }

// expand is what a name in the place of a key or type stands for: a keyword,
// an IRI, or, when it stands for nothing, empty (JSON-LD 1.1 API, section
// 5.2.2, with vocab).
func (sc *scope) expand(name string) string {
	if name == "" {
		return ""
	}
	if td, ok := sc.ctx.TermDefinitions[name]; ok {
		if td == nil || !strings.Contains(td.ID, ":") && !ld.IsKeyword(td.ID) {
			return ""
		}
		return td.ID
	}
	k := known()
	if sc.ctx == k.schema {
		if iri, ok := k.iris[name]; ok {
			return iri
		}
	}
	if ld.IsKeyword(name) {
		return name
	}
	if i := strings.IndexByte(name, ':'); i > 0 {
		if td, ok := sc.ctx.TermDefinitions[name[:i]]; ok && td == nil {
			// json-gold stumbles over a prefix that the context takes away.
			return name
		}
	}
	if sc.maker.spent() {
		// What an absolute IRI stands for is itself.
		if rdf.Scheme(name) != "" {
			return name
		}
		return ""
	}
	iri, err := sc.ctx.ExpandIri(name, false, true, nil, nil)
	if err != nil || !strings.Contains(iri, ":") {
		return ""
	}
	sc.maker.make(max(0, len(iri)-len(name)))
	return iri
}

// resolve makes a reference absolute: compact IRIs by their prefix, the rest
// by the base (JSON-LD 1.1 API, section 5.2.2, document relative).
func (sc *scope) resolve(ref string) string {
	ref = strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' })
	if strings.HasPrefix(ref, "_:") {
		return ref
	}
	if ld.IsKeyword(ref) {
		return ref
	}
	if keywordLike(ref) {
		return ""
	}
	if i := strings.IndexByte(ref, ':'); i > 0 && !strings.HasPrefix(ref[i+1:], "//") {
		if td := sc.ctx.TermDefinitions[ref[:i]]; td != nil && td.ID != "" && td.Prefix != nil && *td.Prefix {
			if !sc.maker.make(len(td.ID)) {
				return ref
			}
			return td.ID + ref[i+1:]
		}
	}
	if rdf.Scheme(ref) == "" && !sc.maker.make(len(sc.base)) {
		return ref
	}
	return rdf.Resolve(sc.base, ref)
}

// keywordLike reports whether a name has the form of a keyword, which JSON-LD
// keeps for itself: such a name stands for nothing (JSON-LD 1.1, section 1.7).
func keywordLike(name string) bool {
	return len(name) > 1 && name[0] == '@' &&
		strings.Trim(name[1:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// A contextReader applies contexts to scopes and notes what is wrong with
// them.
type contextReader struct {
	base   string // of the page
	work   int    // terms that may still be copied
	cache  map[contextKey]contextResult
	scoped map[scopedKey]*scope
	notes  []note
	// load gives the documents of contexts; nil when none are loaded.
	load    func(address string) ([]byte, error)
	loaded  map[string]remoteContext
	loading []string // addresses of the contexts on the way
	// onSchema remembers what the schema.org context on top of another makes.
	onSchema map[*ld.Context]*ld.Context
}

// Pages repeat one inline context in every block and node; contexts written
// alike on top of the same scope come to the same.
type contextKey struct {
	on   *scope
	text string
}

// Contexts of term definitions stand in the definition, not in the text.
type scopedKey struct {
	on       *scope
	td       *ld.TermDefinition
	property bool
}

type contextResult struct {
	scope *scope
	notes []note // with places counted from the start of the context
}

// apply is the scope with the context at v applied (JSON-LD 1.1 API, section
// 4.1). text is the script's text. What is wrong is noted, and the rest of the
// context still applies.
func (r *contextReader) apply(sc *scope, v *value, text string) *scope {
	key := contextKey{on: sc, text: text[v.start:v.end]}
	if done, ok := r.cache[key]; ok {
		for _, n := range done.notes {
			n.start += v.start
			n.end += v.start
			r.notes = append(r.notes, n)
		}
		return done.scope
	}
	first := len(r.notes)
	result := sc
	list := []*value{v}
	if v.kind == array {
		list = v.elems
	}
	for _, e := range list {
		result = r.applyOne(result, sc, e.native(), e, false)
	}
	if !result.declared {
		copied := *result
		copied.declared = true
		result = &copied
	}
	stored := slices.Clone(r.notes[first:])
	for i := range stored {
		stored[i].start -= v.start
		stored[i].end -= v.start
	}
	if r.cache == nil {
		r.cache = make(map[contextKey]contextResult)
	}
	r.cache[key] = contextResult{result, stored}
	return result
}

// applyScoped is the scope with the context of a term definition applied;
// at is the place that uses the term. Property-scoped contexts may override
// protected terms; type-scoped ones do not propagate into nested nodes.
func (r *contextReader) applyScoped(sc *scope, td *ld.TermDefinition, at *value, property bool) *scope {
	key := scopedKey{sc, td, property}
	if done := r.scoped[key]; done != nil {
		return done
	}
	result := sc
	list, ok := td.Context.([]any)
	if !ok {
		list = []any{td.Context}
	}
	for _, e := range list {
		result = r.applyOne(result, sc, e, at, property)
	}
	if !property && result.previous == nil && !propagates(list) {
		copied := *result
		copied.previous = sc
		result = &copied
	}
	if r.scoped == nil {
		r.scoped = make(map[scopedKey]*scope)
	}
	r.scoped[key] = result
	return result
}

// propagates reports whether the first of a list of contexts says @propagate:
// true. Contexts of types do not propagate unless they say so.
func propagates(list []any) bool {
	if len(list) == 0 {
		return false
	}
	m, _ := list[0].(map[string]any)
	b, _ := m["@propagate"].(bool)
	return b
}

func (r *contextReader) note(code string, at *value, help, format string, args ...any) {
	r.notes = append(r.notes, note{code: code, start: at.start, end: at.end, message: fmt.Sprintf(format, args...), help: help})
}

// refuse notes what the specification calls an error, with its code.
func (r *contextReader) refuse(w3c ld.ErrorCode, at *value, help, format string, args ...any) {
	r.note("jsonld-error", at, help, format, args...)
	r.notes[len(r.notes)-1].w3c = string(w3c)
}

// applyOne applies one context; on is the scope before the whole list.
func (r *contextReader) applyOne(sc, on *scope, context any, at *value, override bool) *scope {
	switch c := context.(type) {
	case nil:
		if len(sc.ctx.Protected) > 0 && !override {
			r.refuse(ld.InvalidContextNullification, at, "remove null", "@context is null where terms are protected")
			return sc
		}
		return &scope{ctx: known().empty, base: r.base, declared: true, maker: sc.maker}
	case string:
		return r.applyAddress(sc, on, c, at, override)
	case map[string]any:
		return r.applyObject(sc, on, c, at, override)
	}
	r.refuse(ld.InvalidLocalContext, at, "write \"https://schema.org\"", "@context is not a URL, an object, null or an array of those")
	return r.applySchema(sc)
}

// with is a copy of the scope, changed.
func (sc *scope) with(change func(*scope)) *scope {
	copied := *sc
	copied.declared = true
	change(&copied)
	return &copied
}

// applyAddress applies a context that is named by its address.
func (r *contextReader) applyAddress(sc, on *scope, address string, at *value, override bool) *scope {
	kind, why := classifyAddress(address)
	if kind != schemaAddress && r.load != nil {
		return r.applyLoaded(sc, on, address, at, override)
	}
	switch kind {
	case schemaAddress:
		return r.applySchema(sc)
	case nearAddress:
		r.note("context-invalid", at, "write \"https://schema.org\"", "@context %s: %s", why, quote(address))
		return r.applySchema(sc)
	case noAddress:
		r.note("context-invalid", at, "write the URL of the vocabulary, such as \"https://schema.org\"", "@context is not an absolute URL: %s", quote(address))
	default:
		r.note("context-remote", at, "", notLoaded, quote(address))
	}
	return sc.with(func(s *scope) { s.foreign = true })
}

// applySchema applies the context of schema.org. On top of nothing, or of
// itself, that is the shared one. On top of others its terms replace those of
// the same name, which is what processing it would do: it depends on no term
// outside it.
func (r *contextReader) applySchema(sc *scope) *scope {
	k := known()
	if sc.ctx == k.schema {
		return sc
	}
	ctx := k.schema
	if sc.ctx != k.empty {
		if ctx = r.onSchema[sc.ctx]; ctx == nil {
			if !r.spend(len(sc.ctx.TermDefinitions) + len(k.schema.TermDefinitions)) {
				return sc
			}
			ctx = ld.CopyContext(sc.ctx)
			for name := range sc.ctx.TermDefinitions {
				if k.iris[name] != "" && !ctx.Protected[name] {
					delete(ctx.TermDefinitions, name)
				}
			}
			for name, td := range k.schema.TermDefinitions {
				if !ctx.Protected[name] {
					ctx.TermDefinitions[name] = td
				}
			}
			ctx.Values.Vocab = k.schema.Values.Vocab
			if r.onSchema == nil {
				r.onSchema = make(map[*ld.Context]*ld.Context)
			}
			r.onSchema[sc.ctx] = ctx
		}
	}
	return sc.with(func(s *scope) { s.ctx, s.schema = ctx, true })
}

// withAllTerms is the context with the terms of schema.org that were left out
// of it, for the time when @vocab does not stand in for them any more.
func (r *contextReader) withAllTerms(ctx *ld.Context) *ld.Context {
	k := known()
	if !r.spend(len(ctx.TermDefinitions) + len(k.iris)) {
		return ctx
	}
	all := ld.CopyContext(ctx)
	for name, iri := range k.iris {
		if _, defined := all.TermDefinitions[name]; !defined {
			all.TermDefinitions[name] = &ld.TermDefinition{ID: iri}
		}
	}
	return all
}

// spend takes the cost of copying terms from the page's budget.
func (r *contextReader) spend(terms int) bool {
	if r.work < 0 {
		return false
	}
	r.work -= terms + 10
	return r.work >= 0
}

// applyObject applies an inline context.
func (r *contextReader) applyObject(sc, on *scope, context map[string]any, at *value, override bool) *scope {
	if !r.spend(len(sc.ctx.TermDefinitions) + len(context)) {
		if r.work != exhausted {
			r.work = exhausted
			r.note("jsonld-too-many-contexts", at, fewerTerms, "the JSON-LD of the page has too many or too large inline contexts, and the rest were ignored")
		}
		return sc.with(func(s *scope) { s.foreign = true })
	}
	next := *sc
	next.declared = true
	if _, other := context["@vocab"]; other && next.schema {
		next.ctx, next.schema = r.withAllTerms(next.ctx), false
	}

	keywords := make(map[string]any)
	var names []string
	for _, key := range slices.Sorted(maps.Keys(context)) {
		value := context[key]
		if tooLong(value) {
			r.note("jsonld-too-many-contexts", at, fewerTerms, "%s in @context stands for more than %d bytes, and was ignored", quote(key), maxIRI)
			continue
		}
		switch key {
		case "":
			r.refuse(ld.InvalidTermDefinition, at, "remove the term, or name it", "@context has a term with an empty name")
		case "@base":
			r.setBase(&next, value, at)
		case "@propagate":
			if b, ok := value.(bool); !ok {
				r.refuse(ld.InvalidPropagateValue, at, "write true or false", "@propagate is neither true nor false")
			} else if !b && next.previous == nil {
				next.previous = on
			}
		case "@import":
			// Its terms come first, those of this context on top.
		case "@vocab":
			if s, ok := value.(string); ok {
				r.checkVocab(s, at)
				if next.ctx.Values.Vocab == nil && next.term(s) == nil && !strings.Contains(s, ":") {
					value = rdf.Resolve(next.base, s)
				}
			}
			keywords[key] = value
		case "@language":
			next.language, _ = value.(string)
			keywords[key] = value
		case "@context":
			// A context inside a context object: a document, pasted whole.
		case "@type":
			if m, ok := value.(map[string]any); ok && len(m) == 0 {
				r.refuse(ld.KeywordRedefinition, at, "remove @type", "@context redefines @type")
				continue
			}
			keywords[key] = value
		default:
			if strings.HasPrefix(key, "@") {
				keywords[key] = value
			} else {
				names = append(names, key)
			}
		}
	}
	if s, ok := context["@import"].(string); ok {
		if kind, _ := classifyAddress(s); kind == schemaAddress {
			next = *r.applySchema(&next)
		} else if r.load != nil {
			return r.applyImport(sc, on, s, context, at, override)
		} else {
			next.foreign = true
			r.note("context-remote", at, "", notLoaded, quote(s))
		}
	} else if context["@import"] != nil {
		r.refuse(ld.InvalidImportValue, at, "write the URL of a context", "@import is not the URL of a context")
	}
	if inner, ok := context["@context"].(map[string]any); ok {
		r.refuse(ld.KeywordRedefinition, at, "write its terms without @context around them", "@context contains another @context")
		if _, again := inner["@context"]; !again {
			return r.applyObject(&next, on, inner, at, override)
		}
	}
	if len(names) > maxTerms {
		names = names[:maxTerms]
		r.note("jsonld-too-many-contexts", at, fewerTerms, "@context defines more than %d terms, and the rest were ignored", maxTerms)
	}

	open := next.ctx
	if override && len(open.Protected) > 0 {
		open = unprotected(open)
	}
	ctx, err := parseKeywords(open, keywords)
	if err == nil && ctx.Values.Vocab != nil && len(*ctx.Values.Vocab) > maxIRI {
		r.note("jsonld-too-many-contexts", at, fewerTerms, "@vocab stands for more than %d bytes, and was ignored", maxIRI)
		ctx.Values.Vocab = open.Values.Vocab
	}
	if err != nil {
		// Again one by one, so that the sound ones count.
		next.foreign = true
		ctx = ld.CopyContext(open)
		for _, key := range slices.Sorted(maps.Keys(keywords)) {
			one, err := parseKeywords(ctx, map[string]any{key: keywords[key]})
			if err != nil {
				r.refuse(codeOf(err), at, "correct the keyword, or remove it", "invalid %s in @context: %s", quote(key), reason(err))
				continue
			}
			ctx = one
		}
	}
	// One term after the other, in a fixed order: json-gold would stop at the
	// first fault, and take the terms in the order of a map.
	defined := make(map[string]bool, len(names)+1)
	if b, ok := context["@protected"].(bool); ok {
		defined["@protected"] = b
	}
	faults := 0
	for _, name := range names {
		if defined[name] {
			continue
		}
		if faults == maxFaults {
			r.note("jsonld-error", at, "correct the first ones, then check again", "more than %d terms in @context are invalid, and the rest were ignored", maxFaults)
			break
		}
		before, was := ctx.TermDefinitions[name]
		switch {
		case standsForNothing(context[name]):
			delete(ctx.TermDefinitions, name)
			defined[name] = true
			continue
		case was && before == nil && ctx.Protected[name] && context[name] != nil:
			r.refuse(ld.ProtectedTermRedefinition, at, "remove the new definition", "@context redefines a protected term: %s", quote(name))
			defined[name] = true
			continue
		}
		if err := define(ctx, name, context, defined); err != nil {
			next.foreign = true
			r.refuse(codeOf(err), at, "correct the term, or remove it", "invalid term %s in @context: %s", quote(name), reason(err))
			if before != nil {
				ctx.TermDefinitions[name] = before
			} else {
				delete(ctx.TermDefinitions, name)
			}
			// Terms on the way to the fault stand as begun; they are told
			// with this one.
			for begun, done := range defined {
				if !done {
					defined[begun] = true
				}
			}
			faults++
		} else if td := ctx.TermDefinitions[name]; td != nil && len(td.ID) > maxIRI {
			r.note("jsonld-too-many-contexts", at, fewerTerms, "term %s stands for more than %d bytes, and was ignored", quote(name), maxIRI)
			delete(ctx.TermDefinitions, name)
		} else if td == nil && defined["@protected"] {
			ctx.Protected[name] = true // json-gold protects no term that is null
		}
	}
	if open != next.ctx {
		for name, td := range next.ctx.TermDefinitions {
			if ctx.TermDefinitions[name] == open.TermDefinitions[name] {
				ctx.TermDefinitions[name] = td
				if next.ctx.Protected[name] {
					ctx.Protected[name] = true
				}
			}
		}
	}
	next.ctx = ctx
	return &next
}

// exhausted marks a budget whose end was told.
const exhausted = -1 << 30

func (r *contextReader) setBase(sc *scope, base any, at *value) {
	switch b := base.(type) {
	case nil:
		sc.base = ""
	case string:
		if rdf.Scheme(b) == "" {
			b = rdf.Resolve(sc.base, b)
		}
		sc.base = b
		if len(sc.base) > maxBase {
			sc.base = ""
			r.note("jsonld-too-many-contexts", at, fewerTerms, "@base stands for more than %d bytes, and was ignored", maxBase)
		}
	default:
		r.refuse(ld.InvalidBaseIRI, at, "write a URL or null", "@base is neither a URL nor null")
	}
}

// checkVocab tells of a @vocab that means schema.org and misses it.
func (r *contextReader) checkVocab(vocab string, at *value) {
	if schemaorg.Term(vocab+"name") == "name" {
		return
	}
	if kind, _ := classifyAddress(vocab); kind == schemaAddress || kind == nearAddress {
		r.note("context-invalid", at, "write \"https://schema.org/\"", "@vocab %s makes the property name %s", quote(vocab), quote(vocab+"name"))
	}
}

// unprotected is a copy of a context in which every term may be redefined, as
// the contexts of properties may.
func unprotected(ctx *ld.Context) *ld.Context {
	open := ld.CopyContext(ctx)
	clear(open.Protected)
	for name, td := range open.TermDefinitions {
		if td != nil && td.Protected {
			td = td.Copy()
			td.Protected = false
			open.TermDefinitions[name] = td
		}
	}
	return open
}

// parseKeywords lets json-gold process the keywords of an inline context. The
// result is a context of its own.
func parseKeywords(ctx *ld.Context, keywords map[string]any) (result *ld.Context, err error) {
	if len(keywords) == 0 {
		return ld.CopyContext(ctx), nil
	}
	defer contain(&err)
	return ctx.Parse(keywords)
}

// define lets json-gold define one term of an inline context, and those that
// it refers to.
func define(ctx *ld.Context, name string, context map[string]any, defined map[string]bool) (err error) {
	defer contain(&err)
	_, err = ctx.ExpandIri(name, false, true, context, defined)
	return err
}

// contain turns a panic of json-gold, which asserts the types of some values
// of a context without looking, into an error.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("json-gold stopped: %v", p)
	}
}

// standsForNothing reports whether a term is defined as something in the form of
// a keyword that is none: such a definition is ignored (JSON-LD 1.1, section
// 1.7).
func standsForNothing(value any) bool {
	if m, ok := value.(map[string]any); ok {
		if value = m["@id"]; value == nil {
			value = m["@reverse"]
		}
	}
	s, _ := value.(string)
	return keywordLike(s) && !ld.IsKeyword(s)
}

// tooLong reports whether a value of a context stands for an IRI that is too long
// to be put before names.
func tooLong(value any) bool {
	if m, ok := value.(map[string]any); ok {
		value = m["@id"]
	}
	s, _ := value.(string)
	return len(s) > maxIRI
}

// codeOf is the code of an error of json-gold.
func codeOf(err error) ld.ErrorCode {
	var e *ld.JsonLdError
	if errors.As(err, &e) {
		return e.Code
	}
	return ld.InvalidTermDefinition
}

// reason says in our words what json-gold refuses.
func reason(err error) string {
	var e *ld.JsonLdError
	if !errors.As(err, &e) {
		return "a value in it has the wrong type"
	}
	switch e.Code {
	case ld.InvalidIRIMapping:
		return "it does not stand for an IRI"
	case ld.CyclicIRIMapping:
		return "it is defined by itself"
	case ld.KeywordRedefinition:
		return "keywords cannot be redefined"
	case ld.InvalidKeywordAlias:
		return "this keyword cannot have another name"
	case ld.InvalidTermDefinition:
		return "a term is defined by an IRI, null or an object of keywords"
	case ld.InvalidTypeMapping:
		return "its @type is neither an IRI nor a keyword for types"
	case ld.InvalidContainerMapping:
		return "its @container is not one that JSON-LD has"
	case ld.InvalidLanguageMapping, ld.InvalidDefaultLanguage:
		return "@language must be a language tag or null"
	case ld.InvalidReverseProperty:
		return "@reverse is beside keywords that it excludes"
	case ld.InvalidVocabMapping:
		return "@vocab must be an IRI or null"
	case ld.InvalidBaseDirection:
		return "@direction must be ltr, rtl or null"
	case ld.InvalidVersionValue, ld.ProcessingModeConflict:
		return "@version must be the number 1.1"
	case ld.InvalidNestValue:
		return "its @nest is not @nest or another name of it"
	case ld.InvalidPrefixValue:
		return "its @prefix must be true or false"
	case ld.ProtectedTermRedefinition:
		return "it redefines a protected term"
	}
	return string(e.Code)
}

// An addressKind says what the address of a context names.
type addressKind uint8

const (
	noAddress     addressKind = iota // no absolute URL
	schemaAddress                    // the context of schema.org
	nearAddress                      // meant as schema.org, and not it
	otherAddress
)

// classifyAddress tells what a context names. Scheme, www., a trailing slash,
// a fragment and the documents under /docs and /version make no difference to
// schema.org. For a near miss it says why.
func classifyAddress(address string) (kind addressKind, why string) {
	address = strings.TrimSpace(address)
	if len(address) > 2048 {
		return otherAddress, ""
	}
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		if host == "schema.org" {
			path := strings.Trim(u.Path, "/")
			if path == "" || strings.HasPrefix(path, "docs/") || strings.HasPrefix(path, "version/") || strings.HasSuffix(path, ".jsonld") {
				return schemaAddress, ""
			}
			return nearAddress, "is the URL of a schema.org page, not of its vocabulary"
		}
		if nearHost(host) {
			return nearAddress, "misspells schema.org"
		}
		return otherAddress, ""
	}
	if err == nil && u.Scheme != "" && u.Host != "" || strings.HasPrefix(strings.ToLower(address), "urn:") {
		if nearHost(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")) || u.Hostname() == "schema.org" {
			return nearAddress, "has a scheme other than https"
		}
		return otherAddress, ""
	}
	// Without a scheme, or with one that is torn: "schema.org",
	// "//schema.org", "http:/schema.org".
	rest := strings.ToLower(strings.TrimRight(address, "/#"))
	rest = rest[strings.LastIndexAny(rest, "/:")+1:]
	rest = strings.TrimPrefix(rest, "www.")
	if rest == "schema.org" || nearHost(rest) && strings.HasSuffix(rest, ".org") {
		return nearAddress, "is not an absolute URL"
	}
	if err == nil && u.Scheme != "" {
		return otherAddress, ""
	}
	return noAddress, ""
}

// nearHost reports whether a host name is a misspelling of schema.org: within
// two edits, or under another of the usual top-level domains.
func nearHost(host string) bool {
	if len(host) < 7 || len(host) > 14 || host == "schema.org" {
		return false
	}
	switch host {
	case "schema.com", "schema.net", "schema.info":
		return true
	}
	return levenshtein.ComputeDistance(host, "schema.org") <= 2
}
