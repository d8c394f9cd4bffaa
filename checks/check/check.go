// Package check says what a check is: a [Check] is one value that carries its
// own documentation, a [Pass] is what it sees of a page, and a [Finding] is
// what it reports.
//
// A check is a function of facts to findings. It reads what the pass gives it,
// reports through the pass, keeps no state, prints nothing and opens nothing.
package check

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// A Severity says how bad a finding is. The zero Severity is no severity.
type Severity uint8

// The severities, in rising order.
const (
	Info    Severity = iota + 1 // advice, or loss of polish
	Warning                     // a likely mistake or a conflict
	Error                       // a consumer drops or misreads the data
)

// String is "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "none"
}

// ParseSeverity reads the name of a severity.
func ParseSeverity(name string) (Severity, error) {
	switch name {
	case "info":
		return Info, nil
	case "warning":
		return Warning, nil
	case "error":
		return Error, nil
	}
	return 0, fmt.Errorf("unknown severity %q: use error, warning or info", name)
}

// A Check is one fault that metacheck looks for.
type Check struct {
	// ID is "family/fault" in lower-case words. It names the fault, never
	// changes meaning and is never used again for another fault.
	ID string
	// Formerly are ids that the check had in earlier versions. Configurations,
	// flags, comments and baselines may still name them.
	Formerly []string
	// Preview marks a check that is new: its findings are info and never fail a
	// run, unless the user asks for preview checks, until a release promotes it.
	Preview bool
	// Severity of its findings, unless the user says otherwise.
	Severity Severity
	// Lower is the severity of findings that the check itself declares to be
	// milder, with the reason; the zero value when there are none.
	Lower Lower
	// Off reports that the check does not run unless the user asks for it.
	Off bool
	// Title is one line that says the fault, as a heading.
	Title string
	// Why it matters and who consumes the data; one or more sentences.
	Why string
	// Impact says who does what because of the fault, as a clause with an actor
	// and a verb: that of findings which do not say otherwise.
	Impact string
	// Fix says how to fix it.
	Fix string
	// Exceptions says when the check stays silent on purpose; may be empty.
	Exceptions string
	// References are addresses of the documents that ask for it.
	References []string
	// Bad is a page or part of one with exactly one finding of this check,
	// Good one with none.
	Bad, Good string
	// Example is the setting that the examples need; the zero value is a page
	// without address.
	Example Example
	// Since is the version that brought the check.
	Since string
	// Options that the user can set.
	Options []Option
	// Blank reports that the check looks at pages without any content, on which
	// every other check is silent.
	Blank bool
	// Damage reports that the check looks at how values are written, and so at
	// those that something unclosed has damaged: findings of every other check
	// on these are left out ([KeepSound]).
	Damage bool
	// Last reports that the check looks at the comments by which the page keeps
	// findings from counting, and what became of them: it runs after the other
	// checks, and its own findings cannot be suppressed by such comments.
	Last bool
	// Run looks at one page. A check has one of Run, RunSite and RunDiff.
	Run func(*Pass)
	// RunSite looks at all pages of a site, once, after the last of them. The
	// examples of such a check are several files in one text: each begins with
	// a line "-- NAME --".
	RunSite func(*SitePass)
	// RunDiff compares two versions of one page. The examples of such a check
	// are files in one text, as for RunSite, in the folders old and new.
	RunDiff func(*DiffPass)
}

// Lower declares that some findings of a check are milder than the rest.
type Lower struct {
	Severity Severity
	When     string // "when the repeated values are equal"
}

// Example is what the examples of a check need beside their HTML.
type Example struct {
	URL    string            // address of the page
	AsOf   string            // the date that counts as today, YYYY-MM-DD
	Header map[string]string // response headers
	Record page.Record       // what an archived record says beside the page
	Checks []string          // ids of other checks that have to run
	// Truncation says why the capture of the page is cut off.
	Truncation string
}

// An Option is a threshold or list of a check that the user can set.
type Option struct {
	Name    string
	Doc     string
	Default any // int, bool, string or []string
}

// Family is the part of the ID before the slash.
func (c *Check) Family() string {
	family, _, _ := strings.Cut(c.ID, "/")
	return family
}

// A Pass is one check looking at one page.
type Pass struct {
	Page  *page.Page
	Check *Check
	// AsOf is the date and time that count as now; the zero time when unknown.
	AsOf time.Time
	// Ignores are the comments of the page that keep findings from counting, in
	// the order of the source. Only checks that are Last see them.
	Ignores []*Ignore

	options map[string]any
	report  func(*Finding)
}

// NewPass returns a pass over a page; report is called with each finding.
func NewPass(p *page.Page, asOf time.Time, report func(*Finding)) *Pass {
	return &Pass{Page: p, AsOf: asOf, report: report}
}

// Run runs a check on the page, with what the user set of its options. A pass
// runs one check after the other; none keeps it.
func (p *Pass) Run(c *Check, options map[string]any) {
	p.Check, p.options = c, options
	c.Run(p)
}

