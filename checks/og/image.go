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
	Impact:   "screen reader users get no description of the shared image",
	Why: "Screen readers read og:image:alt to people who cannot see the image of a shared link. The protocol asks for it wherever " +
		"there is an og:image; X and Mastodon use it, too.",
	Fix:        "Add og:image:alt after og:image. Describe in a sentence what the image shows; do not repeat the headline.",
	Exceptions: "One finding per page, however many images have no description. Silent when an og:image:alt comes before any og:image: og/orphan-structured-property reports that.",
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
			what = fmt.Sprintf("%d images have no og:image:alt", len(bare))
		}
		f := pass.Report(bare[0].Origin(), "%s", what).
			Advise("add og:image:alt right after it, describing what the image shows").About("og:image:alt")
		f.RelateProps(bare[1:], func(*page.Prop) string { return "this image has no og:image:alt either" })
	},
}

var imageDimensionsMissing = &check.Check{
	ID:       "og/image-dimensions-missing",
	Severity: check.Info,
	Title:    "First og:image without width and height",
	Impact:   "the first person to share the page on Facebook may see no image",
	Why: "Facebook can lay out the preview of a page that nobody has shared before only if it knows the size of the image. " +
		"Without og:image:width and og:image:height the first person to share the page may see no image.",
	Fix:        "Add og:image:width and og:image:height, in pixels, after the first og:image.",
	Exceptions: "Only the first image counts, since it is the one that is shown. Silent when the tags come before any og:image: og/orphan-structured-property reports that.",
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
			// The same image may be named twice and described once.
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
		pass.Report(first.URL.Origin(), "the first og:image has no %s", check.ListOr(lacks)).
			Advise("add %s with the size in pixels", names).About("og:image:width")
	},
}

var imageTooSmall = &check.Check{
	ID:       "og/image-too-small",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the image is shown, but only as a small thumbnail"},
	Title:    "og:image declared smaller than previews need",
	Impact:   "Facebook does not show the image",
	Why: "Facebook rejects images smaller than 200x200 pixels, and shows those smaller than 600x315 only as a small thumbnail beside the text. " +
		"LinkedIn and others have similar limits.",
	Fix:        "Use a larger image: 1200x630 pixels work for every consumer.",
	Exceptions: "Only declared sizes are checked; nothing is fetched. If there are several images, only the first has to be large enough for a large preview.",
	References: []string{images},
	Bad: `<meta property="og:image" content="https://example.org/logo.png">
<meta property="og:image:width" content="120">
<meta property="og:image:height" content="60">`,
	Good: `<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "width", Doc: "minimum width of an image, in pixels", Default: 200},
		{Name: "height", Doc: "minimum height of an image, in pixels", Default: 200},
		{Name: "large-width", Doc: "minimum width for a large preview, in pixels", Default: 600},
		{Name: "large-height", Doc: "minimum height for a large preview, in pixels", Default: 315},
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
			f = pass.Report(s.prop.Origin(), "og:image is declared as %s, below the minimum of %dx%d", s.size, width, height).
				Advise("use an image of at least 1200x630 pixels").About("og:image").Fact("size", s.size)
		case others < check.MaxRelated:
			others++
			f.Relate(s.prop.Origin(), "this image is declared as %s", s.size)
		}
	}
	if f != nil || len(pass.Page.Images) == 0 {
		return
	}
	width, height = pass.Int("large-width"), pass.Int("large-height")
	if s := find(pass.Page.Images[0], width, height); s != nil {
		pass.Report(s.prop.Origin(), "og:image is declared as %s, too small for a large preview (%dx%d)", s.size, width, height).
			Affects("Facebook shows it only as a small thumbnail").
			Advise("use an image of at least 1200x630 pixels").About("og:image").Fact("size", s.size).Milder()
	}
}

// pixels is the value of a width or height, 0 when there is none.
func pixels(p *page.Prop) int {
	if p == nil {
		return 0
	}
	return positive(p.Value())
}

// hasOrphan reports whether a structured property comes before any root.
func hasOrphan(p *page.Page, key string) bool {
	for _, o := range p.Orphans {
		if o.Key == key {
			return true
		}
	}
	return false
}
