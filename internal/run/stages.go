package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

// What a stage can do beside.
type (
	// A beginner counts what stood before the run.
	beginner interface{ begin(*tally) error }
	// A skipper is asked of each result before any stage sees it, and reports
	// whether the run is to pass over it.
	skipper interface {
		skip(*checks.Result) (bool, error)
	}
	// An interrupter says what an interrupted run has come to.
	interrupter interface{ interrupted(pages int) error }
)

// A tally is what the verdict on a run rests on.
type tally struct {
	summary report.Summary
	worst   check.Severity // of the findings that fail a run
	broken  bool           // a check broke
	errors  int64          // of this run
}

// A runner takes the results of a run through its stages to the reports.
type runner struct {
	events *Events
	stages []stage
	report report.Reporter
	// ending is what the reports are told at their end; stages fill it.
	ending    report.Ending
	failOn    check.Severity // 0: never
	maxErrors int64          // 0: none
	tally
	// verdict is what a stage has to say of the outcome, or nil.
	verdict *Error
	// renamed are checks that something names by an id of earlier versions.
	renamed []checks.Renamed
}

// noteRenamed tells of checks that are named by an id of earlier versions, once
// of each.
func (run *runner) noteRenamed() {
	slices.SortFunc(run.renamed, func(a, b checks.Renamed) int { return strings.Compare(a.Former, b.Former) })
	for _, r := range slices.Compact(run.renamed) {
		run.events.note(fmt.Sprintf("%s is called %s now; metacheck still understands the former id", r.Former, r.Now))
	}
}

// begin begins the stages.
func (run *runner) begin() error {
	for _, s := range run.stages {
		if b, ok := s.(beginner); ok {
			if err := b.begin(&run.tally); err != nil {
				return err
			}
		}
	}
	return nil
}

// page takes one result to the reports.
func (run *runner) page(r *checks.Result) error { return run.emit(0, r) }

// emit takes a result through the stages from the one numbered on.
func (run *runner) emit(from int, r *checks.Result) error {
	for _, s := range run.stages {
		if asked, ok := s.(skipper); ok {
			if skip, err := asked.skip(r); skip || err != nil {
				return err
			}
		}
	}
	for _, s := range run.stages[from:] {
		if err := s.page(r); err != nil {
			return err
		}
	}
	run.summary.Add(r)
	run.events.page(r)
	if r.Err != nil {
		run.errors++
		run.events.problem(inputError(r.Name, r.Label(), r.Err))
	}
	for _, f := range r.Failures {
		run.broken = true
		run.events.broken(r, f)
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Fails() {
			run.worst = max(run.worst, f.Severity)
		}
	}
	if err := run.report.Page(r); err != nil {
		return err
	}
	if r.Err != nil && run.maxErrors > 0 && run.errors >= run.maxErrors {
		return &Error{Failed, fmt.Errorf("ended after %s (--max-errors)", countOf(int(run.errors), "error"))}
	}
	return nil
}

// end lets the stages say what they know only now, closes the reports, and
// gives the outcome; err is what ended the run early.
func (run *runner) end(err error) (*Outcome, error) {
	for i, s := range run.stages {
		serr := s.end(err == nil, func(r *checks.Result) error { return run.emit(i+1, r) })
		if err == nil {
			err = serr
		}
	}
	run.events.end()
	run.ending.Complete = err == nil
	if cerr := run.report.Close(&run.ending); err == nil {
		err = cerr
	}
	out := &Outcome{Summary: run.summary, Worst: run.worst, Broken: run.broken, Complete: run.ending.Complete}
	err = run.judge(out, err)
	return out, err
}

// judge gives the outcome its verdict, and the error that there is to tell of
// it.
func (run *runner) judge(out *Outcome, err error) error {
	var known *Error
	switch {
	case errors.Is(err, context.Canceled):
		err = run.interrupted()
	case errors.As(err, &known):
	case err != nil:
		err = fmt.Errorf("could not write the report: %w", err)
	case run.verdict != nil && run.verdict.Verdict == Failed:
		known, err = run.verdict, run.verdict
	case run.summary.Failed > 0 || run.broken:
		known = &Error{Verdict: Failed}
	case run.verdict != nil:
		known, err = run.verdict, run.verdict
	case run.failOn != 0 && run.worst >= run.failOn:
		known = &Error{Verdict: Findings}
	}
	switch {
	case known != nil:
		out.Verdict = known.Verdict
	case err != nil:
		out.Verdict = Failed
	}
	return err
}

func (run *runner) interrupted() error {
	for _, s := range run.stages {
		if i, ok := s.(interrupter); ok {
			return i.interrupted(run.summary.Pages)
		}
	}
	return fmt.Errorf("interrupted; what is printed are the findings of the first %d pages", run.summary.Pages)
}
