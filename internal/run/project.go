package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/config"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
)

// Vocabulary is what a configuration can name.
func Vocabulary() config.Vocabulary {
	voc := config.Vocabulary{Formats: report.OutputNames(), Folders: []string{report.Parquet}, Fields: ingest.FieldNames(), Limits: setting.AllLimits()}
	for _, p := range checks.Profiles {
		voc.Profiles = append(voc.Profiles, p.Name)
	}
	return voc
}

// A Project is the configuration of a run, and where the run stands. The nil
// Project, and one without a configuration, change nothing.
type Project struct {
	*config.Config
	cwd string

	// top is the folder that the configuration must not lead out of, nil for one
	// that the user trusts.
	top *rooted.Root

	ignored   *config.Matcher // nil: none
	fragments *config.Matcher // nil: none
}

// A Search says where the configuration is.
type Search struct {
	// File is the configuration that the user named, if Named; else one is looked
	// for above the inputs. None reads none at all.
	File        string
	Named, None bool
	// Untrusted holds a named configuration to the rules of one that is found.
	Untrusted bool
	Inputs    []string
}

// A MistakesError is a configuration with mistakes.
type MistakesError struct {
	// Name is the file's name in messages.
	Name     string
	Mistakes []config.Mistake
}

// Error counts the mistakes.
func (e *MistakesError) Error() string {
	return fmt.Sprintf("nothing was done: %s in the configuration %s (--no-config runs without it)", countOf(len(e.Mistakes), "mistake"), report.Escape(e.Name))
}

// OpenProject finds and reads the configuration of a run. Mistakes in it are a
// [MistakesError].
func OpenProject(w *World, search Search, events *Events) (*Project, error) {
	p := &Project{Config: &config.Config{}, cwd: w.Dir}
	if search.None {
		return p, nil
	}
	file, named := search.File, search.Named
	if !named {
		var note string
		var err error
		if file, note, err = findConfig(commonFolder(search.Inputs, w.Dir), w.Dir, w.Home); err != nil {
			return nil, err
		}
		if note != "" {
			events.note(note)
		}
		if file == "" {
			return p, nil
		}
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(w.Dir, file)
	}
	name := shownPath(file, w.Dir)
	src := config.Source{Name: name, Dir: filepath.Dir(file), Named: named && !search.Untrusted}
	var err error
	if !src.Named {
		src.Top = topOf(src.Dir)
		if p.top, err = rooted.Open(src.Top); err != nil {
			return nil, fmt.Errorf("could not read the configuration %s: %w", report.Escape(name), withoutPath(err))
		}
		src.Refuses = p.top.Check
	}
	src.Data, err = readConfig(p.top, file, named)
	if err != nil {
		return nil, fmt.Errorf("could not read the configuration %s: %w", report.Escape(name), err)
	}
	read, mistakes := config.Read(src, Vocabulary())
	if len(mistakes) > 0 {
		return nil, &MistakesError{Name: name, Mistakes: mistakes}
	}
	p.Config = read
	if len(p.Ignore) > 0 {
		p.ignored = p.Matcher(p.Ignore, p.cwd)
	}
	var fragments []string
	for _, o := range p.Overrides {
		if o.Fragment {
			fragments = append(fragments, o.Files...)
		}
	}
	if len(fragments) > 0 {
		p.fragments = p.Matcher(fragments, p.cwd)
	}
	return p, nil
}

// countOf is a number of things: "1 page", "2 pages".
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// configured are the settings of the configuration, with paths as messages have
// them. What flags send to standard output takes the place of the format.
func (p *Project) configured(given map[string][]string) []setting.Configured {
	toStandard := slices.ContainsFunc(given["output"], func(v string) bool { return strings.HasSuffix(v, "="+report.StandardOutput) })
	var list []setting.Configured
	for _, c := range p.Settings {
		if c.Row.Name == "format" && toStandard {
			continue
		}
		if c.Row.Files != setting.NoFiles {
			c.Values = slices.Clone(c.Values)
			for i, v := range c.Values {
				format, file, ok := strings.Cut(v, "=")
				if c.Row.Kind == setting.Outputs && ok {
					c.Values[i] = format + "=" + shownPath(file, p.cwd)
				} else {
					c.Values[i] = shownPath(v, p.cwd)
				}
			}
		}
		list = append(list, c)
	}
	return list
}

// within is the folder that the paths of a setting must not lead out of, or nil
// where the user gave them, or trusts the configuration that did.
func (p *Project) within(from setting.Origin) *rooted.Root {
	if from.File != "" {
		return p.top
	}
	return nil
}

