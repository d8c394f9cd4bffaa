package cross

import (
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/titles"
	"github.com/metacheck/metacheck/schemaorg"
)

var titleMismatch = &check.Check{
	ID:       "cross/title-mismatch",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When: "when the title is one that is often worded differently on purpose: twitter:title, og:title together with twitter:title, " +
			"a title element that shares words with the headline, fields of other vocabularies, the name of a product",
	},
	Title:  "Title that differs from the other titles",
	Impact: "search results, shared links or tabs show another headline than the page",
	Why: "Each consumer reads another title of the page: search engines the title element, the headline and og:title, " +
		"Facebook, Slack and X og:title or twitter:title, archives the headline. Titles that share hardly any word come from a " +
		"template, from an older version of the text, or from another page, and people who follow a link find something else than it promised.",
	Fix: "Use one wording in all titles. A title for social networks may " +
		"be worded differently, but should name the same thing; write an intended second title in alternativeHeadline.",
	Exceptions: "Titles are compared without the site's name, markers such as \"Live:\", punctuation, accents and capitalization. A shortened title, " +
		"one whose words the other mostly has, and one of fewer than three words that shares one are the same. Silent for home pages, " +
		"lists, search results and pages with noindex, for titles in another language or script, and where " +
		"alternativeHeadline or alternateName has the second title. The name of an episode matches titles that name its series. An h1 that shares no word with any other title is not a title.",
	References: []string{refTitleLink, refOGP},
	Bad: `<!doctype html><html lang="en"><head>
<title>Old lighthouse keeps its lamp after all | Example Post</title>
<meta property="og:type" content="article">
<meta property="og:site_name" content="Example Post">
<meta property="og:title" content="Council plans to sell the harbour ferry">
</head><body><article><h1>Old lighthouse keeps its lamp after all</h1></article></body></html>`,
	Good: `<!doctype html><html lang="en"><head>
<title>Old lighthouse keeps its lamp after all | Example Post</title>
<meta property="og:type" content="article">
<meta property="og:site_name" content="Example Post">
<meta property="og:title" content="After all, the old lighthouse may keep its lamp">
</head><body><article><h1>Old lighthouse keeps its lamp after all</h1></article></body></html>`,
	Since: "0.1.0",
	Run:   runTitleMismatch,
}

// A loudness says what is reported of two titles that differ.
type loudness uint8

const (
	silent loudness = iota
	mild
	full
)

// loudnessOf is the loudness of a pair of titles that differ. Pairs that are
// not listed say nothing: both may be derived from a third.
func loudnessOf(a, b page.TitleKind, v titles.Verdict, article bool) loudness {
	if a > b {
		a, b = b, a
	}
	unrelated := v == titles.Unrelated
	if !v.Mismatch() {
		return silent
	}
	if !article {
		// Products, recipes, pages without a type: their names are shorter
		// than their titles, and differ in what they leave out.
		// An h1 there is often the name of a section.
		named := a == page.TitleHeadline || a == page.TitleName
		shared := b == page.TitleOG || b == page.TitleTwitter
		if unrelated && (named && (shared || b == page.TitleElement) || a == page.TitleHeading && shared) {
			return mild
		}
		return silent
	}
	story := a == page.TitleHeadline || a == page.TitleHeading
	switch b {
	case page.TitleHeadline, page.TitleHeading:
		return full
	case page.TitleElement:
		if story && unrelated {
			return full
		}
		if story {
			return mild
		}
	case page.TitleOG:
		if story {
			return full
		}
		if unrelated {
			return mild
		}
	case page.TitleTwitter:
		return mild
	case page.TitleMeta:
		if story {
			return mild
		}
	}
	return silent
}

// titlesOf are the titles of a page that are compared; alternates
// follow the first n. They are shared: a check that changes the list
// clones it.
func titlesOf(p *page.Page) (facts []page.TitleFact, n int) {
	found := page.Derive(p, titlesKey{}, findTitles)
	return found.facts, found.n
}

type (
	titlesKey   struct{}
	foundTitles struct {
		facts []page.TitleFact
		n     int
	}
)

