package check

import (
	"slices"

	"github.com/metacheck/metacheck/internal/page"
)

// KeepSound leaves out of the findings on a page those that rest on damage to
// its markup ([page.Page.Damaged]), for the checks with Damage tell of that:
// one cause, one finding. A finding rests on the place that it is at, and on
// its related places where they are all damaged, as when it compares a value
// with one; of others, the damaged ones are taken away. The list is changed in
// place.
func KeepSound(p *page.Page, findings []*Finding) []*Finding {
	return slices.DeleteFunc(findings, func(f *Finding) bool {
		if f.Check.Damage {
			return false
		}
		if p.Damaged(f.Place.Origin) {
			return true
		}
		related := len(f.Related)
		f.Related = slices.DeleteFunc(f.Related, func(r Related) bool { return p.Damaged(r.Place.Origin) })
		return related > 0 && len(f.Related) == 0
	})
}
