package site

import (
	"bytes"
	"errors"
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

// A verdict is what the file of a picture is.
type verdict struct {
	missing bool
	info    imagesize.Info
	damage  string // what is wrong with the file
	unknown bool   // the format is not known, or the file cannot be read
}

// imagesKey names the verdicts on pictures for site.Derive.
type imagesKey struct{}

// verdicts are those on the files of all pictures that pages refer to, by
// file.
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

// maxInMemory bounds a picture that cannot be read in parts.
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

// reportImages reports pictures; those with the same key as one before are not
// reported again. It is called with each way of referring to a picture.
func reportImages(pass *check.SitePass, fault func(im *site.Image, v verdict) (key, value, message string, mild bool)) {
	all := verdicts(pass.Site)
	list := pass.Site.Images()
	seen := map[string]*check.Finding{}
	for i := range list {
		im := &list[i]
		key, value, message, mild := fault(im, all[im.File])
		if message == "" {
			continue
		}
		if f := seen[key]; f != nil {
			relateImage(pass, f, im, im.Pages)
			continue
		}
		s := pass.Summary(im.Pages[0])
		if s == nil {
			return
		}
		f := pass.Report(check.On(im.Pages[0], imageSpot(s, im)), im.From, value, "%s", message).Fact("file", im.File)
		if mild {
			f.Milder()
		}
		if im.Count > 1 {
			f.Fact("pages", strconv.Itoa(im.Count))
		}
		relateImage(pass, f, im, im.Pages[1:])
		seen[key] = f
	}
}

// relateImage adds the pages that refer to a picture to a finding about it.
func relateImage(pass *check.SitePass, f *check.Finding, im *site.Image, pages []int32) {
	for _, i := range pages {
		if f.Full() {
			return
		}
		if s := pass.Summary(i); s != nil {
			f.RelateSome(check.On(i, imageSpot(s, im)), "%s refers to it as well", im.From)
		}
	}
}

// imageSpot is the place on a page that refers to a picture.
func imageSpot(s *summary.Summary, im *site.Image) summary.Spot {
	for i := range s.Images {
		if have := &s.Images[i]; have.URL == im.URL && have.From == im.From {
			return have.At
		}
	}
	return s.Top
}

// onMany says that several pages refer to a picture, as words behind it.
func onMany(im *site.Image) string {
	if im.Count == 1 {
		return ""
	}
	return " (on " + strconv.Itoa(im.Count) + " pages)"
}

var imageMissing = &check.Check{
	ID:         "site/image-missing",
	Severity:   check.Error,
	Title:      "The build does not have a picture that metadata names",
	Why:        "Social networks and search engines fetch the picture from that address and show none when it answers with an error.",
	Fix:        "Add the file to the build, or name the one that is there, with the same case and ending.",
	Exceptions: "Needs the build (--base-url and --root); pictures on other hosts are not judged, nor addresses with a query or those that hosts make pictures under, nor where the host has redirects or rewrites of its own.",
	References: []string{"https://ogp.me/", "https://developers.google.com/search/docs/appearance/google-images"},
	Bad:        "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.png\">\n</head></html>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) (key, value, message string, mild bool) {
			if !v.missing {
				return "", "", "", false
			}
			return im.File, im.URL, im.From + onMany(im) + " names " + check.Quote(im.URL) + ", and the build has no such file; readers see no picture; add the file or name the one that is there", false
		})
	},
}

var imageBroken = &check.Check{
	ID:         "site/image-broken",
	Severity:   check.Error,
	Title:      "A picture that metadata names is broken",
	Why:        "A file that is cut off, empty, or no picture at all is not shown, neither in previews nor in search results.",
	Fix:        "Export the picture again, and look at the step of the build that copies or shrinks it.",
	Exceptions: "Looks at the headers and the ends of PNG, JPEG, GIF, WebP, AVIF and SVG files of the build, and decodes none.",
	References: []string{"https://ogp.me/"},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.png\">\n</head></html>\n" +
		"-- door.png --\n<!doctype html>\n<title>Not found</title>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) (key, value, message string, mild bool) {
			if v.damage == "" {
				return "", "", "", false
			}
			return im.File, im.URL, im.From + onMany(im) + " names " + check.Quote(im.URL) + ", and that file is broken: " + v.damage + "; readers see no picture; export it again", false
		})
	},
}

