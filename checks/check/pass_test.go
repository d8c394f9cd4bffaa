package check

import (
	"fmt"
	"testing"
	"time"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

func TestPartOfPage(t *testing.T) {
	const canonical = `<link rel="canonical" href="https://example.com/ferry">`
	for _, c := range []struct {
		url, html, id, want string
		ok                  bool
	}{
		{"", "", "#ada", "ada", true},
		{"", "", "#", "", false},
		{"", "", "", "", false},
		{"", "", "_:a#b", "", false},
		{"", "", "https://example.com/ferry#ada", "", false},
		{"", canonical, "https://example.com/ferry#ada", "ada", true},
		{"", canonical, "https://example.com/#ada", "", false},
		{"https://example.com/ferry#top", "", "https://example.com/ferry#ada", "ada", true},
		{"https://example.com/ferry", "", "https://example.com/ferry", "", false},
		// A page whose own address is known is not the canonical one as well.
		{"https://example.com/ferry?a=1", canonical, "https://example.com/ferry#ada", "", false},
	} {
		p, err := page.Read(page.Source{Data: []byte("<title>Ferry</title>" + c.html), URL: c.url}, page.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, ok := NewPass(p, time.Time{}, nil).PartOfPage(c.id)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("PartOfPage(%q) on %q with %q is %q, %v; want %q, %v", c.id, c.url, c.html, got, ok, c.want, c.ok)
		}
	}
}

func TestRelateEach(t *testing.T) {
	for n, want := range map[int]string{
		0:               "",
		1:               "place 0",
		MaxRelated:      fmt.Sprint("place ", MaxRelated-1),
		MaxRelated + 1:  "and 1 more from here on",
		MaxRelated + 70: "and 70 more from here on",
	} {
		f := new(Finding).RelateEach(n, func(i int) (text.Origin, string) { return text.FromSource(i, i+1), fmt.Sprint("place ", i) })
		if len(f.Related) != min(n, MaxRelated+1) {
			t.Errorf("%d places: %d are related", n, len(f.Related))
		}
		if n > 0 && f.Related[len(f.Related)-1].Message != want {
			t.Errorf("%d places: the last says %q, want %q", n, f.Related[len(f.Related)-1].Message, want)
		}
	}
}
