package weburl

import (
	"net/url"
	"testing"
)

const looseMask = Scheme | WWW | Slash | Tracking | Fragment

// FuzzLooseKey holds the keys of addresses, the loose and the exact one, to what
// Compare says of the addresses.
func FuzzLooseKey(f *testing.F) {
	for _, pair := range [][2]string{
		{"https://example.org/a", "http://www.example.org/a/?utm_source=x#y"},
		{"https://example.org", "https://example.org/"},
		{"https://example.org/?", "https://example.org/?&"},
		{"https://example.org/a?id=1&ref=2", "https://example.org/a?id=1"},
		{"https://a@example.org/", "https://example.org/"},
		{"http://example.org:443/", "https://example.org:80/"},
		{"http://example.org:80/", "https://example.org:443/"},
		{"mailto:a@example.org", "mailto:b@example.org"},
		{"https://bücher.example/%61", "https://xn--bcher-kva.example/a"},
		{"ftp://example.org/a", "ftp://example.org/a/"},
		{"https://example.org/a/", "https://example.org/a//"},
		{"https://www.www.example.org/", "https://www.example.org/"},
		{"A://@0", "A://0"},
		{"https://:@example.org/", "https://example.org/"},
		{"mailto:a@example.org?subject=x", "mailto:a@example.org?subject=y"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, err := url.Parse(a)
		if err != nil || x.Host == "" && x.Opaque == "" || x.Scheme == "" {
			return
		}
		y, err := url.Parse(b)
		if err != nil || y.Host == "" && y.Opaque == "" || y.Scheme == "" {
			return
		}
		if same, loose := LooseKey(x) == LooseKey(y), Compare(x, y).Within(looseMask); same != loose {
			t.Errorf("%q and %q: keys %q and %q, Compare says %v", a, b, LooseKey(x), LooseKey(y), Compare(x, y))
		}
		if same, exact := Key(x) == Key(y), Compare(x, y).Within(Fragment); same != exact {
			t.Errorf("%q and %q: exact keys %q and %q, Compare says %v", a, b, Key(x), Key(y), Compare(x, y))
		}
	})
}
