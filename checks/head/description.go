package head

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var descriptionMissing = &check.Check{
	ID:       "head/description-missing",
	Severity: check.Info,
	Title:    "Page without a meta description",
	Impact:   "search engines show a snippet of the page text instead",
	Why: "Search engines often show the meta description below the title. Without one, they show a snippet of the page text, " +
		"and link previews that do not use Open Graph have no description.",
	Fix:        "Write one or two sentences about the content of the page, different on each page.",
	Exceptions: "Silent on pages that robots directives keep out of search results, and on parts of pages.",
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
				pass.Report(prop.Origin(), "the meta description is blank").
					Advise("write one or two sentences about the content of the page")
				return
			}
		}
		if prop := p.Prop("og:description"); prop != nil && !blank(prop.Content) {
			pass.Report(headTag(p), "the page has no meta description").
				Advise(`add <meta name="description"> with one or two sentences, such as those of og:description`).
				Relate(prop.Origin(), "og:description has a text that fits").About("description")
			return
		}
		pass.Report(headTag(p), "the page has no meta description").
			Advise(`add <meta name="description"> with one or two sentences about the content of the page`).About("description")
	},
}

var descriptionMultiple = &check.Check{
	ID:         "head/description-multiple",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the descriptions are equal"},
	Title:      "Page with several meta descriptions",
	Impact:     "search engines may show either description, or neither",
	Why:        "A page may have only one. If there are several, search engines show any of them or none. The usual cause is a theme and a plugin that both write one.",
	Fix:        "Keep the description that was written for the page, and turn off the other in the theme or plugin.",
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
			f = pass.Report(second.Origin(), "the page has the same meta description %d times", len(list)).
				Affects("authors who change one description may miss the others").
				Advise("keep one").Milder()
		} else {
			f = pass.Report(second.Origin(), "the page has another meta description: %s", check.Quote(second.Content)).
				Advise("keep the one that was written for this page")
		}
		f.Relate(first.Origin(), "the first meta description is here")
	},
}

var descriptionLength = &check.Check{
	ID:       "head/description-length",
	Severity: check.Info,
	Off:      true,
	Title:    "Very short or very long meta description",
	Impact:   "search engines may show other text of the page",
	Why: "Search engines truncate descriptions, at about 160 characters on a desktop, and replace very short ones with text of the page. " +
		"No search engine states a limit, so this check is off by default.",
	Fix:        "Say what matters in the first sentence. Set the limits of your style guide.",
	References: []string{snippets},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"Opening hours.\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<meta name=description content=\"The museum is open daily from nine to five, and until eight on Fridays.\">\n</head></html>",
	Since:      "0.1.0",
	Options: []check.Option{
		{Name: "min", Doc: "minimum number of characters", Default: 50},
		{Name: "max", Doc: "maximum number of characters", Default: 170},
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
	Title:      "Meta description that repeats the title",
	Impact:     "search engines show other text of the page instead",
	Why:        "Search results show the description below the title. One that repeats the title adds nothing, so search engines show text of the page instead.",
	Fix:        "Write one or two sentences that add to the title, or remove the description.",
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
		pass.Report(list[0].Origin(), "the meta description repeats the title: %s", check.Quote(list[0].Content)).
			Advise("write one or two sentences that add to the title").
			Relate(text.FromContent(title.Node), "the title has the same text")
	},
}
