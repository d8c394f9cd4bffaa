package robots

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/robots"
)

func TestMeant(t *testing.T) {
	for written, want := range map[string]string{
		"no-index": "noindex", "no index": "noindex", "noidex": "noindex", "no_follow": "nofollow", "nofolow": "nofollow",
		"index.": "index", "noindex:true": "noindex", "max-snipet:20": "max-snippet:20", "max-image-preview=large": "max-image-preview:large",
		"max-image-preview large": "max-image-preview:large", "maxsnippet: -1": "max-snippet:-1", "unavailable-after: 2026-01-01": "unavailable_after:2026-01-01",
		"noindex nofollow": "noindex, nofollow", "index;follow": "index, follow", "noindex|nofollow": "noindex, nofollow",
		"index follow max-snippet=-1": "index, follow, max-snippet:-1",
		"snippet":                     "", "imageindex": "", "7 days": "", "revisit-after: 7 days": "", "noodq": "", "translate": "", "googlebot": "",
		strings.Repeat("noindex ", 1000): "",
	} {
		d := robots.Parse(written)
		if got, _ := meant(&d); got != want {
			t.Errorf("meant(%q) = %q, want %q", written, got, want)
		}
	}
}

func TestReadDate(t *testing.T) {
	for s, want := range map[string]string{
		"2026-06-25": "2026-06-25", "Thursday, June 25, 2026": "2026-06-25",
		"2026-06-25T15:00:00+02:00":        "2026-06-25T15:00:00+02:00",
		"25 Jun 2026 15:00:00 PST":         "2026-06-25T15:00:00-08:00",
		"Thu, 25 Jun 2026 15:00:00 PST":    "2026-06-25T15:00:00-08:00",
		"25-Jun-2026 15:00:00 EST":         "2026-06-25T15:00:00-05:00",
		"Thursday, 25-Jun-26 15:00:00 GMT": "2026-06-25T15:00:00Z",
		"25 Jun 26 15:00:00 GMT":           "2026-06-25T15:00:00Z",
		"":                                 "", "never": "", "[date]": "", "2026": "", "2026-06": "", "03/04/2026": "", "2026-13-45": "", "-": "", ",": "", "a,b-c-d": "",
		strings.Repeat("1-", 4000): "",
	} {
		got := ""
		if d, ok := readDate(s); ok {
			got = d.String()
		}
		if got != want {
			t.Errorf("readDate(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestLimit(t *testing.T) {
	for s, want := range map[string]bool{"0": true, "-1": true, "50": true, "": false, "-2": false, "+5": false, "5.5": false, "[50]": false, "many": false, "99999999999": false} {
		if _, ok := limit(s); ok != want {
			t.Errorf("limit(%q) is %v", s, ok)
		}
	}
}

// TestBounded holds that a page of nothing but directives is judged to the end
// and with a readable number of findings.
func TestBounded(t *testing.T) {
	for name, list := range map[string]string{
		"unknown": strings.Repeat("noindx1,x2y,", 50_000),
		"distinct": func() string {
			var b strings.Builder
			for i := range 50_000 {
				fmt.Fprintf(&b, "bad%d,", i)
			}
			return b.String()
		}(),
		"dates":      "unavailable_after: 1" + strings.Repeat(",1", 200_000),
		"date again": strings.Repeat("unavailable_after: 1,", 50_000),
		"crawlers":   strings.Repeat("googlebot:", 100_000) + "noindex",
		"agents": func() string {
			var b strings.Builder
			for i := range 50_000 {
				fmt.Fprintf(&b, "bot%d: noindex, bot%d: index,", i, i)
			}
			return b.String()
		}(),
		"conflicts": strings.Repeat("index,noindex,", 50_000),
		"words":     strings.Repeat("noindex nofollow ", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			for _, header := range []bool{true, false} {
				src := page.Source{Data: []byte("<p>A"), URL: "https://example.com/a"}
				if header {
					src.Header = http.Header{"X-Robots-Tag": {list}}
				} else {
					src.Data = []byte(`<meta name=robots content="` + list + `">`)
				}
				p, err := page.Read(src, page.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range Checks {
					n := 0
					check.NewPass(p, time.Unix(1_800_000_000, 0), func(f *check.Finding) {
						n++
						if len(f.Related) > maxRelated+1 {
							t.Errorf("%s has %d related places", c.ID, len(f.Related))
						}
					}).Run(c, nil)
					if n > 16 {
						t.Errorf("%s reports %d times", c.ID, n)
					}
				}
			}
		})
	}
}
