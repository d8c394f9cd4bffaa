package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/report"
)

func lintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "check pages and print findings",
		ArgsUsage: "INPUT...",
		Description: inputWords + "\n\n" +
			"Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 some work could not be done.",
		Flags: slices.Concat(outputFlags(), []cli.Flag{
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 1 from this `SEVERITY` on: error, warning, info or never"},
			profileFlag(),
			&cli.StringSliceFlag{Name: "only", Usage: "run only these checks: `IDS` or globs, separated by commas"},
			&cli.StringSliceFlag{Name: "skip", Usage: "do not run these checks: `IDS` or globs, separated by commas"},
			&cli.StringSliceFlag{Name: "severity", Usage: "`ID=LEVEL` gives checks another severity (repeatable)"},
			&cli.StringSliceFlag{Name: "option", Usage: "`ID.OPTION=VALUE` sets an option of a check (repeatable)"},
			&cli.StringFlag{Name: "as-of", Usage: "the `DATE` that counts as today, 2006-01-02 or RFC 3339"},
		}, inputFlags("base-url"), siteFlags(), baselineFlags(), configFlags(), storeFlags(), []cli.Flag{
			progressFlag(),
			&cli.BoolFlag{Name: "fragment", Usage: "inputs are parts of pages: what they lack is not reported"},
			workersFlag(),
		}),
		Action: lint,
	}
}

func lint(c *cli.Context) error {
	if !hasInputs(c) {
		return errors.New("nothing to lint: name files, folders, globs, or - for standard input")
	}
	project, settings, limits, err := openSettings(c)
	if err != nil {
		return err
	}
	setup, err := openSite(c, c.Args().Slice(), isPartial(c), project.flags["root"] || project.Name == "")
	if err != nil {
		return err
	}
	settings.Site = setup.options
	stored, err := openStore(c)
	if err != nil {
		return err
	}
	defer stored.discard()
	if at, ok := stored.asOf(); ok && c.String("as-of") == "" {
		settings.AsOf = at
	}
	outputs, err := parseOutputs(c)
	if err != nil {
		return err
	}
	settings.Facts = stored != nil || slices.ContainsFunc(outputs, func(o report.Output) bool { return o.Format == report.Parquet })
	linter, err := checks.New(settings)
	if err != nil {
		return err
	}
	failOn, err := parseFailOn(c.String("fail-on"))
	if err != nil {
		return err
	}
	if stored != nil {
		outputs = stored.outputs(outputs, c)
	}
	workers, err := workersOf(c)
	if err != nil {
		return err
	}
	out, err := openOutputs(c, project, outputs, linter.Running(), failOn)
	if err != nil {
		return err
	}
	defer out.Discard()
	shown, err := openProgress(c, stored != nil && stored.stdout != nil)
	if err != nil {
		return err
	}
	defer shown.done()
	run := &lintRun{failOn: failOn, stderr: shown.stderr(c.App.ErrWriter), report: out, progress: shown, maxErrors: c.Int64("max-errors")}
	base, err := openBaseline(baselineOptions{
		path: c.String("baseline"), within: project.within("baseline"), update: c.Bool("update-baseline"), strict: c.Bool("baseline-strict"),
		inputs: c.Args().Slice(), outputs: outputs, partial: isPartial(c), checks: linter.Running(), site: settings.Site != nil,
	}, run)
	if err != nil {
		return err
	}
	exceptions, err := project.exceptions(linter, c.Args().Slice(), isPartial(c))
	if err != nil {
		return err
	}
	if settings.Site != nil {
		run.stages = append(run.stages, &siteStage{linter.NewSiteRun()})
	}
	if exceptions != nil {
		run.stages = append(run.stages, exceptions)
	}
	if base != nil {
		run.stages = append(run.stages, base)
	}
	if stored != nil {
		if err := stored.begin(runSettings(c, project, settings.AsOf), settings.Site != nil); err != nil {
			return err
		}
		stored.enter(run)
	}
	sources, err := pages(c, "base-url", limits, project.exclude(), stored.read, shown.reads)
	if err != nil {
		return err
	}
	fragment := c.Bool("fragment")
	err = linter.Run(c.Context, func(yield func(checks.Source, error) bool) {
		for src, err := range sources {
			if err != nil {
				src = failedSource(src, err)
			} else if outside := setup.address(&src); outside != nil {
				if project.ignores(src.Name, src.URL) {
					continue
				}
				err = checks.End(&exitError{code: exitFailed, err: outside})
			}
			src.Fragment = fragment
			if !yield(src, err) {
				return
			}
		}
	}, workers, run.page)
	if err == nil && len(project.Ignore) > 0 && run.summary.Pages+run.summary.Failed == 0 {
		fmt.Fprintf(c.App.ErrWriter, "metacheck: note: %s leaves out all pages of the inputs\n", report.Escape(project.Name))
	}
	return run.end(err)
}

