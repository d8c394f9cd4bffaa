package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/internal/store"
)

func summaryCommand() *cli.Command {
	return &cli.Command{
		Name:      "summary",
		Usage:     "summarize a results store: by check, host, year and type",
		ArgsUsage: "STORE",
		Description: "STORE is a file that lint --store has written. Its last run is told of. The year of a page is that of its\n" +
			"capture, or else the one in which it says it was published.",
		Flags:  settingFlags(setting.Summary),
		Action: summary,
	}
}

func summary(c *cli.Context) error {
	v, err := settingsOf(c, setting.Summary)
	if err != nil {
		return err
	}
	args := c.Args().Slice()
	if v.Set("store") {
		args = append([]string{v.Text("store")}, args...)
	}
	if len(args) != 1 {
		return errors.New("summary takes one store: metacheck summary results.db")
	}
	top := int(v.Number("top"))
	if top < 0 {
		return fmt.Errorf("--top takes a number from 0 on, not %d", top)
	}
	var write func(io.Writer, *store.Summary) error
	switch v.Text("format") {
	case "text":
		write = textSummary
	case "json":
		write = jsonSummary
	case "markdown":
		write = markdownSummary
	default:
		return fmt.Errorf("unknown format %q%s (formats: %s)", v.Text("format"), checks.Suggest(v.Text("format"), setting.SummaryFormats), strings.Join(setting.SummaryFormats, ", "))
	}
	r, err := store.OpenReader(args[0])
	if err != nil {
		return escaped(err)
	}
	defer r.Close()
	s, err := r.Summarize(c.Context, store.SummaryOptions{Checks: top, Hosts: top, Types: top})
	if err != nil {
		return escaped(err)
	}
	w := bufio.NewWriter(c.App.Writer)
	if err := write(w, s); err != nil {
		return err
	}
	return w.Flush()
}

func jsonSummary(w io.Writer, s *store.Summary) error {
	data, err := json.MarshalIndent(struct {
		Version int `json:"version"`
		*store.Summary
	}{1, s}, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(report.SafeJSON(data), '\n'))
	return err
}

// summaryLines are the first lines of a summary.
func summaryLines(s *store.Summary) []string {
	lines := []string{fmt.Sprintf("%s (%s, %s, %d info) on %s",
		countOf(s.Findings, "finding"), countOf(s.Errors, "error"), countOf(s.Warnings, "warning"), s.Infos, countOf(s.Pages, "page"))}
	if s.NotCounted > 0 {
		lines = append(lines, countOf(s.NotCounted, "more finding")+" suppressed or in the baseline")
	}
	if s.Problems > 0 {
		lines = append(lines, countOf(s.Problems, "input or record")+" could not be linted")
		if s.Problems > 1 {
			lines[len(lines)-1] = fmt.Sprintf("%d inputs or records could not be linted", s.Problems)
		}
	}
	if !s.Run.Complete {
		lines = append(lines, "the run did not reach its end: metacheck lint --resume goes on with it")
	}
	return lines
}

// percent is a share for people.
func percent(part, of int) string {
	if of == 0 {
		return ""
	}
	share := 100 * float64(part) / float64(of)
	if part > 0 && share < 0.1 {
		return "<0.1%"
	}
	return fmt.Sprintf("%.1f%%", share)
}

// trend is the share of pages by year: "2019 12% 2020 15%".
func trend(years []store.YearShare) string {
	any := false
	var parts []string
	for _, y := range years {
		if y.Year != "unknown" {
			parts = append(parts, fmt.Sprintf("%s %.0f%%", y.Year, 100*y.Share))
			any = any || y.Pages > 0
		}
	}
	if len(parts) < 2 || !any {
		return ""
	}
	const shown = 10
	return strings.Join(parts[max(0, len(parts)-shown):], ", ")
}

// summaryTables are the tables of a summary behind that of the checks.
func summaryTables(s *store.Summary) []summaryTable {
	return []summaryTable{
		{"Hosts", "host", s.Hosts, s.MoreHosts},
		{"Years", "year", s.Years, 0},
		{"Types", "type", s.Types, s.MoreTypes},
	}
}

type summaryTable struct {
	title, column string
	groups        []store.GroupSummary
	more          int
}

