package run

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/read/git"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// Diff compares two builds of a site and writes reports of what its metadata
// have lost.
func Diff(ctx context.Context, o *Options, events Events) (*Outcome, error) {
	if len(o.Inputs) != 2 {
		return nil, fmt.Errorf("metacheck diff takes two inputs, OLD and NEW, not %d", len(o.Inputs))
	}
	if o.Inputs[0] == "-" && o.Inputs[1] == "-" {
		return nil, errors.New("standard input cannot be both OLD and NEW")
	}
	settings := o.Settings
	settings.Diff, settings.Summaries = true, true
	linter, err := checks.New(settings)
	if err != nil {
		return nil, err
	}
	out, err := openReports(o, linter.Running())
	if err != nil {
		return nil, err
	}
	defer out.Discard()
	run := &runner{events: &events, failOn: o.FailOn, report: out}
	exceptions, err := o.Project.exceptions(linter, nil, true)
	if err != nil {
		return nil, err
	}
	if exceptions != nil {
		run.stages = append(run.stages, exceptions)
	}
	var said notes
	defer said.tell(&events)
	d := &differ{o: o, stdin: o.Stdin, notes: &said, linter: linter, run: run}
	events.begin()
	comparison, err := d.compare(ctx, o.Diff.DiffOptions)
	switch {
	case errors.Is(err, context.Canceled):
		return nil, errors.New("interrupted; nothing was compared")
	case err != nil:
		return nil, err
	}
	run.ending.Comparison = &comparison
	outcome, err := run.end(nil)
	run.renamed = linter.Renamed()
	run.noteRenamed()
	return outcome, err
}

// A differ reads both sides of a comparison.
type differ struct {
	o      *Options
	stdin  io.Reader
	notes  *notes
	linter *checks.Linter
	run    *runner
}

// A side is one of the builds that are compared.
type side struct {
	checks.DiffSide
	name   string // the input
	header snapshot.Header
	// single reports that the input is one page in a file: it is compared with the
	// other whatever they are called.
	single bool
	close  func()
}

// compare reads both inputs and takes what is found to the reports.
func (d *differ) compare(ctx context.Context, options checks.DiffOptions) (checks.Comparison, error) {
	var none checks.Comparison
	old, err := d.open(ctx, 0, d.o.Inputs[0])
	if err != nil {
		return none, err
	}
	defer func() { old.close() }()
	new, err := d.open(ctx, 1, d.o.Inputs[1])
	if err != nil {
		return none, err
	}
	defer func() { new.close() }()
	if len(options.Addresses) == 0 && old.header.Origin != "" && new.header.Origin != "" && !sameOrigin(old.header.Origin, new.header.Origin) {
		m, ok := check.NewMappedAddress(old.header.Origin, new.header.Origin)
		if ok {
			options.Addresses = check.AddressMap{m}
			d.run.events.note(fmt.Sprintf("the site has moved from %s to %s; its URLs are compared as if they were the same (--map-url changes that)",
				old.header.Origin, new.header.Origin))
		}
	}
	switch {
	case old.single && new.single:
		old.rename(new)
	case old.header.Paths == 0 || new.header.Paths == 0:
		for _, s := range []*side{old, new} {
			m := options.Addresses
			if s == new {
				m = nil
			}
			if err := s.byAddress(ctx, m); err != nil {
				return none, err
			}
		}
	}
	var emitting error
	seen, err := d.linter.Diff(ctx, old.DiffSide, new.DiffSide, options, func(r *checks.Result) error {
		emitting = d.run.page(r)
		return emitting
	})
	if err == nil && seen.Compared == 0 && old.header.Pages > 0 && new.header.Pages > 0 {
		d.run.events.note(fmt.Sprintf("no page of %s is in %s; pages are matched by their paths, or else by their URLs", old.name, new.name))
	}
	if err != nil && emitting == nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("nothing was compared: %w", err)
	}
	return seen, err
}

// sameOrigin reports whether two origins differ in nothing but scheme and "www.".
func sameOrigin(a, b string) bool {
	u, v := weburl.ParseHTTP(a), weburl.ParseHTTP(b)
	return u != nil && v != nil && weburl.Compare(u, v).Within(weburl.Scheme|weburl.WWW)
}

// rename gives the one page of a side the key of that of another.
func (s *side) rename(other *side) {
	key := ""
	for r := range other.Rows {
		key = r.Key
	}
	rows := s.Rows
	s.Rows = func(yield func(snapshot.Row, error) bool) {
		for r, err := range rows {
			r.Key = key
			if !yield(r, err) {
				return
			}
		}
	}
}

// byAddress sorts the rows of a side anew, by the addresses of pages.
func (s *side) byAddress(ctx context.Context, m check.AddressMap) error {
	sorter := new(snapshot.Sorter)
	before := s.close
	s.close = func() {
		before()
		// Nothing is lost with a temporary file that cannot be removed.
		_ = sorter.Close()
	}
	ignores := map[string]*checks.PageIgnores{}
	for r, err := range s.Rows {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		key := r.Key
		if u := weburl.ParseHTTP(m.Translate(r.URL)); u != nil {
			r.Key = addressKey(weburl.LooseKey(u))
		}
		if ig := s.Ignores[key]; ig != nil {
			ignores[r.Key] = ig
		}
		if err := sorter.Add(r); err != nil {
			return err
		}
	}
	s.Rows, s.Ignores = sorter.Rows(), ignores
	return nil
}

// addressKey is a loose key as it stands in messages.
func addressKey(loose string) string { return "https" + loose }

