package google

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// standsAlone is the condition that a review or rating is not nested in what it
// rates.
const standsAlone = "not nested in what it rates"

// A want is one thing that the table asks of an item: one of some paths of
// properties.
type want struct {
	// prop is how the table writes it; label is how a message does.
	prop, label string
	paths       [][]string
}

// wants are what a shape asks of an item on a day: what is required, or what is
// recommended.
func (s *survey) wants(sh *Shape, it *schemaorg.Item, required bool) []want {
	var list []want
	add := func(prop string) {
		if sh.AskedOn(prop, s.day) {
			paths := pathsOf(prop)
			list = append(list, want{prop, strings.Join(paths[0], "."), paths})
		}
	}
	if required {
		for _, prop := range sh.Required {
			add(prop)
		}
		for _, group := range sh.AnyOf {
			prop := strings.Join(group, "|")
			labels := make([]string, len(group))
			for i, g := range group {
				labels[i], _, _ = strings.Cut(g, "|")
			}
			list = append(list, want{prop, "any of " + strings.Join(labels, ", "), pathsOf(prop)})
			switch last := labels[0]; {
			case len(labels) == 2 && strings.HasSuffix(labels[1], "."+last):
				list[len(list)-1].label = last // here or deeper
			case len(labels) == 2:
				list[len(list)-1].label = last + " or " + labels[1]
			}
		}
	} else {
		for _, prop := range sh.Recommended {
			add(prop)
		}
	}
	for i := range sh.When {
		c := &sh.When[i]
		if c.By != "" || c.Advised == required || !s.holds(c, it) {
			continue
		}
		for _, prop := range c.Require {
			add(prop)
		}
	}
	return list
}

// pathsOf reads a property as the table writes it: "contentUrl|url",
// "offers.price".
func pathsOf(prop string) [][]string {
	var paths [][]string
	for _, alternative := range strings.Split(prop, "|") {
		paths = append(paths, strings.Split(alternative, "."))
	}
	return paths
}

// holds tells whether a condition of the table is met.
func (s *survey) holds(c *Condition, it *schemaorg.Item) bool {
	if c.If == standsAlone {
		return len(s.owners(it)) == 0
	}
	if c.Unless != "" && s.meets(it, pathsOf(c.Unless)) {
		return false
	}
	if c.Is != "" {
		return s.is(it, c.If, c.Is)
	}
	return s.meets(it, pathsOf(c.If))
}

// meets tells whether an item has what one of the paths leads to.
func (s *survey) meets(it *schemaorg.Item, paths [][]string) bool {
	met, _, _ := s.follow(it, paths)
	return met
}

// follow looks for what one of the paths leads to. Where there is none, faulty
// are the items inside it that lack the last step, of all that stand there;
// none when the way ends earlier.
func (s *survey) follow(it *schemaorg.Item, paths [][]string) (met bool, faulty []*schemaorg.Item, of int) {
	for _, path := range paths {
		if len(path) == 1 && s.has(it, path[0]) {
			return true, nil, 0
		}
	}
	var heads []string
	for _, path := range paths {
		if len(path) < 2 || slices.Contains(heads, path[0]) {
			continue
		}
		heads = append(heads, path[0])
		var tails [][]string
		for _, p := range paths {
			if len(p) > 1 && p[0] == path[0] {
				tails = append(tails, p[1:])
			}
		}
		items, asText := s.nested(it, path[0])
		var bad []*schemaorg.Item
		for _, in := range items {
			ok, inner, _ := s.follow(in, tails)
			switch {
			case ok:
			case len(inner) > 0:
				bad = append(bad, inner...)
			default:
				bad = append(bad, in)
			}
		}
		if len(bad) == 0 && (len(items) > 0 || asText || s.hasInverse(it, path[0])) {
			return true, nil, 0
		}
		if faulty == nil {
			faulty, of = bad, max(len(items), len(bad))
		}
	}
	return false, faulty, of
}

// A lack is something that an item, or items inside it, do not say.
type lack struct {
	// prop is the property as the table writes it, with the way to the items
	// inside; label names it, in is the way to it.
	prop, label, in, form string
	// faulty are the items inside that lack it, of all that stand there; none
	// when it is the item itself.
	faulty []*schemaorg.Item
	of     int
}

