package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/report"
)

// outputFlags say what is written of findings, and where.
func outputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "write `FORMAT` to standard output: " + strings.Join(report.Names(), ", ")},
		&cli.StringSliceFlag{Name: "output", Aliases: []string{"o"}, Usage: "write also `FORMAT=PATH`, the path - being standard output, or parquet=FOLDER (repeatable)"},
		&cli.BoolFlag{Name: "show-suppressed", Usage: "show also findings that a suppression keeps from counting, with its reason"},
		&cli.BoolFlag{Name: "show-unchanged", Usage: "show also findings that the baseline knows"},
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "one line a finding: no excerpts, related places or summary"},
		&cli.StringFlag{Name: "color", Value: "auto", Usage: "`WHEN` to use colours: auto, always or never"},
	}
}

// parseOutput reads the value of --output.
func parseOutput(value string) (report.Output, error) {
	format, path, ok := strings.Cut(value, "=")
	if !ok || format == "" || path == "" {
		return report.Output{}, fmt.Errorf("--output takes FORMAT=PATH, such as sarif=results.sarif, not %q", value)
	}
	return report.Output{Format: format, Path: path}, nil
}

// parseOutputs are the outputs that --format and --output name. What --format
// names goes to standard output; so does its default, unless an --output takes
// its place there.
func parseOutputs(c *cli.Context) ([]report.Output, error) {
	var list []report.Output
	standard := false
	for _, value := range c.StringSlice("output") {
		out, err := parseOutput(value)
		if err != nil {
			return nil, err
		}
		standard = standard || out.Path == report.StandardOutput
		list = append(list, out)
	}
	if c.IsSet("format") || !standard {
		list = append([]report.Output{{Format: c.String("format"), Path: report.StandardOutput}}, list...)
	}
	return list, nil
}

// openOutputs makes the outputs ready, or says which cannot be written. Those
// that the project's configuration names stay where it may write.
func openOutputs(c *cli.Context, p *project, outputs []report.Output, running []*check.Check, failOn check.Severity) (*report.Outputs, error) {
	color, err := wantColor(c.String("color"), c.App.Writer)
	if err != nil {
		return nil, err
	}
	for _, out := range outputs {
		if err := notAnInput(out, c.Args().Slice()); err != nil {
			return nil, err
		}
	}
	opts := report.Options{
		Color: color, Quiet: c.Bool("quiet"), FailOn: failOn, Checks: running,
		ShowSuppressed: c.Bool("show-suppressed"), ShowUnchanged: c.Bool("show-unchanged"),
		Within: p.within("output"),
	}
	// Where the working folder is unknown, reports have names as they are.
	if dir, err := os.Getwd(); err == nil {
		opts.Dir, opts.Root = dir, repositoryRoot(dir)
	}
	return report.Open(outputs, c.App.Writer, opts)
}

// notAnInput refuses an output that would replace a page which is to be
// linted.
func notAnInput(out report.Output, inputs []string) error {
	if out.Path == report.StandardOutput {
		return nil
	}
	info, err := os.Stat(out.Path)
	if err != nil {
		return nil
	}
	for _, in := range inputs {
		if page, err := os.Stat(in); err == nil && page.Mode().IsRegular() && os.SameFile(info, page) {
			return fmt.Errorf("--output %s=%s would replace the input %s; give the report a path of its own",
				out.Format, out.Path, in)
		}
	}
	return nil
}

// repositoryRoot is the root of the git repository that the folder is in, or
// else the folder itself. It is what code hosts count paths from.
func repositoryRoot(dir string) string { return rooted.Repository(dir) }
