package check

import (
	"fmt"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
)

// A Finding is the verdict of a check: on a page, on the pages of a site, or
// on what became of a page between two builds.
//
// What it says has three parts, which no part repeats of another: reports with
// room show all three, formats of one line the message and the help.
type Finding struct {
	Check    *Check
	Severity Severity
	// Message says what is wrong, with the value seen; one clause, lower case,
	// no full stop.
	Message string
	// Impact says who does what because of it, as a clause; that of the check
	// where it is empty.
	Impact string
	// Help says what to do, with the value to write, in the imperative.
	Help  string
	Place Place
	// Related are other places that belong to it.
	Related []Related
	Facts   []Fact
	// Fixes are edits of the page's bytes that remove the fault, the best one
	// first.
	Fixes []Fix
	// Explains are ids of checks whose findings on the same page have this one
	// as their cause.
	Explains []string
	// Subject is what the finding is about in terms that survive an edit
	// elsewhere, such as "og:image"; the driver takes it from the place where it
	// is empty. It is an identifier: suppressions and fingerprints hang on it.
	Subject string
	// Value is what stands at the place, for suppressions that name a value; a
	// long one is cut.
	Value string

	// What follows is the driver's.

	// Fingerprint names the finding within its page, whatever its line: 16
	// hexadecimal digits, followed by "-2" and so on for repeated ones.
	Fingerprint string
	// Cause is the same for findings on many pages that one edit of a template
	// removes: the check, the subject, and the way to the place by names of
	// elements and keys. It holds no page and no value, and at most 512 bytes.
	Cause string
	// Suppressed tells why the finding does not count; nil when it does.
	Suppressed *Suppression
	// State is how the finding stands against a baseline.
	State State
	// Preview reports that the check is new and the user did not ask for preview
	// checks: the finding is shown as info and fails no run.
	Preview bool

	change *Change // of a difference
}

// A Place is where something stands: on the page at hand, on a page or in a
// file of a set, or beside the page.
type Place struct {
	// Known reports whether Start and End hold. It is false without positions,
	// and for things that stand nowhere in the page.
	Known      bool
	Start, End text.Position
	// Outside names what is not in the page, such as "header Link"; or is
	// empty.
	Outside string
	// Excerpt is the line of Start, or a window of it when it is long.
	Excerpt text.Excerpt

	// Origin is a place on the page at hand that was not resolved yet. It points
	// into the page, so no finding that outlives its page has one.
	Origin text.Origin
	// Set says which page or file of a set of pages the place is on; the zero
	// value is for the page at hand.
	Set InSet
}

// An InSet is a page or file of a set of pages.
type InSet struct {
	// Page is the number of the page in the set, counted from 1; 0 for a file
	// that is no page.
	Page int32
	// File is the name of such a file, as reports show it.
	File string
}

// At is a place on the page at hand.
func At(o text.Origin) Place { return Place{Origin: o} }

// atSpot is a place that a summary keeps.
func atSpot(s summary.Spot) Place {
	if s.Outside != "" {
		return Place{Outside: s.Outside}
	}
	return Place{Known: s.Known(), Start: s.Start, End: s.End, Excerpt: s.Excerpt}
}

// On is a place on the page of a set with the number, counted from 0.
func On(i int32, spot summary.Spot) Place {
	p := atSpot(spot)
	p.Set.Page = i + 1
	return p
}

// InFile is a place in a file that is no page.
func InFile(name string, spot summary.Spot) Place {
	p := atSpot(spot)
	p.Set.File = name
	return p
}

// A Related place is another place that belongs to a finding, with its own
// words.
type Related struct {
	// Page is the name of the page when it is another than the finding's own;
	// the driver sets it.
	Page    string
	Place   Place
	Message string
}

// A Fact is a named value that a finding rests on, for programs.
type Fact struct {
	Name, Value string
}

// A Fix is a set of edits that removes the fault of a finding.
type Fix struct {
	// Title says what the fix does, in the imperative.
	Title string
	// Safe reports that exactly one answer is certain and that nothing changes
	// which a consumer reads rightly today; other fixes want a look.
	Safe  bool
	Edits []Edit
}

// An Edit replaces bytes [Start, End) of the page's decoded text by New.
type Edit struct {
	Start, End int
	New        string
}

// A Suppression is why a finding does not count.
type Suppression struct {
	// External reports that the configuration says so, and not the page itself.
	External bool
	// Reason is what the author gave as reason; empty when there is none,
	// which is a finding itself.
	Reason string
	// Until is the last day on which it holds, as YYYY-MM-DD, or empty.
	Until string
	// Source is the configuration file, empty for a comment of the page;
	// Line is the line of the comment or of the entry in that file, from 1.
	Source string
	Line   int
}

// State is how a finding stands against a baseline.
type State uint8

// The states of findings.
const (
	// StateNone: there is no baseline.
	StateNone State = iota
	// StateNew: the baseline does not have the finding.
	StateNew
	// StateUnchanged: the baseline has it, so it does not count.
	StateUnchanged
)

// String is "new", "unchanged" or empty.
func (s State) String() string {
	switch s {
	case StateNew:
		return "new"
	case StateUnchanged:
		return "unchanged"
	}
	return ""
}

// Counts reports whether the finding counts: it is not suppressed, and not one
// that the baseline has.
func (f *Finding) Counts() bool { return f.Suppressed == nil && f.State != StateUnchanged }

// Fails reports whether the finding can fail a run: it counts, and is not that
// of a preview check.
func (f *Finding) Fails() bool { return f.Counts() && !f.Preview }

// Line is the finding in one line, for formats that have no more: the message
// and the help.
func (f *Finding) Line() string {
	if f.Help == "" {
		return f.Message
	}
	return f.Message + "; " + f.Help
}

// Advise sets the help: what to do, with the value to write.
func (f *Finding) Advise(format string, args ...any) *Finding {
	f.Help = fmt.Sprintf(format, args...)
	return f
}

// Affects sets the impact of this finding where it differs from that of its
// check: who does what because of it.
func (f *Finding) Affects(format string, args ...any) *Finding {
	f.Impact = fmt.Sprintf(format, args...)
	return f
}

// Milder gives the finding the lower severity that its check declares.
func (f *Finding) Milder() *Finding {
	if f.Check.Lower.Severity == 0 {
		panic("check " + f.Check.ID + " declares no lower severity")
	}
	f.Severity = f.Check.Lower.Severity
	return f
}

// Relate adds a related place of the page at hand.
func (f *Finding) Relate(at text.Origin, format string, args ...any) *Finding {
	return f.RelateTo(At(at), format, args...)
}

// RelateTo adds a related place.
func (f *Finding) RelateTo(at Place, format string, args ...any) *Finding {
	f.Related = append(f.Related, Related{Place: at, Message: fmt.Sprintf(format, args...)})
	return f
}

// RelateEach relates n places, each with its words. Of more than [MaxRelated]
// the last that is shown says how many are left out.
func (f *Finding) RelateEach(n int, place func(i int) (at text.Origin, words string)) *Finding {
	for i := range n {
		at, words := place(i)
		if i == MaxRelated {
			return f.Relate(at, "and %d more from here on", n-i)
		}
		f.Relate(at, "%s", words)
	}
	return f
}

// Fact adds a named value for programs.
func (f *Finding) Fact(name, value string) *Finding {
	f.Facts = append(f.Facts, Fact{name, value})
	return f
}

// About sets what the finding is about.
func (f *Finding) About(subject string) *Finding {
	f.Subject = subject
	return f
}
