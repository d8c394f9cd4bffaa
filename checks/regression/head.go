package regression

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/langtag"
)

var titleLost = &check.Check{
	ID:         "regression/title-lost",
	Severity:   check.Error,
	Title:      "Title removed",
	Impact:     "search results, tabs and bookmarks show the URL or other text instead",
	Why:        "Search results, tabs and bookmarks show the title.",
	Fix:        "Restore it. Look for a template variable without a value.",
	Exceptions: notCompared,
	References: []string{titleDoc},
	Bad:        example("", "") + "-- old/b.html --\n<html lang=en><title>Prices</title><p>All of them.</p>\n-- new/b.html --\n<html lang=en><title> </title><p>All of them.</p>\n",
	Good:       "-- old/b.html --\n<html lang=en><title>Prices</title><p>All of them.</p>\n-- new/b.html --\n<html lang=en><title>Prices for all</title><p>All of them.</p>\n",
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was := pass.Old.Title()
		if was == nil || pass.New.Title() != nil {
			return
		}
		c := check.Change{
			Subject: "title", At: pass.New.Top, Was: was.At, Before: was.Value,
			ID: "the title is gone", Message: "the title was removed: " + check.Quote(was.Value), Kind: "the title was removed",
			Help: "restore the title",
		}
		if len(pass.New.Titles) > 0 {
			c.At = pass.New.Titles[0].At
			c.ID, c.Message, c.Kind = "the title is empty now", "the title is empty now (was "+check.Quote(was.Value)+")", "the title is empty now"
		}
		pass.Report(c)
	}),
}

var titleShared = &check.Check{
	ID:         "regression/title-shared",
	Severity:   check.Warning,
	Title:      "Pages with different titles now have the same title",
	Impact:     "search engines and visitors cannot tell the pages apart",
	Why:        "Visitors and search engines cannot tell the pages apart. Usually a template fell back to the name of the site.",
	Fix:        "Give each page its own title again.",
	Exceptions: "Reported for three or more pages (option pages) that had different titles before. " + notCompared,
	References: []string{titleDoc},
	Bad: titled("old", "Opening hours", "Prices", "How to find us") +
		titled("new", "Corner Shop", "Corner Shop", "Corner Shop"),
	Good: titled("old", "Opening hours", "Prices", "How to find us") +
		titled("new", "Opening hours | Corner Shop", "Prices | Corner Shop", "How to find us | Corner Shop"),
	Since:   since,
	Options: []check.Option{{Name: "pages", Doc: "minimum number of pages with the same title", Default: 3}},
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := pass.Old.Title(), pass.New.Title()
		if was == nil || is == nil || was.Value == is.Value {
			return
		}
		pass.Report(check.Change{
			Subject: "title", At: is.At, Was: was.At, Before: was.Value, After: is.Value, AtLeast: max(2, pass.Int("pages")),
			ID:      "{pages} that had titles of their own are called " + check.Quote(is.Value) + " now",
			Message: "the title is " + check.Quote(is.Value) + " now (was " + check.Quote(was.Value) + ")",
			Kind:    "{pages} that had different titles now have the title " + check.Quote(is.Value),
			Help:    "give each page its own title again",
		})
	}),
}

// titled is three pages with titles.
func titled(build string, titles ...string) string {
	var b strings.Builder
	for i, t := range titles {
		b.WriteString("-- " + build + "/" + string(rune('a'+i)) + ".html --\n<!doctype html>\n<html lang=en><title>" + t + "</title>\n<p>Text.</p></html>\n")
	}
	return b.String()
}

