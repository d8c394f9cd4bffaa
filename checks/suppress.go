package checks

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// maxTargets bounds the names in all suppressing comments of a page.
const maxTargets = 1000

// PageIgnores are what the comments of a page suppress. A page's own findings
// are marked by [Linter.Lint]; those that are found out later, when other pages
// are known, by [PageIgnores.Apply].
type PageIgnores struct {
	list []reach
}

// A reach is the scope of one name in a comment.
type reach struct {
	pattern, property string
	// with are the properties in the comment for the same checks, including this
	// one; those of a comment share the list.
	with []string
	// whole reports that the scope is the page and what is outside it, such as
	// headers; else it is from start to end, in bytes of the page's text.
	whole      bool
	start, end int
	line       int // of the comment
	reason     string
	until      string

	// comment and target are where it comes from, and count its uses; nil once
	// the page is gone.
	comment *check.Ignore
	target  *check.IgnoreTarget
}

// covers reports whether a finding of the check is suppressed; at is where it is,
// or negative.
func (r *reach) covers(c *check.Check, at int) bool {
	return (r.whole || r.start <= at && at < r.end) && match(r.pattern, c.ID) && !c.Last
}

// suppression is the mark of findings.
func (r *reach) suppression() *Suppression {
	return &Suppression{Reason: r.reason, Until: r.until, Line: r.line}
}

// Apply marks findings of the page that its comments suppress, by their places;
// those that are marked already stay so. It does nothing on nil.
func (ig *PageIgnores) Apply(findings []Finding) {
	if ig == nil {
		return
	}
	for i := range findings {
		f := &findings[i]
		if f.Suppressed != nil {
			continue
		}
		at := -1
		if f.Place.Known {
			at = f.Place.Start.Offset
		}
		names := allNames(f.Facts)
		for j := range ig.list {
			r := &ig.list[j]
			if r.covers(f.Check, at) && aboutProperty(r.property, r.with, f.Subject, f.Facts, names) {
				f.Suppressed = r.suppression()
				break
			}
		}
	}
}

// aboutProperty reports whether a finding with the subject and facts is about a
// property of a suppression, as written or as a glob; an empty one is any
// property. The subject is the property ("og:image"), or has it in brackets
// ("meta[og:image]@content") or after "@". A finding may be about several
// properties, which are then in its facts "missing" or "property": with are all
// properties of the suppression, and has to have all of them, as names, which
// [allNames] makes of the facts, reports.
func aboutProperty(property string, with []string, subject string, facts []check.Fact, names func(with []string) bool) bool {
	if property == "" || sameName(property, subject) {
		return true
	}
	named, own := false, false
	for _, f := range facts {
		if namesProperty(f) {
			named, own = true, own || sameName(property, f.Value)
		}
	}
	if named {
		return own && names(with)
	}
	// The name of the element, before brackets, is not a property.
	if _, rest, ok := strings.Cut(subject, "["); ok {
		subject = rest
	}
	return slices.ContainsFunc(strings.FieldsFunc(subject, func(r rune) bool {
		return r == '[' || r == ']' || r == '@' || r == ' '
	}), func(part string) bool { return sameName(property, part) })
}

// namesProperty reports whether a fact names a property that a finding is about.
func namesProperty(f check.Fact) bool { return f.Name == "property" || f.Name == "missing" }

// allNames returns a function that reports whether a list, which is not empty,
// has all properties that facts name. It looks at each list once: every name in
// a comment asks for that of the comment.
func allNames(facts []check.Fact) func(list []string) bool {
	known := map[*string]bool{}
	return func(list []string) bool {
		all, ok := known[&list[0]]
		if !ok {
			all = !slices.ContainsFunc(facts, func(f check.Fact) bool {
				return namesProperty(f) && !slices.ContainsFunc(list, func(name string) bool { return sameName(name, f.Value) })
			})
			known[&list[0]] = all
		}
		return all
	}
}

// sameName compares names whatever their capitalization; pattern may be a glob in
// which * matches anything but a slash.
func sameName(pattern, name string) bool {
	if strings.EqualFold(pattern, name) {
		return true
	}
	if !strings.ContainsAny(pattern, "*?") {
		return false
	}
	ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
	return err == nil && ok
}

// suppress finds out what the comments of a page suppress, and then runs the
// checks that look at the comments. It returns the marks of the findings that
// were there before.
func (l *Linter) suppress(pass *check.Pass, running []*running, findings *[]*check.Finding, r *Result) []*Suppression {
	p := pass.Page
	list := l.readIgnores(p, pass.AsOf)
	ignores := reaches(p, list)
	marks := ignores.mark(p, *findings)
	if r.Dropped == 0 && len(r.Failures) == 0 {
		l.judge(p, list, running, pass.AsOf)
	}
	pass.Ignores = list
	for _, c := range running {
		if !c.Last {
			continue
		}
		if f := run(c, pass); f != nil {
			r.Failures = append(r.Failures, *f)
		}
	}
	r.Ignores = ignores.keep(p)
	return marks
}

