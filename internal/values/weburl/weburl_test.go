package weburl

import (
	"net/url"
	"strings"
	"testing"
)

func parse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       Relation
	}{
		{"equal", "https://example.org/a", "https://example.org/a", Equal},
		{"case of scheme and host", "HTTPS://Example.ORG/a", "https://example.org/a", Equal},
		{"case of the path", "https://example.org/A", "https://example.org/a", Different},
		{"default port", "https://example.org:443/a", "https://example.org/a", Equal},
		{"default port of http", "http://example.org:80/a", "http://example.org/a", Equal},
		{"other port", "https://example.org:8443/a", "https://example.org/a", Different},
		{"scheme and its port", "http://example.org:80/a", "https://example.org:443/a", Scheme},
		{"empty path", "https://example.org", "https://example.org/", Equal},
		{"escapes in two cases", "https://example.org/a%c3%a9", "https://example.org/a%C3%A9", Equal},
		{"escaped and raw letters", "https://example.org/aé", "https://example.org/a%C3%A9", Equal},
		{"unreserved escaped", "https://example.org/%61%7Eb", "https://example.org/a~b", Equal},
		{"reserved escaped", "https://example.org/a%2Fb", "https://example.org/a/b", Different},
		{"query escaped", "https://example.org/?q=%c3%a9", "https://example.org/?q=é", Equal},
		{"international host", "https://bücher.example/a", "https://xn--bcher-kva.example/a", Equal},
		{"final dot of the host", "https://example.org./a", "https://example.org/a", Equal},
		{"fragment", "https://example.org/a#top", "https://example.org/a", Fragment},
		{"scheme", "http://example.org/a", "https://example.org/a", Scheme},
		{"slash", "https://example.org/a/", "https://example.org/a", Slash},
		{"scheme, www and slash", "http://www.example.org/a/", "https://example.org/a", Scheme | WWW | Slash},
		{"tracking", "https://example.org/a?utm_source=x&id=2&fbclid=9", "https://example.org/a?id=2", Tracking},
		{"empty query", "https://example.org/a?", "https://example.org/a", Equal},
		{"query", "https://example.org/a?id=2", "https://example.org/a?id=3", Different},
		{"host", "https://example.org/a", "https://example.com/a", Different},
		{"other scheme", "ftp://example.org/a", "https://example.org/a", Different},
		{"user", "https://a@example.org/", "https://example.org/", Different},
		{"opaque", "mailto:a@example.org", "mailto:b@example.org", Different},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := parse(t, tt.a), parse(t, tt.b)
			if got := Compare(a, b); got != tt.want {
				t.Errorf("Compare(%q, %q) = %v (%d), want %v (%d)", tt.a, tt.b, got, got, tt.want, tt.want)
			}
			if got := Compare(b, a); got != tt.want {
				t.Errorf("Compare(%q, %q) = %v, want %v", tt.b, tt.a, got, tt.want)
			}
			if same := Key(a) == Key(b); same != tt.want.Within(Fragment) {
				t.Errorf("keys %q and %q", Key(a), Key(b))
			}
		})
	}
}

func TestRelationString(t *testing.T) {
	for r, want := range map[Relation]string{
		Equal: "nothing", Different | Slash: "address", Scheme: "scheme",
		Scheme | Slash: "scheme and trailing slash", Scheme | WWW | Slash: `scheme, "www." and trailing slash`,
	} {
		if got := r.String(); got != want {
			t.Errorf("%d = %q, want %q", r, got, want)
		}
	}
}

func TestVariant(t *testing.T) {
	same := [][2]string{
		{"https://m.example.org/a", "https://www.example.org/a"},
		{"https://en.m.example.org/a", "https://en.example.org/a"},
		{"https://amp.example.org/a", "https://example.org/a"},
		{"https://example.org/a/amp/", "https://example.org/a"},
		{"https://example.org/amp/a", "https://example.org/a"},
		{"https://example.org/a.amp.html", "https://example.org/a.html"},
		{"https://example.org/a?amp", "https://example.org/a"},
		{"https://example.org/a?id=3&print=1", "https://example.org/a?id=3"},
		{"https://example.org/a?outputType=amp", "https://example.org/a"},
		{"http://www.example.org/a/?utm_medium=x", "https://example.org/a"},
	}
	for _, p := range same {
		if !Variant(parse(t, p[0]), parse(t, p[1])) || !Variant(parse(t, p[1]), parse(t, p[0])) {
			t.Errorf("%q and %q are no variants", p[0], p[1])
		}
	}
	different := [][2]string{
		{"https://example.org/a", "https://example.org/b"},
		{"https://example.org/camp", "https://example.org/c"},
		{"https://m.org/a", "https://org/a"},
		{"https://example.org/a?id=3&amp", "https://example.org/a?id=4"},
		{"https://news.example.org/a", "https://example.org/a"},
	}
	for _, p := range different {
		if Variant(parse(t, p[0]), parse(t, p[1])) {
			t.Errorf("%q and %q are variants", p[0], p[1])
		}
	}
}

