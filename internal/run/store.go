package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/store"
	"github.com/metacheck/metacheck/schemaorg"
)

// A storeStage keeps the results of a run in a store. It is the last stage.
type storeStage struct {
	Store
	w     *store.Writer
	lint  *runner
	world *World

	last    *store.Run // of the store, or nil
	resumed bool
	before  store.Totals
	closed  bool
	failed  bool // the writing failed
	// marks is why a mark could not be read, if so.
	marks atomic.Pointer[error]
}

// openStore opens the store that the options name; nil when they name none.
func openStore(o *Options) (*storeStage, error) {
	path := o.Store.Path
	if path == "" {
		if o.Store.Resume {
			return nil, errors.New("--resume needs to know the store: name it with --store FILE")
		}
		return nil, nil
	}
	if info, err := os.Stat(path); err == nil {
		for _, in := range o.Inputs {
			if page, err := os.Stat(in); err == nil && os.SameFile(info, page) && !info.IsDir() {
				return nil, fmt.Errorf("--store %s is an input; give the store a path of its own", report.Escape(path))
			}
		}
	}
	s := &storeStage{Store: o.Store, world: &o.World}
	var err error
	if s.w, err = store.Open(path); err != nil {
		return nil, storeError(err)
	}
	if s.Resume {
		if s.last, err = s.w.Last(); err != nil {
			s.discard()
			return nil, storeError(err)
		}
	}
	return s, nil
}

// storeError is an error of the store for a terminal: the path and what SQLite
// quotes may be anything.
func storeError(err error) error {
	if errors.Is(err, store.ErrFull) {
		return fmt.Errorf("--store: %s; make room, or name a store on another disk", report.Escape(err.Error()))
	}
	return fmt.Errorf("--store: %s", report.Escape(err.Error()))
}

// asOf is the day that counts as today in the run that is resumed; ok is false
// when there is none.
func (s *storeStage) asOf() (t time.Time, ok bool) {
	if s == nil || s.last == nil {
		return t, false
	}
	var settings map[string]string
	if json.Unmarshal([]byte(s.last.Settings), &settings) != nil {
		return t, false
	}
	t, err := time.Parse(time.RFC3339Nano, settings["as-of"])
	return t, err == nil
}

// settings are all that decides what a run finds, by the name of its flag, as
// JSON. Credentials are no part of them: they may be other ones when the run is
// resumed.
func (s *storeStage) settings(o *Options, today time.Time) string {
	settings := map[string]string{"as-of": today.UTC().Format(time.RFC3339Nano), "inputs": strings.Join(withoutCredentials(o.Inputs), " ")}
	maps.Copy(settings, o.Store.Decides)
	config := ""
	if o.Project != nil {
		config = o.Project.Name
	}
	for name, files := range map[string][]string{"config": {config}, "baseline": {o.Baseline.Path}, "from-list": o.Lists} {
		read := copyOf
		if name == "from-list" {
			read = namesOf
		}
		var list []string
		for _, file := range files {
			if file != "" {
				list = append(list, strings.TrimSpace(file+" "+digest(file, read)))
			}
		}
		if len(list) > 0 {
			settings[name] = strings.Join(list, " ")
		}
	}
	data, err := json.Marshal(settings)
	if err != nil {
		// Strings can always be written.
		panic(err)
	}
	return string(report.SafeJSON(data))
}

// digest tells what read writes of a file from other things; it is empty for what is no
// file, such as a pipe, which can be read only once. What cannot be read has been
// told of by whoever needs it.
func digest(file string, read func(to io.Writer, from io.Reader) error) string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if err := read(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func copyOf(to io.Writer, from io.Reader) error {
	_, err := io.Copy(to, from)
	return err
}

// namesOf writes the inputs of a list as they are called: a list of URLs is the
// same when these are signed anew.
func namesOf(to io.Writer, from io.Reader) error {
	list, err := ingest.ReadList(from)
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, strings.Join(withoutCredentials(list), "\n"))
	return err
}

// withoutCredentials are texts, of which some may be URLs.
func withoutCredentials(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = redact.URL(s)
	}
	return out
}

// open begins the run in the store, or goes on with the last one.
func (s *storeStage) open(settings string, site bool) error {
	run := store.Run{Started: s.world.Now(), Version: checks.Version, Vocabulary: schemaorg.Release, Settings: settings}
	if s.last == nil {
		if err := s.w.Begin(run); err != nil {
			return storeError(err)
		}
		return nil
	}
	if site {
		return errors.New("--resume cannot go on with checks over the whole site, which need all pages in one run; run without --resume, or with --site=false")
	}
	if !s.Force {
		if diff := settingsDiffer(s.last, &run); diff != "" {
			return fmt.Errorf("--resume: the run in %s was set otherwise: %s; give it the same settings, or --resume=force to go on all the same", report.Escape(s.Path), report.Escape(diff))
		}
		changed, err := s.w.Changed(3)
		if err != nil {
			return storeError(err)
		}
		if len(changed) > 0 {
			return fmt.Errorf("--resume: inputs have changed since %s was written, so that the place to go on is not sure: %s; begin anew without --resume, or go on all the same with --resume=force",
				report.Escape(s.Path), report.Escape(check.List(changed)))
		}
	}
	var err error
	if s.before, err = s.w.Resume(); err != nil {
		return storeError(err)
	}
	s.resumed = true
	return nil
}

