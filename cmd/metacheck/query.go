package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/internal/store"
)

func queryCommand() *cli.Command {
	return &cli.Command{
		Name:      "query",
		Usage:     "ask a results store in SQL and print the table",
		ArgsUsage: "STORE SQL",
		Description: "STORE is a file that lint --store has written. Ask its views: v_pages, v_findings, v_facts and v_problems\n" +
			"show the last run. Nothing is ever written. A query that ends early, for its time or memory or because it was\n" +
			"interrupted, leaves the rows that it had, an error, and the exit code 2.",
		Flags:  settingFlags(setting.Query),
		Action: query,
	}
}

func queryBounds(v *setting.Values) (store.QueryBounds, error) {
	b := store.QueryBounds{Time: v.Duration("timeout")}
	if b.Time < 0 {
		return b, fmt.Errorf("--timeout takes a time such as 90s or 10m, not %s", b.Time)
	}
	names := map[string]*int64{"memory-bytes": &b.MemoryBytes, "cell-bytes": &b.CellBytes}
	for _, pair := range v.List("limit") {
		name, value, _ := strings.Cut(pair, "=")
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n <= 0 {
			return b, fmt.Errorf("--limit takes NAME=N with a positive number, not %q", pair)
		}
		to := names[name]
		if to == nil {
			known := slices.Sorted(maps.Keys(names))
			return b, fmt.Errorf("unknown limit %q%s (limits of a query: %s)", name, checks.Suggest(name, known), strings.Join(known, ", "))
		}
		*to = n
	}
	return b, nil
}

func query(c *cli.Context) error {
	v, err := settingsOf(c, setting.Query)
	if err != nil {
		return err
	}
	args := c.Args().Slice()
	if v.Set("store") {
		args = append([]string{v.Text("store")}, args...)
	}
	if len(args) != 2 {
		return errors.New(`query takes a store and SQL: metacheck query results.db "SELECT * FROM v_pages LIMIT 5"`)
	}
	bounds, err := queryBounds(v)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(c.App.Writer)
	var t tableWriter
	switch v.Text("format") {
	case "text":
		t = &textTable{w: w}
	case "json":
		t = &jsonTable{w: w}
	case "csv":
		t = &csvTable{w: csv.NewWriter(w), guard: v.Bool("spreadsheet")}
	case "markdown":
		t = &markdownTable{w: w}
	default:
		return fmt.Errorf("unknown format %q%s (formats: %s)", v.Text("format"), checks.Suggest(v.Text("format"), setting.QueryFormats), strings.Join(setting.QueryFormats, ", "))
	}
	if v.Bool("spreadsheet") && v.Text("format") != "csv" {
		return errors.New("--spreadsheet is for CSV; add --format csv")
	}
	r, err := store.OpenReader(args[0])
	if err != nil {
		return escaped(err)
	}
	defer r.Close()
	if err := r.Bound(bounds); err != nil {
		return escaped(err)
	}
	rows, begun := 0, false
	head := func(columns []string) error {
		begun = true
		return t.head(columns)
	}
	row := func(values []any) error {
		rows++
		return t.row(values)
	}
	asked := r.Query(c.Context, args[1], head, row)
	if asked != nil && !begun {
		if errors.Is(asked, context.Canceled) {
			asked = errors.New("interrupted before the first row")
		}
		return escaped(asked)
	}
	if err := errors.Join(t.end(asked != nil), w.Flush()); err != nil {
		return err
	}
	switch {
	case errors.Is(asked, context.Canceled):
		return fmt.Errorf("interrupted; the table ends after %s", countOf(rows, "row"))
	case asked != nil:
		return escaped(fmt.Errorf("%w; the table ends after %s", asked, countOf(rows, "row")))
	}
	return nil
}

// countOf is a number of things: "1 row", "2 rows".
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// escaped is an error for a terminal.
func escaped(err error) error { return errors.New(report.Escape(err.Error())) }

// A tableWriter writes the result of a query.
type tableWriter interface {
	head(columns []string) error
	row(values []any) error
	// end ends the table, which may be cut short: rows are missing.
	end(cut bool) error
}

// cellText is a value as text; nothing for NULL.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []byte:
		return fmt.Sprintf("x'%X'", v)
	}
	return fmt.Sprint(v)
}

const (
	// tableSample is the number of rows that the widths of columns rest on.
	tableSample = 1000
	// sampleBytes bounds the rows that are held for that.
	sampleBytes = 1 << 20
	// maxColumn is the width beyond which a cell pushes the others aside.
	maxColumn = 60
)

// textTable aligns columns, numbers to the right, for a terminal.
type textTable struct {
	w       *bufio.Writer
	rows    [][]string // held back until the widths are known
	right   [][]bool
	widths  []int
	started bool
	held    int // bytes of rows
	n       int
}

func (t *textTable) head(columns []string) error {
	cells := make([]string, len(columns))
	for i, name := range columns {
		cells[i] = report.Escape(name)
	}
	t.rows, t.right = append(t.rows, cells), append(t.right, make([]bool, len(cells)))
	return nil
}

