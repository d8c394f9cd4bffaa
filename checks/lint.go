package checks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
)

// A Result is what came of one page. It holds no reference into the page.
type Result struct {
	// Name is the input's name, Index the number of the record in it (0 when
	// the input is the page itself), URL the page's address or empty.
	Name  string
	Index int
	URL   string
	// Input and Offset tell where the page's record stands, as in [Source].
	Input  string
	Offset int64
	// Findings in the order of the page: by place, then by check.
	Findings []Finding
	// Dropped is the number of findings beyond the bound on a page's findings.
	Dropped int
	// Err reports that the page could not be linted; there are no findings then.
	Err error
	// Ignored reports that the settings leave the page out: nothing was looked at.
	// [Linter.Run] hands on no such result.
	Ignored bool
	// Failures are checks that broke on the page; the other checks ran.
	Failures []Failure
	// Summary is what the page says; nil unless the settings ask for it.
	Summary *Summary
	// digest is the page for checks over many pages.
	digest *site.Digest
	// Ignores are what the comments of the page suppress, for findings that
	// come later; nil when there are none.
	Ignores *PageIgnores
	// Late reports that the page had a result before: these are findings that
	// were known only when other pages were read.
	Late bool
}

func newResult(src Source) *Result {
	return &Result{Name: src.Name, Index: src.Index, URL: src.URL, Input: src.Input, Offset: src.Offset}
}

// Label is the name of the page in reports: the input's name, and the number
// of the record behind "#".
func (r *Result) Label() string {
	if r.Index > 0 {
		return r.Name + "#" + strconv.Itoa(r.Index)
	}
	return r.Name
}

// A Failure is a check that panicked.
type Failure struct {
	Check string
	Err   string
	Stack string
}

// A Finding is a finding as reports show it: its places are resolved, and it
// points into no page.
type Finding = check.Finding

// A RelatedPlace is another place that belongs to a finding.
type RelatedPlace = check.Related

// A Place is where in the page something stands.
type Place = check.Place

// An Excerpt is a line of the page, shortened around a place.
type Excerpt = text.Excerpt

// Lint reads a page and runs the checks on it.
func (l *Linter) Lint(src Source) *Result {
	r := newResult(src)
	arena, _ := l.arenas.Get().(*page.Arena)
	if arena == nil {
		arena = new(page.Arena)
	}
	// Results are copied out of the page before its memory goes to the next.
	defer func() {
		arena.Release()
		l.arenas.Put(arena)
	}()
	p, err := page.Read(src, page.Options{Arena: arena, Limits: l.settings.Limits, Ask: func(url string) (leftOut, fragment bool) {
		// Where the URL follows from the path of a file, the page may choose.
		r.URL = url
		return l.ignores(r.Name, url), l.fragment(r.Name, url)
	}})
	switch {
	case errors.Is(err, page.ErrLeftOut):
		r.Ignored = true
		return r
	case err != nil:
		r.Err = err
		return r
	}
	asOf := l.settings.AsOf
	if t := p.Captured(); !t.IsZero() {
		asOf = t
	}
	var findings []*check.Finding
	pass := check.NewPass(p, asOf, func(f *check.Finding) {
		if len(findings) < l.settings.MaxFindings {
			findings = append(findings, f)
		} else {
			r.Dropped++
		}
	})
	blank := p.Blank()
	running := l.runningOn(r.Name, r.URL)
	for _, c := range running {
		if c.Run == nil || c.Last || blank && !c.Blank {
			continue
		}
		if f := run(c, pass); f != nil {
			r.Failures = append(r.Failures, *f)
		}
	}
	findings = check.KeepSound(p, findings)
	var marks []*Suppression
	if len(p.Notes) > 0 && !l.settings.NoInlineSuppressions {
		marks = l.suppress(pass, running, &findings, r)
	}
	prints := newPrinter(p, findings)
	if len(findings) > 0 {
		r.Findings = make([]Finding, 0, len(findings))
	}
	for i, f := range findings {
		out := l.resolve(p, f, running, prints)
		if i < len(marks) {
			out.Suppressed = marks[i]
		}
		r.Findings = append(r.Findings, out)
	}
	order(r.Findings)
	if l.settings.Summaries {
		r.Summary = summarize(p, l.settings.Positions)
	}
	if l.settings.Site != nil {
		r.digest, r.Err = l.digest(p, r.Summary)
	}
	if l.settings.Facts && r.Summary == nil {
		r.Summary = page.Summarize(p, page.SummaryOptions{Brief: true})
	}
	return r
}

// order puts the findings of a page in the order of the page, and numbers those
// that are equal.
func order(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Place.Start.Offset, b.Place.Start.Offset), cmp.Compare(a.Check.ID, b.Check.ID))
	})
	numberFingerprints(findings)
}

// run runs one check and contains its panics.
func run(c *running, pass interface {
	Run(*check.Check, map[string]any)
}) (failure *Failure) {
	defer func() {
		if v := recover(); v != nil {
			failure = &Failure{Check: c.ID, Err: fmt.Sprint(v), Stack: string(debug.Stack())}
		}
	}()
	pass.Run(c.Check, c.options)
	return nil
}

