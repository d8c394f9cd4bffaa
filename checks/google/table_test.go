package google

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/schemaorg"
)

// TestTable checks what the users of the table rely on.
func TestTable(t *testing.T) {
	if len(features) > maxFeatures {
		t.Fatalf("%d features, and a scan has room for %d", len(features), maxFeatures)
	}
	for i, f := range features {
		t.Run(f.Slug, func(t *testing.T) {
			if i > 0 && features[i-1].Slug >= f.Slug {
				t.Errorf("comes after %s: the table is sorted by slug", features[i-1].Slug)
			}
			if f.Name == "" || f.Shows == "" || f.Where == "" || !strings.HasPrefix(f.Doc, "https://") {
				t.Errorf("name, shows, where or doc is missing: %+v", f)
			}
			for _, d := range []Day{f.Since, f.Limited, f.Until} {
				if d > FactsDate || d != 0 && (d/100%100 < 1 || d/100%100 > 12 || d%100 < 1 || d%100 > 31) {
					t.Errorf("%d is not a day, or is later than the table", d)
				}
			}
			if f.Until != 0 && f.Severity != 0 {
				t.Error("a retired feature has no checks of its own")
			}
			if (f.Severity != 0) != (f.example != "" || f == &breadcrumbFeature) {
				t.Error("only a feature with checks has an example")
			}
			for k := range f.Shapes {
				testShape(t, &f.Shapes[k])
			}
		})
	}
}

func testShape(t *testing.T, sh *Shape) {
	for _, typ := range slices.Concat(sh.Types, sh.Not) {
		if !schemaorg.IsType(typ) {
			t.Errorf("%s is not a type", typ)
		}
	}
	known := func(prop string) {
		for _, path := range pathsOf(prop) {
			for _, term := range path {
				base := strings.TrimSuffix(term, "-input")
				if !schemaorg.IsProperty(base) && term != "@id" && term != "@type" && term != "xPath" && term != "mathExpression-input" &&
					term != "returnPolicySeasonalOverride" && term != "startOffset-input" {
					t.Errorf("%s in %q is not a property", term, prop)
				}
			}
		}
	}
	asked := slices.Concat(sh.Required, sh.Recommended, sh.Optional)
	for _, group := range sh.AnyOf {
		if len(group) < 2 {
			t.Errorf("a group of one: %q", group)
		}
		asked = append(asked, group...)
	}
	for _, place := range sh.Of {
		typ, term, _ := strings.Cut(place, ".")
		if !schemaorg.IsType(typ) || !schemaorg.IsProperty(term) {
			t.Errorf("%s is not a place", place)
		}
	}
	asked = append(asked, sh.Via...)
	for i := range sh.When {
		c := &sh.When[i]
		asked = append(asked, c.Require...)
		if !strings.Contains(c.If, " ") {
			asked = append(asked, c.If)
		}
		if c.By != "" && !slices.ContainsFunc(Checks, func(ch *check.Check) bool { return ch.ID == c.By }) {
			t.Errorf("no check %s", c.By)
		}
	}
	for _, f := range sh.Formats {
		asked = append(asked, f.Prop)
		if f.Form == "" {
			t.Errorf("no form of %s", f.Prop)
		}
	}
	for _, e := range sh.Enums {
		asked = append(asked, e.Prop)
		for _, v := range e.Values {
			if !e.Text && !schemaorg.IsType(v) && schemaorg.EnumMember(v) == "" {
				t.Errorf("%s of %s is not a member of an enumeration", v, e.Prop)
			}
		}
	}
	for _, c := range sh.Changes {
		for _, prop := range slices.Concat(c.Added, c.Dropped) {
			if !slices.Contains(asked, prop) {
				t.Errorf("%s changed, but is not in the table", prop)
			}
		}
		if c.On > FactsDate {
			t.Errorf("a change on %s, later than the table", c.On)
		}
	}
	for _, prop := range asked {
		known(prop)
	}
}

