package page

import "testing"

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
