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
		When:     "when og:locale is en_US, the default of Open Graph and of many programs, and html has no lang",
	},
	Title: "Sources that name different languages",
	Why: "Screen readers and translators go by lang, networks by og:locale, search engines by the text and inLanguage. When they name " +
		"different languages, a page is read out in the wrong voice, offered for translation, or shown to the wrong readers; as a " +
		"rule one of them is the default of a theme.",
	Fix: "Name the language of the text in every source.",
	Exceptions: "Compares languages, not regions (en-GB and en_US agree) or scripts. A list of languages agrees with each of them. Silent " +
		"for values that are no language, which other checks report, and when og:locale:alternate names the other language.",
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
	f := pass.Report(at.at, "%s %s and %s %s name different languages, so that programs which read one of them take the page for a text in the wrong one; name the language of the text in both",
		at.label, check.Quote(at.text), other.label, check.Quote(other.text))
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

// isDefaultLocale tells whether a locale is the one that og:locale has where
// nobody set it (ogp.me, "Optional Metadata").
func isDefaultLocale(s string) bool {
	return strings.EqualFold(strings.ReplaceAll(s, "-", "_"), "en_us")
}

// primary is the language of a tag or locale as one code, or empty when there
// is none. Croatian, Bosnian and Serbian are one language to many programs.
func primary(tag string) string {
	switch base := langtag.Base(tag); base {
	case "sh", "hr", "bs":
		return "sr"
	default:
		return base
	}
}
