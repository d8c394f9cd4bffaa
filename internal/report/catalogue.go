package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
)

// ListText writes one line a check: id, severity, and what it looks for.
func ListText(w io.Writer, list []*check.Check) error {
	width := 0
	for _, c := range list {
		width = max(width, len(c.ID))
	}
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "%-*s  %-11s  %s\n", width, c.ID, level(c), c.Title)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// level is the severity of a check, and "off" where it does not run by default.
func level(c *check.Check) string {
	s := c.Severity.String()
	if c.Off {
		s += " off"
	}
	return s
}

// severity is that of a check with that of its milder findings.
func severity(c *check.Check) string {
	return fmt.Sprintf("%s; %s %s", c.Severity, c.Lower.Severity, c.Lower.When)
}

// levels are the severity of a check and how it runs, as its documentation has
// them: "error", "off by default", "preview".
func levels(c *check.Check) []string {
	list := []string{c.Severity.String()}
	if c.Off {
		list = append(list, "off by default")
	}
	if c.Preview {
		list = append(list, "preview")
	}
	return list
}

// since says which version brought a check, and which ids it had before.
func since(c *check.Check, name func(string) string) string {
	out := "Since " + c.Since
	if len(c.Formerly) > 0 {
		former := make([]string, len(c.Formerly))
		for i, id := range c.Formerly {
			former[i] = name(id)
		}
		out += ", formerly " + check.List(former)
	}
	return out
}

type jsonCheck struct {
	ID            string       `json:"id"`
	Formerly      []string     `json:"formerly,omitempty"`
	Preview       bool         `json:"preview,omitempty"`
	Severity      string       `json:"severity"`
	LowerSeverity string       `json:"lowerSeverity,omitempty"`
	LowerWhen     string       `json:"lowerWhen,omitempty"`
	Default       bool         `json:"default"`
	Title         string       `json:"title"`
	Why           string       `json:"why"`
	Impact        string       `json:"impact,omitempty"`
	Fix           string       `json:"fix"`
	Exceptions    string       `json:"exceptions,omitempty"`
	References    []string     `json:"references"`
	URL           string       `json:"url"`
	Bad           string       `json:"bad"`
	Good          string       `json:"good"`
	Since         string       `json:"since"`
	Site          bool         `json:"site,omitempty"` // it looks at all pages of a site
	Options       []jsonOption `json:"options,omitempty"`
}

type jsonOption struct {
	Name    string `json:"name"`
	Doc     string `json:"doc"`
	Default any    `json:"default"`
}

// ListJSON writes the checks with all their documentation, one a line.
func ListJSON(w io.Writer, list []*check.Check) error {
	if _, err := fmt.Fprintf(w, `{"version":%d,"checks":[`, JSONVersion); err != nil {
		return err
	}
	for i, c := range list {
		jc := jsonCheck{
			ID: c.ID, Formerly: c.Formerly, Preview: c.Preview, Severity: c.Severity.String(), Default: !c.Off,
			Title: c.Title, Why: prose(c.Why), Impact: prose(c.Impact), Fix: prose(c.Fix),
			Exceptions: prose(c.Exceptions), References: c.References, URL: c.URL(), Bad: c.Bad, Good: c.Good, Since: c.Since, Site: c.RunSite != nil,
		}
		if c.Lower.Severity != 0 {
			jc.LowerSeverity, jc.LowerWhen = c.Lower.Severity.String(), c.Lower.When
		}
		for _, o := range c.Options {
			jc.Options = append(jc.Options, jsonOption{o.Name, o.Doc, o.Default})
		}
		if err := writeListed(w, i, jc); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

// writeListed writes value i of a list of JSON, each on a line of its own.
func writeListed(w io.Writer, i int, v any) error {
	data, err := marshal(v)
	if err != nil {
		return err
	}
	sep := "\n"
	if i > 0 {
		sep = ",\n"
	}
	_, err = io.WriteString(w, sep+string(data))
	return err
}

// prose folds the line ends of a text that is written over several lines.
func prose(s string) string { return strings.Join(strings.Fields(s), " ") }

// Explain writes the page of one check for a terminal.
func Explain(w io.Writer, c *check.Check) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n", c.ID, strings.Join(levels(c), ", "), c.Title)
	section := func(name, body string) {
		if body != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", name, wrap(prose(body), 78))
		}
	}
	section("Why", c.Why)
	section("Impact", c.Impact)
	section("How to fix", c.Fix)
	if c.Lower.Severity != 0 {
		section("Severity", severity(c))
	}
	section("Known exceptions", c.Exceptions)
	if len(c.Options) > 0 {
		b.WriteString("\nOptions (--option " + c.ID + ".NAME=VALUE)\n")
		for _, o := range c.Options {
			fmt.Fprintf(&b, "  %s (default %s): %s\n", o.Name, optionDefault(o), o.Doc)
		}
	}
	if with := given(c); with != "" {
		section("Examples, with", with)
	}
	example := func(name, html string) {
		fmt.Fprintf(&b, "\n%s\n", name)
		for _, line := range exampleLines(html) {
			b.WriteString("    " + line + "\n")
		}
	}
	example("Bad", c.Bad)
	example("Good", c.Good)
	b.WriteString("\nReferences\n")
	for _, r := range c.References {
		b.WriteString("  " + r + "\n")
	}
	b.WriteString("\nDocumentation\n  " + c.URL() + "\n")
	fmt.Fprintf(&b, "\n%s\n", since(c, func(id string) string { return id }))
	_, err := io.WriteString(w, b.String())
	return err
}