// lacks are what a candidate lacks of what is required, or recommended.
func (s *survey) lacks(f *Feature, c *candidate, required bool) []lack {
	list := s.lacksOf(f, c.shape, c.item, required)
	for i := range f.Shapes {
		sh := &f.Shapes[i]
		if len(sh.Via) == 0 {
			continue
		}
		for _, via := range sh.Via {
			inside := s.reach(c.item, strings.Split(via, "."))
			inside = slices.DeleteFunc(slices.Clone(inside), func(it *schemaorg.Item) bool { return !sh.is(it) })
			from := len(list)
			for _, it := range inside {
				for _, l := range s.lacksOf(f, sh, it, required) {
					if misplaced(c.item, l.label) {
						continue
					}
					if l.in != "" {
						l.in = via + "." + l.in
					} else {
						l.in = via
					}
					l.prop = via + "." + l.prop
					at := slices.IndexFunc(list[from:], func(o lack) bool { return o.prop == l.prop })
					if at < 0 {
						at = len(list) - from
						l.faulty, l.of = nil, len(inside)
						list = append(list, l)
					}
					list[from+at].faulty = append(list[from+at].faulty, it)
				}
			}
		}
	}
	return list
}

// misplaced tells whether an item has a property that belongs to an item inside
// it: schema/property-not-on-type tells of that.
func misplaced(it *schemaorg.Item, term string) bool {
	return it.Value(term) != nil && !schemaorg.Expects(term, it.TypeTerms())
}

// lacksOf are what one item lacks of what a shape asks for.
func (s *survey) lacksOf(f *Feature, sh *Shape, it *schemaorg.Item, required bool) []lack {
	var list []lack
	for _, w := range s.wants(sh, it, required) {
		if slices.ContainsFunc(list, func(l lack) bool { return l.in == "" && strings.HasPrefix(w.prop, l.label+".") }) {
			continue // without location there is no address of it either
		}
		if outer, _, ok := strings.Cut(w.prop, "."); ok && !required && slices.Contains(sh.Required, outer) && !s.has(it, outer) {
			continue // that the outer one is missing is told as a fault
		}
		met, faulty, of := s.follow(it, w.paths)
		if met || f.told != nil && f.told(s, it, w.prop) || !required && s.emptied(it, w.prop) {
			continue
		}
		l := lack{prop: w.prop, label: w.label, form: sh.form(strings.Join(w.paths[0], ".")), faulty: faulty, of: of}
		if dot := strings.LastIndexByte(w.label, '.'); len(faulty) > 0 && dot > 0 && !strings.Contains(w.label, " ") {
			l.in, l.label = w.label[:dot], w.label[dot+1:]
		} else {
			l.faulty, l.of = nil, 0 // the item itself could say it, too
		}
		list = append(list, l)
	}
	return list
}

// withoutTwins drops from what the candidates lack what another item says that
// tells of the same thing: one with the same name, or the page's subject as
// well.
func (s *survey) withoutTwins(list []candidate, lacks [][]lack) {
	if len(list) < 2 || len(list) > maxItems {
		return
	}
	all := slices.Clone(lacks)
	for i := range list {
		for k := range list {
			if i == k || len(all[i]) == 0 || !s.twins(list[i].item, list[k].item) {
				continue
			}
			lacks[i] = slices.DeleteFunc(slices.Clone(lacks[i]), func(l lack) bool {
				return !slices.ContainsFunc(all[k], func(o lack) bool { return o.prop == l.prop })
			})
		}
	}
	// What all of them lack is told once.
	for i := range list {
		for k := range i {
			if len(lacks[i]) > 0 && len(lacks[k]) > 0 && s.twins(list[i].item, list[k].item) {
				lacks[i] = slices.DeleteFunc(slices.Clone(lacks[i]), func(l lack) bool {
					return slices.ContainsFunc(lacks[k], func(o lack) bool { return o.prop == l.prop })
				})
			}
		}
	}
}

// twins tells whether two items tell of the same thing.
func (s *survey) twins(a, b *schemaorg.Item) bool {
	x, y := s.nameOf(a), s.nameOf(b)
	if x != "" && y != "" {
		return strings.EqualFold(x, y)
	}
	return s.isMain(a) && s.isMain(b)
}

func (s *survey) nameOf(it *schemaorg.Item) string {
	for _, term := range [...]string{"name", "headline", "title"} {
		if t := s.e.text(it, term); t != "" {
			return t
		}
	}
	return ""
}

