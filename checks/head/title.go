package head

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var titleMissing = &check.Check{
	ID:       "head/title-missing",
	Severity: check.Error,
	Title:    "Page without a title",
	Impact:   "search engines make up a title, and browser tabs show the URL",
	Why: "Search results, browser tabs, bookmarks and histories show the title of a page, and screen readers read it first. " +
		"Without one, search engines make up a title from headings and links, and browser tabs show the URL.",
	Fix:        "Add one title element to head, with a text that no other page of the site has.",
	Exceptions: "The title of an SVG image is not the title of the page. Silent on parts of pages.",
	References: []string{titleLinks, "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element"},
	Bad:        "<!doctype html>\n<html lang=en><head><meta charset=utf-8></head>\n<body><h1>Opening hours</h1></body></html>",
	Good:       "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n<title>Opening hours - Harbour Museum</title></head>\n<body><h1>Opening hours</h1></body></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		title := p.Title()
		switch {
		case !whole(p):
		case title == nil && p.MayHave("title"):
		case title == nil:
			pass.Report(headTag(p), "the page has no title element").
				Advise("add a title element to head that says what the page is about").About("title")
		case blank(title.Text):
			f := pass.Report(title.Origin(), "the title is blank").
				Advise("write a title that says what the page is about").About("title")
			for _, other := range p.Titles[1:] {
				if !blank(other.Text) {
					f.Relate(other.Origin(), "browsers ignore this second title")
					break
				}
			}
		}
	},
}

var titleMultiple = &check.Check{
	ID:         "head/title-multiple",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the titles are equal"},
	Title:      "Page with several titles",
	Impact:     "browsers show the first title, search engines may show another",
	Why:        "Browsers use the first title element of the page. Search engines may use another, or join several. The usual cause is a theme and a plugin that both write one.",
	Fix:        "Keep one title element, and turn off the other in the theme or plugin.",
	Exceptions: "Titles of SVG images and titles inside template elements are not titles of the page.",
	References: []string{titleLinks, "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element"},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<title>Opening hours</title>\n<title>Harbour Museum</title>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<title>Opening hours - Harbour Museum</title>\n</head></html>",
	Since:      "0.1.0",
	Run:        runTitleMultiple,
}

func runTitleMultiple(pass *check.Pass) {
	var titles []*page.Element
	for i := range pass.Page.Titles {
		if t := &pass.Page.Titles[i]; t.InHead {
			titles = append(titles, t)
		}
	}
	if len(titles) < 2 || blank(titles[0].Text) {
		// A blank first title is head/title-missing.
		return
	}
	first, second := titles[0], (*page.Element)(nil)
	for _, t := range titles[1:] {
		if !sameText(t.Text, first.Text) && (second == nil || blank(second.Text)) {
			second = t
		}
	}
	var f *check.Finding
	if second == nil {
		second = titles[1]
		f = pass.Report(second.Origin(), "head has the same title more than once: %s", check.Quote(first.Text)).
			Affects("authors who change one title may miss the others").
			Advise("keep one").Milder()
	} else {
		another, shown := check.QuoteBoth(second.Text, first.Text)
		f = pass.Report(second.Origin(), "head has another title, %s, after %s", another, shown).
			Advise("keep one, and remove the other")
	}
	f.Relate(first.Origin(), "browsers show this title")
}

// sameText reports whether two texts are equal except for white space.
func sameText(a, b string) bool {
	return text.Fold(a) == text.Fold(b)
}

var titleVague = &check.Check{
	ID:       "head/title-vague",
	Severity: check.Warning,
	Title:    "Title that does not describe the page",
	Impact:   "search engines replace the title with text of their own choice",
	Why: "In a list of search results or browser tabs, a title such as \"Home\", \"Untitled\" or the bare host name does not say what the page is about. " +
		"Search engines replace it with text of their own choice.",
	Fix:        "Write what the page is about. On the home page, write the name of the site and what it offers.",
	Exceptions: "Only titles that consist of nothing else are reported. A host name without www may be the name of the site, and is not reported on its home page.",
	References: []string{titleLinks},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Untitled Document</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours - Harbour Museum</title></head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "titles", Doc: "more titles that do not describe a page", Default: []string{}}},
	Run: func(pass *check.Pass) {
		title := pass.Page.Title()
		if title == nil || !vague(pass.Page, title.Text) && !slices.ContainsFunc(pass.Strings("titles"), func(s string) bool {
			return strings.EqualFold(s, text.Fold(title.Text))
		}) {
			return
		}
		pass.Report(title.Origin(), "the title does not describe the page: %s", check.Quote(title.Text)).
			Advise("write a title that says what this page is about")
	},
}

