package link

import (
	"net/url"
	"testing"

	"github.com/metacheck/metacheck/internal/page"
)

func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestPageNumber(t *testing.T) {
	for _, tt := range []struct {
		address string
		number  int
		list    string
	}{
		{"https://example.com/news?page=3", 3, "https://example.com/news"},
		{"https://example.com/news?a=1&PAGE=3&b=2#x", 3, "https://example.com/news?a=1&b=2"},
		{"https://example.com/news/page/2/", 2, "https://example.com/news"},
		{"https://example.com/news/page/2/more", 2, "https://example.com/news/more"},
		{"https://example.com/news", 0, "https://example.com/news"},
		{"https://example.com/?p=12", 0, "https://example.com/?p=12"},
		{"https://example.com/page/about", 0, "https://example.com/page/about"},
		{"https://example.com/news?page=-1", 0, "https://example.com/news?page=-1"},
		{"https://example.com/news?page=20260101", 0, "https://example.com/news?page=20260101"},
	} {
		number, list := pageNumber(parse(t, tt.address))
		if number != tt.number || list.String() != tt.list {
			t.Errorf("pageNumber(%q) = %d, %q, want %d, %q", tt.address, number, list, tt.number, tt.list)
		}
	}
}

func TestHomeLike(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.com": true, "https://example.com/?a=1": true, "https://example.com/index.php": true,
		"https://example.com/en": true, "https://example.com/pt-br/": true, "https://example.com/en/index.html": true,
		"https://example.com/default.aspx": true, "https://example.com/home": true, "https://example.com/amp": true,
		"https://example.com/news": false, "https://example.com/en/news": false, "https://example.com/a/index.html": false,
	} {
		if got := homeLike(parse(t, address)); got != want {
			t.Errorf("homeLike(%q) = %v, want %v", address, got, want)
		}
	}
}

func TestInvalid(t *testing.T) {
	for href, want := range map[string]bool{
		"": true, " ": true, "https://": true, "https:///a": true, "mailto:a@example.com": true, "javascript:void(0)": true,
		"https://exam%zzple.com/": true, "https://a b.example.com/": true, "http://127.0.0.1/": true, "http://[::1]/": true,
		"https://intranet/a": true, "https://example.com/<slug>": true, "{{url}}": true, "https://example.com/%%path%%": true,
		"/a": false, "a": false, "//example.com/a": false, "https://example.com/100%": false, "https://example.com/a b": false,
		"https://example.com/a\nb": false, "https://bücher.example/": false, "HTTPS://EXAMPLE.COM": false, "?page=2": false,
	} {
		l := &page.Link{Href: href, HasHref: true}
		if fault, _ := invalid(&page.Page{}, l); (fault != "") != want {
			t.Errorf("invalid(%q) = %q, want a fault: %v", href, fault, want)
		}
	}
}

func TestFeedWords(t *testing.T) {
	for s, want := range map[string]bool{
		"News (RSS)": true, "/rss2.xml": true, "/feeds/all": true, "Atom 1.0": true, "/atom.xml": true, "RSS-Feed": true,
		"Feedback": false, "Anatomy": false, "/press/": false, "/crossword.xml": false, "Grassroots": false,
	} {
		if got := feedWords.MatchString(s); got != want {
			t.Errorf("feedWords matches %q: %v, want %v", s, got, want)
		}
	}
}
