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
	Title:      "The title is gone",
	Why:        "Search results, tabs and bookmarks show the title.",
	Fix:        "Bring it back; look for a variable of the template that has no value.",
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
			Message: "the title " + check.Quote(was.Value) + " is gone", Kind: "the title is gone",
			Impact: "search results and tabs show it", Help: "give the page a title again",
		}
		if len(pass.New.Titles) > 0 {
			c.At = pass.New.Titles[0].At
			c.Message, c.Kind = "the title was "+check.Quote(was.Value)+" and is empty now", "the title is empty now"
		}
		pass.Report(c)
	}),
}

var titleShared = &check.Check{
	ID:         "regression/title-shared",
	Severity:   check.Warning,
	Title:      "Pages that had titles of their own have one title now",
	Why:        "Readers and search engines cannot tell the pages apart. As a rule a template fell back to the name of the site.",
	Fix:        "Give each page its own title again.",
	Exceptions: "Told from three pages on (option pages) that had different titles before. " + notCompared,
	References: []string{titleDoc},
	Bad: titled("old", "Opening hours", "Prices", "How to find us") +
		titled("new", "Corner Shop", "Corner Shop", "Corner Shop"),
	Good: titled("old", "Opening hours", "Prices", "How to find us") +
		titled("new", "Opening hours | Corner Shop", "Prices | Corner Shop", "How to find us | Corner Shop"),
	Since:   since,
	Options: []check.Option{{Name: "pages", Doc: "the number of pages from which it is told", Default: 3}},
	RunDiff: compared(func(pass *check.DiffPass) {
		was, is := pass.Old.Title(), pass.New.Title()
		if was == nil || is == nil || was.Value == is.Value {
			return
		}
		pass.Report(check.Change{
			Subject: "title", At: is.At, Was: was.At, Before: was.Value, After: is.Value, AtLeast: max(2, pass.Int("pages")),
			Message: "the title was " + check.Quote(was.Value), Kind: "{pages} that had titles of their own are called " + check.Quote(is.Value) + " now",
			Impact: "search results and tabs do not tell them apart", Help: "give each page its own title again",
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
	Title:      "The meta description is gone",
	Why:        "Search results may show it below the title; without it they show some text of the page.",
	Fix:        "Bring it back.",
	Exceptions: notCompared,
	References: []string{snippetDoc},
	Bad:        example(`<meta name="description" content="When we are open">`, `<meta name="description" content="">`),
	Good:       example(`<meta name="description" content="When we are open">`, `<meta name="description" content="When to find us">`),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if was := lostMeta(pass, "description"); was != nil {
			gone(pass, was, "the meta description", "search results show other text of the page instead", "describe the page again")
		}
	}),
}

var headingLost = &check.Check{
	ID:         "regression/heading-lost",
	Severity:   check.Info,
	Title:      "The h1 heading is gone",
	Why:        "The main heading is one of the places that search engines take the title of a result from.",
	Fix:        "Bring it back, or make another heading the h1.",
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
			Message: "the heading " + check.Quote(was.Value) + " is gone, and no other h1 is there", Kind: "there is no h1 heading any more",
			Impact: "search engines take titles of results from it, too", Help: "bring it back",
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
	Title:      "The page does not name its language any more",
	Why:        "Screen readers choose their voice, and browsers offer to translate, by the lang attribute of html.",
	Fix:        "Write the lang attribute again.",
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
			Message: "the page does not name its language any more (it was " + check.Quote(was.Value) + ")", Kind: "the page does not name its language any more",
			Impact: "screen readers and translators go by it", Help: "write the lang attribute of html again",
		})
	}),
}

var langChanged = &check.Check{
	ID:         "regression/lang-changed",
	Severity:   check.Warning,
	Title:      "The page names another language",
	Why:        "Screen readers read the page in the language that it names, and search engines may take it for a version for other readers.",
	Fix:        "Name the language that the page is written in.",
	Exceptions: "Another region or script of one language (en, en-GB), and another code for it (iw, he), is no change. " + notCompared,
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
			Message: "the language was " + check.Quote(pass.Old.Lang.Value) + " and is " + check.Quote(pass.New.Lang.Value) + " now",
			Kind:    "the language was " + check.Quote(was) + " and is " + check.Quote(is) + " now",
			Impact:  "screen readers and search engines go by it", Help: "name the language that the page is written in",
		})
	}),
}

var metaLost = &check.Check{
	ID:       "regression/meta-lost",
	Severity: check.Warning,
	Title:    "A meta element that services rely on is gone",
	Why: "Without the viewport, phones show the page shrunk. Without its token, a search console or a social network takes away the proof that the site is yours. " +
		"Other names are read by the services that they are for.",
	Fix:        "Bring it back, or take its name out of the option names.",
	Exceptions: "Only the names in the option. " + notCompared,
	References: []string{"https://developers.google.com/search/docs/crawling-indexing/special-tags"},
	Bad:        example(`<meta name="google-site-verification" content="Zq3-0f">`, ""),
	Good:       example(`<meta name="google-site-verification" content="Zq3-0f">`, `<meta name="google-site-verification" content="another">`),
	Since:      since,
	Options: []check.Option{{Name: "names", Doc: "names of meta elements", Default: []string{
		"viewport", "google-site-verification", "msvalidate.01", "yandex-verification", "facebook-domain-verification",
		"p:domain_verify", "author", "fb:app_id", "apple-itunes-app", "google-play-app",
	}}},
	RunDiff: compared(func(pass *check.DiffPass) {
		for _, name := range pass.Strings("names") {
			if was := lostMeta(pass, strings.ToLower(name)); was != nil {
				gone(pass, was, "meta "+was.Key, "the services that read it go without", "write it again")
			}
		}
	}),
}
