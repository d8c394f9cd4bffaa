package checks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/checks"
)

// damagedPage is a page of about 2 KB with metadata of every kind.
const damagedPage = "<!DOCTYPE html>\r\n<html lang=\"en\" prefix=\"og: https://ogp.me/ns#\">\r\n<head>\r\n<meta charset=\"utf-8\">\r\n" +
	"<title>Harbour &amp; Museum | Example Town</title>\r\n<base href='/a/'>\r\n" +
	"<meta name=\"description\" content=\"What the \u201cmuseum\u201d shows, and when it&#39;s open\">\r\n" +
	"<meta name=robots content='max-snippet:-1, noarchive'><meta http-equiv=refresh content='300; url=/b'>\r\n" +
	"<link rel=\"canonical\" href=\"https://example.com/museum\"><link rel=alternate hreflang=de href=https://example.com/de/museum>\r\n" +
	"<meta property=\"og:title\" content=\"Museum\"><meta property=\"og:image\" content=\"/house.jpg\"><meta property=\"og:image:width\" content=\"1200\">\r\n" +
	"<meta property=\"article:published_time\" content=\"2026-01-02T03:04:05+01:00\"><meta name=\"twitter:card\" content=\"summary_large_image\">\r\n" +
	"<script type=\"application/ld+json\">{\"@context\": \"https://schema.org\", \"@graph\": [{\"@type\": [\"NewsArticle\"], \"@id\": \"#a\",\r\n" +
	"\"headline\": \"Museum \\u00e9\", \"datePublished\": \"2026-01-02\", \"author\": {\"@type\": \"Person\", \"name\": \"A. Writer\"},\r\n" +
	"\"image\": [\"/house.jpg\", {\"@type\": \"ImageObject\", \"url\": \"/b.jpg\"}], \"offers\": {\"price\": 12.5, \"priceCurrency\": \"EUR\"}}]}</script>\r\n" +
	"<style>p > a { color: red }</style><noscript><link rel=stylesheet href=/n.css></noscript>\r\n</head>\r\n<body>\r\n" +
	"<h1>Harbour Museum</h1><p>Published <time datetime=\"2026-01-02\">2 January 2026</time> by <a rel=author href=/w>A. Writer</a>\r\n" +
	"<div itemscope itemtype=\"https://schema.org/Product\" itemref=\"more\" itemid=\"urn:x\"><span itemprop=\"name alternateName\">Ticket</span>\r\n" +
	"<meta itemprop=\"sku\" content=\"1\"><b itemprop=offers itemscope itemtype=https://schema.org/Offer><i itemprop=price content='12,50'>12</i></b></div>\r\n" +
	"<p id=more itemprop=description>For all <!-- ages --> of you and them</p>\r\n" +
	"<ol vocab=\"https://schema.org/\" typeof=\"BreadcrumbList\"><li property=\"itemListElement\" typeof=\"ListItem\"><a property=\"item\" typeof=\"WebPage\" href=\"/\">" +
	"<span property=\"name\">Home</span></a><meta property=\"position\" content=\"1\"></li></ol>\r\n" +
	"<svg><title>x</title></svg><table><tr><td>1</table><template><p itemprop=y></template>\r\n</body>\r\n</html>\r\n"

// lintDamaged lints a page and holds that no check breaks and that all places
// are in the page.
func lintDamaged(t *testing.T, l *checks.Linter, what, data string) *checks.Result {
	t.Helper()
	r := l.Lint(checks.Source{Name: "page", URL: "https://example.com/museum", Data: []byte(data)})
	for _, f := range r.Failures {
		t.Errorf("%s: %s broke: %s\n%s", what, f.Check, f.Err, f.Stack)
	}
	fits := func(id string, p checks.Place) {
		// Invalid bytes become characters of three.
		if p.Known && (p.Start.Offset < 0 || p.End.Offset < p.Start.Offset || p.End.Offset > 3*len(data)+3) {
			t.Errorf("%s: %s at %d to %d of %d bytes", what, id, p.Start.Offset, p.End.Offset, len(data))
		}
	}
	for _, f := range r.Findings {
		fits(f.Check.ID, f.Place)
		for _, rel := range f.Related {
			fits(f.Check.ID, rel.Place)
		}
		if len(f.Message) > 4096 {
			t.Errorf("%s: the message of %s has %d bytes", what, f.Check.ID, len(f.Message))
		}
	}
	return r
}

// TestLintTruncated lints a page that ends at each of its bytes.
func TestLintTruncated(t *testing.T) {
	if len(damagedPage) < 2048 {
		t.Fatalf("the page has %d bytes", len(damagedPage))
	}
	l := allChecks(t)
	step := 1
	if testing.Short() {
		step = 7
	}
	for n := 0; n <= len(damagedPage) && !t.Failed(); n += step {
		lintDamaged(t, l, fmt.Sprintf("%d bytes", n), damagedPage[:n])
	}
}

// TestLintBadBytes lints the page with bytes that may not stand in it.
func TestLintBadBytes(t *testing.T) {
	l := allChecks(t)
	step := 3
	if testing.Short() {
		step = 41
	}
	for _, bad := range []string{"\x00", "\r", "\xff", "\xc3", "<", "\"", "\u202e"} {
		for n := 0; n < len(damagedPage) && !t.Failed(); n += step {
			lintDamaged(t, l, fmt.Sprintf("%q at %d", bad, n), damagedPage[:n]+bad+damagedPage[n+1:])
		}
	}
	between := func(bad string) string {
		var b strings.Builder
		for i := range len(damagedPage) {
			b.WriteString(bad)
			b.WriteByte(damagedPage[i])
		}
		return b.String()
	}
	lintDamaged(t, l, "line ends CR", strings.ReplaceAll(damagedPage, "\r\n", "\r"))
	for _, bad := range []string{"\xff", "\x00", "\r", "\xe2\x82", "\r\n"} {
		lintDamaged(t, l, fmt.Sprintf("%q everywhere", bad), between(bad))
	}
}

// TestLintHuge lints pages of which one part is huge.
func TestLintHuge(t *testing.T) {
	if testing.Short() {
		t.Skip("large pages")
	}
	l := allChecks(t)
	long := strings.Repeat("N", 1<<20)
	var many strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&many, "a%d=%d ", i, i)
	}
	half := len(damagedPage) / 2
	for at := half; ; at++ { // between two tags
		if damagedPage[at-1] == '>' && damagedPage[at] == '<' {
			half = at
			break
		}
	}
	for name, part := range map[string]string{
		"attribute names of a megabyte":     "<meta " + long + "=x name=" + long + " content=" + long + "><p " + long + " itemprop=x>",
		"a million attributes":              "<meta " + many.String() + "name=description content=x>",
		"a million attributes in body":      "<p " + many.String() + ">",
		"a million attributes of one name":  "<meta " + strings.Repeat("content=a ", 1_000_000) + ">",
		"a tag name of a megabyte":          "<" + long + " itemscope>",
		"a title of megabytes":              "<title>" + strings.Repeat("word ", 1<<20) + "</title>",
		"a hundred megabytes of one text":   strings.Repeat("text and more\n", 100<<20/14),
		"a comment of megabytes, not ended": "<!--" + strings.Repeat("<meta name=a content=b>", 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			r := lintDamaged(t, l, name, damagedPage[:half]+part+damagedPage[half:])
			if r.Err != nil {
				t.Error(r.Err)
			}
			if len(r.Findings) == 0 {
				t.Error("nothing is found on the page, which has faults")
			}
		})
	}
}
