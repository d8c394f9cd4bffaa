package jsonld

import (
	"errors"
	"maps"
	"net/url"
	"slices"

	"github.com/piprate/json-gold/ld"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds on contexts that are loaded.
const (
	maxLoads   = 200 // documents of a page
	maxLoading = 20  // documents that name each other in a row
)

// contextOverflow is the code of the specification for contexts that name each
// other without end; json-gold has none.
const contextOverflow ld.ErrorCode = "context overflow"

var errTooMany = errors.New("the page names more contexts than are loaded")

// A remoteContext is what a loaded document has as its @context, with the
// references in it made absolute.
type remoteContext struct {
	context any
	code    ld.ErrorCode // why there is none, or empty
	err     error
}

// applyLoaded applies a context that is named by its address and is loaded
// (JSON-LD 1.1 API, section 4.1.2, step 5.2).
func (r *contextReader) applyLoaded(sc, on *scope, address string, at *value, override bool) *scope {
	address = rdf.Resolve(r.base, address)
	if len(r.loading) == maxLoading || slices.Contains(r.loading, address) {
		r.refuse(contextOverflow, at, "", "context %s leads back to itself or to too many others, and was ignored", quote(address))
		return sc.with(func(s *scope) { s.foreign = true })
	}
	remote := r.remote(address)
	if remote.code != "" {
		r.refuseRemote(remote, at, address)
		return sc.with(func(s *scope) { s.foreign = true })
	}
	r.loading = append(r.loading, address)
	list, ok := remote.context.([]any)
	if !ok {
		list = []any{remote.context}
	}
	for _, e := range list {
		sc = r.applyOne(sc, on, e, at, override)
	}
	r.loading = r.loading[:len(r.loading)-1]
	return sc
}

// applyImport applies an inline context on top of the loaded one that its
// @import names: the two are one context, in which the inline entries win
// (step 5.6).
func (r *contextReader) applyImport(sc, on *scope, address string, context map[string]any, at *value, override bool) *scope {
	address = rdf.Resolve(r.base, address)
	remote := r.remote(address)
	imported, ok := remote.context.(map[string]any)
	switch {
	case remote.code == "" && !ok:
		r.refuse(ld.InvalidRemoteContext, at, "", "@import has the URL of something other than one context: %s", quote(address))
	case remote.code != "":
		r.refuseRemote(remote, at, address)
	case imported["@import"] != nil:
		r.refuse(ld.InvalidContextEntry, at, "", "@import has the URL of a context with an @import of its own: %s", quote(address))
		imported = nil
	}
	merged := maps.Clone(imported)
	if merged == nil {
		merged = make(map[string]any, len(context))
	}
	maps.Copy(merged, context)
	delete(merged, "@import")
	return r.applyObject(sc, on, merged, at, override)
}

func (r *contextReader) refuseRemote(remote remoteContext, at *value, address string) {
	r.refuse(remote.code, at, "", "context %s cannot be used: %s", quote(address), remote.err)
}

// remote loads a context, once.
func (r *contextReader) remote(address string) remoteContext {
	if done, ok := r.loaded[address]; ok {
		return done
	}
	if r.loaded == nil {
		r.loaded = make(map[string]remoteContext)
	}
	remote := r.fetch(address)
	r.loaded[address] = remote
	return remote
}

func (r *contextReader) fetch(address string) remoteContext {
	if len(r.loaded) >= maxLoads {
		return remoteContext{code: ld.LoadingRemoteContextFailed, err: errTooMany}
	}
	if u, err := url.Parse(address); err != nil || !u.IsAbs() {
		return remoteContext{code: ld.LoadingRemoteContextFailed, err: errors.New("its address is not absolute")}
	}
	data, err := r.load(address)
	if err != nil {
		return remoteContext{code: ld.LoadingRemoteContextFailed, err: err}
	}
	budget := newBudget(schemaorg.Limits{})
	doc, p := parse(string(data), 0, len(data), false, &budget)
	switch {
	case doc == nil:
		return remoteContext{code: ld.LoadingRemoteContextFailed, err: errors.New("it is not valid JSON: " + p.err.cause)}
	case doc.kind != object || doc.member("@context") == nil:
		return remoteContext{code: ld.InvalidRemoteContext, err: errors.New("it is not an object with an @context")}
	}
	context := doc.member("@context").native()
	absolute(context, address, true)
	if s, ok := context.(string); ok {
		context = rdf.Resolve(address, s)
	}
	return remoteContext{context: context}
}

// absolute makes the references to other contexts in a context absolute; at
// the top of a loaded document it takes @base out, which has no effect there
// (step 5.7). Its depth is bounded by the parser's.
func absolute(context any, base string, top bool) {
	switch c := context.(type) {
	case []any:
		for i, e := range c {
			if s, ok := e.(string); ok {
				c[i] = rdf.Resolve(base, s)
			} else {
				absolute(e, base, top)
			}
		}
	case map[string]any:
		if top {
			delete(c, "@base")
		}
		if s, ok := c["@import"].(string); ok {
			c["@import"] = rdf.Resolve(base, s)
		}
		for _, definition := range c {
			m, ok := definition.(map[string]any)
			if !ok {
				continue
			}
			if s, ok := m["@context"].(string); ok {
				m["@context"] = rdf.Resolve(base, s)
			} else {
				absolute(m["@context"], base, false)
			}
		}
	}
}
