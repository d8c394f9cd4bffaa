package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/parquet"
)

// tablePages is how many times the bound on a record the pages of a table may
// take that are in memory at a time. Writers put up to 1000 rows into a page
// before they look at its size.
const tablePages = 4

// What a table may give: a row that stands in it as nothing but one more of a run
// takes no bytes, so that a file of a few hundred could give rows for years. zstd
// packs no more than this into a byte.
const (
	tableRatio = 1 << 16
	// rowBytes is what a row counts beside its values.
	rowBytes = 64
)

// table reads a Parquet table with a page in each row, in the columns that
// Options.Fields names. Only those columns are read, row group by row group.
func (r *run) table(in *input, at io.ReaderAt) bool {
	fail := func(format string, args ...any) bool {
		return r.fail(&Error{Name: in.label(), Input: in.name, Offset: -1, Message: fmt.Sprintf(format, args...)})
	}
	most := min(r.opts.MaxRecordBytes, 1<<40)
	f, err := parquet.Open(at, in.size, parquet.Options{MaxValueBytes: most, MaxPageBytes: tablePages * most})
	if err != nil {
		return fail("the Parquet table cannot be read: %v", err)
	}
	t := &tableReader{run: r, in: in}
	for _, field := range r.opts.Fields.list() {
		column, found, err := f.Column(field.name)
		if !found {
			column, found, err = f.Column(field.path...)
		}
		switch {
		case err != nil:
			return fail("the column %q of the Parquet table cannot be read: %v; map another one with --record-field html=NAME. The columns are: %s",
				column.Name, err, tableColumns(f))
		case found:
			t.fields = append(t.fields, field.what)
			t.columns = append(t.columns, column)
		case field.what == fieldHTML:
			return fail("the Parquet table has no column %q for the page; map one with --record-field html=NAME. The columns are: %s",
				field.name, tableColumns(f))
		}
	}
	total := int64(0)
	for group, err := range f.Groups(t.columns) {
		if err != nil {
			return fail("the rest of the Parquet table cannot be read: %v", err)
		}
		n := group.Rows
		total += n
		if int64(in.number)+n <= int64(in.mark.Index) {
			in.number += int(n)
			r.progress.passed[Resumed].Add(n)
			continue
		}
		if !t.group(group) || t.ended {
			return r.alive()
		}
	}
	if total == 0 {
		return fail("no pages found: the table has no rows")
	}
	return r.alive()
}

// tableColumns are the names of the columns for a message.
func tableColumns(f *parquet.File) string {
	const shown = 30
	names := f.ColumnNames(shown + 1)
	if len(names) > shown {
		names[shown] = "…"
	}
	return strings.Join(names, ", ")
}

// A tableReader reads the rows of a table.
type tableReader struct {
	*run
	in      *input
	fields  []field // what the columns hold
	columns []parquet.Column
	given   int64 // bytes of the rows so far
	ended   bool  // they are too many
}

func (t *tableReader) group(group *parquet.Group) bool {
	rows := group.Read()
	defer rows.Close()
	if skip := int64(t.in.mark.Index - t.in.number); skip > 0 {
		rows.Skip(skip)
		t.in.number += int(skip)
		t.progress.passed[Resumed].Add(skip)
	}
	for {
		row, err := rows.Next()
		switch {
		case err != nil:
			if !t.broken(group, rows.Skipped, err) {
				return false
			}
			t.in.number += int(rows.Skipped)
		case row == nil:
			return true
		default:
			t.in.number++
			t.progress.Records.Add(1)
			if t.given += rowSize(row); t.given/tableRatio > t.in.size {
				t.ended = true
				return t.fail(&Error{Name: t.in.label(), Input: t.in.name, Record: t.in.number, Offset: -1, Message: fmt.Sprintf(
					"the rest of the Parquet table is not read: its rows take more than %d times the %d bytes of the file", tableRatio, t.in.size)})
			}
			if !t.row(row) {
				return false
			}
		}
	}
}

