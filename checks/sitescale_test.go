package checks_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
)

// A made site has pages on topics, each in five languages, with metadata as
// generators of sites write it. A few in each hundred have a fault.
var madeLanguages = [5]string{"en", "de", "fr", "es", "it"}

func madeFile(i int) string {
	return fmt.Sprintf("%s/topic-%06d/index.html", madeLanguages[i%5], i/5)
}

func madeURL(i int) string {
	return fmt.Sprintf("https://example.org/%s/topic-%06d/", madeLanguages[i%5], i/5)
}

// madePage is the HTML of page i, about 12 KB of it.
func madePage(i int) []byte {
	var b bytes.Buffer
	lang, topic := madeLanguages[i%5], i/5
	title := fmt.Sprintf("Topic %d in %s", topic, lang)
	canonical, robots := madeURL(i), ""
	switch i % 100 {
	case 31:
		title = "A title that is on many pages"
	case 42:
		canonical = fmt.Sprintf("https://example.org/%s/gone-%d/", lang, topic)
	case 53:
		robots = `<meta name="robots" content="noindex">`
	case 64, 69:
		canonical = madeURL(i + 5)
	}
	fmt.Fprintf(&b, `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><title>%s</title>
<meta name="viewport" content="width=device-width"><meta name="description" content="What there is to say of topic %d, in %s.">%s
<link rel="canonical" href="%s">
`, lang, title, topic, lang, robots, canonical)
	for k, l := range madeLanguages {
		if i%100 == 75 && k > 2 {
			break
		}
		fmt.Fprintf(&b, "<link rel=\"alternate\" hreflang=\"%s\" href=\"%s\">\n", l, madeURL(i-i%5+k))
	}
	image := fmt.Sprintf("https://example.org/img/%d.svg", topic%500)
	fmt.Fprintf(&b, `<meta property="og:title" content="%s"><meta property="og:type" content="article"><meta property="og:url" content="%s">
<meta property="og:description" content="What there is to say of topic %d."><meta property="og:image" content="%s">
<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630"><meta property="og:image:alt" content="A picture">
<meta name="twitter:card" content="summary_large_image"><meta property="article:modified_time" content="2024-03-0%dT10:00:00Z">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"Organization","@id":"https://example.org/#org","name":"Corner Shop","url":"https://example.org/","logo":{"@type":"ImageObject","url":"https://example.org/img/0.svg","width":1200,"height":630}},
{"@type":"WebSite","@id":"https://example.org/#site","name":"Corner Shop","url":"https://example.org/","publisher":{"@id":"https://example.org/#org"}},
{"@type":"Article","@id":"%s#article","headline":"%s","datePublished":"2024-03-01T09:00:00Z","dateModified":"2024-03-0%dT10:00:00Z","image":"%s","author":{"@type":"Person","name":"Ada Example","url":"https://example.org/ada/"},"publisher":{"@id":"https://example.org/#org"}}]}</script>
</head><body><header><nav><ul>`, title, canonical, topic, image, 2+topic%7, madeURL(i), title, 2+topic%7, image)
	for k := range 20 {
		fmt.Fprintf(&b, "<li><a href=\"/%s/topic-%06d/\">Topic %d</a></li>\n", lang, k, k)
	}
	fmt.Fprintf(&b, "</ul></nav></header><main><article><h1>%s</h1>\n", title)
	for k := range 25 {
		fmt.Fprintf(&b, "<p>Paragraph %d says <em>some</em> of what there is to say, and <a href=\"#p%d\">leads on</a> to what follows. %s</p>\n", k, k, strings.Repeat("More words follow here. ", 8))
	}
	b.WriteString("</article></main></body></html>\n")
	return b.Bytes()
}

func madeRoot() fstest.MapFS {
	root := fstest.MapFS{}
	for i := range 500 {
		if i%50 == 7 {
			continue // missing
		}
		root[fmt.Sprintf("img/%d.svg", i)] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"></svg>`), Mode: 0o644}
	}
	return root
}

