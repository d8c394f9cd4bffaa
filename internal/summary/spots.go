package summary

import "github.com/metacheck/metacheck/internal/text"

// Spots calls visit with every place that the summary keeps, in a fixed order;
// visit may change it.
func (s *Summary) Spots(visit func(*Spot)) {
	visit(&s.Lang.At)
	for _, list := range [][]Said{s.Titles, s.Headings, s.Broken} {
		for i := range list {
			visit(&list[i].At)
		}
	}
	for i := range s.Metas {
		visit(&s.Metas[i].At)
	}
	for i := range s.Robots {
		visit(&s.Robots[i].At)
	}
	for i := range s.Links {
		visit(&s.Links[i].At)
	}
	visit(&s.Refresh.At)
	for i := range s.Dates {
		visit(&s.Dates[i].At)
	}
	for i := range s.Entities {
		e := &s.Entities[i]
		visit(&e.At)
		for j := range e.Values {
			visit(&e.Values[j].At)
		}
	}
	for i := range s.Images {
		visit(&s.Images[i].At)
	}
	visit(&s.Top)
}

// DropExcerpts leaves out the lines of the page that places come with.
func (s *Summary) DropExcerpts() {
	s.Spots(func(at *Spot) { at.Excerpt = text.Excerpt{} })
}
