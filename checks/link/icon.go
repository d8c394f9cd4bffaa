package link

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/imagesize"
)

var iconType = &check.Check{
	ID:         "link/icon-type",
	Severity:   check.Info,
	Title:      "Icon with the wrong type",
	Impact:     "browsers that choose icons by type skip it",
	Why:        "Browsers choose among several icons by their type. They may skip one with an unknown type, or fetch one that they cannot show.",
	Fix:        "Write the registered type: image/png, image/svg+xml, image/jpeg, and image/x-icon or image/vnd.microsoft.icon for .ico files; or remove the type attribute.",
	References: []string{linkTypes, "https://html.spec.whatwg.org/multipage/links.html#rel-icon"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon type=image/ico href=/favicon.ico>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon type=image/x-icon href=/favicon.ico>\n</head></html>",
	Since:      "0.1.0",
	Run:        runIconType,
}

func runIconType(pass *check.Pass) {
	type mistake struct{ typ, ext string } // ext where the type contradicts it
	var wrong check.Grouping[mistake, *page.Link]
	for _, l := range pass.Page.Links {
		typ := mediaType(l.Type)
		if l.FromHeader() || typ == "" || !isIcon(l) {
			continue
		}
		key := mistake{typ: typ}
		if imagesize.IsType(typ) {
			ext := extension(l)
			if ext == "" || slices.Contains(imagesize.TypesOf(ext), typ) {
				continue
			}
			key.ext = ext
		}
		wrong.Add(key, l)
	}
	for key, list := range wrong.All() {
		l := list[0]
		typ, ext := key.typ, key.ext
		var f *check.Finding
		if ext != "" {
			f = pass.Report(text.FromAttr(l.Node, "type"), "the icon has the type %s, but its URL ends in %s", check.Quote(l.Type), ext).
				Affects("browsers that choose icons by type may skip it, or fetch one that they cannot show").
				Advise("write type=%q", imagesize.TypesOf(ext)[0])
		} else {
			want := "write a type such as image/png, or remove the type attribute"
			if types := imagesize.TypesOf(extension(l)); types != nil {
				want = fmt.Sprintf("write type=%q", types[0])
			} else if usual := imagesize.UsualType(typ); imagesize.IsType(usual) {
				want = fmt.Sprintf("write type=%q", usual)
			}
			f = pass.Report(text.FromAttr(l.Node, "type"), "the icon has an unknown image type: %s", check.Quote(l.Type)).
				Advise("%s", want)
		}
		for i, other := range list[1:] {
			if i == 10 {
				break
			}
			f.Relate(text.FromAttr(other.Node, "type"), "another icon with the same type")
		}
	}
}

func isIcon(l *page.Link) bool {
	for _, rel := range []string{"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"} {
		if l.Has(rel) {
			return true
		}
	}
	return false
}

// extension is the extension of the icon's file when it is that of an image,
// in lowercase; else empty.
func extension(l *page.Link) string {
	if l.URL() == nil || l.URL().Opaque != "" {
		return ""
	}
	ext := strings.ToLower(path.Ext(l.URL().Path))
	if imagesize.TypesOf(ext) == nil {
		return ""
	}
	return ext
}
