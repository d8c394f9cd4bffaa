package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/text"
)

// An IgnoreScope is the scope of a comment that suppresses findings.
type IgnoreScope uint8

// The scopes, by the words that comments begin with.
const (
	IgnoreElement IgnoreScope = iota + 1 // metacheck-ignore: the next element and its content
	IgnoreStart                          // metacheck-ignore-start: up to the end of the same name
	IgnoreEnd                            // metacheck-ignore-end
	IgnorePage                           // metacheck-ignore-page
)

// ignoreWords are the words that begin comments.
var ignoreWords = []struct {
	word  string
	scope IgnoreScope
}{
	{"metacheck-ignore", IgnoreElement},
	{"metacheck-ignore-start", IgnoreStart},
	{"metacheck-ignore-end", IgnoreEnd},
	{"metacheck-ignore-page", IgnorePage},
}

// An Ignore is a comment of a page that keeps findings from counting:
//
//	<!-- metacheck-ignore og/image-alt-missing, head/title-*: the reason -->
//	<!-- metacheck-ignore-start schema until=2026-12-31: the reason --> … <!-- metacheck-ignore-end schema -->
//	<!-- metacheck-ignore-page google/recipe-required[image]: the reason -->
//
// The driver fills in what [ParseIgnore] leaves open before it runs the checks
// that are Last.
type Ignore struct {
	Scope   IgnoreScope
	Targets []IgnoreTarget
	// Reason is empty if the comment has none.
	Reason string
	// Until is the last day on which it holds, as YYYY-MM-DD; or empty.
	Until string
	// Fault says what is wrong with the comment, and Repair what to do, in the
	// imperative; both are empty for a valid comment. A comment with a fault
	// suppresses nothing.
	Fault, Repair string

	// At is the whole comment, UntilAt the date, FaultAt what is wrong.
	At, UntilAt, FaultAt text.Origin
	// Expired reports that the comment ended before the day that counts as today.
	Expired bool
}

// An IgnoreTarget is one name in an [Ignore].
type IgnoreTarget struct {
	// Pattern is an id, a family or a glob; Property, if not empty, limits it
	// to findings about that property: "id[property]".
	Pattern, Property string
	At                text.Origin

	// Unknown reports that there is no such check; Hint suggests one then.
	Unknown bool
	Hint    string
	// Used is the number of findings that it keeps from counting. Judged
	// reports that it would have kept some if there were any: all checks that it
	// names ran and had what they need.
	Used   int
	Judged bool
}

// String is the target as it is written.
func (t *IgnoreTarget) String() string {
	if t.Property != "" {
		return t.Pattern + "[" + t.Property + "]"
	}
	return t.Pattern
}

// Word is the word that a scope is written as.
func (s IgnoreScope) Word() string {
	for _, w := range ignoreWords {
		if w.scope == s {
			return w.word
		}
	}
	return ""
}

// Bounds of a comment.
const (
	maxIgnoreTargets = 100
	maxIgnoreReason  = 1000 // bytes that are kept
)

// ParseIgnore parses the text of a comment, between "<!--" and "-->", for which
// [page.IsNote] is true; base is the offset of the text in the source of the
// page. The grammar is
//
//	WORD CHECK[, CHECK…] [until=YYYY-MM-DD] [: REASON]
//
// with white space between words, and commas or white space between checks.
func ParseIgnore(comment string, base int) Ignore {
	p := ignoreParser{s: comment, base: base}
	p.space()
	start := p.i
	end := len(strings.TrimRight(comment, " \t\n\r\f"))
	p.ig.At = text.FromSource(base+start, base+max(start, end))
	word := p.word(": \t\n\r\f,")
	i := slices.IndexFunc(ignoreWords, func(w struct {
		word  string
		scope IgnoreScope
	}) bool {
		return w.word == word
	})
	if i < 0 {
		return p.fault(start, p.i, "write metacheck-ignore, metacheck-ignore-start, metacheck-ignore-end or metacheck-ignore-page",
			"unknown word %s", Quote(word))
	}
	p.ig.Scope = ignoreWords[i].scope
	return p.rest(word)
}

type ignoreParser struct {
	s    string
	i    int
	base int
	ig   Ignore
}

func (p *ignoreParser) origin(start, end int) text.Origin {
	return text.FromSource(p.base+start, p.base+end)
}

