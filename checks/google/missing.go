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

// A rule is one thing that the table asks of an item: a property, or one of
// several.
type rule struct {
	// prop is how the table writes it, label how a message does; form is the form
	// of its values, or empty.
	prop, label, form string
	paths             [][]string
}

// rules are what a shape asks of an item: what is required, or what is
// recommended.
func (s *scan) rules(sh *Shape, it *schemaorg.Item, required bool) []rule {
	var list []rule
	add := func(prop string) {
		if sh.AskedOn(prop, s.day) {
			paths := pathsOf(prop)
			label := strings.Join(paths[0], ".")
			list = append(list, rule{prop, label, sh.form(label), paths})
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
			if len(labels) == 2 && strings.HasSuffix(labels[1], "."+labels[0]) {
				labels = labels[:1] // here or deeper
			}
			form := sh.form(labels[0])
			if slices.ContainsFunc(labels, func(label string) bool { return sh.form(label) != form }) {
				form = ""
			}
			list = append(list, rule{prop, check.ListOr(labels), form, pathsOf(prop)})
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

// holds reports whether a condition of the table is met.
func (s *scan) holds(c *Condition, it *schemaorg.Item) bool {
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

// meets reports whether one of the paths leads to a value.
func (s *scan) meets(it *schemaorg.Item, paths [][]string) bool {
	met, _, _ := s.follow(it, paths)
	return met
}

// follow looks for a value at the end of one of the paths. If there is none,
// faulty are the nested items without the last property, and of is the number of
// all items there; faulty is empty when a path ends earlier.
func (s *scan) follow(it *schemaorg.Item, paths [][]string) (met bool, faulty []*schemaorg.Item, of int) {
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

// A missingProp is a property that an item, or items nested in it, do not have.
type missingProp struct {
	// prop is the property as the table writes it, with the path to the nested
	// items; label is how a message writes it, in the path to it.
	prop, label, in, form string
	// faulty are the nested items without it, and of is the number of all items
	// there; faulty is empty when it is missing from the item itself.
	faulty []*schemaorg.Item
	of     int
}

// missing are the required, or recommended, properties that a candidate does not
// have.
func (s *scan) missing(f *Feature, c *candidate, required bool) []missingProp {
	list := s.missingOf(f, c.shape, c.item, required)
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
				for _, l := range s.missingOf(f, sh, it, required) {
					if misplaced(c.item, l.label) {
						continue
					}
					if l.in != "" {
						l.in = via + "." + l.in
					} else {
						l.in = via
					}
					l.prop = via + "." + l.prop
					at := slices.IndexFunc(list[from:], func(o missingProp) bool { return o.prop == l.prop })
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

// misplaced reports whether an item has a property that belongs to an item nested
// in it: schema/property-not-on-type reports that.
func misplaced(it *schemaorg.Item, term string) bool {
	return it.Value(term) != nil && !schemaorg.Expects(term, it.TypeTerms())
}

// missingOf are the properties of a shape that one item does not have.
func (s *scan) missingOf(f *Feature, sh *Shape, it *schemaorg.Item, required bool) []missingProp {
	var list []missingProp
	for _, w := range s.rules(sh, it, required) {
		if slices.ContainsFunc(list, func(l missingProp) bool { return l.in == "" && strings.HasPrefix(w.prop, l.label+".") }) {
			continue // without location there is no address in it either
		}
		if outer, _, ok := strings.Cut(w.prop, "."); ok && !required && slices.Contains(sh.Required, outer) && !s.has(it, outer) {
			continue // the check of required properties reports the outer one
		}
		met, faulty, of := s.follow(it, w.paths)
		if met || f.reportedElsewhere != nil && f.reportedElsewhere(s, it, w.prop) || !required && s.isEmptyText(it, w.prop) {
			continue
		}
		l := missingProp{prop: w.prop, label: w.label, form: w.form, faulty: faulty, of: of}
		if dot := strings.LastIndexByte(w.label, '.'); len(faulty) > 0 && dot > 0 && !strings.Contains(w.label, " ") {
			l.in, l.label = w.label[:dot], w.label[dot+1:]
		} else {
			l.faulty, l.of = nil, 0 // the item itself could have it, too
		}
		list = append(list, l)
	}
	return list
}

// dropDuplicates removes missing properties of a candidate that another
// candidate for the same thing has: one with the same name, or one that is the
// page's subject, too.
func (s *scan) dropDuplicates(list []candidate, missing [][]missingProp) {
	if len(list) < 2 || len(list) > maxItems {
		return
	}
	all := slices.Clone(missing)
	for i := range list {
		for k := range list {
			if i == k || len(all[i]) == 0 || !s.sameThing(list[i].item, list[k].item) {
				continue
			}
			missing[i] = slices.DeleteFunc(slices.Clone(missing[i]), func(l missingProp) bool {
				return !slices.ContainsFunc(all[k], func(o missingProp) bool { return o.prop == l.prop })
			})
		}
	}
	// What is missing from all of them is reported once.
	for i := range list {
		for k := range i {
			if len(missing[i]) > 0 && len(missing[k]) > 0 && s.sameThing(list[i].item, list[k].item) {
				missing[i] = slices.DeleteFunc(slices.Clone(missing[i]), func(l missingProp) bool {
					return slices.ContainsFunc(missing[k], func(o missingProp) bool { return o.prop == l.prop })
				})
			}
		}
	}
}

// sameThing reports whether two items describe the same thing.
func (s *scan) sameThing(a, b *schemaorg.Item) bool {
	x, y := s.nameOf(a), s.nameOf(b)
	if x != "" && y != "" {
		return strings.EqualFold(x, y)
	}
	return s.isMain(a) && s.isMain(b)
}

func (s *scan) nameOf(it *schemaorg.Item) string {
	for _, term := range [...]string{"name", "headline", "title"} {
		if t := s.e.text(it, term); t != "" {
			return t
		}
	}
	return ""
}

// phrase lists missing properties as a sentence does, with their places: "image,
// and price and priceCurrency in offers (2 of 3 items)".
func phrase(missing []missingProp) string {
	const most = 8
	var own []string
	type group struct {
		in    string
		n, of int
	}
	var groups []group
	labels := make(map[group][]string)
	more := 0
	for i, l := range missing {
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
	rest := fmt.Sprintf("%d more %s", more, check.Plural(more, "property", "properties"))
	if more > 0 && len(groups) == 0 {
		own = append(own, rest)
	}
	var parts []string
	if len(own) > 0 {
		parts = append(parts, listed(own))
	}
	for _, g := range groups {
		part := listed(labels[g]) + " in " + g.in
		if g.of > 1 {
			part += " (" + share(g.n, g.of) + " items)"
		}
		parts = append(parts, part)
	}
	if more > 0 && len(groups) > 0 {
		parts = append(parts, rest)
	}
	return strings.Join(parts, ", and ")
}

// listed joins the names of properties as a sentence does. Names with "or" come
// last: "name and image, and text or articleBody".
func listed(names []string) string {
	var single, parts []string
	for _, name := range names {
		if label, _, _ := strings.Cut(name, " ("); strings.Contains(label, " or ") {
			parts = append(parts, name)
		} else {
			single = append(single, name)
		}
	}
	if len(single) > 0 {
		parts = slices.Insert(parts, 0, check.List(single))
	}
	return strings.Join(parts, ", and ")
}

// advice says what to add, and in which form.
func advice(missing []missingProp) string {
	if len(missing) > 4 {
		return "add these properties"
	}
	var places []string
	names := make(map[string][]string)
	for _, l := range missing {
		name := l.label
		if l.form != "" && l.form != asText {
			name += " (" + l.form + ")"
		}
		if names[l.in] == nil {
			places = append(places, l.in)
		}
		if !slices.Contains(names[l.in], name) {
			names[l.in] = append(names[l.in], name)
		}
	}
	var parts []string
	for _, in := range places {
		part := listed(names[in])
		if in != "" {
			part += " in " + in
		}
		parts = append(parts, part)
	}
	return "add " + strings.Join(parts, ", and ")
}

// reportMissing reports the required, or recommended, properties that candidates
// of a feature do not have. Items of a template without the same properties are
// one finding.
func reportMissing(pass *check.Pass, feature int, required bool) {
	if pass.Page.Partial() {
		return
	}
	s := scanOf(pass)
	f := features[feature]
	if len(s.roots[feature]) == 0 || !f.On(s.day) {
		return
	}
	list := s.candidates(feature)
	missing := make([][]missingProp, len(list))
	for i := range list {
		missing[i] = s.missing(f, &list[i], required)
	}
	s.dropDuplicates(list, missing)
	type fault struct {
		kind, what, advice string
		intent             intent
	}
	var faults check.Grouping[fault, int]
	for i := range list {
		if len(missing[i]) > 0 {
			c := &list[i]
			faults.Add(fault{kindFor(c), phrase(missing[i]), advice(missing[i]), c.intent}, i)
		}
	}
	for fault, members := range faults.All() {
		first, others := members[0], members[1:]
		kind := fault.kind
		items := "the " + kind + " is"
		if len(others) > 0 {
			items = fmt.Sprintf("%d %s items are", len(members), kind)
		}
		asks, help := "requires", fault.advice
		if !required {
			asks, help = "recommends", fault.advice+" if available"
		}
		finding := pass.Report(list[first].item.TypePlace(), "%s missing %s, which Google %s", items, fault.what, asks).Advise("%s", help)
		finding.About(kind + " " + f.Slug)
		if fault.intent == weakIntent && f.Severity > check.Info && required {
			finding.Milder()
		}
		onIndex(pass, finding)
		relateMissing(finding, missing[first])
		for _, i := range others {
			if len(finding.Related) >= maxRelated {
				break
			}
			finding.Relate(list[i].item.TypePlace(), "this %s is missing the same", kind)
		}
	}
}

// kindFor is the type of a candidate in messages. An item may be a recipe for one
// check and a product for another: the type that the feature is about comes
// first.
func kindFor(c *candidate) string {
	for _, term := range c.item.TypeTerms() {
		if c.shape.isType(term) {
			return term
		}
	}
	return c.item.Label()
}

// factLabel is a label as facts have it, on which suppressions hang: three
// properties or more of which one is enough are "any of a, b, c" there.
func factLabel(label string) string {
	first, last, ok := strings.Cut(label, " or ")
	if !ok || !strings.Contains(first, ", ") {
		return label
	}
	return "any of " + first + ", " + last
}

// relateMissing adds to a finding the missing properties as facts, and the nested
// items without them as related places.
func relateMissing(finding *check.Finding, missing []missingProp) {
	related := make(map[text.Origin]bool)
	for _, l := range missing {
		prop, _, _ := strings.Cut(l.prop, "|")
		if l.in != "" {
			prop = l.in + "." + factLabel(l.label)
		}
		finding.Fact("missing", prop)
		for _, in := range l.faulty {
			at := in.TypePlace()
			if related[at] || len(finding.Related) == maxRelated {
				continue
			}
			related[at] = true
			var own []string
			for _, o := range missing {
				if slices.Contains(o.faulty, in) {
					own = append(own, o.label)
				}
			}
			finding.Relate(at, "the %s in %s is missing %s", in.Label(), l.in, listed(own))
		}
	}
}
