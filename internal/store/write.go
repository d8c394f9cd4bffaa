package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/files/lockfile"
	"github.com/metacheck/metacheck/internal/text"
)

// How much is written at once. A transaction holds whole pages together with
// how far their inputs were read, so that a run that is killed can go on where
// the last one ended.
const (
	batchPages   = 64
	batchEvery   = 250 * time.Millisecond
	commitPages  = 4096
	commitEvery  = 500 * time.Millisecond
	queueBatches = 4
)

// A Run is what a store keeps of one run of metacheck.
type Run struct {
	Started time.Time
	// Version is that of metacheck, Vocabulary that of schema.org.
	Version, Vocabulary string
	// Settings is a JSON object of all that decides what is found. A run should
	// be resumed by one with equal settings only; that is the caller's to see to.
	Settings string
	// Complete reports that all inputs were read to their ends. It is not used
	// by Begin.
	Complete bool
	// Shard is the number of this part, from 1, of a run that was split into
	// Shards parts; both are 0 for a run that is a whole.
	Shard, Shards int
	// Schema is that which the run was begun with: findings of schema 1 lack
	// parts, also in a store that was updated since. It is not used by Begin.
	Schema int
	// Summaries asks for the summaries of pages to be stored, whole as
	// [checks.Settings.Summaries] gives them: the checks over many pages need
	// them when shards are merged. They take several times the room of all the
	// rest, so that a run which is a whole, and runs these checks itself, does
	// without.
	Summaries bool
}

// A Problem is something that could not be read or linted.
type Problem struct {
	// Input is the file or stream, empty when the fault is not one's.
	Input string
	// Record is the number of the record, 0 when the fault is not one record's.
	Record int
	// Offset is the place in bytes, -1 when unknown; Unpacked reports that it
	// counts what is packed in the input.
	Offset   int64
	Unpacked bool
	// Broken reports that a check broke on the page, which is stored.
	Broken bool
	// Name is the page or input at fault.
	Name    string
	Message string
}

// Totals count what a run has stored.
type Totals struct {
	// Problems are those without checks that broke, of which there are Broken.
	Pages, Problems int
	// WithFindings is the number of pages with findings that count.
	WithFindings int
	// Late is the number of files that are no pages and have findings.
	Late                          int
	Errors, Warnings, Infos       int
	Suppressed, Unchanged, Broken int
}

// A Writer puts the results of runs into a store, which is locked until it is
// closed. Between [Open] and Close stands one Begin or Resume. Its methods are
// for one goroutine, but for Mark; the writing itself happens in another.
type Writer struct {
	path   string
	db     *sql.DB
	conn   *sql.Conn
	unlock func() error
	run    int64
	// version is that of the schema: 0 before there is one, less than Version
	// until a run begins or goes on.
	version   int
	summaries bool     // the run stores them
	files     identity // for the goroutine that writes, and for Close after it

	pending []entry
	since   time.Time // of the first pending entry
	queue   chan []entry
	done    chan struct{}
	err     error // of the writing goroutine, once done is closed
	closed  bool
}

// An entry is a page or a problem on its way to the database.
type entry struct {
	result  *checks.Result
	problem *Problem
}

// Open opens the store at path for writing and locks it. It is made by Begin
// where there is none. One of an older version stays as it is until Begin or
// Resume, so that a run which is refused changes nothing. Errors name the path
// and say what to do.
func Open(path string) (*Writer, error) {
	exists, err := look(path)
	if err != nil {
		return nil, err
	}
	w := &Writer{path: path}
	w.unlock, err = lockfile.Take(path, 0)
	switch {
	case errors.Is(err, lockfile.ErrHeld):
		return nil, fmt.Errorf("%s: %w; wait until it is done, or name another store", path, ErrLocked)
	case err != nil:
		return nil, err
	}
	if exists {
		if err := w.connect(); err != nil {
			return nil, errors.Join(err, w.release())
		}
	}
	return w, nil
}

