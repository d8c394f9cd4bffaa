package check

import (
	"fmt"

	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
)

// A SitePass is one check looking at all pages of a site.
type SitePass struct {
	// Site is the pages. Links are resolved.
	Site  *site.Set
	Check *Check

	options map[string]any
	report  func(*Finding)
	fail    func(error)
}

// NewSitePass returns a pass over a set of pages; report is called with each
// finding, fail with errors of reading what is kept of pages.
func NewSitePass(s *site.Set, report func(*Finding), fail func(error)) *SitePass {
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

// Summary is what is kept of a page; nil when it cannot be read, which ends the
// run with an error.
func (p *SitePass) Summary(i int32) *summary.Summary {
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
func (p *SitePass) Report(at Place, subject, value, format string, args ...any) *Finding {
	f := &Finding{
		Check: p.Check, Severity: p.Check.Severity, Message: fmt.Sprintf(format, args...),
		Place: at, Subject: subject, Value: value,
	}
	p.report(f)
	return f
}

// RelateSome adds a related place, but none beyond ten: findings about many
// pages say in their message how many there are.
func (f *Finding) RelateSome(at Place, format string, args ...any) *Finding {
	if !f.Full() {
		f.RelateTo(at, format, args...)
	}
	return f
}

// Full reports whether [Finding.RelateSome] adds no more places.
func (f *Finding) Full() bool { return len(f.Related) >= maxShown }
