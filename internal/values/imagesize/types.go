package imagesize

import (
	"path"
	"slices"
	"strings"
)

// formats are the formats of pictures on the web: their media types, the one
// to write first, the endings of their files, and what people write for the
// types.
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

// IsType tells whether a text is a media type, in lower case, that pictures on
// the web have.
func IsType(s string) bool {
	for i := range formats {
		if slices.Contains(formats[i].types, s) {
			return true
		}
	}
	return false
}

// UsualType is the media type that a declared type means, in lower case and
// without parameters: image/jpeg for "image/jpg" and "JPEG". A type of images
// that is not known stays; it is empty for what is none.
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

// TypesOf are the media types that the ending of a file's name stands for, the
// one to declare first; nil where the ending is none of a picture.
func TypesOf(name string) []string {
	ending := strings.ToLower(path.Ext(name))
	for i := range formats {
		if slices.Contains(formats[i].endings, ending) {
			return formats[i].types
		}
	}
	return nil
}
