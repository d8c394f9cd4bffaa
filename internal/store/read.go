package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// A Reader asks a store and never writes. A run may write the store meanwhile:
// what it has committed is seen.
type Reader struct {
	path string
	db   *sql.DB
	conn *sql.Conn
	// version is that of the schema when the store was opened.
	version int

	bounds QueryBounds
	denied string // why a statement was not allowed
	// busy is set while a statement goes on that nobody waits for any more.
	busy bool
}

// OpenReader opens the store at path for reading. One of an older version is read
// as it is.
func OpenReader(path string) (*Reader, error) {
	exists, err := look(path)
	if err != nil {
		return nil, err
	}
	if !exists {
		return nil, fmt.Errorf("there is no store %s; metacheck lint --store %[1]s writes one", path)
	}
	source, err := dataSource(path, "mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	r := &Reader{path: path}
	if r.db, err = sql.Open("sqlite", source); err != nil {
		return nil, err
	}
	fail := func(err error) (*Reader, error) {
		// What it failed by is what counts.
		_ = r.Close()
		return nil, err
	}
	if r.conn, err = r.db.Conn(context.Background()); err != nil {
		return fail(explain(path, err))
	}
	r.version, err = versionOf(r.conn, path)
	switch {
	case err != nil:
		return fail(err)
	case r.version == 0:
		return fail(fmt.Errorf("%s is empty; metacheck lint --store %[1]s writes a store", path))
	}
	// Another database could be written to, even by a statement that only reads
	// this one.
	if _, err := sqlite.Limit(r.conn, lib.SQLITE_LIMIT_ATTACHED, 0); err != nil {
		return fail(err)
	}
	return r, nil
}

// Close closes the store, unless a statement goes on that was given up.
func (r *Reader) Close() error {
	if r.busy {
		return nil
	}
	var err error
	if r.conn != nil {
		err = r.conn.Close()
	}
	return errors.Join(err, r.db.Close())
}

// Query runs one statement of SQL that reads, within the bounds that Bound has
// set. It hands the names of the columns to head, then each row to row; values
// are nil, int64, float64, string or []byte. The error is that of the statement
// in the words of SQLite, of a function, or of the context.
//
// Query returns when the context or the time is over. SQLite may then still be at
// work: the driver interrupts it only before the first row. It ends with the
// process or when it has the next row, and the Reader is of no more use.
func (r *Reader) Query(ctx context.Context, query string, head func(columns []string) error, row func(values []any) error) error {
	if strings.TrimSpace(query) == "" {
		return errors.New("the query is empty; give SQL, such as 'SELECT * FROM v_pages LIMIT 5'")
	}
	if err := oneStatement(query); err != nil {
		return err
	}
	if err := r.authorize(r.authorizeReading); err != nil {
		return err
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	steps := make(chan step)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.steps(inner, query, steps)
	}()
	wait := newWaiter(ctx, r.bounds.Time)
	err := func() error {
		for {
			s, err := wait.next(steps)
			switch {
			case err != nil:
				return err
			case s.err != nil:
				return s.err
			case s.over:
				return nil
			case s.columns != nil:
				err = head(s.columns)
			default:
				err = row(s.values)
			}
			if err != nil {
				return err
			}
		}
	}()
	cancel()
	if err == nil {
		<-done
		return r.authorize(nil)
	}
	// Most statements end at once.
	const grace = 200 * time.Millisecond
	select {
	case <-done:
	case <-time.After(grace):
		r.busy = true
	}
	if !r.busy {
		// What it failed by is what counts.
		_ = r.authorize(nil)
	}
	if errors.Is(err, errTime) {
		return fmt.Errorf("the query has taken %v; --timeout allows more (0 for any time)", r.bounds.Time)
	}
	return r.refusal(ctx, err)
}

// steps runs a statement and hands out what comes of it.
func (r *Reader) steps(ctx context.Context, query string, to chan<- step) {
	hand := func(s step) bool {
		select {
		case to <- s:
			return true
		case <-ctx.Done():
			return false
		}
	}
	rows, err := r.conn.QueryContext(ctx, query)
	if err != nil {
		hand(step{err: err})
		return
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err == nil && len(columns) == 0 {
		err = errors.New("the query has no result; metacheck query only reads")
	}
	if err != nil {
		hand(step{err: err})
		return
	}
	if !hand(step{columns: columns}) {
		return
	}
	for rows.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			hand(step{err: err})
			return
		}
		for i, v := range values {
			switch v := v.(type) {
			case time.Time:
				values[i] = v.UTC().Format(time.RFC3339)
			case bool:
				values[i] = int64(0)
				if v {
					values[i] = int64(1)
				}
			}
		}
		if !hand(step{values: values}) {
			return
		}
	}
	hand(step{err: rows.Err(), over: true})
}

// refusal is why a query failed.
func (r *Reader) refusal(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_AUTH:
		return errors.New(r.denied)
	case lib.SQLITE_READONLY:
		return errors.New("the query would write; metacheck query only reads")
	case lib.SQLITE_NOMEM:
		return fmt.Errorf("the query needs more than %d bytes of memory; --limit memory-bytes=N allows more", r.bounds.MemoryBytes)
	case lib.SQLITE_TOOBIG:
		return fmt.Errorf("a value in the query is longer than %d bytes; --limit cell-bytes=N allows more", r.bounds.CellBytes)
	case lib.SQLITE_ERROR:
		message := e.Error()
		if strings.Contains(message, "attached databases") {
			return errors.New("the query would open or write another database; metacheck query reads one store")
		}
		message = strings.TrimPrefix(message, "SQL logic error: ")
		if i := strings.LastIndex(message, " ("); i > 0 {
			message = message[:i]
		}
		if r.version < Version && strings.HasPrefix(message, "no such ") {
			message += fmt.Sprintf("; the store has schema %d, and schema %d has more columns: metacheck lint --store %s updates it", r.version, Version, r.path)
		}
		return fmt.Errorf("the query cannot be run: %s", message)
	}
	return explain(r.path, err)
}
