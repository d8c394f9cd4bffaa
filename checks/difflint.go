package checks

import (
	"bytes"
	"context"
	"fmt"
	"iter"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/summary"
)

// A DiffSide is one of the two builds that are compared.
type DiffSide struct {
	// Rows are the pages, sorted by key, without two of one key.
	Rows iter.Seq2[snapshot.Row, error]
	// Partial reports that there may be pages that Rows does not have: of one
	// that is missing nothing is said.
	Partial bool
	// Ignores are what the comments of pages suppress, by key; may be nil.
	Ignores map[string]*PageIgnores
	// Redirects are those of the host of the new build: of a page that is gone
	// nothing is said when they lead from it to one that is there. Nil when there
	// are none, or none are known.
	Redirects *site.Redirects
}

// DiffOptions say how two builds are compared.
type DiffOptions struct {
	// Addresses translate those of the old build.
	Addresses check.AddressMap
	// Fold is the number of pages from which changes of one kind become one
	// finding; 0 never folds.
	Fold int
	// TempDir is the folder for temporary files, the system's when empty;
	// Memory bounds what is kept there only when it is more, in bytes; the
	// bound of a [snapshot.Pile] when 0.
	TempDir string
	Memory  int64
}

// A Comparison counts the pages of two builds.
type Comparison struct {
	// Compared are the pages that both have, moved ones among them; Changed are
	// those of them whose metadata differ.
	Compared int `json:"compared"`
	Changed  int `json:"changed"`
	Added    int `json:"added"`
	Vanished int `json:"vanished"`
	Moved    int `json:"moved"`
}

// Total is the number of pages that were looked at.
func (c *Comparison) Total() int { return c.Compared + c.Added + c.Vanished }

// Diff compares two builds of a site: checks with RunDiff look at each page that
// both have, and at those that are gone. Changes of one kind on many pages are
// folded into one finding on the first of them. Results have the findings of a
// page each, in the order of the keys of pages; there are none for pages
// without findings. Time is linear in the number of pages; what is kept in
// memory is some bytes for each page, and findings up to a bound.
//
// It needs a linter with the setting Diff.
func (l *Linter) Diff(ctx context.Context, old, new DiffSide, o DiffOptions, emit func(*Result) error) (Comparison, error) {
	d := &diff{linter: l, opts: o, old: old, new: new, folder: newFolder(o.Fold, l.settings.MaxFindings), broken: map[*check.Check]bool{}}
	for _, p := range []*snapshot.Pile{&d.vanished.rows, &d.added.rows} {
		p.Dir, p.Memory = o.TempDir, o.Memory
	}
	d.pass = check.NewDiffPass(d.report)
	d.pass.Addresses = o.Addresses
	err := d.join(ctx)
	if err == nil {
		err = d.unmatched(ctx)
	}
	for _, p := range []*snapshot.Pile{&d.vanished.rows, &d.added.rows} {
		if cerr := p.Close(); err == nil {
			err = cerr
		}
	}
	if err == nil {
		err = d.folder.finish(&d.seen, d.failures, emit)
	}
	return d.seen, err
}

// A diff is a comparison that is under way.
type diff struct {
	linter   *Linter
	opts     DiffOptions
	old, new DiffSide
	pass     *check.DiffPass
	seen     Comparison

	vanished, added lonely
	// places are hashes of what the pages of the new build go by.
	places []uint64

	at       subject // that findings are of
	running  []*running
	folder   *folder
	failures []Failure
	broken   map[*check.Check]bool
}

// A subject is the page that findings are of.
type subject struct {
	key   string // orders results
	name  string
	index int
	url   string
	old   string // what the page is called in the old build
	own   ownHosts
	// ignores are those of the page; nil when there are none.
	ignores *PageIgnores
	// pending are what the check at hand has reported of it.
	pending []*check.Finding
}

