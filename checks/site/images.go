package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/imagesize"
)

const ogImageDoc = "https://ogp.me/#structured"

// A verdict is what the file of an image is.
type verdict struct {
	missing bool
	info    imagesize.Info
	damage  string // what is wrong with the file
	unknown bool   // the format is unknown, or the file cannot be read
}

// imagesKey names the verdicts on images for site.Derive.
type imagesKey struct{}

// verdicts are those on the files of all images that pages refer to, by file.
func verdicts(s *site.Set) map[string]verdict {
	return site.Derive(s, imagesKey{}, func() map[string]verdict {
		files, _ := s.Files()
		list := make(map[string]verdict)
		for _, im := range s.Images() {
			if _, ok := list[im.File]; !ok {
				list[im.File] = judge(s, files, im.File)
			}
		}
		return list
	})
}

// maxInMemory bounds an image that cannot be read in parts.
const maxInMemory = 8 << 20

func judge(s *site.Set, files fs.FS, name string) verdict {
	clean := strings.TrimPrefix(path.Clean("/"+name), "/")
	if !s.HasFile(clean) {
		return verdict{missing: !s.MayServe(name), unknown: true}
	}
	f, err := files.Open(clean)
	if err != nil {
		return verdict{unknown: true}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return verdict{unknown: true}
	}
	r, ok := f.(io.ReaderAt)
	size := info.Size()
	if !ok {
		data, err := io.ReadAll(io.LimitReader(f, maxInMemory+1))
		if err != nil || len(data) > maxInMemory {
			return verdict{unknown: true}
		}
		r, size = bytes.NewReader(data), int64(len(data))
	}
	v := verdict{}
	v.info, err = imagesize.Read(r, size)
	var damage *imagesize.DamagedError
	switch {
	case errors.As(err, &damage):
		v.damage = damage.Reason
	case errors.Is(err, imagesize.ErrNotImage):
		v.damage = err.Error()
	case err != nil:
		v.unknown = true
	}
	return v
}

// An imageFault is what is wrong with an image, in words; the zero value is
// nothing. Faults with the same key are one.
type imageFault struct {
	key, message, help string
	// impact is that of findings which are not as the check says.
	impact string
	mild   bool
}

// reportImages reports images; those with the same key as one before are not
// reported again. It is called with each way of referring to an image.
func reportImages(pass *check.SitePass, fault func(im *site.Image, v verdict) imageFault) {
	all := verdicts(pass.Site)
	list := pass.Site.Images()
	seen := map[string]*check.Finding{}
	for i := range list {
		im := &list[i]
		w := fault(im, all[im.File])
		if w.message == "" {
			continue
		}
		if f := seen[w.key]; f != nil {
			relateImage(pass, f, im, im.Pages)
			continue
		}
		s := pass.Summary(im.Pages[0])
		if s == nil {
			return
		}
		f := pass.Report(check.On(im.Pages[0], imageSpot(s, im)), im.From, im.URL, "%s", w.message).Advise("%s", w.help).Fact("file", im.File)
		if w.impact != "" {
			f.Affects("%s", w.impact)
		}
		if w.mild {
			f.Milder()
		}
		if im.Count > 1 {
			f.Fact("pages", strconv.Itoa(im.Count))
		}
		relateImage(pass, f, im, im.Pages[1:])
		seen[w.key] = f
	}
}

// relateImage adds the pages that refer to an image to a finding about it.
func relateImage(pass *check.SitePass, f *check.Finding, im *site.Image, pages []int32) {
	for _, i := range pages {
		if f.Full() {
			return
		}
		if s := pass.Summary(i); s != nil {
			f.RelateSome(check.On(i, imageSpot(s, im)), "%s has the same image", im.From)
		}
	}
}

// imageSpot is the place on a page that refers to an image.
func imageSpot(s *summary.Summary, im *site.Image) summary.Spot {
	for i := range s.Images {
		if have := &s.Images[i]; have.URL == im.URL && have.From == im.From {
			return have.At
		}
	}
	return s.Top
}

// fromOf is what refers to an image, with the number of pages if it is not one:
// "og:image of 2 pages".
func fromOf(im *site.Image) string {
	if im.Count == 1 {
		return im.From
	}
	return im.From + " of " + strconv.Itoa(im.Count) + " pages"
}

var imageMissing = &check.Check{
	ID:         "site/image-missing",
	Severity:   check.Error,
	Title:      "Image in metadata that is not in the build",
	Impact:     "social networks and search engines show no image",
	Why:        "Social networks and search engines fetch the image from its URL, and show none if that returns an error.",
	Fix:        "Add the file to the build, or write the URL of a file that is in it, with the same capitalization and extension.",
	Exceptions: "Needs the build (--base-url and --root). Images on other hosts, URLs with a query and URLs at which hosts generate images are not checked. Silent on builds that contain redirects or rewrites of the host.",
	References: []string{"https://ogp.me/", "https://developers.google.com/search/docs/appearance/google-images"},
	Bad:        "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.png\">\n</head></html>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) imageFault {
			if !v.missing {
				return imageFault{}
			}
			return imageFault{
				key:     im.File,
				message: fromOf(im) + " is not in the build: " + check.Quote(im.URL),
				help:    "add the file to the build, or write the URL of a file that is in it",
			}
		})
	},
}

