package robots

import (
	"iter"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// headerOrigin is the place of directives in the response header.
var headerOrigin = text.FromOutside("header X-Robots-Tag")

// A directive is one entry of a list of directives.
type directive struct {
	// name in lower case; arg is what stands behind the colon, trimmed.
	name, arg string
	hasArg    bool
	// written is the entry as written, trimmed, without the crawler.
	written string
	// agent is the crawler that it speaks to, in lower case.
	agent string
	rule  *rule // nil for one that nobody knows
	at    text.Origin
	// prop is the meta element, nil for the header.
	prop *page.Prop
}

// speaksToSearch tells whether the directive holds for web search as a whole:
// for every crawler or for Google, and not for one of its services or another
// engine only.
func (d *directive) speaksToSearch() bool { return d.agent == everyone || d.agent == "googlebot" }

// directives are those of the page, in order, the header last. The name google
// is left out: it switches on services and is no list of directives.
func directives(p *page.Page) iter.Seq[directive] {
	return func(yield func(directive) bool) {
		for _, prop := range p.Props {
			if prop.Key == "google" || crawler(prop.Key) == "" || prop.Content == "" {
				continue
			}
			if !read(directive{agent: prop.Key, at: prop.Origin(), prop: prop}, prop.Content, yield) {
				return
			}
		}
		if p.Source.Header == nil {
			return
		}
		for _, value := range p.Source.Header.Values("X-Robots-Tag") {
			if !read(directive{agent: everyone, at: headerOrigin}, value, yield) {
				return
			}
		}
	}
}

// read reads a list of directives. The entries are separated by commas, and
// the date of unavailable_after may hold some itself. In the header, the name
// of a crawler and a colon may stand before an entry, and hold from there on;
// pages write that in meta elements as well, where it is read for one entry.
// It returns false when yield does.
func read(d directive, list string, yield func(directive) bool) bool {
	agent := d.agent
	for list != "" {
		n := end(list)
		entry := strings.TrimSpace(list[:n])
		list = list[min(n+1, len(list)):]
		if d.prop != nil {
			d.agent = agent
		}
		for {
			d.split(entry)
			if !d.namesCrawler() {
				break
			}
			d.agent, entry = d.name, d.arg
		}
		if entry != "" && !yield(d) {
			return false
		}
	}
	return true
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

// dateGoesOn tells whether what follows a comma is part of a date, and not a
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
func (d *directive) split(entry string) {
	d.written = entry
	name, arg, found := strings.Cut(entry, ":")
	d.name, d.arg, d.hasArg = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(arg), found
	d.rule = ruleOf(d.name)
}

// namesCrawler tells whether what stands before a colon is the name of a
// crawler: one that is known, or any before a directive that is known.
func (d *directive) namesCrawler() bool {
	if !d.hasArg || d.rule != nil || d.name == "" {
		return false
	}
	if crawler(d.name) != "" {
		return true
	}
	if strings.ContainsAny(d.name, " \t=;") {
		return false
	}
	first, _, _ := strings.Cut(d.arg, ":")
	return ruleOf(strings.ToLower(strings.TrimSpace(first))) != nil
}
