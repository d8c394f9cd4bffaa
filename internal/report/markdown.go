package report

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

const (
	// markdownLimit bounds the report, in bytes. GitHub refuses comments
	// beyond 65,536 characters; some room is left for what a workflow puts
	// around it.
	markdownLimit = 65_000
	// markdownTail is the room for the head of the table and the last line.
	markdownTail = 200
)

// What stands around the findings of a page.
const (
	markdownTable = "\n| page | errors | warnings | info |\n|---|--:|--:|--:|\n"
	markdownFold  = "\n<details><summary>%s: %s</summary>\n\n"
	markdownEnd   = "\n</details>\n"
)

// markdownReporter writes Markdown as GitHub and GitLab show it in comments
// and job summaries: the summary, a table of the pages, and the findings that
// count, folded. It is bounded: errors have room before warnings, those before
// info, and what found none is counted. Text of pages stands in code spans,
// where nothing in it is markup, a mention or a link.
type markdownReporter struct {
	w       io.Writer
	summary Summary
	pages   []*markdownPage
	// kept are findings by severity, each list within the limit.
	kept  [check.Error + 1][]markdownLine
	sizes [check.Error + 1]int
	// unkept are findings beyond the lists.
	unkept int
	failed []string
	size   int // of failed
}

// A markdownPage is a page with findings that are kept.
type markdownPage struct {
	row, fold string
	lines     []markdownLine
	used      bool
}

type markdownLine struct {
	page *markdownPage
	// order is the place of the finding in the run.
	order int
	text  string
}

func newMarkdown(w io.Writer, _ Options) Reporter { return &markdownReporter{w: w} }

func (m *markdownReporter) Page(r *checks.Result) error {
	m.summary.Add(r)
	if r.Err != nil {
		m.fail("could not be linted: "+r.Err.Error(), r)
	}
	for _, f := range r.Failures {
		m.fail("check "+f.Check+" broke, the other checks ran: "+f.Err, r)
	}
	page := &markdownPage{}
	kept := false
	var counts Summary
	counts.Add(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Counts() {
			continue
		}
		if m.sizes[f.Severity] >= markdownLimit {
			m.unkept++
			continue
		}
		line := markdownLine{page, i, markdownFinding(r, f)}
		m.sizes[f.Severity] += len(line.text)
		m.kept[f.Severity] = append(m.kept[f.Severity], line)
		kept = true
	}
	if kept {
		label := Escape(short(r.Label()))
		page.row = fmt.Sprintf("| %s | %d | %d | %d |\n", tableCode(label), counts.Errors, counts.Warnings, counts.Infos)
		title := "<code>" + html.EscapeString(label) + "</code>"
		if r.URL != "" {
			title += " (<code>" + html.EscapeString(Escape(short(r.URL))) + "</code>)"
		}
		page.fold = fmt.Sprintf(markdownFold, title, count(counts.Total(), "finding"))
		m.pages = append(m.pages, page)
	}
	return nil
}

func (m *markdownReporter) fail(what string, r *checks.Result) {
	if m.size < markdownLimit/4 {
		line := fmt.Sprintf("- %s %s\n", code(short(r.Label())), code(short(what)))
		m.failed = append(m.failed, line)
		m.size += len(line)
	}
}

// markdownFinding is a finding as an item of a list, its other parts and places
// as items of its own list.
func markdownFinding(r *checks.Result, f *checks.Finding) string {
	var b strings.Builder
	at := "the page"
	if f.Place.Known {
		at = fmt.Sprintf("line %d, column %d", f.Place.Start.Line, f.Place.Start.Column)
	} else if f.Place.Outside != "" {
		at = code(short(f.Place.Outside))
	}
	fmt.Fprintf(&b, "- **%s**, %s: %s ([`%s`](%s))\n", f.Severity, at, markdownMessage(f.Message), f.Check.ID, f.Check.URL())
	if words := impact(f); words != "" {
		fmt.Fprintf(&b, "  - impact: %s\n", markdownMessage(words))
	}
	if f.Help != "" {
		fmt.Fprintf(&b, "  - help: %s\n", markdownMessage(f.Help))
	}
	for i, rel := range f.Related {
		if i == 5 {
			fmt.Fprintf(&b, "  - and %s\n", count(len(f.Related)-i, "more place"))
			break
		}
		fmt.Fprintf(&b, "  - %s: %s\n", code(short(where(related(r.Label(), rel), rel.Place))), markdownMessage(rel.Message))
	}
	return b.String()
}

// markdownMessage writes a message: what it quotes as code, the rest as text.
// [check.Quote] leaves no quotation mark inside of what it quotes.
func markdownMessage(s string) string {
	parts := strings.Split(Escape(s), `"`)
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 && i < len(parts)-1 {
			b.WriteString(code(`"` + part + `"`))
			continue
		}
		if i%2 == 1 {
			part = `"` + part
		}
		b.WriteString(markdownText(part))
	}
	return b.String()
}

// markdownText writes text in which nothing is markup: punctuation is escaped,
// also that of addresses, and a word joiner keeps "@name" and "#1" from being
// mentions for services that look for them in the text that is shown.
func markdownText(s string) string {
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune("\\`*_{}[]<>#!|~&$@", r) || r == ':' && strings.HasPrefix(s[i:], "://") {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r == '@' || r == '#' || r == '!' {
			b.WriteRune('\u2060')
		}
	}
	return b.String()
}

// code is a code span that shows s, whatever backticks it has.
func code(s string) string {
	s = Escape(s)
	if s == "" {
		return "` `"
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}

// tableCode is a code span in a table, where a bar ends the cell even in code.
func tableCode(s string) string { return strings.ReplaceAll(code(s), "|", `\|`) }

// short bounds names, which can be as long as a path.
func short(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most/2]) + "…" + string(r[len(r)-most/2:])
	}
	return s
}

// choose takes the findings that have room, the worst first, and gives the
// number of those that have none.
func (m *markdownReporter) choose(room int) (left int) {
	left = m.unkept
	for s := check.Error; s >= check.Info; s-- {
		for _, line := range m.kept[s] {
			cost := len(line.text)
			if !line.page.used {
				cost += len(line.page.row) + len(line.page.fold) + len(markdownEnd)
			}
			if cost > room {
				left++
				continue
			}
			room -= cost
			line.page.used = true
			line.page.lines = append(line.page.lines, line)
		}
	}
	return left
}

func (m *markdownReporter) Close(e *Ending) error {
	m.summary.End(e)
	var b strings.Builder
	fmt.Fprintf(&b, "### metacheck\n\n**%s**\n", m.summary.String())
	if !e.Complete {
		b.WriteString("\n" + cutShort + "\n")
	}
	if len(m.failed) > 0 {
		b.WriteString("\n" + strings.Join(m.failed, ""))
	}
	left := m.choose(markdownLimit - markdownTail - b.Len())
	used := slices.DeleteFunc(m.pages, func(p *markdownPage) bool { return !p.used })
	if len(used) > 0 {
		b.WriteString(markdownTable)
		for _, p := range used {
			b.WriteString(p.row)
		}
	}
	for _, p := range used {
		slices.SortFunc(p.lines, func(a, b markdownLine) int { return a.order - b.order })
		b.WriteString(p.fold)
		for _, line := range p.lines {
			b.WriteString(line.text)
		}
		b.WriteString(markdownEnd)
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s not shown: comments have a bound.\n", count(left, "more finding"))
	}
	_, err := io.WriteString(m.w, b.String())
	return err
}
