package ingest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/metacheck/metacheck/internal/page"
)

// rowsAtOnce is how many rows of a table are read at a time.
const rowsAtOnce = 16

// table reads a Parquet table with a page in each row, in the columns that
// Options.Fields names. Only those columns are read, row group by row group.
func (r *run) table(in *input, at io.ReaderAt) bool {
	fail := func(format string, args ...any) bool {
		return r.fail(&Error{Name: in.label(), Input: in.name, Offset: -1, Message: fmt.Sprintf(format, args...)})
	}
	var f *parquet.File
	err := guard(func() (err error) {
		f, err = parquet.OpenFile(at, in.size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
		return err
	})
	if err != nil {
		return fail("the Parquet table cannot be read: %v", err)
	}
	columns, schema, err := project(f.Schema(), r.opts.Fields.list())
	if err != nil {
		return fail("%v; map one with --record-field html=NAME. The columns are: %s", err, columnNames(f.Schema()))
	}
	var conv parquet.Conversion
	err = guard(func() (err error) {
		conv, err = parquet.Convert(schema, f.Schema())
		return err
	})
	if err != nil {
		return fail("the columns of the Parquet table cannot be read: %v", err)
	}
	t := &tableReader{run: r, in: in, columns: columns, rows: make([]parquet.Row, rowsAtOnce)}
	total := int64(0)
	for _, group := range f.RowGroups() {
		n := group.NumRows()
		total += n
		if int64(in.number)+n <= int64(in.mark.Index) {
			in.number += int(n)
			r.progress.passed[Resumed].Add(n)
			continue
		}
		var rows parquet.Rows
		end := in.number + int(n)
		err := guard(func() error {
			rows = parquet.ConvertRowGroup(group, conv).Rows()
			return nil
		})
		if err != nil {
			if !t.broken(err) {
				return false
			}
		} else if !t.group(rows) {
			return false
		}
		in.number = end
	}
	if total == 0 {
		return fail("no pages found: the table has no rows")
	}
	return r.alive()
}

// A column is a leaf of the table that is read.
type column struct {
	what field
	unit time.Duration // of a timestamp; 0 for none
	text bool          // UTF-8, as the schema says
}

// project is the part of a schema that holds the fields: the columns in the
// order of its leaves, and the schema itself.
func project(schema *parquet.Schema, fields []fieldPath) ([]column, *parquet.Schema, error) {
	root := parquet.Group{}
	byPath := map[string]column{}
	for _, f := range fields {
		path := []string{f.name}
		leaf, ok := schema.Lookup(path...)
		if !ok {
			path = f.path
			leaf, ok = schema.Lookup(path...)
		}
		if !ok {
			if f.what == fieldHTML {
				return nil, nil, fmt.Errorf("the Parquet table has no column %q for the page", f.name)
			}
			continue
		}
		if leaf.MaxRepetitionLevel > 0 {
			return nil, nil, fmt.Errorf("the column %q of the Parquet table is a list", f.name)
		}
		if err := graft(root, schema, path); err != nil {
			return nil, nil, err
		}
		byPath[strings.Join(path, "\x00")] = column{f.what, unitOf(leaf.Node), isText(leaf.Node)}
	}
	part := parquet.NewSchema(schema.Name(), root)
	var columns []column
	for _, path := range part.Columns() {
		columns = append(columns, byPath[strings.Join(path, "\x00")])
	}
	return columns, part, nil
}

// graft puts the nodes of a path into a group.
func graft(root parquet.Group, schema *parquet.Schema, path []string) error {
	var from parquet.Node = schema
	to := root
	for i, name := range path {
		var next parquet.Node
		for _, f := range from.Fields() {
			if f.Name() == name {
				next = f
			}
		}
		if next == nil {
			return fmt.Errorf("the column %q of the Parquet table cannot be found again", strings.Join(path, "."))
		}
		if i == len(path)-1 {
			to[name] = next
			return nil
		}
		kept, ok := to[name].(optionalGroup)
		if !ok {
			kept = optionalGroup{parquet.Group{}, next.Optional()}
			to[name] = kept
		}
		to, from = kept.Group, next
	}
	return nil
}

// An optionalGroup is a group that may be absent.
type optionalGroup struct {
	parquet.Group
	optional bool
}

func (g optionalGroup) Optional() bool { return g.optional }
func (g optionalGroup) Required() bool { return !g.optional }

// unitOf is the unit of a column of timestamps, or 0.
func unitOf(n parquet.Node) time.Duration {
	lt := n.Type().LogicalType()
	if lt == nil {
		return 0
	}
	if t, ok := lt.Value.(*format.TimestampType); ok {
		switch t.Unit.Value.(type) {
		case *format.MilliSeconds:
			return time.Millisecond
		case *format.MicroSeconds:
			return time.Microsecond
		case *format.NanoSeconds:
			return time.Nanosecond
		}
	}
	return 0
}

// isText tells whether a column is declared to hold UTF-8.
func isText(n parquet.Node) bool {
	if lt := n.Type().LogicalType(); lt != nil {
		_, ok := lt.Value.(*format.StringType)
		return ok
	}
	ct := n.Type().ConvertedType()
	return ct != nil && *ct == deprecated.UTF8
}

// guard calls into the library, which panics on some damaged tables.
func guard(call func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the reader of tables gave up: %v", v)
		}
	}()
	return call()
}

