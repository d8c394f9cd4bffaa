package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// ListProfiles writes the profiles with what they are for.
func ListProfiles(w io.Writer, profiles []*checks.Profile) error {
	var b strings.Builder
	for i, p := range profiles {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Name + "\n")
		for _, line := range strings.Split(wrap(prose(p.Doc), 74), "\n") {
			b.WriteString("    " + line + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ProfileText writes what a profile makes of checks: one line for each whose
// severity it changes or that it turns on or off, and for the others, too,
// when all is true.
func ProfileText(w io.Writer, p *checks.Profile, list []*check.Check, all bool) error {
	width := 0
	var shown []*check.Check
	for _, c := range list {
		if all || changes(p, c) {
			shown = append(shown, c)
			width = max(width, len(c.ID))
		}
	}
	var b strings.Builder
	on, changed := countProfile(p, list)
	fmt.Fprintf(&b, "%s\n\n%d of %d checks run; %d are not as by default\n", wrap(p.Name+": "+prose(p.Doc), 78), on, len(list), changed)
	if len(shown) > 0 {
		b.WriteByte('\n')
	}
	for _, c := range shown {
		was := ""
		if changes(p, c) {
			was = "was " + level(c)
		}
		fmt.Fprintf(&b, "%-*s  %-7s  %-15s  %s\n", width, c.ID, profileLevel(p, c), was, c.Title)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// countProfile counts the checks that run in a profile, and those of which it
// changes something.
func countProfile(p *checks.Profile, list []*check.Check) (on, changed int) {
	for _, c := range list {
		if _, runs := p.Effect(c); runs {
			on++
		}
		if changes(p, c) {
			changed++
		}
	}
	return on, changed
}

// changes tells whether a check that runs at all, in the profile or by
// default, runs differently.
func changes(p *checks.Profile, c *check.Check) bool {
	severity, on := p.Effect(c)
	return on == c.Off || on && severity != c.Severity
}

func profileLevel(p *checks.Profile, c *check.Check) string {
	severity, on := p.Effect(c)
	if !on {
		return "off"
	}
	return severity.String()
}

type jsonProfile struct {
	Name   string             `json:"name"`
	Doc    string             `json:"doc"`
	Checks []jsonProfileCheck `json:"checks"`
}

type jsonProfileCheck struct {
	ID       string `json:"id"`
	On       bool   `json:"on"`
	Severity string `json:"severity"`
	Changed  bool   `json:"changed"`
}

// ProfilesJSON writes profiles with what each makes of the checks.
func ProfilesJSON(w io.Writer, profiles []*checks.Profile, list []*check.Check) error {
	doc := struct {
		Version  int           `json:"version"`
		Profiles []jsonProfile `json:"profiles"`
	}{Version: JSONVersion}
	for _, p := range profiles {
		jp := jsonProfile{Name: p.Name, Doc: prose(p.Doc), Checks: []jsonProfileCheck{}}
		for _, c := range list {
			severity, on := p.Effect(c)
			jp.Checks = append(jp.Checks, jsonProfileCheck{c.ID, on, severity.String(), changes(p, c)})
		}
		doc.Profiles = append(doc.Profiles, jp)
	}
	data, err := marshal(doc)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}
