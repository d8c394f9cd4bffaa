package setting

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// An Origin is where a value comes from. The zero Origin is the default.
type Origin struct {
	// Flag is the flag that gave it.
	Flag string
	// File and Line are where a configuration says it.
	File string
	Line int
}

// Default reports that nobody gave the value.
func (o Origin) Default() bool { return o == Origin{} }

// String names the origin: "default", ".metacheck.yaml:3" or "--fail-on".
func (o Origin) String() string {
	switch {
	case o.Flag != "":
		return "--" + o.Flag
	case o.File != "":
		return fmt.Sprintf("%s:%d", o.File, o.Line)
	}
	return "default"
}

// A Configured setting is one that a configuration has.
type Configured struct {
	Row *Row
	// Values are in the form of the flag.
	Values []string
	Origin Origin
}

// Values are the settings that hold for a run of a command, each with its
// origin.
type Values struct {
	command Command
	byName  map[string]*value
}

type value struct {
	row    *Row
	texts  []string
	origin Origin
	number int64
	length time.Duration
}

// Resolve gives the values that hold for a command: those of the flags, by the
// name of the setting, before those of the configuration, before the defaults.
// What the configuration says and the command does not heed is left out.
func Resolve(command Command, given map[string][]string, configured []Configured) (*Values, error) {
	v := &Values{command: command, byName: map[string]*value{}}
	for _, r := range of(command) {
		one := &value{row: r}
		if r.Default != "" {
			one.texts = []string{r.Default}
		}
		v.byName[r.Name] = one
	}
	for _, c := range configured {
		if !c.Row.heeds(command) {
			continue
		}
		if one := v.byName[c.Row.Name]; one != nil {
			one.texts, one.origin = c.Values, c.Origin
		}
	}
	for name, texts := range given {
		one := v.byName[name]
		if one == nil {
			return nil, fmt.Errorf("unknown setting %q", name)
		}
		one.texts, one.origin = texts, Origin{Flag: one.row.FlagName()}
	}
	for name, one := range v.byName {
		if err := one.parse(); err != nil {
			return nil, fmt.Errorf("%s: %s is set to %q: %w", one.origin, name, one.text(), err)
		}
	}
	return v, nil
}

// parse reads values that are not texts.
func (v *value) parse() (err error) {
	if len(v.texts) == 0 {
		return nil
	}
	switch v.row.Kind {
	case Switch:
		_, err = strconv.ParseBool(v.text())
	case Number:
		v.number, err = strconv.ParseInt(v.text(), 10, 64)
	case Duration:
		v.length, err = time.ParseDuration(v.text())
	}
	return err
}

func (v *value) text() string {
	if len(v.texts) == 0 {
		return ""
	}
	return v.texts[len(v.texts)-1]
}

// get is the value of a setting. A setting that the command does not have is a
// mistake of the program.
func (v *Values) get(name string, kinds ...Kind) *value {
	one := v.byName[name]
	if one == nil {
		panic("no setting " + name + " here")
	}
	if len(kinds) > 0 && one.row.Kind != kinds[0] {
		panic("setting " + name + " is of another kind")
	}
	return one
}

// Has reports whether the command has a setting.
func (v *Values) Has(name string) bool { return v.byName[name] != nil }

// Set reports whether a flag or the configuration has set it.
func (v *Values) Set(name string) bool { return !v.get(name).origin.Default() }

// ByFlag reports whether a flag has set it.
func (v *Values) ByFlag(name string) bool { return v.get(name).origin.Flag != "" }

// Origin is where the value comes from.
func (v *Values) Origin(name string) Origin { return v.get(name).origin }

// Text is the value of a setting that has one; empty for none.
func (v *Values) Text(name string) string { return v.get(name).text() }

// List are the values of a setting that may have several.
func (v *Values) List(name string) []string {
	one := v.get(name)
	if !one.row.Many {
		panic("setting " + name + " has one value")
	}
	if one.row.Commas {
		return SplitList(one.texts)
	}
	return one.texts
}

// Bool reports whether a switch is on.
func (v *Values) Bool(name string) bool {
	on, _ := strconv.ParseBool(v.get(name, Switch).text())
	return on
}

// Number is the value of a setting that is a number.
func (v *Values) Number(name string) int64 { return v.get(name, Number).number }

// Duration is the value of a setting that is a length of time.
func (v *Values) Duration(name string) time.Duration { return v.get(name, Duration).length }

// A Resolved setting is one with the value that holds, and where it is from.
type Resolved struct {
	Row    *Row
	Values []string
	Origin Origin
}

// All are the settings of the command, in the order of the table.
func (v *Values) All() []Resolved {
	var list []Resolved
	for i := range Rows {
		if one := v.byName[Rows[i].Name]; one != nil && one.row == &Rows[i] {
			list = append(list, Resolved{one.row, one.texts, one.origin})
		}
	}
	return list
}

// Partial reports whether a setting chooses among the pages of the inputs, so that
// the run does not see all of them.
func (v *Values) Partial() bool {
	return slices.ContainsFunc(v.All(), func(s Resolved) bool {
		return s.Row.Selects && !s.Origin.Default() ||
			s.Row.Kind == Limits && slices.ContainsFunc(s.Values, func(text string) bool { return PageLimit(text) > 0 })
	})
}
