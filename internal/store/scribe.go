package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// maxInterned bounds the names that are kept in memory; others are looked up.
const maxInterned = 50_000

// A scribe is the goroutine that writes: its statements and what it knows of
// the database.
type scribe struct {
	w        *Writer
	tx       bool
	since    time.Time // of the transaction
	pages    int       // in it
	nextPage int64

	names  map[string]int64
	checks map[*check.Check]int64
	kinds  map[kind]int64
	// in is the input that the last entry was of. Inputs come one after the
	// other, so that no other is kept.
	in      *inputRow
	indexed bool // the look-up of pages by name is ready
	stmt    map[string]*sql.Stmt

	facts, findings inserter
}

// maxRows is how many rows one statement writes. A statement costs more than a
// row does, and pages have about as many facts, and findings.
const maxRows = 16

// An inserter keeps rows of one table for a statement that writes them all.
type inserter struct {
	statements [maxRows + 1]string // by the number of rows
	n          int
	values     []any
}

// newInserter is for a table with so many columns.
func newInserter(table string, columns int) inserter {
	var in inserter
	row := "(?" + strings.Repeat(", ?", columns-1) + ")"
	for n := 1; n <= maxRows; n++ {
		// What fails ends the run: a way back to before the statement, which
		// SQLite would else keep, is not needed.
		in.statements[n] = "INSERT OR ROLLBACK INTO " + table + " VALUES " + row + strings.Repeat(", "+row, n-1)
	}
	return in
}

// add adds a row, which stands in the table after the next flush.
func (in *inserter) add(s *scribe, values ...any) error {
	if in.n == maxRows {
		if err := in.flush(s); err != nil {
			return err
		}
	}
	in.n++
	in.values = append(in.values, values...)
	return nil
}

// flush writes the rows.
func (in *inserter) flush(s *scribe) error {
	if in.n == 0 {
		return nil
	}
	err := s.exec(in.statements[in.n], in.values...)
	clear(in.values)
	in.n, in.values = 0, in.values[:0]
	return err
}

// A kind is what many findings have in common.
type kind struct {
	check             *check.Check
	severity          check.Severity
	subject, template string
}

type inputRow struct {
	id     int64
	name   string
	record int
	offset int64
	dirty  bool
}

func newScribe(w *Writer) *scribe {
	return &scribe{
		w: w, names: map[string]int64{}, checks: map[*check.Check]int64{}, kinds: map[kind]int64{}, stmt: map[string]*sql.Stmt{},
		facts: newInserter("facts", 5), findings: newInserter("findings", 7),
	}
}

func (s *scribe) start() error {
	return s.row("SELECT coalesce(max(id), 0) + 1 FROM pages").Scan(&s.nextPage)
}

func (s *scribe) begin() error {
	if s.tx {
		return nil
	}
	s.tx, s.since, s.pages = true, time.Now(), 0
	return s.exec("BEGIN IMMEDIATE")
}

// turn commits when it is time to. It is called in front of a page and nowhere
// else: what is wrong with a page's record, or stands behind it, can be told
// after the page, and a resumed run is not told of it again.
func (s *scribe) turn() error {
	if s.pages >= commitPages || s.tx && time.Since(s.since) > commitEvery {
		if err := s.commit(); err != nil {
			return err
		}
	}
	return s.begin()
}

func (s *scribe) commit() error {
	if !s.tx {
		return nil
	}
	err := s.keepMark()
	if err == nil {
		err = s.w.files.check()
	}
	if err != nil {
		return err
	}
	err = s.exec("COMMIT")
	s.tx = err != nil
	return err
}

// keepMark writes how far the input was read.
func (s *scribe) keepMark() error {
	if s.in == nil || !s.in.dirty {
		return nil
	}
	s.in.dirty = false
	return s.exec("UPDATE inputs SET last_record = ?, last_offset = ? WHERE id = ?", s.in.record, s.in.offset, s.in.id)
}

func (s *scribe) exec(query string, args ...any) error {
	st, err := s.prepare(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background(), args...)
	return err
}

func (s *scribe) prepare(query string) (*sql.Stmt, error) {
	if st := s.stmt[query]; st != nil {
		return st, nil
	}
	st, err := s.w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		s.stmt[query] = st
	}
	return st, err
}

// A row is the answer to a query for one row, or why there is none.
type row struct {
	*sql.Row
	err error
}

func (r row) Scan(to ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.Row.Scan(to...)
}

func (s *scribe) row(query string, args ...any) row {
	st, err := s.prepare(query)
	if err != nil {
		return row{err: err}
	}
	return row{Row: st.QueryRowContext(context.Background(), args...)}
}