// broken is an error about the next n rows.
func (t *tableReader) broken(group *parquet.Group, n int64, err error) bool {
	message := fmt.Sprintf("the row cannot be read: row group %d, %v", group.Number, err)
	if n > 1 {
		message = fmt.Sprintf("%d rows from here on cannot be read: row group %d, %v", n, group.Number, err)
	}
	if errors.Is(err, parquet.ErrTooLarge) {
		message += fmt.Sprintf("; the bound is --limit record-bytes=%d for a value, and %d times as much for the pages of the table in memory",
			t.opts.MaxRecordBytes, tablePages)
	}
	return t.fail(&Error{Name: t.in.label(), Input: t.in.name, Record: t.in.number + 1, Offset: -1, Message: message, Err: err})
}

// rowSize is how many bytes a row counts.
func rowSize(row []parquet.Value) int64 {
	size := int64(rowBytes)
	for i := range row {
		size += int64(len(row[i].Bytes))
	}
	return size
}

func (t *tableReader) row(row []parquet.Value) bool {
	var rec record
	var html []byte
	size := int64(0)
	has, decoded := false, false
	for i, v := range row {
		if v.Null {
			continue
		}
		size += int64(len(v.Bytes))
		c := &t.columns[i]
		bytes := c.Kind == parquet.ByteArray || c.Kind == parquet.FixedLenByteArray
		switch {
		case t.fields[i] == fieldHTML && bytes:
			html, has, decoded = v.Bytes, true, c.Text
		case t.fields[i] == fieldHTML:
		case t.fields[i] == fieldCaptured && c.Kind == parquet.Int96:
			rec.captured = int96Time(v.Bytes)
		case t.fields[i] == fieldCaptured && c.Unit > 0:
			perSecond := int64(time.Second / c.Unit)
			rec.captured = time.Unix(v.Int/perSecond, v.Int%perSecond*int64(c.Unit)).UTC()
		default:
			rec.set(t.fields[i], valueText(c.Kind, v))
		}
	}
	fail := func(format string, args ...any) bool {
		return t.fail(&Error{Name: t.in.label(), Input: t.in.name, Record: t.in.number, Offset: -1, Message: fmt.Sprintf(format, args...)})
	}
	if size > t.opts.MaxRecordBytes {
		return fail("%s", tooLong("the row", t.opts.MaxRecordBytes))
	}
	src := page.Source{
		Name: t.in.label(), Index: t.in.number, Input: t.in.name, Offset: -1,
		URL: rec.fields.URL, Record: &rec.fields, Captured: rec.captured, Status: rec.status,
	}
	if rec.contentType != "" {
		src.Header = http.Header{"Content-Type": {rec.contentType}}
	}
	if !has {
		return fail("the row has no page in the column %q", t.opts.Fields.of(fieldHTML))
	}
	if !t.wanted(&src) || !t.wantedStatus(&src) {
		return t.alive()
	}
	buf := newBuffer()
	kept, cut := cutPage(html, t.opts.MaxPageBytes)
	buf.b = append(buf.b[:0], kept...)
	src.Data, src.Decoded, src.Truncated, src.Release = buf.b, decoded, cut, buf.release
	return t.page(src)
}

// int96Time is the time that Impala and Spark wrote before timestamps had a type:
// nanoseconds of a day, then the Julian day.
func int96Time(b []byte) time.Time {
	const epoch = 2_440_588 // the Julian day of 1970-01-01
	days := int64(int32(binary.LittleEndian.Uint32(b[8:]))) - epoch
	return time.Unix(days*24*60*60, int64(binary.LittleEndian.Uint64(b))).UTC()
}

// valueText is a value as text.
func valueText(kind parquet.Kind, v parquet.Value) string {
	switch kind {
	case parquet.Boolean:
		return strconv.FormatBool(v.Int != 0)
	case parquet.Int32, parquet.Int64:
		return strconv.FormatInt(v.Int, 10)
	case parquet.Float, parquet.Double:
		return strconv.FormatFloat(v.Float, 'g', -1, 64)
	case parquet.Int96:
		return int96Time(v.Bytes).Format(time.RFC3339Nano)
	}
	return string(v.Bytes)
}
