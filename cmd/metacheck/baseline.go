package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/baseline"
	"github.com/metacheck/metacheck/internal/files/lockfile"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/report"
)

func baselineFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "baseline", Usage: "findings that are in `FILE` do not count"},
		&cli.BoolFlag{Name: "update-baseline", Usage: "write the findings of this run into the baseline, take fixed ones out, and exit 0"},
		&cli.BoolFlag{Name: "baseline-strict", Usage: "exit 1 also when the baseline has findings that are fixed"},
	}
}

// baselineOptions say what a run does with its baseline.
type baselineOptions struct {
	path string
	// within is the folder that the path must not lead out of, or nil.
	within         *rooted.Root
	update, strict bool
	// inputs are what the run reads, as the user named it.
	inputs []string
	// outputs are what else the run writes.
	outputs []report.Output
	// partial tells that not all records of the inputs are read.
	partial bool
	// checks are those that run; site tells whether also those over many pages.
	checks []*check.Check
	site   bool
}

// A baselineStage marks findings as new or unchanged, and writes the baseline
// at the end.
type baselineStage struct {
	baselineOptions
	lint  *lintRun
	names baselineNames
	run   *baseline.Run
	// had tells that the file was there when the run began.
	had bool
	// wait bounds how long another run may hold the file.
	wait time.Duration
}

// openBaseline makes the stage that holds a run against a baseline; nil when
// the options name none. What is wrong with the file, or with the place where
// it is to be written, is told before any work is done.
func openBaseline(o baselineOptions, lint *lintRun) (*baselineStage, error) {
	if o.path == "" {
		switch {
		case o.update:
			return nil, errors.New("--update-baseline needs to know the file: name it with --baseline FILE, or as baseline in the configuration")
		case o.strict:
			return nil, errors.New("--baseline-strict needs to know the file: name it with --baseline FILE, or as baseline in the configuration")
		}
		return nil, nil
	}
	for _, out := range o.outputs {
		if out.Path != report.StandardOutput && sameFile(out.Path, o.path) {
			return nil, fmt.Errorf("the baseline %s is also where the %s report goes; give the report another path", o.path, out.Format)
		}
	}
	names, err := newBaselineNames(o.path, o.inputs)
	if err != nil {
		return nil, err
	}
	s := &baselineStage{baselineOptions: o, lint: lint, names: names, wait: 10 * time.Second}
	known, err := readBaseline(o.within, o.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.update:
		known = baseline.New(nil)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no baseline %s; metacheck lint --baseline %[1]s --update-baseline writes one", o.path)
	case err != nil:
		return nil, err
	default:
		s.had = true
	}
	if o.update {
		if err := report.ReplaceableWithin(o.within, o.path); err != nil {
			return nil, err
		}
		// All that is found goes into the file.
		lint.failOn = 0
	}
	scope := baseline.Scope{Checks: map[string]bool{}, Wide: map[string]bool{}, Gone: names.gone, Partial: o.partial}
	for _, c := range o.checks {
		wide := c.RunSite != nil
		scope.Checks[c.ID] = !wide || o.site
		scope.Wide[c.ID] = wide
	}
	s.run = baseline.NewRun(known, scope, o.update)
	return s, nil
}

// sameFile tells whether two paths lead to one file, which need not be there.
func sameFile(a, b string) bool {
	if ai, err := os.Stat(a); err == nil {
		bi, err := os.Stat(b)
		return err == nil && os.SameFile(ai, bi)
	}
	full := func(path string) string {
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			path = filepath.Join(dir, filepath.Base(path))
		}
		return path
	}
	return full(a) == full(b)
}

// readBaseline reads a baseline, from inside the root where there is one. What
// is wrong with its text has the place in front.
func readBaseline(within *rooted.Root, path string) (*baseline.Baseline, error) {
	f, err := openIn(within, path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if refused := (*rooted.RefusedError)(nil); errors.As(err, &refused) {
			return nil, fmt.Errorf("could not read the baseline %s: the path %w; name it with --baseline, or the configuration with --config", path, err)
		}
		return nil, fmt.Errorf("could not read the baseline: %w", err)
	}
	defer f.Close()
	b, err := baseline.Read(f)
	var syntax *baseline.SyntaxError
	var version *baseline.VersionError
	switch {
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("%s:%d: %s; mend the line, or take an older version of the file back", path, syntax.Line, syntax.Message)
	case errors.As(err, &version):
		return nil, fmt.Errorf("%s:1: %w", path, version)
	case err != nil:
		return nil, fmt.Errorf("could not read the baseline: %w", err)
	}
	return b, nil
}

func (s *baselineStage) page(r *checks.Result) error {
	s.run.Add(baseline.PageOf(s.names.inFile(r.Name), r), r)
	return nil
}

func (s *baselineStage) end(complete bool, _ func(*checks.Result) error) error {
	fixed := s.run.Fixed(complete, s.names.shown)
	s.lint.ending.Fixed = fixed
	switch {
	case s.update && !complete:
		fmt.Fprintf(s.lint.stderr, "metacheck: the run did not reach its end, so %s was not updated\n", s.path)
	case s.update:
		message, err := s.write()
		if err != nil {
			s.lint.verdict = &exitError{exitFailed, err}
			break
		}
		fmt.Fprintf(s.lint.stderr, "metacheck: %s\n", message)
	case s.strict && len(fixed) > 0:
		s.lint.verdict = &exitError{exitFindings, fmt.Errorf("%s still lists %s; --update-baseline takes out what is fixed",
			s.path, countOf(len(fixed), "fixed finding"))}
	}
	return nil
}

