// Package setting is the one table of what a run can be told: each [Row] is a
// setting, with what it is called as a flag and as a key of a configuration,
// what it takes and means, which commands take it, whether it decides what is
// found, and whether a configuration that was merely found may set it.
//
// From the table come the flags of the commands, the reader, schema and starter
// of configurations, the tables of the README, "config show", and what a run
// that is resumed is held to. [Resolve] gives the values that hold for a run:
// flags beat the configuration, which beats the defaults.
package setting

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Command is a set of commands.
type Command uint16

// The commands that have settings.
const (
	Lint Command = 1 << iota
	Extract
	Snapshot
	Diff
	Query
	Summary
	Checks
)

// A Kind is the kind of values that a setting takes.
type Kind uint8

// The kinds of values. Those from Globs on have a form of their own in a
// configuration.
const (
	Text     Kind = iota // a text, or one of Choices
	Switch               // true or false
	Optional             // a switch that may have a value
	Number               // a whole number
	Duration             // a length of time
	Address              // an absolute http or https URL
	Path                 // a path; in a configuration relative to its folder
	Globs                // patterns for pages
	Limits               // a map from the names of bounds to numbers; as a flag NAME=N
	Outputs              // a list of {format, path}; as a flag FORMAT=PATH
	Fields               // a map from what metacheck reads to the names it goes by; as a flag NAME=FIELD
	CheckMap             // a map from ids and globs to what is wanted of checks
	Override             // a list of {files, checks, fragment}
	Suppress             // a list of {check, path, property, value, reason, until}
)

// An Access is what is done with the paths that a setting names.
type Access uint8

// What is done with paths.
const (
	NoFiles Access = iota // it names none
	Reads
	Writes // and maybe reads
)

// A Row is a setting.
type Row struct {
	// Name is the setting's name, and that of its flag. Settings of different
	// commands may share one.
	Name string
	// Flag is the name of the flag where it is not that of the setting; Aliases
	// are further ones.
	Flag    string
	Aliases []string
	// Key is the key of a configuration that sets it, or empty.
	Key  string
	Kind Kind
	// Many reports that the flag may be given again; with Commas that one of its
	// values may be several, separated by commas.
	Many, Commas bool
	// Inverted reports that true for the key means false for the flag.
	Inverted bool
	// Doc says what the flag does, with the placeholder of its value in
	// backquotes; KeyDoc is the same for the key, whose values have other forms.
	Doc, KeyDoc string
	// Default is the value without any; DefaultText says what stands for it in
	// the help where it is worked out.
	Default, DefaultText string
	// Commands take the flag, KeyCommands heed the key; none are the same ones.
	Commands, KeyCommands Command
	// Decides reports that it decides what is found: a run that is resumed has to
	// have the same value.
	Decides bool
	// Selects reports that it chooses among the pages of the inputs, so that a run
	// with it has not seen all.
	Selects bool
	// Files says what is done with the paths that it names.
	Files Access
	// Found is the reason why also a configuration that was merely found, as in
	// a checkout of others, may set the key. Where it is empty, only a flag may,
	// or a configuration that the user names: so it is with what fetches,
	// authenticates, renders, changes pages, or reads or writes outside of the
	// repository. Paths of a found configuration stay in the repository in any
	// case, and its bounds at or below the defaults.
	Found string
	// Choices of a text; nil when it is free or the vocabulary has them.
	Choices []string
	// Example is a value for the starter, as YAML on one line or more.
	Example string
}

// FlagName is the first name of the flag; empty when no command takes one.
func (r *Row) FlagName() string {
	switch {
	case r.Commands == 0:
		return ""
	case r.Flag != "":
		return r.Flag
	}
	return r.Name
}

// heeds reports whether a command heeds the key.
func (r *Row) heeds(command Command) bool {
	if r.KeyCommands != 0 {
		return r.KeyCommands&command != 0
	}
	return r.Commands&command != 0
}

// Of are the settings that a command takes as flags, in the order of the table.
func Of(command Command) []*Row {
	var list []*Row
	for i := range Rows {
		if Rows[i].Commands&command != 0 {
			list = append(list, &Rows[i])
		}
	}
	return list
}

// Keys are the settings that a configuration can have, in the order in which
// they are documented.
func Keys() []*Row {
	var list []*Row
	for i := range Rows {
		if Rows[i].Key != "" {
			list = append(list, &Rows[i])
		}
	}
	return list
}

// KeyNames are the names of the keys of a configuration.
func KeyNames() []string {
	var names []string
	for _, r := range Keys() {
		names = append(names, r.Key)
	}
	return names
}

// ByKey is the setting of a key, or nil.
func ByKey(name string) *Row {
	for i := range Rows {
		if Rows[i].Key == name && name != "" {
			return &Rows[i]
		}
	}
	return nil
}

// SplitList are the parts of texts that have commas between them.
func SplitList(values []string) []string {
	var list []string
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// of are the settings of a command: its flags, and the keys that it heeds and
// has no flags for.
func of(command Command) []*Row {
	list := Of(command)
	for _, r := range Keys() {
		if r.heeds(command) && !slices.ContainsFunc(list, func(o *Row) bool { return o.Name == r.Name }) {
			list = append(list, r)
		}
	}
	return list
}

// DefaultNumber is the default of a number.
func (r *Row) DefaultNumber() int64 {
	n, _ := strconv.ParseInt(r.Default, 10, 64)
	return n
}

// DefaultDuration is the default of a length of time.
func (r *Row) DefaultDuration() time.Duration {
	d, _ := time.ParseDuration(r.Default)
	return d
}
