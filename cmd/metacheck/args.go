package main

import (
	"fmt"
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
	takesValue := map[string]bool{}
	var names []string
	for _, f := range command.Flags {
		_, boolean := f.(*cli.BoolFlag)
		for _, name := range f.Names() {
			takesValue[name] = !boolean
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
		name, _, hasValue := strings.Cut(strings.TrimLeft(a, "-"), "=")
		value, known := takesValue[name]
		switch {
		case isHelp(a):
			out = append(out, a)
		case !known:
			return nil, fmt.Errorf("unknown flag --%s of metacheck %s%s (metacheck %s --help lists them)",
				name, command.Name, checks.Suggest("--"+name, names), command.Name)
		case value && !hasValue:
			if i+1 >= len(rest) {
				return nil, fmt.Errorf("flag --%s needs a value", name)
			}
			out = append(out, "--"+name+"="+rest[i+1])
			i++
		default:
			out = append(out, a)
		}
	}
	return append(append(out, "--"), positional...), nil
}

func isHelp(a string) bool { return a == "--help" || a == "-h" || a == "-help" }
