package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"
)

// How much of each part a Summary keeps.
const (
	summaryExamples = 3
	summaryYears    = 60
	// summaryGroups bounds the hosts and types that are counted; pages of
	// others are counted in none.
	summaryGroups = 500_000
)

// A Summary tells what one run found, in numbers.
type Summary struct {
	// Run is the run that is told of; Runs is how many the store holds.
	Run      SummaryRun `json:"run"`
	Runs     int        `json:"runs"`
	Pages    int        `json:"pages"`
	Problems int        `json:"problems"`
	Findings int        `json:"findings"`
	Errors   int        `json:"errors"`
	Warnings int        `json:"warnings"`
	Infos    int        `json:"infos"`
	// NotCounted are findings that are suppressed or in the baseline; they are
	// in none of the other numbers.
	NotCounted int `json:"notCounted"`
	// Checks are sorted by the number of pages; Hosts and Types too, cut at
	// what was asked for, with the number of those left out. Years rise.
	Checks []CheckSummary `json:"checks"`
	Hosts  []GroupSummary `json:"hosts"`
	Types  []GroupSummary `json:"types"`
	Years  []GroupSummary `json:"years"`

	MoreChecks int `json:"moreChecks"`
	MoreHosts  int `json:"moreHosts"`
	MoreTypes  int `json:"moreTypes"`
}

// A SummaryRun is the run that a Summary tells of.
type SummaryRun struct {
	Started    string `json:"started"`
	Ended      string `json:"ended,omitzero"`
	Complete   bool   `json:"complete"`
	Version    string `json:"version"`
	Vocabulary string `json:"vocabulary"`
}

// A GroupSummary tells of the pages of a host, of a year (that of the capture,
// else that of publication), or with things of a type. A page can have several
// types.
type GroupSummary struct {
	Name string `json:"name"`
	// Pages is their number, WithErrors and WithFindings how many of them have
	// errors, or findings at all.
	Pages        int `json:"pages"`
	WithErrors   int `json:"pagesWithErrors"`
	WithFindings int `json:"pagesWithFindings"`
	Findings     int `json:"findings"`
}

// A CheckSummary tells what one check found.
type CheckSummary struct {
	Check string `json:"check"`
	// Severity is the highest that its findings have.
	Severity string `json:"severity"`
	Findings int    `json:"findings"`
	Pages    int    `json:"pages"`
	// Share is that of all pages, from 0 to 1.
	Share float64 `json:"share"`
	// Examples are the first findings.
	Examples []Example `json:"examples"`
	// Years are the shares of the pages of each year that have a finding of the
	// check, in the order of the years of the Summary that have pages.
	Years []YearShare `json:"years,omitzero"`
}

// An Example is one finding of a check.
type Example struct {
	// Page is the address, or else the name of the page.
	Page    string `json:"page"`
	Line    int    `json:"line,omitzero"`
	Message string `json:"message"`
	// Help is what to do; empty in runs that were stored by schema 1, whose
	// messages have it in them.
	Help string `json:"help,omitzero"`
}

// A YearShare is how many of the pages of a year have a finding.
type YearShare struct {
	Year  string  `json:"year"`
	Pages int     `json:"pages"`
	Share float64 `json:"share"`
}

// SummaryOptions bound a Summary. Zero keeps everything.
type SummaryOptions struct {
	Checks, Hosts, Types int
}

// group counts pages of one host, year or type.
type group struct{ pages, withErrors, withFindings, findings int }

func (g *group) add(found, failed int) {
	g.pages++
	g.findings += found
	if found > 0 {
		g.withFindings++
	}
	if failed > 0 {
		g.withErrors++
	}
}

// checkCount counts what one check found. Pages are counted by year, and pages
// without one under 0.
type checkCount struct {
	severity, findings, pages int
	last                      int64 // page
	years                     map[int]int
	examples                  [][2]int64 // page, n
}

// Summarize tells what the last run of the store found. It reads all of it
// once, with memory for the numbers alone.
func (r *Reader) Summarize(ctx context.Context, opts SummaryOptions) (*Summary, error) {
	s, err := r.summarize(ctx, opts)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s, explain(r.path, err)
}

