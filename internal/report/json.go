package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// JSONVersion is the version of the JSON format. Fields may be added within a
// version; it rises when one changes its meaning or goes away.
const JSONVersion = 2

// jsonReporter writes one JSON document. Pages are written as they finish, one
// a line, so that a run that is cut short leaves what it found.
type jsonReporter struct {
	w       io.Writer
	started bool
	summary Summary
	enc     jsonEncoder
}

func newJSON(w io.Writer, _ Options) Reporter {
	return &jsonReporter{w: w}
}

// The types below are the format; docs/schema/lint.json describes it.

type jsonPage struct {
	Name     string        `json:"name"`
	Record   int           `json:"record,omitempty"`
	URL      string        `json:"url,omitempty"`
	Late     bool          `json:"late,omitempty"`
	Error    string        `json:"error,omitempty"`
	Failures []jsonFailure `json:"failures,omitempty"`
	Dropped  int           `json:"droppedFindings,omitempty"`
	Findings []jsonFinding `json:"findings"`
}

type jsonFailure struct {
	Check string `json:"check"`
	Error string `json:"error"`
}

type jsonFinding struct {
	Check       string        `json:"check"`
	Severity    string        `json:"severity"`
	Preview     bool          `json:"preview,omitempty"`
	Message     string        `json:"message"`
	Impact      string        `json:"impact,omitempty"`
	Help        string        `json:"help,omitempty"`
	Subject     string        `json:"subject"`
	Value       string        `json:"value,omitempty"`
	Fingerprint string        `json:"fingerprint"`
	State       string        `json:"state,omitempty"`
	Suppressed  *jsonSuppress `json:"suppressed,omitempty"`
	Place       *jsonPlace    `json:"place,omitempty"`
	Outside     string        `json:"outside,omitempty"`
	Excerpt     string        `json:"excerpt,omitempty"`
	Facts       []jsonFact    `json:"facts,omitempty"`
	Related     []jsonRelated `json:"related,omitempty"`
	Fixes       []jsonFix     `json:"fixes,omitempty"`
}

type jsonSuppress struct {
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"`
	Source string `json:"source,omitempty"`
	Line   int    `json:"line,omitempty"`
}