// settingsDiffer says what is not the same in two runs; empty when all is.
func settingsDiffer(was, is *store.Run) string {
	var diffs []string
	differ := func(name, was, is string) {
		quote := func(v string) string {
			if v == "" {
				return "not given"
			}
			return check.Quote(v)
		}
		if was != is {
			diffs = append(diffs, fmt.Sprintf("%s is %s and was %s", name, quote(is), quote(was)))
		}
	}
	differ("metacheck", was.Version, is.Version)
	differ("the schema of the store", strconv.Itoa(was.Schema), strconv.Itoa(store.Version))
	differ("the vocabulary of schema.org", was.Vocabulary, is.Vocabulary)
	var a, b map[string]string
	if json.Unmarshal([]byte(was.Settings), &a) != nil || json.Unmarshal([]byte(is.Settings), &b) != nil {
		return "its settings cannot be read"
	}
	var names []string
	for _, m := range []map[string]string{a, b} {
		for name := range m {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		shown := "--" + name
		switch name {
		case "inputs":
			shown = "what is read"
		case "config":
			shown = "the configuration"
		}
		differ(shown, a[name], b[name])
	}
	return strings.Join(diffs, "; ")
}

// read tells the readers of inputs what they need not read again.
func (s *storeStage) read(o *ingest.Options) {
	if s == nil || !s.resumed {
		return
	}
	o.Skip = func(input string) ingest.Mark {
		m, err := s.w.Mark(input)
		if err != nil {
			s.marks.CompareAndSwap(nil, &err)
		}
		return ingest.Mark{Index: m.Record, Offset: m.Offset}
	}
	if most := o.Select.MaxPages; most > 0 {
		o.Select.MaxPages = max(most-int64(s.before.Pages), -1)
	}
}

// begin counts what the run has stored before, so that its end tells of all of
// it.
func (s *storeStage) begin(all *tally) error {
	t := &s.before
	all.summary.Pages, all.summary.WithFindings = t.Pages, t.WithFindings
	all.summary.Errors, all.summary.Warnings, all.summary.Infos = t.Errors, t.Warnings, t.Infos
	all.summary.Suppressed, all.summary.Unchanged, all.summary.Failed = t.Suppressed, t.Unchanged, t.Problems
	all.worst, all.broken = t.Worst(), t.Broken > 0
	return nil
}

// interrupted says what is stored.
func (s *storeStage) interrupted(pages int) error {
	return fmt.Errorf("interrupted; %s are stored in %s, and the same command with --resume goes on behind them",
		countOf(pages, "page"), report.Escape(s.Path))
}

func (s *storeStage) page(r *checks.Result) error {
	if err := s.marks.Load(); err != nil {
		return s.failure(*err)
	}
	if r.Late && s.closed {
		return nil
	}
	var err error
	if r.Err != nil {
		err = s.w.Report(problemOf(r))
	} else {
		err = s.w.Add(r)
	}
	if err != nil {
		return s.failure(err)
	}
	return nil
}

// skip reports whether the result is an error that the resumed run has told of:
// those behind its last page are met again.
func (s *storeStage) skip(r *checks.Result) (bool, error) {
	if !s.resumed || r.Err == nil {
		return false, nil
	}
	has, err := s.w.Has(problemOf(r))
	if err != nil {
		return false, s.failure(err)
	}
	return has, nil
}

// problemOf is a result with an error as the store has it.
func problemOf(r *checks.Result) store.Problem {
	p := store.Problem{Input: r.Input, Record: r.Index, Offset: r.Offset, Name: r.Name, Message: r.Err.Error()}
	var e *ingest.Error
	if errors.As(r.Err, &e) {
		p.Input, p.Record, p.Offset, p.Unpacked, p.Name, p.Message = e.Input, e.Record, e.Offset, e.Unpacked, e.Name, e.Message
	}
	return p
}

// failure is an error of the store while it is written.
func (s *storeStage) failure(err error) error {
	s.failed = true
	what := "what was stored before is kept: fix that, and run the same command with --resume to continue"
	switch {
	case errors.Is(err, store.ErrGone):
		what = "what this run had stored is lost: run it again without --resume, and leave the store in its place until it has ended"
	case errors.Is(err, store.ErrFull):
		what = "what was stored before is kept: make room, and run the same command with --resume to continue"
	}
	return &Error{Failed, fmt.Errorf("the results could not be stored: %s; %s", report.Escape(err.Error()), what)}
}

func (s *storeStage) end(complete bool, _ func(*checks.Result) error) error {
	err := s.close(complete)
	if err != nil || !s.Announce {
		return err
	}
	s.lint.summary.End(&s.lint.ending)
	_, err = fmt.Fprintf(s.world.Stdout, "%s\nstored in %s; see metacheck summary %[2]s\n", s.lint.summary.String(), report.Escape(s.Path))
	return err
}

func (s *storeStage) close(complete bool) error {
	if s.closed {
		return nil
	}
	s.closed = true
	if err := s.w.Close(complete, s.world.Now()); err != nil && !s.failed {
		return s.failure(err)
	}
	return nil
}

// discard gives up a store that no run has written to, and is called also after
// end, where it does nothing.
func (s *storeStage) discard() {
	if s != nil && !s.closed {
		s.closed = true
		// Nothing was written, and the reason to give up is told already.
		_ = s.w.Close(false, s.world.Now())
	}
}