// given says what the examples of a check stand on beside their HTML, or is
// empty.
func given(c *check.Check) string {
	ex := &c.Example
	var parts []string
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+" "+strconv.Quote(value))
		}
	}
	if c.Run != nil {
		add("the address", ex.URL)
	} else {
		add("the base address", ex.URL)
	}
	add("the date of today", ex.AsOf)
	for _, name := range slices.Sorted(maps.Keys(ex.Header)) {
		add("the header "+name, ex.Header[name])
	}
	add("the record's title", ex.Record.Title)
	add("the record's date", ex.Record.Date)
	add("the record's address", ex.Record.URL)
	add("a capture that is cut off:", ex.Truncation)
	for _, id := range ex.Checks {
		add("the check", id)
	}
	return check.List(parts)
}

// exampleLines are the lines of an example, as they can be shown: invalid
// UTF-8 and null characters replaced, long lines and long examples shortened.
func exampleLines(html string) []string {
	const longest, most = 160, 24
	lines := strings.Split(strings.Trim(strings.ReplaceAll(strings.ToValidUTF8(html, "\uFFFD"), "\x00", "␀"), "\n"), "\n")
	for i, line := range lines {
		if r := []rune(line); len(r) > longest {
			lines[i] = string(r[:longest-1]) + "…"
		}
	}
	if len(lines) > most {
		lines = append(append(lines[:most/2:most/2], "…"), lines[len(lines)-most/2:]...)
	}
	return lines
}

func optionDefault(o check.Option) string {
	if list, ok := o.Default.([]string); ok {
		if len(list) == 0 {
			return "none"
		}
		return strings.Join(list, ",")
	}
	return fmt.Sprint(o.Default)
}

// wrap breaks a text into lines of at most n code points, between words.
func wrap(s string, n int) string {
	var b strings.Builder
	line := 0
	for _, word := range strings.Fields(s) {
		k := utf8.RuneCountInString(word)
		switch {
		case line == 0:
		case line+1+k > n:
			b.WriteByte('\n')
			line = 0
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += k
	}
	return b.String()
}

var markdownEscaper = strings.NewReplacer("<", "&lt;", "*", "\\*", "_", "\\_")

// escapeMarkdown keeps text from being read as markup, code spans left alone.
func escapeMarkdown(s string) string {
	parts := strings.Split(s, "`")
	for i := range parts {
		if i%2 == 0 {
			parts[i] = markdownEscaper.Replace(parts[i])
		}
	}
	return strings.Join(parts, "`")
}

func cell(s string) string { return strings.ReplaceAll(escapeMarkdown(s), "|", "\\|") }
