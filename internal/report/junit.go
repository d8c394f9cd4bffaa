package report

import (
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// junitReporter writes a test report in JUnit's XML, a suite a page. A page
// without findings is one test that passes. A finding that fails the run is a
// test that fails; a milder one is a test that passes and prints it, since a
// report with failures beside a green build helps nobody; one that does not
// count is a test that was skipped, with the reason. What could not be linted
// is a test in error. Findings that the baseline lost are tests that pass.
//
// The totals of the document, which some dialects know, are left out: suites
// are written as they come.
type junitReporter struct {
	w       io.Writer
	failOn  check.Severity
	xml     xmlWriter
	names   map[string]int
	started bool
}

func newJUnit(w io.Writer, opts Options) Reporter {
	return &junitReporter{w: w, failOn: opts.FailOn, names: map[string]int{}}
}

func (j *junitReporter) begin() {
	if !j.started {
		j.started = true
		j.xml.raw(xmlHead + "<testsuites name=\"metacheck\">\n")
	}
}

func (j *junitReporter) fails(f *checks.Finding) bool {
	return f.Fails() && j.failOn != 0 && f.Severity >= j.failOn
}

func (j *junitReporter) Page(r *checks.Result) error {
	j.begin()
	failures, skipped, errors := 0, 0, len(r.Failures)
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case !f.Counts():
			skipped++
		case j.fails(f):
			failures++
		}
	}
	tests := len(r.Findings) + errors
	if r.Err != nil {
		errors++
		tests++
	}
	clean := tests == 0
	if clean {
		tests = 1
	}
	label := r.Label()
	j.suite(label, r.URL, tests, failures, errors, skipped)
	clear(j.names)
	switch {
	case r.Err != nil:
		j.test(label, "input")
		j.body("error", "input", "could not be linted: "+r.Err.Error(), nil)
	case clean:
		j.test(label, "metadata")
		j.xml.raw("/>\n")
	}
	for _, f := range r.Failures {
		j.test(label, "check "+f.Check)
		j.body("error", "check", "the check broke, the other checks ran: "+f.Err, nil)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		j.test(label, j.name(f.Check.ID, f.Subject))
		switch {
		case !f.Counts():
			j.xml.raw(">\n")
			j.xml.open(3, "skipped")
			j.xml.attr("message", standing(r, f)+": "+f.Line())
			j.xml.raw("/>\n    </testcase>\n")
		case j.fails(f):
			j.body("failure", f.Severity.String(), f.Line(), details(label, f))
		default:
			j.xml.raw(">\n      <system-out>")
			j.xml.text(append([]string{where(label, f.Place) + ": " + f.Severity.String() + ": " + f.Line()}, details(label, f)[1:]...))
			j.xml.raw("</system-out>\n    </testcase>\n")
		}
	}
	return j.flush("  </testsuite>\n")
}

// suite opens a suite. A page takes no time of its own: pages are linted at
// the same time, and the same pages give the same report.
func (j *junitReporter) suite(name, url string, tests, failures, errors, skipped int) {
	j.xml.open(1, "testsuite")
	j.xml.attr("name", name)
	j.xml.num("tests", tests)
	j.xml.num("failures", failures)
	j.xml.num("errors", errors)
	j.xml.num("skipped", skipped)
	j.xml.raw(">\n")
	if url != "" {
		j.xml.raw("    <properties>\n")
		j.xml.open(3, "property")
		j.xml.attr("name", "url")
		j.xml.attr("value", url)
		j.xml.raw("/>\n    </properties>\n")
	}
}

func (j *junitReporter) test(class, name string) {
	j.xml.open(2, "testcase")
	j.xml.attr("classname", class)
	j.xml.attr("name", name)
}

// name names a test by what does not change when lines move, and tells tests
// of one name apart: services follow tests from run to run by their names.
func (j *junitReporter) name(id, subject string) string {
	name := id
	if subject != "" {
		name += " " + subject
	}
	j.names[name]++
	if n := j.names[name]; n > 1 {
		name += fmt.Sprintf(" (%d)", n)
	}
	return name
}

// body writes what happened to a test, and ends it.
func (j *junitReporter) body(element, kind, message string, lines []string) {
	j.xml.raw(">\n")
	j.xml.open(3, element)
	j.xml.attr("type", kind)
	j.xml.attr("message", message)
	if lines == nil {
		j.xml.raw("/>\n    </testcase>\n")
		return
	}
	j.xml.raw(">")
	j.xml.text(lines)
	j.xml.raw("</" + element + ">\n    </testcase>\n")
}

// details are the place of a finding, its excerpt, and related places.
func details(label string, f *checks.Finding) []string {
	lines := []string{where(label, f.Place)}
	if f.Place.Known && f.Place.Excerpt.Text != "" {
		lines = append(lines, fmt.Sprintf("%5d | %s", f.Place.Start.Line, f.Place.Excerpt.Text))
	}
	for _, rel := range f.Related {
		lines = append(lines, "    "+where(related(label, rel), rel.Place)+": "+rel.Message)
	}
	return lines
}

func (j *junitReporter) flush(tail string) error {
	j.xml.raw(tail)
	return j.xml.flush(j.w)
}

func (j *junitReporter) Close(e *Ending) error {
	j.begin()
	if len(e.Fixed) > 0 {
		j.suite("fixed since the baseline", "", len(e.Fixed), 0, 0, 0)
		page := ""
		for i, f := range e.Fixed {
			if i == 0 || f.Page != page {
				clear(j.names)
				page = f.Page
			}
			j.test(f.Page, j.name(f.Check, f.Subject))
			j.xml.raw("/>\n")
			if err := j.flush(""); err != nil {
				return err
			}
		}
		j.xml.raw("  </testsuite>\n")
	}
	if !e.Complete {
		j.suite("metacheck", "", 1, 0, 1, 0)
		j.test("metacheck", "run")
		j.body("error", "interrupted", cutShort, nil)
		j.xml.raw("  </testsuite>\n")
	}
	return j.flush("</testsuites>\n")
}
