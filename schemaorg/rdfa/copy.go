package rdfa

import "github.com/metacheck/metacheck/internal/rdf"

// copyPatterns copies the properties of patterns to what asks for them, and
// takes away the patterns that were used (HTML+RDFa 1.1, section 3.5).
//
// A pattern that copies another gives its copiers the wish to copy that too,
// so it is enough to copy what a pattern says itself, and each pattern to each
// subject once.
func (p *processor) copyPatterns() {
	var wishes []int
	patterns := make(map[string]bool)
	for i := range p.statements {
		switch s := &p.statements[i]; {
		case s.predicate == rdf.RDFaCopy && s.role != asReverse:
			wishes = append(wishes, i)
		case s.predicate == rdf.Type && s.term.Kind == rdf.IRI && s.term.Value == rdf.RDFaPattern:
			patterns[s.subject.Key()] = true
		}
	}
	if len(wishes) == 0 || len(patterns) == 0 {
		return
	}
	own := make(map[string][]int) // what each pattern says
	for i := range p.statements {
		if key := p.statements[i].subject.Key(); patterns[key] {
			own[key] = append(own[key], i)
		}
	}
	type pair struct{ subject, pattern string }
	done := make(map[pair]bool)
	used := make(map[string]bool)
	copiers := make(map[string]bool)
	for k := 0; k < len(wishes); k++ {
		wish := p.statements[wishes[k]]
		pattern := wish.term.Key()
		if wish.term.Kind == rdf.Literal || !patterns[pattern] {
			continue
		}
		used[pattern] = true
		copiers[wish.subject.Key()] = true
		if pr := (pair{wish.subject.Key(), pattern}); done[pr] || pr.subject == pattern {
			continue
		} else {
			done[pr] = true
		}
		for _, i := range own[pattern] {
			s := p.statements[i]
			if s.predicate == rdf.Type && s.term.Value == rdf.RDFaPattern || s.role == asReverse {
				continue
			}
			s.subject, s.copied = wish.subject, true
			p.state(s)
			if p.full {
				break
			}
			if s.predicate == rdf.RDFaCopy {
				wishes = append(wishes, len(p.statements)-1)
			}
		}
	}
	for i := range p.statements {
		s := &p.statements[i]
		subject := s.subject.Key()
		s.removed = used[subject] ||
			s.predicate == rdf.RDFaCopy && s.term.Kind != rdf.Literal && patterns[s.term.Key()] ||
			copiers[subject] && s.predicate == rdf.Type && s.term.Value == rdf.RDFaPattern
	}
}
