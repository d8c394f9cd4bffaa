package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "compare two builds of a site and print what its metadata have lost",
		ArgsUsage: "OLD NEW",
		Description: "OLD and NEW are each a snapshot (metacheck snapshot), a folder, an archive or a page as for metacheck lint,\n" +
			"or a folder of a git revision: git:main:public. Pages are matched by their paths below the folder, else\n" +
			"by their addresses; those that were renamed by their canonical links and what they say.\n\n" +
			"Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 some work could not be done.",
		Flags: slices.Concat(outputFlags(), []cli.Flag{
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 1 from this `SEVERITY` on: error, warning, info or never"},
			&cli.IntFlag{Name: "fold", Value: 4, Usage: "make one finding of a change on `N` pages or more; 0 tells each"},
			&cli.StringSliceFlag{Name: "map-url", Usage: "`OLD=NEW`: addresses that begin with OLD in the old build begin with NEW in the new one (repeatable)"},
			&cli.StringFlag{Name: "old-base-url", Usage: "the `ADDRESS` that the old build is served at, where it differs from --base-url"},
			profileFlag(),
			&cli.StringSliceFlag{Name: "only", Usage: "run only these checks: `IDS` or globs, separated by commas"},
			&cli.StringSliceFlag{Name: "skip", Usage: "do not run these checks: `IDS` or globs, separated by commas"},
			&cli.StringSliceFlag{Name: "severity", Usage: "`ID=LEVEL` gives checks another severity (repeatable)"},
			&cli.StringSliceFlag{Name: "option", Usage: "`ID.OPTION=VALUE` sets an option of a check (repeatable)"},
			&cli.StringFlag{Name: "as-of", Usage: "the `DATE` that counts as today for suppressions, 2006-01-02 or RFC 3339"},
		}, diffInputFlags(), addressFlags(), configFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "fragment", Usage: "inputs are parts of pages"},
			workersFlag(),
		}),
		Action: diff,
	}
}

// diffInputFlags are the flags for reading that make sense for two inputs.
func diffInputFlags() []cli.Flag {
	list := slices.DeleteFunc(inputFlags("base-url"), func(f cli.Flag) bool {
		return slices.Contains([]string{"url", "from-list", "base-url", "max-pages"}, f.Names()[0])
	})
	return append([]cli.Flag{&cli.StringFlag{Name: "base-url", Usage: "the `ADDRESS` that the builds are served at: gives pages that are files their addresses"}}, list...)
}

func diff(c *cli.Context) error {
	if c.Args().Len() != 2 {
		return fmt.Errorf("metacheck diff takes two inputs, OLD and NEW, not %d", c.Args().Len())
	}
	project, settings, limits, err := openSettings(c)
	if err != nil {
		return err
	}
	settings.Diff, settings.Summaries = true, true
	linter, err := checks.New(settings)
	if err != nil {
		return err
	}
	failOn, err := parseFailOn(c.String("fail-on"))
	if err != nil {
		return err
	}
	options := checks.DiffOptions{Fold: c.Int("fold")}
	if options.Fold < 0 {
		return fmt.Errorf("--fold takes a number of pages, or 0, not %d", options.Fold)
	}
	if options.Addresses, err = parseAddressMap(c.StringSlice("map-url")); err != nil {
		return err
	}
	outputs, err := parseOutputs(c)
	if err != nil {
		return err
	}
	workers, err := workersOf(c)
	if err != nil {
		return err
	}
	if c.Args().Get(0) == "-" && c.Args().Get(1) == "-" {
		return errors.New("standard input cannot be both OLD and NEW")
	}
	out, err := openOutputs(c, project, outputs, linter.Running(), failOn)
	if err != nil {
		return err
	}
	defer out.Discard()
	run := &lintRun{failOn: failOn, stderr: c.App.ErrWriter, report: out}
	exceptions, err := project.exceptions(linter, nil, true)
	if err != nil {
		return err
	}
	if exceptions != nil {
		run.stages = append(run.stages, exceptions)
	}
	d := &differ{c: c, linter: linter, workers: workers, limits: limits, project: project, run: run}
	comparison, err := d.compare(options)
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted; nothing was compared")
	case err != nil:
		return &exitError{exitFailed, err}
	}
	run.ending.Comparison = &comparison
	return run.end(nil)
}

// parseAddressMap reads the values of --map-url.
func parseAddressMap(values []string) (check.AddressMap, error) {
	var list check.AddressMap
	for _, v := range values {
		// An address without query has no "=".
		old, new, ok := strings.Cut(v, "=")
		m, fine := check.NewMappedAddress(old, new)
		if !ok || !fine {
			return nil, fmt.Errorf("--map-url takes OLD=NEW, two addresses such as https://staging.example.org=https://www.example.org, not %q", v)
		}
		list = append(list, m)
	}
	return list, nil
}

// A differ reads both sides of a comparison.
type differ struct {
	c       *cli.Context
	linter  *checks.Linter
	workers int
	limits  limits
	project *project
	run     *lintRun
}

// A side is one of the builds that are compared.
type side struct {
	checks.DiffSide
	name   string // the input
	header snapshot.Header
	// single tells that the input is one page in a file: it is compared with the
	// other whatever they are called.
	single bool
	close  func()
}

