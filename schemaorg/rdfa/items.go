package rdfa

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// A subject is a resource of which the page says something.
type subject struct {
	term  rdf.Term
	item  *schemaorg.Item
	facts []fact
	typed bool
	// told reports that it has a property that makes it an item.
	told bool
	mark visit
}

// A fact is one value of one property of a subject.
type fact struct {
	value
	name, iri string
	place     text.Origin
	reverse   bool
}

// A visit says how far the search for cycles is with a subject.
type visit uint8

const (
	unseen visit = iota
	onPath
	done
)

// items makes items of the statements. A subject is an item if the page says
// its type, or a property of it whose name resolves. What it says with the
// names of social networks, and of links as links, is passed over.
func (p *processor) items() []*schemaorg.Item {
	var order []*subject
	subjects := make(map[string]*subject)
	of := func(t rdf.Term) *subject {
		key := t.Key()
		s := subjects[key]
		if s == nil {
			if len(order) >= p.limits.Items {
				p.bound("the page has more RDFa items than are read")
				return &subject{item: &schemaorg.Item{}}
			}
			s = &subject{term: t, item: &schemaorg.Item{Syntax: schemaorg.RDFa}}
			subjects[key] = s
			order = append(order, s)
		}
		return s
	}
	for i := range p.statements {
		st := &p.statements[i]
		if st.removed || st.role == asStructure || isNoise(st) || st.list != nil && len(st.list.entries) == 0 {
			continue
		}
		if st.role == asType || st.role == asProperty && st.predicate == rdf.Type && st.term.Kind == rdf.IRI && st.list == nil {
			s := of(st.subject)
			s.typed = true
			if st.role == asType {
				s.item.Origin = first(s.item.Origin, text.FromTag(st.node))
			}
			s.addType(st)
			continue
		}
		owner, f := st.subject, fact{value: st.value, name: st.name, iri: st.predicate, place: st.place}
		if st.role == asReverse {
			// The object is what the page speaks of, the subject its value.
			owner, f.reverse = st.term, true
			f.term = st.subject
		}
		s := of(owner)
		s.told = s.told || tells(st)
		if st.list == nil {
			s.facts = append(s.facts, f)
		} else {
			for _, v := range st.list.entries {
				if st.copied {
					v.order = st.order
				}
				e := f
				e.value = v
				s.facts = append(s.facts, e)
			}
		}
	}
	for _, s := range order {
		p.describe(s)
	}
	b := &builder{subjects: subjects, document: rdf.Term{Kind: rdf.IRI, Value: p.base}.Key()}
	return b.link(order)
}

// addType gives the item the type of a statement: its IRI, or the name as
// written where that resolves to nothing.
func (s *subject) addType(st *statement) {
	typ := st.name
	if st.term.Kind == rdf.IRI {
		typ = st.term.Value
	}
	if typ != "" && !slices.Contains(s.item.Types, typ) && len(s.item.Types) < 1000 {
		s.item.Types = append(s.item.Types, typ)
		s.item.TypeOrigin = first(s.item.TypeOrigin, st.origin)
	}
}

func first(a, b text.Origin) text.Origin {
	if a.Node != nil {
		return a
	}
	return b
}

// describe fills in what the item of a subject is called and where it stands.
func (p *processor) describe(s *subject) {
	slices.SortStableFunc(s.facts, func(a, b fact) int { return a.order - b.order })
	s.item.ID = pageLabel(s.term)
	if s.term.Kind == rdf.IRI {
		s.item.ID = s.term.Value
	}
	if s.item.ID != "" {
		s.item.IDOrigin = p.named[s.term.Key()]
	}
	if s.item.Origin.Node == nil {
		if o := s.item.IDOrigin; o.Node != nil {
			s.item.Origin = text.FromTag(o.Node)
		} else if len(s.facts) > 0 {
			s.item.Origin = text.FromTag(s.facts[0].place.Node)
		}
	}
}

// isNoise reports whether a statement says nothing of an item: a name of a
// social network, or a type of link.
func isNoise(st *statement) bool {
	prefix, _, colon := strings.Cut(st.name, ":")
	if colon && socialPrefixes[strings.ToLower(prefix)] && (st.predicate == st.name || prefix == "og") {
		return true
	}
	meaning := st.predicate
	if st.role == asType {
		meaning = st.term.Value
	}
	for _, ns := range socialNamespaces {
		if strings.HasPrefix(meaning, ns) {
			return true
		}
	}
	if st.place.Name != "rel" && st.place.Name != "rev" {
		return false
	}
	if strings.HasPrefix(st.predicate, xhv) || st.predicate == initialTerms["describedby"] {
		return true
	}
	n := st.place.Node
	return !colon && (linkTypes[strings.ToLower(st.name)] || n.DataAtom == atom.Link && n.Namespace == "")
}

// tells reports whether a statement is reason enough to take its subject for an
// item. A name that nothing resolves is not, nor one that stands for itself
// because nobody declared its prefix, nor the address of a type of link.
func tells(st *statement) bool {
	if st.predicate != st.name {
		return st.predicate != ""
	}
	return st.place.Name == "property" && strings.Contains(st.name, "://")
}

