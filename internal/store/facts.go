package store

import (
	"slices"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
)

// maxTypes bounds the types of a page that are kept.
const maxTypes = 20

// A fact is a named value of a page. Shared values are few over all pages, and
// stand in the table of names.
type fact struct {
	name, value string
	shared      bool
}

// factsOf are the facts of a page that a store keeps, in the order in which
// README.md lists them. A value that repeats the one it usually equals is left
// out, as README.md says of each: a canonical link that is the page's own
// address, an og:title that is the title.
func factsOf(s *summary.Summary) []fact {
	list := make([]fact, 0, 16)
	add := func(name, value string, shared bool) {
		if value = text.Clean(value); value != "" {
			list = append(list, fact{name, value, shared})
		}
	}
	title := ""
	if t := s.Title(); t != nil {
		title = t.Value
		add("title", title, false)
	}
	if c := s.Canonical(); c != nil {
		if c.URL == s.URL {
			add("canonical", "=", true)
		} else {
			add("canonical", c.URL, false)
		}
	}
	add("lang", s.Lang.Value, true)
	add("charset", s.Charset, true)
	if s.NoIndex {
		add("noindex", "1", true)
	}
	for _, role := range []string{"published", "modified"} {
		for i := range s.Dates {
			if d := &s.Dates[i]; d.Role == role && d.Time != "" {
				add(role, d.Time, false)
				break
			}
		}
	}
	var types []string
	for i := range s.Entities {
		e := &s.Entities[i]
		for _, t := range e.Types {
			if len(types) < maxTypes && !slices.Contains(types, t) {
				types = append(types, t)
				add("type", t, true)
			}
		}
		if e.Main && len(e.Types) > 0 {
			add("main-type", e.Types[0], true)
		}
		if !e.Nested {
			if name := "syntax"; !slices.Contains(list, fact{name, e.Syntax, true}) {
				add(name, e.Syntax, true)
			}
		}
	}
	for _, key := range []string{"og:type", "og:site_name", "twitter:card", "generator"} {
		if m := s.Meta(key); m != nil {
			add(key, m.Value, true)
		}
	}
	if m := s.Meta("og:title"); m != nil && m.Value != title {
		add("og:title", m.Value, false)
	}
	if s.Interstitial != "" {
		add("interstitial", s.Interstitial, true)
	}
	if s.Truncated {
		add("truncated", "1", true)
	}
	return list
}

// pageFacts stores what a page says of itself.
func (rw *rowWriter) pageFacts(id int64, sum *summary.Summary) error {
	n := map[string]int{}
	for _, f := range factsOf(sum) {
		key, err := rw.name(f.name)
		if err != nil {
			return err
		}
		var own, shared any
		if f.shared && len(f.value) <= 200 {
			if shared, err = rw.name(f.value); err != nil {
				return err
			}
		} else {
			own = f.value
		}
		if err := rw.facts.add(rw, id, key, n[f.name], own, shared); err != nil {
			return err
		}
		n[f.name]++
	}
	return rw.facts.flush(rw)
}
