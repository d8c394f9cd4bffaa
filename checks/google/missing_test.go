package google

import (
	"testing"

	"github.com/metacheck/metacheck/schemaorg"
)

// TestMissingWords reads the sentences that are built from missing properties.
func TestMissingWords(t *testing.T) {
	items := []*schemaorg.Item{{}, {}}
	own := func(label, form string) missingProp { return missingProp{label: label, form: form} }
	in := func(place, label, form string, n, of int) missingProp {
		return missingProp{in: place, label: label, form: form, faulty: items[:n], of: of}
	}
	var many []missingProp
	for _, label := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} {
		many = append(many, own(label, ""))
	}
	for _, c := range []struct {
		missing      []missingProp
		what, advice string
	}{
		{[]missingProp{own("url", asURL)}, "url", "add url (URL)"},
		{[]missingProp{own("name", asText), own("image", asImage)}, "name and image", "add name and image (URL or ImageObject)"},
		{
			[]missingProp{own("author", asPerson), own("text, image or video", ""), own("url", asURL)},
			"author and url, and text, image or video", "add author (Person or Organization) and url (URL), and text, image or video",
		},
		{
			[]missingProp{own("image", asImage), in("offers", "price", asNumber, 1, 2), in("offers", "url", asURL, 2, 2)},
			"image, and price in offers (1 of 2 items), and url in offers (both items)",
			"add image (URL or ImageObject), and price (number) and url (URL) in offers",
		},
		{[]missingProp{in("hasPart", "text", asText, 1, 1)}, "text in hasPart", "add text in hasPart"},
		{many, "a, b, c, d, e, f, g, h and 1 more property", "add these properties"},
		{append(many, own("j", "")), "a, b, c, d, e, f, g, h and 2 more properties", "add these properties"},
	} {
		if got := phrase(c.missing); got != c.what {
			t.Errorf("missing %s, want %s", got, c.what)
		}
		if got := advice(c.missing); got != c.advice {
			t.Errorf("%s, want %s", got, c.advice)
		}
	}
}
