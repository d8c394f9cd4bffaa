package archive

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/titles"
)

var titleMismatch = &check.Check{
	ID:       "archive/title-mismatch",
	Severity: check.Warning,
	Title:    "Record title that matches no title of the page",
	Impact:   "the archive may show another page under this title",
	Why: "The title of an archived record comes from the page when it was archived, or from a feed that linked to it. If the page " +
		"has no such title, the record may contain another page: an error page, a consent page, the home page after a redirect, or a " +
		"neighbor in a list.",
	Fix: "Compare the page with the title. Fetch the page again, or correct the title of the record.",
	Exceptions: "Titles are compared as in cross/title-mismatch: without the site name, punctuation, accents and capitalization; " +
		"a shortened title is the same. archive/soft-404 and archive/interstitial report error and consent pages. Silent when any title of the page agrees, and when the title of the record is too short to compare.",
	References: []string{refWARC, refTitleLink},
	Example:    check.Example{Record: page.Record{Title: "Old lighthouse keeps its lamp after all"}},
	Bad: `<!doctype html><html lang="en"><head><title>Harbour Gazette | News from the coast</title></head>
<body><h1>This week on the coast</h1></body></html>`,
	Good: `<!doctype html><html lang="en"><head><title>After all, old lighthouse keeps its lamp | Harbour Gazette</title></head>
<body><h1>Lamp stays</h1></body></html>`,
	Since: "0.1.0",
	Run:   runTitleMismatch,
}

func runTitleMismatch(pass *check.Pass) {
	p := pass.Page
	want := record(pass).Title
	if want == "" || p.Interstitial() != nil {
		return // archive/soft-404 and archive/interstitial report it
	}
	c := p.TitleComparer()
	t := c.Prepare(want)
	var best *page.TitleFact
	verdict := titles.Unrelated
	facts := p.TitleSources()
	for i := range facts {
		f := &facts[i]
		v := t.Compare(f.Prepared)
		if v < titles.NumberMismatch {
			return
		}
		if v < verdict {
			verdict = v
		}
		if best == nil || f.Kind == page.TitleElement {
			best = f
		}
	}
	if best == nil {
		return
	}
	// A page with several main headings may have this one among them.
	n := 0
	for i := range p.Headings {
		h := &p.Headings[i]
		if h.Level != 1 || h.Text == "" {
			continue
		}
		if n++; n > maxH1 {
			break
		}
		if t.Compare(c.Prepare(h.Text)) < titles.Undecided {
			return
		}
	}
	how := "differs from"
	switch verdict {
	case titles.NumberMismatch:
		how = "has another number than"
	case titles.Unrelated:
		how = "shares hardly any word with"
	}
	own, stored := check.QuoteBoth(best.Text, want)
	f := pass.Report(best.Origin, "%s %s %s the record title %s", best.Label, own, how, stored).
		Advise("fetch the page again, or correct the title of the record")
	f.Relate(text.FromOutside("record title"), "the record title is %s", check.Quote(want))
	for i := range facts {
		if &facts[i] != best {
			f.Relate(facts[i].Origin, "%s is %s", facts[i].Label, check.Quote(facts[i].Text))
		}
	}
	f.About("record title").Fact("record", want).Fact("page", best.Text)
}

// maxH1 bounds the main headings that are compared.
const maxH1 = 20