// readIgnores parses the suppressing comments of a page: it finds out which
// names are unknown, which comments have ended, and which are invalid.
func (l *Linter) readIgnores(p *page.Page, asOf time.Time) []*check.Ignore {
	const hints = 20 // names that are looked up; a hint is not worth more
	list := make([]*check.Ignore, 0, len(p.Notes))
	targets, unknown := 0, 0
	for i := range p.Notes {
		n := &p.Notes[i]
		ig := check.ParseIgnore(n.Text, n.Start)
		list = append(list, &ig)
		fail := func(at text.Origin, repair, format string, args ...any) {
			ig.Fault, ig.Repair, ig.FaultAt, ig.Targets = fmt.Sprintf(format, args...), repair, at, nil
		}
		if p.NotesCut && i == len(p.Notes)-1 {
			fail(ig.At, "suppress the checks for the page or in the configuration", "the page has more than %d metacheck comments", i)
		}
		if targets += len(ig.Targets); targets > maxTargets && ig.Fault == "" {
			fail(ig.At, "use families or globs", "the comments of the page have more than %d names", maxTargets)
		}
		ig.Expired = ig.Until != "" && !asOf.IsZero() && asOf.Format(time.DateOnly) > ig.Until
		for j := range ig.Targets {
			t := &ig.Targets[j]
			t.Pattern = currentID(l.all, t.Pattern, l.former.note)
			named, last := 0, 0
			for _, c := range l.all {
				if match(t.Pattern, c.ID) {
					if named++; c.Last {
						last++
					}
				}
			}
			switch {
			case named > 0 && named == last:
				fail(t.At, "turn it off in the configuration", "a comment cannot suppress %s", check.Quote(t.Pattern))
			case named == 0:
				t.Unknown = true
				if unknown++; unknown <= hints {
					t.Hint = l.hint(t.Pattern)
				}
			}
			if ig.Fault != "" {
				break
			}
		}
	}
	return list
}

// hint is the check that may be meant by an unknown name, or empty.
func (l *Linter) hint(pattern string) string {
	var ids []string
	for _, c := range l.all {
		ids = append(ids, c.ID)
	}
	near := Suggest(pattern, ids)
	_, near, _ = strings.Cut(near, `"`)
	near, _, _ = strings.Cut(near, `"`)
	return near
}

// reaches finds out the scopes of the comments, and what is wrong with those
// that have none.
func reaches(p *page.Page, list []*check.Ignore) *PageIgnores {
	out := &PageIgnores{}
	type checksOf struct {
		comment *check.Ignore
		pattern string
	}
	with := map[checksOf][]string{}
	add := func(ig *check.Ignore, t *check.IgnoreTarget, r reach) {
		if t.Unknown || ig.Expired {
			return
		}
		r.pattern, r.property, r.comment, r.target = strings.Clone(t.Pattern), strings.Clone(t.Property), ig, t
		if t.Property != "" {
			key := checksOf{ig, t.Pattern}
			if with[key] == nil {
				for i := range ig.Targets {
					if other := &ig.Targets[i]; other.Pattern == t.Pattern && other.Property != "" {
						with[key] = append(with[key], strings.Clone(other.Property))
					}
				}
			}
			r.with = with[key]
		}
		r.reason, r.until = strings.Clone(ig.Reason), strings.Clone(ig.Until)
		r.line = p.File().Position(ig.At.Start).Line
		out.list = append(out.list, r)
	}
	regions(p, list, add)
	var next []text.Span
	for i, ig := range list {
		if ig.Scope != check.IgnoreElement && ig.Scope != check.IgnorePage || ig.Fault != "" {
			continue
		}
		r := reach{whole: true}
		if ig.Scope == check.IgnoreElement {
			if next == nil {
				next = p.NextElements()
			}
			if next[i].Len() == 0 {
				ig.Fault, ig.FaultAt = "no element follows", ig.At
				ig.Repair = "move the comment before the element, or write metacheck-ignore-page"
				continue
			}
			r = reach{start: next[i].Start, end: next[i].End}
		}
		for j := range ig.Targets {
			add(ig, &ig.Targets[j], r)
		}
	}
	// A region may have been added before its comment was found to be at fault.
	out.list = slices.DeleteFunc(out.list, func(r reach) bool { return r.comment.Fault != "" })
	return out
}