func (r *Reader) summarize(ctx context.Context, opts SummaryOptions) (*Summary, error) {
	// One transaction: a run may write meanwhile.
	tx, err := r.conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	// It has written nothing.
	defer func() { _ = tx.Rollback() }()
	s := &Summary{Checks: []CheckSummary{}}
	var run int64
	var ended sql.NullString
	err = tx.QueryRowContext(ctx, "SELECT id, started, ended, complete, version, vocabulary, (SELECT count(*) FROM runs) FROM runs ORDER BY id DESC LIMIT 1").
		Scan(&run, &s.Run.Started, &ended, &s.Run.Complete, &s.Run.Version, &s.Run.Vocabulary, &s.Runs)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errors.New("the store holds no run")
	}
	if err != nil {
		return nil, err
	}
	s.Run.Ended = ended.String
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM problems WHERE run = ? AND broken = 0", run).Scan(&s.Problems); err != nil {
		return nil, err
	}
	version, err := versionIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	c := &counting{ctx: ctx, tx: tx, run: run, s: s, version: version, years: map[int]*group{}, types: map[int64]*group{}, hosts: map[int64]*group{}, checks: map[int64]*checkCount{}}
	if err := c.pages(); err != nil {
		return nil, err
	}
	return s, c.finish(opts)
}

// counting reads pages, their types and findings in step.
type counting struct {
	ctx context.Context
	tx  *sql.Tx
	run int64
	s   *Summary
	// version is that of the schema.
	version int

	years  map[int]*group
	types  map[int64]*group
	hosts  map[int64]*group
	checks map[int64]*checkCount
}

// A cursor is a query whose rows begin with the number of a page, in order.
type cursor struct {
	rows *sql.Rows
	page int64
	to   []any
	done bool
}

func (c *counting) cursor(query string, to ...any) (*cursor, error) {
	rows, err := c.tx.QueryContext(c.ctx, query, c.run)
	if err != nil {
		return nil, err
	}
	cur := &cursor{rows: rows}
	cur.to = append([]any{&cur.page}, to...)
	return cur, cur.next()
}

func (c *cursor) next() error {
	if c.rows.Next() {
		return c.rows.Scan(c.to...)
	}
	c.done = true
	return c.rows.Err()
}

func (c *counting) pages() error {
	const ofRun = "input IN (SELECT id FROM inputs WHERE run = ?)"
	var record, captured, found, failed, name, value, check, severity, standing, n sql.NullInt64
	var host sql.NullInt64
	var text sql.NullString
	pages, err := c.cursor("SELECT id, record, origin, captured, errors + warnings + infos, errors FROM pages WHERE "+ofRun+" ORDER BY id",
		&record, &host, &captured, &found, &failed)
	if err != nil {
		return err
	}
	defer pages.rows.Close()
	ids, err := c.names("published", "type")
	if err != nil {
		return err
	}
	published, typed := ids[0], ids[1]
	// Facts and findings of other runs are passed over below; those in front of
	// the first page are not read.
	const from = "page >= (SELECT coalesce(min(id), 0) FROM pages WHERE " + ofRun + ")"
	facts, err := c.cursor("SELECT page, name, value, text FROM facts WHERE "+from+" AND name IN ("+
		strconv.FormatInt(published, 10)+", "+strconv.FormatInt(typed, 10)+") ORDER BY page, name, n", &name, &value, &text)
	if err != nil {
		return err
	}
	defer facts.rows.Close()
	findings, err := c.cursor(`SELECT f.page, k."check", k.severity, f.standing, f.n FROM findings f CROSS JOIN kinds k ON k.id = f.kind WHERE f.`+from+" ORDER BY f.page, f.n",
		&check, &severity, &standing, &n)
	if err != nil {
		return err
	}
	defer findings.rows.Close()
	var types []int64
	for ; !pages.done; err = pages.next() {
		if err != nil {
			return err
		}
		year := 0
		if captured.Valid {
			year = yearOf(captured.Int64)
		}
		types = types[:0]
		for !facts.done && facts.page <= pages.page {
			if facts.page == pages.page {
				switch {
				case name.Int64 == typed && value.Valid:
					types = append(types, value.Int64)
				case name.Int64 == published && year == 0 && len(text.String) >= 4:
					year, _ = strconv.Atoi(text.String[:4])
				}
			}
			if err := facts.next(); err != nil {
				return err
			}
		}
		if record.Int64 >= 0 {
			c.s.Pages++
			groupOf(c.years, year).add(int(found.Int64), int(failed.Int64))
			if host.Valid {
				groupOf(c.hosts, host.Int64).add(int(found.Int64), int(failed.Int64))
			}
			for _, t := range types {
				groupOf(c.types, t).add(int(found.Int64), int(failed.Int64))
			}
		}
		for !findings.done && findings.page <= pages.page {
			if findings.page == pages.page {
				if standing.Int64 != 0 {
					c.s.NotCounted++
				} else {
					c.finding(pages.page, n.Int64, check.Int64, int(severity.Int64), year, record.Int64 >= 0)
				}
			}
			if err := findings.next(); err != nil {
				return err
			}
		}
	}
	return err
}

