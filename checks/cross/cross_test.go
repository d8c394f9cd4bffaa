package cross

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/titles"
)

func readPage(t *testing.T, src string) *page.Page {
	t.Helper()
	p, err := page.Read(page.Source{Name: "test.html", Data: []byte(src)}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGroups(t *testing.T) {
	tests := []struct {
		name    string
		n       int
		pairs   string // which agree
		trust   []int
		want    [][]int
		outlier int
	}{
		{"all agree", 3, "01 12", []int{3, 2, 1}, [][]int{{0, 1, 2}}, 0},
		{"through a third", 4, "03 13", []int{4, 3, 2, 1}, [][]int{{0, 1, 3}, {2}}, 1},
		{"equal sizes, the less trusted", 4, "01 23", []int{4, 3, 2, 1}, [][]int{{0, 1}, {2, 3}}, 1},
		{"equal sizes, the less trusted in front", 2, "", []int{1, 2}, [][]int{{0}, {1}}, 0},
		{"the smallest, whatever its trust", 3, "12", []int{9, 1, 1}, [][]int{{0}, {1, 2}}, 0},
		{"none", 3, "", []int{3, 2, 1}, [][]int{{0}, {1}, {2}}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := groups(tt.n, func(i, j int) bool { return strings.Contains(tt.pairs, fmt.Sprintf("%d%d", i, j)) })
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
			if o := outlier(got, func(i int) int { return tt.trust[i] }); o != tt.outlier {
				t.Errorf("outlier is group %d, want %d", o, tt.outlier)
			}
		})
	}
}

// TestLoudness holds the table of pairs: what an article is warned of, told
// of, and not told of.
func TestLoudness(t *testing.T) {
	tests := []struct {
		a, b    page.TitleKind
		v       titles.Verdict
		article bool
		want    loudness
	}{
		{page.TitleOG, page.TitleHeadline, titles.Differs, true, full},
		{page.TitleOG, page.TitleHeading, titles.Unrelated, true, full},
		{page.TitleHeadline, page.TitleHeading, titles.Differs, true, full},
		{page.TitleHeadline, page.TitleHeadline, titles.Differs, true, full},
		{page.TitleElement, page.TitleHeading, titles.Differs, true, mild},
		{page.TitleElement, page.TitleHeading, titles.Unrelated, true, full},
		{page.TitleTwitter, page.TitleOG, titles.Differs, true, mild},
		{page.TitleMeta, page.TitleHeadline, titles.Differs, true, mild},
		{page.TitleMeta, page.TitleElement, titles.Unrelated, true, silent},
		{page.TitleElement, page.TitleOG, titles.Differs, true, silent},
		{page.TitleOG, page.TitleHeadline, titles.NumberMismatch, true, silent},
		{page.TitleOG, page.TitleHeadline, titles.Truncated, true, silent},
		{page.TitleOG, page.TitleName, titles.Differs, false, silent},
		{page.TitleOG, page.TitleName, titles.Unrelated, false, mild},
		{page.TitleElement, page.TitleHeading, titles.Unrelated, false, silent},
	}
	for _, tt := range tests {
		for _, pair := range [][2]page.TitleKind{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := loudnessOf(pair[0], pair[1], tt.v, tt.article); got != tt.want {
				t.Errorf("%d and %d, %v, article %v: loudness %d, want %d", pair[0], pair[1], tt.v, tt.article, got, tt.want)
			}
		}
	}
}

func TestNameWords(t *testing.T) {
	p := readPage(t, `<meta property="og:site_name" content="The Evening Lamp">`)
	for text, want := range map[string]string{
		"By Greta Lindqvist and Timo Halvorsen": "greta lindqvist timo halvorsen",
		"Dr. Łukasz Żółć":                       "lukasz zolc",
		"山田 太郎":                                 "山田 太郎",
		"山田太郎":                                  "山田 田太 太郎",
		"admin":                                 "",
		"glq7":                                  "",
		"Evening Lamp Staff":                    "",
		"The Evening Lamp":                      "",
		"Evening Lamp Online":                   "",
		"Northern Press Agency":                 "",
		"":                                      "",
	} {
		words := nameWords(text)
		if namesSite(p, text, words) {
			words = nil
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("words of %q are %q, want %q", text, got, want)
		}
	}
}

func TestSameNames(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Greta Lindqvist", "Lindqvist, Greta", true},
		{"Greta Lindqvist", "G. Lindqvist", true},
		{"Greta Lind Qvist", "Greta-Maria Lindqvist", true},
		{"Greta Lindqvist", "Timo Halvorsen and Greta Lindqvist", true},
		{"Greta Lindqvist", "Γκρέτα Λίντκβιστ", true},
		{"Greta Lindqvist", "Timo Halvorsen", false},
	}
	for _, tt := range tests {
		if got := sameNames(nameWords(tt.a), nameWords(tt.b)); got != tt.want {
			t.Errorf("sameNames(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestSameOwner(t *testing.T) {
	p := readPage(t, `<link rel="canonical" href="https://www.hgonline.example/a">`)
	tests := []struct {
		a, b string
		want bool
	}{
		{"Harbour Gazette", "The Harbour Gazette Ltd", true},
		{"Harbour Gazette", "HarbourGazette", true},
		{"Harbour Gazette News", "HGN", true},
		{"Harbour Gazette", "hg.example", true},
		{"Harbour Gazette", "HGonline", true},
		{"Harbour Gazette", "Ежедневная газета", true},
		{"Harbour Gazette", "Coast Weather Office", false},
		{"Harbour Gazette", "My Blog", false},
	}
	for _, tt := range tests {
		if got := sameOwner(p, tt.a, tt.b); got != tt.want {
			t.Errorf("sameOwner(%q, %q) = %v", tt.a, tt.b, got)
		}
		if got := sameOwner(p, tt.b, tt.a); got != tt.want {
			t.Errorf("sameOwner(%q, %q) = %v", tt.b, tt.a, got)
		}
	}
}

func TestPrimary(t *testing.T) {
	for tag, want := range map[string]string{
		"en-GB": "en", "EN_us": "en", " de ": "de", "iw_IL": "he", "nb-NO": "no", "nn": "no", "fr_FR.UTF-8": "fr",
		"hr": "sr", "english": "", "e": "", "": "", "und": "", "xx": "", "zh-Hant-TW": "zh",
	} {
		if got := primary(tag); got != want {
			t.Errorf("primary(%q) = %q, want %q", tag, got, want)
		}
	}
}

// TestManyThings runs the checks on pages that say one thing thousands of
// times: none may take time that grows faster than the page.
func TestManyThings(t *testing.T) {
	repeat := func(format string) string {
		var b strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	// An article that has one item as a property over and over, and that item
	// a property of its own as often.
	one := func(property, typ, inner string) string {
		return `<div vocab=https://schema.org/ typeof="Article Product" resource=#a><b property=headline>A line of words</b><link property=mainEntityOfPage href="">` +
			repeat(`<b property=`+property+` typeof=`+typ+` resource=#b><i property=`+inner+`>v%d</i></b>`) + `</div>`
	}
	const article = `<div itemscope itemtype=https://schema.org/Article><b itemprop=headline>A line of words</b>`
	pages := map[string]string{
		"headings": "<title>A line</title>" + repeat("<h1>heading %d of many</h1>"),
		"articles": repeat(`<div itemscope itemtype=https://schema.org/Article><b itemprop=headline>line %d of words</b><b itemprop=author>a b</b></div>`),
		"nested":   `<div itemscope itemtype=https://schema.org/WebPage>` + repeat(`<div itemprop=mainEntity itemscope itemtype=https://schema.org/Article><b itemprop=headline>line %d</b><b itemprop=inLanguage>en</b></div>`) + `</div>`,
		"urls":     `<link rel=canonical href=https://example.org/a>` + article + repeat(`<a itemprop=url href=https://example.org/%d>x</a>`) + `</div>`,
		"authors":  article + repeat(`<b itemprop=author>Name Of%d</b>`) + `</div>` + repeat(`<meta name=author content="Other Person%d">`),
		"nameless": one("author", "Person", "url"),
		"owners":   one("publisher", "Organization", "url"),
		"pictures": one("image", "ImageObject", "url"),
		"offers":   one("offers", "Offer", "availability"),
		"texts":    `<title>` + repeat("word%d ") + `</title><meta property=og:title content="` + repeat("other%d | ") + `"><meta name=description content="` + repeat("d%d ") + `">`,
		"images":   repeat(`<meta property=og:image content="https://example.org/%d.png">`) + article + `<img itemprop=image src=https://example.org/i></div>`,
	}
	for name, src := range pages {
		p := readPage(t, "<!doctype html>"+src)
		p.TitleComparer() // a fact of the page, which the checks of others ask for as well
		for _, c := range Checks {
			check.NewPass(p, time.Time{}, func(f *check.Finding) {
				if len(f.Message) > 3000 || len(f.Related) > check.MaxRelated+1 {
					t.Errorf("%s: %s has a message of %d bytes and %d related places", name, c.ID, len(f.Message), len(f.Related))
				}
			}).Run(c, nil)
		}
	}
}
