// Package config reads .metacheck.yaml: what a project wants of metacheck, so
// that every run in it means the same.
//
// [Read] takes the bytes of a file apart into nodes with places (yaml.go), and
// reads them key by key (read.go), checking every name, type and pattern as it
// goes. What is wrong becomes a [Mistake] with its place, and all mistakes of a
// file are told at once. [Keys] is the one list of what can stand at the top of
// a file: the reader, the schema for editors (schema.go) and the table of the
// README are made of it.
//
// Most keys stand for a flag of the command of the same meaning, and are handed
// on as values for that flag. A file that was merely found is not trusted: each
// key says whether such a file may set it. Nothing here opens files.
package config

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/text"
)

// Names are the names that a configuration goes by, in the order in which they
// are looked for.
var Names = []string{".metacheck.yaml", ".metacheck.yml"}

// MaxBytes is the size beyond which a file is refused.
const MaxBytes = 1 << 20

// A Kind is the kind of values that a key takes.
type Kind uint8

// The kinds of values.
const (
	Text     Kind = iota // a text, or one of Choices
	Switch               // true or false
	Address              // an absolute http or https address
	Path                 // a path, relative to the folder of the file
	Globs                // patterns for pages
	Limits               // a map from the names of bounds to numbers
	Outputs              // a list of {format, path}
	Fields               // a map from what metacheck reads to the names it goes by
	Checks               // a map from ids and globs to what is wanted of them
	Override             // a list of {files, checks, fragment}
	Suppress             // a list of {check, path, property, value, reason, until}
)

// An Access is what is done with the paths that a key names.
type Access uint8

// What is done with paths.
const (
	NoFiles Access = iota // it names none
	Reads
	Writes // and maybe reads
)

// Why a found configuration may set most keys: words that several share.
const (
	onlyJudges = "it only weighs findings"
	onlyReads  = "it only says how what the user names is read"
	onlyShows  = "it only says what is shown"
)

// A Key is a key at the top of a file.
type Key struct {
	Name string
	Kind Kind
	Doc  string
	// Flag is the flag of the command that the key stands for, or empty.
	Flag string
	// Inverted tells that true means not to set the flag.
	Inverted bool
	// Files says what is done with the paths that the key names.
	Files Access
	// Found is the reason why also a configuration that was merely found, as in
	// a checkout of others, may set the key. Where it is empty, only a flag may,
	// or a configuration that the user names: so it is with what fetches,
	// authenticates, renders, changes pages, or reads or writes outside of the
	// repository. Paths of a found configuration stay in the repository in any
	// case.
	Found string
	// Choices of a text; nil when it is free or the vocabulary has them.
	Choices []string
	// Example is a value for the starter, as YAML on one line or more.
	Example string
}