// phrase names what is lacking as a sentence does, and where: "image, and price
// and priceCurrency in offers (2 of 3)".
func phrase(lacks []lack) string {
	const most = 8
	var own []string
	type group struct {
		in    string
		n, of int
	}
	var groups []group
	labels := make(map[group][]string)
	more := 0
	for i, l := range lacks {
		if i >= most {
			more++
			continue
		}
		if l.in == "" {
			own = append(own, l.label)
			continue
		}
		g := group{l.in, len(l.faulty), l.of}
		if labels[g] == nil {
			groups = append(groups, g)
		}
		labels[g] = append(labels[g], l.label)
	}
	rest := fmt.Sprintf("%d more properties", more)
	if more == 1 {
		rest = "1 more property"
	}
	if more > 0 && len(groups) == 0 {
		own = append(own, rest)
	}
	var parts []string
	if len(own) > 0 {
		parts = append(parts, check.List(own))
	}
	for _, g := range groups {
		part := check.List(labels[g]) + " in " + g.in
		if g.of > 1 {
			part += " (" + share(g.n, g.of) + ")"
		}
		parts = append(parts, part)
	}
	if more > 0 && len(groups) > 0 {
		parts = append(parts, rest)
	}
	return strings.Join(parts, ", and ")
}

// advice says what to add, and in which form.
func advice(lacks []lack) string {
	if len(lacks) > 4 {
		return "add them"
	}
	var list []string
	for _, l := range lacks {
		name := l.label
		name = strings.Replace(name, "any of ", "one of ", 1)
		if l.form != "" && l.form != asText {
			name += " (" + l.form + ")"
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return "add " + check.List(list)
}

// reportLacks reports what the candidates of a feature lack. Items of a template
// that lack the same are one finding.
func reportLacks(pass *check.Pass, feature int, required bool) {
	if pass.Page.Partial() {
		return
	}
	s := surveyOf(pass)
	f := features[feature]
	if len(s.roots[feature]) == 0 || !f.On(s.day) {
		return
	}
	list := s.candidates(feature)
	lacks := make([][]lack, len(list))
	for i := range list {
		lacks[i] = s.lacks(f, &list[i], required)
	}
	s.withoutTwins(list, lacks)
	type fault struct {
		kind, what, advice string
		aim                aim
	}
	var faults check.Grouping[fault, int]
	for i := range list {
		if len(lacks[i]) > 0 {
			c := &list[i]
			faults.Add(fault{kindFor(c), phrase(lacks[i]), advice(lacks[i]), c.aim}, i)
		}
	}
	for fault, members := range faults.All() {
		first, others := members[0], members[1:]
		kind := fault.kind
		var finding *check.Finding
		if at := list[first].item.TypePlace(); required {
			loss := f.loss
			if loss == "" {
				loss = "Google shows no " + f.Shows
			}
			finding = pass.Report(at, "the %s%s lacks %s, without which %s; %s", kind, check.Others(len(others)), fault.what, loss, fault.advice)
		} else {
			finding = pass.Report(at, "the %s%s lacks %s, recommended by Google for the %s; %s where known", kind, check.Others(len(others)), fault.what, f.Shows, fault.advice)
		}
		finding.About(kind + " " + f.Slug)
		if fault.aim == mildAim && f.Severity > check.Info && required {
			finding.Milder()
		}
		onIndex(pass, finding)
		relateLacks(finding, lacks[first])
		for _, i := range others {
			if len(finding.Related) >= maxRelated {
				break
			}
			finding.Relate(list[i].item.TypePlace(), "another %s that lacks this", kind)
		}
	}
}

// kindFor is the kind of a candidate. An item may be a recipe for one check and
// a thing for the other: the type that the feature is about comes first.
func kindFor(c *candidate) string {
	for _, term := range c.item.TypeTerms() {
		if c.shape.isType(term) {
			return term
		}
	}
	return c.item.Label()
}

// relateLacks adds to a finding what is missing, and the items inside that lack
// it.
func relateLacks(finding *check.Finding, lacks []lack) {
	told := make(map[text.Origin]bool)
	for _, l := range lacks {
		prop, _, _ := strings.Cut(l.prop, "|")
		if l.in != "" {
			prop = l.in + "." + l.label
		}
		finding.Fact("missing", prop)
		for _, in := range l.faulty {
			at := in.TypePlace()
			if told[at] || len(finding.Related) == maxRelated {
				continue
			}
			told[at] = true
			var own []string
			for _, o := range lacks {
				if slices.Contains(o.faulty, in) {
					own = append(own, o.label)
				}
			}
			finding.Relate(at, "the %s in %s lacks %s", in.Label(), l.in, check.List(own))
		}
	}
}
