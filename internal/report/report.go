// Package report writes results for people and programs: one small type a
// format, behind one interface, listed in [Formats]. [Open] writes several at
// once, each to a file of its own.
//
// A reporter writes to the writer it is given and returns its errors. The
// same results give the same bytes. Results are written as they come: none
// keeps more than a bounded number of them.
package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/rooted"
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
	// Complete reports that all inputs were read; a run can be cut short.
	Complete bool
	// Fixed are findings of the baseline that are gone.
	Fixed []checks.Fixed
	// Comparison counts the pages of two builds that were compared; nil for
	// other runs.
	Comparison *checks.Comparison
}

// Options of a reporter.
type Options struct {
	// Color reports whether to write colour codes; text only.
	Color bool
	// Links reports whether ids of checks lead to their documentation where a
	// terminal follows links (OSC 8); text with color only.
	Links bool
	// Quiet leaves out excerpts, related places and the summary; text only.
	Quiet bool
	// ShowSuppressed shows also findings that a suppression keeps from
	// counting, ShowUnchanged those that the baseline knows; text only.
	ShowSuppressed, ShowUnchanged bool
	// FailOn is the severity from which findings fail the run, 0 for none; for
	// formats that tell failures from what is merely noted.
	FailOn check.Severity
	// Checks are the checks that ran.
	Checks []*check.Check
	// Dir is the absolute path of the folder that the names of pages are
	// relative to, Root that of the folder that the services which read a
	// format count from, as a rule the root of the repository. Where they are
	// empty, names are written as they are.
	Dir, Root string
	// Within is the folder that the paths of outputs must not lead out of, when
	// others than the user chose them; nil bounds nothing.
	Within *rooted.Root
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
	{"json", "for programs: one document with everything, version 2", newJSON},
	{"jsonl", "for programs: the same, one page a line", newJSONLines},
	{"sarif", "for code scanning and editors: SARIF 2.1.0", newSARIF},
	{"github", "for GitHub Actions: annotations", newGitHub},
	{"gitlab", "for GitLab: code quality report", newGitLab},
	{"junit", "for test reports: a suite a page", newJUnit},
	{"checkstyle", "for tools that read Checkstyle's XML", newCheckstyle},
	{"markdown", "for comments on pull requests and job summaries", newMarkdown},
}

// Parquet is the format of an [Output] that is a folder of tables and no
// stream.
const Parquet = "parquet"

// OutputNames are the names of the formats that an [Output] can have.
func OutputNames() []string { return append(Names(), Parquet) }

// Names are the names of the formats, in the order of the help text.
func Names() []string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// New returns a reporter for the named format, or an error that suggests one.
func New(name string, w io.Writer, opts Options) (Reporter, error) {
	f, err := format(name)
	if err != nil {
		return nil, err
	}
	if f.New == nil {
		return nil, errNoStream
	}
	return f.New(w, opts), nil
}

var errNoStream = errors.New("parquet is a folder of files: write it with --output parquet=FOLDER")

// format is the named format, or an error that suggests one. That of a folder
// has no New.
func format(name string) (Format, error) {
	if name == Parquet {
		return Format{Name: Parquet}, nil
	}
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("unknown format %q%s (formats: %s)", name, checks.Suggest(name, OutputNames()), check.List(OutputNames()))
}

// A Summary counts the results of a run.
type Summary struct {
	Pages int `json:"pages"`
	// WithFindings counts pages with findings that count; not those that have
	// only late ones.
	WithFindings int `json:"pagesWithFindings"`
	Errors       int `json:"errors"`
	Warnings     int `json:"warnings"`
	Infos        int `json:"infos"`
	// Suppressed and Unchanged are findings that do not count; they are not
	// among the three numbers above.
	Suppressed int `json:"suppressed"`
	Unchanged  int `json:"unchanged"`
	// Fixed are findings of the baseline that are gone; known at the end.
	Fixed int `json:"fixed"`
	// Failed is the number of inputs or records that could not be linted;
	// they are not among Pages.
	Failed int `json:"failed"`
	// Comparison counts the pages of two builds that were compared; nil for
	// other runs.
	Comparison *checks.Comparison `json:"comparison,omitempty"`

	late     bool // there are late findings
	baseline bool // findings stand against a baseline
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
		if f.State != checks.StateNone {
			s.baseline = true
		}
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
	if counted {
		if r.Late {
			s.late = true
		} else {
			s.WithFindings++
		}
	}
}

// End counts what is known at the end of the run.
func (s *Summary) End(e *Ending) {
	s.Fixed = len(e.Fixed)
	if s.Comparison = e.Comparison; s.Comparison != nil {
		// There are results for pages with findings only.
		s.Pages = s.Comparison.Total()
	}
	s.baseline = s.baseline || s.Fixed > 0
}

// Total is the number of findings that count.
func (s *Summary) Total() int { return s.Errors + s.Warnings + s.Infos }

// String is the summary as a sentence: "3 new findings (1 error, 2 warnings, 0
// info) on 2 of 10 pages; 12 unchanged, 2 suppressed, 4 fixed".
func (s *Summary) String() string {
	noun := "finding"
	if s.baseline {
		noun = "new finding"
	}
	// The page of a late finding may have been counted before, or not.
	on := "on " + count(s.Pages, "page")
	if s.Total() > 0 && !s.late {
		on = fmt.Sprintf("on %d of %s", s.WithFindings, count(s.Pages, "page"))
	}
	var out string
	if s.Total() == 0 {
		out = fmt.Sprintf("no %ss %s", noun, on)
	} else {
		out = fmt.Sprintf("%s (%s, %s, %d info) %s", count(s.Total(), noun),
			count(s.Errors, "error"), count(s.Warnings, "warning"), s.Infos, on)
	}
	if c := s.Comparison; c != nil {
		out += fmt.Sprintf("; %s compared, %d changed, %d moved, %d added, %d vanished", count(c.Compared, "page"), c.Changed, c.Moved, c.Added, c.Vanished)
	}
	if rest := s.rest(); rest != "" {
		out += "; " + rest
	}
	if s.Failed > 0 {
		out += fmt.Sprintf("; %s could not be linted", count(s.Failed, "input"))
	}
	return out
}

// rest tells of the findings that do not count.
func (s *Summary) rest() string {
	var parts []string
	for _, part := range []struct {
		n    int
		word string
	}{{s.Unchanged, "unchanged"}, {s.Suppressed, "suppressed"}, {s.Fixed, "fixed"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	return strings.Join(parts, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// cutShort is what formats say of a run that did not read all inputs.
const cutShort = "the run was cut short; there may be more findings"
