package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// githubShown is the number of annotations of each kind that GitHub shows of
// a step, the first ones: what is printed behind them is lost.
const githubShown = 10

// githubReporter writes workflow commands, which GitHub Actions turn into
// annotations of the files. They are written at the end: the first ten of
// each severity, errors first, and a line that counts the rest. Only findings
// that count are told.
type githubReporter struct {
	w       io.Writer
	paths   paths
	summary Summary
	kept    [check.Error + 1][]string
	// unshown counts what is beyond the bound.
	unshown int
}

func newGitHub(w io.Writer, opts Options) Reporter {
	return &githubReporter{w: w, paths: newPaths(opts)}
}

func (g *githubReporter) Page(r *checks.Result) error {
	g.summary.Add(r)
	if r.Err != nil {
		g.keep(check.Error, func() string {
			return g.command("error", r, nil, "metacheck", "could not be linted: "+r.Err.Error())
		})
	}
	for _, f := range r.Failures {
		g.keep(check.Error, func() string {
			return g.command("error", r, nil, "metacheck", "check "+f.Check+" broke, the other checks ran: "+f.Err)
		})
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Counts() {
			continue
		}
		kind := f.Severity.String()
		if f.Severity == check.Info {
			kind = "notice"
		}
		g.keep(f.Severity, func() string { return g.command(kind, r, &f.Place, f.Check.ID, f.Line()) })
	}
	return nil
}

func (g *githubReporter) keep(s check.Severity, command func() string) {
	if len(g.kept[s]) == githubShown {
		g.unshown++
		return
	}
	g.kept[s] = append(g.kept[s], command())
}

// command is one workflow command. A message about a page that is in no file
// of its own says which page and where.
func (g *githubReporter) command(kind string, r *checks.Result, p *checks.Place, title, message string) string {
	var props []string
	if file := g.paths.file(r.Name); file != "" {
		props = append(props, "file="+githubProperty(file))
	}
	switch {
	case p == nil:
		if !inFile(r) {
			message = r.Label() + ": " + message
		}
	case !inFile(r) || p.Outside != "":
		message = where(r.Label(), *p) + ": " + message
	case p.Known:
		props = append(props, "line="+strconv.Itoa(p.Start.Line), "endLine="+strconv.Itoa(p.End.Line))
		// GitHub refuses columns of places over several lines.
		if p.Start.Line == p.End.Line {
			props = append(props, "col="+strconv.Itoa(p.Start.Column))
		}
	}
	props = append(props, "title="+githubProperty(title))
	return "::" + kind + " " + strings.Join(props, ",") + "::" + githubData(message) + "\n"
}

// What the data and the properties of a command escape.
var (
	githubDataEscaper     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return githubDataEscaper.Replace(Escape(s)) }
func githubProperty(s string) string { return githubPropertyEscaper.Replace(Escape(s)) }

func (g *githubReporter) Close(e *Ending) error {
	g.summary.End(e)
	var b strings.Builder
	if !e.Complete {
		b.WriteString("::error title=metacheck::" + cutShort + "\n")
	}
	for s := check.Error; s >= check.Info; s-- {
		for _, command := range g.kept[s] {
			b.WriteString(command)
		}
	}
	fmt.Fprintf(&b, "metacheck: %s\n", g.summary.String())
	if g.unshown > 0 {
		fmt.Fprintf(&b, "metacheck: %d more without annotation: GitHub shows %d of each kind\n", g.unshown, githubShown)
	}
	_, err := io.WriteString(g.w, b.String())
	return err
}
