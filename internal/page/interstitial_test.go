package page

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInterstitialKind(t *testing.T) {
	for title, want := range map[string]InterstitialKind{
		"404":                                    NotFound,
		"Harbour Gazette - Page Not Found (404)": NotFound,
		"Oops! That page can’t be found. – Gazette": NotFound,
		"Hafenblatt: Seite nicht gefunden":          NotFound,
		"ページが見つかりません | 灯台":                          NotFound,
		"Just a moment...":                          Challenge,
		"503 Service Unavailable":                   Failure,
		"Before you continue to YouTube":            Consent,
		"lamp.example | This domain is for sale!":   Parked,

		"":                           0,
		"Lighthouse 404":             0,
		"Not found: the lamp":        0,
		"Just a moment with the sea": 0,
		"Page not found " + strings.Repeat("x", 300): 0,
		"|||": 0,
	} {
		if got, _ := interstitialKind(title); got != want {
			t.Errorf("interstitialKind(%q) = %d, want %d", title, got, want)
		}
	}
	for phrase := range interstitialPhrases {
		if _, read := phraseKind(phrase); read != phrase {
			t.Errorf("the phrase %q can match no title: it is read as %q", phrase, read)
		}
		if namedFor(&url.URL{Host: "example.org", Path: "/news/lighthouse"}, Parked, phrase) {
			t.Errorf("every address says %q", phrase)
		}
	}
}