// findings runs a check on a page as of a day.
func findings(t *testing.T, id, html, asOf string) []string {
	t.Helper()
	p, err := page.Read(page.Source{Data: []byte(html), URL: "https://example.com/a"}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var day time.Time
	if asOf != "" {
		if day, err = time.Parse(time.DateOnly, asOf); err != nil {
			t.Fatal(err)
		}
	}
	var list []string
	pass := check.NewPass(p, day, func(f *check.Finding) { list = append(list, f.Message) })
	at := slices.IndexFunc(Checks, func(c *check.Check) bool { return c.ID == id })
	if at < 0 {
		t.Fatalf("no check %s", id)
	}
	pass.Run(Checks[at], nil)
	return list
}

func ld(body string) string { return `<script type="application/ld+json">` + body + `</script>` }

// TestDated judges pages as of days before and after Google changed what it
// asks for; the empty day is unknown.
func TestDated(t *testing.T) {
	faq := ld(`{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": []}`)
	forum := ld(`{"@context": "https://schema.org", "@type": "DiscussionForumPosting", "text": "Which knot?", "datePublished": "2020-01-01"}`)
	event := ld(`{"@context": "https://schema.org", "@type": "Event", "name": "E", "startDate": "2020-05-05", "endDate": "2020-05-06",
"description": "D", "image": "https://example.com/i.jpg", "offers": {"@type": "Offer", "price": 0}, "organizer": "O", "performer": "P", "eventStatus": "EventScheduled",
"location": {"@type": "VirtualLocation", "url": "https://example.com/"}}`)
	video := ld(`{"@context": "https://schema.org", "@type": "VideoObject", "name": "V", "thumbnailUrl": "https://example.com/v.jpg",
"uploadDate": "2020-01-01", "publication": {"@type": "BroadcastEvent", "isLiveBroadcast": true, "startDate": "2026-03-01T10:00:00Z"}}`)
	for _, c := range []struct {
		name, id, html, asOf string
		want                 int
	}{
		{"retired", "google/retired-feature", faq, "2026-05-07", 1},
		{"the day before", "google/retired-feature", faq, "2026-05-06", 0},
		{"today not known", "google/retired-feature", faq, "", 0},
		{"before Google had the feature", "google/forum-required", forum, "2023-11-26", 0},
		{"on its first day", "google/forum-required", forum, "2023-11-27", 1},
		{"today not known asks of the table", "google/forum-required", forum, "", 1},
		{"attendance mode was recommended", "google/event-recommended", event, "2025-06-04", 1},
		{"and is no longer", "google/event-recommended", event, "2025-06-05", 0},
		{"online events were fine", "google/event-virtual-only", event, "2025-06-04", 0},
		{"and are no longer", "google/event-virtual-only", event, "2025-06-05", 1},
		{"the broadcast is on", "google/video-live-required", video, "2026-03-01", 0},
		{"the broadcast is over", "google/video-live-required", video, "2026-03-05", 1},
		{"today not known, so it may go on", "google/video-live-required", video, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := findings(t, c.id, c.html, c.asOf); len(got) != c.want {
				t.Errorf("%s as of %q: %d findings %q, want %d", c.id, c.asOf, len(got), got, c.want)
			}
		})
	}
}

// TestSelectors matches selectors with a page.
func TestSelectors(t *testing.T) {
	p, err := page.Read(page.Source{Data: []byte(`<!doctype html><!-- c --><html><head><title>T</title><meta name="description" content="d"></head>
<body><main class="story wide" id=m data-k="a-b"><div><p class=rest>x</p></div><h1>y</h1></main><p>z</p></body></html>`)}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		selector    string
		xpath       bool
		ok, matches bool
	}{
		{".story", false, true, true},
		{".stor", false, true, false},
		{"#m.wide p.rest", false, true, true},
		{"main > p", false, true, false},
		{"main > div>p", false, true, true},
		{"main>div p", false, true, true},
		{"div main", false, true, false},
		{"p, .none", false, true, true},
		{"MAIN h1", false, true, true},
		{"*", false, true, true},
		{`[data-k="a-b"] > h1`, false, true, true},
		{"[data-k^=a] .rest", false, true, true},
		{"[data-k$=x]", false, true, false},
		{"html > body > p", false, true, true},
		{"body p p", false, true, false},
		{"p:first-child", false, false, false},
		{"h1 + p", false, false, false},
		{"", false, false, false},
		{">", false, false, false},
		{"a >", false, false, false},
		{"/html/head/title", true, true, true},
		{"/head/title", true, true, false},
		{"//title", true, true, true},
		{"/html/head/meta[@name='description']/@content", true, true, true},
		{"/html/head/meta[@name='author']/@content", true, true, false},
		{"//main//p/text()", true, true, true},
		{"//p[1]", true, false, false},
		{"title", true, false, false},
		{"//*[contains(@class,'story')]", true, false, false},
	} {
		t.Run(c.selector, func(t *testing.T) {
			parse := parseSelector
			if c.xpath {
				parse = parseXPath
			}
			groups, ok := parse(c.selector)
			if ok != c.ok || ok && matchesAny(p.Doc, groups) != c.matches {
				t.Errorf("%q: understood %v, want %v; matches %v, want %v", c.selector, ok, c.ok, ok && matchesAny(p.Doc, groups), c.matches)
			}
		})
	}
}