type jsonFact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type jsonRelated struct {
	Page    string     `json:"page,omitempty"`
	Message string     `json:"message"`
	Place   *jsonPlace `json:"place,omitempty"`
	Outside string     `json:"outside,omitempty"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

type jsonPlace struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonFixed struct {
	Page        string `json:"page"`
	Check       string `json:"check"`
	Subject     string `json:"subject,omitempty"`
	Message     string `json:"message,omitempty"`
	Fingerprint string `json:"fingerprint"`
}

// jsonEnding is what both JSON formats say at the end.
type jsonEnding struct {
	Summary  *Summary    `json:"summary"`
	Complete bool        `json:"complete"`
	Fixed    []jsonFixed `json:"fixed,omitempty"`
}

type jsonPosition struct {
	Line        int `json:"line"`
	Column      int `json:"column"`
	ByteColumn  int `json:"byteColumn"`
	UTF16Column int `json:"utf16Column"`
	Offset      int `json:"offset"`
}

func position(p text.Position) jsonPosition {
	return jsonPosition{p.Line, p.Column, p.ByteColumn, p.UTF16Column, p.Offset}
}

func place(p checks.Place) *jsonPlace {
	if !p.Known {
		return nil
	}
	return &jsonPlace{position(p.Start), position(p.End)}
}

func (j *jsonReporter) begin() error {
	if j.started {
		return nil
	}
	j.started = true
	head, err := marshal(struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}{"metacheck", checks.Version})
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, fmt.Sprintf(`{"version":%d,"tool":%s,"pages":[`, JSONVersion, head))
	return err
}

func (j *jsonReporter) Page(r *checks.Result) error {
	sep := "\n"
	if j.started {
		sep = ",\n"
	}
	if err := j.begin(); err != nil {
		return err
	}
	j.summary.Add(r)
	if _, err := io.WriteString(j.w, sep); err != nil {
		return err
	}
	data, err := j.enc.encode(pageJSON(r))
	if err != nil {
		return err
	}
	_, err = j.w.Write(data)
	return err
}

// pageJSON is a result as both JSON formats write it.
func pageJSON(r *checks.Result) *jsonPage {
	p := &jsonPage{Name: r.Name, Record: r.Index, URL: r.URL, Late: r.Late, Dropped: r.Dropped, Findings: make([]jsonFinding, 0, len(r.Findings))}
	if r.Err != nil {
		p.Error = r.Err.Error()
	}
	for _, f := range r.Failures {
		p.Failures = append(p.Failures, jsonFailure{f.Check, f.Err})
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		jf := jsonFinding{
			Check: f.Check.ID, Severity: f.Severity.String(), Preview: f.Preview, Message: f.Message, Impact: impact(f), Help: f.Help,
			Subject: f.Subject, Value: f.Value, Fingerprint: f.Fingerprint, State: f.State.String(),
			Place: place(f.Place), Outside: f.Place.Outside, Excerpt: f.Place.Excerpt.Text,
		}
		if s := f.Suppressed; s != nil {
			jf.Suppressed = &jsonSuppress{s.Reason, s.Until, s.Source, s.Line}
		}
		for _, fact := range f.Facts {
			jf.Facts = append(jf.Facts, jsonFact{fact.Name, fact.Value})
		}
		for _, rel := range f.Related {
			jf.Related = append(jf.Related, jsonRelated{rel.Page, rel.Message, place(rel.Place), rel.Place.Outside})
		}
		for _, fix := range f.Fixes {
			jf.Fixes = append(jf.Fixes, fixJSON(&fix))
		}
		p.Findings = append(p.Findings, jf)
	}
	return p
}

func fixJSON(fix *check.Fix) jsonFix {
	out := jsonFix{fix.Title, fix.Safe, make([]jsonEdit, 0, len(fix.Edits))}
	for _, e := range fix.Edits {
		out.Edits = append(out.Edits, jsonEdit{e.Start, e.End, e.New})
	}
	return out
}

// endingJSON is what both JSON formats write at the end.
func endingJSON(s *Summary, e *Ending) *jsonEnding {
	s.End(e)
	out := &jsonEnding{Summary: s, Complete: e.Complete}
	for _, f := range e.Fixed {
		out.Fixed = append(out.Fixed, jsonFixed{f.Page, f.Check, f.Subject, f.Message, f.Fingerprint})
	}
	return out
}

func (j *jsonReporter) Close(e *Ending) error {
	if err := j.begin(); err != nil {
		return err
	}
	data, err := j.enc.encode(endingJSON(&j.summary, e))
	if err != nil {
		return err
	}
	// The members of the ending are members of the document.
	_, err = fmt.Fprintf(j.w, "\n],%s\n", data[1:])
	return err
}

// A jsonEncoder writes JSON into memory that it uses again, without escaping
// "<" and "&": pages are full of them, and the output is no HTML. Escaped are
// control characters, also those from U+007F on, which JSON allows and
// terminals obey, and what a build server takes for a command where the output
// is part of a log (see [text.EndsCommandMark]). A reader of JSON gets all of
// them as they were.
type jsonEncoder struct {
	buf, clean bytes.Buffer
	enc        *json.Encoder
}

// encode is v as JSON on one line, without its end; it holds until the next
// call.
func (j *jsonEncoder) encode(v any) ([]byte, error) {
	if j.enc == nil {
		j.enc = json.NewEncoder(&j.buf)
		j.enc.SetEscapeHTML(false)
	}
	j.buf.Reset()
	if err := j.enc.Encode(v); err != nil {
		return nil, err
	}
	return j.escape(bytes.TrimRight(j.buf.Bytes(), "\n")), nil
}

// escape writes the control characters and marks of commands that the encoder
// leaves, as escapes. Both stand in strings only.
func (j *jsonEncoder) escape(data []byte) []byte {
	from := 0
	for i, c := range data {
		switch {
		case c == 0x7f, (c == '[' || c == ':') && text.EndsCommandMark(data, i):
		case c == 0xc2 && i+1 < len(data) && data[i+1] < 0xa0:
			// U+0080 to U+009F: the second byte is the code point.
			continue
		case c >= 0x80 && c < 0xa0 && data[i-1] == 0xc2:
		default:
			continue
		}
		if from == 0 {
			j.clean.Reset()
		}
		end := i
		if c >= 0x80 {
			end--
		}
		j.clean.Write(data[from:end])
		fmt.Fprintf(&j.clean, `\u%04x`, c)
		from = i + 1
	}
	if from == 0 {
		return data
	}
	j.clean.Write(data[from:])
	return j.clean.Bytes()
}

// SafeJSON is a JSON document with the characters escaped that a terminal or a
// build server would obey; it means the same. The result may be data itself.
func SafeJSON(data []byte) []byte {
	var j jsonEncoder
	return j.escape(data)
}

// marshal is v as JSON on one line.
func marshal(v any) ([]byte, error) {
	var j jsonEncoder
	return j.encode(v)
}
