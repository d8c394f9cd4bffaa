package imagesize

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
)

// svg reads an SVG file: width and height of its root element in pixels, else
// the size of its viewBox (SVG 2, section 8.2).
func (f *file) svg() (Info, error) {
	info := Info{Type: "image/svg+xml"}
	d := xml.NewDecoder(io.NewSectionReader(f, 0, min(f.size, maxSVG)))
	d.CharsetReader = charset.NewReaderLabel
	d.Strict = false
	for {
		tok, err := d.RawToken()
		if err != nil {
			if f.size > maxSVG || bytes.Contains(f.tail(maxTail), []byte("<svg")) {
				return info, damaged("the root element cannot be read: %s", err)
			}
			return Info{}, ErrNotImage
		}
		root, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return Info{}, ErrNotImage
		}
		var viewBox string
		for _, a := range root.Attr {
			if a.Name.Space != "" {
				continue
			}
			switch a.Name.Local {
			case "width":
				info.Width = pixels(a.Value)
			case "height":
				info.Height = pixels(a.Value)
			case "viewBox":
				viewBox = a.Value
			}
		}
		if info.Width == 0 || info.Height == 0 {
			info.Width, info.Height = viewSize(viewBox)
		}
		break
	}
	end := f.tail(maxTail)
	if !bytes.Contains(end, []byte("</svg>")) && !bytes.Contains(end, []byte(":svg>")) && !bytes.Contains(end, []byte("/>")) {
		return info, errCut
	}
	return info, nil
}

// pixels is a length in pixels; 0 for one in another unit.
func pixels(s string) int {
	s = strings.TrimSpace(s)
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "px")), 64)
	if err != nil || !(v > 0 && v < math.MaxInt32) {
		return 0
	}
	return int(math.Round(v))
}

// viewSize is the size of a viewBox attribute.
func viewSize(s string) (width, height int) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
	if len(parts) != 4 {
		return 0, 0
	}
	width, height = pixels(parts[2]), pixels(parts[3])
	if width == 0 || height == 0 {
		return 0, 0
	}
	return width, height
}
