package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/text"
)

// JSONVersion is the version of the JSON format. Fields may be added within a
// version; it rises when one changes its meaning or goes away.
const JSONVersion = 1

// jsonReporter writes one JSON document. Pages are written as they finish, one
// a line, so that a run that is cut short leaves what it found.
type jsonReporter struct {
	w       io.Writer
	started bool
	summary Summary
}

func newJSON(w io.Writer, _ Options) Reporter { return &jsonReporter{w: w} }

// The types below are the format; README.md documents it.

type jsonPage struct {
	Name     string        `json:"name"`
	Record   int           `json:"record,omitempty"`
	URL      string        `json:"url,omitempty"`
	Error    string        `json:"error,omitempty"`
	Dropped  int           `json:"droppedFindings,omitempty"`
	Findings []jsonFinding `json:"findings"`
}

type jsonFinding struct {
	Check       string        `json:"check"`
	Severity    string        `json:"severity"`
	Message     string        `json:"message"`
	Subject     string        `json:"subject"`
	Fingerprint string        `json:"fingerprint"`
	Place       *jsonPlace    `json:"place,omitempty"`
	Outside     string        `json:"outside,omitempty"`
	Excerpt     string        `json:"excerpt,omitempty"`
	Facts       []jsonFact    `json:"facts,omitempty"`
	Related     []jsonRelated `json:"related,omitempty"`
}

type jsonFact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type jsonRelated struct {
	Message string     `json:"message"`
	Place   *jsonPlace `json:"place,omitempty"`
	Outside string     `json:"outside,omitempty"`
}

type jsonPlace struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
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
	p := jsonPage{Name: r.Name, Record: r.Index, URL: r.URL, Dropped: r.Dropped, Findings: []jsonFinding{}}
	if r.Err != nil {
		p.Error = r.Err.Error()
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		jf := jsonFinding{
			Check: f.Check.ID, Severity: f.Severity.String(), Message: f.Message, Subject: f.Subject,
			Fingerprint: f.Fingerprint, Place: place(f.Place), Outside: f.Place.Outside, Excerpt: f.Place.Excerpt.Text,
		}
		for _, fact := range f.Facts {
			jf.Facts = append(jf.Facts, jsonFact{fact.Name, fact.Value})
		}
		for _, rel := range f.Related {
			jf.Related = append(jf.Related, jsonRelated{rel.Message, place(rel.Place), rel.Place.Outside})
		}
		p.Findings = append(p.Findings, jf)
	}
	data, err := marshal(p)
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, sep+string(data))
	return err
}

func (j *jsonReporter) Close(*Ending) error {
	if err := j.begin(); err != nil {
		return err
	}
	data, err := marshal(j.summary)
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, "\n],\"summary\":"+string(data)+"}\n")
	return err
}

// marshal writes JSON without escaping "<" and "&": pages are full of them,
// and the output is no HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
