package config

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/internal/text"
)

// Source is a file to read.
type Source struct {
	// Name is the file's name in messages.
	Name string
	Data []byte
	// Dir is its folder, Top the folder that its paths must not lead out of: the
	// root of the repository, or Dir again. Both are absolute.
	Dir, Top string
	// Named reports that the user named the file, whose settings and paths are the
	// user's own then. Else it was found, maybe in a checkout of others.
	Named bool
	// Refuses is why a path of a file that was found cannot be used, going by
	// what is on the disk, or nil: "leads out of …". Without it only the names
	// in the path are looked at.
	Refuses func(path string, write bool) error
}

// Read reads a file. With mistakes, the Config holds what could be read and is
// not to be used for a run. They are in the order of the file.
func Read(src Source, voc Vocabulary) (*Config, []Mistake) {
	r := &reader{document: open(src.Data), src: src, voc: voc, config: &Config{Name: src.Name, Dir: src.Dir}}
	if r.root != nil {
		r.top()
	}
	return r.config, r.sorted()
}

type reader struct {
	*document
	src    Source
	voc    Vocabulary
	config *Config
}

// place is a place as findings have it.
func (d *document) place(at text.Span) checks.Place {
	start := d.file.Position(at.Start)
	return checks.Place{Known: true, Start: start, End: d.file.Position(at.End), Excerpt: d.file.Excerpt(start, at.Len())}
}

// unknown notes a key that does not exist.
func (r *reader) unknown(p pair, names []string) {
	hint := checks.Suggest(p.name, names)
	if hint == "" {
		hint = " (keys: " + check.List(names) + ")"
	}
	r.mistake(p.at, "unknown key %q%s", short(p.name), hint)
}

func (r *reader) top() {
	pairs, ok := r.pairs(r.root, "a map of settings")
	if !ok {
		return
	}
	for _, p := range pairs {
		key := setting.ByKey(p.name)
		if key == nil {
			r.unknown(p, setting.KeyNames())
			continue
		}
		if key.Found == "" && !r.src.Named {
			how := "name the file with --config"
			if flag := key.FlagName(); flag != "" {
				how = fmt.Sprintf("set --%s, or %s", flag, how)
			}
			r.mistake(p.at, "%q is not for a configuration that was merely found: %s", key.Key, how)
			continue
		}
		r.key(key, p)
	}
}

func (r *reader) key(key *setting.Row, p pair) {
	var values []string
	switch key.Kind {
	case setting.CheckMap:
		r.config.Checks = r.checks(p.value)
	case setting.Override:
		r.overrides(p.value)
	case setting.Suppress:
		r.suppress(p.value)
	case setting.Globs:
		r.config.Ignore = r.globs(p.value)
		r.config.IgnoreAt = r.place(p.at)
	case setting.Text:
		if v, ok := r.choice(p.value, r.voc.choices(key), "a text"); ok {
			values = []string{v}
		}
	case setting.Address:
		if v, ok := r.text(p.value, "an address"); ok {
			if u, err := url.Parse(v); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
				r.mistake(r.at(p.value), "%q is not an absolute http or https URL", short(v))
				return
			}
			values = []string{v}
		}
	case setting.Path:
		if v, ok := r.path(p.value, key); ok {
			values = []string{v}
		}
	case setting.Switch:
		if v, ok := r.bool(p.value); ok {
			values = []string{strconv.FormatBool(v != key.Inverted)}
		}
	case setting.Limits:
		pairs, _ := r.pairs(p.value, "a map from the names of bounds to numbers")
		for _, q := range pairs {
			if v, ok := r.limit(q); ok {
				values = append(values, v)
			}
		}
	case setting.Fields:
		pairs, _ := r.pairs(p.value, "a map from fields to their names in the records")
		for _, q := range pairs {
			if !slices.Contains(r.voc.Fields, q.name) {
				r.unknown(q, r.voc.Fields)
			} else if v, ok := r.text(q.value, "the name of a field"); ok {
				values = append(values, q.name+"="+v)
			}
		}
	case setting.Outputs:
		items, _ := r.items(p.value, false, "a list of {format, path}")
		for _, item := range items {
			if v, ok := r.output(item, key); ok {
				values = append(values, v)
			}
		}
	}
	if len(values) > 0 {
		r.config.Settings = append(r.config.Settings, setting.Configured{Row: key, Values: values, Origin: setting.Origin{File: r.src.Name, Line: r.place(p.at).Start.Line}})
	}
}