// TestHostile runs all checks on pages that would take long if work were done for
// each of many items in each of many items.
func TestHostile(t *testing.T) {
	many := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	for name, body := range map[string]string{
		"one entity, many nodes":   `{"@context":"https://schema.org","@graph":[` + many(5000, `{"@type":"Product","@id":"#a","offers":{"@id":"#a"},"review":{"@id":"#a"}}`) + `]}`,
		"one creator, many nodes":  `{"@context":"https://schema.org","@type":"Article","headline":"x","creator":[` + many(20_000, `{"@id":"#a","url":"x"}`) + `]}`,
		"many offers":              `{"@context":"https://schema.org","@type":"Product","name":"x","offers":[` + many(5000, `{"@type":"Offer"}`) + `]}`,
		"many products":            `{"@context":"https://schema.org","@graph":[` + many(5000, `{"@type":["Product","Recipe","Event"],"name":"x"}`) + `]}`,
		"wide and deep":            `{"@context":"https://schema.org","@type":"Recipe","recipeInstructions":[` + many(300, `{"@type":"HowToSection","itemListElement":[`+many(20, `{"@type":"HowToStep"}`)+`]}`) + `]}`,
		"an item of itself":        `{"@context":"https://schema.org","@id":"#a","@type":["Product","Review","Offer","VideoObject"],"review":{"@id":"#a"},"offers":{"@id":"#a"},"hasPart":{"@id":"#a"},"itemReviewed":{"@id":"#a"},"name":"x"}`,
		"names that print nothing": "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"\u202e\",\"hasPart\":{\"@type\":\"WebPageElement\",\"cssSelector\":\"\u202e\\u0007\"}}",
		"a long selector":          `{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","cssSelector":"` + strings.Repeat(".a ", 400) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Read(page.Source{Data: []byte(ld(body))}, page.Options{})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			pass := check.NewPass(p, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), func(f *check.Finding) {
				n++
				if len(f.Message) > 3000 || strings.ContainsAny(f.Message, "\u202e\u0007\n") || len(f.Related) > maxRelated+1 {
					t.Errorf("%s: %d related places, message %q", f.Check.ID, len(f.Related), f.Message)
				}
			})
			for _, c := range Checks {
				pass.Run(c, nil)
			}
			if n > 40*maxRoots {
				t.Errorf("%d findings", n)
			}
		})
	}
}

// TestAgainstFacts compares the table with the facts in METACHECK_FACTS that it was
// made from: it contains all properties and values that they ask for.
func TestAgainstFacts(t *testing.T) {
	dir := os.Getenv("METACHECK_FACTS")
	if dir == "" {
		t.Skip("METACHECK_FACTS is not set")
	}
	data, err := os.ReadFile(filepath.Join(dir, "rich-results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts []struct {
		Feature, Slug         string
		Types                 []string
		Retired               bool
		Required, Recommended []string
		AnyOf                 [][]string `json:"any_of"`
		Enums                 map[string][]string
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	// The facts have some things under other names, or twice.
	elsewhere := map[string]bool{
		"Pros and cons (>=2 note ListItems in total)": true, // google/pros-cons-count
		"Interaction counter interactionType":         true, // a shape of forum
		"Interaction counter userInteractionCount":    true,
		"Paywalled content hasPart.@type":             true, // the format of hasPart
	}
	for _, row := range facts {
		if row.Retired {
			continue
		}
		at := slices.IndexFunc(features[:], func(f *Feature) bool { return f.Slug == row.Slug })
		if at < 0 {
			if row.Slug != "interaction-counter" {
				t.Errorf("%s (%s) is not in the table", row.Feature, row.Slug)
			}
			continue
		}
		var known []string
		enums := map[string][]string{}
		for i := range features[at].Shapes {
			sh := &features[at].Shapes[i]
			list := slices.Concat(sh.Required, sh.Recommended, sh.Optional)
			list = append(list, slices.Concat(sh.AnyOf...)...)
			for _, c := range sh.When {
				list = append(list, c.If)
				list = append(list, c.Require...)
			}
			for _, f := range sh.Formats {
				list = append(list, f.Prop)
			}
			for _, prop := range list {
				known = append(known, strings.Split(prop, "|")...)
			}
			for _, e := range sh.Enums {
				enums[e.Prop] = append(enums[e.Prop], e.Values...)
			}
		}
		asked := slices.Concat(row.Required, row.Recommended)
		asked = append(asked, slices.Concat(row.AnyOf...)...)
		for _, prop := range asked {
			name, _, _ := strings.Cut(prop, "(")
			for _, one := range strings.Split(name, "+") {
				// "author.name" is in the table when author is.
				head, _, _ := strings.Cut(one, ".")
				if !slices.Contains(known, one) && !slices.Contains(known, head) && !elsewhere[row.Feature+" "+prop] {
					t.Errorf("%s: %s is not in the table", row.Slug, prop)
				}
			}
		}
		for prop, values := range row.Enums {
			for _, v := range values {
				if !slices.Contains(enums[prop], v) && !elsewhere[row.Feature+" "+prop] {
					t.Errorf("%s: value %s of %s is not in the table", row.Slug, v, prop)
				}
			}
		}
	}
}
