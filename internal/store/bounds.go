package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"modernc.org/libc"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// The bounds that hold where QueryBounds gives none.
const (
	// DefaultMemoryBytes is the memory of a query: 512 MiB.
	DefaultMemoryBytes = 512 << 20
	// DefaultCellBytes is the length of a value: 4 MiB.
	DefaultCellBytes = 4 << 20
)

// QueryBounds are what a query may cost. Zero is the default of each.
type QueryBounds struct {
	// Time is how long the statement may be waited for, without the time that
	// its rows take to be written; there is no bound by default.
	Time time.Duration
	// MemoryBytes bounds the memory of SQLite, with what it sorts, and that of
	// a row.
	MemoryBytes int64
	// CellBytes bounds a value, also inside the query.
	CellBytes int64
}

// SQLite bounds its memory only where it counts it, which has to be said before
// the first database is opened.
func init() {
	tls := libc.NewTLS()
	defer tls.Close()
	list := libc.NewVaList(int32(1))
	defer libc.Xfree(tls, list)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_MEMSTATUS, list); rc != lib.SQLITE_OK {
		panic(fmt.Sprintf("SQLite does not count its memory: error %d", rc))
	}
}

// Bound sets the bounds of the queries that follow. That of memory is one for
// the process.
func (r *Reader) Bound(b QueryBounds) error {
	if b.MemoryBytes <= 0 {
		b.MemoryBytes = DefaultMemoryBytes
	}
	if b.CellBytes <= 0 {
		b.CellBytes = DefaultCellBytes
	}
	b.CellBytes = min(b.CellBytes, b.MemoryBytes)
	r.bounds = b
	tls := libc.NewTLS()
	defer tls.Close()
	lib.Xsqlite3_hard_heap_limit64(tls, b.MemoryBytes)
	// The values of a row are copied together; stored rows have up to 20.
	columns := min(max(b.MemoryBytes/b.CellBytes, 32), 2000)
	for id, n := range map[int]int64{lib.SQLITE_LIMIT_LENGTH: b.CellBytes, lib.SQLITE_LIMIT_COLUMN: columns} {
		if _, err := sqlite.Limit(r.conn, id, int(min(n, 1_000_000_000))); err != nil {
			return err
		}
	}
	return nil
}

// authorize sets who decides on what statements may do; nil for all that the
// connection may.
func (r *Reader) authorize(decide sqlite.AuthorizerFn) error {
	return r.conn.Raw(func(conn any) error {
		c, ok := conn.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("the SQLite driver cannot restrict statements")
		}
		return c.RegisterAuthorizer(decide)
	})
}

// authorizeReading lets statements read the store and do nothing else: not
// write, not open another database, not load code, not change a setting. What it
// denies is noted for the message.
func (r *Reader) authorizeReading(action sqlite.AuthorizerActionCode, arg1, arg2, _, _ string) sqlite.AuthorizerReturnCode {
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRead, sqlite.AuthRecursive:
		return sqlite.AuthorizerOK
	case sqlite.AuthFunction:
		if !strings.EqualFold(arg2, "load_extension") {
			return sqlite.AuthorizerOK
		}
	case sqlite.AuthPragma:
		name := strings.ToLower(arg1)
		if readingPragmas[name] || arg2 == "" && settings[name] {
			return sqlite.AuthorizerOK
		}
		r.denied = "the query would change a setting; metacheck query only reads"
		return sqlite.AuthorizerDeny
	case sqlite.AuthAttach, sqlite.AuthDetach:
		r.denied = "the query would open or write another database; metacheck query reads one store"
		return sqlite.AuthorizerDeny
	}
	r.denied = "the query would write; metacheck query only reads"
	return sqlite.AuthorizerDeny
}

var (
	// readingPragmas only read, whatever their argument.
	readingPragmas = map[string]bool{
		"table_list": true, "table_info": true, "table_xinfo": true, "index_list": true, "index_info": true, "index_xinfo": true,
		"foreign_key_list": true, "function_list": true, "pragma_list": true, "module_list": true, "collation_list": true,
		"compile_options": true, "database_list": true, "page_count": true, "freelist_count": true, "data_version": true,
		"integrity_check": true, "quick_check": true, "foreign_key_check": true,
	}
	// settings are read by a pragma without an argument.
	settings = map[string]bool{
		"application_id": true, "user_version": true, "schema_version": true, "encoding": true, "page_size": true, "journal_mode": true,
		"auto_vacuum": true, "cache_size": true, "synchronous": true, "query_only": true, "temp_store": true,
	}
)

// oneStatement reports what makes a query more than one statement of SQL.
func oneStatement(query string) error {
	if strings.IndexByte(query, 0) >= 0 {
		return errors.New("the query has a NUL character")
	}
	rest := query
	ended := false
	for rest != "" {
		c := rest[0]
		end := "" // of what begins here
		switch {
		case strings.HasPrefix(rest, "--"):
			end = "\n"
		case strings.HasPrefix(rest, "/*"):
			end = "*/"
		case c == ' ' || c >= '\t' && c <= '\r' && c != '\v' || c == ';':
			ended = ended || c == ';'
			rest = rest[1:]
			continue
		}
		if end != "" {
			_, rest, _ = strings.Cut(rest[2:], end)
			continue
		}
		if ended {
			return errors.New("query takes one statement; ask the second one in a query of its own")
		}
		switch c {
		case '\'', '"', '`':
			// A doubled quotation mark goes on with another string.
			_, rest, _ = strings.Cut(rest[1:], string(c))
		case '[':
			_, rest, _ = strings.Cut(rest[1:], "]")
		default:
			rest = rest[1:]
		}
	}
	return nil
}

// errTime is the cause of the end of a query at its bound.
var errTime = errors.New("time is up")

// A waiter waits for the rows of a statement, up to a bound on the time that
// this takes in all.
type waiter struct {
	ctx   context.Context
	timer *time.Timer // nil without a bound
	left  time.Duration
}

func newWaiter(ctx context.Context, bound time.Duration) *waiter {
	w := &waiter{ctx: ctx, left: bound}
	if bound > 0 {
		w.timer = time.NewTimer(bound)
		w.timer.Stop()
	}
	return w
}

// next waits for one more.
func (w *waiter) next(from <-chan step) (step, error) {
	var up <-chan time.Time
	if w.timer != nil {
		started := time.Now()
		w.timer.Reset(w.left)
		up = w.timer.C
		defer func() {
			w.timer.Stop()
			w.left = max(w.left-time.Since(started), 1)
		}()
	}
	select {
	case s := <-from:
		return s, nil
	case <-up:
		return step{}, errTime
	case <-w.ctx.Done():
		return step{}, w.ctx.Err()
	}
}

// A step is what comes of a statement: the columns first, then rows, then the
// end or an error.
type step struct {
	columns []string
	values  []any
	err     error
	over    bool
}
