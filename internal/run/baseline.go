package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/baseline"
	"github.com/metacheck/metacheck/internal/files/lockfile"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/report"
)

// A baselineStage marks findings as new or unchanged, and writes the baseline
// at the end.
type baselineStage struct {
	Baseline
	lint  *runner
	names baselineNames
	run   *baseline.Run
	// had reports that the file was there when the run began.
	had bool
	// wait bounds how long another run may hold the file.
	wait time.Duration
}

// openBaseline makes the stage that holds a run against a baseline; nil when
// the options name none. What is wrong with the file, or with the place where
// it is to be written, is told before any work is done. running are the checks
// that run; site reports whether also those over many pages.
func openBaseline(o *Options, running []*check.Check, site bool, lint *runner) (*baselineStage, error) {
	b := o.Baseline
	if b.Path == "" {
		switch {
		case b.Update:
			return nil, errors.New("--update-baseline needs to know the file: name it with --baseline FILE, or as baseline in the configuration")
		case b.Strict:
			return nil, errors.New("--baseline-strict needs to know the file: name it with --baseline FILE, or as baseline in the configuration")
		}
		return nil, nil
	}
	for _, out := range o.Reports.Outputs {
		if out.Path != report.StandardOutput && sameFile(out.Path, b.Path) {
			return nil, fmt.Errorf("the baseline %s is also where the %s report goes; give the report another path", b.Path, out.Format)
		}
	}
	names, err := newBaselineNames(&o.World, b.Path, o.Inputs)
	if err != nil {
		return nil, err
	}
	s := &baselineStage{Baseline: b, lint: lint, names: names, wait: 10 * time.Second}
	known, err := readBaseline(b.Within, b.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && b.Update:
		known = baseline.New(nil)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no baseline %s; metacheck lint --baseline %[1]s --update-baseline writes one", b.Path)
	case err != nil:
		return nil, err
	default:
		s.had = true
	}
	lint.renamed = append(lint.renamed, known.Renamed...)
	if b.Update {
		if err := report.ReplaceableWithin(b.Within, b.Path); err != nil {
			return nil, err
		}
		// All that is found goes into the file.
		lint.failOn = 0
	}
	scope := baseline.Scope{Checks: map[string]bool{}, Wide: map[string]bool{}, Gone: names.gone, Partial: o.Partial}
	for _, c := range running {
		wide := c.RunSite != nil
		scope.Checks[c.ID] = !wide || site
		scope.Wide[c.ID] = wide
	}
	s.run = baseline.NewRun(known, scope, b.Update)
	return s, nil
}

// sameFile reports whether two paths lead to one file, which need not be there.
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
		return nil, fmt.Errorf("%s:%d: %s; fix the line, or restore an older version of the file", path, syntax.Line, syntax.Message)
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
	case s.Update && !complete:
		s.lint.events.done(fmt.Sprintf("the run did not reach its end, so %s was not updated", s.Path))
	case s.Update:
		message, err := s.write()
		if err != nil {
			s.lint.verdict = &Error{Failed, err}
			break
		}
		s.lint.events.done(message)
	case s.Strict && len(fixed) > 0:
		s.lint.verdict = &Error{Findings, fmt.Errorf("%s still lists %s; --update-baseline takes out what is fixed",
			s.Path, countOf(len(fixed), "fixed finding"))}
	}
	return nil
}

// write brings the baseline up to date. Another run may have written it since
// this one began, so it is read anew under a lock.
func (s *baselineStage) write() (message string, err error) {
	unlock, err := lockBaseline(s.Within, s.Path, s.wait)
	if err != nil {
		return "", err
	}
	defer func() {
		if uerr := unlock(); err == nil {
			err = uerr
		}
	}()
	current, err := readBaseline(s.Within, s.Path)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		current = baseline.New(nil)
	} else if err != nil {
		return "", err
	}
	next, change := s.run.Update(current)
	if !missing && change == (baseline.Change{}) {
		return fmt.Sprintf("%s is up to date: %s on %s", s.Path, countOf(next.Len(), "finding"), countOf(next.Pages(), "page")), nil
	}
	if err := report.ReplaceFileWithin(s.Within, s.Path, next.Write); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s now holds %s on %s (%d added, %d removed)",
		s.Path, countOf(next.Len(), "finding"), countOf(next.Pages(), "page"), change.Added, change.Removed), nil
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

func newBaselineNames(w *World, path string, inputs []string) (baselineNames, error) {
	var n baselineNames
	var err error
	n.folder = filepath.Dir(w.abs(path))
	if n.real, err = filepath.EvalSymlinks(n.folder); err != nil {
		return n, fmt.Errorf("the folder of the baseline %s cannot be read: %w", path, err)
	}
	if n.cwd, err = filepath.EvalSymlinks(w.Dir); err != nil {
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

// isPath reports whether the name of an input is a path: not "<stdin>", not an
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

// gone reports whether an input does not exist any more. Where its folder is
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
