package google

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// An author is a value of the author property of a main article.
type author struct {
	value *schemaorg.Value
	// item is the fullest item of the author, nil for plain text.
	item *schemaorg.Item
	// name is the name of the author, or empty; at is its place.
	name string
	at   text.Origin
}

// maxAuthors bounds the authors that are looked at.
const maxAuthors = 200

// authorsOf are the authors of the main articles of the page, each once.
func (s *scan) authorsOf() []author {
	if !s.authorsFound {
		s.authors, s.authorsFound = findAuthors(s.p, s.e), true
	}
	return s.authors
}

func findAuthors(p *page.Page, e *entities) []author {
	var list []author
	looked := 0
	seen := make(map[entity]bool)
	for _, it := range mainArticles(p) {
		for _, v := range e.valuesOf(it, "author") {
			if looked++; looked > maxAuthors {
				return list
			}
			a := authorOf(e, v)
			// A Role is between the article and its author (schema.org/Role): the
			// author is that of the role.
			if a.item != nil && a.item.Is("Role") {
				inner := e.valuesOf(a.item, "author")
				if len(inner) == 0 {
					continue
				}
				a = authorOf(e, inner[0])
			}
			if a.item != nil {
				if seen[entityOf(a.item)] {
					continue
				}
				seen[entityOf(a.item)] = true
			}
			list = append(list, a)
		}
	}
	return list
}

func authorOf(e *entities, v *schemaorg.Value) author {
	a := author{value: v, at: v.Origin}
	if v.Item == nil {
		if v.Kind != schemaorg.URLValue {
			a.name = text.Fold(v.Text)
		}
		return a
	}
	a.item = e.g.Resolve(v)
	a.at = a.item.Origin
	for i, n := range e.valuesOf(a.item, "name") {
		if i == maxItems {
			break
		}
		if s := n.Name(); s != "" {
			a.name, a.at = s, n.Origin
			break
		}
	}
	return a
}

// isOrganization reports whether the author is typed as an organization.
func (a *author) isOrganization() bool { return a.item != nil && a.item.Is("Organization") }

// relateAuthors adds all authors but the first to a finding.
func relateAuthors(f *check.Finding, list []author, words func(*author) string) *check.Finding {
	rest := list[1:]
	return f.RelateEach(len(rest), func(i int) (text.Origin, string) { return rest[i].at, words(&rest[i]) })
}

const authorExample = `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person">
    <a itemprop="url" href="/ada"><b itemprop="name">Ada Example</b></a></p>
</article>`

var articleAuthorNameMissing = &check.Check{
	ID:       "google/article-author-name-missing",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Author without name",
	Impact:   "Google does not learn who wrote the article",
	Why: "An author item without a name does not identify the author. Google does not follow links or " +
		"identifiers to find the name elsewhere.",
	Fix:        "Add name to the author item, or define the item of an @id on the same page.",
	Exceptions: "microdata/empty-value reports an empty name.",
	References: []string{articleDoc},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/ada">Ada Example</a></p>
</article>`,
	Good:  authorExample,
	Since: "0.1.0",
	Run:   runArticleAuthorNameMissing,
}

func runArticleAuthorNameMissing(pass *check.Pass) {
	if pass.Page.Partial() {
		return
	}
	var faulty []author
	s := scanOf(pass)
	for _, a := range s.authorsOf() {
		if a.item == nil || a.name != "" || len(s.e.valuesOf(a.item, "name")) > 0 {
			continue
		}
		if _, own := pass.PartOfPage(a.item.ID); own && a.item.Reference {
			continue // jsonld/dangling-reference
		}
		faulty = append(faulty, a)
	}
	if len(faulty) == 0 {
		return
	}
	first := &faulty[0]
	var f *check.Finding
	if first.item.Reference {
		f = pass.Report(first.at, "author refers to an item that is not on the page: %s", check.Quote(first.item.ID)).
			Advise("add @type and name to the author, or the item with this @id to the page")
	} else {
		f = pass.Report(first.at, "the author (%s) has no name", first.item.Label()).Advise("add name with the name of the author")
	}
	onIndex(pass, relateAuthors(f, faulty, func(*author) string { return "this author has no name either" })).About("author name")
}

var articleAuthorURLMissing = &check.Check{
	ID:       "google/article-author-url-missing",
	Severity: check.Info,
	Off:      true,
	Title:    "Author without url and sameAs",
	Impact:   "Google may confuse authors with the same name",
	Why: "Google uses url or sameAs of an author to distinguish people with the same name. Small sites have no page for each author, " +
		"so this check is off by default.",
	Fix:        "Add url with the URL of a page about the author, or sameAs with the URL of a profile.",
	References: []string{articleDoc},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Example</b></p>
</article>`,
	Good:  authorExample,
	Since: "0.1.0",
	Run:   runArticleAuthorURLMissing,
}

