package checks

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// causes are those of the findings on a page, in its order.
func causes(t *testing.T, html, url string) []string {
	t.Helper()
	r := with(t, Settings{}, probe).Lint(Source{Name: "page.html", Data: []byte(html), URL: url})
	if r.Err != nil || len(r.Failures) > 0 || len(r.Findings) == 0 {
		t.Fatalf("error %v, failures %v, %d findings on %s", r.Err, r.Failures, len(r.Findings), html)
	}
	var list []string
	for _, f := range r.Findings {
		list = append(list, strings.TrimPrefix(f.Cause, "test/probe "))
	}
	return list
}

// TestCause holds what causes are, and that the pages of one template have the
// same ones whatever they say.
func TestCause(t *testing.T) {
	const template = `<!doctype html><html lang=en><head><title>TITLE</title>
<meta name=description content="TITLE"><link rel="canonical" href="URL">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"Article","author":[{"@type":"Person","name":"TITLE"}]}]}</script>
</head><body>MORE<main id="ID" class="ID"><a name="ID"></a><article itemscope itemtype="https://schema.org/Recipe"><h1><span itemprop=name>TITLE</span></h1></article></main>`
	page := func(title, url, id, more string) string {
		return strings.NewReplacer("TITLE", title, "URL", url, "ID", id, "MORE", more).Replace(template)
	}
	a := causes(t, page("Lemon tart", "https://example.org/tart", "post-1", ""), "https://example.org/tart")
	b := causes(t, page("A pie of plums and nothing else", "https://example.org/pie", "post-22", "<p>\n\n<p>"), "https://example.org/pie")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two pages of one template differ:\n%s", diff)
	}
	for _, want := range []string{
		"head>title", "head>meta[description]@content", "head>link[canonical]@href", "body>main>article[https://schema.org/Recipe]>h1",
		"body>main>article[https://schema.org/Recipe]>h1>span[name]@itemprop", "script>Article/author", "script>Person/author/name",
	} {
		if !slices.Contains(a, want) {
			t.Errorf("there is no cause %s among\n%s", want, strings.Join(a, "\n"))
		}
	}
	for _, c := range a {
		for _, value := range []string{"Lemon", "tart", "post-1", "example.org"} {
			if strings.Contains(c, value) {
				t.Errorf("the cause %s has a value of the page", c)
			}
		}
	}
}

// TestCauseBounds holds that causes of hostile pages are bounded and are text,
// and that the part next to the finding is kept.
func TestCauseBounds(t *testing.T) {
	long := strings.Repeat("é", 5000)
	for name, tt := range map[string]struct{ html, end string }{
		"deep":            {strings.Repeat("<div itemprop=part>", 400) + "<h1>A</h1>", ">div[part]>h1"},
		"long names":      {`<meta name="` + long + `" content=x>`, "]@content"},
		"many long names": {strings.Repeat(`<section itemprop="`+long+`">`, 40) + "<h1>A</h1>", "]>h1"},
		"long keys":       {`<script type="application/ld+json">{"@context":"https://schema.org","@type":"` + long + `","` + long + `":{"` + long + `":{"` + long + `":{"name":"x"}}}}</script>`, "é"},
	} {
		t.Run(name, func(t *testing.T) {
			list := causes(t, tt.html, "")
			if !slices.ContainsFunc(list, func(c string) bool { return strings.HasSuffix(c, tt.end) }) {
				t.Errorf("no cause of %d ends in %s, such as %s", len(list), tt.end, list[0])
			}
			for _, c := range list {
				if len("test/probe ")+len(c) > maxCause || !utf8.ValidString(c) {
					t.Fatalf("%d bytes: %q", len(c), c)
				}
			}
		})
	}
}

// TestCauseSubject holds that a subject which names a page loses that in the
// cause, and keeps what a template names things by.
func TestCauseSubject(t *testing.T) {
	own := ownHosts{"example.org"}
	for subject, want := range map[string]string{
		"og:image": "og:image",
		"@id https://example.org/recipes/tart#recipe":  "@id #recipe",
		"name of https://Example.org/recipes/tart":     "name of URL",
		"name of /recipes/tart?x=1#a":                  "name of #a",
		"property http://purl.org/dc/terms/title":      "property http://purl.org/dc/terms/title",
		"name of https://other.example/#organization":  "name of https://other.example/#organization",
		"https://example.org/a https://example.org/b#": "URL #",
	} {
		if have := own.causeSubject(subject); have != want {
			t.Errorf("%s becomes %s, want %s", subject, have, want)
		}
	}
	if have := causeWithout("site/x", "page", "page"); have != "site/x page" {
		t.Error(have)
	}
	if have := causeWithout("site/x", strings.Repeat("s", 900), strings.Repeat("k", 900)); len(have) > maxCause || !strings.Contains(have, " k") {
		t.Error(have)
	}
}
