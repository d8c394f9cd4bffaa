package head

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var descriptionMissing = &check.Check{
	ID:       "head/description-missing",
	Severity: check.Info,
	Title:    "The page has no meta description",
	Why: "Search engines often show the meta description below the title. Without one, they cut a snippet out of the page's text, " +
		"and link previews of programs that read no Open Graph have none.",
	Fix:        "Write one or two sentences that say what the page offers, for each page its own.",
	Exceptions: "Silent on pages that robots directives keep out of search results, and for parts of pages.",
	References: []string{snippets},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<title>Opening hours</title>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<title>Opening hours</title>\n<meta name=description content=\"The museum is open daily from nine to five, and until eight on Fridays.\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("meta description") || p.NoIndex() || len(descriptions(p)) > 0 {
			return
		}
		for _, prop := range p.PropAll("description") {
			if prop.Attr == "name" {
				pass.Report(prop.Origin(), "the meta description is blank; search engines cut a snippet out of the page's text instead; write one or two sentences on what the page offers")
				return
			}
		}
		if prop := p.Prop("og:description"); prop != nil && !blank(prop.Content) {
			pass.Report(headTag(p), "the page has no meta description; search engines cut a snippet out of the page's text instead; add one, as og:description has it").
				Relate(prop.Origin(), "og:description could serve as description").About("description")
			return
		}
		pass.Report(headTag(p), "the page has no meta description; search engines cut a snippet out of the page's text instead; add one or two sentences on what the page offers").
			About("description")
	},
}

var descriptionMultiple = &check.Check{
	ID:         "head/description-multiple",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the descriptions are equal"},
	Title:      "The page has several meta descriptions",
	Why:        "A page may have one. Of several, search engines take any or none, and nobody can tell which one was meant. Mostly a theme and a plugin both print one.",
	Fix:        "Keep the description that was written for the page, and switch off whatever prints the other.",
	References: []string{metaTag, "https://html.spec.whatwg.org/multipage/semantics.html#meta-description"},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"Open daily from nine to five.\">\n<meta name=description content=\"The museum of the harbour.\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"Open daily from nine to five.\">\n<meta property=og:description content=\"Come and see the harbour.\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		list := descriptions(pass.Page)
		if len(list) < 2 {
			return
		}
		first, second := list[0], (*page.Prop)(nil)
		for _, d := range list[1:] {
			if !sameText(d.Content, first.Content) {
				second = d
				break
			}
		}
		var f *check.Finding
		if second == nil {
			second = list[1]
			f = pass.Report(second.Origin(), "the meta description stands on the page %d times; a change to one would be missed in the others; keep one", len(list)).Milder()
		} else {
			f = pass.Report(second.Origin(), "the page has another meta description %s; search engines take any of them or none; keep the one that was written for this page",
				check.Quote(second.Content))
		}
		f.Relate(first.Origin(), "the first description is here")
	},
}

var descriptionLength = &check.Check{
	ID:       "head/description-length",
	Severity: check.Info,
	Off:      true,
	Title:    "The meta description is very short or very long",
	Why: "Search results cut descriptions, at about 160 characters on a desktop, and replace very short ones by text of the page. " +
		"No search engine states a limit, which is why this check is off.",
	Fix:        "Say what matters in the first sentence. Set the bounds to your house's rule.",
	References: []string{snippets},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"Opening hours.\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"The museum is open daily from nine to five, and until eight on Fridays.\">\n</head></html>",
	Since:      "0.1.0",
	Options: []check.Option{
		{Name: "min", Doc: "least number of characters", Default: 50},
		{Name: "max", Doc: "greatest number of characters", Default: 170},
	},
	Run: func(pass *check.Pass) {
		if list := descriptions(pass.Page); len(list) > 0 {
			reportLength(pass, "description", list[0].Content, list[0].Origin())
		}
	},
}

var descriptionIsTitle = &check.Check{
	ID:         "head/description-is-title",
	Severity:   check.Info,
	Title:      "The meta description repeats the title",
	Why:        "In search results the description stands below the title. One that repeats it says nothing more, so search engines take text of the page instead.",
	Fix:        "Write one or two sentences that go beyond the title, or drop the description.",
	References: []string{snippets},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<title>Opening hours | Harbour Museum</title>\n<meta property=og:site_name content=\"Harbour Museum\">\n<meta name=description content=\"Opening hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<title>Opening hours | Harbour Museum</title>\n<meta property=og:site_name content=\"Harbour Museum\">\n<meta name=description content=\"Open daily from nine to five, and until eight on Fridays.\">\n</head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		title, list := p.Title(), descriptions(p)
		if title == nil || blank(title.Text) || len(list) == 0 {
			return
		}
		c := p.TitleComparer()
		bare := c.Prepare(title.Text).Bare()
		if bare == "" || bare != c.Prepare(list[0].Content).Bare() {
			return
		}
		pass.Report(list[0].Origin(), "the meta description %s repeats the title; search engines take text of the page instead; write what goes beyond the title",
			check.Quote(list[0].Content)).
			Relate(text.FromContent(title.Node), "the title says the same")
	},
}