func runArticleAuthorURLMissing(pass *check.Pass) {
	if pass.Page.Partial() {
		return
	}
	var faulty []author
	s := scanOf(pass)
	for _, a := range s.authorsOf() {
		if a.item != nil && !a.item.Reference && len(s.e.valuesOf(a.item, "url")) == 0 && len(s.e.valuesOf(a.item, "sameAs")) == 0 {
			faulty = append(faulty, a)
		}
	}
	if len(faulty) == 0 {
		return
	}
	called := "the author"
	if faulty[0].name != "" {
		called += " " + check.Quote(faulty[0].name)
	}
	f := pass.Report(faulty[0].item.Origin, "%s has neither url nor sameAs", called).
		Advise("add url with the URL of a page about the author, or sameAs with the URL of a profile")
	relateAuthors(f, faulty, func(a *author) string { return "this author has neither url nor sameAs" }).About("author url")
}

var articleAuthorType = &check.Check{
	ID:       "google/article-author-type",
	Severity: check.Info,
	Title:    "Author that is not a Person or Organization",
	Impact:   "Google guesses whether it is a person or an organization",
	Why: "Google asks for author items of type Person or Organization. With plain text or another type it has to guess " +
		"which of them is meant, and it has no url to distinguish people with the same name.",
	Fix: "Make the author an item: itemscope with itemtype https://schema.org/Person (or Organization) and the name inside; " +
		"in JSON-LD {\"@type\": \"Person\", \"name\": \"…\"}.",
	Exceptions: "Other checks report items without a type and types that are unknown to schema.org.",
	References: []string{articleDoc},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author">Ada Example</p>
</article>`,
	Good:  authorExample,
	Since: "0.1.0",
	Run:   runArticleAuthorType,
}

func runArticleAuthorType(pass *check.Pass) {
	var faulty []author
	for _, a := range scanOf(pass).authorsOf() {
		if isWrongType(&a) {
			faulty = append(faulty, a)
		}
	}
	if len(faulty) == 0 {
		return
	}
	first := &faulty[0]
	f := pass.Report(first.at, "the author is %s", authorForm(first)).
		Advise("write an item of type Person or Organization with name and url")
	relateAuthors(f, faulty, func(a *author) string { return "the author here is " + authorForm(a) }).About("author type")
}

func isWrongType(a *author) bool {
	if a.item == nil {
		if a.name == "" && a.value.Kind != schemaorg.URLValue {
			return false // microdata/empty-value or jsonld/empty-value
		}
		return !isURLOrEmail(a.name) // google/article-author-decorated
	}
	terms := a.item.TypeTerms()
	if a.item.Reference || len(terms) == 0 || a.item.Is("Person") || a.item.Is("Organization") {
		return false
	}
	for _, term := range terms {
		if !schemaorg.IsType(term) {
			return false
		}
	}
	return true
}

func authorForm(a *author) string {
	switch {
	case a.item != nil:
		return "of type " + a.item.Label() + ", not Person or Organization"
	case a.value.Kind == schemaorg.URLValue:
		return "only a URL: " + check.Quote(a.value.Text)
	}
	return "plain text: " + check.Quote(a.name)
}

var articleAuthorMerged = &check.Check{
	ID:       "google/article-author-merged",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Author name with several people",
	Impact:   "Google reads them as one person",
	Why: "Google asks for one author item for each person. It reads two names in one item as one person with a long name, and " +
		"neither of them gets credit.",
	Fix: "Write one author for each person, in JSON-LD as an array.",
	Exceptions: "Only full names of at least two words are reported, not \"Smith, John\", \"John and Jane Smith\" or names of " +
		"organizations.",
	References: []string{articleDoc + "#author-bp"},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Example and Bo Sample</b></p>
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ada Example</b></p>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Bo Sample</b></p>
</article>`,
	Since: "0.1.0",
	Run:   runArticleAuthorMerged,
}