func (t *textTable) row(values []any) error {
	cells, right := make([]string, len(values)), make([]bool, len(values))
	for i, v := range values {
		cells[i] = report.Escape(cellText(v))
		t.held += len(cells[i])
		switch v.(type) {
		case int64, float64, rightText:
			right[i] = true
		}
	}
	t.n++
	if t.started {
		return t.write(cells, right)
	}
	t.rows, t.right = append(t.rows, cells), append(t.right, right)
	if len(t.rows) > tableSample || t.held > sampleBytes {
		return t.start()
	}
	return nil
}

func (t *textTable) start() error {
	t.started = true
	t.widths = make([]int, len(t.rows[0]))
	for _, cells := range t.rows {
		for i, cell := range cells {
			if w := report.Width(cell); w <= maxColumn {
				t.widths[i] = max(t.widths[i], w)
			}
		}
	}
	if len(t.rows) > 1 {
		// The names of columns of numbers stand above the numbers.
		copy(t.right[0], t.right[1])
	}
	for i, cells := range t.rows {
		if err := t.write(cells, t.right[i]); err != nil {
			return err
		}
		if i == 0 {
			rule := make([]string, len(cells))
			for k := range rule {
				rule[k] = strings.Repeat("-", max(1, t.widths[k]))
			}
			if err := t.write(rule, make([]bool, len(cells))); err != nil {
				return err
			}
		}
	}
	t.rows, t.right = nil, nil
	return nil
}

func (t *textTable) write(cells []string, right []bool) error {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		pad := strings.Repeat(" ", max(0, t.widths[i]-report.Width(cell)))
		if right[i] {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	_, err := t.w.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	return err
}

func (t *textTable) end(cut bool) error {
	if !t.started {
		if err := t.start(); err != nil {
			return err
		}
	}
	short := ""
	if cut {
		short = ", cut short"
	}
	_, err := fmt.Fprintf(t.w, "(%s%s)\n", countOf(t.n, "row"), short)
	return err
}

// jsonTable writes an array of objects, one a line, with the columns in order. What
// a terminal or a build server would obey is escaped in it, which changes no value.
// An array that is cut short is left open, so that nobody takes it for all rows.
type jsonTable struct {
	w     *bufio.Writer
	names [][]byte
	n     int
}

func (t *jsonTable) head(columns []string) error {
	for _, name := range columns {
		data, err := json.Marshal(name)
		if err != nil {
			return err
		}
		t.names = append(t.names, report.SafeJSON(data))
	}
	_, err := t.w.WriteString("[")
	return err
}

func (t *jsonTable) row(values []any) error {
	sep := ",\n"
	if t.n == 0 {
		sep = "\n"
	}
	t.n++
	_, _ = t.w.WriteString(sep + "{") // bufio gives its error again at the end
	for i, v := range values {
		if i > 0 {
			_ = t.w.WriteByte(',')
		}
		if b, ok := v.([]byte); ok {
			v = base64.StdEncoding.EncodeToString(b)
		}
		data, err := json.Marshal(v)
		if err != nil {
			// A number that is none, such as infinity.
			data = []byte("null")
		}
		_, _ = t.w.Write(t.names[i])
		_ = t.w.WriteByte(':')
		_, _ = t.w.Write(report.SafeJSON(data))
	}
	return t.w.WriteByte('}')
}

func (t *jsonTable) end(cut bool) error {
	end := "\n]\n"
	if cut {
		end = "\n"
	}
	_, err := t.w.WriteString(end)
	return err
}

// csvTable writes CSV as RFC 4180 has it. Text is that of the page, whatever it
// holds, unless it is guarded against spreadsheets: CSV has no escapes, so that a
// command for a build server stays one, which README.md warns of.
type csvTable struct {
	w     *csv.Writer
	guard bool
}

func (t *csvTable) head(columns []string) error {
	if t.guard {
		columns = slices.Clone(columns)
		for i, name := range columns {
			columns[i] = guarded(name)
		}
	}
	return t.w.Write(columns)
}

// guarded is text that no spreadsheet takes for a formula: Excel, LibreOffice and
// Google Sheets run what begins with one of these, and take an apostrophe before
// it for the mark of a text.
func guarded(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func (t *csvTable) row(values []any) error {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = cellText(v)
		if _, text := v.(string); text && t.guard {
			cells[i] = guarded(cells[i]) // numbers stay numbers
		}
	}
	return t.w.Write(cells)
}

func (t *csvTable) end(bool) error {
	t.w.Flush()
	return t.w.Error()
}

// markdownTable writes a table of GitHub's Markdown.
type markdownTable struct{ w io.Writer }

func (t *markdownTable) head(columns []string) error {
	cells := make([]any, len(columns))
	for i, name := range columns {
		cells[i] = name
	}
	if err := t.row(cells); err != nil {
		return err
	}
	_, err := io.WriteString(t.w, "|"+strings.Repeat(" --- |", len(columns))+"\n")
	return err
}

func (t *markdownTable) row(values []any) error {
	var b strings.Builder
	b.WriteString("|")
	for _, v := range values {
		b.WriteString(" " + markdownCell(cellText(v)) + " |")
	}
	_, err := io.WriteString(t.w, b.String()+"\n")
	return err
}

func (t *markdownTable) end(bool) error { return nil }

// markdownCell is text in a cell of a table: nothing in it is markup.
func markdownCell(s string) string {
	s = report.Escape(s)
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf && strings.ContainsRune("\\`*_{}[]<>()#+!|~&@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
