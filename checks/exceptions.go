package checks

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/checks/suppression"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// An Exception is an entry of a list outside of the pages, in a configuration:
// findings that do not count.
type Exception struct {
	// Check is an id, a family or a glob.
	Check string
	// Applies reports whether the entry is for the page with a name and a URL,
	// which may be empty; nil if it is for all.
	Applies func(name, url string) bool
	// Properties limit it to findings about one of these properties, or about
	// several, all of which are among them; as written or as globs.
	Properties []string
	// Value limits it to findings of one value: of a fact of the finding, or
	// the text at its place, as written or as a glob in which * matches
	// anything. It may be empty.
	Value string
	// Reason says why; Until is the last day on which the entry holds, as
	// YYYY-MM-DD. Both may be empty.
	Reason, Until string
	// Source is the file that contains the entry.
	Source string
	// Place is the place of the entry in Source, UntilPlace that of its date.
	Place, UntilPlace Place
	// Reach says whether an unused entry can be reported.
	Reach Reach
}

// Reach is how many of the pages that an entry is for a run reads.
type Reach uint8

// The reaches of runs.
const (
	// ReachUnknown: maybe not all; an unused entry is not reported.
	ReachUnknown Reach = iota
	// ReachSeen: all, if it reads any.
	ReachSeen
	// ReachAll: all. If there are none, the entry is for pages that no longer
	// exist.
	ReachAll
)

// Exceptions apply a list of entries to the results of a run, in the order of
// the input. They are not safe for concurrent use.
type Exceptions struct {
	linter  *Linter
	entries []entry
}

// An entry is an exception with its state.
type entry struct {
	Exception
	expired bool
	used    bool
	pages   int  // that it is for
	address bool // one of them had a URL
}

// NewExceptions applies the list to the results of the linter, which says with
// which severity findings on the entries themselves count, and which day is
// today. The error reports an entry without a known check.
func NewExceptions(l *Linter, list []Exception) (*Exceptions, error) {
	e := &Exceptions{linter: l}
	today := ""
	if !l.settings.AsOf.IsZero() {
		today = l.settings.AsOf.Format(time.DateOnly)
	}
	for _, x := range list {
		x.Check = currentID(l.all, x.Check, l.former.note)
		if err := known(x.Check, l.all); err != nil {
			return nil, err
		}
		e.entries = append(e.entries, entry{Exception: x, expired: x.Until != "" && today > x.Until})
	}
	return e, nil
}

// Apply marks the findings of a result that an entry is for.
func (e *Exceptions) Apply(r *Result) {
	for i := range e.entries {
		x := &e.entries[i]
		if x.Applies != nil && !x.Applies(r.Name, r.URL) {
			continue
		}
		if r.Err == nil && !r.Late {
			x.pages++
			x.address = x.address || r.URL != ""
		}
		if x.expired {
			continue
		}
		for j := range r.Findings {
			f := &r.Findings[j]
			if !x.names(f) {
				continue
			}
			x.used = true
			if f.Suppressed == nil {
				f.Suppressed = &Suppression{External: true, Reason: x.Reason, Until: x.Until, Source: x.Source, Line: x.Place.Start.Line}
			}
		}
	}
}

// names reports whether a finding is one that the entry is for.
func (x *entry) names(f *Finding) bool {
	return match(x.Check, f.Check.ID) && x.hasProperty(f) && x.hasValue(f)
}

func (x *entry) hasProperty(f *Finding) bool {
	if len(x.Properties) == 0 {
		return true
	}
	names := allNames(f.Facts)
	return slices.ContainsFunc(x.Properties, func(property string) bool {
		return aboutProperty(property, x.Properties, f.Subject, f.Facts, names)
	})
}

func (x *entry) hasValue(f *Finding) bool {
	if x.Value == "" || sameValue(x.Value, f.Value) {
		return true
	}
	for _, fact := range f.Facts {
		if sameValue(x.Value, fact.Value) {
			return true
		}
	}
	return false
}

// maxValue bounds the value that is kept of a finding, in bytes.
const maxValue = 256

// valueAt is a copy of the value at an origin as parsers of the page have it:
// an attribute's value, an element's text, a string of JSON without its quotes.
func valueAt(p *page.Page, o text.Origin) string {
	value := ""
	switch o.Part {
	case text.Attribute:
		value, _ = text.Attr(o.Node, o.Name)
	case text.Content:
		value = page.TextOf(o.Node)
	case text.Script:
		if span, ok := p.Span(o); ok {
			value = strings.Trim(p.Text[span.Start:span.End], `"`)
		}
	}
	if len(value) > 4*maxValue {
		value = value[:4*maxValue]
	}
	value = text.Fold(value)
	if len(value) > maxValue {
		value = strings.ToValidUTF8(value[:maxValue], "")
	}
	return strings.Clone(value)
}

// sameValue compares values; pattern may be a glob in which * matches any text
// and ? a character.
func sameValue(pattern, value string) bool {
	if pattern == value {
		return true
	}
	if !strings.ContainsAny(pattern, "*?") {
		return false
	}
	// In path patterns no wildcard matches a slash; values are full of them.
	const slash = "\x00"
	ok, err := path.Match(strings.ReplaceAll(pattern, "/", slash), strings.ReplaceAll(value, "/", slash))
	return err == nil && ok
}

// End returns the findings on the entries, by the files that contain them;
// complete reports that the run was complete, without which unused entries are
// not reported.
func (e *Exceptions) End(complete bool) []*Result {
	var results []*Result
	report := func(x *entry, c *check.Check, at Place, subject, message, help string, facts ...check.Fact) {
		severity, on := e.linter.Runs(c, x.Source, "")
		if !on {
			return
		}
		if len(results) == 0 || results[len(results)-1].Name != x.Source {
			results = append(results, &Result{Name: x.Source, Late: true})
		}
		r := results[len(results)-1]
		r.Findings = append(r.Findings, Finding{
			Check: c, Severity: severity, Message: message, Impact: c.Impact, Help: help, Subject: subject, Place: at, Facts: facts,
			Fingerprint: fingerprintOf(c.ID, subject, x.Value), Cause: causeWithout(c.ID, subject, ""),
		})
	}
	for i := range e.entries {
		x := &e.entries[i]
		name := x.Check
		if len(x.Properties) > 0 {
			name += "[" + strings.Join(x.Properties, ", ") + "]"
		}
		subject := "suppress " + name
		if x.Reason == "" {
			message, help := suppression.NoReasonWords(name)
			report(x, suppression.NoReason, x.Place, subject, message, help)
		}
		switch {
		case x.expired:
			message, help := suppression.ExpiredWords(check.Quote(name), x.Until)
			report(x, suppression.Expired, x.UntilPlace, subject, message, help, check.Fact{Name: "until", Value: x.Until})
		case complete && !x.used && e.judged(x):
			message, help := suppression.UnusedWords(name)
			report(x, suppression.Unused, x.Place, subject, message, help)
		}
	}
	for _, r := range results {
		numberFingerprints(r.Findings)
	}
	return results
}

// judged reports whether an entry would have been used if there were something
// to suppress; see [Linter.judge].
func (e *Exceptions) judged(x *entry) bool {
	if x.Reach == ReachUnknown || x.Reach == ReachSeen && x.pages == 0 {
		return false
	}
	l := e.linter
	return l.judged(x.Check, given{address: x.address, day: !l.settings.AsOf.IsZero(), last: true, runs: func(c *check.Check) bool {
		_, runs := l.Runs(c, "", "")
		return runs
	}})
}
