package check

import (
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// A DiffPass is one check looking at what became of one page between two
// builds of a site.
type DiffPass struct {
	// Old is what the page said, New what it says; New is nil when the page is
	// gone. Pages that are only in the new build are not looked at.
	Old, New *summary.Summary
	// OldKey and NewKey are what the page goes by: its path below the root, or
	// its address.
	OldKey, NewKey string
	// Moved reports that the page was found under another key, Redirected that its
	// old URL redirects to a page that exists.
	Moved, Redirected bool
	// Kept says, of a page that the new build does not have, why it need not be
	// missed; the zero value when nothing tells.
	Kept Kept
	// Addresses translate those of the old build.
	Addresses AddressMap
	Check     *Check

	options map[string]any
	report  func(*Finding)
}

// Kept says why a page that is missing need not be missed.
type Kept struct {
	// ID is an identifier that ends up in [Change.ID]; it never changes.
	ID string
	// Message is a clause that follows "the page is missing in the new build, ".
	Message string
}

// NewDiffPass returns a pass; report is called with each finding.
func NewDiffPass(report func(*Finding)) *DiffPass { return &DiffPass{report: report} }

// Run runs a check on the page, with what the user set of its options.
func (p *DiffPass) Run(c *Check, options map[string]any) {
	p.Check, p.options = c, options
	c.RunDiff(p)
}

// Int is the value of an option that is a number.
func (p *DiffPass) Int(option string) int { return p.Check.option(p.options, option).(int) }

// Strings is the value of an option that is a list.
func (p *DiffPass) Strings(option string) []string {
	return p.Check.option(p.options, option).([]string)
}

// A Change is what a check says of a page.
type Change struct {
	// Subject is what changed, in terms that survive an edit elsewhere.
	Subject string
	// At is where the new page has it, or where what is removed is missed; of a
	// page that is removed, its place in the old one.
	At summary.Spot
	// Was is where the old page had it, and Before what it said there.
	Was    summary.Spot
	Before string
	// After is what the new page says; empty when that is nothing.
	After string
	// ID says what kind of change it is: changes of a check with the same ID are
	// one when there are many of them. It is an identifier, never shown, which
	// never changes: the fingerprint of that one finding hangs on it.
	ID string
	// Message says the change with the values of this page, Kind without them,
	// as reports show many of one ID: followed by the number of pages, or with
	// that in the place of "{pages}" at its start. Impact and Help are those of
	// the finding; an empty Impact is that of the check.
	Message, Kind, Impact, Help string
	// AtLeast is the number of pages, of different Before, from which the change
	// is reported at all, and then once. 0 reports it of every page.
	AtLeast int
}

// Report reports a change and returns the finding so that the check can add to
// it before it goes on.
func (p *DiffPass) Report(c Change) *Finding {
	if c.ID == "" {
		panic("check " + p.Check.ID + " reports a change without an ID")
	}
	f := &Finding{
		Check: p.Check, Severity: p.Check.Severity, Message: c.Message, Impact: c.Impact, Help: c.Help,
		Subject: c.Subject, Place: atSpot(c.At), change: &c,
	}
	p.report(f)
	return f
}

// Change is what the check said of a page between two builds; nil for findings
// on pages and sites.
func (f *Finding) Change() *Change { return f.change }

// OldPlace is where the old page had what changed.
func (c *Change) OldPlace() Place { return atSpot(c.Was) }

// Settle forgets what only folding needs.
func (f *Finding) Settle() { f.change = nil }

// An AddressMap translates addresses of the old build into those that the new
// one has in their place. The first entry that fits counts.
type AddressMap []MappedAddress

// A MappedAddress maps the addresses that begin with Old to the same with New
// in its place. Both are absolute http or https addresses without query and
// fragment; make them with [NewMappedAddress].
type MappedAddress struct{ old, new *url.URL }

// NewMappedAddress maps addresses below old to those below new; ok is false
// when one of them is no absolute http or https address, or has a query or a fragment.
func NewMappedAddress(old, new string) (m MappedAddress, ok bool) {
	m.old, m.new = weburl.ParseHTTP(old), weburl.ParseHTTP(new)
	for _, u := range []*url.URL{m.old, m.new} {
		if u == nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return m, false
		}
	}
	return m, true
}

// Translate is the address that the new build has for one of the old build;
// what is no absolute http or https address stays as it is.
func (a AddressMap) Translate(address string) string {
	if len(a) == 0 {
		return address
	}
	u := weburl.ParseHTTP(address)
	if u == nil {
		return address
	}
	for _, m := range a {
		if !strings.EqualFold(u.Scheme, m.old.Scheme) || !strings.EqualFold(u.Host, m.old.Host) {
			continue
		}
		rest, ok := strings.CutPrefix(u.EscapedPath(), strings.TrimSuffix(m.old.EscapedPath(), "/"))
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		out := *u
		out.Scheme, out.Host = m.new.Scheme, m.new.Host
		path := strings.TrimSuffix(m.new.EscapedPath(), "/") + rest
		if plain, err := url.PathUnescape(path); err == nil {
			out.Path, out.RawPath = plain, path
		}
		return out.String()
	}
	return address
}

// NamesPage reports whether a URL is that of the page with a key, its path below
// the root; own is the page's URL if that is known. If it is not, the end of the
// path decides.
func NamesPage(address, own, key string) bool {
	u := weburl.ParseHTTP(address)
	if u == nil {
		return false
	}
	if o := weburl.ParseHTTP(own); o != nil {
		return weburl.Compare(u, o).Within(weburl.Scheme | weburl.WWW | weburl.Slash | weburl.Tracking | weburl.Fragment)
	}
	if k := weburl.ParseHTTP(key); k != nil {
		return weburl.LooseKey(u) == weburl.LooseKey(k)
	}
	if u.RawQuery != "" {
		return false
	}
	have, want := siteurl.Bare(u.Path), siteurl.Bare(key)
	return have == want || want != "" && strings.HasSuffix(have, "/"+want)
}

// SameKey reports whether two keys are spellings of one: a.html, a/ and
// a/index.html.
func SameKey(a, b string) bool { return siteurl.Bare(a) == siteurl.Bare(b) }
