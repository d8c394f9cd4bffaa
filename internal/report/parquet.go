package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/tempfile"
	"github.com/metacheck/metacheck/internal/summary"
)

// A parquetFolder writes tables for DuckDB, Spark and the like into a folder:
//
//	pages/part-0000.parquet                 a row a page
//	findings/family=og/part-0000.parquet    a row a finding, by the family of its check
//	problems/part-0000.parquet              a row an input or record that could not be linted
//
// Files are written beside their places, under names that readers pass over,
// and put there whole; a table goes on in a further part when one is full. When
// something fails, all is removed: some tables without the others would look
// like results.
type parquetFolder struct {
	dir      string
	made     []string // folders, for Discard
	pages    *parquetTable[parquetPage]
	problems *parquetTable[parquetProblem]
	findings []*parquetTable[parquetFinding] // in the order in which families are met
}

// parquetPage is a row of the table of pages.
type parquetPage struct {
	Name      string     `parquet:"name"`
	Input     string     `parquet:"input,dict"`
	Record    int64      `parquet:"record"`
	Offset    *int64     `parquet:"offset,optional"`
	URL       *string    `parquet:"url,optional"`
	Captured  *time.Time `parquet:"captured,optional,timestamp(millisecond)"`
	Status    *int32     `parquet:"status,optional"`
	Errors    int32      `parquet:"errors"`
	Warnings  int32      `parquet:"warnings"`
	Infos     int32      `parquet:"infos"`
	Dropped   int32      `parquet:"dropped"`
	Title     *string    `parquet:"title,optional"`
	Canonical *string    `parquet:"canonical,optional"`
	Lang      *string    `parquet:"lang,optional,dict"`
	Charset   *string    `parquet:"charset,optional,dict"`
	Published *string    `parquet:"published,optional"`
	Modified  *string    `parquet:"modified,optional"`
	Types     []string   `parquet:"types,list"`
	NoIndex   bool       `parquet:"noindex"`
	Truncated bool       `parquet:"truncated"`
}

// parquetFinding is a row of the table of findings. The page is that of the same
// name and record.
type parquetFinding struct {
	Name        string  `parquet:"name"`
	Record      int64   `parquet:"record"`
	URL         *string `parquet:"url,optional"`
	Check       string  `parquet:"check,dict"`
	Severity    string  `parquet:"severity,dict"`
	Standing    string  `parquet:"standing,dict"`
	Line        *int32  `parquet:"line,optional"`
	Column      *int32  `parquet:"column,optional"`
	Subject     string  `parquet:"subject,dict"`
	Message     string  `parquet:"message"`
	Impact      *string `parquet:"impact,optional,dict"`
	Help        *string `parquet:"help,optional"`
	Value       *string `parquet:"value,optional"`
	Preview     bool    `parquet:"preview"`
	Fingerprint string  `parquet:"fingerprint"`
}

// parquetProblem is a row of the table of problems.
type parquetProblem struct {
	Name    string `parquet:"name"`
	Input   string `parquet:"input,dict"`
	Record  int64  `parquet:"record"`
	Offset  *int64 `parquet:"offset,optional"`
	Message string `parquet:"message"`
}

const (
	// groupRows is how many rows are kept in memory before they are written.
	groupRows = 10_000
	// partRows is how many rows one file takes.
	partRows = 2_000_000
)

// openParquet makes the folder ready, which must be new or empty: rows of two
// runs in one table could not be told apart.
func openParquet(dir string) (*parquetFolder, error) {
	switch entries, err := os.ReadDir(dir); {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(dir)); err != nil {
			return nil, fmt.Errorf("there is no folder %s; make it first", filepath.Dir(dir))
		}
	case err != nil:
		if info, serr := os.Stat(dir); serr == nil && !info.IsDir() {
			return nil, errors.New("it is a file; name a folder, which is made when there is none")
		}
		return nil, reason(err)
	case len(entries) > 0 && !sweepParquet(dir, entries):
		return nil, errors.New("the folder is not empty; name a new one")
	}
	p := &parquetFolder{dir: dir}
	if _, err := os.Stat(dir); err != nil {
		if err := p.mkdir(dir); err != nil {
			return nil, err
		}
	}
	var err error
	if p.pages, err = newParquetTable[parquetPage](p, "pages"); err == nil {
		p.problems, err = newParquetTable[parquetProblem](p, "problems")
	}
	if err != nil {
		p.Discard()
		return nil, err
	}
	return p, nil
}

