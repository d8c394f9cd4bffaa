package og

import (
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

var imageAltMissing = &check.Check{
	ID:       "og/image-alt-missing",
	Severity: check.Info,
	Title:    "og:image without og:image:alt",
	Why: "Whoever cannot see the picture of a shared link hears the text of og:image:alt instead. The protocol asks for it wherever " +
		"there is an og:image; X and Mastodon read it, too.",
	Fix:        "Add og:image:alt after og:image: what the picture shows, in a sentence, and not the headline again.",
	Exceptions: "One finding a page, however many pictures lack it. Silent when an og:image:alt stands before any og:image: that is og/orphan-structured-property.",
	References: []string{protocol},
	Bad:        `<meta property="og:image" content="https://example.org/dunes.jpg">`,
	Good: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:alt" content="A path of planks leads over dunes to the sea">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if hasOrphan(pass.Page, "og:image:alt") || pass.Page.MayHave("meta og:image:alt") {
			return
		}
		described := map[string]bool{}
		for _, m := range pass.Page.Images {
			if m.Prop("alt") != nil {
				described[m.URL.Value()] = true
			}
		}
		var bare []*page.Prop
		for _, m := range pass.Page.Images {
			if v := m.URL.Value(); v != "" && !described[v] {
				bare = append(bare, m.URL)
			}
		}
		if len(bare) == 0 {
			return
		}
		what := "og:image has no og:image:alt"
		if len(bare) > 1 {
			what = fmt.Sprintf("%d pictures have no og:image:alt", len(bare))
		}
		f := pass.Report(bare[0].Origin(), "%s; whoever cannot see the preview learns nothing of its picture; "+
			"add og:image:alt behind it with a sentence on what the picture shows", what)
		f.About("og:image:alt")
		f.RelateProps(bare[1:], func(*page.Prop) string { return "this picture has no og:image:alt either" })
	},
}

var imageDimensionsMissing = &check.Check{
	ID:       "og/image-dimensions-missing",
	Severity: check.Info,
	Title:    "First og:image without width and height",
	Why: "Facebook can lay out the preview of a page that nobody has shared before only when it knows the size of the picture. " +
		"Without og:image:width and og:image:height the first person to share the page may see no picture.",
	Fix:        "Add og:image:width and og:image:height, in pixels, after the first og:image.",
	Exceptions: "Only the first picture counts, since it is the one that is shown. Silent when they stand before any og:image: that is og/orphan-structured-property.",
	References: []string{images},
	Bad:        `<meta property="og:image" content="https://example.org/dunes.jpg">`,
	Good: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if hasOrphan(p, "og:image:width") || hasOrphan(p, "og:image:height") || p.MayHave("meta og:image:width", "meta og:image:height") {
			return
		}
		var first *page.Media
		has := map[string]bool{}
		for _, m := range p.Images {
			if first == nil && m.URL.Value() != "" {
				first = m
			}
			// The same picture may be named twice and described once.
			if first != nil && m.URL.Value() == first.URL.Value() {
				for _, last := range []string{"width", "height"} {
					has[last] = has[last] || m.Prop(last) != nil
				}
			}
		}
		if first == nil {
			return
		}
		var lacks []string
		for _, last := range []string{"width", "height"} {
			if !has[last] {
				lacks = append(lacks, "og:image:"+last)
			}
		}
		if len(lacks) == 0 {
			return
		}
		names := check.List(lacks)
		pass.Report(first.URL.Origin(), "the first og:image lacks %s; the first to share the page may see no picture, since its size is not known yet; "+
			"add %s with the size in pixels", names, names).About("og:image:width")
	},
}

var imageTooSmall = &check.Check{
	ID:       "og/image-too-small",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the picture is shown, but only as a small thumbnail"},
	Title:    "og:image declared smaller than previews need",
	Why: "Facebook refuses pictures under 200x200 pixels, and shows those under 600x315 only as a small thumbnail beside the text. " +
		"LinkedIn and others draw similar lines.",
	Fix:        "Give the address of a larger picture; 1200x630 pixels serve every consumer.",
	Exceptions: "The sizes that the page declares are judged; nothing is fetched. Of several pictures only the first is held to the size of a large preview.",
	References: []string{images},
	Bad: `<meta property="og:image" content="https://example.org/logo.png">
<meta property="og:image:width" content="120">
<meta property="og:image:height" content="60">`,
	Good: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "width", Doc: "least width of a picture, in pixels", Default: 200},
		{Name: "height", Doc: "least height of a picture, in pixels", Default: 200},
		{Name: "large-width", Doc: "least width for a large preview, in pixels", Default: 600},
		{Name: "large-height", Doc: "least height for a large preview, in pixels", Default: 315},
	},
	Run: runImageTooSmall,
}

func runImageTooSmall(pass *check.Pass) {
	type small struct {
		prop *page.Prop
		size string
	}
	find := func(m *page.Media, width, height int) *small {
		w, h := m.Prop("width"), m.Prop("height")
		pw, ph := pixels(w), pixels(h)
		at := w
		switch {
		case pw > 0 && pw < width:
		case ph > 0 && ph < height:
			at = h
		default:
			return nil
		}
		switch {
		case pw > 0 && ph > 0:
			return &small{at, fmt.Sprintf("%dx%d pixels", pw, ph)}
		case pw > 0:
			return &small{at, fmt.Sprintf("%d pixels wide", pw)}
		}
		return &small{at, fmt.Sprintf("%d pixels high", ph)}
	}
	width, height := pass.Int("width"), pass.Int("height")
	var f *check.Finding
	others := 0
	for _, m := range pass.Page.Images {
		s := find(m, width, height)
		switch {
		case s == nil:
		case f == nil:
			f = pass.Report(s.prop.Origin(), "og:image is declared %s; pictures under %dx%d are not shown at all; give a picture of at least 1200x630 pixels",
				s.size, width, height).About("og:image").Fact("size", s.size)
		case others < check.MaxRelated:
			others++
			f.Relate(s.prop.Origin(), "this picture is declared %s", s.size)
		}
	}
	if f != nil || len(pass.Page.Images) == 0 {
		return
	}
	width, height = pass.Int("large-width"), pass.Int("large-height")
	if s := find(pass.Page.Images[0], width, height); s != nil {
		pass.Report(s.prop.Origin(), "og:image is declared %s; under %dx%d it is shown as a small thumbnail only; give a picture of at least 1200x630 pixels",
			s.size, width, height).About("og:image").Fact("size", s.size).Milder()
	}
}

// pixels is the value of a width or height, 0 when there is none.
func pixels(p *page.Prop) int {
	if p == nil {
		return 0
	}
	return positive(p.Value())
}

// hasOrphan tells whether a structured property stands before any root.
func hasOrphan(p *page.Page, key string) bool {
	for _, o := range p.Orphans {
		if o.Key == key {
			return true
		}
	}
	return false
}
