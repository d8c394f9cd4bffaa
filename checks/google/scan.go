package google

import (
	"strings"
	"sync/atomic"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// An intent is whether an item is meant for a search feature.
type intent uint8

const (
	noIntent   intent = iota // not at all: a teaser, the publisher, a reference
	weakIntent               // perhaps: missing properties are worth a hint
	fullIntent
)

// Bounds of what is looked at on one page: real pages stay far below them.
const (
	maxRoots  = 200     // items of one feature
	maxValues = 100     // values of one property
	maxWork   = 100_000 // values that are followed in search of missing properties
)

// maxFeatures is room for the features of the table.
const maxFeatures = 64

// A scan is what the features need to know about the items of a page: made once
// for all checks of the family.
type scan struct {
	p *page.Page
	g *schemaorg.Graph
	e *entities
	// roots are the items that have the types of a feature's main items, by the
	// feature's place in the table.
	roots [maxFeatures][]*schemaorg.Item
	// meant are the roots that are meant for a feature, once it was asked for.
	meant [maxFeatures]*[]candidate
	// day is the date that counts as today.
	day Day
	// links lead from an entity to the items that have it as a value; made when
	// first asked for.
	links map[entity][]link
	work  int
	// authors are those of the main articles, once authorsFound is set.
	authors      []author
	authorsFound bool
}

// A candidate is an item that is meant for a feature, and the shape that it has
// to have.
type candidate struct {
	item   *schemaorg.Item
	shape  *Shape
	intent intent
}

// A link is a property of an item with an entity as its value; as is the item
// that the property has.
type link struct {
	owner, as *schemaorg.Item
	term      string
}

type scanKey struct{}

// scanOf is the scan of the page of a pass.
func scanOf(pass *check.Pass) *scan {
	s := page.Derive(pass.Page, scanKey{}, newScan)
	s.day = DayOf(pass.AsOf)
	return s
}

func newScan(p *page.Page) *scan {
	s := &scan{p: p, g: p.Graph, e: newEntities(p.Graph)}
	for _, it := range p.Graph.All {
		if it.Reference {
			continue
		}
		for i, term := range it.TypeTerms() {
			if i == maxItems {
				break
			}
			for _, f := range rootsOf(term) {
				s.addRoot(int(f), it)
			}
		}
	}
	return s
}

// addRoot adds an item to the roots of a feature: the first of each entity.
func (s *scan) addRoot(f int, it *schemaorg.Item) {
	roots := s.roots[f]
	if len(roots) == maxRoots {
		return
	}
	for i := len(roots) - 1; i >= 0; i-- {
		if roots[i] == it {
			return
		}
		if it.ID != "" && entityOf(roots[i]) == entityOf(it) {
			return
		}
	}
	s.roots[f] = append(roots, it)
}

// rootsByType are the features whose main items may have a type, for the
// schema.org types that were asked for. It is replaced as a whole.
var rootsByType atomic.Pointer[map[string][]uint8]

// rootsOf are the features, by their place in the table, whose main items may
// have the type.
func rootsOf(term string) []uint8 {
	known := rootsByType.Load()
	if known != nil {
		if list, ok := (*known)[term]; ok {
			return list
		}
	}
	if !schemaorg.IsType(term) {
		return nil
	}
	var list []uint8
	for i, f := range features {
		for k := range f.Shapes {
			if sh := &f.Shapes[k]; len(sh.Via) == 0 && sh.isType(term) {
				list = append(list, uint8(i))
				break
			}
		}
	}
	grown := map[string][]uint8{strings.Clone(term): list}
	if known != nil {
		for k, v := range *known {
			grown[k] = v
		}
	}
	rootsByType.CompareAndSwap(known, &grown) // else another page was faster
	return list
}

// of are the items that are meant for a feature of the table.
func (s *scan) of(f *Feature) []candidate {
	i := f.place()
	if len(s.roots[i]) == 0 {
		return nil
	}
	return s.candidates(i)
}

// place is the feature's place in the table.
func (f *Feature) place() int {
	for i := range features {
		if features[i] == f {
			return i
		}
	}
	panic("feature " + f.Slug + " is not in the table")
}

// candidates are the items that are meant for a feature.
func (s *scan) candidates(feature int) []candidate {
	if s.meant[feature] == nil {
		list := s.findCandidates(feature)
		s.meant[feature] = &list
	}
	return *s.meant[feature]
}

func (s *scan) findCandidates(feature int) []candidate {
	f := features[feature]
	var list []candidate
	for _, it := range s.roots[feature] {
		for k := range f.Shapes {
			sh := &f.Shapes[k]
			if len(sh.Via) > 0 || !sh.is(it) || len(sh.Of) > 0 && !s.standsIn(it, sh.Of) {
				continue
			}
			a := fullIntent
			switch {
			case f.intent != nil:
				a = f.intent(s, it)
			case len(sh.Of) == 0:
				a = mainIntent(s, it)
			}
			if a != noIntent {
				list = append(list, candidate{it, sh, a})
			}
			break
		}
	}
	if (f.intent == nil && len(f.Shapes[0].Of) == 0 || f.sole) && len(list) > 1 {
		// Several of one type: a list, in which none may be the page's subject.
		for i := range list {
			if !s.isMain(list[i].item) {
				list[i].intent = weakIntent
			}
		}
	}
	return list
}

// owners are the items that have the entity of it as a value.
func (s *scan) owners(it *schemaorg.Item) []link {
	if s.links == nil {
		s.links = make(map[entity][]link)
		for _, owner := range s.g.All {
			for i := range owner.Properties {
				p := &owner.Properties[i]
				if v := p.Value.Item; v != nil && !p.Reverse {
					of := entityOf(v)
					if len(s.links[of]) < maxValues {
						s.links[of] = append(s.links[of], link{owner, v, p.Term()})
					}
				}
			}
		}
	}
	return s.links[entityOf(it)]
}

// standsIn reports whether an item is in one of the places, written as
// "Product.offers", of an item that is not just mentioned.
func (s *scan) standsIn(it *schemaorg.Item, places []string) bool {
	for _, l := range s.owners(it) {
		for _, place := range places {
			typ, term, _ := strings.Cut(place, ".")
			if l.term == term && l.owner.Is(typ) && !s.inPassing(l.owner) {
				return true
			}
		}
	}
	return false
}

// inPassing reports whether the page only mentions an item beside its subject: as
// a teaser, a comment, an entry of a list, or with the URL of another page.
func (s *scan) inPassing(it *schemaorg.Item) bool {
	if s.g.IsSecondary(it) {
		return true
	}
	if s.isMain(it) {
		return false
	}
	if it.Parent == nil || it.Is("Product") {
		return s.p.TieOf(it) == page.TiedAway
	}
	return false
}

// isMain reports whether the item is one of those that the page is about.
func (s *scan) isMain(it *schemaorg.Item) bool {
	for _, m := range s.p.MainItems() {
		if entityOf(m) == entityOf(it) {
			return true
		}
	}
	return false
}

// value is the first value of a property of the entity of it that is present,
// or nil.
func (s *scan) value(it *schemaorg.Item, term string) *schemaorg.Value {
	for i, v := range s.e.valuesOf(it, term) {
		if i == maxValues {
			break
		}
		if isPresent(it, v) {
			return v
		}
	}
	return nil
}

// isPresent reports whether a value is there. An empty element counts: a script
// may fill it, and microdata/empty-value reports it.
func isPresent(it *schemaorg.Item, v *schemaorg.Value) bool {
	return v.Item != nil || v.Raw != "" || it.Syntax != schemaorg.JSONLD || strings.TrimSpace(v.Text) != ""
}

// has reports whether the entity of it has a property, in any syntax, or is the
// value of the inverse property. A misspelled property counts, since
// schema/unknown-property reports it, and so does one that something unclosed
// swallows, which the checks of markup report.
func (s *scan) has(it *schemaorg.Item, term string) bool {
	return s.value(it, term) != nil || s.hasInverse(it, term) || misspells(it, term) ||
		it.Syntax != schemaorg.JSONLD && s.p.SwallowsProperty(term)
}

// isEmptyText reports whether the entity of it has a property in JSON-LD with an
// empty text and nothing else: jsonld/empty-value reports it.
func (s *scan) isEmptyText(it *schemaorg.Item, term string) bool {
	for i, v := range s.e.valuesOf(it, term) {
		if i == maxValues {
			break
		}
		if v.Item == nil && v.Node == nil && v.Kind != schemaorg.URLValue && strings.TrimSpace(v.Text) == "" {
			return s.value(it, term) == nil
		}
	}
	return false
}

// misspells reports whether the item has a property that is unknown to
// schema.org and nearest to term.
func misspells(it *schemaorg.Item, term string) bool {
	tried := 0
	for i := range it.Properties {
		t := it.Properties[i].Term()
		if t == "" || schemaorg.IsProperty(t) {
			continue
		}
		if strings.EqualFold(t, term) || schemaorg.NearestProperty(t) == term {
			return true
		}
		if tried++; tried == maxItems {
			break
		}
	}
	return false
}

// inverse is the inverse property, also where schema.org does not declare it; or
// empty.
func inverse(term string) string {
	switch term {
	case "review", "reviews", "aggregateRating":
		return "itemReviewed"
	case "mainEntity":
		return "mainEntityOfPage"
	}
	return schemaorg.Inverse(term)
}

func (s *scan) hasInverse(it *schemaorg.Item, term string) bool {
	inv := inverse(term)
	if inv == "" {
		return false
	}
	for _, l := range s.owners(it) {
		if l.term == inv && (term != "aggregateRating" || l.owner.Is("AggregateRating")) && (term != "review" || l.owner.Is("Review")) {
			return true
		}
	}
	for i := range it.Properties {
		if p := &it.Properties[i]; p.Reverse && p.Term() == inv {
			return true
		}
	}
	return false
}

// nested are the items that a property of the entity of it leads to, each in its
// fullest form. text reports whether there are other values: texts, or items that
// the page does not describe.
func (s *scan) nested(it *schemaorg.Item, term string) (items []*schemaorg.Item, text bool) {
	for i, v := range s.e.valuesOf(it, term) {
		if i == maxValues {
			break
		}
		if s.work++; s.work > maxWork {
			return nil, true
		}
		if !isPresent(it, v) {
			continue
		}
		in := s.g.Resolve(v)
		if in == nil || in.Reference {
			text = true
			continue
		}
		items = append(items, in)
	}
	return items, text
}

// memberName is the name of the enumeration member that a value means, or the
// value itself if it is of another vocabulary.
func memberName(s string) string {
	s = strings.TrimSpace(s)
	if name := schemaorg.MemberName(s); name != "" {
		return name
	}
	return s
}

// written is a value that is not an item, as parsers read it, and its place; see
// [page.ItemDate].
func written(v *schemaorg.Value) (string, text.Origin) { return page.ItemDate(v) }

// texts are the texts of the values of a property of the entity of it.
func (s *scan) texts(it *schemaorg.Item, term string) []string {
	var list []string
	for i, v := range s.e.valuesOf(it, term) {
		if i == maxValues {
			break
		}
		if v.Item != nil {
			if v.Item.ID != "" {
				list = append(list, v.Item.ID)
			}
			continue
		}
		if t, _ := written(v); t != "" {
			list = append(list, t)
		}
	}
	return list
}

// is reports whether a property of the entity of it has the member of an
// enumeration among its values.
func (s *scan) is(it *schemaorg.Item, term, member string) bool {
	for _, t := range s.texts(it, term) {
		if strings.EqualFold(memberName(t), member) {
			return true
		}
	}
	return false
}
