package page

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/internal/summary"
)

const summaryPage = `<!doctype html>
<html lang="de-AT">
<head><meta charset=utf-8>
<title> Öffnungs zeiten 😀</title>
<meta name="Description" content="Wann wir offen haben">
<meta name=robots content="noindex, unavailable_after: 25 Jun 2030, 12:00 GMT, max-snippet:50">
<meta property="og:title" content="Zeiten">
<meta property="og:image" content="/a.png"><meta property="og:image:width" content="1200"><meta property="og:image:alt" content="Tor">
<meta name="twitter:image" content="/t.png">
<meta http-equiv=refresh content="3; url=/neu">
<link rel="canonical" href="/zeiten">
<link rel=stylesheet href="/style.css">
<link rel="alternate" hreflang="en" href="https://example.org/en/hours">
<link rel=amphtml href="/amp">
<meta property="article:modified_time" content="2024-02-03T10:00:00Z">
<script type="application/ld+json">
{"@context":"https://schema.org","@graph":[
 {"@type":"Article","@id":"#a","headline":"Zeiten","author":{"@type":"Person","@id":"/#p","name":"Ada"},
  "publisher":{"@id":"/#o"},"image":{"@type":"ImageObject","url":"/i.jpg","width":800,"height":{"@type":"QuantitativeValue","value":"600"}}},
 {"@type":"Organization","@id":"/#o","name":"Laden","logo":"/logo.svg"}]}
</script>
</head>
<body><h1>Öffnungszeiten</h1></body></html>
`

func summarize(t testing.TB, src Source) *summary.Summary {
	t.Helper()
	arena := new(Arena)
	p, err := Read(src, Options{Arena: arena})
	if err != nil {
		t.Fatal(err)
	}
	s := Summarize(p, SummaryOptions{Spots: true, Excerpts: true})
	arena.Release()
	return s
}

