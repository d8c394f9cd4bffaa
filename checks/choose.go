package checks

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/metacheck/metacheck/checks/check"
)

// A Switch turns checks on or off.
type Switch uint8

// The positions of a Switch.
const (
	// AsIs leaves things as they are.
	AsIs Switch = iota
	On
	Off
)

// A CheckSetting is what a configuration says of the checks of a pattern.
type CheckSetting struct {
	// Pattern is an id, a family ("og") or a glob ("og/image-*").
	Pattern string
	// Switch turns the checks on or off. On turns on also those that are off by
	// default.
	Switch Switch
	// Severity replaces the main one of the checks; Lower that of the findings
	// which a check declares to be milder. 0 leaves them; milder findings never
	// rise above their own severity by Severity alone.
	Severity, Lower check.Severity
	// Options of the checks. A pattern that names several checks gives an
	// option to those that have it; one of them must.
	Options []CheckOption
}

// A CheckOption is a value for an option of a check, of the type of the
// option's default: int, bool, string or []string.
type CheckOption struct {
	Name  string
	Value any
}

// An Override holds for some of the pages.
type Override struct {
	// Applies tells from a page's name and its address, which may be empty,
	// whether the override holds for it. It is called from several goroutines.
	Applies func(name, url string) bool
	// Checks are applied one after the other on top of what holds elsewhere.
	Checks []CheckSetting
	// Fragment reports that the pages are parts of pages: what they lack is not
	// reported.
	Fragment bool
}

// A parsedOption is an option that was found to be one of the check's.
type parsedOption struct {
	check *check.Check
	name  string
	value any
}