var descriptionLost = &check.Check{
	ID:         "regression/description-lost",
	Severity:   check.Warning,
	Title:      "Meta description removed",
	Impact:     "search results show other text of the page instead",
	Why:        "Search results may show it below the title. Without it they show other text of the page.",
	Fix:        "Restore it.",
	Exceptions: notCompared,
	References: []string{snippetDoc},
	Bad:        example(`<meta name="description" content="When we are open">`, `<meta name="description" content="">`),
	Good:       example(`<meta name="description" content="When we are open">`, `<meta name="description" content="When to find us">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if was := lostMeta(pass, "description"); was != nil {
			gone(pass, was, "the meta description", "restore the description")
		}
	}),
}

var headingLost = &check.Check{
	ID:         "regression/heading-lost",
	Severity:   check.Info,
	Title:      "h1 heading removed",
	Impact:     "search engines lose a source for the title of the result",
	Why:        "The main heading is one of the sources of the titles in search results.",
	Fix:        "Restore it, or make another heading the h1.",
	Exceptions: notCompared,
	References: []string{titleDoc},
	Bad:        "-- old/a.html --\n" + html("") + "-- new/a.html --\n<!doctype html>\n<html lang=en><title>Opening hours</title>\n<h2>Hours</h2></html>\n",
	Good:       example("", ""),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := first(pass.Old.Headings), first(pass.New.Headings)
		if was == nil || is != nil {
			return
		}
		pass.Report(check.Change{
			Subject: "h1", At: pass.New.Top, Was: was.At, Before: was.Value,
			ID:      "there is no h1 heading any more",
			Message: "the only h1 heading was removed: " + check.Quote(was.Value), Kind: "the only h1 heading was removed",
			Help: "restore it, or make another heading the h1",
		})
	}),
}

// first is the first value that is not empty, or nil.
func first(list []summary.Said) *summary.Said {
	for i := range list {
		if list[i].Value != "" {
			return &list[i]
		}
	}
	return nil
}

var langLost = &check.Check{
	ID:         "regression/lang-lost",
	Severity:   check.Warning,
	Title:      "Language of the page removed",
	Impact:     "screen readers may use the wrong voice, and browsers may not offer to translate",
	Why:        "Screen readers choose their voice by the lang attribute of html, and browsers decide by it whether to offer a translation.",
	Fix:        "Restore the lang attribute.",
	Exceptions: notCompared,
	References: []string{"https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"},
	Bad:        "-- old/a.html --\n" + html("") + "-- new/a.html --\n<!doctype html>\n<html><title>Opening hours</title>\n<h1>Hours</h1></html>\n",
	Good:       example("", ""),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was := pass.Old.Lang
		if was.Value == "" || pass.New.Lang.Value != "" {
			return
		}
		at := pass.New.Top
		if pass.New.Lang.At.Known() {
			at = pass.New.Lang.At
		}
		pass.Report(check.Change{
			Subject: "html[lang]", At: at, Was: was.At, Before: was.Value,
			ID:      "the page does not name its language any more",
			Message: "the page no longer declares its language (was " + check.Quote(was.Value) + ")", Kind: "the page no longer declares its language",
			Help: "restore the lang attribute of <html>",
		})
	}),
}

var langChanged = &check.Check{
	ID:         "regression/lang-changed",
	Severity:   check.Warning,
	Title:      "Language of the page changed",
	Impact:     "screen readers use another voice, and search engines may show the page to other people",
	Why:        "Screen readers read the page in the declared language, and search engines may show it to people with that language.",
	Fix:        "Write the language of the text.",
	Exceptions: "Another region or script of one language (en, en-GB), and another code for it (iw, he), are no change. " + notCompared,
	References: []string{"https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"},
	Bad:        "-- old/a.html --\n" + html("") + "-- new/a.html --\n<!doctype html>\n<html lang=de><title>Opening hours</title>\n<h1>Hours</h1></html>\n",
	Good:       "-- old/a.html --\n" + html("") + "-- new/a.html --\n<!doctype html>\n<html lang=en-GB><title>Opening hours</title>\n<h1>Hours</h1></html>\n",
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := langtag.Base(pass.Old.Lang.Value), langtag.Base(pass.New.Lang.Value)
		if was == "" || is == "" || was == is {
			return
		}
		pass.Report(check.Change{
			Subject: "html[lang]", At: pass.New.Lang.At, Was: pass.Old.Lang.At, Before: pass.Old.Lang.Value, After: pass.New.Lang.Value,
			ID:      "the language was " + check.Quote(was) + " and is " + check.Quote(is) + " now",
			Message: "the language is " + check.Quote(pass.New.Lang.Value) + " now (was " + check.Quote(pass.Old.Lang.Value) + ")",
			Kind:    "the language is " + check.Quote(is) + " now (was " + check.Quote(was) + ")",
			Help:    "write the language of the text in lang",
		})
	}),
}

var metaLost = &check.Check{
	ID:       "regression/meta-lost",
	Severity: check.Warning,
	Title:    "Meta element of a service removed",
	Impact:   "phones shrink the page, or a service no longer recognizes it",
	Why: "Without the viewport, phones show the page shrunk. Without its token, a search console or a social network revokes the verification of the site. " +
		"Other meta elements are for the services that read them.",
	Fix:        "Restore it, or remove its name from the option names.",
	Exceptions: "Only the names in the option are checked. " + notCompared,
	References: []string{"https://developers.google.com/search/docs/crawling-indexing/special-tags"},
	Bad:        example(`<meta name="google-site-verification" content="Zq3-0f">`, ""),
	Good:       example(`<meta name="google-site-verification" content="Zq3-0f">`, `<meta name="google-site-verification" content="another">`),
	Since:      since,
	Options: []check.Option{{Name: "names", Doc: "names of meta elements to check", Default: []string{
		"viewport", "google-site-verification", "msvalidate.01", "yandex-verification", "facebook-domain-verification",
		"p:domain_verify", "author", "fb:app_id", "apple-itunes-app", "google-play-app",
	}}},
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, name := range pass.Strings("names") {
			if was := lostMeta(pass, strings.ToLower(name)); was != nil {
				gone(pass, was, "meta "+was.Key, "restore it")
			}
		}
	}),
}
