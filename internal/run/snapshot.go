package run

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site/snapshot"
)

// Snapshot keeps what pages say in a file, for Diff. It is written as a whole or
// not at all.
func Snapshot(ctx context.Context, o *Options, events Events) (*Outcome, error) {
	if !o.hasInputs() {
		return nil, errors.New("nothing to keep: name files, folders, globs, or - for standard input")
	}
	setup, err := openSite(o)
	if err != nil {
		return nil, err
	}
	inputs, err := o.inputs()
	if err != nil {
		return nil, err
	}
	file := o.Snapshot
	if file != report.StandardOutput {
		if err := notAnInput(report.Output{Format: "snapshot", Path: file}, inputs); err != nil {
			return nil, err
		}
		if err := report.Replaceable(file); err != nil {
			return nil, err
		}
	}
	linter, err := checks.New(checks.Settings{
		Diff: true, Summaries: true, Positions: true, Skip: []string{"*"},
		Limits: o.Settings.Limits, Ignore: o.Settings.Ignore, Overrides: o.Settings.Overrides,
	})
	if err != nil {
		return nil, err
	}
	folder := setup.root
	if folder == "" {
		folder = commonFolder(inputs, o.Dir)
	}
	// A place is enough to say where something was.
	b := &build{linter: linter, workers: o.Workers, key: pathKey(&o.World, folder), partial: o.Partial, bare: true}
	defer b.close()
	b.failed = func(r *checks.Result) error {
		events.problem(inputError(r.Name, r.Label(), r.Err))
		return nil
	}
	var said notes
	defer said.tell(&events)
	events.begin()
	err = b.read(ctx, setup.place(ingest.Sources(ctx, inputs, o.reading(&said)), o))
	events.end()
	out := &Outcome{Verdict: Failed, Summary: report.Summary{Pages: b.header.Pages, Failed: b.failures}}
	switch {
	case errors.Is(err, context.Canceled):
		return out, errors.New("interrupted; nothing was written")
	case err != nil:
		return out, err
	case b.failures > 0:
		return out, fmt.Errorf("nothing was written: %s could not be read, and a later comparison would miss what is not in the snapshot", countOf(b.failures, "input"))
	case b.header.Pages == 0:
		return out, errors.New("nothing was written: the inputs have no pages")
	}
	b.noteRepeated(&events, "")
	if err := b.write(ctx, o, file); err != nil {
		return out, err
	}
	if file != report.StandardOutput {
		events.done(fmt.Sprintf("%s holds %s", file, countOf(b.header.Pages, "page")))
	}
	out.Verdict, out.Complete = Clean, true
	return out, nil
}

// write writes the pages as a snapshot.
func (b *build) write(ctx context.Context, o *Options, file string) error {
	write := func(w io.Writer) error {
		packed, err := snapshot.Pack(w, file)
		if err != nil {
			return err
		}
		if err := snapshot.Write(packed, b.header, interrupted(ctx, b.rows())); err != nil {
			return err
		}
		return packed.Close()
	}
	if file == report.StandardOutput {
		if err := write(o.Stdout); err != nil {
			return fmt.Errorf("could not write the snapshot: %w", err)
		}
		return nil
	}
	err := report.ReplaceFile(file, write)
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted; nothing was written")
	}
	return err
}
