package imagesize

import (
	"path"
	"slices"
	"strings"
)

// formats are the image formats of the web: their media types, the one to write
// first, the extensions of their files, and misspellings of the types.
var formats = []struct {
	types, endings, misspelt []string
}{
	{
		[]string{"image/jpeg"}, []string{".jpg", ".jpeg"},
		[]string{"image/jpg", "image/pjpeg", "jpg", "jpeg"},
	},
	{[]string{"image/png", "image/apng"}, []string{".png"}, []string{"image/x-png", "png"}},
	{[]string{"image/gif"}, []string{".gif"}, []string{"gif"}},
	{[]string{"image/webp"}, []string{".webp"}, []string{"webp"}},
	{[]string{"image/avif"}, []string{".avif"}, []string{"avif"}},
	{[]string{"image/svg+xml"}, []string{".svg"}, []string{"image/svg", "svg"}},
	{
		[]string{"image/x-icon", "image/vnd.microsoft.icon"}, []string{".ico"},
		[]string{"image/ico", "image/icon", "image/favicon", "image/x-ico", "image/vnd.microsoft.ico", "text/ico", "application/ico", "ico", "x-icon"},
	},
	{[]string{"image/bmp"}, []string{".bmp"}, nil},
	{[]string{"image/jxl"}, nil, nil},
	{[]string{"image/tiff"}, nil, nil},
}

// IsType reports whether a text is a media type, in lowercase, of images on the
// web.
func IsType(s string) bool {
	for i := range formats {
		if slices.Contains(formats[i].types, s) {
			return true
		}
	}
	return false
}

// UsualType is the media type that a declared type means, in lowercase and
// without parameters: image/jpeg for "image/jpg" and "JPEG". An unknown image
// type stays; it is empty for anything else.
func UsualType(declared string) string {
	s, _, _ := strings.Cut(strings.ToLower(declared), ";")
	s = strings.TrimSpace(s)
	for i := range formats {
		if slices.Contains(formats[i].misspelt, s) {
			return formats[i].types[0]
		}
	}
	if !strings.HasPrefix(s, "image/") {
		return ""
	}
	return s
}

// TypesOf are the media types of the extension of a file's name, the one to
// declare first; nil if it is not the extension of an image.
func TypesOf(name string) []string {
	ending := strings.ToLower(path.Ext(name))
	for i := range formats {
		if slices.Contains(formats[i].endings, ending) {
			return formats[i].types
		}
	}
	return nil
}