func (s *scribe) insert(query string, args ...any) (int64, error) {
	st, err := s.prepare(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// name is the number of a text in the table of names.
func (s *scribe) name(text string) (int64, error) {
	if id, ok := s.names[text]; ok {
		return id, nil
	}
	if len(s.names) >= maxInterned {
		clear(s.names)
	}
	var id int64
	err := s.row("SELECT id FROM names WHERE text = ?", text).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = s.insert("INSERT INTO names (text) VALUES (?)", text)
	}
	if err != nil {
		return 0, err
	}
	s.names[text] = id
	return id, nil
}

func (s *scribe) check(c *check.Check) (int64, error) {
	if id, ok := s.checks[c]; ok {
		return id, nil
	}
	if err := s.exec("INSERT INTO checks (name, family, title) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET family = excluded.family, title = excluded.title",
		c.ID, c.Family(), c.Title); err != nil {
		return 0, err
	}
	var id int64
	if err := s.row("SELECT id FROM checks WHERE name = ?", c.ID).Scan(&id); err != nil {
		return 0, err
	}
	s.checks[c] = id
	return id, nil
}

// input is the row of an input of this run, by its name as the user gave it.
func (s *scribe) input(name string) (*inputRow, error) {
	if s.in != nil && s.in.name == name {
		return s.in, nil
	}
	if err := s.keepMark(); err != nil {
		return nil, err
	}
	in := &inputRow{name: name}
	err := s.row("SELECT id, last_record, last_offset FROM inputs WHERE run = ? AND name = ?", s.w.run, storedName(name)).Scan(&in.id, &in.record, &in.offset)
	if errors.Is(err, sql.ErrNoRows) {
		in.id, err = s.insert("INSERT INTO inputs (run, name, mark, last_record, last_offset) VALUES (?, ?, ?, 0, 0)", s.w.run, storedName(name), fileMark(name))
	}
	if err != nil {
		return nil, err
	}
	s.in = in
	return in, nil
}

func (s *scribe) entry(e entry) error {
	if e.problem != nil {
		if err := s.begin(); err != nil {
			return err
		}
		return s.problem(e.problem)
	}
	if err := s.turn(); err != nil {
		return err
	}
	s.pages++
	if e.result.Late {
		return s.late(e.result)
	}
	return s.page(e.result)
}

// problem stores a problem once. A resumed run meets those behind its mark
// again. A problem does not move the mark: the page of its record may be to
// come.
func (s *scribe) problem(p *Problem) error {
	var input any
	if p.Input != "" {
		in, err := s.input(p.Input)
		if err != nil {
			return err
		}
		input = in.id
	}
	return s.exec(`INSERT INTO problems (run, input, record, offset, unpacked, broken, name, message) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
		WHERE NOT EXISTS (SELECT 1 FROM problems WHERE run = ?1 AND input IS ?2 AND record = ?3 AND offset IS ?4 AND name = ?7 AND message = ?8)`,
		s.w.run, input, p.Record, known(p.Offset), p.Unpacked, p.Broken, storedName(p.Name), text.Clean(p.Message))
}

func (s *scribe) page(r *checks.Result) error {
	name := r.Input
	if name == "" {
		name = r.Name
	}
	in, err := s.input(name)
	if err != nil {
		return err
	}
	in.record, in.offset, in.dirty = max(r.Index, 1), max(r.Offset, 0), true
	id, err := s.addPage(in, r, r.Index)
	if err != nil {
		return err
	}
	if r.Summary != nil {
		if err := s.pageFacts(id, r.Summary); err != nil {
			return err
		}
	}
	return s.rest(id, 0, in.name, r)
}

// addPage makes the row of a page, or of another file with findings.
func (s *scribe) addPage(in *inputRow, r *checks.Result, record int) (id int64, err error) {
	id = s.nextPage
	s.nextPage++
	count := counted(r)
	var origin, path any
	if r.URL != "" {
		o, p := splitURL(text.Clean(r.URL))
		path = p
		if o != "" {
			if origin, err = s.name(o); err != nil {
				return 0, err
			}
		}
	}
	var captured, status any
	if sum := r.Summary; sum != nil {
		if !sum.Captured.IsZero() {
			captured = sum.Captured.Unix()
		}
		if sum.Status != 0 {
			status = sum.Status
		}
	}
	entry := r.Name
	if entry == in.name {
		entry = ""
	}
	return id, s.exec("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, in.id, record, known(r.Offset), orNull(storedName(entry)), origin, path, captured, status,
		count[check.Error], count[check.Warning], count[check.Info], r.Dropped)
}

// counted are the numbers of findings that count, by severity.
func counted(r *checks.Result) (count [4]int) {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Counts() {
			count[f.Severity]++
		}
	}
	return count
}

