package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// textReporter writes findings for people: grouped by page, each with its
// place, a line of the page with the place marked, and related places.
type textReporter struct {
	w       io.Writer
	opts    Options
	summary Summary
	started bool

	bold, faint, id *color.Color
	severity        map[check.Severity]*color.Color
}

func newText(w io.Writer, opts Options) Reporter {
	t := &textReporter{
		w: w, opts: opts,
		bold: color.New(color.Bold), faint: color.New(color.Faint), id: color.New(color.FgCyan),
		severity: map[check.Severity]*color.Color{
			check.Error:   color.New(color.FgRed, color.Bold),
			check.Warning: color.New(color.FgYellow, color.Bold),
			check.Info:    color.New(color.FgBlue, color.Bold),
		},
	}
	all := []*color.Color{t.bold, t.faint, t.id, t.severity[check.Error], t.severity[check.Warning], t.severity[check.Info]}
	for _, c := range all {
		if opts.Color {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return t
}

func (t *textReporter) Page(r *checks.Result) error {
	t.summary.Add(r)
	if r.Err != nil || len(r.Findings) == 0 {
		return nil
	}
	var b strings.Builder
	label := Escape(r.Label())
	if !t.opts.Quiet {
		if t.started {
			b.WriteByte('\n')
		}
		t.started = true
		b.WriteString(t.bold.Sprint(label))
		if r.URL != "" {
			b.WriteString(" " + t.faint.Sprint("("+Escape(r.URL)+")"))
		}
		b.WriteByte('\n')
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !t.opts.Quiet && i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s: %s %s\n", t.bold.Sprint(where(label, f.Place)),
			t.severity[f.Severity].Sprint(f.Severity), Escape(f.Message), t.id.Sprint("["+f.Check.ID+"]"))
		if t.opts.Quiet {
			continue
		}
		t.excerpt(&b, f)
		for _, rel := range f.Related {
			fmt.Fprintf(&b, "    %s: %s\n", where(label, rel.Place), Escape(rel.Message))
		}
	}
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "%s: %s not shown, beyond the bound on the findings of a page\n", label, count(r.Dropped, "more finding"))
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

// where is the place in the form that editors and terminals understand.
func where(label string, p checks.Place) string {
	switch {
	case p.Outside != "":
		return label + " (" + Escape(p.Outside) + ")"
	case !p.Known:
		return label
	}
	return fmt.Sprintf("%s:%d:%d", label, p.Start.Line, p.Start.Column)
}

// excerpt writes the line of the page with a caret under the place.
func (t *textReporter) excerpt(b *strings.Builder, f *checks.Finding) {
	if !f.Place.Known || strings.TrimSpace(f.Place.Excerpt.Text) == "" {
		return
	}
	ex := f.Place.Excerpt
	var line strings.Builder
	indent, marks, n := 0, 0, 0
	for _, r := range ex.Text {
		line.WriteString(safeRune(r))
		switch {
		case n < ex.Caret:
			indent += columns(r)
		case n < ex.Caret+ex.Width:
			marks += columns(r)
		}
		n++
	}
	number := fmt.Sprintf("%5d", f.Place.Start.Line)
	fmt.Fprintf(b, "%s %s\n", t.faint.Sprint(number+" |"), line.String())
	fmt.Fprintf(b, "%s %s%s\n", t.faint.Sprint(strings.Repeat(" ", len(number))+" |"),
		strings.Repeat(" ", indent), t.severity[f.Severity].Sprint(strings.Repeat("^", max(1, marks))))
}

func (t *textReporter) Close(*Ending) error {
	if t.opts.Quiet {
		return nil
	}
	gap := ""
	if t.started {
		gap = "\n"
	}
	_, err := fmt.Fprintf(t.w, "%s%s\n", gap, t.bold.Sprint(t.summary.String()))
	return err
}
