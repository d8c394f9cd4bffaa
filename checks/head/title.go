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
	Title:    "The page has no title",
	Why: "The title element names the page in search results, browser tabs, bookmarks and histories, and screen readers read it first. " +
		"Without one, search engines make up a name from headings and links, and tabs show the address.",
	Fix:        "Put one title element with text into head that tells this page from the site's others.",
	Exceptions: "Titles of SVG images are no title of the page. Parts of pages need none.",
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
			pass.Report(headTag(p), "the page has no title element; search results and browser tabs have no name for it; add a title to head").About("title")
		case blank(title.Text):
			f := pass.Report(title.Origin(), "the title is blank; search results and browser tabs have no name for the page; give the title a text").About("title")
			for _, other := range p.Titles[1:] {
				if !blank(other.Text) {
					f.Relate(other.Origin(), "browsers do not read this second title")
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
	Title:      "The page has several titles",
	Why:        "Browsers take the first title element of the page; search engines may take another, or put several together. Mostly a theme and a plugin both print one.",
	Fix:        "Keep one title element, and switch off whatever prints the other.",
	Exceptions: "Titles of SVG images and those inside template elements are no titles of the page.",
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
		f = pass.Report(second.Origin(), "the title %s stands in head more than once; only the first is read, and a change to one would be missed in the other; keep one",
			check.Quote(first.Text)).Milder()
	} else {
		another, shown := check.QuoteBoth(second.Text, first.Text)
		f = pass.Report(second.Origin(), "head has another title %s besides %s; browsers show the first, search engines may take either; keep one",
			another, shown)
	}
	f.Relate(first.Origin(), "this title is the one that browsers show")
}

// sameText tells whether two texts are equal but for white space.
func sameText(a, b string) bool {
	return text.Fold(a) == text.Fold(b)
}

var titleVague = &check.Check{
	ID:       "head/title-vague",
	Severity: check.Warning,
	Title:    "The title says nothing about the page",
	Why: "A title such as \"Home\", \"Untitled\" or the bare host name tells nobody in a list of search results or tabs what the page is. " +
		"Search engines replace it by text of their own choice.",
	Fix:        "Write what the page is about. On the home page, the name of the site and what it offers.",
	Exceptions: "Only titles that consist of nothing else are reported. A host name without www may be the name of a site and is reported off its home page only.",
	References: []string{titleLinks},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Untitled Document</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours - Harbour Museum</title></head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "titles", Doc: "further titles that say nothing", Default: []string{}}},
	Run: func(pass *check.Pass) {
		title := pass.Page.Title()
		if title == nil || !vague(pass.Page, title.Text) && !slices.ContainsFunc(pass.Strings("titles"), func(s string) bool {
			return strings.EqualFold(s, text.Fold(title.Text))
		}) {
			return
		}
		pass.Report(title.Origin(), "the title %s does not say what the page is about; search engines replace such a title; write what this page has that the site's others have not",
			check.Quote(title.Text))
	},
}

// vague tells whether a title is one of those that authors and tools leave
// when they have none, or a bare host name.
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

// isHost tells whether a folded text is a host name with a dot and nothing
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

// ownHost is the host of the page's address, or of what the page gives as its
// address, in lower case; or empty.
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

// vagueTitles are folded, without punctuation at either end: the words for
// home page, start, new and unnamed documents, and the titles that tools for
// making pages begin with.
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
