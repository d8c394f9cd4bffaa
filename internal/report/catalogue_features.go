package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/metacheck/metacheck/checks/google"
)

// ListFeatures writes the table of Google's search features for people, one
// line a feature: what it is called, whether it is alive on the day, and the
// checks that its rows make.
func ListFeatures(w io.Writer, list []*google.Feature, day google.Day) error {
	width := 0
	for _, f := range list {
		width = max(width, len(f.Slug))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Google's documentation as of %s\n\n", google.FactsDate)
	for _, f := range list {
		fmt.Fprintf(&b, "%-*s  %-28s  %s\n", width, f.Slug, f.Name, state(f, day))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// state says whether a feature is alive on a day, and whether it is checked.
func state(f *google.Feature, day google.Day) string {
	required, recommended := f.Checks()
	switch {
	case f.Until != 0 && day >= f.Until:
		return "gone since " + f.Until.String()
	case day < f.Since:
		return "not before " + f.Since.String()
	case f.Limited != 0 && day >= f.Limited:
		return "limited since " + f.Limited.String()
	case required == "" && recommended == "":
		return "not checked"
	case f.Off:
		return "off"
	case required == "":
		return "recommended only"
	}
	return f.Severity.String()
}

// ExplainFeature writes all that the table has of a feature: what is asked for
// on the day.
func ExplainFeature(w io.Writer, f *google.Feature, day google.Day) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%s)\n%s\n", f.Slug, f.Name, state(f, day), f.Doc)
	text := func(label, value string) {
		if value == "" {
			return
		}
		fmt.Fprintf(&b, "%s\n", indent(wrap(label+value, 76), "  "))
	}
	text("judged: ", f.Where)
	text("note: ", f.Note)
	if f.Since != 0 {
		text("since: ", f.Since.String())
	}
	if f.Limited != 0 {
		text("limited: ", f.Limited.String())
	}
	if f.Until != 0 {
		text("until: ", f.Until.String())
	}
	required, recommended := f.Checks()
	text("checks: ", strings.Join(nonEmpty(required, recommended), ", "))
	for i := range f.Shapes {
		sh := &f.Shapes[i]
		fmt.Fprintf(&b, "\n  %s\n", shapeTitle(sh))
		for _, row := range askedFor(f, sh, day) {
			fmt.Fprintf(&b, "%s\n", hang(row.label, row.text))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// An asking is what a feature asks for of an item, in one line.
type asking struct{ label, text string }

// askedFor is all that a feature asks for of the items of a shape on the day.
func askedFor(f *google.Feature, sh *google.Shape, day google.Day) (rows []asking) {
	add := func(label, text string) { rows = append(rows, asking{label, text}) }
	names := func(props []string) string { return strings.Join(alternatives(props), ", ") }
	today := func(label string, props []string) {
		if props = asked(sh, props, day); len(props) > 0 {
			add(label, names(props))
		}
	}
	today("required", sh.Required)
	for _, group := range sh.AnyOf {
		add("one of", names(group))
	}
	required, _ := f.Checks()
	for k := range sh.When {
		c := &sh.When[k]
		line := names(c.Require) + " if " + condition(c)
		if c.By != "" && c.By != required {
			line += " (" + c.By + ")"
		}
		label := "required"
		if c.Advised {
			label = "recommended"
		}
		add(label, line)
	}
	today("recommended", sh.Recommended)
	today("where known", sh.Optional)
	for _, form := range sh.Formats {
		add("format", form.Prop+": "+form.Form)
	}
	for _, e := range sh.Enums {
		add("values", e.Prop+": "+strings.Join(e.Values, ", "))
	}
	for _, c := range sh.Changes {
		if len(c.Added) > 0 {
			add("from "+c.On.String(), names(c.Added))
		}
		if len(c.Dropped) > 0 {
			add("to "+c.On.String(), names(c.Dropped))
		}
	}
	return rows
}

// shapeTitle names the items that a shape is about, and where they stand.
func shapeTitle(sh *google.Shape) string {
	title := strings.Join(sh.Types, " or ")
	if places := append(append([]string(nil), sh.Of...), sh.Via...); len(places) > 0 {
		title += " in " + strings.Join(places, " or ")
	}
	if len(sh.Not) > 0 {
		title += ", but not " + strings.Join(sh.Not, ", ")
	}
	return title
}

func condition(c *google.Condition) string {
	s := c.If
	switch {
	case c.Is != "":
		s += " is " + c.Is
	case !strings.Contains(s, " "):
		s += " is there"
	}
	if c.Unless != "" {
		s += " without " + c.Unless
	}
	return s
}

// asked are the properties that are asked for on a day.
func asked(sh *google.Shape, props []string, day google.Day) []string {
	var list []string
	for _, p := range props {
		if sh.AskedOn(p, day) {
			list = append(list, p)
		}
	}
	return list
}

// alternatives writes the alternatives of the table for people.
func alternatives(props []string) []string {
	list := make([]string, len(props))
	for i, p := range props {
		list[i] = strings.ReplaceAll(p, "|", " or ")
	}
	return list
}

func nonEmpty(list ...string) []string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// hang is a label with text behind it that is broken into lines.
func hang(label, s string) string {
	const column = 18
	lines := strings.Split(wrap(s, 78-column), "\n")
	head := fmt.Sprintf("    %-*s", column-4, label)
	if strings.HasSuffix(head, label) {
		head += " "
	}
	return head + strings.Join(lines, "\n"+strings.Repeat(" ", column))
}

func indent(s, by string) string { return by + strings.ReplaceAll(s, "\n", "\n"+by) }

type jsonFeature struct {
	Feature     string      `json:"feature"`
	Name        string      `json:"name"`
	Doc         string      `json:"doc"`
	State       string      `json:"state"`
	Since       string      `json:"since,omitempty"`
	Limited     string      `json:"limited,omitempty"`
	Until       string      `json:"until,omitempty"`
	Judged      string      `json:"judged"`
	Note        string      `json:"note,omitempty"`
	Required    string      `json:"requiredCheck,omitempty"`
	Recommended string      `json:"recommendedCheck,omitempty"`
	Shapes      []jsonShape `json:"shapes"`
}

type jsonShape struct {
	Types       []string        `json:"types"`
	Not         []string        `json:"not,omitempty"`
	In          []string        `json:"in,omitempty"`
	Required    []string        `json:"required,omitempty"`
	AnyOf       [][]string      `json:"anyOf,omitempty"`
	Recommended []string        `json:"recommended,omitempty"`
	Optional    []string        `json:"optional,omitempty"`
	Conditions  []jsonCondition `json:"conditions,omitempty"`
	Formats     []jsonForm      `json:"formats,omitempty"`
	Values      []jsonValues    `json:"values,omitempty"`
	Changes     []jsonChange    `json:"changes,omitempty"`
}

type jsonCondition struct {
	If      string   `json:"if"`
	Is      string   `json:"is,omitempty"`
	Unless  string   `json:"unless,omitempty"`
	Require []string `json:"require"`
	Advised bool     `json:"advised,omitempty"`
	Check   string   `json:"check,omitempty"`
}

type jsonForm struct {
	Property string `json:"property"`
	Form     string `json:"form"`
}

type jsonValues struct {
	Property string   `json:"property"`
	Values   []string `json:"values"`
}

type jsonChange struct {
	On      string   `json:"on"`
	Added   []string `json:"added,omitempty"`
	Dropped []string `json:"dropped,omitempty"`
}

// FeaturesJSON writes the table of Google's search features for programs, one
// feature a line. Required and recommended properties are those of the day;
// alternatives are separated by "|".
func FeaturesJSON(w io.Writer, list []*google.Feature, day google.Day) error {
	if _, err := fmt.Fprintf(w, `{"version":%d,"factsDate":%q,"features":[`, JSONVersion, google.FactsDate.String()); err != nil {
		return err
	}
	for i, f := range list {
		jf := jsonFeature{
			Feature: f.Slug, Name: f.Name, Doc: f.Doc, State: state(f, day), Since: f.Since.String(), Limited: f.Limited.String(),
			Until: f.Until.String(), Judged: f.Where, Note: f.Note, Shapes: []jsonShape{},
		}
		jf.Required, jf.Recommended = f.Checks()
		for k := range f.Shapes {
			sh := &f.Shapes[k]
			js := jsonShape{
				Types: sh.Types, Not: sh.Not, In: append(append([]string(nil), sh.Of...), sh.Via...),
				Required: asked(sh, sh.Required, day), AnyOf: sh.AnyOf, Recommended: asked(sh, sh.Recommended, day),
				Optional: asked(sh, sh.Optional, day),
			}
			for _, c := range sh.When {
				js.Conditions = append(js.Conditions, jsonCondition{c.If, c.Is, c.Unless, c.Require, c.Advised, c.By})
			}
			for _, form := range sh.Formats {
				js.Formats = append(js.Formats, jsonForm{form.Prop, form.Form})
			}
			for _, e := range sh.Enums {
				js.Values = append(js.Values, jsonValues{e.Prop, e.Values})
			}
			for _, c := range sh.Changes {
				js.Changes = append(js.Changes, jsonChange{c.On.String(), c.Added, c.Dropped})
			}
			jf.Shapes = append(jf.Shapes, js)
		}
		if err := writeListed(w, i, jf); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}
