package link

import (
	"path"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var iconType = &check.Check{
	ID:         "link/icon-type",
	Severity:   check.Info,
	Title:      "The type of an icon is wrong",
	Why:        "Browsers choose among several icons by their type and may pass over one with a type that they do not know, or fetch one that they cannot show.",
	Fix:        "Write the registered type: image/png, image/svg+xml, image/jpeg, and image/x-icon or image/vnd.microsoft.icon for .ico files; or leave type out.",
	References: []string{linkTypes, "https://html.spec.whatwg.org/multipage/links.html#rel-icon"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon type=image/ico href=/favicon.ico>\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News</title>\n<link rel=icon type=image/x-icon href=/favicon.ico>\n</head></html>",
	Since:      "0.1.0",
	Run:        runIconType,
}

// imageTypes are the media types that icons have.
var imageTypes = map[string]bool{
	"image/x-icon": true, "image/vnd.microsoft.icon": true, "image/png": true, "image/svg+xml": true,
	"image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true, "image/bmp": true,
	"image/apng": true, "image/jxl": true, "image/tiff": true,
}

// extensionTypes are the types of files, by extension; the first is the one to
// suggest.
var extensionTypes = map[string][]string{
	".ico": {"image/x-icon", "image/vnd.microsoft.icon"},
	".png": {"image/png", "image/apng"},
	".svg": {"image/svg+xml"},
	".jpg": {"image/jpeg"}, ".jpeg": {"image/jpeg"},
	".gif": {"image/gif"}, ".webp": {"image/webp"}, ".avif": {"image/avif"}, ".bmp": {"image/bmp"},
}

// misnamed are types that people write for the right ones.
var misnamed = map[string]string{
	"image/ico": "image/x-icon", "image/icon": "image/x-icon", "text/ico": "image/x-icon", "application/ico": "image/x-icon", "image/favicon": "image/x-icon",
	"image/x-ico": "image/x-icon", "image/vnd.microsoft.ico": "image/x-icon", "ico": "image/x-icon", "x-icon": "image/x-icon",
	"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/svg": "image/svg+xml", "image/x-png": "image/png", "png": "image/png",
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
		if imageTypes[typ] {
			ext := extension(l)
			if ext == "" || slices.Contains(extensionTypes[ext], typ) {
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
			f = pass.Report(text.FromAttr(l.Node, "type"), "the type %s of the icon contradicts its address, which ends in %s; browsers that choose by type may fetch what they cannot show, or pass over it; write %s",
				check.Quote(l.Type), ext, extensionTypes[ext][0])
		} else {
			want := "write a type such as image/png, or leave type out"
			if types := extensionTypes[extension(l)]; types != nil {
				want = "write " + types[0]
			} else if m := misnamed[typ]; m != "" {
				want = "write " + m
			}
			f = pass.Report(text.FromAttr(l.Node, "type"), "the type %s of the icon is no media type of images; browsers that choose by type pass over the icon; %s",
				check.Quote(l.Type), want)
		}
		for i, other := range list[1:] {
			if i == 10 {
				break
			}
			f.Relate(text.FromAttr(other.Node, "type"), "the same type")
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
// in lower case; else empty.
func extension(l *page.Link) string {
	if l.URL() == nil || l.URL().Opaque != "" {
		return ""
	}
	ext := strings.ToLower(path.Ext(l.URL().Path))
	if extensionTypes[ext] == nil {
		return ""
	}
	return ext
}
