// Package baseline keeps the findings that a site had when it began to be
// linted, so that only new ones count.
//
// A [Baseline] is a list of entries, one for each finding, as a text file made
// for review in a diff: [Read] and [Baseline.Write]. A [Run] holds the results
// of a run against it: [Run.Add] marks each finding as new or unchanged,
// [Run.Fixed] lists the entries that are no longer found, and [Run.Update]
// makes the next baseline.
//
// Nothing here knows the file system: names are relative to the folder of the
// file, with forward slashes, and whether a page is gone is asked of the
// caller.
package baseline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
)

// A Page names a page in a baseline.
type Page struct {
	// Name is the path of the input, relative to the folder of the baseline
	// and with forward slashes, or another name of it, such as "<stdin>".
	Name string
	// Record names the record when the input is an archive: the address of its
	// page, else its number; empty when the input is the page.
	Record string
}

// String is the name for people: "site/a.html", "pages.jsonl#https://…".
func (p Page) String() string {
	if p.Record == "" {
		return p.Name
	}
	return p.Name + "#" + p.Record
}

func (p Page) compare(q Page) int {
	return cmp.Or(cmp.Compare(p.Name, q.Name), cmp.Compare(p.Record, q.Record))
}

// An Entry is one finding of a baseline.
type Entry struct {
	Page Page
	// Check is the id of the check.
	Check string
	// Fingerprint is what the finding is known by, without the number that
	// tells equal ones apart; Number is that, from 1.
	Fingerprint string
	Number      int
	// Subject and Message are for people.
	Subject, Message string
}

// Print is the fingerprint as findings have it: with "-2" behind the second.
func (e *Entry) Print() string {
	if e.Number > 1 {
		return e.Fingerprint + "-" + strconv.Itoa(e.Number)
	}
	return e.Fingerprint
}

// A key is what equal findings of a page share.
type key struct {
	page               Page
	check, fingerprint string
}

func (e *Entry) key() key { return key{e.Page, e.Check, e.Fingerprint} }

func compareEntries(a, b Entry) int {
	return cmp.Or(
		a.Page.compare(b.Page),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
		cmp.Compare(a.Number, b.Number),
	)
}

// A Baseline is a list of findings that do not count. The zero Baseline is
// empty.
type Baseline struct {
	entries []Entry
	// Renamed are the former ids of checks that the file has; entries have those
	// of today.
	Renamed []checks.Renamed
}

// New returns the baseline with the entries, in any order. An entry that is
// there twice counts once, and equal findings are numbered from 1 without
// gaps.
func New(entries []Entry) *Baseline {
	b := &Baseline{entries: slices.Clone(entries)}
	slices.SortStableFunc(b.entries, compareEntries)
	b.entries = slices.CompactFunc(b.entries, func(a, b Entry) bool { return compareEntries(a, b) == 0 })
	for i := range b.entries {
		e := &b.entries[i]
		e.Number = 1
		if i > 0 && b.entries[i-1].key() == e.key() {
			e.Number = b.entries[i-1].Number + 1
		}
	}
	return b
}

// Entries are the entries, sorted by page, check and fingerprint.
func (b *Baseline) Entries() []Entry { return slices.Clone(b.entries) }

// Len is the number of entries.
func (b *Baseline) Len() int { return len(b.entries) }

// Pages is the number of pages that have entries.
func (b *Baseline) Pages() int {
	n := 0
	for i := range b.entries {
		if i == 0 || b.entries[i].Page != b.entries[i-1].Page {
			n++
		}
	}
	return n
}

// Bounds on what an entry holds, in bytes. A subject or message is cut; the
// name of a page is cut and told apart by its length.
const (
	maxName    = 2048
	maxSubject = 120
	maxMessage = 200
)

// clip cuts a text for people at a bound.
func clip(s string, bound int) string {
	if len(s) <= bound {
		return s
	}
	return strings.ToValidUTF8(s[:bound-3], "") + "…"
}

// clipName cuts a name, and puts what tells it from others behind it.
func clipName(s string) string {
	if len(s) <= maxName {
		return s
	}
	return strings.ToValidUTF8(s[:maxName-40], "") + "…" + sum(s)
}
