package report

import (
	"io"

	"github.com/metacheck/metacheck/checks"
)

// jsonLinesReporter writes JSON lines: each page of the JSON format on a line
// of its own, also those without findings, and a last line with the summary.
type jsonLinesReporter struct {
	w       io.Writer
	summary Summary
	enc     jsonEncoder
	out     []byte
}

func newJSONLines(w io.Writer, _ Options) Reporter { return &jsonLinesReporter{w: w} }

func (j *jsonLinesReporter) Page(r *checks.Result) error {
	j.summary.Add(r)
	return j.line(pageJSON(r))
}

func (j *jsonLinesReporter) Close(e *Ending) error {
	return j.line(endingJSON(&j.summary, e))
}

func (j *jsonLinesReporter) line(v any) error {
	data, err := j.enc.encode(v)
	if err != nil {
		return err
	}
	// One call a line: what reads along sees whole lines.
	j.out = append(append(j.out[:0], data...), '\n')
	_, err = j.w.Write(j.out)
	return err
}
