// Package imagesize reads the type and the size of an image from the header of
// its file: PNG, JPEG, GIF, WebP, AVIF and SVG. Images are never decoded, so that
// a file that claims to be enormous costs nothing; the end of a file is read to
// see whether it was cut off.
package imagesize

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/webp"
)

// Info is what the header of an image file declares.
type Info struct {
	// Type is the media type: "image/png".
	Type string
	// Width and Height are in pixels, 0 if the file does not declare them or in a
	// way that cannot be read.
	Width, Height int
	// Turned reports that the file may ask to be shown rotated by 90 degrees, so
	// that width and height may be exchanged.
	Turned bool
}

// ErrUnknown is returned for data that is in none of the formats.
var ErrUnknown = errors.New("unknown image format")

// ErrNotImage is returned for data that is certainly not an image, such as a
// page.
var ErrNotImage = errors.New("not an image but a page or other text")

// A DamagedError reports that an image file is broken; Info has what could be
// read of it.
type DamagedError struct{ Reason string }

func (e *DamagedError) Error() string { return e.Reason }

func damaged(format string, args ...any) error {
	return &DamagedError{fmt.Sprintf(format, args...)}
}

// Bounds on what is read of a file, in bytes.
const (
	maxHeader = 4 << 20 // thumbnails and profiles may come before the size of a JPEG
	maxTail   = 64 << 10
	maxSVG    = 64 << 10
)

// Read reads the header of the image file of the given size. The error is
// ErrUnknown, ErrNotImage, a *DamagedError, or one of reading.
func Read(r io.ReaderAt, size int64) (Info, error) {
	if size == 0 {
		return Info{}, damaged("the file is empty")
	}
	head := make([]byte, min(size, 64))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Info{}, err
	}
	f := &file{r, size}
	switch {
	case has(head, 0, "\x89PNG\r\n\x1a\n"):
		return f.raster("image/png", png.DecodeConfig, f.checkPNG)
	case has(head, 0, "\xff\xd8\xff"):
		return f.raster("image/jpeg", jpeg.DecodeConfig, f.checkJPEG)
	case has(head, 0, "GIF87a"), has(head, 0, "GIF89a"):
		return f.raster("image/gif", gif.DecodeConfig, f.checkGIF)
	case has(head, 0, "RIFF") && has(head, 8, "WEBP"):
		return f.raster("image/webp", webp.DecodeConfig, f.checkWebP)
	case has(head, 4, "ftyp"):
		return f.avif()
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) == 0 || text[0] == '<' {
		return f.svg()
	}
	return Info{}, ErrUnknown
}

func has(data []byte, at int, magic string) bool {
	return len(data) >= at+len(magic) && string(data[at:at+len(magic)]) == magic
}

// A file is an image file that is read in parts.
type file struct {
	io.ReaderAt
	size int64
}

// raster reads the size by a decoder's function for the header, and has the
// rest of the file looked at.
func (f *file) raster(typ string, config func(io.Reader) (image.Config, error), check func(*Info) error) (info Info, err error) {
	info.Type = typ
	cfg, err := safely(config, io.NewSectionReader(f, 0, min(f.size, maxHeader)))
	switch {
	case err == nil:
		info.Width, info.Height = cfg.Width, cfg.Height
	case strings.HasSuffix(err.Error(), "EOF"): // not all decoders wrap the error
		if f.size > maxHeader {
			return info, nil
		}
		return info, damaged("the file ends inside its header")
	case strings.Contains(err.Error(), "unsupported"), strings.Contains(err.Error(), "not implemented"):
		// Right, but of a kind that the decoder does not know.
	default:
		return info, damaged("the header cannot be read: %s", err)
	}
	if err == nil && (info.Width <= 0 || info.Height <= 0) {
		return info, damaged("the header declares %dx%d pixels", info.Width, info.Height)
	}
	return info, check(&info)
}

// safely contains the panics of a decoder.
func safely(config func(io.Reader) (image.Config, error), r io.Reader) (cfg image.Config, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the decoder failed: %v", v)
		}
	}()
	return config(r)
}

// tail is the end of the file, at most n bytes of it.
func (f *file) tail(n int64) []byte {
	n = min(n, f.size)
	data := make([]byte, n)
	read, _ := f.ReadAt(data, f.size-n)
	return data[:read]
}

var errCut = &DamagedError{"the end of the file is missing"}

func (f *file) checkPNG(info *Info) error {
	if !bytes.Contains(f.tail(maxTail), []byte("IEND")) {
		return errCut
	}
	// Deflate makes data at most 1032 times smaller (zlib, "Technical
	// Details"); a pixel has at least one bit.
	if pixels := int64(info.Width) * int64(info.Height); pixels/8/1032 > f.size {
		return damaged("the header declares %dx%d pixels, more than a file of %d bytes can contain", info.Width, info.Height, f.size)
	}
	return nil
}

func (f *file) checkJPEG(info *Info) error {
	// The size is that before a rotation that Exif data may ask for.
	info.Turned = true
	if !bytes.Contains(f.tail(maxTail), []byte("\xff\xd9")) {
		return errCut
	}
	return nil
}

func (f *file) checkGIF(*Info) error {
	if !bytes.Contains(f.tail(1024), []byte{0x3b}) {
		return errCut
	}
	return nil
}

func (f *file) checkWebP(*Info) error {
	var head [8]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return err
	}
	// The chunk's length does not count its first eight bytes (RFC 9649,
	// section 2.4).
	if n := int64(le32(head[4:])); n+8 > f.size {
		return damaged("the header declares %d bytes, but the file has %d", n+8, f.size)
	}
	return nil
}

func le32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
