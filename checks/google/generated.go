package google

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
)

// fromTable are the checks of the properties that the features of the table
// require and recommend. breadcrumbRequired checks breadcrumbs with their entries.
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
		Title:    f.Name + ": required property missing",
		Impact:   impact(f),
		Why: "Google documents these properties as required. If one of them is missing, " + impact(f) + ", and Search Console reports " +
			"the item as invalid.",
		Fix:        asks(f, true),
		Exceptions: exceptions(f),
		References: []string{f.Doc},
		Bad:        example(f, true, false),
		Good:       example(f, true, true),
		Example:    check.Example{URL: f.url, AsOf: asOfExample},
		Since:      "0.1.0",
		Run:        func(pass *check.Pass) { reportMissing(pass, i, true) },
	}
	if f.Severity > check.Info {
		c.Lower = check.Lower{Severity: check.Info, When: "when it is unclear whether the item is meant for the feature, or the page is noindex"}
	}
	return c
}

func recommendedCheck(i int, f *Feature, id string) *check.Check {
	return &check.Check{
		ID:       id,
		Severity: check.Info,
		Off:      true,
		Title:    f.Name + ": recommended property missing",
		Impact:   without(f),
		Why: "Google documents these properties as recommended. Without them, " + without(f) + ". Only the author of a page knows which " +
			"of them apply, so this check is off by default.",
		Fix:        asks(f, false),
		Exceptions: exceptions(f),
		References: []string{f.Doc},
		Bad:        example(f, false, false),
		Good:       example(f, false, true),
		Example:    check.Example{URL: f.url, AsOf: asOfExample},
		Since:      "0.1.0",
		Run:        func(pass *check.Pass) { reportMissing(pass, i, false) },
	}
}

// impact is what happens without a required property.
func impact(f *Feature) string {
	if f.impact != "" {
		return f.impact
	}
	return "Google shows no " + f.Shows
}

// without is what happens without the recommended properties.
func without(f *Feature) string {
	if f.without != "" {
		return f.without
	}
	return "Google may show fewer details in search results"
}

// asOfExample is the day on which the examples are checked: later than all
// changes of the table.
const asOfExample = "2026-12-01"

// asks lists the properties that the shapes of a feature ask for. The texts of
// the checks are built whenever the program starts, hence the builder.
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
		switch {
		case b.Len() > 0:
			b.WriteString(". ")
		case required:
			b.WriteString("Add the required properties. ")
		default:
			b.WriteString("Add the recommended properties that apply. ")
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

// join writes names with something between them, and alternatives of the table
// with "or".
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
		since = " Silent before " + f.Since.String() + ", when Google began to document the feature."
	}
	return "Checked: " + f.Where + ". Properties in another block or syntax with the same @id count, and so do those of an item with the same name. " +
		"Silent on partial pages." + since
}

// example is the example of the table: whole, or without the lines of required
// ("!") or recommended ("?") properties. The example of required properties
// leaves out the recommended ones, so that it stays short.
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
