package cross

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/titles"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

var authorMismatch = &check.Check{
	ID:       "cross/author-mismatch",
	Severity: check.Warning,
	Title:    "Conflicting authors",
	Impact:   "search engines, feed readers or archives credit the wrong author",
	Why: "Search engines, feed readers and archives read the author from structured data, from the author meta element or from " +
		"article:author. If the names have nothing in common, one of them is the default of a template, the account that " +
		"uploaded the text, or the author of another page.",
	Fix: "Write the author of the text in every source, or remove the source.",
	Exceptions: "Compares names only, not URLs, handles or email addresses, and ignores capitalization, accents and order. One name in " +
		"common is enough. Silent for single words, which may be account names, for agencies and staff bylines, and where the name is the site's.",
	References: []string{refArticle, refSchema},
	Bad: `<meta name="author" content="Timo Halvorsen">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Greta Lindqvist</span></span>
</article>`,
	Good: `<meta name="author" content="By Greta Lindqvist, Timo Halvorsen">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Greta Lindqvist</span></span>
</article>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "bylines", Doc: "additional bylines that name no person, such as that of the staff", Default: []string{}}},
	Run:     runAuthorMismatch,
}

// A byline is what one source says of the authors.
type byline struct {
	statement
	words []string
}

// itemAuthors are the authors that the articles and recipes of a page name.
func itemAuthors(p *page.Page) []statement {
	var given []statement
	for _, it := range p.SubjectItems() {
		if !it.Is("Article") && !it.Is("Recipe") {
			continue
		}
		s := statement{label: it.Syntax.String() + " author", trust: 3}
		var names []string
		authors := it.Values("author")
		for _, v := range authors[:min(len(authors), maxLooked)] {
			author := p.Graph.Resolve(v)
			if author != nil && author.Is("Organization") {
				continue
			}
			name := v.Name()
			if author != nil {
				name = author.Text("name")
			}
			if name == "" || !isName(name) {
				continue
			}
			if len(names) == 0 {
				s.at = v.Origin
				if n := nameOf(author); n != nil {
					s.at = n.Origin
				}
			}
			names = append(names, name)
			if len(names) == maxAuthors {
				break
			}
		}
		if len(names) > 0 {
			s.text = strings.Join(names, ", ")
			given = append(given, s)
		}
	}
	return given
}

// metaAuthors are the authors that the meta elements of a page name.
func metaAuthors(p *page.Page) []statement {
	var given []statement
	for i, key := range []string{"article:author", "author"} {
		s := statement{label: key, trust: 2 - i}
		if key == "author" {
			s.label = "meta author"
		}
		var names []string
		for _, prop := range p.PropAll(key) {
			if !isName(prop.Value()) || len(names) == maxAuthors {
				continue
			}
			if len(names) == 0 {
				s.at = prop.Origin()
			}
			names = append(names, prop.Value())
		}
		if len(names) > 0 {
			s.text = strings.Join(names, ", ")
			given = append(given, s)
		}
	}
	return given
}

func runAuthorMismatch(pass *check.Pass) {
	p := pass.Page
	given := append(itemAuthors(p), metaAuthors(p)...)
	// Mostly there is one byline, or one text in all.
	if len(given) < 2 || !slices.ContainsFunc(given, func(s statement) bool { return s.text != given[0].text }) {
		return
	}
	var list []byline
	for _, s := range given {
		staff := slices.ContainsFunc(pass.Strings("bylines"), func(b string) bool { return strings.EqualFold(b, text.Fold(s.text)) })
		if words := nameWords(s.text); len(words) >= 2 && !staff {
			list = append(list, byline{s, words})
		}
	}
	same := func(i, j int) bool { return sameNames(list[i].words, list[j].words) }
	strangers := false
	for i := range list {
		for j := range i {
			strangers = strangers || !same(i, j)
		}
	}
	if !strangers {
		return
	}
	list = slices.DeleteFunc(list, func(b byline) bool { return namesSite(p, b.text, b.words) })
	gs := groups(len(list), same)
	if len(gs) < 2 {
		return
	}
	odd := gs[outlier(gs, func(i int) int { return list[i].trust })]
	var other *byline
	for i := range list {
		if !slices.Contains(odd, i) {
			other = &list[i]
			break
		}
	}
	at := &list[odd[len(odd)-1]]
	f := pass.Report(at.at, "%s is %s, but %s is %s", at.label, check.Quote(at.text), other.label, check.Quote(other.text)).
		Advise("write the author of this page in both")
	f.About(at.label).Fact("author", at.text).Fact("other", other.text)
	for i := range list {
		if &list[i] != at {
			f.Relate(list[i].at, "%s is %s", list[i].label, check.Quote(list[i].text))
		}
	}
}

// Bounds on the names of authors that are compared, and on the authors,
// publishers and images of an item that are looked at: a hostile page has
// thousands without a name, all of them one entity.
const (
	maxAuthors = 30
	maxLooked  = 100
)

// nameOf is the value that holds the name of an item, or nil.
func nameOf(it *schemaorg.Item) *schemaorg.Value {
	if it == nil {
		return nil
	}
	return it.Value("name")
}

// isName reports whether a text can be the name of a person: no URL, handle or
// email address, not empty, no placeholder of a template.
func isName(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && !strings.ContainsAny(s, "@/<>") && !strings.Contains(strings.ToLower(s), "www.") &&
		weburl.Placeholder(s) == "" && utf8.RuneCountInString(s) < 300
}

// bylineWords surround names in bylines and are no part of them.
var bylineWords = []string{
	"by", "and", "with", "for", "the", "von", "und", "mit", "par", "et", "de", "por", "y", "e", "di", "da", "del", "van",
	"en", "door", "af", "og", "av", "och", "dr", "mr", "mrs", "ms", "prof", "sir", "jr", "phd", "md", "written", "posted",
	"text", "words", "author", "writer", "editor", "reporter", "correspondent",
}

// collectiveWords mark bylines of agencies and of unnamed staff.
var collectiveWords = []string{
	"staff", "team", "agency", "agencies", "press", "reuters", "afp", "ap", "dpa", "news", "editors", "editorial",
	"redaktion", "redaccion", "redaction", "redazione", "redacao", "redactie", "desk", "guest", "contributor",
	"contributors", "admin", "administrator", "inc", "ltd", "gmbh", "llc", "magazine", "newsroom", "unknown", "anonymous",
	"service", "media", "group", "company", "corporation", "university", "institute", "association", "foundation",
	"studio", "agentur", "agence", "agencia",
}

// nameWords are the words of names to compare, or nil when the text names no
// person that could be compared.
func nameWords(s string) []string {
	var words []string
	if len(strings.Fields(s)) < 2 && latinOnly([]string{s}) {
		return nil
	}
	for _, w := range titles.Words(s) {
		if slices.Contains(collectiveWords, w) {
			return nil
		}
		if !slices.Contains(bylineWords, w) && !slices.Contains(words, w) && len(words) < 200 {
			words = append(words, w)
		}
	}
	return words
}

// namesSite reports whether a byline, whose words are given, names the site.
func namesSite(p *page.Page, s string, words []string) bool {
	if p.TitleComparer().IsSite(s) {
		return true
	}
	for _, site := range p.SiteNames() {
		known := slices.DeleteFunc(titles.Words(site), func(w string) bool { return slices.Contains(bylineWords, w) })
		if len(known) > 0 && (subset(known, words) || subset(words, known)) {
			return true
		}
	}
	return false
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// sameNames reports whether two bylines can name the same people: a word in
// common, letter for letter or run together, or two scripts.
func sameNames(a, b []string) bool {
	if shares(a, b) || latinOnly(a) != latinOnly(b) {
		return true
	}
	x, y := strings.Join(a, ""), strings.Join(b, "")
	return strings.Contains(x, y) || strings.Contains(y, x)
}

func latinOnly(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		return strings.IndexFunc(w, func(r rune) bool { return r >= 0x0250 }) >= 0
	})
}

var publisherMismatch = &check.Check{
	ID:       "cross/publisher-mismatch",
	Severity: check.Info,
	Title:    "Conflicting names of the site or publisher",
	Impact:   "Google may show either as the name of the site",
	Why: "Google chooses the site name that it shows above a result from og:site_name, WebSite.name and the publisher of the " +
		"article. If these have nothing in common, it may show a name that visitors do not know, or that of a former owner.",
	Fix: "Use one name of the site in og:site_name and WebSite.name. Name the publisher as visitors know it, and write the company that " +
		"owns it in parentOrganization.",
	Exceptions: "Silent when one name contains the other, shares a word with it, abbreviates it by its initials, or is the site's host name.",
	References: []string{refSiteName, refOGP},
	Bad: `<meta property="og:site_name" content="Harbour Gazette">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><span itemprop="name">My Blog Theme</span></span>
</article>`,
	Good: `<meta property="og:site_name" content="Harbour Gazette">
<article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Old lighthouse keeps its lamp</h1>
<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><span itemprop="name">Harbour Gazette Ltd</span></span>
</article>`,
	Since: "0.1.0",
	Run:   runPublisherMismatch,
}

func runPublisherMismatch(pass *check.Pass) {
	p := pass.Page
	var list []statement
	add := func(s statement) {
		s.text = text.Fold(s.text)
		if s.text == "" || !isName(s.text) || len(list) == 20 {
			return
		}
		list = append(list, s)
	}
	if prop := p.Prop("og:site_name"); prop != nil {
		add(statement{"og:site_name", prop.Value(), prop.Origin(), 3})
	}
	for _, it := range p.Graph.All {
		if len(list) < 10 && !it.Reference && it.Is("WebSite") && it.Parent == nil {
			if v := it.Value("name"); v != nil {
				add(statement{it.Syntax.String() + " WebSite.name", v.Name(), v.Origin, 2})
			}
		}
	}
	for _, it := range p.SubjectItems() {
		publishers := it.Values("publisher")
		for _, v := range publishers[:min(len(publishers), maxLooked)] {
			publisher := p.Graph.Resolve(v)
			s := statement{it.Syntax.String() + " publisher", v.Name(), v.Origin, 1}
			if n := nameOf(publisher); n != nil {
				s.text, s.at = n.Name(), n.Origin
			}
			add(s)
		}
	}
	if len(list) < 2 {
		return
	}
	gs := groups(len(list), func(i, j int) bool { return sameOwner(p, list[i].text, list[j].text) })
	if len(gs) < 2 {
		return
	}
	odd := gs[outlier(gs, func(i int) int { return list[i].trust })]
	at := &list[odd[0]]
	var other *statement
	for i := range list {
		if !slices.Contains(odd, i) {
			other = &list[i]
			break
		}
	}
	f := pass.Report(at.at, "%s is %s, but %s is %s", at.label, check.Quote(at.text), other.label, check.Quote(other.text)).
		Advise("use one name in both")
	f.About(at.label).Fact("name", at.text).Fact("other", other.text)
	for i := range list {
		if &list[i] != at {
			f.Relate(list[i].at, "%s is %s", list[i].label, check.Quote(list[i].text))
		}
	}
}

// sameOwner reports whether two names can be those of one site and its owner.
func sameOwner(p *page.Page, a, b string) bool {
	if titles.SameSite(a, b) {
		return true
	}
	x, y := titles.Words(a), titles.Words(b)
	x, y = ownWords(x), ownWords(y)
	if len(x) == 0 || len(y) == 0 || shares(x, y) || latinOnly(x) != latinOnly(y) {
		return true
	}
	jx, jy := strings.Join(x, ""), strings.Join(y, "")
	if strings.Contains(jx, jy) || strings.Contains(jy, jx) || initials(titles.Words(a)) == jy || initials(titles.Words(b)) == jx ||
		initials(x) == jy || initials(y) == jx {
		return true
	}
	// A host name, or a name in it, identifies the site whatever its name.
	return hostName(p, a, jx) || hostName(p, b, jy)
}

// ownWords are the words of a name without articles and legal forms.
func ownWords(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		switch w {
		case "the", "of", "and", "a", "an", "inc", "ltd", "llc", "plc", "limited", "gmbh", "ag", "kg", "sa", "sas", "sarl",
			"srl", "spa", "bv", "nv", "ab", "as", "oy", "co", "corp", "company", "com", "net", "org", "www", "de", "la", "le", "der", "die", "das":
			return true
		}
		return false
	})
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		b.WriteRune(r)
	}
	return b.String()
}

// hostName reports whether a name is or is written as a host name, or is part
// of the page's host.
func hostName(p *page.Page, name, joined string) bool {
	name = strings.TrimSpace(name)
	if strings.Contains(name, ".") && !strings.Contains(name, " ") {
		return true
	}
	if c := p.Canonical(); c != nil && absolute(c.URL()) && len(joined) > 2 {
		return strings.Contains(strings.ReplaceAll(weburl.Host(c.URL()), "-", ""), joined) && !strings.Contains(name, " ")
	}
	return false
}