// compare reads both inputs and takes what is found to the reports.
func (d *differ) compare(options checks.DiffOptions) (checks.Comparison, error) {
	var none checks.Comparison
	ctx := d.c.Context
	old, err := d.open(ctx, 0, d.c.Args().Get(0))
	if err != nil {
		return none, err
	}
	defer func() { old.close() }()
	new, err := d.open(ctx, 1, d.c.Args().Get(1))
	if err != nil {
		return none, err
	}
	defer func() { new.close() }()
	if len(options.Addresses) == 0 && old.header.Origin != "" && new.header.Origin != "" && !sameOrigin(old.header.Origin, new.header.Origin) {
		m, ok := check.NewMappedAddress(old.header.Origin, new.header.Origin)
		if ok {
			options.Addresses = check.AddressMap{m}
			fmt.Fprintf(d.c.App.ErrWriter, "metacheck: note: the site has moved from %s to %s; its addresses are compared as if they were the same (--map-url says other things)\n",
				report.Escape(old.header.Origin), report.Escape(new.header.Origin))
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
		fmt.Fprintf(d.c.App.ErrWriter, "metacheck: note: no page of %s is in %s; pages are matched by their paths, else by their addresses\n",
			report.Escape(old.name), report.Escape(new.name))
	}
	if err != nil && emitting == nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("nothing was compared: %w", err)
	}
	return seen, err
}

// sameOrigin tells whether two origins differ in nothing but scheme and "www.".
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
	if strings.HasPrefix(input, gitPrefix) {
		return d.openGit(ctx, number, input)
	}
	in := d.c.App.Reader
	if input == "-" {
		peeked := bufio.NewReaderSize(in, snapshot.Sniffed)
		in = peeked
		if s, err := d.openSnapshot(input, "<stdin>", peeked, nil); err != nil || s != nil {
			return s, err
		}
		d.c.App.Reader = peeked
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
	opts, err := inputOptions(d.c, "base-url", d.limits)
	if err != nil {
		return nil, err
	}
	opts.Exclude = d.project.exclude()
	folder, err := folderOf([]string{input})
	if err != nil {
		return nil, err
	}
	if number == 0 && d.c.String("old-base-url") != "" {
		opts.BaseURL = urlFlag(d.c, "old-base-url")
	}
	s, err := d.read(ctx, number, input, pathKey(folder), ingest.Sources(ctx, []string{input}, opts))
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(input); err == nil && info.IsDir() {
		s.Redirects = site.ReadRedirects(os.DirFS(input))
	}
	return s, nil
}

func (d *differ) openGit(ctx context.Context, number int, input string) (*side, error) {
	b, err := openGitBuild(ctx, input)
	if err != nil {
		return nil, err
	}
	most := d.limits.input.MaxPageBytes
	if most <= 0 {
		most = ingest.DefaultMaxPageBytes
	}
	s, err := d.read(ctx, number, input, b.key, b.sources(ctx, most))
	if err != nil {
		return nil, err
	}
	s.Redirects = b.redirects(ctx)
	return s, nil
}

// read reads the pages of an input that is no snapshot.
func (d *differ) read(ctx context.Context, number int, input string, key func(*checks.Result) (string, bool), sources iter.Seq2[checks.Source, error]) (*side, error) {
	base := urlFlag(d.c, "base-url")
	if old := urlFlag(d.c, "old-base-url"); number == 0 && old != "" {
		base = old
	}
	var mapper *siteurl.Mapper
	if base != "" {
		slash, err := siteurl.ParseSlash(d.c.String("trailing-slash"))
		if err != nil {
			return nil, fmt.Errorf("--trailing-slash: %w", err)
		}
		mapper, err = siteurl.New(base, siteurl.Options{Index: splitList(d.c.StringSlice("index-file")), CleanURLs: d.c.Bool("clean-urls"), Slash: slash})
		if err != nil {
			return nil, fmt.Errorf("--base-url: %w", err)
		}
	}
	// Suppressions of the old build say nothing of the new one.
	b := &build{linter: d.linter, workers: d.workers, key: key, partial: isPartial(d.c)}
	fragment := d.c.Bool("fragment")
	b.prepare = func(src *checks.Source) (bool, error) {
		if k, _ := key(&checks.Result{Name: src.Name, Index: src.Index, Input: src.Input, URL: src.URL}); mapper != nil &&
			src.URL == "" && src.Index == 0 && src.Record == nil && !strings.HasPrefix(src.Name, "<") {
			src.Addresses = mapper.Addresses(k)
			src.URL = src.Addresses[0]
		}
		src.Fragment = fragment
		return true, nil
	}
	b.failed = d.run.page
	if err := b.read(ctx, sources); err != nil {
		b.close()
		return nil, err
	}
	if b.header.Pages == 0 {
		b.close()
		return nil, fmt.Errorf("nothing was compared: %s has no page that can be read", report.Escape(input))
	}
	name := redact.URL(input)
	b.noteRepeated(d.c.App.ErrWriter, "of "+report.Escape(name)+", ")
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
		fmt.Fprintf(d.c.App.ErrWriter, "metacheck: note: %s was taken by an older metacheck and has no checksum, so that damage to it may go unnoticed; take it anew\n", report.Escape(input))
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
			if d.project.ignores(row.Name, row.URL) {
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