func (w *Writer) connect() error {
	source, err := dataSource(w.path, "_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	if w.db, err = sql.Open("sqlite", source); err != nil {
		return err
	}
	if w.conn, err = w.db.Conn(context.Background()); err != nil {
		return explain(w.path, err)
	}
	if w.files, err = identify(w.path); err != nil {
		return err
	}
	// Before anything is changed in a file that may be another's.
	w.version, err = versionOf(w.conn, w.path)
	return err
}

// prepare makes the store ready to be written: its schema is that of this
// version afterward. One that cannot be brought up to date stays as it was.
func (w *Writer) prepare() error {
	if w.conn == nil {
		if err := w.connect(); err != nil {
			return err
		}
	}
	ctx := context.Background()
	was := w.version
	told := func(err error) error {
		if err = explain(w.path, err); errors.Is(err, ErrFull) && was > 0 && was < Version {
			return fmt.Errorf("%w, so the store could not be updated to schema %d and is unchanged", err, Version)
		}
		return err
	}
	for _, pragma := range []string{
		"PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA cache_size = -65536",
		"PRAGMA wal_autocheckpoint = 4000", "PRAGMA temp_store = MEMORY",
	} {
		if _, err := w.conn.ExecContext(ctx, pragma); err != nil {
			return told(err)
		}
	}
	if err := migrate(w.conn, w.version, upgrades()); err != nil {
		return told(err)
	}
	w.version = Version
	return nil
}

// Last is the run that was stored last; nil when there is none.
func (w *Writer) Last() (*Run, error) {
	if w.conn == nil || w.version == 0 {
		return nil, nil
	}
	var r Run
	var started string
	shards := "shard, shards, summaries"
	if w.version < 2 {
		shards = "NULL, NULL, NULL"
	}
	var shard, of sql.NullInt64
	var summaries sql.NullBool
	err := w.conn.QueryRowContext(context.Background(),
		"SELECT id, started, complete, version, vocabulary, settings, "+shards+" FROM runs ORDER BY id DESC LIMIT 1").
		Scan(&w.run, &started, &r.Complete, &r.Version, &r.Vocabulary, &r.Settings, &shard, &of, &summaries)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		r.Started, err = time.Parse(time.RFC3339, started)
	}
	if err != nil {
		return nil, explain(w.path, err)
	}
	r.Shard, r.Shards, r.Summaries, r.Schema = int(shard.Int64), int(of.Int64), summaries.Bool, Version
	if !summaries.Valid {
		r.Schema = 1 // which did not say
	}
	w.summaries = r.Summaries
	return &r, nil
}

// Begin begins a run, and makes the store where there is none.
func (w *Writer) Begin(run Run) error {
	if err := w.prepare(); err != nil {
		return err
	}
	var shard, shards any
	if run.Shards > 0 {
		shard, shards = run.Shard, run.Shards
	}
	w.summaries = run.Summaries
	res, err := w.conn.ExecContext(context.Background(),
		"INSERT INTO runs (started, complete, version, vocabulary, settings, shard, shards, summaries) VALUES (?, 0, ?, ?, ?, ?, ?, ?)",
		run.Started.UTC().Format(time.RFC3339), run.Version, run.Vocabulary, run.Settings, shard, shards, run.Summaries)
	if err == nil {
		w.run, err = res.LastInsertId()
	}
	if err != nil {
		return explain(w.path, err)
	}
	w.start()
	return nil
}

// Resume goes on with the run that Last has told of, and gives what it has
// stored so far.
func (w *Writer) Resume() (Totals, error) {
	var t Totals
	if w.run == 0 {
		return t, errors.New("there is no run to resume")
	}
	if err := w.prepare(); err != nil {
		return t, err
	}
	ctx := context.Background()
	_, err := w.conn.ExecContext(ctx, "UPDATE runs SET ended = NULL, complete = 0 WHERE id = ?", w.run)
	if err == nil {
		t, err = totals(ctx, w.conn, w.run)
	}
	if err != nil {
		return t, explain(w.path, err)
	}
	w.start()
	return t, nil
}