// open reads one of the two inputs: number 0 is OLD, 1 NEW.
func (d *differ) open(ctx context.Context, number int, input string) (*side, error) {
	if git.Names(input) {
		return d.openGit(ctx, number, input)
	}
	if input == "-" {
		peeked := bufio.NewReaderSize(d.stdin, snapshot.Sniffed)
		if s, err := d.openSnapshot(input, "<stdin>", peeked, nil); err != nil || s != nil {
			return s, err
		}
		d.stdin = peeked
	} else if info, err := os.Stat(input); err == nil && info.Mode().IsRegular() {
		f, err := os.Open(input)
		if err != nil {
			return nil, fmt.Errorf("could not read %s: %w", report.Escape(input), err)
		}
		s, err := d.openSnapshot(input, filepath.ToSlash(input), bufio.NewReaderSize(f, 1<<16), f)
		if err != nil || s != nil {
			return s, err
		}
	}
	opts := d.o.reading(d.notes)
	opts.Stdin, opts.BaseURL = d.stdin, d.baseURL(number)
	key := pathKey(&d.o.World, commonFolder([]string{input}, d.o.Dir))
	s, err := d.read(ctx, number, input, key, ingest.Sources(ctx, []string{input}, opts))
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(input); err == nil && info.IsDir() {
		s.Redirects = site.ReadRedirects(os.DirFS(input))
	}
	return s, nil
}

// baseURL is where one of the builds is served.
func (d *differ) baseURL(number int) string {
	if number == 0 && d.o.Diff.OldBaseURL != "" {
		return d.o.Diff.OldBaseURL
	}
	return d.o.Read.BaseURL
}

func (d *differ) openGit(ctx context.Context, number int, input string) (*side, error) {
	b, err := git.Open(ctx, input)
	if err != nil {
		return nil, err
	}
	most := d.o.Read.MaxPageBytes
	if most <= 0 {
		most = ingest.DefaultMaxPageBytes
	}
	s, err := d.read(ctx, number, input, func(r *checks.Result) (string, bool) { return b.Key(r.Name), false }, b.Sources(ctx, most))
	if err != nil {
		return nil, err
	}
	s.Redirects = b.Redirects(ctx)
	return s, nil
}

// read reads the pages of an input that is no snapshot.
func (d *differ) read(ctx context.Context, number int, input string, key func(*checks.Result) (string, bool), sources iter.Seq2[checks.Source, error]) (*side, error) {
	var mapper *siteurl.Mapper
	if base := d.baseURL(number); base != "" {
		var err error
		if mapper, err = siteurl.New(base, d.o.Site.URLs); err != nil {
			return nil, fmt.Errorf("--base-url: %w", err)
		}
	}
	// Suppressions of the old build say nothing of the new one.
	b := &build{linter: d.linter, workers: d.o.Workers, key: key, partial: d.o.Partial}
	placed := func(yield func(checks.Source, error) bool) {
		for src, err := range sources {
			if err != nil {
				src = failedSource(src, err)
			} else if k, _ := key(&checks.Result{Name: src.Name, Index: src.Index, Input: src.Input, URL: src.URL}); mapper != nil &&
				src.URL == "" && src.Index == 0 && src.Record == nil && !strings.HasPrefix(src.Name, "<") {
				src.Addresses = mapper.Addresses(k)
				src.URL = src.Addresses[0]
			}
			src.Fragment = d.o.Fragment
			if !yield(src, err) {
				return
			}
		}
	}
	b.failed = d.run.page
	if err := b.read(ctx, placed); err != nil {
		b.close()
		return nil, err
	}
	if b.header.Pages == 0 {
		b.close()
		return nil, fmt.Errorf("nothing was compared: %s has no page that can be read", report.Escape(input))
	}
	name := redact.URL(input)
	b.noteRepeated(d.run.events, "of "+name+", ")
	s := &side{name: name, header: b.header, close: b.close}
	s.Rows, s.Partial, s.Ignores = b.rows(), b.partial, b.ignores
	if info, err := os.Stat(input); b.header.Pages == 1 && (input == "-" || err == nil && info.Mode().IsRegular()) {
		s.single = b.header.Paths == 1
	}
	return s, nil
}

// openSnapshot reads an input as a snapshot; the side is nil, and the file
// closed, when it is none. Pages that the configuration leaves out by now are
// passed over: on the other side they are not read.
func (d *differ) openSnapshot(input, shown string, in *bufio.Reader, file io.Closer) (*side, error) {
	closeFile := func() {
		if file != nil {
			_ = file.Close() // it was only read
		}
	}
	r, err := snapshot.Open(in)
	if errors.Is(err, snapshot.ErrNone) || errors.Is(err, snapshot.ErrEmpty) && ingest.IsPageName(input) {
		closeFile()
		return nil, nil
	}
	if err != nil {
		closeFile()
		return nil, snapshotError(input, err)
	}
	if r.Unchecked {
		d.run.events.note(input + " was taken by an older metacheck and has no checksum, so that damage to it may go unnoticed; take it anew")
	}
	s := &side{name: input, header: r.Header, close: func() {
		r.Close()
		closeFile()
	}}
	s.Partial = r.Header.Partial
	s.Rows = func(yield func(snapshot.Row, error) bool) {
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(snapshot.Row{}, snapshotError(input, err))
				return
			}
			if d.o.Project.ignores(row.Name, row.URL) {
				continue
			}
			row.Name = shown + "!/" + row.Name
			if !yield(row, nil) {
				return
			}
		}
	}
	return s, nil
}

// snapshotError is what is wrong with a snapshot, with its name in front.
func snapshotError(input string, err error) error {
	var d *snapshot.Damage
	if errors.As(err, &d) && d.Line > 0 {
		return fmt.Errorf("%s:%d: %s", report.Escape(input), d.Line, report.Escape(d.Message))
	}
	return fmt.Errorf("%s: %w", report.Escape(input), err)
}