// write brings the baseline up to date. Another run may have written it since
// this one began, so it is read anew under a lock.
func (s *baselineStage) write() (message string, err error) {
	unlock, err := lockBaseline(s.within, s.path, s.wait)
	if err != nil {
		return "", err
	}
	defer func() {
		if uerr := unlock(); err == nil {
			err = uerr
		}
	}()
	current, err := readBaseline(s.within, s.path)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		current = baseline.New(nil)
	} else if err != nil {
		return "", err
	}
	next, change := s.run.Update(current)
	if !missing && change == (baseline.Change{}) {
		return fmt.Sprintf("%s is up to date: %s on %s", s.path, countOf(next.Len(), "finding"), countOf(next.Pages(), "page")), nil
	}
	if err := report.ReplaceFileWithin(s.within, s.path, next.Write); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s now holds %s on %s (%d added, %d removed)",
		s.path, countOf(next.Len(), "finding"), countOf(next.Pages(), "page"), change.Added, change.Removed), nil
}

// lockBaseline takes the lock of a baseline, and waits so long for a run that
// has it.
func lockBaseline(within *rooted.Root, path string, wait time.Duration) (unlock func() error, err error) {
	if within == nil {
		unlock, err = lockfile.Take(path, wait)
	} else {
		var place *rooted.Place
		if place, err = within.Locate(path); err == nil {
			unlock, err = lockfile.TakeIn(place.Folder, place.Name, wait)
		}
	}
	if errors.Is(err, lockfile.ErrHeld) {
		return nil, fmt.Errorf("another metacheck has been writing %s for more than %s; nothing was written: try again when it is done", path, wait)
	}
	return unlock, err
}

// baselineNames turns the names of inputs into those that a baseline has,
// relative to its folder and with forward slashes, and back.
type baselineNames struct {
	// folder is that of the baseline as given, absolute; real is the same
	// without links; cwd is the working folder without links.
	folder, real, cwd string
	// inputs are the names of what the run reads, as the baseline has them.
	inputs []string
}

func newBaselineNames(path string, inputs []string) (baselineNames, error) {
	var n baselineNames
	full, err := filepath.Abs(path)
	if err != nil {
		return n, err
	}
	n.folder = filepath.Dir(full)
	if n.real, err = filepath.EvalSymlinks(n.folder); err != nil {
		return n, fmt.Errorf("the folder of the baseline %s cannot be read: %w", path, err)
	}
	if n.cwd, err = os.Getwd(); err != nil {
		return n, err
	}
	if n.cwd, err = filepath.EvalSymlinks(n.cwd); err != nil {
		return n, err
	}
	for _, in := range inputs {
		if isMissing(in) && strings.ContainsAny(in, "*?[{") {
			in, _ = doublestar.SplitPattern(filepath.ToSlash(in))
		}
		// What is not there was not read: nothing is gone from it.
		if !isMissing(in) {
			n.inputs = append(n.inputs, n.inFile(in))
		}
	}
	return n, nil
}

// isPath tells whether the name of an input is a path: not "<stdin>", not an
// address.
func isPath(name string) bool { return !strings.HasPrefix(name, "<") && !strings.Contains(name, "://") }

// inFile is the name of an input as the baseline has it. One on another drive
// is absolute.
func (n *baselineNames) inFile(name string) string {
	if !isPath(name) {
		return name
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(n.cwd, path)
	}
	best := ""
	for _, folder := range []string{n.real, n.folder} {
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			continue
		}
		if best == "" || isAbove(best) && !isAbove(rel) {
			best = rel
		}
	}
	if best == "" {
		best = path
	}
	return filepath.ToSlash(best)
}

func isAbove(rel string) bool {
	return rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// path is where the input is that a baseline names.
func (n *baselineNames) path(name string) string {
	path := filepath.FromSlash(name)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(n.real, path)
}

// shown is a page of the baseline as reports name it: relative to the working
// folder.
func (n *baselineNames) shown(p baseline.Page) string {
	if isPath(p.Name) {
		if rel, err := filepath.Rel(n.cwd, n.path(p.Name)); err == nil {
			p.Name = filepath.ToSlash(rel)
		}
	}
	return p.String()
}

// gone tells whether an input does not exist any more. Where its folder is
// missing as well that may be a build that was not made, unless the run was to
// read the folder.
func (n *baselineNames) gone(name string) bool {
	if !isPath(name) {
		return false
	}
	path := n.path(name)
	if !isMissing(path) {
		return false
	}
	if !isMissing(filepath.Dir(path)) {
		return true
	}
	for _, in := range n.inputs {
		if in == "." && !strings.HasPrefix(name, "../") || name == in || strings.HasPrefix(name, in+"/") {
			return true
		}
	}
	return false
}

func isMissing(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// isPartial tells whether flags choose among the records of archives.
func isPartial(c *cli.Context) bool {
	for _, name := range []string{"include-url", "exclude-url", "status", "sample", "shard", "max-pages", "resume"} {
		if c.IsSet(name) {
			return true
		}
	}
	return slices.ContainsFunc(c.StringSlice("limit"), func(v string) bool { return pageLimit(v) > 0 })
}