func runArticleAuthorMerged(pass *check.Pass) {
	var faulty []author
	var people [][]string
	for _, a := range scanOf(pass).authorsOf() {
		if a.isOrganization() || isSiteName(pass.Page, a.name) {
			continue
		}
		if names := mergedNames(a.name); len(names) > 1 {
			faulty = append(faulty, a)
			people = append(people, names)
		}
	}
	if len(faulty) == 0 {
		return
	}
	names := people[0]
	var quoted []string
	for i, n := range names {
		if i == 4 {
			quoted = append(quoted, "others")
			break
		}
		quoted = append(quoted, check.Quote(n))
	}
	f := pass.Report(faulty[0].at, "one author name contains %d people: %s", len(names), check.Quote(faulty[0].name)).
		Advise("write a separate author for %s", check.List(quoted))
	onIndex(pass, relateAuthors(f, faulty, func(a *author) string { return "this author name contains several people, too: " + check.Quote(a.name) })).About("author name")
}

// joiners are between the names of several people.
var joiners = regexp.MustCompile(`(?i)\s*[,;&+|/]\s*(?:and|und|et|y|e|en|og|och)?\s+|\s+(?:and|und|et|y|e|en|og|och|with|&)\s+`)

// mergedNames are the full names of people in a name, or fewer than two if it
// does not surely contain several.
func mergedNames(name string) []string {
	if len(name) > 500 {
		return nil
	}
	if !strings.ContainsAny(name, ",;&+|/") && len(strings.Fields(name)) < 3 {
		return nil // nothing joins two words
	}
	name = intro.ReplaceAllString(name, "")
	var names []string
	for _, part := range joiners.Split(name, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if !isFullName(part) {
			return nil
		}
		names = append(names, part)
	}
	return names
}

// notPeople are words that show that a capitalized phrase is not a person's name:
// a job, an organization, a place.
var notPeople = wordSet(`editor editors reporter reporters correspondent correspondents writer writers journalist columnist
	contributor contributors contributing staff producer author director manager president chief officer founder co-founder cofounder
	analyst photographer blogger reviewer critic freelance freelancer intern head vice senior junior assistant associate deputy
	professor fellow researcher specialist strategist consultant lead
	news newspaper magazine media press times post journal daily weekly tribune herald gazette guardian agency team desk group
	inc ltd llc gmbh corp corporation company co institute university college school department ministry office bureau council
	association foundation society club network studio studios center centre church bank blog online service services
	new york los angeles san santa hong kong tel aviv saint north south east west francisco washington london paris berlin united states kingdom the of for at from in on to by`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// particles are inside personal names in lowercase.
var particles = wordSet("de da do dos das del della di du van von der den ten ter la le el al bin ibn y e zu af av")

// isFullName reports whether a phrase surely is a person's first and last name:
// two to four capitalized words, none of which is a job, organization or place.
func isFullName(s string) bool {
	words := strings.Fields(s)
	capitals := 0
	for _, w := range words {
		low := strings.ToLower(strings.Trim(w, ".,"))
		if notPeople[low] || strings.ContainsAny(w, "@/:()[]{}0123456789") {
			return false
		}
		if particles[low] && w == low {
			continue
		}
		first, size := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) {
			return false
		}
		// An abbreviation of more than an initial (CNN, AFP) is not a name.
		if rest := w[size:]; utf8.RuneCountInString(rest) > 1 && rest == strings.ToUpper(rest) && strings.ToUpper(s) != s {
			return false
		}
		capitals++
	}
	return capitals >= 2 && capitals <= 4
}

