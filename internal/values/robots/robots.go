// Package robots reads lists of directives for crawlers, as the robots meta
// element and the X-Robots-Tag header hold them, and knows which directives and
// crawlers there are (rules.go). What a page means by them is the affair of
// others.
package robots

import (
	"iter"
	"strings"
)

// A Directive is one entry of a list of directives.
type Directive struct {
	// Name in lower case; Arg is what stands behind the colon, trimmed, and
	// HasArg reports whether there is a colon.
	Name, Arg string
	HasArg    bool
	// Written is the entry as written, trimmed, without the crawler.
	Written string
	// Agent is the crawler that it speaks to, in lower case.
	Agent string
	// Rule is nil for a directive that nobody knows.
	Rule *Rule
}

// ForbidsIndex reports whether the directive keeps the page out of an index.
func (d *Directive) ForbidsIndex() bool {
	return (d.Name == "noindex" || d.Name == "none") && !d.HasArg
}

// ForSearch reports whether the directive holds for web search as a whole: for
// every crawler or for Google, and not for one of its services or another engine
// only.
func (d *Directive) ForSearch() bool { return d.Agent == Everyone || d.Agent == "googlebot" }

// Parse reads an entry that stands alone, for every crawler.
func Parse(entry string) Directive {
	d := Directive{Agent: Everyone}
	d.split(strings.TrimSpace(entry))
	return d
}

// Read reads a list of directives for an agent. The entries are separated by
// commas, and the date of unavailable_after may hold some itself. In the header,
// the name of a crawler and a colon may stand before an entry, and hold from
// there on; pages write that in meta elements as well, where it is read for one
// entry.
func Read(agent, list string, header bool) iter.Seq[Directive] {
	return func(yield func(Directive) bool) {
		d := Directive{Agent: agent}
		for list := list; list != ""; {
			n := end(list)
			entry := strings.TrimSpace(list[:n])
			list = list[min(n+1, len(list)):]
			if !header {
				d.Agent = agent
			}
			for {
				d.split(entry)
				if !d.namesCrawler() {
					break
				}
				d.Agent, entry = d.Name, d.Arg
			}
			if entry != "" && !yield(d) {
				return
			}
		}
	}
}

// end is where the first entry of a list ends: at a comma that does not belong
// to a date.
func end(list string) int {
	n := strings.IndexByte(list, ',')
	if n < 0 {
		return len(list)
	}
	if !strings.Contains(strings.ToLower(list[:n]), "unavailable_after") {
		return n
	}
	for n < len(list) && dateGoesOn(list[n+1:]) {
		comma := strings.IndexByte(list[n+1:], ',')
		if comma < 0 {
			return len(list)
		}
		n += 1 + comma
	}
	return n
}

// dateGoesOn reports whether what follows a comma is part of a date, and not a
// directive: it begins with a digit or a month.
func dateGoesOn(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return s != ""
	}
	if len(s) < 4 {
		return false
	}
	switch strings.ToLower(s[:3]) {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec":
		return true
	}
	return false
}

// split sets what the entry says.
func (d *Directive) split(entry string) {
	d.Written = entry
	name, arg, found := strings.Cut(entry, ":")
	d.Name, d.Arg, d.HasArg = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(arg), found
	d.Rule = RuleOf(d.Name)
}

// namesCrawler reports whether what stands before a colon is the name of a
// crawler: one that is known, or any before a directive that is known.
func (d *Directive) namesCrawler() bool {
	if !d.HasArg || d.Rule != nil || d.Name == "" {
		return false
	}
	if Crawler(d.Name) != "" {
		return true
	}
	if strings.ContainsAny(d.Name, " \t=;") {
		return false
	}
	first, _, _ := strings.Cut(d.Arg, ":")
	return RuleOf(strings.ToLower(strings.TrimSpace(first))) != nil
}