// vague reports whether a title is a placeholder that authors and tools leave,
// or a bare host name.
func vague(p *page.Page, title string) bool {
	if len(title) > 200 {
		return false
	}
	folded := cases.Fold().String(norm.NFKC.String(text.Fold(title)))
	bare := strings.TrimFunc(folded, func(r rune) bool { return invisible(r) || strings.ContainsRune(" .!…:|*-–—·\"'»«", r) })
	if vagueTitles[bare] {
		return true
	}
	host := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(folded, "https://"), "http://"), "/")
	if rest, ok := strings.CutPrefix(host, "www."); ok && isHost(rest) {
		return true
	}
	return isHost(host) && host == strings.TrimPrefix(ownHost(p), "www.") && ownHost(p) != "" && !p.IsHome()
}

// isHost reports whether a folded text is a host name with a dot and nothing
// else.
func isHost(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || strings.ContainsAny(label, " /:?#@_,;()[]|\"'") {
			return false
		}
	}
	return true
}

// ownHost is the host of the URL of the page, or of the URL that the page
// declares as its own, in lowercase; or empty.
func ownHost(p *page.Page) string {
	var u *url.URL
	switch {
	case p.URL != nil:
		u = p.URL
	case p.Canonical() != nil:
		u = p.Canonical().URL()
	default:
		if s := p.Content("og:url"); s != "" {
			u = p.Resolve(s)
		}
	}
	if u == nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// vagueTitles are folded, without punctuation at either end: words for home
// page, start, new and unnamed documents, and the default titles of tools that
// create pages.
var vagueTitles = setOf(
	// English
	"home", "homepage", "home page", "main page", "start", "start page", "index", "index.html", "index.php",
	"untitled", "untitled document", "untitled page", "untitled-1", "no title", "document", "new page", "new document",
	"page", "page 1", "page title", "title", "title here", "your title here", "site title", "website", "web page", "default", "default page",
	"welcome", "profile", "test", "test page", "blank", "blank page", "null", "undefined", "loading",
	// German, Dutch
	"startseite", "unbenannt", "unbenanntes dokument", "ohne titel", "neue seite", "willkommen", "herzlich willkommen", "hauptseite",
	"startpagina", "naamloos", "naamloos document", "welkom", "nieuwe pagina",
	// French
	"accueil", "page d'accueil", "page d’accueil", "sans titre", "document sans titre", "document sans nom", "nouvelle page", "bienvenue",
	// Spanish, Portuguese, Italian
	"inicio", "página de inicio", "página principal", "sin título", "sin titulo", "documento sin título", "nueva página", "bienvenido", "bienvenidos",
	"início", "página inicial", "sem título", "documento sem título", "nova página", "bem-vindo",
	"pagina iniziale", "pagina principale", "senza titolo", "documento senza titolo", "nuova pagina", "benvenuti",
	// Swedish, Danish, Norwegian, Finnish
	"hem", "startsida", "namnlös", "namnlöst dokument", "forside", "hjem", "unavngivet", "uten navn", "velkommen", "etusivu", "nimetön",
	// Polish, Czech, Hungarian, Turkish, Russian, Ukrainian, Greek
	"strona główna", "bez tytułu", "nowa strona", "domů", "úvodní stránka", "bez názvu", "kezdőlap", "névtelen", "névtelen dokumentum",
	"ana sayfa", "anasayfa", "adsız", "başlıksız", "главная", "главная страница", "без названия", "без имени", "новая страница",
	"головна", "головна сторінка", "αρχική", "αρχική σελίδα",
	// Japanese, Chinese, Korean
	"ホーム", "ホームページ", "トップページ", "無題", "無題ドキュメント", "新しいページ",
	"首页", "主页", "首頁", "主頁", "无标题", "无标题文档", "未命名", "新建网页", "無標題", "未命名文件",
	"홈", "제목 없음", "무제",
	// tools
	"react app", "vite app", "vite + react", "vite + react + ts", "vite + vue", "vite + vue + ts", "vite + svelte", "vite + svelte + ts",
	"create next app", "webpack app", "nuxt app", "svelte app", "parcel app", "electron app",
)

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[cases.Fold().String(norm.NFKC.String(n))] = true
	}
	return set
}