// names are the numbers of names; 0 for those that the store does not have.
func (c *counting) names(texts ...string) ([]int64, error) {
	ids := make([]int64, len(texts))
	for i, t := range texts {
		err := c.tx.QueryRowContext(c.ctx, "SELECT id FROM names WHERE text = ?", t).Scan(&ids[i])
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return ids, nil
}

// groupOf is the group of a key; one that nobody asks for when there are too
// many.
func groupOf[K comparable](m map[K]*group, key K) *group {
	g := m[key]
	if g == nil {
		g = &group{}
		if len(m) < summaryGroups {
			m[key] = g
		}
	}
	return g
}

func (c *counting) finding(page, n, check int64, severity, year int, isPage bool) {
	c.s.Findings++
	switch severity {
	case 3:
		c.s.Errors++
	case 2:
		c.s.Warnings++
	default:
		c.s.Infos++
	}
	count := c.checks[check]
	if count == nil {
		count = &checkCount{years: map[int]int{}}
		c.checks[check] = count
	}
	count.findings++
	count.severity = max(count.severity, severity)
	if count.last == page {
		return
	}
	count.last = page
	if isPage {
		count.pages++
		count.years[year]++
	}
	if len(count.examples) < summaryExamples {
		count.examples = append(count.examples, [2]int64{page, n})
	}
}

// finish puts names to the numbers, and sorts them.
func (c *counting) finish(opts SummaryOptions) error {
	var err error
	s := c.s
	hostName := func(id int64) (string, error) {
		return c.text("SELECT CASE WHEN text LIKE '%://%' THEN substr(text, instr(text, '://') + 3) ELSE text END FROM names WHERE id = ?", id)
	}
	typeName := func(id int64) (string, error) { return c.text("SELECT text FROM names WHERE id = ?", id) }
	yearName := func(y int) (string, error) {
		if y == 0 {
			return "unknown", nil
		}
		return strconv.Itoa(y), nil
	}
	if s.Hosts, s.MoreHosts, err = groups(c.hosts, opts.Hosts, hostName); err != nil {
		return err
	}
	if s.Types, s.MoreTypes, err = groups(c.types, opts.Types, typeName); err != nil {
		return err
	}
	if s.Years, _, err = groups(c.years, summaryYears, yearName); err != nil {
		return err
	}
	slices.SortFunc(s.Years, func(a, b GroupSummary) int { return cmp.Compare(a.Name, b.Name) })
	for id, count := range c.checks {
		name, err := c.text("SELECT name FROM checks WHERE id = ?", id)
		if err != nil {
			return err
		}
		s.Checks = append(s.Checks, CheckSummary{Check: name, Severity: severityName(count.severity), Findings: count.findings, Pages: count.pages})
		sum := &s.Checks[len(s.Checks)-1]
		if s.Pages > 0 {
			sum.Share = float64(count.pages) / float64(s.Pages)
		}
		for _, y := range s.Years {
			if n, err := strconv.Atoi(y.Name); err == nil && y.Pages > 0 {
				sum.Years = append(sum.Years, YearShare{y.Name, count.years[n], float64(count.years[n]) / float64(y.Pages)})
			}
		}
		for _, at := range count.examples {
			ex, err := c.example(at[0], at[1])
			if err != nil {
				return err
			}
			sum.Examples = append(sum.Examples, ex)
		}
	}
	slices.SortFunc(s.Checks, func(a, b CheckSummary) int {
		return cmp.Or(cmp.Compare(b.Pages, a.Pages), cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.Check, b.Check))
	})
	if opts.Checks > 0 && len(s.Checks) > opts.Checks {
		s.MoreChecks = len(s.Checks) - opts.Checks
		s.Checks = s.Checks[:opts.Checks]
	}
	return nil
}

