// Package store keeps the results of a run in a database of SQLite: pages,
// what they say, findings, and what could not be read. The database is one
// file that any SQLite reads, from version 3.38 on; its views are for people.
//
// A [Writer] takes results in the order of the input and commits them in large
// transactions, each with how far the inputs were read. A run that is killed
// loses what was not committed and can be resumed behind it. What a store
// holds does not depend on when transactions end, nor on the number of
// workers. A [Reader] asks, and never writes.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// ErrFull is the cause of errors that a full disk, or a bound on the size of
// the database, brings about. What was committed before stands.
var ErrFull = errors.New("the disk is full")

// ErrLocked reports that another run is writing the store.
var ErrLocked = errors.New("another metacheck is writing it")

// ErrGone reports that the file of a store was removed or replaced while a run
// wrote it. What the run stored is lost with it.
var ErrGone = errors.New("it was removed or replaced while this run wrote it")

// identity is that of the files which an open database writes.
type identity struct {
	path   string
	file   os.FileInfo // nil before the database is open
	logged os.FileInfo // of the log; nil until there is one
}

// identify keeps which file the database is.
func identify(path string) (identity, error) {
	// SQLite follows links when it names the log.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	file, err := os.Stat(path)
	if err != nil {
		return identity{}, gone(path)
	}
	return identity{path: path, file: file}, nil
}

func gone(path string) error { return fmt.Errorf("%s: %w", path, ErrGone) }

// there is ErrGone when another file, or none, is at the path of the one that is
// open: a database whose name is gone takes all that is written, and nobody sees
// it again.
func (i *identity) there() error {
	if i.file == nil {
		return nil
	}
	if now, err := os.Stat(i.path); err != nil || !os.SameFile(i.file, now) {
		return gone(i.path)
	}
	return nil
}

// check is there for the database and for its log.
func (i *identity) check() error {
	if err := i.there(); err != nil {
		return err
	}
	log := i.path + "-wal"
	now, err := os.Stat(log)
	if i.logged != nil && (err != nil || !os.SameFile(i.logged, now)) {
		return gone(log)
	}
	if err == nil {
		i.logged = now
	}
	return nil
}

// look refuses what can be no store before it is opened; exists reports whether
// there is something to open.
func look(path string) (exists bool, err error) {
	if path == "" {
		return false, errors.New("the path of the store is empty")
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return false, fmt.Errorf("%s: there is no folder %s; make it first", path, filepath.Dir(path))
		}
		return false, nil
	case err != nil:
		return false, err
	case info.IsDir():
		return false, fmt.Errorf("%s is a folder; name a file for the store, such as results.db", path)
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is not a file; name a file for the store, such as results.db", path)
	}
	return true, nil
}

// dataSource is the name under which the driver opens a file.
func dataSource(path, options string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	full = filepath.ToSlash(full)
	if !strings.HasPrefix(full, "/") {
		full = "/" + full
	}
	return "file://" + (&url.URL{Path: full}).EscapedPath() + "?" + options, nil
}

// versionOf is the version of the schema of an open database; 0 when it is
// empty.
func versionOf(conn *sql.Conn, path string) (int, error) {
	ctx := context.Background()
	var version, id, tables int
	for query, to := range map[string]*int{
		"PRAGMA user_version": &version, "PRAGMA application_id": &id, "SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := conn.QueryRowContext(ctx, query).Scan(to); err != nil {
			return 0, explain(path, err)
		}
	}
	switch {
	case id != applicationID && (id != 0 || version != 0 || tables != 0):
		return 0, fmt.Errorf("%s is a database, but no store of metacheck; name another file", path)
	case version > Version:
		return 0, fmt.Errorf("%s was written by a newer metacheck: its schema is version %d, and this metacheck knows up to %d; use the newer one, or name another store",
			path, version, Version)
	}
	return version, nil
}

// versionIn is the version of the schema that a transaction sees: a run may have
// brought the store up to date since it was opened.
func versionIn(ctx context.Context, tx *sql.Tx) (version int, err error) {
	err = tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// migrate brings the schema from a version up to date in one transaction, by the
// steps that [upgrades] has: a file without a version gets the whole schema.
func migrate(conn *sql.Conn, version int, steps []string) error {
	latest := len(steps) + 1
	if version >= latest {
		return nil
	}
	change := tables
	if version > 0 {
		change = dropViews + strings.Join(steps[version-1:], ";\n") + ";"
	}
	script := "BEGIN IMMEDIATE;" + change + views() +
		fmt.Sprintf(";PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT", applicationID, latest)
	if _, err := conn.ExecContext(context.Background(), script); err != nil {
		// The first error is the one to tell.
		_, _ = conn.ExecContext(context.Background(), "ROLLBACK")
		return err
	}
	return nil
}

// explain puts an error of the database in words for people.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	// The index of the log is a file that is made as long as it has to be, which
	// fails where there is no room.
	if e.Code() == lib.SQLITE_IOERR_SHMSIZE {
		return fmt.Errorf("%s: %w", path, ErrFull)
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return fmt.Errorf("%s: %w", path, ErrFull)
	case lib.SQLITE_NOTADB:
		return fmt.Errorf("%s is not an SQLite database; name another file, or move it away", path)
	case lib.SQLITE_CORRUPT:
		return fmt.Errorf("the store %s is damaged (%w); take an older copy of it, or write a new one", path, err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fmt.Errorf("another program holds %s locked; end it and try again", path)
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_AUTH:
		return fmt.Errorf("%s cannot be opened for this: %w", path, err)
	case lib.SQLITE_IOERR:
		return fmt.Errorf("%s: reading or writing failed: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