// resolve copies a finding out of its page.
func (l *Linter) resolve(p *page.Page, f *check.Finding, running []*running, prints *printer) Finding {
	out := *f
	out.Message, out.Help = strings.Clone(f.Message), strings.Clone(f.Help)
	out.Impact = f.Check.Impact
	if f.Impact != "" {
		out.Impact = strings.Clone(f.Impact)
	}
	at := f.Place.Origin
	out.Place, out.Value = l.place(p, at), valueAt(p, at)
	out.Facts = slices.Clone(f.Facts)
	for i := range out.Facts {
		out.Facts[i].Value = strings.Clone(out.Facts[i].Value)
	}
	out.Fixes = slices.Clone(f.Fixes)
	for i := range out.Fixes {
		fix := &out.Fixes[i]
		fix.Title, fix.Edits = strings.Clone(fix.Title), slices.Clone(fix.Edits)
		for j := range fix.Edits {
			fix.Edits[j].New = strings.Clone(fix.Edits[j].New)
		}
	}
	for _, r := range running {
		if r.Check == f.Check {
			out.Severity, out.Preview = r.weighed(f.Severity), r.preview
		}
	}
	subject, cause, print := prints.finding(f)
	out.Subject, out.Cause, out.Fingerprint = strings.Clone(subject), cause, print
	out.Related = nil
	for _, r := range f.Related {
		out.Related = append(out.Related, RelatedPlace{Place: l.place(p, r.Place.Origin), Message: strings.Clone(r.Message)})
	}
	return out
}

func (l *Linter) place(p *page.Page, o text.Origin) Place {
	if o.Part == text.Outside {
		return Place{Outside: strings.Clone(o.Name)}
	}
	if !l.settings.Positions {
		return Place{}
	}
	span, ok := p.Span(o)
	if !ok {
		return Place{}
	}
	file := p.File()
	pl := Place{Known: true, Start: file.Position(span.Start), End: file.Position(span.End)}
	pl.Excerpt = file.Excerpt(pl.Start, span.Len())
	return pl
}

// An endError ends a run.
type endError struct{ err error }

func (e *endError) Error() string { return e.err.Error() }
func (e *endError) Unwrap() error { return e.err }

// End is an error that a stream of sources yields to end its run: [Linter.Run]
// returns err after the results of the sources before it. A stream that kept
// the error in a variable of its caller instead would race with it.
func End(err error) error { return &endError{err} }

// Ending is the error that [End] has wrapped, and true; or any other error as it
// is.
func Ending(err error) (error, bool) {
	if end, ok := err.(*endError); ok {
		return end.err, true
	}
	return err, false
}

// Run lints a stream of sources with the given number of workers and hands
// each result to emit, in the order of the stream, but those of pages that the
// settings leave out. An error of the stream becomes a Result with that error,
// unless it is that of [End]. Run returns the first error of emit, or that of
// the context when it ends first; the results emitted until then stand. It does
// not wait for a source that blocks then: the goroutine that reads it ends with
// the next page. So the stream can still run after Run has returned early, and
// must not write to what the caller reads.
func (l *Linter) Run(ctx context.Context, sources iter.Seq2[Source, error], workers int, emit func(*Result) error) error {
	type job struct {
		src    Source
		result *Result
		done   chan struct{}
		end    error // the run ends here
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers = max(1, workers)
	work := make(chan *job, workers)
	// The window bounds how far the reader may be ahead of the slowest page. With
	// fewer than four pages a worker, the others wait behind every large page: two
	// lost 4 in 100 of the time of two workers on real pages.
	window := make(chan *job, 4*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range work {
				j.result = l.Lint(j.src)
				if j.src.Release != nil {
					j.src.Release()
				}
				j.src = Source{}
				close(j.done)
			}
		})
	}
	wg.Go(func() {
		defer close(work)
		defer close(window)
		for src, err := range sources {
			err, ended := Ending(err)
			if err != nil && !ended && l.ignores(src.Name, src.URL) {
				continue
			}
			j := &job{src: src, done: make(chan struct{})}
			if ended {
				j.end = err
				select {
				case window <- j:
				case <-ctx.Done():
				}
				return
			}
			if err != nil {
				j.result = newResult(src)
				j.result.Err = err
				close(j.done)
			}
			select {
			case window <- j:
			case <-ctx.Done():
				return
			}
			if err == nil {
				select {
				case work <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for {
		select {
		case j, more := <-window:
			if !more {
				wg.Wait()
				return ctx.Err()
			}
			if j.end != nil {
				return j.end
			}
			select {
			case <-j.done:
			case <-ctx.Done():
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if j.result.Ignored {
				continue
			}
			if err := emit(j.result); err != nil {
				cancel()
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A Summary is what one page says, copied out of the page.
type Summary = summary.Summary
