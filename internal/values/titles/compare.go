package titles

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Thresholds of the procedure. They were set on measured pairs; the table in
// the test holds them.
const (
	minKept        = 20   // code points before an ellipsis that must agree
	numberWords    = 0.6  // share of words in common for a number mismatch
	sameContained  = 0.8  // share of the shorter title's content words
	sameJaccard    = 0.5  // share of all content words
	sameDice       = 0.85 // character pairs: compounds, inflection, spacing
	unrelatedShare = 0.15 // share of all content words
	minContent     = 3    // content words below which an overlap is no proof
)

// A form is a title in the shape in which it is compared, with what was
// derived from it.
type form struct {
	c    *Comparer
	text string

	tokenized bool
	tokens    []token
	content   map[string]bool
	stops     *[maxLanguages]int
}

func (f *form) toks() []token {
	if !f.tokenized {
		f.tokens, f.tokenized = tokenize(f.text), true
	}
	return f.tokens
}

// contentSet is the set of tokens without stop words, or of all tokens when
// there are none but stop words.
func (f *form) contentSet() map[string]bool {
	if f.content == nil {
		f.content = make(map[string]bool, len(f.toks()))
		for _, t := range f.toks() {
			if !f.c.stop[t.text] {
				f.content[t.text] = true
			}
		}
		if len(f.content) == 0 {
			for _, t := range f.toks() {
				f.content[t.text] = true
			}
		}
	}
	return f.content
}

// Compare decides whether two titles name the same thing. It is symmetric,
// and Same for a title and itself. Both must come from one Comparer.
func (t *Title) Compare(u *Title) Verdict {
	if t == u || t.Text == u.Text || t.body == u.body {
		return Same
	}
	for _, known := range t.verdicts {
		if known.other == u {
			return known.verdict
		}
	}
	v := t.compare(u)
	if len(t.verdicts) < maxVerdicts && len(u.verdicts) < maxVerdicts {
		t.verdicts = append(t.verdicts, verdictOn{u, v})
		u.verdicts = append(u.verdicts, verdictOn{t, v})
	}
	return v
}

func (t *Title) compare(u *Title) Verdict {
	// A marker goes only where the other title has none.
	f := t.form(u.lead == 0, u.tail == 0)
	g := u.form(t.lead == 0, t.tail == 0)
	if f.text == g.text || sameSegments(f.text, g.text) || sameSegments(g.text, f.text) {
		return Same
	}
	if truncated(f.text, g.text) || truncated(g.text, f.text) {
		return Truncated
	}
	a, b := f.toks(), g.toks()
	if len(a) == 0 || len(b) == 0 {
		return Undecided
	}
	if slices.EqualFunc(a, b, func(x, y token) bool { return x.text == y.text }) {
		return Same
	}
	if f.script() != g.script() {
		return Undecided
	}
	if f.contradictsNumbers(g) {
		return NumberMismatch
	}
	as, bs := f.contentSet(), g.contentSet()
	shared := common(as, bs)
	smaller := min(len(as), len(bs))
	jaccard := float64(shared) / float64(len(as)+len(bs)-shared)
	switch {
	case float64(shared) >= sameContained*float64(smaller), jaccard >= sameJaccard:
		return Same
	case smaller < minContent && (shared > 0 || sharesStem(as, bs)):
		return Undecided
	case dice(f.text, g.text) >= sameDice:
		return Same
	case foreign(f, g):
		return Undecided
	case jaccard < unrelatedShare:
		return Unrelated
	}
	return Differs
}

// sameSegments reports whether long without one or two segments at an end is
// short: a section or an unknown name of the site.
func sameSegments(long, short string) bool {
	if len(long) <= len(short) || short == "" {
		return false
	}
	segs := segments(long)
	for k := 1; k <= 2 && k < len(segs); k++ {
		n := len(segs)
		if long[segs[0].start:segs[n-k-1].end] == short || long[segs[k].start:segs[n-1].end] == short {
			return true
		}
	}
	return false
}

// truncated reports whether a ends in an ellipsis, perhaps before one more
// segment, and what stands before it begins b.
func truncated(a, b string) bool {
	i := strings.LastIndex(a, "...")
	if i < 0 {
		return false
	}
	if rest := strings.TrimLeft(a[i:], ". "); rest != "" {
		if segs := segments(a); len(segs) < 2 || segs[len(segs)-1].start < i {
			return false
		}
	}
	kept := strings.TrimRight(a[:i], ". ,;:-")
	return utf8.RuneCountInString(kept) >= minKept && strings.HasPrefix(b, kept)
}

