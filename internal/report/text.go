package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// textReporter writes findings for people: grouped by page, each with its
// place, a line of the page with the place marked, related places, what comes
// of it and what to do.
type textReporter struct {
	w       io.Writer
	opts    Options
	summary Summary
	started bool

	bold, faint, id *color.Color
	severity        map[check.Severity]*color.Color
}

func newText(w io.Writer, opts Options) Reporter { return newTextReporter(w, opts) }

func newTextReporter(w io.Writer, opts Options) *textReporter {
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

// shows reports whether a finding is printed.
func (t *textReporter) shows(f *checks.Finding) bool {
	switch {
	case f.Suppressed != nil:
		return t.opts.ShowSuppressed
	case !f.Counts():
		return t.opts.ShowUnchanged
	}
	return true
}

func (t *textReporter) Page(r *checks.Result) error {
	t.summary.Add(r)
	if r.Err != nil {
		return nil
	}
	var b strings.Builder
	label := Escape(r.Label())
	shown := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if !t.shows(f) {
			continue
		}
		if !t.opts.Quiet {
			if shown == 0 {
				t.head(&b, r, label)
			} else {
				b.WriteByte('\n')
			}
		}
		shown++
		t.finding(&b, r, f)
	}
	if r.Dropped > 0 {
		if shown == 0 && !t.opts.Quiet {
			t.head(&b, r, label)
		}
		fmt.Fprintf(&b, "%s: %s not shown, beyond the bound on the findings of a page\n", label, count(r.Dropped, "more finding"))
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

// head is the line in front of the findings of a page.
func (t *textReporter) head(b *strings.Builder, r *checks.Result, label string) {
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

func (t *textReporter) finding(b *strings.Builder, r *checks.Result, f *checks.Finding) {
	label := r.Label()
	message := f.Message
	if t.opts.Quiet {
		message = f.Line()
	}
	fmt.Fprintf(b, "%s: %s: %s %s\n", t.bold.Sprint(Escape(where(label, f.Place))),
		t.severity[f.Severity].Sprint(f.Severity), Escape(message), t.link(f.Check))
	if !f.Counts() {
		fmt.Fprintf(b, "    %s\n", Escape(standing(r, f)))
	}
	if t.opts.Quiet {
		return
	}
	t.excerpt(b, f)
	for _, rel := range f.Related {
		fmt.Fprintf(b, "    %s: %s\n", Escape(where(related(label, rel), rel.Place)), Escape(rel.Message))
	}
	t.part(b, "impact", impact(f))
	t.part(b, "help", f.Help)
}

// link is the id of a check as it stands behind a message, on a terminal as a
// link to the documentation of the check.
func (t *textReporter) link(c *check.Check) string {
	id := t.id.Sprint("[" + c.ID + "]")
	if !t.opts.Color || !t.opts.Links {
		return id
	}
	return "\x1b]8;;" + c.URL() + "\x1b\\" + id + "\x1b]8;;\x1b\\"
}

// part writes a part of a finding below its excerpt, the sign under the bar
// there, if the finding has that part.
func (t *textReporter) part(b *strings.Builder, name, words string) {
	if words != "" {
		fmt.Fprintf(b, "%*s %s %s\n", numberWidth, "", t.faint.Sprint("="), t.bold.Sprint(name+":")+" "+Escape(words))
	}
}

// impact is who does what because of a finding: what it says itself, else what
// its check says.
func impact(f *checks.Finding) string { return cmp.Or(f.Impact, f.Check.Impact) }

// related is the label of the page that a related place is in.
func related(label string, rel checks.RelatedPlace) string {
	if rel.Page != "" {
		return rel.Page
	}
	return label
}

// standing says why a finding does not count.
func standing(r *checks.Result, f *checks.Finding) string {
	s := f.Suppressed
	if s == nil {
		return "unchanged: the baseline knows it"
	}
	out := "suppressed by "
	switch {
	case s.Source != "":
		out += s.Source
	case s.External:
		out += "the configuration"
	default:
		out += r.Label()
	}
	if s.Line > 0 {
		out += fmt.Sprintf(":%d", s.Line)
	}
	if s.Until != "" {
		out += " until " + s.Until
	}
	if s.Reason == "" {
		return out + ", without reason"
	}
	return out + ": " + s.Reason
}

// where is the place in the form that editors and terminals understand. The
// label and what stands outside of the page are not escaped.
func where(label string, p checks.Place) string {
	switch {
	case p.Outside != "":
		return label + " (" + p.Outside + ")"
	case !p.Known:
		return label
	}
	return fmt.Sprintf("%s:%d:%d", label, p.Start.Line, p.Start.Column)
}

// numberWidth is the room for the number of a line in front of an excerpt.
const numberWidth = 5

// excerpt writes the line of the page with a caret under the place.
func (t *textReporter) excerpt(b *strings.Builder, f *checks.Finding) {
	if !f.Place.Known || strings.TrimSpace(f.Place.Excerpt.Text) == "" {
		return
	}
	ex := f.Place.Excerpt
	var line strings.Builder
	indent, marks, n := 0, 0, 0
	for i, r := range ex.Text {
		shown := shownRune(ex.Text, i, r)
		if text.EndsCommandMark(ex.Text, i) {
			shown = `\` + shown
		}
		line.WriteString(shown)
		switch {
		case n < ex.Caret:
			indent += Width(shown)
		case n < ex.Caret+ex.Width:
			marks += Width(shown)
		}
		n++
	}
	number := fmt.Sprintf("%*d", numberWidth, f.Place.Start.Line)
	fmt.Fprintf(b, "%s %s\n", t.faint.Sprint(number+" |"), line.String())
	fmt.Fprintf(b, "%s %s%s\n", t.faint.Sprint(strings.Repeat(" ", len(number))+" |"),
		strings.Repeat(" ", indent), t.severity[f.Severity].Sprint(strings.Repeat("^", max(1, marks))))
}

func (t *textReporter) Close(e *Ending) error {
	t.summary.End(e)
	var b strings.Builder
	gap := t.started
	if len(e.Fixed) > 0 && !t.opts.Quiet {
		if gap {
			b.WriteByte('\n')
		}
		gap = true
		b.WriteString(t.bold.Sprint("fixed since the baseline") + "\n")
	}
	for _, f := range e.Fixed {
		what := f.Message
		if what == "" {
			what = f.Subject
		}
		line := fmt.Sprintf("%s: fixed: %s", Escape(f.Page), Escape(what))
		fmt.Fprintf(&b, "%s %s\n", strings.TrimSuffix(line, ": "), t.id.Sprint("["+Escape(f.Check)+"]"))
	}
	if !t.opts.Quiet {
		if gap {
			b.WriteByte('\n')
		}
		b.WriteString(t.bold.Sprint(t.summary.String()) + "\n")
		if !e.Complete {
			b.WriteString(cutShort + "\n")
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}
