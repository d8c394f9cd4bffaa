package checks

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
)

// A folder collects changes and makes one finding of many of one kind.
type folder struct {
	fold, perPage int
	kinds         map[kindKey]*kind
	order         []*kind
	counts        map[*check.Check]int // kinds of each check
	dropped       int
}

func newFolder(fold, perPage int) *folder {
	return &folder{fold: fold, perPage: perPage, kinds: map[kindKey]*kind{}, counts: map[*check.Check]int{}}
}

// A kindKey tells changes of one kind from others.
type kindKey struct {
	check    *check.Check
	severity check.Severity
	id       string
	// suppressed findings are not folded with others, since each has a reason
	// of its own.
	suppressed bool
}

// A kind is the changes of one kind.
type kind struct {
	kindKey
	words    string // for people
	pages    int
	vanished bool
	last     string // key of the page seen last
	changes  []change
	// distinct are the first different values from before, for changes that
	// are told of many pages only.
	atLeast  int
	distinct []string
}

// A change is a finding of one page.
type change struct {
	finding Finding
	at      subject
}

const (
	// maxKinds bounds the kinds of changes of one check, maxChanges the changes
	// that are kept of a kind that is not folded.
	maxKinds   = 20_000
	maxChanges = 50_000
	// maxFolded is the number of changes that a folded finding shows.
	maxFolded = 11
)

// report takes in a change of the page at hand.
func (d *diff) report(f *check.Finding) {
	d.at.pending = append(d.at.pending, f)
}

// settle takes in what a check has reported of the page at hand.
func (d *diff) settle(c *running) {
	for _, f := range d.at.pending {
		d.folder.add(d.linter.change(f, c, &d.at), f, d.pass.New == nil)
	}
	d.at.pending = d.at.pending[:0]
}

// change makes the finding of one page.
func (l *Linter) change(f *check.Finding, c *running, at *subject) change {
	ch := f.Change()
	out := *f
	out.Settle()
	out.Severity, out.Preview = c.weighed(f.Severity), c.preview
	out.Place = l.shown(f.Place)
	out.Value = cmp.Or(ch.After, ch.Before)
	out.Impact = cmp.Or(f.Impact, f.Check.Impact)
	out.Cause = causeWithout(f.Check.ID, at.own.causeSubject(f.Subject), ch.Kind)
	out.Fingerprint = fingerprintOf(printID(f.Check), at.own.normal(f.Subject), at.own.normal(fold(ch.Before))+"\x00"+at.own.normal(fold(ch.After)))
	if ch.Before != "" {
		out.Fact("old", ch.Before)
	}
	if ch.After != "" {
		out.Fact("new", ch.After)
	}
	if was := l.shown(ch.OldPlace()); was.Known || was.Outside != "" {
		words := "it was here"
		if ch.Before != "" {
			words += ": " + check.Quote(ch.Before)
		}
		out.Related = append(out.Related, check.Related{Page: at.old, Place: was, Message: words})
	}
	one := []Finding{out}
	at.ignores.Apply(one)
	return change{one[0], *at}
}

// add takes in a change.
func (fo *folder) add(c change, f *check.Finding, vanished bool) {
	ch := f.Change()
	key := kindKey{f.Check, c.finding.Severity, ch.ID, c.finding.Suppressed != nil}
	k := fo.kinds[key]
	if k == nil {
		if fo.counts[f.Check]++; fo.counts[f.Check] > maxKinds {
			fo.dropped++
			return
		}
		k = &kind{kindKey: key, words: ch.Kind, atLeast: ch.AtLeast, vanished: vanished}
		fo.kinds[key] = k
		fo.order = append(fo.order, k)
	}
	if k.pages == 0 || k.last != c.at.key {
		k.pages++
		k.last = c.at.key
	}
	if len(k.distinct) < k.atLeast && !slices.Contains(k.distinct, ch.Before) {
		k.distinct = append(k.distinct, ch.Before)
	}
	most := max(fo.fold, maxFolded)
	if fo.fold == 0 || k.suppressed {
		most = maxChanges
	}
	switch {
	case len(k.changes) < most:
		c.at.pending = nil
		k.changes = append(k.changes, c)
	case fo.fold == 0 || k.suppressed:
		fo.dropped++
	}
}

// finish makes the findings and hands them to emit, page by page.
func (fo *folder) finish(seen *Comparison, failures []Failure, emit func(*Result) error) error {
	var changes []change
	for _, k := range fo.order {
		switch {
		case k.atLeast > 0 && len(k.distinct) < k.atLeast:
		case k.atLeast > 0, fo.fold > 0 && k.pages >= fo.fold && !k.suppressed:
			changes = append(changes, k.folded(seen))
		default:
			changes = append(changes, k.changes...)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(a.at.key, b.at.key) })
	var results []*Result
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].at.key == changes[0].at.key && changes[n].at.name == changes[0].at.name {
			n++
		}
		at := &changes[0].at
		res := &Result{Name: at.name, Index: at.index, URL: at.url}
		for i := range changes[:n] {
			if len(res.Findings) >= fo.perPage {
				res.Dropped++
				continue
			}
			res.Findings = append(res.Findings, changes[i].finding)
		}
		changes = changes[n:]
		order(res.Findings)
		results = append(results, res)
	}
	if len(results) == 0 && (len(failures) > 0 || fo.dropped > 0) {
		results = append(results, &Result{Name: "<comparison>", Late: true})
	}
	for i, res := range results {
		if i == len(results)-1 {
			res.Failures, res.Dropped = failures, res.Dropped+fo.dropped
		}
		if err := emit(res); err != nil {
			return err
		}
	}
	return nil
}

// folded is one finding for all changes of the kind; it stands on the first page.
func (k *kind) folded(seen *Comparison) change {
	all := seen.Compared
	if k.vanished {
		all += seen.Vanished
	}
	pages := fmt.Sprintf("%d of %d pages", k.pages, all)
	words := k.words + " on " + pages
	if rest, ok := strings.CutPrefix(k.words, "{pages}"); ok {
		words = pages + rest
	}
	first := k.changes[0]
	f := &first.finding
	f.Message = words
	f.Facts = []check.Fact{{Name: "pages", Value: strconv.Itoa(k.pages)}, {Name: "compared", Value: strconv.Itoa(all)}}
	f.Fingerprint = fingerprintOf(printID(f.Check), f.Subject, k.id)
	if len(f.Related) > 0 {
		f.Related = slices.Clone(f.Related[:1])
	}
	for _, c := range k.changes[1:min(len(k.changes), maxFolded)] {
		f.Related = append(f.Related, check.Related{Page: label(c.at.name, c.at.index), Place: c.finding.Place, Message: c.finding.Message})
	}
	return first
}

// shown is a place of a summary as findings have it: without positions unless
// the settings ask for them.
func (l *Linter) shown(p Place) Place {
	if p.Outside == "" && !l.settings.Positions {
		return Place{}
	}
	p.Set = check.InSet{}
	return p
}

// hostsOfSummary are the hosts that a page itself goes by.
func hostsOfSummary(s *summary.Summary) ownHosts {
	var own ownHosts
	addresses := []string{s.URL}
	if l := s.Canonical(); l != nil {
		addresses = append(addresses, l.URL)
	}
	for _, a := range addresses {
		if u, err := url.Parse(a); err == nil && u.Host != "" {
			own = append(own, strings.ToLower(u.Host))
		}
	}
	return own
}
