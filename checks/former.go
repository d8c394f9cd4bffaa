package checks

import (
	"maps"
	"slices"
	"sync"

	"github.com/metacheck/metacheck/checks/check"
)

// formerIDs are the former ids of checks that a run has met, in settings,
// comments and lists of suppressions. The zero value is ready.
type formerIDs struct {
	mu  sync.Mutex
	met map[string]string
}

func (f *formerIDs) note(former, now string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.met == nil {
		f.met = map[string]string{}
	}
	f.met[former] = now
}

// A Renamed check is named by an id that it had in an earlier version.
type Renamed struct{ Former, Now string }

// Renamed are the former ids that settings and pages have named so far, sorted.
func (l *Linter) Renamed() []Renamed {
	l.former.mu.Lock()
	defer l.former.mu.Unlock()
	var list []Renamed
	for _, former := range slices.Sorted(maps.Keys(l.former.met)) {
		list = append(list, Renamed{former, l.former.met[former]})
	}
	return list
}

// currentID is what a pattern is called today: the id of the check that had it
// as its id in an earlier version, or the pattern itself.
func currentID(all []*check.Check, pattern string, note func(former, now string)) string {
	for _, c := range all {
		if c.ID != pattern && slices.Contains(c.Formerly, pattern) {
			note(pattern, c.ID)
			return c.ID
		}
	}
	return pattern
}

// CurrentID is the id of the check that has the id today, or had it in an
// earlier version; an id that no check ever had stays as it is.
func CurrentID(id string) string {
	return currentID(All(), id, func(string, string) {})
}

// rename replaces former ids in the settings by those of today. Lists are
// copied: they belong to the caller.
func (s *Settings) rename(all []*check.Check, note func(former, now string)) {
	s.Only, s.Skip = slices.Clone(s.Only), slices.Clone(s.Skip)
	for _, list := range [][]string{s.Only, s.Skip} {
		for i := range list {
			list[i] = currentID(all, list[i], note)
		}
	}
	s.Checks = slices.Clone(s.Checks)
	for i := range s.Checks {
		s.Checks[i].Pattern = currentID(all, s.Checks[i].Pattern, note)
	}
	s.Overrides = slices.Clone(s.Overrides)
	for i := range s.Overrides {
		o := &s.Overrides[i]
		o.Checks = slices.Clone(o.Checks)
		for j := range o.Checks {
			o.Checks[j].Pattern = currentID(all, o.Checks[j].Pattern, note)
		}
	}
	s.Severities = slices.Clone(s.Severities)
	for i := range s.Severities {
		s.Severities[i].Pattern = currentID(all, s.Severities[i].Pattern, note)
	}
	s.Options = slices.Clone(s.Options)
	for i := range s.Options {
		s.Options[i].Check = currentID(all, s.Options[i].Check, note)
	}
}

// printID is the id that fingerprints of a check rest on: the first that it
// had, so that they survive when it is renamed.
func printID(c *check.Check) string {
	if len(c.Formerly) > 0 {
		return c.Formerly[0]
	}
	return c.ID
}