// script is the script of most of the title's letters; noScript for a title
// of numbers.
func (f *form) script() script {
	var count [otherScript + 1]int
	for _, t := range f.toks() {
		if t.number {
			continue
		}
		count[t.script] += utf8.RuneCountInString(t.text)
	}
	best := noScript
	for s, n := range count {
		if n > 0 && (best == noScript || n > count[best]) {
			best = script(s)
		}
	}
	return best
}

func common(a, b map[string]bool) int {
	if len(b) < len(a) {
		a, b = b, a
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

// stemLength is how many first letters two words must share to be taken for
// forms of one word where only "nothing in common" is asked.
const stemLength = 5

func sharesStem(a, b map[string]bool) bool {
	stems := make(map[string]bool)
	for w := range a {
		if s := stem(w); s != "" {
			stems[s] = true
		}
	}
	for w := range b {
		if s := stem(w); s != "" && stems[s] {
			return true
		}
	}
	return false
}

func stem(w string) string {
	n := 0
	for i := range w {
		if n == stemLength {
			return w[:i]
		}
		n++
	}
	if n == stemLength {
		return w
	}
	return ""
}

// numbers is how many of the tokens are numbers.
func (f *form) numbers() int {
	n := 0
	for _, t := range f.toks() {
		if t.number {
			n++
		}
	}
	return n
}

// numbersAndShape are the numbers in order, the content words, and the tokens
// with "#" for each number.
func (f *form) numbersAndShape() (numbers []string, words map[string]bool, shape []string) {
	words = make(map[string]bool)
	all := make(map[string]bool)
	for _, t := range f.toks() {
		if t.number {
			numbers = append(numbers, t.text)
			shape = append(shape, "#")
			continue
		}
		shape = append(shape, t.text)
		all[t.text] = true
		if !f.c.stop[t.text] {
			words[t.text] = true
		}
	}
	if len(words) == 0 {
		words = all
	}
	return numbers, words, shape
}

// contradictsNumbers is step 4: as many numbers on both sides, others or in
// another order, between words that agree.
func (f *form) contradictsNumbers(g *form) bool {
	if n := f.numbers(); n == 0 || n != g.numbers() {
		return false
	}
	na, wa, sa := f.numbersAndShape()
	nb, wb, sb := g.numbersAndShape()
	if len(wa) == 0 || len(wb) == 0 {
		return false
	}
	if float64(common(wa, wb)) < numberWords*float64(min(len(wa), len(wb))) {
		return false
	}
	if slices.EqualFunc(na, nb, sameNumber) {
		return false
	}
	x, y := slices.Clone(na), slices.Clone(nb)
	byValue := func(a, b string) int {
		switch va, vb := value(a), value(b); {
		case va < vb:
			return -1
		case va > vb:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(x, byValue)
	slices.SortStableFunc(y, byValue)
	if slices.EqualFunc(x, y, sameNumber) {
		// The same numbers in another order contradict only where the words
		// around them are the same: a swapped score. A date may be written in
		// either order.
		return slices.Equal(sa, sb) && !isDate(x)
	}
	// A year on one side and a count on the other say two things.
	for i := range x {
		if isYear(x[i]) != isYear(y[i]) {
			return false
		}
	}
	return true
}

func isYear(s string) bool {
	v := value(s)
	return len(s) == 4 && v >= 1800 && v < 2200
}

// isDate reports whether the numbers, sorted, can be day, month and year.
func isDate(sorted []string) bool {
	if len(sorted) != 3 {
		return false
	}
	return value(sorted[0]) <= 12 && value(sorted[1]) <= 31 && value(sorted[2]) >= 1800 && value(sorted[2]) < 2200
}

// sameNumber reports whether two numbers can mean the same: equal, a year and
// its last two digits, thousands, millions or billions spelled out on one side
// only, or one the rounded other.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, y := value(a), value(b)
	if x < 0 || y < 0 {
		return false
	}
	if x > y {
		x, y = y, x
		a, b = b, a
	}
	switch {
	case x == y:
		return true
	case y >= 1900 && y < 2100 && x < 100 && math.Mod(y, 100) == x:
		return true
	case y == x*1e3, y == x*1e6, y == x*1e9:
		return x >= 1
	}
	// Rounding: "3.6" and "4", but not "3" and "4".
	pointA, pointB := strings.IndexByte(a, '.') >= 0, strings.IndexByte(b, '.') >= 0
	return pointA != pointB && math.Round(x) == math.Round(y)
}

// dice is the share of character pairs that two texts have in common, letters
// and digits only.
func dice(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}

// pairs are the pairs of neighbours among the letters and digits, each as one
// number, sorted.
func pairs(s string) []uint64 {
	list := make([]uint64, 0, len(s))
	var last rune
	for _, r := range dropAccents(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			continue
		}
		if last != 0 {
			list = append(list, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	slices.Sort(list)
	return list
}