// limit is a bound. One of a file that was found must not be above the default:
// what a checkout of others may cost is not theirs to say.
func (r *reader) limit(p pair) (string, bool) {
	i := slices.IndexFunc(r.voc.Limits, func(l setting.Limit) bool { return l.Name == p.name })
	if i < 0 {
		r.unknown(p, r.voc.limits())
		return "", false
	}
	n, ok := r.number(p.value, 1)
	if !ok {
		return "", false
	}
	if most := r.voc.Limits[i].Default; !r.src.Named && int64(n) > most {
		r.mistake(r.at(p.value), "a configuration that was merely found may set the limit %s to %d at most, the default: use --limit %[1]s=%[3]d, or name the file with --config", p.name, most, n)
		return "", false
	}
	return p.name + "=" + strconv.Itoa(n), true
}

// choice is a text, one of the choices if there are any.
func (r *reader) choice(n ast.Node, choices []string, want string) (string, bool) {
	v, ok := r.text(n, want)
	if !ok {
		return "", false
	}
	if len(choices) > 0 && !slices.Contains(choices, v) {
		r.mistake(r.at(n), "%q is none of %s%s", short(v), check.List(choices), checks.Suggest(v, choices))
		return "", false
	}
	return v, true
}

// bool is true or false. The words yes, no, on and off are texts in YAML 1.2,
// and are told.
func (r *reader) bool(n ast.Node) (value, ok bool) {
	n = r.node(n)
	switch v := n.(type) {
	case nil:
	case *ast.BoolNode:
		return v.Value, true
	default:
		r.mistake(r.at(n), "%s stands where true or false is expected", kindOf(n))
	}
	return false, false
}

// number is a whole number from least on.
func (r *reader) number(n ast.Node, least int) (int, bool) {
	n = r.node(n)
	if n == nil {
		return 0, false
	}
	if _, ok := n.(*ast.IntegerNode); ok {
		if i, err := strconv.Atoi(n.GetToken().Value); err == nil && i >= least {
			return i, true
		}
	}
	r.mistake(r.at(n), "a whole number from %d on is expected", least)
	return 0, false
}

// path is a path, relative to the folder of the file. One in a file that was
// found must not lead out of the repository: a configuration that comes with a
// checkout must not overwrite or show what is not part of it.
func (r *reader) path(n ast.Node, key *setting.Row) (string, bool) {
	v, ok := r.text(n, "a path")
	if !ok {
		return "", false
	}
	native := filepath.FromSlash(v)
	if strings.TrimSpace(v) == "" {
		r.mistake(r.at(n), "the path is empty")
		return "", false
	}
	absolute := filepath.IsAbs(native) || strings.HasPrefix(v, "/")
	if !filepath.IsAbs(native) {
		native = filepath.Join(r.src.Dir, native)
	}
	if r.src.Named {
		return native, true
	}
	write := key.Files != setting.Reads
	reason := ""
	switch {
	case absolute && write, !below(r.src.Top, native) && (write || native != r.src.Top):
		reason = "leads out of " + r.src.Top
	default:
		rel, _ := filepath.Rel(r.src.Top, native)
		for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
			if rooted.IsHidden(part) || write && rooted.IsVersionControl(part) {
				reason = "leads into " + part + ", the folder of a version control system"
			}
		}
		if reason == "" && r.src.Refuses != nil {
			if err := r.src.Refuses(native, write); err != nil {
				reason = err.Error()
			}
		}
	}
	if reason != "" {
		does := "reads"
		if write {
			does = "writes"
		}
		r.mistake(r.at(n), "%q %s; a configuration that was merely found %s inside its own repository only: set --%s, or name the file with --config", short(v), reason, does, key.FlagName())
		return "", false
	}
	return native, true
}

