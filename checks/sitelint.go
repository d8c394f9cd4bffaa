package checks

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/site"
)

// SiteOptions say which site the pages of a run belong to.
type SiteOptions = site.Options

// A SiteRun collects the pages of a run and has the checks over many pages look
// at them when all are there. It is not safe for concurrent use. Close it.
type SiteRun struct {
	linter *Linter
	set    *site.Set
	// ignores are what the comments of pages suppress, by their numbers in the set.
	ignores map[int32]*PageIgnores
	err     error
}

// NewSiteRun returns a SiteRun for the results of a linter whose Settings have
// a Site.
func (l *Linter) NewSiteRun() *SiteRun {
	opts := SiteOptions{}
	if l.settings.Site != nil {
		opts = *l.settings.Site
	}
	return &SiteRun{linter: l, set: site.New(opts), ignores: map[int32]*PageIgnores{}}
}

// Add takes the page of a result into the site; results come in the order of
// the input. Late results and those of pages that could not be linted are
// passed over.
func (r *SiteRun) Add(res *Result) error {
	if res.digest == nil || res.Late {
		return nil
	}
	if res.Ignores != nil {
		r.ignores[int32(r.set.Len())] = res.Ignores
	}
	d := res.digest
	res.digest = nil
	return r.set.Add(d)
}

// Pages is the number of pages.
func (r *SiteRun) Pages() int { return r.set.Len() }

// Close removes what is kept on disk.
func (r *SiteRun) Close() error { return r.set.Close() }

// maxSiteFindings bounds the findings of one check over all pages; those
// beyond are counted.
const maxSiteFindings = 50_000

// Finish runs the checks and hands their findings to emit: a late result for
// each page that has some, in the order of the input, then one for each other
// file of the site.
func (r *SiteRun) Finish(emit func(*Result) error) error {
	running := r.linter.siteChecks()
	if len(running) == 0 || r.set.Len() == 0 {
		return nil
	}
	if err := r.set.Resolve(); err != nil {
		return err
	}
	var findings []*check.Finding
	var failures []Failure
	dropped := 0
	for _, c := range running {
		n := 0
		pass := check.NewSitePass(r.set, func(f *check.Finding) {
			if n++; n > maxSiteFindings {
				dropped++
				return
			}
			findings = append(findings, f)
		}, r.fail)
		if f := run(c, pass); f != nil {
			failures = append(failures, *f)
		}
		if r.err != nil {
			return r.err
		}
	}
	slices.SortStableFunc(findings, func(a, b *check.Finding) int { return compareSite(&a.Place.Set, &b.Place.Set) })
	var results []*Result
	for len(findings) > 0 {
		n := 1
		for n < len(findings) && findings[n].Place.Set == findings[0].Place.Set {
			n++
		}
		res, err := r.result(findings[:n])
		if err != nil {
			return err
		}
		findings = findings[n:]
		if len(res.Findings) > 0 || res.Dropped > 0 {
			// One is held back, to bear what concerns the whole run.
			if results = append(results, res); len(results) == 2 {
				if err := emit(results[0]); err != nil {
					return err
				}
				results = results[1:]
			}
		}
	}
	if len(results) == 0 && (len(failures) > 0 || dropped > 0) {
		results = append(results, &Result{Name: "<site>", Late: true})
	}
	for _, res := range results {
		res.Failures, res.Dropped = failures, res.Dropped+dropped
		if err := emit(res); err != nil {
			return err
		}
	}
	return nil
}

func (r *SiteRun) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// compareSite orders places: pages in the order of the input, then other files
// by name.
func compareSite(a, b *check.InSet) int {
	if (a.Page == 0) != (b.Page == 0) {
		return cmp.Compare(b.Page, a.Page)
	}
	return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.File, b.File))
}

// siteChecks are the checks over many pages that run on some page.
func (l *Linter) siteChecks() []*running {
	var list []*running
	for _, c := range l.all {
		if c.RunSite == nil || !l.runsSomewhere(c) {
			continue
		}
		r := &running{Check: c}
		for _, have := range l.running {
			if have.Check == c {
				r = have
			}
		}
		list = append(list, r)
	}
	return list
}

// result makes the late result of a page, or of another file, of its findings.
func (r *SiteRun) result(findings []*check.Finding) (*Result, error) {
	at := findings[0].Place.Set
	res := &Result{Name: at.File, Late: true}
	var own ownHosts
	if at.Page > 0 {
		s, err := r.set.Summary(at.Page - 1)
		if err != nil {
			return nil, err
		}
		res.Name, res.Index, res.URL = s.Name, s.Index, s.URL
		if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
			own = append(own, strings.ToLower(u.Host))
		}
	}
	running := r.linter.runningOn(res.Name, res.URL)
	for _, f := range findings {
		for _, c := range running {
			if c.Check != f.Check {
				continue
			}
			if len(res.Findings) >= r.linter.settings.MaxFindings {
				res.Dropped++
				break
			}
			out, err := r.finding(f, c, own)
			if err != nil {
				return nil, err
			}
			res.Findings = append(res.Findings, out)
		}
	}
	order(res.Findings)
	if at.Page > 0 {
		r.ignores[at.Page-1].Apply(res.Findings)
	}
	return res, nil
}

func (r *SiteRun) finding(f *check.Finding, c *running, own ownHosts) (Finding, error) {
	out := *f
	out.Severity, out.Preview = c.weighed(f.Severity), c.preview
	out.Impact = cmp.Or(f.Impact, f.Check.Impact)
	about := "page"
	if f.Place.Set.Page == 0 {
		about = "file"
	}
	out.Cause = causeWithout(f.Check.ID, own.causeSubject(f.Subject), about)
	out.Place = r.linter.shown(f.Place)
	out.Fingerprint = fingerprintOf(printID(f.Check), own.normal(f.Subject), own.normal(fold(f.Value)))
	for i := range out.Related {
		rel := &out.Related[i]
		if at := rel.Place.Set; at != f.Place.Set {
			rel.Page = at.File
			if at.Page > 0 {
				s, err := r.set.Summary(at.Page - 1)
				if err != nil {
					return out, err
				}
				rel.Page = label(s.Name, s.Index)
			}
		}
		rel.Place = r.linter.shown(rel.Place)
	}
	return out, nil
}

// digest prepares a page for the checks over many pages.
func (l *Linter) digest(p *page.Page, s *Summary) (*site.Digest, error) {
	if s == nil {
		s = page.Summarize(p, page.SummaryOptions{Spots: l.settings.Positions, Excerpts: l.settings.Positions, Few: true})
	}
	d := site.Digester{Mapper: l.settings.Site.Mapper}
	return d.Digest(s)
}

func summarize(p *page.Page, positions bool) *Summary {
	return page.Summarize(p, page.SummaryOptions{Spots: positions, Excerpts: positions})
}
