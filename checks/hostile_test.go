package checks_test

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks"
)

// maxMessage bounds the bytes of a message: a few quoted values of up to 90
// code points, with the words around them.
const maxMessage = 2500

// longer is the length of long values: they stand in some five hundred places.
const longer = 1 << 12

// TestHostileValues lints pages that have a hostile value in every place that
// checks read, with all checks on: none breaks, and no message is long or
// holds characters that act on terminals or turn text around.
func TestHostileValues(t *testing.T) {
	long := strings.Repeat("a", longer)
	values := []struct{ name, value string }{
		{"empty", ""},
		{"blank", " \t\n\u00a0\u2003 "},
		{"long", long},
		{"many words", strings.Repeat("word ", longer/4)},
		{"many digits", strings.Repeat("9", longer)},
		{"many separators", strings.Repeat("1,", longer/2)},
		{"many slashes", "https://example.org" + strings.Repeat("/", longer)},
		{"many colons", strings.Repeat(":", longer)},
		{"many percent signs", strings.Repeat("%", longer)},
		{"many hyphens", "2024" + strings.Repeat("-", longer)},
		{"many accents", "e" + strings.Repeat("\u0301", longer/2)},
		{"many quotes", strings.Repeat(`"`, longer)},
		{"escape codes", "\x1b[31mred\x1b[0m\x07\x08\x7f\u009b1m"},
		{"line ends", "one\r\ntwo\nthree\rfour\u2028five\u2029six\u0085seven"},
		{"right to left", "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark\u200e \u061c"},
		{"invisible", "a\u200bb\u00adc\ufeffd\U000e0041e\u2060f"},
		{"invalid UTF-8", "a\xff\xfe\xc3(\xed\xa0\x80b"},
		{"not characters", "\ufffe\uffff\U0010ffff\ue000"},
		{"verbs", "%s%d%v%!x(MISSING)%%n"},
		{"commands", "::error file=x,line=1::boo"},
		{"template", "{{ page.title }} ${x} <%= y %> %%z%%"},
		{"markup", `<script>alert(1)</script><!--&lt;b&gt;"'`},
		{"date of zeros", "0000-00-00"},
		{"date-time of zeros", "0000-00-00T00:00:00Z"},
		{"day that is not", "2024-02-30"},
		{"month that is not", "2024-13-01T25:61:61+99:99"},
		{"year of five digits", "12024-01-01"},
		{"year with a sign", "+012024-01-01T00:00:00Z"},
		{"year before Christ", "-0044-03-15"},
		{"digits of another script", "٢٠٢٤-٠٢-٣٠ ۴۵ １２"},
		{"number with commas", "1,299.00"},
		{"number with points", "1.299,00"},
		{"number with blanks", "1 299,00"},
		{"number with thin blanks", "1\u202f299\u2009000,5"},
		{"number with apostrophes", "1'299’000.50"},
		{"number with Arabic separators", "١٬٢٩٩٫٠٠"},
		{"number in lakhs", "12,34,567.89"},
		{"number beyond floats", "1e400"},
		{"number below floats", "-1e-400"},
		{"no number", "NaN"},
		{"infinity", "-Infinity"},
		{"hexadecimal", "0x1F"},
		{"signs", "--5+3"},
		{"duration in years", "P3Y"},
		{"duration in very many years", "P99999999999999999999999Y"},
		{"duration of nothing", "PT"},
		{"negative duration", "-P1D"},
		{"duration with fractions", "P0.5Y0.5M"},
		{"long duration", "P" + strings.Repeat("1D", longer/2)},
		{"address with controls", "https://example.org/a\x01b\tc\nd\x1b[2J?\x7f#\u202e"},
		{"script address", "java\tscript:alert(1)"},
		{"data address", "data:image/svg+xml;base64," + long},
		{"address with a port", "https://example.org:99999999999/"},
		{"address with brackets", "http://[::1]:80:80/"},
		{"address with a user", "https://user:pass@example.org@evil.example/"},
		{"address of a name", "https://xn--.example/\u202e"},
		{"long host", "https://" + strings.Repeat("a.", longer/8) + "example/"},
		{"relative", "//"},
		{"query", "?" + strings.Repeat("a=b&", longer/4)},
		{"long tag", strings.Repeat("en-", longer/4) + "x"},
		{"tag of Unicode", "K-ſ-İ"},
		{"robots", strings.Repeat("max-snippet:99999999999999999999,", longer/32)},
		{"refresh", "0;url=" + strings.Repeat("url=", longer/8)},
		{"selector", ".a[b=" + strings.Repeat("(", longer/8)},
	}
	l := allChecks(t)
	for _, tt := range values {
		t.Run(tt.name, func(t *testing.T) {
			for _, page := range hostilePages(tt.value) {
				quiet(t, l, checks.Source{
					Name: "page.html", Data: []byte(page), URL: "https://example.org/a/page?page=2",
					Header: http.Header{
						"Link":         {"<" + tt.value + `>; rel="canonical"; hreflang="` + tt.value + `"`},
						"X-Robots-Tag": {tt.value}, "Content-Type": {"text/html; charset=" + tt.value}, "Content-Language": {tt.value},
					},
					Record: &checks.Record{Title: tt.value, Date: tt.value, URL: tt.value},
				})
				// Nothing known beside the page, and a part of one.
				quiet(t, l, checks.Source{Name: "page.html", Data: []byte(page), Fragment: true})
			}
		})
	}
}

