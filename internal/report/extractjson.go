package report

import (
	"fmt"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/page"
)

// ExtractVersion is the version of the JSON format of what pages say. Fields
// may be added within a version; it rises when one changes its meaning or goes
// away.
const ExtractVersion = 1

// An extractSummary counts the pages of a run.
type extractSummary struct {
	Pages  int `json:"pages"`
	Failed int `json:"failed"`
}

// extractJSON writes one JSON document, one page a line.
type extractJSON struct {
	w       io.Writer
	opts    ExtractOptions
	started bool
	summary extractSummary
}

func newExtractJSON(w io.Writer, opts ExtractOptions) Extract {
	return &extractJSON{w: w, opts: opts}
}

func (j *extractJSON) begin() error {
	if j.started {
		return nil
	}
	j.started = true
	tool, err := marshal(struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}{"metacheck", checks.Version})
	if err != nil {
		return err
	}
	syntaxes := []string{}
	for _, name := range syntaxNames {
		if j.opts.Syntaxes.has(name) {
			syntaxes = append(syntaxes, name)
		}
	}
	list, err := marshal(syntaxes)
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, fmt.Sprintf(`{"version":%d,"tool":%s,"syntaxes":%s,"pages":[`, ExtractVersion, tool, list))
	return err
}

func (j *extractJSON) write(e *pageExtract) error {
	sep := "\n"
	if j.started {
		sep = ",\n"
	}
	if err := j.begin(); err != nil {
		return err
	}
	data, err := marshal(e)
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, sep+string(data))
	return err
}

func (j *extractJSON) Page(p *page.Page) ([]string, error) {
	j.summary.Pages++
	return nil, j.write(extractOf(p, j.opts.Syntaxes))
}

func (j *extractJSON) Failed(src page.Source, err error) error {
	j.summary.Failed++
	return j.write(&pageExtract{Name: src.Name, Record: src.Index, URL: src.URL, Error: err.Error()})
}

func (j *extractJSON) Close() error {
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