func (p *Pass) option(name string) any { return p.Check.option(p.options, name) }

// option is the value of an option: what the user set, else its default.
func (c *Check) option(set map[string]any, name string) any {
	if v, ok := set[name]; ok {
		return v
	}
	for _, o := range c.Options {
		if o.Name == name {
			return o.Default
		}
	}
	panic("check " + c.ID + " declares no option " + name)
}

// PartOfPage is the fragment of an identifier that names a part of the page
// itself: "#ada", or the page's address with a fragment. The address is the
// page's own or, where that is unknown, the canonical one. ok is false for all
// other identifiers, and for blank nodes.
func (p *Pass) PartOfPage(id string) (fragment string, ok bool) {
	document, fragment, _ := strings.Cut(id, "#")
	if fragment == "" || strings.HasPrefix(id, "_:") {
		return "", false
	}
	if document == "" {
		return fragment, true
	}
	own := p.Page.URL
	if own == nil {
		c := p.Page.Canonical()
		if c == nil {
			return "", false
		}
		own = c.URL()
	}
	address, _, _ := strings.Cut(own.String(), "#")
	return fragment, address == document
}

// Int is the value of an option that is a number.
func (p *Pass) Int(option string) int { return p.option(option).(int) }

// Bool is the value of an option that is true or false.
func (p *Pass) Bool(option string) bool { return p.option(option).(bool) }

// Strings is the value of an option that is a list.
func (p *Pass) Strings(option string) []string { return p.option(option).([]string) }

// Report reports a finding at the given place and returns it so that the
// check can add to it before it goes on to the next.
func (p *Pass) Report(at text.Origin, format string, args ...any) *Finding {
	f := &Finding{
		Check:    p.Check,
		Severity: p.Check.Severity,
		Message:  fmt.Sprintf(format, args...),
		Place:    At(at),
	}
	p.report(f)
	return f
}

// maxQuoted bounds the length of page text in messages, in code points.
const maxQuoted = 90

// Quote is page text as it stands in a message: white space folded, shortened
// to a readable length, in double quotes, with control, bidirectional and
// other invisible characters escaped.
func Quote(s string) string {
	// Fold no more than can be shown: the text may be a megabyte.
	if len(s) > 8*maxQuoted {
		cut := 8 * maxQuoted
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	s = text.Fold(s)
	if utf8.RuneCountInString(s) > maxQuoted {
		r := []rune(s)[:maxQuoted-1]
		s = strings.TrimSpace(string(r)) + "…"
	}
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"':
			b.WriteString("'")
		case r == utf8.RuneError, unicode.IsPrint(r), text.IsSpellingJoiner(s, i):
			b.WriteRune(r)
		default:
			b.WriteString(text.Escaped(r))
		}
	}
	b.WriteByte('"')
	return b.String()
}

// beforeParting is how much of what two texts share QuoteBoth shows before the
// place where they part, in bytes.
const beforeParting = 40

// QuoteBoth is [Quote] of two texts that a message sets against each other.
// Where both are too long to be shown and begin alike, they are shown from
// shortly before the place where they part: two addresses that differ in their
// last letter must not look the same.
func QuoteBoth(a, b string) (string, string) {
	qa, qb := Quote(a), Quote(b)
	if qa != qb || a == b {
		return qa, qb
	}
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := i - beforeParting
	if from <= 0 {
		return qa, qb // they differ in white space or the kind of quotes
	}
	for from > 0 && !utf8.RuneStart(a[from]) {
		from--
	}
	return Quote("…" + a[from:]), Quote("…" + b[from:])
}

// Plural is the word for n things.
func Plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// List joins names as a sentence does: "a", "a and b", "a, b and c".
func List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// ListOr joins names as a sentence with "or" does: "a", "a or b", "a, b or c".
func ListOr(names []string) string {
	if len(names) < 2 {
		return List(names)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// Verify reports whether a value is one for the option: of the type of its
// default, and no negative number.
func (o Option) Verify(value any) error {
	ok, want := false, ""
	switch o.Default.(type) {
	case int:
		n, is := value.(int)
		ok, want = is && n >= 0, "a whole number"
	case bool:
		_, ok = value.(bool)
		want = "true or false"
	case []string:
		_, ok = value.([]string)
		want = "a list"
	default:
		_, ok = value.(string)
		want = "a text"
	}
	if !ok {
		return fmt.Errorf("option %s takes %s", o.Name, want)
	}
	return nil
}

// Parse reads the value of the option from text: a number, "true" or "false",
// a string, or a list separated by commas.
func (o Option) Parse(s string) (any, error) {
	switch o.Default.(type) {
	case int:
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("option %s takes a whole number, not %q", o.Name, s)
		}
		return n, nil
	case bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			return nil, fmt.Errorf("option %s takes true or false, not %q", o.Name, s)
		}
		return b, nil
	case []string:
		var list []string
		for _, part := range strings.Split(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		return list, nil
	}
	return s, nil
}