// TestHostileShapes lints pages whose structured data has absurd names and
// numbers of things, with all checks on.
func TestHostileShapes(t *testing.T) {
	mega := strings.Repeat("M", 1<<20)
	many := func(n int, f func(i int) string, sep string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = f(i)
		}
		return strings.Join(parts, sep)
	}
	number := func(i int) string {
		s := ""
		for ; i > 0 || s == ""; i /= 26 {
			s = string(rune('a'+i%26)) + s
		}
		return s
	}
	ld := func(body string) string {
		return `<script type="application/ld+json">{"@context":"https://schema.org",` + body + `}</script>`
	}
	scope := func(typ, body string) string {
		return `<div itemscope itemtype="` + typ + `">` + body + `</div>`
	}
	product := `"name":"Mug","offers":{"@type":"Offer","price":1,"priceCurrency":"EUR"}`
	pages := []struct{ name, html string }{
		{"JSON-LD type of a megabyte", ld(`"@type":"` + mega + `","name":"x"`)},
		{"JSON-LD property of a megabyte", ld(`"@type":"Product","` + mega + `":"x"`)},
		{"JSON-LD id of a megabyte", ld(`"@type":"Product","@id":"#` + mega + `","offers":{"@id":"#` + mega + `"}`)},
		{"microdata type of a megabyte", scope("https://schema.org/"+mega, `<p itemprop="name">x</p>`)},
		{"microdata property of a megabyte", scope("https://schema.org/Product", `<p itemprop="`+mega+`">x</p>`)},
		{"RDFa type of a megabyte", `<div vocab="https://schema.org/" typeof="` + mega + `"><p property="name">x</p></div>`},
		{"RDFa property of a megabyte", `<div vocab="https://schema.org/" typeof="Product"><p property="` + mega + `">x</p></div>`},
		{"RDFa prefix of a megabyte", `<div prefix="` + mega + `: https://schema.org/"><p property="` + mega + `:name">x</p></div>`},
		{"meta property of a megabyte", `<meta property="og:` + mega + `" content="x"><meta name="twitter:` + mega + `" content="x">`},
		{"JSON-LD with 10,000 types", ld(`"@type":[` + many(10_000, func(i int) string { return `"T` + number(i) + `"` }, ",") + `],` + product)},
		{"JSON-LD with 10,000 times Product", ld(`"@type":[` + many(10_000, func(int) string { return `"Product"` }, ",") + `],` + product)},
		{"microdata with 10,000 types", scope(many(10_000, func(i int) string { return "https://schema.org/T" + number(i) }, " "), `<p itemprop="name">x</p>`)},
		{"RDFa with 10,000 types", `<div vocab="https://schema.org/" typeof="` + many(10_000, number, " ") + `"><p property="name">x</p></div>`},
		{"10,000 properties on one element", scope("https://schema.org/Product", `<p itemprop="`+many(10_000, number, " ")+`">x</p>`)},
		{"10,000 products", ld(`"@graph":[` + many(10_000, func(int) string { return `{"@type":"Product",` + product + `}` }, ",") + `]`)},
		{"10,000 offers", ld(`"@type":"Product","name":"Mug","offers":[` + many(10_000, func(int) string { return `{"@type":"Offer","price":"1,299.00"}` }, ",") + `]`)},
		{"10,000 ratings", ld(`"@graph":[` + many(10_000, func(i int) string {
			return `{"@type":"AggregateRating","ratingValue":"` + number(i) + `","itemReviewed":{"@type":"Product","name":"Mug"}}`
		}, ",") + `]`)},
		{"10,000 authors", ld(`"@type":"Article","headline":"x","author":[` + many(10_000, func(i int) string { return `{"@type":"Person","name":"A ` + number(i) + `"}` }, ",") + `]`)},
		{"10,000 headings", many(10_000, func(i int) string { return "<h1>Heading " + number(i) + "</h1>" }, "")},
		{"10,000 titles", many(10_000, func(i int) string { return "<title>Title " + number(i) + "</title>" }, "")},
		{"10,000 canonicals", many(10_000, func(i int) string { return `<link rel="canonical" href="https://example.org/` + number(i) + `">` }, "")},
		{"10,000 language versions", many(10_000, func(i int) string {
			return `<link rel="alternate" hreflang="` + number(i) + `" href="https://example.org/` + number(i) + `">`
		}, "")},
		{"10,000 pictures", many(10_000, func(i int) string {
			return `<meta property="og:image" content="` + number(i) + `"><meta property="og:image:width" content="` + number(i) + `">`
		}, "")},
		{"10,000 times", many(10_000, func(i int) string { return `<time datetime="` + number(i) + `" class="published">x</time>` }, "")},
		{"10,000 robots", many(10_000, func(i int) string { return `<meta name="robots" content="` + number(i) + `">` }, "")},
		{"lone surrogates", ld(`"@type":"Product","name":"\ud800 \udfff","\udc00":"\ud800"`)},
		{"control characters in names", ld(`"@type":"\u001b[31mProduct\u202e","\u001b[31m\u202ename":"x","@id":"\u001b\u202e"`)},
	}
	l := allChecks(t)
	for _, tt := range pages {
		t.Run(tt.name, func(t *testing.T) {
			src := checks.Source{Name: "page.html", Data: []byte("<!doctype html><html><head></head><body>" + tt.html + "</body></html>")}
			quiet(t, l, src)
			src.Data = []byte("<!doctype html><html><head>" + tt.html + "</head><body></body></html>")
			src.URL = "https://example.org/a"
			quiet(t, l, src)
		})
	}
}

