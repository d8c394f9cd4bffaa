package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/summary"
)

// pageSummary stores all that is kept of what a page says, for the checks over
// many pages that run when the shards of a run are merged.
func (rw *rowWriter) pageSummary(id int64, s *summary.Summary) error {
	if rw.packer == nil {
		// With one encoder the bytes do not depend on the number of cores.
		var err error
		rw.packer, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(summary.MaxEncoded), zstd.WithSingleSegment(true))
		if err != nil {
			return err
		}
	}
	bare := *s
	bare.Name, bare.Index, bare.URL, bare.Captured, bare.Status, bare.Role = "", 0, "", time.Time{}, 0, ""
	data, err := bare.Encode(rw.buf[:0])
	if err != nil {
		return err
	}
	rw.buf = data
	rw.packed = rw.packer.EncodeAll(data, rw.packed[:0])
	return rw.exec("INSERT INTO summaries VALUES (?, ?)", id, rw.packed)
}

// ErrNoSummaries reports that a run was stored without the summaries of pages.
var ErrNoSummaries = errors.New("the last run was stored without the summaries of its pages")

// Summaries hands the summary of each page of the last run to each, in the
// order of the inputs, and ends with its first error. The error is
// [ErrNoSummaries] where the run has stored none.
func (r *Reader) Summaries(ctx context.Context, each func(*summary.Summary) error) error {
	// One transaction: a run may write meanwhile.
	tx, err := r.conn.BeginTx(ctx, nil)
	if err != nil {
		return explain(r.path, err)
	}
	// It has written nothing.
	defer func() { _ = tx.Rollback() }()
	version, err := versionIn(ctx, tx)
	if err != nil {
		return explain(r.path, err)
	}
	if version < 2 {
		return fmt.Errorf("%s: %w", r.path, ErrNoSummaries)
	}
	var run int64
	var has sql.NullBool
	err = tx.QueryRowContext(ctx, "SELECT id, summaries FROM runs ORDER BY id DESC LIMIT 1").Scan(&run, &has)
	switch {
	case err == nil && !has.Bool, errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", r.path, ErrNoSummaries)
	case err != nil:
		return explain(r.path, err)
	}
	unpacker, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(summary.MaxEncoded))
	if err != nil {
		return err
	}
	defer unpacker.Close()
	rows, err := tx.QueryContext(ctx, `SELECT p.id, coalesce(p.name, i.name), p.record, coalesce(o.text, '') || coalesce(p.path, ''), p.captured, p.status, r.text, s.data
		FROM summaries s JOIN pages p ON p.id = s.page JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin LEFT JOIN names r ON r.id = p.role
		WHERE i.run = ? ORDER BY p.id`, run)
	if err != nil {
		return explain(r.path, err)
	}
	defer rows.Close()
	var buf []byte
	for rows.Next() {
		var page int64
		var name, url string
		var record int
		var captured, status sql.NullInt64
		var role sql.NullString
		var data []byte
		if err := rows.Scan(&page, &name, &record, &url, &captured, &status, &role, &data); err != nil {
			return explain(r.path, err)
		}
		if buf, err = unpacker.DecodeAll(data, buf[:0]); err != nil {
			return fmt.Errorf("the store %s is damaged: the summary of page %d cannot be unpacked (%w); take an older copy of it, or write a new one", r.path, page, err)
		}
		// What is decoded shall not change with the next page.
		s, err := summary.Decode(bytes.Clone(buf))
		if err != nil {
			return fmt.Errorf("the store %s is damaged: the summary of page %d cannot be read (%w); take an older copy of it, or write a new one", r.path, page, err)
		}
		s.Name, s.Index, s.URL, s.Status, s.Role = rawName(name), record, url, int(status.Int64), role.String
		if captured.Valid {
			s.Captured = time.Unix(captured.Int64, 0).UTC()
		}
		if err := each(s); err != nil {
			return err
		}
	}
	return explain(r.path, rows.Err())
}