func below(top, name string) bool {
	rel, err := filepath.Rel(top, name)
	return err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (r *reader) output(n ast.Node, key *setting.Row) (string, bool) {
	pairs, ok := r.pairs(n, "a map of format and path")
	if !ok {
		return "", false
	}
	format, name := "", ""
	for _, p := range pairs {
		switch p.name {
		case "format":
			format, ok = r.choice(p.value, r.voc.Formats, "a format")
		case "path":
			name, ok = r.path(p.value, key)
		default:
			r.unknown(p, []string{"format", "path"})
		}
		if !ok {
			return "", false
		}
	}
	if format == "" || name == "" {
		r.mistake(r.at(n), "an output needs a format and a path")
		return "", false
	}
	if !r.src.Named && slices.Contains(r.voc.Folders, format) {
		r.mistake(r.at(n), "%s writes a folder, which is not for a configuration that was merely found: set --%s, or name the file with --config", format, key.FlagName())
		return "", false
	}
	return format + "=" + name, true
}

// globs are patterns for pages.
func (r *reader) globs(n ast.Node) []string {
	items, _ := r.items(n, true, "a glob or a list of globs")
	var globs []string
	for _, item := range items {
		v, ok := r.text(item, "a glob")
		if !ok {
			continue
		}
		if fault := globFault(v); fault != "" {
			r.mistake(r.at(item), "the glob %q %s", short(v), fault)
			continue
		}
		globs = append(globs, v)
	}
	return globs
}

// globFault says what is wrong with a pattern for pages, or is empty.
func globFault(pattern string) string {
	const longest = 1000
	switch {
	case strings.TrimSpace(pattern) == "":
		return "is empty"
	case len(pattern) > longest:
		return fmt.Sprintf("is longer than %d bytes", longest)
	case !doublestar.ValidatePattern(pattern):
		return "leaves a bracket, brace or backslash open"
	case strings.HasPrefix(pattern, "!"):
		return "begins with !, which takes nothing back here; name what is meant"
	case isAddress(pattern):
		return ""
	case pattern != "/" && strings.HasPrefix(path.Clean(strings.TrimPrefix(pattern, "./")), ".."):
		return "leads out of the folder of the configuration, to which globs are relative"
	}
	return ""
}

// checks reads a map of checks, wider names first, so that narrower ones beat
// them whatever their order.
func (r *reader) checks(n ast.Node) []CheckEntry {
	pairs, _ := r.pairs(n, "a map of checks")
	var list []CheckEntry
	for _, p := range pairs {
		named, err := checks.Named(p.name)
		if err != nil {
			r.mistake(p.at, "%v", err)
			continue
		}
		if e, ok := r.check(p, named); ok {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b CheckEntry) int { return cmp.Compare(narrowness(a.Pattern), narrowness(b.Pattern)) })
	return list
}

// narrowness orders the names of checks: all, a family, a glob, an id.
func narrowness(pattern string) int {
	family, fault, ok := strings.Cut(pattern, "/")
	switch {
	case pattern == "*" || pattern == "all":
		return 0
	case !ok || fault == "*" && !strings.ContainsAny(family, "*?["):
		return 2
	case strings.ContainsAny(family, "*?["):
		return 1
	case strings.ContainsAny(fault, "*?["):
		return 3
	}
	return 4
}

var switches = []string{"off", "on", "info", "warning", "error"}

// check reads what is wanted of the checks of a pattern. A severity for one
// check turns it on.
func (r *reader) check(p pair, named []*check.Check) (CheckEntry, bool) {
	e := CheckEntry{CheckSetting: checks.CheckSetting{Pattern: p.name}, Place: r.place(p.at)}
	alone := len(named) == 1 && named[0].ID == p.name
	level := func(n ast.Node) bool {
		if b, ok := r.node(n).(*ast.BoolNode); ok {
			// What YAML 1.1 makes of on and off, and what is easily meant.
			e.Switch = checks.Off
			if b.Value {
				e.Switch = checks.On
			}
			return true
		}
		v, ok := r.choice(n, switches, "off, on, a severity, or a map of severity and options")
		switch {
		case !ok:
		case v == "off":
			e.Switch = checks.Off
		case v == "on":
			e.Switch = checks.On
		default:
			e.Severity, _ = check.ParseSeverity(v)
			if alone {
				e.Switch = checks.On
			}
		}
		return ok
	}
	n := r.node(p.value)
	switch n.(type) {
	case nil:
		return e, false
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		return e, level(n)
	}
	pairs, _ := r.pairs(n, "")
	for _, q := range pairs {
		switch q.name {
		case "severity":
			if !level(q.value) {
				return e, false
			}
			continue
		case "lower":
			v, ok := r.choice(q.value, switches[2:], "a severity")
			if !ok {
				return e, false
			}
			if !slices.ContainsFunc(named, hasLower) {
				r.mistake(q.at, "%s has no milder findings that lower could be for", short(p.name))
				return e, false
			}
			e.Lower, _ = check.ParseSeverity(v)
			continue
		}
		option := optionOf(named, q.name)
		if option == nil {
			names := []string{"severity"}
			if slices.ContainsFunc(named, hasLower) {
				names = append(names, "lower")
			}
			for _, c := range named {
				for _, o := range c.Options {
					if !slices.Contains(names, o.Name) {
						names = append(names, o.Name)
					}
				}
			}
			r.unknown(q, names)
			return e, false
		}
		value, ok := r.option(q.value, option)
		if !ok {
			return e, false
		}
		e.Options = append(e.Options, checks.CheckOption{Name: q.name, Value: value})
	}
	return e, true
}

// hasLower reports whether some findings of a check are milder than the rest.
func hasLower(c *check.Check) bool { return c.Lower.Severity != 0 }

func optionOf(named []*check.Check, name string) *check.Option {
	for _, c := range named {
		for i := range c.Options {
			if c.Options[i].Name == name {
				return &c.Options[i]
			}
		}
	}
	return nil
}

// option is a value for an option, of the type of its default.
func (r *reader) option(n ast.Node, o *check.Option) (any, bool) {
	switch o.Default.(type) {
	case int:
		return anyOf(r.number(n, 0))
	case bool:
		return anyOf(r.bool(n))
	case []string:
		items, ok := r.items(n, true, "a list of texts")
		list := []string{}
		for _, item := range items {
			v, is := r.text(item, "a text")
			ok = ok && is
			list = append(list, v)
		}
		return list, ok
	}
	return anyOf(r.text(n, "a text"))
}

func anyOf[T any](v T, ok bool) (any, bool) { return v, ok }

func (r *reader) overrides(n ast.Node) {
	items, _ := r.items(n, false, "a list of {files, checks, fragment}")
	for _, item := range items {
		pairs, ok := r.pairs(item, "a map of files, checks and fragment")
		if !ok {
			continue
		}
		o := OverrideEntry{Place: r.place(r.at(item))}
		said := false
		for _, p := range pairs {
			switch p.name {
			case "files":
				o.Files = r.globs(p.value)
				said = true
			case "checks":
				o.Checks = r.checks(p.value)
			case "fragment":
				o.Fragment, _ = r.bool(p.value)
			default:
				r.unknown(p, []string{"files", "checks", "fragment"})
			}
		}
		if !said {
			r.mistake(r.at(item), "an override needs files: the globs of the pages that it is for")
		}
		r.config.Overrides = append(r.config.Overrides, o)
	}
}

var suppressKeys = []string{"check", "path", "property", "value", "reason", "until"}

func (r *reader) suppress(n ast.Node) {
	items, _ := r.items(n, false, "a list of {check, path, property, value, reason, until}")
	for _, item := range items {
		pairs, ok := r.pairs(item, "a map of check, path, property, value, reason and until")
		if !ok {
			continue
		}
		e := SuppressEntry{}
		e.Source = r.src.Name
		type name struct {
			pattern, property string
			at                text.Span
		}
		var names []name
		said := false
		for _, p := range pairs {
			switch p.name {
			case "check":
				said = true
				list, _ := r.items(p.value, true, "the name of a check or a list of names")
				for _, n := range list {
					written, ok := r.text(n, "the name of a check")
					if !ok {
						continue
					}
					pattern, property, bracket := strings.Cut(written, "[")
					if bracket {
						if property, ok = strings.CutSuffix(property, "]"); !ok || property == "" {
							r.mistake(r.at(n), "the bracket of %q is not closed, or is empty; write check[property]", short(written))
							continue
						}
					}
					if _, err := checks.Named(pattern); err != nil {
						r.mistake(r.at(n), "%v", err)
						continue
					}
					names = append(names, name{pattern, property, r.at(n)})
				}
			case "path":
				e.Paths = r.globs(p.value)
			case "property":
				items, _ := r.items(p.value, true, "the name of a property or a list of names")
				for _, item := range items {
					if v, ok := r.text(item, "the name of a property"); ok && v != "" {
						e.Properties = append(e.Properties, v)
					}
				}
			case "value":
				e.Value, _ = r.text(p.value, "a value")
			case "reason":
				if v, ok := r.text(p.value, "a text"); ok {
					e.Reason = text.Fold(v)
				}
			case "until":
				if v, ok := r.text(p.value, "a date such as 2026-12-31"); ok {
					if _, err := time.Parse(time.DateOnly, v); err != nil {
						r.mistake(r.at(p.value), "%q is not a date; write one such as 2026-12-31", short(v))
					}
					e.Until, e.UntilPlace = v, r.place(r.at(p.value))
				}
			default:
				r.unknown(p, suppressKeys)
			}
		}
		if !said {
			r.mistake(r.at(item), "a suppression needs a check: an id, a family or a glob")
		}
		for _, n := range names {
			one := e
			one.Check, one.Place = n.pattern, r.place(n.at)
			if n.property != "" {
				if len(e.Properties) > 0 {
					r.mistake(n.at, "the property is given twice, in brackets and by the key property; give it once")
				}
				one.Properties = []string{n.property}
			}
			r.config.Suppress = append(r.config.Suppress, one)
		}
	}
}
