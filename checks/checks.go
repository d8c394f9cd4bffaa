// Package checks is the front door of metacheck as a library: [All] lists the
// checks, [New] makes a [Linter] of [Settings], and [Linter.Lint] turns the
// source of a page into a [Result] whose findings have exact places.
// [Linter.Run] does that for a stream of sources with several workers and
// gives the results in the order of the input.
//
// Nothing here touches the network, the file system or the clock: what counts
// as now is a setting.
package checks

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agnivade/levenshtein"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

// Version is the version of metacheck, without "v".
const Version = "0.1.0"

// A Source is the named bytes of one page and what is known beside them.
type Source = page.Source

// A Record is what an archived page record says beside its page.
type Record = page.Record

// All returns every check, sorted by id.
func All() []*check.Check {
	var all []*check.Check
	for _, family := range families {
		all = append(all, family...)
	}
	slices.SortFunc(all, func(a, b *check.Check) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// ByID is the check that has the id, or had it in an earlier version; or an
// error that suggests the nearest.
func ByID(id string) (*check.Check, error) {
	all := All()
	var ids []string
	for _, c := range all {
		if c.ID == id || slices.Contains(c.Formerly, id) {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return nil, fmt.Errorf("unknown check %q%s", id, Suggest(id, ids))
}

// Suggest is "; did you mean …?" with the nearest of the names, or empty when
// none is near.
func Suggest(name string, names []string) string {
	best, distance := "", len(name)/2+1
	if len(name) > 64 {
		return ""
	}
	for _, n := range names {
		d := levenshtein.ComputeDistance(name, n)
		if _, after, ok := strings.Cut(n, "/"); ok && after == name {
			d = 1
		}
		if d < distance {
			best, distance = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// DefaultMaxFindings is the bound on the findings of a page without another.
const DefaultMaxFindings = 1000

// Settings of a Linter. The zero Settings run the checks that are on by
// default.
type Settings struct {
	// Only are ids or globs ("og/*") of the checks to run, also ones that are
	// off by default; empty for the default ones. Skip are ids or globs of
	// checks not to run.
	Only, Skip []string
	// Profile is the name of the profile that the other settings go out from;
	// empty for the default.
	Profile string
	// Checks are applied one after the other, before Only, Skip, Severities and
	// Options, which beat them. Overrides do the same, after Checks, on the
	// pages that they hold for.
	Checks    []CheckSetting
	Overrides []Override
	// Ignore tells from a page's name and its URL, which may be empty, whether the
	// page is left out; nil leaves out none. The URL is the one that reports show.
	// It is called from several goroutines.
	Ignore func(name, url string) bool
	// NoInlineSuppressions passes over the comments by which a page keeps
	// findings from counting, for pages that others wrote.
	NoInlineSuppressions bool
	// Severities replace the severity of checks, by id or glob.
	Severities []SeverityOf
	// Options of checks, by check id and option name, as text.
	Options []OptionOf
	// Preview gives the findings of preview checks their own severity; else they
	// are info and fail no run.
	Preview bool
	// AsOf is the time that counts as now; the zero time makes checks that
	// need it silent. A source that an archive captured at a known time is
	// judged as of that time.
	AsOf time.Time
	// Positions reports whether findings get lines, columns and excerpts.
	Positions bool
	// MaxFindings bounds the findings of a page; 0 is [DefaultMaxFindings].
	MaxFindings int
	// Summaries reports whether results come with a summary of what the page
	// says. It has places when findings do.
	Summaries bool
	// Facts reports whether results come at least with a brief summary without
	// places, as stores of results need; see [page.SummaryOptions].
	Facts bool
	// Site is the site that the pages belong to; nil when checks over many
	// pages do not run. See [Linter.NewSiteRun].
	Site *SiteOptions
	// Diff reports that two builds are compared: checks with RunDiff run, and no
	// others. See [Linter.Diff].
	Diff bool
	// Limits bound what the structured data of a page may cost.
	Limits schemaorg.Limits
}

// SeverityOf is the severity that the user gives to the checks of a pattern,
// and the one for the findings that a check declares to be milder; 0 leaves
// those at their own severity, or at Severity where that is lower.
type SeverityOf struct {
	Pattern         string
	Severity, Lower check.Severity
}

// OptionOf is the value that the user gives to an option of a check. Lists
// are separated by commas.
type OptionOf struct {
	Check, Option, Value string
}

// A Linter runs a choice of checks. It is safe for concurrent use.
type Linter struct {
	settings Settings
	profile  *Profile
	// arenas hold the memory of pages for the next: one for each page that is
	// linted at the same time.
	arenas sync.Pool
	all    []*check.Check
	// running are the checks on pages that no override holds for, sets those
	// on others, by the numbers of the overrides.
	running []*running
	sets    sync.Map
	options []parsedOption
	former  formerIDs
}

// A running check is one that the settings chose.
type running struct {
	*check.Check
	severity check.Severity // that the user gives; 0: none
	lower    check.Severity // that the user gives to milder findings; 0: none
	weight   check.Severity // that the profile gives; 0: none
	preview  bool           // findings are info
	options  map[string]any
}

// New returns a Linter, or an error that names the setting that is wrong.
func New(settings Settings) (*Linter, error) {
	l := &Linter{settings: settings}
	if l.settings.MaxFindings == 0 {
		l.settings.MaxFindings = DefaultMaxFindings
	}
	if err := l.prepare(); err != nil {
		return nil, err
	}
	if l.settings.Site != nil && len(l.siteChecks()) == 0 {
		l.settings.Site = nil // nothing asks for it
	}
	return l, nil
}

func parseOption(c *check.Check, o OptionOf) (any, error) {
	var names []string
	for _, option := range c.Options {
		if option.Name == o.Option {
			return option.Parse(o.Value)
		}
		names = append(names, option.Name)
	}
	return nil, noOption(c.ID, o.Option, names)
}

// noOption reports that a check has no option of the name; names are those that
// it has.
func noOption(id, name string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("check %s has no options", id)
	}
	return fmt.Errorf("check %s has no option %q%s", id, name, Suggest(name, names))
}

// match reports whether a pattern names a check: an id, a family ("og"), or a
// glob in which * stands for any characters but the slash.
func match(pattern, id string) bool {
	if pattern == id || pattern == "*" || pattern == "all" {
		return true
	}
	family, _, _ := strings.Cut(id, "/")
	if pattern == family {
		return true
	}
	ok, _ := path.Match(pattern, id)
	return ok
}

func matchAny(patterns []string, id string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, id) })
}

// known reports whether a pattern names at least one check.
func known(pattern string, all []*check.Check) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("bad pattern %q for checks: %w", pattern, err)
	}
	var ids []string
	for _, c := range all {
		if match(pattern, c.ID) {
			return nil
		}
		ids = append(ids, c.ID)
	}
	if strings.ContainsAny(pattern, "*?[") {
		return fmt.Errorf("no check matches %q; metacheck checks lists them", pattern)
	}
	return fmt.Errorf("unknown check %q%s", pattern, Suggest(pattern, ids))
}
