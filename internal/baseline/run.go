package baseline

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
)

// Scope says what a run looked at, so that what it did not look at is neither
// fixed nor forgotten.
type Scope struct {
	// Checks tells, by id, which checks ran.
	Checks map[string]bool
	// Wide are those of them that compare pages with each other. What they say
	// of a page can change when fewer pages are linted.
	Wide map[string]bool
	// Partial reports that not all records of archives were asked for.
	Partial bool
	// Gone reports whether the input of the name does not exist any more. It is
	// asked for inputs of the baseline that the run did not read.
	Gone func(name string) bool
}

// A Run is a run of the linter, held against a baseline.
type Run struct {
	known *Baseline
	scope Scope
	// found is how many equal findings the run has found, at the first of the
	// equal entries of the baseline; others has, with collect, those of which the
	// baseline has none.
	found  []int32
	others map[key]int
	// entries are the findings of the run, when it collects them.
	collect bool
	entries []Entry
	// pages are what came of pages that the baseline knows; with collect of all.
	pages map[Page]*outcome
	// inputs are what came of archives.
	inputs map[string]*outcome
	// broken are checks over many pages that broke; cut reports that some of their
	// findings were dropped.
	broken map[string]bool
	cut    bool
}

// An outcome is how far a page or archive was linted.
type outcome struct {
	failed bool            // not, or not whole
	broken map[string]bool // checks that broke
}

// NewRun begins a run against a baseline. With collect, it keeps all findings
// for Update; else its memory grows with the baseline only.
func NewRun(known *Baseline, scope Scope, collect bool) *Run {
	r := &Run{
		known: known, scope: scope, collect: collect,
		found: make([]int32, known.Len()), others: map[key]int{},
		pages: map[Page]*outcome{}, inputs: map[string]*outcome{}, broken: map[string]bool{},
	}
	for i := range known.entries {
		r.pages[known.entries[i].Page] = nil
	}
	return r
}

// lookUp is the index of the first of the baseline's entries that are equal to
// the finding, and their number; or -1 and 0.
func (r *Run) lookUp(k key) (first, n int) {
	entries := r.known.entries
	first, ok := slices.BinarySearchFunc(entries, Entry{Page: k.page, Check: k.check, Fingerprint: k.fingerprint, Number: 1}, compareEntries)
	if !ok {
		return -1, 0
	}
	for first+n < len(entries) && entries[first+n].key() == k {
		n++
	}
	return first, n
}

// foundOf is how many of the equal findings the run has found.
func (r *Run) foundOf(k key) int {
	if first, _ := r.lookUp(k); first >= 0 {
		return int(r.found[first])
	}
	return r.others[k]
}

// PageOf names the page of a result whose input has the given name in the
// baseline.
func PageOf(name string, r *checks.Result) Page {
	p := Page{Name: clipName(name)}
	if r.Index > 0 {
		p.Record = clipName(r.URL)
		if p.Record == "" {
			p.Record = strconv.Itoa(r.Index)
		}
	}
	return p
}

// Add takes a result of the page and marks its findings: they are unchanged
// when the baseline has as many equal ones, else new. Suppressed ones are left
// alone. Records with one address are captures of one page.
func (r *Run) Add(page Page, res *checks.Result) {
	if res.Index > 0 {
		in := r.inputs[page.Name]
		if in == nil {
			in = &outcome{}
			r.inputs[page.Name] = in
		}
		in.failed = in.failed || res.Err != nil
	}
	if res.Err != nil {
		// The address of a record that failed may not be known; and an archive
		// can fail as a whole.
		if res.Index == 0 {
			r.inputs[page.Name] = &outcome{failed: true}
		}
		return
	}
	if res.Late {
		// What is said of such a result is of the run.
		for _, f := range res.Failures {
			r.broken[f.Check] = true
		}
		r.cut = r.cut || res.Dropped > 0
	} else if o, known := r.pages[page]; known || r.collect {
		if o == nil {
			o = &outcome{}
			r.pages[page] = o
		}
		o.failed = o.failed || res.Dropped > 0
		for _, f := range res.Failures {
			if o.broken == nil {
				o.broken = map[string]bool{}
			}
			o.broken[f.Check] = true
		}
	}
	numbers := map[key]int{}
	for i := range res.Findings {
		f := &res.Findings[i]
		if f.Suppressed != nil {
			continue
		}
		print, _, _ := strings.Cut(f.Fingerprint, "-")
		k := key{page, f.Check.ID, print}
		numbers[k]++
		n := numbers[k]
		first, allowed := r.lookUp(k)
		f.State = checks.StateNew
		if n <= allowed {
			f.State = checks.StateUnchanged
		}
		switch {
		case first >= 0 && n <= int(r.found[first]), first < 0 && n <= r.others[k]:
			continue // of another capture
		case first >= 0:
			r.found[first] = int32(n)
		case r.collect:
			r.others[k] = n
		}
		if r.collect {
			message := fault(f.Message)
			r.entries = append(r.entries, Entry{
				Page: page, Check: f.Check.ID, Fingerprint: print, Number: n,
				Subject: clip(f.Subject, maxSubject), Message: clip(message, maxMessage),
			})
		}
	}
}