// sweepParquet removes what a run that was killed has left in a folder: temporary
// files in the folders of the tables, and those folders. It reports whether the
// folder is empty then.
func sweepParquet(dir string, entries []fs.DirEntry) bool {
	for _, entry := range entries {
		name := entry.Name()
		table := filepath.Join(dir, name)
		switch {
		case !entry.IsDir():
			return false
		case name == "pages", name == "problems":
			tempfile.Sweep(table)
		case name == "findings":
			families, err := os.ReadDir(table)
			if err != nil {
				return false
			}
			for _, family := range families {
				if family.IsDir() && strings.HasPrefix(family.Name(), "family=") {
					tempfile.Sweep(filepath.Join(table, family.Name()))
					// It stays, as below, when there is something in it.
					_ = os.Remove(filepath.Join(table, family.Name()))
				}
			}
		default:
			return false
		}
		if os.Remove(table) != nil {
			return false
		}
	}
	return true
}

func (p *parquetFolder) mkdir(dir string) error {
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return reason(err)
	}
	p.made = append(p.made, dir)
	return nil
}

// Page adds the rows of a result.
func (p *parquetFolder) Page(r *checks.Result) error {
	if r.Err != nil {
		return p.problems.add(parquetProblem{
			Name: tidy(r.Name), Input: tidy(r.Input), Record: int64(r.Index), Offset: offsetOrNull(r.Offset), Message: tidy(r.Err.Error()),
		})
	}
	if !r.Late {
		if err := p.pages.add(pageRow(r)); err != nil {
			return err
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		table, err := p.family(f.Check.Family())
		if err != nil {
			return err
		}
		if err := table.add(findingRow(r, f)); err != nil {
			return err
		}
	}
	return nil
}

func (p *parquetFolder) family(name string) (*parquetTable[parquetFinding], error) {
	for _, t := range p.findings {
		if t.name == name {
			return t, nil
		}
	}
	if len(p.findings) == 0 {
		if err := p.mkdir(filepath.Join(p.dir, "findings")); err != nil {
			return nil, err
		}
	}
	t, err := newParquetTable[parquetFinding](p, filepath.Join("findings", "family="+name))
	if err != nil {
		return nil, err
	}
	t.name = name
	p.findings = append(p.findings, t)
	return t, nil
}

// tidy is text as the format wants it: UTF-8.
func tidy(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// orNull is a text, or nil when it is empty.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	s = tidy(s)
	return &s
}

// offsetOrNull is an offset, or nil when it is unknown.
func offsetOrNull(offset int64) *int64 {
	if offset < 0 {
		return nil
	}
	return &offset
}

func pageRow(r *checks.Result) parquetPage {
	row := parquetPage{
		Name: tidy(r.Name), Input: tidy(r.Input), Record: int64(r.Index), Offset: offsetOrNull(r.Offset),
		URL: orNull(r.URL), Dropped: int32(r.Dropped), Types: []string{},
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case !f.Counts():
		case f.Severity == check.Error:
			row.Errors++
		case f.Severity == check.Warning:
			row.Warnings++
		default:
			row.Infos++
		}
	}
	if r.Summary != nil {
		summaryRow(&row, r.Summary)
	}
	return row
}

// summaryRow fills in what the page says.
func summaryRow(row *parquetPage, s *summary.Summary) {
	if !s.Captured.IsZero() {
		at := s.Captured.UTC()
		row.Captured = &at
	}
	if s.Status != 0 {
		status := int32(s.Status)
		row.Status = &status
	}
	if t := s.Title(); t != nil {
		row.Title = orNull(t.Value)
	}
	if c := s.Canonical(); c != nil {
		row.Canonical = orNull(c.URL)
	}
	row.Lang, row.Charset = orNull(s.Lang.Value), orNull(s.Charset)
	for i := range s.Dates {
		d := &s.Dates[i]
		switch {
		case d.Role == "published" && row.Published == nil:
			row.Published = orNull(d.Time)
		case d.Role == "modified" && row.Modified == nil:
			row.Modified = orNull(d.Time)
		}
	}
	for i := range s.Entities {
		for _, t := range s.Entities[i].Types {
			if t = tidy(t); !slices.Contains(row.Types, t) {
				row.Types = append(row.Types, t)
			}
		}
	}
	row.NoIndex, row.Truncated = s.NoIndex, s.Truncated
}

