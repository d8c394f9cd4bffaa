// Package run is the way of a page through metacheck: from inputs over the
// linter and the stages behind it to reports. [Lint], [Extract], [Snapshot] and
// [Diff] each do one run, as plain [Options] say; nothing here knows of a command
// line. What a run has to tell while it goes goes to [Events], and how it went
// is its [Outcome].
//
// Options are filled by hand, or by [OptionsOf] out of the settings that flags
// and a configuration give (package setting).
package run

import (
	"io"
	"path/filepath"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// A World is what a run knows of the process that it is in.
type World struct {
	Stdin  io.Reader
	Stdout io.Writer
	// Getenv gives variables of the environment, such as credentials of object
	// stores; nil gives none.
	Getenv func(string) string
	// Now is the clock.
	Now func() time.Time
	// Dir is the working folder, absolute: names are relative to it, and messages
	// are. Files are opened by the process, so it is that of the process.
	Dir string
	// Home is the folder of the user, above which no configuration is looked for
	// outside of a repository; it may be empty.
	Home string
}

// abs is a path as an absolute one.
func (w *World) abs(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(w.Dir, name)
}

// Options say what a run does. Each run heeds what concerns it.
type Options struct {
	World
	// Inputs are files, folders, globs, URLs and - for standard input; those of
	// a comparison are OLD and NEW. Lists are files with more, one a line.
	Inputs, Lists []string
	// Read says how inputs are read, and which of their pages. The run adds
	// what it knows itself: Stdin, Exclude, Skip, Note.
	Read ingest.Options
	// Partial reports that Read chooses among the pages of the inputs.
	Partial bool
	// Fragment reports that pages are parts of pages.
	Fragment bool
	// Workers is how many pages are worked on at once; at least one is.
	Workers int
	// Settings say how pages are judged; Site, Summaries, Diff and Facts are set
	// by the run.
	Settings checks.Settings
	// Project is what the configuration says of pages; nil for none. What it
	// says of checks is in Settings.
	Project *Project
	// Site says where pages are that are files.
	Site Site
	// FailOn is the severity from which findings fail the run; 0 for none.
	FailOn  check.Severity
	Reports Reports
	// Baseline, Store and MaxErrors are of Lint. MaxErrors ends the run after so
	// many inputs and records that could not be linted; 0 never.
	Baseline  Baseline
	Store     Store
	MaxErrors int64
	// Extract, Snapshot and Diff are of the runs with these names.
	Extract  Extraction
	Snapshot string // the file
	Diff     Comparing
}

// Reports say what is written of findings.
type Reports struct {
	Outputs []report.Output
	// Within is the folder that their paths must not lead out of; nil for any.
	Within                                             *rooted.Root
	Color, Links, Quiet, ShowSuppressed, ShowUnchanged bool
}

// A Site says how the folder of a build is served.
type Site struct {
	// Root is the folder that Read.BaseURL serves; empty for none.
	Root string
	// Lenient passes over pages outside of the root, whose URLs are not known;
	// else they end the run.
	Lenient bool
	URLs    siteurl.Options
	// Check has the pages checked as one site, which Lint does with a root
	// unless NoCheck is set.
	Check, NoCheck bool
	// Sitemaps are files to hold to the pages, beside those of the root.
	Sitemaps []string
}

// A Baseline says which findings are known.
type Baseline struct {
	// Path is the file; empty for none.
	Path string
	// Within is the folder that the path must not lead out of; nil for any.
	Within *rooted.Root
	// Update writes the findings of the run; Strict fails a run when the file
	// has some that are gone.
	Update, Strict bool
}

// A Store says where results are kept.
type Store struct {
	// Path is the database; empty for none.
	Path string
	// Resume goes on with the last run; Force also when inputs or settings have
	// changed.
	Resume, Force bool
	// Today reports that the user said which day counts as today; else a run that
	// goes on takes that of the run before.
	Today bool
	// Decides are the settings that decide what is found, by the names of their
	// flags: a run goes on only with the same ones.
	Decides map[string]string
	// Announce writes a summary to standard output.
	Announce bool
}

// Extraction says what Extract writes.
type Extraction struct {
	Format   report.ExtractFormat
	Syntaxes report.Syntaxes
}

// Comparing says how Diff compares.
type Comparing struct {
	checks.DiffOptions
	// OldBaseURL is where the old build is served, when not at Read.BaseURL.
	OldBaseURL string
}

// Events are told how a run goes, one at a time; those that are nil are not. Texts can
// hold anything: escape them for a terminal.
type Events struct {
	// Begin is told when everything is ready and the first input is read; End
	// when the last page is through and the reports are about to be closed.
	Begin, End func()
	// Page is told of each result, behind the stages and before the reports.
	Page func(*checks.Result)
	// Problem is told of what could not be read; Broken of checks that broke on
	// a page.
	Problem func(text string)
	Broken  func(*checks.Result, checks.Failure)
	// Note is told what is worth knowing; Done what was written, or why not.
	Note, Done func(text string)
}

func (e *Events) begin() {
	if e.Begin != nil {
		e.Begin()
	}
}

func (e *Events) end() {
	if e.End != nil {
		e.End()
	}
}

func (e *Events) page(r *checks.Result) {
	if e.Page != nil {
		e.Page(r)
	}
}

func (e *Events) problem(text string) {
	if e.Problem != nil {
		e.Problem(text)
	}
}

func (e *Events) broken(r *checks.Result, f checks.Failure) {
	if e.Broken != nil {
		e.Broken(r, f)
	}
}

func (e *Events) note(text string) {
	if e.Note != nil {
		e.Note(text)
	}
}

func (e *Events) done(text string) {
	if e.Done != nil {
		e.Done(text)
	}
}

// A Verdict is what came of a run.
type Verdict uint8

// The verdicts.
const (
	Clean    Verdict = iota // the work was done, nothing fails the run
	Findings                // findings that fail the run
	Failed                  // some or all of the work could not be done
)

// An Outcome is how a run went.
type Outcome struct {
	Verdict Verdict
	Summary report.Summary
	// Worst is the highest severity of a finding that can fail a run.
	Worst check.Severity
	// Complete reports that all inputs were gone through; Broken that a check
	// broke.
	Complete, Broken bool
}

// An Error is why a run ended, with what that makes of it. Other errors of a run
// mean Failed.
type Error struct {
	Verdict Verdict
	Err     error
}

// Error is the message of the cause.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
