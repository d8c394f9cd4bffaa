package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
)

// permute moves the flags of a command before its arguments, since the flag
// package that urfave/cli builds on stops at the first argument: "metacheck
// lint page.html --format json" has to work. Unknown flags are refused here,
// with a suggestion. What follows "--" are arguments.
func permute(app *cli.App, args []string) ([]string, error) {
	if len(args) < 2 {
		return args, nil
	}
	var command *cli.Command
	at := 1
	for at < len(args) && strings.HasPrefix(args[at], "-") && args[at] != "-" {
		at++
	}
	if at < len(args) {
		command = app.Command(args[at])
	}
	if command == nil {
		for _, a := range args[1:min(at, len(args))] {
			if !isHelp(a) {
				return nil, fmt.Errorf("unknown flag %s before a command (usage: %s)", a, app.UsageText)
			}
		}
		return args, nil
	}
	path := command.Name
	for _, sub := range command.Subcommands {
		if at+1 < len(args) && sub.HasName(args[at+1]) {
			command, at = sub, at+1
			path += " " + sub.Name
			break
		}
	}
	takesValue := map[string]bool{}
	// The library refuses a flag by two of its names at once.
	first := map[string]string{}
	var names []string
	for _, f := range command.Flags {
		boolean := standsAlone(f)
		for _, name := range f.Names() {
			takesValue[name] = !boolean
			first[name] = f.Names()[0]
			names = append(names, "--"+name)
		}
	}
	slices.Sort(names)
	out := slices.Clone(args[:at+1])
	var positional []string
	rest := args[at+1:]
	for i := 0; i < len(rest); i++ {
		a := rest[i]
		if a == "--" {
			positional = append(positional, rest[i+1:]...)
			break
		}
		if !strings.HasPrefix(a, "-") || a == "-" {
			positional = append(positional, a)
			continue
		}
		// A shell's pattern, or a hook that is handed names, gives the names of
		// files as they are, and others chose them.
		if _, err := os.Lstat(a); err == nil {
			return nil, fmt.Errorf("%q is a flag and also the name of a file here; write %q for the file, or the flag in another way", a, "./"+a)
		}
		name, given, hasValue := strings.Cut(strings.TrimLeft(a, "-"), "=")
		value, known := takesValue[name]
		switch {
		case isHelp(a):
			out = append(out, a)
		case !known:
			return nil, fmt.Errorf("unknown flag --%s of metacheck %s%s (metacheck %s --help lists them)",
				name, path, checks.Suggest("--"+name, names), path)
		case value && !hasValue:
			if i+1 >= len(rest) {
				return nil, fmt.Errorf("flag --%s needs a value", name)
			}
			out = append(out, "--"+first[name]+"="+rest[i+1])
			i++
		case optionalValue[name] && !value:
			out = append(out, "--"+name)
			if !hasValue && i+1 < len(rest) && !strings.HasPrefix(rest[i+1], "-") {
				i++
				given, hasValue = rest[i], true
			}
			if hasValue {
				positional = append([]string{given}, positional...)
			}
		case hasValue:
			out = append(out, "--"+first[name]+"="+given)
		default:
			out = append(out, "--"+first[name])
		}
	}
	return append(append(out, "--"), positional...), nil
}

// standsAlone reports whether a flag needs no value.
func standsAlone(f cli.Flag) bool {
	if g, ok := f.(*cli.GenericFlag); ok {
		b, ok := g.Value.(interface{ IsBoolFlag() bool })
		return ok && b.IsBoolFlag()
	}
	_, boolean := f.(*cli.BoolFlag)
	return boolean
}

// optionalValue are the flags that can stand for themselves or before a name,
// which is the first argument then: "--profile news" and "--profile=news".
var optionalValue = map[string]bool{"profile": true}

func isHelp(a string) bool { return a == "--help" || a == "-h" || a == "-help" }