var articleAuthorDecorated = &check.Check{
	ID:       "google/article-author-decorated",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Author name with more than the name",
	Impact:   "Google reads it as part of the name",
	Why: "Google asks for nothing but the name in the name of an author: no \"By\", no job title, no publisher, no URL. Everything else " +
		"becomes part of the name, and Google does not recognize the author.",
	Fix:        "Write only the name. There are properties for the rest: jobTitle, publisher, url, email.",
	Exceptions: "Academic degrees and suffixes such as \"Jr.\" are not reported, nor is an author with the name of the site.",
	References: []string{articleDoc + "#author-bp"},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
  <p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">By Ada Example</b></p>
</article>`,
	Good:  authorExample,
	Since: "0.1.0",
	Run:   runArticleAuthorDecorated,
}

func runArticleAuthorDecorated(pass *check.Pass) {
	type decorated struct{ what, rest string }
	var faulty []author
	var details []decorated
	for _, a := range scanOf(pass).authorsOf() {
		if what, rest := decoration(pass.Page, &a); what != "" {
			faulty = append(faulty, a)
			details = append(details, decorated{what, rest})
		}
	}
	if len(faulty) == 0 {
		return
	}
	advice := "write only the name of the author"
	if rest := details[0].rest; rest != "" {
		advice = "write " + check.Quote(rest)
	}
	f := pass.Report(faulty[0].at, "the author name %s: %s", details[0].what, check.Quote(faulty[0].name)).Advise("%s", advice)
	onIndex(pass, relateAuthors(f, faulty, func(a *author) string { return "more than a name, too: " + check.Quote(a.name) })).About("author name")
}

var (
	// intro is what comes before the name in a byline.
	intro = regexp.MustCompile(`(?i)^\s*(?:(?:posted|written|published|story|words|reported|reviewed)\s+by|by|author\s*:|written\s*:|geschrieben\s+von|verfasst\s+von|publié\s+par|écrit\s+par|publicado\s+por|escrito\s+por|scritto\s+da)[\s:]+`)
	// apart separates a name from what is added to it.
	apart = regexp.MustCompile(`\s*[,|•·(]\s*|\s+[-–—]\s+`)
	email = regexp.MustCompile(`^\S+@\S+\.\S+$`)
)

// jobs are words of job titles.
var jobs = wordSet(`editor editors reporter correspondent writer journalist columnist contributor staff producer photographer
	blogger reviewer critic analyst ceo cto cfo founder co-founder cofounder director manager president redakteur redakteurin
	rédacteur rédactrice journaliste redactor redactora periodista`)

// decoration is what an author's name contains beside the name, and the name
// without it; empty if there is nothing.
func decoration(p *page.Page, a *author) (what, rest string) {
	name := a.name
	if name == "" || len(name) > 500 {
		return "", ""
	}
	if isURLOrEmail(name) {
		return "is a URL or email address", ""
	}
	if at := intro.FindStringIndex(name); at != nil && len(name) > at[1] {
		// The name of an organization may begin so.
		if a.isOrganization() {
			return "", ""
		}
		return "begins with " + check.Quote(strings.TrimRight(name[:at[1]], " :")), name[at[1]:]
	}
	if a.isOrganization() {
		return "", ""
	}
	at := apart.FindStringIndex(name)
	if at == nil || at[0] == 0 || at[1] == len(name) {
		return "", ""
	}
	head, tail := name[:at[0]], strings.TrimRight(name[at[1]:], " )")
	if isSiteName(p, tail) && !isSiteName(p, head) {
		return "contains the name of the publisher", head
	}
	words := strings.Fields(tail)
	if len(words) > 6 || !isFullName(head) {
		return "", ""
	}
	for _, w := range words {
		if jobs[strings.ToLower(strings.Trim(w, ".,"))] {
			return "contains a job title", head
		}
	}
	return "", ""
}

// isURLOrEmail reports whether a name is a URL or an email address.
func isURLOrEmail(name string) bool {
	low := strings.ToLower(name)
	return !strings.Contains(low, " ") &&
		(strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "www.") ||
			strings.HasPrefix(low, "mailto:") || email.MatchString(low))
}