func findTitles(p *page.Page) (found foundTitles) {
	sources := p.TitleSources()
	found.facts = make([]page.TitleFact, 0, len(sources))
	for _, alternates := range []bool{false, true} {
		for _, f := range sources {
			if alternates != (f.Kind == page.TitleAlternate) {
				continue
			}
			// A title that is nothing but the site's name is the fault of
			// head/title-half-empty, or the logo.
			if (f.Kind == page.TitleElement || f.Kind == page.TitleHeading) && f.Prepared.IsSiteName() {
				continue
			}
			found.facts = append(found.facts, f)
		}
		if !alternates {
			found.n = len(found.facts)
		}
	}
	return found
}

func runTitleMismatch(pass *check.Pass) {
	p := pass.Page
	if p.NoIndex() || p.IsHome() || isListing(p) {
		return
	}
	facts, n := titlesOf(p)
	if n < 2 {
		return
	}
	verdict := func(i, j int) titles.Verdict { return facts[i].Prepared.Compare(facts[j].Prepared) }
	linked := func(i, j int) bool {
		// An alternate title belongs to the title of its item.
		if (i >= n) != (j >= n) && facts[i].Item != nil && facts[i].Item == facts[j].Item {
			return true
		}
		return !verdict(i, j).Mismatch() || namesSeries(p, facts[i].Item, &facts[j]) || namesSeries(p, facts[j].Item, &facts[i])
	}
	// An h1 that shares nothing with the others is the name of a section or of
	// the site.
	if n > 2 {
		for i := range n {
			if facts[i].Kind != page.TitleHeading {
				continue
			}
			alone := true
			for j := range facts {
				alone = alone && (j == i || verdict(i, j) == titles.Unrelated)
			}
			if alone {
				facts = slices.Delete(slices.Clone(facts), i, i+1)
				n--
			}
			break
		}
	}
	list := groups(len(facts), linked)
	for g := range list {
		list[g] = slices.DeleteFunc(list[g], func(i int) bool { return i >= n })
	}
	list = slices.DeleteFunc(list, func(g []int) bool { return len(g) == 0 })
	if len(list) < 2 {
		return
	}
	trust := func(i int) int { return facts[i].Trust }
	odd := list[outlier(list, trust)]

	// The loudest title of the odd group is reported for it.
	article := isArticle(p)
	at, against, loud, worst := odd[0], -1, silent, titles.Differs
	for _, i := range odd {
		for j := range n {
			if slices.Contains(odd, j) {
				continue
			}
			v := verdict(i, j)
			l := loudnessOf(facts[i].Kind, facts[j].Kind, v, article)
			if l > loud {
				at, against, loud, worst = i, j, l, v
			}
		}
	}
	if loud == silent {
		return
	}
	// The same other words in both tags for networks are there on purpose.
	if len(odd) == 2 && socialPair(facts, odd) {
		loud = mild
	}
	f, g := &facts[at], &facts[against]
	how := "differs from"
	if worst == titles.Unrelated {
		how = "shares hardly any word with"
	}
	finding := pass.Report(f.Origin, "%s %s %s %s %s", f.Label, check.Quote(f.Text), how, g.Label, check.Quote(g.Text)).
		Affects("%s", consequence(f.Kind)).
		Advise("use one wording in both, or declare the second one as alternativeHeadline")
	if loud == mild {
		finding.Milder()
	}
	finding.About(f.Label).Fact("title", f.Text).Fact("other", g.Text)
	for j := range n {
		switch {
		case j == at:
		case slices.Contains(odd, j):
			finding.Relate(facts[j].Origin, "%s is similar: %s", facts[j].Label, check.Quote(facts[j].Text))
		default:
			finding.Relate(facts[j].Origin, "%s is %s", facts[j].Label, check.Quote(facts[j].Text))
		}
	}
}