// join goes through both builds side by side.
func (d *diff) join(ctx context.Context) error {
	nextOld, stopOld := iter.Pull2(d.old.Rows)
	defer stopOld()
	nextNew, stopNew := iter.Pull2(d.new.Rows)
	defer stopNew()
	var old, new snapshot.Row
	var haveOld, haveNew bool
	advance := func(next func() (snapshot.Row, error, bool), row *snapshot.Row, have *bool) error {
		r, err, ok := next()
		if err != nil {
			return err
		}
		*row, *have = r, ok
		return nil
	}
	if err := advance(nextOld, &old, &haveOld); err != nil {
		return err
	}
	if err := advance(nextNew, &new, &haveNew); err != nil {
		return err
	}
	for haveOld || haveNew {
		if err := ctx.Err(); err != nil {
			return err
		}
		takeOld := haveOld && (!haveNew || old.Key <= new.Key)
		takeNew := haveNew && (!haveOld || new.Key <= old.Key)
		var err error
		switch {
		case takeOld && takeNew:
			err = d.pair(&old, &new, false)
		case takeOld:
			err = d.vanished.add(&old, d.opts.Addresses)
		default:
			err = d.added.add(&new, nil)
		}
		if err == nil && takeNew {
			d.place(&new)
		}
		if err == nil && takeOld {
			err = advance(nextOld, &old, &haveOld)
		}
		if err == nil && takeNew {
			err = advance(nextNew, &new, &haveNew)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pair compares two versions of one page.
func (d *diff) pair(old, new *snapshot.Row, moved bool) error {
	if old.Failed || new.Failed {
		return nil
	}
	d.seen.Compared++
	if moved {
		d.seen.Moved++
	}
	// Most pages of two builds are the same.
	plain := len(d.opts.Addresses) == 0 && !moved
	if plain && bytes.Equal(old.Page, new.Page) {
		return nil
	}
	same, err := sameSaid(old, new)
	if err != nil {
		return err
	}
	if !same {
		d.seen.Changed++
	}
	if same && plain {
		return nil
	}
	before, err := decodeRow(old)
	if err != nil {
		return err
	}
	after, err := decodeRow(new)
	if err != nil {
		return err
	}
	// A page that stands in another's place says nothing of it.
	if before.Interstitial != "" || after.Interstitial != "" {
		return nil
	}
	d.pass.Old, d.pass.New, d.pass.OldKey, d.pass.NewKey, d.pass.Kept = before, after, old.Key, new.Key, check.Kept{}
	d.pass.Moved, d.pass.Redirected = moved, false
	if moved {
		_, d.pass.Redirected = d.redirect(old.Key, before)
	}
	d.look(subject{key: new.Key, name: new.Name, index: new.Index, url: new.URL, old: label(old.Name, old.Index),
		own: hostsOfSummary(after), ignores: d.new.Ignores[new.Key]})
	return nil
}

// look runs the checks on the pages that the pass has.
func (d *diff) look(at subject) {
	d.at, d.running = at, d.linter.runningOn(at.name, at.url)
	for _, c := range d.running {
		if c.RunDiff == nil || d.broken[c.Check] {
			continue
		}
		if f := run(c, d.pass); f != nil {
			f.Err += " (on " + at.name + ")"
			// One report of a check that breaks is enough.
			d.broken[c.Check] = true
			d.failures = append(d.failures, *f)
		}
		d.settle(c)
	}
}

func decodeRow(r *snapshot.Row) (*summary.Summary, error) {
	s, err := r.Decode()
	switch {
	case err == nil:
		return s, nil
	case r.Line > 0:
		return nil, &snapshot.Damage{Line: r.Line, Message: "the page cannot be read: " + err.Error(), Err: err}
	}
	return nil, fmt.Errorf("what was kept of the page %s cannot be read: %w", r.Name, err)
}

// sameSaid reports whether two versions of a page say the same, wherever it
// stands.
func sameSaid(old, new *snapshot.Row) (bool, error) {
	var said [2][]byte
	for i, r := range []*snapshot.Row{old, new} {
		s, err := decodeRow(r)
		if err != nil {
			return false, err
		}
		s.Spots(func(at *summary.Spot) {
			at.Start, at.End, at.Excerpt = summary.Spot{}.Start, summary.Spot{}.End, summary.Spot{}.Excerpt
		})
		s.Role = "" // which no page says
		bare, err := snapshot.NewRow("", s)
		if err != nil {
			return false, err
		}
		said[i] = bare.Page
	}
	return bytes.Equal(said[0], said[1]), nil
}

func label(name string, index int) string { return (&Result{Name: name, Index: index}).Label() }
