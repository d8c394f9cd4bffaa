package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/internal/report"
	pipeline "github.com/metacheck/metacheck/internal/run"
	"github.com/metacheck/metacheck/internal/setting"
)

// settingFlags are the settings of a command as flags.
func settingFlags(command setting.Command) []cli.Flag {
	var list []cli.Flag
	for _, r := range setting.Of(command) {
		name := r.FlagName()
		switch {
		case r.Many:
			list = append(list, &cli.StringSliceFlag{Name: name, Aliases: r.Aliases, Usage: r.Doc})
		case r.Kind == setting.Switch:
			list = append(list, &cli.BoolFlag{Name: name, Aliases: r.Aliases, Usage: r.Doc})
		case r.Kind == setting.Optional:
			list = append(list, &cli.GenericFlag{Name: name, Aliases: r.Aliases, Value: new(optionalFlag), Usage: r.Doc})
		case r.Kind == setting.Number:
			list = append(list, &cli.Int64Flag{Name: name, Aliases: r.Aliases, Value: r.DefaultNumber(), DefaultText: r.DefaultText, Usage: r.Doc})
		case r.Kind == setting.Duration:
			list = append(list, &cli.DurationFlag{Name: name, Aliases: r.Aliases, Value: r.DefaultDuration(), Usage: r.Doc})
		default:
			list = append(list, &cli.StringFlag{Name: name, Aliases: r.Aliases, Value: r.Default, Usage: r.Doc})
		}
	}
	return list
}

// An optionalFlag is a flag that can stand without a value.
type optionalFlag string

// String is the value.
func (v *optionalFlag) String() string { return string(*v) }

// Set takes any value; what it can be, the run knows. The flag package would
// print all flags before an error of Set.
func (v *optionalFlag) Set(s string) error {
	*v = optionalFlag(s)
	return nil
}

// IsBoolFlag tells the flag package that the flag can stand alone.
func (v *optionalFlag) IsBoolFlag() bool { return true }

// given are the flags that the user gave, by the name of the setting.
func given(c *cli.Context, command setting.Command) map[string][]string {
	all := map[string][]string{}
	for _, r := range setting.Of(command) {
		name := r.FlagName()
		switch {
		case !c.IsSet(name):
		case r.Many:
			all[r.Name] = c.StringSlice(name)
		case r.Kind == setting.Optional:
			all[r.Name] = []string{c.Generic(name).(*optionalFlag).String()}
		default:
			all[r.Name] = []string{fmt.Sprint(c.Value(name))}
		}
	}
	return all
}

// settingsOf are the settings of a command that reads no configuration.
func settingsOf(c *cli.Context, command setting.Command) (*setting.Values, error) {
	return setting.Resolve(command, given(c, command), nil)
}

// worldOf is what a run knows of the process.
func worldOf(c *cli.Context) (pipeline.World, error) {
	w := pipeline.World{Stdin: c.App.Reader, Stdout: c.App.Writer, Getenv: os.Getenv, Now: now}
	var err error
	if w.Dir, err = os.Getwd(); err != nil {
		return w, fmt.Errorf("could not find the working folder: %w", err)
	}
	// Without a home, a configuration is looked for up to the root.
	w.Home, _ = os.UserHomeDir()
	return w, nil
}

// resolve gives the settings that hold for a command, of its flags and the
// configuration. Mistakes in that are printed, all of them.
func resolve(c *cli.Context, command setting.Command) (pipeline.World, *setting.Values, *pipeline.Project, error) {
	w, err := worldOf(c)
	if err != nil {
		return w, nil, nil, err
	}
	flags := given(c, command)
	v, p, err := pipeline.Resolve(command, &w, flags, c.Args().Slice(), listen(c.App.ErrWriter))
	var bad *pipeline.MistakesError
	if errors.As(err, &bad) {
		when := "auto"
		if v := flags["color"]; len(v) > 0 {
			when = v[0]
		}
		color, cerr := wantColor(when, c.App.ErrWriter)
		if cerr != nil {
			return w, nil, nil, cerr
		}
		for _, m := range bad.Mistakes {
			if merr := report.Mistake(c.App.ErrWriter, bad.Name, m.Place, m.Message, color); merr != nil {
				return w, nil, nil, merr
			}
		}
	}
	return w, v, p, err
}

// optionsOf are the options of the run that a command asks for.
func optionsOf(c *cli.Context, command setting.Command) (*pipeline.Options, *setting.Values, error) {
	w, v, p, err := resolve(c, command)
	if err != nil {
		return nil, nil, err
	}
	o, err := pipeline.OptionsOf(command, w, v, p, c.Args().Slice())
	if err == nil && v.Has("color") {
		o.Reports.Color, err = wantColor(v.Text("color"), c.App.Writer)
		o.Reports.Links = o.Reports.Color && wantLinks(c.App.Writer)
	}
	return o, v, err
}

// wantLinks reports whether output goes to a terminal that may follow links.
// Build servers pose as terminals and show what they do not know.
func wantLinks(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("TERM") != "dumb" && os.Getenv("CI") == ""
}

// wantColor decides on colors: in auto only on a terminal, and not where
// NO_COLOR is set (no-color.org) or the terminal is dumb.
func wantColor(when string, w io.Writer) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		f, ok := w.(*os.File)
		return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isatty.IsTerminal(f.Fd()), nil
	}
	return false, fmt.Errorf("--color takes auto, always or never, not %q", when)
}