// topOf is the folder that a configuration in dir must not lead out of: the
// root of the repository, or dir when it is in none, or only by a link from
// one.
func topOf(dir string) string {
	top := rooted.Repository(dir)
	real, err := filepath.EvalSymlinks(dir)
	realTop, terr := filepath.EvalSymlinks(top)
	if err != nil || terr != nil || !within(real, realTop) {
		return dir
	}
	return top
}

// reading adds what the configuration says of pages: which are left out, and
// which are parts of pages.
func (p *Project) reading(s *checks.Settings) {
	if p == nil {
		return
	}
	if p.ignored != nil {
		s.Ignore = p.ignored.Match
	}
	if p.fragments != nil {
		s.Overrides = append(s.Overrides, checks.Override{Applies: p.fragments.Match, Fragment: true})
	}
}

// settings adds what the configuration says of pages and of checks.
func (p *Project) settings(s *checks.Settings) {
	for _, e := range p.Checks {
		s.Checks = append(s.Checks, e.CheckSetting)
	}
	for _, o := range p.Overrides {
		if len(o.Checks) == 0 {
			continue
		}
		override := checks.Override{Applies: p.Matcher(o.Files, p.cwd).Match}
		for _, e := range o.Checks {
			override.Checks = append(override.Checks, e.CheckSetting)
		}
		s.Overrides = append(s.Overrides, override)
	}
}

// exclude is what a walk over a folder need not read, or nil.
func (p *Project) exclude() func(name string) bool {
	if p == nil || p.ignored == nil {
		return nil
	}
	return func(name string) bool { return p.ignored.Match(name, "") }
}

// ignores reports whether the configuration leaves out a page whose URL is
// decided, or has none. Of a page that is still to be read the linter asks.
func (p *Project) ignores(name, url string) bool {
	return p != nil && p.ignored != nil && p.ignored.Match(name, url)
}

// exceptions is the stage of the suppressions of the configuration, or nil
// without any; partial reports that not all pages of the inputs are read.
func (p *Project) exceptions(linter *checks.Linter, inputs []string, partial bool) (stage, error) {
	if p == nil || len(p.Suppress) == 0 {
		return nil, nil
	}
	var list []checks.Exception
	for _, e := range p.Suppress {
		x := e.Exception
		if len(e.Paths) > 0 {
			x.Applies = p.Matcher(e.Paths, p.cwd).Match
		}
		if !partial {
			x.Reach = p.reach(e.Paths, inputs)
		}
		list = append(list, x)
	}
	e, err := checks.NewExceptions(linter, list)
	if err != nil {
		return nil, err
	}
	return &exceptionStage{e}, nil
}

// reach tells how many of the pages that globs can name are in the inputs: all,
// where each file or folder that a glob begins with is in an input. For globs
// without such a beginning, and where there are none, it cannot be known; but
// runs over a folder are taken to be over the whole site, runs over files over
// what was changed.
func (p *Project) reach(globs, inputs []string) checks.Reach {
	bases, ok := config.Bases(globs)
	if !ok {
		return checks.ReachUnknown
	}
	var roots, files []string
	for _, in := range inputs {
		if root := p.folder(in); root != "" {
			roots = append(roots, root)
		} else if in != "-" {
			files = append(files, p.abs(in))
		}
	}
	reach := checks.ReachAll
	if len(bases) == 0 {
		bases = []string{"."}
	}
	for _, base := range bases {
		full := filepath.Join(p.Dir, filepath.FromSlash(base))
		switch {
		case slices.ContainsFunc(roots, func(root string) bool { return within(full, root) }), slices.Contains(files, full):
		case base == "." && len(roots) > 0:
			reach = min(reach, checks.ReachSeen)
		default:
			return checks.ReachUnknown
		}
	}
	return reach
}

func (p *Project) abs(in string) string {
	if filepath.IsAbs(in) {
		return filepath.Clean(in)
	}
	return filepath.Join(p.cwd, in)
}

// folder is the folder that an input reads whole, absolute, or empty.
func (p *Project) folder(in string) string {
	full := p.abs(in)
	info, err := os.Stat(full)
	switch {
	case in == "-":
	case err == nil && info.IsDir():
		return full
	case err != nil && isGlob(in):
		base, rest := doublestar.SplitPattern(filepath.ToSlash(full))
		if strings.HasPrefix(rest, "**") {
			return filepath.FromSlash(base)
		}
	}
	return ""
}