// fault makes the comment one with a fault.
func (p *ignoreParser) fault(start, end int, repair, format string, args ...any) Ignore {
	p.ig.Fault, p.ig.Repair, p.ig.FaultAt = fmt.Sprintf(format, args...), repair, p.origin(start, end)
	p.ig.Targets = nil
	return p.ig
}

func (p *ignoreParser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\n\r\f", p.s[p.i]) >= 0 {
		p.i++
	}
}

// word is the text up to one of the bytes.
func (p *ignoreParser) word(until string) string {
	start := p.i
	for p.i < len(p.s) && strings.IndexByte(until, p.s[p.i]) < 0 {
		p.i++
	}
	return p.s[start:p.i]
}

// rest parses what follows the word.
func (p *ignoreParser) rest(word string) Ignore {
	comma := false // the last thing was a comma
	for {
		p.space()
		if p.i == len(p.s) || p.s[p.i] == ':' {
			break
		}
		start := p.i
		if p.s[p.i] == ',' {
			if len(p.ig.Targets) == 0 || comma || p.ig.Until != "" {
				return p.fault(start, start+1, "write one comma between the names of two checks", "unexpected comma")
			}
			p.i++
			comma = true
			continue
		}
		target, bad := p.target()
		switch {
		case strings.HasPrefix(target.Pattern, "until="):
			date := strings.TrimPrefix(target.Pattern, "until=")
			if _, err := time.Parse(time.DateOnly, date); err != nil || target.Property != "" {
				return p.fault(start, p.i, "write until=YYYY-MM-DD", "%s is not a valid date", Quote(p.s[start:p.i]))
			}
			if p.ig.Until != "" {
				return p.fault(start, p.i, "write one until=YYYY-MM-DD", "it has two dates")
			}
			p.ig.Until, p.ig.UntilAt = date, p.origin(start, p.i)
		case bad:
			return p.fault(start, p.i, "write the names of the checks, then a colon, then the reason", "%s is neither the name of a check nor a date", Quote(p.s[start:p.i]))
		case p.ig.Until != "":
			return p.fault(start, p.i, "write the names of the checks before until=, and the reason after a colon", "%s comes after the date", Quote(p.s[start:p.i]))
		case len(p.ig.Targets) == maxIgnoreTargets:
			return p.fault(start, p.i, "use a family or a glob", "it has more than %d names", maxIgnoreTargets)
		case len(p.ig.Targets) > 0 && !comma && !strings.Contains(target.Pattern, "/"):
			// "metacheck-ignore og/title-missing because …": plain words would
			// otherwise count as families.
			return p.fault(start, p.i, "separate the names with commas, and write the reason after a colon", "%s comes after the names without a comma", Quote(p.s[start:p.i]))
		default:
			target.At = p.origin(start, p.i)
			p.ig.Targets = append(p.ig.Targets, target)
		}
		comma = false
	}
	switch {
	case len(p.ig.Targets) == 0:
		return p.fault(p.i-len(strings.TrimLeft(p.s[:p.i], " \t\n\r\f")), p.i,
			"write "+word+" CHECK: REASON, with * as CHECK for all checks", "no check is given")
	case comma:
		return p.fault(p.i, p.i, "remove the comma", "it has a comma after the last name")
	}
	if p.i < len(p.s) {
		reason := p.s[p.i+1:]
		p.ig.Reason = strings.ToValidUTF8(text.Fold(reason[:min(len(reason), maxIgnoreReason)]), "")
	}
	return p.ig
}

// target parses a name; bad reports that it has characters that no name has.
func (p *ignoreParser) target() (t IgnoreTarget, bad bool) {
	t.Pattern = p.word(", :\t\n\r\f[")
	for i := 0; i < len(t.Pattern) && !bad; i++ {
		c := t.Pattern[i]
		bad = !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '/' || c == '*' || c == '?' || c == '=')
	}
	if t.Pattern == "" || strings.Contains(t.Pattern, "=") && !strings.HasPrefix(t.Pattern, "until=") {
		bad = true
	}
	if p.i == len(p.s) || p.s[p.i] != '[' {
		return t, bad
	}
	p.i++
	t.Property = strings.TrimSpace(p.word("],\n\r"))
	if p.i == len(p.s) || p.s[p.i] != ']' || t.Property == "" {
		return t, true
	}
	p.i++
	if p.i < len(p.s) && strings.IndexByte(", :\t\n\r\f", p.s[p.i]) < 0 {
		p.word(", :\t\n\r\f")
		return t, true
	}
	return t, bad
}
