// Package config reads .metacheck.yaml: what a project wants of metacheck, so
// that every run in it means the same.
//
// [Read] takes the bytes of a file apart into nodes with places (yaml.go), and
// reads them key by key (read.go), checking every name, type and pattern as it
// goes. What is wrong becomes a [Mistake] with its place, and all mistakes of a
// file are told at once. What can stand at the top of a file are the settings of
// package setting that have a key: the reader and the schema for editors
// (schema.go) are made of them.
//
// Most of them are flags of the command as well, and are handed on with values
// in the form of the flag. A file that was merely found is not trusted: each
// key says whether such a file may set it. Nothing here opens files.
package config

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/internal/text"
)

// Names are the names that a configuration goes by, in the order in which they
// are looked for.
var Names = []string{".metacheck.yaml", ".metacheck.yml"}

// MaxBytes is the size beyond which a file is refused.
const MaxBytes = 1 << 20

// A Vocabulary is what a configuration can name beside checks.
type Vocabulary struct {
	Profiles, Formats, Fields []string
	Limits                    []setting.Limit
	// Folders are those of the formats that write a folder.
	Folders []string
}

// limits are the names of the bounds.
func (v *Vocabulary) limits() []string {
	var names []string
	for _, l := range v.Limits {
		names = append(names, l.Name)
	}
	return names
}

// choices are the values that a key of kind Text takes; nil for any.
func (v *Vocabulary) choices(k *setting.Row) []string {
	switch k.Key {
	case "profile":
		return v.Profiles
	case "format":
		return v.Formats
	}
	return k.Choices
}

// A Config is what a file says.
type Config struct {
	// Name is the file's name in messages, Dir its folder, absolute.
	Name, Dir string
	// Settings are the keys that stand for flags, in the order of the file.
	Settings []setting.Configured
	// Checks are wider names before narrower ones.
	Checks    []CheckEntry
	Overrides []OverrideEntry
	Ignore    []string
	// IgnoreAt is where the globs begin.
	IgnoreAt checks.Place
	Suppress []SuppressEntry
}

// A CheckEntry is an entry of a map of checks.
type CheckEntry struct {
	checks.CheckSetting
	Place checks.Place
}

// An OverrideEntry is an entry of the list of overrides.
type OverrideEntry struct {
	Files    []string
	Checks   []CheckEntry
	Fragment bool
	Place    checks.Place
}

// A SuppressEntry is an entry of the list of suppressions, for one check; Paths
// are globs of pages, none for all.
type SuppressEntry struct {
	checks.Exception
	Paths []string
}

// A Mistake is something wrong in a file.
type Mistake struct {
	// Place is not known for what is wrong with the file as a whole.
	Place   checks.Place
	Message string

	span text.Span
}

// A Matcher tells which pages globs name.
type Matcher struct {
	dir, cwd string
	globs    []glob
}

// A glob is a pattern for pages: for the names of files, relative to the folder
// of the configuration, or for addresses when it begins with a scheme.
type glob struct {
	pattern string
	address bool
	name    bool // has no slash: matches a file or folder at any depth
	folder  bool // ends in a slash: matches folders only
}

func parseGlob(pattern string) glob {
	g := glob{pattern: pattern}
	if g.address = isAddress(pattern); g.address {
		return g
	}
	g.pattern, g.folder = strings.CutSuffix(g.pattern, "/")
	g.pattern = strings.TrimPrefix(g.pattern, "./")
	g.name = !strings.Contains(g.pattern, "/")
	g.pattern = strings.TrimPrefix(g.pattern, "/")
	return g
}

func isAddress(pattern string) bool {
	return strings.HasPrefix(pattern, "http://") || strings.HasPrefix(pattern, "https://")
}

// match reports whether the glob names a page, or a folder above it.
func (g *glob) match(rel, url string) bool {
	if g.address {
		return url != "" && doublestar.MatchUnvalidated(g.pattern, url)
	}
	if rel == "" {
		return false
	}
	for end := 0; end < len(rel); end++ {
		start := end
		if next := strings.IndexByte(rel[end:], '/'); next >= 0 {
			end += next
		} else {
			end = len(rel)
		}
		if g.folder && end == len(rel) {
			return false
		}
		if g.name && doublestar.MatchUnvalidated(g.pattern, rel[start:end]) ||
			!g.name && doublestar.MatchUnvalidated(g.pattern, rel[:end]) {
			return true
		}
	}
	return false
}

// Matcher is a matcher for globs of the configuration; names of pages are
// relative to cwd, which is absolute. It is safe for concurrent use.
func (c *Config) Matcher(globs []string, cwd string) *Matcher {
	m := &Matcher{dir: filepath.ToSlash(c.Dir), cwd: filepath.ToSlash(cwd)}
	for _, g := range globs {
		m.globs = append(m.globs, parseGlob(g))
	}
	return m
}

// Match reports whether a page, by its name and its address, which may be empty,
// is one that the globs name.
func (m *Matcher) Match(name, url string) bool {
	rel := m.relative(name)
	for i := range m.globs {
		if m.globs[i].match(rel, url) {
			return true
		}
	}
	return false
}

// relative is the path of a page from the folder of the configuration; empty
// for one that is not below it.
func (m *Matcher) relative(name string) string {
	if name == "" {
		return ""
	}
	full := path.Clean(name)
	if !path.IsAbs(full) && !filepath.IsAbs(filepath.FromSlash(full)) {
		if m.dir == m.cwd && full != ".." && !strings.HasPrefix(full, "../") {
			return full
		}
		full = path.Join(m.cwd, full)
	}
	if rest, ok := strings.CutPrefix(full, strings.TrimSuffix(m.dir, "/")+"/"); ok {
		return rest
	}
	return ""
}

// Bases are the folders, or files, that the globs begin with, as paths from the
// folder of the configuration; "." for one that can match anywhere. ok is false
// when one is for addresses.
func Bases(globs []string) (bases []string, ok bool) {
	for _, pattern := range globs {
		g := parseGlob(pattern)
		if g.address {
			return nil, false
		}
		if g.name {
			bases = append(bases, ".")
			continue
		}
		base, rest := doublestar.SplitPattern(g.pattern)
		if !strings.ContainsAny(rest, `*?[{\`) {
			base = path.Join(base, rest)
		}
		bases = append(bases, base)
	}
	return bases, true
}