func madeMapper(t testing.TB) *siteurl.Mapper {
	t.Helper()
	m, err := siteurl.New("https://example.org/", siteurl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lintMade lints n pages of the made site, with all checks over many pages,
// and gives the late findings as lines.
func lintMade(t testing.TB, n, workers int, only []string, memory int64) string {
	t.Helper()
	mapper := madeMapper(t)
	l, err := checks.New(checks.Settings{Only: only, Positions: true, Site: &checks.SiteOptions{
		Mapper: mapper, Files: madeRoot(), RootName: "public/", Whole: true, Memory: memory, TempDir: t.TempDir(),
	}})
	if err != nil {
		t.Fatal(err)
	}
	run := l.NewSiteRun()
	defer run.Close()
	err = l.Run(context.Background(), func(yield func(checks.Source, error) bool) {
		for i := range n {
			addresses := mapper.Addresses(madeFile(i))
			if !yield(checks.Source{Name: "public/" + madeFile(i), Data: madePage(i), URL: addresses[0], Addresses: addresses}, nil) {
				return
			}
		}
	}, workers, run.Add)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := run.Finish(func(r *checks.Result) error { show(&b, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSiteWorkers holds that the findings over many pages are the same with any
// number of workers, and whether pages are kept in memory or on disk.
func TestSiteWorkers(t *testing.T) {
	only := []string{"site", "hreflang"}
	want := lintMade(t, 400, 1, only, 0)
	for _, id := range []string{"site/canonical-target-missing", "site/canonical-chain", "site/duplicate-title", "site/image-missing", "hreflang/missing-return"} {
		if n := strings.Count(want, "["+id+"]"); n == 0 {
			t.Errorf("the made site has no finding of %s", id)
		}
	}
	for _, workers := range []int{2, 5} {
		if got := lintMade(t, 400, workers, only, 0); got != want {
			t.Errorf("%d workers: findings differ", workers)
		}
	}
	if got := lintMade(t, 400, 2, only, 1); got != want {
		t.Error("on disk findings differ")
	}
}

// BenchmarkSite lints a made site of 10,000 pages with all checks, and beside
// it parses the pages alone.
func BenchmarkSite(b *testing.B) {
	const n = 10_000
	pages := make([][]byte, n)
	size := 0
	for i := range pages {
		pages[i] = madePage(i)
		size += len(pages[i])
	}
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, p := range pages {
				if _, err := html.Parse(bytes.NewReader(p)); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	for _, tt := range []struct {
		name string
		only []string
	}{{"page checks", nil}, {"site checks alone", []string{"site", "hreflang/missing-return", "hreflang/target-*"}}, {"all", []string{}}} {
		b.Run(tt.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				if tt.only != nil {
					lintMade(b, n, 1, tt.only, 0)
					continue
				}
				l, err := checks.New(checks.Settings{Positions: true})
				if err != nil {
					b.Fatal(err)
				}
				for i, p := range pages {
					l.Lint(checks.Source{Name: madeFile(i), Data: p, URL: madeURL(i)})
				}
			}
		})
	}
}

// madeSummary is the summary of page i of a site of n pages, as Summarize
// makes it of madePage, with fewer values.
func madeSummary(i, n int) *summary.Summary {
	lang, topic := madeLanguages[i%5], i/5
	at := summary.Spot{
		Start: text.Position{Offset: 100, Line: 3, Column: 20, ByteColumn: 20, UTF16Column: 20},
		End:   text.Position{Offset: 140, Line: 3, Column: 60, ByteColumn: 60, UTF16Column: 60},
	}
	at.Excerpt.Text, at.Excerpt.Caret, at.Excerpt.Width = `<link rel="canonical" href="https://example.org/en/topic/">`, 20, 30
	said := func(v string) summary.Said { return summary.Said{Value: v, At: at} }
	s := &summary.Summary{
		Name: "public/" + madeFile(i), URL: madeURL(i), Derived: true, Lang: said(lang),
		Titles: []summary.Said{said(fmt.Sprintf("Topic %d in %s", topic, lang))}, Top: at,
		Metas: []summary.Meta{{Key: "description", Value: fmt.Sprintf("What there is to say of topic %d, in %s.", topic, lang), At: at}},
		Dates: []summary.Date{{Role: "modified", Label: "article:modified_time", Written: "2024-03-02T10:00:00Z", Time: "2024-03-02T10:00:00Z", At: at}},
	}
	canonical := madeURL(i)
	switch i % 100 {
	case 31:
		s.Titles[0].Value = "A title that is on many pages"
	case 42:
		canonical = fmt.Sprintf("https://example.org/%s/gone-%d/", lang, topic)
	case 53:
		s.NoIndex = true
		s.Robots = []summary.Directive{{Agent: "robots", Rule: "noindex", At: at}}
	case 64, 69:
		canonical = madeURL((i + 5) % n)
	}
	s.Links = append(s.Links, summary.Link{Rels: []string{"canonical"}, URL: canonical, At: at})
	for k, l := range madeLanguages {
		if i%100 == 75 && k > 2 {
			break
		}
		s.Links = append(s.Links, summary.Link{Rels: []string{"alternate"}, Hreflang: l, URL: madeURL(i - i%5 + k), At: at})
	}
	value := func(p, v string) summary.Value { return summary.Value{Path: p, Value: v, At: at} }
	s.Entities = []summary.Entity{
		{Syntax: "JSON-LD", Types: []string{"Organization"}, ID: "https://example.org/#org", At: at, Values: []summary.Value{value("name", "Corner Shop"), value("url", "https://example.org/")}},
		{Syntax: "JSON-LD", Types: []string{"Article"}, ID: madeURL(i) + "#article", At: at, Values: []summary.Value{value("headline", s.Titles[0].Value)}},
	}
	s.Images = []summary.Image{{URL: fmt.Sprintf("https://example.org/img/%d.svg", topic), From: "og:image", Width: "1200", Height: "630", At: at}}
	return s
}

// TestSiteScale runs the checks over as many made summaries as
// METACHECK_SITE_PAGES says, such as 1000000, and logs time and memory.
func TestSiteScale(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("METACHECK_SITE_PAGES"))
	if err != nil || n <= 0 {
		t.Skip("METACHECK_SITE_PAGES is no number of pages")
	}
	start := time.Now()
	mapper := madeMapper(t)
	set := site.New(site.Options{Mapper: mapper, Files: madeRoot(), RootName: "public/", Whole: true, TempDir: t.TempDir()})
	defer func() {
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	}()
	digester := site.Digester{Mapper: mapper}
	for i := range n {
		d, err := digester.Digest(madeSummary(i, n))
		if err != nil {
			t.Fatal(err)
		}
		if err := set.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	logMemory(t, fmt.Sprintf("%d pages taken in after %v", n, time.Since(start).Round(time.Millisecond)))
	if err := set.Resolve(); err != nil {
		t.Fatal(err)
	}
	logMemory(t, fmt.Sprintf("links resolved after %v", time.Since(start).Round(time.Millisecond)))
	for _, c := range checks.All() {
		if c.RunSite == nil {
			continue
		}
		begin, found := time.Now(), 0
		pass := check.NewSitePass(set, func(*check.Finding) { found++ }, func(err error) { t.Fatal(err) })
		pass.Run(c, nil)
		t.Logf("%-34s %8d findings %v", c.ID, found, time.Since(begin).Round(time.Millisecond))
	}
	logMemory(t, fmt.Sprintf("all after %v", time.Since(start).Round(time.Millisecond)))
}

func logMemory(t *testing.T, what string) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	peak := ""
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			if strings.HasPrefix(line, "VmHWM:") {
				peak = strings.Join(strings.Fields(line), " ")
			}
		}
	}
	t.Logf("%s: heap %d MB, from the system %d MB, %s", what, m.HeapAlloc>>20, m.Sys>>20, peak)
}
