package schema

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

// run runs all checks of the family over a page.
func run(t testing.TB, html string) []*check.Finding {
	t.Helper()
	p, err := page.Read(page.Source{Name: "test.html", Data: []byte(html)}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var findings []*check.Finding
	pass := check.NewPass(p, time.Time{}, func(f *check.Finding) { findings = append(findings, f) })
	for _, c := range Checks {
		pass.Run(c, nil)
	}
	return findings
}

// ids are the checks and severities of findings, in order.
func ids(findings []*check.Finding) string {
	var list []string
	for _, f := range findings {
		list = append(list, strings.TrimPrefix(f.Check.ID, "schema/")+" "+f.Severity.String())
	}
	return strings.Join(list, ", ")
}

func jsonLD(body string) string {
	return `<script type="application/ld+json">{"@context":"https://schema.org",` + body + `}</script>`
}

// TestFindings runs single pages through all checks at once, so that a cause
// that two checks report shows.
func TestFindings(t *testing.T) {
	for _, tt := range []struct{ name, html, want string }{
		{"no items", `<p>nothing`, ""},
		{"empty graph", jsonLD(`"@graph":[]`), ""},
		{"case is not unknown", jsonLD(`"@type":"newsArticle","Headline":"a"`), "term-case warning, term-case warning"},
		{"unknown type mutes its properties", jsonLD(`"@type":"Foo","price":1`), "unknown-type error"},
		{"foreign prefix", jsonLD(`"@type":["Product","gs1:Product"],"gs1:gtin":"1","price":1`), ""},
		{"foreign types only", `<div itemscope itemtype="http://data-vocabulary.org/Product"><span itemprop="price">$1</span></div>`, ""},
		{"extension type", `<div itemscope itemtype="http://schema.org/Person/Engineer"><span itemprop="name">A</span></div>`, ""},
		{"own namespace of an extension", `<div itemscope itemtype="http://auto.schema.org/Bike"><span itemprop="gears">3</span></div>`, ""},
		{"unknown prefix of an address in the vocabulary", jsonLD(`"@type":"https://schema.org/Carr","name":"a"`), "unknown-type error"},
		{"multi-typed", jsonLD(`"@type":["Product","Car"],"name":"a","numberOfDoors":4,"sku":"1"`), ""},
		{"multi-typed value", jsonLD(`"@type":"Article","publisher":{"@type":["WebSite","Organization"],"name":"a"}`), ""},
		{"role", jsonLD(`"@type":"Organization","name":"a","member":{"@type":"OrganizationRole","member":{"@type":"Person","name":"b"},"startDate":"1979"}`), ""},
		{"role holds any property", jsonLD(`"@type":"Movie","name":"a","actor":{"@type":"PerformanceRole","actor":{"@type":"Person","name":"b"},"characterName":"c"}`), ""},
		{"annotations of actions", jsonLD(`"@type":"WebSite","url":"https://example.com/","potentialAction":{"@type":"SearchAction",` +
			`"target":"https://example.com/?q={q}","query-input":"required name=q","location.name-input":"required","result-output":"x"}`), ""},
		{"misspelled annotation", jsonLD(`"@type":"SearchAction","querry-input":"required name=q"`), "unknown-property warning"},
		{"reverse", jsonLD(`"@type":"Person","name":"a","@reverse":{"author":{"@type":"Book","name":"b"},"unknownName":{"@type":"Book","name":"c"}}`), ""},
		{"types of the same entity elsewhere", jsonLD(`"@graph":[{"@id":"#a","@type":"Product","name":"a","numberOfDoors":4},{"@id":"#a","@type":"Car"}]`), ""},
		{"reference to an item of the wrong type", jsonLD(`"@graph":[{"@type":"Article","publisher":{"@id":"#s"}},{"@id":"#s","@type":"WebSite","name":"a"}]`), "wrong-item-type warning"},
		{"reference to an item of the right type", jsonLD(`"@graph":[{"@type":"Article","publisher":{"@id":"#s"}},{"@id":"#s","@type":"Organization","name":"a"}]`), ""},
		{"general type", jsonLD(`"@type":"Article","author":{"@type":"Thing","name":"a"}`), ""},
		{"organization for place", jsonLD(`"@type":"Event","name":"a","location":{"@type":"Organization","name":"b"}`), "wrong-item-type info"},
		{"item for text", jsonLD(`"@type":"Article","headline":{"@type":"CreativeWork","name":"b"}`), "wrong-item-type warning"},
		{"Google's combinations", jsonLD(`"@type":"Product","name":"a","isbn":"1"`) + jsonLD(`"@type":"LocalBusiness","menu":"https://example.com/m","servesCuisine":"fish"`), ""},
		{"superseded beside its successor", jsonLD(`"@type":"Recipe","ingredients":"a","recipeIngredient":"a"`), ""},
		{"superseded type and its place", jsonLD(`"@type":"Article","comment":{"@type":"UserComments","commentText":"a"}`), "superseded info"},
		{"offers by address", jsonLD(`"@type":"Product","name":"a","offers":"https://example.com/offer"`), ""},
		{"rating false", jsonLD(`"@type":"Product","name":"a","aggregateRating":false`), "text-for-item warning"},
		{"list of texts", jsonLD(`"@type":"ItemList","itemListElement":["a","b"]`), ""},
		{"text among counted entries", jsonLD(`"@type":"ItemList","itemListElement":["a",{"@type":"ListItem","position":2,"name":"b"}]`), "text-for-item warning"},
		{"empty action", jsonLD(`"@type":"InteractionCounter","interactionType":{"@type":"LikeAction"},"userInteractionCount":3`), ""},
		{"item with an identifier only", jsonLD(`"@type":"Article","author":{"@type":"Person","@id":"https://example.com/a"}`), ""},
		{"itemscope around others", `<body itemscope itemtype="https://schema.org/Article"><div itemscope itemtype="https://schema.org/Person"><b itemprop="name">A</b></div>`, ""},
		{"empty author", jsonLD(`"@type":"Article","author":{"@type":"Person"}`), ""},
		{"empty organizer", jsonLD(`"@type":"Event","organizer":{"@type":"Person"}`), "empty-item warning"},
		{"empty breadcrumb", `<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li>a</ol>`, ""},
		{"blank of microdata", `<div itemscope itemtype="https://schema.org/Offer"><span itemprop="price"></span><meta itemprop="priceCurrency" content=""></div>`, ""},
		{"content attribute on a span", `<div itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="12.99">$12.99</span><span itemprop="priceCurrency" content="USD">$</span></div>`, ""},
		{"visible text", `<div itemscope itemtype="https://schema.org/Offer"><span itemprop="price">$12.99</span></div>`, "invalid-number error"},
		{"template in microdata", `<div itemscope itemtype="https://schema.org/Offer"><span itemprop="price">{{ price }}</span></div>`, ""},
		{"placeholder of JSON-LD", jsonLD(`"@type":"Offer","price":"undefined","priceCurrency":"undefined","url":"undefined"`), ""},
		{"open range", jsonLD(`"@type":"AggregateRating","ratingValue":"4/5","bestRating":5,"worstRating":1,"ratingCount":"12"`), ""},
		{"rating in percent", jsonLD(`"@type":"Rating","ratingValue":"80 %"`), ""},
		{"years of a copyright", jsonLD(`"@type":"Article","copyrightYear":"2019–2024"`), ""},
		{"return days", jsonLD(`"@type":"MerchantReturnPolicy","merchantReturnDays":30`), ""},
		{"position of a work", jsonLD(`"@type":"Chapter","position":"IV"`), ""},
		{"position of an entry", jsonLD(`"@type":"ItemList","itemListElement":{"@type":"ListItem","position":"first","name":"a"}`), "invalid-number error"},
		{"breadcrumb from 0", jsonLD(`"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":0,"name":"a"},{"@type":"ListItem","position":1,"name":"b"}]`), "list-positions warning"},
		{"list that goes on", jsonLD(`"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":11,"name":"a"},{"@type":"ListItem","position":12,"name":"b"}]`), ""},
		{"breadcrumb without positions", jsonLD(`"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","name":"a"},{"@type":"ListItem","position":1,"name":"b"}]`), ""},
		{"two trails", jsonLD(`"@graph":[{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"a"}]},{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"b"}]}]`), ""},
		{"members in every spelling", jsonLD(`"@type":"Offer","availability":["https://schema.org/InStock","http://schema.org/InStock","InStock","http://www.schema.org/InStock","//schema.org/InStock","schema:InStock"]`), ""},
		{"member of GoodRelations", jsonLD(`"@type":"OpeningHoursSpecification","dayOfWeek":"http://purl.org/goodrelations/v1#Monday","opens":"09:00"`), ""},
		{"member of another enumeration", jsonLD(`"@type":"Offer","itemCondition":"InStock"`), "invalid-enum warning"},
		{"free text beside an enumeration", jsonLD(`"@type":"Person","name":"a","gender":"none of yours"`), ""},
		{"lower-case currency", jsonLD(`"@type":"Offer","priceCurrency":"eur"`), "invalid-currency info"},
		{"crypto", jsonLD(`"@type":"Offer","priceCurrency":"BTC"`), "invalid-currency info"},
		{"given up currency", jsonLD(`"@type":"Offer","priceCurrency":"HRK"`), "invalid-currency info"},
		{"new currencies", jsonLD(`"@type":"Offer","priceCurrency":["SLE","ZWG","XCG"]`), ""},
		{"names of countries", jsonLD(`"@type":"PostalAddress","addressCountry":["Greece","gr","XK",{"@type":"Country","name":"UK"}]`), ""},
		{"English by name", jsonLD(`"@type":"Article","inLanguage":"English"`), "invalid-language info"},
		{"Language item", jsonLD(`"@type":"Article","inLanguage":{"@type":"Language","name":"English"}`), ""},
		{"minutes or months", jsonLD(`"@type":"Recipe","cookTime":"P30M"`), "invalid-duration info"},
		{"end of the day", jsonLD(`"@type":"OpeningHoursSpecification","dayOfWeek":"Monday","opens":"00:00","closes":"24:00"`), "invalid-time info"},
		{"text for a boolean that may be text", jsonLD(`"@type":"Hotel","petsAllowed":"Only small dogs"`), ""},
		{"Digital Link", jsonLD(`"@type":"Product","name":"a","gtin":"https://id.gs1.org/01/09506000134352"`), ""},
		{"work by name in microdata", `<div itemscope itemtype="https://schema.org/Article"><meta itemprop="isPartOf" content="The Harbour News"></div>`, ""},
		{"work by name in JSON-LD", jsonLD(`"@type":"Article","isPartOf":"The Harbour News"`), "invalid-url error"},
		{"JSON as a value", `<script type="application/ld+json">{"@context":["https://schema.org",{"price":{"@id":"https://schema.org/price","@type":"@json"}}],"@type":"Offer","price":{"a":1}}</script>`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, tt.html)
			if s := ids(got); s != tt.want {
				t.Errorf("got  %s\nwant %s\n%s", s, tt.want, tt.html)
				for _, f := range got {
					t.Log(f.Message)
				}
			}
		})
	}
}