// A builder makes the tree of items.
type builder struct {
	subjects map[string]*subject
	document string // key of the page itself
}

func (s *subject) isItem() bool { return s != nil && (s.typed || s.told) }

// loose reports whether what the subject has as values are items of the top
// nevertheless: a page that is described in passing holds nothing.
func (b *builder) loose(s *subject) bool { return !s.typed && s.term.Key() == b.document }

// itemOf is the subject that a fact has as its value, or nil. An address that
// is wanted as one stays one, even if the page describes what is there: a
// Graph finds it.
func (b *builder) itemOf(f *fact) *subject {
	if f.term.Kind == rdf.Literal {
		return nil
	}
	s := b.subjects[f.term.Key()]
	if !s.isItem() || !f.typed && f.term.Kind == rdf.IRI && wantsAddress(f.iri) {
		return nil
	}
	return s
}

// wantsAddress reports whether the values of a schema.org property are addresses
// and never things.
func wantsAddress(iri string) bool {
	term := schemaorg.Term(iri)
	return term == "url" || term == "sameAs" || strings.HasSuffix(term, "Url") || strings.HasSuffix(term, "URL")
}

// link fills in the properties and returns the items that are the value of
// none, in document order. A value that leads back to an item that holds it
// stays a reference, so that the items make no cycle.
func (b *builder) link(order []*subject) []*schemaorg.Item {
	held := make(map[*subject]bool)
	for _, s := range order {
		if !s.isItem() || b.loose(s) {
			continue
		}
		for i := range s.facts {
			if v := b.itemOf(&s.facts[i]); v != nil && v != s {
				held[v] = true
			}
		}
	}
	start := func(s *subject) {
		if s.isItem() && s.mark == unseen {
			b.descend(s)
		}
	}
	for _, s := range order {
		if !held[s] && !b.loose(s) {
			start(s)
		}
	}
	// What is left stands in cycles, or is held by those; then the page, which
	// takes no item out of the top.
	for _, s := range order {
		if !b.loose(s) {
			start(s)
		}
	}
	var items []*schemaorg.Item
	for _, s := range order {
		start(s)
		if s.isItem() && s.item.Parent == nil {
			items = append(items, s.item)
		}
	}
	return items
}

// descend builds the item of a subject and those that it holds and that are
// not built yet. It keeps its own stack, since a page can chain its items.
func (b *builder) descend(root *subject) {
	type frame struct {
		s    *subject
		next int
	}
	path := []frame{{s: root}}
	root.mark = onPath
	for len(path) > 0 {
		f := &path[len(path)-1]
		s := f.s
		if f.next == len(s.facts) {
			s.mark = done
			path = path[:len(path)-1]
			continue
		}
		if f.next == 0 {
			s.item.Properties = make([]schemaorg.Property, 0, len(s.facts))
		}
		ft := &s.facts[f.next]
		f.next++
		v := b.itemOf(ft)
		if v == nil || v.mark == onPath {
			s.add(ft, plainValue(ft))
			continue
		}
		value := schemaorg.Value{Kind: schemaorg.ItemValue, Item: v.item, Node: ft.node, Origin: ft.origin}
		switch {
		case v.mark == unseen:
			v.mark = onPath
			v.item.Parent = s.item
			path = append(path, frame{s: v})
		case v.item.Parent == nil && !b.loose(s):
			// A cycle was entered at this item before the one that holds it
			// was met.
			v.item.Parent = s.item
		}
		s.add(ft, value)
	}
}

func (s *subject) add(f *fact, v schemaorg.Value) {
	if v.Node == nil {
		return
	}
	s.item.Properties = append(s.item.Properties, schemaorg.Property{
		Name: f.name, IRI: f.iri, Reverse: f.reverse, Value: v, Origin: f.place,
	})
	if v.Item != nil && v.Item.Reference {
		v.Item.Parent = s.item
	}
}

// plainValue is a value that is no item of its own. It is the zero Value for a
// blank node without label that leads back to an item that holds it: nothing
// could be said of that.
func plainValue(f *fact) schemaorg.Value {
	v := schemaorg.Value{Node: f.node, Origin: f.origin, FromContent: f.fromContent}
	switch t := f.term; t.Kind {
	case rdf.Literal:
		v.Text, v.Lang = t.Value, t.Lang
		if t.Datatype != "" {
			v.Kind, v.Datatype = schemaorg.LiteralValue, t.Datatype
		}
	case rdf.IRI:
		v.Kind, v.Text, v.Raw = schemaorg.URLValue, t.Value, f.raw
	default:
		label := pageLabel(t)
		if label == "" {
			return schemaorg.Value{}
		}
		v.Kind = schemaorg.ItemValue
		v.Item = &schemaorg.Item{
			Syntax: schemaorg.RDFa, ID: label, Reference: true, Origin: text.FromTag(f.node), IDOrigin: f.origin,
		}
	}
	return v
}
