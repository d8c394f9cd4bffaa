package text

import "strings"

// commandMarks are what build servers look for anywhere in the lines of a log.
// What stands behind one is a command to them, so that the text of a page, or
// the name of a file, could set variables or fail a build:
//
//   - "##[" is the older form of a workflow command of GitHub Actions, which the
//     runner (ActionCommand.TryParse) finds anywhere in a line, and Azure's for
//     groups and colors.
//   - "##vso[" is a logging command of Azure Pipelines, which the agent
//     (Command.TryParse) finds anywhere in a line.
//   - "##teamcity[" is a service message of TeamCity. Its documentation speaks
//     of one a line, and does not say that it must begin there.
//   - "section_start:" and "section_end:" open and close sections in the logs
//     of GitLab, where an erased line follows; the control characters of that
//     never get through, but other marks of color do.
//   - "travis_fold:" opens and closes folds in the logs of Travis CI.
//
// Not among them are the groups of Buildkite, lines that begin with "--- ", "+++ "
// or "~~~ ": they fold what is shown and can do nothing else, and differences and
// the rules of tables begin so.
//
// The form of GitHub that is in use today, "::", counts only where a line
// begins with it: see [BeginsCommand].
var commandMarks = []string{"##[", "##vso[", "##teamcity[", "section_start:", "section_end:", "travis_fold:"}

// EndsCommandMark reports whether the byte s[i] is the last one of a mark that
// build servers look for anywhere in a line. A text in which all such bytes are
// escaped holds no command. Case does not count: some agents ignore it.
func EndsCommandMark[T string | []byte](s T, i int) bool {
	if c := s[i]; c != '[' && c != ':' {
		return false
	}
	for _, mark := range commandMarks {
		from := i + 1 - len(mark)
		if from >= 0 && s[i] == mark[len(mark)-1] && s[i-1]|0x20 == mark[len(mark)-2]|0x20 && strings.EqualFold(string(s[from:i+1]), mark) {
			return true
		}
	}
	return false
}

// BeginsCommand is the place in s where a workflow command of GitHub Actions
// would begin if s began a line, or -1: the runner (ActionCommand.TryParseV2)
// takes white space away and looks for "::". A colon at the end counts too,
// since a second one may follow what s is part of.
func BeginsCommand(s string) int {
	trimmed := strings.TrimLeft(s, " \t")
	if trimmed == ":" || strings.HasPrefix(trimmed, "::") {
		return len(s) - len(trimmed)
	}
	return -1
}
