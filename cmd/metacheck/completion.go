package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
)

// The completion scripts hand the words typed so far to "metacheck completion
// words SHELL -- WORD…", which prints what the last of them may become. So what
// is offered is what this very program takes, and there is nothing to keep in
// step. Where it prints nothing, the shell offers files.

const bashCompletion = `# bash completion of metacheck; load it with: source <(metacheck completion bash)
_metacheck() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" completion words bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  # More is to come behind a name with an equals sign.
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace
  fi
}
complete -o bashdefault -o default -F _metacheck metacheck
`

const zshCompletion = `#compdef metacheck
# zsh completion of metacheck; load it with: source <(metacheck completion zsh),
# or save it as _metacheck in a folder of $fpath
_metacheck() {
  local line
  local -a names shown open openshown
  for line in "${(@f)$("${words[1]}" completion words zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    if [[ ${line%%$'\t'*} == *= ]]; then
      open+=("${line%%$'\t'*}") openshown+=("${line/$'\t'/  -- }")
    else
      names+=("${line%%$'\t'*}") shown+=("${line/$'\t'/  -- }")
    fi
  done
  if (( ${#names} + ${#open} == 0 )); then
    compset -P '*='
    _files
    return
  fi
  (( ${#names} )) && compadd -l -d shown -- "${names[@]}"
  (( ${#open} )) && compadd -S '' -l -d openshown -- "${open[@]}"
}
if [[ ${funcstack[1]} == _metacheck ]]; then
  _metacheck "$@"
else
  compdef _metacheck metacheck
fi
`

const fishCompletion = `# fish completion of metacheck; load it with: metacheck completion fish | source
function __metacheck_words
  set -l typed (commandline -opc)
  $typed[1] completion words fish -- $typed[2..-1] (commandline -ct) 2>/dev/null
end
complete -c metacheck -f -n 'count (__metacheck_words) >/dev/null' -a '(__metacheck_words)'
`

var completionScripts = []struct{ shell, script string }{
	{"bash", bashCompletion},
	{"zsh", zshCompletion},
	{"fish", fishCompletion},
}

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the script that completes commands, flags and checks in a shell",
		ArgsUsage: "bash|zsh|fish",
		Description: "Put into the file that the shell reads at its start:\n\n" +
			"bash: source <(metacheck completion bash)\n\nzsh: source <(metacheck completion zsh)\n\nfish: metacheck completion fish | source",
		Action: func(c *cli.Context) error {
			args := c.Args().Slice()
			if len(args) >= 2 && args[0] == "words" {
				return printWords(c.App.Writer, args[1], complete(c.App, joinEquals(args[1], args[2:])), args[2:])
			}
			var names []string
			for _, s := range completionScripts {
				names = append(names, s.shell)
				if len(args) == 1 && args[0] == s.shell {
					_, err := io.WriteString(c.App.Writer, s.script)
					return err
				}
			}
			if len(args) != 1 {
				return fmt.Errorf("completion takes the name of a shell: %s", strings.Join(names, ", "))
			}
			return fmt.Errorf("no completion for %q%s (shells: %s)", args[0], checks.Suggest(args[0], names), strings.Join(names, ", "))
		},
	}
}

// A candidate is what a word may become, with a line about it.
type candidate struct{ word, doc string }

// joinEquals puts together what bash takes apart at equals signs.
func joinEquals(shell string, words []string) []string {
	if shell != "bash" {
		return words
	}
	var out []string
	for i := 0; i < len(words); i++ {
		switch n := len(out); {
		case n > 0 && words[i] == "=":
			out[n-1] += "="
		case n > 0 && strings.HasSuffix(out[n-1], "=") && i > 0 && words[i-1] == "=":
			out[n-1] += words[i]
		default:
			out = append(out, words[i])
		}
	}
	return out
}