func (t *summaryTable) rows(all int) [][]any {
	var rows [][]any
	for _, g := range t.groups {
		rows = append(rows, []any{g.Name, int64(g.Pages), rightText(percent(g.Pages, all)), rightText(percent(g.WithErrors, g.Pages)),
			rightText(percent(g.WithFindings, g.Pages)), rightText(fmt.Sprintf("%.1f", float64(g.Findings)/float64(max(g.Pages, 1))))})
	}
	return rows
}

func (t *summaryTable) columns() []string {
	return []string{t.column, "pages", "share", "with errors", "with findings", "findings a page"}
}

// rightText is text that stands on the right of its column.
type rightText string

// checkColumns are the columns of the table of checks.
var checkColumns = []string{"check", "severity", "pages", "share", "findings", "share by year"}

func checkRow(c *store.CheckSummary, all int) []any {
	return []any{c.Check, c.Severity, int64(c.Pages), rightText(percent(c.Pages, all)), int64(c.Findings), trend(c.Years)}
}

// moreLine counts what a table leaves out; empty when it leaves out nothing.
func moreLine(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("and %s; --top 0 shows all", countOf(n, "more "+what))
}

// place is an example in front of its message.
func place(ex store.Example) string {
	if ex.Line > 0 {
		return fmt.Sprintf("%s (line %d)", ex.Page, ex.Line)
	}
	return ex.Page
}

func textSummary(w io.Writer, s *store.Summary) error {
	bw := bufio.NewWriter(w)
	for _, line := range summaryLines(s) {
		fmt.Fprintln(bw, line)
	}
	if len(s.Checks) > 0 {
		var rows [][]any
		for i := range s.Checks {
			rows = append(rows, checkRow(&s.Checks[i], s.Pages))
		}
		fmt.Fprintln(bw, "\nChecks")
		for i, line := range align(checkColumns, rows) {
			fmt.Fprintln(bw, line)
			if i < 2 {
				continue
			}
			for _, ex := range s.Checks[i-2].Examples[:1] {
				fmt.Fprintf(bw, "    %s: %s\n", report.Escape(place(ex)), report.Escape(ex.Message))
			}
		}
		if more := moreLine(s.MoreChecks, "check"); more != "" {
			fmt.Fprintln(bw, more)
		}
	}
	for _, t := range summaryTables(s) {
		if len(t.groups) == 0 {
			continue
		}
		fmt.Fprintf(bw, "\n%s\n", t.title)
		for _, line := range align(t.columns(), t.rows(s.Pages)) {
			fmt.Fprintln(bw, line)
		}
		if more := moreLine(t.more, t.column); more != "" {
			fmt.Fprintln(bw, more)
		}
	}
	return bw.Flush()
}

// align makes a table of rows: its lines, the names of the columns and a rule
// in front.
func align(columns []string, rows [][]any) []string {
	var b strings.Builder
	w := bufio.NewWriter(&b)
	t := &textTable{w: w}
	// Nothing that is written to memory fails.
	_ = t.head(columns)
	for _, row := range rows {
		_ = t.row(row)
	}
	if !t.started {
		_ = t.start()
	}
	_ = w.Flush()
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func markdownSummary(w io.Writer, s *store.Summary) error {
	bw := bufio.NewWriter(w)
	fmt.Fprintln(bw, "## metacheck")
	for _, line := range summaryLines(s) {
		fmt.Fprintf(bw, "\n%s\n", markdownCell(line))
	}
	table := func(title string, columns []string, rows [][]any, more string) error {
		if len(rows) == 0 {
			return nil
		}
		fmt.Fprintf(bw, "\n### %s\n\n", title)
		t := &markdownTable{w: bw}
		if err := t.head(columns); err != nil {
			return err
		}
		for _, row := range rows {
			if err := t.row(row); err != nil {
				return err
			}
		}
		if more != "" {
			fmt.Fprintf(bw, "\n%s\n", markdownCell(more))
		}
		return nil
	}
	var rows [][]any
	for i := range s.Checks {
		c := &s.Checks[i]
		row := checkRow(c, s.Pages)
		for _, ex := range c.Examples[:1] {
			row = append(row, place(ex)+": "+ex.Message)
		}
		rows = append(rows, row)
	}
	if err := table("Checks", append(checkColumns[:len(checkColumns):len(checkColumns)], "example"), rows, moreLine(s.MoreChecks, "check")); err != nil {
		return err
	}
	for _, t := range summaryTables(s) {
		if err := table(t.title, t.columns(), t.rows(s.Pages), moreLine(t.more, t.column)); err != nil {
			return err
		}
	}
	return bw.Flush()
}