// namesSeries reports whether a title names the series that an item is an episode
// of: the title of its page often gives that and a number ("Quiet Harbour
// S01E02"), and the item its own name.
func namesSeries(p *page.Page, it *schemaorg.Item, title *page.TitleFact) bool {
	if it == nil || !it.Is("Episode") {
		return false
	}
	for _, term := range [...]string{"partOfSeries", "partOfTVSeries", "isPartOf"} {
		v := it.Value(term)
		if v == nil {
			continue
		}
		name := v.Name()
		if series := p.Graph.Resolve(v); series != nil {
			name = series.Text("name")
		}
		if name != "" && !p.TitleComparer().Prepare(name).Compare(title.Prepared).Mismatch() {
			return true
		}
	}
	return false
}

func socialPair(facts []page.TitleFact, odd []int) bool {
	a, b := facts[odd[0]].Kind, facts[odd[1]].Kind
	return a == page.TitleOG && b == page.TitleTwitter || a == page.TitleTwitter && b == page.TitleOG
}

// consequence says who shows another headline because of a title of a kind.
func consequence(k page.TitleKind) string {
	switch k {
	case page.TitleOG:
		return "Facebook, LinkedIn and Slack show another headline than the page"
	case page.TitleTwitter:
		return "X shows another headline than the page"
	case page.TitleElement:
		return "tabs, bookmarks and search results show another headline than the page"
	case page.TitleHeading:
		return "visitors see another headline than in search results and shared links"
	case page.TitleHeadline, page.TitleName:
		return "search engines read another headline than visitors"
	}
	return "parsers of this field read another headline than visitors"
}

var titleNumberMismatch = &check.Check{
	ID:       "cross/title-number-mismatch",
	Severity: check.Warning,
	Title:    "Titles that differ in a number",
	Impact:   "search results or shared links show an outdated or wrong number",
	Why: "If a year, a score, a count or a model number differs between two titles of a page, one of them is outdated or mistyped. " +
		"Google may replace a title element with an outdated year.",
	Fix: "Write the same number in all titles.",
	Exceptions: "Silent when the titles have different counts of numbers, when the words around them differ, for numbers that can mean " +
		"the same (1,000 and 1000, 10k and 10,000, 2017-18 and 2017/2018, 3.6 and 4), for dates in another order, and when " +
		"a declared second title has the other number.",
	References: []string{refTitleLink},
	Bad: `<!doctype html><html lang="en"><head>
<title>Admission to the night school 2024 | Example College</title>
<meta property="og:site_name" content="Example College">
</head><body><main><h1>Admission to the night school 2025</h1></main></body></html>`,
	Good: `<!doctype html><html lang="en"><head>
<title>Admission to the night school 2025 | Example College</title>
<meta property="og:site_name" content="Example College">
</head><body><main><h1>Admission to the night school 2025</h1></main></body></html>`,
	Since: "0.1.0",
	Run:   runTitleNumberMismatch,
}

func runTitleNumberMismatch(pass *check.Pass) {
	p := pass.Page
	facts, n := titlesOf(p)
	if n < 2 {
		return
	}
	contradicts := func(i, j int) bool { return facts[i].Prepared.Compare(facts[j].Prepared) == titles.NumberMismatch }
	var involved []int
	for i := range n {
		for j := range n {
			if i != j && contradicts(i, j) {
				involved = append(involved, i)
				break
			}
		}
	}
	if len(involved) < 2 {
		return
	}
	list := groups(len(involved), func(i, j int) bool { return !contradicts(involved[i], involved[j]) })
	if len(list) < 2 {
		return
	}
	odd := list[outlier(list, func(i int) int { return facts[involved[i]].Trust })]
	at := involved[odd[0]]
	against := -1
	for _, j := range involved {
		if contradicts(at, j) {
			against = j
			break
		}
	}
	// A declared second title that has the number of one and is no
	// contradiction to it makes both right.
	for k := n; k < len(facts); k++ {
		if !contradicts(k, at) && contradicts(k, against) || !contradicts(k, against) && contradicts(k, at) {
			return
		}
	}
	f, g := &facts[at], &facts[against]
	finding := pass.Report(f.Origin, "%s %s has another number than %s %s", f.Label, check.Quote(f.Text), g.Label, check.Quote(g.Text)).
		Advise("write the correct number in both")
	finding.About(f.Label).Fact("title", f.Text).Fact("other", g.Text)
	for _, j := range involved {
		if j != at {
			finding.Relate(facts[j].Origin, "%s is %s", facts[j].Label, check.Quote(facts[j].Text))
		}
	}
}