// verify tells what is wrong with settings for checks.
func verify(settings []CheckSetting, all []*check.Check) error {
	for i := range settings {
		s := &settings[i]
		if err := known(s.Pattern, all); err != nil {
			return err
		}
		for _, o := range s.Options {
			if err := VerifyOption(s.Pattern, o.Name, o.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// Named are the checks that a pattern names, sorted by id: an id, a family
// ("og") or a glob ("og/image-*"). The error reports that there is none, or that
// the pattern is malformed, and suggests what may be meant.
func Named(pattern string) ([]*check.Check, error) {
	all := All()
	if err := known(pattern, all); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c *check.Check) bool { return !match(pattern, c.ID) }), nil
}

// VerifyOption tells what is wrong with a value for an option of the checks
// that a pattern names.
func VerifyOption(pattern, name string, value any) error {
	named, err := Named(pattern)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range named {
		for _, o := range c.Options {
			if o.Name == name {
				return o.Verify(value)
			}
			names = append(names, o.Name)
		}
	}
	if len(named) > 1 || named[0].ID != pattern {
		return fmt.Errorf("no check of %s has an option %q%s", pattern, name, Suggest(name, names))
	}
	return noOption(pattern, name, names)
}

// choose is the choice of checks that the settings make, with the overrides of
// the given numbers.
func (l *Linter) choose(overrides []int) []*running {
	var chosen []*running
	for _, c := range l.all {
		if !l.fits(c) {
			continue
		}
		r := &running{Check: c, preview: c.Preview && !l.settings.Preview}
		on := r.take(l.profile, !c.Off)
		apply := func(settings []CheckSetting) {
			for i := range settings {
				s := &settings[i]
				if !match(s.Pattern, c.ID) {
					continue
				}
				if s.Switch != AsIs {
					on = s.Switch == On
				}
				r.weigh(s.Severity, s.Lower)
				for _, o := range s.Options {
					r.set(o.Name, o.Value)
				}
			}
		}
		apply(l.settings.Checks)
		for _, i := range overrides {
			apply(l.settings.Overrides[i].Checks)
		}
		if len(l.settings.Only) > 0 {
			on = matchAny(l.settings.Only, c.ID)
		}
		if !on || matchAny(l.settings.Skip, c.ID) {
			continue
		}
		for _, s := range l.settings.Severities {
			if match(s.Pattern, c.ID) {
				r.weigh(s.Severity, s.Lower)
			}
		}
		for _, o := range l.options {
			if o.check == c {
				r.set(o.name, o.value)
			}
		}
		chosen = append(chosen, r)
	}
	return chosen
}

// weigh takes in the severities that the user gives; 0 leaves one as it is.
func (r *running) weigh(severity, lower check.Severity) {
	r.severity, r.lower = cmp.Or(severity, r.severity), cmp.Or(lower, r.lower)
}

// set gives the check an option, if it has it.
func (r *running) set(name string, value any) {
	for _, o := range r.Check.Options {
		if o.Name != name {
			continue
		}
		if r.options == nil {
			r.options = map[string]any{}
		}
		r.options[name] = value
	}
}

// runningOn are the checks that run on a page. The choices that overrides make
// are made once for each set of overrides that holds for some page.
func (l *Linter) runningOn(name, url string) []*running {
	if len(l.settings.Overrides) == 0 {
		return l.running
	}
	var hold []int
	for i := range l.settings.Overrides {
		if o := &l.settings.Overrides[i]; len(o.Checks) > 0 && o.Applies(name, url) {
			hold = append(hold, i)
		}
	}
	if len(hold) == 0 {
		return l.running
	}
	key := fmt.Sprint(hold)
	if set, ok := l.sets.Load(key); ok {
		return set.([]*running)
	}
	set, _ := l.sets.LoadOrStore(key, l.choose(hold))
	return set.([]*running)
}

// ignores reports whether the settings leave out a page.
func (l *Linter) ignores(name, url string) bool {
	return l.settings.Ignore != nil && l.settings.Ignore(name, url)
}

// fragment reports whether the settings call a page a part of one.
func (l *Linter) fragment(name, url string) bool {
	return slices.ContainsFunc(l.settings.Overrides, func(o Override) bool { return o.Fragment && o.Applies(name, url) })
}

// Running are the checks that the linter runs, on some pages at least, sorted
// by id.
func (l *Linter) Running() []*check.Check {
	var list []*check.Check
	for _, c := range l.all {
		if l.runsSomewhere(c) {
			list = append(list, c)
		}
	}
	return list
}

func (l *Linter) runsSomewhere(c *check.Check) bool {
	if !l.fits(c) {
		return false
	}
	if slices.ContainsFunc(l.running, func(r *running) bool { return r.Check == c }) {
		return true
	}
	if len(l.settings.Only) > 0 || matchAny(l.settings.Skip, c.ID) {
		return false
	}
	for i := range l.settings.Overrides {
		on := false
		for _, s := range l.settings.Overrides[i].Checks {
			if s.Switch != AsIs && match(s.Pattern, c.ID) {
				on = s.Switch == On
			}
		}
		if on {
			return true
		}
	}
	return false
}

// Runs reports whether a check runs on the page with the name and the address,
// and with which severity; an empty name and address ask for pages that no
// override holds for.
func (l *Linter) Runs(c *check.Check, name, url string) (severity check.Severity, ok bool) {
	set := l.running
	if name != "" || url != "" {
		set = l.runningOn(name, url)
	}
	for _, r := range set {
		if r.Check == c {
			return r.weighed(c.Severity), true
		}
	}
	return 0, false
}

// errNoApplies tells of an override that says nothing of where it holds.
var errNoApplies = errors.New("an override does not say to which pages it applies")

// confine tells what is wrong with checks that are to run alone and cannot.
// Other settings may speak of checks of both kinds, since one configuration
// serves both kinds of runs.
func (l *Linter) confine() error {
	for _, pattern := range l.settings.Only {
		if !slices.ContainsFunc(l.all, func(c *check.Check) bool { return l.fits(c) && match(pattern, c.ID) }) {
			if l.settings.Diff {
				return fmt.Errorf("%s is no check that compares two builds; metacheck lint runs it", pattern)
			}
			return fmt.Errorf("%s compares two builds; metacheck diff runs it", pattern)
		}
	}
	return nil
}

// fits reports whether a check can run: those that compare two builds do so alone.
func (l *Linter) fits(c *check.Check) bool { return (c.RunDiff != nil) == l.settings.Diff }

// prepare verifies the settings and makes the choice of checks for pages that
// no override holds for.
func (l *Linter) prepare() error {
	l.all = All()
	l.settings.rename(l.all, l.former.note)
	var err error
	if l.profile, err = ProfileByName(l.settings.Profile); err != nil {
		return err
	}
	for _, list := range [][]string{l.settings.Only, l.settings.Skip} {
		for _, pattern := range list {
			if err := known(pattern, l.all); err != nil {
				return err
			}
		}
	}
	for _, s := range l.settings.Severities {
		if err := known(s.Pattern, l.all); err != nil {
			return err
		}
	}
	if err := verify(l.settings.Checks, l.all); err != nil {
		return err
	}
	for i := range l.settings.Overrides {
		if l.settings.Overrides[i].Applies == nil {
			return errNoApplies
		}
		if err := verify(l.settings.Overrides[i].Checks, l.all); err != nil {
			return err
		}
	}
	for _, o := range l.settings.Options {
		c, err := ByID(o.Check)
		if err != nil {
			return err
		}
		value, err := parseOption(c, o)
		if err != nil {
			return err
		}
		l.options = append(l.options, parsedOption{c, o.Option, value})
	}
	if err := l.confine(); err != nil {
		return err
	}
	l.running = l.choose(nil)
	return nil
}
