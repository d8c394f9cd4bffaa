package check

import (
	"fmt"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/site"
)

// A SitePass is one check looking at all pages of a site.
type SitePass struct {
	// Site is the pages. Links are resolved.
	Site  *site.Set
	Check *Check

	options map[string]any
	report  func(*SiteFinding)
	fail    func(error)
}

// NewSitePass returns a pass over a set of pages; report is called with each
// finding, fail with errors of reading what is kept of pages.
func NewSitePass(s *site.Set, report func(*SiteFinding), fail func(error)) *SitePass {
	return &SitePass{Site: s, report: report, fail: fail}
}

// Run runs a check on the site, with what the user set of its options.
func (p *SitePass) Run(c *Check, options map[string]any) {
	p.Check, p.options = c, options
	c.RunSite(p)
}

// Int is the value of an option that is a number.
func (p *SitePass) Int(option string) int { return p.Check.option(p.options, option).(int) }

// maxShown bounds the related places of a finding about many pages.
const maxShown = 10

// A SitePlace is a place on one of the pages of a site, or in another file of
// it.
type SitePlace struct {
	// Page is the number of the page, or -1 for another file, which File names
	// as reports do.
	Page int32
	File string
	Spot page.Spot
}

// A SiteFinding is the verdict of a check on pages of a site.
type SiteFinding struct {
	Check    *Check
	Severity Severity
	Message  string
	At       SitePlace
	// Subject is what the finding is about in terms that survive an edit
	// elsewhere, and Value what it says, for telling the finding in two runs.
	Subject, Value string
	Related        []SiteRelated
	Facts          []Fact
}

// A SiteRelated is another place that belongs to a finding about a site.
type SiteRelated struct {
	At      SitePlace
	Message string
}

// On is a place on a page.
func On(i int32, spot page.Spot) SitePlace { return SitePlace{Page: i, Spot: spot} }

// InFile is a place in a file that is no page.
func InFile(name string, spot page.Spot) SitePlace {
	return SitePlace{Page: -1, File: name, Spot: spot}
}

// Summary is what is kept of a page; nil when it cannot be read, which ends the
// run with an error.
func (p *SitePass) Summary(i int32) *page.Summary {
	s, err := p.Site.Summary(i)
	if err != nil {
		p.fail(err)
		return nil
	}
	return s
}

// Fail ends the run with an error.
func (p *SitePass) Fail(err error) { p.fail(err) }

// Report reports a finding about a subject that says value at the given place,
// and returns it so that the check can add to it before it goes on.
func (p *SitePass) Report(at SitePlace, subject, value, format string, args ...any) *SiteFinding {
	f := &SiteFinding{
		Check: p.Check, Severity: p.Check.Severity, Message: fmt.Sprintf(format, args...),
		At: at, Subject: subject, Value: value,
	}
	p.report(f)
	return f
}

// Milder gives the finding the lower severity that its check declares.
func (f *SiteFinding) Milder() *SiteFinding {
	if f.Check.Lower.Severity == 0 {
		panic("check " + f.Check.ID + " declares no lower severity")
	}
	f.Severity = f.Check.Lower.Severity
	return f
}

// Relate adds a related place. Those beyond ten are dropped: the message says
// how many there are.
func (f *SiteFinding) Relate(at SitePlace, format string, args ...any) *SiteFinding {
	if len(f.Related) < maxShown {
		f.Related = append(f.Related, SiteRelated{at, fmt.Sprintf(format, args...)})
	}
	return f
}

// Full tells whether the finding takes no more related places.
func (f *SiteFinding) Full() bool { return len(f.Related) >= maxShown }

// Fact adds a named value for programs.
func (f *SiteFinding) Fact(name, value string) *SiteFinding {
	f.Facts = append(f.Facts, Fact{name, value})
	return f
}
