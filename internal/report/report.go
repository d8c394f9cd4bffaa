// Package report writes results for people and programs: one small type a
// format, behind one interface, listed in [Formats].
//
// A reporter writes to the writer it is given and returns its errors. The
// same results give the same bytes.
package report

import (
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// A Reporter writes the results of a run.
type Reporter interface {
	// Page writes the result of one page; it is called in the order of the
	// input, as pages finish.
	Page(*checks.Result) error
	// Close writes what stands at the end.
	Close(*Ending) error
}

// An Ending is what is known only at the end of a run.
type Ending struct {
	// Complete tells that all inputs were read; a run can be cut short.
	Complete bool
	// Fixed are findings of the baseline that are gone.
	Fixed []checks.Fixed
}

// Options of a reporter.
type Options struct {
	// Color tells whether to write colour codes; text only.
	Color bool
	// Quiet leaves out excerpts, related places and the summary; text only.
	Quiet bool
	// ShowSuppressed shows also findings that a suppression keeps from
	// counting; text only.
	ShowSuppressed bool
	// Checks are the checks that ran.
	Checks []*check.Check
}

// A Format is a way of writing results.
type Format struct {
	Name string
	Doc  string
	New  func(io.Writer, Options) Reporter
}

// Formats are all formats, in the order of the help text.
var Formats = []Format{
	{"text", "for people: places, excerpts and related places", newText},
	{"json", "for programs: one document with everything, version 1", newJSON},
}

// New returns a reporter for the named format, or an error that suggests one.
func New(name string, w io.Writer, opts Options) (Reporter, error) {
	var names []string
	for _, f := range Formats {
		if f.Name == name {
			return f.New(w, opts), nil
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("unknown format %q%s (formats: %s)", name, checks.Suggest(name, names), check.List(names))
}

// A Summary counts the results of a run.
type Summary struct {
	Pages        int `json:"pages"`
	WithFindings int `json:"pagesWithFindings"`
	Errors       int `json:"errors"`
	Warnings     int `json:"warnings"`
	Infos        int `json:"infos"`
	// Suppressed and Unchanged are findings that do not count; they are not
	// among the three numbers above.
	Suppressed int `json:"suppressed"`
	Unchanged  int `json:"unchanged"`
	// Failed is the number of inputs or records that could not be linted;
	// they are not among Pages.
	Failed int `json:"failed"`
}

// Add counts one result.
func (s *Summary) Add(r *checks.Result) {
	if r.Err != nil {
		s.Failed++
		return
	}
	if !r.Late {
		s.Pages++
	}
	counted := false
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Counts() {
			if f.Suppressed != nil {
				s.Suppressed++
			} else {
				s.Unchanged++
			}
			continue
		}
		counted = true
		switch f.Severity {
		case check.Error:
			s.Errors++
		case check.Warning:
			s.Warnings++
		default:
			s.Infos++
		}
	}
	// A late result is of a page that was counted, maybe with findings.
	if counted && !r.Late {
		s.WithFindings++
	}
}

// String is the summary as a sentence.
func (s *Summary) String() string {
	total := s.Errors + s.Warnings + s.Infos
	out := ""
	switch {
	case total == 0:
		out = fmt.Sprintf("no findings on %s", count(s.Pages, "page"))
	default:
		out = fmt.Sprintf("%s (%s, %s, %d info) on %d of %s", count(total, "finding"),
			count(s.Errors, "error"), count(s.Warnings, "warning"), s.Infos, s.WithFindings, count(s.Pages, "page"))
	}
	if s.Failed > 0 {
		out += fmt.Sprintf("; %s could not be linted", count(s.Failed, "input"))
	}
	return out
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
