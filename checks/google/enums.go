package google

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// itemReviewedType is the type of what a review or rating is about, as the table
// writes it.
const itemReviewedType = "itemReviewed.@type"

var enumUnsupported = &check.Check{
	ID:       "google/enum-unsupported",
	Severity: check.Info,
	Title:    "Value that Google does not document",
	Impact:   "Google ignores it",
	Why: "schema.org has more values for availability, event status or rated types than Google uses, and for " +
		"some texts Google documents the exact words. Other values are valid markup, but Google ignores them.",
	Fix:        "Use a documented value if one fits. Keep the other for parsers that know it.",
	Exceptions: "schema/invalid-enum reports values that schema.org does not have.",
	References: []string{docs + "event", merchantDoc, docs + "job-posting", reviewDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05",
 "eventStatus": "https://schema.org/EventMovedOnline"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Sea songs", "startDate": "2026-06-05",
 "eventStatus": "https://schema.org/EventScheduled"}
</script>`,
	Since: "0.1.0",
	Run:   runEnumUnsupported,
}

func runEnumUnsupported(pass *check.Pass) {
	s := scanOf(pass)
	reported := make(map[string]*check.Finding)
	for i, f := range features {
		if len(s.roots[i]) == 0 || f.Severity == 0 || f.Off || !f.On(s.day) || !f.hasEnums() {
			continue
		}
		for _, c := range s.candidates(i) {
			for k := range f.Shapes {
				sh := &f.Shapes[k]
				if len(sh.Enums) == 0 || len(sh.Via) == 0 && sh != c.shape {
					continue
				}
				items := []*schemaorg.Item{c.item}
				if len(sh.Via) > 0 {
					items = nil
					for _, via := range sh.Via {
						items = append(items, s.reach(c.item, strings.Split(via, "."))...)
					}
				}
				for _, it := range items {
					if sh.is(it) {
						s.checkEnums(pass, sh, it, reported)
					}
				}
			}
		}
	}
}

func (f *Feature) hasEnums() bool {
	for i := range f.Shapes {
		if len(f.Shapes[i].Enums) > 0 {
			return true
		}
	}
	return false
}

// reach are the items that a path of properties leads to.
func (s *scan) reach(it *schemaorg.Item, path []string) []*schemaorg.Item {
	inside := []*schemaorg.Item{it}
	for _, term := range path {
		var next []*schemaorg.Item
		for _, in := range inside {
			items, _ := s.nested(in, term)
			next = append(next, items...)
		}
		inside = next[:min(len(next), maxRoots)]
	}
	return inside
}

func (s *scan) checkEnums(pass *check.Pass, sh *Shape, it *schemaorg.Item, reported map[string]*check.Finding) {
	report := func(e *Enum, term, value string, at text.Origin, kind string) {
		key := term + " " + value
		if f := reported[key]; f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(at, "%s here, too", check.Quote(value))
			}
			return
		}
		if len(reported) == maxRelated {
			return
		}
		advice := "use a value that Google documents if one fits: " + some(e.Values)
		if meant := e.meant(value); meant != "" {
			advice = "write " + check.Quote(meant)
		}
		reported[key] = pass.Report(at, "%s of the %s has a value that Google does not document: %s", term, kind, check.Quote(value)).
			Advise("%s", advice).About(kind + " " + term)
	}
	for i := range sh.Enums {
		e := &sh.Enums[i]
		if e.Prop == itemReviewedType {
			s.checkReviewed(pass, e, it, reported)
			continue
		}
		path := strings.Split(e.Prop, ".")
		term := path[len(path)-1]
		for _, in := range s.reach(it, path[:len(path)-1]) {
			for k, v := range s.e.valuesOf(in, term) {
				if k == maxItems {
					break
				}
				var name, shown string
				var at text.Origin
				if v.Item != nil {
					if terms := v.Item.TypeTerms(); len(terms) > 0 && schemaorg.IsSubtype(terms[0], "Action") {
						name, shown, at = terms[0], terms[0], v.Item.TypePlace()
					} else {
						continue
					}
				} else {
					shown, at = written(v)
					name = memberName(shown)
				}
				if name == "" || slices.Contains(e.Values, name) {
					continue
				}
				if !e.Text && schemaorg.EnumMember(name) == "" && !schemaorg.IsSubtype(name, "Action") {
					continue // schema/invalid-enum
				}
				report(e, term, shown, at, in.Label())
			}
		}
	}
}

// meant is the value that was probably meant by another spelling ("full time") or
// by its beginning ("Game" for GameApplication); empty if that is unclear.
func (e *Enum) meant(value string) string {
	written, begun := letters(value), ""
	for _, v := range e.Values {
		switch known := letters(v); {
		case known == written:
			return v
		case len(written) < 3 || !strings.HasPrefix(known, written):
		case begun != "":
			return ""
		default:
			begun = v
		}
	}
	return begun
}

// checkReviewed reports reviews and ratings of types for which Google shows none.
func (s *scan) checkReviewed(pass *check.Pass, e *Enum, it *schemaorg.Item, reported map[string]*check.Finding) {
	rated, _ := s.nested(it, "itemReviewed")
	if len(rated) == 0 {
		for _, l := range s.owners(it) {
			if l.term == "review" || l.term == "reviews" || l.term == "aggregateRating" {
				rated = append(rated, l.owner)
			}
		}
	}
	for _, in := range rated[:min(len(rated), maxItems)] {
		terms := in.TypeTerms()
		fits := len(terms) == 0
		for _, t := range terms {
			fits = fits || !schemaorg.IsType(t) || t == "Thing"
			for _, v := range e.Values {
				fits = fits || schemaorg.IsSubtype(t, v)
			}
		}
		if fits || len(terms) != len(in.Types) {
			continue
		}
		// Product and ProductGroup and the like are reported once.
		key := itemReviewedType + " " + terms[0]
		if f := reported[key]; f != nil {
			if len(f.Related) < maxRelated {
				f.Relate(it.TypePlace(), "another %s of this type", it.Label())
			}
			continue
		}
		reported[key] = pass.Report(it.TypePlace(), "the %s is about a type that Google does not document: %s", it.Label(), terms[0]).
			Affects("Google shows no stars").
			Advise("remove it, or rate an item of a type that Google documents: %s", some(e.Values)).Relate(in.TypePlace(), "the rated item").About(it.Label() + " " + terms[0])
	}
}

// some lists the first of many values.
func some(values []string) string {
	const most = 6
	if len(values) > most {
		return strings.Join(values[:most], ", ") + " …"
	}
	return check.ListOr(values)
}

// letters is a value in lowercase, without separators, by which two spellings of
// it are the same.
func letters(s string) string {
	if len(s) > 64 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(memberName(s)))
}
