package site

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/langtag"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Properties of an entity that are compared over pages.
const (
	TypeFact = iota
	NameFact
	URLFact
	LogoFact
	HeadlineFact
	factCount
)

// FactNames name the properties for people.
var FactNames = [factCount]string{"type", "name", "url", "logo", "headline"}

// factPaths are the paths to the value of each property, the first that has
// one counts.
var factPaths = [factCount][]string{
	NameFact: {"name"}, URLFact: {"url"}, LogoFact: {"logo", "logo.url", "logo.contentUrl"}, HeadlineFact: {"headline"},
}

func comparedPath(path string) bool {
	for _, paths := range factPaths {
		if slices.Contains(paths, path) {
			return true
		}
	}
	return false
}

// EntityFact is what an entity says of a property, in the form in which it is
// compared, and the value that says it; the value is nil for types.
func EntityFact(e *summary.Entity, fact int) (form string, value *summary.Value) {
	if fact == TypeFact {
		types := slices.Clone(e.Types)
		slices.Sort(types)
		return strings.Join(slices.Compact(types), " "), nil
	}
	for _, path := range factPaths[fact] {
		v := e.Value(path)
		if v == nil || v.Value == "" {
			continue
		}
		if fact == URLFact || fact == LogoFact {
			if u := weburl.ParseHTTP(v.Value); u != nil {
				return weburl.LooseKey(u), v
			}
		}
		return strings.ToLower(text.Fold(v.Value)), v
	}
	return "", nil
}

// idFacts are hashes of what a page says of an entity.
type idFacts struct {
	id    uint64
	facts [factCount]uint32
}

// identified are the entities of a page that have an absolute id. What one id
// says twice on the page is another check's matter: the first counts.
func identified(s *summary.Summary) []idFacts {
	var list []idFacts
	for i := range s.Entities {
		e := &s.Entities[i]
		if e.ID == "" {
			continue
		}
		f := idFacts{id: hash(IDKey(s, e))}
		empty := true
		for fact := range factCount {
			if form, _ := EntityFact(e, fact); form != "" {
				f.facts[fact] = max(1, uint32(hash(form)))
				empty = false
			}
		}
		if empty || slices.ContainsFunc(list, func(o idFacts) bool { return o.id == f.id }) {
			continue
		}
		list = append(list, f)
	}
	return list
}

// IDKey is what entities of two pages have in common when what they say is
// compared: the id, and the language of the page, since names are translated.
func IDKey(s *summary.Summary, e *summary.Entity) string {
	return langtag.Base(s.Lang.Value) + " " + e.ID
}

// A Variant is one of the things that are said of an entity.
type Variant struct {
	// Fact is the property.
	Fact int
	// Page is the first page that says it, Count the number of pages.
	Page  int32
	Count int
	hash  uint32
}

// maxVariants bounds the variants of one entity that are told apart.
const maxVariants = 12

// idTable joins what pages say of entities.
type idTable struct {
	entries  map[uint64]*idEntry
	conflict []*idEntry
	chunk    []idEntry // entries are made in chunks
}

type idEntry struct {
	facts [factCount]uint32
	pages [factCount]int32 // the first page that says each
	// variants are what differs from facts, with what facts say in front; nil
	// as long as pages agree.
	variants []Variant
	seen     int32 // number of pages
}

func (t *idTable) init() { t.entries = map[uint64]*idEntry{} }

func (t *idTable) add(i int32, list []idFacts) {
	for _, f := range list {
		e := t.entries[f.id]
		if e == nil {
			if len(t.chunk) == 0 {
				t.chunk = make([]idEntry, 1024)
			}
			e, t.chunk = &t.chunk[0], t.chunk[1:]
			e.facts = f.facts
			for k := range e.pages {
				e.pages[k] = i
			}
			e.seen = 1
			t.entries[f.id] = e
			continue
		}
		e.seen++
		for k, h := range f.facts {
			switch {
			case h == 0 || h == e.facts[k]:
			case e.facts[k] == 0:
				e.facts[k], e.pages[k] = h, i
			default:
				t.vary(e, k, h, i)
			}
		}
	}
}

func (t *idTable) vary(e *idEntry, fact int, h uint32, i int32) {
	if e.variants == nil {
		t.conflict = append(t.conflict, e)
	}
	for n := range e.variants {
		if v := &e.variants[n]; v.Fact == fact && v.hash == h {
			v.Count++
			return
		}
	}
	if len(e.variants) < maxVariants {
		e.variants = append(e.variants, Variant{fact, i, 1, h})
	}
}

// A Conflict is an entity of which pages say different things.
type Conflict struct {
	// Page is, for each property, the first page that says something.
	Page [factCount]int32
	// Variants are what other pages say differently, in the order of the input.
	Variants []Variant
	// Pages is the number of pages that speak of the entity.
	Pages int
}

// Conflicts are the entities of which pages say different things, in the order
// in which that came up.
func (s *Set) Conflicts() []Conflict {
	var list []Conflict
	for _, e := range s.ids.conflict {
		list = append(list, Conflict{e.pages, e.variants, int(e.seen)})
	}
	return list
}