// openSettings opens the project of a run and gives what its configuration and
// the flags set, with the bounds beside it.
func openSettings(c *cli.Context) (*project, checks.Settings, limits, error) {
	fail := func(err error) (*project, checks.Settings, limits, error) {
		return nil, checks.Settings{}, limits{}, err
	}
	p, err := openProject(c)
	if err != nil {
		return fail(err)
	}
	s, err := lintSettings(c)
	if err != nil {
		return fail(err)
	}
	p.settings(&s)
	bounds, err := parseLimits(c)
	if err != nil {
		return fail(err)
	}
	s.Limits, s.MaxFindings = bounds.extract, bounds.findings
	return p, s, bounds, nil
}

func lintSettings(c *cli.Context) (checks.Settings, error) {
	s := checks.Settings{
		Profile:   c.String("profile"),
		Only:      splitList(c.StringSlice("only")),
		Skip:      splitList(c.StringSlice("skip")),
		Positions: true,

		NoInlineSuppressions: c.Bool("no-inline-suppressions"),
	}
	for _, pair := range c.StringSlice("severity") {
		id, level, ok := strings.Cut(pair, "=")
		if !ok {
			return s, fmt.Errorf("--severity takes ID=LEVEL, not %q", pair)
		}
		sev, err := check.ParseSeverity(level)
		if err != nil {
			return s, fmt.Errorf("--severity %s: %w", pair, err)
		}
		s.Severities = append(s.Severities, checks.SeverityOf{Pattern: id, Severity: sev})
	}
	for _, set := range c.StringSlice("option") {
		name, value, ok := strings.Cut(set, "=")
		dot := strings.LastIndexByte(name, '.')
		if !ok || dot < 0 {
			return s, fmt.Errorf("--option takes ID.OPTION=VALUE, not %q", set)
		}
		s.Options = append(s.Options, checks.OptionOf{Check: name[:dot], Option: name[dot+1:], Value: value})
	}
	// The one place where the clock is read.
	s.AsOf = time.Now()
	if v := c.String("as-of"); v != "" {
		t, err := parseAsOf(v)
		if err != nil {
			return s, err
		}
		s.AsOf = t
	}
	return s, nil
}

// parseAsOf reads a date, which means its end in UTC, or a date-time.
func parseAsOf(v string) (time.Time, error) {
	if d, err := time.Parse(time.DateOnly, v); err == nil {
		return d.Add(24*time.Hour - time.Second), nil
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("--as-of takes a date such as 2017-03-24 or 2017-03-24T20:28:48Z, not %q", v)
}

// parseFailOn is the severity that --fail-on names; 0 for never.
func parseFailOn(v string) (check.Severity, error) {
	if v == "never" {
		return 0, nil
	}
	s, err := check.ParseSeverity(v)
	if err != nil {
		return 0, fmt.Errorf("--fail-on takes error, warning, info or never, not %q", v)
	}
	return s, nil
}

func splitList(values []string) []string {
	var list []string
	for _, v := range values {
		for _, part := range strings.Split(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// wantColor decides on colours: in auto only on a terminal, and not where
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
