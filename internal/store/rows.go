package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// maxInterned bounds the names that are kept in memory; others are looked up.
const maxInterned = 50_000

// A rowWriter is the goroutine that writes: its statements and what it knows of
// the database.
type rowWriter struct {
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
	buf             []byte        // for one row
	packer          *zstd.Encoder // of summaries; nil before the first
	packed          []byte
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
func (in *inserter) add(rw *rowWriter, values ...any) error {
	if in.n == maxRows {
		if err := in.flush(rw); err != nil {
			return err
		}
	}
	in.n++
	in.values = append(in.values, values...)
	return nil
}

// flush writes the rows.
func (in *inserter) flush(rw *rowWriter) error {
	if in.n == 0 {
		return nil
	}
	err := rw.exec(in.statements[in.n], in.values...)
	clear(in.values)
	in.n, in.values = 0, in.values[:0]
	return err
}

// A kind is what many findings have in common.
type kind struct {
	check                           *check.Check
	severity                        check.Severity
	preview                         bool
	subject, template, help, impact string
}

type inputRow struct {
	id     int64
	name   string
	record int
	offset int64
	dirty  bool
}

func newRowWriter(w *Writer) *rowWriter {
	return &rowWriter{
		w: w, names: map[string]int64{}, checks: map[*check.Check]int64{}, kinds: map[kind]int64{}, stmt: map[string]*sql.Stmt{},
		facts: newInserter("facts", 5), findings: newInserter("findings", 13),
	}
}

func (rw *rowWriter) start() error {
	return rw.row("SELECT coalesce(max(id), 0) + 1 FROM pages").Scan(&rw.nextPage)
}

func (rw *rowWriter) begin() error {
	if rw.tx {
		return nil
	}
	rw.tx, rw.since, rw.pages = true, time.Now(), 0
	return rw.exec("BEGIN IMMEDIATE")
}

// turn commits when it is time to. It is called in front of a page and nowhere
// else: what is wrong with a page's record, or stands behind it, can be told
// after the page, and a resumed run is not told of it again.
func (rw *rowWriter) turn() error {
	if rw.pages >= commitPages || rw.tx && time.Since(rw.since) > commitEvery {
		if err := rw.commit(); err != nil {
			return err
		}
	}
	return rw.begin()
}

func (rw *rowWriter) commit() error {
	if !rw.tx {
		return nil
	}
	err := rw.keepMark()
	if err == nil {
		err = rw.w.files.check()
	}
	if err != nil {
		return err
	}
	err = rw.exec("COMMIT")
	rw.tx = err != nil
	return err
}

// keepMark writes how far the input was read.
func (rw *rowWriter) keepMark() error {
	if rw.in == nil || !rw.in.dirty {
		return nil
	}
	rw.in.dirty = false
	return rw.exec("UPDATE inputs SET last_record = ?, last_offset = ? WHERE id = ?", rw.in.record, rw.in.offset, rw.in.id)
}

func (rw *rowWriter) exec(query string, args ...any) error {
	st, err := rw.prepare(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background(), args...)
	return err
}

func (rw *rowWriter) prepare(query string) (*sql.Stmt, error) {
	if st := rw.stmt[query]; st != nil {
		return st, nil
	}
	st, err := rw.w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		rw.stmt[query] = st
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

func (rw *rowWriter) row(query string, args ...any) row {
	st, err := rw.prepare(query)
	if err != nil {
		return row{err: err}
	}
	return row{Row: st.QueryRowContext(context.Background(), args...)}
}

func (rw *rowWriter) insert(query string, args ...any) (int64, error) {
	st, err := rw.prepare(query)
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
func (rw *rowWriter) name(text string) (int64, error) {
	if id, ok := rw.names[text]; ok {
		return id, nil
	}
	if len(rw.names) >= maxInterned {
		clear(rw.names)
	}
	var id int64
	err := rw.row("SELECT id FROM names WHERE text = ?", text).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = rw.insert("INSERT INTO names (text) VALUES (?)", text)
	}
	if err != nil {
		return 0, err
	}
	rw.names[text] = id
	return id, nil
}

func (rw *rowWriter) check(c *check.Check) (int64, error) {
	if id, ok := rw.checks[c]; ok {
		return id, nil
	}
	if err := rw.exec(`INSERT INTO checks (name, family, title, since, preview) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
		SET family = excluded.family, title = excluded.title, since = excluded.since, preview = excluded.preview`,
		c.ID, c.Family(), c.Title, orNull(c.Since), c.Preview); err != nil {
		return 0, err
	}
	var id int64
	if err := rw.row("SELECT id FROM checks WHERE name = ?", c.ID).Scan(&id); err != nil {
		return 0, err
	}
	rw.checks[c] = id
	return id, nil
}

// input is the row of an input of this run, by its name as the user gave it.
func (rw *rowWriter) input(name string) (*inputRow, error) {
	if rw.in != nil && rw.in.name == name {
		return rw.in, nil
	}
	if err := rw.keepMark(); err != nil {
		return nil, err
	}
	in := &inputRow{name: name}
	err := rw.row("SELECT id, last_record, last_offset FROM inputs WHERE run = ? AND name = ?", rw.w.run, storedName(name)).Scan(&in.id, &in.record, &in.offset)
	if errors.Is(err, sql.ErrNoRows) {
		in.id, err = rw.insert("INSERT INTO inputs (run, name, mark, last_record, last_offset) VALUES (?, ?, ?, 0, 0)", rw.w.run, storedName(name), fileMark(name))
	}
	if err != nil {
		return nil, err
	}
	rw.in = in
	return in, nil
}

func (rw *rowWriter) entry(e entry) error {
	if e.problem != nil {
		if err := rw.begin(); err != nil {
			return err
		}
		return rw.problem(e.problem)
	}
	if err := rw.turn(); err != nil {
		return err
	}
	rw.pages++
	if e.result.Late {
		return rw.late(e.result)
	}
	return rw.page(e.result)
}

// problem stores a problem once. A resumed run meets those behind its mark
// again. A problem does not move the mark: the page of its record may be to
// come.
func (rw *rowWriter) problem(p *Problem) error {
	var input any
	if p.Input != "" {
		in, err := rw.input(p.Input)
		if err != nil {
			return err
		}
		input = in.id
	}
	return rw.exec(`INSERT INTO problems (run, input, record, offset, unpacked, broken, name, message) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
		WHERE NOT EXISTS (SELECT 1 FROM problems WHERE run = ?1 AND input IS ?2 AND record = ?3 AND offset IS ?4 AND name = ?7 AND message = ?8)`,
		rw.w.run, input, p.Record, known(p.Offset), p.Unpacked, p.Broken, storedName(p.Name), text.Clean(p.Message))
}

func (rw *rowWriter) page(r *checks.Result) error {
	name := r.Input
	if name == "" {
		name = r.Name
	}
	in, err := rw.input(name)
	if err != nil {
		return err
	}
	in.record, in.offset, in.dirty = max(r.Index, 1), max(r.Offset, 0), true
	id, err := rw.addPage(in, r, r.Index)
	if err != nil {
		return err
	}
	if r.Summary != nil {
		if err := rw.pageFacts(id, r.Summary); err != nil {
			return err
		}
		if rw.w.summaries {
			if err := rw.pageSummary(id, r.Summary); err != nil {
				return err
			}
		}
	}
	return rw.rest(id, 0, in.name, r)
}

// addPage makes the row of a page, or of another file with findings.
func (rw *rowWriter) addPage(in *inputRow, r *checks.Result, record int) (id int64, err error) {
	id = rw.nextPage
	rw.nextPage++
	count := counted(r)
	var origin, path any
	if r.URL != "" {
		o, p := splitURL(text.Clean(r.URL))
		path = p
		if o != "" {
			if origin, err = rw.name(o); err != nil {
				return 0, err
			}
		}
	}
	var captured, status, role any
	if sum := r.Summary; sum != nil {
		if !sum.Captured.IsZero() {
			captured = sum.Captured.Unix()
		}
		if sum.Status != 0 {
			status = sum.Status
		}
		if sum.Role != "" {
			if role, err = rw.name(sum.Role); err != nil {
				return 0, err
			}
		}
	}
	entry := r.Name
	if entry == in.name {
		entry = ""
	}
	return id, rw.exec("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id, in.id, record, known(r.Offset), orNull(storedName(entry)), origin, path, captured, status,
		count[check.Error], count[check.Warning], count[check.Info], r.Dropped, role)
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
func (rw *rowWriter) late(r *checks.Result) error {
	if !rw.indexed {
		for _, index := range []string{
			"CREATE INDEX IF NOT EXISTS pages_record ON pages (input, record)",
			"CREATE INDEX IF NOT EXISTS pages_name ON pages (name) WHERE name IS NOT NULL",
		} {
			if err := rw.exec(index); err != nil {
				return err
			}
		}
		rw.indexed = true
	}
	var id, n int64
	var input string
	err := rw.row(`SELECT p.id, i.name FROM inputs i JOIN pages p ON p.input = i.id
		WHERE i.run = ?1 AND i.name = ?2 AND p.record = ?3 AND p.name IS NULL
		UNION ALL SELECT p.id, i.name FROM pages p JOIN inputs i ON i.id = p.input
		WHERE i.run = ?1 AND p.name = ?2 AND p.record = ?3 LIMIT 1`, rw.w.run, storedName(r.Name), r.Index).Scan(&id, &input)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		in, err := rw.input(r.Name)
		if err != nil {
			return err
		}
		if id, err = rw.addPage(in, r, -1); err != nil {
			return err
		}
		return rw.rest(id, 0, in.name, r)
	case err != nil:
		return err
	}
	if err := rw.row("SELECT coalesce(max(n), -1) + 1 FROM findings WHERE page = ?", id).Scan(&n); err != nil {
		return err
	}
	count := counted(r)
	if err := rw.exec("UPDATE pages SET errors = errors + ?, warnings = warnings + ?, infos = infos + ?, dropped = dropped + ? WHERE id = ?",
		count[check.Error], count[check.Warning], count[check.Info], r.Dropped, id); err != nil {
		return err
	}
	return rw.rest(id, int(n), rawName(input), r)
}

// rest stores the findings of a page, numbered from n on, and what broke.
func (rw *rowWriter) rest(id int64, n int, input string, r *checks.Result) error {
	for i := range r.Findings {
		if err := rw.finding(id, n+i, &r.Findings[i]); err != nil {
			return err
		}
	}
	if err := rw.findings.flush(rw); err != nil {
		return err
	}
	for _, f := range r.Failures {
		if err := rw.problem(&Problem{Input: input, Record: r.Index, Offset: r.Offset, Name: r.Name, Broken: true,
			Message: "check " + f.Check + " broke, the other checks ran: " + f.Err}); err != nil {
			return err
		}
	}
	return nil
}

func (rw *rowWriter) finding(page int64, n int, f *checks.Finding) error {
	template, args := split(text.Clean(f.Message))
	help, helpArgs := split(text.Clean(f.Help))
	k, err := rw.kind(kind{f.Check, f.Severity, f.Preview, text.Clean(f.Subject), template, help, text.Clean(f.Impact)})
	if err != nil {
		return err
	}
	arguments, err := rw.arguments(args)
	if err != nil {
		return err
	}
	helpArguments, err := rw.arguments(helpArgs)
	if err != nil {
		return err
	}
	var cause, print, repeat any
	if f.Cause != "" {
		if cause, err = rw.name(text.Clean(f.Cause)); err != nil {
			return err
		}
	}
	if f.Fingerprint != "" {
		if print, repeat, err = fingerprintNumbers(f.Fingerprint); err != nil {
			return err
		}
	}
	standing := 0
	switch {
	case f.Suppressed != nil:
		standing = 1
	case f.State == checks.StateUnchanged:
		standing = 2
	}
	var line, column, lines, endColumn any
	if at := &f.Place; at.Known {
		line, column = at.Start.Line, at.Start.Column
		lines, endColumn = at.End.Line-at.Start.Line, at.End.Column
	}
	return rw.findings.add(rw, page, n, k, standing, line, column, arguments, helpArguments, cause, print, repeat, lines, endColumn)
}

// arguments is the JSON array of arguments, or NULL when there are none.
func (rw *rowWriter) arguments(args []string) (any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	b := append(rw.buf[:0], '[')
	for i, a := range args {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = jsontext.AppendQuote(b, a); err != nil {
			return nil, err
		}
	}
	rw.buf = append(b, ']')
	return string(rw.buf), nil
}

// fingerprintNumbers are the digits of a fingerprint, as the signed number of
// their bits, and the number behind them, or NULL.
func fingerprintNumbers(fingerprint string) (print, repeat any, err error) {
	digits, number, numbered := strings.Cut(fingerprint, "-")
	n, err := strconv.ParseUint(digits, 16, 64)
	if err == nil && numbered {
		repeat, err = strconv.ParseInt(number, 10, 64)
	}
	if err != nil || len(digits) != 16 {
		return nil, nil, fmt.Errorf("a finding has the fingerprint %q, which is none", fingerprint)
	}
	return int64(n), repeat, nil
}

// kind is the number of a kind.
func (rw *rowWriter) kind(k kind) (int64, error) {
	if id, ok := rw.kinds[k]; ok {
		return id, nil
	}
	c, err := rw.check(k.check)
	if err != nil {
		return 0, err
	}
	var ids [4]int64
	for i, t := range [...]string{k.template, k.subject, k.help, k.impact} {
		if t == "" && i > 0 {
			continue // a message has to have a template, also when it is empty
		}
		if ids[i], err = rw.name(t); err != nil {
			return 0, err
		}
	}
	template, subject, help, impact := ids[0], ids[1], ids[2], ids[3]
	var id int64
	err = rw.row(`SELECT id FROM kinds WHERE template = ? AND "check" = ? AND severity = ? AND subject = ? AND help = ? AND impact = ? AND preview = ?`,
		template, c, int(k.severity), subject, help, impact, k.preview).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = rw.insert(`INSERT INTO kinds ("check", severity, subject, template, help, impact, preview) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c, int(k.severity), subject, template, help, impact, k.preview)
	}
	if err != nil {
		return 0, err
	}
	if len(rw.kinds) >= maxInterned {
		clear(rw.kinds)
	}
	rw.kinds[k] = id
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