// late adds to a page what was found when all pages were known. What stands in
// a file that is no page, such as a sitemap, gets a row of its own.
func (s *scribe) late(r *checks.Result) error {
	if !s.indexed {
		for _, index := range []string{
			"CREATE INDEX IF NOT EXISTS pages_record ON pages (input, record)",
			"CREATE INDEX IF NOT EXISTS pages_name ON pages (name) WHERE name IS NOT NULL",
		} {
			if err := s.exec(index); err != nil {
				return err
			}
		}
		s.indexed = true
	}
	var id, n int64
	var input string
	err := s.row(`SELECT p.id, i.name FROM inputs i JOIN pages p ON p.input = i.id
		WHERE i.run = ?1 AND i.name = ?2 AND p.record = ?3 AND p.name IS NULL
		UNION ALL SELECT p.id, i.name FROM pages p JOIN inputs i ON i.id = p.input
		WHERE i.run = ?1 AND p.name = ?2 AND p.record = ?3 LIMIT 1`, s.w.run, storedName(r.Name), r.Index).Scan(&id, &input)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		in, err := s.input(r.Name)
		if err != nil {
			return err
		}
		if id, err = s.addPage(in, r, -1); err != nil {
			return err
		}
		return s.rest(id, 0, in.name, r)
	case err != nil:
		return err
	}
	if err := s.row("SELECT coalesce(max(n), -1) + 1 FROM findings WHERE page = ?", id).Scan(&n); err != nil {
		return err
	}
	count := counted(r)
	if err := s.exec("UPDATE pages SET errors = errors + ?, warnings = warnings + ?, infos = infos + ?, dropped = dropped + ? WHERE id = ?",
		count[check.Error], count[check.Warning], count[check.Info], r.Dropped, id); err != nil {
		return err
	}
	return s.rest(id, int(n), rawName(input), r)
}

// rest stores the findings of a page, numbered from n on, and what broke.
func (s *scribe) rest(id int64, n int, input string, r *checks.Result) error {
	for i := range r.Findings {
		if err := s.finding(id, n+i, &r.Findings[i]); err != nil {
			return err
		}
	}
	if err := s.findings.flush(s); err != nil {
		return err
	}
	for _, f := range r.Failures {
		if err := s.problem(&Problem{Input: input, Record: r.Index, Offset: r.Offset, Name: r.Name, Broken: true,
			Message: "check " + f.Check + " broke, the other checks ran: " + f.Err}); err != nil {
			return err
		}
	}
	return nil
}

func (s *scribe) finding(page int64, n int, f *checks.Finding) error {
	template, args := split(text.Clean(f.Message))
	k, err := s.kind(kind{f.Check, f.Severity, text.Clean(f.Subject), template})
	if err != nil {
		return err
	}
	var arguments any
	if len(args) > 0 {
		data, err := json.Marshal(args)
		if err != nil {
			return err
		}
		arguments = string(data)
	}
	standing := 0
	switch {
	case f.Suppressed != nil:
		standing = 1
	case f.State == checks.StateUnchanged:
		standing = 2
	}
	var line, column any
	if f.Place.Known {
		line, column = f.Place.Start.Line, f.Place.Start.Column
	}
	return s.findings.add(s, page, n, k, standing, line, column, arguments)
}

// kind is the number of a kind.
func (s *scribe) kind(k kind) (int64, error) {
	if id, ok := s.kinds[k]; ok {
		return id, nil
	}
	c, err := s.check(k.check)
	if err != nil {
		return 0, err
	}
	var subject int64
	if k.subject != "" {
		if subject, err = s.name(k.subject); err != nil {
			return 0, err
		}
	}
	template, err := s.name(k.template)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.row(`SELECT id FROM kinds WHERE template = ? AND "check" = ? AND severity = ? AND subject = ?`, template, c, int(k.severity), subject).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = s.insert(`INSERT INTO kinds ("check", severity, subject, template) VALUES (?, ?, ?, ?)`, c, int(k.severity), subject, template)
	}
	if err != nil {
		return 0, err
	}
	if len(s.kinds) >= maxInterned {
		clear(s.kinds)
	}
	s.kinds[k] = id
	return id, nil
}

// known is an offset, or NULL.
func known(offset int64) any {
	if offset < 0 {
		return nil
	}
	return offset
}

// orNull is a text, or NULL when it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// splitURL takes the origin off an address.
func splitURL(address string) (origin, path string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", address
	}
	origin = u.Scheme + "://" + u.Host
	if rest, ok := strings.CutPrefix(address, origin); ok {
		return origin, rest
	}
	return "", address
}

// markBytes is how much of a file its mark rests on.
const markBytes = 16 << 10

// fileMark tells a file from another one that takes its name later, and from
// itself when it was changed: by its size, the time of its last change and how
// it begins. It is empty for what is no file.
func fileMark(name string) string {
	name = filepath.FromSlash(name)
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return "" // opening a pipe could wait for ever
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, markBytes)); err != nil {
		return ""
	}
	return fmt.Sprintf("%d-%d-%s", info.Size(), info.ModTime().UnixMicro(), hex.EncodeToString(h.Sum(nil)[:8]))
}
