package google

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

// fromTable are the checks of what the features of the table require and
// recommend. Breadcrumbs are judged with their entries by breadcrumbRequired.
func fromTable() []*check.Check {
	list := make([]*check.Check, 0, 2*len(features))
	for i, f := range features {
		required, recommended := f.Checks()
		if required != "" && required != breadcrumbRequired.ID {
			list = append(list, requiredCheck(i, f, required))
		}
		if recommended != "" {
			list = append(list, recommendedCheck(i, f, recommended))
		}
	}
	return list
}

func requiredCheck(i int, f *Feature, id string) *check.Check {
	c := &check.Check{
		ID:       id,
		Severity: f.Severity,
		Off:      f.Off,
		Title:    f.Name + ": what Google requires is missing",
		Why: "Google documents what an item must say before it shows a " + f.Shows + ". Search Console reports an item that lacks any of it " +
			"as invalid, and results are shown without it.",
		Fix:        asks(f, true),
		Exceptions: exceptions(f),
		References: []string{f.Doc},
		Bad:        example(f, true, false),
		Good:       example(f, true, true),
		Example:    check.Example{URL: f.url, AsOf: asOfExample},
		Since:      "0.1.0",
		Run:        func(pass *check.Pass) { reportLacks(pass, i, true) },
	}
	if f.Severity > check.Info {
		c.Lower = check.Lower{Severity: check.Info, When: "when it is open whether the item is meant for the feature, or the page is kept out of search results"}
	}
	return c
}

func recommendedCheck(i int, f *Feature, id string) *check.Check {
	return &check.Check{
		ID:       id,
		Severity: check.Info,
		Off:      true,
		Title:    f.Name + ": what Google recommends is missing",
		Why: "The more of what Google recommends an item says, the more the " + f.Shows + " can show. Whether there is anything to say " +
			"is for the author of the page to know, so that this check is off by default.",
		Fix:        asks(f, false),
		Exceptions: exceptions(f),
		References: []string{f.Doc},
		Bad:        example(f, false, false),
		Good:       example(f, false, true),
		Example:    check.Example{URL: f.url, AsOf: asOfExample},
		Since:      "0.1.0",
		Run:        func(pass *check.Pass) { reportLacks(pass, i, false) },
	}
}

// asOfExample is the day on which the examples are judged: later than all
// changes of the table.
const asOfExample = "2026-12-01"

// asks says what the shapes of a feature ask for. The texts of the checks are
// made whenever the program starts, hence the care.
func asks(f *Feature, required bool) string {
	var b strings.Builder
	b.Grow(512)
	for k := range f.Shapes {
		sh := &f.Shapes[k]
		props, groups := sh.Recommended, [][]string(nil)
		if required {
			props, groups = sh.Required, sh.AnyOf
		}
		if len(props)+len(groups) == 0 {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("Give ")
		} else {
			b.WriteString("; ")
		}
		join(&b, sh.Types, " or ")
		if len(sh.Of)+len(sh.Via) > 0 {
			b.WriteString(" in ")
			join(&b, sh.Of, " or ")
			join(&b, sh.Via, " or ")
		}
		b.WriteString(": ")
		join(&b, props, ", ")
		for i, group := range groups {
			if i > 0 || len(props) > 0 {
				b.WriteString(", ")
			}
			join(&b, group, " or ")
		}
	}
	b.WriteByte('.')
	if f.Note != "" {
		b.WriteByte(' ')
		b.WriteString(f.Note)
	}
	return b.String()
}

// join writes names with something between them, alternatives of the table as
// people write them.
func join(b *strings.Builder, names []string, between string) {
	for i, name := range names {
		if i > 0 {
			b.WriteString(between)
		}
		for {
			first, rest, more := strings.Cut(name, "|")
			b.WriteString(first)
			if !more {
				break
			}
			b.WriteString(" or ")
			name = rest
		}
	}
}

func exceptions(f *Feature) string {
	since := ""
	if f.Since != 0 {
		since = " Nothing is asked for before " + f.Since.String() + "."
	}
	return "Judged: " + f.Where + ". What another block or syntax says of the same @id counts, and so does what an item of the same name says. " +
		"Silent on parts of pages." + since
}

// example is the example of the table: whole, or without what is required
// ("!") or recommended ("?"). That of what is required leaves out what is
// recommended, so that it stays short.
func example(f *Feature, required, good bool) string {
	var b strings.Builder
	b.Grow(len(f.example))
	for rest := f.example; rest != ""; {
		line, after, found := strings.Cut(rest, "\n")
		rest = after
		keep := true
		switch {
		case strings.HasPrefix(line, "!"):
			keep, line = good || !required, " "+line[1:]
		case strings.HasPrefix(line, "?"):
			keep, line = good && !required, " "+line[1:]
		}
		if keep {
			b.WriteString(line)
			if found {
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}