// totals count what a run has stored.
func totals(ctx context.Context, conn *sql.Conn, run int64) (Totals, error) {
	var t Totals
	err := conn.QueryRowContext(ctx, `SELECT coalesce(sum(record >= 0), 0), coalesce(sum(record < 0), 0),
		coalesce(sum(record >= 0 AND errors + warnings + infos > 0), 0),
		coalesce(sum(errors), 0), coalesce(sum(warnings), 0), coalesce(sum(infos), 0)
		FROM pages WHERE input IN (SELECT id FROM inputs WHERE run = ?)`, run).
		Scan(&t.Pages, &t.Late, &t.WithFindings, &t.Errors, &t.Warnings, &t.Infos)
	if err != nil {
		return t, err
	}
	err = conn.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(broken), 0) FROM problems WHERE run = ?", run).
		Scan(&t.Problems, &t.Broken)
	t.Problems -= t.Broken
	if err != nil {
		return t, err
	}
	err = conn.QueryRowContext(ctx, `SELECT coalesce(sum(standing = 1), 0), coalesce(sum(standing = 2), 0) FROM findings
		WHERE standing > 0 AND page IN (SELECT id FROM pages WHERE input IN (SELECT id FROM inputs WHERE run = ?))`, run).
		Scan(&t.Suppressed, &t.Unchanged)
	return t, err
}

// A Mark is how far a run has stored an input: Record and Offset are those of
// its last page that is stored. Record is 1 for an input that is a page itself,
// and 0 when nothing is stored.
type Mark struct {
	Record int
	Offset int64
}

// Mark tells how far the run has stored an input, as of what was committed. It
// may be called from any goroutine while the run goes on.
func (w *Writer) Mark(input string) (Mark, error) {
	var m Mark
	err := w.db.QueryRowContext(context.Background(), "SELECT last_record, last_offset FROM inputs WHERE run = ? AND name = ?", w.run, storedName(input)).
		Scan(&m.Record, &m.Offset)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	return m, w.asked(err)
}

// Has reports whether the run has stored a problem, as of what was committed.
func (w *Writer) Has(p Problem) (bool, error) {
	var n int
	err := w.db.QueryRowContext(context.Background(), `SELECT count(*) FROM problems WHERE run = ?1
		AND input IS (SELECT id FROM inputs WHERE run = ?1 AND name = ?2) AND record = ?3 AND offset IS ?4 AND name = ?5 AND message = ?6`,
		w.run, storedName(p.Input), p.Record, known(p.Offset), storedName(p.Name), text.Clean(p.Message)).Scan(&n)
	return n > 0, w.asked(err)
}

// asked is what a query beside the writing has met.
func (w *Writer) asked(err error) error {
	if err != nil {
		if lost := w.files.there(); lost != nil {
			return lost
		}
	}
	return explain(w.path, err)
}

// Changed are the names of the first inputs, at most limit, that the run which
// Last has told of has read and that are not what they were: gone, or of another
// size, time of change or beginning. Streams and what has an address are not
// looked at.
func (w *Writer) Changed(limit int) ([]string, error) {
	rows, err := w.conn.QueryContext(context.Background(), "SELECT name, mark FROM inputs WHERE run = ? AND last_record > 0 AND mark <> '' ORDER BY id", w.run)
	if err != nil {
		return nil, explain(w.path, err)
	}
	defer rows.Close()
	var changed []string
	for len(changed) < limit && rows.Next() {
		var name, mark string
		if err := rows.Scan(&name, &mark); err != nil {
			return nil, explain(w.path, err)
		}
		if name = rawName(name); mark != fileMark(name) {
			changed = append(changed, name)
		}
	}
	return changed, explain(w.path, rows.Err())
}

func (w *Writer) start() {
	w.queue, w.done = make(chan []entry, queueBatches), make(chan struct{})
	go w.write()
}

