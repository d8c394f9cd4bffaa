package checks_test

import (
	"testing"

	"github.com/metacheck/metacheck/checks"
)

// TestOptions holds that options change what they say: without the option the
// page has a finding of the check, with it none, or the other way round.
func TestOptions(t *testing.T) {
	ld := func(body string) string {
		return `<script type="application/ld+json">{"@context": "https://schema.org", ` + body + `}</script>`
	}
	head := func(s string) string {
		return `<!doctype html><html lang="en"><head><title>Opening hours</title>` + s + `</head><body></body></html>`
	}
	for _, tt := range []struct {
		check, option, value, html string
		without, with              int
	}{
		{"cross/author-mismatch", "bylines", "Harbour Walkers",
			`<meta name="author" content="Harbour  Walkers"><article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Lamp</h1>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Greta Lindqvist</span></span></article>`, 1, 0},
		{"date/default-epoch", "dates", "2000-01-01", `<meta property="article:published_time" content="2000-01-01T00:00:00Z">`, 0, 1},
		{"head/meta-empty", "allow", "author", head(`<meta name="author" content="">`), 1, 0},
		{"head/meta-refresh", "hours", "1", head(`<meta http-equiv="refresh" content="7200">`), 1, 0},
		{"head/title-vague", "titles", "opening HOURS", head(""), 0, 1},
		{"jsonld/entity-escaped", "html", "slogan", ld(`"@type": "Organization", "slogan": "Tom &amp; Ada"`), 1, 0},
		{"jsonld/id-conflict", "properties", "telephone", ld(`"@graph": [{"@id": "#a", "@type": "Organization", "telephone": "1"}, {"@id": "#a", "@type": "Organization", "telephone": "2"}]`), 0, 1},
		{"jsonld/placeholder-value", "values", "TBD,-", ld(`"@type": "Product", "name": "Mug", "sku": "TBD"`), 0, 1},
		{"link/canonical-invalid", "hosts", "wiki.internal", head(`<link rel="canonical" href="https://wiki.internal/a">`), 1, 0},
		{"link/unknown-rel", "allow", "android-*", head(`<link rel="android-icon" href="/icon.png">`), 1, 0},
		{"og/unknown-type", "allow", "voucher", `<meta property="og:type" content="voucher">`, 1, 0},
		{"rdfa/unknown-prefix", "allow", "shop", head(`<meta property="shop:size" content="9">`), 1, 0},
		{"robots/unknown-directive", "allow", "nopetrol", head(`<meta name="robots" content="nopetrol">`), 1, 0},
		{"schema/invalid-currency", "allow", "BTC", ld(`"@type": "Offer", "price": 1, "priceCurrency": "BTC"`), 1, 0},
		{"schema/unknown-property", "allow", "shelf*", ld(`"@type": "Product", "name": "Mug", "shelfNumber": "7"`), 1, 0},
		{"schema/unknown-type", "allow", "Shelf", ld(`"@type": "Shelf", "name": "Mug"`), 1, 0},
	} {
		t.Run(tt.check+"."+tt.option, func(t *testing.T) {
			count := func(options ...checks.OptionOf) int {
				l, err := checks.New(checks.Settings{Only: []string{tt.check}, Options: options})
				if err != nil {
					t.Fatal(err)
				}
				return len(l.Lint(checks.Source{Name: "x", Data: []byte(tt.html)}).Findings)
			}
			if got := count(); got != tt.without {
				t.Errorf("without the option: %d findings, want %d", got, tt.without)
			}
			if got := count(checks.OptionOf{Check: tt.check, Option: tt.option, Value: tt.value}); got != tt.with {
				t.Errorf("with the option: %d findings, want %d", got, tt.with)
			}
		})
	}
}