func TestHosts(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "app.localhost": true, "127.0.0.1": true, "::1": true, "[::1]": true,
		"10.1.2.3": true, "172.16.0.1": true, "172.32.0.1": false, "192.168.0.9": true, "169.254.1.1": true,
		"0.0.0.0": true, "fe80::1": true, "::ffff:10.0.0.1": true, "8.8.8.8": false, "wiki": true, "shop.local": true,
		"build.internal": true, "www.example.test": true, "example.org": false, "local.example.org": false, "": false,
	} {
		if got := IsPrivateHost(host); got != want {
			t.Errorf("IsPrivateHost(%q) = %v", host, got)
		}
	}
	for host, want := range map[string]bool{
		"staging.example.org": true, "www.staging.example.org": true, "shop-staging.example.org": true,
		"deploy-preview-9--site.netlify.app": true, "abc.ngrok.io": true, "dev.example.org": false,
		"test.example.org": false, "staging.org": false, "backstage.example.org": false, "example.org": false,
	} {
		if got := IsStagingHost(host); got != want {
			t.Errorf("IsStagingHost(%q) = %v", host, got)
		}
	}
}

func TestPlaceholder(t *testing.T) {
	for s, want := range map[string]string{
		"https://example.org/{{ slug }}":         "{{ slug }}",
		"https://example.org/${slug}?a":          "${slug}",
		"<%= title %>":                           "<%= title %>",
		"%%TITLE%% %%SEP%%":                      "%%TITLE%%",
		"{% block title %}":                      "{% block title %}",
		"[[+pagetitle]]":                         "[[+pagetitle]]",
		"https://example.org/%7B%7Bslug%7D%7D/x": "%7B%7Bslug%7D%7D",
		"https://example.org/100%25%20sure":      "",
		"How to use {braces} and %s in Go":       "",
		"{{}}":                                   "",
		"50%% off":                               "",
		"":                                       "",
	} {
		if got := Placeholder(s); got != want {
			t.Errorf("Placeholder(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestHTTP(t *testing.T) {
	for s, want := range map[string]bool{
		"https://example.org/": true, " HTTP://example.org ": true, "//example.org/": false, "/a": false,
		"https:///a": false, "mailto:a@example.org": false, "http://[::1": false, "": false,
	} {
		if got := IsAbsoluteHTTP(s); got != want {
			t.Errorf("IsAbsoluteHTTP(%q) = %v", s, got)
		}
	}
	for s, want := range map[string]bool{"a\tb": true, " a \n": false, "a\u0085b": true, "a b": false} {
		if got := HasControl(s); got != want {
			t.Errorf("HasControl(%q) = %v", s, got)
		}
	}
	if got := strings.Join(TrackingNames(parse(t, "https://example.org/?utm_source=a&id=1&fbclid=2")), " "); got != "utm_source fbclid" {
		t.Errorf("TrackingNames = %q", got)
	}
	if !SameSite(parse(t, "https://m.example.org/a"), parse(t, "http://www.example.org/b")) {
		t.Error("SameSite: phones have another site")
	}
	for s, want := range map[string]bool{"https://example.org": true, "https://example.org/index.html": true, "https://example.org/?p=1": false, "https://example.org/a": false} {
		if got := IsRoot(parse(t, s)); got != want {
			t.Errorf("IsRoot(%q) = %v", s, got)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("https://Example.org:443/%61?utm_source=x#y", "http://www.example.org/a/")
	f.Add("mailto:a", "https://bücher.example/é?é=%e9%zz")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, err := url.Parse(a)
		if err != nil {
			return
		}
		y, err := url.Parse(b)
		if err != nil {
			return
		}
		if Compare(x, y) != Compare(y, x) {
			t.Errorf("not symmetric: %q, %q", a, b)
		}
		if Variant(x, y) != Variant(y, x) {
			t.Errorf("Variant is not symmetric: %q, %q", a, b)
		}
		if Compare(x, x) != Equal || !Variant(x, x) {
			t.Errorf("%q differs from itself", a)
		}
		Placeholder(a)
		IsPrivateHost(a)
		IsStagingHost(a)
	})
}