// columnNames are the names of the columns for a message.
func columnNames(schema *parquet.Schema) string {
	const shown = 30
	var names []string
	for i, path := range schema.Columns() {
		if i == shown {
			names = append(names, "…")
			break
		}
		names = append(names, strings.Join(path, "."))
	}
	return strings.Join(names, ", ")
}

// A tableReader reads the rows of a table.
type tableReader struct {
	*run
	in      *input
	columns []column
	rows    []parquet.Row
}

func (t *tableReader) group(rows parquet.Rows) bool {
	defer guard(rows.Close)
	if skip := int64(t.in.mark.Index - t.in.number); skip > 0 {
		if err := guard(func() error { return rows.SeekToRow(skip) }); err != nil {
			return t.broken(err)
		}
		t.in.number += int(skip)
		t.progress.passed[Resumed].Add(skip)
	}
	for {
		n := 0
		err := guard(func() (err error) {
			n, err = rows.ReadRows(t.rows)
			return err
		})
		for _, row := range t.rows[:n] {
			t.in.number++
			t.progress.Records.Add(1)
			if !t.row(row) {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err == nil && n == 0 {
			err = io.ErrNoProgress
		}
		if err != nil {
			return t.broken(err)
		}
	}
}

func (t *tableReader) broken(err error) bool {
	return t.fail(&Error{
		Name: t.in.label(), Input: t.in.name, Record: t.in.number + 1, Offset: -1,
		Message: "the Parquet table is damaged here, and the rest of the row group is not read: " + err.Error(), Err: err,
	})
}

func (t *tableReader) row(row parquet.Row) bool {
	var rec record
	var html []byte
	has, decoded := false, false
	for _, v := range row {
		if v.IsNull() || v.Column() < 0 || v.Column() >= len(t.columns) {
			continue
		}
		c := t.columns[v.Column()]
		switch {
		case c.what == fieldHTML && (v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray):
			html, has, decoded = v.ByteArray(), true, c.text
		case c.what == fieldHTML:
		case c.what == fieldCaptured && c.unit > 0:
			n := v.Int64()
			perSecond := int64(time.Second / c.unit)
			rec.captured = time.Unix(n/perSecond, n%perSecond*int64(c.unit)).UTC()
		default:
			rec.set(c.what, valueText(v))
		}
	}
	src := page.Source{
		Name: t.in.label(), Index: t.in.number, Input: t.in.name, Offset: -1,
		URL: rec.fields.URL, Record: &rec.fields, Captured: rec.captured, Status: rec.status,
	}
	if rec.contentType != "" {
		src.Header = http.Header{"Content-Type": {rec.contentType}}
	}
	if !has {
		return t.fail(&Error{
			Name: t.in.label(), Input: t.in.name, Record: t.in.number, Offset: -1,
			Message: fmt.Sprintf("the row has no page in the column %q", t.opts.Fields.of(fieldHTML)),
		})
	}
	if !t.wanted(&src) || !t.wantedStatus(&src) {
		return true
	}
	buf := newBuffer()
	kept, cut := cutPage(html, t.opts.MaxPageBytes)
	buf.b = append(buf.b[:0], kept...)
	src.Data, src.Decoded, src.Truncated, src.Release = buf.b, decoded, cut, buf.release
	return t.page(src)
}

// valueText is a value as text.
func valueText(v parquet.Value) string {
	switch v.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return string(v.ByteArray())
	case parquet.Int32:
		return strconv.Itoa(int(v.Int32()))
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	}
	return v.String()
}
