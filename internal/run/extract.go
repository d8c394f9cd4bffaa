package run

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
)

// Extract writes what pages say, in the order of the input.
func Extract(ctx context.Context, o *Options, events Events) (*Outcome, error) {
	if !o.hasInputs() {
		return nil, errors.New("nothing to extract from: name files, folders, globs, or - for standard input")
	}
	setup, err := openSite(o)
	if err != nil {
		return nil, err
	}
	inputs, err := o.inputs()
	if err != nil {
		return nil, err
	}
	var said notes
	defer said.tell(&events)
	w := bufio.NewWriterSize(o.Stdout, 1<<16)
	rep := o.Extract.Format.New(w, report.ExtractOptions{Syntaxes: o.Extract.Syntaxes, Color: o.Reports.Color})
	out := &Outcome{}
	events.begin()
	sources := setup.place(ingest.Sources(ctx, inputs, o.reading(&said)), o)
	var ended error
	for r := range o.readPages(ctx, sources) {
		if r.end {
			ended = r.err
			break
		}
		err := out.extracted(rep, r, &events)
		if err == nil {
			err = w.Flush()
		}
		if err != nil {
			return out, fmt.Errorf("could not write the output: %w", err)
		}
	}
	err = rep.Close()
	if err == nil {
		err = w.Flush()
	}
	events.end()
	out.Complete = ended == nil
	out.Verdict = Failed
	switch {
	case err != nil:
		return out, fmt.Errorf("could not write the output: %w", err)
	case errors.Is(ended, context.Canceled):
		return out, fmt.Errorf("interrupted; what is printed is what the first %d pages say", out.Summary.Pages)
	case ended != nil:
		return out, ended
	case out.Summary.Failed == 0:
		out.Verdict = Clean
	}
	return out, nil
}

// An extracted page is one that was read, or why it could not be.
type extracted struct {
	src  checks.Source
	page *page.Page
	err  error
	// end reports that the run ends here, for err.
	end  bool
	done chan struct{}
}

// extracted writes a page, or tells of one that could not be read.
func (out *Outcome) extracted(rep report.Extract, r *extracted, events *Events) error {
	var said []string
	var err error
	if r.err != nil {
		out.Summary.Failed++
		said = []string{inputError(r.src.Name, report.SourceLabel(&r.src), r.err)}
		err = rep.Failed(r.src, r.err)
	} else {
		out.Summary.Pages++
		said, err = rep.Page(r.page)
	}
	if err != nil {
		return err
	}
	for _, text := range said {
		events.problem(text)
	}
	return nil
}

// readPages reads pages with several workers, and gives them in the order of the
// sources, but those that the options leave out. When the context is done it
// ends at once, with its error, also while an input blocks.
func (o *Options) readPages(ctx context.Context, sources iter.Seq2[checks.Source, error]) iter.Seq[*extracted] {
	return func(yield func(*extracted) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		workers := max(1, o.Workers)
		work, window := make(chan *extracted), make(chan *extracted, 2*workers)
		for range workers {
			go func() {
				for r := range work {
					r.page, r.err = page.Read(r.src, page.Options{Limits: o.Settings.Limits, Ask: o.ask(&r.src)})
					close(r.done)
				}
			}()
		}
		go func() {
			defer close(work)
			defer close(window)
			for src, err := range sources {
				r := &extracted{src: src, done: make(chan struct{})}
				if err != nil {
					if o.ignores(src.Name, src.URL) {
						continue
					}
					r.err, r.end = checks.Ending(err)
					close(r.done)
				}
				select {
				case window <- r:
				case <-ctx.Done():
					return
				}
				if r.end {
					return
				}
				if err == nil {
					select {
					case work <- r:
					case <-ctx.Done():
						return
					}
				}
			}
		}()
		for {
			var r *extracted
			var more bool
			select {
			case r, more = <-window:
			case <-ctx.Done():
			}
			if more {
				select {
				case <-r.done:
				case <-ctx.Done():
				}
			}
			switch {
			case ctx.Err() != nil:
				yield(&extracted{err: ctx.Err(), end: true})
				return
			case !more:
				return
			case errors.Is(r.err, page.ErrLeftOut):
			case !yield(r):
				return
			}
		}
	}
}

// ask answers what the reader of a page asks once its URL is decided.
func (o *Options) ask(src *checks.Source) func(url string) (leftOut, fragment bool) {
	return func(url string) (leftOut, fragment bool) {
		for _, s := range o.Settings.Overrides {
			if s.Fragment && s.Applies(src.Name, url) {
				fragment = true
			}
		}
		return o.ignores(src.Name, url), fragment
	}
}

func (o *Options) ignores(name, url string) bool {
	return o.Settings.Ignore != nil && o.Settings.Ignore(name, url)
}