func findingRow(r *checks.Result, f *checks.Finding) parquetFinding {
	row := parquetFinding{
		Name: tidy(r.Name), Record: int64(r.Index), URL: orNull(r.URL), Check: f.Check.ID, Severity: f.Severity.String(),
		Standing: "counts", Subject: tidy(f.Subject), Message: tidy(f.Message),
		Impact: orNull(impact(f)), Help: orNull(f.Help), Value: orNull(f.Value), Preview: f.Preview, Fingerprint: f.Fingerprint,
	}
	switch {
	case f.Suppressed != nil:
		row.Standing = "suppressed"
	case !f.Counts():
		row.Standing = "unchanged"
	}
	if f.Place.Known {
		line, column := int32(f.Place.Start.Line), int32(f.Place.Start.Column)
		row.Line, row.Column = &line, &column
	}
	return row
}

// Close puts the last parts in their places.
func (p *parquetFolder) Close(*Ending) error {
	if err := p.pages.end(); err != nil {
		return err
	}
	if err := p.problems.end(); err != nil {
		return err
	}
	for _, t := range p.findings {
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

// Discard removes all that was written.
func (p *parquetFolder) Discard() {
	if p.pages != nil {
		p.pages.discard()
	}
	if p.problems != nil {
		p.problems.discard()
	}
	for _, t := range p.findings {
		t.discard()
	}
	for _, dir := range slices.Backward(p.made) {
		// One into which another program has put something stays.
		_ = os.Remove(dir)
	}
}

// A parquetTable writes rows into parts.
type parquetTable[T any] struct {
	dir, name string
	file      *outputFile // nil between parts
	w         *parquet.GenericWriter[T]
	rows      []T
	written   int // rows of the part
	parts     int
	placed    []string // the parts that are in their places
}

func newParquetTable[T any](p *parquetFolder, name string) (*parquetTable[T], error) {
	t := &parquetTable[T]{dir: filepath.Join(p.dir, name), name: name}
	if err := p.mkdir(t.dir); err != nil {
		return nil, err
	}
	// An empty table has a part too: its columns can be asked for.
	return t, t.open()
}

func (t *parquetTable[T]) open() error {
	file, err := createOutput(target{path: filepath.Join(t.dir, fmt.Sprintf("part-%04d.parquet", t.parts))})
	if err != nil {
		return err
	}
	t.parts++
	t.file, t.written = file, 0
	t.w = parquet.NewGenericWriter[T](file, parquet.Compression(&zstd.Codec{}), parquet.CreatedBy("metacheck", checks.Version, ""))
	return nil
}

func (t *parquetTable[T]) add(row T) error {
	if t.rows = append(t.rows, row); len(t.rows) < groupRows {
		return nil
	}
	return t.flush()
}

// flush writes the rows in memory as a row group, and ends a full part.
func (t *parquetTable[T]) flush() error {
	if len(t.rows) == 0 {
		return nil
	}
	if t.file == nil {
		if err := t.open(); err != nil {
			return err
		}
	}
	if _, err := t.w.Write(t.rows); err != nil {
		return reason(err)
	}
	if err := t.w.Flush(); err != nil {
		return reason(err)
	}
	t.written += len(t.rows)
	clear(t.rows)
	t.rows = t.rows[:0]
	if t.written < partRows {
		return nil
	}
	return t.commit()
}

func (t *parquetTable[T]) commit() error {
	if err := t.w.Close(); err != nil {
		return reason(err)
	}
	file := t.file
	t.file, t.w = nil, nil
	if err := file.commit(); err != nil {
		return err
	}
	t.placed = append(t.placed, file.place)
	return nil
}

func (t *parquetTable[T]) end() error {
	if err := t.flush(); err != nil {
		return err
	}
	if t.file == nil {
		return nil
	}
	return t.commit()
}

func (t *parquetTable[T]) discard() {
	if t.file != nil {
		t.file.discard()
		t.file, t.w = nil, nil
	}
	for _, part := range t.placed {
		// What cannot be removed stands there, and the error is told already.
		_ = os.Remove(part)
	}
	t.placed = nil
}
