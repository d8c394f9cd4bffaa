package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// gitlabReporter writes a report of GitLab's code quality: an array of the
// findings that count, one a line. The format has no place for anything else.
type gitlabReporter struct {
	w       io.Writer
	paths   paths
	enc     jsonEncoder
	started bool
}

func newGitLab(w io.Writer, opts Options) Reporter {
	return &gitlabReporter{w: w, paths: newPaths(opts)}
}

type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end,omitempty"`
}

// gitlabSeverity maps severities to GitLab's, which knows blocker, critical,
// major, minor and info.
func gitlabSeverity(s check.Severity) string {
	switch s {
	case check.Error:
		return "major"
	case check.Warning:
		return "minor"
	}
	return "info"
}

func (g *gitlabReporter) Page(r *checks.Result) error {
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Counts() {
			continue
		}
		data, err := g.enc.encode(g.issue(r, f))
		if err != nil {
			return err
		}
		sep := ",\n"
		if !g.started {
			g.started = true
			sep = "[\n"
		}
		if _, err := io.WriteString(g.w, sep); err != nil {
			return err
		}
		if _, err := g.w.Write(data); err != nil {
			return err
		}
	}
	return nil
}

func (g *gitlabReporter) issue(r *checks.Result, f *checks.Finding) *gitlabIssue {
	// Of two issues with one fingerprint GitLab shows one, so that the page is
	// part of it.
	sum := sha256.Sum256([]byte(r.Label() + "\x00" + f.Check.ID + "\x00" + f.Fingerprint))
	issue := &gitlabIssue{
		Description: f.Line(), Check: f.Check.ID, Fingerprint: hex.EncodeToString(sum[:16]),
		Severity: gitlabSeverity(f.Severity), Location: gitlabLocation{Path: g.paths.file(r.Name), Lines: gitlabLines{Begin: 1}},
	}
	if issue.Location.Path == "" {
		issue.Location.Path = r.Name
	}
	switch {
	case !inFile(r) || f.Place.Outside != "":
		issue.Description = where(r.Label(), f.Place) + ": " + issue.Description
	case f.Place.Known:
		issue.Location.Lines = gitlabLines{f.Place.Start.Line, f.Place.End.Line}
	}
	issue.Description = Escape(issue.Description)
	return issue
}

func (g *gitlabReporter) Close(*Ending) error {
	tail := "\n]\n"
	if !g.started {
		tail = "[]\n"
	}
	_, err := io.WriteString(g.w, tail)
	return err
}
