package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/config"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
	pipeline "github.com/metacheck/metacheck/internal/run"
	"github.com/metacheck/metacheck/internal/setting"
)

func configCommand() *cli.Command {
	return &cli.Command{
		Name:        "config",
		Usage:       "write, show and describe the configuration",
		Description: "A project says in .metacheck.yaml what it wants; lint finds it above its inputs.",
		Subcommands: []*cli.Command{
			{
				Name:      "init",
				Usage:     "write a first .metacheck.yaml, in which everything is a comment",
				ArgsUsage: "[FOLDER]",
				Action:    configInit,
			},
			{
				Name:      "show",
				Usage:     "print the settings of a run over the inputs, and where each comes from",
				ArgsUsage: "[INPUT...]",
				Flags:     settingFlags(setting.Lint),
				Action:    configShow,
			},
			{
				Name:  "schema",
				Usage: "print the JSON Schema of the configuration, for editors",
				Action: func(c *cli.Context) error {
					schema, err := config.Schema(pipeline.Vocabulary())
					if err != nil {
						return fmt.Errorf("could not write the schema: %w", err)
					}
					_, err = c.App.Writer.Write(append(schema, '\n'))
					return err
				},
			},
		},
		Action: func(c *cli.Context) error {
			names := []string{"init", "show", "schema"}
			if name := c.Args().First(); name != "" {
				return fmt.Errorf("unknown command config %q%s (commands: %s)", name, checks.Suggest(name, names), check.List(names))
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

// configInit writes the starter, and never over a configuration.
func configInit(c *cli.Context) error {
	dir := "."
	switch c.Args().Len() {
	case 0:
	case 1:
		dir = c.Args().First()
	default:
		return errors.New("config init takes one folder")
	}
	exists, err := pipeline.ConfigIn(dir)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, config.Names[0])
	if exists == "" {
		var f *os.File
		f, err = os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			exists, err = file, nil
		} else if err == nil {
			_, err = io.WriteString(f, config.Starter())
			if cerr := f.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				// A part of a starter is worse than none.
				os.Remove(file)
			}
		}
	}
	switch {
	case exists != "":
		return fmt.Errorf("%s exists; it is left as it is", exists)
	case err != nil:
		return fmt.Errorf("could not write %s: %w", filepath.ToSlash(file), withoutPath(err))
	}
	_, err = fmt.Fprintf(c.App.Writer, "wrote %s\n", filepath.ToSlash(file))
	return err
}

// configShow prints what holds for a run with the same inputs and flags, as a
// configuration whose comments say where each setting comes from.
func configShow(c *cli.Context) error {
	w, v, p, err := resolve(c, setting.Lint)
	if err != nil {
		return err
	}
	settings, _, err := pipeline.SettingsOf(&w, v, p)
	if err != nil {
		return err
	}
	linter, err := checks.New(settings)
	if err != nil {
		return err
	}
	s := &shower{Project: p, values: v, settings: settings, linter: linter}
	s.show()
	_, err = io.WriteString(c.App.Writer, s.b.String())
	return err
}

// withoutPath is an error of the file system without the path.
func withoutPath(err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	return err
}

// A shower writes the settings of a run.
type shower struct {
	*pipeline.Project
	values   *setting.Values
	settings checks.Settings
	linter   *checks.Linter
	b        strings.Builder
}

// line writes a line with its origin behind it.
func (s *shower) line(text, origin string) {
	if pad := 48 - len([]rune(text)); pad > 0 {
		text += strings.Repeat(" ", pad)
	}
	s.b.WriteString(text + " # " + report.Escape(origin) + "\n")
}

func (s *shower) at(place checks.Place) string {
	return setting.Origin{File: s.Name, Line: place.Start.Line}.String()
}

func (s *shower) show() {
	if s.Name == "" {
		s.b.WriteString("# no configuration\n")
	} else {
		fmt.Fprintf(&s.b, "# configuration: %s\n", report.Escape(s.Name))
	}
	for _, r := range setting.Keys() {
		switch r.Kind {
		case setting.CheckMap:
			s.checks()
		case setting.Override:
			s.overrides()
		case setting.Globs:
			s.globs("ignore:", "  ", s.Ignore, s.at(s.IgnoreAt))
		case setting.Suppress:
			s.suppressions()
		default:
			s.setting(r)
		}
	}
	for _, name := range []string{"only", "skip"} {
		if s.values.Set(name) {
			s.b.WriteString("# --" + name + " " + report.Escape(strings.Join(s.values.List(name), ",")) + " beats what is said of checks above\n")
		}
	}
}

// setting writes a key that has a value. Where nothing is set, there is only a
// comment.
func (s *shower) setting(r *setting.Row) {
	origin := s.values.Origin(r.Name).String()
	var entries []string
	switch r.Kind {
	case setting.Switch:
		s.line(r.Key+": "+strconv.FormatBool(s.values.Bool(r.Name) != r.Inverted), origin)
		return
	case setting.Limits, setting.Fields:
		for _, v := range s.values.List(r.Name) {
			name, value, _ := strings.Cut(v, "=")
			entries = append(entries, "  "+scalar(name)+": "+scalar(value)+"\n")
		}
	case setting.Outputs:
		for _, v := range s.values.List(r.Name) {
			format, path, _ := strings.Cut(v, "=")
			entries = append(entries, "  - {format: "+scalar(format)+", path: "+quoted(path)+"}\n")
		}
	default:
		v := redact.URL(s.values.Text(r.Name))
		if v == "" && r.Key == "profile" {
			v = checks.DefaultProfile
		}
		if v != "" {
			s.line(r.Key+": "+scalar(v), origin)
			return
		}
	}
	if len(entries) == 0 {
		s.line("# "+r.Key+":", origin)
		return
	}
	s.line(r.Key+":", origin)
	s.b.WriteString(strings.Join(entries, ""))
}

// scalar is a text as YAML.
func scalar(v string) string {
	out, err := yaml.Marshal(v)
	if err != nil || strings.Count(string(out), "\n") != 1 || report.Escape(v) != v {
		return quoted(v)
	}
	return strings.TrimSpace(string(out))
}

// quoted is a text in double quotes as YAML, which are those of JSON.
func quoted(v string) string { return string(report.SafeJSON([]byte(strconv.QuoteToASCII(v)))) }

// checks writes the checks that do not run as the profile has them. Those that
// --only leaves out are many, and told in one line at the end.
func (s *shower) checks() {
	profile, err := checks.ProfileByName(s.settings.Profile)
	if err != nil {
		return // the linter has refused it
	}
	s.b.WriteString("checks:\n")
	for _, c := range checks.All() {
		weight, runs := profile.Effect(c)
		severity, on := s.linter.Runs(c, "", "")
		options, optionsFrom := s.options(c)
		switch {
		case !on && (!runs || len(s.settings.Only) > 0):
		case !on && s.switchedBy(c) == "default":
			// It looks at two builds or at a whole site, and runs where there are
			// such.
		case !on:
			s.line("  "+c.ID+": off", s.switchedBy(c))
		case options != "":
			s.line("  "+c.ID+": {severity: "+severity.String()+", "+options+"}", optionsFrom)
		case severity != weight && s.weighedBy(c) != "default": // a preview is info by default
			s.line("  "+c.ID+": "+severity.String(), s.weighedBy(c))
		case !runs:
			s.line("  "+c.ID+": "+severity.String(), s.switchedBy(c))
		}
	}
}

// switchedBy says what turned a check on or off.
func (s *shower) switchedBy(c *check.Check) string {
	for _, pattern := range s.settings.Skip {
		if names(pattern, c) {
			return "--skip " + pattern
		}
	}
	for _, pattern := range s.settings.Only {
		if names(pattern, c) {
			return "--only " + pattern
		}
	}
	for _, e := range slices.Backward(s.Checks) {
		if e.Switch != checks.AsIs && names(e.Pattern, c) {
			return s.at(e.Place)
		}
	}
	return "default"
}

// weighedBy says what gave a check its severity.
func (s *shower) weighedBy(c *check.Check) string {
	for _, set := range slices.Backward(s.settings.Severities) {
		if names(set.Pattern, c) {
			return "--severity " + set.Pattern
		}
	}
	for _, e := range slices.Backward(s.Checks) {
		if e.Severity != 0 && names(e.Pattern, c) {
			return s.at(e.Place)
		}
	}
	return "default"
}

// names reports whether a pattern, which is known to be good, names a check.
func names(pattern string, c *check.Check) bool {
	named, err := checks.Named(pattern)
	return err == nil && slices.Contains(named, c)
}

// options are what is set of a check beside its severity, as YAML, and where the
// last of it comes from.
func (s *shower) options(c *check.Check) (list, origin string) {
	var parts []string
	if lower, from := s.lower(c); lower != 0 {
		parts, origin = append(parts, "lower: "+lower.String()), from
	}
	for _, o := range c.Options {
		var value any
		for _, e := range s.Checks {
			for _, set := range e.Options {
				if set.Name == o.Name && names(e.Pattern, c) {
					value, origin = set.Value, s.at(e.Place)
				}
			}
		}
		for _, set := range s.settings.Options {
			if set.Check == c.ID && set.Option == o.Name {
				if v, err := o.Parse(set.Value); err == nil {
					value, origin = v, "--option "+c.ID+"."+o.Name
				}
			}
		}
		if value != nil {
			parts = append(parts, optionYAML(o.Name, value))
		}
	}
	return strings.Join(parts, ", "), origin
}

// lower is the severity that is set for the milder findings of a check, and where
// it comes from; 0 for none.
func (s *shower) lower(c *check.Check) (lower check.Severity, origin string) {
	if c.Lower.Severity == 0 {
		return 0, ""
	}
	for _, e := range s.Checks {
		if e.Lower != 0 && names(e.Pattern, c) {
			lower, origin = e.Lower, s.at(e.Place)
		}
	}
	for _, set := range s.settings.Severities {
		if set.Lower != 0 && names(set.Pattern, c) {
			lower, origin = set.Lower, "--severity "+set.Pattern
		}
	}
	return lower, origin
}

// optionYAML is an option and its value as an entry of a map in one line.
func optionYAML(name string, value any) string {
	switch v := value.(type) {
	case []string:
		var list []string
		for _, one := range v {
			list = append(list, quoted(one))
		}
		return name + ": [" + strings.Join(list, ", ") + "]"
	case string:
		return name + ": " + quoted(v)
	}
	return fmt.Sprintf("%s: %v", name, value)
}

func (s *shower) globs(key, indent string, globs []string, origin string) {
	if len(globs) == 0 {
		if indent == "  " {
			s.line("# "+key, "default")
		}
		return
	}
	s.line(indent[2:]+key, origin)
	for _, g := range globs {
		s.b.WriteString(indent + "- " + quoted(g) + "\n")
	}
}

func (s *shower) overrides() {
	if len(s.Overrides) == 0 {
		s.line("# overrides:", "default")
		return
	}
	s.b.WriteString("overrides:\n")
	for _, o := range s.Overrides {
		s.globs("- files:", "    ", o.Files, s.at(o.Place))
		if o.Fragment {
			s.b.WriteString("    fragment: true\n")
		}
		if len(o.Checks) > 0 {
			s.b.WriteString("    checks:\n")
		}
		for _, e := range o.Checks {
			value := e.Severity.String()
			switch {
			case e.Switch == checks.Off:
				value = "off"
			case e.Severity == 0 && e.Switch == checks.On:
				value = "on"
			}
			if len(e.Options) > 0 || e.Lower != 0 {
				var parts []string
				if value != check.Severity(0).String() {
					parts = append(parts, "severity: "+value)
				}
				if e.Lower != 0 {
					parts = append(parts, "lower: "+e.Lower.String())
				}
				for _, set := range e.Options {
					parts = append(parts, optionYAML(set.Name, set.Value))
				}
				value = "{" + strings.Join(parts, ", ") + "}"
			}
			s.line("      "+quoted(e.Pattern)+": "+value, s.at(e.Place))
		}
	}
}

func (s *shower) suppressions() {
	if len(s.Suppress) == 0 {
		s.line("# suppress:", "default")
		return
	}
	s.b.WriteString("suppress:\n")
	for _, e := range s.Suppress {
		s.line("  - check: "+quoted(e.Check), s.at(e.Place))
		for _, part := range []struct {
			key  string
			list []string
		}{{"path", e.Paths}, {"property", e.Properties}} {
			if len(part.list) > 0 {
				s.b.WriteString("    " + optionYAML(part.key, part.list) + "\n")
			}
		}
		for _, part := range []struct{ key, value string }{
			{"value", e.Value}, {"reason", e.Reason}, {"until", e.Until},
		} {
			if part.value != "" {
				s.b.WriteString("    " + part.key + ": " + quoted(part.value) + "\n")
			}
		}
	}
}
