package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
)

// Lint checks pages and writes reports. With an error of a run that has begun
// there is an outcome as well.
func Lint(ctx context.Context, o *Options, events Events) (*Outcome, error) {
	if !o.hasInputs() {
		return nil, errors.New("nothing to lint: name files, folders, globs, or - for standard input")
	}
	setup, err := openSite(o)
	if err != nil {
		return nil, err
	}
	settings := o.Settings
	settings.Site = setup.options
	stored, err := openStore(o)
	if err != nil {
		return nil, err
	}
	defer stored.discard()
	if at, ok := stored.asOf(); ok && !o.Store.Today {
		settings.AsOf = at
	}
	settings.Facts = stored != nil || slices.ContainsFunc(o.Reports.Outputs, func(out report.Output) bool { return out.Format == report.Parquet })
	linter, err := checks.New(settings)
	if err != nil {
		return nil, err
	}
	out, err := openReports(o, linter.Running())
	if err != nil {
		return nil, err
	}
	defer out.Discard()
	run := &runner{events: &events, failOn: o.FailOn, report: out, maxErrors: o.MaxErrors}
	if err := run.addStages(o, linter, &settings, stored); err != nil {
		return nil, err
	}
	var said notes
	defer said.tell(&events)
	sources, err := o.sources(ctx, stored, &said)
	if err != nil {
		return nil, err
	}
	events.begin()
	err = linter.Run(ctx, setup.place(sources, o), o.Workers, run.page)
	if err == nil && o.Project != nil && len(o.Project.Ignore) > 0 && run.summary.Pages+run.summary.Failed == 0 {
		events.note(o.Project.Name + " leaves out all pages of the inputs")
	}
	outcome, err := run.end(err)
	run.renamed = append(run.renamed, linter.Renamed()...)
	run.noteRenamed()
	return outcome, err
}

// addStages makes the stages of a run, in the order in which they see results.
func (run *runner) addStages(o *Options, linter *checks.Linter, settings *checks.Settings, stored *storeStage) error {
	known, err := openBaseline(o, linter.Running(), settings.Site != nil, run)
	if err != nil {
		return err
	}
	exceptions, err := o.Project.exceptions(linter, o.Inputs, o.Partial)
	if err != nil {
		return err
	}
	if settings.Site != nil {
		run.stages = append(run.stages, &siteStage{linter.NewSiteRun()})
	}
	if exceptions != nil {
		run.stages = append(run.stages, exceptions)
	}
	if known != nil {
		run.stages = append(run.stages, known)
	}
	if stored != nil {
		if err := stored.open(stored.settings(o, settings.AsOf), settings.Site != nil); err != nil {
			return err
		}
		stored.lint = run
		run.stages = append(run.stages, stored)
	}
	return run.begin()
}

// sources are the pages of the inputs; what an earlier run has stored is passed
// over.
func (o *Options) sources(ctx context.Context, stored *storeStage, n *notes) (iter.Seq2[checks.Source, error], error) {
	inputs, err := o.inputs()
	if err != nil {
		return nil, err
	}
	opts := o.reading(n)
	stored.read(&opts)
	if opts.Select.MaxPages < 0 {
		// An earlier run has read as many as are wanted.
		return func(func(checks.Source, error) bool) {}, nil
	}
	return ingest.Sources(ctx, inputs, opts), nil
}

// place gives sources what the options say of them. A page outside of the root
// ends the run, unless it is left out anyway.
func (s *siteSetup) place(sources iter.Seq2[checks.Source, error], o *Options) iter.Seq2[checks.Source, error] {
	return func(yield func(checks.Source, error) bool) {
		for src, err := range sources {
			if err != nil {
				src = failedSource(src, err)
			} else if outside := s.address(&src); outside != nil {
				if o.ignores(src.Name, src.URL) {
					continue
				}
				err = checks.End(&Error{Failed, outside})
			}
			src.Fragment = o.Fragment
			if !yield(src, err) {
				return
			}
		}
	}
}

// openReports makes the outputs ready, or says which cannot be written.
func openReports(o *Options, running []*check.Check) (*report.Outputs, error) {
	for _, out := range o.Reports.Outputs {
		if err := notAnInput(out, o.Inputs); err != nil {
			return nil, err
		}
	}
	opts := report.Options{
		Color: o.Reports.Color, Links: o.Reports.Links, Quiet: o.Reports.Quiet, FailOn: o.FailOn, Checks: running,
		ShowSuppressed: o.Reports.ShowSuppressed, ShowUnchanged: o.Reports.ShowUnchanged,
		Within: o.Reports.Within, Dir: o.Dir, Root: rooted.Repository(o.Dir),
	}
	return report.Open(o.Reports.Outputs, o.Stdout, opts)
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
