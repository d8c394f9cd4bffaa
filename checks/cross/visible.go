package cross

import (
	"html"
	"strconv"
	"strings"
	"unicode"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/internal/values/titles"
	"github.com/metacheck/metacheck/schemaorg"
)

var jsonldNotVisible = &check.Check{
	ID:       "cross/jsonld-not-visible",
	Severity: check.Info,
	Off:      true,
	Title:    "JSON-LD value that is not in the text of the page",
	Impact:   "Google may treat markup of content that visitors do not see as spam",
	Why: "Google requires that structured data describes what the page shows to visitors, and may treat markup of hidden content as spam. A headline, " +
		"a price or a rating that is not in the text is often that of another page, or outdated.",
	Fix: "Show the value on the page, or remove it from the structured data.",
	Exceptions: "Only the headline, the price and the rating of the main item are checked. Off by default, since pages that scripts fill " +
		"show more than their HTML; silent on pages with little text. Numbers may be written in any form and rounded; stars in an " +
		"image count as a rating.",
	References: []string{refSchema},
	Bad: `<!doctype html><html lang="en"><head><title>Enamel mugs</title>
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Enamel mug",
 "offers": {"@type": "Offer", "price": "12.90", "priceCurrency": "EUR"}}
</script></head><body><h1>Enamel mug</h1><p>A mug for the kitchen and the garden, with a rim of steel, made to last for generations. It holds a third
of a litre, keeps tea warm for as long as anybody needs to drink it, and comes in white, in blue, and in a green that nobody makes
anymore.</p><p>Now for 14,90 €, with free shipping to your door.</p></body></html>`,
	Good: `<!doctype html><html lang="en"><head><title>Enamel mugs</title>
<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Enamel mug",
 "offers": {"@type": "Offer", "price": "12.90", "priceCurrency": "EUR"}}
</script></head><body><h1>Enamel mug</h1><p>A mug for the kitchen and the garden, with a rim of steel, made to last for generations. It holds a third
of a litre, keeps tea warm for as long as anybody needs to drink it, and comes in white, in blue, and in a green that nobody makes
anymore.</p><p>Now for 12,90 €, with free shipping to your door.</p></body></html>`,
	Since:   "0.1.0",
	Options: []check.Option{{Name: "min-text", Doc: "minimum number of letters and digits in the text of a page that is checked", Default: 200}},
	Run:     runJSONLDNotVisible,
}

func runJSONLDNotVisible(pass *check.Pass) {
	p := pass.Page
	if p.Partial() {
		return
	}
	var subject *schemaorg.Item
	for _, it := range p.SubjectItems() {
		if it.Syntax == schemaorg.JSONLD {
			subject = it
			break
		}
	}
	if subject == nil {
		return
	}
	seen := readVisible(p)
	if seen == nil || len(seen.letters) < pass.Int("min-text") {
		return
	}
	if v := subject.Value("headline"); v != nil && v.Item == nil && !seen.hasTitle(p, v.Text) {
		pass.Report(v.Origin, "headline is not in the text of the page: %s", check.Quote(v.Text)).
			Advise("show it, or write the headline of the page").About("headline")
	}
	for _, l := range listings(p) {
		if l.item != subject || len(l.prices) == 0 || l.open {
			continue
		}
		visible := false
		for _, a := range l.prices {
			visible = visible || a.value == 0 || seen.hasNumber(a.value, 2)
		}
		if low, _ := l.span(); !visible {
			pass.Report(low.at, "price is not in the text of the page: %s", check.Quote(low.text)).
				Affects("Google disapproves offers whose price the page does not show").
				Advise("write the price that the page shows").About("price")
		}
	}
	for _, v := range subject.Values("aggregateRating") {
		rating := p.Graph.Resolve(v)
		if rating == nil || seen.stars {
			continue
		}
		if s := readRating(rating); s != nil && !seen.hasNumber(s.value, 1) && !seen.hasNumber(s.value, 2) {
			pass.Report(s.at, "ratingValue is not in the text of the page: %s", check.Quote(s.text)).
				Advise("show the rating, or remove it").About("ratingValue")
		}
	}
}

// visible is the text of a page as far as its HTML has it.
type visible struct {
	// letters are the letters and digits of the text in lowercase, with nothing
	// between them.
	letters string
	// numbers are the digits of the numbers in it.
	numbers map[string]bool
	// stars reports whether something on the page is drawn as stars.
	stars bool
}

// maxVisible bounds the text that is gone through.
const maxVisible = 4 << 20

// readVisible reads the text of body, and of the attributes that hold text. It is nil for a page with more than can be gone through.
func readVisible(p *page.Page) *visible {
	seen := &visible{numbers: map[string]bool{}}
	var letters strings.Builder
	budget := maxVisible
	add := func(s string) {
		if budget -= len(s); budget < 0 {
			return
		}
		for _, r := range s {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters.WriteRune(unicode.ToLower(r))
			}
		}
		seen.addNumbers(s)
	}
	for n := p.Body; n != nil && budget > 0; n = text.Following(n, p.Body) {
		switch {
		case n.Type == nethtml.TextNode && isShown(n.Parent):
			add(n.Data)
		case n.Type == nethtml.ElementNode:
			for _, a := range n.Attr {
				switch a.Key {
				case "alt", "title", "aria-label", "value":
					add(a.Val)
				case "class":
					seen.stars = seen.stars || len(a.Val) < 1000 && strings.Contains(strings.ToLower(a.Val), "star")
				}
			}
		}
	}
	if budget <= 0 {
		return nil
	}
	seen.letters = letters.String()
	return seen
}

// isShown reports whether visitors see the text right in an element.
func isShown(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Title:
		return false
	}
	return true
}

// addNumbers notes the digits of each number of a text, whatever separates
// them, and of each of its parts.
func (seen *visible) addNumbers(s string) {
	for len(s) > 0 {
		i := strings.IndexAny(s, "0123456789")
		if i < 0 {
			return
		}
		s = s[i:]
		end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune(".,'’ \u00a0\u202f", r) })
		if end < 0 {
			end = len(s)
		}
		run := s[:end]
		if len(run) < 64 && len(seen.numbers) < 100_000 {
			seen.numbers[allDigits(run)] = true
			for _, part := range strings.FieldsFunc(run, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' }) {
				seen.numbers[allDigits(part)] = true
				if plain := numbers.Plain(part); plain != "" {
					seen.numbers[digits(plain)] = true
				}
			}
		}
		s = s[end:]
	}
}

// hasNumber reports whether the text has the number, rounded to so many decimals
// or with all that it has.
func (seen *visible) hasNumber(value float64, decimals int) bool {
	for _, d := range []int{decimals, -1} {
		s := strconv.FormatFloat(value, 'f', d, 64)
		if seen.numbers[digits(s)] || seen.numbers[allDigits(s)] {
			return true
		}
	}
	return false
}

// hasTitle reports whether the text, or the main heading, has a title.
func (seen *visible) hasTitle(p *page.Page, title string) bool {
	title = strings.TrimRight(html.UnescapeString(title), ". …")
	var letters strings.Builder
	for _, r := range title {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters.WriteRune(unicode.ToLower(r))
		}
	}
	if letters.Len() < 4 || strings.Contains(seen.letters, letters.String()) {
		return true
	}
	c := p.TitleComparer()
	t := c.Prepare(title)
	for _, h := range p.Headings[:min(len(p.Headings), 20)] {
		if t.Compare(c.Prepare(h.Text)) <= titles.Undecided {
			return true
		}
	}
	return false
}
