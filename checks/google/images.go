package google

import (
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var imageTooSmall = &check.Check{
	ID:       "google/image-too-small",
	Severity: check.Info,
	Title:    "Image smaller than Google asks for",
	Impact:   "Google does not show the image",
	Why: "Google asks for images of at least 50,000 pixels (width times height) for articles, recipes and products, and for logos of at least " +
		"112x112 pixels. It does not show smaller ones with the result.",
	Fix:        "Use a larger image, ideally several in 16:9, 4:3 and 1:1. If the image is larger than declared, correct width and height.",
	Exceptions: "Only images that declare width and height are checked, and only the largest of several.",
	References: []string{articleDoc, docs + "logo", docs + "recipe"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes",
 "image": {"@type": "ImageObject", "url": "https://example.com/ferry.jpg", "width": 120, "height": 80}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes",
 "image": {"@type": "ImageObject", "url": "https://example.com/ferry.jpg", "width": 1200, "height": 800}}
</script>`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "pixels", Doc: "minimum width times height of an image, in pixels", Default: 50_000},
		{Name: "logo", Doc: "minimum width and height of a logo, in pixels", Default: 112},
	},
	Run: runImageTooSmall,
}

func runImageTooSmall(pass *check.Pass) {
	s := scanOf(pass)
	pixels, side := pass.Int("pixels"), pass.Int("logo")
	checked := make(map[*schemaorg.Item]bool)
	for _, f := range [...]*Feature{&articleFeature, &recipeFeature, &merchantListing, &productSnippet} {
		for _, c := range s.of(f) {
			if checked[c.item] {
				continue
			}
			checked[c.item] = true
			width, height, at, ok := s.largest(c.item, "image")
			if !ok || width*height >= float64(pixels) {
				continue
			}
			pass.Report(at, "the image of the %s is declared as %sx%s pixels, below the minimum of %d in total",
				c.item.Label(), size(width), size(height), pixels).
				Advise("use a larger image, or correct width and height").About(c.item.Label() + " image")
		}
	}
	for i, it := range s.g.OfType("Organization") {
		if i == maxItems {
			break
		}
		width, height, at, ok := s.largest(it, "logo")
		if !ok || width >= float64(side) && height >= float64(side) || checked[it] {
			continue
		}
		// A wide logo of the height that Google once asked for (60) is common
		// and shown in full elsewhere: only one that is small in both counts.
		if width >= float64(side) || height >= float64(side) {
			continue
		}
		for _, same := range s.g.Entity(it) {
			checked[same] = true
		}
		pass.Report(at, "the logo of the %s is declared as %sx%s pixels, below the minimum of %dx%d",
			it.Label(), size(width), size(height), side, side).
			Affects("Google does not show the logo").Advise("use a larger logo, or correct width and height").About(it.Label() + " logo")
	}
}

func size(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// largest is the declared size of the largest image in a property, and its
// place; ok is false if any of them declares none.
func (s *scan) largest(it *schemaorg.Item, term string) (width, height float64, at text.Origin, ok bool) {
	items, asText := s.nested(it, term)
	if asText || len(items) == 0 {
		return 0, 0, at, false
	}
	for _, img := range items {
		w, okW := s.pixels(img, "width")
		h, okH := s.pixels(img, "height")
		if !okW || !okH || w == 0 || h == 0 {
			return 0, 0, at, false
		}
		if w*h > width*height {
			width, height, at = w, h, img.TypePlace()
			if v := s.value(img, "width"); v != nil && v.Item == nil {
				_, at = written(v)
			}
		}
	}
	return width, height, at, true
}

// pixels is a width or height: a number, perhaps followed by "px", or a
// QuantitativeValue.
func (s *scan) pixels(it *schemaorg.Item, term string) (float64, bool) {
	v := s.value(it, term)
	if v == nil {
		return 0, false
	}
	if v.Item != nil {
		if v = s.value(v.Item, "value"); v == nil || v.Item != nil {
			return 0, false
		}
	}
	t, _ := written(v)
	n, ok := numbers.Parse(strings.TrimSpace(strings.TrimSuffix(strings.ToLower(t), "px")))
	return n, ok && n >= 0
}

var carouselInconsistent = &check.Check{
	ID:       "google/carousel-inconsistent",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Carousel with mixed types or a repeated URL",
	Impact:   "Google shows no carousel",
	Why: "Google shows a list as a carousel if all entries have one type (recipes, courses, restaurants or movies) and each has a URL of its " +
		"own on the same site. It does not show a list that mixes types or repeats a URL.",
	Fix:        "Write one list for each type, and give each entry its own URL. If all items are on one page, use the URL of the page with an anchor.",
	Exceptions: "Only lists of recipes, courses, restaurants or movies are checked and, for repeated URLs, lists whose entries have nothing but a url.",
	References: []string{docs + "carousel"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
 {"@type": "ListItem", "position": 1, "url": "https://example.com/soups/lentil"},
 {"@type": "ListItem", "position": 2, "url": "https://example.com/soups/lentil"}]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
 {"@type": "ListItem", "position": 1, "url": "https://example.com/soups/lentil"},
 {"@type": "ListItem", "position": 2, "url": "https://example.com/soups/pea"}]}
</script>`,
	Since: "0.1.0",
	Run:   runCarouselInconsistent,
}

func runCarouselInconsistent(pass *check.Pass) {
	s := scanOf(pass)
	for _, c := range s.of(&carouselFeature) {
		entries, _ := s.nested(c.item, "itemListElement")
		kind, kindAt := "", text.Origin{}
		seen := make(map[string]text.Origin)
		for _, e := range entries {
			in := e
			items, _ := s.nested(e, "item")
			if len(items) > 0 {
				in = items[0]
				own := carouselType(in)
				switch {
				case kind == "":
					kind, kindAt = own, in.TypePlace()
				case own != kind:
					f := pass.Report(in.TypePlace(), "the list mixes types: %s and %s", kind, own).Advise("write a list for each type")
					onIndex(pass, f).Relate(kindAt, "the first %s of the list", kind).About("ItemList types")
					return
				}
			}
			v := s.value(in, "url")
			if v == nil || v.Item != nil {
				continue
			}
			url, at := strings.TrimSpace(v.Text), v.Origin
			if first, ok := seen[url]; ok {
				f := pass.Report(at, "two entries of the list have the same URL: %s", check.Quote(url)).
					Advise("give each entry its own URL")
				onIndex(pass, f).Relate(first, "the first entry with this URL").About("ItemList url")
				return
			}
			seen[url] = at
		}
	}
}

func carouselType(it *schemaorg.Item) string {
	for _, t := range [...]string{"Recipe", "Course", "Restaurant", "Movie"} {
		if it.Is(t) {
			return t
		}
	}
	return it.Label()
}