// regions pairs the comments that begin regions with those that end them, name
// by name; an end goes with the nearest open beginning.
func regions(p *page.Page, list []*check.Ignore, add func(*check.Ignore, *check.IgnoreTarget, reach)) {
	type begun struct {
		ig     *check.Ignore
		target *check.IgnoreTarget
		from   int
	}
	open := map[string][]begun{}
	for i, ig := range list {
		for j := range ig.Targets {
			t := &ig.Targets[j]
			switch ig.Scope {
			case check.IgnoreStart:
				open[t.String()] = append(open[t.String()], begun{ig, t, p.Notes[i].End})
			case check.IgnoreEnd:
				starts := open[t.String()]
				if len(starts) == 0 {
					if ig.Fault == "" {
						ig.Fault = fmt.Sprintf("no metacheck-ignore-start %s comes before it", t)
						ig.Repair = "write one where the region begins, with the same name"
						ig.FaultAt = t.At
					}
					continue
				}
				b := starts[len(starts)-1]
				open[t.String()] = starts[:len(starts)-1]
				add(b.ig, b.target, reach{start: b.from, end: p.Notes[i].Start})
			}
		}
	}
	left := map[*check.IgnoreTarget]int{}
	for _, starts := range open {
		for _, b := range starts {
			left[b.target] = b.from
		}
	}
	for _, ig := range list {
		for j := range ig.Targets {
			t := &ig.Targets[j]
			from, unclosed := left[t]
			switch {
			case !unclosed || ig.Fault != "":
			case p.Incomplete.Truncated:
				// Its end may be in what was not read.
				add(ig, t, reach{start: from, end: len(p.Text) + 1})
			default:
				ig.Fault = "the region is not closed"
				ig.Repair = fmt.Sprintf("write metacheck-ignore-end %s where the region ends", t)
				ig.FaultAt = t.At
			}
		}
	}
}

// mark finds out which findings the comments of the page suppress: the result
// has one entry a finding, nil for those that count.
func (ig *PageIgnores) mark(p *page.Page, findings []*check.Finding) []*Suppression {
	marks := make([]*Suppression, len(findings))
	for i, f := range findings {
		at := -1
		if span, ok := p.Span(f.Place.Origin); ok {
			at = span.Start
		}
		subject := f.Subject
		if subject == "" {
			subject = subjectOf(f.Place.Origin)
		}
		names := allNames(f.Facts)
		for j := range ig.list {
			r := &ig.list[j]
			if !r.covers(f.Check, at) || !aboutProperty(r.property, r.with, subject, f.Facts, names) {
				continue
			}
			r.target.Used++
			if marks[i] == nil {
				marks[i] = r.suppression()
			}
		}
	}
	return marks
}

// keep makes ignores that outlive the page: places count from the start of the
// input, as those of findings do, and nothing points into the page.
func (ig *PageIgnores) keep(p *page.Page) *PageIgnores {
	if len(ig.list) == 0 {
		return nil
	}
	for i := range ig.list {
		r := &ig.list[i]
		r.comment, r.target = nil, nil
		r.start, r.end = r.start+p.File().Prefix, r.end+p.File().Prefix
	}
	return ig
}

// judge finds out for each name in the comments whether it would have been used
// if there were something to suppress: its checks ran and had what they need.
// It leaves out what is not a reason to remove a comment: a run of only some
// checks, a part of a page, an unknown URL. Checks that look at many pages have
// not reported yet.
func (l *Linter) judge(p *page.Page, list []*check.Ignore, running []*running, asOf time.Time) {
	if p.Partial() || p.Incomplete.Truncated || p.Blank() {
		return
	}
	runs := map[*check.Check]bool{}
	for _, r := range running {
		runs[r.Check] = true
	}
	have := given{
		address: p.URL != nil, day: !asOf.IsZero(), header: p.Source.Header != nil, record: p.Source.Record != nil,
		runs: func(c *check.Check) bool { return runs[c] },
	}
	for _, ig := range list {
		for i := range ig.Targets {
			t := &ig.Targets[i]
			t.Judged = !t.Unknown && !ig.Expired && ig.Fault == "" && ig.Scope != check.IgnoreEnd && l.judged(t.Pattern, have)
		}
	}
}

// A given is what there is for checks to look at: on a page, or on one of the
// pages at least that a suppression is for.
type given struct {
	address, day, header, record bool
	// last reports that it may also be for checks that are Last, which comments
	// cannot suppress.
	last bool
	runs func(*check.Check) bool
}

// judged reports whether the checks of a pattern ran and had what they need.
func (l *Linter) judged(pattern string, g given) bool {
	ran := 0
	for _, c := range l.all {
		if !match(pattern, c.ID) || c.Last && !g.last {
			continue
		}
		alone := c.ID == pattern
		if !alone && (len(l.settings.Only) > 0 || len(l.settings.Skip) > 0) {
			return false
		}
		// What the examples of a check need is what the check needs.
		need := &c.Example
		switch {
		case c.Run == nil, need.URL != "" && !g.address, need.AsOf != "" && !g.day:
			return false
		case !g.runs(c), need.Header != nil && !g.header, need.Record != (page.Record{}) && !g.record:
			if alone {
				return false
			}
		default:
			ran++
		}
	}
	return ran > 0
}
