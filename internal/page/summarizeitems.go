package page

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// imageTerms are the properties of schema.org that lead to a picture of a
// thing.
var imageTerms = []string{"image", "logo", "thumbnailUrl", "thumbnail", "photo", "primaryImageOfPage"}

func (b *summarizer) images() {
	add := func(im summary.Image, at text.Origin) bool {
		if im.URL == "" || strings.HasPrefix(im.URL, "data:") || b.p.Damaged(at) {
			return true
		}
		if !b.spend("images", len(b.s.Images) < maxSummaryImages, len(im.URL)+len(im.From)) {
			return false
		}
		im.At = b.spot(at, true)
		b.s.Images = append(b.s.Images, im)
		return true
	}
	declared := func(m *Media, last string) string {
		if prop := m.Prop(last); prop != nil {
			return clip(prop.Content, maxNameBytes)
		}
		return ""
	}
	for _, m := range b.p.Images {
		written := m.URL.Value()
		if written == "" {
			continue
		}
		im := summary.Image{
			URL: b.address(b.p.Resolve(written), written), From: "og:image",
			Width: declared(m, "width"), Height: declared(m, "height"), Type: declared(m, "type"), Alt: declared(m, "alt") != "",
		}
		if !add(im, m.URL.Origin()) {
			return
		}
	}
	for _, key := range []string{"twitter:image", "twitter:image:src"} {
		if prop := b.p.Prop(key); prop != nil && prop.Value() != "" {
			im := summary.Image{
				URL: b.address(b.p.Resolve(prop.Value()), prop.Value()), From: key, Alt: b.p.Content("twitter:image:alt") != "",
			}
			if !add(im, prop.Origin()) {
				return
			}
		}
	}
	looked := 0
	for _, it := range b.p.Graph.All {
		for i := range it.Properties {
			prop := &it.Properties[i]
			if looked++; looked > 20_000 {
				return
			}
			term := prop.Term()
			if term == "" || prop.Reverse || !slices.Contains(imageTerms, term) {
				continue
			}
			im, at := b.picture(&prop.Value)
			im.From = it.Syntax.String() + " " + term
			if !add(im, at) {
				return
			}
		}
	}
}

// picture is what a value says of a picture: an address, or an ImageObject.
func (b *summarizer) picture(v *schemaorg.Value) (summary.Image, text.Origin) {
	var im summary.Image
	if v.Item == nil {
		written, at := v.Written()
		im.URL = b.address(b.p.Resolve(written), written)
		if !looksAddress(written) {
			im.URL = ""
		}
		return im, at
	}
	it := v.Item
	if it.Reference {
		return im, v.Origin // its ID is an address of a thing, maybe of another page
	}
	for _, term := range []string{"contentUrl", "url"} {
		for _, u := range it.Values(term) {
			if u.Item != nil {
				continue
			}
			if written, at := u.Written(); looksAddress(written) {
				im.URL = b.address(b.p.Resolve(written), written)
				im.Width, im.Height = measure(it, "width"), measure(it, "height")
				im.Type = clip(it.Text("encodingFormat"), maxNameBytes)
				im.Alt = it.Text("caption") != "" || it.Text("description") != ""
				return im, at
			}
		}
	}
	return im, v.Origin
}

// measure is a width or height as written: a number, a text, or a
// QuantitativeValue.
func measure(it *schemaorg.Item, term string) string {
	v := it.Value(term)
	switch {
	case v == nil:
		return ""
	case v.Item != nil:
		return clip(v.Item.Text("value"), maxNameBytes)
	}
	written, _ := v.Written()
	return clip(written, maxNameBytes)
}

// looksAddress tells a value that is an address from the text that some pages
// put in its place.
func looksAddress(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && !strings.ContainsAny(s, " \n<>{}") && strings.ContainsAny(s, "/.")
}

func (b *summarizer) entities() {
	var main []*schemaorg.Item
	if len(b.p.Graph.All) > 0 {
		main = b.p.SubjectItems()
	}
	for _, it := range b.p.Graph.All {
		id := it.ID
		if strings.HasPrefix(id, "_:") {
			id = ""
		}
		if it.Reference || it.Parent != nil && id == "" {
			continue
		}
		e := summary.Entity{
			Syntax: it.Syntax.String(), Types: typeNames(it), ID: clip(id, maxAddressBytes),
			Main: slices.Contains(main, it), Nested: it.Parent != nil,
		}
		n := len(e.ID)
		for _, t := range e.Types {
			n += len(t) + 3
		}
		if !b.spend("entities", len(b.s.Entities) < maxSummaryItems, n) {
			return
		}
		e.At = b.spot(it.Origin, e.ID != "")
		if !b.opts.Brief {
			b.flatten(&e, it, "", 0)
		}
		b.s.Entities = append(b.s.Entities, e)
	}
}

func typeNames(it *schemaorg.Item) []string {
	var names []string
	for _, t := range it.Types[:min(len(it.Types), 16)] {
		if term := schemaorg.Term(t); term != "" {
			t = term
		}
		names = append(names, clip(t, maxNameBytes))
	}
	return names
}

// flatten adds what an item says to an entity, under a path. What is deeper
// than maxValuePath is left out and marked as cut.
func (b *summarizer) flatten(e *summary.Entity, it *schemaorg.Item, prefix string, depth int) {
	for i := range it.Properties {
		prop := &it.Properties[i]
		// Each property counts, also one that leads to an item without values:
		// itemref can lead to the same items again and again.
		if b.values++; b.values > maxSummaryValues {
			b.spend("values", false, 0)
			return
		}
		name := prop.Term()
		if name == "" {
			if name = prop.IRI; name == "" {
				name = prop.Name
			}
		}
		if prop.Reverse {
			name = "^" + name
		}
		path := prefix + clip(name, maxNameBytes)
		v := prop.Value.Item
		if v == nil {
			if !b.addValue(e, path, prop.Value.Text, prop.Value.Origin) {
				return
			}
			continue
		}
		if id := v.ID; id != "" && !strings.HasPrefix(id, "_:") {
			if !b.addValue(e, path+".@id", id, v.IDOrigin) {
				return
			}
		}
		for _, t := range typeNames(v) {
			if !b.addValue(e, path+".@type", t, v.TypeOrigin) {
				return
			}
		}
		if v.Reference {
			continue
		}
		if depth+1 >= maxValuePath {
			b.spend("values", false, 0)
			continue
		}
		b.flatten(e, v, path+".", depth+1)
	}
}

// comparedPaths lead to values of identified entities that are compared over
// pages.
var comparedPaths = map[string]bool{
	"name": true, "url": true, "logo": true, "logo.url": true, "logo.contentUrl": true, "headline": true,
}

func (b *summarizer) addValue(e *summary.Entity, path, value string, at text.Origin) bool {
	value = clip(value, maxValueBytes)
	if !b.spend("values", true, len(path)+len(value)) {
		return false
	}
	e.Values = append(e.Values, summary.Value{Path: path, Value: value, At: b.spot(at, comparedPaths[path] && e.ID != "")})
	return true
}
