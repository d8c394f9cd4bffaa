package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/report"
)

// A stage stands between the linter and the reports. Stages see each result,
// one after the other, in the order of the input, whatever the number of
// workers.
type stage interface {
	// page looks at a result and may mark its findings.
	page(*checks.Result) error
	// end is called once, after the last page. It hands on results that are
	// known only then, which go through the stages behind it. When complete is
	// false the run was cut short: what rests on having seen all pages must
	// not be said, and no file may be replaced.
	end(complete bool, emit func(*checks.Result) error) error
}

// A lintRun takes the results of a run through its stages to the reports, and
// keeps what the exit code rests on.
type lintRun struct {
	stages []stage
	report report.Reporter
	// ending is what the reports are told at their end; stages fill it.
	ending report.Ending
	stderr io.Writer
	failOn check.Severity // 0: never

	summary report.Summary
	worst   check.Severity // of the findings that count
	broken  bool           // a check broke
	// verdict is what a stage has to say of the exit code, or nil.
	verdict *exitError

	stored    *storeStage // nil: results are not kept
	progress  *progress
	maxErrors int64 // 0: none
	errors    int64 // of this run
}

// page takes one result to the reports.
func (run *lintRun) page(r *checks.Result) error { return run.emit(0, r) }

// emit takes a result through the stages from the one numbered on.
func (run *lintRun) emit(from int, r *checks.Result) error {
	if told, err := run.stored.told(r); told || err != nil {
		return err
	}
	for _, s := range run.stages[from:] {
		if err := s.page(r); err != nil {
			return err
		}
	}
	run.summary.Add(r)
	run.progress.found(len(r.Findings))
	if r.Err != nil {
		run.errors++
		fmt.Fprintf(run.stderr, "metacheck: %s\n", inputError(r.Name, r.Label(), r.Err))
	}
	for _, f := range r.Failures {
		run.broken = true
		fmt.Fprintf(run.stderr, "metacheck: %s: check %s broke, the other checks ran: %s\n%s", report.Escape(r.Label()), f.Check, report.Escape(f.Err), report.EscapeLines(f.Stack))
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Counts() {
			run.worst = max(run.worst, f.Severity)
		}
	}
	if err := run.report.Page(r); err != nil {
		return err
	}
	if r.Err != nil && run.maxErrors > 0 && run.errors >= run.maxErrors {
		return &exitError{code: exitFailed, err: fmt.Errorf("ended after %s (--max-errors)", countOf(int(run.errors), "error"))}
	}
	return nil
}

// end lets the stages say what they know only now, closes the reports, and
// gives the error that says how the run went; err is what ended it early.
func (run *lintRun) end(err error) error {
	for i, s := range run.stages {
		serr := s.end(err == nil, func(r *checks.Result) error { return run.emit(i+1, r) })
		if err == nil {
			err = serr
		}
	}
	run.progress.done()
	run.ending.Complete = err == nil
	if cerr := run.report.Close(&run.ending); err == nil {
		err = cerr
	}
	var exit *exitError
	switch {
	case errors.Is(err, context.Canceled) && run.stored != nil:
		return fmt.Errorf("interrupted; %s are stored in %s, and the same command with --resume goes on behind them",
			countOf(run.summary.Pages, "page"), report.Escape(run.stored.path))
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("interrupted; what is printed are the findings of the first %d pages", run.summary.Pages)
	case errors.As(err, &exit):
		return err
	case err != nil:
		return fmt.Errorf("could not write the report: %w", err)
	case run.verdict != nil && run.verdict.code == exitFailed:
		return run.verdict
	case run.summary.Failed > 0 || run.broken:
		return &exitError{code: exitFailed}
	case run.verdict != nil:
		return run.verdict
	case run.failOn != 0 && run.worst >= run.failOn:
		return &exitError{code: exitFindings}
	}
	return nil
}