// printWords prints candidates as a shell wants them: one a line, with a tab
// and words about it for all but bash, which takes only what follows the last
// equals sign.
func printWords(w io.Writer, shell string, list []candidate, typed []string) error {
	last := ""
	if words := joinEquals(shell, typed); len(words) > 0 {
		last = words[len(words)-1]
	}
	cut := 0
	if shell == "bash" {
		cut = strings.LastIndexByte(last, '=') + 1
	}
	for _, c := range list {
		line := c.word[cut:]
		if shell != "bash" && c.doc != "" {
			line += "\t" + c.doc
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// complete lists what the last of the words may become. Words are what stands
// behind the name of the program.
func complete(app *cli.App, words []string) []candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	typed, cur := words[:len(words)-1], words[len(words)-1]
	var command *cli.Command
	commands := app.Commands
	var used []string
	for i := 0; i < len(typed); i++ {
		w := typed[i]
		switch {
		case w == "--":
			return nil // inputs follow
		case strings.HasPrefix(w, "-") && w != "-":
			name, _, hasValue := strings.Cut(strings.TrimLeft(w, "-"), "=")
			used = append(used, name)
			if f := flagNamed(command, name); f != nil && takesValue(f) && !hasValue {
				if i == len(typed)-1 {
					return completeValue(f, cur, "")
				}
				i++
			}
		default:
			for _, sub := range commands {
				if sub.HasName(w) {
					command, commands = sub, sub.Subcommands
					break
				}
			}
		}
	}
	if name, value, ok := strings.Cut(strings.TrimLeft(cur, "-"), "="); ok && strings.HasPrefix(cur, "-") {
		f := flagNamed(command, name)
		if f == nil || !takesValue(f) {
			return nil
		}
		return completeValue(f, value, cur[:len(cur)-len(value)])
	}
	if strings.HasPrefix(cur, "-") {
		return keep(cur, "", flagsOf(command, used))
	}
	if command == nil || len(commands) > 0 {
		var list []candidate
		for _, sub := range commands {
			if !sub.Hidden {
				list = append(list, candidate{sub.Name, sub.Usage})
			}
		}
		return keep(cur, "", list)
	}
	switch command.Name {
	case "explain":
		return keep(cur, "", idsOfChecks(false))
	case "checks":
		return keep(cur, "", idsOfChecks(true))
	case "completion":
		var list []candidate
		for _, s := range completionScripts {
			list = append(list, candidate{s.shell, ""})
		}
		return keep(cur, "", list)
	}
	return nil
}

// completeValue completes the value of a flag, behind the prefix. In a list the
// last part is completed.
func completeValue(f cli.Flag, value, prefix string) []candidate {
	switch f.Names()[0] {
	case "only", "skip", "syntax":
		if comma := strings.LastIndexByte(value, ','); comma >= 0 {
			prefix, value = prefix+value[:comma+1], value[comma+1:]
		}
	}
	return keep(value, prefix, values(f, value))
}

// keep are the candidates that begin as the word does, with the prefix in
// front.
func keep(word, prefix string, list []candidate) []candidate {
	var kept []candidate
	for _, c := range list {
		if strings.HasPrefix(c.word, word) {
			kept = append(kept, candidate{prefix + c.word, c.doc})
		}
	}
	return kept
}

func flagNamed(command *cli.Command, name string) cli.Flag {
	if command == nil {
		return nil
	}
	for _, f := range command.Flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func takesValue(f cli.Flag) bool { return !standsAlone(f) }

func usageOf(f cli.Flag) string {
	if d, ok := f.(cli.DocGenerationFlag); ok {
		return d.GetUsage()
	}
	return ""
}

// flagsOf are the flags of a command, without those that were used and cannot
// be again.
func flagsOf(command *cli.Command, used []string) []candidate {
	list := []candidate{{"--help", "show help"}}
	if command == nil {
		return list
	}
	for _, f := range command.Flags {
		_, repeats := f.(*cli.StringSliceFlag)
		if names := f.Names(); repeats || !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(used, n) }) {
			list = append(list, candidate{"--" + names[0], strings.ReplaceAll(usageOf(f), "`", "")})
		}
	}
	slices.SortFunc(list, func(a, b candidate) int { return strings.Compare(a.word, b.word) })
	return list
}

// listed is the list of values at the end of the usage of a flag, without what
// stands in parentheses: "…: auto, always or never", perhaps with more behind a
// semicolon.
var (
	listed = regexp.MustCompile(`: ([a-z0-9-]+(?:, [a-z0-9-]+)+(?:,? (?:or|and) [a-z0-9-]+)?)(?:; .*)?$`)
	aside  = regexp.MustCompile(` ?\([^()]*\)`)
)

// values are what a flag takes, as far as it can be listed; typed is the
// beginning of it.
func values(f cli.Flag, typed string) []candidate {
	var list []candidate
	switch f.Names()[0] {
	case "only", "skip":
		return idsOfChecks(true)
	case "severity":
		if id, _, ok := strings.Cut(typed, "="); ok {
			for _, level := range []string{"error", "warning", "info"} {
				list = append(list, candidate{id + "=" + level, ""})
			}
			return list
		}
		for _, c := range idsOfChecks(true) {
			list = append(list, candidate{c.word + "=", c.doc})
		}
		return list
	case "option":
		for _, c := range checks.All() {
			for _, o := range c.Options {
				list = append(list, candidate{c.ID + "." + o.Name + "=", o.Doc})
			}
		}
		return list
	case "output":
		for _, format := range report.OutputNames() {
			list = append(list, candidate{format + "=", ""})
		}
		return list
	}
	if m := listed.FindStringSubmatch(aside.ReplaceAllString(usageOf(f), "")); m != nil {
		end := ""
		if strings.Contains(usageOf(f), "`NAME=") {
			end = "="
		}
		for _, v := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' }) {
			if v != "or" && v != "and" {
				list = append(list, candidate{v + end, ""})
			}
		}
	}
	return list
}

// idsOfChecks are the ids of all checks, with their titles; with families, also
// the names of families.
func idsOfChecks(families bool) []candidate {
	var list []candidate
	family := ""
	for _, c := range checks.All() {
		if families && c.Family() != family {
			family = c.Family()
			list = append(list, candidate{family, "all checks of " + family})
		}
		list = append(list, candidate{c.ID, c.Title})
	}
	return list
}
