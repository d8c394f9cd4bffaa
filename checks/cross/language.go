package cross

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/langtag"
)

var languageMismatch = &check.Check{
	ID:       "cross/language-mismatch",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     "when og:locale is en_US, the default of Open Graph and of many plugins, and html has no lang",
	},
	Title:  "Conflicting languages of the page",
	Impact: "screen readers, translators or networks assume the wrong language",
	Why: "Screen readers and translators use lang, Facebook og:locale, search engines the text and inLanguage. If these are " +
		"different languages, screen readers read the page in the wrong voice, browsers offer to translate it, or networks show it to the wrong people. Usually " +
		"one of them is the default of a theme.",
	Fix: "Write the language of the text in every source.",
	Exceptions: "Compares languages, not regions (en-GB and en_US match) or scripts. A list of languages matches each of them. Silent " +
		"for values that are not a language, which other checks report, and when og:locale:alternate has the other language.",
	References: []string{refOGP, refLang},
	Bad: `<!doctype html><html lang="de"><head><title>Der alte Leuchtturm</title>
<meta property="og:locale" content="en_US">
</head><body></body></html>`,
	Good: `<!doctype html><html lang="de-AT"><head><title>Der alte Leuchtturm</title>
<meta property="og:locale" content="de_DE">
</head><body></body></html>`,
	Since: "0.1.0",
	Run:   runLanguageMismatch,
}

// A voice is a statement about languages.
type voice struct {
	statement
	langs []string // primary subtags
}

func runLanguageMismatch(pass *check.Pass) {
	p := pass.Page
	var list []voice
	add := func(s statement, values ...string) {
		v := voice{statement: s}
		for _, value := range values {
			for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
				if l := primary(part); l != "" && !slices.Contains(v.langs, l) {
					v.langs = append(v.langs, l)
				}
			}
		}
		if len(v.langs) > 0 && len(list) < 20 {
			list = append(list, v)
		}
	}
	lang, hasLang := p.Lang()
	if hasLang {
		add(statement{"html lang", lang, p.LangOrigin(), 4}, lang)
		hasLang = len(list) > 0
	}
	for _, it := range p.Graph.All {
		values := it.Values("inLanguage")
		if len(values) == 0 || len(list) > 10 || !it.Is("WebPage") && !slices.Contains(p.SubjectItems(), it) || !described(p, it) {
			continue
		}
		values = values[:min(len(values), 20)]
		var texts []string
		for _, v := range values {
			if v.Item != nil {
				texts = append(texts, v.Item.Text("alternateName"))
			} else {
				texts = append(texts, v.Text)
			}
		}
		add(statement{it.Syntax.String() + " inLanguage", strings.Join(texts, ", "), values[0].Origin, 3}, texts...)
	}
	locale := p.Prop("og:locale")
	if locale != nil {
		values := []string{locale.Value()}
		for _, alternate := range p.PropAll("og:locale:alternate") {
			values = append(values, alternate.Value())
		}
		trust := 2
		if isDefaultLocale(locale.Value()) && !hasLang {
			trust = 0
		}
		add(statement{"og:locale", locale.Value(), locale.Origin(), trust}, values...)
	}
	for _, m := range p.Metas {
		if strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "content-language") {
			add(statement{"content-language", strings.TrimSpace(m.Content), m.Origin(), 1}, m.Content)
		}
	}
	gs := groups(len(list), func(i, j int) bool { return shares(list[i].langs, list[j].langs) })
	if len(gs) < 2 {
		return
	}
	odd := gs[outlier(gs, func(i int) int { return list[i].trust })]
	at := &list[odd[0]]
	var other *voice
	for i := range list {
		if !slices.Contains(odd, i) {
			other = &list[i]
			break
		}
	}
	f := pass.Report(at.at, "%s is %s, but %s is %s", at.label, check.Quote(at.text), other.label, check.Quote(other.text)).
		Advise("write the language of the text in both")
	if !hasLang && at.label == "og:locale" && isDefaultLocale(at.text) {
		f.Milder()
	}
	f.About(at.label).Fact("language", at.langs[0]).Fact("other", other.langs[0])
	for i := range list {
		if &list[i] != at {
			f.Relate(list[i].at, "%s is %s", list[i].label, check.Quote(list[i].text))
		}
	}
}

// isDefaultLocale reports whether a locale is the one that og:locale has where
// it is not set (ogp.me, "Optional Metadata").
func isDefaultLocale(s string) bool {
	return strings.EqualFold(strings.ReplaceAll(s, "-", "_"), "en_us")
}

// primary is the language of a tag or locale as one code, or empty when there
// is none. Croatian, Bosnian and Serbian are one language to many parsers.
func primary(tag string) string {
	switch base := langtag.Base(tag); base {
	case "sh", "hr", "bs":
		return "sr"
	default:
		return base
	}
}
