package page

import (
	"errors"
	"slices"
	"testing"
)

// TestChooseAddress holds that, of the addresses that a file may have, the
// page's canonical link takes one, and that relative addresses rest on it.
func TestChooseAddress(t *testing.T) {
	const base = "https://example.org/"
	candidates := []string{base + "about.html", base + "about", base + "about/"}
	for name, tt := range map[string]struct {
		html, want string
		addresses  []string
	}{
		"none":         {"<title>x</title>", base + "about.html", candidates},
		"first":        {"<link rel=canonical href=/about.html>", base + "about.html", candidates},
		"another":      {"<link rel='alternate canonical' href=https://example.org/about>", base + "about", candidates},
		"slash":        {"<link rel=CANONICAL href='/about/?utm_source=x#top'>", base + "about/", candidates},
		"http and www": {"<link rel=canonical href=http://www.example.org/about>", base + "about", candidates},
		"other page":   {"<link rel=canonical href=/home>", base + "about.html", candidates},
		"empty":        {"<link rel=canonical href=''>", base + "about.html", candidates},
		"broken":       {"<link rel=canonical href='http://[::1'>", base + "about.html", candidates},
		"in body":      {"<body><link rel=canonical href=/about>", base + "about.html", candidates},
		"the first":    {"<link rel=canonical href=/other><link rel=canonical href=/about>", base + "about.html", candidates},
		"one address":  {"<link rel=canonical href=/about>", base + "about.html", candidates[:1]},
		"given":        {"<link rel=canonical href=/about>", base + "about.html", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read(Source{Name: "a.html", URL: base + "about.html", Addresses: tt.addresses, Data: []byte("<!doctype html><html><head>" + tt.html)}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if p.URL.String() != tt.want || p.ShownURL != tt.want || p.Base.String() != tt.want {
				t.Errorf("address %s, shown %s, base %s, want %s", p.URL, p.ShownURL, p.Base, tt.want)
			}
			if p.Source.URL != base+"about.html" {
				t.Errorf("the page has changed the URL of its source to %s", p.Source.URL)
			}
			if s := Summarize(p, SummaryOptions{}); s.URL != tt.want || s.Derived != (tt.addresses != nil) || s.Top.Known() {
				t.Errorf("the summary has %s, derived %v, a place %v", s.URL, s.Derived, s.Top.Known())
			}
		})
	}
}

// TestAsk holds that what the user says of a page is asked once, with the URL
// that is decided: of several, the one that the page chooses, as far as it is a
// page.
func TestAsk(t *testing.T) {
	const base = "https://example.org/"
	several := []string{base + "about.html", base + "about"}
	const about = "<!doctype html><link rel=canonical href=/about>"
	for name, tt := range map[string]struct {
		src  Source
		want string
	}{
		"given":            {Source{URL: base + "x", Data: []byte(about)}, base + "x"},
		"given, no page":   {Source{URL: base + "x", Data: []byte("%PDF-1.7")}, base + "x"},
		"of one":           {Source{URL: several[0], Addresses: several[:1], Data: []byte(about)}, several[0]},
		"chosen":           {Source{URL: several[0], Addresses: several, Data: []byte(about)}, several[1]},
		"not chosen":       {Source{URL: several[0], Addresses: several, Data: []byte("<!doctype html><p>a")}, several[0]},
		"several, no page": {Source{URL: several[0], Addresses: several, Data: []byte("%PDF-1.7")}, several[0]},
		"unknown":          {Source{Data: []byte(about)}, ""},
		"no URL":           {Source{URL: "x y", Data: []byte(about)}, "x y"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			ask := func(out, fragment bool) func(string) (bool, bool) {
				return func(url string) (bool, bool) {
					asked = append(asked, url)
					return out, fragment
				}
			}
			if _, err := Read(tt.src, Options{Ask: ask(true, false)}); !errors.Is(err, ErrLeftOut) {
				t.Errorf("the error is %v", err)
			}
			p, err := Read(tt.src, Options{Ask: ask(false, true)})
			if err == nil && (!p.Partial() || p.ShownURL != tt.want) {
				t.Errorf("a part: %v, URL %s", p.Partial(), p.ShownURL)
			}
			if errors.Is(err, ErrLeftOut) || !slices.Equal(asked, []string{tt.want, tt.want}) {
				t.Errorf("asked %q, want %s in each of two; %v", asked, tt.want, err)
			}
		})
	}
}