// Add stores the result of a page. A late one is added to the page that it
// names. The result may not change after that. An error is that of an earlier
// write: what was committed before it stands.
func (w *Writer) Add(r *checks.Result) error {
	if r.Err != nil {
		return w.Report(Problem{Input: r.Input, Record: r.Index, Offset: r.Offset, Name: r.Name, Message: r.Err.Error()})
	}
	return w.put(entry{result: r})
}

// Report stores a problem; one that the run has stored already is passed over.
func (w *Writer) Report(p Problem) error { return w.put(entry{problem: &p}) }

func (w *Writer) put(e entry) error {
	now := time.Now()
	if len(w.pending) == 0 {
		w.since = now
	}
	w.pending = append(w.pending, e)
	if len(w.pending) < batchPages && now.Sub(w.since) < batchEvery {
		return nil
	}
	return w.send()
}

func (w *Writer) send() error {
	select {
	case w.queue <- w.pending:
		w.pending = make([]entry, 0, batchPages)
		return nil
	case <-w.done:
		return w.err
	}
}

// Close writes what is left and ends the run; complete reports that all inputs
// were read to their ends. One file is left then. Without a run it only gives
// up the lock. Close may be called again, and does nothing then.
func (w *Writer) Close(complete bool, ended time.Time) error {
	if w.closed {
		return nil
	}
	w.closed = true
	if w.queue == nil {
		return w.release()
	}
	err := w.send()
	close(w.queue)
	<-w.done
	if err == nil {
		err = w.err
	}
	ctx := context.Background()
	if err == nil {
		err = w.files.check()
	}
	if err == nil {
		_, err = w.conn.ExecContext(ctx, "UPDATE runs SET ended = ?, complete = ? WHERE id = ?",
			ended.UTC().Format(time.RFC3339), complete, w.run)
		err = explain(w.path, err)
	}
	if err == nil {
		// A reader can be in the way of this, which is no error of it; then the
		// files beside the store stay until the next run, and nothing is lost. On
		// a full disk the same holds, but nobody would know that the store is more
		// than one file.
		if _, err = w.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err == nil {
			_, _ = w.conn.ExecContext(ctx, "PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE")
		} else if err = explain(w.path, err); !errors.Is(err, ErrFull) {
			err = nil
		}
		if err == nil {
			err = w.files.there()
		}
	}
	if rerr := w.release(); err == nil {
		err = rerr
	}
	return err
}

func (w *Writer) release() error {
	w.closed = true
	var err error
	if w.conn != nil {
		err = explain(w.path, w.conn.Close())
	}
	if w.db != nil {
		if derr := w.db.Close(); err == nil {
			err = explain(w.path, derr)
		}
	}
	if w.unlock != nil {
		if uerr := w.unlock(); uerr != nil && err == nil {
			err = fmt.Errorf("could not give up the lock of %s: %w", w.path, uerr)
		}
	}
	return err
}

func (w *Writer) write() {
	defer close(w.done)
	rw := newRowWriter(w)
	err := rw.start()
	for batch := range w.queue {
		for _, e := range batch {
			if err == nil {
				err = rw.entry(e)
			}
		}
		if err != nil {
			break
		}
	}
	if err == nil {
		err = rw.commit()
	}
	if err != nil && rw.tx {
		// SQLite may have done it itself; what counts is the first error.
		_ = rw.exec("ROLLBACK")
	}
	for _, st := range rw.stmt {
		st.Close()
	}
	if err != nil {
		// The cause of whatever else was met.
		if lost := w.files.check(); lost != nil {
			err = lost
		}
	}
	w.err = explain(w.path, err)
}

// Worst is the highest severity of the findings that count; 0 when there are
// none.
func (t Totals) Worst() check.Severity {
	switch {
	case t.Errors > 0:
		return check.Error
	case t.Warnings > 0:
		return check.Warning
	case t.Infos > 0:
		return check.Info
	}
	return 0
}
