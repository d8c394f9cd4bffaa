package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/checks/google"
)

// A Doc is a page of the documentation of the checks, in Markdown.
type Doc struct{ Name, Text string }

// Docs are the pages of docs/checks: README.md, which lists the checks by
// family, a page a family with what each of its checks says of itself, and
// features.md with the table of search features.
func Docs(list []*check.Check, features []*google.Feature) []Doc {
	docs := []Doc{{"README.md", indexPage(list)}}
	for _, family := range byFamily(list) {
		docs = append(docs, Doc{family[0].Family() + ".md", familyPage(family)})
	}
	return append(docs, Doc{"features.md", featuresPage(features)})
}

// written tells readers of a page where it comes from.
const written = "<!-- Written by go test ./checks -run TestDocs -update from the declarations of the checks. -->\n\n"

// byFamily parts a list where the family changes.
func byFamily(list []*check.Check) (families [][]*check.Check) {
	for i, c := range list {
		if i == 0 || c.Family() != list[i-1].Family() {
			families = append(families, nil)
		}
		families[len(families)-1] = append(families[len(families)-1], c)
	}
	return families
}

// intro says how many checks there are, and how to name them.
func intro(b *strings.Builder, list []*check.Check) {
	on := 0
	for _, c := range list {
		if !c.Off {
			on++
		}
	}
	fmt.Fprintf(b, "metacheck has %d checks; %d of them run by default. Each can be named in `--only`, `--skip` and `--severity`,\n"+
		"by its id, its family (`og`) or a glob (`og/image-*`). `metacheck explain ID` prints its documentation.\n", len(list), on)
}

func indexPage(list []*check.Check) string {
	var b strings.Builder
	b.WriteString("# Checks\n\n" + written)
	intro(&b, list)
	b.WriteString("\nThe table of Google's search features, by which the checks of `google` go, is on [a page of its own](features.md).\n")
	for _, family := range byFamily(list) {
		page := family[0].Family() + ".md"
		fmt.Fprintf(&b, "\n## [%s](%s)\n\n", family[0].Family(), page)
		table(&b, family, page)
	}
	return b.String()
}

func familyPage(family []*check.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Checks: %s\n\n%s[All checks](README.md)\n\n", family[0].Family(), written)
	table(&b, family, "")
	for _, c := range family {
		section(&b, "##", c)
	}
	return b.String()
}

// ListMarkdown writes the documentation of checks as one page.
func ListMarkdown(w io.Writer, list []*check.Check) error {
	var b strings.Builder
	b.WriteString("# Checks\n\n")
	intro(&b, list)
	for _, family := range byFamily(list) {
		fmt.Fprintf(&b, "\n## %s\n\n", family[0].Family())
		table(&b, family, "")
		for _, c := range family {
			section(&b, "###", c)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// table lists checks, each with a link to its section on the page.
func table(b *strings.Builder, list []*check.Check, page string) {
	b.WriteString("| check | severity | what it reports |\n|---|---|---|\n")
	for _, c := range list {
		fmt.Fprintf(b, "| [`%s`](%s#%s) | %s | %s |\n", c.ID, page, c.Anchor(), strings.Join(levels(c), ", "), cell(c.Title))
	}
}

// section is the documentation of a check, below a heading of its id.
func section(b *strings.Builder, heading string, c *check.Check) {
	fmt.Fprintf(b, "\n%s %s\n\n**%s** (%s)\n\n", heading, c.ID, escapeMarkdown(c.Title), strings.Join(levels(c), ", "))
	if c.Impact != "" {
		fmt.Fprintf(b, "*Impact:* %s\n\n", escapeMarkdown(prose(c.Impact)))
	}
	fmt.Fprintf(b, "%s\n\n*How to fix:* %s\n", escapeMarkdown(prose(c.Why)), escapeMarkdown(prose(c.Fix)))
	if c.Lower.Severity != 0 {
		fmt.Fprintf(b, "\n*Severity:* %s\n", escapeMarkdown(severity(c)))
	}
	if c.Exceptions != "" {
		fmt.Fprintf(b, "\n*Known exceptions:* %s\n", escapeMarkdown(prose(c.Exceptions)))
	}
	if len(c.Options) > 0 {
		b.WriteString("\n*Options:*\n\n")
		for _, o := range c.Options {
			fmt.Fprintf(b, "- `%s` (default `%s`): %s\n", o.Name, optionDefault(o), escapeMarkdown(o.Doc))
		}
	}
	with := ""
	if g := given(c); g != "" {
		with = " (with " + escapeMarkdown(g) + ")"
	}
	fmt.Fprintf(b, "\nBad%s:\n\n%s\nGood:\n\n%s\n", with, fenced(c.Bad), fenced(c.Good))
	for _, r := range c.References {
		fmt.Fprintf(b, "- <%s>\n", r)
	}
	fmt.Fprintf(b, "\n*%s*\n", since(c, func(id string) string { return "`" + id + "`" }))
}

// fenced is an example as a block of code.
func fenced(html string) string {
	code := strings.Join(exampleLines(html), "\n")
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	return fence + "html\n" + code + "\n" + fence + "\n"
}

// featuresPage is the table of search features as of the day up to which it
// follows Google's documentation.
func featuresPage(features []*google.Feature) string {
	day := google.FactsDate
	var b strings.Builder
	b.WriteString("# Search features\n\n" + written)
	fmt.Fprintf(&b, "What Google's documentation asks for as of %s, feature by feature. The checks of [`google`](google.md) go by this table,\n"+
		"on the day that `--as-of` names or today; `metacheck checks --feature` prints it for any day.\n\n| feature | name | state | checks |\n|---|---|---|---|\n", day)
	for _, f := range features {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", f.Slug, f.Slug, cell(f.Name), cell(state(f, day)), checksOf(f))
	}
	for _, f := range features {
		fmt.Fprintf(&b, "\n## %s\n\n**%s** (%s)\n\n- <%s>\n", f.Slug, escapeMarkdown(f.Name), escapeMarkdown(state(f, day)), f.Doc)
		item := func(label, words string) {
			if words != "" {
				fmt.Fprintf(&b, "- *%s:* %s\n", label, words)
			}
		}
		item("judged", escapeMarkdown(f.Where))
		item("note", escapeMarkdown(f.Note))
		item("since", f.Since.String())
		item("limited", f.Limited.String())
		item("until", f.Until.String())
		item("checks", checksOf(f))
		for i := range f.Shapes {
			sh := &f.Shapes[i]
			fmt.Fprintf(&b, "\n%s:\n\n", escapeMarkdown(shapeTitle(sh)))
			rows := askedFor(f, sh, day)
			if len(rows) == 0 {
				b.WriteString("nothing is asked for\n")
				continue
			}
			b.WriteString("| | |\n|---|---|\n")
			for _, row := range rows {
				fmt.Fprintf(&b, "| %s | %s |\n", row.label, cell(row.text))
			}
		}
	}
	return b.String()
}

// checksOf are the checks that a feature makes, as links.
func checksOf(f *google.Feature) string {
	required, recommended := f.Checks()
	var links []string
	for _, id := range nonEmpty(required, recommended) {
		c := check.Check{ID: id}
		links = append(links, fmt.Sprintf("[`%s`](%s.md#%s)", id, c.Family(), c.Anchor()))
	}
	return strings.Join(links, ", ")
}
