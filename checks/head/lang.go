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
	Title:    "Page without a language",
	Impact:   "screen readers and browsers guess the language",
	Why: "Screen readers use the lang attribute of html to choose a voice. Browsers use it for spell checking, hyphenation and the offer to translate. " +
		"Without it they assume the user's own language, or guess.",
	Fix:        "Add lang with a BCP 47 tag to the html element: lang=\"en\", lang=\"pt-BR\".",
	Exceptions: "xml:lang counts, too. An html element inside a conditional comment does not. Silent on parts of pages.",
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
		hint := `such as lang="en"`
		if locale := strings.ReplaceAll(p.Content("og:locale"), "_", "-"); langtag.WellFormed(locale) {
			if known, _ := langtag.KnownLanguage(locale); known {
				hint = `such as lang="` + locale + `", the language of og:locale`
			}
		}
		if ok {
			pass.Report(p.LangOrigin(), "the html element has an empty lang attribute").Advise("write the language of the page, %s", hint)
			return
		}
		if p.MayHave("html lang") {
			return
		}
		pass.Report(text.FromTag(p.HTML), "the html element has no lang attribute").Advise("add the language of the page, %s", hint)
	},
}

var langInvalid = &check.Check{
	ID:       "head/lang-invalid",
	Severity: check.Warning,
	Title:    "Invalid language tag in lang",
	Impact:   "screen readers and browsers ignore it",
	Why: "Screen readers and browsers read lang as a BCP 47 language tag. They ignore a tag that does not follow the grammar or that begins with an unknown language, " +
		"as if there were no lang attribute.",
	Fix:        "Begin with the two-letter code of the language, and add a region or script after a hyphen if it matters: en, en-GB, zh-Hant. Country codes are not language codes: Japanese is ja, Czech is cs.",
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
			hint := `write a language tag, such as "en" or "en-GB"`
			if s := strings.Trim(strings.ReplaceAll(strings.TrimSpace(lang), "_", "-"), "-"); langtag.WellFormed(s) {
				if known, _ := langtag.KnownLanguage(s); known {
					hint = "write " + check.Quote(s)
				}
			}
			pass.Report(p.LangOrigin(), "lang is not a valid language tag: %s", check.Quote(lang)).Advise("%s", hint)
			return
		}
		known, better := langtag.KnownLanguage(lang)
		if known {
			return
		}
		hint := `write a registered language code, such as "en"`
		if better != "" {
			hint = "write " + check.Quote(better) + " if that is the language of the page"
		}
		pass.Report(p.LangOrigin(), "lang does not begin with a registered language code: %s", check.Quote(lang)).Advise("%s", hint)
	},
}