var imageDimensions = &check.Check{
	ID:       "site/image-dimensions",
	Severity: check.Warning,
	Title:    "A picture has another size than its metadata says",
	Why: "Social networks lay out a preview by the declared width and height before they have fetched the picture, " +
		"and search engines choose pictures by them. A wrong size gives a picture that is cut, stretched or left out.",
	Fix:        "Declare the size that the file has, best by program.",
	Exceptions: "Allows one pixel for rounding, and for JPEG and AVIF width and height the other way round, since those may be shown turned. SVG files count by their own width and height, or their viewBox.",
	References: []string{ogImageDoc, "https://developers.google.com/search/docs/appearance/structured-data/article"},
	Bad:        sizeExample("1200", "1200"),
	Good:       sizeExample("1200", "630"),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) (key, value, message string, mild bool) {
			w, h := number(im.Width), number(im.Height)
			if v.info.Width == 0 || v.info.Height == 0 || v.damage != "" || w == 0 && h == 0 {
				return "", "", "", false
			}
			fits := func(w, h int) bool { return near(w, v.info.Width) && near(h, v.info.Height) }
			if fits(w, h) || v.info.Turned && fits(h, w) {
				return "", "", "", false
			}
			real := strconv.Itoa(v.info.Width) + "×" + strconv.Itoa(v.info.Height)
			declared := orUnknown(w) + "×" + orUnknown(h)
			return im.File + " " + declared, im.URL, im.From + onMany(im) + " declares " + check.Quote(im.URL) + " as " + declared + ", and the file is " + real +
				"; previews that are laid out by the declared size cut or stretch it; declare the size of the file", false
		})
	},
}

func sizeExample(w, h string) string {
	return "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n" +
		"<meta property=\"og:image:width\" content=\"" + w + "\">\n<meta property=\"og:image:height\" content=\"" + h + "\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n"
}

// number is a declared width or height; 0 for none, and for one that is no
// number of pixels.
func number(s string) int {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return int(n + 0.5)
}

// near tells whether a declared length, 0 for none, is the true one.
func near(declared, real int) bool {
	return declared == 0 || declared-real <= 1 && real-declared <= 1
}

func orUnknown(n int) string {
	if n == 0 {
		return "?"
	}
	return strconv.Itoa(n)
}

var imageType = &check.Check{
	ID:         "site/image-type",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the ending of the file's name says another format and no type is declared"},
	Title:      "A picture is of another type than its metadata says",
	Why:        "Consumers choose by the declared type what they fetch and can show; some refuse a file that turns out to be another. Servers make the Content-Type of the ending.",
	Fix:        "Declare the type that the file has, or convert it; give the file the ending of its format.",
	References: []string{ogImageDoc, "https://www.iana.org/assignments/media-types/media-types.xhtml#image"},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n<meta property=\"og:image:type\" content=\"image/png\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n<meta property=\"og:image\" content=\"https://example.com/door.svg\">\n<meta property=\"og:image:type\" content=\"image/svg+xml\">\n</head></html>\n" +
		"-- door.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"></svg>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		reportImages(pass, func(im *site.Image, v verdict) (key, value, message string, mild bool) {
			if v.info.Type == "" || v.damage != "" || v.unknown {
				return "", "", "", false
			}
			if declared := imagesize.UsualType(im.Type); declared != "" {
				if declared == v.info.Type {
					return "", "", "", false
				}
				return im.File + " " + declared, im.URL, im.From + onMany(im) + " declares " + check.Quote(im.URL) + " as " + check.Quote(im.Type) + ", and the file is " + v.info.Type +
					"; consumers that choose by type pass over it; declare the type of the file", false
			}
			types := imagesize.TypesOf(im.File)
			if types == nil || slices.Contains(types, v.info.Type) {
				return "", "", "", false
			}
			return im.File, im.URL, im.From + onMany(im) + " names " + check.Quote(im.URL) + ", whose ending says " + types[0] + ", and the file is " + v.info.Type +
				"; servers announce it by its ending; give it the ending of its format", true
		})
	},
}
