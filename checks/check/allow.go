package check

import "strings"

// AllowOption is the option "allow" of checks that judge by a list of names:
// what they accept in addition to the names of the list.
func AllowOption(what string) Option {
	return Option{Name: "allow", Doc: what + " to accept in addition to the known ones; a * at the end matches any ending", Default: []string{}}
}

// Allows reports whether the option "allow" of the check that runs contains the
// name, whatever its capitalization.
func (p *Pass) Allows(name string) bool {
	for _, pattern := range p.Strings("allow") {
		if start, any := strings.CutSuffix(pattern, "*"); any && len(name) >= len(start) && strings.EqualFold(name[:len(start)], start) ||
			strings.EqualFold(name, pattern) {
			return true
		}
	}
	return false
}