func isGlob(in string) bool { return strings.ContainsAny(in, "*?[{") }

// within reports whether a path is a folder or lies below it.
func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// An exceptionStage suppresses findings as the configuration says.
type exceptionStage struct{ *checks.Exceptions }

func (s *exceptionStage) page(r *checks.Result) error {
	s.Apply(r)
	return nil
}

func (s *exceptionStage) end(complete bool, emit func(*checks.Result) error) error {
	for _, r := range s.End(complete) {
		if err := emit(r); err != nil {
			return err
		}
	}
	return nil
}

// commonFolder is the folder that all inputs are in, absolute; cwd for standard
// input, addresses, and no inputs at all.
func commonFolder(inputs []string, cwd string) string {
	common := ""
	for _, in := range inputs {
		dir := cwd
		if in != "-" && in != "" && !strings.Contains(in, "://") {
			dir = filepath.FromSlash(in)
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(cwd, dir)
			}
			if info, err := os.Stat(dir); err != nil || !info.IsDir() {
				if err != nil && isGlob(in) {
					base, _ := doublestar.SplitPattern(filepath.ToSlash(dir))
					dir = filepath.FromSlash(base)
				} else {
					dir = filepath.Dir(dir)
				}
			}
		}
		if common == "" {
			common = filepath.Clean(dir)
		}
		for !within(dir, common) {
			common = filepath.Dir(common)
		}
	}
	if common == "" {
		return cwd
	}
	return common
}

// findConfig looks for a configuration in a folder and those above it: up to the
// root of the git repository, or, outside of one, up to the home folder or the
// root of the file system. One that lies above the repository is not used, and
// one that is used though it lies neither in a repository nor in the working
// folder may surprise: a note tells of both.
func findConfig(from, cwd, home string) (file, note string, err error) {
	top := ""
	for dir := from; top == ""; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			top = dir
		} else if dir == filepath.Dir(dir) {
			break
		}
	}
	beyond := false // above the repository
	for dir := from; ; dir = filepath.Dir(dir) {
		file, err := ConfigIn(dir)
		switch {
		case err != nil && !beyond:
			return "", "", err
		case file == "":
		case beyond:
			return "", fmt.Sprintf("%s lies outside the repository %s and is not used; --config names it", file, top), nil
		case top == "" && !within(dir, cwd) && !within(dir, from):
			return file, fmt.Sprintf("the configuration is %s; --no-config runs without it", file), nil
		default:
			return file, "", nil
		}
		beyond = beyond || dir == top
		if dir == filepath.Dir(dir) || dir == home {
			return "", "", nil
		}
	}
}

// ConfigIn is the configuration in a folder, or empty. Whether it can be read
// shows later.
func ConfigIn(dir string) (string, error) {
	found := ""
	for _, name := range config.Names {
		file := filepath.Join(dir, name)
		if _, err := os.Lstat(file); err != nil {
			continue
		}
		if found != "" {
			return "", fmt.Errorf("there are two configurations, %s and %s; remove one, or name one with --config", found, file)
		}
		found = file
	}
	return found, nil
}

// readConfig reads a configuration without reading more than it may have, and
// where there is a root from inside of it alone: a link must not make its
// mistakes show what is elsewhere. One that is named may be a pipe; opening one
// that is found could wait for ever.
func readConfig(top *rooted.Root, file string, named bool) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, withoutPath(err)
	}
	tooLong := fmt.Errorf("it is longer than %d bytes", config.MaxBytes)
	switch {
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case !info.Mode().IsRegular() && (!named || top != nil):
		return nil, errors.New("it is not a file")
	case info.Size() > config.MaxBytes:
		return nil, tooLong
	}
	f, err := openIn(top, file)
	if refused := (*rooted.RefusedError)(nil); errors.As(err, &refused) {
		return nil, fmt.Errorf("it %w; name it with --config if it is yours", err)
	}
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, config.MaxBytes+1))
	if err == nil && len(data) > config.MaxBytes {
		err = tooLong
	}
	return data, withoutPath(err)
}

// openIn opens a file for reading, from inside the root where there is one.
func openIn(root *rooted.Root, file string) (*os.File, error) {
	if root != nil {
		return root.Open(file)
	}
	return os.Open(file)
}

// withoutPath is an error of the file system without the path.
func withoutPath(err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	return err
}

// shownPath is a path as messages have it: from the working folder where it
// lies below, with slashes.
func shownPath(file, cwd string) string {
	if rel, err := filepath.Rel(cwd, file); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		file = rel
	}
	return filepath.ToSlash(file)
}