// allChecks is a linter that runs all checks, those that are off by default
// included.
func allChecks(t *testing.T) *checks.Linter {
	t.Helper()
	l, err := checks.New(checks.Settings{Only: []string{"*"}, Positions: true, AsOf: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// quiet lints a page and holds what comes out to be fit to print.
func quiet(t *testing.T, l *checks.Linter, src checks.Source) {
	t.Helper()
	r := l.Lint(src)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, f := range r.Failures {
		t.Errorf("%s broke: %s\n%s", f.Check, f.Err, f.Stack)
	}
	fit := func(id, message string) {
		if len(message) > maxMessage {
			t.Errorf("%s: a message has %d bytes: %.300s…", id, len(message), message)
		}
		if !utf8.ValidString(message) {
			t.Errorf("%s: a message is no UTF-8: %.300q", id, message)
		}
		if i := strings.IndexFunc(message, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s: a message holds %.12q raw: %.300q", id, message[i:], message)
		}
	}
	for _, f := range r.Findings {
		fit(f.Check.ID, f.Message)
		for _, rel := range f.Related {
			fit(f.Check.ID, rel.Message)
		}
	}
}

// hostilePages are pages with a value in every place that checks read: in the
// head, in JSON-LD, in microdata and in RDFa.
func hostilePages(value string) []string {
	attr := html.EscapeString(value)
	// encoding/json writes invalid UTF-8 as U+FFFD, which a page need not.
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	quoted := string(data)

	var head strings.Builder
	head.WriteString(`<!doctype html><html lang="` + attr + `"><head><base href="` + attr + `"><title>` + attr + `</title>`)
	for _, name := range []string{
		"description", "author", "robots", "googlebot", "viewport", "keywords", "date", "application-name", "title", "dc.date", "citation_title",
		"twitter:card", "twitter:site", "twitter:creator", "twitter:title", "twitter:description", "twitter:image", "twitter:player",
		"twitter:player:width", "twitter:app:id:iphone",
	} {
		head.WriteString(`<meta name="` + name + `" content="` + attr + `">`)
	}
	for _, property := range []string{
		"og:title", "og:type", "og:url", "og:image", "og:image:width", "og:image:height", "og:image:alt", "og:image:type", "og:video",
		"og:video:duration", "og:audio", "og:description", "og:site_name", "og:locale", "og:locale:alternate", "og:updated_time",
		"og:see_also", "article:published_time", "article:modified_time", "article:expiration_time", "article:author", "article:section",
		"article:tag", "book:isbn", "book:release_date", "fb:app_id", "fb:admins", "product:price:amount", "product:price:currency",
		"product:availability", "og:price:amount", "og:price:currency", "og:availability",
	} {
		head.WriteString(`<meta property="` + property + `" content="` + attr + `">`)
	}
	for _, rel := range []string{"canonical", "amphtml", "icon", "next", "shortlink", "alternate", "stylesheet"} {
		head.WriteString(`<link rel="` + rel + `" href="` + attr + `" type="` + attr + `" sizes="` + attr + `" media="` + attr + `">`)
	}
	head.WriteString(`<link rel="alternate" hreflang="` + attr + `" href="` + attr + `">` +
		`<link rel="alternate" type="application/rss+xml" title="` + attr + `" href="` + attr + `">` +
		`<link rel="alternate" type="application/json+oembed" href="https://example.org/oembed?url=` + attr + `">` +
		`<link rel="` + attr + `" href="/x"><meta name="` + attr + `" content="` + attr + `"><meta property="` + attr + `" content="x">` +
		`<meta http-equiv="refresh" content="` + attr + `"><meta http-equiv="content-language" content="` + attr + `">` +
		`<meta http-equiv="content-type" content="text/html; charset=` + attr + `"><meta charset="` + attr + `">` +
		`</head><body><h1>` + attr + `</h1><time datetime="` + attr + `" class="published">` + attr + `</time>` +
		`<address class="author">` + attr + `</address></body></html>`)

	var ld, md, rd strings.Builder
	for _, typ := range hostileTypes {
		ld.WriteString(`<script type="application/ld+json">{"@context":"https://schema.org","@type":"` + typ.name + `","@id":` + quoted)
		md.WriteString(`<div itemscope itemtype="https://schema.org/` + typ.name + `" itemid="` + attr + `">`)
		rd.WriteString(`<div vocab="https://schema.org/" typeof="` + typ.name + `" resource="` + attr + `">`)
		for _, p := range typ.properties {
			ld.WriteString(`,"` + p + `":[` + quoted + `]`)
			md.WriteString(`<span itemprop="` + p + `">` + attr + `</span><meta itemprop="` + p + `" content="` + attr + `"><a itemprop="` + p + `" href="` + attr + `">` + attr + `</a>`)
			rd.WriteString(`<span property="` + p + `">` + attr + `</span><span property="` + p + `" content="` + attr + `">x</span>`)
		}
		ld.WriteString("}</script>")
		md.WriteString("</div>")
		rd.WriteString("</div>")
	}
	// The value in place of names.
	ld.WriteString(`<script type="application/ld+json">{"@context":` + quoted + `,"@type":` + quoted + `,` + quoted + `:1}</script>` +
		`<script type="application/ld+json">{"@context":"https://schema.org","@type":` + quoted + `,` + quoted + `:{"@type":` + quoted + `},"name":1}</script>` +
		`<script type="application/ld+json">{"@context":"https://schema.org",` + attr + `}</script>` +
		`<script type="` + attr + `">{"@context":"https://schema.org","@type":"Thing"}</script>`)
	md.WriteString(`<div itemscope itemtype="` + attr + `" itemref="` + attr + `"><p itemprop="` + attr + `">x</p></div><p itemprop="` + attr + `" itemid="` + attr + `">x</p>`)
	rd.WriteString(`<div prefix="` + attr + `" vocab="` + attr + `" typeof="` + attr + `"><p property="` + attr + `" datatype="` + attr + `">x</p></div>`)
	body := func(s string) string {
		return "<!doctype html><html><head><title>x</title></head><body>" + s + "</body></html>"
	}
	return []string{head.String(), body(ld.String()), body(md.String()), body(rd.String())}
}

// hostileTypes are types with properties of every kind of value.
var hostileTypes = []struct {
	name       string
	properties []string
}{
	{"NewsArticle", []string{
		"headline", "name", "author", "datePublished", "dateModified", "image", "url", "mainEntityOfPage", "publisher", "inLanguage",
		"isAccessibleForFree", "copyrightYear", "wordCount", "description", "articleBody", "keywords", "speakable", "hasPart",
	}},
	{"Product", []string{"name", "offers", "aggregateRating", "review", "gtin13", "sku", "image", "isVariantOf", "weight", "color", "brand"}},
	{"Offer", []string{"price", "priceCurrency", "availability", "itemCondition", "priceValidUntil", "validThrough", "url", "eligibleRegion"}},
	{"AggregateRating", []string{"ratingValue", "bestRating", "worstRating", "ratingCount", "reviewCount", "itemReviewed"}},
	{"Event", []string{"name", "startDate", "endDate", "doorTime", "location", "eventStatus", "duration", "previousStartDate", "eventAttendanceMode"}},
	{"Recipe", []string{"name", "cookTime", "prepTime", "totalTime", "recipeYield", "nutrition", "recipeIngredient", "suitableForDiet"}},
	{"JobPosting", []string{"title", "datePosted", "validThrough", "employmentType", "baseSalary", "jobLocation", "jobLocationType", "directApply"}},
	{"VideoObject", []string{"name", "uploadDate", "duration", "contentUrl", "embedUrl", "thumbnailUrl", "expires"}},
	{"GeoCoordinates", []string{"latitude", "longitude", "elevation"}},
	{"PostalAddress", []string{"addressCountry", "postalCode", "telephone"}},
	{"BreadcrumbList", []string{"itemListElement", "numberOfItems"}},
	{"ListItem", []string{"position", "item", "name"}},
	{"OpeningHoursSpecification", []string{"opens", "closes", "dayOfWeek", "validFrom"}},
	{"Person", []string{"name", "birthDate", "knowsLanguage", "gender", "sameAs", "email"}},
	{"Dataset", []string{"name", "description", "temporalCoverage", "license"}},
}