func TestSummarize(t *testing.T) {
	s := summarize(t, Source{
		Name: "a.html", URL: "https://example.org/zeiten", Data: []byte(summaryPage),
		Header: http.Header{"X-Robots-Tag": {"googlebot: nofollow, max-image-preview: large"}, "Link": {`<https://example.org/de>; rel=alternate; hreflang=de`}},
	})
	var got strings.Builder
	spot := func(at summary.Spot) string {
		if at.Outside != "" {
			return "(" + at.Outside + ")"
		}
		ex := ""
		if at.Excerpt.Text != "" {
			r := []rune(at.Excerpt.Text)
			ex = " " + string(r[at.Excerpt.Caret:min(len(r), at.Excerpt.Caret+at.Excerpt.Width)])
		}
		return fmt.Sprintf("%d:%d%s", at.Start.Line, at.Start.Column, ex)
	}
	fmt.Fprintf(&got, "lang %s %s; noindex %v; %s\n", s.Lang.Value, spot(s.Lang.At), s.NoIndex, s.Charset)
	for _, v := range s.Titles {
		fmt.Fprintf(&got, "title %s %s\n", v.Value, spot(v.At))
	}
	for _, v := range s.Headings {
		fmt.Fprintf(&got, "h1 %s %s\n", v.Value, spot(v.At))
	}
	for _, m := range s.Metas {
		fmt.Fprintf(&got, "meta %s = %s %s\n", m.Key, m.Value, spot(m.At))
	}
	for _, d := range s.Robots {
		fmt.Fprintf(&got, "robots %s: %s %s\n", d.Agent, d.Rule, spot(d.At))
	}
	for _, l := range s.Links {
		fmt.Fprintf(&got, "link %v %s %s relative %v %s\n", l.Rels, l.Hreflang, l.URL, l.Relative, spot(l.At))
	}
	fmt.Fprintf(&got, "refresh %d %s\n", s.Refresh.Seconds, s.Refresh.URL)
	for _, d := range s.Dates {
		fmt.Fprintf(&got, "date %s %s %s %s\n", d.Role, d.Label, d.Time, spot(d.At))
	}
	for _, e := range s.Entities {
		fmt.Fprintf(&got, "entity %s %v %s main %v nested %v %s\n", e.Syntax, e.Types, e.ID, e.Main, e.Nested, spot(summary.Spot{Start: e.At.Start}))
		for _, v := range e.Values {
			fmt.Fprintf(&got, "  %s = %s\n", v.Path, v.Value)
		}
	}
	for _, im := range s.Images {
		fmt.Fprintf(&got, "image %s %s %sx%s %s\n", im.From, im.URL, im.Width, im.Height, spot(im.At))
	}
	want := `lang de-AT 2:13; noindex true; utf-8
title Öffnungs zeiten 😀 4:9 Öffnungs zeiten 😀
h1 Öffnungszeiten 23:11
meta description = Wann wir offen haben 5:35 Wann wir offen haben
meta robots = noindex, unavailable_after: 25 Jun 2030, 12:00 GMT, max-snippet:50 6:28
meta og:title = Zeiten 7:36
meta og:image = /a.png 8:36
meta og:image:width = 1200 8:85
meta og:image:alt = Tor 8:130
meta twitter:image = /t.png 9:37
meta article:modified_time = 2024-02-03T10:00:00Z 15:49
robots robots: noindex 6:28 noindex, unavailable_after: 25 Jun 2030, 12:00 GMT, max-snippet:50
robots robots: unavailable_after: 25 jun 2030, 12:00 gmt 6:28
robots robots: max-snippet:50 6:28
robots googlebot: nofollow (header X-Robots-Tag)
robots googlebot: max-image-preview: large (header X-Robots-Tag)
link [canonical]  https://example.org/zeiten relative true 11:29 /zeiten
link [alternate] en https://example.org/en/hours relative false 13:43 https://example.org/en/hours
link [amphtml]  https://example.org/amp relative true 14:25 /amp
link [alternate] de https://example.org/de relative false (header Link)
refresh 3 https://example.org/neu
date modified article:modified_time 2024-02-03T10:00:00Z 15:49 2024-02-03T10:00:00Z
entity JSON-LD [Article] https://example.org/zeiten#a main true nested false 18:2
  headline = Zeiten
  author.@id = https://example.org/#p
  author.@type = Person
  author.name = Ada
  publisher.@id = https://example.org/#o
  image.@type = ImageObject
  image.url = https://example.org/i.jpg
  image.width = 800
  image.height.@type = QuantitativeValue
  image.height.value = 600
entity JSON-LD [Person] https://example.org/#p main false nested true 18:61
  name = Ada
entity JSON-LD [Organization] https://example.org/#o main false nested false 20:2
  name = Laden
  logo = https://example.org/logo.svg
image og:image https://example.org/a.png 1200x 8:36 /a.png
image twitter:image https://example.org/t.png x 9:37 /t.png
image JSON-LD image https://example.org/i.jpg 800x600 19:66 "/i.jpg"
image JSON-LD logo https://example.org/logo.svg x 20:60 "/logo.svg"
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(s.Cut) > 0 {
		t.Errorf("cut: %v", s.Cut)
	}
	roundTrip(t, s)
}

// roundTrip holds that a summary is the same after it was written and read,
// and that it has one spelling.
func roundTrip(t *testing.T, s *summary.Summary) {
	t.Helper()
	data, err := s.Encode([]byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	data = data[1:]
	if len(data) > 1<<16 {
		t.Errorf("the summary takes %d bytes", len(data))
	}
	back, err := summary.Decode(data)
	if err != nil {
		t.Fatalf("%v\n%.300s", err, data)
	}
	if !reflect.DeepEqual(back, s) {
		t.Errorf("read back it differs:\n%s", cmp.Diff(s, back))
	}
	again, err := back.Encode(nil)
	if err != nil || string(again) != string(data) {
		t.Errorf("written again it differs (%v)", err)
	}
}

// An address that damage made another is no address of the summary's.
func TestSummaryDamage(t *testing.T) {
	s := summarize(t, Source{URL: "https://example.org/a", Data: []byte(`<title>A</title>
		<link rel="canonical" href="https://example.org/a>
		<meta name="description" content="D">
		<link rel="alternate" hreflang="de" href=”https://example.org/de”>
		<link rel="alternate" hreflang="fr" href="https://example.org/fr">
		<meta property="og:image" content=”https://example.org/a.png”>
		<meta property="og:image" content="https://example.org/b.png">`)})
	var got []string
	for _, l := range s.Links {
		got = append(got, strings.Join(l.Rels, " ")+" "+l.URL)
	}
	for _, im := range s.Images {
		got = append(got, im.From+" "+im.URL)
	}
	want := []string{"canonical ", "alternate ", "alternate https://example.org/fr", "og:image https://example.org/b.png"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l := s.Canonical(); l != nil {
		t.Errorf("the canonical link is %+v", l)
	}
}

// TestSummaryBounds holds that hostile pages have small summaries that say
// what they lack.
func TestSummaryBounds(t *testing.T) {
	nest := strings.Repeat(`{"@type":"Thing","subjectOf":`, 200) + `"x"` + strings.Repeat("}", 200)
	ld := func(s string) string {
		return `<script type="application/ld+json">{"@context":"https://schema.org","@type":"Thing","about":` + s + `}</script>`
	}
	for name, tt := range map[string]struct {
		html string
		cut  string
	}{
		"metas":       {strings.Repeat(`<meta name=a content="some text that is neither long nor short">`, 5000), "metas"},
		"long metas":  {strings.Repeat(`<meta name=a content="`+strings.Repeat("&lt;quo<é&quot;", 300)+`">`, 100), "metas"},
		"links":       {strings.Repeat(`<link rel=alternate hreflang=en href="https://example.org/en/some/page">`, 9000), "links"},
		"long title":  {"<title>" + strings.Repeat("long ", 100_000), ""},
		"robots":      {`<meta name=robots content="` + strings.Repeat("noindex,", 10_000) + `">`, ""},
		"deep":        {ld(nest), "values"},
		"wide":        {ld("[" + strings.Repeat(`{"@type":"Thing","name":"a"},`, 5000) + `""]`), "values"},
		"entities":    {strings.Repeat(`<p itemscope itemtype="https://schema.org/Thing"><b itemprop=name>a</b></p>`, 3000), "entities"},
		"ids":         {ld("[" + strings.Repeat(`{"@id":"https://example.org/x"},`, 5000) + `""]`), "values"},
		"images":      {strings.Repeat(`<meta property="og:image" content="/a.png">`, 300), "images"},
		"itemref":     {`<p id=a itemprop=about itemscope itemtype="https://schema.org/Thing" itemref="b c"></p><p id=b itemprop=about itemscope itemref="c c2"></p><p id=c itemprop=about itemscope itemref="b"></p><p itemscope itemtype="https://schema.org/Thing" itemref="a b c"></p>`, ""},
		"bad bytes":   {"<meta name=\"\xff\xfe\" content=\"\xff\">", ""},
		"empty":       {"", ""},
		"many types":  {`<p itemscope itemtype="` + strings.Repeat("https://schema.org/Thing ", 10_000) + `">`, ""},
		"long header": {`<link rel="` + strings.Repeat("a ", 10_000) + `" href=x>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := summarize(t, Source{Name: "a.html", URL: "https://example.org/" + strings.Repeat("é", 5000), Data: []byte(tt.html)})
			if tt.cut != "" && !s.WasCut(tt.cut) {
				t.Errorf("cut is %q, want %q in it", s.Cut, tt.cut)
			}
			roundTrip(t, s)
		})
	}
}

func TestClip(t *testing.T) {
	long := strings.Repeat("é", 100)
	a, b := clip(long+"a", 51), clip(long+"b", 51)
	if a == b || !strings.HasPrefix(a, strings.Repeat("é", 25)+"…#") || len(a) > 51+12 {
		t.Errorf("cut to %q and %q", a, b)
	}
	if got := clip("  a   b ", 3); got != "a b" {
		t.Errorf("folded to %q", got)
	}
}

// TestSummaryFixtures writes and reads the summaries of all fixtures.
func TestSummaryFixtures(t *testing.T) {
	files, err := filepath.Glob("../../fixtures/checks/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			if strings.HasSuffix(f.Name, ".html") {
				roundTrip(t, summarize(t, Source{Name: f.Name, URL: "https://example.org/a", Data: f.Data}))
			}
		}
	}
}

func FuzzSummary(f *testing.F) {
	f.Add([]byte(summaryPage))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(Source{Name: "x", URL: "https://example.org/x", Data: data}, Options{})
		if err != nil {
			return
		}
		roundTrip(t, Summarize(p, SummaryOptions{Spots: true, Excerpts: true}))
	})
}

func BenchmarkSummarize(b *testing.B) {
	p, err := Read(Source{Name: "a.html", URL: "https://example.org/zeiten", Data: []byte(summaryPage)}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("make", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Summarize(p, SummaryOptions{Spots: true, Excerpts: true})
		}
	})
	s := Summarize(p, SummaryOptions{Spots: true, Excerpts: true})
	var buf []byte
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf, err = s.Encode(buf[:0])
			if err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(buf)))
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := summary.Decode(buf); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(buf)))
	})
}