var imageBroken = &check.Check{
	ID:         "site/image-broken",
	Severity:   check.Error,
	Title:      "Image in metadata with a broken file",
	Impact:     "social networks and search engines show no image",
	Why:        "Social networks and search engines do not show an image if its file is cut off, empty or not an image.",
	Fix:        "Export the image again, and look at the build step that copies or resizes it.",
	Exceptions: "Checks the headers and the ends of PNG, JPEG, GIF, WebP, AVIF and SVG files of the build, without decoding them.",
	References: []string{"https://ogp.me/"},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.png\">\n</head></html>\n" +
		"-- door.png --\n<!doctype html>\n<title>Not found</title>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) imageFault {
			if v.damage == "" {
				return imageFault{}
			}
			return imageFault{
				key:     im.File,
				message: fromOf(im) + " has a broken file (" + v.damage + "): " + check.Quote(im.URL),
				help:    "export the image again, and look at the build step that copies or resizes it",
			}
		})
	},
}

var imageDimensions = &check.Check{
	ID:       "site/image-dimensions",
	Severity: check.Warning,
	Title:    "Image with another size than declared",
	Impact:   "parsers that use the declared size crop, stretch or skip the image",
	Why: "Social networks use the declared width and height to lay out a preview before they have fetched the image, " +
		"and search engines use them to choose images. If they are wrong, the image is cropped, stretched or not shown.",
	Fix:        "Declare the size of the file. Best have the template read it from the file.",
	Exceptions: "Allows one pixel for rounding. Allows exchanged width and height of JPEG and AVIF files, which may be shown rotated. The size of an SVG file is its width and height, or its viewBox.",
	References: []string{ogImageDoc, "https://developers.google.com/search/docs/appearance/structured-data/article"},
	Bad:        sizeExample("1200", "1200"),
	Good:       sizeExample("1200", "630"),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) imageFault {
			w, h := number(im.Width), number(im.Height)
			if v.info.Width == 0 || v.info.Height == 0 || v.damage != "" || w == 0 && h == 0 {
				return imageFault{}
			}
			fits := func(w, h int) bool { return near(w, v.info.Width) && near(h, v.info.Height) }
			if fits(w, h) || v.info.Turned && fits(h, w) {
				return imageFault{}
			}
			declared := declaredSize(w, h)
			return imageFault{
				key: im.File + " " + declared,
				message: fmt.Sprintf("%s is declared as %s, but its file has %dx%d pixels: %s",
					fromOf(im), declared, v.info.Width, v.info.Height, check.Quote(im.URL)),
				help: "declare the size of the file, or use an image of the declared size",
			}
		})
	},
}

func sizeExample(w, h string) string {
	return "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n" +
		"<meta property=\"og:image:width\" content=\"" + w + "\">\n<meta property=\"og:image:height\" content=\"" + h + "\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n"
}

// number is a declared width or height; 0 for none, and for one that is not a
// number of pixels.
func number(s string) int {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return int(n + 0.5)
}

// near reports whether a declared length, 0 for none, is the real one.
func near(declared, real int) bool {
	return declared == 0 || declared-real <= 1 && real-declared <= 1
}

// declaredSize is a declared size in words; one of width and height may be 0
// for unknown.
func declaredSize(w, h int) string {
	switch {
	case w == 0:
		return strconv.Itoa(h) + " pixels high"
	case h == 0:
		return strconv.Itoa(w) + " pixels wide"
	}
	return strconv.Itoa(w) + "x" + strconv.Itoa(h) + " pixels"
}

var imageType = &check.Check{
	ID:         "site/image-type",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the file has the extension of another format and no type is declared"},
	Title:      "Image of another type than declared",
	Impact:     "parsers that choose images by type ignore it",
	Why:        "Parsers use the declared type to choose the images that they can show; some reject a file of another type. Servers derive the Content-Type from the extension.",
	Fix:        "Declare the type of the file, or convert the file. Use the extension of its format.",
	References: []string{ogImageDoc, "https://www.iana.org/assignments/media-types/media-types.xhtml#image"},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n<meta property=\"og:image:type\" content=\"image/png\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n<meta property=\"og:image:type\" content=\"image/svg+xml\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) imageFault {
			if v.info.Type == "" || v.damage != "" || v.unknown {
				return imageFault{}
			}
			if declared := imagesize.UsualType(im.Type); declared != "" {
				if declared == v.info.Type {
					return imageFault{}
				}
				return imageFault{
					key:     im.File + " " + declared,
					message: fmt.Sprintf("%s is declared as %s, but its file is %s: %s", fromOf(im), check.Quote(im.Type), v.info.Type, check.Quote(im.URL)),
					help:    "declare the type of the file, or convert the file",
				}
			}
			types := imagesize.TypesOf(im.File)
			if types == nil || slices.Contains(types, v.info.Type) {
				return imageFault{}
			}
			return imageFault{
				key:     im.File,
				message: fmt.Sprintf("%s has the extension of %s, but its file is %s: %s", fromOf(im), types[0], v.info.Type, check.Quote(im.URL)),
				impact:  "servers send the image with the wrong Content-Type",
				help:    "rename the file with the extension of its format, or convert it",
				mild:    true,
			}
		})
	},
}