var brandCase = &check.Check{
	ID:       "cross/brand-case",
	Severity: check.Info,
	Title:    "Name with inner capitals in one title and without in another",
	Impact:   "visitors see the name in two spellings",
	Why: "Names such as WhatsApp, iPhone or YouTube have a fixed spelling. If a title drops the inner capital, it was typed by someone else, " +
		"or a program changed the capitalization. Two spellings look careless.",
	Fix: "Write the name as its owner does, in all titles.",
	Exceptions: "Silent for titles and words in all uppercase, titles in all lowercase, hashtags, handles, host names, plurals of " +
		"abbreviations (MPs), and words that one title has in both spellings.",
	References: []string{refTitleLink},
	Bad: `<!doctype html><html lang="en"><head>
<title>Why PaperKite costs more than it did</title>
<meta property="og:title" content="Why Paperkite costs more than it did">
</head><body></body></html>`,
	Good: `<!doctype html><html lang="en"><head>
<title>Why PaperKite costs more than it did</title>
<meta property="og:title" content="Why PaperKite costs more than it did">
</head><body></body></html>`,
	Since: "0.1.0",
	Run:   runBrandCase,
}

// maxBrands bounds the words that are reported of one page.
const maxBrands = 5

func runBrandCase(pass *check.Pass) {
	facts := pass.Page.TitleSources()
	// Most pages have no such name, or the same title everywhere.
	if !slices.ContainsFunc(facts, func(f page.TitleFact) bool { return titles.HasInnerCapital(f.Text) }) ||
		!slices.ContainsFunc(facts, func(f page.TitleFact) bool { return f.Text != facts[0].Text }) {
		return
	}
	type use struct {
		fact int
		word titles.CaseWord
	}
	words := make([][]titles.CaseWord, len(facts))
	uses := map[string][]use{} // of the words that some title writes with a capital inside
	for i, f := range facts {
		words[i] = titles.CaseWords(f.Text)
		for _, w := range words[i] {
			if w.Inner {
				uses[w.Key] = nil
			}
		}
	}
	if len(uses) == 0 {
		return
	}
	var keys []string
	for i := range facts {
		for _, w := range words[i] {
			list, ok := uses[w.Key]
			if !ok {
				continue
			}
			if list == nil {
				keys = append(keys, w.Key)
			}
			uses[w.Key] = append(list, use{i, w})
		}
	}
	reported := 0
	for _, key := range keys {
		var inner, plain []use
		both := map[int]int{}
		for _, u := range uses[key] {
			if u.word.Inner {
				inner = append(inner, u)
				both[u.fact] |= 1
			} else {
				plain = append(plain, u)
				both[u.fact] |= 2
			}
		}
		if len(inner) == 0 || len(plain) == 0 {
			continue
		}
		if slices.ContainsFunc(plain, func(u use) bool { return both[u.fact] == 3 }) {
			continue
		}
		// The rarer spelling is the odd one; of two as frequent, the one
		// without the capital.
		odd, rest := plain, inner
		if len(inner) < len(plain) {
			odd, rest = inner, plain
		}
		at := odd[len(odd)-1] // the least trusted
		f := &facts[at.fact]
		finding := pass.Report(f.Origin, "%s has %s, but %s has %s",
			f.Label, check.Quote(at.word.Text), facts[rest[0].fact].Label, check.Quote(rest[0].word.Text)).
			Advise("spell the name as its owner does, in every title")
		finding.About(f.Label).Fact("word", at.word.Text).Fact("other", rest[0].word.Text)
		last := -1
		for _, u := range append(slices.Clone(rest), odd[:len(odd)-1]...) {
			if u.fact == last || u.fact == at.fact {
				continue
			}
			last = u.fact
			finding.Relate(facts[u.fact].Origin, "%s has %s", facts[u.fact].Label, check.Quote(u.word.Text))
		}
		if reported++; reported == maxBrands {
			return
		}
	}
}

// shares reports whether two lists have an entry in common.
func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