func TestWithdrawnCurrency(t *testing.T) {
	p, err := page.Read(page.Source{Name: "t", Data: []byte(jsonLD(`"@type":"Offer","priceCurrency":"HRK"`))}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]int{2019: 0, 2024: 1} {
		n := 0
		check.NewPass(p, time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC), func(*check.Finding) { n++ }).Run(invalidCurrency, nil)
		if n != want {
			t.Errorf("as of %d: %d findings, want %d", year, n, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for _, s := range []string{"PT30M", "PT1H30M", "P1D", "P2DT12H", "P3W", "P1Y2M3DT4H5M6S", "PT1.5H", "PT1,5H", "PT0S", "P0D", "PT90M", "P0.5Y", "P0003-06-04T12:30:05", "PT36H", "P1.5W"} {
		if _, ok := readDuration(s); !ok {
			t.Errorf("%q is refused", s)
		}
	}
	for _, s := range []string{"", "P", "PT", "30", "30M", "T30M", "PT30", "PTM", "P1W2D", "P1DT", "pt30m", "PT30m", "-PT5M", "PT-5M", "PT1H 30M", "PT1.5H30M",
		"PT30M1H", "P1S", "PT1D", "P1.D", "P.5D", "PT1H1H", "P1.5DT3H", "00:30:00", "P0003-13-04T12:30:05", "P1M2W", "PTP", "PT5MT5S"} {
		if _, ok := readDuration(s); ok {
			t.Errorf("%q is accepted", s)
		}
	}
	for s, want := range map[string]string{
		"30 minutes": "PT30M", "1 hour 30 minutes": "PT1H30M", "1h30m": "PT1H30M", "2 hrs. 5 min.": "PT2H5M", "pt30m": "PT30M", "PT1H 30M": "PT1H30M",
		"P2M37S": "PT2M37S", "1 day": "P1D", "1 day, 2 hours": "P1DT2H", "90 sec": "PT90S", "30": "", "1:30": "", "": "", "about an hour": "", "5 min 1 hour": "",
	} {
		got := guessDuration(s)
		if got != want {
			t.Errorf("guessDuration(%q) = %q, want %q", s, got, want)
		}
		if got != "" {
			if _, ok := readDuration(got); !ok {
				t.Errorf("guessDuration(%q) = %q is no duration", s, got)
			}
		}
	}
}

func TestTimes(t *testing.T) {
	for _, s := range []string{"09:00", "09:00:00", "17:30Z", "17:30+02:00", "T09:00", "00:00:00"} {
		if !isTime(s) {
			t.Errorf("%q is refused", s)
		}
	}
	for _, s := range []string{"", "9:00", "9 am", "25:00", "09:60", "09:00-17:00", "closed", "2026-01-01"} {
		if isTime(s) && !isMidnight24(s) {
			t.Errorf("%q is accepted", s)
		}
	}
	for s, want := range map[string]string{
		"9 am": "09:00", "9:30 PM": "21:30", "12 am": "00:00", "12 pm": "12:00", "9:00": "09:00", "9h30": "09:30", "0930": "09:30", "9.30 p.m.": "21:30",
		"closed": "", "9": "", "13 pm": "", "25:00": "", "": "", "09:00-17:00": "",
	} {
		got := guessTime(s)
		if got != want {
			t.Errorf("guessTime(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	fault := func(term, s string) string {
		return addressFault(&site{
			item: &schemaorg.Item{Syntax: schemaorg.JSONLD},
			prop: &schemaorg.Property{IRI: schemaorg.Namespace + term, Value: schemaorg.Value{Kind: schemaorg.URLValue, Text: s}},
			text: strings.TrimSpace(s),
		})
	}
	for _, s := range []string{"https://example.com/", "/path", "page.html", "#part", "//example.com/a", "http://example.com/my picture.jpg", "/my picture.jpg",
		"my picture.jpg", "?q=1", "mailto:a@example.com", "urn:isbn:0316769487", "HTTP://EXAMPLE.COM", "https://bücher.example/ä", "contact", "https://example.com/?u=http://a b",
		"tel:+49 40 12345", "https://web.archive.org/web/2020/https://example.com/", "https://example.com/a%20b", "\thttps://example.com/\n"} {
		if f := fault("url", s); f != "" {
			t.Errorf("url %q: %s", s, f)
		}
	}
	for s, want := range map[string]string{
		"": emptyAddress, "N/A": notFilled, "None": notFilled, "http://": notFilled, "-": notFilled, "javascript:void(0)": codeAddress, "about:blank": codeAddress,
		"data:text/html,hi": dataAddress, "www.example.com/a": noScheme, "http//example.com": brokenScheme, "http://https://example.com": brokenScheme,
		"http://http//example.com": brokenScheme, "https://exam ple.com/": noHost, "https:///a": brokenScheme, "Harbour News": words, "CC BY 4.0": words,
		"https://a.example, https://b.example": severalAddresses, "https://a.example/x https://b.example": severalAddresses, "<iframe src='x'>": markup,
		"https://example.com/\x00": controls, "see https://example.com for more": severalAddresses,
	} {
		if f := fault("url", s); f != want {
			t.Errorf("url %q: %q, want %q", s, f, want)
		}
	}
	if f := fault("image", "data:image/png;base64,AAAA"); f != "" {
		t.Errorf("a picture in a data: address: %s", f)
	}
}

func TestLanguages(t *testing.T) {
	for _, s := range []string{"en", "EN", "en-GB", "zh-Hant-TW", "pt-br", "es-419", "sr-Latn", "x-klingon", "i-klingon", "yue", "und", "mul", "zxx", "haw", "de-DE-1996", "en-u-ca-gregory", "uk", "sgn"} {
		if j := judgeLanguage(s); j.fault != "" {
			t.Errorf("%q: %s", s, j.fault)
		}
	}
	for s, want := range map[string]string{
		"en_GB": "en-GB", "gb": "en-GB", "en-UK": "en-GB", "eng": "en", "ger": "de", "English": "tag", "Français": "tag", "en,fr": "array", "中文": "tag",
		"xx": "tag", "en--GB": "tag", "e": "tag", "12": "tag", "cn": "zh-CN", "english-us": "tag",
	} {
		if j := judgeLanguage(s); j.fault == "" || !strings.Contains(j.advice, want) {
			t.Errorf("%q: %+v, want advice with %s", s, j, want)
		}
	}
}

func TestGTIN(t *testing.T) {
	for _, tt := range []struct{ term, s, want string }{
		{"gtin13", "4006381333931", ""}, {"gtin13", "4 006381 333931", ""}, {"gtin13", "400-6381-33393-1", ""}, {"gtin8", "96385074", ""},
		{"gtin12", "036000291452", ""}, {"gtin14", "10012345678902", ""}, {"gtin", "96385074", ""}, {"gtin", "036000291452", ""},
		{"gtin13", "4006381333932", "check digit"}, {"gtin13", "36000291452", "11 digits"}, {"gtin", "12345", "5 digits"}, {"gtin13", "", "empty"},
		{"gtin13", "0000000000000", "zeros"}, {"gtin13", "N/A", "digits"}, {"gtin13", "4.006381333931E12", "digits"}, {"gtin", "080442957X", "ISBN"},
		{"gtin13", strings.Repeat("1", 5000), "5000 digits"}, {"gtin", "٤٠٠٦٣٨١٣٣٣٩٣١", "digits"}, {"gtin8", "4006381333931", "13 digits"},
	} {
		fault, advice := gtinFault(tt.term, tt.s)
		if (fault == "") != (tt.want == "") || !strings.Contains(fault, tt.want) || (fault == "") != (advice == "") {
			t.Errorf("%s %.40q: %q (%q), want %q", tt.term, tt.s, fault, advice, tt.want)
		}
	}
}

// TestTables holds the tables of codes to their form.
func TestTables(t *testing.T) {
	for name, tt := range map[string]struct {
		table  string
		length int
		least  int
	}{"currencies": {currencies, 3, 170}} {
		if !regexp.MustCompile(fmt.Sprintf(`^([A-Z]{%d} )+$`, tt.length)).MatchString(tt.table) {
			t.Errorf("%s is malformed", name)
		}
		codes := strings.Fields(tt.table)
		sorted := slices.Compact(slices.Sorted(slices.Values(codes)))
		if len(sorted) != len(codes) || len(codes) < tt.least {
			t.Errorf("%s: %d codes, %d of them different, want at least %d", name, len(codes), len(sorted), tt.least)
		}
	}
	for code := range withdrawn {
		if isCurrency(code) || len(code) != 3 {
			t.Errorf("%s is current and withdrawn", code)
		}
	}
	for code := range crypto {
		if isCurrency(code) {
			t.Errorf("%s is a currency of ISO 4217", code)
		}
	}
	for name, code := range currencyNames {
		if !isCurrency(code[:3]) && withdrawn[code] == 0 || name != strings.ToLower(name) {
			t.Errorf("%q leads to %s", name, code)
		}
	}
	for wrong, code := range countryOf {
		if isRegion(wrong) || !isRegion(code[:2]) {
			t.Errorf("%s leads to %s", wrong, code)
		}
	}
	if isCurrency("EU") || isCurrency("UR ") || isCurrency("D A") {
		t.Error("parts of codes pass for codes")
	}
}

// TestForms holds the forms to the vocabulary: what they name exists, and each
// form has properties.
func TestForms(t *testing.T) {
	byForm := map[form][]string{}
	for name, c := range classes() {
		byForm[c.form] = append(byForm[c.form], name)
	}
	for f := range forms {
		if len(byForm[f]) == 0 {
			t.Errorf("no property has form %d", f)
		}
	}
	for f, want := range map[form]string{
		addressForm: "url", numberForm: "price", booleanForm: "isAccessibleForFree", durationForm: "cookTime", timeForm: "opens", memberForm: "availability",
		free: "startTime",
	} {
		if !slices.Contains(byForm[f], want) {
			t.Errorf("%s has form %d, want %d", want, classes()[want].form, f)
		}
	}
	for e := range openEnumerations {
		if !schemaorg.IsEnumeration(e) {
			t.Errorf("%s is no enumeration", e)
		}
	}
	for term := range wanted {
		if classes()[term].form != itemForm {
			t.Errorf("%s does not want an item", term)
		}
	}
}

// TestGoogleTerms holds that what Google documents passes for known.
func TestGoogleTerms(t *testing.T) {
	dir := os.Getenv("METACHECK_FACTS")
	if dir == "" {
		t.Skip("METACHECK_FACTS is not set: the facts on rich results are not read")
	}
	data, err := os.ReadFile(filepath.Join(dir, "rich-results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var features []struct {
		Feature               string
		Types                 []string
		Required, Recommended []string
	}
	if err := json.Unmarshal(data, &features); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^[A-Za-z0-9]+$`)
	n := 0
	for _, f := range features {
		for _, prop := range slices.Concat(f.Required, f.Recommended) {
			first, _, _ := strings.Cut(prop, ".")
			if !name.MatchString(first) || !schemaorg.IsProperty(first) {
				continue
			}
			for _, typ := range f.Types {
				if !schemaorg.IsType(typ) {
					continue
				}
				n++
				if schemaorg.Expects(first, []string{typ}) || slices.ContainsFunc(f.Types, func(t string) bool { return schemaorg.Expects(first, []string{t}) }) {
					continue
				}
				it := &schemaorg.Item{Types: []string{schemaorg.Namespace + typ}}
				if !sanctioned(first, it) {
					t.Errorf("%s: %s on %s would be reported", f.Feature, first, typ)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d combinations were looked at", n)
	}
}

// TestHostile feeds names, types and values without measure: there must be an
// answer in bounded time, and none of it may be printed raw.
func TestHostile(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f(i))
		}
		return b.String()
	}
	value := func(term, s string) string {
		return jsonLD(`"@type":"Product","` + term + `":` + s)
	}
	control := `"\u001b[31m\u202e\u0000` + strings.Repeat("1", 200) + `"`
	for name, html := range map[string]string{
		"long type":     jsonLD(`"@type":"` + long + `"`),
		"long property": jsonLD(`"@type":"Product","` + long + `":1`),
		"long itemprop": `<div itemscope itemtype="https://schema.org/Product"><b itemprop="` + long + `">1</b></div>`,
		"many types":    jsonLD(`"name":"a","price":1,"@type":[` + many(10000, func(i int) string { return fmt.Sprintf(`"Type%d"`, i) }) + `]`),
		"many known types": jsonLD(`"name":"a","price":1,"@type":[` + many(10000, func(i int) string { return `"Product"` }) + `],` +
			many(5000, func(i int) string { return `"numberOfDoors":1` })),
		"many names": jsonLD(`"@type":"Product",` + many(20000, func(i int) string { return fmt.Sprintf(`"headlinX%d":1`, i) })),
		"many items": jsonLD(`"@graph":[` + many(20000, func(i int) string {
			return `{"@id":"#a","@type":"Product","headline":1,"offers":"x","numberOfDoors":{"@type":"Person"}}`
		}) + `]`),
		"many positions": jsonLD(`"@type":"BreadcrumbList","itemListElement":[` + many(20000, func(i int) string {
			return fmt.Sprintf(`{"@type":"ListItem","position":%d}`, i%7)
		}) + `]`),
		"many ranges": jsonLD(`"@type":"Offer","maxPrice":1,"minPrice":[` + many(20000, func(i int) string { return "5" }) + `]`),
		"many empty":  strings.Repeat(`<div itemscope itemtype="https://schema.org/Person">`, 400) + strings.Repeat("<p>", 20000),
		"digits":      value("price", `"`+strings.Repeat("9", 1<<20)+`"`) + value("price", `"`+strings.Repeat("1,", 1<<18)+`"`),
		"durations":   value("duration", `"P99999999999999999999999999Y"`) + value("duration", `"P`+strings.Repeat("1Y", 1<<18)+`"`),
		"gtin":        value("gtin", `"`+strings.Repeat("1 ", 1<<18)+`"`),
		"addresses":   value("url", `"`+strings.Repeat("http://", 1<<16)+`"`) + value("url", `"`+strings.Repeat("http://a ", 1<<16)+`"`),
		"language":    value("inLanguage", `"`+strings.Repeat("en-", 1<<18)+`"`),
		"controls":    many(1, func(int) string { return "" }) + value("price", control) + value("url", control) + value("gtin", control) + value("availability", control) + value("priceCurrency", control) + value("inLanguage", control) + value("latitude", control) + value("opens", control) + value("duration", control) + value("isFamilyFriendly", control) + value("offers", control) + value("head\\u001bline", "1"),
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Read(page.Source{Name: "t", Data: []byte(html)}, page.Options{})
			if err != nil {
				t.Skipf("not read: %v", err)
			}
			for _, c := range Checks {
				var list []*check.Finding
				check.NewPass(p, time.Time{}, func(f *check.Finding) { list = append(list, f) }).Run(c, nil)
				if len(list) > maxFindings {
					t.Errorf("%s: %d findings", c.ID, len(list))
				}
				for _, f := range list {
					words := f.Message
					for _, r := range f.Related {
						words += r.Message
					}
					if len(f.Message) > 2000 || len(f.Related) > maxRelated+1 || strings.ContainsAny(words, "\x00\x1b\u202e\n") || len(f.Subject) > 1000 {
						t.Errorf("%s: message of %d bytes, %d related, subject of %d: %.300q", c.ID, len(f.Message), len(f.Related), len(f.Subject), f.Message)
					}
				}
			}
		})
	}
}
