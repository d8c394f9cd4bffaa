// Package titles compares titles of one page: whether two of them name the
// same thing, though one carries the site's name, is shortened, or is put in
// other words.
//
// A title goes through [Comparer.Prepare] (normalisation, site name and
// markers, fold.go), is cut into tokens when that is needed (tokens.go), and is
// compared by a fixed procedure (compare.go). Nothing here knows of pages.
package titles

import "strings"

// A Verdict says how two titles relate.
type Verdict uint8

// The verdicts, from agreement to contradiction.
const (
	// Same titles name the same thing.
	Same Verdict = iota
	// Truncated titles are the same but for an ellipsis that ends one early.
	Truncated
	// Undecided titles are too short, or in two languages or scripts, so that
	// nothing can be said.
	Undecided
	// NumberMismatch titles agree in words and contradict each other in a
	// year, a score or another number.
	NumberMismatch
	// Differs titles share words but do not say the same.
	Differs
	// Unrelated titles share next to nothing.
	Unrelated
)

// String is the verdict in words.
func (v Verdict) String() string {
	switch v {
	case Same:
		return "same"
	case Truncated:
		return "same (truncated)"
	case Undecided:
		return "undecided"
	case NumberMismatch:
		return "number mismatch"
	case Differs:
		return "differs"
	case Unrelated:
		return "unrelated"
	}
	return "unknown"
}

// Mismatch reports whether the titles name different things. Titles that differ
// in a number only are no mismatch in this sense.
func (v Verdict) Mismatch() bool { return v == Differs || v == Unrelated }

// Options are what is known of the page whose titles are compared.
type Options struct {
	// Lang is the page's language as a BCP 47 tag; its primary subtag chooses
	// the stop words. When it is unknown or has no list, English is assumed.
	Lang string
	// SiteNames are the names that the site goes by, host names among them. A
	// first or last segment of a title that equals one is no part of it.
	SiteNames []string
}

// A Comparer compares the titles of one page. It keeps what it has prepared,
// since pages say one title in many places; it is not safe for concurrent use.
type Comparer struct {
	stop     map[string]bool
	sites    map[string]bool
	longest  int // bytes of the longest of sites
	prepared map[string]*Title
}

// maxPrepared bounds the titles that a Comparer keeps.
const maxPrepared = 256

// maxSiteNames bounds how many names of a site are taken into account.
const maxSiteNames = 32

// NewComparer returns a Comparer for a page.
func NewComparer(opt Options) *Comparer {
	c := &Comparer{stop: stopWords(opt.Lang)}
	for i, name := range opt.SiteNames {
		if i == maxSiteNames {
			break
		}
		if c.sites == nil {
			c.sites = make(map[string]bool)
		}
		for _, key := range siteKeys(fold(name)) {
			if key != "" {
				c.sites[key] = true
				c.longest = max(c.longest, len(key))
			}
		}
	}
	return c
}

// Compare decides on two titles; see [Title.Compare].
func Compare(a, b string, opt Options) Verdict {
	if a == b {
		return Same
	}
	c := NewComparer(opt)
	return c.Prepare(a).Compare(c.Prepare(b))
}

// A Title is a title made ready for comparison.
type Title struct {
	// Text is the title as it was given.
	Text string

	c *Comparer
	// body is the folded title without the site's name.
	body string
	// lead and tail are the lengths in body of a leading marker ("live: ")
	// and of a trailing page marker (" - page 2").
	lead, tail int
	forms      [4]*form
	// verdicts are those of comparisons with other titles.
	verdicts []verdictOn
}

// A verdictOn is what came of the comparison with a title.
type verdictOn struct {
	other   *Title
	verdict Verdict
}

// maxVerdicts bounds the verdicts that a Title keeps.
const maxVerdicts = 32

// Prepare folds a title and takes the site's name off its ends.
func (c *Comparer) Prepare(s string) *Title {
	if t := c.prepared[s]; t != nil {
		return t
	}
	t := &Title{Text: s, c: c}
	t.body = c.stripSite(fold(s))
	t.lead = leadLength(t.body)
	t.tail = tailLength(t.body[t.lead:])
	if c.prepared == nil {
		c.prepared = make(map[string]*Title)
	}
	if len(c.prepared) < maxPrepared {
		c.prepared[s] = t
	}
	return t
}

// Bare is the title folded, without the site's name and markers: what two
// titles that say the same to the letter have in common.
func (t *Title) Bare() string { return t.body[t.lead : len(t.body)-t.tail] }

// IsSiteName reports whether the title is nothing but one of the site's names.
func (t *Title) IsSiteName() bool { return t.c.isSite(t.body) }

// IsSite reports whether a name is one of the site's names as [SameSite] compares
// them.
func (c *Comparer) IsSite(name string) bool { return c.isSite(fold(name)) }

// ContentWords is the number of tokens that are no stop words.
func (t *Title) ContentWords() int { return len(t.form(false, false).contentSet()) }

// ContentBeyond is the number of tokens that are no stop words and stand in
// none of the others.
func (t *Title) ContentBeyond(others []*Title) int {
	n := 0
	for w := range t.form(false, false).contentSet() {
		known := false
		for _, o := range others {
			known = known || o.form(false, false).contentSet()[w]
		}
		if !known {
			n++
		}
	}
	return n
}

// form is the title with or without its markers.
func (t *Title) form(dropLead, dropTail bool) *form {
	i, start, end := 0, 0, len(t.body)
	if dropLead && t.lead > 0 {
		i, start = 1, t.lead
	}
	if dropTail && t.tail > 0 {
		i, end = i+2, end-t.tail
	}
	if t.forms[i] == nil {
		t.forms[i] = &form{c: t.c, text: strings.TrimSpace(t.body[start:end])}
	}
	return t.forms[i]
}

// SharesContent reports whether two texts, of any length up to the bound on a
// title, have a content word in common, or say nothing that could be compared.
// It is meant for descriptions, where other words for the same thing are no
// fault and only two texts about different things are.
func (t *Title) SharesContent(u *Title) bool {
	a, b := t.form(false, false), u.form(false, false)
	as, bs := a.contentSet(), b.contentSet()
	if len(as) == 0 || len(bs) == 0 {
		return true
	}
	return common(as, bs) > 0 || sharesStem(as, bs) || foreign(a, b)
}
