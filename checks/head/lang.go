package head

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/langtag"
)

var langMissing = &check.Check{
	ID:       "head/lang-missing",
	Severity: check.Warning,
	Title:    "The page does not say its language",
	Why: "Screen readers choose the voice by the lang attribute of html, and browsers the dictionary, the hyphenation and the offer to translate. " +
		"Without it they take the reader's own language.",
	Fix:        "Add lang with a BCP 47 tag to the html element: lang=\"en\", lang=\"pt-BR\".",
	Exceptions: "xml:lang counts as well. Elements inside conditional comments are none. Parts of pages need none.",
	References: []string{"https://www.w3.org/WAI/WCAG22/Understanding/language-of-page.html", "https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"},
	Bad:        "<!doctype html>\n<html>\n<head><title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en-GB>\n<head><title>Opening hours</title></head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if !whole(p) || p.HTML == nil {
			return
		}
		lang, ok := p.Lang()
		if ok && strings.TrimSpace(lang) != "" {
			return
		}
		hint := "such as lang=\"en\""
		if locale := strings.ReplaceAll(p.Content("og:locale"), "_", "-"); langtag.WellFormed(locale) {
			if known, _ := langtag.KnownLanguage(locale); known {
				hint = "such as lang=\"" + locale + "\", which og:locale gives"
			}
		}
		if ok {
			pass.Report(p.LangOrigin(), "the lang attribute of html is empty, which says that the language is unknown; screen readers and browsers guess; add the page's language, %s", hint)
			return
		}
		if p.MayHave("html lang") {
			return
		}
		pass.Report(text.FromTag(p.HTML), "html has no lang attribute; screen readers and browsers guess the language; add the page's language, %s", hint)
	},
}

var langInvalid = &check.Check{
	ID:       "head/lang-invalid",
	Severity: check.Warning,
	Title:    "The lang attribute is no language tag",
	Why: "Screen readers and browsers read lang as a BCP 47 tag. They pass over one that does not follow the grammar, or that begins with an unknown language, " +
		"as if there were none.",
	Fix:        "Begin with the two-letter code of the language, and add the region after a hyphen when it matters: en, en-GB, zh-Hant. Codes of countries are not codes of languages: Japanese is ja, Czech is cs.",
	References: []string{"https://www.rfc-editor.org/info/bcp47", "https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes"},
	Bad:        "<!doctype html>\n<html lang=en_GB>\n<head><title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en-GB>\n<head><title>Opening hours</title></head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		lang, ok := p.Lang()
		if !ok || strings.TrimSpace(lang) == "" {
			return
		}
		if !langtag.WellFormed(lang) {
			hint := "write a tag such as \"en\" or \"en-GB\""
			if s := strings.Trim(strings.ReplaceAll(strings.TrimSpace(lang), "_", "-"), "-"); langtag.WellFormed(s) {
				if known, _ := langtag.KnownLanguage(s); known {
					hint = "write " + check.Quote(s)
				}
			}
			pass.Report(p.LangOrigin(), "lang is %s, which does not follow the grammar of language tags; screen readers and browsers pass over it; %s", check.Quote(lang), hint)
			return
		}
		known, better := langtag.KnownLanguage(lang)
		if known {
			return
		}
		hint := "use a registered code such as \"en\""
		if better != "" {
			hint = "perhaps " + check.Quote(better) + " is meant"
		}
		pass.Report(p.LangOrigin(), "lang is %s, which begins with no registered language; screen readers and browsers pass over it; %s", check.Quote(lang), hint)
	},
}