// Pages that say what interstitials say and are what was asked for all the
// same, beside pages of the same words that are none.
func TestInterstitialAsked(t *testing.T) {
	const book = `<script type="application/ld+json">{"@context":"https://schema.org","@type":"Book","name":"Access Denied","isbn":"9780000000002"}</script>`
	const published = `<meta property="article:published_time" content="2024-05-01T08:00:00Z">`
	const preview = `<meta property="og:title" content="Unauthorized">`
	for _, tt := range []struct {
		url, title, head string
		want             InterstitialKind
	}{
		{"https://docs.example.org/web/http/status/404", "404 Not Found - HTTP | Docs", "", 0},
		{"https://wiki.example.org/wiki/404", "404 - Wiki", "", 0},
		{"https://help.example.org/hc/502-bad-gateway", "502 Bad Gateway | Help Centre", "", 0},
		{"https://lyrics.example.org/kestrel/forbidden", "Forbidden - Kestrel Lane | Lyrics", "", 0},
		{"https://films.example.org/title/unauthorized-2011", "Unauthorized | Films", "", 0},
		{"https://poems.example.org/verse/just-a-moment", "Just a moment | Poems", "", 0},
		{"https://justamoment.example.org/", "Just a Moment", "", 0},
		{"https://blog.example.org/tag/under-construction/", "Under Construction | Blog", "", 0},
		{"https://example.org/privacy-choices", "Your Privacy Choices | Gazette", "", 0},
		{"https://notes.example.org/welcome-to-nginx.html", "Welcome to nginx! | Notes", "", 0},
		{"https://law.example.org/faq/are-you-over-18", "Are you over 18? - FAQ", "", 0},
		{"https://lexikon.example.org/fehler-404", "Fehler 404 | Lexikon", "", NotFound}, // as error pages are called
		{"https://lexikon.example.org/wort/fehler-404", "Fehler 404 | Lexikon", "", 0},
		{"https://books.example.org/isbn/9780000000002", "Access Denied - Books", book, 0},
		{"https://example.org/12345", "Website coming soon | Harbour office", published, 0},
		{"https://films.example.org/12345", "Unauthorized | Films", preview, 0},

		{"https://example.org/news/lighthouse", "404 Not Found", "", NotFound},
		{"https://example.org/news/lighthouse", "Just a moment...", "", Challenge},
		{"https://example.org/news/404/lighthouse", "404", "", NotFound},
		{"https://example.org/404", "404 | Gazette", "", NotFound},
		{"https://example.org/en/error/404", "404 | Gazette", "", NotFound},
		{"https://example.org/files/404.html", "404 | Gazette", "", NotFound},
		{"https://example.org/page-not-found", "Page not found", "", NotFound},
		{"https://example.org/page-not-found", "Page not found", `<meta property="og:title" content="Page not found">`, NotFound},
		{"", "Page not found", "", NotFound},
		{"https://lamp.example/", "This domain is for sale", "", Parked},
		{"https://example.org/news/lighthouse", "Access denied", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"WebSite","name":"Gazette"}</script>`, Challenge},
	} {
		p, err := Read(Source{URL: tt.url, Data: []byte("<!doctype html><title>" + tt.title + "</title>" + tt.head + "<body><p>Text")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got InterstitialKind
		if in := p.Interstitial(); in != nil {
			got = in.Kind
		}
		if got != tt.want {
			t.Errorf("%s %q %s is %v, want %v", tt.url, tt.title, tt.head, got, tt.want)
		}
	}
}

func TestEndsWhole(t *testing.T) {
	for src, want := range map[string]bool{
		"<p>a</html>": true, "</BODY >\n</HTML\t>\n": true, "a</html><!-- x --> <!-- y -->\n": true, "a</body>": true,
		"": false, "<p>a": false, "</html": false, "</html><!-- x": false, "</html><p>more": false, "<p>a</html>" + strings.Repeat(" ", 5000): false,
	} {
		if got := endsWhole(src); got != want {
			t.Errorf("endsWhole(%q) = %v", src, got)
		}
	}
}

// What a capture lacks because it is cut off, or because another page came in
// its place, says nothing: the page counts as a part of one.
func TestPartial(t *testing.T) {
	tests := []struct {
		name string
		src  Source
		want bool
	}{
		{"whole", Source{Data: []byte("<title>Lamp</title></html>"), Status: 200}, false},
		{"cut off", Source{Data: []byte("<title>Lamp</title><p>a"), Truncated: true, Truncation: "time"}, true},
		{"said to be cut off", Source{Data: []byte("<title>Lamp</title></html>"), Truncated: true, Truncation: "time"}, false},
		{"beyond the bound", Source{Data: []byte("<title>Lamp</title><p>a"), Truncated: true}, false},
		{"an error page", Source{Data: []byte("<title>Page not found</title>"), Status: 200}, true},
		{"called a part", Source{Data: []byte("<title>Lamp</title>"), Fragment: true}, true},
		{"an error page in a file", Source{Data: []byte("<title>Page not found</title>")}, false},
	}
	for _, tt := range tests {
		p, err := Read(tt.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Partial() != tt.want {
			t.Errorf("%s: Partial = %v", tt.name, p.Partial())
		}
		if given := tt.src.aside(); !reflect.DeepEqual(p.Source, given) {
			t.Errorf("%s: the page has changed its source: %s", tt.name, cmp.Diff(given, p.Source))
		}
		if bound := tt.name == "beyond the bound"; bound != (len(p.Problems) > 0) {
			t.Errorf("%s: problems %v", tt.name, p.Problems)
		}
	}
}

// A summary names what came in the place of a page, and only where the page is
// known to have come from a server.
func TestSummaryOfInterstitial(t *testing.T) {
	for _, tt := range []struct {
		src  Source
		want string
	}{
		{Source{Data: []byte("<title>Just a moment...</title>"), Status: 200}, "a bot check or access-denied page"},
		{Source{Data: []byte("<title>Just a moment...</title>")}, ""},
		{Source{Data: []byte("<title>Old lighthouse</title>"), Status: 200}, ""},
	} {
		p, err := Read(tt.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, brief := range []bool{false, true} {
			s := Summarize(p, SummaryOptions{Brief: brief})
			if s.Interstitial != tt.want {
				t.Errorf("%s: the summary names %q, want %q", tt.src.Data, s.Interstitial, tt.want)
			}
			roundTrip(t, s)
		}
	}
}