// fault is the first part of a message, which says what is wrong. Quoted text
// may hold what parts messages.
func fault(message string) string {
	quoted := false
	for i := 0; i < len(message); i++ {
		switch {
		case message[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(message[i:], "; "):
			return message[:i]
		}
	}
	return message
}

// judge returns a function that reports whether the run would have found an
// entry if it were still there. Complete reports that all inputs were read.
func (r *Run) judge(b *Baseline, complete bool) func(*Entry) bool {
	gone := map[string]bool{}
	isGone := func(name string) bool {
		g, asked := gone[name]
		if !asked {
			g = r.scope.Gone != nil && r.scope.Gone(name)
			gone[name] = g
		}
		return g
	}
	// read reports whether all is known of the page of an entry.
	read := func(p Page) bool {
		if o := r.pages[p]; o != nil {
			return !o.failed
		}
		if !complete {
			return false
		}
		in := r.inputs[p.Name]
		if in != nil && p.Record != "" && !in.failed && !r.scope.Partial {
			return true // the archive has the record no more
		}
		return isGone(p.Name)
	}
	whole := complete
	for i := range b.entries {
		if p := b.entries[i].Page; whole && !isOther(p) && (i == 0 || b.entries[i-1].Page != p) {
			whole = read(p)
		}
	}
	return func(e *Entry) bool {
		switch o := r.pages[e.Page]; {
		case !r.scope.Checks[e.Check], r.broken[e.Check], o != nil && o.broken[e.Check]:
			return false
		case r.scope.Wide[e.Check]:
			return whole && !r.cut
		case o == nil && isOther(e.Page):
			return whole
		}
		return read(e.Page)
	}
}

// isOther reports whether a file is no page, going by its name: findings of a run
// are also about the sitemap and the configuration.
func isOther(p Page) bool {
	if p.Record != "" {
		return false
	}
	name := strings.ToLower(strings.TrimSuffix(p.Name, ".gz"))
	switch path.Ext(name) {
	case ".xml", ".txt", ".yaml", ".yml":
		return true
	}
	return false
}

// Fixed are the entries of the baseline that the run did not find although it
// looked, in the order of the baseline. Show gives the name of a page as
// reports have it.
func (r *Run) Fixed(complete bool, show func(Page) string) []checks.Fixed {
	judged := r.judge(r.known, complete)
	var list []checks.Fixed
	for i := range r.known.entries {
		e := &r.known.entries[i]
		if e.Number <= r.foundOf(e.key()) || !judged(e) {
			continue
		}
		list = append(list, checks.Fixed{
			Page: show(e.Page), Check: e.Check, Subject: e.Subject, Message: e.Message, Fingerprint: e.Print(),
		})
	}
	return list
}

// A Change counts what an update did.
type Change struct {
	Added, Removed int
}

// Update is the baseline as it is after the run: without the entries that the
// run did not find although it looked, and with all that it found. Current is
// what the file holds now: another run may have written it since this one
// began. Entries that stay keep their words, so that a diff shows only what is
// new. The run must have collected its findings and be complete.
func (r *Run) Update(current *Baseline) (*Baseline, Change) {
	judged := r.judge(current, true)
	var next []Entry
	var change Change
	had := map[key]int{}
	for i := range current.entries {
		e := &current.entries[i]
		if e.Number > r.foundOf(e.key()) && judged(e) {
			change.Removed++
			continue
		}
		had[e.key()] = e.Number
		next = append(next, *e)
	}
	for _, e := range r.entries {
		if e.Number > had[e.key()] {
			change.Added++
			next = append(next, e)
		}
	}
	return New(next), change
}
