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
	Title:    "image smaller than Google asks for",
	Why: "Google asks for images of 50,000 pixels or more (width times height) for articles, recipes and products, and for logos of 112 by " +
		"112 or more. Smaller ones are not shown with the result.",
	Fix:        "Give a larger image; several in 16:9, 4:3 and 1:1 are best. Where the image is larger than declared, correct width and height.",
	Exceptions: "Only images that declare width and height are judged, and of several the largest.",
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
		{Name: "pixels", Doc: "the least width times height of an image", Default: 50_000},
		{Name: "logo", Doc: "the least width and height of a logo", Default: 112},
	},
	Run: runImageTooSmall,
}

func runImageTooSmall(pass *check.Pass) {
	s := scanOf(pass)
	pixels, side := pass.Int("pixels"), pass.Int("logo")
	judged := make(map[*schemaorg.Item]bool)
	for _, f := range [...]*Feature{&articleFeature, &recipeFeature, &merchantListing, &productSnippet} {
		for _, c := range s.of(f) {
			if judged[c.item] {
				continue
			}
			judged[c.item] = true
			width, height, at, ok := s.largest(c.item, "image")
			if !ok || width*height >= float64(pixels) {
				continue
			}
			pass.Report(at, "the image of the %s is declared with %s by %s pixels, less than the %s in all that Google asks for; give a larger one, or correct width and height",
				c.item.Label(), size(width), size(height), strconv.Itoa(pixels)).About(c.item.Label() + " image")
		}
	}
	for i, it := range s.g.OfType("Organization") {
		if i == maxItems {
			break
		}
		width, height, at, ok := s.largest(it, "logo")
		if !ok || width >= float64(side) && height >= float64(side) || judged[it] {
			continue
		}
		// A wide logo of the height that Google once asked for (60) is common
		// and shown in full elsewhere: only one that is small both ways counts.
		if width >= float64(side) || height >= float64(side) {
			continue
		}
		for _, same := range s.g.Entity(it) {
			judged[same] = true
		}
		pass.Report(at, "the logo of the %s is declared with %s by %s pixels, less than the %d by %d that Google asks for; give a larger one, or correct width and height",
			it.Label(), size(width), size(height), side, side).About(it.Label() + " logo")
	}
}

func size(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// largest is the declared size of the largest image in a property, and its
// place; ok is false when any of them declares none.
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

// pixels is a width or height: a number, perhaps with "px" behind it, or a
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
	Title:    "entries of a carousel do not go together",
	Why: "Google shows a list as a carousel when its entries are of one type (recipes, courses, restaurants or movies), each with an address " +
		"of its own on the same site. A list that mixes types or repeats an address is not shown as one.",
	Fix:        "Make one list for each type, and give each entry its own address; on a page that has all of them, the page's address with an anchor.",
	Exceptions: "Only lists that qualify: those whose entries have an item of one of these types, or, for repeated addresses, nothing but a url.",
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
					f := pass.Report(in.TypePlace(), "the list holds a %s beside a %s, and Google shows carousels of one type only; make a list of each", own, kind)
					onIndex(pass, f).Relate(kindAt, "the list begins with a %s", kind).About("ItemList types")
					return
				}
			}
			v := s.value(in, "url")
			if v == nil || v.Item != nil {
				continue
			}
			address, at := strings.TrimSpace(v.Text), v.Origin
			if first, ok := seen[address]; ok {
				f := pass.Report(at, "the list has the address %s twice, and Google shows carousels whose entries have one each; give each entry its own address",
					check.Quote(address))
				onIndex(pass, f).Relate(first, "the first entry with this address").About("ItemList url")
				return
			}
			seen[address] = at
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