// Keys are the keys that can stand at the top of a file, in the order in which
// they are documented.
var Keys = []Key{
	{Name: "profile", Kind: Text, Found: onlyJudges, Flag: "profile", Example: "news",
		Doc: "The profile that the other settings go out from."},
	{Name: "checks", Kind: Checks, Found: onlyJudges, Example: "\n  og/image-alt-missing: off\n  head: warning\n  twitter/title-too-long: {severity: info, max: 60}",
		Doc: "What is wanted of checks, by id, family or glob: off, on, a severity (info, warning, error), or a map of severity and options. " +
			"Narrower names beat wider ones, whatever the order: an id, a glob, a family, *."},
	{Name: "overrides", Kind: Override, Found: onlyJudges, Example: "\n  - files: archive/**\n    checks: {head: off}",
		Doc: "Settings for some of the pages: files are globs, checks as above; fragment tells that the pages are parts of pages. Later ones beat earlier ones."},
	{Name: "ignore", Kind: Globs, Found: "it only takes pages away from those that the user names", Example: "\n  - drafts\n  - \"*.amp.html\"",
		Doc: "Globs of pages that are not checked, whoever names them."},
	{Name: "suppress", Kind: Suppress, Found: onlyJudges, Example: "\n  - check: og/image-missing\n    path: legal/**\n    reason: legal pages are not shared\n    until: 2027-01-31",
		Doc: "Findings that do not count: by check, path, and optionally property or value; with the reason, and optionally the last day."},
	{Name: "inline-suppressions", Kind: Switch, Found: onlyJudges, Flag: "no-inline-suppressions", Inverted: true, Example: "true",
		Doc: "Whether comments in pages can suppress findings."},
	{Name: "fail-on", Kind: Text, Found: onlyJudges, Flag: "fail-on", Choices: []string{"error", "warning", "info", "never"}, Example: "warning",
		Doc: "The severity from which the exit code is 1."},
	{Name: "baseline", Kind: Path, Found: "it is written on --update-baseline alone, and has to lie in the repository", Flag: "baseline", Files: Writes, Example: "metacheck-baseline.txt",
		Doc: "The file of findings that are known and do not count."},
	{Name: "baseline-strict", Kind: Switch, Found: onlyJudges, Flag: "baseline-strict", Example: "true",
		Doc: "Whether findings of the baseline that are gone have to leave it."},
	{Name: "base-url", Kind: Address, Found: "the URL is compared and never fetched", Flag: "base-url", Example: "https://www.example.org/",
		Doc: "The address that relative addresses resolve against; with root, the address at which the root is served."},
	{Name: "root", Kind: Path, Found: "it is read, and has to lie in the repository", Flag: "root", Files: Reads, Example: "public",
		Doc: "The folder that base-url serves, so that each page's own address is known."},
	{Name: "clean-urls", Kind: Switch, Found: onlyReads, Flag: "clean-urls", Example: "true",
		Doc: "Whether the server shows about.html of the root as /about."},
	{Name: "trailing-slash", Kind: Text, Found: onlyReads, Flag: "trailing-slash", Choices: []string{"always", "never", "auto"}, Example: "auto",
		Doc: "When addresses of the root's pages end in a slash; auto goes by the pages' canonical links."},
	{Name: "site", Kind: Switch, Found: onlyJudges, Flag: "site", Example: "true",
		Doc: "Whether the pages are checked as one site; with root they are."},
	{Name: "format", Kind: Text, Found: onlyShows, Flag: "format", Example: "text",
		Doc: "The format of what is written to standard output."},
	{Name: "outputs", Kind: Outputs, Found: "they have to lie in the repository, and become no programs", Flag: "output", Files: Writes, Example: "\n  - {format: sarif, path: metacheck.sarif}",
		Doc: "Further reports, each with its format and path."},
	{Name: "show-suppressed", Kind: Switch, Found: onlyShows, Flag: "show-suppressed", Example: "false",
		Doc: "Whether suppressed findings are shown, with their reasons."},
	{Name: "fragment", Kind: Switch, Found: onlyJudges, Flag: "fragment", Example: "false",
		Doc: "Whether the pages are parts of pages: what they lack is not reported."},
	{Name: "record-fields", Kind: Fields, Found: onlyReads, Flag: "record-field", Example: "{html: body, url: link}",
		Doc: "The names that the fields of archived records go by."},
	{Name: "limits", Kind: Limits, Found: "they bound the work on what the user names", Flag: "limit", Example: "{findings: 200}",
		Doc: "Bounds on what one page may cost."},
}

// KeyByName is the key with the name, or nil.
func KeyByName(name string) *Key {
	for i := range Keys {
		if Keys[i].Name == name {
			return &Keys[i]
		}
	}
	return nil
}

// A Vocabulary is what a configuration can name beside checks.
type Vocabulary struct {
	Profiles, Formats, Limits, Fields []string
	// Folders are those of the formats that write a folder.
	Folders []string
}

// choices are the values that a key of kind Text takes; nil for any.
func (v *Vocabulary) choices(k *Key) []string {
	switch k.Name {
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
	Settings []Setting
	// Checks are wider names before narrower ones.
	Checks    []CheckEntry
	Overrides []OverrideEntry
	Ignore    []string
	// IgnoreAt is where the globs begin.
	IgnoreAt checks.Place
	Suppress []SuppressEntry
}

// A Setting is a key that stands for a flag.
type Setting struct {
	Key    *Key
	Values []string // for the flag
	Place  checks.Place
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

// match tells whether the glob names a page, or a folder above it.
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

// Match tells whether a page, by its name and its address, which may be empty,
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
