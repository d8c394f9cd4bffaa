package cross

import (
	"slices"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/titles"
)

var descriptionMismatch = &check.Check{
	ID:       "cross/description-mismatch",
	Severity: check.Info,
	Title:    "Descriptions without a word in common",
	Impact:   "search results or shared links describe another page or the whole site",
	Why: "Search results quote the meta description, Facebook and X og:description or twitter:description. Descriptions are often worded " +
		"differently for each, but two long texts without a single word in common describe two things: one of them is the slogan of the " +
		"site or the text of another page.",
	Fix: "Describe this page in each of them.",
	Exceptions: "Only descriptions of eight or more meaningful words, without those of the titles, are compared, and forms of one word count as the same. The " +
		"reported one shares no word with the page's titles either, and another one does. Silent " +
		"for another language or script, for home pages and for pages with noindex.",
	References: []string{refSnippet, refOGP},
	Bad: `<!doctype html><html lang="en"><head><title>Lighthouse to keep its lamp</title>
<meta name="description" content="Fresh flowers, bouquets and wreaths, delivered daily to homes and offices all over town">
<meta property="og:description" content="The council voted on Monday to keep the lighthouse lamp burning, three years after plans for automatic beacons">
</head></html>`,
	Good: `<!doctype html><html lang="en"><head><title>Lighthouse to keep its lamp</title>
<meta name="description" content="After three years of dispute the old tower stays: councillors want its light, says a vote on Monday night">
<meta property="og:description" content="The council voted on Monday to keep the lighthouse lamp burning, three years after plans for automatic beacons">
</head></html>`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "words", Doc: "minimum number of meaningful words, without those of the page's titles, in a description that is compared", Default: 8},
	},
	Run: runDescriptionMismatch,
}

func runDescriptionMismatch(pass *check.Pass) {
	p := pass.Page
	if p.NoIndex() || p.IsHome() {
		return
	}
	var given []statement
	for _, it := range p.SubjectItems() {
		if v := it.Value("description"); v != nil && v.Item == nil {
			given = append(given, statement{it.Syntax.String() + " description", v.Text, v.Origin, 4})
		}
	}
	for i, key := range []string{"description", "og:description", "twitter:description"} {
		if prop := p.Prop(key); prop != nil {
			label := key
			if key == "description" {
				label = "meta description"
			}
			given = append(given, statement{label, prop.Value(), prop.Origin(), 3 - i})
		}
	}
	// Mostly one text is given for all.
	if len(given) < 2 || !slices.ContainsFunc(given, func(s statement) bool { return s.text != given[0].text }) {
		return
	}
	given = given[:min(len(given), 12)]
	c := p.TitleComparer()
	prepared := make([]*titles.Title, len(given))
	strangers := false
	for i, s := range given {
		prepared[i] = c.Prepare(s.text)
		strangers = strangers || slices.ContainsFunc(prepared[:i], func(t *titles.Title) bool { return !t.SharesContent(prepared[i]) })
	}
	if !strangers {
		return
	}
	var own []*titles.Title
	for _, f := range p.TitleSources() {
		own = append(own, f.Prepared)
	}
	var list []statement
	var texts []*titles.Title
	for i, t := range prepared {
		// A repeated title is no description.
		if t.ContentBeyond(own) >= pass.Int("words") {
			list, texts = append(list, given[i]), append(texts, t)
		}
	}
	gs := groups(len(list), func(i, j int) bool { return texts[i].SharesContent(texts[j]) })
	if len(gs) < 2 {
		return
	}
	// Two descriptions of one page may choose other words. One that is about the
	// page shares a word with its titles; the odd description must not.
	about := func(i int) bool { return sharesAny(texts[i], own) }
	strange := slices.DeleteFunc(slices.Clone(gs), func(g []int) bool { return slices.ContainsFunc(g, about) })
	if len(strange) == 0 || len(strange) == len(gs) {
		return
	}
	at := &list[strange[outlier(strange, func(i int) int { return list[i].trust })][0]]
	other := 0
	for !about(other) {
		other++
	}
	f := pass.Report(at.at, "%s has no word in common with %s and the titles: %s", at.label, list[other].label, check.Quote(at.text)).
		Advise("describe this page in %s", at.label)
	f.About(at.label)
	for i := range list {
		if &list[i] != at {
			f.Relate(list[i].at, "%s is %s", list[i].label, check.Quote(list[i].text))
		}
	}
}

// sharesAny reports whether a text has a word in common with any of the others.
func sharesAny(t *titles.Title, others []*titles.Title) bool {
	return slices.ContainsFunc(others, t.SharesContent)
}