func (c *counting) text(query string, id int64) (text string, err error) {
	err = c.tx.QueryRowContext(c.ctx, query, id).Scan(&text)
	return text, err
}

// groups are the largest groups, and how many there are beside them.
func groups[K cmp.Ordered](m map[K]*group, keep int, name func(K) (string, error)) ([]GroupSummary, int, error) {
	type one struct {
		key K
		*group
	}
	var all []one
	for k, g := range m {
		all = append(all, one{k, g})
	}
	// By number first, so that only names which may be kept are looked up.
	slices.SortFunc(all, func(a, b one) int { return cmp.Or(cmp.Compare(b.pages, a.pages), cmp.Compare(a.key, b.key)) })
	cut := len(all)
	if keep > 0 && keep < len(all) {
		for cut = keep; cut < len(all) && all[cut].pages == all[keep-1].pages && cut < 100*keep; cut++ {
		}
	}
	list := make([]GroupSummary, 0, cut)
	for _, g := range all[:cut] {
		n, err := name(g.key)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, GroupSummary{n, g.pages, g.withErrors, g.withFindings, g.findings})
	}
	slices.SortFunc(list, func(a, b GroupSummary) int {
		return cmp.Or(cmp.Compare(b.Pages, a.Pages), cmp.Compare(a.Name, b.Name))
	})
	if keep > 0 && keep < len(list) {
		list = list[:keep]
	}
	return list, len(all) - len(list), nil
}

// example is one finding in words.
func (c *counting) example(page, n int64) (Example, error) {
	var ex Example
	var line sql.NullInt64
	var template string
	var help, arguments, helpArguments sql.NullString
	parts := "h.text, f.help_arguments"
	from := "LEFT JOIN names h ON h.id = k.help"
	if c.version < 2 {
		parts, from = "NULL, NULL", ""
	}
	err := c.tx.QueryRowContext(c.ctx, `SELECT coalesce(o.text || p.path, coalesce(p.name, i.name) || CASE WHEN p.record > 0 THEN '#' || p.record ELSE '' END),
		f.line, t.text, f.arguments, `+parts+`
		FROM findings f JOIN kinds k ON k.id = f.kind JOIN names t ON t.id = k.template JOIN pages p ON p.id = f.page JOIN inputs i ON i.id = p.input
		LEFT JOIN names o ON o.id = p.origin `+from+` WHERE f.page = ? AND f.n = ?`, page, n).
		Scan(&ex.Page, &line, &template, &arguments, &help, &helpArguments)
	if err != nil {
		return ex, err
	}
	ex.Line = int(line.Int64)
	if ex.Message, err = filled(template, arguments); err != nil {
		return ex, err
	}
	ex.Help, err = filled(help.String, helpArguments)
	return ex, err
}

// filled is a template with its arguments, a JSON array or NULL.
func filled(template string, arguments sql.NullString) (string, error) {
	if !arguments.Valid {
		return template, nil
	}
	var args []string
	if err := json.Unmarshal([]byte(arguments.String), &args); err != nil {
		return "", err
	}
	return join(template, args), nil
}

func severityName(s int) string {
	switch s {
	case 3:
		return "error"
	case 2:
		return "warning"
	}
	return "info"
}

// yearOf is the year of a time in seconds since 1970.
func yearOf(seconds int64) int { return time.Unix(seconds, 0).UTC().Year() }
